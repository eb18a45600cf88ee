//! What happens when somebody clicks and types.

use super::fixture::{Piece, Stage};
use crate::carto::ThemeKind;
use crate::i18n::{Language, text};
use crate::map;
use crate::ui::action::reason;
use crate::ui::{Action, Request};
use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

const SIZE: [f32; 2] = [1280.0, 720.0];

fn on_stage(piece: Piece, language: Language) -> Harness<'static, Stage> {
    let mut harness = Stage::new(piece, language, ThemeKind::Light).harness(SIZE);
    harness.run_steps(4);
    harness
}

fn words(language: Language, key: &str) -> String {
    let text = text(language, key, &[]);
    if language == Language::English { text.replace('…', "...") } else { text }
}

fn actions(harness: &Harness<'_, Stage>) -> Vec<Action> {
    harness.state().requests.iter().filter_map(|request| if let Request::Do(action) = request { Some(*action) } else { None }).collect()
}

#[test]
fn a_menu_opens_and_its_rows_ask_for_actions() {
    for language in Language::ALL {
        let mut harness = on_stage(Piece::Bars, language);
        harness.get_by_label(&words(language, "menu-file")).click();
        harness.run_steps(3);
        harness.get_by_label(&words(language, "action-save-copy")).click();
        harness.run_steps(3);
        assert_eq!(actions(&harness), [Action::SaveCopy]);
        assert!(harness.query_by_label(&words(language, "action-save-copy")).is_none(), "the menu has closed");
    }
}

#[test]
fn what_cannot_be_done_says_why_and_does_nothing() {
    let mut harness = on_stage(Piece::Bars, Language::English);
    harness.get_by_label("Redo").hover();
    harness.run_steps(8);
    assert!(harness.query_by_label(&words(Language::English, reason::NOTHING_TO_REDO)).is_some());
    harness.get_by_role_and_label(Role::Button, "Redo").click();
    harness.run_steps(3);
    assert_eq!(actions(&harness), []);
    harness.get_by_label("Grids").click();
    harness.run_steps(3);
    harness.get_by_label("Take out of grid").click();
    harness.run_steps(3);
    assert_eq!(actions(&harness), []);
}

#[test]
fn tools_are_taken_from_the_toolbar() {
    for language in Language::ALL {
        let mut harness = on_stage(Piece::Bars, language);
        harness.get_by_label(&words(language, "action-tool-boundary")).click();
        harness.run_steps(2);
        assert_eq!(actions(&harness), [Action::ToolBoundary]);
    }
}

#[test]
fn a_command_is_found_and_done_by_keys_alone() {
    for (language, typed) in [(Language::Chinese, "xjfa"), (Language::English, "branch"), (Language::Chinese, "fenzhi")] {
        let mut harness = on_stage(Piece::Commands, language);
        harness.event(egui::Event::Text(typed.to_owned()));
        harness.run_steps(2);
        harness.key_press(Key::ArrowDown);
        harness.key_press(Key::ArrowUp);
        harness.run_steps(2);
        harness.key_press(Key::Enter);
        harness.run_steps(2);
        assert_eq!(actions(&harness), [Action::BranchScenario], "{typed}");
        assert!(!harness.state().finder.is_open());
    }
}

