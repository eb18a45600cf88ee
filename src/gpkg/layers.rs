//! What a GeoPackage holds, ours or foreign: its layers, their columns and spatial indexes.

use super::GpkgError;
use super::connection::Connection;
use super::triggers::IndexNames;
use rusqlite::{OptionalExtension as _, params};

/// The most tables a file may list; a contents table with more was made to be expensive.
const MOST_TABLES: usize = 10_000;

/// What kind of rows a layer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// Rows with a geometry.
    Features {
        /// The column that holds it.
        geometry_column: String,
        /// What the table says its geometries are, such as `MULTIPOLYGON`.
        geometry_type: String,
    },
    /// Rows without geometry.
    Attributes,
}

/// A column of a layer, without the row id and the geometry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerColumn {
    /// Its name.
    pub name: String,
    /// Its type as the table declares it; SQLite does not hold rows to it.
    pub declared_type: String,
}

/// A table that the contents list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// The table's name.
    pub table: String,
    /// The name for people, or the table's.
    pub identifier: String,
    /// What kind of rows it has.
    pub kind: LayerKind,
    /// The column that is the row id; `None` where the table has none, so rows go by SQLite's own.
    pub id_column: Option<String>,
    /// All further columns in order.
    pub columns: Vec<LayerColumn>,
    /// Its coordinate system's id in the file.
    pub srs_id: i32,
    /// Who defined the coordinate system, and the number there.
    pub srs_authority: Option<(String, i32)>,
    /// Well-known text of the coordinate system; empty when the file has none.
    pub srs_definition: String,
}

impl Connection {
    /// The feature and attribute tables that the contents list, in the order of their names. Views are left out, for they
    /// are programs of the file.
    pub fn layers(&self) -> Result<Vec<Layer>, GpkgError> {
        self.layers_where(None)
    }

    /// One of them; `None` where the contents list no such table.
    pub fn layer_named(&self, table: &str) -> Result<Option<Layer>, GpkgError> {
        Ok(self.layers_where(Some(table))?.pop())
    }

    fn layers_where(&self, only: Option<&str>) -> Result<Vec<Layer>, GpkgError> {
        let mut layers = Vec::new();
        let mut statement = self.sql().prepare(
            "SELECT table_name, data_type, ifnull(identifier, table_name), ifnull(srs_id, 0) FROM gpkg_contents \
             WHERE data_type IN ('features', 'attributes') AND (?1 ISNULL OR table_name = ?1) ORDER BY table_name",
        )?;
        let mut rows = statement.query(params![only])?;
        while let Some(row) = rows.next()? {
            let (table, data_type): (String, String) = (row.get(0)?, row.get(1)?);
            if layers.len() >= MOST_TABLES {
                return Err(GpkgError::TooLarge);
            }
            if self.has_table(&table)? {
                let is_features = data_type == "features";
                layers.extend(self.layer(table, is_features, row.get(2)?, row.get(3)?)?);
            }
        }
        Ok(layers)
    }

    /// `None` for a feature table without a known geometry column.
    fn layer(&self, table: String, is_features: bool, identifier: String, srs_id: i32) -> Result<Option<Layer>, GpkgError> {
        let mut srs_id = srs_id;
        let kind = if is_features {
            let found = self
                .sql()
                .query_row(
                    "SELECT column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?1",
                    params![table],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .optional()?;
            let Some((geometry_column, geometry_type, srs)) = found else { return Ok(None) };
            srs_id = srs;
            LayerKind::Features { geometry_column, geometry_type }
        } else {
            LayerKind::Attributes
        };
        let (id_column, mut columns) = table_columns(self, &table)?;
        if let LayerKind::Features { geometry_column, .. } = &kind {
            columns.retain(|column| !column.name.eq_ignore_ascii_case(geometry_column));
        }
        let srs = self
            .sql()
            .query_row(
                "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?1",
                params![srs_id],
                |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)),
            )
            .optional()?;
        let (srs_authority, srs_definition) = srs.map_or((None, String::new()), |(authority, text)| (Some(authority), text));
        Ok(Some(Layer { table, identifier, kind, id_column, columns, srs_id, srs_authority, srs_definition }))
    }
}

/// The column that is the row id, and the others. Hidden and generated columns are left out.
fn table_columns(connection: &Connection, table: &str) -> Result<(Option<String>, Vec<LayerColumn>), GpkgError> {
    let mut statement = connection.sql().prepare_cached("SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid")?;
    let rows = statement.query_map(params![table], |row| {
        Ok((LayerColumn { name: row.get(0)?, declared_type: row.get(1)? }, row.get::<_, i64>(2)? == 1))
    })?;
    let mut id_column = None;
    let mut columns = Vec::new();
    for row in rows {
        let (column, is_key) = row?;
        if is_key && column.declared_type.eq_ignore_ascii_case("INTEGER") && id_column.is_none() {
            id_column = Some(column.name);
        } else {
            columns.push(column);
        }
    }
    Ok((id_column, columns))
}

/// The names of all tables in the contents.
pub(super) fn content_tables(connection: &Connection) -> Result<Vec<String>, GpkgError> {
    let mut statement = connection.sql().prepare("SELECT table_name FROM gpkg_contents ORDER BY table_name LIMIT ?1")?;
    let names = statement.query_map(params![MOST_TABLES as i64], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// The spatial indexes that the file registers and whose tables exist.
pub(super) fn spatial_indexes(connection: &Connection) -> Result<Vec<IndexNames>, GpkgError> {
    if !connection.has_table("gpkg_extensions")? {
        return Ok(Vec::new());
    }
    let mut statement = connection.sql().prepare(
        "SELECT table_name, column_name FROM gpkg_extensions \
         WHERE extension_name = 'gpkg_rtree_index' AND table_name NOTNULL AND column_name NOTNULL ORDER BY table_name, column_name LIMIT ?1",
    )?;
    let pairs = statement.query_map(params![MOST_TABLES as i64], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut indexes = Vec::new();
    for pair in pairs {
        let (table, geometry_column): (String, String) = pair?;
        let (id_column, _) = table_columns(connection, &table)?;
        if let Some(id_column) = id_column {
            indexes.push(IndexNames { table, geometry_column, id_column });
        }
    }
    Ok(indexes)
}
