//! Plans that capture more and more: lazy greedy start, exchange of single sites, perturbation.

use super::instance::Instance;
use crate::siting::random::Random;
use crate::siting::rules::{Referee, RuleError};

/// Most sites that a perturbation moves.
const MOST_MOVED: usize = 4;
/// Perturbations after which the search returns to the best plan.
const PATIENCE: u32 = 40;

/// A search over plans of one instance.
#[derive(Clone, Debug)]
pub(super) struct Search<'a> {
    instance: &'a Instance,
    referee: Referee,
    random: Random,
    is_open: Vec<bool>,
    open: Vec<u32>,
    /// Utility of own outlets to each demand point.
    own: Vec<f64>,
    value: f64,
    /// What opening each candidate adds; too much where `is_stale`.
    gain: Vec<f64>,
    is_stale: Vec<bool>,
    best: Vec<u32>,
    best_value: f64,
    /// Sites still to be tried for exchange.
    queue: Vec<u32>,
    idle: u32,
    work: u64,
}

impl<'a> Search<'a> {
    pub(super) fn new(instance: &'a Instance, seed: u64) -> Self {
        let n = instance.n_candidates();
        let value = instance.evaluate(&[]);
        Self {
            instance,
            referee: instance.referee.clone(),
            random: Random::new(seed),
            is_open: vec![false; n],
            open: Vec::new(),
            own: instance.own.clone(),
            value,
            gain: vec![f64::INFINITY; n],
            is_stale: vec![true; n],
            best: Vec::new(),
            best_value: f64::NEG_INFINITY,
            queue: Vec::new(),
            idle: 0,
            work: 0,
        }
    }

    pub(super) fn best_value(&self) -> f64 {
        self.best_value
    }

    pub(super) fn best_sites(&self) -> &[u32] {
        &self.best
    }

    pub(super) fn open_sites(&self) -> &[u32] {
        &self.open
    }

    pub(super) fn best_plan(&self) -> Vec<u32> {
        self.instance.plan(&self.best)
    }

    /// The first plan.
    ///
    /// # Errors
    /// Where the rules leave no plan.
    pub(super) fn start(&mut self) -> Result<(), RuleError> {
        for &site in &self.instance.rules.closable {
            if self.referee.may_open(site as usize) {
                self.open(site as usize);
            }
        }
        self.refill();
        if !self.referee.is_content() {
            return Err(RuleError::Infeasible);
        }
        self.keep_if_best();
        self.queue = self.open.clone();
        Ok(())
    }

    pub(super) fn work(&mut self, amount: u64) {
        let end = self.work + amount;
        while self.work < end {
            self.work += 100;
            if self.open.is_empty() {
                return;
            }
            match self.queue.pop() {
                Some(site) if self.is_open[site as usize] => self.exchange(site as usize),
                Some(_) => {}
                None => {
                    self.keep_if_best();
                    self.perturb();
                }
            }
        }
    }

    /// Closes a site and opens what adds most instead.
    fn exchange(&mut self, site: usize) {
        if !self.referee.may_close(site) {
            return;
        }
        let before = self.value;
        let n_open = self.open.len();
        self.close(site);
        let opened = self.best_candidate();
        if let Some(candidate) = opened {
            self.open(candidate);
        }
        let is_better = self.value > before + self.instance.tolerance() && self.referee.is_content() && self.open.len() >= n_open;
        if !is_better {
            if let Some(candidate) = opened {
                self.close(candidate);
            }
            self.open(site);
        } else if opened != Some(site) {
            self.queue = self.open.clone();
        }
    }

    /// Moves some sites anywhere and starts exchanging again.
    fn perturb(&mut self) {
        self.idle += 1;
        if self.idle > PATIENCE {
            self.idle = 0;
            let best = self.best.clone();
            self.become_plan(&best);
        }
        let n = self.instance.n_candidates();
        for _ in 0..=self.random.below(MOST_MOVED.min(self.open.len())) {
            let site = self.open[self.random.below(self.open.len())] as usize;
            let candidate = self.random.below(n);
            if !self.is_open[candidate] && self.referee.may_exchange(site, candidate) && self.referee.may_close(site) {
                self.close(site);
                self.open(candidate);
            }
        }
        self.refill();
        self.queue = self.open.clone();
    }

