//! What outlets serve: their reach as discs that grow darker where they overlap, demand that nobody reaches, and the worst places by
//! number.

use super::Look;
use super::labels::color32;
use crate::geodesy::{Bounds, Position};
use crate::model::Amount;
use earcut::Earcut;
use egui::epaint::{Mesh, Vertex, WHITE_UV};
use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};
use std::f32::consts::TAU;
use std::sync::Arc as Shared;

/// Demand points drawn at most, the heaviest in sight first.
const MOST_POINTS: usize = 6_000;
/// Opacity of one disc.
const DISC: f32 = 0.13;
/// Discs smaller than this, in points, are not drawn: they would be dirt.
const LEAST_RADIUS: f32 = 1.5;

/// What outlets serve (服务范围), as it is painted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceAreas {
    /// Places with how far they reach, in metres.
    pub discs: Vec<(Position, f32)>,
    /// Ground within reach by road: polygons with their holes, cut into triangles.
    pub shapes: Vec<Shared<ServiceShape>>,
    /// Demand that nobody reaches, heaviest first.
    pub blind: Vec<(Position, Amount)>,
    /// The worst places with their numbers.
    pub spots: Vec<(usize, Position)>,
    /// Whether the planner tries something: then it is drawn though nothing is chosen.
    pub is_shown: bool,
}

/// The ground within reach of one place by road, ready to be painted.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceShape {
    bounds: Bounds,
    corners: Vec<Position>,
    triangles: Vec<u32>,
    /// Where each ring begins among the corners.
    rings: Vec<usize>,
}

impl ServiceShape {
    /// Cuts polygons into triangles; rings that make no sense are left out.
    pub fn new(polygons: &[Vec<Vec<Position>>]) -> Self {
        let mut shape = Self { bounds: Bounds::EMPTY, corners: Vec::new(), triangles: Vec::new(), rings: Vec::new() };
        let mut cutter = Earcut::new();
        for polygon in polygons {
            let first = shape.corners.len();
            let mut holes: Vec<u32> = Vec::new();
            for ring in polygon.iter().filter(|ring| ring.len() > 3) {
                if shape.corners.len() > first {
                    holes.push((shape.corners.len() - first) as u32);
                }
                shape.rings.push(shape.corners.len());
                // The last position repeats the first.
                shape.corners.extend(ring.iter().take(ring.len() - 1));
            }
            let flat: Vec<[f64; 2]> = shape.corners.get(first..).unwrap_or_default().iter().map(|corner| [f64::from(corner.lon), f64::from(corner.lat)]).collect();
            let mut triangles: Vec<u32> = Vec::new();
            cutter.earcut(flat, &holes, &mut triangles);
            shape.triangles.extend(triangles.iter().map(|corner| corner + first as u32));
        }
        shape.corners.iter().for_each(|corner| shape.bounds.add(*corner));
        shape
    }
}

/// Paints all of it.
pub(super) fn paint(painter: &Painter, look: &Look<'_>, areas: &ServiceAreas, opacity: f32) {
    if !areas.is_shown {
        return;
    }
    let accent = color32(look.theme.accent);
    let metres = look.view.metres_per_point() as f32;
    let mut mesh = Mesh::default();
    let mut edges = Vec::new();
    let is_crowded = areas.discs.len() > 400;
    for (position, reach) in &areas.discs {
        let (middle, radius) = (look.view.point(*position), reach / metres.max(f32::MIN_POSITIVE));
        if radius < LEAST_RADIUS || !look.view.rect.intersects(Rect::from_center_size(middle, vec2(2.0, 2.0) * radius)) {
            continue;
        }
        add_disc(&mut mesh, middle, radius, accent.gamma_multiply(DISC * opacity));
        if !is_crowded || radius > 60.0 {
            edges.push(Shape::circle_stroke(middle, radius, Stroke::new(1.0, accent.gamma_multiply(0.55 * opacity))));
        }
    }
    let seen = look.view.bounds();
    for shape in areas.shapes.iter().filter(|shape| shape.bounds.touches(&seen)) {
        let points: Vec<Pos2> = shape.corners.iter().map(|corner| look.view.point(*corner)).collect();
        let first = mesh.vertices.len() as u32;
        mesh.vertices.extend(points.iter().map(|pos| Vertex { pos: *pos, uv: WHITE_UV, color: accent.gamma_multiply(DISC * opacity) }));
        mesh.indices.extend(shape.triangles.iter().map(|corner| corner + first));
        let ends = shape.rings.iter().skip(1).copied().chain([points.len()]);
        for ring in shape.rings.iter().zip(ends).filter_map(|(begin, end)| points.get(*begin..end)) {
            edges.push(Shape::closed_line(ring.to_vec(), Stroke::new(1.0, accent.gamma_multiply(0.55 * opacity))));
        }
    }
    painter.add(mesh);
    painter.extend(edges);
    blind(painter, look, areas, opacity);
    spots(painter, look, areas, opacity);
}

fn add_disc(mesh: &mut Mesh, middle: Pos2, radius: f32, color: Color32) {
    let corners = ((radius.sqrt() * 5.0) as u32).clamp(12, 72);
    let first = mesh.vertices.len() as u32;
    let vertex = |pos: Pos2| Vertex { pos, uv: WHITE_UV, color };
    mesh.vertices.push(vertex(middle));
    for corner in 0..corners {
        let (sine, cosine) = (TAU * corner as f32 / corners as f32).sin_cos();
        mesh.vertices.push(vertex(middle + vec2(cosine, sine) * radius));
        mesh.add_triangle(first, first + 1 + corner, first + 1 + (corner + 1) % corners);
    }
}

fn blind(painter: &Painter, look: &Look<'_>, areas: &ServiceAreas, opacity: f32) {
    let Some((_, most)) = areas.blind.first() else { return };
    // From afar the dots grow together: they get smaller and paler, so that where there are more can still be seen.
    let near = ((look.view.camera.zoom as f32 - 8.0) / 5.0).clamp(0.0, 1.0);
    let color = color32(look.theme.text).gamma_multiply((0.3 + 0.4 * near) * opacity);
    let seen = look.view.rect.expand(6.0);
    let shapes = areas.blind.iter().map(|(position, amount)| (look.view.point(*position), *amount)).filter(|(point, _)| seen.contains(*point)).take(MOST_POINTS);
    let radius = |amount: Amount| (0.7 + 0.9 * near) + (1.1 + 2.2 * near) * (amount as f32 / (*most).max(1) as f32).sqrt();
    painter.extend(shapes.map(|(point, amount)| Shape::circle_filled(point, radius(amount), color)));
}

fn spots(painter: &Painter, look: &Look<'_>, areas: &ServiceAreas, opacity: f32) {
    let seen = look.view.rect.expand(12.0);
    for (number, position) in areas.spots.iter().rev() {
        let at = look.view.point(*position);
        if !seen.contains(at) {
            continue;
        }
        painter.circle(at, 9.5, color32(look.theme.text).gamma_multiply(opacity), Stroke::new(1.5, color32(look.theme.panel)));
        painter.text(at + vec2(0.0, 0.5), Align2::CENTER_CENTER, number.to_string(), FontId::proportional(10.5), color32(look.theme.panel));
    }
}

/// What stands for it in a list of layers.
pub fn paint_service_swatch(painter: &Painter, at: Pos2, accent: Color32) {
    for shift in [-3.0, 3.0] {
        painter.circle(pos2(at.x + shift, at.y), 4.5, accent.gamma_multiply(0.25), Stroke::new(1.0, accent));
    }
}
