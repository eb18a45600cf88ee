//! Another scenario beside the active one.

use super::transfer::scenario_of;
use crate::base::{CellId, PlaneId, Revision, ScenarioId};
use crate::edit::Document;
use crate::jobs::Session;
use crate::metrics::Comparison;
use crate::store::StoreError;

/// The scenario that the active one is compared with (对比方案), and what differs.
#[derive(Debug)]
pub struct Compared {
    id: ScenarioId,
    document: Document,
    plane: PlaneId,
    revision: Revision,
    comparison: Comparison,
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
        Ok(Self { id, document, plane, revision: session.document().revision(), comparison, cells })
    }

    /// Compares anew after the active scenario or the plane in focus has changed. Cost: once over demand and cells.
    pub fn follow(&mut self, active: &Document, plane: PlaneId) {
        if self.revision != active.revision() || self.plane != plane {
            self.comparison = self.document.compared_with(active, plane);
            self.cells = self.document.cells_that_differ(active, plane);
            (self.revision, self.plane) = (active.revision(), plane);
        }
    }

    /// Which scenario.
    pub fn id(&self) -> ScenarioId {
        self.id
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.document.scenarios().get(self.id).map(|info| info.name.clone()).unwrap_or_default()
    }

    /// The other scenario, for looking at.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What is handed over from the other scenario to the active one.
    pub fn comparison(&self) -> &Comparison {
        &self.comparison
    }

    /// Cells of the active scenario that have another grid in the other one.
    pub fn cells(&self) -> &[CellId] {
        &self.cells
    }
}
