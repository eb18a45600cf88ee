//! A small document with two planes and demand, and random commands for it: for the tests of several rooms.

use super::*;
use crate::base::{CellId, GridId, OutletId, ScenarioId, Table};
use crate::geodesy::Position;
use crate::model::fixture::{add_two_levels, cells, measures, outlet};
use crate::model::{Assignment, ChannelRule, Demand, Grid, Plane, Project, ScenarioInfo};
use crate::partition::fixture::{Dice, ORIGIN, STEP, at, lattice, square};

pub(crate) const N: i32 = 5;

pub(crate) fn content(seed: u64) -> Content {
    let mut dice = Dice(seed);
    let partition = lattice(N);
    let mut project = Project { measures: measures(), ..Project::default() };
    let consumer = project.planes.push(Plane::new("公众", &["区县", "网格"]));
    let business = project.planes.push(Plane::new("政企", &["网格"]));
    let mut grids: Table<GridId, Grid> = Table::default();
    let leaves = add_two_levels(&mut grids, consumer);
    let others: Vec<GridId> = (0..2).map(|g| grids.push(Grid::new(business, format!("B{g}"), "", 0, None))).collect();
    let mut assignment = Assignment::default();
    let cells = cells(partition.cells());
    for cell in partition.cells() {
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

fn some<T: Copy>(dice: &mut Dice, all: &[T]) -> Option<T> {
    (!all.is_empty()).then(|| all[dice.roll(all.len() as i64) as usize])
}

pub(crate) fn random_command(document: &Document, dice: &mut Dice) -> Option<Command> {
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
        4 if dice.roll(2) == 0 => {
            let (arc, _) = partition.segment_near(place, 12.0)?;
            let points = &partition.arcs()[arc].shape.points;
            let (first, last) = (near(points[0], dice, 60), near(points[points.len() - 1], dice, 60));
            Command::RouteArc(arc, vec![first, near(place, dice, 150), near(place, dice, 150), last])
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
            let chosen: Vec<CellId> = (0..=dice.roll(6)).filter_map(|_| some(dice, &cells)).collect();
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
        _ => match dice.roll(5) {
            4 => {
                let rows = (0..=dice.roll(3)).map(|_| {
                    let id = document.demand().ids[dice.roll(document.demand().len() as i64) as usize];
                    NewAmount { id, measure: dice.roll(document.demand().n_measures as i64) as usize, amount: dice.roll(2000) - 200 }
                });
                Command::SetAmounts(rows.collect())
            }
            3 => {
                let mut rules = document.project().rules.clone();
                rules.contract_days = dice.roll(90) as u32;
                rules.channel = ChannelRule::usual(document.project()).into_iter().take(dice.roll(4) as usize).collect();
                Command::SetRules(Box::new(rules))
            }
            0 => Command::Ignore(format!("gap:{}", dice.roll(4)), (dice.roll(2) == 0).then(|| "已核实".to_owned())),
            1 => Command::Branch(format!("方案{}", dice.roll(30)), document.active()),
            _ => Command::Freeze(document.active(), "2026-11-22".to_owned()),
        },
    })
}

pub(crate) fn same(a: &Document, b: &Document) -> bool {
    a.plan == b.plan
        && a.demand == b.demand
        && a.owners == b.owners
        && a.outlets == b.outlets
        && a.outlet_cells == b.outlet_cells
        && a.scenarios == b.scenarios
        && a.active == b.active
        && a.project == b.project
        && a.ledger.is_same(&b.ledger)
}
