//! Sites for new outlets in the window: looked for beside the work, tried on the map as a gesture, dragged there, and accepted as one step.

use super::{Answer, App, Ended, OpenProject};
use crate::base::{CancelToken, OutletId};
use crate::edit::{Command, Document, Label};
use crate::geodesy::{Bounds, Position};
use crate::i18n::{Language, count_text, distance_text, minutes_text, measure_text, percent_text, text};
use crate::jobs::{ProposedSite, SiteFailure, SiteOrder, SiteSource, SiteTask, Way};
use crate::map;
use crate::model::{Amount, Outlet, OutletField, OutletStatus, SCENARIO, SiteGoal};
use crate::siting::RuleError;
use crate::ui::panels::{CoverageChoices, CoverageLine, CoverageRequest, CoverageWay, SITING_SETTINGS as SETTINGS, SitingChoices, SitingRequest, SitingView};
use crate::ui::widgets::{KeyFigure, KeyFigureStyle};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc as Shared, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Least time between two plans that are shown while the search goes on.
const SHOW_EVERY: Duration = Duration::from_millis(250);
/// Half the box that a place is shown in, in degrees.
const SITE_HALF: f64 = 0.012;

/// How far from the best the places are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Quality {
    /// Nobody knows yet.
    #[default]
    Unknown,
    /// At most this share.
    AtMost(f64),
    /// Nothing is better.
    Proved,
    /// Somebody moved one: what was computed for the places as they were found is no longer true of them.
    Moved,
}

/// What the search hands to the window while it runs.
#[derive(Debug, Default)]
struct Feed {
    task: Option<Shared<SiteTask>>,
    sites: Vec<ProposedSite>,
    given_up: Vec<OutletId>,
    objective: f64,
    quality: Quality,
    revision: u64,
}

/// Sites being looked for or at hand (选址).
#[derive(Debug, Default)]
pub(super) struct SitingState {
    feed: Shared<Mutex<Feed>>,
    seen: u64,
    job: Option<u64>,
    began: Option<(Instant, f64)>,
    choices: Option<SitingChoices>,
    task: Option<Shared<SiteTask>>,
    sites: Vec<ProposedSite>,
    given_up: Vec<OutletId>,
    objective: f64,
    quality: Quality,
    /// The outlets tried on the map, in the order of the sites.
    tried: Option<Vec<OutletId>>,
    /// Whether the map follows the search.
    follows: bool,
    /// Whether something was found that the map does not show yet.
    is_new: bool,
    obstacle: Option<SiteFailure>,
    /// What the panel shows.
    pub(super) view: SitingView,
}

impl SitingState {
    /// Whether there is anything to put on the map.
    fn has_found(&self) -> bool {
        !self.sites.is_empty() || !self.given_up.is_empty()
    }

    /// A label that keeps what was asked for.
    fn label(&self, key: &'static str) -> Label {
        let label = Label::new(key);
        match self.choices.as_ref().and_then(|choices| serde_json::to_string(choices).ok()) {
            Some(settings) => label.with(SETTINGS, settings),
            None => label,
        }
    }

    /// Whether places that are not accepted are on the map.
    pub(super) fn is_shown(&self) -> bool {
        self.tried.is_some()
    }
}

impl App {
    pub(super) fn site(&mut self, request: SitingRequest) {
        match request {
            SitingRequest::Start(choices) => self.start_siting(*choices),
            SitingRequest::Stop => {
                if let Some(job) = self.siting.job {
                    self.work.cancel(job);
                }
            }
            SitingRequest::Show(is_shown) => {
                self.siting.follows = false;
                self.show_design(None);
                self.show_sites(is_shown);
            }
            SitingRequest::ShowSite(number) => {
                let place = self.siting.sites.get(number).map(|site| site.place);
                self.look_at_place(place);
            }
            SitingRequest::ShowGivenUp(number) => {
                let outlets = self.project.as_ref().map(|desktop| desktop.project.document().outlets());
                let place = self.siting.given_up.get(number).zip(outlets).and_then(|(id, outlets)| outlets.get(*id)).map(|outlet| outlet.position);
                self.look_at_place(place);
            }
            SitingRequest::AcceptHere => self.accept_sites(),
            SitingRequest::AcceptAs(name) => self.accept_sites_as(&name),
        }
        self.refresh_sites();
    }

