//! An open project: the session and everything the window keeps beside it. No egui drawing in here.

use super::Compared;
use crate::base::{Finding, ScenarioId};
use crate::edit::{Command, Document, EditRefusal, Effects, Label};
use crate::jobs::{Pending, Session, SessionError, now_of_day, today};
use crate::map::{Camera, Figures, Focus, Gesture, Item, Layers, Request, Selection, Thematic};
use crate::metrics::Problems;
use crate::store::{OpenMode, StoreError};
use crate::ui::SaveState;
use std::path::{Path, PathBuf};

/// An open project (打开的项目). What tools and panels ask for comes in as [`Request`]s; what changed goes out as [`Effects`] that
/// collect until the scene takes them.
#[derive(Debug)]
pub struct OpenProject {
    path: PathBuf,
    session: Held,
    focus: Focus,
    selection: Selection,
    hover: Option<Item>,
    layers: Layers,
    thematic: Thematic,
    camera: Option<Camera>,
    figures: Figures,
    are_grids_changed: bool,
    gesture: Option<OpenGesture>,
    problems: Problems,
    checked_at: Option<crate::base::Revision>,
    today: String,
    ignored: Vec<Finding>,
    unseen: Effects,
    pending: Vec<Pending>,
    save: SaveState,
    compared: Option<Compared>,
    is_synthetic: bool,
}

/// The session, or a look at its document while long work has it.
#[derive(Debug)]
enum Held {
    Here(Box<Session>),
    Away(Box<Document>),
}

impl Held {
    fn document(&self) -> &Document {
        match self {
            Self::Here(session) => session.document(),
            Self::Away(document) => document,
        }
    }

    /// The session, unless long work has it.
    fn here(&mut self) -> Result<&mut Session, EditRefusal> {
        match self {
            Self::Here(session) => Ok(session),
            Self::Away(_) => Err(EditRefusal::Busy),
        }
    }
}

/// The gesture in progress with what it has changed so far.
#[derive(Debug, Default)]
struct OpenGesture {
    seen: Gesture,
    effects: Effects,
}

/// What the camera is to do, after a request that only the window can carry out.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Done.
    Done,
    /// Refused; nothing has changed.
    Refused(EditRefusal),
    /// A box is to be shown, and flashed where asked.
    Show(crate::geodesy::Bounds, bool),
}

impl OpenProject {
    /// Opens a project file.
    ///
    /// # Errors
    /// What the store says; every state a file can be in has its own error.
    pub fn open(path: &Path, mode: OpenMode) -> Result<Self, StoreError> {
        Ok(Self::new(Session::open(path, mode)?))
    }

    /// Takes a session in.
    pub fn new(session: Session) -> Self {
        let focus = Focus::of(session.document());
        let figures = Figures::new(session.document(), &focus);
        let save = if session.document().is_read_only() { SaveState::ReadOnly } else { SaveState::Untouched };
        let mut project = Self {
            path: session.path().to_owned(),
            session: Held::Here(Box::new(session)),
            focus,
            selection: Selection::default(),
            hover: None,
            layers: Layers::default(),
            thematic: Thematic::default(),
            camera: None,
            figures,
            are_grids_changed: false,
            gesture: None,
            problems: Problems::default(),
            checked_at: None,
            today: today(),
            ignored: Vec::new(),
            unseen: Effects::default(),
            pending: Vec::new(),
            save,
            compared: None,
            is_synthetic: false,
        };
        project.check();
        project
    }

    /// The session, for what the file knows; `None` while long work has it.
    pub fn session(&self) -> Option<&Session> {
        match &self.session {
            Held::Here(session) => Some(session),
            Held::Away(_) => None,
        }
    }

    /// Where the project lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lends the session to long work such as an import; the window shows the document as it is meanwhile and refuses edits.
    /// [`Self::give_back`] ends that.
    pub fn lend(&mut self) -> Option<Session> {
        self.abort();
        let document = Box::new(self.document().clone());
        match std::mem::replace(&mut self.session, Held::Away(document)) {
            Held::Here(session) => Some(*session),
            away @ Held::Away(_) => {
                self.session = away;
                None
            }
        }
    }

    /// Takes the session back from work that has only looked.
    pub fn give_back_unchanged(&mut self, session: Session) {
        self.session = Held::Here(Box::new(session));
    }

    /// Whether long work has the session.
    pub fn is_lent(&self) -> bool {
        matches!(self.session, Held::Away(_))
    }

    /// Takes the session back, with whatever the work has done to it.
    pub fn give_back(&mut self, session: Session) {
        self.session = Held::Here(Box::new(session));
        self.saved();
        self.reloaded();
    }

    /// The document.
    pub fn document(&self) -> &Document {
        self.session.document()
    }

