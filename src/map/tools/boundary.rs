//! The boundary tool (边界): drag vertices and edges, insert and remove vertices; official boundaries are pushed cell by cell.

use super::outlines::{add_arcs, arcs_at, neighbours_of, obstacle_of};
use super::push::Pushing;
use super::snap::{Snap, SnapTo, snap};
use super::tracing::Tracing;
use super::{DRAG_DISTANCE, Ink, Kit, Mark, Requests, Sketch, Tool, ToolContext, ToolEvent};
use crate::base::ArcId;
use crate::edit::{Command, EditRefusal, Label};
use crate::geodesy::Position;
use crate::map::Request;
use crate::map::pick::{Grip, REACH, between, grip_near, share_along, vertex_of};
use crate::partition::{Refusal, Vertex};
use egui::{CursorIcon, Pos2, Vec2, vec2};
use std::collections::BTreeSet;

/// How far before a vertex or an edge of the plan a dragged vertex stops, in lattice units (1 cm each): two boundaries may come that near,
/// but may not touch.
const CLEARANCE: f64 = 4.0;

/// The boundary tool.
#[derive(Debug, Default)]
pub(super) struct BoundaryTool {
    hover: Option<Grip>,
    state: State,
    /// Why the last click did nothing.
    refusal: Option<EditRefusal>,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Idle,
    /// The button is down on a grip and has not moved yet.
    Pressed { grip: Grip, at: Pos2 },
    Dragging(Drag),
    Pushing(Pushing),
    Tracing(Tracing),
    /// The button is down on a boundary that cannot be moved at all.
    Stuck,
}

/// Vertices on their way.
#[derive(Debug)]
struct Drag {
    /// Each vertex and where it was at first.
    parts: Vec<(Vertex, Position)>,
    /// Where the pointer was at first.
    press: Position,
    /// Vertices next to the dragged ones; nothing snaps to them.
    neighbours: Vec<Position>,
    /// Where the first part was asked to go.
    wanted: Position,
    snapped: Option<Snap>,
}

impl Tool for BoundaryTool {
    fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        match event {
            ToolEvent::Hover(at) => {
                self.hover = grip_near(context.document, context.view, context.focus, at, REACH);
                Requests::new()
            }
            ToolEvent::Leave => {
                self.hover = None;
                Requests::new()
            }
            ToolEvent::Press(at) => self.press(at, context),
            ToolEvent::Drag(at) => self.drag(at, context, kit),
            ToolEvent::Release(at) => self.release(at, context, kit),
            ToolEvent::DoubleClick(at) => self.insert(at, context),
            ToolEvent::Delete => self.remove(context),
            ToolEvent::Cancel => self.put_down(),
            ToolEvent::Confirm => Requests::new(),
        }
    }

    fn sketch(&self, context: &ToolContext<'_>, _kit: &Kit) -> Sketch {
        let mut sketch = match &self.state {
            State::Dragging(drag) => drag.sketch(context),
            State::Pushing(pushing) => pushing.sketch(context),
            State::Tracing(tracing) => tracing.sketch(context),
            State::Idle | State::Pressed { .. } | State::Stuck => self.resting_sketch(context),
        };
        if let Some(refusal) = &self.refusal {
            sketch.obstacle = Some(obstacle_of(context, refusal.clone()));
        }
        sketch
    }

    fn is_busy(&self) -> bool {
        matches!(self.state, State::Dragging(_) | State::Pushing(_) | State::Tracing(_))
    }

    fn put_down(&mut self) -> Requests {
        let is_open = self.is_busy();
        *self = Self::default();
        if is_open { vec![Request::Abort] } else { Requests::new() }
    }

    fn cursor(&self) -> CursorIcon {
        match (&self.state, self.hover) {
            (State::Dragging(_) | State::Pushing(_) | State::Tracing(_), _) => CursorIcon::Grabbing,
            (State::Stuck, _) => CursorIcon::NotAllowed,
            (_, Some(_)) => CursorIcon::Grab,
            (_, None) => CursorIcon::Default,
        }
    }
}

impl BoundaryTool {
    fn press(&mut self, at: Pos2, context: &ToolContext<'_>) -> Requests {
        self.refusal = None;
        self.hover = grip_near(context.document, context.view, context.focus, at, REACH);
        self.state = match self.hover {
            Some(grip) => State::Pressed { grip, at },
            None => State::Idle,
        };
        Requests::new()
    }

    fn drag(&mut self, at: Pos2, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        match &mut self.state {
            State::Pressed { grip, at: press } if at.distance(*press) >= DRAG_DISTANCE => {
                let (grip, press) = (*grip, *press);
                self.begin(grip, press, at, context, kit)
            }
            State::Dragging(drag) => drag.follow(at, context, kit),
            State::Pushing(pushing) => pushing.follow(context, at),
            State::Tracing(tracing) => tracing.follow(at, context, kit),
            State::Idle | State::Pressed { .. } | State::Stuck => Requests::new(),
        }
    }

