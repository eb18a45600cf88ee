//! Fixed-point positions and the exact integer predicates on them.
//!
//! A position is WGS-84 longitude and latitude in units of 1e-7 degree (about 1 cm). Differences of two coordinates
//! need 33 bits and a product of two differences 66 bits, so every sign below is computed in `i128` and is exact: there
//! is no tolerance anywhere behind this file.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Lattice units in one degree.
pub const UNITS_PER_DEGREE: f64 = 1e7;

/// A place: WGS-84 longitude and latitude in units of 1e-7 degree (invariant P4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Position {
    /// Longitude, east positive.
    pub lon: i32,
    /// Latitude, north positive.
    pub lat: i32,
}

impl Position {
    /// A position from lattice units.
    pub const fn new(lon: i32, lat: i32) -> Self {
        Self { lon, lat }
    }

    /// The nearest lattice position to degrees; `None` when that is no place on Earth or no number.
    pub fn from_degrees(lon: f64, lat: f64) -> Option<Self> {
        // NaN fails both comparisons, so it is refused too.
        (lon.abs() <= 180.0 && lat.abs() <= 90.0)
            .then(|| Self { lon: (lon * UNITS_PER_DEGREE).round() as i32, lat: (lat * UNITS_PER_DEGREE).round() as i32 })
    }

    /// Longitude and latitude in degrees.
    pub fn degrees(self) -> [f64; 2] {
        [f64::from(self.lon) / UNITS_PER_DEGREE, f64::from(self.lat) / UNITS_PER_DEGREE]
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} {})", self.lon, self.lat)
    }
}

/// A box of positions, both corners included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// South-west corner.
    pub min: Position,
    /// North-east corner.
    pub max: Position,
}

impl Bounds {
    /// A box that holds nothing and grows with [`Bounds::add`].
    pub const EMPTY: Self = Self { min: Position::new(i32::MAX, i32::MAX), max: Position::new(i32::MIN, i32::MIN) };

    /// The box around some positions.
    pub fn of(positions: impl IntoIterator<Item = Position>) -> Self {
        let mut bounds = Self::EMPTY;
        for position in positions {
            bounds.add(position);
        }
        bounds
    }

    /// Grows to hold a position.
    #[inline]
    pub fn add(&mut self, p: Position) {
        self.min.lon = self.min.lon.min(p.lon);
        self.min.lat = self.min.lat.min(p.lat);
        self.max.lon = self.max.lon.max(p.lon);
        self.max.lat = self.max.lat.max(p.lat);
    }

    /// The box around both.
    pub fn union(self, other: Self) -> Self {
        Self {
            min: Position::new(self.min.lon.min(other.min.lon), self.min.lat.min(other.min.lat)),
            max: Position::new(self.max.lon.max(other.max.lon), self.max.lat.max(other.max.lat)),
        }
    }

    /// Whether nothing is inside.
    pub fn is_empty(&self) -> bool {
        self.min.lon > self.max.lon
    }

    /// Whether a position is inside or on the edge.
    #[inline]
    pub fn contains(&self, p: Position) -> bool {
        self.min.lon <= p.lon && p.lon <= self.max.lon && self.min.lat <= p.lat && p.lat <= self.max.lat
    }

    /// Whether the boxes share at least one position.
    #[inline]
    pub fn touches(&self, other: &Self) -> bool {
        self.min.lon <= other.max.lon && other.min.lon <= self.max.lon && self.min.lat <= other.max.lat && other.min.lat <= self.max.lat
    }
}

/// Which side of the line from `a` to `b` the position `p` is on: positive left, negative right, zero on the line.
/// Exact.
#[inline]
pub fn orientation(a: Position, b: Position, p: Position) -> i32 {
    const SMALL: i64 = 1 << 30;
    let (abx, aby) = (i64::from(b.lon) - i64::from(a.lon), i64::from(b.lat) - i64::from(a.lat));
    let (apx, apy) = (i64::from(p.lon) - i64::from(a.lon), i64::from(p.lat) - i64::from(a.lat));
    // Within a city the differences are small and 64 bits hold the determinant.
    if abx.abs() < SMALL && aby.abs() < SMALL && apx.abs() < SMALL && apy.abs() < SMALL {
        (abx * apy - aby * apx).signum() as i32
    } else {
        (i128::from(abx) * i128::from(apy) - i128::from(aby) * i128::from(apx)).signum() as i32
    }
}

/// Whether the segment `a b` passes exactly below `p` or through it, by the half-open rule: a segment owns its western
/// end and not its eastern one, a meridian segment owns nothing. The number of boundary segments under a position is odd
/// for exactly one face, so a position on a boundary belongs to the face above it (or east of it, on a meridian),
/// whatever the drawing order (invariant M2).
#[inline]
pub fn point_is_under(p: Position, a: Position, b: Position) -> bool {
    if (a.lon <= p.lon) == (b.lon <= p.lon) {
        return false;
    }
    let (west, east) = if a.lon < b.lon { (a, b) } else { (b, a) };
    orientation(west, east, p) >= 0
}

/// Twice the signed area between the segment `a b` and the equator on the lattice; summed round a ring, twice the ring's
/// area, positive for a counter-clockwise ring. Exact.
#[inline]
pub fn twice_area(a: Position, b: Position) -> i128 {
    i128::from(a.lon) * i128::from(b.lat) - i128::from(b.lon) * i128::from(a.lat)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orientation_is_exact_at_the_ends_of_the_earth() {
        let (a, b) = (Position::new(-1_800_000_000, -900_000_000), Position::new(1_800_000_000, 900_000_000));
        assert_eq!(orientation(a, b, Position::new(0, 0)), 0);
        assert_eq!(orientation(a, b, Position::new(0, 1)), 1);
        assert_eq!(orientation(a, b, Position::new(1, 0)), -1);
    }

    #[test]
    fn every_position_of_a_square_lattice_belongs_to_one_square() {
        // Four unit squares around the origin, each as its four segments.
        let square = |w: i32, s: i32| {
            let c = [(w, s), (w + 2, s), (w + 2, s + 2), (w, s + 2)].map(|(x, y)| Position::new(x, y));
            [(c[0], c[1]), (c[1], c[2]), (c[2], c[3]), (c[3], c[0])]
        };
        let squares = [square(-2, -2), square(0, -2), square(-2, 0), square(0, 0)];
        for x in -2..2 {
            for y in -2..2 {
                let p = Position::new(x, y);
                let owners = squares.iter().filter(|s| s.iter().filter(|(a, b)| point_is_under(p, *a, *b)).count() % 2 == 1).count();
                assert_eq!(owners, 1, "{p:?} has one owner");
            }
        }
    }

    #[test]
    fn nonsense_is_no_position() {
        assert_eq!(Position::from_degrees(f64::NAN, 0.0), None);
        assert_eq!(Position::from_degrees(35.3, 113.9), None, "latitude above 90");
        assert_eq!(Position::from_degrees(113.9, 35.3), Some(Position::new(1_139_000_000, 353_000_000)));
    }
}
