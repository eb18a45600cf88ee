//! `new`: an empty project.

use super::Ending;
use super::arguments::{given, option, path, project, verb};
use super::console::Console;
use super::error::CliError;
use crate::i18n::{Language, text};
use crate::jobs::Session;
use clap::{ArgMatches, Command};
use serde_json::json;

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    verb(Command::new("new"), language, "help-new", "usage-new").arg(project(language)).arg(option(language, "name", "NAME", "help-new-name"))
}

/// Makes the project. A file that exists is left as it is.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    let project = path(matches, "project");
    let stem = project.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = given(matches, "name").map_or(stem, str::to_owned);
    Session::create(&project, &name).map_err(CliError::Store)?;
    let shown = project.display().to_string();
    console.answer(&json!({"project": shown, "name": name}), || text(console.language, "out-created", &[("path", (&shown).into()), ("name", (&name).into())]))?;
    Ok(Ending::Done)
}
