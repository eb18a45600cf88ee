//! Imports as steps: in, undone, restarted, done again; keys, replacing, frozen scenarios.

use crate::base::{CancelToken, NoProgress};
use crate::edit::{Command, EditRefusal, Label};
use crate::io::difference::ImportMode;
use crate::io::rows::MappingOptions;
use crate::io::{ReadOptions, read_file};
use crate::jobs::{ImportFailure, ImportOptions, ImportTarget, Imported, Session, SessionError, import};
use crate::model::{Outlet, OutletField, OutletKind, OutletStatus};
use crate::partition::BuildOptions;
use crate::store::OpenMode;
use crate::store::tests::fixture::{assert_features, assert_same, small};
use std::fmt::Write as _;
use std::path::Path;

fn options(target: ImportTarget, mode: ImportMode, key: Option<&str>) -> ImportOptions {
    ImportOptions {
        target,
        mapping: MappingOptions { crs: Some("EPSG:4326".to_owned()), ..MappingOptions::default() },
        build: BuildOptions::default(),
        mode,
        key: key.map(str::to_owned),
        level: None,
        plane: None,
        layer: "road".to_owned(),
        is_dry_run: false,
    }
}

fn take(session: &mut Session, name: &str, text: &str, options: &ImportOptions) -> Result<Imported, ImportFailure> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let table = read_file(&path, &ReadOptions::default()).unwrap();
    import(session, name, &table, options, &CancelToken::default(), &NoProgress, std::time::Instant::now())
}

fn reopened(path: &Path) -> Session {
    let session = Session::open(path, OpenMode::Write).unwrap();
    assert!(session.notices().is_empty(), "{:?}", session.notices());
    assert_features(path, session.document());
    session
}

/// The step that `work` makes can be taken back and done again, with a restart before each and what it made on the disk.
fn there_and_back(path: &Path, work: impl FnOnce(&mut Session)) {
    let mut session = reopened(path);
    let start = session.document().clone();
    let steps_before = start.history().summaries().count();
    work(&mut session);
    let end = session.document().clone();
    assert!(end.revision() > start.revision());
    let steps = end.history().summaries().count() - steps_before;
    assert!(steps > 0);
    drop(session);
    let mut session = reopened(path);
    assert_same(session.document(), &end);
    session.undo(steps).unwrap();
    assert_same(session.document(), &start);
    drop(session);
    let mut session = reopened(path);
    assert_same(session.document(), &start);
    session.redo(steps).unwrap();
    assert_same(session.document(), &end);
    drop(session);
    assert_same(reopened(path).document(), &end);
}

fn csv(rows: impl IntoIterator<Item = (String, f64, i64)>) -> String {
    let mut text = String::from("code,lon,lat,users\n");
    for (number, (code, shift, users)) in rows.into_iter().enumerate() {
        writeln!(text, "{code},{:.7},{:.7},{users}", 113.900_01 + shift, 35.300_01 + number as f64 * 1e-5).unwrap();
    }
    text
}

