//! A foreign file in memory: one text buffer, one coordinate buffer, and how things were known.

use super::error::ImportError;
use super::findings::FindingLog;
use super::geometry::Geometries;
use super::text::TextTable;
use serde::{Deserialize, Serialize};

/// A format that is read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Text with separators, `.csv`, `.tsv`, `.txt`.
    Csv,
    /// RFC 7946 and its predecessor, `.geojson`, `.json`, one document or one feature a line.
    GeoJson,
    /// `.shp` with `.dbf`, `.prj`, `.cpg` beside it.
    Shapefile,
    /// A `.dbf` alone: a table without geometry.
    Dbf,
}

impl Format {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
            Self::Shapefile => "shapefile",
            Self::Dbf => "dbf",
        }
    }
}

/// How the encoding or the coordinate system was known. The text form is part of the command line's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KnownFrom {
    /// The person said so.
    Given,
    /// A `.cpg` file beside the table.
    Cpg,
    /// The language byte of the DBF header.
    Ldid,
    /// A `.prj` file beside the shapes.
    Prj,
    /// The file itself says so: a byte order mark, a `crs` member.
    File,
    /// Concluded from the content.
    Detected,
    /// Nothing says so; the usual was taken.
    Assumed,
}

/// A name and how it was known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The encoding or coordinate system.
    pub name: String,
    /// How it was known.
    pub from: KnownFrom,
}

impl Known {
    /// A name known in this way.
    pub fn new(name: impl Into<String>, from: KnownFrom) -> Self {
        Self { name: name.into(), from }
    }
}

/// What a file says of its coordinate system, before anybody interprets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatedCrs {
    /// Well-known text (`.prj`).
    Wkt(String),
    /// A name such as `urn:ogc:def:crs:EPSG::4490` (`crs` member of `GeoJSON`).
    Name(String),
}

/// A foreign file in memory (源数据表). Values are text; nothing is interpreted yet.
///
/// A million rows of seven columns take the file's size plus 32 MB.
#[derive(Clone, Debug)]
pub struct SourceTable {
    /// What it was read as.
    pub format: Format,
    /// The text encoding; `None` where there was no text to decode.
    pub encoding: Option<Known>,
    /// What the file says of its coordinate system.
    pub stated_crs: Option<StatedCrs>,
    /// Column names, as many as the text has columns; never empty, may repeat.
    pub columns: Vec<String>,
    /// The values, row by row.
    pub text: TextTable,
    /// One shape (or none) a row; `None` for a table that has no geometry at all.
    pub geometry: Option<Geometries>,
    /// The number a person would give to each row, counted from 1; empty when rows are simply counted.
    pub row_numbers: Vec<u32>,
    /// What was odd while reading.
    pub findings: FindingLog,
    /// Rows that the file's structure made unreadable and that are not in the table.
    pub rows_lost: u64,
}

impl SourceTable {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.geometry.as_ref().map_or(self.text.rows(), Geometries::len)
    }

    /// The number a person gives to a row, counted from 1.
    pub fn row_number(&self, row: usize) -> u64 {
        self.row_numbers.get(row).map_or(row as u64 + 1, |&number| u64::from(number))
    }

    /// The column of a name: exactly, else without regard to case and surrounding space.
    pub fn column(&self, name: &str) -> Option<usize> {
        let wanted = name.trim();
        self.columns.iter().position(|column| column == wanted).or_else(|| {
            let wanted = wanted.to_lowercase();
            self.columns.iter().position(|column| column.trim().to_lowercase() == wanted)
        })
    }

    /// The column of a name that a person gave.
    ///
    /// # Errors
    /// [`ImportError::MissingColumn`] with the names there are.
    pub fn named_column(&self, name: &str) -> Result<usize, ImportError> {
        self.column(name).ok_or_else(|| ImportError::MissingColumn { name: name.to_owned(), columns: self.columns.clone() })
    }
}
