//! The sparse cost matrix that every problem reads: what it costs to serve a demand point from a candidate.
//!
//! Where the costs come from is no concern of the solvers: straight lines ([`crate::siting::straight`]), roads or a file.
//! A pair that is not in the matrix cannot be served. Both directions are kept, because a search walks the
//! candidates of a demand point and the demand points of a candidate equally often.

use rayon::prelude::*;
use std::sync::Arc;

/// Lists of neighbours with a cost, one list for each row (compressed sparse rows), each sorted by cost and then number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lists {
    /// Where each list begins; one more than there are lists.
    start: Vec<usize>,
    /// Numbers of the neighbours.
    index: Vec<u32>,
    /// Cost of each.
    cost: Vec<f32>,
}

impl Lists {
    /// Lists from rows of `(neighbour, cost)` in any order.
    pub fn from_rows(rows: Vec<Vec<(u32, f32)>>) -> Self {
        let rows: Vec<Vec<(u32, f32)>> = rows
            .into_par_iter()
            .map(|mut row| {
                sort_by_cost(&mut row);
                row
            })
            .collect();
        let mut lists = Self { start: Vec::with_capacity(rows.len() + 1), ..Self::default() };
        let total = rows.iter().map(Vec::len).sum();
        lists.index.reserve(total);
        lists.cost.reserve(total);
        lists.start.push(0);
        for row in rows {
            lists.index.extend(row.iter().map(|entry| entry.0));
            lists.cost.extend(row.iter().map(|entry| entry.1));
            lists.start.push(lists.index.len());
        }
        lists
    }

    /// Number of lists.
    pub fn len(&self) -> usize {
        self.start.len().saturating_sub(1)
    }

    /// Whether there is no list.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of entries of all lists.
    pub fn n_entries(&self) -> usize {
        self.index.len()
    }

    /// Neighbours of a row, nearest first.
    #[inline]
    pub fn indices(&self, row: usize) -> &[u32] {
        &self.index[self.start[row]..self.start[row + 1]]
    }

    /// Costs of a row, in the order of [`Self::indices`].
    #[inline]
    pub fn costs(&self, row: usize) -> &[f32] {
        &self.cost[self.start[row]..self.start[row + 1]]
    }

    /// Neighbours of a row with their costs, nearest first.
    #[inline]
    pub fn row(&self, row: usize) -> impl DoubleEndedIterator<Item = (usize, f32)> + ExactSizeIterator + '_ {
        self.indices(row).iter().map(|index| *index as usize).zip(self.costs(row).iter().copied())
    }

    /// The same pairs seen from the other side: lists for `n_rows` neighbours. Cost: one counting sort and a sort of each list.
    pub fn transposed(&self, n_rows: usize) -> Self {
        let mut start = vec![0usize; n_rows + 1];
        for index in &self.index {
            start[*index as usize + 1] += 1;
        }
        for row in 0..n_rows {
            start[row + 1] += start[row];
        }
        let mut next = start.clone();
        let mut entries = vec![(0u32, 0f32); self.index.len()];
        for row in 0..self.len() {
            for (column, cost) in self.row(row) {
                entries[next[column]] = (row as u32, cost);
                next[column] += 1;
            }
        }
        let mut slices: Vec<&mut [(u32, f32)]> = Vec::with_capacity(n_rows);
        let mut rest = entries.as_mut_slice();
        for row in 0..n_rows {
            let (head, tail) = rest.split_at_mut(start[row + 1] - start[row]);
            slices.push(head);
            rest = tail;
        }
        slices.into_par_iter().for_each(sort_by_cost);
        Self { start, index: entries.iter().map(|entry| entry.0).collect(), cost: entries.iter().map(|entry| entry.1).collect() }
    }

    /// Lists with only the entries that are kept; order and numbers stay.
    pub(super) fn filtered(&self, keep: impl Fn(usize, usize, f32) -> bool) -> Self {
        let mut kept = Self { start: vec![0], ..Self::default() };
        for row in 0..self.len() {
            for (column, cost) in self.row(row) {
                if keep(row, column, cost) {
                    kept.index.push(column as u32);
                    kept.cost.push(cost);
                }
            }
            kept.start.push(kept.index.len());
        }
        kept
    }
}

/// Sorts by cost, then number. A cost is never negative and no NaN, so its bits sort like its value.
fn sort_by_cost(row: &mut [(u32, f32)]) {
    row.sort_unstable_by_key(|(index, cost)| (u64::from(cost.to_bits()) << 32) | u64::from(*index));
}

