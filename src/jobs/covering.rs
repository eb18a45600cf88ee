//! Coverage of a document: which outlets count, whom they reach, and how that changes while one is dragged.

use super::{DETOUR, Roads, RoadsFailure, RoadsFrom, RoadsWanted, Travel, TravelDemand, TravelRules, load_roads, read_roads};
use crate::base::{CancelToken, Cancelled, GridId, OutletId};
use crate::channel::{Coverage, CoverageRules, Stand};
use crate::edit::Document;
use crate::geodesy::{Bounds, Position};
use crate::i18n::Language;
use crate::model::{Amount, Outlet, OutletClass, OutletField, OutletGroup, OutletKey, OutletKind};
use crate::roads::{Mode, Speeds, Workspace};
use crate::siting::{Decay, RuleError};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// How far beyond the limit outlets are known, so that it can be said who is next and how far away.
const BEYOND: f32 = 3.0;
/// Pairs of outlets and demand from which only what is within the limit is kept.
const MOST_PAIRS: usize = 12_000_000;
/// Outlets whose ground within reach by road is drawn, at most.
const MOST_AREAS: usize = 800;

/// How one gets to an outlet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// As the crow flies; limits are metres.
    #[default]
    Straight,
    /// By road, or in longer straight lines where no roads are known; limits are seconds.
    Road(Mode),
}

/// What coverage is asked for (覆盖标准).
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageOrder {
    /// The measure that is covered; none counts demand points.
    pub measure: Option<usize>,
    /// Own kinds that count; rivals only take shares.
    pub kinds: BTreeSet<OutletKind>,
    /// Classes that do not count, of whatever kind.
    pub without: BTreeSet<OutletClass>,
    /// Whether planned outlets of the active scenario count as if they were open.
    pub has_planned: bool,
    /// How one gets there.
    pub way: Way,
    /// The limit in metres or seconds, as the way has it.
    pub limit: f32,
    /// Limits of single kinds, in the same unit.
    pub by_kind: BTreeMap<OutletKind, f32>,
    /// Grids of any level that are country (农村): limits are longer there.
    pub rural: BTreeSet<GridId>,
    /// How much longer.
    pub rural_factor: f32,
    /// The project's file, beside which roads are kept.
    pub project: Option<PathBuf>,
    /// A file of roads.
    pub roads: Option<PathBuf>,
    /// The language in which a reading process explains itself.
    pub language: Language,
}

