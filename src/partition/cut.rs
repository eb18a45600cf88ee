//! Cutting a cell along a line.

use super::draft::{Draft, Outcome};
use super::{Partition, Refusal};
use crate::base::CellId;
use crate::geodesy::Position;

impl Partition {
    /// Divides a cell along a line. What of the line reaches beyond the cell, or ends inside it, is ignored; the largest
    /// part keeps the cell's id.
    ///
    /// # Errors
    /// [`Refusal::DoesNotDivide`] when no part of the line crosses the cell from boundary to boundary, and the refusals of geometry.
    pub fn propose_cut(&self, cell: CellId, line: &[Position]) -> Result<Outcome, Refusal> {
        if cell == CellId::OUTSIDE || !self.faces.contains(cell) {
            return Err(Refusal::NotFound);
        }
        let mut draft = Draft::new(self);
        draft.lay(line, false, |face| face == cell)?;
        let new_cells = draft.divide(cell, |_, _| true);
        if new_cells.is_empty() {
            return Err(Refusal::DoesNotDivide);
        }
        draft.finish(self, new_cells.into_iter().map(|new| (new, cell)).collect(), Vec::new())
    }
}

impl Draft {
    /// Checks what was done and hands it over.
    pub(super) fn finish(self, base: &Partition, new_cells: Vec<(CellId, CellId)>, gone_cells: Vec<(CellId, CellId)>) -> Result<Outcome, Refusal> {
        let changed = self.changed_arcs(base);
        self.check(&changed)?;
        Ok(Outcome { patch: self.patch(), new_cells, gone_cells })
    }
}
