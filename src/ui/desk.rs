//! What panels may look at.

use super::stretch::stretched;
use crate::base::{Finding, ScenarioId};
use crate::carto::Theme;
use crate::edit::Document;
use crate::i18n::{Language, Value, text};
use crate::map::{Figures, Focus, Gesture, Item, Layers, Selection, Thematic};
use crate::metrics::Comparison;

/// Everything a panel may look at, for one frame.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The document; the tentative state inside a gesture.
    pub document: &'a Document,
    /// Figures of the level in focus, with what they were before the gesture.
    pub figures: &'a Figures,
    /// Plane, level, measure.
    pub focus: &'a Focus,
    /// What is selected.
    pub selection: &'a Selection,
    /// What the pointer is over, in the map or a panel.
    pub hover: Option<Item>,
    /// The gesture in progress.
    pub gesture: Option<&'a Gesture>,
    /// Findings of the plan that are not ignored, worst first.
    pub problems: &'a [Finding],
    /// Findings that are ignored with a reason.
    pub ignored: &'a [Finding],
    /// Long work.
    pub jobs: &'a [JobLine],
    /// Layers of the map.
    pub layers: &'a Layers,
    /// How grids are coloured.
    pub thematic: &'a Thematic,
    /// The colour number of each grid of the level in focus, by slot, see [`crate::carto::categorical`].
    pub colors: &'a [u8],
    /// Whether everything is on the disk.
    pub save: &'a SaveState,
    /// The language of all texts.
    pub language: Language,
    /// Colours.
    pub theme: &'a Theme,
    /// Seconds since the window opened, for what blinks.
    pub time: f64,
    /// The day it is, `YYYY-MM-DD`.
    pub today: &'a str,
    /// The active scenario beside another one, while somebody compares.
    pub comparison: Option<&'a ComparedScenario>,
}

/// The active scenario beside another one (方案对比).
#[derive(Clone, Debug)]
pub struct ComparedScenario {
    /// The other one.
    pub other: ScenarioId,
    /// What differs in the plane in focus: the first plan is the other one, the second the active one.
    pub comparison: Comparison,
}

impl Desk<'_> {
    /// A text of the catalogue.
    pub fn text(&self, key: &str) -> String {
        stretched(text(self.language, key, &[]))
    }

    /// A text of the catalogue with values.
    pub fn text_with(&self, key: &str, values: &[(&'static str, Value<'_>)]) -> String {
        stretched(text(self.language, key, values))
    }
}

/// One piece of long work.
#[derive(Clone, Debug, PartialEq)]
pub struct JobLine {
    /// Its number, for cancelling.
    pub id: u64,
    /// What it is, in words.
    pub title: String,
    /// What it is doing just now, in words.
    pub stage: String,
    /// Done share 0..1 where it is known.
    pub share: Option<f32>,
    /// Seconds left, once they can be told.
    pub seconds_left: Option<f64>,
    /// How it ended, in words; `None` while it runs.
    pub ending: Option<String>,
    /// Whether the ending was a failure.
    pub is_failed: bool,
    /// Whether it can be cancelled.
    pub is_cancellable: bool,
}

/// Whether everything is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SaveState {
    /// Everything is, since this time of day.
    Saved(String),
    /// A step is being written.
    Saving,
    /// The project cannot be written.
    ReadOnly,
    /// The last step could not be written; the reason in words.
    Failed(String),
    /// No step has been made yet.
    #[default]
    Untouched,
}
