//! What a channel manager wants of new outlets (选址要求): goal, number and kind, places; and further, where not, what may give way, money.

use super::coverage::{CoverageWay, limit_field, way_labels};
use crate::base::{CellId, GridId, OutletId};
use crate::edit::Document;
use crate::geodesy::{Bounds, Position};
use crate::i18n::{count_text, distance_text, measure_name, outlet_kind_text};
use crate::map::{self, Item, Pick};
use crate::model::{GivingUp, OutletGroup, OutletKind, ReferenceGeometry, SiteGoal, SitePlaces, SiteZone};
use crate::ui::theme::TABLE_TEXT;
use crate::ui::widgets::{choice, section};
use crate::ui::{Desk, Request};
use egui::{Button, Checkbox, DragValue, RichText, Ui};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const GOALS: [(SiteGoal, &str); 7] = [
    (SiteGoal::Reach, "siting-reach"),
    (SiteGoal::ShortWays, "siting-short-ways"),
    (SiteGoal::Room, "siting-room"),
    (SiteGoal::ReachAll, "siting-reach-all"),
    (SiteGoal::NobodyFar, "siting-nobody-far"),
    (SiteGoal::ReachTwice, "siting-reach-twice"),
    (SiteGoal::Win, "siting-win"),
];

const GROUNDS: [(SitePlaces, &str); 4] = [
    (SitePlaces::Cells, "siting-in-cells"),
    (SitePlaces::Demand, "siting-at-demand"),
    (SitePlaces::Crossings, "siting-at-crossings"),
    (SitePlaces::Planned, "siting-at-planned"),
];

/// What a channel manager wants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SitingChoices {
    /// The goal.
    pub goal: SiteGoal,
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
    /// Where new ones may stand.
    pub ground: SitePlaces,
    /// Only on the ground of this grid.
    pub within: Option<GridId>,
    /// Metres to keep from each other and from what is there; 0 for none.
    pub spacing_m: f32,
    /// Where none may stand.
    pub zones: Vec<SiteZone>,
    /// Which may give way.
    pub may_go: GivingUp,
    /// At most so many of them.
    pub most_gone: usize,
    /// What a new one costs a month.
    pub cost: f64,
    /// Most that all may cost together; 0 for no limit.
    pub budget: f64,
    /// What a new one can serve, in the unit of the measure; read where that counts.
    pub capacity: f64,
    /// How long to look, in seconds.
    pub seconds: f64,
    /// Another seed, another search.
    pub seed: u64,
}

impl SitingChoices {
    /// Leaves out what is not there any more.
    pub(super) fn follow(&mut self, document: &Document) {
        self.measure = self.measure.filter(|measure| *measure < document.project().measures.len());
        if let GivingUp::These(outlets) = &mut self.may_go {
            outlets.retain(|outlet| document.outlets().contains(*outlet));
            if outlets.is_empty() {
                self.may_go = GivingUp::Nobody;
            }
        }
    }

    /// How many of the further wishes are there.
    pub(super) fn n_further(&self) -> usize {
        self.zones.len() + usize::from(self.may_go != GivingUp::Nobody) + usize::from(self.budget > 0.0)
    }
}

pub(super) fn first_choices(desk: &Desk<'_>) -> SitingChoices {
    let coverage = super::coverage::first_choices(desk);
    let kind = coverage.kinds.iter().copied().find(|kind| *kind == OutletKind::CommunityHall).or_else(|| coverage.kinds.first().copied()).unwrap_or(OutletKind::CommunityHall);
    SitingChoices {
        goal: SiteGoal::Reach,
        sites: 10,
        kind,
        measure: coverage.measure,
        way: CoverageWay::Straight,
        limit: CoverageWay::Straight.limits().0,
        kinds: coverage.kinds,
        ground: SitePlaces::Cells,
        within: None,
        spacing_m: 0.0,
        zones: Vec::new(),
        may_go: GivingUp::Nobody,
        most_gone: 3,
        cost: 10_000.0,
        budget: 0.0,
        capacity: even_part(desk, coverage.measure),
        seconds: 10.0,
        seed: 1,
    }
}

/// A fifth more than the even part of all demand for each outlet that is there and ten new ones, rounded to one digit.
fn even_part(desk: &Desk<'_>, measure: Option<usize>) -> f64 {
    let document = desk.document;
    let total = match measure.and_then(|measure| Some((measure, document.project().measures.get(measure)?))) {
        Some((column, measure)) => (0..document.demand().len()).map(|point| measure.value(document.demand().amounts_of(point)[column])).sum(),
        None => document.demand().len() as f64,
    };
    let part = (1.2 * total / (document.outlets().len() + 10) as f64).max(1.0);
    let digit = 10f64.powi(part.log10().floor() as i32);
    (part / digit).ceil() * digit
}

