//! What the benches share: a made-up city from a seed, and how figures are taken and printed.

mod city;
mod figures;

pub use city::{City, Dice};
pub use figures::{Case, Samples};
