//! Automatic design in the window: it runs beside the work, its plans are tried on the map as a gesture, and what is accepted is one step.

use super::{Answer, App, Ended, OpenProject};
use crate::base::{CancelToken, CellId, GridId, Revision};
use crate::edit::{Command, Document, Label, Plan};
use crate::i18n::{DesignNames, Language, count_text, decimal_text, measure_name, measure_text, percent_text, problem_error_text, reason_text, signed_percent_text, text};
use crate::geodesy::Bounds;
use crate::jobs::{DesignFailure, DesignOrder, DesignTask, DesignWays, GridNumber, SuggestedMove};
use crate::map;
use crate::model::OutletKind;
use crate::ui::panels::{DESIGN_SETTINGS as SETTINGS, DesignBorders, DesignChoices, DesignNumber, DesignRequest, DesignShape, DesignView, ProposalLine, SuggestionLine};
use crate::zoning::{Evaluation, Hierarchy, Objective, Reason, Travel};
use std::collections::BTreeMap;
use std::sync::{Arc as Shared, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Least time between two plans that are shown while the search goes on.
const SHOW_EVERY: Duration = Duration::from_millis(250);
/// What crossing a border costs where that is avoided, in shares of a grid's objective.
const SOFT_BORDER: f64 = 0.5;
/// Single changes that are listed.
const MOST_SUGGESTIONS: usize = 12;
/// Weight of the slider's right end.
const MOST_STABILITY: f64 = 20.0;

/// Plans that are sought beside the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    /// The plan that there is, mended.
    Repair,
    /// What the number of grids came from, before anything is balanced.
    AsDrawn,
    AsAsked,
    FewChanges,
    ShortBoundaries,
}

impl Aim {
    const ALL: [Self; 3] = [Self::AsAsked, Self::FewChanges, Self::ShortBoundaries];

    fn key(self) -> &'static str {
        match self {
            Self::Repair => "design-aim-repair",
            Self::AsDrawn => "design-aim-drawn",
            Self::AsAsked => "design-aim-asked",
            Self::FewChanges => "design-aim-few-changes",
            Self::ShortBoundaries => "design-aim-short-boundaries",
        }
    }

    /// The order with this aim; `None` where it would be the same again.
    fn order(self, asked: &DesignOrder) -> Option<DesignOrder> {
        let order = asked.clone();
        match self {
            Self::Repair | Self::AsDrawn | Self::AsAsked => Some(order),
            Self::FewChanges => Some(DesignOrder { stability: (4.0 * asked.stability).max(4.0), ..order }),
            Self::ShortBoundaries => (asked.objective != Objective::Perimeter).then_some(DesignOrder { objective: Objective::Perimeter, ..order }),
        }
    }
}

/// One plan as far as it has come.
#[derive(Clone, Debug)]
struct Found {
    aim: Aim,
    task: Shared<DesignTask>,
    labels: Vec<Option<u32>>,
    evaluation: Evaluation,
    reasons: Vec<Reason>,
}

/// What the search hands to the window while it runs.
#[derive(Debug, Default)]
pub(super) struct Feed {
    found: BTreeMap<u8, Found>,
    revision: u64,
}

/// A design in progress or at hand.
#[derive(Debug, Default)]
pub(super) struct Designing {
    feed: Shared<Mutex<Feed>>,
    seen: u64,
    job: Option<u64>,
    began: Option<(Instant, f64)>,
    found: Vec<Found>,
    /// The plan on the map, and the plan of the scenario below it.
    shown: Option<(usize, Plan)>,
    /// Whether the map follows the search.
    follows: bool,
    /// Whether cells that change their grid are outlined.
    shows_changes: bool,
    /// What was asked for, kept with the step that takes a plan over.
    settings: String,
    obstacle: Option<DesignFailure>,
    suggested: Option<Suggested>,
    looked_at: Option<usize>,
    /// What the panel shows.
    pub(super) view: DesignView,
}

