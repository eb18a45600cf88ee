//! Polygons as the cells of the active scenario.

use super::{ImportFailure, ImportOptions, Taken, grids, inputs_of, log_of, partition_of, rescaled, with_measures};
use crate::base::{CancelToken, CellId, GridId, PlaneId, ProgressSink, Table};
use crate::edit::{Label, Plan};
use crate::geodesy::Position;
use crate::io::SourceTable;
use crate::io::difference::ImportMode;
use crate::io::rows::{MeasureAmounts, PolygonRow, polygons};
use crate::jobs::Session;
use crate::model::{Assignment, Cell};
use crate::partition::{BuildOptions, Built, InputPolygon, Partition, build};
use crate::store::{DemandMode, DemandRow, Import};
use std::collections::BTreeMap;

pub(super) fn import(
    session: &mut Session,
    file: &str,
    table: &SourceTable,
    options: &ImportOptions,
    cancel: &CancelToken,
    progress: &dyn ProgressSink,
) -> Result<Taken, ImportFailure> {
    let mut read = polygons(table, &options.mapping)?;
    if read.polygons.is_empty() {
        return Ok(Taken { mapped: read.mapped, is_nothing: true, ..Taken::default() });
    }
    let plane = grids::plane_of(session, options.plane.as_deref())?;
    let level = grids::level_of(session, plane, options.level.as_deref())?;
    let mut inputs = inputs_of(&mut read.polygons);
    let mut rows: Vec<(PolygonRow, Option<Cell>)> = read.polygons.into_iter().map(|row| (row, None)).collect();
    if options.mode != ImportMode::Replace {
        keep_present(session, options.mode, &mut inputs, &mut rows);
    }
    let built = build(&inputs, &options.build, cancel, progress)?;
    let later = log_of(built.findings.clone());
    if options.is_dry_run {
        return Ok(Taken { mapped: read.mapped, later, ..Taken::default() });
    }
    let plan = plan_of(session, &built, &rows, plane, level)?;
    let (project, places) = with_measures(session.document().project(), &read.measures, false);
    let spread = spread(&plan.partition, &built, &rows, &read.measures, &places, &project.measures);
    let has_measures = !read.measures.is_empty();
    let import = Import {
        project: has_measures.then(|| project.clone()),
        plan: Some(plan),
        demand: has_measures.then(|| {
            let rows = spread.iter().map(|point| DemandRow { fid: None, code: point.code.as_str().into(), name: "".into(), kind: "estimated", position: point.position, amounts: point.amounts.as_slice().into() });
            (DemandMode::Keep, Box::new(rows) as Box<dyn Iterator<Item = DemandRow<'_>>>)
        }),
    };
    session.import(import, Label::new("step-import-cells").with("file", file).with("count", built.cells.len()))?;
    Ok(Taken { mapped: read.mapped, later, ..Taken::default() })
}

/// Ground that becomes one cell in a grid of its own.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::jobs) struct Area {
    /// Code of cell and grid.
    pub(in crate::jobs) code: String,
    /// Name of both, may be empty.
    pub(in crate::jobs) name: String,
    /// Code of the grid above it, may be empty.
    pub(in crate::jobs) parent: String,
    /// Rings, even-odd.
    pub(in crate::jobs) rings: Vec<Vec<Position>>,
}

/// Puts areas in the place of the active scenario's cells, each in a grid of its own at the deepest level of a plane, as one step.
/// Grids of that level that have no ground any more go; in other planes cells belong where their middle lies.
pub(in crate::jobs) fn replace_by_areas(session: &mut Session, areas: Vec<Area>, plane: PlaneId, label: Label, cancel: &CancelToken, progress: &dyn ProgressSink) -> Result<usize, ImportFailure> {
    let level = grids::level_of(session, plane, None)?;
    let mut rows: Vec<PolygonRow> = areas
        .into_iter()
        .enumerate()
        .map(|(row, area)| PolygonRow { row, row_number: row as u64 + 1, grid: area.code.clone(), code: area.code, name: area.name, parent: area.parent, rings: area.rings })
        .collect();
    let inputs = inputs_of(&mut rows);
    let built = build(&inputs, &BuildOptions { snap_units: Some(1), ..BuildOptions::default() }, cancel, progress)?;
    let rows: Vec<(PolygonRow, Option<Cell>)> = rows.into_iter().map(|row| (row, None)).collect();
    let mut plan = plan_of(session, &built, &rows, plane, level)?;
    let before = session.document().plan();
    for cell in plan.partition.cells().collect::<Vec<_>>() {
        let Some(old) = plan.partition.interior_position(cell).map(|place| before.partition.cell_at(place)) else { continue };
        for other in session.document().project().planes.ids().filter(|other| *other != plane) {
            plan.assignment.set(other, cell, before.assignment.grid(other, old));
        }
    }
    let named: BTreeMap<&str, &str> = rows.iter().map(|(row, _)| (row.code.as_str(), row.name.as_str())).collect();
    let used: std::collections::BTreeSet<GridId> = plan.assignment.cells(plane).map(|(_, grid)| grid).collect();
    let own: Vec<GridId> = plan.grids.iter().filter(|(_, grid)| grid.plane == plane && grid.level == level).map(|(id, _)| id).collect();
    for id in own {
        let row = plan.grids.get(id).filter(|_| used.contains(&id)).map(|grid| {
            let name = named.get(grid.code.as_str()).copied().filter(|name| !name.is_empty());
            crate::model::Grid { name: name.map_or_else(|| grid.name.clone(), str::to_owned), ..grid.clone() }
        });
        plan.grids.set(id, row);
    }
    let n_cells = built.cells.len();
    session.import(Import { project: None, plan: Some(plan), demand: None }, label)?;
    Ok(n_cells)
}

