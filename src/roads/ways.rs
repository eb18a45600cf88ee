//! Ways as they come from files: lines through numbered vertices. What a graph is built from.

use super::class::WayKind;
use crate::geodesy::{Position, metres_per_unit};
use rustc_hash::FxHashMap;

/// Ways through shared vertices. Ways that name the same vertex meet there; others do not, whatever their lines do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoadWays {
    /// Places of the vertices.
    pub vertices: Vec<Position>,
    /// Vertices of all ways, one way after the other.
    refs: Vec<u32>,
    /// For each way, one past its last vertex.
    ends: Vec<u32>,
    kinds: Vec<WayKind>,
}

impl RoadWays {
    /// Adds a way through numbered vertices. One that names a vertex that there is not, or has fewer than two, is left out.
    pub fn push(&mut self, kind: WayKind, refs: impl IntoIterator<Item = u32>) {
        let first = self.refs.len();
        self.refs.extend(refs);
        let is_known = self.refs[first..].iter().all(|vertex| (*vertex as usize) < self.vertices.len());
        if !is_known || self.refs.len() < first + 2 || self.refs.len() > u32::MAX as usize {
            self.refs.truncate(first);
            return;
        }
        self.ends.push(self.refs.len() as u32);
        self.kinds.push(kind);
    }

    /// Ways from lines: vertices at the same position are one.
    pub fn from_lines<'a>(lines: impl IntoIterator<Item = (WayKind, &'a [Position])>) -> Self {
        let mut ways = Self::default();
        let mut known: FxHashMap<Position, u32> = FxHashMap::default();
        for (kind, line) in lines {
            let mut refs: Vec<u32> = Vec::with_capacity(line.len());
            for position in line {
                let next = ways.vertices.len() as u32;
                let vertex = *known.entry(*position).or_insert(next);
                if vertex == next {
                    ways.vertices.push(*position);
                }
                refs.push(vertex);
            }
            refs.dedup();
            ways.push(kind, refs);
        }
        ways
    }

    /// Number of ways.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there is no way.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The ways with their vertices.
    pub fn iter(&self) -> impl Iterator<Item = (WayKind, &[u32])> {
        let start = |way: usize| way.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.kinds.iter().enumerate().map(move |(way, kind)| (*kind, &self.refs[start(way)..self.ends[way] as usize]))
    }

    /// Mean extent of a segment in lattice units.
    fn mean_segment(&self) -> f64 {
        let pairs = self.iter().flat_map(|(_, refs)| refs.windows(2).map(|pair| largest_difference(self.vertices[pair[0] as usize], self.vertices[pair[1] as usize])));
        let (sum, n) = pairs.fold((0.0, 0u32), |(sum, n), length| (sum + length, n + 1));
        sum / f64::from(n.max(1))
    }

    /// Joins ends of lines that miss another line by no more than `tolerance_m`: the end takes the nearest vertex there, or a new
    /// vertex is put where it meets a segment. Lines that cross with neither are left alone: one of them may be a bridge. An end that
    /// lies on another line's vertex already is not looked at. Cost: sorting the segments into squares.
    #[must_use]
    pub fn join_ends(self, tolerance_m: f64) -> Self {
        Joining::new(self, tolerance_m).run()
    }
}

/// Segments that are looked at for one end, at most: where thousands lie on one spot, nothing is a street.
const MOST_LOOKED: usize = 10_000;
/// Squares are never smaller than this many lattice units (about 50 m).
const LEAST_SQUARE: f64 = 4_500.0;

/// One segment of a way: the way and the index of its first vertex in the list of all.
#[derive(Clone, Copy, Debug)]
struct Segment {
    way: u32,
    at: u32,
}

/// The work of joining ends.
#[derive(Debug)]
struct Joining {
    ways: RoadWays,
    tolerance_m: f64,
    side: f64,
    squares: FxHashMap<(i32, i32), Vec<Segment>>,
}

impl Joining {
    fn new(ways: RoadWays, tolerance_m: f64) -> Self {
        let middle = ways.vertices.get(ways.vertices.len() / 2).map_or(0, |vertex| vertex.lat);
        let (lon_m, _) = metres_per_unit(middle);
        let side = (tolerance_m / lon_m.max(1e-4)).max(ways.mean_segment()).clamp(LEAST_SQUARE, 1e8);
        let mut joining = Self { ways, tolerance_m, side, squares: FxHashMap::default() };
        let mut first = 0u32;
        for way in 0..joining.ways.len() {
            let end = joining.ways.ends[way];
            for at in first..end - 1 {
                joining.file(Segment { way: way as u32, at });
            }
            first = end;
        }
        joining
    }

    fn square(&self, position: Position) -> (i32, i32) {
        ((f64::from(position.lon) / self.side).floor() as i32, (f64::from(position.lat) / self.side).floor() as i32)
    }

    fn ends_of(&self, segment: Segment) -> (Position, Position) {
        let vertex = |at: u32| self.ways.vertices[self.ways.refs[at as usize] as usize];
        (vertex(segment.at), vertex(segment.at + 1))
    }

