//! The menu bar: seven menus made from the table of actions; on the right scenario, save state, language and theme.

use super::kit::{ICON, Stand, focus_ring, icon_button, paint_cut, segments, tip, title};
use super::Look;
use crate::base::ScenarioId;
use crate::carto::ThemeKind;
use crate::i18n::Language;
use crate::ui::action::{ACTIONS, Availability, Menu};
use crate::ui::icon::Icon;
use crate::ui::theme::{TEXT, UNIT};
use crate::ui::{Action, Request, SaveState};
use egui::containers::menu::{MenuBar as EguiMenuBar, MenuButton, MenuConfig};
use egui::{Align, Align2, Button, CornerRadius, FontId, Layout, PopupCloseBehavior, Rect, Response, RichText, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

/// A scenario as the chooser shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioLine {
    /// Which.
    pub id: ScenarioId,
    /// Its name.
    pub name: String,
    /// The day it became the status quo.
    pub frozen_on: Option<String>,
}

/// A panel as the View menu shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PanelLine {
    /// Key of its title.
    pub key: &'static str,
    /// Whether it is open.
    pub is_open: bool,
}

/// What the menu bar shows (菜单栏).
#[derive(Clone, Copy)]
pub struct MenuBar<'a> {
    /// Which actions can be done.
    pub available: Availability<'a>,
    /// Whether an action is switched on: workspaces, colouring, frame times, the tool in hand.
    pub is_on: &'a dyn Fn(Action) -> bool,
    /// Scenarios of the project; empty without one.
    pub scenarios: &'a [ScenarioLine],
    /// The active one.
    pub active: Option<ScenarioId>,
    /// Whether everything is on the disk; `None` without a project.
    pub save: Option<&'a SaveState>,
    /// Panels of the workspace; empty without a project.
    pub panels: &'a [PanelLine],
}

impl std::fmt::Debug for MenuBar<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("MenuBar").field("scenarios", &self.scenarios).field("save", &self.save).finish_non_exhaustive()
    }
}

/// Height of the bar in points.
const HEIGHT: f32 = 36.0;

