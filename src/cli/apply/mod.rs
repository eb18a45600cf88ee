//! `apply`: edits from a file or a stream, one a line, each one undo step that is on disk before it is answered.

mod answer;
mod cells;
mod demand;
mod fault;
mod fields;
mod grids;
mod lines;
mod lookup;
mod outlets;
mod request;
mod rules;
mod scenarios;
mod shapes;
#[cfg(test)]
mod tests;

use super::arguments::{file, flag, given, option, path, project, verb};
use super::console::Console;
use super::error::CliError;
use super::{Ending, project as opening};
use crate::edit::{EditRefusal, Label};
use crate::i18n::{Language, text};
use crate::jobs::{Session, SessionError, StepOutcome};
use crate::store::OpenMode;
use answer::Answer;
use clap::{ArgMatches, Command};
use fault::Fault;
use lines::Lines;
use request::Request;
use std::path::Path;

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    verb(Command::new("apply"), language, "help-apply", "usage-apply")
        .after_help(text(language, "help-apply-more", &[]))
        .arg(project(language))
        .arg(file(language, "edits", "EDITS.jsonl", "help-apply-edits"))
        .arg(option(language, "scenario", "NAME", "help-apply-scenario"))
        .arg(flag(language, "strict", "help-apply-strict"))
}

/// Applies the edits. Refused ones are answered and leave no trace; the run ends well unless a step cannot be saved.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    let project = path(matches, "project");
    let mut lines = Lines::open(&path(matches, "edits"))?;
    let mut session = opening::open(&project, OpenMode::Write, console)?;
    if let Some(name) = given(matches, "scenario")
        && opening::scenario(session.document(), Some(name))? != session.document().active()
    {
        session.switch_scenario(name).map_err(|err| CliError::session(&project, err))?;
    }
    let mut run = Run { session, project: &project, console };
    let ended = if matches.get_flag("strict") { run.strict(&mut lines) } else { run.each(&mut lines) };
    ended.map_err(|err| match err {
        // Whoever reads the answers has gone: the edits after the last answer are not made, so the work is not done.
        CliError::Output(err) if err.kind() == std::io::ErrorKind::BrokenPipe => CliError::Cancelled,
        other => other,
    })
}

/// One run over a stream of edits.
struct Run<'a> {
    session: Session,
    project: &'a Path,
    console: &'a Console,
}

impl Run<'_> {
    /// Every edit for itself.
    fn each(&mut self, lines: &mut Lines) -> Result<Ending, CliError> {
        while let Some((number, line)) = lines.next(&self.console.cancel)? {
            let answer = match self.edit(&line, false)? {
                Ok((outcome, stopped)) => Answer::done(number, outcome, stopped, self.session.document()),
                Err(fault) => Answer::refused(number, &fault, self.session.document(), self.console.language),
            };
            self.say(&answer)?;
        }
        Ok(Ending::Done)
    }

    /// All edits as one step; answers are given once it is on disk, or once it is undone.
    fn strict(&mut self, lines: &mut Lines) -> Result<Ending, CliError> {
        let failed = |err| CliError::session(self.project, err);
        self.session.begin_strict(Label::new("step-apply")).map_err(failed)?;
        let mut answers = Vec::new();
        let ended = self.strict_edits(lines, &mut answers);
        if !matches!(ended, Ok(None)) {
            self.session.abort_strict();
        }
        let ending = match ended? {
            None => {
                self.session.commit_strict().map_err(|err| CliError::session(self.project, err))?;
                Ending::Done
            }
            Some((number, fault)) => {
                let (document, language) = (self.session.document(), self.console.language);
                let undone = answers.iter().map(|answer: &Answer| Answer::refused(answer.line(), &Fault::Undone(number), document, language));
                answers = undone.chain([Answer::refused(number, &fault, document, language)]).collect();
                Ending::FoundErrors
            }
        };
        answers.iter().try_for_each(|answer| self.say(answer))?;
        Ok(ending)
    }

    /// Runs all edits inside the open transaction; the first refusal ends it.
    fn strict_edits(&mut self, lines: &mut Lines, answers: &mut Vec<Answer>) -> Result<Option<(u64, Fault)>, CliError> {
        while let Some((number, line)) = lines.next(&self.console.cancel)? {
            match self.edit(&line, true)? {
                Ok((outcome, stopped)) => answers.push(Answer::done(number, outcome, stopped, self.session.document())),
                Err(fault) => return Ok(Some((number, fault))),
            }
        }
        Ok(None)
    }

    /// One edit: what it did and what stopped a clamped move on its way, or why it was refused. The outer error ends the run.
    fn edit(&mut self, line: &[u8], is_strict: bool) -> Result<Result<(StepOutcome, Option<EditRefusal>), Fault>, CliError> {
        let request = match Request::read(line, self.session.document()) {
            Ok(request) => request,
            Err(fault) => return Ok(Err(fault)),
        };
        if is_strict && !request.fits_one_transaction() {
            return Ok(Err(Fault::NotInStrict));
        }
        let stopped = request.stopped().cloned();
        match self.perform(request) {
            Ok(outcome) => Ok(outcome.map(|outcome| (outcome, stopped))),
            Err(SessionError::Refused(EditRefusal::NothingToChange)) if stopped.is_some() => Ok(Err(Fault::Refused(stopped.unwrap_or(EditRefusal::NothingToChange)))),
            Err(SessionError::Refused(refusal)) => Ok(Err(Fault::Refused(refusal))),
            Err(err) => Err(CliError::session(self.project, err)),
        }
    }

    fn perform(&mut self, request: Request) -> Result<Result<StepOutcome, Fault>, SessionError> {
        let session = &mut self.session;
        // Fewer steps than asked for are not a part of what was asked: a refused edit changes nothing.
        let are_fewer = |is_undone: bool, steps: usize| session.document().history().summaries().filter(|step| step.is_undone == is_undone).count() < steps;
        match request {
            Request::Undo(steps) if are_fewer(false, steps) => return Ok(Err(Fault::NothingToUndo)),
            Request::Redo(steps) if are_fewer(true, steps) => return Ok(Err(Fault::NothingToRedo)),
            _ => {}
        }
        Ok(Ok(match request {
            Request::Command { command, label, .. } => session.run(&command, label)?,
            Request::Switch(name) => session.switch_scenario(&name)?,
            Request::Undo(steps) => answer::together(session.undo(steps)?),
            Request::Redo(steps) => answer::together(session.redo(steps)?),
        }))
    }

    fn say(&self, answer: &Answer) -> Result<(), CliError> {
        if self.console.is_json { self.console.print_json(&answer.json()) } else { self.console.print(&answer.text(self.console.language, self.session.document())) }
    }
}
