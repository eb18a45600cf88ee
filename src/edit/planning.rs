//! From what a person asks to what changes: every rule of the plan is looked at here, before anything is touched.

use super::{AmountChange, Change, Command, Document, EditRefusal, NewAmount};
use crate::base::{CellId, GridId, OutletId, PlaneId, ScenarioId};
use crate::geodesy::Position;
use crate::model::{Cell, ChannelCheck, ChannelRule, Grid, MOST_TOTAL, Outlet, Rules, ScenarioInfo};
use crate::partition::{Outcome, Patch, Refusal, Vertex};
use std::collections::{BTreeMap, BTreeSet};

/// A command as changes.
#[derive(Debug, Default)]
pub(super) struct Planned {
    pub(super) changes: Vec<Change>,
    /// What stopped a clamped move.
    pub(super) stopped: Option<EditRefusal>,
    /// Name of the branch made because the scenario is frozen.
    pub(super) branched: Option<String>,
}

impl Document {
    /// Plans a command.
    pub(super) fn plan_command(&self, command: &Command) -> Result<Planned, EditRefusal> {
        if self.is_read_only {
            return Err(EditRefusal::ReadOnly);
        }
        let mut planned = Planned::default();
        let touches_plan = !matches!(
            command,
            Command::AddOutlet(..)
                | Command::SetOutlet(..)
                | Command::RemoveOutlet(..)
                | Command::PutOutlets(..)
                | Command::SetAmounts(..)
                | Command::SetRules(..)
                | Command::Ignore(..)
                | Command::Branch(..)
                | Command::RenameScenario(..)
                | Command::Freeze(..)
                | Command::DeleteScenario(..)
        );
        let changes = self.changes_of(command, &mut planned.stopped)?;
        if changes.is_empty() && planned.stopped.is_none() {
            // An amended drag may come back to where it was; outside a transaction commit says that nothing changed.
            return Ok(planned);
        }
        if touches_plan && let Some((branch, name)) = self.branch_of_frozen() {
            planned.branched = Some(name);
            planned.changes.extend(branch);
        }
        planned.changes.extend(changes);
        Ok(planned)
    }

    fn changes_of(&self, command: &Command, stopped: &mut Option<EditRefusal>) -> Result<Vec<Change>, EditRefusal> {
        match command {
            Command::MoveVertices { moves, is_clamped } => self.plan_move(moves, *is_clamped, stopped),
            Command::InsertVertex(arc, at, to) => self.checked_patch(self.plan.partition.propose_insert(*arc, *at, *to)?),
            Command::RemoveVertex(vertex) => self.checked_patch(self.plan.partition.propose_remove(*vertex)?),
            Command::RouteArc(arc, way) => self.checked_patch(self.plan.partition.propose_route(*arc, way)?),
            Command::Cut(cell, line) => self.plan_cut(*cell, line),
            Command::Merge(cells) => self.plan_merge(cells),
            Command::NewCell { ring, grid } => self.plan_new_cell(ring, *grid),
            Command::Assign(plane, cells, grid) => self.plan_assign(*plane, cells, *grid),
            Command::CreateGrid(grid) => self.plan_create_grid(grid),
            Command::DeleteGrid(grid) => self.plan_delete_grid(*grid),
            Command::SetGrid(id, grid) => self.plan_set_grid(*id, grid),
            Command::AddOutlet(outlet) => self.plan_outlet(self.outlets.next_id(), Some(outlet)),
            Command::SetOutlet(id, outlet) => self.plan_outlet(self.known_outlet(*id)?, Some(outlet)),
            Command::RemoveOutlet(id) => self.plan_outlet(self.known_outlet(*id)?, None),
            Command::PutOutlets(rows) => self.plan_outlets(rows),
            Command::SetAmounts(rows) => self.plan_amounts(rows),
            Command::SetRules(rules) => self.plan_rules(rules),
            Command::Ignore(key, reason) => {
                let old = self.project.ignored.iter().find(|ignored| ignored.key == *key).map(|ignored| ignored.reason.clone());
                Ok(if old == *reason { Vec::new() } else { vec![Change::Ignore(key.clone(), old, reason.clone())] })
            }
            Command::Branch(name, parent) => {
                self.scenarios.get(*parent).ok_or_else(|| EditRefusal::NotFound(String::new()))?;
                self.check_scenario_name(name, None)?;
                let info = ScenarioInfo { name: name.clone(), frozen_on: None, parent: Some(*parent) };
                Ok(vec![Change::Scenario(self.scenarios.next_id(), None, Some(info))].into_iter().chain(self.branched_outlets(*parent, name)).collect())
            }
            Command::RenameScenario(id, name) => {
                self.check_scenario_name(name, Some(*id))?;
                let renamed = self.plan_scenario(*id, |info| info.name.clone_from(name))?;
                let old = self.scenarios.get(*id).map(|info| info.name.clone()).unwrap_or_default();
                Ok(renamed.into_iter().chain(self.changed_outlets(|outlet| outlet.with_scenario_renamed(&old, name).map(Some))).collect())
            }
            Command::Freeze(id, day) => self.plan_scenario(*id, |info| info.frozen_on = Some(day.clone())),
            Command::DeleteScenario(id) => {
                let info = self.scenarios.get(*id).ok_or_else(|| EditRefusal::NotFound(String::new()))?;
                if *id == self.active || self.scenarios.len() < 2 {
                    return Err(EditRefusal::InUse(info.name.clone()));
                }
                let outlets = self.changed_outlets(|outlet| outlet.without_scenario(&info.name));
                Ok(std::iter::once(Change::Scenario(*id, Some(info.clone()), None)).chain(outlets).collect())
            }
        }
    }

