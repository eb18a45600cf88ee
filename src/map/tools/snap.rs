//! Snapping (捕捉): to vertices and edges of the plan, and to reference roads, railways and waters.

use super::drawing::Drawing;
use super::{Kit, Mark, Sketch, SketchLabel, ToolContext, ToolEvent};
use crate::edit::Document;
use crate::geodesy::{Bounds, Position};
use crate::map::pick::{REACH, are_cells_large, between, distance_to_segment, divides_grids, for_each_segment, share_along};
use crate::model::{ReferenceFeature, ReferenceGeometry};
use egui::Pos2;

/// Layers of reference that boundaries follow.
const LAYERS: [(&str, &str); 3] = [("road", "snap-road"), ("rail", "snap-rail"), ("water", "snap-water")];
/// Segments in one box of the index.
const CHUNK: usize = 16;

/// Where a position has snapped to.
#[derive(Clone, Debug, PartialEq)]
pub struct Snap {
    /// The position.
    pub position: Position,
    /// What is there.
    pub to: SnapTo,
}

/// What a position has snapped to.
#[derive(Clone, Debug, PartialEq)]
pub enum SnapTo {
    /// A node or vertex of the plan.
    Vertex,
    /// An edge of the plan.
    Edge,
    /// A reference feature.
    Reference {
        /// Key of the catalogue for its layer.
        key: &'static str,
        /// Its name, may be empty.
        name: String,
    },
}

impl Snap {
    /// Adds the mark and the name of what was snapped to.
    pub fn draw(&self, sketch: &mut Sketch) {
        sketch.marks.push((self.position, Mark::Snap));
        let (key, name) = match &self.to {
            SnapTo::Vertex => ("snap-vertex", String::new()),
            SnapTo::Edge => ("snap-edge", String::new()),
            SnapTo::Reference { key, name } => (*key, name.clone()),
        };
        sketch.labels.push((self.position, SketchLabel::Snapped(key, name)));
    }
}

/// Boxes around short runs of the reference lines that boundaries follow. Reference is loaded with a project and changed by imports only,
/// both of which bring a new list.
#[derive(Debug, Default)]
pub(super) struct ReferenceIndex {
    of: Option<(String, usize, usize)>,
    chunks: Vec<Chunk>,
}

#[derive(Debug)]
struct Chunk {
    bounds: Bounds,
    feature: usize,
    line: usize,
    /// Number of the first segment.
    from: usize,
}

impl ReferenceIndex {
    /// Builds it anew where the document has another list. Cost: the positions of all lines, once.
    pub(super) fn follow(&mut self, document: &Document) {
        let reference = document.reference();
        let of = Some((document.project().key.clone(), reference.as_ptr().addr(), reference.len()));
        if self.of != of {
            self.of = of;
            self.chunks = chunks_of(reference);
        }
    }

    /// The nearest place of a reference line within the reach of a point of the screen, with its distance in points.
    fn nearest(&self, context: &ToolContext<'_>, point: Pos2) -> Option<(f32, Snap)> {
        let reference = context.document.reference();
        let around = context.view.around(point, REACH);
        let mut best: Option<(f32, Position, usize)> = None;
        for chunk in self.chunks.iter().filter(|chunk| chunk.bounds.touches(&around)) {
            let Some(line) = reference.get(chunk.feature).and_then(|feature| lines_of(feature).into_iter().nth(chunk.line)) else { continue };
            for pair in line.windows(2).skip(chunk.from).take(CHUNK).filter(|pair| Bounds::of([pair[0], pair[1]]).touches(&around)) {
                let (a, b) = (context.view.point(pair[0]), context.view.point(pair[1]));
                let distance = distance_to_segment(point, a, b);
                if distance <= REACH && best.is_none_or(|(least, ..)| distance < least) {
                    best = Some((distance, between(pair[0], pair[1], share_along(point, a, b)), chunk.feature));
                }
            }
        }
        let (distance, position, feature) = best?;
        let feature = reference.get(feature)?;
        Some((distance, Snap { position, to: SnapTo::Reference { key: key_of(feature)?, name: feature.name.clone() } }))
    }
}

