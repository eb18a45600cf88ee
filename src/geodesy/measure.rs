//! Areas and lengths on the WGS-84 ellipsoid, of positions on the lattice.
//!
//! A boundary segment is straight in longitude and latitude (as a map in plate carrée draws it), so the area of a plan's
//! cells adds up to the area of their union exactly as the cells do on the lattice. Lengths are geodesic. Both are rounded
//! to integers per segment, so that sums do not depend on the order of summation and an incremental sum equals a full one
//! bit for bit. Only `libm`, square roots and plain arithmetic are used: every machine gets the same integers.

use super::Position;
use geographiclib_rs::{Geodesic, InverseGeodesic};
use std::f64::consts::{FRAC_PI_2, PI};

/// Semi-major axis of WGS-84 (metres).
pub const WGS84_A: f64 = 6_378_137.0;
/// Flattening of WGS-84.
pub const WGS84_F: f64 = 1.0 / 298.257_223_563;

/// First eccentricity squared.
const E2: f64 = WGS84_F * (2.0 - WGS84_F);
/// Second eccentricity squared.
const EP2: f64 = E2 / (1.0 - E2);
/// Radians in one lattice unit.
const RADIANS_PER_UNIT: f64 = PI / 1_800_000_000.0;
/// Square centimetres in one square metre.
const CM2_PER_M2: f64 = 10_000.0;
/// Tenths of a millimetre in one metre.
const TENTH_MM_PER_M: f64 = 10_000.0;

/// Terms of the series of the zone area. The first one left out is below 1e-17 of the sum.
const ZONE_TERMS: usize = 8;

/// The area between the equator and latitude φ is `s·Σ ZONE[k]·s^2k` with `s = sin φ`, in square centimetres per lattice
/// unit of longitude: the Taylor series of `b²/2·(s/(1-e²s²) + atanh(e·s)/e)` (Snyder, Map Projections: A Working Manual,
/// equation 3-12).
const ZONE: [f64; ZONE_TERMS] = zone_series();

/// The second derivative of the zone area by latitude, as a polynomial of the same form. It only weighs a correction
/// below 1e-7, hence half of the terms.
const ZONE_BEND: [f64; 4] = zone_bend_series();

const fn zone_series() -> [f64; ZONE_TERMS] {
    let half_b2 = 0.5 * WGS84_A * WGS84_A * (1.0 - E2) * CM2_PER_M2 * RADIANS_PER_UNIT;
    let mut series = [0.0; ZONE_TERMS];
    let mut power = 1.0;
    let mut k = 0;
    while k < ZONE_TERMS {
        let odd = (2 * k + 1) as f64;
        series[k] = half_b2 * power * (odd + 1.0) / odd;
        power *= E2;
        k += 1;
    }
    series
}

const fn zone_bend_series() -> [f64; 4] {
    // (sⁿ)'' = n(n-1)·s^(n-2) - n²·sⁿ by latitude.
    let mut series = [0.0; 4];
    let mut k = 0;
    while k < 4 {
        let (n, up) = ((2 * k + 1) as f64, (2 * k + 3) as f64);
        series[k] = ZONE[k + 1] * up * (up - 1.0) - ZONE[k] * n * n;
        k += 1;
    }
    series
}

#[inline]
fn odd_polynomial<const N: usize>(series: &[f64; N], s: f64) -> f64 {
    let s2 = s * s;
    s * series.iter().rev().fold(0.0, |sum, c| sum * s2 + c)
}

/// Latitude span (radians) up to which the midpoint rule with one correction is exact to rounding: the next term is
/// `span⁴/1920`, below 1e-15 here.
const SHORT_SPAN: f64 = 1e-3;

