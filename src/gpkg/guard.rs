//! The watch over long statements: a time limit and the person's wish to cancel, asked from inside SQLite.

use super::GpkgError;
use crate::base::CancelToken;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc as Shared, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Steps of SQLite's machine between two looks: some 10,000 a millisecond, so that nobody waits and nothing is slowed.
const STEPS_BETWEEN_LOOKS: i32 = 20_000;

/// Shared between a connection and the handler that SQLite calls.
#[derive(Debug, Default)]
pub(super) struct Guard {
    /// False most of the time, so that a look costs one load.
    is_watching: AtomicBool,
    limits: Mutex<Limits>,
}

#[derive(Debug, Default)]
struct Limits {
    end: Option<Instant>,
    cancel: Option<CancelToken>,
}

impl Guard {
    /// Lets SQLite ask the guard from now on.
    pub(super) fn install(connection: &mut rusqlite::Connection) -> rusqlite::Result<Shared<Self>> {
        let guard = Shared::new(Self::default());
        let asked = Shared::clone(&guard);
        connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(move || asked.must_stop()))?;
        Ok(guard)
    }

    /// Does work under limits; what SQLite breaks off because of them comes back as `TimedOut` or `Cancelled`. Calls may
    /// be nested; the inner limits hold for the inner work.
    pub(super) fn watch<T>(
        &self,
        time: Option<Duration>,
        cancel: Option<&CancelToken>,
        work: impl FnOnce() -> Result<T, GpkgError>,
    ) -> Result<T, GpkgError> {
        let limits = Limits { end: time.and_then(|time| Instant::now().checked_add(time)), cancel: cancel.cloned() };
        let outer = self.swap(limits);
        let result = work();
        let inner = self.swap(outer);
        let is_cancelled = inner.cancel.is_some_and(|token| token.is_cancelled());
        match result {
            Err(GpkgError::TimedOut) if is_cancelled => Err(GpkgError::Cancelled),
            result => result,
        }
    }

    fn swap(&self, new: Limits) -> Limits {
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_watching.store(new.end.is_some() || new.cancel.is_some(), Ordering::Relaxed);
        std::mem::replace(&mut *limits, new)
    }

    fn must_stop(&self) -> bool {
        if !self.is_watching.load(Ordering::Relaxed) {
            return false;
        }
        let limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        limits.end.is_some_and(|end| Instant::now() >= end) || limits.cancel.as_ref().is_some_and(CancelToken::is_cancelled)
    }
}
