//! A set of open sites with what every candidate would gain and every site would lose, kept up to date.

use super::instance::Instance;
use crate::siting::rules::Referee;

/// Candidates looked at together when the largest gain is wanted.
const BLOCK: usize = 64;

/// Open sites and what follows from them.
#[derive(Clone, Debug)]
pub(in crate::siting) struct State<'a> {
    pub(in crate::siting) instance: &'a Instance,
    pub(in crate::siting) referee: Referee,
    is_open: Vec<bool>,
    open: Vec<u32>,
    place: Vec<u32>,
    /// How many open sites and kept outlets cover each demand point.
    count: Vec<u16>,
    /// The open sites that cover each demand point, all numbers combined by exclusive or: with one site its number.
    who: Vec<u32>,
    /// What opening each candidate adds; minus infinity where it may not be opened at all.
    gain: Vec<f64>,
    /// What closing each open site takes away.
    loss: Vec<f64>,
    value: f64,
    pub(in crate::siting) work: u64,
}

impl<'a> State<'a> {
    pub(in crate::siting) fn new(instance: &'a Instance) -> Self {
        let n = instance.n_candidates();
        let mut gain: Vec<f64> = vec![0.0; n];
        for demand in 0..instance.rows.len() {
            let count = usize::from(instance.covered[demand]);
            let amount = instance.weights[demand] * (instance.worth(count + 1) - instance.worth(count));
            for &candidate in instance.rows.row(demand) {
                gain[candidate as usize] += amount;
            }
        }
        for (gain, usable) in gain.iter_mut().zip(&instance.referee.usable) {
            if !usable {
                *gain = f64::NEG_INFINITY;
            }
        }
        Self {
            instance,
            referee: instance.referee.clone(),
            is_open: vec![false; n],
            open: Vec::new(),
            place: vec![0; n],
            count: instance.covered.clone(),
            who: vec![0; instance.rows.len()],
            gain,
            loss: vec![0.0; n],
            value: instance.constant,
            work: instance.rows.n_entries() as u64,
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

    pub(in crate::siting) fn loss(&self, site: usize) -> f64 {
        self.loss[site]
    }

    /// How many cover a demand point.
    pub(in crate::siting) fn count(&self, demand: usize) -> usize {
        usize::from(self.count[demand])
    }

    /// A candidate may no longer be opened.
    pub(in crate::siting) fn leave_out(&mut self, candidate: usize) {
        self.referee.usable[candidate] = false;
        self.gain[candidate] = f64::NEG_INFINITY;
    }

    /// The closed candidate that adds most, the search beginning at a place so that ties fall differently; `skip` is passed over.
    pub(in crate::siting) fn best_candidate(&mut self, from: usize, skip: u32) -> Option<usize> {
        let n = self.gain.len();
        self.work += n as u64 / 8;
        let mut best: Option<(f64, usize)> = None;
        let first = from / BLOCK * BLOCK;
        for block in (first..n).step_by(BLOCK).chain((0..first).step_by(BLOCK)) {
            let gains = &self.gain[block..(block + BLOCK).min(n)];
            let most = gains.iter().fold(f64::NEG_INFINITY, |most, gain| if *gain > most { *gain } else { most });
            if best.is_some_and(|(value, _)| most <= value) || most == f64::NEG_INFINITY {
                continue;
            }
            for (at, &gain) in gains.iter().enumerate() {
                let candidate = block + at;
                let is_better = best.is_none_or(|(value, _)| gain > value);
                if is_better && gain > f64::NEG_INFINITY && candidate as u32 != skip && !self.is_open[candidate] && self.referee.may_open(candidate) {
                    best = Some((gain, candidate));
                }
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    pub(in crate::siting) fn open(&mut self, site: usize) {
        self.is_open[site] = true;
        self.place[site] = self.open.len() as u32;
        self.open.push(site as u32);
        self.referee.opened(site);
        self.loss[site] = 0.0;
        let instance = self.instance;
        for &demand in instance.columns.row(site) {
            let demand = demand as usize;
            let count = usize::from(self.count[demand]);
            let (before, now, after) = self.steps(demand, count);
            self.value += now;
            self.loss[site] += now;
            self.count[demand] += 1;
            self.add_gain(demand, after - now);
            self.add_loss(demand, count - usize::from(instance.covered[demand]), site, now - before);
            self.who[demand] ^= site as u32;
        }
        self.work += instance.columns.row(site).len() as u64;
    }

    pub(in crate::siting) fn close(&mut self, site: usize) {
        self.is_open[site] = false;
        let place = self.place[site] as usize;
        self.open.swap_remove(place);
        if let Some(moved) = self.open.get(place) {
            self.place[*moved as usize] = place as u32;
        }
        self.referee.closed(site);
        let instance = self.instance;
        for &demand in instance.columns.row(site) {
            let demand = demand as usize;
            self.count[demand] -= 1;
            self.who[demand] ^= site as u32;
            let count = usize::from(self.count[demand]);
            let (before, now, after) = self.steps(demand, count);
            self.value -= now;
            self.add_gain(demand, now - after);
            self.add_loss(demand, count - usize::from(instance.covered[demand]), site, before - now);
        }
        self.work += instance.columns.row(site).len() as u64;
    }

    /// What the step to `count`, the next one and the one after it are worth at a demand point.
    #[inline]
    fn steps(&self, demand: usize, count: usize) -> (f64, f64, f64) {
        let (instance, weight) = (self.instance, self.instance.weights[demand]);
        let worth = |count: usize| instance.worth(count);
        let before = if count == 0 { 0.0 } else { weight * (worth(count) - worth(count - 1)) };
        (before, weight * (worth(count + 1) - worth(count)), weight * (worth(count + 2) - worth(count + 1)))
    }

    #[inline]
    fn add_gain(&mut self, demand: usize, amount: f64) {
        if amount != 0.0 {
            let row = self.instance.rows.row(demand);
            for &candidate in row {
                self.gain[candidate as usize] += amount;
            }
            self.work += row.len() as u64;
        }
    }

    /// Adds to the loss of the open sites that cover a demand point beside `site`, of which there are so many and whom `who` names.
    #[inline]
    fn add_loss(&mut self, demand: usize, n_others: usize, site: usize, amount: f64) {
        if amount == 0.0 || n_others == 0 {
            return;
        }
        if n_others == 1 {
            self.loss[self.who[demand] as usize] += amount;
            return;
        }
        let row = self.instance.rows.row(demand);
        for &candidate in row {
            if self.is_open[candidate as usize] && candidate as usize != site {
                self.loss[candidate as usize] += amount;
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
