//! The select tool (选择): click, marquee, lasso.
//!
//! A click picks what is nearest: an outlet within reach before anything else; then the grid of the level in focus. A second click on the
//! only selected grid picks the cell under the pointer, where cells are large enough to be seen; Alt picks the cell at once; while only
//! cells are selected, a click with Shift or Command picks cells too; with the option to pick cells every click does. Shift adds, Command toggles; a double click zooms to the grid.
//!
//! A drag takes everything in a rectangle, with Alt or Shift in a drawn ring (Shift and Command add and toggle here too): outlets that stand
//! inside; and cells whose interior position lies inside where cells are large enough to be seen, else grids that lie inside whole.

use super::ring::is_inside;
use super::{DRAG_DISTANCE, Ink, Kit, Requests, Sketch, Tool, ToolContext, ToolEvent};
use crate::geodesy::{Bounds, Position};
use crate::map::pick::{REACH, are_cells_large, cell_at, grid_at, grid_bounds, outlet_near};
use crate::map::{Item, Pick, Request};
use egui::{CursorIcon, Pos2, Rect};

/// Least distance between two positions of the lasso, in points.
const SWEEP_STEP: f32 = 4.0;

/// The select tool.
#[derive(Debug, Default)]
pub(super) struct SelectTool {
    hover: Option<Item>,
    state: State,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Idle,
    Pressed { at: Pos2 },
    Marquee { from: Position, to: Position },
    Lasso { ring: Vec<Position> },
}

impl Tool for SelectTool {
    fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        match event {
            ToolEvent::Hover(at) => self.look(pick(at, context, kit)),
            ToolEvent::Leave => self.look(None),
            ToolEvent::Press(at) => {
                self.state = State::Pressed { at };
                Requests::new()
            }
            ToolEvent::Drag(at) => {
                self.drag(at, context);
                Requests::new()
            }
            ToolEvent::Release(at) => self.release(at, context, kit),
            ToolEvent::DoubleClick(at) => zoom_to_grid(at, context),
            ToolEvent::Cancel => self.cancel(context),
            ToolEvent::Confirm | ToolEvent::Delete => Requests::new(),
        }
    }

    fn sketch(&self, _context: &ToolContext<'_>, _kit: &Kit) -> Sketch {
        let mut sketch = Sketch::hint(if self.is_busy() { "hint-select-drag" } else { "hint-select" });
        match &self.state {
            State::Marquee { from, to } => sketch.ring(rectangle(*from, *to), Ink::Accent),
            State::Lasso { ring } if ring.len() > 2 => sketch.ring(ring.clone(), Ink::Accent),
            State::Lasso { ring } => sketch.line(ring.clone(), Ink::Accent),
            State::Idle | State::Pressed { .. } => {}
        }
        sketch
    }

    fn is_busy(&self) -> bool {
        matches!(self.state, State::Marquee { .. } | State::Lasso { .. })
    }

    fn put_down(&mut self) -> Requests {
        *self = Self::default();
        Requests::new()
    }

    fn cursor(&self) -> CursorIcon {
        match (self.is_busy(), self.hover) {
            (true, _) => CursorIcon::Crosshair,
            (false, Some(Item::Outlet(_) | Item::Point(_))) => CursorIcon::PointingHand,
            (false, _) => CursorIcon::Default,
        }
    }
}

impl SelectTool {
    fn look(&mut self, item: Option<Item>) -> Requests {
        if self.hover == item {
            return Requests::new();
        }
        self.hover = item;
        vec![Request::Hover(item)]
    }

    fn drag(&mut self, at: Pos2, context: &ToolContext<'_>) {
        let place = context.view.position(at);
        match &mut self.state {
            State::Pressed { at: press } if at.distance(*press) >= DRAG_DISTANCE => {
                let from = context.view.position(*press);
                let is_lasso = context.modifiers.alt || context.modifiers.shift;
                self.state = if is_lasso { State::Lasso { ring: vec![from, place] } } else { State::Marquee { from, to: place } };
            }
            State::Marquee { to, .. } => *to = place,
            State::Lasso { ring } => {
                if ring.last().is_none_or(|last| context.view.point(*last).distance(at) >= SWEEP_STEP) {
                    ring.push(place);
                }
            }
            State::Idle | State::Pressed { .. } => {}
        }
    }

    fn release(&mut self, at: Pos2, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        self.drag(at, context);
        match std::mem::take(&mut self.state) {
            State::Idle => Requests::new(),
            State::Pressed { .. } => vec![Request::Select(click(at, context, kit).into_iter().collect(), how(context))],
            State::Marquee { from, to } => vec![Request::Select(inside(&rectangle(from, to), context, kit), how(context))],
            State::Lasso { ring } => vec![Request::Select(inside(&ring, context, kit), how(context))],
        }
    }

    /// Gives up the marquee; without one the selection is cleared.
    fn cancel(&mut self, context: &ToolContext<'_>) -> Requests {
        let is_clearing = !self.is_busy() && !context.selection.is_empty();
        self.state = State::Idle;
        if is_clearing { vec![Request::Select(Vec::new(), Pick::Replace)] } else { Requests::new() }
    }
}

