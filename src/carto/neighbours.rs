//! Colouring grids so that neighbours differ and colours stay when boundaries move.
//!
//! Brélaz's DSATUR (1979) colours the vertex with the most colours around it first. Among the colours that are free it
//! takes the one used least so far, which spreads colours over the map. A planar graph never needs more than
//! [`CATEGORY_COLORS`](super::CATEGORY_COLORS) = 6: where DSATUR runs out, smallest-last order is taken, which needs at
//! most 6 on planar graphs. Grids of several parts can make the graph non-planar; then further numbers are given.

use super::palette::CATEGORY_COLORS;
use std::collections::BTreeSet;

/// A colour number for each of `n` grids such that the two ends of an edge differ. Numbers stay below
/// [`CATEGORY_COLORS`](super::CATEGORY_COLORS) for planar graphs. Edges to missing vertices and loops are ignored.
///
/// With `previous` (colours by vertex, possibly fewer or more than `n`), a grid keeps its colour unless it clashes: of
/// two neighbours of one colour, the one with more clashes changes, then the one with the higher number. If that leaves
/// somebody without one of the six colours, some near it swap colours; only if that fails all are coloured anew. O((n + edges) log n).
pub fn color_neighbours(n: usize, edges: &[(usize, usize)], previous: Option<&[u8]>) -> Vec<u8> {
    let graph = Graph::new(n, edges);
    if let Some(previous) = previous {
        let kept = graph.without_clashes(previous);
        let colors = graph.saturate(kept.clone());
        if is_frugal(&colors) {
            return colors;
        }
        if let Some(colors) = graph.repair(kept) {
            return colors;
        }
    }
    let fresh = graph.saturate(vec![None; n]);
    if is_frugal(&fresh) {
        return fresh;
    }
    graph.smallest_last()
}

fn is_frugal(colors: &[u8]) -> bool {
    colors.iter().all(|color| usize::from(*color) < CATEGORY_COLORS)
}

struct Graph {
    neighbours: Vec<Vec<usize>>,
}

impl Graph {
    fn new(n: usize, edges: &[(usize, usize)]) -> Self {
        let mut neighbours = vec![Vec::new(); n];
        for &(one, two) in edges {
            if one != two && one < n && two < n {
                neighbours[one].push(two);
                neighbours[two].push(one);
            }
        }
        for list in &mut neighbours {
            list.sort_unstable();
            list.dedup();
        }
        Self { neighbours }
    }

    /// Takes colours away until no two neighbours share one.
    fn without_clashes(&self, previous: &[u8]) -> Vec<Option<u8>> {
        let n = self.neighbours.len();
        let mut kept: Vec<Option<u8>> = (0..n).map(|v| previous.get(v).copied().filter(|color| usize::from(*color) < CATEGORY_COLORS)).collect();
        let clashes = |kept: &[Option<u8>], v: usize| self.neighbours[v].iter().filter(|u| kept[v].is_some() && kept[**u] == kept[v]).count();
        let mut worst: BTreeSet<(usize, usize)> = (0..n).map(|v| (clashes(&kept, v), v)).filter(|(count, _)| *count > 0).collect();
        while let Some((_, v)) = worst.pop_last() {
            for &u in &self.neighbours[v] {
                if kept[u] == kept[v] {
                    let count = clashes(&kept, u);
                    worst.remove(&(count, u));
                    if count > 1 {
                        worst.insert((count - 1, u));
                    }
                }
            }
            kept[v] = None;
        }
        kept
    }

