//! Where settings are kept.

use crate::platform::{app_data_folder, write_whole};
use crate::ui::settings::Settings;
use std::path::{Path, PathBuf};

/// The file of the settings; nowhere on a machine that gives us no folder.
#[derive(Clone, Debug, Default)]
pub struct SettingsFile(Option<PathBuf>);

impl SettingsFile {
    /// In the application's data folder.
    pub fn usual() -> Self {
        Self(app_data_folder().map(|folder| folder.join("settings.json")))
    }

    /// In a folder of one's own.
    pub fn in_folder(folder: &Path) -> Self {
        Self(Some(folder.join("settings.json")))
    }

    /// What was saved, or the settings of the first day.
    pub fn read(&self) -> Settings {
        let text = self.0.as_ref().and_then(|path| std::fs::read_to_string(path).ok());
        text.map(|text| Settings::from_json(&text)).unwrap_or_default()
    }

    /// Saves. Settings that cannot be saved hold for this window only; nothing of a project is lost by that.
    pub fn write(&self, settings: &Settings) {
        let Some(path) = &self.0 else { return };
        if let Some(folder) = path.parent() {
            drop(std::fs::create_dir_all(folder));
        }
        drop(write_whole(path, settings.to_json().as_bytes()));
    }

    /// A folder beside it, for samples and tiles.
    pub fn folder(&self, name: &str) -> Option<PathBuf> {
        Some(self.0.as_ref()?.parent()?.join(name))
    }
}
