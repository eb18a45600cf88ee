//! Areas of nearest outlets by road (最近网点服务区): which ground each of several outlets serves, as polygons.
//!
//! One search from all outlets at once says who serves each node; an edge whose ends have different outlets is cut where both are equally
//! near. The pieces are drawn onto one raster as isochrones are, blocks in between go to the outlet of the nearest road, and the ground
//! of each outlet is outlined. Two areas that touch have the same border; where three meet, part of a square may be left out.

use super::contour::polygons;
use super::isochrone::{Ground, IsochroneRules, Plane, draw};
use super::nearest::Snap;
use super::network::{Cost, Network};
use super::search::{Labels, NONE};
use crate::geodesy::Position;
use std::collections::VecDeque;

/// Parts into which an edge with an outlet on it is cut, to see who serves each.
const PARTS: u32 = 32;

/// The ground of several outlets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceAreas {
    /// For each outlet its polygons, each a shell and its holes, closed; none where it serves no road.
    pub areas: Vec<Vec<Vec<Vec<Position>>>>,
    /// Side of a square of the raster in metres.
    pub cell_m: f64,
}

/// A piece of a road and whose it is.
type Owned = (u32, [[f64; 2]; 2]);

impl Network {
    /// The ground of each outlet within a limit (seconds or metres; infinity for none): places that have no other outlet nearer by
    /// road. Of equally near outlets the first. Cost: one search, the roads within the limit, and one raster.
    pub fn service_areas(&self, outlets: &[Position], limit: f64, rules: &IsochroneRules) -> ServiceAreas {
        let snaps = self.snap_all(outlets);
        let snapped = || snaps.iter().enumerate().filter_map(|(outlet, snap)| Some((outlet as u32, snap.as_ref()?)));
        let limit = self.cost_of(limit).min(NONE - 1);
        let labels = Labels::search(self, snapped().flat_map(|(outlet, snap)| self.seeds(snap).map(move |(node, cost)| (node, cost, outlet))), limit);
        let mut by_edge: Vec<(u32, u32)> = snapped().map(|(outlet, snap)| (snap.edge, outlet)).collect();
        by_edge.sort_unstable();
        let mut areas = ServiceAreas { areas: vec![Vec::new(); outlets.len()], cell_m: 0.0 };
        let Some(first) = snapped().map(|(_, snap)| snap.position).next() else { return areas };
        let plane = Plane::new(first, rules);
        let mut owned: Vec<Owned> = Vec::new();
        for edge in 0..self.graph().edges().len() {
            let from = by_edge.partition_point(|(other, _)| (*other as usize) < edge);
            let on_it = by_edge[from..].iter().take_while(|(other, _)| *other as usize == edge);
            let on_it: Vec<(u32, &Snap)> = on_it.filter_map(|(_, outlet)| Some((*outlet, snaps[*outlet as usize].as_ref()?))).collect();
            for (outlet, range) in self.served(edge, &labels, &on_it, limit) {
                let mut pieces = Vec::new();
                draw(self.graph().line(edge), range, &plane, &mut pieces);
                owned.extend(pieces.into_iter().map(|piece| (outlet, piece)));
            }
        }
        if owned.is_empty() {
            return areas;
        }
        let pieces: Vec<[[f64; 2]; 2]> = owned.iter().map(|(_, piece)| *piece).collect();
        let ground = Ground::of(&pieces, rules);
        areas.cell_m = ground.cell_m;
        let mut raster = ground.drawn(&pieces);
        raster.fill_holes((rules.fill_m2 / (ground.cell_m * ground.cell_m)) as usize, &vec![false; raster.values.len()], 0.5);
        let owners = spread(&ground.owners(&owned), &raster.values, raster.width);
        let mut corners = vec![[[usize::MAX; 2], [0; 2]]; outlets.len()];
        for (at, owner) in owners.iter().enumerate().filter(|(_, owner)| **owner != NONE) {
            let [low, high] = &mut corners[*owner as usize];
            for (axis, value) in [at % raster.width, at / raster.width].into_iter().enumerate() {
                (low[axis], high[axis]) = (low[axis].min(value), high[axis].max(value));
            }
        }
        for (outlet, area) in areas.areas.iter_mut().enumerate() {
            let on_earth = |ring: Vec<[f32; 2]>| ring.into_iter().map(|place| plane.position(ground.metres(place))).collect();
            *area = polygons(raster.outlines_of(&owners, outlet as u32, corners[outlet]).into_iter().map(on_earth).collect());
        }
        areas
    }

