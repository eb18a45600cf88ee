//! Finding the triangle under a position.

use crate::geodesy::{Bounds, Position, orientation};
use crate::samples::mesh::{Mesh, NONE};
use rustc_hash::FxHashMap;

/// Side of a bucket in lattice units (about 110 m).
const BUCKET: i32 = 10_000;

/// Triangles by the buckets that their boxes touch.
#[derive(Debug)]
pub struct Locator(FxHashMap<(i32, i32), Vec<u32>>);

impl Locator {
    /// Sorts all triangles in.
    pub fn new(mesh: &Mesh) -> Self {
        let mut buckets: FxHashMap<(i32, i32), Vec<u32>> = FxHashMap::default();
        for t in 0..mesh.triangles.len() as u32 {
            let bounds = Bounds::of(mesh.corners(t));
            for x in bounds.min.lon / BUCKET..=bounds.max.lon / BUCKET {
                for y in bounds.min.lat / BUCKET..=bounds.max.lat / BUCKET {
                    buckets.entry((x, y)).or_default().push(t);
                }
            }
        }
        Self(buckets)
    }

    /// The triangle that holds a position strictly inside, or [`NONE`]; positions on an edge count as outside, so that
    /// no building stands on the border of a cell.
    pub fn triangle(&self, mesh: &Mesh, p: Position) -> u32 {
        let near = self.0.get(&(p.lon / BUCKET, p.lat / BUCKET));
        let holds = |t: &&u32| {
            let [a, b, c] = mesh.corners(**t);
            orientation(a, b, p) > 0 && orientation(b, c, p) > 0 && orientation(c, a, p) > 0
        };
        near.and_then(|near| near.iter().find(holds)).copied().unwrap_or(NONE)
    }
}
