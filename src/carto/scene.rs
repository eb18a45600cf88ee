//! What a map shows, as plain values that whoever knows the document fills in.

use super::classify::Classification;
use super::ramps::Ramp;
use crate::geodesy::{Bounds, Position};
use crate::model::{OutletClass, OutletKind, OutletStatus};

/// Everything on one map. Texts are finished: numbers formatted, in the language of the reader.
#[derive(Clone, Debug, Default)]
pub struct MapScene {
    /// Heading; empty for none.
    pub title: String,
    /// Second line, for example the scenario or a notice that data are synthetic.
    pub subtitle: String,
    /// What the map is to show when the options give no box; [`None`] takes the box of all regions.
    pub extent: Option<Bounds>,
    /// Roads, water and other things for orientation.
    pub reference: Vec<Reference>,
    /// Outlines of cells, drawn as hairlines where cells are large enough on the picture.
    pub cell_outlines: Vec<Vec<Position>>,
    /// Number of cells, which decides whether their outlines are drawn.
    pub cell_count: usize,
    /// The grids of the level that is shown.
    pub regions: Vec<Region>,
    /// Boundaries between grids, each line once.
    pub boundaries: Vec<Boundary>,
    /// Areas one level up, named in the background where there is room.
    pub parents: Vec<ParentArea>,
    /// Outlets.
    pub outlets: Vec<OutletSymbol>,
    /// Places with a problem.
    pub problems: Vec<ProblemMark>,
    /// How values become colours; needed by [`Fill::Value`].
    pub thematic: Option<Thematic>,
    /// Texts of the legend.
    pub legend: LegendTexts,
    /// Names of sources, shown in a corner; empty for none.
    pub attribution: String,
}

/// A grid (网格) as it is drawn.
#[derive(Clone, Debug)]
pub struct Region {
    /// Identity, to which [`Boundary::left`] and the report refer.
    pub key: u32,
    /// Polygons, each a shell followed by its holes. Rings may be closed or open.
    pub polygons: Vec<Vec<Vec<Position>>>,
    /// Lines of the label: the name first, then key figures.
    pub label: Vec<String>,
    /// A short text (the code) for where the label finds no room; empty = the label's first line.
    pub short_label: String,
    /// Colour.
    pub fill: Fill,
    /// Whether a figure leaves its tolerance.
    pub status: RegionStatus,
    /// Drawn with an accent outline and labelled first.
    pub is_selected: bool,
}

/// What colours a region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fill {
    /// A categorical colour by number, see [`color_neighbours`](super::color_neighbours).
    Category(u8),
    /// A figure, coloured by [`MapScene::thematic`].
    Value(f64),
    /// No data.
    None,
}

/// Whether a region's key figure is where it should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RegionStatus {
    /// Inside tolerance.
    #[default]
    Normal,
    /// Outside tolerance; marked with a sign and a colour.
    OverTolerance {
        /// Above the target rather than below.
        is_above: bool,
        /// Far outside: red rather than amber.
        is_severe: bool,
    },
}

/// A line between two grids, or between a grid and the outside.
#[derive(Clone, Debug)]
pub struct Boundary {
    /// 0 = between two grids of the level shown, 1 = between two of their parents, and so on. The highest level that
    /// holds is meant: a line is given once.
    pub level: u8,
    /// Key of the region on the left hand when walking along the points.
    pub left: Option<u32>,
    /// Key of the region on the right hand.
    pub right: Option<u32>,
    /// The line.
    pub points: Vec<Position>,
}

/// An area one level up: only its name is drawn.
#[derive(Clone, Debug)]
pub struct ParentArea {
    /// Name.
    pub name: String,
    /// Polygons, each a shell followed by its holes.
    pub polygons: Vec<Vec<Vec<Position>>>,
}

/// An outlet (渠道网点) as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutletSymbol {
    /// Where.
    pub position: Position,
    /// Decides the shape.
    pub kind: OutletKind,
    /// Decides the size and the fill.
    pub class: Option<OutletClass>,
    /// Those to come are hollow, closed ones faint, those to move have a bar across.
    pub status: OutletStatus,
    /// Drawn with a ring.
    pub has_warning: bool,
}

