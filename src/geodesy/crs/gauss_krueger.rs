//! The Gauss-Krüger zones of China and their EPSG codes.

use super::Datum;

/// How wide the zones are (分带).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ZoneWidth {
    /// Zones of three degrees, 25 to 45 in China.
    ThreeDegrees,
    /// Zones of six degrees, 13 to 23 in China.
    SixDegrees,
}

impl ZoneWidth {
    const fn degrees(self) -> u8 {
        match self {
            Self::ThreeDegrees => 3,
            Self::SixDegrees => 6,
        }
    }

    /// The zone numbers in China; their central meridians are 75 to 135 degrees.
    pub(super) const fn zones(self) -> std::ops::RangeInclusive<u8> {
        match self {
            Self::ThreeDegrees => 25..=45,
            Self::SixDegrees => 13..=23,
        }
    }

    const fn meridian_of_zone(self, zone: u8) -> u8 {
        match self {
            Self::ThreeDegrees => zone * 3,
            Self::SixDegrees => zone * 6 - 3,
        }
    }
}

/// A zone: scale 1 on the central meridian, false easting 500 km, with or without the zone's number before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GaussKrueger {
    datum: Datum,
    width: ZoneWidth,
    central_meridian: u8,
    with_prefix: bool,
}

/// First EPSG codes of the four runs of a datum: six degrees with prefix, six without, three with, three without.
const fn first_codes(datum: Datum) -> [u32; 4] {
    match datum {
        Datum::Cgcs2000 => [4491, 4502, 4513, 4534],
        Datum::Beijing54 => [21413, 21453, 2401, 2422],
        Datum::Xian80 => [2327, 2338, 2349, 2370],
    }
}

/// Width and prefix of the four runs.
const RUNS: [(ZoneWidth, bool); 4] = [(ZoneWidth::SixDegrees, true), (ZoneWidth::SixDegrees, false), (ZoneWidth::ThreeDegrees, true), (ZoneWidth::ThreeDegrees, false)];

impl GaussKrueger {
    /// The zone round a central meridian; `None` where there is none in China.
    pub fn new(datum: Datum, width: ZoneWidth, central_meridian: u8, with_prefix: bool) -> Option<Self> {
        width.zones().any(|zone| width.meridian_of_zone(zone) == central_meridian).then_some(Self { datum, width, central_meridian, with_prefix })
    }

    /// The zone of a number; `None` where there is none in China.
    pub fn from_zone(datum: Datum, width: ZoneWidth, zone: u8, with_prefix: bool) -> Option<Self> {
        width.zones().contains(&zone).then(|| Self { datum, width, central_meridian: width.meridian_of_zone(zone), with_prefix })
    }

    pub(super) fn from_epsg(code: u32) -> Option<Self> {
        [Datum::Cgcs2000, Datum::Beijing54, Datum::Xian80].into_iter().find_map(|datum| {
            first_codes(datum).into_iter().zip(RUNS).find_map(|(first, (width, with_prefix))| {
                let index = u8::try_from(code.checked_sub(first)?).ok()?;
                Self::from_zone(datum, width, width.zones().start().checked_add(index)?, with_prefix)
            })
        })
    }

    /// The EPSG code.
    pub fn epsg(self) -> u32 {
        let run = match (self.width, self.with_prefix) {
            (ZoneWidth::SixDegrees, true) => 0,
            (ZoneWidth::SixDegrees, false) => 1,
            (ZoneWidth::ThreeDegrees, true) => 2,
            (ZoneWidth::ThreeDegrees, false) => 3,
        };
        first_codes(self.datum)[run] + u32::from(self.zone() - self.width.zones().start())
    }

    /// The datum.
    pub fn datum(self) -> Datum {
        self.datum
    }

    /// The width of the zone.
    pub fn width(self) -> ZoneWidth {
        self.width
    }

    /// Degrees east.
    pub fn central_meridian(self) -> u8 {
        self.central_meridian
    }

    /// Whether eastings start with the zone's number (eight digits).
    pub fn with_prefix(self) -> bool {
        self.with_prefix
    }

    /// The zone's number.
    pub fn zone(self) -> u8 {
        self.central_meridian.div_ceil(self.width.degrees())
    }

    /// Easting of the central meridian (metres).
    pub fn false_easting(self) -> f64 {
        500_000.0 + if self.with_prefix { f64::from(self.zone()) * 1e6 } else { 0.0 }
    }
}
