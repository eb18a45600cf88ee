//! One integration binary, split into modules.

mod hostile;
mod kill;
mod project;
