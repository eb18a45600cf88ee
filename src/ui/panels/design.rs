//! Automatic design (自动划分): what the planner wants in plain words, and the plans to choose from.

use super::coverage::{CoverageWay, way_labels};
use super::design_wishes::{self, BarrierKinds};
use crate::base::{GridId, Revision};
use crate::geodesy::Position;
use crate::i18n::{count_text, measure_name, outlet_kind_text, percent_text};
use crate::model::{DesignWish, OutletGroup, OutletKind};
use crate::ui::theme::{TABLE_TEXT, UNIT, color32};
use crate::ui::widgets::{choice, empty_state, fitted_label, main_button, section};
use crate::ui::{Action, Desk, Request};
use egui::{Button, Checkbox, CollapsingHeader, CornerRadius, DragValue, Frame, Margin, ProgressBar, RichText, ScrollArea, Sense, Slider, Stroke, Ui, UiBuilder, WidgetInfo};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Reasons that a plan's card says in full.
const MOST_REASONS: usize = 3;

/// How many grids there shall be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DesignNumber {
    /// So many.
    #[default]
    Count,
    /// As many as an upper limit asks for.
    Capacity,
    /// One round each outlet of some kinds.
    Outlets,
    /// One for each grid of the level above.
    Borders,
    /// As small neighbours put together up to a limit come to.
    Merged,
    /// So many, round where heavy demand gathers.
    Clusters,
    /// So many of the level above, and so many inside each.
    Nested,
}

/// What a good shape is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DesignShape {
    /// Short ways within a grid.
    #[default]
    ShortWays,
    /// Short boundaries.
    ShortBoundaries,
    /// Few neighbouring cells apart.
    FewCuts,
    /// Nothing far from anything else in a grid.
    SmallSpan,
    /// Little travel from each grid's middle to its demand.
    LittleTravel,
}

/// What borders of the grids one level up mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DesignBorders {
    /// No grid crosses one.
    #[default]
    Kept,
    /// Crossing is avoided.
    Preferred,
    /// They do not count.
    Ignored,
}

/// What a planner wants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DesignChoices {
    /// How the number of grids is given.
    pub number: DesignNumber,
    /// So many grids.
    pub count: usize,
    /// So many inside each, where two levels are drawn.
    pub inside: usize,
    /// Most of the first balanced measure in one grid, in its unit.
    pub capacity: f64,
    /// Kinds of outlets that are centres.
    pub kinds: BTreeSet<usize>,
    /// For each measure whether it is balanced, and its tolerance as a share.
    pub balanced: Vec<(bool, f64)>,
    /// The shape.
    pub shape: DesignShape,
    /// How one travels, where little travel is the shape.
    #[serde(default)]
    pub way: CoverageWay,
    /// Borders.
    pub borders: DesignBorders,
    /// Locked grids stay.
    pub keeps_locked: bool,
    /// From 0, draw anew, to 1, change as little as possible.
    pub stability: f64,
    /// Only the ground of this grid.
    pub within: Option<GridId>,
    /// What is wanted of certain ground.
    pub wishes: Vec<DesignWish>,
    /// How long to look, in seconds.
    pub seconds: f64,
    /// Another seed, another search.
    pub seed: u64,
}

/// A plan to choose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProposalLine {
    /// What it aims at, in words.
    pub title: String,
    /// Whether everything is within its limits.
    pub is_feasible: bool,
    /// Name of each balanced measure with its largest deviation and its tolerance, as shares.
    pub deviations: Vec<(String, f64, f64)>,
    /// Further figures, name and value.
    pub figures: Vec<(String, String)>,
    /// Why it is not feasible, in words.
    pub reasons: Vec<String>,
}

/// A single change that would help.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SuggestionLine {
    /// Which cells go where, in words.
    pub title: String,
    /// What that does to both grids: a line for each measure.
    pub effects: Vec<String>,
    /// What else is to be known, in words.
    pub note: String,
}

/// How the design stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignView {
    /// Share of the time that has passed, while it runs.
    pub running: Option<f32>,
    /// Plans so far.
    pub proposals: Vec<ProposalLine>,
    /// The plan on the map.
    pub shown: Option<usize>,
    /// Why nothing could be designed, in words.
    pub obstacle: Option<String>,
    /// Single changes that would help; none while nobody has asked.
    pub suggestions: Option<Vec<SuggestionLine>>,
    /// The suggestion that is outlined on the map.
    pub looked_at: Option<usize>,
    /// Whether ground without a grid has to be repaired first.
    pub needs_repair: bool,
    /// Whether the cells that get another grid are outlined.
    pub shows_changes: bool,
    /// The line of the measuring tool, which can become a barrier.
    pub measured: Option<Vec<Position>>,
}

