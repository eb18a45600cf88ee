//! Opening the window.

use super::App;
use crate::i18n::{Language, text};
use std::path::PathBuf;
use std::process::ExitCode;

/// Size of the window at first, in points.
const SIZE: [f32; 2] = [1440.0, 900.0];
/// Below this the panels have no room.
const LEAST_SIZE: [f32; 2] = [960.0, 600.0];

/// The icon of the window and of its button in the task bar.
const ICON: &[u8] = include_bytes!("../../assets/icon/gridwright.png");

/// Opens the window and stays in it until it is closed. Where there is no display or no way to draw, a sentence on stderr says
/// what is missing and that the command line works all the same.
pub fn run(project: Option<PathBuf>, language: Option<Language>) -> ExitCode {
    super::frame_times::note_start();
    let said = language.unwrap_or_else(Language::of_system);
    let viewport = egui::ViewportBuilder::default().with_app_id("gridwright").with_title(text(said, "window-title", &[])).with_inner_size(SIZE).with_min_inner_size(LEAST_SIZE);
    let viewport = match eframe::icon_data::from_png_bytes(ICON) {
        Ok(icon) => viewport.with_icon(icon),
        Err(_) => viewport,
    };
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    let result = eframe::run_native("gridwright", options, Box::new(move |creation| Ok(Box::new(App::new(creation, project, language)))));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            complain(said, &err);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
fn complain(language: Language, err: &eframe::Error) {
    let key = if matches!(err, eframe::Error::Wgpu(_)) { "window-no-gpu" } else { "window-no-display" };
    eprintln!("{}", text(language, key, &[("detail", err.to_string().into())]));
}
