//! What surrounds map and panels (外壳): menu bar, toolbar, status bar, command palette and find box, start screen with its tour,
//! settings, shortcut sheet, about, dialogs and notices.
//!
//! Every piece keeps only its own small state, is shown with a [`Look`] and plain values, and pushes [`Request`](super::Request)s.

mod about;
mod finder;
mod find_index;
mod look;
mod match_commands;
mod menu;
mod notices;
pub(super) mod options;
mod base_map_draft;
mod paths;
mod pictures;
mod place_text;
mod questions;
mod settings_window;
mod shortcuts;
mod start;
mod status;
mod toolbar;
mod tour;
mod trouble;
pub(super) mod widgets;

#[cfg(test)]
mod tests;

pub use about::About;
pub use find_index::{FindIndex, Found, FoundKind};
pub use finder::{Finder, FinderMode};
pub use look::Look;
pub use match_commands::CommandMatcher;
pub use menu::{MenuBar, PanelLine, ScenarioLine};
pub use notices::{NoticeKind, Notices};
pub use options::{BrushSource, ToolOption, ToolOptionsView};
pub use paths::{PathDialog, PathPurpose};
pub use place_text::{PlaceText, parse_place};
pub use questions::{Prompt, PromptPurpose, Question};
pub use settings_window::SettingsWindow;
pub use shortcuts::ShortcutSheet;
pub use start::{RecentLine, StartScreen, StartView};
pub use status::{StatusBar, StatusView, coordinate_systems, coordinate_text, scale_text, selection_text, system_name};
pub use toolbar::{Toolbar, ToolbarView};
pub use tour::{Tour, TourEvent, TourTarget};
pub use trouble::{ForeignLine, Trouble, TroubleDialog};

pub(super) use self::widgets as kit;
