//! Reading a project: layers laid over each other, the newest on top.

use super::rows::NextIds;
use super::{codec, measures, settings};
use crate::base::{ArcId, CellId, GridId, Id, OutletId, PlaneId, ScenarioId, Table};
use crate::edit::{Change, Content, History, Label, Plan, StepSummary};
use crate::geodesy::Position;
use crate::gpkg::geometry::{Shape, decode_shape, point_position};
use crate::gpkg::{Connection, FieldValue, GpkgError, RowView, read_in_parts};
use crate::model::{
    Assignment, Cell, Demand, Grid, Measure, Outlet, OutletClass, OutletKind, OutletStatus, ReferenceFeature, Project, ReferenceGeometry, ScenarioInfo,
};
use crate::partition::{ArcShape, Partition};
use rusqlite::OptionalExtension as _;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Tables in memory are dense; no honest project comes near this, and a larger id comes from a damaged or hostile file.
pub(super) const MOST_IDS: u32 = 4_000_000;
/// Figures are kept by grid and plane.
const MOST_GRIDS: u32 = 250_000;
/// Figures kept of cells: one for each measure and cell id (256 MB).
const MOST_CELL_FIGURES: usize = 32 << 20;
/// Layers above each other; branching adds one or two.
const MOST_LAYERS: usize = 10_000;
/// Steps have smaller numbers.
const MOST_STEPS: u64 = 1 << 53;

fn damaged(what: impl Into<String>) -> GpkgError {
    GpkgError::Damaged { detail: what.into() }
}

fn id<I: Id>(value: i64) -> Result<I, GpkgError> {
    match u32::try_from(value) {
        Ok(value) if value <= MOST_IDS => Ok(I::from_index(value as usize)),
        _ => Err(damaged(format!("id {value}"))),
    }
}

/// Everything but demand.
pub(super) fn content(connection: &Connection) -> Result<Content, GpkgError> {
    let project = settings::get_project(connection)?;
    let mut scenarios: Table<ScenarioId, ScenarioInfo> = Table::default();
    let mut statement = connection.sql().prepare("SELECT id, value FROM gw_scenarios WHERE is_present ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (number, text): (i64, String) = (row.get(0)?, row.get(1)?);
        let info = serde_json::from_str(&text).map_err(|err| damaged(format!("scenario {number}: {err}")))?;
        scenarios.set(id(number)?, Some(info));
    }
    let active = ScenarioId(settings::get(connection, "active")?);
    if !scenarios.contains(active) {
        return Err(damaged("the active scenario is missing"));
    }
    let next: NextIds = settings::get(connection, "next_ids")?;
    let most = next.arcs.max(next.nodes).max(next.cells).max(next.outlets).max(next.scenarios);
    if most > MOST_IDS as usize || next.grids > MOST_GRIDS as usize {
        return Err(damaged("next_ids"));
    }
    scenarios.reserve_ids(next.scenarios);
    let mut outlets = outlets(connection)?;
    outlets.reserve_ids(next.outlets.max(ids_taken(connection, "outlets")?));
    let plan = plan(connection, active)?;
    if plan.partition.faces().end().saturating_mul(project.measures.len() + 1) > MOST_CELL_FIGURES {
        return Err(damaged("more figures than fit into memory"));
    }
    check_planes(&plan, &project)?;
    let reference = reference(connection)?;
    let history = history(connection)?;
    Ok(Content { project, demand: Demand::default(), outlets, reference, scenarios, active, plan, history })
}

/// The layers of a scenario, oldest first.
fn layers(connection: &Connection, scenario: ScenarioId) -> Result<Vec<i64>, GpkgError> {
    let mut layers = vec![super::writer::layer_of(connection, scenario)?];
    let mut seen: BTreeSet<i64> = layers.iter().copied().collect();
    let mut statement = connection.sql().prepare("SELECT parent FROM gw_layers WHERE id = ?1")?;
    while let Some(Some(parent)) = statement.query_row([layers[layers.len() - 1]], |row| row.get::<_, Option<i64>>(0)).optional()? {
        if !seen.insert(parent) || layers.len() > MOST_LAYERS {
            return Err(damaged("layers in a circle"));
        }
        layers.push(parent);
    }
    layers.reverse();
    Ok(layers)
}