    /// DSATUR on the vertices that have no colour yet.
    fn saturate(&self, given: Vec<Option<u8>>) -> Vec<u8> {
        let mut colors = given;
        let mut used = [0usize; 256];
        let mut around: Vec<BTreeSet<u8>> = vec![BTreeSet::new(); colors.len()];
        for (v, color) in colors.iter().enumerate() {
            if let Some(color) = *color {
                used[usize::from(color)] += 1;
                for &u in &self.neighbours[v] {
                    around[u].insert(color);
                }
            }
        }
        // Most colours around first, then most neighbours, then the lowest number.
        let rank = |around: &[BTreeSet<u8>], v: usize| (around[v].len(), self.neighbours[v].len(), usize::MAX - v);
        let mut queue: BTreeSet<_> = (0..colors.len()).filter(|v| colors[*v].is_none()).map(|v| rank(&around, v)).collect();
        while let Some((_, _, mirrored)) = queue.pop_last() {
            let v = usize::MAX - mirrored;
            let color = pick(&around[v], &used);
            colors[v] = Some(color);
            used[usize::from(color)] += 1;
            for &u in &self.neighbours[v] {
                if colors[u].is_none() {
                    queue.remove(&rank(&around, u));
                    around[u].insert(color);
                    queue.insert(rank(&around, u));
                }
            }
        }
        colors.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// Colours what has no colour; where all six are around a vertex, the smallest Kempe chain is swapped that frees one.
    /// [`None`] when no chain does.
    fn repair(&self, mut colors: Vec<Option<u8>>) -> Option<Vec<u8>> {
        const ALL: std::ops::Range<u8> = 0..CATEGORY_COLORS as u8;
        for v in 0..colors.len() {
            if colors[v].is_some() {
                continue;
            }
            let pairs = ALL.flat_map(|from| ALL.map(move |to| (from, to))).filter(|(from, to)| from != to);
            let chains = pairs.filter_map(|(from, to)| Some((self.chain(&colors, v, from, to)?, from, to)));
            let (chain, from, to) = chains.min_by_key(|(chain, ..)| chain.len())?;
            for u in chain {
                colors[u] = if colors[u] == Some(from) { Some(to) } else { Some(from) };
            }
            colors[v] = Some(from);
        }
        Some(colors.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// The vertices that have to swap two colours so that none of `v`'s neighbours has the first; [`None`] when another
    /// neighbour would get it in turn.
    fn chain(&self, colors: &[Option<u8>], v: usize, from: u8, to: u8) -> Option<BTreeSet<usize>> {
        let mut stack: Vec<usize> = self.neighbours[v].iter().copied().filter(|u| colors[*u] == Some(from)).collect();
        let mut chain: BTreeSet<usize> = stack.iter().copied().collect();
        while let Some(u) = stack.pop() {
            let opposite = if colors[u] == Some(from) { to } else { from };
            if opposite == from && self.neighbours[v].binary_search(&u).is_ok() {
                return None;
            }
            stack.extend(self.neighbours[u].iter().copied().filter(|next| colors[*next] == Some(opposite) && chain.insert(*next)));
        }
        Some(chain)
    }

    /// Takes vertices of least degree away one by one and colours them in the opposite order, always with the lowest
    /// free number.
    fn smallest_last(&self) -> Vec<u8> {
        let n = self.neighbours.len();
        let mut degree: Vec<usize> = self.neighbours.iter().map(Vec::len).collect();
        let mut queue: BTreeSet<(usize, usize)> = (0..n).map(|v| (degree[v], v)).collect();
        let mut order = Vec::with_capacity(n);
        while let Some((_, v)) = queue.pop_first() {
            order.push(v);
            for &u in &self.neighbours[v] {
                if queue.remove(&(degree[u], u)) {
                    degree[u] -= 1;
                    queue.insert((degree[u], u));
                }
            }
        }
        let mut colors: Vec<Option<u8>> = vec![None; n];
        for &v in order.iter().rev() {
            let around: BTreeSet<u8> = self.neighbours[v].iter().filter_map(|u| colors[*u]).collect();
            colors[v] = Some((0..u8::MAX).find(|color| !around.contains(color)).unwrap_or(u8::MAX));
        }
        colors.into_iter().map(Option::unwrap_or_default).collect()
    }
}

/// The least used free colour of the six; beyond them the lowest free number.
fn pick(around: &BTreeSet<u8>, used: &[usize; 256]) -> u8 {
    (0..CATEGORY_COLORS as u8)
        .filter(|color| !around.contains(color))
        .min_by_key(|color| used[usize::from(*color)])
        .or_else(|| (CATEGORY_COLORS as u8..u8::MAX).find(|color| !around.contains(color)))
        .unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::sample::Lcg;

    /// A random triangulation: vertices are put into triangles one by one (an Apollonian network, planar and dense),
    /// then some edges are taken away.
    fn random_planar(n: usize, seed: u64) -> Vec<(usize, usize)> {
        let mut random = Lcg::new(seed);
        let mut triangles = vec![[0, 1, 2], [0, 1, 2]];
        let mut edges = vec![(0, 1), (1, 2), (0, 2)];
        for v in 3..n {
            let index = random.below(triangles.len());
            let [a, b, c] = triangles.swap_remove(index);
            triangles.extend([[a, b, v], [b, c, v], [a, c, v]]);
            edges.extend([(a, v), (b, v), (c, v)]);
        }
        edges.retain(|_| random.below(10) > 0);
        edges
    }

    fn assert_proper(colors: &[u8], edges: &[(usize, usize)]) {
        for &(a, b) in edges {
            assert_ne!(colors[a], colors[b], "edge {a} {b}");
        }
    }

    #[test]
    fn planar_graphs_get_six_colours_at_most() {
        for seed in 0..60 {
            let n = 4 + seed as usize * 7;
            let edges = random_planar(n, seed);
            let colors = color_neighbours(n, &edges, None);
            assert_proper(&colors, &edges);
            assert!(colors.iter().all(|color| usize::from(*color) < CATEGORY_COLORS), "seed {seed}");
        }
    }

    #[test]
    fn colours_stay_unless_they_clash() {
        for seed in 0..30 {
            let n = 120;
            let mut edges = random_planar(n, seed);
            let before = color_neighbours(n, &edges, None);
            assert_eq!(color_neighbours(n, &edges, Some(&before)), before, "nothing moved");
            edges.truncate(edges.len() - 5);
            assert_eq!(color_neighbours(n, &edges, Some(&before)), before, "losing a neighbour changes nothing");
            let clash = (0..n).flat_map(|a| (0..a).map(move |b| (a, b))).find(|(a, b)| before[*a] == before[*b]).unwrap();
            edges.push(clash);
            let after = color_neighbours(n, &edges, Some(&before));
            assert_proper(&after, &edges);
            let changed = (0..n).filter(|v| before[*v] != after[*v]).count();
            assert!((1..=8).contains(&changed), "one new neighbour, {changed} new colours");
        }
    }

    #[test]
    fn a_complete_graph_gets_as_many_colours_as_vertices() {
        let edges: Vec<_> = (0..9).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
        let mut colors = color_neighbours(9, &edges, Some(&[0; 9]));
        assert_proper(&colors, &edges);
        colors.sort_unstable();
        assert_eq!(colors, (0..9).collect::<Vec<u8>>());
    }

    #[test]
    fn loops_and_strangers_are_ignored() {
        assert_eq!(color_neighbours(2, &[(0, 0), (0, 7)], Some(&[3, 3, 3])), vec![3, 3]);
        assert!(color_neighbours(0, &[], None).is_empty());
    }
}
