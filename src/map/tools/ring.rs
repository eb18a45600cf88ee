//! What tools know of drawn rings.

use crate::geodesy::{Bounds, Position, orientation, point_is_under};
use crate::map::pick::between;

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
