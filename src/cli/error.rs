//! Why the command line failed: a code for programs, a sentence for people, an exit status for both.

use crate::edit::EditRefusal;
use crate::gpkg::GpkgError;
use crate::i18n::{Language, cancelled_text, gpkg_error_text, io_error_text, refusal_text, text};
use crate::jobs::{SessionError, StoreError};
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
    #[error("{0}: {1}")]
    Store(PathBuf, StoreError),
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
    /// The project has no plane yet, so there is no figure.
    #[error("{0}: no plane")]
    NoPlane(PathBuf),
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
            SessionError::Store(err) => Self::store(path, err),
        }
    }

    /// From a project file that failed.
    pub(super) fn store(path: &Path, err: StoreError) -> Self {
        match err {
            StoreError::Gpkg(GpkgError::Cancelled) => Self::Cancelled,
            err => Self::Store(path.to_owned(), err),
        }
    }

    /// The exit status. A reader that went away, as `head` does, has what it wanted.
    pub(super) fn status(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Cancelled => 130,
            Self::Output(err) if err.kind() == io::ErrorKind::BrokenPipe => 0,
            _ => 1,
        }
    }

    /// The code in JSON.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Usage(_) => "usage",
            Self::Store(_, err) => store_code(err),
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
            Self::NoPlane(_) => "no_plane",
            Self::Cancelled => "interrupted",
            Self::Output(_) => "io",
            Self::Panicked(_) => "internal",
        }
    }

    /// The sentence.
    pub(super) fn text(&self, language: Language) -> String {
        match self {
            Self::Usage(sentence) => sentence.clone(),
            Self::Store(path, err) => store_text(language, path, err),
            Self::Refused(_, refusal) => refusal_text(language, refusal, &|cell| cell.0.to_string()),
            Self::Io(path, err) => io_error_text(language, path, err),
            Self::Unknown { what, name, known } => unknown_text(language, *what, name, known),
            Self::NoPlane(path) => text(language, "error-no-plane", &[("path", path.display().to_string().into())]),
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

fn store_text(language: Language, path: &Path, err: &StoreError) -> String {
    match err {
        StoreError::Gpkg(err) => gpkg_error_text(language, path, err),
        other => text(language, "error-internal", &[("detail", other.to_string().into())]),
    }
}

fn store_code(err: &StoreError) -> &'static str {
    match err {
        StoreError::Gpkg(err) => match err {
            GpkgError::Missing => "no_such_file",
            GpkgError::Exists => "file_exists",
            GpkgError::NotADatabase | GpkgError::NotGeoPackage => "not_a_project",
            GpkgError::Damaged { .. } | GpkgError::Geometry(_) => "damaged",
            GpkgError::Locked => "locked",
            GpkgError::ReadOnly | GpkgError::HotJournal | GpkgError::ForeignTriggers { .. } => "read_only",
            GpkgError::DiskFull => "disk_full",
            GpkgError::Cancelled => "interrupted",
            GpkgError::Disk { .. } | GpkgError::Io { .. } => "io",
            _ => "internal",
        },
        StoreError::Unavailable => "internal",
    }
}
