//! Panels, dialogs and widgets of the window (界面).
//!
//! A panel gets a [`Desk`], a read-only look at everything, and its own small state (filters, sort, what is being typed). What the
//! person wants it pushes as [`Request`]s; it changes nothing itself (U1). What it shows is built by plain functions into small
//! values first, so that tests read them as text.

mod desk;
mod request;
mod stretch;

pub mod action;
pub mod export;
pub mod icon;
pub mod import;
pub mod panels;
pub mod settings;
pub mod shell;
pub mod theme;
pub mod widgets;

pub use action::Action;
pub use desk::{ComparedScenario, Desk, JobLine, SaveState};
pub use request::Request;
