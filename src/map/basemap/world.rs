//! The built-in world on the screen: sea, land and a coast, at any zoom.
//!
//! The mesh is made anew when the view changes, relative to the view and in 64 bits, and holds only what the view shows:
//! so it is as exact at the largest zoom as at the smallest, and a still map costs nothing.

use super::land::{Land, land_for};
use crate::carto::{Color, Theme};
use crate::map::View;
use egui::epaint::{PathStroke, TessellationOptions, Tessellator};
use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape, pos2};
use std::sync::Arc;

/// Points beyond the view that a mesh may reach; 32-bit numbers are exact to a hundredth there.
const MARGIN: f32 = 64.0;
/// Width of the coast in points.
const COAST_WIDTH: f32 = 1.0;
/// Zooms between which the sea fades into plain land: a coast drawn for 1:50 million is kilometres off, and a wrong shore
/// through a city is worse than none.
const FADE: [f64; 2] = [9.0, 11.0];
/// World coordinates of the southern end of the land, where the map ends.
const SOUTH_END: f64 = 0.9999;

/// The world as it was painted last.
#[derive(Debug, Default)]
pub(super) struct World {
    painted: Option<(View, [Color32; 2], f32, Arc<Mesh>)>,
}

impl World {
    pub(super) fn paint(&mut self, painter: &Painter, view: &View, theme: &Theme, opacity: f32) {
        let strength = f64::from(opacity) * (1.0 - ((view.camera.zoom - FADE[0]) / (FADE[1] - FADE[0])).clamp(0.0, 1.0));
        painter.rect_filled(view.rect, 0.0, color32(theme.land.mix(theme.water, strength)));
        if strength <= 0.0 {
            return;
        }
        let coast = theme.land.mix(theme.water.mix(theme.text, 0.22), strength);
        let colors = [theme.land, coast].map(color32);
        let pixels_per_point = painter.pixels_per_point();
        let mesh = match &self.painted {
            Some((at, with, scale, mesh)) if at == view && *with == colors && (scale - pixels_per_point).abs() < 1e-6 => Arc::clone(mesh),
            _ => {
                let mesh = Arc::new(mesh_of(view, colors, pixels_per_point));
                self.painted = Some((*view, colors, pixels_per_point, Arc::clone(&mesh)));
                mesh
            }
        };
        painter.add(Shape::mesh(mesh));
    }
}

pub(super) fn color32(Color { r, g, b }: Color) -> Color32 {
    Color32::from_rgb(r, g, b)
}

/// Land and coast of everything in a view, also where it shows the world a second time across the date line.
pub(super) fn mesh_of(view: &View, [land_color, coast_color]: [Color32; 2], pixels_per_point: f32) -> Mesh {
    let land = land_for(view.camera.zoom);
    let mut mesh = Mesh::default();
    let frame = view.rect.expand(MARGIN);
    let (low, high) = (view.world(frame.left_top()), view.world(frame.right_bottom()));
    let mut coast = Vec::new();
    for turn in [-1.0, 0.0, 1.0] {
        let seen = Seen { view, low: [low[0] - turn, low[1]], high: [high[0] - turn, high[1]], turn };
        if seen.high[0] < 0.0 || seen.low[0] > 1.0 {
            continue;
        }
        seen.fill(land, land_color, &mut mesh);
        seen.coast(land, coast_color, &mut coast);
    }
    if high[1] > 1.0 {
        // South of where the map ends there is Antarctica.
        let top = view.point_of_world([0.5, 1.0]).y.max(frame.top());
        mesh.add_colored_rect(Rect::from_min_max(pos2(frame.left(), top), frame.max), land_color);
    }
    let mut tessellator = Tessellator::new(pixels_per_point, TessellationOptions::default(), [1, 1], Vec::new());
    for line in coast {
        tessellator.tessellate_shape(line, &mut mesh);
    }
    mesh
}

/// One of the worlds side by side, as far as a view shows it.
struct Seen<'a> {
    view: &'a View,
    low: [f64; 2],
    high: [f64; 2],
    turn: f64,
}

