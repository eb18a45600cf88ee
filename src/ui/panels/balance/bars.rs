//! How the bars are painted.

use super::model::{BalanceModel, BalanceRow};
use crate::i18n::signed_percent_text;
use crate::map::Item;
use crate::ui::Desk;
use crate::ui::panels::standing::{grid_colors, standing_sign};
use crate::ui::theme::{TABLE_TEXT, UNIT, color32};
use crate::ui::widgets::{Fit, KeyFigureStyle, RowLook, Sign, fit, fitted_label, paint_row_back, paint_sign, paint_swatch};
use egui::{Color32, CornerRadius, Rect, Response, Stroke, StrokeKind, Ui, pos2, vec2};

/// Width of the deviation at the right end.
const PERCENT: f32 = 58.0;
/// From this width on the sum is shown too.
const WIDE: f32 = 380.0;

/// Where the parts of a row stand.
struct Parts {
    name: Rect,
    bar: Rect,
    value: Rect,
    percent: Rect,
}

fn parts(rect: Rect) -> Parts {
    let value_width = if rect.width() >= WIDE { 92.0 } else { 0.0 };
    let name_width = (rect.width() * 0.34).clamp(64.0, 200.0);
    let strip = |left: f32, right: f32| Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
    let right = rect.right() - UNIT;
    let value_left = right - PERCENT - value_width;
    Parts {
        name: strip(rect.left() + UNIT, rect.left() + name_width),
        bar: strip(rect.left() + name_width + 2.0 * UNIT, value_left - 2.0 * UNIT),
        value: strip(value_left, right - PERCENT - UNIT),
        percent: strip(right - PERCENT, right),
    }
}

/// Paints one row.
pub(super) fn row(ui: &Ui, desk: &Desk<'_>, model: &BalanceModel, row: &BalanceRow, rect: Rect, response: &Response) {
    let item = Item::Grid(row.grid);
    let look = RowLook { is_selected: desk.selection.contains(item), is_hovered: response.hovered() || desk.hover == Some(item), is_focused: response.has_focus() };
    paint_row_back(ui, rect, look);
    let parts = parts(rect);
    let painter = ui.painter();
    let text = ui.visuals().text_color();
    let mut name = parts.name;
    if let Some((fill, edge, is_patterned)) = grid_colors(desk, row.grid) {
        let swatch = Rect::from_center_size(pos2(name.left() + 5.0, name.center().y), vec2(10.0, 10.0));
        paint_swatch(painter, swatch, fill, edge, is_patterned);
        name.min.x += 4.0 * UNIT;
    }
    // Where there is no room for the name the code alone reads better than half a name.
    let shown = if name.width() < 96.0 { &row.code } else { &row.name };
    let (_, is_cut) = fit(painter, name, shown, Fit::left(TABLE_TEXT, text));
    bar(ui, desk, model, row, parts.bar);
    let color = row.style.color(desk.theme, text);
    if parts.value.width() > 20.0 {
        fit(painter, parts.value, &row.value, Fit::right(TABLE_TEXT, ui.visuals().weak_text_color()));
    }
    let (width, _) = fit(painter, parts.percent, &signed_percent_text(row.deviation), Fit::right(TABLE_TEXT, color));
    if let Some(sign) = standing_sign(row.style, row.deviation) {
        paint_sign(painter, sign, pos2(parts.percent.right() - width - 7.0, rect.center().y), 7.0, color);
    }
    if is_cut || parts.value.width() <= 20.0 {
        response.clone().on_hover_text(row.spoken());
    }
}

/// The bar around the target line, the tolerance band below it, and a ghost of where it was.
fn bar(ui: &Ui, desk: &Desk<'_>, model: &BalanceModel, row: &BalanceRow, rect: Rect) {
    let painter = ui.painter();
    let (low, high) = model.ends;
    let x = |deviation: f64| rect.left() + rect.width() * (((deviation.clamp(low, high) - low) / (high - low)) as f32);
    let theme = desk.theme;
    let band = color32(theme.panel.mix(theme.store, if theme.kind == crate::carto::ThemeKind::Light { 0.10 } else { 0.18 }));
    let band_rect = Rect::from_min_max(pos2(x(-model.tolerance), rect.top()), pos2(x(model.tolerance), rect.bottom()));
    painter.rect_filled(band_rect, CornerRadius::ZERO, band);
    let strip = |deviation: f64, height: f32| {
        let (a, b) = (x(0.0), x(deviation));
        Rect::from_min_max(pos2(a.min(b), rect.center().y - height / 2.0), pos2(a.max(b).max(a.min(b) + 1.0), rect.center().y + height / 2.0))
    };
    let fill = match row.style {
        KeyFigureStyle::Plain => color32(theme.panel.mix(theme.accent, 0.55)),
        KeyFigureStyle::Amber => color32(theme.amber),
        KeyFigureStyle::Red => color32(theme.red),
    };
    painter.rect_filled(strip(row.deviation, 9.0), CornerRadius::same(2), fill);
    if let Some(before) = row.before {
        let ghost = strip(before, 15.0);
        painter.rect(ghost, CornerRadius::same(2), Color32::TRANSPARENT, Stroke::new(1.0, color32(theme.muted)), StrokeKind::Inside);
    }
    if row.deviation < low || row.deviation > high {
        // The bar goes on beyond the end of the scale.
        let (at, sign) = if row.deviation > 0.0 { (rect.right() - 4.0, Sign::Closed) } else { (rect.left() + 4.0, Sign::Closed) };
        paint_sign(painter, sign, pos2(at, rect.center().y), 6.0, color32(theme.panel));
    }
    painter.vline(x(0.0), rect.y_range(), Stroke::new(1.0, color32(theme.parent_boundary)));
}

/// How many figures stand in a line below the bars.
fn in_a_line(width: f32) -> usize {
    if width < 400.0 { 1 } else { 4 }
}

/// Height of the figures below the bars.
pub(super) fn footer_height(width: f32, n_pieces: usize) -> f32 {
    n_pieces.div_ceil(in_a_line(width)) as f32 * 18.0 + UNIT
}

/// The figures below the bars.
pub(super) fn footer(ui: &mut Ui, pieces: &[String]) {
    let weak = ui.visuals().weak_text_color();
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(UNIT);
    for line in pieces.chunks(in_a_line(ui.available_width())) {
        fitted_label(ui, &line.join("    "), TABLE_TEXT, weak);
    }
}