    // ---- boundaries ----

    fn plan_move(&self, moves: &[(Vertex, Position)], is_clamped: bool, stopped: &mut Option<EditRefusal>) -> Result<Vec<Change>, EditRefusal> {
        let patch = if is_clamped {
            let (patch, refusal) = self.plan.partition.propose_move_clamped(moves);
            *stopped = refusal.map(EditRefusal::from);
            patch
        } else {
            self.plan.partition.propose_move(moves)?
        };
        self.checked_patch(patch)
    }

    /// A patch that moves boundaries, unless one of them bounds a locked grid.
    fn checked_patch(&self, patch: Patch) -> Result<Vec<Change>, EditRefusal> {
        for (old, _) in patch.arcs.values() {
            if let Some(old) = old {
                self.check_boundary_unlocked(old.left, old.right)?;
            }
        }
        Ok(if patch.is_empty() { Vec::new() } else { vec![Change::Partition(patch)] })
    }

    /// A boundary between a locked grid and another does not move.
    fn check_boundary_unlocked(&self, left: CellId, right: CellId) -> Result<(), EditRefusal> {
        let view = self.plan.view();
        for plane in self.project.planes.ids() {
            let (a, b) = (view.assignment.grid(plane, left), view.assignment.grid(plane, right));
            for (own, other) in [(a, b), (b, a)] {
                let locked = view.chain(own).find(|grid| self.plan.grids[*grid].is_locked && !view.chain(other).any(|above| above == *grid));
                if let Some(locked) = locked {
                    return Err(EditRefusal::Locked(self.plan.grids[locked].code.clone()));
                }
            }
        }
        Ok(())
    }

    fn plan_cut(&self, cell: CellId, line: &[Position]) -> Result<Vec<Change>, EditRefusal> {
        let outcome = self.plan.partition.propose_cut(cell, line)?;
        Ok(self.with_new_cells(outcome, BTreeMap::new()))
    }

    fn plan_new_cell(&self, ring: &[Position], grid: Option<(PlaneId, GridId)>) -> Result<Vec<Change>, EditRefusal> {
        let outcome = self.plan.partition.propose_new_cell(ring)?;
        let sources: BTreeSet<CellId> = outcome.patch.arcs.values().flat_map(|(old, _)| old).flat_map(|old| [old.left, old.right]).collect();
        if let Some((plane, grid)) = grid {
            self.check_grid_unlocked(grid)?;
            self.plan.grids.get(grid).filter(|row| row.plane == plane).ok_or_else(|| EditRefusal::NotFound(String::new()))?;
        }
        let before = &self.plan.partition;
        // Ground may only be taken from cells whose grids are not locked; a cell that only got a vertex on its boundary loses none.
        for cell in sources.into_iter().filter(|cell| *cell != CellId::OUTSIDE) {
            let loses = outcome.patch.arcs.values().any(|(old, new)| match (old, new) {
                (None, Some(new)) => new.left == cell || new.right == cell,
                _ => false,
            });
            if loses && before.faces().contains(cell) {
                self.check_cell_unlocked(cell)?;
            }
        }
        let own: BTreeMap<CellId, (PlaneId, GridId)> = outcome.new_cells.first().and_then(|(cell, _)| grid.map(|grid| (*cell, grid))).into_iter().collect();
        Ok(self.with_new_cells(outcome, own))
    }