impl MenuBar<'_> {
    /// Shows the bar at the top of `ui`.
    pub fn show(&self, ui: &mut Ui, look: &Look<'_>, requests: &mut Vec<Request>) {
        ui.set_height(HEIGHT);
        EguiMenuBar::new().config(MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClick)).ui(ui, |ui| {
            ui.set_height(HEIGHT);
            ui.add_space(UNIT);
            title(ui, look, &look.text("product-short"), 14.0);
            ui.add_space(UNIT);
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.spacing_mut().button_padding = vec2(2.0 * UNIT, UNIT);
            for menu in Menu::ALL {
                let name = look.text(menu.key());
                MenuButton::from_button(Button::new(RichText::new(name).color(look.ink())).frame_when_inactive(false)).ui(ui, |ui| self.menu(ui, look, menu, requests));
            }
            ui.spacing_mut().item_spacing.x = 2.0 * UNIT;
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| self.right_end(ui, look, requests));
        });
    }

    fn menu(&self, ui: &mut Ui, look: &Look<'_>, menu: Menu, requests: &mut Vec<Request>) {
        let rows: Vec<Action> = ACTIONS.iter().filter(|row| row.menu == menu).map(|row| row.action).collect();
        let width = menu_width(ui, look, &rows);
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 0.0;
        for action in rows {
            if action.begins_group() {
                ui.add_space(UNIT);
                ui.separator();
                ui.add_space(UNIT);
            }
            if self.row(ui, look, action).clicked() {
                requests.push(Request::Do(action));
                ui.close();
            }
        }
        if menu == Menu::View && !self.panels.is_empty() {
            self.panel_rows(ui, look, requests);
        }
    }

    fn row(&self, ui: &mut Ui, look: &Look<'_>, action: Action) -> Response {
        let reason = look.reason(action, self.available);
        let shortcut = action.shortcut_text(ui.ctx());
        let icon = if (self.is_on)(action) { Some(Icon::Check) } else { Icon::of_action(action) };
        let response = menu_row(ui, look, icon, &look.label(action), &shortcut, reason.is_none());
        // A disabled row only senses hovering and is not disabled for egui, so that one kind of tooltip serves both.
        response.on_hover_ui(|ui| tip(ui, look, &look.label(action), &shortcut, &look.tip(action), reason.as_deref()))
    }

    fn panel_rows(&self, ui: &mut Ui, look: &Look<'_>, requests: &mut Vec<Request>) {
        ui.add_space(UNIT);
        ui.separator();
        ui.add_space(UNIT);
        for panel in self.panels {
            let icon = panel.is_open.then_some(Icon::Check);
            let name = look.text_with("shell-panel", &[("panel", look.text(panel.key).into())]);
            if menu_row(ui, look, icon, &name, "", true).clicked() {
                requests.push(Request::TogglePanel(panel.key));
                ui.close();
            }
        }
    }

    fn right_end(&self, ui: &mut Ui, look: &Look<'_>, requests: &mut Vec<Request>) {
        ui.add_space(UNIT);
        let theme = look.label(Action::SwitchTheme);
        let stand = Stand { is_on: false, is_enabled: true };
        let sentence = look.text(if look.theme.kind == ThemeKind::Light { "shell-theme-to-dark" } else { "shell-theme-to-light" });
        let shortcut = Action::SwitchTheme.shortcut_text(ui.ctx());
        if icon_button(ui, look, Icon::Contrast, &theme, 28.0, stand).on_hover_ui(|ui| tip(ui, look, &theme, &shortcut, &sentence, None)).clicked() {
            requests.push(Request::Do(Action::SwitchTheme));
        }
        // The layout runs from the right, the choices from the left.
        let languages = [
            (Language::Chinese, look.text("shell-chinese-short"), look.text("shell-chinese")),
            (Language::English, look.text("shell-english-short"), look.text("shell-english")),
        ];
        let chosen = ui.scope(|ui| segments(ui, look, look.language, &languages)).inner;
        if chosen.is_some_and(|language| language != look.language) {
            requests.push(Request::Do(Action::SwitchLanguage));
        }
        if let Some(save) = self.save {
            save_state(ui, look, save);
        }
        if let Some(active) = self.scenarios.iter().find(|line| Some(line.id) == self.active) {
            self.scenario_chooser(ui, look, active, requests);
        }
    }

    fn scenario_chooser(&self, ui: &mut Ui, look: &Look<'_>, active: &ScenarioLine, requests: &mut Vec<Request>) {
        let name = look.text_with("shell-scenario", &[("name", (&active.name).into())]);
        let response = drop_button(ui, look, Icon::Branch, &short(&active.name, 24), &name);
        response.clone().on_hover_text(&name);
        egui::Popup::menu(&response).width(280.0).show(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for line in self.scenarios {
                let icon = if line.id == active.id { Some(Icon::Check) } else { line.frozen_on.is_some().then_some(Icon::Lock) };
                let note = if line.frozen_on.is_some() { look.text("shell-status-quo") } else { String::new() };
                if menu_row(ui, look, icon, &line.name, &note, true).clicked() {
                    if line.id != active.id {
                        requests.push(Request::SwitchScenario(line.id));
                    }
                    ui.close();
                }
            }
            ui.add_space(UNIT);
            ui.separator();
            ui.add_space(UNIT);
            for action in [Action::BranchScenario, Action::FreezeScenario, Action::CompareScenarios] {
                if self.row(ui, look, action).clicked() {
                    requests.push(Request::Do(action));
                    ui.close();
                }
            }
        });
    }
}

/// Wide enough for the longest label with its shortcut.
fn menu_width(ui: &Ui, look: &Look<'_>, rows: &[Action]) -> f32 {
    let width = |text: String| ui.painter().layout_no_wrap(text, FontId::proportional(TEXT), look.ink()).size().x;
    let widest = rows.iter().map(|action| width(look.label(*action)) + width(action.shortcut_text(ui.ctx()))).fold(0.0, f32::max);
    (widest + ICON + 12.0 * UNIT).max(220.0)
}