/// What the panel asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum DesignRequest {
    /// Looks for plans.
    Start(Box<DesignChoices>),
    /// Stops looking; what was found stays.
    Stop,
    /// Shows a plan on the map, or none.
    Show(Option<usize>),
    /// Outlines the cells that get another grid in it, or not.
    ShowChanges(bool),
    /// Looks for single changes that would help.
    Suggest(Box<DesignChoices>),
    /// Looks at a suggestion on the map.
    LookAt(usize),
    /// Makes it, as one step.
    Make(usize),
    /// Mends the plan that there is with few changes, as a plan to try.
    Repair(Box<DesignChoices>),
    /// Takes the plan on the map into the active scenario.
    AcceptHere,
    /// Makes a scenario of this name with the plan on the map.
    AcceptAs(String),
}

/// The panel (自动划分面板).
#[derive(Debug, Default)]
pub struct DesignPanel {
    choices: Option<DesignChoices>,
    barriers: BarrierKinds,
    /// What was asked for the last plan that was taken over, as of a state of the document.
    kept: Option<(Revision, Option<Box<DesignChoices>>)>,
    /// The frame in which it was seen last.
    seen: u64,
    name: String,
    /// How high what accepts a plan was in the last frame.
    foot_height: f32,
}

impl DesignPanel {
    /// Shows what can be chosen, and below it the plans.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, view: &DesignView, requests: &mut Vec<Request>) {
        let document = desk.document;
        self.seen = ui.ctx().cumulative_frame_nr();
        if document.plan().partition.n_cells() == 0 || document.project().measures.is_empty() {
            if empty_state(ui, &desk.text("design-empty"), &desk.text("design-empty-hint"), Some(&desk.text("panel-import"))) {
                requests.push(Action::Import.into());
            }
            return;
        }
        let mut choices = self.choices.take().filter(|choices| choices.balanced.len() == document.project().measures.len()).unwrap_or_else(|| first_choices(desk));
        start(ui, desk, view, &choices, requests);
        ui.add_space(UNIT);
        // What accepts a plan stays in sight, however much there is to read above it.
        let foot = if view.proposals.is_empty() { 0.0 } else { self.foot_height.max(60.0) + 2.0 * UNIT };
        let room = (ui.available_height() - foot).max(40.0);
        ScrollArea::vertical().max_height(room).auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = UNIT;
            if let Some(obstacle) = &view.obstacle {
                ui.label(RichText::new(obstacle).color(color32(desk.theme.red)));
            }
            Self::proposals(ui, desk, view, requests);
            improve(ui, desk, view, &choices, requests);
            // Once there are plans to choose from they stand in front.
            let has_plans = !view.proposals.is_empty();
            CollapsingHeader::new(desk.text("design-wishes")).id_salt(("design-wishes", has_plans)).default_open(!has_plans).show(ui, |ui| {
                ui.add_enabled_ui(view.running.is_none(), |ui| wishes(ui, desk, &mut choices));
            });
            if let Some(kept) = self.kept(desk).filter(|kept| *kept != choices) {
                let told = settings_told(desk, &kept);
                if ui.add_enabled(view.running.is_none(), Button::new(desk.text("design-restore"))).on_hover_text(told).clicked() {
                    choices = kept;
                }
            }
            let title = desk.text_with("design-ground-wishes", &[("count", choices.wishes.len().into())]);
            CollapsingHeader::new(title).id_salt("design-ground-wishes").default_open(false).show(ui, |ui| {
                ui.add_enabled_ui(view.running.is_none(), |ui| design_wishes::show(ui, desk, &mut self.barriers, view.measured.as_deref(), &mut choices, requests));
            });
        });
        self.choices = Some(choices);
        if !view.proposals.is_empty() {
            self.foot_height = ui.scope(|ui| self.accept(ui, desk, view, requests)).response.rect.height();
        }
    }

    /// What was asked for the last plan that was taken over and not undone. Cost: a look at every step, once for each state.
    fn kept(&mut self, desk: &Desk<'_>) -> Option<DesignChoices> {
        let revision = desk.document.revision();
        if desk.gesture.is_none() && self.kept.as_ref().is_none_or(|(of, _)| *of != revision) {
            let last = desk.document.history().summaries().filter(|step| !step.is_undone).filter_map(|step| settings_of(&step.label.values.iter().find(|(name, _)| name == SETTINGS)?.1)).last();
            self.kept = Some((revision, last.map(Box::new)));
        }
        let measures = desk.document.project().measures.len();
        self.kept.as_ref().and_then(|(_, kept)| kept.as_deref()).filter(|kept| kept.balanced.len() == measures).cloned()
    }

    /// The wishes for the map, while the panel is in sight.
    pub fn wishes_in_sight(&self, frame: u64) -> &[DesignWish] {
        let is_seen = frame.saturating_sub(self.seen) <= 1;
        self.choices.as_ref().filter(|_| is_seen).map_or(&[], |choices| &choices.wishes)
    }

    fn proposals(ui: &mut Ui, desk: &Desk<'_>, view: &DesignView, requests: &mut Vec<Request>) {
        if view.proposals.is_empty() {
            return;
        }
        section(ui, &desk.text("design-plans"));
        for (number, proposal) in view.proposals.iter().enumerate() {
            if card(ui, desk, proposal, view.shown == Some(number)) {
                requests.push(Request::Design(DesignRequest::Show((view.shown != Some(number)).then_some(number))));
            }
        }
    }

    /// What takes the plan on the map over.
    fn accept(&mut self, ui: &mut Ui, desk: &Desk<'_>, view: &DesignView, requests: &mut Vec<Request>) {
        let mut shows_changes = view.shows_changes;
        if ui.add_enabled(view.shown.is_some(), Checkbox::new(&mut shows_changes, desk.text("design-show-changes"))).changed() {
            requests.push(Request::Design(DesignRequest::ShowChanges(shows_changes)));
        }
        let can_accept = view.shown.is_some() && view.running.is_none() && !desk.document.is_read_only();
        ui.add_space(UNIT);
        ui.add_enabled_ui(can_accept, |ui| {
            if self.name.is_empty() {
                self.name = free_name(desk);
            }
            ui.horizontal(|ui| {
                let width = (ui.available_width() - 120.0).max(60.0);
                let name = desk.text("design-name");
                ui.add(egui::TextEdit::singleline(&mut self.name).desired_width(width)).accessible_name(name);
                let is_free = !self.name.trim().is_empty() && desk.document.scenario_named(self.name.trim()).is_none();
                if ui.add_enabled(is_free, Button::new(desk.text("design-accept-new"))).clicked() {
                    requests.push(Request::Design(DesignRequest::AcceptAs(self.name.trim().to_owned())));
                    self.name.clear();
                }
            });
            if ui.button(desk.text("design-accept-here")).on_hover_text(desk.text("design-accept-here-hint")).clicked() {
                requests.push(Request::Design(DesignRequest::AcceptHere));
            }
        });
        let hint = if view.shown.is_some() { "design-shown-hint" } else { "design-show-hint" };
        ui.label(RichText::new(desk.text(hint)).size(11.0).color(ui.visuals().weak_text_color()));
    }
}

