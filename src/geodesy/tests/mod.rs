//! Tests of the room against values computed by other programs.

mod measure;
mod measure_values;
