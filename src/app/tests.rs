//! An open project by requests and actions, without a window.

use super::{Answer, OpenProject, availability};
use crate::edit::{Command, Label};
use crate::jobs::{Session, write_sample};
use crate::map::{Item, Pick, Request};
use crate::store::OpenMode;
use crate::ui::action::reason;
use crate::ui::{Action, SaveState};

fn opened(folder: &tempfile::TempDir) -> OpenProject {
    let path = folder.path().join("city.gpkg");
    write_sample(&path, "lujiazui", 1, None).unwrap();
    OpenProject::new(Session::open(&path, OpenMode::Write).unwrap())
}

fn undone_to_start(project: &mut OpenProject) -> usize {
    let mut steps = 0;
    while project.travel(true).is_ok() {
        steps += 1;
    }
    steps
}

/// Waits until everything is on the disk.
fn settled(project: &mut OpenProject) {
    while project.is_saving() {
        assert!(project.poll_disk().is_none());
        std::thread::yield_now();
    }
}

#[test]
fn a_gesture_gives_effects_and_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = opened(&folder);
    let plane = project.focus().plane;
    let (cell, grid) = project.document().plan().assignment.cells(plane).next().unwrap();
    let other = project.document().plan().assignment.cells(plane).map(|(_, grid)| grid).find(|other| *other != grid).unwrap();
    project.request(Request::Begin(Label::new("step-assign")));
    assert!(project.gesture().is_some());
    assert_eq!(project.request(Request::Amend(Command::Assign(plane, vec![cell], Some(other)))), Answer::Done);
    assert!(project.figures().before(grid).is_some(), "figures before the gesture are at hand");
    let effects = project.take_effects();
    assert!(effects.reassigned.contains(&(plane, cell)) && effects.grids.contains(&other));
    project.request(Request::Commit);
    assert_eq!(*project.save(), SaveState::Saving);
    settled(&mut project);
    assert!(matches!(project.save(), SaveState::Saved(_)));
    assert!(project.figures().before(grid).is_none());
    assert_eq!(undone_to_start(&mut project), 1);
    assert_eq!(project.document().plan().assignment.grid(plane, cell), Some(grid));
}

#[test]
fn several_commands_are_one_step_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = opened(&folder);
    let plan = project.document().plan().clone();
    let outlet = project.document().outlets().ids().next().unwrap();
    let missing = crate::base::OutletId(u32::MAX);
    let refused = project.request(Request::RunAll(vec![Command::RemoveOutlet(outlet), Command::RemoveOutlet(missing)], Label::new("step-remove-outlet")));
    assert!(matches!(refused, Answer::Refused(_)));
    assert!(project.document().outlets().contains(outlet), "the first command was given back");
    assert_eq!(project.document().plan(), &plan);
    assert_eq!(undone_to_start(&mut project), 0);
}

#[test]
fn selected_things_are_deleted_locked_and_given_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = opened(&folder);
    let outlet = project.document().outlets().ids().next().unwrap();
    assert_eq!(availability(Some(&project), Action::DeleteSelected), Err(reason::NOT_DELETABLE));
    project.request(Request::Select(vec![Item::Outlet(outlet)], Pick::Replace));
    assert_eq!(project.act(Action::DeleteSelected), Some(Answer::Done));
    assert!(!project.document().outlets().contains(outlet));
    assert!(project.selection().is_empty(), "what is gone is not selected");
    let grid = project.figures().index().grids()[0];
    project.request(Request::Select(vec![Item::Grid(grid)], Pick::Replace));
    project.act(Action::LockSelected);
    assert!(project.document().plan().grids[grid].is_locked);
    project.act(Action::LockSelected);
    assert!(!project.document().plan().grids[grid].is_locked);
    project.act(Action::SelectWithin);
    assert!(project.selection().cells().count() > 0);
    project.act(Action::UnassignSelected);
    assert_eq!(project.document().view().cells_of(grid).len(), 0);
    assert!(matches!(project.act(Action::NewGrid), Some(Answer::Done)));
    settled(&mut project);
    assert_eq!(undone_to_start(&mut project), 5);
}

#[test]
fn a_branch_is_compared_with_what_it_came_from() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = opened(&folder);
    let first = project.document().active();
    project.request(Request::Run(Command::Branch("方案B".to_owned(), first), Label::new("step-new-scenario").with("name", "方案B")));
    let branch = project.document().scenario_named("方案B").unwrap();
    project.switch_scenario(branch).unwrap();
    assert_eq!(project.document().active(), branch);
    let plane = project.focus().plane;
    let (cell, grid) = project.document().plan().assignment.cells(plane).next().unwrap();
    let other = project.document().plan().assignment.cells(plane).map(|(_, grid)| grid).find(|other| *other != grid).unwrap();
    project.compare(Some(first)).unwrap();
    assert!(project.compared().unwrap().cells().is_empty());
    project.request(Request::Run(Command::Assign(plane, vec![cell], Some(other)), Label::new("step-assign")));
    assert_eq!(project.compared().unwrap().cells(), [cell], "the comparison follows");
    project.compare(None).unwrap();
    assert!(project.compared().is_none());
}

#[test]
fn a_lent_session_refuses_edits_until_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = opened(&folder);
    let session = project.lend().unwrap();
    assert!(project.lend().is_none());
    assert_eq!(availability(Some(&project), Action::Undo), Err(reason::BUSY));
    assert!(matches!(project.request(Request::Begin(Label::default())), Answer::Refused(_)));
    assert!(project.document().plan().partition.n_cells() > 0, "the document can still be looked at");
    project.give_back(session);
    assert_eq!(project.request(Request::Begin(Label::default())), Answer::Done);
    project.request(Request::Abort);
}

#[test]
fn without_a_project_only_what_needs_none_is_at_hand() {
    assert_eq!(availability(None, Action::Undo), Err(reason::NO_PROJECT));
    assert_eq!(availability(None, Action::OpenProject), Ok(()));
    assert_eq!(availability(None, Action::ToolBoundary), Err(reason::NO_PROJECT));
}
