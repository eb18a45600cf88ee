//! From the features of a vector tile to a picture: everything of one ink becomes one path, so that areas that touch have
//! no seam and a tile takes a few strokes of the rasteriser.

use super::labels::{Place, place_of};
use super::mvt::{Damaged, Feature, Form, Layer, Step};
use super::style::{Colors, Ink, Pen, Role, ink_of, role_of};
use crate::carto::Color;
use std::collections::BTreeMap;
use tiny_skia::{FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

/// Points of a whole tile; real ones have some ten thousand.
const MOST_POINTS: usize = 600_000;
/// Points across a picture.
pub(super) const SIDE: f32 = 512.0;
/// How far beyond the picture lines are followed.
const MARGIN: f32 = 24.0;
/// Coordinates beyond this are moved to it: no honest tile has any.
const FARTHEST: f32 = 30_000.0;

/// Rows of a picture in which edges are counted.
const ROWS: usize = SIDE as usize;
/// Squares of the edges of each ink in each row, summed, that are drawn in one picture: the rasteriser sorts the edges of a
/// row, so that shapes that cross themselves everywhere would take minutes. Inks beyond it are left out.
const MOST_CROWDED: f64 = 2e10;
/// Edges that one segment of a line becomes, with its caps and joins.
const EDGES_OF_LINE: i64 = 4;

/// Which part of a tile a picture shows: the north-west corner and how much of the tile lies across, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    pub(super) corner: [f32; 2],
    pub(super) across: f32,
}

/// What a picture is made of.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    inks: BTreeMap<Ink, Strand>,
    pub(super) places: Vec<Place>,
    points: usize,
    /// The lines of the feature being read, in points of the picture.
    parts: Vec<Vec<[f32; 2]>>,
}

/// Everything of one ink.
#[derive(Debug, Default)]
struct Strand {
    path: PathBuilder,
    /// Edges that begin in a row, less those that ended before it.
    edges: Vec<i64>,
}

impl Strand {
    /// Counts the edges of a part, widened by the half of a line's width.
    fn count(&mut self, part: &[[f32; 2]], half: f32, n_edges: i64) {
        self.edges.resize(ROWS + 1, 0);
        for (at, from) in part.iter().enumerate() {
            let to = part[(at + 1) % part.len()];
            let row = |y: f32| y.clamp(0.0, SIDE - 1.0) as usize;
            let (top, bottom) = (from[1].min(to[1]) - half, from[1].max(to[1]) + half);
            if bottom >= 0.0 && top <= SIDE {
                self.edges[row(top)] += n_edges;
                self.edges[row(bottom) + 1] -= n_edges;
            }
        }
    }

    /// Squares of the edges in each row, summed.
    fn crowd(&self) -> f64 {
        let mut active = 0;
        let squares = self.edges.iter().map(|change| {
            active += change;
            active as f64 * active as f64
        });
        squares.sum()
    }
}

impl Drawing {
    /// Takes in the layers of a tile as they look at a zoom.
    pub(super) fn of(layers: &[Layer<'_>], window: Window, zoom: u8, colors: &Colors, is_chinese: bool) -> Result<Self, Damaged> {
        let mut drawing = Self::default();
        for layer in layers {
            let role = role_of(layer.name);
            if role == Role::Nothing {
                continue;
            }
            for feature in layer.features() {
                let feature = feature?;
                let properties = layer.properties(&feature)?;
                if role == Role::Places {
                    if feature.form == Form::Points && let Some(place) = place_of(&properties, zoom, is_chinese) {
                        drawing.read(&feature, layer.extent, window)?;
                        let first = drawing.parts.iter().flatten().next().copied();
                        drawing.places.extend(first.map(|at| Place { at, ..place }));
                    }
                } else if let Some(ink) = ink_of(role, feature.form, &properties, zoom) {
                    drawing.read(&feature, layer.extent, window)?;
                    drawing.add(ink, feature.form, colors.pen(ink, zoom));
                }
            }
        }
        Ok(drawing)
    }

    /// Reads the lines of a feature.
    fn read(&mut self, feature: &Feature<'_>, extent: u32, window: Window) -> Result<(), Damaged> {
        let scale = SIDE / window.across;
        let place = |[x, y]: [i32; 2]| {
            let on_axis = |value: i32, corner: f32| ((value as f32 / extent as f32 - corner) * scale).clamp(-FARTHEST, FARTHEST);
            [on_axis(x, window.corner[0]), on_axis(y, window.corner[1])]
        };
        let (parts, points) = (&mut self.parts, &mut self.points);
        parts.clear();
        feature.walk(|step| {
            *points += 1;
            if *points > MOST_POINTS {
                return Err(Damaged);
            }
            match step {
                Step::Move(at) => parts.push(vec![place(at)]),
                Step::Line(at) => parts.last_mut().ok_or(Damaged)?.push(place(at)),
                Step::Close => {}
            }
            Ok(())
        })
    }

    fn add(&mut self, ink: Ink, form: Form, pen: Option<Pen>) {
        if is_outside(self.parts.iter().flatten()) {
            return;
        }
        let strand = self.inks.entry(ink).or_default();
        let (half, n_edges) = pen.map_or((0.0, 1), |pen| (pen.casing.map_or(pen.width, |(_, width)| width) / 2.0, EDGES_OF_LINE));
        self.parts.iter().for_each(|part| strand.count(part, half, n_edges));
        let path = &mut strand.path;
        if ink == Ink::Outline {
            self.parts.iter().for_each(|ring| push_outline(path, ring));
        } else if form == Form::Areas {
            // Writers of the first version turned rings either way; what counts is that holes turn against their outer ring.
            let is_turned = self.parts.first().is_some_and(|ring| twice_area(ring) < 0.0);
            self.parts.iter().for_each(|ring| push_ring(path, ring, is_turned));
        } else {
            self.parts.iter().for_each(|line| push_line(path, line.iter().copied()));
        }
    }

    /// Draws everything but names. `scale` is pixels for one point.
    pub(super) fn paint(self, pixmap: &mut Pixmap, colors: &Colors, zoom: u8, scale: f32) -> Vec<Place> {
        let mut brush = Brush { pixmap, scale };
        let mut room = MOST_CROWDED;
        let mut fits = |strand: &Strand| {
            let crowd = strand.crowd();
            let fits = crowd <= room;
            room -= if fits { crowd } else { 0.0 };
            fits
        };
        let paths: BTreeMap<Ink, Path> = self.inks.into_iter().filter(|(_, strand)| fits(strand)).filter_map(|(ink, strand)| Some((ink, strand.path.finish()?))).collect();
        let roads = || paths.iter().filter(|(ink, _)| is_road(**ink)).filter_map(|(ink, path)| Some((colors.pen(*ink, zoom)?, path)));
        for (ink, path) in &paths {
            if let Some(color) = colors.fill(*ink) {
                brush.fill(path, color);
            }
            if !is_road(*ink) && let Some(Pen { color, width, .. }) = colors.pen(*ink, zoom) {
                brush.stroke(path, color, width);
            }
        }
        // All casings first, so that crossings are open.
        for (pen, path) in roads() {
            if let Some((color, width)) = pen.casing {
                brush.stroke(path, color, width);
            }
        }
        for (pen, path) in roads() {
            brush.stroke(path, pen.color, pen.width);
        }
        self.places
    }
}

fn is_road(ink: Ink) -> bool {
    matches!(ink, Ink::Road(_))
}

/// Fills and strokes in points of a picture.
struct Brush<'a> {
    pixmap: &'a mut Pixmap,
    scale: f32,
}