    fn look_at_place(&mut self, place: Option<Position>) {
        let (Some(place), Some(desktop)) = (place, &mut self.project) else { return };
        let [lon, lat] = place.degrees();
        let corner = |by: f64| Position::from_degrees(lon + by, lat + by);
        if let (Some(low), Some(high)) = (corner(-SITE_HALF), corner(SITE_HALF)) {
            desktop.map.look_at(Bounds::of([low, high]), true);
        }
    }

    fn start_siting(&mut self, choices: SitingChoices) {
        self.show_sites(false);
        self.show_design(None);
        let Some(desktop) = &self.project else { return };
        if desktop.project.gesture().is_some() {
            return;
        }
        let (document, order) = (desktop.project.document().clone(), SiteOrder { project: Some(desktop.project.path().to_owned()), ..order_of(&choices, self.language()) });
        let seconds = order.seconds;
        let feed = Shared::new(Mutex::new(Feed::default()));
        let title = self.say("job-siting", &[]);
        let (context, handed) = (self.context.clone(), Shared::clone(&feed));
        let job = self.start(title, move |cancel, _| {
            let repaint = || context.request_repaint();
            Ended::Sited(search(&document, order, cancel, &handed, &repaint))
        });
        // Whom the new ones would serve is seen beside what is there already.
        self.coverage(CoverageRequest::Of(Box::new(coverage_of(&choices))));
        self.siting = SitingState { feed, job, began: Some((Instant::now(), seconds)), choices: Some(choices), follows: true, ..SitingState::default() };
    }

    /// The search has ended.
    pub(super) fn take_sited(&mut self, result: Result<(), SiteFailure>) {
        self.siting.job = None;
        self.siting.began = None;
        self.siting.obstacle = result.err();
        self.siting.seen = u64::MAX;
        self.follow_siting();
        self.refresh_sites();
    }

    /// Takes in what the search has found since the last frame.
    pub(super) fn follow_siting(&mut self) {
        let has_news = {
            let feed = self.siting.feed.lock().unwrap_or_else(PoisonError::into_inner);
            // Whoever has moved a place goes on with those places.
            let has_news = feed.revision != self.siting.seen && feed.revision > 0 && self.siting.quality != Quality::Moved;
            if has_news {
                self.siting.seen = feed.revision;
                self.siting.task.clone_from(&feed.task);
                self.siting.sites.clone_from(&feed.sites);
                self.siting.given_up.clone_from(&feed.given_up);
                (self.siting.objective, self.siting.quality) = (feed.objective, feed.quality);
            }
            has_news
        };
        if has_news {
            self.siting.is_new = true;
        }
        // The map waits for coverage of what is there already, which is computed outside of any gesture.
        if self.siting.is_new && !self.coverage.view.is_working {
            self.siting.is_new = false;
            if self.siting.follows {
                self.show_sites(true);
            }
            self.refresh_sites();
        }
        if let Some((began, seconds)) = self.siting.began {
            self.siting.view.running = Some((began.elapsed().as_secs_f64() / seconds.max(0.1)).min(1.0) as f32);
        }
        self.move_tried();
        self.follow_tried();
    }

    /// Coverage and shares while places are tried, for the panel in which they are moved. Cost: nothing while no figure changes.
    fn follow_tried(&mut self) {
        let figures = if self.siting.is_shown() { self.coverage.view.figures.as_slice() } else { &[] };
        let n_known = self.siting.view.live.len().min(figures.len());
        let is_known = figures.len() + usize::from(!figures.is_empty()) == self.siting.view.live.len() && figures == &self.siting.view.live[..n_known];
        if is_known {
            return;
        }
        let mut live = figures.to_vec();
        if !live.is_empty() {
            let tried = self.siting.tried.as_deref().unwrap_or_default();
            let (won, own) = self.coverage.won_by(tried).unwrap_or_default();
            let language = self.language();
            let share = |value: f64| percent_text(value / self.siting.task.as_ref().map_or(1.0, |task| task.total()).max(1.0));
            let note = text(language, "siting-live-own", &[("own", share(own).into())]);
            live.push(KeyFigure { label: text(language, "siting-live-won", &[]), value: share(won), note, style: KeyFigureStyle::Plain });
        }
        self.siting.view.live = live;
    }

