//! The Lagrangean relaxation of set covering: every demand point offers a price, and a site opens where it is offered more than it costs.

use super::reduce::reduced;
use crate::siting::cover::instance::Instance;
use crate::siting::relaxation::{Choice, Relaxed, Status};
use crate::siting::sets::Sets;

/// Weight of the last subgradient in the direction.
const FRESH: f64 = 0.6;

/// Prices and the relaxed problem.
#[derive(Clone, Debug)]
pub(in crate::siting) struct Relaxation<'a> {
    instance: &'a Instance,
    costs: Vec<f64>,
    /// Demand points that matter and all their candidates.
    all_rows: Sets,
    /// The same with the candidates that can still be part of a better plan.
    rows: Sets,
    columns: Sets,
    prices: Vec<f64>,
    direction: Vec<f64>,
    choice: Choice,
    granularity: f64,
}

impl<'a> Relaxation<'a> {
    /// Prices that share the cheapest candidate's cost among what it covers.
    pub(in crate::siting) fn new(instance: &'a Instance, costs: Vec<f64>) -> Self {
        let n = instance.n_candidates();
        // What is in another's way may be the only way to keep to the rules, so that only plain rules let candidates replace others.
        let rows = if instance.rules.is_plain() { reduced(&instance.rows, n, &|candidate| costs[candidate]) } else { instance.rows.clone() };
        let columns = rows.transposed(n);
        let share = |candidate: u32| costs[candidate as usize] / columns.row(candidate as usize).len() as f64;
        let prices: Vec<f64> = (0..rows.len()).map(|row| rows.row(row).iter().map(|candidate| share(*candidate)).fold(f64::INFINITY, f64::min)).collect();
        let usable: Vec<bool> = (0..n).map(|candidate| !columns.row(candidate).is_empty()).collect();
        let granularity = crate::siting::control::granularity(costs.iter().copied());
        Self { instance, choice: Choice::new(&usable, n), direction: vec![0.0; prices.len()], prices, all_rows: rows.clone(), rows, columns, costs, granularity }
    }

    /// A cover after the prices: what the relaxed problem opens, what is missing by the best price for what it adds, less what is needless.
    fn cover(&mut self) -> Option<Vec<u32>> {
        let mut missing: Vec<bool> = vec![true; self.rows.len()];
        let mut n_missing = missing.len();
        let mut open: Vec<u32> = Vec::new();
        let mut take = |candidate: u32, missing: &mut Vec<bool>, n_missing: &mut usize| {
            open.push(candidate);
            for &row in self.columns.row(candidate as usize) {
                *n_missing -= usize::from(std::mem::replace(&mut missing[row as usize], false));
            }
        };
        for &candidate in &self.choice.chosen {
            take(candidate, &mut missing, &mut n_missing);
        }
        while n_missing > 0 {
            let worth = |candidate: usize| {
                let adds = self.columns.row(candidate).iter().filter(|row| missing[**row as usize]).count();
                (adds > 0).then(|| (self.choice.rho[candidate].max(0.0) + 1e-3 * self.costs[candidate]) / adds as f64)
            };
            // The demand point that fewest candidates cover cannot wait.
            let row = (0..missing.len()).filter(|row| missing[*row]).min_by_key(|row| self.rows.row(*row).len())?;
            let candidates = self.rows.row(row).iter().filter(|candidate| self.choice.status[**candidate as usize] != Status::Excluded);
            let best = candidates.filter_map(|candidate| worth(*candidate as usize).map(|worth| (worth, *candidate))).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
            take(best.1, &mut missing, &mut n_missing);
        }
        self.choice.work += self.rows.n_entries() as u64;
        Some(self.without_needless(open))
    }

    /// Drops sites whose demand points others cover too, the dearest first.
    fn without_needless(&self, mut open: Vec<u32>) -> Vec<u32> {
        let mut count = vec![0u32; self.rows.len()];
        open.iter().for_each(|site| self.columns.row(*site as usize).iter().for_each(|row| count[*row as usize] += 1));
        let weight = |site: u32| (self.costs[site as usize], self.choice.rho[site as usize]);
        open.sort_unstable_by(|a, b| {
            let (a, b) = ((weight(*a), *a), (weight(*b), *b));
            b.0.0.total_cmp(&a.0.0).then(b.0.1.total_cmp(&a.0.1)).then(a.1.cmp(&b.1))
        });
        open.retain(|site| {
            let members = self.columns.row(*site as usize);
            let is_needless = members.iter().all(|row| count[*row as usize] > 1);
            if is_needless {
                members.iter().for_each(|row| count[*row as usize] -= 1);
            }
            !is_needless
        });
        open
    }
}

