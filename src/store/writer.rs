//! Writing a step: one transaction with its journal row (S1).

use super::rows::JournalEntry;
use super::schema::OWN_WRITE;
use super::{StepRows, features, format, settings};
use crate::base::ScenarioId;
use crate::gpkg::{Connection, GpkgError};
use crate::partition::ArcShape;
use rusqlite::params;

/// The layer a scenario writes to.
pub(super) fn layer_of(connection: &Connection, scenario: ScenarioId) -> Result<i64, GpkgError> {
    let found = connection.sql().prepare_cached("SELECT layer FROM gw_scenarios WHERE id = ?1")?.query_row([scenario.0], |row| row.get(0));
    found.map_err(|err| match err {
        rusqlite::Error::QueryReturnedNoRows => GpkgError::Damaged { detail: format!("scenario {}", scenario.0) },
        err => err.into(),
    })
}

/// Does some writing as one transaction; the triggers that watch for other programs see that it is our own.
pub(super) fn in_transaction<T>(connection: &Connection, work: impl FnOnce() -> Result<T, GpkgError>) -> Result<T, GpkgError> {
    committed(connection, || {
        let mark = format!("INSERT OR REPLACE INTO gw_settings VALUES ('{OWN_WRITE}', '1')");
        connection.sql().prepare_cached(&mark)?.execute([])?;
        let result = work()?;
        connection.sql().prepare_cached(&format!("DELETE FROM gw_settings WHERE key = '{OWN_WRITE}'"))?.execute([])?;
        Ok(result)
    })
}

/// Does some writing as one transaction.
pub(super) fn committed<T>(connection: &Connection, work: impl FnOnce() -> Result<T, GpkgError>) -> Result<T, GpkgError> {
    let transaction = rusqlite::Transaction::new_unchecked(connection.sql(), rusqlite::TransactionBehavior::Immediate)?;
    let result = work()?;
    transaction.commit()?;
    Ok(result)
}

/// Forgets the steps that were undone, and what imports among them would bring back: a new step has taken their place.
pub(super) fn forget_undone(connection: &Connection) -> Result<(), GpkgError> {
    let sql = connection.sql();
    let mut statement = sql.prepare_cached("SELECT changes FROM gw_journal WHERE is_undone")?;
    let undone = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?;
    if undone.is_empty() {
        return Ok(());
    }
    for change in undone.iter().filter_map(|bytes| super::codec::decode(bytes)).flatten() {
        if let crate::edit::Change::Batch(id, _) = change {
            sql.execute("DELETE FROM gw_demand_archive WHERE batch = ?1", [id.0])?;
        }
    }
    sql.execute("DELETE FROM gw_journal WHERE is_undone", [])?;
    Ok(())
}

/// Writes one step, undo or redo.
pub(super) fn write_step(connection: &Connection, rows: &StepRows, now: &str) -> Result<(), GpkgError> {
    in_transaction(connection, || {
        write_journal(connection, rows, now)?;
        write_scenarios(connection, rows)?;
        if rows.effects.activated.is_some() {
            settings::put(connection, "active", &rows.active.0)?;
        }
        write_plan(connection, rows)?;
        features::put_cells(connection, rows)?;
        features::put_grids(connection, rows)?;
        for (id, outlet) in &rows.outlets {
            features::put_outlet(connection, super::rows::fid(*id), outlet.as_ref())?;
        }
        features::put_amounts(connection, rows)?;
        if rows.effects.are_rules_changed || !rows.outlets.is_empty() || !rows.amounts.is_empty() {
            format::raise(connection)?;
        }
        if rows.effects.are_rules_changed {
            settings::put_rules(connection, &rows.project.rules)?;
        }
        if let Some(ignored) = &rows.ignored {
            settings::put_ignored(connection, ignored)?;
        }
        let known: super::rows::NextIds = settings::get(connection, "next_ids")?;
        settings::put(connection, "next_ids", &known.max(rows.next_ids))
    })
}

pub(super) fn write_journal(connection: &Connection, rows: &StepRows, now: &str) -> Result<(), GpkgError> {
    match &rows.journal {
        JournalEntry::Append(step) => {
            let label = serde_json::to_string(&step.label).unwrap_or_default();
            forget_undone(connection)?;
            let bytes = rows.journal_bytes().unwrap_or_default();
            connection.sql().prepare_cached("INSERT INTO gw_journal VALUES (?1, ?2, ?3, 0, ?4)")?.execute(params![step.seq as i64, now, label, bytes])?;
            settings::put(connection, "next_seq", &(step.seq + 1))
        }
        JournalEntry::Mark(seq, is_undone) => {
            connection.sql().prepare_cached("UPDATE gw_journal SET is_undone = ?2 WHERE seq = ?1")?.execute(params![*seq as i64, is_undone])?;
            Ok(())
        }
    }
}

