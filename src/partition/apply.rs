//! Applying a patch: arcs first, then nodes, index and faces follow.

use super::{Arc, ArcRef, ArcShape, Face, Node, Partition, Patch};
use crate::base::{ArcId, CellId, NodeId};
use crate::geodesy::{Bounds, Position, segment_area_cm2, segment_length_tenth_mm, twice_area};
use smallvec::SmallVec;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc as Shared;

/// What applying a patch touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Arcs that came, went or changed.
    pub arcs: BTreeSet<ArcId>,
    /// Cells whose boundary changed, gone and new ones included; the outside may be among them.
    pub cells: BTreeSet<CellId>,
}

impl Arc {
    /// An arc with its sums computed from all its positions.
    pub fn new(shape: ArcShape) -> Self {
        let mut arc = Self { area_cm2: 0, length_tenth_mm: 0, twice_area: 0, bounds: Bounds::of(shape.points.iter().copied()), shape };
        let points = Shared::clone(&arc.shape.points);
        for pair in points.windows(2) {
            arc.count(pair[0], pair[1], 1);
        }
        arc
    }

    /// The same arc with other positions: only the segments that differ are measured anew.
    fn with_points(&self, points: &Shared<[Position]>) -> Self {
        let old = &self.shape.points;
        let (prefix, suffix) = common_ends(old, points);
        let mut arc = Self { shape: ArcShape { points: Shared::clone(points), ..self.shape.clone() }, ..self.clone() };
        for pair in changed(old, prefix, suffix).windows(2) {
            arc.count(pair[0], pair[1], -1);
        }
        for pair in changed(points, prefix, suffix).windows(2) {
            arc.count(pair[0], pair[1], 1);
        }
        arc.bounds = Bounds::of(points.iter().copied());
        arc
    }

    fn count(&mut self, a: Position, b: Position, sign: i64) {
        self.area_cm2 += sign * segment_area_cm2(a, b);
        self.length_tenth_mm += sign * segment_length_tenth_mm(a, b);
        self.twice_area += i128::from(sign) * twice_area(a, b);
    }

    /// The positions in walking order.
    pub fn walk(&self, is_reversed: bool) -> impl DoubleEndedIterator<Item = Position> + ExactSizeIterator + '_ {
        let points = &self.shape.points;
        let last = points.len() - 1;
        (0..points.len()).map(move |at| points[if is_reversed { last - at } else { at }])
    }
}

/// How many positions two lists share at their beginning and, beyond that, at their end.
pub(super) fn common_ends(old: &[Position], new: &[Position]) -> (usize, usize) {
    let shortest = old.len().min(new.len());
    let prefix = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let suffix = old.iter().rev().zip(new.iter().rev()).take(shortest - prefix).take_while(|(a, b)| a == b).count();
    (prefix, suffix)
}

/// The positions between the common ends, with one of each end, so that their windows are the segments that differ.
pub(super) fn changed(points: &[Position], prefix: usize, suffix: usize) -> &[Position] {
    if prefix + suffix > points.len() {
        return &[];
    }
    let from = prefix.saturating_sub(1);
    let to = if suffix == 0 { points.len() } else { points.len() - suffix + 1 };
    &points[from..to]
}

impl Partition {
    /// Applies a patch that was proposed for this very state.
    ///
    /// Cost: the segments that differ; for a patch that changes which arcs or sides there are, also the arcs around the faces it touches.
    pub fn apply(&mut self, patch: &Patch) -> Touched {
        let mut touched = Touched::default();
        let mut retrace: BTreeMap<CellId, Vec<ArcRef>> = BTreeMap::new();
        // What goes first, so that a node that is taken over by another arc is free.
        for (id, (old, new)) in &patch.arcs {
            touched.arcs.insert(*id);
            touched.cells.extend([old, new].into_iter().flatten().flat_map(|shape| [shape.left, shape.right]));
            if let (Some(old), Some(new)) = (old, new)
                && same_topology(old, new)
            {
                self.replace_points(*id, new);
            } else if let Some(old) = old {
                self.unlink(*id);
                retrace.entry(old.left).or_default();
                retrace.entry(old.right).or_default();
            }
        }
        for (id, (old, new)) in &patch.arcs {
            if let Some(new) = new
                && !old.as_ref().is_some_and(|old| same_topology(old, new))
            {
                self.link(*id, Arc::new(new.clone()));
                retrace.entry(new.left).or_default().push(ArcRef { arc: *id, is_reversed: false });
                retrace.entry(new.right).or_default().push(ArcRef { arc: *id, is_reversed: true });
            }
        }
        let is_new = |walked: &ArcRef| patch.arcs.get(&walked.arc).is_some_and(|(old, new)| match (old, new) {
            (Some(old), Some(new)) => !same_topology(old, new),
            _ => true,
        });
        for (cell, mut refs) in retrace {
            refs.extend(self.face_arcs(cell).filter(|walked| !is_new(walked)));
            let face = self.trace_face(refs);
            let row = (cell == CellId::OUTSIDE || !face.rings.is_empty()).then_some(face);
            self.faces.set(cell, row);
        }
        touched
    }

