//! Pictures that are drawn: the mark of the product, and the samples as small maps in the colours of the theme.

use super::Look;
use crate::carto::categorical;
use crate::ui::theme::color32;
use earcut::Earcut;
use egui::{Color32, CornerRadius, Mesh, Painter, Pos2, Rect, Shape, Stroke, Vec2, vec2};

/// Size of the drawings in their own units.
const DRAWN: Vec2 = vec2(320.0, 190.0);
/// How opaque the fills of grids are.
const FILL: f64 = 0.4;

/// Main grids round the middle of Xinxiang, and blocks of Lujiazui, from the sample projects. One shape to a line: its kind, the
/// number of its colour or the kind of its outlet where it has one, and x and y of its points.
const XINXIANG: &str = include_str!("../../../assets/pictures/xinxiang.txt");
const LUJIAZUI: &str = include_str!("../../../assets/pictures/lujiazui.txt");

/// A sample that is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    Xinxiang,
    Lujiazui,
}

#[derive(Clone, Debug)]
enum Piece {
    Area { color: u8, ring: Vec<Vec2>, triangles: Vec<u32> },
    Water { ring: Vec<Vec2>, triangles: Vec<u32> },
    Park { ring: Vec<Vec2>, triangles: Vec<u32> },
    Road(Vec<Vec2>),
    River(Vec<Vec2>),
    Outlet(char, Vec2),
}

/// A drawing, read and triangulated once.
#[derive(Clone, Debug)]
pub(super) struct Drawing {
    pieces: Vec<Piece>,
}

impl Drawing {
    pub(super) fn of(sample: Sample) -> Self {
        let text = match sample {
            Sample::Xinxiang => XINXIANG,
            Sample::Lujiazui => LUJIAZUI,
        };
        Self { pieces: text.lines().filter_map(piece).collect() }
    }

    /// Draws it so that it covers a box.
    pub(super) fn paint(&self, painter: &Painter, rect: Rect, look: &Look<'_>) {
        let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
        let scale = (rect.width() / DRAWN.x).max(rect.height() / DRAWN.y);
        let at = |point: Vec2| rect.center() + (point - DRAWN / 2.0) * scale;
        let theme = look.theme;
        painter.rect_filled(rect, CornerRadius::ZERO, color32(theme.plan));
        let fill = |ring: &[Vec2], triangles: &[u32], color| painter.add(Shape::mesh(mesh(ring, triangles, color, at)));
        for piece in &self.pieces {
            if let Piece::Area { color, ring, triangles } = piece {
                let pure = categorical(*color, theme.kind).0;
                fill(ring, triangles, color32(pure.over(theme.plan, FILL)));
            }
        }
        for piece in &self.pieces {
            match piece {
                Piece::Water { ring, triangles } => _ = fill(ring, triangles, color32(theme.water)),
                Piece::Park { ring, triangles } => _ = fill(ring, triangles, color32(theme.green).gamma_multiply(0.8)),
                Piece::River(line) => painter.extend([path(line, at, 3.0 * scale, color32(theme.water))]),
                _ => {}
            }
        }
        for piece in &self.pieces {
            match piece {
                Piece::Road(line) => painter.extend([path(line, at, 1.0 * scale, color32(theme.road_edge).gamma_multiply(0.7))]),
                Piece::Area { color, ring, .. } => {
                    let pure = categorical(*color, theme.kind).0;
                    let line = theme.boundary_tone(pure.over(theme.plan, FILL));
                    painter.add(Shape::closed_line(ring.iter().map(|point| at(*point)).collect(), Stroke::new(1.1 * scale.max(1.0), color32(line).gamma_multiply(0.85))));
                }
                _ => {}
            }
        }
        for piece in &self.pieces {
            if let Piece::Outlet(kind, place) = piece {
                outlet(&painter, look, *kind, at(*place), scale);
            }
        }
    }
}

fn piece(line: &str) -> Option<Piece> {
    let mut words = line.split(' ');
    let kind = words.next()?;
    let label = if matches!(kind, "g" | "o") { words.next()? } else { "" };
    let numbers: Vec<f32> = words.map_while(|word| word.parse().ok()).collect();
    let points: Vec<Vec2> = numbers.chunks_exact(2).map(|pair| vec2(pair[0], pair[1])).collect();
    let first = *points.first()?;
    Some(match kind {
        "g" => Piece::Area { color: label.parse().ok()?, triangles: triangles(&points), ring: points },
        "w" => Piece::Water { triangles: triangles(&points), ring: points },
        "p" => Piece::Park { triangles: triangles(&points), ring: points },
        "r" => Piece::Road(points),
        "v" => Piece::River(points),
        "o" => Piece::Outlet(label.chars().next()?, first),
        _ => return None,
    })
}

