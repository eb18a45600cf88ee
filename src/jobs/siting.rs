//! Sites for outlets: from a document and what a manager wants to a task for the engine, and from its answer to places with reasons.

use super::Travel;
use super::covering::{CoverageFailure, CoverageOrder, Way, is_of_scenario};
use crate::base::{CancelToken, CellId, GridId, OutletId};
use crate::edit::Document;
use crate::geodesy::{Position, distance_m};
use crate::i18n::Language;
use crate::model::{Outlet, OutletGroup, OutletKind};
use crate::siting::{
    Answer, Control, CostMatrix, Covering, Decay, MarketShare, MatrixError, Metric, PCenter, PMedian, Progress, RuleError, Rules, SetCovering, Worth, Worthy, conflicts_within, covering, in_order, market_share,
    p_center, p_median, rival_utility, set_covering, straight_matrix,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

/// Demand points up to which each is looked at; beyond, those of a cell are one.
const MOST_POINTS: usize = 40_000;
/// Pairs of demand and candidates where all are needed.
const MOST_PAIRS: usize = 16_000_000;
/// Candidates taken from demand points, the heaviest.
const MOST_CANDIDATES: usize = 5_000;
/// How far ways are looked at, as a multiple of what is near enough.
const FAR: f32 = 5.0;

/// What is wanted (选址目标).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteGoal {
    /// As much demand as possible near enough to an outlet.
    Reach,
    /// As much as possible near enough to two.
    ReachTwice,
    /// Short ways to the nearest outlet on average.
    ShortWays,
    /// All demand near enough, with as few new outlets as possible.
    ReachAll,
    /// The longest way as short as possible.
    NobodyFar,
    /// As much demand as possible beside competitors.
    Win,
}

/// Where outlets may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SitePlaces {
    /// In the middle of cells.
    #[default]
    Cells,
    /// At demand points: buildings, communities.
    Demand,
}

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
    /// Own kinds that are there and stay.
    pub kinds: BTreeSet<OutletKind>,
    /// Where new ones may stand.
    pub places: SitePlaces,
    /// Only on the ground of this grid.
    pub within: Option<GridId>,
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

/// A place for a new outlet, with the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedSite {
    /// Where.
    pub place: Position,
    /// What it adds when those before it are there: demand covered, or demand times metres saved; none where single sites add nothing.
    pub gain: Option<f64>,
    /// Demand that would come to it, by who serves it now (none: nobody within reach), most first.
    pub from: Vec<(Option<OutletId>, f64)>,
}

