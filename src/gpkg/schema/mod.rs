//! The tables of a GeoPackage 1.4 and how they are made.

pub(super) mod names;
mod styles;
mod tables;

use super::GpkgError;
use super::connection::Connection;
use rusqlite::params;

pub use names::quoted;
pub use styles::{LayerStyle, create_layer_styles, put_layer_style};
pub use tables::{
    Column, ColumnType, Extent, FeatureTable, GeometryType, create_attribute_table, create_feature_table, touch_contents, update_extent,
};

/// The id of WGS-84 longitude and latitude in `gpkg_spatial_ref_sys`.
pub const SRS_WGS84: i32 = 4326;
/// The id of CGCS2000 longitude and latitude in `gpkg_spatial_ref_sys`.
pub const SRS_CGCS2000: i32 = 4490;

/// `GPKG` as the standard wants it in the header.
const APPLICATION_ID: i32 = 0x4750_4B47;
/// Version 1.4.0.
const USER_VERSION: i32 = 10_400;

const TABLES: &str = "
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);
CREATE TABLE gpkg_ogr_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  feature_count INTEGER DEFAULT NULL
);
";

/// A coordinate system as GeoPackage describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpatialReference<'a> {
    /// The id that geometries and tables name.
    pub srs_id: i32,
    /// A name for people.
    pub name: &'a str,
    /// Who defined it: `EPSG`, `NONE` …
    pub organization: &'a str,
    /// The number there.
    pub code: i32,
    /// Well-known text, or `undefined`.
    pub definition: &'a str,
    /// More words.
    pub description: &'a str,
}

/// The three that the standard demands, and the Chinese national one. The texts are EPSG's in the WKT 1 form that GDAL
/// and PROJ write.
const SPATIAL_REFERENCES: [SpatialReference<'_>; 4] = [
    SpatialReference {
        srs_id: -1,
        name: "Undefined Cartesian SRS",
        organization: "NONE",
        code: -1,
        definition: "undefined",
        description: "undefined Cartesian coordinate reference system",
    },
    SpatialReference {
        srs_id: 0,
        name: "Undefined geographic SRS",
        organization: "NONE",
        code: 0,
        definition: "undefined",
        description: "undefined geographic coordinate reference system",
    },
    SpatialReference {
        srs_id: SRS_WGS84,
        name: "WGS 84 geodetic",
        organization: "EPSG",
        code: SRS_WGS84,
        definition: r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]"#,
        description: "longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid",
    },
    SpatialReference {
        srs_id: SRS_CGCS2000,
        name: "China Geodetic Coordinate System 2000",
        organization: "EPSG",
        code: SRS_CGCS2000,
        definition: r#"GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4490"]]"#,
        description: "longitude/latitude coordinates in decimal degrees on the CGCS2000 spheroid",
    },
];

/// Fills an empty file with the tables that every GeoPackage has.
pub(super) fn write_skeleton(connection: &Connection) -> Result<(), GpkgError> {
    let sql = connection.sql();
    sql.pragma_update(None, "journal_mode", "DELETE")?;
    sql.pragma_update(None, "application_id", APPLICATION_ID)?;
    sql.pragma_update(None, "user_version", USER_VERSION)?;
    let transaction = sql.unchecked_transaction()?;
    transaction.execute_batch(TABLES)?;
    for reference in &SPATIAL_REFERENCES {
        add_spatial_reference(connection, reference)?;
    }
    Ok(transaction.commit()?)
}

/// Adds a coordinate system; one that is there already under this id is left as it is.
pub fn add_spatial_reference(connection: &Connection, reference: &SpatialReference<'_>) -> Result<(), GpkgError> {
    let insert = "INSERT OR IGNORE INTO gpkg_spatial_ref_sys \
        (srs_name, srs_id, organization, organization_coordsys_id, definition, description) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let SpatialReference { srs_id, name, organization, code, definition, description } = reference;
    connection.sql().execute(insert, params![name, srs_id, organization, code, definition, description])?;
    Ok(())
}