/// Nodes and weights of the ten-point Gauss-Legendre rule on [-1, 1], positive half (Abramowitz & Stegun, table 25.4).
const GAUSS_LEGENDRE: [(f64, f64); 5] = [
    (0.148_874_338_981_631_21, 0.295_524_224_714_752_87),
    (0.433_395_394_129_247_19, 0.269_266_719_309_996_36),
    (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
    (0.865_063_366_688_984_5, 0.149_451_349_150_580_59),
    (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
];

/// Signed area between the segment `a b` (straight in longitude and latitude) and the equator on the WGS-84 ellipsoid, in
/// square centimetres; summed round a counter-clockwise ring it is the ring's area.
///
/// Exactly antisymmetric, and zero on a meridian. The error against the exact integral is rounding (1e-15 of the value)
/// at every length. The segment does not cross the antimeridian: it goes the way the numbers go. Cost: one sine.
#[inline]
pub fn segment_area_cm2(a: Position, b: Position) -> i64 {
    let west_units = (i64::from(a.lon) - i64::from(b.lon)) as f64;
    if west_units == 0.0 {
        return 0;
    }
    let middle = (i64::from(a.lat) + i64::from(b.lat)) as f64 * (0.5 * RADIANS_PER_UNIT);
    let span = (i64::from(a.lat) - i64::from(b.lat)).abs() as f64 * RADIANS_PER_UNIT;
    let zone = if span <= SHORT_SPAN {
        let s = libm::sin(middle);
        odd_polynomial(&ZONE, s) + span * span * (1.0 / 24.0) * odd_polynomial(&ZONE_BEND, s)
    } else {
        mean_zone(middle, span)
    };
    round_away(west_units * zone)
}

/// Mean of the zone area over the latitudes `middle ± span/2`. Depends on the ends only through these symmetric values,
/// which keeps the area antisymmetric.
#[cold]
fn mean_zone(middle: f64, span: f64) -> f64 {
    GAUSS_LEGENDRE.iter().fold(0.0, |sum, (node, weight)| {
        let step = 0.5 * span * node;
        let (north, south) = (libm::sin(middle + step), libm::sin(middle - step));
        sum + 0.5 * weight * (odd_polynomial(&ZONE, north) + odd_polynomial(&ZONE, south))
    })
}

/// Nearest integer, halves away from zero, so that it commutes with the sign.
#[inline]
fn round_away(value: f64) -> i64 {
    (value + 0.5_f64.copysign(value)) as i64
}

/// Geodesic length of the segment `a b` on the WGS-84 ellipsoid in tenths of a millimetre. Symmetric. Errors as
/// [`distance_m`], plus the rounding of half a unit (0.05 mm).
#[inline]
pub fn segment_length_tenth_mm(a: Position, b: Position) -> i64 {
    round_away(distance_m(a, b) * TENTH_MM_PER_M)
}

/// Differences (lattice units) up to which [`mid_latitude_m`] is used: a tenth of a degree.
const SHORT_UNITS: i64 = 1_000_000;
/// Twice the latitude (lattice units) up to which it is used: beyond 80 degrees the meridians converge too fast.
const SHORT_LATITUDE_SUM: i64 = 1_600_000_000;
/// Lattice units round the Earth.
const TURN_UNITS: i64 = 3_600_000_000;

/// Geodesic distance on the WGS-84 ellipsoid in metres. Symmetric bit for bit; the short way round.
///
/// Up to a tenth of a degree by Gauss's mid-latitude expansion, further by Vincenty's iteration, and where that does not
/// converge (nearly antipodal places) by Karney's method. Relative error below 2e-10 against Karney.
#[inline]
pub fn distance_m(a: Position, b: Position) -> f64 {
    let lat_sum = i64::from(a.lat) + i64::from(b.lat);
    let lat_units = (i64::from(a.lat) - i64::from(b.lat)).abs();
    let mut lon_units = (i64::from(a.lon) - i64::from(b.lon)).abs();
    if lon_units > TURN_UNITS / 2 {
        lon_units = (TURN_UNITS - lon_units).abs();
    }
    if lat_units <= SHORT_UNITS && lon_units <= SHORT_UNITS && lat_sum.abs() <= SHORT_LATITUDE_SUM {
        mid_latitude_m(lat_sum as f64 * (0.5 * RADIANS_PER_UNIT), lat_units as f64 * RADIANS_PER_UNIT, lon_units as f64 * RADIANS_PER_UNIT)
    } else {
        long_distance_m(a, b, lon_units)
    }
}

/// Gauss's mid-latitude formula for the inverse problem with the cubic terms (as in Torge & Müller, Geodesy, 6.3):
/// two components of the geodesic as polynomials of the differences of latitude and longitude (radians).
#[inline]
fn mid_latitude_m(middle: f64, lat: f64, lon: f64) -> f64 {
    let sin = libm::sin(middle);
    let (sin2, cos2) = (sin * sin, 1.0 - sin * sin);
    let normal = WGS84_A / (1.0 - E2 * sin2).sqrt();
    let eta2 = EP2 * cos2;
    let v2 = 1.0 + eta2;
    let inverse_v2 = 1.0 / v2;
    // tan² appears only times cos², so no division by the cosine is needed, and eta²·tan² is e'²·sin².
    let eta2_tan2 = EP2 * sin2;
    let (lat2, lon2) = (lat * lat, lon * lon);
    let east = 1.0 + lat2 * (1.0 / 24.0) * inverse_v2 * inverse_v2 * (1.0 + eta2 - 9.0 * eta2_tan2 + eta2 * eta2) - lon2 * (1.0 / 24.0) * sin2;
    let north = 1.0 - lon2 * (1.0 / 24.0) * (2.0 * cos2 * v2 + 3.0 * sin2) + lat2 * 0.125 * inverse_v2 * inverse_v2 * (eta2 - eta2_tan2);
    let (east, north) = (lon * east, inverse_v2 * lat * north);
    normal * (cos2 * east * east + north * north).sqrt()
}

#[cold]
fn long_distance_m(a: Position, b: Position, lon_units: i64) -> f64 {
    let (south, north) = if a.lat <= b.lat { (a.lat, b.lat) } else { (b.lat, a.lat) };
    vincenty_m(south, north, lon_units as f64 * RADIANS_PER_UNIT).unwrap_or_else(|| {
        let degrees = |units: i32| f64::from(units) / super::UNITS_PER_DEGREE;
        Geodesic::wgs84().inverse(degrees(south), 0.0, degrees(north), lon_units as f64 / super::UNITS_PER_DEGREE)
    })
}

/// Vincenty's inverse formula (Survey Review 23, 1975), better than 0.1 mm where it converges; `None` where it does not.
fn vincenty_m(south: i32, north: i32, lon: f64) -> Option<f64> {
    let (sin_u1, cos_u1) = reduced_latitude(south);
    let (sin_u2, cos_u2) = reduced_latitude(north);
    let mut lambda = lon;
    for _ in 0..40 {
        let (sin_lambda, cos_lambda) = libm::sincos(lambda);
        let (p, q) = (cos_u2 * sin_lambda, cos_u1 * sin_u2 - sin_u1 * cos_u2 * cos_lambda);
        let sin_sigma = (p * p + q * q).sqrt();
        if sin_sigma == 0.0 {
            return (lon < FRAC_PI_2).then_some(0.0);
        }
        let cos_sigma = sin_u1 * sin_u2 + cos_u1 * cos_u2 * cos_lambda;
        let sigma = libm::atan2(sin_sigma, cos_sigma);
        let sin_alpha = cos_u1 * cos_u2 * sin_lambda / sin_sigma;
        let cos2_alpha = 1.0 - sin_alpha * sin_alpha;
        // On the equator the latitude of the middle has no meaning and its term no weight.
        let cos_2m = if cos2_alpha > 1e-15 { cos_sigma - 2.0 * sin_u1 * sin_u2 / cos2_alpha } else { 0.0 };
        let c = WGS84_F / 16.0 * cos2_alpha * (4.0 + WGS84_F * (4.0 - 3.0 * cos2_alpha));
        let bend = sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2.0 * cos_2m * cos_2m - 1.0));
        let next = lon + (1.0 - c) * WGS84_F * sin_alpha * bend;
        let change = (next - lambda).abs();
        lambda = next;
        if lambda > PI {
            return None;
        }
        if change < 1e-14 {
            return Some(vincenty_length_m(cos2_alpha, sigma, sin_sigma, cos_sigma, cos_2m));
        }
    }
    None
}

