//! The table in which QGIS keeps how a layer is drawn.

use super::tables::{atomically, list_attributes};
use crate::gpkg::GpkgError;
use crate::gpkg::connection::Connection;
use rusqlite::params;

/// The columns and types are QGIS's own.
const TABLE: &str = "CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256),
  f_table_schema TEXT(256),
  f_table_name TEXT(256),
  f_geometry_column TEXT(256),
  styleName TEXT(30),
  styleQML TEXT,
  styleSLD TEXT,
  useAsDefault BOOLEAN,
  description TEXT,
  owner TEXT(30),
  ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)";

/// How a layer is drawn in QGIS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerStyle<'a> {
    /// The feature table.
    pub table: &'a str,
    /// Its geometry column.
    pub geometry_column: &'a str,
    /// The style's name, at most 30 characters.
    pub name: &'a str,
    /// QGIS's own description of the style.
    pub qml: &'a str,
    /// The same as styled layer descriptor; may be empty.
    pub sld: &'a str,
    /// Whether QGIS uses it when it opens the layer.
    pub is_default: bool,
    /// A sentence on it.
    pub description: &'a str,
}

/// Makes the table of styles where it is missing. `last_change` is a time in UTC.
pub fn create_layer_styles(connection: &Connection, last_change: &str) -> Result<(), GpkgError> {
    if connection.has_table("layer_styles")? {
        return Ok(());
    }
    atomically(connection, |sql| {
        sql.execute_batch(TABLE)?;
        list_attributes(sql, "layer_styles", last_change)
    })
}

/// Writes a style; one of the same name for the same layer is replaced.
pub fn put_layer_style(connection: &Connection, style: &LayerStyle<'_>, last_change: &str) -> Result<(), GpkgError> {
    let LayerStyle { table, geometry_column, name, qml, sld, is_default, description } = *style;
    atomically(connection, |sql| {
        sql.execute(
            "DELETE FROM layer_styles WHERE f_table_name = ?1 AND f_geometry_column = ?2 AND styleName = ?3",
            params![table, geometry_column, name],
        )?;
        sql.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, \
             useAsDefault, description, owner, ui, update_time) VALUES ('', '', ?1, ?2, ?3, ?4, ?5, ?6, ?7, '', NULL, ?8)",
            params![table, geometry_column, name, qml, sld, is_default, description, last_change],
        )?;
        Ok(())
    })
}