/// Why there is no coverage.
#[derive(Debug, thiserror::Error)]
pub enum CoverageFailure {
    /// The roads that were asked for.
    #[error(transparent)]
    Roads(#[from] RoadsFailure),
    /// Columns that do not belong together, a fault of this program.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// The person cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl CoverageOrder {
    /// One limit in metres for these kinds everywhere.
    pub fn of(kinds: BTreeSet<OutletKind>, limit_m: f32) -> Self {
        Self {
            measure: None,
            kinds,
            without: BTreeSet::new(),
            has_planned: true,
            way: Way::Straight,
            limit: limit_m,
            by_kind: BTreeMap::new(),
            rural: BTreeSet::new(),
            rural_factor: 2.0,
            project: None,
            roads: None,
            language: Language::English,
        }
    }

    fn rules(&self) -> CoverageRules {
        let least = f64::from(self.limit) / 10.0;
        CoverageRules { limit: self.limit, by_kind: self.by_kind.clone(), rural: if self.rural.is_empty() { 1.0 } else { self.rural_factor }, decay: Decay::Power { exponent: 2.0, least } }
    }

    /// The limit of a kind in town.
    pub fn limit_of(&self, kind: OutletKind) -> f32 {
        self.by_kind.get(&kind).copied().unwrap_or(self.limit)
    }

    /// Metres in a straight line that the limit comes to, about.
    pub fn straight_m(&self) -> f64 {
        match self.way {
            Way::Straight => f64::from(self.limit),
            Way::Road(mode) => f64::from(self.limit) * Speeds::default().straight(mode) / 3.6,
        }
    }

    /// Roads and mode made ready; straight lines ask for nothing.
    pub(super) fn travel(&self, document: &Document, cancel: &CancelToken) -> Result<(Travel, Option<RoadsFrom>), CoverageFailure> {
        let Way::Road(mode) = self.way else { return Ok((Travel::straight(), None)) };
        let roads = self.load_roads(document, cancel)?;
        Ok((Travel::new(&roads, &TravelRules { mode, ..TravelRules::default() }), Some(roads.from)))
    }

    /// The roads of the file that was asked for, those kept beside the project, or the project's own.
    pub(super) fn load_roads(&self, document: &Document, cancel: &CancelToken) -> Result<Roads, CoverageFailure> {
        let ground = Bounds::of(document.demand().positions.iter().copied());
        let wanted = RoadsWanted { project: self.project.as_deref(), reference: document.reference(), file: self.roads.as_deref(), ground: Some(ground) };
        Ok(load_roads(&wanted, |file| read_roads(file, self.language), cancel)?)
    }

    /// Whether an outlet counts, as an own one or as a rival.
    pub fn counts(&self, document: &Document, outlet: &Outlet) -> bool {
        let is_there = if self.has_planned { is_there(document, outlet) } else { outlet.status.is_serving() };
        is_there && (outlet.kind.group() == OutletGroup::Competitor || (self.kinds.contains(&outlet.kind) && outlet.class.is_none_or(|class| !self.without.contains(&class))))
    }
}

/// Whether an outlet serves once the active scenario has come true: it serves and does not give way there, or is planned there.
pub fn is_there(document: &Document, outlet: &Outlet) -> bool {
    outlet.status_in(document.active_name()).is_some_and(|status| status.is_serving() || status.is_future())
}

/// Coverage of a document with what is needed to follow its outlets (覆盖分析结果).
#[derive(Debug)]
pub struct Covering {
    order: CoverageOrder,
    travel: Travel,
    demand: TravelDemand,
    coverage: Coverage,
    /// Where each outlet that counts stood when it was last looked at.
    seen: BTreeMap<OutletId, (Position, Stand)>,
    /// The ground within reach of own outlets by road; empty where straight lines are drawn as circles, or outlets are too many.
    areas: BTreeMap<OutletId, Area>,
    roads: Option<RoadsFrom>,
    typical_area: f64,
    workspace: Workspace,
}

/// Polygons, each with its holes.
pub type Area = Vec<Vec<Vec<Position>>>;

impl Covering {
    /// Computes coverage. Cost: the demand near each outlet, on all cores; the first time roads are read as well.
    ///
    /// # Errors
    /// [`CoverageFailure`].
    pub fn new(document: &Document, order: CoverageOrder, cancel: &CancelToken) -> Result<Self, CoverageFailure> {
        let (travel, roads) = order.travel(document, cancel)?;
        let demand = document.demand();
        let weights: Vec<Amount> = (0..demand.len()).map(|point| order.measure.map_or(1, |column| demand.amounts_of(point).get(column).copied().unwrap_or(0).max(0))).collect();
        let rules = order.rules();
        let counted: Vec<(OutletId, &Outlet)> = document.outlets().iter().filter(|(_, outlet)| order.counts(document, outlet)).collect();
        let typical_area = typical(counted.iter().filter_map(|(_, outlet)| number(outlet, OutletField::AreaM2)));
        let seen: BTreeMap<OutletId, (Position, Stand)> = counted.iter().map(|(id, outlet)| (*id, (outlet.position, stand(*id, outlet, typical_area)))).collect();
        let places: Vec<Position> = seen.values().map(|(position, _)| *position).collect();
        let ready = |factor: f32| travel.demand(demand.positions.clone(), f64::from(rules.largest() * factor));
        let mut reached = ready(BEYOND);
        if reached.expected_pairs(&places) > MOST_PAIRS {
            reached = ready(1.0);
        }
        let columns = reached.columns(&places, cancel)?;
        let is_rural = rural_points(document, &order.rural);
        let coverage = Coverage::new(seen.values().map(|(_, stand)| *stand).collect(), columns, weights, &is_rural, rules)?;
        let mut covering = Self { travel, demand: reached, coverage, areas: BTreeMap::new(), roads, typical_area, workspace: Workspace::default(), seen, order };
        covering.areas = covering.all_areas();
        Ok(covering)
    }

    /// The ground within reach of every own outlet, where roads decide it.
    fn all_areas(&self) -> BTreeMap<OutletId, Area> {
        let own: Vec<(OutletId, Position, f64)> = self.seen.values().filter(|(_, stand)| !stand.is_rival).map(|(position, stand)| (stand.outlet, *position, f64::from(self.order.limit_of(stand.kind)))).collect();
        if self.travel.network().is_none() || own.len() > MOST_AREAS {
            return BTreeMap::new();
        }
        let area = |workspace: &mut Workspace, (id, place, limit): &(OutletId, Position, f64)| (*id, self.travel.isochrone(*place, *limit, workspace));
        own.par_iter().map_init(Workspace::default, area).collect()
    }

    /// Where roads come from, where roads were asked for.
    pub fn roads(&self) -> Option<&RoadsFrom> {
        self.roads.as_ref()
    }

    /// Demand points with no road within reach.
    pub fn n_off_road(&self) -> usize {
        self.demand.n_off_road()
    }

