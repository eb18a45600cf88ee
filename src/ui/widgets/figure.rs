//! Key figures, facts and headings of sections.

use super::text::{Fit, fit, fitted_label};
use crate::ui::theme::{KEY_FIGURE, UNIT};
use egui::{Color32, Rect, Response, Sense, Ui, WidgetInfo, vec2};

/// A figure that matters, with what it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFigure {
    /// What it is, with its unit.
    pub label: String,
    /// The figure; its unit is in the label.
    pub value: String,
    /// What stands below it: before and difference while dragging, else the deviation from the target.
    pub note: String,
    /// How it stands.
    pub style: KeyFigureStyle,
}

/// How a key figure stands against its tolerance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyFigureStyle {
    /// As it should.
    #[default]
    Plain,
    /// Out of tolerance.
    Amber,
    /// Far out of tolerance.
    Red,
}

impl KeyFigureStyle {
    /// Its colour.
    pub fn color(self, theme: &crate::carto::Theme, plain: Color32) -> Color32 {
        match self {
            Self::Plain => plain,
            Self::Amber => crate::ui::theme::color32(theme.amber),
            Self::Red => crate::ui::theme::color32(theme.red),
        }
    }
}

/// Least width of a key figure.
const LEAST_WIDTH: f32 = 104.0;

/// Key figures side by side, as many in a row as fit.
pub fn key_figures(ui: &mut Ui, theme: &crate::carto::Theme, figures: &[KeyFigure]) {
    let width = ui.available_width();
    let columns = ((width / LEAST_WIDTH) as usize).clamp(1, 4).min(figures.len().max(1));
    // Two columns read better than three of which the last is empty.
    let columns = if width < 4.0 * LEAST_WIDTH { columns.min(2) } else { columns };
    let cell_width = (width - (columns - 1) as f32 * 2.0 * UNIT) / columns as f32;
    for row in figures.chunks(columns) {
        let height = if row.iter().all(|figure| figure.note.is_empty()) { 46.0 } else { 60.0 };
        let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        for (number, figure) in row.iter().enumerate() {
            let place = Rect::from_min_size(rect.min + vec2(number as f32 * (cell_width + 2.0 * UNIT), 0.0), vec2(cell_width, height));
            let response = ui.interact(place, ui.scope_id().with(("key-figure", &figure.label)), Sense::hover());
            let spoken = format!("{} {} {}", figure.label, figure.value, figure.note);
            response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &spoken));
            if paint_key_figure(ui, theme, place, figure) {
                response.on_hover_text(spoken);
            }
        }
    }
}

/// Paints one; returns whether something was cut.
fn paint_key_figure(ui: &Ui, theme: &crate::carto::Theme, place: Rect, figure: &KeyFigure) -> bool {
    let (text, weak) = (ui.visuals().text_color(), ui.visuals().weak_text_color());
    let line = |top: f32, height: f32| Rect::from_min_size(place.min + vec2(0.0, top), vec2(place.width(), height));
    let painter = ui.painter();
    let (_, a) = fit(painter, line(0.0, 16.0), &figure.label, Fit::left(11.0, weak));
    // A long figure in a narrow panel is set smaller rather than cut.
    let taken = painter.layout_no_wrap(figure.value.clone(), egui::FontId::proportional(KEY_FIGURE), text).size().x;
    let size = (KEY_FIGURE * (place.width() / taken.max(1.0)).min(1.0)).floor().max(13.0);
    let (_, b) = fit(painter, line(14.0, 28.0), &figure.value, Fit::left(size, text));
    let (_, c) = fit(painter, line(41.0, 15.0), &figure.note, Fit::left(11.0, figure.style.color(theme, weak)));
    a || b || c
}

/// A fact: its name to the left, its value to the right.
pub fn fact(ui: &mut Ui, name: &str, value: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, format!("{name} {value}")));
    let weak = ui.visuals().weak_text_color();
    // The value is read first, so it gets the room it needs and the name what is left.
    let most = Rect::from_min_max(rect.min + vec2(rect.width() * 0.3, 0.0), rect.max);
    let (taken, is_value_cut) = fit(ui.painter(), most, value, Fit::right(12.0, ui.visuals().text_color()));
    let rest = Rect::from_min_max(rect.min, rect.max - vec2(taken + 2.0 * UNIT, 0.0));
    let (_, is_name_cut) = fit(ui.painter(), rest, name, Fit::left(12.0, weak));
    if is_value_cut || is_name_cut { response.on_hover_text(format!("{name}  {value}")) } else { response }
}

/// The button that a panel is there for: as wide as the panel, in the accent.
pub fn main_button(ui: &mut Ui, theme: &crate::carto::Theme, text: &str, is_enabled: bool) -> Response {
    let label = egui::RichText::new(text).color(crate::ui::theme::color32(theme.panel)).strong();
    let button = egui::Button::new(label).fill(crate::ui::theme::color32(theme.accent));
    let size = vec2(ui.available_width(), 8.0 * UNIT);
    ui.add_enabled_ui(is_enabled, |ui| ui.add_sized(size, button)).inner
}

/// The heading of a section of a panel.
pub fn section(ui: &mut Ui, title: &str) -> Response {
    ui.add_space(2.0 * UNIT);
    let weak = ui.visuals().weak_text_color();
    fitted_label(ui, title, 12.0, weak)
}
