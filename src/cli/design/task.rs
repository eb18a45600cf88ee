//! From arguments to a problem.

use super::super::arguments::{bad_value, given};
use super::super::error::{CliError, Named};
use super::ground::Ground;
use crate::i18n::{Language, text};
use crate::zoning::{Balanced, Centre, Hierarchy, Limits, Objective, Problem};
use clap::ArgMatches;
use std::path::{Path, PathBuf};

/// What crossing a border of regions costs where it may be crossed: a twentieth of a mean grid's objective.
const SOFT_COST: f64 = 0.05;

/// A measure with its tolerance and weight, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wish {
    pub(super) name: String,
    pub(super) limit: Limit,
    pub(super) weight: f64,
}

/// How much of a measure is wished.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Limit {
    Tolerance(f64),
    Capacity(f64),
}

/// The words of an objective.
pub(super) const OBJECTIVES: [(&str, Objective); 4] =
    [("moment", Objective::Moment), ("cut", Objective::CutEdges), ("perimeter", Objective::Perimeter), ("diameter", Objective::Diameter)];

/// All measures that the arguments name, capacities last.
pub(super) fn wishes(matches: &ArgMatches, language: Language) -> Result<Vec<Wish>, CliError> {
    let mut wishes = Vec::new();
    for word in matches.get_many::<String>("measure").into_iter().flatten() {
        wishes.push(wish(word).ok_or_else(|| bad_value(language, "--measure", word, "expected-design-measure"))?);
    }
    if let Some(word) = given(matches, "capacity") {
        let parsed = word.rsplit_once('=').and_then(|(name, value)| Some((name, value.parse::<f64>().ok().filter(|value| value.is_finite() && *value > 0.0)?)));
        let (name, value) = parsed.ok_or_else(|| bad_value(language, "--capacity", word, "expected-design-capacity"))?;
        wishes.push(Wish { name: name.to_owned(), limit: Limit::Capacity(value), weight: 1.0 });
    }
    Ok(wishes)
}

/// `NAME:TOLERANCE[:WEIGHT]`; the name may have colons of its own.
fn wish(word: &str) -> Option<Wish> {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    let parts: Vec<&str> = word.split(':').collect();
    let as_wish = |n_name: usize, tolerance: f64, weight: f64| Wish { name: parts[..n_name].join(":"), limit: Limit::Tolerance(tolerance), weight };
    match parts.as_slice() {
        [_, .., tolerance, weight] if number(tolerance).is_some() && number(weight).is_some_and(|weight| weight > 0.0) => Some(as_wish(parts.len() - 2, number(tolerance)?, number(weight)?)),
        [_, .., tolerance] => Some(as_wish(parts.len() - 1, number(tolerance)?, 1.0)),
        _ => None,
    }
    .filter(|wish| !wish.name.is_empty())
}

/// The balanced measures of a problem.
pub(super) fn balanced(wishes: &[Wish], ground: &Ground, language: Language) -> Result<Vec<Balanced>, CliError> {
    if wishes.is_empty() {
        let own = ground.measures.iter().enumerate().filter_map(|(at, measure)| Some(Balanced::within(at, measure.tolerance?)));
        let own: Vec<Balanced> = own.collect();
        return if own.is_empty() { Err(CliError::Usage(text(language, "error-usage-design-measure", &[]))) } else { Ok(own) };
    }
    wishes.iter().map(|wish| balanced_one(wish, ground)).collect()
}

fn balanced_one(wish: &Wish, ground: &Ground) -> Result<Balanced, CliError> {
    let known = || ground.measures.iter().map(|measure| measure.name.clone()).collect();
    let measure = ground.measures.iter().position(|measure| measure.name == wish.name).ok_or_else(|| CliError::Unknown { what: Named::Measure, name: wish.name.clone(), known: known() })?;
    let limits = match wish.limit {
        Limit::Tolerance(tolerance) => Limits::Tolerance(tolerance),
        Limit::Capacity(value) => Limits::Capacity((value * 10f64.powi(i32::from(ground.measures[measure].scale))).floor().min(9e18) as i64),
    };
    Ok(Balanced { measure, limits, weight: wish.weight })
}

/// A whole number above 0.
pub(super) fn whole(matches: &ArgMatches, name: &'static str, option: &str, language: Language) -> Result<Option<u64>, CliError> {
    let Some(word) = given(matches, name) else { return Ok(None) };
    word.parse().ok().filter(|number| *number > 0).map(Some).ok_or_else(|| bad_value(language, option, word, "expected-design-count"))
}

