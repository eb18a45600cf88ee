//! What a monthly re-import changes (每月更新): rows of a file against the rows that are there, by key.

use super::findings::FindingLog;
use crate::base::{Finding, FindingKind};
use crate::geodesy::Position;
use crate::model::Amount;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Rows with a key, a place and amounts; implemented by whoever holds them, so that a million rows are not copied.
pub trait KeyedRows {
    /// Number of rows.
    fn len(&self) -> usize;
    /// Whether there is no row.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The key of a row, such as a customer number; empty when it has none.
    fn key(&self, row: usize) -> Cow<'_, str>;
    /// Where it is.
    fn position(&self, row: usize) -> Position;
    /// Its amount of a measure, by the number of the measure in the comparison.
    fn amount(&self, row: usize, measure: usize) -> Amount;
    /// The row as a person counts, for findings.
    fn row_number(&self, row: usize) -> u64 {
        row as u64 + 1
    }
}

/// What to do with rows that are there and rows that come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportMode {
    /// New rows are added; a row whose key is there already is listed and left out.
    #[default]
    Add,
    /// Afterwards the data is the file: rows are added, changed and removed.
    Replace,
    /// Rows are added and changed; rows that the file does not name stay.
    Update,
}

impl ImportMode {
    /// The mode of a name on the command line.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "add" => Some(Self::Add),
            "replace" => Some(Self::Replace),
            "update" => Some(Self::Update),
            _ => None,
        }
    }
}

/// A row that is there and comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Row of the existing data.
    pub old: usize,
    /// Row of the file.
    pub new: usize,
}

/// What would change, before anything does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Rows of the file to add, ascending.
    pub added: Vec<usize>,
    /// Rows whose place or amounts differ, in the order of the file.
    pub changed: Vec<Match>,
    /// Rows of the existing data to remove, ascending.
    pub removed: Vec<usize>,
    /// Rows that are the same.
    pub unchanged: u64,
    /// How many of the changed rows are elsewhere now.
    pub moved: u64,
    /// Rows of the file left out: without a key, or with one that was there before.
    pub left_out: u64,
    /// Per measure, the sum over all rows before and after.
    pub sums: Vec<SumChange>,
    /// Keys met twice, rows without a key.
    pub findings: FindingLog,
}

/// The sum of a measure before and after. 128 bits hold any sum of 64-bit amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SumChange {
    /// Over the existing rows.
    pub before: i128,
    /// Over the rows there will be.
    pub after: i128,
}

/// Compares the rows of a file with those that are there. Of several rows with one key the first counts, on both sides;
/// the others are listed. In mode [`ImportMode::Add`] rows without a key are added, otherwise left out.
///
/// Cost: one pass over each side and a table of the existing keys.
pub fn difference(existing: &impl KeyedRows, new: &impl KeyedRows, n_measures: usize, mode: ImportMode) -> Difference {
    let mut result = Difference { sums: vec![SumChange::default(); n_measures], ..Difference::default() };
    let mut old_of: FxHashMap<Cow<'_, str>, usize> = FxHashMap::with_capacity_and_hasher(existing.len(), rustc_hash::FxBuildHasher);
    for old in 0..existing.len() {
        add_amounts(&mut result.sums, existing, old, |sum| &mut sum.before);
        let key = existing.key(old);
        if !key.is_empty() {
            old_of.entry(key).or_insert(old);
        }
    }
    let mut first_of: FxHashMap<Cow<'_, str>, usize> = FxHashMap::with_capacity_and_hasher(new.len(), rustc_hash::FxBuildHasher);
    let mut is_matched = vec![false; existing.len()];
    for row in 0..new.len() {
        let key = new.key(row);
        let old = old_of.get(&key).copied();
        if key.is_empty() && mode != ImportMode::Add {
            result.leave_out(FindingKind::BadRow, new.row_number(row), "");
        } else if !key.is_empty() && (first_of.contains_key(&key) || (mode == ImportMode::Add && old.is_some())) {
            result.leave_out(FindingKind::DuplicateCode, new.row_number(row), &key);
        } else if let Some(old) = old {
            is_matched[old] = true;
            result.take_match(existing, new, Match { old, new: row }, n_measures);
        } else {
            result.added.push(row);
        }
        if !key.is_empty() {
            first_of.entry(key).or_insert(row);
        }
    }
    if mode == ImportMode::Replace {
        result.removed = (0..existing.len()).filter(|&old| !is_matched[old]).collect();
    }
    result.sum_after(existing, new);
    result
}

