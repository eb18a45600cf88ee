//! What to do with the plan that there is: a short list of moves, each of which can be made alone, and repair.

use super::core::{Core, NONE};
use super::design::{Outcome, Search, Start, design};
use super::evaluate::{Evaluation, evaluate};
use super::problem::{Problem, ProblemError};
use super::shape::Precision;
use super::state::State;
use std::collections::BTreeMap;

/// Most pieces of one move.
const MOST_PIECES: usize = 24;
/// Pairs of neighbouring grids that are looked into, those with the largest difference first.
const MOST_PAIRS: usize = 400;
/// Pieces that moves of a pair begin with.
const SEEDS_OF_A_PAIR: usize = 6;
/// What an excess beyond limits weighs against a deviation within.
const EXCESS_WEIGHT: f64 = 4.0;
/// What a worse shape weighs against better balance: the share of a mean grid's objective that equals a deviation of 1.
const SHAPE_WEIGHT: f64 = 0.05;
/// Weight on demand that stays where it is, in a repair.
const REPAIR_STABILITY: f64 = 10.0;

/// One suggested move, legal by itself on the plan it was made for (建议调整).
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The units that change their grid.
    pub units: Vec<u32>,
    /// From this grid,
    pub from: u32,
    /// to this one.
    pub to: u32,
    /// By how much the deviations of both grids shrink together, as a share of the mean, what is beyond limits fourfold, less
    /// what the objective loses.
    pub benefit: f64,
    /// What changes its manager, of each balanced measure.
    pub changed: Vec<i64>,
    /// Deviation from the mean of each balanced measure before, in the giving and in the taking grid.
    pub before: [Vec<f64>; 2],
    /// The same after the move.
    pub after: [Vec<f64>; 2],
    /// What the objective of the plan is worse (above 0) or better after the move.
    pub objective_change: f64,
}

/// A short list of moves for the current plan, best first, at most one for each pair of grids and direction. Each leaves all grids
/// whole and breaks no rule; each is computed on the current plan, so any one of them can be made alone.
///
/// # Errors
/// [`ProblemError`]; [`ProblemError::NoCurrentPlan`] where there is none. Cost: some thousand moves tried, two evaluations for
/// each move on the list.
pub fn suggested_moves(problem: &Problem<'_>, most: usize) -> Result<Vec<Move>, ProblemError> {
    problem.check()?;
    if problem.rules.current.is_empty() {
        return Err(ProblemError::NoCurrentPlan);
    }
    let core = Core::new(problem);
    let label = core.piece_labels(&problem.rules.current);
    if label.contains(&NONE) {
        // Units without a grid are a matter of repair.
        return Ok(Vec::new());
    }
    let before = evaluate(problem, &problem.rules.current);
    let mut state = State::new(&core, label, Precision::Gravity);
    state.unit = core.k as f64 / state.objective.max(1e-9);
    let mut found: Vec<(f64, u32, u32, Vec<u32>)> = Vec::new();
    for ((a, b), seeds) in pairs(&state) {
        let best = seeds.into_iter().filter_map(|seed| grown(&mut state, seed, a, b)).max_by(|x, y| x.0.total_cmp(&y.0).then_with(|| y.1.cmp(&x.1)));
        found.extend(best.map(|(benefit, pieces)| (benefit, a, b, pieces)));
    }
    found.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| (x.1, x.2).cmp(&(y.1, y.2))));
    found.truncate(most);
    Ok(found.into_iter().map(|(benefit, from, to, pieces)| described(problem, &core, &before, benefit, (from, to), &pieces)).collect())
}

/// How unbalanced a grid is: deviations from the middle of its limits, and excess beyond them, as shares of the mean.
fn imbalance(state: &State<'_>, grid: usize) -> f64 {
    let core = state.core;
    let of_measure = |slot: usize| {
        let at = grid * core.m + slot;
        let (least, most, sum) = (core.lower[at], core.upper[at], state.sums[at]);
        let middle = if least > 0 && most < i64::MAX / 8 { (sum as f64 - 0.5 * (least as f64 + most as f64)).abs() } else { 0.0 };
        core.per[slot] * (middle + EXCESS_WEIGHT * (sum - most).max(least - sum).max(0) as f64)
    };
    (0..core.m).map(of_measure).sum()
}

