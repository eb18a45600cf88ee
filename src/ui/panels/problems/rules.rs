//! The dialog of rules (检查规则): what must hold of grids and outlets, in plain words; saved as one step.

use crate::edit::{Command, Label};
use crate::i18n::{channel_rule_text, measure_name, outlet_field_text, outlet_kind_text, outlet_kinds_text};
use crate::map;
use crate::model::{ChannelCheck, ChannelRule, OutletField, OutletKind, Rules};
use crate::ui::theme::{HEADING, UNIT};
use crate::ui::widgets::{choice, fitted_label, line_from_right, section};
use crate::ui::{Desk, Request};
use egui::{Button, Checkbox, DragValue, Id, Modal, RichText, ScrollArea, Ui, vec2};

/// Widest the dialog gets, in points.
const WIDTH: f32 = 620.0;
/// Largest number that a rule may ask for.
const MOST: u32 = 1_000_000;

/// What is being written down.
#[derive(Clone, Debug)]
pub(super) struct RulesDraft {
    rules: Rules,
    /// The rule that is open, by number.
    open: Option<usize>,
}

/// What a line of the list asks for.
enum Wish {
    Open(Option<usize>),
    Delete(usize),
    Add(ChannelRule),
}

impl RulesDraft {
    /// The rules as they are, to be changed.
    pub(super) fn of(desk: &Desk<'_>) -> Self {
        Self { rules: desk.document.project().rules.clone(), open: None }
    }

