//! Figures of a plan: sums, areas, perimeters, balance, compactness; kept incrementally, equal to full computation bit for
//! bit (X1). Nothing here changes what it is given.

mod balance;
mod channel_rules;
mod compactness;
mod compare;
mod indicators;
mod interior;
mod inventory;
mod ledger;
mod level;
mod problems;
mod report;
mod shape;
mod view;

pub use balance::{Balance, Targets, balance, deviation};
pub use channel_rules::kinds_subject;
pub use compactness::{convex_hull, convex_hull_ratio, enclosing_radius_m, polsby_popper, reock};
pub use compare::{ChangedAmount, ComparedPlan, Comparison, Handover, compare};
pub use indicators::indicator_values;
pub use interior::interior_place;
pub use inventory::{OutletSummary, UsedAttributes, outlet_summaries};
pub use ledger::{Figures, Ledger, OwnerChange};
pub use level::{LevelBalance, LevelIndex, LevelTargets, level_balance};
pub use problems::{CheckedPlan, Problems};
pub use report::{GridReport, PlanReport, RemainderReport, plan_report};
pub use shape::{GridShape, connected_parts, cut_edges, grid_parts, grid_shape};
pub use view::PlanView;

#[cfg(test)]
mod tests;
