//! A table of text values in one buffer.
//!
//! Rows of a million-row file are never turned into strings: the file's own bytes are kept, and four bytes a value say
//! where it starts. A value ends one separator before the next one starts.

use super::error::ImportError;
use std::borrow::Cow;

/// Most values one table may have.
pub(super) const MAX_FIELDS: usize = 128 << 20;
/// Most columns one table may have.
pub(super) const MAX_COLUMNS: usize = 4096;

/// Text values, row by row, of equal width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextTable {
    pub(super) text: String,
    /// For each row: where each value starts, and one past the separator behind the last value.
    pub(super) starts: Vec<u32>,
    pub(super) n_columns: usize,
    /// Whether a value in double quotes is quoted (CSV) rather than a value with quotes in it.
    pub(super) is_quoted: bool,
}

impl TextTable {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.starts.len() / (self.n_columns + 1)
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.n_columns
    }

    /// Bytes of memory held.
    pub fn memory_bytes(&self) -> usize {
        self.text.capacity() + self.starts.capacity() * size_of::<u32>()
    }

    /// The value as it stands in the file; empty when there is none.
    #[inline]
    pub fn raw(&self, row: usize, column: usize) -> &str {
        if column >= self.n_columns {
            return "";
        }
        let at = row * (self.n_columns + 1) + column;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&start), Some(&next)) => self.text.get(start as usize..(next as usize).saturating_sub(1)).unwrap_or(""),
            _ => "",
        }
    }

    /// The value with quotes taken away, and the tab that guards text from being read as a formula.
    #[inline]
    pub fn value(&self, row: usize, column: usize) -> Cow<'_, str> {
        let raw = self.raw(row, column);
        let is_plain = !self.is_quoted || !matches!(raw.as_bytes().first(), Some(b'"' | b'\t'));
        if is_plain { Cow::Borrowed(raw) } else { unguarded(unquoted(raw)) }
    }

    /// The value without surrounding space, as codes, names and numbers are read.
    #[inline]
    pub fn trimmed(&self, row: usize, column: usize) -> Cow<'_, str> {
        match self.value(row, column) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }
}

/// Takes the quotes from a quoted value: inner pairs become one.
fn unquoted(raw: &str) -> Cow<'_, str> {
    let Some(inner) = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return Cow::Borrowed(raw) };
    if inner.contains('"') { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) }
}

/// Whether a spreadsheet would take text for a formula.
pub(super) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Takes away the one tab that [`super::export`] puts before such text.
fn unguarded(value: Cow<'_, str>) -> Cow<'_, str> {
    match &value {
        Cow::Borrowed(text) => match text.strip_prefix('\t') {
            Some(rest) if looks_like_formula(rest) => Cow::Borrowed(rest),
            _ => value,
        },
        Cow::Owned(text) => match text.strip_prefix('\t') {
            Some(rest) if looks_like_formula(rest) => Cow::Owned(rest.to_owned()),
            _ => value,
        },
    }
}

/// Builds a table value by value, for formats whose columns are known before the rows.
#[derive(Debug)]
pub(super) struct TextBuilder {
    table: TextTable,
    row_start: usize,
}

impl TextBuilder {
    /// A table of so many columns.
    pub(super) fn new(n_columns: usize) -> Self {
        Self { table: TextTable { n_columns, ..TextTable::default() }, row_start: 0 }
    }

    /// Adds the next value of the row.
    pub(super) fn push(&mut self, value: &str) {
        self.table.starts.push(self.table.text.len() as u32);
        self.table.text.push_str(value);
        self.table.text.push('\n');
    }

    /// Ends the row; missing values are empty.
    pub(super) fn end_row(&mut self) {
        while self.table.starts.len() - self.row_start < self.table.n_columns {
            self.push("");
        }
        self.table.starts.push(self.table.text.len() as u32);
        self.row_start = self.table.starts.len();
    }

    /// The table.
    ///
    /// # Errors
    /// [`ImportError::TooLarge`] when four bytes cannot say where a value starts.
    pub(super) fn finish(self) -> Result<TextTable, ImportError> {
        check_size(&self.table)?;
        Ok(self.table)
    }
}

/// Refuses what the four-byte starts cannot address and what is no sane table.
pub(super) fn check_size(table: &TextTable) -> Result<(), ImportError> {
    if table.text.len() >= u32::MAX as usize {
        return Err(ImportError::TooLarge { what: "bytes", amount: table.text.len() as u64, limit: u64::from(u32::MAX) });
    }
    if table.starts.len() > MAX_FIELDS {
        return Err(ImportError::TooLarge { what: "fields", amount: table.starts.len() as u64, limit: MAX_FIELDS as u64 });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_row_is_filled_with_empty_values() {
        let mut builder = TextBuilder::new(3);
        builder.push("甲");
        builder.end_row();
        for value in ["a", "\"b\"", "c"] {
            builder.push(value);
        }
        builder.end_row();
        let table = builder.finish().unwrap();
        assert_eq!(table.rows(), 2);
        assert_eq!([0, 1, 2].map(|column| table.raw(0, column)), ["甲", "", ""]);
        assert_eq!([0, 1, 2].map(|column| table.value(1, column).into_owned()), ["a", "\"b\"", "c"], "no CSV, so quotes are text");
        assert_eq!((table.raw(2, 0), table.raw(0, 3)), ("", ""), "outside the table there is nothing");
    }
}
