//! Shape of grids: parts, outlines, cut edges. Computed when asked for, from the arcs of the grid's cells.

use super::PlanView;
use crate::base::{CellId, GridId, PlaneId};
use crate::partition::{ArcRef, Polygon};
use std::collections::BTreeSet;

/// A grid's outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridShape {
    /// Number of connected parts; parts that touch at a point only are apart.
    pub parts: usize,
    /// The grid as polygons, largest first.
    pub polygons: Vec<Polygon>,
}

/// Outline of a set of cells.
pub fn grid_shape(view: PlanView<'_>, cells: &[CellId]) -> GridShape {
    let set: BTreeSet<CellId> = cells.iter().copied().collect();
    let boundary: Vec<ArcRef> = view.partition.boundary_of(cells.iter().copied(), |cell| set.contains(&cell)).collect();
    GridShape { parts: connected_parts(view, cells.iter().copied()).len(), polygons: view.partition.dissolve(boundary) }
}

/// Number of connected parts of a grid.
pub fn grid_parts(view: PlanView<'_>, grid: GridId) -> usize {
    connected_parts(view, view.cells_of(grid)).len()
}

/// The connected parts of some cells, in the order of their first cells; cells that touch at a position only are apart.
/// Cost: the arcs around the cells.
pub fn connected_parts(view: PlanView<'_>, cells: impl IntoIterator<Item = CellId>) -> Vec<BTreeSet<CellId>> {
    let mut left: BTreeSet<CellId> = cells.into_iter().collect();
    let mut parts = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut part = BTreeSet::from([first]);
        let mut front = vec![first];
        while let Some(cell) = front.pop() {
            for (_, other) in view.partition.neighbours(cell) {
                if left.remove(&other) {
                    part.insert(other);
                    front.push(other);
                }
            }
        }
        parts.push(part);
    }
    parts
}

/// Number of pairs of neighbouring cells that belong to different grids of a level, or of which only one belongs to any.
pub fn cut_edges(view: PlanView<'_>, plane: PlaneId, level: u8) -> usize {
    let mut pairs: Vec<(CellId, CellId)> = view
        .partition
        .arcs()
        .rows()
        .map(|arc| (arc.shape.left.min(arc.shape.right), arc.shape.left.max(arc.shape.right)))
        .filter(|(a, b)| *a != CellId::OUTSIDE && view.grid_at_level(plane, *a, level) != view.grid_at_level(plane, *b, level))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.len()
}
