//! What is wanted of sites besides their problem: ground without any, outlets that may close, spacing, money.

use super::super::arguments::{bad_value, given, option};
use super::super::console::Console;
use super::super::error::CliError;
use super::super::reader;
use super::input::{Input, asked_kinds};
use super::parsed;
use crate::base::CellId;
use crate::geodesy::Position;
use crate::i18n::Language;
use crate::io::{FindingLog, Placement, ReadOptions};
use crate::jobs::SiteZones;
use crate::model::{Outlet, ReferenceFeature, SiteZone};
use crate::siting::{CostMatrix, Metric, Rules, conflicts_within, straight_matrix};
use clap::{ArgMatches, Command};
use std::path::Path;

/// Rules as they are asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wishes {
    most_closed: Option<usize>,
    cost: Option<f64>,
    budget: Option<f64>,
    spacing_m: Option<f32>,
}

/// Their options.
pub(super) fn options(command: Command, language: Language) -> Command {
    command
        .arg(option(language, "forbidden", "LAYER|FILE", "help-site-forbidden").num_args(1..))
        .arg(option(language, "closable", "KIND", "help-site-closable").num_args(1..))
        .arg(option(language, "most-closed", "N", "help-site-most-closed"))
        .arg(option(language, "spacing-m", "M", "help-site-spacing"))
        .arg(option(language, "cost", "AMOUNT", "help-site-cost"))
        .arg(option(language, "budget", "AMOUNT", "help-site-budget"))
}

/// What the options ask for.
pub(super) fn asked(matches: &ArgMatches, language: Language) -> Result<Wishes, CliError> {
    let amount = |name: &'static str| parsed(matches, name, language, "expected-amount", |amount: &f64| amount.is_finite() && *amount >= 0.0);
    Ok(Wishes {
        most_closed: parsed(matches, "most-closed", language, "expected-count", |_: &usize| true)?,
        cost: amount("cost")?,
        budget: amount("budget")?,
        spacing_m: parsed(matches, "spacing-m", language, "expected-metres", |metres: &f32| metres.is_finite() && *metres > 0.0)?,
    })
}

/// Ground on which nothing may stand: layers of the project, or files of polygons.
pub(super) fn zones(matches: &ArgMatches, reference: &[ReferenceFeature], console: &Console) -> Result<SiteZones, CliError> {
    let words: Vec<&String> = matches.get_many::<String>("forbidden").unwrap_or_default().collect();
    let layers: Vec<SiteZone> = words.iter().filter(|word| reference.iter().any(|feature| feature.layer == ***word)).map(|word| SiteZone::Layer((*word).clone())).collect();
    let mut zones = SiteZones::new(reference, &layers);
    for word in words.into_iter().filter(|word| !layers.contains(&SiteZone::Layer((*word).clone()))) {
        let path = Path::new(word);
        let table = reader::read(path, &ReadOptions::default(), console)?;
        let failed = |err| CliError::Import(path.to_owned(), err);
        let placement = Placement::of_shapes(&table, None, &mut FindingLog::default()).map_err(failed)?;
        let shapes = table.geometry.as_ref();
        let before = zones.len();
        for shape in (0..table.rows()).filter_map(|row| shapes.map(|shapes| shapes.shape(row))) {
            for rings in shape.polygons() {
                let place = |ring: &[[f64; 2]]| ring.iter().filter_map(|xy| placement.position(*xy)).collect::<Vec<Position>>();
                zones.add(rings.into_iter().map(place).collect());
            }
        }
        if zones.len() == before {
            return Err(CliError::NothingUsable(path.to_owned()));
        }
    }
    Ok(zones)
}

/// The candidates on such ground.
pub(super) fn forbidden(candidates: &[[f64; 2]], zones: &SiteZones, cell_of: impl Fn(Position) -> CellId) -> Vec<u32> {
    if zones.is_empty() {
        return Vec::new();
    }
    let is_in = |place: &[f64; 2]| Position::from_degrees(place[0], place[1]).is_some_and(|place| zones.contain(place, cell_of(place)));
    candidates.iter().zip(0..).filter(|(place, _)| is_in(place)).map(|(_, site)| site).collect()
}

/// Which outlets may be closed or moved.
pub(super) fn closable(matches: &ArgMatches, language: Language) -> Result<impl Fn(&Outlet) -> bool, CliError> {
    let is_given = given(matches, "closable").is_some();
    let kinds = asked_kinds(matches, "closable", language)?;
    Ok(move |outlet: &Outlet| is_given && kinds.as_ref().is_none_or(|kinds| kinds.contains(&outlet.kind)))
}

/// The rules of a plan with so many sites.
pub(super) fn rules(wishes: &Wishes, input: &Input, sites: usize, metric: Option<Metric>, language: Language) -> Result<Rules, CliError> {
    let first = input.first_existing() as u32;
    let number = |is_closable: bool| -> Vec<u32> { (0..input.existing.len()).filter(|at| input.closable.get(*at).copied().unwrap_or(false) == is_closable).map(|at| first + at as u32).collect() };
    let mut rules = Rules { sites, kept: number(false), closable: number(true), most_closed: wishes.most_closed, forbidden: input.forbidden.clone(), ..Rules::default() };
    if let Some(budget) = wishes.budget {
        let cost = wishes.cost.ok_or_else(|| bad_value(language, "--cost", "", "expected-amount"))?;
        rules.costs = std::iter::repeat_n(cost, first as usize).chain(input.fees.iter().map(|fee| fee.unwrap_or(cost))).collect();
        rules.budget = Some(budget);
    }
    if let Some(spacing) = wishes.spacing_m {
        // A file of costs knows no places.
        let metric = metric.filter(|_| input.matrix.is_none()).ok_or_else(|| bad_value(language, "--spacing-m", "", "expected-places"))?;
        let near: CostMatrix = straight_matrix(&input.candidates, &input.candidates, metric, Some(spacing)).map_err(|err| CliError::Matrix(err.to_string()))?;
        let (near_kept, between): (Vec<_>, Vec<_>) = conflicts_within(&near, spacing).into_iter().partition(|(a, b)| rules.kept.contains(a) || rules.kept.contains(b));
        let mut forbidden: Vec<u32> = near_kept.into_iter().flat_map(|(a, b)| [a, b]).filter(|site| *site < first).chain(rules.forbidden).collect();
        forbidden.sort_unstable();
        forbidden.dedup();
        rules.forbidden = forbidden;
        // Two that are there may stand as near as they do.
        rules.conflicts = between.into_iter().filter(|(a, b)| *a < first || *b < first).collect();
    }
    Ok(rules)
}
