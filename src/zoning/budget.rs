//! How long a design may take. Time comes from outside, as a share of what is granted: this room has no clock.

use crate::base::CancelToken;
use std::fmt;

/// What a design may spend. With a move budget the result is the same for the same seed on any machine with any number of
/// threads; with time alone it is as good as the machine is fast.
#[derive(Clone, Copy)]
pub struct Budget<'a> {
    /// Moves to be tried in all; `None`: until the time is up.
    pub moves: Option<u64>,
    /// The share of the time that has passed, from 0 to 1 and beyond. `&|| 0.0` where only moves count.
    pub spent: &'a (dyn Fn() -> f64 + Sync),
    /// Set to stop at once; what has been found so far is still handed back.
    pub cancel: &'a CancelToken,
}

impl fmt::Debug for Budget<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Budget").field("moves", &self.moves).field("is_cancelled", &self.cancel.is_cancelled()).finish_non_exhaustive()
    }
}

impl<'a> Budget<'a> {
    /// A number of moves, however long they take.
    pub fn moves(moves: u64, cancel: &'a CancelToken) -> Self {
        Self { moves: Some(moves), spent: &|| 0.0, cancel }
    }

    /// Whether nothing more may be done.
    pub(super) fn is_over(&self) -> bool {
        self.cancel.is_cancelled() || (self.spent)() >= 1.0
    }
}

/// A part of a budget: a window of the time and a number of moves, whichever ends first.
#[derive(Clone, Copy)]
pub(super) struct Span<'a> {
    pub(super) budget: Budget<'a>,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) moves: u64,
}

impl Span<'_> {
    /// How much of the part is used up after some moves; 1 and more: all.
    pub(super) fn used(&self, moves: u64) -> f64 {
        if self.budget.cancel.is_cancelled() {
            return 1.0;
        }
        let by_moves = moves as f64 / self.moves.max(1) as f64;
        if self.budget.moves.is_some() {
            // The clock may only end the work, never steer it.
            return if (self.budget.spent)() >= 1.0 { 1.0 } else { by_moves };
        }
        by_moves.max(((self.budget.spent)() - self.from) / (self.to - self.from).max(1e-9))
    }
}
