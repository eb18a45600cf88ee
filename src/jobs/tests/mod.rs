//! Tests of sessions: documents and their files together.

mod imports;
mod random;
mod session;
mod size;