    /// The nearest own outlet of some demand points and what it costs to get there, however far.
    pub fn nearest(&self, points: &[u32]) -> Vec<Option<(OutletId, f32)>> {
        let own: Vec<(OutletId, Position)> = self.seen.values().filter(|(_, stand)| !stand.is_rival).map(|(position, stand)| (stand.outlet, *position)).collect();
        let places: Vec<Position> = own.iter().map(|(_, position)| *position).collect();
        let nearest = self.demand.nearest(&places, points).into_iter();
        nearest.map(|found| found.and_then(|(at, cost)| Some((own.get(at as usize)?.0, cost)))).collect()
    }

    /// Whether roads decide what is within reach.
    pub fn has_roads(&self) -> bool {
        self.travel.network().is_some()
    }

    /// Metres in a straight line that the limit of a kind comes to, for drawing.
    pub fn straight_of(&self, kind: OutletKind) -> f32 {
        let share = f64::from(self.order.limit_of(kind)) / f64::from(self.order.limit.max(f32::MIN_POSITIVE));
        let detour = if self.order.way == Way::Straight { 1.0 } else { DETOUR };
        (self.order.straight_m() * share / detour) as f32
    }

    /// The ground within reach of an outlet by road; none where a circle stands for it.
    pub fn area(&self, outlet: OutletId) -> Option<&Area> {
        self.areas.get(&outlet)
    }

    /// What was asked for.
    pub fn order(&self) -> &CoverageOrder {
        &self.order
    }

    /// The figures.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Takes in that outlets have changed, moved, come or gone; says whether anything that counts did. Cost: the demand near the old and
    /// the new places, so that it can be done for every event of a drag.
    pub fn follow(&mut self, document: &Document, outlets: impl IntoIterator<Item = OutletId>) -> bool {
        let mut has_changed = false;
        for id in outlets {
            let now = document.outlets().get(id).filter(|outlet| self.order.counts(document, outlet)).map(|outlet| (outlet.position, stand(id, outlet, self.typical_area)));
            if self.seen.get(&id) == now.as_ref() {
                continue;
            }
            has_changed = true;
            let Some((position, stand)) = now else {
                self.coverage.move_stand(id, Vec::new());
                self.seen.remove(&id);
                self.areas.remove(&id);
                continue;
            };
            let column = self.demand.column(position, &mut self.workspace);
            if self.travel.network().is_some() && !stand.is_rival && self.areas.len() < MOST_AREAS {
                let limit = f64::from(self.order.limit_of(stand.kind));
                self.areas.insert(id, self.travel.isochrone(position, limit, &mut self.workspace));
            }
            match self.seen.insert(id, (position, stand)) {
                Some((_, before)) if before == stand => self.coverage.move_stand(id, column),
                _ => self.coverage.put_stand(stand, column),
            }
        }
        has_changed
    }

    /// Takes in everything that has changed since it was computed; says whether anything that counts did. Cost: a look at every outlet.
    pub fn catch_up(&mut self, document: &Document) -> bool {
        let known: BTreeSet<OutletId> = self.seen.keys().copied().chain(document.outlets().ids()).collect();
        self.follow(document, known)
    }

