//! Costs from outlets to demand: columns of a cost matrix, and the nearest outlet of every demand point.

use super::nearest::Snap;
use super::network::{Cost, Network};
use super::search::{Labels, NONE, Workspace};
use crate::base::{CancelToken, Cancelled};
use crate::geodesy::Position;
use rayon::prelude::*;

/// Demand points within the limit of an outlet with seconds or metres, in no order that matters.
pub type Column = Vec<(u32, f32)>;

/// Demand on the roads of a network: from which nodes each point is reached at what cost. Made once, used for every outlet and every
/// place that an outlet is dragged to. Memory: some 40 bytes a point.
#[derive(Clone, Debug)]
pub struct Targets {
    places: Vec<Position>,
    snaps: Vec<Option<Snap>>,
    /// For each node, where its demand begins.
    start: Vec<u32>,
    /// Demand points next to nodes, each with the cost from the node.
    entries: Vec<(u32, Cost)>,
    /// Snapped points by edge, for outlets on the same one.
    by_edge: Vec<(u32, u32)>,
}

impl Targets {
    /// Finds the road of every demand point, in parallel.
    pub fn new(network: &Network, places: &[Position]) -> Self {
        let snaps = network.snap_all(places);
        let snapped = || snaps.iter().enumerate().filter_map(|(point, snap)| Some((point as u32, snap.as_ref()?)));
        let reached = || snapped().flat_map(|(point, snap)| network.goals(snap).map(move |(node, cost)| (node, (point, cost))));
        let mut start = vec![0u32; network.graph().nodes().len() + 1];
        reached().for_each(|(node, _)| start[node as usize + 1] += 1);
        for node in 1..start.len() {
            start[node] += start[node - 1];
        }
        let mut next = start.clone();
        let mut entries = vec![(0, 0); start.last().copied().unwrap_or(0) as usize];
        for (node, entry) in reached() {
            entries[next[node as usize] as usize] = entry;
            next[node as usize] += 1;
        }
        let mut by_edge: Vec<(u32, u32)> = snapped().map(|(point, snap)| (snap.edge, point)).collect();
        by_edge.sort_unstable();
        Self { places: places.to_vec(), snaps, start, entries, by_edge }
    }

    /// Number of demand points.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no demand point.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The road of a demand point; none where no road is within reach.
    pub fn snap(&self, point: usize) -> Option<&Snap> {
        self.snaps.get(point).and_then(Option::as_ref)
    }

    /// Demand points with no road within reach. No outlet serves them by road.
    pub fn n_off_road(&self) -> usize {
        self.snaps.iter().filter(|snap| snap.is_none()).count()
    }

    fn of_node(&self, node: u32) -> &[(u32, Cost)] {
        &self.entries[self.start[node as usize] as usize..self.start[node as usize + 1] as usize]
    }

    /// Demand points on an edge.
    fn on_edge(&self, edge: u32) -> impl Iterator<Item = (u32, &Snap, Position)> {
        let first = self.by_edge.partition_point(|(other, _)| *other < edge);
        let same = self.by_edge[first..].iter().take_while(move |(other, _)| *other == edge);
        same.filter_map(|(_, point)| Some((*point, self.snaps[*point as usize].as_ref()?, self.places[*point as usize])))
    }

    /// Demand within a limit (seconds or metres) of a place. Empty where the place has no road. Cost: one search up to the limit.
    pub fn column(&self, network: &Network, place: Position, limit: f64, workspace: &mut Workspace) -> Column {
        let Some(snap) = network.snap(place) else { return Column::new() };
        let limit = network.cost_of(limit);
        workspace.search(network, network.seeds(&snap), limit);
        let mut best = std::mem::take(&mut workspace.best);
        let mut found = std::mem::take(&mut workspace.found);
        best.resize(self.len(), NONE);
        let mut offer = |point: u32, cost: Cost| {
            let known = &mut best[point as usize];
            if cost < *known && cost <= limit {
                if *known == NONE {
                    found.push(point);
                }
                *known = cost;
            }
        };
        for node in workspace.reached() {
            let cost = workspace.cost(*node).unwrap_or(NONE);
            for (point, more) in self.of_node(*node) {
                offer(*point, cost.saturating_add(*more));
            }
        }
        for (point, goal, goal_place) in self.on_edge(snap.edge) {
            if let Some(cost) = network.on_same_edge((&snap, place), (goal, goal_place)) {
                offer(point, cost);
            }
        }
        // What was touched is put back, so that the next column begins clean.
        let column = found.drain(..).map(|point| (point, Network::value_of(std::mem::replace(&mut best[point as usize], NONE)))).collect();
        (workspace.best, workspace.found) = (best, found);
        column
    }

    /// The columns of many places, in parallel and in their order.
    ///
    /// # Errors
    /// [`Cancelled`]; asked once a place.
    pub fn columns(&self, network: &Network, places: &[Position], limit: f64, cancel: &CancelToken) -> Result<Vec<Column>, Cancelled> {
        self.columns_with(network, places, limit, cancel, |_, column| column)
    }

    /// What a function makes of the columns of many places, in parallel and in their order; for matrices larger than memory.
    ///
    /// # Errors
    /// [`Cancelled`]; asked once a place.
    pub fn columns_with<T: Send>(&self, network: &Network, places: &[Position], limit: f64, cancel: &CancelToken, take: impl Fn(usize, Column) -> T + Sync) -> Result<Vec<T>, Cancelled> {
        let one = |workspace: &mut Workspace, (at, place): (usize, &Position)| -> Result<T, Cancelled> {
            cancel.check()?;
            Ok(take(at, self.column(network, *place, limit, workspace)))
        };
        places.par_iter().enumerate().map_init(Workspace::default, one).collect()
    }

    /// The nearest outlet of every demand point with seconds or metres, however far; none where no road leads there. Of equally near
    /// outlets the first. Cost: one search of the whole network.
    pub fn nearest(&self, network: &Network, outlets: &[Position]) -> Vec<Option<(u32, f32)>> {
        let snaps = network.snap_all(outlets);
        let snapped = || snaps.iter().enumerate().filter_map(|(outlet, snap)| Some((outlet as u32, snap.as_ref()?)));
        let labels = Labels::search(network, snapped().flat_map(|(outlet, snap)| network.seeds(snap).map(move |(node, cost)| (node, cost, outlet))), NONE - 1);
        let mut nearest = vec![(NONE, NONE); self.len()];
        for node in 0..network.graph().nodes().len() {
            if labels.cost[node] == NONE {
                continue;
            }
            for (point, more) in self.of_node(node as u32) {
                let known = &mut nearest[*point as usize];
                *known = (*known).min((labels.cost[node].saturating_add(*more), labels.source[node]));
            }
        }
        for (outlet, snap) in snapped() {
            for (point, goal, place) in self.on_edge(snap.edge) {
                if let Some(cost) = network.on_same_edge((snap, outlets[outlet as usize]), (goal, place)) {
                    let known = &mut nearest[point as usize];
                    *known = (*known).min((cost, outlet));
                }
            }
        }
        nearest.into_iter().map(|(cost, outlet)| (cost != NONE).then(|| (outlet, Network::value_of(cost)))).collect()
    }
}
