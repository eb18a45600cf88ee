//! From ways to a graph.

use super::city::{at, graph, street, ways};
use crate::roads::{Mode, RoadClass, RoadWays, WayKind};

fn residential() -> WayKind {
    WayKind::of(RoadClass::Residential)
}

#[test]
fn chains_become_one_edge_and_keep_their_line() {
    // Two ways in a row and a branch: the joint between the two goes, the branch point stays.
    let built = graph(&ways(&[
        (residential(), &[(0, 0), (1_000, 0), (2_000, 500)]),
        (residential(), &[(2_000, 500), (3_000, 0), (4_000, 0)]),
        (residential(), &[(3_000, 0), (3_000, 2_000)]),
    ]));
    assert_eq!((built.nodes().len(), built.edges().len()), (4, 3));
    let longest = (0..3).max_by_key(|edge| built.line(*edge).len()).unwrap();
    let mut line = built.line(longest).to_vec();
    if line[0] != at(0, 0) {
        line.reverse();
    }
    assert_eq!(line, [at(0, 0), at(1_000, 0), at(2_000, 500), at(3_000, 0)]);
    let length = crate::geodesy::path_length_m(&line);
    assert!((f64::from(built.edges()[longest].length_mm) / 1_000.0 - length).abs() < 0.001);
}

#[test]
fn what_differs_is_not_joined() {
    let other_class = graph(&ways(&[(residential(), &[(0, 0), (1_000, 0)]), (WayKind::of(RoadClass::Primary), &[(1_000, 0), (2_000, 0)])]));
    assert_eq!(other_class.edges().len(), 2);
    // One-way streets that run on are one edge; those that meet head on are two.
    let oneway = street(RoadClass::Primary, true);
    let on = graph(&ways(&[(oneway, &[(0, 0), (1_000, 0)]), (oneway, &[(1_000, 0), (2_000, 0)])]));
    let against = graph(&ways(&[(oneway, &[(0, 0), (1_000, 0)]), (oneway, &[(2_000, 0), (1_000, 0)])]));
    assert_eq!((on.edges().len(), against.edges().len()), (1, 2));
    assert!(on.edges()[0].kind.directions.forward(Mode::Drive) && !on.edges()[0].kind.directions.backward(Mode::Drive));
    assert_eq!(on.line(0)[0], at(0, 0), "drawn the way it may be driven");
}

#[test]
fn closed_chains_and_loops_keep_a_node() {
    let ring = graph(&ways(&[(residential(), &[(0, 0), (1_000, 0), (1_000, 1_000), (0, 0)])]));
    assert_eq!((ring.nodes().len(), ring.edges().len(), ring.edges()[0].from, ring.edges()[0].to), (1, 1, 0, 0));
    let two_halves = graph(&ways(&[(residential(), &[(0, 0), (1_000, 0), (1_000, 1_000)]), (residential(), &[(1_000, 1_000), (0, 1_000), (0, 0)])]));
    assert_eq!((two_halves.nodes().len(), two_halves.edges().len()), (1, 1));
    assert_eq!(two_halves.line(0).len(), 5);
    // A way that meets itself: the stem and the loop.
    let lasso = graph(&ways(&[(residential(), &[(0, 0), (1_000, 0), (2_000, 0), (2_000, 1_000), (1_000, 0)])]));
    assert_eq!((lasso.nodes().len(), lasso.edges().len()), (2, 2));
}

#[test]
fn nothing_bad_comes_of_nothing() {
    assert_eq!(graph(&RoadWays::default()).edges().len(), 0);
    let mut odd = RoadWays::default();
    odd.vertices = vec![at(0, 0), at(10, 0)];
    odd.push(residential(), [0]);
    odd.push(residential(), [0, 7]);
    odd.push(residential(), [0, 0, 0]);
    odd.push(WayKind::default(), [0, 1]);
    assert_eq!(graph(&odd).edges().len(), 0, "one vertex, one that there is not, no length, nobody may");
    odd.push(residential(), [0, 0, 1, 1]);
    assert_eq!(graph(&odd).edges().len(), 1);
}

#[test]
fn ends_that_miss_are_joined_and_crossings_are_not() {
    // A street along the equator of the picture; one that ends 1 m before it, one that crosses it, one whose end misses its end.
    let lines = ways(&[
        (residential(), &[(0, 0), (20_000, 0)]),
        (residential(), &[(5_000, 10_000), (5_000, 100)]),
        (residential(), &[(10_000, 10_000), (10_000, -10_000)]),
        (residential(), &[(20_050, 50), (30_000, 0)]),
        (residential(), &[(15_000, 10_000), (15_000, 900)]),
    ]);
    let before = graph(&lines);
    assert_eq!(before.edges().len(), 5, "nothing shares a vertex");
    let after = graph(&lines.join_ends(2.0));
    // The first is cut in two by the T, the fourth runs on from the first; the crossing one and the one 10 m away stay alone.
    assert_eq!((after.edges().len(), after.nodes().len()), (5, 8));
    let degree_three = (0..after.nodes().len() as u32).filter(|node| after.edges().iter().filter(|edge| edge.from == *node || edge.to == *node).count() == 3).count();
    assert_eq!(degree_three, 1);
}
