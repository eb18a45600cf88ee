//! From what is asked to an answer, watched by the clock.

use super::super::console::Console;
use super::super::error::CliError;
use super::input::Input;
use super::{Found, Problem, Request, Travelled, wishes};
use crate::geodesy::{Bounds, Position};
use crate::i18n::text;
use crate::jobs::TravelDemand;
use crate::siting::{
    Answer, CapacitatedPMedian, Control, CostMatrix, Covering, Decay, MarketShare, Metric, NextSite, PCenter, PMedian, Progress, RuleError, Rules, SetCovering, Worth, Worthy,
    capacitated_p_median, covering, in_order, market_share, p_center, p_median, rival_utility, set_covering, share_in_order, straight_matrix,
};
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

/// Pairs up to which a matrix without a limit is made, and one by road with any limit.
const MOST_PAIRS: usize = 60_000_000;
/// How utility falls with metres, and below which distance nothing gets nearer.
const DECAY: Decay = Decay::Power { exponent: 2.0, least: 100.0 };
/// Distance at which staying at home is worth as much as an outlet, where no limit says so.
const HOME_M: f32 = 2_000.0;
/// The same where costs are seconds.
const DECAY_OF_TIME: Decay = Decay::Power { exponent: 2.0, least: 60.0 };
const HOME_S: f32 = 1_200.0;

/// Solves what is asked within its time.
pub(super) fn solve(request: &Request, input: &Input, project: Option<&Path>, console: &Console) -> Result<Found, CliError> {
    let begun = Instant::now();
    let by_road = request.travel.by_road.then(|| by_road(request, input, project, console)).transpose()?;
    let made;
    let matrix = match (&input.matrix, &by_road) {
        (Some(matrix), _) => matrix,
        (None, Some((_, demand))) => {
            made = road_matrix(demand, &input.candidates, input.demand.len(), console)?;
            &made
        }
        (None, None) => {
            made = matrix(request, input, console)?;
            &made
        }
    };
    let rivals = by_road.as_ref().map(|(_, demand)| road_matrix(demand, &input.rivals, input.demand.len(), console)).transpose()?;
    let rules = rules(request, input, console)?;
    let first = Mutex::new(None);
    let on_progress = |_: &Progress<'_>| {
        if let Ok(mut first) = first.lock() {
            first.get_or_insert_with(|| begun.elapsed().as_secs_f64());
        }
    };
    let stop = || begun.elapsed().as_secs_f64() >= request.seconds || console.cancel.is_cancelled();
    let control = Control { seed: request.seed, rounds: u64::MAX, stop: &stop, gap: 0.0, on_progress: &on_progress };
    let answer = answer(request, input, (matrix, rivals.as_ref()), &rules, &control).map_err(CliError::Rule)?;
    let seconds = begun.elapsed().as_secs_f64();
    let first_answer_s = first.into_inner().ok().flatten().unwrap_or(seconds);
    let order = order(request, input, (matrix, rivals.as_ref()), &rules, &answer);
    let closed = rules.closable.iter().filter(|site| !answer.open.contains(site)).copied().collect();
    let travelled = by_road.map(|(travelled, demand)| (travelled, demand.n_off_road()));
    Ok(Found { answer, order, closed, first_answer_s, seconds, travelled })
}

fn matrix(request: &Request, input: &Input, console: &Console) -> Result<CostMatrix, CliError> {
    let metric = request.metric.or(input.metric).unwrap_or(Metric::Geodesic);
    check_pairs(request, input, console)?;
    straight_matrix(&input.demand, &input.candidates, metric, request.limit).map_err(|err| CliError::Matrix(err.to_string()))
}

fn check_pairs(request: &Request, input: &Input, console: &Console) -> Result<(), CliError> {
    let pairs = input.demand.len().saturating_mul(input.candidates.len());
    if request.limit.is_none() && pairs > MOST_PAIRS {
        return Err(CliError::Usage(text(console.language, "error-usage-site-pairs", &[("pairs", pairs.into())])));
    }
    Ok(())
}

/// Roads and demand made ready. Places in a plane have no roads.
fn by_road(request: &Request, input: &Input, project: Option<&Path>, console: &Console) -> Result<(Travelled, TravelDemand), CliError> {
    if !input.is_on_earth || input.matrix.is_some() {
        return Err(CliError::NoRoads);
    }
    check_pairs(request, input, console)?;
    let places = positions(&input.demand);
    let travelled = request.travel.travelled(project, &input.reference, Bounds::of(places.iter().copied()), console)?;
    let limit = request.limit.map_or(f64::INFINITY, f64::from);
    let demand = travelled.travel.demand(places, limit);
    let pairs = demand.expected_pairs(&positions(&input.candidates));
    if pairs > MOST_PAIRS {
        return Err(CliError::Usage(text(console.language, "error-usage-site-pairs", &[("pairs", pairs.into())])));
    }
    Ok((travelled, demand))
}

fn positions(places: &[[f64; 2]]) -> Vec<Position> {
    places.iter().map(|place| Position::from_degrees(place[0], place[1]).unwrap_or_default()).collect()
}

