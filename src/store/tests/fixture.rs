//! A small project on disk, and the comparison of a file with a document.

use crate::base::{CellId, Id as _, OutletId, Table};
use crate::edit::{Content, Document, Plan};
use crate::geodesy::Position;
use crate::gpkg::geometry::{Shape, decode_shape};
use crate::gpkg::{FieldValue, RowView, open_read_only};
use crate::model::{Demand, Outlet, ReferenceFeature, ReferenceGeometry, ScenarioInfo};
use crate::partition::fixture::at;
use crate::store::{DemandRow, Loaded, NewProject, OpenMode, ProjectFile};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub(crate) const NOW: &str = "2026-11-22T08:00:00.000Z";

/// What the small project holds: two planes, demand, outlets, reference, a frozen scenario and an active one.
pub(crate) fn content(seed: u64) -> Content {
    let mut content = crate::edit::fixture::content(seed);
    content.project.key = format!("key-{seed}");
    content.project.name = "新乡".to_owned();
    content.project.notes = "合成数据".to_owned();
    content.project.sources = vec!["© 某图 contributors".to_owned()];
    content.project.measures[1].scale = 2;
    content.scenarios = Table::default();
    let frozen = content.scenarios.push(ScenarioInfo { name: "现状".to_owned(), frozen_on: Some("2026-01-01".to_owned()), parent: None });
    content.active = content.scenarios.push(ScenarioInfo { name: "方案A".to_owned(), frozen_on: None, parent: Some(frozen) });
    content.demand.ids = (1..=content.demand.len() as u32).collect();
    let ids: Vec<OutletId> = content.outlets.ids().collect();
    for (number, id) in ids.into_iter().enumerate() {
        let outlet = content.outlets.get_mut(id).expect("there");
        outlet.name = format!("网点{number}");
        outlet.contract_end = (number % 3 == 0).then(|| format!("2027-01-{:02}", number % 28 + 1));
        outlet.attributes.insert("店长".to_owned(), format!("员工{number}"));
    }
    let line = vec![at(0, 0), at(500, 100), at(900, 900)];
    let ring = vec![at(0, 0), at(100, 0), at(100, 100), at(0, 0)];
    content.reference = vec![
        ReferenceFeature { layer: "poi".to_owned(), kind: String::new(), name: "车站".to_owned(), geometry: ReferenceGeometry::Point(at(5, 5)) },
        ReferenceFeature { layer: "road".to_owned(), kind: "primary".to_owned(), name: "人民路".to_owned(), geometry: ReferenceGeometry::Lines(vec![line]) },
        ReferenceFeature { layer: "water".to_owned(), kind: String::new(), name: String::new(), geometry: ReferenceGeometry::Polygons(vec![vec![ring]]) },
    ];
    content
}

/// Writes content as a project.
pub(crate) fn create(path: &Path, content: &Content) {
    let demand = &content.demand;
    let codes: Vec<String> = demand.ids.iter().map(|id| format!("D{id}")).collect();
    let rows = (0..demand.len()).map(|at| DemandRow {
        fid: Some(demand.ids[at]),
        code: codes[at].as_str().into(),
        name: "户".into(),
        kind: "house",
        position: demand.positions[at],
        amounts: demand.amounts_of(at).into(),
    });
    let new = NewProject {
        project: content.project.clone(),
        plan: content.plan.clone(),
        scenarios: content.scenarios.rows().cloned().collect(),
        active: content.active.index(),
        outlets: content.outlets.rows().cloned().collect::<Vec<Outlet>>(),
        reference: content.reference.clone(),
        demand: Box::new(rows),
    };
    ProjectFile::create(path, new, NOW).expect("a new project");
}

/// A folder with the small project in it.
pub(crate) fn small(seed: u64) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("方案.gpkg");
    create(&path, &content(seed));
    (folder, path)
}

pub(crate) fn open(path: &Path, mode: OpenMode) -> Loaded {
    ProjectFile::open(path, mode, NOW).expect("a project")
}

/// Two documents equal in everything that a file keeps.
#[track_caller]
pub(crate) fn assert_same(a: &Document, b: &Document) {
    assert!(a.plan().partition == b.plan().partition, "partition");
    assert!(a.plan().cells == b.plan().cells, "cells");
    assert!(a.plan().grids == b.plan().grids, "grids");
    assert!(a.plan().assignment == b.plan().assignment, "assignment");
    assert_eq!(a.outlets(), b.outlets(), "outlets");
    assert_eq!(a.scenarios(), b.scenarios(), "scenarios");
    assert_eq!(a.active(), b.active(), "active");
    assert_eq!(a.project(), b.project(), "project");
    assert_same_demand(a.demand(), b.demand());
    assert_eq!(a.reference(), b.reference(), "reference");
    assert!(a.owners() == b.owners(), "owners");
    assert!(crate::edit::fixture::same(a, b), "figures");
}

#[track_caller]
fn assert_same_demand(a: &Demand, b: &Demand) {
    assert_eq!(a.n_measures, b.n_measures, "measures");
    assert!(a.ids == b.ids, "rows of demand: {} and {}", a.len(), b.len());
    assert!(a.positions == b.positions, "places of demand");
    assert!(a.amounts == b.amounts, "amounts of demand");
}

