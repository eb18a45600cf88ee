//! Random commands on a document with two planes and demand: incremental figures equal full ones, undo restores the start,
//! redo the end, bit for bit.

use super::*;
use crate::base::{CellId, GridId, OutletId, PlaneId, ScenarioId, Table};
use crate::geodesy::Position;
use crate::model::{Assignment, Cell, Demand, Grid, Measure, Outlet, OutletKind, OutletStatus, Plane, Project, ScenarioInfo};
use crate::partition::fixture::{Dice, ORIGIN, STEP, at, lattice, square};

const N: i32 = 5;

pub(super) fn content(seed: u64) -> Content {
    let mut dice = Dice(seed);
    let partition = lattice(N);
    let mut project = Project { measures: vec![Measure::new("users", "户"), Measure::new("revenue", "元")], ..Project::default() };
    let consumer = project.planes.push(Plane::new("公众", &["区县", "网格"]));
    let business = project.planes.push(Plane::new("政企", &["网格"]));
    let mut grids: Table<GridId, Grid> = Table::default();
    let districts: Vec<GridId> = (0..2).map(|d| grids.push(Grid::new(consumer, format!("D{d}"), "", 0, None))).collect();
    let leaves: Vec<GridId> = (0..4).map(|g| grids.push(Grid::new(consumer, format!("G{g}"), "", 1, Some(districts[g / 2])))).collect();
    let others: Vec<GridId> = (0..2).map(|g| grids.push(Grid::new(business, format!("B{g}"), "", 0, None))).collect();
    let mut assignment = Assignment::default();
    let mut cells: Table<CellId, Cell> = Table::default();
    for cell in partition.cells() {
        let code = format!("C{}", cell.0);
        cells.set(cell, Some(Cell { origin: code.clone(), code, ..Cell::default() }));
        if cell.0 % 7 != 0 {
            assignment.set(consumer, cell, Some(leaves[(cell.0 / 7) as usize % 4]));
        }
        assignment.set(business, cell, Some(others[cell.0 as usize % 2]));
    }
    let n = 3000;
    let demand = Demand {
        ids: (0..n).collect(),
        positions: (0..n).map(|_| at(dice.roll(i64::from(N * STEP + 200)) as i32 - 100, dice.roll(i64::from(N * STEP + 200)) as i32 - 100)).collect(),
        n_measures: 2,
        amounts: (0..n * 2).map(|_| dice.roll(1000)).collect(),
    };
    let mut scenarios: Table<ScenarioId, ScenarioInfo> = Table::default();
    let active = scenarios.push(ScenarioInfo { name: "方案A".to_owned(), frozen_on: None, parent: None });
    let outlets = (0..40).map(|number| outlet(&format!("O{number}"), at(dice.roll(5000) as i32, dice.roll(5000) as i32))).collect();
    let plan = Plan { partition, cells, grids, assignment };
    Content { project, demand, outlets, scenarios, active, plan, ..Content::default() }
}

fn outlet(code: &str, position: Position) -> Outlet {
    Outlet {
        code: code.to_owned(),
        name: String::new(),
        kind: OutletKind::AgentPoint,
        class: None,
        status: OutletStatus::Open,
        position,
        contract_end: None,
        is_synthetic: true,
        attributes: std::collections::BTreeMap::new(),
    }
}

fn some<T: Copy>(dice: &mut Dice, all: &[T]) -> Option<T> {
    (!all.is_empty()).then(|| all[dice.roll(all.len() as i64) as usize])
}

