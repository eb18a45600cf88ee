//! Walking round faces: which arc follows which at a node.

use super::{ArcRef, Partition};
use crate::base::NodeId;
use crate::geodesy::Position;
use std::cmp::Ordering;
use std::collections::BTreeSet;

impl ArcRef {
    /// The same arc walked the other way.
    pub fn reversed(self) -> Self {
        Self { arc: self.arc, is_reversed: !self.is_reversed }
    }
}

impl Partition {
    /// The node an arc ends at when walked so.
    pub fn end_node(&self, walked: ArcRef) -> NodeId {
        let shape = &self.arcs[walked.arc].shape;
        if walked.is_reversed { shape.from } else { shape.to }
    }

    /// First and second position when walked so.
    fn first_step(&self, walked: ArcRef) -> (Position, Position) {
        let points = &self.arcs[walked.arc].shape.points;
        let last = points.len() - 1;
        if walked.is_reversed { (points[last], points[last - 1]) } else { (points[0], points[1]) }
    }

    /// Twice the signed lattice area of a ring; positive for an outer ring.
    pub(super) fn ring_twice_area(&self, ring: &[ArcRef]) -> i128 {
        ring.iter().map(|walked| if walked.is_reversed { -self.arcs[walked.arc].twice_area } else { self.arcs[walked.arc].twice_area }).sum()
    }

    /// Orders the arcs of `refs` into closed rings, each with the region on the left. At a node the walk turns to the
    /// first arc of the set clockwise from where it came, so a region that touches itself at a node keeps one ring there.
    pub(super) fn trace_rings(&self, refs: impl IntoIterator<Item = ArcRef>) -> Vec<Vec<ArcRef>> {
        let mut left: BTreeSet<ArcRef> = refs.into_iter().collect();
        let mut rings = Vec::new();
        while let Some(first) = left.pop_first() {
            let mut ring = vec![first];
            let mut walked = first;
            while let Some(next) = self.next_in(walked, |next| next == first || left.contains(&next)) {
                if next == first {
                    break;
                }
                left.remove(&next);
                ring.push(next);
                walked = next;
            }
            rings.push(ring);
        }
        rings
    }

    /// The arc that bounds the region on the left after `walked`, among those that `is_member` accepts.
    fn next_in(&self, walked: ArcRef, is_member: impl Fn(ArcRef) -> bool) -> Option<ArcRef> {
        let back = walked.reversed();
        let (origin, behind) = self.first_step(back);
        let node = self.nodes.get(self.end_node(walked))?;
        node.arcs
            .iter()
            .copied()
            .filter(|next| is_member(*next))
            .min_by(|a, b| clockwise(origin, behind, self.first_step(*a).1, self.first_step(*b).1))
    }

    /// The arcs that leave a node, in clockwise order from the smallest: what an edit must not change.
    pub(super) fn order_at(&self, node: NodeId, step: impl Fn(ArcRef) -> (Position, Position)) -> Vec<ArcRef> {
        let Some(row) = self.nodes.get(node) else { return Vec::new() };
        let mut order: Vec<ArcRef> = row.arcs.to_vec();
        if let Some(&first) = order.first() {
            let (origin, base) = step(first);
            order[1..].sort_by(|a, b| clockwise(origin, base, step(*a).1, step(*b).1));
        }
        order
    }

    /// First step of an arc as it is.
    pub(super) fn current_step(&self, walked: ArcRef) -> (Position, Position) {
        self.first_step(walked)
    }
}

/// Which of the directions origin→a, origin→b comes first when turning clockwise from origin→base. A direction equal to
/// the base comes last (a full turn).
pub(super) fn clockwise(origin: Position, base: Position, a: Position, b: Position) -> Ordering {
    let vector = |p: Position| (i128::from(p.lon) - i128::from(origin.lon), i128::from(p.lat) - i128::from(origin.lat));
    let cross = |u: (i128, i128), v: (i128, i128)| u.0 * v.1 - u.1 * v.0;
    let dot = |u: (i128, i128), v: (i128, i128)| u.0 * v.0 + u.1 * v.1;
    let base = vector(base);
    // 0: less than half a turn, 1: half, 2: more, 3: full.
    let sector = |v| match cross(base, v).signum() {
        -1 => 0,
        0 if dot(base, v) < 0 => 1,
        0 => 3,
        _ => 2,
    };
    let (a, b) = (vector(a), vector(b));
    sector(a).cmp(&sector(b)).then_with(|| cross(a, b).cmp(&0))
}
