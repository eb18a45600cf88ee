//! A set of open sites with the closest and second closest of every demand point, kept up to date exchange by exchange.

use super::instance::Instance;
use crate::siting::rules::Referee;

/// No candidate: the base serves.
pub(super) const NONE: u32 = u32::MAX;

/// Who serves a demand point, and who would if that one closed.
#[derive(Clone, Copy, Debug)]
struct Served {
    /// Cost of the closest.
    near: f32,
    /// Cost of the second closest.
    next: f32,
    first: u32,
    second: u32,
}

/// The best exchange for one candidate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exchange {
    /// Who closes; [`NONE`] where there is room for one more.
    pub(super) close: u32,
    /// How much the plan saves.
    pub(super) saving: f64,
}

/// Open sites and what follows from them.
#[derive(Clone, Debug)]
pub(super) struct State<'a> {
    pub(super) instance: &'a Instance,
    pub(super) referee: Referee,
    is_open: Vec<bool>,
    /// Open candidates in the order of opening, with gaps closed by the last.
    open: Vec<u32>,
    place: Vec<u32>,
    served: Vec<Served>,
    /// What closing each open site costs.
    loss: Vec<f64>,
    /// The open site whose closing costs least; not known after a change.
    missed_least: Option<u32>,
    objective: f64,
    /// No second closest costs more.
    reach: f32,
    /// No closest costs more.
    near_reach: f32,
    /// Pairs looked at.
    pub(super) work: u64,
    /// What an exchange saves of the loss of each site; zero between calls.
    relief: Vec<f64>,
    relieved: Vec<u32>,
    /// Whether changes are noted in `dirty`.
    pub(super) is_watching: bool,
    /// Candidates near demand points that changed, each once.
    dirty: Vec<u32>,
    is_dirty: Vec<bool>,
}

impl<'a> State<'a> {
    /// Nothing open.
    pub(super) fn new(instance: &'a Instance) -> Self {
        let n = instance.n_candidates();
        let served: Vec<Served> = instance.base.iter().map(|base| Served { near: *base, next: *base, first: NONE, second: NONE }).collect();
        let objective = instance.base.iter().zip(&instance.weights).map(|(base, weight)| f64::from(*base) * weight).sum();
        let reach = instance.base.iter().copied().fold(0.0, f32::max);
        Self {
            instance,
            referee: instance.referee.clone(),
            is_open: vec![false; n],
            open: Vec::new(),
            place: vec![NONE; n],
            served,
            loss: vec![0.0; n],
            missed_least: None,
            objective,
            reach,
            near_reach: reach,
            work: 0,
            relief: vec![0.0; n],
            relieved: Vec::new(),
            is_watching: false,
            dirty: Vec::new(),
            is_dirty: vec![false; n],
        }
    }

    pub(super) fn objective(&self) -> f64 {
        self.objective
    }

    pub(super) fn open_sites(&self) -> &[u32] {
        &self.open
    }

    pub(super) fn is_open(&self, candidate: usize) -> bool {
        self.is_open[candidate]
    }

    /// Whether one more may be opened.
    pub(super) fn has_room(&self) -> bool {
        self.open.len() < self.referee.n_open()
    }

    /// The cost that a demand point's second choice has; nothing dearer changes anything for it.
    pub(super) fn next_cost(&self, demand: usize) -> f32 {
        self.served[demand].next
    }

    /// The cost of serving a demand point.
    pub(super) fn near_cost(&self, demand: usize) -> f32 {
        self.served[demand].near
    }

    /// What opening a candidate saves.
    pub(super) fn gain(&mut self, candidate: usize) -> f64 {
        self.work += self.instance.columns.costs(candidate).partition_point(|cost| *cost < self.near_reach) as u64;
        self.first_gain(candidate)
    }

    /// As [`Self::gain`], without counting the work.
    pub(super) fn first_gain(&self, candidate: usize) -> f64 {
        let columns = &self.instance.columns;
        let mut gain = 0.0;
        for (demand, cost) in columns.row(candidate) {
            if cost >= self.near_reach {
                break;
            }
            let near = self.served[demand].near;
            if cost < near {
                gain += self.instance.weights[demand] * f64::from(near - cost);
            }
        }
        gain
    }

    /// The best site to give up for a candidate, or room for it; none where the rules forbid every exchange.
    pub(super) fn appraise(&mut self, candidate: usize) -> Option<Exchange> {
        let gain = self.weigh(candidate);
        let best = if self.has_room() && self.referee.may_open(candidate) { Some(Exchange { close: NONE, saving: gain }) } else { self.cheapest(candidate, gain) };
        self.forget();
        best
    }

