//! Snapping (捕捉): to vertices and edges of the plan, and to reference roads, railways and waters.

use super::{Kit, Mark, Sketch, SketchLabel, ToolContext};
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
