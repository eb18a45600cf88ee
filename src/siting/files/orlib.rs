//! OR-Library p-median files: a graph; costs are shortest paths.

use super::{FileError, Words};
use crate::siting::matrix::{CostMatrix, MatrixError};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// A p-median file.
#[derive(Clone, Debug)]
pub struct OrlibFile {
    /// How many sites are asked for.
    pub sites: usize,
    /// Shortest paths between all places; every place is demand of weight one and candidate.
    pub matrix: CostMatrix,
}

/// Reads `n m p` and then `m` lines `i j cost`. Where an edge comes twice, the last one counts: only so are the published
/// optima those of the files.
///
/// # Errors
/// [`FileError`].
pub fn read_orlib(text: &str) -> Result<OrlibFile, FileError> {
    let mut words = Words::new(text);
    let n = words.places()?;
    let n_edges: usize = words.number("number of edges")?;
    let sites = words.number("number of sites")?;
    let mut edges = BTreeMap::new();
    for _ in 0..n_edges {
        let (from, to): (usize, usize) = (words.number("place")?, words.number("place")?);
        let cost: f32 = words.number("cost")?;
        let is_edge = (1..=n).contains(&from) && (1..=n).contains(&to) && cost.is_finite() && cost >= 0.0;
        if !is_edge {
            return Err(FileError::NotANumber { word: format!("{from} {to} {cost}"), expected: "edge" });
        }
        edges.insert((from.min(to) - 1, from.max(to) - 1), cost);
    }
    let mut neighbours = vec![Vec::new(); n];
    for ((from, to), cost) in edges {
        neighbours[from].push((to, cost));
        neighbours[to].push((from, cost));
    }
    let rows: Option<Vec<Vec<(u32, f32)>>> = (0..n).into_par_iter().map(|from| shortest_paths(&neighbours, from)).collect();
    let matrix = CostMatrix::symmetric(rows.ok_or(FileError::NotConnected)?).map_err(|_: MatrixError| FileError::NotConnected)?;
    Ok(OrlibFile { sites, matrix })
}

/// Dijkstra's algorithm; none where a place cannot be reached.
fn shortest_paths(neighbours: &[Vec<(usize, f32)>], from: usize) -> Option<Vec<(u32, f32)>> {
    let mut cost = vec![f32::INFINITY; neighbours.len()];
    // Bits of a positive number sort as the number does.
    let mut queue = BinaryHeap::from([Reverse((0u32, from))]);
    cost[from] = 0.0;
    while let Some(Reverse((bits, place))) = queue.pop() {
        if f32::from_bits(bits) > cost[place] {
            continue;
        }
        for &(next, length) in &neighbours[place] {
            let way = cost[place] + length;
            if way < cost[next] {
                cost[next] = way;
                queue.push(Reverse((way.to_bits(), next)));
            }
        }
    }
    cost.iter().enumerate().map(|(place, cost)| cost.is_finite().then_some((place as u32, *cost))).collect()
}
