//! Giving cells to grids bit by bit, as brush and push do: who gets them, which of them may go, and in how many commands.

use super::{Requests, SourceFilter, ToolContext};
use crate::base::{CellId, GridId, PlaneId};
use crate::edit::{Command, Document};
use crate::geodesy::Position;
use crate::map::{Request, pick};
use std::collections::BTreeMap;

/// Most cells that are offered one by one in one event, the newest.
const MOST_SINGLE: usize = 12;

/// Who gets cells: a grid of the level in focus, or the grid below it that the first cell belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Receiver {
    /// The plane of both.
    pub(super) plane: PlaneId,
    /// The grid of the level in focus.
    pub(super) grid: GridId,
    /// The grid that cells are given to: `grid` or one below it.
    pub(super) leaf: GridId,
}

impl Receiver {
    /// The grid of the level in focus at a position, with the grid below it there.
    pub(super) fn at(context: &ToolContext<'_>, position: Position) -> Option<Self> {
        let grid = pick::grid_at(context.document, context.focus, position)?;
        Some(Self::of(context, grid, position))
    }

    /// The only selected grid of the plane, else the grid at a position.
    pub(super) fn selected_or_at(context: &ToolContext<'_>, position: Position) -> Option<Self> {
        let mut selected = context.selection.grids().filter(|grid| context.document.plan().grids.get(*grid).is_some_and(|row| row.plane == context.focus.plane));
        match (selected.next(), selected.next()) {
            (Some(only), None) => Some(Self::of(context, only, position)),
            _ => Self::at(context, position),
        }
    }

    fn of(context: &ToolContext<'_>, grid: GridId, position: Position) -> Self {
        let plane = context.focus.plane;
        let own = pick::cell_at(context.document, position).and_then(|cell| context.document.plan().assignment.grid(plane, cell));
        let leaf = own.filter(|own| context.document.view().chain(Some(*own)).any(|above| above == grid)).unwrap_or(grid);
        Self { plane, grid, leaf }
    }

    /// The code that people see.
    pub(super) fn code(&self, document: &Document) -> String {
        document.plan().grids.get(self.leaf).map(|grid| grid.code.clone()).unwrap_or_default()
    }

    /// Whether a cell of this grid (or none) is below the receiver's grid.
    pub(super) fn has(&self, document: &Document, own: Option<GridId>) -> bool {
        document.view().chain(own).any(|above| above == self.grid)
    }
}

/// Which cells a stroke takes, by where they belonged before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    filter: SourceFilter,
    /// The grid of the level that [`SourceFilter::OneGrid`] has met first.
    one: Option<Option<GridId>>,
}

impl Source {
    pub(super) fn new(filter: SourceFilter) -> Self {
        Self { filter, one: None }
    }

    /// Whether a cell that belongs to `own` is taken.
    pub(super) fn takes(&mut self, context: &ToolContext<'_>, to: &Receiver, own: Option<GridId>) -> bool {
        if to.has(context.document, own) {
            return false;
        }
        let view = context.document.view();
        match self.filter {
            SourceFilter::All => true,
            SourceFilter::Unassigned => own.is_none(),
            SourceFilter::OneGrid => {
                let of_level = view.chain(own).find(|grid| view.grids[*grid].level == context.focus.level);
                *self.one.get_or_insert(of_level) == of_level
            }
            SourceFilter::SameParent => {
                let parent = view.grids.get(to.grid).and_then(|grid| grid.parent);
                own.is_some() && parent.is_none_or(|parent| view.chain(own).any(|above| above == parent))
            }
        }
    }
}

/// The commands that give all cells of a stroke to a grid: the absolute set since it began. Cells that the core may refuse, because a grid
/// is locked or must stay in one piece, are also offered one by one, so that they stop no others. `fresh` are the cells that the last event added.
pub(super) fn give(context: &ToolContext<'_>, to: &Receiver, cells: &[CellId], fresh: &[CellId]) -> Requests {
    let document = context.document;
    let assign = |cells: Vec<CellId>| Request::Amend(Command::Assign(to.plane, cells, Some(to.leaf)));
    let own = |cell: &CellId| document.plan().assignment.grid(to.plane, *cell);
    let (locked, free): (Vec<CellId>, Vec<CellId>) = cells.iter().partition(|cell| is_locked_between(document, own(cell), to.leaf));
    let mut requests = Requests::new();
    if is_strict(document, to.plane) {
        // What few cells would break more may make whole, so all are offered first. Where that is refused each is offered alone, in one
        // order and the other; the last offer names what is left. Offers of what is there already cost next to nothing.
        let open: Vec<CellId> = free.into_iter().filter(|cell| own(cell) != Some(to.leaf)).collect();
        let newest = &open[open.len().saturating_sub(MOST_SINGLE)..];
        let singles = newest.iter().chain(newest.iter().rev()).filter(|_| open.len() > 1).map(|cell| vec![*cell]);
        requests.extend(std::iter::once(open.clone()).chain(singles).chain((open.len() > 1).then(|| open.clone())).filter(|cells| !cells.is_empty()).map(assign));
    } else if !free.is_empty() {
        requests.push(assign(free));
    }
    let refused = locked.into_iter().filter(|cell| fresh.contains(cell)).take(1);
    requests.extend(refused.map(|cell| assign(vec![cell])));
    requests
}

/// The commands that give cells back to where they were.
pub(super) fn give_back(plane: PlaneId, cells: &[(CellId, Option<GridId>)]) -> Requests {
    let mut by_grid: BTreeMap<Option<GridId>, Vec<CellId>> = BTreeMap::new();
    for (cell, grid) in cells {
        by_grid.entry(*grid).or_default().push(*cell);
    }
    by_grid.into_iter().map(|(grid, cells)| Request::Amend(Command::Assign(plane, cells, grid))).collect()
}

/// Whether a lock keeps cells of one grid from another, either way.
fn is_locked_between(document: &Document, own: Option<GridId>, to: GridId) -> bool {
    let view = document.view();
    let holds = |from: Option<GridId>, other: Option<GridId>| view.chain(from).any(|grid| view.grids[grid].is_locked && !view.chain(other).any(|above| above == grid));
    holds(own, Some(to)) || holds(Some(to), own)
}

fn is_strict(document: &Document, plane: PlaneId) -> bool {
    document.project().planes.get(plane).is_some_and(|plane| plane.levels.iter().any(|level| level.is_contiguity_strict))
}
