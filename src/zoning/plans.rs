//! Plans that come from elsewhere than a search: outlet cells, clusters of key customers, administrative units, units merged up to a
//! size, an imported assignment. Each can be taken as it is, or as a start ([`super::Start`]).

use super::cells::make_whole;
use super::core::Core;
use super::dice::Dice;
use super::graph::{Graph, squared_distance};
use super::problem::{Objective, Problem};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// A plan and how many grids it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The grid of each unit.
    pub labels: Vec<Option<u32>>,
    /// How many grids there are.
    pub n_grids: usize,
}

#[derive(PartialEq)]
struct Reached {
    distance: f64,
    unit: u32,
    grid: u32,
}

impl Eq for Reached {}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Reached {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.distance.total_cmp(&self.distance).then(other.grid.cmp(&self.grid)).then(other.unit.cmp(&self.unit))
    }
}

/// Cells round outlets: every unit goes to the outlet it has the shortest way to, from unit to neighbouring unit, so that barriers
/// and water count and every cell is whole. Units that no outlet reaches have no grid.
/// `outlets`: the unit each outlet stands in; two outlets in one unit share it, the first one takes it. Cost: `O(edges log units)`.
pub fn outlet_cells(graph: &Graph, outlets: &[u32]) -> Plan {
    let mut labels = vec![None; graph.n_units()];
    let known = outlets.iter().enumerate().filter(|(_, unit)| (**unit as usize) < graph.n_units());
    let mut heap: BinaryHeap<Reached> = known.map(|(grid, unit)| Reached { distance: 0.0, unit: *unit, grid: grid as u32 }).collect();
    while let Some(Reached { distance, unit, grid }) = heap.pop() {
        if labels[unit as usize].is_some() {
            continue;
        }
        labels[unit as usize] = Some(grid);
        for link in graph.links(unit as usize) {
            if labels[link.to as usize].is_none() {
                let step = squared_distance(graph.position(unit as usize), graph.position(link.to as usize)).sqrt();
                heap.push(Reached { distance: distance + step, unit: link.to, grid });
            }
        }
    }
    Plan { labels, n_grids: outlets.len() }
}

/// Clusters first, geography second: key customers (unit and weight) are put into `n_grids` clusters by distance (k-means), then
/// every other unit joins the cluster it has the shortest way to, and every grid is made whole.
pub fn cluster_plan(graph: &Graph, customers: &[(u32, i64)], n_grids: usize, seed: u64) -> Plan {
    let customers: Vec<(u32, f64)> = customers.iter().filter(|(unit, _)| (*unit as usize) < graph.n_units()).map(|(unit, weight)| (*unit, (*weight).max(1) as f64)).collect();
    let n_grids = n_grids.min(customers.iter().map(|(unit, _)| unit).collect::<BTreeSet<_>>().len());
    if n_grids == 0 {
        return Plan { labels: vec![None; graph.n_units()], n_grids: 0 };
    }
    let places: Vec<[f64; 2]> = customers.iter().map(|(unit, _)| graph.position(*unit as usize)).collect();
    let weights: Vec<f64> = customers.iter().map(|(_, weight)| *weight).collect();
    let clusters = k_means(&places, &weights, n_grids, seed);
    let mut labels = outlet_cells(graph, &customers.iter().map(|(unit, _)| *unit).collect::<Vec<_>>()).labels;
    labels.iter_mut().flatten().for_each(|label| *label = clusters[*label as usize]);
    let problem = Problem::new(graph, n_grids, Vec::new(), Objective::Moment);
    let core = Core::new(&problem);
    let mut pieces = core.start_labels(&labels);
    make_whole(&core, &mut pieces, &core.shares(), &|_, _| 0.0);
    Plan { labels: core.unit_labels(&problem, &pieces), n_grids }
}

/// The cluster of each place: k-means++ and Lloyd's rounds until nothing changes, at most 100. No cluster stays empty as long as
/// there are enough different places.
fn k_means(places: &[[f64; 2]], weights: &[f64], k: usize, seed: u64) -> Vec<u32> {
    let mut dice = Dice::new(seed, 77);
    let mut centres = vec![places[dice.below(places.len())]];
    while centres.len() < k {
        let gap = |at: usize| weights[at] * centres.iter().map(|centre| squared_distance(places[at], *centre)).fold(f64::INFINITY, f64::min);
        let total: f64 = (0..places.len()).map(gap).sum();
        let mut left = dice.unit() * total;
        let chosen = (0..places.len()).find(|at| {
            left -= gap(*at);
            left < 0.0
        });
        let farthest = || (0..places.len()).max_by(|a, b| gap(*a).total_cmp(&gap(*b)).then(b.cmp(a))).unwrap_or(0);
        centres.push(places[chosen.unwrap_or_else(farthest)]);
    }
    let mut labels = vec![0u32; places.len()];
    for _ in 0..100 {
        let nearest = |place: [f64; 2]| (0..k as u32).min_by(|a, b| squared_distance(place, centres[*a as usize]).total_cmp(&squared_distance(place, centres[*b as usize]))).unwrap_or(0);
        let new: Vec<u32> = places.iter().map(|place| nearest(*place)).collect();
        let is_done = new == labels;
        labels = new;
        for (cluster, centre) in centres.iter_mut().enumerate() {
            let own = labels.iter().enumerate().filter(|(_, label)| **label == cluster as u32).map(|(at, _)| at);
            let (weight, x, y) = own.fold((0.0, 0.0, 0.0), |sum, at| (sum.0 + weights[at], sum.1 + weights[at] * places[at][0], sum.2 + weights[at] * places[at][1]));
            if weight > 0.0 {
                *centre = [x / weight, y / weight];
            }
        }
        if is_done {
            break;
        }
    }
    labels
}

