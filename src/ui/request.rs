//! What panels and dialogs ask for.

use super::Action;
use crate::base::{GridId, ScenarioId};
use crate::map;
use std::path::PathBuf;

/// What a panel, a menu or a dialog asks for; the room `app` does it.
#[derive(Clone, Debug)]
pub enum Request {
    /// Something of the map or an edit.
    Map(map::Request),
    /// An action of the table.
    Do(Action),
    /// Opens a project.
    Open {
        /// The file.
        path: PathBuf,
        /// For looking only.
        is_read_only: bool,
    },
    /// Writes a sample project of this name to a file and opens it.
    OpenSample(String),
    /// Undoes or does again until this step is the last one done; 0 is before the first.
    JumpTo(u64),
    /// Makes another scenario the active one.
    SwitchScenario(ScenarioId),
    /// Compares the active scenario with another, `None` ends it.
    Compare(Option<ScenarioId>),
    /// Selects all cells of a grid and zooms to it.
    ShowGrid(GridId),
    /// Mends what a finding speaks of, by its key, as one step.
    Fix(Vec<String>),
    /// Cancels a job.
    CancelJob(u64),
    /// Takes a finished job off the list.
    ForgetJob(u64),
    /// Puts text on the clipboard.
    Copy(String),
    /// Tells the person something in passing; the text is finished.
    Toast(String),
}

impl From<map::Request> for Request {
    fn from(request: map::Request) -> Self {
        Self::Map(request)
    }
}

impl From<Action> for Request {
    fn from(action: Action) -> Self {
        Self::Do(action)
    }
}
