//! The arguments of the command line: help and faults in the person's language.

use super::error::CliError;
use crate::i18n::{Language, text};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::ffi::OsString;

/// What must be known before the arguments can be parsed: in which language and form to answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct FirstLook {
    pub(super) language: Language,
    pub(super) is_json: bool,
    pub(super) is_quiet: bool,
}

/// Arguments that make sense.
#[derive(Debug)]
pub(super) struct Invocation {
    pub(super) verb: String,
    pub(super) matches: ArgMatches,
    pub(super) threads: Option<usize>,
}

/// What the arguments ask for.
#[derive(Debug)]
pub(super) enum Parsed {
    /// Help or the version, as text.
    Text(String),
    /// Work.
    Run(Invocation),
}

/// Looks for `--lang`, `--json` and `--quiet` anywhere, without judging the rest.
pub(super) fn first_look(args: &[OsString]) -> FirstLook {
    let words: Vec<&str> = args.iter().skip(1).map(|arg| arg.to_str().unwrap_or("")).take_while(|word| *word != "--").collect();
    let given = words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(at + 1).copied(),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    let language = given.and_then(Language::from_name).unwrap_or_else(Language::of_system);
    FirstLook { language, is_json: words.contains(&"--json"), is_quiet: words.iter().any(|word| matches!(*word, "--quiet" | "-q")) }
}

/// Parses the arguments.
///
/// # Errors
/// [`CliError::Usage`] with a sentence in the language.
pub(super) fn parse(args: &[OsString], language: Language) -> Result<Parsed, CliError> {
    let mut root = root(language);
    let matches = match root.try_get_matches_from_mut(args) {
        Ok(matches) => matches,
        Err(err) if matches!(err.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) => {
            return Ok(Parsed::Text(typeset(language, &err.render().to_string())));
        }
        Err(err) => return Err(CliError::Usage(fault(language, &err))),
    };
    let threads = matches.get_one::<usize>("threads").copied();
    match matches.subcommand() {
        Some((verb, own)) => Ok(Parsed::Run(Invocation { verb: verb.to_owned(), matches: own.clone(), threads })),
        None => Ok(Parsed::Text(typeset(language, &root.render_help().to_string()))),
    }
}

/// The parser ends headings with a colon of its own, which Chinese writes full-width.
fn typeset(language: Language, help: &str) -> String {
    let heading = |line: &str| match line.strip_suffix(':') {
        Some(heading) if language == Language::Chinese && !line.starts_with(' ') => format!("{heading}：\n"),
        _ => format!("{line}\n"),
    };
    help.lines().map(heading).collect()
}

/// The whole command line.
pub(super) fn root(language: Language) -> Command {
    let verbs = [
        super::new::command(language),
        super::sample::command(language),
        super::import::command(language),
        super::check::command(language),
        super::metrics::command(language),
        super::apply::command(language),
        super::compare::command(language),
        super::design::command(language),
        super::site::command(language),
        super::coverage::command(language),
        super::export::command(language),
        super::render::command(language),
    ];
    let options = text(language, "help-heading-global", &[]);
    let global = |name: &'static str, help: &str| Arg::new(name).long(name).global(true).help(text(language, help, &[])).help_heading(options.clone());
    verb(Command::new("gridwright"), language, "help-gridwright", "usage-gridwright")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(text(language, "help-heading-verbs", &[]))
        .subcommand_value_name("VERB")
        .after_help(text(language, "help-after", &[]))
        .arg(global("json", "help-json").action(ArgAction::SetTrue))
        .arg(global("lang", "help-lang").value_name("LANG").value_parser(["zh-CN", "zh", "en"]).hide_possible_values(true))
        .arg(global("threads", "help-threads").value_name("N").value_parser(threads))
        .arg(global("quiet", "help-quiet").short('q').action(ArgAction::SetTrue))
        .arg(Arg::new("version").long("version").short('V').action(ArgAction::Version).help(text(language, "help-version", &[])).help_heading(options.clone()))
        .arg(help(language))
        .subcommands(verbs.map(|verb| verb.arg(help(language))))
}

fn threads(word: &str) -> Result<usize, String> {
    word.parse().ok().filter(|n| (1..=1024).contains(n)).ok_or_else(String::new)
}

