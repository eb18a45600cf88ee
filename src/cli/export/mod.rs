//! `export`: tables and reports of a project for other programs.

use super::arguments::{file, flag, given, option, path, project, verb};
use super::compare::comparison;
use super::console::Console;
use super::error::CliError;
use super::import::{FORMATS, crs, format};
use super::{Ending, project as opening};
use crate::geodesy::Crs;
use crate::i18n::{Language, export_error_text, text};
use crate::io::{ExportError, ExportOptions, ExportTable, Format, export, export_to};
use crate::jobs::{Session, tables};
use crate::store::OpenMode;
use clap::{ArgMatches, Command};
use serde_json::json;
use std::path::{Path, PathBuf};

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
    /// By the file's ending where none is given.
    pub(super) format: Option<Format>,
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
        .arg(option(language, "format", "FORMAT", "help-export-format").value_parser(FORMATS.map(|(word, _)| word)))
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
        return Err(CliError::Usage(text(language, "error-usage-handover", &[])));
    }
    Ok(ExportRequest {
        project: path(matches, "project"),
        file: path(matches, "file"),
        what,
        crs: crs(matches, language)?,
        format: format(matches),
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
    let request = request(matches, console.language)?;
    let mut session = opening::open(&request.project, OpenMode::Read, console)?;
    let scenario = opening::scenario(session.document(), request.scenario.as_deref())?;
    let plane = opening::plane(session.document(), request.plane.as_deref(), &request.project)?;
    let level = opening::level(session.document(), plane, request.level.as_deref(), &request.project)?;
    if request.what == What::Handover {
        let with = opening::scenario(session.document(), request.with.as_deref())?;
        let comparison = comparison(&mut session, [scenario, with], plane)?;
        return write(&request, tables::handover(session.document().project(), &comparison), console);
    }
    opening::show(&mut session, scenario)?;
    let document = session.document();
    let table = match request.what {
        What::Cells => tables::cells(document, plane),
        What::Grids => tables::grids(document, plane, request.level.as_ref().map(|_| level)),
        What::Demand => {
            let texts = demand_texts(&session)?;
            return write(&request, tables::demand(document, plane, &texts), console);
        }
        What::Outlets => tables::outlets(document, plane),
        What::Assignment => tables::assignment(document, plane),
        What::Report | What::Handover => {
            let report = document.report(plane, level);
            return write(&request, tables::report(document.project(), &report, console.language), console);
        }
    };
    write(&request, table, console)
}

fn demand_texts(session: &Session) -> Result<tables::DemandTexts, CliError> {
    let file = session.file();
    tables::demand_texts(|each| file.demand_texts(each)).map_err(CliError::Store)
}

fn write(request: &ExportRequest, table: ExportTable<'_>, console: &Console) -> Result<Ending, CliError> {
    console.go_on()?;
    let options = ExportOptions { crs: request.crs, format: request.format, encoding: request.encoding.clone(), is_raw: request.is_raw };
    // What cannot be had was asked for.
    let failed = |err| match err {
        ExportError::NoPlaces | ExportError::Crs(_) => CliError::Usage(export_error_text(console.language, &err)),
        err => CliError::Export(err),
    };
    let rows = tables::n_rows(&table);
    if request.file == Path::new("-") {
        let written = export_to(&mut std::io::stdout().lock(), request.format.unwrap_or(Format::Csv), &table, &options);
        written.map_err(|err| match err {
            ExportError::Write { source, .. } => CliError::Output(source),
            err => failed(err),
        })?;
        return Ok(Ending::Done);
    }
    export(&request.file, &table, &options).map_err(failed)?;
    let path = request.file.display().to_string();
    console.answer(&json!({"file": path, "rows": rows}), || text(console.language, "out-exported", &[("path", (&path).into()), ("count", rows.into())]))?;
    Ok(Ending::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::tests::matches_of;

    #[test]
    fn every_option_is_read() {
        let read = |words: &[&str]| {
            let matches = matches_of(command(Language::Chinese), &[&["export", "p.gpkg", "-"], words].concat())?;
            request(&matches, Language::Chinese)
        };
        let got = read(&["--what", "handover", "--with", "方案A", "--scenario", "现状", "--plane", "公众", "--level", "网格", "--crs", "EPSG:4490", "--encoding", "gbk", "--raw", "--format", "geojson"]).unwrap();
        assert_eq!(got.format, Some(Format::GeoJson));
        assert_eq!((got.what, got.crs, got.with.as_deref(), got.scenario.as_deref()), (What::Handover, Some(Crs::Cgcs2000), Some("方案A"), Some("现状")));
        assert!(got.is_raw && got.encoding.as_deref() == Some("gbk") && got.plane.is_some() && got.level.is_some());
        for words in [&["--what", "handover"][..], &["--what", "maps"], &["--what", "cells", "--crs", "nowhere"], &[]] {
            assert_eq!(read(words).map_err(|err| err.status()), Err(2), "{words:?}");
        }
    }
}
