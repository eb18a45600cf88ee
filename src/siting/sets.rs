//! Sets of candidates or demand points without costs, row after row.

/// Which candidates cover a demand point, or which demand points a candidate covers: numbers in ascending order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sets {
    start: Vec<usize>,
    index: Vec<u32>,
}

impl Sets {
    pub(super) fn from_rows<'r>(rows: impl Iterator<Item = &'r [u32]>) -> Self {
        let mut sets = Self { start: vec![0], index: Vec::new() };
        for row in rows {
            sets.index.extend_from_slice(row);
            sets.start.push(sets.index.len());
        }
        sets
    }

    pub(super) fn len(&self) -> usize {
        self.start.len() - 1
    }

    pub(super) fn n_entries(&self) -> usize {
        self.index.len()
    }

    #[inline]
    pub(super) fn row(&self, row: usize) -> &[u32] {
        &self.index[self.start[row]..self.start[row + 1]]
    }

    pub(super) fn transposed(&self, n_rows: usize) -> Self {
        let mut start = vec![0usize; n_rows + 1];
        for index in &self.index {
            start[*index as usize + 1] += 1;
        }
        for row in 0..n_rows {
            start[row + 1] += start[row];
        }
        let mut next = start.clone();
        let mut index = vec![0u32; self.index.len()];
        for row in 0..self.len() {
            for &column in self.row(row) {
                index[next[column as usize]] = row as u32;
                next[column as usize] += 1;
            }
        }
        Self { start, index }
    }

    /// Sets with only the members that are kept.
    pub(super) fn filtered(&self, keep: impl Fn(u32) -> bool) -> Self {
        let mut kept = Self { start: vec![0], index: Vec::with_capacity(self.index.len()) };
        for row in 0..self.len() {
            kept.index.extend(self.row(row).iter().copied().filter(|member| keep(*member)));
            kept.start.push(kept.index.len());
        }
        kept
    }
}
