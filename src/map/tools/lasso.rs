//! Lasso assign (套索划分): the cells inside a drawn ring go to a grid.

use super::drawing::{Drawing, Figure};
use super::giving::{Receiver, Source};
use super::{Ink, Kit, Requests, Sketch, Tool, ToolContext, ToolEvent};
use crate::base::CellId;
use crate::edit::{Command, Label};
use crate::geodesy::Position;
use crate::map::Request;

/// The lasso.
#[derive(Debug)]
pub(super) struct LassoTool {
    drawing: Drawing,
    /// Why the last ring gave nothing: a hint.
    missed: Option<&'static str>,
}

impl Default for LassoTool {
    fn default() -> Self {
        Self { drawing: Drawing::new(Figure::Ring), missed: None }
    }
}

impl Tool for LassoTool {
    fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        if matches!(event, ToolEvent::Press(_)) {
            self.missed = None;
        }
        match self.drawing.handle(event, context, |at| context.view.position(at)) {
            Some(drawn) => self.assign(&drawn.points, context, kit),
            None => Requests::new(),
        }
    }

    fn sketch(&self, _context: &ToolContext<'_>, _kit: &Kit) -> Sketch {
        let mut sketch = Sketch::hint(match self.missed {
            Some(missed) => missed,
            None if self.drawing.is_empty() => "hint-lasso",
            None => "hint-ring-drag",
        });
        self.drawing.draw(&mut sketch, Ink::Accent);
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

impl LassoTool {
    /// The selected grid gets the cells inside; without one the grid where the ring began.
    fn assign(&mut self, ring: &[Position], context: &ToolContext<'_>, kit: &Kit) -> Requests {
        let Some(to) = ring.first().and_then(|first| Receiver::selected_or_at(context, *first)) else {
            self.missed = Some("hint-no-grid-here");
            return Requests::new();
        };
        let mut source = Source::new(kit.options.source);
        let own = |cell: CellId| context.document.plan().assignment.grid(to.plane, cell);
        let cells: Vec<CellId> = context.document.plan().partition.cells_within(ring).into_iter().filter(|cell| source.takes(context, &to, own(*cell))).collect();
        if cells.is_empty() {
            self.missed = Some("hint-nothing-inside");
            return Requests::new();
        }
        let label = Label::new("step-assign").with("count", cells.len()).with("grid", to.code(context.document));
        vec![Request::Run(Command::Assign(to.plane, cells, Some(to.leaf)), label)]
    }
}
