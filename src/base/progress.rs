//! How far long work has come.

/// One report: a stage (a catalogue key) and an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Catalogue key of the stage, for example `progress-reading`.
    pub stage: &'static str,
    /// What is done.
    pub done: u64,
    /// What is to be done; 0 when unknown.
    pub total: u64,
}

/// Who listens to progress.
pub trait ProgressSink: Sync {
    /// Takes one report; must return quickly.
    fn report(&self, progress: Progress);
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl ProgressSink for NoProgress {
    fn report(&self, _: Progress) {}
}
