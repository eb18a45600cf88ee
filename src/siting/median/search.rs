//! Plans that get better: greedy start, exchange, local perturbation, relinking of good plans.

use super::instance::Instance;
use super::relink::Elite;
use super::state::{NONE, State};
use crate::siting::control::tolerance;
use crate::siting::random::Random;
use crate::siting::rules::RuleError;
use std::collections::BinaryHeap;

/// Perturbations without a better plan after which a good plan is relinked with another.
const PATIENCE: u64 = 150;
/// Most sites that one perturbation takes away.
const MOST_TAKEN: usize = 4;

/// A search over plans of one instance.
#[derive(Clone, Debug)]
pub(super) struct Search<'a> {
    state: State<'a>,
    random: Random,
    best: Vec<u32>,
    best_objective: f64,
    elite: Elite,
    /// Perturbations since the present plan was last better than before.
    idle: u64,
    /// What the present plan's search may lose in one step.
    slack: f64,
    /// Exchanges of the step in progress, to take them back.
    trail: Vec<Step>,
    improvement: f64,
}

/// One opening or closing.
#[derive(Clone, Copy, Debug)]
enum Step {
    Opened(u32),
    Closed(u32),
}

/// A candidate and what it was worth when last looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Offer {
    gain: f64,
    candidate: u32,
}

