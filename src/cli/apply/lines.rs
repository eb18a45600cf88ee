//! The lines of edits, from a file or from standard input.

use super::super::error::CliError;
use crate::base::CancelToken;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

/// Longest line; a polygon of a million positions fits.
const LONGEST: u64 = 64 << 20;
/// Lines read ahead of the edits.
const AHEAD: usize = 16;
/// How often an idle run looks whether it was interrupted.
const LOOK: Duration = Duration::from_millis(100);

type Line = io::Result<Vec<u8>>;

/// Lines with their numbers, counted from 1; empty ones are passed over.
pub(super) struct Lines {
    source: Source,
    name: PathBuf,
    number: u64,
}

enum Source {
    File(Box<dyn BufRead>),
    Stream(Receiver<Line>),
}

impl Lines {
    /// Opens a file, or standard input for `-`.
    pub(super) fn open(path: &Path) -> Result<Self, CliError> {
        let source = if path == Path::new("-") {
            Source::Stream(read_standard_input().map_err(|err| CliError::Io(path.to_owned(), err))?)
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
                Source::File(file) => read_line(file.as_mut()),
                Source::Stream(lines) => match lines.recv_timeout(LOOK) {
                    Ok(line) => line.map(Some),
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => Ok(None),
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

/// Reads one line without its end; `None` at the end of the input.
fn read_line(input: &mut dyn BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = input.take(LONGEST + 1).read_until(b'\n', &mut line)?;
    if read as u64 > LONGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "line too long"));
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok((read > 0).then_some(line))
}

/// Reads standard input on a thread of its own: a read that waits for a person cannot be woken by Ctrl+C.
fn read_standard_input() -> io::Result<Receiver<Line>> {
    let (sender, receiver) = sync_channel(AHEAD);
    std::thread::Builder::new().name("edits".to_owned()).spawn(move || forward_lines(&mut io::stdin().lock(), &sender))?;
    Ok(receiver)
}

/// Sends lines until the input or the listener ends.
fn forward_lines(input: &mut dyn BufRead, sender: &SyncSender<Line>) {
    while let Some(line) = read_line(input).transpose() {
        let is_last = line.is_err();
        if sender.send(line).is_err() || is_last {
            return;
        }
    }
}
