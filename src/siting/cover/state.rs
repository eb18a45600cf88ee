//! A set of open sites with what every site would lose, kept up to date.

use super::instance::Instance;
use crate::siting::rules::Referee;

/// Who covers a demand point.
#[derive(Clone, Copy, Debug)]
struct Point {
    /// The open sites that cover it, all numbers combined by exclusive or: with one site its number.
    who: u32,
    /// How many open sites and kept outlets cover it.
    count: u16,
}

/// Slot of points that nobody covers: what a candidate finds there is its gain.
const UNCOVERED: usize = 0;
/// Slot of points that more than one covers.
const SHARED: usize = 1;
/// The first slot of a site.
const FIRST: usize = 2;
/// Sums that are looked at together, so that the processor can do them at once.
const LANES: usize = 8;

/// The best exchange for one candidate.
#[derive(Clone, Copy, Debug)]
pub(in crate::siting) struct Exchange {
    /// Who closes; none where there is room for one more.
    pub(in crate::siting) close: Option<u32>,
    /// How much more is covered.
    pub(in crate::siting) profit: f64,
}

/// Open sites and what follows from them.
#[derive(Clone, Debug)]
pub(in crate::siting) struct State<'a> {
    pub(in crate::siting) instance: &'a Instance,
    pub(in crate::siting) referee: Referee,
    is_open: Vec<bool>,
    open: Vec<u32>,
    place: Vec<u32>,
    points: Vec<Point>,
    /// Where one covering is enough: the slot of each demand point's only open site, or [`UNCOVERED`] or [`SHARED`]; by itself, because
    /// exchanges ask for nothing else.
    slots: Vec<u16>,
    /// What the covering after so many adds, as a share of the weight; zero from the end of the list on.
    steps: Vec<f64>,
    /// Slot of each open site, the site in each slot, and slots without one.
    slot_of: Vec<u32>,
    site_in: Vec<u32>,
    free: Vec<u32>,
    /// What closing the site in each slot takes away; infinite without a site.
    loss: Vec<f64>,
    value: f64,
    /// What an exchange gives back of the loss of each slot; zero between calls.
    relief: Vec<f64>,
    other_relief: Vec<f64>,
    /// Whether one covering is enough, so that slots say all.
    is_single: bool,
    pub(in crate::siting) work: u64,
}

impl<'a> State<'a> {
    pub(in crate::siting) fn new(instance: &'a Instance) -> Self {
        let n = instance.n_candidates();
        let mut steps: Vec<f64> = instance.worth.windows(2).map(|pair| pair[1] - pair[0]).collect();
        steps.push(0.0);
        let points = instance.covered.iter().map(|kept| Point { who: 0, count: *kept }).collect();
        // The first slots belong to no site.
        let n_slots = (FIRST + instance.rules.n_open()).next_multiple_of(LANES);
        Self {
            instance,
            referee: instance.referee.clone(),
            is_open: vec![false; n],
            open: Vec::new(),
            place: vec![0; n],
            points,
            slots: vec![UNCOVERED as u16; instance.rows.len()],
            slot_of: vec![0; n],
            site_in: vec![0; n_slots],
            free: (FIRST as u32..n_slots as u32).rev().collect(),
            loss: vec![f64::INFINITY; n_slots],
            value: instance.constant,
            relief: vec![0.0; n_slots],
            other_relief: vec![0.0; n_slots],
            is_single: steps.len() == 2 && u16::try_from(n_slots).is_ok(),
            steps,
            work: 0,
        }
    }

    pub(in crate::siting) fn value(&self) -> f64 {
        self.value
    }

    pub(in crate::siting) fn open_sites(&self) -> &[u32] {
        &self.open
    }

    pub(in crate::siting) fn is_open(&self, candidate: usize) -> bool {
        self.is_open[candidate]
    }

    pub(in crate::siting) fn has_room(&self) -> bool {
        self.open.len() < self.referee.n_open()
    }

    /// How many cover a demand point.
    pub(in crate::siting) fn count(&self, demand: usize) -> usize {
        usize::from(self.points[demand].count)
    }

    /// What the covering after so many adds.
    #[inline]
    fn step(&self, count: usize) -> f64 {
        self.steps[count.min(self.steps.len() - 1)]
    }

