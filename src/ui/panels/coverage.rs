//! Coverage (覆盖分析): who is near enough to an outlet, who is not, and what each outlet carries.

use crate::base::{GridId, OutletId};
use crate::i18n::{count_text, measure_name, outlet_class_text, outlet_kind_text, percent_text};
use crate::map;
use crate::model::{OutletClass, OutletGroup, OutletKind};
use crate::ui::theme::{TABLE_TEXT, UNIT, color32};
use crate::ui::widgets::{Fit, KeyFigure, KeyFigureStyle, RowEvent, RowList, RowLook, choice, empty_state, fact, fit, key_figures, paint_row_back, section};
use crate::ui::{Action, Desk, Request};
use egui::{Button, Checkbox, CollapsingHeader, DragValue, Id, Rect, RichText, ScrollArea, Ui, pos2, vec2};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Height of a row of a list, in points.
const ROW: f32 = 24.0;
/// Least height of a list.
const LEAST_LIST: f32 = 120.0;

/// How one gets to an outlet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoverageWay {
    /// As the crow flies, in metres.
    #[default]
    Straight,
    /// On foot, in minutes.
    Walk,
    /// By bicycle, in minutes.
    Ride,
    /// By car, in minutes.
    Drive,
}

impl CoverageWay {
    pub(super) const ALL: [(Self, &'static str); 4] = [(Self::Straight, "coverage-way-straight"), (Self::Walk, "coverage-way-walk"), (Self::Ride, "coverage-way-ride"), (Self::Drive, "coverage-way-drive")];

    /// What to begin with, and the largest that can be asked for.
    pub(super) fn limits(self) -> (f32, f32) {
        match self {
            Self::Straight => (2_000.0, 50_000.0),
            Self::Walk | Self::Ride | Self::Drive => (15.0, 240.0),
        }
    }

    pub(super) fn suffix(self, desk: &Desk<'_>) -> String {
        if self == Self::Straight { " m".to_owned() } else { desk.text("coverage-minutes-suffix") }
    }
}

/// What coverage is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageChoices {
    /// Number of the measure that is covered; none counts demand points.
    pub measure: Option<usize>,
    /// Own kinds that count.
    pub kinds: BTreeSet<OutletKind>,
    /// Classes that do not count, of whatever kind.
    pub without: BTreeSet<OutletClass>,
    /// How one gets there.
    pub way: CoverageWay,
    /// How far is near enough, in metres or minutes.
    pub limit: f32,
    /// Other limits of single kinds, in the same unit.
    pub by_kind: BTreeMap<OutletKind, f32>,
    /// Grids that are country.
    pub rural: BTreeSet<GridId>,
    /// How many times longer limits are there.
    pub rural_factor: f32,
    /// Whether planned outlets count.
    pub has_planned: bool,
}

/// A place where demand is missed, or a grid, or an outlet, as a line of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoverageLine {
    /// What it is called.
    pub title: String,
    /// The figure that matters, in words.
    pub value: String,
    /// What else is known, in words.
    pub note: String,
    /// A share 0..1 that is drawn as a bar, where there is one.
    pub share: Option<f32>,
    /// Whether it is out of order.
    pub is_warning: bool,
}

/// What one outlet does, and what would be if it closed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutletCoverage {
    /// Which one, in words.
    pub title: String,
    /// Names and values.
    pub facts: Vec<(String, String)>,
    /// Who would take its demand: name, amount and how much farther it is.
    pub closing: Vec<(String, String)>,
}

/// How coverage stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoverageView {
    /// What it is of; none while nothing was asked for.
    pub choices: Option<CoverageChoices>,
    /// Whether it is being computed.
    pub is_working: bool,
    /// How ways are measured, in words.
    pub measured: String,
    /// Key figures.
    pub figures: Vec<KeyFigure>,
    /// The same of the scenario compared with: names and values.
    pub compared: Vec<(String, String)>,
    /// One line a kind.
    pub kinds: Vec<CoverageLine>,
    /// Blind spots, most demand first.
    pub spots: Vec<CoverageLine>,
    /// Outlets, fullest first, each with its id.
    pub outlets: Vec<(OutletId, CoverageLine)>,
    /// Grids of the level in focus, least covered first.
    pub grids: Vec<(GridId, CoverageLine)>,
    /// The selected outlet.
    pub selected: Option<OutletCoverage>,
}

/// What the panel asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum CoverageRequest {
    /// Computes coverage of these.
    Of(Box<CoverageChoices>),
    /// Asks for a file of roads.
    ChooseRoads,
    /// Takes it off the map.
    Off,
    /// Shows a blind spot, by its number.
    ShowSpot(usize),
    /// Makes a scenario of this name in which every outlet's service area is a cell and a grid.
    CellsAs(String),
}

