//! Lasso assign (套索划分): the cells inside a drawn ring go to a grid, and are seen to go while it is drawn.

use super::drawing::{Drawing, Figure};
use super::giving::{Receiver, Source, give, give_back};
use super::outlines::add_cells;
use super::{Ink, Kit, Requests, Sketch, Tool, ToolContext, ToolEvent};
use crate::base::{CellId, GridId};
use crate::edit::Label;
use crate::geodesy::Position;
use crate::map::Request;
use std::collections::BTreeMap;

/// The lasso.
#[derive(Debug)]
pub(super) struct LassoTool {
    drawing: Drawing,
    ringed: Option<Ringed>,
    /// Why the last ring gave nothing: a hint.
    missed: Option<&'static str>,
}

/// The cells inside the ring as it is drawn, given to a grid in an open gesture.
#[derive(Debug)]
struct Ringed {
    to: Receiver,
    cells: Vec<CellId>,
    /// Where each cell that was ever inside belonged at first.
    origins: BTreeMap<CellId, Option<GridId>>,
}

impl Default for LassoTool {
    fn default() -> Self {
        Self { drawing: Drawing::new(Figure::Ring), ringed: None, missed: None }
    }
}

impl Tool for LassoTool {
    fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        if matches!(event, ToolEvent::Press(_)) {
            self.missed = None;
        }
        match self.drawing.handle(event, context, |at| context.view.position(at)) {
            Some(drawn) => self.finish(&drawn.points, context, kit),
            None if self.drawing.is_empty() => self.give_up(),
            None => {
                let ring = self.drawing.outline();
                self.follow(&ring, context, kit)
            }
        }
    }

    fn sketch(&self, context: &ToolContext<'_>, _kit: &Kit) -> Sketch {
        let mut sketch = Sketch::hint(match self.missed {
            Some(missed) => missed,
            None if self.drawing.is_empty() => "hint-lasso",
            None => "hint-ring-drag",
        });
        self.drawing.draw(&mut sketch, Ink::Accent);
        if let Some(ringed) = &self.ringed {
            let has = |cell: &CellId| context.document.plan().assignment.grid(ringed.to.plane, *cell) == Some(ringed.to.leaf);
            add_cells(&mut sketch, context, ringed.cells.iter().copied().filter(|cell| !has(cell)), Ink::Refused);
        }
        sketch
    }

    fn is_busy(&self) -> bool {
        !self.drawing.is_empty()
    }

    fn put_down(&mut self) -> Requests {
        let requests = self.give_up();
        *self = Self::default();
        requests
    }
}

impl LassoTool {
    /// Gives the cells that have come into the ring, and gives back those that have left it. The selected grid gets them; without one the
    /// grid where the ring began.
    fn follow(&mut self, ring: &[Position], context: &ToolContext<'_>, kit: &Kit) -> Requests {
        let mut requests = Requests::new();
        if ring.len() < 3 && self.ringed.is_none() {
            return requests;
        }
        if self.ringed.is_none() {
            let Some(to) = Receiver::selected_or_at(context, ring[0]) else { return requests };
            requests.push(Request::Begin(Label::new("step-lasso").with("grid", to.code(context.document))));
            self.ringed = Some(Ringed { to, cells: Vec::new(), origins: BTreeMap::new() });
        }
        let Some(ringed) = &mut self.ringed else { return requests };
        let mut source = Source::new(kit.options.source);
        let inside = if ring.len() < 3 { Vec::new() } else { context.document.plan().partition.cells_within(ring) };
        let mut cells = Vec::new();
        for cell in inside {
            let own = *ringed.origins.entry(cell).or_insert_with(|| context.document.plan().assignment.grid(ringed.to.plane, cell));
            if source.takes(context, &ringed.to, own) {
                cells.push(cell);
            }
        }
        let gone: Vec<_> = ringed.cells.iter().filter(|cell| cells.binary_search(cell).is_err()).map(|cell| (*cell, ringed.origins[cell])).collect();
        let fresh: Vec<CellId> = cells.iter().filter(|cell| ringed.cells.binary_search(cell).is_err()).copied().collect();
        requests.extend(give_back(ringed.to.plane, &gone));
        if !fresh.is_empty() {
            requests.extend(give(context, &ringed.to, &cells, &fresh));
        }
        ringed.cells = cells;
        requests
    }

    fn finish(&mut self, ring: &[Position], context: &ToolContext<'_>, kit: &Kit) -> Requests {
        let mut requests = self.follow(ring, context, kit);
        match self.ringed.take() {
            None => self.missed = Some("hint-no-grid-here"),
            Some(ringed) if ringed.cells.is_empty() => {
                self.missed = Some("hint-nothing-inside");
                requests.push(Request::Abort);
            }
            Some(_) => requests.push(Request::Commit),
        }
        requests
    }

    fn give_up(&mut self) -> Requests {
        self.ringed.take().map(|_| Request::Abort).into_iter().collect()
    }
}
