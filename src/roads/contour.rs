//! Outlines of what is inside on a raster (marching squares), and rings sorted into polygons with holes.

use crate::geodesy::{Bounds, Position, point_is_under, twice_area};

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
                values.push(if owners[at] == owner { self.values[at] } else { -self.values[at].abs() });
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

    /// Where the value is zero on a lattice edge, between a point inside and one outside.
    fn place(&self, crossing: u32) -> [f32; 2] {
        let point = (crossing / 2) as usize;
        let is_north = crossing % 2 == 1;
        let other = if is_north { point + self.width } else { point + 1 };
        let (a, b) = (self.values[point], self.values[other]);
        let share = (a / (a - b)).clamp(0.0, 1.0);
        let (x, y) = ((point % self.width) as f32, (point / self.width) as f32);
        if is_north { [x, y + share] } else { [x + share, y] }
    }

    /// Makes inside of what is enclosed, has fewer lattice points than `most` and none that is `kept`. Cost: linear.
    pub(super) fn fill_holes(&mut self, most: usize, is_kept: &[bool], value: f32) {
        let mut is_seen = vec![false; self.values.len()];
        let (mut open, mut hole) = (Vec::new(), Vec::new());
        for first in 0..self.values.len() {
            if is_seen[first] || self.values[first] > 0.0 {
                continue;
            }
            is_seen[first] = true;
            open.push(first);
            let mut stays = false;
            while let Some(at) = open.pop() {
                let (x, y) = (at % self.width, at / self.width);
                let is_rim = x == 0 || y == 0 || x + 1 == self.width || y + 1 == self.height;
                stays |= is_rim || is_kept[at];
                // Of a large hole the points need not be remembered.
                if hole.len() <= most {
                    hole.push(at);
                }
                let beside = [(x > 0).then(|| at - 1), (x + 1 < self.width).then(|| at + 1), (y > 0).then(|| at - self.width), (y + 1 < self.height).then(|| at + self.width)];
                for next in beside.into_iter().flatten() {
                    if !is_seen[next] && self.values[next] <= 0.0 {
                        is_seen[next] = true;
                        open.push(next);
                    }
                }
            }
            if !stays && hole.len() <= most {
                hole.iter().for_each(|at| self.values[*at] = value);
            }
            hole.clear();
        }
    }
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
