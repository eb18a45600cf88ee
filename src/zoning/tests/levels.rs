//! Large maps over many levels, and plans within limits soon.

use super::fixture::{lattice, solved};
use crate::base::dice::Dice;
use crate::zoning::coarsen::levels;
use crate::zoning::core::{Core, NONE};
use crate::zoning::{Balanced, Centre, Graph, Hierarchy, Objective, Problem};
use std::cell::RefCell;
use std::collections::BTreeSet;

fn town(columns: u32, rows: u32) -> Graph {
    let dice = RefCell::new(Dice(11));
    lattice(columns, rows, |_, _| (0..2).map(|_| 5 + dice.borrow_mut().below(30) as i64).collect())
}

#[test]
fn matching_crosses_no_barrier_no_hard_border_and_no_lock() {
    let mut graph = town(100, 80).with_regions((0..8_000).map(|unit| u32::from(unit % 100 >= 37)).collect()).unwrap();
    let barrier: Vec<(u32, u32)> = (0..100).map(|column| (39 * 100 + column, 40 * 100 + column)).collect();
    graph.remove_edges(&barrier);
    let mut problem = Problem::new(&graph, 12, vec![Balanced::within(0, 0.1), Balanced::within(1, 0.1)], Objective::Moment);
    problem.rules.hierarchy = Hierarchy::Hard;
    // The lower left corner is locked; two units are tied, two barred, two have to be apart, one is a centre.
    problem.rules.current = (0..8_000).map(|unit| Some(u32::from(unit % 100 >= 20 || unit / 100 >= 20))).collect();
    problem.rules.locked_grids = vec![0];
    problem.rules.must = vec![(5_050, 3), (5_051, 4)];
    problem.rules.must_not = vec![(5_060, 2)];
    problem.rules.apart = vec![vec![7_000, 7_001]];
    problem.rules.centres = (0..12).map(|grid| if grid == 5 { Centre::Fixed(7_070) } else { Centre::Free }).collect();
    let core = Core::new(&problem);
    let found = levels(&problem, &core);
    assert!(!found.is_empty() && found.last().unwrap().core.n < core.n / 2 + 500, "{} pieces", found.last().unwrap().core.n);
    for level in &found {
        let coarse = &level.core;
        assert_eq!(coarse.units.iter().map(Vec::len).sum::<usize>(), core.n, "every unit that moves is in one piece");
        let alone = |unit: u32| coarse.units[coarse.piece_of[unit as usize] as usize].len() == 1;
        assert!([5_050, 5_051, 5_060, 7_000, 7_001, 7_070].into_iter().all(alone));
        for (piece, units) in coarse.units.iter().enumerate() {
            let side = |unit: u32| (unit % 100 >= 37, unit / 100 >= 40);
            assert!(units.iter().all(|unit| side(*unit) == side(units[0]) && coarse.piece_of[*unit as usize] == piece as u32));
            assert!(units.iter().all(|unit| unit % 100 >= 20 || unit / 100 >= 20), "what is locked is no piece");
            let own: BTreeSet<u32> = units.iter().copied().collect();
            let (mut seen, mut stack) = (BTreeSet::from([units[0]]), vec![units[0]]);
            while let Some(unit) = stack.pop() {
                stack.extend(graph.links(unit as usize).iter().map(|link| link.to).filter(|next| own.contains(next) && seen.insert(*next)));
            }
            assert_eq!(seen.len(), own.len(), "pieces are whole");
            for slot in 0..2 {
                assert_eq!(coarse.amounts(piece)[slot], units.iter().map(|unit| graph.value(*unit as usize, slot)).sum::<i64>());
            }
            assert!(coarse.near(piece).iter().all(|near| coarse.near(near.to as usize).iter().any(|back| back.to as usize == piece && back.length == near.length)));
        }
        assert!(coarse.piece_of.iter().filter(|piece| **piece == NONE).count() == 400);
    }
}

#[test]
fn a_large_map_is_designed_over_levels_the_same_on_one_thread_and_on_two() {
    let graph = town(150, 140);
    let problem = Problem::new(&graph, 30, vec![Balanced::within(0, 0.03)], Objective::Moment);
    assert!(!levels(&problem, &Core::new(&problem)).is_empty());
    let on_threads = |n_threads: usize| rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap().install(|| solved(&problem, 1_500_000));
    let (one, two) = (on_threads(1), on_threads(2));
    assert!(one.proposal.evaluation.is_feasible, "{:?}", one.reasons);
    assert_eq!(one, two);
}

#[test]
fn measures_that_differ_in_space_come_within_limits_soon() {
    // The young live in the middle, the old outside, and one measure is everybody's.
    let dice = RefCell::new(Dice(4));
    let graph = lattice(36, 30, |column, row| {
        let gap = (f64::from(column) - 12.0).hypot(f64::from(row) - 17.0);
        let draw = |mean: f64| (mean * (0.7 + 0.06 * dice.borrow_mut().below(11) as f64)) as i64;
        vec![draw(100.0), draw(60.0 + 240.0 * libm::exp(-gap / 6.0)), draw(30.0 + 6.0 * gap)]
    });
    let problem = Problem::new(&graph, 10, (0..3).map(|measure| Balanced::within(measure, 0.04)).collect(), Objective::Moment);
    let outcome = solved(&problem, 1_200_000);
    assert!(outcome.proposal.evaluation.is_feasible, "{:?}", outcome.reasons);
}
