//! The feature tables `cells` and `grids`: the active scenario as other programs see it.

use super::measures;
use super::rows::{fid, level_name};
use super::schema;
use crate::base::{CellId, GridId, PlaneId};
use crate::edit::{Document, Plan};
use crate::geodesy::{cm2_to_m2, tenth_mm_to_m};
use crate::gpkg::geometry::{Shape, encode};
use crate::gpkg::{BulkInsert, Connection, FieldValue, GpkgError, SRS_WGS84, quoted};
use crate::metrics::Figures;
use crate::model::{Amount, Measure, Outlet, Project, ReferenceFeature, ReferenceGeometry};
use rusqlite::{OptionalExtension as _, params};
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::collections::{BTreeMap, BTreeSet};

/// The text columns and figures of a cell row, in the order of the table.
fn cell_values(plan: &Plan, plane: Option<PlaneId>, cell: CellId, n_points: i64) -> [FieldValue<'_>; 5] {
    let row = plan.cells.get(cell);
    let grid = plane.and_then(|plane| plan.assignment.grid(plane, cell)).and_then(|grid| plan.grids.get(grid));
    [
        row.map_or(FieldValue::Null, |row| FieldValue::Text(&row.code)),
        row.map_or(FieldValue::Null, |row| FieldValue::Text(&row.name)),
        grid.map_or(FieldValue::Null, |grid| FieldValue::Text(&grid.code)),
        FieldValue::Real(cm2_to_m2(plan.partition.cell_area_cm2(cell)) / 1e6),
        FieldValue::Integer(n_points),
    ]
}

fn grid_values<'a>(plan: &'a Plan, project: &'a Project, grid: GridId, figures: &Figures) -> Option<[FieldValue<'a>; 9]> {
    let row = plan.grids.get(grid)?;
    let plane = project.planes.get(row.plane);
    let parent = row.parent.and_then(|parent| plan.grids.get(parent));
    Some([
        FieldValue::Text(&row.code),
        FieldValue::Text(&row.name),
        FieldValue::Text(plane.map_or("", |plane| plane.name.as_str())),
        FieldValue::Text(level_name(plane, row.level)),
        parent.map_or(FieldValue::Null, |parent| FieldValue::Text(&parent.code)),
        FieldValue::Integer(figures.n_cells),
        FieldValue::Real(cm2_to_m2(figures.area_cm2) / 1e6),
        FieldValue::Real(tenth_mm_to_m(figures.perimeter_tenth_mm) / 1e3),
        row.details.color.as_deref().map_or(FieldValue::Null, FieldValue::Text),
    ])
}

fn with_sums<'a>(mut values: Vec<FieldValue<'a>>, measures: &[Measure], sums: &[Amount]) -> Vec<FieldValue<'a>> {
    values.extend(measures.iter().zip(sums).map(|(measure, sum)| measures::field(measure, *sum)));
    values
}

fn cell_blob(plan: &Plan, cell: CellId, blob: &mut Vec<u8>) {
    encode(&Shape::Polygon(plan.partition.cell_polygon(cell).rings), SRS_WGS84, blob);
}

/// The cells of many grids in one pass.
fn cells_of_grids(plan: &Plan, grids: &BTreeSet<GridId>) -> BTreeMap<GridId, BTreeSet<CellId>> {
    let view = plan.view();
    let planes: BTreeSet<PlaneId> = grids.iter().filter_map(|grid| plan.grids.get(*grid)).map(|grid| grid.plane).collect();
    let mut cells: BTreeMap<GridId, BTreeSet<CellId>> = grids.iter().map(|grid| (*grid, BTreeSet::new())).collect();
    for plane in planes {
        for (cell, leaf) in plan.assignment.cells(plane) {
            for grid in view.chain(Some(leaf)) {
                if let Some(set) = cells.get_mut(&grid) {
                    set.insert(cell);
                }
            }
        }
    }
    cells
}

