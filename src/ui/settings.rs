//! What a person has chosen for the program as a whole (设置): plain values; the room `app` reads and writes them.

use crate::carto::ThemeKind;
use crate::geodesy::Crs;
use crate::i18n::Language;
use crate::map::basemap::BaseMapSource;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Smallest and largest scale of the window in percent.
pub const SCALE_PERCENT: std::ops::RangeInclusive<u16> = 100..=300;
/// Steps of the scale.
pub const SCALE_STEPS: [u16; 7] = [100, 125, 150, 175, 200, 250, 300];
/// Most recent projects that are kept; pinned ones do not count.
const MOST_RECENT: usize = 20;

/// Chinese, English or what the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LanguageChoice {
    /// What the system says.
    #[default]
    System,
    /// 简体中文.
    Chinese,
    /// English.
    English,
}

/// Light, dark or what the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeChoice {
    /// What the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How large numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberStyle {
    /// 万 and 亿 in Chinese, thousands separators in English.
    #[default]
    ByLanguage,
    /// In full with thousands separators.
    Full,
}

/// A project that was open (最近打开的项目).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Name of the project.
    pub name: String,
    /// When it was last open, `YYYY-MM-DD HH:MM`.
    pub opened_at: String,
    /// Stays on top and is never dropped.
    #[serde(default)]
    pub is_pinned: bool,
}

/// A map below everything that a person has set up (底图).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseMap {
    /// Its name in lists.
    pub name: String,
    /// What it is made of. Keys of services are never here: the system keeps them.
    pub source: BaseMapSource,
}

