//! An open database with every safety that SQLite offers switched on.

use super::guard::Guard;
use super::schema::names::quoted_text;
use super::{GpkgError, functions};
use crate::base::CancelToken;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{OpenFlags, params};
use std::path::{Path, PathBuf};
use std::sync::Arc as Shared;
use std::time::Duration;

/// How long a statement waits for another program's lock before it answers [`GpkgError::Locked`].
const BUSY_WAIT: Duration = Duration::from_secs(3);

/// What SQLite may be asked for. LENGTH holds the largest polygon anybody draws; the others hold our own statements with
/// room to spare and stop a schema that was made to be expensive.
const LIMITS: [(Limit, i32); 10] = [
    (Limit::SQLITE_LIMIT_LENGTH, 256 << 20),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
    (Limit::SQLITE_LIMIT_COLUMN, 2_000),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
    (Limit::SQLITE_LIMIT_VDBE_OP, 250_000),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 32),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 8_000),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10),
];

/// What a connection may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads; changes no byte.
    Read,
    /// Reads and writes.
    Write,
}

/// How far a check came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Everything was looked at and is sound.
    Whole,
    /// Time ran out; what was looked at is sound.
    Partly,
}

/// An open SQLite file.
#[derive(Debug)]
pub struct Connection {
    inner: rusqlite::Connection,
    path: PathBuf,
    access: Access,
    guard: Shared<Guard>,
}

