//! Plans with room for everyone that get cheaper.

use super::assignment::{Assignment, NOBODY};
use super::instance::Instance;
use crate::siting::random::Random;

/// Most sites that a perturbation takes apart.
const MOST_APART: usize = 4;
/// What a plan may cost more than the one before and still be kept, as a share, right after the best and when nothing has helped long.
const SLACK: (f64, f64) = (0.001, 0.01);
/// Perturbations after which the search returns to the best plan.
const PATIENCE: u32 = 120;

/// A search over plans of one instance.
#[derive(Clone, Debug)]
pub(super) struct Search<'a> {
    instance: &'a Instance,
    random: Random,
    now: Assignment,
    best: Assignment,
    best_cost: f64,
    idle: u32,
    work: u64,
}

impl<'a> Search<'a> {
    pub(super) fn new(instance: &'a Instance, seed: u64) -> Self {
        let empty = Assignment::new(instance, Vec::new());
        Self { instance, random: Random::new(seed), now: empty.clone(), best: empty, best_cost: f64::INFINITY, idle: 0, work: 0 }
    }

    /// What the best plan costs; infinite while somebody has no room.
    pub(super) fn best_cost(&self) -> f64 {
        self.best_cost
    }

    pub(super) fn best_plan(&self) -> Vec<u32> {
        let mut plan = self.best.sites.clone();
        plan.sort_unstable();
        plan
    }

    /// Who is served by whom in the best plan, and its cost summed anew.
    pub(super) fn settled(&self) -> (Vec<u32>, f64) {
        let mut best = self.best.clone();
        best.refresh(self.instance);
        (best.served_by, best.cost)
    }

    /// Prices to start a bound from: what each demand point pays now, and a little more.
    pub(super) fn prices(&self) -> Vec<f64> {
        let of = |demand: usize| match self.now.served_by[demand] {
            NOBODY => instance_price(self.instance, demand),
            site => 1.1 * self.instance.cost(demand, site as usize) + instance_price(self.instance, demand) * 0.1,
        };
        (0..self.instance.n_demand).map(of).collect()
    }

    /// The first plan: what stays and what may close, then sites far from each other.
    pub(super) fn start(&mut self) {
        let instance = self.instance;
        let mut referee = instance.referee.clone();
        let mut sites = instance.rules.kept.clone();
        for &site in &instance.rules.closable {
            if referee.may_open(site as usize) {
                referee.opened(site as usize);
                sites.push(site);
            }
        }
        let mut near: Vec<f64> = (0..instance.n_demand).map(|demand| sites.iter().map(|site| instance.cost(demand, *site as usize)).fold(f64::INFINITY, f64::min)).collect();
        let target = instance.rules.kept.len() + instance.rules.n_open();
        while sites.len() < target {
            // A point far from all sites, by its cost as a chance (k-means++, Arthur and Vassilvitskii 2007).
            let far: f64 = near.iter().filter(|cost| cost.is_finite()).sum();
            let mut draw = self.random.unit() * far;
            let unserved = near.iter().position(|cost| !cost.is_finite());
            let by_chance = near.iter().position(|cost| {
                draw -= cost;
                draw <= 0.0
            });
            let demand = unserved.or(by_chance).unwrap_or(0);
            let may = |site: &&u32| !sites.contains(site) && referee.may_open(**site as usize);
            let Some(&site) = instance.near.get(demand).and_then(|row| row.iter().find(may)).or_else(|| instance.near.iter().flatten().find(may)) else { break };
            referee.opened(site as usize);
            sites.push(site);
            near.iter_mut().enumerate().for_each(|(demand, cost)| *cost = cost.min(instance.cost(demand, site as usize)));
        }
        self.now = Assignment::new(instance, sites);
        self.settle();
        self.keep_if_best();
    }

    fn settle(&mut self) {
        self.work += self.now.insert_missing(self.instance);
        self.work += self.now.improve(self.instance);
    }

    pub(super) fn work(&mut self, amount: u64) {
        let end = self.work + amount;
        while self.work < end {
            self.work += 1000;
            if self.now.sites.is_empty() || self.instance.n_demand == 0 {
                return;
            }
            self.perturb();
        }
    }

    /// Takes some neighbouring sites apart, opens others near them and serves everyone anew.
    fn perturb(&mut self) {
        let before = self.now.clone();
        let instance = self.instance;
        let demand = self.random.below(instance.n_demand);
        let mut sites: Vec<u32> = self.now.sites.iter().copied().filter(|site| !instance.rules.kept.contains(site)).collect();
        if sites.is_empty() {
            return;
        }
        sites.sort_unstable_by(|a, b| instance.cost(demand, *a as usize).total_cmp(&instance.cost(demand, *b as usize)).then(a.cmp(b)));
        let n_apart = (1 + self.random.below(MOST_APART)).min(sites.len());
        let apart = &sites[..n_apart];
        let freed: Vec<usize> = (0..instance.n_demand).filter(|demand| apart.contains(&self.now.served_by[*demand])).collect();
        for &demand in &freed {
            self.now.give(instance, demand, NOBODY);
        }
        for &site in apart {
            if !freed.is_empty() && self.random.below(3) > 0 {
                let demand = freed[self.random.below(freed.len())];
                self.replace(site, demand);
            }
        }
        self.settle();
        self.judge(before);
    }

    /// Puts a site to one of the places nearest to a demand point.
    fn replace(&mut self, site: u32, demand: usize) {
        let instance = self.instance;
        let mut referee = instance.referee.clone();
        self.now.sites.iter().filter(|other| !instance.rules.kept.contains(other)).for_each(|other| referee.opened(*other as usize));
        let may = |place: &&u32| !self.now.sites.contains(place) && referee.may_exchange(site as usize, **place as usize);
        let places: Vec<u32> = instance.near[demand].iter().filter(may).take(3).copied().collect();
        if places.is_empty() {
            return;
        }
        let place = places[self.random.below(places.len())];
        if let Some(at) = self.now.sites.iter().position(|other| *other == site) {
            self.now.sites[at] = place;
        }
    }

    fn judge(&mut self, before: Assignment) {
        self.idle += 1;
        let share = f64::from(self.idle) / f64::from(PATIENCE);
        let slack = SLACK.0 + (SLACK.1 - SLACK.0) * share * share;
        let is_worse = self.now.n_missing > before.n_missing || (self.now.n_missing == before.n_missing && self.now.cost > before.cost * (1.0 + slack * self.random.unit()));
        if is_worse {
            self.now = before;
        } else {
            self.keep_if_best();
        }
        if self.idle >= PATIENCE {
            self.idle = 0;
            if self.best_cost.is_finite() {
                self.now = self.best.clone();
            }
        }
    }

    fn keep_if_best(&mut self) {
        if self.now.n_missing == 0 && self.now.cost < self.best_cost - 1e-9 * self.best_cost.min(1e12) {
            self.now.refresh(self.instance);
            let plan = self.instance.plan(&self.now.sites.iter().copied().filter(|site| !self.instance.rules.kept.contains(site)).collect::<Vec<_>>());
            if self.instance.rules.allow(&plan) {
                self.best_cost = self.now.cost;
                self.best = self.now.clone();
                self.idle = 0;
            }
        }
    }
}

/// The cost of a demand point at the middle of its candidates: a price when nothing better is known.
fn instance_price(instance: &Instance, demand: usize) -> f64 {
    let row = &instance.near[demand];
    let middle = row.len().min(2 * instance.n_candidates / (instance.rules.n_open() + instance.rules.kept.len()).max(1)) / 2;
    row.get(middle).map_or(0.0, |site| instance.cost(demand, *site as usize))
}
