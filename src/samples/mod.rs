//! Room `samples`.
