//! Outlines of what is inside on a raster (marching squares), and rings sorted into polygons with holes.

use crate::geodesy::{Bounds, Position, point_is_under, twice_area};

/// The value of points of which only is known that they are outside.
pub(super) const FAR: f32 = -1e3;

/// A raster of values at lattice points, row by row from the south; inside is where a value is positive.
#[derive(Clone, Debug)]
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<f32>,
}

/// Sides of a square of four lattice points.
#[derive(Clone, Copy, Debug)]
enum Side {
    South,
    East,
    North,
    West,
}

/// For each pattern of corners inside (1 south-west, 2 south-east, 4 north-east, 8 north-west), from which side to which the outline
/// runs with the inside on its left. Two opposite corners inside stay apart.
const RUNS: [&[(Side, Side)]; 16] = {
    use Side::{East, North, South, West};
    [
        &[],
        &[(South, West)],
        &[(East, South)],
        &[(East, West)],
        &[(North, East)],
        &[(South, West), (North, East)],
        &[(North, South)],
        &[(North, West)],
        &[(West, North)],
        &[(South, North)],
        &[(East, South), (West, North)],
        &[(East, North)],
        &[(West, East)],
        &[(South, East)],
        &[(West, South)],
        &[],
    ]
};

impl Raster {
    /// The outlines: closed rings of places on the raster, the inside on the left, the first place not repeated. What touches the rim
    /// is cut off there, so the rim should lie outside. Cost: linear, and a sort of the outline.
    pub(super) fn outlines(&self) -> Vec<Vec<[f32; 2]>> {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for y in 0..self.height.saturating_sub(1) {
            let (south, north) = (&self.values[y * self.width..][..self.width], &self.values[(y + 1) * self.width..][..self.width]);
            let column = |x: usize| u8::from(south[x] > 0.0) | u8::from(north[x] > 0.0) << 3;
            let mut west = column(0);
            for x in 1..self.width {
                let east = column(x);
                // The same bits, one corner farther.
                let pattern = west | (east & 1) << 1 | (east & 8) >> 1;
                for (from, to) in RUNS[usize::from(pattern)] {
                    runs.push((self.crossing(x - 1, y, *from), self.crossing(x - 1, y, *to)));
                }
                west = east;
            }
        }
        runs.sort_unstable();
        self.rings(&runs)
    }

    /// The outlines of the points of one owner, which lie between two corners; the value of points of others counts against it.
    pub(super) fn outlines_of(&self, owners: &[u32], owner: u32, [[west, south], [east, north]]: [[usize; 2]; 2]) -> Vec<Vec<[f32; 2]>> {
        if west > east {
            return Vec::new();
        }
        // One point more on every side; the rim of the raster itself lies outside.
        let (west, south) = (west.saturating_sub(1), south.saturating_sub(1));
        let (width, height) = ((east + 2).min(self.width) - west, (north + 2).min(self.height) - south);
        let mut values = Vec::with_capacity(width * height);
        for y in south..south + height {
            for at in y * self.width + west..y * self.width + west + width {
                values.push(if owners[at] == owner { self.values[at] } else { (-self.values[at].abs()).max(FAR) });
            }
        }
        let mut rings = Self { width, height, values }.outlines();
        rings.iter_mut().flatten().for_each(|place| *place = [place[0] + west as f32, place[1] + south as f32]);
        rings
    }

    /// Number of the lattice edge on a side of a square: twice its western or southern point, one more where it runs north.
    fn crossing(&self, x: usize, y: usize, side: Side) -> u32 {
        let point = |x: usize, y: usize| 2 * (y * self.width + x) as u32;
        match side {
            Side::South => point(x, y),
            Side::North => point(x, y + 1),
            Side::West => point(x, y) + 1,
            Side::East => point(x + 1, y) + 1,
        }
    }

    /// Runs joined end to start: every lattice edge that is crossed begins one run and ends one.
    fn rings(&self, runs: &[(u32, u32)]) -> Vec<Vec<[f32; 2]>> {
        let mut is_used = vec![false; runs.len()];
        let mut rings = Vec::new();
        for first in 0..runs.len() {
            let mut ring = Vec::new();
            let mut at = first;
            while !is_used[at] {
                is_used[at] = true;
                ring.push(self.place(runs[at].0));
                match runs.binary_search_by_key(&runs[at].1, |run| run.0) {
                    Ok(next) => at = next,
                    Err(_) => break,
                }
            }
            if ring.len() > 2 {
                rings.push(ring);
            }
        }
        rings
    }

