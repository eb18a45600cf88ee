//! Findings of an import: every one counted, the first thousand of a kind kept.

use crate::base::{Finding, FindingKind, Severity};
use std::collections::BTreeMap;

/// How many findings of one kind are kept in full. All are counted.
pub const KEPT_OF_A_KIND: usize = 1000;

/// Findings by kind. A file with a million bad rows takes no more memory here than one with a thousand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FindingLog {
    groups: BTreeMap<FindingKind, FindingGroup>,
}

/// All findings of one kind (问题分组), as the import report shows them.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingGroup {
    /// What they are about.
    pub kind: FindingKind,
    /// The gravest severity among them.
    pub severity: Severity,
    /// How many there are.
    pub count: u64,
    /// The first of them, in the order found.
    pub examples: Vec<Finding>,
}

impl FindingLog {
    /// Counts one finding, and keeps it if few of its kind were met so far. `finding` is not called otherwise; its kind
    /// must be `kind`.
    pub fn add_with(&mut self, kind: FindingKind, finding: impl FnOnce() -> Finding) {
        let group = self.groups.entry(kind).or_insert_with(|| FindingGroup { kind, severity: Severity::Info, count: 0, examples: Vec::new() });
        group.count += 1;
        if group.examples.len() < KEPT_OF_A_KIND {
            let finding = finding();
            group.severity = group.severity.max(finding.severity);
            group.examples.push(finding);
        }
    }

    /// Counts one finding.
    pub fn add(&mut self, finding: Finding) {
        self.add_with(finding.kind, || finding);
    }

    /// Adds a whole group, for example one that another process sent.
    pub fn add_group(&mut self, mut group: FindingGroup) {
        match self.groups.get_mut(&group.kind) {
            None => {
                group.examples.truncate(KEPT_OF_A_KIND);
                self.groups.insert(group.kind, group);
            }
            Some(here) => {
                here.count += group.count;
                here.severity = here.severity.max(group.severity);
                let room = KEPT_OF_A_KIND.saturating_sub(here.examples.len());
                here.examples.extend(group.examples.into_iter().take(room));
            }
        }
    }

    /// Adds all findings of another log, which come after those of this one.
    pub fn merge(&mut self, other: Self) {
        for group in other.groups.into_values() {
            self.add_group(group);
        }
    }

    /// How many of a kind there are.
    pub fn count(&self, kind: FindingKind) -> u64 {
        self.groups.get(&kind).map_or(0, |group| group.count)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The groups, in the order of the kinds.
    pub fn groups(&self) -> impl Iterator<Item = &FindingGroup> {
        self.groups.values()
    }

    /// Adds an amount to the row of every kept finding: for logs of a part of a file.
    pub(super) fn shift_rows(&mut self, by: u64) {
        for finding in self.groups.values_mut().flat_map(|group| &mut group.examples) {
            finding.row = finding.row.map(|row| row + by);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_few_are_kept() {
        let mut log = FindingLog::default();
        for row in 1..=5000 {
            log.add(Finding::new(FindingKind::BadNumber).row(row));
        }
        let group = log.groups().next().unwrap();
        assert_eq!((group.count, group.examples.len(), group.examples[4].row), (5000, KEPT_OF_A_KIND, Some(5)));
    }
}