    /// As [`Self::appraise`], closing only sites that a test lets pass.
    pub(super) fn appraise_among(&mut self, candidate: usize, among: impl Fn(usize) -> bool) -> Option<Exchange> {
        let gain = self.weigh(candidate);
        let sites = self.open.iter().copied().filter(|site| among(*site as usize) && self.referee.may_exchange(*site as usize, candidate));
        let best = sites.map(|close| Exchange { close, saving: gain - (self.loss[close as usize] - self.relief[close as usize]) }).max_by(|a, b| a.saving.total_cmp(&b.saving));
        self.forget();
        best
    }

    /// The gain of a candidate; fills `relief` with what of each site's loss it would take over.
    fn weigh(&mut self, candidate: usize) -> f64 {
        let (columns, weights) = (&self.instance.columns, &self.instance.weights);
        let mut gain = 0.0;
        let mut looked_at = 0;
        for (&demand, &cost) in columns.indices(candidate).iter().zip(columns.costs(candidate)) {
            if cost >= self.reach {
                break;
            }
            looked_at += 1;
            let served = self.served[demand as usize];
            if cost >= served.next {
                continue;
            }
            let weight = weights[demand as usize];
            let taken = if cost < served.near {
                gain += weight * f64::from(served.near - cost);
                served.next - served.near
            } else {
                served.next - cost
            };
            if served.first != NONE {
                let relief = &mut self.relief[served.first as usize];
                if *relief == 0.0 {
                    self.relieved.push(served.first);
                }
                *relief += weight * f64::from(taken);
            }
        }
        self.work += looked_at + self.open.len() as u64 / 2;
        gain
    }

    fn cheapest(&mut self, candidate: usize, gain: f64) -> Option<Exchange> {
        let net = |site: &u32| (*site, self.loss[*site as usize] - self.relief[*site as usize]);
        let best = if self.referee.is_plain() {
            let least = || self.open.iter().copied().min_by(|a, b| self.loss[*a as usize].total_cmp(&self.loss[*b as usize]));
            let missed_least = self.missed_least.or_else(least);
            self.missed_least = missed_least;
            // A site without relief cannot beat the one that is missed least of all.
            missed_least.iter().chain(&self.relieved).map(net).min_by(|a, b| a.1.total_cmp(&b.1))
        } else {
            let may = |site: &&u32| self.referee.may_exchange(**site as usize, candidate);
            self.open.iter().filter(may).map(net).min_by(|a, b| a.1.total_cmp(&b.1))
        };
        best.map(|(close, lost)| Exchange { close, saving: gain - lost })
    }

    fn forget(&mut self) {
        for site in self.relieved.drain(..) {
            self.relief[site as usize] = 0.0;
        }
    }

    /// Opens a site.
    pub(super) fn open(&mut self, site: usize) {
        self.is_open[site] = true;
        self.missed_least = None;
        self.place[site] = self.open.len() as u32;
        self.open.push(site as u32);
        self.referee.opened(site);
        self.loss[site] = 0.0;
        let columns = &self.instance.columns;
        let number = site as u32;
        for (&demand, &cost) in columns.indices(site).iter().zip(columns.costs(site)) {
            if cost > self.reach {
                break;
            }
            self.work += 1;
            let demand = demand as usize;
            let before = self.served[demand];
            if (cost, number) < (before.near, before.first) {
                self.credit(demand, -1.0);
                self.served[demand] = Served { near: cost, next: before.near, first: number, second: before.first };
                self.objective -= self.instance.weights[demand] * f64::from(before.near - cost);
            } else if (cost, number) < (before.next, before.second) {
                self.credit(demand, -1.0);
                self.served[demand] = Served { next: cost, second: number, ..before };
            } else {
                continue;
            }
            self.credit(demand, 1.0);
            if self.is_watching {
                self.stir(demand, before.next);
            }
        }
    }

