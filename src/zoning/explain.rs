//! Why a problem has no solution, or none was found: named before any search where it can be.

use super::core::{Core, NONE};
use super::enumerate::{Closest, Ended, Sets};
use super::evaluate::Evaluation;
use super::exact::{Answer, best_plan};
use super::problem::{Centre, Hierarchy, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// Sets looked at for a proof, in all and for one unit.
const ALLOWED_FOR_PROOFS: u64 = 150_000;
const ALLOWED_FOR_ONE: u64 = 15_000;
/// Maps up to this many pieces are searched completely for any plan.
const COMPLETE_UP_TO: usize = 40;

/// One reason why there is no plan, or why none was reached. Measures are places in [`Problem::balanced`].
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// All grids at their least are more than there is, or at their most less.
    TotalOutOfReach {
        /// The measure.
        measure: usize,
        /// What there is.
        total: i64,
        /// What all grids need at least.
        least: i64,
        /// What all grids can hold.
        most: i64,
    },
    /// One unit (or group that belongs together) is more than a grid may have.
    UnitTooLarge {
        /// The unit; of a group the first.
        unit: u32,
        /// The measure.
        measure: usize,
        /// What it has.
        amount: i64,
        /// What a grid may have.
        most: i64,
    },
    /// What must be in a grid is more than it may have.
    TiedTooMuch {
        /// The grid.
        grid: u32,
        /// The measure.
        measure: usize,
        /// What is tied to it.
        amount: i64,
        /// What it may have.
        most: i64,
    },
    /// Locked grids hold so much, or so little, that the others cannot be within limits.
    LockedSurplus {
        /// The measure.
        measure: usize,
        /// What the locked grids hold.
        locked: i64,
        /// What is left for the others.
        left: i64,
        /// What the others need at least, together.
        least: i64,
        /// What the others can hold, together.
        most: i64,
    },
    /// A part of the map that nothing joins to the rest cannot be split into whole grids within limits: too light, or between
    /// two counts.
    PartCannotSplit {
        /// Its first unit.
        unit: u32,
        /// How many units it has.
        n_units: usize,
        /// The region, where borders of regions are what separates it.
        region: Option<u32>,
        /// The measure.
        measure: usize,
        /// What it has.
        total: i64,
        /// The least and the most of one grid.
        limits: (i64, i64),
    },
    /// The separate parts of the map need another number of grids in all.
    PartsNeedOtherCount {
        /// Fewest grids for all parts.
        fewest: usize,
        /// Most grids for all parts.
        most: usize,
        /// Grids asked for.
        asked: usize,
    },
    /// Rules about this unit contradict each other.
    RulesContradict {
        /// The unit.
        unit: u32,
    },
    /// A group that has to be apart has more units than there are grids.
    ApartTooMany {
        /// Number of the group.
        group: usize,
        /// Its units.
        units: usize,
        /// Grids that there are.
        grids: usize,
    },
    /// A group that belongs together lies in parts of the map that nothing joins.
    TogetherApart {
        /// Number of the group.
        group: usize,
    },
    /// Proved: no connected set of units that contains this one and is within limits leaves a rest that could be split.
    CannotBeCompleted {
        /// The unit.
        unit: u32,
        /// What it has of the first measure.
        amount: i64,
        /// Limits of the first measure.
        limits: (i64, i64),
        /// The most that can be reached below the limits.
        below: Option<i64>,
        /// The least that can be reached above the limits.
        above: Option<i64>,
    },
    /// Proved by looking at all plans.
    NoPlanAtAll,
    /// Not proved: the search did not get this measure within limits.
    NotReached {
        /// The measure.
        measure: usize,
        /// The worst grid.
        grid: u32,
        /// What the worst grid has.
        amount: i64,
        /// Its limits.
        limits: (i64, i64),
    },
    /// Not proved: the search could not make all grids whole.
    NotWhole {
        /// Pieces of grids beyond the first of each.
        parts: usize,
    },
    /// Not proved: the search could not respect all rules.
    RulesBroken {
        /// How many.
        broken: usize,
    },
}

impl Reason {
    /// The word of the command line, and the key of its sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TotalOutOfReach { .. } => "total_out_of_reach",
            Self::UnitTooLarge { .. } => "unit_too_large",
            Self::TiedTooMuch { .. } => "tied_too_much",
            Self::LockedSurplus { .. } => "locked_surplus",
            Self::PartCannotSplit { .. } => "part_cannot_split",
            Self::PartsNeedOtherCount { .. } => "parts_need_other_count",
            Self::RulesContradict { .. } => "rules_contradict",
            Self::ApartTooMany { .. } => "apart_too_many",
            Self::TogetherApart { .. } => "together_apart",
            Self::CannotBeCompleted { .. } => "cannot_be_completed",
            Self::NoPlanAtAll => "no_plan_at_all",
            Self::NotReached { .. } => "not_reached",
            Self::NotWhole { .. } => "not_whole",
            Self::RulesBroken { .. } => "rules_broken",
        }
    }

    /// Whether the reason is a proof that there is no plan.
    pub fn is_proof(&self) -> bool {
        !matches!(self, Self::NotReached { .. } | Self::NotWhole { .. } | Self::RulesBroken { .. })
    }
}

