//! A problem in the form the search works on: flat arrays, only what may move, groups that belong together as one piece.

use super::graph::EdgeKind;
use super::problem::{Centre, Hierarchy, Objective, Problem};
use std::collections::BTreeMap;

/// No grid, no piece, no region.
pub(super) const NONE: u32 = u32::MAX;

/// Metres in a thousand kilometres: lengths of the search are in this unit, so that moments are of the published size.
const MEGAMETRE: f64 = 1e6;

/// A neighbour of a piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    pub(super) to: u32,
    /// How many pairs of units this is.
    pub(super) pairs: f32,
    /// Length of the boundary in megametres.
    pub(super) length: f64,
}

/// What moves: pieces of one or several units.
#[derive(Clone, Debug)]
pub(super) struct Core {
    /// Number of pieces.
    pub(super) n: usize,
    /// Number of grids, locked ones included.
    pub(super) k: usize,
    /// Number of balanced measures.
    pub(super) m: usize,
    pub(super) first: Vec<u32>,
    pub(super) near: Vec<Near>,
    /// Place in megametres from the middle of the map: the centre of gravity of the piece.
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    /// Weight in the moment: demand and a hair, so that a piece without demand has a place too.
    pub(super) weight: Vec<f64>,
    /// Demand in the moment, as it is.
    pub(super) demand: Vec<f64>,
    /// Moment of the piece about its own centre.
    pub(super) inner: f64,
    /// Amounts, piece by piece.
    pub(super) values: Vec<i64>,
    /// Limits, grid by grid.
    pub(super) lower: Vec<i64>,
    pub(super) upper: Vec<i64>,
    /// Weight of an excess of one: the measure's weight over the mean amount of a grid.
    pub(super) per: Vec<f64>,
    /// The grid a piece is tied to, or [`NONE`].
    pub(super) tied: Vec<u32>,
    /// (piece, grid) that must not be, ascending.
    pub(super) banned: Vec<(u32, u32)>,
    /// Groups of pieces that have to be apart, and in which groups each piece is.
    pub(super) apart: Vec<Vec<u32>>,
    pub(super) apart_of: BTreeMap<u32, Vec<u32>>,
    /// Regions, numbered from 0, and the cost of a split; empty where nothing is to be counted.
    pub(super) region: Vec<u32>,
    pub(super) n_regions: usize,
    pub(super) split_cost: f64,
    /// The grid of the current plan and the cost of leaving it; empty where it costs nothing.
    pub(super) home: Vec<u32>,
    pub(super) leave_cost: Vec<f64>,
    /// Grids that are locked.
    pub(super) closed: Vec<bool>,
    /// The piece that a grid's moment is measured from, or [`NONE`].
    pub(super) centre: Vec<u32>,
    /// Where the first centre of a grid is to be, or [`NONE`].
    pub(super) start_centre: Vec<u32>,
    pub(super) objective: Objective,
    /// Component of each piece.
    pub(super) component: Vec<u32>,
    pub(super) n_components: usize,
    /// Units of each piece.
    pub(super) units: Vec<Vec<u32>>,
    /// Piece of each unit, [`NONE`] for those that do not move.
    pub(super) piece_of: Vec<u32>,
    /// Pieces hold units that no rule asks for, so that proofs about pieces are none about units.
    pub(super) takes_along: bool,
}

impl Core {
    /// The pieces of a problem that has been checked. Units of a group that belongs together become one piece, with the units
    /// on a shortest way between them where they do not touch.
    pub(super) fn new(problem: &Problem<'_>) -> Self {
        let graph = problem.graph;
        let moves = |unit: usize| problem.is_in_scope(unit) && problem.current(unit).is_none_or(|grid| !problem.is_locked(grid));
        let passes = |a: usize, b: usize| problem.rules.hierarchy != Hierarchy::Hard || graph.region(a) == graph.region(b);
        let (leader, takes_along) = super::together::leaders(problem, &moves, &passes);
        let mut piece_of = vec![NONE; graph.n_units()];
        let mut units: Vec<Vec<u32>> = Vec::new();
        for unit in (0..graph.n_units()).filter(|unit| moves(*unit)) {
            let leader = leader[unit] as usize;
            if piece_of[leader] == NONE {
                piece_of[leader] = units.len() as u32;
                units.push(Vec::new());
            }
            piece_of[unit] = piece_of[leader];
            units[piece_of[unit] as usize].push(unit as u32);
        }
        let mut core = Self::bare(problem, units, piece_of);
        core.takes_along = takes_along;
        core.link(problem, passes);
        core.place(problem);
        core.limit(problem);
        core.rule(problem);
        core.find_components();
        core
    }

