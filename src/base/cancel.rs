//! Cancellation that long loops ask for.

use std::sync::Arc as Shared;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that the person sets and that every long loop looks at.
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Shared<AtomicBool>);

/// The work was cancelled by the person; nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

impl CancelToken {
    /// Asks all holders of this token to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// An error once somebody asked to stop, for use with `?`.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}
