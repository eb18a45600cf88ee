//! A covering problem made ready: demand points with the same candidates are one, what nothing can change is left out.

use super::Covering;
use crate::siting::control::{granularity, tolerance};
use crate::siting::matrix::CostMatrix;
use crate::siting::sets::Sets;
use crate::siting::rules::{Referee, RuleError, Rules, check_amounts};
use rayon::prelude::*;

/// The problem without kept outlets: they are in `covered`.
#[derive(Debug)]
pub(in crate::siting) struct Instance {
    pub(in crate::siting) weights: Vec<f64>,
    /// How many kept outlets cover each demand point.
    pub(in crate::siting) covered: Vec<u16>,
    /// Share of a demand point's weight that counts when so many cover it.
    pub(in crate::siting) worth: Vec<f64>,
    pub(in crate::siting) rows: Sets,
    pub(in crate::siting) columns: Sets,
    pub(in crate::siting) referee: Referee,
    pub(in crate::siting) rules: Rules,
    pub(in crate::siting) granularity: f64,
    /// What is covered with no candidate open.
    pub(in crate::siting) constant: f64,
    /// Everything that could be covered.
    pub(in crate::siting) total: f64,
}

impl Instance {
    pub(in crate::siting) fn new(problem: &Covering<'_>) -> Result<Self, RuleError> {
        let (matrix, rules) = (problem.matrix, problem.rules);
        rules.check(matrix.n_candidates())?;
        if problem.weights.len() != matrix.n_demand() {
            return Err(RuleError::WrongLength { given: problem.weights.len(), expected: matrix.n_demand() });
        }
        let worth = problem.worth.values();
        check_amounts(problem.weights.iter().copied().chain(worth.iter().copied()))?;
        let referee = Referee::new(rules, matrix.n_candidates());
        let mut is_kept = vec![false; matrix.n_candidates()];
        rules.kept.iter().for_each(|candidate| is_kept[*candidate as usize] = true);
        let enough = (worth.len() - 1).min(u16::MAX.into()) as u16;
        let points: Vec<(Vec<u32>, u16)> = (0..matrix.n_demand())
            .into_par_iter()
            .map(|demand| {
                let candidates = within(matrix, demand, problem.limit);
                let kept = candidates.iter().filter(|candidate| is_kept[**candidate as usize]).count().min(enough.into()) as u16;
                let mut usable: Vec<u32> = if kept >= enough { Vec::new() } else { candidates.iter().copied().filter(|candidate| referee.usable[*candidate as usize]).collect() };
                usable.sort_unstable();
                (usable, kept)
            })
            .collect();
        let constant = points.iter().zip(problem.weights).map(|((_, kept), weight)| weight * worth[usize::from(*kept)]).sum();
        let (weights, covered, rows) = joined(&points, problem.weights);
        let columns = rows.transposed(matrix.n_candidates());
        let granularity = granularity(problem.weights.iter().flat_map(|weight| worth.iter().map(move |worth| weight * worth)));
        let total = problem.weights.iter().sum();
        Ok(Self { weights, covered, worth, rows, columns, referee, rules: rules.clone(), granularity, constant, total })
    }

    pub(in crate::siting) fn n_candidates(&self) -> usize {
        self.columns.len()
    }

    /// Differences below this are rounding.
    pub(in crate::siting) fn tolerance(&self) -> f64 {
        if self.granularity > 0.0 { 1e-6 } else { tolerance(self.total) * 1e-3 }
    }

    /// What so many coverings are worth.
    #[inline]
    pub(in crate::siting) fn worth(&self, count: usize) -> f64 {
        self.worth[count.min(self.worth.len() - 1)]
    }

    /// The candidate numbers of a plan, kept outlets included.
    pub(in crate::siting) fn plan(&self, open: &[u32]) -> Vec<u32> {
        let mut plan: Vec<u32> = open.iter().chain(&self.rules.kept).copied().collect();
        plan.sort_unstable();
        plan
    }

    /// What a plan of candidates is worth, summed anew.
    pub(in crate::siting) fn evaluate(&self, open: &[u32]) -> f64 {
        let mut counts: Vec<usize> = self.covered.iter().map(|count| usize::from(*count)).collect();
        for &candidate in open {
            for &demand in self.columns.row(candidate as usize) {
                counts[demand as usize] += 1;
            }
        }
        let each = counts.iter().zip(&self.covered).zip(&self.weights).map(|((now, kept), weight)| weight * (self.worth(*now) - self.worth(usize::from(*kept))));
        self.constant + each.sum::<f64>()
    }
}

/// The candidates within a limit of a demand point.
fn within(matrix: &CostMatrix, demand: usize, limit: Option<f32>) -> &[u32] {
    let costs = matrix.rows().costs(demand);
    let n_within = limit.map_or(costs.len(), |limit| costs.partition_point(|cost| *cost <= limit));
    &matrix.rows().indices(demand)[..n_within]
}

/// Demand points with the same candidates and the same kept coverage as one; those that nothing can change are left out.
fn joined(points: &[(Vec<u32>, u16)], weights: &[f64]) -> (Vec<f64>, Vec<u16>, Sets) {
    let mut order: Vec<u32> = (0..points.len() as u32).filter(|at| !points[*at as usize].0.is_empty() && weights[*at as usize] > 0.0).collect();
    order.par_sort_unstable_by(|a, b| points[*a as usize].cmp(&points[*b as usize]).then(a.cmp(b)));
    let groups: Vec<&[u32]> = order.chunk_by(|a, b| points[*a as usize] == points[*b as usize]).collect();
    let sums = groups.iter().map(|group| group.iter().map(|at| weights[*at as usize]).sum()).collect();
    let covered = groups.iter().map(|group| points[group[0] as usize].1).collect();
    (sums, covered, Sets::from_rows(groups.iter().map(|group| points[group[0] as usize].0.as_slice())))
}