    fn bare(problem: &Problem<'_>, units: Vec<Vec<u32>>, piece_of: Vec<u32>) -> Self {
        let (n, k, m) = (units.len(), problem.n_grids, problem.balanced.len());
        Self {
            n,
            k,
            m,
            first: Vec::new(),
            near: Vec::new(),
            x: vec![0.0; n],
            y: vec![0.0; n],
            weight: vec![0.0; n],
            demand: vec![0.0; n],
            inner: 0.0,
            values: vec![0; n * m],
            lower: vec![0; k * m],
            upper: vec![0; k * m],
            per: vec![0.0; m],
            tied: vec![NONE; n],
            banned: Vec::new(),
            apart: Vec::new(),
            apart_of: BTreeMap::new(),
            region: Vec::new(),
            n_regions: 0,
            split_cost: 0.0,
            home: Vec::new(),
            leave_cost: Vec::new(),
            closed: (0..k as u32).map(|grid| problem.is_locked(grid)).collect(),
            centre: vec![NONE; k],
            start_centre: vec![NONE; k],
            objective: problem.objective,
            component: Vec::new(),
            n_components: 0,
            units,
            piece_of,
            takes_along: false,
        }
    }

    fn link(&mut self, problem: &Problem<'_>, passes: impl Fn(usize, usize) -> bool) {
        self.first.push(0);
        let mut row: BTreeMap<u32, (f32, f64)> = BTreeMap::new();
        for piece in 0..self.n {
            row.clear();
            for &unit in &self.units[piece] {
                for link in problem.graph.links(unit as usize) {
                    let to = self.piece_of[link.to as usize];
                    if to != NONE && to != piece as u32 && passes(unit as usize, link.to as usize) {
                        let sum = row.entry(to).or_default();
                        let is_border = link.kind == EdgeKind::Border;
                        sum.0 += if is_border { 1.0 } else { 0.0 };
                        sum.1 += link.length / MEGAMETRE;
                    }
                }
            }
            self.near.extend(row.iter().map(|(&to, &(pairs, length))| Near { to, pairs, length }));
            self.first.push(self.near.len() as u32);
        }
    }

    fn place(&mut self, problem: &Problem<'_>) {
        let graph = problem.graph;
        let n_units = self.units.iter().map(Vec::len).sum::<usize>().max(1) as f64;
        let sum = self.units.iter().flatten().fold([0.0; 2], |sum, unit| {
            let at = graph.position(*unit as usize);
            [sum[0] + at[0], sum[1] + at[1]]
        });
        let middle = sum.map(|sum| sum / n_units);
        let total: f64 = self.units.iter().flatten().map(|unit| problem.moment_weight(*unit as usize) as f64).sum();
        // A unit without demand still has a place: a hair of weight keeps grids compact where nobody lives.
        let hair = (total / n_units * 1e-3).max(1e-9);
        for piece in 0..self.n {
            let mut own = Vec::with_capacity(self.units[piece].len());
            for &unit in &self.units[piece] {
                let at = graph.position(unit as usize);
                own.push((problem.moment_weight(unit as usize) as f64 + hair, (at[0] - middle[0]) / MEGAMETRE, (at[1] - middle[1]) / MEGAMETRE));
                for (slot, balanced) in problem.balanced.iter().enumerate() {
                    self.values[piece * self.m + slot] += graph.value(unit as usize, balanced.measure);
                }
            }
            let weight: f64 = own.iter().map(|(weight, ..)| weight).sum();
            let x = own.iter().map(|(weight, x, _)| weight * x).sum::<f64>() / weight;
            let y = own.iter().map(|(weight, _, y)| weight * y).sum::<f64>() / weight;
            if own.len() > 1 {
                self.inner += own.iter().map(|(weight, ux, uy)| weight * ((ux - x) * (ux - x) + (uy - y) * (uy - y))).sum::<f64>();
            }
            (self.weight[piece], self.x[piece], self.y[piece]) = (weight, x, y);
            self.demand[piece] = self.units[piece].iter().map(|unit| problem.moment_weight(*unit as usize) as f64).sum();
        }
    }

