//! Foreign files come in: dropped or chosen, read, previewed, imported, one after the other.

use super::chrome::AfterOpening;
use super::importing::options;
use super::{App, Ended};
use crate::i18n::export_error_text;
use crate::io::{ReadOptions, SourceTable};
use crate::jobs::{ImportOptions, import, read_foreign, write_findings};
use crate::ui::shell::{NoticeKind, PathPurpose};
use std::path::{Path, PathBuf};
use std::sync::Arc as Shared;
use std::time::Instant;

/// Endings of files that begin a data set; the neighbours of a shapefile do not.
const BEGINNINGS: [&str; 9] = ["shp", "geojson", "geojsonl", "json", "csv", "tsv", "txt", "zip", "dbf"];
/// Most files taken from what was dropped at once.
const MOST_FILES: usize = 200;

impl App {
    /// Files and folders were dropped on the window: a project is opened, everything else is imported, one file after the other.
    pub(super) fn dropped(&mut self, paths: Vec<PathBuf>) {
        if let Some(project) = paths.iter().find(|path| has_ending(path, "gpkg") && path.is_file()) {
            self.open(project.clone(), false);
            return;
        }
        let files = data_sets(&paths);
        if files.is_empty() {
            let words = self.say("import-nothing-dropped", &[]);
            self.chrome.notices.push(NoticeKind::Info, words);
        }
        self.import_files(files);
    }

    /// Imports files, after those that wait already.
    pub(super) fn import_files(&mut self, files: Vec<PathBuf>) {
        if self.project.is_none() {
            if !files.is_empty() {
                self.import_into_new(AfterOpening::Import(files));
            }
            return;
        }
        let is_idle = self.chrome.importing.is_none() && self.chrome.waiting.is_empty();
        self.chrome.waiting.extend(files);
        if is_idle {
            self.import_next();
        } else if let Some(importing) = &mut self.chrome.importing {
            importing.note_waiting(self.chrome.waiting.len());
        }
    }

    /// Takes the next file that waits.
    pub(super) fn import_next(&mut self) {
        if self.chrome.importing.is_some() {
            return;
        }
        let Some(path) = self.chrome.waiting.pop_front() else { return };
        let title = self.say("job-read", &[("path", path.display().to_string().into())]);
        let language = self.language();
        let options = ReadOptions { encoding: None, format: None };
        self.start(title, move |_, _| Ended::Read(path.clone(), read_foreign(&path, &options, language)));
    }

    /// Data need a project: asks for a new one first and goes on when it is open.
    pub(super) fn import_into_new(&mut self, then: AfterOpening) {
        self.chrome.notices.push(NoticeKind::Info, self.say("import-needs-project", &[]));
        self.ask_path(PathPurpose::NewProject);
        self.chrome.after_opening = Some(then);
    }

    /// Finds out what the import in preparation would do.
    pub(super) fn preview_import(&mut self) {
        let Some((name, table, options)) = self.prepared_import(true) else { return };
        let title = self.say("job-preview", &[]);
        self.start_with_session(title, move |mut session, cancel, progress| {
            let result = import(&mut session, &name, &table, &options, cancel, progress, Instant::now());
            Ended::Previewed(Box::new(session), result)
        });
    }

    /// Imports what is in preparation.
    pub(super) fn import(&mut self) {
        let Some((name, table, options)) = self.prepared_import(false) else { return };
        self.chrome.importing = None;
        let title = self.say("job-import", &[("file", (&name).into())]);
        self.start_with_session(title, move |mut session, cancel, progress| {
            let result = import(&mut session, &name, &table, &options, cancel, progress, Instant::now());
            Ended::Imported(Box::new(session), result)
        });
    }

    /// Writes the list of what is odd in the file in preparation.
    pub(super) fn save_import_findings(&mut self, path: &Path) {
        let Some(importing) = &self.chrome.importing else { return };
        let language = self.language();
        let (kind, words) = match write_findings(path, &importing.table, importing.findings(), language) {
            Ok(()) => (NoticeKind::Done, self.say("job-exported", &[("path", path.display().to_string().into())])),
            Err(err) => (NoticeKind::Error, export_error_text(language, &err)),
        };
        self.chrome.notices.push(kind, words);
    }

    fn prepared_import(&self, is_dry_run: bool) -> Option<(String, Shared<SourceTable>, ImportOptions)> {
        let (importing, desktop) = (self.chrome.importing.as_ref()?, self.project.as_ref()?);
        Some((importing.name(), Shared::clone(&importing.table), options(&importing.table, importing.choices(), &desktop.project, is_dry_run)))
    }
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending))
}

/// The files that begin a data set, those of a folder by name. A table beside a shapefile of its name is part of it. What was dropped
/// as a file is taken whatever its ending, so that a wrong one is answered.
fn data_sets(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside: Vec<PathBuf> = std::fs::read_dir(path).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
            inside.retain(|file| file.is_file() && BEGINNINGS.iter().any(|ending| has_ending(file, ending)));
            inside.sort();
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    let shapes: Vec<PathBuf> = files.iter().filter(|file| has_ending(file, "shp")).map(|file| file.with_extension("")).collect();
    let is_part = |file: &PathBuf| ["dbf", "shx", "prj", "cpg", "sbn", "sbx", "qpj", "xml"].iter().any(|ending| has_ending(file, ending)) && shapes.contains(&file.with_extension(""));
    files.retain(|file| !is_part(file));
    files.truncate(MOST_FILES);
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_brings_its_data_sets_once() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.shp", "b.dbf", "b.prj", "a.csv", "notes.pdf", "lone.dbf", "c.ZIP"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let names = |files: Vec<PathBuf>| files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect::<Vec<_>>();
        assert_eq!(names(data_sets(&[folder.path().to_owned()])), ["a.csv", "b.shp", "c.ZIP", "lone.dbf"]);
        // Somebody who marks all files of a shapefile means one data set; a file that cannot be read is answered, not passed over.
        let marked = ["b.dbf", "b.prj", "b.shp", "notes.pdf"].map(|name| folder.path().join(name));
        assert_eq!(names(data_sets(&marked)), ["b.shp", "notes.pdf"]);
    }
}
