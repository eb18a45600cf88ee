//! Plans that get better: greedy start, then exchanges of a random candidate for the site that is missed least, at a falling temperature.

use super::instance::Instance;
use super::state::State;
use crate::siting::control::tolerance;
use crate::siting::cooling::{Cooling, Course};
use crate::siting::lazy::Offers;
use crate::siting::random::Random;
use crate::siting::rules::RuleError;

/// The temperature's course; its scale is what an open site covers on average.
const COURSE: Course = Course { hot: 0.03, cold: 0.0005, first: 40_000, longest: 20_000_000, growth: 2.0 };

/// A search over plans of one instance.
#[derive(Clone, Debug)]
pub(in crate::siting) struct Search<'a> {
    state: State<'a>,
    random: Random,
    best: Vec<u32>,
    best_value: f64,
    cooling: Cooling,
    /// Candidates that may be part of a better plan.
    pool: Vec<u32>,
    improvement: f64,
}

impl<'a> Search<'a> {
    pub(in crate::siting) fn new(instance: &'a Instance, seed: u64) -> Self {
        let improvement = if instance.granularity > 0.0 { 0.5 } else { tolerance(instance.total) * 1e-2 };
        Self {
            state: State::new(instance),
            random: Random::new(seed),
            best: Vec::new(),
            best_value: f64::NEG_INFINITY,
            cooling: Cooling::new(COURSE),
            pool: (0..instance.n_candidates() as u32).filter(|candidate| instance.referee.usable[*candidate as usize]).collect(),
            improvement,
        }
    }

    pub(in crate::siting) fn state(&self) -> &State<'a> {
        &self.state
    }

    pub(in crate::siting) fn best_value(&self) -> f64 {
        self.best_value
    }

    /// Candidates that the best plan opens.
    pub(in crate::siting) fn best_sites(&self) -> &[u32] {
        &self.best
    }

    /// The best plan's candidate numbers, kept outlets included.
    pub(in crate::siting) fn best_plan(&self) -> Vec<u32> {
        self.state.instance.plan(&self.best)
    }

    /// The first plan: what exists and may close stays, then always the candidate that adds most.
    ///
    /// # Errors
    /// Where the rules leave no plan.
    pub(in crate::siting) fn start(&mut self) -> Result<(), RuleError> {
        for &site in &self.state.instance.rules.closable {
            if self.state.referee.may_open(site as usize) {
                self.state.open(site as usize);
            }
        }
        let state = &self.state;
        let mut offers = Offers::new(&self.pool, |candidate| state.first_gain(candidate));
        while self.state.has_room() {
            let Some((candidate, _)) = offers.best(|candidate| self.state.gain(candidate)) else { break };
            if !self.state.is_open(candidate) && self.state.referee.may_open(candidate) {
                self.state.open(candidate);
            }
        }
        if !self.state.referee.is_content() {
            return Err(RuleError::Infeasible);
        }
        self.keep_if_best();
        Ok(())
    }

    /// Works for so many pairs looked at.
    pub(in crate::siting) fn work(&mut self, amount: u64) {
        let end = self.state.work + amount;
        while self.state.work < end {
            self.one_step();
        }
    }

    /// Tries a random candidate in place of the site that is missed least.
    fn one_step(&mut self) {
        self.state.work += 10;
        let scale = self.best_value / self.state.referee.n_open().max(1) as f64;
        if self.cooling.tick(scale) {
            let best = self.best.clone();
            self.state.become_plan(&best);
        }
        let Some(&candidate) = self.pool.get(self.random.below(self.pool.len())) else { return };
        let candidate = candidate as usize;
        if self.state.is_open(candidate) {
            return;
        }
        let Some(exchange) = self.state.appraise(candidate) else { return };
        if exchange.profit < -self.cooling.slack(&mut self.random) {
            return;
        }
        if let Some(site) = exchange.close {
            self.state.close(site as usize);
        }
        self.state.open(candidate);
        if self.state.value() > self.best_value + self.improvement {
            self.keep_if_best();
        }
    }

    fn keep_if_best(&mut self) {
        if self.state.value() > self.best_value {
            self.best_value = self.state.value();
            self.best.clear();
            self.best.extend_from_slice(self.state.open_sites());
        }
    }

    /// Takes over a plan found elsewhere when it is better than the best known.
    pub(in crate::siting) fn adopt(&mut self, plan: &[u32]) {
        if self.state.instance.evaluate(plan) > self.best_value + self.improvement && self.state.instance.rules.allow(&self.state.instance.plan(plan)) {
            self.state.become_plan(plan);
            self.keep_if_best();
        }
    }

    /// Candidates that no better plan can use are not looked at any more.
    pub(in crate::siting) fn leave_out(&mut self, excluded: &[bool]) {
        for (usable, excluded) in self.state.referee.usable.iter_mut().zip(excluded) {
            *usable &= !excluded;
        }
        let usable = &self.state.referee.usable;
        self.pool.retain(|candidate| usable[*candidate as usize]);
    }
}