/// A place with a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemMark {
    /// Where.
    pub position: Position,
    /// Red rather than amber.
    pub is_error: bool,
}

/// What a reference feature is; decides its look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceKind {
    /// Lakes and rivers.
    Water,
    /// Parks and woods.
    Green,
    /// Buildings.
    Building,
    /// Motorways and trunk roads.
    Motorway,
    /// Primary roads.
    PrimaryRoad,
    /// Secondary and tertiary roads.
    SecondaryRoad,
    /// Other streets.
    MinorRoad,
    /// Railways.
    Rail,
    /// The coast.
    Coastline,
    /// Anything else.
    Other,
}

impl ReferenceKind {
    /// From the layer and kind texts of a project (`road`/`primary`, `water`, …), OpenStreetMap's words included.
    pub fn from_names(layer: &str, kind: &str) -> Self {
        match (layer, kind) {
            ("water" | "waterway" | "river" | "lake", _) => Self::Water,
            ("green" | "park" | "wood" | "forest" | "landuse", _) => Self::Green,
            ("building", _) => Self::Building,
            ("rail" | "railway", _) => Self::Rail,
            ("coastline", _) => Self::Coastline,
            ("road" | "highway", "motorway" | "trunk" | "motorway_link" | "trunk_link") => Self::Motorway,
            ("road" | "highway", "primary" | "primary_link") => Self::PrimaryRoad,
            ("road" | "highway", "secondary" | "tertiary" | "secondary_link" | "tertiary_link") => Self::SecondaryRoad,
            ("road" | "highway", _) => Self::MinorRoad,
            _ => Self::Other,
        }
    }
}

/// A thing drawn for orientation.
#[derive(Clone, Debug)]
pub struct Reference {
    /// What it is.
    pub kind: ReferenceKind,
    /// Its shape.
    pub shape: ReferenceShape,
}

/// Shape of a reference feature.
#[derive(Clone, Debug)]
pub enum ReferenceShape {
    /// A place.
    Point(Position),
    /// Lines.
    Lines(Vec<Vec<Position>>),
    /// Polygons, each a shell followed by its holes.
    Polygons(Vec<Vec<Vec<Position>>>),
}

/// How values become colours, with the texts of the legend.
#[derive(Clone, Debug)]
pub struct Thematic {
    /// What is shown, with its unit.
    pub title: String,
    /// Name of the classification, for example "natural breaks".
    pub method: String,
    /// The classes; the map and the legend both ask it.
    pub classification: Classification,
    /// The colours.
    pub ramp: Ramp,
    /// One text per class, in the order of the classes.
    pub class_labels: Vec<String>,
}

/// Texts of the legend. Entries with an empty text are left out.
#[derive(Clone, Debug, Default)]
pub struct LegendTexts {
    /// Heading.
    pub title: String,
    /// Grid boundary.
    pub grid_boundary: String,
    /// Boundary of the parent level.
    pub parent_boundary: String,
    /// Selected grid.
    pub selected: String,
    /// Above tolerance.
    pub above_tolerance: String,
    /// Below tolerance.
    pub below_tolerance: String,
    /// Regions without a value.
    pub no_data: String,
    /// Outlet kinds with their names (and counts, where wanted), in the order of the legend.
    pub outlet_kinds: Vec<(OutletKind, String)>,
    /// Statuses of outlets that look different from an open one, with their names.
    pub outlet_statuses: Vec<(OutletStatus, String)>,
    /// Outlet with a warning.
    pub warning: String,
    /// Several outlets drawn as one.
    pub cluster: String,
    /// Place with a problem.
    pub problem: String,
    /// Unit of the scale bar below one kilometre, for example `m` or `米`.
    pub metre: String,
    /// Unit of the scale bar, for example `km` or `公里`.
    pub kilometre: String,
    /// Letter on the north arrow, `N` or `北`.
    pub north: String,
}
