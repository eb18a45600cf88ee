//! What panels and dialogs ask for.

use super::Action;
use super::export::ExportOrder;
use super::import::ImportChoices;
use super::panels::{CoverageRequest, DesignRequest, SitingRequest};
use super::settings::Settings;
use super::shell::{PathPurpose, PromptPurpose, ToolOption};
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
    /// New settings, to be applied and saved.
    ChangeSettings(Box<Settings>),
    /// Something of the coverage.
    Coverage(CoverageRequest),
    /// Something of the search for sites.
    Siting(SitingRequest),
    /// Something of the automatic design.
    Design(DesignRequest),
    /// Keeps the key of a map service, by its host, where the system keeps such things.
    KeepMapKey {
        /// The host.
        host: String,
        /// The key.
        key: String,
    },
    /// Another value of an option of the tool in hand.
    SetToolOption(ToolOption),
    /// Opens the system's dialog for a path; the answer goes into the path dialog or comes back as [`Request::PathChosen`].
    Browse(PathPurpose),
    /// A path was typed or chosen.
    PathChosen(PathPurpose, PathBuf),
    /// A question for one line of text was answered.
    Answered(PromptPurpose, String),
    /// The choices of the import dialog have changed: read the file anew with them and show what would happen.
    PreviewImport(Box<ImportChoices>),
    /// Imports with these choices.
    Import(Box<ImportChoices>),
    /// Asks where the list of what is odd in the file goes.
    SaveImportFindings,
    /// Closes the import dialog; nothing has changed.
    CancelImport,
    /// Writes a file.
    Export(Box<ExportOrder>),
    /// Opens the newest backup of a project, or a whole copy of what could be read.
    OpenBackup(PathBuf),
    /// The person has seen what other programs changed in the project.
    AcceptForeignChanges,
    /// Opens or closes a panel, by the key of its title.
    TogglePanel(&'static str),
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