/// The name under which the label of a step keeps what was asked for.
pub const SETTINGS: &str = "settings";

/// What was asked for, from the text that a step keeps of it.
pub(super) fn settings_of(text: &str) -> Option<DesignChoices> {
    serde_json::from_str(text).ok()
}

/// What was asked for, in words, a line for each thing.
pub(super) fn settings_told(desk: &Desk<'_>, choices: &DesignChoices) -> String {
    let number = NUMBERS.iter().find(|(number, _)| *number == choices.number).map_or("", |(_, key)| *key);
    let amount = match choices.number {
        DesignNumber::Count | DesignNumber::Clusters => count_text(choices.count as i64),
        DesignNumber::Nested => format!("{} × {}", count_text(choices.count as i64), count_text(choices.inside as i64)),
        DesignNumber::Capacity | DesignNumber::Merged => count_text(choices.capacity as i64),
        DesignNumber::Outlets => choices.kinds.iter().filter_map(|kind| OutletKind::ALL.get(*kind)).map(|kind| outlet_kind_text(desk.language, *kind)).collect::<Vec<_>>().join(&desk.text("list-separator")),
        DesignNumber::Borders => String::new(),
    };
    let mut lines = vec![format!("{} {amount}", desk.text(number)).trim_end().to_owned()];
    for (measure, (_, tolerance)) in desk.document.project().measures.iter().zip(&choices.balanced).filter(|(_, (is_on, _))| *is_on) {
        lines.push(format!("{} ± {}", measure_name(desk.language, &measure.name), percent_text(*tolerance)));
    }
    lines.extend(SHAPES.iter().find(|(shape, _)| *shape == choices.shape).map(|(_, key)| desk.text(key)));
    if choices.shape == DesignShape::LittleTravel {
        lines.extend(CoverageWay::ALL.iter().find(|(way, _)| *way == choices.way).map(|(_, key)| desk.text(key)));
    }
    lines.extend(BORDERS.iter().find(|(borders, _)| *borders == choices.borders).map(|(_, key)| desk.text(key)));
    if choices.stability > 0.0 {
        lines.push(format!("{} {}", desk.text("design-stability"), percent_text(choices.stability)));
    }
    lines.extend(choices.wishes.iter().map(|wish| design_wishes::told(desk, wish)));
    lines.push(format!("{} {:.0} s · {} {}", desk.text("design-time"), choices.seconds, desk.text("design-seed"), choices.seed));
    lines.join("\n")
}

