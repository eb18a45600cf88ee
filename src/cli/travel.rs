//! How `coverage` and `site` measure distance: in straight lines, or by road and mode with a limit in metres or minutes.

use super::arguments::{bad_value, given, option};
use super::console::Console;
use super::error::CliError;
use crate::geodesy::Bounds;
use crate::i18n::{Language, distance_text, minutes_text, mode_text, text};
use crate::jobs::{DETOUR, Roads, RoadsFrom, RoadsNotice, RoadsWanted, Travel, TravelRules, load_roads, read_roads};
use crate::model::ReferenceFeature;
use crate::roads::{Measured, Mode, Speeds};
use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// How far a person may ask for, in minutes: a week.
const MOST_MINUTES: f64 = 10_080.0;
/// Seconds of a minute.
const MINUTE_S: f64 = 60.0;

/// How distance is meant, as asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TravelAsked {
    /// By road; else in the straight lines that `--metric` names.
    pub(super) by_road: bool,
    pub(super) mode: Mode,
    pub(super) measured: Measured,
    /// Seconds or metres.
    pub(super) limit: Option<f32>,
    file: Option<PathBuf>,
    detour: f64,
}

/// Travel as it is computed with, and how that is said.
#[derive(Debug)]
pub(super) struct Travelled {
    pub(super) travel: Travel,
    asked: TravelAsked,
    from: RoadsFrom,
}

/// The options that both verbs have, but `--metric`, whose values differ.
pub(super) fn options(command: Command, language: Language) -> Command {
    command
        .arg(option(language, "limit-m", "M", "help-site-limit-m"))
        .arg(option(language, "limit-min", "MIN", "help-site-limit-min"))
        .arg(option(language, "mode", "MODE", "help-site-mode").value_parser(Mode::ALL.map(Mode::name)))
        .arg(option(language, "roads", "FILE", "help-site-roads").value_parser(clap::value_parser!(PathBuf)))
        .arg(option(language, "detour", "F", "help-site-detour"))
}

/// What the options ask for. Minutes, a mode or a file of roads mean travel by road; metres are road metres then.
pub(super) fn asked(matches: &ArgMatches, language: Language) -> Result<TravelAsked, CliError> {
    let metres = super::site::parsed(matches, "limit-m", language, "expected-metres", |limit: &f32| limit.is_finite() && *limit > 0.0)?;
    let minutes = super::site::parsed(matches, "limit-min", language, "expected-minutes", |limit: &f64| *limit > 0.0 && *limit <= MOST_MINUTES)?;
    let detour = super::site::parsed(matches, "detour", language, "expected-detour", |detour: &f64| (1.0..=10.0).contains(detour))?;
    let mode = given(matches, "mode").and_then(Mode::from_name);
    let file = matches.get_one::<PathBuf>("roads").cloned();
    let implied = [("--limit-min", minutes.is_some()), ("--mode", mode.is_some()), ("--roads", file.is_some()), ("--detour", detour.is_some())];
    let implied = implied.into_iter().find(|(_, is_given)| *is_given).map(|(name, _)| name);
    let metric = given(matches, "metric");
    if let (Some(option), Some(metric)) = (implied, metric.filter(|metric| *metric != "road")) {
        return Err(CliError::Usage(text(language, "error-usage-not-by-road", &[("option", option.into()), ("metric", metric.into())])));
    }
    if metres.is_some() && minutes.is_some() {
        return Err(bad_value(language, "--limit-min", given(matches, "limit-min").unwrap_or_default(), "expected-one-limit"));
    }
    let by_road = metric == Some("road") || implied.is_some();
    let measured = if by_road && metres.is_none() && (minutes.is_some() || mode.is_some()) { Measured::Time } else { Measured::Length };
    let limit = metres.or(minutes.map(|minutes| (minutes * MINUTE_S) as f32));
    Ok(TravelAsked { by_road, mode: mode.unwrap_or_default(), measured, limit, file, detour: detour.unwrap_or(DETOUR) })
}

impl TravelAsked {
    /// The file of roads that was named.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Whether costs are seconds.
    pub(super) fn is_time(&self) -> bool {
        self.measured == Measured::Time
    }

