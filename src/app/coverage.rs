//! Coverage in the window: computed beside the work, then kept up to date with every event of a drag.

use super::{App, Compared, Ended, MapPane, OpenProject};
use crate::base::{CancelToken, CellId, OutletId, ScenarioId};
use crate::channel::{Coverage, Figures, GroupFigures, Spot};
use crate::edit::{Document, Effects};
use crate::geodesy::{Bounds, Position};
use crate::i18n::{Language, count_text, distance_text, indicator_text, indicator_title, measure_name, measure_text, minutes_text, outlet_class_text, outlet_kind_text, percent_text, text};
use crate::jobs::{CoverageFailure, CoverageOrder, Covering, ImportFailure, RoadsFailure, RoadsFrom, ServiceCellsFailure, Session, Way, service_cells};
use crate::map::Item;
use crate::map::scene::{ServiceAreas, ServiceShape};
use crate::metrics::indicator_values;
use crate::model::{Amount, Outlet, OutletKind};
use crate::roads::Mode;
use crate::ui::panels::{CoverageChoices, CoverageLine, CoverageRequest, CoverageView, CoverageWay, OutletCoverage, share_figure};
use crate::ui::shell::{NoticeKind, PathPurpose};
use crate::ui::widgets::{KeyFigure, KeyFigureStyle};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc as Shared;

/// Blind spots that are listed.
const MOST_SPOTS: usize = 300;
/// Blind spots with a number on the map.
const NUMBERED: usize = 20;
/// Who takes over, at most as many as are listed.
const MOST_CLOSING: usize = 6;
/// Demand points up to which everything is drawn anew with every event of a drag.
const LIVE_POINTS: usize = 200_000;
/// Half the box that a blind spot is shown in, in degrees.
const SPOT_HALF: f64 = 0.006;

/// Coverage on the map (覆盖分析), or nothing.
#[derive(Debug, Default)]
pub(super) struct CoverageState {
    covering: Option<Covering>,
    wanted: Option<CoverageChoices>,
    /// A file of roads that was chosen and is not read yet.
    roads: Option<PathBuf>,
    job: Option<u64>,
    /// What the same standard gives in the scenario compared with.
    other: Option<(String, Figures, Option<f64>)>,
    compared: Option<ScenarioId>,
    /// The ground within reach of outlets by road, as it is painted; made when it is first seen.
    shapes: Shapes,
    /// Figures when the gesture in progress began.
    before: Option<(Figures, Option<f64>)>,
    spots: Vec<Spot>,
    selected: Option<OutletId>,
    language: Option<Language>,
    /// What the panel shows.
    pub(super) view: CoverageView,
}

/// Coverage as it was computed, with the figures of the scenario compared with: its name, sums, and share beside rivals.
#[derive(Debug)]
pub struct Computed {
    covering: Covering,
    other: Option<(String, Figures, Option<f64>)>,
}

/// Computes coverage, of the scenario compared with as well.
fn computed(document: &Document, order: CoverageOrder, other: Option<(String, Document)>, cancel: &CancelToken) -> Result<Computed, CoverageFailure> {
    let covering = Covering::new(document, order.clone(), cancel)?;
    let figures = |(name, document): (String, Document)| {
        // Roads that were read from a file lie beside the project by now.
        let other = Covering::new(&document, CoverageOrder { roads: None, ..order }, cancel)?;
        Ok::<_, CoverageFailure>((name, other.coverage().figures(), other.coverage().own_share()))
    };
    Ok(Computed { other: other.map(figures).transpose()?, covering })
}

/// Ground within reach by outlet, ready to be painted.
type Shapes = BTreeMap<OutletId, Shared<ServiceShape>>;

/// What follows from a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Refresh {
    Nothing,
    Selected,
    /// Figures and map, not the lists.
    Live,
    All,
}