fn triangles(ring: &[Vec2]) -> Vec<u32> {
    let mut triangles: Vec<u32> = Vec::new();
    Earcut::new().earcut(ring.iter().map(|point| [point.x, point.y]), &[], &mut triangles);
    triangles
}

fn mesh(ring: &[Vec2], triangles: &[u32], color: Color32, at: impl Fn(Vec2) -> Pos2) -> Mesh {
    let mut mesh = Mesh::default();
    for point in ring {
        mesh.colored_vertex(at(*point), color);
    }
    mesh.indices.extend_from_slice(triangles);
    mesh
}

fn path(points: &[Vec2], at: impl Fn(Vec2) -> Pos2, width: f32, color: Color32) -> Shape {
    Shape::line(points.iter().map(|point| at(*point)).collect(), Stroke::new(width, color))
}

/// Square own hall, diamond terminal, circle store, dot agent, hollow triangle competitor.
fn outlet(painter: &Painter, look: &Look<'_>, kind: char, at: Pos2, scale: f32) {
    let theme = look.theme;
    let size = 3.0 * scale;
    let halo = Stroke::new(scale.max(1.0), color32(theme.plan));
    match kind {
        'h' => _ = painter.rect(Rect::from_center_size(at, Vec2::splat(size * 1.8)), 1.0, color32(theme.own), halo, egui::StrokeKind::Outside),
        't' => {
            let points = [(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)].map(|(x, y)| at + vec2(x, y) * size).to_vec();
            painter.add(Shape::convex_polygon(points, color32(theme.terminal), halo));
        }
        's' => _ = painter.circle(at, size, color32(theme.store), halo),
        'a' => _ = painter.circle(at, size * 0.6, color32(theme.agent), halo),
        _ => {
            let points = [(0.0, -1.1), (1.1, 0.9), (-1.1, 0.9)].map(|(x, y)| at + vec2(x, y) * size).to_vec();
            painter.add(Shape::convex_polygon(points, color32(theme.plan), Stroke::new(1.3 * scale, color32(theme.competitor))));
        }
    }
}

/// The mark of the product: a tile of four territories that fit without a gap, one of them lit.
pub(super) fn mark(painter: &Painter, rect: Rect, look: &Look<'_>) {
    let side = rect.width().min(rect.height());
    let corner = rect.center() - Vec2::splat(side / 2.0);
    let at = |(x, y): (f32, f32)| corner + vec2(x, y) * side;
    let tile = Rect::from_min_size(corner, Vec2::splat(side));
    painter.rect_filled(tile, CornerRadius::same((side * 0.22) as u8), look.accent());
    let white = look.on_accent();
    let inner = [(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)];
    let lit = [(0.2, 0.2), (0.54, 0.2), (0.46, 0.5), (0.2, 0.56)];
    painter.add(Shape::convex_polygon(lit.map(at).to_vec(), white.gamma_multiply(0.9), Stroke::NONE));
    painter.add(Shape::convex_polygon([(0.46, 0.5), (0.8, 0.44), (0.8, 0.8), (0.58, 0.8)].map(at).to_vec(), white.gamma_multiply(0.35), Stroke::NONE));
    let stroke = Stroke::new((side * 0.05).max(1.0), white);
    painter.add(Shape::closed_line(inner.map(at).to_vec(), stroke));
    for line in [&[(0.54, 0.2), (0.46, 0.5), (0.58, 0.8)][..], &[(0.2, 0.56), (0.46, 0.5), (0.8, 0.44)]] {
        painter.add(Shape::line(line.iter().copied().map(at).collect(), stroke));
    }
    painter.circle(at((0.46, 0.5)), side * 0.07, look.accent(), stroke);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawings_are_read_whole() {
        for (sample, text) in [(Sample::Xinxiang, XINXIANG), (Sample::Lujiazui, LUJIAZUI)] {
            assert!(text.len() < 30_000);
            let drawing = Drawing::of(sample);
            assert_eq!(drawing.pieces.len(), text.lines().count());
            let areas = drawing.pieces.iter().filter(|piece| matches!(piece, Piece::Area { triangles, .. } if !triangles.is_empty())).count();
            assert!(areas >= 20, "{areas}");
        }
    }
}
