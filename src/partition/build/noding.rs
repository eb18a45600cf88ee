//! From segments that cross and touch anyhow to segments that meet at their ends only.
//!
//! # Idea
//! First, once, with tolerance: a vertex that lies within the snap distance of a segment with which it shares no ring is
//! put into that segment (a T-junction). Then, exactly, rounds of snap rounding (Hobby; Halperin and Packer for the
//! repetition): every crossing is rounded to the lattice, and every segment that passes through the pixel of a vertex is
//! led through that vertex. By Hobby's theorem one full round leaves no crossing; rounds look at what the round before
//! changed only, and end when nothing changes.

use super::InputPolygon;
use super::bands::Look;
use super::cluster::Clustered;
use super::intake::Rings;
use super::lattice::{crossing, passes_pixel};
use super::segments::{Segments, Spike};
use crate::base::{CancelToken, Cancelled, Finding, FindingKind, Findings};
use crate::geodesy::{Bounds, Position};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::RangeInclusive;

/// Segments that meet at vertices only, and what was met on the way.
#[derive(Debug)]
pub(super) struct Noded {
    pub vertices: Vec<Position>,
    pub segments: Segments,
    /// Vertices put into foreign segments: vertex position, ring of the segment, ring of the vertex.
    t_junctions: Vec<(Position, u32, u32)>,
    /// Polygons whose own boundary crosses itself or folds back, with a place.
    self_crossings: Vec<(u32, Position)>,
}

/// Makes segments of the rings and nodes them.
pub(super) fn node(rings: &Rings, clustered: Clustered, snap: u32, cancel: &CancelToken) -> Result<Noded, Cancelled> {
    let (segments, spikes) = Segments::new(rings, &clustered);
    let mut noded = Noded { vertices: clustered.vertices, segments, t_junctions: Vec::new(), self_crossings: Vec::new() };
    noded.note_spikes(rings, &spikes, snap);
    let mut is_new = noded.touch(snap, cancel)?;
    // Nothing has been looked at for crossings yet, new or not.
    let mut added = noded.cross(rings, &noded.all_segments(), None, cancel)?;
    loop {
        let (segments, vertices) = noded.near(&is_new, added);
        let hits = noded.look(cancel).hits(&segments, &vertices, 0, |segment, vertex| {
            // New segments against all vertices, all segments against new vertices.
            vertex as usize >= added || is_new[segment as usize]
        })?;
        if hits.is_empty() {
            return Ok(noded);
        }
        is_new = noded.segments.lead_through(&hits, &noded.vertices);
        let (segments, _) = noded.near(&is_new, noded.vertices.len());
        added = noded.cross(rings, &segments, Some(&is_new), cancel)?;
    }
}

impl Noded {
    fn look<'a>(&'a self, cancel: &'a CancelToken) -> Look<'a> {
        Look { vertices: &self.vertices, segments: &self.segments, cancel }
    }

    fn all_segments(&self) -> Vec<u32> {
        (0..self.segments.list.len() as u32).collect()
    }

    fn note_spikes(&mut self, rings: &Rings, spikes: &[Spike], snap: u32) {
        for spike in spikes {
            let (a, b) = (self.vertices[spike.a as usize], self.vertices[spike.b as usize]);
            // Shorter ones come from the snapping itself.
            if a.lon.abs_diff(b.lon).max(a.lat.abs_diff(b.lat)) > snap.saturating_mul(2) {
                self.self_crossings.push((rings.polygon[spike.ring as usize], a.min(b)));
            }
        }
    }

    /// The round with tolerance. Returns which segments are new.
    fn touch(&mut self, snap: u32, cancel: &CancelToken) -> Result<Vec<bool>, Cancelled> {
        let (segments, vertices) = (self.all_segments(), (0..self.vertices.len() as u32).collect::<Vec<_>>());
        let mut hits = self.look(cancel).hits(&segments, &vertices, snap, |_, _| true)?;
        let rings_at = self.rings_at(&hits);
        let mut t_junctions = Vec::new();
        hits.retain(|(segment, vertex)| {
            let segment = &self.segments.list[*segment as usize];
            let own = self.segments.rings_of(segment);
            let foreign = &rings_at[vertex];
            let (a, b) = Segments::ends(segment, &self.vertices);
            let is_foreign = !own.iter().any(|ring| foreign.contains(ring));
            if let (true, Some(other)) = (is_foreign, foreign.first()) {
                t_junctions.push((self.vertices[*vertex as usize], own[0], *other));
            }
            is_foreign || passes_pixel(self.vertices[*vertex as usize], a, b)
        });
        self.t_junctions = t_junctions;
        Ok(self.segments.lead_through(&hits, &self.vertices))
    }

