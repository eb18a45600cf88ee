//! Foreign files in and out (导入导出).
//!
//! Reading has two halves. The first half turns a file into a [`SourceTable`]: text values and shapes as the file has
//! them, with its encoding known ([`read_file`]); it can run in a child process and send the table over
//! ([`worker`]). The second half maps columns to what the domain needs: polygons, demand points, outlets, assignments.
//!
//! Invariant I1: a bad row is a finding, never an error. Every reader counts what it could not use and goes on; an error
//! means that nothing of the file can be trusted. What a reader allocates is bounded by the size of the file.

mod archive;
pub mod classify;
mod csv;
mod dbf;
pub mod difference;
mod encoding;
mod error;
mod export;
mod findings;
#[cfg(test)]
mod fixtures;
mod geojson;
mod geometry;
pub mod osm;
mod place;
mod read;
mod report;
mod rings;
mod road_lines;
pub mod rows;
mod shapefile;
mod shp;
mod source;
#[cfg(test)]
mod tests;
mod text;
pub mod worker;

pub use error::{ExportError, ImportError};
pub use export::{ExportColumn, ExportGeometry, ExportOptions, ExportTable, export, export_to};
pub use findings::{FindingGroup, FindingLog, KEPT_OF_A_KIND};
pub use geometry::{Geometries, ShapeKind, SourceGeometry};
pub use place::{Placed, Placement};
pub use read::{ReadOptions, read_file};
pub use road_lines::{road_lines, roads_of_reference};
pub use report::{EXAMPLES, ImportReport};
pub use source::{Format, Known, KnownFrom, SourceTable, StatedCrs};
pub use text::TextTable;
