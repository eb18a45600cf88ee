//! Which cells lie within a ring or under a brush.

use super::Partition;
use crate::base::CellId;
use crate::geodesy::{Bounds, Position, metres_per_unit, point_is_under};
use std::collections::BTreeSet;

impl Partition {
    /// The cells whose [interior position](Self::interior_position) lies inside a ring (closed or not), by the half-open
    /// rule; ascending. Cost: the shapes of the cells in the box round the ring.
    pub fn cells_within(&self, ring: &[Position]) -> Vec<CellId> {
        let bounds = Bounds::of(ring.iter().copied());
        let is_inside = |p: Position| ring.iter().zip(ring.iter().cycle().skip(1)).filter(|(a, b)| point_is_under(p, **a, **b)).count() % 2 == 1;
        let is_chosen = |cell: &CellId| self.interior_position(*cell).is_some_and(|p| bounds.contains(p) && is_inside(p));
        self.cells_in_box(&bounds).into_iter().filter(is_chosen).collect()
    }

    /// The cells that come within some metres of a path, or hold a position of it; ascending. Cost: the arcs near the path.
    pub fn cells_touched(&self, path: &[Position], radius_m: f64) -> Vec<CellId> {
        let mut cells: BTreeSet<CellId> = path.iter().map(|p| self.cell_at(*p)).collect();
        let single: Vec<[Position; 2]> = path.iter().take(1).map(|p| [*p, *p]).collect();
        let steps: Vec<[Position; 2]> = if path.len() < 2 { single } else { path.windows(2).map(|pair| [pair[0], pair[1]]).collect() };
        for [a, b] in steps {
            let flat = Flat::around(a, b);
            let reach = flat.reach(a, b, radius_m);
            for id in self.arcs_near(&reach) {
                let arc = &self.arcs[id];
                let shape = &arc.shape;
                if !arc.bounds.touches(&reach) || (cells.contains(&shape.left) && cells.contains(&shape.right)) {
                    continue;
                }
                let is_near = |pair: &[Position]| Bounds::of([pair[0], pair[1]]).touches(&reach) && flat.is_within([a, b], [pair[0], pair[1]], radius_m);
                if shape.points.windows(2).any(is_near) {
                    cells.extend([shape.left, shape.right]);
                }
            }
        }
        cells.remove(&CellId::OUTSIDE);
        cells.into_iter().collect()
    }

    /// The cells with ground in a box, and some near it: a cell that has no arc in the box holds all of it.
    fn cells_in_box(&self, bounds: &Bounds) -> BTreeSet<CellId> {
        if bounds.is_empty() {
            return BTreeSet::new();
        }
        let mut cells = BTreeSet::from([self.cell_at(bounds.min)]);
        for id in self.arcs_near(bounds) {
            let arc = &self.arcs[id];
            if arc.bounds.touches(bounds) {
                cells.extend([arc.shape.left, arc.shape.right]);
            }
        }
        cells.remove(&CellId::OUTSIDE);
        cells
    }
}

/// Metres around one step of a brush; good to 1e-4 over the few kilometres that a brush reaches.
#[derive(Clone, Copy)]
struct Flat {
    origin: Position,
    lon_m: f64,
    lat_m: f64,
}

type Point = (f64, f64);

impl Flat {
    fn around(a: Position, b: Position) -> Self {
        let (lon_m, lat_m) = metres_per_unit(a.lat.midpoint(b.lat));
        Self { origin: a, lon_m, lat_m }
    }

    /// A box around everything within a distance of a step.
    fn reach(self, a: Position, b: Position, radius_m: f64) -> Bounds {
        let bounds = Bounds::of([a, b]);
        let units = |metres: f64| (radius_m / metres.max(1e-9) * 1.01 + 2.0).min(1.8e9) as i32;
        let (dx, dy) = (units(self.lon_m), units(self.lat_m));
        Bounds {
            min: Position::new(bounds.min.lon.saturating_sub(dx), bounds.min.lat.saturating_sub(dy)),
            max: Position::new(bounds.max.lon.saturating_add(dx), bounds.max.lat.saturating_add(dy)),
        }
    }

    fn point(self, p: Position) -> Point {
        ((f64::from(p.lon) - f64::from(self.origin.lon)) * self.lon_m, (f64::from(p.lat) - f64::from(self.origin.lat)) * self.lat_m)
    }

    /// Whether two segments come within a distance of each other.
    fn is_within(self, [a, b]: [Position; 2], [c, d]: [Position; 2], radius_m: f64) -> bool {
        self.distance_squared([a, b], [c, d]) <= radius_m * radius_m
    }

