//! Writing a sample city as a project.

use crate::base::{ArcId, CancelToken, CellId, Finding, GridId, NoProgress, PlaneId, Table};
use crate::edit::Plan;
use crate::geodesy::Position;
use crate::model::{Cell, Grid, GridDetails, ScenarioInfo, Team};
use crate::partition::{ArcShape, BuildOptions, InputPolygon, Partition, build};
use crate::samples::{CellSeed, City, GridSeed, city};
use crate::store::{DemandRow, NewProject, ProjectFile, StoreError};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The time that a sample's file gives as its own: with it the same seed gives the same bytes on any day.
const MADE: &str = "2026-11-22T00:00:00.000Z";

/// Why a sample could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SampleFailure {
    /// There is no sample of this name.
    #[error("no sample {0}")]
    Unknown(String),
    /// The generator gave cells that are no exact partition: a fault of this program.
    #[error("the cells do not fit together: {0:?}")]
    NotExact(Box<Finding>),
    /// The file.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes a sample to a file that must not exist. The same name, seed and number of points give the same bytes.
///
/// # Errors
/// [`SampleFailure`].
pub fn write_sample(path: &Path, name: &str, seed: u64, demand: Option<usize>) -> Result<(), SampleFailure> {
    let mut city = city(name, seed, demand).ok_or_else(|| SampleFailure::Unknown(name.to_owned()))?;
    city.project.key = format!("sample-{name}-{seed}");
    let plan = plan_of(&city)?;
    let City { project, outlets, reference, demand, .. } = city;
    let scenarios = vec![
        ScenarioInfo { name: "现状".to_owned(), frozen_on: Some("2026-11-22".to_owned()), parent: None },
        ScenarioInfo { name: "方案A".to_owned(), frozen_on: None, parent: Some(crate::base::ScenarioId(0)) },
    ];
    let rows = (0..demand.len()).map(|at| DemandRow {
        fid: None,
        code: Cow::Owned(demand.code(at)),
        name: Cow::Owned(demand.name(at)),
        kind: demand.kind(at),
        position: demand.positions[at],
        amounts: Cow::Owned(demand.amounts.iter().map(|column| column[at]).collect()),
    });
    let new = NewProject { project, plan, scenarios, active: 1, outlets, reference, demand: Box::new(rows) };
    Ok(ProjectFile::create(path, new, MADE)?)
}

fn plan_of(city: &City) -> Result<Plan, SampleFailure> {
    let polygons: Vec<InputPolygon> =
        city.cells.iter().enumerate().map(|(row, cell)| InputPolygon { rings: cell.rings.clone(), row: row as u64 + 1, code: cell.code.clone() }).collect();
    let options = BuildOptions { snap_units: Some(0), gap_width_m: Some(0.0), ..BuildOptions::default() };
    let built = build(&polygons, &options, &CancelToken::default(), &NoProgress).map_err(|_| SampleFailure::Unknown(String::new()))?;
    if let Some(finding) = built.findings.iter().find(|finding| finding.severity > crate::base::Severity::Info) {
        return Err(SampleFailure::NotExact(Box::new(finding.clone())));
    }
    let locked = locked_segments(&city.locked_lines);
    let arcs = built.arcs.into_iter().enumerate().map(|(at, shape)| (ArcId(at as u32), lock(shape, &locked)));
    let partition = Partition::from_arcs(arcs).map_err(|_| SampleFailure::Unknown(String::new()))?;
    let mut plan = Plan { partition, ..Plan::default() };
    let ids = add_grids(&mut plan.grids, &city.grids);
    for cell in &built.cells {
        add_cell(&mut plan, cell.id, &city.cells[cell.polygon as usize], &ids);
    }
    Ok(plan)
}

fn add_cell(plan: &mut Plan, id: CellId, seed: &CellSeed, ids: &BTreeMap<(usize, String), GridId>) {
    plan.cells.set(id, Some(Cell { code: seed.code.clone(), name: seed.name.clone(), origin: seed.code.clone(), is_estimated: false }));
    for (plane, code) in &seed.grids {
        if let Some(grid) = ids.get(&(*plane, code.clone())) {
            plan.assignment.set(PlaneId(*plane as u32), id, Some(*grid));
        }
    }
}

fn add_grids(grids: &mut Table<GridId, Grid>, seeds: &[GridSeed]) -> BTreeMap<(usize, String), GridId> {
    let mut ids = BTreeMap::new();
    for seed in seeds {
        let parent = seed.parent.as_ref().and_then(|parent| ids.get(&(seed.plane, parent.clone())).copied());
        let mut grid = Grid::new(PlaneId(seed.plane as u32), seed.code.clone(), seed.name.clone(), seed.level, parent);
        grid.details = GridDetails { team: Team { leader: seed.leader.clone(), managers: seed.managers }, ..GridDetails::default() };
        ids.insert((seed.plane, seed.code.clone()), grids.push(grid));
    }
    ids
}

fn locked_segments(lines: &[Vec<Position>]) -> BTreeSet<(Position, Position)> {
    lines.iter().flat_map(|line| line.windows(2)).map(|pair| (pair[0].min(pair[1]), pair[0].max(pair[1]))).collect()
}

/// An arc that runs along an official border keeps its shape.
fn lock(mut shape: ArcShape, locked: &BTreeSet<(Position, Position)>) -> ArcShape {
    shape.is_locked = shape.points.windows(2).all(|pair| locked.contains(&(pair[0].min(pair[1]), pair[0].max(pair[1]))));
    shape
}

