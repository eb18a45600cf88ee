//! The search: pieces at the border of two grids change sides, singly or one pushing out another, by the rule of Metropolis.
//! What is beyond limits has a price, and the price of what stays beyond them rises until it gives way (a guided local search):
//! in this way a surplus wanders over several grids to where there is room.

use super::budget::Span;
use super::cover::Met;
use super::dice::{Chances, Dice};
use super::shape::Shape;
use super::state::State;

/// How a search cools down: temperatures as multiples of what a move at the border changes in the mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cooling {
    pub(super) from: f64,
    pub(super) to: f64,
    /// Share of moves that push out another piece, in 256.
    pub(super) pushes: u64,
}

/// The best plan a search has seen.
#[derive(Clone, Debug)]
pub(super) struct Best {
    pub(super) label: Vec<u32>,
    /// Excess beyond limits; 0: feasible.
    pub(super) excess: f64,
    pub(super) n_broken: usize,
    /// Cost without prices.
    pub(super) cost: f64,
}

impl Best {
    /// Whether this one is better than another.
    pub(super) fn beats(&self, other: &Self) -> bool {
        match (self.n_broken == 0, other.n_broken == 0) {
            (true, false) => true,
            (false, true) => false,
            (true, true) => self.cost < other.cost - 1e-12,
            (false, false) => self.excess < other.excess - 1e-12,
        }
    }
}


/// From this many pieces on a search works on one grid after the other.
const LARGE: usize = 20_000;
const MOVES_IN_FOCUS: u32 = 128;
/// Grids that one search collects.
const MOST_MET: usize = 12_000;

/// A search in progress.
pub(super) struct Search<'c, 's> {
    pub(super) state: State<'c>,
    dice: Dice,
    chances: &'s Chances,
    best: Best,
    /// The present plan is the best one and has not been copied yet.
    is_due: bool,
    pub(super) moves: u64,
    temperature: f64,
    /// Lowest and highest price.
    prices: (f64, f64),
    /// Grids beyond limits, as of some hundred moves ago, once the search looks at them more than at others.
    troubled: Vec<u32>,
    /// Grids within limits that were met, where somebody collects them.
    pub(super) met: Option<Met>,
    /// On a large map: the grid that is worked on, and for how many moves more. What lies together stays in the cache.
    focus: (u32, u32),
}

impl<'c, 's> Search<'c, 's> {
    pub(super) fn new(state: State<'c>, dice: Dice, chances: &'s Chances) -> Self {
        let best = Best { label: state.label.clone(), excess: state.total_excess(), n_broken: state.n_broken, cost: value(&state) };
        Self { state, dice, chances, best, is_due: false, moves: 0, temperature: 0.0, prices: (1.0, 1.0), troubled: Vec::new(), met: None, focus: (0, 0) }
    }

    /// What a move at the border changes in the mean, by a sample.
    fn mean_change(&mut self) -> f64 {
        let (mut sum, mut n) = (0.0, 0);
        for _ in 0..400 {
            if let Some((piece, to)) = self.draw() {
                let delta = self.state.delta(piece, to);
                let size = (delta.shape + delta.extra).abs();
                if size.is_finite() {
                    sum += size;
                    n += 1;
                }
            }
        }
        if n > 0 && sum > 0.0 { sum / f64::from(n) } else { 1e-6 }
    }

    /// A random piece at a border and the grid of one of its neighbours.
    #[inline]
    fn draw(&mut self) -> Option<(usize, u32)> {
        let border = &self.state.border;
        if border.is_empty() {
            return None;
        }
        if self.state.core.n > LARGE {
            return self.draw_in_focus();
        }
        let piece = border[self.dice.below(border.len())] as usize;
        self.neighbour_grid(piece).map(|to| (piece, to))
    }

    /// A random piece at the border of the grid that is worked on.
    fn draw_in_focus(&mut self) -> Option<(usize, u32)> {
        if self.focus.1 == 0 {
            // The grid of a random border piece: grids come in proportion to their borders.
            let piece = self.state.border[self.dice.below(self.state.border.len())];
            self.focus = (self.state.label[piece as usize], MOVES_IN_FOCUS);
        }
        self.focus.1 -= 1;
        let piece = self.draw_member(self.focus.0)?;
        self.neighbour_grid(piece).map(|to| (piece, to))
    }