    /// Square of the distance of two segments in metres, 0 where they cross.
    fn distance_squared(self, [a, b]: [Position; 2], [c, d]: [Position; 2]) -> f64 {
        let [a, b, c, d] = [a, b, c, d].map(|p| self.point(p));
        if side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0 {
            return 0.0;
        }
        [squared(a, c, d), squared(b, c, d), squared(c, a, b), squared(d, a, b)].into_iter().fold(f64::INFINITY, f64::min)
    }
}

/// Square of the distance of a point from a segment.
fn squared(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let t = if length > 0.0 { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (x, y) = (p.0 - a.0 - t * dx, p.1 - a.1 - t * dy);
    x * x + y * y
}

fn side(a: Point, b: Point, p: Point) -> f64 {
    (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partition::fixture::{Dice, ORIGIN, STEP, at, lattice, square};

    /// A lattice with a cell inside a cell, and one much larger than the buckets of the index.
    fn plan() -> Partition {
        let mut partition = lattice(7);
        let enclave = square(3 * STEP + 300, 3 * STEP + 300, 300);
        let outcome = partition.propose_new_cell(&enclave).expect("a ring inside one cell");
        partition.apply(&outcome.patch);
        partition
    }

    fn within_by_definition(partition: &Partition, ring: &[Position]) -> Vec<CellId> {
        let is_inside = |p: Position| ring.iter().zip(ring.iter().cycle().skip(1)).filter(|(a, b)| point_is_under(p, **a, **b)).count() % 2 == 1;
        partition.cells().filter(|cell| partition.interior_position(*cell).is_some_and(is_inside)).collect()
    }

    /// The distance of every cell from a path, over all segments; nothing for the cells that hold a position of it.
    fn distances_m(partition: &Partition, path: &[Position]) -> Vec<(CellId, f64)> {
        let flat = Flat::around(ORIGIN, ORIGIN);
        let distance = |cell: CellId| {
            if path.iter().any(|p| partition.cell_at(*p) == cell) {
                return 0.0;
            }
            let segments: Vec<[Position; 2]> = partition.face_arcs(cell).flat_map(|walked| partition.arcs()[walked.arc].shape.points.windows(2)).map(|pair| [pair[0], pair[1]]).collect();
            let steps = (0..path.len().max(2) - 1).map(|at| [path[at], path[(at + 1).min(path.len() - 1)]]);
            steps.flat_map(|step| segments.iter().map(move |segment| (step, *segment))).map(|(step, segment)| flat.distance_squared(step, segment).sqrt()).fold(f64::INFINITY, f64::min)
        };
        partition.cells().map(|cell| (cell, distance(cell))).collect()
    }

    #[test]
    fn a_lasso_takes_what_lies_within_it_by_definition() {
        let partition = plan();
        let mut dice = Dice(11);
        for trial in 0..400 {
            let reach = [40, 400, 3000, 9000][trial % 4];
            let middle = [dice.roll(8000) as i32 - 500, dice.roll(8000) as i32 - 500];
            let ring: Vec<Position> = (0..3 + dice.roll(6)).map(|_| at(middle[0] + dice.roll(2 * reach) as i32 - reach as i32, middle[1] + dice.roll(2 * reach) as i32 - reach as i32)).collect();
            assert_eq!(partition.cells_within(&ring), within_by_definition(&partition, &ring), "{ring:?}");
        }
        assert_eq!(partition.cells_within(&square(-STEP, -STEP, 10 * STEP)).len(), partition.n_cells());
        assert!(partition.cells_within(&[]).is_empty());
    }

    #[test]
    fn a_ring_inside_one_cell_finds_it() {
        let partition = plan();
        let inner = partition.interior_position(CellId(1)).expect("a cell with area");
        let ring = [(-3, -3), (3, -3), (3, 3), (-3, 3)].map(|(x, y)| Position::new(inner.lon + x, inner.lat + y));
        assert_eq!(partition.cells_within(&ring), [CellId(1)]);
    }

    #[test]
    fn a_brush_touches_what_is_near_by_definition() {
        let partition = plan();
        let mut dice = Dice(5);
        let mut touched = 0;
        for trial in 0..300 {
            let path: Vec<Position> = (0..=dice.roll(4)).map(|_| at(dice.roll(9000) as i32 - 1000, dice.roll(9000) as i32 - 1000)).collect();
            let radius_m = [0.0, 0.3, 4.0, 30.0][trial % 4];
            let found = partition.cells_touched(&path, radius_m);
            for (cell, distance_m) in distances_m(&partition, &path) {
                // The scale of a degree differs by a millionth between the frames.
                if (distance_m - radius_m).abs() > 1e-4 * radius_m + 1e-6 {
                    assert_eq!(found.contains(&cell), distance_m < radius_m, "{cell:?} is {distance_m} m from {path:?}, brush {radius_m} m");
                }
            }
            touched += found.len();
        }
        assert!(touched > 1000, "{touched}");
    }
}