impl Difference {
    fn leave_out(&mut self, kind: FindingKind, row: u64, key: &str) {
        self.left_out += 1;
        self.findings.add_with(kind, || Finding::new(kind).row(row).subject(key).action("rejected"));
    }

    fn take_match(&mut self, existing: &impl KeyedRows, new: &impl KeyedRows, pair: Match, n_measures: usize) {
        let has_moved = existing.position(pair.old) != new.position(pair.new);
        let is_same = !has_moved && (0..n_measures).all(|measure| existing.amount(pair.old, measure) == new.amount(pair.new, measure));
        self.moved += u64::from(has_moved);
        if is_same {
            self.unchanged += 1;
        } else {
            self.changed.push(pair);
        }
    }

    /// Sums afterwards: those before, and what each planned change adds or takes.
    fn sum_after(&mut self, existing: &impl KeyedRows, new: &impl KeyedRows) {
        for (measure, sum) in self.sums.iter_mut().enumerate() {
            let old = |row: usize| i128::from(existing.amount(row, measure));
            let coming = |row: usize| i128::from(new.amount(row, measure));
            sum.after = sum.before;
            sum.after += self.added.iter().map(|&row| coming(row)).sum::<i128>();
            sum.after += self.changed.iter().map(|pair| coming(pair.new) - old(pair.old)).sum::<i128>();
            sum.after -= self.removed.iter().map(|&row| old(row)).sum::<i128>();
        }
    }
}

fn add_amounts(sums: &mut [SumChange], rows: &impl KeyedRows, row: usize, side: impl Fn(&mut SumChange) -> &mut i128) {
    for (measure, sum) in sums.iter_mut().enumerate() {
        *side(sum) += i128::from(rows.amount(row, measure));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Rows(Vec<(&'static str, i32, Amount)>);

    impl KeyedRows for Rows {
        fn len(&self) -> usize {
            self.0.len()
        }
        fn key(&self, row: usize) -> Cow<'_, str> {
            Cow::Borrowed(self.0[row].0)
        }
        fn position(&self, row: usize) -> Position {
            Position::new(self.0[row].1, 0)
        }
        fn amount(&self, row: usize, _: usize) -> Amount {
            self.0[row].2
        }
    }

    fn example() -> (Rows, Rows) {
        let existing = Rows(vec![("A", 1, 10), ("B", 2, 20), ("C", 3, 30), ("D", 4, 40)]);
        let new = Rows(vec![("B", 2, 20), ("A", 1, 11), ("E", 5, 50), ("A", 9, 99), ("", 6, 60), ("D", 7, 40)]);
        (existing, new)
    }

    #[test]
    fn replace_adds_changes_and_removes() {
        let (existing, new) = example();
        let plan = difference(&existing, &new, 1, ImportMode::Replace);
        assert_eq!((plan.added.as_slice(), plan.removed.as_slice(), plan.unchanged, plan.moved, plan.left_out), ([2].as_slice(), [2].as_slice(), 1, 1, 2));
        assert_eq!(plan.changed, [Match { old: 0, new: 1 }, Match { old: 3, new: 5 }]);
        assert_eq!(plan.sums, [SumChange { before: 100, after: 20 + 11 + 50 + 40 }]);
        assert_eq!((plan.findings.count(FindingKind::DuplicateCode), plan.findings.count(FindingKind::BadRow)), (1, 1));
    }

    #[test]
    fn update_removes_nothing_and_add_changes_nothing() {
        let (existing, new) = example();
        let plan = difference(&existing, &new, 1, ImportMode::Update);
        assert_eq!((plan.removed.len(), plan.changed.len(), plan.sums[0].after), (0, 2, 151));
        let plan = difference(&existing, &new, 1, ImportMode::Add);
        assert_eq!((plan.added.as_slice(), plan.changed.len(), plan.left_out), ([2, 4].as_slice(), 0, 4));
        assert_eq!(plan.sums[0].after, 100 + 50 + 60);
    }

    #[test]
    fn the_same_file_again_changes_nothing() {
        let (existing, _) = example();
        let (again, _) = example();
        let plan = difference(&existing, &again, 1, ImportMode::Replace);
        assert_eq!((plan.unchanged, plan.added.len(), plan.changed.len(), plan.removed.len()), (4, 0, 0, 0));
        assert_eq!(plan.sums[0].before, plan.sums[0].after);
    }
}
