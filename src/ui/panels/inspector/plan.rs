//! A cell, a demand point, and the whole plan in the inspector.

use super::model::{cell_facts, plan_facts, plan_key_figures, point_facts};
use super::{facts, heading};
use crate::base::CellId;
use crate::map::{self, Item, Pick};
use crate::ui::panels::balance::balance_footer;
use crate::ui::panels::places::zoom_to;
use crate::ui::panels::standing::title_of;
use crate::ui::theme::{TABLE_TEXT, UNIT};
use crate::ui::widgets::{fitted_label, key_figures, section};
use crate::ui::{Desk, Request};
use egui::Ui;

/// Shows a cell.
pub(super) fn cell(ui: &mut Ui, desk: &Desk<'_>, cell: CellId, requests: &mut Vec<Request>) {
    let code = desk.document.plan().cells.get(cell).map_or("", |row| row.code.as_str());
    heading(ui, &desk.text_with("inspector-cell", &[("code", code.into())]));
    facts(ui, &cell_facts(desk, cell));
    way_to_grid(ui, desk, cell, Item::Cell(cell), requests);
}

/// Shows a demand point.
pub(super) fn point(ui: &mut Ui, desk: &Desk<'_>, point: u32, requests: &mut Vec<Request>) {
    heading(ui, &desk.text("inspector-point"));
    facts(ui, &point_facts(desk, point));
    if (point as usize) < desk.document.demand().len() {
        way_to_grid(ui, desk, desk.document.owners().get(point as usize), Item::Point(point), requests);
    }
}

/// Buttons that zoom to the thing and select its grid.
fn way_to_grid(ui: &mut Ui, desk: &Desk<'_>, cell: CellId, item: Item, requests: &mut Vec<Request>) {
    ui.add_space(2.0 * UNIT);
    ui.horizontal_wrapped(|ui| {
        if ui.button(desk.text("panel-zoom")).clicked() {
            zoom_to(desk.document, item, requests);
        }
        if let Some(grid) = desk.document.plan().assignment.grid(desk.focus.plane, cell)
            && ui.button(desk.text_with("inspector-select-grid", &[("grid", title_of(desk, grid).into())])).clicked()
        {
            requests.push(map::Request::Select(vec![Item::Grid(grid)], Pick::Replace).into());
        }
    });
}

/// Shows the whole plan.
pub(super) fn whole(ui: &mut Ui, desk: &Desk<'_>, _: &mut [Request]) {
    let scenario = desk.document.scenarios().get(desk.document.active()).map_or("", |info| info.name.as_str());
    let name = if desk.document.project().name.is_empty() { scenario.to_owned() } else { format!("{} · {scenario}", desk.document.project().name) };
    heading(ui, &name);
    key_figures(ui, desk.theme, &plan_key_figures(desk));
    section(ui, &desk.text("inspector-plan"));
    facts(ui, &plan_facts(desk));
    let pieces = balance_footer(desk);
    if let Some(measure) = desk.document.project().measures.get(desk.focus.measure).filter(|_| !pieces.is_empty()) {
        section(ui, &desk.text_with("inspector-balance", &[("measure", crate::i18n::measure_name(desk.language, &measure.name).into_owned().into())]));
        for piece in pieces {
            fitted_label(ui, &piece, TABLE_TEXT, ui.visuals().text_color());
        }
    }
    ui.add_space(2.0 * UNIT);
    ui.label(egui::RichText::new(desk.text("inspector-nothing-hint")).size(11.0).color(ui.visuals().weak_text_color()));
}
