//! A plan in the making: labels, sums, shape, and what one move costs, kept in step with every move.

use super::core::{Core, NONE, Near};
use super::shape::{Precision, Shape, Sight};
use smallvec::SmallVec;

/// A search for another way round that has seen this many pieces gives up and calls the piece needed: rarely wrong, always fast.
const MOST_SEEN: usize = 3000;

/// A plan in the making. Every piece has a grid; grids keep at least one piece; a move never parts a grid that is whole.
#[derive(Clone, Debug)]
pub(super) struct State<'c> {
    pub(super) core: &'c Core,
    pub(super) label: Vec<u32>,
    pub(super) members: Vec<Vec<u32>>,
    place: Vec<u32>,
    pub(super) sums: Vec<i64>,
    /// Neighbours in other grids, for each piece.
    foreign: Vec<u32>,
    /// Pieces with a neighbour in another grid, and where each stands in this list.
    pub(super) border: Vec<u32>,
    border_place: Vec<u32>,
    pub(super) shape: Shape,
    /// Price of an excess of a whole mean grid, for each grid and measure.
    pub(super) price: Vec<f64>,
    /// One over the objective of a mean grid: what the objective is multiplied with to be of the size of 1 a grid.
    pub(super) unit: f64,
    /// Pieces of each region in each grid.
    in_region: Vec<u32>,
    /// Pieces of each group that is to be apart, in each grid.
    in_apart: Vec<u32>,
    /// Grids and measures beyond their limits, and pairs together that are to be apart.
    pub(super) n_broken: usize,
    /// The objective as kept by the shape.
    pub(super) objective: f64,
    /// Cost of splits and of leaving home.
    pub(super) extra: f64,
    seen: Vec<u32>,
    stamp: u32,
    queues: Vec<Vec<u32>>,
}

/// What a move would change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delta {
    pub(super) shape: f64,
    pub(super) extra: f64,
    pub(super) balance: f64,
}

const APART_PRICE: f64 = 20.0;

impl<'c> State<'c> {
    /// The state of a plan in which every piece has a grid.
    pub(super) fn new(core: &'c Core, label: Vec<u32>, precision: Precision) -> Self {
        let (n, k, m) = (core.n, core.k, core.m);
        let mut members = vec![Vec::new(); k];
        let mut place = vec![0; n];
        let mut sums = vec![0; k * m];
        let mut in_region = vec![0; if core.region.is_empty() { 0 } else { core.n_regions * k }];
        let mut in_apart = vec![0; core.apart.len() * k];
        for piece in 0..n {
            let grid = label[piece] as usize;
            place[piece] = members[grid].len() as u32;
            members[grid].push(piece as u32);
            sums[grid * m..(grid + 1) * m].iter_mut().zip(core.amounts(piece)).for_each(|(sum, amount)| *sum += amount);
            if !core.region.is_empty() {
                in_region[core.region[piece] as usize * k + grid] += 1;
            }
        }
        for (group, pieces) in core.apart.iter().enumerate() {
            pieces.iter().for_each(|piece| in_apart[group * k + label[*piece as usize] as usize] += 1);
        }
        let shape = Shape::new(&Sight { core, label: &label, members: &members }, precision);
        let mut state = Self {
            core,
            label,
            members,
            place,
            sums,
            foreign: vec![0; n],
            border: Vec::new(),
            border_place: vec![NONE; n],
            shape,
            price: vec![1.0; k * m],
            unit: 1.0,
            in_region,
            in_apart,
            n_broken: 0,
            objective: 0.0,
            extra: 0.0,
            seen: vec![0; n],
            stamp: 0,
            queues: Vec::new(),
        };
        for piece in 0..n {
            state.foreign[piece] = core.near(piece).iter().filter(|near| state.label[near.to as usize] != state.label[piece]).count() as u32;
            state.note_border(piece);
        }
        state.recount();
        state
    }

