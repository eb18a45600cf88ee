//! Thousands of random legal and illegal edits on a lattice with an enclave and a gap; every step keeps the invariants, every
//! point has one owner, and taking all steps back restores the start bit for bit.

use super::*;
use crate::geodesy::orientation;

use super::fixture::{Dice, ORIGIN, STEP, at, lattice, square};

fn owners(partition: &Partition, points: &[Position]) -> Vec<CellId> {
    let locator = Locator::new(partition);
    points.iter().map(|p| locator.cell_at(*p)).collect()
}

/// Ownership by the definition: the one cell whose polygon rings have an odd number of segments below.
fn owner_by_definition(partition: &Partition, p: Position) -> Vec<CellId> {
    let is_in = |cell: CellId| {
        let under = partition.face_arcs(cell).flat_map(|walked| partition.arcs()[walked.arc].shape.points.windows(2)).filter(|pair| crate::geodesy::point_is_under(p, pair[0], pair[1]));
        under.count() % 2 == 1
    };
    partition.cells().filter(|cell| is_in(*cell)).collect()
}

fn random_edit(partition: &Partition, dice: &mut Dice, n: i32) -> Result<Patch, Refusal> {
    let anywhere = |dice: &mut Dice| at(dice.roll(i64::from(n * STEP + 800)) as i32 - 400, dice.roll(i64::from(n * STEP + 800)) as i32 - 400);
    let place = anywhere(dice);
    let near = |p: Position, dice: &mut Dice, reach: i64| Position::new(p.lon + dice.roll(2 * reach) as i32 - reach as i32, p.lat + dice.roll(2 * reach) as i32 - reach as i32);
    match dice.roll(13) {
        0..=4 => {
            let vertex = partition.vertex_near(place, 10.0).ok_or(Refusal::NotFound)?;
            let from = partition.vertex_position(vertex).ok_or(Refusal::NotFound)?;
            let reach = [3, 60, 700][dice.roll(3) as usize];
            partition.propose_move(&[(vertex, near(from, dice, reach))])
        }
        5 => {
            let (arc, at) = partition.segment_near(place, 10.0).ok_or(Refusal::NotFound)?;
            partition.propose_insert(arc, at, near(place, dice, 200))
        }
        6 => partition.propose_remove(partition.vertex_near(place, 10.0).ok_or(Refusal::NotFound)?),
        7 | 8 => {
            let line = [place, near(place, dice, 900), near(place, dice, 900)];
            partition.propose_cut(partition.cell_at(line[1]), &line).map(|outcome| outcome.patch)
        }
        9 => {
            let cell = partition.cell_at(place);
            let other = partition.neighbours(cell).map(|(_, other)| other).find(|other| *other != CellId::OUTSIDE).ok_or(Refusal::NotFound)?;
            partition.propose_merge(&[cell, other]).map(|outcome| outcome.patch)
        }
        11 => {
            let (arc, _) = partition.segment_near(place, 10.0).ok_or(Refusal::NotFound)?;
            let points = &partition.arcs()[arc].shape.points;
            let (first, last) = (near(points[0], dice, 40), near(points[points.len() - 1], dice, 40));
            partition.propose_route(arc, &[first, near(place, dice, 120), last])
        }
        10 => {
            let side = 20 + dice.roll(700) as i32;
            let ring: Vec<Position> = square(place.lon - ORIGIN.lon, place.lat - ORIGIN.lat, side).into_iter().map(|p| near(p, dice, 9)).collect();
            partition.propose_new_cell(&ring).map(|outcome| outcome.patch)
        }
        _ => {
            let (arc, _) = partition.segment_near(place, 10.0).ok_or(Refusal::NotFound)?;
            let by = near(Position::new(0, 0), dice, 90);
            let shape = &partition.arcs()[arc].shape;
            let moved = |p: Position| Position::new(p.lon + by.lon, p.lat + by.lat);
            let inner = (1..shape.points.len() - 1).map(|at| (Vertex::Inner { arc, at }, moved(shape.points[at])));
            let ends = [(Vertex::Node(shape.from), moved(shape.points[0])), (Vertex::Node(shape.to), moved(shape.points[shape.points.len() - 1]))];
            partition.propose_move(&inner.chain(ends.into_iter().take(if shape.from == shape.to { 1 } else { 2 })).collect::<Vec<_>>())
        }
    }
}

