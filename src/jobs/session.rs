//! A session: a document and the file it is saved to.

use super::clock::now_utc;
use super::saver::{Pending, Saver};
use crate::base::ScenarioId;
use crate::edit::{Change, Command, Document, EditRefusal, Effects, Label, Plan};
use crate::model::{Plane, Project, ScenarioInfo};
use crate::store::{DemandSummary, Import, Loaded, NewProject, OpenMode, OpenNotice, ProjectFile, StepRows, StoreError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A document and its file. Every step is on the disk before the call that made it returns; [`Session::commit`] is for a
/// window that does not wait.
#[derive(Debug)]
pub struct Session {
    document: Document,
    saver: Saver,
    path: PathBuf,
    /// Effects of the commands of an open strict run.
    strict: Option<Effects>,
}

/// Why a session could not do something.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The edit was refused; nothing has changed.
    #[error(transparent)]
    Refused(#[from] EditRefusal),
    /// The file could not be written or read. The document in memory has been taken back to what the file holds.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a step did.
#[derive(Clone, Debug, Default)]
pub struct StepOutcome {
    /// What changed.
    pub effects: Effects,
    /// Change of every measure of every grid that owns cells itself, by code; zeros left out.
    pub delta: BTreeMap<String, BTreeMap<String, f64>>,
}

impl Session {
    /// Writes an empty project with one plane and one scenario.
    ///
    /// # Errors
    /// What the store says.
    pub fn create(path: &Path, name: &str) -> Result<(), StoreError> {
        let mut project = Project { name: name.to_owned(), key: new_key(path), ..Project::default() };
        project.planes.push(Plane::new("公众", &["区县", "网格"]));
        let scenarios = vec![ScenarioInfo { name: "方案A".to_owned(), frozen_on: None, parent: None }];
        let new = NewProject { project, plan: Plan::default(), scenarios, active: 0, outlets: Vec::new(), reference: Vec::new(), demand: Box::new(std::iter::empty()) };
        ProjectFile::create(path, new, &now_utc())
    }

    /// Opens a project.
    ///
    /// # Errors
    /// What the store says; every state a file can be in has its own error.
    pub fn open(path: &Path, mode: OpenMode) -> Result<Self, StoreError> {
        let Loaded { file, document } = ProjectFile::open(path, mode, &now_utc())?;
        Ok(Self { document, saver: Saver::new(file), path: path.to_owned(), strict: None })
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The document, for gestures: whoever commits one hands the step to [`Session::commit`].
    pub fn document_mut(&mut self) -> &mut Document {
        &mut self.document
    }

    /// Where the project is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the person should know about how the project was opened.
    pub fn notices(&self) -> Vec<OpenNotice> {
        self.saver.file().notices().to_vec()
    }

    /// Does a command as one step and waits until it is on the disk. Inside a strict run it waits for the end of the run.
    ///
    /// # Errors
    /// [`SessionError::Refused`], or what the store says.
    pub fn run(&mut self, command: &Command, label: Label) -> Result<StepOutcome, SessionError> {
        if let Some(effects) = &mut self.strict {
            let own = self.document.amend(command)?;
            effects.extend(own.clone());
            return Ok(StepOutcome { delta: delta_of(&self.document, &own), effects: own });
        }
        let (step, effects) = self.document.run(command, label)?;
        let delta = delta_of(&self.document, &effects);
        self.write(StepRows::of_step(&self.document, step, effects.clone()))?;
        Ok(StepOutcome { effects, delta })
    }

    /// Hands a committed step to the writer without waiting.
    pub fn commit(&mut self, step: crate::edit::Step, effects: Effects) -> Pending {
        self.saver.save(StepRows::of_step(&self.document, step, effects))
    }

    /// Begins a run of commands that are one transaction: all or none.
    ///
    /// # Errors
    /// [`SessionError::Refused`] when the project is read-only.
    pub fn begin_strict(&mut self, label: Label) -> Result<(), SessionError> {
        self.document.begin(label)?;
        self.strict = Some(Effects::default());
        Ok(())
    }

    /// Whether a strict run is open.
    pub fn is_strict(&self) -> bool {
        self.strict.is_some()
    }

    /// Ends a strict run: everything becomes one step on the disk.
    ///
    /// # Errors
    /// What the store says.
    pub fn commit_strict(&mut self) -> Result<(), SessionError> {
        let effects = self.strict.take().unwrap_or_default();
        if let Some(step) = self.document.commit() {
            self.write(StepRows::of_step(&self.document, step, effects))?;
        }
        Ok(())
    }

    /// Gives a strict run back.
    pub fn abort_strict(&mut self) {
        self.strict = None;
        self.document.abort();
    }

    /// Takes steps back, each on the disk before the next.
    ///
    /// # Errors
    /// [`EditRefusal::NothingToChange`] when there are fewer, or what the store says.
    pub fn undo(&mut self, steps: usize) -> Result<Vec<StepOutcome>, SessionError> {
        (0..steps).map(|_| self.travel(true)).collect()
    }

    /// Does undone steps again.
    ///
    /// # Errors
    /// As [`Session::undo`].
    pub fn redo(&mut self, steps: usize) -> Result<Vec<StepOutcome>, SessionError> {
        (0..steps).map(|_| self.travel(false)).collect()
    }

    fn travel(&mut self, is_undo: bool) -> Result<StepOutcome, SessionError> {
        if self.strict.is_some() {
            return Err(EditRefusal::Busy.into());
        }
        if self.document.is_read_only() {
            return Err(EditRefusal::ReadOnly.into());
        }
        self.check_not_stuck()?;
        let next = if is_undo { self.document.history().undoable() } else { self.document.history().redoable() };
        let Some((seq, _, kept)) = next else { return Err(EditRefusal::NothingToChange.into()) };
        let loaded = match kept {
            Some(changes) => changes.to_vec(),
            None => self.saver.file().load_changes(seq)?,
        };
        if let Some(Change::Batch(id, _)) = loaded.iter().find(|change| matches!(change, Change::Batch(..))) {
            let id = *id;
            let next = self.saver.file().swap_batch(&self.document, seq, id, !is_undo, &now_utc())?;
            self.document = next.in_place_of(&self.document);
            return Ok(StepOutcome { effects: Effects { needs_load: true, ..Effects::default() }, delta: BTreeMap::new() });
        }
        let moved = if is_undo { self.document.undo(Some(&loaded)) } else { self.document.redo(Some(&loaded)) };
        let Some((seq, effects)) = moved else {
            return Err(StoreError::Damaged { what: format!("journal {seq} does not fit"), path: self.path.clone() }.into());
        };
        if effects.needs_load {
            let result = self.load_active().and_then(|()| {
                let rows = StepRows::of_travel(&self.document, seq, is_undo, effects.clone());
                self.saver.file().write_switch(&self.document, &rows, &now_utc())
            });
            self.settle(result)?;
        } else {
            self.write(StepRows::of_travel(&self.document, seq, is_undo, effects.clone()))?;
        }
        Ok(StepOutcome { delta: delta_of(&self.document, &effects), effects })
    }

    /// Makes another scenario the active one, as one step.
    ///
    /// # Errors
    /// [`EditRefusal::NotFound`], or what the store says.
    pub fn switch_scenario(&mut self, name: &str) -> Result<StepOutcome, SessionError> {
        if self.strict.is_some() {
            return Err(EditRefusal::Busy.into());
        }
        if self.document.is_read_only() {
            return Err(EditRefusal::ReadOnly.into());
        }
        let id = self.document.scenario_named(name).ok_or_else(|| EditRefusal::NotFound(name.to_owned()))?;
        if id == self.document.active() {
            return Err(EditRefusal::NothingToChange.into());
        }
        self.check_not_stuck()?;
        let plan = self.saver.file().load_plan(id)?;
        let label = Label::new("step-switch-scenario").with("name", name);
        let (step, effects) = self.document.switch_to(id, plan, label)?;
        let rows = StepRows::of_step(&self.document, step, effects.clone());
        let written = self.saver.file().write_switch(&self.document, &rows, &now_utc());
        self.settle(written)?;
        Ok(StepOutcome { effects, delta: BTreeMap::new() })
    }

    /// Looks at another scenario without making it the active one: for reports of any scenario.
    ///
    /// # Errors
    /// What the store says.
    pub fn view_scenario(&mut self, id: ScenarioId) -> Result<(), StoreError> {
        if id != self.document.active() {
            let plan = self.saver.file().load_plan(id)?;
            self.document.show(id, plan);
        }
        Ok(())
    }

    /// The plan of any scenario.
    ///
    /// # Errors
    /// What the store says.
    pub fn load_plan(&self, scenario: ScenarioId) -> Result<Plan, StoreError> {
        if scenario == self.document.active() { Ok(self.document.plan().clone()) } else { self.saver.file().load_plan(scenario) }
    }

    /// Takes an import in as one step. A new plan for a frozen scenario goes to a branch of it, made as a step before.
    ///
    /// # Errors
    /// [`SessionError::Refused`] in a gesture or a read-only project, or what the store says; nothing has changed then, but
    /// that a frozen scenario may have got its branch.
    pub fn import(&mut self, import: Import<'_>, label: Label) -> Result<DemandSummary, SessionError> {
        if self.document.is_in_transaction() {
            return Err(EditRefusal::Busy.into());
        }
        if self.document.is_read_only() {
            return Err(EditRefusal::ReadOnly.into());
        }
        self.check_not_stuck()?;
        if import.plan.is_some()
            && let Some((step, effects)) = self.document.branch_if_frozen()
        {
            self.write(StepRows::of_step(&self.document, step, effects))?;
        }
        let (document, summary) = self.saver.file().import(&self.document, import, label, &now_utc())?;
        self.document = document.in_place_of(&self.document);
        Ok(summary)
    }

    /// Reads the document anew from the file.
    ///
    /// # Errors
    /// What the store says.
    pub fn reload(&mut self) -> Result<(), StoreError> {
        let document = self.saver.file().reload()?;
        self.saver.resume();
        self.document = document.in_place_of(&self.document);
        Ok(())
    }

    /// The file, for what is no edit: copies, demand texts, reference layers.
    pub fn file(&self) -> std::sync::MutexGuard<'_, ProjectFile> {
        self.saver.file()
    }

    fn load_active(&mut self) -> Result<(), StoreError> {
        let plan = self.saver.file().load_plan(self.document.active())?;
        self.document.set_plan(plan);
        Ok(())
    }

    /// Writes a step; when that fails the document is taken back to what the file holds.
    fn write(&mut self, rows: StepRows) -> Result<(), SessionError> {
        let result = self.saver.save(rows).wait();
        self.settle(result)
    }

    /// After a failure the document is taken back to what the file holds. Where the file cannot be read either, the writer
    /// takes nothing more until it can.
    fn settle(&mut self, result: Result<(), StoreError>) -> Result<(), SessionError> {
        if result.is_err() {
            drop(self.reload());
        }
        Ok(result?)
    }

    /// Work that needs the file as the document is: not while a step could not be written.
    fn check_not_stuck(&mut self) -> Result<(), SessionError> {
        if self.saver.is_stuck() {
            self.reload()?;
            return Err(StoreError::Damaged { what: "a step before it could not be written".to_owned(), path: self.path.clone() }.into());
        }
        Ok(())
    }
}

/// A key for a new project: unlike any other because of place, process and time.
fn new_key(path: &Path) -> String {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    (path, std::process::id(), now_utc()).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The change of every measure since the ledger began to watch.
fn delta_of(document: &Document, effects: &Effects) -> BTreeMap<String, BTreeMap<String, f64>> {
    let mut delta = BTreeMap::new();
    let (ledger, plan) = (document.ledger(), document.plan());
    for plane in document.project().planes.ids() {
        for (id, before) in ledger.before(plane) {
            let Some(grid) = plan.grids.get(id).filter(|_| effects.grids.contains(&id)) else { continue };
            if plan.grids.rows().any(|other| other.parent == Some(id)) {
                continue;
            }
            let after = ledger.grid(plane, id);
            let changed: BTreeMap<String, f64> = document
                .project()
                .measures
                .iter()
                .enumerate()
                .filter_map(|(at, measure)| {
                    let difference = after.sums.get(at).copied().unwrap_or(0) - before.sums.get(at).copied().unwrap_or(0);
                    (difference != 0).then(|| (measure.name.clone(), measure.value(difference)))
                })
                .collect();
            if !changed.is_empty() {
                delta.entry(grid.code.clone()).or_insert(changed);
            }
        }
    }
    delta
}
