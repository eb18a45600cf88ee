//! Plans that get better: greedy start, then exchanges of a random candidate for the site that is missed least, at a falling temperature.

use super::instance::Instance;
use super::state::State;
use crate::siting::control::tolerance;
use crate::siting::cooling::{Cooling, Course, SAMPLE};
use crate::siting::lazy::Offers;
use crate::siting::random::Random;
use crate::siting::rules::RuleError;
use crate::siting::set_cover::reduce::needless;

/// The temperature's course.
const COURSE: Course = Course { hot: 0.03, cold: 0.002, first: 200_000, longest: 20_000_000, growth: 1.4 };

/// Size of the kernel for each site, and more.
const KERNEL: (usize, usize) = (12, 200);
/// One in so many cycles looks at all candidates.
const WIDE: u64 = 2;
/// Most pairs for which dominated candidates are looked for.
const MOST_COMPARED: usize = 1_000_000;

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
    /// The most promising of them by the bound's prices.
    kernel: Vec<u32>,
    /// Cycles begun; most look at the kernel only.
    cycle: u64,
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
            kernel: Vec::new(),
            cycle: 0,
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
        self.drop_dominated();
        Ok(())
    }

    /// Candidates that cover a part of what another one covers need no look, where nothing but coverage tells candidates apart.
    fn drop_dominated(&mut self) {
        let instance = self.state.instance;
        if !instance.rules.is_plain() || !instance.rules.closable.is_empty() || instance.rows.n_entries() > MOST_COMPARED {
            return;
        }
        let dominated = needless(&instance.columns, &instance.rows, false, &|_, _| true);
        self.pool.retain(|candidate| !dominated[*candidate as usize]);
    }

    /// Works for so many pairs looked at.
    pub(in crate::siting) fn work(&mut self, amount: u64) {
        let end = self.state.work + amount;
        while self.state.work < end {
            self.one_step();
        }
    }

    /// Returns to the best plan and takes the temperature of what lies around it.
    fn begin_cycle(&mut self) {
        let best = self.best.clone();
        self.state.become_plan(&best);
        self.cycle += 1;
        let mut losses = Vec::with_capacity(SAMPLE);
        for _ in 0..SAMPLE {
            if let Some(candidate) = self.draw().filter(|candidate| !self.state.is_open(*candidate))
                && let Some(exchange) = self.state.appraise(candidate)
            {
                losses.push(-exchange.profit);
            }
        }
        self.cooling.begin(&losses);
    }

    /// A random candidate: in most cycles one of the kernel.
    fn draw(&mut self) -> Option<usize> {
        let candidates = if self.kernel.is_empty() || self.cycle.is_multiple_of(WIDE) { &self.pool } else { &self.kernel };
        candidates.get(self.random.below(candidates.len())).map(|candidate| *candidate as usize)
    }

    /// Tries a random candidate in place of the site that is missed least.
    fn one_step(&mut self) {
        self.state.work += 10;
        if self.cooling.tick() {
            self.begin_cycle();
        }
        let Some(candidate) = self.draw() else { return };
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

    /// Takes reduced costs as a guide: the kernel is what they make promising.
    pub(super) fn guide(&mut self, promise: &[f64]) {
        let size = KERNEL.0 * self.state.referee.n_open() + KERNEL.1;
        self.kernel.clone_from(&self.pool);
        if size < self.kernel.len() {
            let order = |a: &u32, b: &u32| promise[*a as usize].total_cmp(&promise[*b as usize]).then(a.cmp(b));
            self.kernel.select_nth_unstable_by(size, order);
            self.kernel.truncate(size);
            self.kernel.sort_unstable();
        }
    }

    /// Candidates that no better plan can use are not looked at any more.
    pub(in crate::siting) fn leave_out(&mut self, excluded: &[bool]) {
        for (usable, excluded) in self.state.referee.usable.iter_mut().zip(excluded) {
            *usable &= !excluded;
        }
        let usable = &self.state.referee.usable;
        self.pool.retain(|candidate| usable[*candidate as usize]);
        self.kernel.retain(|candidate| usable[*candidate as usize]);
    }
}
