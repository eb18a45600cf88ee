//! A linear programme over grids of a small map: every piece covered once, as many grids as asked for, at least cost. Grids are added
//! while it goes on (column generation). Revised simplex with the inverse kept whole: there are as many rows as pieces and one.

use super::dice::Dice;
use super::enumerate::bits;

/// Columns looked at before the best of them enters.
const LOOKED_AT: usize = 4000;
/// Pivots of one solution.
const MOST_PIVOTS: usize = 20_000;
/// What is smaller than this share of the objective is nothing.
const NOTHING: f64 = 1e-10;
/// By how much what stands in for grids that are not there becomes dearer, and how often.
const DEARER: f64 = 8.0;
const MOST_RISES: usize = 6;
/// Pivots after which the inverse is computed anew, and rounds of that at the end of a solution.
const PIVOTS_BETWEEN_INVERSIONS: u64 = 100;
const MOST_ROUNDS: usize = 20;
/// By how much rows are wanted more than they are.
const HAIR: f64 = 1e-5;
/// What a pivot element has to be at least.
const LEAST_PIVOT: f64 = 1e-7;

/// A grid and what it costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Column {
    pub(super) set: u128,
    pub(super) cost: f64,
}

/// How a solution ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Solution {
    /// The best of these columns.
    Best,
    /// The columns do not cover every piece once, however dear it is not to.
    Uncovered,
    /// Too many pivots, or somebody said stop.
    Unfinished,
}

/// The programme. Row `n` counts grids.
pub(super) struct Master {
    n: usize,
    inverse: Vec<f64>,
    /// The column of each row; `None`: a stand-in that covers this row alone.
    basis: Vec<Option<u32>>,
    amount: Vec<f64>,
    /// How often each row is to be covered.
    wanted: Vec<f64>,
    pub(super) columns: Vec<Column>,
    /// What a stand-in costs, row by row.
    stand_in: Vec<f64>,
    count: f64,
    scale: f64,
    rises: usize,
    next: usize,
    pub(super) pivots: u64,
}

impl Master {
    /// `guess`: about what each piece is worth; stand-ins cost a few times that, so that prices are sensible from the start.
    pub(super) fn new(count: usize, guess: &[f64]) -> Self {
        let n = guess.len();
        let rows = n + 1;
        let mut inverse = vec![0.0; rows * rows];
        (0..rows).for_each(|row| inverse[row * rows + row] = 1.0);
        // A hair more of each row, everywhere another one: many mixtures that are equally good would make it go in circles.
        let mut dice = Dice::new(1, 1);
        let mut wanted: Vec<f64> = (0..rows).map(|_| 1.0 + HAIR * dice.unit()).collect();
        wanted[n] += count as f64 - 1.0;
        let scale = guess.iter().sum::<f64>().max(1e-12);
        let mut stand_in: Vec<f64> = guess.iter().map(|guess| 3.0 * guess + scale / n as f64).collect();
        stand_in.push(scale);
        Self { n, inverse, basis: vec![None; rows], amount: wanted.clone(), wanted, columns: Vec::new(), stand_in, count: count as f64, scale, rises: 0, next: 0, pivots: 0 }
    }

    fn cost(&self, row: usize) -> f64 {
        self.basis[row].map_or(self.stand_in[row], |column| self.columns[column as usize].cost)
    }

    /// The price of each piece, and last that of a grid.
    pub(super) fn prices(&self) -> Vec<f64> {
        let rows = self.n + 1;
        let mut prices = vec![0.0; rows];
        for row in 0..rows {
            let cost = self.cost(row);
            prices.iter_mut().zip(&self.inverse[row * rows..(row + 1) * rows]).for_each(|(price, entry)| *price += cost * entry);
        }
        prices
    }

    /// What prices come to for a whole plan: no plan of grids that cost no less than their prices costs less than this.
    pub(super) fn value(&self) -> f64 {
        let prices = self.prices();
        prices[..self.n].iter().sum::<f64>() + self.count * prices[self.n]
    }

    /// Finds the best mixture of the columns so far, from where the last solution ended.
    pub(super) fn solve(&mut self, stop: &dyn Fn() -> bool) -> Solution {
        for _ in 0..MOST_ROUNDS {
            for pivots in 0.. {
                if pivots >= MOST_PIVOTS || (pivots % 16 == 0 && stop()) {
                    return Solution::Unfinished;
                }
                let prices = self.prices();
                let Some(column) = self.entering(&prices) else { break };
                self.pivots += 1;
                if !self.pivot(column) || (self.pivots.is_multiple_of(PIVOTS_BETWEEN_INVERSIONS) && !self.invert()) {
                    // Rounding has led astray: from the start again.
                    self.restart();
                }
            }
            if !self.invert() {
                self.restart();
                continue;
            }
            let prices = self.prices();
            if self.entering(&prices).is_some() {
                // Rounding had hidden it.
                continue;
            }
            let lacking: Vec<usize> = (0..=self.n).filter(|row| self.basis[*row].is_none() && self.amount[*row] > 100.0 * HAIR).collect();
            if lacking.is_empty() {
                return Solution::Best;
            }
            if self.rises >= MOST_RISES {
                return Solution::Uncovered;
            }
            self.rises += 1;
            lacking.into_iter().for_each(|row| self.stand_in[row] *= DEARER);
        }
        Solution::Unfinished
    }