/// Everything that can be said before a search. An empty list proves nothing.
pub(super) fn before(problem: &Problem<'_>, core: &Core) -> Vec<Reason> {
    let mut reasons = contradictions(problem, core);
    reasons.extend(totals(problem, core));
    reasons.extend(sizes(problem, core));
    reasons.extend(parts(problem, core));
    if reasons.is_empty() && !core.takes_along {
        reasons.extend(proof(core));
    }
    reasons
}

fn contradictions(problem: &Problem<'_>, core: &Core) -> Vec<Reason> {
    let rules = &problem.rules;
    let mut reasons = Vec::new();
    let mut wanted: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let centres = rules.centres.iter().enumerate().filter_map(|(grid, centre)| if let Centre::Fixed(unit) = centre { Some((*unit, grid as u32)) } else { None });
    for (unit, grid) in rules.must.iter().copied().chain(centres) {
        let piece = core.piece_of[unit as usize];
        let is_elsewhere = piece == NONE && problem.current(unit as usize) != Some(grid);
        let other = if piece == NONE { None } else { wanted.insert(piece, (unit, grid)).filter(|(_, other)| *other != grid) };
        if is_elsewhere || other.is_some() || (piece != NONE && core.banned.binary_search(&(piece, grid)).is_ok()) || (piece != NONE && core.closed[grid as usize]) {
            reasons.push(Reason::RulesContradict { unit });
        }
    }
    let open = core.open_grids();
    for piece in 0..core.n {
        if core.tied[piece] == NONE && !core.banned.is_empty() && open.iter().all(|grid| core.is_barred(piece, *grid)) {
            reasons.push(Reason::RulesContradict { unit: core.units[piece][0] });
        }
    }
    for (group, pieces) in core.apart.iter().enumerate() {
        if pieces.len() > open.len() {
            reasons.push(Reason::ApartTooMany { group, units: pieces.len(), grids: open.len() });
        }
        if let Some(pair) = pieces.windows(2).find(|pair| pair[0] == pair[1] || (core.tied[pair[0] as usize] != NONE && core.tied[pair[0] as usize] == core.tied[pair[1] as usize])) {
            reasons.push(Reason::RulesContradict { unit: core.units[pair[0] as usize][0] });
        }
    }
    for (group, units) in rules.together.iter().enumerate() {
        let pieces: BTreeSet<u32> = units.iter().map(|unit| core.piece_of[*unit as usize]).filter(|piece| *piece != NONE).collect();
        if pieces.len() > 1 {
            reasons.push(Reason::TogetherApart { group });
        }
    }
    reasons
}

fn totals(problem: &Problem<'_>, core: &Core) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for measure in 0..core.m {
        let all = problem.total(problem.balanced[measure].measure);
        let left: i64 = (0..core.n).map(|piece| core.values[piece * core.m + measure]).sum();
        let sum = |limits: &[i64]| core.open_grids().iter().map(|grid| i128::from(limits[*grid as usize * core.m + measure])).sum::<i128>().min(i128::from(i64::MAX / 4)) as i64;
        let (least, most) = (sum(&core.lower), sum(&core.upper));
        if left < least || left > most {
            reasons.push(if left < all && !problem.rules.locked_grids.is_empty() {
                Reason::LockedSurplus { measure, locked: all - left, left, least, most }
            } else {
                Reason::TotalOutOfReach { measure, total: left, least, most }
            });
        }
    }
    reasons
}

fn sizes(problem: &Problem<'_>, core: &Core) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let open = core.open_grids();
    for measure in 0..core.m {
        let roomiest = open.iter().map(|grid| core.upper[*grid as usize * core.m + measure]).max().unwrap_or(i64::MAX);
        let mut tied: BTreeMap<u32, i64> = BTreeMap::new();
        for piece in 0..core.n {
            let amount = core.values[piece * core.m + measure];
            if amount > roomiest {
                reasons.push(Reason::UnitTooLarge { unit: core.units[piece][0], measure, amount, most: roomiest });
            }
            if core.tied[piece] != NONE {
                *tied.entry(core.tied[piece]).or_default() += amount;
            }
        }
        for (grid, amount) in tied {
            let most = problem.limits(measure, grid as usize).1;
            if amount > most && !core.closed[grid as usize] {
                reasons.push(Reason::TiedTooMuch { grid, measure, amount, most });
            }
        }
    }
    reasons
}

