//! Merge and split: two neighbouring grids become one and are divided anew along a random spanning tree (recombination, DeFord,
//! Duchin, Solomon 2021). A jump that no row of single moves makes, for objectives that count cuts.

use super::core::{Core, NONE};
use super::dice::Dice;

/// Trees drawn for one split.
const TREES: usize = 24;
/// How far beyond limits a part may be, as a share of the mean: the search brings it back.
const SLACK: f64 = 0.03;

/// Two neighbouring grids of a plan divided anew, with the fewest cuts of some random trees; `None` where no tree splits evenly.
/// Tied pieces keep their grids; a pair of grids with tied pieces is left alone. Cost: some sortings of the edges of two grids.
pub(super) fn resplit(core: &Core, label: &[u32], dice: &mut Dice) -> Option<Vec<u32>> {
    let border: Vec<(u32, u32)> = (0..core.n).flat_map(|piece| core.near(piece).iter().map(move |near| (piece as u32, near.to))).filter(|(a, b)| label[*a as usize] < label[*b as usize]).collect();
    let (a, b) = *border.get(dice.below(border.len()))?;
    let (a, b) = (label[a as usize], label[b as usize]);
    let pieces: Vec<u32> = (0..core.n as u32).filter(|piece| [a, b].contains(&label[*piece as usize])).collect();
    if pieces.iter().any(|piece| core.tied[*piece as usize] != NONE) {
        return None;
    }
    let mut slot = vec![NONE; core.n];
    pieces.iter().zip(0..).for_each(|(piece, at)| slot[*piece as usize] = at);
    let best = (0..TREES).filter_map(|_| Tree::new(core, &pieces, &slot, dice)?.best_cut(core, &pieces, &slot, a)).min_by(|x, y| x.0.total_cmp(&y.0))?;
    let mut new = label.to_vec();
    pieces.iter().zip(best.1).for_each(|(piece, is_first)| new[*piece as usize] = if is_first { a } else { b });
    Some(new)
}

/// A random spanning tree of some pieces, each after its parent in `order`.
struct Tree {
    parent: Vec<u32>,
    order: Vec<u32>,
}

impl Tree {
    fn new(core: &Core, pieces: &[u32], slot: &[u32], dice: &mut Dice) -> Option<Self> {
        let mut edges: Vec<(u64, u32, u32)> = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            for near in core.near(*piece as usize) {
                let to = slot[near.to as usize];
                if to != NONE && (at as u32) < to {
                    edges.push((dice.bits(), at as u32, to));
                }
            }
        }
        edges.sort_unstable();
        let mut root: Vec<u32> = (0..pieces.len() as u32).collect();
        let mut near: Vec<Vec<u32>> = vec![Vec::new(); pieces.len()];
        for (_, a, b) in edges {
            let (x, y) = (find(&mut root, a), find(&mut root, b));
            if x != y {
                root[x as usize] = y;
                near[a as usize].push(b);
                near[b as usize].push(a);
            }
        }
        let mut tree = Self { parent: vec![NONE; pieces.len()], order: vec![0] };
        let mut next = 0;
        while let Some(&at) = tree.order.get(next) {
            next += 1;
            for &to in &near[at as usize] {
                if to != tree.parent[at as usize] {
                    tree.parent[to as usize] = at;
                    tree.order.push(to);
                }
            }
        }
        (tree.order.len() == pieces.len()).then_some(tree)
    }

    /// The balanced cut of the tree that cuts fewest pairs (or the least length), and which pieces lie below it.
    fn best_cut(&self, core: &Core, pieces: &[u32], slot: &[u32], grid: u32) -> Option<(f64, Vec<bool>)> {
        let m = core.m;
        let mut sums = vec![0i64; pieces.len() * m];
        for (at, piece) in pieces.iter().enumerate() {
            sums[at * m..(at + 1) * m].copy_from_slice(core.amounts(*piece as usize));
        }
        for &at in self.order.iter().rev() {
            let parent = self.parent[at as usize];
            if parent != NONE {
                for slot in 0..m {
                    sums[parent as usize * m + slot] += sums[at as usize * m + slot];
                }
            }
        }
        let limits = grid as usize * m;
        let is_near = |slot: usize, sum: i64| {
            let slack = (SLACK / core.per[slot].max(1e-12)).min(9e17) as i64;
            core.lower[limits + slot].saturating_sub(slack) <= sum && sum <= core.upper[limits + slot].saturating_add(slack)
        };
        let is_even = |at: usize| (0..m).all(|slot| is_near(slot, sums[at * m + slot]) && is_near(slot, sums[slot] - sums[at * m + slot]));
        let candidates = self.order[1..].iter().copied().filter(|at| is_even(*at as usize)).take(8);
        candidates.map(|at| self.side(core, pieces, slot, at)).min_by(|x, y| x.0.total_cmp(&y.0))
    }

    fn side(&self, core: &Core, pieces: &[u32], slot: &[u32], below: u32) -> (f64, Vec<bool>) {
        let mut is_below = vec![false; pieces.len()];
        is_below[below as usize] = true;
        for &at in &self.order[1..] {
            if is_below[self.parent[at as usize] as usize] {
                is_below[at as usize] = true;
            }
        }
        let by_length = core.objective == super::problem::Objective::Perimeter;
        let mut cut = 0.0;
        for (_, piece) in pieces.iter().enumerate().filter(|(at, _)| is_below[*at]) {
            for near in core.near(*piece as usize) {
                if slot[near.to as usize] != NONE && !is_below[slot[near.to as usize] as usize] {
                    cut += if by_length { near.length } else { f64::from(near.pairs) };
                }
            }
        }
        (cut, is_below)
    }
}

fn find(root: &mut [u32], mut at: u32) -> u32 {
    while root[at as usize] != at {
        root[at as usize] = root[root[at as usize] as usize];
        at = root[at as usize];
    }
    at
}
