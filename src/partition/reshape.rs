//! Moving, inserting and removing vertices (reshape): the cells change shape, ownership of cells stays.

use super::legality::NewPoints;
use super::{ArcShape, Partition, Patch, Refusal};
use crate::base::{ArcId, NodeId};
use crate::geodesy::{Bounds, Position, distance_m, metres_per_unit};
use std::collections::BTreeMap;
use std::sync::Arc as Shared;

/// A vertex of the partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vertex {
    /// A node: moving it moves the ends of all arcs that meet there.
    Node(NodeId),
    /// A position inside an arc, by its number, neither first nor last.
    Inner {
        /// The arc.
        arc: ArcId,
        /// Number of the position, 1 to length − 2.
        at: usize,
    },
}

impl Partition {
    /// Where a vertex is.
    pub fn vertex_position(&self, vertex: Vertex) -> Option<Position> {
        match vertex {
            Vertex::Node(node) => self.nodes.get(node).map(|row| row.position),
            Vertex::Inner { arc, at } => {
                let points = &self.arcs.get(arc)?.shape.points;
                (at > 0 && at + 1 < points.len()).then(|| points[at])
            }
        }
    }

    /// The vertex nearest to a position within a distance in metres. Cost: the arcs in that neighbourhood.
    pub fn vertex_near(&self, position: Position, within_m: f64) -> Option<Vertex> {
        let bounds = neighbourhood(position, within_m);
        let mut best: Option<(f64, Vertex)> = None;
        for id in self.index.arcs_near(&bounds) {
            let shape = &self.arcs[id].shape;
            let last = shape.points.len() - 1;
            for (at, point) in shape.points.iter().enumerate().filter(|(_, point)| bounds.contains(**point)) {
                let distance = distance_m(position, *point);
                if distance <= within_m && best.is_none_or(|(least, _)| distance < least) {
                    let vertex = match at {
                        0 => Vertex::Node(shape.from),
                        at if at == last => Vertex::Node(shape.to),
                        at => Vertex::Inner { arc: id, at },
                    };
                    best = Some((distance, vertex));
                }
            }
        }
        best.map(|(_, vertex)| vertex)
    }

    /// The arc segment nearest to a position within a distance in metres, as arc and number of its first position.
    pub fn segment_near(&self, position: Position, within_m: f64) -> Option<(ArcId, usize)> {
        let bounds = neighbourhood(position, within_m);
        let (lon_m, lat_m) = metres_per_unit(position.lat);
        let flat = |p: Position| ((f64::from(p.lon) - f64::from(position.lon)) * lon_m, (f64::from(p.lat) - f64::from(position.lat)) * lat_m);
        let mut best: Option<(f64, ArcId, usize)> = None;
        for id in self.index.arcs_near(&bounds) {
            for (at, pair) in self.arcs[id].shape.points.windows(2).enumerate() {
                if !Bounds::of([pair[0], pair[1]]).touches(&bounds) {
                    continue;
                }
                let distance = distance_to_origin(flat(pair[0]), flat(pair[1]));
                if distance <= within_m && best.is_none_or(|(least, ..)| distance < least) {
                    best = Some((distance, id, at));
                }
            }
        }
        best.map(|(_, id, at)| (id, at))
    }

    /// Moves vertices to exact positions, all at once, or says why not.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::BaseUnitLocked`] for a vertex of a locked arc, and every refusal of geometry.
    pub fn propose_move(&self, moves: &[(Vertex, Position)]) -> Result<Patch, Refusal> {
        let mut new: BTreeMap<ArcId, Vec<Position>> = BTreeMap::new();
        for &(vertex, to) in moves {
            let from = self.vertex_position(vertex).ok_or(Refusal::NotFound)?;
            if from == to {
                continue;
            }
            match vertex {
                Vertex::Node(node) => {
                    for walked in &self.nodes[node].arcs {
                        let points = self.editable(walked.arc, from, &mut new)?;
                        let at = if walked.is_reversed { points.len() - 1 } else { 0 };
                        points[at] = to;
                    }
                }
                Vertex::Inner { arc, at } => self.editable(arc, from, &mut new)?[at] = to,
            }
        }
        self.propose_points(new)
    }

    /// Inserts a vertex into the segment that begins at number `at` of an arc.
    ///
    /// # Errors
    /// As [`Self::propose_move`].
    pub fn propose_insert(&self, arc: ArcId, at: usize, to: Position) -> Result<Patch, Refusal> {
        let shape = &self.arcs.get(arc).ok_or(Refusal::NotFound)?.shape;
        if at + 1 >= shape.points.len() {
            return Err(Refusal::NotFound);
        }
        let mut new = BTreeMap::new();
        self.editable(arc, shape.points[at], &mut new)?.insert(at + 1, to);
        self.propose_points(new)
    }

