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

/// Menus, tooltips and answers, which only open when somebody does something.
#[test]
#[ignore = "writes pictures for people to look at"]
fn pictures_of_what_opens() {
    use egui_kittest::kittest::Queryable as _;
    let Some(folder) = std::env::var_os("LOOK_AT").map(std::path::PathBuf::from) else { return };
    let clicks: [(&str, Piece, &str, &str); 5] = [
        ("menu", Piece::Bars, "menu-edit", ""),
        ("view", Piece::Bars, "menu-view", ""),
        ("answers", Piece::Everything, "", "o1"),
        ("palette", Piece::Commands, "", "fa"),
        ("findings", Piece::Import, "import-page-findings", ""),
    ];
    for (language, theme, tag) in [(Language::Chinese, ThemeKind::Light, "zh"), (Language::English, ThemeKind::Dark, "en")] {
        for (name, piece, label, typed) in clicks {
            let mut harness = egui_kittest::Harness::builder()
                .with_size([1280.0, 720.0])
                .with_os(egui::os::OperatingSystem::Nix)
                .with_context_setup(crate::ui::theme::install_fonts)
                .wgpu()
                .build_ui_state(|ui, stage: &mut Stage| stage.show(ui), Stage::new(piece, language, theme));
            harness.run_steps(4);
            if !label.is_empty() {
                harness.get_by_label(&crate::i18n::text(language, label, &[("count", 2.into())])).click();
            }
            if !typed.is_empty() {
                harness.event(egui::Event::Text(typed.to_owned()));
            }
            harness.run_steps(4);
            harness.render().unwrap().save(folder.join(format!("{name}-{tag}.png"))).unwrap();
        }
        let mut harness = egui_kittest::Harness::builder()
            .with_size([1280.0, 720.0])
            .with_os(egui::os::OperatingSystem::Nix)
            .with_context_setup(crate::ui::theme::install_fonts)
            .wgpu()
            .build_ui_state(|ui, stage: &mut Stage| stage.show(ui), Stage::new(Piece::Bars, language, theme));
        harness.run_steps(4);
        harness.get_by_label(&crate::i18n::text(language, "action-redo", &[])).hover();
        harness.run_steps(8);
        harness.render().unwrap().save(folder.join(format!("tooltip-{tag}.png"))).unwrap();
    }
}
