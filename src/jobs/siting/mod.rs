//! Sites for outlets: from a document and what a manager wants to a task for the engine, and from its answer to places with reasons.

mod ground;
mod proposed;
mod rules;
mod ways;

#[cfg(test)]
mod tests;

use super::covering::{CoverageFailure, Way, is_there};
use crate::base::{CancelToken, GridId, OutletId};
use crate::edit::Document;
use crate::geodesy::Position;
use crate::i18n::Language;
use crate::model::{GivingUp, Outlet, OutletField, OutletGroup, OutletKey, OutletKind, SiteGoal, SitePlaces, SiteZone};
use crate::siting::{
    Answer, CapacitatedPMedian, Control, CostMatrix, Covering, Decay, MarketShare, MatrixError, PCenter, PMedian, Progress, RuleError, Rules, SetCovering, Worth, capacitated_p_median, covering, market_share, p_center,
    p_median, rival_utility, set_covering,
};
pub use ground::{SiteZones, crossings};
pub use proposed::{ProposedSite, SiteSource};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;
use ways::Ways;

/// Demand points up to which each is looked at; beyond, those of a cell are one.
const MOST_POINTS: usize = 40_000;
/// Pairs of demand and candidates where all are needed.
const MOST_PAIRS: usize = 16_000_000;
/// Candidates taken from demand points, the heaviest.
const MOST_CANDIDATES: usize = 5_000;
/// How far ways are looked at, as a multiple of what is near enough.
const FAR: f32 = 5.0;

/// What a channel manager wants.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteOrder {
    /// The goal.
    pub goal: SiteGoal,
    /// How many new outlets; not read where as few as possible are wanted.
    pub sites: usize,
    /// The measure that counts; none counts demand points.
    pub measure: Option<usize>,
    /// How one gets to an outlet.
    pub way: Way,
    /// How far is near enough, in metres or seconds, as the way has it.
    pub limit: f32,
    /// Own kinds that are there and count.
    pub kinds: BTreeSet<OutletKind>,
    /// Which of them may give way to a better place.
    pub giving_up: GivingUp,
    /// At most so many of them.
    pub most_given_up: Option<usize>,
    /// What a new outlet costs, in the unit of the monthly fee; one that is there costs its own fee, or as much where it has none.
    pub cost: f64,
    /// Most that new outlets and those that may give way cost together.
    pub budget: Option<f64>,
    /// What a new outlet can serve in the unit of the measure, where that counts; one that is there has its own capacity, or as much where it has none.
    pub capacity: f64,
    /// Where new ones may stand.
    pub places: SitePlaces,
    /// Only on the ground of this grid.
    pub within: Option<GridId>,
    /// Ground on which no new one may stand.
    pub zones: Vec<SiteZone>,
    /// Metres that new outlets keep from each other and from what is there.
    pub spacing_m: Option<f32>,
    /// How long to look, in seconds.
    pub seconds: f64,
    /// Same order, seed and number of rounds, same answer.
    pub seed: u64,
    /// The project's file, beside which roads are kept.
    pub project: Option<PathBuf>,
    /// A file of roads.
    pub roads: Option<PathBuf>,
    /// The language in which a reading process explains itself.
    pub language: Language,
}

