//! `import`: rows of a foreign file into a project, with a report of everything that was odd.

use super::Ending;
use super::arguments::{bad_value, file, flag, given, option, path, project, verb};
use super::console::Console;
use super::error::CliError;
use super::output::{count, facts, push_line};
use crate::geodesy::Crs;
use crate::i18n::{Language, crs_error_text, known_from_text, seconds_text, severity_text, text};
use crate::model::OutletKind;
use clap::{ArgAction, ArgMatches, Command};
use serde_json::Value;
use std::path::PathBuf;

/// What the rows of a file become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ImportAs {
    Cells,
    Grids,
    Demand,
    Outlets,
    Reference,
    Kpi,
}

/// What becomes of rows that are there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    #[default]
    Add,
    Replace,
    Update,
}

/// To whom ground goes that several polygons cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Overlap {
    #[default]
    LongestBorder,
    LargestArea,
    First,
}

/// Everything that can be said of an import.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ImportOptions {
    pub(super) project: PathBuf,
    pub(super) file: PathBuf,
    pub(super) rows_as: ImportAs,
    pub(super) name_field: Option<String>,
    pub(super) code_field: Option<String>,
    pub(super) grid_field: Option<String>,
    pub(super) parent_field: Option<String>,
    /// `NAME=COLUMN[:unit]` each.
    pub(super) measures: Vec<String>,
    pub(super) lon: Option<String>,
    pub(super) lat: Option<String>,
    pub(super) kind: Option<OutletKind>,
    pub(super) kind_field: Option<String>,
    pub(super) level: Option<String>,
    pub(super) plane: Option<String>,
    /// `None` for `auto`.
    pub(super) crs: Option<Crs>,
    /// `None` for `auto`.
    pub(super) encoding: Option<String>,
    pub(super) mode: Mode,
    pub(super) key: Option<String>,
    /// Layer of a file that has several, by number from 1 or by name.
    pub(super) layer: Option<String>,
    /// Sheet of a workbook, by number from 1 or by name.
    pub(super) sheet: Option<String>,
    /// Gaps narrower than this are filled; the builder's own width where it is not given.
    pub(super) gap_width_m: Option<f64>,
    pub(super) overlap: Overlap,
    pub(super) is_dry_run: bool,
}

const KINDS: [(&str, ImportAs); 6] =
    [("cells", ImportAs::Cells), ("grids", ImportAs::Grids), ("demand", ImportAs::Demand), ("outlets", ImportAs::Outlets), ("reference", ImportAs::Reference), ("kpi", ImportAs::Kpi)];
const MODES: [(&str, Mode); 3] = [("add", Mode::Add), ("replace", Mode::Replace), ("update", Mode::Update)];
const OVERLAPS: [(&str, Overlap); 3] = [("longest-border", Overlap::LongestBorder), ("largest-area", Overlap::LargestArea), ("first", Overlap::First)];

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    let choice = |name: &'static str, value: &'static str, help: &'static str, words: &[&'static str]| option(language, name, value, help).value_parser(words.to_vec());
    verb(Command::new("import"), language, "help-import", "usage-import")
        .arg(project(language))
        .arg(file(language, "file", "FILE", "help-import-file"))
        .arg(choice("as", "KIND", "help-import-as", &KINDS.map(|(word, _)| word)).required(true))
        .arg(option(language, "name-field", "FIELD", "help-import-name-field"))
        .arg(option(language, "code-field", "FIELD", "help-import-code-field"))
        .arg(option(language, "grid-field", "FIELD", "help-import-grid-field"))
        .arg(option(language, "parent-field", "FIELD", "help-import-parent-field"))
        .arg(option(language, "measure", "NAME=FIELD[:UNIT]", "help-import-measure").action(ArgAction::Append))
        .arg(option(language, "lon", "FIELD", "help-import-lon"))
        .arg(option(language, "lat", "FIELD", "help-import-lat"))
        .arg(option(language, "kind", "KIND", "help-import-kind").conflicts_with("kind-field"))
        .arg(option(language, "kind-field", "FIELD", "help-import-kind-field"))
        .arg(option(language, "level", "NAME", "help-import-level"))
        .arg(option(language, "plane", "NAME", "help-plane"))
        .arg(option(language, "crs", "CRS", "help-import-crs"))
        .arg(option(language, "encoding", "NAME", "help-import-encoding"))
        .arg(choice("mode", "MODE", "help-import-mode", &MODES.map(|(word, _)| word)))
        .arg(option(language, "key", "FIELD", "help-import-key"))
        .arg(option(language, "layer", "N", "help-import-layer"))
        .arg(option(language, "sheet", "N", "help-import-sheet"))
        .arg(option(language, "gap-width-m", "M", "help-import-gap-width"))
        .arg(choice("overlap", "RULE", "help-import-overlap", &OVERLAPS.map(|(word, _)| word)))
        .arg(flag(language, "dry-run", "help-import-dry-run"))
}

