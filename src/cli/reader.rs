//! Reading foreign files, with the errors of the command line.

use super::console::Console;
use super::error::CliError;
use crate::io::{ReadOptions, SourceTable};
use crate::jobs::read_foreign;
use std::path::Path;

/// Reads a foreign file, or standard input for `-`, in a child process.
pub(super) fn read(file: &Path, options: &ReadOptions, console: &Console) -> Result<SourceTable, CliError> {
    let answer = read_foreign(file, options, console.language);
    console.go_on()?;
    answer.map_err(|failure| CliError::foreign(file, failure))
}
