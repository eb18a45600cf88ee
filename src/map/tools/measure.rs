//! The measuring tool (量测): legs and total length of a path, area and perimeter of a ring. It changes nothing.

use super::drawing::{Drawing, Drawn, Figure};
use super::snap::{Snap, snap};
use super::{Ink, Kit, Mark, Requests, Sketch, SketchLabel, Tool, ToolContext, ToolEvent};
use crate::geodesy::{Bounds, Position, distance_m, path_length_m, ring_area_m2};
use crate::map::pick::between;

/// The measuring tool.
#[derive(Debug)]
pub(super) struct MeasureTool {
    drawing: Drawing,
    done: Option<Drawn>,
    snapped: Option<Snap>,
    pointer: Option<Position>,
}

impl Default for MeasureTool {
    fn default() -> Self {
        Self { drawing: Drawing::new(Figure::PathOrRing), done: None, snapped: None, pointer: None }
    }
}

impl MeasureTool {
    /// The finished line; a ring is none.
    pub(super) fn line(&self) -> Option<&[Position]> {
        self.done.as_ref().filter(|drawn| !drawn.is_closed && drawn.points.len() > 1).map(|drawn| drawn.points.as_slice())
    }
}

impl Tool for MeasureTool {
    fn handle(&mut self, event: ToolEvent, context: &ToolContext<'_>, kit: &Kit) -> Requests {
        match event {
            ToolEvent::Hover(at) | ToolEvent::Release(at) => {
                self.snapped = snap(context, kit, at, &[]);
                self.pointer = Some(self.snapped.as_ref().map_or_else(|| context.view.position(at), |snap| snap.position));
            }
            ToolEvent::Leave => (self.snapped, self.pointer) = (None, None),
            ToolEvent::Press(_) => self.done = None,
            ToolEvent::Cancel if self.done.is_some() => return self.put_down(),
            ToolEvent::Cancel | ToolEvent::Drag(_) | ToolEvent::DoubleClick(_) | ToolEvent::Confirm | ToolEvent::Delete => {}
        }
        let snapped = self.snapped.as_ref().map(|snap| snap.position);
        if let Some(drawn) = self.drawing.handle(event, context, |at| snapped.unwrap_or_else(|| context.view.position(at))) {
            self.done = Some(drawn);
        }
        Requests::new()
    }

    fn sketch(&self, context: &ToolContext<'_>, _kit: &Kit) -> Sketch {
        let mut sketch = Sketch::hint(match (&self.done, self.drawing.is_empty()) {
            (Some(_), true) => "hint-measure-done",
            (_, true) => "hint-measure",
            (_, false) => "hint-measure-next",
        });
        match &self.done {
            Some(drawn) => draw_measured(&mut sketch, context, &drawn.points, drawn.is_closed),
            None => {
                let mut points = self.drawing.points().to_vec();
                points.extend(self.pointer.filter(|pointer| !points.is_empty() && points.last() != Some(pointer)));
                draw_measured(&mut sketch, context, &points, false);
            }
        }
        if let Some(snap) = &self.snapped {
            snap.draw(&mut sketch);
        }
        sketch
    }

    fn is_busy(&self) -> bool {
        !self.drawing.is_empty() || self.done.is_some()
    }

    fn put_down(&mut self) -> Requests {
        *self = Self::default();
        Requests::new()
    }
}

/// Least length of a leg on the screen that has room for its own label, in points.
const LABELLED_LEG: f32 = 56.0;

fn draw_measured(sketch: &mut Sketch, context: &ToolContext<'_>, points: &[Position], is_closed: bool) {
    let mut legs = points.to_vec();
    if is_closed {
        legs.extend(points.first().copied());
    }
    for pair in legs.windows(2) {
        if context.view.point(pair[0]).distance(context.view.point(pair[1])) >= LABELLED_LEG {
            sketch.labels.push((between(pair[0], pair[1], 0.5), SketchLabel::Length(distance_m(pair[0], pair[1]))));
        }
    }
    let length_m = path_length_m(&legs);
    if is_closed {
        let bounds = Bounds::of(points.iter().copied());
        sketch.labels.push((between(bounds.min, bounds.max, 0.5), SketchLabel::Area(ring_area_m2(points).abs(), length_m)));
        sketch.ring(points.to_vec(), Ink::Accent);
    } else if let Some(last) = points.last().filter(|_| points.len() > 1) {
        if points.len() > 2 {
            sketch.labels.push((*last, SketchLabel::Total(length_m)));
        }
        sketch.line(points.to_vec(), Ink::Accent);
    }
    sketch.marks.extend(points.iter().map(|position| (*position, Mark::Vertex)));
}