fn text(row: &RowView<'_, '_>, at: usize) -> Option<String> {
    match row.value(at) {
        FieldValue::Text(text) => Some(text.to_owned()),
        _ => None,
    }
}

fn amount(row: &RowView<'_, '_>, at: usize, scale: u8) -> i64 {
    match row.value(at) {
        FieldValue::Integer(value) => value * 10_i64.pow(u32::from(scale)),
        FieldValue::Real(value) => (value * 10f64.powi(i32::from(scale))).round() as i64,
        _ => i64::MIN,
    }
}

fn outline(plan: &Plan, cells: &BTreeSet<CellId>) -> Vec<Vec<Vec<Position>>> {
    let boundary: Vec<_> = plan.partition.boundary_of(cells.iter().copied(), |cell| cells.contains(&cell)).collect();
    plan.partition.dissolve(boundary).into_iter().map(|polygon| polygon.rings).collect()
}

/// The feature tables show the document: shapes, codes, sums; index and counts fit; nothing is noted as foreign.
#[track_caller]
pub(crate) fn assert_features(path: &Path, document: &Document) {
    let connection = open_read_only(path).expect("a GeoPackage");
    let (plan, project, ledger) = (document.plan(), document.project(), document.ledger());
    let plane = project.planes.ids().next().expect("a plane");
    let names = crate::store::measures::column_names(&project.measures);
    let measures: Vec<&str> = names.iter().map(String::as_str).collect();
    let sums = |row: &RowView<'_, '_>, from: usize| -> Vec<i64> { project.measures.iter().enumerate().map(|(at, measure)| amount(row, from + at, measure.scale)).collect() };

    let mut columns = vec!["code", "name", "grid", "points"];
    columns.extend(&measures);
    let mut seen = BTreeSet::new();
    let read = connection.read_rows("cells", &columns, |row| {
        let id = CellId(row.id() as u32);
        let grid = plan.assignment.grid(plane, id).map(|grid| plan.grids[grid].code.clone());
        assert_eq!(text(row, 0).as_ref(), plan.cells.get(id).map(|cell| &cell.code), "{id:?}");
        assert_eq!(text(row, 2), grid, "{id:?}: grid");
        assert_eq!(row.value(3), FieldValue::Integer(ledger.cell_points(id)), "{id:?}: points");
        assert_eq!(sums(row, 4), ledger.cell_sums(id), "{id:?}: sums");
        assert_eq!(decode_shape(row.geometry().expect("a shape")).expect("a shape"), Shape::Polygon(plan.partition.cell_polygon(id).rings), "{id:?}: shape");
        seen.insert(id);
        Ok(())
    });
    read.expect("cells");
    assert_eq!(seen, plan.partition.cells().collect(), "cells");

    let mut columns = vec!["code", "name", "plane", "level", "parent", "cells"];
    columns.extend(&measures);
    let mut seen = BTreeSet::new();
    let read = connection.read_rows("grids", &columns, |row| {
        let id = crate::base::GridId(row.id() as u32);
        let grid = &plan.grids[id];
        let figures = ledger.grid(grid.plane, id);
        let parent = grid.parent.map(|parent| plan.grids[parent].code.clone());
        let plane = &project.planes[grid.plane];
        let expected = [Some(grid.code.clone()), Some(grid.name.clone()), Some(plane.name.clone()), Some(plane.levels[usize::from(grid.level)].name.clone()), parent];
        assert_eq!([0, 1, 2, 3, 4].map(|at| text(row, at)), expected, "{id:?}");
        assert_eq!(row.value(5), FieldValue::Integer(figures.n_cells), "{id:?}: cells");
        assert_eq!(sums(row, 6), figures.sums, "{id:?}: sums");
        let own: BTreeSet<CellId> = document.view().cells_of(id).into_iter().collect();
        let shape = row.geometry().map_or(Vec::new(), |blob| match decode_shape(blob) {
            Ok(Shape::MultiPolygon(polygons)) => polygons,
            other => panic!("{other:?}"),
        });
        assert_eq!(shape, outline(plan, &own), "{id:?}: shape");
        seen.insert(id);
        Ok(())
    });
    read.expect("grids");
    assert_eq!(seen, plan.grids.ids().collect(), "grids");

    let mut places: BTreeMap<OutletId, Position> = BTreeMap::new();
    let read = connection.read_rows("outlets", &["code"], |row| {
        if let Some(Ok(Shape::Point(place))) = row.geometry().map(decode_shape) {
            places.insert(OutletId(row.id() as u32), place);
        }
        Ok(())
    });
    read.expect("outlets");
    assert_eq!(places, document.outlets().iter().map(|(id, outlet)| (id, outlet.position)).collect(), "outlets");

    let number = |sql: &str| -> i64 { connection.sql().query_row(sql, [], |row| row.get(0)).expect("a number") };
    for table in ["cells", "grids", "outlets", "demand"] {
        let rows = number(&format!("SELECT count(*) FROM {table} WHERE geom IS NOT NULL"));
        assert_eq!(number(&format!("SELECT count(*) FROM rtree_{table}_geom")), rows, "index of {table}");
        assert_eq!(number(&format!("SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = '{table}'")), number(&format!("SELECT count(*) FROM {table}")), "count of {table}");
    }
    assert_eq!(number("SELECT count(*) FROM gw_changes"), 0, "own writes are not noted");
}
