//! The Lagrangean bound with capacities: at given prices a candidate serves those that pay more than they cost, as far as it has room.
//!
//! A point may be served in part here, which makes each knapsack a sort and keeps the bound valid.

use super::instance::Instance;
use crate::siting::control::tolerance;
use crate::siting::relaxation::{Choice, Relaxed, Status};

/// Weight of the last subgradient in the direction.
const FRESH: f64 = 0.7;

/// Prices and the relaxed problem.
#[derive(Clone, Debug)]
pub(super) struct Relaxation<'a> {
    instance: &'a Instance,
    prices: Vec<f64>,
    direction: Vec<f64>,
    choice: Choice,
    is_kept: Vec<bool>,
    /// What the kept outlets and the chosen candidates serve of each demand point.
    served: Vec<f64>,
    /// Points worth serving from the candidate at hand: worth for each unit of load, number, worth.
    worth: Vec<(f64, u32, f64)>,
}

impl<'a> Relaxation<'a> {
    pub(super) fn new(instance: &'a Instance, prices: Vec<f64>) -> Self {
        let mut is_kept = vec![false; instance.n_candidates];
        instance.rules.kept.iter().for_each(|site| is_kept[*site as usize] = true);
        let choice = Choice::new(&instance.referee.usable, instance.rules.n_open());
        Self { instance, direction: vec![0.0; prices.len()], served: vec![0.0; prices.len()], prices, choice, is_kept, worth: Vec::new() }
    }

    /// The best that a candidate can do at the present prices, negative; optionally notes what it serves.
    fn fill(&mut self, site: usize, notes: bool) -> f64 {
        let instance = self.instance;
        self.worth.clear();
        for (demand, price) in self.prices.iter().enumerate() {
            let gain = price - instance.cost(demand, site);
            if gain > 0.0 {
                let load = instance.loads[demand];
                self.worth.push((if load > 0.0 { gain / load } else { f64::INFINITY }, demand as u32, gain));
            }
        }
        self.choice.work += self.prices.len() as u64 / 2 + 4 * self.worth.len() as u64;
        self.worth.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut room = instance.capacities[site];
        let mut sum = 0.0;
        for &(_, demand, gain) in &self.worth {
            let load = instance.loads[demand as usize];
            let share = if load <= room { 1.0 } else { room / load };
            room -= load * share;
            sum += gain * share;
            if notes {
                self.served[demand as usize] += share;
            }
            if share < 1.0 {
                break;
            }
        }
        -sum
    }
}

impl Relaxed for Relaxation<'_> {
    fn bound(&mut self) -> f64 {
        let mut bound: f64 = self.prices.iter().sum();
        for site in 0..self.instance.n_candidates {
            if self.is_kept[site] {
                bound += self.fill(site, false);
            } else if self.choice.status[site] != Status::Excluded {
                self.choice.rho[site] = self.fill(site, false);
            }
        }
        bound + self.choice.choose()
    }

    fn step(&mut self, bound: f64, target: f64, pace: f64) {
        self.served.fill(0.0);
        let open: Vec<usize> = self.choice.chosen.iter().map(|site| *site as usize).chain((0..self.is_kept.len()).filter(|site| self.is_kept[*site])).collect();
        for site in open {
            self.fill(site, true);
        }
        let mut norm = 0.0;
        for (direction, served) in self.direction.iter_mut().zip(&self.served) {
            *direction = FRESH * (1.0 - served) + (1.0 - FRESH) * *direction;
            norm += *direction * *direction;
        }
        if norm <= 0.0 {
            return;
        }
        let target = if target.is_finite() { target } else { bound.abs() * 1.1 + 1.0 };
        let length = pace * (target - bound).max(0.0) / norm;
        for (price, direction) in self.prices.iter_mut().zip(&self.direction) {
            *price = (*price + length * direction).max(0.0);
        }
    }

    fn plan(&mut self) -> Option<(Vec<u32>, f64)> {
        None
    }

    /// Which sites are open does not say who serves whom: that is another hard problem.
    fn cost_of(&self, _open: &[u32]) -> Option<f64> {
        None
    }

    fn is_exact(&self) -> bool {
        false
    }

    fn compact(&mut self) {}

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
        0.0
    }

    fn tolerance(&self) -> f64 {
        tolerance(self.prices.iter().sum())
    }
}