    /// Puts the places on the map as a gesture, or takes them off.
    pub(super) fn show_sites(&mut self, is_shown: bool) {
        let Some(desktop) = &mut self.project else { return };
        if self.siting.tried.take().is_some() {
            desktop.project.request(map::Request::Abort);
        }
        desktop.map.pins.clear();
        desktop.map.crosses.clear();
        let (true, Some(choices)) = (is_shown && self.siting.has_found(), &self.siting.choices) else { return };
        let document = desktop.project.document();
        let rows = rows(document, &self.siting, choices, document.active_name());
        let new = (document.outlets().next_id().0..).map(OutletId);
        let ids = ids_of(&self.siting.sites, new);
        let label = self.siting.label("step-add-sites").with("count", self.siting.sites.len());
        if put(&mut desktop.project, label, rows) {
            desktop.map.pins = self.siting.sites.iter().map(|site| site.place).collect();
            let outlets = desktop.project.document().outlets();
            desktop.map.crosses = self.siting.given_up.iter().filter_map(|id| outlets.get(*id)).map(|outlet| outlet.position).collect();
            self.siting.tried = Some(ids);
        }
    }

    /// A place that was dragged on the map: the outlet tried there moves, and coverage follows.
    fn move_tried(&mut self) {
        let (Some(desktop), Some(tried)) = (&mut self.project, &self.siting.tried) else { return };
        let Some((number, place)) = desktop.map.take_moved_pin() else { return };
        let (Some(id), Some(site)) = (tried.get(number), self.siting.sites.get_mut(number)) else { return };
        let Some(outlet) = desktop.project.document().outlets().get(*id).cloned() else { return };
        if matches!(desktop.project.request(map::Request::Amend(Command::SetOutlet(*id, Outlet { position: place, ..outlet }))), Answer::Done) {
            site.place = place;
            desktop.map.pins[number] = place;
            site.gain = None;
            site.from.clear();
            (self.siting.follows, self.siting.quality) = (false, Quality::Moved);
            self.refresh_sites();
        }
    }

    /// The places become planned outlets of the active scenario, as one step.
    fn accept_sites(&mut self) {
        let Some(desktop) = &mut self.project else { return };
        if self.siting.tried.take().is_none() {
            return;
        }
        desktop.map.pins.clear();
        desktop.map.crosses.clear();
        desktop.project.request(map::Request::Commit);
        self.siting = SitingState::default();
    }

    /// The places become planned outlets of a new scenario, as one step; then that scenario is shown.
    fn accept_sites_as(&mut self, name: &str) {
        self.show_sites(false);
        let (Some(desktop), Some(choices)) = (&mut self.project, &self.siting.choices) else { return };
        let document = desktop.project.document();
        let branch = Command::Branch(name.to_owned(), document.active());
        let label = self.siting.label("step-accept-sites").with("name", name);
        // A branch begins with the outlets of what it branches from: what is planned there is planned in both.
        let parent = document.active_name();
        let branched = |row: &Outlet| row.with_scenario_branched(parent, name).unwrap_or_else(|| row.clone());
        let rows = rows_of(document, &self.siting, choices, name, branched);
        if !matches!(desktop.project.request(map::Request::RunAll(vec![branch, Command::PutOutlets(rows)], label)), Answer::Done) {
            return;
        }
        let id = desktop.project.document().scenario_named(name);
        self.siting = SitingState::default();
        if let Some(id) = id {
            self.travel(|project| project.switch_scenario(id));
        }
    }

    /// What the panel shows follows what was found.
    pub(super) fn refresh_sites(&mut self) {
        let language = self.language();
        let Some(desktop) = &self.project else {
            self.siting.view = SitingView::default();
            return;
        };
        let running = self.siting.view.running.filter(|_| self.siting.job.is_some());
        self.siting.view = view_of(&self.siting, desktop.project.document(), language, running);
    }
}

/// Outlets as a command takes them.
type Rows = Vec<(Option<OutletId>, Option<Outlet>)>;

