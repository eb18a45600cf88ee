//! Errors as sentences: what happened, to what, and what to do.

use super::{Language, Value, text};
use crate::geodesy::CrsError;
use crate::gpkg::GpkgError;
use crate::gpkg::geometry::GeometryError;
use crate::platform::LockError;
use std::io;
use std::path::Path;

/// The person stopped the work.
pub fn cancelled_text(language: Language) -> String {
    text(language, "error-cancelled", &[])
}

/// What the system refused about a file or folder.
pub fn io_error_text(language: Language, path: &Path, err: &io::Error) -> String {
    let name = match err.kind() {
        io::ErrorKind::NotFound => "error-io-missing",
        io::ErrorKind::PermissionDenied => "error-io-permission",
        io::ErrorKind::AlreadyExists => "error-io-exists",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "error-io-full",
        io::ErrorKind::ReadOnlyFilesystem => "error-io-read-only",
        io::ErrorKind::IsADirectory => "error-io-folder",
        io::ErrorKind::Interrupted => "error-cancelled",
        _ => "error-io-other",
    };
    text(language, name, &[("path", shown(path)), ("detail", err.to_string().into())])
}

/// What is the matter with a project file or another database.
pub fn gpkg_error_text(language: Language, path: &Path, err: &GpkgError) -> String {
    let say = |key: &str, detail: &str| text(language, key, &[("path", shown(path)), ("detail", detail.into())]);
    match err {
        GpkgError::Missing => say("error-gpkg-missing", ""),
        GpkgError::Exists => say("error-gpkg-exists", ""),
        GpkgError::NotADatabase => say("error-gpkg-not-database", ""),
        GpkgError::Damaged { detail } => say("error-gpkg-damaged", detail),
        GpkgError::NotGeoPackage => say("error-gpkg-not-geopackage", ""),
        GpkgError::Locked => say("error-gpkg-locked", ""),
        GpkgError::ReadOnly => say("error-gpkg-read-only", ""),
        GpkgError::HotJournal => say("error-gpkg-hot-journal", ""),
        GpkgError::DiskFull => say("error-gpkg-disk-full", ""),
        GpkgError::ForeignTriggers { names } => say("error-gpkg-triggers", &names.join(", ")),
        GpkgError::TooLarge => say("error-gpkg-too-large", ""),
        GpkgError::OutOfMemory => say("error-gpkg-memory", ""),
        GpkgError::TimedOut => say("error-gpkg-timed-out", ""),
        GpkgError::Cancelled => cancelled_text(language),
        GpkgError::Unknown { name } => say("error-gpkg-unknown", name),
        GpkgError::BadName { name } => say("error-gpkg-bad-name", name),
        GpkgError::RowWidth { .. } | GpkgError::NoTransaction => say("error-gpkg-internal", &err.to_string()),
        GpkgError::Constraint { detail } => say("error-gpkg-constraint", detail),
        GpkgError::Geometry(err) => say("error-gpkg-geometry", &geometry_error_text(language, err)),
        GpkgError::Disk { detail, .. } => say("error-gpkg-disk", detail),
        GpkgError::Io { path, source } => io_error_text(language, path, source),
        GpkgError::Sql { detail, .. } => say("error-gpkg-internal", detail),
    }
}

/// What is the matter with a geometry of a GeoPackage.
pub fn geometry_error_text(language: Language, err: &GeometryError) -> String {
    let (key, code) = match err {
        GeometryError::NotGeometry => ("error-geometry-not-geometry", 0),
        GeometryError::UnknownHeader => ("error-geometry-header", 0),
        GeometryError::Truncated => ("error-geometry-truncated", 0),
        GeometryError::TooDeep => ("error-geometry-deep", 0),
        GeometryError::Curve { code } => ("error-geometry-curve", *code),
        GeometryError::UnknownType { code } | GeometryError::WrongPart { code } => ("error-geometry-type", *code),
        GeometryError::NotFinite => ("error-geometry-not-finite", 0),
        GeometryError::OutOfRange => ("error-geometry-range", 0),
        GeometryError::WrongType => ("error-geometry-wrong-type", 0),
    };
    text(language, key, &[("code", code.to_string().into())])
}

/// What is the matter with a coordinate system.
pub fn crs_error_text(language: Language, err: &CrsError) -> String {
    let (key, name) = match err {
        CrsError::UnknownEpsg(code) => ("error-crs-unknown", format!("EPSG:{code}")),
        CrsError::UnknownName(name) => ("error-crs-unknown", name.clone()),
        CrsError::NotComputable(code) => ("error-crs-not-computable", format!("EPSG:{code}")),
        CrsError::UnrecognisedWkt => ("error-crs-wkt", String::new()),
        CrsError::OutOfReach { crs, x, y } => return text(language, "error-crs-reach", &[("name", crs.name().into()), ("x", x.to_string().into()), ("y", y.to_string().into())]),
    };
    text(language, key, &[("name", name.into())])
}

/// Why a project cannot be opened for writing.
pub fn lock_error_text(language: Language, path: &Path, err: &LockError) -> String {
    match err {
        LockError::Held(holder) => {
            let values = [("path", shown(path)), ("user", (&holder.user).into()), ("host", (&holder.host).into()), ("pid", holder.pid.to_string().into()), ("since", (&holder.since).into())];
            text(language, "error-lock-held", &values)
        }
        LockError::HeldByUnknown => text(language, "error-lock-unknown", &[("path", shown(path))]),
        LockError::ReadOnlyFolder { folder } => text(language, "error-lock-folder", &[("path", shown(folder))]),
        LockError::Unsupported { folder } => text(language, "error-lock-unsupported", &[("path", shown(folder))]),
        LockError::Io { path, source } => io_error_text(language, path, source),
    }
}

fn shown(path: &Path) -> Value<'static> {
    Value::from(path.display().to_string())
}
