//! Which edges belong to a network in which one gets around, and which are fragments of the data.

use super::graph::RoadGraph;
use super::network::{Cost, Step};

/// Road length from which nodes that reach each other are a network of their own, in millimetres.
const LEAST_NETWORK_MM: u64 = 2_000_000;
const NONE: u32 = u32::MAX;

/// For each edge, whether it joins two nodes of one kept network: the longest one, and every one of two kilometres or more.
pub(super) fn kept_edges(graph: &RoadGraph, along: &[[Option<Cost>; 2]], start: &[u32], steps: &[Step]) -> Vec<bool> {
    let (component, n_components) = strong_components(start, steps);
    let inside = |at: usize| {
        let edge = &graph.edges()[at];
        let (from, to) = (component[edge.from as usize], component[edge.to as usize]);
        (from == to && along[at].iter().any(Option::is_some)).then_some(from as usize)
    };
    let mut length = vec![0u64; n_components];
    for (at, edge) in graph.edges().iter().enumerate() {
        if let Some(component) = inside(at) {
            length[component] += u64::from(edge.length_mm);
        }
    }
    let longest = length.iter().copied().max().unwrap_or(0);
    let least = LEAST_NETWORK_MM.min(longest).max(1);
    (0..graph.edges().len()).map(|at| inside(at).is_some_and(|component| length[component] >= least)).collect()
}

/// Strongly connected components (Tarjan, SIAM J. Comput. 1, 1972), without recursion. Cost: linear.
fn strong_components(start: &[u32], steps: &[Step]) -> (Vec<u32>, usize) {
    let n = start.len() - 1;
    let (mut order, mut low) = (vec![NONE; n], vec![0u32; n]);
    let mut component = vec![NONE; n];
    let mut next_step = start[..n].to_vec();
    let (mut open, mut path): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    let (mut n_seen, mut n_components) = (0, 0);
    for root in 0..n as u32 {
        if order[root as usize] != NONE {
            continue;
        }
        path.push(root);
        while let Some(&node) = path.last() {
            let at = node as usize;
            if order[at] == NONE {
                (order[at], low[at]) = (n_seen, n_seen);
                n_seen += 1;
                open.push(node);
            }
            if next_step[at] < start[at + 1] {
                let to = steps[next_step[at] as usize].to as usize;
                next_step[at] += 1;
                if order[to] == NONE {
                    path.push(to as u32);
                } else if component[to] == NONE {
                    low[at] = low[at].min(order[to]);
                }
                continue;
            }
            path.pop();
            if let Some(&before) = path.last() {
                low[before as usize] = low[before as usize].min(low[at]);
            }
            if low[at] == order[at] {
                while let Some(member) = open.pop() {
                    component[member as usize] = n_components;
                    if member == node {
                        break;
                    }
                }
                n_components += 1;
            }
        }
    }
    (component, n_components as usize)
}