const NUMBERS: [(DesignNumber, &str); 7] = [
    (DesignNumber::Count, "design-by-count"),
    (DesignNumber::Capacity, "design-by-capacity"),
    (DesignNumber::Outlets, "design-by-outlets"),
    (DesignNumber::Borders, "design-by-borders"),
    (DesignNumber::Merged, "design-by-merging"),
    (DesignNumber::Clusters, "design-by-clusters"),
    (DesignNumber::Nested, "design-by-nesting"),
];
const SHAPES: [(DesignShape, &str); 5] = [
    (DesignShape::ShortWays, "design-short-ways"),
    (DesignShape::LittleTravel, "design-little-travel"),
    (DesignShape::ShortBoundaries, "design-short-boundaries"),
    (DesignShape::FewCuts, "design-few-cuts"),
    (DesignShape::SmallSpan, "design-small-span"),
];
const BORDERS: [(DesignBorders, &str); 3] = [(DesignBorders::Kept, "design-borders-kept"), (DesignBorders::Preferred, "design-borders-preferred"), (DesignBorders::Ignored, "design-borders-ignored")];

/// What to begin with: as many grids as there are, the tolerances of the measures.
fn first_choices(desk: &Desk<'_>) -> DesignChoices {
    let project = desk.document.project();
    let level = project.planes.get(desk.focus.plane).map_or(0, |plane| plane.levels.len().saturating_sub(1) as u8);
    let count = desk.document.view().grids_of_level(desk.focus.plane, level).count();
    let first = project.measures.iter().position(|measure| measure.is_balanced).unwrap_or(0);
    let balanced = project.measures.iter().enumerate().map(|(number, measure)| (number == first, measure.tolerance().clamp(0.01, 0.5))).collect();
    let kinds = OutletKind::ALL.iter().enumerate().filter(|(_, kind)| kind.group() == OutletGroup::Own).map(|(number, _)| number).collect();
    let count = if count > 1 { count } else { (desk.document.plan().partition.n_cells() / 12).clamp(2, 60) };
    DesignChoices {
        number: DesignNumber::Count,
        count,
        inside: 4,
        capacity: 5_000.0,
        kinds,
        balanced,
        shape: DesignShape::ShortWays,
        way: CoverageWay::Straight,
        borders: if level == 0 { DesignBorders::Ignored } else { DesignBorders::Kept },
        keeps_locked: true,
        stability: 0.0,
        within: None,
        wishes: Vec::new(),
        seconds: 10.0,
        seed: 1,
    }
}