/// A task for the engine.
#[derive(Debug)]
pub struct SiteTask {
    order: SiteOrder,
    weights: Vec<f64>,
    candidates: Vec<Position>,
    existing: Vec<OutletId>,
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
        let candidates = places(document, &order);
        if candidates.is_empty() {
            return Err(SiteFailure::NoPlaces);
        }
        let most = if order.goal == SiteGoal::NobodyFar { (MOST_PAIRS / candidates.len().max(1)).min(MOST_POINTS) } else { MOST_POINTS };
        let (mut demand, mut weights) = demand(document, order.measure, most);
        if weights.iter().all(|weight| *weight <= 0.0) {
            return Err(SiteFailure::NoDemand);
        }
        let stands: Vec<(OutletId, &Outlet)> = document.outlets().iter().filter(|(_, outlet)| stays(document, &order, outlet)).collect();
        let places: Vec<[f64; 2]> = candidates.iter().copied().chain(stands.iter().map(|(_, outlet)| outlet.position)).map(Position::degrees).collect();
        let reach = match order.goal {
            SiteGoal::Reach | SiteGoal::ReachTwice | SiteGoal::ReachAll => Some(order.limit),
            SiteGoal::ShortWays | SiteGoal::Win => Some(order.limit * FAR),
            SiteGoal::NobodyFar => None,
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
        let rules = rules(&order, &candidates, &stands)?;
        let rivals: Vec<[f64; 2]> = document.outlets().rows().filter(|outlet| outlet.kind.group() == OutletGroup::Competitor && outlet.status.is_serving()).map(|outlet| outlet.position.degrees()).collect();
        let rivals = if order.goal == SiteGoal::Win && !rivals.is_empty() { Some(ways.matrix(&demand, &rivals, Some(order.limit * FAR))?) } else { None };
        Ok(Self { weights, candidates, existing: stands.into_iter().map(|(id, _)| id).collect(), matrix, rules, rivals, unreachable, order })
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
            SiteGoal::Win => self.win(&control),
        };
        Ok(answer?)
    }

    fn win(&self, control: &Control<'_>) -> Result<Answer, RuleError> {
        let decay = Decay::Power { exponent: 2.0, least: f64::from(self.order.limit) / 10.0 };
        // Whoever has to go farther than is near enough stays at home as often as not.
        let at_home = decay.utility(1.0, f64::from(self.order.limit));
        let rival = match &self.rivals {
            Some(costs) => rival_utility(costs, &vec![1.0; costs.n_candidates()], decay, at_home),
            None => vec![at_home; self.matrix.n_demand()],
        };
        let attraction = vec![1.0; self.matrix.n_candidates()];
        market_share(&MarketShare { matrix: &self.matrix, weights: &self.weights, attraction: &attraction, rival: &rival, decay, rules: &self.rules }, control)
    }

    /// The new outlets of a plan in the order in which they add most, each with what it adds and whose demand would come to it.
    pub fn proposed(&self, open: &[u32]) -> Vec<ProposedSite> {
        let new: Vec<u32> = open.iter().copied().filter(|site| (*site as usize) < self.candidates.len()).collect();
        let worthy = match self.order.goal {
            SiteGoal::Reach | SiteGoal::ReachTwice | SiteGoal::ReachAll => Worthy::Coverage { limit: self.order.limit },
            SiteGoal::ShortWays | SiteGoal::Win | SiteGoal::NobodyFar => Worthy::Saving { unserved: self.order.limit * FAR },
        };
        let has_gain = !matches!(self.order.goal, SiteGoal::NobodyFar | SiteGoal::Win);
        let owner = |site: u32| (site as usize).checked_sub(self.candidates.len()).and_then(|at| self.existing.get(at)).copied();
        let order = in_order(&self.matrix, &self.weights, &self.rules.kept, &new, worthy).into_iter();
        let site = |next: crate::siting::NextSite| {
            let mut from: BTreeMap<Option<OutletId>, f64> = BTreeMap::new();
            next.from.iter().for_each(|(site, amount)| *from.entry(site.and_then(owner)).or_default() += amount);
            let mut from: Vec<_> = from.into_iter().collect();
            from.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            Some(ProposedSite { place: *self.candidates.get(next.site as usize)?, gain: has_gain.then_some(next.gain), from })
        };
        order.filter_map(site).collect()
    }
}

/// How ways are measured while a task is prepared.
struct Ways<'a> {
    travel: Option<Travel>,
    cancel: &'a CancelToken,
}

impl<'a> Ways<'a> {
    fn new(document: &Document, order: &SiteOrder, cancel: &'a CancelToken) -> Result<Self, SiteFailure> {
        let Way::Road(_) = order.way else { return Ok(Self { travel: None, cancel }) };
        let asked = CoverageOrder { way: order.way, project: order.project.clone(), roads: order.roads.clone(), language: order.language, ..CoverageOrder::of(order.kinds.clone(), order.limit) };
        let (travel, _) = asked.travel(document, cancel)?;
        Ok(Self { travel: Some(travel), cancel })
    }

    /// What it costs from each demand point to each place within reach.
    fn matrix(&self, demand: &[[f64; 2]], places: &[[f64; 2]], reach: Option<f32>) -> Result<CostMatrix, SiteFailure> {
        let Some(travel) = &self.travel else { return Ok(straight_matrix(demand, places, Metric::Geodesic, reach)?) };
        // What was a position once fits into one again.
        let positions = |places: &[[f64; 2]]| -> Vec<Position> { places.iter().map(|[lon, lat]| Position::from_degrees(*lon, *lat).unwrap_or_default()).collect() };
        let ready = travel.demand(positions(demand), reach.map_or(f64::INFINITY, f64::from));
        let columns = ready.columns(&positions(places), self.cancel).map_err(CoverageFailure::from)?;
        Ok(CostMatrix::from_columns(columns, demand.len())?)
    }
}

