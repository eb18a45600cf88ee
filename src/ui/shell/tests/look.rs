//! Pictures to look at.

use super::fixture::{Piece, Stage};
use crate::carto::ThemeKind;
use crate::i18n::Language;

/// Writes a picture of every piece into the folder that `LOOK_AT` names; `LOOK_FOR` picks pieces by their name.
#[test]
#[ignore = "writes pictures for people to look at"]
fn pictures_of_every_piece() {
    let Some(folder) = std::env::var_os("LOOK_AT").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let wanted = std::env::var("LOOK_FOR").unwrap_or_default();
    for (language, theme, size, tag) in [
        (Language::Chinese, ThemeKind::Light, [1280.0, 720.0], "zh-light-1280"),
        (Language::English, ThemeKind::Dark, [1280.0, 720.0], "en-dark-1280"),
        (Language::Chinese, ThemeKind::Light, [1920.0, 1080.0], "zh-light-1920"),
    ] {
        for piece in Piece::ALL {
            let name = format!("{piece:?}-{tag}");
            if !wanted.is_empty() && !wanted.split(',').any(|part| name.contains(part)) {
                continue;
            }
            let mut harness = egui_kittest::Harness::builder()
                .with_size(size)
                .with_os(egui::os::OperatingSystem::Nix)
                .with_context_setup(crate::ui::theme::install_fonts)
                .wgpu()
                .build_ui_state(|ui, stage: &mut Stage| stage.show(ui), Stage::new(piece, language, theme));
            harness.run_steps(6);
            harness.render().unwrap().save(folder.join(format!("{name}.png"))).unwrap();
        }
    }
}
