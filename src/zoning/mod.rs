//! Automatic design of grids (网格自动划分): balanced in any number of measures, each grid in one piece, compact.
//!
//! A [`Graph`] has units with places, amounts and neighbours; a [`Problem`] says how many grids, what is balanced how tightly, what
//! is best among balanced plans, and which rules hold; [`design`] hands back an [`Outcome`]: a [`Proposal`] with all its figures
//! computed from scratch, and [`Reason`]s where it is not feasible. Nothing here changes a document.
//!
//! # How
//!
//! 1. *What cannot be is said first* (`explain.rs`): totals, units too large, locked surplus, parts of the map that cannot be split,
//!    rules that contradict each other; on maps of up to 128 units also a unit that cannot be completed to any grid, proved by
//!    enumerating connected sets (`enumerate.rs`). Such a problem gets only a brief search for the closest plan.
//! 2. *Very small maps are solved exactly* (`exact.rs`), by looking at all plans.
//! 3. *Starts* (`starts.rs`, `cells.rs`): balanced centroidal power diagrams from k-means++ seeds, made whole; the best of them shaken.
//!    Before that, one for each lane is brought within limits without regard to much else: high prices, much heat, and prices
//!    that keep rising slowly, so that somebody who watches soon sees a plan that holds. Where low prices end beyond limits, later
//!    searches begin with higher ones.
//! 4. *Flow* (`flow.rs`): what is beyond limits goes where there is room along a cheapest flow over neighbouring grids, carried out
//!    by pieces along the borders that it crosses; for first plans, for plans given, and for what will not come within limits.
//! 5. *Search* (`anneal.rs` on `state.rs` and `shape.rs`): border pieces change sides, singly or one pushing out another; a move
//!    costs its neighbours, contiguity is seen from the surroundings. What is beyond limits has a price that rises until it gives
//!    way, so that a surplus wanders over several grids to where there is room. Half of the plans are dropped, the others go
//!    on, the best are reheated until the budget ends.
//! 6. *Columns*: on maps of up to 128 units with up to 16 units a grid, and rules that leave grids interchangeable, a linear programme
//!    over all grids there are gives a bound, and the best plan is put together from the grids between bound and best plan known
//!    (`columns.rs`, `master.rs`, `pricing.rs`, `dive.rs`): where units are large and limits tight, no walk gets there, and often
//!    the plan is proved to be the best.
//! 7. *Jumps*: on small maps plans are put together from grids met in different plans (`cover.rs`); where cuts count, two grids
//!    become one and are divided anew (`resplit.rs`).
//!
//! # Budget and determinism
//!
//! The room has no clock: a [`Budget`] is a number of moves, a share of time that somebody else measures, or both, and a token to
//! cancel. The same problem, seed and number of moves give the same plan on any machine with any number of threads (O1): tasks
//! have their own random numbers and their own share of the moves, and results are taken in order. With time alone, results are
//! as good as the machine is fast. At any end the best plan so far comes back.
//!
//! # Beyond designing
//!
//! [`suggested_moves`] ranks single changes of the present plan, [`repair`] mends it with few changes, [`design_nested`] draws two
//! levels in one run, and [`outlet_cells`], [`cluster_plan`], [`region_plan`], [`merged_plan`], [`recoloured`] are plans from
//! elsewhere, to be taken as they are or as a [`Start`].

mod anneal;
mod barriers;
mod budget;
mod cells;
mod columns;
mod core;
mod cover;
mod design;
mod dice;
mod dive;
mod enumerate;
mod evaluate;
mod exact;
mod explain;
mod flow;
mod from_plan;
mod graph;
mod hull;
mod master;
mod nested;
mod plans;
mod pricing;
mod problem;
mod rebalance;
mod resplit;
mod sets;
mod shape;
mod solve;
mod starts;
mod state;
mod together;
mod ways;

pub use barriers::{Barrier, parted_pairs};
pub use budget::Budget;
pub use design::{Outcome, Proposal, Search, Start, StopReason, Watcher, design};
pub use evaluate::{Evaluation, evaluate};
pub use explain::Reason;
pub use from_plan::graph_of_plan;
pub use graph::{Edge, EdgeKind, Graph, GraphError, Link};
pub use nested::{Nested, design_nested};
pub use plans::{Plan, cluster_plan, heaviest_units, merged_plan, outlet_cells, recoloured, region_plan};
pub use problem::{Balanced, Centre, FARTHEST, Hierarchy, Limits, Objective, Problem, ProblemError, Rules, Travel};
pub use rebalance::{Move, repair, suggested_moves};

#[cfg(test)]
mod tests;
