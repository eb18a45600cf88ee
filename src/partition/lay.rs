//! Laying a line into a draft: crossings become nodes, the pieces between them become arcs.
//!
//! A crossing is rounded to the lattice: it snaps to a vertex of the crossed arc that is at most one unit away, else it
//! becomes a new vertex of that arc. Either bends an arc by at most one unit; what that bend would break is refused by
//! [`Draft::check`].

use super::draft::Draft;
use super::legality::{crossing_of, segments_meet};
use super::{ArcShape, Refusal};
use crate::base::{ArcId, CellId, NodeId, Table};
use crate::geodesy::{Bounds, Position, orientation};
use std::collections::{BTreeMap, BTreeSet};

/// A vertex of the line being laid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PathVertex {
    position: Position,
    /// Whether it lies on an arc.
    is_hit: bool,
}

/// Where one arc is to be split: by segment number and distance along it, so that the order is the walking order.
type Splits = BTreeMap<ArcId, BTreeMap<(usize, i128), Position>>;

impl Draft {
    /// Lays a line: its pieces inside faces that `is_member` accepts become arcs with that face on both sides, to be
    /// divided afterwards. Returns the faces that got pieces. A closed line (`is_closed`, first position not repeated) may lie
    /// inside one face.
    pub(super) fn lay(&mut self, line: &[Position], is_closed: bool, is_member: impl Fn(CellId) -> bool) -> Result<BTreeSet<CellId>, Refusal> {
        let line = without_repeats(line, is_closed);
        if line.len() < if is_closed { 3 } else { 2 } {
            return Err(Refusal::DoesNotDivide);
        }
        let (path, splits) = self.path_of(&line, is_closed);
        let pieces: Vec<(Vec<Position>, CellId)> =
            self.pieces_of(&path, is_closed)?.into_iter().filter_map(|piece| self.face_of(&piece).filter(|face| is_member(*face)).map(|face| (piece, face))).collect();
        let used: BTreeSet<Position> = pieces.iter().flat_map(|(piece, _)| [piece[0], piece[piece.len() - 1]]).collect();
        self.split_arcs(splits, &used);
        let mut faces = BTreeSet::new();
        for (piece, face) in pieces {
            self.add_arc(piece, face);
            faces.insert(face);
        }
        Ok(faces)
    }

    /// The line with all crossings as vertices, and where arcs would have to be split for them.
    fn path_of(&self, line: &[Position], is_closed: bool) -> (Vec<PathVertex>, Splits) {
        let mut path: Vec<PathVertex> = Vec::new();
        let mut splits = Splits::new();
        let n_segments = if is_closed { line.len() } else { line.len() - 1 };
        for number in 0..n_segments {
            let (a, b) = (line[number], line[(number + 1) % line.len()]);
            let mut hits: BTreeMap<(i128, Position), ()> = BTreeMap::new();
            for id in self.work.index.arcs_near(&Bounds::of([a, b])) {
                let points = &self.work.arcs[id].shape.points;
                for (at, pair) in points.windows(2).enumerate() {
                    for hit in meetings(a, b, pair[0], pair[1]) {
                        hits.insert((along(a, b, hit), hit), ());
                        splits.entry(id).or_default().insert((at, along(pair[0], pair[1], hit)), hit);
                    }
                }
            }
            let mut push = |position, is_hit| match path.last_mut() {
                Some(last) if last.position == position => last.is_hit |= is_hit,
                _ => path.push(PathVertex { position, is_hit }),
            };
            push(a, false);
            for (_, hit) in hits.into_keys() {
                push(hit, true);
            }
            push(b, false);
        }
        if is_closed && path.len() > 1 && path[0].position == path[path.len() - 1].position {
            let last = path.pop().is_some_and(|last| last.is_hit);
            path[0].is_hit |= last;
        }
        (path, splits)
    }

