//! What lies under the pointer: outlets, cells, grids, vertices and edges of boundaries.
//!
//! Distances are points on the screen, so that what looks near is near at every zoom. Nothing is indexed beyond what partition and
//! document keep themselves: outlets are looked through one by one, 0.1 µs each without optimisation.

use super::{Focus, Layers, View};
use crate::base::{ArcId, CellId, GridId, OutletId};
use crate::edit::Document;
use crate::geodesy::{Bounds, Position};
use crate::partition::{ArcShape, Partition, Vertex};
use egui::{Pos2, Vec2};

/// How near the pointer must come to something to pick it, in points.
pub const REACH: f32 = 10.0;
/// From this size on, in points, cells are drawn and can be picked one by one.
pub const CELL_SIZE: f32 = 24.0;

/// A part of a boundary that can be gripped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    /// A node or a vertex.
    Vertex(Vertex),
    /// The segment of an arc that begins at a number.
    Edge {
        /// The arc.
        arc: ArcId,
        /// Number of the segment's first position.
        at: usize,
    },
}

/// The cell at a position; `None` outside the plan. Cost: as [`Partition::cell_at`].
pub fn cell_at(document: &Document, position: Position) -> Option<CellId> {
    Some(document.plan().partition.cell_at(position)).filter(|cell| *cell != CellId::OUTSIDE)
}

/// The grid of the level in focus at a position.
pub fn grid_at(document: &Document, focus: &Focus, position: Position) -> Option<GridId> {
    document.view().grid_at_level(focus.plane, cell_at(document, position)?, focus.level)
}

/// The outlet of a visible layer nearest to a point of the screen within a reach; of several at one place the one with the smallest id.
/// Cost: a look at every outlet.
pub fn outlet_near(document: &Document, view: &View, layers: &Layers, point: Pos2, reach: f32) -> Option<OutletId> {
    let bounds = view.around(point, reach);
    let scenario = document.active_name();
    let near = document.outlets().iter().filter(|(_, outlet)| bounds.contains(outlet.position) && layers.has_outlets_of(outlet.kind) && outlet.status_in(scenario).is_some());
    nearest(near.map(|(id, outlet)| (id, view.point(outlet.position).distance(point))), reach)
}

/// The demand point nearest to a point of the screen within a reach, by its number. Cost: the points in the box.
pub fn demand_near(document: &Document, view: &View, point: Pos2, reach: f32) -> Option<u32> {
    let mut found = Vec::new();
    document.points_in(&view.around(point, reach), |number, position, _| found.push((number as u32, view.point(position).distance(point))));
    nearest(found.into_iter(), reach)
}

fn nearest<T>(found: impl Iterator<Item = (T, f32)>, reach: f32) -> Option<T> {
    let mut best: Option<(T, f32)> = None;
    for (what, distance) in found {
        if distance <= reach && best.as_ref().is_none_or(|(_, least)| distance < *least) {
            best = Some((what, distance));
        }
    }
    best.map(|(what, _)| what)
}

/// How large a cell is on the screen, in points: the smaller side of its box.
pub fn cell_size(document: &Document, view: &View, cell: CellId) -> f32 {
    let bounds = document.plan().partition.cell_bounds(cell);
    if bounds.is_empty() {
        return 0.0;
    }
    let size = view.point(bounds.max) - view.point(bounds.min);
    size.x.abs().min(size.y.abs())
}

/// Whether the cells at a point of the screen are large enough to be picked one by one; so they are outside the plan.
pub fn are_cells_large(document: &Document, view: &View, point: Pos2) -> bool {
    cell_at(document, view.position(point)).is_none_or(|cell| cell_size(document, view, cell) >= CELL_SIZE)
}

/// The vertex nearest to a point of the screen within a reach, else the nearest edge. Where cells are too small to be seen only
/// boundaries of grids of the level in focus can be gripped. Cost: the arcs near the point.
pub fn grip_near(document: &Document, view: &View, focus: &Focus, point: Pos2, reach: f32) -> Option<Grip> {
    let partition = &document.plan().partition;
    let is_every_arc = are_cells_large(document, view, point);
    let (mut vertex, mut edge): (Option<(Vertex, f32)>, Option<(Grip, f32)>) = (None, None);
    for_each_segment(partition, view, point, reach, |arc, shape, at, [a, b]| {
        if !is_every_arc && !divides_grids(document, focus, shape) {
            return;
        }
        for (end, place) in [(at, a), (at + 1, b)] {
            let distance = place.distance(point);
            if distance <= reach && vertex.is_none_or(|(_, least)| distance < least) {
                vertex = Some((vertex_of(arc, shape, end), distance));
            }
        }
        let distance = distance_to_segment(point, a, b);
        if distance <= reach && edge.is_none_or(|(_, least)| distance < least) {
            edge = Some((Grip::Edge { arc, at }, distance));
        }
    });
    vertex.map(|(vertex, _)| Grip::Vertex(vertex)).or(edge.map(|(grip, _)| grip))
}

/// Calls `visit` with every segment of a boundary whose box comes within a reach of a point of the screen: arc, its shape, number and
/// the two ends on the screen.
pub fn for_each_segment(partition: &Partition, view: &View, point: Pos2, reach: f32, mut visit: impl FnMut(ArcId, &ArcShape, usize, [Pos2; 2])) {
    let bounds = view.around(point, reach);
    for id in partition.arcs_near(&bounds) {
        let Some(arc) = partition.arcs().get(id) else { continue };
        for (at, pair) in arc.shape.points.windows(2).enumerate() {
            if Bounds::of([pair[0], pair[1]]).touches(&bounds) {
                visit(id, &arc.shape, at, [view.point(pair[0]), view.point(pair[1])]);
            }
        }
    }
}