/// Single changes that would help, and the revision of the document that they belong to.
#[derive(Clone, Debug)]
pub struct Suggested {
    order: DesignOrder,
    moves: Vec<SuggestedMove>,
    needs_repair: bool,
    revision: Revision,
}

impl Designing {
    /// Whether the cells that change are outlined in the plan on the map.
    pub(super) fn shows_changes(&self) -> bool {
        self.shown.is_some() && self.shows_changes
    }

    /// Whether a plan that is not accepted is on the map.
    pub(super) fn is_shown(&self) -> bool {
        self.shown.is_some()
    }
}

impl App {
    pub(super) fn design(&mut self, request: DesignRequest) {
        // Sites that are tried give way: one thing is tried at a time.
        self.show_sites(false);
        self.refresh_sites();
        match request {
            DesignRequest::Start(choices) => self.start_design(&choices, "job-design", search),
            DesignRequest::Stop => {
                if let Some(job) = self.designing.job {
                    self.work.cancel(job);
                }
            }
            DesignRequest::Show(number) => {
                self.designing.follows = false;
                self.show_design(number);
            }
            DesignRequest::Suggest(choices) => {
                self.show_design(None);
                self.suggest(|document, plane| order_of(document, plane, &choices));
            }
            DesignRequest::ShowChanges(shows) => self.designing.shows_changes = shows,
            DesignRequest::LookAt(number) => self.look_at_suggestion(number),
            DesignRequest::Make(number) => self.make_suggestion(number),
            // What comes of it is tried like any other plan.
            DesignRequest::Repair(choices) => self.start_design(&choices, "job-repair", mend),
            DesignRequest::AcceptHere => self.accept_design(),
            DesignRequest::AcceptAs(name) => self.accept_design_as(&name),
        }
        self.refresh_design();
    }

    /// Starts long work that hands over plans, which are tried on the map as they come.
    fn start_design(&mut self, choices: &DesignChoices, title: &str, work: impl FnOnce(&Document, &DesignOrder, &CancelToken, &Mutex<Feed>, &(dyn Fn() + Sync)) -> Result<(), DesignFailure> + Send + 'static) {
        self.show_design(None);
        let Some(desktop) = &self.project else { return };
        if desktop.project.gesture().is_some() {
            return;
        }
        let document = desktop.project.document().clone();
        let order = order_of(&document, desktop.project.focus().plane, choices);
        let ways = DesignWays { way: super::coverage::way_of(choices.way), project: Some(desktop.project.path().to_owned()), language: self.language() };
        let feed = Shared::new(Mutex::new(Feed::default()));
        let title = self.say(title, &[]);
        let (context, handed) = (self.context.clone(), Shared::clone(&feed));
        let job = self.start(title, move |cancel, _| {
            let repaint = || context.request_repaint();
            let order = if order.objective == Objective::Travel {
                // Roads that are at hand are always read; only who cancels has none.
                let Ok(travel) = ways.travel(&document, cancel) else { return Ended::Designed(Ok(())) };
                DesignOrder { travel, ..order }
            } else {
                order
            };
            Ended::Designed(work(&document, &order, cancel, &handed, &repaint))
        });
        let settings = serde_json::to_string(choices).unwrap_or_default();
        let shows_changes = self.designing.shows_changes;
        self.designing = Designing { feed, job, began: Some((Instant::now(), choices.seconds)), follows: true, shows_changes, settings, ..Designing::default() };
    }

    /// Looks for single changes that would help.
    fn suggest(&mut self, order: impl FnOnce(&Document, crate::base::PlaneId) -> DesignOrder) {
        let Some(desktop) = &self.project else { return };
        if desktop.project.gesture().is_some() || self.designing.job.is_some() {
            return;
        }
        let document = desktop.project.document().clone();
        let order = order(&document, desktop.project.focus().plane);
        let title = self.say("job-suggest", &[]);
        self.designing.job = self.start(title, move |_, _| Ended::Suggested(suggestions(&document, order)));
    }

