//! Every rule in a test that fails without it: each problem has a better plan that breaks the rule.

use super::fixture::{drawn, even, lattice, problem, shown, solved};
use crate::base::CancelToken;
use crate::zoning::{Balanced, Budget, Centre, Graph, Hierarchy, Limits, Objective, Problem, ProblemError, Reason, Search, StopReason, design, evaluate};

const MOVES: u64 = 300_000;

/// The plan found, which has to be feasible.
fn plan(problem: &Problem<'_>) -> Vec<Option<u32>> {
    let outcome = solved(problem, MOVES);
    assert!(outcome.proposal.evaluation.is_feasible, "{:?} {:?}", outcome.reasons, outcome.proposal.evaluation);
    outcome.proposal.labels
}

#[test]
fn without_rules_a_strip_is_cut_across() {
    let graph = even(8, 3);
    let problem = problem(&graph, 2, 0.0);
    let labels = plan(&problem);
    assert!((0..24).all(|unit| (labels[unit] == labels[0]) == (unit % 8 < 4)), "\n{}", shown(&labels, 8));
}

#[test]
fn a_barrier_is_not_crossed() {
    let mut graph = even(8, 4);
    // A river between the upper and the lower half.
    let river: Vec<(u32, u32)> = (0..8).map(|column| (8 + column, 16 + column)).collect();
    assert_eq!(graph.remove_edges(&river), 8);
    let problem = problem(&graph, 2, 0.0);
    let labels = plan(&problem);
    assert!((0..32).all(|unit| (labels[unit] == labels[0]) == (unit < 16)), "\n{}", shown(&labels, 8));
    graph.add_bridges(&[(8, 16)]).unwrap();
    assert!(solved(&Problem::new(&graph, 2, vec![Balanced::within(0, 0.0)], Objective::Moment), MOVES).proposal.evaluation.is_feasible);
}

#[test]
fn hard_borders_of_regions_are_not_crossed_and_soft_ones_only_for_a_gain() {
    let regions = |graph: Graph| graph.with_regions((0..24).map(|unit| u32::from(unit >= 12)).collect()).unwrap();
    let graph = regions(even(8, 3));
    // Rows 0 to 1.5 and 1.5 to 3 do not make whole rows: the regions are the first and the last twelve squares.
    let mut hard = problem(&graph, 2, 0.0);
    let free = evaluate(&hard, &plan(&hard));
    assert_eq!(free.splits, 2);
    hard.rules.hierarchy = Hierarchy::Hard;
    let labels = plan(&hard);
    assert!((0..24).all(|unit| (labels[unit] == labels[0]) == (unit < 12)), "\n{}", shown(&labels, 8));
    let mut soft = problem(&graph, 2, 0.0);
    soft.rules.hierarchy = Hierarchy::Soft(10.0);
    assert_eq!(evaluate(&soft, &plan(&soft)).splits, 0);
    soft.rules.hierarchy = Hierarchy::Soft(0.001);
    assert_eq!(evaluate(&soft, &plan(&soft)).splits, 2);
}

#[test]
fn a_hierarchy_that_cannot_be_split_is_named() {
    let graph = even(6, 4).with_regions((0..24).map(|unit| u32::from(unit % 6 >= 1)).collect()).unwrap();
    let mut hard = problem(&graph, 2, 0.1);
    hard.rules.hierarchy = Hierarchy::Hard;
    let outcome = solved(&hard, MOVES);
    assert_eq!(outcome.stop_reason, StopReason::Infeasible);
    let expected = Reason::PartCannotSplit { unit: 0, n_units: 4, region: Some(0), measure: 0, total: 4, limits: (11, 13) };
    assert_eq!(outcome.reasons[0], expected, "{:?}", outcome.reasons);
}

#[test]
fn a_locked_grid_neither_gains_nor_loses() {
    let graph = even(6, 4);
    let current = drawn("AAAAAA AAAAAA BBBCCC BBBCCC");
    let mut locked = problem(&graph, 3, 0.5);
    locked.rules.current.clone_from(&current);
    let free = plan(&locked);
    assert_ne!(free.iter().filter(|label| **label == free[0]).count(), 12, "without the lock nobody would cut like this");
    locked.rules.locked_grids = vec![0];
    let labels = plan(&locked);
    assert!((0..24).all(|unit| (labels[unit] == Some(0)) == (unit < 12)), "\n{}", shown(&labels, 6));
}

