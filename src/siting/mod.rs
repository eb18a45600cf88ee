//! Placement of outlets (选址).

mod capacity;
mod center;
mod control;
mod cooling;
mod cover;
pub mod files;
mod lazy;
mod matrix;
mod median;
mod next;
mod random;
mod relaxation;
mod rules;
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
pub use share::{Decay, MarketShare, Shares, rival_utility, shares, solve as market_share};
pub use straight::{Metric, Reach, straight_matrix};

#[cfg(test)]
mod tests;
