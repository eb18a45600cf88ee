//! The cell of every demand point: a cache, never written to the file.

use crate::base::CellId;
use std::sync::Arc as Shared;

const PAGE: usize = 4096;

/// Cell by point number, copy-on-write by pages so that a branched scenario shares what neither has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners {
    pages: Vec<Shared<Vec<CellId>>>,
}

impl Owners {
    /// From the cell of each point.
    pub fn new(cells: &[CellId]) -> Self {
        Self { pages: cells.chunks(PAGE).map(|page| Shared::new(page.to_vec())).collect() }
    }

    /// The cell of a point.
    #[inline]
    pub fn get(&self, point: usize) -> CellId {
        self.pages[point / PAGE][point % PAGE]
    }

    /// Changes the cell of a point.
    pub fn set(&mut self, point: usize, cell: CellId) {
        Shared::make_mut(&mut self.pages[point / PAGE])[point % PAGE] = cell;
    }

    /// The cells of all points in order.
    pub fn iter(&self) -> impl Iterator<Item = CellId> + '_ {
        self.pages.iter().flat_map(|page| page.iter().copied())
    }
}
