//! The settings window: every change acts at once.

use super::Look;
use super::base_map_draft::{BaseMapDraft, DraftAnswer};
use super::kit::{Stand, Weight, button, caption, dialog, heading, icon_button, segments};
use crate::i18n::{Language, measure_text_as};
use crate::map::basemap::BaseMapPreset;
use crate::model::Measure;
use crate::ui::Request;
use crate::ui::icon::Icon;
use crate::ui::settings::{LanguageChoice, NumberStyle, SCALE_STEPS, Settings, ThemeChoice};
use crate::ui::theme::UNIT;
use egui::{Align, Context, Layout, RichText, ScrollArea, Ui, vec2};

/// Settings (设置窗口), with the base map that is being typed.
#[derive(Clone, Debug, Default)]
pub struct SettingsWindow {
    /// Whether it is open.
    pub is_open: bool,
    draft: Option<BaseMapDraft>,
}

impl SettingsWindow {
    /// Opens it.
    pub fn open(&mut self) {
        self.is_open = true;
    }

    /// Shows it while it is open.
    pub fn show(&mut self, context: &Context, look: &Look<'_>, settings: &Settings, requests: &mut Vec<Request>) {
        if !self.is_open {
            return;
        }
        let mut wanted = settings.clone();
        let height = context.content_rect().height() - 160.0;
        let is_closed = dialog(context, look, "settings", &look.text("settings-title"), 600.0, |ui| {
            ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]).show(ui, |ui| {
                appearance(ui, look, &mut wanted);
                ui.add_space(3.0 * UNIT);
                self.base_maps(ui, look, &mut wanted, requests);
            });
        });
        if wanted != *settings {
            requests.push(Request::ChangeSettings(Box::new(wanted)));
        }
        self.is_open = !is_closed;
    }

    /// A file of tiles was chosen in the system's dialog.
    pub fn set_base_map_file(&mut self, path: &std::path::Path) {
        self.draft.get_or_insert_default().set_file(path);
    }

    fn base_maps(&mut self, ui: &mut Ui, look: &Look<'_>, wanted: &mut Settings, requests: &mut Vec<Request>) {
        heading(ui, look, &look.text("settings-base-maps"));
        caption(ui, look, &look.text("settings-base-maps-tip"));
        let mut choice = wanted.base_map.clone();
        ui.radio_value(&mut choice, None, look.text("settings-base-map-none"));
        let mut dropped = None;
        for (number, map) in wanted.base_maps.iter().enumerate() {
            ui.horizontal(|ui| {
                ui.radio_value(&mut choice, Some(map.name.clone()), &map.name);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let name = look.text_with("settings-base-map-remove", &[("name", (&map.name).into())]);
                    if icon_button(ui, look, Icon::Trash, &name, 26.0, Stand { is_on: false, is_enabled: true }).on_hover_text(&name).clicked() {
                        dropped = Some(number);
                    }
                    ui.add(egui::Label::new(RichText::new(map.source.name(look.language)).size(12.0).color(look.muted())).truncate());
                });
            });
        }
        wanted.base_map = choice;
        if let Some(number) = dropped {
            let map = wanted.base_maps.remove(number);
            wanted.base_map = wanted.base_map.take().filter(|name| *name != map.name);
        }
        match &mut self.draft {
            None => {
                if button(ui, look, &look.text("settings-base-map-add"), Weight::Ordinary, true).clicked() {
                    self.draft = Some(BaseMapDraft::new(BaseMapPreset::TiandituStreets, look.language));
                }
            }
            Some(_) => self.draft_ui(ui, look, wanted, requests),
        }
        hosts(ui, look, wanted);
    }

    fn draft_ui(&mut self, ui: &mut Ui, look: &Look<'_>, wanted: &mut Settings, requests: &mut Vec<Request>) {
        let Some(draft) = &mut self.draft else { return };
        match draft.show(ui, look, &wanted.base_maps, requests) {
            DraftAnswer::Typing => {}
            DraftAnswer::GivenUp => self.draft = None,
            DraftAnswer::Taken(map) => {
                wanted.base_map = Some(map.name.clone());
                wanted.base_maps.push(map);
                self.draft = None;
            }
        }
    }
}

