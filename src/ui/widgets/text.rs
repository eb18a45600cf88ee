//! Text that fits its place.

use crate::ui::theme::TEXT;
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Align2, Color32, FontId, Painter, Rect, Response, Sense, TextEdit, Ui, WidgetInfo, pos2};

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// Height of the letters in points.
    pub size: f32,
    /// Its colour.
    pub color: Color32,
    /// To which side of its place it goes.
    pub align: Align,
}

impl Fit {
    /// To the left.
    pub fn left(size: f32, color: Color32) -> Self {
        Self { size, color, align: Align::Min }
    }

    /// To the right, as figures stand.
    pub fn right(size: f32, color: Color32) -> Self {
        Self { size, color, align: Align::Max }
    }
}

/// Paints one line of text into a place, cut with an ellipsis where it is too long. Returns the width it takes and whether it was cut.
pub fn fit(painter: &Painter, rect: Rect, text: &str, style: Fit) -> (f32, bool) {
    let format = TextFormat { font_id: FontId::proportional(style.size), color: style.color, ..TextFormat::default() };
    let mut job = LayoutJob::single_section(first_line(text), format);
    job.wrap.max_width = rect.width().max(0.0);
    job.wrap.max_rows = 1;
    job.wrap.break_anywhere = true;
    job.break_on_newline = false;
    let galley = painter.layout_job(job);
    let (width, is_cut) = (galley.size().x, galley.elided);
    let anchor = match style.align {
        Align::Min => Align2::LEFT_CENTER,
        Align::Center => Align2::CENTER_CENTER,
        Align::Max => Align2::RIGHT_CENTER,
    };
    let place = anchor.align_size_within_rect(galley.size(), rect);
    painter.with_clip_rect(painter.clip_rect().intersect(rect.expand2(egui::vec2(1.0, 8.0)))).galley(pos2(place.left(), place.top()), galley, style.color);
    (width, is_cut)
}

/// A list shows one line of a text; the rest is in the tooltip.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// A label of one line in the width that is left; the whole text as tooltip where it is cut.
pub fn fitted_label(ui: &mut Ui, text: &str, size: f32, color: Color32) -> Response {
    let height = (size * 1.5).round();
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, text));
    let (_, is_cut) = fit(ui.painter(), rect, text, Fit::left(size, color));
    if is_cut { response.on_hover_text(text) } else { response }
}

/// A line that is filled from the right: buttons first, then what takes the room that is left.
pub fn line_from_right<R>(ui: &mut Ui, height: f32, show: impl FnOnce(&mut Ui) -> R) -> R {
    let size = egui::vec2(ui.available_width(), height);
    ui.allocate_ui_with_layout(size, egui::Layout::right_to_left(Align::Center), show).inner
}

/// What is left of a line that is filled from the right.
pub fn rest_of_line<R>(ui: &mut Ui, show: impl FnOnce(&mut Ui) -> R) -> R {
    ui.with_layout(egui::Layout::left_to_right(Align::Center), show).inner
}

/// A field to search or filter with, as wide as there is room. Esc empties it.
pub fn search_field(ui: &mut Ui, text: &mut String, hint: &str, width: f32) -> Response {
    let response = ui.add(TextEdit::singleline(text).id_salt(hint).hint_text(egui::RichText::new(hint).size(TEXT)).desired_width(width).background_color(ui.visuals().widgets.inactive.bg_fill).clip_text(true));
    let response = response.accessible_name(hint);
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        text.clear();
    }
    response
}
