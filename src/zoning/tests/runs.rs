//! Runs as a whole: the same everywhere, and every figure recomputed.

use super::fixture::{lattice, problem, solved};
use crate::base::CancelToken;
use crate::base::dice::Dice;
use crate::zoning::{Balanced, Budget, Graph, Objective, Outcome, Problem, Search, design, evaluate};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

fn town(columns: u32, rows: u32, seed: u64) -> Graph {
    let dice = std::cell::RefCell::new(Dice(seed));
    lattice(columns, rows, |_, _| (0..3).map(|_| 5 + dice.borrow_mut().below(30) as i64).collect())
}

fn on_threads(n_threads: usize, problem: &Problem<'_>) -> Outcome {
    rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap().install(|| solved(problem, 200_000))
}

#[test]
fn the_same_seed_gives_the_same_plan_on_one_thread_and_on_two() {
    let graph = town(18, 14, 5);
    for objective in [Objective::Moment, Objective::CutEdges, Objective::Diameter] {
        let problem = Problem::new(&graph, 9, (0..3).map(|measure| Balanced::within(measure, 0.05)).collect(), objective);
        let (one, two) = (on_threads(1, &problem), on_threads(2, &problem));
        assert_eq!(one, two, "{objective:?}");
        assert!(one.moves > 100_000);
    }
    // A small map takes another way: plans from grids met.
    let small = town(10, 8, 6);
    let problem = problem(&small, 4, 0.05);
    assert_eq!(on_threads(1, &problem), on_threads(2, &problem));
}

#[test]
fn another_seed_may_give_another_plan_and_more_moves_no_worse_one() {
    let graph = town(18, 14, 5);
    let problem = Problem::new(&graph, 9, (0..3).map(|measure| Balanced::within(measure, 0.05)).collect(), Objective::Moment);
    let (few, many) = (solved(&problem, 30_000).proposal.evaluation, solved(&problem, 2_000_000).proposal.evaluation);
    assert!(many.is_feasible && (!few.is_feasible || many.moment <= few.moment * 1.001), "{} {}", few.moment, many.moment);
}

/// Every claim of a proposal, computed in another way than the engine's own evaluation does.
fn check_claims(problem: &Problem<'_>, outcome: &Outcome) {
    let (graph, labels, claims) = (problem.graph, &outcome.proposal.labels, &outcome.proposal.evaluation);
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    labels.iter().enumerate().for_each(|(unit, label)| members.entry(label.unwrap()).or_default().push(unit));
    assert_eq!(members.len(), problem.n_grids, "no grid is empty");
    let cut: Vec<_> = graph.edges().filter(|edge| labels[edge.a as usize] != labels[edge.b as usize]).collect();
    assert_eq!(claims.cut_edges, cut.len());
    assert!((claims.perimeter - cut.iter().map(|edge| edge.length).sum::<f64>()).abs() < 1e-6);
    let (mut moment, mut diameter, mut within) = (0.0, 0.0f64, true);
    for (grid, units) in &members {
        let mut seen = BTreeSet::from([units[0]]);
        let mut stack = vec![units[0]];
        while let Some(unit) = stack.pop() {
            let next: Vec<usize> = graph.links(unit).iter().map(|link| link.to as usize).filter(|next| labels[*next] == Some(*grid)).collect();
            stack.extend(next.into_iter().filter(|next| seen.insert(*next)));
        }
        assert_eq!(seen.len(), units.len(), "grid {grid} is whole");
        let gap = |a: usize, b: usize| (graph.position(a)[0] - graph.position(b)[0]).hypot(graph.position(a)[1] - graph.position(b)[1]);
        let about = |centre: usize| units.iter().map(|unit| graph.value(*unit, 0) as f64 * ((gap(*unit, centre) / 1000.0).round() / 1000.0).powi(2)).sum::<f64>();
        moment += units.iter().map(|unit| about(*unit)).fold(f64::INFINITY, f64::min);
        diameter = units.iter().flat_map(|a| units.iter().map(|b| gap(*a, *b))).fold(diameter, f64::max);
        for (slot, balanced) in problem.balanced.iter().enumerate() {
            let sum: i64 = units.iter().map(|unit| graph.value(*unit, balanced.measure)).sum();
            assert_eq!(claims.sums[*grid as usize][slot], sum);
            let share = sum as f64 * problem.n_grids as f64 / graph.total(balanced.measure) as f64;
            within &= (0.95 - 1e-9..=1.05 + 1e-9).contains(&share);
            assert!((share - 1.0).abs() <= claims.max_deviation[slot] + 1e-12);
        }
    }
    assert!((claims.moment - moment).abs() <= 1e-9 * moment, "{} {moment}", claims.moment);
    assert!((claims.diameter - diameter).abs() < 1e-6);
    assert_eq!(claims.is_feasible, within);
    assert_eq!(outcome.reasons.is_empty(), within);
    assert_eq!(*claims, evaluate(problem, labels));
}

#[test]
fn every_proposal_is_what_it_says() {
    for (seed, objective) in [Objective::Moment, Objective::CutEdges, Objective::Perimeter, Objective::Diameter].into_iter().enumerate() {
        let graph = town(16, 12, seed as u64 + 1);
        for n_grids in [2, 7, 16] {
            let problem = Problem::new(&graph, n_grids, (0..2).map(|measure| Balanced::within(measure, 0.05)).collect(), objective);
            check_claims(&problem, &solved(&problem, 150_000));
        }
    }
}

#[test]
fn a_watcher_sees_plans_that_become_better_and_the_last_one_is_the_proposal() {
    let graph = town(16, 12, 3);
    let problem = problem(&graph, 6, 0.05);
    let seen: Mutex<Vec<(Vec<Option<u32>>, bool)>> = Mutex::default();
    let watcher = |labels: &[Option<u32>], is_feasible: bool| seen.lock().unwrap().push((labels.to_vec(), is_feasible));
    let cancel = CancelToken::default();
    let outcome = design(&problem, &Search { watcher: &watcher, ..Search::new(Budget::moves(100_000, &cancel), 1) }).unwrap();
    let seen = seen.into_inner().unwrap();
    assert!(seen.len() > 1);
    assert_eq!(seen.last().unwrap().0, outcome.proposal.labels);
    assert!(seen.windows(2).all(|pair| pair[1].1 >= pair[0].1), "feasible once, feasible ever after");
}

#[test]
fn a_search_stops_soon_after_it_is_cancelled() {
    let graph = town(60, 60, 3);
    let problem = problem(&graph, 30, 0.02);
    let cancel = CancelToken::default();
    // The clock of the outside world: cancels when asked for the hundredth time and counts how often it is asked after that.
    let asked = std::sync::atomic::AtomicU64::new(0);
    let spent = || {
        if asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 100 {
            cancel.cancel();
        }
        0.0
    };
    let outcome = design(&problem, &Search::new(Budget { moves: None, spent: &spent, cancel: &cancel }, 1)).unwrap();
    assert_eq!(outcome.stop_reason, crate::zoning::StopReason::Cancelled);
    assert!(asked.into_inner() < 1000, "the search goes on asking, it does not go on working");
    assert!(outcome.proposal.labels.iter().all(Option::is_some));
}
