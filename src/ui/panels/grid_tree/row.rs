//! One row of the tree.

use super::Wish;
use super::model::{TreeRow, TreeText, possible_parents};
use crate::base::GridId;
use crate::map::Item;
use crate::ui::Desk;
use crate::ui::panels::standing::grid_colors;
use crate::ui::theme::{TABLE_TEXT, TEXT, UNIT, color32};
use crate::ui::widgets::{Fit, RowLook, Sign, fit, paint_row_back, paint_sign, paint_swatch};
use egui::{Color32, Key, Rect, Response, Sense, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, pos2, vec2};

/// Indent of a level in points.
const INDENT: f32 = 14.0;

/// Shows one row and notes what is wished for it.
#[expect(clippy::too_many_arguments, reason = "a row is painted from everything the panel knows; a struct for one call would only rename them")]
pub(super) fn show(
    ui: &mut Ui,
    desk: &Desk<'_>,
    row: TreeRow,
    text: &TreeText,
    rect: Rect,
    response: &Response,
    renamed: &mut Option<(GridId, String, bool)>,
    wishes: &mut Vec<Wish>,
) {
    let item = Item::Grid(row.grid);
    let look = RowLook { is_selected: desk.selection.contains(item), is_hovered: response.hovered() || desk.hover == Some(item), is_focused: response.has_focus() };
    paint_row_back(ui, rect, look);
    let mut left = rect.left() + UNIT + f32::from(row.depth) * INDENT;
    if row.has_children {
        fold_sign(ui, desk, row, text, Rect::from_min_max(pos2(left - 2.0, rect.top()), pos2(left + 12.0, rect.bottom())), wishes);
    }
    left += 14.0;
    if let Some((fill, edge, is_patterned)) = grid_colors(desk, row.grid) {
        paint_swatch(ui.painter(), Rect::from_center_size(pos2(left + 6.0, rect.center().y), vec2(12.0, 12.0)), fill, edge, is_patterned);
        left += 18.0;
    }
    if let Some((_, typed, is_fresh)) = renamed.as_mut().filter(|(grid, _, _)| *grid == row.grid) {
        let place = Rect::from_min_max(pos2(left, rect.top() + 1.0), pos2(rect.right() - UNIT, rect.bottom() - 1.0));
        rename(ui, desk, row.grid, typed, is_fresh, place, wishes);
    } else {
        paint_texts(ui, desk, text, left, rect, response);
    }
    drag(ui, desk, row.grid, text, rect, response, wishes);
    response.context_menu(|ui| super::menu::show(ui, desk, row.grid, wishes));
}

fn fold_sign(ui: &Ui, desk: &Desk<'_>, row: TreeRow, text: &TreeText, place: Rect, wishes: &mut Vec<Wish>) {
    let response = ui.interact(place, ui.scope_id().with(("fold", row.grid)), Sense::click());
    let key = if row.is_open { "tree-close" } else { "tree-open" };
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, desk.text_with(key, &[("grid", (&text.title).into())])));
    let color = if response.hovered() { ui.visuals().text_color() } else { ui.visuals().weak_text_color() };
    paint_sign(ui.painter(), if row.is_open { Sign::Open } else { Sign::Closed }, place.center(), 8.0, color);
    if response.clicked() {
        wishes.push(Wish::Toggle(row.grid));
    }
}

fn paint_texts(ui: &Ui, desk: &Desk<'_>, text: &TreeText, left: f32, rect: Rect, response: &Response) {
    let painter = ui.painter();
    let (ink, weak) = (ui.visuals().text_color(), ui.visuals().weak_text_color());
    let most = Rect::from_min_max(pos2(rect.left() + rect.width() * 0.45, rect.top()), pos2(rect.right() - UNIT, rect.bottom()));
    let (taken, _) = fit(painter, most, &text.value, Fit::right(TABLE_TEXT, weak));
    let mut right = rect.right() - UNIT - taken - 2.0 * UNIT;
    for (sign, color) in [(text.is_locked.then_some(Sign::Lock), weak), (text.has_problem.then_some(Sign::Warning), color32(desk.theme.amber))] {
        if let Some(sign) = sign {
            paint_sign(painter, sign, pos2(right - 6.0, rect.center().y), 11.0, color);
            right -= 16.0;
        }
    }
    let (_, is_cut) = fit(painter, Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom())), &text.title, Fit::left(TEXT, ink));
    if is_cut {
        response.clone().on_hover_text(format!("{}  {}", text.title, text.value));
    }
}

fn rename(ui: &mut Ui, desk: &Desk<'_>, grid: GridId, typed: &mut String, is_fresh: &mut bool, place: Rect, wishes: &mut Vec<Wish>) {
    let field = ui.put(place, TextEdit::singleline(typed).font(egui::FontId::proportional(TEXT)).margin(vec2(4.0, 1.0)));
    let field = field.accessible_name(desk.text("tree-rename-field"));
    if std::mem::take(is_fresh) {
        field.request_focus();
    } else if field.lost_focus() {
        let is_given_up = ui.input(|input| input.key_pressed(Key::Escape));
        wishes.push(Wish::Renamed(grid, (!is_given_up).then(|| typed.clone())));
    }
}

/// A grid that is dragged onto one that may be its parent goes below it.
fn drag(ui: &Ui, desk: &Desk<'_>, grid: GridId, text: &TreeText, rect: Rect, response: &Response, wishes: &mut Vec<Wish>) {
    response.dnd_set_drag_payload(grid);
    if response.dragged()
        && let Some(pointer) = ui.input(|input| input.pointer.latest_pos())
    {
        let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Tooltip, egui::Id::unique("grid-tree-drag")));
        let ghost = Rect::from_min_size(pointer + vec2(12.0, 4.0), vec2(160.0, 22.0));
        painter.rect(ghost, 4.0, color32(desk.theme.panel), Stroke::new(1.0, color32(desk.theme.accent)), StrokeKind::Inside);
        fit(&painter, ghost.shrink2(vec2(6.0, 0.0)), &text.title, Fit::left(TEXT, ui.visuals().text_color()));
    }
    let is_parent_of = |dragged: GridId| possible_parents(desk.document, dragged).contains(&grid);
    if response.dnd_hover_payload::<GridId>().is_some_and(|dragged| is_parent_of(*dragged)) {
        ui.painter().rect(rect.shrink(1.0), 3.0, Color32::TRANSPARENT, Stroke::new(1.5, color32(desk.theme.accent)), StrokeKind::Inside);
    }
    if let Some(dragged) = response.dnd_release_payload::<GridId>().filter(|dragged| is_parent_of(**dragged)) {
        wishes.push(Wish::Reparent(*dragged, grid));
    }
}
