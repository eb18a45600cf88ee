//! Lines of the plan for sketches: outlines of cells and grids, what is in the way.

use super::{Ink, Mark, Obstacle, Sketch, ToolContext};
use crate::base::{ArcId, CellId, GridId};
use crate::edit::EditRefusal;
use crate::geodesy::Position;
use crate::map::pick::vertex_of;
use crate::partition::{Refusal, Vertex};
use std::collections::BTreeSet;

/// Least distance between two handles, in points: nearer ones would hide the line.
const HANDLE_DISTANCE: f32 = 9.0;

/// Adds the outlines of cells, each lightly filled.
pub(super) fn add_cells(sketch: &mut Sketch, context: &ToolContext<'_>, cells: impl IntoIterator<Item = CellId>, ink: Ink) {
    for cell in cells {
        if let Some(shell) = context.document.plan().partition.cell_polygon(cell).rings.into_iter().next() {
            sketch.ring(shell, ink);
        }
    }
}

/// Adds the boundary of a grid. Cost: the cells of the plane and the arcs around the grid's cells.
pub(super) fn add_grid(sketch: &mut Sketch, context: &ToolContext<'_>, grid: GridId, ink: Ink) {
    let (partition, view) = (&context.document.plan().partition, context.document.view());
    let members: BTreeSet<CellId> = view.cells_of(grid).into_iter().collect();
    for walked in partition.boundary_of(members.iter().copied(), |cell| members.contains(&cell)) {
        sketch.strong_line(partition.arcs()[walked.arc].shape.points.to_vec(), ink);
    }
}

/// Adds arcs with handles at their nodes and vertices.
pub(super) fn add_arcs(sketch: &mut Sketch, context: &ToolContext<'_>, arcs: &BTreeSet<ArcId>) {
    for id in arcs {
        let Some(arc) = context.document.plan().partition.arcs().get(*id) else { continue };
        sketch.line(arc.shape.points.to_vec(), Ink::Accent);
        let mut last: Option<egui::Pos2> = None;
        for (at, position) in arc.shape.points.iter().enumerate() {
            let point = context.view.point(*position);
            let is_node = matches!(vertex_of(*id, &arc.shape, at), Vertex::Node(_));
            let is_free = last.is_none_or(|last| last.distance(point) >= HANDLE_DISTANCE);
            if context.view.rect.contains(point) && (is_node || is_free) {
                sketch.marks.push((*position, if is_node { Mark::Node } else { Mark::Vertex }));
                last = Some(point);
            }
        }
    }
}

/// The arcs that end or bend at a vertex.
pub(super) fn arcs_at(context: &ToolContext<'_>, vertex: Vertex) -> BTreeSet<ArcId> {
    match vertex {
        Vertex::Node(node) => context.document.plan().partition.nodes().get(node).into_iter().flat_map(|row| row.arcs.iter().map(|walked| walked.arc)).collect(),
        Vertex::Inner { arc, .. } => BTreeSet::from([arc]),
    }
}

/// The vertices next to a vertex along boundaries.
pub(super) fn neighbours_of(context: &ToolContext<'_>, vertex: Vertex) -> Vec<Position> {
    let partition = &context.document.plan().partition;
    let mut found = Vec::new();
    match vertex {
        Vertex::Node(node) => {
            for walked in partition.nodes().get(node).into_iter().flat_map(|row| &row.arcs) {
                let points = &partition.arcs()[walked.arc].shape.points;
                found.push(if walked.is_reversed { points[points.len() - 2] } else { points[1] });
            }
        }
        Vertex::Inner { arc, at } => {
            if let Some(points) = partition.arcs().get(arc).map(|arc| &arc.shape.points) {
                found.extend(at.checked_sub(1).and_then(|before| points.get(before)).copied());
                found.extend(points.get(at + 1).copied());
            }
        }
    }
    found
}

/// A refusal with the place, cell or grid it speaks of.
pub(super) fn obstacle_of(context: &ToolContext<'_>, refusal: EditRefusal) -> Obstacle {
    let (mut place, mut cell, mut grid) = (None, None, None);
    match &refusal {
        EditRefusal::Geometry(Refusal::Crossing(at) | Refusal::TooClose(at) | Refusal::BaseUnitLocked(at) | Refusal::IsJunction(at)) => place = Some(*at),
        EditRefusal::Geometry(Refusal::FlippedCell(id) | Refusal::SwallowsCell(id)) => cell = Some(*id),
        EditRefusal::Locked(code) | EditRefusal::DisconnectsGrid(code) => grid = context.document.plan().grid_by_code(context.focus.plane, code),
        _ => {}
    }
    Obstacle { refusal, place, cell, grid }
}
