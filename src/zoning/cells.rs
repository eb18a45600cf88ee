//! Starts: balanced power diagrams. Every piece goes to the centre with the smallest squared distance plus price; prices move
//! until all centres have their share, centres move to the centres of gravity, and so on (balanced centroidal power
//! diagrams, Cohen-Addad, Klein, Young 2017). Prices move by exactly what hands over half of an excess at the margin, so
//! that nothing has to be tuned to the scale of the map: a metropolis in an empty state needs no other steps than a plain.

use super::core::{Core, NONE};
use super::dice::Dice;
use std::collections::BinaryHeap;

/// A set of centres that divide some pieces among themselves.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    /// The grid of each centre.
    pub(super) grids: Vec<u32>,
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    price: Vec<f64>,
    /// Share each centre is to have.
    target: Vec<f64>,
    /// Whether a centre may move.
    is_free: Vec<bool>,
    /// For each centre the centres near it, itself first.
    near: Vec<Vec<u32>>,
}

/// How many centres near the present one are looked at for each piece.
const NEAR_CENTRES: usize = 14;
/// From this many centres on only those near the present one are looked at.
const ALL_CENTRES_UP_TO: usize = 24;

/// First and second choice of each piece.
struct Choices {
    first: Vec<u32>,
    second: Vec<u32>,
    margin: Vec<f64>,
}

impl Cells {
    /// Centres for some grids among some pieces: those that are given, the others far from each other where demand is
    /// (k-means++, Arthur and Vassilvitskii 2007). `targets` are shares of the pieces' total.
    pub(super) fn new(core: &Core, pieces: &[u32], grids: &[u32], targets: &[f64], share: &[f64], dice: &mut Dice) -> Self {
        let k = grids.len();
        let mut cells = Self { grids: grids.to_vec(), x: vec![0.0; k], y: vec![0.0; k], price: vec![0.0; k], target: targets.to_vec(), is_free: vec![true; k], near: Vec::new() };
        let mut is_set = vec![false; k];
        for (slot, &grid) in grids.iter().enumerate() {
            if let Some((x, y)) = given_centre(core, pieces, grid) {
                (cells.x[slot], cells.y[slot], is_set[slot]) = (x, y, true);
                cells.is_free[slot] = core.centre[grid as usize] == NONE;
            }
        }
        cells.seed(core, pieces, share, &mut is_set, dice);
        cells
    }

    /// Sets the centres that are not set yet far from the others, where demand is.
    fn seed(&mut self, core: &Core, pieces: &[u32], share: &[f64], is_set: &mut [bool], dice: &mut Dice) {
        let k = self.grids.len();
        let mut gap = vec![f64::INFINITY; pieces.len()];
        let close_in = |gap: &mut [f64], x: f64, y: f64| {
            for (gap, &piece) in gap.iter_mut().zip(pieces) {
                let (dx, dy) = (core.x[piece as usize] - x, core.y[piece as usize] - y);
                *gap = gap.min(dx * dx + dy * dy);
            }
        };
        (0..k).filter(|slot| is_set[*slot]).for_each(|slot| close_in(&mut gap, self.x[slot], self.y[slot]));
        for slot in 0..k {
            if is_set[slot] {
                continue;
            }
            let weight = |at: usize| share[pieces[at] as usize] * if gap[at].is_finite() { gap[at] } else { 1.0 };
            let total: f64 = (0..pieces.len()).map(weight).sum();
            let mut left = dice.unit() * total;
            let mut chosen = dice.below(pieces.len());
            for at in 0..pieces.len() {
                left -= weight(at);
                if left <= 0.0 && total > 0.0 {
                    chosen = at;
                    break;
                }
            }
            let piece = pieces[chosen] as usize;
            (self.x[slot], self.y[slot], is_set[slot]) = (core.x[piece], core.y[piece], true);
            close_in(&mut gap, self.x[slot], self.y[slot]);
        }
    }