impl Eq for Offer {}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.gain.total_cmp(&other.gain).then_with(|| other.candidate.cmp(&self.candidate))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> Search<'a> {
    pub(super) fn new(instance: &'a Instance, seed: u64) -> Self {
        let state = State::new(instance);
        let improvement = if instance.granularity > 0.0 { 0.5 } else { tolerance(state.objective()) * 1e-2 };
        Self {
            state,
            random: Random::new(seed),
            best: Vec::new(),
            best_objective: f64::INFINITY,
            elite: Elite::default(),
            idle: 0,
            slack: 0.0,
            trail: Vec::new(),
            improvement,
        }
    }

    pub(super) fn state(&self) -> &State<'a> {
        &self.state
    }

    pub(super) fn best_objective(&self) -> f64 {
        self.best_objective
    }

    /// The best plan's candidate numbers, kept outlets included.
    pub(super) fn best_plan(&self) -> Vec<u32> {
        self.state.instance.plan(&self.best)
    }

    /// The first plan: what exists and may close stays, then always the candidate that saves most.
    ///
    /// # Errors
    /// Where the rules leave no plan.
    pub(super) fn start(&mut self) -> Result<(), RuleError> {
        for &site in &self.state.instance.rules.closable {
            if !self.state.referee.may_open(site as usize) {
                continue;
            }
            self.state.open(site as usize);
        }
        self.fill();
        if !self.state.referee.is_content() {
            return Err(RuleError::Infeasible);
        }
        self.state.refresh();
        self.state.settle();
        self.keep_if_best();
        self.state.stir_all();
        Ok(())
    }

    /// Opens what saves most until there is no room: gains only shrink while sites open, so that an old gain that is still the
    /// largest after a second look is the largest of all (Minoux 1978).
    fn fill(&mut self) {
        let n = self.state.instance.n_candidates();
        let mut offers = BinaryHeap::with_capacity(n);
        for candidate in 0..n {
            if self.state.referee.usable[candidate] && !self.state.is_open(candidate) {
                offers.push(Offer { gain: self.state.gain(candidate), candidate: candidate as u32 });
            }
        }
        while self.state.has_room() {
            let Some(offer) = offers.pop() else { break };
            let candidate = offer.candidate as usize;
            if !self.state.referee.may_open(candidate) {
                continue;
            }
            let gain = self.state.gain(candidate);
            let again = Offer { gain, ..offer };
            if offers.peek().is_none_or(|next| again >= *next) {
                self.state.open(candidate);
            } else {
                offers.push(again);
            }
        }
    }

    /// Works for so many pairs looked at.
    pub(super) fn work(&mut self, amount: u64) {
        let end = self.state.work + amount;
        if !self.descend(end) {
            return;
        }
        self.trail.clear();
        self.judge(f64::INFINITY);
        while self.state.work < end {
            if self.idle >= PATIENCE {
                self.relink();
                continue;
            }
            self.perturb();
        }
    }

    /// Takes better exchanges until none is left or the work is done; whether none is left.
    fn descend(&mut self, end: u64) -> bool {
        while let Some(candidate) = self.state.next_dirty() {
            self.state.work += 1;
            if self.state.is_open(candidate) || !self.state.referee.usable[candidate] {
                continue;
            }
            if let Some(exchange) = self.state.appraise(candidate)
                && exchange.saving > self.improvement
            {
                self.exchange(exchange.close, candidate);
            }
            if self.state.work >= end {
                return false;
            }
        }
        true
    }

    fn exchange(&mut self, close: u32, open: usize) {
        if close != NONE {
            self.close(close as usize);
        }
        self.open(open);
    }

    fn open(&mut self, site: usize) {
        self.state.open(site);
        self.trail.push(Step::Opened(site as u32));
    }

    fn close(&mut self, site: usize) {
        self.state.close(site);
        self.trail.push(Step::Closed(site as u32));
    }

    /// One step: take some sites near a place away, open others near it, repair by exchange, keep or take back.
    fn perturb(&mut self) {
        let before = self.state.objective();
        self.trail.clear();
        self.shake();
        self.descend(u64::MAX);
        self.judge(before);
    }

    fn shake(&mut self) {
        let instance = self.state.instance;
        if instance.n_demand() == 0 || self.state.open_sites().is_empty() {
            self.state.work += 1000;
            return;
        }
        let demand = self.random.below(instance.n_demand());
        let n_taken = 1 + self.random.below(MOST_TAKEN.min(self.state.open_sites().len()));
        let row = instance.rows.indices(demand);
        let near: Vec<u32> = row.iter().copied().filter(|candidate| self.state.is_open(*candidate as usize)).take(2 * n_taken).collect();
        self.state.work += 200;
        let mut taken = 0;
        for site in near {
            if taken < n_taken && self.random.below(2) == 0 && self.state.referee.may_close(site as usize) {
                self.close(site as usize);
                taken += 1;
            }
        }
        if taken == 0 {
            let site = self.state.open_sites()[self.random.below(self.state.open_sites().len())];
            if self.state.referee.may_close(site as usize) {
                self.close(site as usize);
            }
        }
        // Replacements come from the ground that the sites taken away served.
        let span = row.len().min((2 * n_taken + 2) * row.len() / self.state.open_sites().len().max(1) + 8);
        for _ in 0..8 * n_taken {
            if span == 0 || !self.state.has_room() {
                break;
            }
            let candidate = row[self.random.below(span)] as usize;
            if !self.state.is_open(candidate) && self.state.referee.may_open(candidate) {
                self.open(candidate);
            }
        }
        self.fill_up();
    }

    /// Opens the best of some random candidates while there is room, where the neighbourhood had too few.
    fn fill_up(&mut self) {
        let n = self.state.instance.n_candidates();
        for _ in 0..4 * self.state.referee.n_open() {
            if !self.state.has_room() {
                return;
            }
            let candidate = self.random.below(n);
            if !self.state.is_open(candidate) && self.state.referee.may_open(candidate) {
                self.open(candidate);
            }
        }
    }

    /// Keeps the step or takes it back.
    fn judge(&mut self, before: f64) {
        let now = self.state.objective();
        let is_content = self.state.referee.is_content();
        if is_content && now < before - self.improvement {
            self.idle = 0;
        } else {
            self.idle += 1;
        }
        if is_content && now < self.best_objective - self.improvement {
            self.keep_if_best();
            self.slack = now * 2e-5;
        } else if !is_content || now > before + self.slack * self.random.unit() {
            self.undo();
        }
    }

    fn undo(&mut self) {
        while let Some(step) = self.trail.pop() {
            match step {
                Step::Opened(site) => self.state.close(site as usize),
                Step::Closed(site) => self.state.open(site as usize),
            }
        }
        self.state.settle();
    }

    fn keep_if_best(&mut self) {
        if self.state.objective() < self.best_objective && self.state.referee.is_content() {
            self.best_objective = self.state.objective();
            self.best.clear();
            self.best.extend_from_slice(self.state.open_sites());
        }
    }

    /// The present plan joins the elite; then the way from it to another elite plan is searched.
    fn relink(&mut self) {
        self.idle = 0;
        self.state.refresh();
        let mut present = self.state.open_sites().to_vec();
        present.sort_unstable();
        self.elite.offer(&present, self.state.objective());
        if let Some(target) = self.elite.other(&present, &mut self.random) {
            self.trail.clear();
            self.walk_to(&target);
            self.descend(u64::MAX);
            self.keep_if_best();
        }
        self.state.work += 1000;
    }

    /// Goes half of the way to another plan by the best exchanges between the two.
    fn walk_to(&mut self, target: &[u32]) {
        let mut wanted: Vec<u32> = target.iter().copied().filter(|site| !self.state.is_open(*site as usize)).collect();
        let steps = wanted.len() / 2;
        for _ in 0..steps {
            let mut best: Option<(usize, super::state::Exchange)> = None;
            for (at, &candidate) in wanted.iter().enumerate() {
                let offer = self.state.appraise_among(candidate as usize, |site| target.binary_search(&(site as u32)).is_err());
                if let Some(offer) = offer
                    && best.is_none_or(|(_, best)| offer.saving > best.saving)
                {
                    best = Some((at, offer));
                }
            }
            let Some((at, offer)) = best else { break };
            let candidate = wanted.swap_remove(at);
            self.exchange(offer.close, candidate as usize);
        }
    }

    /// Takes over a plan found elsewhere when it is better than the best known.
    pub(super) fn adopt(&mut self, plan: &[u32]) {
        let before = self.state.open_sites().to_vec();
        self.state.become_plan(plan);
        self.trail.clear();
        self.descend(u64::MAX);
        if self.state.objective() < self.best_objective - self.improvement {
            self.keep_if_best();
        } else {
            let mut sites = self.state.open_sites().to_vec();
            sites.sort_unstable();
            self.elite.offer(&sites, self.state.objective());
            self.state.become_plan(&before);
            self.state.settle();
        }
    }

    /// Candidates that no better plan can use are not looked at any more.
    pub(super) fn leave_out(&mut self, excluded: &[bool]) {
        for (usable, excluded) in self.state.referee.usable.iter_mut().zip(excluded) {
            *usable &= !excluded;
        }
    }
}
