//! Demand points (需求点), kept in memory as positions and amounts only.

use super::Amount;
use crate::geodesy::Position;
use std::collections::BTreeMap;

/// All amounts of a measure together, without their signs, come to no more than this: sums of any of them fit in 64 bits.
pub const MOST_TOTAL: u128 = i64::MAX as u128 / 4;

/// All demand points of a project. The order is free; a project keeps them in the order of
/// [`crate::partition::spatial_order`], so that points near each other on Earth are near each other in memory.
///
/// Ten million points with four measures take 440 MB here and nothing more is kept of them in memory: codes, names and
/// other attributes stay in the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demand {
    /// Row id in the project file.
    pub ids: Vec<u32>,
    /// Where each point is.
    pub positions: Vec<Position>,
    /// Number of measures.
    pub n_measures: usize,
    /// Amounts point by point: those of point `i` are `amounts[i * n_measures..][..n_measures]`.
    pub amounts: Vec<Amount>,
}

impl Demand {
    /// Number of points.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// The amounts of one point, one per measure.
    #[inline]
    pub fn amounts_of(&self, point: usize) -> &[Amount] {
        &self.amounts[point * self.n_measures..][..self.n_measures]
    }

    /// The same points in another order: place `i` takes the point `order[i]`.
    pub fn reordered(&self, order: &[u32]) -> Self {
        let mut amounts = Vec::with_capacity(self.amounts.len());
        for &point in order {
            amounts.extend_from_slice(self.amounts_of(point as usize));
        }
        Self {
            ids: order.iter().map(|&point| self.ids[point as usize]).collect(),
            positions: order.iter().map(|&point| self.positions[point as usize]).collect(),
            n_measures: self.n_measures,
            amounts,
        }
    }

    /// The numbers of the points with some row ids; ids that no point has are left out. Cost: a look at every point.
    pub fn numbers_of(&self, ids: impl IntoIterator<Item = u32>) -> BTreeMap<u32, usize> {
        let mut wanted: Vec<u32> = ids.into_iter().collect();
        wanted.sort_unstable();
        self.ids.iter().enumerate().filter(|(_, id)| wanted.binary_search(id).is_ok()).map(|(point, id)| (*id, point)).collect()
    }

    /// The amounts of every measure together, without their signs: see [`MOST_TOTAL`].
    pub fn magnitudes(&self) -> Vec<u128> {
        let mut totals = vec![0; self.n_measures];
        if self.n_measures > 0 {
            for amounts in self.amounts.chunks_exact(self.n_measures) {
                totals.iter_mut().zip(amounts).for_each(|(total, amount)| *total += u128::from(amount.unsigned_abs()));
            }
        }
        totals
    }
}
