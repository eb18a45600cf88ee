//! Wishes of the automatic design and of the search for sites on the map, while they are worked on.

use crate::base::CellId;
use crate::edit::Document;
use crate::map::View;
use crate::model::{DesignWish, SiteZone};
use crate::ui::Desk;
use crate::ui::theme::color32;
use egui::{Align2, Color32, FontId, Painter, Pos2, Shape, Stroke, Vec2};

/// Length of a dash and of the gap behind it, in points.
const DASH: [f32; 2] = [8.0, 5.0];

/// Paints what is wanted: lines that nobody crosses, cells that are joined, together, apart, in or out of a grid.
pub(super) fn paint(painter: &Painter, view: &View, desk: &Desk<'_>, wishes: &[DesignWish]) {
    let (accent, red) = (color32(desk.theme.accent), color32(desk.theme.red));
    for wish in wishes {
        match wish {
            DesignWish::Barrier(line) => {
                let points: Vec<Pos2> = line.iter().map(|position| view.point(*position)).collect();
                painter.add(Shape::line(points.clone(), Stroke::new(5.0, color32(desk.theme.panel).gamma_multiply(0.7))));
                painter.extend(Shape::dashed_line(&points, Stroke::new(2.5, red), DASH[0], DASH[1]));
            }
            DesignWish::Bridge(a, b) => {
                let ends = places(desk.document, view, &[*a, *b]);
                if let [from, to] = ends.as_slice() {
                    painter.extend(Shape::dotted_line(&[*from, *to], accent, 7.0, 2.0));
                }
                ends.iter().for_each(|end| dot(painter, desk, *end, accent));
            }
            DesignWish::Together(cells) => {
                let points = places(desk.document, view, cells);
                let sum = points.iter().fold(Vec2::ZERO, |sum, point| sum + point.to_vec2());
                let middle = (sum / points.len().max(1) as f32).to_pos2();
                for point in &points {
                    painter.line_segment([middle, *point], Stroke::new(1.5, accent));
                }
                points.iter().for_each(|point| dot(painter, desk, *point, accent));
            }
            DesignWish::Apart(cells) => {
                for point in places(desk.document, view, cells) {
                    dot(painter, desk, point, red);
                    painter.circle_stroke(point, 9.0, Stroke::new(1.5, red));
                }
            }
            DesignWish::In(cells, grid) | DesignWish::NotIn(cells, grid) => {
                let is_in = matches!(wish, DesignWish::In(..));
                let ink = if is_in { accent } else { red };
                let code = desk.document.plan().grids.get(*grid).map(|row| row.code.clone()).unwrap_or_default();
                for point in places(desk.document, view, cells) {
                    dot(painter, desk, point, ink);
                    painter.text(point + Vec2::new(8.0, 0.0), Align2::LEFT_CENTER, format!("{}{code}", if is_in { "→ " } else { "≠ " }), FontId::proportional(11.0), ink);
                }
            }
            DesignWish::BarrierOf(_) => {}
        }
    }
}

/// Paints ground on which no new outlet may stand: outlined areas, crossed-out cells. Layers are on the map already.
pub(super) fn paint_zones(painter: &Painter, view: &View, desk: &Desk<'_>, zones: &[SiteZone]) {
    let red = color32(desk.theme.red);
    for zone in zones {
        match zone {
            SiteZone::Area(ring) => {
                let points: Vec<Pos2> = ring.iter().chain(ring.first()).map(|position| view.point(*position)).collect();
                painter.extend(Shape::dashed_line(&points, Stroke::new(2.0, red), DASH[0], DASH[1]));
            }
            SiteZone::Cells(cells) => {
                for at in places(desk.document, view, cells) {
                    painter.circle_stroke(at, 6.0, Stroke::new(1.5, red));
                    painter.line_segment([at + Vec2::new(-4.2, 4.2), at + Vec2::new(4.2, -4.2)], Stroke::new(1.5, red));
                }
            }
            SiteZone::Layer(_) => {}
        }
    }
}

fn dot(painter: &Painter, desk: &Desk<'_>, at: Pos2, ink: Color32) {
    painter.circle(at, 4.0, ink, Stroke::new(1.5, color32(desk.theme.panel)));
}

/// A place inside each cell that is still there.
fn places(document: &Document, view: &View, cells: &[CellId]) -> Vec<Pos2> {
    cells.iter().filter(|cell| document.plan().partition.faces().contains(**cell)).filter_map(|cell| document.plan().partition.interior_position(*cell)).map(|position| view.point(position)).collect()
}
