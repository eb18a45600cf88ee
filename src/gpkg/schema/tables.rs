//! Feature tables and attribute tables, and what the contents table says of them.

use super::names::{quoted, require_name};
use crate::gpkg::connection::Connection;
use crate::gpkg::triggers::{IndexNames, count_triggers};
use crate::gpkg::{GpkgError, geometry::Envelope};
use rusqlite::params;

const RTREE_DEFINITION: &str = "http://www.geopackage.org/spec120/#extension_rtree";

/// A type of column that GeoPackage knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// 0 or 1.
    Boolean,
    /// A signed number of up to 64 bits.
    Integer,
    /// A number with 64 bits.
    Real,
    /// Text of any length.
    Text,
    /// Bytes.
    Blob,
    /// A day, `2026-03-01`.
    Date,
    /// A time in UTC, `2026-03-01T08:00:00.000Z`.
    DateTime,
}

impl ColumnType {
    fn sql(self) -> &'static str {
        match self {
            Self::Boolean => "BOOLEAN",
            Self::Integer => "INTEGER",
            Self::Real => "REAL",
            Self::Text => "TEXT",
            Self::Blob => "BLOB",
            Self::Date => "DATE",
            Self::DateTime => "DATETIME",
        }
    }
}

/// A type of geometry that a table may promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeometryType {
    /// Any.
    Geometry,
    /// Places.
    Point,
    /// Lines.
    LineString,
    /// Polygons.
    Polygon,
    /// Several lines each.
    MultiLineString,
    /// Several polygons each.
    MultiPolygon,
}

impl GeometryType {
    /// The name in `gpkg_geometry_columns`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Geometry => "GEOMETRY",
            Self::Point => "POINT",
            Self::LineString => "LINESTRING",
            Self::Polygon => "POLYGON",
            Self::MultiLineString => "MULTILINESTRING",
            Self::MultiPolygon => "MULTIPOLYGON",
        }
    }
}

/// A column of a table that is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type.
    pub kind: ColumnType,
    /// Whether every row must have a value.
    pub is_required: bool,
}

impl<'a> Column<'a> {
    /// A column that may be empty.
    pub fn new(name: &'a str, kind: ColumnType) -> Self {
        Self { name, kind, is_required: false }
    }

    /// The same column with a value in every row.
    pub fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    fn sql(&self) -> String {
        let rule = if self.is_required { " NOT NULL" } else { "" };
        format!("{} {}{rule}", quoted(self.name), self.kind.sql())
    }
}

/// A table of features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureTable<'a> {
    /// Its name.
    pub name: &'a str,
    /// The name that other programs show.
    pub identifier: &'a str,
    /// A sentence on what it holds.
    pub description: &'a str,
    /// The column of row ids, usually `fid`.
    pub id_column: &'a str,
    /// The column of geometries, usually `geom`.
    pub geometry_column: &'a str,
    /// What the geometries are.
    pub geometry_type: GeometryType,
    /// Their coordinate system.
    pub srs_id: i32,
    /// All further columns in order.
    pub columns: &'a [Column<'a>],
}

impl FeatureTable<'_> {
    pub(in crate::gpkg) fn index(&self) -> IndexNames {
        IndexNames {
            table: self.name.to_owned(),
            geometry_column: self.geometry_column.to_owned(),
            id_column: self.id_column.to_owned(),
        }
    }
}

/// The box of a table's features in `gpkg_contents`.
pub type Extent = Envelope;

