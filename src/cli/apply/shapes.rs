//! Edits of boundaries: vertices, edges, cut, merge, new cells.

use super::fault::{Expected, Fault};
use super::fields::{Fields, bad};
use super::lookup;
use super::request::Request;
use crate::edit::{Command, Document, EditRefusal, Label};
use crate::geodesy::{Bounds, Position, UNITS_PER_DEGREE, distance_m};
use crate::partition::{Partition, Vertex};

/// How far from the named place a vertex may be where `within_m` is not given.
const WITHIN_M: f64 = 50.0;

pub(super) fn move_vertex(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let (at, to) = (fields.position("at")?, fields.position("to")?);
    let vertex = vertex(fields, document, at)?;
    let is_clamped = fields.flag("clamp")?;
    Ok(moving(document, vec![(vertex, to)], is_clamped, "step-move-vertex"))
}

pub(super) fn move_edge(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let (a, b) = (fields.position("a")?, fields.position("b")?);
    let shift = fields.shift("by")?;
    let within_m = fields.optional_metres("within_m")?.unwrap_or(WITHIN_M);
    let is_clamped = fields.flag("clamp")?;
    let partition = &document.plan().partition;
    let find = |place: Position| partition.vertex_near(place, within_m).ok_or(Fault::NoVertex { place, metres: within_m });
    let (first, second) = (find(a)?, find(b)?);
    let place = |vertex: Vertex| partition.vertex_position(vertex).unwrap_or_default();
    if !is_one_segment(partition, place(first), place(second)) {
        return Err(Fault::NoEdge { a, b });
    }
    let shifted = |vertex: Vertex| shifted(place(vertex), shift).map(|to| (vertex, to)).ok_or_else(|| bad("by", Expected::Shift));
    Ok(moving(document, vec![shifted(first)?, shifted(second)?], is_clamped, "step-move-edge"))
}

pub(super) fn insert_vertex(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let (on, to) = (fields.position("on")?, fields.position("to")?);
    let metres = fields.optional_metres("within_m")?.unwrap_or(WITHIN_M);
    let (arc, at) = document.plan().partition.segment_near(on, metres).ok_or(Fault::NoVertex { place: on, metres })?;
    Ok(Request::command(Command::InsertVertex(arc, at, to), Label::new("step-insert-vertex")))
}

pub(super) fn remove_vertex(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let at = fields.position("at")?;
    let vertex = vertex(fields, document, at)?;
    Ok(Request::command(Command::RemoveVertex(vertex), Label::new("step-remove-vertex")))
}

pub(super) fn route(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let on = fields.position("on")?;
    let mut way = fields.positions("along", 2)?;
    let metres = fields.optional_metres("within_m")?.unwrap_or(WITHIN_M);
    let partition = &document.plan().partition;
    let (arc, _) = partition.segment_near(on, metres).ok_or(Fault::NoVertex { place: on, metres })?;
    // Whoever writes the line need not know which way the boundary runs.
    let start = partition.arcs()[arc].shape.points[0];
    let away = |place: Option<&Position>| place.map_or(0.0, |place| distance_m(*place, start));
    if away(way.last()) < away(way.first()) {
        way.reverse();
    }
    Ok(Request::command(Command::RouteArc(arc, way), Label::new("step-route-arc")))
}

pub(super) fn cut(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let code = fields.text("cell")?;
    let line = fields.positions("along", 2)?;
    let cell = lookup::cell(document, &code)?;
    Ok(Request::command(Command::Cut(cell, line), Label::new("step-cut").with("cell", code)))
}

pub(super) fn merge(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let codes = fields.texts("cells", 2)?;
    let cells = lookup::cells(document, &codes)?;
    Ok(Request::command(Command::Merge(cells), Label::new("step-merge").with("count", codes.len())))
}

pub(super) fn new_cell(fields: &mut Fields, document: &Document) -> Result<Request, Fault> {
    let mut ring = fields.positions("ring", 3)?;
    if ring.len() > 3 && ring.first() == ring.last() {
        ring.pop();
    }
    let plane = lookup::named_plane(fields, document)?;
    let grid = match fields.optional_text("grid")? {
        Some(code) => Some(lookup::grid(document, plane, &code).map(|(id, grid)| (grid.plane, id))?),
        None => None,
    };
    Ok(Request::command(Command::NewCell { ring, grid }, Label::new("step-new-cell")))
}

fn vertex(fields: &mut Fields, document: &Document, place: Position) -> Result<Vertex, Fault> {
    let metres = fields.optional_metres("within_m")?.unwrap_or(WITHIN_M);
    document.plan().partition.vertex_near(place, metres).ok_or(Fault::NoVertex { place, metres })
}

/// A clamped move is tried here once, so that the answer can say what stopped it.
fn moving(document: &Document, moves: Vec<(Vertex, Position)>, is_clamped: bool, label: &str) -> Request {
    let stopped = if is_clamped { document.plan().partition.propose_move_clamped(&moves).1.map(EditRefusal::from) } else { None };
    Request::Command { command: Box::new(Command::MoveVertices { moves, is_clamped }), label: Label::new(label), stopped }
}

/// Whether two positions are the ends of one segment of a boundary.
fn is_one_segment(partition: &Partition, a: Position, b: Position) -> bool {
    let is_it = |pair: &[Position]| (pair[0] == a && pair[1] == b) || (pair[0] == b && pair[1] == a);
    partition.arcs_near(&Bounds::of([a, b])).any(|arc| partition.arcs()[arc].shape.points.windows(2).any(is_it))
}

fn shifted(place: Position, by: [f64; 2]) -> Option<Position> {
    let [lon, lat] = by.map(|degrees| degrees * UNITS_PER_DEGREE);
    let (lon, lat) = (f64::from(place.lon) + lon.round(), f64::from(place.lat) + lat.round());
    Position::from_degrees(lon / UNITS_PER_DEGREE, lat / UNITS_PER_DEGREE)
}