fn wishes(ui: &mut Ui, desk: &Desk<'_>, choices: &mut DesignChoices) {
    number(ui, desk, choices);
    section(ui, &desk.text("design-balance"));
    for (measure, (is_on, tolerance)) in desk.document.project().measures.iter().zip(&mut choices.balanced) {
        ui.horizontal(|ui| {
            let name = measure_name(desk.language, &measure.name);
            ui.add(Checkbox::new(is_on, name.as_ref()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let mut percent = *tolerance * 100.0;
                let field = ui.add_enabled(*is_on, DragValue::new(&mut percent).range(0.1..=90.0).speed(0.1).max_decimals(1).prefix("± ").suffix(" %"));
                if field.accessible_name(desk.text_with("design-tolerance", &[("measure", name.into_owned().into())])).changed() {
                    *tolerance = percent / 100.0;
                }
            });
        });
    }
    section(ui, &desk.text("design-shape"));
    let width = ui.available_width();
    pick(ui, desk, "design-shape", &mut choices.shape, &SHAPES, width);
    if choices.shape == DesignShape::LittleTravel {
        ui.horizontal_wrapped(|ui| way_labels(ui, desk, &mut choices.way));
        if choices.way != CoverageWay::Straight {
            ui.label(RichText::new(desk.text("design-by-road-hint")).size(11.0).color(ui.visuals().weak_text_color()));
        }
    }
    pick(ui, desk, "design-borders", &mut choices.borders, &BORDERS, width);
    section(ui, &desk.text("design-keep"));
    ui.add(Checkbox::new(&mut choices.keeps_locked, desk.text("design-keep-locked")));
    ground(ui, desk, choices, width);
    ui.label(RichText::new(desk.text("design-stability")).size(TABLE_TEXT));
    ui.spacing_mut().slider_width = (width - 12.0).max(60.0);
    ui.add(Slider::new(&mut choices.stability, 0.0..=1.0).show_value(false)).accessible_name(desk.text("design-stability"));
    let weak = ui.visuals().weak_text_color();
    ui.horizontal(|ui| {
        ui.label(RichText::new(desk.text("design-anew")).size(11.0).color(weak));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| ui.label(RichText::new(desk.text("design-little")).size(11.0).color(weak)));
    });
    ui.horizontal(|ui| {
        ui.label(desk.text("design-time"));
        ui.add(DragValue::new(&mut choices.seconds).range(1.0..=600.0).speed(1.0).max_decimals(0).suffix(" s")).accessible_name(desk.text("design-time"));
        ui.label(desk.text("design-seed"));
        ui.add(DragValue::new(&mut choices.seed).range(1..=9_999)).on_hover_text(desk.text("design-seed-hint")).accessible_name(desk.text("design-seed"));
    });
}

fn number(ui: &mut Ui, desk: &Desk<'_>, choices: &mut DesignChoices) {
    let width = ui.available_width();
    pick(ui, desk, "design-number", &mut choices.number, &NUMBERS, width);
    match choices.number {
        DesignNumber::Borders => {
            ui.label(RichText::new(desk.text("design-by-borders-hint")).size(11.0).color(ui.visuals().weak_text_color()));
        }
        DesignNumber::Count | DesignNumber::Clusters => {
            ui.add(DragValue::new(&mut choices.count).range(1..=5_000)).accessible_name(desk.text("design-by-count"));
        }
        DesignNumber::Nested => {
            ui.horizontal(|ui| {
                ui.add(DragValue::new(&mut choices.count).range(1..=1_000)).accessible_name(desk.text("design-nested-main"));
                ui.label(RichText::new(desk.text("design-nested-times")).size(TABLE_TEXT));
                ui.add(DragValue::new(&mut choices.inside).range(1..=200)).accessible_name(desk.text("design-nested-inside"));
            });
            ui.label(RichText::new(desk.text("design-by-nesting-hint")).size(11.0).color(ui.visuals().weak_text_color()));
        }
        DesignNumber::Capacity | DesignNumber::Merged => {
            let first = choices.balanced.iter().position(|(is_on, _)| *is_on).and_then(|number| desk.document.project().measures.get(number));
            let unit = first.map(|measure| crate::i18n::unit_text(desk.language, &measure.unit)).unwrap_or_default();
            ui.add(DragValue::new(&mut choices.capacity).range(1.0..=1e12).speed(10.0).max_decimals(0).suffix(format!(" {unit}"))).accessible_name(desk.text("design-by-capacity"));
        }
        DesignNumber::Outlets => {
            ui.horizontal_wrapped(|ui| {
                for (number, kind) in OutletKind::ALL.iter().enumerate().filter(|(_, kind)| matches!(kind.group(), OutletGroup::Own | OutletGroup::Partner)) {
                    let mut is_on = choices.kinds.contains(&number);
                    if ui.checkbox(&mut is_on, outlet_kind_text(desk.language, *kind)).changed() {
                        if is_on { choices.kinds.insert(number) } else { choices.kinds.remove(&number) };
                    }
                }
            });
        }
    }
}