/// Whether an outlet is there whatever is added.
fn stays(document: &Document, order: &SiteOrder, outlet: &Outlet) -> bool {
    let is_there = outlet.status.is_serving() || (outlet.status.is_future() && is_of_scenario(document, outlet));
    is_there && order.kinds.contains(&outlet.kind)
}

/// Where new outlets may stand.
fn places(document: &Document, order: &SiteOrder) -> Vec<Position> {
    let plan = document.plan();
    let is_within = |cell: CellId| order.within.is_none_or(|within| plan.grids.get(within).is_some_and(|row| document.view().chain(plan.assignment.grid(row.plane, cell)).any(|grid| grid == within)));
    match order.places {
        SitePlaces::Cells => plan.partition.cells().filter(|cell| is_within(*cell)).filter_map(|cell| plan.partition.interior_position(cell)).collect(),
        SitePlaces::Demand => {
            let demand = document.demand();
            let weight = |point: usize| order.measure.map_or(1, |measure| demand.amounts_of(point).get(measure).copied().unwrap_or(0));
            let inside = |point: &usize| document.owners().get(*point) != CellId::OUTSIDE && is_within(document.owners().get(*point));
            let mut points: Vec<usize> = (0..demand.len()).filter(inside).collect();
            points.sort_unstable_by_key(|point| (std::cmp::Reverse(weight(*point)), *point));
            points.truncate(MOST_CANDIDATES);
            let places: BTreeSet<Position> = points.into_iter().map(|point| demand.positions[point]).collect();
            places.into_iter().collect()
        }
    }
}

/// Places and amounts of the demand; where there are more than `most` points those of a cell are one, in their middle.
fn demand(document: &Document, measure: Option<usize>, most: usize) -> (Vec<[f64; 2]>, Vec<f64>) {
    let demand = document.demand();
    let weight = |point: usize| measure.map_or(1.0, |measure| demand.amounts_of(point).get(measure).map_or(0.0, |amount| (*amount).max(0) as f64));
    let heavy = (0..demand.len()).filter(|point| weight(*point) > 0.0);
    if demand.len() <= most {
        return heavy.map(|point| (demand.positions[point].degrees(), weight(point))).unzip();
    }
    let mut cells: BTreeMap<CellId, ([f64; 2], f64)> = BTreeMap::new();
    for point in heavy {
        let ([lon, lat], weight) = (demand.positions[point].degrees(), weight(point));
        let (sum, total) = cells.entry(document.owners().get(point)).or_default();
        *sum = [sum[0] + lon * weight, sum[1] + lat * weight];
        *total += weight;
    }
    cells.into_values().map(|(sum, total)| (sum.map(|sum| sum / total), total)).unzip()
}