fn road_matrix(demand: &TravelDemand, candidates: &[[f64; 2]], n_demand: usize, console: &Console) -> Result<CostMatrix, CliError> {
    let columns = demand.columns(&positions(candidates), &console.cancel).map_err(|_cancelled| CliError::Cancelled)?;
    CostMatrix::from_columns(columns, n_demand).map_err(|err| CliError::Matrix(err.to_string()))
}

fn rules(request: &Request, input: &Input, console: &Console) -> Result<Rules, CliError> {
    let sites = match (request.sites.or(input.sites), request.problem) {
        (Some(sites), _) => sites,
        (None, Problem::SetCovering) => 0,
        (None, _) => return Err(CliError::Usage(text(console.language, "error-usage-site-sites", &[]))),
    };
    wishes::rules(&request.wishes, input, sites, request.metric.or(input.metric), console.language)
}

fn answer(request: &Request, input: &Input, (matrix, rivals): (&CostMatrix, Option<&CostMatrix>), rules: &Rules, control: &Control<'_>) -> Result<Answer, RuleError> {
    let weights = &input.weights;
    let cover = |worth: Worth| covering(&Covering { matrix, limit: request.limit, weights, worth, rules }, control);
    match request.problem {
        Problem::PMedian => p_median(&PMedian { matrix, weights: &served_weights(input), unserved: request.limit, rules }, control),
        Problem::Covering => cover(Worth::Once),
        Problem::Backup => cover(Worth::Twice { first_share: 0.5 }),
        Problem::SetCovering => set_covering(&SetCovering { matrix, limit: request.limit, rules }, control),
        Problem::PCenter => p_center(&PCenter { matrix, rules }, control),
        Problem::Capacitated => capacitated(request, input, matrix, rules, control),
        Problem::MarketShare => shared(request, input, (matrix, rivals), rules, |problem| market_share(problem, control)),
    }
}

/// Published p-median values of files with capacities count every place once.
fn served_weights(input: &Input) -> Vec<f64> {
    if input.capacities.is_some() { vec![1.0; input.weights.len()] } else { input.weights.clone() }
}

fn capacitated(request: &Request, input: &Input, matrix: &CostMatrix, rules: &Rules, control: &Control<'_>) -> Result<Answer, RuleError> {
    let capacities = match (request.capacity, &input.capacities) {
        (Some(capacity), _) => vec![capacity; matrix.n_candidates()],
        (None, Some(capacities)) => capacities.clone(),
        // Without a figure every site may take its even part and a tenth more.
        (None, None) => vec![input.weights.iter().sum::<f64>() * 1.1 / (rules.sites + rules.kept.len()).max(1) as f64; matrix.n_candidates()],
    };
    let problem = CapacitatedPMedian { matrix, weights: &served_weights(input), loads: &input.weights, capacities: &capacities, rules };
    capacitated_p_median(&problem, control).map(|found| found.answer)
}

/// A problem of market shares made ready.
fn shared<T>(request: &Request, input: &Input, (matrix, rivals): (&CostMatrix, Option<&CostMatrix>), rules: &Rules, with: impl FnOnce(&MarketShare<'_>) -> T) -> T {
    let (decay, home) = if request.travel.is_time() { (DECAY_OF_TIME, HOME_S) } else { (DECAY, HOME_M) };
    let at_home = decay.utility(1.0, f64::from(request.limit.unwrap_or(home)));
    let metric = request.metric.or(input.metric).unwrap_or(Metric::Geodesic);
    let rivals = rivals.cloned().or_else(|| straight_matrix(&input.demand, &input.rivals, metric, request.limit).ok());
    let rival = match rivals {
        Some(costs) if !input.rivals.is_empty() => rival_utility(&costs, &vec![1.0; input.rivals.len()], decay, at_home),
        _ => vec![at_home; matrix.n_demand()],
    };
    let attraction = vec![1.0; matrix.n_candidates()];
    with(&MarketShare { matrix, weights: &input.weights, attraction: &attraction, rival: &rival, decay, rules })
}

/// The new sites in the order of what they gain, where single sites gain something.
fn order(request: &Request, input: &Input, (matrix, rivals): (&CostMatrix, Option<&CostMatrix>), rules: &Rules, answer: &Answer) -> Vec<NextSite> {
    let (new, stands): (Vec<u32>, Vec<u32>) = answer.open.iter().partition(|site| (**site as usize) < input.first_existing());
    let worthy = match (request.problem, request.limit) {
        (Problem::PMedian | Problem::Capacitated, limit) => {
            let dearest = || (0..matrix.n_demand()).filter_map(|demand| matrix.rows().costs(demand).last()).fold(0.0f32, |most, cost| most.max(*cost));
            Worthy::Saving { unserved: limit.unwrap_or_else(dearest) }
        }
        (Problem::Covering | Problem::Backup | Problem::SetCovering, Some(limit)) => Worthy::Coverage { limit },
        (Problem::MarketShare, _) => return shared(request, input, (matrix, rivals), rules, |problem| share_in_order(problem, &stands, &new)).unwrap_or_default(),
        _ => return Vec::new(),
    };
    in_order(matrix, &served_weights(input), &stands, &new, worthy)
}
