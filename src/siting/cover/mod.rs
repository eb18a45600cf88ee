//! Maximal covering (最大覆盖) and backup covering (备用覆盖): where to open sites so that most demand lies within the limit.
//!
//! *When:* what counts is whether somebody is near, not how near. The matrix holds the pairs within the limit; costs in it
//! are not looked at. Backup covering gives a part of the worth only to those whom two outlets reach (Hogan and ReVelle, Concepts
//! and Applications of Backup Coverage, Management Science 32, 1986).
//!
//! *How:* demand points that the same candidates cover become one; lazy greedy start; then some neighbouring sites are
//! closed and the best candidates opened in their place, with a temperature that falls in cycles. Gains and
//! losses of all candidates are kept up to date, so that the best exchange of one site is a single look. The bound is the Lagrangean
//! one with a price for each demand point, then branch and bound.
//!
//! *Cost:* opening or closing costs the pairs of the demand points whose worth changes.

mod bound;
pub(super) mod instance;
pub(super) mod search;
mod state;

use super::control::{Answer, Control, Progress, Sense, StopReason, gap, is_reached, rounded_up};
use super::matrix::CostMatrix;
use super::rules::{RuleError, Rules};
use super::tree::Tree;
use bound::Relaxation;
use instance::Instance;
use search::Search;

/// Work of one round of either side, in pairs looked at.
const ROUND: u64 = 3_000_000;

/// What coverage is worth by how many outlets cover a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Worth {
    /// One outlet is enough.
    Once,
    /// The first outlet gives this share of the weight, the second the rest.
    Twice {
        /// Between 0 (only two count) and 1 (one is enough).
        first_share: f64,
    },
}

impl Worth {
    fn values(self) -> Vec<f64> {
        match self {
            Self::Once => vec![0.0, 1.0],
            Self::Twice { first_share } => vec![0.0, first_share.clamp(0.0, 1.0), 1.0],
        }
    }
}

/// A maximal covering problem.
#[derive(Clone, Debug)]
pub struct Covering<'a> {
    /// Who covers whom: every pair of the matrix up to the limit.
    pub matrix: &'a CostMatrix,
    /// The largest cost that still covers; none = every pair of the matrix does.
    pub limit: Option<f32>,
    /// How much each demand point counts.
    pub weights: &'a [f64],
    /// What coverage is worth.
    pub worth: Worth,
    /// Rules of the plan.
    pub rules: &'a Rules,
}

/// Solves a covering problem; the objective is the demand covered, kept outlets included.
///
/// # Errors
/// [`RuleError`] where the rules make no sense or leave no plan.
pub fn solve(problem: &Covering<'_>, control: &Control<'_>) -> Result<Answer, RuleError> {
    let instance = Instance::new(problem)?;
    let mut search = Search::new(&instance, control.seed);
    search.start()?;
    let mut run = Run { instance: &instance, search, tree: None, round: 0, told: f64::NEG_INFINITY };
    run.tell(control);
    let stop_reason = run.go(control);
    Ok(run.answer(stop_reason))
}

/// A search and its bound, round by round.
struct Run<'a> {
    instance: &'a Instance,
    search: Search<'a>,
    tree: Option<Tree<Relaxation<'a>>>,
    round: u64,
    told: f64,
}

impl Run<'_> {
    fn go(&mut self, control: &Control<'_>) -> StopReason {
        loop {
            if self.is_proved() {
                return StopReason::Proved;
            }
            if self.shown_bound().is_some_and(|bound| gap(self.search.best_value(), bound) <= control.gap) {
                return StopReason::Gap;
            }
            if self.round >= control.rounds {
                return StopReason::Rounds;
            }
            if (control.stop)() {
                return StopReason::Stopped;
            }
            self.one_round();
            self.tell(control);
        }
    }

    fn one_round(&mut self) {
        self.round += 1;
        let best = -self.search.best_value();
        let (search, instance) = (&mut self.search, self.instance);
        let tree = self.tree.get_or_insert_with(|| Tree::new(Relaxation::new(instance, search.state())));
        rayon::join(|| search.work(ROUND), || tree.work(ROUND, best));
        if let Some(open) = tree.take_plan() {
            search.adopt(&open);
        }
        search.leave_out(tree.excluded());
    }

    fn is_proved(&self) -> bool {
        let best = self.search.best_value();
        // Covering all there is needs no other bound.
        best >= self.instance.total - self.instance.tolerance() || self.tree.as_ref().is_some_and(|tree| is_reached(-best, tree.bound(), self.instance.granularity))
    }

    /// The bound where it says more than "everything".
    fn shown_bound(&self) -> Option<f64> {
        let best = self.search.best_value();
        let bound = self.tree.as_ref().map(Tree::bound).filter(|bound| bound.is_finite()).map(|bound| -rounded_up(bound, self.instance.granularity));
        bound.filter(|bound| *bound < self.instance.total - self.instance.tolerance()).map(|bound| bound.max(best))
    }

    fn tell(&mut self, control: &Control<'_>) {
        let objective = self.search.best_value();
        if objective > self.told || self.round.is_multiple_of(8) {
            self.told = objective;
            (control.on_progress)(&Progress { open: &self.search.best_plan(), objective, bound: self.shown_bound(), round: self.round });
        }
    }

    fn answer(self, stop_reason: StopReason) -> Answer {
        let objective = self.instance.evaluate(self.search.best_sites());
        let bound = if stop_reason == StopReason::Proved { Some(objective) } else { self.shown_bound() };
        Answer { open: self.search.best_plan(), objective, bound, sense: Sense::Maximise, stop_reason, rounds: self.round }
    }
}