fn rules(order: &SiteOrder, candidates: &[Position], stands: &[(OutletId, &Outlet)]) -> Result<Rules, SiteFailure> {
    let first = candidates.len();
    let kept = (first..first + stands.len()).map(|site| site as u32).collect();
    let mut rules = Rules { sites: if order.goal == SiteGoal::ReachAll { 0 } else { order.sites }, kept, ..Rules::default() };
    if let Some(spacing) = order.spacing_m.filter(|spacing| *spacing > 0.0) {
        let places: Vec<[f64; 2]> = candidates.iter().copied().map(Position::degrees).collect();
        rules.conflicts = conflicts_within(&straight_matrix(&places, &places, Metric::Geodesic, Some(spacing))?, spacing);
        let is_near = |place: &Position| stands.iter().any(|(_, outlet)| distance_m(*place, outlet.position) < f64::from(spacing));
        rules.forbidden = candidates.iter().zip(0..).filter(|(place, _)| is_near(place)).map(|(_, site)| site).collect();
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::fixture::content;

    fn order(goal: SiteGoal) -> SiteOrder {
        let kinds = OutletKind::ALL.iter().copied().filter(|kind| kind.group() == OutletGroup::Own).collect();
        SiteOrder { goal, sites: 3, measure: Some(0), way: Way::Straight, limit: 30.0, project: None, roads: None, language: Language::English, kinds, places: SitePlaces::Cells, within: None, spacing_m: None, seconds: 1.0, seed: 1 }
    }

    fn run(document: &Document, order: SiteOrder) -> (SiteTask, Answer) {
        let task = SiteTask::new(document, order, &CancelToken::default()).unwrap();
        let answer = task.run(&CancelToken::default(), &|_| ()).unwrap();
        (task, answer)
    }

    #[test]
    fn every_goal_gives_places_with_reasons_and_a_bound() {
        let document = Document::new(content(5));
        for goal in [SiteGoal::Reach, SiteGoal::ReachTwice, SiteGoal::ShortWays, SiteGoal::NobodyFar, SiteGoal::Win] {
            let (task, answer) = run(&document, order(goal));
            let sites = task.proposed(&answer.open);
            assert_eq!(sites.len(), 3, "{goal:?}");
            assert!(answer.bound.is_some() || answer.is_proved(), "{goal:?} {answer:?}");
            let gains: Vec<f64> = sites.iter().filter_map(|site| site.gain).collect();
            assert!(gains.windows(2).all(|pair| pair[0] >= pair[1]), "{goal:?} {gains:?}");
        }
    }

    #[test]
    fn new_outlets_keep_their_distance() {
        let document = Document::new(content(5));
        let (task, answer) = run(&document, SiteOrder { spacing_m: Some(40.0), ..order(SiteGoal::Reach) });
        let sites = task.proposed(&answer.open);
        for (at, site) in sites.iter().enumerate() {
            assert!(sites[..at].iter().all(|other| distance_m(site.place, other.place) >= 40.0));
        }
    }

    #[test]
    fn only_the_ground_of_a_grid_and_all_demand_that_can_be_reached() {
        let document = Document::new(content(5));
        let plane = document.plane_named(None).unwrap();
        let grid = document.view().grids_of_level(plane, 0).map(|(id, _)| id).next().unwrap();
        let (task, answer) = run(&document, SiteOrder { within: Some(grid), ..order(SiteGoal::Reach) });
        let cells = document.view().cells_of(grid);
        let own: BTreeSet<Position> = cells.iter().filter_map(|cell| document.plan().partition.interior_position(*cell)).collect();
        assert!(task.proposed(&answer.open).iter().all(|site| own.contains(&site.place)));
        let (task, answer) = run(&document, SiteOrder { limit: 4.0, ..order(SiteGoal::ReachAll) });
        assert!(task.unreachable() > 0.0 && !task.proposed(&answer.open).is_empty());
    }

    #[test]
    fn sites_by_road_are_near_in_time() {
        use crate::model::{ReferenceFeature, ReferenceGeometry};
        // One road through the south of the plan: who lives off it walks to it first.
        let mut content = content(5);
        let at = |x: i32, y: i32| crate::partition::fixture::at(x, y);
        content.reference.push(ReferenceFeature { layer: "road".to_owned(), kind: "residential".to_owned(), name: String::new(), geometry: ReferenceGeometry::Lines(vec![vec![at(0, 400), at(2500, 400), at(5000, 400)]]) });
        let document = Document::new(content);
        for way in [Way::Straight, Way::Road(crate::roads::Mode::Walk)] {
            let (task, answer) = run(&document, SiteOrder { way, limit: 60.0, ..order(SiteGoal::ShortWays) });
            assert_eq!(task.proposed(&answer.open).len(), 3, "{way:?}");
        }
        let by_road = SiteTask::new(&document, SiteOrder { way: Way::Road(crate::roads::Mode::Walk), ..order(SiteGoal::Reach) }, &CancelToken::default()).unwrap();
        let straight = SiteTask::new(&document, order(SiteGoal::Reach), &CancelToken::default()).unwrap();
        assert_ne!(by_road.matrix.n_entries(), straight.matrix.n_entries(), "seconds by road are other ways than metres");
        let cancelled = CancelToken::default();
        cancelled.cancel();
        assert!(matches!(SiteTask::new(&document, SiteOrder { way: Way::Road(crate::roads::Mode::Walk), ..order(SiteGoal::Reach) }, &cancelled), Err(SiteFailure::Roads(_))));
    }
}