    /// Removes a vertex. A node where three or more arcs meet stays; the node of a closed arc without junction is a
    /// vertex like any other and may go while two others remain.
    ///
    /// # Errors
    /// [`Refusal::IsJunction`] and those of [`Self::propose_move`].
    pub fn propose_remove(&self, vertex: Vertex) -> Result<Patch, Refusal> {
        let from = self.vertex_position(vertex).ok_or(Refusal::NotFound)?;
        let mut new = BTreeMap::new();
        match vertex {
            Vertex::Inner { arc, at } => {
                self.editable(arc, from, &mut new)?.remove(at);
            }
            Vertex::Node(node) => {
                let [walked, other] = self.nodes[node].arcs.as_slice() else { return Err(Refusal::IsJunction(from)) };
                if walked.arc != other.arc {
                    return Err(Refusal::IsJunction(from));
                }
                let points = self.editable(walked.arc, from, &mut new)?;
                points.pop();
                points.remove(0);
                points.extend(points.first().copied());
            }
        }
        if let Some((arc, _)) = new.iter().find(|(arc, points)| points.len() < if self.arcs[**arc].is_closed() { 4 } else { 2 }) {
            return Err(Refusal::FlippedCell(self.arcs[*arc].shape.left));
        }
        self.propose_points(new)
    }

    /// Gives an arc another way from end to end. Its ends may move too, and the arcs that meet there follow.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for fewer than two positions, [`Refusal::IsJunction`] for an arc that closes on itself, and those of
    /// [`Self::propose_move`].
    pub fn propose_route(&self, arc: ArcId, way: &[Position]) -> Result<Patch, Refusal> {
        let (&[first, .., last], Some(row)) = (way, self.arcs.get(arc)) else { return Err(Refusal::NotFound) };
        let shape = &row.shape;
        if shape.from == shape.to {
            return Err(Refusal::IsJunction(shape.points[0]));
        }
        let mut new: BTreeMap<ArcId, Vec<Position>> = BTreeMap::new();
        for (node, to) in [(shape.from, first), (shape.to, last)] {
            let from = self.nodes[node].position;
            for walked in self.nodes[node].arcs.iter().filter(|_| from != to) {
                let points = self.editable(walked.arc, from, &mut new)?;
                let at = if walked.is_reversed { points.len() - 1 } else { 0 };
                points[at] = to;
            }
        }
        *self.editable(arc, shape.points[0], &mut new)? = way.to_vec();
        if new.iter().all(|(id, points)| points[..] == self.arcs[*id].shape.points[..]) {
            return Ok(Patch::default());
        }
        self.propose_points(new)
    }

    /// The furthest legal positions on the straight way from where the vertices are to where they should go, found by
    /// halving, with the refusal that stopped them; the whole way with no refusal when it is legal.
    pub fn propose_move_clamped(&self, moves: &[(Vertex, Position)]) -> (Patch, Option<Refusal>) {
        let refusal = match self.propose_move(moves) {
            Ok(patch) => return (patch, None),
            Err(refusal) => refusal,
        };
        let starts: Vec<Option<Position>> = moves.iter().map(|(vertex, _)| self.vertex_position(*vertex)).collect();
        let (mut legal, mut illegal) = (0i64, CLAMP_STEPS);
        let mut best = Patch::default();
        while illegal - legal > 1 {
            let middle = i64::midpoint(legal, illegal);
            let partial: Vec<(Vertex, Position)> =
                moves.iter().zip(&starts).filter_map(|((vertex, to), from)| from.map(|from| (*vertex, part_way(from, *to, middle)))).collect();
            match self.propose_move(&partial) {
                Ok(patch) => (legal, best) = (middle, patch),
                Err(_) => illegal = middle,
            }
        }
        (best, Some(refusal))
    }

    fn editable<'a>(&self, arc: ArcId, place: Position, new: &'a mut BTreeMap<ArcId, Vec<Position>>) -> Result<&'a mut Vec<Position>, Refusal> {
        let shape = &self.arcs.get(arc).ok_or(Refusal::NotFound)?.shape;
        if shape.is_locked {
            return Err(Refusal::BaseUnitLocked(place));
        }
        Ok(new.entry(arc).or_insert_with(|| shape.points.to_vec()))
    }

    fn propose_points(&self, new: BTreeMap<ArcId, Vec<Position>>) -> Result<Patch, Refusal> {
        let new: NewPoints = new.into_iter().map(|(arc, points)| (arc, Shared::from(points))).collect();
        self.check_points(&new)?;
        let arcs = new.into_iter().map(|(id, points)| {
            let old = self.arcs[id].shape.clone();
            let shape = ArcShape { points, ..old.clone() };
            (id, (Some(old), Some(shape)))
        });
        Ok(Patch { arcs: arcs.collect() })
    }
}

/// How finely a clamped move is halved: 2^20 parts of the way.
const CLAMP_STEPS: i64 = 1 << 20;

fn part_way(from: Position, to: Position, steps: i64) -> Position {
    let part = |a: i32, b: i32| (i64::from(a) + (i64::from(b) - i64::from(a)) * steps / CLAMP_STEPS) as i32;
    Position::new(part(from.lon, to.lon), part(from.lat, to.lat))
}

fn neighbourhood(position: Position, within_m: f64) -> Bounds {
    let (lon_m, lat_m) = metres_per_unit(position.lat);
    let reach = |metres: f64| (within_m / metres.max(1e-9) + 1.0).min(1.8e9) as i32;
    let (dx, dy) = (reach(lon_m), reach(lat_m));
    Bounds {
        min: Position::new(position.lon.saturating_sub(dx), position.lat.saturating_sub(dy)),
        max: Position::new(position.lon.saturating_add(dx), position.lat.saturating_add(dy)),
    }
}

fn distance_to_origin(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 { (-(a.0 * dx + a.1 * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
    libm::hypot(a.0 + t * dx, a.1 + t * dy)
}
