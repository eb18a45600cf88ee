//! The lock of a project: who has it open for writing.
//!
//! Two hidden files lie beside the project while it is open: one that the operating system keeps locked, and one that
//! says in JSON who holds it. They are two because Windows lets nobody read a locked file. Only the lock counts: it goes
//! with the process, so files left behind by a crash stop nobody.

use super::{process, system};
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often a lock file that somebody removes at the same moment is tried anew.
const ATTEMPTS: usize = 50;
/// How long to wait for a holder that has the lock but has not written its name yet.
const PAUSE: Duration = Duration::from_millis(4);
/// A holder's text is a few hundred bytes; more is not ours.
const LARGEST_HOLDER: u64 = 16 << 10;

/// Who has a project open for writing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockHolder {
    /// Name of the machine.
    pub host: String,
    /// Name of the user.
    pub user: String,
    /// Number of the process on that machine.
    pub pid: u32,
    /// When the process started, as [`process_start_time`](super::process_start_time) tells it; empty when unknown.
    pub process_start: String,
    /// Version of the program.
    pub app_version: String,
    /// When the project was opened, as the caller wrote it.
    pub since: String,
}

impl LockHolder {
    /// This process.
    fn this_process(since: &str) -> Self {
        let pid = std::process::id();
        Self {
            host: system::host_name(),
            user: system::user_name(),
            pid,
            process_start: process::process_start_time(pid).unwrap_or_default(),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            since: since.to_owned(),
        }
    }

    /// Whether the holder is the process that asks.
    pub fn is_this_process(&self) -> bool {
        let own = Self::this_process(&self.since);
        (self.pid, &self.host, &self.process_start) == (own.pid, &own.host, &own.process_start)
    }
}

/// Why a project could not be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another instance has it open.
    #[error("held by {}@{}, process {}, since {}", .0.user, .0.host, .0.pid, .0.since)]
    Held(Box<LockHolder>),
    /// Another instance has it open and has not said who it is.
    #[error("held by an unknown process")]
    HeldByUnknown,
    /// Nothing may be written beside the project.
    #[error("read-only folder: {}", .folder.display())]
    ReadOnlyFolder {
        /// The project's folder.
        folder: PathBuf,
    },
    /// The file system knows no locks.
    #[error("no locks here: {}", .folder.display())]
    Unsupported {
        /// The project's folder.
        folder: PathBuf,
    },
    /// Anything else the system said.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The right to write a project; given back when dropped.
#[derive(Debug)]
pub struct ProjectLock {
    /// Open and locked as long as this value lives; an option so that `drop` can close it at the right moment.
    file: Option<File>,
    lock_path: PathBuf,
    holder_path: PathBuf,
    holder: LockHolder,
}

impl ProjectLock {
    /// Locks a project, which need not exist yet. `since` is the present time as text for other people to read.
    /// Files left by a crashed process are taken over silently.
    pub fn acquire(project_path: &Path, since: &str) -> Result<Self, LockError> {
        let (lock_path, holder_path) = sidecar_paths(project_path);
        let file = lock_file(&lock_path, &holder_path)?;
        let holder = LockHolder::this_process(since);
        let lock = Self { file: Some(file), lock_path, holder_path, holder };
        lock.write_holder()?;
        Ok(lock)
    }

    /// Who this lock says it is.
    pub fn holder(&self) -> &LockHolder {
        &self.holder
    }

    /// Writes the holder beside the lock: whole or not at all, so that nobody reads half a text.
    fn write_holder(&self) -> Result<(), LockError> {
        let failed = |source: io::Error| LockError::Io { path: self.holder_path.clone(), source };
        let text = serde_json::to_vec(&self.holder).map_err(|err| failed(err.into()))?;
        let temp = self.holder_path.with_extension("holder-tmp");
        std::fs::write(&temp, text).and_then(|()| std::fs::rename(&temp, &self.holder_path)).map_err(failed)
    }
}

impl Drop for ProjectLock {
    /// Removes both files, then lets go. A file that cannot be removed is harmless: the next owner takes it over.
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.holder_path));
        // Removed while still locked, so that nobody else's lock can be removed; whoever waits on the removed file
        // notices that the path names another one.
        drop(std::fs::remove_file(&self.lock_path));
        drop(self.file.take());
    }
}

/// `.name.gpkg.lock` and `.name.gpkg.holder` in the project's folder.
fn sidecar_paths(project_path: &Path) -> (PathBuf, PathBuf) {
    // The folder with its links resolved, so that two ways to one project find the same lock.
    let folder = super::files::folder_of(project_path);
    let resolved = project_path.canonicalize().ok().or_else(|| Some(folder.canonicalize().ok()?.join(project_path.file_name()?)));
    let path = resolved.unwrap_or_else(|| project_path.to_owned());
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = super::files::folder_of(&path);
    (folder.join(format!(".{name}.lock")), folder.join(format!(".{name}.holder")))
}