    /// Where the value is zero on a lattice edge, between a point inside and one outside. Values are distances in squares: towards a
    /// point that is only known to be outside they fall by one.
    fn place(&self, crossing: u32) -> [f32; 2] {
        let point = (crossing / 2) as usize;
        let is_north = crossing % 2 == 1;
        let other = if is_north { point + self.width } else { point + 1 };
        let (a, b) = (self.values[point], self.values[other]);
        let share = match (a <= FAR, b <= FAR) {
            (true, _) => 1.0 - b,
            (_, true) => a,
            _ => a / (a - b),
        };
        let share = share.clamp(0.0, 1.0);
        let (x, y) = ((point % self.width) as f32, (point / self.width) as f32);
        if is_north { [x, y + share] } else { [x + share, y] }
    }

    /// Makes inside of what is enclosed, has no more than `most` lattice points and none that is `kept`. Cost: linear in the points, and
    /// the runs of points outside, joined row by row.
    pub(super) fn fill_holes(&mut self, most: usize, is_kept: &[bool], value: f32) {
        let mut runs: Vec<Run> = Vec::new();
        let mut above = 0;
        for row in 0..self.height {
            let begin = runs.len();
            self.outside_runs(row, is_kept, &mut runs);
            let mut before = above;
            for at in begin..runs.len() {
                while before < begin && runs[before].last < runs[at].first {
                    before += 1;
                }
                // The last run above that touches this one may touch the next one too.
                let mut other = before;
                while other < begin && runs[other].first <= runs[at].last {
                    join(&mut runs, at, other);
                    other += 1;
                }
            }
            above = begin;
        }
        for at in 0..runs.len() {
            let Run { row, first, last, .. } = runs[at];
            let whole = runs[root(&runs, at)];
            if !whole.stays && whole.size <= most {
                self.values[row * self.width + first..=row * self.width + last].fill(value);
            }
        }
    }

    /// The runs of one row. What touches the rim stays outside.
    fn outside_runs(&self, row: usize, is_kept: &[bool], runs: &mut Vec<Run>) {
        let range = row * self.width..(row + 1) * self.width;
        let (values, is_kept) = (&self.values[range.clone()], &is_kept[range]);
        let mut at = 0;
        while at < self.width {
            if values[at] > 0.0 {
                at += 1;
                continue;
            }
            let first = at;
            let mut stays = row == 0 || row + 1 == self.height || at == 0;
            while at < self.width && values[at] <= 0.0 {
                stays |= is_kept[at];
                at += 1;
            }
            let root = runs.len();
            runs.push(Run { row, first, last: at - 1, root, size: at - first, stays: stays || at == self.width });
        }
    }
}

fn join(runs: &mut [Run], a: usize, b: usize) {
    let (a, b) = (root(runs, a), root(runs, b));
    if a != b {
        // The earlier one stands for both, so that paths stay short from row to row.
        let (keep, drop) = (a.min(b), a.max(b));
        runs[drop].root = keep;
        runs[keep].size += runs[drop].size;
        runs[keep].stays |= runs[drop].stays;
    }
}

/// Points of one row that lie side by side outside.
#[derive(Clone, Copy, Debug)]
struct Run {
    row: usize,
    first: usize,
    last: usize,
    /// The run that stands for all connected ones; itself for the first of them.
    root: usize,
    /// Of the first of them: points of all, and whether they stay outside.
    size: usize,
    stays: bool,
}

/// The run that stands for all that are connected with one.
fn root(runs: &[Run], mut at: usize) -> usize {
    while runs[at].root != at {
        at = runs[at].root;
    }
    at
}

/// Rings with the inside on their left as polygons: each a shell and its holes, closed, the largest first.
pub(super) fn polygons(rings: Vec<Vec<Position>>) -> Vec<Vec<Vec<Position>>> {
    let twice = |ring: &[Position]| ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| twice_area(*a, *b)).sum::<i128>();
    let mut shells: Vec<(i128, Bounds, Vec<Vec<Position>>)> = Vec::new();
    let mut holes = Vec::new();
    for mut ring in rings {
        ring.dedup();
        let area = twice(&ring);
        if let (Some(first), true) = (ring.first().copied(), area != 0 && ring.len() > 2) {
            if area > 0 {
                ring.push(first);
                shells.push((area, Bounds::of(ring.iter().copied()), vec![ring]));
            } else {
                holes.push(ring);
            }
        }
    }
    shells.sort_by_key(|(area, _, rings)| (std::cmp::Reverse(*area), rings[0][0]));
    for mut hole in holes {
        let first = hole[0];
        // The smallest shell round it: a shell may itself lie in a hole of a larger one.
        let round = shells.iter().rposition(|(_, bounds, rings)| bounds.contains(first) && is_inside(first, &rings[0]));
        hole.push(first);
        if let Some(round) = round {
            shells[round].2.push(hole);
        }
    }
    shells.into_iter().map(|(_, _, rings)| rings).collect()
}

/// Whether a place lies in a closed ring.
pub(super) fn is_inside(place: Position, ring: &[Position]) -> bool {
    ring.windows(2).filter(|pair| point_is_under(place, pair[0], pair[1])).count() % 2 == 1
}