fn grid_blob(plan: &Plan, cells: &BTreeSet<CellId>, blob: &mut Vec<u8>) {
    let boundary: Vec<_> = plan.partition.boundary_of(cells.iter().copied(), |cell| cells.contains(&cell)).collect();
    let polygons = plan.partition.dissolve(boundary).into_iter().map(|polygon| polygon.rings).collect::<Vec<_>>();
    blob.clear();
    if !polygons.is_empty() {
        encode(&Shape::MultiPolygon(polygons), SRS_WGS84, blob);
    }
}

/// A value for a statement.
struct Bound<'a>(FieldValue<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            FieldValue::Null => ValueRef::Null,
            FieldValue::Integer(value) => ValueRef::Integer(value),
            FieldValue::Real(value) => ValueRef::Real(value),
            FieldValue::Text(text) => ValueRef::Text(text.as_bytes()),
            FieldValue::Blob(blob) => ValueRef::Blob(blob),
        }))
    }
}

/// Writes or replaces a row; without a geometry the one that is there stays.
fn upsert(connection: &Connection, table: &str, columns: &[String], id: i64, blob: Option<&[u8]>, values: &[FieldValue<'_>]) -> Result<(), GpkgError> {
    let mut names = vec!["fid".to_owned()];
    let mut bound = vec![Bound(FieldValue::Integer(id))];
    if let Some(blob) = blob {
        names.push("geom".to_owned());
        bound.push(Bound(if blob.is_empty() { FieldValue::Null } else { FieldValue::Blob(blob) }));
    }
    names.extend(columns.iter().map(|name| quoted(name)));
    bound.extend(values.iter().map(|value| Bound(*value)));
    let marks: Vec<String> = (1..=bound.len()).map(|number| format!("?{number}")).collect();
    let sets: Vec<String> = names.iter().skip(1).map(|name| format!("{name} = excluded.{name}")).collect();
    let sql = format!("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT (fid) DO UPDATE SET {}", quoted(table), names.join(", "), marks.join(", "), sets.join(", "));
    let mut statement = connection.sql().prepare_cached(&sql)?;
    statement.execute(rusqlite::params_from_iter(bound.iter()))?;
    Ok(())
}

fn delete(connection: &Connection, table: &str, id: i64) -> Result<(), GpkgError> {
    connection.sql().prepare_cached(&format!("DELETE FROM {} WHERE fid = ?1", quoted(table)))?.execute([id])?;
    Ok(())
}

fn column_names(table: crate::gpkg::FeatureTable<'_>, measures: &[Measure]) -> Vec<String> {
    table.columns.iter().map(|column| column.name.to_owned()).chain(measures::column_names(measures)).collect()
}

/// Writes the cell rows that a step names.
pub(super) fn put_cells(connection: &Connection, rows: &super::StepRows) -> Result<(), GpkgError> {
    let plane = rows.project.planes.ids().next();
    let columns = column_names(schema::cells(), &rows.project.measures);
    let mut blob = Vec::new();
    for (cell, n_points, sums) in &rows.cells {
        if !rows.plan.partition.faces().contains(*cell) {
            delete(connection, "cells", fid(*cell))?;
            continue;
        }
        blob.clear();
        cell_blob(&rows.plan, *cell, &mut blob);
        let values = with_sums(cell_values(&rows.plan, plane, *cell, *n_points).to_vec(), &rows.project.measures, sums);
        upsert(connection, "cells", &columns, fid(*cell), Some(&blob), &values)?;
    }
    let mut statement = connection.sql().prepare_cached("UPDATE cells SET grid = ?2 WHERE fid = ?1")?;
    for (changed, cell) in &rows.effects.reassigned {
        if Some(*changed) == plane && !rows.effects.cells.contains(cell) {
            let code = rows.plan.assignment.grid(*changed, *cell).and_then(|grid| rows.plan.grids.get(grid)).map(|grid| grid.code.as_str());
            statement.execute(rusqlite::params![fid(*cell), code])?;
        }
    }
    Ok(())
}

/// Writes the grid rows that a step names.
pub(super) fn put_grids(connection: &Connection, rows: &super::StepRows) -> Result<(), GpkgError> {
    let columns = column_names(schema::grids(), &rows.project.measures);
    let outlines = cells_of_grids(&rows.plan, &rows.effects.outlines);
    let mut blob = Vec::new();
    for grid in rows.effects.grids.union(&rows.effects.outlines) {
        if !rows.plan.grids.contains(*grid) {
            delete(connection, "grids", fid(*grid))?;
        }
    }
    for (grid, figures) in &rows.grids {
        let Some(values) = grid_values(&rows.plan, &rows.project, *grid, figures) else { continue };
        if rows.effects.grid_attributes.contains(grid) {
            put_new_code(connection, rows, *grid)?;
        }
        let values = with_sums(values.to_vec(), &rows.project.measures, &figures.sums);
        let outline = outlines.get(grid).map(|cells| {
            grid_blob(&rows.plan, cells, &mut blob);
            blob.as_slice()
        });
        upsert(connection, "grids", &columns, fid(*grid), outline, &values)?;
    }
    Ok(())
}

/// Where a grid got another code, that stands in the rows of its cells and of the grids below it too.
fn put_new_code(connection: &Connection, rows: &super::StepRows, id: GridId) -> Result<(), GpkgError> {
    let Some(grid) = rows.plan.grids.get(id) else { return Ok(()) };
    let sql = connection.sql();
    let known: Option<Option<String>> = sql.prepare_cached("SELECT code FROM grids WHERE fid = ?1")?.query_row([fid(id)], |row| row.get(0)).optional()?;
    if known.is_none_or(|code| code.as_deref() == Some(&grid.code)) {
        return Ok(());
    }
    let mut put = sql.prepare_cached("UPDATE grids SET parent = ?2 WHERE fid = ?1")?;
    for (child, _) in rows.plan.grids.iter().filter(|(_, other)| other.parent == Some(id)) {
        put.execute(rusqlite::params![fid(child), grid.code])?;
    }
    if rows.project.planes.ids().next() == Some(grid.plane) {
        let mut put = sql.prepare_cached("UPDATE cells SET grid = ?2 WHERE fid = ?1")?;
        for (cell, _) in rows.plan.assignment.cells(grid.plane).filter(|(_, own)| *own == id) {
            put.execute(rusqlite::params![fid(cell), grid.code])?;
        }
    }
    Ok(())
}

/// Writes the amounts of demand points that the step changed.
pub(super) fn put_amounts(connection: &Connection, rows: &super::StepRows) -> Result<(), GpkgError> {
    if rows.amounts.is_empty() {
        return Ok(());
    }
    let measures = &rows.project.measures;
    let names = measures::column_names(measures);
    for (id, measure, amount) in &rows.amounts {
        let (Some(name), Some(measure)) = (names.get(*measure), measures.get(*measure)) else { continue };
        let update = format!("UPDATE demand SET {} = ?2 WHERE fid = ?1", quoted(name));
        connection.sql().prepare_cached(&update)?.execute(params![id, Bound(measures::field(measure, *amount))])?;
    }
    Ok(())
}

/// Writes or removes an outlet row.
pub(super) fn put_outlet(connection: &Connection, id: i64, outlet: Option<&Outlet>) -> Result<(), GpkgError> {
    let Some(outlet) = outlet else { return delete(connection, "outlets", id) };
    let attributes = serde_json::to_string(&outlet.attributes).unwrap_or_default();
    let values = outlet_values(outlet, &attributes);
    let columns = column_names(schema::outlets(), &[]);
    let mut blob = Vec::new();
    encode(&Shape::Point(outlet.position), SRS_WGS84, &mut blob);
    upsert(connection, "outlets", &columns, id, Some(&blob), &values)
}

fn outlet_values<'a>(outlet: &'a Outlet, attributes: &'a str) -> [FieldValue<'a>; 8] {
    [
        FieldValue::Text(&outlet.code),
        FieldValue::Text(&outlet.name),
        FieldValue::Text(outlet.kind.name()),
        outlet.class.map_or(FieldValue::Null, |class| FieldValue::Text(class.name())),
        FieldValue::Text(outlet.status.name()),
        outlet.contract_end.as_deref().map_or(FieldValue::Null, FieldValue::Text),
        FieldValue::Integer(i64::from(outlet.is_synthetic)),
        FieldValue::Text(attributes),
    ]
}

