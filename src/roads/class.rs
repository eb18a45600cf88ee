//! Classes of roads (道路等级) and in which directions each mode may use a way.

use super::speeds::Mode;

/// The class of a road, after the values of OpenStreetMap's `highway`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RoadClass {
    /// Motorway (高速公路).
    Motorway,
    /// Ramp of a motorway (高速匝道).
    MotorwayLink,
    /// Expressway, trunk road (快速路).
    Trunk,
    /// Ramp of a trunk road.
    TrunkLink,
    /// Primary road (主干路).
    Primary,
    /// Ramp of a primary road.
    PrimaryLink,
    /// Secondary road (次干路).
    Secondary,
    /// Ramp of a secondary road.
    SecondaryLink,
    /// Tertiary road (支路).
    Tertiary,
    /// Ramp of a tertiary road.
    TertiaryLink,
    /// Minor public road.
    Unclassified,
    /// Street in a residential area (居住区道路).
    Residential,
    /// Shared street where people come first.
    LivingStreet,
    /// Access road, car park, alley.
    Service,
    /// Pedestrian street (步行街).
    Pedestrian,
    /// Track through fields or woods (机耕路).
    Track,
    /// Busway; only who walks may use it where nothing says otherwise.
    Busway,
    /// Path for people on foot (人行道).
    Footway,
    /// Path for anybody but cars.
    Path,
    /// Bridle path.
    Bridleway,
    /// Cycle path (自行车道).
    Cycleway,
    /// Stairs (台阶).
    Steps,
    /// A road of which nobody says the class.
    #[default]
    Road,
}

/// Names in files, in the order of the classes.
const NAMES: [(&str, RoadClass); 23] = [
    ("motorway", RoadClass::Motorway),
    ("motorway_link", RoadClass::MotorwayLink),
    ("trunk", RoadClass::Trunk),
    ("trunk_link", RoadClass::TrunkLink),
    ("primary", RoadClass::Primary),
    ("primary_link", RoadClass::PrimaryLink),
    ("secondary", RoadClass::Secondary),
    ("secondary_link", RoadClass::SecondaryLink),
    ("tertiary", RoadClass::Tertiary),
    ("tertiary_link", RoadClass::TertiaryLink),
    ("unclassified", RoadClass::Unclassified),
    ("residential", RoadClass::Residential),
    ("living_street", RoadClass::LivingStreet),
    ("service", RoadClass::Service),
    ("pedestrian", RoadClass::Pedestrian),
    ("track", RoadClass::Track),
    ("busway", RoadClass::Busway),
    ("footway", RoadClass::Footway),
    ("path", RoadClass::Path),
    ("bridleway", RoadClass::Bridleway),
    ("cycleway", RoadClass::Cycleway),
    ("steps", RoadClass::Steps),
    ("road", RoadClass::Road),
];

/// Other words for a class: of vector tiles, of older data, and of Chinese road tables.
const OTHER_NAMES: [(&str, RoadClass); 23] = [
    ("highway", RoadClass::Motorway),
    ("major_road", RoadClass::Secondary),
    ("minor_road", RoadClass::Residential),
    ("track_grade1", RoadClass::Track),
    ("track_grade2", RoadClass::Track),
    ("track_grade3", RoadClass::Track),
    ("track_grade4", RoadClass::Track),
    ("track_grade5", RoadClass::Track),
    ("corridor", RoadClass::Footway),
    ("bus_guideway", RoadClass::Busway),
    ("高速公路", RoadClass::Motorway),
    ("高速", RoadClass::Motorway),
    ("快速路", RoadClass::Trunk),
    ("国道", RoadClass::Trunk),
    ("省道", RoadClass::Primary),
    ("主干路", RoadClass::Primary),
    ("主干道", RoadClass::Primary),
    ("县道", RoadClass::Secondary),
    ("次干路", RoadClass::Secondary),
    ("次干道", RoadClass::Secondary),
    ("支路", RoadClass::Tertiary),
    ("乡道", RoadClass::Tertiary),
    ("人行道", RoadClass::Footway),
];

impl RoadClass {
    /// Number of classes.
    pub const COUNT: usize = NAMES.len();

    /// The class of a name: a value of OpenStreetMap's `highway`, or a usual word of line layers.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim();
        let is_same = |known: &str| known.eq_ignore_ascii_case(name);
        NAMES.iter().chain(&OTHER_NAMES).find(|(known, _)| is_same(known)).map(|(_, class)| *class)
    }

    /// The name in files.
    pub fn name(self) -> &'static str {
        NAMES[self as usize].0
    }

    pub(super) fn from_byte(byte: u8) -> Option<Self> {
        NAMES.get(usize::from(byte)).map(|(_, class)| *class)
    }

    /// Who may use a road of this class where nothing else is said, in both directions.
    pub fn directions(self) -> Directions {
        use RoadClass::{Bridleway, Busway, Cycleway, Footway, Motorway, MotorwayLink, Path, Pedestrian, Steps};
        let (walk, ride, drive) = match self {
            Motorway | MotorwayLink => (false, false, true),
            Busway | Footway | Pedestrian | Bridleway | Steps => (true, false, false),
            Cycleway | Path => (true, true, false),
            _ => (true, true, true),
        };
        let mut directions = Directions::NONE;
        for (mode, may) in [(Mode::Walk, walk), (Mode::Ride, ride), (Mode::Drive, drive)] {
            directions.set(mode, may, may);
        }
        directions
    }
}

/// In which directions each mode may use a way: as it is drawn, against it, both or not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Directions(u8);

impl Directions {
    /// Nobody may.
    pub const NONE: Self = Self(0);

    pub(super) fn from_byte(byte: u8) -> Option<Self> {
        (byte < 64).then_some(Self(byte))
    }

    pub(super) fn byte(self) -> u8 {
        self.0
    }

    /// Lets a mode use the way as drawn, against it, or not.
    pub fn set(&mut self, mode: Mode, forward: bool, backward: bool) {
        let at = 2 * mode as u8;
        self.0 = self.0 & !(3 << at) | (u8::from(forward) | u8::from(backward) << 1) << at;
    }

    /// Whether a mode may use the way as it is drawn.
    pub fn forward(self, mode: Mode) -> bool {
        self.0 >> (2 * mode as u8) & 1 != 0
    }

    /// Whether a mode may use the way against how it is drawn.
    pub fn backward(self, mode: Mode) -> bool {
        self.0 >> (2 * mode as u8) & 2 != 0
    }

    /// Whether a mode may use the way at all.
    pub fn any(self, mode: Mode) -> bool {
        self.forward(mode) || self.backward(mode)
    }

    /// The same for the way drawn the other way round.
    pub fn reversed(self) -> Self {
        let (forward, backward) = (self.0 & 0b01_0101, self.0 & 0b10_1010);
        Self(forward << 1 | backward >> 1)
    }
}

/// What a way is, apart from where it runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WayKind {
    /// Class.
    pub class: RoadClass,
    /// Who may use it and in which directions.
    pub directions: Directions,
    /// Posted limit in km/h; 0 = none known.
    pub limit_kmh: u8,
}

impl WayKind {
    /// A way as the class usually is.
    pub fn of(class: RoadClass) -> Self {
        Self { class, directions: class.directions(), limit_kmh: 0 }
    }

    pub(super) fn reversed(self) -> Self {
        Self { directions: self.directions.reversed(), ..self }
    }
}
