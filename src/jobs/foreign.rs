//! Foreign files are read in a child process of the same binary, with limits of memory and time: a parser that aborts or never
//! ends costs one import and nothing else.
//!
//! What the child writes to stdout: a letter, then the table ([`worker`]) or the sentence that says why there is none.

use crate::i18n::{Language, import_error_text};
use crate::io::{Format, ReadOptions, SourceTable, read_file, worker};
use crate::platform::limit_this_process;
use std::ffi::OsString;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// First argument of a child that reads; not for people.
const READ_FOREIGN: &str = "--read-foreign-file";
const TABLE: u8 = b'T';
pub(super) const SENTENCE: u8 = b'S';
/// Memory of the child whatever the size of the file.
const BASE_MEMORY: u64 = 2 << 30;
/// And so many bytes more for each byte of the file and its neighbours.
const MEMORY_PER_BYTE: u64 = 16;
/// What standard input is taken to bring at most, for both limits.
const STREAM_BYTES: u64 = 256 << 20;
/// Processor seconds of the child whatever the size of the file.
const BASE_SECONDS: u64 = 30;
/// And a second more for so many bytes.
const BYTES_PER_SECOND: u64 = 2 << 20;
/// Longest sentence that is taken from a child.
pub(super) const LONGEST_SENTENCE: u64 = 1 << 16;

/// Why a foreign file gave no table.
#[derive(Debug, thiserror::Error)]
pub enum ForeignFailure {
    /// The file or the child process.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// What the child said, a finished sentence.
    #[error("{0}")]
    Said(String),
    /// The child ended without an answer: it needed too much memory or time, or its parser aborted.
    #[error("the reader ended without an answer")]
    Ended,
}

/// Reads a foreign file, or standard input for `-`, in a child process. `language` is that of the sentence of a failure;
///
/// # Errors
/// [`ForeignFailure`].
pub fn read_foreign(file: &Path, options: &ReadOptions, language: Language) -> Result<SourceTable, ForeignFailure> {
    let is_stream = file == Path::new("-");
    if !is_stream {
        // What is not there or may not be read is said without a child.
        std::fs::File::open(file)?;
    }
    let program = std::env::current_exe()?;
    let mut command = Command::new(program);
    command.arg(READ_FOREIGN).arg(language.tag()).arg(options.encoding.as_deref().unwrap_or("auto")).arg(options.format.map_or("auto", Format::name)).arg(file);
    let mut child = command.stdin(if is_stream { Stdio::inherit() } else { Stdio::null() }).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let answer = child.stdout.take().map(|out| receive(&mut BufReader::with_capacity(1 << 20, out)));
    // A child that still writes is of no use any more once its answer is not understood.
    if !matches!(answer, Some(Ok(_))) {
        drop(child.kill());
    }
    drop(child.wait());
    answer.unwrap_or(Err(ForeignFailure::Ended))
}

fn receive(input: &mut impl Read) -> Result<SourceTable, ForeignFailure> {
    let ended = |_| ForeignFailure::Ended;
    let mut letter = [0];
    input.read_exact(&mut letter).map_err(ended)?;
    if letter == [TABLE] {
        return worker::receive(input).map_err(|_| ForeignFailure::Ended);
    }
    let mut sentence = String::new();
    input.take(LONGEST_SENTENCE).read_to_string(&mut sentence).map_err(ended)?;
    Err(ForeignFailure::Said(sentence))
}

/// Does the child's work when the arguments say that this process is one; `None` for every other process.
pub fn serve_foreign(args: &[OsString]) -> Option<u8> {
    if let Some(status) = super::roads::serve(args) {
        return Some(status);
    }
    let [_, first, language, encoding, format, file] = args else { return None };
    if first != READ_FOREIGN {
        return None;
    }
    let language = language.to_str().and_then(Language::from_name).unwrap_or_default();
    let file = PathBuf::from(file);
    limit_reader(&file);
    let format = [Format::Csv, Format::GeoJson].into_iter().find(|known| format.to_str() == Some(known.name()));
    let options = ReadOptions { encoding: encoding.to_str().map(str::to_owned), format };
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let written = match read_file(&file, &options) {
        Ok(table) => out.write_all(&[TABLE]).and_then(|()| worker::send(&table, &mut out)),
        Err(err) => out.write_all(&[SENTENCE]).and_then(|()| out.write_all(import_error_text(language, &file, &err).as_bytes())),
    };
    Some(u8::from(written.and_then(|()| out.flush()).is_err()))
}

/// Limits this process by the size of the file it reads. Where the system sets no limits the parent still survives a child that dies.
pub(super) fn limit_reader(file: &Path) {
    let size = if file == Path::new("-") { STREAM_BYTES } else { size_with_neighbours(file) };
    let memory = BASE_MEMORY.saturating_add(size.saturating_mul(MEMORY_PER_BYTE));
    drop(limit_this_process(memory, BASE_SECONDS + size / BYTES_PER_SECOND));
}

/// Bytes of all files of the same name, such as the parts of a shapefile.
fn size_with_neighbours(file: &Path) -> u64 {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stem = file.file_stem();
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let own = entries.filter(|entry| entry.path().file_stem() == stem).filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len());
    own.fold(0, u64::saturating_add)
}
