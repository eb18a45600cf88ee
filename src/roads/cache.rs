//! The graph as bytes (路网缓存), to be kept beside a project: built once, loaded in milliseconds.
//!
//! ```text
//! "GWROADS\n"  version u32  checksum u32 of all that follows
//! source: length u32, name in UTF-8; size u64; time u64       (which file it was made from)
//! number of nodes u32, of edges u32, of line positions u32
//! nodes: lon i32, lat i32;  edges: from u32, to u32, length u32, class u8, directions u8, limit u8, 0 u8
//! lines: one past the last position of each edge u32;  positions: lon i32, lat i32
//! ```
//!
//! All numbers little-endian. Bytes that are not exactly this are refused with the reason, and a graph that comes out of them keeps every
//! promise that a built one does: whoever holds it never meets a node or a line that is not there.

use super::class::{Directions, RoadClass, WayKind};
use super::graph::{Edge, RoadGraph};
use crate::geodesy::Position;

const MAGIC: &[u8; 8] = b"GWROADS\n";
const VERSION: u32 = 1;
const HEAD: usize = 16;
const BYTES_A_NODE: usize = 8;
const BYTES_AN_EDGE: usize = 16;

/// The file that a graph was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoadSource {
    /// Its name without folder.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, in milliseconds since 1970; 0 where the system does not say.
    pub changed_ms: u64,
}

/// Why bytes are no graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CacheFault {
    /// They are something else.
    #[error("not a road cache")]
    Foreign,
    /// They were written by another version.
    #[error("road cache of version {0}")]
    Version(u32),
    /// They are damaged or cut off.
    #[error("damaged road cache")]
    Damaged,
}

/// The bytes of a graph.
pub fn encode(graph: &RoadGraph, source: &RoadSource) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + 64 + source.name.len() + graph.nodes.len() * BYTES_A_NODE + graph.edges.len() * (BYTES_AN_EDGE + 4) + graph.line.len() * 8);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    let mut number = |value: u32| bytes.extend_from_slice(&value.to_le_bytes());
    number(source.name.len() as u32);
    bytes.extend_from_slice(source.name.as_bytes());
    bytes.extend_from_slice(&source.size.to_le_bytes());
    bytes.extend_from_slice(&source.changed_ms.to_le_bytes());
    for count in [graph.nodes.len(), graph.edges.len(), graph.line.len()] {
        bytes.extend_from_slice(&(count as u32).to_le_bytes());
    }
    put_positions(&mut bytes, &graph.nodes);
    for edge in &graph.edges {
        for value in [edge.from, edge.to, edge.length_mm] {
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        bytes.extend_from_slice(&[edge.kind.class as u8, edge.kind.directions.byte(), edge.kind.limit_kmh, 0]);
    }
    for end in graph.line_start.iter().skip(1) {
        bytes.extend_from_slice(&end.to_le_bytes());
    }
    put_positions(&mut bytes, &graph.line);
    let checksum = crc32fast::hash(&bytes[HEAD..]);
    bytes[HEAD - 4..HEAD].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

fn put_positions(bytes: &mut Vec<u8>, positions: &[Position]) {
    for position in positions {
        bytes.extend_from_slice(&position.lon.to_le_bytes());
        bytes.extend_from_slice(&position.lat.to_le_bytes());
    }
}

/// The graph of some bytes, and the file that it was made from.
///
/// # Errors
/// [`CacheFault`] for anything that [`encode`] does not write.
pub fn decode(bytes: &[u8]) -> Result<(RoadGraph, RoadSource), CacheFault> {
    if bytes.get(..8) != Some(MAGIC) {
        return Err(CacheFault::Foreign);
    }
    let mut head = Reader { rest: &bytes[8..] };
    let version = head.number()?;
    if version != VERSION {
        return Err(CacheFault::Version(version));
    }
    let checksum = head.number()?;
    if checksum != crc32fast::hash(head.rest) {
        return Err(CacheFault::Damaged);
    }
    let mut reader = head;
    let name_length = reader.number()? as usize;
    let name = std::str::from_utf8(reader.take(name_length)?).map_err(|_err| CacheFault::Damaged)?.to_owned();
    let source = RoadSource { name, size: reader.long()?, changed_ms: reader.long()? };
    let (n_nodes, n_edges, n_line) = (reader.number()? as usize, reader.number()? as usize, reader.number()? as usize);
    let nodes = positions(reader.array(n_nodes, BYTES_A_NODE)?);
    let edges = reader.array(n_edges, BYTES_AN_EDGE)?.chunks_exact(BYTES_AN_EDGE).map(edge).collect::<Option<Vec<Edge>>>().ok_or(CacheFault::Damaged)?;
    let mut line_start = vec![0];
    line_start.extend(reader.array(n_edges, 4)?.chunks_exact(4).map(|bytes| u32_at(bytes, 0)));
    let line = positions(reader.array(n_line, 8)?);
    let graph = RoadGraph { nodes, edges, line, line_start };
    if reader.rest.is_empty() && is_whole(&graph) { Ok((graph, source)) } else { Err(CacheFault::Damaged) }
}

/// Whether every number leads somewhere and every line joins the nodes of its edge.
fn is_whole(graph: &RoadGraph) -> bool {
    let is_line = |at: usize| {
        let (start, end) = (graph.line_start[at] as usize, graph.line_start[at + 1] as usize);
        end >= start + 2 && end <= graph.line.len()
    };
    let joins = |(at, edge): (usize, &Edge)| {
        is_line(at) && graph.nodes.get(edge.from as usize) == graph.line(at).first() && graph.nodes.get(edge.to as usize) == graph.line(at).last() && edge.length_mm > 0
    };
    graph.edges.iter().enumerate().all(joins) && graph.line_start.last().copied() == Some(graph.line.len() as u32)
}

fn edge(bytes: &[u8]) -> Option<Edge> {
    let kind = WayKind { class: RoadClass::from_byte(bytes[12])?, directions: Directions::from_byte(bytes[13])?, limit_kmh: bytes[14] };
    (bytes[15] == 0).then(|| Edge { from: u32_at(bytes, 0), to: u32_at(bytes, 4), length_mm: u32_at(bytes, 8), kind })
}

fn positions(bytes: &[u8]) -> Vec<Position> {
    bytes.chunks_exact(8).map(|bytes| Position::new(u32_at(bytes, 0) as i32, u32_at(bytes, 4) as i32)).collect()
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Bytes that are taken from the front.
#[derive(Clone, Copy, Debug)]
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], CacheFault> {
        let (taken, rest) = self.rest.split_at_checked(n).ok_or(CacheFault::Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array(&mut self, n: usize, size: usize) -> Result<&'a [u8], CacheFault> {
        self.take(n.checked_mul(size).ok_or(CacheFault::Damaged)?)
    }

    fn number(&mut self) -> Result<u32, CacheFault> {
        self.take(4).map(|bytes| u32_at(bytes, 0))
    }

    fn long(&mut self) -> Result<u64, CacheFault> {
        let (low, high) = (self.number()?, self.number()?);
        Ok(u64::from(low) | u64::from(high) << 32)
    }
}
