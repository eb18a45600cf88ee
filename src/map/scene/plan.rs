//! The plan's shapes on the graphics card: triangles of cells, segments of arcs, and the tables that say who belongs to whom.

use super::anchor::Anchor;
use super::detail::{Detail, N_DETAILS, detail_at};
use super::gpu::{DetailBuffers, Segment, Stage};
use super::slots::{Slots, is_boundary};
use crate::base::{ArcId, CellId, GridId, Id};
use crate::edit::{Document, Effects};
use crate::geodesy::Position;
use crate::map::Focus;
use crate::partition::spatial_order;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How long a frame may spend on degrees of detail that are not there yet.
const BUDGET: Duration = Duration::from_millis(5);
/// Things made between two looks at the clock.
const STRIDE: usize = 64;

/// What of the scene follows the plan.
#[derive(Debug, Default)]
pub(super) struct PlanShapes {
    pub(super) anchor: Anchor,
    pub(super) slots: Slots,
    details: [Option<Detail>; N_DETAILS],
    /// Square root of the median area of cells in metres.
    pub(super) cell_width_m: f64,
}

/// What following a change has changed of how the map looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Followed {
    /// The grids of the level are others, or stand elsewhere in the tree.
    pub(super) is_level_new: bool,
    /// Colours of grids changed.
    pub(super) are_colors_new: bool,
    /// Grids whose outlines changed; empty where the level is new.
    pub(super) outlines: BTreeSet<GridId>,
}

impl PlanShapes {
    /// Takes a plan in. Cost: the plan once; shapes are made when they are first shown.
    pub(super) fn load(&mut self, document: &Document, focus: &Focus, stage: &mut Stage) {
        let partition = &document.plan().partition;
        self.anchor = Anchor::of(&partition.bounds());
        self.details = Default::default();
        stage.details = (0..N_DETAILS).map(|_| DetailBuffers::new()).collect();
        self.slots.load(document, focus, stage);
        let mut areas: Vec<i64> = partition.cells().map(|cell| partition.cell_area_cm2(cell)).collect();
        areas.sort_unstable();
        self.cell_width_m = areas.get(areas.len() / 2).map_or(0.0, |area| (*area as f64 / 1e4).max(0.0).sqrt());
    }

    /// Follows a change or another focus. Cost: what the effects name; a new level costs the plan's tables, not its shapes.
    pub(super) fn follow(&mut self, document: &Document, focus: &Focus, effects: &Effects, is_focus_new: bool, stage: &mut Stage) -> Followed {
        let mut followed = Followed::default();
        if is_focus_new || (!effects.grid_attributes.is_empty() && self.slots.is_level_changed(document, focus)) {
            let sides: Vec<[u32; 2]> = (0..document.plan().partition.arcs().end()).map(|arc| self.slots.marked_sides(ArcId::from_index(arc))).collect();
            self.slots.load(document, focus, stage);
            followed.is_level_new = true;
            followed.are_colors_new = true;
            for (arc, before) in sides.into_iter().enumerate() {
                let arc = ArcId::from_index(arc);
                if is_boundary(before) != is_boundary(self.slots.marked_sides(arc)) {
                    self.put_arc(arc, stage);
                }
            }
        } else {
            if !effects.grid_attributes.is_empty() {
                self.slots.read_own_colors(document);
                followed.are_colors_new = true;
            }
            for arc in follow_slots(&mut self.slots, document, focus, effects, stage) {
                self.put_arc(arc, stage);
            }
            followed.are_colors_new |= self.slots.settle_colors();
            followed.outlines.clone_from(&effects.outlines);
        }
        self.follow_shapes(document, effects, stage);
        followed
    }

