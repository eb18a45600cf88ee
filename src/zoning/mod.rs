//! Automatic design of grids (网格自动划分).

mod anneal;
mod budget;
mod cells;
mod core;
mod cover;
mod design;
mod dice;
mod enumerate;
mod evaluate;
mod exact;
mod explain;
mod from_plan;
mod graph;
mod hull;
mod nested;
mod plans;
mod problem;
mod rebalance;
mod resplit;
mod shape;
mod solve;
mod starts;
mod state;
mod together;

pub use budget::Budget;
pub use design::{Outcome, Proposal, Search, Start, StopReason, Watcher, design};
pub use evaluate::{Evaluation, evaluate};
pub use explain::Reason;
pub use from_plan::graph_of_plan;
pub use graph::{Edge, EdgeKind, Graph, GraphError, Link};
pub use nested::{Nested, design_nested};
pub use plans::{Plan, cluster_plan, merged_plan, outlet_cells, recoloured, region_plan};
pub use problem::{Balanced, Centre, Hierarchy, Limits, Objective, Problem, ProblemError, Rules};
pub use rebalance::{Move, repair, suggested_moves};

#[cfg(test)]
mod tests;