fn random_command(document: &Document, dice: &mut Dice) -> Option<Command> {
    let place = at(dice.roll(i64::from(N * STEP + 400)) as i32 - 200, dice.roll(i64::from(N * STEP + 400)) as i32 - 200);
    let near = |p: Position, dice: &mut Dice, reach: i64| Position::new(p.lon + (dice.roll(2 * reach) - reach) as i32, p.lat + (dice.roll(2 * reach) - reach) as i32);
    let partition = &document.plan().partition;
    let cells: Vec<CellId> = partition.cells().collect();
    let grids: Vec<GridId> = document.plan().grids.ids().collect();
    Some(match dice.roll(16) {
        0..=3 => {
            let vertex = partition.vertex_near(place, 12.0)?;
            Command::MoveVertices { moves: vec![(vertex, near(partition.vertex_position(vertex)?, dice, 400))], is_clamped: dice.roll(3) == 0 }
        }
        4 => {
            let (arc, at) = partition.segment_near(place, 12.0)?;
            Command::InsertVertex(arc, at, near(place, dice, 100))
        }
        5 => Command::RemoveVertex(partition.vertex_near(place, 12.0)?),
        6 => Command::Cut(partition.cell_at(place), vec![near(place, dice, 1200), place, near(place, dice, 1200)]),
        7 => {
            let cell = some(dice, &cells)?;
            Command::Merge(vec![cell, partition.neighbours(cell).map(|(_, other)| other).find(|other| *other != CellId::OUTSIDE)?])
        }
        8 => {
            let grid = some(dice, &grids)?;
            let ring = square(place.lon - ORIGIN.lon, place.lat - ORIGIN.lat, 30 + dice.roll(600) as i32);
            Command::NewCell { ring, grid: Some((document.plan().grids[grid].plane, grid)) }
        }
        9..=11 => {
            let chosen: Vec<CellId> = (0..dice.roll(6) + 1).filter_map(|_| some(dice, &cells)).collect();
            let grid = some(dice, &grids)?;
            let plane = document.plan().grids[grid].plane;
            Command::Assign(plane, chosen, (dice.roll(5) > 0).then_some(grid))
        }
        12 => {
            let id = some(dice, &grids)?;
            let mut grid = document.plan().grids[id].clone();
            match dice.roll(3) {
                0 => grid.is_locked = !grid.is_locked,
                1 => grid.name = format!("名{}", dice.roll(100)),
                _ => grid.parent = some(dice, &grids),
            }
            Command::SetGrid(id, grid)
        }
        13 => {
            if dice.roll(2) == 0 {
                Command::DeleteGrid(some(dice, &grids)?)
            } else {
                let parent = some(dice, &grids)?;
                let row = &document.plan().grids[parent];
                Command::CreateGrid(Grid::new(row.plane, format!("X{}", dice.roll(1000)), "", row.level + 1, Some(parent)))
            }
        }
        14 => {
            let ids: Vec<OutletId> = document.outlets().ids().collect();
            let id = some(dice, &ids)?;
            match dice.roll(3) {
                0 => Command::AddOutlet(outlet(&format!("Y{}", dice.roll(1000)), place)),
                1 => Command::RemoveOutlet(id),
                _ => Command::SetOutlet(id, outlet(&document.outlets()[id].code, place)),
            }
        }
        _ => match dice.roll(3) {
            0 => Command::Ignore(format!("gap:{}", dice.roll(4)), (dice.roll(2) == 0).then(|| "已核实".to_owned())),
            1 => Command::Branch(format!("方案{}", dice.roll(30))),
            _ => Command::Freeze(document.active(), "2026-11-22".to_owned()),
        },
    })
}

fn same(a: &Document, b: &Document) -> bool {
    a.plan == b.plan
        && a.owners == b.owners
        && a.outlets == b.outlets
        && a.outlet_cells == b.outlet_cells
        && a.scenarios == b.scenarios
        && a.active == b.active
        && a.project == b.project
        && a.ledger.is_same(&b.ledger)
}

#[test]
fn random_commands_keep_figures_and_history_exact() {
    let (mut done, mut refused) = (0, 0);
    for seed in 0..12 {
        let mut document = Document::new(content(seed));
        let start = document.clone();
        let mut dice = Dice(seed + 1000);
        for number in 0..140 {
            let Some(command) = random_command(&document, &mut dice) else { continue };
            let before = document.clone();
            match document.run(&command, Label::new("test")) {
                Ok((_, effects)) => {
                    done += 1;
                    assert!(document.plan.partition.validate().is_empty(), "seed {seed} number {number}");
                    assert!(document.ledger.is_same(&document.full_ledger()), "seed {seed} number {number}: incremental equals full after {command:?}");
                    for (id, grid) in document.plan.grids.iter() {
                        let figures = document.ledger.grid(grid.plane, id);
                        let changed = before.plan.grids.get(id) != Some(grid) || before.ledger.grid(grid.plane, id) != figures;
                        assert!(!changed || effects.grids.contains(&id), "seed {seed} number {number}: E2, {id:?} is named after {command:?}");
                    }
                    for outlet in document.outlets.ids() {
                        assert_eq!(document.outlet_cell(outlet), document.plan.partition.cell_at(document.outlets[outlet].position), "outlets follow the boundaries");
                    }
                }
                Err(_) => {
                    refused += 1;
                    assert!(same(&document, &before), "seed {seed} number {number}: a refused command changes nothing: {command:?}");
                }
            }
        }
        let broken: Vec<_> = document.check_invariants().into_iter().filter(|check| !check.violations.is_empty()).collect();
        assert_eq!(broken, [], "seed {seed}");
        let end = document.clone();
        while document.undo(None).is_some() {}
        assert!(same(&document, &start), "seed {seed}: undoing all restores the start");
        while document.redo(None).is_some() {}
        assert!(same(&document, &end), "seed {seed}: redoing all restores the end");
    }
    assert!(done > 500 && refused > 200, "both kinds are met: {done} done, {refused} refused");
}

