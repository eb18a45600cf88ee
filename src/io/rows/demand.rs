//! Demand points (需求点) of a table.

use super::super::classify::{Role, column_or_guess};
use super::super::error::ImportError;
use super::super::source::SourceTable;
use super::measures::{self, MeasureAmounts};
use super::points::Points;
use super::{Mapped, MappingOptions};
use crate::geodesy::Position;

/// Demand points in columns of equal length. Codes, names and attributes are not copied: `rows` says which row of the
/// table each point is, and the columns where to find them.
#[derive(Clone, Debug)]
pub struct DemandRows {
    /// Rows of the table, ascending.
    pub rows: Vec<u32>,
    /// Where each point is.
    pub positions: Vec<Position>,
    /// Amounts.
    pub measures: Vec<MeasureAmounts>,
    /// Column of codes, where there is one.
    pub code: Option<usize>,
    /// Column of names, where there is one.
    pub name: Option<usize>,
    /// All other columns but those of positions.
    pub attributes: Vec<usize>,
    /// Findings and rejected rows.
    pub mapped: Mapped,
}

/// Reads demand points. A row without a place or with text for a number is rejected and listed.
///
/// # Errors
/// [`ImportError`] when a named column is missing, no columns tell the place, or the coordinate system is not known.
pub fn demand_rows(table: &SourceTable, options: &MappingOptions) -> Result<DemandRows, ImportError> {
    let mut mapped = Mapped::default();
    let points = Points::of(table, options, &mut mapped.findings)?;
    let mut measures = measures::prepared(table, &options.measures)?;
    let code = column_or_guess(table, options.code_field.as_deref(), Role::Code)?;
    let name = column_or_guess(table, options.name_field.as_deref(), Role::Name)?;
    let (mut rows, mut positions) = (Vec::with_capacity(table.rows()), Vec::with_capacity(table.rows()));
    let mut amounts = Vec::with_capacity(measures.len());
    for row in 0..table.rows() {
        let position = points.position(row, &mut mapped.findings);
        let is_whole = measures::read_row(table, row, &measures, &mut amounts, &mut mapped.findings);
        let (Some(position), true) = (position, is_whole) else {
            mapped.rows_rejected += 1;
            continue;
        };
        rows.push(row as u32);
        positions.push(position);
        measures::keep_row(&mut measures, &amounts);
    }
    let used: Vec<usize> = measures.iter().map(|measure| measure.column).chain(code).chain(name).chain(points.columns().into_iter().flat_map(|(lon, lat)| [lon, lat])).collect();
    let attributes = (0..table.columns.len()).filter(|column| !used.contains(column)).collect();
    mapped.crs = Some(points.placement.crs);
    Ok(DemandRows { rows, positions, measures, code, name, attributes, mapped })
}
