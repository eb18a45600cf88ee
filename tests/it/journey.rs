//! Journeys through the window by pointer and keys only, without a screen.

use egui::{Key, Modifiers, Pos2, Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use gridwright::app::{App, SettingsFile};
use gridwright::geodesy::Position;
use gridwright::i18n::Language;
use gridwright::jobs::{Session, write_sample};
use gridwright::map::View;
use gridwright::map::tools::ToolKind;
use gridwright::partition::Vertex;
use gridwright::store::OpenMode;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A sample project in a folder of its own.
fn sample(folder: &Path) -> PathBuf {
    let path = folder.join("城市.gpkg");
    write_sample(&path, "lujiazui", 1, None).unwrap();
    path
}

fn window(project: &Path, language: Language) -> Harness<'static, App> {
    // Whoever runs this may have arranged panels of their own.
    let settings = SettingsFile::in_folder(project.parent().unwrap_or(Path::new(".")));
    let project = project.to_owned();
    let mut harness = Harness::builder()
        .with_size(vec2(1440.0, 900.0))
        .with_step_dt(1.0 / 30.0)
        .allow_missing_glyphs()
        .build_eframe(move |creation| App::with_settings(creation, Some(project), Some(language), settings));
    wait(&mut harness, "the project is open", |app| app.project().is_some() && app.map().is_some_and(|map| map.view().is_some()));
    harness.run_steps(3);
    harness
}

/// Steps until something is so.
fn wait(harness: &mut Harness<'_, App>, what: &str, is_so: impl Fn(&App) -> bool) {
    let begun = Instant::now();
    while !is_so(harness.state()) {
        assert!(begun.elapsed() < Duration::from_mins(1), "waited in vain: {what}");
        harness.step();
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn view(harness: &Harness<'_, App>) -> View {
    *harness.state().map().unwrap().view().unwrap()
}

fn steps_done(harness: &Harness<'_, App>) -> usize {
    harness.state().project().unwrap().document().history().summaries().filter(|step| !step.is_undone).count()
}

/// Drags from one point to another in a few events.
fn drag(harness: &mut Harness<'_, App>, from: Pos2, to: Pos2) {
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    for share in [0.25, 0.5, 0.75, 1.0] {
        harness.hover_at(from + (to - from) * share);
        harness.step();
    }
    harness.drop_at(to);
    harness.run_steps(2);
}

/// A node between two grids well inside the frame and away from others, with a point some way off that it can move to.
fn movable(harness: &Harness<'_, App>) -> (Pos2, Pos2, Position) {
    let view = view(harness);
    let project = harness.state().project().unwrap();
    let (document, focus) = (project.document(), project.focus());
    let partition = &document.plan().partition;
    let room: Rect = view.rect.shrink(120.0);
    for (id, arc) in partition.arcs().iter() {
        let grid = |cell| document.plan().assignment.grid(focus.plane, cell);
        let (left, right) = (grid(arc.shape.left), grid(arc.shape.right));
        if left == right || left.is_none() || right.is_none() || arc.shape.points.len() < 3 {
            continue;
        }
        let at = arc.shape.points.len() / 2;
        let (from, position) = (view.point(arc.shape.points[at]), arc.shape.points[at]);
        if !room.contains(from) {
            continue;
        }
        for offset in [vec2(14.0, 0.0), vec2(-14.0, 0.0), vec2(0.0, 14.0), vec2(0.0, -14.0)] {
            let moves = [(Vertex::Inner { arc: id, at }, view.position(from + offset))];
            if partition.propose_move(&moves).is_ok_and(|patch| !patch.is_empty()) {
                return (from, from + offset, position);
            }
        }
    }
    panic!("no movable vertex in view");
}

#[test]
fn a_boundary_is_dragged_undone_and_found_again_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let mut harness = window(&path, Language::Chinese);
    harness.key_press(Key::B);
    harness.run_steps(2);
    assert_eq!(harness.state().map().unwrap().tools.kind(), ToolKind::Boundary);
    let before = steps_done(&harness);
    let (from, to, _) = movable(&harness);
    let sums = |harness: &Harness<'_, App>| harness.state().project().unwrap().figures().in_focus().unwrap().sums.clone();
    let at_first = sums(&harness);
    harness.key_down(Key::Escape);
    harness.key_up(Key::Escape);
    harness.key_press(Key::B);
    harness.run_steps(2);
    drag(&mut harness, from, to);
    assert_eq!(steps_done(&harness), before + 1, "one drag is one step");
    let moved = sums(&harness);
    assert_eq!(at_first.iter().sum::<i64>(), moved.iter().sum::<i64>(), "nothing is lost between grids");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(2);
    assert_eq!(steps_done(&harness), before);
    assert_eq!(sums(&harness), at_first);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Y);
    harness.run_steps(2);
    assert_eq!(sums(&harness), moved);
    wait(&mut harness, "the step is on the disk", |app| !app.project().unwrap().is_saving());
    drop(harness);
    let session = Session::open(&path, OpenMode::Read).unwrap();
    let done = session.document().history().summaries().filter(|step| !step.is_undone).count();
    assert_eq!(done, before + 1);
    assert!(session.document().check_invariants().iter().all(|check| check.violations.is_empty()));
}

