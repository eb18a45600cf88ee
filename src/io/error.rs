//! What makes a whole file unreadable or unwritable. A bad row is a finding, never one of these (invariant I1).

use std::path::PathBuf;

/// Why a foreign file cannot be read at all. Nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("{path}: {source}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The ending and the content name no format that this program reads.
    #[error("{path}: unknown format")]
    UnknownFormat {
        /// Which file.
        path: PathBuf,
    },
    /// The archive holds nothing that can be read.
    #[error("nothing readable in the archive")]
    NothingInside,
    /// The archive holds several data sets.
    #[error("several data sets in the archive: {names:?}")]
    SeveralInside {
        /// Some of their names.
        names: Vec<String>,
    },
    /// The name is no text encoding.
    #[error("unknown encoding {name}")]
    UnknownEncoding {
        /// The name as given.
        name: String,
    },
    /// The file's own structure is broken from here on.
    #[error("damaged {part} at byte {offset}")]
    Damaged {
        /// Which part: `shp-header`, `dbf-header`, `table`.
        part: &'static str,
        /// Bytes from the start of the file.
        offset: u64,
    },
    /// The JSON text breaks off or is not JSON.
    #[error("bad JSON at line {line} column {column}")]
    Json {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// The JSON text is not `GeoJSON`.
    #[error("JSON without features")]
    NotGeoJson,
    /// More than this program takes into memory.
    #[error("too large: {what} {amount}, limit {limit}")]
    TooLarge {
        /// `bytes`, `fields` or `coordinates`.
        what: &'static str,
        /// How many there are.
        amount: u64,
        /// How many are allowed.
        limit: u64,
    },
    /// The table has no header row.
    #[error("empty table")]
    Empty,
    /// A column that was named is not there.
    #[error("missing column {name}")]
    MissingColumn {
        /// The name as given.
        name: String,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// No column tells where the rows are.
    #[error("no position columns")]
    NoPosition {
        /// The columns there are.
        columns: Vec<String>,
    },
    /// The coordinate system is not known, or its definition not understood.
    #[error("unknown coordinate system {name}")]
    UnknownCrs {
        /// The name or definition as found.
        name: String,
    },
    /// The coordinates are metres and nothing says in which system.
    #[error("coordinates in metres without a coordinate system, first x {x}")]
    CrsNeeded {
        /// First easting found.
        x: f64,
    },
    /// A measure is written `NAME=COLUMN[:unit]`.
    #[error("bad measure {text}")]
    BadMeasure {
        /// As given.
        text: String,
    },
    /// What the reading process sent is not what this version writes.
    #[error("bad transfer")]
    BadTransfer,
    /// The person cancelled.
    #[error(transparent)]
    Cancelled(#[from] crate::base::Cancelled),
}

/// Why a file cannot be written. What was there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file cannot be created, written or put in its place.
    #[error("{path}: {source}")]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The database of a GeoPackage says no.
    #[error("{path}: {source}")]
    GeoPackage {
        /// Which file.
        path: PathBuf,
        /// What it says.
        source: crate::gpkg::GpkgError,
    },
    /// The ending names no format that this program writes.
    #[error("{path}: unknown format")]
    UnknownFormat {
        /// Which file.
        path: PathBuf,
    },
    /// A coordinate system was asked for where no positions are written, or for a GeoPackage.
    #[error("no positions that could be in another coordinate system")]
    NoPlaces,
    /// A position that the coordinate system asked for does not reach.
    #[error(transparent)]
    Crs(crate::geodesy::CrsError),
    /// The name is no text encoding.
    #[error("unknown encoding {name}")]
    UnknownEncoding {
        /// The name as given.
        name: String,
    },
    /// The columns are not of one length.
    #[error("columns of unequal length: {name}")]
    UnequalColumns {
        /// The first column that differs from the first.
        name: String,
    },
}
