//! The number of a document's state.

/// Grows by one with every change of a document; a result computed for an older revision is never applied silently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub u64);

impl Revision {
    /// The next one.
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}