/// Opens a gesture and puts the outlets in it.
fn put(project: &mut OpenProject, label: Label, rows: Rows) -> bool {
    if !matches!(project.request(map::Request::Begin(label)), Answer::Done) {
        return false;
    }
    if matches!(project.request(map::Request::Amend(Command::PutOutlets(rows))), Answer::Done) {
        return true;
    }
    project.request(map::Request::Abort);
    false
}

/// The outlets that the places are tried as, in the order of the places: those planned there already, or new ones.
fn ids_of(sites: &[ProposedSite], mut new: impl Iterator<Item = OutletId>) -> Vec<OutletId> {
    sites.iter().filter_map(|site| site.planned.or_else(|| new.next())).collect()
}

fn rows(document: &Document, found: &SitingState, choices: &SitingChoices, scenario: &str) -> Rows {
    rows_of(document, found, choices, scenario, Outlet::clone)
}

/// What was found as outlets of a scenario: new planned ones with codes that none has, chosen ones of those planned already, and those that
/// give way. `as_is` makes an outlet that is there what it is by then.
fn rows_of(document: &Document, found: &SitingState, choices: &SitingChoices, scenario: &str, as_is: impl Fn(&Outlet) -> Outlet) -> Rows {
    let taken: BTreeSet<&str> = document.outlets().rows().map(|outlet| outlet.code.as_str()).collect();
    let mut codes = (1u32..).map(|number| format!("P{number}")).filter(|code| !taken.contains(code.as_str()));
    let row = |site: &ProposedSite| match site.planned.and_then(|id| Some((id, document.outlets().get(id)?))) {
        Some((id, outlet)) => (Some(id), Some(Outlet { status: outlet.status.max(OutletStatus::Chosen), position: site.place, ..as_is(outlet) })),
        None => (None, codes.next().map(|code| new_outlet(code, site.place, choices, scenario))),
    };
    let mut rows: Rows = found.sites.iter().map(row).collect();
    let gone = found.given_up.iter().filter_map(|id| Some((*id, document.outlets().get(*id)?)));
    rows.extend(gone.map(|(id, outlet)| (Some(id), Some(as_is(outlet).giving_way_in(scenario)))));
    rows
}

fn new_outlet(code: String, place: Position, choices: &SitingChoices, scenario: &str) -> Outlet {
    let mut attributes = BTreeMap::from([(SCENARIO.to_owned(), scenario.to_owned())]);
    let mut set = |field: OutletField, value: f64| drop(attributes.insert(field.name().to_owned(), format!("{value:.0}")));
    if choices.budget > 0.0 {
        set(OutletField::MonthlyFee, choices.cost);
    }
    if choices.goal == SiteGoal::Room {
        set(OutletField::Capacity, choices.capacity);
    }
    Outlet { code, name: String::new(), kind: choices.kind, class: None, status: OutletStatus::Planned, position: place, contract_end: None, is_synthetic: false, attributes }
}

fn order_of(choices: &SitingChoices, language: Language) -> SiteOrder {
    SiteOrder {
        goal: choices.goal,
        sites: choices.sites,
        measure: choices.measure,
        way: super::coverage::way_of(choices.way),
        // Minutes are seconds to the engine.
        limit: choices.limit * if choices.way == CoverageWay::Straight { 1.0 } else { 60.0 },
        kinds: choices.kinds.clone(),
        giving_up: choices.may_go.clone(),
        most_given_up: Some(choices.most_gone),
        cost: choices.cost,
        budget: (choices.budget > 0.0).then_some(choices.budget),
        capacity: choices.capacity,
        places: choices.ground,
        zones: choices.zones.clone(),
        within: choices.within,
        spacing_m: (choices.spacing_m > 0.0).then_some(choices.spacing_m),
        seconds: choices.seconds,
        seed: choices.seed,
        project: None,
        roads: None,
        language,
    }
}

/// Coverage by what is there and what is looked for, at the same standard.
fn coverage_of(choices: &SitingChoices) -> CoverageChoices {
    let mut kinds = choices.kinds.clone();
    kinds.insert(choices.kind);
    CoverageChoices { measure: choices.measure, kinds, without: BTreeSet::new(), way: choices.way, limit: choices.limit, by_kind: BTreeMap::new(), rural: BTreeSet::new(), rural_factor: 2.0, has_planned: true }
}

