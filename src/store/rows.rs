//! What one step writes: taken from the document at once, turned into rows on the writer's thread.

use super::codec;
use crate::base::{CellId, GridId, Id, OutletId, ScenarioId};
use crate::edit::{AmountEffect, Document, Effects, Plan, Step};
use crate::metrics::Figures;
use crate::model::{Amount, IgnoredFinding, Outlet, Plane, Project, ScenarioInfo};
use serde::{Deserialize, Serialize};

/// What happens to the journal.
#[derive(Clone, Debug)]
pub(super) enum JournalEntry {
    /// A new step; steps that were undone are gone.
    Append(Step),
    /// A step was undone or done again.
    Mark(u64, bool),
}

/// Everything one committed step, undo or redo writes. Taking it costs what the step touched: the plan inside shares its
/// rows with the document's.
#[derive(Clone, Debug)]
pub struct StepRows {
    pub(super) journal: JournalEntry,
    pub(super) effects: Effects,
    pub(super) plan: Plan,
    pub(super) project: Project,
    pub(super) active: ScenarioId,
    pub(super) cells: Vec<(CellId, i64, Vec<Amount>)>,
    pub(super) grids: Vec<(GridId, Figures)>,
    pub(super) outlets: Vec<(OutletId, Option<Outlet>)>,
    /// Amounts of demand points: row id, measure.
    pub(super) amounts: Vec<(u32, usize, Amount)>,
    pub(super) scenarios: Vec<(ScenarioId, Option<ScenarioInfo>)>,
    pub(super) ignored: Option<Vec<IgnoredFinding>>,
    pub(super) next_ids: NextIds,
}

/// One past the largest id ever used, by kind: ids are never reused (M3), also after undo and restart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NextIds {
    pub(super) nodes: usize,
    pub(super) arcs: usize,
    pub(super) cells: usize,
    pub(super) grids: usize,
    pub(super) outlets: usize,
    pub(super) scenarios: usize,
}

impl NextIds {
    pub(super) fn of(document: &Document) -> Self {
        let plan = document.plan();
        Self {
            nodes: plan.partition.nodes().end(),
            arcs: plan.partition.arcs().end(),
            cells: plan.partition.faces().end().max(plan.cells.end()),
            grids: plan.grids.end(),
            outlets: document.outlets().end(),
            scenarios: document.scenarios().end(),
        }
    }

    pub(super) fn max(self, other: Self) -> Self {
        Self {
            nodes: self.nodes.max(other.nodes),
            arcs: self.arcs.max(other.arcs),
            cells: self.cells.max(other.cells),
            grids: self.grids.max(other.grids),
            outlets: self.outlets.max(other.outlets),
            scenarios: self.scenarios.max(other.scenarios),
        }
    }
}

impl StepRows {
    /// What a committed step writes.
    pub fn of_step(document: &Document, step: Step, effects: Effects) -> Self {
        Self::new(document, JournalEntry::Append(step), effects)
    }

    /// What an undo or redo of a step writes.
    pub fn of_travel(document: &Document, seq: u64, is_undone: bool, effects: Effects) -> Self {
        Self::new(document, JournalEntry::Mark(seq, is_undone), effects)
    }

    fn new(document: &Document, journal: JournalEntry, effects: Effects) -> Self {
        let (plan, ledger) = (document.plan(), document.ledger());
        let cells = effects.cells.iter().map(|cell| (*cell, ledger.cell_points(*cell), ledger.cell_sums(*cell).to_vec())).collect();
        let grids = effects.grids.iter().filter_map(|id| plan.grids.get(*id).map(|grid| (*id, ledger.grid(grid.plane, *id)))).collect();
        Self {
            cells,
            grids,
            outlets: effects.outlets.iter().map(|id| (*id, document.outlets().get(*id).cloned())).collect(),
            amounts: effects.amounts.iter().filter_map(|changed| amount_now(document, changed)).collect(),
            scenarios: effects.scenarios.iter().map(|id| (*id, document.scenarios().get(*id).cloned())).collect(),
            ignored: effects.are_ignored_changed.then(|| document.project().ignored.clone()),
            plan: plan.clone(),
            project: document.project().clone(),
            active: document.active(),
            next_ids: NextIds::of(document),
            journal,
            effects,
        }
    }

    /// The bytes of the journal row, where one is added.
    pub(super) fn journal_bytes(&self) -> Option<Vec<u8>> {
        match &self.journal {
            JournalEntry::Append(step) => Some(codec::encode(&step.changes)),
            JournalEntry::Mark(..) => None,
        }
    }
}

fn amount_now(document: &Document, changed: &AmountEffect) -> Option<(u32, usize, Amount)> {
    let (demand, point) = (document.demand(), changed.point as usize);
    Some((*demand.ids.get(point)?, changed.measure, *demand.amounts_of(point).get(changed.measure)?))
}

/// The name of a grid's level.
pub(super) fn level_name(plane: Option<&Plane>, level: u8) -> &str {
    plane.and_then(|plane| plane.levels.get(usize::from(level))).map_or("", |level| level.name.as_str())
}

/// Table position as the row id of a feature table.
pub(super) fn fid<I: Id>(id: I) -> i64 {
    id.index() as i64
}