    /// Plane, level, measure.
    pub fn focus(&self) -> &Focus {
        &self.focus
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// What the pointer is over.
    pub fn hover(&self) -> Option<Item> {
        self.hover
    }

    /// Layers of the map.
    pub fn layers(&self) -> &Layers {
        &self.layers
    }

    /// How grids are coloured.
    pub fn thematic(&self) -> &Thematic {
        &self.thematic
    }

    /// Where the map looks; `None` until it was first told a size to fit the plan into.
    pub fn camera(&self) -> Option<Camera> {
        self.camera
    }

    /// Figures of the level in focus.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// The gesture in progress.
    pub fn gesture(&self) -> Option<&Gesture> {
        self.gesture.as_ref().map(|gesture| &gesture.seen)
    }

    /// Problems of the plan.
    pub fn problems(&self) -> &Problems {
        &self.problems
    }

    /// Findings that are ignored.
    pub fn ignored(&self) -> &[Finding] {
        &self.ignored
    }

    /// Whether figures or outlets of the project are made up.
    pub fn is_synthetic(&self) -> bool {
        self.is_synthetic
    }

    /// The day that problems were looked for.
    pub fn today(&self) -> &str {
        &self.today
    }

    /// Whether everything is on the disk.
    pub fn save(&self) -> &SaveState {
        &self.save
    }

    /// The scenario that the active one is compared with.
    pub fn compared(&self) -> Option<&Compared> {
        self.compared.as_ref()
    }

    /// Compares the active scenario with another; `None` ends it.
    ///
    /// # Errors
    /// What the store says; [`EditRefusal::Busy`] while long work has the session.
    pub fn compare(&mut self, with: Option<ScenarioId>) -> Result<(), SessionError> {
        self.compared = match with {
            Some(id) => Some(Compared::new(self.session.here()?, id, self.focus.plane)?),
            None => None,
        };
        Ok(())
    }

    /// What has changed since the last call: for the scene.
    pub fn take_effects(&mut self) -> Effects {
        std::mem::take(&mut self.unseen)
    }

    /// Does what a tool or a panel asks for.
    pub fn request(&mut self, request: Request) -> Answer {
        match request {
            Request::Begin(label) => self.begin(label),
            Request::Amend(command) => self.amend(&command),
            Request::Commit => self.commit(),
            Request::Abort => self.abort(),
            Request::Run(command, label) => self.run_all(&[command], label),
            Request::RunAll(commands, label) => self.run_all(&commands, label),
            Request::Select(items, how) => {
                self.selection.pick(items, how);
                Answer::Done
            }
            Request::Hover(item) => {
                self.hover = item;
                Answer::Done
            }
            Request::ZoomTo { bounds, is_flashed } => Answer::Show(bounds, is_flashed),
            Request::Look(camera) => {
                self.camera = Some(camera);
                Answer::Done
            }
            Request::Focus(focus) => {
                self.focus = focus.held_by(self.document());
                self.refresh();
                Answer::Done
            }
            Request::Layer(layer, style) => {
                self.layers.set(layer, style);
                Answer::Done
            }
            Request::MoveLayer(layer, place) => {
                self.layers.move_to(layer, place);
                Answer::Done
            }
            Request::Thematic(thematic) => {
                self.thematic = thematic;
                Answer::Done
            }
        }
    }

    fn begin(&mut self, label: Label) -> Answer {
        let begun = self.session.here().and_then(|session| session.document_mut().begin(label));
        match begun {
            Ok(()) => {
                self.gesture = Some(OpenGesture::default());
                Answer::Done
            }
            Err(refusal) => Answer::Refused(refusal),
        }
    }

    fn amend(&mut self, command: &Command) -> Answer {
        let Some(gesture) = &mut self.gesture else { return Answer::Refused(EditRefusal::NothingToChange) };
        let amended = self.session.here().and_then(|session| session.document_mut().amend_clamped(command));
        let answer = match amended {
            Ok((effects, stopped)) => {
                gesture.seen = Gesture { refusal: stopped, is_moved: true };
                // Owners of points are no part of what is saved, and a long drag would pile up millions of them.
                gesture.effects.extend(Effects { points: Vec::new(), ..effects.clone() });
                self.note(effects);
                Answer::Done
            }
            Err(refusal) => {
                gesture.seen = Gesture { refusal: Some(refusal.clone()), is_moved: false };
                Answer::Refused(refusal)
            }
        };
        self.refresh();
        answer
    }

    fn commit(&mut self) -> Answer {
        let Some(gesture) = self.gesture.take() else { return Answer::Done };
        if let Ok(session) = self.session.here()
            && let Some(step) = session.document_mut().commit()
        {
            self.pending.push(session.commit(step, gesture.effects));
            self.save = SaveState::Saving;
        }
        self.settle();
        Answer::Done
    }

    fn abort(&mut self) -> Answer {
        if self.gesture.take().is_some()
            && let Ok(session) = self.session.here()
        {
            let effects = session.document_mut().abort();
            self.note(effects);
            self.settle();
        }
        Answer::Done
    }

    fn run_all(&mut self, commands: &[Command], label: Label) -> Answer {
        if let refused @ Answer::Refused(_) = self.begin(label) {
            return refused;
        }
        for command in commands {
            if let refused @ Answer::Refused(_) = self.amend(command) {
                self.abort();
                return refused;
            }
        }
        self.commit()
    }

    /// Takes a step back, or does it again. Waits for the disk, because an undone import may have to be read from it.
    ///
    /// # Errors
    /// What the session says; nothing has changed then.
    pub fn travel(&mut self, is_undo: bool) -> Result<(), SessionError> {
        self.abort();
        let session = self.session.here()?;
        let outcomes = if is_undo { session.undo(1) } else { session.redo(1) }?;
        for outcome in outcomes {
            self.note(outcome.effects);
        }
        self.saved();
        self.settle();
        Ok(())
    }

    /// Undoes or does again until the step of this number is the last one done; 0 is before the first.
    ///
    /// # Errors
    /// What the session says; the steps before the failing one are done.
    pub fn jump_to(&mut self, seq: u64) -> Result<(), SessionError> {
        loop {
            let last = self.document().history().undoable().map_or(0, |(last, _, _)| last);
            let next = self.document().history().redoable().map(|(next, _, _)| next);
            match (last > seq, next) {
                (true, _) => self.travel(true)?,
                (false, Some(next)) if next <= seq => self.travel(false)?,
                _ => return Ok(()),
            }
        }
    }

    /// Makes another scenario the active one.
    ///
    /// # Errors
    /// What the session says; nothing has changed then.
    pub fn switch_scenario(&mut self, id: ScenarioId) -> Result<(), SessionError> {
        self.abort();
        let Some(name) = self.document().scenarios().get(id).map(|info| info.name.clone()) else { return Ok(()) };
        let outcome = self.session.here()?.switch_scenario(&name)?;
        self.note(outcome.effects);
        self.saved();
        self.reloaded();
        Ok(())
    }

    /// After the session's document was replaced as a whole: by an import, another scenario, a step read from the file.
    pub fn reloaded(&mut self) {
        self.unseen.needs_load = true;
        self.are_grids_changed = true;
        self.focus = self.focus.held_by(self.session.document());
        self.settle();
    }

    fn note(&mut self, effects: Effects) {
        self.are_grids_changed |= !effects.grid_attributes.is_empty() || effects.needs_load || effects.activated.is_some();
        self.unseen.extend(effects);
    }

    /// Figures for the present state.
    fn refresh(&mut self) {
        self.figures.update(self.session.document(), &self.focus, self.are_grids_changed);
        self.are_grids_changed = false;
    }

    /// After a step is whole: figures, selection, problems.
    fn settle(&mut self) {
        self.focus = self.focus.held_by(self.session.document());
        self.refresh();
        self.selection.keep_known(self.session.document());
        if let Some(compared) = &mut self.compared {
            compared.follow(self.session.document(), self.focus.plane);
        }
        self.check();
    }

    /// Looks for problems, once for each state.
    fn check(&mut self) {
        let document = self.session.document();
        if self.checked_at == Some(document.revision()) {
            return;
        }
        self.today = today();
        self.is_synthetic = document.project().measures.iter().any(|measure| measure.is_synthetic) || document.outlets().rows().any(|outlet| outlet.is_synthetic);
        self.problems = document.problems(&self.today);
        self.ignored = self.problems.ignored.iter().map(|(finding, _)| finding.clone()).collect();
        self.checked_at = Some(document.revision());
    }

    /// Looks whether steps have arrived on the disk; returns the error of one that could not be written. The document has been
    /// taken back to what the file holds then.
    pub fn poll_disk(&mut self) -> Option<StoreError> {
        let mut failure = None;
        self.pending.retain(|pending| match pending.poll() {
            None => true,
            Some(Ok(())) => false,
            Some(Err(err)) => {
                failure.get_or_insert(err);
                false
            }
        });
        if let Some(err) = failure {
            self.gesture = None;
            self.save = SaveState::Failed(String::new());
            // A second failure leaves the document as it is, read-only in effect: the writer refuses further steps.
            if self.session.here().is_ok_and(|session| session.reload().is_ok()) {
                self.reloaded();
            }
            return Some(err);
        }
        if self.pending.is_empty() && self.save == SaveState::Saving {
            self.saved();
        }
        None
    }

    fn saved(&mut self) {
        self.save = SaveState::Saved(now_of_day());
    }

    /// Whether a step is on its way to the disk.
    pub fn is_saving(&self) -> bool {
        !self.pending.is_empty()
    }
}