    /// Closes a site.
    pub(super) fn close(&mut self, site: usize) {
        self.is_open[site] = false;
        self.missed_least = None;
        let place = self.place[site] as usize;
        self.open.swap_remove(place);
        if let Some(moved) = self.open.get(place) {
            self.place[*moved as usize] = place as u32;
        }
        self.place[site] = NONE;
        self.referee.closed(site);
        let columns = &self.instance.columns;
        let number = site as u32;
        for (&demand, &cost) in columns.indices(site).iter().zip(columns.costs(site)) {
            if cost > self.reach {
                break;
            }
            self.work += 1;
            let demand = demand as usize;
            let before = self.served[demand];
            if before.first != number && before.second != number {
                continue;
            }
            self.credit(demand, -1.0);
            let (first, near) = if before.first == number { (before.second, before.next) } else { (before.first, before.near) };
            if before.first == number {
                self.objective += self.instance.weights[demand] * f64::from(near - before.near);
            }
            let (second, next) = self.next_after(demand, before.next, first);
            self.served[demand] = Served { near, next, first, second };
            self.reach = self.reach.max(next);
            self.near_reach = self.near_reach.max(near);
            self.credit(demand, 1.0);
            if self.is_watching {
                self.stir(demand, before.next);
            }
        }
    }

    /// The nearest open site of a demand point that costs at least so much and is not the first.
    fn next_after(&mut self, demand: usize, least: f32, first: u32) -> (u32, f32) {
        let rows = &self.instance.rows;
        let (indices, costs) = (rows.indices(demand), rows.costs(demand));
        let from = costs.partition_point(|cost| *cost < least);
        for (at, &candidate) in indices.iter().enumerate().skip(from) {
            if self.is_open[candidate as usize] && candidate != first {
                self.work += (at - from) as u64;
                return (candidate, costs[at]);
            }
        }
        self.work += (indices.len() - from) as u64;
        (NONE, self.instance.base[demand])
    }

    /// Adds or takes away what a demand point contributes to the loss of its site.
    #[inline]
    fn credit(&mut self, demand: usize, sign: f64) {
        let served = self.served[demand];
        if served.first != NONE {
            self.loss[served.first as usize] += sign * self.instance.weights[demand] * f64::from(served.next - served.near);
        }
    }

    /// Notes the candidates for which a changed demand point may matter.
    fn stir(&mut self, demand: usize, up_to: f32) {
        let rows = &self.instance.rows;
        let limit = up_to.max(self.served[demand].next);
        for (&candidate, &cost) in rows.indices(demand).iter().zip(rows.costs(demand)) {
            if cost >= limit {
                break;
            }
            self.work += 1;
            if !self.is_dirty[candidate as usize] {
                self.is_dirty[candidate as usize] = true;
                self.dirty.push(candidate);
            }
        }
    }

    /// Takes the next candidate worth another look.
    pub(super) fn next_dirty(&mut self) -> Option<usize> {
        let candidate = self.dirty.pop()? as usize;
        self.is_dirty[candidate] = false;
        Some(candidate)
    }

    /// Forgets which candidates are worth another look.
    pub(super) fn settle(&mut self) {
        while self.next_dirty().is_some() {}
    }

    /// Marks every usable candidate as worth a look.
    pub(super) fn stir_all(&mut self) {
        for candidate in (0..self.is_open.len()).rev() {
            if self.referee.usable[candidate] && !self.is_dirty[candidate] {
                self.is_dirty[candidate] = true;
                self.dirty.push(candidate as u32);
            }
        }
    }

    /// Finds the dearest second choice anew: no exchange looks further.
    pub(super) fn shorten(&mut self) {
        self.reach = self.served.iter().map(|served| served.next).fold(0.0, f32::max);
        self.near_reach = self.served.iter().map(|served| served.near).fold(0.0, f32::max);
        self.work += self.served.len() as u64 / 2;
    }

    /// Sums anew what was kept by adding and taking away, so that rounding cannot pile up.
    pub(super) fn refresh(&mut self) {
        self.objective = self.served.iter().zip(&self.instance.weights).map(|(served, weight)| f64::from(served.near) * weight).sum();
        self.shorten();
        self.loss.fill(0.0);
        self.missed_least = None;
        for demand in 0..self.served.len() {
            self.credit(demand, 1.0);
        }
    }

    /// Makes exactly these sites open.
    pub(super) fn become_plan(&mut self, plan: &[u32]) {
        let mut wanted = vec![false; self.is_open.len()];
        plan.iter().for_each(|site| wanted[*site as usize] = true);
        let surplus: Vec<u32> = self.open.iter().copied().filter(|site| !wanted[*site as usize]).collect();
        for site in surplus {
            self.close(site as usize);
        }
        for &site in plan {
            if !self.is_open[site as usize] {
                self.open(site as usize);
            }
        }
        self.refresh();
    }
}
