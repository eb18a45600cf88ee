//! The tables of a project.

use super::format;
use crate::gpkg::{
    Column, ColumnType, Connection, FeatureTable, GeometryType, GpkgError, OwnTrigger, SRS_WGS84, create_attribute_table, create_feature_table, create_layer_styles,
};

const OWN_TABLES: &str = "
CREATE TABLE gw_settings (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);
CREATE TABLE gw_planes (id INTEGER PRIMARY KEY NOT NULL, value TEXT NOT NULL);
CREATE TABLE gw_layers (id INTEGER PRIMARY KEY NOT NULL, parent INTEGER REFERENCES gw_layers (id));
CREATE TABLE gw_scenarios (id INTEGER PRIMARY KEY NOT NULL, layer INTEGER NOT NULL REFERENCES gw_layers (id), value TEXT NOT NULL, is_present INTEGER NOT NULL);
CREATE TABLE gw_arcs (layer INTEGER NOT NULL REFERENCES gw_layers (id), id INTEGER NOT NULL, from_node INTEGER NOT NULL, to_node INTEGER NOT NULL, left_cell INTEGER NOT NULL, right_cell INTEGER NOT NULL, is_locked INTEGER NOT NULL, points BLOB, PRIMARY KEY (layer, id)) WITHOUT ROWID;
CREATE TABLE gw_cells (layer INTEGER NOT NULL REFERENCES gw_layers (id), id INTEGER NOT NULL, code TEXT, name TEXT, origin TEXT, is_estimated INTEGER, PRIMARY KEY (layer, id)) WITHOUT ROWID;
CREATE TABLE gw_grids (layer INTEGER NOT NULL REFERENCES gw_layers (id), id INTEGER NOT NULL, value TEXT, PRIMARY KEY (layer, id)) WITHOUT ROWID;
CREATE TABLE gw_assign (layer INTEGER NOT NULL REFERENCES gw_layers (id), plane INTEGER NOT NULL, cell INTEGER NOT NULL, grid INTEGER, PRIMARY KEY (layer, plane, cell)) WITHOUT ROWID;
CREATE TABLE gw_journal (seq INTEGER PRIMARY KEY NOT NULL, at TEXT NOT NULL, label TEXT NOT NULL, is_undone INTEGER NOT NULL, changes BLOB NOT NULL);
CREATE TABLE gw_batches (id INTEGER PRIMARY KEY NOT NULL, value TEXT NOT NULL);
CREATE TABLE gw_ignored (key TEXT PRIMARY KEY NOT NULL, reason TEXT NOT NULL);
CREATE TABLE gw_changes (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, layer TEXT NOT NULL, fid INTEGER NOT NULL, what TEXT NOT NULL);
CREATE TABLE gw_demand_archive (batch INTEGER NOT NULL, is_born INTEGER NOT NULL, fid INTEGER NOT NULL, geom BLOB, attributes TEXT NOT NULL);
CREATE INDEX gw_demand_archive_batch ON gw_demand_archive (batch);
";

/// The layers whose changes by other programs are found out.
pub(super) const WATCHED: [&str; 4] = ["cells", "grids", "outlets", "demand"];

/// The setting that is there while this program writes, from the beginning of a transaction to its end: what it changes
/// itself is not noted. Noting and forgetting would write more pages than a drag has.
pub(super) const OWN_WRITE: &str = "own_write";

/// The triggers that note every changed row of a watched layer: plain SQL that any program can run.
pub(super) fn change_triggers() -> Vec<(String, String)> {
    let mut triggers = Vec::new();
    for layer in WATCHED {
        for (what, event, row) in [("insert", "INSERT", "NEW"), ("update", "UPDATE", "NEW"), ("delete", "DELETE", "OLD")] {
            let name = format!("gw_{what}_{layer}");
            let sql = format!("CREATE TRIGGER \"{name}\" AFTER {event} ON \"{layer}\" WHEN NOT EXISTS (SELECT 1 FROM gw_settings WHERE key = '{OWN_WRITE}') BEGIN INSERT INTO gw_changes (layer, fid, what) VALUES ('{layer}', {row}.fid, '{what}'); END");
            triggers.push((name, sql));
        }
    }
    triggers
}