    fn sight(&self) -> Sight<'_> {
        Sight { core: self.core, label: &self.label, members: &self.members }
    }

    /// Computes objective, extras and breaches from scratch, so that rounding does not pile up.
    pub(super) fn recount(&mut self) {
        self.objective = self.shape.total(&self.sight());
        let core = self.core;
        self.extra = 0.0;
        if !core.home.is_empty() {
            self.extra += (0..core.n).filter(|piece| core.home[*piece] != NONE && core.home[*piece] != self.label[*piece]).map(|piece| core.leave_cost[piece]).sum::<f64>();
        }
        if !self.in_region.is_empty() {
            let spread = |region: usize| self.in_region[region * core.k..(region + 1) * core.k].iter().filter(|count| **count > 0).count().saturating_sub(1);
            self.extra += core.split_cost * (0..core.n_regions).map(spread).sum::<usize>() as f64;
        }
        self.n_broken = (0..core.k).map(|grid| self.breaches(grid)).sum::<usize>() + self.in_apart.iter().map(|count| (*count as usize).saturating_sub(1)).sum::<usize>();
    }

    /// Chooses centre pieces anew.
    pub(super) fn recentre(&mut self) {
        let Self { core, label, members, shape, .. } = self;
        if shape.recentre(&Sight { core, label, members }) {
            self.objective = self.shape.total(&self.sight());
        }
    }

    /// Measures of a grid beyond their limits.
    pub(super) fn breaches(&self, grid: usize) -> usize {
        let m = self.core.m;
        (grid * m..(grid + 1) * m).filter(|at| self.sums[*at] < self.core.lower[*at] || self.sums[*at] > self.core.upper[*at]).count()
    }

    /// The excesses of all grids and measures together.
    pub(super) fn total_excess(&self) -> f64 {
        let m = self.core.m;
        (0..self.core.k * m).map(|at| self.over(at, self.sums[at]) * self.core.per[at % m]).sum()
    }

    #[inline]
    fn over(&self, at: usize, sum: i64) -> f64 {
        (sum - self.core.upper[at]).max(self.core.lower[at] - sum).max(0) as f64
    }

    /// The cost in which moves are weighed, without breaches.
    pub(super) fn cost(&self) -> f64 {
        self.objective * self.unit + self.extra
    }

    /// Whether a piece may go to a grid as far as rules say; contiguity aside.
    #[inline]
    pub(super) fn may_go(&self, piece: usize, to: u32) -> bool {
        !self.core.is_barred(piece, to) && self.members[self.label[piece] as usize].len() > 1
    }

    /// What giving a piece to a grid changes, priced.
    #[inline]
    pub(super) fn delta(&self, piece: usize, to: u32) -> Delta {
        let (a, b) = (self.label[piece] as usize, to as usize);
        Delta { shape: self.shape.delta(&self.sight(), piece, a, b) * self.unit, extra: self.extra_delta(piece, a, b), balance: self.balance_delta(piece, a, b) }
    }

    #[inline]
    fn balance_delta(&self, piece: usize, a: usize, b: usize) -> f64 {
        let core = self.core;
        let mut sum = 0.0;
        for slot in 0..core.m {
            let amount = core.values[piece * core.m + slot];
            let (at, bt) = (a * core.m + slot, b * core.m + slot);
            let from = (self.over(at, self.sums[at] - amount) - self.over(at, self.sums[at])) * self.price[at];
            let into = (self.over(bt, self.sums[bt] + amount) - self.over(bt, self.sums[bt])) * self.price[bt];
            sum += (from + into) * core.per[slot];
        }
        if !core.apart.is_empty()
            && let Some(groups) = core.apart_of.get(&(piece as u32))
        {
            for group in groups {
                let row = &self.in_apart[*group as usize * core.k..];
                sum += APART_PRICE * (f64::from(u8::from(row[b] > 0)) - f64::from(u8::from(row[a] > 1)));
            }
        }
        sum
    }

    /// What two moves in a row change in balance, exactly: the second piece leaves the grid that the first one enters.
    pub(super) fn pair_balance(&self, (first, into): (usize, u32), (second, next): (usize, u32)) -> f64 {
        let core = self.core;
        let (a, b, c) = (self.label[first] as usize, into as usize, next as usize);
        let mut sum = 0.0;
        for slot in 0..core.m {
            let (one, two) = (core.values[first * core.m + slot], core.values[second * core.m + slot]);
            let mut change = |grid: usize, amount: i64| {
                let at = grid * core.m + slot;
                sum += (self.over(at, self.sums[at] + amount) - self.over(at, self.sums[at])) * self.price[at] * core.per[slot];
            };
            change(b, one - two);
            if a == c {
                change(a, two - one);
            } else {
                change(a, -one);
                change(c, two);
            }
        }
        sum
    }

    #[inline]
    fn extra_delta(&self, piece: usize, a: usize, b: usize) -> f64 {
        let core = self.core;
        let mut sum = 0.0;
        if !core.home.is_empty() && core.home[piece] != NONE {
            let home = core.home[piece] as usize;
            sum += core.leave_cost[piece] * (f64::from(u8::from(b != home)) - f64::from(u8::from(a != home)));
        }
        if !self.in_region.is_empty() {
            let row = &self.in_region[core.region[piece] as usize * core.k..];
            sum += core.split_cost * (f64::from(u8::from(row[b] == 0)) - f64::from(u8::from(row[a] == 1)));
        }
        sum
    }

    /// Carries out a move whose change is known.
    pub(super) fn go(&mut self, piece: usize, to: u32, delta: Delta) {
        let (a, b) = (self.label[piece] as usize, to as usize);
        let core = self.core;
        let before = self.breaches(a) + self.breaches(b);
        for slot in 0..core.m {
            let amount = core.values[piece * core.m + slot];
            self.sums[a * core.m + slot] -= amount;
            self.sums[b * core.m + slot] += amount;
        }
        self.n_broken = self.n_broken + self.breaches(a) + self.breaches(b) - before;
        if !core.region.is_empty() {
            let row = core.region[piece] as usize * core.k;
            self.in_region[row + a] -= 1;
            self.in_region[row + b] += 1;
        }
        if let Some(groups) = core.apart_of.get(&(piece as u32)) {
            for group in groups {
                let row = *group as usize * core.k;
                self.n_broken += usize::from(self.in_apart[row + b] > 0);
                self.n_broken -= usize::from(self.in_apart[row + a] > 1);
                self.in_apart[row + a] -= 1;
                self.in_apart[row + b] += 1;
            }
        }
        self.rename(piece, to);
        let Self { label, members, shape, .. } = self;
        shape.moved(&Sight { core, label, members }, piece, a, b);
        self.objective += delta.shape / self.unit;
        self.extra += delta.extra;
    }

    fn rename(&mut self, piece: usize, to: u32) {
        let from = self.label[piece];
        let at = self.place[piece] as usize;
        self.members[from as usize].swap_remove(at);
        if let Some(&swapped) = self.members[from as usize].get(at) {
            self.place[swapped as usize] = at as u32;
        }
        self.place[piece] = self.members[to as usize].len() as u32;
        self.members[to as usize].push(piece as u32);
        self.label[piece] = to;
        let core = self.core;
        let mut foreign = 0;
        for near in core.near(piece) {
            let other = near.to as usize;
            if self.label[other] == from {
                self.foreign[other] += 1;
                foreign += 1;
            } else if self.label[other] == to {
                self.foreign[other] -= 1;
            } else {
                foreign += 1;
                continue;
            }
            self.note_border(other);
        }
        self.foreign[piece] = foreign;
        self.note_border(piece);
    }

    fn note_border(&mut self, piece: usize) {
        let at = self.border_place[piece];
        if self.foreign[piece] > 0 && at == NONE {
            self.border_place[piece] = self.border.len() as u32;
            self.border.push(piece as u32);
        } else if self.foreign[piece] == 0 && at != NONE {
            self.border.swap_remove(at as usize);
            if let Some(&swapped) = self.border.get(at as usize) {
                self.border_place[swapped as usize] = at;
            }
            self.border_place[piece] = NONE;
        }
    }

    /// Whether a grid stays whole without a piece. Searches from all its neighbours in the grid at once, smallest wave next,
    /// and ends as soon as all waves have met or one is exhausted, so that it costs what lies near the piece (King, Jacobson,
    /// Sewell 2012: contiguity of a move from its surroundings; no planar embedding is needed here).
    pub(super) fn can_leave(&mut self, piece: usize) -> bool {
        let grid = self.label[piece];
        let core = self.core;
        let own: SmallVec<[u32; 16]> = core.near(piece).iter().map(|near| near.to).filter(|near| self.label[*near as usize] == grid).collect();
        if own.len() <= 1 {
            return !own.is_empty();
        }
        if own.len() > 64 {
            return false;
        }
        self.waves_meet(piece, grid, &own)
    }

    fn waves_meet(&mut self, piece: usize, grid: u32, own: &[u32]) -> bool {
        // Each wave writes `base + its number` where it has been.
        let n_waves = own.len();
        if self.stamp > u32::MAX - 200 {
            self.seen.fill(0);
            self.stamp = 0;
        }
        let base = self.stamp + 1;
        self.stamp += n_waves as u32 + 1;
        if self.queues.len() < n_waves {
            self.queues.resize(n_waves, Vec::new());
        }
        let mut root: SmallVec<[u8; 16]> = (0..n_waves as u8).collect();
        for (wave, &start) in own.iter().enumerate() {
            self.seen[start as usize] = base + wave as u32;
            self.queues[wave].clear();
            self.queues[wave].push(start);
        }
        let mut next: SmallVec<[usize; 16]> = SmallVec::from_elem(0, n_waves);
        let (mut n_roots, mut n_seen) = (n_waves, 0);
        loop {
            let mut is_alive: u64 = 0;
            for wave in 0..n_waves {
                let Some(&at) = self.queues[wave].get(next[wave]) else { continue };
                next[wave] += 1;
                is_alive |= 1 << root[wave];
                for near in self.core.near(at as usize) {
                    let other = near.to as usize;
                    if self.label[other] != grid || other == piece {
                        continue;
                    }
                    let mark = self.seen[other];
                    if mark < base {
                        self.seen[other] = base + wave as u32;
                        self.queues[wave].push(other as u32);
                        n_seen += 1;
                    } else {
                        let (mine, theirs) = (root[wave], root[(mark - base) as usize]);
                        if mine != theirs {
                            root.iter_mut().filter(|root| **root == theirs).for_each(|root| *root = mine);
                            is_alive |= 1 << mine;
                            n_roots -= 1;
                            if n_roots == 1 {
                                return true;
                            }
                        }
                    }
                }
            }
            let mut roots: u64 = 0;
            root.iter().for_each(|root| roots |= 1 << root);
            let with_more: u64 = (0..n_waves).filter(|wave| next[*wave] < self.queues[*wave].len()).fold(0, |set, wave| set | (1 << root[wave]));
            if roots & !with_more != 0 || is_alive == 0 || n_seen > MOST_SEEN {
                return false;
            }
        }
    }

    /// Pairs in one grid that have to be apart.
    pub(super) fn n_apart_broken(&self) -> usize {
        self.in_apart.iter().map(|count| (*count as usize).saturating_sub(1)).sum()
    }

    /// Whether a piece touches another grid.
    #[inline]
    pub(super) fn is_at_border(&self, piece: usize) -> bool {
        self.foreign[piece] > 0
    }

    /// The neighbours of a piece.
    #[inline]
    pub(super) fn near(&self, piece: usize) -> &'c [Near] {
        self.core.near(piece)
    }
}
