//! Room `gpkg`.
