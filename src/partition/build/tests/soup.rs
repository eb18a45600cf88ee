//! Random polygons: whatever comes in, the invariants hold and no ground is lost.

use super::checker::{self, holds, is_inside};
use super::*;
use crate::base::dice::Dice;

impl Dice {
    /// The same in the lattice's own numbers.
    fn under(&mut self, end: i32) -> i32 {
        self.below(end as usize) as i32
    }

    fn around(&mut self, reach: i32) -> i32 {
        self.under(2 * reach + 1) - reach
    }

    /// A polygon of random rings in a square.
    fn scribble(&mut self, side: i32, rings: i32, points: i32) -> InputPolygon {
        let count = 1 + self.under(rings);
        let ring = |dice: &mut Self| {
            let count = 1 + dice.under(points);
            (0..count).map(|_| Position::new(dice.under(side), dice.under(side))).collect()
        };
        InputPolygon { rings: (0..count).map(|_| ring(self)).collect(), row: 1, code: "P".into() }
    }

    fn star(&mut self, side: i32) -> InputPolygon {
        let (x, y, arms) = (self.under(side), self.under(side), 3 + self.under(12));
        let ring = (0..2 * arms)
            .map(|at| {
                let reach = f64::from(if at % 2 == 0 { side / 3 } else { side / 9 } + self.under(side / 8 + 1));
                let angle = f64::from(at) * std::f64::consts::PI / f64::from(arms);
                Position::new(x + (reach * libm::cos(angle)) as i32, y + (reach * libm::sin(angle)) as i32)
            })
            .collect();
        InputPolygon { rings: vec![ring], row: 1, code: "S".into() }
    }
}

fn options(dice: &mut Dice) -> BuildOptions {
    let snap_units = [None, Some(0), Some(1), Some(3), Some(40)][dice.under(5) as usize];
    let gap_width_m = [None, Some(0.0), Some(5.0)][dice.under(3) as usize];
    BuildOptions { snap_units, gap_width_m, ..BuildOptions::default() }
}

/// No polygon is without a cell and without a finding.
fn check_nothing_lost(built: &Built, plan: &[InputPolygon]) {
    for (at, polygon) in plan.iter().enumerate() {
        let has_cell = built.cells.iter().any(|cell| cell.polygon as usize == at);
        assert!(has_cell || built.findings.iter().any(|finding| finding.row == Some(polygon.row)), "row {} is lost", polygon.row);
    }
}

/// Beside the largest part of a polygon there is no part narrower than the gap width.
fn check_no_crumbs(built: &Built) {
    for cell in built.cells.iter().filter(|cell| cell.part > 1) {
        let metres = 6_371_007.2 * std::f64::consts::PI / 180.0 / 1e7;
        let width_m = checker::twice_area(built, cell.id) as f64 / checker::perimeter(built, cell.id) * metres;
        assert!(width_m > built.gap_width_m * 0.999, "{cell:?} is {width_m} wide, noise is {}", built.gap_width_m);
    }
}

fn rounds() -> u64 {
    std::env::var("GRIDWRIGHT_SOUP").ok().and_then(|text| text.parse().ok()).unwrap_or(400)
}

#[test]
fn tiny_lattices_force_every_degeneracy() {
    for seed in 0..rounds() * 4 {
        let mut dice = Dice(seed);
        let (side, count) = (2 + dice.under(20), 1 + dice.under(9));
        let plan = numbered((0..count).map(|_| dice.scribble(side, 3, 9)).collect());
        let built = checked(&plan, &options(&mut dice));
        check_nothing_lost(&built, &plan);
    }
}

#[test]
fn stars_and_scribbles_of_any_size() {
    for seed in 0..rounds() {
        let mut dice = Dice(1 << 32 | seed);
        let side = [50, 1_000, 30_000, 100_000_000][dice.under(4) as usize];
        let plan = numbered((0..2 + dice.under(10)).map(|_| if dice.under(2) == 0 { dice.star(side) } else { dice.scribble(side, 2, 12) }).collect());
        let built = checked(&plan, &options(&mut dice));
        check_nothing_lost(&built, &plan);
    }
}

/// A lattice of squares whose vertex copies all moved a little.
fn jittered(dice: &mut Dice, side: i32, step: i32, jitter: i32) -> Vec<InputPolygon> {
    let mut plan = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let mut ring = Vec::new();
            for (cx, cy, dx, dy) in [(x, y, 1, 0), (x + 1, y, 0, 1), (x + 1, y + 1, -1, 0), (x, y + 1, 0, -1)] {
                for part in 0..4 {
                    let along = |corner: i32, direction: i32| corner * step + direction * part * step / 4;
                    ring.push(Position::new(along(cx, dx) + dice.around(jitter), along(cy, dy) + dice.around(jitter)));
                }
            }
            plan.push(InputPolygon { rings: vec![ring], row: 1, code: format!("{x}-{y}") });
        }
    }
    numbered(plan)
}

#[test]
fn jittered_lattices_become_the_lattice() {
    for seed in 0..40 {
        let mut dice = Dice(2 << 32 | seed);
        let jitter = 1 + dice.under(60);
        let plan = jittered(&mut dice, 5, 8_000, jitter);
        let built = checked(&plan, &BuildOptions::default());
        assert_eq!(built.cells.len(), 25, "seed {seed}");
        // 36 corners; 40 inner borders and 20 outer ones, less the four corners of the plan, where two outer ones join.
        assert_eq!(built.arcs.len(), 56, "seed {seed}, jitter {jitter}, snap {}", built.snap_units);
        assert!(built.findings.iter().all(|f| f.kind != FindingKind::Overlap), "seed {seed}: {:?}", built.findings);
    }
}

