//! One change of a document with old and new value.

use crate::base::{BatchId, CellId, GridId, OutletId, PlaneId, ScenarioId};
use crate::model::{Amount, Cell, Grid, Outlet, Rules, ScenarioInfo};
use crate::partition::Patch;

/// One change with old and new value; `None` = not there. The inverse swaps them (E1).
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Boundaries of the active scenario.
    Partition(Patch),
    /// What people know of a cell.
    Cell(CellId, Option<Cell>, Option<Cell>),
    /// Cells of one plane to grids.
    Assign(PlaneId, Vec<(CellId, Option<GridId>, Option<GridId>)>),
    /// A grid.
    Grid(GridId, Option<Box<Grid>>, Option<Box<Grid>>),
    /// An outlet.
    Outlet(OutletId, Option<Box<Outlet>>, Option<Box<Outlet>>),
    /// Amounts of demand points.
    Amounts(Vec<AmountChange>),
    /// The reason for which a finding is ignored, by the finding's key.
    Ignore(String, Option<String>, Option<String>),
    /// The limits and rules that problems come from.
    Rules(Box<Rules>, Box<Rules>),
    /// A scenario comes, goes, is renamed or frozen. Its plan is kept by the store under the same id.
    Scenario(ScenarioId, Option<ScenarioInfo>, Option<ScenarioInfo>),
    /// Another scenario becomes the active one.
    Active {
        /// Before.
        old: ScenarioId,
        /// After.
        new: ScenarioId,
        /// Whether both plans are equal at this point, as after branching: then nothing needs loading.
        is_same_plan: bool,
    },
    /// An import: the store knows by this number which rows came and which went; the document is loaded anew.
    Batch(BatchId, bool),
}

/// An amount of a demand point with old and new value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountChange {
    /// Row id of the point.
    pub id: u32,
    /// Number of the measure.
    pub measure: usize,
    /// Before.
    pub old: Amount,
    /// After.
    pub new: Amount,
}

impl Change {
    /// The change that takes this one back.
    pub fn inverse(&self) -> Self {
        match self {
            Self::Partition(patch) => Self::Partition(patch.inverse()),
            Self::Cell(id, old, new) => Self::Cell(*id, new.clone(), old.clone()),
            Self::Assign(plane, cells) => Self::Assign(*plane, cells.iter().map(|(cell, old, new)| (*cell, *new, *old)).collect()),
            Self::Grid(id, old, new) => Self::Grid(*id, new.clone(), old.clone()),
            Self::Outlet(id, old, new) => Self::Outlet(*id, new.clone(), old.clone()),
            Self::Amounts(rows) => Self::Amounts(rows.iter().map(|row| AmountChange { old: row.new, new: row.old, ..*row }).collect()),
            Self::Ignore(key, old, new) => Self::Ignore(key.clone(), new.clone(), old.clone()),
            Self::Rules(old, new) => Self::Rules(new.clone(), old.clone()),
            Self::Scenario(id, old, new) => Self::Scenario(*id, new.clone(), old.clone()),
            Self::Active { old, new, is_same_plan } => Self::Active { old: *new, new: *old, is_same_plan: *is_same_plan },
            Self::Batch(batch, is_in) => Self::Batch(*batch, !is_in),
        }
    }

    /// Adds a change that follows this one, when both are of one kind and can be one; gives it back otherwise.
    pub(super) fn absorb(&mut self, next: Self) -> Option<Self> {
        match (self, next) {
            (Self::Partition(patch), Self::Partition(next)) => {
                patch.then(next);
                None
            }
            (Self::Assign(plane, cells), Self::Assign(next_plane, next)) if *plane == next_plane => {
                let mut merged: std::collections::BTreeMap<CellId, (Option<GridId>, Option<GridId>)> = cells.drain(..).map(|(cell, old, new)| (cell, (old, new))).collect();
                for (cell, old, new) in next {
                    merged.entry(cell).or_insert((old, new)).1 = new;
                }
                cells.extend(merged.into_iter().filter(|(_, (old, new))| old != new).map(|(cell, (old, new))| (cell, old, new)));
                None
            }
            (Self::Amounts(rows), Self::Amounts(next)) => {
                let mut merged: std::collections::BTreeMap<(u32, usize), AmountChange> = rows.drain(..).map(|row| ((row.id, row.measure), row)).collect();
                for row in next {
                    merged.entry((row.id, row.measure)).or_insert(row).new = row.new;
                }
                rows.extend(merged.into_values().filter(|row| row.old != row.new));
                None
            }
            (_, next) => Some(next),
        }
    }

    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Partition(patch) => patch.is_empty(),
            Self::Assign(_, cells) => cells.is_empty(),
            Self::Amounts(rows) => rows.is_empty(),
            _ => false,
        }
    }

    /// About how many bytes it holds in memory.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Partition(patch) => patch.arcs.values().flat_map(|(old, new)| [old, new]).flatten().map(|shape| 64 + 8 * shape.points.len()).sum(),
            Self::Assign(_, cells) => 24 * cells.len(),
            Self::Amounts(rows) => 32 * rows.len(),
            _ => 512,
        }
    }
}
