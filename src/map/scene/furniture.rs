//! What stands on the map: legend, scale bar, north arrow, notice of made-up data.

use super::Look;
use super::labels::{color32, sign_shape, Status};
use super::legend::{Icon, Row, Style};
use crate::carto::{Theme, kind_color, scale_bar, symbol_size};
use crate::i18n::text;
use crate::model::{OutletGroup, OutletKind, OutletStatus};
use egui::epaint::{Shadow, RectShape};
use egui::{Align2, Color32, CornerRadius, FontId, Galley, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};
use std::sync::Arc as Shared;

const MARGIN: f32 = 12.0;
const ROW: f32 = 19.0;
const PADDING: f32 = 10.0;
const ICON: f32 = 26.0;
const TEXT: f32 = 12.0;
const HEADING: f32 = 12.5;
const NOTE: f32 = 11.0;
/// A map smaller than this goes without a legend.
const LEAST_MAP: Vec2 = vec2(360.0, 260.0);
const RADIUS: u8 = 6;

/// A card over the map that text stands on.
fn card(painter: &Painter, rect: Rect, theme: &Theme) {
    let radius = CornerRadius::same(RADIUS);
    let shade = if theme.kind == crate::carto::ThemeKind::Light { 28 } else { 90 };
    let shadow = Shadow { offset: [0, 2], blur: 10, spread: 0, color: Color32::from_black_alpha(shade) };
    painter.add(shadow.as_shape(rect, radius));
    painter.add(RectShape::new(rect, radius, color32(theme.panel).gamma_multiply(0.95), Stroke::new(1.0, color32(theme.line)), StrokeKind::Inside));
}

fn size_of(style: Style) -> f32 {
    match style {
        Style::Heading => HEADING,
        Style::Plain => TEXT,
        Style::Note => NOTE,
    }
}

/// Rows with their texts set.
struct SetRow<'a> {
    row: &'a Row,
    text: Shared<Galley>,
    note: Shared<Galley>,
}

/// Paints the legend at the bottom left; returns what it covers. Rows that find no room are left out from the end.
pub(super) fn legend(painter: &Painter, look: &Look<'_>, rows: &[Row]) -> Option<Rect> {
    let frame = look.view.rect;
    if rows.is_empty() || frame.width() < LEAST_MAP.x || frame.height() < LEAST_MAP.y {
        return None;
    }
    let theme = look.theme;
    let most = (((frame.height() * 0.7 - 2.0 * PADDING) / ROW) as usize).max(3);
    let set = |text: &str, size: f32, color| painter.layout_no_wrap(text.to_owned(), FontId::proportional(size), color32(color));
    let rows: Vec<SetRow<'_>> = rows
        .iter()
        .take(most)
        .map(|row| {
            let color = if row.style == Style::Note { theme.muted } else { theme.text };
            SetRow { row, text: set(&row.text, size_of(row.style), color), note: set(&row.note, NOTE, theme.muted) }
        })
        .collect();
    let width_of = |set: &SetRow<'_>| {
        let icon = if set.row.icon == Icon::None { 0.0 } else { ICON };
        icon + set.text.size().x + if set.row.note.is_empty() { 0.0 } else { set.note.size().x + 18.0 }
    };
    let width = rows.iter().map(width_of).fold(96.0, f32::max).min(frame.width() * 0.4) + 2.0 * PADDING;
    let breaks = rows.iter().filter(|set| set.row.starts_section).count() as f32 * 6.0;
    let title = set(&text(look.language, "map-legend", &[]), HEADING, theme.muted);
    let size = vec2(width, (rows.len() + 1) as f32 * ROW + breaks + 1.6 * PADDING);
    let rect = Rect::from_min_size(pos2(frame.left() + MARGIN, frame.bottom() - MARGIN - size.y), size);
    card(painter, rect, theme);
    let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    let mut top = rect.top() + 0.8 * PADDING;
    painter.galley(pos2(rect.left() + PADDING, top + (ROW - title.size().y) / 2.0), title, Color32::PLACEHOLDER);
    top += ROW;
    for set in &rows {
        if set.row.starts_section {
            painter.hline(rect.left() + PADDING..=rect.right() - PADDING, top + 3.0, Stroke::new(1.0, color32(theme.line)));
            top += 6.0;
        }
        paint_row(&painter, set, rect, top + ROW / 2.0, theme);
        top += ROW;
    }
    Some(rect)
}

fn paint_row(painter: &Painter, set: &SetRow<'_>, rect: Rect, middle: f32, theme: &Theme) {
    let left = rect.left() + PADDING;
    icon(painter, &set.row.icon, pos2(left + 8.5, middle), theme);
    let indent = if set.row.icon == Icon::None { 0.0 } else { ICON };
    painter.galley(pos2(left + indent, middle - set.text.size().y / 2.0), Shared::clone(&set.text), Color32::PLACEHOLDER);
    painter.galley(pos2(rect.right() - PADDING - set.note.size().x, middle - set.note.size().y / 2.0), Shared::clone(&set.note), Color32::PLACEHOLDER);
}

