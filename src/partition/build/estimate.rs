//! How far apart two drawings of one boundary stand: the snap distance, read from the data.
//!
//! # Idea
//! Take a sample of vertices and measure how far each is from the nearest segment and the nearest vertex of another
//! ring. Where two polygons share a boundary that distance is drawing noise; elsewhere it is of the size of the polygons'
//! own detail. So the distances fall into a hump near zero and a far hump, with a valley between: nothing, or nearly
//! nothing, over a factor of four. The snap distance lies in that valley. It is never more than an eighth of the usual
//! vertex spacing, nor more than [`CEILING`]; without a hump or without a valley there is no noise to speak of and the
//! answer is one unit, which only evens out rounding.
//!
//! # Cost
//! One pass over all segments against a sparse raster that holds the sample only.

use super::intake::{Rings, edges};
use crate::geodesy::Position;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;

/// Number of vertices that are looked at, at most about.
const SAMPLE: usize = 16_384;
/// No estimate exceeds this many units (about 5 m): wider spaces are streets, rivers, corridors.
const CEILING: f64 = 500.0;
/// The valley spans this factor.
const VALLEY: f64 = 4.0;
/// Of the hump, what may lie in the valley.
const VALLEY_SHARE: f64 = 0.05;
/// Of the vertices that have a neighbour near, what the hump must hold to be noise.
const HUMP_SHARE: f64 = 0.005;
/// The sample has not seen the widest noise: the snap distance is this much more than what it saw.
const MARGIN: f64 = 1.5;
/// Rings handled by one task.
const RINGS_A_TASK: usize = 256;

/// One looked-at vertex.
#[derive(Clone, Copy, Debug)]
struct Looked {
    position: Position,
    ring: u32,
}

/// The nearest foreign segment and the nearest foreign vertex of a looked-at vertex.
#[derive(Clone, Copy, Debug)]
struct Nearest {
    segment: f64,
    vertex: f64,
}

/// The snap distance in lattice units, at least 1.
pub(super) fn snap_units(rings: &Rings) -> u32 {
    let spacing = usual_spacing(rings);
    let limit = (spacing / 8.0).min(CEILING);
    if limit < 2.0 {
        return 1;
    }
    let reach = limit * VALLEY;
    let looked = choose(rings);
    let nearest = measure(rings, &looked, reach);
    hump_edge(&nearest, limit).map_or(1, |edge| noise(&nearest, edge).min(2.0 * limit).ceil() as u32)
}

/// The median length of a segment, from a sample.
fn usual_spacing(rings: &Rings) -> f64 {
    let step = rings.points.len() / SAMPLE + 1;
    let mut lengths: Vec<f64> = (0..rings.len())
        .flat_map(|ring| {
            let points = rings.ring(ring);
            (ring % step..points.len()).step_by(step).map(move |at| distance(points[at], points[(at + 1) % points.len()]))
        })
        .collect();
    if lengths.is_empty() {
        return 0.0;
    }
    let middle = lengths.len() / 2;
    *lengths.select_nth_unstable_by(middle, f64::total_cmp).1
}

fn choose(rings: &Rings) -> Vec<Looked> {
    let step = rings.points.len() / SAMPLE + 1;
    (0..rings.len())
        .flat_map(|ring| {
            let range = rings.range(ring);
            (range.start.next_multiple_of(step)..range.end).step_by(step).map(move |at| (at, ring))
        })
        .map(|(at, ring)| Looked { position: rings.points[at], ring: ring as u32 })
        .collect()
}

/// The looked-at vertices by raster square of `1 << bits` units. Nearly all squares are empty, so a small table of bits
/// is asked first.
struct Raster {
    bits: u32,
    squares: FxHashMap<(i64, i64), Vec<u32>>,
    is_taken: Vec<u64>,
}

/// The table has this many bits, as a power of two: 32 KB.
const TABLE_BITS: u32 = 18;
/// A segment whose box holds more squares than this is followed row by row.
const MANY_SQUARES: i64 = 32;