    /// Shows the dialog; `false` once it is closed.
    pub(super) fn show(&mut self, ui: &Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) -> bool {
        let mut is_open = true;
        let width = WIDTH.min(ui.ctx().content_rect().width() - 10.0 * UNIT).max(240.0);
        let height = ui.ctx().content_rect().height() - 48.0 * UNIT;
        let modal = Modal::new(Id::unique("channel-rules")).show(ui.ctx(), |ui| {
            ui.set_width(width);
            ui.label(RichText::new(desk.text("rules-title")).size(HEADING));
            ui.label(RichText::new(desk.text("rules-hint")).color(ui.visuals().weak_text_color()));
            ui.add_enabled_ui(!desk.document.is_read_only(), |ui| {
                ScrollArea::vertical().max_height(height.max(160.0)).show(ui, |ui| {
                    self.limits(ui, desk);
                    section(ui, &desk.text("rules-channel"));
                    self.list(ui, desk);
                });
            });
            ui.add_space(2.0 * UNIT);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let is_new = self.rules != desk.document.project().rules;
                if ui.add_enabled(is_new && !desk.document.is_read_only(), Button::new(desk.text("rules-save"))).clicked() {
                    let command = Command::SetRules(Box::new(self.rules.clone()));
                    requests.push(map::Request::Run(command, Label::new("step-set-rules")).into());
                    is_open = false;
                }
                if ui.button(desk.text("panel-cancel")).clicked() {
                    is_open = false;
                }
            });
        });
        is_open && !modal.should_close()
    }

    /// Load of the account managers, and days before a contract ends.
    fn limits(&mut self, ui: &mut Ui, desk: &Desk<'_>) {
        section(ui, &desk.text("rules-limits"));
        let measures = &desk.document.project().measures;
        let mut texts = vec![desk.text("rules-no-load")];
        texts.extend(measures.iter().map(|measure| measure_name(desk.language, &measure.name).into_owned()));
        ui.horizontal_wrapped(|ui| {
            ui.label(desk.text("rules-load"));
            let chosen = desk.document.project().measure(&self.rules.load_measure).map_or(0, |number| number + 1);
            if let Some(number) = choice(ui, "rules-load", &desk.text("rules-load"), &texts, chosen, 110.0) {
                self.rules.load_measure = number.checked_sub(1).and_then(|number| measures.get(number)).map(|measure| measure.name.clone()).unwrap_or_default();
            }
            if !self.rules.load_measure.is_empty() {
                ui.label(desk.text("rules-load-most"));
                ui.add(DragValue::new(&mut self.rules.load_limit).range(1..=i64::from(MOST) * 1000)).accessible_name(desk.text("rules-load-most"));
            }
        });
        ui.horizontal_wrapped(|ui| {
            ui.label(desk.text("rules-contract"));
            ui.add(DragValue::new(&mut self.rules.contract_days).range(0..=3650)).accessible_name(desk.text("rules-contract"));
            ui.label(desk.text("rules-days"));
        });
    }

    /// The rules of outlets, those that many have and this project has not, and a way to add one.
    fn list(&mut self, ui: &mut Ui, desk: &Desk<'_>) {
        let mut wish = None;
        let is_read_only = desk.document.is_read_only();
        for number in 0..self.rules.channel.len() {
            let is_open = self.open == Some(number) && !is_read_only;
            ui.push_id(number, |ui| wish = self.line(ui, desk, number, is_open).or(wish.take()));
        }
        let usual = ChannelRule::usual(desk.document.project());
        let missing: Vec<ChannelRule> = usual.into_iter().filter(|rule| self.rules.channel.iter().all(|known| known.check != rule.check)).collect();
        if !missing.is_empty() {
            section(ui, &desk.text("rules-usual"));
        }
        for rule in &missing {
            let text = channel_rule_text(desk.language, rule);
            line_from_right(ui, 7.0 * UNIT, |ui| {
                let button = ui.button(desk.text("rules-take")).accessible_name(format!("{} {text}", desk.text("rules-take")));
                if button.clicked() {
                    wish = Some(Wish::Add(ChannelRule { is_on: true, ..rule.clone() }));
                }
                let weak = ui.visuals().weak_text_color();
                fitted_label(ui, &text, 13.0, weak);
            });
        }
        ui.add_space(UNIT);
        ui.menu_button(desk.text("rules-add"), |ui| {
            for (key, check) in templates(desk) {
                if ui.button(desk.text(key)).clicked() {
                    wish = Some(Wish::Add(ChannelRule::new(check)));
                    ui.close();
                }
            }
        });
        match wish {
            Some(Wish::Open(open)) => self.open = open,
            Some(Wish::Delete(number)) => {
                self.rules.channel.remove(number);
                self.open = None;
            }
            Some(Wish::Add(rule)) => {
                self.rules.channel.push(rule);
                self.open = Some(self.rules.channel.len() - 1);
            }
            None => {}
        }
    }

    /// A rule as a sentence with its switch; opened it can be changed below.
    fn line(&mut self, ui: &mut Ui, desk: &Desk<'_>, number: usize, is_open: bool) -> Option<Wish> {
        let mut wish = None;
        let rule = self.rules.channel.get_mut(number)?;
        let text = channel_rule_text(desk.language, rule);
        line_from_right(ui, 7.0 * UNIT, |ui| {
            if ui.button(desk.text("rules-delete")).accessible_name(format!("{} {text}", desk.text("rules-delete"))).clicked() {
                wish = Some(Wish::Delete(number));
            }
            let key = if is_open { "rules-close" } else { "rules-edit" };
            if ui.button(desk.text(key)).accessible_name(format!("{} {text}", desk.text(key))).clicked() {
                wish = Some(Wish::Open((!is_open).then_some(number)));
            }
            let width = ui.available_width();
            ui.allocate_ui_with_layout(vec2(width, 24.0), egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add(Checkbox::without_text(&mut rule.is_on)).accessible_name(&text);
                let color = if rule.is_on { ui.visuals().text_color() } else { ui.visuals().weak_text_color() };
                fitted_label(ui, &text, 13.0, color);
            });
        });
        if is_open {
            ui.indent("rule", |ui| ui.horizontal_wrapped(|ui| edit_check(ui, desk, &mut rule.check)));
            ui.add_space(UNIT);
        }
        wish
    }
}

/// A rule of each kind to begin with.
fn templates(desk: &Desk<'_>) -> Vec<(&'static str, ChannelCheck)> {
    let halls = || vec![OutletKind::FlagshipHall, OutletKind::BrandStore, OutletKind::CommunityHall, OutletKind::TownshipHall];
    let (plane, level) = levels(desk).pop().unwrap_or_default();
    let mut all = Vec::new();
    if !level.is_empty() {
        all.push(("rules-add-grid", ChannelCheck::EveryGridHas { plane, level, kinds: vec![OutletKind::AgentPoint], at_least: 1 }));
    }
    all.push(("rules-add-least", ChannelCheck::FieldAtLeast { field: OutletField::Clerks, kinds: halls(), at_least: 1 }));
    all.push(("rules-add-filled", ChannelCheck::FieldFilled { field: OutletField::OpeningHours, kinds: halls() }));
    all
}