impl Relaxed for Relaxation<'_> {
    fn bound(&mut self) -> f64 {
        let Self { rows, prices, choice, costs, .. } = self;
        choice.rho.copy_from_slice(costs);
        let mut bound = 0.0;
        for (row, price) in prices.iter().enumerate() {
            let mut can_be_covered = false;
            bound += price;
            for &candidate in rows.row(row) {
                choice.rho[candidate as usize] -= price;
                can_be_covered |= choice.status[candidate as usize] != Status::Excluded;
            }
            if !can_be_covered {
                return f64::INFINITY;
            }
        }
        choice.work += rows.n_entries() as u64;
        bound + choice.choose()
    }

    fn step(&mut self, bound: f64, target: f64, pace: f64) {
        let Self { rows, prices, direction, choice, .. } = self;
        let mut norm = 0.0;
        for (row, price) in prices.iter().enumerate() {
            let covered: usize = rows.row(row).iter().map(|candidate| usize::from(choice.is_chosen[*candidate as usize])).sum();
            let mut surplus = 1.0 - covered as f64;
            if surplus < 0.0 && *price <= 0.0 {
                surplus = 0.0;
            }
            direction[row] = FRESH * surplus + (1.0 - FRESH) * direction[row];
            norm += direction[row] * direction[row];
        }
        choice.work += rows.n_entries() as u64;
        if norm <= 0.0 {
            return;
        }
        // Without a cover yet the bound itself says how far there may be to go.
        let target = if target.is_finite() { target } else { bound.abs() * 1.2 + 1.0 };
        let length = pace * (target - bound).max(0.0) / norm;
        for (price, direction) in prices.iter_mut().zip(direction) {
            *price = (*price + length * *direction).max(0.0);
        }
    }

    fn plan(&mut self) -> Option<(Vec<u32>, f64)> {
        let open = self.cover()?;
        self.cost_of(&open).map(|cost| (open, cost))
    }

    fn cost_of(&self, open: &[u32]) -> Option<f64> {
        let mut is_open = vec![false; self.costs.len()];
        open.iter().for_each(|site| is_open[*site as usize] = true);
        let covers = |row: usize| self.all_rows.row(row).iter().any(|candidate| is_open[*candidate as usize]);
        let rules = &self.instance.rules;
        let closable = &rules.closable;
        let closed = closable.iter().filter(|site| !open.contains(site)).count();
        let is_clear = !rules.conflicts.iter().any(|(a, b)| open.contains(a) && open.contains(b));
        let cost: f64 = open.iter().map(|site| self.costs[*site as usize]).sum();
        let is_allowed = closed <= rules.most_closed.unwrap_or(usize::MAX) && is_clear && rules.budget.is_none_or(|budget| cost <= budget);
        (is_allowed && (0..self.rows.len()).all(covers)).then_some(cost)
    }

    fn compact(&mut self) {
        let status = &self.choice.status;
        self.rows = self.rows.filtered(|candidate| status[candidate as usize] != Status::Excluded);
        self.columns = self.rows.transposed(status.len());
    }

    fn prices(&self) -> &[f64] {
        &self.prices
    }

    fn set_prices(&mut self, prices: &mut dyn Iterator<Item = f64>) {
        self.prices.clear();
        self.prices.extend(prices);
        self.direction.fill(0.0);
    }

    fn choice(&self) -> &Choice {
        &self.choice
    }

    fn choice_mut(&mut self) -> &mut Choice {
        &mut self.choice
    }

    fn granularity(&self) -> f64 {
        self.granularity
    }

    fn tolerance(&self) -> f64 {
        if self.granularity > 0.0 { 1e-6 } else { crate::siting::control::tolerance(self.costs.iter().sum()) * 1e-3 }
    }
}