#[test]
fn escape_gives_a_drag_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&sample(folder.path()), Language::English);
    harness.key_press(Key::B);
    harness.run_steps(2);
    let before = steps_done(&harness);
    let revision = harness.state().project().unwrap().document().plan().clone();
    let (from, to, _) = movable(&harness);
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    harness.hover_at(to);
    harness.run_steps(2);
    assert!(harness.state().project().unwrap().gesture().is_some(), "a gesture is open");
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert!(harness.state().project().unwrap().gesture().is_none());
    assert_eq!(harness.state().project().unwrap().document().plan(), &revision, "everything is as it was");
    harness.drop_at(to);
    harness.run_steps(2);
    assert_eq!(steps_done(&harness), before);
}

#[test]
fn a_scenario_is_branched_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&sample(folder.path()), Language::English);
    let before = harness.state().project().unwrap().document().scenarios().len();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::B);
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    let project = harness.state().project().unwrap();
    assert_eq!(project.document().scenarios().len(), before + 1);
    let active = project.document().active();
    let info = &project.document().scenarios()[active];
    assert!(info.frozen_on.is_none());
    let parent = info.parent.map(|parent| project.document().scenarios()[parent].name.clone()).unwrap();
    // A boundary moves in the branch only, and the comparison names what is handed over.
    harness.key_press(Key::R);
    harness.run_steps(2);
    let (from, to, _) = movable(&harness);
    let ahead = (to - from).normalized() * 60.0;
    drag(&mut harness, from - ahead, from + ahead);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    harness.run_steps(3);
    let say = |key: &str| gridwright::i18n::text(Language::English, key, &[]);
    harness.get_by_role_and_label(egui::accesskit::Role::ListItem, &parent).click();
    harness.run_steps(3);
    harness.get_by_label(&say("scenario-compare")).click();
    harness.run_steps(4);
    let compared = harness.state().project().unwrap().compared().unwrap();
    assert!(!compared.cells().is_empty() && !compared.shown().comparison.handover.is_empty());
    assert_eq!(compared.name(), parent);
    let other = gridwright::i18n::text(Language::English, "compare-map-other", &[("name", parent.clone().into())]);
    assert!(harness.query_by_label(&other).is_some(), "both maps are there");
    harness.get_by_label(&say("compare-end")).click();
    harness.run_steps(3);
    assert!(harness.query_by_label(&other).is_none());
}

#[test]
fn language_and_theme_change_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&sample(folder.path()), Language::Chinese);
    assert!(harness.query_by_label("地图").is_some());
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    harness.run_steps(3);
    assert_eq!(harness.state().language(), Language::English);
    assert!(harness.query_by_label("Map").is_some());
    let theme = harness.state().theme();
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    harness.run_steps(3);
    assert_ne!(harness.state().theme(), theme);
    // As it was, for the other tests that share the settings.
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    harness.run_steps(2);
}

#[test]
fn every_tool_and_window_opens_by_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&sample(folder.path()), Language::Chinese);
    for (key, kind) in [
        (Key::B, ToolKind::Boundary),
        (Key::P, ToolKind::Push),
        (Key::R, ToolKind::Brush),
        (Key::L, ToolKind::Lasso),
        (Key::C, ToolKind::Cut),
        (Key::M, ToolKind::Merge),
        (Key::N, ToolKind::NewGrid),
        (Key::O, ToolKind::Outlet),
        (Key::D, ToolKind::Measure),
        (Key::V, ToolKind::Select),
    ] {
        harness.key_press(key);
        harness.run_steps(2);
        assert_eq!(harness.state().map().unwrap().tools.kind(), kind);
    }
    harness.key_press(Key::F1);
    harness.run_steps(3);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    for key in [Key::P, Key::F, Key::Comma, Key::E] {
        harness.key_press_modifiers(Modifiers::COMMAND, key);
        harness.run_steps(3);
        harness.key_press(Key::Escape);
        harness.run_steps(3);
    }
    assert!(harness.state().project().is_some());
}

