//! A project file that is open.

use super::{BackupPolicy, NewProject, StepRows, StoreError, backup, create, foreign, format, load, schema, settings, writer};
use crate::base::{Findings, ScenarioId};
use crate::edit::{Change, Document, Plan};
use crate::gpkg::{self, Access, Connection, GpkgError, Verified};
use crate::platform::{self, LockError, LockHolder, ProjectLock};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How a project is to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// To look at it: no byte and no time of the file changes.
    Read,
    /// To edit it; read-only when somebody else has it or the folder is read-only.
    Write,
}

/// What the person should know about how a project was opened.
#[derive(Clone, Debug, PartialEq)]
pub enum OpenNotice {
    /// Read-only, because another instance has it open.
    HeldBy(Option<Box<LockHolder>>),
    /// Read-only, because file or folder may not be written.
    ReadOnlyFolder,
    /// Other programs changed layers.
    ForeignChanges(Findings),
    /// The check of the file's structure took too long and was left off half-way.
    PartlyVerified,
    /// Read-only, because a newer program wrote it in a way that this one would harm.
    NewerWriter,
    /// The file lies on a network drive.
    NetworkPath,
    /// A backup could not be written.
    NoBackup(String),
}

/// A project file under this process's hand. Writing needs the lock; without it the file is read-only.
#[derive(Debug)]
pub struct ProjectFile {
    path: PathBuf,
    connection: Connection,
    /// Held as long as the file is open for writing.
    lock: Option<ProjectLock>,
    key: String,
    has_backup: bool,
    notices: Vec<OpenNotice>,
}

/// What opening gives.
#[derive(Debug)]
pub struct Loaded {
    /// The file.
    pub file: ProjectFile,
    /// Its content.
    pub document: Document,
}

/// Longest time that opening spends on checking the file's structure.
const VERIFY_TIME: Duration = Duration::from_secs(3);

impl ProjectFile {
    /// Writes a new project; see [`NewProject`]. The file must not exist and appears whole or not at all.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::ReadOnly`] and what the file system says.
    pub fn create(path: &Path, new: NewProject<'_>, now: &str) -> Result<(), StoreError> {
        create::create(path, new, now)
    }

    /// Opens a project and reads it.
    ///
    /// # Errors
    /// Every state a file can be met in has its own [`StoreError`]; the file is not changed by any of them.
    pub fn open(path: &Path, mode: OpenMode, now: &str) -> Result<Loaded, StoreError> {
        let of = |source: GpkgError| StoreError::of(path, source);
        let mut notices = Vec::new();
        let reader = gpkg::open_read_only(path).map_err(of)?;
        let may_write = format::check(&reader, path)?;
        if mode == OpenMode::Write && !may_write {
            notices.push(OpenNotice::NewerWriter);
        }
        let lock = if mode == OpenMode::Write && may_write { acquire(path, now, &mut notices)? } else { None };
        let connection = if lock.is_none() {
            reader
        } else {
            drop(reader);
            match schema::with_own_triggers(|own| gpkg::open_for_writing(path, own)) {
                Ok(connection) => connection,
                Err(GpkgError::ReadOnly) => {
                    notices.push(OpenNotice::ReadOnlyFolder);
                    gpkg::open_read_only(path).map_err(of)?
                }
                Err(err) => return Err(of(err)),
            }
        };
        let lock = lock.filter(|_| connection.access() == Access::Write);
        let mut verified = Ok(Verified::Partly);
        // The structure is checked on another thread while the content is read on this one.
        let loaded = rayon::in_place_scope(|scope| {
            scope.spawn(|_| verified = verify_apart(path));
            read_all(&connection, path)
        });
        if verified.map_err(of)? == Verified::Partly {
            notices.push(OpenNotice::PartlyVerified);
        }
        let mut document = loaded.map_err(|err| match err {
            GpkgError::Damaged { detail } => StoreError::Damaged { what: detail, path: path.to_owned() },
            err => of(err),
        })?;
        let changes = foreign::findings(&connection, document.plan()).map_err(of)?;
        if !changes.is_empty() {
            notices.push(OpenNotice::ForeignChanges(changes));
        }
        if platform::is_network_path(path) {
            notices.push(OpenNotice::NetworkPath);
        }
        document.set_read_only(lock.is_none());
        let key = document.project().key.clone();
        let file = Self { path: path.to_owned(), connection, lock, key, has_backup: false, notices };
        Ok(Loaded { file, document })
    }

