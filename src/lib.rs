//! Gridwright (格匠): territory and channel planning.
//!
//! The crate documentation is the architecture document of the project; see the module list for the rooms.

pub mod base;
pub mod carto;
pub mod cli;
pub mod edit;
pub mod geodesy;
pub mod gpkg;
pub mod i18n;
pub mod io;
pub mod jobs;
pub mod metrics;
pub mod model;
pub mod partition;
pub mod platform;
pub mod samples;
pub mod store;