impl Brush<'_> {
    fn transform(&self) -> Transform {
        Transform::from_scale(self.scale, self.scale)
    }

    fn fill(&mut self, path: &Path, color: Color) {
        self.pixmap.fill_path(path, &paint_of(color, 1.0), FillRule::Winding, self.transform(), None);
    }

    fn stroke(&mut self, path: &Path, color: Color, width: f32) {
        let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        self.pixmap.stroke_path(path, &paint_of(color, 1.0), &stroke, self.transform(), None);
    }
}

pub(super) fn paint_of(Color { r, g, b }: Color, opacity: f32) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(r, g, b, (opacity.clamp(0.0, 1.0) * 255.0).round() as u8);
    paint
}

/// Whether points all lie beyond one side of the picture.
fn is_outside<'a>(points: impl Iterator<Item = &'a [f32; 2]> + Clone) -> bool {
    (0..2).any(|axis| points.clone().all(|point| point[axis] < -MARGIN) || points.clone().all(|point| point[axis] > SIDE + MARGIN))
}

/// Twice the area of a ring, positive where it turns as outer rings do.
fn twice_area(ring: &[[f32; 2]]) -> f32 {
    let next = |at: usize| ring[(at + 1) % ring.len()];
    ring.iter().enumerate().map(|(at, [x, y])| x * next(at)[1] - next(at)[0] * y).sum()
}

fn push_ring(path: &mut PathBuilder, ring: &[[f32; 2]], is_turned: bool) {
    let mut put = |at: usize, [x, y]: [f32; 2]| if at == 0 { path.move_to(x, y) } else { path.line_to(x, y) };
    if ring.len() < 3 {
        return;
    }
    if is_turned {
        ring.iter().rev().enumerate().for_each(|(at, point)| put(at, *point));
    } else {
        ring.iter().enumerate().for_each(|(at, point)| put(at, *point));
    }
    path.close();
}

/// A line without what lies beyond the picture.
fn push_line(path: &mut PathBuilder, points: impl Iterator<Item = [f32; 2]>) {
    let mut before: Option<[f32; 2]> = None;
    let mut is_down = false;
    for point in points {
        if let Some(from) = before {
            if is_outside([from, point].iter()) {
                is_down = false;
            } else {
                if !is_down {
                    path.move_to(from[0], from[1]);
                }
                path.line_to(point[0], point[1]);
                is_down = true;
            }
        }
        before = Some(point);
    }
}

/// The edge of an area without the edges at which the tile was cut.
fn push_outline(path: &mut PathBuilder, ring: &[[f32; 2]]) {
    let is_cut = |a: [f32; 2], b: [f32; 2]| (0..2).any(|axis| a[axis].max(b[axis]) <= 0.0 || a[axis].min(b[axis]) >= SIDE);
    for (at, from) in ring.iter().enumerate() {
        let to = ring[(at + 1) % ring.len()];
        if !is_cut(*from, to) {
            push_line(path, [*from, to].into_iter());
        }
    }
}
