//! The tables of a project for other programs.

use crate::base::{CellId, GridId, PlaneId};
use crate::edit::Document;
use crate::geodesy::cm2_to_m2;
use crate::i18n::{Language, measure_name, measure_title};
use crate::io::{ExportColumn, ExportGeometry, ExportTable};
use crate::metrics::{Comparison, PlanReport, UsedAttributes};
use crate::model::{Amount, FIELD_SCALE, Outlet, OutletClass, OutletField, OutletKey, Project};
use std::borrow::Cow;
use std::collections::BTreeSet;

type Columns<'a> = Vec<(String, ExportColumn<'a>)>;

/// Codes, names and kinds of demand points by row id: the file has them, the memory has not.
pub type DemandTexts = rustc_hash::FxHashMap<u32, [String; 3]>;

fn texts<'a>(name: &str, values: impl Iterator<Item = Cow<'a, str>>) -> (String, ExportColumn<'a>) {
    (name.to_owned(), ExportColumn::Text(values.collect()))
}

fn counts<'a>(name: &str, values: impl Iterator<Item = i64>) -> (String, ExportColumn<'a>) {
    (name.to_owned(), ExportColumn::Amounts { values: values.map(Some).collect(), scale: 0 })
}

fn reals<'a>(name: &str, decimals: u8, values: impl Iterator<Item = Option<f64>>) -> (String, ExportColumn<'a>) {
    (name.to_owned(), ExportColumn::Reals { values: values.collect(), decimals })
}

/// One column a measure, exact.
fn measures<'a>(project: &Project, n_rows: usize, sums: impl Fn(usize, usize) -> Amount) -> Columns<'a> {
    let column = |(at, measure): (usize, &crate::model::Measure)| {
        let values = (0..n_rows).map(|row| Some(sums(row, at))).collect();
        (measure.name.clone(), ExportColumn::Amounts { values, scale: measure.scale })
    };
    project.measures.iter().enumerate().map(column).collect()
}

fn polygons<'a>(polygons: Vec<crate::partition::Polygon>) -> ExportGeometry<'a> {
    ExportGeometry::Polygons(polygons.into_iter().map(|polygon| polygon.rings.into_iter().map(Cow::Owned).collect()).collect())
}

/// The code of the leaf grid of a plane that a cell belongs to; empty when unassigned.
fn leaf_code(document: &Document, plane: PlaneId, cell: CellId) -> &str {
    let grid = document.plan().assignment.grid(plane, cell);
    grid.and_then(|grid| document.plan().grids.get(grid)).map_or("", |grid| grid.code.as_str())
}

fn cell_code(document: &Document, cell: CellId) -> &str {
    document.plan().cells.get(cell).map_or("", |cell| cell.code.as_str())
}

/// `code, name, grid, <measures>, origin, area_km2`, with polygons.
pub fn cells(document: &Document, plane: PlaneId) -> ExportTable<'_> {
    let plan = document.plan();
    let rows: Vec<_> = plan.cells.iter().collect();
    let mut columns = vec![
        texts("code", rows.iter().map(|(_, cell)| Cow::Borrowed(cell.code.as_str()))),
        texts("name", rows.iter().map(|(_, cell)| Cow::Borrowed(cell.name.as_str()))),
        texts("grid", rows.iter().map(|(id, _)| Cow::Borrowed(leaf_code(document, plane, *id)))),
    ];
    columns.extend(measures(document.project(), rows.len(), |row, measure| document.ledger().cell_sums(rows[row].0).get(measure).copied().unwrap_or(0)));
    columns.push(texts("origin", rows.iter().map(|(_, cell)| Cow::Borrowed(cell.origin.as_str()))));
    columns.push(reals("area_km2", 6, rows.iter().map(|(id, _)| Some(cm2_to_m2(plan.partition.cell_area_cm2(*id)) / 1e6))));
    let geometry = rows.iter().map(|(id, _)| polygons(vec![plan.partition.cell_polygon(*id)])).collect();
    ExportTable { columns, geometry: Some(geometry) }
}

