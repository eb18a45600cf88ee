//! Where things are, for zooming to them, and the requests that select and show them.

use crate::base::GridId;
use crate::edit::Document;
use crate::geodesy::{Bounds, Position};
use crate::map::{self, Item, Pick};
use crate::ui::Request;
use egui::Modifiers;

/// Half the side of the box shown around a place, in units of 1e-7 degree: about 400 m.
const AROUND: i32 = 40_000;

/// The box around a grid's cells; empty for a grid without cells. Cost: the cells of the plane.
pub(super) fn grid_bounds(document: &Document, grid: GridId) -> Bounds {
    let partition = &document.plan().partition;
    document.view().cells_of(grid).into_iter().fold(Bounds::EMPTY, |bounds, cell| bounds.union(partition.cell_bounds(cell)))
}

/// A box around a place.
pub(super) fn around(place: Position) -> Bounds {
    let corner = |sign: i32| Position::new(place.lon.saturating_add(sign * AROUND), place.lat.saturating_add(sign * AROUND));
    Bounds { min: corner(-1), max: corner(1) }
}

/// The box to show for a thing; empty where it has no place.
pub(super) fn item_bounds(document: &Document, item: Item) -> Bounds {
    match item {
        Item::Grid(grid) => grid_bounds(document, grid),
        Item::Cell(cell) => document.plan().partition.cell_bounds(cell),
        Item::Outlet(outlet) => document.outlets().get(outlet).map_or(Bounds::EMPTY, |outlet| around(outlet.position)),
        Item::Point(number) => document.demand().positions.get(number as usize).map_or(Bounds::EMPTY, |position| around(*position)),
    }
}

/// Zooms to a thing and flashes it.
pub(super) fn zoom_to(document: &Document, item: Item, requests: &mut Vec<Request>) {
    let bounds = item_bounds(document, item);
    if !bounds.is_empty() {
        requests.push(map::Request::ZoomTo { bounds, is_flashed: true }.into());
    }
}

/// How a click with these keys held joins the selection.
pub(super) fn pick_of(modifiers: Modifiers) -> Pick {
    if modifiers.command { Pick::Toggle } else { Pick::Replace }
}
