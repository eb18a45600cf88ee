//! Units that belong in one grid: they become one piece before the search begins.

use super::problem::Problem;
use std::collections::VecDeque;

/// The leading unit of each unit's piece: itself unless a group binds it to others. Groups whose units do not touch take the
/// units on a shortest way (fewest units) with them; where there is no way, what cannot be reached stays alone. Also says whether
/// any unit was taken along, in which case nothing that is found about the pieces is a proof about the units.
pub(super) fn leaders(problem: &Problem<'_>, moves: &dyn Fn(usize) -> bool, passes: &dyn Fn(usize, usize) -> bool) -> (Vec<u32>, bool) {
    let n_units = problem.graph.n_units();
    let mut leader: Vec<u32> = (0..n_units as u32).collect();
    let mut takes_along = false;
    for group in &problem.rules.together {
        let members: Vec<u32> = group.iter().copied().filter(|unit| moves(*unit as usize)).collect();
        let Some((&first, rest)) = members.split_first() else { continue };
        let mut bound = vec![first];
        for &unit in rest {
            if bound.contains(&unit) {
                continue;
            }
            bound.extend(way(problem, &bound, unit, moves, passes));
        }
        takes_along |= bound.iter().any(|unit| !members.contains(unit));
        for unit in bound {
            join(&mut leader, first, unit);
        }
    }
    ((0..n_units).map(|unit| root(&mut leader, unit as u32)).collect(), takes_along)
}

fn root(leader: &mut [u32], unit: u32) -> u32 {
    let mut at = unit;
    while leader[at as usize] != at {
        leader[at as usize] = leader[leader[at as usize] as usize];
        at = leader[at as usize];
    }
    at
}

fn join(leader: &mut [u32], a: u32, b: u32) {
    let (a, b) = (root(leader, a), root(leader, b));
    leader[a.max(b) as usize] = a.min(b);
}

/// The units from the bound ones to another one, that one included; empty where there is no way.
fn way(problem: &Problem<'_>, bound: &[u32], to: u32, moves: &dyn Fn(usize) -> bool, passes: &dyn Fn(usize, usize) -> bool) -> Vec<u32> {
    let mut came = vec![u32::MAX; problem.graph.n_units()];
    let mut queue = VecDeque::from([to]);
    came[to as usize] = to;
    while let Some(unit) = queue.pop_front() {
        if bound.contains(&unit) {
            let mut units = Vec::new();
            let mut at = unit;
            while at != to {
                at = came[at as usize];
                units.push(at);
            }
            return units;
        }
        for link in problem.graph.links(unit as usize) {
            let next = link.to as usize;
            if came[next] == u32::MAX && moves(next) && passes(unit as usize, next) {
                came[next] = unit;
                queue.push_back(link.to);
            }
        }
    }
    Vec::new()
}
