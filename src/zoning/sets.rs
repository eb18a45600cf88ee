//! Grids of a small map as sets of pieces: what each costs by itself, and whether it is one.

use super::core::Core;
use super::enumerate::bits;
use super::problem::Objective;

/// What there is to know of grids of a small map whose grids are interchangeable: costs, limits, neighbours.
pub(super) struct GridCosts<'c> {
    core: &'c Core,
    /// `far[piece * n + centre]`: what a piece costs with that centre.
    far: Vec<f64>,
    near: Vec<u128>,
    least: Vec<i64>,
    most: Vec<i64>,
}

impl<'c> GridCosts<'c> {
    /// `None` for maps with too many pieces or with rules that tell grids apart, and for an objective that is no sum over grids.
    pub(super) fn new(core: &'c Core) -> Option<Self> {
        if core.n > super::enumerate::MOST_PIECES || core.objective == Objective::Diameter || !core.is_plain() {
            return None;
        }
        let square = |a: usize, b: usize| {
            let (dx, dy) = (core.x[a] - core.x[b], core.y[a] - core.y[b]);
            let thousand_km = ((dx * dx + dy * dy).sqrt() * 1000.0).round() / 1000.0;
            thousand_km * thousand_km
        };
        let cost = |piece: usize, centre: usize| core.ways.as_ref().map_or_else(|| core.demand[piece] * square(piece, centre), |ways| ways.way(piece, centre));
        let near = (0..core.n).map(|piece| core.near(piece).iter().fold(0u128, |set, near| set | 1 << near.to)).collect();
        let far = (0..core.n * core.n).map(|at| cost(at / core.n, at % core.n)).collect();
        Some(Self { core, far, near, least: core.lower[..core.m].to_vec(), most: core.upper[..core.m].to_vec() })
    }

    /// What a piece costs in a grid with this centre; only where centres are what counts.
    #[inline]
    pub(super) fn far(&self, piece: usize, centre: usize) -> f64 {
        self.far[piece * self.core.n + centre]
    }

    #[inline]
    pub(super) fn near(&self, piece: usize) -> u128 {
        self.near[piece]
    }

    /// Limits of every grid, by measure.
    pub(super) fn limits(&self) -> (&[i64], &[i64]) {
        (&self.least, &self.most)
    }

    pub(super) fn everything(&self) -> u128 {
        if self.core.n == 128 { u128::MAX } else { (1 << self.core.n) - 1 }
    }

    /// What can be reached from some pieces without leaving a set that has them.
    pub(super) fn reached(&self, from: u128, within: u128) -> u128 {
        let (mut reached, mut front) = (from, from);
        while front != 0 {
            front = bits(front).fold(0, |next, piece| next | self.near[piece]) & within & !reached;
            reached |= front;
        }
        reached
    }

    /// Whether some pieces are a whole grid within limits.
    pub(super) fn is_grid(&self, set: u128) -> bool {
        let is_within = |slot: usize| (self.least[slot]..=self.most[slot]).contains(&bits(set).map(|piece| self.core.amounts(piece)[slot]).sum::<i64>());
        set != 0 && (0..self.core.m).all(is_within) && self.reached(set & set.wrapping_neg(), set) == set
    }

    /// Whether all grids of a plan are whole and within limits.
    pub(super) fn are_grids(&self, label: &[u32]) -> bool {
        let mut sets = vec![0u128; self.core.k];
        label.iter().enumerate().for_each(|(piece, grid)| sets[*grid as usize] |= 1 << piece);
        sets.into_iter().all(|set| self.is_grid(set))
    }

    /// What a grid of these pieces adds to the objective.
    pub(super) fn cost(&self, set: u128) -> f64 {
        let core = self.core;
        match core.objective {
            Objective::Moment | Objective::Travel => bits(set).map(|centre| bits(set).map(|piece| self.far[piece * core.n + centre]).sum::<f64>()).fold(f64::INFINITY, f64::min),
            objective => {
                let outward = |piece: usize| core.near(piece).iter().filter(move |near| set >> near.to & 1 == 0);
                0.5 * bits(set).flat_map(outward).map(|near| if objective == Objective::Perimeter { near.length } else { f64::from(near.pairs) }).sum::<f64>()
            }
        }
    }
}
