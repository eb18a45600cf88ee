//! Which segments cross and which vertices lie on or beside which segments: candidates from horizontal bands.
//!
//! # Idea
//! The plan is cut into bands about as high as the segments are. In a band, segments sorted by their western end are
//! swept once. No segment is in many bands (the sum over all is about two each), and a band is small enough to stay in
//! the processor's nearest memory. Bands are independent, so they are shared out to threads; results are joined in band
//! order.

use super::lattice::{is_beside, is_crossing, passes_pixel};
use super::segments::{Segment, Segments};
use crate::base::{CancelToken, Cancelled};
use crate::geodesy::Position;
use rayon::prelude::*;

/// Bands handled by one task.
const BANDS_A_TASK: usize = 16;

/// The segments and vertices to look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look<'a> {
    pub vertices: &'a [Position],
    pub segments: &'a Segments,
    pub cancel: &'a CancelToken,
}

/// A segment in a band: its box, widened by the reach.
#[derive(Clone, Copy)]
struct Entry {
    west: i32,
    east: i32,
    south: i32,
    north: i32,
    segment: u32,
}

/// Ids by band: those of band `i` are `ids[starts[i]..starts[i + 1]]`.
struct Sorted {
    starts: Vec<u32>,
    ids: Vec<u32>,
}

/// Bands of `1 << bits` units, counted from the southern side.
struct Bands {
    south: i64,
    bits: u32,
    count: usize,
}

impl Bands {
    /// Bands for segments with these southern and northern ends.
    fn new(ranges: &[(i32, i32)]) -> Self {
        if ranges.is_empty() {
            return Self { south: 0, bits: 0, count: 0 };
        }
        let (mut south, mut north, mut sum) = (i64::MAX, i64::MIN, 0i64);
        for range in ranges {
            south = south.min(i64::from(range.0));
            north = north.max(i64::from(range.1));
            sum += i64::from(range.1) - i64::from(range.0);
        }
        let many = ranges.len() as i64;
        let height = (sum / many).max((north - south) / many).max(1);
        let bits = u64::BITS - (height as u64).leading_zeros();
        Self { south, bits, count: ((north - south) >> bits) as usize + 1 }
    }

    fn of(&self, lat: i32) -> usize {
        ((i64::from(lat) - self.south) >> self.bits) as usize
    }

    /// Shares ids out to the bands that their ranges of latitude reach; a counting sort.
    fn sort(&self, ids: &[u32], ranges: &[(i32, i32)]) -> Sorted {
        let mut starts = vec![0u32; self.count + 2];
        let bands = |range: &(i32, i32)| (self.of(range.0), self.of(range.1));
        for (first, last) in ranges.iter().map(bands) {
            starts[first + 2..=last + 2].iter_mut().for_each(|count| *count += 1);
        }
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let mut sorted = vec![0u32; starts[self.count + 1] as usize];
        for (id, (first, last)) in ids.iter().zip(ranges.iter().map(bands)) {
            for start in &mut starts[first + 1..=last + 1] {
                sorted[*start as usize] = *id;
                *start += 1;
            }
        }
        starts.pop();
        Sorted { starts, ids: sorted }
    }
}

impl Sorted {
    fn band(&self, band: usize) -> &[u32] {
        &self.ids[self.starts[band] as usize..self.starts[band + 1] as usize]
    }
}

