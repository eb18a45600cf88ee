//! The graph a design works on: units with places and measures, and which unit borders which over what length.

use std::collections::BTreeMap;

/// How two units hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// They share a boundary.
    Border,
    /// Somebody said that they belong together over water or a gap; such an edge has no boundary length and is not counted as
    /// a cut edge.
    Bridge,
}

/// A pair of neighbouring units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The unit with the smaller number.
    pub a: u32,
    /// The other one.
    pub b: u32,
    /// Length of the shared boundary, in metres where known; 1 where no length is known.
    pub length: f64,
    /// Border or bridge.
    pub kind: EdgeKind,
}

/// One neighbour of a unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The neighbour.
    pub to: u32,
    /// Length of the shared boundary.
    pub length: f64,
    /// Border or bridge.
    pub kind: EdgeKind,
}

/// Why a graph cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// An edge names a unit that there is not.
    #[error("edge {edge} names unit {unit}, there are {n_units}")]
    UnknownUnit {
        /// Number of the edge.
        edge: usize,
        /// What it names.
        unit: u32,
        /// How many units there are.
        n_units: usize,
    },
    /// A position or a length that is no number.
    #[error("unit or edge {at} has a position or length that is no number")]
    NotANumber {
        /// Number of the unit or edge.
        at: usize,
    },
    /// An amount below zero, which no balance can be made of.
    #[error("unit {unit} has a negative amount of measure {measure}")]
    Negative {
        /// The unit.
        unit: u32,
        /// The measure.
        measure: usize,
    },
    /// Tables of different lengths.
    #[error("{found} rows where {expected} are needed")]
    Shape {
        /// Rows needed.
        expected: usize,
        /// Rows given.
        found: usize,
    },
    /// Amounts so large that their sum has no room.
    #[error("the amounts of measure {measure} are too large to be added")]
    TooLarge {
        /// The measure.
        measure: usize,
    },
}

/// Units and their neighbours. Units are numbered from 0; bridges and barriers are explicit ([`Self::add_bridge`],
/// [`Self::remove_edge`]) and take effect at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    positions: Vec<[f64; 2]>,
    n_measures: usize,
    values: Vec<i64>,
    regions: Option<Vec<u32>>,
    outer: Vec<f64>,
    edges: BTreeMap<(u32, u32), (f64, EdgeKind)>,
    first: Vec<u32>,
    links: Vec<Link>,
}

impl Graph {
    /// A graph of units at positions (metres in a plane) with `n_measures` amounts each, unit by unit in `values`.
    /// Edges are undirected; a pair that is named twice gets the sum of its lengths, a loop is left out.
    ///
    /// # Errors
    /// [`GraphError`] for rows that do not fit. Cost: `O(units + edges log edges)`.
    pub fn new(positions: Vec<[f64; 2]>, n_measures: usize, values: Vec<i64>, edges: impl IntoIterator<Item = (u32, u32, f64)>) -> Result<Self, GraphError> {
        let n_units = positions.len();
        if values.len() != n_units * n_measures {
            return Err(GraphError::Shape { expected: n_units * n_measures, found: values.len() });
        }
        if let Some(at) = positions.iter().position(|place| !place.iter().all(|value| value.is_finite())) {
            return Err(GraphError::NotANumber { at });
        }
        if let Some(at) = values.iter().position(|value| *value < 0) {
            return Err(GraphError::Negative { unit: (at / n_measures) as u32, measure: at % n_measures });
        }
        for measure in 0..n_measures {
            let sum: i128 = values.iter().skip(measure).step_by(n_measures).map(|value| i128::from(*value)).sum();
            if sum > i128::from(i64::MAX / 4) {
                return Err(GraphError::TooLarge { measure });
            }
        }
        let mut kept: BTreeMap<(u32, u32), (f64, EdgeKind)> = BTreeMap::new();
        for (edge, (a, b, length)) in edges.into_iter().enumerate() {
            if let Some(unit) = [a, b].into_iter().find(|unit| *unit as usize >= n_units) {
                return Err(GraphError::UnknownUnit { edge, unit, n_units });
            }
            if !length.is_finite() || length < 0.0 {
                return Err(GraphError::NotANumber { at: edge });
            }
            if a != b {
                kept.entry((a.min(b), a.max(b))).or_insert((0.0, EdgeKind::Border)).0 += length;
            }
        }
        let outer = vec![0.0; n_units];
        let mut graph = Self { positions, n_measures, values, regions: None, outer, edges: kept, first: Vec::new(), links: Vec::new() };
        graph.index();
        Ok(graph)
    }

