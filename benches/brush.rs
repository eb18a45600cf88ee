//! Painting cells from grid to grid: a stroke of 500 cells as one command, as many pointer events, and taken back.

mod support;

use gridwright::base::{CellId, GridId, PlaneId};
use gridwright::edit::{Command, Document, Label};
use gridwright::metrics::{LevelIndex, level_balance};
use gridwright::geodesy::Position;
use std::collections::{BTreeSet, VecDeque};
use std::hint::black_box;
use std::time::Instant;
use support::{Case, City, Dice, Samples};

const PLANE: PlaneId = PlaneId(0);
const CITY: City = City { columns: 100, rows: 100, n_grids: 500, n_points: 1_000_000, n_inner: 1 };

/// Cells round a cell, breadth first.
fn stroke(document: &Document, from: CellId, n_cells: usize) -> Vec<CellId> {
    let mut seen = BTreeSet::from([from]);
    let (mut cells, mut front) = (Vec::new(), VecDeque::from([from]));
    while let Some(cell) = front.pop_front().filter(|_| cells.len() < n_cells) {
        cells.push(cell);
        for (_, other) in document.plan().partition.neighbours(cell) {
            if other != CellId::OUTSIDE && seen.insert(other) {
                front.push_back(other);
            }
        }
    }
    cells
}

/// Picking cells under the pointer: one step of a brush of 300 m, and a lasso round some dozens of them.
fn pick(document: &Document, dice: &mut Dice) -> (Samples, Samples) {
    let (mut steps, mut lassos) = (Samples::default(), Samples::default());
    let partition = &document.plan().partition;
    let bounds = partition.bounds();
    let (width, height) = ((bounds.max.lon - bounds.min.lon) as u64, (bounds.max.lat - bounds.min.lat) as u64);
    for _ in 0..2000 {
        let from = Position::new(bounds.min.lon + dice.roll(width) as i32, bounds.min.lat + dice.roll(height) as i32);
        let to = Position::new(from.lon + dice.roll(width / 50) as i32, from.lat + dice.roll(height / 50) as i32);
        let clock = Instant::now();
        black_box(partition.cells_touched(&[from, to], 300.0));
        steps.push(clock.elapsed());
        let far = Position::new(from.lon + (width / 16) as i32, from.lat + (height / 16) as i32);
        let clock = Instant::now();
        black_box(partition.cells_within(&[from, Position::new(far.lon, from.lat), far, Position::new(from.lon, far.lat)]));
        lassos.push(clock.elapsed());
    }
    (steps, lassos)
}

fn show(document: &Document, level: &LevelIndex) {
    for measure in 0..4 {
        black_box(level_balance(document.project(), document.ledger(), level, measure));
    }
    for (grid, before) in document.ledger().before(PLANE) {
        black_box(document.ledger().grid_sum(PLANE, grid, 0) - before.sums[0]);
    }
}

fn main() {
    let mut document = CITY.build();
    let level = LevelIndex::new(document.view(), document.project(), PLANE, 1);
    let leaves: Vec<GridId> = level.grids().to_vec();
    let cells: Vec<CellId> = document.plan().partition.cells().collect();
    let mut dice = Dice(5);
    let (mut doing, mut undoing, mut events, mut commits) = (Samples::default(), Samples::default(), Samples::default(), Samples::default());
    for _ in 0..200 {
        let chosen = stroke(&document, cells[dice.roll(cells.len() as u64) as usize], 500);
        let grid = leaves[dice.roll(leaves.len() as u64) as usize];
        let clock = Instant::now();
        document.run(&Command::Assign(PLANE, chosen, Some(grid)), Label::new("step-assign")).expect("no grid is locked");
        show(&document, &level);
        doing.push(clock.elapsed());
        let clock = Instant::now();
        document.undo(None).expect("one step");
        show(&document, &level);
        undoing.push(clock.elapsed());
    }
    for _ in 0..40 {
        let chosen = stroke(&document, cells[dice.roll(cells.len() as u64) as usize], 500);
        let grid = leaves[dice.roll(leaves.len() as u64) as usize];
        document.begin(Label::new("step-assign")).expect("nothing is open");
        for touched in chosen.chunks(5) {
            let clock = Instant::now();
            document.amend(&Command::Assign(PLANE, touched.to_vec(), Some(grid))).expect("no grid is locked");
            show(&document, &level);
            events.push(clock.elapsed());
        }
        let clock = Instant::now();
        document.commit();
        commits.push(clock.elapsed());
    }
    Case { name: "brush_500_cells", target_p99_ms: 2.0, ..Case::default() }.print(&doing);
    Case { name: "brush_undo", target_p99_ms: doing.quantile(0.99), ..Case::default() }.print(&undoing);
    Case { name: "brush_event", target_p50_ms: Some(0.2), target_p99_ms: 1.0, ..Case::default() }.print(&events);
    let (steps, lassos) = pick(&document, &mut dice);
    Case { name: "brush_pick_step", target_p99_ms: 1.0, ..Case::default() }.print(&steps);
    Case { name: "lasso_pick", target_p99_ms: 1.0, ..Case::default() }.print(&lassos);
    Case { name: "brush_commit", target_p99_ms: 1.0, ..Case::default() }.print(&commits);
}
