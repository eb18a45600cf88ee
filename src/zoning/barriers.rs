//! Which neighbours a barrier parts (阻隔): rivers, railways, roads, drawn lines.

use crate::base::{ArcId, CellId};
use crate::geodesy::{Bounds, Position, metres_per_unit, tenth_mm_to_m};
use crate::metrics::PlanView;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A boundary that lies so near to a barrier runs along it, in metres: drawings of one river differ by so much.
const ALONG_M: f64 = 25.0;
/// As a share of the boundary's length, so that a short one near a barrier does not.
const ALONG_SHARE: f64 = 0.2;
/// Places on a boundary that are looked at.
const SAMPLES: usize = 9;
/// Width of the squares that segments are kept in, in units of 1e-7 degrees: some 500 m.
const SQUARE: i32 = 50_000;

/// A thing that nobody crosses.
#[derive(Clone, Copy, Debug)]
pub enum Barrier<'a> {
    /// A line; who crosses it twice is on the same side again.
    Line(&'a [Position]),
    /// Ground such as a lake: a shell with holes, closed; who walks through it crosses it.
    Ground(&'a [Vec<Position>]),
}

/// Segments of barriers by square.
struct Segments {
    squares: FxHashMap<(i32, i32), Vec<u32>>,
    /// Each with the number of its barrier.
    segments: Vec<([Position; 2], u32)>,
    is_ground: Vec<bool>,
    metres: (f64, f64),
}

/// Pairs of neighbouring cells with a barrier between them, as numbers into `cells` (ascending). A barrier lies between two cells
/// where it runs along all of their common boundaries, or where the way from the inside of one over the middle of the boundary to the
/// inside of the other crosses it. Cost: the positions of all arcs, and the segments near them.
pub fn parted_pairs(view: PlanView<'_>, cells: &[CellId], barriers: &[Barrier<'_>]) -> Vec<(u32, u32)> {
    let partition = view.partition;
    let segments = Segments::new(barriers, &partition.bounds());
    if segments.segments.is_empty() {
        return Vec::new();
    }
    let unit_of = |cell: CellId| cells.binary_search(&cell).ok().map(|unit| unit as u32);
    let mut shared: BTreeMap<(u32, u32), Vec<ArcId>> = BTreeMap::new();
    for (id, arc) in partition.arcs().iter() {
        if let (Some(a), Some(b)) = (unit_of(arc.shape.left), unit_of(arc.shape.right)) {
            shared.entry((a.min(b), a.max(b))).or_default().push(id);
        }
    }
    let inside = |unit: u32| partition.interior_position(cells[unit as usize]);
    let is_parted = |(a, b): (u32, u32), arcs: &[ArcId]| {
        arcs.iter().all(|arc| {
            let points = &partition.arcs()[*arc].shape.points;
            let samples = samples(points);
            segments.runs_along(&samples, tenth_mm_to_m(partition.arcs()[*arc].length_tenth_mm)) || inside(a).zip(inside(b)).is_some_and(|(from, to)| segments.is_crossed(&[from, samples[SAMPLES / 2], to]))
        })
    };
    shared.into_iter().filter(|(pair, arcs)| is_parted(*pair, arcs)).map(|(pair, _)| pair).collect()
}

/// Places evenly spread over a line, the middle among them.
fn samples(points: &[Position]) -> [Position; SAMPLES] {
    let length = |pair: &[Position]| libm::hypot(f64::from(pair[1].lon) - f64::from(pair[0].lon), f64::from(pair[1].lat) - f64::from(pair[0].lat));
    let total: f64 = points.windows(2).map(length).sum();
    let at = |share: f64| {
        let mut left = share * total;
        for pair in points.windows(2) {
            let own = length(pair);
            if left <= own {
                let part = if own > 0.0 { left / own } else { 0.0 };
                let between = |a: i32, b: i32| a + ((f64::from(b) - f64::from(a)) * part).round() as i32;
                return Position::new(between(pair[0].lon, pair[1].lon), between(pair[0].lat, pair[1].lat));
            }
            left -= own;
        }
        points.last().copied().unwrap_or_default()
    };
    std::array::from_fn(|number| at((number as f64 + 0.5) / SAMPLES as f64))
}

