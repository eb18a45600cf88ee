//! Several outlets in the inspector: kind, class, status or one value for all of them, as one step.

use super::outlet::{class_words, pick};
use super::model::outlet_sum_facts;
use super::{Inspector, facts, field};
use crate::base::OutletId;
use crate::i18n::{outlet_field_choices, outlet_key_title, outlet_kind_text, outlet_status_text};
use crate::metrics::OutletSummary;
use crate::model::{FieldType, Outlet, OutletClass, OutletField, OutletKey, OutletKind, OutletStatus};
use crate::ui::panels::outlet_edits::set_outlets;
use crate::ui::theme::UNIT;
use crate::ui::widgets::{choice, line_from_right, section};
use crate::ui::{Desk, Request};
use egui::{Button, TextEdit, Ui};

/// Which value is to be given to all, and what it is to be.
#[derive(Debug, Default)]
pub(super) struct Together {
    /// Number among the fields.
    field: usize,
    text: String,
}

impl Inspector {
    /// Shows what can be changed for all selected outlets, where there are several.
    pub(super) fn several_outlets(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let outlets: Vec<(OutletId, &Outlet)> = desk.selection.outlets().filter_map(|id| Some((id, desk.document.outlets().get(id)?))).collect();
        if outlets.len() < 2 {
            return;
        }
        let mut summary = OutletSummary::default();
        outlets.iter().for_each(|(_, outlet)| summary.add(outlet));
        facts(ui, &outlet_sum_facts(desk, &summary));
        section(ui, &desk.text_with("inspector-change-outlets", &[("count", outlets.len().into())]));
        ui.add_enabled_ui(!desk.document.is_read_only(), |ui| {
            choices(ui, desk, &outlets, requests);
            self.together.value(ui, desk, &outlets, requests);
        });
    }
}

/// Kind, class and status; what differs among the outlets is shown as nothing chosen.
fn choices(ui: &mut Ui, desk: &Desk<'_>, outlets: &[(OutletId, &Outlet)], requests: &mut Vec<Request>) {
    let language = desk.language;
    let kinds: Vec<String> = OutletKind::ALL.iter().map(|kind| outlet_kind_text(language, *kind)).collect();
    let kind = common(outlets, |outlet| OutletKind::ALL.iter().position(|kind| *kind == outlet.kind).unwrap_or(usize::MAX));
    pick(ui, &desk.text("column-kind"), &kinds, kind, |number| change(desk, outlets, |outlet| outlet.kind = OutletKind::ALL[number], requests));
    let class = common(outlets, |outlet| outlet.class.and_then(|class| OutletClass::ALL.iter().position(|known| *known == class)).map_or(0, |number| number + 1));
    pick(ui, &desk.text("column-class"), &class_words(desk), class, |number| {
        change(desk, outlets, |outlet| outlet.class = number.checked_sub(1).and_then(|number| OutletClass::ALL.get(number)).copied(), requests);
    });
    let statuses: Vec<String> = OutletStatus::ALL.iter().map(|status| outlet_status_text(language, *status)).collect();
    let status = common(outlets, |outlet| OutletStatus::ALL.iter().position(|status| *status == outlet.status).unwrap_or(usize::MAX));
    pick(ui, &desk.text("column-status"), &statuses, status, |number| change(desk, outlets, |outlet| outlet.status = OutletStatus::ALL[number], requests));
}

/// What all have in common; a number of nothing where they differ.
fn common(outlets: &[(OutletId, &Outlet)], of: impl Fn(&Outlet) -> usize) -> usize {
    let first = outlets.first().map_or(usize::MAX, |(_, outlet)| of(outlet));
    if outlets.iter().all(|(_, outlet)| of(outlet) == first) { first } else { usize::MAX }
}

fn change(desk: &Desk<'_>, outlets: &[(OutletId, &Outlet)], set: impl Fn(&mut Outlet), requests: &mut Vec<Request>) {
    let set = |outlet: &mut Outlet| {
        set(outlet);
        Ok(())
    };
    set_outlets(desk, outlets, set, requests);
}

impl Together {
    /// A field, what it is to be for all, and a button. An emptied value goes.
    fn value(&mut self, ui: &mut Ui, desk: &Desk<'_>, outlets: &[(OutletId, &Outlet)], requests: &mut Vec<Request>) {
        let fields: Vec<OutletField> = OutletField::ALL.iter().copied().filter(|field| !field.is_monthly()).collect();
        let titles: Vec<String> = fields.iter().filter_map(|field| Some(outlet_key_title(desk.language, OutletKey::of(*field)?))).collect();
        let name = desk.text("inspector-together-field");
        field(ui, &name, |ui, width| {
            if let Some(number) = choice(ui, "together-field", &name, &titles, self.field, width) {
                self.field = number;
                self.text.clear();
            }
        });
        let Some(of) = fields.get(self.field) else { return };
        let (apply, name) = (desk.text("inspector-together-apply"), desk.text("inspector-together-value"));
        if let FieldType::Choice(words) = of.field_type() {
            let mut texts = vec![desk.text("inspector-no-value")];
            texts.extend(outlet_field_choices(desk.language, *of));
            let chosen = common(outlets, |outlet| words.iter().position(|(name, _)| outlet.field(*of) == Some(*name)).map_or(0, |number| number + 1));
            pick(ui, &name, &texts, chosen, |number| {
                let word = number.checked_sub(1).and_then(|number| words.get(number)).map_or("", |(name, _)| name);
                set_outlets(desk, outlets, |outlet| outlet.set(of.name(), word), requests);
            });
            return;
        }
        field(ui, &name, |ui, _| {
            line_from_right(ui, 6.0 * UNIT, |ui| {
                let is_asked = ui.add(Button::new(&apply)).clicked();
                let (width, fill) = (ui.available_width(), ui.visuals().widgets.inactive.bg_fill);
                let typed = ui.add(TextEdit::singleline(&mut self.text).desired_width(width).background_color(fill)).accessible_name(&name);
                let is_entered = typed.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
                if is_asked || is_entered {
                    set_outlets(desk, outlets, |outlet| outlet.set(of.name(), &self.text), requests);
                }
            });
        });
    }
}