/// Word and bit of a square in the table.
fn slot(column: i64, row: i64) -> (usize, u64) {
    let mixed = (column as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (row as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    let hash = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - TABLE_BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}

impl Raster {
    fn new(looked: &[Looked], side: i64) -> Self {
        let bits = u64::BITS - (side.max(32) as u64).leading_zeros();
        let mut raster = Self { bits, squares: FxHashMap::default(), is_taken: vec![0; 1 << (TABLE_BITS - 6)] };
        for (index, one) in looked.iter().enumerate() {
            let square = (i64::from(one.position.lon) >> bits, i64::from(one.position.lat) >> bits);
            raster.squares.entry(square).or_default().push(index as u32);
            let (word, bit) = slot(square.0, square.1);
            raster.is_taken[word] |= bit;
        }
        raster
    }

    /// Calls with every looked-at vertex in squares that come within `reach` of a segment.
    fn near(&self, a: Position, b: Position, reach: i64, mut call: impl FnMut(u32)) {
        let lines = |one: i32, two: i32| {
            (i64::from(one.min(two)) - reach) >> self.bits..=(i64::from(one.max(two)) + reach) >> self.bits
        };
        let (columns, rows) = (lines(a.lon, b.lon), lines(a.lat, b.lat));
        let is_long = (columns.end() - columns.start() + 1) * (rows.end() - rows.start() + 1) > MANY_SQUARES;
        for row in rows {
            let columns = if is_long { self.columns(a, b, reach, row) } else { columns.clone() };
            for column in columns {
                let (word, bit) = slot(column, row);
                if self.is_taken[word] & bit != 0
                    && let Some(found) = self.squares.get(&(column, row))
                {
                    for index in found {
                        call(*index);
                    }
                }
            }
        }
    }

    /// The columns that a segment with its reach touches in one row, so that a long slanting one does not visit its box.
    fn columns(&self, a: Position, b: Position, reach: i64, row: i64) -> RangeInclusive<i64> {
        let (low, high) = if a.lat < b.lat { (a, b) } else { (b, a) };
        let (x, y) = (f64::from(low.lon), f64::from(low.lat));
        let (dx, dy) = (f64::from(high.lon) - x, f64::from(high.lat) - y);
        let lon_at = |lat: i64| if dy > 0.0 { x + dx * ((lat as f64 - y) / dy).clamp(0.0, 1.0) } else { x };
        let (one, two) = (lon_at((row << self.bits) - reach), lon_at(((row + 1) << self.bits) + reach));
        let (one, two) = if dy > 0.0 { (one, two) } else { (x, x + dx) };
        (one.min(two).floor() as i64 - reach) >> self.bits..=(one.max(two).ceil() as i64 + reach) >> self.bits
    }
}

fn measure(rings: &Rings, looked: &[Looked], reach: f64) -> Vec<Nearest> {
    let raster = Raster::new(looked, reach.ceil() as i64 * 4);
    let tasks: Vec<usize> = (0..rings.len()).step_by(RINGS_A_TASK).collect();
    let found: Vec<Vec<(u32, Nearest)>> = tasks
        .par_iter()
        .map(|first| {
            let mut found = Vec::new();
            for ring in *first..(first + RINGS_A_TASK).min(rings.len()) {
                for (a, b) in edges(rings.ring(ring)) {
                    raster.near(a, b, reach.ceil() as i64, |index| {
                        let one = looked[index as usize];
                        let segment = distance_to_segment(one.position, a, b);
                        if one.ring as usize != ring && segment <= reach {
                            let vertex = chessboard(one.position, a).min(chessboard(one.position, b));
                            found.push((index, Nearest { segment, vertex }));
                        }
                    });
                }
            }
            found
        })
        .collect();
    let mut nearest = vec![Nearest { segment: f64::INFINITY, vertex: f64::INFINITY }; looked.len()];
    for (index, one) in found.into_iter().flatten() {
        let kept = &mut nearest[index as usize];
        kept.segment = kept.segment.min(one.segment);
        kept.vertex = kept.vertex.min(one.vertex);
    }
    nearest
}

/// The largest distance to a foreign segment that still is noise: the first with a valley behind it.
fn hump_edge(nearest: &[Nearest], limit: f64) -> Option<f64> {
    let mut distances: Vec<f64> = nearest.iter().map(|one| one.segment).filter(|d| d.is_finite()).collect();
    distances.sort_unstable_by(f64::total_cmp);
    // One unit and its diagonal are rounding, not noise.
    let matched = distances.partition_point(|d| *d < 1.5);
    let near = distances.len();
    let noisy = &distances[matched..];
    noisy
        .iter()
        .enumerate()
        .take_while(|(_, d)| **d <= limit)
        .find(|(at, d)| {
            let hump = (at + 1) as f64;
            let valley = noisy.partition_point(|other| *other <= **d * VALLEY) - at - 1;
            hump >= 2.0 && hump >= near as f64 * HUMP_SHARE && valley as f64 <= hump * VALLEY_SHARE
        })
        .map(|(_, d)| *d)
}

/// The snap distance for a known edge of the hump: a margin over the noise of segments and of vertices.
fn noise(nearest: &[Nearest], edge: f64) -> f64 {
    let mut distances: Vec<f64> = nearest.iter().map(|one| one.vertex).filter(|d| *d > 1.0 && *d <= edge * VALLEY).collect();
    distances.sort_unstable_by(f64::total_cmp);
    let most = distances.get(distances.len() * 99 / 100).copied().unwrap_or(0.0);
    edge.max(most) * MARGIN
}

/// The larger of the two coordinate differences: the measure of [`super::cluster`].
fn chessboard(a: Position, b: Position) -> f64 {
    f64::from(a.lon.abs_diff(b.lon).max(a.lat.abs_diff(b.lat)))
}

fn distance(a: Position, b: Position) -> f64 {
    let (x, y) = (f64::from(b.lon) - f64::from(a.lon), f64::from(b.lat) - f64::from(a.lat));
    (x * x + y * y).sqrt()
}

fn distance_to_segment(p: Position, a: Position, b: Position) -> f64 {
    let (x, y) = (f64::from(b.lon) - f64::from(a.lon), f64::from(b.lat) - f64::from(a.lat));
    let (px, py) = (f64::from(p.lon) - f64::from(a.lon), f64::from(p.lat) - f64::from(a.lat));
    let share = ((px * x + py * y) / (x * x + y * y)).clamp(0.0, 1.0);
    let (ex, ey) = (px - x * share, py - y * share);
    (ex * ex + ey * ey).sqrt()
}