    /// Takes an arc in: index, nodes, table.
    pub(super) fn link(&mut self, id: ArcId, arc: Arc) {
        for pair in arc.shape.points.windows(2) {
            self.index.add(id, pair[0], pair[1]);
        }
        let (first, last) = (arc.shape.points[0], arc.shape.points[arc.shape.points.len() - 1]);
        self.attach(arc.shape.from, first, ArcRef { arc: id, is_reversed: false });
        self.attach(arc.shape.to, last, ArcRef { arc: id, is_reversed: true });
        self.arcs.set(id, Some(arc));
    }

    fn unlink(&mut self, id: ArcId) {
        let Some(arc) = self.arcs.set(id, None) else { return };
        for pair in arc.shape.points.windows(2) {
            self.index.remove(id, pair[0], pair[1]);
        }
        self.detach(arc.shape.from, ArcRef { arc: id, is_reversed: false });
        self.detach(arc.shape.to, ArcRef { arc: id, is_reversed: true });
    }

    fn attach(&mut self, node: NodeId, position: Position, walked: ArcRef) {
        match self.nodes.get_mut(node) {
            Some(row) => {
                row.position = position;
                let at = row.arcs.partition_point(|other| *other < walked);
                row.arcs.insert(at, walked);
            }
            None => {
                self.nodes.set(node, Some(Node { position, arcs: SmallVec::from_slice(&[walked]) }));
            }
        }
    }

    fn detach(&mut self, node: NodeId, walked: ArcRef) {
        let is_bare = self.nodes.get_mut(node).is_some_and(|row| {
            row.arcs.retain(|other| *other != walked);
            row.arcs.is_empty()
        });
        if is_bare {
            self.nodes.set(node, None);
        }
    }

    fn replace_points(&mut self, id: ArcId, new: &ArcShape) {
        let Some(old) = self.arcs.get(id) else { return };
        let mut arc = old.with_points(&new.points);
        arc.shape.is_locked = new.is_locked;
        let (prefix, suffix) = common_ends(&old.shape.points, &new.points);
        for pair in changed(&old.shape.points, prefix, suffix).windows(2) {
            self.index.remove(id, pair[0], pair[1]);
        }
        for pair in changed(&new.points, prefix, suffix).windows(2) {
            self.index.add(id, pair[0], pair[1]);
        }
        for (node, position) in [(new.from, new.points[0]), (new.to, new.points[new.points.len() - 1])] {
            if let Some(row) = self.nodes.get_mut(node).filter(|row| row.position != position) {
                row.position = position;
            }
        }
        self.arcs.set(id, Some(arc));
    }

    /// The rings of a face from the arcs around it, in a form that depends on the arcs only: each ring begins with its
    /// smallest arc, the outer ring comes first, holes follow in the order of their arcs.
    pub(super) fn trace_face(&self, refs: Vec<ArcRef>) -> Face {
        let mut rings = self.trace_rings(refs);
        rings.sort_unstable();
        if let Some(outer) = rings.iter().position(|ring| self.ring_twice_area(ring) > 0) {
            let ring = rings.remove(outer);
            rings.insert(0, ring);
        }
        Face { rings }
    }
}

/// Whether two versions of an arc differ in positions and lock only.
fn same_topology(old: &ArcShape, new: &ArcShape) -> bool {
    (old.from, old.to, old.left, old.right) == (new.from, new.to, new.left, new.right)
}
