//! Areas of nearest outlets against the labels of nodes.

use super::city::{at, city, graph, network, places, street, ways};
use crate::geodesy::{distance_m, metres_per_unit, twice_area};
use crate::roads::contour::is_inside;
use crate::roads::{Direction, IsochroneRules, Labels, Measured, Mode, NONE, RoadClass};

#[test]
fn nodes_lie_in_the_area_of_their_outlet() {
    let built = graph(&city(24, 15));
    let mut n_checked = 0;
    for (mode, limit) in [(Mode::Walk, f64::INFINITY), (Mode::Drive, 300.0)] {
        let network = network(&built, mode, Measured::Time, Direction::ToOutlet);
        let outlets = places(6, 24, 5);
        let areas = network.service_areas(&outlets, limit, &IsochroneRules::default());
        assert_eq!(areas, network.service_areas(&outlets, limit, &IsochroneRules::default()), "the same again");
        let seeds = outlets.iter().enumerate().flat_map(|(outlet, place)| {
            let snap = network.snap(*place).unwrap();
            network.seeds(&snap).map(move |(node, cost)| (node, cost, outlet as u32)).collect::<Vec<_>>()
        });
        let labels = Labels::search(&network, seeds, network.cost_of(limit).min(NONE - 1));
        let holds = |outlet: usize, node: usize| areas.areas[outlet].iter().any(|rings| rings.iter().filter(|ring| is_inside(built.nodes()[node], ring)).count() % 2 == 1);
        for node in 0..built.nodes().len() {
            let source = labels.source[node];
            if source == NONE {
                continue;
            }
            // Near another outlet's road the border may pass on either side of the node.
            let is_own = |edge: &&crate::roads::Edge| labels.source[edge.from as usize] == source && labels.source[edge.to as usize] == source;
            let others = built.edges().iter().filter(|edge| !is_own(edge)).flat_map(|edge| [edge.from, edge.to]);
            if others.map(|other| distance_m(built.nodes()[node], built.nodes()[other as usize])).fold(f64::INFINITY, f64::min) < 220.0 {
                continue;
            }
            n_checked += 1;
            assert!(holds(source as usize, node), "{mode:?} node {node} of outlet {source}");
            assert!((0..outlets.len()).all(|other| other == source as usize || !holds(other, node)), "{mode:?} node {node} lies in two areas");
        }
        for ring in areas.areas.iter().flatten().flatten() {
            assert_eq!(ring.first(), ring.last());
            assert_ne!(ring.windows(2).map(|pair| twice_area(pair[0], pair[1])).sum::<i128>(), 0);
        }
    }
    assert!(n_checked > 100, "{n_checked} nodes were far from every border");
}

#[test]
fn a_street_is_shared_in_the_middle() {
    let built = graph(&ways(&[(street(RoadClass::Residential, false), &[(0, 0), (400_000, 0)])]));
    let network = network(&built, Mode::Walk, Measured::Length, Direction::ToOutlet);
    let (west, east) = (at(100_000, 0), at(300_000, 0));
    let areas = network.service_areas(&[west, east, at(-900_000_000, 0)], f64::INFINITY, &IsochroneRules::default());
    let (lon_m, _) = metres_per_unit(west.lat);
    let holds = |outlet: usize, metres: f64| areas.areas[outlet].iter().any(|rings| is_inside(at(200_000 + (metres / lon_m) as i32, 0), &rings[0]));
    // An edge with outlets on it is cut into parts of a thirty-second: some 57 m here.
    for metres in [100.0, 500.0, 1_700.0] {
        assert!(holds(0, -metres) && !holds(1, -metres), "{metres} m west of the middle");
        assert!(holds(1, metres) && !holds(0, metres), "{metres} m east of the middle");
    }
    assert!(areas.areas[2].is_empty(), "no road, no area");
    assert!(network.service_areas(&[], 600.0, &IsochroneRules::default()).areas.is_empty());
}