    /// Single changes were found.
    pub(super) fn take_suggested(&mut self, result: Result<Suggested, DesignFailure>) {
        self.designing.job = None;
        self.designing.looked_at = None;
        match result {
            Ok(suggested) => (self.designing.suggested, self.designing.obstacle) = (Some(suggested), None),
            Err(failure) => self.designing.obstacle = Some(failure),
        }
        self.refresh_design();
    }

    /// Shows where the cells of a suggestion lie.
    fn look_at_suggestion(&mut self, number: usize) {
        let (Some(desktop), Some(suggested)) = (&mut self.project, &self.designing.suggested) else { return };
        let Some(one) = suggested.moves.get(number) else { return };
        self.designing.looked_at = Some(number);
        let partition = &desktop.project.document().plan().partition;
        let cells = one.cells.iter().filter(|cell| partition.faces().contains(**cell));
        let bounds = cells.map(|cell| partition.cell_bounds(*cell)).fold(Bounds::EMPTY, Bounds::union);
        let items = one.cells.iter().map(|cell| map::Item::Cell(*cell)).collect();
        desktop.project.request(map::Request::Select(items, map::Pick::Replace));
        if !bounds.is_empty() {
            desktop.map.look_at(bounds, true);
        }
    }

    /// Makes one suggestion as a step and looks for the next.
    fn make_suggestion(&mut self, number: usize) {
        let (Some(desktop), Some(suggested)) = (&mut self.project, self.designing.suggested.take()) else { return };
        let Some(one) = suggested.moves.get(number) else { return };
        let code = |grid: GridId| desktop.project.document().plan().grids.get(grid).map(|row| row.code.clone()).unwrap_or_default();
        let label = Label::new("step-suggestion").with("from", code(one.from)).with("to", code(one.to));
        let command = Command::Assign(suggested.order.plane, one.cells.clone(), Some(one.to));
        if matches!(desktop.project.request(map::Request::Run(command, label)), Answer::Done) {
            let order = suggested.order;
            self.suggest(|_, _| order);
        }
    }

    /// The search has ended.
    pub(super) fn take_designed(&mut self, result: Result<(), DesignFailure>) {
        self.follow_design();
        self.designing.job = None;
        self.designing.began = None;
        self.designing.obstacle = result.err();
        // The best that keeps to everything is offered first.
        let first = self.designing.found.iter().position(|found| found.evaluation.is_feasible).or((!self.designing.found.is_empty()).then_some(0));
        if self.designing.follows {
            self.show_design(first);
        }
        self.refresh_design();
    }

    /// Takes in what the search has found since the last frame.
    pub(super) fn follow_design(&mut self) {
        let found = {
            let feed = self.designing.feed.lock().unwrap_or_else(PoisonError::into_inner);
            if feed.revision == self.designing.seen {
                None
            } else {
                self.designing.seen = feed.revision;
                Some(feed.found.values().cloned().collect::<Vec<Found>>())
            }
        };
        if let Some(found) = found {
            self.designing.found = found;
            if self.designing.follows {
                self.show_design(self.designing.found.len().checked_sub(1));
            }
            self.refresh_design();
        }
        // Suggestions are about the plan as it was; after another change they would be wrong.
        let revision = self.project().map(|project| project.document().revision());
        if self.designing.suggested.as_ref().is_some_and(|suggested| Some(suggested.revision) != revision) {
            (self.designing.suggested, self.designing.looked_at) = (None, None);
            self.refresh_design();
        }
        if let Some((began, seconds)) = self.designing.began {
            self.designing.view.running = Some((began.elapsed().as_secs_f64() / seconds.max(0.1)).min(1.0) as f32);
        }
    }

