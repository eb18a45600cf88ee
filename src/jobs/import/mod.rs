//! Imports: from a foreign table to one step of the project.
//!
//! The mappers of `io` turn columns into polygons, points and outlets; here they become a partition, demand rows, grids or
//! outlets of the open project, always as one undoable step. A dry run does everything but write.

mod cells;
mod demand;
mod grids;
mod listing;
mod outlets;
mod reference;

pub use listing::write_findings;

use super::session::{Session, SessionError};
use crate::base::{ArcId, CancelToken, Cancelled, FindingKind, ProgressSink};
use crate::io::difference::{Difference, ImportMode};
use crate::io::rows::{Mapped, MappingOptions, MeasureAmounts, PolygonRow};
use crate::io::{FindingLog, ImportError, ImportReport, SourceTable};
use crate::model::{Measure, Project};
use crate::partition::{BuildOptions, Built, InputPolygon, Partition};
use crate::store::StoreError;

/// What the rows of a file are to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportTarget {
    /// Polygons: the cells of the active scenario.
    Cells,
    /// Polygons or a table: grids over the cells.
    Grids,
    /// Points with measures.
    Demand,
    /// Points of sale and service.
    Outlets,
    /// Things drawn for orientation.
    Reference,
}

/// How to import.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// What the rows become.
    pub target: ImportTarget,
    /// Columns and coordinate system.
    pub mapping: MappingOptions,
    /// How the partition is built.
    pub build: BuildOptions,
    /// What happens to rows that are there.
    pub mode: ImportMode,
    /// Column that says which row is which; needed to update.
    pub key: Option<String>,
    /// Level of new grids by name; the deepest where none is named.
    pub level: Option<String>,
    /// Plane of new grids by name; the first where none is named.
    pub plane: Option<String>,
    /// Layer of reference features: `road`, `water`, …
    pub layer: String,
    /// Whether to say what would happen and change nothing.
    pub is_dry_run: bool,
}

/// What an import did, or would do.
#[derive(Debug)]
pub struct Imported {
    /// Rows and findings.
    pub report: ImportReport,
    /// Against what was there, where rows have keys.
    pub difference: Option<Difference>,
}

/// Why an import did not happen; the project is unharmed.
#[derive(Debug, thiserror::Error)]
pub enum ImportFailure {
    /// Nothing of the file can be used.
    #[error(transparent)]
    File(#[from] ImportError),
    /// The project could not be written.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The person cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// There is no such level or plane.
    #[error("{0} not found")]
    NotFound(String),
    /// There are no cells yet that rows of this kind could refer to.
    #[error("the project has no cells")]
    NoCells,
    /// Updating needs a column of keys.
    #[error("a key is needed")]
    KeyNeeded,
    /// No row of the file could be used.
    #[error("no usable row")]
    NothingUsable(Box<ImportReport>),
}

impl From<StoreError> for ImportFailure {
    fn from(err: StoreError) -> Self {
        Self::Session(err.into())
    }
}

/// Imports a table. `file` is its name for the report and the step's label, `started` when reading began.
///
/// # Errors
/// [`ImportFailure`]; the project is then as it was.
pub fn import(
    session: &mut Session,
    file: &str,
    table: &SourceTable,
    options: &ImportOptions,
    cancel: &CancelToken,
    progress: &dyn ProgressSink,
    started: std::time::Instant,
) -> Result<Imported, ImportFailure> {
    let taken = match options.target {
        ImportTarget::Cells => cells::import(session, file, table, options, cancel, progress)?,
        ImportTarget::Grids => grids::import(session, file, table, options, cancel, progress)?,
        ImportTarget::Demand => demand::import(session, file, table, options)?,
        ImportTarget::Outlets => outlets::import(session, file, table, options)?,
        ImportTarget::Reference => reference::import(session, table, options)?,
    };
    let report = ImportReport::new(file, table, &taken.mapped, taken.later, started.elapsed().as_secs_f64());
    if table.rows() > 0 && report.rows_imported == 0 && taken.is_nothing {
        return Err(ImportFailure::NothingUsable(Box::new(report)));
    }
    Ok(Imported { report, difference: taken.difference })
}

/// What an import of one kind says.
#[derive(Debug, Default)]
struct Taken {
    mapped: Mapped,
    later: FindingLog,
    difference: Option<Difference>,
    /// Whether no row could be used and so nothing was written.
    is_nothing: bool,
}

/// The project with the measures of a file among its own, and for each of the file's measures its place there. Amounts of a
/// measure that is known are brought to its scale by the factor given.
fn with_measures(project: &Project, new: &[MeasureAmounts], is_synthetic: bool) -> (Project, Vec<usize>) {
    let mut project = project.clone();
    let places = new.iter().map(|measure| {
        project.measure(&measure.name).unwrap_or_else(|| {
            let mut row = Measure::new(measure.name.clone(), measure.unit.clone());
            row.scale = measure.scale;
            row.is_synthetic = is_synthetic;
            project.measures.push(row);
            project.measures.len() - 1
        })
    });
    let places = places.collect();
    (project, places)
}

/// An amount at another scale; digits that do not fit are rounded half away from zero.
fn rescaled(amount: i64, from: u8, to: u8) -> i64 {
    if to >= from {
        amount.saturating_mul(10i64.saturating_pow(u32::from(to - from)))
    } else {
        let divisor = 10i64.pow(u32::from(from - to).min(18));
        let half = divisor / 2;
        (amount + amount.signum() * half) / divisor
    }
}

/// The polygons of rows for the cleaner, which takes their rings.
fn inputs_of(rows: &mut [PolygonRow]) -> Vec<InputPolygon> {
    rows.iter_mut().map(|row| InputPolygon { rings: std::mem::take(&mut row.rings), row: row.row_number, code: row.code.clone() }).collect()
}

/// The partition that the cleaner made.
fn partition_of(built: &Built, session: &Session) -> Result<Partition, ImportFailure> {
    let arcs = built.arcs.iter().cloned().enumerate().map(|(at, shape)| (ArcId(at as u32), shape));
    let partition = Partition::from_arcs(arcs).map_err(|violations| StoreError::Damaged {
        what: violations.first().map_or_else(String::new, |first| format!("{}: {}", first.invariant, first.what)),
        path: session.path().to_owned(),
    });
    Ok(partition?)
}

/// Counts findings that later steps made.
fn log_of(findings: Vec<crate::base::Finding>) -> FindingLog {
    let mut log = FindingLog::default();
    for finding in findings {
        log.add(finding);
    }
    log
}

/// Points that lie in no cell, as one finding each.
fn note_outside(log: &mut FindingLog, code: &str, position: crate::geodesy::Position, row: u64) {
    log.add_with(FindingKind::Outside, || crate::base::Finding::new(FindingKind::Outside).row(row).place(position.degrees()).subject(code).action("kept"));
}
