//! Applying one change: the plan first, then everything that follows from it, by what changed only.

use super::reowning::Reowning;
use super::{AmountChange, AmountEffect, Change, Document, Effects};
use crate::base::{ArcId, CellId, GridId, PlaneId};
use crate::metrics::OwnerChange;
use crate::model::{Grid, IgnoredFinding, MOST_TOTAL};
use crate::partition::Patch;
use std::collections::BTreeSet;
use std::sync::Arc as Shared;

impl Document {
    /// Applies a change that fits the present state.
    pub(super) fn apply(&mut self, change: &Change) -> Effects {
        let mut effects = Effects::default();
        match change {
            Change::Partition(patch) => self.apply_patch(patch, &mut effects),
            Change::Cell(id, _, new) => {
                self.plan.cells.set(*id, new.clone());
                effects.cells.insert(*id);
                effects.cell_attributes.insert(*id);
            }
            Change::Assign(plane, cells) => self.apply_assign(*plane, cells, &mut effects),
            Change::Grid(id, old, new) => self.apply_grid(*id, old.as_deref(), new.as_deref(), &mut effects),
            Change::Outlet(id, _, new) => {
                self.outlets.set(*id, new.as_deref().cloned());
                let cell = new.as_ref().map(|outlet| self.plan.partition.cell_at(outlet.position));
                self.outlet_cells.set(*id, cell);
                effects.outlets.insert(*id);
            }
            Change::Amounts(rows) => self.apply_amounts(rows, &mut effects),
            Change::Ignore(key, _, new) => {
                self.project.ignored.retain(|ignored| ignored.key != *key);
                self.project.ignored.extend(new.as_ref().map(|reason| IgnoredFinding { key: key.clone(), reason: reason.clone() }));
                self.project.ignored.sort_by(|a, b| a.key.cmp(&b.key));
                effects.are_ignored_changed = true;
            }
            Change::Rules(_, new) => {
                self.project.rules.clone_from(new);
                effects.are_rules_changed = true;
            }
            Change::Scenario(id, _, new) => {
                self.scenarios.set(*id, new.clone());
                effects.scenarios.insert(*id);
            }
            Change::Active { new, is_same_plan, .. } => {
                self.active = *new;
                effects.activated = Some(*new);
                effects.needs_load |= !is_same_plan;
            }
            Change::Batch(..) => effects.needs_load = true,
        }
        effects
    }

    /// Whether a change's old values are the present ones: a journal that was tampered with must not be applied. Outlets are
    /// and demand are not compared, because other programs may change them between two sessions.
    pub(super) fn fits(&self, change: &Change) -> bool {
        match change {
            Change::Partition(patch) => patch.arcs.iter().all(|(id, (old, _))| self.plan.partition.arcs().get(*id).map(|arc| &arc.shape) == old.as_ref()),
            Change::Cell(id, old, _) => self.plan.cells.get(*id) == old.as_ref(),
            Change::Assign(plane, cells) => cells.iter().all(|(cell, old, _)| self.plan.assignment.grid(*plane, *cell) == *old),
            Change::Grid(id, old, _) => self.plan.grids.get(*id) == old.as_deref(),
            Change::Rules(old, _) => self.project.rules == **old,
            Change::Scenario(id, old, _) => self.scenarios.get(*id) == old.as_ref(),
            Change::Active { old, new, .. } => self.active == *old && self.scenarios.contains(*new),
            Change::Amounts(rows) => self.can_count(rows),
            Change::Outlet(..) | Change::Ignore(..) | Change::Batch(..) => true,
        }
    }

    /// Whether all sums can still be counted with these amounts: a journal may say anything.
    fn can_count(&self, rows: &[AmountChange]) -> bool {
        let added = rows.iter().map(|row| u128::from(row.new.unsigned_abs())).fold(0, u128::saturating_add);
        self.demand.magnitudes().into_iter().all(|total| total.saturating_add(added) <= 2 * MOST_TOTAL)
    }

    fn apply_patch(&mut self, patch: &Patch, effects: &mut Effects) {
        let sides = sides_of(patch);
        let was_there: BTreeSet<CellId> = sides.iter().copied().filter(|cell| self.plan.partition.faces().contains(*cell)).collect();
        self.ledger.retract_arcs(self.plan.view(), patch.arcs.keys().copied());
        let touched = self.plan.partition.apply(patch);
        let is_there = |cell: &CellId| self.plan.partition.faces().contains(*cell);
        for plane in self.ledger.plane_ids() {
            for gone in was_there.iter().filter(|cell| !is_there(cell)) {
                self.ledger.retract_cell(self.plan.view(), plane, *gone);
            }
            for new in sides.iter().filter(|cell| **cell != CellId::OUTSIDE && !was_there.contains(cell) && is_there(cell)) {
                self.ledger.enter_cell(self.plan.view(), plane, *new);
            }
        }
        let reowning = Reowning::of(patch, &self.plan.partition, &sides);
        let mut moved: Vec<OwnerChange> = Vec::new();
        let owners = &self.owners;
        self.index.for_each_leaf(|bounds| reowning.may_touch(bounds), |bounds, points| {
            let toggled = reowning.toggled_throughout(bounds);
            for point in points {
                let from = owners.get(point);
                let to = match &toggled {
                    Some(toggled) => toggled.owner_after(from),
                    None => reowning.owner_after(self.demand.positions[point], from),
                };
                if from != to {
                    moved.push(OwnerChange { point: point as u32, from, to });
                }
            }
        });
        for change in &moved {
            self.owners.set(change.point as usize, change.to);
        }
        self.ledger.move_points(self.plan.view(), &self.demand, &moved);
        self.ledger.enter_arcs(self.plan.view(), patch.arcs.keys().copied());
        for (id, outlet) in self.outlets.iter() {
            let before = self.outlet_cells.get(id).copied().unwrap_or(CellId::OUTSIDE);
            let after = reowning.owner_after(outlet.position, before);
            if before != after {
                self.outlet_cells.set(id, Some(after));
                effects.outlets.insert(id);
            }
        }
        effects.points.extend(moved);
        self.name_grids_of_arcs(&touched.arcs, patch, effects);
        effects.arcs.extend(touched.arcs);
        effects.cells.extend(touched.cells.into_iter().filter(|cell| *cell != CellId::OUTSIDE));
    }

