//! Two scenarios of one project side by side.

use super::Document;
use crate::base::{CellId, PlaneId};
use crate::metrics::{ComparedPlan, Comparison, compare};
use std::collections::BTreeMap;

impl Document {
    /// What is handed over from this document's scenario to another's, in a plane. Both are documents of one project; see
    /// [`compare`] for the cost.
    pub fn compared_with(&self, other: &Self, plane: PlaneId) -> Comparison {
        let plans = [self, other].map(|document| ComparedPlan { view: document.view(), cells: &document.plan().cells, ledger: document.ledger() });
        let (mut own, mut others) = (self.owners().iter(), other.owners().iter());
        let owners: [&mut dyn Iterator<Item = CellId>; 2] = [&mut own, &mut others];
        compare(plans, self.project(), self.demand(), owners, plane)
    }

    /// The cells of the other document whose grid has another code than here: cells are paired by code, and where a cell is
    /// new by the code it came from. Cost: the cells of both.
    pub fn cells_that_differ(&self, other: &Self, plane: PlaneId) -> Vec<CellId> {
        let grid_code = |document: &Self, cell: CellId| {
            let grid = document.plan().assignment.grid(plane, cell);
            grid.and_then(|grid| document.plan().grids.get(grid)).map(|grid| grid.code.clone())
        };
        let own: BTreeMap<&str, CellId> = self.plan().cells.iter().map(|(id, cell)| (cell.code.as_str(), id)).collect();
        let differs = |id: CellId| {
            let Some(cell) = other.plan().cells.get(id) else { return false };
            let paired = own.get(cell.code.as_str()).or_else(|| own.get(cell.origin.as_str()));
            paired.and_then(|paired| grid_code(self, *paired)) != grid_code(other, id)
        };
        other.plan().partition.cells().filter(|cell| differs(*cell)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::content;
    use super::super::{Command, Document, Label};
    use crate::base::{CellId, PlaneId};

    #[test]
    fn a_cell_that_was_given_away_differs() {
        let before = Document::new(content(7));
        let mut after = before.clone();
        let plane = before.plane_named(None).unwrap_or(PlaneId(0));
        let (cell, grid) = after.plan().assignment.cells(plane).next().unwrap();
        let other = after.plan().assignment.cells(plane).map(|(_, other)| other).find(|other| *other != grid).unwrap();
        after.run(&Command::Assign(plane, vec![cell], Some(other)), Label::default()).unwrap();
        assert_eq!(before.cells_that_differ(&before, plane), Vec::<CellId>::new());
        assert_eq!(before.cells_that_differ(&after, plane), [cell]);
        let comparison = before.compared_with(&after, plane);
        assert_eq!(comparison.changed.cells, 1);
        assert_eq!(comparison.changed.points as i64, before.ledger().cell_points(cell));
    }
}