impl Connection {
    /// Opens and hardens; looks at no table yet.
    pub(super) fn connect(path: &Path, access: Access, flags: OpenFlags) -> Result<Self, GpkgError> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
        // Absolute, because SQLite takes a relative name that begins with `file:` for something else.
        let path = std::path::absolute(path).map_err(|source| GpkgError::Io { path: path.to_owned(), source })?;
        let inner = if flags.contains(OpenFlags::SQLITE_OPEN_URI) {
            rusqlite::Connection::open_with_flags(immutable_uri(&path), flags)?
        } else {
            rusqlite::Connection::open_with_flags(&path, flags)?
        };
        Self::hardened(inner, path, access)
    }

    fn hardened(mut inner: rusqlite::Connection, path: PathBuf, access: Access) -> Result<Self, GpkgError> {
        for (limit, most) in LIMITS {
            inner.set_limit(limit, most)?;
        }
        for (setting, is_on) in [
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
            // Switched on for writing once every trigger in the file is known.
            (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
        ] {
            inner.set_db_config(setting, is_on)?;
        }
        inner.busy_timeout(BUSY_WAIT)?;
        inner.pragma_update(None, "cell_size_check", true)?;
        inner.pragma_update(None, "mmap_size", 0)?;
        inner.pragma_update(None, "synchronous", "EXTRA")?;
        inner.pragma_update(None, "query_only", access == Access::Read)?;
        functions::register(&inner)?;
        let guard = Guard::install(&mut inner)?;
        Ok(Self { inner, path, access, guard })
    }

    /// The file's absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What this connection may do.
    pub fn access(&self) -> Access {
        self.access
    }

    /// The connection itself, for the room `store` and this room's own statements.
    pub fn sql(&self) -> &rusqlite::Connection {
        &self.inner
    }

    /// The connection itself, for what needs it exclusively (transactions, hooks). Whoever switches a safety off switches
    /// it on again.
    pub fn sql_mut(&mut self) -> &mut rusqlite::Connection {
        &mut self.inner
    }

    /// Does work under a time limit and a cancel token, both of which reach into running statements.
    pub fn bounded<T>(
        &self,
        time: Option<Duration>,
        cancel: Option<&CancelToken>,
        work: impl FnOnce(&Self) -> Result<T, GpkgError>,
    ) -> Result<T, GpkgError> {
        self.guard.watch(time, cancel, || work(self))
    }

    /// Checks, for opening a file, that every table and index by itself is sound (every page of theirs is read) and that
    /// every foreign key leads somewhere. A million rows take a third of a second.
    ///
    /// Checking all at once would also walk every spatial index, row by row, which takes twenty times as long; what only
    /// that finds is left to [`verify_thoroughly`](Self::verify_thoroughly).
    pub fn verify(&self, time: Option<Duration>, cancel: Option<&CancelToken>) -> Result<Verified, GpkgError> {
        self.checked(time, cancel, |connection| {
            for table in connection.stored_tables()? {
                connection.require_ok(&format!("PRAGMA quick_check({})", quoted_text(&table)))?;
            }
            connection.foreign_key_check()
        })
    }

    /// Checks everything that SQLite can check: also the list of free pages, pages that two tables share, whether indexes
    /// hold what their tables hold, and the spatial indexes. A million rows take several seconds.
    pub fn verify_thoroughly(&self, time: Option<Duration>, cancel: Option<&CancelToken>) -> Result<Verified, GpkgError> {
        self.checked(time, cancel, |connection| {
            connection.require_ok("PRAGMA integrity_check(1)")?;
            connection.foreign_key_check()
        })
    }

    fn checked(
        &self,
        time: Option<Duration>,
        cancel: Option<&CancelToken>,
        check: impl FnOnce(&Self) -> Result<(), GpkgError>,
    ) -> Result<Verified, GpkgError> {
        match self.bounded(time, cancel, check) {
            Ok(()) => Ok(Verified::Whole),
            Err(GpkgError::TimedOut) => Ok(Verified::Partly),
            Err(err) => Err(err),
        }
    }

    /// Tables that have pages of their own, the schema first.
    fn stored_tables(&self) -> Result<Vec<String>, GpkgError> {
        let stored = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY rootpage";
        let mut statement = self.inner.prepare(stored)?;
        let names = statement.query_map([], |row| row.get(0))?;
        std::iter::once(Ok("sqlite_schema".to_owned())).chain(names).map(|name| name.map_err(GpkgError::from)).collect()
    }

    /// Runs a check whose first answer is `ok` or the first fault.
    fn require_ok(&self, check: &str) -> Result<(), GpkgError> {
        let first: String = self.inner.query_row(check, [], |row| row.get(0))?;
        if first == "ok" { Ok(()) } else { Err(GpkgError::Damaged { detail: first }) }
    }

    fn foreign_key_check(&self) -> Result<(), GpkgError> {
        let mut statement = self.inner.prepare("PRAGMA foreign_key_check")?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else { return Ok(()) };
        let (table, parent) = (row.get::<_, String>(0)?, row.get::<_, String>(2)?);
        Err(GpkgError::Damaged { detail: format!("a row of {table} names a row of {parent} that is not there") })
    }

    /// Whether the file keeps a write-ahead log beside it, as QGIS leaves it after a crash.
    pub fn has_write_ahead_log(&self) -> Result<bool, GpkgError> {
        let mode: String = self.inner.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        Ok(mode.eq_ignore_ascii_case("wal"))
    }

    /// Brings one of our own files back to a rollback journal. `Ok(false)` when another program has it open: that is a
    /// normal state, and the file works as it is.
    pub fn use_rollback_journal(&self) -> Result<bool, GpkgError> {
        if !self.has_write_ahead_log()? {
            return Ok(true);
        }
        match self.inner.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get::<_, String>(0)) {
            Ok(mode) => Ok(!mode.eq_ignore_ascii_case("wal")),
            Err(err) => match err.into() {
                GpkgError::Locked => Ok(false),
                err => Err(err),
            },
        }
    }

    /// A number that differs after another connection has changed the file.
    pub fn data_version(&self) -> Result<i64, GpkgError> {
        Ok(self.inner.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// Whether a table (not a view) of this name exists.
    pub fn has_table(&self, name: &str) -> Result<bool, GpkgError> {
        let found = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)";
        Ok(self.inner.query_row(found, params![name], |row| row.get(0))?)
    }

    /// Switches triggers on or off for this connection.
    pub(super) fn enable_triggers(&self, is_on: bool) -> Result<(), GpkgError> {
        self.inner.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, is_on)?;
        Ok(())
    }
}

/// The path as SQLite wants it when told that nobody can change the file.
fn immutable_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { format!("/{}", text.replace('\\', "/")) } else { text.into_owned() };
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => uri.push(char::from(byte)),
            other => uri.extend(['%', hex_digit(other >> 4), hex_digit(other & 15)]),
        }
    }
    uri + "?immutable=1"
}

fn hex_digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).unwrap_or('0').to_ascii_uppercase()
}

#[cfg(all(test, unix))]
mod tests {
    use super::immutable_uri;
    use std::path::Path;

    #[test]
    fn every_path_becomes_a_uri() {
        assert_eq!(immutable_uri(Path::new("/a b/格?#%.gpkg")), "file:/a%20b/%E6%A0%BC%3F%23%25.gpkg?immutable=1");
    }
}