#[test]
fn demand_is_added_updated_and_replaced() {
    let (_folder, path) = small(1);
    let first = csv((0..40).map(|n| (format!("N{n}"), 1e-5, n)));
    there_and_back(&path, |session| {
        let done = take(session, "新.csv", &first, &options(ImportTarget::Demand, ImportMode::Add, None)).unwrap();
        assert_eq!(done.report.rows_imported, 40);
        assert_eq!(session.document().demand().len(), 3040);
    });
    // Ten rows as they were, ten with another amount, ten elsewhere, five new.
    let second = csv((0..35).map(|n| match n {
        0..10 => (format!("N{n}"), 1e-5, n),
        10..20 => (format!("N{n}"), 1e-5, n + 1000),
        20..30 => (format!("N{n}"), 2e-4, n),
        _ => (format!("X{n}"), 1e-5, n),
    }));
    there_and_back(&path, |session| {
        let done = take(session, "改.csv", &second, &options(ImportTarget::Demand, ImportMode::Update, Some("code"))).unwrap();
        let found = done.difference.unwrap();
        assert_eq!((found.added.len(), found.changed.len(), found.removed.len()), (5, 20, 0));
        assert_eq!(session.document().demand().len(), 3045);
    });
    let third = csv((0..20).map(|n| (format!("N{n}"), 1e-5, n)));
    there_and_back(&path, |session| {
        let done = take(session, "换.csv", &third, &options(ImportTarget::Demand, ImportMode::Replace, Some("code"))).unwrap();
        assert_eq!(done.difference.unwrap().removed.len(), 3025);
        assert_eq!(session.document().demand().len(), 20);
    });
    there_and_back(&path, |session| {
        take(session, "全.csv", &first, &options(ImportTarget::Demand, ImportMode::Replace, None)).unwrap();
        assert_eq!(session.document().demand().len(), 40);
    });
    let mut session = reopened(&path);
    session.undo(4).unwrap();
    assert_eq!(session.document().demand().len(), 3000);
    session.redo(2).unwrap();
    session.run(&Command::Ignore("gap:1".to_owned(), Some("看过".to_owned())), Label::new("t")).unwrap();
    drop(session);
    let connection = crate::gpkg::open_read_only(&path).unwrap();
    let left: i64 = connection.sql().query_row("SELECT count(*) FROM gw_demand_archive", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 20, "what can no longer be brought back is not kept");
    assert_same(reopened(&path).document(), reopened_read(&path).document());
}

fn reopened_read(path: &Path) -> Session {
    Session::open(path, OpenMode::Read).unwrap()
}

#[test]
fn a_new_measure_comes_with_its_column() {
    let (_folder, path) = small(2);
    there_and_back(&path, |session| {
        let text = "code,lon,lat,users,Users,ports\nA,113.90001,35.30001,1,2,3.25\nB,113.90003,35.30002,4,5,6.5\n";
        take(session, "口.csv", text, &options(ImportTarget::Demand, ImportMode::Add, None)).unwrap();
        let names: Vec<&str> = session.document().project().measures.iter().map(|measure| measure.name.as_str()).collect();
        assert_eq!(names, ["users", "revenue", "Users", "ports"], "names that differ in capitals only are two measures");
    });
}

