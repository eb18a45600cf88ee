//! Which grid of the level in focus each cell and each side of an arc belongs to, who are neighbours, and their colours.

use super::gpu::{FLAG, Stage};
use crate::base::{ArcId, CellId, GridId, Id};
use crate::carto::{Color, color_neighbours};
use crate::edit::Document;
use crate::map::Focus;
use crate::metrics::{LevelIndex, PlanView};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The grids of the level in focus as the map needs them. In tables a slot is counted from 1 and 0 is none.
#[derive(Debug, Default)]
pub(super) struct Slots {
    index: Option<LevelIndex>,
    /// The grid above each slot.
    parents: Vec<Option<GridId>>,
    /// Colours that people gave, by slot.
    own_colors: Vec<Option<Color>>,
    /// Slot from 1 of every cell, 0 for none.
    cells: Vec<u32>,
    /// Slots from 1 on both sides of every arc, with [`FLAG`] where a line between parents runs.
    sides: Vec<[u32; 2]>,
    /// Pairs of neighbouring slots from 1 with the number of arcs between them.
    edges: BTreeMap<(u32, u32), u32>,
    colors: Vec<u8>,
    is_clashing: bool,
}

/// Whether an arc with these sides is a boundary of grids rather than a line between cells of one.
pub(super) fn is_boundary(sides: [u32; 2]) -> bool {
    sides[0] != sides[1]
}

impl Slots {
    /// The grids, ascending, by slot.
    pub(super) fn grids(&self) -> &[GridId] {
        self.index.as_ref().map_or(&[], LevelIndex::grids)
    }

    /// The slot of a grid of the level, or of the one above a deeper grid.
    pub(super) fn slot(&self, grid: GridId) -> Option<usize> {
        self.index.as_ref()?.slot(grid)
    }

    /// The grid above a slot.
    pub(super) fn parent(&self, slot: usize) -> Option<GridId> {
        self.parents.get(slot).copied().flatten()
    }

    /// Colour numbers by slot.
    pub(super) fn colors(&self) -> &[u8] {
        &self.colors
    }

    /// The colour that somebody gave a slot's grid.
    pub(super) fn own_color(&self, slot: usize) -> Option<Color> {
        self.own_colors.get(slot).copied().flatten()
    }

    /// Slots from 1 on both sides of an arc, without the flag.
    pub(super) fn sides(&self, arc: ArcId) -> [u32; 2] {
        let [left, right] = self.marked_sides(arc);
        [left & !FLAG, right]
    }

    pub(super) fn marked_sides(&self, arc: ArcId) -> [u32; 2] {
        self.sides.get(arc.index()).copied().unwrap_or_default()
    }

    /// Slot from 1 of a cell.
    pub(super) fn of_cell(&self, cell: CellId) -> u32 {
        self.cells.get(cell.index()).copied().unwrap_or(0)
    }

    /// Whether the level has other grids than when it was last read, or the same ones elsewhere in the tree.
    pub(super) fn is_level_changed(&self, document: &Document, focus: &Focus) -> bool {
        let Some(index) = &self.index else { return true };
        let view = document.view();
        if index.plane() != focus.plane || index.level() != focus.level {
            return true;
        }
        let grids: Vec<GridId> = view.grids_of_level(focus.plane, focus.level).map(|(id, _)| id).collect();
        let deeper = LevelIndex::new(view, document.project(), focus.plane, focus.level);
        let is_moved = || (0..view.grids.end()).map(GridId::from_index).any(|grid| index.slot(grid) != deeper.slot(grid));
        grids != index.grids() || grids.iter().zip(&self.parents).any(|(grid, parent)| view.grids[*grid].parent != *parent) || is_moved()
    }

    /// Takes over which grid has which colour; the next reading of a level keeps it.
    pub(super) fn adopt_colors(&mut self, other: &Self) {
        self.index.clone_from(&other.index);
        self.colors.clone_from(&other.colors);
    }

