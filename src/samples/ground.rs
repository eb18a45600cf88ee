//! Metres around one place: a flat approximation good enough to draw a made-up city with.

use crate::geodesy::Position;

/// Metres of one lattice unit of latitude, at these latitudes good to 0.3 %.
const METRES_PER_UNIT: f64 = 0.011_1;

/// A local plane in metres. Nothing measured for people comes from here; only the shapes of the sample do.
#[derive(Clone, Copy, Debug)]
pub struct Ground {
    origin: Position,
    metres_per_lon: f64,
}

impl Ground {
    /// The plane around a position.
    pub fn new(origin: Position) -> Self {
        let latitude = origin.degrees()[1] * (std::f64::consts::PI / 180.0);
        Self { origin, metres_per_lon: METRES_PER_UNIT * libm::cos(latitude) }
    }

    /// East and north of the origin in metres.
    #[inline]
    pub fn metres(&self, p: Position) -> [f64; 2] {
        [(p.lon - self.origin.lon) as f64 * self.metres_per_lon, (p.lat - self.origin.lat) as f64 * METRES_PER_UNIT]
    }

    /// The nearest lattice position.
    #[inline]
    pub fn position(&self, [x, y]: [f64; 2]) -> Position {
        Position::new(
            self.origin.lon.saturating_add((x / self.metres_per_lon).round() as i32),
            self.origin.lat.saturating_add((y / METRES_PER_UNIT).round() as i32),
        )
    }
}

/// Straight distance in the plane.
#[inline]
pub fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    ((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])).sqrt()
}
