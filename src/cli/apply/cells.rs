//! Edits that give cells to grids.

use super::fault::Fault;
use super::fields::Fields;
use super::request::Request;
use super::lookup;
use crate::base::{CellId, GridId, PlaneId};
use crate::edit::{Command, Document, Label};

pub(super) fn assign(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let codes = fields.texts("cells", 1)?;
    let (grid, row) = lookup::named_grid(fields, "grid", document)?;
    let cells = lookup::cells(document, &codes)?;
    let label = Label::new("step-assign").with("count", cells.len()).with("grid", &row.code);
    Ok(Request::command(Command::Assign(row.plane, cells, Some(grid)), label))
}

pub(super) fn unassign(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let codes = fields.texts("cells", 1)?;
    let plane = lookup::plane(fields, document)?;
    let cells = lookup::cells(document, &codes)?;
    let label = Label::new("step-unassign").with("count", cells.len());
    Ok(Request::command(Command::Assign(plane, cells, None), label))
}

/// The cells whose inner point lies inside a polygon.
pub(super) fn assign_within(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let ring = fields.positions("polygon", 3)?;
    let (grid, row) = lookup::named_grid(fields, "grid", document)?;
    let cells = document.plan().partition.cells_within(&ring);
    let cells = changing(fields, document, row.plane, grid, cells)?;
    let label = Label::new("step-assign").with("count", cells.len()).with("grid", &row.code);
    Ok(Request::command(Command::Assign(row.plane, cells, Some(grid)), label))
}

/// The cells that a round brush touches on its way.
pub(super) fn brush(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let path = fields.positions("path", 1)?;
    let radius_m = fields.metres("radius_m")?;
    let (grid, row) = lookup::named_grid(fields, "grid", document)?;
    let cells = document.plan().partition.cells_touched(&path, radius_m);
    let cells = changing(fields, document, row.plane, grid, cells)?;
    let label = Label::new("step-brush").with("count", cells.len()).with("grid", &row.code);
    Ok(Request::command(Command::Assign(row.plane, cells, Some(grid)), label))
}

/// Those cells that are not in the grid yet and, where the field `only_from` names a grid, belong to that or to one below it.
fn changing(fields: &mut Fields, document: &Document, plane: PlaneId, grid: GridId, cells: Vec<CellId>) -> Result<Vec<CellId>, Fault> {
    let from = match fields.optional_text("only_from")? {
        Some(code) => Some(lookup::grid(document, Some(plane), &code)?.0),
        None => None,
    };
    let view = document.view();
    let comes = |cell: &CellId| {
        let own = view.assignment.grid(plane, *cell);
        own != Some(grid) && from.is_none_or(|from| view.chain(own).any(|above| above == from))
    };
    Ok(cells.into_iter().filter(comes).collect())
}
