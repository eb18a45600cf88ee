//! What a planner wants of certain ground when grids are designed (划分要求).

use super::ReferenceFeature;
use crate::base::{CellId, GridId};
use crate::geodesy::Position;
use serde::{Deserialize, Serialize};

/// A wish about certain ground. Cells that are gone since count no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DesignWish {
    /// These cells in one grid, whichever.
    Together(Vec<CellId>),
    /// Each of these cells in a grid of its own, such as key customers of whom everyone gets a team (大客户一客一格).
    Apart(Vec<CellId>),
    /// These cells in this grid.
    In(Vec<CellId>, GridId),
    /// These cells in any grid but this.
    NotIn(Vec<CellId>, GridId),
    /// Two cells that belong together over water or a gap (跨水相连).
    Bridge(CellId, CellId),
    /// A line that no grid crosses (阻隔线).
    Barrier(Vec<Position>),
    /// Reference lines and waters of a kind that no grid crosses.
    BarrierOf(BarrierKind),
}

/// Kinds of reference features that keep people apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BarrierKind {
    /// Rivers and waters.
    Water,
    /// Railways.
    Rail,
    /// Motorways.
    Motorway,
    /// Trunk roads.
    Trunk,
    /// Primary roads.
    Primary,
}

impl BarrierKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Water, Self::Rail, Self::Motorway, Self::Trunk, Self::Primary];

    /// The name in files and catalogues.
    pub fn name(self) -> &'static str {
        match self {
            Self::Water => "water",
            Self::Rail => "rail",
            Self::Motorway => "motorway",
            Self::Trunk => "trunk",
            Self::Primary => "primary",
        }
    }

    /// The kind of a reference feature; `None` where people cross it easily.
    pub fn of(feature: &ReferenceFeature) -> Option<Self> {
        match (feature.layer.as_str(), feature.kind.as_str()) {
            ("water" | "waterway" | "river" | "lake", _) => Some(Self::Water),
            // Below the ground and in the street nobody is kept from crossing.
            ("rail" | "railway", "subway" | "tram" | "funicular" | "light_rail") => None,
            ("rail" | "railway", _) => Some(Self::Rail),
            ("road" | "highway", "motorway" | "motorway_link") => Some(Self::Motorway),
            ("road" | "highway", "trunk" | "trunk_link") => Some(Self::Trunk),
            ("road" | "highway", "primary" | "primary_link") => Some(Self::Primary),
            _ => None,
        }
    }
}
