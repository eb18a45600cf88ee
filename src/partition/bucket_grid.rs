//! The geometry of a bucket grid: square buckets whose side is a power of two lattice units.

use crate::geodesy::{Bounds, Position};

/// Which bucket a place is in. Positions outside the box fall into the buckets of its edge, so a plan may grow.
#[derive(Clone, Debug, Default)]
pub(super) struct BucketGrid {
    origin: Position,
    /// Side of a bucket is 2^shift lattice units.
    shift: u32,
    columns: i64,
    rows: i64,
}

impl BucketGrid {
    /// A grid of at most about `n_buckets` buckets over a box.
    pub(super) fn new(bounds: Bounds, n_buckets: usize) -> Self {
        if bounds.is_empty() {
            return Self { columns: 1, rows: 1, shift: 32, ..Self::default() };
        }
        let width = i64::from(bounds.max.lon) - i64::from(bounds.min.lon) + 1;
        let height = i64::from(bounds.max.lat) - i64::from(bounds.min.lat) + 1;
        let wanted = n_buckets.clamp(16, 16_000_000) as i64;
        let mut shift = 0;
        while ((width >> shift) + 1) * ((height >> shift) + 1) > wanted {
            shift += 1;
        }
        Self { origin: bounds.min, shift, columns: (width >> shift) + 1, rows: (height >> shift) + 1 }
    }

    /// Number of buckets.
    pub(super) fn len(&self) -> usize {
        (self.columns * self.rows) as usize
    }

    pub(super) fn column(&self, lon: i32) -> i64 {
        ((i64::from(lon) - i64::from(self.origin.lon)) >> self.shift).clamp(0, self.columns - 1)
    }

    pub(super) fn row(&self, lat: i32) -> i64 {
        ((i64::from(lat) - i64::from(self.origin.lat)) >> self.shift).clamp(0, self.rows - 1)
    }

    pub(super) fn number(&self, column: i64, row: i64) -> u32 {
        (row * self.columns + column) as u32
    }

    /// Latitude of the lower edge of a row; everything below for the lowest row.
    pub(super) fn row_floor(&self, row: i64) -> i64 {
        if row == 0 { i64::MIN } else { i64::from(self.origin.lat) + (row << self.shift) }
    }

    /// Southern edge of the box.
    pub(super) fn floor(&self) -> i32 {
        self.origin.lat
    }

    /// Side of a bucket in lattice units.
    pub(super) fn bucket_size(&self) -> i64 {
        1 << self.shift
    }

    /// Visits the buckets a box touches.
    pub(super) fn for_each_bucket_in(&self, bounds: &Bounds, mut visit: impl FnMut(u32)) {
        for row in self.row(bounds.min.lat)..=self.row(bounds.max.lat) {
            for column in self.column(bounds.min.lon)..=self.column(bounds.max.lon) {
                visit(self.number(column, row));
            }
        }
    }

    /// Visits every bucket a segment may touch: row by row, the columns its part in the row spans, in exact integers
    /// rounded outward. The walk depends on the two ends only, so what was added can be removed.
    pub(super) fn for_each_bucket(&self, a: Position, b: Position, mut visit: impl FnMut(u32)) {
        let (low, high) = if (a.lat, a.lon) <= (b.lat, b.lon) { (a, b) } else { (b, a) };
        let (first_row, last_row) = (self.row(low.lat), self.row(high.lat));
        let (height, run) = (i64::from(high.lat) - i64::from(low.lat), i64::from(high.lon) - i64::from(low.lon));
        for row in first_row..=last_row {
            let (west, east) = if first_row == last_row || height == 0 {
                (a.lon.min(b.lon), a.lon.max(b.lon))
            } else {
                let band_low = if row == first_row { i64::from(low.lat) } else { self.row_floor(row) };
                let band_high = if row == last_row { i64::from(high.lat) } else { self.row_floor(row + 1) };
                let lon_at = |lat: i64, up: i64| {
                    let steps = (i128::from(run) * i128::from(lat - i64::from(low.lat))).div_euclid(i128::from(height)) as i64;
                    (i64::from(low.lon) + steps + up).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
                };
                if run >= 0 { (lon_at(band_low, 0), lon_at(band_high, 1)) } else { (lon_at(band_high, 0), lon_at(band_low, 1)) }
            };
            for column in self.column(west)..=self.column(east) {
                visit(self.number(column, row));
            }
        }
    }
}