    /// What opening a candidate adds.
    pub(in crate::siting) fn gain(&mut self, candidate: usize) -> f64 {
        self.work += self.instance.columns.row(candidate).len() as u64;
        self.first_gain(candidate)
    }

    /// As [`Self::gain`], without counting the work.
    pub(in crate::siting) fn first_gain(&self, candidate: usize) -> f64 {
        let column = self.instance.columns.row(candidate).iter().map(|demand| *demand as usize);
        column.map(|demand| self.instance.weights[demand] * self.step(usize::from(self.points[demand].count))).sum()
    }

    /// The best site to give up for a candidate that is closed, or room for it; none where that adds less than `least` or the rules forbid
    /// every exchange.
    pub(in crate::siting) fn appraise(&mut self, candidate: usize, least: f64) -> Option<Exchange> {
        self.work += self.instance.columns.row(candidate).len() as u64 + self.loss.len() as u64 / LANES as u64 + 8;
        let gain = if self.is_single { self.weigh_single(candidate) } else { self.weigh(candidate) };
        let best = if self.has_room() && self.referee.may_open(candidate) {
            Some(Exchange { close: None, profit: gain })
        } else {
            self.least_loss(candidate, gain - least).map(|(site, loss)| Exchange { close: Some(site), profit: gain - loss })
        };
        self.relief.fill(0.0);
        self.other_relief.fill(0.0);
        best.filter(|exchange| exchange.profit >= least)
    }

    /// The gain of a candidate; fills both reliefs with what of each site's loss it would take over.
    fn weigh_single(&mut self, candidate: usize) -> f64 {
        let (slots, weights) = (&self.slots, &self.instance.weights);
        let column = self.instance.columns.row(candidate);
        // Neighbours in a list mostly belong to one site: sums that take turns with far ones need not wait for each other.
        let quarter = column.len() / 4;
        let (first, rest) = column.split_at(quarter);
        let (second, rest) = rest.split_at(quarter);
        let (third, rest) = rest.split_at(quarter);
        let (fourth, rest) = rest.split_at(quarter);
        let (relief, other) = (&mut self.relief, &mut self.other_relief);
        for (((a, b), c), d) in first.iter().zip(second).zip(third).zip(fourth) {
            let [a, b, c, d] = [*a as usize, *b as usize, *c as usize, *d as usize];
            relief[usize::from(slots[a])] += weights[a];
            other[usize::from(slots[b])] += weights[b];
            relief[usize::from(slots[c])] += weights[c];
            other[usize::from(slots[d])] += weights[d];
        }
        for &demand in rest {
            relief[usize::from(slots[demand as usize])] += weights[demand as usize];
        }
        self.relief[UNCOVERED] + self.other_relief[UNCOVERED]
    }

    /// As [`Self::weigh_single`], for any worth.
    fn weigh(&mut self, candidate: usize) -> f64 {
        let instance = self.instance;
        let mut gain = 0.0;
        for &demand in instance.columns.row(candidate) {
            let (point, weight) = (self.points[demand as usize], instance.weights[demand as usize]);
            let count = usize::from(point.count);
            let step = self.step(count);
            gain += weight * step;
            if point.count == instance.covered[demand as usize] {
                continue;
            }
            // Were one of the sites here to close, the candidate would keep the demand point at the step it has now.
            let relief = weight * (self.step(count - 1) - step);
            if relief == 0.0 {
                continue;
            }
            if point.count == instance.covered[demand as usize] + 1 {
                self.relief[self.slot_of[point.who as usize] as usize] += relief;
            } else {
                for &site in instance.rows.row(demand as usize) {
                    if self.is_open[site as usize] {
                        self.relief[self.slot_of[site as usize] as usize] += relief;
                    }
                }
            }
        }
        gain
    }

