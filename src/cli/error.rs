//! Why the command line failed: a code for programs, a sentence for people, an exit status for both.

use crate::edit::EditRefusal;
use crate::gpkg::GpkgError;
use crate::i18n::{Language, benchmark_error_text, cancelled_text, export_error_text, import_error_text, io_error_text, refusal_text, render_error_text, rule_error_text, store_error_text, text};
use crate::io::{ExportError, ImportError};
use crate::jobs::{ForeignFailure, ImportFailure, RoadsFailure, SessionError};
use crate::siting::RuleError;
use crate::siting::files::FileError;
use crate::store::StoreError;
use std::io;
use std::path::{Path, PathBuf};

/// What the name of something that is not there was meant to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Scenario,
    Plane,
    Level,
    Sample,
    Measure,
}

/// Why the work failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// Wrong usage, as a finished sentence.
    #[error("{0}")]
    Usage(String),
    /// The project file.
    #[error(transparent)]
    Store(StoreError),
    /// A foreign file that cannot be read.
    #[error("{0}: {1}")]
    Import(PathBuf, ImportError),
    /// The process that read a foreign file ended without an answer.
    #[error("{0}: the reader ended")]
    ReaderEnded(PathBuf),
    /// The process that read a foreign file said why it could not.
    #[error("{0}: {1}")]
    Reader(PathBuf, String),
    /// No feasible plan, so that nothing was accepted; the sentence says why.
    #[error("{0}: {1}")]
    Design(PathBuf, String),
    /// No row of a foreign file could be used.
    #[error("{0}: nothing usable")]
    NothingUsable(PathBuf),
    /// The project has no cells that rows could refer to.
    #[error("no cells")]
    NoCells,
    /// A file that cannot be written.
    #[error(transparent)]
    Export(ExportError),
    /// A picture that cannot be made.
    #[error(transparent)]
    Render(crate::carto::RenderError),
    /// A change was refused.
    #[error("{0}: {1}")]
    Refused(PathBuf, EditRefusal),
    /// Another file.
    #[error("{0}: {1}")]
    Io(PathBuf, io::Error),
    /// The project has nothing of that name.
    #[error("no {what:?} {name}")]
    Unknown {
        /// What was named.
        what: Named,
        /// The name.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The command is in the contract and not in this version.
    #[error("{0} is not available")]
    Unavailable(&'static str),
    /// The project has no plane yet, so there is no figure.
    #[error("{0}: no plane")]
    NoPlane(PathBuf),
    /// What was asked about has no places on Earth, which travel by road needs.
    #[error("no roads")]
    NoRoads,
    /// A file without any road.
    #[error("{0}: no roads")]
    EmptyRoads(PathBuf),
    /// A file whose roads are those of another place.
    #[error("{0}: roads elsewhere")]
    RoadsElsewhere(PathBuf),
    /// A benchmark file that cannot be read.
    #[error("{0}: {1}")]
    Benchmark(PathBuf, FileError),
    /// Rules of a plan that make no sense or leave no plan.
    #[error(transparent)]
    Rule(RuleError),
    /// Distances that are no numbers.
    #[error("{0}")]
    Matrix(String),
    /// Ctrl+C.
    #[error("cancelled")]
    Cancelled,
    /// The result could not be written to stdout.
    #[error("stdout: {0}")]
    Output(io::Error),
    /// A fault of this program.
    #[error("panicked: {0}")]
    Panicked(String),
}

impl CliError {
    /// From a failed step of a project.
    pub(super) fn session(path: &Path, err: SessionError) -> Self {
        match err {
            SessionError::Refused(refusal) => Self::Refused(path.to_owned(), refusal),
            SessionError::Store(err) => Self::Store(err),
        }
    }

    /// From a failed import.
    pub(super) fn import(project: &Path, file: &Path, language: Language, err: ImportFailure) -> Self {
        match err {
            ImportFailure::File(ImportError::Cancelled(_)) | ImportFailure::Cancelled(_) => Self::Cancelled,
            ImportFailure::File(err) => Self::Import(file.to_owned(), err),
            ImportFailure::Session(err) => Self::session(project, err),
            ImportFailure::NotFound(name) => Self::Refused(project.to_owned(), EditRefusal::NotFound(name)),
            ImportFailure::NoCells => Self::NoCells,
            ImportFailure::KeyNeeded => Self::Usage(text(language, "error-usage-key", &[])),
            ImportFailure::NothingUsable(_) => Self::NothingUsable(file.to_owned()),
        }
    }

    /// From roads that cannot be had.
    pub(super) fn roads(err: RoadsFailure) -> Self {
        match err {
            RoadsFailure::File(file, failure) => Self::foreign(&file, failure),
            RoadsFailure::NoRoads(file) => Self::EmptyRoads(file),
            RoadsFailure::Elsewhere(file) => Self::RoadsElsewhere(file),
            RoadsFailure::Cancelled(_) => Self::Cancelled,
        }
    }

    /// From a foreign file that gave nothing.
    pub(super) fn foreign(file: &Path, failure: ForeignFailure) -> Self {
        match failure {
            ForeignFailure::Io(err) => Self::Io(file.to_owned(), err),
            ForeignFailure::Said(sentence) => Self::Reader(file.to_owned(), sentence),
            ForeignFailure::Ended => Self::ReaderEnded(file.to_owned()),
        }
    }

    /// The exit status. A reader that went away, as `head` does, has what it wanted.
    pub(super) fn status(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Cancelled | Self::Store(StoreError::File { source: GpkgError::Cancelled, .. }) => 130,
            Self::Output(err) if err.kind() == io::ErrorKind::BrokenPipe => 0,
            _ => 1,
        }
    }

    /// The code in JSON.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Usage(_) => "usage",
            Self::Store(err) => store_code(err),
            Self::Import(..) | Self::Reader(..) | Self::ReaderEnded(_) => "unreadable",
            Self::Design(..) => "infeasible",
            Self::NothingUsable(_) => "nothing_usable",
            Self::NoCells => "no_cells",
            Self::Export(_) => "not_written",
            Self::Render(_) => "not_drawn",
            Self::Refused(_, refusal) => refusal.code(),
            Self::Io(_, err) => match err.kind() {
                io::ErrorKind::NotFound => "no_such_file",
                io::ErrorKind::AlreadyExists => "file_exists",
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "read_only",
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "disk_full",
                _ => "io",
            },
            Self::Unknown { what, .. } => match what {
                Named::Scenario => "unknown_scenario",
                Named::Plane => "unknown_plane",
                Named::Level => "unknown_level",
                Named::Sample => "unknown_sample",
                Named::Measure => "unknown_measure",
            },
            Self::Unavailable(_) => "unavailable",
            Self::NoPlane(_) => "no_plane",
            Self::NoRoads | Self::EmptyRoads(_) | Self::RoadsElsewhere(_) => "no_roads",
            Self::Benchmark(..) => "unreadable",
            Self::Rule(RuleError::Infeasible | RuleError::Unreachable(_)) => "infeasible",
            Self::Rule(_) => "bad_rules",
            Self::Matrix(_) => "unreadable",
            Self::Cancelled => "interrupted",
            Self::Output(_) => "io",
            Self::Panicked(_) => "internal",
        }
    }

    /// The sentence.
    pub(super) fn text(&self, language: Language) -> String {
        match self {
            Self::Usage(sentence) | Self::Reader(_, sentence) | Self::Design(_, sentence) => sentence.clone(),
            Self::Store(err) => store_error_text(language, err),
            Self::Import(path, err) => import_error_text(language, path, err),
            Self::ReaderEnded(path) => text(language, "error-reader-ended", &[("path", path.display().to_string().into())]),
            Self::NothingUsable(path) => text(language, "error-nothing-usable", &[("path", path.display().to_string().into())]),
            Self::NoCells => text(language, "error-no-cells", &[]),
            Self::Export(err) => export_error_text(language, err),
            Self::Render(err) => render_error_text(language, err),
            Self::Refused(_, refusal) => refusal_text(language, refusal, &|cell| cell.0.to_string()),
            Self::Io(path, err) => io_error_text(language, path, err),
            Self::Unknown { what, name, known } => unknown_text(language, *what, name, known),
            Self::Unavailable(name) => text(language, "error-unavailable", &[("name", (*name).into())]),
            Self::NoPlane(path) => text(language, "error-no-plane", &[("path", path.display().to_string().into())]),
            Self::NoRoads => text(language, "error-no-roads", &[]),
            Self::EmptyRoads(path) => text(language, "error-empty-roads", &[("path", path.display().to_string().into())]),
            Self::RoadsElsewhere(path) => text(language, "error-roads-elsewhere", &[("path", path.display().to_string().into())]),
            Self::Benchmark(path, err) => benchmark_error_text(language, path, err),
            Self::Rule(err) => rule_error_text(language, err),
            Self::Matrix(detail) => text(language, "error-site-matrix", &[("detail", detail.into())]),
            Self::Cancelled => cancelled_text(language),
            Self::Output(err) => io_error_text(language, Path::new("stdout"), err),
            Self::Panicked(detail) => text(language, "error-internal", &[("detail", detail.into())]),
        }
    }
}

