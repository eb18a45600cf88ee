//! `design`: automatic design of grids, on plain graphs and on projects.

mod answer;
mod ground;
mod project;
mod task;
#[cfg(test)]
mod tests;

use super::arguments::{bad_value, file, flag, given, option, verb};
use super::console::Console;
use super::error::CliError;
use super::{Ending, project as opening};
use crate::base::{Progress, ProgressSink};
use crate::i18n::{Language, problem_error_text, text};
use crate::jobs::Session;
use crate::model::OutletKind;
use crate::store::OpenMode;
use crate::zoning::{Budget, Objective, Problem, ProblemError, Search, design, design_nested, repair, suggested_moves};
use answer::Speaker;
use clap::{ArgAction, ArgMatches, Command};
use ground::Ground;
use project::Places;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Seconds where neither time nor moves are given.
const DEFAULT_SECONDS: f64 = 10.0;

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    let text_option = |name, value, help| option(language, name, value, help);
    verb(Command::new("design"), language, "help-design", "usage-design")
        .arg(file(language, "project", "PROJECT.gpkg", "help-design-project").required(false))
        .arg(text_option("nodes", "FILE", "help-design-nodes"))
        .arg(text_option("edges", "FILE", "help-design-edges"))
        .arg(text_option("grids", "N", "help-design-grids"))
        .arg(text_option("capacity", "NAME=VALUE", "help-design-capacity"))
        .arg(text_option("measure", "NAME:TOLERANCE", "help-design-measure").action(ArgAction::Append))
        .arg(text_option("objective", "WHAT", "help-design-objective").value_parser(task::OBJECTIVES.map(|(word, _)| word)))
        .arg(text_option("time", "SECONDS", "help-design-time"))
        .arg(text_option("seed", "N", "help-design-seed"))
        .arg(text_option("moves", "N", "help-design-moves"))
        .arg(flag(language, "keep-locked", "help-design-keep-locked"))
        .arg(text_option("centres", "WHAT", "help-design-centres"))
        .arg(text_option("barrier", "FILE", "help-design-barrier"))
        .arg(text_option("bridge", "FILE|auto", "help-design-bridge"))
        .arg(text_option("hierarchy", "HOW", "help-design-hierarchy").value_parser(["hard", "soft", "off"]))
        .arg(text_option("stability", "WEIGHT", "help-design-stability"))
        .arg(text_option("within", "GRID", "help-design-within"))
        .arg(text_option("levels", "N1,N2", "help-design-levels"))
        .arg(text_option("together", "FILE", "help-design-together"))
        .arg(text_option("apart", "FILE", "help-design-apart"))
        .arg(flag(language, "repair", "help-design-repair"))
        .arg(text_option("suggest", "N", "help-design-suggest"))
        .arg(text_option("out", "FILE", "help-design-out"))
        .arg(text_option("accept-as", "SCENARIO", "help-design-accept-as"))
        .arg(option(language, "scenario", "NAME", "help-scenario"))
        .arg(option(language, "plane", "NAME", "help-plane"))
        .arg(option(language, "level", "NAME", "help-level"))
}

/// A project that is open, and what its numbers stand for.
struct Opened {
    path: PathBuf,
    session: Session,
    places: Places,
}

/// Designs and says what came out.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    let language = console.language;
    let wishes = task::wishes(matches, language)?;
    let (mut ground, mut opened) = ground(matches, &wishes, console)?;
    task::reshape(matches, &mut ground, language)?;
    let balanced = task::balanced(&wishes, &ground, language)?;
    let n_grids = task::grid_count(matches, &balanced, &ground, language)?;
    let objective = given(matches, "objective").and_then(|word| task::OBJECTIVES.iter().find(|(known, _)| *known == word)).map_or(Objective::Moment, |(_, objective)| *objective);
    let centres = centres(matches, opened.as_ref(), language)?;
    let mut problem = Problem::new(&ground.graph, n_grids, balanced, objective);
    task::set_rules(matches, &mut problem, &ground, centres, language)?;
    let speaker = Speaker { ground: &ground, problem: &problem, language };
    if let Some(most) = task::whole(matches, "suggest", "--suggest", language)? {
        let moves = suggested_moves(&problem, most as usize).map_err(|err| nonsense(&err, &ground, language))?;
        console.answer(&speaker.moves_json(&moves), || speaker.moves_lines(&moves))?;
        return Ok(Ending::Done);
    }
    let found = search(matches, &problem, &ground, console)?;
    console.go_on()?;
    if let Some(path) = given(matches, "out") {
        write_labels(path, &found.labels, &speaker, found.n_inside)?;
    }
    let feasible = found.is_feasible;
    if let Some(name) = given(matches, "accept-as") {
        accept(name, &mut opened, &found, &speaker)?;
    }
    console.answer(&found.json, || found.lines.clone())?;
    Ok(if feasible { Ending::Done } else { Ending::FoundErrors })
}