    /// A column that would make the plan cheaper, the best of some thousand.
    fn entering(&mut self, prices: &[f64]) -> Option<usize> {
        let mut best = (-NOTHING * self.scale, None);
        let n_columns = self.columns.len();
        for seen in 1..=n_columns {
            if self.next >= n_columns {
                self.next = 0;
            }
            let reduced = reduced(self.columns[self.next], prices);
            if reduced < best.0 {
                best = (reduced, Some(self.next));
            }
            self.next += 1;
            if seen % LOOKED_AT == 0 && best.1.is_some() {
                break;
            }
        }
        best.1
    }

    /// Brings a column into the basis; `false` where numbers have gone astray.
    fn pivot(&mut self, column: usize) -> bool {
        let rows = self.n + 1;
        let set = self.columns[column].set;
        let change: Vec<f64> = self.inverse.chunks(rows).map(|row| row[self.n] + bits(set).map(|piece| row[piece]).sum::<f64>()).collect();
        let mut leaving: Option<(f64, usize)> = None;
        for row in (0..rows).filter(|row| change[*row] > LEAST_PIVOT) {
            let ratio = self.amount[row] / change[row];
            let is_better = leaving.is_none_or(|(least, at)| ratio < least - 1e-10 || (ratio < least + 1e-10 && change[row] > change[at]));
            if is_better {
                leaving = Some((ratio, row));
            }
        }
        let Some((ratio, leaving)) = leaving else { return false };
        let ratio = ratio.max(0.0);
        self.amount.iter_mut().zip(&change).for_each(|(amount, change)| *amount -= ratio * change);
        self.amount[leaving] = ratio;
        let divided: Vec<f64> = self.inverse[leaving * rows..(leaving + 1) * rows].iter().map(|entry| entry / change[leaving]).collect();
        for row in (0..rows).filter(|row| *row != leaving && change[*row] != 0.0) {
            self.inverse[row * rows..(row + 1) * rows].iter_mut().zip(&divided).for_each(|(entry, divided)| *entry -= change[row] * divided);
        }
        self.inverse[leaving * rows..(leaving + 1) * rows].copy_from_slice(&divided);
        self.basis[leaving] = Some(column as u32);
        true
    }
}

impl Master {
    /// Stand-ins for all rows, as in the beginning.
    fn restart(&mut self) {
        let rows = self.n + 1;
        self.inverse.fill(0.0);
        (0..rows).for_each(|row| self.inverse[row * rows + row] = 1.0);
        self.basis.fill(None);
        self.amount.clone_from(&self.wanted);
    }

    /// Computes the inverse and the amounts anew, so that rounding does not pile up; `false` where the basis is none. Cost: the cube
    /// of the rows.
    fn invert(&mut self) -> bool {
        let rows = self.n + 1;
        // What is left is the basis with a column for each row of it, what is right becomes its inverse.
        let mut left = vec![0.0f64; rows * rows];
        for (at, column) in self.basis.iter().enumerate() {
            match column {
                Some(column) => {
                    bits(self.columns[*column as usize].set).for_each(|piece| left[piece * rows + at] = 1.0);
                    left[self.n * rows + at] = 1.0;
                }
                None => left[at * rows + at] = 1.0,
            }
        }
        let mut right = vec![0.0f64; rows * rows];
        (0..rows).for_each(|row| right[row * rows + row] = 1.0);
        for at in 0..rows {
            let Some(pivot) = (at..rows).max_by(|a, b| left[a * rows + at].abs().total_cmp(&left[b * rows + at].abs())) else { return false };
            if left[pivot * rows + at].abs() < 1e-9 {
                return false;
            }
            for matrix in [&mut left, &mut right] {
                if pivot != at {
                    (0..rows).for_each(|column| matrix.swap(at * rows + column, pivot * rows + column));
                }
            }
            let by = left[at * rows + at];
            let (own_left, own_right): (Vec<f64>, Vec<f64>) = (0..rows).map(|column| (left[at * rows + column] / by, right[at * rows + column] / by)).unzip();
            for row in (0..rows).filter(|row| *row != at) {
                let factor = left[row * rows + at];
                if factor != 0.0 {
                    left[row * rows..(row + 1) * rows].iter_mut().zip(&own_left).for_each(|(entry, own)| *entry -= factor * own);
                    right[row * rows..(row + 1) * rows].iter_mut().zip(&own_right).for_each(|(entry, own)| *entry -= factor * own);
                }
            }
            left[at * rows..(at + 1) * rows].copy_from_slice(&own_left);
            right[at * rows..(at + 1) * rows].copy_from_slice(&own_right);
        }
        self.inverse = right;
        self.amount = self.inverse.chunks(rows).map(|row| row.iter().zip(&self.wanted).map(|(entry, wanted)| entry * wanted).sum::<f64>()).collect();
        // What rounding leaves below nothing is nothing: prices, and so the bound, do not depend on amounts.
        self.amount.iter_mut().for_each(|amount| *amount = amount.max(0.0));
        true
    }
}

/// What a column costs beyond the prices of its pieces and of a grid.
pub(super) fn reduced(column: Column, prices: &[f64]) -> f64 {
    column.cost - prices[prices.len() - 1] - bits(column.set).map(|piece| prices[piece]).sum::<f64>()
}
