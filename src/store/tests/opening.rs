//! Opening files in every state, and leaving them as they were.

use super::fixture::{assert_features, assert_same, content, create, open, small};
use crate::edit::{Command, Document, Label, NewAmount};
use crate::gpkg::{GpkgError, open_for_writing, open_read_only};
use crate::model::{ChannelRule, Outlet, OutletField, OutletStatus, Rules};
use crate::store::{OpenMode, OpenNotice, ProjectFile, StoreError, schema};
use sha2::{Digest as _, Sha256};
use std::path::Path;

/// Bytes, time and the folder's names.
fn state(path: &Path) -> (Vec<u8>, std::time::SystemTime, Vec<String>) {
    let mut names: Vec<String> = std::fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    (Sha256::digest(std::fs::read(path).unwrap()).to_vec(), std::fs::metadata(path).unwrap().modified().unwrap(), names)
}

fn execute(path: &Path, sql: &str) {
    schema::with_own_triggers(|own| open_for_writing(path, own)).unwrap().sql().execute_batch(sql).unwrap();
}

#[test]
fn a_new_project_is_what_it_was_made_of() {
    for seed in 0..3 {
        let (_folder, path) = small(seed);
        let loaded = open(&path, OpenMode::Write);
        assert_eq!(loaded.file.notices(), []);
        assert_same(&loaded.document, &Document::new(content(seed)));
        assert!(loaded.document.full_ledger().is_same(loaded.document.ledger()));
        assert_features(&path, &loaded.document);
        open_read_only(&path).unwrap().verify_thoroughly(None, None).unwrap();
        let mut texts = Vec::new();
        loaded.file.demand_texts(|id, code, name, kind| texts.push((id, code.to_owned(), name.to_owned(), kind.to_owned()))).unwrap();
        assert_eq!((texts.len(), &texts[1]), (3000, &(2, "D2".to_owned(), "户".to_owned(), "house".to_owned())));
    }
}

#[test]
fn a_file_from_before_sources_were_kept_opens_without_any() {
    let (_folder, path) = small(1);
    execute(&path, "DELETE FROM gw_settings WHERE key = 'sources'");
    assert_eq!(open(&path, OpenMode::Read).document.project().sources, Vec::<String>::new());
}

