//! A line or a ring drawn by clicks or in one sweep. It is kept in positions, so the map can be panned and zoomed meanwhile.

use super::{DRAG_DISTANCE, Ink, Mark, Sketch, ToolContext, ToolEvent};
use crate::geodesy::Position;
use crate::map::pick::REACH;
use egui::Pos2;

/// Least distance between two positions of a sweep, in points.
const SWEEP_STEP: f32 = 4.0;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// A line from end to end; clicks only.
    Path,
    /// A ring; by clicks, or in one sweep with the button down.
    Ring,
    /// A line that becomes a ring where its first position is clicked again; clicks only.
    PathOrRing,
}

/// A finished drawing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawn {
    /// Its positions, the first not repeated.
    pub(super) points: Vec<Position>,
    /// Whether it is a ring.
    pub(super) is_closed: bool,
}

/// A drawing in progress.
#[derive(Debug)]
pub(super) struct Drawing {
    figure: Figure,
    points: Vec<Position>,
    pointer: Option<Position>,
    press: Option<Pos2>,
    is_sweep: bool,
    has_cancelled: bool,
}

impl Drawing {
    pub(super) fn new(figure: Figure) -> Self {
        Self { figure, points: Vec::new(), pointer: None, press: None, is_sweep: false, has_cancelled: false }
    }

    /// Whether nothing has been drawn.
    pub(super) fn is_empty(&self) -> bool {
        self.points.is_empty() && self.press.is_none()
    }

    /// The positions so far.
    pub(super) fn points(&self) -> &[Position] {
        &self.points
    }

    /// The positions so far and the pointer.
    pub(super) fn outline(&self) -> Vec<Position> {
        let mut points = self.points.clone();
        points.extend(self.pointer.filter(|pointer| !self.points.is_empty() && self.points.last() != Some(pointer)));
        points
    }

    /// Adds the way to a place that is about to be clicked, without its ends.
    pub(super) fn lead(&mut self, way: &[Position]) {
        if let [_, inner @ .., _] = way {
            self.points.extend(inner);
        }
    }

    /// Gives everything up.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.figure);
    }

    /// Takes an event in; `place` is where a point of the screen is, after snapping. Returns the drawing when it is finished.
    pub(super) fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, place: impl Fn(Pos2) -> Position) -> Option<Drawn> {
        if event != ToolEvent::Cancel && !matches!(event, ToolEvent::Hover(_) | ToolEvent::Leave) {
            self.has_cancelled = false;
        }
        match event {
            ToolEvent::Hover(at) => self.pointer = Some(place(at)),
            ToolEvent::Leave => self.pointer = None,
            ToolEvent::Press(at) => self.press = Some(at),
            ToolEvent::Drag(at) => self.sweep(at, context),
            ToolEvent::Release(at) => return self.release(at, context, place(at)),
            ToolEvent::DoubleClick(_) | ToolEvent::Confirm => return self.finish(self.figure == Figure::Ring),
            ToolEvent::Delete => {
                self.points.pop();
            }
            ToolEvent::Cancel => self.cancel(),
        }
        None
    }

    fn sweep(&mut self, at: Pos2, context: &ToolContext<'_>) {
        let Some(press) = self.press else { return };
        self.pointer = Some(context.view.position(at));
        if self.figure != Figure::Ring || (!self.is_sweep && at.distance(press) < DRAG_DISTANCE) {
            return;
        }
        if !self.is_sweep {
            self.is_sweep = true;
            self.points.push(context.view.position(press));
        }
        if self.points.last().is_none_or(|last| context.view.point(*last).distance(at) >= SWEEP_STEP) {
            self.points.push(context.view.position(at));
        }
    }

    fn release(&mut self, at: Pos2, context: &ToolContext<'_>, place: Position) -> Option<Drawn> {
        self.press.take()?;
        if self.is_sweep {
            self.sweep_end();
            return self.finish(true);
        }
        let can_close = self.figure != Figure::Path && self.points.len() > 2;
        if can_close && self.points.first().is_some_and(|first| context.view.point(*first).distance(at) <= REACH) {
            return self.finish(true);
        }
        if self.points.last() != Some(&place) {
            self.points.push(place);
        }
        self.pointer = Some(place);
        None
    }

    fn sweep_end(&mut self) {
        self.is_sweep = false;
        self.pointer = None;
    }

    /// Ends it where there is enough of it; a drawing that is too short is given up, so that the next click begins anew.
    fn finish(&mut self, is_closed: bool) -> Option<Drawn> {
        let points = std::mem::take(&mut self.points);
        self.clear();
        (points.len() >= if is_closed { 3 } else { 2 }).then_some(Drawn { points, is_closed })
    }

    /// Takes the last position back, and everything when asked a second time.
    fn cancel(&mut self) {
        if self.has_cancelled || self.is_sweep {
            self.clear();
        } else {
            self.points.pop();
            self.press = None;
            self.has_cancelled = !self.points.is_empty();
        }
    }

    /// Adds what is drawn so far.
    pub(super) fn draw(&self, sketch: &mut Sketch, ink: Ink) {
        let points = self.outline();
        if points.len() > 1 {
            if self.figure == Figure::Ring && points.len() > 2 {
                sketch.ring(points, ink);
            } else {
                sketch.line(points, ink);
            }
        }
        if !self.is_sweep {
            sketch.marks.extend(self.points.iter().map(|position| (*position, Mark::Vertex)));
        }
    }
}