#[test]
fn grids_are_designed_tried_and_accepted_as_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let mut harness = window(&path, Language::English);
    // Room enough that a card lies in sight whatever there is to say on it.
    harness.set_size(vec2(1440.0, 1500.0));
    harness.run_steps(3);
    let before = steps_done(&harness);
    let assignment = |harness: &Harness<'_, App>| {
        let project = harness.state().project().unwrap();
        let (plane, plan) = (project.focus().plane, project.document().plan());
        plan.partition.cells().map(|cell| plan.assignment.grid(plane, cell)).collect::<Vec<_>>()
    };
    let at_first = assignment(&harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::D);
    harness.run_steps(4);
    let say = |key: &str| gridwright::i18n::text(Language::English, key, &[]);
    harness.get_by_role_and_label(egui::accesskit::Role::Button, &say("design-start")).click();
    wait(&mut harness, "a plan is tried on the map", |app| app.design_view().shown.is_some());
    harness.get_by_label(&say("design-stop")).click();
    wait(&mut harness, "the search has ended", |app| app.design_view().running.is_none());
    assert!(assignment(&harness) != at_first && harness.state().project().unwrap().gesture().is_some());
    assert_eq!(steps_done(&harness), before, "nothing is done before somebody accepts");
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert_eq!(assignment(&harness), at_first, "Esc takes the plan off the map");
    let title = harness.state().design_view().proposals[0].title.clone();
    harness.get_by_role_and_label(egui::accesskit::Role::ListItem, &title).click();
    harness.run_steps(3);
    let tried = assignment(&harness);
    assert!(tried != at_first);
    harness.get_by_label(&say("design-accept-here")).click();
    harness.run_steps(4);
    assert_eq!(steps_done(&harness), before + 1, "a design is one step");
    assert_eq!(assignment(&harness), tried);
    assert!(harness.state().project().unwrap().document().check_invariants().iter().all(|check| check.violations.is_empty()));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert_eq!(assignment(&harness), at_first);
}

#[test]
fn coverage_follows_an_outlet_that_is_dragged() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let mut harness = window(&path, Language::Chinese);
    harness.key_press(Key::F7);
    wait(&mut harness, "coverage is computed", |app| !app.coverage_view().figures.is_empty() && !app.coverage_view().is_working);
    harness.run_steps(3);
    let covered = |harness: &Harness<'_, App>| harness.state().coverage_view().figures[0].clone();
    let (at_first, spots) = (covered(&harness), harness.state().coverage_view().spots.clone());
    // The outlet that covers most, seen well inside the map.
    let view = view(&harness);
    let room = view.rect.shrink(80.0);
    let document = harness.state().project().unwrap().document();
    let place = |id| view.point(document.outlets()[id].position);
    let candidates: Vec<Pos2> = harness.state().coverage_view().outlets.iter().map(|(id, _)| place(*id)).filter(|point| room.contains(*point)).collect();
    let steps = steps_done(&harness);
    harness.key_press(Key::O);
    harness.run_steps(2);
    let to = Pos2::new(room.left() + 10.0, room.top() + 10.0);
    // One that stands in a cluster cannot be gripped.
    let is_held = candidates.iter().any(|from| {
        harness.hover_at(*from);
        harness.step();
        harness.drag_at(*from);
        harness.step();
        for share in [0.3, 0.6, 1.0] {
            harness.hover_at(*from + (to - *from) * share);
            harness.step();
        }
        harness.run_steps(2);
        let is_held = harness.state().project().unwrap().gesture().is_some();
        if !is_held {
            harness.drop_at(to);
            harness.run_steps(2);
        }
        is_held
    });
    assert!(is_held, "an outlet of {} is dragged", candidates.len());
    assert_ne!(covered(&harness), at_first, "figures follow while the outlet is dragged");
    harness.drop_at(to);
    harness.run_steps(4);
    assert_eq!(steps_done(&harness), steps + 1);
    assert_ne!(harness.state().coverage_view().spots, spots);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(4);
    assert_eq!((covered(&harness), harness.state().coverage_view().spots.clone()), (at_first, spots), "undo gives everything back");
}

