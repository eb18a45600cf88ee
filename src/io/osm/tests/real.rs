//! Real roads, where somebody has them: `GRIDWRIGHT_DATA` names the folder, `../shared/data` is tried.
//!
//! The times are those of scipy 1.17.1 (`scipy.sparse.csgraph.dijkstra`) on the uncontracted graph of the same file, which a Python program
//! of its own had read by the rules of `tags.rs`, with geodesic lengths of pyproj. All 1,915 nodes of three sources and three modes
//! agreed to 8 ms; here are some of each mode.

use super::super::read_osm;
use crate::base::CancelToken;
use crate::geodesy::Position;
use crate::roads::{Direction, Mode, Network, NetworkRules, RoadGraph, Workspace};
use std::path::PathBuf;
use std::sync::Arc as Shared;

/// A node where a search begins.
const SOURCE: (i32, i32) = (1_139_424_348, 225_494_420);

/// Nodes with seconds on foot, riding and driving; none where the mode does not get there.
type Row = ((i32, i32), [Option<f64>; 3]);
const TIMES: [Row; 10] = [
    ((1_139_269_892, 225_403_216), [Some(1_930.198), None, None]),
    ((1_139_637_444, 225_435_507), [Some(2_026.828), Some(698.159), Some(328.292)]),
    ((1_139_601_596, 225_550_256), [Some(2_603.949), Some(934.028), None]),
    ((1_139_427_166, 225_496_536), [Some(34.783), Some(13.744), Some(9.882)]),
    ((1_139_498_571, 225_428_674), [None, None, None]),
    ((1_139_406_052, 225_419_010), [Some(740.146), Some(298.780), Some(137.108)]),
    ((1_139_422_836, 225_472_118), [Some(239.041), Some(107.983), Some(60.955)]),
    ((1_139_308_518, 225_440_833), [Some(1_258.132), Some(472.465), Some(220.874)]),
    ((1_139_285_896, 225_499_915), [Some(1_551.280), Some(659.466), Some(310.895)]),
    ((1_139_665_606, 225_571_609), [Some(2_306.718), Some(771.055), Some(306.804)]),
];
/// Nodes that each mode reaches at all, and within ten minutes.
const REACHED: [(usize, usize); 3] = [(1_801, 182), (1_379, 858), (1_306, 1_305)];

fn roads(name: &str) -> Option<Shared<RoadGraph>> {
    let folder = std::env::var_os("GRIDWRIGHT_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let path = folder.join("location/osm").join(name);
    if !path.is_file() {
        println!("skipped, no data");
        return None;
    }
    let ways = read_osm(&path).expect("a whole file");
    Some(Shared::new(RoadGraph::build(&ways, &CancelToken::default()).expect("nobody cancels")))
}

#[test]
fn times_in_shenzhen_equal_an_independent_search() {
    let Some(graph) = roads("shenzhen_bbox.osm.xml") else { return };
    let node = |(lon, lat): (i32, i32)| graph.nodes().iter().position(|place| *place == Position::new(lon, lat)).expect("a crossing") as u32;
    let mut workspace = Workspace::default();
    for (at, mode) in Mode::ALL.into_iter().enumerate() {
        let rules = NetworkRules { mode, direction: Direction::FromOutlet, ..NetworkRules::default() };
        let network = Network::new(Shared::clone(&graph), rules);
        workspace.search(&network, [(node(SOURCE), 0)], u32::MAX - 1);
        for (place, seconds) in TIMES {
            let cost = workspace.cost(node(place)).map(|cost| f64::from(cost) / 1e3);
            let is_same = match (cost, seconds[at]) {
                (Some(ours), Some(theirs)) => (ours - theirs).abs() < 0.02,
                (None, None) => true,
                _ => false,
            };
            assert!(is_same, "{mode:?} {place:?}: {cost:?}, {:?}", seconds[at]);
        }
        let within = workspace.reached().iter().filter(|node| workspace.cost(**node).is_some_and(|cost| cost <= 600_000)).count();
        // Two nodes of the file lie at one place, and the list of theirs counts them by place.
        let (reached, expected) = ((workspace.reached().len(), within), REACHED[at]);
        assert!(reached.0.abs_diff(expected.0) <= 1 && reached.1.abs_diff(expected.1) <= 1, "{mode:?}: {reached:?}, {expected:?}");
    }
}

#[test]
fn a_whole_city_is_read_from_the_packed_format() {
    let Some(graph) = roads("poa_osm.pbf") else { return };
    assert!(graph.nodes().len() > 15_000 && graph.edges().len() > graph.nodes().len());
    let network = Network::new(Shared::clone(&graph), NetworkRules { mode: Mode::Drive, ..NetworkRules::default() });
    let mut workspace = Workspace::default();
    let middle = graph.nodes()[graph.nodes().len() / 2];
    let snap = network.snap(middle).expect("a road");
    workspace.search(&network, network.seeds(&snap), u32::MAX - 1);
    let share = workspace.reached().len() as f64 / graph.nodes().len() as f64;
    assert!(share > 0.6, "one gets about by car: {share}");
}
