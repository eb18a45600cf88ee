//! What colours grids: neighbours apart, or classes of a figure. The legend asks the same classes as the map.

use super::Look;
use super::gpu::Stage;
use super::slots::Slots;
use crate::carto::{Classification, Color, FILL_OPACITY, Method, Ramp, THEMATIC_OPACITY, Theme, ThemeKind, categorical, classify};
use crate::i18n::{Language, number_text, signed_percent_text, text, unit_text};
use crate::map::{Focus, Thematic};

/// A sign that the bundled font lacks; a dash of the same width stands for it.
const TRUE_MINUS: char = '\u{2212}';
/// Classes on each side of the tolerance.
const CLASSES_PER_SIDE: usize = 2;

/// The classes of a thematic map, as map and legend use them (专题图分级).
#[derive(Clone, Debug, PartialEq)]
pub struct Classes {
    /// What is shown, with its unit.
    pub title: String,
    /// How classes were made, in words.
    pub method: String,
    /// The breaks.
    pub classification: Classification,
    /// One text per class, lowest first.
    pub labels: Vec<String>,
    /// One colour per class.
    pub colors: Vec<Color>,
    /// How many grids are in each class.
    pub counts: Vec<usize>,
    /// How many grids have no value.
    pub without: usize,
}

/// How a grid is filled and bounded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tint {
    pub(super) fill: Color,
    pub(super) opacity: f64,
    /// The boundary, and the pattern where there is one.
    pub(super) tone: Color,
    pub(super) is_hatched: bool,
}

impl Tint {
    /// The fill as it appears on the plan's ground.
    pub(super) fn seen(&self, theme: &Theme) -> Color {
        self.fill.over(theme.plan, self.opacity)
    }
}

/// Everything the tints follow from.
#[derive(Clone, Debug, PartialEq)]
struct Basis {
    thematic: Thematic,
    focus: Focus,
    theme: ThemeKind,
    language: Language,
    /// Only where figures colour the map.
    revision: Option<crate::base::Revision>,
    colors: u64,
    hover: Option<usize>,
}

/// The tints of all grids of the level.
#[derive(Debug, Default)]
pub(super) struct Tints {
    basis: Option<Basis>,
    classes: Option<Classes>,
    by_slot: Vec<Tint>,
    /// Grows with every change of colours that the basis cannot see.
    pub(super) colors: u64,
    /// Grows with every change of tints.
    pub(super) revision: u64,
}

impl Tints {
    /// The classes of a thematic map; `None` while neighbours differ.
    pub(super) fn classes(&self) -> Option<&Classes> {
        self.classes.as_ref()
    }

    /// The tint of a slot.
    pub(super) fn of(&self, slot: usize) -> Option<&Tint> {
        self.by_slot.get(slot)
    }

    /// Makes the tints anew if anything they follow from has changed. Cost: the grids of the level, then nothing.
    pub(super) fn refresh(&mut self, look: &Look<'_>, slots: &Slots, hover: Option<usize>, stage: &mut Stage) {
        let is_by_figure = *look.thematic != Thematic::Categories;
        let basis = Basis {
            thematic: look.thematic.clone(),
            focus: look.focus.clone(),
            theme: look.theme.kind,
            language: look.language,
            revision: is_by_figure.then(|| look.figures.revision()),
            colors: self.colors,
            hover,
        };
        if self.basis.as_ref() == Some(&basis) {
            return;
        }
        let values = values(look);
        let is_same_map = self.basis.as_ref().is_some_and(|old| old.thematic == basis.thematic && old.focus == basis.focus && old.theme == basis.theme && old.language == basis.language);
        self.classes = match self.classes.take() {
            // Breaks that move under a drag would make every colour flicker.
            Some(classes) if is_same_map && look.document.is_in_transaction() => Some(recounted(classes, &values)),
            _ => classes(look, &values),
        };
        self.by_slot = (0..slots.grids().len()).map(|slot| self.tint(look, slots, slot, values.get(slot).copied())).collect();
        if let Some(tint) = hover.and_then(|slot| self.by_slot.get_mut(slot)) {
            *tint = lighter(*tint, look.theme);
        }
        let unassigned = without_value(look.theme);
        for (slot, tint) in std::iter::once(&unassigned).chain(&self.by_slot).enumerate() {
            let Color { r, g, b } = tint.fill;
            stage.slot_colors.set(2 * slot, [r, g, b, (tint.opacity * 255.0).round() as u8]);
            let Color { r, g, b } = tint.tone;
            stage.slot_colors.set(2 * slot + 1, [r, g, b, if tint.is_hatched { 255 } else { 0 }]);
        }
        self.basis = Some(basis);
        self.revision += 1;
    }