#[test]
fn a_locked_surplus_is_named_before_any_search() {
    let graph = even(6, 4);
    let mut locked = problem(&graph, 3, 0.05);
    locked.rules.current = drawn("AAAAAA AAAAAA BBBCCC BBBCCC");
    locked.rules.locked_grids = vec![0];
    let outcome = solved(&locked, MOVES);
    assert_eq!(outcome.reasons, [Reason::LockedSurplus { measure: 0, locked: 12, left: 12, least: 16, most: 16 }]);
    assert_eq!(outcome.stop_reason, StopReason::Infeasible);
}

#[test]
fn units_go_where_they_must_and_not_where_they_must_not() {
    let graph = even(8, 3);
    let mut tied = problem(&graph, 2, 0.0);
    // The two ends of the strip in one grid.
    tied.rules.must = vec![(8, 1), (15, 1)];
    let labels = plan(&tied);
    assert_eq!((labels[8], labels[15]), (Some(1), Some(1)), "\n{}", shown(&labels, 8));
    let mut banned = problem(&graph, 2, 0.0);
    banned.rules.must = vec![(0, 0)];
    banned.rules.must_not = vec![(1, 0), (8, 1)];
    let labels = plan(&banned);
    assert_eq!((labels[0], labels[1], labels[8]), (Some(0), Some(1), Some(0)), "\n{}", shown(&labels, 8));
}

#[test]
fn key_customers_are_together_or_apart() {
    let graph = even(8, 3);
    let mut together = problem(&graph, 2, 0.0);
    together.rules.together = vec![vec![0, 7]];
    let labels = plan(&together);
    assert_eq!(labels[0], labels[7], "\n{}", shown(&labels, 8));
    let mut apart = problem(&graph, 3, 0.0);
    // One above the other: every grid takes a row.
    let near = [1, 9, 17];
    assert!(near.iter().any(|unit| near.iter().any(|other| unit != other && plan(&apart)[*unit] == plan(&apart)[*other])));
    apart.rules.apart = vec![near.iter().map(|unit| *unit as u32).collect()];
    let labels = plan(&apart);
    assert!(labels[1] != labels[9] && labels[9] != labels[17] && labels[1] != labels[17], "\n{}", shown(&labels, 8));
}

#[test]
fn fixed_centres_hold_their_grids_and_the_moment_is_taken_from_them() {
    let graph = even(8, 3);
    let mut fixed = problem(&graph, 2, 0.0);
    // Both centres in the left half: the cut cannot stay in the middle for free.
    fixed.rules.centres = vec![Centre::Fixed(8), Centre::Fixed(9)];
    let outcome = solved(&fixed, MOVES);
    let found = &outcome.proposal;
    assert!(found.evaluation.is_feasible);
    assert_eq!((found.labels[8], found.labels[9]), (Some(0), Some(1)));
    assert_eq!(found.evaluation.centres, [Some(8), Some(9)]);
    let by_hand: f64 = (0..24).map(|unit| if found.labels[unit] == Some(0) { (unit % 8).pow(2) } else { (unit % 8).abs_diff(1).pow(2) } + (unit / 8).abs_diff(1).pow(2)).map(|square| (square as f64).sqrt().round().powi(2) / 1e6).sum();
    assert!((found.evaluation.moment - by_hand).abs() < 1e-12, "{} {by_hand}", found.evaluation.moment);
}

#[test]
fn stability_keeps_demand_where_it_is() {
    let graph = even(8, 3);
    let mut stable = problem(&graph, 2, 0.0);
    // An ugly plan, within tolerance.
    stable.rules.current = drawn("AAAAAAAA AAAABBBB BBBBBBBB");
    let redrawn = evaluate(&stable, &plan(&stable));
    assert!(redrawn.changed_units > 0);
    stable.rules.stability = 100.0;
    let kept = evaluate(&stable, &plan(&stable));
    assert_eq!((kept.changed_units, kept.changed.clone()), (0, vec![0]));
    assert!(kept.moment > redrawn.moment);
}