fn vincenty_length_m(cos2_alpha: f64, sigma: f64, sin_sigma: f64, cos_sigma: f64, cos_2m: f64) -> f64 {
    let semi_minor = WGS84_A * (1.0 - WGS84_F);
    let u2 = cos2_alpha * EP2;
    let a = 1.0 + u2 / 16384.0 * (4096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)));
    let b = u2 / 1024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)));
    let cos2_2m = cos_2m * cos_2m;
    let inner = cos_sigma * (2.0 * cos2_2m - 1.0) - b / 6.0 * cos_2m * (4.0 * sin_sigma * sin_sigma - 3.0) * (4.0 * cos2_2m - 3.0);
    semi_minor * a * (sigma - b * sin_sigma * (cos_2m + b / 4.0 * inner))
}

/// Sine and cosine of the reduced latitude.
fn reduced_latitude(units: i32) -> (f64, f64) {
    let (sin, cos) = libm::sincos(f64::from(units) * RADIANS_PER_UNIT);
    let (x, y) = (cos, (1.0 - WGS84_F) * sin);
    let length = (x * x + y * y).sqrt();
    (y / length, x / length)
}

/// Square metres of square centimetres.
#[inline]
pub fn cm2_to_m2(area: i64) -> f64 {
    area as f64 / CM2_PER_M2
}