fn torture(seed: u64, n: i32, edits: usize) -> (usize, usize) {
    let mut dice = Dice(seed);
    let mut partition = lattice(n);
    // An enclave inside one cell, and one that straddles four.
    for ring in [square(STEP / 4, STEP / 4, STEP / 3), square(STEP * 2 - 200, STEP * 2 - 200, 390)] {
        let outcome = partition.propose_new_cell(&ring).expect("a square fits");
        partition.apply(&outcome.patch);
    }
    let start = partition.clone();
    let points: Vec<Position> = (0..400).map(|_| at(dice.roll(i64::from(n * STEP + 200)) as i32 - 100, dice.roll(i64::from(n * STEP + 200)) as i32 - 100)).collect();
    let mut before = owners(&partition, &points);
    let (mut done, mut refused) = (Vec::new(), 0);
    for number in 0..edits {
        let Ok(patch) = random_edit(&partition, &mut dice, n) else {
            refused += 1;
            continue;
        };
        let swept = SweptRegion::of(&patch);
        let was = partition.clone();
        partition.apply(&patch);
        let broken = partition.validate();
        assert!(broken.is_empty(), "seed {seed}, edit {number}: {broken:?}\n{patch:?}");
        let after = owners(&partition, &points);
        if let Some(swept) = swept {
            let toggled: Vec<CellId> = points.iter().zip(&before).map(|(p, owner)| swept.owner_after(*p, *owner)).collect();
            assert_eq!(toggled, after, "seed {seed}, edit {number}: toggling and locating agree");
        }
        if number % 16 == 0 {
            for (p, owner) in points.iter().zip(&after).take(40) {
                let expected = if *owner == CellId::OUTSIDE { vec![] } else { vec![*owner] };
                assert_eq!(owner_by_definition(&partition, *p), expected, "seed {seed}, edit {number}: one owner of {p:?}");
                assert_eq!(partition.cell_at(*p), *owner, "the walk down agrees with the static grid");
            }
        }
        let mut back = partition.clone();
        back.apply(&patch.inverse());
        assert!(back == was, "seed {seed}, edit {number}: the inverse restores");
        before = after;
        done.push(patch);
    }
    let end = partition.clone();
    for patch in done.iter().rev() {
        partition.apply(&patch.inverse());
    }
    assert!(partition == start, "seed {seed}: undoing all edits restores the start");
    for patch in &done {
        partition.apply(patch);
    }
    assert!(partition == end, "seed {seed}: redoing all edits restores the end");
    (done.len(), refused)
}

#[test]
fn random_edits_keep_the_invariants() {
    let (mut done, mut refused) = (0, 0);
    for seed in 0..24 {
        let (d, r) = torture(seed, 4, 150);
        done += d;
        refused += r;
    }
    assert!(done > 900 && refused > 300, "both kinds of edits are met: {done} done, {refused} refused");
}

#[test]
fn a_dragged_boundary_cannot_jump_over_an_enclave() {
    let mut partition = lattice(2);
    let outcome = partition.propose_new_cell(&square(300, 300, 100)).expect("a square fits");
    partition.apply(&outcome.patch);
    let vertex = partition.vertex_near(at(500, 100), 1.0).expect("the middle vertex");
    assert!(matches!(partition.propose_move(&[(vertex, at(350, 700))]), Err(Refusal::Crossing(_))), "the enclave would change hands");
    assert!(partition.propose_move(&[(vertex, at(700, 250))]).is_ok());
}