/// Prepares and runs, handing over better plans as they come.
fn search(document: &Document, order: SiteOrder, cancel: &CancelToken, feed: &Mutex<Feed>, repaint: &(dyn Fn() + Sync)) -> Result<(), SiteFailure> {
    let task = Shared::new(SiteTask::new(document, order, cancel)?);
    let last = Mutex::new(None::<Instant>);
    let hand_over = |open: &[u32], objective: f64, quality: Quality| {
        let (sites, given_up) = (task.proposed(open), task.given_up(open));
        let mut feed = feed.lock().unwrap_or_else(PoisonError::into_inner);
        *feed = Feed { task: Some(Shared::clone(&task)), sites, given_up, objective, quality, revision: feed.revision + 1 };
        repaint();
    };
    let on_progress = |progress: &crate::siting::Progress<'_>| {
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() >= SHOW_EVERY) {
            *last = Some(Instant::now());
            let gap = progress.bound.map(|bound| (progress.objective - bound).abs() / bound.abs().max(f64::MIN_POSITIVE));
            hand_over(progress.open, progress.objective, gap.map_or(Quality::Unknown, Quality::AtMost));
        }
    };
    let answer = task.run(cancel, &on_progress)?;
    let quality = if answer.is_proved() { Quality::Proved } else { answer.gap().map_or(Quality::Unknown, Quality::AtMost) };
    hand_over(&answer.open, answer.objective, quality);
    Ok(())
}

fn view_of(state: &SitingState, document: &Document, language: Language, running: Option<f32>) -> SitingView {
    let say = |key: &str| text(language, key, &[]);
    let measure = state.choices.as_ref().and_then(|choices| choices.measure).and_then(|measure| document.project().measures.get(measure));
    let amount = |amount: f64| match measure {
        Some(measure) => measure_text(language, measure.value(amount.round() as Amount), measure),
        None => text(language, "coverage-n-points", &[("count", count_text(amount.round() as i64).into())]),
    };
    let (is_proved, is_moved) = (state.quality == Quality::Proved, state.quality == Quality::Moved);
    let mut view = SitingView { running, measured: state.view.measured.clone(), live: state.view.live.clone(), is_proved, is_shown: state.is_shown(), obstacle: state.obstacle.as_ref().map(|failure| failure_text(language, failure)), ..SitingView::default() };
    let (Some(task), true) = (&state.task, state.has_found()) else { return view };
    let total = task.total();
    if !is_moved {
        view.figures = figures(state, task, language, &amount);
    }
    view.quality = match state.quality {
        Quality::Unknown => say("siting-unknown"),
        Quality::AtMost(gap) => text(language, "siting-at-most", &[("gap", percent_text(gap).into())]),
        Quality::Proved => say("siting-proved"),
        Quality::Moved => say("siting-moved"),
    };
    let name = |outlet: OutletId| document.outlets().get(outlet).map(|outlet| if outlet.name.is_empty() { outlet.code.clone() } else { outlet.name.clone() }).unwrap_or_default();
    let site = |(number, site): (usize, &ProposedSite)| {
        let cell = document.plan().partition.cell_at(site.place);
        let ground = document.plan().cells.get(cell).map(|cell| if cell.name.is_empty() { cell.code.clone() } else { cell.name.clone() }).unwrap_or_default();
        let is_share = task.order().goal == SiteGoal::Win;
        let from: Vec<String> = site.from.iter().filter(|(_, taken)| *taken >= 0.5).take(3).map(|(source, taken)| match source {
            SiteSource::Outlet(outlet) => text(language, "siting-from", &[("amount", amount(*taken).into()), ("outlet", name(*outlet).into())]),
            SiteSource::Place(number) => text(language, "siting-from-place", &[("amount", amount(*taken).into()), ("number", count_text(*number as i64 + 1).into())]),
            SiteSource::Elsewhere if is_share => text(language, "siting-from-rivals", &[("amount", amount(*taken).into())]),
            SiteSource::Elsewhere => text(language, "siting-from-nobody", &[("amount", amount(*taken).into())]),
        }).collect();
        let value = match (site.gain, task.order().goal) {
            (Some(gain), SiteGoal::ShortWays) => text(language, "siting-gain-metres", &[("metres", cost_text(task, language, gain / total.max(1.0)).into())]),
            (Some(gain), _) => text(language, "siting-gain", &[("amount", amount(gain).into())]),
            (None, _) if is_moved && site.from.is_empty() => say("siting-moved-place"),
            (None, _) => say("siting-no-single-gain"),
        };
        let planned = site.planned.map(|outlet| format!(" {}", name(outlet))).unwrap_or_default();
        CoverageLine { title: format!("{}{planned} {ground}", number + 1), value, note: from.join(&text(language, "list-separator", &[])), ..CoverageLine::default() }
    };
    view.sites = state.sites.iter().enumerate().map(site).collect();
    let gone = |outlet: &OutletId| CoverageLine { title: format!("× {}", name(*outlet)), value: say("siting-gives-way"), ..CoverageLine::default() };
    view.given_up = state.given_up.iter().map(gone).collect();
    view
}

