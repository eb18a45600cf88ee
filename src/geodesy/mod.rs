//! Where things are on Earth: fixed-point positions with exact predicates, coordinate systems, lengths and areas.

mod position;

pub use position::{Bounds, Position, UNITS_PER_DEGREE, orientation, point_is_under, twice_area};
