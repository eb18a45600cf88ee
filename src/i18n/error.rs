//! Errors as sentences: what happened, to what, and what to do.

use super::{Language, Value, text};
use super::number::count_text;
use super::words::key;
use crate::carto::RenderError;
use crate::geodesy::CrsError;
use crate::gpkg::GpkgError;
use crate::gpkg::geometry::GeometryError;
use crate::io::{ExportError, ImportError};
use crate::platform::{LockError, LockHolder};
use crate::siting::RuleError;
use crate::siting::files::FileError;
use crate::store::{OpenNotice, StoreError};
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
        LockError::Held(holder) => held_text(language, path, Some(holder)),
        LockError::HeldByUnknown => held_text(language, path, None),
        LockError::ReadOnlyFolder { folder } => text(language, "error-lock-folder", &[("path", shown(folder))]),
        LockError::Unsupported { folder } => text(language, "error-lock-unsupported", &[("path", shown(folder))]),
        LockError::Io { path, source } => io_error_text(language, path, source),
    }
}

/// What is the matter with a project.
pub fn store_error_text(language: Language, err: &StoreError) -> String {
    let say = |key: &str, path: &Path, detail: &str| text(language, key, &[("path", shown(path)), ("detail", detail.into())]);
    match err {
        StoreError::File { source, path } => gpkg_error_text(language, path, source),
        StoreError::NotAProject(path) => say("error-gpkg-not-geopackage", path, ""),
        StoreError::Newer { written_by, path, .. } => say("error-store-newer", path, written_by),
        StoreError::Held { holder, path } => held_text(language, path, holder.as_deref()),
        StoreError::ReadOnly(path) => say("error-gpkg-read-only", path, ""),
        StoreError::Damaged { what, path } => say("error-gpkg-damaged", path, what),
        StoreError::Exists(path) => say("error-gpkg-exists", path, ""),
    }
}

fn held_text(language: Language, path: &Path, holder: Option<&LockHolder>) -> String {
    match holder {
        Some(holder) => {
            let values = [("path", shown(path)), ("user", (&holder.user).into()), ("host", (&holder.host).into()), ("pid", holder.pid.to_string().into()), ("since", (&holder.since).into())];
            text(language, "error-lock-held", &values)
        }
        None => text(language, "error-lock-unknown", &[("path", shown(path))]),
    }
}

/// What the person should know about how a project was opened.
pub fn open_notice_text(language: Language, path: &Path, notice: &OpenNotice) -> String {
    let say = |key: &str| text(language, key, &[("path", shown(path))]);
    match notice {
        OpenNotice::HeldBy(holder) => {
            let reason = held_text(language, path, holder.as_deref());
            text(language, "notice-held", &[("reason", reason.into())])
        }
        OpenNotice::ReadOnlyFolder => say("notice-read-only"),
        OpenNotice::ForeignChanges(findings) => {
            let first = findings.first().map(|finding| super::finding_text(finding, language)).unwrap_or_default();
            text(language, "notice-foreign", &[("path", shown(path)), ("count", findings.len().into()), ("first", first.into())])
        }
        OpenNotice::PartlyVerified => say("notice-partly-verified"),
        OpenNotice::NewerWriter => say("notice-newer-writer"),
        OpenNotice::NetworkPath => say("notice-network"),
        OpenNotice::NoBackup(detail) => text(language, "notice-no-backup", &[("path", shown(path)), ("detail", detail.into())]),
    }
}

