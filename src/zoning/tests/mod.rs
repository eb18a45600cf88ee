//! Tests of the room: small maps drawn in text, and one real one.

mod columns;
mod exactness;
pub(in crate::zoning) mod fixture;
mod hurry;
mod plans;
mod published;
mod rules;
mod runs;
mod suggestions;
mod travel;
