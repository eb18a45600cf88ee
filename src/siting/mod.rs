//! Placement of outlets (选址): where the next ones should stand, with a bound on how far from the best; and service (服务范围): who is
//! served by whom.
//!
//! Every problem reads one [`CostMatrix`], wherever its costs come from, and [`Rules`]: outlets that stay or may move, forbidden places,
//! spacing, budget. Every solver gives a first plan at once, gets better while one looks and can be stopped at any time
//! ([`Control`]); its [`Answer`] says what no plan can be better than, and calls itself proved only when that bound is reached.
//!
//! | problem | function | search | bound |
//! |---|---|---|---|
//! | least weighted cost | [`p_median`] | greedy, annealed exchange, walks with relinking, plans combined place by place | Lagrangean prices, branch and bound |
//! | most demand within a limit, once or twice | [`covering`] | greedy, annealed exchange, plans combined place by place | linear relaxation, branch and bound |
//! | fewest or cheapest sites for all | [`set_covering`] | greedy by prices | reductions, prices, branch and bound |
//! | nearest worst case | [`p_center`] | bisection over [`covering`] | bisection over [`set_covering`] |
//! | least cost within capacities | [`capacitated_p_median`] | regret, exchange of points, sites taken apart | prices with knapsacks |
//! | largest share after Huff | [`market_share`] | greedy, exchange | tangents, linear relaxation of first gains |
//!
//! One loop (`driver`) runs them all. Search and bound of a round, or two searches where the bound has no turn, run side by side and hear of
//! each other only between rounds, so that the number of threads changes nothing (O1). Costs by road come as columns of seconds or metres
//! ([`crate::roads::Targets`], [`crate::jobs::TravelDemand`]), as those of straight lines do.

mod capacity;
mod center;
mod control;
mod cooling;
mod cover;
mod driver;
pub mod files;
mod lazy;
mod matrix;
mod median;
mod merge;
mod next;
mod random;
mod relaxation;
mod rules;
mod saddle;
mod set_cover;
mod service;
mod sets;
mod share;
mod straight;
mod tree;

pub use capacity::{CapacitatedAnswer, CapacitatedPMedian, solve as capacitated_p_median};
pub use center::{PCenter, solve as p_center};
pub use control::{Answer, Control, Progress, Sense, StopReason};
pub use cover::{Covering, Worth, solve as covering};
pub use matrix::{CostMatrix, Lists, MatrixError};
pub use median::{PMedian, solve as p_median};
pub use next::{NextSite, Worthy, in_order};
pub use rules::{RuleError, Rules, conflicts_within};
pub use service::{BlindSpot, Handover, OutletService, Service, ServiceOutlet, ServiceRules};
pub use set_cover::{SetCovering, solve as set_covering, unreachable};
pub use share::{Decay, MarketShare, Shares, rival_utility, share_in_order, shares, solve as market_share};
pub use straight::{Metric, Reach, straight_matrix};

#[cfg(test)]
mod tests;
