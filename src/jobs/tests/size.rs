//! How much of the file one drag writes.

use crate::base::{CellId, GridId, Table};
use crate::edit::{Command, Content, Label, Plan};
use crate::jobs::Session;
use crate::model::{Assignment, Cell, Demand, Grid, Measure, Plane, Project, ScenarioInfo};
use crate::partition::fixture::{Dice, STEP, at, lattice};
use crate::store::OpenMode;
use crate::store::tests::fixture::create;
use std::path::Path;

const SIDE: i32 = 71;
const BLOCK: usize = 4096;

/// 5,041 cells in 72 grids of 71 cells and six districts, with demand.
fn city(points: u32) -> Content {
    let mut dice = Dice(9);
    let partition = lattice(SIDE);
    let mut project = Project { measures: ["users", "revenue", "ports"].map(|name| Measure::new(name, "")).to_vec(), ..Project::default() };
    let plane = project.planes.push(Plane::new("公众", &["区县", "网格"]));
    let mut grids: Table<GridId, Grid> = Table::default();
    let districts: Vec<GridId> = (0..6).map(|d| grids.push(Grid::new(plane, format!("D{d}"), "", 0, None))).collect();
    let leaves: Vec<GridId> = (0..72).map(|g| grids.push(Grid::new(plane, format!("G{g}"), "", 1, Some(districts[g / 12])))).collect();
    let mut cells: Table<CellId, Cell> = Table::default();
    let mut assignment = Assignment::default();
    for cell in partition.cells() {
        let (x, y) = ((cell.0 as i32 - 1) % SIDE, (cell.0 as i32 - 1) / SIDE);
        cells.set(cell, Some(Cell { code: format!("410702{:05}", cell.0), name: format!("小区{}", cell.0), origin: format!("{}", cell.0), is_estimated: false }));
        assignment.set(plane, cell, Some(leaves[((y / 9) * 9 + x / 8).min(71) as usize]));
    }
    let mut place = |_| at(dice.roll(i64::from(SIDE * STEP)) as i32, dice.roll(i64::from(SIDE * STEP)) as i32);
    let positions = (0..points).map(&mut place).collect();
    let demand = Demand { ids: (1..=points).collect(), positions, n_measures: 3, amounts: (0..points as i64 * 3).map(|n| n % 50).collect() };
    let scenarios = [ScenarioInfo { name: "方案A".to_owned(), frozen_on: None, parent: None }].into_iter().collect();
    Content { project, demand, scenarios, plan: Plan { partition, cells, grids, assignment }, ..Content::default() }
}

fn changed_blocks(before: &[u8], after: &[u8]) -> usize {
    let blocks = after.len().max(before.len()).div_ceil(BLOCK);
    (0..blocks).filter(|at| before.chunks(BLOCK).nth(*at) != after.chunks(BLOCK).nth(*at)).count()
}

/// Moves the middle vertices of some boundaries, each as one drag; gives the largest number of bytes that one wrote.
fn largest_drag(path: &Path) -> usize {
    let mut session = Session::open(path, OpenMode::Write).unwrap();
    let mut largest = 0;
    for number in 0..12 {
        let (x, y) = ((5 + number * 5) * STEP + STEP / 2, (7 + number * 4) * STEP + STEP / 10);
        let vertex = session.document().plan().partition.vertex_near(at(x, y), 1.0).expect("a middle vertex");
        let before = std::fs::read(path).unwrap();
        let command = Command::MoveVertices { moves: vec![(vertex, at(x + 60, y + 250))], is_clamped: false };
        let outcome = session.run(&command, Label::new("step-move-vertex")).unwrap();
        let after = std::fs::read(path).unwrap();
        let bytes = changed_blocks(&before, &after) * BLOCK;
        println!("drag {number}: {bytes} bytes, {} points changed cells, {} outlines", outcome.effects.points.len(), outcome.effects.outlines.len());
        largest = largest.max(bytes);
    }
    largest
}

#[test]
fn a_drag_over_a_hundred_thousand_points_writes_little() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.gpkg");
    create(&path, &city(100_000));
    assert!(largest_drag(&path) < 64 << 10);
}

#[test]
#[ignore = "writes a file of a hundred megabytes: run it with --ignored"]
fn a_drag_over_a_million_points_writes_little() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.gpkg");
    create(&path, &city(1_000_000));
    assert!(largest_drag(&path) < 64 << 10);
}
