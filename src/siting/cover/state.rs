//! A set of open sites with what every site would lose, kept up to date.

use super::instance::Instance;
use crate::siting::rules::Referee;

/// What is known of a demand point, together in one place because exchanges ask for all of it.
#[derive(Clone, Copy, Debug)]
struct Point {
    weight: f64,
    /// The open sites that cover it, all numbers combined by exclusive or: with one site its number.
    who: u32,
    /// How many open sites and kept outlets cover it.
    count: u16,
    /// How many kept outlets do.
    kept: u16,
}

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
    /// What the covering after so many adds, as a share of the weight; zero from the end of the list on.
    steps: Vec<f64>,
    /// What closing each open site takes away.
    loss: Vec<f64>,
    value: f64,
    /// The open site whose closing takes least away; not known after a change.
    cheapest: Option<u32>,
    /// What an exchange gives back of the loss of each site; zero between calls.
    relief: Vec<f64>,
    relieved: Vec<u32>,
    pub(in crate::siting) work: u64,
}

impl<'a> State<'a> {
    pub(in crate::siting) fn new(instance: &'a Instance) -> Self {
        let n = instance.n_candidates();
        let mut steps: Vec<f64> = instance.worth.windows(2).map(|pair| pair[1] - pair[0]).collect();
        steps.push(0.0);
        let points = instance.weights.iter().zip(&instance.covered).map(|(weight, kept)| Point { weight: *weight, who: 0, count: *kept, kept: *kept }).collect();
        Self {
            instance,
            referee: instance.referee.clone(),
            is_open: vec![false; n],
            open: Vec::new(),
            place: vec![0; n],
            points,
            steps,
            loss: vec![0.0; n],
            value: instance.constant,
            cheapest: None,
            relief: vec![0.0; n],
            relieved: Vec::new(),
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
        let column = self.instance.columns.row(candidate).iter();
        column.map(|demand| &self.points[*demand as usize]).map(|point| point.weight * self.step(usize::from(point.count))).sum()
    }

    /// The best site to give up for a candidate that is closed, or room for it; none where the rules forbid every exchange.
    pub(in crate::siting) fn appraise(&mut self, candidate: usize) -> Option<Exchange> {
        let instance = self.instance;
        let column = instance.columns.row(candidate);
        self.work += column.len() as u64 + 8;
        let mut gain = 0.0;
        for &demand in column {
            let point = self.points[demand as usize];
            let count = usize::from(point.count);
            let step = self.step(count);
            gain += point.weight * step;
            if point.count == point.kept {
                continue;
            }
            // Were one of the sites here to close, the candidate would keep the demand point at the step it has now.
            let relief = self.step(count - 1) - step;
            if relief == 0.0 {
                continue;
            }
            if point.count == point.kept + 1 {
                self.relieve(point.who, point.weight * relief);
            } else {
                for &site in instance.rows.row(demand as usize) {
                    if self.is_open[site as usize] {
                        self.relieve(site, point.weight * relief);
                    }
                }
            }
        }
        let best = if self.has_room() && self.referee.may_open(candidate) {
            Some(Exchange { close: None, profit: gain })
        } else {
            self.least_loss(candidate).map(|(site, loss)| Exchange { close: Some(site), profit: gain - loss })
        };
        for site in self.relieved.drain(..) {
            self.relief[site as usize] = 0.0;
        }
        best
    }

    #[inline]
    fn relieve(&mut self, site: u32, amount: f64) {
        if self.relief[site as usize] == 0.0 {
            self.relieved.push(site);
        }
        self.relief[site as usize] += amount;
    }

    /// The site whose closing costs least when a candidate takes over its relief.
    fn least_loss(&mut self, candidate: usize) -> Option<(u32, f64)> {
        if self.referee.is_plain() && self.cheapest.is_none() {
            self.cheapest = self.open.iter().copied().min_by(|a, b| self.loss[*a as usize].total_cmp(&self.loss[*b as usize]));
            self.work += self.open.len() as u64;
        }
        let net = |site: &u32| (*site, self.loss[*site as usize] - self.relief[*site as usize]);
        if self.referee.is_plain() {
            // A site without relief cannot beat the one that is cheapest of all.
            self.cheapest.iter().chain(&self.relieved).map(net).min_by(|a, b| a.1.total_cmp(&b.1))
        } else {
            let may = |site: &&u32| self.referee.may_exchange(**site as usize, candidate);
            self.open.iter().filter(may).map(net).min_by(|a, b| a.1.total_cmp(&b.1))
        }
    }

    pub(in crate::siting) fn open(&mut self, site: usize) {
        self.is_open[site] = true;
        self.cheapest = None;
        self.place[site] = self.open.len() as u32;
        self.open.push(site as u32);
        self.referee.opened(site);
        self.loss[site] = 0.0;
        let instance = self.instance;
        for &demand in instance.columns.row(site) {
            let point = self.points[demand as usize];
            let step = point.weight * self.step(usize::from(point.count));
            self.value += step;
            self.loss[site] += step;
            // The others lose only this last step where they lost the one before.
            self.change_losses(demand as usize, site, 1.0);
            let point = &mut self.points[demand as usize];
            point.count += 1;
            point.who ^= site as u32;
        }
        self.work += instance.columns.row(site).len() as u64;
    }

    pub(in crate::siting) fn close(&mut self, site: usize) {
        self.is_open[site] = false;
        self.cheapest = None;
        let place = self.place[site] as usize;
        self.open.swap_remove(place);
        if let Some(moved) = self.open.get(place) {
            self.place[*moved as usize] = place as u32;
        }
        self.referee.closed(site);
        let instance = self.instance;
        for &demand in instance.columns.row(site) {
            let point = &mut self.points[demand as usize];
            point.count -= 1;
            point.who ^= site as u32;
            let point = *point;
            self.value -= point.weight * self.step(usize::from(point.count));
            self.change_losses(demand as usize, site, -1.0);
        }
        self.work += instance.columns.row(site).len() as u64;
    }

    /// Changes the losses of the open sites beside `site` that cover a demand point, whose count and names are without `site`: with it
    /// (sign 1) each would lose the step after the one it loses without (sign -1).
    #[inline]
    fn change_losses(&mut self, demand: usize, site: usize, sign: f64) {
        let point = self.points[demand];
        if point.count == point.kept {
            return;
        }
        let count = usize::from(point.count);
        let amount = sign * point.weight * (self.step(count) - self.step(count - 1));
        if amount == 0.0 {
            return;
        }
        if point.count == point.kept + 1 {
            self.loss[point.who as usize] += amount;
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
