//! Tracing (描线): a boundary that is dragged onto a road or a river with Command held follows it from end to end.

use super::outlines::add_arcs;
use super::snap::{Snap, trace};
use super::{Ink, Kit, Mark, Requests, Sketch, ToolContext};
use crate::base::{ArcId, NodeId};
use crate::edit::Command;
use crate::geodesy::{Position, distance_m};
use crate::map::Request;
use crate::map::pick::Grip;
use crate::partition::Vertex;
use egui::Pos2;
use std::collections::BTreeSet;

/// An end of the boundary comes onto the line where it is no farther from it than this share of the boundary's length; else it stays, and
/// the boundary runs from it to the line.
const END_REACH: f64 = 0.4;

/// A boundary on its way onto a line.
#[derive(Debug)]
pub(super) struct Tracing {
    arc: ArcId,
    /// Its positions at first.
    original: Vec<Position>,
    /// Whether each end may move: no official boundary meets it.
    are_free: [bool; 2],
    /// How far an end comes along, in metres.
    reach_m: f64,
    /// What was asked for last.
    wanted: Vec<Position>,
    snapped: Option<Snap>,
}

impl Tracing {
    /// The boundary that was gripped; `None` where it is not one from node to node.
    pub(super) fn new(grip: Grip, context: &ToolContext<'_>) -> Option<Self> {
        let (Grip::Edge { arc, .. } | Grip::Vertex(Vertex::Inner { arc, .. })) = grip else { return None };
        let partition = &context.document.plan().partition;
        let shape = &partition.arcs().get(arc)?.shape;
        if shape.from == shape.to {
            return None;
        }
        let is_free = |node: NodeId| !partition.nodes().get(node).is_some_and(|row| row.arcs.iter().any(|walked| partition.arcs()[walked.arc].shape.is_locked));
        let length: f64 = shape.points.windows(2).map(|pair| distance_m(pair[0], pair[1])).sum();
        let original = shape.points.to_vec();
        Some(Self { arc, wanted: original.clone(), original, are_free: [shape.from, shape.to].map(is_free), reach_m: END_REACH * length, snapped: None })
    }

    /// Asks for the way along the line under the pointer; away from lines for what was there at first.
    pub(super) fn follow(&mut self, at: Pos2, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        let ends = [self.original[0], self.original[self.original.len() - 1]];
        let traced = trace(context, kit, at, ends);
        self.wanted = traced.as_ref().map_or_else(|| self.original.clone(), |(_, way)| self.with_ends(way, ends));
        self.snapped = traced.map(|(snap, _)| snap);
        vec![Request::Amend(Command::RouteArc(self.arc, self.wanted.clone()))]
    }

    fn with_ends(&self, way: &[Position], [start, end]: [Position; 2]) -> Vec<Position> {
        let stays = |is_free: bool, end: Position, place: Position| !is_free || distance_m(end, place) > self.reach_m;
        let mut points = Vec::with_capacity(way.len() + 2);
        points.extend(Some(start).filter(|_| stays(self.are_free[0], start, way[0])));
        points.extend(way);
        points.extend(Some(end).filter(|_| stays(self.are_free[1], end, way[way.len() - 1])));
        points.dedup();
        points
    }

    /// The boundary, and what was asked for where it was refused.
    pub(super) fn sketch(&self, context: &ToolContext<'_>) -> Sketch {
        let mut sketch = Sketch::hint(if self.snapped.is_some() { "hint-tracing" } else { "hint-tracing-none" });
        add_arcs(&mut sketch, context, &BTreeSet::from([self.arc]));
        if context.gesture.is_some_and(|gesture| gesture.refusal.is_some()) {
            sketch.line(self.wanted.clone(), Ink::Refused);
        }
        sketch.marks.extend([self.wanted.first(), self.wanted.last()].into_iter().flatten().map(|end| (*end, Mark::Grip)));
        if let Some(snap) = &self.snapped {
            snap.draw(&mut sketch);
        }
        sketch
    }
}