/// Everything, or only the selected grid.
fn ground(ui: &mut Ui, desk: &Desk<'_>, choices: &mut DesignChoices, width: f32) {
    let selected = desk.selection.grids().next().filter(|_| desk.selection.grids().count() == 1);
    let offered = selected.or(choices.within).filter(|grid| desk.document.plan().grids.contains(*grid));
    choices.within = choices.within.filter(|_| offered.is_some()).and(offered);
    let Some(row) = offered.and_then(|grid| desk.document.plan().grids.get(grid)) else {
        ui.label(RichText::new(desk.text("design-within-hint")).size(11.0).color(ui.visuals().weak_text_color()));
        return;
    };
    let texts = [desk.text("design-everywhere"), desk.text_with("design-within", &[("grid", (&row.code).into()), ("name", (&row.name).into())])];
    if let Some(number) = choice(ui, "design-ground", &desk.text("design-ground"), &texts, usize::from(choices.within.is_some()), width) {
        choices.within = if number == 1 { offered } else { None };
    }
}

fn pick<T: Copy + PartialEq>(ui: &mut Ui, desk: &Desk<'_>, salt: &str, chosen: &mut T, choices: &[(T, &str)], width: f32) {
    let texts: Vec<String> = choices.iter().map(|(_, key)| desk.text(key)).collect();
    let now = choices.iter().position(|(value, _)| value == chosen).unwrap_or(0);
    if let Some(number) = choice(ui, salt, &desk.text(salt), &texts, now, width) {
        *chosen = choices[number].0;
    }
}

fn start(ui: &mut Ui, desk: &Desk<'_>, view: &DesignView, choices: &DesignChoices, requests: &mut Vec<Request>) {
    if let Some(share) = view.running {
        ui.add(ProgressBar::new(share).desired_height(6.0));
        if ui.button(desk.text("design-stop")).clicked() {
            requests.push(Request::Design(DesignRequest::Stop));
        }
        return;
    }
    let can_start = choices.balanced.iter().any(|(is_on, _)| *is_on) && !desk.document.is_read_only();
    let button = main_button(ui, desk.theme, &desk.text("design-start"), can_start);
    if button.on_disabled_hover_text(desk.text("design-nothing-balanced")).clicked() {
        requests.push(Request::Design(DesignRequest::Start(Box::new(choices.clone()))));
    }
}

/// What can be done with the plan that there is.
fn improve(ui: &mut Ui, desk: &Desk<'_>, view: &DesignView, choices: &DesignChoices, requests: &mut Vec<Request>) {
    CollapsingHeader::new(desk.text("design-improve")).id_salt("design-improve").default_open(view.suggestions.is_some()).show(ui, |ui| {
        let is_ready = view.running.is_none() && !desk.document.is_read_only() && choices.balanced.iter().any(|(is_on, _)| *is_on);
        ui.add_enabled_ui(is_ready, |ui| {
            ui.horizontal_wrapped(|ui| {
                if ui.button(desk.text("design-suggest")).on_hover_text(desk.text("design-suggest-hint")).clicked() {
                    requests.push(Request::Design(DesignRequest::Suggest(Box::new(choices.clone()))));
                }
                if ui.button(desk.text("design-repair")).on_hover_text(desk.text("design-repair-hint")).clicked() {
                    requests.push(Request::Design(DesignRequest::Repair(Box::new(choices.clone()))));
                }
            });
        });
        if view.needs_repair {
            ui.label(RichText::new(desk.text("design-needs-repair")).size(TABLE_TEXT).color(color32(desk.theme.amber)));
        }
        let Some(suggestions) = &view.suggestions else { return };
        if suggestions.is_empty() && !view.needs_repair {
            ui.label(RichText::new(desk.text("design-no-suggestion")).size(TABLE_TEXT).color(ui.visuals().weak_text_color()));
        }
        for (number, suggestion) in suggestions.iter().enumerate() {
            ui.push_id(number, |ui| suggestion_card(ui, desk, view, number, suggestion, requests));
        }
    });
}

