//! The document: the one place where a project's content is.

use super::transaction::Transaction;
use super::{Change, EditRefusal, Effects, History, Label, Owners, Plan, Step};
use crate::base::{CellId, OutletId, PlaneId, Revision, ScenarioId, Table};
use crate::geodesy::{Bounds, Position};
use crate::metrics::{Ledger, PlanView};
use crate::model::{Demand, Outlet, Project, ReferenceFeature, ScenarioInfo};
use crate::partition::{Locator, PointIndex, spatial_order};
use rayon::prelude::*;
use std::sync::Arc as Shared;

/// What a document is made of: what a project file holds of its active scenario.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Measures, planes, rules.
    pub project: Project,
    /// Demand points in any order.
    pub demand: Demand,
    /// Outlets.
    pub outlets: Table<OutletId, Outlet>,
    /// Roads, rivers, buildings.
    pub reference: Vec<ReferenceFeature>,
    /// Scenarios.
    pub scenarios: Table<ScenarioId, ScenarioInfo>,
    /// Which of them is active.
    pub active: ScenarioId,
    /// The active scenario's plan.
    pub plan: Plan,
    /// Steps of the journal.
    pub history: History,
}

/// A project in memory with one active scenario (文档). Only [`Document::run`], transactions, undo and redo change it (E1).
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) project: Project,
    pub(super) demand: Shared<Demand>,
    /// The state in which amounts or points changed last.
    pub(super) demand_revision: Revision,
    pub(super) index: Shared<PointIndex>,
    pub(super) reference: Shared<Vec<ReferenceFeature>>,
    pub(super) outlets: Table<OutletId, Outlet>,
    pub(super) outlet_cells: Table<OutletId, CellId>,
    pub(super) scenarios: Table<ScenarioId, ScenarioInfo>,
    pub(super) active: ScenarioId,
    pub(super) plan: Plan,
    pub(super) owners: Owners,
    pub(super) ledger: Ledger,
    pub(super) history: History,
    pub(super) revision: Revision,
    pub(super) transaction: Option<Transaction>,
    pub(super) is_read_only: bool,
}


impl Document {
    /// Takes content in: puts demand into spatial order, finds the cell of every point, computes all figures.
    pub fn new(content: Content) -> Self {
        let Content { project, demand, outlets, reference, scenarios, active, plan, history } = content;
        let demand = demand.reordered(&spatial_order(&demand.positions));
        let index = PointIndex::new(&demand.positions);
        let mut document = Self {
            project,
            demand: Shared::new(demand),
            demand_revision: Revision::default(),
            index: Shared::new(index),
            reference: Shared::new(reference),
            outlets,
            outlet_cells: Table::default(),
            scenarios,
            active,
            plan,
            owners: Owners::default(),
            ledger: Ledger::default(),
            history,
            revision: Revision::default(),
            transaction: None,
            is_read_only: false,
        };
        document.compute();
        document
    }

    /// This document in the place of another state of the same project: numbers of states go on growing, and the other's
    /// limits hold.
    pub fn in_place_of(mut self, before: &Self) -> Self {
        self.revision = before.revision.next();
        self.demand_revision = self.revision;
        self.is_read_only = before.is_read_only;
        self.history.set_cap(before.history.cap());
        self
    }

    /// Sets how many bytes of changes the history keeps in memory; the file has them all.
    pub fn set_history_cap(&mut self, bytes: usize) {
        self.history.set_cap(bytes);
    }

    /// Puts another plan in the place of the active scenario's, after [`Effects::needs_load`] asked for it.
    pub fn set_plan(&mut self, plan: Plan) {
        self.plan = plan;
        self.compute();
        self.revision = self.revision.next();
    }

    /// Makes another scenario the active one, as one step; its plan comes from the file.
    ///
    /// # Errors
    /// [`EditRefusal::NotFound`], [`EditRefusal::Busy`], [`EditRefusal::ReadOnly`].
    pub fn switch_to(&mut self, id: ScenarioId, plan: Plan, label: Label) -> Result<(Step, Effects), EditRefusal> {
        if self.is_read_only {
            return Err(EditRefusal::ReadOnly);
        }
        if self.transaction.is_some() {
            return Err(EditRefusal::Busy);
        }
        if !self.scenarios.contains(id) {
            return Err(EditRefusal::NotFound(String::new()));
        }
        let change = Change::Active { old: self.active, new: id, is_same_plan: false };
        let effects = self.apply(&change);
        self.set_plan(plan);
        Ok((self.history.push(label, vec![change]), effects))
    }

    /// Takes over the demand of another state of the same project, for a document that shows another scenario.
    pub fn adopt_demand(&mut self, of: &Self) {
        self.demand = Shared::clone(&of.demand);
        self.index = Shared::clone(&of.index);
        self.compute();
        self.revision = self.revision.next();
        self.demand_revision = of.demand_revision;
    }

    /// Takes over the outlets of another state of the same project, for a document that shows another scenario. Cost: the outlets.
    pub fn adopt_outlets(&mut self, of: &Self) {
        let locator = Locator::new(&self.plan.partition);
        self.outlets = of.outlets.clone();
        self.outlet_cells = Table::default();
        for (id, outlet) in self.outlets.iter() {
            self.outlet_cells.set(id, Some(locator.cell_at(outlet.position)));
        }
        self.revision = self.revision.next();
    }

    /// Shows the plan of another scenario; the document cannot be edited from here on, because its history is that of the
    /// active scenario.
    pub fn show(&mut self, id: ScenarioId, plan: Plan) {
        self.active = id;
        self.is_read_only = true;
        self.set_plan(plan);
    }

