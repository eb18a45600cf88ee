//! Which positions change cells when a patch is applied.

use crate::base::CellId;
use crate::geodesy::{Bounds, Position};
use crate::partition::{Locator, Partition, Patch, SweptRegion, Toggled};
use std::collections::BTreeSet;

/// The new owner of every position, from the one it had.
#[derive(Debug)]
pub(super) enum Reowning {
    /// Boundaries moved and nothing else: what they swept changes hands.
    Swept(SweptRegion),
    /// Cells came or went: positions near the patch are looked up anew.
    Located {
        /// Knows the cells the patch touches, as they have become.
        locator: Locator,
        /// The cells beside an arc of the patch, before or after; the outside may be among them.
        sides: BTreeSet<CellId>,
        /// The box around the arcs of the patch.
        bounds: Bounds,
    },
}

impl Reowning {
    /// Of a patch, from the partition to which it has been applied.
    pub(super) fn of(patch: &Patch, partition: &Partition, sides: &BTreeSet<CellId>) -> Self {
        if let Some(swept) = SweptRegion::of(patch) {
            return Self::Swept(swept);
        }
        Self::Located {
            locator: Locator::of_cells(partition, sides.iter().copied().filter(|cell| *cell != CellId::OUTSIDE)),
            sides: sides.clone(),
            bounds: Bounds::of(patch.arcs.values().flat_map(|(old, new)| [old, new]).flatten().flat_map(|shape| shape.points.iter().copied())),
        }
    }

    /// What becomes of a whole box; `None` when its positions have to be asked for one by one.
    pub(super) fn toggled_throughout(&self, bounds: &Bounds) -> Option<Toggled> {
        match self {
            Self::Swept(swept) => swept.toggled_throughout(bounds),
            Self::Located { bounds: own, .. } => (!own.touches(bounds)).then(Toggled::default),
        }
    }

    /// Whether a position in a box may change cells.
    pub(super) fn may_touch(&self, bounds: &Bounds) -> bool {
        self.toggled_throughout(bounds).is_none_or(|toggled| !toggled.is_empty())
    }

    /// The cell that owns a position afterwards.
    pub(super) fn owner_after(&self, position: Position, before: CellId) -> CellId {
        match self {
            Self::Swept(swept) => swept.owner_after(position, before),
            // A position of a cell that the patch does not touch keeps it; the locator knows the touched ones only.
            Self::Located { locator, sides, bounds } if bounds.contains(position) && sides.contains(&before) => {
                let found = locator.cell_at(position);
                if sides.contains(&found) { found } else { before }
            }
            Self::Located { .. } => before,
        }
    }
}