    /// Names the grids whose outline an arc was or is part of, and those whose cells it bounds.
    fn name_grids_of_arcs(&self, arcs: &BTreeSet<ArcId>, patch: &Patch, effects: &mut Effects) {
        let view = self.plan.view();
        for plane in self.project.planes.ids() {
            for id in arcs {
                let versions = patch.arcs.get(id).into_iter().flat_map(|(old, new)| [old, new]).flatten();
                for shape in versions {
                    let (left, right) = (view.assignment.grid(plane, shape.left), view.assignment.grid(plane, shape.right));
                    effects.grids.extend(view.chain(left).chain(view.chain(right)));
                    if left != right {
                        effects.outlines.extend(view.chain(left).filter(|grid| !view.chain(right).any(|above| above == *grid)));
                        effects.outlines.extend(view.chain(right).filter(|grid| !view.chain(left).any(|above| above == *grid)));
                    }
                }
            }
        }
    }

    fn apply_assign(&mut self, plane: PlaneId, cells: &[(CellId, Option<GridId>, Option<GridId>)], effects: &mut Effects) {
        let mut arcs: Vec<ArcId> = cells.iter().flat_map(|(cell, ..)| self.plan.partition.face_arcs(*cell)).map(|walked| walked.arc).collect();
        arcs.sort_unstable();
        arcs.dedup();
        self.ledger.retract_arcs(self.plan.view(), arcs.iter().copied());
        for (cell, _, new) in cells {
            // A cell that a later or earlier change of the same step takes away counts in no figure.
            let counts = self.plan.partition.faces().contains(*cell);
            if counts {
                self.ledger.retract_cell(self.plan.view(), plane, *cell);
            }
            let old = self.plan.assignment.set(plane, *cell, *new);
            if counts {
                self.ledger.enter_cell(self.plan.view(), plane, *cell);
            }
            let view = self.plan.view();
            for grid in view.chain(old).chain(view.chain(*new)) {
                effects.grids.insert(grid);
                effects.outlines.insert(grid);
            }
            effects.reassigned.insert((plane, *cell));
        }
        self.ledger.enter_arcs(self.plan.view(), arcs);
    }

    /// Points that are there no longer keep what they had. Cost: a look at every point for its id, then the points named.
    fn apply_amounts(&mut self, rows: &[AmountChange], effects: &mut Effects) {
        let numbers = self.demand.numbers_of(rows.iter().map(|row| row.id));
        let n_measures = self.demand.n_measures;
        let demand = Shared::make_mut(&mut self.demand);
        for row in rows.iter().filter(|row| row.measure < n_measures) {
            let Some(point) = numbers.get(&row.id) else { continue };
            let amount = &mut demand.amounts[point * n_measures + row.measure];
            let difference = row.new - *amount;
            *amount = row.new;
            let cell = self.owners.get(*point);
            self.ledger.change_amount(self.plan.view(), cell, row.measure, difference);
            effects.amounts.push(AmountEffect { point: *point as u32, measure: row.measure, difference });
            if cell != CellId::OUTSIDE {
                effects.cells.insert(cell);
                let view = self.plan.view();
                effects.grids.extend(self.project.planes.ids().flat_map(|plane| view.chain(view.assignment.grid(plane, cell))));
            }
        }
        // Whoever is told in the middle of a step sees the state that the step leads to.
        self.demand_revision = self.revision.next();
    }

    fn apply_grid(&mut self, id: GridId, old: Option<&Grid>, new: Option<&Grid>, effects: &mut Effects) {
        let moves = old.map(|grid| grid.parent) != new.map(|grid| grid.parent) && old.is_some() && new.is_some();
        let cells = if moves { self.plan.view().cells_of(id) } else { Vec::new() };
        let mut arcs: Vec<ArcId> = cells.iter().flat_map(|cell| self.plan.partition.face_arcs(*cell)).map(|walked| walked.arc).collect();
        arcs.sort_unstable();
        arcs.dedup();
        let plane = old.or(new).map_or(PlaneId(0), |grid| grid.plane);
        self.ledger.retract_arcs(self.plan.view(), arcs.iter().copied());
        for cell in &cells {
            self.ledger.retract_cell(self.plan.view(), plane, *cell);
        }
        let chain: Vec<GridId> = self.plan.view().chain(Some(id)).collect();
        self.plan.grids.set(id, new.cloned());
        for cell in &cells {
            self.ledger.enter_cell(self.plan.view(), plane, *cell);
        }
        self.ledger.enter_arcs(self.plan.view(), arcs);
        effects.grids.insert(id);
        effects.grid_attributes.insert(id);
        effects.outlines.insert(id);
        if moves {
            let view = self.plan.view();
            effects.grids.extend(chain.iter().copied().chain(view.chain(Some(id))));
            effects.outlines.extend(chain.into_iter().chain(view.chain(Some(id))));
        }
    }
}

fn sides_of(patch: &Patch) -> BTreeSet<CellId> {
    patch.arcs.values().flat_map(|(old, new)| [old, new]).flatten().flat_map(|shape| [shape.left, shape.right]).collect()
}