    fn begin(&mut self, grip: Grip, press: Pos2, at: Pos2, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        let vertices = vertices_of(grip, context);
        if let Some(place) = locked_place(&vertices, context) {
            return self.begin_push(place, press, at, context);
        }
        if context.modifiers.command
            && let Some(mut tracing) = Tracing::new(grip, context)
        {
            let mut requests = vec![Request::Begin(Label::new("step-route-arc"))];
            requests.extend(tracing.follow(at, context, kit));
            self.state = State::Tracing(tracing);
            return requests;
        }
        let partition = &context.document.plan().partition;
        let parts: Vec<(Vertex, Position)> = vertices.iter().filter_map(|vertex| Some((*vertex, partition.vertex_position(*vertex)?))).collect();
        let Some((_, first)) = parts.first().copied() else { return Requests::new() };
        let label = Label::new(if parts.len() == 1 { "step-move-vertex" } else { "step-move-edge" });
        let neighbours = vertices.iter().flat_map(|vertex| neighbours_of(context, *vertex)).collect();
        let mut drag = Drag { parts, press: context.view.position(press), neighbours, wanted: first, snapped: None };
        let mut requests = vec![Request::Begin(label)];
        requests.extend(drag.follow(at, context, kit));
        self.state = State::Dragging(drag);
        requests
    }

    /// An official boundary keeps its shape; the cells along it follow the pointer instead.
    fn begin_push(&mut self, place: Position, press: Pos2, at: Pos2, context: &ToolContext<'_>) -> Requests {
        match Pushing::from_boundary(context, press, at) {
            Some(mut pushing) => {
                let mut requests = vec![Request::Begin(pushing.label(context))];
                requests.extend(pushing.follow(context, at));
                self.state = State::Pushing(pushing);
                requests
            }
            None => {
                self.refusal = Some(Refusal::BaseUnitLocked(place).into());
                self.state = State::Stuck;
                Requests::new()
            }
        }
    }

    fn release(&mut self, at: Pos2, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        let mut requests = self.drag(at, context, kit);
        if self.is_busy() {
            requests.push(Request::Commit);
        }
        self.state = State::Idle;
        self.hover = grip_near(context.document, context.view, context.focus, at, REACH);
        requests
    }

    fn insert(&mut self, at: Pos2, context: &ToolContext<'_>) -> Requests {
        let Some(Grip::Edge { arc, at: number }) = grip_near(context.document, context.view, context.focus, at, REACH) else { return Requests::new() };
        let partition = &context.document.plan().partition;
        let Some(place) = place_on_edge(context, arc, number, at) else { return Requests::new() };
        match partition.propose_insert(arc, number, place) {
            Ok(_) => vec![Request::Run(Command::InsertVertex(arc, number, place), Label::new("step-insert-vertex"))],
            Err(refusal) => self.refuse(refusal),
        }
    }

    fn remove(&mut self, context: &ToolContext<'_>) -> Requests {
        let (Some(Grip::Vertex(vertex)), State::Idle) = (self.hover, &self.state) else { return Requests::new() };
        match context.document.plan().partition.propose_remove(vertex) {
            Ok(_) => {
                self.hover = None;
                vec![Request::Run(Command::RemoveVertex(vertex), Label::new("step-remove-vertex"))]
            }
            Err(refusal) => self.refuse(refusal),
        }
    }

    fn refuse(&mut self, refusal: Refusal) -> Requests {
        self.refusal = Some(refusal.into());
        Requests::new()
    }

    fn resting_sketch(&self, context: &ToolContext<'_>) -> Sketch {
        let Some(grip) = self.hover.filter(|grip| is_there(*grip, context)) else { return Sketch::hint("hint-boundary") };
        let mut sketch = Sketch::hint(if matches!(grip, Grip::Vertex(_)) { "hint-boundary-vertex" } else { "hint-boundary-edge" });
        match grip {
            Grip::Vertex(vertex) => {
                add_arcs(&mut sketch, context, &arcs_at(context, vertex));
                sketch.marks.extend(context.document.plan().partition.vertex_position(vertex).map(|position| (position, Mark::Grip)));
            }
            Grip::Edge { arc, at } => {
                add_arcs(&mut sketch, context, &BTreeSet::from([arc]));
                let points = &context.document.plan().partition.arcs()[arc].shape.points;
                sketch.strong_line(vec![points[at], points[at + 1]], Ink::Accent);
            }
        }
        sketch
    }
}

impl Drag {
    /// Asks for the vertices to go where the pointer says.
    fn follow(&mut self, at: Pos2, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        let view = context.view;
        let way = at - view.point(self.press);
        let start = view.point(self.parts[0].1);
        self.snapped = None;
        let (wanted, target) = if context.modifiers.shift {
            let target = view.position(start + self.along_axis(way, context));
            (target, target)
        } else {
            self.snapped = self.snap(start + way, context, kit);
            match &self.snapped {
                Some(snap) => (snap.position, self.before(snap)),
                None => (view.position(start + way), view.position(start + way)),
            }
        };
        self.wanted = wanted;
        let first = self.parts[0].1;
        let moved = |from: Position| Position::new(from.lon.saturating_add(target.lon.saturating_sub(first.lon)), from.lat.saturating_add(target.lat.saturating_sub(first.lat)));
        let moves = self.parts.iter().map(|(vertex, from)| (*vertex, moved(*from))).collect();
        vec![Request::Amend(Command::MoveVertices { moves, is_clamped: true })]
    }

