//! Guessing what bare coordinates are.

use super::{Crs, Datum, GaussKrueger, ZoneWidth};

/// Whether coordinates can be no degrees, whatever their order.
pub fn looks_projected(x: f64, y: f64) -> bool {
    x.is_finite() && y.is_finite() && (x.abs() > 180.0 || y.abs() > 180.0)
}

/// What Gauss-Krüger coordinates seem to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GaussKruegerGuess {
    /// The zone when the easting carries its number (on CGCS2000: the numbers cannot tell the datum); `None` when it does
    /// not, and the central meridian has to be asked for.
    pub crs: Option<Crs>,
    /// The northing came first, as official tables have it (X = northing).
    pub swapped: bool,
}

/// Northings in China (metres), 3 to 54 degrees.
const NORTHINGS: std::ops::Range<f64> = 330_000.0..6_000_000.0;

/// Reads coordinates as Gauss-Krüger ones of China: a northing of six or seven digits and an easting of six, or of eight
/// with the number of the zone first. `None` when they are no such thing.
///
/// Eastings without a number look the same in UTM; an easting and a northing below 900 km cannot be told apart and are
/// taken as they come.
pub fn guess_gauss_krueger(x: f64, y: f64) -> Option<GaussKruegerGuess> {
    let read = |east: f64, north: f64, swapped: bool| {
        if !NORTHINGS.contains(&north) {
            return None;
        }
        zone_of(east).map(|crs| GaussKruegerGuess { crs, swapped })
    };
    read(x, y, false).or_else(|| read(y, x, true))
}

/// `None` when this is no easting; `Some(None)` when it is one without a zone.
fn zone_of(east: f64) -> Option<Option<Crs>> {
    let (zone, rest) = ((east / 1e6).floor(), east.rem_euclid(1e6));
    let from_meridian = (rest - 500_000.0).abs();
    // Half a zone at the south of China, and as much again for data that reaches over the edge.
    let (three, six) = (from_meridian <= 250_000.0, from_meridian <= 400_000.0);
    if zone == 0.0 {
        return six.then_some(None);
    }
    let number = (1.0..=60.0).contains(&zone).then_some(zone as u8)?;
    [(ZoneWidth::ThreeDegrees, three), (ZoneWidth::SixDegrees, six)]
        .into_iter()
        .filter(|(_, near)| *near)
        .find_map(|(width, _)| GaussKrueger::from_zone(Datum::Cgcs2000, width, number, true))
        .map(|zone| Some(Crs::GaussKrueger(zone)))
}
