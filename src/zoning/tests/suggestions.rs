//! What to do with the plan that there is.

use super::fixture::{drawn, even, lattice, problem, shown};
use crate::base::CancelToken;
use crate::zoning::{Budget, ProblemError, Search, evaluate, repair, suggested_moves};

#[test]
fn every_suggested_move_can_be_made_alone_and_does_what_it_says() {
    let graph = lattice(9, 4, |column, row| vec![10 + i64::from((column * 3 + row) % 4)]);
    let mut rebalance = problem(&graph, 3, 0.02);
    rebalance.rules.current = drawn("AAAAABBCC AAAAABBCC AAAAABBCC AAAAABBCC");
    let before = evaluate(&rebalance, &rebalance.rules.current);
    let moves = suggested_moves(&rebalance, 5).unwrap();
    assert!(!moves.is_empty() && moves.windows(2).all(|pair| pair[0].benefit >= pair[1].benefit));
    assert_eq!((moves[0].from, moves[0].to), (0, 1), "the surplus goes to where there is room");
    for suggested in &moves {
        let mut labels = rebalance.rules.current.clone();
        suggested.units.iter().for_each(|unit| assert_eq!(labels[*unit as usize].replace(suggested.to), Some(suggested.from)));
        let after = evaluate(&rebalance, &labels);
        assert_eq!((after.parts_over_one, after.broken_rules, after.empty_grids), (0, 0, 0));
        let imbalance = |sums: &[Vec<i64>]| sums.iter().map(|sums| (sums[0] as f64 / (graph.total(0) as f64 / 3.0) - 1.0).abs()).sum::<f64>();
        assert!(imbalance(&after.sums) < imbalance(&before.sums), "{suggested:?}");
        assert_eq!(suggested.changed, after.changed);
        assert!((suggested.objective_change - (after.moment - before.moment)).abs() < 1e-12);
        let mean = graph.total(0) as f64 / 3.0;
        for (side, grid) in [suggested.from, suggested.to].into_iter().enumerate() {
            assert!((suggested.before[side][0] - (before.sums[grid as usize][0] as f64 / mean - 1.0)).abs() < 1e-12);
            assert!((suggested.after[side][0] - (after.sums[grid as usize][0] as f64 / mean - 1.0)).abs() < 1e-12);
        }
    }
}

#[test]
fn suggestions_respect_locks() {
    let graph = even(9, 4);
    let mut rebalance = problem(&graph, 3, 0.02);
    rebalance.rules.current = drawn("AAAAABBCC AAAAABBCC AAAAABBCC AAAAABBCC");
    rebalance.rules.locked_grids = vec![1];
    assert!(suggested_moves(&rebalance, 9).unwrap().iter().all(|suggested| suggested.from != 1 && suggested.to != 1));
    rebalance.rules.current.clear();
    rebalance.rules.locked_grids.clear();
    assert_eq!(suggested_moves(&rebalance, 9).unwrap_err(), ProblemError::NoCurrentPlan);
}

#[test]
fn repair_mends_what_is_broken_and_leaves_the_rest() {
    let graph = even(9, 4);
    let mut broken = problem(&graph, 3, 0.1);
    // A piece of C lies in A, two units have no grid, and B has too much.
    broken.rules.current = drawn("AAABBBBCC ACABBBBCC AAABBBBC. AAABBBBC.");
    let before = evaluate(&broken, &broken.rules.current);
    assert!(!before.is_feasible && before.parts_over_one == 1 && before.unassigned == 2);
    let cancel = CancelToken::default();
    let repaired = repair(&broken, &Search::new(Budget::moves(100_000, &cancel), 1)).unwrap().proposal;
    assert!(repaired.evaluation.is_feasible, "\n{}", shown(&repaired.labels, 9));
    // C's piece goes to A, and B hands over some squares; nothing else moves.
    assert!(repaired.evaluation.changed_units <= 5, "{} changed\n{}", repaired.evaluation.changed_units, shown(&repaired.labels, 9));
    assert_eq!((repaired.labels[0], repaired.labels[3], repaired.labels[8]), (Some(0), Some(1), Some(2)));
}
