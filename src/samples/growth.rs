//! Growing regions: over the triangles of a mesh (settlements take the land around them) and over a graph (grids take
//! cells). Regions are connected because they only ever grow into neighbours.

use super::ground::distance;
use super::mesh::{Mesh, NONE};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Where a region starts.
#[derive(Clone, Copy, Debug)]
pub struct Seed {
    /// First triangle.
    pub triangle: u32,
    /// The place that distances are taken from, in metres.
    pub place: [f64; 2],
    /// How far its pull reaches compared with others; 1 is usual.
    pub pull: f64,
}

/// Labels every triangle with the index of the seed that reaches it first. A seed stays in its `region`; `wall` says
/// how many metres a crossing of an edge adds. A triangle of a region without a seed gets [`NONE`].
pub fn grow(mesh: &Mesh, seeds: &[Seed], region: &[u32], wall: impl Fn((u32, u32)) -> f64) -> Vec<u32> {
    let mut labels = vec![NONE; mesh.triangles.len()];
    let mut queue = BinaryHeap::new();
    for (index, seed) in seeds.iter().enumerate() {
        queue.push(Reverse((0u64, index as u32, seed.triangle, 0u64)));
    }
    while let Some(Reverse((_, index, t, toll))) = queue.pop() {
        if labels[t as usize] != NONE {
            continue;
        }
        labels[t as usize] = index;
        let seed = seeds[index as usize];
        for k in 0..3 {
            let next = mesh.neighbours[t as usize][k];
            if next == NONE || labels[next as usize] != NONE || region[next as usize] != region[t as usize] {
                continue;
            }
            let toll = toll + (wall(mesh.edge(t, k)) * 1000.0) as u64;
            let reach = (distance(mesh.centre(next), seed.place) / seed.pull * 1000.0) as u64;
            queue.push(Reverse((reach + toll, index, next, toll)));
        }
    }
    labels
}

/// Removes places where a label touches itself in one vertex only, by giving the smaller fan to a neighbour, as long as
/// what remains of the label is connected and no label crosses a border of `region`. Returns how many could not be
/// removed.
pub fn untie(mesh: &Mesh, labels: &mut [u32], region: &[u32]) -> usize {
    let fans = mesh.fans();
    let mut members: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (t, &label) in labels.iter().enumerate() {
        members.entry(label).or_default().insert(t as u32);
    }
    let mut left = 0;
    for _ in 0..8 {
        left = 0;
        for fan in &fans {
            if fan.iter().all(|&t| labels[t as usize] == labels[fan[0] as usize]) {
                continue;
            }
            for run in tied_runs(mesh, labels, fan) {
                left += usize::from(!give_away(mesh, labels, region, &mut members, &run));
            }
        }
        if left == 0 {
            break;
        }
    }
    left
}

/// The runs around a vertex whose label has a longer run elsewhere around it.
fn tied_runs(mesh: &Mesh, labels: &[u32], fan: &[u32]) -> Vec<Vec<u32>> {
    let mut runs: Vec<Vec<u32>> = Vec::new();
    let mut open: BTreeSet<u32> = fan.iter().copied().collect();
    while let Some(first) = open.pop_first() {
        let mut run = vec![first];
        let mut at = 0;
        while at < run.len() {
            for next in mesh.neighbours[run[at] as usize] {
                if next != NONE && labels[next as usize] == labels[first as usize] && open.remove(&next) {
                    run.push(next);
                }
            }
            at += 1;
        }
        runs.push(run);
    }
    runs.sort_by_key(|run| (labels[run[0] as usize], Reverse(run.len()), run[0]));
    let mut last = None;
    runs.retain(|run| last.replace(labels[run[0] as usize]) == Some(labels[run[0] as usize]));
    runs
}

fn give_away(mesh: &Mesh, labels: &mut [u32], region: &[u32], members: &mut BTreeMap<u32, BTreeSet<u32>>, run: &[u32]) -> bool {
    let from = labels[run[0] as usize];
    let neighbours = run.iter().flat_map(|&t| mesh.neighbours[t as usize].map(|n| (t, n)));
    let taker = neighbours
        .filter(|&(t, n)| n != NONE && labels[n as usize] != from && region[n as usize] == region[t as usize])
        .map(|(_, n)| labels[n as usize])
        .find(|&label| label != NONE);
    let (Some(to), Some(own)) = (taker, members.get_mut(&from)) else { return false };
    for t in run {
        own.remove(t);
    }
    if own.is_empty() || !is_connected(mesh, own) {
        own.extend(run);
        return false;
    }
    members.entry(to).or_default().extend(run);
    for &t in run {
        labels[t as usize] = to;
    }
    true
}