    /// What the person should know.
    pub fn notices(&self) -> &[OpenNotice] {
        &self.notices
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether steps may be written.
    pub fn is_writable(&self) -> bool {
        self.lock.is_some()
    }

    /// Writes one step as one transaction. When this returns, the step is on the disk.
    ///
    /// # Errors
    /// What the database says; then nothing of the step is in the file.
    pub fn write_step(&mut self, rows: &StepRows, now: &str) -> Result<(), StoreError> {
        self.back_up_once(now);
        self.with_connection(|connection| writer::write_step(connection, rows, now))
    }

    /// Writes `cells` and `grids` anew after another scenario became active, with the step that did it.
    ///
    /// # Errors
    /// As [`Self::write_step`].
    pub fn write_switch(&mut self, document: &Document, rows: &StepRows, now: &str) -> Result<(), StoreError> {
        self.back_up_once(now);
        self.with_connection(|connection| {
            writer::in_transaction(connection, || {
                writer::write_journal(connection, rows, now)?;
                settings::put(connection, "active", &document.active().0)?;
                super::features::rewrite_plan(connection, document, now)
            })
        })
    }

    /// The document as the file holds it.
    ///
    /// # Errors
    /// What the database says.
    pub fn reload(&self) -> Result<Document, StoreError> {
        let mut document = read_all(&self.connection, &self.path).map_err(|source| StoreError::of(&self.path, source))?;
        document.set_read_only(self.lock.is_none());
        Ok(document)
    }

    /// The plan of any scenario.
    ///
    /// # Errors
    /// What the database says.
    pub fn load_plan(&self, scenario: ScenarioId) -> Result<Plan, StoreError> {
        load::plan(&self.connection, scenario).map_err(|source| StoreError::of(&self.path, source))
    }

    /// The changes of a step that the history no longer has in memory.
    ///
    /// # Errors
    /// What the database says.
    pub fn load_changes(&self, seq: u64) -> Result<Vec<Change>, StoreError> {
        load::changes(&self.connection, seq).map_err(|source| StoreError::of(&self.path, source))
    }

    /// Takes what other programs changed as seen.
    ///
    /// # Errors
    /// What the database says.
    pub fn accept_foreign_changes(&mut self) -> Result<(), StoreError> {
        self.with_connection(|connection| writer::committed(connection, || foreign::accept(connection)))
    }

    /// Writes a compact copy without deleted content and puts it in the place of `target` (Save As).
    ///
    /// # Errors
    /// [`StoreError::Exists`] for the file itself, and what the file system says.
    pub fn save_copy(&self, target: &Path) -> Result<(), StoreError> {
        self.connection.save_copy(target, None).map_err(|source| StoreError::of(target, source))
    }

    /// Code, name and kind of demand points by row id, for exports and tables: they are not kept in memory.
    ///
    /// # Errors
    /// What the database says.
    pub fn demand_texts(&self, mut each: impl FnMut(u32, &str, &str, &str)) -> Result<(), StoreError> {
        let read = self.connection.read_rows("demand", &["code", "name", "kind"], |row| {
            let text = |at: usize| match row.value(at) {
                gpkg::FieldValue::Text(text) => text.to_owned(),
                gpkg::FieldValue::Integer(number) => number.to_string(),
                _ => String::new(),
            };
            each(u32::try_from(row.id()).unwrap_or(0), &text(0), &text(1), &text(2));
            Ok(())
        });
        read.map_err(|source| StoreError::of(&self.path, source))
    }

    /// Adds reference features; not a step, because they are never part of a figure.
    ///
    /// # Errors
    /// What the database says.
    pub fn add_reference(&mut self, features: &[crate::model::ReferenceFeature], now: &str) -> Result<(), StoreError> {
        self.back_up_once(now);
        self.with_connection(|connection| writer::in_transaction(connection, || super::features::write_reference(connection, features, now)))
    }

    pub(super) fn with_connection<T>(&self, work: impl FnOnce(&Connection) -> Result<T, GpkgError>) -> Result<T, StoreError> {
        if self.lock.is_none() {
            return Err(StoreError::ReadOnly(self.path.clone()));
        }
        work(&self.connection).map_err(|source| StoreError::of(&self.path, source))
    }

    /// Lets every write fail, as on a full disk.
    #[cfg(test)]
    pub(crate) fn break_for_test(&self, is_broken: bool) {
        self.connection.sql().pragma_update(None, "query_only", is_broken).expect("a setting of the connection");
    }

    /// Before the first change of a session the file is backed up as it was found.
    pub(super) fn back_up_once(&mut self, now: &str) {
        if std::mem::replace(&mut self.has_backup, true) || self.lock.is_none() {
            return;
        }
        // A backup that fails must not keep anybody from working; it is told.
        // QGIS leaves the log of a crash behind; where it has the file open, the file works as it is.
        drop(self.connection.use_rollback_journal());
        if let Err(err) = backup::rolling_backup(&self.connection, &self.key, BackupPolicy::default(), now) {
            self.notices.push(OpenNotice::NoBackup(err.to_string()));
        }
    }
}

fn acquire(path: &Path, now: &str, notices: &mut Vec<OpenNotice>) -> Result<Option<ProjectLock>, StoreError> {
    match ProjectLock::acquire(path, now) {
        Ok(lock) => Ok(Some(lock)),
        Err(LockError::Held(holder)) => {
            notices.push(OpenNotice::HeldBy(Some(holder)));
            Ok(None)
        }
        Err(LockError::HeldByUnknown) => {
            notices.push(OpenNotice::HeldBy(None));
            Ok(None)
        }
        Err(LockError::ReadOnlyFolder { .. } | LockError::Unsupported { .. }) => {
            notices.push(OpenNotice::ReadOnlyFolder);
            Ok(None)
        }
        Err(LockError::Io { path, source }) => Err(StoreError::File { source: GpkgError::Io { path: path.clone(), source }, path }),
    }
}

/// Checks the structure with a connection of its own, beside the reading.
fn verify_apart(path: &Path) -> Result<Verified, GpkgError> {
    gpkg::open_read_only(path)?.verify(Some(VERIFY_TIME), None)
}

fn read_all(connection: &Connection, path: &Path) -> Result<Document, GpkgError> {
    connection.bounded(None, None, |connection| {
        let mut content = load::content(connection)?;
        content.demand = load::demand(path, &content.project.measures)?;
        Ok(Document::new(content))
    })
}
