//! Where the application keeps what is not in a project: settings, rolling snapshots, logs.

use std::path::PathBuf;

/// The environment variable that names the application's folder instead of the system's usual place.
pub const HOME_VARIABLE: &str = "GRIDWRIGHT_HOME";

/// The folder for the application's own data, which need not exist yet; `None` when the system names no home for this
/// user. `GRIDWRIGHT_HOME` overrides it, for tests and for portable installations.
pub fn app_data_folder() -> Option<PathBuf> {
    folder_from(std::env::var_os(HOME_VARIABLE).map(PathBuf::from))
}

fn folder_from(given: Option<PathBuf>) -> Option<PathBuf> {
    given
        .filter(|folder| !folder.as_os_str().is_empty())
        .or_else(|| directories::ProjectDirs::from("", "", "gridwright").map(|folders| folders.data_local_dir().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_given_folder_wins_and_an_empty_one_counts_as_not_given() {
        assert_eq!(folder_from(Some(PathBuf::from("/there"))), Some(PathBuf::from("/there")));
        assert_eq!(folder_from(Some(PathBuf::new())), folder_from(None));
    }
}
