//! From a foreign table to what the domain needs: polygons, demand points, outlets, assignments. Every mapper counts the
//! rows it rejects and lists why.

mod assignments;
mod codes;
mod demand;
mod measures;
mod outlets;
mod outline;
mod points;
mod polygons;

pub use assignments::{AssignmentRow, Assignments, assignments};
pub use demand::{DemandRows, demand_rows};
pub use measures::MeasureAmounts;
pub use outlets::{Given, OutletRow, Outlets, outlets};
pub use outline::{Outline, outline};
pub use polygons::{PolygonRow, Polygons, polygons};

use super::classify::MeasureColumn;
use super::source::Known;
use crate::model::OutletKind;

/// How columns are mapped; what is `None` is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappingOptions {
    /// Column of names.
    pub name_field: Option<String>,
    /// Column of codes.
    pub code_field: Option<String>,
    /// Column of grid codes.
    pub grid_field: Option<String>,
    /// Column of the codes one level up.
    pub parent_field: Option<String>,
    /// Measures to read.
    pub measures: Vec<MeasureColumn>,
    /// Column of longitudes or eastings.
    pub lon: Option<String>,
    /// Column of latitudes or northings.
    pub lat: Option<String>,
    /// Kind of every outlet, or of those whose own is not known.
    pub kind: Option<OutletKind>,
    /// Column of outlet kinds.
    pub kind_field: Option<String>,
    /// Coordinate system; `None` or `auto` to find out.
    pub crs: Option<String>,
    /// Whether rows of outlets may leave out kind and place, because they speak of outlets that are there.
    pub are_updates: bool,
}

/// What every mapper says of its work.
#[derive(Clone, Debug, Default)]
pub struct Mapped {
    /// The coordinate system the positions came from.
    pub crs: Option<Known>,
    /// What was odd.
    pub findings: super::FindingLog,
    /// Rows that could not be used.
    pub rows_rejected: u64,
}
