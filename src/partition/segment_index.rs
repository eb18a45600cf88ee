//! Which arcs pass near a place: a bucket grid that counts, per bucket, how many segments of each arc touch it.
//!
//! The index names arcs, not segments, so inserting a vertex shifts nothing; an edit of one vertex removes two segments
//! and adds two, whatever the size of the city. Buckets are pages of a copy-on-write [`Table`], so a scenario that was
//! branched shares its index with its parent.

use super::bucket_grid::BucketGrid;
use crate::base::{ArcId, Id, Table};
use crate::geodesy::{Bounds, Position};
use smallvec::SmallVec;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct BucketId(u32);

impl Id for BucketId {
    fn from_index(index: usize) -> Self {
        Self(index as u32)
    }
    fn index(self) -> usize {
        self.0 as usize
    }
}

type Bucket = SmallVec<[(ArcId, u32); 4]>;

/// The counting index: see the module documentation.
#[derive(Clone, Debug, Default)]
pub(super) struct SegmentIndex {
    grid: BucketGrid,
    buckets: Table<BucketId, Bucket>,
}

impl SegmentIndex {
    /// An empty index laid out for about `n_segments` segments in a box.
    pub(super) fn new(bounds: Bounds, n_segments: usize) -> Self {
        Self { grid: BucketGrid::new(bounds, n_segments / 2), buckets: Table::default() }
    }

    /// Counts a segment of an arc in.
    pub(super) fn add(&mut self, arc: ArcId, a: Position, b: Position) {
        self.grid.for_each_bucket(a, b, |number| {
            let id = BucketId(number);
            if !self.buckets.contains(id) {
                self.buckets.set(id, Some(Bucket::new()));
            }
            if let Some(bucket) = self.buckets.get_mut(id) {
                match bucket.iter_mut().find(|(other, _)| *other == arc) {
                    Some((_, count)) => *count += 1,
                    None => bucket.push((arc, 1)),
                }
            }
        });
    }

    /// Counts a segment of an arc out.
    pub(super) fn remove(&mut self, arc: ArcId, a: Position, b: Position) {
        self.grid.for_each_bucket(a, b, |number| {
            let Some(bucket) = self.buckets.get_mut(BucketId(number)) else { return };
            if let Some(at) = bucket.iter().position(|(other, _)| *other == arc) {
                bucket[at].1 -= 1;
                if bucket[at].1 == 0 {
                    bucket.swap_remove(at);
                }
            }
        });
    }

    /// The arcs with a segment in a bucket that the box touches, each once, ascending.
    pub(super) fn arcs_near(&self, bounds: &Bounds) -> SmallVec<[ArcId; 16]> {
        let mut arcs = SmallVec::new();
        self.grid.for_each_bucket_in(bounds, |number| {
            if let Some(bucket) = self.buckets.get(BucketId(number)) {
                arcs.extend(bucket.iter().map(|(arc, _)| *arc));
            }
        });
        arcs.sort_unstable();
        arcs.dedup();
        arcs
    }

    /// Southernmost latitude of the box the index was laid out for.
    pub(super) fn floor(&self) -> i32 {
        self.grid.floor()
    }

    /// Side of a bucket in lattice units.
    pub(super) fn bucket_size(&self) -> i64 {
        self.grid.bucket_size()
    }
}
