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
            outlets: self.outlets.iter().map(|(id, outlet)| (outlet, self.outlet_cell(id))).collect(),
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

#[cfg(test)]
mod tests {
    use super::super::fixture::content;
    use super::super::{Command, Document, Label};
    use crate::base::{CellId, PlaneId};
    use crate::geodesy::offset_m;
    use crate::partition::Vertex;

    fn broken(document: &Document) -> Vec<&'static str> {
        document.check_invariants().into_iter().filter(|check| !check.violations.is_empty()).map(|check| check.id).collect()
    }

    #[test]
    fn a_sound_document_has_every_invariant_checked_and_none_broken() {
        let document = Document::new(content(5));
        let ids: Vec<_> = document.check_invariants().into_iter().map(|check| check.id).collect();
        assert_eq!(ids, ["P1", "P2", "P3", "P4", "M1", "M2", "X1"]);
        assert!(broken(&document).is_empty());
    }

    #[test]
    fn each_kind_of_damage_is_named() {
        let sound = Document::new(content(5));
        let plane = PlaneId(0);
        let leaf = sound.plan.grid_by_code(plane, "G0").expect("there");

        let mut document = sound.clone();
        document.plan.grids.get_mut(leaf).expect("there").parent = Some(leaf);
        assert_eq!(broken(&document), ["M1"], "a grid above itself");

        let mut document = sound.clone();
        document.plan.assignment.set(PlaneId(1), CellId(1), Some(leaf));
        assert_eq!(broken(&document), ["M1"], "a grid of another plane");

        let mut document = sound.clone();
        document.plan.cells.set(CellId(3), None);
        assert_eq!(broken(&document), ["M1"], "a shape without a row");

        let mut document = sound.clone();
        document.owners.set(0, CellId(if sound.owners.get(0) == CellId(1) { 2 } else { 1 }));
        assert_eq!(broken(&document), ["M2"]);

        let mut document = sound.clone();
        document.plan.assignment.set(plane, CellId(1), None);
        assert_eq!(broken(&document), ["X1"], "an assignment behind the ledger's back");

        let mut document = sound.clone();
        let node = Vertex::Node(sound.plan.partition.nodes().ids().next().expect("there are nodes"));
        let place = sound.plan.partition.vertex_position(node).expect("there");
        let patch = sound.plan.partition.propose_move(&[(node, offset_m(place, -5.0, -5.0))]).expect("free ground");
        document.plan.partition.apply(&patch);
        assert!(broken(&document).contains(&"X1"), "a boundary behind the ledger's back: {:?}", broken(&document));
    }

    #[test]
    fn a_document_reports_and_finds_problems() {
        let mut document = Document::new(content(6));
        document.run(&Command::Assign(PlaneId(0), vec![CellId(2)], None), Label::new("t")).expect("no grid is locked");
        let found = document.problems("2026-11-22");
        assert!(found.open.iter().any(|finding| finding.key().starts_with("uncovered_demand:公众")));
        let report = document.report(PlaneId(0), 1);
        let assigned: usize = report.grids.iter().map(|grid| grid.points).sum();
        assert_eq!(assigned + report.unassigned.points + report.outside.points, document.demand().len(), "every point is counted once");
    }
}