/// What was asked for, from the text that a step keeps of it.
pub(super) fn settings_of(text: &str) -> Option<SitingChoices> {
    serde_json::from_str(text).ok()
}

/// What was asked for, in words, a line for each thing.
pub(super) fn told(desk: &Desk<'_>, choices: &SitingChoices) -> String {
    let goal = GOALS.iter().find(|(goal, _)| *goal == choices.goal).map(|(_, key)| desk.text(key)).unwrap_or_default();
    let way = CoverageWay::ALL.iter().find(|(way, _)| *way == choices.way).map(|(_, key)| desk.text(key)).unwrap_or_default();
    let ground = GROUNDS.iter().find(|(ground, _)| *ground == choices.ground).map(|(_, key)| desk.text(key)).unwrap_or_default();
    let limit = format!("{way} {}{}", count_text(choices.limit as i64), choices.way.suffix(desk));
    let mut lines = vec![goal, format!("{} × {}", count_text(choices.sites as i64), outlet_kind_text(desk.language, choices.kind)), limit, ground];
    if choices.spacing_m > 0.0 {
        lines.push(format!("{} {}", desk.text("siting-spacing"), distance_text(f64::from(choices.spacing_m))));
    }
    lines.extend(choices.zones.iter().map(|zone| zone_told(desk, zone)));
    match &choices.may_go {
        GivingUp::Nobody => {}
        GivingUp::Anybody => lines.push(desk.text("siting-any-may-go")),
        GivingUp::These(outlets) => lines.push(desk.text_with("siting-these-may-go", &[("count", outlets.len().into())])),
    }
    if choices.budget > 0.0 {
        lines.push(format!("{} {}", desk.text("siting-budget"), count_text(choices.budget as i64)));
    }
    lines.push(format!("{:.0} s · {} {}", choices.seconds, desk.text("design-seed"), choices.seed));
    lines.join("\n")
}

