//! The nearest road of a place: segments of the drawn lines in squares, looked through ring by ring.

use super::graph::RoadGraph;
use super::ways::distance_to_segment;
use crate::geodesy::{Bounds, Position, distance_m, metres_per_unit};

/// Side of a square at least, in metres.
const LEAST_SIDE_M: f64 = 40.0;
/// Squares for each segment, at most.
const SQUARES_A_SEGMENT: f64 = 2.0;

/// A place on a road.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snap {
    /// Edge of the graph.
    pub edge: u32,
    /// Share of the edge's length before the place, as the edge is drawn; 0 to 1.
    pub share: f64,
    /// Metres from the place to the road.
    pub access_m: f64,
    /// The place on the road.
    pub position: Position,
}

/// Segments of drawn lines in squares.
#[derive(Clone, Debug)]
pub(super) struct SegmentIndex {
    origin: Position,
    /// Sides of a square in lattice units.
    side: [f64; 2],
    /// The shorter side in metres, a little less.
    side_m: f64,
    size: [i64; 2],
    start: Vec<u32>,
    /// Edge, and the first position of the segment among all lines.
    segments: Vec<(u32, u32)>,
}

/// A segment while the nearest is looked for.
#[derive(Clone, Copy, Debug)]
struct Found {
    distance: f64,
    edge: u32,
    at: u32,
    share: f64,
}

impl SegmentIndex {
    /// Puts the segments of wanted edges into squares. Cost: linear; a segment is in the squares of its pieces, none of which is longer
    /// than a square.
    pub(super) fn new(graph: &RoadGraph, is_wanted: impl Fn(usize) -> bool) -> Self {
        let wanted: Vec<u32> = (0..graph.edges().len()).filter(|edge| is_wanted(*edge)).map(|edge| edge as u32).collect();
        let segments = || wanted.iter().flat_map(|edge| (graph.line_start[*edge as usize]..graph.line_start[*edge as usize + 1] - 1).map(|at| (*edge, at)));
        let bounds = Bounds::of(segments().flat_map(|(_, at)| [graph.line[at as usize], graph.line[at as usize + 1]]));
        if bounds.is_empty() {
            return Self { origin: Position::default(), side: [1.0; 2], side_m: 1.0, size: [0; 2], start: vec![0], segments: Vec::new() };
        }
        let (lon_m, lat_m) = metres_per_unit(bounds.min.lat.midpoint(bounds.max.lat));
        let lon_m = lon_m.max(1e-5);
        let extent = |low: i32, high: i32| f64::from(high) - f64::from(low) + 1.0;
        let (width, height) = (extent(bounds.min.lon, bounds.max.lon), extent(bounds.min.lat, bounds.max.lat));
        let (n_segments, length_m) = segments().fold((0.0, 0.0), |(n, length), (_, at)| (n + 1.0, length + rough_m(graph, at, lon_m, lat_m)));
        let side_m = LEAST_SIDE_M.max(length_m / n_segments).max((width * lon_m * height * lat_m / (SQUARES_A_SEGMENT * n_segments)).sqrt());
        // A network along one line has an area of nearly nothing.
        let side_m = side_m.max((width * lon_m).max(height * lat_m) / (SQUARES_A_SEGMENT * n_segments + 1e4));
        let side = [side_m / lon_m, side_m / lat_m];
        let size = [(width / side[0]) as i64 + 1, (height / side[1]) as i64 + 1];
        // Metres in a degree of longitude are fewest at the end nearer to a pole.
        let farthest = if bounds.max.lat.unsigned_abs() > bounds.min.lat.unsigned_abs() { bounds.max.lat } else { bounds.min.lat };
        let least_m = (side[0] * metres_per_unit(farthest).0).min(side_m) * 0.99;
        let mut index = Self { origin: bounds.min, side, side_m: least_m, size, start: Vec::new(), segments: Vec::new() };
        index.fill(graph, segments());
        index
    }

    fn fill(&mut self, graph: &RoadGraph, segments: impl Iterator<Item = (u32, u32)>) {
        let mut filed: Vec<(u32, u32, u32)> = Vec::new();
        for (edge, at) in segments {
            let first = filed.len();
            self.squares(graph.line[at as usize], graph.line[at as usize + 1], |square| filed.push((square, edge, at)));
            filed[first..].sort_unstable();
        }
        filed.sort_unstable();
        filed.dedup();
        self.start = vec![0; (self.size[0] * self.size[1]) as usize + 1];
        filed.iter().for_each(|(square, _, _)| self.start[*square as usize + 1] += 1);
        for square in 1..self.start.len() {
            self.start[square] += self.start[square - 1];
        }
        self.segments = filed.into_iter().map(|(_, edge, at)| (edge, at)).collect();
    }