    /// The pieces between hits; ends that reach no arc are left out.
    fn pieces_of(&self, path: &[PathVertex], is_closed: bool) -> Result<Vec<Vec<Position>>, Refusal> {
        let mut seen = BTreeSet::new();
        if let Some(twice) = path.iter().find(|vertex| !seen.insert(vertex.position)) {
            return Err(Refusal::Crossing(twice.position));
        }
        let mut vertices = path.to_vec();
        if is_closed {
            let start = path.iter().position(|vertex| vertex.is_hit).unwrap_or(0);
            vertices.rotate_left(start);
            vertices[0].is_hit = true;
            vertices.push(vertices[0]);
        }
        let hits: Vec<usize> = (0..vertices.len()).filter(|&at| vertices[at].is_hit).collect();
        let pieces = hits.windows(2).map(|pair| vertices[pair[0]..=pair[1]].iter().map(|vertex| vertex.position).collect::<Vec<_>>());
        Ok(pieces.filter(|piece| piece.len() > 2 || !self.is_arc_segment(piece[0], piece[1])).collect())
    }

    /// Whether two positions are consecutive vertices of an arc.
    fn is_arc_segment(&self, a: Position, b: Position) -> bool {
        self.work.index.arcs_near(&Bounds::of([a, b])).iter().any(|id| {
            self.work.arcs[*id].shape.points.windows(2).any(|pair| (pair[0], pair[1]) == (a, b) || (pair[1], pair[0]) == (a, b))
        })
    }

    /// The face a piece lies in, by one position of it that is no end.
    fn face_of(&self, piece: &[Position]) -> Option<CellId> {
        let middle = |a: Position, b: Position| Position::new(i32::midpoint(a.lon, b.lon), i32::midpoint(a.lat, b.lat));
        let witness = if piece.len() > 2 { piece[1] } else { middle(piece[0], piece[1]) };
        (witness != piece[0] && witness != piece[piece.len() - 1]).then(|| self.work.cell_at(witness))
    }

    /// Splits arcs at the positions that are used.
    fn split_arcs(&mut self, splits: Splits, used: &BTreeSet<Position>) {
        let mut loose_nodes = BTreeSet::new();
        for (id, places) in splits {
            let shape = self.work.arcs[id].shape.clone();
            let mut points: Vec<Position> = Vec::with_capacity(shape.points.len() + places.len());
            let mut cuts: BTreeSet<usize> = BTreeSet::new();
            for (at, point) in shape.points.iter().enumerate() {
                push_new(&mut points, *point);
                for hit in places.range((at, i128::MIN)..=(at, i128::MAX)).map(|(_, hit)| *hit).filter(|hit| used.contains(hit)) {
                    // A hit at the segment's far end is met again as that vertex.
                    if shape.points.get(at + 1) == Some(&hit) {
                        continue;
                    }
                    push_new(&mut points, hit);
                    cuts.insert(points.len() - 1);
                }
                if used.contains(point) {
                    cuts.insert(points.iter().rposition(|p| p == point).unwrap_or(0));
                }
            }
            cuts.remove(&0);
            cuts.remove(&(points.len() - 1));
            if cuts.is_empty() && points.len() == shape.points.len() {
                continue;
            }
            if shape.from == shape.to && !used.contains(&points[0]) {
                loose_nodes.insert(shape.from);
            }
            self.set_parts(id, &shape, &points, cuts);
        }
        for node in loose_nodes {
            self.join_at(node);
        }
    }

    /// Replaces an arc by its parts; the first keeps the id.
    fn set_parts(&mut self, id: ArcId, shape: &ArcShape, points: &[Position], cuts: BTreeSet<usize>) {
        let mut ends: Vec<usize> = cuts.into_iter().collect();
        ends.push(points.len() - 1);
        let (mut next_arc, mut next_node) = (self.work.arcs.end() as u32, self.work.nodes.end() as u32);
        let (mut start, mut from, mut parts) = (0, shape.from, Vec::with_capacity(ends.len()));
        for (number, end) in ends.iter().copied().enumerate() {
            let is_last = number + 1 == ends.len();
            let to = if is_last { shape.to } else { NodeId(next_node) };
            next_node += u32::from(!is_last);
            let part_id = if number == 0 { id } else { ArcId(next_arc) };
            next_arc += u32::from(number > 0);
            parts.push((part_id, Some(ArcShape { from, to, points: points[start..=end].into(), ..shape.clone() })));
            (start, from) = (end, to);
        }
        self.set(parts);
    }

