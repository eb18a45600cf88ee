//! Coordinate systems (坐标系): their names and codes, and the way to and from WGS-84.
//!
//! Coordinates are always east before north (longitude before latitude, easting before northing), as files have them, and
//! never in the official axis order of the Chinese standards (X = northing). [`guess_gauss_krueger`] tells swapped ones.

mod china_offset;
mod ellipsoid;
mod gauss_krueger;
mod guess;
mod inverse;
mod transformer;
mod transverse_mercator;
mod wkt;

pub use ellipsoid::{Datum, DatumShift};
pub use gauss_krueger::{GaussKrueger, ZoneWidth};
pub use guess::{GaussKruegerGuess, guess_gauss_krueger, looks_projected};
pub use transformer::Transformer;
pub use wkt::{WktMatch, WktRecognition};

use std::fmt;

/// A coordinate system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Crs {
    /// WGS-84 longitude and latitude (EPSG:4326).
    Wgs84,
    /// GCJ-02 (国测局坐标): what Amap and Tencent give.
    Gcj02,
    /// BD-09 (百度坐标): what Baidu gives.
    Bd09,
    /// CGCS2000 longitude and latitude (EPSG:4490).
    Cgcs2000,
    /// Beijing 1954 longitude and latitude (EPSG:4214).
    Beijing54,
    /// Xian 1980 longitude and latitude (EPSG:4610).
    Xian80,
    /// A Gauss-Krüger zone (高斯投影带) of one of the Chinese datums.
    GaussKrueger(GaussKrueger),
    /// A zone of UTM on WGS-84.
    Utm {
        /// 1 to 60.
        zone: u8,
        /// The southern hemisphere's variant.
        south: bool,
    },
    /// Web Mercator (EPSG:3857).
    WebMercator,
    /// Another code of the EPSG dataset.
    Other(u16),
}

/// What a user should know before trusting a coordinate system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrsWarning {
    /// The shift of the datum to WGS-84 is not known well: places may be off by tens of metres (some default shift is
    /// applied) or by the whole shift (none is). Local parameters help.
    UncertainDatum {
        /// Which datum.
        datum: Datum,
        /// Whether a default shift is applied.
        default_shift: bool,
    },
}

/// What can go wrong with coordinate systems.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CrsError {
    /// No such EPSG code is known.
    #[error("unknown EPSG code {0}")]
    UnknownEpsg(u32),
    /// No coordinate system has that name.
    #[error("unknown coordinate system {0:?}")]
    UnknownName(String),
    /// The EPSG code is known, but its projection or datum cannot be computed.
    #[error("EPSG:{0} cannot be computed")]
    NotComputable(u16),
    /// The text of a `.prj` file is none that is understood.
    #[error("coordinate system text not recognised")]
    UnrecognisedWkt,
    /// The coordinates are no numbers, or lie where the coordinate system does not reach.
    #[error("({x}, {y}) is outside {crs}")]
    OutOfReach {
        /// The coordinate system.
        crs: Crs,
        /// Easting or longitude.
        x: f64,
        /// Northing or latitude.
        y: f64,
    },
}

impl Crs {
    /// The coordinate system of an EPSG code (or of ESRI's aliases of Web Mercator).
    ///
    /// # Errors
    /// [`CrsError::UnknownEpsg`]; whether a code besides the named ones can be computed is told by [`Transformer::new`].
    pub fn from_epsg(code: u32) -> Result<Self, CrsError> {
        let zone = (code % 100) as u8;
        match code {
            4326 => return Ok(Self::Wgs84),
            4490 => return Ok(Self::Cgcs2000),
            4214 => return Ok(Self::Beijing54),
            4610 => return Ok(Self::Xian80),
            3857 | 900_913 | 102_100 | 102_113 | 3785 => return Ok(Self::WebMercator),
            32601..=32660 => return Ok(Self::Utm { zone, south: false }),
            32701..=32760 => return Ok(Self::Utm { zone, south: true }),
            _ => {}
        }
        if let Some(zone) = GaussKrueger::from_epsg(code) {
            return Ok(Self::GaussKrueger(zone));
        }
        u16::try_from(code).ok().filter(|code| crs_definitions::from_code(*code).is_some()).map(Self::Other).ok_or(CrsError::UnknownEpsg(code))
    }

    /// The EPSG code; GCJ-02 and BD-09 have none.
    pub fn epsg(self) -> Option<u32> {
        Some(match self {
            Self::Wgs84 => 4326,
            Self::Gcj02 | Self::Bd09 => return None,
            Self::Cgcs2000 => 4490,
            Self::Beijing54 => 4214,
            Self::Xian80 => 4610,
            Self::GaussKrueger(zone) => zone.epsg(),
            Self::Utm { zone, south } => 32600 + u32::from(zone) + if south { 100 } else { 0 },
            Self::WebMercator => 3857,
            Self::Other(code) => u32::from(code),
        })
    }