    /// Draws some neighbouring centres anew inside the ground that was theirs; the others stay.
    pub(super) fn shake(&mut self, core: &Core, pieces: &[u32], slots: &[u32], share: &[f64], dice: &mut Dice) {
        let k = self.grids.len();
        let first = dice.below(k);
        let count = 2 + dice.below(4.min(k - 1));
        let gap = |other: usize| (self.x[other] - self.x[first]).powi(2) + (self.y[other] - self.y[first]).powi(2);
        let mut near: Vec<(f64, usize)> = (0..k).filter(|slot| self.is_free[*slot]).map(|slot| (gap(slot), slot)).collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        near.truncate(count);
        let mut is_set = vec![true; k];
        near.iter().for_each(|(_, slot)| is_set[*slot] = false);
        let ground: Vec<u32> = pieces.iter().zip(slots).filter(|(_, slot)| !is_set[**slot as usize]).map(|(piece, _)| *piece).collect();
        if ground.len() < near.len() {
            return;
        }
        let mean = near.iter().map(|(_, slot)| self.price[*slot]).sum::<f64>() / near.len().max(1) as f64;
        near.iter().for_each(|(_, slot)| self.price[*slot] = mean);
        self.seed(core, &ground, share, &mut is_set, dice);
    }

    /// What a division costs: the moment about the centres of gravity, and what is out of balance as if it had to travel as far
    /// as a mean grid reaches.
    pub(super) fn worth(&self, core: &Core, pieces: &[u32], slots: &[u32], share: &[f64]) -> f64 {
        let k = self.grids.len();
        let mut sums = vec![[0.0f64; 5]; k];
        for (&piece, &slot) in pieces.iter().zip(slots) {
            let (piece, sum) = (piece as usize, &mut sums[slot as usize]);
            let (weight, x, y) = (core.weight[piece], core.x[piece], core.y[piece]);
            sum[0] += weight;
            sum[1] += weight * x;
            sum[2] += weight * y;
            sum[3] += weight * (x * x + y * y);
            sum[4] += share[piece];
        }
        let moment: f64 = sums.iter().filter(|sum| sum[0] > 0.0).map(|sum| sum[3] - (sum[1] * sum[1] + sum[2] * sum[2]) / sum[0]).sum();
        let astray: f64 = sums.iter().zip(&self.target).map(|(sum, target)| (sum[4] - target).abs()).sum();
        moment * (1.0 + 2.0 * astray / k as f64)
    }

    /// Moves prices and centres for some rounds; ends with rounds in which only prices move. Returns the slot of each piece.
    pub(super) fn settle(&mut self, core: &Core, pieces: &[u32], share: &[f64], rounds: usize, stop: &dyn Fn() -> bool) -> Vec<u32> {
        let k = self.grids.len();
        let mut choices = Choices { first: vec![NONE; pieces.len()], second: vec![NONE; pieces.len()], margin: vec![0.0; pieces.len()] };
        for round in 0..rounds {
            let moves_centres = round * 4 < rounds * 3 && round % 2 == 1;
            if round % 8 == 0 {
                self.find_near();
            }
            self.choose(core, pieces, &mut choices, round % 8 == 0);
            if stop() {
                break;
            }
            if k == 1 {
                continue;
            }
            self.reprice(pieces, share, &choices, if round * 4 < rounds * 3 { 0.6 } else { 0.45 });
            if moves_centres {
                self.recentre(core, pieces, &choices);
            }
        }
        choices.first
    }

    /// Squared distance plus price.
    #[inline]
    pub(super) fn cost(&self, core: &Core, piece: usize, slot: usize) -> f64 {
        let (dx, dy) = (core.x[piece] - self.x[slot], core.y[piece] - self.y[slot]);
        dx * dx + dy * dy + self.price[slot]
    }

