//! The way of everybody to the centre of the grid, by distances that somebody else knows.

use super::fixture::{lattice, solved};
use crate::base::dice::Dice;
use crate::zoning::{Balanced, Centre, Graph, Objective, Problem, ProblemError, Travel, design, evaluate};
use std::sync::Arc;

/// North and south cost four times as much as east and west, and uphill (to the north) half as much again.
fn hilly(graph: &Graph) -> Travel {
    let places: Vec<[f64; 2]> = (0..graph.n_units()).map(|unit| graph.position(unit)).collect();
    Travel::Given(Arc::new(move |from, to| {
        let (a, b) = (places[from as usize], places[to as usize]);
        let north = b[1] - a[1];
        (a[0] - b[0]).abs() + if north > 0.0 { 6.0 * north } else { -4.0 * north }
    }))
}

fn by_travel(graph: &Graph, n_grids: usize, tolerance: f64, travel: Travel) -> Problem<'_> {
    Problem { travel, ..Problem::new(graph, n_grids, vec![Balanced::within(0, tolerance)], Objective::Travel) }
}

#[test]
fn the_figure_is_the_way_of_everybody_to_the_best_centre() {
    let graph = lattice(4, 1, |column, _| vec![[5, 1, 1, 1][column as usize]]);
    let labels = vec![Some(0); 4];
    // 1 + 2 + 3 km to the first unit, where five live.
    let found = evaluate(&by_travel(&graph, 1, 0.1, Travel::default()), &labels);
    assert_eq!((found.objective, found.centres[0]), (6.0, Some(0)));
    let found = evaluate(&by_travel(&graph, 1, 0.1, Travel::Straight(1.5)), &labels);
    assert_eq!((found.objective, found.by_grid[0]), (9.0, 9.0));
    let mut fixed = by_travel(&graph, 1, 0.1, Travel::default());
    fixed.rules.centres = vec![Centre::Fixed(3)];
    assert_eq!((evaluate(&fixed, &labels).objective, 1), (18.0, 1));
    // From the units to the centre, not back: only the way to unit 1 is short.
    let one_way = Travel::Given(Arc::new(|from, to| if from == to { 0.0 } else if to == 1 { 100.0 } else { f64::NAN }));
    let found = evaluate(&by_travel(&graph, 1, 0.1, one_way), &labels);
    assert_eq!((found.centres[0], (found.objective - 0.7).abs() < 1e-12), (Some(1), true));
    assert_eq!(by_travel(&graph, 1, 0.1, Travel::Straight(0.0)).check(), Err(ProblemError::BadDetour));
}

#[test]
fn small_maps_are_solved_to_the_shortest_ways_that_are_given() {
    let mut dice = Dice(3);
    for _ in 0..6 {
        let amounts: Vec<i64> = (0..9).map(|_| 1 + dice.below(5) as i64).collect();
        let graph = lattice(3, 3, |column, row| vec![amounts[(row * 3 + column) as usize]]);
        let problem = by_travel(&graph, 2, 0.3, hilly(&graph));
        let plans = (0..1 << 8).map(|number: u32| (0..9).map(|unit| Some(if unit == 0 { 0 } else { number >> (unit - 1) & 1 })).collect::<Vec<_>>());
        let least = plans.map(|labels| evaluate(&problem, &labels)).filter(|found| found.is_feasible).map(|found| found.objective).fold(f64::INFINITY, f64::min);
        let found = solved(&problem, 20_000).proposal.evaluation;
        assert!(found.is_feasible && (found.objective - least).abs() < 1e-9, "{} is not {least}", found.objective);
    }
}

#[test]
fn a_larger_map_is_divided_along_the_ways_that_are_short() {
    let graph = lattice(24, 16, |column, row| vec![10 + i64::from((column * 7 + row * 11) % 13)]);
    let problem = by_travel(&graph, 6, 0.05, hilly(&graph));
    let by_road = solved(&problem, 400_000);
    let as_the_crow_flies = solved(&by_travel(&graph, 6, 0.05, Travel::default()), 400_000);
    assert!(by_road.proposal.evaluation.is_feasible && as_the_crow_flies.proposal.evaluation.is_feasible);
    let far = evaluate(&problem, &as_the_crow_flies.proposal.labels).objective;
    let near = by_road.proposal.evaluation.objective;
    assert!(near < 0.85 * far, "{near} by given ways, {far} by straight lines");
    let again = solved(&problem, 400_000);
    assert_eq!(again, by_road, "the same seed and moves give the same plan");
}

#[test]
fn fixed_centres_are_what_ways_lead_to() {
    let graph = lattice(20, 15, |_, _| vec![1]);
    let mut problem = by_travel(&graph, 3, 0.1, Travel::default());
    problem.rules.centres = vec![Centre::Fixed(0), Centre::Fixed(10), Centre::Fixed(299)];
    let outcome = solved(&problem, 200_000);
    let found = &outcome.proposal.evaluation;
    assert!(found.is_feasible, "{:?}", outcome.reasons);
    assert_eq!(found.centres, [Some(0), Some(10), Some(299)]);
    let cancel = crate::base::CancelToken::default();
    let refused = design(&by_travel(&graph, 3, 0.1, Travel::Straight(f64::NAN)), &crate::zoning::Search::new(crate::zoning::Budget::moves(10, &cancel), 1));
    assert_eq!(refused, Err(ProblemError::BadDetour));
}
