//! Tests of the project file: what is written is what is read, whoever else wrote to it.

mod codec;
pub(crate) mod fixture;
mod foreign;
mod opening;
