//! The Lagrangean bound of coverage: every demand point pays a price to each open site that covers it.
//!
//! At price `λ` a demand point is left with `Σ max(0, w·step - λ)` over the steps of its worth, a candidate collects the prices of
//! what it covers, and the relaxed problem opens those that collect most (Galvao and ReVelle, A Lagrangean heuristic for the
//! maximal covering location problem, EJOR 88, 1996). Values carry the other sign, because trees minimise. Where worth does not
//! shrink from step to step its concave hull takes its place, which only raises the bound. The first prices come from the game of
//! [`crate::siting::saddle`], those of the parts that branching makes from subgradients.

use super::instance::Instance;
use super::state::State;
use crate::siting::sets::Sets;
use crate::siting::relaxation::{Choice, Relaxed, Status};
use crate::siting::saddle::{Game, Saddle};

/// Weight of the last subgradient in the direction.
const FRESH: f64 = 0.5;
/// The game is over when no prices can close more than this share of the distance between bound and plan.
const SETTLED: f64 = 0.02;

/// What the game reads.
#[derive(Clone, Copy, Debug)]
struct Board<'a> {
    instance: &'a Instance,
    rows: &'a Sets,
    steps: &'a [Vec<f64>],
    choice: &'a Choice,
}

impl Game for Board<'_> {
    fn choice(&self) -> &Choice {
        self.choice
    }

    fn n_entries(&self) -> usize {
        self.rows.n_entries()
    }

    fn weight(&self, demand: usize) -> f64 {
        self.instance.weights[demand]
    }

    fn width(&self, demand: usize) -> f64 {
        self.rows.row(demand).len().max(1) as f64
    }

    fn reach(&self, candidate: usize) -> f64 {
        self.instance.columns.row(candidate).iter().map(|demand| self.instance.weights[*demand as usize]).sum()
    }

    fn collect(&self, prices: &[f64], gains: &mut [f64]) -> u64 {
        for (demand, price) in prices.iter().enumerate() {
            let amount = self.instance.weights[demand] * price;
            if amount > 0.0 {
                self.rows.row(demand).iter().for_each(|candidate| gains[*candidate as usize] += amount);
            }
        }
        self.rows.n_entries() as u64
    }

    fn cover(&self, plan: &[f64], covered: &mut [f64]) -> u64 {
        let mut work = 0;
        for (candidate, share) in plan.iter().enumerate() {
            if *share > 0.0 {
                let column = self.instance.columns.row(candidate);
                column.iter().for_each(|demand| covered[*demand as usize] += share);
                work += column.len() as u64;
            }
        }
        work
    }

    fn slopes(&self, demand: usize) -> impl DoubleEndedIterator<Item = (f64, f64)> + Clone {
        self.steps[usize::from(self.instance.covered[demand])].iter().map(|step| (*step, 1.0))
    }
}

/// Prices and the relaxed problem.
#[derive(Clone, Debug)]
pub(super) struct Relaxation<'a> {
    instance: &'a Instance,
    rows: Sets,
    /// Shares of the weight that the next coverings add, largest first, by how many kept outlets cover already.
    steps: Vec<Vec<f64>>,
    /// What is covered at no step, negative.
    constant: f64,
    /// Price of each demand point for each unit of its weight.
    prices: Vec<f64>,
    direction: Vec<f64>,
    choice: Choice,
    /// The game for the first prices, until they are good.
    saddle: Option<Saddle>,
    is_settled: bool,
}

impl<'a> Relaxation<'a> {
    /// Prices that share a demand point's worth among those that cover it in a plan.
    pub(super) fn new(instance: &'a Instance, state: &State<'_>) -> Self {
        let steps: Vec<Vec<f64>> = (0..instance.worth.len()).map(|covered| concave_steps(&instance.worth[covered..])).collect();
        let most = |demand: usize| steps[usize::from(instance.covered[demand])].first().copied().unwrap_or(0.0);
        let prices: Vec<f64> = (0..instance.rows.len()).map(|demand| most(demand) / (1.0 + state.count(demand) as f64)).collect();
        let choice = Choice::new(&instance.referee.usable, instance.rules.n_open());
        let rows = instance.rows.clone();
        let saddle = Some(Saddle::new(&Board { instance, rows: &rows, steps: &steps, choice: &choice }, &prices));
        Self { instance, rows, steps, constant: -instance.constant, direction: vec![0.0; prices.len()], prices, choice, saddle, is_settled: false }
    }

