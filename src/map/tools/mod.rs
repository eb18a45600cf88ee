//! Tools (工具): each a state machine over pointer and key events that needs no screen.
//!
//! A tool gets a [`ToolEvent`] with a [`ToolContext`] and answers with [`Request`]s; what it wants seen it gives as a
//! [`Sketch`] in positions. The window's job is to carry the requests out and to paint the sketch.

use super::{Figures, Focus, Gesture, Request, Selection, View};
use crate::edit::Document;
use crate::geodesy::Position;
use egui::Pos2;

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
    /// The gesture in progress, if one is open.
    pub gesture: Option<&'a Gesture>,
    /// Keys held.
    pub modifiers: Modifiers,
}

/// What a tool wants seen, in positions.
#[derive(Clone, Debug, Default)]
pub struct Sketch {
    /// Lines and rings.
    pub lines: Vec<SketchLine>,
    /// Handles and marks.
    pub marks: Vec<(Position, Mark)>,
    /// A ring drawn around a place on the screen, with its radius in metres: the brush.
    pub circle: Option<(Position, f64)>,
    /// A key of the catalogue that says what the tool expects next, for the hint line.
    pub hint: Option<&'static str>,
}

/// A line of a sketch.
#[derive(Clone, Debug)]
pub struct SketchLine {
    /// Its points.
    pub points: Vec<Position>,
    /// How it looks.
    pub ink: Ink,
    /// Whether the inside is lightly filled.
    pub is_filled: bool,
}

/// What a line or a mark says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// What is being done.
    Accent,
    /// What would be illegal.
    Refused,
    /// Help: snapping targets, measured legs.
    Guide,
}

/// A mark of a sketch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A node where three or more boundaries meet.
    Node,
    /// A vertex within an arc.
    Vertex,
    /// Where a vertex would be inserted.
    Insertion,
    /// Where the pointer has snapped to.
    Snap,
    /// What stands in the way.
    Obstacle,
}

/// The requests of one event.
pub type Requests = Vec<Request>;

/// The tools with what each remembers and their options (工具箱).
#[derive(Debug, Default)]
pub struct Toolbox {
    kind: ToolKind,
}

impl Toolbox {
    /// The tool in hand.
    pub fn kind(&self) -> ToolKind {
        self.kind
    }

    /// Takes another tool up; the one in hand gives everything back first.
    pub fn take(&mut self, kind: ToolKind) -> Requests {
        self.kind = kind;
        Vec::new()
    }

    /// Whether a gesture or a drawing is in progress, which Esc would give back.
    pub fn is_busy(&self) -> bool {
        false
    }

    /// Tells the tool in hand what happened.
    pub fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>) -> Requests {
        let _ = (event, context);
        Vec::new()
    }

    /// What the tool in hand wants seen.
    pub fn sketch(&self, context: &ToolContext<'_>) -> Sketch {
        let _ = context;
        Sketch::default()
    }

    /// The pointer's shape.
    pub fn cursor(&self) -> egui::CursorIcon {
        egui::CursorIcon::Default
    }
}

/// Paints the sketch of the tool in hand and the live feedback of a gesture.
pub fn paint(painter: &egui::Painter, tools: &Toolbox, context: &ToolContext<'_>, theme: &crate::carto::Theme, language: crate::i18n::Language) {
    let _ = (painter, tools.sketch(context), theme, language);
}
