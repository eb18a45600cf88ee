//! Where the command line speaks: results to stdout, everything else to stderr.

use super::error::CliError;
use crate::base::{CancelToken, Progress, ProgressSink};
use crate::i18n::{Language, progress_text};
use serde_json::Value;
use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How often a progress line is renewed.
const PROGRESS_EVERY: Duration = Duration::from_millis(200);
/// Work shorter than this shows no progress.
const PROGRESS_AFTER: Duration = Duration::from_millis(500);

/// What every verb needs to speak with the person or program that called.
#[derive(Debug)]
pub(super) struct Console {
    pub(super) language: Language,
    pub(super) is_json: bool,
    pub(super) is_quiet: bool,
    /// Set by Ctrl+C.
    pub(super) cancel: CancelToken,
    progress: Mutex<Shown>,
}

/// The progress line as it stands on the terminal.
#[derive(Debug)]
struct Shown {
    begun: Instant,
    last: Option<Instant>,
    width: usize,
}

impl Console {
    /// A console that nobody has interrupted yet.
    pub(super) fn new(language: Language, is_json: bool, is_quiet: bool) -> Self {
        Self { language, is_json, is_quiet, cancel: CancelToken::default(), progress: Mutex::new(Shown { begun: Instant::now(), last: None, width: 0 }) }
    }

    /// Goes on unless somebody interrupted.
    pub(super) fn go_on(&self) -> Result<(), CliError> {
        if self.cancel.is_cancelled() { Err(CliError::Cancelled) } else { Ok(()) }
    }

    /// Writes a text and a line end to stdout.
    pub(super) fn print(&self, text: &str) -> Result<(), CliError> {
        self.clear_progress();
        let mut out = io::stdout().lock();
        out.write_all(text.trim_end_matches('\n').as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()).map_err(CliError::Output)
    }

    /// Writes one JSON value as one line to stdout.
    pub(super) fn print_json(&self, value: &Value) -> Result<(), CliError> {
        self.print(&value.to_string())
    }

    /// Writes the result: JSON where asked for, else the text.
    pub(super) fn answer(&self, json: &Value, text: impl FnOnce() -> String) -> Result<(), CliError> {
        if self.is_json { self.print_json(json) } else { self.print(&text()) }
    }

    /// Says something beside the result, unless asked to be quiet. A stderr that is closed is nobody to tell.
    pub(super) fn note(&self, sentence: &str) {
        if !self.is_quiet {
            self.clear_progress();
            let _ = writeln!(io::stderr(), "{sentence}");
        }
    }

    /// Says why the work failed: a JSON object on stdout with `--json`, else a sentence on stderr.
    pub(super) fn fail(&self, err: &CliError) {
        if matches!(err, CliError::Output(_)) && err.status() == 0 {
            return;
        }
        self.clear_progress();
        let text = err.text(self.language);
        if self.is_json {
            let _ = self.print_json(&serde_json::json!({"error": {"code": err.code(), "text": text}}));
        } else {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    fn clear_progress(&self) {
        if let Ok(mut shown) = self.progress.lock()
            && shown.width > 0
        {
            let _ = write!(io::stderr(), "\r{:width$}\r", "", width = shown.width);
            shown.width = 0;
        }
    }
}

impl ProgressSink for Console {
    /// Renews the progress line on a terminal; says nothing elsewhere, where a line would only fill a log.
    fn report(&self, progress: Progress) {
        if self.is_quiet || !io::stderr().is_terminal() {
            return;
        }
        let Ok(mut shown) = self.progress.lock() else { return };
        let now = Instant::now();
        if now.duration_since(shown.begun) < PROGRESS_AFTER || shown.last.is_some_and(|last| now.duration_since(last) < PROGRESS_EVERY) {
            return;
        }
        shown.last = Some(now);
        let stage = progress_text(self.language, progress.stage);
        let line = match (progress.done * 100).checked_div(progress.total) {
            Some(percent) => format!("{stage} {}%", percent.min(100)),
            None => format!("{stage} …"),
        };
        let width = super::table::width(&line);
        let _ = write!(io::stderr(), "\r{line}{:rest$}", "", rest = shown.width.saturating_sub(width));
        let _ = io::stderr().flush();
        shown.width = width.max(shown.width);
    }
}
