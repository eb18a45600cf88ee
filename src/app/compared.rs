//! Another scenario beside the active one.

use super::transfer::scenario_of;
use crate::base::{CellId, PlaneId, Revision, ScenarioId};
use crate::edit::Document;
use crate::jobs::Session;
use crate::store::StoreError;
use crate::ui::ComparedScenario;

/// The scenario that the active one is compared with (对比方案), and what differs.
#[derive(Debug)]
pub struct Compared {
    shown: ComparedScenario,
    document: Document,
    plane: PlaneId,
    revision: Revision,
    cells: Vec<CellId>,
}

impl Compared {
    /// Reads the other scenario and compares.
    ///
    /// # Errors
    /// What the store says.
    pub fn new(session: &Session, id: ScenarioId, plane: PlaneId) -> Result<Self, StoreError> {
        let document = scenario_of(session, id)?;
        let comparison = document.compared_with(session.document(), plane);
        let cells = document.cells_that_differ(session.document(), plane);
        Ok(Self { shown: ComparedScenario { other: id, comparison }, document, plane, revision: session.document().revision(), cells })
    }

    /// Compares anew after the active scenario or the plane in focus has changed. Cost: once over demand and cells; all
    /// figures of the other one where amounts of demand have changed.
    pub fn follow(&mut self, active: &Document, plane: PlaneId) {
        if self.document.demand_revision() != active.demand_revision() {
            self.document.adopt_demand(active);
        }
        if self.revision != active.revision() || self.plane != plane {
            self.shown.comparison = self.document.compared_with(active, plane);
            self.cells = self.document.cells_that_differ(active, plane);
            (self.revision, self.plane) = (active.revision(), plane);
        }
    }

    /// Which scenario.
    pub fn id(&self) -> ScenarioId {
        self.shown.other
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.document.scenarios().get(self.shown.other).map(|info| info.name.clone()).unwrap_or_default()
    }

    /// The other scenario, for looking at.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What is handed over from the other scenario to the active one, as panels show it.
    pub fn shown(&self) -> &ComparedScenario {
        &self.shown
    }

    /// Cells of the active scenario that have another grid in the other one.
    pub fn cells(&self) -> &[CellId] {
        &self.cells
    }
}
