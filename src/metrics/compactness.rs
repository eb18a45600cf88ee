//! Compactness (紧凑度) of grids: figures between 0 and 1, where 1 is the most compact shape.

use crate::geodesy::{Bounds, Position, UNITS_PER_DEGREE, WGS84_A, WGS84_F, orientation, ring_area_m2};
use std::f64::consts::PI;

/// Polsby-Popper: the area over that of the circle with the same perimeter, `4π·area / perimeter²`. Zero without a
/// perimeter, at most one.
pub fn polsby_popper(area_m2: f64, perimeter_m: f64) -> f64 {
    share(4.0 * PI * area_m2, perimeter_m * perimeter_m)
}

/// The area over that of the convex hull of the corners, see [`convex_hull`]. Zero without a hull, at most one. The hull's
/// edges are straight in longitude and latitude like the boundary's own, so a convex grid scores exactly one but for
/// rounding.
pub fn convex_hull_ratio(area_m2: f64, hull: &[Position]) -> f64 {
    share(area_m2, ring_area_m2(hull))
}

/// Reock: the area over that of the smallest circle that holds all corners, see [`enclosing_radius_m`]. Zero without a
/// circle, at most one.
pub fn reock(area_m2: f64, points: &[Position]) -> f64 {
    let radius = enclosing_radius_m(points);
    share(area_m2, PI * radius * radius)
}

/// A part of a whole, zero where there is no whole.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 && part > 0.0 { (part / whole).min(1.0) } else { 0.0 }
}

/// Convex hull of positions on the lattice, counter-clockwise from the south-westernmost, without corners on straight
/// edges; the positions themselves where they are fewer than three or all on one line (then its two ends).
///
/// Exact (monotone chain on integer orientations). The order of the positions does not matter. For a grid of several
/// parts give the corners of all. Cost: a sort.
pub fn convex_hull(points: &[Position]) -> Vec<Position> {
    let mut sorted = points.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let mut hull: Vec<Position> = Vec::with_capacity(32);
    extend_chain(&mut hull, 0, sorted.iter().copied());
    let lower = hull.len() - 1;
    extend_chain(&mut hull, lower, sorted.iter().rev().skip(1).copied());
    hull.pop();
    hull
}

/// Adds positions to the chain that starts at index `start`, dropping those that would turn it right or leave it straight.
fn extend_chain(hull: &mut Vec<Position>, start: usize, positions: impl Iterator<Item = Position>) {
    for position in positions {
        while hull.len() >= start + 2 && orientation(hull[hull.len() - 2], hull[hull.len() - 1], position) <= 0 {
            hull.pop();
        }
        hull.push(position);
    }
}

/// Radius in metres of the smallest circle round all positions; zero for none or one.
///
/// Computed in an equal-area plane (Lambert's azimuthal projection about the middle of the positions): the radius is right
/// to 2e-5 for regions 100 km across and to 3e-4 for 400 km. Edges that bulge between their ends are not looked at.
/// The order of the positions does not matter, bit for bit. Cost: two sines and cosines a position, and a few passes.
pub fn enclosing_radius_m(points: &[Position]) -> f64 {
    let Some(plane) = LocalPlane::about(points) else { return 0.0 };
    let places: Vec<[f64; 2]> = points.iter().map(|point| plane.project(*point)).collect();
    smallest_circle(&places).radius()
}

/// Lambert's azimuthal equal-area projection about a place, from its tangent plane: the direction is that of the tangent
/// plane, the distance the chord's. Longitudes are counted from the place, so that most angles are small.
struct LocalPlane {
    /// Longitude and latitude in radians.
    middle: [f64; 2],
    sin_lat: f64,
    cos_lat: f64,
    /// Geocentric, metres.
    origin: [f64; 3],
}

