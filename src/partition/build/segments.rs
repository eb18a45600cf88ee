//! The different segments between vertices, each once, with the rings that run along it.

use super::cluster::Clustered;
use super::intake::Rings;
use super::lattice::order_along;
use super::sorting::{self, Keyed};
use crate::geodesy::Position;

/// A segment between two vertices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    /// The vertex with the smaller number.
    pub a: u32,
    /// The vertex with the larger number.
    pub b: u32,
    first: u32,
    count: u32,
}

/// All segments in the order of their vertices.
#[derive(Debug, Default)]
pub(super) struct Segments {
    /// Sorted by `(a, b)`, each pair once.
    pub list: Vec<Segment>,
    /// The rings of all segments; see [`Segments::rings_of`].
    pool: Vec<u32>,
}

/// A segment that one ring walks an even number of times, so that it bounds nothing of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spike {
    pub ring: u32,
    pub a: u32,
    pub b: u32,
}

impl Segments {
    /// The segments of all rings between their vertices. What a ring walks there and back is a spike and falls away.
    pub fn new(rings: &Rings, clustered: &Clustered) -> (Self, Vec<Spike>) {
        let bits = usize::BITS - clustered.vertices.len().leading_zeros();
        let mut walked = Vec::with_capacity(rings.points.len());
        for ring in 0..rings.len() {
            let vertices = &clustered.vertex_of[rings.range(ring)];
            for (one, two) in vertices.iter().zip(vertices.iter().cycle().skip(1)).filter(|(one, two)| one != two) {
                let (a, b) = (*one.min(two), *one.max(two));
                walked.push(Keyed { key: u64::from(a) << bits | u64::from(b), value: ring as u32 });
            }
        }
        sorting::sort(&mut walked);
        let mut segments = Self { list: Vec::with_capacity(walked.len() / 2), pool: Vec::with_capacity(walked.len()) };
        let mut spikes = Vec::new();
        for group in walked.chunk_by(|one, two| one.key == two.key) {
            let (a, b) = ((group[0].key >> bits) as u32, (group[0].key & ((1 << bits) - 1)) as u32);
            let first = segments.pool.len() as u32;
            // The rings of a group ascend.
            for same in group.chunk_by(|one, two| one.value == two.value) {
                if same.len() % 2 == 1 {
                    segments.pool.push(same[0].value);
                } else {
                    spikes.push(Spike { ring: same[0].value, a, b });
                }
            }
            segments.push(a, b, first);
        }
        (segments, spikes)
    }

    fn push(&mut self, a: u32, b: u32, first: u32) {
        let count = self.pool.len() as u32 - first;
        if count > 0 {
            self.list.push(Segment { a, b, first, count });
        }
    }

    /// The rings that run along a segment, ascending.
    pub fn rings_of(&self, segment: &Segment) -> &[u32] {
        &self.pool[segment.first as usize..(segment.first + segment.count) as usize]
    }

    /// The ends of a segment.
    pub fn ends(segment: &Segment, vertices: &[Position]) -> (Position, Position) {
        (vertices[segment.a as usize], vertices[segment.b as usize])
    }

    /// Leads segments through vertices. `hits` names segments (by place in the list) with vertices, sorted and without
    /// repeats. Returns for each segment of the new list whether it is new.
    pub fn lead_through(&mut self, hits: &[(u32, u32)], vertices: &[Position]) -> Vec<bool> {
        let mut fresh = Vec::with_capacity(hits.len() * 2);
        let mut is_gone = vec![false; self.list.len()];
        for group in hits.chunk_by(|one, two| one.0 == two.0) {
            let segment = self.list[group[0].0 as usize];
            is_gone[group[0].0 as usize] = true;
            let (a, b) = Self::ends(&segment, vertices);
            let mut stops: Vec<u32> = group.iter().map(|hit| hit.1).collect();
            stops.sort_by(|p, q| order_along(a, b, vertices[*p as usize], vertices[*q as usize]));
            let mut from = segment.a;
            for to in stops.into_iter().chain([segment.b]) {
                if from != to {
                    fresh.push(Segment { a: from.min(to), b: from.max(to), ..segment });
                }
                from = to;
            }
        }
        fresh.sort_by_key(|segment| (segment.a, segment.b));
        let old = std::mem::take(&mut self.list);
        let mut old = old.into_iter().zip(is_gone).filter(|(_, gone)| !gone).map(|(segment, _)| segment).peekable();
        let mut is_new = Vec::with_capacity(old.size_hint().1.unwrap_or(0) + fresh.len());
        let key = |segment: &Segment| (segment.a, segment.b);
        for group in fresh.chunk_by(|one, two| key(one) == key(two)) {
            while let Some(segment) = old.next_if(|segment| key(segment) < key(&group[0])) {
                self.list.push(segment);
                is_new.push(false);
            }
            let same = old.next_if(|segment| key(segment) == key(&group[0]));
            if group.len() == 1 && same.is_none() {
                self.list.push(group[0]);
            } else {
                self.merge(group, same);
            }
            is_new.resize(self.list.len(), same.is_none());
        }
        self.list.extend(old);
        is_new.resize(self.list.len(), false);
        is_new
    }

    /// One segment for several on top of each other: a ring that is there an even number of times falls away.
    fn merge(&mut self, group: &[Segment], same: Option<Segment>) {
        let mut rings: Vec<u32> = group.iter().chain(&same).flat_map(|segment| self.rings_of(segment)).copied().collect();
        rings.sort_unstable();
        let first = self.pool.len() as u32;
        self.pool.extend(rings.chunk_by(|one, two| one == two).filter(|same| same.len() % 2 == 1).map(|same| same[0]));
        self.push(group[0].a, group[0].b, first);
    }
}
