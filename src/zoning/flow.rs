//! Surplus goes to where there is room, over as few grids as possible: a cheapest flow between neighbouring grids, carried out
//! piece by piece. Annealing carries a surplus over several grids only by chance; here every grid on the way hands on as much as
//! it gets.

use super::core::Core;
use super::shape::Precision;
use super::state::State;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Rounds of flow and moves, the worst measure first.
const ROUNDS: usize = 24;
/// Rounds without less excess after which it is given up.
const PATIENCE: usize = 4;
/// A piece may bring this many times what is left to be moved; a larger one would only turn the surplus round.
const MOST_OF_REST: f64 = 1.6;
/// How much more ground within limits costs as a place for surplus than one hop: what lacks something comes first.
const HOPS_TO_SPARE: i64 = 2;
/// What one of the excess counts against the shape when pieces are chosen, in objectives of a mean grid.
const PRICE: f64 = 20.0;

/// The plan with less beyond its limits, or as it was. Every grid stays whole and keeps a piece; rules hold as they do for every move
/// of the search. Cost of a round: a flow over the pairs of neighbouring grids, then a look at the pieces along the borders it crosses.
pub(super) fn rebalanced(core: &Core, label: Vec<u32>, unit: f64, stop: &dyn Fn() -> bool) -> Vec<u32> {
    let mut state = State::new(core, label, Precision::Gravity);
    state.unit = unit;
    state.price.iter_mut().for_each(|price| *price = PRICE);
    let mut best = (state.n_broken, state.total_excess(), state.label.clone());
    let (mut idle, mut skipped) = (0, BTreeSet::new());
    for _ in 0..ROUNDS {
        if best.0 == 0 || idle >= PATIENCE || stop() {
            break;
        }
        let Some(slot) = worst_measure(&state, &skipped) else { break };
        let flows = flows(&state, slot);
        let moved = flows.iter().map(|((from, to), amount)| hand_on(&mut state, slot, (*from, *to), *amount)).sum::<usize>();
        state.recount();
        if moved == 0 {
            // Nothing can be done about this measure; another one may have a way.
            skipped.insert(slot);
            continue;
        }
        let now = (state.n_broken, state.total_excess());
        if now.1 < best.1 * (1.0 - 1e-9) || (now.0 < best.0 && now.1 <= best.1) {
            best = (now.0, now.1, state.label.clone());
            idle = 0;
            skipped.clear();
        } else {
            idle += 1;
        }
    }
    best.2
}

/// The measure that is farthest beyond its limits over all grids.
fn worst_measure(state: &State<'_>, skipped: &BTreeSet<usize>) -> Option<usize> {
    let core = state.core;
    let excess = |slot: usize| -> f64 {
        (0..core.k).map(|grid| grid * core.m + slot).map(|at| (state.sums[at] - core.upper[at]).max(core.lower[at] - state.sums[at]).max(0) as f64 * core.per[slot]).sum()
    };
    (0..core.m).filter(|slot| !skipped.contains(slot)).map(|slot| (slot, excess(slot))).filter(|(_, excess)| *excess > 0.0).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(slot, _)| slot)
}

/// An edge of the flow network with its way back at the next even or odd place.
#[derive(Clone, Copy, Debug)]
struct Edge {
    to: usize,
    room: i64,
    cost: i64,
}

/// A network for cheapest flows by shortest ways.
#[derive(Debug, Default)]
struct Network {
    edges: Vec<Edge>,
    out: Vec<Vec<usize>>,
}

impl Network {
    fn new(n_nodes: usize) -> Self {
        Self { edges: Vec::new(), out: vec![Vec::new(); n_nodes] }
    }

    fn join(&mut self, from: usize, to: usize, room: i64, cost: i64) {
        self.out[from].push(self.edges.len());
        self.edges.push(Edge { to, room, cost });
        self.out[to].push(self.edges.len());
        self.edges.push(Edge { to: from, room: 0, cost: -cost });
    }

    /// Sends as much as there is room for, along the cheapest ways first.
    fn send(&mut self, from: usize, to: usize) {
        while let Some(way) = self.cheapest_way(from, to) {
            let amount = way.iter().map(|edge| self.edges[*edge].room).min().unwrap_or(0);
            if amount <= 0 {
                return;
            }
            for edge in way {
                self.edges[edge].room -= amount;
                self.edges[edge ^ 1].room += amount;
            }
        }
    }