    /// The changes of an outcome that brings cells: each new cell takes code, origin and grids from the cell its ground was
    /// taken from, unless a grid is given for it.
    fn with_new_cells(&self, outcome: Outcome, own: BTreeMap<CellId, (PlaneId, GridId)>) -> Vec<Change> {
        let mut codes: BTreeSet<&str> = self.plan.cells.rows().map(|cell| cell.code.as_str()).collect();
        let mut named: Vec<(CellId, Cell)> = Vec::new();
        let mut fresh: Vec<String> = Vec::new();
        let mut assigned: BTreeMap<PlaneId, Vec<(CellId, Option<GridId>, Option<GridId>)>> = BTreeMap::new();
        for (cell, source) in &outcome.new_cells {
            let parent = self.plan.cells.get(*source);
            let stem = parent.map_or("N", |parent| parent.code.as_str());
            let code = (1..).map(|number| format!("{stem}-{number}")).find(|code| !codes.contains(code.as_str()) && !fresh.contains(code)).unwrap_or_default();
            let row = match parent {
                Some(parent) => Cell { code: code.clone(), ..parent.clone() },
                None => Cell { origin: code.clone(), code: code.clone(), ..Cell::default() },
            };
            fresh.push(code);
            named.push((*cell, row));
            for plane in self.project.planes.ids() {
                let given = own.get(cell).filter(|(own_plane, _)| *own_plane == plane).map(|(_, grid)| *grid);
                let grid = given.or_else(|| self.plan.assignment.grid(plane, *source));
                if grid.is_some() {
                    assigned.entry(plane).or_default().push((*cell, None, grid));
                }
            }
        }
        codes.clear();
        let mut changes = vec![Change::Partition(outcome.patch)];
        changes.extend(named.into_iter().map(|(id, row)| Change::Cell(id, None, Some(row))));
        changes.extend(assigned.into_iter().map(|(plane, cells)| Change::Assign(plane, cells)));
        changes
    }

    fn plan_merge(&self, cells: &[CellId]) -> Result<Vec<Change>, EditRefusal> {
        let outcome = self.plan.partition.propose_merge(cells)?;
        for cell in cells {
            let keeper = cells[0];
            for plane in self.project.planes.ids() {
                if self.plan.assignment.grid(plane, *cell) != self.plan.assignment.grid(plane, keeper) {
                    self.check_cell_unlocked(*cell)?;
                    self.check_cell_unlocked(keeper)?;
                }
            }
        }
        let mut changes = Vec::new();
        for plane in self.project.planes.ids() {
            let gone: Vec<_> = outcome.gone_cells.iter().filter_map(|(cell, _)| self.plan.assignment.grid(plane, *cell).map(|grid| (*cell, Some(grid), None))).collect();
            if !gone.is_empty() {
                changes.push(Change::Assign(plane, gone));
            }
        }
        changes.extend(outcome.gone_cells.iter().map(|(cell, _)| Change::Cell(*cell, self.plan.cells.get(*cell).cloned(), None)));
        changes.push(Change::Partition(outcome.patch));
        Ok(changes)
    }

    // ---- cells to grids ----

    fn plan_assign(&self, plane: PlaneId, cells: &[CellId], grid: Option<GridId>) -> Result<Vec<Change>, EditRefusal> {
        if let Some(grid) = grid {
            self.plan.grids.get(grid).filter(|row| row.plane == plane).ok_or_else(|| EditRefusal::NotFound(String::new()))?;
        }
        let mut changed = Vec::new();
        for cell in cells.iter().copied().collect::<BTreeSet<_>>() {
            if cell == CellId::OUTSIDE || !self.plan.partition.faces().contains(cell) {
                return Err(Refusal::NotFound.into());
            }
            let old = self.plan.assignment.grid(plane, cell);
            if old != grid {
                self.check_chain_unlocked(old, grid)?;
                self.check_chain_unlocked(grid, old)?;
                changed.push((cell, old, grid));
            }
        }
        self.check_contiguity(plane, &changed)?;
        Ok(if changed.is_empty() { Vec::new() } else { vec![Change::Assign(plane, changed)] })
    }

