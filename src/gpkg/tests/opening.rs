//! Opening files in every state they are met in.

use super::*;
use sha2::{Digest as _, Sha256};
use std::process::Command;
use std::time::{Duration, Instant};

/// Whether this user is stopped by permissions at all; the administrator is not.
fn permissions_count(folder: &Path) -> bool {
    let probe = folder.join("probe");
    std::fs::write(&probe, b"").unwrap();
    set_read_only(&probe, true);
    let counts = std::fs::File::options().write(true).open(&probe).is_err();
    set_read_only(&probe, false);
    std::fs::remove_file(probe).unwrap();
    counts
}

fn set_read_only(path: &Path, is_read_only: bool) {
    let mut permissions = std::fs::metadata(path).unwrap().permissions();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        permissions.set_mode(if is_read_only { permissions.mode() & !0o222 } else { permissions.mode() | 0o200 });
    }
    #[cfg(not(unix))]
    permissions.set_readonly(is_read_only);
    std::fs::set_permissions(path, permissions).unwrap();
}

fn read_everything(path: &Path) -> usize {
    let connection = open_read_only(path).unwrap();
    assert_eq!(connection.verify(None, None).unwrap(), Verified::Whole);
    assert_eq!(connection.layers().unwrap().len(), 3);
    read_points(path, "demand", &["users"]).unwrap().ids.len()
}

#[test]
fn opening_and_closing_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    let before = listing(folder.path());
    let sum = Sha256::digest(std::fs::read(&path).unwrap());
    assert_eq!(read_everything(&path), 200);
    drop(open_for_writing(&path, &[]).unwrap());
    assert_eq!(listing(folder.path()), before);
    assert_eq!(Sha256::digest(std::fs::read(&path).unwrap()), sum);
    if permissions_count(folder.path()) {
        set_read_only(folder.path(), true);
        let count = read_everything(&path);
        let refused = open_for_writing(&path, &[]);
        set_read_only(folder.path(), false);
        assert_eq!(count, 200);
        assert!(matches!(refused, Err(GpkgError::ReadOnly)), "{refused:?}");
        assert_eq!(listing(folder.path()), before, "also in a read-only folder");
    }
}

#[test]
fn a_file_with_a_write_ahead_log_is_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    let connection = open_for_writing(&path, &[]).unwrap();
    connection.sql().pragma_update(None, "journal_mode", "WAL").unwrap();
    drop(connection);
    let before = listing(folder.path());
    assert_eq!(before.len(), 1);
    assert_eq!(read_everything(&path), 200);
    drop(open_for_writing(&path, &[]).unwrap());
    assert_eq!(listing(folder.path()), before);
    if permissions_count(folder.path()) {
        set_read_only(folder.path(), true);
        let count = read_everything(&path);
        set_read_only(folder.path(), false);
        assert_eq!(count, 200);
        assert_eq!(listing(folder.path()), before, "also in a read-only folder");
    }
    let connection = open_for_writing(&path, &[]).unwrap();
    assert!(connection.use_rollback_journal().unwrap());
    assert!(!connection.has_write_ahead_log().unwrap());
}

#[test]
fn another_programs_write_ahead_log_is_read_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    let other = rusqlite::Connection::open(&path).unwrap();
    other.pragma_update(None, "journal_mode", "WAL").unwrap();
    other.execute("UPDATE gpkg_contents SET description = 'by another'", []).unwrap();
    let before = std::fs::read(&path).unwrap();
    let connection = open_read_only(&path).unwrap();
    assert_eq!(one::<i64>(&connection, "SELECT count(*) FROM gpkg_contents WHERE description = 'by another'"), 3);
    drop(connection);
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let writer = open_for_writing(&path, &[]).unwrap();
    assert!(!writer.use_rollback_journal().unwrap(), "the mode is not forced on another program");
}

#[test]
fn what_is_no_geopackage_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    assert!(matches!(open_read_only(&path), Err(GpkgError::Missing)));
    assert!(matches!(open_for_writing(&path, &[]), Err(GpkgError::Missing)));
    assert!(matches!(open_read_only(folder.path()), Err(GpkgError::NotADatabase)));
    for bytes in [&b""[..], b"x", &[0x5A; 4096], b"SQLite format 3\0", b"PK\x03\x04 a zip"] {
        std::fs::write(&path, bytes).unwrap();
        let (read, write) = (open_read_only(&path), open_for_writing(&path, &[]));
        assert!(matches!(read, Err(GpkgError::NotADatabase | GpkgError::Damaged { .. })), "{bytes:?} {read:?}");
        assert!(matches!(write, Err(GpkgError::NotADatabase | GpkgError::Damaged { .. })), "{bytes:?} {write:?}");
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "the file is not touched");
    }
    std::fs::remove_file(&path).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(matches!(open_read_only(&path), Err(GpkgError::NotGeoPackage)));
    assert!(matches!(open_for_writing(&path, &[]), Err(GpkgError::NotGeoPackage)));
    assert!(matches!(create(&path), Err(GpkgError::Exists)));
}

#[test]
fn a_cut_file_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    let whole = std::fs::read(&path).unwrap();
    for length in [50, 512, 4096, 5000, whole.len() / 2, whole.len() - 4096] {
        std::fs::write(&path, &whole[..length]).unwrap();
        let result = open_read_only(&path).and_then(|connection| connection.verify(None, None));
        assert!(matches!(result, Err(GpkgError::Damaged { .. } | GpkgError::NotADatabase | GpkgError::Disk { .. })), "{length}: {result:?}");
    }
}