    /// Bellman and Ford with a queue: costs may be negative on the way back.
    fn cheapest_way(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let mut cost = vec![i64::MAX; self.out.len()];
        let mut came = vec![usize::MAX; self.out.len()];
        let (mut queue, mut is_queued) = (VecDeque::from([from]), vec![false; self.out.len()]);
        cost[from] = 0;
        while let Some(node) = queue.pop_front() {
            is_queued[node] = false;
            for &number in &self.out[node] {
                let edge = self.edges[number];
                let next = cost[node] + edge.cost;
                if edge.room > 0 && next < cost[edge.to] {
                    cost[edge.to] = next;
                    came[edge.to] = number;
                    if !is_queued[edge.to] {
                        is_queued[edge.to] = true;
                        queue.push_back(edge.to);
                    }
                }
            }
        }
        let mut way = Vec::new();
        let mut node = to;
        while node != from {
            let edge = *came.get(node).filter(|edge| **edge != usize::MAX)?;
            way.push(edge);
            node = self.edges[edge ^ 1].to;
        }
        Some(way)
    }
}

/// How much of a measure each pair of neighbouring grids hands on, givers before those that only hand on what they get.
fn flows(state: &State<'_>, slot: usize) -> Vec<((u32, u32), i64)> {
    let core = state.core;
    let (source, sink) = (core.k, core.k + 1);
    let mut network = Network::new(core.k + 2);
    let pairs = neighbours(state);
    for &(a, b) in &pairs {
        network.join(a as usize, b as usize, i64::MAX / 8, 1);
    }
    let (mut surplus, mut lack) = (0i64, 0i64);
    for grid in core.open_grids() {
        let at = grid as usize * core.m + slot;
        surplus += (state.sums[at] - core.upper[at]).max(0);
        lack += (core.lower[at] - state.sums[at]).max(0);
    }
    for grid in core.open_grids() {
        let at = grid as usize * core.m + slot;
        let (sum, least, most) = (state.sums[at], core.lower[at], core.upper[at]);
        // What is too much has to go; what is within limits may give or take where that is not enough.
        let has_to_go = (sum - most).max(0);
        let may_go = sum.min(most) - least;
        let is_missing = (least - sum).max(0);
        let may_come = most - sum.max(least);
        if has_to_go > 0 {
            network.join(source, grid as usize, has_to_go, 0);
        }
        if may_go > 0 && lack > surplus {
            network.join(source, grid as usize, may_go / 2, HOPS_TO_SPARE);
        }
        if is_missing > 0 {
            network.join(grid as usize, sink, is_missing, 0);
        }
        if may_come > 0 && surplus > 0 {
            network.join(grid as usize, sink, may_come / 2, HOPS_TO_SPARE);
        }
    }
    network.send(source, sink);
    let mut flow: BTreeMap<(u32, u32), i64> = BTreeMap::new();
    for (number, &(a, b)) in pairs.iter().enumerate() {
        let amount = network.edges[2 * number + 1].room;
        if amount > 0 {
            flow.insert((a, b), amount);
        }
    }
    in_order(flow)
}

/// Ordered pairs of grids with a border that pieces may cross.
fn neighbours(state: &State<'_>) -> Vec<(u32, u32)> {
    let mut pairs = BTreeSet::new();
    for &piece in &state.border {
        let from = state.label[piece as usize];
        pairs.extend(state.near(piece as usize).iter().map(|near| (from, state.label[near.to as usize])).filter(|(a, b)| a != b));
    }
    pairs.into_iter().collect()
}

/// A grid gives before the one that it gives to, so that this one has what it hands on.
fn in_order(flow: BTreeMap<(u32, u32), i64>) -> Vec<((u32, u32), i64)> {
    let mut awaited: BTreeMap<u32, usize> = BTreeMap::new();
    flow.keys().for_each(|(_, to)| *awaited.entry(*to).or_default() += 1);
    let mut ready: VecDeque<u32> = flow.keys().map(|(from, _)| *from).collect::<BTreeSet<_>>().into_iter().filter(|grid| !awaited.contains_key(grid)).collect();
    let mut ordered = Vec::with_capacity(flow.len());
    let mut left = flow;
    while let Some(grid) = ready.pop_front() {
        let own: Vec<((u32, u32), i64)> = left.range((grid, 0)..=(grid, u32::MAX)).map(|(pair, amount)| (*pair, *amount)).collect();
        for (pair, amount) in own {
            left.remove(&pair);
            ordered.push((pair, amount));
            let waits = awaited.entry(pair.1).or_default();
            *waits = waits.saturating_sub(1);
            if *waits == 0 {
                ready.push_back(pair.1);
            }
        }
    }
    // A cheapest flow has no rings; should one be there all the same, it comes last.
    ordered.extend(left);
    ordered
}

