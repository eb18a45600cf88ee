//! Roads (路网): how long it takes to get from an outlet to demand, and what lies within so many minutes of it.
//!
//! ```text
//!  ways ──► RoadGraph ──► Network (mode, measure) ──► Targets (demand on roads) ──► columns, nearest outlets
//!           (one a city)  (one a question)                                     └──► isochrones, areas of outlets
//! ```
//!
//! A [`RoadGraph`] is made from [`RoadWays`], wherever they come from: vertices that ways share become nodes, chains between them
//! one edge each, with its drawn line. Ways meet only at shared vertices; two lines that cross without one pass over each other.
//! Ends of lines that miss by a little can be joined first ([`RoadWays::join_ends`]).
//!
//! A [`Network`] is the graph as one mode sees it: walking, riding or driving, by time or by length. Costs are whole numbers
//! ([`Cost`]: milliseconds or millimetres), so that results are the same on every machine and in every order of work (O1), and
//! equal those of any other exact shortest-path program. One-way streets bind who rides or drives and nobody on foot.
//!
//! A place that is not on a road gets there on foot in a straight line: [`Network::snap`] finds the nearest edge from which one can
//! get somewhere. Edges of fragments (a car park drawn without its exit, a street cut off by the border of the data) are passed over
//! where an edge of a real network is within reach; see [`Network`].

mod areas;
mod build;
mod cache;
mod class;
mod columns;
mod contour;
mod fragments;
mod graph;
mod isochrone;
mod nearest;
mod network;
mod queue;
mod search;
mod speeds;
mod ways;

pub use areas::ServiceAreas;
pub use cache::{CacheFault, RoadSource, decode, encode};
pub use class::{Directions, RoadClass, WayKind};
pub use columns::{Column, Targets};
pub use graph::{Edge, RoadGraph};
pub use isochrone::{Isochrone, IsochroneRules};
pub use nearest::Snap;
pub use network::{Cost, Direction, Measured, Network, NetworkRules};
pub use search::{Labels, NONE, Workspace};
pub use speeds::{Mode, Speeds};
pub use ways::RoadWays;

#[cfg(test)]
mod tests;
