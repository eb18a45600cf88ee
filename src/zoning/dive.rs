//! The best plan from grids of which nearly all are known: an exact cover, depth first. One grid that is not in the list may take part
//! as well: it is what is left in the end. Since such a grid is known to cost more beyond its prices than any in the list, few plans
//! need one, and hardly any needs two.

use super::core::Core;
use super::enumerate::bits;
use super::master::Column;
use super::sets::GridCosts;
use rayon::prelude::*;
use std::collections::VecDeque;

/// Parts that a search falls into, and how many of them are done before what they have found is a bound for the others.
const MOST_TASKS: usize = 128;
const BATCH: usize = 8;

/// What a cover is looked for among.
pub(super) struct Known<'a> {
    pub(super) core: &'a Core,
    pub(super) costs: &'a GridCosts<'a>,
    /// Grids and what they cost beyond their prices, the cheapest first.
    pub(super) grids: &'a [(f64, Column)],
    /// What prices come to for a whole plan: a plan costs this and what its grids cost beyond.
    pub(super) base: f64,
    /// A grid that is not in the list costs at least this beyond its prices.
    pub(super) unknown: f64,
    /// Most steps.
    pub(super) nodes: u64,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Cover {
    /// The grids of the best plan below what was asked for.
    pub(super) best: Option<(f64, Vec<u128>)>,
    /// There is no better plan than this one or than was asked for, known grids or not.
    pub(super) is_proved: bool,
    pub(super) nodes: u64,
}

/// Looks for the cheapest plan of `count` grids below a cost.
pub(super) fn cheapest(known: &Known<'_>, count: usize, below: f64, stop: &(dyn Fn() -> bool + Sync)) -> Cover {
    let all: Vec<u32> = (0..known.grids.len() as u32).collect();
    let first = Task { list: all, open: known.costs.everything(), reserved: 0, chosen: Vec::new(), bound: known.base };
    let mut found = Cover::default();
    let mut tasks = VecDeque::from([first]);
    // Breadth first until there is enough to do side by side.
    while tasks.len() < MOST_TASKS
        && let Some(at) = tasks.iter().position(|task| count - task.chosen.len() > 2)
        && let Some(task) = tasks.remove(at)
    {
        let mut dive = Dive::new(known, count, below, stop);
        tasks.extend(dive.branches(&task));
        found.nodes += dive.nodes;
        if dive.is_stopped {
            return found;
        }
    }
    let tasks: Vec<Task> = tasks.into();
    let (mut below_now, mut is_stopped) = (below, false);
    // What one batch finds is a bound for the next, whoever is faster.
    for batch in tasks.chunks(BATCH) {
        let done: Vec<(Option<(f64, Vec<u128>)>, u64, bool)> = batch
            .par_iter()
            .map(|task| {
                let mut dive = Dive::new(known, count, below_now, stop);
                dive.go(task);
                (dive.best, dive.nodes, dive.is_stopped)
            })
            .collect();
        for (best, nodes, was_stopped) in done {
            found.nodes += nodes;
            is_stopped |= was_stopped;
            if let Some(best) = best.filter(|best| best.0 < below_now) {
                below_now = best.0 - 1e-9 * best.0.abs();
                found.best = Some(best);
            }
        }
        if is_stopped || found.nodes > known.nodes {
            return found;
        }
    }
    // With two unknown grids a plan is too dear.
    found.is_proved = known.base + 2.0 * known.unknown >= below;
    found
}

/// A part of the search.
struct Task {
    /// Grids that may still be taken, the cheapest first.
    list: Vec<u32>,
    /// Pieces without a grid.
    open: u128,
    /// Those of them that go to a grid that is not in the list.
    reserved: u128,
    chosen: Vec<u128>,
    /// Prices of all pieces and what the chosen grids cost beyond.
    bound: f64,
}