    /// Everything that follows from plan, demand and outlets, from scratch.
    fn compute(&mut self) {
        let locator = Locator::new(&self.plan.partition);
        let cells: Vec<CellId> = self.demand.positions.par_iter().with_min_len(4096).map(|p| locator.cell_at(*p)).collect();
        self.outlet_cells = Table::default();
        for (id, outlet) in self.outlets.iter() {
            self.outlet_cells.set(id, Some(locator.cell_at(outlet.position)));
        }
        self.ledger = Ledger::new(self.plan.view(), self.project.planes.ids(), &self.demand, cells.iter().copied());
        self.owners = Owners::new(&cells);
    }

    /// The ledger as a full computation gives it: for tests and for `check`.
    pub fn full_ledger(&self) -> Ledger {
        let locator = Locator::new(&self.plan.partition);
        Ledger::new(self.plan.view(), self.project.planes.ids(), &self.demand, self.demand.positions.iter().map(|p| locator.cell_at(*p)))
    }

    /// Makes every command answer `read_only`.
    pub fn set_read_only(&mut self, is_read_only: bool) {
        self.is_read_only = is_read_only;
    }

    /// Looks up the demand points in a box, with the cell of each.
    pub fn points_in(&self, bounds: &Bounds, mut visit: impl FnMut(usize, Position, CellId)) {
        self.index.for_each_in(&self.demand.positions, bounds, |point| visit(point, self.demand.positions[point], self.owners.get(point)));
    }
}

/// Queries.
impl Document {
    /// Measures, planes, rules.
    pub fn project(&self) -> &Project {
        &self.project
    }
    /// Demand points in spatial order.
    pub fn demand(&self) -> &Shared<Demand> {
        &self.demand
    }
    /// The state in which demand points or their amounts changed last.
    pub fn demand_revision(&self) -> Revision {
        self.demand_revision
    }
    /// The cell of every demand point.
    pub fn owners(&self) -> &Owners {
        &self.owners
    }
    /// Roads, rivers, buildings.
    pub fn reference(&self) -> &[ReferenceFeature] {
        &self.reference
    }
    /// Outlets.
    pub fn outlets(&self) -> &Table<OutletId, Outlet> {
        &self.outlets
    }
    /// The cell each outlet stands in.
    pub fn outlet_cell(&self, outlet: OutletId) -> CellId {
        self.outlet_cells.get(outlet).copied().unwrap_or(CellId::OUTSIDE)
    }
    /// Scenarios.
    pub fn scenarios(&self) -> &Table<ScenarioId, ScenarioInfo> {
        &self.scenarios
    }
    /// The active scenario.
    pub fn active(&self) -> ScenarioId {
        self.active
    }
    /// The active scenario's name.
    pub fn active_name(&self) -> &str {
        self.scenarios.get(self.active).map_or("", |info| info.name.as_str())
    }
    /// The active scenario's plan; the tentative one inside a transaction (E3).
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
    /// The plan as the metrics see it.
    pub fn view(&self) -> PlanView<'_> {
        self.plan.view()
    }
    /// All figures.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }
    /// Steps.
    pub fn history(&self) -> &History {
        &self.history
    }
    /// Number of the state.
    pub fn revision(&self) -> Revision {
        self.revision
    }
    /// Whether commands are refused.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }
    /// A plane by name, or the first where none is named.
    pub fn plane_named(&self, name: Option<&str>) -> Option<PlaneId> {
        match name {
            Some(name) => self.project.plane(name),
            None => self.project.planes.ids().next(),
        }
    }
    /// A scenario by name.
    pub fn scenario_named(&self, name: &str) -> Option<ScenarioId> {
        self.scenarios.iter().find(|(_, info)| info.name == name).map(|(id, _)| id)
    }
}

/// How a step moves through history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Undo,
    Redo,
}

impl Document {
    /// Takes the last step back. `loaded` are its changes where the history no longer has them in memory.
    ///
    /// Returns the number of the step and what changed; `None` when there is nothing to undo, when the changes must be loaded first
    /// (see [`History::undoable`]), or when they do not fit the present state (nothing has changed then).
    pub fn undo(&mut self, loaded: Option<&[Change]>) -> Option<(u64, Effects)> {
        self.travel(Direction::Undo, loaded)
    }

    /// Does the last undone step again.
    pub fn redo(&mut self, loaded: Option<&[Change]>) -> Option<(u64, Effects)> {
        self.travel(Direction::Redo, loaded)
    }

    fn travel(&mut self, direction: Direction, loaded: Option<&[Change]>) -> Option<(u64, Effects)> {
        if self.transaction.is_some() || self.is_read_only {
            return None;
        }
        let (seq, _, kept) = if direction == Direction::Undo { self.history.undoable()? } else { self.history.redoable()? };
        let changes: &[Change] = match &kept {
            Some(changes) => changes,
            None => loaded?,
        };
        let ordered: Vec<Change> = match direction {
            Direction::Undo => changes.iter().rev().map(Change::inverse).collect(),
            Direction::Redo => changes.to_vec(),
        };
        let mut effects = Effects::default();
        self.ledger.watch();
        for (at, change) in ordered.iter().enumerate() {
            if !self.fits(change) {
                for done in ordered[..at].iter().rev() {
                    self.apply(&done.inverse());
                }
                return None;
            }
            effects.extend(self.apply(change));
        }
        self.history.moved(direction == Direction::Undo);
        self.revision = self.revision.next();
        Some((seq, effects))
    }
}
