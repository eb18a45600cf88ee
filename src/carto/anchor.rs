//! Where a label is anchored: the pole of inaccessibility, the point inside a polygon that is farthest from its edges.
//!
//! Branch and bound over squares (the idea of Mapbox's polylabel, after Garcia-Castellanos and Lombardo 2007): a square
//! is split while the farthest point it could hold beats the best one found by more than the precision.

use super::shape::{Box2, Point, edges, polygon_contains, ring_bounds};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A point inside a polygon and its distance to the nearest edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pole {
    /// Where.
    pub point: [f64; 2],
    /// Radius of the largest circle round the point that stays inside.
    pub distance: f64,
}

/// More squares than this are never looked at, whatever the shape.
const MAX_SQUARES: usize = 20_000;

/// The pole of inaccessibility of a polygon (a shell followed by its holes), to within `precision` in the polygon's
/// unit. [`None`] for a polygon without an inside. O(squares · edges), usually some hundred squares.
pub fn pole_of_inaccessibility(polygon: &[Vec<[f64; 2]>], precision: f64) -> Option<Pole> {
    if polygon.iter().flatten().flatten().any(|value| !value.is_finite()) {
        return None;
    }
    let bounds = ring_bounds(polygon.first()?);
    let (width, height) = (bounds.width(), bounds.height());
    // An empty ring has a negative width.
    if width <= 0.0 || height <= 0.0 {
        return None;
    }
    if width.max(height) > 64.0 * width.min(height) {
        return pole_of_sliver(polygon, &bounds);
    }
    let size = width.min(height);
    let precision = precision.max(size * 1e-6);
    let mut queue = BinaryHeap::new();
    let mut best = Square::new(bounds.middle(), 0.0, polygon);
    for column in 0..(width / size).ceil() as usize {
        for row in 0..(height / size).ceil() as usize {
            let middle = [bounds.left + (column as f64 + 0.5) * size, bounds.top + (row as f64 + 0.5) * size];
            queue.push(Square::new(middle, size / 2.0, polygon));
        }
    }
    let mut looked_at = 0;
    while let Some(square) = queue.pop() {
        if square.distance > best.distance {
            best = square;
        }
        looked_at += 1;
        if square.most() - best.distance <= precision || looked_at > MAX_SQUARES {
            break;
        }
        let half = square.half / 2.0;
        for [dx, dy] in [[-half, -half], [half, -half], [-half, half], [half, half]] {
            queue.push(Square::new([square.middle[0] + dx, square.middle[1] + dy], half, polygon));
        }
    }
    (best.distance > 0.0).then_some(Pole { point: best.middle, distance: best.distance })
}

/// A good point of a shape so thin that squares would be countless: the pole of the shape stretched to a square.
fn pole_of_sliver(polygon: &[Vec<Point>], bounds: &Box2) -> Option<Pole> {
    let stretched: Vec<Vec<Point>> = polygon
        .iter()
        .map(|ring| ring.iter().map(|p| [(p[0] - bounds.left) / bounds.width(), (p[1] - bounds.top) / bounds.height()]).collect())
        .collect();
    let pole = pole_of_inaccessibility(&stretched, 0.01)?;
    let point = [bounds.left + pole.point[0] * bounds.width(), bounds.top + pole.point[1] * bounds.height()];
    let distance = signed_distance(polygon, point);
    (distance > 0.0).then_some(Pole { point, distance })
}

#[derive(Clone, Copy, Debug)]
struct Square {
    middle: Point,
    half: f64,
    /// Distance from the middle to the nearest edge, negative outside.
    distance: f64,
}

impl Square {
    fn new(middle: Point, half: f64, polygon: &[Vec<Point>]) -> Self {
        Self { middle, half, distance: signed_distance(polygon, middle) }
    }

    /// No point of the square is farther inside than this.
    fn most(&self) -> f64 {
        self.distance + self.half * std::f64::consts::SQRT_2
    }
}

impl Ord for Square {
    fn cmp(&self, other: &Self) -> Ordering {
        // Ties are broken by place, so that the heap's own order never matters.
        let place = |square: &Self| (square.middle[1], square.middle[0]);
        let ((y1, x1), (y2, x2)) = (place(self), place(other));
        self.most().total_cmp(&other.most()).then(y2.total_cmp(&y1)).then(x2.total_cmp(&x1))
    }
}

impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Square {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Square {}

fn signed_distance(polygon: &[Vec<Point>], p: Point) -> f64 {
    let nearest = edges(polygon).map(|(a, b)| squared_distance(p, a, b)).fold(f64::INFINITY, f64::min).sqrt();
    if polygon_contains(polygon, p) { nearest } else { -nearest }
}

/// Squared distance from a point to a segment.
fn squared_distance(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx * dx + dy * dy;
    let share = if length > 0.0 { (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (ex, ey) = (p[0] - a[0] - share * dx, p[1] - a[1] - share * dy);
    ex * ex + ey * ey
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rectangle(left: f64, top: f64, width: f64, height: f64) -> Vec<Point> {
        vec![[left, top], [left + width, top], [left + width, top + height], [left, top + height]]
    }

    #[test]
    fn the_pole_of_a_u_lies_in_its_thick_arm() {
        // The left arm is 4 wide, the right arm 2, the base 2: the centroid lies in the gap.
        let u = vec![vec![[0.0, 0.0], [4.0, 0.0], [4.0, 8.0], [8.0, 8.0], [8.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]]];
        let pole = pole_of_inaccessibility(&u, 0.01).unwrap();
        assert!((pole.point[0] - 2.2).abs() < 0.4 && (pole.distance - 2.0).abs() < 0.35, "{pole:?}");
        assert!(polygon_contains(&u, pole.point));
    }

    #[test]
    fn a_hole_pushes_the_pole_away() {
        // A 10 × 10 square with a 4 × 4 hole in the middle: the best circle touches a corner of the hole and two sides.
        // Its radius r solves r + r/√2·… : on the diagonal, (3 − r)·√2 = r, so r = 3√2 / (1 + √2).
        let polygon = vec![rectangle(0.0, 0.0, 10.0, 10.0), rectangle(3.0, 3.0, 4.0, 4.0)];
        let pole = pole_of_inaccessibility(&polygon, 0.001).unwrap();
        let expected = 3.0 * std::f64::consts::SQRT_2 / (1.0 + std::f64::consts::SQRT_2);
        assert!((pole.distance - expected).abs() < 0.002, "{pole:?} for {expected}");
    }

    #[test]
    fn a_square_has_its_pole_in_the_middle_and_a_line_has_none() {
        let pole = pole_of_inaccessibility(&[rectangle(10.0, 20.0, 6.0, 6.0)], 0.01).unwrap();
        assert!((pole.distance - 3.0).abs() < 0.01);
        assert!(pole_of_inaccessibility(&[vec![[0.0, 0.0], [5.0, 0.0]]], 0.01).is_none());
        assert!(pole_of_inaccessibility(&[], 0.01).is_none());
        assert!(pole_of_inaccessibility(&[vec![[f64::NAN, 0.0], [1.0, 1.0], [2.0, 0.0]]], 0.01).is_none());
    }

    #[test]
    fn a_sliver_ends_soon() {
        let sliver = vec![vec![[0.0, 0.0], [1e6, 1.0], [1e6, 2.0]]];
        let pole = pole_of_inaccessibility(&sliver, 0.01).unwrap();
        assert!(pole.distance > 0.1 && pole.distance < 0.5, "{pole:?}");
    }
}