/// Writes `cells` and `grids` anew for a whole plan, inside the caller's transaction.
pub(super) fn rewrite_plan(connection: &Connection, document: &Document, now: &str) -> Result<(), GpkgError> {
    let (plan, project, ledger) = (document.plan(), document.project(), document.ledger());
    clear(connection, "cells")?;
    clear(connection, "grids")?;
    let plane = project.planes.ids().next();
    let mut blob = Vec::new();
    measures::with_measures(schema::cells(), &project.measures, |table| {
        let mut bulk = BulkInsert::begin(connection, table)?;
        for cell in plan.partition.cells() {
            blob.clear();
            cell_blob(plan, cell, &mut blob);
            let values = with_sums(cell_values(plan, plane, cell, ledger.cell_points(cell)).to_vec(), &project.measures, ledger.cell_sums(cell));
            bulk.blob(fid(cell), &blob, &values)?;
        }
        bulk.finish(now)
    })?;
    let outlines = cells_of_grids(plan, &plan.grids.ids().collect());
    measures::with_measures(schema::grids(), &project.measures, |table| {
        let mut bulk = BulkInsert::begin(connection, table)?;
        for (grid, row) in plan.grids.iter() {
            let figures = ledger.grid(row.plane, grid);
            let Some(values) = grid_values(plan, project, grid, &figures) else { continue };
            blob.clear();
            if let Some(cells) = outlines.get(&grid) {
                grid_blob(plan, cells, &mut blob);
            }
            bulk.blob(fid(grid), &blob, &with_sums(values.to_vec(), &project.measures, &figures.sums))?;
        }
        bulk.finish(now)
    })?;
    Ok(())
}

