//! Room `carto`.
