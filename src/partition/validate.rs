//! Whether a partition is one: the invariants, each looked for independently of how edits keep them.

use super::{ArcRef, ArcShape, Partition};
use crate::base::{ArcId, CellId, NodeId};
use crate::geodesy::{Bounds, Position, orientation};
use std::collections::{BTreeMap, BTreeSet};

/// A broken invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// `P1` to `P4`.
    pub invariant: &'static str,
    /// Where.
    pub place: Position,
    /// What, for logs.
    pub what: String,
}

fn violation(invariant: &'static str, place: Position, what: impl Into<String>) -> Violation {
    Violation { invariant, place, what: what.into() }
}

/// The form of single arcs: what must hold before anything can be traced.
pub(super) fn check_shapes(arcs: &[(ArcId, ArcShape)]) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut nodes: BTreeMap<NodeId, Position> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for (id, shape) in arcs {
        let place = shape.points.first().copied().unwrap_or_default();
        if !ids.insert(*id) {
            violations.push(violation("P1", place, format!("{id:?} is there twice")));
        }
        if shape.left == shape.right {
            violations.push(violation("P1", place, format!("{id:?} has {:?} on both sides", shape.left)));
        }
        let is_degenerate = shape.points.len() < 2 || shape.points.windows(2).any(|pair| pair[0] == pair[1]) || (shape.from == shape.to && shape.points.len() < 4);
        if is_degenerate {
            violations.push(violation("P2", place, format!("{id:?} has too few positions")));
            continue;
        }
        for (node, position) in [(shape.from, place), (shape.to, shape.points[shape.points.len() - 1])] {
            if *nodes.entry(node).or_insert(position) != position {
                violations.push(violation("P4", position, format!("{node:?} is in two places")));
            }
        }
    }
    let mut places: BTreeMap<Position, NodeId> = BTreeMap::new();
    for (node, position) in nodes {
        if let Some(other) = places.insert(position, node) {
            violations.push(violation("P2", position, format!("{node:?} and {other:?} are one place")));
        }
    }
    violations
}

impl Partition {
    /// Every broken invariant; empty for a partition. Cost: all segments times the segments near each.
    pub fn validate(&self) -> Vec<Violation> {
        let shapes: Vec<_> = self.arcs.iter().map(|(id, arc)| (id, arc.shape.clone())).collect();
        let mut violations = check_shapes(&shapes);
        if violations.is_empty() {
            violations.extend(self.check_faces());
            violations.extend(self.check_crossings());
            violations.extend(self.check_kept_sums());
        }
        violations
    }

    /// P3, and that rings, nodes and arcs name each other.
    pub(super) fn check_faces(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        let mut owner: BTreeMap<ArcRef, CellId> = BTreeMap::new();
        for (cell, face) in self.faces.iter() {
            let mut shells = 0;
            for ring in &face.rings {
                let place = ring.first().and_then(|walked| self.arcs.get(walked.arc)).map(|arc| arc.shape.points[0]).unwrap_or_default();
                let closes = ring.iter().zip(ring.iter().cycle().skip(1)).all(|(a, b)| {
                    self.arcs.contains(a.arc) && self.arcs.contains(b.arc) && self.end_node(*a) == self.end_node(b.reversed())
                });
                if !closes {
                    violations.push(violation("P3", place, format!("a ring of {cell:?} does not close")));
                    continue;
                }
                match self.ring_twice_area(ring) {
                    0 => violations.push(violation("P3", place, format!("a ring of {cell:?} has no area"))),
                    area => shells += usize::from(area > 0),
                }
                for walked in ring {
                    if owner.insert(*walked, cell).is_some() {
                        violations.push(violation("P1", place, format!("{walked:?} is in two rings")));
                    }
                }
            }
            if cell != CellId::OUTSIDE && shells != 1 {
                let place = face.rings.iter().flatten().next().and_then(|walked| self.arcs.get(walked.arc)).map(|arc| arc.shape.points[0]).unwrap_or_default();
                violations.push(violation("P3", place, format!("{cell:?} has {shells} outer rings")));
            }
        }
        for (id, arc) in self.arcs.iter() {
            for (is_reversed, cell) in [(false, arc.shape.left), (true, arc.shape.right)] {
                if owner.get(&ArcRef { arc: id, is_reversed }) != Some(&cell) {
                    violations.push(violation("P1", arc.shape.points[0], format!("{id:?} is not in a ring of {cell:?}")));
                }
            }
        }
        violations
    }

    /// P2: no two segments meet but at vertices they share. Written apart from the edits' own test on purpose.
    fn check_crossings(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        for (id, arc) in self.arcs.iter() {
            let points = &arc.shape.points;
            for at in 0..points.len() - 1 {
                let (a, b) = (points[at], points[at + 1]);
                let bounds = Bounds::of([a, b]);
                for other in self.arcs_near(&bounds).filter(|other| *other >= id) {
                    let others = &self.arcs[other].shape.points;
                    let from = if other == id { at + 1 } else { 0 };
                    for number in from..others.len() - 1 {
                        let (c, d) = (others[number], others[number + 1]);
                        if bounds.touches(&Bounds::of([c, d])) && self.meet_badly((id, at), (other, number)) {
                            violations.push(violation("P2", c, format!("{id:?}:{at} meets {other:?}:{number}")));
                        }
                    }
                }
            }
        }
        violations
    }

    fn meet_badly(&self, (s_arc, s_at): (ArcId, usize), (t_arc, t_at): (ArcId, usize)) -> bool {
        let (s, t) = (&self.arcs[s_arc].shape, &self.arcs[t_arc].shape);
        let (a, b, c, d) = (s.points[s_at], s.points[s_at + 1], t.points[t_at], t.points[t_at + 1]);
        let is_node = |shape: &ArcShape, at: usize| at == 0 || at + 1 == shape.points.len();
        let mut common = Vec::new();
        for (i, p) in [(s_at, a), (s_at + 1, b)] {
            for (j, q) in [(t_at, c), (t_at + 1, d)] {
                let is_vertex_of_both = (is_node(s, i) && is_node(t, j)) || (s_arc == t_arc && i == j);
                if p == q && is_vertex_of_both {
                    common.push(p);
                }
            }
        }
        let on = |p: Position, u: Position, v: Position| orientation(u, v, p) == 0 && Bounds::of([u, v]).contains(p);
        let touches = [(a, c, d), (b, c, d), (c, a, b), (d, a, b)].into_iter().any(|(p, u, v)| on(p, u, v) && !common.contains(&p));
        let crosses = orientation(a, b, c) * orientation(a, b, d) < 0 && orientation(c, d, a) * orientation(c, d, b) < 0;
        touches || crosses || common.len() > 1
    }

    /// X1: what arcs keep equals what their positions give.
    fn check_kept_sums(&self) -> Vec<Violation> {
        let differs = self.arcs.iter().filter(|(_, arc)| super::Arc::new(arc.shape.clone()) != **arc);
        differs.map(|(id, arc)| violation("P4", arc.shape.points[0], format!("the sums of {id:?} are stale"))).collect()
    }
}
