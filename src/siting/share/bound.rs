//! The bound of market share: what is captured is concave in the added utility, so that its tangent at any point lies above it.
//!
//! The point is a fractional plan that moves towards the best vertex of its own tangent (Frank and Wolfe 1956). Values carry
//! the other sign, because trees minimise; the point takes the place of prices.

use super::instance::Instance;
use crate::siting::relaxation::{Choice, Relaxed};

/// Halvings of the step length.
const HALVINGS: u32 = 20;

/// A fractional plan and its tangent.
#[derive(Clone, Debug)]
pub(super) struct Relaxation<'a> {
    instance: &'a Instance,
    point: Vec<f64>,
    /// Utility of own outlets at the point.
    own: Vec<f64>,
    choice: Choice,
}

impl<'a> Relaxation<'a> {
    /// The tangent at a plan.
    pub(super) fn new(instance: &'a Instance, open: &[u32]) -> Self {
        let mut point = vec![0.0; instance.n_candidates()];
        open.iter().for_each(|site| point[*site as usize] = 1.0);
        let choice = Choice::new(&instance.referee.usable, instance.rules.n_open());
        Self { instance, point, own: Vec::new(), choice }
    }

    /// Captured weight of a demand point at an own utility, as a function that is concave everywhere: where there is no rival the
    /// first touch captures all, and the bound counts it as captured from the start.
    fn captured(&self, demand: usize, own: f64) -> f64 {
        if self.instance.rival[demand] > 0.0 { self.instance.captured(demand, own) } else { self.instance.weights[demand] }
    }

    fn slope(&self, demand: usize, own: f64) -> f64 {
        let rival = self.instance.rival[demand];
        if rival > 0.0 { self.instance.weights[demand] * rival / ((own + rival) * (own + rival)) } else { 0.0 }
    }
}

impl Relaxed for Relaxation<'_> {
    fn bound(&mut self) -> f64 {
        let instance = self.instance;
        self.own.clear();
        self.own.extend_from_slice(&instance.own);
        for (column, amount) in instance.columns.iter().zip(&self.point) {
            if *amount > 0.0 {
                column.iter().for_each(|(demand, utility)| self.own[*demand as usize] += amount * utility);
                self.choice.work += column.len() as u64;
            }
        }
        let slopes: Vec<f64> = self.own.iter().enumerate().map(|(demand, own)| self.slope(demand, *own)).collect();
        let mut value: f64 = self.own.iter().enumerate().map(|(demand, own)| self.captured(demand, *own)).sum();
        for (candidate, column) in instance.columns.iter().enumerate() {
            if !instance.referee.usable[candidate] {
                continue;
            }
            let gradient: f64 = column.iter().map(|(demand, utility)| slopes[*demand as usize] * utility).sum();
            self.choice.rho[candidate] = -gradient;
            value -= gradient * self.point[candidate];
            self.choice.work += column.len() as u64;
        }
        self.choice.choose() - value
    }

    fn step(&mut self, _bound: f64, _target: f64, _pace: f64) {
        let instance = self.instance;
        let vertex = instance.own_with(&self.choice.chosen);
        // The captured amount along the way to the vertex rises until its slope changes sign.
        let slope_at = |share: f64| -> f64 {
            let each = self.own.iter().zip(&vertex).enumerate().filter(|(_, (own, vertex))| own.to_bits() != vertex.to_bits());
            each.map(|(demand, (own, vertex))| self.slope(demand, own + share * (vertex - own)) * (vertex - own)).sum()
        };
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if slope_at(middle) > 0.0 { low = middle } else { high = middle }
        }
        let share = high;
        for (amount, chosen) in self.point.iter_mut().zip(&self.choice.is_chosen) {
            *amount = (*amount + share * (f64::from(u8::from(*chosen)) - *amount)).clamp(0.0, 1.0);
        }
        self.choice.work += (vertex.len() * HALVINGS as usize / 4) as u64;
    }

    fn plan(&mut self) -> Option<(Vec<u32>, f64)> {
        self.cost_of(&self.choice.chosen).map(|cost| (self.choice.chosen.clone(), cost))
    }

    fn cost_of(&self, open: &[u32]) -> Option<f64> {
        let is_allowed = self.instance.rules.is_plain() || self.instance.rules.allow(&self.instance.plan(open));
        is_allowed.then(|| -self.instance.evaluate(open))
    }

    fn goes_back(&self) -> bool {
        false
    }

    fn compact(&mut self) {}

    fn prices(&self) -> &[f64] {
        &self.point
    }

    fn set_prices(&mut self, prices: &mut dyn Iterator<Item = f64>) {
        self.point.clear();
        self.point.extend(prices);
    }

    fn choice(&self) -> &Choice {
        &self.choice
    }

    fn choice_mut(&mut self) -> &mut Choice {
        &mut self.choice
    }

    fn granularity(&self) -> f64 {
        0.0
    }

    fn tolerance(&self) -> f64 {
        self.instance.tolerance()
    }
}
