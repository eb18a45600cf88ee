//! Isochrones hold what is within the limit and nothing that is far from it.

use super::city::{at, city, graph, network, places, street, ways};
use crate::geodesy::{Position, metres_per_unit, twice_area};
use crate::roads::ways::distance_to_segment;
use crate::roads::{Direction, Isochrone, IsochroneRules, Measured, Mode, Network, RoadClass, Workspace};

/// Distance from a place to the parts of edges between two nodes within the limit: never more than to all that is within it.
fn to_reached(network: &Network, workspace: &Workspace, place: Position) -> f64 {
    let scale = metres_per_unit(place.lat);
    let is_touched = |edge: &crate::roads::Edge| workspace.cost(edge.from).is_some() || workspace.cost(edge.to).is_some();
    let edges = network.graph().edges().iter().enumerate().filter(|(_, edge)| is_touched(edge));
    let near = edges.flat_map(|(at, _)| network.graph().line(at).windows(2)).map(|pair| distance_to_segment(place, pair[0], pair[1], scale).0);
    near.fold(f64::INFINITY, f64::min)
}

fn check(isochrone: &Isochrone) {
    for rings in &isochrone.polygons {
        for (at, ring) in rings.iter().enumerate() {
            assert_eq!(ring.first(), ring.last(), "closed");
            let twice: i128 = ring.windows(2).map(|pair| twice_area(pair[0], pair[1])).sum();
            assert!(if at == 0 { twice > 0 } else { twice < 0 }, "shells run round to the left, holes to the right");
        }
    }
}

#[test]
fn every_reachable_node_is_inside_and_far_ones_are_outside() {
    let built = graph(&city(24, 12));
    let mut workspace = Workspace::default();
    let mut n_outside = 0;
    for (mode, direction) in [(Mode::Walk, Direction::ToOutlet), (Mode::Drive, Direction::ToOutlet), (Mode::Drive, Direction::FromOutlet), (Mode::Ride, Direction::ToOutlet)] {
        let network = network(&built, mode, Measured::Time, direction);
        for (place, minutes) in places(6, 24, 21).into_iter().zip([1.0, 3.0, 5.0, 8.0, 15.0, 400.0]) {
            let isochrone = network.isochrone(place, minutes * 60.0, &IsochroneRules::default(), &mut workspace);
            check(&isochrone);
            let snap = network.snap(place).unwrap();
            workspace.search(&network, network.seeds(&snap), network.cost_of(minutes * 60.0));
            assert_eq!(isochrone.n_nodes, workspace.reached().len());
            let far_m = isochrone.cell_m * (1.5 + std::f64::consts::SQRT_2) + 1.0;
            for (node, position) in built.nodes().iter().enumerate() {
                if workspace.cost(node as u32).is_some() {
                    assert!(isochrone.contains(*position), "{mode:?} {minutes} min: node {node} is within and not inside");
                } else if to_reached(&network, &workspace, *position) > far_m && !network.is_dead(node as u32) {
                    n_outside += 1;
                    assert!(!isochrone.contains(*position), "{mode:?} {minutes} min: node {node} is beyond and inside");
                }
            }
            assert_eq!(isochrone, network.isochrone(place, minutes * 60.0, &IsochroneRules::default(), &mut Workspace::default()), "the same again");
        }
    }
    assert!(n_outside > 1_000, "{n_outside} nodes were beyond");
}

#[test]
fn a_street_is_cut_where_the_limit_is_reached() {
    // Ten minutes on foot at 5 km/h are 833 m, from the middle of a straight street of four kilometres.
    let built = graph(&ways(&[(street(RoadClass::Residential, false), &[(0, 0), (440_000, 0)])]));
    let network = network(&built, Mode::Walk, Measured::Time, Direction::ToOutlet);
    let isochrone = network.isochrone(at(220_000, 0), 600.0, &IsochroneRules::default(), &mut Workspace::default());
    let (lon_m, _) = metres_per_unit(at(0, 0).lat);
    let at_metres = |metres: f64| at(220_000 + (metres / lon_m) as i32, 0);
    assert_eq!(isochrone.polygons.len(), 1);
    for metres in [0.0, 400.0, -400.0, 830.0, -830.0] {
        assert!(isochrone.contains(at_metres(metres)), "{metres} m");
    }
    for metres in [875.0, -875.0, 2_000.0] {
        assert!(!isochrone.contains(at_metres(metres)), "{metres} m");
    }
}

#[test]
fn blocks_are_filled_and_ground_with_other_roads_is_not() {
    let residential = street(RoadClass::Residential, false);
    let ring: &[(i32, i32)] = &[(0, 0), (60_000, 0), (60_000, 50_000), (0, 50_000), (0, 0)];
    let alone = graph(&ways(&[(residential, ring)]));
    let with_road = graph(&ways(&[(residential, ring), (residential, &[(20_000, 25_000), (40_000, 25_000)])]));
    let inside = |built| {
        let network = network(&built, Mode::Walk, Measured::Time, Direction::ToOutlet);
        let rules = IsochroneRules { fill_m2: 1e6, ..IsochroneRules::default() };
        network.isochrone(at(0, 0), 7_200.0, &rules, &mut Workspace::default()).contains(at(30_000, 25_000))
    };
    assert!(inside(alone) && !inside(with_road));
}

#[test]
fn where_nothing_is_reached_there_is_nothing() {
    let built = graph(&city(6, 1));
    let network = network(&built, Mode::Walk, Measured::Time, Direction::ToOutlet);
    let mut workspace = Workspace::default();
    assert!(network.isochrone(at(-1_000_000_000, 0), 600.0, &IsochroneRules::default(), &mut workspace).polygons.is_empty());
    let tiny = IsochroneRules { cell_m: 0.0, most_points: 0, fill_m2: -1.0 };
    check(&network.isochrone(at(20_000, 20_000), 600.0, &tiny, &mut workspace));
    assert!(network.isochrone(at(20_000, 24_000), 0.0, &IsochroneRules::default(), &mut workspace).polygons.is_empty(), "no time to reach the road");
}
