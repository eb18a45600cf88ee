//! Plans that get better: greedy start, then exchanges of a random candidate for the site that is missed least, at a falling temperature.

use super::combine::Combiner;
use super::instance::Instance;
use super::state::State;
use crate::siting::control::tolerance;
use crate::siting::cooling::{Cooling, Course, End, SAMPLE};
use crate::siting::lazy::Offers;
use crate::siting::random::Random;
use crate::siting::rules::RuleError;
use crate::siting::set_cover::reduce::needless;

/// The temperature's course.
const COURSE: Course = Course { hot: 0.05, end: End::Share(0.03), first: 100_000, longest: 20_000_000, growth: 1.2, hotter: 1.0 };
/// The course of a helper, which leaves the neighbourhood of the best plan at times.
const HELPER_COURSE: Course = Course { hotter: 4.0, ..COURSE };

/// Plans in the elite.
const ELITE: usize = 8;
/// Share of the candidates on the shortlist.
const SHORT: f64 = 0.15;
/// One in so many draws is from all candidates.
const WIDE: usize = 4;
/// Trials, for each candidate, until the shortlist is made anew.
const STALE: u64 = 8;
/// Trials, for each candidate, between two looks whether the present plan has something that the best one lacks.
const COMBINE: u64 = 2;
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
    /// Those of them whose exchange would have lost least when last looked at.
    shortlist: Vec<u32>,
    /// The best plans of the last cycles with their values.
    elite: Vec<(f64, Vec<u32>)>,
    /// The best plan of this cycle.
    own: (f64, Vec<u32>),
    /// Trials until the shortlist is made anew.
    fresh: u64,
    /// Trials until the present plan and the best one are combined.
    next_combining: u64,
    combiner: Combiner,
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
            shortlist: Vec::new(),
            elite: Vec::new(),
            own: (f64::NEG_INFINITY, Vec::new()),
            fresh: 0,
            next_combining: 0,
            combiner: Combiner::new(instance),
            pool: (0..instance.n_candidates() as u32).filter(|candidate| instance.referee.usable[*candidate as usize]).collect(),
            improvement,
        }
    }

    /// A search from the same plan with other random numbers that looks farther.
    pub(in crate::siting) fn helper(&self, seed: u64) -> Self {
        Self { random: Random::new(seed), cooling: Cooling::new(HELPER_COURSE), ..self.clone() }
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

    /// Begins a cycle from the best plan, with the temperature of what lies around it.
    fn begin_cycle(&mut self) {
        self.end_cycle();
        let best = self.best.clone();
        self.state.become_plan(&best);
        self.shortlist.clear();
        let mut losses = Vec::with_capacity(SAMPLE);
        for _ in 0..SAMPLE {
            if let Some(candidate) = self.draw().filter(|candidate| !self.state.is_open(*candidate))
                && let Some(exchange) = self.state.appraise(candidate, f64::NEG_INFINITY)
            {
                losses.push(-exchange.profit);
            }
        }
        self.cooling.begin(&losses);
        self.fresh = 0;
    }

    /// Takes the cycle's best plan into the elite.
    fn end_cycle(&mut self) {
        let (value, plan) = std::mem::replace(&mut self.own, (f64::NEG_INFINITY, Vec::new()));
        if plan.is_empty() || self.elite.iter().any(|(_, other)| *other == plan) {
            return;
        }
        self.combine_with(&plan);
        for at in 0..self.elite.len() {
            let other = self.elite[at].1.clone();
            self.combine_with(&other);
        }
        if self.elite.len() >= ELITE {
            self.elite.sort_by(|a, b| b.0.total_cmp(&a.0));
            self.elite.truncate(ELITE - 1);
        }
        self.elite.push((value, plan));
    }

    /// A random candidate, mostly one of the shortlist.
    fn draw(&mut self) -> Option<usize> {
        let is_wide = self.shortlist.is_empty() || self.random.below(WIDE) == 0;
        let candidates = if is_wide { &self.pool } else { &self.shortlist };
        candidates.get(self.random.below(candidates.len())).map(|candidate| *candidate as usize)
    }

    /// Looks at all candidates and keeps those whose exchange would lose least: most others would be refused every time.
    fn make_shortlist(&mut self) {
        self.fresh = (STALE * self.pool.len() as u64).max(1);
        let mut profits: Vec<(f64, u32)> = Vec::with_capacity(self.pool.len());
        for at in 0..self.pool.len() {
            let candidate = self.pool[at];
            if !self.state.is_open(candidate as usize)
                && let Some(exchange) = self.state.appraise(candidate as usize, f64::NEG_INFINITY)
            {
                profits.push((exchange.profit, candidate));
            }
        }
        let size = ((profits.len() as f64 * SHORT) as usize).min(profits.len().saturating_sub(1));
        if size > 0 {
            profits.select_nth_unstable_by(size, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        }
        self.shortlist.clear();
        self.shortlist.extend(profits[..size].iter().map(|row| row.1));
        self.shortlist.sort_unstable();
    }

    /// Tries a random candidate in place of the site that is missed least.
    fn one_step(&mut self) {
        self.state.work += 10;
        if self.cooling.tick() {
            self.begin_cycle();
        }
        if self.fresh == 0 {
            self.make_shortlist();
        }
        self.fresh -= 1;
        if self.next_combining == 0 {
            self.next_combining = (COMBINE * self.pool.len() as u64).max(1);
            let present = self.state.open_sites().to_vec();
            self.combine_with(&present);
        }
        self.next_combining -= 1;
        let Some(candidate) = self.draw() else { return };
        if self.state.is_open(candidate) {
            return;
        }
        let least = -self.cooling.slack(&mut self.random);
        let Some(exchange) = self.state.appraise(candidate, least) else { return };
        if let Some(site) = exchange.close {
            self.state.close(site as usize);
        }
        self.state.open(candidate);
        if self.state.value() > self.own.0 + self.improvement && self.state.referee.is_content() {
            self.own.0 = self.state.value();
            self.own.1.clear();
            self.own.1.extend_from_slice(self.state.open_sites());
            self.own.1.sort_unstable();
        }
        if self.state.value() > self.best_value + self.improvement {
            self.keep_if_best();
        }
    }

    /// Takes into the best plan what is better in another one.
    fn combine_with(&mut self, other: &[u32]) {
        let instance = self.state.instance;
        let room = instance.rules.n_open().saturating_sub(self.best.len());
        let (combined, work) = self.combiner.combine(instance, &self.best, other, room);
        self.state.work += work;
        if let Some((plan, gain)) = combined
            && gain > self.improvement
            && (instance.rules.is_plain() || instance.rules.allow(&instance.plan(&plan)))
        {
            self.best_value = instance.evaluate(&plan);
            self.best = plan;
        }
    }

    /// Takes over what is better in the best plan of another search.
    pub(in crate::siting) fn learn_from(&mut self, other: &Self) {
        if self.best != other.best {
            self.combine_with(&other.best);
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
        self.shortlist.retain(|candidate| usable[*candidate as usize]);
    }
}
