//! Room `i18n`.
