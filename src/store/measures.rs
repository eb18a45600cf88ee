//! Measures as columns of the feature tables.

use super::schema;
use crate::gpkg::{Column, ColumnType, Connection, FeatureTable, FieldValue, GpkgError, quoted};
use crate::model::{Amount, Measure};

/// Names that a measure's column may not have because the tables use them.
const TAKEN: [&str; 20] = [
    "fid", "geom", "code", "name", "grid", "area_km2", "points", "plane", "level", "parent", "cells", "perimeter_km", "color", "kind", "batch", "class", "status", "contract_end",
    "is_synthetic", "attributes",
];

/// The column of a measure: its name, unless the tables use that name themselves.
pub(super) fn column_name(measure: &Measure) -> String {
    let lower = measure.name.to_lowercase();
    if TAKEN.contains(&lower.as_str()) { format!("m_{}", measure.name) } else { measure.name.clone() }
}

pub(super) fn column_names(measures: &[Measure]) -> Vec<String> {
    measures.iter().map(column_name).collect()
}

/// The value as it stands in a feature table: a whole number, or a fraction where the measure has decimals.
pub(super) fn field(measure: &Measure, amount: Amount) -> FieldValue<'static> {
    if measure.scale == 0 { FieldValue::Integer(amount) } else { FieldValue::Real(measure.value(amount)) }
}

/// The amount from a feature table; `None` for text or a number that does not fit.
pub(super) fn amount(measure: &Measure, field: FieldValue<'_>) -> Option<Amount> {
    match field {
        FieldValue::Null => Some(0),
        FieldValue::Integer(value) if measure.scale == 0 => Some(value),
        FieldValue::Integer(value) => measure.amount(value as f64),
        FieldValue::Real(value) => measure.amount(value),
        FieldValue::Text(_) | FieldValue::Blob(_) => None,
    }
}

/// Calls with a feature table and its measure columns.
pub(super) fn with_measures<T>(table: FeatureTable<'static>, measures: &[Measure], call: impl FnOnce(&FeatureTable<'_>) -> T) -> T {
    let names = column_names(measures);
    let mut columns: Vec<Column<'_>> = table.columns.to_vec();
    columns.extend(names.iter().zip(measures).map(|(name, measure)| Column::new(name, if measure.scale == 0 { ColumnType::Integer } else { ColumnType::Real })));
    call(&FeatureTable { columns: &columns, ..table })
}

/// Adds the columns of measures that a file does not have yet.
pub(super) fn add_columns(connection: &Connection, measures: &[Measure]) -> Result<(), GpkgError> {
    for table in [schema::cells(), schema::grids(), schema::demand()] {
        let Some(layer) = connection.layer_named(table.name)? else { return Err(GpkgError::Unknown { name: table.name.to_owned() }) };
        for measure in measures {
            let name = column_name(measure);
            if !layer.columns.iter().any(|column| column.name.eq_ignore_ascii_case(&name)) {
                let kind = if measure.scale == 0 { "INTEGER" } else { "REAL" };
                connection.sql().execute_batch(&format!("ALTER TABLE {} ADD COLUMN {} {kind}", quoted(table.name), quoted(&name)))?;
            }
        }
    }
    Ok(())
}
