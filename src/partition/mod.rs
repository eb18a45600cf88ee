//! The plan as a planar partition (平面剖分): nodes, arcs, faces.
//!
//! A boundary between two cells is one arc, referenced by the face on its left and the face on its right; the outside
//! is a face too. Polygons are derived from arcs and never edited, so a gap or an overlap cannot be expressed.
//!
//! Invariants, checked by [`Partition::validate`]:
//! * P1 every arc has one left and one right face, and they differ;
//! * P2 arcs meet only at nodes; none crosses itself or another;
//! * P3 every cell is connected: one outer ring and any number of holes (the outside may be in pieces: gaps inside the plan belong to it);
//! * P4 positions are integers; a derived polygon repeats its arcs' positions exactly.
//!
//! An edit is *proposed* (`propose_…` computes a [`Patch`] or a typed [`Refusal`] and changes nothing) and then
//! *applied*; the inverse patch takes it back. Both cost what they touch, not the size of the city.

mod apply;
mod arc;
mod bucket_grid;
pub mod build;
mod cut;
mod draft;
mod lay;
mod legality;
mod locate;
mod merge;
mod new_cell;
mod patch;
mod pick;
mod points;
mod polygon;
mod refusal;
mod reshape;
mod ring;
mod segment_index;
mod swept;
mod validate;

pub use apply::Touched;
pub use arc::{Arc, ArcRef, ArcShape, Face, Node};
pub use build::{BuildOptions, Built, BuiltCell, InputPolygon, OverlapRule, build};
pub use draft::Outcome;
pub use locate::Locator;
pub use patch::Patch;
pub use points::{PointIndex, spatial_order};
pub use polygon::Polygon;
pub use refusal::Refusal;
pub use reshape::Vertex;
pub use swept::{SweptRegion, Toggled};
pub use validate::Violation;

use crate::base::{ArcId, CellId, NodeId, Table};
use crate::geodesy::{Bounds, Position};
use segment_index::SegmentIndex;
use std::collections::BTreeMap;

/// A planar partition: see the module documentation for its invariants.
#[derive(Clone, Debug, Default)]
pub struct Partition {
    nodes: Table<NodeId, Node>,
    arcs: Table<ArcId, Arc>,
    faces: Table<CellId, Face>,
    index: SegmentIndex,
}

impl PartialEq for Partition {
    /// The same nodes, arcs and faces under the same ids; the index follows from them.
    fn eq(&self, other: &Self) -> bool {
        self.nodes == other.nodes && self.arcs == other.arcs && self.faces == other.faces
    }
}

impl Partition {
    /// Builds the partition of some arcs, for example those of a project file or of the cleaner.
    ///
    /// # Errors
    /// The violations of P1 and P3 and of the arcs' form. Crossings (P2) are looked for by [`Self::validate`] only, since
    /// our own writer never writes one and looking costs more than loading.
    pub fn from_arcs(arcs: impl IntoIterator<Item = (ArcId, ArcShape)>) -> Result<Self, Vec<Violation>> {
        let arcs: Vec<_> = arcs.into_iter().collect();
        let violations = validate::check_shapes(&arcs);
        if !violations.is_empty() {
            return Err(violations);
        }
        let bounds = Bounds::of(arcs.iter().flat_map(|(_, shape)| shape.points.iter().copied()));
        let n_segments = arcs.iter().map(|(_, shape)| shape.points.len() - 1).sum();
        let mut partition = Self { index: SegmentIndex::new(bounds, n_segments), ..Self::default() };
        partition.faces.set(CellId::OUTSIDE, Some(Face::default()));
        let mut sides: BTreeMap<CellId, Vec<ArcRef>> = BTreeMap::new();
        for (id, shape) in arcs {
            sides.entry(shape.left).or_default().push(ArcRef { arc: id, is_reversed: false });
            sides.entry(shape.right).or_default().push(ArcRef { arc: id, is_reversed: true });
            partition.link(id, Arc::new(shape));
        }
        for (cell, refs) in sides {
            let face = partition.trace_face(refs);
            partition.faces.set(cell, Some(face));
        }
        let violations = partition.check_faces();
        if violations.is_empty() { Ok(partition) } else { Err(violations) }
    }

    /// Marks ids below these as used, so that what a file once named is never given again (M3).
    pub fn reserve_ids(&mut self, nodes: usize, arcs: usize, cells: usize) {
        self.nodes.reserve_ids(nodes);
        self.arcs.reserve_ids(arcs);
        self.faces.reserve_ids(cells);
    }

    /// The arcs by id.
    pub fn arcs(&self) -> &Table<ArcId, Arc> {
        &self.arcs
    }

    /// The nodes by id.
    pub fn nodes(&self) -> &Table<NodeId, Node> {
        &self.nodes
    }

    /// The faces by cell; [`CellId::OUTSIDE`] is one of them.
    pub fn faces(&self) -> &Table<CellId, Face> {
        &self.faces
    }

    /// The cells, without the outside, in order.
    pub fn cells(&self) -> impl Iterator<Item = CellId> + '_ {
        self.faces.ids().filter(|cell| *cell != CellId::OUTSIDE)
    }

    /// Number of cells.
    pub fn n_cells(&self) -> usize {
        self.faces.len().saturating_sub(1)
    }

    /// The box around everything.
    pub fn bounds(&self) -> Bounds {
        self.arcs.rows().fold(Bounds::EMPTY, |bounds, arc| bounds.union(arc.bounds))
    }

    /// The box around a cell; empty for a cell that is not there.
    pub fn cell_bounds(&self, cell: CellId) -> Bounds {
        self.face_arcs(cell).fold(Bounds::EMPTY, |bounds, walked| bounds.union(self.arcs[walked.arc].bounds))
    }

    /// The arcs around a cell, each in the direction that has the cell on the left.
    pub fn face_arcs(&self, cell: CellId) -> impl Iterator<Item = ArcRef> + '_ {
        self.faces.get(cell).into_iter().flat_map(|face| face.rings.iter().flatten().copied())
    }

    /// The cells on the other side of a cell's arcs, with repetition, the outside included.
    pub fn neighbours(&self, cell: CellId) -> impl Iterator<Item = (ArcId, CellId)> + '_ {
        self.face_arcs(cell).map(|walked| {
            let shape = &self.arcs[walked.arc].shape;
            (walked.arc, if walked.is_reversed { shape.left } else { shape.right })
        })
    }

    /// Area of a cell in square centimetres, exact in the integers its arcs keep (X1).
    pub fn cell_area_cm2(&self, cell: CellId) -> i64 {
        self.face_arcs(cell).map(|walked| if walked.is_reversed { -self.arcs[walked.arc].area_cm2 } else { self.arcs[walked.arc].area_cm2 }).sum()
    }

    /// Length of a cell's boundary, holes included, in tenths of a millimetre.
    pub fn cell_perimeter_tenth_mm(&self, cell: CellId) -> i64 {
        self.face_arcs(cell).map(|walked| self.arcs[walked.arc].length_tenth_mm).sum()
    }

    /// The arcs with a segment near a box, ascending.
    pub fn arcs_near(&self, bounds: &Bounds) -> impl Iterator<Item = ArcId> + use<> {
        self.index.arcs_near(bounds).into_iter()
    }

    /// The cell that holds a position, by the half-open rule of [`crate::geodesy::point_is_under`]; the outside where none does.
    /// Cost: the segments in the bucket column below the position.
    pub fn cell_at(&self, position: Position) -> CellId {
        locate::cell_at(self, position)
    }
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
