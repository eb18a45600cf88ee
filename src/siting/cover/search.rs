//! Plans that get better: lazy greedy start, then neighbouring sites are closed and the best candidates opened instead.

use super::instance::Instance;
use super::state::State;
use crate::siting::control::tolerance;
use crate::siting::random::Random;
use crate::siting::rules::RuleError;

/// Steps of the first cycle of temperatures; each next one is longer by [`CYCLE_GROWTH`].
const FIRST_CYCLE: u64 = 3_000;
const CYCLE_GROWTH: f64 = 1.5;
const LONGEST_CYCLE: u64 = 60_000;
/// Temperature at the start and the end of a cycle, as a share of what an open site covers on average.
const HOT: f64 = 0.02;
const COLD: f64 = 0.0005;
/// Most sites closed in one step.
const MOST_CLOSED: usize = 5;
/// One in so many openings passes the best candidate over.
const PASS_OVER: usize = 12;

/// A search over plans of one instance.
#[derive(Clone, Debug)]
pub(in crate::siting) struct Search<'a> {
    state: State<'a>,
    random: Random,
    best: Vec<u32>,
    best_value: f64,
    /// Candidates that share demand with each open site met so far.
    neighbours: Vec<Option<Box<[u32]>>>,
    trail: Vec<Step>,
    step: u64,
    cycle: u64,
    improvement: f64,
}

/// One opening or closing.
#[derive(Clone, Copy, Debug)]
enum Step {
    Opened(u32),
    Closed(u32),
}

impl<'a> Search<'a> {
    pub(in crate::siting) fn new(instance: &'a Instance, seed: u64) -> Self {
        let improvement = if instance.granularity > 0.0 { 0.5 } else { tolerance(instance.total) * 1e-2 };
        Self {
            state: State::new(instance),
            random: Random::new(seed),
            best: Vec::new(),
            best_value: f64::NEG_INFINITY,
            neighbours: vec![None; instance.n_candidates()],
            trail: Vec::new(),
            step: 0,
            cycle: FIRST_CYCLE,
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
        while self.state.has_room() {
            let Some(candidate) = self.state.best_candidate(0, u32::MAX) else { break };
            self.state.open(candidate);
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

    fn one_step(&mut self) {
        self.state.work += 50;
        if self.state.open_sites().is_empty() {
            return;
        }
        let before = self.state.value();
        self.trail.clear();
        self.close_some();
        self.refill();
        self.judge(before);
        self.step += 1;
        if self.step >= self.cycle {
            self.step = 0;
            self.cycle = ((self.cycle as f64 * CYCLE_GROWTH) as u64).min(LONGEST_CYCLE);
            let best = self.best.clone();
            self.state.become_plan(&best);
        }
    }

    /// Closes a site and some that share candidates with it.
    fn close_some(&mut self) {
        let sites = self.state.open_sites();
        let first = sites[self.random.below(sites.len())] as usize;
        let n_closed = 1 + self.random.below(MOST_CLOSED).min(sites.len() - 1);
        self.close(first);
        if n_closed == 1 {
            return;
        }
        self.find_neighbours(first);
        let neighbours = self.neighbours[first].iter().flatten().copied();
        let mut near: Vec<u32> = neighbours.filter(|site| self.state.is_open(*site as usize)).collect();
        for _ in 1..n_closed {
            let site = if near.is_empty() {
                let sites = self.state.open_sites();
                sites[self.random.below(sites.len())]
            } else {
                near.swap_remove(self.random.below(near.len()))
            };
            self.close(site as usize);
        }
    }

    /// Finds the candidates that share demand with one, once for each.
    fn find_neighbours(&mut self, site: usize) {
        let instance = self.state.instance;
        self.neighbours[site].get_or_insert_with(|| {
            let mut seen = vec![false; instance.n_candidates()];
            let mut near = Vec::new();
            for &demand in instance.columns.row(site) {
                for &candidate in instance.rows.row(demand as usize) {
                    if candidate as usize != site && !std::mem::replace(&mut seen[candidate as usize], true) {
                        near.push(candidate);
                    }
                }
            }
            near.sort_unstable();
            near.into_boxed_slice()
        });
    }

    /// Opens the best candidates while there is room, now and then the second best.
    fn refill(&mut self) {
        let n = self.state.instance.n_candidates();
        let mut skip = u32::MAX;
        while self.state.has_room() {
            let from = self.random.below(n);
            let Some(mut candidate) = self.state.best_candidate(from, skip) else { break };
            if self.random.below(PASS_OVER) == 0
                && let Some(other) = self.state.best_candidate(from, candidate as u32)
            {
                skip = candidate as u32;
                candidate = other;
            }
            self.open(candidate);
        }
    }

    fn open(&mut self, site: usize) {
        self.state.open(site);
        self.trail.push(Step::Opened(site as u32));
    }

    fn close(&mut self, site: usize) {
        if self.state.referee.may_close(site) {
            self.state.close(site);
            self.trail.push(Step::Closed(site as u32));
        }
    }

    /// Keeps the step or takes it back.
    fn judge(&mut self, before: f64) {
        let now = self.state.value();
        if self.state.referee.is_content() && now > self.best_value + self.improvement {
            self.keep_if_best();
            return;
        }
        let progress = self.step as f64 / self.cycle as f64;
        let heat = HOT * libm::pow(COLD / HOT, progress) * self.best_value / self.state.referee.n_open().max(1) as f64;
        let slack = -heat * libm::log(self.random.unit().max(1e-12));
        if !self.state.referee.is_content() || now < before - slack {
            while let Some(step) = self.trail.pop() {
                match step {
                    Step::Opened(site) => self.state.close(site as usize),
                    Step::Closed(site) => self.state.open(site as usize),
                }
            }
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
        for (candidate, excluded) in excluded.iter().enumerate() {
            if *excluded && self.state.referee.usable[candidate] {
                self.state.leave_out(candidate);
            }
        }
    }
}
