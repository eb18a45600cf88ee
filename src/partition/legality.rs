//! Whether new positions of some arcs keep the partition a partition. Exact integer tests only.

use super::apply::common_ends;
use super::ring::clockwise;
use super::swept::SweptRegion;
use super::{Arc, ArcRef, Partition, Refusal};
use crate::base::{ArcId, CellId, NodeId};
use crate::geodesy::{Bounds, Position, orientation, point_is_under, twice_area};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc as Shared;

/// New positions by arc; ends and sides stay.
pub(super) type NewPoints = BTreeMap<ArcId, Shared<[Position]>>;

/// What a segment's end is, so that a shared end can be told from a touch.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Node(NodeId),
    Inner(ArcId, usize),
}

#[derive(Clone, Copy)]
struct Segment {
    a: Position,
    b: Position,
    ends: [End; 2],
}

impl Partition {
    /// Checks new positions: no boundary crosses or touches another, no cell turns inside out, no enclave is jumped over,
    /// the order of boundaries round every node stays.
    ///
    /// Cost: the segments that differ times the segments near them, and the arcs around the faces they bound.
    pub(super) fn check_points(&self, new: &NewPoints) -> Result<(), Refusal> {
        self.check_segments(new)?;
        self.check_order_at_nodes(new)?;
        self.check_rings(new)
    }

    fn check_segments(&self, new: &NewPoints) -> Result<(), Refusal> {
        for (&id, points) in new {
            let arc = &self.arcs[id];
            let (prefix, suffix) = common_ends(&arc.shape.points, points);
            if points.len() < 2 || (prefix == points.len() && points.len() == arc.shape.points.len()) {
                continue;
            }
            let last = points.len() - 1 - suffix.max(1);
            for at in prefix.saturating_sub(1)..=last {
                self.check_segment(id, at, new)?;
            }
        }
        Ok(())
    }

    fn check_segment(&self, id: ArcId, at: usize, new: &NewPoints) -> Result<(), Refusal> {
        self.check_added(id, at, self.segment(id, &new[&id], at), new)
    }

    /// Checks one segment of an arc as it is against everything near it.
    pub(super) fn check_segment_of(&self, id: ArcId, at: usize, new: &NewPoints) -> Result<(), Refusal> {
        self.check_added(id, at, self.segment(id, &self.arcs[id].shape.points, at), new)
    }

    fn check_added(&self, id: ArcId, at: usize, added: Segment, new: &NewPoints) -> Result<(), Refusal> {
        if added.a == added.b {
            return Err(Refusal::TooClose(added.a));
        }
        let bounds = Bounds::of([added.a, added.b]);
        let near = self.index.arcs_near(&bounds);
        let others = near.iter().copied().filter(|other| !new.contains_key(other)).chain(new.keys().copied());
        for other in others {
            let arc = &self.arcs[other];
            let (points, arc_bounds) = match new.get(&other) {
                Some(points) => (points, None),
                None => (&arc.shape.points, Some(arc.bounds)),
            };
            if arc_bounds.is_some_and(|arc_bounds| !arc_bounds.touches(&bounds)) {
                continue;
            }
            for number in 0..points.len() - 1 {
                if (other == id && number == at) || !may_touch(&bounds, points[number], points[number + 1]) {
                    continue;
                }
                conflict(&added, &self.segment(other, points, number))?;
            }
        }
        Ok(())
    }

    fn segment(&self, id: ArcId, points: &[Position], at: usize) -> Segment {
        let shape = &self.arcs[id].shape;
        let end = |at: usize| match at {
            0 => End::Node(shape.from),
            at if at == points.len() - 1 => End::Node(shape.to),
            at => End::Inner(id, at),
        };
        Segment { a: points[at], b: points[at + 1], ends: [end(at), end(at + 1)] }
    }

