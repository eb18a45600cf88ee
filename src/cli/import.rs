//! `import`: rows of a foreign file into a project, with a report of everything that was odd.

use super::arguments::{bad_value, file, flag, given, option, path, project, verb};
use super::console::Console;
use super::error::CliError;
use super::output::{count, facts, push_line};
use super::{Ending, project as opening, reader};
use crate::edit::EditRefusal;
use crate::geodesy::Crs;
use crate::i18n::{Language, crs_error_text, finding_text, known_from_text, seconds_text, severity_text, text};
use crate::io::{Format, ImportReport, ReadOptions};
use crate::io::classify::MeasureColumn;
use crate::io::difference::{Difference, ImportMode};
use crate::io::rows::MappingOptions;
use crate::jobs::{ImportFailure, ImportOptions, ImportTarget, import};
use crate::model::OutletKind;
use crate::partition::{BuildOptions, OverlapRule};
use crate::store::OpenMode;
use clap::{ArgAction, ArgMatches, Command};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Instant;

/// Everything that can be said of an import.
#[derive(Clone, Debug)]
struct ImportRequest {
    project: PathBuf,
    file: PathBuf,
    reading: ReadOptions,
    options: ImportOptions,
}

const TARGETS: [(&str, Option<ImportTarget>); 6] = [
    ("cells", Some(ImportTarget::Cells)),
    ("grids", Some(ImportTarget::Grids)),
    ("demand", Some(ImportTarget::Demand)),
    ("outlets", Some(ImportTarget::Outlets)),
    ("reference", Some(ImportTarget::Reference)),
    ("kpi", None),
];
/// Formats that can be named where the ending of a file does not tell.
pub(super) const FORMATS: [(&str, Format); 2] = [("csv", Format::Csv), ("geojson", Format::GeoJson)];
const MODES: [(&str, ImportMode); 3] = [("add", ImportMode::Add), ("replace", ImportMode::Replace), ("update", ImportMode::Update)];
const OVERLAPS: [(&str, OverlapRule); 3] = [("longest-border", OverlapRule::LongestBorder), ("largest-area", OverlapRule::LargestArea), ("first", OverlapRule::First)];

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    let choice = |name: &'static str, value: &'static str, help: &'static str, words: &[&'static str]| option(language, name, value, help).value_parser(words.to_vec());
    verb(Command::new("import"), language, "help-import", "usage-import")
        .arg(project(language))
        .arg(file(language, "file", "FILE", "help-import-file"))
        .arg(choice("as", "KIND", "help-import-as", &TARGETS.map(|(word, _)| word)).required(true))
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
        .arg(choice("format", "FORMAT", "help-import-format", &FORMATS.map(|(word, _)| word)))
        .arg(choice("mode", "MODE", "help-import-mode", &MODES.map(|(word, _)| word)))
        .arg(option(language, "key", "FIELD", "help-import-key"))
        .arg(option(language, "layer", "N", "help-import-layer"))
        .arg(option(language, "sheet", "N", "help-import-sheet"))
        .arg(option(language, "gap-width-m", "M", "help-import-gap-width"))
        .arg(choice("overlap", "RULE", "help-import-overlap", &OVERLAPS.map(|(word, _)| word)))
        .arg(flag(language, "dry-run", "help-import-dry-run"))
}

fn request(matches: &ArgMatches, language: Language) -> Result<ImportRequest, CliError> {
    let word = |name: &str| given(matches, name).map(str::to_owned);
    let target = chosen(matches, "as", &TARGETS).flatten().ok_or(CliError::Unavailable("import --as kpi"))?;
    let mode = chosen(matches, "mode", &MODES).unwrap_or_default();
    if mode == ImportMode::Update && word("key").or_else(|| word("code-field")).is_none() {
        return Err(CliError::Usage(text(language, "error-usage-key", &[])));
    }
    crs(matches, language)?;
    // None of the formats that are read has sheets or layers; to take the option and do nothing would deceive.
    if given(matches, "sheet").is_some() || (given(matches, "layer").is_some() && target != ImportTarget::Reference) {
        return Err(CliError::Usage(text(language, "error-usage-sheet", &[])));
    }
    let mapping = MappingOptions {
        name_field: word("name-field"),
        code_field: word("code-field"),
        grid_field: word("grid-field"),
        parent_field: word("parent-field"),
        measures: measures(matches, language)?,
        lon: word("lon"),
        lat: word("lat"),
        kind: kind(matches, language)?,
        kind_field: word("kind-field"),
        crs: word("crs"),
        are_updates: false,
    };
    let build = BuildOptions { gap_width_m: gap_width(matches, language)?, overlap: chosen(matches, "overlap", &OVERLAPS).unwrap_or_default(), ..BuildOptions::default() };
    Ok(ImportRequest {
        project: path(matches, "project"),
        file: path(matches, "file"),
        reading: ReadOptions { encoding: word("encoding").filter(|name| !name.eq_ignore_ascii_case("auto")), format: format(matches) },
        options: ImportOptions {
            target,
            mapping,
            build,
            mode,
            key: word("key"),
            level: word("level"),
            plane: word("plane"),
            layer: word("layer").unwrap_or_default(),
            is_dry_run: matches.get_flag("dry-run"),
        },
    })
}

