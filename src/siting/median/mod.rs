//! The p-median problem (p-中位): where to open sites so that the weighted cost of reaching the nearest one is least.
//!
//! *When:* users are to have it near on average. With a limit and a cost for those who are served by nobody it is also
//! coverage with decay; with existing outlets that stay it asks what new ones would save.
//!
//! *How:* greedy start, exchange of sites with the closest and second closest open site of every demand point kept up to date
//! (Whitaker 1983; Resende and Werneck, A fast swap-based local search procedure for location problems, Annals of
//! Operations Research 150, 2007), local perturbation and relinking of good plans. Beside it the Lagrangean relaxation of
//! the assignment (Cornuejols, Fisher, Nemhauser 1977) gives the bound and takes candidates out that no better plan can
//! use; what is left open is settled by branch and bound, best bound first.
//!
//! *Cost:* an exchange costs the demand points near the two sites; an iteration of the bound costs the pairs nearer than
//! the present price of each demand point.

mod bound;
mod instance;
mod relink;
mod search;
mod state;
mod walk;

use super::control::{Answer, Control, Progress, Sense, StopReason, gap, is_reached, rounded_up};
use super::matrix::CostMatrix;
use super::rules::{RuleError, Rules};
use super::tree::Tree;
use bound::Relaxation;
use instance::Instance;
use search::Search;

/// Work of one round of either side, in pairs looked at.
const ROUND: u64 = 3_000_000;

/// A p-median problem.
#[derive(Clone, Debug)]
pub struct PMedian<'a> {
    /// Costs of serving.
    pub matrix: &'a CostMatrix,
    /// How much each demand point counts.
    pub weights: &'a [f64],
    /// What a demand point costs (for each unit of weight) that is served by nobody; none = everyone must be served.
    pub unserved: Option<f32>,
    /// Rules of the plan.
    pub rules: &'a Rules,
}

/// Solves a p-median problem.
///
/// # Errors
/// [`RuleError`] where the rules make no sense or leave no plan.
pub fn solve(problem: &PMedian<'_>, control: &Control<'_>) -> Result<Answer, RuleError> {
    let instance = Instance::new(problem)?;
    let mut search = Search::new(&instance, control.seed);
    search.start()?;
    let mut run = Run { instance: &instance, search, tree: None, bound: None, round: 0, told: f64::INFINITY };
    run.tell(control);
    let stop_reason = run.go(control);
    run.answer(stop_reason)
}

/// A search and its bound, round by round.
struct Run<'a> {
    instance: &'a Instance,
    search: Search<'a>,
    tree: Option<Tree<Relaxation<'a>>>,
    bound: Option<f64>,
    round: u64,
    /// The objective that listeners know.
    told: f64,
}

impl Run<'_> {
    fn go(&mut self, control: &Control<'_>) -> StopReason {
        loop {
            if self.is_proved() {
                return StopReason::Proved;
            }
            if self.bound.is_some_and(|bound| gap(self.search.best_objective(), bound) <= control.gap) {
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

    /// Search and bound side by side; they hear of each other between rounds only, so that threads change nothing.
    fn one_round(&mut self) {
        self.round += 1;
        let best = self.search.best_objective();
        let (search, instance) = (&mut self.search, self.instance);
        let tree = self.tree.get_or_insert_with(|| Tree::new(Relaxation::new(instance, search.state())));
        rayon::join(|| search.work(ROUND), || tree.work(ROUND, best));
        if let Some(open) = tree.take_plan() {
            search.adopt(&open);
        }
        search.leave_out(tree.excluded());
        if let Some(promise) = tree.take_promise() {
            search.guide(&promise);
        }
        let bound = tree.bound().min(search.best_objective());
        self.bound = Some(bound).filter(|bound| *bound > instance.tolerance());
    }

    fn is_proved(&self) -> bool {
        let best = self.search.best_objective();
        // A plan that costs nothing needs no bound.
        best <= 0.0 || self.tree.as_ref().is_some_and(|tree| is_reached(best, tree.bound(), self.instance.granularity))
    }

    fn shown_bound(&self) -> Option<f64> {
        let best = self.search.best_objective();
        self.bound.map(|bound| rounded_up(bound, self.instance.granularity).min(best))
    }

    fn tell(&mut self, control: &Control<'_>) {
        let objective = self.search.best_objective();
        if objective < self.told || self.round.is_multiple_of(8) {
            self.told = objective;
            (control.on_progress)(&Progress { open: &self.search.best_plan(), objective, bound: self.shown_bound(), round: self.round });
        }
    }

    fn answer(self, stop_reason: StopReason) -> Result<Answer, RuleError> {
        let open = self.search.best_plan();
        let objective = self.instance.evaluate(&open)?;
        let bound = if stop_reason == StopReason::Proved { Some(objective) } else { self.shown_bound() };
        Ok(Answer { open, objective, bound, sense: Sense::Minimise, stop_reason, rounds: self.round })
    }
}
