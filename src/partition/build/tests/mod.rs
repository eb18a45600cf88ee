//! Tests of the build.
