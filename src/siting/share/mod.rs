//! Market share (市场份额) after Huff: where new outlets take most from rivals, and how much they take from our own.
//!
//! A demand point gives outlet `j` the share `A_j·f(c_ij) / Σ A·f(c)` of its weight, the sum going over own outlets, rivals and
//! staying at home (Huff, Defining and Estimating a Trading Area, Journal of Marketing 28, 1964). What all own outlets capture is
//! concave in the utility that is added, so that greedy is a good start, exchange gets close to the best, and any
//! linearisation gives a bound (the idea of Benati and Hansen, EJOR 143, 2002). A second bound holds for whole outlets only and is better where
//! the nearest ones take nearly all (in the spirit of the submodular cuts of Ljubic and Moreno, EJOR 266, 2018).
//!
//! *Cost:* the gain of a candidate is one pass over its demand points.

mod bound;
mod field;
mod instance;
mod order;
mod search;

use super::control::{Answer, Control, Sense, is_reached, rounded_up};
use super::driver::{Solving, answer, drive};
use super::matrix::CostMatrix;
use super::rules::{RuleError, Rules};
use super::tree::Tree;
use bound::Relaxation;
use instance::Instance;
pub use order::share_in_order;
use search::Search;

/// Work of one round of either side, in pairs looked at.
const ROUND: u64 = 2_000_000;

/// How utility falls with cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decay {
    /// `max(cost, least)^-exponent`.
    Power {
        /// Usually between 1 and 3.
        exponent: f64,
        /// Below this cost nothing gets nearer.
        least: f64,
    },
    /// `exp(-rate·cost)`.
    Exponential {
        /// For each unit of cost.
        rate: f64,
    },
}

impl Decay {
    /// The utility of an outlet of this attraction at this cost.
    pub fn utility(self, attraction: f64, cost: f64) -> f64 {
        match self {
            Self::Power { exponent, least } => attraction * libm::pow(cost.max(least).max(f64::MIN_POSITIVE), -exponent),
            Self::Exponential { rate } => attraction * libm::exp(-rate * cost),
        }
    }
}

/// A market share problem.
#[derive(Clone, Debug)]
pub struct MarketShare<'a> {
    /// Costs between demand points and own outlets, existing and possible.
    pub matrix: &'a CostMatrix,
    /// How much each demand point counts.
    pub weights: &'a [f64],
    /// Attraction of each candidate: floor area, assortment, 1.
    pub attraction: &'a [f64],
    /// Utility of rivals and of staying at home to each demand point; see [`rival_utility`].
    pub rival: &'a [f64],
    /// How utility falls with cost.
    pub decay: Decay,
    /// Rules of the plan.
    pub rules: &'a Rules,
}

/// Utility of rivals to each demand point, by the costs to them and their attractions, plus that of staying at home.
pub fn rival_utility(costs: &CostMatrix, attraction: &[f64], decay: Decay, at_home: f64) -> Vec<f64> {
    let of = |demand: usize| costs.rows().row(demand).map(|(rival, cost)| decay.utility(attraction.get(rival).copied().unwrap_or(0.0), f64::from(cost))).sum::<f64>();
    (0..costs.n_demand()).map(|demand| of(demand) + at_home).collect()
}

/// Solves a market share problem; the objective is what all own outlets capture.
///
/// # Errors
/// [`RuleError`] where the rules make no sense or leave no plan.
pub fn solve(problem: &MarketShare<'_>, control: &Control<'_>) -> Result<Answer, RuleError> {
    let instance = Instance::new(problem)?;
    let mut search = Search::new(&instance, control.seed);
    search.start()?;
    let mut run = Run { instance: &instance, search, tree: None };
    let ending = drive(&mut run, control);
    Ok(answer(&run, ending, instance.evaluate(run.search.best_sites())))
}

/// Who gives what to whom, for one plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// What each outlet of the plan captures, in the order of the plan.
    pub outlets: Vec<f64>,
    /// What rivals and staying at home keep.
    pub rivals: f64,
    /// Demand points that nobody has any utility for.
    pub nobody: f64,
}

/// Shares of the outlets of a plan. They, the rivals' and nobody's add up to all demand.
///
/// # Errors
/// [`RuleError`] where weights and places do not belong together.
pub fn shares(problem: &MarketShare<'_>, plan: &[u32]) -> Result<Shares, RuleError> {
    let n = problem.matrix.n_candidates();
    if let Some(&candidate) = plan.iter().find(|candidate| **candidate as usize >= n) {
        return Err(RuleError::NoCandidate { candidate, n_candidates: n });
    }
    let instance = Instance::new(&MarketShare { rules: &Rules { kept: plan.to_vec(), ..Rules::default() }, ..problem.clone() })?;
    let sum = |demand: usize| instance.own[demand] + instance.rival[demand];
    let outlet = |candidate: &u32| -> f64 {
        let each = instance.columns[*candidate as usize].iter().map(|(demand, utility)| (*demand as usize, *utility));
        each.map(|(demand, utility)| instance.weights[demand] * utility / sum(demand)).sum()
    };
    let all = || (0..instance.weights.len()).filter(|demand| instance.weights[*demand] > 0.0);
    let rivals = all().filter(|demand| sum(*demand) > 0.0).map(|demand| instance.weights[demand] * instance.rival[demand] / sum(demand)).sum();
    let nobody = all().filter(|demand| sum(*demand) <= 0.0).map(|demand| instance.weights[demand]).sum();
    Ok(Shares { outlets: plan.iter().map(outlet).collect(), rivals, nobody })
}

/// A search and its bound side by side.
struct Run<'a> {
    instance: &'a Instance,
    search: Search<'a>,
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
        let bound = self.tree.as_ref().map(Tree::bound).filter(|bound| bound.is_finite()).map(|bound| -rounded_up(bound, 0.0));
        bound.filter(|bound| *bound < self.instance.total).map(|bound| bound.max(self.search.best_value()))
    }

    fn is_proved(&self) -> bool {
        let best = self.search.best_value();
        self.tree.as_ref().is_some_and(|tree| is_reached(-best, tree.bound(), 0.0))
    }

    fn work(&mut self, _round: u64) {
        let best = -self.search.best_value();
        let (search, instance) = (&mut self.search, self.instance);
        let tree = self.tree.get_or_insert_with(|| Tree::new(Relaxation::new(instance, search.open_sites())));
        rayon::join(|| search.work(ROUND), || tree.work(ROUND, best));
        if let Some(open) = tree.take_plan() {
            search.adopt(&open);
        }
        search.leave_out(tree.excluded());
    }
}