#[test]
fn the_header_is_that_of_a_geopackage_1_4() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(sample(&folder)).unwrap();
    assert_eq!(&bytes[68..72], b"GPKG");
    assert_eq!(&bytes[60..64], &10_400_u32.to_be_bytes());
    assert_eq!(&bytes[18..20], &[1, 1], "a rollback journal");
}

#[test]
fn a_reader_cannot_write_and_views_are_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE VIEW v AS SELECT 1 AS one").unwrap();
    let reader = open_read_only(&path).unwrap();
    assert!(matches!(reader.sql().execute("DELETE FROM cells", []).map_err(GpkgError::from), Err(GpkgError::ReadOnly)));
    assert!(reader.sql().prepare("SELECT * FROM v").is_err());
    assert!(reader.sql().prepare("SELECT \"no such column\"").is_err(), "double quotes are names only");
    let writer = open_for_writing(&path, &[]).unwrap();
    assert!(writer.sql().execute("ATTACH ':memory:' AS other", []).is_err());
    assert!(writer.sql().execute_batch("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'x'").is_err());
}

#[test]
fn two_writers_get_a_clear_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    let (first, second) = (open_for_writing(&path, &[]).unwrap(), open_for_writing(&path, &[]).unwrap());
    first.sql().execute_batch("BEGIN IMMEDIATE; DELETE FROM cells WHERE fid = 1").unwrap();
    second.sql().busy_timeout(Duration::from_millis(20)).unwrap();
    let refused = second.sql().execute("DELETE FROM cells WHERE fid = 2", []).map_err(GpkgError::from);
    assert!(matches!(refused, Err(GpkgError::Locked)), "{refused:?}");
    assert_eq!(one::<i64>(&second, "SELECT count(*) FROM cells"), 60, "reading goes on");
    let version = second.data_version().unwrap();
    first.sql().execute_batch("COMMIT").unwrap();
    assert_ne!(second.data_version().unwrap(), version, "the change of another connection is seen");
    second.sql().execute("DELETE FROM cells WHERE fid = 2", []).unwrap();
    assert_eq!(one::<i64>(&first, "SELECT count(*) FROM cells"), 58);
}

#[test]
fn an_endless_statement_ends_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let connection = open_read_only(&sample(&folder)).unwrap();
    let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
    let run = |connection: &Connection| Ok(connection.sql().query_row(endless, [], |row| row.get::<_, i64>(0))?);
    let start = Instant::now();
    let result = connection.bounded(Some(Duration::from_millis(50)), None, run);
    assert!(matches!(result, Err(GpkgError::TimedOut)), "{result:?}");
    let token = crate::base::CancelToken::default();
    token.cancel();
    let result = connection.bounded(None, Some(&token), run);
    assert!(matches!(result, Err(GpkgError::Cancelled)), "{result:?}");
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(one::<i64>(&connection, "SELECT count(*) FROM cells"), 60, "the connection works on without limits");
}

/// The environment variable that tells the next test which file to break.
const VICTIM: &str = "GRIDWRIGHT_TEST_VICTIM";

/// Run in a process of its own by the tests below: begins a change, lets SQLite write it into the file, and dies.
#[test]
#[ignore = "ends its own process: run by the tests of interrupted changes"]
fn dying_writer() {
    let path = PathBuf::from(std::env::var_os(VICTIM).unwrap());
    let connection = open_for_writing(&path, &[]).unwrap();
    connection.sql().execute_batch("PRAGMA cache_size = 2; PRAGMA cache_spill = 1; BEGIN; UPDATE demand SET code = printf('%0200d', fid)").unwrap();
    // Nothing is dropped, so SQLite has no chance to tidy up.
    std::process::abort();
}

fn interrupted(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("p.gpkg");
    fill(&create(&path).unwrap(), 3_000);
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "gpkg::tests::opening::dying_writer", "--test-threads=1"])
        .env(VICTIM, &path)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(!status.success());
    let journal = folder.path().join("p.gpkg-journal");
    assert!(journal.metadata().unwrap().len() > 0, "a journal is left, else this proves nothing");
    path
}

fn assert_undone(connection: &Connection) {
    assert_eq!(one::<i64>(connection, "SELECT count(*) FROM demand WHERE length(code) = 8"), 3_000);
    assert_eq!(connection.verify(None, None).unwrap(), Verified::Whole);
}

#[test]
fn an_interrupted_change_is_undone_by_a_writer_and_by_a_reader() {
    let folder = tempfile::tempdir().unwrap();
    assert_undone(&open_for_writing(&interrupted(&folder), &[]).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = interrupted(&folder);
    assert_undone(&open_read_only(&path).unwrap());
    assert_eq!(listing(folder.path()).len(), 1, "the journal is gone");
}

#[test]
fn an_interrupted_change_in_a_read_only_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    if !permissions_count(folder.path()) {
        return;
    }
    let path = interrupted(&folder);
    let before = listing(folder.path());
    set_read_only(folder.path(), true);
    let result = open_read_only(&path);
    set_read_only(folder.path(), false);
    assert!(matches!(result, Err(GpkgError::HotJournal)), "{result:?}");
    assert_eq!(listing(folder.path()), before);
}
