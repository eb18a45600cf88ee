//! Outlets (渠道网点) of a table.

use super::super::classify::{Role, column_of, column_or_guess};
use super::super::error::ImportError;
use super::super::findings::FindingLog;
use super::super::source::SourceTable;
use super::codes::Codes;
use super::points::Points;
use super::{Mapped, MappingOptions};
use crate::base::{Finding, FindingKind, Severity};
use crate::geodesy::Position;
use crate::model::{FIELD_SCALE, FieldType, Outlet, OutletClass, OutletKey, OutletKind, OutletStatus, number};
use std::collections::BTreeMap;

/// One outlet and its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletRow {
    /// The row as a person counts.
    pub row_number: u64,
    /// The outlet.
    pub outlet: Outlet,
    /// What the row says of it; the rest is what an outlet has when nobody says anything.
    pub given: Given,
}

/// What a row says of its outlet beside code, place and attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Its kind, rather than the kind of all rows.
    pub kind: bool,
    /// Its place.
    pub position: bool,
    /// Its status.
    pub status: bool,
}

impl OutletRow {
    /// The outlet that is there with what the row says of it: what the row leaves open stays.
    pub fn over(&self, old: &Outlet) -> Outlet {
        let new = &self.outlet;
        let mut attributes = old.attributes.clone();
        attributes.extend(new.attributes.clone());
        Outlet {
            code: new.code.clone(),
            name: if new.name.is_empty() { old.name.clone() } else { new.name.clone() },
            kind: if self.given.kind { new.kind } else { old.kind },
            class: new.class.or(old.class),
            status: if self.given.status { new.status } else { old.status },
            position: if self.given.position { new.position } else { old.position },
            contract_end: new.contract_end.clone().or_else(|| old.contract_end.clone()),
            is_synthetic: old.is_synthetic,
            attributes,
        }
    }
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
    /// Columns whose headings are values of outlets, each value once.
    keys: Vec<(usize, OutletKey)>,
    /// Columns that only repeat what a plan says: our own export writes them.
    derived: Vec<usize>,
}

impl Columns {
    fn of(table: &SourceTable, options: &MappingOptions) -> Result<Self, ImportError> {
        let code = column_or_guess(table, options.code_field.as_deref(), Role::Code)?;
        let name = column_or_guess(table, options.name_field.as_deref(), Role::Name)?;
        // A kind for all, without a column named, means what it says.
        let kind = if options.kind.is_some() && options.kind_field.is_none() { None } else { column_or_guess(table, options.kind_field.as_deref(), Role::Kind)? };
        let mut keys: Vec<(usize, OutletKey)> = Vec::new();
        for (column, heading) in table.columns.iter().enumerate() {
            let Some(key) = OutletKey::from_heading(heading) else { continue };
            if ![code, name, kind].contains(&Some(column)) && keys.iter().all(|(_, known)| *known != key) {
                keys.push((column, key));
            }
        }
        let derived = (0..table.columns.len()).filter(|&column| matches!(table.columns[column].as_str(), "grid" | "cell")).collect();
        Ok(Self { code, name, kind, class: column_of(table, Role::Class), status: column_of(table, Role::Status), keys, derived })
    }
}