/// The lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Spots,
    Outlets,
    Grids,
}

/// The panel (覆盖分析面板).
#[derive(Debug, Default)]
pub struct CoveragePanel {
    choices: Option<CoverageChoices>,
    page: Page,
    is_off: bool,
}

impl CoveragePanel {
    /// Shows figures, lists, and what can be chosen.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, view: &CoverageView, requests: &mut Vec<Request>) {
        if desk.document.outlets().is_empty() || desk.document.demand().is_empty() {
            if empty_state(ui, &desk.text("coverage-empty"), &desk.text("coverage-empty-hint"), Some(&desk.text("panel-import"))) {
                requests.push(Action::Import.into());
            }
            return;
        }
        let before = view.choices.clone().or_else(|| self.choices.clone()).unwrap_or_else(|| first_choices(desk));
        if view.choices.is_none() && !self.is_off {
            requests.push(Request::Coverage(CoverageRequest::Of(Box::new(before.clone()))));
        }
        let mut choices = before.clone();
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = UNIT;
            self.head(ui, desk, view, &mut choices, requests);
            key_figures(ui, desk.theme, &view.figures);
            for (name, value) in &view.compared {
                fact(ui, name, value);
            }
            if let Some(selected) = &view.selected {
                selected_outlet(ui, desk, selected);
            }
            cells(ui, desk, view, requests);
            CollapsingHeader::new(desk.text("coverage-standard")).id_salt("coverage-standard").show(ui, |ui| standard(ui, desk, view, &mut choices));
            self.lists(ui, desk, view, requests);
        });
        if choices != before {
            self.is_off = false;
            requests.push(Request::Coverage(CoverageRequest::Of(Box::new(choices.clone()))));
        }
        self.choices = Some(choices);
    }

    /// The limit, in front because it is what is turned most.
    fn head(&mut self, ui: &mut Ui, desk: &Desk<'_>, view: &CoverageView, choices: &mut CoverageChoices, requests: &mut Vec<Request>) {
        ui.horizontal(|ui| {
            let name = desk.text(if choices.way == CoverageWay::Straight { "coverage-within" } else { "coverage-within-time" });
            ui.label(&name);
            ui.add(limit_field(desk, &mut choices.limit, choices.way)).on_hover_text(desk.text("coverage-within-hint")).accessible_name(name);
            if view.is_working {
                ui.add(egui::Spinner::new().size(14.0));
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let key = if self.is_off { "coverage-on" } else { "coverage-off" };
                if ui.button(desk.text(key)).clicked() {
                    self.is_off = !self.is_off;
                    let request = if self.is_off { CoverageRequest::Off } else { CoverageRequest::Of(Box::new(choices.clone())) };
                    requests.push(Request::Coverage(request));
                }
            });
        });
        let before = choices.way;
        ui.horizontal_wrapped(|ui| {
            way_labels(ui, desk, &mut choices.way);
            if choices.way != CoverageWay::Straight && ui.button(RichText::new(desk.text("coverage-roads")).size(TABLE_TEXT)).on_hover_text(desk.text("coverage-roads-hint")).clicked() {
                requests.push(Request::Coverage(CoverageRequest::ChooseRoads));
            }
        });
        if (before == CoverageWay::Straight) != (choices.way == CoverageWay::Straight) {
            // Metres are no minutes.
            choices.limit = choices.way.limits().0;
            choices.by_kind.clear();
        }
        let weak = ui.visuals().weak_text_color();
        ui.label(RichText::new(&view.measured).size(11.0).color(weak));
    }

    fn lists(&mut self, ui: &mut Ui, desk: &Desk<'_>, view: &CoverageView, requests: &mut Vec<Request>) {
        ui.add_space(UNIT);
        let pages = [(Page::Spots, "coverage-spots", view.spots.len()), (Page::Outlets, "coverage-outlets", view.outlets.len()), (Page::Grids, "coverage-grids", view.grids.len())];
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = UNIT;
            for (page, key, count) in pages {
                let text = format!("{} {}", desk.text(key), count_text(count as i64));
                if ui.selectable_label(self.page == page, RichText::new(text).size(TABLE_TEXT)).clicked() {
                    self.page = page;
                }
            }
        });
        let height = ui.available_height().max(LEAST_LIST);
        let width = ui.available_width();
        ui.allocate_ui(vec2(width, height), |ui| match self.page {
            Page::Spots => {
                if let Some(number) = list(ui, desk, "coverage-spots", &view.spots, |_| false) {
                    requests.push(Request::Coverage(CoverageRequest::ShowSpot(number)));
                }
            }
            Page::Outlets => {
                let lines: Vec<CoverageLine> = view.outlets.iter().map(|(_, line)| line.clone()).collect();
                let is_selected = |number: usize| view.outlets.get(number).is_some_and(|(id, _)| desk.selection.contains(map::Item::Outlet(*id)));
                if let Some((id, _)) = list(ui, desk, "coverage-outlets", &lines, is_selected).and_then(|number| view.outlets.get(number)) {
                    requests.push(map::Request::Select(vec![map::Item::Outlet(*id)], map::Pick::Replace).into());
                    requests.push(Action::FitSelection.into());
                }
            }
            Page::Grids => {
                let lines: Vec<CoverageLine> = view.grids.iter().map(|(_, line)| line.clone()).collect();
                let is_selected = |number: usize| view.grids.get(number).is_some_and(|(id, _)| desk.selection.contains(map::Item::Grid(*id)));
                if let Some((id, _)) = list(ui, desk, "coverage-grids", &lines, is_selected).and_then(|number| view.grids.get(number)) {
                    requests.push(Request::ShowGrid(*id));
                }
            }
        });
    }
}