    fn limit(&mut self, problem: &Problem<'_>) {
        for (slot, balanced) in problem.balanced.iter().enumerate() {
            let mean = problem.total(balanced.measure) as f64 / self.k as f64;
            self.per[slot] = balanced.weight / mean.max(1e-9);
            for grid in 0..self.k {
                let (least, most) = if self.closed[grid] { (0, i64::MAX / 4) } else { problem.limits(slot, grid) };
                self.lower[grid * self.m + slot] = least;
                self.upper[grid * self.m + slot] = most;
            }
        }
    }

    fn rule(&mut self, problem: &Problem<'_>) {
        let rules = &problem.rules;
        let piece_of = |unit: &u32| Some(self.piece_of[*unit as usize]).filter(|piece| *piece != NONE);
        for (unit, grid) in &rules.must {
            if let Some(piece) = piece_of(unit) {
                self.tied[piece as usize] = *grid;
            }
        }
        for grid in 0..self.k {
            match problem.centre(grid) {
                Centre::Free => {}
                Centre::StartsAt(unit) => self.start_centre[grid] = self.piece_of[unit as usize],
                Centre::Fixed(unit) => {
                    let piece = self.piece_of[unit as usize];
                    (self.start_centre[grid], self.centre[grid]) = (piece, piece);
                    if piece != NONE {
                        self.tied[piece as usize] = grid as u32;
                    }
                }
            }
        }
        self.banned = rules.must_not.iter().filter_map(|(unit, grid)| Some((piece_of(unit)?, *grid))).collect();
        self.banned.sort_unstable();
        for group in &rules.apart {
            let mut pieces: Vec<u32> = group.iter().filter_map(piece_of).collect();
            pieces.sort_unstable();
            for piece in &pieces {
                self.apart_of.entry(*piece).or_default().push(self.apart.len() as u32);
            }
            self.apart.push(pieces);
        }
        if let Hierarchy::Soft(cost) = rules.hierarchy {
            let names: BTreeMap<u32, u32> = self.units.iter().flatten().map(|unit| (problem.graph.region(*unit as usize), 0)).collect();
            let names: BTreeMap<u32, u32> = names.into_keys().zip(0..).collect();
            self.n_regions = names.len();
            self.split_cost = cost;
            self.region = self.units.iter().map(|units| names[&problem.graph.region(units[0] as usize)]).collect();
        }
        if !rules.current.is_empty() {
            self.home = self.units.iter().map(|units| units.iter().find_map(|unit| problem.current(*unit as usize)).unwrap_or(NONE)).collect();
            let total: f64 = self.weight.iter().sum::<f64>().max(1e-9);
            self.leave_cost = self.weight.iter().map(|weight| rules.stability * self.k as f64 * weight / total).collect();
        }
    }

    fn find_components(&mut self) {
        self.component = vec![NONE; self.n];
        let mut stack = Vec::new();
        for start in 0..self.n {
            if self.component[start] != NONE {
                continue;
            }
            let number = self.n_components as u32;
            self.component[start] = number;
            stack.push(start);
            while let Some(piece) = stack.pop() {
                for near in &self.near[self.first[piece] as usize..self.first[piece + 1] as usize] {
                    if self.component[near.to as usize] == NONE {
                        self.component[near.to as usize] = number;
                        stack.push(near.to as usize);
                    }
                }
            }
            self.n_components += 1;
        }
    }