/// Hosts that were allowed; each can be taken back.
fn hosts(ui: &mut Ui, look: &Look<'_>, wanted: &mut Settings) {
    if wanted.consented_hosts.is_empty() {
        return;
    }
    ui.add_space(UNIT);
    caption(ui, look, &look.text("settings-hosts"));
    let mut dropped = None;
    for (number, host) in wanted.consented_hosts.iter().enumerate() {
        ui.horizontal(|ui| {
            ui.label(RichText::new(host).color(look.ink()));
            let name = look.text_with("settings-host-remove", &[("host", host.into())]);
            if icon_button(ui, look, Icon::Close, &name, 22.0, Stand { is_on: false, is_enabled: true }).on_hover_text(&name).clicked() {
                dropped = Some(number);
            }
        });
    }
    if let Some(number) = dropped {
        wanted.consented_hosts.remove(number);
    }
}

fn appearance(ui: &mut Ui, look: &Look<'_>, wanted: &mut Settings) {
    heading(ui, look, &look.text("settings-appearance"));
    row(ui, look, "settings-language", |ui| {
        let choices = [(LanguageChoice::System, "settings-follow-system"), (LanguageChoice::Chinese, "shell-chinese"), (LanguageChoice::English, "shell-english")];
        wanted.language = choose(ui, look, wanted.language, "settings-language", &choices).unwrap_or(wanted.language);
    });
    row(ui, look, "settings-theme", |ui| {
        let choices = [(ThemeChoice::System, "settings-follow-system"), (ThemeChoice::Light, "settings-light"), (ThemeChoice::Dark, "settings-dark")];
        wanted.theme = choose(ui, look, wanted.theme, "settings-theme", &choices).unwrap_or(wanted.theme);
    });
    row(ui, look, "settings-scale", |ui| {
        let name = look.text("settings-scale");
        let choices = SCALE_STEPS.map(|step| (step, format!("{step}%"), format!("{name} {step}%")));
        wanted.scale_percent = segments(ui, look, wanted.scale_percent, &choices).unwrap_or(wanted.scale_percent);
    });
    row(ui, look, "settings-numbers", |ui| {
        let choices = [(NumberStyle::ByLanguage, "settings-numbers-by-language"), (NumberStyle::Full, "settings-numbers-full")];
        wanted.numbers = choose(ui, look, wanted.numbers, "settings-numbers", &choices).unwrap_or(wanted.numbers);
    });
    let example = Measure { scale: 0, ..Measure::new("", if look.language == Language::Chinese { "元" } else { "yuan" }) };
    let shown = measure_text_as(look.language, 1_234_567.0, &example, wanted.numbers == NumberStyle::Full);
    row(ui, look, "settings-numbers-example", |ui| {
        ui.label(RichText::new(shown).color(look.muted()));
    });
}

fn choose<T: Copy + PartialEq>(ui: &mut Ui, look: &Look<'_>, chosen: T, name: &str, choices: &[(T, &str)]) -> Option<T> {
    let name = look.text(name);
    let choices: Vec<(T, String, String)> = choices.iter().map(|(value, key)| (*value, look.text(key), format!("{name} {}", look.text(key)))).collect();
    segments(ui, look, chosen, &choices)
}

/// A name on the left and its widget; below the name where there is no room beside it.
fn row(ui: &mut Ui, look: &Look<'_>, key: &str, widget: impl FnOnce(&mut Ui)) {
    ui.horizontal_wrapped(|ui| {
        ui.allocate_ui_with_layout(vec2(108.0, 7.0 * UNIT), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(108.0);
            ui.label(RichText::new(look.text(key)).color(look.ink()));
        });
        widget(ui);
    });
}
