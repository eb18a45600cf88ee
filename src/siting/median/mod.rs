//! The p-median problem (p-中位): where to open sites so that the weighted cost of reaching the nearest one is least.
//!
//! *When:* users are to have it near on average. With a limit and a cost for those who are served by nobody it is also
//! coverage with decay; with existing outlets that stay it asks what new ones would save.
//!
//! *How:* greedy start, exchange of sites with the closest and second closest open site of every demand point kept up to date
//! (Whitaker 1983; Resende and Werneck, A fast swap-based local search procedure for location problems, Annals of
//! Operations Research 150, 2007), local perturbation and relinking of good plans; every plan on the way is combined with the best one
//! place by place. Two such searches run side by side while the bound has no turn. The Lagrangean relaxation of the assignment (Cornuejols, Fisher, Nemhauser 1977) gives the bound and takes candidates out that no better plan can
//! use; what is left open is settled by branch and bound, best bound first.
//!
//! *Cost:* an exchange costs the demand points near the two sites; an iteration of the bound costs the pairs nearer than
//! the present price of each demand point.

mod bound;
mod combine;
mod instance;
mod relink;
mod search;
mod state;
mod walk;

use super::control::{Answer, Control, Sense, is_reached, rounded_up};
use super::driver::{Solving, answer, drive};
use super::matrix::CostMatrix;
use super::rules::{RuleError, Rules};
use super::tree::Tree;
use bound::Relaxation;
use instance::Instance;
use search::Search;

/// Work of one round of a search and of the bound, in pairs looked at; those of the bound come one after the other and cost less.
const ROUND: u64 = 3_000_000;
const BOUND_ROUND: u64 = 3_000_000;
/// What the second search adds to the seed.
const HELPER: u64 = 0x5EED;

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
    let helper = search.with_seed(control.seed.wrapping_add(HELPER));
    let mut run = Run { instance: &instance, search, helper, tree: None };
    let ending = drive(&mut run, control);
    let objective = instance.evaluate(&run.plan())?;
    Ok(answer(&run, ending, objective))
}

/// Two searches and the bound, two of them at a time.
struct Run<'a> {
    instance: &'a Instance,
    search: Search<'a>,
    helper: Search<'a>,
    tree: Option<Tree<Relaxation<'a>>>,
}

impl Solving for Run<'_> {
    const SENSE: Sense = Sense::Minimise;

    fn objective(&self) -> f64 {
        self.search.best_objective()
    }

    fn plan(&self) -> Vec<u32> {
        self.search.best_plan()
    }

    /// The bound where it says more than "nothing".
    fn bound(&self) -> Option<f64> {
        let best = self.search.best_objective();
        let bound = self.tree.as_ref().map(Tree::bound).filter(|bound| *bound > self.instance.tolerance());
        bound.map(|bound| rounded_up(bound.min(best), self.instance.granularity).min(best))
    }

    fn is_proved(&self) -> bool {
        let best = self.search.best_objective();
        // A plan that costs nothing needs no bound.
        best <= 0.0 || self.tree.as_ref().is_some_and(|tree| is_reached(best, tree.bound(), self.instance.granularity))
    }

    fn work(&mut self, round: u64) {
        let best = self.search.best_objective();
        let (search, helper, instance) = (&mut self.search, &mut self.helper, self.instance);
        let tree = self.tree.get_or_insert_with(|| Tree::new(Relaxation::new(instance, search.state())));
        if tree.has_turn(round) {
            rayon::join(|| search.work(ROUND), || tree.work(BOUND_ROUND, best));
            if let Some(open) = tree.take_plan() {
                search.adopt(&open);
            }
            let promise = tree.take_promise();
            for search in [search, helper] {
                search.leave_out(tree.excluded());
                if let Some(promise) = &promise {
                    search.guide(promise);
                }
            }
        } else {
            rayon::join(|| search.work(ROUND), || helper.work(ROUND));
            search.learn_from(helper);
        }
    }
}
