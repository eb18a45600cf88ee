//! Where the next outlets should stand (选址): the goal in plain words, the places as they are found, and how good they are.

use super::coverage::{CoverageLine, CoverageWay, limit_field};
use crate::base::GridId;
use crate::i18n::{count_text, measure_name, outlet_kind_text};
use crate::model::{OutletGroup, OutletKind};
use crate::ui::theme::{TABLE_TEXT, UNIT, color32};
use crate::ui::widgets::{choice, empty_state, fact, main_button, section};
use crate::ui::{Action, Desk, Request};
use egui::{Button, Checkbox, CollapsingHeader, DragValue, ProgressBar, RichText, ScrollArea, Ui};
use std::collections::BTreeSet;

/// What is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SitingGoal {
    /// As many as possible near enough.
    #[default]
    Reach,
    /// As many as possible near enough to two.
    ReachTwice,
    /// Short ways on average.
    ShortWays,
    /// All near enough with few new outlets.
    ReachAll,
    /// The longest way short.
    NobodyFar,
    /// As many as possible beside competitors.
    Win,
}

const GOALS: [(SitingGoal, &str); 6] = [
    (SitingGoal::Reach, "siting-reach"),
    (SitingGoal::ShortWays, "siting-short-ways"),
    (SitingGoal::ReachAll, "siting-reach-all"),
    (SitingGoal::NobodyFar, "siting-nobody-far"),
    (SitingGoal::ReachTwice, "siting-reach-twice"),
    (SitingGoal::Win, "siting-win"),
];

/// What a channel manager wants.
#[derive(Clone, Debug, PartialEq)]
pub struct SitingChoices {
    /// The goal.
    pub goal: SitingGoal,
    /// How many new outlets.
    pub sites: usize,
    /// Kind of the new ones.
    pub kind: OutletKind,
    /// Number of the measure that counts; none counts demand points.
    pub measure: Option<usize>,
    /// How one gets to an outlet.
    pub way: CoverageWay,
    /// How far is near enough, in metres or minutes.
    pub limit: f32,
    /// Kinds that are there already and count.
    pub kinds: BTreeSet<OutletKind>,
    /// Whether new ones stand at demand points instead of in the middle of cells.
    pub is_at_demand: bool,
    /// Only on the ground of this grid.
    pub within: Option<GridId>,
    /// Metres to keep from each other and from what is there; 0 for none.
    pub spacing_m: f32,
    /// How long to look, in seconds.
    pub seconds: f64,
    /// Another seed, another search.
    pub seed: u64,
}

/// How the search stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SitingView {
    /// Share of the time that has passed, while it runs.
    pub running: Option<f32>,
    /// Figures of the plan: name and value.
    pub figures: Vec<(String, String)>,
    /// How far from the best, in words.
    pub quality: String,
    /// Whether nothing better is possible.
    pub is_proved: bool,
    /// The new outlets, the most useful first.
    pub sites: Vec<CoverageLine>,
    /// Whether they are on the map.
    pub is_shown: bool,
    /// Why nothing was found, in words.
    pub obstacle: Option<String>,
}

/// What the panel asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum SitingRequest {
    /// Looks for places.
    Start(Box<SitingChoices>),
    /// Stops looking; what was found stays.
    Stop,
    /// Puts the places on the map, or takes them off.
    Show(bool),
    /// Looks at one of them.
    ShowSite(usize),
    /// Takes them into the active scenario as planned outlets.
    AcceptHere,
    /// Makes a scenario of this name with them.
    AcceptAs(String),
}

/// The panel (选址面板).
#[derive(Debug, Default)]
pub struct SitingPanel {
    choices: Option<SitingChoices>,
    name: String,
    foot_height: f32,
}

