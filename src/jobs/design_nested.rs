//! Two levels in one run: the grids of the level above, and those inside each.

use super::designed::{DesignedPlan, assignments, free_code, numbered, taken_over};
use super::designing::{DesignTask, GridNumber};
use crate::base::{CellId, GridId};
use crate::edit::Plan;
use crate::model::Grid;
use crate::zoning::{self, Budget, Outcome, Problem, ProblemError, Search};
use std::collections::{BTreeMap, BTreeSet};

impl DesignTask {
    /// Designs both levels; the labels are those of the lower one, and so are those that the watcher gets.
    pub(super) fn run_nested(&self, inside: usize, budget: Budget<'_>, watcher: &zoning::Watcher<'_>) -> Result<Outcome, ProblemError> {
        let n_main = if let GridNumber::Nested { main, .. } = self.order.number { main } else { 1 };
        let whole = self.problem();
        let problem = Problem { n_grids: n_main, ..whole.clone() };
        let nested = zoning::design_nested(&problem, inside, &problem.balanced, &Search { watcher, ..Search::new(budget, self.order.seed) })?;
        let mut outcome = nested.main;
        // Every reason once: that of the level above, and of each part.
        for part in nested.inside {
            outcome.reasons.extend(part.reasons);
        }
        outcome.reasons.truncate(MOST_REASONS);
        outcome.proposal.evaluation = self.evaluate(&nested.labels);
        outcome.proposal.labels = nested.labels;
        Ok(outcome)
    }

    /// What such a plan means for the document it was made for: both levels take over the grids that they share most with.
    pub(super) fn designed_nested(&self, plan: &Plan, labels: &[Option<u32>], inside: usize) -> DesignedPlan {
        let (level, plane) = (self.level(plan), self.order.plane);
        let n_main = self.n_grids / inside;
        let drawn = self.cells.iter().zip(labels).filter(|(_, label)| label.is_some());
        let above: BTreeSet<GridId> = drawn.filter_map(|(cell, _)| grid_above(plan, plane, *cell)).collect();
        let main_of = self.main_grids(plan, labels, inside, &above);
        let leaf_of = self.matched(plan, labels);
        let (mut new_grids, mut codes) = (Vec::new(), BTreeSet::new());
        let mut next = plan.grids.end();
        let mut id_of = |kept: &Option<GridId>| numbered(*kept, &mut next);
        let mains: Vec<GridId> = main_of.iter().map(&mut id_of).collect();
        let leaves: Vec<GridId> = leaf_of.iter().map(&mut id_of).collect();
        let parent_of_main = above.first().and_then(|grid| plan.grids.get(*grid)).and_then(|row| row.parent);
        for _ in (0..n_main).filter(|main| main_of[*main].is_none()) {
            let code = free_code(plan, plane, above.first().copied(), &mut codes);
            new_grids.push(Grid::new(plane, code, "", level.saturating_sub(1), parent_of_main));
        }
        for (label, _) in leaf_of.iter().enumerate().filter(|(_, grid)| grid.is_none()) {
            let code = free_code(plan, plane, self.grids.first().copied(), &mut codes);
            new_grids.push(Grid::new(plane, code, "", level, mains.get(label / inside).copied()));
        }
        let assign = assignments(&self.cells, labels, &leaves, |cell| plan.assignment.grid(plane, cell));
        let kept = leaf_of.iter().enumerate().filter_map(|(label, grid)| Some(((*grid)?, *mains.get(label / inside)?)));
        let parents = kept.filter(|(grid, main)| plan.grids.get(*grid).is_some_and(|row| row.parent != Some(*main))).collect();
        let used: BTreeSet<GridId> = mains.iter().chain(&leaves).copied().collect();
        // Those below go before those above them.
        let spare = self.grids.iter().chain(&above).copied().filter(|grid| !used.contains(grid)).collect();
        DesignedPlan { new_grids, assign, parents, spare }
    }

