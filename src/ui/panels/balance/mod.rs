//! Balance (均衡): one bar for each grid of the level around the target line, with the tolerance band.

mod bars;
mod model;

use super::hover::HoverLink;
use super::places::{pick_of, zoom_to};
use crate::base::{GridId, Revision};
use crate::map::{self, Focus, Item, Pick};
use crate::ui::theme::UNIT;
use crate::ui::widgets::{RowEvent, RowList, choice, empty_state};
use crate::ui::{Action, Desk, Request};
use egui::{Id, Ui, vec2};
use model::{BalanceModel, BalanceRow, balance_model};

pub(super) use model::balance_footer;

/// Height of a row in points.
const ROW: f32 = 22.0;

/// In which order the grids stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BalanceOrder {
    /// Furthest from its target first.
    #[default]
    WorstFirst,
    /// By code.
    Name,
    /// Largest first.
    Value,
}

impl BalanceOrder {
    const ALL: [Self; 3] = [Self::WorstFirst, Self::Name, Self::Value];

    fn key(self) -> &'static str {
        match self {
            Self::WorstFirst => "balance-order-worst",
            Self::Name => "balance-order-name",
            Self::Value => "balance-order-value",
        }
    }
}

/// The balance panel (均衡面板).
#[derive(Debug, Default)]
pub struct BalancePanel {
    order: BalanceOrder,
    /// The model of the state it was made of, and the order of rows, which stays while a gesture runs.
    model: Option<(Revision, Focus, BalanceOrder, BalanceModel)>,
    /// Whether the model was made during a gesture, with the rows where they were before it.
    is_kept: bool,
    anchor: Option<GridId>,
    seen: Option<GridId>,
    hover: HoverLink,
}

impl BalancePanel {
    /// Shows the bars.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        if desk.document.project().measures.is_empty() {
            if empty_state(ui, &desk.text("balance-empty-measures"), &desk.text("balance-empty-measures-hint"), Some(&desk.text("panel-import"))) {
                requests.push(Action::Import.into());
            }
            return;
        }
        self.head(ui, desk, requests);
        self.follow(desk);
        let Some((_, _, _, model)) = &self.model else { return };
        if model.rows.is_empty() {
            if empty_state(ui, &desk.text("panel-no-grids"), &desk.text("panel-no-grids-hint"), Some(&desk.text("grid-new"))) {
                requests.push(Action::NewGrid.into());
            }
            return;
        }
        let footer = balance_footer(desk);
        let footer_height = bars::footer_height(ui.available_width(), footer.len()) + UNIT;
        let list_height = (ui.available_height() - footer_height).max(2.0 * ROW);
        let (event, hovered) = ui.allocate_ui(vec2(ui.available_width(), list_height), |ui| Self::list(ui, desk, model, self.revealed(desk, model))).inner;
        let rows: Vec<GridId> = model.rows.iter().map(|row| row.grid).collect();
        bars::footer(ui, &footer);
        self.hover.follow(hovered.and_then(|row| rows.get(row)).map(|grid| Item::Grid(*grid)), requests);
        self.answer(event, &rows, desk, requests);
        self.seen = desk.selection.grids().next();
    }

    fn head(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let measures: Vec<String> = desk.document.project().measures.iter().map(|measure| crate::i18n::measure_name(desk.language, &measure.name).into_owned()).collect();
        let orders: Vec<String> = BalanceOrder::ALL.iter().map(|order| desk.text(order.key())).collect();
        let chosen = BalanceOrder::ALL.iter().position(|order| *order == self.order).unwrap_or(0);
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 2.0 * UNIT) / 2.0;
            if let Some(measure) = choice(ui, "balance-measure", &desk.text("balance-measure"), &measures, desk.focus.measure, width) {
                requests.push(map::Request::Focus(Focus { measure, ..desk.focus.clone() }).into());
            }
            if let Some(order) = choice(ui, "balance-order", &desk.text("balance-order"), &orders, chosen, width) {
                self.order = BalanceOrder::ALL[order];
            }
        });
        ui.add_space(UNIT);
    }

    /// The model follows the document; while a gesture runs rows keep their places so that nothing jumps under the eye.
    fn follow(&mut self, desk: &Desk<'_>) {
        let revision = desk.figures.revision();
        let is_fresh = self.model.as_ref().is_some_and(|(of, focus, order, _)| *of == revision && focus == desk.focus && *order == self.order);
        if is_fresh && desk.gesture.is_none() && !self.is_kept {
            return;
        }
        let kept = self.model.take().filter(|(_, focus, order, _)| desk.gesture.is_some() && focus == desk.focus && *order == self.order);
        let model = balance_model(desk, self.order, kept.map(|(_, _, _, model)| model));
        self.model = Some((revision, desk.focus.clone(), self.order, model));
        self.is_kept = desk.gesture.is_some();
    }

    /// The row to scroll to, after a grid was selected elsewhere.
    fn revealed(&self, desk: &Desk<'_>, model: &BalanceModel) -> Option<usize> {
        let first = desk.selection.grids().next().filter(|first| self.seen != Some(*first))?;
        model.rows.iter().position(|row| row.grid == first)
    }

    fn list(ui: &mut Ui, desk: &Desk<'_>, model: &BalanceModel, reveal: Option<usize>) -> (Option<RowEvent>, Option<usize>) {
        let list = RowList::new(Id::unique("balance-rows"), model.rows.len(), ROW).reveal(reveal);
        let name = |number: usize| model.rows.get(number).map_or_else(Default::default, |row: &BalanceRow| (row.spoken(), desk.selection.contains(Item::Grid(row.grid))));
        list.show(ui, name, |ui, number, rect, response| {
            if let Some(row) = model.rows.get(number) {
                bars::row(ui, desk, model, row, rect, response);
            }
        })
    }

    fn answer(&mut self, event: Option<RowEvent>, rows: &[GridId], desk: &Desk<'_>, requests: &mut Vec<Request>) {
        match event {
            Some(RowEvent::Pick(number, modifiers)) => {
                let Some(grid) = rows.get(number).copied() else { return };
                let from = self.anchor.and_then(|anchor| rows.iter().position(|row| *row == anchor));
                let picked = match from.filter(|_| modifiers.shift) {
                    Some(from) => rows[from.min(number)..=from.max(number)].iter().map(|grid| Item::Grid(*grid)).collect(),
                    None => vec![Item::Grid(grid)],
                };
                if !modifiers.shift {
                    self.anchor = Some(grid);
                }
                let how = if modifiers.shift { Pick::Replace } else { pick_of(modifiers) };
                requests.push(map::Request::Select(picked, how).into());
                if !modifiers.any() {
                    zoom_to(desk.document, Item::Grid(grid), requests);
                }
            }
            Some(RowEvent::Open(number)) => {
                if let Some(grid) = rows.get(number) {
                    zoom_to(desk.document, Item::Grid(*grid), requests);
                }
            }
            Some(RowEvent::Edit(_) | RowEvent::Fold(..)) | None => {}
        }
    }
}

#[cfg(test)]
mod tests;
