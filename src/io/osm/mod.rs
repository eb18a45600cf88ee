//! Roads of OpenStreetMap files: PBF (`.osm.pbf`, `.pbf`), XML (`.osm`, `.osm.xml`), either also with `.gz` behind it.
//!
//! Only ways with a `highway` are kept, and of the nodes only those that they pass. Ferries and relations (turn restrictions among them)
//! are not read. A way whose nodes are partly missing, as at the rim of an extract, is cut there.

mod pbf;
mod protobuf;
mod tags;
#[cfg(test)]
mod tests;
mod xml;

use super::error::ImportError;
use crate::geodesy::Position;
use crate::roads::{RoadWays, WayKind};
use flate2::read::MultiGzDecoder;
use rustc_hash::FxHashMap;
use std::io::Read as _;
use std::path::Path;

pub(in crate::io) use tags::limit_kmh;

/// Most bytes of a file, also after unpacking.
const MOST_BYTES: u64 = 2 << 30;
/// Most vertices of all roads of a file: a large province has some ten million.
const MOST_VERTICES: u64 = 60_000_000;

/// What an OpenStreetMap file is by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OsmFormat {
    Pbf,
    Xml,
}

/// Whether a file is one of OpenStreetMap by its name.
pub fn is_osm(path: &Path) -> bool {
    format_of(path).is_some()
}

/// The format, and whether it is packed.
fn format_of(path: &Path) -> Option<(OsmFormat, bool)> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let (name, is_packed) = name.strip_suffix(".gz").map_or((name.as_str(), false), |name| (name, true));
    let is_named = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let format = if is_named(&[".pbf"]) {
        OsmFormat::Pbf
    } else if is_named(&[".osm", ".osm.xml"]) {
        OsmFormat::Xml
    } else {
        return None;
    };
    Some((format, is_packed))
}

/// Reads the roads of an OpenStreetMap file.
///
/// # Errors
/// [`ImportError`] where the file is not what its name says, is damaged, or holds more than is taken into memory.
pub fn read_osm(path: &Path) -> Result<RoadWays, ImportError> {
    let failed = |source| ImportError::Read { path: path.to_owned(), source };
    let (format, is_packed) = format_of(path).ok_or_else(|| ImportError::UnknownFormat { path: path.to_owned() })?;
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > MOST_BYTES {
        return Err(ImportError::TooLarge { what: "bytes", amount: size, limit: MOST_BYTES });
    }
    let mut bytes = std::fs::read(path).map_err(failed)?;
    if is_packed {
        let mut unpacked = Vec::new();
        MultiGzDecoder::new(bytes.as_slice()).take(MOST_BYTES + 1).read_to_end(&mut unpacked).map_err(failed)?;
        if unpacked.len() as u64 > MOST_BYTES {
            return Err(ImportError::TooLarge { what: "bytes", amount: unpacked.len() as u64, limit: MOST_BYTES });
        }
        bytes = unpacked;
    }
    match format {
        OsmFormat::Pbf => pbf::read(&bytes),
        OsmFormat::Xml => xml::read(&bytes),
    }
}

/// Roads by the ids of their nodes.
#[derive(Debug, Default)]
struct OsmWays {
    kinds: Vec<WayKind>,
    refs: Vec<i64>,
    /// For each way, one past its last node.
    ends: Vec<usize>,
}

impl OsmWays {
    fn push(&mut self, kind: WayKind, refs: impl IntoIterator<Item = i64>) {
        self.refs.extend(refs);
        self.kinds.push(kind);
        self.ends.push(self.refs.len());
    }

    fn append(&mut self, other: Self) {
        let before = self.refs.len();
        self.kinds.extend(other.kinds);
        self.refs.extend(other.refs);
        self.ends.extend(other.ends.into_iter().map(|end| before + end));
    }

    fn check_size(&self) -> Result<(), ImportError> {
        let amount = self.refs.len() as u64;
        if amount > MOST_VERTICES { Err(ImportError::TooLarge { what: "coordinates", amount, limit: MOST_VERTICES }) } else { Ok(()) }
    }

    /// Ids of all nodes that roads pass, in order.
    fn ids(&self) -> Vec<i64> {
        let mut ids = self.refs.clone();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The ways through the nodes whose places are known; a way ends where one is missing and another begins behind it.
    fn placed(&self, place: impl Fn(i64) -> Option<Position>) -> RoadWays {
        let mut ways = RoadWays::default();
        let mut numbers: FxHashMap<i64, u32> = FxHashMap::default();
        let mut first = 0;
        for (kind, end) in self.kinds.iter().zip(&self.ends) {
            let mut line: Vec<u32> = Vec::new();
            for id in &self.refs[first..*end] {
                let number = numbers.get(id).copied().or_else(|| {
                    let number = ways.vertices.len() as u32;
                    ways.vertices.push(place(*id)?);
                    numbers.insert(*id, number);
                    Some(number)
                });
                match number {
                    Some(number) => line.push(number),
                    None => ways.push(*kind, std::mem::take(&mut line)),
                }
            }
            ways.push(*kind, line);
            first = *end;
        }
        ways
    }
}