    /// Reads the level anew; grids that were there keep their colours. Cost: the plan.
    pub(super) fn load(&mut self, document: &Document, focus: &Focus, stage: &mut Stage) {
        let kept: FxHashMap<GridId, u8> = self.grids().iter().copied().zip(self.colors.iter().copied()).collect();
        let (view, partition) = (document.view(), &document.plan().partition);
        let index = LevelIndex::new(view, document.project(), focus.plane, focus.level);
        self.parents = index.grids().iter().map(|grid| view.grids[*grid].parent).collect();
        let old_cells = self.cells.len();
        self.cells = vec![0; partition.faces().end()];
        for cell in partition.cells() {
            self.cells[cell.index()] = slot_from_one(&index, view, cell);
        }
        self.index = Some(index);
        for cell in 0..self.cells.len().max(old_cells) {
            stage.cell_slots.set(cell, self.cells.get(cell).copied().unwrap_or(0));
        }
        let old_arcs = self.sides.len();
        self.sides = vec![[0, 0]; partition.arcs().end()];
        self.edges.clear();
        for id in partition.arcs().ids() {
            self.sides[id.index()] = self.find_sides(document, id);
            self.count(self.sides[id.index()], true);
        }
        for arc in 0..self.sides.len().max(old_arcs) {
            stage.arc_sides.set(arc, self.sides.get(arc).copied().unwrap_or_default());
        }
        // A colour that no palette has stands for none: such grids are coloured round those that keep theirs.
        self.colors = self.grids().iter().map(|grid| kept.get(grid).copied().unwrap_or(u8::MAX)).collect();
        self.is_clashing = true;
        self.read_own_colors(document);
        self.settle_colors();
    }

    /// Reads the colours that people gave.
    pub(super) fn read_own_colors(&mut self, document: &Document) {
        self.own_colors = self.grids().iter().map(|grid| document.plan().grids.get(*grid)?.details.color.as_deref().and_then(parse_color)).collect();
    }

    /// Follows the grid of a cell.
    pub(super) fn follow_cell(&mut self, document: &Document, cell: CellId, stage: &mut Stage) {
        let Some(index) = &self.index else { return };
        let slot = if document.plan().partition.faces().contains(cell) { slot_from_one(index, document.view(), cell) } else { 0 };
        if self.cells.len() <= cell.index() {
            self.cells.resize(cell.index() + 1, 0);
        }
        self.cells[cell.index()] = slot;
        stage.cell_slots.set(cell.index(), slot);
    }

    /// Follows the sides of an arc; whether it is another kind of line now.
    pub(super) fn follow_arc(&mut self, document: &Document, arc: ArcId, stage: &mut Stage) -> bool {
        if self.sides.len() <= arc.index() {
            self.sides.resize(arc.index() + 1, [0, 0]);
        }
        let before = self.sides[arc.index()];
        let now = if document.plan().partition.arcs().contains(arc) { self.find_sides(document, arc) } else { [0, 0] };
        if now == before {
            return false;
        }
        self.count(before, false);
        self.count(now, true);
        self.sides[arc.index()] = now;
        stage.arc_sides.set(arc.index(), now);
        is_boundary(before) != is_boundary(now)
    }

    /// Changes colours where neighbours have come to share one; whether any changed.
    pub(super) fn settle_colors(&mut self) -> bool {
        if !std::mem::take(&mut self.is_clashing) {
            return false;
        }
        let edges: Vec<(usize, usize)> = self.edges.keys().map(|(one, two)| (*one as usize - 1, *two as usize - 1)).collect();
        let before = std::mem::take(&mut self.colors);
        self.colors = color_neighbours(before.len(), &edges, Some(&before));
        self.colors != before
    }

    /// Adds an arc to the pairs of neighbours or takes it away.
    fn count(&mut self, sides: [u32; 2], is_added: bool) {
        let [left, right] = [sides[0] & !FLAG, sides[1]];
        if left == 0 || right == 0 || left == right {
            return;
        }
        let pair = (left.min(right), left.max(right));
        let n = self.edges.entry(pair).or_insert(0);
        if is_added {
            *n += 1;
            let color = |slot: u32| self.colors.get(slot as usize - 1);
            self.is_clashing |= *n == 1 && color(left) == color(right);
        } else {
            *n -= 1;
            if *n == 0 {
                self.edges.remove(&pair);
            }
        }
    }

    fn find_sides(&self, document: &Document, arc: ArcId) -> [u32; 2] {
        let shape = &document.plan().partition.arcs()[arc].shape;
        let [left, right] = [self.of_cell(shape.left), self.of_cell(shape.right)];
        let Some(index) = &self.index else { return [0, 0] };
        let is_outer = (shape.left == CellId::OUTSIDE) != (shape.right == CellId::OUTSIDE);
        let is_strong = index.level() > 0 && (is_outer || (left != right && self.above(document, shape.left, left) != self.above(document, shape.right, right)));
        [if is_strong { left | FLAG } else { left }, right]
    }

