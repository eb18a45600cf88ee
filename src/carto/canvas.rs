//! A picture to draw on, in logical pixels.

use super::color::Color;
use super::shape::{Box2, Point, Polygon};
use tiny_skia::{FillRule, FilterQuality, LineCap, LineJoin, Paint, Path, PathBuilder, Pattern, Pixmap, Rect, Shader, SpreadMode, Stroke, StrokeDash, Transform};

/// How a line is drawn.
#[derive(Clone, Debug)]
pub(super) struct Pen {
    pub(super) color: Color,
    pub(super) opacity: f64,
    pub(super) width: f64,
    /// Lengths of dash and gap; [`None`] for a solid line.
    pub(super) dash: Option<[f64; 2]>,
}

impl Pen {
    pub(super) const fn new(color: Color, width: f64) -> Self {
        Self { color, opacity: 1.0, width, dash: None }
    }

    pub(super) const fn faded(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }

    pub(super) const fn dashed(self, dash: f64, gap: f64) -> Self {
        Self { dash: Some([dash, gap]), ..self }
    }
}

/// The picture.
#[derive(Debug)]
pub(super) struct Canvas {
    pixmap: Pixmap,
    scale: f32,
}

impl Canvas {
    /// A picture of so many pixels; [`None`] when it would be empty or too large for memory addresses.
    pub(super) fn new(width: u32, height: u32, scale: f64, background: Color) -> Option<Self> {
        let mut pixmap = Pixmap::new(width, height)?;
        pixmap.fill(paint_color(background, 1.0));
        Some(Self { pixmap, scale: scale as f32 })
    }

    pub(super) fn into_pixmap(self) -> Pixmap {
        self.pixmap
    }

    pub(super) fn fill(&mut self, path: &Path, color: Color, opacity: f64) {
        self.fill_by(path, color, opacity, FillRule::Winding);
    }

    fn fill_by(&mut self, path: &Path, color: Color, opacity: f64, rule: FillRule) {
        self.pixmap.fill_path(path, &paint(color, opacity), rule, self.transform(), None);
    }

    pub(super) fn fill_polygon(&mut self, polygon: &Polygon, color: Color, opacity: f64) {
        if let Some(path) = polygon_path(polygon) {
            self.fill_by(&path, color, opacity, FillRule::EvenOdd);
        }
    }

    /// Diagonal lines inside a polygon.
    pub(super) fn hatch_polygon(&mut self, polygon: &Polygon, color: Color, opacity: f64) {
        let size = (7.0 * self.scale).round().max(4.0) as u32;
        let (Some(path), Some(mut tile)) = (polygon_path(polygon), Pixmap::new(size, size)) else { return };
        let mut builder = PathBuilder::new();
        let end = size as f32;
        for shift in [-1.0, 0.0, 1.0] {
            builder.move_to(end * shift - 1.0, end + 1.0);
            builder.line_to(end * (shift + 1.0) + 1.0, -1.0);
        }
        let stroke = Stroke { width: 1.3 * self.scale, ..Stroke::default() };
        if let Some(lines) = builder.finish() {
            tile.stroke_path(&lines, &paint(color, opacity), &stroke, Transform::identity(), None);
        }
        let shader = Pattern::new(tile.as_ref(), SpreadMode::Repeat, FilterQuality::Nearest, 1.0, Transform::from_scale(1.0 / self.scale, 1.0 / self.scale));
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        self.pixmap.fill_path(&path, &paint, FillRule::EvenOdd, self.transform(), None);
    }

    pub(super) fn stroke(&mut self, path: &Path, pen: &Pen) {
        let dash = pen.dash.and_then(|[dash, gap]| StrokeDash::new(vec![dash as f32, gap as f32], 0.0));
        let line_cap = if dash.is_some() { LineCap::Butt } else { LineCap::Round };
        let stroke = Stroke { width: pen.width as f32, line_cap, line_join: LineJoin::Round, dash, ..Stroke::default() };
        self.pixmap.stroke_path(path, &paint(pen.color, pen.opacity), &stroke, self.transform(), None);
    }