    /// The coordinate system of a name: `EPSG:4490` (also as a URN, or the bare number), `wgs84`, `gcj02`, `bd09`,
    /// `cgcs2000`, `beijing54`, `xian80`, `webmercator`, `CRS84`. Case, spaces, hyphens and underscores do not matter.
    ///
    /// # Errors
    /// [`CrsError::UnknownName`], [`CrsError::UnknownEpsg`].
    pub fn from_name(name: &str) -> Result<Self, CrsError> {
        let plain: String = name.chars().filter(|c| !matches!(c, ' ' | '-' | '_' | '\t')).flat_map(char::to_lowercase).collect();
        let plain = plain.strip_prefix("urn:ogc:def:crs:").unwrap_or(&plain);
        let code = plain.strip_prefix("epsg:").map_or(plain, |rest| rest.rsplit(':').next().unwrap_or(rest));
        if !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit()) {
            let unknown = |_| CrsError::UnknownName(name.to_owned());
            return Self::from_epsg(code.parse().map_err(unknown)?);
        }
        match plain.rsplit(':').next().unwrap_or(plain) {
            "wgs84" | "crs84" => Ok(Self::Wgs84),
            "gcj02" => Ok(Self::Gcj02),
            "bd09" | "bd09ll" => Ok(Self::Bd09),
            "cgcs2000" => Ok(Self::Cgcs2000),
            "beijing54" | "beijing1954" => Ok(Self::Beijing54),
            "xian80" | "xian1980" => Ok(Self::Xian80),
            "webmercator" => Ok(Self::WebMercator),
            _ => Err(CrsError::UnknownName(name.to_owned())),
        }
    }

    /// The name that [`Self::from_name`] understands: `EPSG:…`, `GCJ-02` or `BD-09`.
    pub fn name(self) -> String {
        match (self, self.epsg()) {
            (Self::Bd09, _) => "BD-09".to_owned(),
            (_, None) => "GCJ-02".to_owned(),
            (_, Some(code)) => format!("EPSG:{code}"),
        }
    }

    /// Whether coordinates are degrees.
    pub fn is_geographic(self) -> bool {
        match self {
            Self::Wgs84 | Self::Gcj02 | Self::Bd09 | Self::Cgcs2000 | Self::Beijing54 | Self::Xian80 => true,
            Self::GaussKrueger(_) | Self::Utm { .. } | Self::WebMercator => false,
            Self::Other(code) => crs_definitions::from_code(code).is_some_and(|definition| definition.proj4.contains("+proj=longlat")),
        }
    }

    /// The Chinese datum it is on, where it is on one.
    pub fn datum(self) -> Option<Datum> {
        match self {
            Self::Cgcs2000 => Some(Datum::Cgcs2000),
            Self::Beijing54 => Some(Datum::Beijing54),
            Self::Xian80 => Some(Datum::Xian80),
            Self::GaussKrueger(zone) => Some(zone.datum()),
            _ => None,
        }
    }

    /// What to tell the user.
    pub fn warning(self) -> Option<CrsWarning> {
        let datum = self.datum().filter(|datum| *datum != Datum::Cgcs2000)?;
        Some(CrsWarning::UncertainDatum { datum, default_shift: datum.default_shift().is_some() })
    }

    /// The coordinate system that the text of a `.prj` file or a WKT column means: by its authority code, or by the names
    /// and numbers in it.
    ///
    /// # Errors
    /// [`CrsError::UnrecognisedWkt`].
    pub fn from_wkt(text: &str) -> Result<WktMatch, CrsError> {
        wkt::recognise(text).ok_or(CrsError::UnrecognisedWkt)
    }

    /// WGS-84 longitude and latitude of coordinates. For more than a few, keep a [`Transformer`].
    ///
    /// # Errors
    /// [`CrsError::OutOfReach`], [`CrsError::NotComputable`].
    pub fn to_wgs84(self, x: f64, y: f64) -> Result<[f64; 2], CrsError> {
        Transformer::new(self)?.to_wgs84(x, y)
    }

    /// The coordinates of a WGS-84 longitude and latitude. For more than a few, keep a [`Transformer`].
    ///
    /// # Errors
    /// [`CrsError::OutOfReach`], [`CrsError::NotComputable`].
    pub fn from_wgs84(self, lon: f64, lat: f64) -> Result<[f64; 2], CrsError> {
        Transformer::new(self)?.from_wgs84(lon, lat)
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}
