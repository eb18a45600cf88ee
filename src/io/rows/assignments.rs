//! Tables that say which grid a code belongs to, or that list grids with the grid above each.

use super::super::classify::{Role, column_or_guess};
use super::super::error::ImportError;
use super::super::source::SourceTable;
use super::{Mapped, MappingOptions};
use crate::base::{Finding, FindingKind, Severity};
use rustc_hash::FxHashMap;

/// One row of such a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentRow {
    /// The row as a person counts.
    pub row_number: u64,
    /// Code of the cell, or of the grid where grids are listed.
    pub code: String,
    /// Name, may be empty.
    pub name: String,
    /// Code of the grid the cell belongs to, may be empty.
    pub grid: String,
    /// Code of the grid one level up, may be empty.
    pub parent: String,
}

/// The rows of such a table.
#[derive(Clone, Debug)]
pub struct Assignments {
    /// In the order of the table; codes are unique.
    pub rows: Vec<AssignmentRow>,
    /// Findings and rejected rows.
    pub mapped: Mapped,
}

/// Reads a table of codes with their grids or parents. Rows without a code and later rows of a code are rejected and listed.
///
/// # Errors
/// [`ImportError::MissingColumn`] when there is no column of codes or a named column is missing.
pub fn assignments(table: &SourceTable, options: &MappingOptions) -> Result<Assignments, ImportError> {
    let grid = column_or_guess(table, options.grid_field.as_deref(), Role::Grid)?;
    let parent = column_or_guess(table, options.parent_field.as_deref(), Role::Parent)?;
    let name = column_or_guess(table, options.name_field.as_deref(), Role::Name)?;
    let own = ["code", "cell", "编码", "小区编码", "小区", "cell_code"];
    let by_name = || own.into_iter().find_map(|name| table.column(name));
    let code = match &options.code_field {
        Some(name) => table.named_column(name)?,
        None => by_name().map_or_else(|| column_or_guess(table, None, Role::Code), |column| Ok(Some(column)))?
            .ok_or_else(|| ImportError::MissingColumn { name: "code".to_owned(), columns: table.columns.clone() })?,
    };
    // One column is not both the code and its grid.
    let grid = grid.filter(|grid| *grid != code);
    let mut mapped = Mapped::default();
    let mut first_of: FxHashMap<String, u64> = FxHashMap::default();
    let mut rows = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        let value = |column: Option<usize>| column.map_or_else(String::new, |column| table.text.trimmed(row, column).into_owned());
        let (row_number, code) = (table.row_number(row), value(Some(code)));
        let problem = if code.is_empty() {
            Some(Finding::new(FindingKind::BadRow).row(row_number).subject("code"))
        } else {
            let first = *first_of.entry(code.clone()).or_insert(row_number);
            (first != row_number).then(|| Finding { severity: Severity::Error, ..Finding::new(FindingKind::DuplicateCode).row(row_number).subject(&code) })
        };
        if let Some(problem) = problem {
            mapped.findings.add(problem.action("rejected"));
            mapped.rows_rejected += 1;
            continue;
        }
        rows.push(AssignmentRow { row_number, code, name: value(name), grid: value(grid), parent: value(parent) });
    }
    Ok(Assignments { rows, mapped })
}
