//! `site`: where the next outlets should stand, and how far the answer is from the best.

mod accept;
pub(super) mod input;
mod solve;
mod wishes;

use super::Ending;
use super::arguments::{bad_value, given, option, verb};
use super::console::Console;
use super::error::CliError;
use super::output::{number, push_line};
use super::table::Table;
use super::travel::{self, TravelAsked, Travelled};
use crate::i18n::{Language, decimal_text, degrees_text, percent_text, seconds_text, text};
use crate::siting::{Answer, Metric, NextSite, StopReason};
use clap::{Arg, ArgMatches, Command};
use input::Input;
use serde_json::{Value, json};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problem {
    PMedian,
    Covering,
    Backup,
    SetCovering,
    PCenter,
    Capacitated,
    MarketShare,
}

const PROBLEMS: [(&str, Problem); 7] = [
    ("p-median", Problem::PMedian),
    ("mclp", Problem::Covering),
    ("backup-mclp", Problem::Backup),
    ("lscp", Problem::SetCovering),
    ("p-center", Problem::PCenter),
    ("capacitated-p-median", Problem::Capacitated),
    ("market-share", Problem::MarketShare),
];

const METRICS: [&str; 5] = ["geodesic", "road", "great-circle-6378100", "euclid", "euclid-floor"];

/// Everything that can be said of a search.
#[derive(Clone, Debug)]
struct Request {
    problem: Problem,
    name: &'static str,
    sites: Option<usize>,
    limit: Option<f32>,
    metric: Option<Metric>,
    travel: TravelAsked,
    seconds: f64,
    seed: u64,
    capacity: Option<f64>,
    wishes: wishes::Wishes,
}

/// An answer and when it came.
#[derive(Debug)]
struct Found {
    answer: Answer,
    /// New sites in order, where the problem has an order.
    order: Vec<NextSite>,
    /// Outlets that are given up, as candidates.
    closed: Vec<u32>,
    first_answer_s: f64,
    seconds: f64,
    /// How distance was measured, and demand points without a road.
    travelled: Option<(Travelled, usize)>,
}

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    let path = |name: &'static str, value: &'static str, help: &'static str| option(language, name, value, help).value_parser(clap::value_parser!(std::path::PathBuf));
    let command = verb(Command::new("site"), language, "help-site", "usage-site")
        .after_help(text(language, "help-site-more", &[]))
        .arg(Arg::new("project").value_name("PROJECT.gpkg").value_parser(clap::value_parser!(std::path::PathBuf)).help(text(language, "help-project", &[])).help_heading(text(language, "help-heading-arguments", &[])))
        .arg(path("points", "FILE", "help-site-points"))
        .arg(path("orlib", "FILE", "help-site-orlib"))
        .arg(option(language, "problem", "PROBLEM", "help-site-problem").value_parser(PROBLEMS.map(|(word, _)| word)).default_value("p-median").hide_default_value(true))
        .arg(option(language, "sites", "K", "help-site-sites"))
        .arg(option(language, "measure", "NAME", "help-site-measure"));
    let command = wishes::options(travel::options(command, language), language);
    command
        .arg(option(language, "metric", "METRIC", "help-site-metric").value_parser(METRICS))
        .arg(option(language, "candidates", "WHICH", "help-site-candidates"))
        .arg(option(language, "existing", "KIND", "help-site-existing").num_args(1..))
        .arg(option(language, "capacity", "AMOUNT", "help-site-capacity"))
        .arg(option(language, "scenario", "NAME", "help-scenario"))
        .arg(option(language, "time", "SECONDS", "help-site-time"))
        .arg(option(language, "seed", "N", "help-site-seed"))
        .arg(option(language, "accept-as", "SCENARIO", "help-site-accept-as"))
}

fn request(matches: &ArgMatches, language: Language) -> Result<Request, CliError> {
    let word = given(matches, "problem").unwrap_or("p-median");
    let (name, problem) = PROBLEMS.into_iter().find(|(name, _)| *name == word).unwrap_or(PROBLEMS[0]);
    let sites = parsed(matches, "sites", language, "expected-count", |sites: &usize| *sites > 0)?;
    let seconds = parsed(matches, "time", language, "expected-seconds", |seconds: &f64| (0.0..=86_400.0).contains(seconds))?.unwrap_or(10.0);
    let travel = travel::asked(matches, language)?;
    let limit = travel.limit;
    if limit.is_none() && matches!(problem, Problem::Covering | Problem::Backup | Problem::SetCovering) {
        return Err(CliError::Usage(text(language, "error-usage-site-limit", &[("problem", name.into())])));
    }
    let capacity = parsed(matches, "capacity", language, "expected-amount", |amount: &f64| amount.is_finite() && *amount > 0.0)?;
    let seed = parsed(matches, "seed", language, "expected-count", |_: &u64| true)?.unwrap_or(1);
    let wishes = wishes::asked(matches, language)?;
    Ok(Request { wishes, problem, name, sites, limit, metric: metric(matches), travel, seconds, seed, capacity })
}

/// A number of an option, where it was given and makes sense.
pub(super) fn parsed<T: std::str::FromStr>(matches: &ArgMatches, name: &'static str, language: Language, expected: &'static str, is_good: impl Fn(&T) -> bool) -> Result<Option<T>, CliError> {
    let Some(word) = given(matches, name) else { return Ok(None) };
    word.parse().ok().filter(is_good).map(Some).ok_or_else(|| bad_value(language, &format!("--{name}"), word, expected))
}