/// Adds the cells that are there to the polygons that come: an added one wins over nothing, an updated one takes the place
/// of the cell with its code.
fn keep_present(session: &Session, mode: ImportMode, inputs: &mut Vec<InputPolygon>, rows: &mut Vec<(PolygonRow, Option<Cell>)>) {
    let plan = session.document().plan();
    let replaced: std::collections::BTreeSet<String> = if mode == ImportMode::Update { rows.iter().map(|(row, _)| row.code.clone()).collect() } else { std::collections::BTreeSet::default() };
    for (id, cell) in plan.cells.iter().filter(|(_, cell)| !replaced.contains(&cell.code)) {
        inputs.push(InputPolygon { rings: plan.partition.cell_polygon(id).rings, row: 0, code: cell.code.clone() });
        let row = PolygonRow { row: usize::MAX, row_number: 0, code: cell.code.clone(), name: cell.name.clone(), grid: String::new(), parent: String::new(), rings: Vec::new() };
        rows.push((row, Some(cell.clone())));
    }
}

/// The plan of a built partition: cells named after their polygons, grids found or made by their codes.
fn plan_of(session: &Session, built: &Built, rows: &[(PolygonRow, Option<Cell>)], plane: PlaneId, level: u8) -> Result<Plan, ImportFailure> {
    let before = session.document().plan();
    let mut plan = Plan { partition: partition_of(built, session)?, cells: Table::default(), grids: before.grids.clone(), assignment: Assignment::default() };
    let known: BTreeMap<&str, CellId> = before.cells.iter().map(|(id, cell)| (cell.code.as_str(), id)).collect();
    let mut maker = grids::GridMaker::new(plane, level, &plan.grids);
    let mut assigned: Vec<(CellId, PlaneId, GridId)> = Vec::new();
    let mut codes = std::collections::BTreeSet::new();
    for cell in &built.cells {
        let (row, present) = &rows[cell.polygon as usize];
        let mut code = if cell.parts > 1 { format!("{}-{}", row.code, cell.part) } else { row.code.clone() };
        while !codes.insert(code.clone()) {
            code.push('\'');
        }
        let origin = present.as_ref().map_or_else(|| row.code.clone(), |present| present.origin.clone());
        plan.cells.set(cell.id, Some(Cell { code, name: row.name.clone(), origin, is_estimated: false }));
        if !row.grid.is_empty() {
            assigned.push((cell.id, plane, maker.grid(&mut plan.grids, &row.grid, &row.grid, &row.parent)));
        } else if let Some(old) = known.get(row.code.as_str()) {
            for plane in session.document().project().planes.ids() {
                assigned.extend(before.assignment.grid(plane, *old).map(|grid| (cell.id, plane, grid)));
            }
        }
    }
    for (cell, plane, grid) in assigned {
        plan.assignment.set(plane, cell, Some(grid));
    }
    Ok(plan)
}

/// A demand point that stands for a share of a polygon's total.
struct SpreadPoint {
    code: String,
    position: Position,
    amounts: Vec<i64>,
}

/// Spreads the totals of polygons over points inside them: up to 36 places on a lattice, shares by largest remainder, so
/// that the sum is exact and the result the same every time. One mechanism then serves counted and spread figures alike.
fn spread(
    partition: &Partition,
    built: &Built,
    rows: &[(PolygonRow, Option<Cell>)],
    measures: &[MeasureAmounts],
    places: &[usize],
    all: &[crate::model::Measure],
) -> Vec<SpreadPoint> {
    let mut cells: BTreeMap<u32, Vec<CellId>> = BTreeMap::new();
    for cell in &built.cells {
        cells.entry(cell.polygon).or_default().push(cell.id);
    }
    let mut points = Vec::new();
    let mut taken = 0;
    for (number, (row, present)) in rows.iter().enumerate() {
        if present.is_some() {
            continue;
        }
        // Amounts come in the order of the rows that were taken, which is the order here.
        let at = taken;
        taken += 1;
        let Some(own) = cells.get(&(number as u32)) else { continue };
        let positions: Vec<Position> = own.iter().flat_map(|cell| places_in(partition, *cell)).collect();
        let n = positions.len() as i64;
        for (index, position) in positions.into_iter().enumerate() {
            let mut amounts = vec![0; all.len()];
            for (measure, place) in measures.iter().zip(places) {
                let total = rescaled(measure.amounts.get(at).copied().unwrap_or(0), measure.scale, all[*place].scale);
                let (share, rest) = (total.div_euclid(n), total.rem_euclid(n));
                amounts[*place] = share + i64::from((index as i64) < rest);
            }
            points.push(SpreadPoint { code: format!("{}#{}", row.code, index + 1), position, amounts });
        }
    }
    points
}

/// Places inside a cell: those of a 6 by 6 lattice over its box that belong to it, or one well inside.
fn places_in(partition: &Partition, cell: CellId) -> Vec<Position> {
    const SIDE: i64 = 6;
    let bounds = partition.cell_bounds(cell);
    let along = |low: i32, high: i32, step: i64| (i64::from(low) + (i64::from(high) - i64::from(low)) * (2 * step + 1) / (2 * SIDE)) as i32;
    let lattice = (0..SIDE * SIDE).map(|at| Position::new(along(bounds.min.lon, bounds.max.lon, at % SIDE), along(bounds.min.lat, bounds.max.lat, at / SIDE)));
    let inside: Vec<Position> = lattice.filter(|place| partition.cell_at(*place) == cell).collect();
    if inside.is_empty() { partition.interior_position(cell).into_iter().collect() } else { inside }
}

