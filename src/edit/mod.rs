//! The document and everything that changes it.
//!
//! A [`Command`] is what a person asks for. The document turns it into [`Change`]s, each with old and new value, and
//! applies them: [`Effects`] name exactly what changed (E2), the history keeps the step, the inverse swaps old and new
//! (E1). A gesture is a transaction: begin, amend while dragging, commit on release, abort on Esc (E3).

mod apply;
mod change;
mod command;
mod compared;
mod document;
mod effects;
mod history;
mod invariants;
mod label;
mod owners;
mod plan;
mod planning;
mod refusal;
mod reowning;
mod transaction;

pub use change::{AmountChange, Change};
pub use command::{Command, NewAmount};
pub use document::{Content, Document};
pub use effects::{AmountEffect, Effects};
pub use history::{History, Step, StepSummary};
pub use invariants::InvariantCheck;
pub use label::Label;
pub use owners::Owners;
pub use plan::Plan;
pub use refusal::EditRefusal;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
