//! What can go wrong with a database file.

use super::geometry::GeometryError;
use rusqlite::ErrorCode;
use std::io;
use std::path::PathBuf;

/// What went wrong with a GeoPackage or any other SQLite file.
#[derive(Debug, thiserror::Error)]
pub enum GpkgError {
    /// There is no such file.
    #[error("no such file")]
    Missing,
    /// The target of a copy exists, or is the file that is to be copied.
    #[error("the target exists")]
    Exists,
    /// The file is no SQLite database (empty, cut off, something else, or encrypted).
    #[error("not a database")]
    NotADatabase,
    /// The database is damaged.
    #[error("damaged: {detail}")]
    Damaged {
        /// What SQLite or the check found first.
        detail: String,
    },
    /// A database without the tables of a GeoPackage.
    #[error("not a GeoPackage")]
    NotGeoPackage,
    /// Another program is writing, or has it open in a way that forbids what was asked. A normal state: try again.
    #[error("locked by another program")]
    Locked,
    /// The file or its folder may not be written.
    #[error("read-only")]
    ReadOnly,
    /// A change was interrupted in the middle and this user may not undo it, because the file or its folder is read-only.
    #[error("an interrupted change waits to be undone")]
    HotJournal,
    /// No space is left.
    #[error("disk full")]
    DiskFull,
    /// The file brings triggers of its own, which would run with every change.
    #[error("foreign triggers: {names:?}")]
    ForeignTriggers {
        /// Their names.
        names: Vec<String>,
    },
    /// A value, a statement or the file is larger than allowed.
    #[error("too large")]
    TooLarge,
    /// The system gave no more memory.
    #[error("out of memory")]
    OutOfMemory,
    /// The work took longer than it was allowed.
    #[error("time is up")]
    TimedOut,
    /// The person cancelled.
    #[error("cancelled")]
    Cancelled,
    /// There is no such table or layer, or it lacks what was asked for.
    #[error("no table or column {name}")]
    Unknown {
        /// Its name.
        name: String,
    },
    /// A name that cannot be one of a table or column (empty, or with a zero character in it).
    #[error("bad name {name:?}")]
    BadName {
        /// The name.
        name: String,
    },
    /// A row with another number of values than its table has columns.
    #[error("{given} values for {expected} columns")]
    RowWidth {
        /// What the table has.
        expected: usize,
        /// What was given.
        given: usize,
    },
    /// Work that must lie inside a transaction was begun outside one.
    #[error("no transaction is open")]
    NoTransaction,
    /// A rule of the schema refused a row.
    #[error("refused by the schema: {detail}")]
    Constraint {
        /// The rule, as SQLite names it.
        detail: String,
    },
    /// A geometry cannot be read.
    #[error(transparent)]
    Geometry(#[from] GeometryError),
    /// SQLite met an input or output error.
    #[error("input or output failed ({code}): {detail}")]
    Disk {
        /// SQLite's extended code.
        code: i32,
        /// SQLite's words.
        detail: String,
    },
    /// The system refused something around the file.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Any other answer of SQLite: a fault of the statement, not of the file.
    #[error("SQLite {code}: {detail}")]
    Sql {
        /// SQLite's extended code; 0 where the fault was found before SQLite saw it.
        code: i32,
        /// SQLite's words.
        detail: String,
    },
}

impl From<rusqlite::Error> for GpkgError {
    fn from(err: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, words) = err else {
            return Self::Sql { code: 0, detail: err.to_string() };
        };
        let code = failure.extended_code;
        let detail = words.unwrap_or_else(|| failure.to_string());
        match failure.code {
            ErrorCode::NotADatabase => Self::NotADatabase,
            ErrorCode::DatabaseCorrupt => Self::Damaged { detail },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => Self::Locked,
            ErrorCode::ReadOnly if is_unfinished_change(code) => Self::HotJournal,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly,
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::TooBig => Self::TooLarge,
            ErrorCode::OutOfMemory => Self::OutOfMemory,
            ErrorCode::OperationInterrupted => Self::TimedOut,
            ErrorCode::ConstraintViolation => Self::Constraint { detail },
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => Self::Disk { code, detail },
            _ => Self::Sql { code, detail },
        }
    }
}

/// `SQLITE_READONLY_ROLLBACK` and `SQLITE_READONLY_RECOVERY`.
fn is_unfinished_change(extended_code: i32) -> bool {
    extended_code == rusqlite::ffi::SQLITE_READONLY_ROLLBACK || extended_code == rusqlite::ffi::SQLITE_READONLY_RECOVERY
}
