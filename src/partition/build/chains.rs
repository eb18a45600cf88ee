//! From segments to chains: the longest runs of segments between places where more than two meet.

use super::intake::Rings;
use super::noding::Noded;
use super::report::{metres, shrink};
use crate::base::{CancelToken, Cancelled};
use crate::geodesy::{Position, twice_area};
use std::ops::Range;

/// A run of segments. The same polygons change sides along all of it: at a vertex where two segments meet, every
/// polygon's boundary, being closed, runs along both or along neither.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// Its vertices in [`Graph::path`], both ends included; a closed chain repeats its first.
    path: Range<usize>,
    /// Its polygons in `Graph::pool`.
    polygons: Range<usize>,
    /// Sum of [`twice_area`] from the first to the last vertex.
    pub twice_area: i128,
    /// Length in metres.
    pub length_m: f64,
}

/// The chains of the plan. A *half* is a chain in one direction: half `2 i` walks chain `i` forward, `2 i + 1` backward.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub vertices: Vec<Position>,
    path: Vec<u32>,
    pool: Vec<u32>,
    pub chains: Vec<Chain>,
}

impl Graph {
    /// Vertex numbers of a chain.
    pub fn path(&self, chain: usize) -> &[u32] {
        &self.path[self.chains[chain].path.clone()]
    }

    /// The polygons that are on one side of a chain and not on the other, ascending.
    pub fn polygons(&self, chain: usize) -> &[u32] {
        &self.pool[self.chains[chain].polygons.clone()]
    }

    /// The vertex that a half leaves from.
    pub fn origin(&self, half: u32) -> u32 {
        let path = self.path((half / 2) as usize);
        if half.is_multiple_of(2) { path[0] } else { path[path.len() - 1] }
    }

    /// The second vertex of a half: its direction at its origin.
    pub fn second(&self, half: u32) -> u32 {
        let path = self.path((half / 2) as usize);
        if half.is_multiple_of(2) { path[1] } else { path[path.len() - 2] }
    }

    /// The segments of a chain as positions.
    pub fn segments(&self, chain: usize) -> impl Iterator<Item = (Position, Position)> + '_ {
        self.path(chain).windows(2).map(|pair| (self.vertices[pair[0] as usize], self.vertices[pair[1] as usize]))
    }

    /// Signed twice the area under a half.
    pub fn half_area(&self, half: u32) -> i128 {
        let area = self.chains[(half / 2) as usize].twice_area;
        if half.is_multiple_of(2) { area } else { -area }
    }
}

/// Makes chains of all segments that bound a polygon. O(n).
pub(super) fn contract(rings: &Rings, noded: Noded, cancel: &CancelToken) -> Result<Graph, Cancelled> {
    let mut tracer = Tracer::new(rings, noded);
    cancel.check()?;
    let count = tracer.graph.vertices.len();
    for vertex in 0..count {
        if tracer.degree(vertex) > 2 {
            for slot in tracer.starts[vertex]..tracer.starts[vertex + 1] {
                tracer.trace(vertex as u32, tracer.around[slot as usize]);
            }
        }
    }
    cancel.check()?;
    // What is left are closed chains that meet nothing.
    for vertex in 0..count {
        if tracer.degree(vertex) == 2 {
            tracer.trace(vertex as u32, tracer.around[tracer.starts[vertex] as usize]);
        }
    }
    Ok(tracer.graph)
}

struct Tracer {
    graph: Graph,
    /// The segments that bound: their ends, their polygons, whether a chain has them.
    ends: Vec<(u32, u32)>,
    polygons: Vec<Range<usize>>,
    is_done: Vec<bool>,
    /// Segments round each vertex: those of vertex `v` are `around[starts[v]..starts[v + 1]]`.
    starts: Vec<u32>,
    around: Vec<u32>,
}

impl Tracer {
    fn new(rings: &Rings, noded: Noded) -> Self {
        let Noded { vertices, segments, .. } = noded;
        let (mut ends, mut polygons, mut pool) = (Vec::new(), Vec::new(), Vec::<u32>::new());
        ends.reserve(segments.list.len());
        polygons.reserve(segments.list.len());
        for segment in &segments.list {
            let first = pool.len();
            for ring in segments.rings_of(segment) {
                let polygon = rings.polygon[*ring as usize];
                // Rings of a polygon follow one another, so equal polygons are neighbours here and cancel in pairs.
                if pool.len() > first && pool.last() == Some(&polygon) {
                    pool.pop();
                } else {
                    pool.push(polygon);
                }
            }
            if pool.len() > first {
                ends.push((segment.a, segment.b));
                polygons.push(first..pool.len());
            }
        }
        let mut starts = vec![0u32; vertices.len() + 2];
        for (a, b) in &ends {
            starts[*a as usize + 2] += 1;
            starts[*b as usize + 2] += 1;
        }
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let mut around = vec![0u32; ends.len() * 2];
        for (segment, (a, b)) in ends.iter().enumerate() {
            for end in [a, b] {
                let start = &mut starts[*end as usize + 1];
                around[*start as usize] = segment as u32;
                *start += 1;
            }
        }
        starts.pop();
        let is_done = vec![false; ends.len()];
        let graph = Graph { vertices, path: Vec::with_capacity(ends.len() + ends.len() / 8), pool, chains: Vec::new() };
        Self { graph, ends, polygons, is_done, starts, around }
    }

    fn degree(&self, vertex: usize) -> u32 {
        self.starts[vertex + 1] - self.starts[vertex]
    }

    /// Walks from a vertex along a segment to the next vertex where not exactly two segments meet, or back to the start.
    fn trace(&mut self, start: u32, segment: u32) {
        if self.is_done[segment as usize] {
            return;
        }
        let first = self.graph.path.len();
        self.graph.path.push(start);
        let polygons = self.polygons[segment as usize].clone();
        let (mut vertex, mut segment) = (start, segment);
        let (mut area, mut length) = (0, 0.0);
        let here = |graph: &Graph, vertex: u32| graph.vertices[vertex as usize];
        let shrink = shrink(f64::from(here(&self.graph, start).lat));
        loop {
            self.is_done[segment as usize] = true;
            let (a, b) = self.ends[segment as usize];
            let next = if a == vertex { b } else { a };
            let (p, q) = (here(&self.graph, vertex), here(&self.graph, next));
            area += twice_area(p, q);
            length += metres(p, q, shrink);
            self.graph.path.push(next);
            vertex = next;
            if vertex == start || self.degree(vertex as usize) != 2 {
                break;
            }
            let slot = self.starts[vertex as usize] as usize;
            segment = if self.around[slot] == segment { self.around[slot + 1] } else { self.around[slot] };
        }
        let path = first..self.graph.path.len();
        self.graph.chains.push(Chain { path, polygons, twice_area: area, length_m: length });
    }
}
