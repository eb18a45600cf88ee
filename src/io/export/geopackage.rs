//! A GeoPackage of one layer, with a spatial index, as GIS programs like it best.

use super::{ExportColumn, ExportGeometry, ExportTable, n_rows};
use crate::geodesy::{Position, twice_area};
use crate::gpkg::geometry::{Shape, encode};
use crate::gpkg::{self, BulkInsert, Column, ColumnType, Connection, FeatureTable, FieldValue, GeometryType, GpkgError, SRS_WGS84, create_attribute_table, create_feature_table, quoted};
use std::borrow::Cow;
use std::path::Path;

/// A fixed time for the contents table: an export of the same content gives the same bytes.
const TIME: &str = "1970-01-01T00:00:00.000Z";

/// Writes the table into a new file; names that the format keeps for itself get a trailing underscore.
pub(super) fn write(path: &Path, layer: &str, table: &ExportTable<'_>) -> Result<(), GpkgError> {
    let connection = gpkg::create(path)?;
    connection.sql().pragma_update(None, "synchronous", "OFF")?;
    let transaction = connection.sql().unchecked_transaction()?;
    let names = column_names(table);
    let columns: Vec<Column<'_>> = names.iter().zip(&table.columns).map(|(name, (_, column))| Column::new(name, kind(column))).collect();
    match &table.geometry {
        Some(shapes) => write_features(&connection, layer, &columns, table, shapes)?,
        None => write_rows(&connection, layer, &columns, table)?,
    }
    transaction.commit()?;
    connection.sql().pragma_update(None, "synchronous", "FULL")?;
    Ok(())
}

fn write_features(connection: &Connection, layer: &str, columns: &[Column<'_>], table: &ExportTable<'_>, shapes: &[ExportGeometry<'_>]) -> Result<(), GpkgError> {
    let is_points = shapes.iter().all(|shape| !matches!(shape, ExportGeometry::Polygons(_)));
    let geometry_type = if is_points { GeometryType::Point } else { GeometryType::MultiPolygon };
    let target = FeatureTable { name: layer, identifier: layer, description: "", id_column: "fid", geometry_column: "geom", geometry_type, srs_id: SRS_WGS84, columns };
    create_feature_table(connection, &target, TIME)?;
    let mut bulk = BulkInsert::begin(connection, &target)?;
    let mut blob = Vec::new();
    for (row, shape) in shapes.iter().enumerate() {
        blob.clear();
        match shape {
            ExportGeometry::None => {}
            ExportGeometry::Point(position) => encode(&Shape::Point(*position), SRS_WGS84, &mut blob),
            ExportGeometry::Polygons(polygons) => encode(&Shape::MultiPolygon(polygons.iter().map(|rings| oriented(rings)).collect()), SRS_WGS84, &mut blob),
        }
        bulk.blob(row as i64 + 1, &blob, &values(table, row))?;
    }
    bulk.finish(TIME)?;
    Ok(())
}

fn write_rows(connection: &Connection, layer: &str, columns: &[Column<'_>], table: &ExportTable<'_>) -> Result<(), GpkgError> {
    create_attribute_table(connection, layer, "fid", columns, TIME)?;
    let marks = vec!["?"; columns.len() + 1].join(", ");
    let mut statement = connection.sql().prepare(&format!("INSERT INTO {} VALUES ({marks})", quoted(layer)))?;
    for row in 0..n_rows(table) {
        statement.raw_bind_parameter(1, row as i64 + 1)?;
        for (at, value) in values(table, row).into_iter().enumerate() {
            match value {
                FieldValue::Null => statement.raw_bind_parameter(at + 2, None::<i64>)?,
                FieldValue::Integer(number) => statement.raw_bind_parameter(at + 2, number)?,
                FieldValue::Real(number) => statement.raw_bind_parameter(at + 2, number)?,
                FieldValue::Text(text) => statement.raw_bind_parameter(at + 2, text)?,
                FieldValue::Blob(blob) => statement.raw_bind_parameter(at + 2, blob)?,
            }
        }
        statement.raw_execute()?;
    }
    Ok(())
}

fn kind(column: &ExportColumn<'_>) -> ColumnType {
    match column {
        ExportColumn::Text(_) => ColumnType::Text,
        ExportColumn::Amounts { scale: 0, .. } => ColumnType::Integer,
        ExportColumn::Amounts { .. } | ExportColumn::Reals { .. } => ColumnType::Real,
    }
}

fn values<'a>(table: &'a ExportTable<'_>, row: usize) -> Vec<FieldValue<'a>> {
    let value = |column: &'a ExportColumn<'_>| match column {
        ExportColumn::Text(values) => values.get(row).map_or(FieldValue::Null, |text| FieldValue::Text(text)),
        ExportColumn::Amounts { values, scale } => match (values.get(row).copied().flatten(), scale) {
            (None, _) => FieldValue::Null,
            (Some(amount), 0) => FieldValue::Integer(amount),
            (Some(amount), scale) => FieldValue::Real(amount as f64 / 10f64.powi(i32::from(*scale))),
        },
        ExportColumn::Reals { values, .. } => values.get(row).copied().flatten().map_or(FieldValue::Null, FieldValue::Real),
    };
    table.columns.iter().map(|(_, column)| value(column)).collect()
}

/// Shell counter-clockwise, holes clockwise, closed.
fn oriented(rings: &[Cow<'_, [Position]>]) -> Vec<Vec<Position>> {
    let turned = rings.iter().enumerate().map(|(at, ring)| {
        let mut ring = ring.to_vec();
        if ring.first() != ring.last() {
            ring.extend(ring.first().copied());
        }
        let area: i128 = ring.windows(2).map(|pair| twice_area(pair[0], pair[1])).sum();
        if (area > 0) != (at == 0) {
            ring.reverse();
        }
        ring
    });
    turned.collect()
}

/// Names that differ from each other without regard to case, and from those of the id and the geometry.
fn column_names(table: &ExportTable<'_>) -> Vec<String> {
    let mut taken = vec!["fid".to_owned(), "geom".to_owned()];
    let mut names = Vec::new();
    for (name, _) in &table.columns {
        let mut name = if name.trim().is_empty() { "column".to_owned() } else { name.clone() };
        while taken.contains(&name.to_lowercase()) {
            name.push('_');
        }
        taken.push(name.to_lowercase());
        names.push(name);
    }
    names
}
