//! Inspector (检查器): everything about what is selected, editable where it can be.

mod grid;
mod model;
mod outlet;
mod outlet_fields;
mod outlets;
mod plan;
mod several;

use crate::base::{GridId, Revision};
use crate::map::Item;
use crate::ui::theme::{HEADING, UNIT};
use crate::ui::widgets::{EditBuffer, fact, fitted_label};
use crate::ui::{Desk, Request};
use egui::{ScrollArea, Ui};
use model::DearFacts;

/// The inspector (检查器面板).
#[derive(Debug, Default)]
pub struct Inspector {
    buffer: EditBuffer,
    /// Facts of a grid that cost a pass over its cells, of the state they were computed for.
    dear: Option<(Revision, GridId, DearFacts)>,
    /// What is typed beside the values of an outlet.
    drafts: outlet_fields::Drafts,
    /// What is to be changed for several outlets at once.
    together: outlets::Together,
    sums: Option<several::KeptSums>,
}

impl Inspector {
    /// Shows what is selected, or the whole plan.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            match desk.selection.single() {
                Some(Item::Grid(grid)) => self.grid(ui, desk, grid, requests),
                Some(Item::Outlet(outlet)) => self.outlet(ui, desk, outlet, requests),
                Some(Item::Cell(cell)) => plan::cell(ui, desk, cell, requests),
                Some(Item::Point(point)) => plan::point(ui, desk, point, requests),
                None if desk.selection.is_empty() => plan::whole(ui, desk, requests),
                None => self.several(ui, desk, requests),
            }
        });
    }
}

/// A heading of the inspector.
fn heading(ui: &mut Ui, text: &str) {
    let color = ui.visuals().text_color();
    fitted_label(ui, text, HEADING, color);
    ui.add_space(UNIT);
}

/// Facts in a list.
fn facts(ui: &mut Ui, list: &[(String, String)]) {
    for (name, value) in list {
        fact(ui, name, value);
    }
}

/// A field with its name to the left.
fn field(ui: &mut Ui, name: &str, show: impl FnOnce(&mut Ui, f32)) {
    ui.horizontal(|ui| {
        let width = ui.available_width();
        let label = (width * 0.34).clamp(64.0, 120.0);
        let weak = ui.visuals().weak_text_color();
        ui.allocate_ui(egui::vec2(label, 24.0), |ui| {
            ui.set_width(label);
            fitted_label(ui, name, 12.0, weak)
        });
        let left = (ui.available_width() - 1.0).max(40.0);
        show(ui, left);
    });
}

#[cfg(test)]
mod tests;
