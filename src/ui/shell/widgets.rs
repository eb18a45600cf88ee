//! Small widgets that the pieces of the shell share, all with an accessible name and a visible focus.

use super::Look;
use crate::ui::icon::Icon;
use crate::ui::theme::{HEADING, TEXT, UNIT};
use egui::{
    Align, Align2, Color32, Context, CornerRadius, FontId, Frame, Id, Layout, Margin, Modal, Rect, Response, RichText, Role, Sense, Shadow, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

/// Side of an icon in points.
pub(in crate::ui) const ICON: f32 = 18.0;

/// The ring round what has the keyboard.
pub(in crate::ui) fn focus_ring(ui: &Ui, look: &Look<'_>, response: &Response, radius: u8) {
    if response.has_focus() {
        ui.painter().rect_stroke(response.rect.expand(1.0), CornerRadius::same(radius), Stroke::new(2.0, look.accent()), StrokeKind::Outside);
    }
}

/// How a button stands.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::ui) struct Stand {
    pub(in crate::ui) is_on: bool,
    pub(in crate::ui) is_enabled: bool,
}

/// A square button with an icon and nothing else.
pub(in crate::ui) fn icon_button(ui: &mut Ui, look: &Look<'_>, icon: Icon, name: &str, side: f32, stand: Stand) -> Response {
    let sense = if stand.is_enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), sense);
    response.widget_info(|| WidgetInfo::selected(Role::Button, stand.is_enabled, stand.is_on, name));
    let fill = match stand {
        Stand { is_on: true, .. } => look.accent(),
        Stand { is_enabled: true, .. } if response.is_pointer_button_down_on() => look.surface(0.14),
        Stand { is_enabled: true, .. } if response.hovered() => look.surface(0.07),
        _ => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(6), fill);
    let color = match stand {
        Stand { is_on: true, .. } => look.on_accent(),
        Stand { is_enabled: true, .. } => look.ink(),
        _ => look.muted().gamma_multiply(0.5),
    };
    icon.paint(ui.painter(), Rect::from_center_size(rect.center(), Vec2::splat(ICON.min(side - 6.0))), color);
    focus_ring(ui, look, &response, 6);
    response
}

/// How much a button calls for attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Weight {
    /// The one thing to do.
    Primary,
    /// Something else that can be done.
    Ordinary,
    /// Loses something.
    Danger,
}

/// A button with words.
pub(in crate::ui) fn button(ui: &mut Ui, look: &Look<'_>, text: &str, weight: Weight, is_enabled: bool) -> Response {
    let ink = match weight {
        Weight::Primary => look.on_accent(),
        Weight::Danger => look.red(),
        Weight::Ordinary => look.ink(),
    };
    let ink = if is_enabled { ink } else { look.muted() };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(TEXT), ink);
    let size = vec2((galley.size().x + 8.0 * UNIT).max(80.0), 8.0 * UNIT);
    let sense = if is_enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, text));
    let is_hot = is_enabled && response.hovered();
    let (fill, stroke) = match weight {
        Weight::Primary if !is_enabled => (look.surface(0.08), Stroke::NONE),
        Weight::Primary if is_hot => (crate::ui::theme::color32(look.theme.accent.mix(look.theme.text, 0.12)), Stroke::NONE),
        Weight::Primary => (look.accent(), Stroke::NONE),
        _ if is_hot => (look.surface(0.07), Stroke::new(1.0, look.line())),
        _ => (Color32::TRANSPARENT, Stroke::new(1.0, look.line())),
    };
    ui.painter().rect(rect, CornerRadius::same(6), fill, stroke, StrokeKind::Inside);
    let at = rect.center() - galley.size() / 2.0;
    ui.painter().galley(at, galley, ink);
    focus_ring(ui, look, &response, 6);
    response
}

