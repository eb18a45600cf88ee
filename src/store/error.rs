//! What can go wrong with a project file.

use crate::gpkg::GpkgError;
use crate::platform::LockHolder;
use std::path::PathBuf;

/// What went wrong with a project file. The file is as it was, except where a variant says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database says no.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// What was found.
        source: GpkgError,
        /// The project.
        path: PathBuf,
    },
    /// A GeoPackage that is no project of ours.
    #[error("not a project: {}", .0.display())]
    NotAProject(PathBuf),
    /// Written by a newer program; not touched.
    #[error("written by {written_by}, format {major}: {}", .path.display())]
    Newer {
        /// Format of the file.
        major: i64,
        /// Which program wrote it.
        written_by: String,
        /// The project.
        path: PathBuf,
    },
    /// Another instance has it open for writing.
    #[error("open elsewhere: {}", .path.display())]
    Held {
        /// Who.
        holder: Option<Box<LockHolder>>,
        /// The project.
        path: PathBuf,
    },
    /// The project or its folder may not be written.
    #[error("read-only: {}", .0.display())]
    ReadOnly(PathBuf),
    /// Our own tables contradict each other.
    #[error("damaged ({what}): {}", .path.display())]
    Damaged {
        /// What was found first.
        what: String,
        /// The project.
        path: PathBuf,
    },
    /// There is a file of that name already.
    #[error("exists: {}", .0.display())]
    Exists(PathBuf),
}

impl StoreError {
    /// Adds the path to a database error; some get a variant of their own.
    pub(super) fn of(path: &std::path::Path, source: GpkgError) -> Self {
        let path = path.to_owned();
        match source {
            GpkgError::Exists => Self::Exists(path),
            GpkgError::ReadOnly => Self::ReadOnly(path),
            GpkgError::NotGeoPackage => Self::NotAProject(path),
            GpkgError::Locked => Self::Held { holder: None, path },
            source => Self::File { source, path },
        }
    }
}
