//! Arbitrary polygons in, planar partition out (建面与清理).
//!
//! # Idea
//! Everything happens on the integer lattice, so nothing is decided by a tolerance except *which noise is noise*:
//! 1. [`intake`]: rings are opened, repeated positions and degenerate rings dropped, exact copies of polygons found;
//! 2. [`estimate`]: how far two drawings of one boundary stand apart is read from the data;
//! 3. [`cluster`]: vertices of different rings within that distance become one vertex;
//! 4. [`noding`]: vertices are put into the foreign segments they touch, crossings are snap-rounded until none is left;
//! 5. [`chains`] and [`faces`]: the half-edge graph, its faces, and for each face the set of polygons that cover it;
//! 6. [`resolve`]: overlaps, gaps and crumbs get an owner;
//! 7. [`output`]: faces of one owner are joined to cells, chains to arcs.
//!
//! Every decision is a [`crate::base::Finding`]. The result keeps P1 to P4 of [`crate::partition`] for any input.
//!
//! # Cost
//! O(n log n) for n vertices of ordinary data, about 100 bytes of memory a vertex; the result does not depend on the
//! number of threads.

mod bands;
mod chains;
mod cluster;
mod estimate;
mod faces;
mod intake;
mod lattice;
mod noding;
mod output;
mod report;
mod resolve;
mod segments;
mod sorting;
#[cfg(test)]
mod tests;

use crate::base::{CancelToken, Cancelled, CellId, Findings, Progress, ProgressSink};
use crate::geodesy::Position;
use crate::partition::ArcShape;

/// One polygon as a file gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputPolygon {
    /// All rings of all parts, closed or not, wound either way, in any order. What is inside is decided by the even-odd
    /// rule: a position belongs to the polygon when a ray from it crosses the rings an odd number of times. So a ring
    /// inside a ring is a hole, whatever its orientation, and two parts that overlap leave their overlap out.
    pub rings: Vec<Vec<Position>>,
    /// The row of the file, for findings.
    pub row: u64,
    /// The code that users know, for findings.
    pub code: String,
}

/// Who gets ground that several polygons cover. Ties go on to the larger polygon, then to the earlier one.
/// Under every rule a polygon that would keep less than a tenth of itself (it lies inside another one that has no hole
/// for it) wins against those that would not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OverlapRule {
    /// The polygon that shares the longest border with the overlap. Borders of three quarters of the longest count as
    /// equally long; among those the polygon whose boundary agrees best with its neighbours wins (compared in quarters of
    /// its boundary), so that a polygon drawn too large does not eat into correct ones.
    #[default]
    LongestBorder,
    /// The polygon with the largest area.
    LargestArea,
    /// The polygon that came first.
    First,
}

/// How to build.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BuildOptions {
    /// Vertices of different rings within this many lattice units (1e-7 degree) are one; `None` estimates it from the
    /// data, `Some(0)` moves nothing.
    pub snap_units: Option<u32>,
    /// Gaps and crumbs narrower than this (twice the area over the perimeter, in metres) are drawing noise and go to a
    /// neighbour; `None` takes the snap distance, but at least two lattice units.
    pub gap_width_m: Option<f64>,
    /// Who gets overlaps.
    pub overlap: OverlapRule,
    /// Marks all arcs as locked: official boundaries.
    pub lock_arcs: bool,
}

/// One cell of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltCell {
    /// Its id in the arcs; dense from 1.
    pub id: CellId,
    /// Index of the input polygon that it comes from.
    pub polygon: u32,
    /// Which connected part of that polygon, from 1, the largest first.
    pub part: u32,
    /// Number of parts of that polygon.
    pub parts: u32,
}

/// A planar partition and how it came about.
#[derive(Clone, Debug)]
pub struct Built {
    /// All arcs; node ids are dense from 0. Arcs are maximal: a node has three or more arc ends, or carries one closed
    /// arc that meets no other.
    pub arcs: Vec<ArcShape>,
    /// All cells, by polygon and part. Cell 0, the outside, is not listed; gaps that stayed open belong to it.
    pub cells: Vec<BuiltCell>,
    /// Every decision.
    pub findings: Findings,
    /// The snap distance that was used.
    pub snap_units: u32,
    /// The gap width that was used.
    pub gap_width_m: f64,
}

/// Builds a planar partition from any polygons; see the module for how.
///
/// Never fails but by cancellation: bad input becomes findings. Invariants P1 to P4 hold for any input. Deterministic.
pub fn build(polygons: &[InputPolygon], options: &BuildOptions, cancel: &CancelToken, progress: &dyn ProgressSink) -> Result<Built, Cancelled> {
    let mut findings = Findings::new();
    let stage = |name: &'static str, done: u64| -> Result<(), Cancelled> {
        progress.report(Progress { stage: name, done, total: 5 });
        cancel.check()
    };
    stage("progress-build-reading", 0)?;
    let rings = intake::take_in(polygons, &mut findings);
    stage("progress-build-snapping", 1)?;
    let snap_units = options.snap_units.unwrap_or_else(|| estimate::snap_units(&rings));
    let gap_width_m = options.gap_width_m.filter(|width| width.is_finite()).unwrap_or_else(|| f64::from(snap_units.max(2)) * report::METRES_PER_UNIT);
    let clustered = cluster::cluster(&rings, snap_units, cancel)?;
    stage("progress-build-noding", 2)?;
    let noded = noding::node(&rings, clustered, snap_units, cancel)?;
    noding::report(polygons, &rings, &noded, &mut findings);
    stage("progress-build-faces", 3)?;
    let graph = chains::contract(&rings, noded, cancel)?;
    let faces = faces::trace(&graph, cancel)?;
    stage("progress-build-deciding", 4)?;
    let mut deciding = resolve::Resolver::new(polygons, &graph, &faces, options.overlap, gap_width_m);
    deciding.resolve(&mut findings);
    let owners = deciding.into_owners();
    let (arcs, cells) = output::assemble(&graph, &faces, &owners, options.lock_arcs);
    output::report_parts(polygons, &rings, &faces, &cells, &mut findings);
    stage("progress-build-done", 5)?;
    Ok(Built { arcs, cells, findings, snap_units, gap_width_m })
}
