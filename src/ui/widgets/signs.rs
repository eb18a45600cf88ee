//! Signs drawn by the painter, because no font is sure to have them.

use crate::carto::Theme;
use crate::model::{OutletGroup, OutletKind};
use crate::ui::theme::color32;
use egui::{Color32, CornerRadius, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

/// A small sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// More than allowed.
    Up,
    /// Less than allowed.
    Down,
    /// A branch of a tree that is open.
    Open,
    /// A branch of a tree that is closed.
    Closed,
    /// Locked.
    Lock,
    /// Something is probably wrong.
    Warning,
    /// Something is wrong.
    Error,
    /// Worth knowing.
    Note,
    /// Done, or the one in use.
    Check,
    /// A place to grab a row by.
    Grip,
    /// From the one to the other.
    Arrow,
    /// Frozen.
    Pin,
}

/// Paints a sign centred at a place, `size` points across.
pub fn paint_sign(painter: &Painter, sign: Sign, at: Pos2, size: f32, color: Color32) {
    let r = size / 2.0;
    let on = |x: f32, y: f32| pos2(at.x + x * r, at.y + y * r);
    let stroke = Stroke::new((size / 8.0).max(1.2), color);
    let solid = |points: Vec<Pos2>| Shape::convex_polygon(points, color, Stroke::NONE);
    match sign {
        Sign::Up => drop(painter.add(solid(vec![on(0.0, -0.8), on(0.9, 0.8), on(-0.9, 0.8)]))),
        Sign::Down => drop(painter.add(solid(vec![on(-0.9, -0.8), on(0.9, -0.8), on(0.0, 0.8)]))),
        Sign::Open => drop(painter.add(solid(vec![on(-0.8, -0.4), on(0.8, -0.4), on(0.0, 0.6)]))),
        Sign::Closed => drop(painter.add(solid(vec![on(-0.4, -0.8), on(0.6, 0.0), on(-0.4, 0.8)]))),
        Sign::Lock => {
            painter.rect_filled(Rect::from_min_max(on(-0.75, -0.1), on(0.75, 0.95)), CornerRadius::same(1), color);
            painter.add(Shape::line(vec![on(-0.45, -0.1), on(-0.45, -0.55), on(-0.2, -0.9), on(0.2, -0.9), on(0.45, -0.55), on(0.45, -0.1)], stroke));
        }
        Sign::Warning | Sign::Error | Sign::Note => paint_notice(painter, sign, at, r, color),
        Sign::Check => drop(painter.add(Shape::line(vec![on(-0.8, 0.0), on(-0.25, 0.6), on(0.85, -0.6)], Stroke::new(stroke.width * 1.2, color)))),
        Sign::Grip => {
            for (x, y) in [(-0.35, -0.7), (0.35, -0.7), (-0.35, 0.0), (0.35, 0.0), (-0.35, 0.7), (0.35, 0.7)] {
                painter.circle_filled(on(x, y), (size / 12.0).max(1.0), color);
            }
        }
        Sign::Arrow => {
            painter.line_segment([on(-0.9, 0.0), on(0.8, 0.0)], stroke);
            painter.add(Shape::line(vec![on(0.3, -0.5), on(0.9, 0.0), on(0.3, 0.5)], stroke));
        }
        Sign::Pin => {
            for turn in [0.0_f32, 1.0, 2.0] {
                let (sine, cosine) = (turn * std::f32::consts::FRAC_PI_3).sin_cos();
                painter.line_segment([on(-0.95 * cosine, -0.95 * sine), on(0.95 * cosine, 0.95 * sine)], stroke);
            }
        }
    }
}

/// Triangle, disc or ring with a mark inside: shape and colour both say how bad it is.
fn paint_notice(painter: &Painter, sign: Sign, at: Pos2, r: f32, color: Color32) {
    let on = |x: f32, y: f32| pos2(at.x + x * r, at.y + y * r);
    let ink = if color.r() as u32 + color.g() as u32 + color.b() as u32 > 420 { Color32::BLACK } else { Color32::WHITE };
    match sign {
        Sign::Warning => {
            painter.add(Shape::convex_polygon(vec![on(0.0, -0.95), on(1.0, 0.85), on(-1.0, 0.85)], color, Stroke::new(1.0, color)));
            painter.line_segment([on(0.0, -0.35), on(0.0, 0.25)], Stroke::new((r * 0.25).max(1.0), ink));
            painter.circle_filled(on(0.0, 0.57), (r * 0.15).max(0.7), ink);
        }
        Sign::Error => {
            painter.circle_filled(at, r, color);
            let stroke = Stroke::new((r * 0.26).max(1.0), ink);
            painter.line_segment([on(-0.4, -0.4), on(0.4, 0.4)], stroke);
            painter.line_segment([on(0.4, -0.4), on(-0.4, 0.4)], stroke);
        }
        _ => {
            painter.circle_stroke(at, r * 0.9, Stroke::new(1.2, color));
            painter.line_segment([on(0.0, -0.05), on(0.0, 0.5)], Stroke::new((r * 0.25).max(1.0), color));
            painter.circle_filled(on(0.0, -0.42), (r * 0.15).max(0.7), color);
        }
    }
}

/// Paints a colour with a thin edge; a pattern tells colours that are used twice apart.
pub fn paint_swatch(painter: &Painter, rect: Rect, fill: Color32, edge: Color32, is_patterned: bool) {
    painter.rect(rect, CornerRadius::same(2), fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    if is_patterned {
        let clipped = painter.with_clip_rect(painter.clip_rect().intersect(rect.shrink(1.0)));
        for step in [0.0_f32, 0.5, 1.0, 1.5] {
            let x = rect.left() + step * rect.width();
            clipped.line_segment([pos2(x, rect.top()), pos2(x - rect.height(), rect.bottom())], Stroke::new(1.0, edge));
        }
    }
}

/// Paints the symbol of an outlet kind: the shape says the family, as on the map.
pub fn paint_outlet(painter: &Painter, theme: &Theme, kind: OutletKind, at: Pos2, size: f32) {
    let r = size / 2.0;
    let edge = Stroke::new(1.0, color32(theme.panel));
    match kind.group() {
        OutletGroup::Own => drop(painter.rect(Rect::from_center_size(at, vec2(size, size) * 0.85), CornerRadius::ZERO, color32(theme.own), edge, StrokeKind::Inside)),
        OutletGroup::Terminal => {
            let corners = [vec2(0.0, -r), vec2(r, 0.0), vec2(0.0, r), vec2(-r, 0.0)];
            painter.add(Shape::convex_polygon(corners.map(|corner| at + corner).to_vec(), color32(theme.terminal), edge));
        }
        OutletGroup::Partner if kind == OutletKind::AgentPoint => drop(painter.circle_filled(at, r * 0.55, color32(theme.agent))),
        OutletGroup::Partner => drop(painter.circle(at, r * 0.9, color32(theme.store), edge)),
        OutletGroup::Competitor => {
            let corners = [vec2(0.0, -r), vec2(r, r * 0.75), vec2(-r, r * 0.75)];
            painter.add(Shape::closed_line(corners.map(|corner| at + corner).to_vec(), Stroke::new(1.5, color32(theme.competitor))));
        }
    }
}
