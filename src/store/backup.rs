//! Rolling backups in the application's data folder.

use crate::base::{CancelToken, NoProgress};
use crate::gpkg::{self, Connection, GpkgError};
use crate::platform;
use std::path::{Path, PathBuf};

/// How many backups are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupPolicy {
    /// The latest ones.
    pub n_latest: usize,
    /// One a day for so many days.
    pub n_days: usize,
}

impl Default for BackupPolicy {
    fn default() -> Self {
        Self { n_latest: 10, n_days: 14 }
    }
}

/// Writes a backup of a project through SQLite's own backup, never by copying the file, and removes old ones. Returns where
/// it is; `None` when there is no folder for it. `now` is a time in UTC; its day decides what is kept.
pub fn rolling_backup(connection: &Connection, key: &str, policy: BackupPolicy, now: &str) -> Result<Option<PathBuf>, GpkgError> {
    let Some(folder) = platform::app_data_folder().map(|folder| folder.join("backups").join(safe_name(key))) else { return Ok(None) };
    std::fs::create_dir_all(&folder).map_err(|source| GpkgError::Io { path: folder.clone(), source })?;
    let stamp: String = now.chars().filter(char::is_ascii_alphanumeric).collect();
    let target = folder.join(format!("{stamp}.gpkg"));
    connection.backup_to(&target, &NoProgress, &CancelToken::default())?;
    for old in surplus(&backups(&folder), policy) {
        // A backup that cannot be removed costs space and nothing else.
        drop(std::fs::remove_file(old));
    }
    Ok(Some(target))
}

/// The newest backup of the project in a file, with the day it was made (`YYYY-MM-DD`); `None` where there is none, or where the
/// file no longer says which project it is.
pub fn newest_backup(path: &Path) -> Option<(PathBuf, String)> {
    let connection = gpkg::open_read_only(path).ok()?;
    let key: String = super::settings::get(&connection, "key").ok()?;
    let folder = platform::app_data_folder()?.join("backups").join(safe_name(&key));
    let newest = backups(&folder).pop()?;
    let stem = newest.file_stem()?.to_string_lossy().into_owned();
    let day = [stem.get(..4)?, stem.get(4..6)?, stem.get(6..8)?].join("-");
    Some((newest, day))
}

/// The backups of a folder, oldest first.
fn backups(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|ending| ending == "gpkg")).collect();
    found.sort();
    found
}

/// Which backups go: all but the latest and the last one of each of the latest days.
fn surplus(found: &[PathBuf], policy: BackupPolicy) -> Vec<PathBuf> {
    let day = |path: &PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().chars().take(8).collect::<String>()).unwrap_or_default();
    let mut days: Vec<String> = Vec::new();
    let mut gone = Vec::new();
    for (age, path) in found.iter().rev().enumerate() {
        let is_first_of_day = !days.contains(&day(path));
        if is_first_of_day {
            days.push(day(path));
        }
        if age >= policy.n_latest && !(is_first_of_day && days.len() <= policy.n_days) {
            gone.push(path.clone());
        }
    }
    gone
}

/// Project keys are ours, but a file may have been tampered with.
fn safe_name(key: &str) -> String {
    let name: String = key.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(64).collect();
    if name.is_empty() { "project".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_and_one_a_day_are_kept() {
        let found: Vec<PathBuf> = (1..=20).flat_map(|day| (0..3).map(move |hour| PathBuf::from(format!("202611{day:02}T0{hour}.gpkg")))).collect();
        let gone = surplus(&found, BackupPolicy::default());
        let kept: Vec<_> = found.iter().filter(|path| !gone.contains(path)).collect();
        assert_eq!(kept.len(), 10 + 10, "ten latest cover four days, ten more days keep their last one");
        assert!(kept.contains(&&PathBuf::from("20261107T02.gpkg")) && !kept.contains(&&PathBuf::from("20261106T02.gpkg")));
    }
}