fn suggestion_card(ui: &mut Ui, desk: &Desk<'_>, view: &DesignView, number: usize, suggestion: &SuggestionLine, requests: &mut Vec<Request>) {
    let edge = if view.looked_at == Some(number) { desk.theme.accent } else { desk.theme.line };
    Frame::new().stroke(Stroke::new(1.0, color32(edge))).corner_radius(CornerRadius::same(6)).inner_margin(Margin::same(6)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        if ui.add(Button::new(RichText::new(&suggestion.title).strong()).frame(false).wrap()).on_hover_text(desk.text("design-look")).clicked() {
            requests.push(Request::Design(DesignRequest::LookAt(number)));
        }
        for effect in &suggestion.effects {
            ui.label(RichText::new(effect).size(TABLE_TEXT));
        }
        ui.horizontal(|ui| {
            if ui.add_enabled(!desk.document.is_read_only(), Button::new(desk.text("design-make")).small()).clicked() {
                requests.push(Request::Design(DesignRequest::Make(number)));
            }
            ui.label(RichText::new(&suggestion.note).size(11.0).color(ui.visuals().weak_text_color()));
        });
    });
}

/// One plan with its figures; whether it was clicked.
fn card(ui: &mut Ui, desk: &Desk<'_>, proposal: &ProposalLine, is_shown: bool) -> bool {
    let theme = desk.theme;
    let edge = if is_shown { theme.accent } else { theme.line };
    let frame = Frame::new().stroke(Stroke::new(if is_shown { 1.5 } else { 1.0 }, color32(edge))).corner_radius(CornerRadius::same(6)).inner_margin(Margin::same(8));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        let state = desk.text(if proposal.is_feasible { "design-feasible" } else { "design-not-feasible" });
        ui.horizontal(|ui| {
            ui.label(RichText::new(&proposal.title).strong());
            let color = if proposal.is_feasible { theme.store } else { theme.amber };
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| ui.label(RichText::new(state).size(TABLE_TEXT).color(color32(color))));
        });
        for (name, deviation, tolerance) in &proposal.deviations {
            let color = if deviation <= tolerance { theme.text } else { theme.red };
            pair(ui, name, &format!("± {}", percent_text(*deviation)), color32(color));
        }
        for (name, value) in &proposal.figures {
            pair(ui, name, value, color32(theme.text));
        }
        for reason in proposal.reasons.iter().take(MOST_REASONS) {
            ui.label(RichText::new(reason).size(TABLE_TEXT).color(color32(theme.amber)));
        }
        if let more @ 1.. = proposal.reasons.len().saturating_sub(MOST_REASONS) {
            let rest = desk.text_with("design-more-reasons", &[("count", more.into())]);
            ui.label(RichText::new(rest).size(TABLE_TEXT).color(ui.visuals().weak_text_color())).on_hover_text(proposal.reasons.join("\n"));
        }
    });
    let response = ui.interact(shown.response.rect, ui.scope_id().with(("proposal", &proposal.title)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::Role::ListItem, true, is_shown, &proposal.title));
    response.clicked()
}

fn pair(ui: &mut Ui, name: &str, value: &str, color: egui::Color32) {
    let weak = ui.visuals().weak_text_color();
    let width = ui.available_width();
    ui.scope_builder(UiBuilder::new(), |ui| {
        ui.horizontal(|ui| {
            ui.set_width(width);
            ui.label(RichText::new(name).size(TABLE_TEXT).color(weak));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| fitted_label(ui, value, TABLE_TEXT, color));
        });
    });
}

