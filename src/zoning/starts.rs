//! From a problem's pieces to a whole first plan: how many grids each component gets, cells for each, every grid whole.

use super::cells::{Cells, make_whole};
use super::core::{Core, NONE};
use super::dice::Dice;
use std::sync::Arc;

/// How many grids each component of the pieces gets, largest remainders first; a component too light for one gets none.
/// Grids that are tied to a component by pieces count there.
pub(super) fn grids_of_components(core: &Core, share: &[f64]) -> Vec<Vec<u32>> {
    let n_components = core.n_components;
    let mut weight = vec![0.0; n_components];
    let mut n_pieces = vec![0usize; n_components];
    for piece in 0..core.n {
        weight[core.component[piece] as usize] += share[piece];
        n_pieces[core.component[piece] as usize] += 1;
    }
    let mut grids: Vec<Vec<u32>> = vec![Vec::new(); n_components];
    let mut free = Vec::new();
    for grid in core.open_grids() {
        match home_component(core, grid) {
            Some(component) => grids[component].push(grid),
            None => free.push(grid),
        }
    }
    let mean = weight.iter().sum::<f64>() / core.open_grids().len().max(1) as f64;
    for grid in free {
        // The component that has most for each grid once it has one more, as in Webster's apportionment.
        let claim = |component: usize| weight[component] / mean.max(1e-12) / (grids[component].len() as f64 + 0.5);
        let able = (0..n_components).filter(|component| grids[*component].len() < n_pieces[*component]);
        if let Some(component) = able.max_by(|a, b| claim(*a).total_cmp(&claim(*b)).then(b.cmp(a))) {
            grids[component].push(grid);
        }
    }
    grids
}

/// The component that rules or the present plan put a grid into.
fn home_component(core: &Core, grid: u32) -> Option<usize> {
    let centre = core.start_centre[grid as usize];
    if centre != NONE {
        return Some(core.component[centre as usize] as usize);
    }
    if let Some(piece) = (0..core.n).find(|piece| core.tied[*piece] == grid) {
        return Some(core.component[piece] as usize);
    }
    if core.home.is_empty() || core.leave_cost.iter().all(|cost| *cost <= 0.0) {
        return None;
    }
    let mut weight = vec![0.0; core.n_components];
    (0..core.n).filter(|piece| core.home[*piece] == grid).for_each(|piece| weight[core.component[piece] as usize] += core.weight[piece]);
    (0..core.n_components).filter(|component| weight[*component] > 0.0).max_by(|a, b| weight[*a].total_cmp(&weight[*b]).then(b.cmp(a)))
}

/// Cells for every component of the map.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    fields: Vec<Field>,
    /// Component and slot of each grid.
    of_grid: Vec<Option<(u32, u32)>>,
    pub(super) worth: f64,
}

/// The cells of one component.
#[derive(Clone, Debug)]
struct Field {
    pieces: Arc<[u32]>,
    cells: Option<Cells>,
    slots: Vec<u32>,
    worth: f64,
}

impl Layout {
    /// New cells, settled for some rounds.
    pub(super) fn new(core: &Core, share: &[f64], rounds: usize, dice: &mut Dice, stop: &dyn Fn() -> bool) -> Self {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); core.n_components];
        (0..core.n).for_each(|piece| members[core.component[piece] as usize].push(piece as u32));
        let mut layout = Self { fields: Vec::new(), of_grid: vec![None; core.k], worth: 0.0 };
        for (component, (pieces, grids)) in members.into_iter().zip(grids_of_components(core, share)).enumerate() {
            grids.iter().enumerate().for_each(|(slot, grid)| layout.of_grid[*grid as usize] = Some((component as u32, slot as u32)));
            let total: f64 = pieces.iter().map(|piece| share[*piece as usize]).sum();
            let cells = (!grids.is_empty()).then(|| Cells::new(core, &pieces, &grids, &targets(core, &grids, total), share, dice));
            let mut field = Field { pieces: pieces.into(), cells, slots: Vec::new(), worth: 0.0 };
            field.settle(core, share, rounds, stop);
            layout.worth += field.worth;
            layout.fields.push(field);
        }
        layout
    }

    /// The same with some neighbouring centres drawn anew, settled again.
    pub(super) fn shaken(&self, core: &Core, share: &[f64], rounds: usize, dice: &mut Dice, stop: &dyn Fn() -> bool) -> Self {
        let mut layout = self.clone();
        let able: Vec<usize> = (0..self.fields.len()).filter(|at| self.fields[*at].cells.as_ref().is_some_and(|cells| cells.grids.len() > 1)).collect();
        let Some(&at) = able.get(dice.below(able.len())) else { return layout };
        let field = &mut layout.fields[at];
        if let Some(cells) = &mut field.cells {
            cells.shake(core, &field.pieces, &field.slots, share, dice);
        }
        field.settle(core, share, rounds, stop);
        layout.worth = layout.fields.iter().map(|field| field.worth).sum();
        layout
    }

    /// The plan of these cells with every grid made whole.
    pub(super) fn plan(&self, core: &Core, share: &[f64]) -> Vec<u32> {
        let mut label = vec![NONE; core.n];
        for field in &self.fields {
            let Some(cells) = &field.cells else { continue };
            for (&piece, &slot) in field.pieces.iter().zip(&field.slots) {
                let piece = piece as usize;
                label[piece] = if core.tied[piece] == NONE { cells.grids[slot as usize] } else { core.tied[piece] };
            }
        }
        let cost = |piece: usize, grid: u32| {
            let found = self.of_grid[grid as usize].and_then(|(component, slot)| self.fields[component as usize].cells.as_ref().map(|cells| cells.cost(core, piece, slot as usize)));
            found.unwrap_or(f64::MAX)
        };
        give_empty_grids(core, &mut label, share);
        make_whole(core, &mut label, share, &cost);
        give_empty_grids(core, &mut label, share);
        label
    }
}