/// Reads outlets. A row without a place is rejected; so is one of unknown kind, unless a kind is given to fall back on.
/// Columns whose headings [`OutletKey::from_heading`] knows become values with a meaning, the others attributes under their own
/// names. A class, status, number or date that is not understood stays as such an attribute and is listed. With
/// [`MappingOptions::are_updates`] kind and place may be missing.
///
/// # Errors
/// [`ImportError`] when a named column is missing, nothing tells the kind or the place, or the coordinate system is not known.
pub fn outlets(table: &SourceTable, options: &MappingOptions) -> Result<Outlets, ImportError> {
    let mut mapped = Mapped::default();
    let points = match Points::of(table, options, &mut mapped.findings) {
        Err(ImportError::NoPosition { .. }) if options.are_updates => None,
        points => Some(points?),
    };
    let columns = Columns::of(table, options)?;
    if columns.kind.is_none() && options.kind.is_none() && !options.are_updates {
        return Err(ImportError::MissingColumn { name: "kind".to_owned(), columns: table.columns.clone() });
    }
    let positions = points.as_ref().and_then(Points::columns);
    let taken = |column: usize| {
        [columns.code, columns.name, columns.kind].contains(&Some(column)) || columns.derived.contains(&column) || positions.is_some_and(|(lon, lat)| column == lon || column == lat)
    };
    let others: Vec<usize> = (0..table.columns.len()).filter(|&column| !taken(column)).collect();
    let (mut codes, mut rows) = (Codes::default(), Vec::with_capacity(table.rows()));
    for row in 0..table.rows() {
        let kind = kind(table, row, columns.kind, options, &mut mapped.findings);
        let position = points.as_ref().map_or(Some(Position::default()), |points| points.position(row, &mut mapped.findings));
        let (Some((kind, is_kind_given)), Some(position)) = (kind, position) else {
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
        let status = meaning.of(columns.status, OutletStatus::from_name);
        let values: Vec<(OutletKey, String)> = columns.keys.iter().filter_map(|(column, key)| Some((*key, meaning.value(*column, *key)?))).collect();
        let code = codes.unique(&value(columns.code), row_number, &mut mapped.findings);
        let name = value(columns.name);
        let mut outlet = Outlet { code, name, kind, class, status: status.unwrap_or_default(), position, contract_end: None, is_synthetic: false, attributes };
        for (key, text) in values {
            // Read before, so it is a value of its field and cannot be refused.
            outlet.set(&key.to_string(), &text).unwrap_or_default();
        }
        rows.push(OutletRow { row_number, outlet, given: Given { kind: is_kind_given, position: points.is_some(), status: status.is_some() } });
    }
    mapped.crs = points.map(|points| points.placement.crs);
    Ok(Outlets { outlets: rows, mapped })
}

/// The kind of a row and whether the row says it, else the one to fall back on; `None` after listing the unknown word.
fn kind(table: &SourceTable, row: usize, column: Option<usize>, options: &MappingOptions, findings: &mut FindingLog) -> Option<(OutletKind, bool)> {
    let fallback = options.kind;
    // Stands for the kind of the outlet that is there.
    let left_open = options.are_updates.then_some((OutletKind::AgentPoint, false));
    let Some(column) = column else { return fallback.map(|kind| (kind, true)).or(left_open) };
    let text = table.text.trimmed(row, column);
    if text.is_empty() && left_open.is_some() {
        return left_open;
    }
    if let Some(kind) = OutletKind::from_name(&text) {
        return Some((kind, true));
    }
    findings.add_with(FindingKind::UnknownKind, || {
        let finding = Finding::new(FindingKind::UnknownKind).row(table.row_number(row)).subject(text);
        match fallback {
            Some(kind) => finding.subject(kind.name()).action("kept"),
            None => Finding { severity: Severity::Error, ..finding.action("rejected") },
        }
    });
    fallback.map(|kind| (kind, false))
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
        self.list(FindingKind::UnknownKind, name);
        None
    }

    /// The value of a field in a column, in the form in which it is kept.
    fn value(&mut self, column: usize, key: OutletKey) -> Option<String> {
        let name = self.table.columns.get(column)?;
        let text = self.attributes.get(name)?;
        let plain = match key.field.field_type() {
            FieldType::Date => number::date(text),
            FieldType::Count | FieldType::Decimal => number::scaled(text, FIELD_SCALE).ok().flatten().map(|amount| unscaled(amount, FIELD_SCALE)),
            FieldType::Text | FieldType::Choice(_) => None,
        };
        let read = key.field.read(plain.as_deref().unwrap_or(text)).ok().flatten();
        if read.is_some() {
            self.attributes.remove(name);
            return read;
        }
        self.list(if key.field.is_number() { FindingKind::BadNumber } else { FindingKind::UnknownKind }, name);
        // Kept for people, under a name that has no meaning.
        if OutletKey::from_name(name).is_some()
            && let Some(text) = self.attributes.remove(name)
        {
            self.attributes.insert(format!("{name}?"), text);
        }
        None
    }

    /// Lists a value of a column that is not understood.
    fn list(&mut self, kind: FindingKind, name: &str) {
        let (row, text) = (self.table.row_number(self.row), self.attributes.get(name).cloned().unwrap_or_default());
        self.findings.add_with(kind, || {
            let finding = match kind {
                FindingKind::BadNumber => Finding { severity: Severity::Warning, ..Finding::new(kind).subject(name).subject(text) },
                _ => Finding::new(kind).subject(text).subject(name).subject("column"),
            };
            finding.row(row).action("kept")
        });
    }
}

/// A whole number of the smallest unit as a decimal.
fn unscaled(amount: i64, scale: u8) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let width = usize::from(scale);
    let digits = format!("{:0>width$}", amount.unsigned_abs(), width = width + 1);
    let (whole, decimals) = digits.split_at(digits.len() - width);
    format!("{sign}{whole}.{decimals}")
}
