//! Undo and redo.

use super::{Change, Label};
use std::collections::VecDeque;
use std::sync::Arc as Shared;

/// One undoable step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Number in the journal, growing; a step that is done again keeps its number.
    pub seq: u64,
    /// What it is called.
    pub label: Label,
    /// What it changed, in order.
    pub changes: Shared<[Change]>,
}

/// A step as the history panel lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepSummary {
    /// Number in the journal.
    pub seq: u64,
    /// What it is called.
    pub label: Label,
    /// Whether it is undone and can be done again.
    pub is_undone: bool,
}

/// The steps of a document, done and undone. The memory cap limits how many keep their changes in memory; the journal in
/// the file has them all.
#[derive(Clone, Debug)]
pub struct History {
    steps: VecDeque<Slot>,
    /// How many of `steps` are done; the others are undone.
    n_done: usize,
    next_seq: u64,
    /// Bytes of changes in memory.
    size: usize,
    cap: usize,
}

#[derive(Clone, Debug)]
struct Slot {
    seq: u64,
    label: Label,
    changes: Option<Shared<[Change]>>,
    size: usize,
}

impl Default for History {
    fn default() -> Self {
        Self { steps: VecDeque::new(), n_done: 0, next_seq: 1, size: 0, cap: 64 << 20 }
    }
}

impl History {
    /// The history a file's journal tells, changes not loaded. `next_seq` is one past the largest number ever used.
    pub fn from_summaries(summaries: impl IntoIterator<Item = StepSummary>, next_seq: u64) -> Self {
        let mut history = Self { next_seq, ..Self::default() };
        for summary in summaries {
            history.n_done += usize::from(!summary.is_undone);
            history.steps.push_back(Slot { seq: summary.seq, label: summary.label, changes: None, size: 0 });
        }
        history
    }

    /// Sets how many bytes of changes stay in memory.
    pub fn set_cap(&mut self, bytes: usize) {
        self.cap = bytes;
        self.trim();
    }

    /// How many bytes of changes stay in memory.
    pub fn cap(&self) -> usize {
        self.cap
    }

    /// The step that undo would take back: its number and label, and its changes when they are in memory.
    pub fn undoable(&self) -> Option<(u64, &Label, Option<Shared<[Change]>>)> {
        self.n_done.checked_sub(1).and_then(|at| self.steps.get(at)).map(|slot| (slot.seq, &slot.label, slot.changes.clone()))
    }

    /// The step that redo would do again.
    pub fn redoable(&self) -> Option<(u64, &Label, Option<Shared<[Change]>>)> {
        self.steps.get(self.n_done).map(|slot| (slot.seq, &slot.label, slot.changes.clone()))
    }

    /// All steps, oldest first.
    pub fn summaries(&self) -> impl Iterator<Item = StepSummary> + '_ {
        self.steps.iter().enumerate().map(|(at, slot)| StepSummary { seq: slot.seq, label: slot.label.clone(), is_undone: at >= self.n_done })
    }

    /// Bytes of changes in memory.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Adds a step; what was undone is gone. Returns the step with its number.
    pub(super) fn push(&mut self, label: Label, changes: Vec<Change>) -> Step {
        while self.steps.len() > self.n_done {
            self.size -= self.steps.pop_back().map_or(0, |slot| slot.size);
        }
        let size = changes.iter().map(Change::size).sum();
        let changes: Shared<[Change]> = changes.into();
        let seq = self.next_seq;
        self.next_seq += 1;
        self.steps.push_back(Slot { seq, label: label.clone(), changes: Some(Shared::clone(&changes)), size });
        self.n_done += 1;
        self.size += size;
        self.trim();
        Step { seq, label, changes }
    }

    /// Moves the border between done and undone by one step.
    pub(super) fn moved(&mut self, is_undo: bool) {
        if is_undo {
            self.n_done -= 1;
        } else {
            self.n_done += 1;
        }
    }

    fn trim(&mut self) {
        let last = self.steps.len().saturating_sub(1);
        for slot in self.steps.iter_mut().take(last) {
            if self.size <= self.cap {
                break;
            }
            self.size -= slot.size;
            slot.size = 0;
            slot.changes = None;
        }
    }
}