impl LocalPlane {
    /// About the middle of the box round the positions; `None` without positions.
    fn about(points: &[Position]) -> Option<Self> {
        let bounds = Bounds::of(points.iter().copied());
        if bounds.is_empty() {
            return None;
        }
        let middle = |a: i32, b: i32| ((i64::from(a) + i64::from(b)) as f64 / (2.0 * UNITS_PER_DEGREE)).to_radians();
        let middle = [middle(bounds.min.lon, bounds.max.lon), middle(bounds.min.lat, bounds.max.lat)];
        let (sin_lat, cos_lat) = libm::sincos(middle[1]);
        Some(Self { middle, sin_lat, cos_lat, origin: geocentric((0.0, 1.0), (sin_lat, cos_lat)) })
    }

    /// Metres east and north.
    fn project(&self, point: Position) -> [f64; 2] {
        let [lon, lat] = point.degrees().map(f64::to_radians);
        let (sin, cos) = sincos(lat - self.middle[1]);
        let (sin_lat, cos_lat) = (self.sin_lat * cos + self.cos_lat * sin, self.cos_lat * cos - self.sin_lat * sin);
        let place = geocentric(sincos(lon - self.middle[0]), (sin_lat, cos_lat));
        let chord = [place[0] - self.origin[0], place[1] - self.origin[1], place[2] - self.origin[2]];
        let (east, north) = (chord[1], chord[2] * self.cos_lat - chord[0] * self.sin_lat);
        let flat = (east * east + north * north).sqrt();
        let stretch = if flat > 0.0 { (chord[0] * chord[0] + chord[1] * chord[1] + chord[2] * chord[2]).sqrt() / flat } else { 1.0 };
        [east * stretch, north * stretch]
    }
}

/// Sine and cosine, by their series where five terms are exact to the last bit; within a city they always are.
fn sincos(angle: f64) -> (f64, f64) {
    if angle.abs() > 0.02 {
        return libm::sincos(angle);
    }
    let square = angle * angle;
    let sin = angle * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0 * (1.0 - square / 72.0))));
    let cos = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0)));
    (sin, cos)
}

/// Geocentric coordinates (metres) of a place on the ellipsoid from sine and cosine of its longitude and latitude.
fn geocentric((sin_lon, cos_lon): (f64, f64), (sin_lat, cos_lat): (f64, f64)) -> [f64; 3] {
    let e2 = WGS84_F * (2.0 - WGS84_F);
    let normal = WGS84_A / (1.0 - e2 * sin_lat * sin_lat).sqrt();
    [normal * cos_lat * cos_lon, normal * cos_lat * sin_lon, normal * (1.0 - e2) * sin_lat]
}

#[derive(Clone, Copy, Debug)]
struct Circle {
    centre: [f64; 2],
    radius2: f64,
}

/// What rounding may take a place out of the circle it helped to make (relative, on the squared radius).
const SLACK: f64 = 1.0 + 1e-12;

impl Circle {
    fn radius(&self) -> f64 {
        self.radius2.sqrt()
    }

    fn distance2(&self, place: [f64; 2]) -> f64 {
        let (x, y) = (place[0] - self.centre[0], place[1] - self.centre[1]);
        x * x + y * y
    }

    fn holds(&self, places: &[[f64; 2]]) -> bool {
        places.iter().all(|place| self.distance2(*place) <= self.radius2 * SLACK)
    }
}

/// The smallest circle round places, by pivoting on the farthest place (Gärtner, "Fast and robust smallest enclosing
/// balls", ESA 1999): the circle of at most three places grows by the place farthest outside it until there is none. The
/// radius grows with every step, so it ends; the limit is for rounding.
fn smallest_circle(places: &[[f64; 2]]) -> Circle {
    let mut circle = Circle { centre: [0.0; 2], radius2: -1.0 };
    let mut support: Vec<[f64; 2]> = Vec::with_capacity(4);
    for _ in 0..1000 {
        let Some(farthest) = farthest(&circle, places) else { break };
        if circle.distance2(farthest) <= circle.radius2 * SLACK {
            break;
        }
        support.push(farthest);
        // In the order of place, so that the same places give the same bits.
        support.sort_unstable_by(compare);
        let Some((next, kept)) = circle_of_few(&support) else { break };
        if next.radius2 <= circle.radius2 {
            break;
        }
        (circle, support) = (next, kept);
    }
    Circle { radius2: circle.radius2.max(0.0), ..circle }
}

