//! The menu of a grid.

use super::{Wish, set_grid};
use crate::base::GridId;
use crate::carto::{CATEGORY_COLORS, categorical};
use crate::edit::EditRefusal;
use crate::i18n::refusal_text;
use crate::model::Grid;
use crate::ui::theme::{UNIT, color32};
use crate::ui::widgets::paint_swatch;
use crate::ui::{Desk, Request};
use egui::{Rect, Sense, Ui, WidgetInfo, vec2};

/// Shows the menu.
pub(super) fn show(ui: &mut Ui, desk: &Desk<'_>, grid: GridId, wishes: &mut Vec<Wish>) {
    let Some(row) = desk.document.plan().grids.get(grid) else { return };
    ui.set_min_width(50.0 * UNIT);
    let refusal = if desk.document.is_read_only() { Some(EditRefusal::ReadOnly) } else { None };
    if entry(ui, desk, "tree-rename", refusal.as_ref()) {
        wishes.push(Wish::Rename(grid));
    }
    if entry(ui, desk, if row.is_locked { "tree-unlock" } else { "tree-lock" }, refusal.as_ref()) {
        change(grid, row, |row| row.is_locked = !row.is_locked, wishes);
    }
    ui.menu_button(desk.text("grid-color"), |ui| {
        if let Some(color) = color_menu(ui, desk, row) {
            change(grid, row, |row| row.details.color = color, wishes);
            ui.close();
        }
    });
    ui.separator();
    let has_level_below = desk.document.project().planes.get(row.plane).is_some_and(|plane| usize::from(row.level) + 1 < plane.levels.len());
    if has_level_below && entry(ui, desk, "tree-new-child", refusal.as_ref()) {
        wishes.push(Wish::NewChild(Some(grid)));
    }
    if entry(ui, desk, "tree-new-sibling", refusal.as_ref()) {
        wishes.push(Wish::NewChild(row.parent));
    }
    let refusal = refusal.or_else(|| delete_refusal(desk, grid, row));
    if entry(ui, desk, "tree-delete", refusal.as_ref()) {
        wishes.push(Wish::Delete(grid));
    }
}

/// Why a grid cannot be deleted.
fn delete_refusal(desk: &Desk<'_>, grid: GridId, row: &Grid) -> Option<EditRefusal> {
    if row.is_locked {
        return Some(EditRefusal::Locked(row.code.clone()));
    }
    desk.document.plan().grids.rows().any(|other| other.parent == Some(grid)).then(|| EditRefusal::HasChildren(row.code.clone()))
}

/// A line of the menu; one that cannot be used says why.
fn entry(ui: &mut Ui, desk: &Desk<'_>, key: &str, refusal: Option<&EditRefusal>) -> bool {
    let button = ui.add_enabled(refusal.is_none(), egui::Button::new(desk.text(key)));
    match refusal {
        Some(refusal) => {
            button.on_disabled_hover_text(refusal_text(desk.language, refusal, &|_| String::new()));
            false
        }
        None if button.clicked() => {
            ui.close();
            true
        }
        None => false,
    }
}

fn change(grid: GridId, row: &Grid, how: impl FnOnce(&mut Grid), wishes: &mut Vec<Wish>) {
    let mut requests: Vec<Request> = Vec::new();
    set_grid(grid, row, how, &mut requests);
    wishes.extend(requests.into_iter().map(Wish::Do));
}

/// The colours a grid can be given; `Some(None)` = chosen so that neighbours differ.
pub(in crate::ui::panels) fn color_menu(ui: &mut Ui, desk: &Desk<'_>, row: &Grid) -> Option<Option<String>> {
    let mut picked = None;
    ui.horizontal(|ui| {
        for number in 0..CATEGORY_COLORS as u8 {
            let (color, _) = categorical(number, desk.theme.kind);
            let text = format!("#{:02x}{:02x}{:02x}", color.r, color.g, color.b);
            let (rect, response) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::click());
            let name = desk.text_with("grid-color-number", &[("number", (number + 1).into())]);
            let is_chosen = row.details.color.as_deref() == Some(text.as_str());
            response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_chosen, &name));
            let edge = if is_chosen || response.hovered() { ui.visuals().text_color() } else { color32(desk.theme.line) };
            paint_swatch(ui.painter(), Rect::from_center_size(rect.center(), vec2(18.0, 18.0)), color32(color.over(desk.theme.plan, 0.62)), edge, false);
            if response.on_hover_text(text.clone()).clicked() {
                picked = Some(Some(text));
            }
        }
    });
    if ui.add_enabled(row.details.color.is_some(), egui::Button::new(desk.text("grid-color-automatic"))).clicked() {
        picked = Some(None);
    }
    picked
}
