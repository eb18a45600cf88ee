//! Journeys through the tools: events in, a real document and its history out.
//!
//! The plan of the fixture, from the north, one digit for the grid of each cell:
//!
//! ```text
//! -3333
//! 22222
//! 111-2
//! 0-111
//! 00000
//! ```

mod boundary;
mod cells;
mod drawing;
mod driver;
mod feedback;
mod select;

/// The fixture's plan as [`driver::Driver::plan`] writes it.
const PLAN: &str = "-3333/22222/111-2/0-111/00000";
