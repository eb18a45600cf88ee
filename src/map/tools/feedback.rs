//! Live feedback (实时反馈): what the gesture in progress does to the grids that it touches, before → after (difference).

use super::ToolContext;
use crate::base::GridId;
use crate::i18n::{Language, amount_text, decimal_text, measure_name, number_text, signed_percent_text, signed_text, text, unit_text};
use crate::model::{Amount, Measure};

/// Most cards at once.
pub const MOST_CARDS: usize = 3;
/// Most measures on a card; the one in focus is always among them.
const MOST_ROWS: usize = 5;
/// From this size on amounts are written in 万 for Chinese readers.
const WAN_FROM: f64 = 1e5;
/// From this share of the tolerance on a grid is far out of it.
const SEVERE: f64 = 2.0;
/// From this share of the limit on a team's load is far above it.
const SEVERE_LOAD: f64 = 1.2;

/// What the gesture in progress does to the grids that it touches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feedback {
    /// The grids of the level in focus that are touched, by id; with more than [`MOST_CARDS`] those that change most.
    pub cards: Vec<Card>,
}

/// One grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The grid.
    pub grid: GridId,
    /// Its code and name.
    pub title: String,
    /// Its figures.
    pub rows: Vec<CardRow>,
}

/// One figure before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct CardRow {
    /// What it is.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
    /// The difference with its sign.
    pub difference: String,
    /// How far it is from its target now, with its sign; empty where there is none.
    pub deviation: String,
    /// Where that is within the tolerance or outside.
    pub standing: Standing,
}

/// Where a figure stands (容差状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Within the tolerance.
    Within,
    /// Above it.
    Above,
    /// Below it.
    Below,
    /// Above it by twice its width or more.
    FarAbove,
    /// Below it by twice its width or more.
    FarBelow,
}

impl Feedback {
    /// The feedback for the gesture in progress; empty without one. Cost: the grids that are touched times the measures.
    pub fn of(context: &ToolContext<'_>, language: Language) -> Self {
        if context.gesture.is_none() {
            return Self::default();
        }
        let index = context.figures.index();
        let mut touched: Vec<(Amount, GridId, usize)> = Vec::new();
        for grid in context.figures.touched() {
            let Some(slot) = index.slot(grid).filter(|slot| index.grids().get(*slot) == Some(&grid)) else { continue };
            let Some(before) = context.figures.before(grid) else { continue };
            let after = context.document.ledger().grid(context.focus.plane, grid);
            if after != *before {
                let measure = context.focus.measure;
                let change = sum_of(&after.sums, measure).abs_diff(sum_of(&before.sums, measure));
                touched.push((Amount::try_from(change).unwrap_or(Amount::MAX), grid, slot));
            }
        }
        touched.sort_unstable_by_key(|(change, grid, _)| (std::cmp::Reverse(*change), *grid));
        touched.truncate(MOST_CARDS);
        touched.sort_unstable_by_key(|(_, grid, _)| *grid);
        Self { cards: touched.into_iter().map(|(_, grid, slot)| card(context, language, grid, slot)).collect() }
    }
}

fn sum_of(sums: &[Amount], measure: usize) -> Amount {
    sums.get(measure).copied().unwrap_or(0)
}

fn card(context: &ToolContext<'_>, language: Language, grid: GridId, slot: usize) -> Card {
    let project = context.document.project();
    let before = context.figures.before(grid).map(|figures| figures.sums.clone()).unwrap_or_default();
    let after = context.document.ledger().grid(context.focus.plane, grid).sums;
    let focus = context.focus.measure;
    let balanced = project.measures.iter().enumerate().filter(|(at, measure)| measure.is_balanced && *at != focus);
    let shown = project.measures.get(focus).map(|measure| (focus, measure)).into_iter().chain(balanced).take(MOST_ROWS);
    let mut rows: Vec<CardRow> = shown
        .map(|(at, measure)| {
            let deviation = context.figures.balance(at).filter(|_| measure.is_balanced).map(|balance| balance.deviation(slot));
            measure_row(language, measure, sum_of(&before, at), sum_of(&after, at), deviation)
        })
        .collect();
    rows.extend(load_row(context, language, slot, &before, &after));
    let title = context.document.plan().grids.get(grid).map(|row| if row.name.is_empty() { row.code.clone() } else { format!("{} {}", row.code, row.name) });
    Card { grid, title: title.unwrap_or_default(), rows }
}

fn measure_row(language: Language, measure: &Measure, before: Amount, after: Amount, deviation: Option<f64>) -> CardRow {
    let values = [measure.value(before), measure.value(after)];
    let is_large = language == Language::Chinese && values.iter().any(|value| value.abs() >= WAN_FROM);
    let shown = |amount: Amount| if is_large { text(language, "number-ten-thousands", &[("number", decimal_text(measure.value(amount) / 1e4, 2).into())]) } else { amount_text(amount, measure.scale) };
    let difference = after.saturating_sub(before);
    CardRow {
        name: measure_name(language, &measure.name).into_owned(),
        unit: unit_text(language, &measure.unit),
        before: shown(before),
        after: shown(after),
        difference: signed_text(measure.value(difference), usize::from(measure.scale)),
        deviation: deviation.map(signed_percent_text).unwrap_or_default(),
        standing: deviation.map_or(Standing::Within, |deviation| standing(deviation, measure.tolerance())),
    }
}

fn standing(deviation: f64, tolerance: f64) -> Standing {
    match (deviation > 0.0, deviation.abs() > tolerance, deviation.abs() > SEVERE * tolerance) {
        (_, false, _) => Standing::Within,
        (true, true, false) => Standing::Above,
        (false, true, false) => Standing::Below,
        (true, true, true) => Standing::FarAbove,
        (false, true, true) => Standing::FarBelow,
    }
}

/// The load of the grid's account managers, where the project watches it and the grid has any.
fn load_row(context: &ToolContext<'_>, language: Language, slot: usize, before: &[Amount], after: &[Amount]) -> Option<CardRow> {
    let project = context.document.project();
    let at = project.measure(&project.rules.load_measure)?;
    let (measure, managers) = (&project.measures[at], context.figures.index().managers(slot));
    if managers == 0 {
        return None;
    }
    let load = |sums: &[Amount]| (measure.value(sum_of(sums, at)) / managers as f64).round();
    let (before, after) = (load(before), load(after));
    let share = after / project.rules.load_limit.max(1) as f64;
    Some(CardRow {
        name: text(language, "feedback-load", &[]),
        unit: text(language, "feedback-load-unit", &[("unit", unit_text(language, &measure.unit).into())]),
        before: number_text(before),
        after: number_text(after),
        difference: signed_text(after - before, 0),
        deviation: if share > 1.0 { signed_percent_text(share - 1.0) } else { String::new() },
        standing: if share > SEVERE_LOAD {
            Standing::FarAbove
        } else if share > 1.0 {
            Standing::Above
        } else {
            Standing::Within
        },
    })
}