/// `code, name, level, parent, <measures>, area_km2, perimeter_km, cells, leader, managers, locked`, with polygons. All
/// levels, or one.
pub fn grids(document: &Document, plane: PlaneId, level: Option<u8>) -> ExportTable<'_> {
    let plan = document.plan();
    let rows: Vec<_> = plan.grids.iter().filter(|(_, grid)| grid.plane == plane && level.is_none_or(|level| grid.level == level)).collect();
    let figures: Vec<_> = rows.iter().map(|(id, _)| document.ledger().grid(plane, *id)).collect();
    let levels = document.project().planes.get(plane).map(|plane| plane.levels.as_slice()).unwrap_or_default();
    let parent = |parent: Option<GridId>| parent.and_then(|parent| plan.grids.get(parent)).map_or("", |parent| parent.code.as_str());
    let mut columns = vec![
        texts("code", rows.iter().map(|(_, grid)| Cow::Borrowed(grid.code.as_str()))),
        texts("name", rows.iter().map(|(_, grid)| Cow::Borrowed(grid.name.as_str()))),
        texts("level", rows.iter().map(|(_, grid)| Cow::Borrowed(levels.get(usize::from(grid.level)).map_or("", |level| level.name.as_str())))),
        texts("parent", rows.iter().map(|(_, grid)| Cow::Borrowed(parent(grid.parent)))),
    ];
    columns.extend(measures(document.project(), rows.len(), |row, measure| figures[row].sums.get(measure).copied().unwrap_or(0)));
    columns.push(reals("area_km2", 6, figures.iter().map(|figures| Some(cm2_to_m2(figures.area_cm2) / 1e6))));
    columns.push(reals("perimeter_km", 6, figures.iter().map(|figures| Some(figures.perimeter_tenth_mm as f64 / 1e7))));
    columns.push(counts("cells", figures.iter().map(|figures| figures.n_cells)));
    columns.push(texts("leader", rows.iter().map(|(_, grid)| Cow::Borrowed(grid.details.team.leader.as_str()))));
    columns.push(counts("managers", rows.iter().map(|(_, grid)| i64::from(grid.details.team.managers))));
    columns.push(counts("locked", rows.iter().map(|(_, grid)| i64::from(grid.is_locked))));
    let geometry = rows.iter().map(|(id, _)| polygons(grid_polygons(document, *id))).collect();
    ExportTable { columns, geometry: Some(geometry) }
}

fn grid_polygons(document: &Document, grid: GridId) -> Vec<crate::partition::Polygon> {
    let partition = &document.plan().partition;
    let cells: BTreeSet<CellId> = document.view().cells_of(grid).into_iter().collect();
    partition.dissolve(partition.boundary_of(cells.iter().copied(), |cell| cells.contains(&cell)))
}

/// `code, cell, grid, <measures>, name, kind`, with places.
pub fn demand<'a>(document: &'a Document, plane: PlaneId, known: &'a DemandTexts) -> ExportTable<'a> {
    let demand = document.demand();
    let owner = |point: usize| document.owners().get(point);
    let text = move |point: usize, at: usize| Cow::Borrowed(known.get(&demand.ids[point]).map_or("", |texts| texts[at].as_str()));
    let points = || 0..demand.len();
    let mut columns = vec![
        texts("code", points().map(|point| text(point, 0))),
        texts("cell", points().map(|point| Cow::Borrowed(cell_code(document, owner(point))))),
        texts("grid", points().map(|point| Cow::Borrowed(leaf_code(document, plane, owner(point))))),
    ];
    columns.extend(measures(document.project(), demand.len(), |row, measure| demand.amounts_of(row)[measure]));
    columns.push(texts("name", points().map(|point| text(point, 1))));
    columns.push(texts("kind", points().map(|point| text(point, 2))));
    ExportTable { columns, geometry: Some(demand.positions.iter().map(|position| ExportGeometry::Point(*position)).collect()) }
}

/// `code, name, kind, class, status, grid, cell, contract_end, <values with a meaning>, <own attributes>`, with places. Numbers are
/// numbers where every outlet's can be read.
pub fn outlets(document: &Document, plane: PlaneId) -> ExportTable<'_> {
    let rows: Vec<_> = document.outlets().iter().collect();
    let of = |text: fn(&Outlet) -> &str| rows.iter().map(move |(_, outlet)| Cow::Borrowed(text(outlet)));
    let mut columns = vec![
        texts("code", of(|outlet| outlet.code.as_str())),
        texts("name", of(|outlet| outlet.name.as_str())),
        texts("kind", of(|outlet| outlet.kind.name())),
        texts("class", of(|outlet| outlet.class.map_or("", OutletClass::name))),
        texts("status", of(|outlet| outlet.status.name())),
        texts("grid", rows.iter().map(|(id, _)| Cow::Borrowed(leaf_code(document, plane, document.outlet_cell(*id))))),
        texts("cell", rows.iter().map(|(id, _)| Cow::Borrowed(cell_code(document, document.outlet_cell(*id))))),
        texts("contract_end", of(|outlet| outlet.contract_end.as_deref().unwrap_or(""))),
    ];
    let used = UsedAttributes::of(document.outlets().rows());
    columns.extend(used.keys.into_iter().filter(|key| key.field != OutletField::ContractEnd).map(|key| value_column(&rows, key)));
    let own: BTreeSet<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    for name in used.own.iter().filter(|name| !own.contains(*name)) {
        columns.push(texts(name, rows.iter().map(|(_, outlet)| Cow::Borrowed(outlet.attributes.get(name).map_or("", String::as_str)))));
    }
    ExportTable { columns, geometry: Some(rows.iter().map(|(_, outlet)| ExportGeometry::Point(outlet.position)).collect()) }
}