fn how(context: &ToolContext<'_>) -> Pick {
    match (context.modifiers.shift, context.modifiers.command) {
        (_, true) => Pick::Toggle,
        (true, false) => Pick::Add,
        (false, false) => Pick::Replace,
    }
}

/// What the pointer is over, for highlighting.
fn pick(at: Pos2, context: &ToolContext<'_>, kit: &Kit) -> Option<Item> {
    if let Some(outlet) = outlet_near(context.document, context.view, context.layers, at, REACH) {
        return Some(Item::Outlet(outlet));
    }
    let position = context.view.position(at);
    let cell = cell_at(context.document, position)?;
    let is_adding = context.modifiers.shift || context.modifiers.command;
    let are_cells_meant = is_adding && !context.selection.is_empty() && context.selection.iter().all(|item| matches!(item, Item::Cell(_)));
    if context.modifiers.alt || are_cells_meant || kit.options.picks_cells {
        return Some(Item::Cell(cell));
    }
    Some(grid_at(context.document, context.focus, position).map_or(Item::Cell(cell), Item::Grid))
}

/// What a click picks: the same, and the cell where the grid is selected already.
fn click(at: Pos2, context: &ToolContext<'_>, kit: &Kit) -> Option<Item> {
    let item = pick(at, context, kit)?;
    let is_second = matches!(item, Item::Grid(_)) && how(context) == Pick::Replace && context.selection.single() == Some(item);
    let is_cell_of_it = matches!(context.selection.single(), Some(Item::Cell(_))) && how(context) == Pick::Replace && is_sibling_cell(at, item, context);
    if (is_second || is_cell_of_it) && are_cells_large(context.document, context.view, at) {
        return cell_at(context.document, context.view.position(at)).map(Item::Cell);
    }
    Some(item)
}

/// Whether a cell of the same grid is selected: who has begun to look at cells of a grid goes on from one to the next.
fn is_sibling_cell(at: Pos2, item: Item, context: &ToolContext<'_>) -> bool {
    let (Some(Item::Cell(selected)), Item::Grid(grid)) = (context.selection.single(), item) else { return false };
    let of_selected = context.document.view().grid_at_level(context.focus.plane, selected, context.focus.level);
    of_selected == Some(grid) && cell_at(context.document, context.view.position(at)) != Some(selected)
}

fn zoom_to_grid(at: Pos2, context: &ToolContext<'_>) -> Requests {
    let Some(grid) = grid_at(context.document, context.focus, context.view.position(at)) else { return Requests::new() };
    let bounds = grid_bounds(context.document, grid);
    vec![Request::Select(vec![Item::Grid(grid)], Pick::Replace), Request::ZoomTo { bounds, is_flashed: false }]
}

/// The four corners of a box.
fn rectangle(a: Position, b: Position) -> Vec<Position> {
    vec![a, Position::new(b.lon, a.lat), b, Position::new(a.lon, b.lat)]
}

fn inside(ring: &[Position], context: &ToolContext<'_>, kit: &Kit) -> Vec<Item> {
    let document = context.document;
    let bounds = Bounds::of(ring.iter().copied());
    let holds = |position: Position| bounds.contains(position) && is_inside(ring, position);
    let outlets = document.outlets().iter().filter(|(_, outlet)| context.layers.has_outlets_of(outlet.kind) && holds(outlet.position) && outlet.status_in(document.active_name()).is_some()).map(|(id, _)| Item::Outlet(id));
    let mut items: Vec<Item> = outlets.collect();
    let middle = Rect::from_two_pos(context.view.point(bounds.min), context.view.point(bounds.max)).center();
    let are_cells_seen = are_cells_large(document, context.view, middle) && cell_at(document, context.view.position(middle)).is_some();
    if are_cells_seen || kit.options.picks_cells {
        items.extend(document.plan().partition.cells_within(ring).into_iter().map(Item::Cell));
    } else {
        items.extend(whole_grids(ring, &bounds, context).into_iter().map(Item::Grid));
    }
    items
}

/// The grids of the level in focus all of whose boundary lies inside a ring. Cost: the arcs of the plan.
fn whole_grids(ring: &[Position], bounds: &Bounds, context: &ToolContext<'_>) -> Vec<crate::base::GridId> {
    let (partition, view, index) = (&context.document.plan().partition, context.document.view(), context.figures.index());
    let mut is_whole: Vec<Option<bool>> = vec![None; index.grids().len()];
    for arc in partition.arcs().rows() {
        let slots = [arc.shape.left, arc.shape.right].map(|cell| index.slot_of_cell(view, cell));
        if slots[0] == slots[1] {
            continue;
        }
        let is_in = bounds.contains(arc.bounds.min) && bounds.contains(arc.bounds.max) && arc.shape.points.iter().all(|position| is_inside(ring, *position));
        for slot in slots.into_iter().flatten() {
            is_whole[slot] = Some(is_whole[slot].unwrap_or(true) && is_in);
        }
    }
    index.grids().iter().zip(is_whole).filter(|(_, is_whole)| *is_whole == Some(true)).map(|(grid, _)| *grid).collect()
}