    /// Once it is cool, grids beyond limits are looked at as often as all others together.
    fn note_troubled(&mut self, used: f64) {
        self.troubled.clear();
        if used > 0.35 && self.state.n_broken > 0 {
            let state = &self.state;
            self.troubled.extend((0..state.core.k as u32).filter(|grid| state.breaches(*grid as usize) > 0));
        }
    }

    /// A piece that may leave a grid beyond limits, or one that may enter it.
    fn draw_at_trouble(&mut self) -> Option<(usize, u32)> {
        let grid = self.troubled[self.dice.below(self.troubled.len())];
        let piece = self.draw_member(grid)?;
        let to = self.neighbour_grid(piece)?;
        if self.dice.bits() & 1 == 0 {
            return Some((piece, to));
        }
        let near = self.state.near(piece);
        let start = self.dice.below(near.len());
        let other = (0..near.len()).map(|at| near[(start + at) % near.len()].to as usize).find(|other| self.state.label[*other] != grid)?;
        Some((other, grid))
    }

    /// The grid of a random neighbour that lies in another grid.
    #[inline]
    fn neighbour_grid(&mut self, piece: usize) -> Option<u32> {
        let near = self.state.near(piece);
        let own = self.state.label[piece];
        let mut at = self.dice.below(near.len());
        for _ in 0..near.len() {
            let grid = self.state.label[near[at].to as usize];
            if grid != own {
                return Some(grid);
            }
            at += 1;
            if at == near.len() {
                at = 0;
            }
        }
        None
    }

    /// Searches until the span is used up; hands back the best plan and the number of moves tried.
    pub(super) fn run(mut self, cooling: Cooling, span: &Span<'_>) -> (Best, u64, Option<Met>) {
        let scale = self.mean_change();
        let (from, to) = (scale * cooling.from, scale * cooling.to);
        let ratio = libm::log(to / from);
        // A piece's excess is to weigh about as much as its change of the objective; the search itself finds how much more.
        let par = scale * self.state.core.n as f64 / self.state.core.k as f64;
        // With one measure a low price lets a plan wander through imbalance to better shapes; several measures rarely come back.
        let (least, first) = if self.state.core.m > 1 { (0.5, 2.0) } else { (0.1, 1.0) };
        self.prices = (par * least, par * 500.0);
        self.state.price.fill(par * first);
        let epoch = (self.state.core.n as u64 * 4).clamp(2_000, 100_000);
        let mut next_epoch = epoch;
        loop {
            if self.moves.is_multiple_of(512) {
                let used = span.used(self.moves);
                if used >= 1.0 {
                    break;
                }
                self.temperature = from * libm::exp(ratio * used);
                self.note_troubled(used);
                if self.moves >= next_epoch {
                    // A plan that is beyond limits late in the day has its prices raised faster.
                    let is_late = used > 0.5 && self.best.n_broken > 0;
                    next_epoch += if is_late { epoch / 4 + 512 } else { epoch };
                    self.end_epoch(used, is_late);
                }
            }
            self.moves += 1;
            let is_troubled = !self.troubled.is_empty() && self.dice.bits() & 1 == 0;
            let drawn = if is_troubled { self.draw_at_trouble() } else { self.draw() };
            let Some((piece, to)) = drawn else { continue };
            if !self.state.may_go(piece, to) {
                continue;
            }
            if self.dice.bits() & 255 < if is_troubled { 128 } else { cooling.pushes } { self.push(piece, to) } else { self.try_move(piece, to) }
        }
        self.note_best();
        self.keep_if_due();
        (self.best, self.moves, self.met)
    }

    fn end_epoch(&mut self, used: f64, is_late: bool) {
        self.state.recount();
        self.state.recentre();
        self.note_best();
        let m = self.state.core.m;
        for at in 0..self.state.core.k * m {
            let (sum, price) = (self.state.sums[at], &mut self.state.price[at]);
            let is_over = sum > self.state.core.upper[at] || sum < self.state.core.lower[at];
            // Hot plans are beyond limits because they are hot.
            *price = if !is_over {
                (*price * 0.97).max(self.prices.0)
            } else if used > 0.15 {
                (*price * if is_late { 1.25 } else { 1.15 }).min(self.prices.1)
            } else {
                *price
            };
        }
        if matches!(self.state.shape, Shape::Span { .. }) {
            self.tighten();
        }
    }