    /// The grid one level up that a cell belongs to.
    fn above(&self, document: &Document, cell: CellId, slot: u32) -> Option<GridId> {
        if slot > 0 {
            return self.parent(slot as usize - 1);
        }
        let index = self.index.as_ref()?;
        document.view().grid_at_level(index.plane(), cell, index.level().checked_sub(1)?)
    }
}

fn slot_from_one(index: &LevelIndex, view: PlanView<'_>, cell: CellId) -> u32 {
    if cell == CellId::OUTSIDE { 0 } else { index.slot_of_cell(view, cell).map_or(0, |slot| slot as u32 + 1) }
}

/// A colour written `#rrggbb`.
fn parse_color(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    Some(Color::hex(u32::from_str_radix(digits, 16).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::fixture::{content, random_command};
    use crate::edit::{Command, Label};
    use crate::partition::fixture::Dice;

    fn assert_neighbours_differ(slots: &Slots) {
        for (one, two) in slots.edges.keys() {
            assert_ne!(slots.colors[*one as usize - 1], slots.colors[*two as usize - 1], "{one} and {two}");
        }
    }

    #[test]
    fn a_colour_stays_until_it_clashes() {
        let mut document = Document::new(content(3));
        let focus = Focus::of(&document);
        let (mut slots, mut stage) = (Slots::default(), Stage::default());
        slots.load(&document, &focus, &mut stage);
        assert_neighbours_differ(&slots);
        let mut dice = Dice(11);
        let mut n_kept = 0;
        for _ in 0..200 {
            let cells: Vec<CellId> = document.plan().partition.cells().collect();
            let cell = cells[dice.roll(cells.len() as i64) as usize];
            let grid = slots.grids()[dice.roll(slots.grids().len() as i64) as usize];
            let Ok((_, effects)) = document.run(&Command::Assign(focus.plane, vec![cell], Some(grid)), Label::default()) else { continue };
            let before = slots.colors.clone();
            for (_, cell) in &effects.reassigned {
                slots.follow_cell(&document, *cell, &mut stage);
                for walked in document.plan().partition.face_arcs(*cell) {
                    slots.follow_arc(&document, walked.arc, &mut stage);
                }
            }
            let is_clashing = slots.edges.keys().any(|(one, two)| before[*one as usize - 1] == before[*two as usize - 1]);
            let is_changed = slots.settle_colors();
            assert!(is_clashing || !is_changed, "colours change only where neighbours share one");
            n_kept += usize::from(!is_changed);
            assert_neighbours_differ(&slots);
        }
        assert!(n_kept > 100);
    }

    #[test]
    fn followed_sides_equal_sides_read_anew() {
        let mut document = Document::new(content(9));
        let focus = Focus::of(&document);
        let (mut slots, mut stage) = (Slots::default(), Stage::default());
        slots.load(&document, &focus, &mut stage);
        let mut dice = Dice(4);
        for _ in 0..300 {
            let Some(command) = random_command(&document, &mut dice) else { continue };
            let Ok((_, effects)) = document.run(&command, Label::default()) else { continue };
            if effects.needs_load || slots.is_level_changed(&document, &focus) {
                slots.load(&document, &focus, &mut stage);
            } else {
                super::super::plan::follow_slots(&mut slots, &document, &focus, &effects, &mut stage);
            }
            let (mut fresh, mut other) = (Slots::default(), Stage::default());
            fresh.load(&document, &focus, &mut other);
            for arc in document.plan().partition.arcs().ids() {
                assert_eq!(slots.marked_sides(arc), fresh.marked_sides(arc), "{arc:?} after {command:?}");
                assert_eq!(stage.arc_sides.get(arc.index()), fresh.marked_sides(arc));
            }
            assert_eq!(slots.edges, fresh.edges);
            for cell in document.plan().partition.cells() {
                assert_eq!(stage.cell_slots.get(cell.index()), fresh.of_cell(cell));
            }
            assert_neighbours_differ(&slots);
        }
    }

    #[test]
    fn a_given_colour_is_read() {
        assert_eq!(parse_color("#1d6bf3"), Some(Color::hex(0x001d_6bf3)));
        assert_eq!(parse_color("red").or(parse_color("#12345")).or(parse_color("#zzzzzz")), None);
    }
}
