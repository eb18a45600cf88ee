//! The ground that changes hands when boundaries move.

use super::Patch;
use super::apply::{changed, common_ends};
use crate::base::CellId;
use crate::geodesy::{Bounds, Position, orientation, point_is_under};
use smallvec::SmallVec;
use std::sync::Arc as Shared;

/// The ground between the old and the new course of some arcs.
///
/// Membership of a position in a face is the parity of boundary segments under it. Moving an arc changes that parity for
/// the faces on both its sides exactly where an odd number of its old and new segments pass under the position. So the
/// owner after the move follows from the owner before it by toggling, exactly and in O(segments that differ), without
/// asking where the position lies.
#[derive(Clone, Debug)]
pub struct SweptRegion {
    changes: Vec<Change>,
    bounds: Bounds,
}

#[derive(Clone, Debug)]
struct Change {
    left: CellId,
    right: CellId,
    segments: Vec<(Position, Position)>,
}

/// Which cells some ground enters or leaves: none, or the one that had it and the one that gets it.
#[derive(Clone, Debug, Default)]
pub struct Toggled(SmallVec<[CellId; 8]>);

impl Toggled {
    #[inline]
    fn toggle(&mut self, cell: CellId) {
        match self.0.iter().position(|other| *other == cell) {
            Some(at) => {
                self.0.swap_remove(at);
            }
            None => self.0.push(cell),
        }
    }

    /// Whether the ground stays where it was.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The cell that owns the ground afterwards, from the one that owned it before.
    #[inline]
    pub fn owner_after(&self, before: CellId) -> CellId {
        match *self.0.as_slice() {
            [from, to] | [to, from] if from == before => to,
            ref cells => {
                debug_assert!(cells.is_empty(), "a legal move leaves every position with one owner");
                before
            }
        }
    }
}

impl SweptRegion {
    /// The swept ground of a patch that keeps ends and sides of its arcs; `None` for one that changes them.
    pub fn of(patch: &Patch) -> Option<Self> {
        let mut changes = Vec::with_capacity(patch.arcs.len());
        for versions in patch.arcs.values() {
            let (Some(old), Some(new)) = versions else { return None };
            if (old.left, old.right, old.from, old.to) != (new.left, new.right, new.from, new.to) {
                return None;
            }
            changes.push((old.left, old.right, Shared::clone(&old.points), Shared::clone(&new.points)));
        }
        Some(Self::of_points(&changes))
    }

    pub(super) fn of_points(changes: &[(CellId, CellId, Shared<[Position]>, Shared<[Position]>)]) -> Self {
        let mut region = Self { changes: Vec::with_capacity(changes.len()), bounds: Bounds::EMPTY };
        for (left, right, old, new) in changes {
            let (prefix, suffix) = common_ends(old, new);
            let mut change = Change { left: *left, right: *right, segments: Vec::new() };
            for points in [changed(old, prefix, suffix), changed(new, prefix, suffix)] {
                for pair in points.windows(2) {
                    region.bounds.add(pair[0]);
                    region.bounds.add(pair[1]);
                    change.segments.push((pair[0], pair[1]));
                }
            }
            if !change.segments.is_empty() {
                region.changes.push(change);
            }
        }
        region
    }

    /// The box around it.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// The cell that owns a position afterwards, from the one that owned it before.
    #[inline]
    pub fn owner_after(&self, p: Position, before: CellId) -> CellId {
        if self.bounds.contains(p) { self.toggled(p).owner_after(before) } else { before }
    }

    #[inline]
    fn toggled(&self, p: Position) -> Toggled {
        let mut toggled = Toggled::default();
        for change in self.changes.iter().filter(|change| change.is_odd(p)) {
            toggled.toggle(change.left);
            toggled.toggle(change.right);
        }
        toggled
    }

    /// What becomes of a whole box; `None` when a boundary of the region passes through it, so that every position of it has
    /// to be asked for.
    pub fn toggled_throughout(&self, bounds: &Bounds) -> Option<Toggled> {
        if !self.bounds.touches(bounds) {
            return Some(Toggled::default());
        }
        let is_crossed = self.changes.iter().flat_map(|change| &change.segments).any(|(a, b)| segment_touches(*a, *b, bounds));
        (!is_crossed).then(|| self.toggled(bounds.min))
    }

    /// Whether a position enters or leaves a face. The arcs at a moved node are open where the node was and is; what one
    /// of them toggles too much above the region, its neighbours toggle back.
    pub(super) fn flips(&self, p: Position, cell: CellId) -> bool {
        self.changes.iter().filter(|change| (change.left == cell) != (change.right == cell) && change.is_odd(p)).count() % 2 == 1
    }
}

impl Change {
    #[inline]
    fn is_odd(&self, p: Position) -> bool {
        self.segments.iter().filter(|(a, b)| point_is_under(p, *a, *b)).count() % 2 == 1
    }
}

/// Whether a segment and a box have a position in common; exact.
fn segment_touches(a: Position, b: Position, bounds: &Bounds) -> bool {
    if !Bounds::of([a, b]).touches(bounds) {
        return false;
    }
    let corners = [bounds.min, Position::new(bounds.max.lon, bounds.min.lat), bounds.max, Position::new(bounds.min.lon, bounds.max.lat)];
    let side = orientation(a, b, corners[0]);
    side == 0 || corners[1..].iter().any(|corner| orientation(a, b, *corner) != side)
}
