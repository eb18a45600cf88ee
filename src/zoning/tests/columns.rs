//! The best plan over all grids there are, against looking at all plans.

use super::fixture::{lattice, problem, solved};
use crate::base::dice::Dice;
use crate::zoning::columns::{improved, is_suited};
use crate::zoning::core::Core;
use crate::zoning::exact::{Answer, best_plan};
use crate::zoning::master::Column;
use crate::zoning::sets::GridCosts;
use crate::zoning::{Balanced, Graph, Objective, Problem, StopReason, evaluate};

fn uneven(columns: u32, rows: u32, seed: u64) -> Graph {
    let dice = std::cell::RefCell::new(Dice(seed));
    let draw = |end: usize| dice.borrow_mut().below(end) as i64;
    let mut graph = lattice(columns, rows, |_, _| vec![1 + draw(40), draw(9)]);
    let missing: Vec<(u32, u32)> = graph.edges().filter(|_| draw(12) == 0).map(|edge| (edge.a, edge.b)).collect();
    graph.remove_edges(&missing);
    graph
}

/// The sets of a plan in which every piece is a unit.
fn sets(label: &[u32], k: usize) -> Vec<u128> {
    let mut sets = vec![0; k];
    label.iter().enumerate().for_each(|(piece, grid)| sets[*grid as usize] |= 1 << piece);
    sets
}

fn exact(core: &Core, costs: &GridCosts<'_>, wants_any: bool) -> Option<Vec<u128>> {
    let judge = |label: &[u32]| sets(label, core.k).into_iter().map(|set| costs.cost(set)).sum::<f64>();
    match best_plan(core, 20_000_000, wants_any, &judge) {
        Answer::Best(label) => Some(sets(&label, core.k)),
        Answer::None | Answer::Unknown => None,
    }
}

#[test]
fn the_linear_programme_and_its_covers_find_and_prove_what_looking_at_all_plans_finds() {
    let mut proved = 0;
    for case in 0..24 {
        let (columns, rows, k) = [(4, 4, 4), (5, 4, 4), (5, 4, 5), (6, 3, 3)][case % 4];
        let graph = uneven(columns, rows, case as u64 + 1);
        let objective = [Objective::Moment, Objective::Travel][case / 4 % 2];
        let mut balanced = vec![Balanced::within(0, 0.12)];
        if case % 3 == 0 {
            balanced.push(Balanced::within(1, 0.6));
        }
        let problem = Problem::new(&graph, k, balanced, objective);
        let core = Core::new(&problem);
        assert!(is_suited(&core));
        let costs = GridCosts::new(&core).unwrap();
        let cost = |sets: &[u128]| sets.iter().map(|set| costs.cost(*set)).sum::<f64>();
        let (Some(any), Some(best)) = (exact(&core, &costs, true), exact(&core, &costs, false)) else { continue };
        let pool: Vec<Column> = any.iter().map(|set| Column { set: *set, cost: costs.cost(*set) }).collect();
        let found = improved(&core, &costs, &pool, cost(&any), &|moves| moves as f64 / 5e7);
        assert!(found.is_proved, "case {case}");
        let plan = found.best.unwrap_or(any);
        assert!((cost(&plan) - cost(&best)).abs() <= 1e-7 * cost(&best), "case {case}: {} is not {}", cost(&plan), cost(&best));
        assert!(plan.iter().all(|set| costs.is_grid(*set)) && plan.iter().fold(0, |all, set| all ^ set) == costs.everything());
        proved += 1;
    }
    assert!(proved >= 12, "{proved} cases");
}

#[test]
fn a_map_with_few_units_a_grid_is_proved_the_same_on_any_number_of_threads() {
    let graph = uneven(7, 6, 3);
    let problem = problem(&graph, 6, 0.03);
    let on = |threads: usize| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| solved(&problem, 20_000_000));
    let (one, two) = (on(1), on(2));
    assert_eq!(one, two);
    assert_eq!(one.stop_reason, StopReason::Proved);
    assert!(one.proposal.evaluation.is_feasible && evaluate(&problem, &one.proposal.labels) == one.proposal.evaluation);
}

#[test]
fn rules_that_tell_grids_apart_keep_to_the_search() {
    let graph = uneven(7, 6, 3);
    let mut problem = problem(&graph, 6, 0.1);
    assert!(GridCosts::new(&Core::new(&problem)).is_some());
    problem.rules.must = vec![(0, 2)];
    assert!(GridCosts::new(&Core::new(&problem)).is_none());
    let found = solved(&problem, 300_000);
    assert!(found.stop_reason == StopReason::Moves && found.proposal.labels[0] == Some(2));
}
