//! Pieces of a small plan for the tests of several rooms.

use super::{Cell, Grid, Measure, Outlet, OutletKind, OutletStatus};
use crate::base::{CellId, GridId, PlaneId, Table};
use crate::geodesy::Position;

pub(crate) fn measures() -> Vec<Measure> {
    vec![Measure::new("users", "户"), Measure::new("revenue", "元")]
}

/// Cells `C1`, `C2` … by their numbers.
pub(crate) fn cells(ids: impl IntoIterator<Item = CellId>) -> Table<CellId, Cell> {
    let mut cells = Table::default();
    for id in ids {
        let code = format!("C{}", id.0);
        cells.set(id, Some(Cell { origin: code.clone(), code, ..Cell::default() }));
    }
    cells
}

/// Districts D0, D1 and below them G0, G1 and G2, G3; gives these four.
pub(crate) fn add_two_levels(grids: &mut Table<GridId, Grid>, plane: PlaneId) -> Vec<GridId> {
    let districts: Vec<GridId> = (0..2).map(|d| grids.push(Grid::new(plane, format!("D{d}"), "", 0, None))).collect();
    (0..4).map(|g| grids.push(Grid::new(plane, format!("G{g}"), "", 1, Some(districts[g / 2])))).collect()
}

pub(crate) fn outlet(code: &str, position: Position) -> Outlet {
    Outlet {
        code: code.to_owned(),
        name: String::new(),
        kind: OutletKind::AgentPoint,
        class: None,
        status: OutletStatus::Open,
        position,
        contract_end: None,
        is_synthetic: true,
        attributes: std::collections::BTreeMap::new(),
    }
}