    /// Says to which region (区域: an administrative unit, a main grid) each unit belongs; needed for a hierarchy.
    ///
    /// # Errors
    /// [`GraphError::Shape`] unless there is one for each unit.
    pub fn with_regions(mut self, regions: Vec<u32>) -> Result<Self, GraphError> {
        if regions.len() != self.n_units() {
            return Err(GraphError::Shape { expected: self.n_units(), found: regions.len() });
        }
        self.regions = Some(regions);
        Ok(self)
    }

    /// Says how long each unit's boundary with the outside of the map is, in metres; it counts in perimeters of grids.
    ///
    /// # Errors
    /// [`GraphError::Shape`] unless there is one for each unit.
    pub fn with_outer_lengths(mut self, outer: Vec<f64>) -> Result<Self, GraphError> {
        if outer.len() != self.n_units() {
            return Err(GraphError::Shape { expected: self.n_units(), found: outer.len() });
        }
        self.outer = outer;
        Ok(self)
    }

    /// Joins two units over water or a gap. A pair that borders already keeps its border.
    ///
    /// # Errors
    /// [`GraphError::UnknownUnit`].
    pub fn add_bridges(&mut self, pairs: &[(u32, u32)]) -> Result<(), GraphError> {
        for (edge, &(a, b)) in pairs.iter().enumerate() {
            if let Some(unit) = [a, b].into_iter().find(|unit| *unit as usize >= self.n_units()) {
                return Err(GraphError::UnknownUnit { edge, unit, n_units: self.n_units() });
            }
            if a != b {
                self.edges.entry((a.min(b), a.max(b))).or_insert((0.0, EdgeKind::Bridge));
            }
        }
        self.index();
        Ok(())
    }

    /// Removes pairs, for example those that a river or a railway separates; returns how many there were.
    pub fn remove_edges(&mut self, pairs: &[(u32, u32)]) -> usize {
        let removed = pairs.iter().filter(|&&(a, b)| self.edges.remove(&(a.min(b), a.max(b))).is_some()).count();
        self.index();
        removed
    }

    fn index(&mut self) {
        let n_units = self.n_units();
        let mut first = vec![0u32; n_units + 1];
        for &(a, b) in self.edges.keys() {
            first[a as usize + 1] += 1;
            first[b as usize + 1] += 1;
        }
        for at in 0..n_units {
            first[at + 1] += first[at];
        }
        let mut next = first.clone();
        let mut links = vec![Link { to: 0, length: 0.0, kind: EdgeKind::Border }; self.edges.len() * 2];
        for (&(a, b), &(length, kind)) in &self.edges {
            for (from, to) in [(a, b), (b, a)] {
                links[next[from as usize] as usize] = Link { to, length, kind };
                next[from as usize] += 1;
            }
        }
        (self.first, self.links) = (first, links);
    }

    /// Number of units.
    pub fn n_units(&self) -> usize {
        self.positions.len()
    }

    /// Number of measures.
    pub fn n_measures(&self) -> usize {
        self.n_measures
    }

    /// Where a unit lies, in metres.
    pub fn position(&self, unit: usize) -> [f64; 2] {
        self.positions[unit]
    }

    /// A unit's amount of a measure.
    #[inline]
    pub fn value(&self, unit: usize, measure: usize) -> i64 {
        self.values[unit * self.n_measures + measure]
    }

    /// The sum of a measure over all units.
    pub fn total(&self, measure: usize) -> i64 {
        (0..self.n_units()).map(|unit| self.value(unit, measure)).sum()
    }

    /// The region of a unit; 0 where regions are not known.
    pub fn region(&self, unit: usize) -> u32 {
        self.regions.as_ref().map_or(0, |regions| regions[unit])
    }

    /// Whether regions are known.
    pub fn has_regions(&self) -> bool {
        self.regions.is_some()
    }

    /// Length of a unit's boundary with the outside.
    pub fn outer_length(&self, unit: usize) -> f64 {
        self.outer[unit]
    }

    /// A unit's neighbours, ascending.
    #[inline]
    pub fn links(&self, unit: usize) -> &[Link] {
        &self.links[self.first[unit] as usize..self.first[unit + 1] as usize]
    }

