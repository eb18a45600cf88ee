//! The version of the project format. `application_id` and `user_version` belong to GeoPackage, so ours is in a table.

use super::StoreError;
use crate::gpkg::{Connection, GpkgError};
use std::path::Path;

/// Format this program writes. A reader of another major number refuses the file; a newer minor one is read, unknown
/// tables and columns are left alone.
pub(super) const MAJOR: i64 = 1;
/// Minor number. 1: outlets can be `chosen`, `opening` and `to_move`, rules of outlets are a setting of their own, and the
/// journal has changes of rules; versions that know 0 leave the rules alone and take such outlets for open. 2: the journal has
/// changes of amounts; older versions cannot undo such a step.
pub(super) const MINOR: i64 = 2;

/// Minor number of a new file: it holds nothing of a later one until somebody changes an amount.
const MINOR_OF_NEW: i64 = 1;

pub(super) const TABLE: &str = "CREATE TABLE gw_format (format_major INTEGER NOT NULL, format_minor INTEGER NOT NULL, written_by TEXT NOT NULL, min_reader INTEGER NOT NULL, min_writer INTEGER NOT NULL)";

pub(super) fn write(connection: &Connection) -> Result<(), GpkgError> {
    let row = (MAJOR, MINOR_OF_NEW, concat!("gridwright ", env!("CARGO_PKG_VERSION")), MAJOR, MAJOR);
    connection.sql().execute("INSERT INTO gw_format VALUES (?1, ?2, ?3, ?4, ?5)", row)?;
    Ok(())
}

/// Notes that the file may hold what this minor number brought.
pub(super) fn raise(connection: &Connection) -> Result<(), GpkgError> {
    connection.sql().prepare_cached("UPDATE gw_format SET format_minor = ?1 WHERE format_major = ?2 AND format_minor < ?1")?.execute((MINOR, MAJOR))?;
    Ok(())
}

/// Whether this program may write the file; an error when it may not even read it.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<bool, StoreError> {
    let file = |source: GpkgError| StoreError::of(path, source);
    if !connection.has_table("gw_format").map_err(file)? {
        return Err(StoreError::NotAProject(path.to_owned()));
    }
    let row: Result<(i64, i64, String), _> =
        connection.sql().query_row("SELECT min_reader, min_writer, written_by FROM gw_format", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    match row {
        Ok((min_reader, _, written_by)) if min_reader > MAJOR => Err(StoreError::Newer { major: min_reader, written_by, path: path.to_owned() }),
        Ok((_, min_writer, _)) => Ok(min_writer <= MAJOR),
        Err(err) => Err(StoreError::Damaged { what: format!("gw_format: {err}"), path: path.to_owned() }),
    }
}
