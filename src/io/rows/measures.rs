//! Measure columns as exact amounts.

use super::super::classify::{MeasureColumn, decimals};
use super::super::error::ImportError;
use super::super::findings::FindingLog;
use crate::model::number::scaled;
use super::super::source::SourceTable;
use crate::base::{Finding, FindingKind};
use crate::model::Amount;

/// One measure of all rows that were taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureAmounts {
    /// Name of the measure.
    pub name: String,
    /// Unit for people, may be empty.
    pub unit: String,
    /// Decimal digits kept.
    pub scale: u8,
    /// Column of the table.
    pub column: usize,
    /// One amount a row taken.
    pub amounts: Vec<Amount>,
}

/// Finds the columns of the measures, with no amounts yet.
pub(super) fn prepared(table: &SourceTable, measures: &[MeasureColumn]) -> Result<Vec<MeasureAmounts>, ImportError> {
    measures
        .iter()
        .map(|measure| {
            let column = table.named_column(&measure.column)?;
            let scale = measure.scale.unwrap_or_else(|| decimals(table, column));
            Ok(MeasureAmounts { name: measure.name.clone(), unit: measure.unit.clone(), scale, column, amounts: Vec::with_capacity(table.rows()) })
        })
        .collect()
}

/// Reads the amounts of one row into `amounts`; an empty value is zero. `false` when a value is no number: the row is to be
/// rejected and its findings are listed.
pub(super) fn read_row(table: &SourceTable, row: usize, measures: &[MeasureAmounts], amounts: &mut Vec<Amount>, findings: &mut FindingLog) -> bool {
    amounts.clear();
    for measure in measures {
        let text = table.text.value(row, measure.column);
        match scaled(&text, measure.scale) {
            Ok(amount) => amounts.push(amount.unwrap_or(0)),
            Err(_) => findings.add_with(FindingKind::BadNumber, || {
                let column = table.columns.get(measure.column).map_or("", String::as_str);
                Finding::new(FindingKind::BadNumber).row(table.row_number(row)).subject(column).subject(text.trim()).action("rejected")
            }),
        }
    }
    amounts.len() == measures.len()
}

/// Keeps the amounts of a row.
pub(super) fn keep_row(measures: &mut [MeasureAmounts], amounts: &[Amount]) {
    for (measure, &amount) in measures.iter_mut().zip(amounts) {
        measure.amounts.push(amount);
    }
}
