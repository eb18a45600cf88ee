//! Pictures of the window, drawn by a software driver and compared with those in `tests/pictures`.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test it pictures` writes them anew: look at each before it is kept.

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::wgpu::{WgpuTestRenderer, create_render_state, default_wgpu_setup};
use egui_kittest::{Harness, SnapshotOptions};
use gridwright::app::{App, SettingsFile};
use gridwright::i18n::{Language, text};
use gridwright::jobs::write_sample;
use std::path::Path;
use std::time::{Duration, Instant};

/// Pixels that may differ: drivers place the edges of thin lines a little differently. A moved panel changes tens of thousands.
const MOST_PIXELS: usize = 3_000;

/// The window on a sample; `None` on a machine without any driver.
fn window(folder: &Path, language: Language) -> Option<Harness<'static, App>> {
    let path = folder.join("陆家嘴.gpkg");
    let settings = SettingsFile::in_folder(folder);
    write_sample(&path, "lujiazui", 1, None).unwrap();
    // Where there is no driver the library can only panic.
    let state = std::panic::catch_unwind(|| create_render_state(default_wgpu_setup(), eframe::egui_wgpu::RendererOptions::PREDICTABLE)).ok()?;
    let builder = Harness::builder().with_size(vec2(1180.0, 720.0)).with_step_dt(1.0 / 30.0).allow_missing_glyphs().renderer(WgpuTestRenderer::from_render_state(state));
    let mut harness = builder.build_eframe(move |creation| App::with_settings(creation, Some(path), Some(language), settings));
    let begun = Instant::now();
    while harness.state().map().is_none_or(|map| map.view().is_none()) {
        assert!(begun.elapsed() < Duration::from_mins(2), "the project does not open");
        harness.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    harness.run_steps(20);
    Some(harness)
}

fn compare(harness: &mut Harness<'_, App>, name: &str) {
    let options = SnapshotOptions::new().threshold(2.0).max_failed_pixels(MOST_PIXELS).output_path("tests/pictures");
    if let Err(err) = harness.try_snapshot_options(name, &options) {
        panic!("{err}");
    }
}

#[test]
fn the_window_looks_as_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut harness) = window(folder.path(), Language::Chinese) else {
        println!("skipped: no graphics driver, not even a software one, was found");
        return;
    };
    compare(&mut harness, "plan-zh-CN-light");
    drop(harness);
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(folder.path(), Language::English).unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    harness.run_steps(4);
    harness.key_press(Key::F1);
    harness.run_steps(8);
    let title = text(Language::English, "action-shortcuts", &[]);
    assert!(harness.query_all_by_label(&title).next().is_some(), "the sheet of shortcuts is open");
    compare(&mut harness, "shortcuts-en-dark");
}
