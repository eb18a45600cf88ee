//! The values of an outlet in the inspector: fields by type under their headings, figures of months, attributes of somebody's own.

use super::outlet::pick;
use super::{Inspector, field};
use crate::base::OutletId;
use crate::i18n::{attribute_text, outlet_field_choices, outlet_field_text, outlet_key_title};
use crate::model::{FieldGroup, FieldType, Month, Outlet, OutletField, OutletGroup, OutletKey};
use crate::ui::panels::outlet_edits::{set_outlets, set_value};
use crate::ui::theme::{TABLE_TEXT, UNIT};
use crate::ui::widgets::{Answer, Fit, Question, edit_text, fit, fitted_label, line_from_right, rest_of_line, section};
use crate::ui::{Desk, Request};
use egui::{Button, Rect, Sense, TextEdit, Ui, UiBuilder, pos2, vec2};
use std::collections::BTreeSet;

/// What is typed beside the values of an outlet and is none of them yet.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// The name of a further attribute.
    attribute: String,
    /// A further month, while it is typed.
    month: String,
    /// A further month that has no figure yet.
    open_month: Option<(OutletId, Month)>,
    /// The attribute that is to get another name.
    renaming: Option<(Question, String)>,
}

impl Inspector {
    /// Shows the fields that have a meaning. A competitor shows only those that somebody knows of him, and what he is made of.
    pub(super) fn outlet_values(&mut self, ui: &mut Ui, desk: &Desk<'_>, id: OutletId, outlet: &Outlet, requests: &mut Vec<Request>) {
        let is_ours = outlet.kind.group() != OutletGroup::Competitor;
        for (group, title) in [(FieldGroup::Equipment, "inspector-equipment"), (FieldGroup::Contract, "inspector-contract")] {
            let is_shown = |field: &OutletField| field.group() == group && (is_ours || group == FieldGroup::Equipment || outlet.field(*field).is_some());
            let fields: Vec<OutletField> = OutletField::ALL.iter().copied().filter(is_shown).collect();
            if fields.is_empty() {
                continue;
            }
            section(ui, &desk.text(title));
            for of in fields {
                self.outlet_value(ui, desk, id, outlet, of, requests);
            }
        }
        if is_ours || outlet.keys().any(|key| key.month.is_some()) {
            section(ui, &desk.text("inspector-monthly"));
            self.months(ui, desk, id, outlet, requests);
        }
    }

    fn outlet_value(&mut self, ui: &mut Ui, desk: &Desk<'_>, id: OutletId, outlet: &Outlet, of: OutletField, requests: &mut Vec<Request>) {
        let Some(key) = OutletKey::of(of) else { return };
        let title = outlet_key_title(desk.language, key);
        let value = outlet.value(key).unwrap_or_default();
        if let FieldType::Choice(words) = of.field_type() {
            let mut texts = vec![desk.text("inspector-no-value")];
            texts.extend(outlet_field_choices(desk.language, of));
            let chosen = words.iter().position(|(name, _)| *name == value).map_or(0, |number| number + 1);
            pick(ui, &title, &texts, chosen, |number| {
                let name = number.checked_sub(1).and_then(|number| words.get(number)).map_or("", |(name, _)| name);
                set_value(desk, id, outlet, of.name(), name, requests);
            });
            return;
        }
        let mut typed = None;
        field(ui, &title, |ui, width| typed = edit_text(ui, &mut self.buffer, (of.name(), id), value, &title, width));
        if let Some(typed) = typed {
            set_value(desk, id, outlet, of.name(), &typed, requests);
        }
    }

    /// A line for each month, the latest first, with a field for each figure; below it a further month can be opened.
    fn months(&mut self, ui: &mut Ui, desk: &Desk<'_>, id: OutletId, outlet: &Outlet, requests: &mut Vec<Request>) {
        let figures: Vec<OutletField> = OutletField::ALL.iter().copied().filter(|field| field.is_monthly()).collect();
        let mut months: BTreeSet<Month> = outlet.keys().filter_map(|key| key.month).collect();
        months.extend(self.drafts.open_month.filter(|(of, _)| *of == id).map(|(_, month)| month));
        let weak = ui.visuals().weak_text_color();
        if !months.is_empty() {
            columns(ui, figures.len(), "", |ui, number, _| {
                fitted_label(ui, &outlet_field_text(desk.language, figures[number]), 11.0, weak);
            });
        }
        for month in months.into_iter().rev() {
            columns(ui, figures.len(), &month.to_string(), |ui, number, width| {
                let Some(key) = OutletKey::of_month(figures[number], month) else { return };
                let name = outlet_key_title(desk.language, key);
                if let Some(typed) = edit_text(ui, &mut self.buffer, (key, id), outlet.value(key).unwrap_or_default(), &name, width) {
                    set_value(desk, id, outlet, &key.to_string(), &typed, requests);
                }
            });
        }
        self.further_month(ui, desk, id, requests);
    }

    fn further_month(&mut self, ui: &mut Ui, desk: &Desk<'_>, id: OutletId, requests: &mut Vec<Request>) {
        line_from_right(ui, 6.0 * UNIT, |ui| {
            let month = Month::parse(self.drafts.month.trim());
            let is_typed = !self.drafts.month.trim().is_empty();
            if ui.add_enabled(is_typed, Button::new(desk.text("inspector-add-month"))).clicked() {
                match month {
                    Some(month) => {
                        self.drafts.open_month = Some((id, month));
                        self.drafts.month.clear();
                    }
                    None => requests.push(Request::Toast(desk.text("panel-not-a-month"))),
                }
            }
            let hint = desk.text("inspector-new-month");
            let (width, fill) = (ui.available_width(), ui.visuals().widgets.inactive.bg_fill);
            rest_of_line(ui, |ui| ui.add(TextEdit::singleline(&mut self.drafts.month).hint_text(hint.clone()).desired_width(width).background_color(fill))).accessible_name(hint);
        });
    }