#[test]
fn a_file_from_before_rules_and_further_statuses_opens_and_takes_them_in() {
    let (_folder, path) = small(1);
    // What format 1.0 wrote: three statuses, no rules of outlets, numbers as anybody typed them.
    execute(
        &path,
        "DELETE FROM gw_settings WHERE key = 'channel_rules'; UPDATE gw_format SET format_minor = 0;
         UPDATE outlets SET status = 'planned' WHERE fid = 0; UPDATE outlets SET status = 'closed', attributes = '{\"clerks\":\"many\",\"店长\":\"王\"}' WHERE fid = 1;",
    );
    let minor = || {
        let connection = open_read_only(&path).unwrap();
        connection.sql().query_row("SELECT format_minor FROM gw_format", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let before = state(&path);
    let loaded = open(&path, OpenMode::Write);
    let rows: Vec<_> = loaded.document.outlets().rows().take(3).map(|outlet| (outlet.status, outlet.field(OutletField::Clerks).map(str::to_owned))).collect();
    assert_eq!(rows, [(OutletStatus::Planned, None), (OutletStatus::Closed, Some("many".to_owned())), (OutletStatus::Open, None)]);
    assert_eq!(loaded.document.project().rules.channel, []);
    drop(loaded);
    assert_eq!((state(&path), minor()), (before, 0), "opening changes nothing");

    let mut session = crate::jobs::Session::open(&path, OpenMode::Write).unwrap();
    let (id, outlet) = session.document().outlets().iter().nth(1).map(|(id, outlet)| (id, outlet.clone())).unwrap();
    // What an older file holds stands in no way of an edit beside it.
    let moving = Outlet { status: OutletStatus::ToMove, ..outlet };
    session.run(&Command::SetOutlet(id, moving.clone()), Label::new("t")).unwrap();
    let rules = Rules { contract_days: 60, channel: ChannelRule::usual(session.document().project()), ..session.document().project().rules.clone() };
    session.run(&Command::SetRules(Box::new(rules.clone())), Label::new("t")).unwrap();
    drop(session);
    assert_eq!(minor(), 2);
    let mut session = crate::jobs::Session::open(&path, OpenMode::Write).unwrap();
    assert_eq!((session.document().outlets().get(id), &session.document().project().rules), (Some(&moving), &rules));
    session.undo(2).unwrap();
    assert_eq!(session.document().project().rules.channel, []);
    drop(session);
    let loaded = open(&path, OpenMode::Read);
    assert_eq!((loaded.document.project().rules.contract_days, loaded.document.outlets().get(id).map(|outlet| outlet.status)), (31, Some(OutletStatus::Closed)), "taken back on the disk as well");
}

#[test]
fn amounts_are_on_the_disk_and_come_back_with_undo() {
    let (_folder, path) = small(1);
    let mut session = crate::jobs::Session::open(&path, OpenMode::Write).unwrap();
    let demand = session.document().demand().clone();
    let (id, before) = (demand.ids[3], demand.amounts_of(3).to_vec());
    let column = |name: &str| {
        let connection = open_read_only(&path).unwrap();
        connection.sql().query_row(&format!("SELECT \"{name}\" FROM demand WHERE fid = ?1"), [id], |row| row.get::<_, f64>(0)).unwrap()
    };
    let measure = session.document().project().measures[1].clone();
    session.run(&Command::SetAmounts(vec![NewAmount { id, measure: 1, amount: before[1] + 77 }]), Label::new("step-set-amount")).unwrap();
    drop(session);
    assert_eq!(column(&measure.name), measure.value(before[1] + 77));
    let mut session = crate::jobs::Session::open(&path, OpenMode::Write).unwrap();
    let amounts = |session: &crate::jobs::Session| {
        let demand = session.document().demand();
        demand.amounts_of(demand.ids.iter().position(|known| *known == id).unwrap()).to_vec()
    };
    assert_eq!(amounts(&session), [before[0], before[1] + 77]);
    session.undo(1).unwrap();
    assert_eq!(amounts(&session), before);
    session.redo(1).unwrap();
    session.undo(1).unwrap();
    drop(session);
    assert_eq!(column(&measure.name), measure.value(before[1]));
    let noted: i64 = open_read_only(&path).unwrap().sql().query_row("SELECT count(*) FROM gw_changes", [], |row| row.get(0)).unwrap();
    assert_eq!(noted, 0, "our own writing is nobody else's");
}

#[test]
fn the_same_content_makes_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a.gpkg", "b.gpkg"].map(|name| folder.path().join(name));
    for path in &paths {
        create(path, &content(1));
    }
    assert_eq!(state(&paths[0]).0, state(&paths[1]).0);
    assert!(matches!(ProjectFile::create(&paths[0], crate::store::NewProject { project: content(1).project, plan: content(1).plan, scenarios: Vec::new(), active: 0, outlets: Vec::new(), reference: Vec::new(), demand: Box::new(std::iter::empty()) }, ""), Err(StoreError::Exists(_))));
}

#[test]
fn opening_and_closing_changes_nothing() {
    let (_folder, path) = small(1);
    let before = state(&path);
    for mode in [OpenMode::Read, OpenMode::Write] {
        drop(open(&path, mode));
        assert_eq!(state(&path), before, "{mode:?}");
    }
}

#[test]
fn a_second_writer_only_reads_and_is_told_who_writes() {
    let (_folder, path) = small(1);
    let first = open(&path, OpenMode::Write);
    let second = open(&path, OpenMode::Write);
    assert!(!second.file.is_writable() && second.document.is_read_only());
    match second.file.notices() {
        [OpenNotice::HeldBy(Some(holder))] => assert!(holder.is_this_process()),
        other => panic!("{other:?}"),
    }
    drop((first, second));
    assert!(open(&path, OpenMode::Write).file.is_writable(), "nothing is left of the lock");
}

#[test]
fn a_newer_format_is_refused_untouched() {
    let (_folder, path) = small(1);
    execute(&path, "UPDATE gw_format SET min_reader = 2, format_major = 2, written_by = 'gridwright 9'");
    let before = state(&path);
    for mode in [OpenMode::Read, OpenMode::Write] {
        match ProjectFile::open(&path, mode, "") {
            Err(StoreError::Newer { major: 2, written_by, .. }) => assert_eq!(written_by, "gridwright 9"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(state(&path), before);
}

#[test]
fn a_newer_writer_may_keep_older_programs_from_writing() {
    let (_folder, path) = small(1);
    execute(&path, "UPDATE gw_format SET min_writer = 2");
    let before = state(&path);
    let loaded = open(&path, OpenMode::Write);
    assert!(!loaded.file.is_writable() && loaded.document.is_read_only());
    assert_eq!(loaded.file.notices(), [OpenNotice::NewerWriter]);
    drop(loaded);
    assert_eq!(state(&path), before);
}

#[test]
fn other_files_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    assert!(matches!(ProjectFile::open(&path, OpenMode::Write, ""), Err(StoreError::File { source: GpkgError::Missing, .. })));
    drop(crate::gpkg::create(&path).unwrap());
    assert!(matches!(ProjectFile::open(&path, OpenMode::Write, ""), Err(StoreError::NotAProject(_))));
    let (_other, whole) = small(1);
    let bytes = std::fs::read(whole).unwrap();
    for length in [0, 100, 4096, bytes.len() / 3, bytes.len() - 5000] {
        let cut = folder.path().join(format!("{length}.gpkg"));
        std::fs::write(&cut, &bytes[..length]).unwrap();
        for mode in [OpenMode::Read, OpenMode::Write] {
            assert!(matches!(ProjectFile::open(&cut, mode, ""), Err(StoreError::File { .. } | StoreError::Damaged { .. } | StoreError::NotAProject(_))), "cut at {length}");
        }
        assert_eq!(std::fs::read(&cut).unwrap(), &bytes[..length], "untouched");
    }
}

#[test]
fn contradictions_are_found_on_opening() {
    let cases = [
        ("UPDATE gw_settings SET value = '{' WHERE key = 'measures'", "setting measures"),
        ("UPDATE gw_settings SET value = '7' WHERE key = 'active'", "active"),
        ("UPDATE gw_settings SET value = '{\"nodes\":99999999,\"arcs\":0,\"cells\":0,\"grids\":0,\"outlets\":0,\"scenarios\":0}' WHERE key = 'next_ids'", "next_ids"),
        ("UPDATE gw_settings SET value = '[{\"name\":\"users\",\"unit\":\"\",\"scale\":200,\"is_balanced\":true,\"tolerance_ppm\":0,\"target\":\"equal_in_level\",\"is_synthetic\":false}]' WHERE key = 'measures'", "scale"),
        ("DELETE FROM gw_planes WHERE id = 1", "plane"),
        ("DELETE FROM gw_grids WHERE id = 0", "parent"),
        ("UPDATE gw_grids SET id = 240000 WHERE id = 7", "assigned to nothing"),
        ("UPDATE gw_grids SET id = 3000000 WHERE id = 7", "grid 3000000"),
        ("UPDATE gw_grids SET value = '[]' WHERE id = 2", "grid 2"),
        ("UPDATE gw_assign SET cell = 777 WHERE cell = 3", "cell 777"),
        ("UPDATE gw_assign SET plane = 9 WHERE cell = 3 AND plane = 0", "assigned to nothing"),
        ("UPDATE gw_assign SET plane = 2000000 WHERE cell = 3 AND plane = 0", "plane 2000000"),
        ("DELETE FROM gw_cells WHERE id = 5", "cell 5"),
        ("INSERT INTO gw_cells SELECT layer, 700, code, name, origin, is_estimated FROM gw_cells WHERE id = 5", "cell 700"),
        ("UPDATE gw_arcs SET points = x'0102' WHERE id = 4", "arc 4"),
        ("UPDATE gw_arcs SET points = x'ffffff7fffffff7fffffff7fffffff7e' WHERE id = 4", "arc 4"),
        ("UPDATE gw_arcs SET left_cell = right_cell WHERE id = 4", "P1"),
        ("UPDATE gw_arcs SET points = NULL WHERE id = 4", "P3"),
        ("UPDATE gw_arcs SET points = 'text' WHERE id = 4", ""),
        ("UPDATE gw_arcs SET from_node = -1 WHERE id = 4", "id -1"),
        ("UPDATE gw_arcs SET id = 4000000000 WHERE id = 4", "id 4000000000"),
        ("UPDATE gw_layers SET parent = 3 WHERE id = 1", "circle"),
        ("UPDATE gw_scenarios SET value = 'x' WHERE id = 0", "scenario 0"),
        ("UPDATE gw_scenarios SET is_present = 0", "active"),
        ("INSERT INTO gw_journal VALUES (-1, '', '', 0, x'')", "journal -1"),
        ("UPDATE demand SET users = 9e18 WHERE fid < 9", "counted"),
    ];
    for (sql, expected) in cases {
        let (_folder, path) = small(2);
        execute(&path, sql);
        let before = state(&path);
        for mode in [OpenMode::Read, OpenMode::Write] {
            match ProjectFile::open(&path, mode, "") {
                Err(err @ (StoreError::Damaged { .. } | StoreError::File { .. })) => assert!(err.to_string().contains(expected), "{sql}: {err}"),
                other => panic!("{sql}: {:?}", other.map(|_| ())),
            }
        }
        assert_eq!(state(&path), before, "{sql}");
    }
}
