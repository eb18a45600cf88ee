//! What other programs change is found, told and kept.

use super::fixture::{NOW, open, small};
use crate::base::{Finding, OutletId};
use crate::edit::{Command, Label};
use crate::gpkg::open_for_writing;
use crate::partition::fixture::at;
use crate::store::{OpenMode, OpenNotice, ProjectFile, StepRows, schema};
use std::path::Path;

/// Changes rows the way another program would: with the functions of the spatial index and all triggers running.
fn edit_elsewhere(path: &Path, sql: &str) {
    let connection = schema::with_own_triggers(|own| open_for_writing(path, own)).unwrap();
    connection.sql().execute_batch(sql).unwrap();
}

fn changes(file: &ProjectFile) -> Vec<Vec<String>> {
    let found = |notice: &OpenNotice| match notice {
        OpenNotice::ForeignChanges(findings) => findings.iter().map(|finding: &Finding| finding.subjects.clone()).collect(),
        _ => Vec::new(),
    };
    file.notices().iter().flat_map(found).collect()
}

fn step(path: &Path, command: &Command) {
    let mut loaded = open(path, OpenMode::Write);
    let (step, effects) = loaded.document.run(command, Label::default()).unwrap();
    let rows = StepRows::of_step(&loaded.document, step, effects);
    loaded.file.write_step(&rows, NOW).unwrap();
}

#[test]
fn rows_changed_elsewhere_are_listed_and_kept() {
    let (_folder, path) = small(3);
    edit_elsewhere(
        &path,
        "UPDATE cells SET grid = 'G3', name = '改' WHERE fid = 8;
         UPDATE cells SET geom = (SELECT geom FROM cells WHERE fid = 3) WHERE fid = 2;
         UPDATE cells SET points = 7 WHERE fid = 4;
         DELETE FROM cells WHERE fid = 6;
         UPDATE outlets SET name = '改名' WHERE fid = 5;
         DELETE FROM outlets WHERE fid = 7;
         INSERT INTO outlets (fid, code, geom) SELECT 900, 'Q1', geom FROM outlets WHERE fid = 5;
         INSERT INTO outlets (fid, code) VALUES (950, 'nowhere');
         UPDATE demand SET users = 12345 WHERE fid = 77;
         UPDATE grids SET name = '改' WHERE fid = 2;",
    );
    let expected = [
        ["cells", "C2", "shape"],
        ["cells", "C4", "same"],
        ["cells", "#6", "delete"],
        ["cells", "C8", "name,grid"],
        ["demand", "D77", "update"],
        ["grids", "G0", "update"],
        ["outlets", "O5", "update"],
        ["outlets", "#7", "delete"],
        ["outlets", "Q1", "insert"],
        ["outlets", "nowhere", "insert"],
    ];
    let loaded = open(&path, OpenMode::Write);
    assert_eq!(changes(&loaded.file), expected);
    let document = &loaded.document;
    assert_eq!(document.outlets()[OutletId(5)].name, "改名", "outlets and demand are what stands in their tables");
    assert!(document.outlets().get(OutletId(7)).is_none() && document.outlets().contains(OutletId(900)));
    let point = document.demand().ids.iter().position(|id| *id == 77).unwrap();
    assert_eq!(document.demand().amounts_of(point)[0], 12345);
    assert_eq!(document.outlets().next_id(), OutletId(951), "a row without a place is not written over");
    drop(loaded);

    let mut outlet = open(&path, OpenMode::Read).document.outlets()[OutletId(5)].clone();
    outlet.code = "NEW".to_owned();
    step(&path, &Command::AddOutlet(outlet));
    let mut loaded = open(&path, OpenMode::Write);
    assert_eq!(changes(&loaded.file), expected, "they are told until somebody accepts them, and own steps are not among them");
    loaded.file.accept_foreign_changes().unwrap();
    drop(loaded);
    assert_eq!(open(&path, OpenMode::Write).file.notices(), []);
}

#[test]
fn own_writes_are_never_reported() {
    let (_folder, path) = small(4);
    let document = open(&path, OpenMode::Read).document;
    let vertex = document.plan().partition.vertex_near(at(1500, 1100), 1.0).unwrap();
    step(&path, &Command::MoveVertices { moves: vec![(vertex, at(1500, 1300))], is_clamped: true });
    step(&path, &Command::RemoveOutlet(OutletId(3)));
    step(&path, &Command::Merge(vec![crate::base::CellId(13), crate::base::CellId(14)]));
    assert_eq!(open(&path, OpenMode::Write).file.notices(), []);
}

#[test]
fn a_million_changes_are_not_named_one_by_one() {
    let (_folder, path) = small(4);
    edit_elsewhere(&path, "UPDATE demand SET users = users + 1");
    let loaded = open(&path, OpenMode::Write);
    let found = changes(&loaded.file);
    assert_eq!((found.len(), found[100].clone()), (101, vec!["*".to_owned(), "+2900".to_owned(), "more".to_owned()]));
}

#[test]
fn triggers_of_others_are_refused_and_views_do_not_run() {
    let (_folder, path) = small(4);
    let plain = rusqlite::Connection::open(&path).unwrap();
    plain.execute_batch("CREATE VIEW loop AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n").unwrap();
    drop(plain);
    drop(open(&path, OpenMode::Write));
    let plain = rusqlite::Connection::open(&path).unwrap();
    plain.execute_batch("CREATE TRIGGER evil AFTER INSERT ON gw_journal BEGIN DELETE FROM gw_arcs; END").unwrap();
    drop(plain);
    drop(open(&path, OpenMode::Read));
    assert!(ProjectFile::open(&path, OpenMode::Write, NOW).is_err());
}
