//! What a person can set about the tools.

use crate::model::OutletKind;
use serde::{Deserialize, Serialize};

/// Least and largest radius of the brush, in points.
pub const BRUSH_RADII: [f32; 2] = [4.0, 160.0];
/// How much larger one step makes the brush.
const BRUSH_STEP: f32 = 1.25;

/// What a person can set about the tools (工具选项); the bar above the map shows what the tool in hand uses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToolOptions {
    /// Radius of the brush in points; set it by [`Self::set_brush_radius`].
    pub brush_radius: f32,
    /// Which cells brush and lasso take.
    pub source: SourceFilter,
    /// What positions snap to.
    pub snapping: Snapping,
    /// The kind of new outlets.
    pub outlet_kind: OutletKind,
    /// The select tool picks cells rather than grids.
    pub picks_cells: bool,
}

impl Default for ToolOptions {
    fn default() -> Self {
        Self { brush_radius: 24.0, source: SourceFilter::All, snapping: Snapping::default(), outlet_kind: OutletKind::AgentPoint, picks_cells: false }
    }
}

/// Which cells brush and lasso take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceFilter {
    /// All of them.
    #[default]
    All,
    /// Those that belong to no grid.
    Unassigned,
    /// Those of the first other grid that the stroke meets.
    OneGrid,
    /// Those of grids below the same parent, and those that belong to the parent itself.
    SameParent,
}

/// What positions snap to (捕捉); Alt frees them for the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Snapping {
    /// At all.
    pub is_on: bool,
    /// To vertices and edges of the plan.
    pub to_boundaries: bool,
    /// To reference roads, railways and waters.
    pub to_reference: bool,
}

impl Default for Snapping {
    fn default() -> Self {
        Self { is_on: true, to_boundaries: true, to_reference: true }
    }
}

impl ToolOptions {
    /// Sets the radius of the brush, within its limits.
    pub fn set_brush_radius(&mut self, radius: f32) {
        self.brush_radius = if radius.is_finite() { radius.clamp(BRUSH_RADII[0], BRUSH_RADII[1]) } else { Self::default().brush_radius };
    }

    /// Makes the brush larger or smaller by steps; the keys [ and ].
    pub fn resize_brush(&mut self, steps: i32) {
        self.set_brush_radius(self.brush_radius * BRUSH_STEP.powi(steps));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_brush_keeps_within_its_limits() {
        let mut options = ToolOptions::default();
        options.resize_brush(1);
        assert!((options.brush_radius - 30.0).abs() < 1e-3);
        options.resize_brush(99);
        assert!((options.brush_radius - 160.0).abs() < 1e-3);
        options.resize_brush(-99);
        assert!((options.brush_radius - 4.0).abs() < 1e-3);
        options.set_brush_radius(f32::NAN);
        assert!((options.brush_radius - 24.0).abs() < 1e-3);
    }

    #[test]
    fn options_of_an_older_version_are_read() {
        let options: ToolOptions = serde_json::from_str(r#"{"source":"same_parent"}"#).unwrap();
        assert_eq!(options, ToolOptions { source: SourceFilter::SameParent, ..ToolOptions::default() });
    }
}