/// All settings of a person (设置).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Language of the window.
    pub language: LanguageChoice,
    /// Light or dark.
    pub theme: ThemeChoice,
    /// Size of texts and widgets in percent.
    pub scale_percent: u16,
    /// How large numbers are written.
    pub numbers: NumberStyle,
    /// Projects that were open, newest first.
    pub recent: Vec<RecentFile>,
    /// Base maps.
    pub base_maps: Vec<BaseMap>,
    /// The base map in use by name; `None` for the built-in one, which needs no network.
    pub base_map: Option<String>,
    /// Hosts that may be asked for tiles.
    pub consented_hosts: Vec<String>,
    /// Name of the coordinate system of the status bar, see [`Crs::from_name`].
    pub coordinates: String,
    /// Whether the tour was ended or skipped.
    pub has_seen_tour: bool,
    /// Arrangement of the panels by name of the workspace; only the room `app` can read it.
    pub workspaces: Vec<(String, String)>,
    /// Commands used last, newest first, by key.
    pub recent_commands: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: LanguageChoice::System,
            theme: ThemeChoice::System,
            scale_percent: 100,
            numbers: NumberStyle::ByLanguage,
            recent: Vec::new(),
            base_maps: Vec::new(),
            base_map: None,
            consented_hosts: Vec::new(),
            coordinates: Crs::Wgs84.name(),
            has_seen_tour: false,
            workspaces: Vec::new(),
            recent_commands: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads what was saved; what is missing or of another time is as at first, and text that is no settings at all gives the
    /// settings of the first day.
    pub fn from_json(text: &str) -> Self {
        serde_json::from_str::<Self>(text).unwrap_or_default().in_range()
    }

    /// The text to save.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    fn in_range(mut self) -> Self {
        self.scale_percent = self.scale_percent.clamp(*SCALE_PERCENT.start(), *SCALE_PERCENT.end());
        self
    }

    /// The language of the window, given that of the system.
    pub fn language(&self, system: Language) -> Language {
        match self.language {
            LanguageChoice::System => system,
            LanguageChoice::Chinese => Language::Chinese,
            LanguageChoice::English => Language::English,
        }
    }

    /// The look of the window, given that of the system.
    pub fn theme(&self, system: ThemeKind) -> ThemeKind {
        match self.theme {
            ThemeChoice::System => system,
            ThemeChoice::Light => ThemeKind::Light,
            ThemeChoice::Dark => ThemeKind::Dark,
        }
    }

    /// The coordinate system of the status bar.
    pub fn coordinates(&self) -> Crs {
        Crs::from_name(&self.coordinates).unwrap_or(Crs::Wgs84)
    }

    /// The next larger or smaller step of the scale; the same at the end.
    pub fn next_scale(&self, is_larger: bool) -> u16 {
        let next = if is_larger { SCALE_STEPS.into_iter().find(|step| *step > self.scale_percent) } else { SCALE_STEPS.into_iter().rev().find(|step| *step < self.scale_percent) };
        next.unwrap_or(self.scale_percent)
    }

    /// A project was opened: it comes to the front. `now` is `YYYY-MM-DD HH:MM`.
    pub fn note_opened(&mut self, path: &Path, name: &str, now: &str) {
        let is_pinned = self.recent.iter().any(|file| file.path == path && file.is_pinned);
        self.recent.retain(|file| file.path != path);
        self.recent.insert(0, RecentFile { path: path.to_owned(), name: name.to_owned(), opened_at: now.to_owned(), is_pinned });
        let mut kept = 0;
        self.recent.retain(|file| {
            kept += usize::from(!file.is_pinned);
            file.is_pinned || kept <= MOST_RECENT
        });
    }

    /// Takes a project off the list.
    pub fn forget(&mut self, path: &Path) {
        self.recent.retain(|file| file.path != path);
    }

    /// A project was found elsewhere.
    pub fn relocate(&mut self, from: &Path, to: &Path) {
        self.recent.retain(|file| file.path != to || file.path == from);
        if let Some(file) = self.recent.iter_mut().find(|file| file.path == from) {
            to.clone_into(&mut file.path);
        }
    }

    /// Keeps a project on top, or no longer.
    pub fn pin(&mut self, path: &Path, is_pinned: bool) {
        if let Some(file) = self.recent.iter_mut().find(|file| file.path == path) {
            file.is_pinned = is_pinned;
        }
    }

    /// Recent projects as they are shown: pinned ones first.
    pub fn recent_shown(&self) -> Vec<&RecentFile> {
        let mut shown: Vec<&RecentFile> = self.recent.iter().collect();
        shown.sort_by_key(|file| !file.is_pinned);
        shown
    }

    /// A command was used: it comes to the front.
    pub fn note_command(&mut self, key: &str) {
        self.recent_commands.retain(|known| known != key);
        self.recent_commands.insert(0, key.to_owned());
        self.recent_commands.truncate(8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_comes_back_and_foreign_text_does_no_harm() {
        let mut settings = Settings { scale_percent: 150, language: LanguageChoice::English, ..Settings::default() };
        settings.note_opened(Path::new("/a/新乡.gpkg"), "新乡", "2026-01-02 03:04");
        settings.base_maps.push(BaseMap { name: "city".into(), source: BaseMapSource::MbTiles { path: "/data/city.mbtiles".into() } });
        assert_eq!(Settings::from_json(&settings.to_json()), settings);
        assert_eq!(Settings::from_json("{\"scale_percent\": 9000, \"later\": 1}").scale_percent, 300);
        assert_eq!(Settings::from_json("no json"), Settings::default());
    }

    #[test]
    fn recent_files_come_to_the_front_and_pins_stay() {
        let mut settings = Settings::default();
        for number in 0..30 {
            settings.note_opened(Path::new(&format!("{number}.gpkg")), "x", "");
            settings.pin(Path::new("0.gpkg"), true);
        }
        assert_eq!(settings.recent.len(), MOST_RECENT + 1);
        assert_eq!(settings.recent_shown()[0].path, Path::new("0.gpkg"));
        settings.note_opened(Path::new("15.gpkg"), "x", "");
        assert_eq!(settings.recent_shown()[1].path, Path::new("15.gpkg"));
        settings.relocate(Path::new("15.gpkg"), Path::new("16.gpkg"));
        assert_eq!(settings.recent.iter().filter(|file| file.path == Path::new("16.gpkg")).count(), 1);
        settings.forget(Path::new("16.gpkg"));
        assert!(settings.recent.iter().all(|file| file.path != Path::new("16.gpkg")));
    }

    #[test]
    fn the_scale_goes_by_steps_and_stops() {
        let at = |scale_percent| Settings { scale_percent, ..Settings::default() };
        assert_eq!((at(100).next_scale(true), at(110).next_scale(false), at(300).next_scale(true), at(100).next_scale(false)), (125, 100, 300, 100));
    }
}
