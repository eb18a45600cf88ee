//! `sample`: a sample project from inside the binary.

use super::Ending;
use super::arguments::{file, flag, option, verb};
use super::console::Console;
use super::error::CliError;
use crate::i18n::{Language, text};
use clap::{Arg, ArgMatches, Command};
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

fn list(_console: &Console) -> Result<Ending, CliError> {
    Err(CliError::Unavailable("sample --list"))
}

fn write(_options: &SampleOptions, _console: &Console) -> Result<Ending, CliError> {
    Err(CliError::Unavailable("sample"))
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
