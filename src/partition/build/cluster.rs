//! Vertices of different rings that stand within the snap distance become one vertex.
//!
//! # Idea
//! Positions that several rings already share are one vertex. Beyond that, the closest pairs are joined first. Two
//! vertices of *one* ring are never joined, so a ring keeps its detail however fine it is, and no vertex moves further
//! than the snap distance: chains of near vertices cannot collapse. A cluster stands where most rings already had a
//! vertex, else where the earliest ring has it, so no position is invented.

use super::faces::find;
use super::intake::Rings;
use super::sorting::{self, Keyed};
use crate::base::{CancelToken, Cancelled};
use crate::geodesy::{Bounds, Position};
use rayon::prelude::*;

/// Vertices and which one every ring position became.
#[derive(Debug)]
pub(super) struct Clustered {
    /// All vertices, each position once, in an order that keeps near ones near in memory.
    pub vertices: Vec<Position>,
    /// For every position of [`Rings::points`], its vertex.
    pub vertex_of: Vec<u32>,
}

const NONE: u32 = u32::MAX;

/// Packs positions so that the order is: rows of `1 << row_bits` units from south to north, in a row from west to east.
struct Packing {
    origin: Position,
    row_bits: u32,
}

impl Packing {
    fn pack(&self, p: Position) -> u64 {
        let lon = (i64::from(p.lon) - i64::from(self.origin.lon)) as u64;
        let lat = (i64::from(p.lat) - i64::from(self.origin.lat)) as u64;
        let low = lat & ((1 << self.row_bits) - 1);
        // 32 bits of longitude and 31 bits of latitude fill 63.
        (lat >> self.row_bits) << (32 + self.row_bits) | lon << self.row_bits | low
    }

    fn unpack(&self, key: u64) -> Position {
        let low = key & ((1 << self.row_bits) - 1);
        let lon = (key >> self.row_bits) & u64::from(u32::MAX);
        let lat = self.row(key) << self.row_bits | low;
        Position::new((i64::from(self.origin.lon) + lon as i64) as i32, (i64::from(self.origin.lat) + lat as i64) as i32)
    }

    fn row(&self, key: u64) -> u64 {
        key >> (32 + self.row_bits)
    }
}

/// Joins vertices; `snap` 0 joins equal positions only.
pub(super) fn cluster(rings: &Rings, snap: u32, cancel: &CancelToken) -> Result<Clustered, Cancelled> {
    let bounds = Bounds::of(rings.points.iter().copied());
    // More than 2^20 units (12 km) of snapping would only make the rows too high to be of use.
    let snap = snap.min(1 << 20);
    let packing = Packing { origin: bounds.min, row_bits: u32::BITS - snap.saturating_sub(1).leading_zeros() };
    let mut copies: Vec<Keyed> =
        rings.points.iter().enumerate().map(|(at, p)| Keyed { key: packing.pack(*p), value: at as u32 }).collect();
    sorting::sort(&mut copies);
    cancel.check()?;
    let mut places = Places::new(&copies, &packing);
    if snap > 0 {
        let mut ring_of = vec![0u32; rings.points.len()];
        (0..rings.len()).for_each(|ring| ring_of[rings.range(ring)].fill(ring as u32));
        let pairs = places.near_pairs(snap, &packing);
        cancel.check()?;
        places.join(pairs, snap, &copies, &ring_of);
    }
    Ok(places.into_vertices(&copies))
}

/// The different positions and the clusters they form.
struct Places {
    keys: Vec<u64>,
    positions: Vec<Position>,
    /// First copy of each place in the sorted copies, and one more.
    starts: Vec<u32>,
    /// The place where the cluster of this place stands.
    stands_at: Vec<u32>,
    /// Next place of the same cluster, in a circle.
    next: Vec<u32>,
}

/// Two near places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    tangle: u32,
    distance2: u64,
    one: u32,
    two: u32,
}

impl Places {
    fn new(copies: &[Keyed], packing: &Packing) -> Self {
        let (mut keys, mut starts) = (Vec::with_capacity(copies.len()), Vec::with_capacity(copies.len() + 1));
        for (at, copy) in copies.iter().enumerate() {
            if keys.last() != Some(&copy.key) {
                keys.push(copy.key);
                starts.push(at as u32);
            }
        }
        starts.push(copies.len() as u32);
        let positions = keys.iter().map(|key| packing.unpack(*key)).collect();
        let itself: Vec<u32> = (0..keys.len() as u32).collect();
        Self { keys, positions, starts, stands_at: itself.clone(), next: itself }
    }