fn write_scenarios(connection: &Connection, rows: &StepRows) -> Result<(), GpkgError> {
    let sql = connection.sql();
    for (id, info) in &rows.scenarios {
        let known: bool = sql.query_row("SELECT EXISTS (SELECT 1 FROM gw_scenarios WHERE id = ?1)", [id.0], |row| row.get(0))?;
        match info {
            None => {
                sql.execute("UPDATE gw_scenarios SET is_present = 0 WHERE id = ?1", [id.0])?;
            }
            Some(info) => {
                let text = serde_json::to_string(info).unwrap_or_default();
                if known {
                    sql.execute("UPDATE gw_scenarios SET value = ?2, is_present = 1 WHERE id = ?1", params![id.0, text])?;
                } else {
                    let layer = branch_layer(connection, info.parent)?;
                    sql.execute("INSERT INTO gw_scenarios VALUES (?1, ?2, ?3, 1)", params![id.0, layer, text])?;
                }
            }
        }
    }
    Ok(())
}

/// A layer for a new scenario. What the parent has so far becomes common ground that neither writes to any more: both get
/// a layer of their own above it, so branching copies nothing.
fn branch_layer(connection: &Connection, parent: Option<ScenarioId>) -> Result<i64, GpkgError> {
    let sql = connection.sql();
    let common: Option<i64> = match parent {
        Some(parent) => Some(layer_of(connection, parent)?),
        None => None,
    };
    if let (Some(parent), Some(common)) = (parent, common) {
        let own = new_layer(connection, Some(common))?;
        sql.execute("UPDATE gw_scenarios SET layer = ?2 WHERE id = ?1", params![parent.0, own])?;
    }
    new_layer(connection, common)
}

/// Makes a layer above another.
pub(super) fn new_layer(connection: &Connection, parent: Option<i64>) -> Result<i64, GpkgError> {
    connection.sql().execute("INSERT INTO gw_layers (parent) VALUES (?1)", [parent])?;
    Ok(connection.sql().last_insert_rowid())
}

/// The bytes of an arc's positions: 32-bit integers, little-endian, longitude before latitude.
pub(super) fn point_bytes(shape: &ArcShape) -> Vec<u8> {
    shape.points.iter().flat_map(|p| [p.lon.to_le_bytes(), p.lat.to_le_bytes()]).flatten().collect()
}

pub(super) const PUT_ARC: &str = "INSERT OR REPLACE INTO gw_arcs VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
pub(super) const PUT_CELL: &str = "INSERT OR REPLACE INTO gw_cells VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
pub(super) const PUT_GRID: &str = "INSERT OR REPLACE INTO gw_grids VALUES (?1, ?2, ?3)";
pub(super) const PUT_ASSIGN: &str = "INSERT OR REPLACE INTO gw_assign VALUES (?1, ?2, ?3, ?4)";

/// Writes what the step changed of the active scenario's plan into its layer.
fn write_plan(connection: &Connection, rows: &StepRows) -> Result<(), GpkgError> {
    let layer = layer_of(connection, rows.active)?;
    let sql = connection.sql();
    for id in &rows.effects.arcs {
        let mut statement = sql.prepare_cached(PUT_ARC)?;
        match rows.plan.partition.arcs().get(*id) {
            Some(arc) => {
                let shape = &arc.shape;
                statement.execute(params![layer, id.0, shape.from.0, shape.to.0, shape.left.0, shape.right.0, shape.is_locked, point_bytes(shape)])?;
            }
            None => {
                statement.execute(params![layer, id.0, 0, 0, 0, 0, 0, None::<Vec<u8>>])?;
            }
        }
    }
    for id in &rows.effects.cell_attributes {
        let cell = rows.plan.cells.get(*id);
        sql.prepare_cached(PUT_CELL)?.execute(params![
            layer,
            id.0,
            cell.map(|cell| cell.code.as_str()),
            cell.map(|cell| cell.name.as_str()),
            cell.map(|cell| cell.origin.as_str()),
            cell.map(|cell| cell.is_estimated)
        ])?;
    }
    for id in &rows.effects.grid_attributes {
        let grid = rows.plan.grids.get(*id).map(|grid| serde_json::to_string(grid).unwrap_or_default());
        sql.prepare_cached(PUT_GRID)?.execute(params![layer, id.0, grid])?;
    }
    for (plane, cell) in &rows.effects.reassigned {
        let grid = rows.plan.assignment.grid(*plane, *cell).map(|grid| grid.0);
        sql.prepare_cached(PUT_ASSIGN)?.execute(params![layer, plane.0, cell.0, grid])?;
    }
    Ok(())
}
