//! Tests of the room as a whole; each file is one promise.

mod bulk;
mod copies;
mod foreign;
mod geometry;
mod mutants;
mod opening;
mod speed;

use super::*;
use crate::geodesy::Position;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A fixed time for `last_change`.
pub(super) const NOW: &str = "2026-03-01T08:00:00.000Z";

pub(super) const DEMAND_COLUMNS: [Column<'static>; 6] = [
    Column { name: "code", kind: ColumnType::Text, is_required: false },
    Column { name: "users", kind: ColumnType::Integer, is_required: false },
    Column { name: "revenue", kind: ColumnType::Integer, is_required: false },
    Column { name: "lines", kind: ColumnType::Integer, is_required: false },
    Column { name: "batch", kind: ColumnType::Integer, is_required: false },
    Column { name: "kind", kind: ColumnType::Text, is_required: false },
];

pub(super) const DEMAND: FeatureTable<'static> = FeatureTable {
    name: "demand",
    identifier: "需求点",
    description: "Where users are",
    id_column: "fid",
    geometry_column: "geom",
    geometry_type: GeometryType::Point,
    srs_id: SRS_WGS84,
    columns: &DEMAND_COLUMNS,
};

pub(super) const CELLS: FeatureTable<'static> = FeatureTable {
    name: "cells",
    identifier: "基础单元",
    description: "",
    id_column: "fid",
    geometry_column: "geom",
    geometry_type: GeometryType::Polygon,
    srs_id: SRS_WGS84,
    columns: &[Column { name: "code", kind: ColumnType::Text, is_required: true }],
};

/// A place that looks random and is the same everywhere.
pub(super) fn place(row: i64) -> Position {
    Position::new(1_139_000_000 + (row * 7_919 % 1_000_003) as i32, 353_000_000 + (row * 104_729 % 999_983) as i32)
}

pub(super) fn square(west: i32, south: i32, size: i32) -> super::geometry::Shape {
    let corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)];
    super::geometry::Shape::Polygon(vec![corners.map(|(x, y)| Position::new(west + x, south + y)).to_vec()])
}

/// A small file with points, polygons and a style.
pub(super) fn sample(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("样本.gpkg");
    let connection = create(&path).unwrap();
    fill(&connection, 200);
    path
}

pub(super) fn fill(connection: &Connection, points: i64) {
    create_feature_table(connection, &DEMAND, NOW).unwrap();
    create_feature_table(connection, &CELLS, NOW).unwrap();
    create_layer_styles(connection, NOW).unwrap();
    let style = LayerStyle {
        table: "cells",
        geometry_column: "geom",
        name: "plain",
        qml: "<!DOCTYPE qgis><qgis version=\"3.40\"/>",
        sld: "",
        is_default: true,
        description: "",
    };
    put_layer_style(connection, &style, NOW).unwrap();
    connection.sql().execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut bulk = BulkInsert::begin(connection, &DEMAND).unwrap();
    for row in 1..=points {
        let code = format!("U{row:07}");
        let values = [
            FieldValue::Text(&code),
            FieldValue::Integer(row % 7),
            FieldValue::Integer(row * 31 % 100_000),
            FieldValue::Integer(1),
            FieldValue::Integer(1),
            FieldValue::Text("公众"),
        ];
        bulk.point(row, place(row), SRS_WGS84, &values).unwrap();
    }
    assert_eq!(bulk.finish(NOW).unwrap().rows, points as u64);
    let mut bulk = BulkInsert::begin(connection, &CELLS).unwrap();
    for row in 1..=60 {
        let mut blob = Vec::new();
        super::geometry::encode(&square(1_139_000_000 + row * 1000, 353_000_000, 1000), SRS_WGS84, &mut blob);
        bulk.blob(i64::from(row), &blob, &[FieldValue::Text(&format!("C{row}"))]).unwrap();
    }
    bulk.finish(NOW).unwrap();
    connection.sql().execute_batch("COMMIT").unwrap();
}

pub(super) fn assert_index_sound(connection: &Connection, table: &str) {
    assert_eq!(connection.verify_thoroughly(None, None).unwrap(), Verified::Whole);
    let verdict: String = connection.sql().query_row("SELECT rtreecheck(?1)", [format!("rtree_{table}_geom")], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok", "the index of {table}");
}

pub(super) fn one<T: rusqlite::types::FromSql>(connection: &Connection, sql: &str) -> T {
    connection.sql().query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Every file of a folder with its content and time.
pub(super) fn listing(folder: &Path) -> Vec<(String, Vec<u8>, std::time::SystemTime)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(entry.path()).unwrap(), entry.metadata().unwrap().modified().unwrap())
        })
        .collect();
    files.sort();
    files
}