struct Dive<'a> {
    known: &'a Known<'a>,
    count: usize,
    below: f64,
    best: Option<(f64, Vec<u128>)>,
    nodes: u64,
    is_stopped: bool,
    stop: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Dive<'a> {
    fn new(known: &'a Known<'a>, count: usize, below: f64, stop: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self { known, count, below, best: None, nodes: 0, is_stopped: false, stop }
    }

    fn go(&mut self, task: &Task) {
        for branch in self.branches(task) {
            self.go(&branch);
            if self.is_stopped {
                return;
            }
        }
    }

    /// What a task falls into: each grid for the scarcest piece, and none of them. The last grid is what is left.
    fn branches(&mut self, task: &Task) -> Vec<Task> {
        self.nodes += 1 + task.list.len() as u64 / 16;
        self.is_stopped |= self.nodes > self.known.nodes || (self.stop)();
        let count = self.count - task.chosen.len();
        if count == 1 {
            self.take(task);
        }
        if count == 1 || self.is_stopped || task.bound + self.reserve(task.reserved) >= self.below {
            return Vec::new();
        }
        let (piece, missing) = self.scarcest(&task.list, task.open & !task.reserved);
        if missing != 0 {
            let branch = self.reserving(task, missing);
            return branch.into_iter().collect();
        }
        let Some(piece) = piece else { return Vec::new() };
        let grids = self.known.grids;
        let bound_now = task.bound + self.reserve(task.reserved);
        let mut branches = Vec::new();
        for &at in task.list.iter().filter(|at| grids[**at as usize].1.set >> piece & 1 == 1) {
            let (reduced, column) = grids[at as usize];
            if bound_now + reduced >= self.below {
                break;
            }
            let open = task.open & !column.set;
            if self.may_hold(open, task.reserved, count - 1) {
                let list = if count == 2 { Vec::new() } else { self.left(&task.list, column.set, bound_now + reduced) };
                branches.push(Task { list, open, reserved: task.reserved, chosen: task.chosen.iter().copied().chain([column.set]).collect(), bound: task.bound + reduced });
            }
        }
        branches.extend(self.reserving(task, 1 << piece));
        branches
    }

    /// What a grid that is not in the list costs at least beyond its prices, if there has to be one.
    fn reserve(&self, reserved: u128) -> f64 {
        if reserved == 0 { 0.0 } else { self.known.unknown }
    }

    /// The same with some more pieces for the unknown grid.
    fn reserving(&self, task: &Task, pieces: u128) -> Option<Task> {
        let (reserved, count) = (task.reserved | pieces, self.count - task.chosen.len());
        if task.bound + self.known.unknown >= self.below || !self.may_hold(task.open, reserved, count) {
            return None;
        }
        let list = self.left(&task.list, pieces, task.bound + self.known.unknown);
        Some(Task { list, open: task.open, reserved, chosen: task.chosen.clone(), bound: task.bound })
    }

    /// The grids of a list without any of some pieces that are cheap enough.
    fn left(&self, list: &[u32], without: u128, bound: f64) -> Vec<u32> {
        let grids = self.known.grids;
        let end = list.partition_point(|at| bound + grids[*at as usize].0 < self.below);
        list[..end].iter().copied().filter(|at| grids[*at as usize].1.set & without == 0).collect()
    }

    /// The free piece that the fewest grids of a list have, and all free pieces that none has.
    fn scarcest(&self, list: &[u32], free: u128) -> (Option<usize>, u128) {
        let mut counts = [0u32; 128];
        for &at in list {
            bits(self.known.grids[at as usize].1.set).for_each(|piece| counts[piece] += 1);
        }
        let missing = bits(free).filter(|piece| counts[*piece] == 0).fold(0, |missing, piece| missing | 1 << piece);
        (bits(free).min_by_key(|piece| (counts[*piece], *piece)), missing)
    }

    /// Whether one grid can have all that is reserved, and every part of what is open can be split into grids, as many as are to come.
    fn may_hold(&self, open: u128, reserved: u128, count: usize) -> bool {
        let costs = self.known.costs;
        let (least, most) = (i128::from(costs.limits().0[0]), i128::from(costs.limits().1[0]));
        let sum = |set: u128| bits(set).map(|piece| i128::from(self.known.core.amounts(piece)[0])).sum::<i128>();
        if sum(reserved) > most {
            return false;
        }
        let (mut left, mut fewest, mut highest) = (open, 0, 0);
        while left != 0 {
            let part = costs.reached(left & left.wrapping_neg(), left);
            left &= !part;
            let held = part & reserved;
            if held != 0 && held != reserved {
                return false;
            }
            let sum = sum(part);
            let few = if most > 0 { (sum + most - 1) / most } else { 1 }.max(1);
            let many = if least > 0 { sum / least } else { i128::from(part.count_ones()) };
            if few > many {
                return false;
            }
            (fewest, highest) = (fewest + few, highest + many);
        }
        fewest <= count as i128 && count as i128 <= highest
    }

    /// A whole plan, if what is left is a grid.
    fn take(&mut self, task: &Task) {
        if !self.known.costs.is_grid(task.open) {
            return;
        }
        let sets: Vec<u128> = task.chosen.iter().copied().chain([task.open]).collect();
        let cost = sets.iter().map(|set| self.known.costs.cost(*set)).sum::<f64>();
        if cost < self.below {
            self.below = cost - 1e-9 * cost.abs();
            self.best = Some((cost, sets));
        }
    }
}
