//! Who is served by whom: loads, costs, and moves between sites.

use super::instance::Instance;

/// Nobody serves the point.
pub(super) const NOBODY: u32 = u32::MAX;
/// Rounds of moves at most.
const MOST_PASSES: usize = 60;
/// Sites that are looked at for a point, nearest first.
const NEAR_SITES: usize = 6;

/// Open sites and the site of each demand point.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Assignment {
    pub(super) sites: Vec<u32>,
    pub(super) served_by: Vec<u32>,
    /// Load of each candidate.
    pub(super) load: Vec<f64>,
    /// Cost of all served points.
    pub(super) cost: f64,
    pub(super) n_missing: usize,
}

impl Assignment {
    pub(super) fn new(instance: &Instance, sites: Vec<u32>) -> Self {
        Self { sites, served_by: vec![NOBODY; instance.n_demand], load: vec![0.0; instance.n_candidates], cost: 0.0, n_missing: instance.n_demand }
    }

    /// Gives a point to a site, or to nobody.
    pub(super) fn give(&mut self, instance: &Instance, demand: usize, site: u32) {
        let before = self.served_by[demand];
        if before == NOBODY {
            self.n_missing -= usize::from(site != NOBODY);
        } else {
            self.load[before as usize] -= instance.loads[demand];
            self.cost -= instance.cost(demand, before as usize);
            self.n_missing += usize::from(site == NOBODY);
        }
        self.served_by[demand] = site;
        if site != NOBODY {
            self.load[site as usize] += instance.loads[demand];
            self.cost += instance.cost(demand, site as usize);
        }
    }

    /// Sums anew.
    pub(super) fn refresh(&mut self, instance: &Instance) {
        self.load.fill(0.0);
        self.cost = 0.0;
        for (demand, site) in self.served_by.iter().enumerate().filter(|(_, site)| **site != NOBODY) {
            self.load[*site as usize] += instance.loads[demand];
            self.cost += instance.cost(demand, *site as usize);
        }
    }

    /// The open sites of each point, nearest first, as many as are looked at.
    fn near_sites(&self, instance: &Instance, demand: usize) -> Vec<u32> {
        let mut sites: Vec<u32> = self.sites.iter().copied().filter(|site| instance.cost(demand, *site as usize).is_finite()).collect();
        sites.sort_unstable_by(|a, b| instance.cost(demand, *a as usize).total_cmp(&instance.cost(demand, *b as usize)).then(a.cmp(b)));
        sites
    }

    /// Serves who is not served: always the point that would lose most by waiting. Returns the work done.
    pub(super) fn insert_missing(&mut self, instance: &Instance) -> u64 {
        let mut waiting: Vec<(usize, Vec<u32>)> = (0..instance.n_demand).filter(|demand| self.served_by[*demand] == NOBODY).map(|demand| (demand, self.near_sites(instance, demand))).collect();
        let mut work = waiting.len() as u64 * self.sites.len() as u64 * 4;
        while !waiting.is_empty() {
            let mut best: Option<(f64, f64, usize, u32)> = None;
            for (at, (demand, sites)) in waiting.iter().enumerate() {
                let load = instance.loads[*demand];
                let mut free = sites.iter().copied().filter(|site| instance.fits(*site as usize, self.load[*site as usize] + load));
                let Some(first) = free.next() else { continue };
                let cost = |site: u32| instance.cost(*demand, site as usize);
                let regret = free.next().map_or(f64::INFINITY, |second| cost(second) - cost(first));
                if best.is_none_or(|(most, most_load, _, _)| (regret, load) > (most, most_load)) {
                    best = Some((regret, load, at, first));
                }
                work += 4;
            }
            // Who has no room anywhere stays out; moves may make room later.
            let Some((_, _, at, site)) = best else { break };
            let (demand, _) = waiting.swap_remove(at);
            self.give(instance, demand, site);
        }
        work
    }

    /// Moves and exchanges points and places sites better until nothing gets better. Returns the work done.
    pub(super) fn improve(&mut self, instance: &Instance) -> u64 {
        let near: Vec<Vec<u32>> = (0..instance.n_demand).map(|demand| self.near_sites(instance, demand)).collect();
        let mut near = near;
        let mut work = (instance.n_demand * self.sites.len() * 4) as u64;
        for _ in 0..MOST_PASSES {
            let mut is_better = self.move_points(instance, &near, &mut work);
            is_better |= self.exchange_points(instance, &near, &mut work);
            if self.n_missing == 0 && self.place_sites(instance, &mut work) {
                is_better = true;
                near = (0..instance.n_demand).map(|demand| self.near_sites(instance, demand)).collect();
                work += (instance.n_demand * self.sites.len() * 4) as u64;
            }
            if self.n_missing > 0 {
                work += self.insert_missing(instance);
            }
            if !is_better {
                break;
            }
        }
        work
    }