impl SitingPanel {
    /// Shows what can be chosen, and the places below it.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, view: &SitingView, requests: &mut Vec<Request>) {
        if desk.document.demand().is_empty() {
            if empty_state(ui, &desk.text("siting-empty"), &desk.text("siting-empty-hint"), Some(&desk.text("panel-import"))) {
                requests.push(Action::Import.into());
            }
            return;
        }
        let mut choices = self.choices.take().unwrap_or_else(|| first_choices(desk));
        choices.measure = choices.measure.filter(|measure| *measure < desk.document.project().measures.len());
        start(ui, desk, view, &choices, requests);
        let foot = if view.sites.is_empty() { 0.0 } else { self.foot_height.max(60.0) + 2.0 * UNIT };
        let room = (ui.available_height() - foot).max(40.0);
        ScrollArea::vertical().max_height(room).auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = UNIT;
            if let Some(obstacle) = &view.obstacle {
                ui.label(RichText::new(obstacle).color(color32(desk.theme.red)));
            }
            found(ui, desk, view, requests);
            let has_sites = !view.sites.is_empty();
            CollapsingHeader::new(desk.text("siting-wishes")).id_salt(("siting-wishes", has_sites)).default_open(!has_sites).show(ui, |ui| {
                ui.add_enabled_ui(view.running.is_none(), |ui| wishes(ui, desk, &mut choices));
            });
        });
        if !view.sites.is_empty() {
            self.foot_height = ui.scope(|ui| self.accept(ui, desk, view, requests)).response.rect.height();
        }
        self.choices = Some(choices);
    }

    fn accept(&mut self, ui: &mut Ui, desk: &Desk<'_>, view: &SitingView, requests: &mut Vec<Request>) {
        let can_accept = view.is_shown && view.running.is_none() && !desk.document.is_read_only();
        ui.add_space(UNIT);
        ui.add_enabled_ui(can_accept, |ui| {
            if self.name.is_empty() {
                let names = (1..1_000).map(|number| desk.text_with("siting-scenario-name", &[("number", count_text(number).into())]));
                self.name = names.into_iter().find(|name| desk.document.scenario_named(name).is_none()).unwrap_or_default();
            }
            ui.horizontal(|ui| {
                let width = (ui.available_width() - 120.0).max(60.0);
                ui.add(egui::TextEdit::singleline(&mut self.name).desired_width(width)).accessible_name(desk.text("siting-name"));
                let is_free = !self.name.trim().is_empty() && desk.document.scenario_named(self.name.trim()).is_none();
                if ui.add_enabled(is_free, Button::new(desk.text("design-accept-new"))).clicked() {
                    requests.push(Request::Siting(SitingRequest::AcceptAs(self.name.trim().to_owned())));
                    self.name.clear();
                }
            });
            if ui.button(desk.text("siting-accept-here")).on_hover_text(desk.text("siting-accept-here-hint")).clicked() {
                requests.push(Request::Siting(SitingRequest::AcceptHere));
            }
        });
        let hint = if view.is_shown { "siting-shown-hint" } else { "siting-hidden-hint" };
        ui.label(RichText::new(desk.text(hint)).size(11.0).color(ui.visuals().weak_text_color()));
    }
}

fn first_choices(desk: &Desk<'_>) -> SitingChoices {
    let coverage = super::coverage::first_choices(desk);
    let kind = coverage.kinds.iter().copied().find(|kind| *kind == OutletKind::CommunityHall).or_else(|| coverage.kinds.first().copied()).unwrap_or(OutletKind::CommunityHall);
    SitingChoices {
        goal: SitingGoal::Reach,
        sites: 10,
        kind,
        measure: coverage.measure,
        way: CoverageWay::Straight,
        limit: CoverageWay::Straight.limits().0,
        kinds: coverage.kinds,
        is_at_demand: false,
        within: None,
        spacing_m: 0.0,
        seconds: 10.0,
        seed: 1,
    }
}

fn start(ui: &mut Ui, desk: &Desk<'_>, view: &SitingView, choices: &SitingChoices, requests: &mut Vec<Request>) {
    if let Some(share) = view.running {
        ui.add(ProgressBar::new(share).desired_height(6.0));
        if ui.button(desk.text("design-stop")).clicked() {
            requests.push(Request::Siting(SitingRequest::Stop));
        }
        return;
    }
    if main_button(ui, desk.theme, &desk.text("siting-start"), !desk.document.is_read_only()).clicked() {
        requests.push(Request::Siting(SitingRequest::Start(Box::new(choices.clone()))));
    }
}