fn icon(painter: &Painter, icon: &Icon, middle: Pos2, theme: &Theme) {
    match icon {
        Icon::None => {}
        Icon::Swatch(color, opacity, is_hatched) => {
            let rect = Rect::from_center_size(middle, vec2(17.0, 12.0));
            painter.rect_filled(rect, 2.0, color32(color.over(theme.plan, *opacity)));
            if *is_hatched {
                let pen = Stroke::new(1.0, color32(theme.boundary_tone(*color)).gamma_multiply(0.6));
                for x in [-6.0, 0.0, 6.0] {
                    painter.line_segment([pos2(middle.x + x - 4.0, rect.bottom() - 1.0), pos2(middle.x + x + 4.0, rect.top() + 1.0)], pen);
                }
            }
            painter.rect_stroke(rect, 2.0, Stroke::new(0.8, color32(theme.text).gamma_multiply(0.35)), StrokeKind::Inside);
        }
        Icon::Symbol { kind, status, has_warning } => symbol(painter, middle, *kind, *status, *has_warning, theme),
        Icon::Cluster => cluster(painter, middle, 15.0, 3, theme),
        Icon::Lines(lines) => {
            for (color, width) in lines {
                painter.line_segment([middle - vec2(8.5, 0.0), middle + vec2(8.5, 0.0)], Stroke::new(*width, color32(*color)));
            }
        }
        Icon::Sign(is_above) => sign_shape(painter, middle, 10.0, Status::Off { is_above: *is_above, is_severe: false }, color32(theme.amber)),
        Icon::Problem => problem(painter, middle, 0.85, false, theme),
    }
}