/// Whether a set of triangles hangs together by edges.
pub fn is_connected(mesh: &Mesh, triangles: &BTreeSet<u32>) -> bool {
    let Some(&first) = triangles.first() else { return true };
    let mut seen = BTreeSet::from([first]);
    let mut stack = vec![first];
    while let Some(t) = stack.pop() {
        for next in mesh.neighbours[t as usize] {
            if triangles.contains(&next) && seen.insert(next) {
                stack.push(next);
            }
        }
    }
    seen.len() == triangles.len()
}

/// A unit of a graph that is to be grouped.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Neighbours by index.
    pub neighbours: Vec<u32>,
    /// What the groups should have about equally of.
    pub weight: i64,
    /// Where it is, in metres.
    pub place: [f64; 2],
    /// Units of one kin are rather kept together (for example cells of one township).
    pub kin: u32,
}

/// Distance in metres that a unit of another kin seems further away.
const KIN_TOLL: f64 = 1500.0;

/// Divides connected units into `count` connected groups of roughly equal weight: the lightest group takes the nearest
/// unit at its border, again and again. Cost: `units × groups`.
pub fn group(units: &[Unit], count: usize) -> Vec<u32> {
    let mut labels = vec![NONE; units.len()];
    let seeds = spread_seeds(units, count.clamp(1, units.len().max(1)));
    let mut weights = vec![0i64; seeds.len()];
    for (group, &seed) in seeds.iter().enumerate() {
        labels[seed] = group as u32;
        weights[group] = units[seed].weight;
    }
    let mut is_stuck = vec![false; seeds.len()];
    while let Some(group) = (0..seeds.len()).filter(|&g| !is_stuck[g]).min_by_key(|&g| (weights[g], g)) {
        let seed = &units[seeds[group]];
        let cost = |unit: &Unit| distance(unit.place, seed.place) + if unit.kin == seed.kin { 0.0 } else { KIN_TOLL };
        let members = (0..units.len()).filter(|&u| labels[u] == group as u32);
        let frontier = members.flat_map(|u| units[u].neighbours.iter().map(|&n| n as usize)).filter(|&n| labels[n] == NONE);
        match frontier.min_by(|&a, &b| cost(&units[a]).total_cmp(&cost(&units[b])).then(a.cmp(&b))) {
            Some(unit) => {
                labels[unit] = group as u32;
                weights[group] += units[unit].weight;
            }
            None => is_stuck[group] = true,
        }
    }
    // Units that no group could reach (input in several parts) join the group of a labelled neighbour, else the first.
    for unit in 0..units.len() {
        if labels[unit] == NONE {
            let near = units[unit].neighbours.iter().map(|&n| labels[n as usize]).find(|&label| label != NONE);
            labels[unit] = near.unwrap_or(0);
        }
    }
    even_out(units, &mut labels, &mut weights);
    labels
}

/// Some rounds in which a unit at a border moves to a lighter group, where that brings both groups closer together and
/// leaves the heavier one connected. Deliberately few: a planner should find something to do.
fn even_out(units: &[Unit], labels: &mut [u32], weights: &mut [i64]) {
    for _ in 0..2 {
        for unit in 0..units.len() {
            let from = labels[unit] as usize;
            let near = units[unit].neighbours.iter().map(|&n| labels[n as usize] as usize).filter(|&to| to != from);
            let Some(to) = near.min_by_key(|&to| (weights[to], to)) else { continue };
            let is_uneven = 2 * weights[from] > 3 * weights[to] && weights[from] - weights[to] > units[unit].weight;
            if !is_uneven {
                continue;
            }
            let rest: BTreeSet<usize> = (0..units.len()).filter(|&u| u != unit && labels[u] as usize == from).collect();
            if !rest.is_empty() && super::graph::is_connected(units, &rest) {
                labels[unit] = to as u32;
                weights[from] -= units[unit].weight;
                weights[to] += units[unit].weight;
            }
        }
    }
}

/// Units far from one another: the one furthest west, then always the one furthest from all before.
fn spread_seeds(units: &[Unit], count: usize) -> Vec<usize> {
    let mut seeds: Vec<usize> = Vec::new();
    let Some(first) = (0..units.len()).min_by(|&a, &b| units[a].place[0].total_cmp(&units[b].place[0]).then(a.cmp(&b))) else {
        return seeds;
    };
    seeds.push(first);
    while seeds.len() < count {
        let nearest = |u: usize| seeds.iter().map(|&s| distance(units[s].place, units[u].place)).fold(f64::MAX, f64::min);
        let Some(next) = (0..units.len()).filter(|u| !seeds.contains(u)).max_by(|&a, &b| nearest(a).total_cmp(&nearest(b)).then(b.cmp(&a)))
        else {
            break;
        };
        seeds.push(next);
    }
    seeds
}