/// What to begin with: halls, or whatever own outlets there are, within a kilometre.
pub fn first_choices(desk: &Desk<'_>) -> CoverageChoices {
    let present: BTreeSet<OutletKind> = desk.document.outlets().rows().map(|outlet| outlet.kind).collect();
    let of = |group: OutletGroup| present.iter().copied().filter(|kind| kind.group() == group).collect::<BTreeSet<_>>();
    let groups = [OutletGroup::Own, OutletGroup::Partner, OutletGroup::Terminal].map(of);
    let kinds = groups.into_iter().find(|kinds| !kinds.is_empty()).unwrap_or_default();
    let measures = &desk.document.project().measures;
    let measure = measures.iter().position(|measure| measure.is_balanced).or((!measures.is_empty()).then_some(0));
    CoverageChoices { measure, kinds, without: BTreeSet::new(), way: CoverageWay::Straight, limit: 2_000.0, by_kind: BTreeMap::new(), rural: BTreeSet::new(), rural_factor: 2.0, has_planned: true }
}

pub(super) fn limit_field<'a>(desk: &Desk<'_>, limit: &'a mut f32, way: CoverageWay) -> DragValue<'a> {
    let (least, most, speed) = if way == CoverageWay::Straight { (10.0, way.limits().1, 10.0) } else { (1.0, way.limits().1, 0.2) };
    DragValue::new(limit).range(least..=most).speed(speed).max_decimals(0).suffix(way.suffix(desk))
}

/// The ways to choose from, side by side.
pub(super) fn way_labels(ui: &mut Ui, desk: &Desk<'_>, chosen: &mut CoverageWay) {
    ui.spacing_mut().item_spacing.x = UNIT;
    for (way, key) in CoverageWay::ALL {
        if ui.selectable_label(*chosen == way, RichText::new(desk.text(key)).size(TABLE_TEXT)).clicked() {
            *chosen = way;
        }
    }
}

/// A list; which row was picked.
fn list(ui: &mut Ui, desk: &Desk<'_>, salt: &str, lines: &[CoverageLine], is_selected: impl Fn(usize) -> bool) -> Option<usize> {
    if lines.is_empty() {
        ui.label(RichText::new(desk.text("coverage-none")).color(ui.visuals().weak_text_color()));
        return None;
    }
    let name = |number: usize| lines.get(number).map_or_else(Default::default, |line| (format!("{} {} {}", line.title, line.value, line.note), is_selected(number)));
    let (event, _) = RowList::new(Id::unique(salt), lines.len(), ROW).show(ui, name, |ui, number, rect, response| {
        let Some(line) = lines.get(number) else { return };
        paint_row_back(ui, rect, RowLook { is_selected: is_selected(number), is_hovered: response.hovered(), is_focused: response.has_focus() });
        if paint_line(ui, desk, line, rect) {
            response.clone().on_hover_text(format!("{}\n{}\n{}", line.title, line.value, line.note));
        }
    });
    match event {
        Some(RowEvent::Pick(number, _) | RowEvent::Open(number)) => Some(number),
        _ => None,
    }
}

