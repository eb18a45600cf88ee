//! Makes the pictures of the README: `cargo run --release --example screenshots [FOLDER]`.
//!
//! The real window, driven by pointer and keys, drawn by whatever driver the machine has; a software driver will do.
#![expect(clippy::print_stdout, reason = "a tool says what it has written")]

use egui::{Key, Modifiers, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use gridwright::app::{App, SettingsFile};
use gridwright::i18n::{Language, text};
use gridwright::jobs::write_sample;
use gridwright::map::View;
use gridwright::partition::Vertex;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn main() -> anyhow::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("assets/screenshots"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    for (language, is_dark) in [(Language::Chinese, false), (Language::English, true)] {
        let scratch = tempfile::tempdir()?;
        let project = scratch.path().join("xinxiang.gpkg");
        write_sample(&project, "xinxiang", 1, None)?;
        let mut harness = window(&project, language, scratch.path());
        if is_dark {
            press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
        }
        let tag = format!("{}-{}", language.tag(), if is_dark { "dark" } else { "light" });
        save(&mut harness, &folder, &format!("plan-{tag}"))?;
        drag(&mut harness);
        save(&mut harness, &folder, &format!("drag-{tag}"))?;
        press(&mut harness, Modifiers::NONE, Key::Escape);
        press(&mut harness, Modifiers::NONE, Key::Home);
        press(&mut harness, Modifiers::NONE, Key::F8);
        save(&mut harness, &folder, &format!("problems-{tag}"))?;
        press(&mut harness, Modifiers::COMMAND, Key::P);
        save(&mut harness, &folder, &format!("palette-{tag}"))?;
        press(&mut harness, Modifiers::NONE, Key::Escape);
        press(&mut harness, Modifiers::NONE, Key::Home);
        say(&mut harness, &text(language, "action-thematic-balance", &[]));
        save(&mut harness, &folder, &format!("thematic-{tag}"))?;
        say(&mut harness, &text(language, "action-thematic-categories", &[]));
        design(&mut harness, language);
        save(&mut harness, &folder, &format!("design-{tag}"))?;
        press(&mut harness, Modifiers::NONE, Key::Escape);
        branch_and_compare(&mut harness, language);
        save(&mut harness, &folder, &format!("compare-{tag}"))?;
    }
    Ok(())
}

/// Gives a command by the palette.
fn say(harness: &mut Harness<'_, App>, command: &str) {
    press(harness, Modifiers::COMMAND, Key::P);
    harness.event(egui::Event::Text(command.to_owned()));
    harness.run_steps(4);
    press(harness, Modifiers::NONE, Key::Enter);
}

/// Lets the engine look for a while and leaves its plan on the map.
fn design(harness: &mut Harness<'_, App>, language: Language) {
    press(harness, Modifiers::COMMAND, Key::D);
    harness.get_by_role_and_label(egui::accesskit::Role::Button, &text(language, "design-start", &[])).click();
    harness.step();
    let begun = Instant::now();
    while begun.elapsed().as_secs() < 30 && (harness.state().design_view().running.is_some() || harness.state().design_view().proposals.is_empty()) {
        harness.step();
        std::thread::sleep(Duration::from_millis(30));
    }
    harness.run_steps(6);
}

/// Branches, paints a few cells over, and compares with where the branch came from.
fn branch_and_compare(harness: &mut Harness<'_, App>, language: Language) {
    press(harness, Modifiers::COMMAND, Key::B);
    press(harness, Modifiers::NONE, Key::Enter);
    press(harness, Modifiers::NONE, Key::R);
    let Some(middle) = view(harness).map(|view| view.rect.center()) else { return };
    harness.hover_at(middle);
    harness.step();
    harness.drag_at(middle);
    for step in 1..=6 {
        harness.hover_at(middle + vec2(10.0, -6.0) * step as f32);
        harness.run_steps(1);
    }
    harness.drop_at(middle + vec2(60.0, -36.0));
    harness.run_steps(4);
    press(harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    let parent = harness.state().project().and_then(|project| {
        let scenarios = project.document().scenarios();
        scenarios.get(scenarios.get(project.document().active())?.parent?).map(|info| info.name.clone())
    });
    let Some(parent) = parent else { return };
    harness.get_by_role_and_label(egui::accesskit::Role::ListItem, &parent).click();
    harness.run_steps(3);
    harness.get_by_label(&text(language, "scenario-compare", &[])).click();
    harness.run_steps(10);
}

fn window(project: &Path, language: Language, folder: &Path) -> Harness<'static, App> {
    let (project, settings) = (project.to_owned(), SettingsFile::in_folder(folder));
    let builder = Harness::builder().with_size(vec2(1440.0, 900.0)).with_step_dt(1.0 / 30.0).allow_missing_glyphs().wgpu();
    let mut harness = builder.build_eframe(move |creation| App::with_settings(creation, Some(project), Some(language), settings));
    while harness.state().map().is_none_or(|map| map.view().is_none()) {
        harness.step();
    }
    harness.run_steps(6);
    harness
}

fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(6);
}

fn view(harness: &Harness<'_, App>) -> Option<View> {
    harness.state().map().and_then(|map| map.view()).copied()
}

/// Zooms to the middle of the city and holds a boundary half-way through a drag.
fn drag(harness: &mut Harness<'_, App>) {
    let Some(middle) = view(harness).map(|view| view.rect.center()) else { return };
    harness.hover_at(middle - vec2(130.0, -20.0));
    for _ in 0..8 {
        press(harness, Modifiers::NONE, Key::Plus);
        if view(harness).is_some_and(|view| view.camera.zoom > 11.6) {
            break;
        }
    }
    press(harness, Modifiers::NONE, Key::B);
    let Some(start) = vertex(harness) else { return };
    harness.hover_at(start);
    harness.run_steps(2);
    harness.drag_at(start);
    harness.run_steps(2);
    for step in 1..=6 {
        harness.hover_at(start + vec2(9.0, 6.0) * step as f32);
        harness.run_steps(1);
    }
    harness.run_steps(3);
}

fn vertex(harness: &Harness<'_, App>) -> Option<Pos2> {
    let view = view(harness)?;
    let project = harness.state().project()?;
    let (document, plane) = (project.document(), project.focus().plane);
    let middle = view.rect.center();
    let grid = |cell| document.plan().assignment.grid(plane, cell);
    let arcs = document.plan().partition.arcs().iter().filter(|(_, arc)| {
        let (left, right) = (grid(arc.shape.left), grid(arc.shape.right));
        arc.shape.points.len() >= 3 && left.is_some() && right.is_some() && left != right
    });
    let points = arcs.filter_map(|(arc, row)| {
        let at = row.shape.points.len() / 2;
        document.plan().partition.vertex_position(Vertex::Inner { arc, at }).map(|position| view.point(position))
    });
    points.min_by(|a, b| (*a - middle).length().total_cmp(&(*b - middle).length()))
}

fn save(harness: &mut Harness<'_, App>, folder: &Path, name: &str) -> anyhow::Result<()> {
    let picture = harness.render().map_err(|err| anyhow::anyhow!(err))?;
    let path = folder.join(format!("{name}.png"));
    picture.save(&path)?;
    println!("{}", path.display());
    Ok(())
}
