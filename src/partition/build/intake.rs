//! What comes in: all rings in one flat list, without repeated positions, degenerate rings and copies of polygons.

use super::InputPolygon;
use super::report::metres2;
use crate::base::{Finding, FindingKind, Findings};
use crate::geodesy::{Bounds, Position, orientation, twice_area};
use rustc_hash::FxHashMap;

/// All rings that take part. A ring is open (its last position is not its first) and neighbours differ.
#[derive(Debug, Default)]
pub(super) struct Rings {
    /// Positions of all rings, one ring after the other.
    pub points: Vec<Position>,
    /// Where each ring starts in `points`, and one more for the end.
    pub starts: Vec<u32>,
    /// The polygon of each ring.
    pub polygon: Vec<u32>,
    /// Polygons that take part: neither empty nor a copy.
    pub is_used: Vec<bool>,
}

impl Rings {
    /// Number of rings.
    pub fn len(&self) -> usize {
        self.polygon.len()
    }

    /// The positions of a ring.
    pub fn ring(&self, ring: usize) -> &[Position] {
        &self.points[self.range(ring)]
    }

    /// Where a ring lies in `points`.
    pub fn range(&self, ring: usize) -> std::ops::Range<usize> {
        self.starts[ring] as usize..self.starts[ring + 1] as usize
    }
}

/// Flattens the polygons; what is left out is a finding.
pub(super) fn take_in(polygons: &[InputPolygon], findings: &mut Findings) -> Rings {
    let total = polygons.iter().flat_map(|p| &p.rings).map(Vec::len).sum();
    let mut rings = Rings { points: Vec::with_capacity(total), starts: vec![0], ..Rings::default() };
    let mut firsts: FxHashMap<u64, Vec<(u32, std::ops::Range<usize>)>> = FxHashMap::default();
    for (index, polygon) in polygons.iter().enumerate() {
        let first = rings.len();
        for ring in &polygon.rings {
            add_ring(&mut rings, index, polygon, ring, findings);
        }
        if rings.len() == first {
            findings.push(Finding::new(FindingKind::NullGeometry).row(polygon.row).subject(&polygon.code).action("rejected"));
            rings.is_used.push(false);
            continue;
        }
        let range = first..rings.len();
        let same = firsts.entry(fingerprint(&rings, range.clone())).or_default();
        let original = same.iter().find(|(_, other)| is_same(&rings, other.clone(), range.clone())).map(|(original, _)| *original);
        rings.is_used.push(original.is_none());
        match original {
            None => same.push((index as u32, range)),
            Some(original) => {
                findings.push(duplicate(&polygons[original as usize], polygon, &rings, range));
                rings.starts.truncate(first + 1);
                rings.polygon.truncate(first);
                rings.points.truncate(rings.starts[first] as usize);
            }
        }
    }
    rings
}

fn add_ring(rings: &mut Rings, polygon: usize, input: &InputPolygon, ring: &[Position], findings: &mut Findings) {
    let start = rings.points.len();
    for &position in ring {
        if rings.points.len() == start || rings.points.last() != Some(&position) {
            rings.points.push(position);
        }
    }
    while rings.points.len() > start + 1 && rings.points.last() == Some(&rings.points[start]) {
        rings.points.pop();
    }
    let points = &rings.points[start..];
    let is_flat = points.len() < 3 || points[2..].iter().all(|p| orientation(points[0], points[1], *p) == 0);
    if is_flat {
        if let Some(first) = points.first() {
            findings.push(
                Finding::new(FindingKind::Sliver).row(input.row).place(first.degrees()).area(0.0).subject(&input.code).action("removed"),
            );
        }
        rings.points.truncate(start);
        return;
    }
    rings.starts.push(rings.points.len() as u32);
    rings.polygon.push(polygon as u32);
}

fn duplicate(original: &InputPolygon, copy: &InputPolygon, rings: &Rings, range: std::ops::Range<usize>) -> Finding {
    let area: i128 = range.clone().map(|ring| edges(rings.ring(ring)).map(|(a, b)| twice_area(a, b)).sum::<i128>()).sum();
    let bounds = Bounds::of(range.flat_map(|ring| rings.ring(ring).iter().copied()));
    let middle = f64::midpoint(f64::from(bounds.min.lat), f64::from(bounds.max.lat));
    Finding::new(FindingKind::Duplicate)
        .row(copy.row)
        .place(bounds.min.degrees())
        .area(metres2(area, middle))
        .subject(&copy.code)
        .subject(&original.code)
        .action("merged")
}

/// The segments of an open ring, the closing one included.
pub(super) fn edges(ring: &[Position]) -> impl Iterator<Item = (Position, Position)> + '_ {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| (*a, *b))
}

fn undirected(a: Position, b: Position) -> (Position, Position) {
    if a < b { (a, b) } else { (b, a) }
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (value ^ (value >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// A number that two polygons share when they have the same segments, in whatever order and direction.
fn fingerprint(rings: &Rings, range: std::ops::Range<usize>) -> u64 {
    let word = |p: Position| u64::from(p.lon as u32) << 32 | u64::from(p.lat as u32);
    range.fold(0, |sum, ring| {
        edges(rings.ring(ring)).fold(sum, |sum: u64, (a, b)| {
            let (a, b) = undirected(a, b);
            sum.wrapping_add(mix(mix(word(a)) ^ word(b).rotate_left(17)))
        })
    })
}

fn is_same(rings: &Rings, one: std::ops::Range<usize>, two: std::ops::Range<usize>) -> bool {
    let list = |range: std::ops::Range<usize>| {
        let mut list: Vec<_> = range.flat_map(|ring| edges(rings.ring(ring))).map(|(a, b)| undirected(a, b)).collect();
        list.sort_unstable();
        list
    };
    list(one) == list(two)
}