fn compare(a: &[f64; 2], b: &[f64; 2]) -> std::cmp::Ordering {
    a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1]))
}

/// The place farthest from the centre; of several the first in the order of place.
#[expect(clippy::float_cmp, reason = "a tie is equal bits; anything less is decided by the larger distance")]
fn farthest(circle: &Circle, places: &[[f64; 2]]) -> Option<[f64; 2]> {
    let mut best: Option<([f64; 2], f64)> = None;
    for place in places {
        let distance2 = circle.distance2(*place);
        let better = best.is_none_or(|(other, farthest)| distance2 > farthest || (distance2 == farthest && compare(place, &other).is_lt()));
        if better {
            best = Some((*place, distance2));
        }
    }
    best.map(|(place, _)| place)
}

/// The smallest circle of at most four places and the places on it: the smallest of the circles through one, two or three
/// of them that holds them all.
fn circle_of_few(places: &[[f64; 2]]) -> Option<(Circle, Vec<[f64; 2]>)> {
    let mut best: Option<(Circle, Vec<[f64; 2]>)> = None;
    for chosen in 1_u32..1 << places.len() {
        let on: Vec<[f64; 2]> = places.iter().enumerate().filter(|(i, _)| chosen & (1 << i) != 0).map(|(_, place)| *place).collect();
        let Some(circle) = circle_through(&on) else { continue };
        if circle.holds(places) && best.as_ref().is_none_or(|(smallest, _)| circle.radius2 < smallest.radius2) {
            best = Some((circle, on));
        }
    }
    best
}

