//! All figures of a plan, computed from scratch: what a proposal says about itself, and what it is checked against.

use super::graph::{EdgeKind, squared_distance};
use super::problem::{Centre, Hierarchy, Objective, Problem};
use std::collections::BTreeSet;

/// The figures of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// Everything is as it has to be: all assigned, in one piece each, within limits, no rule broken.
    pub is_feasible: bool,
    /// The figure that the problem's objective names.
    pub objective: f64,
    /// Sum over units of amount × (whole-kilometre straight distance to the grid's best centre unit / 1000)².
    pub moment: f64,
    /// Pairs of neighbours in different grids.
    pub cut_edges: usize,
    /// Length of the boundaries between grids, each counted once, in metres where the graph knows metres.
    pub perimeter: f64,
    /// Largest straight distance between two units of a grid, in metres.
    pub diameter: f64,
    /// Sums of the balanced measures, grid by grid.
    pub sums: Vec<Vec<i64>>,
    /// Largest deviation from the mean of each balanced measure, as a share without sign.
    pub max_deviation: Vec<f64>,
    /// How far beyond the limits each balanced measure is at worst, as a share of the mean; 0 within.
    pub excess: Vec<f64>,
    /// Pieces of grids beyond the first of each.
    pub parts_over_one: usize,
    /// Grids without a unit.
    pub empty_grids: usize,
    /// Units in scope without a grid.
    pub unassigned: usize,
    /// For each region the grids beyond the first that it lies in, together; 0 where regions are not known.
    pub splits: usize,
    /// Rules broken: units in a grid they must not be in, pairs that are not together or not apart, borders of regions
    /// crossed where they are hard, locked grids changed.
    pub broken_rules: usize,
    /// Units of the current plan that have another grid now, and what they carry of each balanced measure.
    pub changed_units: usize,
    /// Amounts that change their manager, of each balanced measure.
    pub changed: Vec<i64>,
    /// The best centre unit of each grid.
    pub centres: Vec<Option<u32>>,
    /// The figure of the objective, grid by grid; pairs and lengths count on both sides of a boundary.
    pub by_grid: Vec<f64>,
}

/// Computes all figures of a plan: the grid of each unit, `None` for units without one.
///
/// Cost: `O(units × units of a grid)` for moment and diameter, linear for the rest.
pub fn evaluate(problem: &Problem<'_>, labels: &[Option<u32>]) -> Evaluation {
    let label = |unit: usize| labels.get(unit).copied().flatten().filter(|grid| (*grid as usize) < problem.n_grids && problem.is_in_scope(unit));
    let members = members(problem, &label);
    let mut found = Evaluation { sums: sums(problem, &members), ..Evaluation::default() };
    found.empty_grids = members.iter().filter(|members| members.is_empty()).count();
    found.unassigned = (0..problem.graph.n_units()).filter(|unit| problem.is_in_scope(*unit) && label(*unit).is_none()).count();
    found.parts_over_one = parts_over_one(problem, &label);
    balance(problem, &mut found);
    let moments: Vec<(f64, Option<u32>)> = members.iter().enumerate().map(|(grid, members)| grid_moment(problem, grid, members)).collect();
    found.moment = moments.iter().map(|(moment, _)| moment).sum();
    found.centres = moments.iter().map(|(_, centre)| *centre).collect();
    let diameters: Vec<f64> = members.iter().map(|members| grid_diameter(problem, members)).collect();
    found.diameter = diameters.iter().copied().fold(0.0, f64::max);
    let (mut pairs, mut lengths) = (vec![0.0; problem.n_grids], vec![0.0; problem.n_grids]);
    for edge in problem.graph.edges() {
        let (Some(a), Some(b)) = (label(edge.a as usize), label(edge.b as usize)) else { continue };
        if a != b && edge.kind == EdgeKind::Border {
            found.cut_edges += 1;
            found.perimeter += edge.length;
            for grid in [a, b] {
                pairs[grid as usize] += 1.0;
                lengths[grid as usize] += edge.length;
            }
        }
    }
    (found.objective, found.by_grid) = match problem.objective {
        Objective::Moment => (found.moment, moments.into_iter().map(|(moment, _)| moment).collect()),
        Objective::CutEdges => (found.cut_edges as f64, pairs),
        Objective::Perimeter => (found.perimeter, lengths),
        Objective::Diameter => (found.diameter, diameters),
    };
    found.splits = splits(problem, &label);
    found.broken_rules = broken_rules(problem, &label, found.splits);
    changes(problem, &label, &mut found);
    found.is_feasible = found.empty_grids + found.unassigned + found.parts_over_one + found.broken_rules == 0 && found.excess.iter().all(|excess| *excess <= 0.0);
    found
}