/// Why a foreign file cannot be read.
pub fn import_error_text(language: Language, path: &Path, err: &ImportError) -> String {
    let separator = text(language, "list-separator", &[]);
    let say = |key: &str, name: &str, list: &[String]| text(language, key, &[("path", shown(path)), ("name", name.into()), ("list", list.join(&separator).into())]);
    match err {
        ImportError::Read { path, source } => io_error_text(language, path, source),
        ImportError::UnknownFormat { .. } => say("error-import-format", "", &[]),
        ImportError::NothingInside => say("error-import-nothing-inside", "", &[]),
        ImportError::SeveralInside { names } => say("error-import-several-inside", "", names),
        ImportError::UnknownEncoding { name } => say("error-import-encoding", name, &[]),
        ImportError::Damaged { part, offset } => text(language, "error-import-damaged", &[("path", shown(path)), ("part", (*part).into()), ("offset", count_text(*offset as i64).into())]),
        ImportError::Json { line, column } => text(language, "error-import-json", &[("path", shown(path)), ("line", (*line).into()), ("column", (*column).into())]),
        ImportError::NotGeoJson => say("error-import-not-geojson", "", &[]),
        ImportError::TooLarge { what, amount, limit } => {
            let what = text(language, &key("error-import-what", what), &[]);
            let values = [("path", shown(path)), ("what", what.into()), ("amount", count_text(*amount as i64).into()), ("limit", count_text(*limit as i64).into())];
            text(language, "error-import-too-large", &values)
        }
        ImportError::Empty => say("error-import-empty", "", &[]),
        ImportError::MissingColumn { name, columns } => say("error-import-column", name, columns),
        ImportError::NoPosition { columns } => say("error-import-no-position", "", columns),
        ImportError::UnknownCrs { name } => say("error-crs-unknown", name, &[]),
        ImportError::CrsNeeded { x } => say("error-import-crs-needed", &x.to_string(), &[]),
        ImportError::BadMeasure { text } => say("error-import-measure", text, &[]),
        ImportError::BadTransfer => say("error-import-transfer", "", &[]),
        ImportError::Cancelled(_) => cancelled_text(language),
    }
}

/// Why a file cannot be written.
pub fn export_error_text(language: Language, err: &ExportError) -> String {
    match err {
        ExportError::Write { path, source } => io_error_text(language, path, source),
        ExportError::GeoPackage { path, source } => gpkg_error_text(language, path, source),
        ExportError::NoPlaces => text(language, "error-export-crs", &[]),
        ExportError::Crs(err) => crs_error_text(language, err),
        ExportError::UnknownFormat { path } => text(language, "error-export-format", &[("path", shown(path))]),
        ExportError::UnknownEncoding { name } => text(language, "error-export-encoding", &[("name", name.into())]),
        ExportError::UnequalColumns { name } => text(language, "error-internal", &[("detail", name.into())]),
    }
}

/// Why there is no picture.
pub fn render_error_text(language: Language, err: &RenderError) -> String {
    match err {
        RenderError::Size { width, height } => text(language, "error-render-size", &[("width", (*width).into()), ("height", (*height).into()), ("limit", crate::carto::MAX_SIDE.into())]),
        RenderError::Png(err) => text(language, "error-internal", &[("detail", err.to_string().into())]),
    }
}

/// Why a plan of sites cannot be looked for.
pub fn rule_error_text(language: Language, err: &RuleError) -> String {
    match err {
        RuleError::NoCandidate { candidate, n_candidates } => text(language, "error-site-no-candidate", &[("candidate", (*candidate).into()), ("count", (*n_candidates).into())]),
        RuleError::NamedTwice(candidate) => text(language, "error-site-named-twice", &[("candidate", (*candidate).into())]),
        RuleError::WrongLength { given, expected } => text(language, "error-site-length", &[("given", (*given).into()), ("expected", (*expected).into())]),
        RuleError::BadAmount(amount) => text(language, "error-site-amount", &[("amount", amount.to_string().into())]),
        RuleError::TooFewCandidates { sites, candidates } => text(language, "error-site-few", &[("sites", (*sites).into()), ("candidates", (*candidates).into())]),
        RuleError::Infeasible => text(language, "error-site-infeasible", &[]),
        RuleError::TooLarge { pairs, most } => text(language, "error-site-large", &[("pairs", (*pairs).into()), ("most", (*most).into())]),
        RuleError::Unreachable(demand) => text(language, "error-site-unreachable", &[("demand", (*demand).into())]),
    }
}

/// Why a benchmark file cannot be read.
pub fn benchmark_error_text(language: Language, path: &Path, err: &FileError) -> String {
    let (key, detail) = match err {
        FileError::Missing(what) => ("error-benchmark-missing", (*what).to_owned()),
        FileError::NotANumber { word, .. } => ("error-benchmark-number", word.clone()),
        FileError::TooMany(n) => ("error-benchmark-many", n.to_string()),
        FileError::NotConnected => ("error-benchmark-connected", String::new()),
    };
    text(language, key, &[("path", shown(path)), ("detail", detail.into())])
}

fn shown(path: &Path) -> Value<'static> {
    Value::from(path.display().to_string())
}
