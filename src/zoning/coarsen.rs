//! Many levels (Karypis and Kumar 1998; Hendrickson and Leland 1995): neighbouring pieces of a large map are matched along their
//! longest common borders and become one, again and again, until there are some dozens for each grid; that small map is
//! designed, and its plan refined on every level down to the map itself. A surplus that would wander over thousands of pieces wanders
//! over dozens.
//!
//! Pieces are neighbours only where a plan may join them, so that nothing is matched across a barrier or a hard border, and what is
//! locked is no piece at all. Pieces under different rules stay apart too.

use super::core::{Core, NONE, Near};
use super::problem::{Objective, Problem};
use super::ways::Ways;
use std::collections::BTreeMap;

/// Pieces for each grid that matching stops at.
const PIECES_OF_A_GRID: usize = 40;
/// Fewest pieces that are worth matching.
const FEWEST: usize = 5_000;
/// Most that a matched piece may have of a measure, as a share of a mean grid.
const MOST_OF_A_GRID: f64 = 0.05;
/// A round that leaves more than this share of the pieces is the last one.
const LEAST_GAIN: f64 = 0.9;

/// A map and the coarser piece of each of its pieces.
#[derive(Debug)]
pub(super) struct Level {
    /// The coarser map.
    pub(super) core: Core,
    /// The piece of the coarser map that each piece of the finer one lies in.
    pub(super) group: Vec<u32>,
}

/// Coarser and coarser maps of a large one, finest first; empty where it is not large. Cost: the edges, for each level.
pub(super) fn levels(problem: &Problem<'_>, core: &Core) -> Vec<Level> {
    let enough = (PIECES_OF_A_GRID * core.k).max(FEWEST);
    let mut levels: Vec<Level> = Vec::new();
    loop {
        let finest = levels.last().map_or(core, |level| &level.core);
        if finest.n <= enough {
            return levels;
        }
        let (group, n_groups) = matched(finest);
        if n_groups as f64 > LEAST_GAIN * finest.n as f64 {
            return levels;
        }
        let core = coarser(problem, finest, &group, n_groups);
        levels.push(Level { core, group });
    }
}

/// Matches each piece, the lightest first, with the free neighbour that it has the longest border with for what they weigh.
fn matched(core: &Core) -> (Vec<u32>, usize) {
    let mut order: Vec<u32> = (0..core.n as u32).collect();
    order.sort_by(|a, b| core.weight[*a as usize].total_cmp(&core.weight[*b as usize]).then(a.cmp(b)));
    let mut group = vec![NONE; core.n];
    let mut n_groups = 0;
    for piece in order {
        let piece = piece as usize;
        if group[piece] != NONE {
            continue;
        }
        let worth = |near: &Near| near.length / (core.weight[piece] * core.weight[near.to as usize]);
        let free = core.near(piece).iter().filter(|near| group[near.to as usize] == NONE && may_join(core, piece, near.to as usize));
        let best = free.max_by(|a, b| worth(a).total_cmp(&worth(b)).then(b.to.cmp(&a.to)));
        group[piece] = n_groups as u32;
        if let Some(near) = best {
            group[near.to as usize] = n_groups as u32;
        }
        n_groups += 1;
    }
    (group, n_groups)
}

/// Whether rules treat two pieces alike, and together they are still small.
fn may_join(core: &Core, a: usize, b: usize) -> bool {
    let is_free = |piece: usize| !core.apart_of.contains_key(&(piece as u32)) && !core.centre.contains(&(piece as u32)) && !core.start_centre.contains(&(piece as u32));
    let bans = |piece: usize| {
        let from = core.banned.partition_point(|(banned, _)| (*banned as usize) < piece);
        core.banned[from..].iter().take_while(move |(banned, _)| *banned as usize == piece).map(|(_, grid)| *grid)
    };
    let is_small = (0..core.m).all(|slot| (core.amounts(a)[slot] + core.amounts(b)[slot]) as f64 * core.per[slot] <= MOST_OF_A_GRID);
    let alike = |values: &[u32]| values.is_empty() || values[a] == values[b];
    is_small && alike(&core.tied) && alike(&core.region) && alike(&core.home) && (core.banned.is_empty() || bans(a).eq(bans(b))) && is_free(a) && is_free(b)
}

