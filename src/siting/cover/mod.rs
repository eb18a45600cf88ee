//! Maximal covering (最大覆盖) and backup covering (备用覆盖): where to open sites so that most demand lies within the limit.
//!
//! *When:* what counts is whether somebody is near, not how near. The matrix holds the pairs within the limit; costs in it
//! are not looked at. Backup covering gives a part of the worth only to those whom two outlets reach (Hogan and ReVelle, Concepts
//! and Applications of Backup Coverage, Management Science 32, 1986).
//!
//! *How:* demand points that the same candidates cover become one; lazy greedy start; then a random candidate takes the place of the
//! site that is missed least, at a temperature that falls in cycles. Every plan on the way is combined with the best one place by place, so
//! that what gets better anywhere is kept whatever gets worse elsewhere. Two such searches run side by side while the bound has no turn. The
//! bound is the Lagrangean one with a price for each demand point, whose prices come close to those of the linear programme, then branch and
//! bound.
//!
//! *Cost:* opening or closing costs the pairs of the demand points whose worth changes.

mod bound;
mod combine;
pub(super) mod instance;
pub(super) mod search;
mod state;

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
const BOUND_ROUND: u64 = 25_000_000;
/// What the second search adds to the seed.
const HELPER: u64 = 0x5EED;

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
    let helper = search.helper(control.seed.wrapping_add(HELPER));
    let mut run = Run { instance: &instance, search, helper, tree: None };
    let ending = drive(&mut run, control);
    Ok(answer(&run, ending, instance.evaluate(run.search.best_sites())))
}

/// Two searches and the bound, two of them at a time.
struct Run<'a> {
    instance: &'a Instance,
    search: Search<'a>,
    helper: Search<'a>,
    tree: Option<Tree<Relaxation<'a>>>,
}

impl Solving for Run<'_> {
    const SENSE: Sense = Sense::Maximise;

    fn objective(&self) -> f64 {
        self.search.best_value()
    }

    fn plan(&self) -> Vec<u32> {
        self.search.best_plan()
    }

    /// The bound where it says more than "everything".
    fn bound(&self) -> Option<f64> {
        let bound = self.tree.as_ref().map(Tree::bound).filter(|bound| bound.is_finite()).map(|bound| -rounded_up(bound, self.instance.granularity));
        bound.filter(|bound| *bound < self.instance.total - self.instance.tolerance()).map(|bound| bound.max(self.search.best_value()))
    }

    fn is_proved(&self) -> bool {
        let best = self.search.best_value();
        // Covering all there is needs no other bound.
        best >= self.instance.total - self.instance.tolerance() || self.tree.as_ref().is_some_and(|tree| is_reached(-best, tree.bound(), self.instance.granularity))
    }

    fn work(&mut self, round: u64) {
        let best = -self.search.best_value();
        let (search, helper, instance) = (&mut self.search, &mut self.helper, self.instance);
        let tree = self.tree.get_or_insert_with(|| Tree::new(Relaxation::new(instance, search.state())));
        if tree.has_turn(round) {
            rayon::join(|| search.work(ROUND), || tree.work(BOUND_ROUND, best));
            if let Some(open) = tree.take_plan() {
                search.adopt(&open);
            }
            search.leave_out(tree.excluded());
            helper.leave_out(tree.excluded());
        } else {
            rayon::join(|| search.work(ROUND), || helper.work(ROUND));
            search.learn_from(helper);
        }
    }
}
