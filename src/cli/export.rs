//! `export`: tables and reports of a project for other programs.

use super::Ending;
use super::arguments::{file, flag, given, option, path, project, verb};
use super::console::Console;
use super::error::CliError;
use super::import::crs;
use crate::geodesy::Crs;
use crate::i18n::Language;
use clap::{ArgMatches, Command};
use std::path::PathBuf;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Cells,
    Grids,
    Demand,
    Outlets,
    Assignment,
    Handover,
    Report,
}

const WHATS: [(&str, What); 7] = [
    ("cells", What::Cells),
    ("grids", What::Grids),
    ("demand", What::Demand),
    ("outlets", What::Outlets),
    ("assignment", What::Assignment),
    ("handover", What::Handover),
    ("report", What::Report),
];

/// Everything that can be said of an export.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ExportRequest {
    pub(super) project: PathBuf,
    pub(super) file: PathBuf,
    pub(super) what: What,
    /// WGS-84 where none is given.
    pub(super) crs: Option<Crs>,
    pub(super) encoding: Option<String>,
    pub(super) scenario: Option<String>,
    /// The scenario a handover leads to.
    pub(super) with: Option<String>,
    pub(super) plane: Option<String>,
    pub(super) level: Option<String>,
    /// Texts exactly as they are, without guarding them against being taken for formulas.
    pub(super) is_raw: bool,
}

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    verb(Command::new("export"), language, "help-export", "usage-export")
        .arg(project(language))
        .arg(file(language, "file", "FILE", "help-export-file"))
        .arg(option(language, "what", "WHAT", "help-export-what").value_parser(WHATS.map(|(word, _)| word)).required(true))
        .arg(option(language, "crs", "CRS", "help-export-crs"))
        .arg(option(language, "encoding", "NAME", "help-export-encoding"))
        .arg(option(language, "scenario", "NAME", "help-scenario"))
        .arg(option(language, "with", "NAME", "help-export-with"))
        .arg(option(language, "plane", "NAME", "help-plane"))
        .arg(option(language, "level", "NAME", "help-level"))
        .arg(flag(language, "raw", "help-export-raw"))
}

fn request(matches: &ArgMatches, language: Language) -> Result<ExportRequest, CliError> {
    let word = |name: &str| given(matches, name).map(str::to_owned);
    let what = given(matches, "what").and_then(|what| WHATS.iter().find(|(word, _)| *word == what)).map_or(What::Cells, |(_, what)| *what);
    if what == What::Handover && given(matches, "with").is_none() {
        return Err(CliError::Usage(crate::i18n::text(language, "error-usage-handover", &[])));
    }
    Ok(ExportRequest {
        project: path(matches, "project"),
        file: path(matches, "file"),
        what,
        crs: crs(matches, language)?,
        encoding: word("encoding"),
        scenario: word("scenario"),
        with: word("with"),
        plane: word("plane"),
        level: word("level"),
        is_raw: matches.get_flag("raw"),
    })
}

/// Writes the file.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    export(&request(matches, console.language)?, console)
}

fn export(_request: &ExportRequest, _console: &Console) -> Result<Ending, CliError> {
    Err(CliError::Unavailable("export"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_read() {
        let read = |words: &[&str]| {
            let matches = command(Language::Chinese).try_get_matches_from([&["export", "p.gpkg", "-"], words].concat()).map_err(|err| CliError::Usage(err.to_string()))?;
            request(&matches, Language::Chinese)
        };
        let got = read(&["--what", "handover", "--with", "方案A", "--scenario", "现状", "--plane", "公众", "--level", "网格", "--crs", "EPSG:4490", "--encoding", "gbk", "--raw"]).unwrap();
        assert_eq!((got.what, got.crs, got.with.as_deref(), got.scenario.as_deref()), (What::Handover, Some(Crs::Cgcs2000), Some("方案A"), Some("现状")));
        assert!(got.is_raw && got.encoding.as_deref() == Some("gbk") && got.plane.is_some() && got.level.is_some());
        for words in [&["--what", "handover"][..], &["--what", "maps"], &["--what", "cells", "--crs", "nowhere"], &[]] {
            assert_eq!(read(words).map_err(|err| err.status()), Err(2), "{words:?}");
        }
    }
}