    /// The rings that run through each of the vertices named in `hits`.
    fn rings_at(&self, hits: &[(u32, u32)]) -> FxHashMap<u32, Vec<u32>> {
        let mut rings_at: FxHashMap<u32, Vec<u32>> = hits.iter().map(|(_, vertex)| (*vertex, Vec::new())).collect();
        if rings_at.is_empty() {
            return rings_at;
        }
        let mut is_asked = vec![false; self.vertices.len()];
        for (_, vertex) in hits {
            is_asked[*vertex as usize] = true;
        }
        for segment in &self.segments.list {
            for end in [segment.a, segment.b].into_iter().filter(|end| is_asked[*end as usize]) {
                if let Some(rings) = rings_at.get_mut(&end) {
                    rings.extend_from_slice(self.segments.rings_of(segment));
                }
            }
        }
        rings_at
    }

    /// Adds vertices where some segments cross: all pairs, or pairs with one that `is_new`. Returns the first new vertex.
    fn cross(&mut self, rings: &Rings, segments: &[u32], is_new: Option<&[bool]>, cancel: &CancelToken) -> Result<usize, Cancelled> {
        let is_first = is_new.is_none();
        let pairs = self.look(cancel).crossings(segments, |id| is_new.is_none_or(|list| list[id as usize]))?;
        let mut places: Vec<Position> = Vec::with_capacity(pairs.len());
        for (one, two) in pairs {
            let (one, two) = (&self.segments.list[one as usize], &self.segments.list[two as usize]);
            let ((a, b), (c, d)) = (Segments::ends(one, &self.vertices), Segments::ends(two, &self.vertices));
            let place = crossing(a, b, c, d);
            places.push(place);
            if is_first {
                let polygon = |ring: &u32| rings.polygon[*ring as usize];
                let others = self.segments.rings_of(two);
                let own = self.segments.rings_of(one).iter().map(polygon).filter(|own| others.iter().any(|ring| polygon(ring) == *own));
                self.self_crossings.extend(own.map(|own| (own, place)));
            }
        }
        places.sort_unstable();
        places.dedup();
        let added = self.vertices.len();
        if !places.is_empty() {
            let known: FxHashSet<Position> = places.iter().copied().collect();
            let there: FxHashSet<Position> = self.vertices.iter().filter(|p| known.contains(p)).copied().collect();
            self.vertices.extend(places.into_iter().filter(|p| !there.contains(p)));
        }
        Ok(added)
    }

    /// The segments and vertices near new segments and near the vertices from `added` on.
    fn near(&self, is_new: &[bool], added: usize) -> (Vec<u32>, Vec<u32>) {
        let boxes: Vec<Bounds> = is_new
            .iter()
            .enumerate()
            .filter(|(_, new)| **new)
            .map(|(at, _)| self.bounds(at))
            .chain(self.vertices[added..].iter().map(|p| Bounds { min: *p, max: *p }))
            .collect();
        // Squares as large as ordinary segments, so that a segment asks for few of them.
        let step = self.segments.list.len() / 1_000 + 1;
        let usual: Vec<Bounds> = (0..self.segments.list.len()).step_by(step).map(|at| self.bounds(at)).collect();
        let region = Region::new(&boxes, mean_extent(&boxes).max(mean_extent(&usual)));
        if region.is_nothing {
            return (Vec::new(), Vec::new());
        }
        let segments = (0..self.segments.list.len() as u32).into_par_iter().filter(|id| region.touches(self.bounds(*id as usize)));
        let is_near = |id: &u32| region.touches(Bounds { min: self.vertices[*id as usize], max: self.vertices[*id as usize] });
        (segments.collect(), (0..self.vertices.len() as u32).into_par_iter().filter(is_near).collect())
    }

