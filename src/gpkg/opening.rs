//! Opening files in whatever state they are met, and making new ones.
//!
//! Nothing here opens the file itself except SQLite: on Unix, closing any other handle to a database drops the locks that
//! this process holds on it.

use super::connection::{Access, Connection};
use super::triggers::{self, OwnTrigger};
use super::{GpkgError, schema};
use crate::platform;
use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;
use std::io;
use std::path::{Path, PathBuf};

/// The smallest page SQLite can have, in bytes.
const SMALLEST_PAGE: u64 = 512;

/// Opens a file to read it. Changes no byte of it, nor its time, and works in a folder that is read-only.
///
/// The one exception is a change that a crash interrupted: it is undone first, as SQLite demands, where this user may
/// write the folder; elsewhere the answer is [`GpkgError::HotJournal`]. Triggers and views are switched off.
pub fn open_read_only(path: &Path) -> Result<Connection, GpkgError> {
    let connection = open_sqlite_read_only(path)?;
    require_geopackage(&connection)?;
    Ok(connection)
}

/// The same for any SQLite file, whatever its tables.
pub(super) fn open_sqlite_read_only(path: &Path) -> Result<Connection, GpkgError> {
    let surroundings = Surroundings::of(path)?;
    let first = connect_for_reading(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
    let connection = match first {
        // A reader of a write-ahead log makes two files and cannot remove them; a writer that writes nothing can.
        Ok(connection) if surroundings.is_quiet() && surroundings.is_writable && connection.has_write_ahead_log()? => {
            let tidy = connect_for_reading(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            drop(connection);
            tidy
        }
        Ok(connection) => connection,
        Err(err) if surroundings.is_quiet() && !surroundings.is_folder_writable && is_about_files_beside(&err) => {
            // Nobody can write here and nothing is pending, so the file is as if it were carved in stone.
            connect_for_reading(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)?
        }
        Err(err) if !surroundings.is_quiet() && is_about_files_beside(&err) => {
            if !surroundings.is_writable {
                return Err(GpkgError::HotJournal);
            }
            drop(connect_for_reading(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?);
            connect_for_reading(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?
        }
        Err(err) => return Err(err),
    };
    Ok(connection)
}

/// Opens a file to change it, undoing an interrupted change first. The journal mode stays as it is
/// ([`Connection::use_rollback_journal`] changes it for files of ours).
///
/// Triggers run only where their text is known: GeoPackage's own for the spatial index and the feature count in the forms
/// that GDAL writes, and `own`. Known names with another text are made anew from our text; anything else is refused.
pub fn open_for_writing(path: &Path, own: &[OwnTrigger<'_>]) -> Result<Connection, GpkgError> {
    let surroundings = Surroundings::of(path)?;
    if !surroundings.is_writable {
        return Err(GpkgError::ReadOnly);
    }
    let connection = Connection::connect(path, Access::Write, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    read_schema(&connection)?;
    require_geopackage(&connection)?;
    if connection.sql().is_readonly(rusqlite::MAIN_DB)? {
        return Err(GpkgError::ReadOnly);
    }
    triggers::make_safe(&connection, own)?;
    connection.enable_triggers(true)?;
    Ok(connection)
}

/// Makes a new, empty GeoPackage 1.4 and opens it for writing. Refuses to replace a file.
pub fn create(path: &Path) -> Result<Connection, GpkgError> {
    // Made by hand first, so that of two programs that create the same file only one succeeds.
    match std::fs::File::options().write(true).create_new(true).open(path) {
        Ok(_) => {}
        Err(err) if err.kind() == io::ErrorKind::AlreadyExists => return Err(GpkgError::Exists),
        Err(err) if is_refusal(&err) => return Err(GpkgError::ReadOnly),
        Err(source) => return Err(GpkgError::Io { path: path.to_owned(), source }),
    }
    let made = Connection::connect(path, Access::Write, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(|connection| {
        schema::write_skeleton(&connection)?;
        connection.enable_triggers(true)?;
        Ok(connection)
    });
    if made.is_err() {
        // Half a file would look like a damaged project later; one that cannot be removed harms nobody.
        drop(std::fs::remove_file(path));
    }
    made
}

/// What lies around a file.
#[derive(Debug)]
struct Surroundings {
    /// A rollback journal or write-ahead log with something in it.
    has_pending_files: bool,
    is_folder_writable: bool,
    /// Both the file and its folder.
    is_writable: bool,
}

impl Surroundings {
    fn of(path: &Path) -> Result<Self, GpkgError> {
        let metadata = std::fs::metadata(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => GpkgError::Missing,
            _ => GpkgError::Io { path: path.to_owned(), source },
        })?;
        // SQLite takes a file that is shorter than any page for an empty database.
        if !metadata.is_file() || metadata.len() < SMALLEST_PAGE {
            return Err(GpkgError::NotADatabase);
        }
        let has_pending_files =
            ["-journal", "-wal"].iter().any(|ending| std::fs::metadata(beside(path, ending)).is_ok_and(|file| file.len() > 0));
        let absolute = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let is_folder_writable = absolute.parent().is_some_and(platform::is_writable);
        Ok(Self { has_pending_files, is_folder_writable, is_writable: is_folder_writable && platform::is_writable(path) })
    }

    /// Nothing is pending.
    fn is_quiet(&self) -> bool {
        !self.has_pending_files
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn connect_for_reading(path: &Path, flags: OpenFlags) -> Result<Connection, GpkgError> {
    let connection = Connection::connect(path, Access::Read, flags)?;
    // Whatever stands in a log of somebody else's, closing a reader does not write it into the file.
    connection.sql().set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    read_schema(&connection)?;
    Ok(connection)
}

/// Makes SQLite read the file for the first time; every fault of the header and the schema shows here.
fn read_schema(connection: &Connection) -> Result<(), GpkgError> {
    let count: Result<i64, _> = connection.sql().query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0));
    match count.map_err(GpkgError::from) {
        Ok(_) => Ok(()),
        // A schema that SQLite cannot parse.
        Err(GpkgError::Sql { detail, .. }) => Err(GpkgError::Damaged { detail }),
        Err(err) => Err(err),
    }
}

/// The marks in the header differ between versions and programs, so the tables decide.
fn require_geopackage(connection: &Connection) -> Result<(), GpkgError> {
    let is_geopackage = connection.has_table("gpkg_contents")? && connection.has_table("gpkg_spatial_ref_sys")?;
    if is_geopackage { Ok(()) } else { Err(GpkgError::NotGeoPackage) }
}

/// Errors that SQLite gives when it cannot make, read or clear away a journal or log beside the file.
fn is_about_files_beside(err: &GpkgError) -> bool {
    matches!(err, GpkgError::HotJournal | GpkgError::ReadOnly | GpkgError::Disk { .. })
}

fn is_refusal(err: &io::Error) -> bool {
    matches!(err.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}
