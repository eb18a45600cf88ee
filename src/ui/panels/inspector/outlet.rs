//! An outlet in the inspector: every attribute can be changed.

use super::grid::problem_lines;
use super::{Inspector, facts, field};
use crate::base::OutletId;
use crate::i18n::{degrees_text, outlet_class_text, outlet_kind_text, outlet_status_text};
use crate::model::{Outlet, OutletClass, OutletKind, OutletStatus};
use crate::ui::panels::outlet_edits::set_outlet;
use crate::ui::panels::standing::title_of;
use crate::ui::panels::tables::outlet_title;
use crate::ui::theme::HEADING;
use crate::ui::widgets::{choice, edit_text, fitted_label, paint_outlet, section};
use crate::ui::{Desk, Request};
use egui::{Sense, Ui, vec2};

impl Inspector {
    /// Shows an outlet.
    pub(super) fn outlet(&mut self, ui: &mut Ui, desk: &Desk<'_>, id: OutletId, requests: &mut Vec<Request>) {
        let Some(outlet) = desk.document.outlets().get(id) else { return };
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(18.0, 22.0), Sense::hover());
            paint_outlet(ui.painter(), desk.theme, outlet.kind, rect.center(), 13.0);
            let color = ui.visuals().text_color();
            fitted_label(ui, &outlet_title(outlet), HEADING, color);
        });
        problem_lines(ui, desk, |finding| finding.kind.is_of_outlet() && finding.subjects.first().is_some_and(|code| *code == outlet.code), requests);
        ui.add_enabled_ui(!desk.document.is_read_only(), |ui| {
            self.outlet_texts(ui, desk, id, outlet, requests);
            choices(ui, desk, id, outlet, requests);
            self.outlet_values(ui, desk, id, outlet, requests);
            section(ui, &desk.text("inspector-attributes"));
            self.own_attributes(ui, desk, id, outlet, requests);
        });
        section(ui, &desk.text("inspector-place"));
        let cell = desk.document.outlet_cell(id);
        let grid = desk.document.plan().assignment.grid(desk.focus.plane, cell).map_or_else(|| desk.text("inspector-unassigned"), |grid| title_of(desk, grid));
        let code = desk.document.plan().cells.get(cell).map_or_else(|| desk.text("table-outside"), |cell| cell.code.clone());
        facts(ui, &[(desk.text("column-grid"), grid), (desk.text("column-cell"), code), (desk.text("column-position"), degrees_text(outlet.position.degrees()))]);
        if outlet.is_synthetic {
            facts(ui, &[(desk.text("inspector-figures"), desk.text("inspector-synthetic"))]);
        }
    }

    fn outlet_texts(&mut self, ui: &mut Ui, desk: &Desk<'_>, id: OutletId, outlet: &Outlet, requests: &mut Vec<Request>) {
        for (key, value) in [("column-name", &outlet.name), ("column-code", &outlet.code)] {
            let name = desk.text(key);
            let mut typed = None;
            field(ui, &name, |ui, width| typed = edit_text(ui, &mut self.buffer, (key, id), value, &name, width));
            let Some(typed) = typed.map(|typed| typed.trim().to_owned()) else { continue };
            set_outlet(id, outlet, |outlet| if key == "column-name" { outlet.name = typed } else { outlet.code = typed }, requests);
        }
    }
}

/// Kind, class and status.
fn choices(ui: &mut Ui, desk: &Desk<'_>, id: OutletId, outlet: &Outlet, requests: &mut Vec<Request>) {
    let language = desk.language;
    let kinds: Vec<String> = OutletKind::ALL.iter().map(|kind| outlet_kind_text(language, *kind)).collect();
    let kind = OutletKind::ALL.iter().position(|kind| *kind == outlet.kind).unwrap_or(0);
    pick(ui, &desk.text("column-kind"), &kinds, kind, |number| set_outlet(id, outlet, |outlet| outlet.kind = OutletKind::ALL[number], requests));
    let classes = class_words(desk);
    let class = outlet.class.and_then(|class| OutletClass::ALL.iter().position(|known| *known == class)).map_or(0, |number| number + 1);
    pick(ui, &desk.text("column-class"), &classes, class, |number| {
        set_outlet(id, outlet, |outlet| outlet.class = number.checked_sub(1).and_then(|number| OutletClass::ALL.get(number)).copied(), requests);
    });
    let statuses: Vec<String> = OutletStatus::ALL.iter().map(|status| outlet_status_text(language, *status)).collect();
    let status = OutletStatus::ALL.iter().position(|status| *status == outlet.status).unwrap_or(0);
    pick(ui, &desk.text("column-status"), &statuses, status, |number| set_outlet(id, outlet, |outlet| outlet.status = OutletStatus::ALL[number], requests));
}

/// The classes in words, before them the word for none.
pub(super) fn class_words(desk: &Desk<'_>) -> Vec<String> {
    let classes = OutletClass::ALL.iter().map(|class| outlet_class_text(desk.language, *class));
    [desk.text("inspector-no-class")].into_iter().chain(classes).collect()
}

/// A choice with its name to the left.
pub(super) fn pick(ui: &mut Ui, name: &str, texts: &[String], chosen: usize, change: impl FnOnce(usize)) {
    field(ui, name, |ui, width| {
        if let Some(number) = choice(ui, name, name, texts, chosen, width) {
            change(number);
        }
    });
}