    fn refill(&mut self) {
        while self.open.len() < self.referee.n_open() {
            let Some(candidate) = self.best_candidate() else { break };
            self.open(candidate);
        }
    }

    /// The candidate that adds most: gains only shrink as sites open, so that an old gain is looked at again only when it is largest.
    fn best_candidate(&mut self) -> Option<usize> {
        loop {
            let may = |candidate: &usize| !self.is_open[*candidate] && self.referee.may_open(*candidate);
            let best = (0..self.gain.len()).filter(may).max_by(|a, b| self.gain[*a].total_cmp(&self.gain[*b]).then(b.cmp(a)))?;
            self.work += self.gain.len() as u64 / 4;
            if !self.is_stale[best] {
                return Some(best);
            }
            self.gain[best] = self.gain_of(best);
            self.is_stale[best] = false;
        }
    }

    fn gain_of(&mut self, candidate: usize) -> f64 {
        let instance = self.instance;
        let column = &instance.columns[candidate];
        self.work += column.len() as u64;
        column.iter().map(|(demand, utility)| (*demand as usize, *utility)).map(|(demand, utility)| instance.captured(demand, self.own[demand] + utility) - instance.captured(demand, self.own[demand])).sum()
    }

    fn open(&mut self, site: usize) {
        self.is_open[site] = true;
        self.open.push(site as u32);
        self.referee.opened(site);
        self.shift(site, 1.0);
        self.stale_around(site, false);
    }

    fn close(&mut self, site: usize) {
        self.is_open[site] = false;
        self.open.retain(|other| *other as usize != site);
        self.referee.closed(site);
        self.shift(site, -1.0);
        self.stale_around(site, true);
    }

    fn shift(&mut self, site: usize, sign: f64) {
        let instance = self.instance;
        for (demand, utility) in &instance.columns[site] {
            let demand = *demand as usize;
            let before = instance.captured(demand, self.own[demand]);
            let own = self.own[demand] + sign * utility;
            // What is left after all have closed is rounding.
            self.own[demand] = if own < 1e-12 * utility { 0.0 } else { own };
            self.value += instance.captured(demand, self.own[demand]) - before;
        }
        self.work += instance.columns[site].len() as u64;
    }

    /// Gains near a site have changed; where they may have grown an old gain says nothing.
    fn stale_around(&mut self, site: usize, may_grow: bool) {
        let instance = self.instance;
        for (demand, _) in &instance.columns[site] {
            let row = instance.rows.indices(*demand as usize);
            self.work += row.len() as u64 / 2;
            for &candidate in row {
                self.is_stale[candidate as usize] = true;
                if may_grow {
                    self.gain[candidate as usize] = f64::INFINITY;
                }
            }
        }
    }

    fn keep_if_best(&mut self) {
        if self.value > self.best_value + self.instance.tolerance() && self.referee.is_content() {
            self.best_value = self.value;
            self.best = self.open.clone();
            self.idle = 0;
        }
    }

    fn become_plan(&mut self, plan: &[u32]) {
        for site in self.open.clone() {
            if !plan.contains(&site) {
                self.close(site as usize);
            }
        }
        for &site in plan {
            if !self.is_open[site as usize] {
                self.open(site as usize);
            }
        }
        self.own = self.instance.own_with(&self.open);
        self.value = self.instance.evaluate(&self.open);
    }

    /// Takes over a plan found elsewhere when it is better than the best known.
    pub(super) fn adopt(&mut self, plan: &[u32]) {
        if self.instance.evaluate(plan) > self.best_value + self.instance.tolerance() && self.instance.rules.allow(&self.instance.plan(plan)) {
            self.become_plan(plan);
            self.keep_if_best();
            self.queue = self.open.clone();
        }
    }

    /// Candidates that no better plan can use are not looked at any more.
    pub(super) fn leave_out(&mut self, excluded: &[bool]) {
        for (usable, excluded) in self.referee.usable.iter_mut().zip(excluded) {
            *usable &= !excluded;
        }
    }
}