fn members(problem: &Problem<'_>, label: &dyn Fn(usize) -> Option<u32>) -> Vec<Vec<u32>> {
    let mut members = vec![Vec::new(); problem.n_grids];
    for unit in 0..problem.graph.n_units() {
        if let Some(grid) = label(unit) {
            members[grid as usize].push(unit as u32);
        }
    }
    members
}

fn sums(problem: &Problem<'_>, members: &[Vec<u32>]) -> Vec<Vec<i64>> {
    let sum = |members: &Vec<u32>, measure: usize| members.iter().map(|unit| problem.graph.value(*unit as usize, measure)).sum();
    members.iter().map(|members| problem.balanced.iter().map(|balanced| sum(members, balanced.measure)).collect()).collect()
}

fn balance(problem: &Problem<'_>, found: &mut Evaluation) {
    for (slot, balanced) in problem.balanced.iter().enumerate() {
        let mean = (problem.total(balanced.measure) as f64 / problem.n_grids as f64).max(1e-9);
        let (mut deviation, mut excess) = (0.0f64, 0.0f64);
        for (grid, sums) in found.sums.iter().enumerate() {
            deviation = deviation.max((sums[slot] as f64 / mean - 1.0).abs());
            let (least, most) = problem.limits(slot, grid);
            if !problem.is_locked(grid as u32) {
                excess = excess.max((least - sums[slot]).max(sums[slot] - most).max(0) as f64 / mean);
            }
        }
        found.max_deviation.push(deviation);
        found.excess.push(excess);
    }
}

/// Connected pieces of grids beyond the first of each.
fn parts_over_one(problem: &Problem<'_>, label: &dyn Fn(usize) -> Option<u32>) -> usize {
    let (part, n_parts) = problem.graph.parts(|a, b| label(a).is_some() && label(a) == label(b));
    let mut grid_of_part = vec![None; n_parts];
    (0..problem.graph.n_units()).for_each(|unit| grid_of_part[part[unit] as usize] = label(unit));
    let grids: Vec<u32> = grid_of_part.into_iter().flatten().collect();
    grids.len() - grids.iter().collect::<BTreeSet<_>>().len()
}

/// Whole kilometres between two units, over 1000, squared: the distance of the published tables.
#[inline]
pub(super) fn published_distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let thousand_km = (squared_distance(a, b).sqrt() / 1000.0).round() / 1000.0;
    thousand_km * thousand_km
}

fn moment_about(problem: &Problem<'_>, members: &[u32], centre: u32, most: f64) -> f64 {
    let at = problem.graph.position(centre as usize);
    let mut sum = 0.0;
    for &unit in members {
        sum += problem.moment_weight(unit as usize) as f64 * published_distance(problem.graph.position(unit as usize), at);
        if sum > most {
            return f64::INFINITY;
        }
    }
    sum
}

/// Moment of a grid about its fixed centre, or about the best of its units.
fn grid_moment(problem: &Problem<'_>, grid: usize, members: &[u32]) -> (f64, Option<u32>) {
    if let Centre::Fixed(centre) = problem.centre(grid) {
        return (moment_about(problem, members, centre, f64::INFINITY), Some(centre));
    }
    let mut best = (0.0, None);
    for centre in by_distance_to_centroid(problem, members) {
        let moment = moment_about(problem, members, centre, if best.1.is_some() { best.0 } else { f64::INFINITY });
        if best.1.is_none() || moment < best.0 {
            best = (moment, Some(centre));
        }
    }
    best
}