/// The plan of a scenario.
pub(super) fn plan(connection: &Connection, scenario: ScenarioId) -> Result<Plan, GpkgError> {
    let layers = layers(connection, scenario)?;
    let next: NextIds = settings::get(connection, "next_ids")?;
    let mut arcs: BTreeMap<ArcId, ArcShape> = BTreeMap::new();
    let mut plan = Plan::default();
    for layer in layers {
        read_arcs(connection, layer, &mut arcs)?;
        read_cells(connection, layer, &mut plan.cells)?;
        read_grids(connection, layer, &mut plan.grids)?;
        read_assignment(connection, layer, &mut plan.assignment)?;
    }
    plan.partition = Partition::from_arcs(arcs).map_err(|violations| damaged(violations.first().map_or_else(String::new, |first| format!("{}: {}", first.invariant, first.what))))?;
    plan.partition.reserve_ids(next.nodes, next.arcs, next.cells);
    plan.grids.reserve_ids(next.grids);
    check_references(&plan)?;
    Ok(plan)
}

/// What later code relies on: every reference between rows leads somewhere (M1).
fn check_references(plan: &Plan) -> Result<(), GpkgError> {
    for (id, grid) in plan.grids.iter() {
        let parent = grid.parent.map(|parent| plan.grids.get(parent));
        let fits = match parent {
            None => grid.level == 0,
            Some(None) => false,
            Some(Some(parent)) => parent.plane == grid.plane && parent.level.checked_add(1) == Some(grid.level),
        };
        if !fits {
            return Err(damaged(format!("grid {} has no fitting parent", id.0)));
        }
    }
    for plane in plan.assignment.planes() {
        for (cell, grid) in plan.assignment.cells(plane) {
            if !plan.partition.faces().contains(cell) || cell == CellId::OUTSIDE || plan.grids.get(grid).is_none_or(|grid| grid.plane != plane) {
                return Err(damaged(format!("cell {} is assigned to nothing", cell.0)));
            }
        }
    }
    match plan.partition.cells().find(|cell| !plan.cells.contains(*cell)).or_else(|| plan.cells.ids().find(|cell| !plan.partition.faces().contains(*cell))) {
        Some(cell) => Err(damaged(format!("cell {} has no row or no shape", cell.0))),
        None => Ok(()),
    }
}

/// Every grid belongs to a level of a plane that is there.
fn check_planes(plan: &Plan, project: &Project) -> Result<(), GpkgError> {
    let fits = |grid: &Grid| project.planes.get(grid.plane).is_some_and(|plane| usize::from(grid.level) < plane.levels.len());
    match plan.grids.iter().find(|(_, grid)| !fits(grid)) {
        Some((id, _)) => Err(damaged(format!("grid {} is in no plane", id.0))),
        None => Ok(()),
    }
}

/// One past the largest row id that a table ever had, rows included that were left out because they have no place.
fn ids_taken(connection: &Connection, table: &str) -> Result<usize, GpkgError> {
    let sql = format!("SELECT max(ifnull((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), -1), ifnull((SELECT max(fid) FROM {table}), -1)) + 1");
    let taken: i64 = connection.sql().query_row(&sql, [], |row| row.get(0))?;
    Ok(usize::try_from(taken).unwrap_or(0).min(MOST_IDS as usize))
}

fn read_arcs(connection: &Connection, layer: i64, arcs: &mut BTreeMap<ArcId, ArcShape>) -> Result<(), GpkgError> {
    let mut statement = connection.sql().prepare("SELECT id, from_node, to_node, left_cell, right_cell, is_locked, points FROM gw_arcs WHERE layer = ?1")?;
    let mut rows = statement.query([layer])?;
    while let Some(row) = rows.next()? {
        let arc: ArcId = id(row.get(0)?)?;
        let Some(bytes) = row.get_ref(6)?.as_blob_or_null().map_err(|err| damaged(err.to_string()))? else {
            arcs.remove(&arc);
            continue;
        };
        let points: Option<_> = bytes.chunks(8).map(position_of).collect();
        let points = points.ok_or_else(|| damaged(format!("arc {} has no positions", arc.0)))?;
        let shape = ArcShape {
            from: id(row.get(1)?)?,
            to: id(row.get(2)?)?,
            left: id(row.get(3)?)?,
            right: id(row.get(4)?)?,
            is_locked: row.get(5)?,
            points,
        };
        arcs.insert(arc, shape);
    }
    Ok(())
}

