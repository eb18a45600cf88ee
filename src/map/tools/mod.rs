//! Tools (工具): each a state machine over pointer and key events that needs no screen.
//!
//! A tool gets a [`ToolEvent`] with a [`ToolContext`] and answers with [`Request`]s; what it wants seen it gives as a
//! [`Sketch`] in positions. The window's job is to carry the requests out and to paint the sketch.

mod boundary;
mod brush;
mod cards;
mod codes;
mod cut;
mod drawing;
mod feedback;
mod giving;
mod lasso;
mod measure;
mod merge;
mod new_grid;
mod options;
mod outlet;
mod outlines;
mod paint;
mod push;
mod ring;
mod select;
mod sketch;
mod snap;
mod toolbox;
mod tracing;

#[cfg(test)]
mod tests;

pub use feedback::{Card, CardRow, Feedback, Standing};
pub use options::{BRUSH_RADII, SourceFilter, Snapping, ToolOptions};
pub use paint::paint;
pub use sketch::{Ink, Mark, Obstacle, Sketch, SketchLabel, SketchLine};
pub use snap::{Snap, SnapTo};
pub use toolbox::Toolbox;

use super::{Figures, Focus, Gesture, Layers, Request, Selection, View};
use crate::edit::Document;
use egui::{CursorIcon, Pos2};
use snap::ReferenceIndex;

/// The tools, in the order of the toolbar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ToolKind {
    /// Click, marquee, lasso.
    #[default]
    Select,
    /// Drag vertices and edges of boundaries.
    Boundary,
    /// Lean on a grid's edge: cells follow the pointer.
    Push,
    /// Paint cells into a grid.
    Brush,
    /// Give the cells inside a drawn ring to a grid.
    Lasso,
    /// Divide a cell along a line.
    Cut,
    /// Join cells.
    Merge,
    /// Draw a new grid.
    NewGrid,
    /// Add and move outlets.
    Outlet,
    /// Measure lengths and areas.
    Measure,
}

/// Keys that change what a tool does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    /// Adds to the selection; keeps the direction of a drag.
    pub shift: bool,
    /// Takes from the selection.
    pub command: bool,
    /// Frees snapping.
    pub alt: bool,
}

/// What happened on the map. Points are on the screen; panning and zooming never reach a tool.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ToolEvent {
    /// The pointer moved with no button down.
    Hover(Pos2),
    /// The primary button went down.
    Press(Pos2),
    /// The pointer moved with the primary button down.
    Drag(Pos2),
    /// The primary button went up.
    Release(Pos2),
    /// Two clicks at one place, after the second release.
    DoubleClick(Pos2),
    /// Enter.
    Confirm,
    /// Delete or Backspace.
    Delete,
    /// Esc, right click, lost focus, another tool: everything is given back.
    Cancel,
    /// The pointer left the map.
    Leave,
}

/// What a tool may look at.
#[derive(Clone, Copy, Debug)]
pub struct ToolContext<'a> {
    /// The document; the tentative state inside a gesture.
    pub document: &'a Document,
    /// Where the map looks.
    pub view: &'a View,
    /// Plane, level, measure.
    pub focus: &'a Focus,
    /// Figures of the level in focus.
    pub figures: &'a Figures,
    /// What is selected.
    pub selection: &'a Selection,
    /// What is drawn: hidden outlets cannot be picked.
    pub layers: &'a Layers,
    /// The gesture in progress, if one is open.
    pub gesture: Option<&'a Gesture>,
    /// Keys held.
    pub modifiers: Modifiers,
}

/// The requests of one event.
pub type Requests = Vec<Request>;

/// What all tools share.
#[derive(Debug, Default)]
struct Kit {
    options: ToolOptions,
    references: ReferenceIndex,
}

/// How far the pointer must go with the button down before a click becomes a drag, in points.
const DRAG_DISTANCE: f32 = 3.0;

/// One tool: what it does with an event, and what it wants seen.
trait Tool {
    /// Takes an event in.
    fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, kit: &Kit) -> Requests;

    /// What it wants seen.
    fn sketch(&self, context: &ToolContext<'_>, kit: &Kit) -> Sketch;

    /// Whether a gesture or a drawing is in progress.
    fn is_busy(&self) -> bool {
        false
    }

    /// Gives up whatever is in progress, as when another tool is taken up.
    fn put_down(&mut self) -> Requests;

    /// The pointer's shape.
    fn cursor(&self) -> CursorIcon {
        CursorIcon::Crosshair
    }
}