    /// The site whose closing costs least when a candidate takes over its relief, where that is at most so much.
    fn least_loss(&self, candidate: usize, most: f64) -> Option<(u32, f64)> {
        let net = |slot: usize| self.loss[slot] - (self.relief[slot] + self.other_relief[slot]);
        if !self.referee.is_plain() {
            let may = |slot: &usize| self.loss[*slot] < f64::INFINITY && net(*slot) <= most && self.referee.may_exchange(self.site_in[*slot] as usize, candidate);
            let best = (FIRST..self.loss.len()).filter(may).min_by(|a, b| net(*a).total_cmp(&net(*b)));
            return best.map(|slot| (self.site_in[slot], net(slot)));
        }
        let mut lanes = [f64::INFINITY; LANES];
        let reliefs = self.relief.chunks_exact(LANES).zip(self.other_relief.chunks_exact(LANES));
        for (loss, (relief, other)) in self.loss.chunks_exact(LANES).zip(reliefs) {
            for lane in 0..LANES {
                let net = loss[lane] - (relief[lane] + other[lane]);
                lanes[lane] = if net < lanes[lane] { net } else { lanes[lane] };
            }
        }
        let least = lanes.into_iter().fold(f64::INFINITY, f64::min);
        if least > most || least == f64::INFINITY {
            return None;
        }
        (FIRST..self.loss.len()).find(|slot| net(*slot) <= least).map(|slot| (self.site_in[slot], least))
    }

    pub(in crate::siting) fn open(&mut self, site: usize) {
        self.is_open[site] = true;
        self.place[site] = self.open.len() as u32;
        self.open.push(site as u32);
        self.referee.opened(site);
        let slot = self.take_slot(site);
        self.loss[slot] = if self.is_single { self.cover_single(site, slot) } else { self.cover(site) };
        self.work += self.instance.columns.row(site).len() as u64;
    }

    /// Counts a site that opens; what it covers alone.
    fn cover_single(&mut self, site: usize, slot: usize) -> f64 {
        let instance = self.instance;
        let mut added = 0.0;
        for &demand in instance.columns.row(site) {
            let demand = demand as usize;
            let (weight, before) = (instance.weights[demand], usize::from(self.slots[demand]));
            // Losses of the slots that belong to no site are infinite and stay so.
            self.loss[before] -= weight;
            added += if before == UNCOVERED { weight } else { 0.0 };
            self.slots[demand] = if before == UNCOVERED { slot as u16 } else { SHARED as u16 };
            let point = &mut self.points[demand];
            point.count += 1;
            point.who ^= site as u32;
        }
        self.value += added;
        added
    }

    /// As [`Self::cover_single`], for any worth.
    fn cover(&mut self, site: usize) -> f64 {
        let instance = self.instance;
        let mut loss = 0.0;
        for &demand in instance.columns.row(site) {
            let step = instance.weights[demand as usize] * self.step(usize::from(self.points[demand as usize].count));
            self.value += step;
            loss += step;
            // The others lose only this last step where they lost the one before.
            self.change_losses(demand as usize, site, 1.0);
            let point = &mut self.points[demand as usize];
            point.count += 1;
            point.who ^= site as u32;
        }
        loss
    }

    fn take_slot(&mut self, site: usize) -> usize {
        let slot = self.free.pop().map_or(self.loss.len(), |slot| slot as usize);
        if slot == self.loss.len() {
            self.loss.resize(slot + LANES, f64::INFINITY);
            self.relief.resize(slot + LANES, 0.0);
            self.other_relief.resize(slot + LANES, 0.0);
            self.site_in.resize(slot + LANES, 0);
            self.free.extend((slot as u32 + 1..(slot + LANES) as u32).rev());
        }
        self.site_in[slot] = site as u32;
        self.slot_of[site] = slot as u32;
        slot
    }

    pub(in crate::siting) fn close(&mut self, site: usize) {
        self.is_open[site] = false;
        let place = self.place[site] as usize;
        self.open.swap_remove(place);
        if let Some(moved) = self.open.get(place) {
            self.place[*moved as usize] = place as u32;
        }
        self.referee.closed(site);
        if self.is_single {
            self.uncover_single(site);
        } else {
            self.uncover(site);
        }
        let slot = self.slot_of[site];
        self.loss[slot as usize] = f64::INFINITY;
        self.free.push(slot);
        self.work += self.instance.columns.row(site).len() as u64;
    }

