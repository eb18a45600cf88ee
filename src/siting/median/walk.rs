//! Iterated local search: some sites near a place move, exchanges repair the plan, what is worse is taken back; good plans are relinked.
//!
//! Looks only at candidates near what has changed, which pays where sites are many and each serves few.

use super::relink::Elite;
use super::search::Search;
use super::state::{Exchange, NONE};

/// Perturbations without a better plan after which a good plan is relinked with another.
const PATIENCE: u64 = 150;
/// Most sites that one perturbation takes away.
const MOST_TAKEN: usize = 4;
/// What a step may lose after a plan was found that is the best so far, as a share of its cost.
const SLACK: f64 = 2e-5;

/// One opening or closing.
#[derive(Clone, Copy, Debug)]
enum Step {
    Opened(u32),
    Closed(u32),
}

/// What a walk remembers.
#[derive(Clone, Debug, Default)]
pub(super) struct Walk {
    elite: Elite,
    /// Perturbations since the present plan was last better than before.
    idle: u64,
    /// What the present plan's search may lose in one step.
    slack: f64,
    /// Exchanges of the step in progress, to take them back.
    trail: Vec<Step>,
}

impl Search<'_> {
    /// Starts from the best plan, every candidate worth a look.
    pub(super) fn begin_walk(&mut self) {
        let best = self.best.clone();
        self.state.become_plan(&best);
        self.state.is_watching = true;
        self.state.stir_all();
        self.walk.idle = 0;
    }

    /// Walks on until so many pairs have been looked at.
    pub(super) fn walk_until(&mut self, end: u64) {
        self.walk.trail.clear();
        if !self.descend(end) {
            self.keep_if_best();
            return;
        }
        self.keep_if_best();
        while self.state.work < end {
            if self.walk.idle >= PATIENCE {
                self.relink();
            } else {
                self.perturb();
                self.combine_at_times();
            }
        }
    }

    /// Ends the walk; nothing is noted any more.
    pub(super) fn end_walk(&mut self) {
        self.state.settle();
        self.state.is_watching = false;
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
        self.walk.trail.push(Step::Opened(site as u32));
    }

    fn close(&mut self, site: usize) {
        self.state.close(site);
        self.walk.trail.push(Step::Closed(site as u32));
    }

    /// One step: take some sites near a place away, open others near it, repair by exchange, keep or take back.
    fn perturb(&mut self) {
        let before = self.state.objective();
        self.walk.trail.clear();
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
            self.walk.idle = 0;
        } else {
            self.walk.idle += 1;
        }
        if is_content && now < self.best_objective - self.improvement {
            self.keep_if_best();
            self.walk.slack = now * SLACK;
        } else if !is_content || now > before + self.walk.slack * self.random.unit() {
            self.undo();
        }
    }

    fn undo(&mut self) {
        self.state.is_watching = false;
        while let Some(step) = self.walk.trail.pop() {
            match step {
                Step::Opened(site) => self.state.close(site as usize),
                Step::Closed(site) => self.state.open(site as usize),
            }
        }
        self.state.is_watching = true;
        self.state.settle();
    }

    /// The present plan joins the elite; then the way from it to another elite plan is searched.
    fn relink(&mut self) {
        self.walk.idle = 0;
        self.state.refresh();
        let mut present = self.state.open_sites().to_vec();
        present.sort_unstable();
        self.walk.elite.offer(&present, self.state.objective());
        if let Some(target) = self.walk.elite.other(&present, &mut self.random) {
            self.walk.trail.clear();
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
            let mut best: Option<(usize, Exchange)> = None;
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
}
