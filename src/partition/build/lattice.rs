//! Exact predicates of snap rounding on the integer lattice.

use crate::geodesy::{Position, orientation};
use std::cmp::Ordering;

fn difference(a: Position, b: Position) -> (i64, i64) {
    (i64::from(b.lon) - i64::from(a.lon), i64::from(b.lat) - i64::from(a.lat))
}

fn cross(a: (i64, i64), b: (i64, i64)) -> i128 {
    i128::from(a.0) * i128::from(b.1) - i128::from(a.1) * i128::from(b.0)
}

fn dot(a: (i64, i64), b: (i64, i64)) -> i128 {
    i128::from(a.0) * i128::from(b.0) + i128::from(a.1) * i128::from(b.1)
}

/// Whether two segments cross in a position that is an end of neither.
#[inline]
pub(super) fn is_crossing(a: Position, b: Position, c: Position, d: Position) -> bool {
    let (c_side, d_side) = (orientation(a, b, c), orientation(a, b, d));
    if c_side * d_side >= 0 {
        return false;
    }
    orientation(c, d, a) * orientation(c, d, b) < 0
}

/// The lattice position nearest to where two crossing segments cross; halves go north and east.
pub(super) fn crossing(a: Position, b: Position, c: Position, d: Position) -> Position {
    let (ab, cd) = (difference(a, b), difference(c, d));
    let mut below = cross(ab, cd);
    let mut above = cross(difference(a, c), cd);
    if below < 0 {
        (below, above) = (-below, -above);
    }
    // Factors: 33 bits of a difference times 66 bits of a cross product stay far below 127 bits.
    let round = |delta: i64| (2 * i128::from(delta) * above + below).div_euclid(2 * below);
    let at = |base: i32, delta: i64| (i128::from(base) + round(delta)) as i32;
    Position::new(at(a.lon, ab.0), at(a.lat, ab.1))
}

/// Whether the segment `a b` passes through the pixel of `p`: the unit square around it with its west and south sides
/// and without its east and north sides. Ends of segments are pixel centres, never on a side.
pub(super) fn passes_pixel(p: Position, a: Position, b: Position) -> bool {
    if p.lon < a.lon.min(b.lon) || p.lon > a.lon.max(b.lon) || p.lat < a.lat.min(b.lat) || p.lat > a.lat.max(b.lat) {
        return false;
    }
    let (dx, dy) = difference(a, b);
    // Twice the cross product at the centre; a corner half a unit off adds dx or dy once.
    let centre = 2 * cross((dx, dy), difference(a, p));
    let (dx, dy) = (i128::from(dx), i128::from(dy));
    // The corner at (+east, +north) halves: cross product grows by dx * north - dy * east.
    let (south_west, south_east) = (centre - dx + dy, centre - dx - dy);
    let (north_west, north_east) = (centre + dx + dy, centre + dx - dy);
    let corners = [south_west, south_east, north_west, north_east];
    let (low, high) = (corners.iter().min(), corners.iter().max());
    if low < Some(&0) && high > Some(&0) {
        return true;
    }
    // The line touches the square from outside: it counts where it touches the closed west or south side, and those end
    // open at the north-west and south-east corners.
    south_west == 0
}

/// Whether `p` lies beside the inside of the segment `a b`, no further than `reach`.
pub(super) fn is_beside(p: Position, a: Position, b: Position, reach: u32) -> bool {
    let (ab, ap) = (difference(a, b), difference(a, p));
    let (length2, along) = (dot(ab, ab), dot(ab, ap));
    if along <= 0 || along >= length2 {
        return false;
    }
    // Floating point only narrows the candidates of a tolerance; no topology depends on it.
    let off = cross(ab, ap) as f64;
    off * off <= f64::from(reach) * f64::from(reach) * length2 as f64
}

/// Order of two positions along the direction from `a` to `b`.
pub(super) fn order_along(a: Position, b: Position, p: Position, q: Position) -> Ordering {
    let ab = difference(a, b);
    dot(ab, difference(a, p)).cmp(&dot(ab, difference(a, q))).then(p.cmp(&q))
}

/// Order by angle, counter-clockwise from east, of two directions out of `origin`. Exact.
pub(super) fn order_round(origin: Position, p: Position, q: Position) -> Ordering {
    let (to_p, to_q) = (difference(origin, p), difference(origin, q));
    let is_lower = |d: (i64, i64)| d.1 < 0 || (d.1 == 0 && d.0 < 0);
    is_lower(to_p).cmp(&is_lower(to_q)).then_with(|| 0.cmp(&cross(to_p, to_q)))
}