impl Look<'_> {
    fn segment(&self, id: u32) -> &Segment {
        &self.segments.list[id as usize]
    }

    fn entry(&self, id: u32, reach: i32) -> Entry {
        let (a, b) = Segments::ends(self.segment(id), self.vertices);
        Entry {
            west: a.lon.min(b.lon).saturating_sub(reach),
            east: a.lon.max(b.lon).saturating_add(reach),
            south: a.lat.min(b.lat).saturating_sub(reach),
            north: a.lat.max(b.lat).saturating_add(reach),
            segment: id,
        }
    }

    fn ranges(&self, segments: &[u32], reach: i32) -> Vec<(i32, i32)> {
        let range = |id: &u32| {
            let entry = self.entry(*id, reach);
            (entry.south, entry.north)
        };
        segments.par_iter().with_min_len(10_000).map(range).collect()
    }

    fn entries(&self, ids: &[u32], reach: i32, entries: &mut Vec<Entry>) {
        entries.clear();
        entries.extend(ids.iter().map(|id| self.entry(*id, reach)));
        entries.sort_unstable_by_key(|entry| (entry.west, entry.segment));
    }

    /// All pairs among `segments` that cross, of which at least one `is_due`. Sorted.
    pub fn crossings(&self, segments: &[u32], is_due: impl Fn(u32) -> bool + Sync) -> Result<Vec<(u32, u32)>, Cancelled> {
        let ranges = self.ranges(segments, 0);
        let bands = Bands::new(&ranges);
        let sorted = bands.sort(segments, &ranges);
        let mut pairs = self.by_band(&bands, |band, entries, pairs| {
            self.entries(sorted.band(band), 0, entries);
            for (at, one) in entries.iter().enumerate() {
                for two in entries[at + 1..].iter().take_while(|two| two.west <= one.east) {
                    // A pair that shares several bands is looked at in the first of them.
                    if one.south <= two.north
                        && two.south <= one.north
                        && bands.of(one.south.max(two.south)) == band
                        && (is_due(one.segment) || is_due(two.segment))
                        && self.is_pair_crossing(one.segment, two.segment)
                    {
                        pairs.push((one.segment.min(two.segment), one.segment.max(two.segment)));
                    }
                }
            }
        })?;
        pairs.sort_unstable();
        Ok(pairs)
    }

    fn is_pair_crossing(&self, one: u32, two: u32) -> bool {
        let (one, two) = (self.segment(one), self.segment(two));
        if one.a == two.a || one.a == two.b || one.b == two.a || one.b == two.b {
            return false;
        }
        let ((a, b), (c, d)) = (Segments::ends(one, self.vertices), Segments::ends(two, self.vertices));
        is_crossing(a, b, c, d)
    }

    /// All pairs of a segment and a vertex that is not its end but in whose pixel it passes or, with `reach` above 0,
    /// that lies within `reach` of it; only pairs that are due. Sorted, without repeats.
    pub fn hits(
        &self,
        segments: &[u32],
        vertices: &[u32],
        reach: u32,
        is_due: impl Fn(u32, u32) -> bool + Sync,
    ) -> Result<Vec<(u32, u32)>, Cancelled> {
        let wide = reach.min(1 << 30) as i32;
        let ranges = self.ranges(segments, wide);
        let bands = Bands::new(&ranges);
        let sorted = bands.sort(segments, &ranges);
        let lat = |id: u32| self.vertices[id as usize].lat;
        let is_inside = |id: &u32| i64::from(lat(*id)) >= bands.south && bands.of(lat(*id)) < bands.count;
        let vertices: Vec<u32> = vertices.iter().copied().filter(is_inside).collect();
        let lats: Vec<(i32, i32)> = vertices.iter().map(|id| (lat(*id), lat(*id))).collect();
        let sorted_vertices = bands.sort(&vertices, &lats);
        let mut pairs = self.by_band(&bands, |band, entries, pairs| {
            self.entries(sorted.band(band), wide, entries);
            let mut points: Vec<(i32, u32)> =
                sorted_vertices.band(band).iter().map(|id| (self.vertices[*id as usize].lon, *id)).collect();
            points.sort_unstable();
            let mut from = 0;
            for entry in entries.iter() {
                while from < points.len() && points[from].0 < entry.west {
                    from += 1;
                }
                for (_, vertex) in points[from..].iter().take_while(|(lon, _)| *lon <= entry.east) {
                    let lat = self.vertices[*vertex as usize].lat;
                    if entry.south <= lat && lat <= entry.north && is_due(entry.segment, *vertex) && self.is_hit(entry.segment, *vertex, reach) {
                        pairs.push((entry.segment, *vertex));
                    }
                }
            }
        })?;
        pairs.sort_unstable();
        Ok(pairs)
    }

    fn is_hit(&self, segment: u32, vertex: u32, reach: u32) -> bool {
        let segment = self.segment(segment);
        if segment.a == vertex || segment.b == vertex {
            return false;
        }
        let (a, b) = Segments::ends(segment, self.vertices);
        let p = self.vertices[vertex as usize];
        (reach > 0 && is_beside(p, a, b, reach)) || passes_pixel(p, a, b)
    }

    fn by_band(&self, bands: &Bands, work: impl Fn(usize, &mut Vec<Entry>, &mut Vec<(u32, u32)>) + Sync) -> Result<Vec<(u32, u32)>, Cancelled> {
        let tasks: Vec<usize> = (0..bands.count).step_by(BANDS_A_TASK).collect();
        let found: Result<Vec<Vec<(u32, u32)>>, Cancelled> = tasks
            .par_iter()
            .map(|first| {
                self.cancel.check()?;
                let (mut entries, mut pairs) = (Vec::new(), Vec::new());
                (*first..(first + BANDS_A_TASK).min(bands.count)).for_each(|band| work(band, &mut entries, &mut pairs));
                Ok(pairs)
            })
            .collect();
        Ok(found?.concat())
    }
}
