//! Which cells lie within a polygon or under a brush.

use crate::base::CellId;
use crate::geodesy::{Bounds, Position, metres_per_unit, point_is_under};
use crate::partition::Partition;
use std::collections::BTreeSet;

/// The cells whose interior position lies inside a ring (closed or not), by the half-open rule. Cost: the shapes of the cells near it.
pub(super) fn cells_within(partition: &Partition, ring: &[Position]) -> Vec<CellId> {
    let bounds = Bounds::of(ring.iter().copied());
    let is_inside = |p: Position| ring.iter().zip(ring.iter().cycle().skip(1)).filter(|(a, b)| point_is_under(p, **a, **b)).count() % 2 == 1;
    let candidates = partition.cells().filter(|cell| partition.cell_bounds(*cell).touches(&bounds));
    candidates.filter(|cell| partition.interior_position(*cell).is_some_and(|p| bounds.contains(p) && is_inside(p))).collect()
}

/// The cells that come within a distance of a path, or hold it. Cost: the arcs near the path.
pub(super) fn cells_touched(partition: &Partition, path: &[Position], radius_m: f64) -> Vec<CellId> {
    let mut cells: BTreeSet<CellId> = path.iter().map(|p| partition.cell_at(*p)).collect();
    let single: Vec<[Position; 2]> = path.iter().take(1).map(|p| [*p, *p]).collect();
    let steps: Vec<[Position; 2]> = if path.len() < 2 { single } else { path.windows(2).map(|pair| [pair[0], pair[1]]).collect() };
    for [a, b] in steps {
        let flat = Flat::around(a, b);
        let reach = flat.reach(a, b, radius_m);
        for id in partition.arcs_near(&reach) {
            let shape = &partition.arcs()[id].shape;
            if cells.contains(&shape.left) && cells.contains(&shape.right) {
                continue;
            }
            let is_near = |pair: &[Position]| Bounds::of([pair[0], pair[1]]).touches(&reach) && flat.is_within([a, b], [pair[0], pair[1]], radius_m);
            if shape.points.windows(2).any(is_near) {
                cells.extend([shape.left, shape.right]);
            }
        }
    }
    cells.remove(&CellId::OUTSIDE);
    cells.into_iter().collect()
}

/// Metres around one step of a brush; good to 1e-4 over the few kilometres that a brush reaches.
#[derive(Clone, Copy)]
struct Flat {
    origin: Position,
    lon_m: f64,
    lat_m: f64,
}

type Point = (f64, f64);

impl Flat {
    fn around(a: Position, b: Position) -> Self {
        let (lon_m, lat_m) = metres_per_unit(a.lat.midpoint(b.lat));
        Self { origin: a, lon_m, lat_m }
    }

    /// A box around everything within a distance of a step.
    fn reach(self, a: Position, b: Position, radius_m: f64) -> Bounds {
        let bounds = Bounds::of([a, b]);
        let units = |metres: f64| (radius_m / metres.max(1e-9) * 1.01 + 2.0).min(1.8e9) as i32;
        let (dx, dy) = (units(self.lon_m), units(self.lat_m));
        Bounds {
            min: Position::new(bounds.min.lon.saturating_sub(dx), bounds.min.lat.saturating_sub(dy)),
            max: Position::new(bounds.max.lon.saturating_add(dx), bounds.max.lat.saturating_add(dy)),
        }
    }

    fn point(self, p: Position) -> Point {
        ((f64::from(p.lon) - f64::from(self.origin.lon)) * self.lon_m, (f64::from(p.lat) - f64::from(self.origin.lat)) * self.lat_m)
    }

    /// Whether two segments come within a distance of each other.
    fn is_within(self, [a, b]: [Position; 2], [c, d]: [Position; 2], radius_m: f64) -> bool {
        let [a, b, c, d] = [a, b, c, d].map(|p| self.point(p));
        let nearest = [squared(a, c, d), squared(b, c, d), squared(c, a, b), squared(d, a, b)].into_iter().fold(f64::INFINITY, f64::min);
        nearest <= radius_m * radius_m || (side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0)
    }
}

/// Square of the distance of a point from a segment.
fn squared(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let t = if length > 0.0 { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (x, y) = (p.0 - a.0 - t * dx, p.1 - a.1 - t * dy);
    x * x + y * y
}

fn side(a: Point, b: Point, p: Point) -> f64 {
    (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0)
}