    /// Neighbours of a piece.
    #[inline]
    pub(super) fn near(&self, piece: usize) -> &[Near] {
        &self.near[self.first[piece] as usize..self.first[piece + 1] as usize]
    }

    /// Amounts of a piece.
    #[inline]
    pub(super) fn amounts(&self, piece: usize) -> &[i64] {
        &self.values[piece * self.m..(piece + 1) * self.m]
    }

    /// Whether a rule forbids a piece to be in a grid.
    #[inline]
    pub(super) fn is_barred(&self, piece: usize, grid: u32) -> bool {
        (self.tied[piece] != NONE && self.tied[piece] != grid)
            || self.closed[grid as usize]
            || (!self.banned.is_empty() && self.banned.binary_search(&(piece as u32, grid)).is_ok())
    }

    /// A piece's share of a mean grid, all measures together by their weights: what starts are balanced by.
    pub(super) fn shares(&self) -> Vec<f64> {
        let sum: f64 = (0..self.m).map(|slot| self.weight_of(slot)).sum();
        if self.m == 0 || sum <= 0.0 {
            return vec![self.k as f64 / self.n.max(1) as f64; self.n];
        }
        let hair = 1e-6 * self.k as f64 / self.n.max(1) as f64;
        (0..self.n).map(|piece| hair + self.amounts(piece).iter().zip(&self.per).map(|(amount, per)| *amount as f64 * per).sum::<f64>() / sum).collect()
    }

    /// The weight of a measure: what `per` has beyond the mean.
    fn weight_of(&self, slot: usize) -> f64 {
        let total: i64 = (0..self.n).map(|piece| self.values[piece * self.m + slot]).sum();
        self.per[slot] * total as f64 / self.k as f64
    }

    /// Whether grids are interchangeable and nothing but balance and shape counts.
    pub(super) fn is_plain(&self) -> bool {
        let same = |limits: &[i64]| limits.chunks(self.m.max(1)).all(|row| row == &limits[..self.m]);
        self.tied.iter().all(|grid| *grid == NONE) && self.banned.is_empty() && self.apart.is_empty() && self.region.is_empty() && self.home.is_empty() && !self.closed.contains(&true) && (self.m == 0 || (same(&self.lower) && same(&self.upper)))
    }

    /// Grids that take part.
    pub(super) fn open_grids(&self) -> Vec<u32> {
        (0..self.k as u32).filter(|grid| !self.closed[*grid as usize]).collect()
    }

    /// The grid of every unit from the grids of the pieces: locked grids keep theirs, units out of scope have none.
    pub(super) fn unit_labels(&self, problem: &Problem<'_>, labels: &[u32]) -> Vec<Option<u32>> {
        let of_unit = |unit: usize| match self.piece_of[unit] {
            NONE if problem.is_in_scope(unit) => problem.current(unit),
            NONE => None,
            piece => Some(labels[piece as usize]).filter(|label| *label != NONE),
        };
        (0..problem.graph.n_units()).map(of_unit).collect()
    }

    /// As [`Self::piece_labels`] for labels from elsewhere: grids that there are not, or that are locked, count as none.
    pub(super) fn start_labels(&self, units: &[Option<u32>]) -> Vec<u32> {
        let mut labels = if units.len() == self.piece_of.len() { self.piece_labels(units) } else { vec![NONE; self.n] };
        for (piece, label) in labels.iter_mut().enumerate() {
            if *label != NONE && (*label as usize >= self.k || self.is_barred(piece, *label)) {
                *label = NONE;
            }
        }
        labels
    }

    /// The grids of the pieces from those of the units.
    pub(super) fn piece_labels(&self, units: &[Option<u32>]) -> Vec<u32> {
        self.units.iter().map(|own| own.iter().find_map(|unit| units[*unit as usize]).unwrap_or(NONE)).collect()
    }
}