/// Makes a feature table with its spatial index, the index's triggers, and its entries in the tables of contents.
/// `last_change` is a time in UTC as `2026-03-01T08:00:00.000Z`. All or nothing.
pub fn create_feature_table(connection: &Connection, table: &FeatureTable<'_>, last_change: &str) -> Result<(), GpkgError> {
    for name in [table.name, table.id_column, table.geometry_column].into_iter().chain(table.columns.iter().map(|column| column.name)) {
        require_name(name)?;
    }
    let (name, geometry) = (quoted(table.name), quoted(table.geometry_column));
    let mut columns = vec![
        format!("{} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", quoted(table.id_column)),
        format!("{geometry} {}", table.geometry_type.name()),
    ];
    columns.extend(table.columns.iter().map(Column::sql));
    atomically(connection, |sql| {
        sql.execute_batch(&format!("CREATE TABLE {name} ({})", columns.join(", ")))?;
        sql.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) \
             VALUES (?1, 'features', ?2, ?3, ?4, ?5)",
            params![table.name, table.identifier, table.description, last_change, table.srs_id],
        )?;
        sql.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, ?2, ?3, ?4, 0, 0)",
            params![table.name, table.geometry_column, table.geometry_type.name(), table.srs_id],
        )?;
        sql.execute(
            "INSERT INTO gpkg_extensions VALUES (?1, ?2, 'gpkg_rtree_index', ?3, 'write-only')",
            params![table.name, table.geometry_column, RTREE_DEFINITION],
        )?;
        sql.execute_batch(&format!("CREATE VIRTUAL TABLE {} USING rtree(id, minx, maxx, miny, maxy)", quoted(&table.index().index())))?;
        sql.execute("INSERT INTO gpkg_ogr_contents VALUES (?1, 0)", [table.name])?;
        for (_, trigger) in table.index().current_triggers().into_iter().chain(count_triggers(table.name)) {
            sql.execute_batch(&trigger)?;
        }
        Ok(())
    })
}

/// Makes a table without geometry that other programs shall see. `last_change` as for features.
pub fn create_attribute_table(
    connection: &Connection,
    name: &str,
    id_column: &str,
    columns: &[Column<'_>],
    last_change: &str,
) -> Result<(), GpkgError> {
    for name in [name, id_column].into_iter().chain(columns.iter().map(|column| column.name)) {
        require_name(name)?;
    }
    let mut texts = vec![format!("{} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", quoted(id_column))];
    texts.extend(columns.iter().map(Column::sql));
    atomically(connection, |sql| {
        sql.execute_batch(&format!("CREATE TABLE {} ({})", quoted(name), texts.join(", ")))?;
        list_attributes(sql, name, last_change)
    })
}

/// Lists a table without geometry in the contents.
pub(super) fn list_attributes(sql: &rusqlite::Connection, name: &str, last_change: &str) -> Result<(), GpkgError> {
    sql.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) \
         VALUES (?1, 'attributes', ?1, '', ?2, NULL)",
        params![name, last_change],
    )?;
    Ok(())
}

/// Notes in the contents when a table last changed.
pub fn touch_contents(connection: &Connection, table: &str, last_change: &str) -> Result<(), GpkgError> {
    connection.sql().prepare_cached("UPDATE gpkg_contents SET last_change = ?2 WHERE table_name = ?1")?.execute(params![table, last_change])?;
    Ok(())
}

/// Replaces the box of a table in the contents; `None` for a table without geometry.
pub fn update_extent(connection: &Connection, table: &str, extent: Option<Extent>) -> Result<(), GpkgError> {
    let edges = extent.filter(|extent| !extent.is_empty());
    connection
        .sql()
        .prepare_cached("UPDATE gpkg_contents SET min_x = ?2, min_y = ?3, max_x = ?4, max_y = ?5 WHERE table_name = ?1")?
        .execute(params![table, edges.map(|e| e.min_x), edges.map(|e| e.min_y), edges.map(|e| e.max_x), edges.map(|e| e.max_y)])?;
    Ok(())
}

/// Does several statements wholly or not at all, inside the caller's transaction where there is one.
pub(super) fn atomically<T>(
    connection: &Connection,
    work: impl FnOnce(&rusqlite::Connection) -> Result<T, GpkgError>,
) -> Result<T, GpkgError> {
    let sql = connection.sql();
    sql.execute_batch("SAVEPOINT gpkg_step")?;
    let result = work(sql);
    let end = if result.is_ok() { "RELEASE gpkg_step" } else { "ROLLBACK TO gpkg_step; RELEASE gpkg_step" };
    let ended = sql.execute_batch(end);
    let value = result?;
    ended?;
    Ok(value)
}