/// The metric by name; none where none is named, or where roads are asked for.
fn metric(matches: &ArgMatches) -> Option<Metric> {
    match given(matches, "metric") {
        Some("geodesic") => Some(Metric::Geodesic),
        Some("great-circle-6378100") => Some(Metric::GreatCircle { radius_m: 6_378_100.0 }),
        Some("euclid") => Some(Metric::Euclid),
        Some("euclid-floor") => Some(Metric::EuclidFloor),
        _ => None,
    }
}

/// Searches and shows the sites.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    let request = request(matches, console.language)?;
    if given(matches, "accept-as").is_some() && matches.get_one::<std::path::PathBuf>("project").is_none() {
        return Err(CliError::Usage(text(console.language, "error-usage-site-accept", &[])));
    }
    let input = input::read(matches, &request.travel, console)?;
    let project = matches.get_one::<std::path::PathBuf>("project").map(std::path::PathBuf::as_path);
    let found = solve::solve(&request, &input, project, console)?;
    console.go_on()?;
    if let Some(name) = given(matches, "accept-as") {
        accept::accept(&super::arguments::path(matches, "project"), name, &input, &found, console)?;
    }
    console.answer(&found_json(&request, &input, &found), || found_lines(&request, &input, &found, console.language))?;
    Ok(Ending::Done)
}

/// New sites, most valuable first.
fn new_sites(input: &Input, found: &Found) -> Vec<NextSite> {
    if !found.order.is_empty() {
        return found.order.clone();
    }
    let first_existing = input.first_existing() as u32;
    found.answer.open.iter().filter(|site| **site < first_existing).map(|site| NextSite { site: *site, gain: f64::NAN, from: Vec::new() }).collect()
}

fn found_json(request: &Request, input: &Input, found: &Found) -> Value {
    let answer = &found.answer;
    let first_existing = input.first_existing();
    let code = |site: Option<u32>| site.and_then(|site| (site as usize).checked_sub(first_existing)).and_then(|at| input.existing.get(at));
    let from = |site: &NextSite| -> Vec<Value> { site.from.iter().map(|(from, amount)| json!({"code": code(*from), "index": from, "amount": number(*amount)})).collect() };
    let site = |site: &NextSite| {
        let gain = if site.gain.is_finite() { number(site.gain) } else { Value::Null };
        let mut row = json!({"index": site.site, "place": input.candidates.get(site.site as usize), "gain": gain, "from": from(site)});
        if let Some(code) = input.planned.get(site.site as usize) {
            row["code"] = json!(code);
        }
        row
    };
    let mut found_json = json!({
        "problem": request.name, "objective": number(answer.objective), "bound": answer.bound.map(number), "gap": answer.gap(), "proved": answer.is_proved(),
        "stop_reason": stop_word(answer.stop_reason),
        "sites": new_sites(input, found).iter().map(site).collect::<Vec<_>>(),
        "first_answer_s": found.first_answer_s, "seconds": found.seconds, "seed": request.seed, "rounds": answer.rounds,
    });
    if input.closable.contains(&true) {
        found_json["closed"] = json!(found.closed.iter().filter_map(|site| code(Some(*site))).collect::<Vec<_>>());
    }
    if let Some((travelled, off_road)) = &found.travelled {
        travelled.add_json(&mut found_json, *off_road);
        found_json["cost_unit"] = json!(if request.travel.is_time() { "s" } else { "m" });
    }
    found_json
}

fn stop_word(reason: StopReason) -> &'static str {
    match reason {
        StopReason::Proved => "proved",
        StopReason::Gap => "gap",
        StopReason::Rounds => "rounds",
        StopReason::Stopped => "time",
    }
}

fn found_lines(request: &Request, input: &Input, found: &Found, language: Language) -> String {
    let say = |key: &str| text(language, key, &[]);
    let answer = &found.answer;
    let mut lines = String::new();
    if let Some(line) = found.travelled.as_ref().and_then(|(travelled, off_road)| travelled.line(*off_road, language)) {
        push_line(&mut lines, &line);
    }
    let values = [("problem", request.name.into()), ("objective", decimal_text(answer.objective, if answer.objective.fract() == 0.0 { 0 } else { 2 }).into()), ("seconds", seconds_text(found.seconds).into())];
    push_line(&mut lines, &text(language, "out-site-title", &values));
    let quality = match answer.gap() {
        _ if answer.is_proved() => say("out-site-proved"),
        Some(gap) => text(language, "out-site-gap", &[("gap", percent_text(gap).into())]),
        None => say("out-site-no-bound"),
    };
    push_line(&mut lines, &quality);
    let mut table = Table::default().number("").number(say("out-site-candidate")).text(say("out-site-place")).number(say("out-site-gain"));
    for (rank, site) in new_sites(input, found).iter().enumerate() {
        let place = input.candidates.get(site.site as usize).map(|place| if input.is_on_earth { degrees_text(*place) } else { format!("{}, {}", place[0], place[1]) });
        let gain = if site.gain.is_finite() { decimal_text(site.gain, 0) } else { String::new() };
        table.row([(rank + 1).to_string(), site.site.to_string(), place.unwrap_or_default(), gain]);
    }
    lines.push_str(&table.lines());
    let closed: Vec<&str> = found.closed.iter().filter_map(|site| input.existing.get((*site as usize).checked_sub(input.first_existing())?)).map(String::as_str).collect();
    if !closed.is_empty() {
        push_line(&mut lines, &text(language, "out-site-closed", &[("codes", closed.join(&say("list-separator")).into())]));
    }
    lines
}

#[cfg(test)]
mod tests;
