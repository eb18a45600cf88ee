//! Two levels in one run: main grids first, then sub-grids inside each.

use super::budget::Budget;
use super::design::{Outcome, Search, Start, design};
use super::problem::{Balanced, Hierarchy, Limits, Problem, ProblemError, Rules};

/// Share of the budget for the main grids.
const SHARE_FOR_MAIN: f64 = 0.4;

/// What a nested design hands back.
#[derive(Clone, Debug, PartialEq)]
pub struct Nested {
    /// The main grids.
    pub main: Outcome,
    /// The sub-grids of each main grid, numbered from 0 inside it.
    pub inside: Vec<Outcome>,
    /// The sub-grid of each unit, numbered over all: main grid × sub-grids of each + sub-grid.
    pub labels: Vec<Option<u32>>,
}

impl Nested {
    /// Whether both levels are feasible.
    pub fn is_feasible(&self) -> bool {
        self.main.proposal.evaluation.is_feasible && self.inside.iter().all(|outcome| outcome.proposal.evaluation.is_feasible)
    }
}

/// Designs the main grids of a problem and `n_inside` sub-grids inside each, within `inside` of the mean over all sub-grids (not
/// over those of one main grid, so that sub-grids are comparable everywhere). Rules that name main grids hold for these; groups
/// that are to be together or apart hold on both levels. The watcher of the search gets labels of sub-grids; main grids that are not
/// divided yet have the number of their first sub-grid.
///
/// # Errors
/// [`ProblemError`] of either level.
pub fn design_nested(problem: &Problem<'_>, n_inside: usize, inside: &[Balanced], search: &Search<'_>) -> Result<Nested, ProblemError> {
    problem.check()?;
    let whole = search.budget;
    let main_spent = move || (whole.spent)() / SHARE_FOR_MAIN;
    let main_budget = Budget { moves: whole.moves.map(|moves| (moves as f64 * SHARE_FOR_MAIN) as u64), spent: &main_spent, cancel: whole.cancel };
    let undivided = |labels: &[Option<u32>]| -> Vec<Option<u32>> { labels.iter().map(|label| label.map(|main| main * n_inside as u32)).collect() };
    let watch_main = |labels: &[Option<u32>], _: bool| (search.watcher)(&undivided(labels), false);
    let main = design(problem, &Search { budget: main_budget, watcher: &watch_main, ..*search })?;
    let mut outcomes = Vec::with_capacity(problem.n_grids);
    let mut labels = undivided(&main.proposal.labels);
    for grid in 0..problem.n_grids {
        let part = sub_problem(problem, &main.proposal.labels, grid as u32, n_inside, inside);
        let step = (1.0 - SHARE_FOR_MAIN) / problem.n_grids as f64;
        let from = SHARE_FOR_MAIN + step * grid as f64;
        let spent = move || (((whole.spent)() - from) / step).max(0.0);
        let moves = whole.moves.map(|moves| (moves as f64 * step) as u64);
        let budget = Budget { moves, spent: &spent, cancel: whole.cancel };
        let outcome = design(&part, &Search { budget, seed: search.seed.wrapping_add(grid as u64 + 1), start: Start::Fresh, watcher: &|_, _| {} })?;
        for (label, own) in labels.iter_mut().zip(&outcome.proposal.labels) {
            *label = own.map(|own| (grid * n_inside) as u32 + own).or(*label);
        }
        (search.watcher)(&labels, false);
        outcomes.push(outcome);
    }
    Ok(Nested { main, inside: outcomes, labels })
}

fn sub_problem<'a>(problem: &Problem<'a>, labels: &[Option<u32>], grid: u32, n_inside: usize, inside: &[Balanced]) -> Problem<'a> {
    let scope: Vec<bool> = labels.iter().map(|label| *label == Some(grid)).collect();
    let n_all = (problem.n_grids * n_inside).max(1);
    let comparable = |balanced: &Balanced| {
        let limits = match &balanced.limits {
            Limits::Tolerance(_) => {
                let whole = Problem { n_grids: n_all, balanced: vec![balanced.clone()], ..problem.clone() };
                let (least, most) = whole.limits(0, 0);
                Limits::Range(least, most)
            }
            other => other.clone(),
        };
        Balanced { limits, ..balanced.clone() }
    };
    let within = |groups: &[Vec<u32>]| -> Vec<Vec<u32>> {
        let own = groups.iter().map(|group| group.iter().copied().filter(|unit| scope[*unit as usize]).collect::<Vec<u32>>());
        own.filter(|group| group.len() > 1).collect()
    };
    let rules = Rules { together: within(&problem.rules.together), apart: within(&problem.rules.apart), hierarchy: Hierarchy::Off, ..Rules::default() };
    Problem { graph: problem.graph, n_grids: n_inside, balanced: inside.iter().map(comparable).collect(), objective: problem.objective, rules: Rules { scope, ..rules }, travel: problem.travel.clone() }
}
