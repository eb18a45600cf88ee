//! One integration binary, split into modules.

mod architecture;
mod source;
