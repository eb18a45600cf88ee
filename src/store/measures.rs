//! Measures as columns of the feature tables.

use super::schema;
use crate::gpkg::{Column, ColumnType, Connection, FeatureTable, FieldValue, GpkgError, quoted};
use crate::model::{Amount, Demand, MOST_TOTAL, Measure};
use std::collections::BTreeSet;

/// Names that a measure's column may not have because the tables use them.
const TAKEN: [&str; 20] = [
    "fid", "geom", "code", "name", "grid", "area_km2", "points", "plane", "level", "parent", "cells", "perimeter_km", "color", "kind", "batch", "class", "status", "contract_end",
    "is_synthetic", "attributes",
];

/// The columns of measures: their names, unless the tables or an earlier measure use that name themselves. SQL does not
/// tell small letters from capitals. A measure that is added at the end changes no other's column.
pub(super) fn column_names(measures: &[Measure]) -> Vec<String> {
    let mut taken: BTreeSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
    let mut names = Vec::with_capacity(measures.len());
    for measure in measures {
        let mut name = measure.name.clone();
        while !taken.insert(name.to_lowercase()) {
            name.insert_str(0, "m_");
        }
        names.push(name);
    }
    names
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

/// Whether every sum of any points fits: figures are added without a look at each addition.
pub(super) fn check_sums(demand: &Demand) -> Result<(), GpkgError> {
    match demand.magnitudes().iter().position(|total| *total > MOST_TOTAL) {
        Some(at) => Err(GpkgError::Damaged { detail: format!("the amounts of measure {at} add up to more than can be counted") }),
        None => Ok(()),
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
        for (name, measure) in column_names(measures).into_iter().zip(measures) {
            if !layer.columns.iter().any(|column| column.name.to_lowercase() == name.to_lowercase()) {
                let kind = if measure.scale == 0 { "INTEGER" } else { "REAL" };
                connection.sql().execute_batch(&format!("ALTER TABLE {} ADD COLUMN {} {kind}", quoted(table.name), quoted(&name)))?;
            }
        }
    }
    Ok(())
}