/// Empties a feature table; its triggers empty index and count.
fn clear(connection: &Connection, table: &str) -> Result<(), GpkgError> {
    connection.sql().execute(&format!("DELETE FROM {}", quoted(table)), [])?;
    Ok(())
}

/// Writes all outlets of a new project.
pub(super) fn write_outlets<'a>(connection: &Connection, outlets: impl Iterator<Item = (i64, &'a Outlet)>, now: &str) -> Result<(), GpkgError> {
    let mut bulk = BulkInsert::begin(connection, &schema::outlets())?;
    for (id, outlet) in outlets {
        let attributes = serde_json::to_string(&outlet.attributes).unwrap_or_default();
        bulk.point(id, outlet.position, SRS_WGS84, &outlet_values(outlet, &attributes))?;
    }
    bulk.finish(now)?;
    Ok(())
}

/// Adds reference features.
pub(super) fn write_reference(connection: &Connection, features: &[ReferenceFeature], now: &str) -> Result<(), GpkgError> {
    let first: i64 = connection.sql().query_row("SELECT ifnull(max(fid), 0) + 1 FROM reference", [], |row| row.get(0))?;
    let mut bulk = BulkInsert::begin(connection, &schema::reference())?;
    let mut blob = Vec::new();
    for (id, feature) in (first..).zip(features) {
        let shape = match &feature.geometry {
            ReferenceGeometry::Point(position) => Shape::Point(*position),
            ReferenceGeometry::Lines(lines) => Shape::MultiLineString(lines.clone()),
            ReferenceGeometry::Polygons(polygons) => Shape::MultiPolygon(polygons.clone()),
        };
        blob.clear();
        encode(&shape, SRS_WGS84, &mut blob);
        bulk.blob(id, &blob, &[FieldValue::Text(&feature.layer), FieldValue::Text(&feature.kind), FieldValue::Text(&feature.name)])?;
    }
    bulk.finish(now)?;
    Ok(())
}
