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

use super::control::{Answer, Control, Sense, is_reached, rounded_up};
use super::driver::{Solving, answer, drive};
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
    let mut run = Run { instance: &instance, search, tree: None };
    let ending = drive(&mut run, control);
    if !run.objective().is_finite() {
        return Err(RuleError::Infeasible);
    }
    let (served_by, objective) = run.search.settled();
    Ok(CapacitatedAnswer { answer: answer(&run, ending, objective), served_by })
}

/// A search and its bound side by side.
struct Run<'a> {
    instance: &'a Instance,
    search: Search<'a>,
    tree: Option<Tree<Relaxation<'a>>>,
}

impl Solving for Run<'_> {
    const SENSE: Sense = Sense::Minimise;

    fn objective(&self) -> f64 {
        self.search.best_cost()
    }

    fn plan(&self) -> Vec<u32> {
        self.search.best_plan()
    }

    /// The bound where it says more than "nothing".
    fn bound(&self) -> Option<f64> {
        let bound = self.tree.as_ref().map(Tree::bound).filter(|bound| bound.is_finite());
        bound.map(|bound| rounded_up(bound, 0.0).min(self.objective())).filter(|bound| *bound > 0.0)
    }

    fn is_proved(&self) -> bool {
        self.tree.as_ref().is_some_and(|tree| is_reached(self.objective(), tree.bound(), 0.0))
    }

    fn work(&mut self, _round: u64) {
        let best = self.objective();
        let (search, instance) = (&mut self.search, self.instance);
        let tree = self.tree.get_or_insert_with(|| Tree::new(Relaxation::new(instance, search.prices())));
        rayon::join(|| search.work(ROUND), || tree.work(ROUND, best));
    }
}