    /// Puts a plan on the map as a gesture, or takes it off again.
    pub(super) fn show_design(&mut self, number: Option<usize>) {
        let Some(desktop) = &mut self.project else { return };
        if self.designing.shown.take().is_some() {
            desktop.project.request(map::Request::Abort);
        }
        let Some((number, found)) = number.and_then(|number| Some((number, self.designing.found.get(number)?))) else { return };
        let base = desktop.project.document().plan().clone();
        let label = Label::new("step-design").with("count", found.task.n_grids()).with("seed", found.task.order().seed).with(SETTINGS, &self.designing.settings);
        let designed = found.task.designed(&base, &found.labels);
        desktop.map.trial.changing = designed.assign.iter().flat_map(|(_, cells)| cells).copied().collect();
        let create = designed.new_grids.iter().cloned().map(Command::CreateGrid);
        let commands: Vec<Command> = create.chain(designed.moves(&base, found.task.order().plane)).collect();
        if tried(&mut desktop.project, label, commands) {
            self.designing.shown = Some((number, base));
        }
    }

    /// The plan on the map becomes part of the active scenario, as one step.
    fn accept_design(&mut self) {
        let (Some(desktop), Some((number, base))) = (&mut self.project, self.designing.shown.take()) else { return };
        let Some(found) = self.designing.found.get(number) else { return };
        for grid in found.task.designed(&base, &found.labels).spare {
            desktop.project.request(map::Request::Amend(Command::DeleteGrid(grid)));
        }
        desktop.project.request(map::Request::Commit);
        self.designing = Designing::default();
    }

    /// The plan becomes a scenario of its own; the active one stays as it was.
    fn accept_design_as(&mut self, name: &str) {
        let Some((number, _)) = self.designing.shown else { return };
        self.show_design(None);
        let Some(desktop) = &mut self.project else { return };
        let active = desktop.project.document().active();
        let branch = map::Request::Run(Command::Branch(name.to_owned(), active), Label::new("step-new-scenario").with("name", name));
        if !matches!(desktop.project.request(branch), Answer::Done) {
            return;
        }
        let Some(id) = desktop.project.document().scenario_named(name) else { return };
        self.travel(|project| project.switch_scenario(id));
        self.show_design(Some(number));
        self.accept_design();
    }

    /// What the panel shows follows what was found.
    fn refresh_design(&mut self) {
        let language = self.language();
        let Some(desktop) = &self.project else {
            self.designing.view = DesignView::default();
            return;
        };
        let document = desktop.project.document();
        let running = self.designing.view.running.filter(|_| self.designing.job.is_some());
        self.designing.view = DesignView {
            running,
            proposals: self.designing.found.iter().map(|found| line(document, language, found)).collect(),
            shown: self.designing.shown.as_ref().map(|(number, _)| *number),
            obstacle: self.designing.obstacle.as_ref().map(|failure| failure_text(document, language, failure)),
            suggestions: self.designing.suggested.as_ref().map(|suggested| suggested.moves.iter().map(|one| suggestion_line(document, language, &suggested.order, one)).collect()),
            looked_at: self.designing.looked_at,
            needs_repair: self.designing.suggested.as_ref().is_some_and(|suggested| suggested.needs_repair),
            shows_changes: self.designing.shows_changes,
            measured: self.designing.view.measured.take(),
        };
    }
}

/// Opens a gesture and does the commands in it; gives everything back where one is refused.
fn tried(project: &mut OpenProject, label: Label, commands: Vec<Command>) -> bool {
    if !matches!(project.request(map::Request::Begin(label)), Answer::Done) {
        return false;
    }
    for command in commands {
        if !matches!(project.request(map::Request::Amend(command)), Answer::Done) {
            project.request(map::Request::Abort);
            return false;
        }
    }
    true
}

