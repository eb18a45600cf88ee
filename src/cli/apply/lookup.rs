//! From codes and names to ids.

use super::fault::Fault;
use super::fields::Fields;
use crate::base::{CellId, GridId, OutletId, PlaneId};
use crate::edit::{Document, EditRefusal};
use crate::model::{Grid, Outlet};
use rustc_hash::FxHashMap;

/// From how many codes on a table of all codes is cheaper than looking for each.
const MANY: usize = 8;

/// The cell of a code.
pub(super) fn cell(document: &Document, code: &str) -> Result<CellId, Fault> {
    document.plan().cell_by_code(code).ok_or_else(|| not_found(code))
}

/// The cells of some codes, in their order.
pub(super) fn cells(document: &Document, codes: &[String]) -> Result<Vec<CellId>, Fault> {
    if codes.len() < MANY {
        return codes.iter().map(|code| cell(document, code)).collect();
    }
    let by_code: FxHashMap<&str, CellId> = document.plan().cells.iter().map(|(id, cell)| (cell.code.as_str(), id)).collect();
    codes.iter().map(|code| by_code.get(code.as_str()).copied().ok_or_else(|| not_found(code))).collect()
}

/// The plane that the field `plane` names, where it is there.
pub(super) fn named_plane(fields: &mut Fields, document: &Document) -> Result<Option<PlaneId>, Fault> {
    let Some(name) = fields.optional_text("plane")? else { return Ok(None) };
    document.project().plane(&name).map(Some).ok_or_else(|| not_found(&name))
}

/// The plane that the field `plane` names, or the first.
pub(super) fn plane(fields: &mut Fields, document: &Document) -> Result<PlaneId, Fault> {
    let named = named_plane(fields, document)?;
    named.or_else(|| document.plane_named(None)).ok_or_else(|| not_found("plane"))
}

/// A grid by its code, in a plane or in the first plane that has it.
pub(super) fn grid<'a>(document: &'a Document, plane: Option<PlaneId>, code: &str) -> Result<(GridId, &'a Grid), Fault> {
    let planes: Vec<PlaneId> = plane.map_or_else(|| document.project().planes.ids().collect(), |plane| vec![plane]);
    let found = planes.into_iter().find_map(|plane| document.plan().grid_by_code(plane, code)).ok_or_else(|| not_found(code))?;
    Ok((found, &document.plan().grids[found]))
}

/// The grid that a field names, in the plane that the field `plane` names.
pub(super) fn named_grid<'a>(fields: &mut Fields, field: &str, document: &'a Document) -> Result<(GridId, &'a Grid), Fault> {
    let code = fields.text(field)?;
    let plane = named_plane(fields, document)?;
    grid(document, plane, &code)
}

/// An outlet by its code.
pub(super) fn outlet<'a>(document: &'a Document, code: &str) -> Result<(OutletId, &'a Outlet), Fault> {
    document.outlets().iter().find(|(_, outlet)| outlet.code == code).ok_or_else(|| not_found(code))
}

/// Nothing has that code or name.
pub(super) fn not_found(name: &str) -> Fault {
    EditRefusal::NotFound(name.to_owned()).into()
}
