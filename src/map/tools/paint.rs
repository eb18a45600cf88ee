//! Painting the sketch of the tool in hand and the live feedback of a gesture.

use super::cards::{Clear, LaidCards, ink, paint_reason, place, reason, reason_size, remember, remembered};
use super::outlines::{add_cells, add_grid};
use super::{Feedback, Ink, Mark, Obstacle, Sketch, SketchLabel, SketchLine, ToolContext, ToolKind, Toolbox};
use crate::carto::Theme;
use crate::geodesy::Position;
use crate::i18n::{Language, area_text, distance_text, refusal_text, text};
use crate::map::pick::grid_at;
use earcut::Earcut;
use egui::{Align2, Color32, CornerRadius, FontId, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, vec2};

/// Keys of what is remembered between frames.
const CARDS: &str = "tools cards";
const REASON: &str = "tools reason";
/// Size of text beside places.
const LABEL: f32 = 12.0;
/// How far apart places of a line are that cards must not cover, in points, and how many of them are looked at.
const CLEAR_STEP: f32 = 14.0;
const MOST_CLEAR: usize = 1_500;

/// Paints the sketch of the tool in hand and the live feedback of a gesture.
pub fn paint(painter: &Painter, tools: &Toolbox, context: &ToolContext<'_>, theme: &Theme, language: Language) {
    let mut sketch = tools.sketch(context);
    let obstacle = sketch.obstacle.take();
    if let Some(obstacle) = &obstacle {
        add_obstacle(&mut sketch, context, obstacle);
    }
    let brush = Brush { painter, context, theme };
    for line in &sketch.lines {
        brush.line(line);
    }
    if let Some((place, radius_m)) = sketch.circle {
        brush.circle(place, radius_m);
    }
    for (position, mark) in &sketch.marks {
        brush.mark(*position, *mark);
    }
    for (position, label) in &sketch.labels {
        brush.label(*position, &label_text(label, language));
    }
    let mut clear = brush.clear(&sketch, tools.pointer());
    brush.reason(obstacle.as_ref(), &mut clear, language);
    if let Some(hint) = sketch.hint.filter(|_| tools.kind() != ToolKind::Select || tools.is_busy()) {
        clear.add_rect(brush.hint(&text(language, hint, &[])));
    }
    brush.cards(&clear, language);
}

/// Adds what a refusal speaks of to the sketch, in red.
fn add_obstacle(sketch: &mut Sketch, context: &ToolContext<'_>, obstacle: &Obstacle) {
    let faces = context.document.plan().partition.faces();
    add_cells(sketch, context, obstacle.cell.filter(|cell| faces.contains(*cell)), Ink::Refused);
    if let Some(grid) = obstacle.grid {
        add_grid(sketch, context, grid, Ink::Refused);
    }
    sketch.marks.extend(obstacle.place.map(|place| (place, Mark::Obstacle)));
}

fn label_text(label: &SketchLabel, language: Language) -> String {
    match label {
        SketchLabel::Length(metres) => length_text(*metres),
        SketchLabel::Total(metres) => text(language, "measure-total", &[("length", length_text(*metres).into())]),
        SketchLabel::Area(square_metres, metres) => text(language, "measure-area", &[("area", area_text(*square_metres).into()), ("length", length_text(*metres).into())]),
        SketchLabel::Snapped(key, name) => {
            let is_named = if name.is_empty() { "no" } else { "yes" };
            text(language, key, &[("name", name.into()), ("named", is_named.into())])
        }
    }
}

/// Short lengths keep decimetres.
fn length_text(metres: f64) -> String {
    if metres < 100.0 { format!("{} m", crate::i18n::decimal_text(metres, 1)) } else { distance_text(metres) }
}

struct Brush<'a> {
    painter: &'a Painter,
    context: &'a ToolContext<'a>,
    theme: &'a Theme,
}

