//! A base map that is being set up: what kind, where it is, and the key where a service wants one.

use super::Look;
use super::kit::{Weight, button, caption};
use super::options::chooser;
use super::paths::PathPurpose;
use crate::i18n::Language;
use crate::map::basemap::{BaseMapPreset, BaseMapSource, TileDatum};
use crate::ui::Request;
use crate::ui::settings::BaseMap;
use crate::ui::theme::UNIT;
use egui::{Checkbox, CornerRadius, Frame, Margin, TextEdit, Ui};
use std::path::Path;

/// Kinds that can be added; the built-in world and nothing at all are always there.
const KINDS: [BaseMapPreset; 6] =
    [BaseMapPreset::TiandituStreets, BaseMapPreset::TiandituImages, BaseMapPreset::PmTiles, BaseMapPreset::MbTiles, BaseMapPreset::Xyz, BaseMapPreset::Wmts];

/// A base map that is being set up.
#[derive(Clone, Debug)]
pub(super) struct BaseMapDraft {
    kind: BaseMapPreset,
    name: String,
    source: BaseMapSource,
    /// Layers of a WMTS as they are typed.
    layers: String,
    key: String,
}

/// What came of a frame of typing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum DraftAnswer {
    /// It goes on.
    Typing,
    /// Nothing is added.
    GivenUp,
    /// This one is added.
    Taken(BaseMap),
}

impl Default for BaseMapDraft {
    fn default() -> Self {
        Self::new(BaseMapPreset::PmTiles, Language::English)
    }
}

impl BaseMapDraft {
    /// Begins with what a kind offers.
    pub(super) fn new(kind: BaseMapPreset, language: Language) -> Self {
        let source = kind.source(language);
        let name = if matches!(kind, BaseMapPreset::TiandituStreets | BaseMapPreset::TiandituImages) { kind.name(language) } else { String::new() };
        let layers = if let BaseMapSource::Wmts(wmts) = &source { wmts.layers.join(", ") } else { String::new() };
        Self { kind, name, source, layers, key: String::new() }
    }

    /// Takes a file up; the ending says which kind it is.
    pub(super) fn set_file(&mut self, path: &Path) {
        let is_mbtiles = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("mbtiles"));
        (self.kind, self.source) = if is_mbtiles {
            (BaseMapPreset::MbTiles, BaseMapSource::MbTiles { path: path.to_owned() })
        } else {
            (BaseMapPreset::PmTiles, BaseMapSource::PmTiles { path: path.to_owned() })
        };
        if self.name.trim().is_empty() {
            self.name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        }
    }

    /// Shows the fields; `taken` are the base maps there are.
    pub(super) fn show(&mut self, ui: &mut Ui, look: &Look<'_>, taken: &[BaseMap], requests: &mut Vec<Request>) -> DraftAnswer {
        let mut answer = DraftAnswer::Typing;
        Frame::new().fill(look.surface(0.03)).corner_radius(CornerRadius::same(6)).inner_margin(Margin::same(12)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let kinds = KINDS.map(|kind| (kind, kind.name(look.language)));
            if let Some(kind) = chooser(ui, look, &look.text("settings-base-map-kind"), self.kind, &kinds) {
                *self = Self::new(kind, look.language);
            }
            caption(ui, look, &self.kind.hint(look.language));
            field(ui, look, "settings-base-map-name", &mut self.name);
            self.fields(ui, look, requests);
            let host = self.source.host();
            if self.source.needs_key() {
                caption(ui, look, &look.text("settings-base-map-key"));
                ui.add(TextEdit::singleline(&mut self.key).password(true).desired_width(f32::INFINITY)).accessible_name(look.text("settings-base-map-key"));
                caption(ui, look, &look.text("settings-base-map-key-tip"));
            }
            ui.add_space(UNIT);
            ui.horizontal_wrapped(|ui| {
                let is_good = self.is_complete(taken);
                if button(ui, look, &look.text("settings-base-map-take"), Weight::Primary, is_good).clicked() {
                    if let (Some(host), false) = (host, self.key.trim().is_empty()) {
                        requests.push(Request::KeepMapKey { host, key: self.key.trim().to_owned() });
                    }
                    answer = DraftAnswer::Taken(self.finished());
                }
                if button(ui, look, &look.text("shell-cancel"), Weight::Ordinary, true).clicked() {
                    answer = DraftAnswer::GivenUp;
                }
            });
        });
        answer
    }

    /// What only this kind has.
    fn fields(&mut self, ui: &mut Ui, look: &Look<'_>, requests: &mut Vec<Request>) {
        let is_preset = matches!(self.kind, BaseMapPreset::TiandituStreets | BaseMapPreset::TiandituImages);
        match &mut self.source {
            BaseMapSource::None | BaseMapSource::World => {}
            BaseMapSource::PmTiles { path } | BaseMapSource::MbTiles { path } => {
                let mut text = path.display().to_string();
                if field(ui, look, "settings-base-map-file", &mut text) {
                    *path = text.into();
                }
                if button(ui, look, &look.text("path-browse"), Weight::Ordinary, true).clicked() {
                    requests.push(Request::Browse(PathPurpose::BaseMap));
                }
            }
            BaseMapSource::Xyz(xyz) => {
                field(ui, look, "settings-base-map-address", &mut xyz.url);
                field(ui, look, "settings-base-map-attribution", &mut xyz.attribution);
                datum(ui, look, &mut xyz.datum);
            }
            BaseMapSource::Wmts(_) if is_preset => {}
            BaseMapSource::Wmts(wmts) => {
                field(ui, look, "settings-base-map-wmts-address", &mut wmts.url);
                if field(ui, look, "settings-base-map-layers", &mut self.layers) {
                    wmts.layers = self.layers.split([',', '，', ' ']).map(str::trim).filter(|layer| !layer.is_empty()).map(str::to_owned).collect();
                }
                field(ui, look, "settings-base-map-matrix-set", &mut wmts.matrix_set);
                field(ui, look, "settings-base-map-style", &mut wmts.style);
                field(ui, look, "settings-base-map-format", &mut wmts.format);
                field(ui, look, "settings-base-map-key-parameter", &mut wmts.key_parameter);
                field(ui, look, "settings-base-map-attribution", &mut wmts.attribution);
                datum(ui, look, &mut wmts.datum);
            }
        }
    }

    fn is_complete(&self, taken: &[BaseMap]) -> bool {
        let name = self.name.trim();
        let is_named = !name.is_empty() && !taken.iter().any(|map| map.name == name);
        let has = |address: &str| ["{z}", "{x}"].iter().all(|mark| address.contains(mark)) && (address.contains("{y}") || address.contains("{-y}"));
        let is_whole = match &self.source {
            BaseMapSource::None | BaseMapSource::World => false,
            BaseMapSource::PmTiles { path } => ends_with(path, "pmtiles"),
            BaseMapSource::MbTiles { path } => ends_with(path, "mbtiles"),
            BaseMapSource::Xyz(xyz) => has(&xyz.url) && self.source.host().is_some(),
            BaseMapSource::Wmts(wmts) => !wmts.layers.is_empty() && !wmts.matrix_set.trim().is_empty() && self.source.host().is_some(),
        };
        is_named && is_whole
    }

    fn finished(&self) -> BaseMap {
        let name = self.name.trim().to_owned();
        let mut source = self.source.clone();
        match &mut source {
            BaseMapSource::Xyz(xyz) => name.clone_into(&mut xyz.name),
            BaseMapSource::Wmts(wmts) => name.clone_into(&mut wmts.name),
            BaseMapSource::None | BaseMapSource::World | BaseMapSource::PmTiles { .. } | BaseMapSource::MbTiles { .. } => {}
        }
        BaseMap { name, source }
    }
}

fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending))
}

/// A named field; whether it was typed into.
fn field(ui: &mut Ui, look: &Look<'_>, key: &str, text: &mut String) -> bool {
    caption(ui, look, &look.text(key));
    ui.add(TextEdit::singleline(text).id_salt(key).desired_width(f32::INFINITY)).accessible_name(look.text(key)).changed()
}

fn datum(ui: &mut Ui, look: &Look<'_>, datum: &mut TileDatum) {
    let mut is_gcj02 = *datum == TileDatum::Gcj02;
    if ui.add(Checkbox::new(&mut is_gcj02, look.text("settings-base-map-gcj02"))).changed() {
        *datum = if is_gcj02 { TileDatum::Gcj02 } else { TileDatum::Wgs84 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_a_source() {
        let mut draft = BaseMapDraft::new(BaseMapPreset::TiandituStreets, Language::Chinese);
        assert!(draft.is_complete(&[]) && draft.source.needs_key(), "only the key is left to give");
        assert!(!draft.is_complete(&[draft.finished()]), "a name is taken once");
        draft.set_file(Path::new("C:/maps/城市.MBTILES"));
        assert!(matches!(draft.source, BaseMapSource::MbTiles { .. }) && draft.is_complete(&[]));
        let mut draft = BaseMapDraft::new(BaseMapPreset::Xyz, Language::English);
        assert!(!draft.is_complete(&[]));
        draft.name = " intranet ".to_owned();
        if let BaseMapSource::Xyz(xyz) = &mut draft.source {
            xyz.url = "http://tiles.intranet/{z}/{x}/{y}.png".to_owned();
            xyz.datum = TileDatum::Gcj02;
        }
        assert!(draft.is_complete(&[]));
        let map = draft.finished();
        assert_eq!((map.name.as_str(), map.source.host().as_deref()), ("intranet", Some("tiles.intranet")));
        let mut draft = BaseMapDraft::new(BaseMapPreset::Wmts, Language::English);
        draft.name = "city".to_owned();
        if let BaseMapSource::Wmts(wmts) = &mut draft.source {
            wmts.url = "https://maps.city.cn/wmts".to_owned();
        }
        assert!(!draft.is_complete(&[]), "no layer");
        if let BaseMapSource::Wmts(wmts) = &mut draft.source {
            wmts.layers = vec!["roads".to_owned()];
        }
        assert!(draft.is_complete(&[]));
    }
}