/// Title, note and value side by side, with the share as a bar below them; whether something was cut.
fn paint_line(ui: &Ui, desk: &Desk<'_>, line: &CoverageLine, rect: Rect) -> bool {
    let theme = desk.theme;
    if let Some(share) = line.share {
        let y = rect.bottom() - 3.0;
        let (left, right) = (rect.left() + UNIT, rect.right() - UNIT);
        let color = color32(if line.is_warning { theme.amber } else { theme.accent });
        ui.painter().hline(left..=right, y, egui::Stroke::new(2.0, color32(theme.line)));
        ui.painter().hline(left..=left + (right - left) * share.clamp(0.0, 1.0), y, egui::Stroke::new(2.0, color));
    }
    let color = if line.is_warning { color32(theme.amber) } else { ui.visuals().text_color() };
    let inner = rect.shrink2(vec2(UNIT, 0.0));
    let (taken, a) = fit(ui.painter(), Rect::from_min_max(pos2(inner.left() + inner.width() * 0.35, inner.top()), inner.max), &line.value, Fit::right(TABLE_TEXT, color));
    let rest = Rect::from_min_max(inner.min, pos2(inner.right() - taken - 2.0 * UNIT, inner.bottom()));
    let (used, b) = fit(ui.painter(), rest, &line.title, Fit::left(TABLE_TEXT, ui.visuals().text_color()));
    let after = Rect::from_min_max(pos2(rest.left() + used + 2.0 * UNIT, rest.top()), rest.max);
    let c = after.width() > 24.0 && fit(ui.painter(), after, &line.note, Fit::left(11.0, ui.visuals().weak_text_color())).1;
    a || b || c
}

fn selected_outlet(ui: &mut Ui, desk: &Desk<'_>, selected: &OutletCoverage) {
    section(ui, &selected.title);
    for (name, value) in &selected.facts {
        fact(ui, name, value);
    }
    section(ui, &desk.text("coverage-closing"));
    for (name, value) in &selected.closing {
        fact(ui, name, value);
    }
}

/// Which outlets count, how far each reaches, where is country.
fn standard(ui: &mut Ui, desk: &Desk<'_>, view: &CoverageView, choices: &mut CoverageChoices) {
    let project = desk.document.project();
    let width = ui.available_width();
    section(ui, &desk.text("coverage-measure"));
    let names: Vec<String> = std::iter::once(desk.text("coverage-points")).chain(project.measures.iter().map(|measure| measure_name(desk.language, &measure.name).into_owned())).collect();
    if let Some(number) = choice(ui, "coverage-measure", &desk.text("coverage-measure"), &names, choices.measure.map_or(0, |measure| measure + 1), width) {
        choices.measure = number.checked_sub(1);
    }
    section(ui, &desk.text("coverage-kinds"));
    let present: BTreeSet<OutletKind> = desk.document.outlets().rows().map(|outlet| outlet.kind).collect();
    for kind in present.iter().copied().filter(|kind| kind.group() != OutletGroup::Competitor) {
        ui.push_id(kind.name(), |ui| kind_row(ui, desk, view, choices, kind));
    }
    classes(ui, desk, choices);
    ui.add(Checkbox::new(&mut choices.has_planned, desk.text("coverage-planned"))).on_hover_text(desk.text("coverage-planned-hint"));
    section(ui, &desk.text("coverage-rural"));
    let upper: Vec<(GridId, String)> = desk.document.view().grids_of_level(desk.focus.plane, 0).map(|(id, grid)| (id, if grid.name.is_empty() { grid.code.clone() } else { grid.name.clone() })).collect();
    choices.rural.retain(|grid| upper.iter().any(|(id, _)| id == grid));
    ui.horizontal_wrapped(|ui| {
        for (id, name) in &upper {
            let is_on = choices.rural.contains(id);
            if ui.selectable_label(is_on, RichText::new(name).size(TABLE_TEXT)).clicked() {
                if is_on { choices.rural.remove(id) } else { choices.rural.insert(*id) };
            }
        }
    });
    ui.add_enabled_ui(!choices.rural.is_empty(), |ui| {
        ui.horizontal(|ui| {
            ui.label(RichText::new(desk.text("coverage-rural-factor")).size(TABLE_TEXT));
            ui.add(DragValue::new(&mut choices.rural_factor).range(1.0..=10.0).speed(0.1).max_decimals(1).prefix("× ")).accessible_name(desk.text("coverage-rural-factor"));
        });
    });
}

/// The classes that the outlets which count have: whether each counts.
fn classes(ui: &mut Ui, desk: &Desk<'_>, choices: &mut CoverageChoices) {
    let present: BTreeSet<OutletClass> = desk.document.outlets().rows().filter(|outlet| choices.kinds.contains(&outlet.kind)).filter_map(|outlet| outlet.class).collect();
    if present.len() < 2 {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(desk.text("coverage-classes")).size(TABLE_TEXT));
        for class in present {
            let mut is_on = !choices.without.contains(&class);
            if ui.add(Checkbox::new(&mut is_on, outlet_class_text(desk.language, class))).changed() {
                if is_on { choices.without.remove(&class) } else { choices.without.insert(class) };
            }
        }
    });
}