    fn check_order_at_nodes(&self, new: &NewPoints) -> Result<(), Refusal> {
        let step = |walked: ArcRef| match new.get(&walked.arc) {
            Some(points) if walked.is_reversed => (points[points.len() - 1], points[points.len() - 2]),
            Some(points) => (points[0], points[1]),
            None => self.current_step(walked),
        };
        let nodes: BTreeSet<NodeId> = new.keys().flat_map(|id| [self.arcs[*id].shape.from, self.arcs[*id].shape.to]).collect();
        for node in nodes {
            let degree = self.nodes.get(node).map_or(0, |row| row.arcs.len());
            if degree > 2 && self.order_at(node, |walked| self.current_step(walked)) != self.order_at(node, step) {
                return Err(Refusal::Crossing(self.nodes[node].position));
            }
        }
        Ok(())
    }

    fn check_rings(&self, new: &NewPoints) -> Result<(), Refusal> {
        let changes: Vec<(CellId, CellId, Shared<[Position]>, Shared<[Position]>)> = new
            .iter()
            .map(|(id, points)| {
                let shape = &self.arcs[*id].shape;
                (shape.left, shape.right, Shared::clone(&shape.points), Shared::clone(points))
            })
            .collect();
        let swept = SweptRegion::of_points(&changes);
        let lattice_area: BTreeMap<ArcId, i128> =
            new.iter().map(|(id, points)| (*id, points.windows(2).map(|pair| twice_area(pair[0], pair[1])).sum())).collect();
        let faces: BTreeSet<CellId> = changes.iter().flat_map(|change| [change.0, change.1]).collect();
        for cell in faces {
            let Some(face) = self.faces.get(cell) else { continue };
            for ring in &face.rings {
                if ring.iter().any(|walked| new.contains_key(&walked.arc)) {
                    let area: i128 = ring
                        .iter()
                        .map(|walked| {
                            let area = lattice_area.get(&walked.arc).copied().unwrap_or(self.arcs[walked.arc].twice_area);
                            if walked.is_reversed { -area } else { area }
                        })
                        .sum();
                    let old_area = self.ring_twice_area(ring);
                    if area.signum() != old_area.signum() {
                        return Err(Refusal::FlippedCell(cell));
                    }
                    if old_area < 0 {
                        self.check_moved_hole(cell, ring, new)?;
                    }
                } else if let Some(first) = ring.first()
                    && let Some(witness) = self.arcs[first.arc].walk(first.is_reversed).next()
                    && swept.flips(witness, cell)
                {
                    return Err(Refusal::Crossing(witness));
                }
            }
        }
        Ok(())
    }

    /// A hole of which nothing stayed in place may have left its face as a whole; one position of it tells.
    fn check_moved_hole(&self, cell: CellId, ring: &[ArcRef], new: &NewPoints) -> Result<(), Refusal> {
        let all_moved = ring.iter().all(|walked| {
            let old = &self.arcs[walked.arc].shape.points;
            new.get(&walked.arc).is_some_and(|points| points.iter().all(|p| !old.contains(p)))
        });
        let Some(witness) = ring.first().filter(|_| all_moved).and_then(|walked| new.get(&walked.arc)).map(|points| points[0]) else { return Ok(()) };
        let Some(face) = self.faces.get(cell) else { return Ok(()) };
        let mut is_inside = cell == CellId::OUTSIDE;
        for other in face.rings.iter().filter(|other| other.as_slice() != ring) {
            for walked in other {
                let points = new.get(&walked.arc).unwrap_or(&self.arcs[walked.arc].shape.points);
                is_inside ^= points.windows(2).filter(|pair| point_is_under(witness, pair[0], pair[1])).count() % 2 == 1;
            }
        }
        if is_inside { Ok(()) } else { Err(Refusal::Crossing(witness)) }
    }
}

/// Whether the box of a segment touches another box.
#[inline]
fn may_touch(bounds: &Bounds, a: Position, b: Position) -> bool {
    a.lon.min(b.lon) <= bounds.max.lon && a.lon.max(b.lon) >= bounds.min.lon && a.lat.min(b.lat) <= bounds.max.lat && a.lat.max(b.lat) >= bounds.min.lat
}