#[test]
fn a_command_that_cannot_be_done_stays_and_the_last_one_comes_first() {
    let mut harness = on_stage(Piece::Commands, Language::English);
    harness.event(egui::Event::Text("redo".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(actions(&harness), []);
    assert!(harness.state().finder.is_open());
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert!(!harness.state().finder.is_open());
    let state = harness.state_mut();
    state.finder = crate::ui::shell::Finder::with_recent(&["action-about".to_owned()]);
    state.finder.open(crate::ui::shell::FinderMode::Commands);
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(actions(&harness), [Action::About]);
    assert_eq!(harness.state().finder.recent_keys(), ["action-about"]);
}

#[test]
fn the_find_box_selects_and_zooms() {
    let mut harness = on_stage(Piece::Everything, Language::Chinese);
    harness.event(egui::Event::Text("O17".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    let requests = &harness.state().requests;
    let [Request::Map(map::Request::Select(items, map::Pick::Replace)), Request::Map(map::Request::ZoomTo { is_flashed: true, .. })] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(matches!(items.as_slice(), [map::Item::Outlet(_)]));
}

#[test]
fn coordinates_zoom_without_selecting() {
    let mut harness = on_stage(Piece::Everything, Language::English);
    harness.event(egui::Event::Text("35.3 113.9".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    let requests = &harness.state().requests;
    let [Request::Map(map::Request::ZoomTo { bounds, .. })] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(bounds.contains(crate::geodesy::Position::from_degrees(113.9, 35.3).unwrap()));
}

#[test]
fn the_start_screen_opens_everything_by_name() {
    for language in Language::ALL {
        let mut harness = on_stage(Piece::Start, language);
        for key in ["start-sample-xinxiang", "start-sample-lujiazui", "action-new-project", "action-open-project", "action-import", "start-tour"] {
            harness.get_by_label(&words(language, key)).click();
            harness.run_steps(2);
        }
        let requests = &harness.state().requests;
        let samples: Vec<&str> = requests.iter().filter_map(|request| if let Request::OpenSample(name) = request { Some(name.as_str()) } else { None }).collect();
        assert_eq!(samples, ["xinxiang", "lujiazui"]);
        assert_eq!(actions(&harness), [Action::NewProject, Action::OpenProject, Action::Import, Action::Tour]);
    }
}

#[test]
fn recent_projects_open_and_missing_ones_do_not() {
    let mut harness = on_stage(Piece::Start, Language::English);
    for name in ["Lujiazui", "卫辉市"] {
        harness.get_by_label(name).click();
        harness.run_steps(2);
    }
    harness.get_by_label("Pin Lujiazui").click();
    harness.run_steps(2);
    harness.get_by_label("Locate 卫辉市").click();
    harness.run_steps(2);
    let requests = &harness.state().requests;
    assert!(matches!(&requests[0], Request::Open { path, is_read_only: false } if path.ends_with("lujiazui.gpkg")), "{requests:?}");
    assert!(matches!(&requests[1], Request::ChangeSettings(_)));
    assert!(matches!(&requests[2], Request::Browse(crate::ui::shell::PathPurpose::Locate(_))));
    assert_eq!(requests.len(), 3);
}

#[test]
fn nothing_is_imported_before_the_button() {
    for language in Language::ALL {
        let mut harness = on_stage(Piece::Import, language);
        assert!(harness.state().requests.is_empty());
        harness.get_by_label(&words(language, "import-mode-replace")).click();
        harness.run_steps(2);
        assert!(matches!(harness.state().requests.as_slice(), [Request::PreviewImport(choices)] if choices.mode == crate::ui::import::ImportMode::Replace));
        harness.get_by_label(&words(language, "import-do")).click();
        harness.run_steps(2);
        assert!(matches!(harness.state().requests.get(1), Some(Request::Import(_))));
    }
    let mut harness = on_stage(Piece::Import, Language::English);
    harness.state_mut().import_view.obstacle = Some("no cells".to_owned());
    harness.run_steps(2);
    harness.get_by_label("Import").click();
    harness.run_steps(2);
    assert!(harness.state().requests.is_empty());
    harness.get_by_label("Cancel").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().requests.as_slice(), [Request::CancelImport]));
}

#[test]
fn a_damaged_project_offers_its_backup() {
    let mut harness = on_stage(Piece::Damaged, Language::Chinese);
    harness.get_by_label("打开最近的备份").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().requests.as_slice(), [Request::OpenBackup(_)]));
    assert_eq!(harness.state().closed, 1);
}

#[test]
fn escape_closes_a_dialog_and_asks_for_nothing() {
    let mut harness = on_stage(Piece::Question, Language::English);
    harness.key_press_modifiers(Modifiers::NONE, Key::Escape);
    harness.run_steps(2);
    assert_eq!(harness.state().closed, 1);
    assert!(harness.state().requests.is_empty());
}

#[test]
fn the_tour_is_followed_or_skipped() {
    use crate::ui::shell::TourEvent;
    let mut harness = on_stage(Piece::Tour, Language::Chinese);
    assert!(harness.query_by_label("拿起边界工具").is_some());
    harness.state_mut().tour.event(TourEvent::TookBoundaryTool);
    harness.run_steps(3);
    assert!(harness.query_by_label("拖动一条边界").is_some());
    harness.get_by_label("下一步").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("看均衡度").is_some());
    harness.get_by_label("跳过引导").click();
    harness.run_steps(3);
    assert!(harness.state_mut().tour.take_ending());
    assert_eq!(harness.state().tour.step(), None);
}

#[test]
fn another_scenario_is_chosen_from_the_menu_bar() {
    let mut harness = on_stage(Piece::Bars, Language::English);
    harness.get_by_label("Scenario: 方案A：东区调整").click();
    harness.run_steps(3);
    harness.get_by_label("现状 2026").click();
    harness.run_steps(3);
    assert!(matches!(harness.state().requests.as_slice(), [Request::SwitchScenario(_)]), "{:?}", harness.state().requests);
}

#[test]
fn settings_act_at_once() {
    for language in Language::ALL {
        let mut harness = on_stage(Piece::Settings, language);
        let theme = format!("{} {}", words(language, "settings-theme"), words(language, "settings-dark"));
        harness.get_by_label(&theme).click();
        harness.run_steps(2);
        let changed = harness.state().requests.iter().find_map(|request| if let Request::ChangeSettings(settings) = request { Some(settings.theme) } else { None });
        assert_eq!(changed, Some(crate::ui::settings::ThemeChoice::Dark));
    }
}

#[test]
fn the_status_bar_changes_its_coordinate_system_and_cancels_a_job() {
    let mut harness = on_stage(Piece::Bars, Language::English);
    harness.get_by_label("Coordinate system").click();
    harness.run_steps(3);
    harness.get_by_label_contains("3-degree zone").click();
    harness.run_steps(3);
    harness.get_by_label_contains("Cancel job").click();
    harness.run_steps(3);
    let requests = &harness.state().requests;
    let [Request::ChangeSettings(settings), Request::CancelJob(4)] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(matches!(settings.coordinates(), crate::geodesy::Crs::GaussKrueger(zone) if zone.central_meridian() == 114));
}

#[test]
fn the_options_of_the_brush_are_set() {
    let mut harness = on_stage(Piece::Bars, Language::Chinese);
    harness.get_by_label("刷哪些小区").click();
    harness.run_steps(3);
    harness.get_by_label("只刷未划分的").click();
    harness.run_steps(3);
    let requests = &harness.state().requests;
    assert!(matches!(requests.as_slice(), [Request::SetToolOption(crate::ui::shell::ToolOption::BrushSource(crate::ui::shell::BrushSource::Unassigned))]), "{requests:?}");
}

#[test]
fn a_path_can_be_typed() {
    let mut harness = on_stage(Piece::Path, Language::English);
    harness.get_by_label("Open for reading only (nothing is locked or changed)").click();
    harness.run_steps(2);
    harness.get_by_label("Open").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().requests.as_slice(), [Request::Open { is_read_only: true, path }] if path.ends_with("新乡市.gpkg")));
}

#[test]
fn an_export_is_ordered_with_its_path() {
    let mut harness = on_stage(Piece::Export, Language::Chinese);
    harness.get_by_role_and_label(Role::ComboBox, "格式").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::MenuItem, "GeoJSON").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "导出").click();
    harness.run_steps(2);
    let requests = &harness.state().requests;
    let [Request::Export(order)] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(order.format == "geojson" && order.path.ends_with("新乡市-网格.geojson"), "{order:?}");
}
