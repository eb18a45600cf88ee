//! A plan: what a scenario owns.

use crate::base::{CellId, GridId, PlaneId, Table};
use crate::metrics::PlanView;
use crate::model::{Assignment, Cell, Grid};
use crate::partition::Partition;

/// What a scenario (方案) owns: its partition, its cells, its grids and who belongs to whom. Cloning shares everything until one side changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The cells' shapes.
    pub partition: Partition,
    /// What people know of the cells.
    pub cells: Table<CellId, Cell>,
    /// The grids of all planes.
    pub grids: Table<GridId, Grid>,
    /// Which grid each cell belongs to.
    pub assignment: Assignment,
}

impl Plan {
    /// As the metrics see it.
    pub fn view(&self) -> PlanView<'_> {
        PlanView { partition: &self.partition, grids: &self.grids, assignment: &self.assignment }
    }

    /// A cell by its code.
    pub fn cell_by_code(&self, code: &str) -> Option<CellId> {
        self.cells.iter().find(|(_, cell)| cell.code == code).map(|(id, _)| id)
    }

    /// A grid of a plane by its code.
    pub fn grid_by_code(&self, plane: PlaneId, code: &str) -> Option<GridId> {
        self.grids.iter().find(|(_, grid)| grid.plane == plane && grid.code == code).map(|(id, _)| id)
    }
}
