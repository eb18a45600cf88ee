//! Which cells a stroke or a ring means. The only place where tools ask the plan for cells by ground.

use crate::base::CellId;
use crate::edit::Document;
use crate::geodesy::{Bounds, Position, metres_per_unit, orientation, point_is_under};
use crate::map::pick::between;
use std::collections::BTreeSet;

/// The cells whose interior position lies inside a ring (closed or not). Cost: the shapes of the cells near it.
pub(super) fn cells_within(document: &Document, ring: &[Position]) -> Vec<CellId> {
    let partition = &document.plan().partition;
    let bounds = Bounds::of(ring.iter().copied());
    let candidates = partition.cells().filter(|cell| partition.cell_bounds(*cell).touches(&bounds));
    candidates.filter(|cell| partition.interior_position(*cell).is_some_and(|p| bounds.contains(p) && is_inside(ring, p))).collect()
}

/// Whether a position lies inside a ring, by the half-open rule.
pub(super) fn is_inside(ring: &[Position], p: Position) -> bool {
    ring.iter().zip(ring.iter().cycle().skip(1)).filter(|(a, b)| point_is_under(p, **a, **b)).count() % 2 == 1
}

/// Where a ring (not closed) crosses itself. Cost: the square of its segments.
pub(super) fn self_crossing(ring: &[Position]) -> Option<Position> {
    let segment = |at: usize| [ring[at], ring[(at + 1) % ring.len()]];
    for first in 0..ring.len() {
        let [a, b] = segment(first);
        let bounds = Bounds::of([a, b]);
        // The next segment shares an end, and so does the last one with the first.
        for second in first + 2..ring.len() - usize::from(first == 0) {
            let [c, d] = segment(second);
            let crosses = |a, b, c, d| orientation(a, b, c) * orientation(a, b, d) < 0;
            if bounds.touches(&Bounds::of([c, d])) && crosses(a, b, c, d) && crosses(c, d, a, b) {
                return Some(crossing([a, b], [c, d]));
            }
        }
    }
    None
}

fn crossing([a, b]: [Position; 2], [c, d]: [Position; 2]) -> Position {
    let run = |from: Position, to: Position| (f64::from(to.lon) - f64::from(from.lon), f64::from(to.lat) - f64::from(from.lat));
    let ((rx, ry), (sx, sy), (qx, qy)) = (run(a, b), run(c, d), run(a, c));
    let share = (qx * sy - qy * sx) / (rx * sy - ry * sx);
    if share.is_finite() { between(a, b, share as f32) } else { a }
}

/// The cells that come within a distance of a path, or hold a position of it. Cost: the arcs near the path.
pub(super) fn cells_touched(document: &Document, path: &[Position], radius_m: f64) -> Vec<CellId> {
    let partition = &document.plan().partition;
    let mut cells: BTreeSet<CellId> = path.iter().map(|p| partition.cell_at(*p)).collect();
    let steps = path.iter().zip(path.iter().skip(1).chain(path.last()));
    for (a, b) in steps {
        let (lon_m, lat_m) = metres_per_unit(a.lat.midpoint(b.lat));
        let flat = |p: Position| ((f64::from(p.lon) - f64::from(a.lon)) * lon_m, (f64::from(p.lat) - f64::from(a.lat)) * lat_m);
        let units = |metres: f64| (radius_m / metres.max(1e-9) * 1.01 + 2.0).min(1.8e9) as i32;
        let reach = grown(Bounds::of([*a, *b]), units(lon_m), units(lat_m));
        for id in partition.arcs_near(&reach) {
            let shape = &partition.arcs()[id].shape;
            let is_known = cells.contains(&shape.left) && cells.contains(&shape.right);
            let is_near = |pair: &[Position]| Bounds::of([pair[0], pair[1]]).touches(&reach) && gap([flat(*a), flat(*b)], [flat(pair[0]), flat(pair[1])]) <= radius_m;
            if !is_known && shape.points.windows(2).any(is_near) {
                cells.extend([shape.left, shape.right]);
            }
        }
    }
    cells.remove(&CellId::OUTSIDE);
    cells.into_iter().collect()
}

fn grown(bounds: Bounds, dx: i32, dy: i32) -> Bounds {
    Bounds {
        min: Position::new(bounds.min.lon.saturating_sub(dx), bounds.min.lat.saturating_sub(dy)),
        max: Position::new(bounds.max.lon.saturating_add(dx), bounds.max.lat.saturating_add(dy)),
    }
}

type Point = (f64, f64);

/// Distance of two segments, 0 where they cross.
fn gap([a, b]: [Point; 2], [c, d]: [Point; 2]) -> f64 {
    let side = |a: Point, b: Point, p: Point| (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0);
    if side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0 {
        return 0.0;
    }
    [distance(a, c, d), distance(b, c, d), distance(c, a, b), distance(d, a, b)].into_iter().fold(f64::INFINITY, f64::min)
}

fn distance(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let square = dx * dx + dy * dy;
    let share = if square > 0.0 { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
    libm::hypot(p.0 - a.0 - share * dx, p.1 - a.1 - share * dy)
}