/// The vertex at a position of an arc, by its number.
pub fn vertex_of(arc: ArcId, shape: &ArcShape, at: usize) -> Vertex {
    match at {
        0 => Vertex::Node(shape.from),
        at if at + 1 == shape.points.len() => Vertex::Node(shape.to),
        at => Vertex::Inner { arc, at },
    }
}

/// Whether an arc has different grids of the level in focus on its sides.
pub fn divides_grids(document: &Document, focus: &Focus, shape: &ArcShape) -> bool {
    let grid = |cell| document.view().grid_at_level(focus.plane, cell, focus.level);
    grid(shape.left) != grid(shape.right)
}

/// Whether a grid's boundary comes within a reach of a point of the screen.
pub fn is_near_edge_of(document: &Document, view: &View, focus: &Focus, grid: GridId, point: Pos2, reach: f32) -> bool {
    let mut is_near = false;
    for_each_segment(&document.plan().partition, view, point, reach, |_, shape, _, [a, b]| {
        let sides = [shape.left, shape.right].map(|cell| document.view().grid_at_level(focus.plane, cell, focus.level));
        is_near |= sides[0] != sides[1] && sides.contains(&Some(grid)) && distance_to_segment(point, a, b) <= reach;
    });
    is_near
}

/// The box around the cells of a grid. Cost: the cells of the plane.
pub fn grid_bounds(document: &Document, grid: GridId) -> Bounds {
    let partition = &document.plan().partition;
    document.view().cells_of(grid).into_iter().fold(Bounds::EMPTY, |bounds, cell| bounds.union(partition.cell_bounds(cell)))
}

/// How far along a segment the place nearest to a point is, from 0 to 1.
pub fn share_along(point: Pos2, a: Pos2, b: Pos2) -> f32 {
    let way: Vec2 = b - a;
    let square = way.length_sq();
    if square > 0.0 { ((point - a).dot(way) / square).clamp(0.0, 1.0) } else { 0.0 }
}

/// Distance of a point from a segment.
pub fn distance_to_segment(point: Pos2, a: Pos2, b: Pos2) -> f32 {
    (a + (b - a) * share_along(point, a, b)).distance(point)
}

/// The position a share of the way from one position to another.
pub fn between(a: Position, b: Position, share: f32) -> Position {
    let part = |from: i32, to: i32| (f64::from(from) + (f64::from(to) - f64::from(from)) * f64::from(share)).round() as i32;
    Position::new(part(a.lon, b.lon), part(a.lat, b.lat))
}

#[cfg(test)]
mod tests {
    use super::super::Camera;
    use super::super::camera::world_of;
    use super::*;
    use crate::base::Table;
    use crate::edit::fixture::content;
    use crate::model::Outlet;
    use crate::partition::fixture::{Dice, STEP, at};
    use egui::{Rect, pos2, vec2};

    fn view(zoom: f64) -> View {
        View::new(Camera { center: world_of(at(5 * STEP / 2, 5 * STEP / 2)), zoom }, Rect::from_min_size(pos2(0.0, 0.0), vec2(900.0, 700.0)))
    }

    #[test]
    fn a_vertex_is_gripped_before_the_edge_it_ends() {
        let document = Document::new(content(1));
        let view = view(20.0);
        let focus = Focus::of(&document);
        let node = view.point(at(2 * STEP, 2 * STEP));
        let grip = |point| grip_near(&document, &view, &focus, point, REACH);
        assert!(matches!(grip(node + vec2(6.0, 5.0)), Some(Grip::Vertex(Vertex::Node(_)))));
        let middle = view.point(at(2 * STEP + STEP / 2, 2 * STEP + STEP / 10));
        assert!(matches!(grip(middle), Some(Grip::Vertex(Vertex::Inner { at: 1, .. }))));
        assert!(matches!(grip(node + (middle - node) * 0.5 + vec2(0.0, 4.0)), Some(Grip::Edge { .. })));
        assert_eq!(grip(view.point(at(2 * STEP + 400, 2 * STEP + 500))), None);
    }

    #[test]
    fn from_afar_only_boundaries_of_grids_are_gripped() {
        let document = Document::new(content(1));
        let (near, far) = (view(20.0), view(16.5));
        let focus = Focus::of(&document);
        let is_inner = |view: &View, place| grip_near(&document, view, &focus, view.point(place), 2.0).is_none();
        // Cells 8 to 13 belong to one grid: the boundary between 9 and 10 is inside it.
        let inner = at(4 * STEP - STEP / 10, STEP + STEP / 2);
        assert!(!is_inner(&near, inner), "cells are large");
        assert!(is_inner(&far, inner) || document.view().grid_at_level(focus.plane, CellId(9), focus.level) != document.view().grid_at_level(focus.plane, CellId(10), focus.level));
    }

    #[test]
    fn the_nearest_outlet_of_twenty_thousand_is_found_at_once() {
        let mut content = content(1);
        let template = content.outlets.rows().next().unwrap().clone();
        let mut dice = Dice(5);
        let place = |dice: &mut Dice| at(dice.roll(i64::from(5 * STEP)) as i32, dice.roll(i64::from(5 * STEP)) as i32);
        content.outlets = (0..20_000).map(|n| Outlet { code: format!("O{n}"), position: place(&mut dice), ..template.clone() }).collect::<Table<_, _>>();
        let document = Document::new(content);
        let view = view(20.0);
        for _ in 0..20 {
            let point = view.point(place(&mut dice));
            let slow = document.outlets().iter().map(|(id, outlet)| (view.point(outlet.position).distance(point), id)).filter(|(distance, _)| *distance <= REACH);
            let expected = slow.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id);
            assert_eq!(outlet_near(&document, &view, &Layers::default(), point, REACH), expected);
        }
    }
}