/// Why no sites can be looked for.
#[derive(Debug, thiserror::Error)]
pub enum SiteFailure {
    /// There is no demand.
    #[error("there is no demand")]
    NoDemand,
    /// Places are to be crossings, and there are no roads.
    #[error("there are no roads")]
    NoRoads,
    /// There is no place where an outlet may stand.
    #[error("there is no place for an outlet")]
    NoPlaces,
    /// Roads could not be had, or somebody cancelled meanwhile.
    #[error(transparent)]
    Roads(#[from] CoverageFailure),
    /// Distances make no sense.
    #[error(transparent)]
    Matrix(#[from] MatrixError),
    /// The rules leave no plan.
    #[error(transparent)]
    Rule(#[from] RuleError),
}

/// A task for the engine.
#[derive(Debug)]
pub struct SiteTask {
    order: SiteOrder,
    weights: Vec<f64>,
    candidates: Vec<ground::Place>,
    existing: Vec<OutletId>,
    /// What each candidate can serve, where that counts.
    capacities: Vec<f64>,
    matrix: CostMatrix,
    rules: Rules,
    /// Ways from the demand to rivals, where there are any and they matter.
    rivals: Option<CostMatrix>,
    /// Demand that no place can reach, where all of it was wanted.
    unreachable: f64,
}

impl SiteTask {
    /// Prepares an order on a document. Cost: the pairs of demand and places within reach, on all cores.
    ///
    /// # Errors
    /// [`SiteFailure`].
    pub fn new(document: &Document, order: SiteOrder, cancel: &CancelToken) -> Result<Self, SiteFailure> {
        let ways = Ways::new(document, &order, cancel)?;
        if order.places == SitePlaces::Crossings && ways.roads.is_none() {
            return Err(SiteFailure::NoRoads);
        }
        let candidates = ground::places(document, &order, ways.roads.as_deref());
        if candidates.is_empty() {
            return Err(SiteFailure::NoPlaces);
        }
        let needs_all_pairs = matches!(order.goal, SiteGoal::NobodyFar | SiteGoal::Room);
        let most = if needs_all_pairs { (MOST_PAIRS / candidates.len().max(1)).min(MOST_POINTS) } else { MOST_POINTS };
        let (mut demand, mut weights) = ground::demand(document, order.measure, most);
        if weights.iter().all(|weight| *weight <= 0.0) {
            return Err(SiteFailure::NoDemand);
        }
        let stands: Vec<(OutletId, &Outlet)> = document.outlets().iter().filter(|(_, outlet)| stays(document, &order, outlet)).collect();
        let places: Vec<[f64; 2]> = candidates.iter().map(|(place, _)| *place).chain(stands.iter().map(|(_, outlet)| outlet.position)).map(Position::degrees).collect();
        let reach = match order.goal {
            SiteGoal::Reach | SiteGoal::ReachTwice | SiteGoal::ReachAll => Some(order.limit),
            SiteGoal::ShortWays | SiteGoal::Win => Some(order.limit * FAR),
            SiteGoal::NobodyFar | SiteGoal::Room => None,
        };
        let mut matrix = ways.matrix(&demand, &places, reach)?;
        let mut unreachable = 0.0;
        if order.goal == SiteGoal::ReachAll {
            let is_reached: Vec<bool> = (0..demand.len()).map(|point| !matrix.rows().costs(point).is_empty()).collect();
            unreachable = weights.iter().zip(&is_reached).filter(|(_, is_reached)| !**is_reached).map(|(weight, _)| *weight).sum();
            if is_reached.contains(&false) {
                let keep = |point: &usize| is_reached.get(*point).copied().unwrap_or(false);
                (demand, weights) = (0..demand.len()).filter(keep).map(|point| (demand[point], weights[point])).unzip();
                matrix = ways.matrix(&demand, &places, reach)?;
            }
        }
        let rules = rules::of(&order, &candidates, &stands)?;
        let capacities = capacities(document, &order, candidates.len(), &stands);
        let rivals: Vec<[f64; 2]> = document.outlets().rows().filter(|outlet| outlet.kind.group() == OutletGroup::Competitor && outlet.status.is_serving()).map(|outlet| outlet.position.degrees()).collect();
        let rivals = if order.goal == SiteGoal::Win && !rivals.is_empty() { Some(ways.matrix(&demand, &rivals, Some(order.limit * FAR))?) } else { None };
        Ok(Self { weights, candidates, capacities, existing: stands.into_iter().map(|(id, _)| id).collect(), matrix, rules, rivals, unreachable, order })
    }

    /// What was asked for.
    pub fn order(&self) -> &SiteOrder {
        &self.order
    }

    /// All demand that is looked at.
    pub fn total(&self) -> f64 {
        self.weights.iter().sum()
    }

    /// Demand that no place can reach, where all of it was wanted.
    pub fn unreachable(&self) -> f64 {
        self.unreachable
    }

    /// Looks for sites until the time is up, the best is proved, or somebody cancels.
    ///
    /// # Errors
    /// Where the rules leave no plan.
    pub fn run(&self, cancel: &CancelToken, on_progress: &(dyn Fn(&Progress<'_>) + Sync)) -> Result<Answer, SiteFailure> {
        let begun = Instant::now();
        let stop = || cancel.is_cancelled() || begun.elapsed().as_secs_f64() >= self.order.seconds.max(0.1);
        let control = Control { seed: self.order.seed, rounds: u64::MAX, stop: &stop, gap: 0.0, on_progress };
        let (matrix, weights, rules, limit) = (&self.matrix, self.weights.as_slice(), &self.rules, Some(self.order.limit));
        let cover = |worth: Worth| covering(&Covering { matrix, limit, weights, worth, rules }, &control);
        let answer = match self.order.goal {
            SiteGoal::Reach => cover(Worth::Once),
            SiteGoal::ReachTwice => cover(Worth::Twice { first_share: 0.5 }),
            SiteGoal::ShortWays => p_median(&PMedian { matrix, weights, unserved: Some(self.order.limit * FAR), rules }, &control),
            SiteGoal::ReachAll => set_covering(&SetCovering { matrix, limit, rules }, &control),
            SiteGoal::NobodyFar => p_center(&PCenter { matrix, rules }, &control),
            SiteGoal::Room => capacitated_p_median(&CapacitatedPMedian { matrix, weights, loads: weights, capacities: &self.capacities, rules }, &control).map(|found| found.answer),
            SiteGoal::Win => self.win(&control),
        };
        Ok(answer?)
    }

    fn win(&self, control: &Control<'_>) -> Result<Answer, RuleError> {
        self.shared(|problem| market_share(problem, control))
    }

    /// The task as one of market shares.
    fn shared<T>(&self, with: impl FnOnce(&MarketShare<'_>) -> T) -> T {
        let decay = Decay::Power { exponent: 2.0, least: f64::from(self.order.limit) / 10.0 };
        // Whoever has to go farther than is near enough stays at home as often as not.
        let at_home = decay.utility(1.0, f64::from(self.order.limit));
        let rival = match &self.rivals {
            Some(costs) => rival_utility(costs, &vec![1.0; costs.n_candidates()], decay, at_home),
            None => vec![at_home; self.matrix.n_demand()],
        };
        let attraction = vec![1.0; self.matrix.n_candidates()];
        with(&MarketShare { matrix: &self.matrix, weights: &self.weights, attraction: &attraction, rival: &rival, decay, rules: &self.rules })
    }
}

/// Whether an outlet counts whatever is added. What is planned is a place among others where such places are chosen from.
fn stays(document: &Document, order: &SiteOrder, outlet: &Outlet) -> bool {
    let is_candidate = order.places == SitePlaces::Planned && outlet.status.is_future();
    is_there(document, outlet) && !is_candidate && order.kinds.contains(&outlet.kind)
}

/// What each candidate can serve, those that are there last, as amounts of the measure.
fn capacities(document: &Document, order: &SiteOrder, n_candidates: usize, stands: &[(OutletId, &Outlet)]) -> Vec<f64> {
    let measure = order.measure.and_then(|measure| document.project().measures.get(measure));
    let unit = measure.map_or(1.0, |measure| 10f64.powi(i32::from(measure.scale)));
    let own = |outlet: &Outlet| number(outlet, OutletField::Capacity).unwrap_or(order.capacity) * unit;
    std::iter::repeat_n(order.capacity * unit, n_candidates).chain(stands.iter().map(|(_, outlet)| own(outlet))).collect()
}

/// A number of an outlet that is no less than nothing.
fn number(outlet: &Outlet, field: OutletField) -> Option<f64> {
    outlet.number(OutletKey::of(field)?).filter(|value| value.is_finite() && *value >= 0.0)
}