/// What the plan is worth, in the words of its goal.
fn figures(state: &SitingState, task: &SiteTask, language: Language, amount: &dyn Fn(f64) -> String) -> Vec<(String, String)> {
    let say = |key: &str| text(language, key, &[]);
    let (total, objective) = (task.total().max(1.0), state.objective);
    let share_of = |value: f64| text(language, "siting-covered-of", &[("amount", amount(value).into()), ("share", percent_text(value / total).into())]);
    let mut figures = match task.order().goal {
        SiteGoal::Reach | SiteGoal::ReachTwice => vec![(say("siting-covered"), share_of(objective))],
        SiteGoal::ShortWays | SiteGoal::Room => vec![(say("siting-mean"), cost_text(task, language, objective / total))],
        SiteGoal::ReachAll => vec![(say("siting-outlets-needed"), count_text(state.sites.len() as i64))],
        SiteGoal::NobodyFar => vec![(say("siting-longest"), cost_text(task, language, objective))],
        SiteGoal::Win => vec![(say("siting-won"), share_of(objective))],
    };
    if task.order().goal == SiteGoal::Reach && state.sites.len() < task.order().sites {
        figures.push((say("siting-enough"), count_text(state.sites.len() as i64)));
    }
    if task.order().goal == SiteGoal::Win {
        // What new places take from our own outlets is not won.
        let own: f64 = state.sites.iter().flat_map(|site| &site.from).filter(|(source, _)| matches!(source, SiteSource::Outlet(_))).map(|(_, taken)| taken).sum();
        let won: f64 = state.sites.iter().filter_map(|site| site.gain).sum();
        figures.push((say("siting-newly-won"), amount(won)));
        figures.push((say("siting-cannibalised"), amount(own)));
    }
    if let Some(budget) = task.order().budget {
        figures.push((say("siting-spent"), text(language, "siting-spent-of", &[("spent", count_text(task.spent(&state.given_up, state.sites.len()).round() as i64).into()), ("budget", count_text(budget.round() as i64).into())])));
    }
    if task.unreachable() > 0.0 {
        figures.push((say("siting-unreachable"), amount(task.unreachable())));
    }
    figures
}

/// Metres or seconds in words.
fn cost_text(task: &SiteTask, language: Language, cost: f64) -> String {
    match task.order().way {
        Way::Straight => distance_text(cost),
        Way::Road(_) => minutes_text(language, cost / 60.0),
    }
}

fn failure_text(language: Language, failure: &SiteFailure) -> String {
    match failure {
        SiteFailure::Roads(failure) => super::coverage::failure_text(language, failure),
        SiteFailure::NoDemand => text(language, "siting-no-demand", &[]),
        SiteFailure::NoPlaces => text(language, "siting-no-places", &[]),
        SiteFailure::NoRoads => text(language, "siting-no-roads", &[]),
        SiteFailure::Rule(RuleError::TooLarge { .. }) => text(language, "siting-too-large", &[]),
        SiteFailure::Rule(RuleError::TooFewCandidates { .. } | RuleError::Infeasible | RuleError::Unreachable(_)) => text(language, "siting-impossible", &[]),
        SiteFailure::Rule(_) | SiteFailure::Matrix(_) => failure.to_string(),
    }
}