/// Opens and locks the lock file.
fn lock_file(lock_path: &Path, holder_path: &Path) -> Result<File, LockError> {
    let folder = || super::files::folder_of(lock_path);
    for _ in 0..ATTEMPTS {
        let file = match File::options().read(true).write(true).create(true).truncate(false).open(lock_path) {
            Ok(file) => file,
            // Windows answers so for a file that is just being removed, too: only a folder that refuses is read-only.
            Err(err) if is_refusal(&err) && !super::is_writable(&folder()) => {
                return Err(LockError::ReadOnlyFolder { folder: folder() });
            }
            Err(err) if err.kind() == io::ErrorKind::PermissionDenied && cfg!(windows) => {
                std::thread::sleep(PAUSE);
                continue;
            }
            Err(source) => return Err(LockError::Io { path: lock_path.to_owned(), source }),
        };
        match file.try_lock() {
            Ok(()) if system::is_same_file(&file, lock_path) => return Ok(file),
            // Its last owner removed the file between our opening and our locking it.
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(holder_path)),
            Err(TryLockError::Error(err)) if err.kind() == io::ErrorKind::Unsupported => {
                return Err(LockError::Unsupported { folder: folder() });
            }
            Err(TryLockError::Error(source)) => return Err(LockError::Io { path: lock_path.to_owned(), source }),
        }
    }
    Err(held(holder_path))
}

fn is_refusal(err: &io::Error) -> bool {
    matches!(err.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Who holds the lock, as far as can be read.
fn held(holder_path: &Path) -> LockError {
    for _ in 0..ATTEMPTS {
        if let Some(holder) = read_holder(holder_path) {
            return LockError::Held(Box::new(holder));
        }
        std::thread::sleep(PAUSE);
    }
    LockError::HeldByUnknown
}

fn read_holder(path: &Path) -> Option<LockHolder> {
    let mut text = Vec::new();
    File::open(path).ok()?.take(LARGEST_HOLDER).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_second_one_is_told_who_the_first_is_and_gets_the_lock_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("方案.gpkg");
        let first = ProjectLock::acquire(&project, "2026-03-01 08:00").unwrap();
        assert_eq!(names(folder.path()), [".方案.gpkg.holder", ".方案.gpkg.lock"]);
        match ProjectLock::acquire(&project, "later") {
            Err(LockError::Held(holder)) => {
                assert_eq!(*holder, *first.holder());
                assert_eq!(holder.since, "2026-03-01 08:00");
                assert!(holder.is_this_process());
            }
            other => panic!("{other:?}"),
        }
        drop(first);
        assert!(names(folder.path()).is_empty(), "nothing is left behind");
        ProjectLock::acquire(&project, "later").unwrap();
    }

    #[test]
    fn what_a_crash_left_behind_stops_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("p.gpkg");
        std::fs::write(folder.path().join(".p.gpkg.lock"), b"").unwrap();
        std::fs::write(folder.path().join(".p.gpkg.holder"), b"{\"host\":\"gone\"").unwrap();
        let lock = ProjectLock::acquire(&project, "now").unwrap();
        assert_eq!(read_holder(&lock.holder_path).as_ref(), Some(lock.holder()));
    }

    #[test]
    fn a_holder_without_a_name_is_still_a_holder() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("p.gpkg");
        let lock = ProjectLock::acquire(&project, "now").unwrap();
        std::fs::write(&lock.holder_path, b"not json").unwrap();
        assert!(matches!(ProjectLock::acquire(&project, "now"), Err(LockError::HeldByUnknown)));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_project_leads_to_the_same_lock() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("p.gpkg");
        std::fs::write(&project, b"x").unwrap();
        let link = folder.path().join("link.gpkg");
        std::os::unix::fs::symlink(&project, &link).unwrap();
        let _lock = ProjectLock::acquire(&project, "now").unwrap();
        assert!(matches!(ProjectLock::acquire(&link, "now"), Err(LockError::Held(_))));
    }

    #[test]
    fn of_many_that_try_at_once_one_at_a_time_gets_it() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("p.gpkg");
        let inside = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..40 {
                        if let Ok(lock) = ProjectLock::acquire(&project, "now") {
                            assert_eq!(inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0, "only one at a time");
                            inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                            drop(lock);
                        }
                    }
                });
            }
        });
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let err = ProjectLock::acquire(&folder.path().join("none/p.gpkg"), "now").unwrap_err();
        assert!(matches!(err, LockError::Io { .. } | LockError::ReadOnlyFolder { .. }), "{err:?}");
    }
}
