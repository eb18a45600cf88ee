//! What a step is called, in any language.

use serde::{Deserialize, Serialize};

/// A catalogue key with values: the undo list reads well in both languages (U2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Catalogue key, for example `step-assign`.
    pub key: String,
    /// Values by name.
    pub values: Vec<(String, String)>,
}

impl Label {
    /// A label without values.
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), values: Vec::new() }
    }

    /// Adds a value.
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }
}
