//! Long work of the window: opening, importing, exporting, drawing pictures; each a line in the panel of jobs.

use crate::i18n::{Language, progress_text, text};
use crate::jobs::{Background, Outcome};
use crate::ui::JobLine;
use std::time::Duration;

/// How often the window looks while something is in progress.
pub const LOOK_EVERY: Duration = Duration::from_millis(80);

/// Work in progress and work that has ended, in the order begun. `T` is what work ends with.
#[derive(Debug)]
pub struct Work<T> {
    next: u64,
    jobs: Vec<Job<T>>,
}

#[derive(Debug)]
struct Job<T> {
    id: u64,
    title: String,
    background: Option<Background<T>>,
    ending: Option<String>,
    is_failed: bool,
}

impl<T> Default for Work<T> {
    fn default() -> Self {
        Self { next: 1, jobs: Vec::new() }
    }
}

impl<T> Work<T> {
    /// Takes work in and gives its number.
    pub fn add(&mut self, title: String, background: Background<T>) -> u64 {
        let id = self.next;
        self.next += 1;
        self.jobs.push(Job { id, title, background: Some(background), ending: None, is_failed: false });
        id
    }

    /// What has ended since the last call, with its number; work that ended without a result comes as `None`.
    pub fn take_ended(&mut self) -> Vec<(u64, Option<T>)> {
        let mut ended = Vec::new();
        for job in &mut self.jobs {
            let result = match job.background.as_ref().map(Background::poll) {
                None | Some(Outcome::Running) => continue,
                Some(Outcome::Done(result)) => Some(result),
                Some(Outcome::Lost) => None,
            };
            job.background = None;
            ended.push((job.id, result));
        }
        ended
    }

    /// Notes how a piece of work ended, in words.
    pub fn note(&mut self, id: u64, ending: String, is_failed: bool) {
        if let Some(job) = self.jobs.iter_mut().find(|job| job.id == id) {
            job.ending = Some(ending);
            job.is_failed = is_failed;
        }
    }

    /// Asks a piece of work to stop.
    pub fn cancel(&self, id: u64) {
        if let Some(background) = self.jobs.iter().find(|job| job.id == id).and_then(|job| job.background.as_ref()) {
            background.cancel();
        }
    }

    /// Takes ended work off the list.
    pub fn forget(&mut self, id: u64) {
        self.jobs.retain(|job| job.id != id || job.background.is_some());
    }

    /// Whether anything is in progress.
    pub fn is_busy(&self) -> bool {
        self.jobs.iter().any(|job| job.background.is_some())
    }

    /// All as the panel shows it, the latest first.
    pub fn lines(&self, language: Language) -> Vec<JobLine> {
        let line = |job: &Job<T>| {
            let progress = job.background.as_ref().and_then(Background::progress);
            JobLine {
                id: job.id,
                title: job.title.clone(),
                stage: progress.map_or_else(|| text(language, "progress-working", &[]), |progress| progress_text(language, progress.stage)),
                share: progress.filter(|progress| progress.total > 0).map(|progress| (progress.done as f32 / progress.total as f32).clamp(0.0, 1.0)),
                seconds_left: job.background.as_ref().and_then(Background::seconds_left),
                ending: job.ending.clone(),
                is_failed: job.is_failed,
                is_cancellable: job.background.is_some(),
            }
        };
        self.jobs.iter().rev().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn work_is_listed_until_it_is_forgotten() {
        let (woken, wakes) = channel();
        let mut work = Work::default();
        let id = work.add("Counting".to_owned(), Background::start(|_, _| 7, move || woken.send(()).unwrap()).unwrap());
        assert!(work.is_busy());
        work.forget(id);
        assert_eq!(work.lines(Language::English).len(), 1, "work in progress stays on the list");
        wakes.recv().unwrap();
        assert_eq!(work.take_ended(), [(id, Some(7))]);
        work.note(id, "Done".to_owned(), false);
        let lines = work.lines(Language::English);
        assert_eq!((lines[0].ending.as_deref(), lines[0].is_cancellable), (Some("Done"), false));
        work.forget(id);
        assert!(work.lines(Language::English).is_empty());
    }
}
