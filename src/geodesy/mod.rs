//! Where things are on Earth: fixed-point positions with exact predicates, coordinate systems, lengths and areas.

mod crs;
mod measure;
mod position;

pub use crs::{
    Crs, CrsError, CrsWarning, Datum, DatumShift, GaussKrueger, GaussKruegerGuess, Transformer, WktMatch, WktRecognition, ZoneWidth, guess_gauss_krueger,
    looks_projected,
};
pub use measure::{
    WGS84_A, WGS84_F, cm2_to_m2, distance_m, metres_per_unit, offset_m, path_length_m, ring_area_cm2, ring_area_m2, segment_area_cm2, segment_length_tenth_mm,
    tenth_mm_to_m,
};
pub use position::{Bounds, Position, UNITS_PER_DEGREE, orientation, point_is_under, twice_area};

#[cfg(test)]
mod tests;