/// Where a place lies along a line: the number of its segment and the share of that segment.
type Along = (usize, f64);

impl ReferenceIndex {
    /// The way along the reference line nearest to a point of the screen, from where it comes nearest to one position to where it comes
    /// nearest to another; on a line that closes on itself the way that passes the point. `None` where no line is within reach, or
    /// both positions are nearest to one place. Cost: the positions of that line.
    fn trace(&self, context: &ToolContext<'_>, point: Pos2, [start, end]: [Position; 2]) -> Option<(Snap, Vec<Position>)> {
        let (_, snap) = self.nearest(context, point)?;
        let bounds = Bounds::of([snap.position]);
        let near = self.chunks.iter().filter(|chunk| chunk.bounds.touches(&bounds));
        let lines = near.filter_map(|chunk| lines_of(context.document.reference().get(chunk.feature)?).into_iter().nth(chunk.line));
        let away = |line: &&[Position]| along(context, line, snap.position).0;
        let line = lines.min_by(|a, b| away(a).total_cmp(&away(b)))?;
        let [from, to, by] = [start, end, snap.position].map(|place| along(context, line, place).1);
        let way = way_along(line, from, to, by);
        (way.len() > 1).then_some((snap, way))
    }
}

/// The place of a line nearest to a position, with its distance in points.
fn along(context: &ToolContext<'_>, line: &[Position], position: Position) -> (f64, Along) {
    let point = context.view.point(position);
    let mut best = (f64::INFINITY, (0, 0.0));
    for (number, pair) in line.windows(2).enumerate() {
        let (a, b) = (context.view.point(pair[0]), context.view.point(pair[1]));
        let distance = f64::from(distance_to_segment(point, a, b));
        if distance < best.0 {
            best = (distance, (number, f64::from(share_along(point, a, b))));
        }
    }
    best
}

/// The positions of a line from one place to another; on a closed line past a third.
fn way_along(line: &[Position], from: Along, to: Along, by: Along) -> Vec<Position> {
    let place = |(number, share): Along| between(line[number], line[number + 1], share as f32);
    let is_closed = line.first() == line.last();
    let is_between = |low: Along, high: Along| low <= by && by <= high;
    let mut way = vec![place(from)];
    let (low, high) = if from <= to { (from, to) } else { (to, from) };
    if !is_closed || is_between(low, high) {
        let inner = line[low.0 + 1..=high.0].iter().copied();
        if from <= to { way.extend(inner) } else { way.extend(inner.rev()) }
    } else {
        let ring = &line[..line.len() - 1];
        if from > to {
            way.extend(line[from.0 + 1..line.len() - 1].iter().chain(&ring[..=to.0]));
        } else {
            way.extend(ring[..=from.0].iter().rev().chain(line[to.0 + 1..line.len() - 1].iter().rev()));
        }
    }
    way.push(place(to));
    way.dedup();
    way
}

fn chunks_of(reference: &[ReferenceFeature]) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    for (feature, row) in reference.iter().enumerate().filter(|(_, row)| key_of(row).is_some()) {
        for (line, points) in lines_of(row).into_iter().enumerate() {
            for from in (0..points.len().saturating_sub(1)).step_by(CHUNK) {
                let end = (from + CHUNK + 1).min(points.len());
                chunks.push(Chunk { bounds: Bounds::of(points[from..end].iter().copied()), feature, line, from });
            }
        }
    }
    chunks
}

fn key_of(feature: &ReferenceFeature) -> Option<&'static str> {
    LAYERS.iter().find(|(layer, _)| *layer == feature.layer).map(|(_, key)| *key)
}

fn lines_of(feature: &ReferenceFeature) -> Vec<&[Position]> {
    match &feature.geometry {
        ReferenceGeometry::Point(_) => Vec::new(),
        ReferenceGeometry::Lines(lines) => lines.iter().map(Vec::as_slice).collect(),
        ReferenceGeometry::Polygons(polygons) => polygons.iter().flatten().map(Vec::as_slice).collect(),
    }
}

