//! What the bars show, as plain values.

use super::BalanceOrder;
use crate::base::GridId;
use crate::i18n::{measure_text, percent_text, signed_percent_text};
use crate::metrics::deviation;
use crate::ui::Desk;
use crate::ui::panels::standing::{grid_title, standing};
use crate::ui::widgets::KeyFigureStyle;

/// Most tolerances that a bar can show; longer ones are cut, so that one outlier does not flatten the others.
const MOST_TOLERANCES: f64 = 8.0;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BalanceRow {
    pub(super) grid: GridId,
    pub(super) code: String,
    pub(super) name: String,
    /// Sum with unit.
    pub(super) value: String,
    pub(super) amount: i64,
    pub(super) deviation: f64,
    /// What the deviation was when the gesture began, where it has changed.
    pub(super) before: Option<f64>,
    pub(super) style: KeyFigureStyle,
}

impl BalanceRow {
    /// What the row is called aloud.
    pub(super) fn spoken(&self) -> String {
        format!("{} {} {}", self.name, self.value, signed_percent_text(self.deviation))
    }
}

/// All bars with their scale.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BalanceModel {
    pub(super) rows: Vec<BalanceRow>,
    pub(super) tolerance: f64,
    /// Deviation at the left and at the right end, the left one negative.
    pub(super) ends: (f64, f64),
}

/// The bars of the measure in focus. `kept` is the model whose order and scale stay, while a gesture runs.
pub(super) fn balance_model(desk: &Desk<'_>, order: BalanceOrder, kept: Option<BalanceModel>) -> BalanceModel {
    let tolerance = desk.document.project().measures.get(desk.focus.measure).map_or(0.0, crate::model::Measure::tolerance);
    let mut rows: Vec<BalanceRow> = (0..desk.figures.index().grids().len()).filter_map(|slot| row_of(desk, slot, tolerance)).collect();
    if let Some(kept) = &kept {
        let places: std::collections::BTreeMap<GridId, usize> = kept.rows.iter().enumerate().map(|(place, row)| (row.grid, place)).collect();
        rows.sort_by_key(|row| places.get(&row.grid).copied().unwrap_or(usize::MAX));
    } else {
        sort(&mut rows, order);
    }
    let ends = kept.map_or_else(|| ends_of(&rows, tolerance), |kept| kept.ends);
    BalanceModel { rows, tolerance, ends }
}

fn row_of(desk: &Desk<'_>, slot: usize, tolerance: f64) -> Option<BalanceRow> {
    let grid = *desk.figures.index().grids().get(slot)?;
    let level = desk.figures.in_focus()?;
    let measure = desk.document.project().measures.get(desk.focus.measure)?;
    let amount = *level.sums.get(slot)?;
    let off = level.deviation(slot);
    let before = desk.figures.before(grid).and_then(|figures| figures.sums.get(desk.focus.measure)).filter(|sum| **sum != amount).map(|sum| deviation(*sum, level.targets.of(slot)));
    Some(BalanceRow {
        grid,
        code: desk.document.plan().grids.get(grid)?.code.clone(),
        name: desk.document.plan().grids.get(grid).map(grid_title)?,
        value: measure_text(desk.language, measure.value(amount), measure),
        amount,
        deviation: off,
        before,
        style: if measure.is_balanced { standing(off, tolerance) } else { KeyFigureStyle::Plain },
    })
}

fn sort(rows: &mut [BalanceRow], order: BalanceOrder) {
    match order {
        BalanceOrder::WorstFirst => rows.sort_by(|a, b| b.deviation.abs().total_cmp(&a.deviation.abs()).then_with(|| a.name.cmp(&b.name))),
        BalanceOrder::Name => rows.sort_by(|a, b| a.name.cmp(&b.name)),
        BalanceOrder::Value => rows.sort_by(|a, b| b.amount.cmp(&a.amount).then_with(|| a.name.cmp(&b.name))),
    }
}

fn ends_of(rows: &[BalanceRow], tolerance: f64) -> (f64, f64) {
    let least = (tolerance * 1.4).max(0.01);
    let most = (tolerance * MOST_TOLERANCES).max(0.3);
    let right = rows.iter().map(|row| row.deviation).fold(least, f64::max).min(most);
    let left = rows.iter().map(|row| -row.deviation).fold(least, f64::max).min(most);
    (-left * 1.06, right * 1.06)
}

/// The balance of the measure in focus in figures, as short pieces.
pub(in crate::ui::panels) fn balance_footer(desk: &Desk<'_>) -> Vec<String> {
    let Some(level) = desk.figures.in_focus() else { return Vec::new() };
    let tolerance = desk.document.project().measures.get(desk.focus.measure).map_or(0.0, crate::model::Measure::tolerance);
    let n_out = (0..level.sums.len()).filter(|slot| level.deviation(*slot).abs() > tolerance).count();
    let balance = &level.balance;
    vec![
        desk.text_with("balance-cv", &[("value", percent_text(balance.cv).into())]),
        desk.text_with("balance-gini", &[("value", crate::i18n::decimal_text(balance.gini, 3).into())]),
        desk.text_with("balance-range", &[("low", signed_percent_text(balance.min_deviation).into()), ("high", signed_percent_text(balance.max_deviation).into())]),
        desk.text_with("balance-out", &[("count", n_out.into()), ("tolerance", percent_text(tolerance).into())]),
    ]
}
