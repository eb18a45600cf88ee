//! Tests of the room against values computed by other programs.

mod crs;
mod measure;
mod measure_values;
mod wkt;
