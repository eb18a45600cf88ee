//! What a plan of the engine means for a document: labels become grids that are there or new ones, and that becomes commands.

use crate::base::{CellId, GridId, Id as _, PlaneId};
use crate::edit::{Command, Plan};
use crate::model::Grid;
use std::collections::{BTreeMap, BTreeSet};

/// What a plan of the engine means for a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignedPlan {
    /// Grids that have to be made first, in this order: their ids follow the last one given.
    pub new_grids: Vec<Grid>,
    /// Which cells go to which grid; cells that stay are not named.
    pub assign: Vec<(GridId, Vec<CellId>)>,
    /// Grids whose parent is another now, because most of their ground lies below it.
    pub parents: Vec<(GridId, GridId)>,
    /// Grids that are left without ground.
    pub spare: Vec<GridId>,
}

impl DesignedPlan {
    /// Everything as commands, in order; `plan` is the one it was made for.
    pub fn commands(&self, plan: &Plan, plane: PlaneId) -> Vec<Command> {
        let create = self.new_grids.iter().cloned().map(Command::CreateGrid);
        create.chain(self.moves(plan, plane)).chain(self.spare.iter().copied().map(Command::DeleteGrid)).collect()
    }

    /// The commands that move cells and grids, without those that make grids or take them away.
    pub fn moves(&self, plan: &Plan, plane: PlaneId) -> Vec<Command> {
        let assign = self.assign.iter().map(|(grid, cells)| Command::Assign(plane, cells.clone(), Some(*grid)));
        let parents = self.parents.iter().filter_map(|(id, parent)| Some(Command::SetGrid(*id, Grid { parent: Some(*parent), ..plan.grids.get(*id)?.clone() })));
        assign.chain(parents).collect()
    }
}

/// Who takes over which grid: those that are fixed already, then by what a number shares with a grid, most first; numbers that share nothing
/// take one that is left.
pub(super) fn taken_over(mut grid_of: Vec<Option<GridId>>, mut left: BTreeSet<GridId>, shared: BTreeMap<(u32, GridId), i64>) -> Vec<Option<GridId>> {
    let mut pairs: Vec<((u32, GridId), i64)> = shared.into_iter().collect();
    pairs.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    for ((number, grid), _) in pairs {
        if grid_of[number as usize].is_none() && left.remove(&grid) {
            grid_of[number as usize] = Some(grid);
        }
    }
    for place in grid_of.iter_mut().filter(|place| place.is_none()) {
        *place = left.pop_first();
    }
    grid_of
}

/// The grid that is taken over, or the id of the next new one.
pub(super) fn numbered(kept: Option<GridId>, next: &mut usize) -> GridId {
    kept.unwrap_or_else(|| {
        *next += 1;
        GridId::from_index(*next - 1)
    })
}

/// Which cells go to which grid, when each label is a grid; cells that are in theirs `now` are not named.
pub fn assignments(cells: &[CellId], labels: &[Option<u32>], grids: &[GridId], now: impl Fn(CellId) -> Option<GridId>) -> Vec<(GridId, Vec<CellId>)> {
    let mut assign: BTreeMap<GridId, Vec<CellId>> = BTreeMap::new();
    for (cell, label) in cells.iter().zip(labels) {
        let Some(grid) = label.and_then(|label| grids.get(label as usize)) else { continue };
        if now(*cell) != Some(*grid) {
            assign.entry(*grid).or_default().push(*cell);
        }
    }
    assign.into_iter().collect()
}

/// A code that no grid has and that was not given in this run.
pub fn free_code(plan: &Plan, plane: PlaneId, like: Option<GridId>, given: &mut BTreeSet<String>) -> String {
    let first = plan.free_grid_code(plane, like);
    let stem = first.trim_end_matches(|letter: char| letter.is_ascii_digit()).to_owned();
    let (digits, width) = (first[stem.len()..].parse::<u64>().unwrap_or(1), first.len() - stem.len());
    let is_free = |code: &String| !given.contains(code) && plan.grid_by_code(plane, code).is_none();
    let code = (digits..).map(|number| format!("{stem}{number:0>width$}")).find(is_free).unwrap_or(first);
    given.insert(code.clone());
    code
}
