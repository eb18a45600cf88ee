//! The graph as one mode sees it: which way every edge may be used, and at what cost.

use super::fragments::kept_edges;
use super::graph::RoadGraph;
use super::nearest::{SegmentIndex, Snap};
use super::speeds::{Mode, Speeds};
use crate::geodesy::Position;
use rayon::prelude::*;
use std::sync::Arc as Shared;

/// A cost on roads in whole numbers: milliseconds of time or millimetres of length.
pub type Cost = u32;

/// Largest cost of one edge; sums of two still fit.
const MOST_COST: f64 = 1e9;

/// Who travels (出行方向). It matters where streets are one-way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From the demand to the outlet: customers come.
    #[default]
    ToOutlet,
    /// From the outlet to the demand: staff go out.
    FromOutlet,
}

/// What is least on the way that is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measured {
    /// Time in milliseconds.
    #[default]
    Time,
    /// Length in millimetres.
    Length,
}

/// What is asked of the roads.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkRules {
    /// Mode.
    pub mode: Mode,
    /// Time or length.
    pub measured: Measured,
    /// Who travels.
    pub direction: Direction,
    /// Speeds by class.
    pub speeds: Speeds,
    /// Farthest from a road that a place may be, in metres.
    pub longest_access_m: f64,
}

impl Default for NetworkRules {
    fn default() -> Self {
        Self { mode: Mode::Walk, measured: Measured::Time, direction: Direction::ToOutlet, speeds: Speeds::default(), longest_access_m: 5_000.0 }
    }
}

/// A step of a search: to which node and at what cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) to: u32,
    pub(super) cost: Cost,
}

/// Roads for one mode and one question. Searches begin at outlets; where demand travels to them, steps go against the traffic.
///
/// *Islands.* Two nodes are on the same network when each can be reached from the other. Networks of less than two kilometres of road
/// are fragments, unless there is none larger: places snap to them only where no other road is within reach. So a
/// point beside a car park that the data do not connect gets to the street behind it, and an island in the sea keeps its own roads.
#[derive(Clone, Debug)]
pub struct Network {
    graph: Shared<RoadGraph>,
    rules: NetworkRules,
    /// For each node, where its steps begin; one more than there are nodes.
    start: Vec<u32>,
    steps: Vec<Step>,
    /// For each edge, the cost of a search that runs as the edge is drawn, and against that.
    along: Vec<[Option<Cost>; 2]>,
    index: SegmentIndex,
    fragments: SegmentIndex,
}

impl Network {
    /// Makes a graph ready for one mode. Cost: linear, some milliseconds for a city.
    pub fn new(graph: Shared<RoadGraph>, rules: NetworkRules) -> Self {
        let along: Vec<[Option<Cost>; 2]> = graph.edges().iter().map(|edge| costs(edge, &rules)).collect();
        let (start, steps) = steps(&graph, &along);
        let is_kept = kept_edges(&graph, &along, &start, &steps);
        let is_open = |edge: usize| along[edge].iter().any(Option::is_some);
        let index = SegmentIndex::new(&graph, |edge| is_kept[edge]);
        let fragments = SegmentIndex::new(&graph, |edge| is_open(edge) && !is_kept[edge]);
        Self { graph, rules, start, steps, along, index, fragments }
    }

    /// The graph below.
    pub fn graph(&self) -> &Shared<RoadGraph> {
        &self.graph
    }

    /// What was asked.
    pub fn rules(&self) -> &NetworkRules {
        &self.rules
    }

    /// For each edge, whether places snap to it before fragments.
    #[cfg(test)]
    pub(super) fn kept(&self) -> Vec<bool> {
        kept_edges(&self.graph, &self.along, &self.start, &self.steps)
    }

    /// Whether no search leaves a node.
    #[cfg(test)]
    pub(super) fn is_dead(&self, node: u32) -> bool {
        self.steps(node).is_empty()
    }

    /// The cost of a limit in seconds or metres, rounded.
    pub fn cost_of(&self, limit: f64) -> Cost {
        // Casting saturates: no limit is the largest cost.
        (limit * 1_000.0).round() as Cost
    }

    /// Seconds or metres of a cost.
    pub fn value_of(cost: Cost) -> f32 {
        (f64::from(cost) / 1_000.0) as f32
    }

    /// The cost of going some metres on foot beside roads.
    pub fn access_cost(&self, metres: f64) -> Cost {
        let per_metre = match self.rules.measured {
            Measured::Time => 3_600.0 / self.rules.speeds.access(),
            Measured::Length => 1_000.0,
        };
        (metres * per_metre).min(MOST_COST).round() as Cost
    }

    /// The nearest edge that leads somewhere; none where no road is within reach. Equally near: the edge of the lower number.
    pub fn snap(&self, place: Position) -> Option<Snap> {
        let most = self.rules.longest_access_m;
        self.index.nearest(&self.graph, place, most).or_else(|| self.fragments.nearest(&self.graph, place, most))
    }