/// Calls with our triggers in the form that opening wants.
pub(super) fn with_own_triggers<T>(call: impl FnOnce(&[OwnTrigger<'_>]) -> T) -> T {
    let triggers = change_triggers();
    let own: Vec<OwnTrigger<'_>> = triggers.iter().map(|(name, sql)| OwnTrigger { name, sql }).collect();
    call(&own)
}

const CELLS: [Column<'static>; 5] = [
    Column { name: "code", kind: ColumnType::Text, is_required: false },
    Column { name: "name", kind: ColumnType::Text, is_required: false },
    Column { name: "grid", kind: ColumnType::Text, is_required: false },
    Column { name: "area_km2", kind: ColumnType::Real, is_required: false },
    Column { name: "points", kind: ColumnType::Integer, is_required: false },
];
const GRIDS: [Column<'static>; 9] = [
    Column { name: "code", kind: ColumnType::Text, is_required: false },
    Column { name: "name", kind: ColumnType::Text, is_required: false },
    Column { name: "plane", kind: ColumnType::Text, is_required: false },
    Column { name: "level", kind: ColumnType::Text, is_required: false },
    Column { name: "parent", kind: ColumnType::Text, is_required: false },
    Column { name: "cells", kind: ColumnType::Integer, is_required: false },
    Column { name: "area_km2", kind: ColumnType::Real, is_required: false },
    Column { name: "perimeter_km", kind: ColumnType::Real, is_required: false },
    Column { name: "color", kind: ColumnType::Text, is_required: false },
];
const OUTLETS: [Column<'static>; 8] = [
    Column { name: "code", kind: ColumnType::Text, is_required: false },
    Column { name: "name", kind: ColumnType::Text, is_required: false },
    Column { name: "kind", kind: ColumnType::Text, is_required: false },
    Column { name: "class", kind: ColumnType::Text, is_required: false },
    Column { name: "status", kind: ColumnType::Text, is_required: false },
    Column { name: "contract_end", kind: ColumnType::Date, is_required: false },
    Column { name: "is_synthetic", kind: ColumnType::Boolean, is_required: false },
    Column { name: "attributes", kind: ColumnType::Text, is_required: false },
];
const DEMAND: [Column<'static>; 4] = [
    Column { name: "code", kind: ColumnType::Text, is_required: false },
    Column { name: "name", kind: ColumnType::Text, is_required: false },
    Column { name: "kind", kind: ColumnType::Text, is_required: false },
    Column { name: "batch", kind: ColumnType::Integer, is_required: false },
];
const REFERENCE: [Column<'static>; 3] = [
    Column { name: "layer", kind: ColumnType::Text, is_required: false },
    Column { name: "kind", kind: ColumnType::Text, is_required: false },
    Column { name: "name", kind: ColumnType::Text, is_required: false },
];

/// A feature table of ours by name, without the measure columns.
fn table<'a>(name: &'a str, identifier: &'a str, geometry_type: GeometryType, columns: &'a [Column<'a>]) -> FeatureTable<'a> {
    FeatureTable { name, identifier, description: "", id_column: "fid", geometry_column: "geom", geometry_type, srs_id: SRS_WGS84, columns }
}

pub(super) fn cells() -> FeatureTable<'static> {
    table("cells", "基础单元 Cells", GeometryType::Polygon, &CELLS)
}
pub(super) fn grids() -> FeatureTable<'static> {
    table("grids", "网格 Grids", GeometryType::MultiPolygon, &GRIDS)
}
pub(super) fn outlets() -> FeatureTable<'static> {
    table("outlets", "渠道网点 Outlets", GeometryType::Point, &OUTLETS)
}
pub(super) fn demand() -> FeatureTable<'static> {
    table("demand", "需求点 Demand", GeometryType::Point, &DEMAND)
}
pub(super) fn reference() -> FeatureTable<'static> {
    table("reference", "参考 Reference", GeometryType::Geometry, &REFERENCE)
}

/// Makes all tables in an empty GeoPackage.
pub(super) fn create(connection: &Connection, now: &str) -> Result<(), GpkgError> {
    connection.sql().execute_batch(OWN_TABLES)?;
    connection.sql().execute_batch(format::TABLE)?;
    format::write(connection)?;
    for table in [cells(), grids(), outlets(), demand(), reference()] {
        create_feature_table(connection, &table, now)?;
    }
    create_attribute_table(connection, "notes", "fid", &[Column::new("text", ColumnType::Text)], now)?;
    create_layer_styles(connection, now)?;
    for (_, trigger) in change_triggers() {
        connection.sql().execute_batch(&trigger)?;
    }
    Ok(())
}