    /// All pairs, ascending.
    pub fn edges(&self) -> impl Iterator<Item = Edge> + '_ {
        self.edges.iter().map(|(&(a, b), &(length, kind))| Edge { a, b, length, kind })
    }

    /// Number of pairs.
    pub fn n_edges(&self) -> usize {
        self.edges.len()
    }

    /// Which connected component each unit belongs to, numbered by smallest unit, and how many there are.
    pub fn components(&self) -> (Vec<u32>, usize) {
        self.parts(|_, _| true)
    }

    /// As [`Self::components`], walking only over pairs that a rule joins.
    pub fn parts(&self, joined: impl Fn(usize, usize) -> bool) -> (Vec<u32>, usize) {
        let mut part = vec![u32::MAX; self.n_units()];
        let (mut n_parts, mut stack) = (0, Vec::new());
        for start in 0..self.n_units() {
            if part[start] != u32::MAX {
                continue;
            }
            part[start] = n_parts;
            stack.push(start);
            while let Some(unit) = stack.pop() {
                for link in self.links(unit) {
                    let next = link.to as usize;
                    if part[next] == u32::MAX && joined(unit, next) {
                        part[next] = n_parts;
                        stack.push(next);
                    }
                }
            }
            n_parts += 1;
        }
        (part, n_parts as usize)
    }

    /// The fewest bridges that make the graph one, each between the nearest units of two parts: for every part but the heaviest,
    /// smallest first, one bridge to whatever is nearest. What comes back is a suggestion for people to look at.
    /// Cost: `O(units × units outside the largest part)`.
    pub fn suggested_bridges(&self) -> Vec<(u32, u32)> {
        let (mut part, n_parts) = self.components();
        let mut size = vec![0usize; n_parts];
        part.iter().for_each(|part| size[*part as usize] += 1);
        let mut bridges = Vec::new();
        for _ in 1..n_parts {
            let alive = (0..n_parts as u32).filter(|part| size[*part as usize] > 0);
            let Some(small) = alive.min_by_key(|part| (size[*part as usize], *part)) else { break };
            let members: Vec<usize> = (0..self.n_units()).filter(|unit| part[*unit] == small).collect();
            let nearest = members.iter().flat_map(|&a| (0..self.n_units()).filter(|&b| part[b] != small).map(move |b| (a, b)));
            let gap = |a: usize, b: usize| squared_distance(self.position(a), self.position(b));
            let Some((a, b)) = nearest.min_by(|x, y| gap(x.0, x.1).total_cmp(&gap(y.0, y.1)).then(x.cmp(y))) else { break };
            bridges.push(((a.min(b)) as u32, a.max(b) as u32));
            let into = part[b];
            size[into as usize] += size[small as usize];
            size[small as usize] = 0;
            part.iter_mut().filter(|part| **part == small).for_each(|part| *part = into);
        }
        bridges
    }
}

/// Square of the straight distance.
#[inline]
pub(super) fn squared_distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
    dx * dx + dy * dy
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(n: u32) -> Graph {
        let positions = (0..n).map(|at| [f64::from(at) * 1000.0, 0.0]).collect();
        Graph::new(positions, 1, vec![1; n as usize], (1..n).map(|at| (at - 1, at, 10.0))).unwrap()
    }

    #[test]
    fn barriers_part_and_bridges_join() {
        let mut graph = line(6);
        assert_eq!(graph.components().1, 1);
        assert_eq!(graph.remove_edges(&[(3, 2), (0, 5)]), 1);
        assert_eq!(graph.components(), (vec![0, 0, 0, 1, 1, 1], 2));
        assert_eq!(graph.suggested_bridges(), [(2, 3)]);
        graph.add_bridges(&[(2, 3)]).unwrap();
        assert_eq!(graph.components().1, 1);
        assert_eq!(graph.links(2)[1], Link { to: 3, length: 0.0, kind: EdgeKind::Bridge });
    }

    #[test]
    fn bad_rows_are_named() {
        let places = vec![[0.0, 0.0]; 2];
        assert_eq!(Graph::new(places.clone(), 1, vec![1], []).unwrap_err(), GraphError::Shape { expected: 2, found: 1 });
        assert_eq!(Graph::new(places.clone(), 1, vec![1, -1], []).unwrap_err(), GraphError::Negative { unit: 1, measure: 0 });
        assert_eq!(Graph::new(places.clone(), 1, vec![1, 1], [(0, 2, 1.0)]).unwrap_err(), GraphError::UnknownUnit { edge: 0, unit: 2, n_units: 2 });
        assert_eq!(Graph::new(places.clone(), 1, vec![i64::MAX, i64::MAX], []).unwrap_err(), GraphError::TooLarge { measure: 0 });
        assert_eq!(Graph::new(vec![[f64::NAN, 0.0]], 0, vec![], []).unwrap_err(), GraphError::NotANumber { at: 0 });
        let twice = Graph::new(places, 1, vec![1, 1], [(0, 1, 2.0), (1, 0, 3.0), (1, 1, 9.0)]).unwrap();
        assert_eq!(twice.edges().collect::<Vec<_>>(), [Edge { a: 0, b: 1, length: 5.0, kind: EdgeKind::Border }]);
    }
}