    pub(super) fn stroke_line(&mut self, line: &[Point], pen: &Pen) {
        if let Some(path) = line_path(std::iter::once(line), false) {
            self.stroke(&path, pen);
        }
    }

    /// One path from many lines: where they overlap, a translucent pen does not draw twice.
    pub(super) fn stroke_lines<'a>(&mut self, lines: impl Iterator<Item = &'a [Point]>, pen: &Pen) {
        if let Some(path) = line_path(lines, false) {
            self.stroke(&path, pen);
        }
    }

    pub(super) fn stroke_polygon(&mut self, polygon: &Polygon, pen: &Pen) {
        if let Some(path) = polygon_path(polygon) {
            self.stroke(&path, pen);
        }
    }

    pub(super) fn fill_box(&mut self, bounds: &Box2, radius: f64, color: Color, opacity: f64) {
        if let Some(path) = rounded(bounds, radius) {
            self.fill(&path, color, opacity);
        }
    }

    pub(super) fn stroke_box(&mut self, bounds: &Box2, radius: f64, pen: &Pen) {
        if let Some(path) = rounded(bounds, radius) {
            self.stroke(&path, pen);
        }
    }

    pub(super) fn fill_circle(&mut self, [x, y]: Point, radius: f64, color: Color, opacity: f64) {
        if let Some(path) = PathBuilder::from_circle(x as f32, y as f32, radius as f32) {
            self.fill(&path, color, opacity);
        }
    }

    pub(super) fn stroke_circle(&mut self, [x, y]: Point, radius: f64, pen: &Pen) {
        if let Some(path) = PathBuilder::from_circle(x as f32, y as f32, radius as f32) {
            self.stroke(&path, pen);
        }
    }

    fn transform(&self) -> Transform {
        Transform::from_scale(self.scale, self.scale)
    }
}

fn paint_color(color: Color, opacity: f64) -> tiny_skia::Color {
    tiny_skia::Color::from_rgba8(color.r, color.g, color.b, (opacity.clamp(0.0, 1.0) * 255.0).round() as u8)
}

fn paint(color: Color, opacity: f64) -> Paint<'static> {
    Paint { shader: Shader::SolidColor(paint_color(color, opacity)), anti_alias: true, ..Paint::default() }
}

pub(super) fn polygon_path(polygon: &Polygon) -> Option<Path> {
    line_path(polygon.iter().map(Vec::as_slice), true)
}

fn line_path<'a>(lines: impl Iterator<Item = &'a [Point]>, is_closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for line in lines {
        let [first, rest @ ..] = line else { continue };
        builder.move_to(first[0] as f32, first[1] as f32);
        for point in rest {
            builder.line_to(point[0] as f32, point[1] as f32);
        }
        if is_closed {
            builder.close();
        }
    }
    builder.finish()
}

fn rounded(bounds: &Box2, radius: f64) -> Option<Path> {
    let (left, top, right, bottom) = (bounds.left as f32, bounds.top as f32, bounds.right as f32, bounds.bottom as f32);
    if radius <= 0.0 {
        return Rect::from_ltrb(left, top, right, bottom).map(PathBuilder::from_rect);
    }
    let r = radius.min(bounds.width() / 2.0).min(bounds.height() / 2.0) as f32;
    let mut builder = PathBuilder::new();
    builder.move_to(left + r, top);
    builder.line_to(right - r, top);
    builder.quad_to(right, top, right, top + r);
    builder.line_to(right, bottom - r);
    builder.quad_to(right, bottom, right - r, bottom);
    builder.line_to(left + r, bottom);
    builder.quad_to(left, bottom, left, bottom - r);
    builder.line_to(left, top + r);
    builder.quad_to(left, top, left + r, top);
    builder.close();
    builder.finish()
}
