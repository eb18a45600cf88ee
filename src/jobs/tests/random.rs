//! Random work on a project with restarts in between: after everything the file is what the document is.

use crate::base::{Id as _, ScenarioId};
use crate::edit::fixture::random_command;
use crate::edit::{Command, Document, EditRefusal, Label, Plan};
use crate::jobs::{Session, SessionError};
use crate::partition::fixture::Dice;
use crate::store::OpenMode;
use crate::store::tests::fixture::{assert_features, assert_same, small};
use std::collections::BTreeMap;
use std::path::Path;

/// A session whose history holds next to nothing in memory, so that undo reads the journal.
fn open(path: &Path) -> Session {
    let mut session = Session::open(path, OpenMode::Write).unwrap();
    session.document_mut().set_history_cap(600);
    assert!(session.notices().is_empty(), "{:?}", session.notices());
    session
}

fn ends(document: &Document) -> [usize; 6] {
    let plan = document.plan();
    [plan.partition.nodes().end(), plan.partition.arcs().end(), plan.partition.faces().end(), plan.grids.end(), document.outlets().end(), document.scenarios().end()]
}

/// What a file must hold besides the document: the plan of every scenario, and the ends of the ids that were used.
struct Known {
    plans: BTreeMap<ScenarioId, Plan>,
    used: [usize; 6],
}

/// The file, read anew, is the document; the other scenarios are what they were when they were last active.
fn check(session: &Session, plans: &mut Known, before: &Plan) {
    let document = session.document();
    let reopened = Session::open(session.path(), OpenMode::Read).unwrap();
    assert_same(document, reopened.document());
    // A gesture that was given up uses ids in memory only.
    let used = ends(reopened.document());
    assert!(used.iter().zip(ends(document)).all(|(file, memory)| *file <= memory), "ids that were used");
    assert!(plans.used.iter().zip(used).all(|(before, now)| *before <= now), "used ids stay used");
    plans.used = used;
    assert!(document.history().summaries().eq(reopened.document().history().summaries()), "history");
    assert!(document.full_ledger().is_same(document.ledger()));
    assert_features(session.path(), document);
    for id in document.scenarios().ids() {
        if id == document.active() {
            plans.plans.insert(id, document.plan().clone());
        }
        let expected = plans.plans.entry(id).or_insert_with(|| before.clone());
        assert!(session.load_plan(id).unwrap() == *expected, "{id:?} stays what it was");
    }
}

/// How many steps to go at once: one where any changes the active scenario, because only what is active at the end can be looked at.
fn travel(document: &Document, steps: usize) -> usize {
    if document.history().summaries().any(|step| step.label.key == "step-switch-scenario") { 1 } else { steps }
}

fn random_step(session: &mut Session, dice: &mut Dice) -> Result<(), SessionError> {
    let document = session.document();
    match dice.roll(24) {
        0..=2 => session.undo(travel(document, 1 + dice.roll(3) as usize)).map(|_| ()),
        3..=4 => session.redo(travel(document, 1 + dice.roll(2) as usize)).map(|_| ()),
        5 => {
            let names: Vec<String> = document.scenarios().rows().map(|info| info.name.clone()).collect();
            session.switch_scenario(&names[dice.roll(names.len() as i64) as usize]).map(|_| ())
        }
        6 => {
            let ids: Vec<ScenarioId> = document.scenarios().ids().collect();
            let id = ids[dice.roll(ids.len() as i64) as usize];
            let command = if dice.roll(2) == 0 { Command::DeleteScenario(id) } else { Command::RenameScenario(id, format!("改名{}", dice.roll(1000))) };
            session.run(&command, Label::new("t")).map(|_| ())
        }
        7 => {
            session.begin_strict(Label::new("strict"))?;
            for _ in 0..6 {
                if let Some(command) = random_command(session.document(), dice) {
                    // What is refused changes nothing; the run goes on here to mix both.
                    drop(session.run(&command, Label::default()));
                }
            }
            if dice.roll(4) == 0 {
                session.abort_strict();
                Ok(())
            } else {
                session.commit_strict()
            }
        }
        8 => {
            let path = session.path().to_owned();
            let folder = tempfile::tempdir().unwrap();
            // The lock goes with the old session before the new one asks for it.
            drop(std::mem::replace(session, Session::open(&small_in(folder.path()), OpenMode::Read).unwrap()));
            *session = open(&path);
            Ok(())
        }
        9 => {
            let id = session.document().plan().grids.ids().next().expect("grids");
            let mut grid = session.document().plan().grids[id].clone();
            grid.code = format!("新{}", dice.roll(1000));
            session.run(&Command::SetGrid(id, grid), Label::new("code")).map(|_| ())
        }
        _ => match random_command(document, dice) {
            Some(command) => session.run(&command, Label::new("t").with("n", 1)).map(|_| ()),
            None => Ok(()),
        },
    }
}

fn small_in(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("stand-in.gpkg");
    Session::create(&path, "stand-in").unwrap();
    path
}

#[test]
fn random_work_survives_restarts_undo_and_redo() {
    for seed in 0..5 {
        let (_folder, path) = small(seed);
        let mut session = open(&path);
        let start = session.document().clone();
        let mut plans = Known { plans: start.scenarios().ids().map(|id| (id, start.plan().clone())).collect(), used: [0; 6] };
        let mut dice = Dice(seed + 77);
        let mut done = 0;
        for number in 0..70 {
            let before = session.document().plan().clone();
            match random_step(&mut session, &mut dice) {
                Ok(()) => done += 1,
                Err(SessionError::Refused(_)) => {}
                Err(err) => panic!("seed {seed} number {number}: {err}"),
            }
            check(&session, &mut plans, &before);
        }
        assert!(done > 25, "{done}");
        let (end, plans_at_end) = (session.document().clone(), plans.plans.clone());
        let n_steps = end.history().summaries().filter(|step| !step.is_undone).count();
        drop(session);
        let mut session = open(&path);
        session.undo(n_steps).unwrap();
        assert!(matches!(session.undo(1), Err(SessionError::Refused(EditRefusal::NothingToChange))));
        assert_same(session.document(), &start);
        check(&session, &mut plans, start.plan());
        drop(session);
        let mut session = open(&path);
        session.redo(n_steps).unwrap();
        assert_same(session.document(), &end);
        plans.plans = plans_at_end;
        check(&session, &mut plans, start.plan());
        drop(session);
        let file = crate::gpkg::open_read_only(&path).unwrap();
        file.verify_thoroughly(None, None).unwrap();
    }
}

#[test]
fn ids_are_not_used_again_after_undo_and_restart() {
    let (_folder, path) = small(1);
    let mut session = open(&path);
    let grid = session.document().plan().grids.rows().next().unwrap().clone();
    let create = |session: &mut Session, code: &str| {
        let id = session.document().plan().grids.next_id();
        session.run(&Command::CreateGrid(crate::model::Grid { code: code.to_owned(), ..grid.clone() }), Label::new("t")).unwrap();
        id
    };
    let first = create(&mut session, "A");
    session.undo(1).unwrap();
    drop(session);
    let mut session = open(&path);
    let second = create(&mut session, "B");
    assert!(second.index() > first.index());
    assert!(session.redo(1).is_err(), "a new step takes the place of those undone");
}