/// What a search has found, ready to be said.
struct Found {
    labels: Vec<Option<u32>>,
    n_inside: Option<usize>,
    is_feasible: bool,
    json: serde_json::Value,
    lines: String,
    why: String,
}

fn search(matches: &ArgMatches, problem: &Problem<'_>, ground: &Ground, console: &Console) -> Result<Found, CliError> {
    let language = console.language;
    let speaker = Speaker { ground, problem, language };
    let seed = match given(matches, "seed") {
        None => 1,
        Some(word) => word.parse().map_err(|_| bad_value(language, "--seed", word, "expected-design-count"))?,
    };
    let moves = task::whole(matches, "moves", "--moves", language)?;
    let seconds = match given(matches, "time") {
        None => moves.map_or(DEFAULT_SECONDS, |_| f64::INFINITY),
        Some(word) => word.parse::<f64>().ok().filter(|seconds| *seconds > 0.0).ok_or_else(|| bad_value(language, "--time", word, "expected-design-seconds"))?,
    };
    let clock = Instant::now();
    let spent = || {
        let share = clock.elapsed().as_secs_f64() / seconds;
        console.report(Progress { stage: "progress-designing", done: (share * 100.0) as u64, total: 100 });
        share
    };
    let request = Search::new(Budget { moves, spent: &spent, cancel: &console.cancel }, seed);
    let wrong = |err: ProblemError| nonsense(&err, ground, language);
    if let Some((_, n_inside)) = task::levels(matches, language)? {
        let nested = design_nested(problem, n_inside, &problem.balanced, &request).map_err(wrong)?;
        let took = clock.elapsed().as_secs_f64();
        let inside: Vec<serde_json::Value> = nested.inside.iter().map(|outcome| speaker.json(outcome, took, seed)).collect();
        let mut json = speaker.json(&nested.main, took, seed);
        json["inside"] = json!(inside);
        json["feasible"] = json!(nested.is_feasible());
        let lines = std::iter::once(&nested.main).chain(&nested.inside).map(|outcome| speaker.lines(outcome, took)).collect();
        return Ok(Found { is_feasible: nested.is_feasible(), labels: nested.labels, n_inside: Some(n_inside), json, lines, why: String::new() });
    }
    let outcome = if matches.get_flag("repair") { repair(problem, &request) } else { design(problem, &request) }.map_err(wrong)?;
    let took = clock.elapsed().as_secs_f64();
    Ok(Found {
        is_feasible: outcome.proposal.evaluation.is_feasible,
        json: speaker.json(&outcome, took, seed),
        lines: speaker.lines(&outcome, took),
        why: outcome.reasons.first().map(|reason| speaker.reason(reason)).unwrap_or_default(),
        labels: outcome.proposal.labels,
        n_inside: None,
    })
}

