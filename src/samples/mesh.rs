//! A triangle mesh on the lattice, out of which the cells of a sample are put together.
//!
//! Cells are sets of triangles, so that neighbours share their border's positions exactly and no gap or overlap can
//! arise. Vertices may move as long as every triangle around them stays counter-clockwise by the exact test: whatever
//! smoothing does, the triangles remain a partition.

use super::ground::Ground;
use crate::geodesy::{Position, orientation};
use rustc_hash::{FxHashMap, FxHashSet};
use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation as _};
use std::collections::BTreeMap;

/// No triangle, no label.
pub const NONE: u32 = u32::MAX;

/// A triangle mesh with labels to come from elsewhere.
#[derive(Clone, Debug)]
pub struct Mesh {
    /// Where the vertices are.
    pub vertices: Vec<Position>,
    /// Vertices of each triangle, counter-clockwise.
    pub triangles: Vec<[u32; 3]>,
    /// Triangle across the edge from vertex `k` to vertex `k + 1` of each triangle, or [`NONE`].
    pub neighbours: Vec<[u32; 3]>,
    /// The flat metres in which distances are taken.
    pub ground: Ground,
}

/// An edge with its vertices in ascending order.
#[inline]
pub fn edge(a: u32, b: u32) -> (u32, u32) {
    if a < b { (a, b) } else { (b, a) }
}

impl Mesh {
    /// The constrained Delaunay mesh of some positions, all different. Constraints are pairs of indices; one that
    /// crosses an earlier one is left out.
    pub fn new(vertices: Vec<Position>, constraints: Vec<[usize; 2]>, ground: Ground) -> Self {
        let origin = vertices.first().copied().unwrap_or_default();
        // Differences of lattice coordinates are whole and below 2^53, so that the triangulation is exact, too.
        let local = |p: &Position| Point2::new((p.lon - origin.lon) as f64, (p.lat - origin.lat) as f64);
        let points = vertices.iter().map(local).collect();
        let mut mesh = Self { vertices, triangles: Vec::new(), neighbours: Vec::new(), ground };
        let Ok(triangulation) = ConstrainedDelaunayTriangulation::<Point2<f64>>::try_bulk_load_cdt(points, constraints, |_| ()) else {
            return mesh;
        };
        mesh.triangles = triangulation.inner_faces().map(|face| face.vertices().map(|vertex| vertex.fix().index() as u32)).collect();
        mesh.triangles.retain(|&t| mesh.vertices.len() > *t.iter().max().unwrap_or(&0) as usize);
        mesh.connect();
        mesh
    }

    /// Finds the neighbours of all triangles anew.
    fn connect(&mut self) {
        let mut sides: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        for (index, triangle) in self.triangles.iter().enumerate() {
            for k in 0..3 {
                sides.insert((triangle[k], triangle[(k + 1) % 3]), index as u32);
            }
        }
        let across = |t: &[u32; 3], k: usize| sides.get(&(t[(k + 1) % 3], t[k])).copied().unwrap_or(NONE);
        self.neighbours = self.triangles.iter().map(|t| [across(t, 0), across(t, 1), across(t, 2)]).collect();
    }

    /// Keeps the triangles whose flag is set; returns for each kept triangle its old number.
    pub fn retain(&mut self, is_kept: &[bool]) -> Vec<u32> {
        let kept: Vec<u32> = (0..self.triangles.len() as u32).filter(|&t| is_kept[t as usize]).collect();
        self.triangles = kept.iter().map(|&t| self.triangles[t as usize]).collect();
        self.connect();
        kept
    }

    /// The three corners.
    pub fn corners(&self, triangle: u32) -> [Position; 3] {
        self.triangles[triangle as usize].map(|v| self.vertices[v as usize])
    }

    /// Centre of gravity in metres.
    pub fn centre(&self, triangle: u32) -> [f64; 2] {
        let [a, b, c] = self.corners(triangle).map(|p| self.ground.metres(p));
        [(a[0] + b[0] + c[0]) / 3.0, (a[1] + b[1] + c[1]) / 3.0]
    }

    /// Area in square metres.
    pub fn area(&self, triangle: u32) -> f64 {
        let [a, b, c] = self.corners(triangle).map(|p| self.ground.metres(p));
        ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2.0
    }

    /// The edge `k` of a triangle.
    pub fn edge(&self, triangle: u32, k: usize) -> (u32, u32) {
        let t = self.triangles[triangle as usize];
        edge(t[k], t[(k + 1) % 3])
    }

