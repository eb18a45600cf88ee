//! Rows in the making: values of any column in any order, shapes, findings.

use super::super::error::ImportError;
use super::super::findings::FindingLog;
use super::super::geometry::{Geometries, ShapeKind};
use super::super::source::{Format, Known, KnownFrom, SourceTable, StatedCrs};
use super::super::text::{MAX_COLUMNS, MAX_FIELDS, TextBuilder, TextTable};
use super::shapes::Shape;
use crate::base::{Finding, FindingKind, Severity};
use rustc_hash::FxHashMap;

/// Rows in the making.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) is_geojson: bool,
    pub(super) geometry: Geometries,
    columns: Vec<String>,
    column_of: FxHashMap<String, u32>,
    /// Values one behind the other; `kept` says which column each belongs to and where it is.
    pub(super) text: String,
    pub(super) kept: Vec<(u32, u32, u32)>,
    row_ends: Vec<u32>,
    pub(super) crs: Option<String>,
    findings: FindingLog,
}

impl Rows {
    fn row(&self) -> u64 {
        self.geometry.len() as u64 + 1
    }

    /// Forgets the values and the shape of a row that was not ended.
    pub(super) fn discard_open(&mut self) {
        self.discard_values();
        self.discard_shape();
    }

    pub(super) fn discard_values(&mut self) {
        self.kept.truncate(self.row_ends.last().map_or(0, |&end| end as usize));
    }

    pub(super) fn discard_shape(&mut self) {
        self.geometry.reject_row(ShapeKind::Null);
        self.geometry.kinds.pop();
        self.geometry.row_ends.pop();
    }

    pub(super) fn column(&mut self, name: &str) -> Option<u32> {
        if let Some(&column) = self.column_of.get(name) {
            return Some(column);
        }
        if self.columns.len() >= MAX_COLUMNS {
            let row = self.row();
            self.findings.add_with(FindingKind::BadRow, || Finding { severity: Severity::Warning, ..Finding::new(FindingKind::BadRow).row(row).subject("too_many_columns").action("kept") });
            return None;
        }
        let column = self.columns.len() as u32;
        self.columns.push(name.to_owned());
        self.column_of.insert(name.to_owned(), column);
        Some(column)
    }

    pub(super) fn end_row(&mut self, shape: Shape) {
        let row = self.row();
        match shape {
            Shape::Known(kind @ (ShapeKind::Null | ShapeKind::Other)) => self.geometry.reject_row(kind),
            Shape::Known(kind) => self.geometry.end_row(kind),
            Shape::Bad => {
                self.findings.add_with(FindingKind::BadRow, || Finding::new(FindingKind::BadRow).row(row).subject("geometry").action("rejected"));
                self.geometry.reject_row(ShapeKind::Null);
            }
        }
        self.row_ends.push(self.kept.len() as u32);
        self.is_geojson = true;
    }

    /// Gives the row its feature's `id` as a value, unless a property has that name.
    pub(super) fn add_id(&mut self, id: Option<(u32, u32)>) {
        let Some((from, to)) = id else { return };
        let Some(column) = self.column("id") else { return };
        let start = self.row_ends.last().map_or(0, |&end| end as usize);
        if !self.kept.get(start..).unwrap_or(&[]).iter().any(|kept| kept.0 == column) {
            self.kept.push((column, from, to));
        }
    }

    /// How many values are kept so far.
    pub(super) fn n_values(&self) -> usize {
        self.kept.len()
    }

    pub(super) fn finish(self) -> Result<SourceTable, ImportError> {
        let text = self.table()?;
        let stated_crs = self.crs.map(StatedCrs::Name);
        let encoding = Some(Known::new("UTF-8", KnownFrom::File));
        Ok(SourceTable {
            format: Format::GeoJson,
            encoding,
            stated_crs,
            columns: self.columns,
            text,
            geometry: Some(self.geometry),
            row_numbers: Vec::new(),
            findings: self.findings,
            rows_lost: 0,
        })
    }

    /// The values in the order of rows and columns.
    fn table(&self) -> Result<TextTable, ImportError> {
        let n_fields = (self.columns.len() + 1).saturating_mul(self.row_ends.len());
        if n_fields > MAX_FIELDS {
            return Err(ImportError::TooLarge { what: "fields", amount: n_fields as u64, limit: MAX_FIELDS as u64 });
        }
        let mut builder = TextBuilder::new(self.columns.len());
        let mut values = vec![""; self.columns.len()];
        let mut start = 0;
        for &end in &self.row_ends {
            let kept = self.kept.get(start..end as usize).unwrap_or(&[]);
            for &(column, from, to) in kept {
                if let Some(value) = values.get_mut(column as usize) {
                    *value = self.text.get(from as usize..to as usize).unwrap_or("");
                }
            }
            for value in &values {
                builder.push(value);
            }
            builder.end_row();
            values.fill("");
            start = end as usize;
        }
        builder.finish()
    }
}