/// Prepares and finds single changes of the plan that there is.
fn suggestions(document: &Document, order: DesignOrder) -> Result<Suggested, DesignFailure> {
    let task = DesignTask::of_current(document, order.clone())?;
    Ok(Suggested { moves: task.suggestions(MOST_SUGGESTIONS)?, needs_repair: task.has_unassigned(), order, revision: document.revision() })
}

/// Mends the plan that there is and hands over what comes of it.
fn mend(document: &Document, order: &DesignOrder, cancel: &CancelToken, feed: &Mutex<Feed>, repaint: &(dyn Fn() + Sync)) -> Result<(), DesignFailure> {
    let task = Shared::new(DesignTask::of_current(document, order.clone())?);
    let outcome = task.repair(cancel, &|_: &[Option<u32>], _: bool| ())?;
    let mut feed = feed.lock().unwrap_or_else(PoisonError::into_inner);
    feed.found.insert(0, Found { aim: Aim::Repair, task, labels: outcome.proposal.labels, evaluation: outcome.proposal.evaluation, reasons: outcome.reasons });
    feed.revision += 1;
    repaint();
    Ok(())
}

/// A single change in words: which cells go where, and what that does to both grids.
fn suggestion_line(document: &Document, language: Language, order: &DesignOrder, one: &SuggestedMove) -> SuggestionLine {
    let plan = document.plan();
    let cell = |cell: &CellId| plan.cells.get(*cell).map(|row| if row.name.is_empty() { row.code.clone() } else { row.name.clone() });
    let names: Vec<String> = one.cells.iter().take(3).filter_map(cell).collect();
    let separator = text(language, "list-separator", &[]);
    let code = |grid: GridId| plan.grids.get(grid).map(|row| row.code.clone()).unwrap_or_default();
    let more = one.cells.len().saturating_sub(names.len());
    let cells = if more > 0 { text(language, "design-cells-more", &[("cells", names.join(&separator).into()), ("count", more.into())]) } else { names.join(&separator) };
    let title = text(language, "design-give", &[("cells", cells.into()), ("from", code(one.from).into()), ("to", code(one.to).into())]);
    let measure = |slot: usize| order.balanced.get(slot).and_then(|(measure, _)| document.project().measures.get(*measure));
    let effect = |(slot, grid): (usize, usize)| {
        let values = [
            ("measure", measure(slot).map(|row| measure_name(language, &row.name).into_owned()).unwrap_or_default().into()),
            ("grid", code(if grid == 0 { one.from } else { one.to }).into()),
            ("before", signed_percent_text(one.before[grid][slot]).into()),
            ("after", signed_percent_text(one.after[grid][slot]).into()),
        ];
        text(language, "design-effect", &values)
    };
    let slots = one.before[0].len().min(one.after[0].len());
    let effects = (0..slots).flat_map(|slot| [(slot, 0), (slot, 1)]).map(effect).collect();
    // Deviations that grow are named where there are any: nothing is to get worse unseen.
    let is_worse = (0..slots).flat_map(|slot| [(slot, 0), (slot, 1)]).any(|(slot, grid)| one.after[grid][slot].abs() > one.before[grid][slot].abs() + 1e-9);
    let note = text(language, if is_worse { "design-something-worsens" } else { "design-nothing-worsens" }, &[]);
    SuggestionLine { title, effects, note }
}

