//! The command line (命令行): one file a verb, on the same core as the window.
//!
//! What is promised to scripts: with `--json` exactly one JSON object on stdout (`apply`: one a line), everything else on
//! stderr; exit status 0 done, 1 the work failed or `check` found errors, 2 wrong usage, 130 interrupted; an error is one
//! sentence; never a panic, never a half-written file.

mod apply;
mod arguments;
mod check;
mod compare;
mod console;
mod coverage;
mod design;
mod error;
mod export;
mod import;
mod interrupt;
mod metrics;
mod new;
mod output;
mod project;
mod reader;
mod render;
mod sample;
mod site;
mod table;
mod travel;
mod window;

pub use window::{WindowAsked, window_asked_for};

use arguments::{Invocation, Parsed};
use console::Console;
use error::CliError;
use std::ffi::OsString;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

/// How work ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// All done.
    Done,
    /// Done, and the answer is no: `check` found errors, or a strict `apply` was undone.
    FoundErrors,
}

/// Runs the command line.
pub fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.collect();
    if let Some(status) = crate::jobs::serve_foreign(&args) {
        return ExitCode::from(status);
    }
    let first = arguments::first_look(&args);
    let console = Console::new(first.language, first.is_json, first.is_quiet);
    silence_panics();
    let ending = std::panic::catch_unwind(AssertUnwindSafe(|| run_verb(&args, &console))).unwrap_or_else(|payload| Err(CliError::Panicked(panic_words(payload.as_ref()))));
    ExitCode::from(finish(ending, &console))
}

fn run_verb(args: &[OsString], console: &Console) -> Result<Ending, CliError> {
    let invocation = match arguments::parse(args, console.language)? {
        Parsed::Text(text) => return console.print(&text).map(|()| Ending::Done),
        Parsed::Run(invocation) => invocation,
    };
    interrupt::listen(&console.cancel);
    set_threads(invocation.threads);
    let Invocation { verb, matches, .. } = &invocation;
    match verb.as_str() {
        "new" => new::run(matches, console),
        "sample" => sample::run(matches, console),
        "import" => import::run(matches, console),
        "check" => check::run(matches, console),
        "metrics" => metrics::run(matches, console),
        "apply" => apply::run(matches, console),
        "compare" => compare::run(matches, console),
        "design" => design::run(matches, console),
        "site" => site::run(matches, console),
        "coverage" => coverage::run(matches, console),
        "export" => export::run(matches, console),
        "render" => render::run(matches, console),
        _ => Err(CliError::Usage(arguments::unknown_verb(console.language, verb))),
    }
}

fn finish(ending: Result<Ending, CliError>, console: &Console) -> u8 {
    match ending {
        Ok(Ending::Done) => 0,
        Ok(Ending::FoundErrors) => 1,
        Err(err) => {
            console.fail(&err);
            err.status()
        }
    }
}

/// Limits how many threads long work uses. Results do not depend on it (O1), so a pool that exists already is no failure.
fn set_threads(threads: Option<usize>) {
    if let Some(threads) = threads {
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
}

/// A panic is reported as one sentence by [`run`]; the message of the runtime would be a second one.
fn silence_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}

fn panic_words(payload: &(dyn std::any::Any + Send)) -> String {
    let words = payload.downcast_ref::<&str>().map(|words| (*words).to_owned()).or_else(|| payload.downcast_ref::<String>().cloned());
    words.unwrap_or_default()
}

#[cfg(test)]
mod tests;
