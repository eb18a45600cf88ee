//! Plans from elsewhere, and two levels in one run.

use super::fixture::{drawn, even, lattice, problem, shown, solved};
use crate::base::CancelToken;
use crate::zoning::{Balanced, Budget, Objective, Problem, Search, Start, cluster_plan, design, design_nested, evaluate, merged_plan, outlet_cells, recoloured, region_plan};

#[test]
fn outlet_cells_follow_the_ground_not_the_crow() {
    let mut graph = even(6, 3);
    let cells = outlet_cells(&graph, &[6, 11]);
    assert_eq!(shown(&cells.labels, 6), "AAABBB\nAAABBB\nAAABBB");
    // A wall with a gap at the bottom, right of the first outlet: what lies behind it is nearer to the other one.
    graph.remove_edges(&[(0, 1), (6, 7)]);
    let cells = outlet_cells(&graph, &[6, 9]);
    assert_eq!(shown(&cells.labels, 6), "ABBBBB\nABBBBB\nAABBBB");
    graph.remove_edges(&[(12, 13)]);
    assert_eq!(outlet_cells(&graph, &[6]).labels.iter().filter(|label| label.is_none()).count(), 15);
}

#[test]
fn clusters_of_key_customers_come_first() {
    let graph = even(9, 3);
    // Three heaps of customers in three corners.
    let customers = [(0, 5), (1, 3), (9, 1), (8, 4), (17, 2), (18, 9), (19, 1)];
    let plan = cluster_plan(&graph, &customers, 3, 1);
    let grid = |unit: usize| plan.labels[unit];
    assert!(grid(0) == grid(1) && grid(8) == grid(17) && grid(18) == grid(19), "\n{}", shown(&plan.labels, 9));
    assert!(grid(0) != grid(8) && grid(8) != grid(18) && grid(0) != grid(18));
    assert_eq!(evaluate(&problem(&graph, 3, 9.0), &plan.labels).parts_over_one, 0);
    assert_eq!(cluster_plan(&graph, &[(3, 1), (3, 2)], 5, 1).n_grids, 1);
    assert_eq!(cluster_plan(&graph, &[], 5, 1).n_grids, 0);
}

#[test]
fn regions_become_grids_and_units_merge_up_to_a_size() {
    let graph = even(4, 3).with_regions((0..12).map(|unit| 7 + unit % 2).collect()).unwrap();
    assert_eq!(shown(&region_plan(&graph).labels, 4), "ABAB\nABAB\nABAB");
    let merged = merged_plan(&graph, 0, 4);
    let found = evaluate(&problem(&graph, merged.n_grids, 9.0), &merged.labels);
    assert!(merged.n_grids >= 3 && found.sums.iter().all(|sums| sums[0] <= 4) && found.parts_over_one == 0, "{merged:?}");
    // Nothing more fits together.
    let grid = |unit: u32| merged.labels[unit as usize].unwrap() as usize;
    assert!(graph.edges().all(|edge| grid(edge.a) == grid(edge.b) || found.sums[grid(edge.a)][0] + found.sums[grid(edge.b)][0] > 4));
    assert_eq!(merged_plan(&graph, 0, 100).n_grids, 1);
    assert_eq!(merged_plan(&graph, 3, 100).n_grids, 0);
}

#[test]
fn an_imported_assignment_keeps_the_numbers_of_the_grids_it_resembles() {
    let imported = [70, 70, 70, 12, 12, 55].map(Some);
    assert_eq!(recoloured(&imported, &[]).labels, [2, 2, 2, 0, 0, 1].map(Some));
    let plan = recoloured(&imported, &drawn("AAB BCC"));
    assert_eq!((plan.labels, plan.n_grids), ([0, 0, 0, 1, 1, 2].map(Some).to_vec(), 3));
    assert_eq!(recoloured(&[Some(9), None], &[Some(1), Some(0)]).labels, [Some(1), None]);
}

#[test]
fn a_start_is_taken_and_made_better_or_kept_near() {
    let graph = even(8, 3);
    let outlets = outlet_cells(&graph, &[8, 12]);
    let problem = problem(&graph, 2, 0.1);
    let cancel = CancelToken::default();
    let search = Search { start: Start::Only(&outlets.labels), ..Search::new(Budget::moves(50_000, &cancel), 1) };
    let near = design(&problem, &search).unwrap().proposal;
    assert!(near.evaluation.is_feasible);
    assert_eq!(near.labels[8], Some(0), "the left grid stays the left one");
    assert!(!evaluate(&problem, &outlets.labels).is_feasible);
}

#[test]
fn main_grids_and_the_grids_inside_are_designed_in_one_run() {
    let graph = lattice(12, 6, |column, _| vec![1 + i64::from(column % 3)]);
    let main = Problem::new(&graph, 3, vec![Balanced::within(0, 0.1)], Objective::Moment);
    let cancel = CancelToken::default();
    let nested = design_nested(&main, 4, &[Balanced::within(0, 0.25)], &Search::new(Budget::moves(600_000, &cancel), 1)).unwrap();
    assert!(nested.is_feasible(), "{nested:?}");
    let main_of = |unit: usize| nested.main.proposal.labels[unit].unwrap();
    assert!((0..72).all(|unit| nested.labels[unit].unwrap() / 4 == main_of(unit)), "sub-grids lie inside main grids");
    let below = evaluate(&Problem::new(&graph, 12, vec![Balanced::within(0, 0.25)], Objective::Moment), &nested.labels);
    assert!(below.is_feasible, "within a quarter of the mean over all twelve: {:?}", below.sums);
    assert_eq!(solved(&main, 100_000).proposal.evaluation.parts_over_one, 0);
}