    fn tint(&self, look: &Look<'_>, slots: &Slots, slot: usize, value: Option<f64>) -> Tint {
        let theme = look.theme;
        if *look.thematic != Thematic::Categories {
            let color = self.classes.as_ref().and_then(|classes| classes.color_of(value?));
            let tone = if theme.kind == ThemeKind::Light { theme.plan } else { theme.land };
            return color.map_or(Tint { tone, ..without_value(theme) }, |fill| Tint { fill, opacity: THEMATIC_OPACITY, tone, is_hatched: false });
        }
        let (color, is_hatched) = match slots.own_color(slot) {
            Some(color) => (color, false),
            None => categorical(slots.colors().get(slot).copied().unwrap_or(0), theme.kind),
        };
        Tint { fill: color, opacity: FILL_OPACITY, tone: theme.boundary_tone(color), is_hatched }
    }
}

impl Classes {
    /// The colour of a value; `None` for no number.
    pub fn color_of(&self, value: f64) -> Option<Color> {
        self.colors.get(self.classification.class_of(value)?).copied()
    }
}

/// A grid without a value, and ground without a grid.
fn without_value(theme: &Theme) -> Tint {
    Tint { fill: theme.no_data, opacity: 0.45, tone: theme.boundary_tone(theme.no_data), is_hatched: true }
}

fn lighter(tint: Tint, theme: &Theme) -> Tint {
    match theme.kind {
        ThemeKind::Light => Tint { fill: tint.fill.mix(theme.plan, 0.42), ..tint },
        ThemeKind::Dark => Tint { fill: tint.fill.mix(theme.text, 0.22), opacity: (tint.opacity + 0.12).min(1.0), ..tint },
    }
}

/// The figure of every slot that colours it: the amount, or the deviation from the target.
fn values(look: &Look<'_>) -> Vec<f64> {
    let (Some(balance), Some(measure)) = (look.figures.in_focus(), look.document.project().measures.get(look.focus.measure)) else { return Vec::new() };
    match look.thematic {
        Thematic::Categories => Vec::new(),
        Thematic::Amount { .. } => balance.sums.iter().map(|sum| measure.value(*sum)).collect(),
        // Without a target there is nothing to deviate from.
        Thematic::Balance => (0..balance.sums.len()).map(|slot| if balance.targets.of(slot) > 0.0 { balance.deviation(slot) } else { f64::NAN }).collect(),
    }
}

fn classes(look: &Look<'_>, values: &[f64]) -> Option<Classes> {
    let measure = look.document.project().measures.get(look.focus.measure)?;
    let language = look.language;
    let (method, ramp) = match look.thematic {
        Thematic::Categories => return None,
        Thematic::Amount { method, ramp } => (method.clone(), *ramp),
        Thematic::Balance => (Method::Diverging { target: 0.0, tolerance: measure.tolerance(), classes_per_side: CLASSES_PER_SIDE }, Ramp::BlueOrange),
    };
    let classification = classify(values, &method).ok()?;
    let labels = match look.thematic {
        Thematic::Balance => classification.labels(|share| signed_percent_text(share).replace(TRUE_MINUS, "\u{2013}")),
        _ => classification.labels(|value| number_text(rounded(value, measure.scale))),
    };
    let unit = unit_text(language, &measure.unit);
    let title = match look.thematic {
        Thematic::Balance => text(language, "scene-balance", &[("name", crate::i18n::measure_name(language, &measure.name).into_owned().into())]),
        _ if unit.is_empty() => crate::i18n::measure_name(language, &measure.name).into_owned(),
        _ => text(language, "scene-measure", &[("name", crate::i18n::measure_name(language, &measure.name).into_owned().into()), ("unit", unit.into())]),
    };
    let colors = ramp.colors(classification.classes().len(), look.theme.kind);
    let classes = Classes { title, method: text(language, method_key(&method), &[]), classification, labels, colors, counts: Vec::new(), without: 0 };
    Some(recounted(classes, values))
}

fn rounded(value: f64, scale: u8) -> f64 {
    let power = 10_f64.powi(i32::from(scale.min(6)));
    (value * power).round() / power
}

fn recounted(mut classes: Classes, values: &[f64]) -> Classes {
    classes.counts = vec![0; classes.classification.classes().len()];
    classes.without = 0;
    for value in values {
        match classes.classification.class_of(*value) {
            Some(class) => classes.counts[class] += 1,
            None => classes.without += 1,
        }
    }
    classes
}

/// The key of a classification's name.
pub(super) fn method_key(method: &Method) -> &'static str {
    match method {
        Method::Jenks { .. } => "map-jenks",
        Method::Quantile { .. } => "scene-quantile",
        Method::EqualInterval { .. } => "scene-equal-interval",
        Method::Pretty { .. } => "scene-pretty",
        Method::StandardDeviation => "scene-standard-deviation",
        Method::Manual { .. } => "scene-manual",
        Method::Diverging { .. } => "scene-diverging",
    }
}
