//! A place inside a piece of ground, for pointing at it.

use super::PlanView;
use crate::base::CellId;
use crate::geodesy::{Bounds, Position, UNITS_PER_DEGREE};
use std::collections::BTreeSet;

/// A place in degrees inside some cells: the middle of the widest stretch of them on the parallel half-way up their box.
/// `None` without cells. Cost: the arcs around the cells.
pub fn interior_place(view: PlanView<'_>, cells: &BTreeSet<CellId>) -> Option<[f64; 2]> {
    let boundary = || {
        let arcs = view.partition.boundary_of(cells.iter().copied(), |cell| cells.contains(&cell));
        arcs.flat_map(|walked| view.partition.arcs()[walked.arc].shape.points.windows(2)).map(|pair| (pair[0], pair[1]))
    };
    let bounds = Bounds::of(boundary().flat_map(|(a, b)| [a, b]));
    if bounds.is_empty() {
        return None;
    }
    let lat = i32::midpoint(bounds.min.lat, bounds.max.lat);
    // A segment owns its lower end only, so every ring is crossed an even number of times.
    let mut lons: Vec<f64> = boundary().filter(|(a, b)| (a.lat <= lat) != (b.lat <= lat)).map(|(a, b)| lon_at(a, b, lat)).collect();
    lons.sort_unstable_by(f64::total_cmp);
    let stretches = lons.chunks_exact(2).map(|pair| (pair[1] - pair[0], pair[0]));
    let (width, west) = stretches.max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some([(west + width / 2.0) / UNITS_PER_DEGREE, f64::from(lat) / UNITS_PER_DEGREE])
}

/// Longitude in lattice units at which a segment crosses a parallel.
fn lon_at(a: Position, b: Position, lat: i32) -> f64 {
    let share = (f64::from(lat) - f64::from(a.lat)) / (f64::from(b.lat) - f64::from(a.lat));
    f64::from(a.lon) + (f64::from(b.lon) - f64::from(a.lon)) * share
}
