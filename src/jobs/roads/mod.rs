//! Travel on roads for a project: where its roads come from, and what command line and window ask of them.
//!
//! Roads come, in this order, from a file that is named, from the cache beside the project (`NAME.roads` beside `NAME.gpkg`), from the
//! roads that the project has for orientation. Where there are none, straight lines with a detour factor stand for them, and
//! [`RoadsFrom`] says so, to be shown wherever a figure is shown.

mod loading;
mod reading;
mod travel;

pub use loading::{Roads, RoadsFailure, RoadsFrom, RoadsNotice, RoadsWanted, cache_path, load_roads};
pub use reading::{read_road_file, read_roads};
pub use travel::{DETOUR, Travel, TravelDemand, TravelRules};

pub(super) use reading::serve;

#[cfg(test)]
mod tests;
