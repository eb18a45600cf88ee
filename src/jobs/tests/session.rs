//! Strict runs, frozen scenarios, locks, copies, backups, failures of the disk.

use crate::base::{CellId, PlaneId};
use crate::edit::{Command, EditRefusal, Label};
use crate::jobs::{Session, SessionError};
use crate::store::tests::fixture::{assert_features, assert_same, small};
use crate::store::{OpenMode, OpenNotice};
use std::path::Path;

fn assign(cell: u32) -> Command {
    Command::Assign(PlaneId(0), vec![CellId(cell)], None)
}

fn run(session: &mut Session, command: &Command) {
    session.run(command, Label::new("t")).unwrap();
}

#[test]
fn scenarios_do_not_change_each_other() {
    let (_folder, path) = small(1);
    let mut session = Session::open(&path, OpenMode::Write).unwrap();
    let active = session.document().active();
    run(&mut session, &Command::Branch("方案B".to_owned(), active));
    let at_branching = session.document().plan().clone();
    run(&mut session, &assign(3));
    let a = session.document().plan().clone();
    session.switch_scenario("方案B").unwrap();
    assert!(*session.document().plan() == at_branching);
    run(&mut session, &Command::Merge(vec![CellId(8), CellId(9)]));
    let b = session.document().plan().clone();
    session.switch_scenario("方案A").unwrap();
    assert!(*session.document().plan() == a);
    session.switch_scenario("现状").unwrap();
    let outcome = session.run(&assign(4), Label::new("t")).unwrap();
    assert_eq!(outcome.effects.branched.as_deref(), Some("现状 (2)"), "a frozen scenario is not edited");
    drop(session);
    let session = Session::open(&path, OpenMode::Read).unwrap();
    let plan = |name: &str| session.load_plan(session.document().scenario_named(name).unwrap()).unwrap();
    assert!(plan("方案A") == a && plan("方案B") == b && plan("现状") == at_branching);
    assert!(*session.document().plan() != at_branching && session.document().scenario_named("现状 (2)") == Some(session.document().active()));
    assert_features(&path, session.document());
}

#[test]
fn branching_after_edits_in_one_strict_run_is_refused() {
    let (_folder, path) = small(1);
    let mut session = Session::open(&path, OpenMode::Write).unwrap();
    session.begin_strict(Label::new("strict")).unwrap();
    run(&mut session, &assign(3));
    let active = session.document().active();
    assert!(matches!(session.run(&Command::Branch("方案B".to_owned(), active), Label::new("t")), Err(SessionError::Refused(EditRefusal::Busy))));
    session.commit_strict().unwrap();
    session.begin_strict(Label::new("strict")).unwrap();
    let active = session.document().active();
    run(&mut session, &Command::Branch("方案B".to_owned(), active));
    run(&mut session, &assign(4));
    session.commit_strict().unwrap();
    assert_same(session.document(), Session::open(&path, OpenMode::Read).unwrap().document());
}

#[test]
fn who_comes_second_reads_and_writes_once_the_first_is_gone() {
    let (_folder, path) = small(1);
    let mut first = Session::open(&path, OpenMode::Write).unwrap();
    let mut second = Session::open(&path, OpenMode::Write).unwrap();
    assert!(matches!(&second.notices()[..], [OpenNotice::HeldBy(Some(_))]));
    assert!(matches!(second.run(&assign(3), Label::new("t")), Err(SessionError::Refused(EditRefusal::ReadOnly))));
    run(&mut first, &assign(3));
    drop(first);
    let mut third = Session::open(&path, OpenMode::Write).unwrap();
    run(&mut third, &assign(4));
    assert!(third.notices().is_empty());
}

#[test]
fn a_copy_is_the_project_and_nothing_else() {
    let (folder, path) = small(1);
    let mut session = Session::open(&path, OpenMode::Write).unwrap();
    run(&mut session, &assign(3));
    let copy = folder.path().join("副本.gpkg");
    session.file().save_copy(&copy).unwrap();
    assert!(session.file().save_copy(&path).is_err(), "not over itself");
    run(&mut session, &assign(4));
    let mut other = Session::open(&copy, OpenMode::Write).unwrap();
    assert!(*other.document().plan() != *session.document().plan());
    run(&mut other, &assign(4));
    assert_same(other.document(), session.document());
    assert_features(&copy, other.document());
}

