//! The window as a whole (应用): state, what actions do, settings, docks.

mod act;
mod base_map;
mod beside;
mod chrome;
mod compared;
mod coverage;
mod designing;
mod dispatch;
mod docks;
mod ended;
mod frame_times;
mod importing;
mod intake;
mod map_pane;
mod panes;
mod present;
mod project;
mod run;
mod settings_file;
mod siting;
mod transfer;
mod window;
mod wish_marks;
mod work;

pub use act::{availability, bounds_of};
pub use compared::Compared;
pub use docks::{Pane, Workspace};
pub use ended::Ended;
pub use map_pane::MapPane;
pub use project::{Answer, OpenProject};
pub use run::run;
pub use settings_file::SettingsFile;
pub use window::App;

#[cfg(test)]
mod tests;
