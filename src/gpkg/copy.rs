//! Copies of a whole file. Never by copying bytes: that would miss what stands in a journal, or show half a change.

use super::GpkgError;
use super::connection::{Access, Connection};
use crate::base::{CancelToken, Progress, ProgressSink};
use crate::platform;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::limits::Limit;
use rusqlite::{OpenFlags, params};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Pages copied between two looks at the cancel token: some milliseconds.
const PAGES_PER_STEP: i32 = 1_000;
/// How long to wait for another program that is writing, and how often in all (three seconds).
const PAUSE: Duration = Duration::from_millis(50);
const MOST_PAUSES: u32 = 60;

impl Connection {
    /// Writes a compact copy that holds nothing deleted, and puts it in the place of `target`, which may exist: afterwards
    /// the target is whole, old or new. Needs free space for the copy; the time is that of writing the file once.
    /// Refuses to replace this file itself.
    pub fn save_copy(&self, target: &Path, cancel: Option<&CancelToken>) -> Result<(), GpkgError> {
        let temp = self.temporary_beside(target)?;
        self.bounded(None, cancel, |connection| connection.vacuum_into(&temp.path))?;
        temp.replace(target)
    }

    fn vacuum_into(&self, path: &Path) -> Result<(), GpkgError> {
        let Some(text) = path.to_str() else { return Err(GpkgError::BadName { name: path.to_string_lossy().into_owned() }) };
        let sql = self.sql();
        // VACUUM attaches its target and writes to it, which is otherwise forbidden.
        let attached = sql.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
        let reads_only = self.access() == Access::Read;
        let result = sql.pragma_update(None, "query_only", false).and_then(|()| sql.execute("VACUUM INTO ?1", params![text]));
        sql.set_limit(Limit::SQLITE_LIMIT_ATTACHED, attached)?;
        sql.pragma_update(None, "query_only", reads_only)?;
        result?;
        Ok(())
    }

    /// Writes an exact copy, page by page, and puts it in the place of `target`. Other programs may go on working; where
    /// one of them writes, the copy begins anew. Refuses to replace this file itself.
    pub fn backup_to(&self, target: &Path, progress: &dyn ProgressSink, cancel: &CancelToken) -> Result<(), GpkgError> {
        let temp = self.temporary_beside(target)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut copy = rusqlite::Connection::open_with_flags(&temp.path, flags)?;
        // Nothing is lost with a copy that was not finished; the finished one is flushed before it is moved.
        copy.pragma_update(None, "synchronous", "OFF")?;
        step_through(&Backup::new(self.sql(), &mut copy)?, progress, cancel)?;
        copy.close().map_err(|(_, err)| err)?;
        temp.replace(target)
    }

    /// A name in the target's folder for a file that is being written.
    fn temporary_beside(&self, target: &Path) -> Result<Temporary, GpkgError> {
        let target = std::path::absolute(target).map_err(|source| GpkgError::Io { path: target.to_owned(), source })?;
        let is_same = target == self.path() || matches!((target.canonicalize(), self.path().canonicalize()), (Ok(a), Ok(b)) if a == b);
        if is_same {
            return Err(GpkgError::Exists);
        }
        let Some((folder, name)) = target.parent().zip(target.file_name()) else {
            return Err(GpkgError::BadName { name: target.to_string_lossy().into_owned() });
        };
        if !folder.is_dir() {
            return Err(GpkgError::Missing);
        }
        if !platform::is_writable(folder) {
            return Err(GpkgError::ReadOnly);
        }
        let path = folder.join(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
        // What an earlier process of the same number left behind.
        match std::fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(GpkgError::Io { path, source }),
            _ => Ok(Temporary { path }),
        }
    }
}

fn step_through(backup: &Backup<'_, '_>, progress: &dyn ProgressSink, cancel: &CancelToken) -> Result<(), GpkgError> {
    let mut pauses = 0;
    loop {
        if cancel.is_cancelled() {
            return Err(GpkgError::Cancelled);
        }
        match backup.step(PAGES_PER_STEP)? {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked => {
                pauses += 1;
                if pauses > MOST_PAUSES {
                    return Err(GpkgError::Locked);
                }
                std::thread::sleep(PAUSE);
            }
            _ => {
                let state = backup.progress();
                let total = u64::try_from(state.pagecount).unwrap_or(0);
                let left = u64::try_from(state.remaining).unwrap_or(0);
                progress.report(Progress { stage: "progress-copying", done: total.saturating_sub(left), total });
            }
        }
    }
}

/// A file that is being written; removed when it is not put into its place.
struct Temporary {
    path: PathBuf,
}

impl Temporary {
    fn replace(self, target: &Path) -> Result<(), GpkgError> {
        platform::atomic_replace(&self.path, target).map_err(|source| match source.kind() {
            io::ErrorKind::StorageFull => GpkgError::DiskFull,
            _ => GpkgError::Io { path: target.to_owned(), source },
        })
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Already moved where all went well; a file that cannot be removed harms nobody.
        for ending in ["", "-journal", "-wal", "-shm"] {
            let mut name = self.path.as_os_str().to_owned();
            name.push(ending);
            drop(std::fs::remove_file(PathBuf::from(name)));
        }
    }
}
