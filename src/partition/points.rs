//! A spatial index of positions that never move: which of a million points lie in a small box.

use crate::geodesy::{Bounds, Position};
use rayon::prelude::*;
use std::ops::Range;

/// Positions per leaf and boxes per inner box.
const FANOUT: usize = 16;

/// The order that puts positions near each other on Earth near each other in memory (Hilbert's curve over their box).
/// Returns for each place in the new order the number of the position in the old one; ties keep the old order.
pub fn spatial_order(positions: &[Position]) -> Vec<u32> {
    let bounds = Bounds::of(positions.iter().copied());
    let scale = |from: i32, to: i32| 65_535.0 / (f64::from(to) - f64::from(from)).max(1.0);
    let (x_scale, y_scale) = (scale(bounds.min.lon, bounds.max.lon), scale(bounds.min.lat, bounds.max.lat));
    let mut keys: Vec<u64> = positions
        .par_iter()
        .enumerate()
        .map(|(at, p)| {
            let x = ((f64::from(p.lon) - f64::from(bounds.min.lon)) * x_scale) as u32;
            let y = ((f64::from(p.lat) - f64::from(bounds.min.lat)) * y_scale) as u32;
            u64::from(hilbert(x, y)) << 32 | at as u64
        })
        .collect();
    keys.par_sort_unstable();
    keys.into_iter().map(|key| key as u32).collect()
}

/// Distance along Hilbert's curve of order 16.
fn hilbert(mut x: u32, mut y: u32) -> u32 {
    let mut d = 0;
    let mut side = 1 << 15;
    while side > 0 {
        let (right, up) = (u32::from(x & side > 0), u32::from(y & side > 0));
        d += side * side * ((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                x = 65_535 - x;
                y = 65_535 - y;
            }
            std::mem::swap(&mut x, &mut y);
        }
        side >>= 1;
    }
    d
}

/// A packed tree of boxes over positions that are already in [`spatial_order`]. It keeps no positions of its own: 16 bytes
/// for every sixteen positions.
#[derive(Clone, Debug, Default)]
pub struct PointIndex {
    /// Boxes level by level, leaves first.
    levels: Vec<Vec<Bounds>>,
    len: usize,
}

impl PointIndex {
    /// Indexes positions in spatial order. Any order gives right answers, only that one fast ones.
    pub fn new(positions: &[Position]) -> Self {
        let mut levels: Vec<Vec<Bounds>> = Vec::new();
        if !positions.is_empty() {
            levels.push(positions.par_chunks(FANOUT).map(|chunk| Bounds::of(chunk.iter().copied())).collect());
            while let Some(below) = levels.last().filter(|below| below.len() > 1) {
                let above = below.chunks(FANOUT).map(|chunk| chunk.iter().fold(Bounds::EMPTY, |all, one| all.union(*one))).collect();
                levels.push(above);
            }
        }
        Self { levels, len: positions.len() }
    }

    /// Calls `visit` with the number of every position inside a box, ascending. `positions` are those of [`Self::new`].
    pub fn for_each_in(&self, positions: &[Position], bounds: &Bounds, mut visit: impl FnMut(usize)) {
        debug_assert_eq!(positions.len(), self.len, "the index belongs to these positions");
        self.for_each_leaf(|leaf| leaf.touches(bounds), |_, numbers| numbers.filter(|number| bounds.contains(positions[*number])).for_each(&mut visit));
    }

    /// Calls `visit` with every leaf that, with all boxes above it, `may_hold` accepts: its box and the numbers of the few
    /// positions in it, ascending. For regions that are much smaller than the box around them.
    pub fn for_each_leaf(&self, may_hold: impl Fn(&Bounds) -> bool, mut visit: impl FnMut(&Bounds, Range<usize>)) {
        if let Some(top) = self.levels.len().checked_sub(1) {
            self.descend(top, 0, &may_hold, &mut visit);
        }
    }

    fn descend(&self, level: usize, from: usize, may_hold: &impl Fn(&Bounds) -> bool, visit: &mut impl FnMut(&Bounds, Range<usize>)) {
        for (at, bounds) in self.levels[level].iter().enumerate().skip(from).take(FANOUT).filter(|(_, bounds)| may_hold(bounds)) {
            if level > 0 {
                self.descend(level - 1, at * FANOUT, may_hold, visit);
            } else {
                visit(bounds, at * FANOUT..((at + 1) * FANOUT).min(self.len));
            }
        }
    }
}
