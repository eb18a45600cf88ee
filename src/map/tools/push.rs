//! The push tool (推移): grab a grid near its edge and lean on it; the cells that the pointer passes follow.

use super::giving::{Receiver, give, give_back};
use super::outlines::add_cells;
use super::{DRAG_DISTANCE, Ink, Kit, Requests, Sketch, Tool, ToolContext, ToolEvent};
use crate::base::{CellId, GridId};
use crate::edit::Label;
use crate::geodesy::Position;
use crate::map::pick::{cell_at, grid_at, is_near_edge_of};
use crate::map::{Item, Request};
use egui::{CursorIcon, Pos2, Vec2};
use std::collections::BTreeMap;

/// How near its edge a grid is grabbed, in points.
const EDGE_REACH: f32 = 24.0;
/// How finely the pointer's way is looked at, in points, and at how many places at most in one event.
const PATH_STEP: f32 = 3.0;
const MOST_STEPS: f32 = 400.0;

/// The push tool.
#[derive(Debug, Default)]
pub(super) struct PushTool {
    hover: Option<GridId>,
    state: State,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Idle,
    Pressed { at: Pos2 },
    Pushing(Pushing),
}

impl Tool for PushTool {
    fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, _kit: &Kit) -> Requests {
        match event {
            ToolEvent::Hover(at) => self.look(at, context),
            ToolEvent::Press(at) => {
                let requests = self.look(at, context);
                self.state = if self.hover.is_some() { State::Pressed { at } } else { State::Idle };
                requests
            }
            ToolEvent::Drag(at) => self.drag(at, context),
            ToolEvent::Release(at) => {
                let mut requests = self.drag(at, context);
                if matches!(self.state, State::Pushing(_)) {
                    requests.push(Request::Commit);
                }
                self.state = State::Idle;
                requests
            }
            ToolEvent::Leave => self.hover.take().map(|_| Request::Hover(None)).into_iter().collect(),
            ToolEvent::Cancel => self.put_down(),
            ToolEvent::DoubleClick(_) | ToolEvent::Confirm | ToolEvent::Delete => Requests::new(),
        }
    }

    fn sketch(&self, context: &ToolContext<'_>, _kit: &Kit) -> Sketch {
        match (&self.state, self.hover) {
            (State::Pushing(pushing), _) => pushing.sketch(context),
            (_, Some(grid)) if context.document.plan().grids.contains(grid) => Sketch::hint("hint-push-grab"),
            _ => Sketch::hint("hint-push"),
        }
    }

    fn is_busy(&self) -> bool {
        matches!(self.state, State::Pushing(_))
    }

    fn put_down(&mut self) -> Requests {
        let is_open = self.is_busy();
        *self = Self::default();
        if is_open { vec![Request::Abort] } else { Requests::new() }
    }

    fn cursor(&self) -> CursorIcon {
        match (&self.state, self.hover) {
            (State::Pushing(_), _) => CursorIcon::Grabbing,
            (_, Some(_)) => CursorIcon::Grab,
            (_, None) => CursorIcon::Default,
        }
    }
}

impl PushTool {
    /// The grid that would be grabbed here.
    fn look(&mut self, at: Pos2, context: &ToolContext<'_>) -> Requests {
        let grid = grid_at(context.document, context.focus, context.view.position(at));
        let grid = grid.filter(|grid| is_near_edge_of(context.document, context.view, context.focus, *grid, at, EDGE_REACH));
        if self.hover == grid {
            return Requests::new();
        }
        self.hover = grid;
        vec![Request::Hover(grid.map(Item::Grid))]
    }

    fn drag(&mut self, at: Pos2, context: &ToolContext<'_>) -> Requests {
        match &mut self.state {
            State::Pressed { at: press } if at.distance(*press) >= DRAG_DISTANCE => {
                let press = context.view.position(*press);
                let Some(to) = Receiver::at(context, press) else { return Requests::new() };
                let mut pushing = Pushing::new(to, press, cell_at(context.document, press));
                let mut requests = vec![Request::Begin(pushing.label(context))];
                requests.extend(pushing.follow(context, at));
                self.state = State::Pushing(pushing);
                requests
            }
            State::Pushing(pushing) => pushing.follow(context, at),
            State::Idle | State::Pressed { .. } => Requests::new(),
        }
    }
}

/// A grid that is being pushed outwards. The cells of one excursion of the pointer from the grid are a trail: who goes back along it
/// gives its cells back.
#[derive(Debug)]
pub(super) struct Pushing {
    to: Receiver,
    /// Cells taken by earlier excursions, in order.
    taken: Vec<CellId>,
    /// Cells of this excursion, in order.
    trail: Vec<CellId>,
    /// Where each cell that was met belonged at first.
    origins: BTreeMap<CellId, Option<GridId>>,
    /// The cell under the pointer and where it was entered, while it has not joined.
    pending: Option<(CellId, Position)>,
    current: Option<CellId>,
    last: Position,
}

