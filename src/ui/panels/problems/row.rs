//! One line of the problem panel.

use super::Wish;
use super::model::ProblemRow;
use crate::base::Severity;
use crate::ui::Desk;
use crate::ui::theme::{TABLE_TEXT, TEXT, UNIT, color32};
use crate::ui::widgets::{Fit, RowLook, Sign, fit, paint_row_back, paint_sign};
use egui::{Button, Color32, Rect, Response, RichText, Ui, pos2, vec2};

/// From this width on Fix stands in every row; else, and for the rest, buttons come with the pointer or the keys.
const WIDE: f32 = 420.0;

/// Shows one line and notes what is wished.
pub(super) fn show(ui: &mut Ui, desk: &Desk<'_>, row: &ProblemRow, rect: Rect, response: &Response, wishes: &mut Vec<Wish>) {
    let is_near = response.hovered() || response.has_focus() || ui.rect_contains_pointer(rect);
    paint_row_back(ui, rect, RowLook { is_hovered: is_near, is_focused: response.has_focus(), is_selected: false });
    let buttons = buttons_of(desk, row);
    let mut right = rect.right() - UNIT;
    let is_always = |wish: Wish| rect.width() >= WIDE && matches!(wish, Wish::Fix(_) | Wish::FixAll(_));
    for (wish, text, name) in buttons.iter().rev().filter(|(wish, _, _)| is_near || is_always(*wish)) {
        right = button(ui, rect, right, *wish, text, name, wishes);
    }
    let (text, weak) = (ui.visuals().text_color(), ui.visuals().weak_text_color());
    let middle = rect.center().y;
    match row {
        ProblemRow::Group { severity, count, is_open, text: title, .. } => {
            paint_sign(ui.painter(), if *is_open { Sign::Open } else { Sign::Closed }, pos2(rect.left() + 8.0, middle), 8.0, weak);
            severity_sign(ui, desk, *severity, pos2(rect.left() + 26.0, middle));
            line(ui, response, Rect::from_min_max(pos2(rect.left() + 38.0, rect.top()), pos2(right, rect.bottom())), &format!("{title}  {count}"), TEXT, text);
        }
        ProblemRow::Finding { severity, text: told, .. } => {
            severity_dot(ui, desk, *severity, pos2(rect.left() + 26.0, middle));
            line(ui, response, Rect::from_min_max(pos2(rect.left() + 38.0, rect.top()), pos2(right, rect.bottom())), told, TABLE_TEXT, text);
        }
        ProblemRow::IgnoredHead { count, is_open, text: title } => {
            paint_sign(ui.painter(), if *is_open { Sign::Open } else { Sign::Closed }, pos2(rect.left() + 8.0, middle), 8.0, weak);
            line(ui, response, Rect::from_min_max(pos2(rect.left() + 20.0, rect.top()), pos2(right, rect.bottom())), &format!("{title}  {count}"), TEXT, weak);
        }
        ProblemRow::Ignored { text: told, reason, .. } => {
            let shown = format!("{told} — {reason}");
            line(ui, response, Rect::from_min_max(pos2(rect.left() + 38.0, rect.top()), pos2(right, rect.bottom())), &shown, TABLE_TEXT, weak);
        }
    }
    if !buttons.is_empty() {
        response.context_menu(|ui| {
            for (wish, text, _) in &buttons {
                if ui.button(text).clicked() {
                    wishes.push(*wish);
                    ui.close();
                }
            }
        });
    }
}

/// What can be done with a line: wish, text, name for readers.
fn buttons_of(desk: &Desk<'_>, row: &ProblemRow) -> Vec<(Wish, String, String)> {
    let named = |key: &str, of: &str| (desk.text(key), format!("{} {of}", desk.text(key)));
    let entry = |wish: Wish, key: &str, of: &str| {
        let (text, name) = named(key, of);
        (wish, text, name)
    };
    match row {
        ProblemRow::Group { kind, count, text, .. } if super::can_fix(*kind) && *count > 1 => vec![entry(Wish::FixAll(*kind), "problems-fix-all", text)],
        ProblemRow::Finding { number, text, is_fixable, .. } => {
            let fix = is_fixable.then(|| entry(Wish::Fix(*number), "problems-fix", text));
            [entry(Wish::Ignore(*number), "problems-ignore-dots", text)].into_iter().chain(fix).collect()
        }
        ProblemRow::Ignored { number, text, .. } => vec![entry(Wish::Mind(*number), "problems-mind", text)],
        ProblemRow::Group { .. } | ProblemRow::IgnoredHead { .. } => Vec::new(),
    }
}

/// A small button whose right edge is given; returns its left edge.
fn button(ui: &mut Ui, rect: Rect, right: f32, wish: Wish, text: &str, name: &str, wishes: &mut Vec<Wish>) -> f32 {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), egui::FontId::proportional(TABLE_TEXT), Color32::PLACEHOLDER);
    let size = vec2(galley.size().x + 4.0 * UNIT, rect.height() - UNIT);
    let place = Rect::from_min_size(pos2(right - size.x, rect.center().y - size.y / 2.0), size);
    let response = ui.put(place, Button::new(RichText::new(text).size(TABLE_TEXT)).min_size(size));
    if response.accessible_name(name).clicked() {
        wishes.push(wish);
    }
    place.left() - UNIT
}

fn line(ui: &Ui, response: &Response, place: Rect, text: &str, size: f32, color: Color32) {
    let (_, is_cut) = fit(ui.painter(), place, text, Fit::left(size, color));
    if is_cut {
        response.clone().on_hover_text(text);
    }
}

fn severity_color(desk: &Desk<'_>, severity: Severity) -> Color32 {
    color32(match severity {
        Severity::Info => desk.theme.accent,
        Severity::Warning => desk.theme.amber,
        Severity::Error => desk.theme.red,
    })
}

fn severity_sign(ui: &Ui, desk: &Desk<'_>, severity: Severity, at: egui::Pos2) {
    let sign = match severity {
        Severity::Info => Sign::Note,
        Severity::Warning => Sign::Warning,
        Severity::Error => Sign::Error,
    };
    paint_sign(ui.painter(), sign, at, 13.0, severity_color(desk, severity));
}

fn severity_dot(ui: &Ui, desk: &Desk<'_>, severity: Severity, at: egui::Pos2) {
    ui.painter().circle_filled(at, 2.5, severity_color(desk, severity));
}
