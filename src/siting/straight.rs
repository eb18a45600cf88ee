//! Cost matrices from straight lines: every pair, or the pairs within a limit by a grid of buckets.

use super::matrix::{CostMatrix, MatrixError};
use crate::geodesy::{Position, WGS84_A, WGS84_F, distance_m};
use rayon::prelude::*;
use std::f64::consts::PI;

/// How far two places are from each other. Places are `[x, y]`; on Earth that is longitude and latitude in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Metric {
    /// Straight distance in the plane.
    Euclid,
    /// Straight distance rounded down, the convention of published p-median values.
    EuclidFloor,
    /// Distance on a sphere of this radius by the law of cosines, the convention of published covering values.
    GreatCircle {
        /// Radius in metres.
        radius_m: f64,
    },
    /// Distance in metres on the WGS-84 ellipsoid; below 50 km by the mid-latitude formula, whose error there is below 1e-5.
    Geodesic,
}

/// First eccentricity squared of WGS-84.
const E2: f64 = WGS84_F * (2.0 - WGS84_F);
/// Degrees of latitude or longitude up to which the mid-latitude formula serves.
const NEAR_DEGREES: f64 = 0.45;
/// Least length of a degree of latitude in metres, and of longitude at the equator.
const LEAST_DEGREE_M: f64 = 110_500.0;
/// Most buckets a demand point of a grid.
const BUCKETS_A_POINT: usize = 4;

/// A place with what its distances need.
#[derive(Clone, Copy, Debug)]
struct Prepared {
    place: [f64; 2],
    /// Unit vector on the sphere, or cosine and sine of half the latitude.
    vector: [f64; 3],
}

impl Metric {
    fn prepare(self, place: [f64; 2]) -> Prepared {
        let [lon, lat] = place.map(|degrees| degrees * PI / 180.0);
        let vector = match self {
            Self::Euclid | Self::EuclidFloor => [0.0; 3],
            Self::GreatCircle { .. } => [libm::cos(lat) * libm::cos(lon), libm::cos(lat) * libm::sin(lon), libm::sin(lat)],
            Self::Geodesic => [libm::cos(lat / 2.0), libm::sin(lat / 2.0), 0.0],
        };
        Prepared { place, vector }
    }

    fn distance(self, a: &Prepared, b: &Prepared) -> f64 {
        match self {
            Self::Euclid => straight(a, b),
            Self::EuclidFloor => straight(a, b).floor(),
            Self::GreatCircle { radius_m } => {
                let cosine: f64 = a.vector.iter().zip(&b.vector).map(|(a, b)| a * b).sum();
                // Rounding gives the same place a distance of some centimetres otherwise.
                if a.place.map(f64::to_bits) == b.place.map(f64::to_bits) { 0.0 } else { libm::acos(cosine.clamp(-1.0, 1.0)) * radius_m }
            }
            Self::Geodesic => geodesic(a, b),
        }
    }

    /// The distance of two places.
    pub fn between(self, a: [f64; 2], b: [f64; 2]) -> f64 {
        self.distance(&self.prepare(a), &self.prepare(b))
    }

    /// Sides of a box of places around a place that holds everything within a limit, at most so far from the equator.
    fn reach(self, limit: f64, most_lat: f64) -> [f64; 2] {
        match self {
            Self::Euclid => [limit, limit],
            Self::EuclidFloor => [limit + 1.0, limit + 1.0],
            Self::GreatCircle { .. } | Self::Geodesic => {
                let degree = if let Self::GreatCircle { radius_m } = self { radius_m * PI / 180.0 } else { LEAST_DEGREE_M };
                let lat = limit / degree * 1.001 + 1e-9;
                let shrink = libm::cos((most_lat + lat).min(89.9) * PI / 180.0);
                [(lat / shrink * 1.001).min(400.0), lat]
            }
        }
    }
}

fn straight(a: &Prepared, b: &Prepared) -> f64 {
    let (dx, dy) = (a.place[0] - b.place[0], a.place[1] - b.place[1]);
    (dx * dx + dy * dy).sqrt()
}

/// The mid-latitude formula (Gauss) with the radii of curvature at the mean latitude; only roots and plain arithmetic a pair.
fn geodesic(a: &Prepared, b: &Prepared) -> f64 {
    let (dlon, dlat) = (a.place[0] - b.place[0], a.place[1] - b.place[1]);
    if dlon.abs() > NEAR_DEGREES || dlat.abs() > NEAR_DEGREES {
        let position = |place: [f64; 2]| Position::from_degrees(place[0], place[1]).unwrap_or_default();
        return distance_m(position(a.place), position(b.place));
    }
    // Cosine of the mean latitude from the halves.
    let cosine = a.vector[0] * b.vector[0] - a.vector[1] * b.vector[1];
    let squeeze = 1.0 - E2 * (1.0 - cosine * cosine);
    let normal = WGS84_A / squeeze.sqrt();
    let meridian = normal * (1.0 - E2) / squeeze;
    let (east, north) = (dlon * cosine * normal, dlat * meridian);
    (east * east + north * north).sqrt() * (PI / 180.0)
}