/// What a point of the screen snaps to: a vertex of the plan before anything else, then the nearer of an edge of the plan and a
/// reference line. `own` are positions that are being dragged: neither they nor edges that end at them count.
pub(super) fn snap(context: &ToolContext<'_>, kit: &Kit, point: Pos2, own: &[Position]) -> Option<Snap> {
    let snapping = kit.options.snapping;
    if !snapping.is_on || context.modifiers.alt {
        return None;
    }
    let (vertex, edge) = if snapping.to_boundaries { plan_targets(context, point, own) } else { (None, None) };
    if let Some((_, position)) = vertex {
        return Some(Snap { position, to: SnapTo::Vertex });
    }
    let edge = edge.map(|(distance, position)| (distance, Snap { position, to: SnapTo::Edge }));
    let line = if snapping.to_reference { kit.references.nearest(context, point) } else { None };
    match (edge, line) {
        (Some(edge), Some(line)) => Some(if edge.0 <= line.0 { edge.1 } else { line.1 }),
        (edge, line) => edge.or(line).map(|(_, snap)| snap),
    }
}

/// The way along a reference line between two positions, for whoever asks to trace it.
pub(super) fn trace(context: &ToolContext<'_>, kit: &Kit, point: Pos2, ends: [Position; 2]) -> Option<(Snap, Vec<Position>)> {
    kit.references.trace(context, point, ends)
}

/// With Command held a click on a reference line brings the way along that line with it, from the position clicked before.
pub(super) fn lead(drawing: &mut Drawing, event: ToolEvent, context: &ToolContext<'_>, kit: &Kit) {
    if let (ToolEvent::Release(at), true, Some(last)) = (event, context.modifiers.command, drawing.points().last())
        && let Some((snap, way)) = trace(context, kit, at, [*last, context.view.position(at)])
        && way.last().is_some_and(|end| context.view.point(*end).distance(context.view.point(snap.position)) <= REACH)
    {
        drawing.lead(&way);
    }
}

type Nearest = Option<(f32, Position)>;

fn plan_targets(context: &ToolContext<'_>, point: Pos2, own: &[Position]) -> (Nearest, Nearest) {
    let (mut vertex, mut edge): (Nearest, Nearest) = (None, None);
    let is_every_arc = are_cells_large(context.document, context.view, point);
    for_each_segment(&context.document.plan().partition, context.view, point, REACH, |_, shape, at, [a, b]| {
        let ends = [shape.points[at], shape.points[at + 1]];
        if ends.iter().any(|end| own.contains(end)) || (!is_every_arc && !divides_grids(context.document, context.focus, shape)) {
            return;
        }
        for (position, place) in ends.into_iter().zip([a, b]) {
            let distance = place.distance(point);
            if distance <= REACH && vertex.is_none_or(|(least, _)| distance < least) {
                vertex = Some((distance, position));
            }
        }
        let distance = distance_to_segment(point, a, b);
        if distance <= REACH && edge.is_none_or(|(least, _)| distance < least) {
            edge = Some((distance, between(ends[0], ends[1], share_along(point, a, b))));
        }
    });
    (vertex, edge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_along_a_ring_passes_where_the_pointer_is() {
        let line: Vec<Position> = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)].map(|(x, y)| Position::new(x, y)).to_vec();
        let places = |way: Vec<Position>| way.into_iter().map(|place| (place.lon, place.lat)).collect::<Vec<_>>();
        let (south, north) = ((0, 0.5), (2, 0.5));
        assert_eq!(places(way_along(&line, south, north, (1, 0.5))), [(50, 0), (100, 0), (100, 100), (50, 100)]);
        assert_eq!(places(way_along(&line, south, north, (3, 0.5))), [(50, 0), (0, 0), (0, 100), (50, 100)]);
        assert_eq!(places(way_along(&line, north, south, (3, 0.5))), [(50, 100), (0, 100), (0, 0), (50, 0)]);
        assert_eq!(places(way_along(&line, north, south, (1, 0.5))), [(50, 100), (100, 100), (100, 0), (50, 0)]);
        assert_eq!(places(way_along(&line[..4], north, south, (0, 0.0))), [(50, 100), (100, 100), (100, 0), (50, 0)]);
    }
}
