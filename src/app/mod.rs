//! The window as a whole (应用): state, what actions do, settings, docks.

mod act;
mod compared;
mod dispatch;
mod docks;
mod map_pane;
mod project;
mod run;
mod transfer;
mod window;
mod work;

pub use act::bounds_of;
pub use compared::Compared;
pub use docks::{Pane, Workspace};
pub use map_pane::MapPane;
pub use project::{Answer, OpenProject};
pub use run::run;
pub use window::App;