/// Whether the separate parts of the map can be split at all, and into how many grids together.
fn parts(problem: &Problem<'_>, core: &Core) -> Vec<Reason> {
    if core.n_components < 2 {
        return Vec::new();
    }
    let open = core.open_grids();
    let limit = |measure: usize| {
        let least = open.iter().map(|grid| core.lower[*grid as usize * core.m + measure]).min().unwrap_or(0);
        (least, open.iter().map(|grid| core.upper[*grid as usize * core.m + measure]).max().unwrap_or(0))
    };
    let limits: Vec<(i64, i64)> = (0..core.m).map(limit).collect();
    let mut sums = vec![vec![0i64; core.m]; core.n_components];
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); core.n_components];
    for piece in 0..core.n {
        let component = core.component[piece] as usize;
        members[component].push(piece);
        sums[component].iter_mut().zip(core.amounts(piece)).for_each(|(sum, amount)| *sum += amount);
    }
    let (mut reasons, mut fewest, mut most) = (Vec::new(), 0, 0);
    for (component, sums) in sums.iter().enumerate() {
        let up_to = open.len().min(members[component].len());
        let fits = |count: &usize, measure: usize| i128::from(limits[measure].0) * *count as i128 <= i128::from(sums[measure]) && i128::from(sums[measure]) <= i128::from(limits[measure].1) * *count as i128;
        let few = (1..=up_to).find(|count| (0..core.m).all(|measure| fits(count, measure)));
        let many = (1..=up_to).rev().find(|count| (0..core.m).all(|measure| fits(count, measure)));
        if let (Some(few), Some(many)) = (few, many) {
            fewest += few;
            most += many;
            continue;
        }
        let measure = (0..core.m).find(|measure| !(1..=up_to).any(|count| fits(&count, *measure))).unwrap_or(0);
        let unit = core.units[members[component][0]][0];
        let region = (problem.rules.hierarchy == Hierarchy::Hard).then(|| problem.graph.region(unit as usize));
        let n_units = members[component].iter().map(|piece| core.units[*piece].len()).sum();
        reasons.push(Reason::PartCannotSplit { unit, n_units, region, measure, total: sums[measure], limits: limits[measure] });
    }
    if reasons.is_empty() && !(fewest..=most).contains(&open.len()) {
        reasons.push(Reason::PartsNeedOtherCount { fewest, most, asked: open.len() });
    }
    reasons
}

/// A proof on a small map: a unit that cannot be completed, heaviest first, or no plan at all.
fn proof(core: &Core) -> Option<Reason> {
    if core.m == 0 {
        return None;
    }
    let mut sets = Sets::new(core, 0)?;
    let mut order: Vec<usize> = (0..core.n).collect();
    order.sort_by_key(|piece| (std::cmp::Reverse(core.values[piece * core.m]), *piece));
    let (everything, n_grids) = (sets.everything(), sets.n_grids);
    for piece in order {
        if sets.looked_at >= ALLOWED_FOR_PROOFS {
            break;
        }
        sets.allowed = sets.looked_at + ALLOWED_FOR_ONE;
        let mut closest = Closest::default();
        let ended = sets.completions(piece, everything, &mut closest, &mut |sets, set| sets.may_split(everything & !set, n_grids - 1));
        if ended == Ended::Complete {
            let limits = (sets.least[0], sets.most[0]);
            return Some(Reason::CannotBeCompleted { unit: core.units[piece][0], amount: core.values[piece * core.m], limits, below: closest.below, above: closest.above });
        }
    }
    let is_small = core.n <= COMPLETE_UP_TO;
    (is_small && matches!(best_plan(core, ALLOWED_FOR_PROOFS, true, &|_| 0.0), Answer::None)).then_some(Reason::NoPlanAtAll)
}

/// What kept the best plan found from being feasible.
pub(super) fn after(problem: &Problem<'_>, found: &Evaluation) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for measure in 0..problem.balanced.len() {
        let beyond = |grid: usize| {
            let (least, most) = problem.limits(measure, grid);
            (least - found.sums[grid][measure]).max(found.sums[grid][measure] - most)
        };
        let open = (0..problem.n_grids).filter(|grid| !problem.is_locked(*grid as u32));
        if let Some(grid) = open.max_by_key(|grid| (beyond(*grid), std::cmp::Reverse(*grid))).filter(|grid| beyond(*grid) > 0) {
            reasons.push(Reason::NotReached { measure, grid: grid as u32, amount: found.sums[grid][measure], limits: problem.limits(measure, grid) });
        }
    }
    if found.parts_over_one > 0 {
        reasons.push(Reason::NotWhole { parts: found.parts_over_one });
    }
    if found.broken_rules > 0 {
        reasons.push(Reason::RulesBroken { broken: found.broken_rules });
    }
    reasons
}
