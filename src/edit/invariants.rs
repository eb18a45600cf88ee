//! The invariants of a document, each checked against a computation of its own.

use super::Document;
use crate::base::{CellId, GridId, PlaneId};
use crate::metrics::{CheckedPlan, PlanReport, Problems, plan_report};
use crate::model::{Grid, Plane};
use crate::partition::Locator;
use rayon::prelude::*;

/// One invariant and what breaks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvariantCheck {
    /// `P1` to `P4`, `M1`, `M2`, `X1`.
    pub id: &'static str,
    /// What breaks it, for logs; empty when it holds.
    pub violations: Vec<String>,
}

impl Document {
    /// Checks every invariant of the open document.
    ///
    /// M2 and X1 need sound arcs and grids to be computed from; where P1 to P4 or M1 are broken they are reported without violations.
    /// Cost: all segments against those near them, all demand points.
    pub fn check_invariants(&self) -> Vec<InvariantCheck> {
        let broken = self.plan.partition.validate();
        let of_partition = |id: &'static str| InvariantCheck {
            id,
            violations: broken.iter().filter(|violation| violation.invariant == id).map(|violation| format!("{} at {:?}", violation.what, violation.place)).collect(),
        };
        let mut checks: Vec<InvariantCheck> = ["P1", "P2", "P3", "P4"].map(of_partition).into();
        checks.push(InvariantCheck { id: "M1", violations: self.broken_references() });
        let is_sound = checks.iter().all(|check| check.violations.is_empty());
        let when_sound = |find: &dyn Fn() -> Vec<String>| if is_sound { find() } else { Vec::new() };
        checks.push(InvariantCheck { id: "M2", violations: when_sound(&|| self.misplaced_points()) });
        checks.push(InvariantCheck { id: "X1", violations: when_sound(&|| self.stale_figures()) });
        checks
    }

    /// M1: assignments name cells and grids that are there, grids stand in the tree of their plane. A parent is one level
    /// above, so there can be no cycle.
    fn broken_references(&self) -> Vec<String> {
        let mut violations: Vec<String> = self.plan.grids.iter().filter(|(_, grid)| !self.is_in_tree(grid)).map(|(id, grid)| format!("{id:?} {} has no place in its plane", grid.code)).collect();
        for plane in self.project.planes.ids() {
            let wrong = self.plan.assignment.cells(plane).filter(|(cell, grid)| !self.is_assignable(plane, *cell, *grid));
            violations.extend(wrong.map(|(cell, grid)| format!("{cell:?} is assigned to {grid:?} in {plane:?}")));
        }
        let nameless = self.plan.partition.cells().filter(|cell| !self.plan.cells.contains(*cell));
        violations.extend(nameless.map(|cell| format!("{cell:?} has a shape and no row")));
        let shapeless = self.plan.cells.ids().filter(|cell| !self.plan.partition.faces().contains(*cell));
        violations.extend(shapeless.map(|cell| format!("{cell:?} has a row and no shape")));
        violations
    }

    fn is_in_tree(&self, grid: &Grid) -> bool {
        let has_level = |plane: &Plane| usize::from(grid.level) < plane.levels.len();
        let fits = match (grid.level.checked_sub(1), grid.parent) {
            (None, None) => true,
            (Some(above), Some(parent)) => self.plan.grids.get(parent).is_some_and(|parent| parent.plane == grid.plane && parent.level == above),
            _ => false,
        };
        fits && self.project.planes.get(grid.plane).is_some_and(has_level)
    }

    fn is_assignable(&self, plane: PlaneId, cell: CellId, grid: GridId) -> bool {
        cell != CellId::OUTSIDE && self.plan.partition.faces().contains(cell) && self.plan.grids.get(grid).is_some_and(|grid| grid.plane == plane)
    }

    /// M2: the cell kept for each point is the one it lies in.
    fn misplaced_points(&self) -> Vec<String> {
        let locator = Locator::new(&self.plan.partition);
        let is_misplaced = |point: &usize| locator.cell_at(self.demand.positions[*point]) != self.owners.get(*point);
        let points: Vec<usize> = (0..self.demand.len()).into_par_iter().filter(is_misplaced).collect();
        let outlets = self.outlets.iter().filter(|(id, outlet)| locator.cell_at(outlet.position) != self.outlet_cell(*id));
        let points = points.into_iter().map(|point| format!("demand {} is not in {:?}", self.demand.ids[point], self.owners.get(point)));
        points.chain(outlets.map(|(id, outlet)| format!("{id:?} {} is not in {:?}", outlet.code, self.outlet_cell(id)))).collect()
    }

    /// X1: the figures kept equal those computed from nothing.
    fn stale_figures(&self) -> Vec<String> {
        if self.ledger.is_same(&self.full_ledger()) { Vec::new() } else { vec!["figures kept differ from figures computed".to_owned()] }
    }

    /// The problems of the active plan on a day, `YYYY-MM-DD`.
    pub fn problems(&self, today: &str) -> Problems {
        let has_outside = self.ledger.cell_points(CellId::OUTSIDE) > 0;
        let outside = if has_outside { self.owners.iter().position(|cell| cell == CellId::OUTSIDE) } else { None };
        Problems::of(&CheckedPlan {
            view: self.view(),
            cells: &self.plan.cells,
            project: &self.project,
            ledger: &self.ledger,
            outlets: self.outlets.rows().collect(),
            demand_outside: outside.and_then(|point| self.demand.positions.get(point)).copied(),
            today,
        })
    }

    /// Every figure of a level of a plane of the active plan.
    pub fn report(&self, plane: PlaneId, level: u8) -> PlanReport {
        let outlets = self.outlets.iter().map(|(id, outlet)| (outlet, self.outlet_cell(id)));
        plan_report(self.view(), &self.project, &self.ledger, outlets, plane, level)
    }
}
