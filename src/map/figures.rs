//! The figures of the level in focus, computed once for each state of the document.

use super::Focus;
use crate::base::{GridId, Revision};
use crate::edit::Document;
use crate::metrics::{LevelBalance, LevelIndex, level_balance};
use std::collections::BTreeMap;

/// Sums, targets and deviations of every grid of the level in focus, and what they were before the gesture in progress.
#[derive(Debug)]
pub struct Figures {
    revision: Revision,
    focus: Focus,
    is_in_gesture: bool,
    index: LevelIndex,
    balances: Vec<LevelBalance>,
    before: BTreeMap<GridId, crate::metrics::Figures>,
}

impl Figures {
    /// Computes all. Cost: the grids of the level times the measures, and the grids that the gesture touches.
    pub fn new(document: &Document, focus: &Focus) -> Self {
        let index = LevelIndex::new(document.view(), document.project(), focus.plane, focus.level);
        Self::with_index(document, focus, index)
    }

    /// Follows the document to a later state; the index is kept where no grid has come, gone or changed its place in the tree.
    pub fn update(&mut self, document: &Document, focus: &Focus, are_grids_changed: bool) {
        if self.revision == document.revision() && self.focus == *focus && self.is_in_gesture == document.is_in_transaction() {
            return;
        }
        let is_same_level = !are_grids_changed && self.focus.plane == focus.plane && self.focus.level == focus.level;
        *self = if is_same_level { Self::with_index(document, focus, self.index.clone()) } else { Self::new(document, focus) };
    }

    fn with_index(document: &Document, focus: &Focus, index: LevelIndex) -> Self {
        let measures = 0..document.project().measures.len();
        let balances = measures.map(|measure| level_balance(document.project(), document.ledger(), &index, measure)).collect();
        let before = if document.is_in_transaction() { document.ledger().before(focus.plane).map(|(grid, figures)| (grid, figures.clone())).collect() } else { BTreeMap::new() };
        Self { revision: document.revision(), focus: focus.clone(), is_in_gesture: document.is_in_transaction(), index, balances, before }
    }

    /// Which state of the document they are of.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The grids of the level, each with its slot.
    pub fn index(&self) -> &LevelIndex {
        &self.index
    }

    /// The balance of a measure.
    pub fn balance(&self, measure: usize) -> Option<&LevelBalance> {
        self.balances.get(measure)
    }

    /// The balance of the measure in focus.
    pub fn in_focus(&self) -> Option<&LevelBalance> {
        self.balances.get(self.focus.measure)
    }

    /// What the figures of a grid were when the gesture in progress began; `None` where it does not touch the grid.
    pub fn before(&self, grid: GridId) -> Option<&crate::metrics::Figures> {
        self.before.get(&grid)
    }

    /// The grids that the gesture in progress touches, of every level of the plane.
    pub fn touched(&self) -> impl Iterator<Item = GridId> + '_ {
        self.before.keys().copied()
    }
}
