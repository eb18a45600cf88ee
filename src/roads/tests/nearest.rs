//! The nearest road against all roads.

use super::city::{at, city, graph, network, places, street, ways};
use crate::geodesy::metres_per_unit;
use crate::roads::{Direction, Measured, Mode, Network, NetworkRules, RoadClass};
use crate::roads::ways::distance_to_segment;
use std::sync::Arc as Shared;

#[test]
fn snaps_equal_a_look_at_every_segment() {
    let built = graph(&city(16, 4));
    for mode in Mode::ALL {
        let network = network(&built, mode, Measured::Time, Direction::ToOutlet);
        for place in places(300, 20, 6) {
            let scale = metres_per_unit(place.lat);
            let near = |edge: usize| built.line(edge).windows(2).map(|pair| distance_to_segment(place, pair[0], pair[1], scale).0).fold(f64::INFINITY, f64::min);
            let snap = network.snap(place).unwrap();
            assert!((near(snap.edge as usize) - snap.access_m).abs() < 1e-9);
            // No edge that the index holds is nearer; fragments and roads for others may be.
            let kept = network.kept();
            let best = (0..built.edges().len()).filter(|edge| kept[*edge]).map(|edge| (near(edge), edge)).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).unwrap();
            assert_eq!((snap.access_m, snap.edge as usize), best, "{mode:?} {place:?}");
            assert!((crate::geodesy::distance_m(place, snap.position) - snap.access_m).abs() < 0.02 + snap.access_m * 1e-4);
        }
    }
}

#[test]
fn places_far_from_any_road_have_none() {
    let built = graph(&city(6, 4));
    let network = Network::new(Shared::clone(&built), NetworkRules { longest_access_m: 300.0, ..NetworkRules::default() });
    assert!(network.snap(at(-20_000, 0)).is_some());
    assert!(network.snap(at(-200_000, 0)).is_none());
    assert!(network.snap(at(-1_900_000_000, 0)).is_none(), "another continent");
    assert!(Network::new(graph(&ways(&[])), NetworkRules::default()).snap(at(0, 0)).is_none());
}

#[test]
fn fragments_are_passed_over_and_islands_are_not() {
    // A street of three kilometres; a car park of 100 m beside it that nothing connects; an island of its own with four kilometres.
    let residential = street(RoadClass::Residential, false);
    let built = graph(&ways(&[
        (residential, &[(0, 0), (330_000, 0)]),
        (street(RoadClass::Service, false), &[(100_000, 5_000), (110_000, 5_000)]),
        (residential, &[(1_000_000, 0), (1_440_000, 0)]),
        (street(RoadClass::Service, false), &[(3_000_000, 0), (3_010_000, 0)]),
    ]));
    let network = network(&built, Mode::Drive, Measured::Time, Direction::ToOutlet);
    let class_at = |lon: i32, lat: i32| network.snap(at(lon, lat)).map(|snap| (built.edges()[snap.edge as usize].kind.class, snap.position.lon));
    assert_eq!(class_at(105_000, 5_000).unwrap().0, RoadClass::Residential, "not the car park it stands on");
    assert!(class_at(1_200_000, 10_000).unwrap().1 > at(1_000_000, 0).lon, "the island keeps its road");
    assert_eq!(class_at(3_005_000, 100).unwrap().0, RoadClass::Service, "a fragment serves where there is nothing else");
}