    /// Counts a site that closes, where one covering is enough: no demand point here has a kept outlet.
    fn uncover_single(&mut self, site: usize) {
        let instance = self.instance;
        let mut removed = 0.0;
        for &demand in instance.columns.row(site) {
            let demand = demand as usize;
            let weight = instance.weights[demand];
            let point = &mut self.points[demand];
            point.count -= 1;
            point.who ^= site as u32;
            let (count, who) = (point.count, if point.count == 1 { point.who as usize } else { 0 });
            let only = self.slot_of[who] as usize;
            let slot = if count == 0 { UNCOVERED } else if count == 1 { only } else { SHARED };
            self.slots[demand] = slot as u16;
            self.loss[slot] += weight;
            removed += if count == 0 { weight } else { 0.0 };
        }
        self.value -= removed;
    }

    /// As [`Self::uncover_single`], for any worth.
    fn uncover(&mut self, site: usize) {
        let instance = self.instance;
        for &demand in instance.columns.row(site) {
            let point = &mut self.points[demand as usize];
            point.count -= 1;
            point.who ^= site as u32;
            let count = usize::from(point.count);
            self.value -= instance.weights[demand as usize] * self.step(count);
            self.change_losses(demand as usize, site, -1.0);
        }
    }

    /// Changes the losses of the open sites beside `site` that cover a demand point, whose count and names are without `site`: with it
    /// (sign 1) each would lose the step after the one it loses without (sign -1).
    #[inline]
    fn change_losses(&mut self, demand: usize, site: usize, sign: f64) {
        let (point, kept) = (self.points[demand], self.instance.covered[demand]);
        if point.count == kept {
            return;
        }
        let count = usize::from(point.count);
        let amount = sign * self.instance.weights[demand] * (self.step(count) - self.step(count - 1));
        if amount == 0.0 {
            return;
        }
        if point.count == kept + 1 {
            self.loss[self.slot_of[point.who as usize] as usize] += amount;
            return;
        }
        let row = self.instance.rows.row(demand);
        for &candidate in row {
            if self.is_open[candidate as usize] && candidate as usize != site {
                self.loss[self.slot_of[candidate as usize] as usize] += amount;
            }
        }
        self.work += row.len() as u64;
    }

    /// Makes exactly these sites open.
    pub(in crate::siting) fn become_plan(&mut self, plan: &[u32]) {
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::siting::random::Random;
    use crate::siting::tests::fixture::small;
    use crate::siting::{Covering, Rules, Worth};

    /// The best exchange by trying all of them.
    fn best_profit(instance: &Instance, open: &[u32], candidate: u32) -> f64 {
        let after = |close: &u32| open.iter().filter(|site| *site != close).copied().chain([candidate]).collect::<Vec<u32>>();
        open.iter().map(|close| instance.evaluate(&after(close)) - instance.evaluate(open)).fold(f64::NEG_INFINITY, f64::max)
    }

    #[test]
    fn exchanges_gain_what_they_say_and_none_gains_more() {
        for seed in 0..12 {
            let small = small(seed, 60, 24);
            for worth in [Worth::Once, Worth::Twice { first_share: 0.6 }] {
                let rules = Rules { sites: 6, kept: vec![23], ..Rules::default() };
                let instance = Instance::new(&Covering { matrix: &small.matrix, limit: Some(16.0), weights: &small.weights, worth, rules: &rules }).unwrap();
                let mut state = State::new(&instance);
                (0..6).for_each(|site| state.open(3 * site));
                let mut random = Random::new(seed);
                for _ in 0..40 {
                    let candidate = random.below(23);
                    if state.is_open(candidate) {
                        continue;
                    }
                    let open = state.open_sites().to_vec();
                    let exchange = state.appraise(candidate, f64::NEG_INFINITY).unwrap();
                    let best = best_profit(&instance, &open, candidate as u32);
                    assert!((exchange.profit - best).abs() < 1e-9, "seed {seed} {worth:?}: {} of {best}", exchange.profit);
                    assert!(state.appraise(candidate, best + 0.5).is_none(), "what gains too little is not offered");
                    state.close(exchange.close.unwrap() as usize);
                    state.open(candidate);
                    assert!((state.value() - instance.evaluate(state.open_sites())).abs() < 1e-9, "seed {seed} {worth:?}");
                }
            }
        }
    }
}
