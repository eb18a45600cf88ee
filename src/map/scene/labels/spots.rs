//! Where in a shape a label can stand, and how large it may be there, whatever the zoom.

use crate::base::ArcId;
use crate::carto::pole_of_inaccessibility;
use crate::map::scene::anchor::{Anchor, Offset, OffsetBox};
use crate::map::scene::detail::simplified;
use crate::partition::{ArcRef, Partition, Polygon};
use std::collections::{BTreeMap, BTreeSet};

/// Widths of boxes over their heights for which it is known how large one fits.
pub(super) const ASPECTS: [f32; 6] = [1.0, 1.6, 2.4, 3.4, 5.0, 8.0];
/// Details smaller than this share of a shape's size do not matter to its label.
const FINEST: f32 = 1.0 / 120.0;
/// A label keeps its place under a drag while so much of its room is left.
const LEAST_ROOM: f32 = 0.6;

/// The best place for a label in a shape.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spot {
    pub(super) point: Offset,
    /// For each of [`ASPECTS`] half the height of the largest box round the point that stays inside, in offsets.
    pub(super) fits: [f32; ASPECTS.len()],
    /// In squared offsets.
    pub(super) area: f64,
    pub(super) bounds: OffsetBox,
}

/// The boundary of each of some groups of cells, found in one walk over all arcs. `sides` gives the groups on both sides of an
/// arc, counted from 1.
pub(super) fn outlines(partition: &Partition, wanted: &BTreeSet<usize>, sides: impl Fn(ArcId) -> [u32; 2]) -> BTreeMap<usize, Vec<ArcRef>> {
    let mut found: BTreeMap<usize, Vec<ArcRef>> = wanted.iter().map(|at| (*at, Vec::new())).collect();
    for arc in partition.arcs().ids() {
        let [left, right] = sides(arc);
        if left == right {
            continue;
        }
        for (side, is_reversed) in [(left, false), (right, true)] {
            if let Some(outline) = (side as usize).checked_sub(1).and_then(|at| found.get_mut(&at)) {
                outline.push(ArcRef { arc, is_reversed });
            }
        }
    }
    found
}

/// The rings of a polygon as offsets, closed, without what is too fine to matter.
pub(super) fn rings(polygon: &Polygon, anchor: &Anchor) -> Vec<Vec<Offset>> {
    let rings: Vec<Vec<Offset>> = polygon.rings.iter().map(|ring| ring.iter().map(|position| anchor.offset(*position)).collect()).collect();
    let mut bounds = OffsetBox::EMPTY;
    rings.iter().flatten().for_each(|point| bounds.add(*point));
    let size = (bounds.max[0] - bounds.min[0]).min(bounds.max[1] - bounds.min[1]);
    rings.iter().map(|ring| simplified(ring, size * FINEST)).filter(|ring| ring.len() > 3).collect()
}

impl Spot {
    /// The pole of inaccessibility of a shape with the room around it; `None` for a shape without an inside.
    pub(super) fn of(rings: &[Vec<Offset>]) -> Option<Self> {
        // Offsets are tiny numbers; the pole is found in units of the shape's size.
        let bounds = bounds_of(rings);
        let size = f64::from((bounds.max[0] - bounds.min[0]).max(bounds.max[1] - bounds.min[1]));
        let unit = |point: &Offset| [f64::from(point[0] - bounds.min[0]) / size, f64::from(point[1] - bounds.min[1]) / size];
        let polygon: Vec<Vec<[f64; 2]>> = rings.iter().map(|ring| ring[..ring.len() - 1].iter().map(unit).collect()).collect();
        let pole = pole_of_inaccessibility(&polygon, 0.01)?;
        let point = [(pole.point[0] * size) as f32 + bounds.min[0], (pole.point[1] * size) as f32 + bounds.min[1]];
        Some(Self::at(point, rings, bounds))
    }

    /// The same place in a shape that has changed, if there is still room.
    pub(super) fn kept_in(&self, rings: &[Vec<Offset>]) -> Option<Self> {
        let now = Self::at(self.point, rings, bounds_of(rings));
        (is_inside(self.point, rings) && now.fits[1] >= LEAST_ROOM * self.fits[1]).then_some(now)
    }

