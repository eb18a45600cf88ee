//! What a plan's figures are computed from.

use crate::base::{CellId, GridId, PlaneId, Table};
use crate::model::{Assignment, Grid};
use crate::partition::Partition;

/// A plan as the metrics see it: shapes, grids, who belongs to whom.
#[derive(Clone, Copy, Debug)]
pub struct PlanView<'a> {
    /// The cells' shapes.
    pub partition: &'a Partition,
    /// The grids of all planes.
    pub grids: &'a Table<GridId, Grid>,
    /// Which grid each cell belongs to.
    pub assignment: &'a Assignment,
}

impl<'a> PlanView<'a> {
    /// A grid and all grids above it, from the deepest up.
    pub fn chain(self, grid: Option<GridId>) -> impl Iterator<Item = GridId> + 'a {
        std::iter::successors(grid, move |grid| self.grids.get(*grid)?.parent)
    }

    /// The grid of a level that a cell belongs to.
    pub fn grid_at_level(self, plane: PlaneId, cell: CellId, level: u8) -> Option<GridId> {
        self.chain(self.assignment.grid(plane, cell)).find(|grid| self.grids[*grid].level == level)
    }

    /// The grids of a level of a plane.
    pub fn grids_of_level(self, plane: PlaneId, level: u8) -> impl Iterator<Item = (GridId, &'a Grid)> + 'a {
        self.grids.iter().filter(move |(_, grid)| grid.plane == plane && grid.level == level)
    }

    /// The cells of a grid, those of the grids below it included. Cost: the cells of the plane.
    pub fn cells_of(self, grid: GridId) -> Vec<CellId> {
        let Some(row) = self.grids.get(grid) else { return Vec::new() };
        let cells = self.assignment.cells(row.plane);
        cells.filter(|(_, leaf)| self.chain(Some(*leaf)).any(|above| above == grid)).map(|(cell, _)| cell).collect()
    }
}