    /// All pairs of places with both coordinate differences within `snap`, by one walk along the rows.
    fn near_pairs(&self, snap: u32, packing: &Packing) -> Vec<Pair> {
        let mut pairs = Vec::new();
        let count = self.keys.len();
        // `above`: first place of the row above that is not too far west.
        let (mut above, mut row_end) = (0, 0);
        for one in 0..count {
            let row = packing.row(self.keys[one]);
            if one >= row_end {
                row_end = one + self.keys[one..].partition_point(|key| packing.row(*key) == row);
                above = row_end;
            }
            let p = self.positions[one];
            for two in one + 1..row_end {
                if !self.push_pair(&mut pairs, one, two, snap) {
                    break;
                }
            }
            let is_above = |at: usize| at < count && packing.row(self.keys[at]) == row + 1;
            while is_above(above) && i64::from(self.positions[above].lon) < i64::from(p.lon) - i64::from(snap) {
                above += 1;
            }
            let mut two = above;
            while is_above(two) && self.push_pair(&mut pairs, one, two, snap) {
                two += 1;
            }
        }
        self.by_place(&mut pairs);
        pairs
    }

    /// Sorts pairs so that those of one connected tangle follow one another, the closest first: joining then touches
    /// near memory only, and tangles do not influence each other.
    fn by_place(&self, pairs: &mut [Pair]) {
        let mut parent: Vec<u32> = (0..self.keys.len() as u32).collect();
        for pair in &*pairs {
            let (one, two) = (find(&mut parent, pair.one), find(&mut parent, pair.two));
            parent[one.max(two) as usize] = one.min(two);
        }
        for pair in &mut *pairs {
            pair.tangle = find(&mut parent, pair.one);
        }
        pairs.par_sort_unstable();
    }

    /// Pushes a pair that is near; false when `two` lies too far east.
    fn push_pair(&self, pairs: &mut Vec<Pair>, one: usize, two: usize, snap: u32) -> bool {
        let (p, q) = (self.positions[one], self.positions[two]);
        if q.lon > p.lon && q.lon.abs_diff(p.lon) > snap {
            return false;
        }
        let (x, y) = (p.lon.abs_diff(q.lon), p.lat.abs_diff(q.lat));
        if x <= snap && y <= snap {
            let (x, y) = (u64::from(x), u64::from(y));
            pairs.push(Pair { tangle: 0, distance2: x * x + y * y, one: one as u32, two: two as u32 });
        }
        true
    }

    fn join(&mut self, pairs: Vec<Pair>, snap: u32, copies: &[Keyed], ring_of: &[u32]) {
        let rings_at = |place: u32, starts: &[u32]| {
            let range = starts[place as usize] as usize..starts[place as usize + 1] as usize;
            copies[range].iter().map(|copy| ring_of[copy.value as usize])
        };
        for pair in pairs {
            let (one, two) = (self.stands_at[pair.one as usize], self.stands_at[pair.two as usize]);
            if one == two {
                continue;
            }
            let weight = |place: u32| {
                let start = self.starts[place as usize];
                (self.starts[place as usize + 1] - start, std::cmp::Reverse(copies[start as usize].value))
            };
            let (stays, moves) = if weight(one) >= weight(two) { (one, two) } else { (two, one) };
            let target = self.positions[stays as usize];
            let is_too_far = |place: u32| {
                let p = self.positions[place as usize];
                p.lon.abs_diff(target.lon) > snap || p.lat.abs_diff(target.lat) > snap
            };
            if self.circle(moves).any(is_too_far) {
                continue;
            }
            let shares_ring = self.circle(moves).any(|place| {
                rings_at(place, &self.starts).any(|ring| self.circle(stays).any(|other| rings_at(other, &self.starts).any(|o| o == ring)))
            });
            if shares_ring {
                continue;
            }
            let members: Vec<u32> = self.circle(moves).collect();
            for place in members {
                self.stands_at[place as usize] = stays;
            }
            self.next.swap(stays as usize, moves as usize);
        }
    }

    fn circle(&self, start: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = start;
        let mut is_first = true;
        std::iter::from_fn(move || {
            if !is_first && at == start {
                return None;
            }
            is_first = false;
            let here = at;
            at = self.next[at as usize];
            Some(here)
        })
    }

    fn into_vertices(self, copies: &[Keyed]) -> Clustered {
        let mut number = vec![NONE; self.keys.len()];
        let mut vertices = Vec::with_capacity(self.keys.len());
        for (place, at) in self.stands_at.iter().enumerate() {
            if *at as usize == place {
                number[place] = vertices.len() as u32;
                vertices.push(self.positions[place]);
            }
        }
        let mut vertex_of = vec![0; copies.len()];
        for place in 0..self.keys.len() {
            let vertex = number[self.stands_at[place] as usize];
            for copy in &copies[self.starts[place] as usize..self.starts[place + 1] as usize] {
                vertex_of[copy.value as usize] = vertex;
            }
        }
        Clustered { vertices, vertex_of }
    }
}