/// The ground that the arguments name.
fn ground(matches: &ArgMatches, wishes: &[task::Wish], console: &Console) -> Result<(Ground, Option<Opened>), CliError> {
    let language = console.language;
    let project = matches.get_one::<PathBuf>("project");
    let (nodes, edges) = (given(matches, "nodes"), given(matches, "edges"));
    match (project, nodes, edges) {
        (Some(path), None, None) => {
            let is_changing = given(matches, "accept-as").is_some();
            if is_changing && given(matches, "levels").is_some() {
                return Err(CliError::Usage(text(language, "error-usage-design-accept", &[])));
            }
            let mut session = opening::open(path, if is_changing { OpenMode::Write } else { OpenMode::Read }, console)?;
            let scenario = opening::scenario(session.document(), given(matches, "scenario"))?;
            if is_changing && scenario != session.document().active() {
                let name = opening::scenario_name(session.document(), scenario);
                session.switch_scenario(&name).map_err(|err| CliError::session(path, err))?;
            } else {
                opening::show(&mut session, scenario)?;
            }
            let plane = opening::plane(session.document(), given(matches, "plane"), path)?;
            let level = opening::level(session.document(), plane, given(matches, "level"), path)?;
            let (ground, places) = project::ground(session.document(), plane, level, path, language)?;
            Ok((ground, Some(Opened { path: path.clone(), session, places })))
        }
        (None, Some(nodes), Some(edges)) => {
            if given(matches, "accept-as").is_some() {
                return Err(CliError::Usage(text(language, "error-usage-design-accept", &[])));
            }
            let mut names: Vec<String> = Vec::new();
            for wish in wishes {
                if !names.contains(&wish.name) {
                    names.push(wish.name.clone());
                }
            }
            Ok((Ground::from_tables(Path::new(nodes), Path::new(edges), &names, language)?, None))
        }
        _ => Err(CliError::Usage(text(language, "error-usage-design-ground", &[]))),
    }
}

/// The units of outlets that are to be centres, where `--centres outlets:KIND` says so.
fn centres(matches: &ArgMatches, opened: Option<&Opened>, language: Language) -> Result<Option<Vec<u32>>, CliError> {
    let Some(word) = given(matches, "centres") else { return Ok(None) };
    let Some(kind) = word.strip_prefix("outlets:") else { return Ok(None) };
    match (OutletKind::from_name(kind), opened) {
        (Some(kind), Some(opened)) => Ok(Some(project::outlet_units(opened.session.document(), &opened.places, kind))),
        _ => Err(bad_value(language, "--centres", word, "expected-design-centres")),
    }
}

fn nonsense(err: &ProblemError, ground: &Ground, language: Language) -> CliError {
    let unit = |unit: u32| ground.units.get(unit as usize).cloned().unwrap_or_else(|| unit.to_string());
    let measure = |measure: usize| ground.measures.get(measure).map_or_else(|| measure.to_string(), |measure| measure.name.clone());
    CliError::Usage(problem_error_text(language, err, &unit, &measure))
}

/// Writes `id,grid`, for two levels `id,grid,main`.
fn write_labels(path: &str, labels: &[Option<u32>], speaker: &Speaker<'_>, n_inside: Option<usize>) -> Result<(), CliError> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let failed = |err: std::io::Error| CliError::Io(PathBuf::from(path), err);
    let head: &[&str] = if n_inside.is_some() { &["id", "grid", "main"] } else { &["id", "grid"] };
    out.write_record(head).map_err(|err| failed(err.into()))?;
    for (unit, label) in speaker.ground.units.iter().zip(labels) {
        let row: Vec<String> = match (label, n_inside) {
            (None, Some(_)) => vec![unit.clone(), String::new(), String::new()],
            (None, None) => vec![unit.clone(), String::new()],
            (Some(label), Some(inside)) => vec![unit.clone(), (label + 1).to_string(), (*label as usize / inside + 1).to_string()],
            (Some(label), None) => vec![unit.clone(), speaker.grid(*label)],
        };
        out.write_record(&row).map_err(|err| failed(err.into()))?;
    }
    let bytes = out.into_inner().map_err(|err| failed(std::io::Error::other(err.to_string())))?;
    if path == "-" {
        return std::io::Write::write_all(&mut std::io::stdout().lock(), &bytes).map_err(CliError::Output);
    }
    crate::platform::write_whole(Path::new(path), &bytes).map_err(failed)
}

fn accept(name: &str, opened: &mut Option<Opened>, found: &Found, speaker: &Speaker<'_>) -> Result<(), CliError> {
    let Some(opened) = opened else { return Ok(()) };
    if !found.is_feasible {
        let sentence = text(speaker.language, "error-design-not-accepted", &[("why", found.why.clone().into())]);
        return Err(CliError::Design(opened.path.clone(), sentence));
    }
    let is_matched = !speaker.problem.rules.current.is_empty();
    project::accept(&mut opened.session, speaker.ground, &opened.places, &found.labels, is_matched, name).map_err(|err| CliError::session(&opened.path, err))
}
