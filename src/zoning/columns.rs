//! The best plan of a small map with few pieces a grid, and often the proof that there is none better (branch and price without the
//! branching; Mehrotra, Johnson, Nemhauser 1998 for districts).
//!
//! 1. A linear programme over grids (`master.rs`) begins with those that the search has met; grids that would make it cheaper are
//!    found by branch and bound (`pricing.rs`) until there are none: its value is a bound for every plan.
//! 2. With a plan that good and the bound, only grids count whose cost beyond their prices is less than the gap. Those below a part of
//!    the gap are listed, and covers are looked for in which one or two grids may be missing from the list (`dive.rs`).

use super::core::Core;
use super::dive::{Known, cheapest};
use super::master::{Column, Master, Solution};
use super::sets::GridCosts;
use super::pricing::{Priced, Wanted, price};
use rustc_hash::FxHashSet;

/// Grids that each centre may give to the programme at once.
const EACH: usize = 5;
/// Sets looked at for each centre, at first and at most.
const FIRST_NODES: u64 = 2_000;
const MOST_NODES: u64 = 2_000_000;
/// Grids that are listed for covers at most, and steps of a search for one.
const MOST_LISTED: usize = 300_000;
const DIVE_NODES: u64 = 100_000_000;
/// What a pivot counts in moves.
const MOVES_A_PIVOT: u64 = 200;
/// How much dearer than the bound the best plan is hoped to be, as a share of it, and how much dearer than its prices a grid of such a
/// plan, but for one: one after the other.
const HOPES: [(f64, f64); 5] = [(0.01, 0.004), (0.03, 0.006), (0.08, 0.012), (0.15, 0.02), (f64::INFINITY, f64::INFINITY)];

/// The share of what may be spent that may go into prices.
const SHARE_FOR_PRICES: f64 = 0.6;

/// From moves the share of what may be spent that is spent.
type Used<'a> = dyn Fn(u64) -> f64 + Sync + 'a;

/// What came out.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The grids of a plan better than the one known.
    pub(super) best: Option<Vec<u128>>,
    /// No plan is better.
    pub(super) is_proved: bool,
    /// Grids met on the way.
    pub(super) met: Vec<u128>,
    pub(super) moves: u64,
}

/// Whether a map is worth it: so few pieces a grid that grids can be listed, and an objective with centres.
pub(super) fn is_suited(core: &Core) -> bool {
    use super::problem::Objective;
    let has_centres = matches!(core.objective, Objective::Moment | Objective::Travel);
    has_centres && core.m > 0 && core.k > 1 && core.n <= 16 * core.k && core.values.iter().all(|amount| *amount >= 0)
}

/// Looks for a plan that costs less than one that is known. `used` says from moves how much of what may be spent is spent.
pub(super) fn improved(core: &Core, costs: &GridCosts<'_>, pool: &[Column], known_cost: f64, used: &Used<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    let Some((master, is_settled)) = settled(core, costs, pool, known_cost, used, &mut outcome) else { return outcome };
    let (prices, bound) = (master.prices(), master.value());
    let mut cost = known_cost;
    // First as if a plan were known that is hardly dearer than the bound, then with less and less hope.
    for (hope, part) in HOPES {
        let below = (bound * (1.0 + hope)).min(cost) - 1e-9 * cost.abs();
        let part = (0.51 * (below - bound)).min(part * bound).max(0.0);
        let moves = outcome.moves;
        let stop = move || used(moves) >= 1.0;
        let listed = price(core, costs, &Wanted { prices: &prices, below: part, each: 0, nodes: MOST_NODES }, &stop);
        outcome.moves += listed.nodes;
        let is_whole_list = listed.is_complete && listed.grids.len() <= MOST_LISTED;
        let Priced { mut grids, .. } = listed;
        grids.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.set.cmp(&b.1.set)));
        grids.truncate(MOST_LISTED);
        let moves = outcome.moves;
        let known = Known { core, costs, grids: &grids, base: bound, unknown: part, nodes: DIVE_NODES };
        let found = cheapest(&known, core.k, below, &|| used(moves) >= 1.0);
        outcome.moves += found.nodes;
        let is_better = found.best.is_some();
        if let Some((better, sets)) = found.best {
            (cost, outcome.best) = (better, Some(sets));
        }
        // Nothing below the hope is not yet nothing below the plan known.
        outcome.is_proved = is_settled && found.is_proved && is_whole_list && (is_better || below >= cost * (1.0 - 1e-8));
        if outcome.is_proved || used(outcome.moves) >= 1.0 {
            break;
        }
    }
    outcome
}

/// The linear programme and whether it has all the grids it needs: if that takes too long its prices are still a guide. `None` where
/// there are none.
fn settled(core: &Core, costs: &GridCosts<'_>, pool: &[Column], known_cost: f64, used: &Used<'_>, outcome: &mut Outcome) -> Option<(Master, bool)> {
    let total: f64 = core.weight.iter().sum();
    let guess: Vec<f64> = core.weight.iter().map(|weight| known_cost * weight / total).collect();
    let mut master = Master::new(core.k, &guess);
    master.columns = pool.to_vec();
    let mut known: FxHashSet<u128> = pool.iter().map(|column| column.set).collect();
    let mut nodes = FIRST_NODES;
    loop {
        let (before, moves) = (master.pivots, outcome.moves);
        let stop = move || used(moves) >= 1.0;
        let solution = master.solve(&stop);
        outcome.moves += (master.pivots - before) * MOVES_A_PIVOT;
        if solution == Solution::Unfinished {
            return None;
        }
        if used(outcome.moves) >= SHARE_FOR_PRICES {
            return (solution == Solution::Best).then_some((master, false));
        }
        let prices = master.prices();
        let priced = price(core, costs, &Wanted { prices: &prices, below: -1e-9 * known_cost, each: EACH, nodes }, &stop);
        outcome.moves += priced.nodes;
        let new: Vec<Column> = priced.grids.into_iter().map(|(_, column)| column).filter(|column| known.insert(column.set)).collect();
        outcome.met.extend(new.iter().map(|column| column.set));
        let n_new = new.len();
        master.columns.extend(new);
        if n_new == 0 && priced.is_complete {
            return (solution == Solution::Best).then_some((master, true));
        }
        if n_new < core.n / 8 && !priced.is_complete {
            if nodes >= MOST_NODES {
                return (solution == Solution::Best).then_some((master, false));
            }
            nodes *= 8;
        }
    }
}