impl App {
    pub(super) fn coverage(&mut self, request: CoverageRequest) {
        match request {
            CoverageRequest::Of(choices) => {
                self.coverage.view.choices = Some((*choices).clone());
                self.coverage.wanted = Some(*choices);
                self.compute_coverage();
            }
            CoverageRequest::CellsAs(name) => self.make_service_cells(name),
            CoverageRequest::ChooseRoads => self.ask_path(PathPurpose::Roads),
            CoverageRequest::Off => {
                let choices = self.coverage.view.choices.take();
                self.coverage = CoverageState { view: CoverageView { choices, ..CoverageView::default() }, ..CoverageState::default() };
                if let Some(desktop) = &mut self.project {
                    desktop.map.scene.service = ServiceAreas::default();
                }
            }
            CoverageRequest::ShowSpot(number) => {
                if let (Some(spot), Some(desktop)) = (self.coverage.spots.get(number), &mut self.project) {
                    let corner = |by: f64| Position::from_degrees(spot.place[0] + by, spot.place[1] + by);
                    if let (Some(low), Some(high)) = (corner(-SPOT_HALF), corner(SPOT_HALF)) {
                        desktop.map.look_at(Bounds::of([low, high]), true);
                    }
                }
            }
        }
    }

    /// Service areas become the cells of a new scenario; edits wait meanwhile.
    fn make_service_cells(&mut self, name: String) {
        let (Some(desktop), Some(choices)) = (&self.project, &self.coverage.view.choices) else { return };
        let plane = desktop.project.focus().plane;
        let order = CoverageOrder { project: Some(desktop.project.path().to_owned()), language: self.language(), ..order_of(choices) };
        let title = self.say("job-service-cells", &[]);
        self.start_with_session(title, move |mut session, cancel, progress| {
            let made = service_cells(&mut session, &order, plane, &name, cancel, progress);
            Ended::ServiceCells(Box::new(session), made)
        });
    }

    /// Service areas are cells now, or could not become any.
    pub(super) fn take_service_cells(&mut self, session: Session, made: Result<usize, ServiceCellsFailure>) {
        if let Some(desktop) = &mut self.project {
            desktop.project.give_back(session);
        }
        let language = self.language();
        match made {
            Ok(count) => self.chrome.notices.push(NoticeKind::Done, text(language, "coverage-cells-made", &[("count", count.into())])),
            Err(ServiceCellsFailure::Coverage(failure)) => self.chrome.notices.push(NoticeKind::Error, failure_text(language, &failure)),
            Err(ServiceCellsFailure::NoOutlets) => self.chrome.notices.push(NoticeKind::Error, self.say("coverage-no-service-areas", &[])),
            Err(ServiceCellsFailure::Import(failure)) => self.chrome.notices.push(NoticeKind::Error, super::importing::failure_text(language, &failure)),
            Err(ServiceCellsFailure::Session(failure)) => self.chrome.notices.push(NoticeKind::Error, super::importing::failure_text(language, &ImportFailure::Session(failure))),
        }
    }

    /// Computes what is wanted, one at a time; what was turned meanwhile is computed next.
    fn compute_coverage(&mut self) {
        let Some(desktop) = &self.project else { return };
        if self.coverage.job.is_some() || desktop.project.gesture().is_some() {
            return;
        }
        let Some(choices) = self.coverage.wanted.take() else { return };
        let document = desktop.project.document().clone();
        let order = CoverageOrder { project: Some(desktop.project.path().to_owned()), roads: self.coverage.roads.take(), language: self.language(), ..order_of(&choices) };
        let other = desktop.project.compared().map(|compared| {
            // Outlets are the same in every scenario, but for those that are planned in one.
            let mut other = compared.document().clone();
            other.adopt_outlets(&document);
            (compared.name(), other)
        });
        let title = self.say("job-coverage", &[]);
        self.coverage.job = self.start(title, move |cancel, _| Ended::Covered(Box::new(computed(&document, order, other, cancel))));
        self.coverage.view.is_working = self.coverage.job.is_some();
    }

    /// A file of roads was chosen: they are kept beside the project from then on.
    pub(super) fn use_roads(&mut self, path: PathBuf) {
        self.coverage.roads = Some(path);
        self.coverage.wanted = self.coverage.wanted.take().or_else(|| self.coverage.view.choices.clone());
        self.compute_coverage();
    }