#[test]
fn a_clamped_move_goes_as_far_as_is_legal() {
    let partition = lattice(2);
    let vertex = partition.vertex_near(at(500, 100), 1.0).expect("the middle vertex");
    let (patch, refusal) = partition.propose_move_clamped(&[(vertex, at(500, 5000))]);
    assert!(refusal.is_some());
    let mut moved = partition.clone();
    moved.apply(&patch);
    let stopped = moved.vertex_position(vertex).expect("it is still there");
    assert!(stopped.lat > at(0, 1000).lat && stopped.lat < at(0, 1100).lat, "just below the next boundary: {stopped:?}");
    assert!(moved.validate().is_empty());
}

#[test]
fn cut_and_merge_are_inverse_in_ground() {
    let mut partition = lattice(3);
    let area: i64 = partition.cells().map(|cell| partition.cell_area_cm2(cell)).sum();
    let cell = partition.cell_at(at(1500, 1500));
    let outcome = partition.propose_cut(cell, &[at(900, 1500), at(1500, 1600), at(2300, 1500)]).expect("the line crosses the cell");
    assert_eq!(outcome.new_cells.len(), 1);
    partition.apply(&outcome.patch);
    assert_eq!(partition.n_cells(), 10);
    assert_eq!(partition.cells().map(|cell| partition.cell_area_cm2(cell)).sum::<i64>(), area, "to the square centimetre");
    let merged = partition.propose_merge(&[cell, outcome.new_cells[0].0]).expect("they touch");
    partition.apply(&merged.patch);
    assert_eq!(partition.n_cells(), 9);
    assert!(partition.validate().is_empty());
    assert_eq!(partition.propose_cut(cell, &[at(1200, 1500), at(1300, 1500)]), Err(Refusal::DoesNotDivide), "a line that ends inside");
}

#[test]
fn locked_arcs_keep_their_shape() {
    let mut shapes: Vec<(ArcId, ArcShape)> = lattice(1).arcs().iter().map(|(id, arc)| (id, arc.shape.clone())).collect();
    shapes[0].1.is_locked = true;
    let partition = Partition::from_arcs(shapes).expect("still a lattice");
    let vertex = partition.vertex_near(at(500, 100), 1.0).expect("the middle vertex");
    assert!(matches!(partition.propose_move(&[(vertex, at(500, 110))]), Err(Refusal::BaseUnitLocked(_))));
}

#[test]
fn a_gap_belongs_to_the_outside_and_can_become_a_cell() {
    let mut partition = lattice(3);
    let middle = partition.cell_at(at(1500, 1500));
    // Without its middle the lattice has a pocket of outside.
    let shapes = partition.arcs().iter().map(|(id, arc)| {
        let mut shape = arc.shape.clone();
        for side in [&mut shape.left, &mut shape.right] {
            if *side == middle {
                *side = CellId::OUTSIDE;
            }
        }
        (id, shape)
    });
    partition = Partition::from_arcs(shapes).expect("a partition with a pocket");
    assert_eq!(partition.cell_at(at(1500, 1500)), CellId::OUTSIDE);
    let outcome = partition.propose_new_cell(&square(1300, 1300, 200)).expect("an island in the pocket");
    partition.apply(&outcome.patch);
    assert!(partition.validate().is_empty());
    assert_eq!(partition.cell_at(at(1400, 1400)), outcome.new_cells[0].0);
    assert_eq!(partition.cell_at(at(1250, 1250)), CellId::OUTSIDE);
}

#[test]
fn dissolved_cells_have_holes_where_others_are() {
    let partition = lattice(3);
    let middle = partition.cell_at(at(1500, 1500));
    let ring_cells: Vec<CellId> = partition.cells().filter(|cell| *cell != middle).collect();
    let polygons = partition.dissolve(partition.boundary_of(ring_cells, |cell| cell != middle && cell != CellId::OUTSIDE));
    assert_eq!(polygons.len(), 1);
    assert_eq!(polygons[0].rings.len(), 2, "a shell and a hole");
    assert_eq!(polygons[0].rings[0].first(), polygons[0].rings[0].last(), "rings are closed");
    let shell = &polygons[0].rings[0];
    assert!(shell.windows(3).any(|w| orientation(w[0], w[1], w[2]) > 0));
}