/// Runs all aims one after the other, each with its share of the time.
fn search(document: &Document, asked: &DesignOrder, cancel: &CancelToken, feed: &Mutex<Feed>, repaint: &(dyn Fn() + Sync)) -> Result<(), DesignFailure> {
    let first = Shared::new(DesignTask::new(document, asked.clone())?);
    if let Some(labels) = first.drawn() {
        let found = Found { aim: Aim::AsDrawn, evaluation: first.evaluate(labels), labels: labels.to_vec(), reasons: Vec::new(), task: Shared::clone(&first) };
        let mut feed = feed.lock().unwrap_or_else(PoisonError::into_inner);
        feed.found.insert(0, found);
        feed.revision += 1;
        repaint();
    }
    let orders: Vec<(u8, Aim, DesignOrder)> = Aim::ALL.iter().zip(1..).filter_map(|(aim, place)| Some((place, *aim, aim.order(asked)?))).collect();
    let seconds = asked.seconds / orders.len() as f64;
    for (place, aim, order) in orders {
        if cancel.is_cancelled() {
            return Ok(());
        }
        let task = Shared::new(DesignTask::new(document, DesignOrder { seconds, ..order })?);
        let last = Mutex::new(None::<Instant>);
        let hand_over = |labels: Vec<Option<u32>>, evaluation: Evaluation, reasons: Vec<Reason>| {
            let mut feed = feed.lock().unwrap_or_else(PoisonError::into_inner);
            feed.found.insert(place, Found { aim, task: Shared::clone(&task), labels, evaluation, reasons });
            feed.revision += 1;
            repaint();
        };
        let watcher = |labels: &[Option<u32>], _: bool| {
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            if last.is_none_or(|last| last.elapsed() >= SHOW_EVERY) {
                *last = Some(Instant::now());
                hand_over(labels.to_vec(), task.evaluate(labels), Vec::new());
            }
        };
        let outcome = task.run(cancel, &watcher)?;
        hand_over(outcome.proposal.labels, outcome.proposal.evaluation, outcome.reasons);
    }
    Ok(())
}

fn order_of(document: &Document, plane: crate::base::PlaneId, choices: &DesignChoices) -> DesignOrder {
    let balanced: Vec<(usize, f64)> = choices.balanced.iter().enumerate().filter(|(_, (is_on, _))| *is_on).map(|(number, (_, tolerance))| (number, *tolerance)).collect();
    let first = balanced.first().map_or(0, |(measure, _)| *measure);
    let scale = document.project().measures.get(first).map_or(0, |measure| measure.scale);
    DesignOrder {
        plane,
        number: match choices.number {
            DesignNumber::Count => GridNumber::Count(choices.count),
            DesignNumber::Capacity => GridNumber::Capacity { measure: first, most: (choices.capacity * 10f64.powi(i32::from(scale))).round() as i64 },
            DesignNumber::Borders => GridNumber::Borders,
            DesignNumber::Merged => GridNumber::Merged { measure: first, most: (choices.capacity * 10f64.powi(i32::from(scale))).round() as i64 },
            DesignNumber::Nested => GridNumber::Nested { main: choices.count, inside: choices.inside },
            DesignNumber::Clusters => GridNumber::Clusters(choices.count),
            DesignNumber::Outlets => GridNumber::AroundOutlets(choices.kinds.iter().filter_map(|number| OutletKind::ALL.get(*number).copied()).collect()),
        },
        balanced,
        objective: match choices.shape {
            DesignShape::ShortWays => Objective::Moment,
            DesignShape::ShortBoundaries => Objective::Perimeter,
            DesignShape::FewCuts => Objective::CutEdges,
            DesignShape::SmallSpan => Objective::Diameter,
            DesignShape::LittleTravel => Objective::Travel,
        },
        hierarchy: match choices.borders {
            DesignBorders::Kept => Hierarchy::Hard,
            DesignBorders::Preferred => Hierarchy::Soft(SOFT_BORDER),
            DesignBorders::Ignored => Hierarchy::Off,
        },
        travel: Travel::default(),
        keeps_locked: choices.keeps_locked,
        stability: choices.stability * choices.stability * MOST_STABILITY,
        within: choices.within,
        wishes: choices.wishes.clone(),
        seconds: choices.seconds,
        seed: choices.seed,
    }
}

