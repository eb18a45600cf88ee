//! What all scenarios of a project share.

use super::{ChannelRule, Indicator, Measure, Plane};
use crate::base::PlaneId;
use crate::base::Table;
use crate::geodesy::Position;
use serde::{Deserialize, Serialize};

/// What all scenarios of a project (项目) share, apart from demand and outlets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// A random id, the key of view state in the application's settings.
    pub key: String,
    /// Name of the city or province.
    pub name: String,
    /// Notes for people; says what is synthetic.
    pub notes: String,
    /// Whose data these are (数据来源), as their licences want it said on every map: `© OpenStreetMap contributors (ODbL)`.
    pub sources: Vec<String>,
    /// Measures, in the order of the demand columns.
    pub measures: Vec<Measure>,
    /// Ratios of measures.
    pub indicators: Vec<Indicator>,
    /// Planes.
    pub planes: Table<PlaneId, Plane>,
    /// Limits for problems.
    pub rules: Rules,
    /// Findings that somebody decided to ignore.
    pub ignored: Vec<IgnoredFinding>,
}

impl Project {
    /// The column of a measure by name.
    pub fn measure(&self, name: &str) -> Option<usize> {
        self.measures.iter().position(|measure| measure.name == name)
    }

    /// A level by the names of its plane (empty = the first) and of itself.
    pub fn level_named(&self, plane: &str, level: &str) -> Option<(PlaneId, u8)> {
        let plane = if plane.is_empty() { self.planes.ids().next()? } else { self.plane(plane)? };
        let depth = self.planes.get(plane)?.levels.iter().position(|row| row.name == level)?;
        Some((plane, u8::try_from(depth).ok()?))
    }

    /// A plane by name.
    pub fn plane(&self, name: &str) -> Option<PlaneId> {
        self.planes.iter().find(|(_, plane)| plane.name == name).map(|(id, _)| id)
    }
}

/// Limits that turn a figure into a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Measure whose sum is the load of the account managers; empty = no such rule.
    pub load_measure: String,
    /// Most of that measure for one account manager (about 3,000 users).
    pub load_limit: i64,
    /// Days before a contract's end from which it is named.
    pub contract_days: u32,
    /// Rules of outlets, in the order in which somebody wrote them down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channel: Vec<ChannelRule>,
}

impl Default for Rules {
    fn default() -> Self {
        Self { load_measure: String::new(), load_limit: 3_000, contract_days: 31, channel: Vec::new() }
    }
}

/// A finding that somebody decided to ignore, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IgnoredFinding {
    /// [`Finding::key`](crate::base::Finding::key).
    pub key: String,
    /// Why.
    pub reason: String,
}

/// A road, river or other thing drawn for orientation; never part of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceFeature {
    /// Layer: `road`, `water`, `building`, `rail`, …
    pub layer: String,
    /// Kind within the layer, for example `primary`.
    pub kind: String,
    /// Name, may be empty.
    pub name: String,
    /// Its shape.
    pub geometry: ReferenceGeometry,
}

/// Shape of a reference feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceGeometry {
    /// A place.
    Point(Position),
    /// One or more lines.
    Lines(Vec<Vec<Position>>),
    /// Polygons: each a shell and its holes, closed.
    Polygons(Vec<Vec<Vec<Position>>>),
}
