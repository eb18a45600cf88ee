//! What a tool wants seen, in positions: it stays in place when the map is panned or zoomed.

use crate::base::{CellId, GridId};
use crate::edit::EditRefusal;
use crate::geodesy::Position;

/// What a tool wants seen, in positions.
#[derive(Clone, Debug, Default)]
pub struct Sketch {
    /// Lines and rings.
    pub lines: Vec<SketchLine>,
    /// Handles and marks.
    pub marks: Vec<(Position, Mark)>,
    /// A ring drawn around a place on the screen, with its radius in metres: the brush.
    pub circle: Option<(Position, f64)>,
    /// Words beside places.
    pub labels: Vec<(Position, SketchLabel)>,
    /// What stands in the way, with the reason.
    pub obstacle: Option<Obstacle>,
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
    /// Drawn stronger than others, for the part of a line that is meant.
    pub is_strong: bool,
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
    /// The vertex or node that is meant: under the pointer or being dragged.
    Grip,
    /// Where a vertex would be inserted.
    Insertion,
    /// Where the pointer has snapped to.
    Snap,
    /// What stands in the way.
    Obstacle,
}

/// Words beside a place.
#[derive(Clone, Debug, PartialEq)]
pub enum SketchLabel {
    /// A length in metres.
    Length(f64),
    /// The length of a whole path in metres.
    Total(f64),
    /// An area in square metres, with the length around it in metres.
    Area(f64, f64),
    /// What the pointer has snapped to: a key of the catalogue that takes a name, and the name.
    Snapped(&'static str, String),
}

/// Why something cannot be done, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle {
    /// The reason.
    pub refusal: EditRefusal,
    /// Where to say it; beside the pointer where the reason has no place of its own.
    pub place: Option<Position>,
    /// A cell that is in the way.
    pub cell: Option<CellId>,
    /// A grid that is in the way.
    pub grid: Option<GridId>,
}

impl Sketch {
    /// Only a hint.
    pub fn hint(key: &'static str) -> Self {
        Self { hint: Some(key), ..Self::default() }
    }

    /// Adds a line.
    pub fn line(&mut self, points: Vec<Position>, ink: Ink) {
        self.lines.push(SketchLine { points, ink, is_filled: false, is_strong: false });
    }

    /// Adds a line that is drawn stronger.
    pub fn strong_line(&mut self, points: Vec<Position>, ink: Ink) {
        self.lines.push(SketchLine { points, ink, is_filled: false, is_strong: true });
    }

    /// Adds a ring with its inside; the first position need not be repeated.
    pub fn ring(&mut self, mut points: Vec<Position>, ink: Ink) {
        if points.first() != points.last() {
            points.extend(points.first().copied());
        }
        self.lines.push(SketchLine { points, ink, is_filled: true, is_strong: false });
    }
}
