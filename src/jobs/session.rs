//! The open project as the command line uses it.

use crate::base::{Findings, ScenarioId};
use crate::edit::{Command, Document, EditRefusal, Effects, Label, Plan};
use crate::gpkg::{Access, GpkgError};
use crate::platform::LockHolder;
use std::collections::BTreeMap;
use std::path::Path;

/// What went wrong with a project file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database.
    #[error(transparent)]
    Gpkg(#[from] GpkgError),
    /// Not there yet.
    #[error("not available")]
    Unavailable,
}

/// What went wrong with an edit.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The document refuses; nothing has changed.
    #[error(transparent)]
    Refused(#[from] EditRefusal),
    /// The step could not be saved.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was met when a project was opened.
#[derive(Clone, Debug, Default)]
pub struct OpenReport {
    /// Changes made by other programs, and other things worth knowing.
    pub notices: Findings,
    /// Who holds the project, when it is open for reading only because of that.
    pub holder: Option<LockHolder>,
}

/// What a step did.
#[derive(Clone, Debug, Default)]
pub struct StepOutcome {
    /// What changed.
    pub effects: Effects,
    /// By leaf grid code and measure name, by how much the sum changed.
    pub delta: BTreeMap<String, BTreeMap<String, f64>>,
}

/// An open project.
#[derive(Debug)]
pub struct Session {
    document: Document,
    report: OpenReport,
}

impl Session {
    /// Makes a new project.
    pub fn create(_path: &Path, _name: &str) -> Result<Self, StoreError> {
        Err(StoreError::Unavailable)
    }

    /// Opens a project.
    pub fn open(_path: &Path, _access: Access) -> Result<Self, StoreError> {
        Err(StoreError::Unavailable)
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What was met on opening.
    pub fn report(&self) -> &OpenReport {
        &self.report
    }

    /// Does a command and waits until the step is on disk.
    pub fn run(&mut self, _command: &Command, _label: Label) -> Result<StepOutcome, SessionError> {
        Err(StoreError::Unavailable.into())
    }

    /// Opens one transaction over many commands.
    pub fn begin_strict(&mut self, _label: Label) -> Result<(), SessionError> {
        Err(StoreError::Unavailable.into())
    }

    /// Ends it as one step on disk.
    pub fn commit_strict(&mut self) -> Result<StepOutcome, SessionError> {
        Err(StoreError::Unavailable.into())
    }

    /// Takes everything back since it began.
    pub fn abort_strict(&mut self) -> Result<(), SessionError> {
        Err(StoreError::Unavailable.into())
    }

    /// Takes steps back; fewer where there are fewer.
    pub fn undo(&mut self, _steps: usize) -> Result<Vec<StepOutcome>, SessionError> {
        Err(StoreError::Unavailable.into())
    }

    /// Does undone steps again.
    pub fn redo(&mut self, _steps: usize) -> Result<Vec<StepOutcome>, SessionError> {
        Err(StoreError::Unavailable.into())
    }

    /// Makes another scenario active.
    pub fn switch_scenario(&mut self, _name: &str) -> Result<StepOutcome, SessionError> {
        Err(StoreError::Unavailable.into())
    }

    /// Branches a scenario.
    pub fn branch(&mut self, _name: &str, _from: Option<&str>) -> Result<StepOutcome, SessionError> {
        Err(StoreError::Unavailable.into())
    }

    /// Freezes a scenario as status quo on a day.
    pub fn freeze(&mut self, _name: &str, _day: &str) -> Result<StepOutcome, SessionError> {
        Err(StoreError::Unavailable.into())
    }

    /// Deletes a scenario.
    pub fn delete_scenario(&mut self, _name: &str) -> Result<StepOutcome, SessionError> {
        Err(StoreError::Unavailable.into())
    }

    /// Loads the plan of any scenario.
    pub fn load_plan(&self, _scenario: ScenarioId) -> Result<Plan, StoreError> {
        Err(StoreError::Unavailable)
    }
}
