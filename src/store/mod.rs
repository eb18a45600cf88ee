//! The project file: a GeoPackage that QGIS opens as it is, with further tables of ours for arcs, scenarios and journal.
//!
//! Truth and view: arcs, cells, grids and assignments of every scenario are in our tables (`gw_…`), kept in layers so that a
//! branched scenario stores only what differs. The feature tables `cells` and `grids` show the active scenario and are
//! written with every step; `outlets`, `demand` and `reference` are themselves the truth. One step is one transaction
//! with its journal row (S1). No type of SQLite leaves this room.
#![expect(clippy::doc_markdown, reason = "GeoPackage and SQLite are names, not code")]

mod backup;
mod batch;
mod codec;
mod create;
mod error;
mod features;
mod foreign;
mod format;
mod load;
mod measures;
mod project_file;
mod rows;
mod schema;
mod settings;
mod styles;
mod writer;

pub use backup::{BackupPolicy, newest_backup, rolling_backup};
pub use batch::{DemandMode, DemandRow, DemandSummary, Import};
pub use create::NewProject;
pub use error::StoreError;
pub use project_file::{Loaded, OpenMode, OpenNotice, ProjectFile};
pub use rows::StepRows;

#[cfg(test)]
pub(crate) mod tests;
