//! A p-median problem made ready: what no plan needs is left out of the lists.

use super::PMedian;
use crate::siting::control::{granularity, tolerance};
use crate::siting::matrix::Lists;
use crate::siting::rules::{Referee, RuleError, Rules, check_amounts};
use rayon::prelude::*;
use std::sync::Arc;

/// What a demand point costs that must be served and is not, as a multiple of the largest cost.
const MISSING: f32 = 1000.0;

/// The problem without kept outlets: they are in `base`.
#[derive(Debug)]
pub(super) struct Instance {
    pub(super) weights: Vec<f64>,
    /// What each demand point costs where no candidate is open: the nearest kept outlet, or not to be served.
    pub(super) base: Vec<f32>,
    /// Candidates of each demand point that are nearer than the base, nearest first.
    pub(super) rows: Arc<Lists>,
    /// The same from the candidates' side.
    pub(super) columns: Arc<Lists>,
    pub(super) referee: Referee,
    pub(super) rules: Rules,
    /// See [`granularity`].
    pub(super) granularity: f64,
    /// The price of a demand point that must be served and is not; none where serving is no duty.
    missing: Option<f32>,
    scale: f64,
}

impl Instance {
    pub(super) fn new(problem: &PMedian<'_>) -> Result<Self, RuleError> {
        let (matrix, n) = (problem.matrix, problem.matrix.n_demand());
        problem.rules.check(matrix.n_candidates())?;
        if problem.weights.len() != n {
            return Err(RuleError::WrongLength { given: problem.weights.len(), expected: n });
        }
        check_amounts(problem.weights.iter().copied().chain(problem.unserved.map(f64::from)))?;
        let referee = Referee::new(problem.rules, matrix.n_candidates());
        let missing = problem.unserved.is_none().then(|| missing_price(matrix.rows()));
        let base = base(problem, &referee, missing.unwrap_or(f32::MAX));
        let keep = |demand: usize, candidate: usize, cost: f32| referee.usable[candidate] && cost < base[demand];
        // Entries at the base change nothing, so that a matrix with every usable pair below it serves as it is.
        let is_whole = problem.unserved.is_none() && problem.rules.kept.is_empty() && referee.usable.iter().all(|usable| *usable);
        let (rows, columns) = if is_whole {
            matrix.shared()
        } else {
            let columns = || matrix.columns().filtered(|candidate, demand, cost| keep(demand, candidate, cost));
            let (rows, columns) = rayon::join(|| matrix.rows().filtered(keep), columns);
            (Arc::new(rows), Arc::new(columns))
        };
        let costs = (0..n).flat_map(|demand| rows.costs(demand)).chain(&base).map(|cost| f64::from(*cost));
        let granularity = granularity(costs.chain(problem.weights.iter().copied()));
        let scale = base.iter().zip(problem.weights).map(|(base, weight)| f64::from(*base) * weight).sum::<f64>();
        Ok(Self { weights: problem.weights.to_vec(), base, rows, columns, referee, rules: problem.rules.clone(), granularity, missing, scale })
    }

    pub(super) fn n_demand(&self) -> usize {
        self.weights.len()
    }

    pub(super) fn n_candidates(&self) -> usize {
        self.columns.len()
    }

    /// Differences below this are rounding.
    pub(super) fn tolerance(&self) -> f64 {
        if self.granularity > 0.0 { 1e-6 } else { tolerance(self.scale) * 1e-3 }
    }

    /// The candidate numbers of a plan, kept outlets included.
    pub(super) fn plan(&self, open: &[u32]) -> Vec<u32> {
        let mut plan: Vec<u32> = open.iter().chain(&self.rules.kept).copied().collect();
        plan.sort_unstable();
        plan
    }

    /// The objective of a plan, summed anew.
    ///
    /// # Errors
    /// Where somebody must be served and is not.
    pub(super) fn evaluate(&self, plan: &[u32]) -> Result<f64, RuleError> {
        let (sum, missing) = self.priced(plan);
        missing.map_or(Ok(sum), |demand| Err(RuleError::Unreachable(demand)))
    }

    /// The objective of a plan with the price of those who must be served and are not, and the first of them.
    pub(super) fn priced(&self, plan: &[u32]) -> (f64, Option<usize>) {
        let mut is_open = vec![false; self.n_candidates()];
        plan.iter().for_each(|candidate| is_open[*candidate as usize] = true);
        let (mut sum, mut missing) = (0.0, None);
        for demand in 0..self.n_demand() {
            let near = self.rows.row(demand).find(|(candidate, _)| is_open[*candidate]).map_or(self.base[demand], |(_, cost)| cost);
            if self.missing.is_some_and(|price| near >= price) {
                missing.get_or_insert(demand);
            }
            sum += self.weights[demand] * f64::from(near);
        }
        (sum, missing)
    }
}

/// More than any plan pays for a point that it serves.
fn missing_price(rows: &Lists) -> f32 {
    let dearest = (0..rows.len()).filter_map(|row| rows.costs(row).last()).fold(1.0f32, |most, cost| most.max(*cost));
    (dearest * MISSING).min(f32::MAX)
}

/// What each demand point costs where no candidate is open.
fn base(problem: &PMedian<'_>, referee: &Referee, missing: f32) -> Vec<f32> {
    let rows = problem.matrix.rows();
    let mut is_kept = vec![false; problem.matrix.n_candidates()];
    problem.rules.kept.iter().for_each(|candidate| is_kept[*candidate as usize] = true);
    let n_usable = referee.usable.iter().filter(|usable| **usable).count();
    let of = |demand: usize| {
        let kept = rows.row(demand).find(|(candidate, _)| is_kept[*candidate]).map(|(_, cost)| cost);
        let usable = || rows.row(demand).filter(|(candidate, _)| referee.usable[*candidate]);
        // Where every candidate can serve the point, the dearest of them is as good a base as any: nothing is worse.
        let dearest = || (problem.rules.n_open() > 0 && n_usable > 0 && usable().count() == n_usable).then(|| usable().next_back().map(|(_, cost)| cost)).flatten();
        let left = problem.unserved.unwrap_or_else(|| kept.or_else(dearest).unwrap_or(missing));
        kept.map_or(left, |kept| kept.min(left))
    };
    (0..rows.len()).into_par_iter().map(of).collect()
}
