//! The engine against looking at every labelling, on maps of up to twelve units; and proofs against the same.

use super::fixture::{even, lattice, problem, solved};
use crate::base::dice::Dice;
use crate::zoning::{Balanced, Graph, Hierarchy, Objective, Problem, Reason, StopReason, evaluate};

/// The least objective over all labellings, by counting in base `n_grids`; `None` where none is feasible.
fn brute_force(problem: &Problem<'_>) -> Option<f64> {
    let (n, k) = (problem.graph.n_units(), problem.n_grids as u64);
    let mut best: Option<f64> = None;
    // The first unit is in grid 0: names of grids do not matter here.
    for number in 0..k.pow(n as u32 - 1) {
        let mut left = number;
        let mut labels = vec![Some(0)];
        for _ in 1..n {
            labels.push(Some((left % k) as u32));
            left /= k;
        }
        let found = evaluate(problem, &labels);
        if found.is_feasible && best.is_none_or(|best| found.objective < best) {
            best = Some(found.objective);
        }
    }
    best
}

#[test]
fn small_maps_are_solved_to_the_optimum() {
    let mut dice = Dice(7);
    let mut feasible = 0;
    for case in 0..36 {
        let (columns, rows, k) = [(3, 3, 2), (3, 3, 3), (4, 3, 2), (5, 2, 3)][case % 4];
        let amounts: Vec<Vec<i64>> = (0..columns * rows).map(|_| vec![1 + dice.below(9) as i64, 1 + dice.below(4) as i64]).collect();
        let mut graph = lattice(columns, rows, |column, row| amounts[(row * columns + column) as usize].clone());
        let missing: Vec<(u32, u32)> = graph.edges().filter(|_| dice.below(8) == 0).map(|edge| (edge.a, edge.b)).collect();
        graph.remove_edges(&missing);
        let objective = [Objective::Moment, Objective::CutEdges, Objective::Perimeter, Objective::Diameter][case / 4 % 4];
        let problem = Problem::new(&graph, k, vec![Balanced::within(0, 0.25), Balanced::within(1, 0.3)], objective);
        let (expected, outcome) = (brute_force(&problem), solved(&problem, 20_000));
        match expected {
            Some(best) => {
                feasible += 1;
                let found = &outcome.proposal.evaluation;
                assert!(found.is_feasible, "case {case}: {:?}", outcome.reasons);
                assert!((found.objective - best).abs() <= 1e-9 * best.max(1.0), "case {case}: {} is not {best}", found.objective);
                assert_eq!(outcome.stop_reason, StopReason::Proved);
            }
            None => assert!(outcome.stop_reason == StopReason::Infeasible && outcome.reasons.iter().any(Reason::is_proof), "case {case}: {:?}", outcome.reasons),
        }
    }
    assert!((10..36).contains(&feasible), "{feasible} of 36 feasible");
}

#[test]
fn a_unit_that_is_too_large_or_cannot_be_completed_is_named() {
    let large = lattice(3, 3, |column, row| vec![if (column, row) == (1, 1) { 20 } else { 2 }]);
    let outcome = solved(&problem(&large, 3, 0.1), 10_000);
    assert_eq!(outcome.reasons[0], Reason::UnitTooLarge { unit: 4, measure: 0, amount: 20, most: 13 });
    // 8 in a corner, needs 9 or 10 (28 / 3 ± 8 %), and both neighbours have 4.
    let amounts = [8, 4, 1, 4, 3, 2, 1, 2, 3];
    let corner = lattice(3, 3, |column, row| vec![amounts[(row * 3 + column) as usize]]);
    let outcome = solved(&problem(&corner, 3, 0.08), 10_000);
    let expected = Reason::CannotBeCompleted { unit: 0, amount: 8, limits: (9, 10), below: Some(8), above: Some(12) };
    assert_eq!((outcome.stop_reason, outcome.reasons), (StopReason::Infeasible, vec![expected]));
}

#[test]
fn a_map_without_any_plan_is_proved_to_have_none() {
    // A star: every grid but one would be a single leaf.
    let places = (0..7).map(|at| [f64::from(at % 3) * 1000.0, f64::from(at / 3) * 1000.0]).collect();
    let star = Graph::new(places, 1, vec![1; 7], (1..7).map(|leaf| (0, leaf, 1.0))).unwrap();
    let outcome = solved(&problem(&star, 3, 0.3), 10_000);
    assert_eq!(outcome.stop_reason, StopReason::Infeasible);
    assert!(outcome.reasons.iter().all(Reason::is_proof) && !outcome.reasons.is_empty(), "{:?}", outcome.reasons);
}

#[test]
fn islands_and_totals_that_do_not_fit_are_named() {
    let mut islands = even(6, 2);
    islands.remove_edges(&[(0, 1), (6, 7)]);
    let outcome = solved(&problem(&islands, 3, 0.1), 10_000);
    assert_eq!(outcome.reasons, [Reason::PartCannotSplit { unit: 0, n_units: 2, region: None, measure: 0, total: 2, limits: (4, 4) }, Reason::PartCannotSplit { unit: 1, n_units: 10, region: None, measure: 0, total: 10, limits: (4, 4) }]);
    let graph = even(4, 3);
    let outcome = solved(&problem(&graph, 5, 0.0), 10_000);
    assert_eq!(outcome.reasons[0], Reason::TotalOutOfReach { measure: 0, total: 12, least: 15, most: 10 });
    let mut tied = problem(&graph, 3, 0.0);
    tied.rules.must = (0..5).map(|unit| (unit, 2)).collect();
    assert_eq!(solved(&tied, 10_000).reasons[0], Reason::TiedTooMuch { grid: 2, measure: 0, amount: 5, most: 4 });
    let mut torn = problem(&graph, 3, 0.0);
    torn.rules.must = vec![(0, 1), (0, 2)];
    assert_eq!(solved(&torn, 10_000).reasons[0], Reason::RulesContradict { unit: 0 });
    let mut apart = problem(&graph, 3, 0.0);
    apart.rules.apart = vec![vec![0, 1, 2, 3]];
    assert_eq!(solved(&apart, 10_000).reasons[0], Reason::ApartTooMany { group: 0, units: 4, grids: 3 });
    let mut together = problem(&islands, 2, 0.9);
    together.rules.together = vec![vec![0, 1]];
    assert_eq!(solved(&together, 10_000).reasons[0], Reason::TogetherApart { group: 0 });
    together.rules.hierarchy = Hierarchy::Off;
    together.rules.together.clear();
    assert!(solved(&together, 10_000).proposal.evaluation.is_feasible);
}