fn options(matches: &ArgMatches, language: Language) -> Result<ImportOptions, CliError> {
    let word = |name: &str| given(matches, name).map(str::to_owned);
    let mode = chosen(matches, "mode", &MODES).unwrap_or_default();
    if mode != Mode::Add && given(matches, "key").is_none() {
        return Err(CliError::Usage(text(language, "error-usage-key", &[])));
    }
    Ok(ImportOptions {
        project: path(matches, "project"),
        file: path(matches, "file"),
        rows_as: chosen(matches, "as", &KINDS).unwrap_or(ImportAs::Cells),
        name_field: word("name-field"),
        code_field: word("code-field"),
        grid_field: word("grid-field"),
        parent_field: word("parent-field"),
        measures: measures(matches, language)?,
        lon: word("lon"),
        lat: word("lat"),
        kind: kind(matches, language)?,
        kind_field: word("kind-field"),
        level: word("level"),
        plane: word("plane"),
        crs: crs(matches, language)?,
        encoding: word("encoding").filter(|name| !name.eq_ignore_ascii_case("auto")),
        mode,
        key: word("key"),
        layer: word("layer"),
        sheet: word("sheet"),
        gap_width_m: gap_width(matches, language)?,
        overlap: chosen(matches, "overlap", &OVERLAPS).unwrap_or_default(),
        is_dry_run: matches.get_flag("dry-run"),
    })
}

fn chosen<T: Copy>(matches: &ArgMatches, name: &str, words: &[(&str, T)]) -> Option<T> {
    let given = given(matches, name)?;
    words.iter().find(|(word, _)| *word == given).map(|(_, value)| *value)
}

fn measures(matches: &ArgMatches, language: Language) -> Result<Vec<String>, CliError> {
    let words: Vec<String> = matches.get_many::<String>("measure").unwrap_or_default().cloned().collect();
    match words.iter().find(|word| word.split_once('=').is_none_or(|(name, column)| name.trim().is_empty() || column.trim().is_empty())) {
        Some(bad) => Err(bad_value(language, "--measure", bad, "expected-measure")),
        None => Ok(words),
    }
}

fn kind(matches: &ArgMatches, language: Language) -> Result<Option<OutletKind>, CliError> {
    let Some(word) = given(matches, "kind") else { return Ok(None) };
    OutletKind::from_name(word).map(Some).ok_or_else(|| bad_value(language, "--kind", word, "expected-outlet-kind"))
}

/// A coordinate system by name; `None` for `auto`.
pub(super) fn crs(matches: &ArgMatches, language: Language) -> Result<Option<Crs>, CliError> {
    match given(matches, "crs").filter(|name| !name.trim().eq_ignore_ascii_case("auto")) {
        Some(name) => Crs::from_name(name).map(Some).map_err(|err| CliError::Usage(crs_error_text(language, &err))),
        None => Ok(None),
    }
}

fn gap_width(matches: &ArgMatches, language: Language) -> Result<Option<f64>, CliError> {
    let Some(word) = given(matches, "gap-width-m") else { return Ok(None) };
    let metres = word.parse::<f64>().ok().filter(|metres| metres.is_finite() && *metres >= 0.0);
    metres.map(Some).ok_or_else(|| bad_value(language, "--gap-width-m", word, "expected-metres"))
}

/// Imports the file.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    let options = options(matches, console.language)?;
    let report = import(&options, console)?;
    console.answer(&report, || report_lines(&report, options.is_dry_run, console.language))?;
    Ok(Ending::Done)
}

/// Reads the file, changes the project unless it is a dry run, and reports as the contract writes it.
fn import(_options: &ImportOptions, _console: &Console) -> Result<Value, CliError> {
    Err(CliError::Unavailable("import"))
}