    /// The bound at the present prices; fills reduced costs and the relaxed plan.
    fn bound_at_prices(&mut self) -> f64 {
        let Self { instance, rows, steps, prices, choice, .. } = self;
        choice.rho.fill(0.0);
        let mut left = 0.0;
        for (demand, price) in prices.iter().enumerate() {
            let weight = instance.weights[demand];
            for step in &steps[usize::from(instance.covered[demand])] {
                left += weight * (step - price).max(0.0);
            }
            let amount = weight * price;
            if amount > 0.0 {
                for &candidate in rows.row(demand) {
                    choice.rho[candidate as usize] -= amount;
                }
            }
        }
        choice.work += (rows.n_entries() + prices.len()) as u64;
        self.constant - left + choice.choose()
    }

    /// The better of the bounds at the game's two prices.
    fn bound_of_game(&mut self, mut saddle: Saddle) -> f64 {
        let mut bounds = [0.0; 2];
        for at in [0, 1] {
            self.prices.copy_from_slice(saddle.prices()[at]);
            bounds[at] = self.bound_at_prices();
        }
        if bounds[0] > bounds[1] {
            self.prices.copy_from_slice(saddle.prices()[0]);
            self.bound_at_prices();
        }
        saddle.judge(&Board { instance: self.instance, rows: &self.rows, steps: &self.steps, choice: &self.choice }, bounds.map(|bound| self.constant - bound));
        self.saddle = Some(saddle);
        bounds[0].max(bounds[1])
    }
}

/// The steps of the smallest concave function above worth, from its first value on; empty where nothing can be added.
fn concave_steps(worth: &[f64]) -> Vec<f64> {
    let mut steps = Vec::new();
    let mut at = 0;
    while at + 1 < worth.len() {
        let slope = |to: usize| (worth[to] - worth[at]) / (to - at) as f64;
        let next = (at + 1..worth.len()).max_by(|a, b| slope(*a).total_cmp(&slope(*b)).then(a.cmp(b))).unwrap_or(at + 1);
        if slope(next) <= 0.0 {
            break;
        }
        steps.extend(std::iter::repeat_n(slope(next), next - at));
        at = next;
    }
    steps
}