/// One grid for each region, in the order of their numbers.
pub fn region_plan(graph: &Graph) -> Plan {
    let numbers: BTreeMap<u32, u32> = (0..graph.n_units()).map(|unit| (graph.region(unit), 0)).collect();
    let numbers: BTreeMap<u32, u32> = numbers.into_keys().zip(0..).collect();
    Plan { labels: (0..graph.n_units()).map(|unit| numbers.get(&graph.region(unit)).copied()).collect(), n_grids: numbers.len() }
}

/// Neighbouring units merged up to a size: the lightest group joins the neighbour with the longest common border that it fits
/// together with, until nothing fits any more. A unit above the size stays alone. Cost: `O(edges log units)` and the merging of
/// neighbour lists, the shorter into the longer.
pub fn merged_plan(graph: &Graph, measure: usize, most: i64) -> Plan {
    let n_units = graph.n_units();
    if measure >= graph.n_measures() {
        return Plan { labels: vec![None; n_units], n_grids: 0 };
    }
    let mut group: Vec<u32> = (0..n_units as u32).collect();
    let mut amount: Vec<i64> = (0..n_units).map(|unit| graph.value(unit, measure)).collect();
    let mut around: Vec<BTreeMap<u32, f64>> = (0..n_units).map(|unit| graph.links(unit).iter().map(|link| (link.to, link.length)).collect()).collect();
    let mut queue: BTreeSet<(i64, u32)> = (0..n_units as u32).map(|unit| (amount[unit as usize], unit)).collect();
    while let Some((own, small)) = queue.pop_first() {
        let fits = |other: &u32| own + amount[*other as usize] <= most;
        let best = around[small as usize].iter().filter(|(other, _)| fits(other)).max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0))).map(|(other, _)| *other);
        let Some(other) = best else { continue };
        queue.remove(&(amount[other as usize], other));
        let (kept, gone) = if around[other as usize].len() >= around[small as usize].len() { (other, small) } else { (small, other) };
        amount[kept as usize] += amount[gone as usize];
        group[gone as usize] = kept;
        for (next, length) in std::mem::take(&mut around[gone as usize]) {
            around[next as usize].remove(&gone);
            if next != kept {
                *around[next as usize].entry(kept).or_default() += length;
                *around[kept as usize].entry(next).or_default() += length;
            }
        }
        queue.insert((amount[kept as usize], kept));
    }
    let root = |mut unit: u32| {
        while group[unit as usize] != unit {
            unit = group[unit as usize];
        }
        unit
    };
    recoloured(&(0..n_units as u32).map(|unit| Some(u64::from(root(unit)))).collect::<Vec<_>>(), &[])
}

/// An imported assignment as a plan: any numbers become grids from 0 on. Where there is a current plan, an imported grid takes the
/// number of the current grid that it shares most units with, most first, so that colours and managers stay where they can.
pub fn recoloured(imported: &[Option<u64>], current: &[Option<u32>]) -> Plan {
    let names: BTreeSet<u64> = imported.iter().flatten().copied().collect();
    let mut common: BTreeMap<(u64, u32), usize> = BTreeMap::new();
    for (name, grid) in imported.iter().zip(current) {
        if let (Some(name), Some(grid)) = (name, grid) {
            *common.entry((*name, *grid)).or_default() += 1;
        }
    }
    let mut order: Vec<((u64, u32), usize)> = common.into_iter().collect();
    order.sort_by_key(|(pair, count)| (std::cmp::Reverse(*count), *pair));
    let (mut number, mut taken): (BTreeMap<u64, u32>, BTreeSet<u32>) = Default::default();
    for ((name, grid), _) in order {
        if !number.contains_key(&name) && (grid as usize) < names.len().max(current.iter().flatten().max().map_or(0, |most| *most as usize + 1)) && taken.insert(grid) {
            number.insert(name, grid);
        }
    }
    let mut free = (0u32..).filter(|grid| !taken.contains(grid));
    for name in &names {
        if !number.contains_key(name)
            && let Some(grid) = free.next()
        {
            number.insert(*name, grid);
        }
    }
    let n_grids = number.values().max().map_or(0, |most| *most as usize + 1);
    Plan { labels: imported.iter().map(|name| name.and_then(|name| number.get(&name).copied())).collect(), n_grids }
}