    fn snap(&self, at: Pos2, context: &ToolContext<'_>, kit: &Kit) -> Option<Snap> {
        let partition = &context.document.plan().partition;
        let mut own: Vec<Position> = self.parts.iter().filter_map(|(vertex, _)| partition.vertex_position(*vertex)).collect();
        own.extend(&self.neighbours);
        snap(context, kit, at, &own)
    }

    /// A boundary may not touch another, so what snaps to the plan stops just before it.
    fn before(&self, snap: &Snap) -> Position {
        if matches!(snap.to, SnapTo::Reference { .. }) {
            return snap.position;
        }
        let from = self.parts[0].1;
        let (dx, dy) = (f64::from(snap.position.lon) - f64::from(from.lon), f64::from(snap.position.lat) - f64::from(from.lat));
        let length = libm::hypot(dx, dy);
        if length <= CLEARANCE { from } else { between(from, snap.position, (1.0 - CLEARANCE / length) as f32) }
    }

    /// The way along the nearest of the directions that Shift keeps: level, upright, along the edges that meet here, and for an edge
    /// also across it.
    fn along_axis(&self, way: Vec2, context: &ToolContext<'_>) -> Vec2 {
        let start = context.view.point(self.parts[0].1);
        let mut axes = vec![vec2(1.0, 0.0), vec2(0.0, 1.0)];
        match self.parts.as_slice() {
            [_, (_, other)] => {
                let along = (context.view.point(*other) - start).normalized();
                axes.extend([along, vec2(-along.y, along.x)]);
            }
            _ => axes.extend(self.neighbours.iter().map(|neighbour| (context.view.point(*neighbour) - start).normalized())),
        }
        let length = |axis: &Vec2| way.dot(*axis).abs();
        let best = axes.into_iter().max_by(|a, b| length(a).total_cmp(&length(b))).unwrap_or_default();
        best * way.dot(best)
    }

    fn sketch(&self, context: &ToolContext<'_>) -> Sketch {
        let mut sketch = Sketch::hint("hint-boundary-drag");
        let partition = &context.document.plan().partition;
        let arcs: BTreeSet<ArcId> = self.parts.iter().flat_map(|(vertex, _)| arcs_at(context, *vertex)).collect();
        add_arcs(&mut sketch, context, &arcs);
        let stopped = context.gesture.is_some_and(|gesture| gesture.refusal.is_some());
        for (vertex, from) in &self.parts {
            let Some(position) = partition.vertex_position(*vertex) else { continue };
            sketch.marks.push((position, Mark::Grip));
            if stopped && *from == self.parts[0].1 {
                for neighbour in neighbours_of(context, *vertex) {
                    sketch.line(vec![neighbour, self.wanted], Ink::Refused);
                }
            }
        }
        if let Some(snap) = &self.snapped {
            snap.draw(&mut sketch);
        }
        sketch
    }
}

/// The vertices that a grip moves: itself, or both ends of its edge.
fn vertices_of(grip: Grip, context: &ToolContext<'_>) -> Vec<Vertex> {
    match grip {
        Grip::Vertex(vertex) => vec![vertex],
        Grip::Edge { arc, at } => {
            let Some(row) = context.document.plan().partition.arcs().get(arc) else { return Vec::new() };
            let mut ends = vec![vertex_of(arc, &row.shape, at), vertex_of(arc, &row.shape, at + 1)];
            ends.dedup();
            ends
        }
    }
}

/// Where an official boundary is that moving these vertices would change.
fn locked_place(vertices: &[Vertex], context: &ToolContext<'_>) -> Option<Position> {
    let partition = &context.document.plan().partition;
    let is_locked = |vertex: &Vertex| arcs_at(context, *vertex).into_iter().any(|arc| partition.arcs().get(arc).is_some_and(|arc| arc.shape.is_locked));
    vertices.iter().find(|vertex| is_locked(vertex)).and_then(|vertex| partition.vertex_position(*vertex))
}

fn is_there(grip: Grip, context: &ToolContext<'_>) -> bool {
    let partition = &context.document.plan().partition;
    match grip {
        Grip::Vertex(vertex) => partition.vertex_position(vertex).is_some(),
        Grip::Edge { arc, at } => partition.arcs().get(arc).is_some_and(|arc| at + 1 < arc.shape.points.len()),
    }
}

fn place_on_edge(context: &ToolContext<'_>, arc: ArcId, at: usize, point: Pos2) -> Option<Position> {
    let points = &context.document.plan().partition.arcs().get(arc)?.shape.points;
    let (a, b) = (*points.get(at)?, *points.get(at + 1)?);
    Some(between(a, b, share_along(point, context.view.point(a), context.view.point(b))))
}
