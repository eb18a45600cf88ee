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
        if !self.bounds.contains(p) {
            return before;
        }
        let mut owners = self.toggled(p);
        toggle(&mut owners, before);
        debug_assert_eq!(owners.len(), 1, "a legal move leaves every position with one owner");
        owners.first().copied().unwrap_or(before)
    }

    /// The cells that a position enters or leaves: none, or the one before and the one after.
    #[inline]
    fn toggled(&self, p: Position) -> SmallVec<[CellId; 8]> {
        let mut cells = SmallVec::new();
        for change in self.changes.iter().filter(|change| change.is_odd(p)) {
            toggle(&mut cells, change.left);
            toggle(&mut cells, change.right);
        }
        cells
    }

    /// Whether the ground in a box may change hands in part; false only when none of it does. Where no boundary of the region passes
    /// through a box, all of it fares as one of its corners does.
    pub fn may_touch(&self, bounds: &Bounds) -> bool {
        self.bounds.touches(bounds)
            && (self.changes.iter().flat_map(|change| &change.segments).any(|(a, b)| segment_touches(*a, *b, bounds)) || !self.toggled(bounds.min).is_empty())
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

/// Puts a cell into a set, or takes it out.
#[inline]
fn toggle(cells: &mut SmallVec<[CellId; 8]>, cell: CellId) {
    match cells.iter().position(|other| *other == cell) {
        Some(at) => {
            cells.swap_remove(at);
        }
        None => cells.push(cell),
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
