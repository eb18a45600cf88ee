//! A plan: what a scenario owns.

use crate::base::{CellId, GridId, PlaneId, Table};
use crate::metrics::PlanView;
use crate::model::{Assignment, Cell, Grid};
use crate::partition::Partition;
use std::collections::BTreeSet;

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

    /// A code that no grid of a plane has yet, in the style of another grid's: its number counted on.
    pub fn free_grid_code(&self, plane: PlaneId, like: Option<GridId>) -> String {
        let model = like.and_then(|grid| self.grids.get(grid)).map_or("G-00", |grid| grid.code.as_str());
        let stem = model.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let digits = &model[stem.len()..];
        let taken: BTreeSet<&str> = self.grids.rows().filter(|grid| grid.plane == plane).map(|grid| grid.code.as_str()).collect();
        let first = digits.parse::<u64>().map_or(1, |number| number.saturating_add(1));
        let stem = if digits.is_empty() { format!("{stem}-") } else { stem.to_owned() };
        let coded = |number: u64| format!("{stem}{number:0>width$}", width = digits.len().max(2));
        (first..).map(coded).find(|code| !taken.contains(code.as_str())).unwrap_or(stem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Id;

    #[test]
    fn a_free_code_counts_on_in_the_style_of_its_sibling() {
        let plane = PlaneId::from_index(0);
        let mut plan = Plan::default();
        let ids = ["HQ-08", "HQ-09", "城东"].map(|code| plan.grids.push(Grid::new(plane, code, "", 0, None)));
        assert_eq!(plan.free_grid_code(plane, Some(ids[0])), "HQ-10");
        assert_eq!(plan.free_grid_code(plane, Some(ids[2])), "城东-01");
        assert_eq!(plan.free_grid_code(plane, None), "G-01");
    }
}