/// A position from its eight bytes; `None` for anything that is no place on Earth.
fn position_of(bytes: &[u8]) -> Option<Position> {
    let (lon, lat) = bytes.split_at_checked(4)?;
    let position = Position::new(i32::from_le_bytes(lon.try_into().ok()?), i32::from_le_bytes(lat.try_into().ok()?));
    (position.lon.unsigned_abs() <= 1_800_000_000 && position.lat.unsigned_abs() <= 900_000_000).then_some(position)
}

fn read_cells(connection: &Connection, layer: i64, cells: &mut Table<CellId, Cell>) -> Result<(), GpkgError> {
    let mut statement = connection.sql().prepare("SELECT id, code, name, origin, is_estimated FROM gw_cells WHERE layer = ?1")?;
    let mut rows = statement.query([layer])?;
    while let Some(row) = rows.next()? {
        let text = |at: usize| row.get::<_, Option<String>>(at);
        let cell = match text(1)? {
            Some(code) => Some(Cell { code, name: text(2)?.unwrap_or_default(), origin: text(3)?.unwrap_or_default(), is_estimated: row.get::<_, Option<bool>>(4)?.unwrap_or(false) }),
            None => None,
        };
        cells.set(id(row.get(0)?)?, cell);
    }
    Ok(())
}

fn read_grids(connection: &Connection, layer: i64, grids: &mut Table<GridId, Grid>) -> Result<(), GpkgError> {
    let mut statement = connection.sql().prepare("SELECT id, value FROM gw_grids WHERE layer = ?1")?;
    let mut rows = statement.query([layer])?;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        let grid = match row.get::<_, Option<String>>(1)? {
            Some(text) => Some(serde_json::from_str(&text).map_err(|err| damaged(format!("grid {number}: {err}")))?),
            None => None,
        };
        if number > i64::from(MOST_GRIDS) {
            return Err(damaged(format!("grid {number}")));
        }
        grids.set(id(number)?, grid);
    }
    Ok(())
}

fn read_assignment(connection: &Connection, layer: i64, assignment: &mut Assignment) -> Result<(), GpkgError> {
    let mut statement = connection.sql().prepare("SELECT plane, cell, grid FROM gw_assign WHERE layer = ?1")?;
    let mut rows = statement.query([layer])?;
    while let Some(row) = rows.next()? {
        let grid = row.get::<_, Option<i64>>(2)?.map(id::<GridId>).transpose()?;
        let plane: PlaneId = id(row.get(0)?)?;
        if plane.0 > settings::MOST_PLANES {
            return Err(damaged(format!("plane {}", plane.0)));
        }
        assignment.set(plane, id::<CellId>(row.get(1)?)?, grid);
    }
    Ok(())
}

fn outlets(connection: &Connection) -> Result<Table<OutletId, Outlet>, GpkgError> {
    let mut outlets = Table::default();
    let columns = ["code", "name", "kind", "class", "status", "contract_end", "is_synthetic", "attributes"];
    connection.read_rows("outlets", &columns, |row| {
        let Some(position) = row.geometry().and_then(point_of) else { return Ok(()) };
        let text = |at: usize| match row.value(at) {
            FieldValue::Text(text) => text.to_owned(),
            _ => String::new(),
        };
        let outlet = Outlet {
            code: text(0),
            name: text(1),
            kind: OutletKind::from_name(&text(2)).unwrap_or(OutletKind::AgentPoint),
            class: OutletClass::from_name(&text(3)),
            status: OutletStatus::from_name(&text(4)).unwrap_or_default(),
            position,
            contract_end: Some(text(5)).filter(|day| !day.is_empty()),
            is_synthetic: row.value(6) == FieldValue::Integer(1),
            attributes: serde_json::from_str(&text(7)).unwrap_or_default(),
        };
        // Only another program gives a row such an id; it is listed among the foreign changes and left alone.
        if let Ok(id) = id(row.id()) {
            outlets.set(id, Some(outlet));
        }
        Ok(())
    })?;
    Ok(outlets)
}

fn point_of(blob: &[u8]) -> Option<Position> {
    point_position(blob).or_else(|| match decode_shape(blob) {
        Ok(Shape::Point(position)) => Some(position),
        _ => None,
    })
}

