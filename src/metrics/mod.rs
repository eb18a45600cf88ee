//! Figures of a plan: sums, areas, perimeters, balance, compactness; kept incrementally, equal to full computation bit for
//! bit (X1). Nothing here changes what it is given.

mod balance;
mod compactness;
mod ledger;
mod level;
mod shape;
mod view;

pub use balance::{Balance, Targets, balance, deviation};
pub use compactness::{convex_hull, convex_hull_ratio, enclosing_radius_m, polsby_popper, reock};
pub use ledger::{Figures, Ledger, OwnerChange};
pub use level::{LevelBalance, LevelIndex, LevelTargets, level_balance};
pub use shape::{GridShape, cut_edges, grid_parts, grid_shape};
pub use view::PlanView;
