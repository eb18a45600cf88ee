//! `sample`: a sample project from inside the binary.

use super::Ending;
use super::arguments::{file, flag, option, verb};
use super::console::Console;
use super::error::{CliError, Named};
use super::table::Table;
use crate::base::{Progress, ProgressSink};
use crate::i18n::{Language, finding_text, text};
use crate::jobs::{SampleFailure, write_sample};
use crate::samples::{SampleInfo, names};
use crate::store::OpenMode;
use clap::{Arg, ArgMatches, Command};
use serde_json::json;
use std::path::PathBuf;

/// Which sample to write, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SampleOptions {
    name: String,
    out: PathBuf,
    /// Another city of the same kind; the sample's own number where it is not given.
    seed: Option<u64>,
    /// Number of demand points; the sample's own where it is not given.
    demand: Option<usize>,
}

/// Most demand points of a sample.
const MOST_DEMAND: u64 = 50_000_000;

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    let name = Arg::new("name").value_name("NAME").required_unless_present("list").help(text(language, "help-sample-name", &[])).help_heading(text(language, "help-heading-arguments", &[]));
    verb(Command::new("sample"), language, "help-sample", "usage-sample")
        .arg(name)
        .arg(file(language, "out", "OUT.gpkg", "help-sample-out").required(false).required_unless_present("list"))
        .arg(option(language, "seed", "N", "help-sample-seed").value_parser(clap::value_parser!(u64)))
        .arg(option(language, "demand", "N", "help-sample-demand").value_parser(clap::value_parser!(u64).range(0..=MOST_DEMAND)))
        .arg(flag(language, "list", "help-sample-list"))
}

fn options(matches: &ArgMatches) -> SampleOptions {
    SampleOptions {
        name: matches.get_one::<String>("name").cloned().unwrap_or_default(),
        out: super::arguments::path(matches, "out"),
        seed: matches.get_one::<u64>("seed").copied(),
        demand: matches.get_one::<u64>("demand").map(|demand| *demand as usize),
    }
}

/// Lists the samples, or writes one.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    if matches.get_flag("list") { list(console) } else { write(&options(matches), console) }
}

fn list(console: &Console) -> Result<Ending, CliError> {
    let language = console.language;
    let words = |sample: &SampleInfo| match language {
        Language::Chinese => (sample.title_zh, sample.description_zh),
        Language::English => (sample.title_en, sample.description_en),
    };
    let json = |sample: &SampleInfo| {
        let (title, description) = words(sample);
        json!({"name": sample.name, "title": title, "description": description, "seed": sample.seed, "demand": sample.demand})
    };
    let table = || {
        let say = |key: &str| text(language, key, &[]);
        let mut table = Table::default().text(say("out-name")).text(say("out-title")).text(say("out-description"));
        for sample in names() {
            let (title, description) = words(sample);
            table.row([sample.name, title, description].map(str::to_owned));
        }
        table.lines()
    };
    console.answer(&json!({"samples": names().iter().map(json).collect::<Vec<_>>()}), table)?;
    Ok(Ending::Done)
}

/// Writes the sample and reads it once, so that what is answered is what is in the file.
fn write(options: &SampleOptions, console: &Console) -> Result<Ending, CliError> {
    let known = || CliError::Unknown { what: Named::Sample, name: options.name.clone(), known: names().iter().map(|sample| sample.name.to_owned()).collect() };
    let info = names().iter().find(|sample| sample.name == options.name).ok_or_else(known)?;
    let seed = options.seed.unwrap_or(info.seed);
    console.report(Progress { stage: "progress-sample", done: 0, total: 0 });
    write_sample(&options.out, &options.name, seed, options.demand).map_err(|err| match err {
        SampleFailure::Store(err) => CliError::Store(err),
        SampleFailure::Unknown(_) => known(),
        SampleFailure::NotExact(finding) => CliError::Panicked(finding_text(&finding, console.language)),
    })?;
    let session = super::project::open(&options.out, OpenMode::Read, console)?;
    let document = session.document();
    let path = options.out.display().to_string();
    let (cells, points, outlets) = (document.plan().partition.n_cells(), document.demand().len(), document.outlets().len());
    let scenarios: Vec<String> = document.scenarios().rows().map(|info| info.name.clone()).collect();
    let json = json!({
        "project": path, "name": options.name, "seed": seed, "cells": cells, "grids": document.plan().grids.len(), "demand": points, "outlets": outlets,
        "scenarios": scenarios, "active": super::project::scenario_name(document, document.active()),
    });
    let values = [("path", (&path).into()), ("name", (&document.project().name).into()), ("cells", cells.into()), ("points", points.into()), ("outlets", outlets.into())];
    console.answer(&json, || text(console.language, "out-sample-written", &values))?;
    Ok(Ending::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let read = |words: &[&str]| command(Language::English).try_get_matches_from(words).map(|matches| options(&matches));
        let expected = SampleOptions { name: "xinxiang".to_owned(), out: PathBuf::from("x.gpkg"), seed: Some(7), demand: Some(1000) };
        assert_eq!(read(&["sample", "xinxiang", "x.gpkg", "--seed", "7", "--demand", "1000"]).unwrap(), expected);
        assert!(read(&["sample", "--list"]).is_ok());
        assert!(read(&["sample", "xinxiang"]).is_err(), "a sample needs a file to go to");
        assert!(read(&["sample", "xinxiang", "x.gpkg", "--demand", "60000000"]).is_err());
    }
}
