//! The graph of a plan: its cells, what they carry, and over what length they border.

use super::graph::{Graph, GraphError};
use crate::base::CellId;
use crate::geodesy::{Position, metres_per_unit, tenth_mm_to_m};
use crate::metrics::{Ledger, PlanView};
use std::collections::BTreeMap;

/// The cells of a plan as units of a graph: all measures of the ledger, lengths of shared boundaries in metres, places in metres
/// east and north of the middle of the plan (on the parallel and the meridian there: right to 1e-3 within a province).
/// Returns the cell of each unit with it, ascending. Cells that do not touch are not joined; see [`Graph::suggested_bridges`].
///
/// # Errors
/// [`GraphError`] for negative amounts.
/// Cost: the positions of all arcs.
pub fn graph_of_plan(view: PlanView<'_>, ledger: &Ledger) -> Result<(Graph, Vec<CellId>), GraphError> {
    let partition = view.partition;
    let cells: Vec<CellId> = partition.cells().collect();
    let unit_of: BTreeMap<CellId, u32> = cells.iter().copied().zip(0..).collect();
    let bounds = partition.bounds();
    let middle = Position::new(i32::midpoint(bounds.min.lon, bounds.max.lon), i32::midpoint(bounds.min.lat, bounds.max.lat));
    let (east, north) = metres_per_unit(middle.lat);
    let metres = |position: Position| [f64::from(position.lon - middle.lon) * east, f64::from(position.lat - middle.lat) * north];
    let positions = cells.iter().map(|cell| centroid(view, *cell, &metres)).collect();
    let n_measures = ledger.n_measures();
    let values = cells.iter().flat_map(|cell| ledger.cell_sums(*cell).iter().copied()).collect();
    let mut outer = vec![0.0; cells.len()];
    let mut edges = Vec::new();
    for arc in partition.arcs().rows() {
        let length = tenth_mm_to_m(arc.length_tenth_mm);
        match (unit_of.get(&arc.shape.left), unit_of.get(&arc.shape.right)) {
            (Some(left), Some(right)) => edges.push((*left, *right, length)),
            (Some(unit), None) | (None, Some(unit)) => outer[*unit as usize] += length,
            (None, None) => {}
        }
    }
    Ok((Graph::new(positions, n_measures, values, edges)?.with_outer_lengths(outer)?, cells))
}

/// Centre of gravity of a cell's ground, holes left out of it.
fn centroid(view: PlanView<'_>, cell: CellId, metres: &dyn Fn(Position) -> [f64; 2]) -> [f64; 2] {
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    // Sums are taken from a position of the cell, so that a small cell far from the middle loses no digits.
    let mut origin = None;
    for walked in view.partition.face_arcs(cell) {
        let points = &view.partition.arcs()[walked.arc].shape.points;
        let sign = if walked.is_reversed { -1.0 } else { 1.0 };
        for pair in points.windows(2) {
            let (a, b) = (metres(pair[0]), metres(pair[1]));
            let origin = *origin.get_or_insert(a);
            let (a, b) = ([a[0] - origin[0], a[1] - origin[1]], [b[0] - origin[0], b[1] - origin[1]]);
            let cross = sign * (a[0] * b[1] - a[1] * b[0]);
            area += cross;
            x += cross * (a[0] + b[0]);
            y += cross * (a[1] + b[1]);
        }
    }
    let origin = origin.unwrap_or_default();
    if area.abs() < 1e-9 { origin } else { [origin[0] + x / (3.0 * area), origin[1] + y / (3.0 * area)] }
}
