//! The writer thread: steps are written one after the other, never on the thread that edits.

use super::clock::now_utc;
use crate::store::{ProjectFile, StepRows, StoreError};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc as Shared, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// Steps that may wait before the editing thread has to.
const QUEUE: usize = 64;

/// Writes steps in the order they come. Dropping it waits until everything is written.
#[derive(Debug)]
pub struct Saver {
    file: Shared<Mutex<ProjectFile>>,
    sender: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Job {
    rows: Box<StepRows>,
    reply: SyncSender<Result<(), StoreError>>,
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
        self.0.recv().unwrap_or_else(|_| Err(lost()))
    }

    /// The result, when it is there already.
    pub fn poll(&self) -> Option<Result<(), StoreError>> {
        self.0.try_recv().ok()
    }
}

fn lost() -> StoreError {
    StoreError::Damaged { what: "the writer stopped".to_owned(), path: std::path::PathBuf::new() }
}

impl Saver {
    /// Starts the thread for a file.
    #[expect(clippy::disallowed_methods, reason = "jobs is where threads live")]
    pub fn new(file: ProjectFile) -> Self {
        let file = Shared::new(Mutex::new(file));
        let (sender, receiver) = sync_channel::<Job>(QUEUE);
        let own = Shared::clone(&file);
        let thread = std::thread::spawn(move || {
            while let Ok(Job { rows, reply }) = receiver.recv() {
                let result = lock(&own).write_step(&rows, &now_utc());
                // Nobody waits for the answer when the session was dropped; the step is written all the same.
                drop(reply.send(result));
            }
        });
        Self { file, sender: Some(sender), thread: Some(thread) }
    }

    /// Hands a step over; returns at once unless many steps wait already.
    pub fn save(&self, rows: StepRows) -> Pending {
        let (reply, receiver) = sync_channel(1);
        if let Some(sender) = &self.sender {
            drop(sender.send(Job { rows: Box::new(rows), reply }));
        }
        Pending(receiver)
    }

    /// The file, once the steps before are written: for reading plans and journal, imports, copies.
    pub fn file(&self) -> MutexGuard<'_, ProjectFile> {
        lock(&self.file)
    }
}

/// A panic of the writer leaves the file as its last transaction left it; the value itself holds no half state.
fn lock(file: &Mutex<ProjectFile>) -> MutexGuard<'_, ProjectFile> {
    file.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Saver {
    fn drop(&mut self) {
        drop(self.sender.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