    fn find_near(&mut self) {
        let k = self.grids.len();
        if k <= ALL_CENTRES_UP_TO {
            return;
        }
        self.near = (0..k)
            .map(|slot| {
                let gap = |other: u32| (self.x[other as usize] - self.x[slot]).powi(2) + (self.y[other as usize] - self.y[slot]).powi(2);
                let mut order: Vec<(f64, u32)> = (0..k as u32).map(|other| (gap(other), other)).collect();
                order.select_nth_unstable_by(NEAR_CENTRES.min(k - 1), |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                order.truncate(NEAR_CENTRES + 1);
                order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                order.into_iter().map(|(_, other)| other).collect()
            })
            .collect();
    }

    fn choose(&self, core: &Core, pieces: &[u32], choices: &mut Choices, looks_at_all: bool) {
        let k = self.grids.len();
        for (at, &piece) in pieces.iter().enumerate() {
            let (mut first, mut second) = ((f64::INFINITY, NONE), (f64::INFINITY, NONE));
            let mut look = |slot: usize| {
                let cost = self.cost(core, piece as usize, slot);
                if cost < first.0 {
                    second = first;
                    first = (cost, slot as u32);
                } else if cost < second.0 {
                    second = (cost, slot as u32);
                }
            };
            if k <= ALL_CENTRES_UP_TO || looks_at_all || choices.first[at] == NONE {
                (0..k).for_each(&mut look);
            } else {
                self.near[choices.first[at] as usize].iter().for_each(|slot| look(*slot as usize));
            }
            (choices.first[at], choices.second[at], choices.margin[at]) = (first.1, second.1, second.0 - first.0);
        }
    }

    /// Raises the price of centres that have too much and lowers that of those with too little, each by the margin at which a
    /// part of its excess changes sides.
    fn reprice(&mut self, pieces: &[u32], share: &[f64], choices: &Choices, part: f64) {
        let k = self.grids.len();
        let mut load = vec![0.0; k];
        pieces.iter().zip(&choices.first).for_each(|(piece, first)| load[*first as usize] += share[*piece as usize]);
        let mut at_margin: Vec<Vec<(f64, f64)>> = vec![Vec::new(); k];
        for (at, &piece) in pieces.iter().enumerate() {
            let (first, second, own) = (choices.first[at] as usize, choices.second[at], share[piece as usize]);
            if load[first] > self.target[first] {
                at_margin[first].push((choices.margin[at], own));
            }
            if second != NONE && load[second as usize] < self.target[second as usize] {
                at_margin[second as usize].push((choices.margin[at], own));
            }
        }
        for slot in 0..k {
            let excess = load[slot] - self.target[slot];
            let mut left = excess.abs() * part;
            let list = &mut at_margin[slot];
            list.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            let mut step = 0.0;
            for (margin, own) in list.iter() {
                // Half a piece too much or too little is the best that can be had.
                if left < own * 0.5 {
                    break;
                }
                left -= own;
                step = *margin;
            }
            self.price[slot] += if excess > 0.0 { step } else { -step };
        }
        let mean = self.price.iter().sum::<f64>() / k as f64;
        self.price.iter_mut().for_each(|price| *price -= mean);
    }

    fn recentre(&mut self, core: &Core, pieces: &[u32], choices: &Choices) {
        let k = self.grids.len();
        let mut sums = vec![[0.0f64; 3]; k];
        for (&piece, &first) in pieces.iter().zip(&choices.first) {
            let own = core.weight[piece as usize];
            let sum = &mut sums[first as usize];
            sum[0] += own;
            sum[1] += own * core.x[piece as usize];
            sum[2] += own * core.y[piece as usize];
        }
        for slot in 0..k {
            if self.is_free[slot] && sums[slot][0] > 0.0 {
                (self.x[slot], self.y[slot]) = (sums[slot][1] / sums[slot][0], sums[slot][2] / sums[slot][0]);
            }
        }
    }
}

/// Where rules put the first centre of a grid: a given one, or the middle of what is tied to it or was its home.
fn given_centre(core: &Core, pieces: &[u32], grid: u32) -> Option<(f64, f64)> {
    let centre = core.start_centre[grid as usize];
    if centre != NONE {
        return Some((core.x[centre as usize], core.y[centre as usize]));
    }
    let middle = |own: &mut dyn Iterator<Item = u32>| {
        let (weight, x, y) = own.fold((0.0, 0.0, 0.0), |sum: (f64, f64, f64), piece| {
            let piece = piece as usize;
            (sum.0 + core.weight[piece], sum.1 + core.weight[piece] * core.x[piece], sum.2 + core.weight[piece] * core.y[piece])
        });
        (weight > 0.0).then(|| (x / weight, y / weight))
    };
    let tied = middle(&mut pieces.iter().copied().filter(|piece| core.tied[*piece as usize] == grid));
    tied.or_else(|| if core.home.is_empty() || core.leave_cost.iter().all(|cost| *cost <= 0.0) { None } else { middle(&mut pieces.iter().copied().filter(|piece| core.home[*piece as usize] == grid)) })
}

/// A candidate for growth: cheapest first, then by piece, so that the order is the same everywhere.
#[derive(PartialEq)]
struct Growth {
    cost: f64,
    piece: u32,
    grid: u32,
}

impl Eq for Growth {}

impl PartialOrd for Growth {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Growth {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.cost.total_cmp(&self.cost).then(other.piece.cmp(&self.piece)).then(other.grid.cmp(&self.grid))
    }
}

/// Makes every grid whole: keeps its heaviest part (that of its tied pieces first) and lets the other pieces, and those without a
/// grid, grow onto what they touch, cheapest first. What touches nothing keeps what it has.
pub(super) fn make_whole(core: &Core, label: &mut [u32], share: &[f64], cost: &dyn Fn(usize, u32) -> f64) {
    let kept = kept_pieces(core, label, share);
    let old: Vec<u32> = label.to_vec();
    let mut heap = BinaryHeap::new();
    let offer = |heap: &mut BinaryHeap<Growth>, label: &[u32], from: usize| {
        for near in core.near(from) {
            let piece = near.to as usize;
            if label[piece] == NONE && !core.is_barred(piece, label[from]) {
                heap.push(Growth { cost: cost(piece, label[from]), piece: near.to, grid: label[from] });
            }
        }
    };
    (0..core.n).filter(|piece| !kept[*piece]).for_each(|piece| label[piece] = NONE);
    (0..core.n).filter(|piece| kept[*piece]).for_each(|piece| offer(&mut heap, label, piece));
    while let Some(Growth { piece, grid, .. }) = heap.pop() {
        if label[piece as usize] == NONE {
            label[piece as usize] = grid;
            offer(&mut heap, label, piece as usize);
        }
    }
    // What nothing may grow onto: a part cut off by rules. It keeps what it had, or takes a neighbour's grid.
    let open = core.open_grids();
    for piece in 0..core.n {
        if label[piece] == NONE {
            let neighbour = core.near(piece).iter().map(|near| label[near.to as usize]).find(|grid| *grid != NONE);
            label[piece] = [core.tied[piece], old[piece]].into_iter().find(|grid| *grid != NONE).or(neighbour).unwrap_or_else(|| nearest_grid(core, label, piece, &open));
        }
    }
}

fn nearest_grid(core: &Core, label: &[u32], piece: usize, open: &[u32]) -> u32 {
    let gap = |other: usize| (core.x[other] - core.x[piece]).powi(2) + (core.y[other] - core.y[piece]).powi(2);
    (0..core.n).filter(|other| label[*other] != NONE).min_by(|a, b| gap(*a).total_cmp(&gap(*b)).then(a.cmp(b))).map_or_else(|| open.first().copied().unwrap_or(0), |other| label[other])
}

/// The pieces of the part of each grid that it keeps.
fn kept_pieces(core: &Core, label: &[u32], share: &[f64]) -> Vec<bool> {
    let mut part = vec![NONE; core.n];
    let mut parts: Vec<(u32, f64)> = Vec::new();
    let mut stack = Vec::new();
    for start in 0..core.n {
        if part[start] != NONE || label[start] == NONE {
            continue;
        }
        let number = parts.len() as u32;
        let mut weight = 0.0;
        part[start] = number;
        stack.push(start);
        while let Some(piece) = stack.pop() {
            weight += share[piece] + if core.tied[piece] == label[piece] { 1e6 } else { 0.0 };
            for near in core.near(piece) {
                let other = near.to as usize;
                if part[other] == NONE && label[other] == label[start] {
                    part[other] = number;
                    stack.push(other);
                }
            }
        }
        parts.push((label[start], weight));
    }
    let mut best = vec![NONE; core.k];
    for (number, (grid, weight)) in parts.iter().enumerate() {
        let best = &mut best[*grid as usize];
        if *best == NONE || *weight > parts[*best as usize].1 {
            *best = number as u32;
        }
    }
    (0..core.n).map(|piece| part[piece] != NONE && best[label[piece] as usize] == part[piece]).collect()
}
