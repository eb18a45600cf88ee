//! One piece of long work on a thread of its own: with progress, cancelling, and a result that is fetched without waiting.

use crate::base::{CancelToken, Progress, ProgressSink};
use std::io;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::sync::{Arc as Shared, Mutex, PoisonError};
use std::time::Instant;

/// Work in progress (后台任务). Dropping it cancels the work; the thread ends at the next place where it looks.
#[derive(Debug)]
pub struct Background<T> {
    receiver: Receiver<T>,
    cancel: CancelToken,
    progress: Shared<Latest>,
    started: Instant,
}

/// The last that the work said of itself.
#[derive(Debug, Default)]
struct Latest(Mutex<Option<Progress>>);

impl ProgressSink for Latest {
    fn report(&self, progress: Progress) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress);
    }
}

impl<T: Send + 'static> Background<T> {
    /// Starts work. `wake` is called when it has ended, so that a sleeping window looks.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(work: impl FnOnce(&CancelToken, &dyn ProgressSink) -> T + Send + 'static, wake: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let (sender, receiver) = sync_channel(1);
        let (cancel, progress) = (CancelToken::default(), Shared::new(Latest::default()));
        let (own_cancel, own_progress) = (cancel.clone(), Shared::clone(&progress));
        let run = move || {
            let result = work(&own_cancel, own_progress.as_ref());
            // Nobody takes the result when the window has closed meanwhile.
            drop(sender.send(result));
            // Before the wake, so that whoever looks after it finds the work ended and not still running.
            drop(sender);
            wake();
        };
        std::thread::Builder::new().name("background".to_owned()).spawn(run)?;
        Ok(Self { receiver, cancel, progress, started: Instant::now() })
    }
}

impl<T> Background<T> {
    /// What became of the work.
    pub fn poll(&self) -> Outcome<T> {
        match self.receiver.try_recv() {
            Ok(result) => Outcome::Done(result),
            Err(TryRecvError::Empty) => Outcome::Running,
            Err(TryRecvError::Disconnected) => Outcome::Lost,
        }
    }

    /// Asks it to stop.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }

    /// How far it has come, once it has said so.
    pub fn progress(&self) -> Option<Progress> {
        *self.progress.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Seconds since it began.
    pub fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// Seconds left at the pace so far, told from two seconds on.
    pub fn seconds_left(&self) -> Option<f64> {
        let Progress { done, total, .. } = self.progress()?;
        let seconds = self.seconds();
        (seconds >= 2.0 && done > 0 && total >= done).then(|| seconds * (total - done) as f64 / done as f64)
    }
}

impl<T> Drop for Background<T> {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

/// What became of long work.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It goes on.
    Running,
    /// Its result.
    Done(T),
    /// It ended without one: a fault of this program.
    Lost,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn work_reports_and_ends() {
        let (woken, wakes) = channel();
        let work = |_: &CancelToken, progress: &dyn ProgressSink| {
            progress.report(Progress { stage: "counting", done: 3, total: 4 });
            42
        };
        let job = Background::start(work, move || woken.send(()).unwrap()).unwrap();
        wakes.recv().unwrap();
        assert_eq!(job.progress().map(|progress| progress.done), Some(3));
        assert_eq!(job.poll(), Outcome::Done(42));
        assert_eq!(job.poll(), Outcome::Lost);
    }

    #[test]
    fn work_that_looks_is_cancelled() {
        let (woken, wakes) = channel();
        let work = |cancel: &CancelToken, _: &dyn ProgressSink| {
            while !cancel.is_cancelled() {
                std::thread::yield_now();
            }
            "stopped"
        };
        let job = Background::start(work, move || woken.send(()).unwrap()).unwrap();
        assert_eq!(job.poll(), Outcome::Running);
        job.cancel();
        wakes.recv().unwrap();
        assert_eq!(job.poll(), Outcome::Done("stopped"));
    }
}