    fn move_points(&mut self, instance: &Instance, near: &[Vec<u32>], work: &mut u64) -> bool {
        let mut is_better = false;
        for demand in 0..instance.n_demand {
            let now = self.served_by[demand];
            if now == NOBODY {
                continue;
            }
            let cost = instance.cost(demand, now as usize) - 1e-9;
            for &site in &near[demand] {
                *work += 1;
                if instance.cost(demand, site as usize) >= cost {
                    break;
                }
                if instance.fits(site as usize, self.load[site as usize] + instance.loads[demand]) {
                    self.give(instance, demand, site);
                    is_better = true;
                    break;
                }
            }
        }
        is_better
    }

    /// Exchanges two points of different sites where that costs less in sum.
    fn exchange_points(&mut self, instance: &Instance, near: &[Vec<u32>], work: &mut u64) -> bool {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); instance.n_candidates];
        for (demand, site) in self.served_by.iter().enumerate().filter(|(_, site)| **site != NOBODY) {
            members[*site as usize].push(demand as u32);
        }
        let mut is_better = false;
        for demand in 0..instance.n_demand {
            for &site in near[demand].iter().take(NEAR_SITES) {
                let now = self.served_by[demand];
                if now == NOBODY || site == now {
                    continue;
                }
                let gain = instance.cost(demand, now as usize) - instance.cost(demand, site as usize);
                *work += members[site as usize].len() as u64;
                let other = members[site as usize].iter().copied().filter_map(|other| {
                    let (other_load, load) = (instance.loads[other as usize], instance.loads[demand]);
                    let fits = instance.fits(site as usize, self.load[site as usize] - other_load + load) && instance.fits(now as usize, self.load[now as usize] - load + other_load);
                    let loss = instance.cost(other as usize, now as usize) - instance.cost(other as usize, site as usize);
                    (fits && gain - loss > 1e-9).then_some((gain - loss, other))
                });
                let Some((_, other)) = other.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) else { continue };
                self.give(instance, demand, site);
                self.give(instance, other as usize, now);
                members[site as usize].retain(|member| *member != other);
                members[site as usize].push(demand as u32);
                members[now as usize].retain(|member| *member as usize != demand);
                members[now as usize].push(other);
                is_better = true;
            }
        }
        is_better
    }

    /// Puts every site to the place where what it serves costs least.
    fn place_sites(&mut self, instance: &Instance, work: &mut u64) -> bool {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); instance.n_candidates];
        self.served_by.iter().enumerate().for_each(|(demand, site)| members[*site as usize].push(demand as u32));
        let mut is_open = vec![false; instance.n_candidates];
        self.sites.iter().for_each(|site| is_open[*site as usize] = true);
        let mut is_better = false;
        for at in 0..self.sites.len() {
            let site = self.sites[at];
            let own = &members[site as usize];
            if instance.rules.kept.contains(&site) || own.is_empty() {
                continue;
            }
            let sum = |place: usize| -> f64 { own.iter().map(|demand| instance.cost(*demand as usize, place)).sum() };
            let now = sum(site as usize);
            let mut referee = instance.referee.clone();
            if !referee.is_plain() {
                self.sites.iter().filter(|other| !instance.rules.kept.contains(other)).for_each(|other| referee.opened(*other as usize));
            }
            // A better place lies among those near the members.
            let mut places: Vec<u32> = own.iter().flat_map(|demand| instance.near[*demand as usize].iter().copied().take(own.len() + 2)).collect();
            places.sort_unstable();
            places.dedup();
            *work += (places.len() * own.len()) as u64;
            let may = |place: &u32| !is_open[*place as usize] && instance.fits(*place as usize, self.load[site as usize]) && referee.may_exchange(site as usize, *place as usize);
            let best = places.into_iter().filter(may).map(|place| (sum(place as usize), place)).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            if let Some((cost, place)) = best
                && cost < now - 1e-9
            {
                is_open[site as usize] = false;
                is_open[place as usize] = true;
                self.sites[at] = place;
                for &demand in own {
                    self.give(instance, demand as usize, place);
                }
                is_better = true;
            }
        }
        is_better
    }
}