fn chosen<T: Copy>(matches: &ArgMatches, name: &str, words: &[(&str, T)]) -> Option<T> {
    let given = given(matches, name)?;
    words.iter().find(|(word, _)| *word == given).map(|(_, value)| *value)
}

/// The format that was named.
pub(super) fn format(matches: &ArgMatches) -> Option<Format> {
    chosen(matches, "format", &FORMATS)
}

fn measures(matches: &ArgMatches, language: Language) -> Result<Vec<MeasureColumn>, CliError> {
    let words = matches.get_many::<String>("measure").unwrap_or_default();
    words.map(|word| MeasureColumn::parse(word).ok().ok_or_else(|| bad_value(language, "--measure", word, "expected-measure"))).collect()
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

/// Imports the file. Where no row could be used the report is given all the same, and the exit status tells.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    let request = request(matches, console.language)?;
    let started = Instant::now();
    let mode = if request.options.is_dry_run { OpenMode::Read } else { OpenMode::Write };
    let mut session = opening::open(&request.project, mode, console)?;
    if mode == OpenMode::Write && session.document().is_read_only() {
        return Err(CliError::Refused(request.project, EditRefusal::ReadOnly));
    }
    let table = reader::read(&request.file, &request.reading, console)?;
    let name = request.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let imported = import(&mut session, &name, &table, &request.options, &console.cancel, console, started);
    let sentence = |report: &ImportReport| report.json(|finding| finding_text(finding, console.language));
    match imported {
        Ok(imported) => {
            let mut report = sentence(&imported.report);
            if let Some(difference) = &imported.difference {
                report["difference"] = difference_json(difference);
            }
            console.answer(&report, || report_lines(&report, request.options.is_dry_run, console.language))?;
            Ok(Ending::Done)
        }
        Err(ImportFailure::NothingUsable(unused)) => {
            let failure = CliError::NothingUsable(request.file);
            let mut report = sentence(&unused);
            report["error"] = json!({"code": failure.code(), "text": failure.text(console.language)});
            console.answer(&report, || report_lines(&report, false, console.language))?;
            console.note(&failure.text(console.language));
            Ok(Ending::FoundErrors)
        }
        Err(err) => Err(CliError::import(&request.project, &request.file, console.language, err)),
    }
}

fn difference_json(difference: &Difference) -> Value {
    json!({
        "added": difference.added.len(), "changed": difference.changed.len(), "removed": difference.removed.len(),
        "unchanged": difference.unchanged, "moved": difference.moved, "left_out": difference.left_out,
    })
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
    for (key, field) in [("out-rows-added", "added"), ("out-rows-changed", "changed"), ("out-rows-removed", "removed"), ("out-rows-unchanged", "unchanged")] {
        if let Some(amount) = report["difference"][field].as_i64() {
            rows.push((name(key), count(amount)));
        }
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
    use crate::cli::tests::matches_of;

    fn read(words: &[&str]) -> Result<ImportRequest, CliError> {
        let matches = matches_of(command(Language::English), &[&["import", "p.gpkg", "f.csv"], words].concat())?;
        request(&matches, Language::English)
    }

    #[test]
    fn every_option_is_read() {
        let words = "--as demand --name-field n --code-field c --grid-field g --parent-field p --measure users=用户:户 --measure revenue=rev --lon x --lat y --kind agent_point \
            --level 网格 --plane 公众 --crs gcj02 --encoding gbk --format csv --mode update --key id --gap-width-m 1.5 --overlap largest-area --dry-run";
        let read = read(&words.split_whitespace().collect::<Vec<_>>()).unwrap();
        let (options, mapping) = (&read.options, &read.options.mapping);
        assert_eq!((mapping.measures[0].unit.as_str(), mapping.measures[1].column.as_str()), ("户", "rev"));
        assert_eq!((options.target, options.mode, options.build.overlap), (ImportTarget::Demand, ImportMode::Update, OverlapRule::LargestArea));
        assert_eq!((mapping.kind, options.build.gap_width_m, options.is_dry_run), (Some(OutletKind::AgentPoint), Some(1.5), true));
        assert_eq!((read.reading.encoding.as_deref(), read.reading.format, mapping.crs.as_deref()), (Some("gbk"), Some(Format::Csv), Some("gcj02")));
    }

    #[test]
    fn what_makes_no_sense_is_wrong_usage() {
        for words in [
            &["--as", "lakes"][..],
            &["--as", "cells", "--measure", "=users"],
            &["--as", "cells", "--crs", "mars2000"],
            &["--as", "cells", "--gap-width-m", "-1"],
            &["--as", "outlets", "--kind", "kiosk"],
            &["--as", "outlets", "--kind", "agent_point", "--kind-field", "k"],
            &["--as", "demand", "--mode", "update"],
            &["--as", "demand", "--sheet", "2"],
            &["--as", "cells", "--layer", "2"],
            &["--as", "cells", "--format", "xlsx"],
            &[],
        ] {
            assert_eq!(read(words).map(|_| ()).map_err(|err| err.status()), Err(2), "{words:?}");
        }
        let plain = read(&["--as", "cells", "--crs", "auto", "--encoding", "AUTO"]).unwrap();
        assert_eq!((plain.reading.encoding, plain.options.mode), (None, ImportMode::Add));
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
