//! The cut tool (切分): divides the cells that a line crosses.

use super::drawing::{Drawing, Figure};
use super::outlines::{add_cells, obstacle_of};
use super::snap::{Snap, lead, snap};
use super::{Ink, Kit, Requests, Sketch, Tool, ToolContext, ToolEvent};
use crate::base::CellId;
use crate::edit::{Command, EditRefusal, Label};
use crate::geodesy::Position;
use crate::map::Request;
use crate::partition::Refusal;

/// How far a line is drawn out beyond an end that was snapped to an edge, in lattice units: the place on the edge is rounded and may lie a
/// unit inside the cell.
const OVERSHOOT: f64 = 6.0;

/// The cut tool.
#[derive(Debug)]
pub(super) struct CutTool {
    drawing: Drawing,
    snapped: Option<Snap>,
    refusal: Option<EditRefusal>,
}

impl Default for CutTool {
    fn default() -> Self {
        Self { drawing: Drawing::new(Figure::Path), snapped: None, refusal: None }
    }
}

impl Tool for CutTool {
    fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        match event {
            ToolEvent::Hover(at) | ToolEvent::Release(at) => self.snapped = snap(context, kit, at, &[]),
            ToolEvent::Press(_) | ToolEvent::Cancel => self.refusal = None,
            ToolEvent::Leave => self.snapped = None,
            ToolEvent::Drag(_) | ToolEvent::DoubleClick(_) | ToolEvent::Confirm | ToolEvent::Delete => {}
        }
        let snapped = self.snapped.as_ref().map(|snap| snap.position);
        lead(&mut self.drawing, event, context, kit);
        match self.drawing.handle(event, context, |at| snapped.unwrap_or_else(|| context.view.position(at))) {
            Some(drawn) => self.cut(&drawn.points, context),
            None => Requests::new(),
        }
    }

    fn sketch(&self, context: &ToolContext<'_>, _kit: &Kit) -> Sketch {
        let mut sketch = Sketch::hint(if self.drawing.is_empty() { "hint-cut" } else { "hint-cut-next" });
        if self.drawing.points().len() > 1 {
            add_cells(&mut sketch, context, divided(context, &drawn_out(self.drawing.points())).unwrap_or_default(), Ink::Guide);
        }
        self.drawing.draw(&mut sketch, Ink::Accent);
        if let Some(snap) = &self.snapped {
            snap.draw(&mut sketch);
        }
        sketch.obstacle = self.refusal.clone().map(|refusal| obstacle_of(context, refusal));
        sketch
    }

    fn is_busy(&self) -> bool {
        !self.drawing.is_empty()
    }

    fn put_down(&mut self) -> Requests {
        *self = Self::default();
        Requests::new()
    }
}

impl CutTool {
    fn cut(&mut self, line: &[Position], context: &ToolContext<'_>) -> Requests {
        let line = drawn_out(line);
        match divided(context, &line) {
            Ok(cells) => {
                let code = cells.first().and_then(|cell| context.document.plan().cells.get(*cell)).map(|cell| cell.code.clone()).unwrap_or_default();
                let label = if cells.len() == 1 { Label::new("step-cut").with("cell", code) } else { Label::new("step-cut-cells").with("count", cells.len()) };
                vec![Request::RunAll(cells.into_iter().map(|cell| Command::Cut(cell, line.clone())).collect(), label)]
            }
            Err(refusal) => {
                self.refusal = Some(refusal.into());
                Requests::new()
            }
        }
    }
}

/// The cells that a line divides, ascending; the reason where it divides none. Cost: a trial for each cell that it crosses.
fn divided(context: &ToolContext<'_>, line: &[Position]) -> Result<Vec<CellId>, Refusal> {
    let partition = &context.document.plan().partition;
    let mut cells = Vec::new();
    let mut reason = None;
    for cell in context.document.plan().partition.cells_touched(line, 0.0) {
        match partition.propose_cut(cell, line) {
            Ok(_) => cells.push(cell),
            // A cell that the line only grazes, or in which it ends, stays whole.
            Err(Refusal::DoesNotDivide) => {}
            Err(refusal) => reason = reason.or(Some(refusal)),
        }
    }
    if cells.is_empty() { Err(reason.unwrap_or(Refusal::DoesNotDivide)) } else { Ok(cells) }
}

/// The line a little longer at both ends.
fn drawn_out(line: &[Position]) -> Vec<Position> {
    let mut points = line.to_vec();
    if let [first, second, ..] = line {
        points.insert(0, beyond(*second, *first));
    }
    if let [.., before, last] = line {
        points.push(beyond(*before, *last));
    }
    points
}

fn beyond(from: Position, to: Position) -> Position {
    let (dx, dy) = (f64::from(to.lon) - f64::from(from.lon), f64::from(to.lat) - f64::from(from.lat));
    let length = libm::hypot(dx, dy).max(1.0);
    let shifted = |units: i32, run: f64| units.saturating_add((run / length * OVERSHOOT).round() as i32);
    Position::new(shifted(to.lon, dx), shifted(to.lat, dy))
}
