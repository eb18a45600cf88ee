//! The grids of a small map that cost less than their pieces are worth at given prices: all of them, by branch and bound. For each
//! centre piece connected sets grow by a bordering piece or do without it; what the amounts still allow (a knapsack, filled with the
//! pieces in order of what they save for their amount) bounds what a set can come to.

use super::core::Core;
use super::master::Column;
use super::sets::GridCosts;
use rayon::prelude::*;

/// How often somebody is asked whether to stop.
const NODES_BETWEEN_QUESTIONS: u64 = 4096;

/// What is looked for.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The price of each piece, and last that of a grid.
    pub(super) prices: &'a [f64],
    /// Grids that cost less than this beyond their prices.
    pub(super) below: f64,
    /// About how many of them for each centre, the best; all where this is 0.
    pub(super) each: usize,
    /// Most sets looked at for each centre.
    pub(super) nodes: u64,
}

/// What was found: grids, what the cheapest costs beyond its prices, sets looked at, and whether that was all there is.
#[derive(Debug, Default)]
pub(super) struct Priced {
    pub(super) grids: Vec<(f64, Column)>,
    pub(super) nodes: u64,
    pub(super) is_complete: bool,
}

/// The grids wanted over all centres, each once, in order of their sets.
pub(super) fn price(core: &Core, costs: &GridCosts<'_>, wanted: &Wanted<'_>, stop: &(dyn Fn() -> bool + Sync)) -> Priced {
    let centres: Vec<Growth<'_>> = (0..core.n).into_par_iter().map(|centre| Growth::all(core, costs, wanted, centre, stop)).collect();
    let mut priced = Priced { is_complete: true, ..Priced::default() };
    for centre in centres {
        priced.nodes += centre.nodes;
        priced.is_complete &= !centre.is_cut_off;
        priced.grids.extend(centre.found.into_iter().map(|(reduced, set)| (reduced, Column { set, cost: 0.0 })));
    }
    if stop() {
        return Priced { nodes: priced.nodes, ..Priced::default() };
    }
    priced.grids.sort_by(|a, b| a.1.set.cmp(&b.1.set).then(a.0.total_cmp(&b.0)));
    priced.grids.dedup_by_key(|(_, column)| column.set);
    priced.grids.iter_mut().for_each(|(_, column)| column.cost = costs.cost(column.set));
    priced
}

/// Sets that grow from one centre.
struct Growth<'a> {
    core: &'a Core,
    costs: &'a GridCosts<'a>,
    /// What each piece costs with this centre beyond its price.
    extra: Vec<f64>,
    /// Pieces in order of that for their amount of the first measure.
    order: Vec<u32>,
    least: &'a [i64],
    most: &'a [i64],
    below: f64,
    each: usize,
    allowed: u64,
    nodes: u64,
    is_cut_off: bool,
    stop: &'a (dyn Fn() -> bool + Sync),
    found: Vec<(f64, u128)>,
}

impl<'a> Growth<'a> {
    fn all(core: &'a Core, costs: &'a GridCosts<'a>, wanted: &Wanted<'_>, centre: usize, stop: &'a (dyn Fn() -> bool + Sync)) -> Self {
        let extra: Vec<f64> = (0..core.n).map(|piece| costs.far(piece, centre) - wanted.prices[piece]).collect();
        let amount = |piece: usize| core.amounts(piece)[0] as f64;
        let key = |piece: usize| match (amount(piece) > 0.0, extra[piece] < 0.0) {
            (true, _) => extra[piece] / amount(piece),
            (false, true) => f64::NEG_INFINITY,
            (false, false) => f64::INFINITY,
        };
        let mut order: Vec<u32> = (0..core.n as u32).collect();
        order.sort_by(|a, b| key(*a as usize).total_cmp(&key(*b as usize)).then(a.cmp(b)));
        let (least, most) = costs.limits();
        let mut growth = Self { core, costs, extra, order, least, most, below: wanted.below, each: wanted.each, allowed: wanted.nodes, nodes: 0, is_cut_off: false, stop, found: Vec::new() };
        let set = 1u128 << centre;
        let sums = core.amounts(centre).to_vec();
        if sums.iter().zip(most).all(|(sum, most)| sum <= most) {
            let first = growth.extra[centre] - wanted.prices[core.n];
            growth.grow(set, costs.everything() & !set, costs.near(centre), &sums, first);
        }
        growth.thin();
        growth
    }

    /// `free`: pieces that may still join, all within reach; `front`: neighbours of the set.
    fn grow(&mut self, set: u128, free: u128, front: u128, sums: &[i64], reduced: f64) {
        self.nodes += 1;
        if self.is_cut_off || self.nodes > self.allowed || (self.nodes.is_multiple_of(NODES_BETWEEN_QUESTIONS) && (self.stop)()) {
            self.is_cut_off = true;
            return;
        }
        if reduced < self.below && sums.iter().zip(self.least).all(|(sum, least)| sum >= least) {
            self.found.push((reduced, set));
            if self.each > 0 && self.found.len() >= 2 * self.each {
                self.thin();
            }
        }
        let front = front & free;
        if front == 0 || !self.may_come_below(free, sums[0], reduced) {
            return;
        }
        let Some(next) = self.order.iter().copied().find(|piece| front >> piece & 1 == 1) else { return };
        let (piece, bit) = (next as usize, 1u128 << next);
        let amounts = self.core.amounts(piece);
        if sums.iter().zip(amounts).zip(self.most).all(|((sum, amount), most)| sum + amount <= *most) {
            let more: smallvec::SmallVec<[i64; 4]> = sums.iter().zip(amounts).map(|(sum, amount)| sum + amount).collect();
            self.grow(set | bit, free & !bit, front | self.costs.near(piece), &more, reduced + self.extra[piece]);
        }
        let within = self.costs.reached(front & !bit, free & !bit);
        self.grow(set, within, front, sums, reduced);
    }

    /// Keeps the best of those found, and looks for nothing worse from then on.
    fn thin(&mut self) {
        if self.each > 0 && self.found.len() > self.each {
            self.found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            self.found.truncate(self.each);
            self.below = self.below.min(self.found[self.each - 1].0);
        }
    }

    /// Whether a set with some of these pieces can be had for less than is asked for, pieces taken in parts.
    fn may_come_below(&self, free: u128, sum: i64, reduced: f64) -> bool {
        let (room, need) = (self.most[0] - sum, self.least[0] - sum);
        let (mut bound, mut taken) = (reduced, 0);
        for &piece in &self.order {
            let amount = self.core.amounts(piece as usize)[0];
            if free >> piece & 1 == 0 || amount > room {
                continue;
            }
            let extra = self.extra[piece as usize];
            if taken >= room || (extra >= 0.0 && (taken >= need || bound >= self.below)) {
                break;
            }
            let part = amount.min(if extra < 0.0 { room } else { need } - taken);
            bound += if amount > 0 { extra * part as f64 / amount as f64 } else { extra.min(0.0) };
            taken += part;
        }
        taken >= need && bound < self.below
    }
}
