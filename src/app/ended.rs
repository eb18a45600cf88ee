//! What long work ends with, and what the window does then.

use super::chrome::AfterOpening;
use super::importing::Importing;
use super::transfer::TransferFailure;
use super::window::Desktop;
use super::{App, MapPane, OpenProject};
use crate::i18n::{Language, store_error_text, text};
use crate::io::SourceTable;
use crate::jobs::{CoverageFailure, Covering, DesignFailure, ForeignFailure, ImportFailure, Imported, SampleFailure, Session, SiteFailure, now_of_day, today};
use crate::map::basemap::KeyStoreError;
use crate::platform::LockHolder;
use crate::store::{OpenNotice, StoreError};
use crate::ui::shell::{ForeignLine, NoticeKind, PathPurpose, Trouble, TroubleDialog};
use std::path::{Path, PathBuf};
use std::sync::Arc as Shared;

/// What long work ends with.
#[derive(Debug)]
pub enum Ended {
    /// A project was opened, or not.
    Opened(PathBuf, Result<Box<OpenProject>, StoreError>),
    /// A project was created, or not; it is opened next.
    Created(PathBuf, Result<(), StoreError>),
    /// A sample was written, or not; it is opened next.
    Sampled(PathBuf, Result<(), SampleFailure>),
    /// A copy was written, or not; the session comes back.
    Copied(Box<Session>, PathBuf, Result<(), StoreError>),
    /// A foreign file was read, or not.
    Read(PathBuf, Result<SourceTable, ForeignFailure>),
    /// What an import would do; the session comes back.
    Previewed(Box<Session>, Result<Imported, ImportFailure>),
    /// An import was done, or not; the session comes back.
    Imported(Box<Session>, Result<Imported, ImportFailure>),
    /// A table was written; the session comes back.
    Exported(Box<Session>, PathBuf, Result<usize, TransferFailure>),
    /// A picture was drawn.
    Drawn(PathBuf, Result<(), TransferFailure>),
    /// Coverage was computed, or not.
    Covered(Box<Result<Covering, CoverageFailure>>),
    /// The search for sites has ended, or could not begin.
    Sited(Result<(), SiteFailure>),
    /// A design has ended, or could not begin.
    Designed(Result<(), DesignFailure>),
    /// Single changes of the plan were found, or not.
    Suggested(Result<super::designing::Suggested, DesignFailure>),
    /// What the system's keyring has for a host.
    KeyRead(String, Option<String>),
    /// A key was kept, or only for this session.
    KeyKept(Result<(), KeyStoreError>),
    /// The system's dialog gave a path, or was closed.
    Browsed(PathPurpose, Option<PathBuf>),
}

impl App {
    /// Takes in what long work has brought.
    pub(super) fn take_ended(&mut self) {
        for (id, ended) in self.work.take_ended() {
            match ended {
                Some(ended) => self.take_one(id, ended),
                None => {
                    let words = self.say("job-lost", &[]);
                    self.work.note(id, words.clone(), true);
                    self.chrome.notices.push(NoticeKind::Error, words);
                }
            }
        }
    }

    fn take_one(&mut self, id: u64, ended: Ended) {
        match ended {
            Ended::Opened(path, Ok(project)) => {
                self.work.forget(id);
                self.opened(&path, *project);
            }
            Ended::Opened(path, Err(err)) => {
                self.work.note(id, store_error_text(self.language(), &err), true);
                self.chrome.trouble = Some(trouble_of(self.language(), path, &err));
            }
            Ended::Created(path, Ok(())) | Ended::Sampled(path, Ok(())) => {
                self.work.forget(id);
                self.open(path, false);
            }
            Ended::Created(_, Err(err)) | Ended::Sampled(_, Err(SampleFailure::Store(err))) => self.failed(id, store_error_text(self.language(), &err)),
            Ended::Sampled(_, Err(err)) => self.failed(id, err.to_string()),
            Ended::Copied(session, path, result) => {
                self.give_back_unchanged(*session);
                match result {
                    Ok(()) => self.done(id, "job-copied", &path),
                    Err(err) => self.failed(id, store_error_text(self.language(), &err)),
                }
            }
            Ended::Read(path, Ok(table)) => {
                self.work.forget(id);
                if let Some(desktop) = &self.project {
                    let mut importing = Importing::new(path, Shared::new(table), &desktop.project);
                    importing.note_waiting(self.chrome.waiting.len());
                    self.chrome.importing = Some(importing);
                    self.preview_import();
                }
            }
            Ended::Read(path, Err(failure)) => {
                self.failed(id, self.foreign_text(&path, &failure));
                self.import_next();
            }
            Ended::Previewed(session, result) => {
                self.work.forget(id);
                self.give_back_unchanged(*session);
                let language = self.language();
                if let (Some(importing), Some(desktop)) = (&mut self.chrome.importing, &self.project) {
                    importing.take_preview(result, &desktop.project, language);
                }
            }
            Ended::Imported(session, result) => self.imported(id, *session, result),
            Ended::Exported(session, path, result) => {
                self.give_back_unchanged(*session);
                match result {
                    Ok(_) => self.done(id, "job-exported", &path),
                    Err(failure) => self.failed(id, failure.text(self.language())),
                }
            }
            Ended::Drawn(path, Ok(())) => self.done(id, "job-exported", &path),
            Ended::Drawn(_, Err(failure)) => self.failed(id, failure.text(self.language())),
            Ended::Covered(result) => {
                self.work.forget(id);
                self.take_coverage(*result);
            }
            Ended::Sited(result) => {
                self.work.forget(id);
                self.take_sited(result);
            }
            Ended::Designed(result) => {
                self.work.forget(id);
                self.take_designed(result);
            }
            Ended::Suggested(result) => {
                self.work.forget(id);
                self.take_suggested(result);
            }
            Ended::KeyRead(host, key) => {
                self.work.forget(id);
                self.take_map_key(&host, key);
            }
            Ended::KeyKept(kept) => {
                self.work.forget(id);
                if let Err(err) = kept {
                    let words = self.say("map-key-not-kept", &[("detail", err.detail.into())]);
                    self.chrome.notices.push(NoticeKind::Info, words);
                }
            }
            Ended::Browsed(purpose, path) => {
                self.work.forget(id);
                if let Some(path) = path {
                    self.path_chosen(purpose, path);
                }
            }
        }
    }

