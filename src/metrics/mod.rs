//! Room `metrics`.

mod balance;
mod compactness;

pub use balance::{Balance, Targets, balance, deviation};
pub use compactness::{convex_hull, convex_hull_ratio, enclosing_radius_m, polsby_popper, reock};