/// A plan in words.
fn line(document: &Document, language: Language, found: &Found) -> ProposalLine {
    let (order, figures) = (found.task.order(), &found.evaluation);
    let measures = &document.project().measures;
    let name = |measure: usize| measures.get(measure).map(|measure| measure_name(language, &measure.name).into_owned()).unwrap_or_default();
    let deviations = order.balanced.iter().zip(&figures.max_deviation).map(|((measure, tolerance), deviation)| (name(*measure), *deviation, *tolerance)).collect();
    let say = |key: &str| text(language, key, &[]);
    let mut lines = vec![
        (say("design-figure-grids"), count_text(found.task.n_grids() as i64)),
        (say("design-figure-boundary"), format!("{} km", decimal_text(figures.perimeter / 1_000.0, 0))),
    ];
    if let (Some((measure, _)), Some(changed)) = (order.balanced.first(), figures.changed.first())
        && let Some(row) = measures.get(*measure)
    {
        let total: i64 = figures.sums.iter().filter_map(|sums| sums.first()).sum();
        let share = if total > 0 { *changed as f64 / total as f64 } else { 0.0 };
        lines.push((text(language, "design-figure-changed", &[("measure", name(*measure).into())]), format!("{} ({})", measure_text(language, row.value(*changed), row), percent_text(share))));
    }
    let n_crossing = found.task.crossings(&found.labels);
    if n_crossing > 0 {
        lines.push((say("design-figure-splits"), count_text(n_crossing as i64)));
    }
    if figures.parts_over_one + figures.empty_grids > 0 {
        lines.push((say("design-figure-parts"), count_text((figures.parts_over_one + figures.empty_grids) as i64)));
    }
    if found.task.n_bridges() > 0 {
        lines.push((say("design-figure-bridges"), count_text(found.task.n_bridges() as i64)));
    }
    let cell = |unit: u32| document.plan().cells.get(found.task.cell(unit)).map(|cell| cell.code.clone()).unwrap_or_default();
    let amount = |slot: usize, amount: i64| order.balanced.get(slot).and_then(|(measure, _)| measures.get(*measure)).map(|row| measure_text(language, row.value(amount), row)).unwrap_or_default();
    let grid = |label: u32| grid_code(document, found, label);
    let names = DesignNames { unit: &cell, grid: &grid, measure: &|slot| order.balanced.get(slot).map(|(measure, _)| name(*measure)).unwrap_or_default(), amount: &amount };
    let reasons = found.reasons.iter().map(|reason| reason_text(language, reason, &names)).collect();
    ProposalLine { title: say(found.aim.key()), is_feasible: figures.is_feasible, deviations, figures: lines, reasons }
}

fn grid_code(document: &Document, found: &Found, label: u32) -> String {
    let unit = found.labels.iter().position(|own| *own == Some(label));
    let cell = unit.map(|unit| found.task.cell(unit as u32));
    let grid: Option<GridId> = cell.and_then(|cell| document.plan().assignment.grid(found.task.order().plane, cell));
    grid.and_then(|grid| document.plan().grids.get(grid)).map_or_else(|| (label + 1).to_string(), |grid| grid.code.clone())
}

fn failure_text(document: &Document, language: Language, failure: &DesignFailure) -> String {
    match failure {
        DesignFailure::NoCells => text(language, "design-no-cells", &[]),
        DesignFailure::NoMeasure => text(language, "design-nothing-balanced", &[]),
        DesignFailure::NoOutlets => text(language, "design-no-outlets", &[]),
        DesignFailure::NoSuchGrid(code) => text(language, "design-no-such-grid", &[("grid", code.into())]),
        DesignFailure::OneLevel => text(language, "design-one-level", &[]),
        DesignFailure::LockedNested => text(language, "design-locked-nested", &[]),
        DesignFailure::Graph(_) => text(language, "design-negative", &[]),
        DesignFailure::Problem(problem) => {
            let cell = |unit: u32| (unit + 1).to_string();
            let measure = |measure: usize| document.project().measures.get(measure).map(|row| measure_name(language, &row.name).into_owned()).unwrap_or_default();
            problem_error_text(language, problem, &cell, &measure)
        }
    }
}