    /// Where a level is strict, a grid of it that is in one piece must stay so.
    fn check_contiguity(&self, plane: PlaneId, changed: &[(CellId, Option<GridId>, Option<GridId>)]) -> Result<(), EditRefusal> {
        let Some(levels) = self.project.planes.get(plane).map(|plane| &plane.levels).filter(|levels| levels.iter().any(|level| level.is_contiguity_strict)) else {
            return Ok(());
        };
        let view = self.plan.view();
        let mut after = self.plan.assignment.clone();
        for (cell, _, new) in changed {
            after.set(plane, *cell, *new);
        }
        let next = crate::metrics::PlanView { assignment: &after, ..view };
        let touched: BTreeSet<GridId> = changed.iter().flat_map(|(_, old, new)| view.chain(*old).chain(view.chain(*new))).collect();
        for grid in touched {
            let is_strict = levels.get(usize::from(self.plan.grids[grid].level)).is_some_and(|level| level.is_contiguity_strict);
            if is_strict && crate::metrics::grid_parts(next, grid) > crate::metrics::grid_parts(view, grid).max(1) {
                return Err(EditRefusal::DisconnectsGrid(self.plan.grids[grid].code.clone()));
            }
        }
        Ok(())
    }

    /// Refuses when a locked grid above `own` is not above `other` too.
    fn check_chain_unlocked(&self, own: Option<GridId>, other: Option<GridId>) -> Result<(), EditRefusal> {
        let view = self.plan.view();
        let locked = view.chain(own).find(|grid| self.plan.grids[*grid].is_locked && !view.chain(other).any(|above| above == *grid));
        match locked {
            Some(grid) => Err(EditRefusal::Locked(self.plan.grids[grid].code.clone())),
            None => Ok(()),
        }
    }

    fn check_cell_unlocked(&self, cell: CellId) -> Result<(), EditRefusal> {
        self.project.planes.ids().try_for_each(|plane| self.check_chain_unlocked(self.plan.assignment.grid(plane, cell), None))
    }

    fn check_grid_unlocked(&self, grid: GridId) -> Result<(), EditRefusal> {
        self.check_chain_unlocked(Some(grid), None)
    }

    // ---- grids ----

    fn plan_create_grid(&self, grid: &Grid) -> Result<Vec<Change>, EditRefusal> {
        self.check_grid(grid, None)?;
        Ok(vec![Change::Grid(self.plan.grids.next_id(), None, Some(Box::new(grid.clone())))])
    }

    fn plan_delete_grid(&self, id: GridId) -> Result<Vec<Change>, EditRefusal> {
        let grid = self.plan.grids.get(id).ok_or_else(|| EditRefusal::NotFound(String::new()))?;
        if grid.is_locked {
            return Err(EditRefusal::Locked(grid.code.clone()));
        }
        if self.plan.grids.rows().any(|other| other.parent == Some(id)) {
            return Err(EditRefusal::HasChildren(grid.code.clone()));
        }
        let cells: Vec<_> = self.plan.assignment.cells(grid.plane).filter(|(_, own)| *own == id).map(|(cell, _)| (cell, Some(id), grid.parent)).collect();
        let mut changes = Vec::new();
        if !cells.is_empty() {
            changes.push(Change::Assign(grid.plane, cells));
        }
        changes.push(Change::Grid(id, Some(Box::new(grid.clone())), None));
        Ok(changes)
    }

    fn plan_set_grid(&self, id: GridId, new: &Grid) -> Result<Vec<Change>, EditRefusal> {
        let old = self.plan.grids.get(id).ok_or_else(|| EditRefusal::NotFound(new.code.clone()))?;
        if old == new {
            return Ok(Vec::new());
        }
        self.check_grid(new, Some(id))?;
        if old.plane != new.plane || old.level != new.level {
            return Err(EditRefusal::LevelMismatch(old.code.clone()));
        }
        if old.parent != new.parent {
            if old.is_locked && new.is_locked {
                return Err(EditRefusal::Locked(old.code.clone()));
            }
            // The old and the new parent lose and gain ground.
            self.check_chain_unlocked(old.parent, new.parent)?;
            self.check_chain_unlocked(new.parent, old.parent)?;
        }
        Ok(vec![Change::Grid(id, Some(Box::new(old.clone())), Some(Box::new(new.clone())))])
    }