impl Pushing {
    fn new(to: Receiver, press: Position, cell: Option<CellId>) -> Self {
        Self { to, taken: Vec::new(), trail: Vec::new(), origins: BTreeMap::new(), pending: None, current: cell, last: press }
    }

    /// Pushes a boundary that was gripped: the grid that the pointer moves away from is the one that grows. `None` where the boundary
    /// has the same grid on both sides, or none on the near side.
    pub(super) fn from_boundary(context: &ToolContext<'_>, press: Pos2, at: Pos2) -> Option<Self> {
        let ahead: Vec2 = (at - press).normalized();
        let place = |points: f32| context.view.position(press + ahead * points);
        let grid = |position| grid_at(context.document, context.focus, position);
        let behind = [2.0, 6.0, 12.0, 20.0].map(|points| place(-points)).into_iter().find(|behind| {
            let own = grid(*behind);
            own.is_some() && [6.0, 12.0, 20.0].into_iter().any(|points| grid(place(points)) != own)
        })?;
        Some(Self::new(Receiver::at(context, behind)?, behind, cell_at(context.document, behind)))
    }

    /// The name of the step.
    pub(super) fn label(&self, context: &ToolContext<'_>) -> Label {
        Label::new("step-push").with("grid", self.to.code(context.document))
    }

    /// Follows the pointer and asks for all cells since the press.
    pub(super) fn follow(&mut self, context: &ToolContext<'_>, at: Pos2) -> Requests {
        let before = self.cells();
        let from = context.view.point(self.last);
        let n_steps = ((at - from).length() / PATH_STEP).ceil().clamp(1.0, MOST_STEPS);
        for step in 1..=n_steps as usize {
            let place = context.view.position(from + (at - from) * (step as f32 / n_steps));
            self.pass(context, place);
            self.last = place;
        }
        let after = self.cells();
        let gone: Vec<_> = before.iter().filter(|cell| !after.contains(cell)).map(|cell| (*cell, self.origins.get(cell).copied().flatten())).collect();
        let fresh: Vec<CellId> = after.iter().filter(|cell| !before.contains(cell)).copied().collect();
        let mut requests = give_back(self.to.plane, &gone);
        if !fresh.is_empty() {
            requests.extend(give(context, &self.to, &after, &fresh));
        }
        requests
    }

    fn cells(&self) -> Vec<CellId> {
        self.taken.iter().chain(&self.trail).copied().collect()
    }

    /// The pointer is at a place of its way.
    fn pass(&mut self, context: &ToolContext<'_>, place: Position) {
        let Some(cell) = cell_at(context.document, place) else { return };
        if self.current != Some(cell) {
            self.current = Some(cell);
            self.enter(context, cell, place);
        }
        if let Some((pending, entry)) = self.pending
            && has_passed(context, pending, entry, place)
        {
            self.join(pending);
        }
    }

    fn enter(&mut self, context: &ToolContext<'_>, cell: CellId, place: Position) {
        let own = *self.origins.entry(cell).or_insert_with(|| context.document.plan().assignment.grid(self.to.plane, cell));
        let is_home = self.to.has(context.document, own) || self.taken.contains(&cell);
        let left = self.pending.take();
        if let Some(at) = self.trail.iter().position(|other| *other == cell) {
            self.trail.truncate(at + 1);
        } else if is_home {
            if self.trail.len() > 1 {
                self.taken.append(&mut self.trail);
            }
            self.trail.clear();
        } else {
            // Who goes on to the next cell has passed the one before, however near its edge.
            if let Some((passed, _)) = left {
                self.join(passed);
            }
            self.pending = Some((cell, place));
        }
    }

    fn join(&mut self, cell: CellId) {
        self.pending = self.pending.filter(|(pending, _)| *pending != cell);
        if !self.trail.contains(&cell) && !self.taken.contains(&cell) {
            self.trail.push(cell);
        }
    }

    /// What is pushed, and what the core would not give.
    pub(super) fn sketch(&self, context: &ToolContext<'_>) -> Sketch {
        let mut sketch = Sketch::hint("hint-push-drag");
        let has = |cell: &CellId| context.document.plan().assignment.grid(self.to.plane, *cell) == Some(self.to.leaf);
        let (given, refused): (Vec<CellId>, Vec<CellId>) = self.cells().into_iter().partition(has);
        add_cells(&mut sketch, context, given, Ink::Accent);
        add_cells(&mut sketch, context, refused, Ink::Refused);
        sketch
    }
}

/// Whether the way from where a cell was entered to a place has gone past the cell's interior position.
fn has_passed(context: &ToolContext<'_>, cell: CellId, entry: Position, place: Position) -> bool {
    let Some(interior) = context.document.plan().partition.interior_position(cell) else { return true };
    let [entry, interior, place] = [entry, interior, place].map(|position| context.view.point(position));
    let inwards = interior - entry;
    inwards.length_sq() < 1.0 || (place - entry).dot(inwards) >= inwards.length_sq()
}
