//! A market share problem made ready: utilities of all pairs.

use super::MarketShare;
use crate::siting::control::tolerance;
use crate::siting::matrix::Lists;
use crate::siting::rules::{Referee, RuleError, Rules, check_amounts};
use rayon::prelude::*;

/// Utilities of candidates to demand points.
#[derive(Debug)]
pub(super) struct Instance {
    pub(super) weights: Vec<f64>,
    /// Utility of the kept outlets to each demand point.
    pub(super) own: Vec<f64>,
    /// Utility of rivals and of staying at home.
    pub(super) rival: Vec<f64>,
    /// Demand points of each candidate with its utility in place of the cost.
    pub(super) columns: Vec<Vec<(u32, f64)>>,
    /// Usable candidates of each demand point.
    pub(super) rows: Lists,
    pub(super) referee: Referee,
    pub(super) rules: Rules,
    pub(super) total: f64,
}

impl Instance {
    pub(super) fn new(problem: &MarketShare<'_>) -> Result<Self, RuleError> {
        let (matrix, rules) = (problem.matrix, problem.rules);
        let (n, m) = (matrix.n_demand(), matrix.n_candidates());
        rules.check(m)?;
        for (given, expected) in [(problem.weights.len(), n), (problem.rival.len(), n), (problem.attraction.len(), m)] {
            if given != expected {
                return Err(RuleError::WrongLength { given, expected });
            }
        }
        check_amounts(problem.weights.iter().chain(problem.rival).chain(problem.attraction).copied())?;
        let referee = Referee::new(rules, m);
        let mut is_kept = vec![false; m];
        rules.kept.iter().for_each(|candidate| is_kept[*candidate as usize] = true);
        let utilities = |candidate: usize| -> Vec<(u32, f64)> {
            let each = matrix.columns().row(candidate).map(|(demand, cost)| (demand as u32, problem.decay.utility(problem.attraction[candidate], f64::from(cost))));
            each.filter(|(demand, utility)| *utility > 0.0 && problem.weights[*demand as usize] > 0.0).collect()
        };
        let columns: Vec<Vec<(u32, f64)>> =
            (0..m).into_par_iter().map(|candidate| if referee.usable[candidate] || is_kept[candidate] { utilities(candidate) } else { Vec::new() }).collect();
        let mut own = vec![0.0; n];
        for &candidate in &rules.kept {
            columns[candidate as usize].iter().for_each(|(demand, utility)| own[*demand as usize] += utility);
        }
        let rows = matrix.rows().filtered(|_, candidate, _| referee.usable[candidate]);
        let total = problem.weights.iter().sum();
        Ok(Self { weights: problem.weights.to_vec(), own, rival: problem.rival.to_vec(), columns, rows, referee, rules: rules.clone(), total })
    }

    pub(super) fn n_candidates(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn tolerance(&self) -> f64 {
        tolerance(self.total)
    }

    /// The part of a demand point's weight that goes to outlets of so much utility.
    #[inline]
    pub(super) fn captured(&self, demand: usize, own: f64) -> f64 {
        if own > 0.0 { self.weights[demand] * own / (own + self.rival[demand]) } else { 0.0 }
    }

    /// The candidate numbers of a plan, kept outlets included.
    pub(super) fn plan(&self, open: &[u32]) -> Vec<u32> {
        let mut plan: Vec<u32> = open.iter().chain(&self.rules.kept).copied().collect();
        plan.sort_unstable();
        plan
    }

    /// Utility of all own outlets to each demand point with these candidates open.
    pub(super) fn own_with(&self, open: &[u32]) -> Vec<f64> {
        let mut own = self.own.clone();
        for &candidate in open {
            self.columns[candidate as usize].iter().for_each(|(demand, utility)| own[*demand as usize] += utility);
        }
        own
    }

    /// What a plan of candidates captures, kept outlets included, summed anew.
    pub(super) fn evaluate(&self, open: &[u32]) -> f64 {
        self.own_with(open).iter().enumerate().map(|(demand, own)| self.captured(demand, *own)).sum()
    }
}