    fn check_grid(&self, grid: &Grid, id: Option<GridId>) -> Result<(), EditRefusal> {
        let plane = self.project.planes.get(grid.plane).ok_or_else(|| EditRefusal::NotFound(grid.code.clone()))?;
        if grid.code.trim().is_empty() || self.plan.grid_by_code(grid.plane, &grid.code).is_some_and(|other| Some(other) != id) {
            return Err(EditRefusal::DuplicateCode(grid.code.clone()));
        }
        let parent_level = grid.parent.and_then(|parent| self.plan.grids.get(parent)).filter(|parent| parent.plane == grid.plane).map(|parent| parent.level);
        let fits = match grid.level {
            0 => grid.parent.is_none(),
            level => parent_level == Some(level - 1),
        };
        if fits && usize::from(grid.level) < plane.levels.len() { Ok(()) } else { Err(EditRefusal::LevelMismatch(grid.code.clone())) }
    }

    // ---- outlets and scenarios ----

    fn known_outlet(&self, id: OutletId) -> Result<OutletId, EditRefusal> {
        if self.outlets.contains(id) { Ok(id) } else { Err(EditRefusal::NotFound(String::new())) }
    }

    fn plan_outlet(&self, id: OutletId, new: Option<&Outlet>) -> Result<Vec<Change>, EditRefusal> {
        let old = self.outlets.get(id);
        check_values(old, new)?;
        if let Some(new) = new
            && self.outlets.iter().any(|(other, outlet)| other != id && outlet.code == new.code)
        {
            return Err(EditRefusal::DuplicateCode(new.code.clone()));
        }
        Ok(if old == new { Vec::new() } else { vec![Change::Outlet(id, old.cloned().map(Box::new), new.cloned().map(Box::new))] })
    }