#[test]
fn a_drag_is_one_step_and_esc_gives_everything_back() {
    let mut document = Document::new(content(1));
    let start = document.clone();
    let vertex = document.plan().partition.vertex_near(at(1500, 1100), 1.0).expect("a middle vertex");
    let drag = |document: &mut Document, y: i32| document.amend(&Command::MoveVertices { moves: vec![(vertex, at(1500, y))], is_clamped: true }).map(|_| ());
    document.begin(Label::new("step-move")).expect("nothing is open");
    for y in (1100..1700).step_by(7) {
        drag(&mut document, y).expect("a free boundary");
    }
    assert!(document.ledger().is_same(&document.full_ledger()));
    document.abort();
    assert!(same(&document, &start), "Esc");
    document.begin(Label::new("step-move")).expect("nothing is open");
    for y in (1100..1700).step_by(7) {
        drag(&mut document, y).expect("a free boundary");
    }
    let before: Vec<_> = document.ledger().before(PlaneId(0)).map(|(grid, _)| grid).collect();
    assert!(!before.is_empty(), "before and after can be shown");
    let step = document.commit().expect("something changed");
    assert_eq!(step.changes.len(), 1, "one change: {:?}", step.changes);
    assert_eq!(document.history().summaries().count(), 1);
    document.undo(None).expect("one step");
    assert!(same(&document, &start));
}

#[test]
fn a_drag_that_comes_back_is_no_step() {
    let mut document = Document::new(content(1));
    let vertex = document.plan().partition.vertex_near(at(1500, 1100), 1.0).expect("a middle vertex");
    document.begin(Label::new("step-move")).expect("nothing is open");
    for y in [1200, 1300, 1100] {
        document.amend(&Command::MoveVertices { moves: vec![(vertex, at(1500, y))], is_clamped: false }).expect("free");
    }
    assert_eq!(document.commit(), None);
}

#[test]
fn locked_grids_neither_gain_nor_lose() {
    let mut document = Document::new(content(2));
    let grid = document.plan().grid_by_code(PlaneId(0), "G0").expect("there");
    let mut row = document.plan().grids[grid].clone();
    row.is_locked = true;
    document.run(&Command::SetGrid(grid, row), Label::new("lock")).expect("locking is free");
    let cell = document.view().cells_of(grid)[0];
    assert_eq!(document.run(&Command::Assign(PlaneId(0), vec![cell], None), Label::new("t")).map(|_| ()), Err(EditRefusal::Locked("G0".to_owned())));
    let other = document.plan().grid_by_code(PlaneId(0), "G1").expect("there");
    let foreign = document.view().cells_of(other)[0];
    assert!(matches!(document.run(&Command::Assign(PlaneId(0), vec![foreign], Some(grid)), Label::new("t")), Err(EditRefusal::Locked(_))));
}

#[test]
fn editing_a_frozen_scenario_branches_in_the_same_step() {
    let mut document = Document::new(content(3));
    let status_quo = document.active();
    document.run(&Command::Freeze(status_quo, "2026-11-22".to_owned()), Label::new("freeze")).expect("free");
    let frozen = document.clone();
    let (_, effects) = document.run(&Command::Assign(PlaneId(0), vec![CellId(3)], None), Label::new("t")).expect("allowed in a branch");
    assert!(effects.branched.is_some() && document.active() != status_quo);
    document.undo(None).expect("one step back");
    assert!(same(&document, &frozen), "branch and edit are one step");
}

#[test]
fn strict_contiguity_refuses_what_would_break_a_grid() {
    let mut content = content(4);
    let plane = PlaneId(0);
    content.project.planes.get_mut(plane).expect("there").levels[1].is_contiguity_strict = true;
    let mut document = Document::new(content);
    let lone = document.plan().grid_by_code(plane, "G0").expect("there");
    let own: std::collections::BTreeSet<CellId> = document.view().cells_of(lone).into_iter().collect();
    let far = document.plan().partition.cells().find(|cell| !own.contains(cell) && document.plan().partition.neighbours(*cell).all(|(_, other)| !own.contains(&other))).expect("a far cell");
    assert_eq!(document.run(&Command::Assign(plane, vec![far], Some(lone)), Label::new("t")).map(|_| ()), Err(EditRefusal::DisconnectsGrid("G0".to_owned())));
}