fn squares(side: i32, name: &str) -> String {
    let features: Vec<String> = (0..side * side)
        .map(|n| {
            let (x, y) = (113.9 + f64::from(n % side) * 1e-3, 35.3 + f64::from(n / side) * 1e-3);
            let (east, north) = (113.9 + f64::from(n % side + 1) * 1e-3, 35.3 + f64::from(n / side + 1) * 1e-3);
            format!(
                r#"{{"type":"Feature","properties":{{"code":"{name}{n}","name":"区{n}","grid":"新{}","users":{}}},"geometry":{{"type":"Polygon","coordinates":[[[{x},{y}],[{east},{y}],[{east},{north}],[{x},{north}],[{x},{y}]]]}}}}"#,
                n / 4,
                n * 10
            )
        })
        .collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

#[test]
fn cells_take_the_plan_s_place_and_give_it_back() {
    let (_folder, path) = small(1);
    let mut how = options(ImportTarget::Cells, ImportMode::Replace, None);
    how.mapping.grid_field = Some("grid".to_owned());
    there_and_back(&path, |session| {
        take(session, "单元.geojson", &squares(4, "S"), &how).unwrap();
        assert_eq!(session.document().plan().partition.n_cells(), 16);
    });
    // Edits after the import, then a branch, then all of it back and forth.
    there_and_back(&path, |session| {
        session.run(&Command::Merge(vec![crate::base::CellId(1), crate::base::CellId(2)]), Label::new("t")).unwrap();
        let active = session.document().active();
        session.run(&Command::Branch("方案B".to_owned(), active), Label::new("t")).unwrap();
        session.run(&Command::Merge(vec![crate::base::CellId(5), crate::base::CellId(6)]), Label::new("t")).unwrap();
    });
    let mut session = reopened(&path);
    let end = session.document().clone();
    session.undo(4).unwrap();
    assert_eq!(session.document().plan().partition.n_cells(), 25);
    session.redo(1).unwrap();
    assert_eq!(session.document().plan().partition.n_cells(), 16, "the import comes back without what followed it");
    drop(session);
    let mut session = reopened(&path);
    session.redo(3).unwrap();
    assert_same(session.document(), &end);
}

#[test]
fn cells_for_a_frozen_scenario_go_to_a_branch() {
    let (_folder, path) = small(1);
    let mut session = reopened(&path);
    session.switch_scenario("现状").unwrap();
    let frozen = session.document().plan().clone();
    drop(session);
    there_and_back(&path, |session| {
        take(session, "单元.geojson", &squares(3, "S"), &options(ImportTarget::Cells, ImportMode::Replace, None)).unwrap();
        assert_eq!(session.document().plan().partition.n_cells(), 9);
        let id = session.document().scenario_named("现状").unwrap();
        assert!(session.load_plan(id).unwrap() == frozen);
    });
}

#[test]
fn outlets_grids_and_reference_come_in() {
    let (_folder, path) = small(1);
    let outlets = "code,name,kind,lon,lat\nO1,改名,agent_point,113.90002,35.30002\nP9,新店,agent_point,113.90012,35.30012\n";
    there_and_back(&path, |session| {
        take(session, "网点.csv", outlets, &options(ImportTarget::Outlets, ImportMode::Update, Some("code"))).unwrap();
        assert_eq!(session.document().outlets().len(), 41);
    });
    there_and_back(&path, |session| {
        take(session, "网格.csv", "code,grid\nC1,Z1\nC2,Z1\nC3,Z2\n", &options(ImportTarget::Grids, ImportMode::Add, None)).unwrap();
        let plan = session.document().plan();
        let grid = plan.grid_by_code(crate::base::PlaneId(0), "Z1").unwrap();
        assert_eq!(session.document().view().cells_of(grid), [crate::base::CellId(1), crate::base::CellId(2)]);
    });
    let mut session = reopened(&path);
    let road = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"路"},"geometry":{"type":"LineString","coordinates":[[113.9,35.3],[113.901,35.301]]}}]}"#;
    take(&mut session, "路.geojson", road, &options(ImportTarget::Reference, ImportMode::Add, None)).unwrap();
    assert_eq!(session.document().reference().len(), 4);
    drop(session);
    assert_eq!(reopened(&path).document().reference().len(), 4);
}

#[test]
fn an_update_of_outlets_leaves_what_the_file_does_not_speak_of() {
    let (_folder, path) = small(1);
    let outlets = "code,kind,营业员数,营业收入(2026-05),lon,lat\nO1,品牌店,4,1200.5,113.90002,35.30002\n";
    there_and_back(&path, |session| {
        let find = |session: &Session| session.document().outlets().rows().find(|outlet| outlet.code == "O1").unwrap().clone();
        let id = session.document().outlets().iter().find(|(_, outlet)| outlet.code == "O1").map(|(id, _)| id).unwrap();
        let closed = Outlet { status: OutletStatus::Closed, contract_end: Some("2027-01-01".to_owned()), ..find(session) };
        session.run(&Command::SetOutlet(id, closed.clone()), Label::new("t")).unwrap();
        take(session, "月报.csv", outlets, &options(ImportTarget::Outlets, ImportMode::Update, Some("code"))).unwrap();
        let now = find(session);
        assert_eq!((now.kind, now.status, &now.name, &now.contract_end, now.is_synthetic), (OutletKind::BrandStore, closed.status, &closed.name, &closed.contract_end, closed.is_synthetic));
        assert_eq!(now.attributes.get("店长"), closed.attributes.get("店长"));
        assert_eq!((now.field(OutletField::Clerks), now.attributes.get("revenue@2026-05").map(String::as_str)), (Some("4"), Some("1200.5")));
    });
}