/// A value of all outlets: numbers where all of them are, else texts as they stand.
fn value_column<'a>(rows: &[(crate::base::OutletId, &'a Outlet)], key: OutletKey) -> (String, ExportColumn<'a>) {
    let name = key.to_string();
    let numbers: Vec<Option<i64>> = rows.iter().map(|(_, outlet)| outlet.scaled(key)).collect();
    let are_all = rows.iter().zip(&numbers).all(|((_, outlet), number)| number.is_some() == outlet.value(key).is_some());
    if !are_all {
        return texts(&name, rows.iter().map(|(_, outlet)| Cow::Borrowed(outlet.value(key).unwrap_or_default())));
    }
    // No more decimals than the values have.
    let idle = |digits: u32| numbers.iter().flatten().all(|number| number % 10_i64.pow(digits) == 0);
    let spare = (0..=u32::from(FIELD_SCALE)).rev().find(|digits| idle(*digits)).unwrap_or(0);
    let values = numbers.into_iter().map(|number| number.map(|number| number / 10_i64.pow(spare))).collect();
    (name, ExportColumn::Amounts { values, scale: FIELD_SCALE - spare as u8 })
}

/// `cell, grid`.
pub fn assignment(document: &Document, plane: PlaneId) -> ExportTable<'_> {
    let rows: Vec<_> = document.plan().cells.iter().collect();
    let columns = vec![
        texts("cell", rows.iter().map(|(_, cell)| Cow::Borrowed(cell.code.as_str()))),
        texts("grid", rows.iter().map(|(id, _)| Cow::Borrowed(leaf_code(document, plane, *id)))),
    ];
    ExportTable { columns, geometry: None }
}

/// `from, to, points, <measures>`.
pub fn handover<'a>(project: &Project, comparison: &'a Comparison) -> ExportTable<'a> {
    let rows = &comparison.handover;
    let mut columns = vec![
        texts("from", rows.iter().map(|row| Cow::Borrowed(row.from.as_deref().unwrap_or("")))),
        texts("to", rows.iter().map(|row| Cow::Borrowed(row.to.as_deref().unwrap_or("")))),
        counts("points", rows.iter().map(|row| row.points as i64)),
    ];
    columns.extend(measures(project, rows.len(), |row, measure| rows[row].sums.get(measure).copied().unwrap_or(0)));
    ExportTable { columns, geometry: None }
}

/// The figures of a level as `metrics` shows them, for people: headings in their language.
pub fn report<'a>(project: &Project, report: &'a PlanReport, language: Language) -> ExportTable<'a> {
    let say = |key: &str| crate::i18n::text(language, key, &[]);
    let rows = &report.grids;
    let mut columns = vec![
        texts(&say("out-code"), rows.iter().map(|grid| Cow::Borrowed(grid.code.as_str()))),
        texts(&say("out-name"), rows.iter().map(|grid| Cow::Borrowed(grid.name.as_str()))),
        counts(&say("out-cells"), rows.iter().map(|grid| grid.cells as i64)),
        reals(&say("out-area"), 3, rows.iter().map(|grid| Some(grid.area_km2))),
        reals(&say("out-perimeter"), 3, rows.iter().map(|grid| Some(grid.perimeter_km))),
        counts(&say("out-parts"), rows.iter().map(|grid| grid.parts as i64)),
        reals(&say("out-compactness"), 3, rows.iter().map(|grid| Some(grid.polsby_popper))),
        counts(&say("out-managers"), rows.iter().map(|grid| grid.managers as i64)),
    ];
    for (at, measure) in project.measures.iter().enumerate() {
        let values = rows.iter().map(|grid| grid.sums.get(at).copied()).collect();
        columns.push((measure_title(language, measure), ExportColumn::Amounts { values, scale: measure.scale }));
        if measure.is_balanced {
            let percent = rows.iter().map(|grid| grid.deviations.get(at).copied().flatten().map(|deviation| deviation * 100.0));
            columns.push(reals(&format!("{} {} (%)", measure_name(language, &measure.name), say("out-deviation")), 2, percent));
        }
    }
    ExportTable { columns, geometry: None }
}

/// How many rows a table has.
pub fn n_rows(table: &ExportTable<'_>) -> usize {
    match (table.geometry.as_ref(), table.columns.first().map(|(_, column)| column)) {
        (Some(shapes), _) => shapes.len(),
        (None, Some(ExportColumn::Text(values))) => values.len(),
        (None, Some(ExportColumn::Amounts { values, .. })) => values.len(),
        (None, Some(ExportColumn::Reals { values, .. })) => values.len(),
        (None, None) => 0,
    }
}

/// Demand texts by row id.
pub fn demand_texts(each: impl FnOnce(&mut dyn FnMut(u32, &str, &str, &str)) -> Result<(), crate::store::StoreError>) -> Result<DemandTexts, crate::store::StoreError> {
    let mut known = DemandTexts::default();
    each(&mut |id, code, name, kind| {
        known.insert(id, [code, name, kind].map(str::to_owned));
    })?;
    Ok(known)
}
