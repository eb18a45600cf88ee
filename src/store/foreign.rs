//! What other programs changed in the project's layers.

use super::load;
use crate::base::{Finding, FindingKind, Findings};
use crate::edit::Plan;
use crate::gpkg::geometry::{Shape, decode_shape};
use crate::gpkg::{Connection, GpkgError};
use rusqlite::{OptionalExtension as _, params};

/// How many changed rows are named one by one.
const MOST_NAMED: usize = 100;

/// The rows that triggers noted as changed by somebody else, as findings: layer, code and what happened. For cells it says
/// whether shape, grid or name differ from the plan; the plan stays as it is and wins when the cell is edited next.
pub(super) fn findings(connection: &Connection, plan: &Plan) -> Result<Findings, GpkgError> {
    if !connection.has_table("gw_changes")? {
        return Ok(Findings::new());
    }
    let sql = connection.sql();
    let mut statement = sql.prepare("SELECT layer, fid, group_concat(DISTINCT what) FROM gw_changes GROUP BY layer, fid ORDER BY layer, fid LIMIT ?1")?;
    let rows = statement.query_map([MOST_NAMED as i64], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?)))?;
    let mut findings = Findings::new();
    for row in rows {
        let (layer, fid, what) = row?;
        let known = super::schema::WATCHED.contains(&layer.as_str());
        let code: Option<String> =
            if known { sql.query_row(&format!("SELECT code FROM \"{layer}\" WHERE fid = ?1"), params![fid], |row| row.get(0)).optional()?.flatten() } else { None };
        let what = if layer == "cells" { cell_difference(connection, plan, fid, what)? } else { what };
        let subject = code.unwrap_or_else(|| format!("#{fid}"));
        findings.push(Finding::new(FindingKind::ForeignChange).subject(layer).subject(subject).subject(what).action("kept"));
    }
    let total: i64 = sql.query_row("SELECT count(*) FROM (SELECT DISTINCT layer, fid FROM gw_changes)", [], |row| row.get(0))?;
    if total > MOST_NAMED as i64 {
        findings.push(Finding::new(FindingKind::ForeignChange).subject("*").subject(format!("+{}", total - MOST_NAMED as i64)).subject("more").action("kept"));
    }
    Ok(findings)
}

/// What of a cell row differs from the plan.
fn cell_difference(connection: &Connection, plan: &Plan, fid: i64, what: String) -> Result<String, GpkgError> {
    let row = connection
        .sql()
        .query_row("SELECT geom, code, name, grid FROM cells WHERE fid = ?1", [fid], |row| {
            Ok((row.get::<_, Option<Vec<u8>>>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, Option<String>>(2)?, row.get::<_, Option<String>>(3)?))
        })
        .optional()?;
    let id = u32::try_from(fid).ok().filter(|id| *id <= load::MOST_IDS).map(crate::base::CellId);
    let (Some((blob, code, name, grid)), Some(id)) = (row, id) else { return Ok(what) };
    let Some(cell) = plan.cells.get(id) else { return Ok(what) };
    let plane = plan.grids.rows().map(|grid| grid.plane).min();
    let own_grid = plane.and_then(|plane| plan.assignment.grid(plane, id)).and_then(|grid| plan.grids.get(grid)).map(|grid| grid.code.clone());
    let same_shape = matches!(blob.as_deref().map(decode_shape), Some(Ok(Shape::Polygon(rings))) if rings == plan.partition.cell_polygon(id).rings);
    let mut differs = Vec::new();
    for (is_different, word) in [(!same_shape, "shape"), (code.as_deref() != Some(&cell.code), "code"), (name.as_deref() != Some(&cell.name), "name"), (grid != own_grid, "grid")] {
        if is_different {
            differs.push(word);
        }
    }
    Ok(if differs.is_empty() { "same".to_owned() } else { differs.join(",") })
}

/// Forgets the noted changes: the person has seen them.
pub(super) fn accept(connection: &Connection) -> Result<(), GpkgError> {
    connection.sql().execute("DELETE FROM gw_changes", [])?;
    Ok(())
}