    /// The squares of the pieces of a segment.
    fn squares(&self, a: Position, b: Position, mut put: impl FnMut(u32)) {
        let span = ((f64::from(a.lon) - f64::from(b.lon)).abs() / self.side[0]).max((f64::from(a.lat) - f64::from(b.lat)).abs() / self.side[1]);
        let pieces = span as u32 + 1;
        let mut before = self.square(a);
        for piece in 1..=pieces {
            let share = f64::from(piece) / f64::from(pieces);
            let along = |from: i32, to: i32| (f64::from(from) + share * (f64::from(to) - f64::from(from))).round() as i32;
            let after = self.square(Position::new(along(a.lon, b.lon), along(a.lat, b.lat)));
            for y in before[1].min(after[1])..=before[1].max(after[1]) {
                for x in before[0].min(after[0])..=before[0].max(after[0]) {
                    let [x, y] = [x.clamp(0, self.size[0] - 1), y.clamp(0, self.size[1] - 1)];
                    put((y * self.size[0] + x) as u32);
                }
            }
            before = after;
        }
    }

    /// The square of a place; outside the box of all roads it has numbers outside the table.
    fn square(&self, place: Position) -> [i64; 2] {
        let along = |value: i32, origin: i32, side: f64| ((f64::from(value) - f64::from(origin)) / side).floor() as i64;
        [along(place.lon, self.origin.lon, self.side[0]), along(place.lat, self.origin.lat, self.side[1])]
    }

    /// The nearest segment within some metres.
    pub(super) fn nearest(&self, graph: &RoadGraph, place: Position, most_m: f64) -> Option<Snap> {
        let scale = metres_per_unit(place.lat);
        let [x, y] = self.square(place);
        // Rings before this one lie outside the table.
        let outside = (-x).max(x - self.size[0] + 1).max(-y).max(y - self.size[1] + 1).max(0);
        let inside = x.max(self.size[0] - 1 - x).max(y).max(self.size[1] - 1 - y);
        let mut best: Option<Found> = None;
        for ring in outside..=inside {
            let nearest_m = (ring - 1).max(0) as f64 * self.side_m;
            if nearest_m > best.map_or(most_m, |found| found.distance) {
                break;
            }
            for row in (y - ring).max(0)..=(y + ring).min(self.size[1] - 1) {
                // Whole rows at the top and the bottom of the ring, two squares in between.
                let step = if (row - y).abs() == ring { 1 } else { 2 * ring };
                let mut column = x - ring;
                while column <= x + ring {
                    if (0..self.size[0]).contains(&column) {
                        self.look(graph, (row * self.size[0] + column) as usize, place, scale, &mut best);
                    }
                    column += step;
                }
            }
        }
        best.filter(|found| found.distance <= most_m).map(|found| snap(graph, &found))
    }

    fn look(&self, graph: &RoadGraph, square: usize, place: Position, scale: (f64, f64), best: &mut Option<Found>) {
        for (edge, at) in &self.segments[self.start[square] as usize..self.start[square + 1] as usize] {
            let (distance, share) = distance_to_segment(place, graph.line[*at as usize], graph.line[*at as usize + 1], scale);
            let is_nearer = best.is_none_or(|best| distance.total_cmp(&best.distance).then((*edge, *at).cmp(&(best.edge, best.at))).is_lt());
            if is_nearer {
                *best = Some(Found { distance, edge: *edge, at: *at, share });
            }
        }
    }
}

fn rough_m(graph: &RoadGraph, at: u32, lon_m: f64, lat_m: f64) -> f64 {
    let (a, b) = (graph.line[at as usize], graph.line[at as usize + 1]);
    (f64::from(a.lon) - f64::from(b.lon)).abs() * lon_m + (f64::from(a.lat) - f64::from(b.lat)).abs() * lat_m
}

/// What was found as a place on an edge.
fn snap(graph: &RoadGraph, found: &Found) -> Snap {
    let line = graph.line(found.edge as usize);
    let segment = (found.at - graph.line_start[found.edge as usize]) as usize;
    let (mut before, mut total) = (0.0, 0.0);
    for (at, pair) in line.windows(2).enumerate() {
        let length = distance_m(pair[0], pair[1]);
        before += if at < segment { length } else { 0.0 };
        before += if at == segment { length * found.share } else { 0.0 };
        total += length;
    }
    let (a, b) = (line[segment], line[segment + 1]);
    let along = |from: i32, to: i32| (f64::from(from) + found.share * (f64::from(to) - f64::from(from))).round() as i32;
    let position = Position::new(along(a.lon, b.lon), along(a.lat, b.lat));
    Snap { edge: found.edge, share: if total > 0.0 { (before / total).clamp(0.0, 1.0) } else { 0.0 }, access_m: found.distance, position }
}