impl Brush<'_> {
    fn color(&self, what: Ink) -> Color32 {
        ink(match what {
            Ink::Accent => self.theme.accent,
            Ink::Refused => self.theme.red,
            Ink::Guide => self.theme.muted,
        })
    }

    fn point(&self, position: Position) -> Pos2 {
        self.context.view.point(position)
    }

    fn line(&self, line: &SketchLine) {
        let points: Vec<Pos2> = line.points.iter().map(|position| self.point(*position)).collect();
        let reach = self.context.view.rect.expand(64.0);
        if points.len() < 2 || !reach.intersects(Rect::from_points(&points)) {
            return;
        }
        let color = self.color(line.ink);
        if line.is_filled {
            self.fill(&points, color.gamma_multiply(0.14));
        }
        if line.ink == Ink::Guide {
            self.painter.extend(Shape::dashed_line(&points, Stroke::new(1.5, color), 6.0, 4.0));
            return;
        }
        let width = if line.is_strong { 4.0 } else { 2.5 };
        self.painter.add(Shape::line(points.clone(), Stroke::new(width + 2.5, ink(self.theme.plan).gamma_multiply(0.75))));
        self.painter.add(Shape::line(points, Stroke::new(width, color)));
    }

    fn fill(&self, points: &[Pos2], color: Color32) {
        let flat: Vec<[f32; 2]> = points.iter().map(|point| [point.x, point.y]).collect();
        let mut triangles: Vec<u32> = Vec::new();
        Earcut::new().earcut(flat, &[], &mut triangles);
        let mut mesh = Mesh::default();
        for point in points {
            mesh.colored_vertex(*point, color);
        }
        mesh.indices = triangles;
        self.painter.add(Shape::mesh(mesh));
    }

    fn circle(&self, place: Position, radius_m: f64) {
        let radius = (radius_m / self.context.view.metres_per_point()) as f32;
        let at = self.point(place);
        self.painter.circle(at, radius, self.color(Ink::Accent).gamma_multiply(0.10), Stroke::NONE);
        self.painter.circle_stroke(at, radius, Stroke::new(3.0, ink(self.theme.plan).gamma_multiply(0.75)));
        self.painter.circle_stroke(at, radius, Stroke::new(1.5, self.color(Ink::Accent)));
    }

    fn mark(&self, position: Position, mark: Mark) {
        let at = self.point(position);
        if !self.context.view.rect.expand(16.0).contains(at) {
            return;
        }
        let (accent, white) = (self.color(Ink::Accent), ink(self.theme.plan));
        match mark {
            Mark::Node => self.disc(at, 5.0, white, Stroke::new(2.0, accent)),
            Mark::Vertex => self.disc(at, 3.5, white, Stroke::new(1.5, accent)),
            Mark::Grip => self.disc(at, 6.5, accent, Stroke::new(2.0, white)),
            Mark::Insertion => self.disc(at, 4.5, accent.gamma_multiply(0.5), Stroke::new(1.5, accent)),
            Mark::Snap => {
                let square = Rect::from_center_size(at, Vec2::splat(13.0));
                self.painter.rect_stroke(square, CornerRadius::ZERO, Stroke::new(3.5, white), StrokeKind::Middle);
                self.painter.rect_stroke(square, CornerRadius::ZERO, Stroke::new(1.5, accent), StrokeKind::Middle);
            }
            Mark::Obstacle => self.obstacle(at),
        }
    }

    fn disc(&self, at: Pos2, radius: f32, fill: Color32, ring: Stroke) {
        self.painter.circle(at, radius, fill, ring);
    }

    /// A red cross in a ring.
    fn obstacle(&self, at: Pos2) {
        let red = self.color(Ink::Refused);
        self.painter.circle(at, 9.0, ink(self.theme.plan), Stroke::new(2.0, red));
        for (from, to) in [(vec2(-3.5, -3.5), vec2(3.5, 3.5)), (vec2(-3.5, 3.5), vec2(3.5, -3.5))] {
            self.painter.line_segment([at + from, at + to], Stroke::new(2.0, red));
        }
    }

    fn label(&self, position: Position, words: &str) {
        let at = self.point(position);
        if !self.context.view.rect.contains(at) {
            return;
        }
        let galley = self.painter.layout_no_wrap(words.to_owned(), FontId::proportional(LABEL), ink(self.theme.text));
        let rect = Align2::LEFT_CENTER.anchor_size(at + vec2(14.0, -16.0), galley.size() + vec2(10.0, 4.0));
        let map = self.context.view.rect.shrink(2.0);
        let rect = rect.translate(vec2((map.right() - rect.right()).min(0.0), (map.top() - rect.top()).max(0.0)));
        self.painter.rect(rect, CornerRadius::same(3), ink(self.theme.panel).gamma_multiply(0.92), Stroke::new(1.0, ink(self.theme.line)), StrokeKind::Inside);
        self.painter.galley(rect.min + vec2(5.0, 2.0), galley, ink(self.theme.text));
    }

    /// What is expected next, in a quiet line at the foot of the map.
    fn hint(&self, words: &str) -> Rect {
        let map = self.context.view.rect;
        let galley = self.painter.layout(words.to_owned(), FontId::proportional(LABEL), ink(self.theme.muted), map.width() * 0.6);
        let rect = Align2::CENTER_BOTTOM.anchor_size(map.center_bottom() - vec2(0.0, 10.0), galley.size() + vec2(20.0, 8.0));
        self.painter.rect(rect, CornerRadius::same(4), ink(self.theme.panel).gamma_multiply(0.94), Stroke::new(1.0, ink(self.theme.line)), StrokeKind::Inside);
        self.painter.galley(rect.min + vec2(10.0, 4.0), galley, ink(self.theme.muted));
        rect
    }

    /// What reasons and cards must not cover: the pointer, and everything of the sketch on the screen.
    fn clear(&self, sketch: &Sketch, pointer: Option<Pos2>) -> Clear {
        let rect = self.context.view.rect;
        let mut points: Vec<Pos2> = sketch.marks.iter().map(|(position, _)| self.point(*position)).collect();
        points.extend(sketch.labels.iter().flat_map(|(position, _)| [0.0, 30.0, 60.0].map(|right| self.point(*position) + vec2(14.0 + right, -16.0))));
        for line in &sketch.lines {
            for pair in line.points.windows(2) {
                let (a, b) = (self.point(pair[0]), self.point(pair[1]));
                if points.len() < MOST_CLEAR && rect.intersects(Rect::from_two_pos(a, b)) {
                    let n_steps = ((b - a).length() / CLEAR_STEP).ceil().clamp(1.0, 200.0);
                    points.extend((0..=n_steps as usize).map(|step| a + (b - a) * (step as f32 / n_steps)));
                }
            }
        }
        points.retain(|point| rect.contains(*point));
        Clear { pointer, points }
    }

    /// Says why something cannot be done, beside the place that it speaks of.
    fn reason(&self, obstacle: Option<&Obstacle>, clear: &mut Clear, language: Language) {
        let Some(obstacle) = obstacle else {
            remember(self.painter, REASON, None);
            return;
        };
        let cells = &self.context.document.plan().cells;
        let code = |cell| cells.get(cell).map(|cell| cell.code.clone()).unwrap_or_default();
        let galley = reason(self.painter, refusal_text(language, &obstacle.refusal, &code), self.theme);
        let Some(rect) = place(reason_size(&galley), self.context.view.rect, clear, remembered(self.painter, REASON), |_| false) else { return };
        remember(self.painter, REASON, Some(rect.min));
        paint_reason(self.painter, rect, galley, self.theme);
        clear.add_rect(rect);
    }

    /// The cards of the grids that the gesture touches.
    fn cards(&self, clear: &Clear, language: Language) {
        let feedback = Feedback::of(self.context, language);
        if feedback.cards.is_empty() {
            remember(self.painter, CARDS, None);
            return;
        }
        let laid = LaidCards::new(self.painter, &feedback, self.theme);
        let is_spoken_of = |at: Pos2| {
            let grid = grid_at(self.context.document, self.context.focus, self.context.view.position(at));
            grid.is_some_and(|grid| feedback.cards.iter().any(|card| card.grid == grid))
        };
        let Some(rect) = place(laid.size(), self.context.view.rect, clear, remembered(self.painter, CARDS), is_spoken_of) else { return };
        remember(self.painter, CARDS, Some(rect.min));
        laid.paint(self.painter, rect, self.theme);
    }
}