    /// Pieces of the mesh between walls: a number for each triangle, counted from 0 in the order of triangles, and how
    /// many there are.
    pub fn flood(&self, is_wall: impl Fn((u32, u32)) -> bool) -> (Vec<u32>, usize) {
        let mut piece = vec![NONE; self.triangles.len()];
        let mut count = 0;
        for start in 0..self.triangles.len() as u32 {
            if piece[start as usize] != NONE {
                continue;
            }
            let mut stack = vec![start];
            piece[start as usize] = count;
            while let Some(t) = stack.pop() {
                for k in 0..3 {
                    let next = self.neighbours[t as usize][k];
                    if next != NONE && piece[next as usize] == NONE && !is_wall(self.edge(t, k)) {
                        piece[next as usize] = count;
                        stack.push(next);
                    }
                }
            }
            count += 1;
        }
        (piece, count as usize)
    }

    /// The triangles around each vertex, in ascending order.
    pub fn fans(&self) -> Vec<Vec<u32>> {
        let mut fans = vec![Vec::new(); self.vertices.len()];
        for (index, triangle) in self.triangles.iter().enumerate() {
            for &v in triangle {
                fans[v as usize].push(index as u32);
            }
        }
        fans
    }

    /// Draws vertices on borders between labels (and on `lines`) towards their neighbours on the border, some rounds,
    /// so that borders bend rather than zigzag. Fixed vertices stay; no triangle ever turns over.
    pub fn smooth(&mut self, labels: &[u32], lines: &FxHashSet<(u32, u32)>, is_fixed: &[bool], rounds: usize) {
        let fans = self.fans();
        let mut along: Vec<Vec<u32>> = vec![Vec::new(); self.vertices.len()];
        for t in 0..self.triangles.len() as u32 {
            for k in 0..3 {
                let next = self.neighbours[t as usize][k];
                let (a, b) = self.edge(t, k);
                let is_border = next == NONE || labels[next as usize] != labels[t as usize] || lines.contains(&(a, b));
                if is_border && (next == NONE || t < next) {
                    along[a as usize].push(b);
                    along[b as usize].push(a);
                }
            }
        }
        for _ in 0..rounds {
            for v in 0..self.vertices.len() {
                if is_fixed[v] || along[v].len() < 2 {
                    continue;
                }
                let here = self.vertices[v];
                let n = along[v].len() as i64;
                let sum = along[v].iter().fold((0i64, 0i64), |s, &w| {
                    let p = self.vertices[w as usize];
                    (s.0 + i64::from(p.lon - here.lon), s.1 + i64::from(p.lat - here.lat))
                });
                let target = Position::new(here.lon + (sum.0 / (2 * n)) as i32, here.lat + (sum.1 / (2 * n)) as i32);
                self.vertices[v] = target;
                let is_sound = fans[v].iter().all(|&t| {
                    let [a, b, c] = self.corners(t);
                    orientation(a, b, c) > 0
                });
                if !is_sound {
                    self.vertices[v] = here;
                }
            }
        }
    }

    /// The rings of every label from 0 to `count - 1`: closed, each walked with the label on the left, the ring of
    /// largest area first.
    pub fn rings(&self, labels: &[u32], count: usize) -> Vec<Vec<Vec<u32>>> {
        let mut starts: Vec<BTreeMap<(u32, u8), bool>> = vec![BTreeMap::new(); count];
        for t in 0..self.triangles.len() as u32 {
            let label = labels[t as usize];
            for k in 0..3u8 {
                let next = self.neighbours[t as usize][usize::from(k)];
                if label != NONE && (next == NONE || labels[next as usize] != label) {
                    starts[label as usize].insert((t, k), false);
                }
            }
        }
        starts.into_iter().enumerate().map(|(label, sides)| self.rings_of(label as u32, labels, sides)).collect()
    }

    fn rings_of(&self, label: u32, labels: &[u32], mut sides: BTreeMap<(u32, u8), bool>) -> Vec<Vec<u32>> {
        let mut rings = Vec::new();
        while let Some((&start, _)) = sides.iter().next() {
            let mut ring = Vec::new();
            let mut side = start;
            while sides.remove(&side).is_some() {
                ring.push(self.triangles[side.0 as usize][usize::from(side.1)]);
                side = self.next_side(label, labels, side);
            }
            ring.push(ring[0]);
            rings.push(ring);
        }
        rings.sort_by_key(|ring| {
            let positions: Vec<Position> = ring.iter().map(|&v| self.vertices[v as usize]).collect();
            std::cmp::Reverse(super::assets::ring_twice_area(&positions))
        });
        rings
    }

    /// The border side that follows: turns round the end vertex inside the label.
    fn next_side(&self, label: u32, labels: &[u32], (mut t, k): (u32, u8)) -> (u32, u8) {
        let mut k = (k + 1) % 3;
        loop {
            let next = self.neighbours[t as usize][usize::from(k)];
            if next == NONE || labels[next as usize] != label {
                return (t, k);
            }
            let end = self.triangles[t as usize][usize::from(k)];
            k = self.triangles[next as usize].iter().position(|&v| v == end).unwrap_or(0) as u8;
            t = next;
        }
    }
}
