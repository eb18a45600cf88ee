//! What is said about single things: outlines of what is selected or under the pointer, rings, handles, problems, the flash of
//! a found place.

use super::Look;
use super::anchor::{Anchor, OffsetBox};
use super::furniture;
use super::gpu::{Drawing, Segment, Source, Stage, Uniform};
use super::ground::rgba;
use super::labels::color32;
use super::legend::problem_mark;
use super::outlets::Cluster;
use super::plan::PlanShapes;
use crate::base::{CellId, GridId, OutletId};
use crate::edit::Document;
use crate::geodesy::Position;
use crate::map::{Item, View};
use egui::{Painter, Pos2, Rect, Stroke, StrokeKind, Vec2};
use std::collections::BTreeSet;

/// Handles are shown while there are at most so many in the frame.
const MOST_HANDLES: usize = 400;
/// Square points of the grid's box for each handle, at least.
const LEAST_HANDLE_AREA: f32 = 500.0;

/// Outlines over everything else, kept until what they follow from changes.
#[derive(Debug, Default)]
pub(super) struct Outlines {
    basis: Option<(BTreeSet<Item>, Option<Item>, u64, usize)>,
    n_selected: u32,
    n_all: u32,
}

impl Outlines {
    /// Finds the outlines anew where the selection, the hovered thing or a shape has changed. Cost then: the sides of all arcs.
    pub(super) fn refresh(&mut self, look: &Look<'_>, shapes: &PlanShapes, generation: u64, detail: usize, stage: &mut Stage) {
        let has_outline = |item: &Item| matches!(item, Item::Grid(_) | Item::Cell(_));
        let selected: BTreeSet<Item> = look.selection.iter().filter(has_outline).collect();
        let hover = look.hover.filter(has_outline).filter(|item| !selected.contains(item));
        let basis = (selected, hover, generation, detail);
        if self.basis.as_ref() == Some(&basis) {
            return;
        }
        let mut segments: Vec<Segment> = Vec::new();
        let slots: BTreeSet<u32> = look.selection.grids().filter_map(|grid| slot_from_one(look.document, shapes, grid)).collect();
        add_grids(&mut segments, look.document, shapes, &slots, detail);
        for cell in look.selection.cells() {
            add_cell(&mut segments, look.document, shapes, cell, detail);
        }
        self.n_selected = segments.len() as u32;
        match basis.1 {
            Some(Item::Grid(grid)) => add_grids(&mut segments, look.document, shapes, &slot_from_one(look.document, shapes, grid).into_iter().collect(), detail),
            Some(Item::Cell(cell)) => add_cell(&mut segments, look.document, shapes, cell, detail),
            _ => {}
        }
        self.n_all = segments.len() as u32;
        stage.overlay.replace(segments);
        self.basis = Some(basis);
    }

    /// What is drawn of a frame: hovered outlines thin, selected ones in the accent on a pale edge.
    pub(super) fn draw(&self, look: &Look<'_>, base: Uniform, drawings: &mut Vec<Drawing>) {
        let mut push = |rows: std::ops::Range<u32>, color, opacity: f32, width: f32| {
            if !rows.is_empty() {
                let mut uniform = Uniform { opacity, width, ..base };
                uniform.colors[0] = rgba(color);
                drawings.push(Drawing { source: Source::Overlay, ranges: vec![rows], uniform });
            }
        };
        let (selected, hovered) = (0..self.n_selected, self.n_selected..self.n_all);
        push(hovered.clone(), look.theme.plan, 0.5, 3.6);
        push(hovered, look.theme.accent, 0.9, 1.6);
        push(selected.clone(), look.theme.plan, 0.6, 5.6);
        push(selected, look.theme.accent, 1.0, 3.0);
    }
}

/// The slot, counted from 1, of a grid of the level; a grid of another level is outlined by nothing.
fn slot_from_one(document: &Document, shapes: &PlanShapes, grid: GridId) -> Option<u32> {
    let slot = shapes.slots.slot(grid)?;
    (shapes.slots.grids()[slot] == grid && document.plan().grids.contains(grid)).then_some(slot as u32 + 1)
}

fn add_grids(segments: &mut Vec<Segment>, document: &Document, shapes: &PlanShapes, slots: &BTreeSet<u32>, detail: usize) {
    if slots.is_empty() {
        return;
    }
    for arc in document.plan().partition.arcs().ids() {
        let [left, right] = shapes.slots.sides(arc);
        if left != right && (slots.contains(&left) || slots.contains(&right)) {
            segments.extend(shapes.segments(arc, detail));
        }
    }
}

fn add_cell(segments: &mut Vec<Segment>, document: &Document, shapes: &PlanShapes, cell: CellId, detail: usize) {
    for walked in document.plan().partition.face_arcs(cell) {
        segments.extend(shapes.segments(walked.arc, detail));
    }
}

