//! Scenarios (方案).

use crate::base::ScenarioId;
use serde::{Deserialize, Serialize};

/// What people know of a scenario (方案); its partition and grids are the plan it owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioInfo {
    /// Name, unique in a project.
    pub name: String,
    /// The day it was frozen as status quo (现状), `YYYY-MM-DD`; a frozen scenario is not edited.
    pub frozen_on: Option<String>,
    /// The scenario it was branched from.
    pub parent: Option<ScenarioId>,
}
