//! From a coordinate system to WGS-84 and back, prepared once for many places.

use super::china_offset::{bd09_from_gcj02, gcj02_from_bd09, gcj02_from_wgs84, wgs84_from_gcj02};
use super::ellipsoid::{DatumTransform, Ellipsoid};
use super::transverse_mercator::TransverseMercator;
use super::{Crs, CrsError, DatumShift};
use crate::geodesy::{Position, WGS84_A};
use proj4rs::Proj;

/// A coordinate system made ready for many places. Cheap to copy by reference between threads.
///
/// Cost a place: nanoseconds for geographic systems, under half a microsecond for Gauss-Krüger, UTM and Web Mercator,
/// about a microsecond for GCJ-02, BD-09 and shifted datums.
#[derive(Debug)]
pub struct Transformer {
    crs: Crs,
    projection: Projection,
    datum: Option<DatumTransform>,
}

/// Northing (metres) up to which Web Mercator is read: the maps end at half of it, and the pole is at infinity.
const WEB_MERCATOR_REACH: f64 = 4e7;

/// From coordinates to degrees.
#[derive(Debug)]
enum Projection {
    Degrees,
    Gcj02,
    Bd09,
    TransverseMercator(TransverseMercator),
    WebMercator,
    Library(Box<Library>),
}

/// A projection of the proj4rs library, which works in radians.
#[derive(Debug)]
struct Library {
    projection: Proj,
    wgs84: Proj,
}

impl Transformer {
    /// Prepares a coordinate system, with the default shift of its datum.
    ///
    /// # Errors
    /// [`CrsError::NotComputable`].
    pub fn new(crs: Crs) -> Result<Self, CrsError> {
        let shift = crs.datum().and_then(super::Datum::default_shift);
        Self::prepared(crs, shift)
    }

    /// Prepares a coordinate system on a Chinese datum with the user's own shift to WGS-84. On others the shift has no
    /// meaning and is left out.
    ///
    /// # Errors
    /// [`CrsError::NotComputable`].
    pub fn with_shift(crs: Crs, shift: DatumShift) -> Result<Self, CrsError> {
        Self::prepared(crs, Some(shift))
    }

    fn prepared(crs: Crs, shift: Option<DatumShift>) -> Result<Self, CrsError> {
        let projection = match crs {
            Crs::Wgs84 | Crs::Cgcs2000 | Crs::Beijing54 | Crs::Xian80 => Projection::Degrees,
            Crs::Gcj02 => Projection::Gcj02,
            Crs::Bd09 => Projection::Bd09,
            Crs::GaussKrueger(zone) => Projection::TransverseMercator(TransverseMercator::new(
                zone.datum().ellipsoid(),
                f64::from(zone.central_meridian()),
                1.0,
                zone.false_easting(),
                0.0,
            )),
            Crs::Utm { zone, south } => {
                let false_northing = if south { 10_000_000.0 } else { 0.0 };
                Projection::TransverseMercator(TransverseMercator::new(Ellipsoid::WGS84, f64::from(zone) * 6.0 - 183.0, 0.9996, 500_000.0, false_northing))
            }
            Crs::WebMercator => Projection::WebMercator,
            Crs::Other(code) => Projection::Library(Box::new(Library::new(code)?)),
        };
        let datum = crs.datum().zip(shift).map(|(datum, shift)| DatumTransform { from: datum.ellipsoid(), shift });
        Ok(Self { crs, projection, datum })
    }

    /// The coordinate system.
    pub fn crs(&self) -> Crs {
        self.crs
    }

    /// WGS-84 longitude and latitude (degrees) of coordinates, east before north.
    ///
    /// # Errors
    /// [`CrsError::OutOfReach`].
    pub fn to_wgs84(&self, x: f64, y: f64) -> Result<[f64; 2], CrsError> {
        self.unprojected([x, y])
            .map(|lonlat| self.datum.map_or(lonlat, |datum| datum.to_wgs84(lonlat)))
            .filter(|lonlat| is_place(*lonlat))
            .ok_or(CrsError::OutOfReach { crs: self.crs, x, y })
    }

    /// The coordinates of WGS-84 longitude and latitude (degrees).
    ///
    /// # Errors
    /// [`CrsError::OutOfReach`].
    pub fn from_wgs84(&self, lon: f64, lat: f64) -> Result<[f64; 2], CrsError> {
        Some([lon, lat])
            .filter(|lonlat| is_place(*lonlat))
            .map(|lonlat| self.datum.map_or(lonlat, |datum| datum.from_wgs84(lonlat)))
            .and_then(|lonlat| self.projected(lonlat))
            .filter(|place| place.iter().all(|v| v.is_finite()))
            .ok_or(CrsError::OutOfReach { crs: self.crs, x: lon, y: lat })
    }

