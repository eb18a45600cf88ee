//! A capacitated problem made ready: costs of any pair at once.

use super::CapacitatedPMedian;
use crate::siting::control::tolerance;
use crate::siting::rules::{Referee, RuleError, Rules, check_amounts};

/// Pairs up to which the costs lie in one table.
const MOST_PAIRS: usize = 60_000_000;

/// Costs, loads and capacities.
#[derive(Debug)]
pub(super) struct Instance {
    pub(super) n_demand: usize,
    pub(super) n_candidates: usize,
    /// Weighted cost of each pair, row after row; infinite where the candidate cannot serve the point.
    costs: Vec<f64>,
    pub(super) loads: Vec<f64>,
    pub(super) capacities: Vec<f64>,
    /// Usable candidates of each demand point, nearest first.
    pub(super) near: Vec<Vec<u32>>,
    pub(super) referee: Referee,
    pub(super) rules: Rules,
}

impl Instance {
    pub(super) fn new(problem: &CapacitatedPMedian<'_>) -> Result<Self, RuleError> {
        let (matrix, rules) = (problem.matrix, problem.rules);
        let (n, m) = (matrix.n_demand(), matrix.n_candidates());
        rules.check(m)?;
        for (given, expected) in [(problem.weights.len(), n), (problem.loads.len(), n), (problem.capacities.len(), m)] {
            if given != expected {
                return Err(RuleError::WrongLength { given, expected });
            }
        }
        if n.saturating_mul(m) > MOST_PAIRS {
            return Err(RuleError::TooLarge { pairs: n.saturating_mul(m), most: MOST_PAIRS });
        }
        check_amounts(problem.weights.iter().chain(problem.loads).chain(problem.capacities).copied())?;
        let referee = Referee::new(rules, m);
        let mut serves = referee.usable.clone();
        rules.kept.iter().for_each(|candidate| serves[*candidate as usize] = true);
        let mut costs = vec![f64::INFINITY; n * m];
        let mut near = Vec::with_capacity(n);
        for demand in 0..n {
            let row: Vec<u32> = matrix.rows().indices(demand).iter().copied().filter(|candidate| serves[*candidate as usize]).collect();
            if row.is_empty() {
                return Err(RuleError::Unreachable(demand));
            }
            for (candidate, cost) in matrix.rows().row(demand).filter(|(candidate, _)| serves[*candidate]) {
                costs[demand * m + candidate] = problem.weights[demand] * f64::from(cost);
            }
            near.push(row);
        }
        Ok(Self { n_demand: n, n_candidates: m, costs, loads: problem.loads.to_vec(), capacities: problem.capacities.to_vec(), near, referee, rules: rules.clone() })
    }

    /// Weighted cost of a pair.
    #[inline]
    pub(super) fn cost(&self, demand: usize, candidate: usize) -> f64 {
        self.costs[demand * self.n_candidates + candidate]
    }

    /// Whether a site has room for so much beside its load.
    #[inline]
    pub(super) fn fits(&self, site: usize, load: f64) -> bool {
        load <= self.capacities[site] + tolerance(self.capacities[site])
    }

    /// The candidate numbers of a plan, kept outlets included, ascending.
    pub(super) fn plan(&self, open: &[u32]) -> Vec<u32> {
        let mut plan: Vec<u32> = open.iter().chain(&self.rules.kept).copied().collect();
        plan.sort_unstable();
        plan
    }
}
