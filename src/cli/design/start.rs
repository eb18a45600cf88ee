//! Where a plan begins: at borders, at clusters of customers, with units merged up to a size.

use super::super::arguments::{bad_value, given};
use super::super::error::{CliError, Named};
use super::ground::Ground;
use super::task;
use crate::i18n::{Language, problem_error_text, text};
use crate::zoning::{Balanced, Plan, ProblemError, cluster_plan, heaviest_units, merged_plan, region_plan};
use clap::ArgMatches;

/// What `--from` may say; units are merged up to an amount of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
enum From<'w> {
    Borders,
    Clusters,
    Merged(&'w str, f64),
}

fn parsed(word: &str) -> Option<From<'_>> {
    match word {
        "borders" => Some(From::Borders),
        "clusters" => Some(From::Clusters),
        _ => {
            let (name, value) = word.strip_prefix("merged:")?.rsplit_once('=')?;
            value.parse().ok().filter(|value: &f64| value.is_finite() && *value > 0.0).map(|value| From::Merged(name, value))
        }
    }
}

/// The plan that `--from` begins with, on the part of the map that is designed; `None` where it is not given. Borders and merged units say
/// how many grids there are, for clusters that has to be said as elsewhere.
pub(super) fn beginning(matches: &ArgMatches, balanced: &[Balanced], ground: &Ground, seed: u64, language: Language) -> Result<Option<Plan>, CliError> {
    let Some(word) = given(matches, "from") else { return Ok(None) };
    let from = parsed(word).ok_or_else(|| bad_value(language, "--from", word, "expected-design-from"))?;
    let has_own_number = !matches!(from, From::Clusters);
    if matches.get_flag("repair") || given(matches, "suggest").is_some() || given(matches, "levels").is_some() || (has_own_number && given(matches, "grids").is_some()) {
        return Err(CliError::Usage(text(language, "error-usage-design-from", &[])));
    }
    let scope = task::scope(matches, ground, language)?;
    let plan = match from {
        From::Borders if !ground.graph.has_regions() => return Err(CliError::Usage(problem_error_text(language, &ProblemError::NoRegions, &|unit| unit.to_string(), &|measure| measure.to_string()))),
        From::Borders => region_plan(&ground.graph),
        From::Merged(name, value) => {
            let unknown = || CliError::Unknown { what: Named::Measure, name: name.to_owned(), known: ground.measures.iter().map(|measure| measure.name.clone()).collect() };
            let measure = ground.measures.iter().position(|measure| measure.name == name).ok_or_else(unknown)?;
            merged_plan(&ground.graph, measure, task::scaled(ground, measure, value))
        }
        From::Clusters => {
            let customers = heaviest_units(&ground.graph, balanced.first().map_or(0, |balanced| balanced.measure), &scope);
            let n_grids = task::grid_count(matches, balanced, ground, language)?;
            cluster_plan(&ground.graph, &customers, n_grids.min(customers.len()), seed)
        }
    };
    Ok(Some(plan.within(&scope)))
}