/// Why a matrix cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum MatrixError {
    /// A cost is negative or no number.
    #[error("cost {cost} of row {row}, column {column}")]
    BadCost {
        /// Demand point.
        row: usize,
        /// Candidate.
        column: usize,
        /// What was given.
        cost: f32,
    },
    /// A candidate that there is not.
    #[error("column {column} of {n_columns} in row {row}")]
    NoColumn {
        /// Demand point.
        row: usize,
        /// Candidate.
        column: usize,
        /// How many there are.
        n_columns: usize,
    },
}

/// Costs between demand points (rows) and candidates (columns), in whatever unit they were made: metres, minutes, money.
#[derive(Clone, Debug)]
pub struct CostMatrix {
    rows: Arc<Lists>,
    columns: Arc<Lists>,
    n_candidates: usize,
}

impl CostMatrix {
    /// A matrix from the candidates of each demand point.
    ///
    /// # Errors
    /// [`MatrixError`] where a cost or a number cannot be meant.
    pub fn from_rows(rows: Vec<Vec<(u32, f32)>>, n_candidates: usize) -> Result<Self, MatrixError> {
        check(&rows, n_candidates)?;
        let rows = Lists::from_rows(rows);
        let columns = rows.transposed(n_candidates);
        Ok(Self { rows: Arc::new(rows), columns: Arc::new(columns), n_candidates })
    }

    /// A matrix from the demand points of each candidate.
    ///
    /// # Errors
    /// As for [`Self::from_rows`], rows and columns exchanged.
    pub fn from_columns(columns: Vec<Vec<(u32, f32)>>, n_demand: usize) -> Result<Self, MatrixError> {
        let by_candidate = Self::from_rows(columns, n_demand)?;
        Ok(Self { n_candidates: by_candidate.rows.len(), rows: by_candidate.columns, columns: by_candidate.rows })
    }

    /// A matrix where demand points and candidates are the same places and costs are the same both ways; one copy of the
    /// lists then serves both directions.
    ///
    /// # Errors
    /// As for [`Self::from_rows`].
    pub fn symmetric(rows: Vec<Vec<(u32, f32)>>) -> Result<Self, MatrixError> {
        let n = rows.len();
        check(&rows, n)?;
        let rows = Arc::new(Lists::from_rows(rows));
        Ok(Self { columns: Arc::clone(&rows), rows, n_candidates: n })
    }

    /// Number of demand points.
    pub fn n_demand(&self) -> usize {
        self.rows.len()
    }

    /// Number of candidates.
    pub fn n_candidates(&self) -> usize {
        self.n_candidates
    }

    /// Number of pairs.
    pub fn n_entries(&self) -> usize {
        self.rows.n_entries()
    }

    /// Both directions, shared.
    pub(super) fn shared(&self) -> (Arc<Lists>, Arc<Lists>) {
        (Arc::clone(&self.rows), Arc::clone(&self.columns))
    }

    /// The candidates of each demand point, nearest first.
    pub fn rows(&self) -> &Lists {
        &self.rows
    }

    /// The demand points of each candidate, nearest first.
    pub fn columns(&self) -> &Lists {
        &self.columns
    }

    /// What one pair costs; `None` where the candidate cannot serve the point. Cost: the row's length.
    pub fn cost(&self, demand: usize, candidate: usize) -> Option<f32> {
        self.rows.row(demand).find(|(index, _)| *index == candidate).map(|(_, cost)| cost)
    }

    /// The matrix with only the pairs that are kept; numbers stay.
    pub fn filtered(&self, keep: impl Fn(usize, usize, f32) -> bool) -> Self {
        let rows = self.rows.filtered(keep);
        let columns = rows.transposed(self.n_candidates);
        Self { rows: Arc::new(rows), columns: Arc::new(columns), n_candidates: self.n_candidates }
    }
}

fn check(rows: &[Vec<(u32, f32)>], n_columns: usize) -> Result<(), MatrixError> {
    let fault = rows.par_iter().enumerate().find_map_first(|(row, entries)| {
        entries.iter().find_map(|(column, cost)| {
            let column = *column as usize;
            if column >= n_columns {
                return Some(MatrixError::NoColumn { row, column, n_columns });
            }
            // -0.0 would sort behind every positive cost.
            (!cost.is_finite() || cost.is_sign_negative()).then_some(MatrixError::BadCost { row, column, cost: *cost })
        })
    });
    fault.map_or(Ok(()), Err)
}