fn unknown_text(language: Language, what: Named, name: &str, known: &[String]) -> String {
    let key = match what {
        Named::Scenario => "error-unknown-scenario",
        Named::Plane => "error-unknown-plane",
        Named::Level => "error-unknown-level",
        Named::Sample => "error-unknown-sample",
        Named::Measure => "error-unknown-measure",
    };
    let known = known.join(&text(language, "list-separator", &[]));
    text(language, key, &[("name", name.into()), ("known", known.into())])
}

fn store_code(err: &StoreError) -> &'static str {
    match err {
        StoreError::File { source, .. } => match source {
            GpkgError::Missing => "no_such_file",
            GpkgError::NotADatabase => "not_a_project",
            GpkgError::Damaged { .. } | GpkgError::Geometry(_) => "damaged",
            GpkgError::HotJournal | GpkgError::ForeignTriggers { .. } => "read_only",
            GpkgError::DiskFull => "disk_full",
            GpkgError::Cancelled => "interrupted",
            GpkgError::Disk { .. } | GpkgError::Io { .. } => "io",
            _ => "internal",
        },
        StoreError::NotAProject(_) => "not_a_project",
        StoreError::Newer { .. } => "newer_format",
        StoreError::Held { .. } => "locked",
        StoreError::ReadOnly(_) => "read_only",
        StoreError::Damaged { .. } => "damaged",
        StoreError::Exists(_) => "file_exists",
    }
}
