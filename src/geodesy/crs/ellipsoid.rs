//! Ellipsoids, datums, and the shift from a datum to WGS-84.

use crate::geodesy::{WGS84_A, WGS84_F};

/// An ellipsoid of revolution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ellipsoid {
    /// Semi-major axis (metres).
    pub a: f64,
    /// Flattening.
    pub f: f64,
}

impl Ellipsoid {
    pub const WGS84: Self = Self { a: WGS84_A, f: WGS84_F };

    /// First eccentricity squared.
    pub const fn e2(self) -> f64 {
        self.f * (2.0 - self.f)
    }
}

/// The Chinese geodetic datums (大地基准).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Datum {
    /// China Geodetic Coordinate System 2000: equal to WGS-84 within centimetres, taken as equal.
    Cgcs2000,
    /// Beijing 1954: its shift to WGS-84 varies over the country by tens of metres.
    Beijing54,
    /// Xian 1980: no shift to WGS-84 is published.
    Xian80,
}

impl Datum {
    pub(super) const fn ellipsoid(self) -> Ellipsoid {
        match self {
            Self::Cgcs2000 => Ellipsoid { a: 6_378_137.0, f: 1.0 / 298.257_222_101 },
            Self::Beijing54 => Ellipsoid { a: 6_378_245.0, f: 1.0 / 298.3 },
            Self::Xian80 => Ellipsoid { a: 6_378_140.0, f: 1.0 / 298.257 },
        }
    }

    /// The shift used when the user gives none: for Beijing 54 the only one of the EPSG dataset with 1 m accuracy that the
    /// usual libraries carry (transformation 15921, Tarim basin); none for the others.
    pub(super) const fn default_shift(self) -> Option<DatumShift> {
        match self {
            Self::Beijing54 => Some(DatumShift::translation([15.8, -154.4, -82.3])),
            Self::Cgcs2000 | Self::Xian80 => None,
        }
    }
}

/// Parameters of a shift from a datum to WGS-84 (三参数 or 七参数), position vector convention (EPSG method 9606), as in
/// `+towgs84`. For coordinate frame parameters change the signs of the rotations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DatumShift {
    /// Translation along X, Y, Z (metres).
    pub translation_m: [f64; 3],
    /// Rotation about X, Y, Z (seconds of arc).
    pub rotation_arcsec: [f64; 3],
    /// Difference of scale (parts per million).
    pub scale_ppm: f64,
}

impl DatumShift {
    /// A shift of three parameters.
    pub const fn translation(translation_m: [f64; 3]) -> Self {
        Self { translation_m, rotation_arcsec: [0.0; 3], scale_ppm: 0.0 }
    }

    fn apply(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        let [rx, ry, rz] = self.rotation_arcsec.map(|arcsec| (arcsec / 3600.0).to_radians());
        let scale = 1.0 + self.scale_ppm * 1e-6;
        let [tx, ty, tz] = self.translation_m;
        [tx + scale * (x - rz * y + ry * z), ty + scale * (rz * x + y - rx * z), tz + scale * (-ry * x + rx * y + z)]
    }
}

/// Shifts geographic coordinates (degrees, height zero on either side).
#[derive(Clone, Copy, Debug)]
pub(super) struct DatumTransform {
    pub from: Ellipsoid,
    pub shift: DatumShift,
}

impl DatumTransform {
    /// WGS-84 longitude and latitude of coordinates in the datum.
    pub fn to_wgs84(self, lonlat: [f64; 2]) -> [f64; 2] {
        geographic(Ellipsoid::WGS84, self.shift.apply(geocentric(self.from, lonlat)))
    }

    /// The coordinates in the datum that [`Self::to_wgs84`] takes to these, to 1e-12 degree. A fixed point rather than the
    /// inverse matrix, so that both directions take the height as zero and still round-trip.
    pub fn from_wgs84(self, lonlat: [f64; 2]) -> [f64; 2] {
        super::inverse::fixed_point(lonlat, |at| self.to_wgs84(at))
    }
}

fn geocentric(ellipsoid: Ellipsoid, [lon, lat]: [f64; 2]) -> [f64; 3] {
    let (sin_lon, cos_lon) = libm::sincos(lon.to_radians());
    let (sin_lat, cos_lat) = libm::sincos(lat.to_radians());
    let normal = ellipsoid.a / (1.0 - ellipsoid.e2() * sin_lat * sin_lat).sqrt();
    [normal * cos_lat * cos_lon, normal * cos_lat * sin_lon, normal * (1.0 - ellipsoid.e2()) * sin_lat]
}

/// Bowring's formula (Survey Review 23, 1976): without iteration better than 1e-11 degree within 10 km of the ellipsoid.
fn geographic(ellipsoid: Ellipsoid, [x, y, z]: [f64; 3]) -> [f64; 2] {
    let e2 = ellipsoid.e2();
    let flat = 1.0 - ellipsoid.f;
    let distance = (x * x + y * y).sqrt();
    let (sin_u, cos_u) = unit(z, flat * distance);
    let lat = libm::atan2(z + e2 / (1.0 - e2) * ellipsoid.a * flat * sin_u * sin_u * sin_u, distance - e2 * ellipsoid.a * cos_u * cos_u * cos_u);
    [libm::atan2(y, x).to_degrees(), lat.to_degrees()]
}

fn unit(sin: f64, cos: f64) -> (f64, f64) {
    let length = (sin * sin + cos * cos).sqrt();
    (sin / length, cos / length)
}
