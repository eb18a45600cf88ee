//! Costs against brute force.

use super::city::{at, brute_force, city, graph, network, places, street, ways};
use crate::base::CancelToken;
use crate::roads::{Column, Direction, Labels, Measured, Mode, NONE, Network, RoadClass, Targets, Workspace};

const CASES: [(Mode, Measured, Direction); 4] = [
    (Mode::Walk, Measured::Time, Direction::ToOutlet),
    (Mode::Drive, Measured::Time, Direction::ToOutlet),
    (Mode::Drive, Measured::Length, Direction::FromOutlet),
    (Mode::Ride, Measured::Time, Direction::FromOutlet),
];

#[test]
fn searches_equal_brute_force_and_stop_at_the_limit() {
    let built = graph(&city(14, 5));
    let mut workspace = Workspace::default();
    for (mode, measured, direction) in CASES {
        let network = network(&built, mode, measured, direction);
        for place in places(6, 14, 9) {
            let snap = network.snap(place).unwrap();
            let seeds: Vec<(u32, u32)> = network.seeds(&snap).collect();
            let expected = brute_force(&network, &seeds);
            for limit in [NONE, 400_000, 90_000] {
                workspace.search(&network, seeds.iter().copied(), limit);
                for (node, cost) in expected.iter().enumerate() {
                    let within = (*cost <= u64::from(limit) && *cost < u64::from(NONE)).then_some(*cost as u32);
                    assert_eq!(workspace.cost(node as u32), within, "{mode:?} node {node} limit {limit}");
                }
                assert_eq!(workspace.reached().len(), expected.iter().filter(|cost| **cost <= u64::from(limit) && **cost < u64::from(NONE)).count());
            }
        }
    }
}

#[test]
fn labels_equal_a_search_from_every_source() {
    let built = graph(&city(14, 6));
    for (mode, measured, direction) in CASES {
        let network = network(&built, mode, measured, direction);
        let outlets: Vec<_> = places(7, 14, 3).iter().map(|place| network.snap(*place).unwrap()).collect();
        let each: Vec<Vec<u64>> = outlets.iter().map(|snap| brute_force(&network, &network.seeds(snap).collect::<Vec<_>>())).collect();
        let seeds = outlets.iter().enumerate().flat_map(|(source, snap)| network.seeds(snap).map(move |(node, cost)| (node, cost, source as u32)));
        let labels = Labels::search(&network, seeds, NONE - 1);
        for node in 0..built.nodes().len() {
            let best = each.iter().enumerate().map(|(source, costs)| (costs[node], source as u32)).min().unwrap();
            let expected = if best.0 == u64::MAX { (NONE, NONE) } else { (best.0 as u32, best.1) };
            assert_eq!((labels.cost[node], labels.source[node]), expected, "{mode:?} node {node}");
        }
    }
}

/// The column of an outlet from brute force: over both ends of the demand's edge, along the same edge, and straight on foot.
fn slow_column(network: &Network, targets: &Targets, demand: &[crate::geodesy::Position], outlet: crate::geodesy::Position, limit: f64) -> Column {
    let snap = network.snap(outlet).unwrap();
    let costs = brute_force(network, &network.seeds(&snap).collect::<Vec<_>>());
    let mut column = Column::new();
    for point in 0..demand.len() {
        let Some(goal) = targets.snap(point) else { continue };
        let through = network.goals(goal).map(|(node, more)| costs[node as usize].saturating_add(u64::from(more))).min();
        let same = if goal.edge == snap.edge { network.on_same_edge((&snap, outlet), (goal, demand[point])).map(u64::from) } else { None };
        if let Some(cost) = through.into_iter().chain(same).min().filter(|cost| *cost <= u64::from(network.cost_of(limit))) {
            column.push((point as u32, Network::value_of(cost as u32)));
        }
    }
    column
}