fn symbol(painter: &Painter, middle: Pos2, kind: OutletKind, status: OutletStatus, has_warning: bool, theme: &Theme) {
    let half = symbol_size(kind, None) as f32 / 2.0;
    let color = color32(kind_color(kind, theme));
    let is_hollow = status.is_future() || kind.group() == OutletGroup::Competitor;
    let fill = if is_hollow { color32(theme.panel) } else { color };
    // A planned one is dashed: its edge is drawn below.
    let pen = if status == OutletStatus::Planned { Stroke::NONE } else { Stroke::new(1.5, color) };
    if has_warning {
        painter.circle_stroke(middle, half + 3.2, Stroke::new(1.8, color32(theme.amber)));
    }
    let corners = |points: &[[f32; 2]]| points.iter().map(|[x, y]| middle + vec2(*x, *y) * half).collect::<Vec<Pos2>>();
    let shape = match kind.group() {
        OutletGroup::Own => Shape::convex_polygon(corners(&[[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]), fill, pen),
        OutletGroup::Terminal => Shape::convex_polygon(corners(&[[0.0, -1.1], [1.1, 0.0], [0.0, 1.1], [-1.1, 0.0]]), fill, pen),
        OutletGroup::Competitor => Shape::convex_polygon(corners(&[[0.0, -1.05], [1.05, 0.8], [-1.05, 0.8]]), fill, pen),
        OutletGroup::Partner => Shape::circle_filled(middle, half, fill),
    };
    painter.add(shape);
    match status {
        OutletStatus::Planned => {
            let edge = corners(&[[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9], [-0.9, -0.9]]);
            painter.extend(Shape::dashed_line(&edge, Stroke::new(1.5, color), 2.2, 1.4));
        }
        OutletStatus::Opening => drop(painter.circle_filled(middle, half * 0.4, color)),
        OutletStatus::ToMove => {
            let bar = [middle + vec2(-1.25, 1.25) * half, middle + vec2(1.25, -1.25) * half];
            painter.line_segment(bar, Stroke::new(3.6, color));
            painter.line_segment(bar, Stroke::new(1.8, color32(theme.panel)));
        }
        OutletStatus::Chosen | OutletStatus::Open | OutletStatus::Closed => {}
    }
}

/// A number in a rounded square: several halls drawn as one.
pub(super) fn cluster(painter: &Painter, middle: Pos2, side: f32, count: u32, theme: &Theme) {
    let rect = Rect::from_center_size(middle, Vec2::splat(side));
    painter.rect_filled(rect, 3.5, color32(theme.own));
    count_on(painter, middle, count, 1.0, theme);
}

/// The number on a cluster that is already drawn.
pub(super) fn count_on(painter: &Painter, middle: Pos2, count: u32, opacity: f32, theme: &Theme) {
    let text = if count < 100 { count.to_string() } else { "99+".to_owned() };
    let size = if text.len() > 2 { 8.0 } else { 10.5 };
    painter.text(middle, Align2::CENTER_CENTER, text, FontId::proportional(size), color32(theme.panel).gamma_multiply(opacity));
}

/// A disc with an exclamation mark.
pub(super) fn problem(painter: &Painter, middle: Pos2, zoom: f32, is_error: bool, theme: &Theme) {
    painter.circle_filled(middle, 9.0 * zoom, color32(theme.panel).gamma_multiply(0.95));
    painter.circle_filled(middle, 7.4 * zoom, color32(if is_error { theme.red } else { theme.amber }));
    let pen = color32(theme.panel);
    painter.rect_filled(Rect::from_center_size(middle - vec2(0.0, 1.3 * zoom), vec2(1.9, 5.6) * zoom), 0.9, pen);
    painter.circle_filled(middle + vec2(0.0, 3.6 * zoom), 1.15 * zoom, pen);
}

/// Paints the scale bar and the notice at the bottom right and the north arrow at the top right; returns what they cover.
pub(super) fn corners(painter: &Painter, look: &Look<'_>, has_synthetic: bool) -> Vec<Rect> {
    let mut covered = Vec::new();
    let frame = look.view.rect;
    if frame.width() < 200.0 || frame.height() < 140.0 {
        return covered;
    }
    let mut bottom = frame.bottom() - MARGIN;
    if has_synthetic {
        let notice = painter.layout_no_wrap(text(look.language, "map-synthetic", &[]), FontId::proportional(10.5), color32(look.theme.muted));
        let rect = Rect::from_min_max(pos2(frame.right() - notice.size().x - 12.0, frame.bottom() - 18.0), frame.right_bottom());
        painter.rect_filled(rect, CornerRadius { nw: 4, ..CornerRadius::ZERO }, color32(look.theme.panel).gamma_multiply(0.82));
        painter.galley(pos2(rect.left() + 6.0, rect.center().y - notice.size().y / 2.0), notice, Color32::PLACEHOLDER);
        covered.push(rect);
        bottom = rect.top() - 8.0;
    }
    covered.extend(scale(painter, look, bottom));
    covered.push(north(painter, look));
    covered
}

fn scale(painter: &Painter, look: &Look<'_>, bottom: f32) -> Option<Rect> {
    let frame = look.view.rect;
    let bar = scale_bar(look.view.metres_per_point(), f64::from(frame.width() * 0.14).clamp(60.0, 130.0))?;
    let (figure, is_kilometres) = bar.figure();
    let unit = text(look.language, if is_kilometres { "map-kilometre" } else { "map-metre" }, &[]);
    let ink = color32(look.theme.text);
    let label = painter.layout_no_wrap(format!("{} {unit}", crate::i18n::number_text(figure)), FontId::proportional(11.0), ink);
    let width = bar.width_px as f32;
    let rect = Rect::from_min_max(pos2(frame.right() - MARGIN - width.max(label.size().x) - 16.0, bottom - 30.0), pos2(frame.right() - MARGIN, bottom));
    painter.rect_filled(rect, f32::from(RADIUS), color32(look.theme.panel).gamma_multiply(0.86));
    let (left, y) = (rect.center().x - width / 2.0, rect.bottom() - 8.0);
    let pen = Stroke::new(1.5, ink);
    // Two ticks and a line: quieter than a chequered bar on a screen.
    painter.line_segment([pos2(left, y), pos2(left + width, y)], pen);
    for x in [left, left + width] {
        painter.line_segment([pos2(x, y - 5.0), pos2(x, y + 0.75)], pen);
    }
    painter.galley(pos2(rect.center().x - label.size().x / 2.0, rect.top() + 4.0), label, Color32::PLACEHOLDER);
    Some(rect)
}

fn north(painter: &Painter, look: &Look<'_>) -> Rect {
    let frame = look.view.rect;
    let rect = Rect::from_min_size(pos2(frame.right() - MARGIN - 30.0, frame.top() + MARGIN), vec2(30.0, 42.0));
    painter.rect_filled(rect, f32::from(RADIUS), color32(look.theme.panel).gamma_multiply(0.86));
    let ink = color32(look.theme.text);
    painter.text(pos2(rect.center().x, rect.top() + 11.0), Align2::CENTER_CENTER, text(look.language, "map-north", &[]), FontId::proportional(11.0), ink);
    let x = rect.center().x;
    let (tip, notch, foot) = (rect.top() + 18.0, rect.bottom() - 9.5, rect.bottom() - 6.0);
    painter.add(Shape::convex_polygon(vec![pos2(x, tip), pos2(x, notch), pos2(x - 6.5, foot)], ink, Stroke::NONE));
    painter.add(Shape::closed_line(vec![pos2(x, tip), pos2(x + 6.5, foot), pos2(x, notch)], Stroke::new(1.0, ink)));
    rect
}