/// A kind: whether it counts, its own limit, and what it does.
fn kind_row(ui: &mut Ui, desk: &Desk<'_>, view: &CoverageView, choices: &mut CoverageChoices, kind: OutletKind) {
    let name = outlet_kind_text(desk.language, kind);
    let line = view.kinds.iter().find(|line| line.title == name);
    ui.horizontal(|ui| {
        let mut is_on = choices.kinds.contains(&kind);
        let response = ui.add(Checkbox::new(&mut is_on, &name));
        if let Some(line) = line {
            response.clone().on_hover_text(format!("{}\n{}", line.value, line.note));
        }
        if response.changed() {
            if is_on { choices.kinds.insert(kind) } else { choices.kinds.remove(&kind) };
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if !is_on {
                return;
            }
            let own = choices.by_kind.get(&kind).copied();
            let mut limit = own.unwrap_or(choices.limit);
            let field = ui.add(limit_field(desk, &mut limit, choices.way));
            let field = field.accessible_name(desk.text_with("coverage-limit-of", &[("kind", name.clone().into())]));
            if field.changed() {
                choices.by_kind.insert(kind, limit);
            }
            if own.is_some() && ui.add(Button::new("×").small()).on_hover_text(desk.text("coverage-limit-usual")).clicked() {
                choices.by_kind.remove(&kind);
            }
        });
    });
}

/// A share as a key figure.
pub fn share_figure(label: String, share: Option<f64>, note: String, style: KeyFigureStyle) -> KeyFigure {
    KeyFigure { label, value: share.map_or_else(|| "–".to_owned(), percent_text), note, style }
}

/// Service areas as a plan of their own.
fn cells(ui: &mut Ui, desk: &Desk<'_>, view: &CoverageView, requests: &mut Vec<Request>) {
    let is_ready = view.choices.is_some() && !view.is_working && !desk.document.is_read_only();
    let button = Button::new(RichText::new(desk.text("coverage-cells")).size(TABLE_TEXT));
    if ui.add_enabled(is_ready, button).on_hover_text(desk.text("coverage-cells-hint")).clicked() {
        let names = (1..1_000).map(|number| desk.text_with("coverage-cells-name", &[("number", count_text(number).into())]));
        let free = names.into_iter().find(|name| desk.document.scenario_named(name).is_none());
        requests.extend(free.map(|name| Request::Coverage(CoverageRequest::CellsAs(name))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, text};
    use crate::ui::widgets::testing::{World, harness};
    use egui_kittest::kittest::Queryable as _;

    fn show(panel: &mut (CoveragePanel, CoverageView), ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let view = panel.1.clone();
        panel.0.show(ui, desk, &view, requests);
    }

    fn asked(requests: &[Request]) -> Vec<CoverageRequest> {
        requests.iter().filter_map(|request| if let Request::Coverage(asked) = request { Some(asked.clone()) } else { None }).collect()
    }

    #[test]
    fn coverage_is_asked_for_when_the_panel_is_first_seen() {
        for language in [Language::English, Language::Chinese] {
            let mut harness = harness(World::small(language), (CoveragePanel::default(), CoverageView::default()), [300.0, 900.0], show);
            harness.run();
            let first = asked(&harness.state().requests).into_iter().next();
            let Some(CoverageRequest::Of(choices)) = first else { panic!("{first:?}") };
            assert!(!choices.kinds.is_empty() && choices.limit > 0.0);
        }
    }

    #[test]
    fn a_blind_spot_is_shown_and_coverage_taken_off_the_map() {
        let line = |title: &str| CoverageLine { title: title.to_owned(), value: "412 户".to_owned(), ..CoverageLine::default() };
        let mut harness = harness(World::small(Language::English), (CoveragePanel::default(), CoverageView::default()), [300.0, 900.0], show);
        harness.run();
        let Some(CoverageRequest::Of(choices)) = asked(&harness.state().requests).into_iter().next() else { panic!() };
        harness.state_mut().panel.1 = CoverageView { choices: Some(*choices), spots: vec![line("1"), line("2")], ..CoverageView::default() };
        harness.state_mut().requests.clear();
        harness.run();
        harness.get_by_label("2 412 户 ").click();
        harness.run();
        harness.get_by_label(&text(Language::English, "coverage-off", &[])).click();
        harness.run();
        assert_eq!(asked(&harness.state().requests), [CoverageRequest::ShowSpot(1), CoverageRequest::Off]);
    }
}
