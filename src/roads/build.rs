//! From ways to a graph: shared vertices become nodes, what lies between two nodes becomes one edge.

use super::class::WayKind;
use super::graph::{Edge, RoadGraph};
use super::ways::RoadWays;
use crate::base::{CancelToken, Cancelled};
use crate::geodesy::{Bounds, Position, segment_length_tenth_mm};

/// Longest edge in millimetres; a longer line is cut, so that lengths fit their numbers.
const LONGEST_MM: i64 = 1_000_000_000;
/// Bits of each axis of the space-filling curve.
const CURVE_BITS: u32 = 16;

/// A piece of a way between two nodes, before chains are joined. Vertices are those of the ways.
#[derive(Clone, Debug)]
struct Piece {
    kind: WayKind,
    /// First and last are nodes.
    vertices: Vec<u32>,
}

impl RoadGraph {
    /// Builds the graph of some ways.
    ///
    /// A vertex is a node where ways end, where two ways share it, or where a way meets itself. Nodes that only join two pieces of
    /// the same kind are taken out again and their pieces made one edge; a closed chain keeps one node. Pieces without length, and
    /// ways that no mode may use, are left out. Cost: linear, and a sort of the nodes.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn build(ways: &RoadWays, cancel: &CancelToken) -> Result<Self, Cancelled> {
        let pieces = pieces(ways);
        cancel.check()?;
        let chains = chains(pieces, ways.vertices.len());
        cancel.check()?;
        Ok(assembled(&chains, &ways.vertices))
    }
}

/// Ways cut at every vertex where something else may begin.
fn pieces(ways: &RoadWays) -> Vec<Piece> {
    let mut uses = vec![0u8; ways.vertices.len()];
    let usable = || ways.iter().filter(|(kind, _)| *kind != WayKind { directions: super::Directions::NONE, ..*kind });
    for (_, refs) in usable() {
        for vertex in refs {
            uses[*vertex as usize] = uses[*vertex as usize].saturating_add(1);
        }
        for end in [refs.first(), refs.last()].into_iter().flatten() {
            uses[*end as usize] = uses[*end as usize].saturating_add(1);
        }
    }
    let mut pieces = Vec::new();
    for (kind, refs) in usable() {
        let mut piece: Vec<u32> = Vec::new();
        for vertex in refs {
            // A vertex repeated is a line without length.
            if piece.last() == Some(vertex) {
                continue;
            }
            piece.push(*vertex);
            if piece.len() > 1 && uses[*vertex as usize] > 1 {
                pieces.push(Piece { kind, vertices: std::mem::replace(&mut piece, vec![*vertex]) });
            }
        }
    }
    pieces
}

/// Pieces joined where a node has two ends of pieces of the same kind and nothing else.
fn chains(pieces: Vec<Piece>, n_vertices: usize) -> Vec<Piece> {
    let mut ends: Vec<[u32; 2]> = vec![[u32::MAX; 2]; n_vertices];
    let mut degree = vec![0u8; n_vertices];
    for (at, piece) in pieces.iter().enumerate() {
        for vertex in [piece.vertices[0], piece.vertices[piece.vertices.len() - 1]] {
            let (vertex, at) = (vertex as usize, at as u32);
            if let Some(place) = ends[vertex].get_mut(usize::from(degree[vertex])) {
                *place = at;
            }
            degree[vertex] = degree[vertex].saturating_add(1);
        }
    }
    let is_joint = |vertex: u32| -> bool {
        let [a, b] = ends[vertex as usize];
        if degree[vertex as usize] != 2 || a == b {
            return false;
        }
        // Both as they leave the node: then going in by one is going out by the other.
        kind_leaving(&pieces[a as usize], vertex) == kind_leaving(&pieces[b as usize], vertex).reversed()
    };
    let mut is_used = vec![false; pieces.len()];
    let mut chains = Vec::new();
    // Chains that begin at a real node first; what is left are closed chains.
    for anchored in [true, false] {
        for at in 0..pieces.len() {
            let piece = &pieces[at];
            let (first, last) = (piece.vertices[0], piece.vertices[piece.vertices.len() - 1]);
            if is_used[at] || anchored && is_joint(first) && is_joint(last) {
                continue;
            }
            is_used[at] = true;
            let is_turned = anchored && is_joint(first);
            let mut chain = if is_turned { turned(piece) } else { piece.clone() };
            let begin = chain.vertices[0];
            loop {
                let end = chain.vertices[chain.vertices.len() - 1];
                if end == begin || !is_joint(end) {
                    break;
                }
                let Some(next) = ends[end as usize].into_iter().find(|next| !is_used[*next as usize]) else { break };
                is_used[next as usize] = true;
                let next = &pieces[next as usize];
                let next = if next.vertices[0] == end { next.clone() } else { turned(next) };
                chain.vertices.extend_from_slice(&next.vertices[1..]);
            }
            chains.push(chain);
        }
    }
    chains
}

