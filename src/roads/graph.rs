//! The road graph of a city: nodes, edges with their drawn lines. The same for all modes.

use super::class::WayKind;
use crate::geodesy::{Bounds, Position};

/// An edge between two nodes, as it is drawn from the first to the second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// Node where the drawn line begins.
    pub from: u32,
    /// Node where it ends.
    pub to: u32,
    /// Length of the drawn line in millimetres, at least 1.
    pub length_mm: u32,
    /// Class, who may use it, posted limit.
    pub kind: WayKind,
}

/// Nodes and edges of the roads of a city (路网图). Made by [`RoadGraph::build`]; numbers of nodes follow a space-filling curve and
/// numbers of edges their first nodes, so that what is near in the city is near in memory.
///
/// Memory: 8 bytes a node, 16 an edge, 8 a vertex of a drawn line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoadGraph {
    pub(super) nodes: Vec<Position>,
    pub(super) edges: Vec<Edge>,
    /// Drawn lines of all edges, both end positions included.
    pub(super) line: Vec<Position>,
    /// For each edge, where its line begins; one more than there are edges.
    pub(super) line_start: Vec<u32>,
}

impl RoadGraph {
    /// Places of the nodes.
    pub fn nodes(&self) -> &[Position] {
        &self.nodes
    }

    /// All edges.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The drawn line of an edge, from its first node to its second.
    pub fn line(&self, edge: usize) -> &[Position] {
        match (self.line_start.get(edge), self.line_start.get(edge + 1)) {
            (Some(start), Some(end)) => &self.line[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// Length of all edges in metres.
    pub fn length_m(&self) -> f64 {
        self.edges.iter().map(|edge| f64::from(edge.length_mm)).sum::<f64>() / 1_000.0
    }

    /// The box around all roads.
    pub fn bounds(&self) -> Bounds {
        Bounds::of(self.line.iter().copied())
    }

    /// Bytes of memory held.
    pub fn memory_bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Position>() + self.edges.capacity() * size_of::<Edge>() + self.line.capacity() * size_of::<Position>() + self.line_start.capacity() * 4
    }
}
