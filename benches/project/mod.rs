//! A city for the benches of files: 5,041 cells and as many demand points as asked for, made by rule.

use gridwright::base::{ArcId, CellId, GridId, NodeId, Table};
use gridwright::edit::Plan;
use gridwright::geodesy::Position;
use gridwright::jobs::now_utc;
use gridwright::model::{Assignment, Cell, Grid, Measure, Plane, Project, ScenarioInfo};
use gridwright::partition::{ArcShape, Partition};
use gridwright::store::{DemandRow, NewProject, ProjectFile, StoreError};
use std::path::Path;

/// Cells along one side.
pub const SIDE: i32 = 71;
/// Width of a cell in units of 1e-7 degree: some 500 m.
pub const STEP: i32 = 50_000;
/// Vertices between the ends of an arc.
pub const BENDS: i32 = 6;

/// A small generator (splitmix64), the same on every system.
#[derive(Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    /// A place in the city.
    pub fn place(&mut self) -> Position {
        let reach = (SIDE * STEP) as u64;
        at(self.roll(reach) as i32, self.roll(reach) as i32)
    }
}

/// A position from the city's corner.
pub fn at(x: i32, y: i32) -> Position {
    Position::new(1_137_000_000 + x, 351_000_000 + y)
}

/// The vertex of this number on the arc that leads from a cell's corner to the east or north.
pub fn bend(x: i32, y: i32, dx: i32, dy: i32, number: i32) -> Position {
    let along = STEP * number / (BENDS + 1);
    let off = if number == 0 || number == BENDS + 1 { 0 } else { STEP / 20 * (1 + number % 2) };
    at(x * STEP + dx * along + dy * off, y * STEP + dy * along + dx * off)
}

fn partition() -> Partition {
    let cell = |x: i32, y: i32| if x < 0 || y < 0 || x >= SIDE || y >= SIDE { CellId::OUTSIDE } else { CellId((y * SIDE + x + 1) as u32) };
    let node = |x: i32, y: i32| NodeId((y * (SIDE + 1) + x) as u32);
    let mut arcs = Vec::new();
    for y in 0..=SIDE {
        for x in 0..=SIDE {
            for (dx, dy, left, right) in [(1, 0, cell(x, y), cell(x, y - 1)), (0, 1, cell(x - 1, y), cell(x, y))] {
                if x + dx <= SIDE && y + dy <= SIDE {
                    let points = (0..=BENDS + 1).map(|number| bend(x, y, dx, dy, number)).collect();
                    arcs.push(ArcShape { from: node(x, y), to: node(x + dx, y + dy), left, right, is_locked: false, points });
                }
            }
        }
    }
    Partition::from_arcs(arcs.into_iter().enumerate().map(|(id, shape)| (ArcId(id as u32), shape))).expect("a lattice is a partition")
}

/// Writes the city. Each point has the measures `users` and `revenue`.
pub fn create(path: &Path, points: u64) -> Result<(), StoreError> {
    let partition = partition();
    let measures = vec![Measure::new("users", "户"), Measure::new("revenue", "元")];
    let mut project = Project { key: "bench".to_owned(), name: "测试市".to_owned(), measures, ..Project::default() };
    let plane = project.planes.push(Plane::new("公众", &["区县", "网格"]));
    let mut grids: Table<GridId, Grid> = Table::default();
    let districts: Vec<GridId> = (0..6).map(|d| grids.push(Grid::new(plane, format!("41070{d}"), "区", 0, None))).collect();
    let leaves: Vec<GridId> = (0..72).map(|g| grids.push(Grid::new(plane, format!("W{g:03}"), "网格", 1, Some(districts[g / 12])))).collect();
    let mut cells: Table<CellId, Cell> = Table::default();
    let mut assignment = Assignment::default();
    for cell in partition.cells() {
        let (x, y) = ((cell.0 as i32 - 1) % SIDE, (cell.0 as i32 - 1) / SIDE);
        let code = format!("410702{:06}", cell.0);
        cells.set(cell, Some(Cell { origin: code.clone(), code, name: format!("人民路街道第{}小区", cell.0), is_estimated: false }));
        assignment.set(plane, cell, Some(leaves[(y / 9 * 9 + x / 8).min(71) as usize]));
    }
    let mut dice = Dice(7);
    let rows: Vec<(Position, String, [i64; 2])> =
        (0..points).map(|number| (dice.place(), format!("D{number:07}"), [dice.roll(90) as i64, dice.roll(9_000) as i64])).collect();
    let new = NewProject {
        project,
        plan: Plan { partition, cells, grids, assignment },
        scenarios: vec![ScenarioInfo { name: "方案A".to_owned(), frozen_on: None, parent: None }],
        active: 0,
        outlets: Vec::new(),
        reference: Vec::new(),
        demand: Box::new(rows.iter().map(|(position, code, amounts)| DemandRow { fid: None, code: code.as_str().into(), name: "幸福里小区十二号楼".into(), kind: "house", position: *position, amounts: amounts.as_slice().into() })),
    };
    ProjectFile::create(path, new, &now_utc())
}

/// One line of JSON of a case's times in milliseconds.
pub fn line(name: &str, times_ms: &mut [f64], target_p99_ms: f64, more: &str) -> String {
    times_ms.sort_by(f64::total_cmp);
    let at = |share: f64| times_ms[((times_ms.len() as f64 * share).ceil() as usize).clamp(1, times_ms.len()) - 1];
    let peak_mb = gridwright::platform::peak_memory_bytes().unwrap_or(0) >> 20;
    format!("{{\"name\":\"{name}\",\"p50_ms\":{:.1},\"p99_ms\":{:.1},\"peak_mb\":{peak_mb},\"target_p99_ms\":{target_p99_ms}{more}}}", at(0.5), at(0.99))
}
