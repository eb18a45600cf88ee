//! The Lagrangean bound: every demand point has a price; a candidate is worth what it saves below these prices.
//!
//! With price `λ` of a demand point (for each unit of its weight) the relaxed problem opens the candidates with the most
//! negative `ρ = Σ w·min(0, c - λ)`; `Σ w·λ` plus the sum of these is a lower bound for every `λ` (Cornuejols, Fisher,
//! Nemhauser 1977). Prices move along the smoothed subgradient with Polyak's step.

use super::instance::Instance;
use super::state::State;
use crate::siting::matrix::Lists;
use crate::siting::relaxation::{Choice, Relaxed, Status};
use std::sync::Arc;

/// Prices and the relaxed problem.
#[derive(Clone, Debug)]
pub(super) struct Relaxation<'a> {
    instance: &'a Instance,
    /// Pairs that can still matter.
    rows: Arc<Lists>,
    prices: Vec<f64>,
    /// Direction of the last step.
    direction: Vec<f64>,
    choice: Choice,
}

/// Weight of the last subgradient in the direction.
const FRESH: f64 = 0.3;

impl<'a> Relaxation<'a> {
    /// Prices between the closest and second closest cost of a plan.
    pub(super) fn new(instance: &'a Instance, state: &State<'_>) -> Self {
        let price = |demand: usize| 0.5 * f64::from(state.near_cost(demand)) + 0.5 * f64::from(state.next_cost(demand));
        let prices: Vec<f64> = (0..instance.n_demand()).map(price).collect();
        let choice = Choice::new(&instance.referee.usable, instance.rules.n_open());
        Self { instance, rows: Arc::clone(&instance.rows), direction: vec![0.0; prices.len()], prices, choice }
    }
}

impl Relaxed for Relaxation<'_> {
    fn bound(&mut self) -> f64 {
        let Self { rows, prices, choice, .. } = self;
        choice.rho.fill(0.0);
        let mut bound = 0.0;
        for (demand, price) in prices.iter().enumerate() {
            let weight = self.instance.weights[demand];
            bound += weight * price;
            let mut looked_at = 0;
            for (&candidate, &cost) in rows.indices(demand).iter().zip(rows.costs(demand)) {
                let below = f64::from(cost) - price;
                if below >= 0.0 {
                    break;
                }
                choice.rho[candidate as usize] += weight * below;
                looked_at += 1;
            }
            choice.work += looked_at + 2;
        }
        bound + choice.choose()
    }

    fn step(&mut self, bound: f64, target: f64, pace: f64) {
        let Self { instance, rows, prices, direction, choice } = self;
        let mut norm = 0.0;
        for (demand, price) in prices.iter().enumerate() {
            let mut surplus = 1.0;
            for (&candidate, &cost) in rows.indices(demand).iter().zip(rows.costs(demand)) {
                if f64::from(cost) >= *price {
                    break;
                }
                surplus -= f64::from(u8::from(choice.is_chosen[candidate as usize]));
            }
            // At the base the demand point is content with nobody.
            if surplus > 0.0 && *price >= f64::from(instance.base[demand]) {
                surplus = 0.0;
            }
            direction[demand] = FRESH * surplus + (1.0 - FRESH) * direction[demand];
            norm += instance.weights[demand] * direction[demand] * direction[demand];
        }
        choice.work += prices.len() as u64;
        if norm <= 0.0 {
            return;
        }
        let length = pace * (target - bound).max(0.0) / norm;
        for ((price, direction), base) in prices.iter_mut().zip(direction).zip(&instance.base) {
            *price = (*price + length * *direction).clamp(0.0, f64::from(*base));
        }
    }

    fn plan(&mut self) -> Option<(Vec<u32>, f64)> {
        if !self.instance.rules.is_plain() && !self.instance.rules.allow(&self.instance.plan(&self.choice.chosen)) {
            return None;
        }
        let mut sum = 0.0;
        for demand in 0..self.prices.len() {
            let indices = self.rows.indices(demand);
            let at = indices.iter().position(|candidate| self.choice.is_chosen[*candidate as usize]);
            self.choice.work += at.unwrap_or(indices.len()) as u64 + 1;
            let near = at.map_or(self.instance.base[demand], |at| self.rows.costs(demand)[at]);
            sum += self.instance.weights[demand] * f64::from(near);
        }
        Some((self.choice.chosen.clone(), sum))
    }

    fn cost_of(&self, open: &[u32]) -> Option<f64> {
        let plan = self.instance.plan(open);
        let is_allowed = self.instance.rules.is_plain() || self.instance.rules.allow(&plan);
        is_allowed.then(|| self.instance.priced(&plan).0)
    }

    fn compact(&mut self) {
        let status = &self.choice.status;
        self.rows = Arc::new(self.rows.filtered(|_, candidate, _| status[candidate] != Status::Excluded));
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
        self.instance.granularity
    }

    fn tolerance(&self) -> f64 {
        self.instance.tolerance()
    }
}