/// How many grids: as asked, as a capacity asks for, or as there are.
pub(super) fn grid_count(matches: &ArgMatches, balanced: &[Balanced], ground: &Ground, language: Language) -> Result<usize, CliError> {
    if let Some(levels) = levels(matches, language)? {
        return Ok(levels.0);
    }
    if let Some(count) = whole(matches, "grids", "--grids", language)? {
        return Ok(count as usize);
    }
    for balanced in balanced {
        if let Limits::Capacity(capacity) = balanced.limits
            && let Ok(count) = Problem::grids_for_capacity(&ground.graph, balanced.measure, capacity)
        {
            return Ok(count);
        }
    }
    if ground.grids.is_empty() { Err(CliError::Usage(text(language, "error-usage-design-grids", &[]))) } else { Ok(ground.grids.len()) }
}

/// `--levels N1,N2`.
pub(super) fn levels(matches: &ArgMatches, language: Language) -> Result<Option<(usize, usize)>, CliError> {
    let Some(word) = given(matches, "levels") else { return Ok(None) };
    let parsed = word.split_once(',').and_then(|(main, inside)| Some((main.trim().parse().ok().filter(|n| *n > 0)?, inside.trim().parse().ok().filter(|n| *n > 0)?)));
    parsed.map(Some).ok_or_else(|| bad_value(language, "--levels", word, "expected-design-levels"))
}

/// Applies barriers and bridges to the ground.
pub(super) fn reshape(matches: &ArgMatches, ground: &mut Ground, language: Language) -> Result<(), CliError> {
    if let Some(path) = given(matches, "barrier") {
        let pairs = ground.pairs(Path::new(path), language)?;
        ground.graph.remove_edges(&pairs);
    }
    match given(matches, "bridge") {
        Some("auto") => {
            let pairs = ground.graph.suggested_bridges();
            let _ = ground.graph.add_bridges(&pairs);
        }
        Some(path) => {
            let pairs = ground.pairs(Path::new(path), language)?;
            // The pairs have been looked up, so that there is no unit to be unknown.
            let _ = ground.graph.add_bridges(&pairs);
        }
        None => {}
    }
    Ok(())
}

/// The rules that the arguments ask for. `centres`: units of outlets, where they are centres.
pub(super) fn set_rules(matches: &ArgMatches, problem: &mut Problem<'_>, ground: &Ground, centres: Option<Vec<u32>>, language: Language) -> Result<(), CliError> {
    let wants_present = matches.get_flag("repair") || matches.get_flag("keep-locked") || given(matches, "suggest").is_some() || given(matches, "stability").is_some();
    if (wants_present || given(matches, "within").is_some()) && ground.current.is_empty() {
        return Err(CliError::Usage(text(language, "error-usage-design-current", &[])));
    }
    let rules = &mut problem.rules;
    if given(matches, "within").is_none() && (wants_present || (ground.grids.len() == problem.n_grids && !ground.current.is_empty())) {
        rules.current.clone_from(&ground.current);
    }
    if matches.get_flag("keep-locked") {
        rules.locked_grids.clone_from(&ground.locked);
    }
    rules.hierarchy = match given(matches, "hierarchy") {
        Some("hard") => Hierarchy::Hard,
        Some("soft") => Hierarchy::Soft(SOFT_COST),
        _ => Hierarchy::Off,
    };
    if let Some(word) = given(matches, "stability") {
        let weight = word.parse::<f64>().ok().filter(|weight| weight.is_finite() && *weight >= 0.0);
        rules.stability = weight.ok_or_else(|| bad_value(language, "--stability", word, "expected-design-number"))?;
    }
    if let Some(code) = given(matches, "within") {
        let grid = ground.grids.iter().position(|grid| grid == code).ok_or_else(|| CliError::Refused(PathBuf::new(), crate::edit::EditRefusal::NotFound(code.to_owned())))?;
        rules.scope = ground.current.iter().map(|current| *current == Some(grid as u32)).collect();
    }
    if let Some(path) = given(matches, "together") {
        rules.together = ground.groups(Path::new(path), language)?;
    }
    if let Some(path) = given(matches, "apart") {
        rules.apart = ground.groups(Path::new(path), language)?;
    }
    let centres = match (centres, given(matches, "centres")) {
        (None, Some(path)) => Some(ground.groups(Path::new(path), language)?.into_iter().flatten().collect()),
        (centres, _) => centres,
    };
    if let Some(units) = centres {
        rules.centres = units.into_iter().map(Centre::Fixed).collect();
        // Fewer centres than grids: the others are free.
        while rules.centres.len() < problem.n_grids {
            rules.centres.push(Centre::Free);
        }
    }
    Ok(())
}