/// A quiet button with an icon before its words; no frame until the pointer comes.
pub(in crate::ui) fn text_button(ui: &mut Ui, look: &Look<'_>, icon: Option<Icon>, text: &str, color: Color32) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(TEXT), color);
    let before = if icon.is_some() { 5.0 * UNIT } else { 0.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + before + 4.0 * UNIT, 7.0 * UNIT), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(5), look.surface(0.07));
    }
    if let Some(icon) = icon {
        icon.paint(ui.painter(), Rect::from_center_size(rect.left_center() + vec2(4.0 * UNIT, 0.0), Vec2::splat(16.0)), color);
    }
    let at = rect.left_center() + vec2(2.0 * UNIT + before, -galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
    focus_ring(ui, look, &response, 5);
    response
}

/// Two or more choices side by side, one of them taken; returns the one that was clicked.
pub(in crate::ui) fn segments<T: Copy + PartialEq>(ui: &mut Ui, look: &Look<'_>, chosen: T, choices: &[(T, String, String)]) -> Option<T> {
    let mut clicked = None;
    let galleys: Vec<_> = choices.iter().map(|(_, text, _)| ui.painter().layout_no_wrap(text.clone(), FontId::proportional(TEXT), look.ink())).collect();
    let width: f32 = galleys.iter().map(|galley| galley.size().x + 6.0 * UNIT).sum::<f32>() + UNIT;
    let (outer, _) = ui.allocate_exact_size(vec2(width, 7.0 * UNIT), Sense::hover());
    ui.painter().rect_filled(outer, CornerRadius::same(6), look.surface(0.06));
    let mut left = outer.left() + UNIT / 2.0;
    for ((value, _, name), galley) in choices.iter().zip(galleys) {
        let rect = Rect::from_min_size(egui::pos2(left, outer.top() + 2.0), vec2(galley.size().x + 6.0 * UNIT, outer.height() - 4.0));
        left = rect.right();
        let response = ui.interact(rect, ui.scope_id().with(("segment", name.as_str())), Sense::click());
        let is_on = *value == chosen;
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_on, name));
        if is_on {
            ui.painter().rect(rect, CornerRadius::same(5), look.panel(), Stroke::new(1.0, look.line()), StrokeKind::Inside);
        }
        let color = if is_on || response.hovered() { look.ink() } else { look.muted() };
        ui.painter().galley_with_override_text_color(rect.center() - galley.size() / 2.0, galley, color);
        focus_ring(ui, look, &response, 5);
        if response.clicked() {
            clicked = Some(*value);
        }
    }
    clicked
}

/// A key as it stands on a keyboard.
pub(in crate::ui) fn key_cap(ui: &mut Ui, look: &Look<'_>, text: &str) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(11.0), look.muted());
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(10.0, 4.0), Sense::hover());
    ui.painter().rect(rect, CornerRadius::same(4), look.surface(0.04), Stroke::new(1.0, look.line()), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, look.muted());
    response
}

/// A heading.
pub(in crate::ui) fn heading(ui: &mut Ui, look: &Look<'_>, text: &str) {
    title(ui, look, text, HEADING);
}

/// Words of more weight than the font has: painted twice, a hair apart.
pub(in crate::ui) fn title(ui: &mut Ui, look: &Look<'_>, text: &str, size: f32) -> Response {
    let galley = ui.painter().layout(text.to_owned(), FontId::proportional(size), look.ink(), ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, text));
    paint_bold(ui, rect.min, galley, look.ink(), size);
    response
}

/// Paints text with more weight than the font has.
pub(in crate::ui) fn paint_bold(ui: &Ui, at: egui::Pos2, galley: std::sync::Arc<egui::Galley>, color: Color32, size: f32) {
    ui.painter().galley(at + vec2(size * 0.028, 0.0), galley.clone(), color);
    ui.painter().galley(at, galley, color);
}

/// Gives fields, boxes and rings of this part of the window an edge that is seen.
pub(in crate::ui) fn with_edges(ui: &mut Ui, look: &Look<'_>) {
    let edge = crate::ui::theme::color32(look.theme.panel.mix(look.theme.text, 0.3));
    let widgets = &mut ui.visuals_mut().widgets;
    widgets.inactive.bg_stroke = Stroke::new(1.0, edge);
    widgets.hovered.bg_stroke = Stroke::new(1.0, look.muted());
}

