//! The toolbar: tools, undo and redo with the name of the step, options of the tool in hand, and the search box.

use super::kit::{ICON, Stand, focus_ring, icon_button, key_cap, paint_cut, tip};
use super::tour::{TourTarget, note};
use super::{Look, ToolOptionsView};
use crate::map::tools::ToolKind;
use crate::ui::action::Availability;
use crate::ui::icon::Icon;
use crate::ui::theme::{TEXT, UNIT};
use crate::ui::{Action, Request};
use egui::{Align, Align2, CornerRadius, FontId, Layout, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

/// The tools in the order of the bar.
const TOOLS: [Action; 10] = [
    Action::ToolSelect,
    Action::ToolBoundary,
    Action::ToolPush,
    Action::ToolBrush,
    Action::ToolLasso,
    Action::ToolCut,
    Action::ToolMerge,
    Action::ToolNewGrid,
    Action::ToolOutlet,
    Action::ToolMeasure,
];
/// Before these a thin line stands.
const GROUPS: [Action; 3] = [Action::ToolBoundary, Action::ToolCut, Action::ToolOutlet];
/// Height of the bar in points.
const HEIGHT: f32 = 44.0;
/// Side of a tool's button.
const BUTTON: f32 = 32.0;
/// Widest and narrowest search box.
const SEARCH_WIDTH: [f32; 2] = [150.0, 320.0];

/// What the toolbar shows.
#[derive(Clone, Copy)]
pub struct ToolbarView<'a> {
    /// Which actions can be done.
    pub available: Availability<'a>,
    /// The tool in hand; `None` without a project.
    pub tool: Option<ToolKind>,
    /// Name of the step that undo takes back.
    pub undo: Option<&'a str>,
    /// Name of the step that redo does again.
    pub redo: Option<&'a str>,
    /// Options of the tool in hand.
    pub options: Option<ToolOptionsView>,
}

impl std::fmt::Debug for ToolbarView<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ToolbarView").field("tool", &self.tool).field("undo", &self.undo).field("redo", &self.redo).finish_non_exhaustive()
    }
}

/// The toolbar (工具栏).
#[derive(Clone, Copy, Debug, Default)]
pub struct Toolbar;

impl Toolbar {
    /// Shows the bar.
    pub fn show(self, ui: &mut Ui, look: &Look<'_>, view: &ToolbarView<'_>, requests: &mut Vec<Request>) {
        ui.set_height(HEIGHT);
        ui.allocate_ui_with_layout(vec2(ui.available_width(), HEIGHT), Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.add_space(2.0 * UNIT);
            let from = ui.cursor().left();
            for action in TOOLS {
                if GROUPS.contains(&action) {
                    divider(ui, look);
                }
                tool_button(ui, look, view, action, requests);
            }
            note(ui.ctx(), TourTarget::Toolbar, Rect::from_x_y_ranges(from..=ui.cursor().left(), ui.max_rect().y_range()));
            divider(ui, look);
            let from = ui.cursor().left();
            step_button(ui, look, view, Action::Undo, view.undo, requests);
            step_button(ui, look, view, Action::Redo, view.redo, requests);
            note(ui.ctx(), TourTarget::Undo, Rect::from_x_y_ranges(from..=ui.cursor().left(), ui.max_rect().y_range()));
            divider(ui, look);
            ui.spacing_mut().item_spacing.x = 2.0 * UNIT;
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(UNIT);
                let from = ui.cursor().right();
                tool_button(ui, look, view, Action::Export, requests);
                note(ui.ctx(), TourTarget::Export, Rect::from_x_y_ranges(ui.cursor().right()..=from, ui.max_rect().y_range()));
                tool_button(ui, look, view, Action::Import, requests);
                search_box(ui, look, requests);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if let Some(options) = view.options {
                        egui::ScrollArea::horizontal().scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden).show(ui, |ui| options.show(ui, look, requests));
                    }
                });
            });
        });
    }
}

fn divider(ui: &mut Ui, look: &Look<'_>) {
    let (rect, _) = ui.allocate_exact_size(vec2(3.0 * UNIT, BUTTON), Sense::hover());
    ui.painter().vline(rect.center().x, rect.shrink(7.0).y_range(), Stroke::new(1.0, look.line()));
}

fn tool_button(ui: &mut Ui, look: &Look<'_>, view: &ToolbarView<'_>, action: Action, requests: &mut Vec<Request>) {
    let Some(icon) = Icon::of_action(action) else { return };
    let reason = look.reason(action, view.available);
    let stand = Stand { is_on: action.tool().is_some() && action.tool() == view.tool, is_enabled: reason.is_none() };
    let label = look.label(action);
    let shortcut = action.shortcut_text(ui.ctx());
    let response = icon_button(ui, look, icon, &label, BUTTON, stand);
    if response.on_hover_ui(|ui| tip(ui, look, &label, &shortcut, &look.tip(action), reason.as_deref())).clicked() {
        requests.push(Request::Do(action));
    }
}

fn step_button(ui: &mut Ui, look: &Look<'_>, view: &ToolbarView<'_>, action: Action, step: Option<&str>, requests: &mut Vec<Request>) {
    let icon = if action == Action::Undo { Icon::Undo } else { Icon::Redo };
    let reason = look.reason(action, view.available);
    let label = look.label(action);
    let key = if action == Action::Undo { "shell-undo-step" } else { "shell-redo-step" };
    let title = step.map_or_else(|| label.clone(), |step| look.text_with(key, &[("step", step.into())]));
    let shortcut = action.shortcut_text(ui.ctx());
    let response = icon_button(ui, look, icon, &label, BUTTON, Stand { is_on: false, is_enabled: reason.is_none() });
    if response.on_hover_ui(|ui| tip(ui, look, &title, &shortcut, &look.tip(action), reason.as_deref())).clicked() {
        requests.push(Request::Do(action));
    }
}

/// Looks like a field; typing begins in the find box that it opens.
fn search_box(ui: &mut Ui, look: &Look<'_>, requests: &mut Vec<Request>) {
    let name = look.text("shell-search");
    let width = (ui.available_width() * 0.36).clamp(SEARCH_WIDTH[0], SEARCH_WIDTH[1]).min(ui.available_width());
    let (rect, response) = ui.allocate_exact_size(vec2(width, 8.0 * UNIT), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let edge = if response.hovered() { look.muted() } else { look.line() };
    ui.painter().rect(rect, CornerRadius::same(6), look.surface(0.02), Stroke::new(1.0, edge), StrokeKind::Inside);
    Icon::Search.paint(ui.painter(), Rect::from_center_size(rect.left_center() + vec2(4.0 * UNIT, 0.0), Vec2::splat(ICON - 2.0)), look.muted());
    let shortcut = Action::Palette.shortcut_text(ui.ctx());
    let mut cap = ui.new_child(egui::UiBuilder::new().max_rect(rect.shrink2(vec2(6.0, 0.0))).layout(Layout::right_to_left(Align::Center)));
    let cap = key_cap(&mut cap, look, &shortcut);
    let left = rect.left() + 7.0 * UNIT;
    paint_cut(ui, pos2(left, rect.center().y), Align2::LEFT_CENTER, &name, cap.rect.left() - left - UNIT, FontId::proportional(TEXT), look.muted());
    focus_ring(ui, look, &response, 6);
    if response.clicked() {
        requests.push(Request::Do(Action::Palette));
    }
}