/// Every level with its plane; the deepest level of the first plane comes last.
fn levels(desk: &Desk<'_>) -> Vec<(String, String)> {
    let planes: Vec<_> = desk.document.project().planes.rows().collect();
    planes.iter().rev().flat_map(|plane| plane.levels.iter().map(|level| (plane.name.clone(), level.name.clone()))).collect()
}

/// The parts of a rule, each by its kind of control.
fn edit_check(ui: &mut Ui, desk: &Desk<'_>, check: &mut ChannelCheck) {
    match check {
        ChannelCheck::EveryGridHas { plane, level, kinds, at_least } => {
            let all = levels(desk);
            let has_planes = desk.document.project().planes.len() > 1;
            let texts: Vec<String> = all.iter().map(|(plane, level)| if has_planes { format!("{plane} · {level}") } else { level.clone() }).collect();
            let is_of = |(of, name): &(String, String)| name == level && (of == plane || plane.is_empty());
            ui.label(desk.text("rules-every"));
            let name = desk.text("tree-level");
            if let Some((of, name)) = choice(ui, "rule-level", &name, &texts, all.iter().position(is_of).unwrap_or(usize::MAX), 130.0).and_then(|number| all.get(number)) {
                (*plane, *level) = (of.clone(), name.clone());
            }
            edit_count(ui, desk, at_least);
            edit_kinds(ui, desk, kinds);
        }
        ChannelCheck::FieldAtLeast { field, kinds, at_least } => {
            edit_kinds(ui, desk, kinds);
            edit_field(ui, desk, field, OutletField::is_summed);
            edit_count(ui, desk, at_least);
        }
        ChannelCheck::FieldFilled { field, kinds } => {
            edit_kinds(ui, desk, kinds);
            edit_field(ui, desk, field, |field| !field.is_monthly());
        }
    }
}

fn edit_count(ui: &mut Ui, desk: &Desk<'_>, count: &mut u32) {
    ui.label(desk.text("rules-at-least"));
    ui.add(DragValue::new(count).range(1..=MOST)).accessible_name(desk.text("rules-at-least"));
}

fn edit_field(ui: &mut Ui, desk: &Desk<'_>, field: &mut OutletField, is_asked: impl Fn(OutletField) -> bool) {
    let all: Vec<OutletField> = OutletField::ALL.iter().copied().filter(|field| is_asked(*field)).collect();
    let texts: Vec<String> = all.iter().map(|field| outlet_field_text(desk.language, *field)).collect();
    let chosen = all.iter().position(|of| of == field).unwrap_or(usize::MAX);
    if let Some(of) = choice(ui, "rule-field", &desk.text("rules-field"), &texts, chosen, 120.0).and_then(|number| all.get(number)) {
        *field = *of;
    }
}

/// Kinds with a tick each; the last one stays, because a rule speaks of something.
fn edit_kinds(ui: &mut Ui, desk: &Desk<'_>, kinds: &mut Vec<OutletKind>) {
    let name = desk.text("rules-kinds");
    let text = match kinds.as_slice() {
        [] => name.clone(),
        [_] | [_, _] => outlet_kinds_text(desk.language, kinds),
        [first, ..] => desk.text_with("rules-kinds-more", &[("kind", outlet_kind_text(desk.language, *first).into()), ("count", kinds.len().into())]),
    };
    let menu = egui::containers::menu::MenuConfig::new().close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let (button, _) = egui::containers::menu::MenuButton::new(text).config(menu).ui(ui, |ui| {
        for kind in OutletKind::ALL {
            let mut is_chosen = kinds.contains(kind);
            if ui.checkbox(&mut is_chosen, outlet_kind_text(desk.language, *kind)).changed() {
                if is_chosen {
                    kinds.push(*kind);
                    kinds.sort_unstable();
                } else if kinds.len() > 1 {
                    kinds.retain(|known| known != kind);
                }
            }
        }
    });
    button.accessible_name(name);
}