/// A small title over a group.
pub(in crate::ui) fn caption(ui: &mut Ui, look: &Look<'_>, text: &str) {
    ui.label(RichText::new(text).size(12.0).color(look.muted()));
}

/// What a tooltip says: what it is, its key, one sentence, and why it cannot be done.
pub(in crate::ui) fn tip(ui: &mut Ui, look: &Look<'_>, title: &str, shortcut: &str, sentence: &str, reason: Option<&str>) {
    ui.set_max_width(280.0);
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).strong().color(look.ink()));
        if !shortcut.is_empty() {
            key_cap(ui, look, shortcut);
        }
    });
    if !sentence.is_empty() {
        ui.label(RichText::new(sentence).color(look.muted()));
    }
    if let Some(reason) = reason {
        ui.horizontal_top(|ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(16.0), Sense::hover());
            Icon::Info.paint(ui.painter(), rect, look.amber());
            ui.label(RichText::new(reason).color(look.amber()));
        });
    }
}

/// A dialog in the middle over everything; true when the person wants it closed by Esc, the cross or a click beside it.
pub(in crate::ui) fn dialog(context: &Context, look: &Look<'_>, id: &str, title: &str, width: f32, content: impl FnOnce(&mut Ui)) -> bool {
    let room = context.content_rect().size();
    let width = width.min(room.x - 12.0 * UNIT);
    let frame = Frame::new()
        .fill(look.panel())
        .stroke(Stroke::new(1.0, look.line()))
        .corner_radius(CornerRadius::same(10))
        .shadow(Shadow { offset: [0, 8], blur: 32, spread: 0, color: Color32::from_black_alpha(60) })
        .inner_margin(Margin::same(0));
    let mut is_closed = false;
    let answer = Modal::new(Id::unique(("shell", id))).frame(frame).show(context, |ui| {
        ui.set_width(width);
        ui.set_max_height(room.y - 16.0 * UNIT);
        is_closed = title_row(ui, look, title);
        Frame::new().inner_margin(Margin { left: 24, right: 24, top: 4, bottom: 20 }).show(ui, |ui| {
            ui.set_width(width - 48.0);
            ui.spacing_mut().item_spacing = vec2(2.0 * UNIT, 2.0 * UNIT);
            with_edges(ui, look);
            content(ui);
        });
    });
    is_closed || answer.should_close()
}

/// The title of a dialog with a cross; true when the cross was clicked.
fn title_row(ui: &mut Ui, look: &Look<'_>, text: &str) -> bool {
    Frame::new()
        .inner_margin(Margin { left: 24, right: 14, top: 14, bottom: 8 })
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                title(ui, look, text, 17.0);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    icon_button(ui, look, Icon::Close, &look.text("shell-close"), 28.0, Stand { is_on: false, is_enabled: true }).clicked()
                })
                .inner
            })
            .inner
        })
        .inner
}

/// The buttons at the foot of a dialog, from the right; returns the number of the one clicked.
pub(in crate::ui) fn foot(ui: &mut Ui, look: &Look<'_>, buttons: &[(&str, Weight, bool)]) -> Option<usize> {
    ui.add_space(2.0 * UNIT);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 8.0 * UNIT), Layout::right_to_left(Align::Center), |ui| {
        let mut clicked = None;
        for (number, (text, weight, is_enabled)) in buttons.iter().enumerate() {
            if button(ui, look, text, *weight, *is_enabled).clicked() {
                clicked = Some(number);
            }
        }
        clicked
    })
    .inner
}

/// Text that is cut with an ellipsis when it does not fit into a width; painted at a place.
pub(in crate::ui) fn paint_cut(ui: &Ui, at: egui::Pos2, anchor: Align2, text: &str, width: f32, font: FontId, color: Color32) -> Rect {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(8.0));
    let galley = ui.painter().layout_job(job);
    let rect = anchor.anchor_size(at, galley.size());
    ui.painter().galley(rect.min, galley, color);
    rect
}