#[test]
fn sites_are_found_dragged_and_accepted_as_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let mut harness = window(&path, Language::English);
    let (before, outlets) = (steps_done(&harness), |harness: &Harness<'_, App>| harness.state().project().unwrap().document().outlets().len());
    let at_first = outlets(&harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::J);
    harness.run_steps(4);
    let say = |key: &str| gridwright::i18n::text(Language::English, key, &[]);
    harness.get_by_role_and_label(egui::accesskit::Role::Button, &say("siting-start")).click();
    wait(&mut harness, "sites are tried on the map", |app| app.siting_view().is_shown && !app.siting_view().sites.is_empty());
    if harness.state().siting_view().running.is_some() {
        harness.get_by_label(&say("design-stop")).click();
    }
    wait(&mut harness, "the search has ended", |app| app.siting_view().running.is_none() && app.siting_view().is_shown);
    harness.run_steps(3);
    let n_sites = harness.state().siting_view().sites.len();
    assert_eq!((outlets(&harness), steps_done(&harness)), (at_first + n_sites, before), "tried, not done");
    assert!(!harness.state().siting_view().quality.is_empty() && !harness.state().coverage_view().figures.is_empty());
    // Drag the first place: coverage follows before anything is accepted.
    let covered = |harness: &Harness<'_, App>| harness.state().coverage_view().figures.clone();
    let (figure, pins) = (covered(&harness), harness.state().map().unwrap().pins.clone());
    let view = view(&harness);
    let (number, from) = pins.iter().enumerate().map(|(number, pin)| (number, view.point(*pin))).find(|(_, point)| view.rect.shrink(60.0).contains(*point)).unwrap();
    drag(&mut harness, from, Pos2::new(view.rect.left() + 20.0, view.rect.top() + 20.0));
    harness.run_steps(3);
    assert_ne!(harness.state().map().unwrap().pins[number], pins[number]);
    assert_ne!(covered(&harness), figure);
    harness.run_steps(1);
    let live = harness.state().siting_view().live.clone();
    assert!(live.len() == figure.len() + 1 && live[..figure.len()] == covered(&harness)[..], "the panel in which places are moved shows the same figures");
    assert!(!harness.state().siting_view().is_proved && harness.state().siting_view().figures.is_empty(), "what was proved was proved of other places");
    harness.get_by_label(&say("siting-accept-here")).click();
    harness.run_steps(4);
    assert_eq!((outlets(&harness), steps_done(&harness)), (at_first + n_sites, before + 1), "accepted as one step");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert_eq!(outlets(&harness), at_first);
    // The frozen status quo has no outlet of these; beside it the figures of both stand together.
    assert!(harness.state().coverage_view().compared.is_empty());
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    harness.run_steps(4);
    let document = harness.state().project().unwrap().document();
    let other = document.scenarios().iter().find(|(id, _)| *id != document.active()).map(|(_, info)| info.name.clone()).unwrap();
    harness.get_by_role_and_label(egui::accesskit::Role::ListItem, &other).click();
    harness.run_steps(3);
    harness.get_by_label(&say("scenario-compare")).click();
    wait(&mut harness, "coverage of both scenarios", |app| !app.coverage_view().compared.is_empty() && !app.coverage_view().is_working);
}

#[test]
fn a_suggested_change_is_made_as_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let mut harness = window(&path, Language::English);
    let before = steps_done(&harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::D);
    harness.run_steps(4);
    let say = |key: &str| gridwright::i18n::text(Language::English, key, &[]);
    harness.get_by_label(&say("design-improve")).click();
    // The section unfolds with an animation.
    harness.run_steps(12);
    harness.get_by_label(&say("design-suggest")).click();
    wait(&mut harness, "changes are suggested", |app| app.design_view().suggestions.as_ref().is_some_and(|lines| !lines.is_empty()));
    harness.run_steps(3);
    let first = harness.state().design_view().suggestions.as_ref().unwrap()[0].clone();
    assert!(first.title.contains('→') && !first.effects.is_empty());
    harness.get_all_by_label(&say("design-make")).next().unwrap().click();
    harness.run_steps(3);
    assert_eq!(steps_done(&harness), before + 1, "one suggestion, one step");
    wait(&mut harness, "what helps next is looked for", |app| app.design_view().suggestions.as_ref().is_some_and(|lines| lines.first().map(|line| &line.title) != Some(&first.title)));
    let checks = harness.state().project().unwrap().document().check_invariants();
    assert!(checks.iter().all(|check| check.violations.is_empty()));
}

#[test]
fn coverage_by_road_shows_the_ground_within_reach() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let mut harness = window(&path, Language::English);
    let say = |key: &str| gridwright::i18n::text(Language::English, key, &[]);
    harness.key_press(Key::F7);
    wait(&mut harness, "coverage is computed", |app| !app.coverage_view().figures.is_empty() && !app.coverage_view().is_working);
    assert_eq!(harness.state().coverage_view().measured, say("coverage-straight"));
    harness.get_by_label(&say("coverage-way-walk")).click();
    wait(&mut harness, "coverage on foot", |app| app.coverage_view().measured.starts_with(&gridwright::i18n::text(Language::English, "coverage-by-reference", &[])));
    harness.run_steps(3);
    let service = &harness.state().map().unwrap().scene.service;
    assert!(!service.shapes.is_empty() && service.discs.is_empty(), "ground along roads instead of circles");
    assert!(!harness.state().coverage_view().outlets.is_empty());
}
