//! Gestures: begin, amend while dragging, commit on release, abort on Esc.

use super::{Change, Command, Document, EditRefusal, Effects, Label, Step};

/// What has been done since the gesture began.
#[derive(Clone, Debug, Default)]
pub(super) struct Transaction {
    label: Label,
    changes: Vec<Change>,
}

impl Document {
    /// Opens a transaction. At most one is open (E3). The ledger remembers from here on what figures were
    /// ([`crate::metrics::Ledger::before`]), for before → after.
    ///
    /// # Errors
    /// [`EditRefusal::Busy`], [`EditRefusal::ReadOnly`].
    pub fn begin(&mut self, label: Label) -> Result<(), EditRefusal> {
        if self.is_read_only {
            return Err(EditRefusal::ReadOnly);
        }
        if self.transaction.is_some() {
            return Err(EditRefusal::Busy);
        }
        self.ledger.watch();
        self.transaction = Some(Transaction { label, changes: Vec::new() });
        Ok(())
    }

    /// Does a command inside the open transaction; an equal kind of change joins the one before it, so a drag of a thousand
    /// pointer events stays one change. Refused commands leave the transaction as it was.
    ///
    /// # Errors
    /// Why the command was refused. A clamped move that could not go all the way is no error: see [`Document::amend_clamped`].
    pub fn amend(&mut self, command: &Command) -> Result<Effects, EditRefusal> {
        self.amend_clamped(command).map(|(effects, _)| effects)
    }

    /// As [`Document::amend`], and also says what stopped a clamped move.
    pub fn amend_clamped(&mut self, command: &Command) -> Result<(Effects, Option<EditRefusal>), EditRefusal> {
        if self.transaction.is_none() {
            return Err(EditRefusal::NothingToChange);
        }
        let planned = self.plan_command(command)?;
        self.check_branching(&planned.changes)?;
        let mut effects = Effects { branched: planned.branched, ..Effects::default() };
        for change in planned.changes {
            effects.extend(self.apply(&change));
            let Some(transaction) = &mut self.transaction else { continue };
            let left = match transaction.changes.last_mut() {
                Some(last) => last.absorb(change),
                None => Some(change),
            };
            transaction.changes.extend(left);
        }
        self.revision = self.revision.next();
        Ok((effects, planned.stopped))
    }

    /// A scenario branches from what is on the disk, so nothing of the plan may have changed before it in the same transaction.
    fn check_branching(&self, planned: &[Change]) -> Result<(), EditRefusal> {
        let branches = planned.iter().any(|change| matches!(change, Change::Scenario(_, None, Some(_))));
        let is_of_plan = |change: &Change| matches!(change, Change::Partition(_) | Change::Cell(..) | Change::Assign(..) | Change::Grid(..));
        let is_late = branches && self.transaction.as_ref().is_some_and(|open| open.changes.iter().any(|change| is_of_plan(change) && !change.is_empty()));
        if is_late { Err(EditRefusal::Busy) } else { Ok(()) }
    }

    /// Branches the active scenario when it is frozen, as a step of its own: for changes that are no commands, such as imports.
    pub fn branch_if_frozen(&mut self) -> Option<(Step, Effects)> {
        if self.is_read_only || self.transaction.is_some() {
            return None;
        }
        let (changes, name) = self.branch_of_frozen()?;
        let mut effects = Effects { branched: Some(name.clone()), ..Effects::default() };
        for change in &changes {
            effects.extend(self.apply(change));
        }
        self.revision = self.revision.next();
        Some((self.history.push(Label::new("step-new-scenario").with("name", name), changes), effects))
    }

    /// Ends the transaction as one step of the history; `None` when nothing has changed.
    pub fn commit(&mut self) -> Option<Step> {
        let mut transaction = self.transaction.take()?;
        transaction.changes.retain(|change| !change.is_empty());
        if transaction.changes.is_empty() {
            return None;
        }
        Some(self.history.push(transaction.label, transaction.changes))
    }

    /// Gives everything back that the transaction did.
    pub fn abort(&mut self) -> Effects {
        let mut effects = Effects::default();
        if let Some(transaction) = self.transaction.take() {
            for change in transaction.changes.iter().rev() {
                effects.extend(self.apply(&change.inverse()));
            }
            self.revision = self.revision.next();
        }
        effects
    }

    /// Whether a transaction is open.
    pub fn is_in_transaction(&self) -> bool {
        self.transaction.is_some()
    }

    /// One command as one step.
    ///
    /// # Errors
    /// Why it was refused; the document is as it was.
    pub fn run(&mut self, command: &Command, label: Label) -> Result<(Step, Effects), EditRefusal> {
        self.begin(label)?;
        match self.amend(command) {
            Ok(effects) => match self.commit() {
                Some(step) => Ok((step, effects)),
                None => Err(EditRefusal::NothingToChange),
            },
            Err(refusal) => {
                self.abort();
                Err(refusal)
            }
        }
    }

    /// Records a step that the store has done by itself, such as an import; the caller loads the document anew.
    pub fn record(&mut self, label: Label, changes: Vec<Change>) -> Step {
        self.history.push(label, changes)
    }
}