    /// Who serves which ranges of an edge.
    fn served(&self, edge: usize, labels: &Labels, on_it: &[(u32, &Snap)], limit: Cost) -> Vec<(u32, [f64; 2])> {
        let at = &self.graph().edges()[edge];
        let [forward, backward] = self.edge_costs(edge);
        // The cost at an end, the cost along the edge from there, and whose it is.
        let end = |node: u32, cost: Option<Cost>| {
            let (label, source) = (labels.cost[node as usize], labels.source[node as usize]);
            cost.filter(|_| label != NONE).map(|cost| (f64::from(label), f64::from(cost), source))
        };
        let (ahead, behind) = (end(at.from, forward), end(at.to, backward));
        let most = f64::from(limit);
        if on_it.is_empty() {
            let share = |(label, cost, _): (f64, f64, u32)| ((most - label) / cost).clamp(0.0, 1.0);
            let mut ranges = Vec::new();
            let (mut until, mut since) = (ahead.map_or(0.0, share), 1.0 - behind.map_or(0.0, share));
            if let (Some(a), Some(b)) = (ahead, behind)
                && until > since
            {
                // Equally near from both ends.
                until = ((b.0 + b.1 - a.0) / (a.1 + b.1)).clamp(0.0, 1.0);
                since = until;
            }
            ranges.extend(ahead.map(|(_, _, source)| (source, [0.0, until])));
            ranges.extend(behind.map(|(_, _, source)| (source, [since, 1.0])));
            return ranges;
        }
        let along = |share: f64, snap: &Snap| {
            let cost = if share >= snap.share { forward } else { backward };
            cost.map(|cost| f64::from(self.access_cost(snap.access_m)) + f64::from(cost) * (share - snap.share).abs())
        };
        let part = |part: u32| {
            let middle = (f64::from(part) + 0.5) / f64::from(PARTS);
            let ends = ahead.map(|(label, cost, source)| (label + cost * middle, source)).into_iter().chain(behind.map(|(label, cost, source)| (label + cost * (1.0 - middle), source)));
            let own = on_it.iter().filter_map(|(outlet, snap)| Some((along(middle, snap)?, *outlet)));
            let best = ends.chain(own).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
            (best.0 <= most).then(|| (best.1, [f64::from(part) / f64::from(PARTS), f64::from(part + 1) / f64::from(PARTS)]))
        };
        (0..PARTS).filter_map(part).collect()
    }
}

/// Owners of all points inside: those that roads have drawn, spread over what was filled, nearest first.
fn spread(drawn: &[u32], values: &[f32], width: usize) -> Vec<u32> {
    let mut owners: Vec<u32> = drawn.iter().zip(values).map(|(owner, value)| if *value > 0.0 { *owner } else { NONE }).collect();
    let mut open: VecDeque<usize> = (0..owners.len()).filter(|at| owners[*at] != NONE).collect();
    while let Some(at) = open.pop_front() {
        let x = at % width;
        let beside = [(x > 0).then(|| at - 1), (x + 1 < width).then(|| at + 1), at.checked_sub(width), Some(at + width).filter(|next| *next < owners.len())];
        for next in beside.into_iter().flatten() {
            if owners[next] == NONE && values[next] > 0.0 {
                owners[next] = owners[at];
                open.push_back(next);
            }
        }
    }
    owners
}
