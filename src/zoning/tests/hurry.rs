//! Plans within limits soon, where that is hard.

use super::fixture::{lattice, solved};
use crate::base::CancelToken;
use crate::base::dice::Dice;
use crate::zoning::{Balanced, Budget, Graph, Objective, Problem, Search, StopReason, design};
use std::cell::RefCell;

/// The young live in the middle, the old outside, and one measure is everybody's.
fn young_and_old() -> Graph {
    let dice = RefCell::new(Dice(4));
    lattice(36, 30, |column, row| {
        let gap = (f64::from(column) - 12.0).hypot(f64::from(row) - 17.0);
        let draw = |mean: f64| (mean * (0.7 + 0.06 * dice.borrow_mut().below(11) as f64)) as i64;
        vec![draw(100.0), draw(60.0 + 240.0 * libm::exp(-gap / 6.0)), draw(30.0 + 6.0 * gap)]
    })
}

fn in_all_three(graph: &Graph) -> Problem<'_> {
    Problem::new(graph, 10, (0..3).map(|measure| Balanced::within(measure, 0.04)).collect(), Objective::Moment)
}

#[test]
fn a_plan_within_limits_comes_early_where_measures_differ_in_space() {
    let graph = young_and_old();
    for seed in 1..4 {
        let cancel = CancelToken::default();
        let watcher = |_: &[Option<u32>], is_feasible: bool| {
            if is_feasible {
                cancel.cancel();
            }
        };
        let outcome = design(&in_all_three(&graph), &Search { watcher: &watcher, ..Search::new(Budget::moves(40_000_000, &cancel), seed) }).unwrap();
        assert_eq!(outcome.stop_reason, StopReason::Cancelled, "seed {seed}: nothing within limits was found");
        assert!(outcome.proposal.evaluation.is_feasible && outcome.moves < 6_000_000, "seed {seed}: {} moves of 40 million", outcome.moves);
    }
}

#[test]
fn a_plan_in_a_hurry_is_the_same_on_one_thread_and_on_two() {
    let graph = young_and_old();
    let on_threads = |n_threads: usize| rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap().install(|| solved(&in_all_three(&graph), 400_000));
    assert_eq!(on_threads(1), on_threads(2));
}