    /// Puts a segment into the squares of its pieces, none of which is longer than a square: with squares as wide as the mean segment
    /// that is a few entries a segment, however long single ones are.
    fn file(&mut self, segment: Segment) {
        let (a, b) = self.ends_of(segment);
        let pieces = (largest_difference(a, b) / self.side) as u32 + 1;
        let mut before = a;
        for piece in 1..=pieces {
            let share = f64::from(piece) / f64::from(pieces);
            let along = |from: i32, to: i32| (f64::from(from) + share * (f64::from(to) - f64::from(from))) as i32;
            let after = Position::new(along(a.lon, b.lon), along(a.lat, b.lat));
            let (low, high) = (self.square(before), self.square(after));
            for x in low.0.min(high.0)..=low.0.max(high.0) {
                for y in low.1.min(high.1)..=low.1.max(high.1) {
                    self.squares.entry((x, y)).or_default().push(segment);
                }
            }
            before = after;
        }
    }

    /// The nearest place of another line to an end: its distance, its segment and the share of the segment before it.
    fn nearest(&self, way: u32, end: u32) -> Option<(f64, Segment, f64)> {
        let place = self.ways.vertices[end as usize];
        let (x, y) = self.square(place);
        let near = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y))).filter_map(|square| self.squares.get(&square)).flatten();
        let scale = metres_per_unit(place.lat);
        let mut best: Option<(f64, Segment, f64)> = None;
        for segment in near.take(MOST_LOOKED) {
            if segment.way == way {
                continue;
            }
            let (a, b) = self.ends_of(*segment);
            let (distance, share) = distance_to_segment(place, a, b, scale);
            let is_better = best.is_none_or(|(least, other, _)| (distance, segment.at) < (least, other.at));
            if distance <= self.tolerance_m && is_better {
                best = Some((distance, *segment, share));
            }
        }
        best
    }

    fn run(self) -> RoadWays {
        let mut uses = vec![0u32; self.ways.vertices.len()];
        self.ways.refs.iter().for_each(|vertex| uses[*vertex as usize] += 1);
        let mut same: Vec<u32> = (0..self.ways.vertices.len() as u32).collect();
        // New vertices on segments: the segment's first index, the share of it, the vertex.
        let mut cuts: Vec<(u32, f64, u32)> = Vec::new();
        let mut first = 0u32;
        for way in 0..self.ways.len() {
            let end = self.ways.ends[way];
            for at in [first, end - 1] {
                let vertex = self.ways.refs[at as usize];
                if uses[vertex as usize] > 1 || same[vertex as usize] != vertex {
                    continue;
                }
                let Some((_, segment, share)) = self.nearest(way as u32, vertex) else { continue };
                let (a, b) = (self.ways.refs[segment.at as usize], self.ways.refs[segment.at as usize + 1]);
                let length = self.length_m(a, b);
                if share * length <= self.tolerance_m {
                    join(&mut same, vertex, a);
                } else if (1.0 - share) * length <= self.tolerance_m {
                    join(&mut same, vertex, b);
                } else {
                    cuts.push((segment.at, share, vertex));
                }
            }
            first = end;
        }
        self.rebuilt(&same, cuts)
    }

    fn length_m(&self, a: u32, b: u32) -> f64 {
        crate::geodesy::distance_m(self.ways.vertices[a as usize], self.ways.vertices[b as usize])
    }

    /// The ways with joined vertices, and with the ends that were put on segments.
    fn rebuilt(self, same: &[u32], mut cuts: Vec<(u32, f64, u32)>) -> RoadWays {
        cuts.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut cuts = cuts.into_iter().peekable();
        let mut ways = RoadWays { vertices: self.ways.vertices, ..RoadWays::default() };
        let mut first = 0u32;
        for (way, end) in self.ways.ends.iter().enumerate() {
            let mut refs = Vec::with_capacity((end - first) as usize);
            for at in first..*end {
                refs.push(root(same, self.ways.refs[at as usize]));
                while let Some((_, _, vertex)) = cuts.next_if(|cut| cut.0 == at) {
                    refs.push(root(same, vertex));
                }
            }
            refs.dedup();
            ways.push(self.ways.kinds[way], refs);
            first = *end;
        }
        ways
    }
}

/// The larger of the differences in longitude and latitude, in lattice units.
fn largest_difference(a: Position, b: Position) -> f64 {
    let lon = (f64::from(a.lon) - f64::from(b.lon)).abs();
    lon.max((f64::from(a.lat) - f64::from(b.lat)).abs())
}

/// The vertex that stands for another.
fn root(same: &[u32], mut vertex: u32) -> u32 {
    while same[vertex as usize] != vertex {
        vertex = same[vertex as usize];
    }
    vertex
}

fn join(same: &mut [u32], vertex: u32, other: u32) {
    let (a, b) = (root(same, vertex), root(same, other));
    // The larger number takes the smaller, so that no circle can arise.
    same[a.max(b) as usize] = a.min(b);
}

/// Distance in metres from a place to a segment, and the share of the segment before the nearest point. On the plane that touches
/// at the place: errors below 1e-6 of distances up to some kilometres.
pub(super) fn distance_to_segment(place: Position, a: Position, b: Position, (lon_m, lat_m): (f64, f64)) -> (f64, f64) {
    let x = |position: Position| (f64::from(position.lon) - f64::from(place.lon)) * lon_m;
    let y = |position: Position| (f64::from(position.lat) - f64::from(place.lat)) * lat_m;
    let (ax, ay) = (x(a), y(a));
    let (dx, dy) = (x(b) - ax, y(b) - ay);
    let length2 = dx * dx + dy * dy;
    let share = if length2 > 0.0 { (-(ax * dx + ay * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let (px, py) = (ax + share * dx, ay + share * dy);
    ((px * px + py * py).sqrt(), share)
}
