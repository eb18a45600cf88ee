//! Copies: whole, compact, cancellable, never onto themselves.

use super::*;
use crate::base::{CancelToken, NoProgress, Progress, ProgressSink};
use std::sync::atomic::{AtomicU64, Ordering};

fn content(path: &Path) -> (i64, i64, String) {
    let connection = open_read_only(path).unwrap();
    assert_eq!(connection.verify(None, None).unwrap(), Verified::Whole);
    assert_index_sound(&connection, "demand");
    (one(&connection, "SELECT count(*) FROM demand"), one(&connection, "SELECT count(*) FROM cells"), one(&connection, "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_schema ORDER BY name)"))
}

#[test]
fn save_as_writes_a_whole_copy_without_what_was_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    let connection = open_for_writing(&path, &[]).unwrap();
    connection.sql().execute_batch("CREATE TABLE notes (secret TEXT); INSERT INTO notes VALUES ('very secret words'); DELETE FROM notes").unwrap();
    let target = folder.path().join("另存.gpkg");
    std::fs::write(&target, b"something older").unwrap();
    connection.save_copy(&target, None).unwrap();
    assert_eq!(content(&target), content(&path));
    let holds_secret = |path: &Path| std::fs::read(path).unwrap().windows(11).any(|bytes| bytes == b"very secret");
    assert!(!holds_secret(&target));
    assert_eq!(&std::fs::read(&target).unwrap()[68..72], b"GPKG");
    assert_eq!(listing(folder.path()).len(), 2, "nothing else is left behind");
    // A reader can save as well, and stays a reader.
    let reader = open_read_only(&target).unwrap();
    reader.save_copy(&folder.path().join("third.gpkg"), None).unwrap();
    assert!(reader.sql().execute("DELETE FROM cells", []).is_err());
    assert!(connection.sql().execute("ATTACH ':memory:' AS other", []).is_err(), "the limit is back");
}

#[test]
fn a_copy_onto_itself_or_into_nowhere_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    let connection = open_for_writing(&path, &[]).unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(connection.save_copy(&path, None), Err(GpkgError::Exists)));
    assert!(matches!(connection.backup_to(&path, &NoProgress, &CancelToken::default()), Err(GpkgError::Exists)));
    assert!(matches!(connection.save_copy(&folder.path().join("none/x.gpkg"), None), Err(GpkgError::Missing)));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

struct CancelSoon<'a>(&'a CancelToken, AtomicU64);

impl ProgressSink for CancelSoon<'_> {
    fn report(&self, progress: Progress) {
        assert!(progress.done <= progress.total);
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.cancel();
    }
}

#[test]
fn a_backup_is_exact_and_can_be_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.gpkg");
    let connection = create(&path).unwrap();
    fill(&connection, 60_000);
    let target = folder.path().join("backup.gpkg");
    connection.backup_to(&target, &NoProgress, &CancelToken::default()).unwrap();
    assert_eq!(content(&target), content(&path));
    let token = CancelToken::default();
    let sink = CancelSoon(&token, AtomicU64::new(0));
    let cancelled = connection.backup_to(&folder.path().join("second.gpkg"), &sink, &token);
    assert!(matches!(cancelled, Err(GpkgError::Cancelled)), "{cancelled:?}");
    assert_eq!(sink.1.load(Ordering::Relaxed), 1, "it stops at once");
    let cancelled = connection.save_copy(&folder.path().join("third.gpkg"), Some(&token));
    assert!(matches!(cancelled, Err(GpkgError::Cancelled)), "{cancelled:?}");
    let names: Vec<String> = listing(folder.path()).into_iter().map(|file| file.0).collect();
    assert_eq!(names, ["backup.gpkg", "p.gpkg"]);
}