    fn bounds(&self, segment: usize) -> Bounds {
        let (a, b) = Segments::ends(&self.segments.list[segment], &self.vertices);
        Bounds::of([a, b])
    }
}

/// The mean of the longer sides of some boxes.
fn mean_extent(boxes: &[Bounds]) -> i64 {
    let extent = |b: &Bounds| (i64::from(b.max.lon) - i64::from(b.min.lon)).max(i64::from(b.max.lat) - i64::from(b.min.lat));
    boxes.iter().map(extent).sum::<i64>() / (boxes.len().max(1) as i64)
}

/// A coarse set of squares that holds some boxes. A square is a bit of a hash table without keys: two squares may share
/// a bit, so the region may be larger than the boxes but never smaller.
struct Region {
    bits: u32,
    squares: Vec<u64>,
    /// Too much to list: everything touches.
    is_everything: bool,
    /// There are no boxes: nothing touches.
    is_nothing: bool,
}

/// A box over more squares than this is taken to touch any region.
const MANY_SQUARES: i64 = 64;
/// The table has this many bits, as a power of two: 128 KB.
const TABLE_BITS: u32 = 20;

impl Region {
    fn new(boxes: &[Bounds], side: i64) -> Self {
        let bits = u64::BITS - (side.max(32) as u64).leading_zeros();
        let mut region = Self { bits, squares: vec![0; 1 << (TABLE_BITS - 6)], is_everything: false, is_nothing: boxes.is_empty() };
        for bounds in boxes {
            let (columns, rows) = region.range(bounds);
            if Self::count(&columns, &rows) > MANY_SQUARES {
                region.is_everything = true;
                return region;
            }
            for column in columns {
                for row in rows.clone() {
                    let (word, bit) = Self::slot(column, row);
                    region.squares[word] |= bit;
                }
            }
        }
        region
    }

    fn slot(column: i64, row: i64) -> (usize, u64) {
        let mixed = (column as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (row as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
        let hash = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - TABLE_BITS);
        ((hash >> 6) as usize, 1 << (hash & 63))
    }

    fn range(&self, b: &Bounds) -> (RangeInclusive<i64>, RangeInclusive<i64>) {
        // One unit more on each side: a pixel reaches over its centre.
        let lines = |low: i32, high: i32| (i64::from(low) - 1) >> self.bits..=(i64::from(high) + 1) >> self.bits;
        (lines(b.min.lon, b.max.lon), lines(b.min.lat, b.max.lat))
    }

    fn count(columns: &RangeInclusive<i64>, rows: &RangeInclusive<i64>) -> i64 {
        (columns.end() - columns.start() + 1).saturating_mul(rows.end() - rows.start() + 1)
    }

    fn touches(&self, bounds: Bounds) -> bool {
        if self.is_everything || self.is_nothing {
            return self.is_everything;
        }
        let (mut columns, rows) = self.range(&bounds);
        let is_set = |(word, bit): (usize, u64)| self.squares[word] & bit != 0;
        Self::count(&columns, &rows) > MANY_SQUARES || columns.any(|column| rows.clone().any(|row| is_set(Self::slot(column, row))))
    }
}

/// Findings of the noding: T-junctions by place, and one self-intersection for each polygon that has any.
pub(super) fn report(polygons: &[InputPolygon], rings: &Rings, noded: &Noded, findings: &mut Findings) {
    let polygon_of = |ring: u32| &polygons[rings.polygon[ring as usize] as usize];
    let mut crossings = noded.self_crossings.clone();
    crossings.sort_unstable();
    for same in crossings.chunk_by(|one, two| one.0 == two.0) {
        let polygon = &polygons[same[0].0 as usize];
        findings.push(
            Finding::new(FindingKind::SelfIntersection).row(polygon.row).place(same[0].1.degrees()).subject(&polygon.code).action("split"),
        );
    }
    let mut junctions = noded.t_junctions.clone();
    junctions.sort_unstable();
    junctions.dedup_by_key(|junction| (junction.0, junction.1));
    for (place, segment_ring, vertex_ring) in junctions {
        let (edge, vertex) = (polygon_of(segment_ring), polygon_of(vertex_ring));
        findings.push(
            Finding::new(FindingKind::TJunction).row(edge.row).place(place.degrees()).subject(&edge.code).subject(&vertex.code).action("inserted"),
        );
    }
}
