//! Room `platform`.
