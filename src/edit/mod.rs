//! Room `edit`.