impl Seen<'_> {
    fn point(&self, [x, y]: [f64; 2]) -> Pos2 {
        self.view.point_of_world([x + self.turn, y])
    }

    fn is_inside(&self, [x, y]: [f64; 2]) -> bool {
        self.low[0] <= x && x <= self.high[0] && self.low[1] <= y && y <= self.high[1]
    }

    /// Whether everything lies beyond one side.
    fn is_outside(&self, points: &[[f64; 2]]) -> bool {
        (0..2).any(|axis| points.iter().all(|point| point[axis] < self.low[axis]) || points.iter().all(|point| point[axis] > self.high[axis]))
    }

    fn fill(&self, land: &Land, color: Color32, mesh: &mut Mesh) {
        for triangle in &land.triangles {
            let corners = triangle.map(|index| land.points[index as usize]);
            if self.is_outside(&corners) {
                continue;
            }
            if corners.iter().all(|corner| self.is_inside(*corner)) {
                self.fan(&corners, color, mesh);
            } else {
                self.fan(&self.clipped(corners), color, mesh);
            }
        }
    }

    fn fan(&self, corners: &[[f64; 2]], color: Color32, mesh: &mut Mesh) {
        let first = mesh.vertices.len() as u32;
        for corner in corners {
            mesh.colored_vertex(self.point(*corner), color);
        }
        for at in 2..corners.len() as u32 {
            mesh.add_triangle(first, first + at - 1, first + at);
        }
    }

    /// What of a triangle lies in the frame (Sutherland and Hodgman).
    fn clipped(&self, triangle: [[f64; 2]; 3]) -> Vec<[f64; 2]> {
        let mut shape = triangle.to_vec();
        for (axis, limit, sign) in [(0, self.low[0], 1.0), (0, self.high[0], -1.0), (1, self.low[1], 1.0), (1, self.high[1], -1.0)] {
            let inside = |point: [f64; 2]| (point[axis] - limit) * sign >= 0.0;
            let mut kept = Vec::with_capacity(shape.len() + 2);
            for (at, from) in shape.iter().enumerate() {
                let to = shape[(at + 1) % shape.len()];
                if inside(*from) {
                    kept.push(*from);
                }
                if inside(*from) != inside(to) {
                    kept.push(crossing(*from, to, axis, limit));
                }
            }
            shape = kept;
        }
        shape
    }

    /// The coast as lines of what the frame shows, without the edges at which the map was cut.
    fn coast(&self, land: &Land, color: Color32, lines: &mut Vec<Shape>) {
        let stroke = PathStroke::new(COAST_WIDTH, color);
        for ring in &land.rings {
            let points = &land.points[ring.clone()];
            let mut run: Vec<Pos2> = Vec::new();
            for (at, from) in points.iter().enumerate() {
                let to = points[(at + 1) % points.len()];
                match self.shortened(*from, to).filter(|_| !is_cut(*from, to)) {
                    Some([a, b]) => {
                        let (a, b) = (self.point(a), self.point(b));
                        if run.last().is_none_or(|last| (*last - a).length_sq() > 1e-4) {
                            finish(&mut run, &stroke, lines);
                            run.push(a);
                        }
                        run.push(b);
                    }
                    None => finish(&mut run, &stroke, lines),
                }
            }
            finish(&mut run, &stroke, lines);
        }
    }

    /// What of a segment lies in the frame (Liang and Barsky).
    fn shortened(&self, from: [f64; 2], to: [f64; 2]) -> Option<[[f64; 2]; 2]> {
        let (mut start, mut end) = (0.0_f64, 1.0_f64);
        for axis in 0..2 {
            let change = to[axis] - from[axis];
            let (low, high) = (self.low[axis] - from[axis], self.high[axis] - from[axis]);
            if change == 0.0 {
                if low > 0.0 || high < 0.0 {
                    return None;
                }
                continue;
            }
            let (near, far) = if change > 0.0 { (low / change, high / change) } else { (high / change, low / change) };
            (start, end) = (start.max(near), end.min(far));
        }
        let at = |along: f64| [from[0] + along * (to[0] - from[0]), from[1] + along * (to[1] - from[1])];
        (start <= end).then(|| [if start > 0.0 { at(start) } else { from }, if end < 1.0 { at(end) } else { to }])
    }
}

fn finish(run: &mut Vec<Pos2>, stroke: &PathStroke, lines: &mut Vec<Shape>) {
    if run.len() > 1 {
        lines.push(Shape::line(std::mem::take(run), stroke.clone()));
    }
    run.clear();
}

/// Where a segment meets a side. The ends are taken in a fixed order, so that two triangles get the same point from the
/// edge they share.
fn crossing(from: [f64; 2], to: [f64; 2], axis: usize, limit: f64) -> [f64; 2] {
    let (a, b) = if from <= to { (from, to) } else { (to, from) };
    let along = (limit - a[axis]) / (b[axis] - a[axis]);
    let mut point = [a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])];
    point[axis] = limit;
    point
}

/// Whether a segment runs along the date line or the southern end of the map.
fn is_cut(from: [f64; 2], to: [f64; 2]) -> bool {
    let both = |test: fn(&[f64; 2]) -> bool| [from, to].iter().all(test);
    both(|point| point[0] < 1e-5) || both(|point| point[0] > 1.0 - 1e-5) || both(|point| point[1] > SOUTH_END)
}
