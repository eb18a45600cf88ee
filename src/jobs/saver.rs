//! The writer thread: steps are written one after the other, never on the thread that edits.

use super::clock::now_utc;
use crate::store::{ProjectFile, StepRows, StoreError};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc as Shared, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// Steps that may wait before the editing thread has to.
const QUEUE: usize = 64;

/// Writes steps in the order they come. After one that could not be written none is, until the document was read anew:
/// a step is only right on top of the one before it. Dropping it waits until everything is written.
#[derive(Debug)]
pub struct Saver {
    state: Shared<State>,
    sender: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct State {
    file: Mutex<ProjectFile>,
    is_stuck: AtomicBool,
}

#[derive(Debug)]
enum Job {
    Step { rows: Box<StepRows>, reply: SyncSender<Result<(), StoreError>> },
    /// Answered when everything before is done.
    Flush(SyncSender<()>),
}

/// A step on its way to the disk.
#[derive(Debug)]
pub struct Pending(Receiver<Result<(), StoreError>>);

impl Pending {
    /// Waits until the step is on the disk, or could not be written.
    ///
    /// # Errors
    /// What the store says.
    pub fn wait(self) -> Result<(), StoreError> {
        self.0.recv().unwrap_or_else(|_| Err(lost("the writer stopped")))
    }

    /// The result, when it is there already.
    pub fn poll(&self) -> Option<Result<(), StoreError>> {
        self.0.try_recv().ok()
    }
}

fn lost(what: &str) -> StoreError {
    StoreError::Damaged { what: what.to_owned(), path: std::path::PathBuf::new() }
}

impl State {
    fn write(&self, rows: &StepRows) -> Result<(), StoreError> {
        if self.is_stuck.load(Ordering::Acquire) {
            return Err(lost("a step before it could not be written"));
        }
        let result = self.lock().write_step(rows, &now_utc());
        if result.is_err() {
            self.is_stuck.store(true, Ordering::Release);
        }
        result
    }

    /// A panic of the writer leaves the file as its last transaction left it; the value itself holds no half state.
    fn lock(&self) -> MutexGuard<'_, ProjectFile> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Saver {
    /// Starts the thread for a file.
    #[expect(clippy::disallowed_methods, reason = "jobs is where threads live")]
    pub fn new(file: ProjectFile) -> Self {
        let state = Shared::new(State { file: Mutex::new(file), is_stuck: AtomicBool::new(false) });
        let (sender, receiver) = sync_channel::<Job>(QUEUE);
        let own = Shared::clone(&state);
        let thread = std::thread::spawn(move || {
            while let Ok(job) = receiver.recv() {
                // Nobody waits for the answer when the session was dropped; the step is written all the same.
                match job {
                    Job::Step { rows, reply } => drop(reply.send(own.write(&rows))),
                    Job::Flush(reply) => {
                        let _: Result<(), _> = reply.send(());
                    }
                }
            }
        });
        Self { state, sender: Some(sender), thread: Some(thread) }
    }

    /// Hands a step over; returns at once unless many steps wait already.
    pub fn save(&self, rows: StepRows) -> Pending {
        let (reply, receiver) = sync_channel(1);
        if let Some(sender) = &self.sender {
            drop(sender.send(Job::Step { rows: Box::new(rows), reply }));
        }
        Pending(receiver)
    }

    /// The file, once the steps before are written: for reading plans and journal, imports, copies.
    pub fn file(&self) -> MutexGuard<'_, ProjectFile> {
        let (reply, receiver) = sync_channel(1);
        if let Some(sender) = &self.sender
            && sender.send(Job::Flush(reply)).is_ok()
        {
            // An error means that the writer stopped; then nothing waits any more.
            let _: Result<(), _> = receiver.recv();
        }
        self.state.lock()
    }

    /// Whether a step could not be written, so that the document is ahead of the file.
    pub fn is_stuck(&self) -> bool {
        drop(self.file());
        self.state.is_stuck.load(Ordering::Acquire)
    }

    /// Writes again: the document was taken back to what the file holds.
    pub fn resume(&self) {
        self.state.is_stuck.store(false, Ordering::Release);
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        drop(self.sender.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