fn reference(connection: &Connection) -> Result<Vec<ReferenceFeature>, GpkgError> {
    let mut features = Vec::new();
    connection.read_rows("reference", &["layer", "kind", "name"], |row| {
        let geometry = match row.geometry().map(decode_shape) {
            Some(Ok(Shape::Point(position))) => ReferenceGeometry::Point(position),
            Some(Ok(Shape::LineString(line))) => ReferenceGeometry::Lines(vec![line]),
            Some(Ok(Shape::MultiLineString(lines))) => ReferenceGeometry::Lines(lines),
            Some(Ok(Shape::Polygon(rings))) => ReferenceGeometry::Polygons(vec![rings]),
            Some(Ok(Shape::MultiPolygon(polygons))) => ReferenceGeometry::Polygons(polygons),
            // Drawn for orientation only: what cannot be read is not drawn.
            Some(Err(_)) | None => return Ok(()),
        };
        let text = |at: usize| match row.value(at) {
            FieldValue::Text(text) => text.to_owned(),
            _ => String::new(),
        };
        features.push(ReferenceFeature { layer: text(0), kind: text(1), name: text(2), geometry });
        Ok(())
    })?;
    Ok(features)
}

#[derive(Default)]
struct DemandPart {
    ids: Vec<u32>,
    positions: Vec<Position>,
    amounts: Vec<i64>,
}

/// All demand points; two threads read half of the rows each. Rows that another program left without a place or a number
/// count as nothing and are found by [`super::foreign`].
pub(super) fn demand(path: &Path, measures: &[Measure]) -> Result<Demand, GpkgError> {
    let names = measures::column_names(measures);
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    let parts = read_in_parts(path, "demand", &columns, |part: &mut DemandPart, row| part.add(measures, row))?;
    joined(parts, measures)
}

/// The same through one connection, for rows that are not committed yet.
pub(super) fn demand_here(connection: &Connection, measures: &[Measure]) -> Result<Demand, GpkgError> {
    let names = measures::column_names(measures);
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut part = DemandPart::default();
    connection.read_rows("demand", &columns, |row| part.add(measures, row))?;
    joined([part], measures)
}

impl DemandPart {
    fn add(&mut self, measures: &[Measure], row: &RowView<'_, '_>) -> Result<(), GpkgError> {
        if let Some(position) = row.geometry().and_then(point_of) {
            self.ids.push(u32::try_from(row.id()).map_err(|err| damaged(err.to_string()))?);
            self.positions.push(position);
            self.amounts.extend(measures.iter().enumerate().map(|(at, measure)| measures::amount(measure, row.value(at)).unwrap_or(0)));
        }
        Ok(())
    }
}

fn joined(parts: impl IntoIterator<Item = DemandPart>, measures: &[Measure]) -> Result<Demand, GpkgError> {
    let mut demand = Demand { n_measures: measures.len(), ..Demand::default() };
    for part in parts {
        demand.ids.extend(part.ids);
        demand.positions.extend(part.positions);
        demand.amounts.extend(part.amounts);
    }
    measures::check_sums(&demand)?;
    Ok(demand)
}

fn history(connection: &Connection) -> Result<History, GpkgError> {
    let mut statement = connection.sql().prepare("SELECT seq, label, is_undone FROM gw_journal ORDER BY is_undone, seq")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?)))?;
    let mut summaries = Vec::new();
    for row in rows {
        let (seq, label, is_undone) = row?;
        let label: Label = serde_json::from_str(&label).unwrap_or_default();
        let seq = u64::try_from(seq).ok().filter(|seq| *seq < MOST_STEPS).ok_or_else(|| damaged(format!("journal {seq}")))?;
        summaries.push(StepSummary { seq, label, is_undone });
    }
    let next_seq: u64 = settings::get(connection, "next_seq")?;
    if next_seq > MOST_STEPS {
        return Err(damaged("next_seq"));
    }
    let past_last = summaries.iter().map(|summary| summary.seq + 1).max().unwrap_or(1);
    Ok(History::from_summaries(summaries, next_seq.max(past_last)))
}

/// The changes of a step in the journal.
pub(super) fn changes(connection: &Connection, seq: u64) -> Result<Vec<Change>, GpkgError> {
    let bytes: Option<Vec<u8>> = connection.sql().query_row("SELECT changes FROM gw_journal WHERE seq = ?1", [seq as i64], |row| row.get(0)).optional()?;
    bytes.and_then(|bytes| codec::decode(&bytes)).ok_or_else(|| damaged(format!("journal {seq}")))
}