    /// Attributes without a meaning of ours: their texts, another name, away with them, a further one.
    pub(super) fn own_attributes(&mut self, ui: &mut Ui, desk: &Desk<'_>, id: OutletId, outlet: &Outlet, requests: &mut Vec<Request>) {
        for (name, value) in outlet.own_attributes() {
            let mut typed = None;
            let shown = attribute_text(desk.language, name);
            field(ui, &shown, |ui, width| {
                typed = edit_text(ui, &mut self.buffer, ("attribute", name, id), value, &shown, width - 7.0 * UNIT);
                let menu = ui.menu_button("…", |ui| self.drafts.attribute_menu(ui, desk, (id, outlet), name, requests));
                menu.response.accessible_name(desk.text_with("inspector-attribute-menu", &[("name", (&shown).into())]));
            });
            if let Some(typed) = typed {
                set_value(desk, id, outlet, name, &typed, requests);
            }
        }
        line_from_right(ui, 6.0 * UNIT, |ui| {
            let name = self.drafts.attribute.trim().to_owned();
            let is_known = OutletKey::from_heading(&name).is_some() || outlet.attributes.contains_key(&name);
            let button = ui.add_enabled(!name.is_empty() && !is_known, Button::new(desk.text("inspector-add-attribute")));
            let button = if is_known { button.on_disabled_hover_text(desk.text("inspector-attribute-known")) } else { button };
            if button.clicked() {
                set_value(desk, id, outlet, &name, "—", requests);
                self.drafts.attribute.clear();
            }
            let hint = desk.text("inspector-new-attribute");
            let (width, fill) = (ui.available_width(), ui.visuals().widgets.inactive.bg_fill);
            rest_of_line(ui, |ui| ui.add(TextEdit::singleline(&mut self.drafts.attribute).hint_text(hint.clone()).desired_width(width).background_color(fill))).accessible_name(hint);
        });
        self.drafts.rename(ui, desk, requests);
    }
}

impl Drafts {
    fn attribute_menu(&mut self, ui: &mut Ui, desk: &Desk<'_>, (id, outlet): (OutletId, &Outlet), name: &String, requests: &mut Vec<Request>) {
        let all = with_attribute(desk, name);
        if ui.button(desk.text("inspector-rename-attribute")).clicked() {
            let hint = desk.text_with("inspector-rename-attribute-hint", &[("count", all.len().into())]);
            let title = desk.text_with("inspector-rename-attribute-title", &[("name", name.into())]);
            self.renaming = Some((Question::for_text(title, hint, name.clone(), desk.text("panel-rename"), desk.text("panel-cancel")), name.clone()));
            ui.close();
        }
        if ui.button(desk.text("inspector-remove-attribute")).clicked() {
            set_value(desk, id, outlet, name, "", requests);
            ui.close();
        }
        if all.len() > 1 && ui.button(desk.text_with("inspector-remove-attribute-everywhere", &[("count", all.len().into())])).clicked() {
            set_outlets(desk, &all, |outlet| outlet.set(name, ""), requests);
            ui.close();
        }
    }

    /// Asks for the name and gives it to the attribute of every outlet that has it, as one step. The name of a field with a meaning
    /// makes the texts values of that field, where they are such.
    fn rename(&mut self, ui: &Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let Some((question, old)) = &mut self.renaming else { return };
        match question.show(ui) {
            Answer::Waiting => return,
            Answer::Cancelled => {}
            Answer::Confirmed(new) => {
                let new = OutletKey::from_heading(&new).map_or(new, |key| key.to_string());
                let all = with_attribute(desk, old);
                let has_new = |outlet: &Outlet| outlet.attributes.contains_key(&new) || OutletKey::from_name(&new).is_some_and(|key| outlet.value(key).is_some());
                if all.iter().any(|(_, outlet)| has_new(outlet)) {
                    requests.push(Request::Toast(desk.text("inspector-attribute-known")));
                } else {
                    let change = |outlet: &mut Outlet| {
                        let text = outlet.attributes.get(old.as_str()).cloned().unwrap_or_default();
                        outlet.set(&new, &text)?;
                        outlet.set(old, "")
                    };
                    set_outlets(desk, &all, change, requests);
                }
            }
        }
        self.renaming = None;
    }
}

/// All outlets that have an attribute.
fn with_attribute<'a>(desk: &Desk<'a>, name: &str) -> Vec<(OutletId, &'a Outlet)> {
    desk.document.outlets().iter().filter(|(_, outlet)| outlet.attributes.contains_key(name)).collect()
}

/// Height of a line of columns, in points.
const LINE: f32 = 28.0;
/// Width of the name before them.
const NAME: f32 = 56.0;

/// A line of equal columns with a name to the left.
fn columns(ui: &mut Ui, n_columns: usize, name: &str, mut cell: impl FnMut(&mut Ui, usize, f32)) {
    let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    let weak = ui.visuals().weak_text_color();
    fit(ui.painter(), Rect::from_min_size(line.min, vec2(NAME, LINE)), name, Fit::left(TABLE_TEXT, weak));
    let step = (line.width() - NAME) / n_columns.max(1) as f32;
    for number in 0..n_columns {
        let left = line.left() + NAME + step * number as f32 + UNIT;
        let place = Rect::from_min_size(pos2(left, line.top()), vec2((step - UNIT).max(24.0), LINE));
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        let mut child = ui.new_child(UiBuilder::new().id_salt((name, number)).max_rect(place).layout(layout));
        cell(&mut child, number, place.width() - 1.0);
    }
}