/// Gives a command its texts.
pub(super) fn verb(command: Command, language: Language, about: &'static str, usage: &'static str) -> Command {
    let template = format!("{{about-with-newline}}\n{}\n\n{{all-args}}{{after-help}}\n", text(language, "help-usage", &[("usage", "{usage}".into())]));
    command
        .about(text(language, about, &[]))
        .override_usage(text(language, usage, &[]))
        .help_template(template)
        .disable_help_flag(true)
        .next_help_heading(text(language, "help-heading-options", &[]))
}

/// `--help`, added last so that what every command has stands below what is its own.
fn help(language: Language) -> Arg {
    let heading = text(language, "help-heading-global", &[]);
    Arg::new("help").long("help").short('h').action(ArgAction::Help).help(text(language, "help-help", &[])).help_heading(heading)
}

/// A file that must be named.
pub(super) fn file(language: Language, name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .value_name(value)
        .required(true)
        .value_parser(clap::value_parser!(std::path::PathBuf))
        .help(text(language, help, &[]))
        .help_heading(text(language, "help-heading-arguments", &[]))
        .display_order(usize::from(name != "project"))
}

/// The project file.
pub(super) fn project(language: Language) -> Arg {
    file(language, "project", "PROJECT.gpkg", "help-project")
}

/// An option with a value.
pub(super) fn option(language: Language, name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(text(language, help, &[])).hide_possible_values(true)
}

/// An option without a value.
pub(super) fn flag(language: Language, name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(text(language, help, &[]))
}

/// The text of an option, where it was given.
pub(super) fn given<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}

/// A file that was named; the parser has seen to it that it was.
pub(super) fn path(matches: &ArgMatches, name: &str) -> std::path::PathBuf {
    matches.get_one::<std::path::PathBuf>(name).cloned().unwrap_or_default()
}

/// The sentence for a verb that there is none of.
pub(super) fn unknown_verb(language: Language, verb: &str) -> String {
    text(language, "error-usage-verb", &[("name", verb.into()), ("similar", "".into()), ("known", "no".into())])
}

/// A value that an option does not take, as a usage fault.
pub(super) fn bad_value(language: Language, option: &str, value: &str, expected: &'static str) -> CliError {
    let expected = text(language, expected, &[]);
    CliError::Usage(text(language, "error-usage-expected", &[("option", option.into()), ("value", value.into()), ("expected", expected.into())]))
}

/// What is wrong with the arguments, as one sentence.
fn fault(language: Language, err: &clap::Error) -> String {
    let context = |kind: ContextKind| match err.get(kind) {
        Some(ContextValue::String(word)) => word.clone(),
        Some(ContextValue::Strings(words)) => words.join(", "),
        _ => String::new(),
    };
    let (argument, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    match err.kind() {
        ErrorKind::InvalidSubcommand | ErrorKind::MissingSubcommand => {
            let similar = context(ContextKind::SuggestedSubcommand);
            let is_known = if similar.is_empty() { "no" } else { "yes" };
            text(language, "error-usage-verb", &[("name", context(ContextKind::InvalidSubcommand).into()), ("similar", similar.into()), ("known", is_known.into())])
        }
        ErrorKind::UnknownArgument => {
            let similar = context(ContextKind::SuggestedArg);
            let is_known = if similar.is_empty() { "no" } else { "yes" };
            text(language, "error-usage-unknown", &[("option", argument.into()), ("similar", similar.into()), ("known", is_known.into())])
        }
        ErrorKind::MissingRequiredArgument => text(language, "error-usage-missing", &[("options", argument.into())]),
        ErrorKind::ArgumentConflict => text(language, "error-usage-conflict", &[("option", argument.into()), ("other", context(ContextKind::PriorArg).into())]),
        ErrorKind::InvalidValue if value.is_empty() => text(language, "error-usage-no-value", &[("option", argument.into())]),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let choices = context(ContextKind::ValidValue);
            let has_choices = if choices.is_empty() { "no" } else { "yes" };
            text(language, "error-usage-value", &[("option", argument.into()), ("value", value.into()), ("choices", choices.into()), ("known", has_choices.into())])
        }
        ErrorKind::InvalidUtf8 => text(language, "error-usage-utf8", &[]),
        _ => text(language, "error-usage-other", &[]),
    }
}