/// Figures, quality and places.
fn found(ui: &mut Ui, desk: &Desk<'_>, view: &SitingView, requests: &mut Vec<Request>) {
    for (name, value) in &view.figures {
        fact(ui, name, value);
    }
    if !view.quality.is_empty() {
        let color = if view.is_proved { desk.theme.store } else { desk.theme.muted };
        ui.label(RichText::new(&view.quality).size(TABLE_TEXT).color(color32(color)));
    }
    if view.sites.is_empty() {
        return;
    }
    let mut is_shown = view.is_shown;
    if ui.add(Checkbox::new(&mut is_shown, desk.text("siting-on-map"))).changed() {
        requests.push(Request::Siting(SitingRequest::Show(is_shown)));
    }
    for (number, line) in view.sites.iter().enumerate() {
        let text = format!("{}   {}", line.title, line.value);
        let response = ui.add(Button::new(RichText::new(&text).size(TABLE_TEXT)).frame(false).truncate());
        if response.on_hover_text(&line.note).clicked() {
            requests.push(Request::Siting(SitingRequest::ShowSite(number)));
        }
        ui.label(RichText::new(&line.note).size(11.0).color(ui.visuals().weak_text_color()));
    }
}

fn wishes(ui: &mut Ui, desk: &Desk<'_>, choices: &mut SitingChoices) {
    let width = ui.available_width();
    section(ui, &desk.text("siting-goal"));
    for (goal, key) in GOALS {
        if ui.radio(choices.goal == goal, desk.text(key)).clicked() {
            choices.goal = goal;
        }
    }
    section(ui, &desk.text("siting-new"));
    ui.horizontal(|ui| {
        if choices.goal != SitingGoal::ReachAll {
            ui.add(DragValue::new(&mut choices.sites).range(1..=500)).accessible_name(desk.text("siting-count"));
        }
        let kinds: Vec<OutletKind> = OutletKind::ALL.iter().copied().filter(|kind| kind.group() != OutletGroup::Competitor).collect();
        let names: Vec<String> = kinds.iter().map(|kind| outlet_kind_text(desk.language, *kind)).collect();
        let now = kinds.iter().position(|kind| *kind == choices.kind).unwrap_or(0);
        let rest = ui.available_width();
        if let Some(kind) = choice(ui, "siting-kind", &desk.text("siting-kind"), &names, now, rest).and_then(|number| kinds.get(number)) {
            choices.kind = *kind;
        }
    });
    let before = choices.way;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = UNIT;
        for (way, key) in CoverageWay::ALL {
            if ui.selectable_label(choices.way == way, RichText::new(desk.text(key)).size(TABLE_TEXT)).clicked() {
                choices.way = way;
            }
        }
    });
    if (before == CoverageWay::Straight) != (choices.way == CoverageWay::Straight) {
        // Metres are no minutes.
        choices.limit = choices.way.limits().0;
    }
    ui.horizontal(|ui| {
        ui.label(desk.text(if choices.way == CoverageWay::Straight { "coverage-within" } else { "coverage-within-time" }));
        ui.add(limit_field(desk, &mut choices.limit, choices.way)).accessible_name(desk.text("siting-limit"));
    });
    ui.horizontal(|ui| {
        ui.label(desk.text("siting-spacing"));
        ui.add(DragValue::new(&mut choices.spacing_m).range(0.0..=20_000.0).speed(10.0).max_decimals(0).suffix(" m")).accessible_name(desk.text("siting-spacing"));
    });
    let places = [desk.text("siting-in-cells"), desk.text("siting-at-demand")];
    if let Some(number) = choice(ui, "siting-places", &desk.text("siting-places"), &places, usize::from(choices.is_at_demand), width) {
        choices.is_at_demand = number == 1;
    }
    section(ui, &desk.text("siting-who"));
    let names: Vec<String> = std::iter::once(desk.text("coverage-points")).chain(desk.document.project().measures.iter().map(|measure| measure_name(desk.language, &measure.name).into_owned())).collect();
    if let Some(number) = choice(ui, "siting-measure", &desk.text("coverage-measure"), &names, choices.measure.map_or(0, |measure| measure + 1), width) {
        choices.measure = number.checked_sub(1);
    }
    ground(ui, desk, choices, width);
    section(ui, &desk.text("siting-existing"));
    let present: BTreeSet<OutletKind> = desk.document.outlets().rows().map(|outlet| outlet.kind).filter(|kind| kind.group() != OutletGroup::Competitor).collect();
    for kind in present {
        let mut is_on = choices.kinds.contains(&kind);
        if ui.add(Checkbox::new(&mut is_on, outlet_kind_text(desk.language, kind))).changed() {
            if is_on { choices.kinds.insert(kind) } else { choices.kinds.remove(&kind) };
        }
    }
    ui.horizontal(|ui| {
        ui.label(desk.text("design-time"));
        ui.add(DragValue::new(&mut choices.seconds).range(1.0..=600.0).speed(1.0).max_decimals(0).suffix(" s")).accessible_name(desk.text("siting-time"));
        ui.label(desk.text("design-seed"));
        ui.add(DragValue::new(&mut choices.seed).range(1..=9_999)).on_hover_text(desk.text("design-seed-hint")).accessible_name(desk.text("siting-seed"));
    });
}

