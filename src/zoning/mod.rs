//! Automatic design of grids (网格自动划分).

mod anneal;
mod budget;
mod cells;
mod core;
mod dice;
mod evaluate;
mod graph;
mod hull;
mod problem;
mod shape;
mod solve;
mod starts;
mod state;
mod together;

pub use budget::Budget;
pub use evaluate::{Evaluation, evaluate};
pub use graph::{Edge, EdgeKind, Graph, GraphError, Link};
pub use problem::{Balanced, Centre, Hierarchy, Limits, Objective, Problem, ProblemError, Rules};

/// Development entry.
pub fn quick(problem: &Problem<'_>, budget: Budget<'_>, seed: u64) -> (Vec<Option<u32>>, usize, u64) {
    let core = core::Core::new(problem);
    let solved = solve::Designer::new(problem, &core, budget, seed, &|_| {}).run(Vec::new()).expect("plan");
    (core.unit_labels(problem, &solved.best.label), solved.starts, solved.moves)
}
