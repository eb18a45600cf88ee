//! What a plan of the engine means on the map: new places in order, each with its reason, and outlets that give way.

use super::{FAR, SiteGoal, SiteTask};
use crate::base::OutletId;
use crate::geodesy::Position;
use crate::siting::{NextSite, Worthy, in_order, share_in_order};
use std::collections::BTreeMap;

/// Who serves now what a new place would serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SiteSource {
    /// Nobody within reach; competitors and nobody, where shares are what counts.
    Elsewhere,
    /// An outlet that is there.
    Outlet(OutletId),
    /// A new place before it in the order, by its number in the list.
    Place(usize),
}

/// A place for a new outlet, with the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedSite {
    /// Where.
    pub place: Position,
    /// The outlet that is planned there already, where there is one.
    pub planned: Option<OutletId>,
    /// What it adds when those before it are there: demand covered or won, or demand times metres saved; none where single sites add nothing.
    pub gain: Option<f64>,
    /// Demand that would come to it, by who serves it now, most first.
    pub from: Vec<(SiteSource, f64)>,
}

impl SiteTask {
    /// The new outlets of a plan in the order in which they add most, each with what it adds and whose demand would come to it.
    pub fn proposed(&self, open: &[u32]) -> Vec<ProposedSite> {
        let (new, stands): (Vec<u32>, Vec<u32>) = open.iter().partition(|site| (**site as usize) < self.candidates.len());
        let worthy = match self.order.goal {
            SiteGoal::Reach | SiteGoal::ReachTwice | SiteGoal::ReachAll => Worthy::Coverage { limit: self.order.limit },
            SiteGoal::ShortWays | SiteGoal::Win | SiteGoal::NobodyFar | SiteGoal::Room => Worthy::Saving { unserved: self.order.limit * FAR },
        };
        let order = match self.order.goal {
            SiteGoal::Win => self.shared(|problem| share_in_order(problem, &stands, &new)).unwrap_or_default(),
            _ => in_order(&self.matrix, &self.weights, &stands, &new, worthy),
        };
        // Sites that cover nobody else are none: whoever asked for more of them is told that fewer do.
        let is_of_use = |next: &NextSite| self.order.goal != SiteGoal::Reach || next.gain > 0.0;
        let order: Vec<NextSite> = order.into_iter().filter(is_of_use).collect();
        let numbers: BTreeMap<u32, usize> = order.iter().enumerate().map(|(number, next)| (next.site, number)).collect();
        order.into_iter().filter_map(|next| self.site(next, &numbers)).collect()
    }

    fn site(&self, next: NextSite, numbers: &BTreeMap<u32, usize>) -> Option<ProposedSite> {
        let source = |site: Option<u32>| match site {
            None => SiteSource::Elsewhere,
            Some(site) => match (site as usize).checked_sub(self.candidates.len()).and_then(|at| self.existing.get(at)) {
                Some(outlet) => SiteSource::Outlet(*outlet),
                None => numbers.get(&site).map_or(SiteSource::Elsewhere, |number| SiteSource::Place(*number)),
            },
        };
        let (place, planned) = *self.candidates.get(next.site as usize)?;
        let has_gain = !matches!(self.order.goal, SiteGoal::NobodyFar | SiteGoal::Room);
        Some(ProposedSite { place, planned, gain: has_gain.then_some(next.gain), from: next.from.into_iter().map(|(site, amount)| (source(site), amount)).collect() })
    }

    /// What so many new outlets and those of the ones that may give way that stay cost together.
    pub fn spent(&self, given_up: &[OutletId], n_new: usize) -> f64 {
        let first = self.candidates.len();
        let stays = |site: &&u32| self.existing.get(**site as usize - first).is_some_and(|outlet| !given_up.contains(outlet));
        self.rules.closable.iter().filter(stays).map(|site| self.rules.cost(*site as usize)).sum::<f64>() + self.order.cost * n_new as f64
    }

    /// The outlets that give way in a plan.
    pub fn given_up(&self, open: &[u32]) -> Vec<OutletId> {
        let gone = self.rules.closable.iter().filter(|site| !open.contains(site));
        gone.filter_map(|site| self.existing.get((*site as usize).checked_sub(self.candidates.len())?)).copied().collect()
    }
}