impl Relaxed for Relaxation<'_> {
    fn bound(&mut self) -> f64 {
        match self.saddle.take() {
            Some(saddle) => self.bound_of_game(saddle),
            None => self.bound_at_prices(),
        }
    }

    fn step(&mut self, bound: f64, target: f64, pace: f64) {
        let Self { instance, rows, steps, prices, direction, choice, saddle, is_settled, .. } = self;
        if let Some(saddle) = saddle {
            choice.work += saddle.step(&Board { instance, rows, steps, choice });
            *is_settled = saddle.distance() < SETTLED * (target - bound);
            return;
        }
        let mut norm = 0.0;
        for (demand, price) in prices.iter().enumerate() {
            let taken: usize = rows.row(demand).iter().map(|candidate| usize::from(choice.is_chosen[*candidate as usize])).sum();
            let steps = &steps[usize::from(instance.covered[demand])];
            let wanted = steps.iter().filter(|step| **step > *price).count();
            // At a price equal to a step the demand point is content with or without it.
            let content = steps.iter().filter(|step| **step >= *price).count();
            // Who is covered more often than asked for pays less, who is covered less often pays more.
            let surplus = if taken > content { content as f64 - taken as f64 } else if taken < wanted { wanted as f64 - taken as f64 } else { 0.0 };
            direction[demand] = FRESH * surplus + (1.0 - FRESH) * direction[demand];
            norm += instance.weights[demand] * direction[demand] * direction[demand];
        }
        choice.work += rows.n_entries() as u64;
        if norm <= 0.0 {
            return;
        }
        let length = pace * (target - bound).max(0.0) / norm;
        for (demand, price) in prices.iter_mut().enumerate() {
            let most = steps[usize::from(instance.covered[demand])].first().copied().unwrap_or(0.0);
            *price = (*price + length * direction[demand]).clamp(0.0, most);
        }
    }

    fn plan(&mut self) -> Option<(Vec<u32>, f64)> {
        self.choice.work += self.choice.chosen.iter().map(|site| self.instance.columns.row(*site as usize).len() as u64).sum::<u64>();
        self.cost_of(&self.choice.chosen).map(|cost| (self.choice.chosen.clone(), cost))
    }

    fn cost_of(&self, open: &[u32]) -> Option<f64> {
        let is_allowed = self.instance.rules.is_plain() || self.instance.rules.allow(&self.instance.plan(open));
        is_allowed.then(|| -self.instance.evaluate(open))
    }

    fn goes_back(&self) -> bool {
        self.saddle.is_none()
    }

    fn is_settled(&self) -> bool {
        self.is_settled
    }

    fn compact(&mut self) {
        let status = &self.choice.status;
        self.rows = self.rows.filtered(|candidate| status[candidate as usize] != Status::Excluded);
    }

    fn prices(&self) -> &[f64] {
        &self.prices
    }

    fn set_prices(&mut self, prices: &mut dyn Iterator<Item = f64>) {
        self.prices.clear();
        self.prices.extend(prices);
        self.direction.fill(0.0);
        self.saddle = None;
    }

    fn choice(&self) -> &Choice {
        &self.choice
    }

    fn choice_mut(&mut self) -> &mut Choice {
        &mut self.choice
    }

    fn granularity(&self) -> f64 {
        self.instance.granularity
    }

    fn tolerance(&self) -> f64 {
        self.instance.tolerance()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::siting::tests::fixture::{most_covered, small};
    use crate::siting::{Covering, Rules, Worth};

    #[test]
    fn prices_of_the_game_bound_every_plan_and_come_close_to_the_fractional_one() {
        for seed in 0..30 {
            let small = small(seed, 30, 9);
            for (worth, values) in [(Worth::Once, vec![0.0, 1.0]), (Worth::Twice { first_share: 0.6 }, vec![0.0, 0.6, 1.0]), (Worth::Twice { first_share: 0.2 }, vec![0.0, 0.2, 1.0])] {
                let rules = Rules { sites: 3, kept: vec![8], ..Rules::default() };
                let instance = Instance::new(&Covering { matrix: &small.matrix, limit: Some(25.0), weights: &small.weights, worth, rules: &rules }).unwrap();
                let most = most_covered(&small, &rules, 25.0, &values);
                let mut relaxation = Relaxation::new(&instance, &State::new(&instance));
                let (mut best, mut distance) = (f64::NEG_INFINITY, f64::INFINITY);
                for step in 0..80 {
                    let bound = relaxation.bound();
                    assert!(-bound >= most - 1e-9, "seed {seed} {worth:?} step {step}: {bound} of {most}");
                    best = bound.max(best);
                    distance = relaxation.saddle.as_ref().map_or(0.0, Saddle::distance).min(distance);
                    relaxation.step(bound, -most, 1.0);
                }
                // Better than by the distance no prices can be, so that what is left to the best plan is not the method's fault.
                assert!(distance <= 1e-3 * most && best <= -most + 1e-9, "seed {seed} {worth:?}: {distance} left of {best}");
            }
        }
    }

    #[test]
    fn a_game_that_ends_leaves_its_prices_to_subgradients() {
        let small = small(4, 30, 9);
        let rules = Rules::open(3);
        let instance = Instance::new(&Covering { matrix: &small.matrix, limit: Some(25.0), weights: &small.weights, worth: Worth::Once, rules: &rules }).unwrap();
        let mut relaxation = Relaxation::new(&instance, &State::new(&instance));
        for _ in 0..20 {
            let bound = relaxation.bound();
            relaxation.step(bound, bound, 1.0);
        }
        let bound = relaxation.bound();
        let prices = relaxation.prices().to_vec();
        relaxation.set_prices(&mut prices.into_iter());
        assert!((relaxation.bound() - bound).abs() < 1e-9 && relaxation.goes_back());
    }
}