    /// Coverage was computed.
    pub(super) fn take_coverage(&mut self, result: Result<Computed, CoverageFailure>) {
        self.coverage.job = None;
        self.coverage.view.is_working = false;
        match result {
            Ok(Computed { mut covering, other }) if self.coverage.view.choices.is_some() => {
                // What happened while it was computed.
                if let Some(desktop) = &self.project {
                    covering.catch_up(desktop.project.document());
                }
                self.coverage.covering = Some(covering);
                self.coverage.other = other;
                self.coverage.shapes.clear();
                self.coverage.language = None;
            }
            Ok(_) => {}
            Err(failure) => {
                let words = failure_text(self.language(), &failure);
                self.chrome.notices.push(NoticeKind::Error, words);
            }
        }
        self.compute_coverage();
    }

    /// Begins what has waited for the end of a gesture.
    pub(super) fn go_on_with_coverage(&mut self) {
        if self.coverage.wanted.is_some() {
            self.compute_coverage();
        }
    }

    /// Another project, or none.
    pub(super) fn forget_coverage(&mut self) {
        self.coverage = CoverageState::default();
    }
}

impl CoverageState {
    /// Whether something is wanted that nobody computes yet.
    pub(super) fn is_waiting(&self) -> bool {
        self.wanted.is_some() && self.job.is_none()
    }

    /// What some outlets win beside competitors, and what of it other own outlets would have without them. Cost: the demand that they reach.
    pub(super) fn won_by(&self, outlets: &[OutletId]) -> Option<(f64, f64)> {
        let coverage = self.covering.as_ref()?.coverage();
        let figures = outlets.iter().filter_map(|outlet| coverage.stand(*outlet));
        Some(figures.fold((0.0, 0.0), |(won, own), figures| (won + figures.share, own + figures.taken_from_own)))
    }

    /// Takes in what has changed since the last frame.
    pub(super) fn follow(&mut self, project: &OpenProject, map: &mut MapPane, effects: &Effects, language: Language) {
        let Some(covering) = &mut self.covering else { return };
        let document = project.document();
        let in_gesture = project.gesture().is_some();
        if effects.needs_load || effects.activated.is_some() || !effects.amounts.is_empty() {
            self.wanted = self.wanted.take().or_else(|| self.view.choices.clone());
        }
        let compared = project.compared().map(Compared::id);
        // The other scenario shares its outlets with this one: what became of them shows when the gesture is done.
        let are_outlets_changed = compared.is_some() && !in_gesture && !effects.outlets.is_empty();
        if self.compared != compared || are_outlets_changed {
            self.compared = compared;
            self.wanted = self.wanted.take().or_else(|| self.view.choices.clone());
        }
        if in_gesture && self.before.is_none() {
            self.before = Some((covering.coverage().figures(), covering.coverage().own_share()));
        }
        let has_ended = !in_gesture && self.before.take().is_some();
        effects.outlets.iter().for_each(|outlet| drop(self.shapes.remove(outlet)));
        let mut refresh = if covering.follow(document, effects.outlets.iter().copied()) { Refresh::Live } else { Refresh::Nothing };
        if !in_gesture && (refresh == Refresh::Live || has_ended || !effects.grids.is_empty()) || self.language != Some(language) {
            refresh = Refresh::All;
        }
        let selected = the_outlet(project);
        if selected != self.selected {
            self.selected = selected;
            refresh = refresh.max(Refresh::Selected);
        }
        self.language = Some(language);
        self.refresh(project, map, language, refresh);
    }

    fn refresh(&mut self, project: &OpenProject, map: &mut MapPane, language: Language, refresh: Refresh) {
        let Some(covering) = &self.covering else { return };
        let writer = Writer { document: project.document(), covering, language };
        if refresh >= Refresh::Live {
            self.view.figures = writer.figures(self.before.as_ref());
            self.view.compared = self.other.as_ref().map(|other| writer.beside(other)).unwrap_or_default();
            if refresh == Refresh::All || writer.document.demand().len() <= LIVE_POINTS {
                map.scene.service = writer.areas(&self.spots, &mut self.shapes);
            }
        }
        if refresh >= Refresh::Selected {
            self.view.selected = self.selected.and_then(|outlet| writer.selected(outlet));
        }
        if refresh == Refresh::All {
            let side = covering.order().straight_m();
            self.spots = covering.coverage().blind_spots(&writer.document.demand().positions, side);
            self.spots.truncate(MOST_SPOTS);
            map.scene.service = writer.areas(&self.spots, &mut self.shapes);
            self.view.measured = writer.measured();
            self.view.kinds = writer.kinds();
            self.view.spots = writer.spots(&self.spots);
            self.view.outlets = writer.outlets();
            self.view.grids = writer.grids(project);
        }
    }
}