/// Metres of tenths of a millimetre.
#[inline]
pub fn tenth_mm_to_m(length: i64) -> f64 {
    length as f64 / TENTH_MM_PER_M
}

/// The segments of a ring, closed whether or not the last position repeats the first.
fn ring_segments(ring: &[Position]) -> impl Iterator<Item = (Position, Position)> {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| (*a, *b))
}

/// Signed area inside a ring in square centimetres, positive when counter-clockwise.
pub fn ring_area_cm2(ring: &[Position]) -> i64 {
    // Wrapping: the partial sums of a nonsensical ring must not panic, and the sum of a sane one fits.
    ring_segments(ring).fold(0, |sum: i64, (a, b)| sum.wrapping_add(segment_area_cm2(a, b)))
}

/// Signed area inside a ring in square metres, positive when counter-clockwise.
pub fn ring_area_m2(ring: &[Position]) -> f64 {
    cm2_to_m2(ring_area_cm2(ring))
}

/// Length of an open line in metres (repeat the first position for a ring's perimeter).
pub fn path_length_m(path: &[Position]) -> f64 {
    tenth_mm_to_m(path.windows(2).map(|pair| segment_length_tenth_mm(pair[0], pair[1])).sum())
}

/// Metres in one lattice unit of longitude and of latitude at a latitude given in lattice units.
pub fn metres_per_unit(lat: i32) -> (f64, f64) {
    let (sin, cos) = libm::sincos(f64::from(lat) * RADIANS_PER_UNIT);
    let w2 = 1.0 - E2 * sin * sin;
    let normal = WGS84_A / w2.sqrt();
    (normal * cos * RADIANS_PER_UNIT, normal * (1.0 - E2) / w2 * RADIANS_PER_UNIT)
}

/// The position some metres to the east and to the north, along the parallel and the meridian; for distances within a
/// city (the scales are taken half-way, which leaves 1e-6 of the distance at 50 km). Clamped to the lattice's world.
pub fn offset_m(from: Position, east_m: f64, north_m: f64) -> Position {
    let shifted = |units: i32, metres: f64, per_unit: f64, limit: f64| {
        let moved = f64::from(units) + metres / per_unit;
        // A scale of zero at the pole gives no direction: stay.
        if moved.is_finite() { moved.clamp(-limit, limit).round() as i32 } else { units }
    };
    let rough = shifted(from.lat, north_m, metres_per_unit(from.lat).1, 9e8);
    let half_way = ((i64::from(from.lat) + i64::from(rough)) / 2) as i32;
    let lat = shifted(from.lat, north_m, metres_per_unit(half_way).1, 9e8);
    Position::new(shifted(from.lon, east_m, metres_per_unit(from.lat).0, 1.8e9), lat)
}