#[test]
fn columns_equal_brute_force_on_any_number_of_threads() {
    let built = graph(&city(12, 8));
    let (demand, outlets) = (places(300, 12, 1), places(9, 12, 2));
    for (mode, measured, direction) in CASES {
        let network = network(&built, mode, measured, direction);
        let targets = Targets::new(&network, &demand);
        let limit = if measured == Measured::Time { 420.0 } else { 900.0 };
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| targets.columns(&network, &outlets, limit, &CancelToken::default()).unwrap())
        };
        let columns = run(1);
        assert_eq!(columns, run(3));
        for (outlet, mut column) in outlets.iter().zip(columns) {
            column.sort_by_key(|entry| entry.0);
            assert_eq!(column, slow_column(&network, &targets, &demand, *outlet, limit), "{mode:?}");
        }
        let nearest = targets.nearest(&network, &outlets);
        let all: Vec<Column> = outlets.iter().map(|outlet| slow_column(&network, &targets, &demand, *outlet, 4e6)).collect();
        for (point, found) in nearest.iter().enumerate() {
            let of_outlet = |(outlet, column): (usize, &Column)| column.iter().find(|entry| entry.0 as usize == point).map(|entry| (entry.1, outlet as u32));
            let best = all.iter().enumerate().filter_map(of_outlet).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            assert_eq!(found.map(|(outlet, cost)| (cost, outlet)), best, "{mode:?} point {point}");
        }
    }
}

#[test]
fn one_way_streets_bind_who_drives_and_nobody_on_foot() {
    // A block whose south side may be driven eastwards only.
    let residential = street(RoadClass::Residential, false);
    let built = graph(&ways(&[
        (street(RoadClass::Residential, true), &[(0, 0), (100_000, 0)]),
        (residential, &[(0, 0), (0, 100_000), (100_000, 100_000), (100_000, 0)]),
    ]));
    let (west, east) = (at(20_000, 0), at(80_000, 0));
    let cost = |mode: Mode, direction: Direction| {
        let network = network(&built, mode, Measured::Length, direction);
        let targets = Targets::new(&network, &[east]);
        targets.column(&network, west, 1e6, &mut Workspace::default())[0].1
    };
    let straight = crate::geodesy::distance_m(west, east) as f32;
    assert!((cost(Mode::Drive, Direction::FromOutlet) - straight).abs() < 0.1, "with the arrow");
    assert!(cost(Mode::Drive, Direction::ToOutlet) > 4.0 * straight, "against it only round the block");
    assert!((cost(Mode::Walk, Direction::ToOutlet) - straight).abs() < 0.1);
}

#[test]
fn modes_keep_to_their_roads() {
    let built = graph(&ways(&[
        (street(RoadClass::Motorway, true), &[(0, 0), (300_000, 0)]),
        (street(RoadClass::Footway, false), &[(0, 20_000), (300_000, 20_000)]),
        (street(RoadClass::Residential, false), &[(0, 40_000), (300_000, 40_000)]),
    ]));
    let edge_of = |mode: Mode| network(&built, mode, Measured::Time, Direction::ToOutlet).snap(at(150_000, 1_000)).map(|snap| built.edges()[snap.edge as usize].kind.class);
    // The motorway leads nowhere and back, so who drives gets to the street; who walks takes the footway.
    assert_eq!(edge_of(Mode::Walk), Some(RoadClass::Footway));
    assert_eq!(edge_of(Mode::Drive), Some(RoadClass::Residential));
    assert_eq!(edge_of(Mode::Ride), Some(RoadClass::Residential));
}

#[test]
fn columns_stop_when_asked_to() {
    let built = graph(&city(6, 1));
    let network = network(&built, Mode::Walk, Measured::Time, Direction::ToOutlet);
    let cancel = CancelToken::default();
    cancel.cancel();
    assert!(Targets::new(&network, &places(5, 6, 1)).columns(&network, &places(5, 6, 2), 600.0, &cancel).is_err());
}

#[test]
fn neighbours_walk_straight_to_each_other() {
    // Both stand 200 m from the street and 20 m from each other.
    let built = graph(&ways(&[(street(RoadClass::Residential, false), &[(0, 0), (300_000, 0)])]));
    let network = network(&built, Mode::Drive, Measured::Length, Direction::ToOutlet);
    let targets = Targets::new(&network, &[at(100_000, 18_000)]);
    let column = targets.column(&network, at(102_000, 18_000), 1_000.0, &mut Workspace::default());
    let straight = crate::geodesy::distance_m(at(100_000, 18_000), at(102_000, 18_000));
    assert!((f64::from(column[0].1) - straight).abs() < 0.01, "{column:?}");
}