/// The matrix of all pairs within a limit (all pairs where there is none), distances as costs.
///
/// Cost: all pairs without a limit; with one, the pairs in neighbouring buckets.
///
/// # Errors
/// Where a place is no number.
pub fn straight_matrix(demand: &[[f64; 2]], candidates: &[[f64; 2]], metric: Metric, limit: Option<f32>) -> Result<CostMatrix, MatrixError> {
    let is_same = demand == candidates;
    let prepared = |places: &[[f64; 2]]| -> Vec<Prepared> { places.par_iter().map(|place| metric.prepare(*place)).collect() };
    let to = prepared(candidates);
    let from = if is_same { to.clone() } else { prepared(demand) };
    let rows: Vec<Vec<(u32, f32)>> = match limit {
        None => from.par_iter().map(|place| to.iter().enumerate().map(|(at, other)| (at as u32, metric.distance(place, other) as f32)).collect()).collect(),
        Some(limit) => {
            let buckets = Buckets::new(&to, metric, f64::from(limit));
            from.par_iter().map(|place| buckets.near(place, metric, limit)).collect()
        }
    };
    if is_same { CostMatrix::symmetric(rows) } else { CostMatrix::from_rows(rows, candidates.len()) }
}

/// Straight distances from any place to fixed ones within a limit: the column of an outlet while it is dragged.
#[derive(Debug)]
pub struct Reach {
    buckets: Buckets,
    metric: Metric,
    limit: f32,
}

impl Reach {
    /// Makes the places ready.
    pub fn new(places: &[[f64; 2]], metric: Metric, limit: f32) -> Self {
        let prepared: Vec<Prepared> = places.par_iter().map(|place| metric.prepare(*place)).collect();
        Self { buckets: Buckets::new(&prepared, metric, f64::from(limit)), metric, limit }
    }

    /// The places within the limit of one, in no order that matters to [`crate::siting::Service`].
    pub fn column(&self, place: [f64; 2]) -> Vec<(u32, f32)> {
        if !place.iter().all(|value| value.is_finite()) {
            return Vec::new();
        }
        self.buckets.near(&self.metric.prepare(place), self.metric, self.limit)
    }
}

/// Places in a grid of equal boxes, so that those near a place are in few boxes.
#[derive(Debug)]
struct Buckets {
    origin: [f64; 2],
    side: [f64; 2],
    reach: [f64; 2],
    size: [usize; 2],
    start: Vec<u32>,
    /// Places in the order of their boxes, each with its number.
    places: Vec<(Prepared, u32)>,
}

impl Buckets {
    fn new(places: &[Prepared], metric: Metric, limit: f64) -> Self {
        let finite = || places.iter().filter(|place| place.place.iter().all(|value| value.is_finite()));
        let least = |axis: usize| finite().map(|place| place.place[axis]).fold(f64::INFINITY, f64::min);
        let most = |axis: usize| finite().map(|place| place.place[axis]).fold(f64::NEG_INFINITY, f64::max);
        let most_lat = finite().map(|place| place.place[1].abs()).fold(0.0, f64::max);
        let reach = metric.reach(limit, most_lat);
        let mut origin = [0.0; 2];
        let (mut side, mut size) = ([1.0; 2], [1usize; 2]);
        // Few enough boxes for the number of places: a small limit over a large country must not take memory by the limit.
        let most_boxes = ((places.len() * BUCKETS_A_POINT) as f64).sqrt().ceil().max(1.0);
        for axis in 0..2 {
            let (low, high) = (least(axis), most(axis));
            if low <= high {
                origin[axis] = low;
                side[axis] = (reach[axis] / 2.0).max((high - low) / most_boxes).max(f64::MIN_POSITIVE);
                size[axis] = ((high - low) / side[axis]) as usize + 1;
            }
        }
        let mut buckets = Self { origin, side, reach, size, start: vec![0; size[0] * size[1] + 1], places: Vec::with_capacity(places.len()) };
        let mut order: Vec<(u32, u32)> = places.iter().enumerate().map(|(at, place)| (buckets.bucket(place), at as u32)).collect();
        order.sort_unstable();
        for &(bucket, at) in &order {
            buckets.start[bucket as usize + 1] += 1;
            buckets.places.push((places[at as usize], at));
        }
        for bucket in 1..buckets.start.len() {
            buckets.start[bucket] += buckets.start[bucket - 1];
        }
        buckets
    }

    /// The number of the row or column of boxes, within the grid.
    fn along(&self, axis: usize, value: f64) -> usize {
        // A value that is no number becomes 0 and is refused with its distance.
        (((value - self.origin[axis]) / self.side[axis]).floor().max(0.0) as usize).min(self.size[axis] - 1)
    }

    fn bucket(&self, place: &Prepared) -> u32 {
        (self.along(1, place.place[1]) * self.size[0] + self.along(0, place.place[0])) as u32
    }

    fn near(&self, place: &Prepared, metric: Metric, limit: f32) -> Vec<(u32, f32)> {
        let range = |axis: usize| self.along(axis, place.place[axis] - self.reach[axis])..=self.along(axis, place.place[axis] + self.reach[axis]);
        let mut near = Vec::new();
        for y in range(1) {
            let columns = range(0);
            let (first, last) = (y * self.size[0] + columns.start(), y * self.size[0] + columns.end());
            for (other, number) in &self.places[self.start[first] as usize..self.start[last + 1] as usize] {
                let is_far = (0..2).any(|axis| (other.place[axis] - place.place[axis]).abs() > self.reach[axis]);
                if is_far {
                    continue;
                }
                let distance = metric.distance(place, other);
                if distance <= f64::from(limit) || distance.is_nan() {
                    near.push((*number, distance as f32));
                }
            }
        }
        near
    }
}
