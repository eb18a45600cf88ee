//! What differs between operating systems: the lock of a project, folders, durable file replacement, limits for child
//! processes. The only room where `unsafe` may be allowed; each use says why it is sound.

mod files;
mod folders;
mod lock;
mod process;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub use files::{atomic_replace, free_space, is_network_path, is_writable, sync_directory, write_whole};
pub use folders::{HOME_VARIABLE, app_data_folder};
pub use lock::{LockError, LockHolder, ProjectLock};
pub use process::{limit_this_process, peak_memory_bytes, process_start_time};

/// Lets a program that has no console of its own speak on the one it was started from. On Windows a program with a window
/// has none; elsewhere there is nothing to do.
pub fn attach_console() {
    system::attach_console();
}
