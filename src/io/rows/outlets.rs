//! Outlets (渠道网点) of a table.

use super::super::classify::{Role, column_of, column_or_guess};
use super::super::error::ImportError;
use super::super::findings::FindingLog;
use super::super::number;
use super::super::source::SourceTable;
use super::codes::Codes;
use super::points::Points;
use super::{Mapped, MappingOptions};
use crate::base::{Finding, FindingKind, Severity};
use crate::model::{Outlet, OutletClass, OutletKind, OutletStatus};
use std::collections::BTreeMap;

/// One outlet and its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletRow {
    /// The row as a person counts.
    pub row_number: u64,
    /// The outlet.
    pub outlet: Outlet,
}

/// The outlets of a table.
#[derive(Clone, Debug)]
pub struct Outlets {
    /// In the order of the table.
    pub outlets: Vec<OutletRow>,
    /// Findings and rejected rows.
    pub mapped: Mapped,
}

/// The columns that have a meaning of their own.
#[derive(Debug)]
struct Columns {
    code: Option<usize>,
    name: Option<usize>,
    kind: Option<usize>,
    class: Option<usize>,
    status: Option<usize>,
    contract_end: Option<usize>,
}

/// Reads outlets. A row without a place is rejected; so is one of unknown kind, unless a kind is given to fall back on. A
/// class, status or date that is not understood stays as an attribute and is listed.
///
/// # Errors
/// [`ImportError`] when a named column is missing, nothing tells the kind or the place, or the coordinate system is not known.
pub fn outlets(table: &SourceTable, options: &MappingOptions) -> Result<Outlets, ImportError> {
    let mut mapped = Mapped::default();
    let points = Points::of(table, options, &mut mapped.findings)?;
    let columns = Columns {
        code: column_or_guess(table, options.code_field.as_deref(), Role::Code)?,
        name: column_or_guess(table, options.name_field.as_deref(), Role::Name)?,
        // A kind for all, without a column named, means what it says.
        kind: if options.kind.is_some() && options.kind_field.is_none() { None } else { column_or_guess(table, options.kind_field.as_deref(), Role::Kind)? },
        class: column_of(table, Role::Class),
        status: column_of(table, Role::Status),
        contract_end: column_of(table, Role::ContractEnd),
    };
    if columns.kind.is_none() && options.kind.is_none() {
        return Err(ImportError::MissingColumn { name: "kind".to_owned(), columns: table.columns.clone() });
    }
    let positions = points.columns();
    let taken = |column: usize| {
        [columns.code, columns.name, columns.kind].contains(&Some(column)) || positions.is_some_and(|(lon, lat)| column == lon || column == lat)
    };
    let others: Vec<usize> = (0..table.columns.len()).filter(|&column| !taken(column)).collect();
    let (mut codes, mut rows) = (Codes::default(), Vec::with_capacity(table.rows()));
    for row in 0..table.rows() {
        let kind = kind(table, row, columns.kind, options.kind, &mut mapped.findings);
        let position = points.position(row, &mut mapped.findings);
        let (Some(kind), Some(position)) = (kind, position) else {
            mapped.rows_rejected += 1;
            continue;
        };
        let value = |column: Option<usize>| column.map_or_else(String::new, |column| table.text.trimmed(row, column).into_owned());
        let row_number = table.row_number(row);
        let mut attributes: BTreeMap<String, String> = BTreeMap::new();
        for &column in &others {
            let text = table.text.trimmed(row, column);
            if let Some(name) = table.columns.get(column).filter(|_| !text.is_empty()) {
                attributes.entry(name.clone()).or_insert_with(|| text.into_owned());
            }
        }
        let mut meaning = Meaning { table, row, attributes: &mut attributes, findings: &mut mapped.findings };
        let class = meaning.of(columns.class, OutletClass::from_name);
        let status = meaning.of(columns.status, OutletStatus::from_name).unwrap_or_default();
        let contract_end = meaning.of(columns.contract_end, number::date);
        let code = codes.unique(&value(columns.code), row_number, &mut mapped.findings);
        let outlet = Outlet { code, name: value(columns.name), kind, class, status, position, contract_end, is_synthetic: false, attributes };
        rows.push(OutletRow { row_number, outlet });
    }
    mapped.crs = Some(points.placement.crs);
    Ok(Outlets { outlets: rows, mapped })
}

/// The kind of a row, else the one to fall back on; `None` after listing the unknown word.
fn kind(table: &SourceTable, row: usize, column: Option<usize>, fallback: Option<OutletKind>, findings: &mut FindingLog) -> Option<OutletKind> {
    let Some(column) = column else { return fallback };
    let text = table.text.trimmed(row, column);
    if let Some(kind) = OutletKind::from_name(&text) {
        return Some(kind);
    }
    findings.add_with(FindingKind::UnknownKind, || {
        let finding = Finding::new(FindingKind::UnknownKind).row(table.row_number(row)).subject(text);
        match fallback {
            Some(kind) => finding.subject(kind.name()).action("kept"),
            None => Finding { severity: Severity::Error, ..finding.action("rejected") },
        }
    });
    fallback
}

/// Reads values with a meaning of their own out of the attributes of a row.
#[derive(Debug)]
struct Meaning<'a> {
    table: &'a SourceTable,
    row: usize,
    attributes: &'a mut BTreeMap<String, String>,
    findings: &'a mut FindingLog,
}

impl Meaning<'_> {
    /// The meaning of a column's value, which then is no attribute any more.
    fn of<T>(&mut self, column: Option<usize>, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let name = self.table.columns.get(column?)?;
        let text = self.attributes.get(name)?;
        if let Some(value) = read(text) {
            self.attributes.remove(name);
            return Some(value);
        }
        let (row, text) = (self.table.row_number(self.row), text.clone());
        self.findings.add_with(FindingKind::UnknownKind, || Finding::new(FindingKind::UnknownKind).row(row).subject(text).subject(name).action("kept"));
        None
    }
}