    /// The nearest edge of every place, in parallel.
    pub fn snap_all(&self, places: &[Position]) -> Vec<Option<Snap>> {
        places.par_iter().with_min_len(64).map(|place| self.snap(*place)).collect()
    }

    /// Steps of a search from a node.
    #[inline]
    pub(super) fn steps(&self, node: u32) -> &[Step] {
        &self.steps[self.start[node as usize] as usize..self.start[node as usize + 1] as usize]
    }

    /// Cost of a search along an edge as drawn, and against that; none where it may not go.
    pub fn edge_costs(&self, edge: usize) -> [Option<Cost>; 2] {
        self.along[edge]
    }

    /// Nodes at which a search from a snapped place begins, with the cost to get there.
    pub fn seeds(&self, snap: &Snap) -> impl Iterator<Item = (u32, Cost)> {
        let edge = self.graph.edges()[snap.edge as usize];
        let [forward, backward] = self.along[snap.edge as usize];
        let access = self.access_cost(snap.access_m);
        let ahead = forward.map(|cost| (edge.to, access.saturating_add(part(cost, 1.0 - snap.share))));
        let behind = backward.map(|cost| (edge.from, access.saturating_add(part(cost, snap.share))));
        [ahead, behind].into_iter().flatten()
    }

    /// Nodes from which a search ends at a snapped place, with the cost from there.
    pub(super) fn goals(&self, snap: &Snap) -> impl Iterator<Item = (u32, Cost)> {
        let edge = self.graph.edges()[snap.edge as usize];
        let [forward, backward] = self.along[snap.edge as usize];
        let access = self.access_cost(snap.access_m);
        let from = forward.map(|cost| (edge.from, access.saturating_add(part(cost, snap.share))));
        let to = backward.map(|cost| (edge.to, access.saturating_add(part(cost, 1.0 - snap.share))));
        [from, to].into_iter().flatten()
    }

    /// The cost between two places snapped to the same edge without leaving it, or straight on foot where that is no farther than
    /// going to the road and back; none where the edge is one-way the other way.
    pub(super) fn on_same_edge(&self, outlet: (&Snap, Position), goal: (&Snap, Position)) -> Option<Cost> {
        let ((outlet, outlet_place), (goal, goal_place)) = (outlet, goal);
        let [forward, backward] = self.along[outlet.edge as usize];
        let share = goal.share - outlet.share;
        let on_road = if share >= 0.0 { forward } else { backward }.or(if share == 0.0 { backward } else { None });
        let access = self.access_cost(outlet.access_m).saturating_add(self.access_cost(goal.access_m));
        let by_road = on_road.map(|cost| access.saturating_add(part(cost, share.abs())));
        let straight_m = crate::geodesy::distance_m(outlet_place, goal_place);
        let on_foot = (straight_m <= outlet.access_m + goal.access_m).then(|| self.access_cost(straight_m));
        by_road.into_iter().chain(on_foot).min()
    }
}

/// A share of a cost.
fn part(cost: Cost, share: f64) -> Cost {
    (f64::from(cost) * share).round() as Cost
}

/// Costs of a search along an edge and against it.
fn costs(edge: &super::Edge, rules: &NetworkRules) -> [Option<Cost>; 2] {
    let cost = match rules.measured {
        Measured::Time => f64::from(edge.length_mm) * 3.6 / rules.speeds.on(rules.mode, edge.kind),
        Measured::Length => f64::from(edge.length_mm),
    };
    // At least 1: a node is settled only after all that can lead to it at the same cost.
    let cost = cost.min(MOST_COST).round().max(1.0) as Cost;
    let (forward, backward) = (edge.kind.directions.forward(rules.mode), edge.kind.directions.backward(rules.mode));
    let (along, against) = match rules.direction {
        Direction::FromOutlet => (forward, backward),
        Direction::ToOutlet => (backward, forward),
    };
    [along.then_some(cost), against.then_some(cost)]
}

/// Steps of all nodes, in the order of edges.
fn steps(graph: &RoadGraph, along: &[[Option<Cost>; 2]]) -> (Vec<u32>, Vec<Step>) {
    let moves = || {
        graph.edges().iter().zip(along).flat_map(|(edge, costs)| {
            let [forward, backward] = *costs;
            [forward.map(|cost| (edge.from, Step { to: edge.to, cost })), backward.map(|cost| (edge.to, Step { to: edge.from, cost }))].into_iter().flatten()
        })
    };
    let mut start = vec![0u32; graph.nodes().len() + 1];
    moves().for_each(|(node, _)| start[node as usize + 1] += 1);
    for node in 1..start.len() {
        start[node] += start[node - 1];
    }
    let mut next = start.clone();
    let mut steps = vec![Step { to: 0, cost: 0 }; start.last().copied().unwrap_or(0) as usize];
    for (node, step) in moves() {
        steps[next[node as usize] as usize] = step;
        next[node as usize] += 1;
    }
    (start, steps)
}