/// Moves pieces along the border of two grids until about so much has gone over; returns how many.
fn hand_on(state: &mut State<'_>, slot: usize, (from, to): (u32, u32), amount: i64) -> usize {
    let core = state.core;
    let (mut left, mut moved) = (amount, 0);
    while left > 0 {
        let mut found: Vec<(f64, usize)> = Vec::new();
        for &piece in &state.members[from as usize] {
            let piece = piece as usize;
            let brings = core.values[piece * core.m + slot];
            let touches = || state.near(piece).iter().any(|near| state.label[near.to as usize] == to);
            if brings <= 0 || brings as f64 > MOST_OF_REST * left as f64 || !state.is_at_border(piece) || !touches() || !state.may_go(piece, to) {
                continue;
            }
            let delta = state.delta(piece, to);
            // Shape and the other measures decide between pieces, for each one that goes over; the flow itself is decided.
            let others = delta.balance - own_part(state, slot, piece, to);
            found.push(((delta.shape + delta.extra + others) / brings as f64, piece));
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let Some(&(_, piece)) = found.iter().find(|(_, piece)| state.can_leave(*piece)) else { break };
        let delta = state.delta(piece, to);
        state.go(piece, to, delta);
        left -= core.values[piece * core.m + slot];
        moved += 1;
    }
    moved
}

/// The part of a change in balance that is of one measure.
fn own_part(state: &State<'_>, slot: usize, piece: usize, to: u32) -> f64 {
    let core = state.core;
    let amount = core.values[piece * core.m + slot];
    let over = |at: usize, sum: i64| (sum - core.upper[at]).max(core.lower[at] - sum).max(0) as f64;
    let change = |grid: usize, by: i64| {
        let at = grid * core.m + slot;
        (over(at, state.sums[at] + by) - over(at, state.sums[at])) * state.price[at] * core.per[slot]
    };
    change(state.label[piece] as usize, -amount) + change(to as usize, amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zoning::tests::fixture::{even, lattice, problem};

    fn sums(core: &Core, label: &[u32]) -> Vec<i64> {
        State::new(core, label.to_vec(), Precision::Gravity).sums
    }

    #[test]
    fn a_surplus_goes_over_all_grids_in_between() {
        // A strip of 30 squares in 6 grids: the first has nine, the last one, the others five.
        let graph = even(30, 1);
        let problem = problem(&graph, 6, 0.01);
        let core = Core::new(&problem);
        let sizes = [9, 5, 5, 5, 5, 1];
        let label: Vec<u32> = sizes.iter().zip(0..).flat_map(|(size, grid)| std::iter::repeat_n(grid, *size)).collect();
        let after = rebalanced(&core, label, 1.0, &|| false);
        assert_eq!(sums(&core, &after), [5; 6]);
        assert!(after.windows(2).all(|pair| pair[0] <= pair[1]), "every grid is whole: {after:?}");
    }

    #[test]
    fn what_lacks_something_gets_it_and_nothing_gets_worse() {
        let graph = lattice(12, 12, |column, row| vec![i64::from((column * 7 + row * 5) % 9 + 1)]);
        let problem = problem(&graph, 9, 0.05);
        let core = Core::new(&problem);
        // Nine grids of very unequal width.
        let column_of = |column: usize| match column {
            0 => 0,
            1..=4 => 1,
            _ => 2,
        };
        let label: Vec<u32> = (0..144).map(|unit| ((unit / 12 / 4) * 3 + column_of(unit % 12)) as u32).collect();
        let before = State::new(&core, label.clone(), Precision::Gravity).total_excess();
        let after = rebalanced(&core, label.clone(), 1.0, &|| false);
        let state = State::new(&core, after.clone(), Precision::Gravity);
        assert!(state.total_excess() < 0.1 * before, "{} of {before}: {:?}", state.total_excess(), state.sums);
        for grid in 0..9u32 {
            let (parts, _) = graph.parts(|a, b| after[a] == grid && after[b] == grid);
            let own: BTreeSet<u32> = (0..144).filter(|unit| after[*unit] == grid).map(|unit| parts[unit]).collect();
            assert_eq!(own.len(), 1, "grid {grid} is whole");
        }
        assert_eq!(rebalanced(&core, label.clone(), 1.0, &|| true), label, "stopped at once");
    }
}