/// A row of a menu: icon, label, and on the right a shortcut or a note.
pub(super) fn menu_row(ui: &mut Ui, look: &Look<'_>, icon: Option<Icon>, label: &str, note: &str, is_enabled: bool) -> Response {
    let sense = if is_enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 7.0 * UNIT), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, is_enabled, label));
    if is_enabled && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, CornerRadius::same(5), look.soft_accent());
    }
    let ink = if is_enabled { look.ink() } else { look.muted().gamma_multiply(0.65) };
    if let Some(icon) = icon {
        let at = pos2(rect.left() + 2.0 * UNIT + ICON / 2.0, rect.center().y);
        icon.paint(ui.painter(), Rect::from_center_size(at, Vec2::splat(16.0)), if is_enabled { look.muted() } else { ink });
    }
    let font = || FontId::proportional(TEXT);
    let muted = if is_enabled { look.muted() } else { ink };
    let note = paint_cut(ui, pos2(rect.right() - 2.0 * UNIT, rect.center().y), Align2::RIGHT_CENTER, note, rect.width() * 0.5, FontId::proportional(12.0), muted);
    let left = rect.left() + ICON + 4.0 * UNIT;
    paint_cut(ui, pos2(left, rect.center().y), Align2::LEFT_CENTER, label, note.left() - left - 2.0 * UNIT, font(), ink);
    focus_ring(ui, look, &response, 5);
    response
}

/// A framed button that opens something below itself.
pub(super) fn drop_button(ui: &mut Ui, look: &Look<'_>, icon: Icon, text: &str, name: &str) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(TEXT), look.ink());
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 14.0 * UNIT, 7.0 * UNIT), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let fill = if response.hovered() { look.surface(0.07) } else { look.panel() };
    ui.painter().rect(rect, CornerRadius::same(6), fill, egui::Stroke::new(1.0, look.line()), egui::StrokeKind::Inside);
    icon.paint(ui.painter(), Rect::from_center_size(rect.left_center() + vec2(4.0 * UNIT, 0.0), Vec2::splat(16.0)), look.muted());
    Icon::Down.paint(ui.painter(), Rect::from_center_size(rect.right_center() - vec2(4.0 * UNIT, 0.0), Vec2::splat(14.0)), look.muted());
    ui.painter().galley(rect.left_center() + vec2(7.0 * UNIT, -galley.size().y / 2.0), galley, look.ink());
    focus_ring(ui, look, &response, 6);
    response
}

/// The save state in words, whether it is good, and an icon.
pub(super) fn save_words(look: &Look<'_>, save: &SaveState) -> (String, egui::Color32, Icon) {
    match save {
        SaveState::Saved(time) => (look.text_with("shell-saved", &[("time", time.into())]), look.good(), Icon::Check),
        SaveState::Untouched => (look.text("shell-untouched"), look.good(), Icon::Check),
        SaveState::Saving => (look.text("shell-saving"), look.muted(), Icon::Clock),
        SaveState::ReadOnly => (look.text("shell-read-only"), look.amber(), Icon::Lock),
        SaveState::Failed(_) => (look.text("shell-save-failed"), look.red(), Icon::Warning),
    }
}

fn save_state(ui: &mut Ui, look: &Look<'_>, save: &SaveState) {
    let (text, color, icon) = save_words(look, save);
    let galley = ui.painter().layout_no_wrap(text.clone(), FontId::proportional(TEXT), color);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 6.0 * UNIT, 7.0 * UNIT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    icon.paint(ui.painter(), Rect::from_center_size(rect.left_center() + vec2(10.0, 0.0), Vec2::splat(16.0)), color);
    ui.painter().galley(rect.left_center() + vec2(5.0 * UNIT, -galley.size().y / 2.0), galley, color);
    response.on_hover_ui(|ui| {
        let why = if let SaveState::Failed(why) = save { Some(why.as_str()) } else { None };
        tip(ui, look, &text, "", &look.text("shell-save-tip"), why);
    });
}

/// A name cut to a number of characters.
pub(super) fn short(name: &str, most: usize) -> String {
    if name.chars().count() <= most { name.to_owned() } else { name.chars().take(most.saturating_sub(1)).chain(['…']).collect() }
}
