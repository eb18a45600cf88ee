//! Files of roads are read in a child process, as other foreign files are, with limits of memory and time.
//!
//! What the child writes to stdout: a letter, then the graph as a cache has it ([`encode`]) or the sentence that says why there is
//! none. The graph is judged again on this side.

use crate::base::CancelToken;
use crate::i18n::{Language, import_error_text};
use crate::io::osm::{is_osm, read_osm};
use crate::io::{ImportError, ReadOptions, read_file, road_lines};
use crate::jobs::ForeignFailure;
use crate::jobs::foreign::{LONGEST_SENTENCE, SENTENCE, limit_reader};
use crate::roads::{RoadGraph, RoadSource, decode, encode};
use std::ffi::OsString;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// First argument of a child that reads roads; not for people.
const READ_ROADS: &str = "--read-road-file";
const GRAPH: u8 = b'G';
/// Most bytes of a graph: one of a hundred million positions.
const MOST_BYTES: u64 = 4 << 30;

/// The graph of a file of roads: OpenStreetMap, or a layer of lines.
///
/// # Errors
/// [`ImportError`] when nothing of the file can be used.
pub fn read_road_file(file: &Path) -> Result<RoadGraph, ImportError> {
    let ways = if is_osm(file) { read_osm(file)? } else { road_lines(&read_file(file, &ReadOptions::default())?, None)? };
    Ok(RoadGraph::build(&ways, &CancelToken::default())?)
}

/// The same in a child process. `language` is that of the sentence of a failure.
///
/// # Errors
/// [`ForeignFailure`].
pub fn read_roads(file: &Path, language: Language) -> Result<RoadGraph, ForeignFailure> {
    // What is not there or may not be read is said without a child.
    std::fs::File::open(file)?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(READ_ROADS).arg(language.tag()).arg(file);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let answer = child.stdout.take().map(receive);
    if !matches!(answer, Some(Ok(_))) {
        drop(child.kill());
    }
    drop(child.wait());
    answer.unwrap_or(Err(ForeignFailure::Ended))
}

fn receive(mut input: impl Read) -> Result<RoadGraph, ForeignFailure> {
    let ended = |_| ForeignFailure::Ended;
    let mut letter = [0];
    input.read_exact(&mut letter).map_err(ended)?;
    if letter == [GRAPH] {
        let mut bytes = Vec::new();
        input.take(MOST_BYTES).read_to_end(&mut bytes).map_err(ended)?;
        return decode(&bytes).map(|(graph, _)| graph).map_err(|_err| ForeignFailure::Ended);
    }
    let mut sentence = String::new();
    input.take(LONGEST_SENTENCE).read_to_string(&mut sentence).map_err(ended)?;
    Err(ForeignFailure::Said(sentence))
}

/// Does the child's work when the arguments say that this process is one; `None` for every other process.
pub(in crate::jobs) fn serve(args: &[OsString]) -> Option<u8> {
    let [_, first, language, file] = args else { return None };
    if first != READ_ROADS {
        return None;
    }
    let language = language.to_str().and_then(Language::from_name).unwrap_or_default();
    let file = PathBuf::from(file);
    limit_reader(&file);
    let mut out = io::stdout().lock();
    let written = match read_road_file(&file) {
        Ok(graph) => out.write_all(&[GRAPH]).and_then(|()| out.write_all(&encode(&graph, &RoadSource::default()))),
        Err(err) => out.write_all(&[SENTENCE]).and_then(|()| out.write_all(import_error_text(language, &file, &err).as_bytes())),
    };
    Some(u8::from(written.and_then(|()| out.flush()).is_err()))
}