/// A name for the new scenario that none has.
fn free_name(desk: &Desk<'_>) -> String {
    let names = (1..1_000).map(|number| desk.text_with("design-scenario-name", &[("number", count_text(number).into())]));
    names.into_iter().find(|name| desk.document.scenario_named(name).is_none()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, text};
    use crate::ui::widgets::testing::{World, harness};
    use egui_kittest::kittest::Queryable as _;

    fn show(panel: &mut (DesignPanel, DesignView), ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let view = panel.1.clone();
        panel.0.show(ui, desk, &view, requests);
    }

    #[test]
    fn a_design_is_asked_for_with_what_was_chosen() {
        for language in [Language::English, Language::Chinese] {
            let mut harness = harness(World::small(language), (DesignPanel::default(), DesignView::default()), [280.0, 900.0], show);
            harness.run();
            harness.get_by_label(&text(language, "design-start", &[])).click();
            harness.run();
            let asked = harness.state().requests.iter().find_map(|request| if let Request::Design(DesignRequest::Start(choices)) = request { Some(choices.clone()) } else { None });
            let choices = asked.expect("a design was asked for");
            assert!(choices.count > 1 && choices.balanced.iter().filter(|(is_on, _)| *is_on).count() == 1, "{choices:?}");
        }
    }

    #[test]
    fn a_plan_is_shown_and_accepted() {
        let line = |title: &str, is_feasible| ProposalLine { title: title.to_owned(), is_feasible, deviations: vec![("users".to_owned(), 0.018, 0.02)], ..ProposalLine::default() };
        let view = DesignView { proposals: vec![line("A", true), line("B", false)], shown: Some(0), ..DesignView::default() };
        let mut harness = harness(World::small(Language::English), (DesignPanel::default(), view), [280.0, 1_100.0], show);
        harness.run();
        harness.get_by_role_and_label(egui::accesskit::Role::ListItem, "B").click();
        harness.run();
        harness.get_by_label(&text(Language::English, "design-accept-here", &[])).click();
        harness.run();
        let asked: Vec<&DesignRequest> = harness.state().requests.iter().filter_map(|request| if let Request::Design(asked) = request { Some(asked) } else { None }).collect();
        assert_eq!(asked, [&DesignRequest::Show(Some(1)), &DesignRequest::AcceptHere]);
    }

    #[test]
    fn what_is_wanted_of_selected_cells_goes_into_the_order_and_comes_back_from_the_history() {
        for language in [Language::English, Language::Chinese] {
            let mut world = World::small(language);
            let cells: Vec<_> = world.document.plan().partition.cells().take(2).collect();
            world.selection.pick(cells.iter().copied().map(crate::map::Item::Cell), crate::map::Pick::Replace);
            let line = vec![Position::new(1_139_000_000, 353_000_000), Position::new(1_139_005_000, 353_005_000)];
            let view = DesignView { measured: Some(line.clone()), ..DesignView::default() };
            let mut harness = harness(world, (DesignPanel::default(), view), [280.0, 1_500.0], show);
            harness.run();
            let say = |key: &str| text(language, key, &[]);
            harness.get_by_label(&text(language, "design-ground-wishes", &[("count", 0.into())])).click();
            harness.run();
            for key in ["design-wish-together", "design-wish-bridge", "design-wish-barrier"] {
                harness.get_by_label(&say(key)).click();
                harness.run();
            }
            let bridge = text(language, "design-told-bridge", &[("cells", cells.iter().map(|cell| harness.state().world.document.plan().cells[*cell].code.clone()).collect::<Vec<_>>().join(&say("list-separator")).into())]);
            harness.get_by_label(&bridge).click();
            harness.run();
            assert!(harness.state().requests.iter().any(|request| matches!(request, Request::Map(crate::map::Request::ZoomTo { .. }))), "a click shows where");
            harness.get_all_by_label(&say("design-wish-remove")).next().unwrap().click();
            harness.run();
            harness.get_by_label(&say("design-start")).click();
            harness.run();
            let asked = harness.state().requests.iter().find_map(|request| if let Request::Design(DesignRequest::Start(choices)) = request { Some(choices.clone()) } else { None }).unwrap();
            assert_eq!(asked.wishes, [DesignWish::Bridge(cells[0], cells[1]), DesignWish::Barrier(line)]);
            // A step that took a plan over knows what was asked for.
            let kept = serde_json::to_string(&asked).unwrap();
            let label = crate::edit::Label::new("step-design").with("count", 4).with("seed", 1).with(SETTINGS, kept);
            harness.state_mut().world.document.run(&crate::edit::Command::Ignore("gap:1".to_owned(), Some("1".to_owned())), label).unwrap();
            harness.state_mut().panel.0 = DesignPanel::default();
            harness.state_mut().requests.clear();
            harness.run();
            harness.get_by_label(&say("design-restore")).click();
            harness.run();
            harness.get_by_label(&say("design-start")).click();
            harness.run();
            let again = harness.state().requests.iter().find_map(|request| if let Request::Design(DesignRequest::Start(choices)) = request { Some(choices.clone()) } else { None }).unwrap();
            assert_eq!(again, asked);
        }
    }
}
