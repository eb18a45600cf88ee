//! One integration binary, split into modules.
