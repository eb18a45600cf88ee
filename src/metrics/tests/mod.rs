//! Reports, problems and comparisons on a lattice of squares, against figures computed the long way or by hand.

mod compare;
mod problems;
mod report;

use super::*;
use crate::base::{CellId, GridId, PlaneId, Table};
use crate::geodesy::Position;
use crate::model::fixture::{add_two_levels, cells, measures, outlet};
use crate::model::{Assignment, Cell, Demand, Grid, Outlet, OutletKind, OutletStatus, Plane, Project};
use crate::partition::fixture::{Dice, STEP, at, lattice};
use crate::partition::{Locator, Partition};

const PLANE: PlaneId = PlaneId(0);

/// A plan of `n` by `n` squares in one plane with two levels: districts D0, D1 and below them G0, G1 and G2, G3.
struct Setting {
    project: Project,
    partition: Partition,
    cells: Table<CellId, Cell>,
    grids: Table<GridId, Grid>,
    assignment: Assignment,
    demand: Demand,
    owners: Vec<CellId>,
    ledger: Ledger,
}

impl Setting {
    /// `leaf_of` gives the number of the leaf grid of each cell; demand is one point of (1, 10) in the middle of every
    /// square, unless some is given.
    fn new(n: i32, leaf_of: impl Fn(CellId) -> Option<usize>, demand: Option<Demand>) -> Self {
        let partition = lattice(n);
        let mut project = Project { measures: measures(), ..Project::default() };
        project.planes.push(Plane::new("公众", &["区县", "网格"]));
        let mut grids: Table<GridId, Grid> = Table::default();
        let leaves = add_two_levels(&mut grids, PLANE);
        let (cells, mut assignment) = (cells(partition.cells()), Assignment::default());
        for cell in partition.cells() {
            assignment.set(PLANE, cell, leaf_of(cell).map(|leaf| leaves[leaf]));
        }
        let demand = demand.unwrap_or_else(|| {
            let positions: Vec<Position> = (0..n * n).map(|number| at(number % n * STEP + STEP / 2, number / n * STEP + STEP / 2)).collect();
            Demand { ids: (0..positions.len() as u32).collect(), n_measures: 2, amounts: positions.iter().flat_map(|_| [1, 10]).collect(), positions }
        });
        let mut setting = Self { project, partition, cells, grids, assignment, demand, owners: Vec::new(), ledger: Ledger::default() };
        setting.compute();
        setting
    }

    /// Figures anew after something was changed by hand.
    fn compute(&mut self) {
        let locator = Locator::new(&self.partition);
        self.owners = self.demand.positions.iter().map(|p| locator.cell_at(*p)).collect();
        self.ledger = Ledger::new(self.view(), self.project.planes.ids(), &self.demand, self.owners.iter().copied());
    }

    fn view(&self) -> PlanView<'_> {
        PlanView { partition: &self.partition, grids: &self.grids, assignment: &self.assignment }
    }

    fn grid(&self, code: &str) -> GridId {
        self.grids.iter().find(|(_, grid)| grid.code == code).map(|(id, _)| id).expect("a grid of the setting")
    }

    fn details(&mut self, code: &str) -> &mut crate::model::GridDetails {
        let id = self.grid(code);
        &mut self.grids.get_mut(id).expect("there").details
    }

    fn assign(&mut self, cells: &[u32], code: Option<&str>) {
        let grid = code.map(|code| self.grid(code));
        for cell in cells {
            self.assignment.set(PLANE, CellId(*cell), grid);
        }
        self.compute();
    }
}

/// The rows of a four by four lattice, a leaf grid each; cell numbers begin at 1 in the south-west.
#[expect(clippy::unnecessary_wraps, reason = "the setting asks for a grid or none")]
fn rows_of_four(cell: CellId) -> Option<usize> {
    Some((cell.0 as usize - 1) / 4)
}
