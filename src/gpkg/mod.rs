//! SQLite the safe way and GeoPackage on top of it: opening files that nobody vouches for, feature tables, geometry
//! blobs, spatial indexes, bulk transfer and copies. Knows nothing of the domain.
#![expect(clippy::doc_markdown, reason = "SQLite and GeoPackage are names, not code")]

mod bulk;
mod connection;
mod copy;
mod error;
mod functions;
pub mod geometry;
mod guard;
mod layers;
mod mbtiles;
mod opening;
mod read;
mod rtree;
mod schema;
mod triggers;
#[cfg(test)]
mod tests;

pub use bulk::{BulkInsert, BulkSummary};
pub use connection::{Access, Connection, Verified};
pub use error::GpkgError;
pub use layers::{Layer, LayerColumn, LayerKind};
pub use mbtiles::{MbTiles, MbTilesMetadata};
pub use opening::{create, open_for_writing, open_read_only};
pub use read::{FieldValue, OddValue, Points, RowView, read_in_parts, read_points};
pub use rtree::{IndexEntry, rebuild_spatial_index};
pub use schema::{
    Column, ColumnType, Extent, FeatureTable, GeometryType, LayerStyle, SRS_CGCS2000, SRS_WGS84, SpatialReference, add_spatial_reference,
    create_attribute_table, create_feature_table, create_layer_styles, put_layer_style, quoted, touch_contents, update_extent,
};
pub use triggers::OwnTrigger;