/// Refuses two segments that meet anywhere but at ends that are one vertex of the partition.
fn conflict(s: &Segment, t: &Segment) -> Result<(), Refusal> {
    let shared: Vec<(usize, usize)> =
        [(0, 0), (0, 1), (1, 0), (1, 1)].into_iter().filter(|&(i, j)| s.ends[i] == t.ends[j] && [s.a, s.b][i] == [t.a, t.b][j]).collect();
    match shared.as_slice() {
        [] => match meeting(s, t) {
            Meeting::Apart => Ok(()),
            Meeting::Touch(p) => Err(Refusal::TooClose(p)),
            Meeting::Cross(p) => Err(Refusal::Crossing(p)),
        },
        &[(i, j)] => {
            let (corner, s_far, t_far) = ([s.a, s.b][i], [s.b, s.a][i], [t.b, t.a][j]);
            // Both leave the corner in one direction: they lie on each other.
            if orientation(corner, s_far, t_far) == 0 && clockwise(corner, s_far, s_far, t_far).is_eq() {
                return Err(Refusal::TooClose(corner));
            }
            Ok(())
        }
        _ => Err(Refusal::TooClose(s.a)),
    }
}

enum Meeting {
    Apart,
    Touch(Position),
    Cross(Position),
}

fn meeting(s: &Segment, t: &Segment) -> Meeting {
    let (t_a, t_b) = (orientation(s.a, s.b, t.a), orientation(s.a, s.b, t.b));
    let (s_a, s_b) = (orientation(t.a, t.b, s.a), orientation(t.a, t.b, s.b));
    if t_a * t_b > 0 || s_a * s_b > 0 {
        return Meeting::Apart;
    }
    let on = |side: i32, p: Position, a: Position, b: Position| side == 0 && Bounds::of([a, b]).contains(p);
    for (side, p, a, b) in [(t_a, t.a, s.a, s.b), (t_b, t.b, s.a, s.b), (s_a, s.a, t.a, t.b), (s_b, s.b, t.a, t.b)] {
        if on(side, p, a, b) {
            return Meeting::Touch(p);
        }
    }
    if t_a * t_b < 0 && s_a * s_b < 0 { Meeting::Cross(crossing_of(s.a, s.b, t.a, t.b)) } else { Meeting::Apart }
}

/// The lattice position nearest to where two crossing segments cross.
pub(super) fn crossing_of(a: Position, b: Position, c: Position, d: Position) -> Position {
    let (rx, ry) = (i128::from(b.lon) - i128::from(a.lon), i128::from(b.lat) - i128::from(a.lat));
    let (sx, sy) = (i128::from(d.lon) - i128::from(c.lon), i128::from(d.lat) - i128::from(c.lat));
    let (qx, qy) = (i128::from(c.lon) - i128::from(a.lon), i128::from(c.lat) - i128::from(a.lat));
    let (mut below, mut above) = (rx * sy - ry * sx, qx * sy - qy * sx);
    if below == 0 {
        return a;
    }
    if below < 0 {
        (below, above) = (-below, -above);
    }
    // above / below is the share of the way from a to b; numerators stay below 2^100.
    let along = |from: i32, run: i128| (i128::from(from) + (2 * run * above + below).div_euclid(2 * below)) as i32;
    Position::new(along(a.lon, rx), along(a.lat, ry))
}

/// Whether two segments meet at all, ends included.
pub(super) fn segments_meet(a: Position, b: Position, c: Position, d: Position) -> bool {
    let ends = [End::Inner(ArcId(0), 0), End::Inner(ArcId(0), 1)];
    !matches!(meeting(&Segment { a, b, ends }, &Segment { a: c, b: d, ends }), Meeting::Apart)
}

impl Arc {
    /// Whether the arc begins and ends at one node.
    pub fn is_closed(&self) -> bool {
        self.shape.from == self.shape.to
    }
}