/// The report for people: made of the JSON, so that both say the same.
fn report_lines(report: &Value, is_dry_run: bool, language: Language) -> String {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let known = |value: &Value| {
        let from = known_from_text(language, value["from"].as_str().unwrap_or_default());
        text(language, "out-known", &[("name", word(&value["name"]).into()), ("from", from.into())])
    };
    let name = |key: &str| text(language, key, &[]);
    let mut rows = vec![(name("out-file"), word(&report["file"])), (name("out-format"), word(&report["format"]))];
    for (key, value) in [("out-encoding", &report["encoding"]), ("out-crs", &report["crs"])] {
        if value.is_object() {
            rows.push((name(key), known(value)));
        }
    }
    for (key, field) in [("out-rows-read", "rows_read"), ("out-rows-imported", "rows_imported"), ("out-rows-rejected", "rows_rejected")] {
        rows.push((name(key), count(report[field].as_i64().unwrap_or(0))));
    }
    rows.push((name("out-time"), seconds_text(report["seconds"].as_f64().unwrap_or(0.0))));
    let mut lines = facts(&rows);
    for group in report["findings"].as_array().into_iter().flatten() {
        push_line(&mut lines, &group_line(group, language));
        for example in group["examples"].as_array().into_iter().flatten() {
            push_line(&mut lines, &format!("  {}", example["text"].as_str().unwrap_or_default()));
        }
    }
    if is_dry_run {
        push_line(&mut lines, &name("out-dry-run"));
    }
    lines
}

fn group_line(group: &Value, language: Language) -> String {
    let severity = serde_json::from_value(group["severity"].clone()).map(|severity| severity_text(language, severity)).unwrap_or_default();
    let kind = text(language, &format!("finding-kind-{}", group["kind"].as_str().unwrap_or_default().replace('_', "-")), &[]);
    text(language, "out-finding-group", &[("severity", severity.into()), ("kind", kind.into()), ("count", group["count"].as_u64().unwrap_or(0).into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(words: &[&str]) -> Result<ImportOptions, CliError> {
        let matches = command(Language::English).try_get_matches_from([&["import", "p.gpkg", "f.csv"], words].concat()).map_err(|err| CliError::Usage(err.to_string()))?;
        options(&matches, Language::English)
    }

    #[test]
    fn every_option_is_read() {
        let read = read(&[
            "--as", "demand", "--name-field", "n", "--code-field", "c", "--grid-field", "g", "--parent-field", "p", "--measure", "users=用户:户", "--measure", "revenue=rev", "--lon", "x", "--lat", "y",
            "--kind", "agent_point", "--level", "网格", "--plane", "公众", "--crs", "gcj02", "--encoding", "gbk", "--mode", "update", "--key", "id", "--layer", "2", "--sheet", "3", "--gap-width-m", "1.5",
            "--overlap", "largest-area", "--dry-run",
        ])
        .unwrap();
        assert_eq!(read.measures, ["users=用户:户", "revenue=rev"]);
        assert_eq!((read.rows_as, read.mode, read.overlap, read.crs), (ImportAs::Demand, Mode::Update, Overlap::LargestArea, Some(Crs::Gcj02)));
        assert_eq!((read.kind, read.gap_width_m, read.is_dry_run), (Some(OutletKind::AgentPoint), Some(1.5), true));
        assert_eq!((read.layer.as_deref(), read.sheet.as_deref(), read.encoding.as_deref()), (Some("2"), Some("3"), Some("gbk")));
    }

    #[test]
    fn what_makes_no_sense_is_wrong_usage() {
        for words in [
            &["--as", "lakes"][..],
            &["--as", "cells", "--measure", "users"],
            &["--as", "cells", "--crs", "mars2000"],
            &["--as", "cells", "--gap-width-m", "-1"],
            &["--as", "outlets", "--kind", "kiosk"],
            &["--as", "demand", "--mode", "replace"],
            &[],
        ] {
            assert_eq!(read(words).map_err(|err| err.status()), Err(2), "{words:?}");
        }
        let plain = read(&["--as", "cells", "--crs", "auto", "--encoding", "AUTO"]).unwrap();
        assert_eq!((plain.crs, plain.encoding, plain.mode), (None, None, Mode::Add));
    }

    #[test]
    fn the_report_reads_well() {
        let report = json!({"file":"a.shp","format":"shapefile","encoding":{"name":"GBK","from":"ldid"},"crs":{"name":"EPSG:4490","from":"prj"},"rows_read":60,"rows_imported":59,"rows_rejected":1,
            "findings":[{"kind":"gap","severity":"warning","count":3,"examples":[{"row":12,"text":"some ground"}]}],"seconds":0.21});
        let lines = report_lines(&report, true, Language::Chinese);
        assert!(lines.contains("文件编码    GBK（来自属性表的语言标记）"), "{lines}");
        assert!(lines.contains("警告：缝隙，3 处\n  some ground\n"), "{lines}");
    }
}