/// The units from the nearest to the centroid on, as far out as the best centre can be. About a point at distance `d` from the
/// centroid the moment is that about the centroid plus total amount × `d²`; rounding to whole kilometres changes a distance `r`
/// by at most half a kilometre, hence `r²` by at most `r + 1/4`, which bounds how much a farther unit can gain.
fn by_distance_to_centroid(problem: &Problem<'_>, members: &[u32]) -> Vec<u32> {
    let weight = |unit: u32| problem.moment_weight(unit as usize) as f64;
    let total: f64 = members.iter().map(|unit| weight(*unit)).sum();
    if members.len() < 64 || total <= 0.0 {
        return members.to_vec();
    }
    let km = |unit: u32| problem.graph.position(unit as usize).map(|metres| metres / 1000.0);
    let sum = members.iter().fold([0.0; 2], |sum, unit| [sum[0] + weight(*unit) * km(*unit)[0], sum[1] + weight(*unit) * km(*unit)[1]]);
    let centroid = sum.map(|sum| sum / total);
    let mut order: Vec<(f64, u32)> = members.iter().map(|unit| (squared_distance(km(*unit), centroid), *unit)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    // Mean squared and mean plain distance to the nearest unit, in km.
    let from = km(order[0].1);
    let mean_square = members.iter().map(|unit| weight(*unit) * squared_distance(km(*unit), from)).sum::<f64>() / total;
    let slack = |distance_to_centroid: f64| 2.0 * (mean_square.sqrt() + distance_to_centroid + 1.0);
    let nearest = order[0].0;
    let farthest = order.iter().position(|(square, _)| *square > nearest + slack(square.sqrt())).unwrap_or(order.len());
    order.truncate(farthest);
    order.into_iter().map(|(_, unit)| unit).collect()
}

/// Largest distance between two of some units, by their convex hull.
fn grid_diameter(problem: &Problem<'_>, members: &[u32]) -> f64 {
    let places: Vec<[f64; 2]> = members.iter().map(|unit| problem.graph.position(*unit as usize)).collect();
    let hull = super::hull::convex_hull(&places);
    let pairs = hull.iter().enumerate().flat_map(|(at, a)| hull[at + 1..].iter().map(move |b| (*a, *b)));
    pairs.map(|(a, b)| squared_distance(places[a], places[b])).fold(0.0, f64::max).sqrt()
}

fn splits(problem: &Problem<'_>, label: &dyn Fn(usize) -> Option<u32>) -> usize {
    if !problem.graph.has_regions() {
        return 0;
    }
    let pairs: BTreeSet<(u32, u32)> = (0..problem.graph.n_units()).filter_map(|unit| Some((problem.graph.region(unit), label(unit)?))).collect();
    pairs.len() - pairs.iter().map(|(region, _)| region).collect::<BTreeSet<_>>().len()
}

fn broken_rules(problem: &Problem<'_>, label: &dyn Fn(usize) -> Option<u32>, splits: usize) -> usize {
    let rules = &problem.rules;
    let graph = problem.graph;
    let mut broken = rules.must.iter().filter(|(unit, grid)| label(*unit as usize) != Some(*grid)).count();
    broken += rules.must_not.iter().filter(|(unit, grid)| label(*unit as usize) == Some(*grid)).count();
    for group in &rules.together {
        let grids: BTreeSet<Option<u32>> = group.iter().map(|unit| label(*unit as usize)).collect();
        broken += grids.len().saturating_sub(1);
    }
    for group in &rules.apart {
        let units: BTreeSet<u32> = group.iter().copied().collect();
        let grids: BTreeSet<u32> = units.iter().filter_map(|unit| label(*unit as usize)).collect();
        broken += units.iter().filter(|unit| label(**unit as usize).is_some()).count() - grids.len();
    }
    for (grid, centre) in rules.centres.iter().enumerate() {
        if let Centre::Fixed(unit) = centre {
            broken += usize::from(label(*unit as usize) != Some(grid as u32));
        }
    }
    for unit in (0..graph.n_units()).filter(|unit| problem.is_in_scope(*unit)) {
        let (was, is) = (problem.current(unit), label(unit));
        broken += usize::from(was != is && [was, is].into_iter().flatten().any(|grid| problem.is_locked(grid)));
    }
    if rules.hierarchy == Hierarchy::Hard {
        let regions: BTreeSet<u32> = (0..graph.n_units()).filter(|unit| label(*unit).is_some()).map(|unit| graph.region(unit)).collect();
        let grids: BTreeSet<u32> = (0..graph.n_units()).filter_map(label).collect();
        // Each grid in one region: as many incidences as grids.
        broken += (splits + regions.len()).saturating_sub(grids.len());
    }
    broken
}

fn changes(problem: &Problem<'_>, label: &dyn Fn(usize) -> Option<u32>, found: &mut Evaluation) {
    found.changed = vec![0; problem.balanced.len()];
    for unit in 0..problem.graph.n_units() {
        if let Some(was) = problem.current(unit).filter(|_| problem.is_in_scope(unit))
            && label(unit) != Some(was)
        {
            found.changed_units += 1;
            for (sum, balanced) in found.changed.iter_mut().zip(&problem.balanced) {
                *sum += problem.graph.value(unit, balanced.measure);
            }
        }
    }
}