/// The smallest circle with one, two or three places on it; `None` for more, or for three on a line.
fn circle_through(places: &[[f64; 2]]) -> Option<Circle> {
    match *places {
        [a] => Some(Circle { centre: a, radius2: 0.0 }),
        [a, b] => {
            let centre = [0.5 * (a[0] + b[0]), 0.5 * (a[1] + b[1])];
            let circle = Circle { centre, radius2: 0.0 };
            Some(Circle { radius2: circle.distance2(a).max(circle.distance2(b)), ..circle })
        }
        [a, b, c] => {
            let ((bx, by), (cx, cy)) = ((b[0] - a[0], b[1] - a[1]), (c[0] - a[0], c[1] - a[1]));
            let twice = 2.0 * (bx * cy - by * cx);
            let (b2, c2) = (bx * bx + by * by, cx * cx + cy * cy);
            let centre = [a[0] + (cy * b2 - by * c2) / twice, a[1] + (bx * c2 - cx * b2) / twice];
            let circle = Circle { centre, radius2: 0.0 };
            let radius2 = circle.distance2(a).max(circle.distance2(b)).max(circle.distance2(c));
            radius2.is_finite().then_some(Circle { radius2, ..circle })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::path_length_m;
    use proptest::prelude::*;

    /// A test shape with values of shapely 2.2 (`minimum_bounding_radius`, `convex_hull`, `area`, `length`) in Lambert's
    /// azimuthal equal-area projection about the middle of its box (PROJ 9.5.1), edges straight in longitude and latitude
    /// cut into 2000 pieces.
    struct Case {
        ring: [(i32, i32); 6],
        radius_m: f64,
        hull_m2: f64,
        polsby_popper: f64,
        reock: f64,
    }

    const CASES: [Case; 4] = [
        Case {
            ring: [(1_139_000_000, 353_000_000), (1_140_100_686, 353_000_000), (1_140_100_686, 353_269_493), (1_139_385_240, 353_269_493), (1_139_385_240, 353_898_311), (1_139_000_000, 353_898_311)],
            radius_m: 7_061.216_125_808,
            hull_m2: 77_040_896.289_602,
            polsby_popper: 0.427_990_851_754,
            reock: 0.347_002_375_978,
        },
        Case {
            ring: [(1_139_000_000, 353_000_000), (1_150_006_859, 353_000_000), (1_150_006_859, 355_694_934), (1_142_852_401, 355_694_934), (1_142_852_401, 361_983_112), (1_139_000_000, 361_983_112)],
            radius_m: 70_436.960_388_383,
            hull_m2: 7_671_980_552.117_806,
            polsby_popper: 0.427_546_613_960,
            reock: 0.347_438_470_511,
        },
        Case {
            ring: [(1_139_000_000, 530_000_000), (1_153_926_699, 530_000_000), (1_153_926_699, 532_694_934), (1_144_224_345, 532_694_934), (1_144_224_345, 538_983_112), (1_139_000_000, 538_983_112)],
            radius_m: 70_410.541_882_317,
            hull_m2: 7_671_713_193.768_867,
            polsby_popper: 0.427_116_964_649,
            reock: 0.347_846_698_711,
        },
        Case {
            ring: [(1_139_000_000, 225_000_000), (1_139_048_616, 225_000_000), (1_139_048_616, 225_013_475), (1_139_017_016, 225_013_475), (1_139_017_016, 225_044_916), (1_139_000_000, 225_044_916)],
            radius_m: 352.713_064_871,
            hull_m2: 192_206.480_072,
            polsby_popper: 0.428_043_866_920,
            reock: 0.346_959_018_274,
        },
    ];

    /// Twenty-four random places, the corners of their hull, its area and their circle, from the same source.
    const CLOUD: [(i32, i32); 24] = [
        (1_137_535_204, 351_514_280), (1_140_188_322, 352_997_111), (1_139_360_131, 353_405_993), (1_139_848_689, 351_114_756), (1_138_942_013, 351_591_704), (1_138_605_970, 354_712_844),
        (1_139_191_011, 351_281_682), (1_139_170_975, 351_519_095), (1_140_017_749, 354_793_313), (1_140_917_782, 353_487_534), (1_140_473_336, 352_475_972), (1_137_582_960, 353_045_560),
        (1_138_774_935, 353_651_371), (1_140_978_160, 352_101_235), (1_140_422_873, 351_551_872), (1_138_390_986, 354_152_158), (1_137_990_502, 353_681_442), (1_138_835_977, 353_049_529),
        (1_140_765_119, 354_266_945), (1_140_356_681, 353_196_301), (1_140_929_070, 354_923_654), (1_137_540_479, 351_818_037), (1_138_233_465, 353_214_921), (1_140_295_449, 352_934_498),
    ];
    const CLOUD_HULL: (usize, f64) = (8, 1_072_206_222.813_76);
    const CLOUD_RADIUS_M: f64 = 24_408.656_528_663;

    fn positions(places: &[(i32, i32)]) -> Vec<Position> {
        places.iter().map(|(lon, lat)| Position::new(*lon, *lat)).collect()
    }

    fn near(found: f64, expected: f64, relative: f64) -> bool {
        (found / expected - 1.0).abs() <= relative
    }

    #[test]
    fn figures_agree_with_shapely_on_a_local_projection() {
        for case in &CASES {
            let ring = positions(&case.ring);
            let closed: Vec<Position> = ring.iter().chain(&ring[..1]).copied().collect();
            let area = ring_area_m2(&ring);
            let hull = convex_hull(&ring);
            assert_eq!(hull.len(), 5);
            assert!(near(ring_area_m2(&hull), case.hull_m2, 1e-7), "{}", ring_area_m2(&hull));
            assert!(near(convex_hull_ratio(area, &hull), area / case.hull_m2, 1e-7));
            // The projection stretches the perimeter by a few millionths, the lattice lengths of the small ring are exact.
            assert!(near(polsby_popper(area, path_length_m(&closed)), case.polsby_popper, 3e-5), "{}", polsby_popper(area, path_length_m(&closed)));
            assert!(near(enclosing_radius_m(&ring), case.radius_m, 1e-7), "{} {}", enclosing_radius_m(&ring), case.radius_m);
            assert!(near(reock(area, &ring), case.reock, 2e-7), "{}", reock(area, &ring));
        }
        let cloud = positions(&CLOUD);
        let hull = convex_hull(&cloud);
        assert_eq!(hull.len(), CLOUD_HULL.0);
        assert!(near(ring_area_m2(&hull), CLOUD_HULL.1, 1e-7));
        assert!(near(enclosing_radius_m(&cloud), CLOUD_RADIUS_M, 1e-7));
    }

    #[test]
    fn nothing_and_points_and_lines_have_no_compactness() {
        assert_eq!((polsby_popper(1.0, 0.0), polsby_popper(-1.0, 5.0), polsby_popper(f64::NAN, 1.0)), (0.0, 0.0, 0.0));
        let line = positions(&[(0, 0), (10, 10), (20, 20), (5, 5)]);
        assert_eq!(convex_hull(&line), positions(&[(0, 0), (20, 20)]));
        assert_eq!((convex_hull_ratio(1.0, &[]), convex_hull_ratio(1.0, &convex_hull(&line))), (0.0, 0.0));
        assert_eq!((enclosing_radius_m(&[]), enclosing_radius_m(&line[..1]), reock(1.0, &line[..1])), (0.0, 0.0, 0.0));
        assert!((enclosing_radius_m(&line) * 2.0 - path_length_m(&[line[0], line[2]])).abs() < 1e-4);
        assert!(enclosing_radius_m(&[line[1]; 5]) < 1e-300);
    }

    #[test]
    fn convex_shapes_fill_their_hull() {
        let square = positions(&[(1_139_000_000, 353_000_000), (1_139_100_000, 353_000_000), (1_139_100_000, 353_100_000), (1_139_000_000, 353_100_000)]);
        assert!(convex_hull_ratio(ring_area_m2(&square), &convex_hull(&square)) >= 1.0);
        // Middles of edges are no corners.
        let more = [square.clone(), positions(&[(1_139_050_000, 353_000_000), (1_139_100_000, 353_050_000)])].concat();
        assert_eq!(convex_hull(&more), square);
    }

    proptest! {
        #[test]
        fn hull_and_circle_hold_everything_in_any_order(places in proptest::collection::vec((-3000_i32..3000, -3000_i32..3000), 1..80), turn in 0_usize..80) {
            let points: Vec<Position> = places.iter().map(|(x, y)| Position::new(1_139_000_000 + x, 353_000_000 + y)).collect();
            let hull = convex_hull(&points);
            if hull.len() >= 3 {
                for (a, b) in hull.iter().zip(hull.iter().cycle().skip(1)) {
                    prop_assert!(points.iter().all(|p| orientation(*a, *b, *p) >= 0));
                }
            }
            let plane = LocalPlane::about(&points).expect("there are points");
            let placed: Vec<[f64; 2]> = points.iter().map(|p| plane.project(*p)).collect();
            let circle = smallest_circle(&placed);
            prop_assert!(placed.iter().all(|place| circle.distance2(*place) <= circle.radius2 * (1.0 + 1e-9) + 1e-9));
            // No smaller one: the circle of some two or three places is as large.
            let reached = hull.len() < 2 || placed.iter().filter(|place| circle.distance2(**place) >= circle.radius2 * (1.0 - 1e-9)).count() >= 2;
            prop_assert!(reached);
            let mut other = points.clone();
            other.rotate_left(turn % points.len());
            other.reverse();
            prop_assert_eq!(enclosing_radius_m(&points).to_bits(), enclosing_radius_m(&other).to_bits());
            prop_assert_eq!(hull, convex_hull(&other));
        }
    }
}
