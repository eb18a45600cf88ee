//! Plans put together from grids that were met in different plans (set partitioning). On small maps the search meets tens of
//! thousands of grids within limits; the best whole plan among all their combinations is often one that no search has stood on.
//!
//! Steps: prices for pieces by subgradients of the Lagrangian bound (each piece covered once, as many grids as asked for); grids that
//! cannot be part of a better plan at these prices are dropped; a depth-first exact cover of what is left, the piece with the fewest
//! grids next, cut off by the same bound.

use super::core::Core;
use super::enumerate::bits;
use super::master::Column;
use super::sets::GridCosts;
use rustc_hash::FxHashSet;

/// Grids within limits that were met, as sets of pieces.
pub(super) type Met = FxHashSet<u128>;

/// Most grids that are worked with; the cheapest for their demand are kept.
const MOST_GRIDS: usize = 24_000;
const PRICE_ROUNDS: usize = 70;
const MOST_NODES: usize = 60_000;

/// The grids met so far on a small map.
pub(super) struct Cover<'c> {
    core: &'c Core,
    known: FxHashSet<u128>,
    pub(super) grids: Vec<Column>,
    /// Grids known when plans were last put together.
    known_then: usize,
}

impl<'c> Cover<'c> {
    pub(super) fn new(core: &'c Core) -> Self {
        Self { core, known: FxHashSet::default(), grids: Vec::new(), known_then: 0 }
    }

    /// Takes in grids that were met. The order in which they lie in the set does not matter.
    pub(super) fn add(&mut self, costs: &GridCosts<'_>, met: &Met) {
        let mut new: Vec<u128> = met.iter().copied().filter(|set| self.known.insert(*set) && costs.is_grid(*set)).collect();
        new.sort_unstable();
        let new: Vec<Column> = new.into_iter().map(|set| Column { set, cost: costs.cost(set) }).collect();
        self.grids.extend(new);
        if self.grids.len() > MOST_GRIDS {
            self.grids.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.set.cmp(&b.set)));
            self.grids.truncate(MOST_GRIDS);
        }
    }

    /// The cheapest plan of these grids below a cost, if there is one: the grid of each piece, numbered as they come.
    pub(super) fn best_below(&mut self, most: f64, stop: &dyn Fn() -> bool) -> Option<Vec<u32>> {
        // It pays once a good part of the grids is new.
        if self.known.len() < self.known_then + self.known_then / 3 + 100 {
            return None;
        }
        self.known_then = self.known.len();
        let open = self.core.open_grids();
        let (price, bound) = self.prices(open.len(), most, stop)?;
        if bound >= most - 1e-9 {
            return None;
        }
        let reduced = |grid: &Column| grid.cost - bits(grid.set).map(|piece| price[piece]).sum::<f64>();
        let mut left: Vec<(f64, Column)> = self.grids.iter().map(|grid| (reduced(grid), *grid)).collect();
        left.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.set.cmp(&b.1.set)));
        let least = left.first()?.0;
        let base: f64 = price.iter().sum();
        left.retain(|(reduced, _)| base + reduced + least * (open.len() - 1) as f64 <= most);
        let mut of_piece: Vec<Vec<u32>> = vec![Vec::new(); self.core.n];
        for (at, (_, grid)) in left.iter().enumerate() {
            bits(grid.set).for_each(|piece| of_piece[piece].push(at as u32));
        }
        let everything = if self.core.n == 128 { u128::MAX } else { (1 << self.core.n) - 1 };
        let mut dive = Dive { left: &left, of_piece: &of_piece, least, most: most - 1e-9, nodes: 0, stop, chosen: Vec::new(), best: None };
        dive.go(everything, open.len(), base);
        let chosen = dive.best?;
        let mut label = vec![open[0]; self.core.n];
        for (grid, at) in open.iter().zip(chosen) {
            bits(left[at as usize].1.set).for_each(|piece| label[piece] = *grid);
        }
        Some(label)
    }

    /// Prices of pieces and the bound they give.
    fn prices(&self, count: usize, most: f64, stop: &dyn Fn() -> bool) -> Option<(Vec<f64>, f64)> {
        let n = self.core.n;
        let mut price = vec![f64::INFINITY; n];
        for grid in &self.grids {
            let demand: f64 = bits(grid.set).map(|piece| self.core.weight[piece]).sum();
            bits(grid.set).for_each(|piece| price[piece] = price[piece].min(grid.cost * self.core.weight[piece] / demand));
        }
        if price.iter().any(|price| price.is_infinite()) || self.grids.len() < count {
            return None;
        }
        let (mut best, mut best_bound, mut pace, mut since) = (price.clone(), f64::NEG_INFINITY, 1.2, 0);
        let mut reduced: Vec<(f64, u32)> = Vec::with_capacity(self.grids.len());
        for _ in 0..PRICE_ROUNDS {
            reduced.clear();
            reduced.extend(self.grids.iter().enumerate().map(|(at, grid)| (grid.cost - bits(grid.set).map(|piece| price[piece]).sum::<f64>(), at as u32)));
            reduced.select_nth_unstable_by(count - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let mut slope = vec![1.0f64; n];
            let mut bound: f64 = price.iter().sum();
            for (reduced, at) in &reduced[..count] {
                bound += reduced;
                bits(self.grids[*at as usize].set).for_each(|piece| slope[piece] -= 1.0);
            }
            since += 1;
            if bound > best_bound {
                (best_bound, since) = (bound, 0);
                best.clone_from(&price);
            }
            if since >= 8 {
                pace *= 0.6;
                since = 0;
            }
            let steepness: f64 = slope.iter().map(|slope| slope * slope).sum();
            if steepness == 0.0 || bound >= most || stop() {
                break;
            }
            let step = pace * (most - bound).max(1e-9) / steepness;
            price.iter_mut().zip(&slope).for_each(|(price, slope)| *price += step * slope);
        }
        Some((best, best_bound))
    }
}

struct Dive<'g> {
    left: &'g [(f64, Column)],
    of_piece: &'g [Vec<u32>],
    least: f64,
    most: f64,
    nodes: usize,
    stop: &'g dyn Fn() -> bool,
    chosen: Vec<u32>,
    best: Option<Vec<u32>>,
}

impl Dive<'_> {
    /// `bound`: sum of prices of all pieces and reduced costs of the chosen grids: a bound once the least is added for the rest.
    fn go(&mut self, open: u128, count: usize, bound: f64) {
        self.nodes += 1;
        if self.nodes.is_multiple_of(64) && (self.stop)() {
            self.nodes = MOST_NODES;
        }
        if self.nodes > MOST_NODES {
            return;
        }
        if open == 0 {
            if count == 0 && bound < self.most {
                self.most = bound - 1e-9;
                self.best = Some(self.chosen.clone());
            }
            return;
        }
        if count == 0 || bound + self.least * count as f64 >= self.most {
            return;
        }
        let fits = |at: &&u32| {
            let (reduced, grid) = &self.left[**at as usize];
            grid.set & !open == 0 && bound + reduced + self.least * (count - 1) as f64 <= self.most
        };
        let choices = |piece: usize| self.of_piece[piece].iter().filter(fits).take(64).count();
        let Some(piece) = bits(open).min_by_key(|piece| (choices(*piece), *piece)) else { return };
        let candidates: Vec<u32> = self.of_piece[piece].iter().filter(fits).copied().collect();
        for at in candidates {
            let (reduced, grid) = self.left[at as usize];
            self.chosen.push(at);
            self.go(open & !grid.set, count - 1, bound + reduced);
            self.chosen.pop();
        }
    }
}
