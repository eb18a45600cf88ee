//! Set covering (集合覆盖): the fewest or cheapest sites within whose limit everything lies.
//!
//! *When:* nobody is to be left out, and the question is what that takes. Demand points that no candidate reaches are none of
//! the problem's business; [`unreachable`] names them.
//!
//! *How:* dominated demand points and candidates are left out; the Lagrangean relaxation gives the bound, its reduced costs
//! lead a greedy cover without needless sites (Beasley, A Lagrangian heuristic for set-covering problems, Naval Research
//! Logistics 37, 1990); branch and bound closes what is left.

mod bound;
pub(super) mod reduce;

use super::control::{Answer, Control, Sense, granularity, is_reached, rounded_up};
use super::driver::{Solving, answer, drive};
use super::cover::{Covering, Worth, instance::Instance};
use super::matrix::CostMatrix;
use super::rules::{RuleError, Rules};
use super::tree::Tree;
pub(super) use bound::Relaxation;

/// Work of one round, in pairs looked at.
const ROUND: u64 = 3_000_000;

/// A set covering problem.
#[derive(Clone, Debug)]
pub struct SetCovering<'a> {
    /// Who covers whom: every pair of the matrix up to the limit.
    pub matrix: &'a CostMatrix,
    /// The largest cost that still covers; none = every pair of the matrix does.
    pub limit: Option<f32>,
    /// Rules of the plan. The number of sites is not looked at; costs are, where there are any.
    pub rules: &'a Rules,
}

/// Demand points that neither a kept outlet nor a usable candidate covers.
pub fn unreachable(problem: &SetCovering<'_>) -> Vec<u32> {
    let mut serves = problem.rules.usable(problem.matrix.n_candidates());
    problem.rules.kept.iter().for_each(|candidate| serves[*candidate as usize] = true);
    let rows = problem.matrix.rows();
    let is_within = |cost: f32| problem.limit.is_none_or(|limit| cost <= limit);
    (0..rows.len()).filter(|demand| !rows.row(*demand).any(|(candidate, cost)| serves[candidate] && is_within(cost))).map(|demand| demand as u32).collect()
}

/// Solves a set covering problem; the objective is the number of new sites, or what they cost where the rules have costs.
///
/// # Errors
/// [`RuleError`] where the rules make no sense or no cover was found that follows them.
pub fn solve(problem: &SetCovering<'_>, control: &Control<'_>) -> Result<Answer, RuleError> {
    let rules = Rules { sites: 0, ..problem.rules.clone() };
    rules.check(problem.matrix.n_candidates())?;
    let weights = vec![1.0; problem.matrix.n_demand()];
    let instance = Instance::new(&Covering { matrix: problem.matrix, limit: problem.limit, weights: &weights, worth: Worth::Once, rules: &rules })?;
    let costs: Vec<f64> = (0..problem.matrix.n_candidates()).map(|candidate| if rules.costs.is_empty() { 1.0 } else { rules.cost(candidate) }).collect();
    let step = granularity(costs.iter().copied());
    let mut run = Run { tree: Tree::new(Relaxation::new(&instance, costs)), instance: &instance, best: None, step };
    // Without a cover there is nothing to stop with.
    run.work(0);
    let ending = drive(&mut run, control);
    let objective = run.best.as_ref().map(|(_, value)| *value).ok_or(RuleError::Infeasible)?;
    Ok(answer(&run, ending, objective))
}

/// The bound, whose prices lead to covers on the way.
struct Run<'a> {
    instance: &'a Instance,
    tree: Tree<Relaxation<'a>>,
    best: Option<(Vec<u32>, f64)>,
    /// Smallest difference of two covers' costs.
    step: f64,
}

impl Solving for Run<'_> {
    const SENSE: Sense = Sense::Minimise;

    fn objective(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |(_, value)| *value)
    }

    fn plan(&self) -> Vec<u32> {
        self.best.as_ref().map_or_else(Vec::new, |(open, _)| self.instance.plan(open))
    }

    /// The bound where it says more than "nothing".
    fn bound(&self) -> Option<f64> {
        let bound = Some(self.tree.bound()).filter(|bound| bound.is_finite());
        bound.map(|bound| rounded_up(bound, self.step).min(self.objective())).filter(|bound| *bound > 0.0)
    }

    fn is_proved(&self) -> bool {
        is_reached(self.objective(), self.tree.bound(), self.step)
    }

    fn work(&mut self, _round: u64) {
        let value = self.objective();
        self.tree.work(ROUND, value);
        if let Some(open) = self.tree.take_plan()
            && let Some(cost) = self.tree.cost_of(&open)
            && cost < value
        {
            self.best = Some((open, cost));
        }
    }
}