    /// The lattice position of coordinates.
    ///
    /// # Errors
    /// [`CrsError::OutOfReach`].
    pub fn to_position(&self, x: f64, y: f64) -> Result<Position, CrsError> {
        let [lon, lat] = self.to_wgs84(x, y)?;
        Position::from_degrees(lon, lat).ok_or(CrsError::OutOfReach { crs: self.crs, x, y })
    }

    /// The coordinates of a lattice position.
    ///
    /// # Errors
    /// [`CrsError::OutOfReach`].
    pub fn from_position(&self, position: Position) -> Result<[f64; 2], CrsError> {
        let [lon, lat] = position.degrees();
        self.from_wgs84(lon, lat)
    }

    /// Replaces coordinates by WGS-84 degrees, all of them; those out of reach become NaN. Returns how many did.
    pub fn to_wgs84_all(&self, places: &mut [[f64; 2]]) -> usize {
        replaced(places, |[x, y]| self.to_wgs84(x, y))
    }

    /// Replaces WGS-84 degrees by coordinates, all of them; those out of reach become NaN. Returns how many did.
    pub fn from_wgs84_all(&self, places: &mut [[f64; 2]]) -> usize {
        replaced(places, |[lon, lat]| self.from_wgs84(lon, lat))
    }

    fn unprojected(&self, place: [f64; 2]) -> Option<[f64; 2]> {
        match &self.projection {
            Projection::Degrees => is_place(place).then_some(place),
            Projection::Gcj02 => is_place(place).then(|| wgs84_from_gcj02(place)),
            Projection::Bd09 => is_place(place).then(|| wgs84_from_gcj02(gcj02_from_bd09(place))),
            Projection::TransverseMercator(zone) => zone.inverse(place),
            Projection::WebMercator => (place[1].abs() <= WEB_MERCATOR_REACH)
                .then(|| [(place[0] / WGS84_A).to_degrees(), libm::atan(libm::sinh(place[1] / WGS84_A)).to_degrees()]),
            Projection::Library(library) => library.to_wgs84(place),
        }
    }

    fn projected(&self, lonlat: [f64; 2]) -> Option<[f64; 2]> {
        match &self.projection {
            Projection::Degrees => Some(lonlat),
            Projection::Gcj02 => Some(gcj02_from_wgs84(lonlat)),
            Projection::Bd09 => Some(bd09_from_gcj02(gcj02_from_wgs84(lonlat))),
            Projection::TransverseMercator(zone) => zone.forward(lonlat),
            Projection::WebMercator => {
                let north = WGS84_A * libm::asinh(libm::tan(lonlat[1].to_radians()));
                (lonlat[1].abs() < 90.0).then_some([WGS84_A * lonlat[0].to_radians(), north])
            }
            Projection::Library(library) => library.from_wgs84(lonlat),
        }
    }
}

/// Whether degrees are a place on Earth; NaN is none.
fn is_place([lon, lat]: [f64; 2]) -> bool {
    lon.abs() <= 180.0 && lat.abs() <= 90.0
}

fn replaced(places: &mut [[f64; 2]], new: impl Fn([f64; 2]) -> Result<[f64; 2], CrsError>) -> usize {
    let mut failed = 0;
    for place in places {
        *place = new(*place).unwrap_or_else(|_| {
            failed += 1;
            [f64::NAN; 2]
        });
    }
    failed
}

impl Library {
    fn new(code: u16) -> Result<Self, CrsError> {
        let not_computable = |_| CrsError::NotComputable(code);
        let projection = Proj::from_epsg_code(code).map_err(not_computable)?;
        let wgs84 = Proj::from_epsg_code(4326).map_err(not_computable)?;
        if projection.is_geocent() || !projection.has_inverse() || !projection.has_forward() {
            return Err(CrsError::NotComputable(code));
        }
        Ok(Self { projection, wgs84 })
    }

    fn to_wgs84(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let scale = |v: f64| if self.projection.is_latlong() { v.to_radians() } else { v };
        let mut place = (scale(x), scale(y));
        proj4rs::transform::transform(&self.projection, &self.wgs84, &mut place).ok()?;
        Some([place.0.to_degrees(), place.1.to_degrees()])
    }

    fn from_wgs84(&self, [lon, lat]: [f64; 2]) -> Option<[f64; 2]> {
        let mut place = (lon.to_radians(), lat.to_radians());
        proj4rs::transform::transform(&self.wgs84, &self.projection, &mut place).ok()?;
        let scale = |v: f64| if self.projection.is_latlong() { v.to_degrees() } else { v };
        Some([scale(place.0), scale(place.1)])
    }
}