/// Neighbouring grids, those with the largest imbalance first, with pieces to begin a move with: those that fit best in shape.
fn pairs(state: &State<'_>) -> Vec<((u32, u32), Vec<usize>)> {
    let mut seeds: BTreeMap<(u32, u32), Vec<(f64, usize)>> = BTreeMap::new();
    for &piece in &state.border {
        let piece = piece as usize;
        let mut grids: Vec<u32> = state.near(piece).iter().map(|near| state.label[near.to as usize]).collect();
        grids.sort_unstable();
        grids.dedup();
        for to in grids.into_iter().filter(|to| *to != state.label[piece] && state.may_go(piece, *to)) {
            let delta = state.delta(piece, to);
            seeds.entry((state.label[piece], to)).or_default().push((delta.shape + delta.extra, piece));
        }
    }
    let mut pairs: Vec<_> = seeds.into_iter().collect();
    let urgency = |(a, b): (u32, u32)| imbalance(state, a as usize) + imbalance(state, b as usize);
    pairs.sort_by(|x, y| urgency(y.0).total_cmp(&urgency(x.0)).then(x.0.cmp(&y.0)));
    pairs.truncate(MOST_PAIRS);
    let best = |mut list: Vec<(f64, usize)>| {
        list.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
        list.truncate(SEEDS_OF_A_PAIR);
        list.into_iter().map(|(_, piece)| piece).collect()
    };
    pairs.into_iter().map(|(pair, list)| (pair, best(list))).collect()
}

/// A move that begins with a piece and takes on neighbours as long as that helps; the best on the way. The state comes back as
/// it was.
fn grown(state: &mut State<'_>, seed: usize, a: u32, b: u32) -> Option<(f64, Vec<u32>)> {
    let both = |state: &State<'_>| imbalance(state, a as usize) + imbalance(state, b as usize);
    let (imbalance_before, cost_before, broken_before) = (both(state), state.cost(), state.n_apart_broken());
    let mut made: Vec<usize> = Vec::new();
    let mut best: Option<(f64, usize)> = None;
    let mut next = Some(seed);
    while let Some(piece) = next.filter(|_| made.len() < MOST_PIECES) {
        if !state.may_go(piece, b) || !state.can_leave(piece) {
            break;
        }
        let delta = state.delta(piece, b);
        state.go(piece, b, delta);
        made.push(piece);
        let benefit = imbalance_before - both(state) - SHAPE_WEIGHT * (state.cost() - cost_before).max(0.0);
        if benefit > 1e-9 && state.n_apart_broken() <= broken_before && best.is_none_or(|(best, _)| benefit > best) {
            best = Some((benefit, made.len()));
        }
        if best.is_some_and(|(_, count)| made.len() > count + 3) {
            break;
        }
        let around = made.iter().flat_map(|piece| state.near(*piece)).map(|near| near.to as usize).filter(|other| state.label[*other] == a);
        let worth = |piece: usize| {
            let delta = state.delta(piece, b);
            delta.shape + delta.extra
        };
        next = around.min_by(|x, y| worth(*x).total_cmp(&worth(*y)).then(x.cmp(y)));
    }
    for &piece in made.iter().rev() {
        let delta = state.delta(piece, a);
        state.go(piece, a, delta);
    }
    let (benefit, count) = best?;
    let mut pieces: Vec<u32> = made[..count].iter().map(|piece| *piece as u32).collect();
    pieces.sort_unstable();
    Some((benefit, pieces))
}

fn described(problem: &Problem<'_>, core: &Core, before: &Evaluation, benefit: f64, (from, to): (u32, u32), pieces: &[u32]) -> Move {
    let mut units: Vec<u32> = pieces.iter().flat_map(|piece| core.units[*piece as usize].iter().copied()).collect();
    units.sort_unstable();
    let mut labels = problem.rules.current.clone();
    units.iter().for_each(|unit| labels[*unit as usize] = Some(to));
    let after = evaluate(problem, &labels);
    let deviations = |found: &Evaluation, grid: u32| -> Vec<f64> {
        let mean = |slot: usize| (problem.total(problem.balanced[slot].measure) as f64 / problem.n_grids as f64).max(1e-9);
        found.sums[grid as usize].iter().enumerate().map(|(slot, sum)| *sum as f64 / mean(slot) - 1.0).collect()
    };
    let changed = problem.balanced.iter().map(|balanced| units.iter().map(|unit| problem.graph.value(*unit as usize, balanced.measure)).sum()).collect();
    Move {
        from,
        to,
        benefit,
        changed,
        before: [from, to].map(|grid| deviations(before, grid)),
        after: [from, to].map(|grid| deviations(&after, grid)),
        objective_change: after.objective - before.objective,
        units,
    }
}

/// Repairs the current plan: units without a grid get one, broken grids become whole, what is beyond limits comes within, and as
/// much as possible stays where it is.
///
/// # Errors
/// [`ProblemError`]; [`ProblemError::NoCurrentPlan`] where there is none.
pub fn repair(problem: &Problem<'_>, search: &Search<'_>) -> Result<Outcome, ProblemError> {
    problem.check()?;
    if problem.rules.current.is_empty() {
        return Err(ProblemError::NoCurrentPlan);
    }
    let mut steady = problem.clone();
    steady.rules.stability = steady.rules.stability.max(REPAIR_STABILITY);
    design(&steady, &Search { start: Start::Only(&problem.rules.current), ..*search })
}
