//! One integration binary, split into modules.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own sources has failed")]

mod architecture;
mod source;
mod hostile;
mod disk;
#[cfg(feature = "gui")]
mod journey;
mod kill;
#[cfg(feature = "gui")]
mod pictures;
mod kill_import;
mod process;
mod project;
mod roads;
mod samples;
mod siting;
