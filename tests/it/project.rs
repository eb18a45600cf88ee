//! A small project on disk for the tests from outside.

use gridwright::base::{ArcId, CellId, GridId, NodeId, Table};
use gridwright::edit::Plan;
use gridwright::geodesy::Position;
use gridwright::jobs::now_utc;
use gridwright::model::{Assignment, Cell, Grid, Measure, Outlet, OutletKind, OutletStatus, Plane, Project, ReferenceFeature, ReferenceGeometry, ScenarioInfo};
use gridwright::partition::{ArcShape, Partition};
use gridwright::store::{DemandRow, NewProject, ProjectFile};
use std::path::Path;

pub const STEP: i32 = 10_000;
pub const N_GRIDS: u32 = 5;

/// A small generator, the same on every system.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

fn at(x: i32, y: i32) -> Position {
    Position::new(1_139_000_000 + x, 353_000_000 + y)
}

/// `side` by `side` squares, each side with a middle vertex; cell numbers from 1, row by row.
fn lattice(side: i32) -> Partition {
    let cell = |x: i32, y: i32| if x < 0 || y < 0 || x >= side || y >= side { CellId::OUTSIDE } else { CellId((y * side + x + 1) as u32) };
    let node = |x: i32, y: i32| NodeId((y * (side + 1) + x) as u32);
    let mut arcs = Vec::new();
    for y in 0..=side {
        for x in 0..=side {
            let here = at(x * STEP, y * STEP);
            for (dx, dy, left, right) in [(1, 0, cell(x, y), cell(x, y - 1)), (0, 1, cell(x - 1, y), cell(x, y))] {
                if x + dx <= side && y + dy <= side {
                    let middle = at(x * STEP + dx * STEP / 2 + dy * STEP / 9, y * STEP + dy * STEP / 2 + dx * STEP / 9);
                    let points = [here, middle, at((x + dx) * STEP, (y + dy) * STEP)];
                    arcs.push(ArcShape { from: node(x, y), to: node(x + dx, y + dy), left, right, is_locked: false, points: points.into() });
                }
            }
        }
    }
    Partition::from_arcs(arcs.into_iter().enumerate().map(|(id, shape)| (ArcId(id as u32), shape))).expect("a lattice is a partition")
}

/// A project of `side` by `side` cells `C1`, `C2` … in the grids `G0` to `G4` of a plane 公众, with demand, outlets,
/// reference, a frozen scenario and an active one.
pub fn create(path: &Path, side: i32, points: usize) {
    let partition = lattice(side);
    let mut project = Project { key: "test".to_owned(), name: "测试".to_owned(), measures: vec![Measure::new("users", "户")], ..Project::default() };
    let plane = project.planes.push(Plane::new("公众", &["区县", "网格"]));
    let mut grids: Table<GridId, Grid> = Table::default();
    let district = grids.push(Grid::new(plane, "D", "", 0, None));
    let leaves: Vec<GridId> = (0..N_GRIDS).map(|grid| grids.push(Grid::new(plane, format!("G{grid}"), "", 1, Some(district)))).collect();
    let mut cells: Table<CellId, Cell> = Table::default();
    let mut assignment = Assignment::default();
    for cell in partition.cells() {
        cells.set(cell, Some(Cell { code: format!("C{}", cell.0), name: String::new(), origin: format!("C{}", cell.0), is_estimated: false }));
        assignment.set(plane, cell, Some(leaves[(cell.0 % N_GRIDS) as usize]));
    }
    let mut dice = Dice(3);
    let mut place = || at(dice.roll((side * STEP) as u64) as i32, dice.roll((side * STEP) as u64) as i32);
    let outlets = (0..6).map(|number| Outlet {
        code: format!("O{number}"),
        name: "营业厅".to_owned(),
        kind: OutletKind::AgentPoint,
        class: None,
        status: OutletStatus::Open,
        position: place(),
        contract_end: None,
        is_synthetic: true,
        attributes: std::collections::BTreeMap::new(),
    });
    let outlets = outlets.collect();
    let places: Vec<Position> = (0..points).map(|_| place()).collect();
    let scenario = |name: &str, frozen: Option<&str>| ScenarioInfo { name: name.to_owned(), frozen_on: frozen.map(str::to_owned), parent: None };
    let new = NewProject {
        project,
        plan: Plan { partition, cells, grids, assignment },
        scenarios: vec![scenario("现状", Some("2026-01-01")), scenario("方案A", None)],
        active: 1,
        outlets,
        reference: vec![ReferenceFeature { layer: "road".to_owned(), kind: String::new(), name: "路".to_owned(), geometry: ReferenceGeometry::Lines(vec![vec![at(0, 0), at(9, 9)]]) }],
        demand: Box::new(places.iter().map(|place| DemandRow { fid: None, code: "D".into(), name: "户".into(), kind: "", position: *place, amounts: vec![7].into() })),
    };
    ProjectFile::create(path, new, &now_utc()).expect("a new project");
}
