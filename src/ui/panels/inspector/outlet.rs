//! An outlet in the inspector: every attribute can be changed.

use super::{Inspector, facts, field};
use crate::base::OutletId;
use crate::i18n::{degrees_text, outlet_class_text, outlet_kind_text, outlet_status_text};
use crate::model::{Outlet, OutletClass, OutletKind, OutletStatus};
use crate::ui::panels::standing::title_of;
use crate::ui::panels::tables::{outlet_title, set_outlet};
use crate::ui::theme::{HEADING, UNIT};
use crate::ui::widgets::{choice, edit_text, fitted_label, line_from_right, paint_outlet, rest_of_line, section};
use crate::ui::{Desk, Request};
use egui::{Sense, TextEdit, Ui, vec2};

const STATUSES: [OutletStatus; 3] = [OutletStatus::Open, OutletStatus::Planned, OutletStatus::Closed];
const CLASSES: [OutletClass; 6] = [OutletClass::A, OutletClass::B, OutletClass::C, OutletClass::ProvincialCore, OutletClass::CityCore, OutletClass::Ordinary];

/// Whether a text is a day written `YYYY-MM-DD` that the calendar has.
pub(in crate::ui::panels) fn is_day(text: &str) -> bool {
    let is_formed = text.len() == 10 && text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    is_formed && text.parse::<jiff::civil::Date>().is_ok()
}

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
        ui.add_enabled_ui(!desk.document.is_read_only(), |ui| {
            self.outlet_texts(ui, desk, id, outlet, requests);
            choices(ui, desk, id, outlet, requests);
            self.outlet_contract(ui, desk, id, outlet, requests);
            section(ui, &desk.text("inspector-attributes"));
            self.attributes(ui, desk, id, outlet, requests);
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

    fn outlet_contract(&mut self, ui: &mut Ui, desk: &Desk<'_>, id: OutletId, outlet: &Outlet, requests: &mut Vec<Request>) {
        let name = desk.text("column-contract");
        let value = outlet.contract_end.as_deref().unwrap_or_default();
        let mut typed = None;
        field(ui, &name, |ui, width| typed = edit_text(ui, &mut self.buffer, ("contract", id), value, &name, width));
        match typed.as_deref().map(str::trim) {
            None => {}
            Some("") => set_outlet(id, outlet, |outlet| outlet.contract_end = None, requests),
            Some(day) if is_day(day) => set_outlet(id, outlet, |outlet| outlet.contract_end = Some(day.to_owned()), requests),
            Some(_) => requests.push(Request::Toast(desk.text("panel-not-a-day"))),
        }
    }

    fn attributes(&mut self, ui: &mut Ui, desk: &Desk<'_>, id: OutletId, outlet: &Outlet, requests: &mut Vec<Request>) {
        for (name, value) in &outlet.attributes {
            let mut typed = None;
            field(ui, name, |ui, width| typed = edit_text(ui, &mut self.buffer, ("attribute", name, id), value, name, width));
            if let Some(typed) = typed {
                set_outlet(
                    id,
                    outlet,
                    |outlet| {
                        // An emptied attribute goes.
                        if typed.trim().is_empty() {
                            outlet.attributes.remove(name);
                        } else {
                            outlet.attributes.insert(name.clone(), typed.trim().to_owned());
                        }
                    },
                    requests,
                );
            }
        }
        line_from_right(ui, 6.0 * UNIT, |ui| {
            let name = self.new_attribute.trim().to_owned();
            let is_new = !name.is_empty() && !outlet.attributes.contains_key(&name);
            if ui.add_enabled(is_new, egui::Button::new(desk.text("inspector-add-attribute"))).clicked() {
                set_outlet(id, outlet, |outlet| drop(outlet.attributes.insert(name, "—".to_owned())), requests);
                self.new_attribute.clear();
            }
            let hint = desk.text("inspector-new-attribute");
            let (width, fill) = (ui.available_width(), ui.visuals().widgets.inactive.bg_fill);
            rest_of_line(ui, |ui| ui.add(TextEdit::singleline(&mut self.new_attribute).hint_text(hint.clone()).desired_width(width).background_color(fill))).accessible_name(hint);
        });
    }
}

fn choices(ui: &mut Ui, desk: &Desk<'_>, id: OutletId, outlet: &Outlet, requests: &mut Vec<Request>) {
    let language = desk.language;
    let kinds: Vec<String> = OutletKind::ALL.iter().map(|kind| outlet_kind_text(language, *kind)).collect();
    let kind = OutletKind::ALL.iter().position(|kind| *kind == outlet.kind).unwrap_or(0);
    pick(ui, &desk.text("column-kind"), &kinds, kind, |number| set_outlet(id, outlet, |outlet| outlet.kind = OutletKind::ALL[number], requests));
    let mut classes = vec![desk.text("inspector-no-class")];
    classes.extend(CLASSES.map(|class| outlet_class_text(language, class)));
    let class = outlet.class.and_then(|class| CLASSES.iter().position(|known| *known == class)).map_or(0, |number| number + 1);
    pick(ui, &desk.text("column-class"), &classes, class, |number| {
        set_outlet(id, outlet, |outlet| outlet.class = number.checked_sub(1).and_then(|number| CLASSES.get(number)).copied(), requests);
    });
    let statuses = STATUSES.map(|status| outlet_status_text(language, status));
    let status = STATUSES.iter().position(|status| *status == outlet.status).unwrap_or(0);
    pick(ui, &desk.text("column-status"), &statuses, status, |number| set_outlet(id, outlet, |outlet| outlet.status = STATUSES[number], requests));
}

fn pick(ui: &mut Ui, name: &str, texts: &[String], chosen: usize, change: impl FnOnce(usize)) {
    field(ui, name, |ui, width| {
        if let Some(number) = choice(ui, name, name, texts, chosen, width) {
            change(number);
        }
    });
}