impl Segments {
    fn new(barriers: &[Barrier<'_>], ground: &Bounds) -> Self {
        let metres = metres_per_unit(i32::midpoint(ground.min.lat, ground.max.lat));
        let mut kept = Self { squares: FxHashMap::default(), segments: Vec::new(), is_ground: Vec::with_capacity(barriers.len()), metres };
        for (number, barrier) in barriers.iter().enumerate() {
            kept.is_ground.push(matches!(barrier, Barrier::Ground(_)));
            let mut add = |line: &[Position]| line.windows(2).filter(|pair| pair[0] != pair[1]).for_each(|pair| kept.add([pair[0], pair[1]], number as u32, ground));
            match barrier {
                Barrier::Line(line) => add(line),
                Barrier::Ground(rings) => rings.iter().for_each(|ring| add(ring)),
            }
        }
        kept
    }

    fn add(&mut self, segment: [Position; 2], barrier: u32, ground: &Bounds) {
        let bounds = Bounds::of(segment);
        if !bounds.touches(ground) {
            return;
        }
        let number = self.segments.len() as u32;
        self.segments.push((segment, barrier));
        // Only the part over the plan matters, so that a line across the country stays small.
        let (low, high) = (square(Position::new(bounds.min.lon.max(ground.min.lon), bounds.min.lat.max(ground.min.lat))), square(Position::new(bounds.max.lon.min(ground.max.lon), bounds.max.lat.min(ground.max.lat))));
        for x in low.0..=high.0 {
            for y in low.1..=high.1 {
                self.squares.entry((x, y)).or_default().push(number);
            }
        }
    }

    /// The segments that may be near a box.
    fn near(&self, bounds: &Bounds) -> BTreeSet<u32> {
        let (low, high) = (square(bounds.min), square(bounds.max));
        (low.0 - 1..=high.0 + 1).flat_map(|x| (low.1 - 1..=high.1 + 1).map(move |y| (x, y))).filter_map(|at| self.squares.get(&at)).flatten().copied().collect()
    }

    /// Whether most of some places on a boundary of a length lie at a barrier.
    fn runs_along(&self, places: &[Position; SAMPLES], length_m: f64) -> bool {
        let least = ALONG_M.min(ALONG_SHARE * length_m);
        let near = self.near(&Bounds::of(places.iter().copied()));
        let is_at = |place: &&Position| near.iter().any(|segment| self.distance_m(**place, self.segments[*segment as usize].0) <= least);
        !near.is_empty() && places.iter().filter(is_at).count() * 2 > SAMPLES
    }

    /// Whether a way leads over a barrier.
    fn is_crossed(&self, way: &[Position]) -> bool {
        let mut crossings: BTreeMap<u32, usize> = BTreeMap::new();
        for segment in self.near(&Bounds::of(way.iter().copied())) {
            let (line, barrier) = self.segments[segment as usize];
            let count = way.windows(2).filter(|leg| cross([leg[0], leg[1]], line)).count();
            *crossings.entry(barrier).or_default() += count;
        }
        // Twice over a line is back on this side; twice over a shore is through the water.
        crossings.into_iter().any(|(barrier, count)| if self.is_ground[barrier as usize] { count > 0 && count % 2 == 0 } else { count % 2 == 1 })
    }

    fn distance_m(&self, place: Position, [a, b]: [Position; 2]) -> f64 {
        let metres = |position: Position| [(f64::from(position.lon) - f64::from(place.lon)) * self.metres.0, (f64::from(position.lat) - f64::from(place.lat)) * self.metres.1];
        let (a, b) = (metres(a), metres(b));
        let along = [b[0] - a[0], b[1] - a[1]];
        let square = along[0] * along[0] + along[1] * along[1];
        let part = if square > 0.0 { (-(a[0] * along[0] + a[1] * along[1]) / square).clamp(0.0, 1.0) } else { 0.0 };
        libm::hypot(a[0] + part * along[0], a[1] + part * along[1])
    }
}

fn square(position: Position) -> (i32, i32) {
    (position.lon.div_euclid(SQUARE), position.lat.div_euclid(SQUARE))
}

/// Whether two segments cross; an end that lies on the other segment counts for one side only, so that a way over a corner of a line
/// crosses it once.
fn cross(first: [Position; 2], second: [Position; 2]) -> bool {
    let side = |[a, b]: [Position; 2], p: Position| {
        let (ax, ay) = (i128::from(b.lon) - i128::from(a.lon), i128::from(b.lat) - i128::from(a.lat));
        let (px, py) = (i128::from(p.lon) - i128::from(a.lon), i128::from(p.lat) - i128::from(a.lat));
        ax * py - ay * px > 0
    };
    side(first, second[0]) != side(first, second[1]) && side(second, first[0]) != side(second, first[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Table;
    use crate::model::Assignment;
    use crate::partition::fixture::{STEP, at, lattice};

    fn pairs(barriers: &[Barrier<'_>]) -> usize {
        let partition = lattice(4);
        let (grids, assignment) = (Table::default(), Assignment::default());
        let view = PlanView { partition: &partition, grids: &grids, assignment: &assignment };
        let cells: Vec<CellId> = partition.cells().collect();
        let found = parted_pairs(view, &cells, barriers);
        for (a, b) in &found {
            assert!(partition.neighbours(cells[*a as usize]).any(|(_, other)| other == cells[*b as usize]));
        }
        found.len()
    }

    #[test]
    fn a_line_parts_what_lies_on_its_two_sides() {
        // Through the second column of cells, short of its middle: the first column is beyond it in all four rows.
        let (near, far) = (STEP + 3 * STEP / 8, STEP + 2 * STEP / 5);
        let through = [at(near, -STEP), at(near, 5 * STEP)];
        assert_eq!(pairs(&[Barrier::Line(&through)]), 4);
        // A line there and back again parts nobody, two lines do.
        let back = [at(near, -STEP), at(near, 5 * STEP), at(far, 5 * STEP), at(far, -STEP)];
        assert_eq!(pairs(&[Barrier::Line(&back)]), 0);
        assert_eq!(pairs(&[Barrier::Line(&back[..2]), Barrier::Line(&back[2..])]), 4);
        let short = [at(near, STEP + STEP / 4), at(near, 2 * STEP - STEP / 4)];
        assert_eq!(pairs(&[Barrier::Line(&short)]), 1);
        assert_eq!(pairs(&[]), 0);
    }

    #[test]
    fn a_river_along_the_boundaries_parts_although_it_is_drawn_a_little_elsewhere() {
        let river: Vec<_> = (0..=8).map(|half| at(2 * STEP - (half % 2) * STEP / 10 + STEP / 100, half * STEP / 2)).collect();
        assert_eq!(pairs(&[Barrier::Line(&river)]), 4);
    }

    #[test]
    fn water_parts_those_who_would_have_to_swim() {
        let (west, east) = (STEP - 3 * STEP / 8, STEP + 3 * STEP / 8);
        let lake = vec![vec![at(west, -STEP), at(east, -STEP), at(east, 5 * STEP), at(west, 5 * STEP), at(west, -STEP)]];
        assert_eq!(pairs(&[Barrier::Ground(&lake)]), 4);
    }
}