/// The only selected outlet.
fn the_outlet(project: &OpenProject) -> Option<OutletId> {
    let mut outlets = project.selection().iter().filter_map(|item| if let Item::Outlet(id) = item { Some(id) } else { None });
    outlets.next().filter(|_| outlets.next().is_none())
}

/// A way as the engine has it.
pub(super) fn way_of(way: CoverageWay) -> Way {
    match way {
        CoverageWay::Straight => Way::Straight,
        CoverageWay::Walk => Way::Road(Mode::Walk),
        CoverageWay::Ride => Way::Road(Mode::Ride),
        CoverageWay::Drive => Way::Road(Mode::Drive),
    }
}

fn order_of(choices: &CoverageChoices) -> CoverageOrder {
    // Minutes are seconds to the engine.
    let unit = if choices.way == CoverageWay::Straight { 1.0 } else { 60.0 };
    CoverageOrder {
        measure: choices.measure,
        has_planned: choices.has_planned,
        without: choices.without.clone(),
        way: way_of(choices.way),
        by_kind: choices.by_kind.iter().map(|(kind, limit)| (*kind, limit * unit)).collect(),
        rural: choices.rural.clone(),
        rural_factor: choices.rural_factor,
        ..CoverageOrder::of(choices.kinds.clone(), choices.limit * unit)
    }
}

/// Why there is no coverage, in words.
pub(super) fn failure_text(language: Language, failure: &CoverageFailure) -> String {
    let of = |key: &str, path: &std::path::Path| text(language, key, &[("path", path.display().to_string().into())]);
    match failure {
        CoverageFailure::Roads(RoadsFailure::NoRoads(path)) => of("coverage-no-roads", path),
        CoverageFailure::Roads(RoadsFailure::Elsewhere(path)) => of("coverage-roads-elsewhere", path),
        CoverageFailure::Roads(RoadsFailure::File(path, err)) => text(language, "coverage-roads-unreadable", &[("path", path.display().to_string().into()), ("detail", err.to_string().into())]),
        CoverageFailure::Roads(RoadsFailure::Cancelled(_)) | CoverageFailure::Cancelled(_) => crate::i18n::cancelled_text(language),
        CoverageFailure::Rule(err) => err.to_string(),
    }
}

/// Puts coverage into words.
struct Writer<'a> {
    document: &'a Document,
    covering: &'a Covering,
    language: Language,
}

