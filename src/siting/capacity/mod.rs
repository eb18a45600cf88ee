//! The capacitated p-median problem (容量限制 p-中位): every demand point goes as a whole to one site, and no site takes more than it can.
//!
//! *When:* halls and account managers have a limit, so that the nearest one is not always the one that serves. *How:* an assignment by
//! regret (the point that loses most by waiting comes first), then moves of one point, exchanges of two, better places for
//! each site, and perturbation by taking some neighbouring sites apart (after Lorena and Senne, Computers and Operations Research
//! 31, 2004, and Stefanello et al., Expert Systems with Applications 42, 2015). The bound is the Lagrangean one whose candidates each
//! fill a knapsack.
//!
//! *Cost:* a table of all pairs in memory.

mod assignment;
mod bound;
mod instance;
mod search;

use super::control::{Answer, Control, Progress, Sense, StopReason, gap, is_reached, rounded_up};
use super::matrix::CostMatrix;
use super::rules::{RuleError, Rules};
use super::tree::Tree;
use bound::Relaxation;
use instance::Instance;
use search::Search;

/// Work of one round of either side, in pairs looked at.
const ROUND: u64 = 3_000_000;

/// A capacitated p-median problem.
#[derive(Clone, Debug)]
pub struct CapacitatedPMedian<'a> {
    /// Costs of serving.
    pub matrix: &'a CostMatrix,
    /// How much the cost of each demand point counts.
    pub weights: &'a [f64],
    /// What each demand point takes of a site's capacity.
    pub loads: &'a [f64],
    /// What each candidate can take.
    pub capacities: &'a [f64],
    /// Rules of the plan.
    pub rules: &'a Rules,
}

/// An answer with who is served by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct CapacitatedAnswer {
    /// The plan and what is known of it.
    pub answer: Answer,
    /// The site of each demand point.
    pub served_by: Vec<u32>,
}

/// Solves a capacitated p-median problem.
///
/// # Errors
/// [`RuleError`] where the rules make no sense or no plan was found in which everyone has room.
pub fn solve(problem: &CapacitatedPMedian<'_>, control: &Control<'_>) -> Result<CapacitatedAnswer, RuleError> {
    let instance = Instance::new(problem)?;
    let mut search = Search::new(&instance, control.seed);
    search.start();
    let mut tree: Option<Tree<Relaxation<'_>>> = None;
    let (mut round, mut told) = (0, f64::INFINITY);
    let stop_reason = loop {
        let best = search.best_cost();
        let bound = tree.as_ref().map(Tree::bound);
        if best < told || round % 8 == 0 && best.is_finite() {
            told = best;
            (control.on_progress)(&Progress { open: &search.best_plan(), objective: best, bound: shown(bound, best), round });
        }
        if bound.is_some_and(|bound| is_reached(best, bound, 0.0)) {
            break StopReason::Proved;
        }
        if shown(bound, best).is_some_and(|bound| gap(best, bound) <= control.gap) {
            break StopReason::Gap;
        }
        if round >= control.rounds {
            break StopReason::Rounds;
        }
        if (control.stop)() {
            break StopReason::Stopped;
        }
        round += 1;
        let tree = tree.get_or_insert_with(|| Tree::new(Relaxation::new(&instance, search.prices())));
        rayon::join(|| search.work(ROUND), || tree.work(ROUND, best));
    };
    if !search.best_cost().is_finite() {
        return Err(RuleError::Infeasible);
    }
    let (open, served_by, objective) = search.into_best();
    let bound = if stop_reason == StopReason::Proved { Some(objective) } else { shown(tree.as_ref().map(Tree::bound), objective) };
    Ok(CapacitatedAnswer { answer: Answer { open, objective, bound, sense: Sense::Minimise, stop_reason, rounds: round }, served_by })
}

/// A bound worth showing: more than nothing.
fn shown(bound: Option<f64>, best: f64) -> Option<f64> {
    bound.filter(|bound| bound.is_finite()).map(|bound| rounded_up(bound, 0.0).min(best)).filter(|bound| *bound > 0.0 && bound.is_finite())
}
