//! The brush (画笔): paints cells into a grid.

use super::giving::{Receiver, Source, give};
use super::outlines::add_cells;
use super::{Ink, Kit, Requests, Sketch, Tool, ToolContext, ToolEvent};
use crate::base::CellId;
use crate::edit::Label;
use crate::geodesy::Position;
use crate::map::Request;
use egui::{CursorIcon, Pos2};
use std::collections::BTreeSet;

/// How finely a stroke is looked at, in points, and in how many steps at most for one event.
const LEAST_STEP: f32 = 8.0;
const MOST_STEPS: f32 = 64.0;

/// The brush.
#[derive(Debug, Default)]
pub(super) struct BrushTool {
    pointer: Option<Position>,
    stroke: Option<Stroke>,
    /// The button went down where no grid could be told.
    has_missed: bool,
}

/// A stroke in progress.
#[derive(Debug)]
struct Stroke {
    to: Receiver,
    source: Source,
    last: Position,
    /// Cells of the stroke in the order in which it met them.
    cells: Vec<CellId>,
    /// All cells it has looked at.
    seen: BTreeSet<CellId>,
}

impl Tool for BrushTool {
    fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        match event {
            ToolEvent::Hover(at) => {
                self.pointer = Some(context.view.position(at));
                Requests::new()
            }
            ToolEvent::Leave => {
                self.pointer = self.pointer.filter(|_| self.is_busy());
                Requests::new()
            }
            ToolEvent::Press(at) => self.press(at, context, kit),
            ToolEvent::Drag(at) => self.paint(at, context, kit),
            ToolEvent::Release(at) => {
                let mut requests = self.paint(at, context, kit);
                requests.extend(self.stroke.take().map(|_| Request::Commit));
                requests
            }
            ToolEvent::Cancel => self.put_down(),
            ToolEvent::DoubleClick(_) | ToolEvent::Confirm | ToolEvent::Delete => Requests::new(),
        }
    }

    fn sketch(&self, context: &ToolContext<'_>, kit: &Kit) -> Sketch {
        let mut sketch = Sketch::hint(match (&self.stroke, self.has_missed) {
            (Some(_), _) => "hint-brush-drag",
            (None, true) => "hint-no-grid-here",
            (None, false) => "hint-brush",
        });
        sketch.circle = self.pointer.map(|pointer| (pointer, radius_m(context, kit)));
        if let Some(stroke) = &self.stroke {
            let has = |cell: &CellId| context.document.plan().assignment.grid(stroke.to.plane, *cell) == Some(stroke.to.leaf);
            add_cells(&mut sketch, context, stroke.cells.iter().copied().filter(|cell| !has(cell)), Ink::Refused);
        }
        sketch
    }

    fn is_busy(&self) -> bool {
        self.stroke.is_some()
    }

    fn put_down(&mut self) -> Requests {
        self.has_missed = false;
        self.stroke.take().map(|_| Request::Abort).into_iter().collect()
    }

    fn cursor(&self) -> CursorIcon {
        CursorIcon::Crosshair
    }
}

impl BrushTool {
    fn press(&mut self, at: Pos2, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        let place = context.view.position(at);
        self.pointer = Some(place);
        let to = Receiver::selected_or_at(context, place);
        self.has_missed = to.is_none();
        let Some(to) = to else { return Requests::new() };
        self.stroke = Some(Stroke { to, source: Source::new(kit.options.source), last: place, cells: Vec::new(), seen: BTreeSet::new() });
        let mut requests = vec![Request::Begin(Label::new("step-paint").with("grid", to.code(context.document)))];
        requests.extend(self.paint(at, context, kit));
        requests
    }

    /// Asks for everything that the stroke has touched. Cost: what lies under this piece of it.
    fn paint(&mut self, at: Pos2, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        let place = context.view.position(at);
        self.pointer = Some(place);
        let Some(stroke) = &mut self.stroke else { return Requests::new() };
        let mut fresh = Vec::new();
        // In short steps, so that cells are met in the order of the stroke.
        let (from, to) = (context.view.point(stroke.last), context.view.point(place));
        let n_steps = ((to - from).length() / kit.options.brush_radius.max(LEAST_STEP)).ceil().clamp(1.0, MOST_STEPS);
        for step in 1..=n_steps as usize {
            let next = context.view.position(from + (to - from) * (step as f32 / n_steps));
            for cell in context.document.plan().partition.cells_touched(&[stroke.last, next], radius_m(context, kit)) {
                let own = context.document.plan().assignment.grid(stroke.to.plane, cell);
                if stroke.seen.insert(cell) && stroke.source.takes(context, &stroke.to, own) {
                    fresh.push(cell);
                }
            }
            stroke.last = next;
        }
        stroke.cells.extend(&fresh);
        if fresh.is_empty() { Requests::new() } else { give(context, &stroke.to, &stroke.cells, &fresh) }
    }
}

fn radius_m(context: &ToolContext<'_>, kit: &Kit) -> f64 {
    f64::from(kit.options.brush_radius) * context.view.metres_per_point()
}
