//! One integration binary, split into modules.

mod architecture;
mod source;
mod hostile;
mod kill;
mod project;