    fn opened(&mut self, path: &Path, project: OpenProject) {
        let name = project.document().project().name.clone();
        let now = format!("{} {}", today(), now_of_day().get(..5).unwrap_or_default());
        self.settings.note_opened(path, &name, &now);
        self.settings_file.write(&self.settings);
        let notices = project.session().map(Session::notices).unwrap_or_default();
        self.forget_coverage();
        self.siting = super::siting::SitingState::default();
        self.project = Some(Box::new(Desktop { project, map: MapPane::default(), panels: super::panes::Panels::default(), next_problem: 0 }));
        for notice in notices {
            self.notice_of_opening(path, &notice);
        }
        match self.chrome.after_opening.take() {
            Some(AfterOpening::AskImport) => self.act(crate::ui::Action::Import),
            Some(AfterOpening::Import(files)) => self.import_files(files),
            None => {}
        }
    }

    fn notice_of_opening(&mut self, path: &Path, notice: &OpenNotice) {
        let trouble = match notice {
            OpenNotice::HeldBy(holder) => Some(Trouble::Locked { holder: holder.as_deref().map(holder_texts) }),
            OpenNotice::ForeignChanges(findings) => Some(Trouble::Foreign(findings.iter().map(|finding| foreign_line(self.language(), finding)).collect())),
            OpenNotice::ReadOnlyFolder => Some(Trouble::ReadOnly),
            _ => None,
        };
        match trouble {
            Some(trouble) => self.chrome.trouble = Some(TroubleDialog { path: path.to_owned(), trouble, details: String::new() }),
            None => self.chrome.notices.push(NoticeKind::Info, crate::i18n::open_notice_text(self.language(), path, notice)),
        }
    }

    fn imported(&mut self, id: u64, session: Session, result: Result<Imported, ImportFailure>) {
        let language = self.language();
        let is_first = self.project.as_ref().is_some_and(|desktop| desktop.project.document().plan().partition.n_cells() == 0);
        if let Some(desktop) = &mut self.project {
            desktop.project.give_back(session);
            if is_first && result.is_ok() {
                let bounds = desktop.project.document().plan().partition.bounds();
                if !bounds.is_empty() {
                    desktop.map.look_at(bounds, false);
                }
            }
        }
        match result {
            Ok(imported) => {
                let report = imported.report;
                let words = text(language, "job-imported", &[("count", report.rows_imported.into()), ("rejected", report.rows_rejected.into()), ("file", report.file.into())]);
                self.work.note(id, words.clone(), false);
                self.chrome.notices.push(NoticeKind::Done, words);
            }
            Err(failure) => {
                let words = super::importing::failure_text(language, &failure);
                self.failed(id, words);
            }
        }
        self.import_next();
    }

    fn give_back_unchanged(&mut self, session: Session) {
        if let Some(desktop) = &mut self.project {
            desktop.project.give_back_unchanged(session);
        }
    }

    fn done(&mut self, id: u64, key: &str, path: &Path) {
        let words = self.say(key, &[("path", path.display().to_string().into())]);
        self.work.note(id, words.clone(), false);
        self.chrome.notices.push(NoticeKind::Done, words);
    }

    fn failed(&mut self, id: u64, words: String) {
        self.work.note(id, words.clone(), true);
        self.chrome.notices.push(NoticeKind::Error, words);
    }

    fn foreign_text(&self, path: &Path, failure: &ForeignFailure) -> String {
        let path = path.display().to_string();
        match failure {
            ForeignFailure::Said(sentence) => sentence.clone(),
            ForeignFailure::Io(err) => self.say("job-read-failed", &[("path", path.into()), ("detail", err.to_string().into())]),
            ForeignFailure::Ended => self.say("job-reader-ended", &[("path", path.into())]),
        }
    }
}

fn holder_texts(holder: &LockHolder) -> (String, String, String) {
    (holder.user.clone(), holder.host.clone(), holder.since.clone())
}

fn foreign_line(language: Language, finding: &crate::base::Finding) -> ForeignLine {
    let subject = |at: usize| finding.subjects.get(at).cloned().unwrap_or_default();
    ForeignLine { layer: subject(0), code: subject(1), what: crate::i18n::finding_text(finding, language) }
}

/// What is the matter with a project that could not be opened.
fn trouble_of(language: Language, path: PathBuf, err: &StoreError) -> TroubleDialog {
    let trouble = match err {
        _ if !path.exists() => Trouble::Missing,
        StoreError::NotAProject(_) => Trouble::NotAProject,
        StoreError::Newer { written_by, .. } => Trouble::Newer { written_by: written_by.clone() },
        StoreError::Held { holder, .. } => Trouble::Locked { holder: holder.as_deref().map(holder_texts) },
        StoreError::ReadOnly(_) => Trouble::ReadOnly,
        StoreError::Damaged { .. } => Trouble::Damaged { backup: crate::store::newest_backup(&path) },
        _ => Trouble::Failed,
    };
    TroubleDialog { path, trouble, details: store_error_text(language, err) }
}