    fn follow_shapes(&mut self, document: &Document, effects: &Effects, stage: &mut Stage) {
        let partition = &document.plan().partition;
        if effects.arcs.is_empty() {
            return;
        }
        for number in 0..N_DETAILS {
            let Some(detail) = &mut self.details[number] else { continue };
            if !detail.is_complete() {
                detail.arcs.extend(&effects.arcs);
                detail.cells.extend(&effects.cells);
                continue;
            }
            for arc in &effects.arcs {
                detail.read_line(partition, &self.anchor, *arc);
            }
            for cell in effects.cells.iter().filter(|cell| **cell != CellId::OUTSIDE) {
                let (corners, bounds) = detail.triangles(partition, *cell);
                stage.details[number].fills.rows_mut().put(cell.index(), &corners, &bounds);
            }
            for arc in &effects.arcs {
                put_segments(detail, &self.slots, *arc, &mut stage.details[number]);
            }
        }
    }

    /// Puts an arc among boundaries or hairlines in every degree of detail that has its line.
    fn put_arc(&self, arc: ArcId, stage: &mut Stage) {
        for (detail, buffers) in self.details.iter().zip(&mut stage.details) {
            if let Some(detail) = detail {
                put_segments(detail, &self.slots, arc, buffers);
            }
        }
    }

    /// The degree of detail to draw at a zoom. What is missing of it is made, all at once where there is no other to draw, else
    /// a little in every frame; the second value says whether there is more to do.
    pub(super) fn detail_for(&mut self, document: &Document, zoom: f64, stage: &mut Stage) -> (usize, bool) {
        let wanted = detail_at(zoom);
        if self.details[wanted].is_none() {
            let (arcs, cells) = in_spatial_order(document);
            self.details[wanted] = Some(Detail::new(wanted, arcs, cells));
        }
        let is_complete = |detail: &Option<Detail>| detail.as_ref().is_some_and(Detail::is_complete);
        let other = (0..wanted).rev().chain(wanted + 1..N_DETAILS).find(|number| is_complete(&self.details[*number]));
        if !is_complete(&self.details[wanted]) {
            self.make(document, wanted, other.map(|_| Instant::now() + BUDGET), stage);
        }
        match other {
            Some(other) if !is_complete(&self.details[wanted]) => (other, true),
            _ => (wanted, false),
        }
    }

    /// The segments of an arc in a degree of detail that has been made.
    pub(super) fn segments(&self, arc: ArcId, detail: usize) -> Vec<Segment> {
        self.details.get(detail).and_then(Option::as_ref).map(|detail| detail.segments(arc).0).unwrap_or_default()
    }

    fn make(&mut self, document: &Document, number: usize, until: Option<Instant>, stage: &mut Stage) {
        let partition = &document.plan().partition;
        let (Some(detail), Some(buffers)) = (&mut self.details[number], stage.details.get_mut(number)) else { return };
        let is_time_over = |made: usize| made.is_multiple_of(STRIDE) && until.is_some_and(|until| Instant::now() >= until);
        let mut made = 0;
        while let Some(arc) = detail.arcs.pop() {
            detail.read_line(partition, &self.anchor, arc);
            put_segments(detail, &self.slots, arc, buffers);
            made += 1;
            if is_time_over(made) {
                return;
            }
        }
        while let Some(cell) = detail.cells.pop() {
            let (corners, bounds) = detail.triangles(partition, cell);
            buffers.fills.rows_mut().put(cell.index(), &corners, &bounds);
            made += 1;
            if is_time_over(made) {
                return;
            }
        }
    }
}

fn put_segments(detail: &Detail, slots: &Slots, arc: ArcId, buffers: &mut DetailBuffers) {
    let (segments, bounds) = detail.segments(arc);
    let (into, from) = if is_boundary(slots.marked_sides(arc)) { (&mut buffers.boundaries, &mut buffers.hairlines) } else { (&mut buffers.hairlines, &mut buffers.boundaries) };
    if from.rows().contains(arc.index()) {
        from.rows_mut().put(arc.index(), &[], &bounds);
    }
    into.rows_mut().put(arc.index(), &segments, &bounds);
}

