//! The pieces of the shell, driven by name in both languages; and every piece with texts that are 40 % longer.

mod fixture;
mod journeys;
mod layout;
mod look;
