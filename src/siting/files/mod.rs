//! Readers for the public benchmark files of the field, so that answers can be held against published values.

mod capacitated;
mod covering;
mod orlib;
mod tsplib;

pub use capacitated::{CapacitatedFile, read_capacitated};
pub use covering::{CoveringFile, read_covering};
pub use orlib::{OrlibFile, read_orlib};
pub use tsplib::read_tsplib;

/// Why a benchmark file cannot be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FileError {
    /// The file ends too early.
    #[error("the file ends where {0} was expected")]
    Missing(&'static str),
    /// A number was expected.
    #[error("{word} is no {expected}")]
    NotANumber {
        /// What stands there.
        word: String,
        /// What was expected.
        expected: &'static str,
    },
    /// More places than such a file can mean.
    #[error("{0} places")]
    TooMany(usize),
    /// Places that no edge joins to the others.
    #[error("the graph is not connected")]
    NotConnected,
}

/// Most places of a file whose pairs are all kept.
const MOST_PLACES: usize = 30_000;

/// The words of a file, one number after the other.
struct Words<'a>(std::str::SplitAsciiWhitespace<'a>);

impl<'a> Words<'a> {
    fn new(text: &'a str) -> Self {
        Self(text.split_ascii_whitespace())
    }

    fn number<T: std::str::FromStr>(&mut self, expected: &'static str) -> Result<T, FileError> {
        let word = self.0.next().ok_or(FileError::Missing(expected))?;
        word.parse().map_err(|_err| FileError::NotANumber { word: word.to_owned(), expected })
    }

    /// A number of places that memory can be taken for.
    fn places(&mut self) -> Result<usize, FileError> {
        let n = self.number("number of places")?;
        if n > MOST_PLACES { Err(FileError::TooMany(n)) } else { Ok(n) }
    }
}
