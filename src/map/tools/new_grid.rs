//! The new-grid tool (新建网格): a drawn ring becomes a grid. Cells inside go to it; where there are none, the ground inside becomes a
//! cell of it.

use super::codes::next_code;
use super::drawing::{Drawing, Figure};
use super::outlines::obstacle_of;
use super::ring::self_crossing;
use super::snap::{Snap, lead, snap};
use super::{Ink, Kit, Requests, Sketch, Tool, ToolContext, ToolEvent};
use crate::base::{CellId, GridId};
use crate::edit::{Command, EditRefusal, Label};
use crate::geodesy::Position;
use crate::map::{Item, Pick, Request};
use crate::model::Grid;
use crate::partition::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// The new-grid tool.
#[derive(Debug)]
pub(super) struct NewGridTool {
    drawing: Drawing,
    snapped: Option<Snap>,
    refusal: Option<EditRefusal>,
    /// There is no grid above that the new one could stand below.
    has_no_parent: bool,
    /// The grid that was asked for, to be selected once it is there.
    asked: Option<GridId>,
}

impl Default for NewGridTool {
    fn default() -> Self {
        Self { drawing: Drawing::new(Figure::Ring), snapped: None, refusal: None, has_no_parent: false, asked: None }
    }
}

impl Tool for NewGridTool {
    fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        match event {
            ToolEvent::Hover(at) | ToolEvent::Release(at) => self.snapped = snap(context, kit, at, &[]),
            ToolEvent::Press(_) | ToolEvent::Cancel => (self.refusal, self.has_no_parent) = (None, false),
            ToolEvent::Leave | ToolEvent::Drag(_) => self.snapped = None,
            ToolEvent::DoubleClick(_) | ToolEvent::Confirm | ToolEvent::Delete => {}
        }
        let snapped = self.snapped.as_ref().map(|snap| snap.position);
        let created = self.asked.take().filter(|grid| context.document.plan().grids.contains(*grid));
        let mut requests: Requests = created.map(|grid| Request::Select(vec![Item::Grid(grid)], Pick::Replace)).into_iter().collect();
        lead(&mut self.drawing, event, context, kit);
        if let Some(drawn) = self.drawing.handle(event, context, |at| snapped.unwrap_or_else(|| context.view.position(at))) {
            requests.extend(self.create(&drawn.points, context));
        }
        requests
    }

    fn sketch(&self, context: &ToolContext<'_>, _kit: &Kit) -> Sketch {
        let mut sketch = Sketch::hint(match (self.has_no_parent, self.drawing.is_empty()) {
            (true, _) => "hint-no-parent",
            (false, true) => "hint-new-grid",
            (false, false) => "hint-ring-drag",
        });
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

impl NewGridTool {
    fn create(&mut self, ring: &[Position], context: &ToolContext<'_>) -> Requests {
        if let Some(place) = self_crossing(ring) {
            self.refusal = Some(Refusal::Crossing(place).into());
            return Requests::new();
        }
        let cells = context.document.plan().partition.cells_within(ring);
        let Some(parent) = parent_of(&cells, ring, context) else {
            self.has_no_parent = true;
            return Requests::new();
        };
        let grid = new_grid(parent, context);
        let (plane, id) = (context.focus.plane, context.document.plan().grids.next_id());
        let ground = if cells.is_empty() {
            if let Err(refusal) = context.document.plan().partition.propose_new_cell(ring) {
                self.refusal = Some(refusal.into());
                return Requests::new();
            }
            Command::NewCell { ring: ring.to_vec(), grid: Some((plane, id)) }
        } else {
            Command::Assign(plane, cells, Some(id))
        };
        let label = Label::new("step-new-grid").with("grid", &grid.code);
        self.asked = Some(id);
        vec![Request::RunAll(vec![Command::CreateGrid(grid), ground], label)]
    }
}

/// The grid above a new one: for the top level none (the outer `None` means that there is no grid to choose from), else the one that most
/// of the cells inside belong to, the selected one, the one at a position of the ring, or the first of its level.
fn parent_of(cells: &[CellId], ring: &[Position], context: &ToolContext<'_>) -> Option<Option<GridId>> {
    let Some(level) = context.focus.level.checked_sub(1) else { return Some(None) };
    let (view, plane) = (context.document.view(), context.focus.plane);
    let above = |cell: CellId| view.grid_at_level(plane, cell, level);
    let mut counts: BTreeMap<GridId, usize> = BTreeMap::new();
    for parent in cells.iter().filter_map(|cell| above(*cell)) {
        *counts.entry(parent).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(grid, count)| (*count, std::cmp::Reverse(*grid))).map(|(grid, _)| grid);
    let of_selected = || context.selection.grids().find_map(|grid| view.chain(Some(grid)).find(|above| view.grids[*above].plane == plane && view.grids[*above].level == level));
    let at_ring = || ring.iter().find_map(|position| above(view.partition.cell_at(*position)));
    let first = || view.grids_of_level(plane, level).map(|(id, _)| id).next();
    most.or_else(of_selected).or_else(at_ring).or_else(first).map(Some)
}

/// A grid of the level in focus with the next code of its siblings; its name is given in the inspector.
fn new_grid(parent: Option<GridId>, context: &ToolContext<'_>) -> Grid {
    let (grids, focus) = (&context.document.plan().grids, context.focus);
    let of_level = || grids.rows().filter(|grid| grid.plane == focus.plane && grid.level == focus.level);
    let siblings: Vec<&str> = of_level().filter(|grid| grid.parent == parent).map(|grid| grid.code.as_str()).collect();
    let taken: BTreeSet<&str> = grids.rows().filter(|grid| grid.plane == focus.plane).map(|grid| grid.code.as_str()).collect();
    let stem = parent.and_then(|parent| grids.get(parent)).map_or_else(|| "G".to_owned(), |parent| format!("{}-", parent.code));
    Grid::new(focus.plane, next_code(siblings, &taken, &stem), "", focus.level, parent)
}