/// What every search needs to know.
pub(super) fn show(ui: &mut Ui, desk: &Desk<'_>, choices: &mut SitingChoices) {
    let width = ui.available_width();
    section(ui, &desk.text("siting-goal"));
    for (goal, key) in GOALS {
        if ui.radio(choices.goal == goal, desk.text(key)).clicked() {
            choices.goal = goal;
        }
    }
    section(ui, &desk.text("siting-new"));
    number_and_kind(ui, desk, choices);
    way_and_limit(ui, desk, choices);
    if choices.goal == SiteGoal::Room {
        ui.horizontal(|ui| {
            ui.label(desk.text("siting-capacity"));
            let speed = choices.capacity / 100.0;
            ui.add(DragValue::new(&mut choices.capacity).range(1.0..=1e9).speed(speed).max_decimals(0)).on_hover_text(desk.text("siting-capacity-hint")).accessible_name(desk.text("siting-capacity"));
        });
    }
    ui.horizontal(|ui| {
        ui.label(desk.text("siting-spacing"));
        ui.add(DragValue::new(&mut choices.spacing_m).range(0.0..=20_000.0).speed(10.0).max_decimals(0).suffix(" m")).accessible_name(desk.text("siting-spacing"));
    });
    let places = GROUNDS.map(|(_, key)| desk.text(key));
    let now = GROUNDS.iter().position(|(ground, _)| *ground == choices.ground).unwrap_or(0);
    if let Some((ground, _)) = choice(ui, "siting-places", &desk.text("siting-places"), &places, now, width).and_then(|number| GROUNDS.get(number)) {
        choices.ground = *ground;
    }
    section(ui, &desk.text("siting-who"));
    let names: Vec<String> = std::iter::once(desk.text("coverage-points")).chain(desk.document.project().measures.iter().map(|measure| measure_name(desk.language, &measure.name).into_owned())).collect();
    if let Some(number) = choice(ui, "siting-measure", &desk.text("coverage-measure"), &names, choices.measure.map_or(0, |measure| measure + 1), width) {
        choices.measure = number.checked_sub(1);
        choices.capacity = even_part(desk, choices.measure);
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

fn number_and_kind(ui: &mut Ui, desk: &Desk<'_>, choices: &mut SitingChoices) {
    ui.horizontal(|ui| {
        if choices.goal != SiteGoal::ReachAll {
            let least = usize::from(choices.may_go == GivingUp::Nobody);
            ui.add(DragValue::new(&mut choices.sites).range(least..=500)).accessible_name(desk.text("siting-count"));
        }
        let kinds: Vec<OutletKind> = OutletKind::ALL.iter().copied().filter(|kind| kind.group() != OutletGroup::Competitor).collect();
        let names: Vec<String> = kinds.iter().map(|kind| outlet_kind_text(desk.language, *kind)).collect();
        let now = kinds.iter().position(|kind| *kind == choices.kind).unwrap_or(0);
        let rest = ui.available_width();
        if let Some(kind) = choice(ui, "siting-kind", &desk.text("siting-kind"), &names, now, rest).and_then(|number| kinds.get(number)) {
            choices.kind = *kind;
        }
    });
}

fn way_and_limit(ui: &mut Ui, desk: &Desk<'_>, choices: &mut SitingChoices) {
    let before = choices.way;
    ui.horizontal_wrapped(|ui| way_labels(ui, desk, &mut choices.way));
    if (before == CoverageWay::Straight) != (choices.way == CoverageWay::Straight) {
        // Metres are no minutes.
        choices.limit = choices.way.limits().0;
    }
    ui.horizontal(|ui| {
        ui.label(desk.text(if choices.way == CoverageWay::Straight { "coverage-within" } else { "coverage-within-time" }));
        ui.add(limit_field(desk, &mut choices.limit, choices.way)).accessible_name(desk.text("siting-limit"));
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

/// Reference layers with polygons that nothing can stand on; looked for once for each set of them.
#[derive(Debug, Default)]
pub(super) struct SiteLayers {
    of: Option<(usize, usize)>,
    layers: Vec<String>,
}

/// Layers of which polygons mean ground without outlets: names of our own import and OpenStreetMap's.
const LAYERS: [(&str, &str); 8] = [
    ("water", "import-layer-water"),
    ("waterway", "import-layer-water"),
    ("river", "import-layer-water"),
    ("lake", "import-layer-water"),
    ("green", "import-layer-green"),
    ("park", "import-layer-green"),
    ("forest", "import-layer-green"),
    ("no_build", "import-layer-no-build"),
];

impl SiteLayers {
    fn follow(&mut self, desk: &Desk<'_>) {
        let reference = desk.document.reference();
        let of = (reference.as_ptr().addr(), reference.len());
        if self.of != Some(of) {
            let with_polygons = reference.iter().filter(|feature| matches!(feature.geometry, ReferenceGeometry::Polygons(_)));
            let found: BTreeSet<&str> = with_polygons.map(|feature| feature.layer.as_str()).filter(|layer| LAYERS.iter().any(|(known, _)| known == layer)).collect();
            *self = Self { of: Some(of), layers: found.into_iter().map(str::to_owned).collect() };
        }
    }
}

/// Ground without outlets, outlets that may give way, and money.
pub(super) fn show_more(ui: &mut Ui, desk: &Desk<'_>, layers: &mut SiteLayers, measured: Option<&[Position]>, choices: &mut SitingChoices, requests: &mut Vec<Request>) {
    layers.follow(desk);
    section(ui, &desk.text("siting-not-here"));
    zones(ui, desk, layers, measured, choices, requests);
    section(ui, &desk.text("siting-giving-way"));
    giving_way(ui, desk, choices);
    section(ui, &desk.text("siting-money"));
    ui.horizontal_wrapped(|ui| {
        ui.label(desk.text("siting-cost"));
        ui.add(DragValue::new(&mut choices.cost).range(0.0..=1e9).speed(100.0).max_decimals(0)).on_hover_text(desk.text("siting-cost-hint")).accessible_name(desk.text("siting-cost"));
        ui.label(desk.text("siting-budget"));
        ui.add(DragValue::new(&mut choices.budget).range(0.0..=1e12).speed(1_000.0).max_decimals(0)).on_hover_text(desk.text("siting-budget-hint")).accessible_name(desk.text("siting-budget"));
    });
    if choices.budget <= 0.0 {
        ui.label(RichText::new(desk.text("siting-no-budget")).size(11.0).color(ui.visuals().weak_text_color()));
    }
}

fn zones(ui: &mut Ui, desk: &Desk<'_>, layers: &SiteLayers, measured: Option<&[Position]>, choices: &mut SitingChoices, requests: &mut Vec<Request>) {
    for layer in &layers.layers {
        let zone = SiteZone::Layer(layer.clone());
        let mut is_on = choices.zones.contains(&zone);
        if ui.add(Checkbox::new(&mut is_on, zone_told(desk, &zone))).changed() {
            choices.zones.retain(|other| *other != zone);
            choices.zones.extend(is_on.then_some(zone));
        }
    }
    let cells: Vec<CellId> = desk.selection.iter().filter_map(|item| if let Item::Cell(cell) = item { Some(cell) } else { None }).collect();
    let area = measured.filter(|line| line.len() > 2);
    let mut wanted = None;
    let has_offers = !cells.is_empty() || area.is_some();
    if !has_offers {
        ui.label(RichText::new(desk.text("siting-not-hint")).size(11.0).color(ui.visuals().weak_text_color()));
    }
    let offers = |ui: &mut Ui| {
        let mut offer = |ui: &mut Ui, key: &str, zone: SiteZone| {
            if ui.add(Button::new(RichText::new(desk.text(key)).size(TABLE_TEXT))).on_hover_text(desk.text(&format!("{key}-hint"))).clicked() {
                wanted = Some(zone);
            }
        };
        if !cells.is_empty() {
            offer(ui, "siting-not-cells", SiteZone::Cells(cells.clone()));
        }
        if let Some(line) = area {
            offer(ui, "siting-not-inside", SiteZone::Area(line.to_vec()));
        }
    };
    if has_offers {
        ui.horizontal_wrapped(offers);
    }
    choices.zones.extend(wanted.filter(|zone| !choices.zones.contains(zone)));
    let mut gone = None;
    for (number, zone) in choices.zones.iter().enumerate().filter(|(_, zone)| !matches!(zone, SiteZone::Layer(_))) {
        ui.push_id(("zone", number), |ui| {
            ui.horizontal(|ui| {
                let name = desk.text("siting-zone-remove");
                if ui.add(Button::new("×").small()).on_hover_text(&name).accessible_name(name).clicked() {
                    gone = Some(number);
                }
                if ui.add(Button::new(RichText::new(zone_told(desk, zone)).size(TABLE_TEXT)).frame(false).wrap()).on_hover_text(desk.text("design-look")).clicked() {
                    look_at(desk, zone, requests);
                }
            });
        });
    }
    if let Some(number) = gone {
        choices.zones.remove(number);
    }
}

fn giving_way(ui: &mut Ui, desk: &Desk<'_>, choices: &mut SitingChoices) {
    let document = desk.document;
    let is_own = |outlet: &OutletId| document.outlets().get(*outlet).is_some_and(|row| row.kind.group() != OutletGroup::Competitor && row.status.is_serving());
    let selected: BTreeSet<OutletId> = desk.selection.iter().filter_map(|item| if let Item::Outlet(outlet) = item { Some(outlet) } else { None }).filter(is_own).collect();
    let these = if let GivingUp::These(outlets) = &choices.may_go { outlets.clone() } else { selected };
    let mut offers = vec![(GivingUp::Nobody, desk.text("siting-all-stay")), (GivingUp::Anybody, desk.text("siting-any-may-go"))];
    if !these.is_empty() {
        let text = desk.text_with("siting-these-may-go", &[("count", these.len().into())]);
        offers.push((GivingUp::These(these), text));
    }
    for (who, text) in offers {
        if ui.radio(choices.may_go == who, text).clicked() {
            choices.may_go = who;
        }
    }
    if choices.may_go == GivingUp::Nobody {
        choices.sites = choices.sites.max(1);
        return;
    }
    ui.horizontal(|ui| {
        ui.label(desk.text("siting-most-gone"));
        ui.add(DragValue::new(&mut choices.most_gone).range(1..=500)).accessible_name(desk.text("siting-most-gone"));
    });
    ui.label(RichText::new(desk.text("siting-giving-way-hint")).size(11.0).color(ui.visuals().weak_text_color()));
}

fn zone_told(desk: &Desk<'_>, zone: &SiteZone) -> String {
    match zone {
        SiteZone::Cells(cells) => desk.text_with("siting-zone-cells", &[("count", cells.len().into())]),
        SiteZone::Area(ring) => desk.text_with("siting-zone-area", &[("count", ring.len().into())]),
        SiteZone::Layer(layer) => LAYERS.iter().find(|(known, _)| known == layer).map_or_else(|| layer.clone(), |(_, key)| desk.text(key)),
    }
}

fn look_at(desk: &Desk<'_>, zone: &SiteZone, requests: &mut Vec<Request>) {
    let partition = &desk.document.plan().partition;
    let bounds = match zone {
        SiteZone::Area(ring) => Bounds::of(ring.iter().copied()),
        SiteZone::Cells(cells) => {
            let cells: Vec<CellId> = cells.iter().copied().filter(|cell| partition.faces().contains(*cell)).collect();
            requests.push(map::Request::Select(cells.iter().copied().map(Item::Cell).collect(), Pick::Replace).into());
            cells.into_iter().fold(Bounds::EMPTY, |bounds, cell| bounds.union(partition.cell_bounds(cell)))
        }
        SiteZone::Layer(_) => Bounds::EMPTY,
    };
    if !bounds.is_empty() {
        requests.push(map::Request::ZoomTo { bounds, is_flashed: true }.into());
    }
}
