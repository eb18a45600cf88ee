//! Modes of travel (出行方式) and their speeds by class of road.

use super::class::{RoadClass, WayKind};

/// How people travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Mode {
    /// On foot (步行).
    #[default]
    Walk = 0,
    /// By bicycle or light electric bicycle (骑行).
    Ride = 1,
    /// By car (驾车).
    Drive = 2,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::Walk, Self::Ride, Self::Drive];

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Ride => "ride",
            Self::Drive => "drive",
        }
    }

    /// The mode of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// Speeds in km/h by class of road. They are means of a day in a city with its crossings and lights, not what is allowed; a posted
/// limit below them lowers them. Whether a mode may use a road at all is said by the way ([`WayKind::directions`]).
///
/// | class | walk | ride | drive |
/// |---|---|---|---|
/// | motorway, its ramps | 5 | 15 | 80, 45 |
/// | trunk, its ramps | 5 | 15 | 55, 35 |
/// | primary, its ramps | 5 | 15 | 40, 30 |
/// | secondary, its ramps | 5 | 15 | 35, 25 |
/// | tertiary, its ramps | 5 | 15 | 30, 25 |
/// | unclassified, road | 5 | 15 | 25 |
/// | residential | 5 | 15 | 20 |
/// | living street, service | 5 | 12 | 10, 15 |
/// | pedestrian, footway | 5 | 8 | 10 |
/// | track, path, bridleway | 5 | 10 | 10 |
/// | busway, cycleway | 5 | 15 | 25, 10 |
/// | steps | 3 | 3 | 10 |
#[derive(Clone, Debug, PartialEq)]
pub struct Speeds {
    /// By mode and class, km/h; every one is positive.
    pub kmh: [[f64; RoadClass::COUNT]; 3],
    /// On foot from a place to the nearest road, and back to a place at the other end.
    pub access_kmh: f64,
    /// Mean speeds where no roads are known, by mode; with the detour factor.
    pub straight_kmh: [f64; 3],
}

/// Slowest speed that is computed with, so that a table with a zero cannot give endless times.
const LEAST_KMH: f64 = 0.1;

impl Default for Speeds {
    fn default() -> Self {
        let mut kmh = [[5.0; RoadClass::COUNT], [15.0; RoadClass::COUNT], [25.0; RoadClass::COUNT]];
        let mut set = |class: RoadClass, walk: f64, ride: f64, drive: f64| {
            for (mode, speed) in [walk, ride, drive].into_iter().enumerate() {
                kmh[mode][class as usize] = speed;
            }
        };
        set(RoadClass::Motorway, 5.0, 15.0, 80.0);
        set(RoadClass::MotorwayLink, 5.0, 15.0, 45.0);
        set(RoadClass::Trunk, 5.0, 15.0, 55.0);
        set(RoadClass::TrunkLink, 5.0, 15.0, 35.0);
        set(RoadClass::Primary, 5.0, 15.0, 40.0);
        set(RoadClass::PrimaryLink, 5.0, 15.0, 30.0);
        set(RoadClass::Secondary, 5.0, 15.0, 35.0);
        set(RoadClass::Tertiary, 5.0, 15.0, 30.0);
        set(RoadClass::Residential, 5.0, 15.0, 20.0);
        set(RoadClass::LivingStreet, 5.0, 12.0, 10.0);
        set(RoadClass::Service, 5.0, 12.0, 15.0);
        set(RoadClass::Pedestrian, 5.0, 8.0, 10.0);
        set(RoadClass::Footway, 5.0, 8.0, 10.0);
        set(RoadClass::Track, 5.0, 10.0, 10.0);
        set(RoadClass::Path, 5.0, 10.0, 10.0);
        set(RoadClass::Bridleway, 5.0, 10.0, 10.0);
        set(RoadClass::Cycleway, 5.0, 15.0, 10.0);
        set(RoadClass::Steps, 3.0, 3.0, 10.0);
        Self { kmh, access_kmh: 5.0, straight_kmh: [5.0, 15.0, 25.0] }
    }
}

impl Speeds {
    /// Speed on a way in km/h. Posted limits are for who drives.
    pub fn on(&self, mode: Mode, kind: WayKind) -> f64 {
        let usual = self.kmh[mode as usize][kind.class as usize];
        let limit = if mode == Mode::Drive && kind.limit_kmh > 0 { f64::from(kind.limit_kmh) } else { f64::INFINITY };
        // A speed that is no number becomes the slowest.
        usual.min(limit).max(LEAST_KMH)
    }

    /// Speed to and from the road.
    pub fn access(&self) -> f64 {
        self.access_kmh.max(LEAST_KMH)
    }

    /// Mean speed where no roads are known.
    pub fn straight(&self, mode: Mode) -> f64 {
        self.straight_kmh[mode as usize].max(LEAST_KMH)
    }
}