/// Numbers on clusters.
pub(super) fn clusters(painter: &Painter, look: &Look<'_>, anchor: &Anchor, clusters: &[Cluster], shown: &OffsetBox, opacity: f32) {
    for cluster in clusters.iter().filter(|cluster| shown.contains(cluster.offset)) {
        furniture::count_on(painter, anchor.point(look.view, cluster.offset), cluster.count, opacity, look.theme);
    }
}

/// Rings round outlets and points that are selected or under the pointer.
pub(super) fn rings(painter: &Painter, look: &Look<'_>) {
    let place = |item: Item| match item {
        Item::Outlet(outlet) => outlet_place(look.document, outlet).map(|position| (position, 9.5)),
        Item::Point(point) => look.document.demand().positions.get(point as usize).map(|position| (*position, 6.5)),
        Item::Grid(_) | Item::Cell(_) => None,
    };
    let accent = color32(look.theme.accent);
    let seen = |position: Position| Some(look.view.point(position)).filter(|point| look.view.rect.expand(12.0).contains(*point));
    for (position, radius) in look.selection.iter().filter_map(place) {
        if let Some(point) = seen(position) {
            painter.circle_stroke(point, radius, Stroke::new(4.5, color32(look.theme.panel).gamma_multiply(0.8)));
            painter.circle_stroke(point, radius, Stroke::new(2.5, accent));
        }
    }
    if let Some((position, radius)) = look.hover.filter(|item| !look.selection.contains(*item)).and_then(place)
        && let Some(point) = seen(position)
    {
        painter.circle_stroke(point, radius, Stroke::new(3.2, color32(look.theme.panel).gamma_multiply(0.8)));
        painter.circle_stroke(point, radius, Stroke::new(1.5, accent));
    }
}

fn outlet_place(document: &Document, outlet: OutletId) -> Option<Position> {
    document.outlets().get(outlet).map(|outlet| outlet.position)
}

/// Handles on the nodes of the only selected grid, where it is seen from near enough to drag them.
pub(super) fn handles(painter: &Painter, look: &Look<'_>, shapes: &PlanShapes) {
    let Some(slot) = look.selection.grids().next().filter(|_| look.selection.grids().count() == 1).and_then(|grid| slot_from_one(look.document, shapes, grid)) else { return };
    let partition = &look.document.plan().partition;
    let bounds = look.view.bounds();
    let mut places: BTreeSet<Position> = BTreeSet::new();
    for arc in partition.arcs_near(&bounds) {
        let [left, right] = shapes.slots.sides(arc);
        if left != right && (left == slot || right == slot) {
            let shape = &partition.arcs()[arc].shape;
            places.extend(shape.points.first().into_iter().chain(shape.points.last()).filter(|position| bounds.contains(**position)));
        }
        if places.len() > MOST_HANDLES {
            return;
        }
    }
    let points: Vec<Pos2> = places.iter().map(|position| look.view.point(*position)).collect();
    // Where they would lie side by side nobody could take one.
    if Rect::from_points(&points).area() < LEAST_HANDLE_AREA * points.len() as f32 {
        return;
    }
    for point in points {
        painter.circle(point, 3.4, color32(look.theme.plan), Stroke::new(1.8, color32(look.theme.accent)));
    }
}

/// Marks of problems with a place; those that would cover each other share one.
pub(super) fn problems(painter: &Painter, look: &Look<'_>, opacity: f32) {
    let mut taken: Vec<Pos2> = Vec::new();
    let mut painter = painter.clone();
    painter.multiply_opacity(opacity);
    for ([lon, lat], is_error) in look.problems.iter().filter_map(problem_mark) {
        let Some(position) = Position::from_degrees(lon, lat) else { continue };
        let point = look.view.point(position);
        if look.view.rect.expand(10.0).contains(point) && !taken.iter().any(|other| other.distance(point) < 12.0) {
            taken.push(point);
            furniture::problem(&painter, point, 1.0, is_error, look.theme);
        }
    }
}

/// A frame round a found place that comes in and fades.
pub(super) fn flash(painter: &Painter, look: &Look<'_>) {
    let Some((bounds, time)) = look.flash else { return };
    if bounds.is_empty() {
        return;
    }
    let time = time.clamp(0.0, 1.0);
    let place = screen_box(look.view, &bounds);
    // Comes in from outside within a third of its time, then fades.
    let arrival = (time * 3.0).min(1.0);
    let rect = Rect::from_center_size(place.center(), place.size().max(Vec2::splat(24.0))).expand(6.0 + 30.0 * (1.0 - arrival) * (1.0 - arrival));
    let fade = if time < 0.4 { 1.0 } else { 1.0 - (time - 0.4) / 0.6 };
    let accent = color32(look.theme.accent);
    painter.rect(rect, 8.0, accent.gamma_multiply(0.16 * fade), Stroke::new(3.0, accent.gamma_multiply(fade)), StrokeKind::Outside);
}

fn screen_box(view: &View, bounds: &crate::geodesy::Bounds) -> Rect {
    Rect::from_two_pos(view.point(bounds.min), view.point(bounds.max))
}