/// A lattice of squares whose sides every square draws for itself: its own number of vertices, its own noise.
fn redrawn(dice: &mut Dice, side: i32, step: i32, jitter: i32) -> Vec<InputPolygon> {
    let mut plan = Vec::new();
    for (x, y) in (0..side * side).map(|at| (at % side, at / side)) {
        let mut ring = Vec::new();
        for (cx, cy, dx, dy) in [(x, y, 1, 0), (x + 1, y, 0, 1), (x + 1, y + 1, -1, 0), (x, y + 1, 0, -1)] {
            let parts = 3 + dice.under(6);
            for part in 0..parts {
                let along = |corner: i32, direction: i32| corner * step + direction * part * step / parts;
                ring.push(Position::new(along(cx, dx) + dice.around(jitter), along(cy, dy) + dice.around(jitter)));
            }
        }
        plan.push(InputPolygon { rings: vec![ring], row: 1, code: format!("{x}-{y}") });
    }
    numbered(plan)
}

#[test]
fn borders_drawn_twice_become_one() {
    for seed in 0..40 {
        let mut dice = Dice(6 << 32 | seed);
        let jitter = 2 + dice.under(40);
        let plan = redrawn(&mut dice, 5, 10_000, jitter);
        let built = checked(&plan, &BuildOptions::default());
        assert!(built.snap_units as i32 >= jitter, "seed {seed}: jitter {jitter}, snap {}", built.snap_units);
        assert_eq!(built.cells.len(), 25, "seed {seed}");
        assert_eq!(built.arcs.len(), 56, "seed {seed}: every border is one arc");
        assert!(built.findings.iter().all(|f| f.kind == FindingKind::TJunction || f.kind == FindingKind::Sliver || f.action == "filled"));
    }
}

#[test]
fn jitter_as_large_as_the_detail_keeps_the_invariants() {
    for seed in 0..rounds() / 4 {
        let mut dice = Dice(3 << 32 | seed);
        let step = 8 + dice.under(400);
        let jitter = step / 4 + dice.under(step);
        let plan = jittered(&mut dice, 4, step, jitter);
        let built = checked(&plan, &options(&mut dice));
        check_nothing_lost(&built, &plan);
        check_no_crumbs(&built);
    }
}

/// Distance of a place (in halves of a unit) to the nearest input segment.
fn clearance(plan: &[InputPolygon], (x, y): (i64, i64)) -> f64 {
    let (x, y) = (x as f64 / 2.0, y as f64 / 2.0);
    let mut nearest = f64::INFINITY;
    for (a, b) in plan.iter().flat_map(segments) {
        let (ax, ay) = (f64::from(a.lon), f64::from(a.lat));
        let (dx, dy) = (f64::from(b.lon) - ax, f64::from(b.lat) - ay);
        let length2 = dx * dx + dy * dy;
        let share = if length2 > 0.0 { (((x - ax) * dx + (y - ay) * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
        let (ex, ey) = (x - ax - share * dx, y - ay - share * dy);
        nearest = nearest.min((ex * ex + ey * ey).sqrt());
    }
    nearest
}

fn segments(polygon: &InputPolygon) -> Vec<(Position, Position)> {
    polygon
        .rings
        .iter()
        .filter(|ring| !ring.is_empty())
        .flat_map(|ring| (0..ring.len()).map(|at| (ring[at], ring[(at + 1) % ring.len()])))
        .collect()
}

#[test]
fn every_place_off_the_lines_keeps_its_ground() {
    for seed in 0..rounds() / 2 {
        let mut dice = Dice(4 << 32 | seed);
        let side = 4_000;
        let plan = numbered((0..2 + dice.under(5)).map(|_| if dice.under(2) == 0 { dice.star(side) } else { dice.scribble(side, 2, 9) }).collect());
        let built = checked(&plan, &BuildOptions { snap_units: Some(0), gap_width_m: Some(0.0), ..BuildOptions::default() });
        for _ in 0..60 {
            let place = (i64::from(2 * dice.under(side) + 1), i64::from(2 * dice.under(side) + 1));
            // Snap rounding moves lines by less than a unit each time it bends them.
            if clearance(&plan, place) < 5.0 {
                continue;
            }
            let cover: Vec<usize> = (0..plan.len()).filter(|at| is_inside(&segments(&plan[*at]), place)).collect();
            let cells: Vec<usize> = built.cells.iter().filter(|cell| holds(&built, cell.id, place)).map(|cell| cell.polygon as usize).collect();
            assert_eq!(cells.len(), usize::from(!cover.is_empty()), "seed {seed}: covered ground is in one cell, other ground in none");
            assert!(cells.iter().all(|polygon| cover.contains(polygon)), "seed {seed}: ground goes to a polygon that covers it");
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let plan = jittered(&mut Dice(5), 12, 3_000, 25);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
        pool.install(|| checked(&plan, &BuildOptions::default()))
    };
    let (one, many) = (with(1), with(5));
    assert_eq!((one.arcs, one.cells, one.findings), (many.arcs, many.cells, many.findings));
}