/// The map whose pieces are the groups of another's.
fn coarser(problem: &Problem<'_>, core: &Core, group: &[u32], n: usize) -> Core {
    let mut units: Vec<Vec<u32>> = vec![Vec::new(); n];
    let mut first_of = vec![NONE; n];
    for piece in 0..core.n {
        let at = group[piece] as usize;
        units[at].extend(&core.units[piece]);
        first_of[at] = first_of[at].min(piece as u32);
    }
    let of_first = |values: &[u32]| -> Vec<u32> { if values.is_empty() { Vec::new() } else { first_of.iter().map(|piece| values[*piece as usize]).collect() } };
    let mapped = |piece: u32| if piece == NONE { NONE } else { group[piece as usize] };
    let (first, near) = links(core, group, n);
    let mut new = Core {
        n,
        first,
        near,
        weight: summed(&core.weight, group, n),
        demand: summed(&core.demand, group, n),
        leave_cost: summed(&core.leave_cost, group, n),
        values: vec![0; n * core.m],
        x: vec![0.0; n],
        y: vec![0.0; n],
        tied: of_first(&core.tied),
        region: of_first(&core.region),
        home: of_first(&core.home),
        component: of_first(&core.component),
        banned: core.banned.iter().map(|(piece, grid)| (group[*piece as usize], *grid)).collect(),
        apart: core.apart.iter().map(|pieces| pieces.iter().map(|piece| group[*piece as usize]).collect()).collect(),
        apart_of: core.apart_of.iter().map(|(piece, groups)| (group[*piece as usize], groups.clone())).collect(),
        centre: core.centre.iter().map(|piece| mapped(*piece)).collect(),
        start_centre: core.start_centre.iter().map(|piece| mapped(*piece)).collect(),
        piece_of: core.piece_of.iter().map(|piece| mapped(*piece)).collect(),
        ways: Ways::new(problem, &units),
        units,
        takes_along: true,
        lower: core.lower.clone(),
        upper: core.upper.clone(),
        per: core.per.clone(),
        closed: core.closed.clone(),
        ..*core
    };
    new.banned.sort_unstable();
    new.banned.dedup();
    new.place_groups(core, group);
    new
}

impl Core {
    /// Places and amounts of pieces that are groups of another map's, and what their moments lose by being one.
    fn place_groups(&mut self, finer: &Self, group: &[u32]) {
        for piece in 0..finer.n {
            let at = group[piece] as usize;
            let part = finer.weight[piece] / self.weight[at];
            self.x[at] += part * finer.x[piece];
            self.y[at] += part * finer.y[piece];
            self.values[at * self.m..(at + 1) * self.m].iter_mut().zip(finer.amounts(piece)).for_each(|(sum, amount)| *sum += amount);
        }
        if self.objective != Objective::Travel {
            let lost = |piece: usize| {
                let at = group[piece] as usize;
                finer.weight[piece] * ((finer.x[piece] - self.x[at]).powi(2) + (finer.y[piece] - self.y[at]).powi(2))
            };
            self.inner += (0..finer.n).map(lost).sum::<f64>();
        }
    }
}

fn summed(values: &[f64], group: &[u32], n: usize) -> Vec<f64> {
    let mut sums = vec![0.0; if values.is_empty() { 0 } else { n }];
    values.iter().zip(group).for_each(|(value, group)| sums[*group as usize] += value);
    sums
}

/// Neighbours of groups: pairs and lengths add up.
fn links(core: &Core, group: &[u32], n: usize) -> (Vec<u32>, Vec<Near>) {
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); n];
    (0..core.n).for_each(|piece| members[group[piece] as usize].push(piece as u32));
    let (mut first, mut near) = (vec![0], Vec::new());
    let mut row: BTreeMap<u32, (f32, f64)> = BTreeMap::new();
    for (at, pieces) in members.iter().enumerate() {
        row.clear();
        for link in pieces.iter().flat_map(|piece| core.near(*piece as usize)) {
            let to = group[link.to as usize];
            if to as usize != at {
                let sum = row.entry(to).or_default();
                (sum.0, sum.1) = (sum.0 + link.pairs, sum.1 + link.length);
            }
        }
        near.extend(row.iter().map(|(&to, &(pairs, length))| Near { to, pairs, length }));
        first.push(near.len() as u32);
    }
    (first, near)
}