impl Writer<'_> {
    fn coverage(&self) -> &Coverage {
        self.covering.coverage()
    }

    fn say(&self, key: &str) -> String {
        text(self.language, key, &[])
    }

    fn amount(&self, amount: Amount) -> String {
        match self.covering.order().measure.and_then(|measure| self.document.project().measures.get(measure)) {
            Some(measure) => measure_text(self.language, measure.value(amount), measure),
            None => text(self.language, "coverage-n-points", &[("count", count_text(amount).into())]),
        }
    }

    /// Metres or seconds in words.
    fn cost(&self, cost: f64) -> String {
        if self.covering.order().way == Way::Straight { distance_text(cost) } else { minutes_text(self.language, cost / 60.0) }
    }

    /// How ways are measured, and what that rests on.
    fn measured(&self) -> String {
        let name = |key: &str, name: &str| text(self.language, key, &[("name", name.into())]);
        let mut words = match self.covering.roads() {
            None => self.say("coverage-straight"),
            Some(RoadsFrom::File(file) | RoadsFrom::Cache(file)) => name("coverage-by-roads", file),
            Some(RoadsFrom::Reference) => self.say("coverage-by-reference"),
            Some(RoadsFrom::Nowhere) => self.say("coverage-by-detour"),
        };
        if self.covering.n_off_road() > 0 {
            words.push_str(&text(self.language, "coverage-off-road", &[("count", count_text(self.covering.n_off_road() as i64).into())]));
        }
        words
    }

    fn what(&self) -> String {
        let measure = self.covering.order().measure.and_then(|measure| self.document.project().measures.get(measure));
        measure.map_or_else(|| self.say("coverage-points"), |measure| measure_name(self.language, &measure.name).into_owned())
    }

    fn figures(&self, before: Option<&(Figures, Option<f64>)>) -> Vec<KeyFigure> {
        let now = self.coverage().figures();
        let was = |share: fn(&Figures) -> Option<f64>, note: String| match before.filter(|(before, _)| share(before) != share(&now)) {
            Some((before, _)) => text(self.language, "coverage-before", &[("before", share(before).map_or_else(|| "–".to_owned(), percent_text).into()), ("difference", signed(share(&now), share(before)).into())]),
            None => note,
        };
        let over = |figures: &Figures| (figures.total > 0).then(|| figures.over_covered as f64 / figures.total as f64);
        let blind = |figures: &Figures| figures.share().map(|share| 1.0 - share);
        let mut figures = vec![
            share_figure(text(self.language, "coverage-covered", &[("measure", self.what().into())]), now.share(), was(Figures::share, self.amount(now.covered)), KeyFigureStyle::Plain),
            share_figure(self.say("coverage-blind"), blind(&now), was(blind, self.amount(now.total - now.covered)), KeyFigureStyle::Plain),
            share_figure(self.say("coverage-over"), over(&now), was(over, self.amount(now.over_covered)), KeyFigureStyle::Plain),
        ];
        if self.coverage().stands().any(|stand| stand.is_rival) {
            let own = self.coverage().own_share();
            let note = match before.filter(|(_, before)| *before != own) {
                Some((_, before)) => text(self.language, "coverage-before", &[("before", before.map_or_else(|| "–".to_owned(), percent_text).into()), ("difference", signed(own, *before).into())]),
                None => self.say("coverage-own-share-note"),
            };
            figures.push(share_figure(self.say("coverage-own-share"), own, note, KeyFigureStyle::Plain));
        }
        figures
    }

    /// The same figures of the scenario compared with, and what is better or worse here.
    fn beside(&self, (name, figures, own_share): &(String, Figures, Option<f64>)) -> Vec<(String, String)> {
        let now = self.coverage().figures();
        let line = |key: &str, here: Option<f64>, there: Option<f64>| {
            let there_text = there.map_or_else(|| "–".to_owned(), percent_text);
            let value = text(self.language, "coverage-beside", &[("there", there_text.into()), ("difference", signed(here, there).into())]);
            (text(self.language, key, &[("scenario", name.into())]), value)
        };
        let twice = |figures: &Figures| (figures.total > 0).then(|| figures.over_covered as f64 / figures.total as f64);
        let mut lines = vec![line("coverage-beside-covered", now.share(), figures.share()), line("coverage-beside-twice", twice(&now), twice(figures))];
        if own_share.is_some() {
            lines.push(line("coverage-beside-share", self.coverage().own_share(), *own_share));
        }
        lines
    }

    fn areas(&self, spots: &[Spot], made: &mut Shapes) -> ServiceAreas {
        let order = self.covering.order();
        let own = self.covering.places().filter(|(_, stand)| !stand.is_rival);
        let (mut discs, mut shapes) = (Vec::new(), Vec::new());
        for (position, stand) in own {
            match self.covering.area(stand.outlet) {
                Some(area) => shapes.push(Shared::clone(made.entry(stand.outlet).or_insert_with(|| Shared::new(ServiceShape::new(area))))),
                None if self.covering.has_roads() => {}
                None => discs.push((position, self.covering.straight_of(stand.kind))),
            }
        }
        let demand = self.document.demand();
        let weight = |point: usize| order.measure.map_or(1, |measure| demand.amounts_of(point).get(measure).copied().unwrap_or(0));
        let mut blind: Vec<(Position, Amount)> = (0..demand.len()).filter(|point| weight(*point) > 0 && self.coverage().n_covering(*point) == 0).map(|point| (demand.positions[point], weight(point))).collect();
        blind.sort_unstable_by_key(|(position, amount)| (std::cmp::Reverse(*amount), *position));
        // What is covered while something is tried keeps its number in the list and has none on the map.
        let blind_spots = spots.iter().take(NUMBERED).enumerate().filter(|(_, spot)| self.coverage().n_covering(spot.heaviest) == 0);
        let spots = blind_spots.filter_map(|(number, spot)| Some((number + 1, Position::from_degrees(spot.place[0], spot.place[1])?))).collect();
        ServiceAreas { discs, shapes, blind, spots, is_shown: true }
    }

    fn outlet_title(outlet: &Outlet) -> String {
        if outlet.name.is_empty() { outlet.code.clone() } else { format!("{} {}", outlet.code, outlet.name) }
    }

    fn selected(&self, id: OutletId) -> Option<OutletCoverage> {
        let (outlet, figures) = (self.document.outlets().get(id)?, self.coverage().stand(id)?);
        let mut facts = vec![(self.say("coverage-covers"), self.amount(figures.covered)), (self.say("coverage-nearest-of"), self.amount(figures.nearest))];
        if let Some(load) = figures.load {
            facts.push((self.say("coverage-load"), percent_text(load)));
        }
        facts.extend(self.indicators(id));
        facts.push((self.say("coverage-wins"), self.amount(figures.share.round() as Amount)));
        facts.push((self.say("coverage-from-own"), self.amount(figures.taken_from_own.round() as Amount)));
        let closing = self.coverage().closing(id).into_iter().take(MOST_CLOSING).map(|row| {
            let to = row.to.and_then(|to| self.document.outlets().get(to));
            let name = to.map_or_else(|| self.say("coverage-closing-nobody"), Self::outlet_title);
            let farther = text(self.language, "coverage-farther", &[("amount", self.amount(row.amount).into()), ("distance", self.cost(row.extra_cost).into())]);
            (name, if to.is_some() { farther } else { self.amount(row.amount) })
        });
        Some(OutletCoverage { title: Self::outlet_title(outlet), facts, closing: closing.collect() })
    }

    /// Ratios of the project, such as port use, over the demand whose nearest outlet this is. Cost: that demand.
    fn indicators(&self, id: OutletId) -> Vec<(String, String)> {
        let (project, demand) = (self.document.project(), self.document.demand());
        if project.indicators.is_empty() {
            return Vec::new();
        }
        let mut sums: Vec<Amount> = vec![0; project.measures.len()];
        for point in self.coverage().served_points(id) {
            sums.iter_mut().zip(demand.amounts_of(point)).for_each(|(sum, amount)| *sum += amount);
        }
        let values = project.indicators.iter().zip(indicator_values(project, &sums, 0));
        values.filter_map(|(indicator, value)| Some((indicator_title(self.language, indicator), indicator_text(indicator, value?)))).collect()
    }

    fn kinds(&self) -> Vec<CoverageLine> {
        let covers = |outlets: usize, covered: Amount| text(self.language, "coverage-kind-covers", &[("count", count_text(outlets as i64).into()), ("amount", self.amount(covered).into())]);
        let has_classes = self.coverage().stands().any(|stand| stand.class.is_some());
        let by_class = if has_classes { self.coverage().by_class() } else { Vec::new() };
        let line = |kind: GroupFigures<OutletKind>| {
            let alone = text(self.language, "coverage-kind-alone", &[("amount", self.amount(kind.alone).into())]);
            let classes = by_class.iter().filter_map(|of| Some((of.group.1.filter(|_| of.group.0 == kind.group)?, of)));
            let classes = classes.map(|(class, of)| format!("{} · {}", outlet_class_text(self.language, class), covers(of.outlets, of.covered)));
            CoverageLine {
                title: outlet_kind_text(self.language, kind.group),
                value: covers(kind.outlets, kind.covered),
                note: std::iter::once(alone).chain(classes).collect::<Vec<_>>().join("\n"),
                ..CoverageLine::default()
            }
        };
        self.coverage().by_kind().into_iter().map(line).collect()
    }

    fn spots(&self, spots: &[Spot]) -> Vec<CoverageLine> {
        let heaviest: Vec<u32> = spots.iter().map(|spot| spot.heaviest as u32).collect();
        let nearest = self.covering.nearest(&heaviest);
        let most = spots.first().map_or(1, |spot| spot.amount.max(1));
        let line = |(number, spot): (usize, &Spot)| {
            let note = nearest.get(number).copied().flatten().and_then(|(id, cost)| {
                let name = Self::outlet_title(self.document.outlets().get(id)?);
                Some(text(self.language, "coverage-spot-nearest", &[("distance", self.cost(f64::from(cost)).into()), ("outlet", name.into())]))
            });
            CoverageLine {
                title: format!("{} {}", number + 1, self.ground(spot.heaviest)),
                value: self.amount(spot.amount),
                note: note.unwrap_or_default(),
                share: Some(spot.amount as f32 / most as f32),
                is_warning: number < NUMBERED,
            }
        };
        spots.iter().enumerate().map(line).collect()
    }

    /// What the ground of a demand point is called.
    fn ground(&self, point: usize) -> String {
        let cell: CellId = if point < self.document.demand().len() { self.document.owners().get(point) } else { CellId::OUTSIDE };
        let cell = self.document.plan().cells.get(cell);
        cell.map_or_else(|| self.say("coverage-outside"), |cell| if cell.name.is_empty() { cell.code.clone() } else { cell.name.clone() })
    }

    fn outlets(&self) -> Vec<(OutletId, CoverageLine)> {
        let own = self.coverage().stands().filter(|stand| !stand.is_rival);
        let mut rows: Vec<(OutletId, Amount, Option<f64>)> = own.filter_map(|stand| self.coverage().served(stand.outlet).map(|(covered, load)| (stand.outlet, covered, load))).collect();
        rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let most = rows.first().map_or(1, |row| row.1.max(1));
        let line = |(id, covered, load): (OutletId, Amount, Option<f64>)| {
            let outlet = self.document.outlets().get(id)?;
            let note = load.map(|load| text(self.language, "coverage-load-of", &[("load", percent_text(load).into())])).unwrap_or_default();
            Some((id, CoverageLine { title: Self::outlet_title(outlet), value: self.amount(covered), note, share: Some(covered as f32 / most as f32), is_warning: load.is_some_and(|load| load > 1.0) }))
        };
        rows.into_iter().filter_map(line).collect()
    }

    fn grids(&self, project: &OpenProject) -> Vec<(crate::base::GridId, CoverageLine)> {
        let (view, focus) = (self.document.view(), project.focus());
        let owners = self.document.owners();
        let of_cell: BTreeMap<CellId, crate::base::GridId> = view.partition.cells().filter_map(|cell| Some((cell, view.grid_at_level(focus.plane, cell, focus.level)?))).collect();
        let by_grid = self.coverage().by(|point| of_cell.get(&owners.get(point)).copied());
        let mut rows: Vec<_> = by_grid.into_iter().collect();
        rows.sort_by(|a, b| (b.1.total - b.1.covered).cmp(&(a.1.total - a.1.covered)).then(a.0.cmp(&b.0)));
        let overall = self.coverage().figures().share().unwrap_or(1.0);
        let line = |(id, figures): (crate::base::GridId, Figures)| {
            let grid = self.document.plan().grids.get(id)?;
            let share = figures.share().unwrap_or(1.0);
            let title = if grid.name.is_empty() { grid.code.clone() } else { format!("{} {}", grid.code, grid.name) };
            let note = text(self.language, "coverage-grid-blind", &[("amount", self.amount(figures.total - figures.covered).into())]);
            Some((id, CoverageLine { title, value: percent_text(share), note, share: Some(share as f32), is_warning: share < overall - 0.25 }))
        };
        rows.into_iter().filter_map(line).collect()
    }
}

/// The difference of two shares with its sign.
fn signed(now: Option<f64>, before: Option<f64>) -> String {
    match (now, before) {
        (Some(now), Some(before)) => crate::i18n::signed_percent_text(now - before),
        _ => "–".to_owned(),
    }
}