/// Everything, or only the selected grid.
fn ground(ui: &mut Ui, desk: &Desk<'_>, choices: &mut SitingChoices, width: f32) {
    let selected = desk.selection.grids().next().filter(|_| desk.selection.grids().count() == 1);
    let offered = selected.or(choices.within).filter(|grid| desk.document.plan().grids.contains(*grid));
    choices.within = choices.within.and(offered);
    let Some(row) = offered.and_then(|grid| desk.document.plan().grids.get(grid)) else { return };
    let texts = [desk.text("siting-everywhere"), desk.text_with("siting-within", &[("grid", (&row.code).into()), ("name", (&row.name).into())])];
    if let Some(number) = choice(ui, "siting-ground", &desk.text("design-ground"), &texts, usize::from(choices.within.is_some()), width) {
        choices.within = if number == 1 { offered } else { None };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, text};
    use crate::ui::widgets::testing::{World, harness};
    use egui_kittest::kittest::Queryable as _;

    fn show(panel: &mut (SitingPanel, SitingView), ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let view = panel.1.clone();
        panel.0.show(ui, desk, &view, requests);
    }

    fn asked(requests: &[Request]) -> Vec<SitingRequest> {
        requests.iter().filter_map(|request| if let Request::Siting(asked) = request { Some(asked.clone()) } else { None }).collect()
    }

    #[test]
    fn sites_are_asked_for_with_the_goal_in_plain_words() {
        for language in [Language::English, Language::Chinese] {
            let mut harness = harness(World::small(language), (SitingPanel::default(), SitingView::default()), [300.0, 1_000.0], show);
            harness.run();
            harness.get_by_label(&text(language, "siting-short-ways", &[])).click();
            harness.run();
            harness.get_by_label(&text(language, "siting-start", &[])).click();
            harness.run();
            let asked = asked(&harness.state().requests);
            let [SitingRequest::Start(choices)] = asked.as_slice() else { panic!("{asked:?}") };
            assert!(choices.goal == SitingGoal::ShortWays && choices.sites > 0 && choices.limit > 0.0);
        }
    }

    #[test]
    fn places_are_looked_at_hidden_and_accepted() {
        let line = CoverageLine { title: "1 王村".to_owned(), value: "+412".to_owned(), note: "from O9".to_owned(), ..CoverageLine::default() };
        let view = SitingView { sites: vec![line], is_shown: true, quality: "proved".to_owned(), is_proved: true, ..SitingView::default() };
        let mut harness = harness(World::small(Language::English), (SitingPanel::default(), view), [300.0, 1_000.0], show);
        harness.run();
        harness.get_by_label("1 王村   +412").click();
        harness.run();
        harness.get_by_label(&text(Language::English, "siting-on-map", &[])).click();
        harness.run();
        harness.get_by_label(&text(Language::English, "siting-accept-here", &[])).click();
        harness.run();
        assert_eq!(asked(&harness.state().requests), [SitingRequest::ShowSite(0), SitingRequest::Show(false), SitingRequest::AcceptHere]);
    }
}
