//! Metres, places and areas for findings.

use crate::geodesy::{Position, UNITS_PER_DEGREE};

/// Metres of one lattice unit along a meridian, on the sphere with the Earth's area (radius 6,371,007.2 m).
pub(super) const METRES_PER_UNIT: f64 = 6_371_007.2 * std::f64::consts::PI / 180.0 / UNITS_PER_DEGREE;

/// Cosine of a latitude in lattice units: how much shorter a unit of longitude is.
pub(super) fn shrink(lat_units: f64) -> f64 {
    libm::cos((lat_units / UNITS_PER_DEGREE).to_radians())
}

/// Square metres of twice a lattice area near a latitude (lattice units). Good to 1 % for findings.
pub(super) fn metres2(twice_area: i128, lat_units: f64) -> f64 {
    twice_area.unsigned_abs() as f64 / 2.0 * METRES_PER_UNIT * METRES_PER_UNIT * shrink(lat_units)
}

/// Metres between two positions, with the given shrinking of longitude.
pub(super) fn metres(a: Position, b: Position, shrink: f64) -> f64 {
    let (x, y) = ((f64::from(b.lon) - f64::from(a.lon)) * shrink, f64::from(b.lat) - f64::from(a.lat));
    (x * x + y * y).sqrt() * METRES_PER_UNIT
}

/// Longitude and latitude in degrees of a place well inside the region that the segments bound: the middle of the widest
/// stretch of the parallel through the middle of the region's box. `None` when the segments bound nothing.
pub(super) fn place_inside(segments: &[(Position, Position)]) -> Option<[f64; 2]> {
    let south = segments.iter().map(|(a, b)| a.lat.min(b.lat)).min()?;
    let north = segments.iter().map(|(a, b)| a.lat.max(b.lat)).max()?;
    // Half a unit off the lattice no vertex lies on the parallel.
    let lat = (f64::from(south) + f64::from(north)).div_euclid(2.0) + 0.5;
    let mut cuts: Vec<f64> = segments
        .iter()
        .filter(|(a, b)| (f64::from(a.lat) < lat) != (f64::from(b.lat) < lat))
        .map(|(a, b)| {
            let share = (lat - f64::from(a.lat)) / (f64::from(b.lat) - f64::from(a.lat));
            f64::from(a.lon) + (f64::from(b.lon) - f64::from(a.lon)) * share
        })
        .collect();
    cuts.sort_unstable_by(f64::total_cmp);
    let widest = cuts.chunks_exact(2).max_by(|one, two| (one[1] - one[0]).total_cmp(&(two[1] - two[0])))?;
    Some([f64::midpoint(widest[0], widest[1]) / UNITS_PER_DEGREE, lat / UNITS_PER_DEGREE])
}
