//! Identifiers are newtypes, never bare integers, and are never reused (invariant M3).

use serde::{Deserialize, Serialize};
use std::fmt;

/// What all ids have in common: a dense index into a [`Table`](super::Table).
pub trait Id: Copy + Eq + Ord {
    /// The id at a table position.
    fn from_index(index: usize) -> Self;
    /// The table position of this id.
    fn index(self) -> usize;
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl Id for $name {
            fn from_index(index: usize) -> Self {
                Self(index as u32)
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    };
}

id!(
    /// A node of the partition: a place where arcs meet.
    NodeId
);
id!(
    /// An arc of the partition: one boundary between two cells, shared by both.
    ArcId
);
id!(
    /// A cell (基础单元): a face of the partition. [`CellId::OUTSIDE`] is the unbounded face.
    CellId
);
id!(
    /// A grid (网格): a set of cells with one responsible team.
    GridId
);
id!(
    /// A plane (平面): a grid tree over the cells.
    PlaneId
);
id!(
    /// A scenario (方案).
    ScenarioId
);
id!(
    /// An outlet (渠道网点).
    OutletId
);
id!(
    /// A demand point (需求点), by its row id in the project file.
    DemandId
);
id!(
    /// An import batch: the rows that one import brought, so that undoing it needs no copy of them.
    BatchId
);

impl CellId {
    /// The unbounded face around the plan.
    pub const OUTSIDE: Self = Self(0);
}
