//! The window as a whole (应用): state, what actions do, settings, docks.

mod map_pane;
mod project;

pub use map_pane::MapPane;
pub use project::{Answer, OpenProject};