    fn plan_outlets(&self, rows: &[(Option<OutletId>, Option<Outlet>)]) -> Result<Vec<Change>, EditRefusal> {
        let mut after = self.outlets.clone();
        let mut changes = Vec::new();
        for (id, new) in rows {
            let id = match id {
                Some(id) => self.known_outlet(*id)?,
                None => after.next_id(),
            };
            let old = after.set(id, new.clone());
            check_values(old.as_ref(), new.as_ref())?;
            if old != *new {
                changes.push(Change::Outlet(id, old.map(Box::new), new.clone().map(Box::new)));
            }
        }
        let mut codes: Vec<&str> = after.rows().map(|outlet| outlet.code.as_str()).collect();
        codes.sort_unstable();
        match codes.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(EditRefusal::DuplicateCode(pair[0].to_owned())),
            None => Ok(changes),
        }
    }

    /// Outlets that are planned in a scenario, or give way in it, are and do so in its branch.
    fn branched_outlets(&self, parent: ScenarioId, branch: &str) -> Vec<Change> {
        let parent = self.scenarios.get(parent).map(|info| info.name.as_str()).unwrap_or_default();
        self.changed_outlets(|outlet| outlet.with_scenario_branched(parent, branch).map(Some))
    }

    /// Every outlet of which something else is made: another one, or none.
    fn changed_outlets(&self, change: impl Fn(&Outlet) -> Option<Option<Outlet>>) -> Vec<Change> {
        let rows = self.outlets.iter().filter_map(|(id, outlet)| Some((id, outlet, change(outlet)?)));
        rows.filter(|(_, old, new)| new.as_ref() != Some(*old)).map(|(id, old, new)| Change::Outlet(id, Some(Box::new(old.clone())), new.map(Box::new))).collect()
    }

    /// The last of several amounts for the same holds.
    fn plan_amounts(&self, rows: &[NewAmount]) -> Result<Vec<Change>, EditRefusal> {
        let numbers = self.demand.numbers_of(rows.iter().map(|row| row.id));
        let mut totals = self.demand.magnitudes();
        let mut changes: BTreeMap<(u32, usize), AmountChange> = BTreeMap::new();
        for row in rows {
            let point = numbers.get(&row.id).ok_or_else(|| EditRefusal::NotFound(format!("#{}", row.id)))?;
            let old = *self.demand.amounts_of(*point).get(row.measure).ok_or_else(|| EditRefusal::NotFound(String::new()))?;
            let change = changes.entry((row.id, row.measure)).or_insert(AmountChange { id: row.id, measure: row.measure, old, new: old });
            let total = totals[row.measure] - u128::from(change.new.unsigned_abs()) + u128::from(row.amount.unsigned_abs());
            if total > MOST_TOTAL {
                return Err(EditRefusal::TooMuch(self.project.measures.get(row.measure).map_or_else(String::new, |measure| measure.name.clone())));
            }
            totals[row.measure] = total;
            change.new = row.amount;
        }
        let changes: Vec<AmountChange> = changes.into_values().filter(|change| change.old != change.new).collect();
        Ok(if changes.is_empty() { Vec::new() } else { vec![Change::Amounts(changes)] })
    }

    fn plan_rules(&self, rules: &Rules) -> Result<Vec<Change>, EditRefusal> {
        let old = &self.project.rules;
        if old == rules {
            return Ok(Vec::new());
        }
        // A rule of an older file that says nothing may stay; a new one may not come.
        let is_new = |rule: &&ChannelRule| !old.channel.contains(rule);
        if let Some(number) = rules.channel.iter().position(|rule| is_new(&rule) && !(rule.is_sound() && self.has_level(rule))) {
            return Err(EditRefusal::BadRule(number + 1));
        }
        if rules.load_limit <= 0 {
            return Err(EditRefusal::BadLimit);
        }
        if !rules.load_measure.is_empty() && self.project.measure(&rules.load_measure).is_none() {
            return Err(EditRefusal::NotFound(rules.load_measure.clone()));
        }
        Ok(vec![Change::Rules(Box::new(old.clone()), Box::new(rules.clone()))])
    }

    /// Whether the level a rule speaks of is there.
    fn has_level(&self, rule: &ChannelRule) -> bool {
        match &rule.check {
            ChannelCheck::EveryGridHas { plane, level, .. } => self.project.level_named(plane, level).is_some(),
            ChannelCheck::FieldAtLeast { .. } | ChannelCheck::FieldFilled { .. } => true,
        }
    }

    fn check_scenario_name(&self, name: &str, own: Option<ScenarioId>) -> Result<(), EditRefusal> {
        if name.trim().is_empty() || self.scenario_named(name).is_some_and(|other| Some(other) != own) {
            return Err(EditRefusal::DuplicateCode(name.to_owned()));
        }
        Ok(())
    }

    fn plan_scenario(&self, id: ScenarioId, change: impl FnOnce(&mut ScenarioInfo)) -> Result<Vec<Change>, EditRefusal> {
        let old = self.scenarios.get(id).ok_or_else(|| EditRefusal::NotFound(String::new()))?;
        let mut new = old.clone();
        change(&mut new);
        Ok(if new == *old { Vec::new() } else { vec![Change::Scenario(id, Some(old.clone()), Some(new))] })
    }

    /// When the active scenario is frozen: the changes that branch a plan from it and make that active, and its name.
    pub(super) fn branch_of_frozen(&self) -> Option<(Vec<Change>, String)> {
        let info = self.scenarios.get(self.active).filter(|info| info.frozen_on.is_some())?;
        let name = (2..).map(|number| format!("{} ({number})", info.name)).find(|name| self.scenario_named(name).is_none())?;
        let id = self.scenarios.next_id();
        let branch = ScenarioInfo { name: name.clone(), frozen_on: None, parent: Some(self.active) };
        let outlets = self.branched_outlets(self.active, &name);
        let changes = [Change::Scenario(id, None, Some(branch)), Change::Active { old: self.active, new: id, is_same_plan: true }].into_iter().chain(outlets).collect();
        Some((changes, name))
    }
}

/// Values with a meaning that an edit brings in must be such values.
fn check_values(old: Option<&Outlet>, new: Option<&Outlet>) -> Result<(), EditRefusal> {
    match new.and_then(|new| new.new_fault(old)) {
        Some(fault) => Err(EditRefusal::BadValue(fault)),
        None => Ok(()),
    }
}