impl Field {
    fn settle(&mut self, core: &Core, share: &[f64], rounds: usize, stop: &dyn Fn() -> bool) {
        if let Some(cells) = &mut self.cells {
            self.slots = cells.settle(core, &self.pieces, share, rounds, stop);
            self.worth = cells.worth(core, &self.pieces, &self.slots, share);
        }
    }
}

/// A first plan in which every grid is whole and balanced as well as cells can be.
pub(super) fn power_start(core: &Core, share: &[f64], rounds: usize, dice: &mut Dice, stop: &dyn Fn() -> bool) -> Vec<u32> {
    Layout::new(core, share, rounds, dice, stop).plan(core, share)
}

/// A plan in which two to four neighbouring grids are drawn anew inside the ground they have together; `None` where rules tie any
/// of their pieces. Cost: what cells cost on that ground.
pub(super) fn redrawn(core: &Core, share: &[f64], label: &[u32], dice: &mut Dice) -> Option<Vec<u32>> {
    let mut grids = vec![label[dice.below(core.n)]];
    let wanted = 2 + dice.below(3);
    while grids.len() < wanted {
        let around: Vec<u32> = (0..core.n).filter(|piece| grids.contains(&label[*piece])).flat_map(|piece| core.near(piece)).map(|near| label[near.to as usize]).filter(|grid| !grids.contains(grid)).collect();
        let Some(&next) = around.get(dice.below(around.len())) else { break };
        grids.push(next);
    }
    let ground: Vec<u32> = (0..core.n as u32).filter(|piece| grids.contains(&label[*piece as usize])).collect();
    if grids.len() < 2 || ground.iter().any(|piece| core.tied[*piece as usize] != NONE) || grids.iter().any(|grid| core.start_centre[*grid as usize] != NONE) {
        return None;
    }
    grids.sort_unstable();
    let total: f64 = ground.iter().map(|piece| share[*piece as usize]).sum();
    let mut cells = Cells::new(core, &ground, &grids, &targets(core, &grids, total), share, dice);
    let slots = cells.settle(core, &ground, share, 24, &|| false);
    let mut new = label.to_vec();
    ground.iter().zip(slots).for_each(|(piece, slot)| new[*piece as usize] = grids[slot as usize]);
    give_empty_grids(core, &mut new, share);
    let cost = |piece: usize, grid: u32| grids.iter().position(|own| *own == grid).map_or(f64::MAX, |slot| cells.cost(core, piece, slot));
    make_whole(core, &mut new, share, &cost);
    give_empty_grids(core, &mut new, share);
    Some(new)
}

/// What each grid is to have of a component's total: the middle of its limits where these differ, the same for all otherwise.
fn targets(core: &Core, grids: &[u32], total: f64) -> Vec<f64> {
    let middle = |grid: u32| {
        let of_measure = |slot: usize| {
            let at = grid as usize * core.m + slot;
            if core.upper[at] >= i64::MAX / 8 { 1.0 } else { 0.5 * (core.lower[at] + core.upper[at]) as f64 * core.per[slot] }
        };
        if core.m == 0 { 1.0 } else { (0..core.m).map(of_measure).sum::<f64>() }
    };
    let sum: f64 = grids.iter().map(|grid| middle(*grid)).sum();
    grids.iter().map(|grid| if sum > 0.0 { total * middle(*grid) / sum } else { total / grids.len() as f64 }).collect()
}

/// A grid that got nothing takes one piece of the heaviest grid that can spare one without falling apart.
pub(super) fn give_empty_grids(core: &Core, label: &mut [u32], share: &[f64]) {
    let mut count = vec![0usize; core.k];
    let mut load = vec![0.0; core.k];
    for piece in 0..core.n {
        if label[piece] != NONE {
            count[label[piece] as usize] += 1;
            load[label[piece] as usize] += share[piece];
        }
    }
    for grid in core.open_grids() {
        if count[grid as usize] > 0 {
            continue;
        }
        let can = |piece: &usize| label[*piece] != NONE && count[label[*piece] as usize] > 1 && !core.is_barred(*piece, grid) && is_leaf(core, label, *piece);
        let Some(piece) = (0..core.n).filter(can).max_by(|a, b| load[label[*a] as usize].total_cmp(&load[label[*b] as usize]).then(b.cmp(a))) else { continue };
        count[label[piece] as usize] -= 1;
        load[label[piece] as usize] -= share[piece];
        label[piece] = grid;
        count[grid as usize] = 1;
        load[grid as usize] = share[piece];
    }
}

/// Whether a piece's neighbours in its grid hang together without it, seen from its surroundings only.
fn is_leaf(core: &Core, label: &[u32], piece: usize) -> bool {
    let own: Vec<u32> = core.near(piece).iter().map(|near| near.to).filter(|near| label[*near as usize] == label[piece]).collect();
    let Some((&first, rest)) = own.split_first() else { return false };
    let mut reached = vec![first];
    let mut left: Vec<u32> = rest.to_vec();
    while let Some(at) = left.iter().position(|other| core.near(*other as usize).iter().any(|near| reached.contains(&near.to))) {
        reached.push(left.swap_remove(at));
    }
    left.is_empty()
}