fn kind_leaving(piece: &Piece, vertex: u32) -> WayKind {
    if piece.vertices[0] == vertex { piece.kind } else { piece.kind.reversed() }
}

fn turned(piece: &Piece) -> Piece {
    Piece { kind: piece.kind.reversed(), vertices: piece.vertices.iter().rev().copied().collect() }
}

/// The graph of joined pieces, numbered along the curve.
fn assembled(chains: &[Piece], vertices: &[Position]) -> RoadGraph {
    let mut cut: Vec<(WayKind, &[u32], i64)> = Vec::with_capacity(chains.len());
    for chain in chains {
        cut_long(chain, vertices, &mut cut);
    }
    let used = || cut.iter().flat_map(|(_, line, _)| [line[0], line[line.len() - 1]]);
    let bounds = Bounds::of(used().map(|vertex| vertices[vertex as usize]));
    let mut nodes: Vec<(u64, u32)> = used().map(|vertex| (along_curve(&bounds, vertices[vertex as usize]), vertex)).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let mut numbers = vec![0u32; vertices.len()];
    for (number, (_, vertex)) in nodes.iter().enumerate() {
        numbers[*vertex as usize] = number as u32;
    }
    let number = |vertex: u32| numbers[vertex as usize];
    let mut order: Vec<(u32, u32, usize)> = cut.iter().enumerate().map(|(at, (_, line, _))| (number(line[0]), number(line[line.len() - 1]), at)).collect();
    order.sort_unstable();
    let mut graph = RoadGraph { nodes: nodes.iter().map(|(_, vertex)| vertices[*vertex as usize]).collect(), line_start: vec![0], ..RoadGraph::default() };
    for (from, to, at) in order {
        let (kind, line, length_mm) = cut[at];
        graph.edges.push(Edge { from, to, length_mm: length_mm.clamp(1, LONGEST_MM) as u32, kind });
        graph.line.extend(line.iter().map(|vertex| vertices[*vertex as usize]));
        graph.line_start.push(graph.line.len() as u32);
    }
    graph
}

/// A chain in pieces that are short enough, with their lengths.
fn cut_long<'a>(chain: &'a Piece, vertices: &[Position], cut: &mut Vec<(WayKind, &'a [u32], i64)>) {
    let (mut first, mut tenths) = (0, 0);
    for at in 1..chain.vertices.len() {
        let (a, b) = (chain.vertices[at - 1] as usize, chain.vertices[at] as usize);
        let length = segment_length_tenth_mm(vertices[a], vertices[b]);
        if at > first + 1 && tenths + length > 10 * LONGEST_MM {
            cut.push((chain.kind, &chain.vertices[first..at], tenths / 10));
            (first, tenths) = (at - 1, 0);
        }
        tenths += length;
    }
    cut.push((chain.kind, &chain.vertices[first..], (tenths + 5) / 10));
}

/// Number of a place along Hilbert's curve over a box.
fn along_curve(bounds: &Bounds, place: Position) -> u64 {
    let last = (1u64 << CURVE_BITS) - 1;
    let scale = |value: i32, low: i32, high: i32| {
        let (value, span) = (i64::from(value) - i64::from(low), (i64::from(high) - i64::from(low)).max(1));
        (value.max(0) as u64 * last / span as u64).min(last)
    };
    let (mut x, mut y) = (scale(place.lon, bounds.min.lon, bounds.max.lon), scale(place.lat, bounds.min.lat, bounds.max.lat));
    let mut number = 0;
    for bit in (0..CURVE_BITS).rev() {
        let side = 1u64 << bit;
        let (right, upper) = (u64::from(x & side != 0), u64::from(y & side != 0));
        number += side * side * ((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                (x, y) = (last - x, last - y);
            }
            std::mem::swap(&mut x, &mut y);
        }
    }
    number
}
