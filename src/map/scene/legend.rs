//! The legend (图例) as rows, made from what the map shows: the same classes, colours and symbols.

use super::Look;
use super::demand::DemandShapes;
use super::outlets::{GROUP_LAYERS, group_of};
use super::tint::Tints;
use crate::base::{Finding, FindingKind};
use crate::carto::{Color, FILL_OPACITY, THEMATIC_OPACITY, Theme};
use crate::i18n::{Language, count_text, outlet_kind_text, outlet_status_text, text, unit_text};
use crate::map::{Layer, Thematic};
use crate::model::{OutletKind, OutletStatus};
use std::collections::BTreeSet;

/// What stands before a row's text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Icon {
    None,
    /// A colour with its opacity on the plan's ground, hatched where it stands for no value.
    Swatch(Color, f64, bool),
    Symbol { kind: OutletKind, status: OutletStatus, has_warning: bool },
    Cluster,
    /// Lines over each other, the widest first.
    Lines(Vec<(Color, f32)>),
    /// Out of tolerance: above or below.
    Sign(bool),
    Problem,
}

/// How a row's text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Heading,
    Plain,
    Note,
}

/// A row of the legend.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) icon: Icon,
    pub(super) text: String,
    /// At the right edge: a count.
    pub(super) note: String,
    pub(super) style: Style,
    /// A thin line above sets it apart.
    pub(super) starts_section: bool,
}

impl Row {
    fn new(icon: Icon, text: String) -> Self {
        Self { icon, text, note: String::new(), style: Style::Plain, starts_section: false }
    }

    fn noted(mut self, note: String) -> Self {
        self.note = note;
        self
    }

    fn styled(mut self, style: Style) -> Self {
        self.style = style;
        self
    }
}

/// How many outlets there are of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct OutletCounts {
    kinds: Vec<(OutletKind, usize)>,
    /// Those that look different from an open one.
    statuses: Vec<OutletStatus>,
    has_synthetic: bool,
}

impl OutletCounts {
    /// Cost: the outlets once.
    pub(super) fn of(document: &crate::edit::Document) -> Self {
        let mut counts = vec![0; OutletKind::ALL.len()];
        let (mut present, mut has_synthetic) = (BTreeSet::new(), false);
        let scenario = document.active_name();
        for (outlet, status) in document.outlets().rows().filter_map(|outlet| Some((outlet, outlet.status_in(scenario)?))) {
            counts[outlet.kind as usize] += 1;
            present.insert(status);
            has_synthetic |= outlet.is_synthetic;
        }
        let kinds = OutletKind::ALL.iter().copied().zip(counts).filter(|(_, count)| *count > 0).collect();
        // Closed outlets are only faint.
        let statuses = present.into_iter().filter(|status| !matches!(status, OutletStatus::Open | OutletStatus::Closed)).collect();
        Self { kinds, statuses, has_synthetic }
    }

    /// Whether any outlet is made up.
    pub(super) fn has_synthetic(&self) -> bool {
        self.has_synthetic
    }
}

/// What the legend needs to know beside the look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    pub(super) tints: &'a Tints,
    pub(super) demand: &'a DemandShapes,
    pub(super) outlets: &'a OutletCounts,
    pub(super) has_clusters: bool,
    pub(super) is_balanced: bool,
}

/// The rows of the legend from the top down; none where there is nothing to explain.
pub(super) fn rows(look: &Look<'_>, shown: &Shown<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for mut section in [thematic_rows(look, shown), demand_rows(look, shown), outlet_rows(look, shown), line_rows(look, shown)] {
        if let Some(first) = section.first_mut() {
            first.starts_section = !rows.is_empty();
        }
        rows.append(&mut section);
    }
    rows
}

fn thematic_rows(look: &Look<'_>, shown: &Shown<'_>) -> Vec<Row> {
    let Some(classes) = shown.tints.classes().filter(|_| look.layers.opacity(Layer::Grids) > 0.0) else { return Vec::new() };
    let mut rows = vec![Row::new(Icon::None, classes.title.clone()).styled(Style::Heading), Row::new(Icon::None, classes.method.clone()).styled(Style::Note)];
    for ((label, color), count) in classes.labels.iter().zip(&classes.colors).zip(&classes.counts).rev() {
        rows.push(Row::new(Icon::Swatch(*color, THEMATIC_OPACITY, false), label.clone()).noted(count_text(*count as i64)));
    }
    if classes.without > 0 {
        let icon = Icon::Swatch(look.theme.no_data, FILL_OPACITY, true);
        rows.push(Row::new(icon, text(look.language, "scene-no-data", &[])).noted(count_text(classes.without as i64)));
    }
    rows
}