/// A write that fails takes the document back to what the file holds, and the session goes on when it can.
#[test]
fn a_step_that_cannot_be_written_is_taken_back() {
    let (_folder, path) = small(1);
    let mut session = Session::open(&path, OpenMode::Write).unwrap();
    run(&mut session, &assign(3));
    let before = session.document().clone();
    let revision = before.revision();
    let blocker = crate::gpkg::open_for_writing(&path, &[]);
    assert!(blocker.is_err(), "triggers of ours are not known to others");
    session.file().break_for_test(true);
    assert!(matches!(session.run(&assign(4), Label::new("t")), Err(SessionError::Store(_))));
    assert_same(session.document(), &before);
    assert!(session.document().revision() > revision, "numbers of states are not used twice");
    session.file().break_for_test(false);
    run(&mut session, &assign(5));
    drop(session);
    let session = Session::open(&path, OpenMode::Read).unwrap();
    assert_eq!(session.document().plan().assignment.grid(PlaneId(0), CellId(5)), None);
    assert_eq!(session.document().plan().assignment.grid(PlaneId(0), CellId(4)), before.plan().assignment.grid(PlaneId(0), CellId(4)));
}

/// Steps handed over without waiting: after one that fails, none is written.
#[test]
fn no_step_is_written_on_top_of_a_lost_one() {
    let (_folder, path) = small(1);
    let mut session = Session::open(&path, OpenMode::Write).unwrap();
    session.file().break_for_test(true);
    let mut pending = Vec::new();
    for cell in [3, 4, 5] {
        let (step, effects) = session.document_mut().run(&assign(cell), Label::new("t")).unwrap();
        pending.push(session.commit(step, effects));
    }
    let second = pending.remove(1);
    assert!(pending.remove(0).wait().is_err());
    session.file().break_for_test(false);
    assert!(second.wait().is_err() && pending.remove(0).wait().is_err());
    assert!(session.switch_scenario("现状").is_err(), "the document was ahead of the file");
    assert_same(session.document(), Session::open(&path, OpenMode::Read).unwrap().document());
    session.switch_scenario("现状").unwrap();
}

#[test]
fn backups_are_written_and_rotated() {
    let home = tempfile::tempdir().unwrap();
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "jobs::tests::session::backups_child", "--test-threads=1"])
        .env(crate::platform::HOME_VARIABLE, home.path())
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let folder = home.path().join("backups").join("key-1");
    let mut names: Vec<String> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names.len(), 10, "ten latest of one day: {names:?}");
    let last = crate::store::ProjectFile::open(&folder.join(&names[9]), OpenMode::Read, "").unwrap();
    assert_eq!(last.document.history().summaries().count(), 11, "a backup is the file as the session found it");
}

#[test]
#[ignore = "writes into the home of its environment: run by backups_are_written_and_rotated"]
fn backups_child() {
    let (_folder, path) = small(1);
    for cell in 1..=12 {
        let mut session = Session::open(&path, OpenMode::Write).unwrap();
        session.run(&Command::Ignore(format!("gap:{cell}"), Some("已核实".to_owned())), Label::new("t")).unwrap();
        session.run(&assign(cell * 2), Label::new("t")).ok();
        session.undo(1).unwrap();
        assert!(session.notices().is_empty(), "{:?}", session.notices());
    }
    let _: &Path = &path;
}

#[test]
fn a_new_project_opens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("空.gpkg");
    Session::create(&path, "空").unwrap();
    let session = Session::open(&path, OpenMode::Write).unwrap();
    assert_eq!((session.document().plan().partition.n_cells(), session.document().project().name.as_str()), (0, "空"));
    assert_features(&path, session.document());
}
