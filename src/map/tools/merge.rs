//! The merge tool (合并): collects cells by clicks and joins them into the first.

use super::outlines::{add_cells, obstacle_of};
use super::{Ink, Kit, Requests, Sketch, Tool, ToolContext, ToolEvent};
use crate::base::CellId;
use crate::edit::{Command, EditRefusal, Label};
use crate::map::pick::cell_at;
use crate::map::{Item, Request};
use egui::{CursorIcon, Pos2};

/// The merge tool.
#[derive(Debug, Default)]
pub(super) struct MergeTool {
    /// In the order in which they were clicked; the first stays.
    cells: Vec<CellId>,
    hover: Option<CellId>,
    refusal: Option<EditRefusal>,
}

impl Tool for MergeTool {
    fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, _kit: &Kit) -> Requests {
        let faces = context.document.plan().partition.faces();
        self.cells.retain(|cell| faces.contains(*cell));
        match event {
            ToolEvent::Hover(at) => self.look(at, context),
            ToolEvent::Leave => {
                self.hover = None;
                vec![Request::Hover(None)]
            }
            ToolEvent::Press(at) => {
                self.refusal = None;
                self.toggle(at, context);
                Requests::new()
            }
            ToolEvent::Confirm | ToolEvent::DoubleClick(_) => self.merge(context, event == ToolEvent::Confirm),
            ToolEvent::Delete => {
                self.cells.pop();
                Requests::new()
            }
            ToolEvent::Cancel => self.put_down(),
            ToolEvent::Drag(_) | ToolEvent::Release(_) => Requests::new(),
        }
    }

    fn sketch(&self, context: &ToolContext<'_>, _kit: &Kit) -> Sketch {
        let mut sketch = Sketch::hint(match self.cells.len() {
            0 => "hint-merge",
            1 => "hint-merge-second",
            _ => "hint-merge-confirm",
        });
        let faces = context.document.plan().partition.faces();
        let is_there = |cell: &CellId| faces.contains(*cell);
        add_cells(&mut sketch, context, self.hover.into_iter().filter(is_there).filter(|cell| !self.cells.contains(cell)), Ink::Guide);
        add_cells(&mut sketch, context, self.cells.iter().copied().filter(is_there), Ink::Accent);
        sketch.obstacle = self.refusal.clone().map(|refusal| obstacle_of(context, refusal));
        sketch
    }

    fn is_busy(&self) -> bool {
        !self.cells.is_empty()
    }

    fn put_down(&mut self) -> Requests {
        *self = Self::default();
        Requests::new()
    }

    fn cursor(&self) -> CursorIcon {
        CursorIcon::PointingHand
    }
}

impl MergeTool {
    fn look(&mut self, at: Pos2, context: &ToolContext<'_>) -> Requests {
        let cell = cell_at(context.document, context.view.position(at));
        if cell == self.hover {
            return Requests::new();
        }
        self.hover = cell;
        vec![Request::Hover(cell.map(Item::Cell))]
    }

    fn toggle(&mut self, at: Pos2, context: &ToolContext<'_>) {
        let Some(cell) = cell_at(context.document, context.view.position(at)) else { return };
        match self.cells.iter().position(|other| *other == cell) {
            Some(known) => {
                self.cells.remove(known);
            }
            None => self.cells.push(cell),
        }
    }

    fn merge(&mut self, context: &ToolContext<'_>, is_asked: bool) -> Requests {
        if !is_asked || self.cells.len() < 2 {
            return Requests::new();
        }
        match context.document.plan().partition.propose_merge(&self.cells) {
            Ok(_) => {
                let label = Label::new("step-merge").with("count", self.cells.len());
                vec![Request::Run(Command::Merge(std::mem::take(&mut self.cells)), label)]
            }
            Err(refusal) => {
                self.refusal = Some(refusal.into());
                Requests::new()
            }
        }
    }
}