#[test]
fn figures_of_a_month_come_without_kind_and_place() {
    let (_folder, path) = small(1);
    there_and_back(&path, |session| {
        let before: Vec<Outlet> = session.document().outlets().rows().cloned().collect();
        let figures = "网点编码,2026年5月营业收入,202605业务量\nO1,\"1,200.50\",88\nO2,0,\nX9,7,7\n";
        let done = take(session, "月报.csv", figures, &options(ImportTarget::Outlets, ImportMode::Update, Some("网点编码"))).unwrap();
        assert_eq!((done.report.rows_imported, done.report.rows_rejected), (2, 1), "nobody is made of a code alone");
        let after: Vec<Outlet> = session.document().outlets().rows().cloned().collect();
        assert_eq!(after.len(), before.len());
        let mut expected = before[1].clone();
        expected.set("revenue@2026-05", "1200.5").unwrap();
        expected.set("transactions@2026-05", "88").unwrap();
        assert_eq!((&after[1], &after[3]), (&expected, &before[3]));
    });
    let mut session = reopened(&path);
    let alone = take(&mut session, "月报.csv", "网点编码,2026年5月营业收入\nO1,1\n", &options(ImportTarget::Outlets, ImportMode::Add, None));
    assert!(matches!(alone, Err(ImportFailure::File(crate::io::ImportError::NoPosition { .. }))), "a new outlet has a place");
}

#[test]
fn outlets_that_go_out_come_back_as_they_were() {
    let (_folder, path) = small(1);
    let mut session = reopened(&path);
    let rows: Vec<_> = session
        .document()
        .outlets()
        .iter()
        .enumerate()
        .map(|(number, (id, outlet))| {
            let mut outlet = Outlet { status: OutletStatus::ALL[number % 6], is_synthetic: false, ..outlet.clone() };
            for (name, text) in [("clerks", number.to_string()), ("area_m2", format!("{number}.25")), ("contract_start", "2025-01-31".to_owned()), ("premises", "rented".to_owned()), ("revenue@2026-05", format!("-{number}.5"))] {
                outlet.set(name, if number % 4 == 0 { "" } else { &text }).unwrap();
            }
            (Some(id), Some(outlet))
        })
        .collect();
    session.run(&Command::PutOutlets(rows), Label::new("t")).unwrap();
    let before: Vec<Outlet> = session.document().outlets().rows().cloned().collect();
    for name in ["网点.csv", "网点.geojson"] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        let table = crate::jobs::tables::outlets(session.document(), crate::base::PlaneId(0));
        crate::io::export(&file, &table, &crate::io::ExportOptions::default()).unwrap();
        let table = read_file(&file, &ReadOptions::default()).unwrap();
        let (_other, fresh) = small(2);
        let mut other = reopened(&fresh);
        import(&mut other, name, &table, &options(ImportTarget::Outlets, ImportMode::Replace, Some("code")), &CancelToken::default(), &NoProgress, std::time::Instant::now()).unwrap();
        let mut after: Vec<Outlet> = other.document().outlets().rows().cloned().collect();
        after.sort_by_key(|outlet| before.iter().position(|known| known.code == outlet.code));
        assert_eq!(after, before, "{name}");
    }
}

#[test]
fn nothing_is_imported_into_an_open_gesture_or_a_read_only_project() {
    let (_folder, path) = small(1);
    let text = csv((0..3).map(|n| (format!("N{n}"), 1e-5, n)));
    let how = options(ImportTarget::Demand, ImportMode::Add, None);
    let mut session = reopened(&path);
    session.begin_strict(Label::new("strict")).unwrap();
    assert!(matches!(take(&mut session, "a.csv", &text, &how), Err(ImportFailure::Session(SessionError::Refused(EditRefusal::Busy)))));
    session.abort_strict();
    let mut second = reopened_read(&path);
    assert!(matches!(take(&mut second, "a.csv", &text, &how), Err(ImportFailure::Session(SessionError::Refused(EditRefusal::ReadOnly)))));
    let before = session.document().clone();
    let huge = csv((0..5_000).map(|n| (format!("N{n}"), 1e-5, 900_000_000_000_000)));
    assert!(take(&mut session, "b.csv", &huge, &how).is_err(), "sums that cannot be counted");
    assert_same(session.document(), &before);
}