    fn at(point: Offset, rings: &[Vec<Offset>], bounds: OffsetBox) -> Self {
        let fits = ASPECTS.map(|aspect| half_height(point, aspect, rings));
        let area = rings.iter().map(|ring| signed_area(ring)).sum::<f64>().abs();
        Self { point, fits, area, bounds }
    }
}

fn bounds_of(rings: &[Vec<Offset>]) -> OffsetBox {
    let mut bounds = OffsetBox::EMPTY;
    rings.iter().flatten().for_each(|point| bounds.add(*point));
    bounds
}

fn signed_area(ring: &[Offset]) -> f64 {
    ring.windows(2).map(|pair| f64::from(pair[0][0]) * f64::from(pair[1][1]) - f64::from(pair[1][0]) * f64::from(pair[0][1])).sum::<f64>() / 2.0
}

fn is_inside([x, y]: Offset, rings: &[Vec<Offset>]) -> bool {
    let crossings = rings.iter().flat_map(|ring| ring.windows(2)).filter(|pair| {
        let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
        (ay > y) != (by > y) && x < ax + (bx - ax) * (y - ay) / (by - ay)
    });
    crossings.count() % 2 == 1
}

/// Half the height of the largest box of an aspect round a point that no edge enters.
fn half_height(point: Offset, aspect: f32, rings: &[Vec<Offset>]) -> f32 {
    let seen = |place: Offset| [(place[0] - point[0]) / aspect, place[1] - point[1]];
    let distances = rings.iter().flat_map(|ring| ring.windows(2)).map(|pair| square_distance(seen(pair[0]), seen(pair[1])));
    distances.fold(f32::INFINITY, f32::min)
}

/// Half the side of the smallest square round the origin that touches a segment. The larger of two absolute values is convex
/// along a segment and made of straight pieces, so the least is at an end or where two pieces meet.
fn square_distance(a: Offset, b: Offset) -> f32 {
    let at = |share: f32| (a[0] + (b[0] - a[0]) * share).abs().max((a[1] + (b[1] - a[1]) * share).abs());
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let meetings = [-a[0] / dx, -a[1] / dy, -(a[0] - a[1]) / (dx - dy), -(a[0] + a[1]) / (dx + dy)];
    meetings.into_iter().filter(|share| (0.0..=1.0).contains(share)).map(at).fold(at(0.0).min(at(1.0)), f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(points: &[Offset]) -> Vec<Vec<Offset>> {
        vec![points.iter().chain([&points[0]]).copied().collect()]
    }

    #[test]
    fn boxes_fit_as_far_as_the_edges_let_them() {
        let wide = shape(&[[0.0, 0.0], [100.0, 0.0], [100.0, 20.0], [0.0, 20.0]]);
        let spot = Spot::of(&wide).unwrap();
        assert!((spot.point[1] - 10.0).abs() < 0.5 && (spot.area - 2000.0).abs() < 1.0);
        let centred = Spot::at([50.0, 10.0], &wide, spot.bounds);
        assert_eq!(centred.fits.map(|half| (half * 10.0).round() as i32), [100, 100, 100, 100, 100, 63]);
        assert!(is_inside([50.0, 10.0], &wide) && !is_inside([50.0, 21.0], &wide));
    }

    #[test]
    fn a_place_is_kept_until_it_gets_narrow() {
        let room = |east: f32| shape(&[[0.0, 0.0], [east, 0.0], [east, 40.0], [0.0, 40.0]]);
        let spot = Spot::of(&room(40.0)).unwrap();
        assert_eq!(spot.kept_in(&room(37.0)).unwrap().point.map(f32::to_bits), spot.point.map(f32::to_bits));
        assert!(spot.kept_in(&room(24.0)).is_none() && spot.kept_in(&room(10.0)).is_none());
    }

    #[test]
    fn a_shape_without_an_inside_has_no_place() {
        assert!(Spot::of(&[]).is_none());
        assert!(Spot::of(&shape(&[[0.0, 0.0], [1.0, 0.0]])).is_none());
    }
}
