//! Lines of an input that may wait for a person, read on a thread of its own: a read that waits cannot be woken by Ctrl+C.

use std::io::{self, BufRead};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

/// Lines read ahead.
const AHEAD: usize = 16;

/// Lines that come from a thread of its own.
#[derive(Debug)]
pub struct WaitingLines(Receiver<io::Result<Vec<u8>>>);

/// What asking for a line gave.
#[derive(Debug)]
pub enum NextLine {
    /// A line without its end.
    Line(Vec<u8>),
    /// Nothing came in the time given.
    NotYet,
    /// The input has ended.
    End,
}

impl WaitingLines {
    /// Begins to read standard input; `longest` is the most bytes of a line.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn of_standard_input(longest: u64) -> io::Result<Self> {
        let (sender, receiver) = sync_channel(AHEAD);
        let read = move || {
            let mut input = io::stdin().lock();
            while let Some(line) = read_line(&mut input, longest).transpose() {
                let is_last = line.is_err();
                if sender.send(line).is_err() || is_last {
                    return;
                }
            }
        };
        std::thread::Builder::new().name("lines".to_owned()).spawn(read)?;
        Ok(Self(receiver))
    }

    /// The next line, if one comes in time.
    ///
    /// # Errors
    /// Those of the input; a line that is too long.
    pub fn next(&self, wait: Duration) -> io::Result<NextLine> {
        match self.0.recv_timeout(wait) {
            Ok(line) => line.map(NextLine::Line),
            Err(RecvTimeoutError::Timeout) => Ok(NextLine::NotYet),
            Err(RecvTimeoutError::Disconnected) => Ok(NextLine::End),
        }
    }
}

/// Reads one line without its end; `None` at the end of the input.
///
/// # Errors
/// Those of the input; [`io::ErrorKind::InvalidData`] for a line of more than `longest` bytes.
pub fn read_line(input: &mut dyn BufRead, longest: u64) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = io::Read::take(input, longest.saturating_add(1)).read_until(b'\n', &mut line)?;
    if read as u64 > longest {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "line too long"));
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok((read > 0).then_some(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_they_end() {
        let mut input: &[u8] = b"a\n\nlast";
        let lines: Vec<Vec<u8>> = std::iter::from_fn(|| read_line(&mut input, 10).unwrap()).collect();
        assert_eq!(lines, [b"a".to_vec(), b"".to_vec(), b"last".to_vec()]);
        let mut long: &[u8] = b"0123456789a\n";
        assert_eq!(read_line(&mut long, 10).map_err(|err| err.kind()), Err(io::ErrorKind::InvalidData));
    }
}
