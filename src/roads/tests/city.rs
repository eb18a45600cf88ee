//! Made-up cities: a lattice of streets with jitter, one-way streets, footpaths, an arterial ring, dead ends, and an island.

use crate::base::CancelToken;
use crate::base::dice::Dice;
use crate::geodesy::Position;
use crate::roads::{Direction, Measured, Mode, Network, NetworkRules, RoadClass, RoadGraph, RoadWays, WayKind};
use std::sync::Arc as Shared;

/// South-west corner.
pub(super) const CORNER: Position = Position::new(1_139_000_000, 353_000_000);
/// Lattice units between crossings, about 150 m.
const BLOCK: i32 = 15_000;

/// A position some units from the corner.
pub(super) fn at(lon: i32, lat: i32) -> Position {
    Position::new(CORNER.lon + lon, CORNER.lat + lat)
}

/// Ways from lines of positions from the corner.
pub(super) fn ways(lines: &[(WayKind, &[(i32, i32)])]) -> RoadWays {
    let lines: Vec<(WayKind, Vec<Position>)> = lines.iter().map(|(kind, line)| (*kind, line.iter().map(|(lon, lat)| at(*lon, *lat)).collect())).collect();
    RoadWays::from_lines(lines.iter().map(|(kind, line)| (*kind, line.as_slice())))
}

pub(super) fn graph(ways: &RoadWays) -> Shared<RoadGraph> {
    Shared::new(RoadGraph::build(ways, &CancelToken::default()).unwrap())
}

/// A street of a class, one-way as it is drawn or not.
pub(super) fn street(class: RoadClass, is_oneway: bool) -> WayKind {
    let mut kind = WayKind::of(class);
    for mode in [Mode::Ride, Mode::Drive] {
        let may = kind.directions.any(mode);
        kind.directions.set(mode, may, may && !is_oneway);
    }
    kind
}

pub(super) fn rules(mode: Mode, measured: Measured, direction: Direction) -> NetworkRules {
    NetworkRules { mode, measured, direction, ..NetworkRules::default() }
}

pub(super) fn network(graph: &Shared<RoadGraph>, mode: Mode, measured: Measured, direction: Direction) -> Network {
    Network::new(Shared::clone(graph), rules(mode, measured, direction))
}

/// The lines of a city of so many crossings along each side.
pub(super) fn city(side: i32, seed: u64) -> RoadWays {
    let mut dice = Dice(seed);
    let mut jitter = |spread: usize| dice.below(spread) as i32 - spread as i32 / 2;
    let crossings: Vec<Vec<Position>> = (0..side).map(|y| (0..side).map(|x| at(x * BLOCK + jitter(6_000), y * BLOCK + jitter(6_000))).collect()).collect();
    let mut dice = Dice(seed ^ 0x4d);
    let classes = [RoadClass::Residential, RoadClass::Residential, RoadClass::Tertiary, RoadClass::Secondary, RoadClass::Primary, RoadClass::Footway, RoadClass::Cycleway];
    let mut lines: Vec<(WayKind, Vec<Position>)> = Vec::new();
    for y in 0..side as usize {
        for x in 0..side as usize {
            for (to_x, to_y) in [(x + 1, y), (x, y + 1)] {
                let Some(end) = crossings.get(to_y).and_then(|row| row.get(to_x)) else { continue };
                if dice.below(10) == 0 {
                    continue;
                }
                let begin = crossings[y][x];
                let middle = Position::new(begin.lon.midpoint(end.lon) + dice.below(1_500) as i32, begin.lat.midpoint(end.lat));
                let kind = street(classes[dice.below(classes.len())], dice.below(5) == 0);
                lines.push((kind, vec![begin, middle, *end]));
            }
            if dice.below(12) == 0 {
                let dead_end = Position::new(crossings[y][x].lon + 4_000, crossings[y][x].lat + 5_000);
                lines.push((street(RoadClass::Service, false), vec![crossings[y][x], dead_end]));
            }
        }
    }
    // An island far to the east, large enough to be a network of its own.
    let far = side * BLOCK + 300_000;
    lines.push((street(RoadClass::Residential, false), [(0, 0), (90_000, 0), (90_000, 90_000), (0, 90_000), (0, 0)].map(|(lon, lat)| at(far + lon, lat)).to_vec()));
    RoadWays::from_lines(lines.iter().map(|(kind, line)| (*kind, line.as_slice())))
}

/// Costs from some nodes by relaxing all edges until nothing changes: slow, and with nothing in common with the searches.
pub(super) fn brute_force(network: &Network, seeds: &[(u32, u32)]) -> Vec<u64> {
    let mut cost = vec![u64::MAX; network.graph().nodes().len()];
    for (node, seed) in seeds {
        cost[*node as usize] = cost[*node as usize].min(u64::from(*seed));
    }
    loop {
        let mut is_changed = false;
        for (at, edge) in network.graph().edges().iter().enumerate() {
            let [forward, backward] = network.edge_costs(at);
            for (from, to, step) in [(edge.from, edge.to, forward), (edge.to, edge.from, backward)] {
                let Some(step) = step else { continue };
                let through = cost[from as usize].saturating_add(u64::from(step));
                if through < cost[to as usize] {
                    cost[to as usize] = through;
                    is_changed = true;
                }
            }
        }
        if !is_changed {
            return cost;
        }
    }
}

/// Places spread over the city, some of them off the roads.
pub(super) fn places(n: usize, side: i32, seed: u64) -> Vec<Position> {
    let mut dice = Dice(seed);
    (0..n).map(|_| at(dice.below((side * BLOCK) as usize) as i32, dice.below((side * BLOCK) as usize) as i32)).collect()
}