#[test]
fn a_plan_drawn_anew_keeps_the_numbers_of_the_grids_it_resembles() {
    let graph = even(8, 3);
    let mut anew = problem(&graph, 2, 0.0);
    for current in ["AAAAABBB AAAAABBB AAAAABBB", "BBBBBAAA BBBBBAAA BBBBBAAA"] {
        anew.rules.current = drawn(current);
        assert_eq!(evaluate(&anew, &plan(&anew)).changed_units, 3, "{current}");
    }
}

#[test]
fn a_part_of_the_map_is_designed_alone() {
    let graph = even(8, 3);
    let mut part = problem(&graph, 2, 0.0);
    part.rules.scope = (0..24).map(|unit| unit % 8 < 4).collect();
    let labels = plan(&part);
    assert!((0..24).all(|unit| labels[unit].is_some() == (unit % 8 < 4)));
    assert_eq!(evaluate(&part, &labels).sums, [[6], [6]]);
}

#[test]
fn capacity_asks_for_as_many_grids_as_it_needs() {
    let graph = lattice(6, 4, |column, _| vec![i64::from(column) + 1]);
    assert_eq!(Problem::grids_for_capacity(&graph, 0, 30).unwrap(), 3);
    assert_eq!(Problem::grids_for_capacity(&graph, 0, 28).unwrap(), 3);
    assert_eq!(Problem::grids_for_capacity(&graph, 0, 27).unwrap(), 4);
    assert_eq!(Problem::grids_for_capacity(&graph, 0, 0), Err(ProblemError::BadLimit(0)));
    let limits = Limits::Capacity(30);
    let capacity = Problem::new(&graph, 3, vec![Balanced { measure: 0, limits, weight: 1.0 }], Objective::Moment);
    assert!(evaluate(&capacity, &plan(&capacity)).sums.iter().all(|sums| sums[0] <= 30));
}

#[test]
fn every_objective_finds_the_obvious_plan() {
    let graph = even(8, 2);
    for objective in [Objective::Moment, Objective::CutEdges, Objective::Perimeter, Objective::Diameter] {
        let problem = Problem::new(&graph, 2, vec![Balanced::within(0, 0.0)], objective);
        let found = evaluate(&problem, &plan(&problem));
        assert_eq!((found.cut_edges, found.perimeter), (2, 2000.0), "{objective:?}");
        assert!((found.diameter - 10f64.sqrt() * 1000.0).abs() < 1e-6, "{objective:?} {}", found.diameter);
    }
}

#[test]
fn a_design_can_be_cancelled_and_hands_back_what_it_has() {
    let graph = even(40, 40);
    let problem = problem(&graph, 8, 0.02);
    let cancel = CancelToken::default();
    cancel.cancel();
    let outcome = design(&problem, &Search::new(Budget::moves(u64::MAX, &cancel), 1)).unwrap();
    assert_eq!(outcome.stop_reason, StopReason::Cancelled);
    assert!(outcome.proposal.labels.iter().all(Option::is_some));
}

#[test]
fn nonsense_is_refused_with_its_name() {
    let graph = even(3, 2);
    let refused = |change: &dyn Fn(&mut Problem<'_>)| {
        let mut asked = problem(&graph, 2, 0.1);
        change(&mut asked);
        asked.check().unwrap_err()
    };
    assert_eq!(refused(&|asked| asked.n_grids = 7), ProblemError::GridCount { n_grids: 7, n_units: 6 });
    assert_eq!(refused(&|asked| asked.balanced[0].limits = Limits::Tolerance(f64::NAN)), ProblemError::BadLimit(0));
    assert_eq!(refused(&|asked| asked.balanced[0].measure = 3), ProblemError::UnknownMeasure(3));
    assert_eq!(refused(&|asked| asked.rules.must = vec![(6, 0)]), ProblemError::UnknownUnit(6));
    assert_eq!(refused(&|asked| asked.rules.must = vec![(0, 2)]), ProblemError::UnknownGrid(2));
    assert_eq!(refused(&|asked| asked.rules.hierarchy = Hierarchy::Hard), ProblemError::NoRegions);
    assert_eq!(refused(&|asked| asked.rules.stability = 1.0), ProblemError::NoCurrentPlan);
    assert_eq!(refused(&|asked| asked.rules.centres = vec![Centre::Free]), ProblemError::Shape { expected: 2, found: 1 });
}