fn demand_rows(look: &Look<'_>, shown: &Shown<'_>) -> Vec<Row> {
    let (Some((classes, colors, is_density)), Some(measure)) = (shown.demand.legend(look.theme), look.document.project().measures.get(look.focus.measure)) else { return Vec::new() };
    if look.layers.opacity(Layer::Demand) <= 0.0 {
        return Vec::new();
    }
    let unit = unit_text(look.language, &measure.unit);
    let key = if is_density { "scene-density" } else { "scene-points" };
    let mut rows = vec![Row::new(Icon::None, text(look.language, key, &[("name", crate::i18n::measure_name(look.language, &measure.name).into_owned().into()), ("unit", unit.into())])).styled(Style::Heading)];
    let labels = classes.labels(|value| crate::i18n::number_text((measure.value(value.round() as i64) * 100.0).round() / 100.0));
    for (label, color) in labels.into_iter().zip(colors).rev() {
        rows.push(Row::new(Icon::Swatch(color, 0.8, false), label));
    }
    rows
}

fn outlet_rows(look: &Look<'_>, shown: &Shown<'_>) -> Vec<Row> {
    let language = look.language;
    let is_visible = |kind: OutletKind| look.layers.opacity(GROUP_LAYERS[group_of(kind)]) > 0.0;
    let symbol = |kind: OutletKind| Icon::Symbol { kind, status: OutletStatus::Open, has_warning: false };
    let mut rows = Vec::new();
    // Own halls differ in size only, so they share a row.
    let own: usize = shown.outlets.kinds.iter().filter(|(kind, _)| group_of(*kind) == 0).map(|(_, count)| count).sum();
    if own > 0 && is_visible(OutletKind::CommunityHall) {
        rows.push(Row::new(symbol(OutletKind::CommunityHall), text(language, "scene-own-outlets", &[])).noted(count_text(own as i64)));
    }
    for (kind, count) in shown.outlets.kinds.iter().filter(|(kind, _)| group_of(*kind) != 0 && is_visible(*kind)) {
        rows.push(Row::new(symbol(*kind), capitalised(outlet_kind_text(language, *kind), language)).noted(count_text(*count as i64)));
    }
    if rows.is_empty() {
        return rows;
    }
    for status in &shown.outlets.statuses {
        let icon = Icon::Symbol { kind: OutletKind::CommunityHall, status: *status, has_warning: false };
        rows.push(Row::new(icon, capitalised(outlet_status_text(language, *status), language)));
    }
    if look.problems.iter().any(is_of_outlet) {
        rows.push(Row::new(Icon::Symbol { kind: OutletKind::DesignatedStore, status: OutletStatus::Open, has_warning: true }, text(language, "map-warning", &[])));
    }
    if shown.has_clusters && is_visible(OutletKind::CommunityHall) {
        rows.push(Row::new(Icon::Cluster, text(language, "map-cluster", &[])));
    }
    rows
}

fn capitalised(words: String, language: Language) -> String {
    let mut letters = words.chars();
    match (language, letters.next()) {
        (Language::English, Some(first)) => first.to_uppercase().chain(letters).collect(),
        _ => words,
    }
}

fn line_rows(look: &Look<'_>, shown: &Shown<'_>) -> Vec<Row> {
    let say = |key: &str| text(look.language, key, &[]);
    let Theme { muted, parent_boundary, plan, .. } = *look.theme;
    let mut rows = Vec::new();
    if look.layers.opacity(Layer::Grids) > 0.0 {
        if *look.thematic == Thematic::Categories {
            rows.push(Row::new(Icon::Lines(vec![(muted, 2.0)]), say("map-grid-boundary")));
        }
        if look.focus.level > 0 {
            rows.push(Row::new(Icon::Lines(vec![(plan, 5.0), (parent_boundary, 3.4)]), say("map-parent-boundary")));
        }
    }
    if shown.is_balanced && look.layers.opacity(Layer::Labels) > 0.0 {
        rows.push(Row::new(Icon::Sign(true), say("map-above")));
        rows.push(Row::new(Icon::Sign(false), say("map-below")));
    }
    if look.layers.opacity(Layer::Problems) > 0.0 && look.problems.iter().any(|finding| problem_mark(finding).is_some()) {
        rows.push(Row::new(Icon::Problem, say("map-problem")));
    }
    rows
}

/// Whether a finding is shown as a ring round its outlet.
pub(super) fn is_of_outlet(finding: &Finding) -> bool {
    finding.kind.is_of_outlet()
}

/// Where a finding has a mark of its own, and whether it is an error. Grids out of tolerance carry a sign and outlets a ring.
pub(super) fn problem_mark(finding: &Finding) -> Option<([f64; 2], bool)> {
    let is_error = finding.severity == crate::base::Severity::Error;
    let is_marked = is_error || matches!(finding.kind, FindingKind::NotContiguous | FindingKind::Unassigned | FindingKind::UncoveredDemand | FindingKind::MissingOutlet);
    finding.place.filter(|_| is_marked).map(|place| (place, is_error))
}