    /// Adds an arc inside a face; its ends are nodes that are there, or a new one for a closed arc that meets none.
    fn add_arc(&mut self, points: Vec<Position>, face: CellId) {
        let next_node = NodeId(self.work.nodes.end() as u32);
        let node_at = |position: Position| node_at(self, position).unwrap_or(next_node);
        let (from, to) = (node_at(points[0]), node_at(points[points.len() - 1]));
        let id = next_id(&self.work.arcs);
        self.set([(id, Some(ArcShape { from, to, left: face, right: face, is_locked: false, points: points.into() }))]);
    }

    /// Joins the two arcs that meet at a node of degree two into one, the smaller id stays.
    pub(super) fn join_at(&mut self, node: NodeId) {
        let Some([first, second]) = self.work.nodes.get(node).and_then(|row| <[_; 2]>::try_from(row.arcs.as_slice()).ok()) else { return };
        let (kept, gone) = (&self.work.arcs[first.arc].shape, &self.work.arcs[second.arc].shape);
        if first.arc == second.arc || kept.is_locked != gone.is_locked {
            return;
        }
        // Walk the kept arc to the node and the other away from it.
        let mut points: Vec<Position> = self.work.arcs[first.arc].walk(!first.is_reversed).collect();
        points.extend(self.work.arcs[second.arc].walk(second.is_reversed).skip(1));
        let (from, to) = (self.work.end_node(first), self.work.end_node(second));
        let (left, right) = if first.is_reversed { (kept.left, kept.right) } else { (kept.right, kept.left) };
        let mut shape = ArcShape { from, to, left, right, is_locked: kept.is_locked, points: points.into() };
        if !first.is_reversed {
            shape = shape.reversed();
        }
        self.set([(first.arc, Some(shape)), (second.arc, None)]);
    }
}

impl ArcShape {
    /// The same boundary walked the other way.
    pub fn reversed(&self) -> Self {
        let points = self.points.iter().rev().copied().collect();
        Self { from: self.to, to: self.from, left: self.right, right: self.left, is_locked: self.is_locked, points }
    }
}

fn next_id<T>(table: &Table<ArcId, T>) -> ArcId {
    ArcId(table.end() as u32)
}

fn node_at(draft: &Draft, position: Position) -> Option<NodeId> {
    draft.work.index.arcs_near(&Bounds::of([position])).into_iter().find_map(|id| {
        let shape = &draft.work.arcs[id].shape;
        if shape.points[0] == position {
            Some(shape.from)
        } else {
            (shape.points[shape.points.len() - 1] == position).then_some(shape.to)
        }
    })
}

fn push_new(points: &mut Vec<Position>, point: Position) {
    if points.last() != Some(&point) {
        points.push(point);
    }
}

fn without_repeats(line: &[Position], is_closed: bool) -> Vec<Position> {
    let mut clean: Vec<Position> = Vec::with_capacity(line.len());
    for point in line {
        push_new(&mut clean, *point);
    }
    while is_closed && clean.len() > 1 && clean[0] == clean[clean.len() - 1] {
        clean.pop();
    }
    clean
}

/// How far along a→b a position is, in exact units that only serve to compare.
fn along(a: Position, b: Position, p: Position) -> i128 {
    let run = |from: i32, to: i32| i128::from(to) - i128::from(from);
    run(a.lon, b.lon) * run(a.lon, p.lon) + run(a.lat, b.lat) * run(a.lat, p.lat)
}

/// The positions at which the line segment a b is to meet the arc segment u v.
fn meetings(a: Position, b: Position, u: Position, v: Position) -> Vec<Position> {
    if !Bounds::of([a, b]).touches(&Bounds::of([u, v])) || !segments_meet(a, b, u, v) {
        return Vec::new();
    }
    let on = |p: Position, s: Position, t: Position| orientation(s, t, p) == 0 && Bounds::of([s, t]).contains(p);
    let mut found: Vec<Position> = [a, b].into_iter().filter(|p| on(*p, u, v)).chain([u, v].into_iter().filter(|p| on(*p, a, b))).collect();
    if found.is_empty() {
        let crossing = crossing_of(a, b, u, v);
        let is_near = |p: Position| (p.lon - crossing.lon).abs() <= 1 && (p.lat - crossing.lat).abs() <= 1;
        found.push([u, v].into_iter().find(|p| is_near(*p)).unwrap_or(crossing));
    }
    found.sort_unstable();
    found.dedup();
    found
}
