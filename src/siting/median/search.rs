//! Plans that get better: greedy start, then exchanges of a random candidate for the site that is missed least, at a falling temperature.

use super::combine::Combiner;
use super::instance::Instance;
use super::state::{NONE, State};
use super::walk::Walk;
use crate::siting::control::tolerance;
use crate::siting::cooling::{Cooling, Course, End, SAMPLE};
use crate::siting::lazy::Offers;
use crate::siting::random::Random;
use crate::siting::rules::RuleError;

/// The temperature's course.
const COURSE: Course = Course { hot: 0.1, end: End::Accepted(0.003), first: 30_000, longest: 20_000_000, growth: 1.6, hotter: 4.0 };
/// Demand points a site below which walking comes first.
const SMALL_SITE: usize = 15;
/// Cycles of annealing between walks, and work of a walk: where sites are large, and where they are small.
const CYCLES: (u64, u64) = (6, 1);
const WALK: (u64, u64) = (6_000_000, 150_000_000);
/// Combining the present plan with the best one takes one part in so many of the work.
const COMBINE: u64 = 20;
/// Size of the kernel for each site, and more.
const KERNEL: (usize, usize) = (6, 200);
/// One in so many cycles looks at all candidates.
const WIDE: u64 = 2;

/// A search over plans of one instance.
#[derive(Clone, Debug)]
pub(super) struct Search<'a> {
    pub(super) state: State<'a>,
    pub(super) random: Random,
    pub(super) best: Vec<u32>,
    pub(super) best_objective: f64,
    cooling: Cooling,
    /// Candidates that may be part of a better plan.
    pool: Vec<u32>,
    /// The most promising of them by the bound's prices.
    kernel: Vec<u32>,
    /// Cycles begun; most look at the kernel only.
    cycle: u64,
    pub(super) improvement: f64,
    pub(super) walk: Walk,
    /// Whether sites are many and small, so that walking comes before annealing.
    walks_first: bool,
    is_walking: bool,
    /// Cycles or work until the other way of searching has its turn.
    cycles_left: u64,
    walk_end: u64,
    combiner: Combiner,
    /// Work after which the present plan and the best one are combined.
    next_combining: u64,
}

impl<'a> Search<'a> {
    pub(super) fn new(instance: &'a Instance, seed: u64) -> Self {
        let state = State::new(instance);
        let improvement = if instance.granularity > 0.0 { 0.5 } else { tolerance(state.objective()) * 1e-2 };
        let walks_first = instance.n_demand() < SMALL_SITE * instance.rules.n_open();
        Self {
            state,
            random: Random::new(seed),
            best: Vec::new(),
            best_objective: f64::INFINITY,
            cooling: Cooling::new(COURSE),
            pool: (0..instance.n_candidates() as u32).filter(|candidate| instance.referee.usable[*candidate as usize]).collect(),
            kernel: Vec::new(),
            cycle: 0,
            improvement,
            walk: Walk::default(),
            walks_first,
            is_walking: false,
            cycles_left: if walks_first { 0 } else { CYCLES.0 },
            walk_end: 0,
            combiner: Combiner::default(),
            next_combining: 0,
        }
    }

    /// The same search with other random numbers.
    pub(super) fn with_seed(&self, seed: u64) -> Self {
        Self { random: Random::new(seed), ..self.clone() }
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
        self.keep_if_best();
        Ok(())
    }

    /// Opens what saves most until there is no room.
    fn fill(&mut self) {
        let state = &self.state;
        let mut offers = Offers::new(&self.pool, |candidate| state.first_gain(candidate));
        while self.state.has_room() {
            let Some((candidate, _)) = offers.best(|candidate| self.state.gain(candidate)) else { break };
            if !self.state.is_open(candidate) && self.state.referee.may_open(candidate) {
                self.state.open(candidate);
                self.state.shorten();
            }
        }
    }

    /// Works for so many pairs looked at, annealing and walking by turns.
    pub(super) fn work(&mut self, amount: u64) {
        let end = self.state.work + amount;
        if self.state.open_sites().is_empty() || self.pool.is_empty() {
            return;
        }
        while self.state.work < end {
            if self.is_walking {
                self.walk_until(end.min(self.walk_end));
                if self.state.work >= self.walk_end {
                    self.end_walk();
                    self.is_walking = false;
                    self.cycles_left = if self.walks_first { CYCLES.1 } else { CYCLES.0 };
                    self.cooling.expire();
                }
            } else {
                self.one_step();
            }
        }
        self.state.shorten();
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
                losses.push(-exchange.saving);
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
            if self.cycles_left == 0 {
                self.is_walking = true;
                self.walk_end = self.state.work + if self.walks_first { WALK.1 } else { WALK.0 };
                self.begin_walk();
                return;
            }
            self.cycles_left -= 1;
            self.begin_cycle();
        }
        self.combine_at_times();
        let Some(candidate) = self.draw() else { return };
        if self.state.is_open(candidate) {
            return;
        }
        let Some(exchange) = self.state.appraise(candidate) else { return };
        if exchange.saving < -self.cooling.slack(&mut self.random) {
            return;
        }
        if exchange.close != NONE {
            self.state.close(exchange.close as usize);
        }
        self.state.open(candidate);
        if self.state.objective() < self.best_objective - self.improvement {
            self.keep_if_best();
        }
    }

    /// Takes over what is better in the best plan of another search.
    pub(super) fn learn_from(&mut self, other: &Self) {
        if self.best != other.best {
            self.combine_with(&other.best);
        }
    }

    /// Takes into the best plan what is better in the present one, from time to time.
    pub(super) fn combine_at_times(&mut self) {
        if self.state.work < self.next_combining {
            return;
        }
        let before = self.state.work;
        let present = self.state.open_sites().to_vec();
        self.combine_with(&present);
        self.next_combining = self.state.work + (self.state.work - before) * COMBINE;
    }

    /// Takes into the best plan what is better in another one.
    pub(super) fn combine_with(&mut self, other: &[u32]) {
        let instance = self.state.instance;
        let room = instance.rules.n_open().saturating_sub(self.best.len());
        let (combined, work) = self.combiner.combine(instance, &self.best, other, room);
        self.state.work += work + 100;
        if let Some((plan, gain)) = combined
            && gain > self.improvement
        {
            let with_kept = instance.plan(&plan);
            let objective = instance.priced(&with_kept).0;
            if objective < self.best_objective && (instance.rules.is_plain() || instance.rules.allow(&with_kept)) {
                self.best_objective = objective;
                self.best = plan;
            }
        }
    }

    pub(super) fn keep_if_best(&mut self) {
        if self.state.objective() < self.best_objective && self.state.referee.is_content() {
            self.best_objective = self.state.objective();
            self.best.clear();
            self.best.extend_from_slice(self.state.open_sites());
        }
    }

    /// Takes over a plan found elsewhere when it is better than the best known.
    pub(super) fn adopt(&mut self, plan: &[u32]) {
        let instance = self.state.instance;
        let plan_with_kept = instance.plan(plan);
        let is_allowed = instance.rules.is_plain() || instance.rules.allow(&plan_with_kept);
        if is_allowed && instance.priced(&plan_with_kept).0 < self.best_objective - self.improvement {
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
    pub(super) fn leave_out(&mut self, excluded: &[bool]) {
        for (usable, excluded) in self.state.referee.usable.iter_mut().zip(excluded) {
            *usable &= !excluded;
        }
        let usable = &self.state.referee.usable;
        self.pool.retain(|candidate| usable[*candidate as usize]);
        self.kernel.retain(|candidate| usable[*candidate as usize]);
    }
}