    /// The grid of the level above for each main number: by what they share, most first; numbers that share nothing take one that is left.
    fn main_grids(&self, plan: &Plan, labels: &[Option<u32>], inside: usize, above: &BTreeSet<GridId>) -> Vec<Option<GridId>> {
        let mut shared: BTreeMap<(u32, GridId), i64> = BTreeMap::new();
        let measure = self.order.balanced.first().map_or(0, |(measure, _)| *measure);
        for (unit, label) in labels.iter().enumerate() {
            if let (Some(label), Some(grid)) = (label, grid_above(plan, self.order.plane, self.cells[unit])) {
                *shared.entry((*label / inside as u32, grid)).or_default() += 1 + self.graph.value(unit, measure);
            }
        }
        taken_over(vec![None; self.n_grids / inside], above.clone(), shared)
    }
}

/// Reasons that are worth reading.
const MOST_REASONS: usize = 12;

/// The grid one level above the one that a cell belongs to.
fn grid_above(plan: &Plan, plane: crate::base::PlaneId, cell: CellId) -> Option<GridId> {
    plan.grids.get(plan.assignment.grid(plane, cell)?)?.parent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::CancelToken;
    use crate::edit::fixture::content;
    use crate::edit::{Document, Label};
    use crate::jobs::{DesignFailure, DesignOrder};
    use crate::zoning::{Hierarchy, Objective};

    #[test]
    fn two_levels_are_drawn_in_one_run() {
        let document = Document::new(content(4));
        let plane = document.plane_named(None).unwrap();
        for (main, inside) in [(2, 3), (3, 2), (4, 2)] {
            let number = GridNumber::Nested { main, inside };
            let order = DesignOrder { plane, number, balanced: vec![(0, 0.6)], objective: Objective::Moment, travel: zoning::Travel::default(), hierarchy: Hierarchy::Hard, keeps_locked: true, stability: 0.0, within: None, wishes: Vec::new(), seconds: 0.4, seed: 1 };
            let task = DesignTask::new(&document, order).unwrap();
            let seen = std::sync::Mutex::new(Vec::new());
            let labels = task.run(&CancelToken::default(), &|labels: &[Option<u32>], _: bool| seen.lock().unwrap().push(labels.to_vec())).unwrap().proposal.labels;
            let seen = seen.into_inner().unwrap();
            let n_grids = |labels: &Vec<Option<u32>>| labels.iter().collect::<BTreeSet<_>>().len();
            assert!(seen.iter().any(|labels| n_grids(labels) == main), "main grids are seen before they are divided");
            assert_eq!(seen.last(), Some(&labels), "and then as they are divided, to the last");
            let mut after = document.clone();
            let plan = document.plan().clone();
            for command in task.designed(&plan, &labels).commands(&plan, plane) {
                after.run(&command, Label::new("step-design")).unwrap();
            }
            assert!(after.check_invariants().iter().all(|check| check.violations.is_empty()));
            assert_eq!([0, 1].map(|level| after.view().grids_of_level(plane, level).count()), [main, main * inside]);
            for (unit, label) in labels.iter().enumerate() {
                let main_of = |unit: usize| after.view().grid_at_level(plane, task.cell(unit as u32), 0).unwrap();
                let twin = labels.iter().position(|other| other.map(|other| other as usize / inside) == label.map(|label| label as usize / inside)).unwrap();
                assert_eq!(main_of(unit), main_of(twin), "what is in one main grid stays in one");
            }
        }
        let mut locked = document.clone();
        let grid = locked.view().grids_of_level(plane, 1).map(|(id, _)| id).next().unwrap();
        let row = Grid { is_locked: true, ..locked.plan().grids[grid].clone() };
        locked.run(&crate::edit::Command::SetGrid(grid, row), Label::new("step-lock")).unwrap();
        let order = DesignOrder { plane, number: GridNumber::Nested { main: 2, inside: 2 }, balanced: vec![(0, 0.6)], objective: Objective::Moment, travel: zoning::Travel::default(), hierarchy: Hierarchy::Off, keeps_locked: true, stability: 0.0, within: None, wishes: Vec::new(), seconds: 0.1, seed: 1 };
        assert_eq!(DesignTask::new(&locked, order).map(|_| ()), Err(DesignFailure::LockedNested));
    }
}
