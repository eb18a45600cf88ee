//! Writing a new project.

use super::batch::DemandRow;
use super::rows::NextIds;
use super::writer::{self, PUT_ARC, PUT_ASSIGN, PUT_CELL, PUT_GRID};
use super::{StoreError, features, measures, schema, settings, styles};
use crate::base::{OutletId, ScenarioId, Table};
use crate::edit::{Content, Document, Plan};
use crate::gpkg::{self, BulkInsert, Connection, FieldValue, GpkgError, SRS_WGS84};
use crate::model::{Demand, Measure, Outlet, Project, ReferenceFeature, ScenarioInfo};
use crate::platform;
use rusqlite::params;
use smallvec::SmallVec;
use std::path::{Path, PathBuf};

/// What a new project begins with.
pub struct NewProject<'a> {
    /// Measures, planes, rules, notes.
    pub project: Project,
    /// The plan that all scenarios begin with.
    pub plan: Plan,
    /// The scenarios, at least one.
    pub scenarios: Vec<ScenarioInfo>,
    /// Which of them is active.
    pub active: usize,
    /// Outlets.
    pub outlets: Vec<Outlet>,
    /// Roads, rivers, buildings.
    pub reference: Vec<ReferenceFeature>,
    /// Demand points with one amount per measure.
    pub demand: Box<dyn Iterator<Item = DemandRow<'a>> + 'a>,
}

impl std::fmt::Debug for NewProject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewProject").field("project", &self.project).field("scenarios", &self.scenarios).finish_non_exhaustive()
    }
}

/// Writes a project to a file that must not exist. It appears whole or not at all. `now` is a time in UTC as
/// `2026-03-01T08:00:00.000Z`; with the same `now` and content the bytes are the same.
///
/// # Errors
/// [`StoreError::Exists`] and what the file system says.
pub(super) fn create(path: &Path, new: NewProject<'_>, now: &str) -> Result<(), StoreError> {
    if path.exists() {
        return Err(StoreError::Exists(path.to_owned()));
    }
    let temp = temporary(path);
    drop(std::fs::remove_file(&temp));
    let written = write(&temp, new, now);
    let moved = written.and_then(|()| platform::atomic_replace(&temp, path).map_err(|source| GpkgError::Io { path: path.to_owned(), source }));
    if moved.is_err() {
        drop(std::fs::remove_file(&temp));
    }
    moved.map_err(|source| StoreError::of(path, source))
}

fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

fn write(path: &Path, new: NewProject<'_>, now: &str) -> Result<(), GpkgError> {
    let connection = gpkg::create(path)?;
    // The file is nobody's yet: it is flushed once when it is whole.
    connection.sql().pragma_update(None, "journal_mode", "MEMORY")?;
    connection.sql().pragma_update(None, "synchronous", "OFF")?;
    let transaction = connection.sql().unchecked_transaction()?;
    schema::create(&connection, now)?;
    fill(&connection, new, now)?;
    transaction.execute("DELETE FROM gw_changes", [])?;
    // Otherwise the counter of noted changes would tell how the file was made.
    transaction.execute("DELETE FROM sqlite_sequence WHERE name = 'gw_changes'", [])?;
    transaction.commit()?;
    connection.sql().pragma_update(None, "journal_mode", "DELETE")?;
    Ok(())
}

fn fill(connection: &Connection, new: NewProject<'_>, now: &str) -> Result<(), GpkgError> {
    let NewProject { project, plan, scenarios, active, outlets, reference, demand } = new;
    settings::put_project(connection, &project)?;
    measures::add_columns(connection, &project.measures)?;
    let base = writer::new_layer(connection, None)?;
    write_whole_plan(connection, base, &plan)?;
    let mut known: Table<ScenarioId, ScenarioInfo> = Table::default();
    for info in scenarios {
        let layer = writer::new_layer(connection, Some(base))?;
        let text = serde_json::to_string(&info).unwrap_or_default();
        let id = known.push(info);
        connection.sql().execute("INSERT INTO gw_scenarios VALUES (?1, ?2, ?3, 1)", params![id.0, layer, text])?;
    }
    settings::put(connection, "active", &(active as u32))?;
    features::write_outlets(connection, outlets.iter().enumerate().map(|(at, outlet)| (at as i64, outlet)), now)?;
    features::write_reference(connection, &reference, now)?;
    let demand = insert_demand(connection, &project.measures, demand, 1, 0, now)?;
    let outlets: Table<OutletId, Outlet> = outlets.into_iter().collect();
    let content = Content { project, demand, outlets, scenarios: known, active: ScenarioId(active as u32), plan, ..Content::default() };
    let document = Document::new(content);
    settings::put(connection, "next_ids", &NextIds::of(&document))?;
    settings::put(connection, "next_seq", &1u64)?;
    features::rewrite_plan(connection, &document, now)?;
    styles::put_all(connection, &document, now)
}

/// Writes a plan into an empty layer.
pub(super) fn write_whole_plan(connection: &Connection, layer: i64, plan: &Plan) -> Result<(), GpkgError> {
    let sql = connection.sql();
    let mut put = sql.prepare_cached(PUT_ARC)?;
    for (id, arc) in plan.partition.arcs().iter() {
        let shape = &arc.shape;
        put.execute(params![layer, id.0, shape.from.0, shape.to.0, shape.left.0, shape.right.0, shape.is_locked, writer::point_bytes(shape)])?;
    }
    let mut put = sql.prepare_cached(PUT_CELL)?;
    for (id, cell) in plan.cells.iter() {
        put.execute(params![layer, id.0, cell.code, cell.name, cell.origin, cell.is_estimated])?;
    }
    let mut put = sql.prepare_cached(PUT_GRID)?;
    for (id, grid) in plan.grids.iter() {
        put.execute(params![layer, id.0, serde_json::to_string(grid).unwrap_or_default()])?;
    }
    let mut put = sql.prepare_cached(PUT_ASSIGN)?;
    for plane in plan.grids.rows().map(|grid| grid.plane).collect::<std::collections::BTreeSet<_>>() {
        for (cell, grid) in plan.assignment.cells(plane) {
            put.execute(params![layer, plane.0, cell.0, grid.0])?;
        }
    }
    Ok(())
}

/// Inserts demand rows in bulk, inside the caller's transaction; returns them as the document wants them.
pub(super) fn insert_demand<'a>(
    connection: &Connection,
    measures: &[Measure],
    rows: impl Iterator<Item = DemandRow<'a>>,
    first: i64,
    batch: u32,
    now: &str,
) -> Result<Demand, GpkgError> {
    let mut demand = Demand { n_measures: measures.len(), ..Demand::default() };
    measures::with_measures(schema::demand(), measures, |table| {
        let mut bulk = BulkInsert::begin(connection, table)?;
        for (at, row) in rows.enumerate() {
            let fid = row.fid.map_or(first + at as i64, i64::from);
            let mut values: SmallVec<[FieldValue<'_>; 16]> = SmallVec::new();
            values.extend([FieldValue::Text(&row.code), FieldValue::Text(&row.name), FieldValue::Text(row.kind), FieldValue::Integer(i64::from(batch))]);
            values.extend(measures.iter().zip(row.amounts.iter()).map(|(measure, amount)| measures::field(measure, *amount)));
            bulk.point(fid, row.position, SRS_WGS84, &values)?;
            demand.ids.push(fid as u32);
            demand.positions.push(row.position);
            demand.amounts.extend_from_slice(&row.amounts);
        }
        bulk.finish(now)
    })?;
    Ok(demand)
}
