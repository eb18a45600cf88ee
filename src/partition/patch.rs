//! A change of a partition as old and new arcs.

use super::ArcShape;
use crate::base::ArcId;
use std::collections::BTreeMap;

/// What an edit does to a partition: for every arc it touches, what was there and what will be. Nodes and faces follow
/// from the arcs, so they are not repeated here. The inverse swaps old and new (E1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    /// Old and new arc by id; `None` = not there.
    pub arcs: BTreeMap<ArcId, (Option<ArcShape>, Option<ArcShape>)>,
}

impl Patch {
    /// The change that takes this one back.
    pub fn inverse(&self) -> Self {
        Self { arcs: self.arcs.iter().map(|(id, (old, new))| (*id, (new.clone(), old.clone()))).collect() }
    }

    /// Follows this change by another: what both do together, arcs that end as they began left out.
    pub fn then(&mut self, next: Self) {
        for (id, (old, new)) in next.arcs {
            match self.arcs.entry(id) {
                std::collections::btree_map::Entry::Vacant(entry) => {
                    entry.insert((old, new));
                }
                std::collections::btree_map::Entry::Occupied(mut entry) => entry.get_mut().1 = new,
            }
        }
        self.arcs.retain(|_, (old, new)| old != new);
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.arcs.is_empty()
    }
}