    /// Once a plan within the largest distance is found, the distance is shortened.
    fn tighten(&mut self) {
        let widest = self.state.shape.widest();
        let Shape::Span { limit, .. } = &self.state.shape else { return };
        if !limit.is_finite() || (widest <= *limit && self.state.n_broken == 0) {
            let price = 60.0 / self.state.unit;
            self.state.shape.tighten(widest * 0.992, price);
            self.state.recount();
        }
    }

    #[inline]
    fn try_move(&mut self, piece: usize, to: u32) {
        let delta = self.state.delta(piece, to);
        let sum = delta.shape + delta.extra + delta.balance;
        if sum > 0.0 && sum > self.temperature * self.chances.draw(&mut self.dice) {
            return;
        }
        if !self.state.can_leave(piece) {
            return;
        }
        if self.is_due && !(delta.shape + delta.extra < 0.0 && delta.balance <= 0.0) {
            self.keep_if_due();
        }
        let from = self.state.label[piece];
        self.state.go(piece, to, delta);
        self.note_best();
        self.note_met([from, to]);
    }

    /// Collects grids that are within limits.
    fn note_met(&mut self, grids: [u32; 2]) {
        let Some(met) = &mut self.met else { return };
        if met.len() >= MOST_MET {
            return;
        }
        for grid in grids {
            if self.state.breaches(grid as usize) == 0 {
                met.insert(self.state.members[grid as usize].iter().fold(0, |set, piece| set | 1 << piece));
            }
        }
    }

    /// One piece into a grid, and one out of it: to where the first came from or to a third grid.
    fn push(&mut self, piece: usize, to: u32) {
        let Some(second) = self.draw_member(to) else { return };
        let Some(next) = self.neighbour_grid(second).filter(|next| self.state.may_go(second, *next)) else { return };
        let (first, guess) = (self.state.delta(piece, to), self.state.delta(second, next));
        let allowed = self.temperature * self.chances.draw(&mut self.dice);
        let shapes = first.shape + first.extra + guess.shape + guess.extra;
        // The two changes hardly touch each other; what is hopeless before the first step is not tried.
        if shapes + self.state.pair_balance((piece, to), (second, next)) > allowed + 0.25 * (first.shape.abs() + guess.shape.abs()) || !self.state.can_leave(piece) {
            return;
        }
        let from = self.state.label[piece];
        self.keep_if_due();
        self.state.go(piece, to, first);
        let delta = self.state.delta(second, next);
        // The first piece may have been all that the second one touched of the grid it is to go to.
        let still_touches = self.state.near(second).iter().any(|near| self.state.label[near.to as usize] == next);
        let sum = first.shape + first.extra + first.balance + delta.shape + delta.extra + delta.balance;
        if still_touches && sum <= allowed && self.state.can_leave(second) {
            self.state.go(second, next, delta);
            self.note_best();
            self.note_met([from, to]);
            self.note_met([next, to]);
            return;
        }
        let back = self.state.delta(piece, from);
        self.state.go(piece, from, back);
    }

    /// A random piece of a grid that lies at its border.
    fn draw_member(&mut self, grid: u32) -> Option<usize> {
        let members = &self.state.members[grid as usize];
        for _ in 0..6 {
            let piece = members[self.dice.below(members.len())] as usize;
            if self.state.is_at_border(piece) {
                return Some(piece);
            }
        }
        None
    }

    /// Takes note if the present plan is the best so far.
    #[inline]
    fn note_best(&mut self) {
        if self.state.n_broken == 0 {
            let cost = value(&self.state);
            if self.best.n_broken > 0 || cost < self.best.cost - 1e-9 {
                (self.best.cost, self.best.n_broken, self.best.excess) = (cost, 0, 0.0);
                self.is_due = true;
            }
        } else if self.best.n_broken > 0 && self.moves.is_multiple_of(512 + self.state.core.n as u64 / 8) {
            let excess = self.state.total_excess();
            if excess < self.best.excess - 1e-12 {
                (self.best.excess, self.best.n_broken, self.best.cost) = (excess, self.state.n_broken, value(&self.state));
                self.best.label.copy_from_slice(&self.state.label);
            }
        }
    }

    #[inline]
    fn keep_if_due(&mut self) {
        if self.is_due {
            self.best.label.copy_from_slice(&self.state.label);
            self.is_due = false;
        }
    }
}

/// What plans are compared by: cost, or the largest distance where that is the objective.
pub(super) fn value(state: &State<'_>) -> f64 {
    if matches!(state.shape, Shape::Span { .. }) { state.shape.widest() + state.extra * 1e-3 } else { state.cost() }
}