/// Follows who belongs to whom; returns the arcs that became another kind of line.
pub(super) fn follow_slots(slots: &mut Slots, document: &Document, focus: &Focus, effects: &Effects, stage: &mut Stage) -> Vec<ArcId> {
    let partition = &document.plan().partition;
    let reassigned = effects.reassigned.iter().filter(|(plane, _)| *plane == focus.plane).map(|(_, cell)| *cell);
    let cells: BTreeSet<CellId> = reassigned.chain(if effects.arcs.is_empty() { None } else { Some(&effects.cells) }.into_iter().flatten().copied()).collect();
    let mut arcs = effects.arcs.clone();
    for cell in cells.into_iter().filter(|cell| *cell != CellId::OUTSIDE) {
        slots.follow_cell(document, cell, stage);
        arcs.extend(partition.face_arcs(cell).map(|walked| walked.arc));
    }
    arcs.into_iter().filter(|arc| slots.follow_arc(document, *arc, stage)).collect()
}

/// Arcs and cells such that those near each other are near each other in the list, to be taken from its end.
fn in_spatial_order(document: &Document) -> (Vec<ArcId>, Vec<CellId>) {
    let partition = &document.plan().partition;
    let arcs: Vec<(ArcId, Position)> = partition.arcs().iter().map(|(id, arc)| (id, arc.shape.points[0])).collect();
    let cells: Vec<(CellId, Position)> = partition.cells().map(|cell| (cell, partition.cell_bounds(cell).min)).collect();
    (ordered(&arcs), ordered(&cells))
}

fn ordered<I: Copy>(things: &[(I, Position)]) -> Vec<I> {
    let places: Vec<Position> = things.iter().map(|(_, place)| *place).collect();
    spatial_order(&places).into_iter().map(|at| things[at as usize].0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Label;
    use crate::edit::fixture::{content, random_command};
    use crate::partition::fixture::Dice;

    fn corners(stage: &Stage, detail: usize) -> usize {
        stage.details[detail].fills.rows().n_live()
    }

    #[test]
    fn followed_shapes_equal_shapes_made_anew() {
        let mut document = Document::new(content(5));
        let focus = Focus::of(&document);
        let (mut shapes, mut stage) = (PlanShapes::default(), Stage::default());
        shapes.load(&document, &focus, &mut stage);
        assert_eq!(shapes.detail_for(&document, 20.0, &mut stage), (3, false), "the first is made at once");
        let mut dice = Dice(8);
        for round in 0..250 {
            let Some(command) = random_command(&document, &mut dice) else { continue };
            let Ok((_, effects)) = document.run(&command, Label::default()) else { continue };
            shapes.follow(&document, &focus, &effects, false, &mut stage);
            if round % 10 == 0 {
                let (mut fresh, mut other) = (PlanShapes::default(), Stage::default());
                fresh.load(&document, &focus, &mut other);
                fresh.detail_for(&document, 20.0, &mut other);
                assert_eq!(corners(&stage, 3), corners(&other, 3), "{command:?}");
                let live = |stage: &Stage| (stage.details[3].boundaries.rows().n_live(), stage.details[3].hairlines.rows().n_live());
                assert_eq!(live(&stage), live(&other), "{command:?}");
            }
        }
    }

    #[test]
    fn another_detail_is_made_in_steps_while_the_old_one_is_drawn() {
        let document = Document::new(content(5));
        let focus = Focus::of(&document);
        let (mut shapes, mut stage) = (PlanShapes::default(), Stage::default());
        shapes.load(&document, &focus, &mut stage);
        shapes.detail_for(&document, 9.0, &mut stage);
        let mut frames = 0;
        while shapes.detail_for(&document, 16.0, &mut stage) != (3, false) {
            frames += 1;
            assert!(frames < 10_000);
        }
        assert!(corners(&stage, 3) >= corners(&stage, 0));
    }
}