    /// How a cost is written for people.
    pub(super) fn cost_text(&self, language: Language, cost: f64) -> String {
        if self.is_time() { minutes_text(language, cost / MINUTE_S) } else { distance_text(cost) }
    }

    /// Metres that one gets in a straight line within a cost: the size of what is near.
    pub(super) fn straight_m(&self, cost: f32) -> f64 {
        let per_metre = if self.is_time() { 3.6 / Speeds::default().straight(self.mode) } else { 1.0 };
        f64::from(cost) / per_metre
    }

    /// Finds the roads, where roads are asked for, and says what is odd about them.
    pub(super) fn travelled(&self, project: Option<&Path>, reference: &[ReferenceFeature], ground: Bounds, console: &Console) -> Result<Travelled, CliError> {
        if !self.by_road {
            return Ok(Travelled { travel: Travel::straight(), asked: self.clone(), from: RoadsFrom::Nowhere });
        }
        let roads = self.roads(project, reference, ground, console)?;
        let rules = TravelRules { mode: self.mode, measured: self.measured, detour: self.detour, ..TravelRules::default() };
        Ok(Travelled { travel: Travel::new(&roads, &rules), asked: self.clone(), from: roads.from })
    }

    /// The roads at hand, with what is odd about them said.
    pub(super) fn roads(&self, project: Option<&Path>, reference: &[ReferenceFeature], ground: Bounds, console: &Console) -> Result<Roads, CliError> {
        let wanted = RoadsWanted { project, reference, file: self.file.as_deref(), ground: Some(ground) };
        let roads = load_roads(&wanted, |file| read_roads(file, console.language), &console.cancel).map_err(CliError::roads)?;
        console.go_on()?;
        for notice in &roads.notices {
            let (key, path) = match notice {
                RoadsNotice::CacheRefused(path, _) => ("note-roads-cache-refused", path),
                RoadsNotice::CacheElsewhere(path) => ("note-roads-cache-elsewhere", path),
                RoadsNotice::CacheNotWritten(path) => ("note-roads-cache-not-written", path),
            };
            console.note(&text(console.language, key, &[("path", path.display().to_string().into())]));
        }
        Ok(roads)
    }
}

impl Travelled {
    /// Adds what programs want to know of the roads; nothing where none were asked for.
    pub(super) fn add_json(&self, answer: &mut Value, off_road: usize) {
        if !self.asked.by_road {
            return;
        }
        let (from, roads) = match &self.from {
            RoadsFrom::File(name) => ("file", name.clone()),
            RoadsFrom::Cache(name) => ("cache", name.clone()),
            RoadsFrom::Reference => ("project", "roads of the project".to_owned()),
            RoadsFrom::Nowhere => ("none", format!("straight line x {}", self.asked.detour)),
        };
        answer["metric"] = json!("road");
        answer["mode"] = json!(self.asked.mode.name());
        answer["roads"] = json!(roads);
        answer["roads_from"] = json!(from);
        answer["off_road_points"] = json!(off_road);
        answer["limit_min"] = json!(self.asked.limit.filter(|_| self.asked.is_time()).map(|limit| f64::from(limit) / MINUTE_S));
    }

    /// What people should know of the roads, before any figure; none where none were asked for.
    pub(super) fn line(&self, off_road: usize, language: Language) -> Option<String> {
        if !self.asked.by_road {
            return None;
        }
        let mode = mode_text(language, self.asked.mode);
        let of = |key: &str, name: &str| text(language, key, &[("mode", mode.as_str().into()), ("name", name.into())]);
        let mut line = match &self.from {
            RoadsFrom::File(name) => of("out-roads-file", name),
            RoadsFrom::Cache(name) => of("out-roads-cache", name),
            RoadsFrom::Reference => of("out-roads-project", ""),
            RoadsFrom::Nowhere => of("out-roads-none", &self.asked.detour.to_string()),
        };
        if off_road > 0 {
            line.push('\n');
            line.push_str(&text(language, "out-roads-off", &[("points", off_road.into())]));
        }
        Some(line)
    }
}