    /// Where the outlets that count stand.
    pub fn places(&self) -> impl Iterator<Item = (Position, &Stand)> {
        self.seen.values().map(|(position, stand)| (*position, stand))
    }
}

fn stand(id: OutletId, outlet: &Outlet, typical_area: f64) -> Stand {
    let attraction = number(outlet, OutletField::AreaM2).filter(|area| *area > 0.0).map_or(1.0, |area| area / typical_area);
    let capacity = number(outlet, OutletField::Capacity).filter(|capacity| *capacity >= 0.0).map(|capacity| capacity as Amount);
    Stand { outlet: id, kind: outlet.kind, class: outlet.class, is_rival: outlet.kind.group() == OutletGroup::Competitor, capacity, attraction }
}

fn number(outlet: &Outlet, field: OutletField) -> Option<f64> {
    outlet.number(OutletKey::of(field)?)
}

/// The middle value, 1 where there is none.
fn typical(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.filter(|value| *value > 0.0).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}

/// Which demand points lie on the ground of these grids; empty where there are none.
fn rural_points(document: &Document, rural: &BTreeSet<GridId>) -> Vec<bool> {
    if rural.is_empty() {
        return Vec::new();
    }
    let view = document.view();
    let planes: BTreeSet<_> = rural.iter().filter_map(|grid| Some(document.plan().grids.get(*grid)?.plane)).collect();
    let is_rural = |cell| planes.iter().any(|plane| view.chain(view.assignment.grid(*plane, cell)).any(|grid| rural.contains(&grid)));
    document.owners().iter().map(is_rural).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::fixture::content;
    use crate::edit::{Command, Label};
    use crate::model::OutletStatus;

    fn covering(document: &Document) -> Covering {
        let kinds = OutletKind::ALL.iter().copied().filter(|kind| kind.group() != OutletGroup::Competitor).collect();
        Covering::new(document, CoverageOrder::of(kinds, 400.0), &CancelToken::default()).unwrap()
    }

    #[test]
    fn following_a_drag_equals_computing_anew() {
        let mut document = Document::new(content(7));
        let mut followed = covering(&document);
        let (id, before) = document.outlets().iter().next().map(|(id, outlet)| (id, outlet.clone())).unwrap();
        for step in 1..6 {
            let [lon, lat] = before.position.degrees();
            let position = Position::from_degrees(lon + 0.001 * f64::from(step), lat).unwrap();
            let (_, effects) = document.run(&Command::SetOutlet(id, Outlet { position, ..before.clone() }), Label::new("step-move-outlet")).unwrap();
            assert!(followed.follow(&document, effects.outlets.iter().copied()));
            let fresh = covering(&document);
            assert_eq!(followed.coverage().figures(), fresh.coverage().figures());
            assert_eq!(followed.coverage().stand(id).map(|stand| (stand.nearest, stand.covered)), fresh.coverage().stand(id).map(|stand| (stand.nearest, stand.covered)));
        }
        document.run(&Command::SetOutlet(id, Outlet { status: OutletStatus::Closed, ..before }), Label::new("step-edit-outlet")).unwrap();
        document.run(&Command::RemoveOutlet(document.outlets().ids().last().unwrap()), Label::new("step-remove-outlet")).unwrap();
        assert!(followed.catch_up(&document) && !followed.catch_up(&document));
        assert_eq!(followed.coverage().figures(), covering(&document).coverage().figures());
    }

    #[test]
    fn planned_outlets_count_in_their_own_scenario() {
        let mut document = Document::new(content(7));
        let before = covering(&document).coverage().stands().count();
        let other = document.outlets().rows().next().unwrap().clone();
        let planned = |code: &str, scenario: &str| Outlet { code: code.to_owned(), status: OutletStatus::Planned, attributes: BTreeMap::from([(crate::model::SCENARIO.to_owned(), scenario.to_owned())]), ..other.clone() };
        let active = document.scenarios()[document.active()].name.clone();
        let rows = vec![(None, Some(planned("P1", &active))), (None, Some(planned("P2", "another")))];
        document.run(&Command::PutOutlets(rows), Label::new("step-accept-sites")).unwrap();
        assert_eq!(covering(&document).coverage().stands().count(), before + 1);
    }

    #[test]
    fn classes_can_be_left_out() {
        use crate::model::OutletClass;
        let mut document = Document::new(content(7));
        let graded: Vec<(Option<OutletId>, Option<Outlet>)> = document.outlets().iter().take(9).zip([OutletClass::A, OutletClass::B, OutletClass::C].iter().cycle()).map(|((id, outlet), class)| (Some(id), Some(Outlet { class: Some(*class), ..outlet.clone() }))).collect();
        document.run(&Command::PutOutlets(graded), Label::new("step-edit-outlet")).unwrap();
        let all = covering(&document);
        let order = CoverageOrder { without: BTreeSet::from([OutletClass::C]), ..all.order().clone() };
        let some = Covering::new(&document, order, &CancelToken::default()).unwrap();
        assert_eq!(some.coverage().stands().count(), all.coverage().stands().count() - 3);
    }

    #[test]
    fn without_roads_minutes_are_longer_straight_lines_and_that_is_said() {
        let document = Document::new(content(7));
        let kinds: BTreeSet<OutletKind> = OutletKind::ALL.iter().copied().collect();
        let by_foot = CoverageOrder { way: Way::Road(Mode::Walk), ..CoverageOrder::of(kinds.clone(), 10.0) };
        let metres = (by_foot.straight_m() / DETOUR) as f32;
        let by_foot = Covering::new(&document, by_foot, &CancelToken::default()).unwrap();
        let straight = Covering::new(&document, CoverageOrder::of(kinds, metres), &CancelToken::default()).unwrap();
        assert_eq!((by_foot.roads(), straight.roads()), (Some(&RoadsFrom::Nowhere), None));
        assert_eq!(by_foot.coverage().figures(), straight.coverage().figures());
        assert!(straight.coverage().figures().covered > 0 && straight.coverage().figures().covered < straight.coverage().figures().total);
        assert!((by_foot.straight_of(OutletKind::AgentPoint) - metres).abs() < 0.01 && !by_foot.has_roads());
    }
}
