//! The lines of edits, from a file or from standard input.

use super::super::error::CliError;
use crate::base::CancelToken;
use crate::jobs::{NextLine, WaitingLines, read_line};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest line; a polygon of a million positions fits.
const LONGEST: u64 = 64 << 20;
/// How often an idle run looks whether it was interrupted.
const LOOK: Duration = Duration::from_millis(100);

/// Lines with their numbers, counted from 1; empty ones are passed over.
pub(super) struct Lines {
    source: Source,
    name: PathBuf,
    number: u64,
}

enum Source {
    File(Box<dyn BufRead>),
    Stream(WaitingLines),
}

impl Lines {
    /// Opens a file, or standard input for `-`.
    pub(super) fn open(path: &Path) -> Result<Self, CliError> {
        let source = if path == Path::new("-") {
            Source::Stream(WaitingLines::of_standard_input(LONGEST).map_err(|err| CliError::Io(path.to_owned(), err))?)
        } else {
            let file = File::open(path).map_err(|err| CliError::Io(path.to_owned(), err))?;
            Source::File(Box::new(BufReader::new(file)))
        };
        Ok(Self { source, name: path.to_owned(), number: 0 })
    }

    /// The next line that says something; `None` at the end.
    ///
    /// # Errors
    /// [`CliError::Cancelled`] once interrupted, [`CliError::Io`] when reading fails.
    pub(super) fn next(&mut self, cancel: &CancelToken) -> Result<Option<(u64, Vec<u8>)>, CliError> {
        loop {
            if cancel.is_cancelled() {
                return Err(CliError::Cancelled);
            }
            let line = match &mut self.source {
                Source::File(file) => read_line(file.as_mut(), LONGEST),
                Source::Stream(lines) => match lines.next(LOOK) {
                    Ok(NextLine::Line(line)) => Ok(Some(line)),
                    Ok(NextLine::NotYet) => continue,
                    Ok(NextLine::End) => Ok(None),
                    Err(err) => Err(err),
                },
            };
            let Some(line) = line.map_err(|err| CliError::Io(self.name.clone(), err))? else { return Ok(None) };
            self.number += 1;
            let line = if self.number == 1 { line.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(line) } else { line };
            if !line.iter().all(u8::is_ascii_whitespace) {
                return Ok(Some((self.number, line)));
            }
        }
    }
}
