//! Tests of the room: small maps drawn in text, and one real one.

mod exactness;
mod fixture;
mod plans;
mod published;
mod rules;
mod runs;
mod suggestions;
