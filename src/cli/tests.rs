//! The command line as a whole.

use super::arguments::{Parsed, first_look, parse, root};
use super::error::CliError;
use crate::i18n::Language;
use clap::{ArgMatches, Command};
use std::ffi::OsString;

/// The arguments of one verb, read.
pub(super) fn matches_of(command: Command, words: &[&str]) -> Result<ArgMatches, CliError> {
    command.try_get_matches_from(words).map_err(|err| CliError::Usage(err.to_string()))
}

fn words(line: &str) -> Vec<OsString> {
    std::iter::once("gridwright").chain(line.split_whitespace()).map(OsString::from).collect()
}

#[test]
fn the_command_line_is_well_formed_in_both_languages() {
    for language in Language::ALL {
        root(language).debug_assert();
        let Ok(Parsed::Text(overview)) = parse(&words(""), language) else { panic!("no arguments give the overview") };
        for verb in ["new", "sample", "import", "check", "metrics", "apply", "compare", "design", "site", "coverage", "export", "render"] {
            assert!(overview.contains(verb), "{overview}");
            let Ok(Parsed::Text(help)) = parse(&words(&format!("{verb} --help")), language) else { panic!("{verb} has help") };
            assert!(!help.contains("help-") && !help.contains("usage-"), "{help}");
            let is_chinese = help.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert_eq!(is_chinese, language == Language::Chinese, "{help}");
            let colons = if is_chinese { ["用法：gridwright", "参数：\n"] } else { ["Usage: gridwright", "Arguments:\n"] };
            assert!(colons.iter().all(|colon| help.contains(colon)) && !(is_chinese && help.contains(": ")), "{help}");
        }
    }
}

#[test]
fn wrong_usage_is_one_sentence_and_status_2() {
    for language in Language::ALL {
        for line in ["frob", "metrics", "metrics p.gpkg --plan x", "metrics p.gpkg --plane", "check a b", "--threads 0 check p", "export p f --what maps", "render p o --theme blue", "sample"] {
            match parse(&words(line), language) {
                Err(err @ CliError::Usage(_)) => {
                    let sentence = err.text(language);
                    assert_eq!((err.status(), err.code()), (2, "usage"));
                    assert!(!sentence.contains('\n') && !sentence.contains("error-"), "{line}: {sentence}");
                }
                other => panic!("{line}: {other:?}"),
            }
        }
    }
}

#[test]
fn global_options_are_seen_before_and_after_the_verb() {
    for line in ["--lang zh-CN --json metrics p.gpkg -q", "metrics p.gpkg --lang=zh-CN --json --quiet"] {
        let look = first_look(&words(line));
        assert_eq!((look.language, look.is_json, look.is_quiet), (Language::Chinese, true, true), "{line}");
        assert!(matches!(parse(&words(line), look.language), Ok(Parsed::Run(_))), "{line}");
    }
    assert_eq!(first_look(&words("metrics p.gpkg --lang en")).language, Language::English);
    match parse(&words("--threads 3 check p.gpkg"), Language::English) {
        Ok(Parsed::Run(invocation)) => assert_eq!((invocation.verb.as_str(), invocation.threads), ("check", Some(3))),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_reader_that_went_away_is_no_failure_and_an_interruption_is_130() {
    assert_eq!(CliError::Output(std::io::ErrorKind::BrokenPipe.into()).status(), 0);
    assert_eq!(CliError::Output(std::io::ErrorKind::StorageFull.into()).status(), 1);
    assert_eq!(CliError::Cancelled.status(), 130);
    assert_eq!(CliError::Panicked(String::new()).status(), 1);
}
