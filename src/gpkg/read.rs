//! Reading many rows fast: a table is cut in halves by row id and each half is read by a connection of its own.

use super::connection::Connection;
use super::opening::open_read_only;
use super::schema::quoted;
use super::{GpkgError, LayerKind, geometry};
use crate::geodesy::Position;
use rusqlite::types::ValueRef;
use rusqlite::{Row, params};
use std::ops::RangeInclusive;
use std::path::Path;

/// A value of a row, as SQLite holds it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FieldValue<'a> {
    /// No value.
    Null,
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Real(f64),
    /// Text.
    Text(&'a str),
    /// Bytes; also text that is no UTF-8.
    Blob(&'a [u8]),
}

/// A row while it is being read.
#[derive(Debug)]
pub struct RowView<'r, 's> {
    row: &'r Row<'s>,
    has_geometry: bool,
}

impl RowView<'_, '_> {
    /// The row id.
    pub fn id(&self) -> i64 {
        match self.row.get_ref(0) {
            Ok(ValueRef::Integer(id)) => id,
            // A row id is always a whole number.
            _ => 0,
        }
    }

    /// The geometry's blob; `None` where the row or the table has none.
    pub fn geometry(&self) -> Option<&[u8]> {
        match self.row.get_ref(1) {
            Ok(ValueRef::Blob(blob)) if self.has_geometry => Some(blob),
            _ => None,
        }
    }

    /// The value of the n-th column that was asked for; NULL beyond the last.
    pub fn value(&self, column: usize) -> FieldValue<'_> {
        match self.row.get_ref(column + 1 + usize::from(self.has_geometry)) {
            Ok(ValueRef::Integer(number)) => FieldValue::Integer(number),
            Ok(ValueRef::Real(number)) => FieldValue::Real(number),
            Ok(ValueRef::Text(text)) => std::str::from_utf8(text).map_or(FieldValue::Blob(text), FieldValue::Text),
            Ok(ValueRef::Blob(blob)) => FieldValue::Blob(blob),
            Ok(ValueRef::Null) | Err(_) => FieldValue::Null,
        }
    }
}

/// Reads a listed table in the order of its row ids, in two parts at the same time where there are two threads. `each`
/// puts a row into the part's own result; the results come back in order. Nobody else may write meanwhile: the parts would
/// see two states (the project's lock sees to that).
pub fn read_in_parts<T: Default + Send>(
    path: &Path,
    table: &str,
    columns: &[&str],
    each: impl Fn(&mut T, &RowView<'_, '_>) -> Result<(), GpkgError> + Sync,
) -> Result<[T; 2], GpkgError> {
    let connection = open_read_only(path)?;
    let query = Query::of(&connection, table, columns)?;
    let (least, most) = query.id_range(&connection)?;
    let middle = least.midpoint(most);
    let part = |connection: &Connection, ids: RangeInclusive<i64>| {
        let mut result = T::default();
        query.read(connection, ids, |row| each(&mut result, row)).map(|()| result)
    };
    // The second connection is opened here, so that every thread has a whole one of its own.
    let second = open_read_only(path)?;
    let (low, high) = rayon::join(move || part(&connection, least..=middle), move || part(&second, middle.saturating_add(1)..=most));
    Ok([low?, high?])
}

impl Connection {
    /// Reads a listed table row by row, in the order of the row ids.
    pub fn read_rows(
        &self,
        table: &str,
        columns: &[&str],
        each: impl FnMut(&RowView<'_, '_>) -> Result<(), GpkgError>,
    ) -> Result<(), GpkgError> {
        Query::of(self, table, columns)?.read(self, i64::MIN..=i64::MAX, each)
    }
}

/// The statement that reads a table.
struct Query {
    table: String,
    /// Quoted; SQLite's own name of the row id where the table has none.
    id: String,
    sql: String,
    has_geometry: bool,
}

impl Query {
    fn of(connection: &Connection, table: &str, columns: &[&str]) -> Result<Self, GpkgError> {
        let unknown = |name: &str| GpkgError::Unknown { name: name.to_owned() };
        let layer = connection.layer_named(table)?.ok_or_else(|| unknown(table))?;
        for name in columns {
            if !layer.columns.iter().any(|column| column.name == *name) {
                return Err(unknown(name));
            }
        }
        let id = layer.id_column.as_deref().map_or_else(|| "rowid".to_owned(), quoted);
        let geometry = match &layer.kind {
            LayerKind::Features { geometry_column, .. } => Some(geometry_column.as_str()),
            LayerKind::Attributes => None,
        };
        let list: Vec<String> = std::iter::once(id.clone()).chain(geometry.iter().chain(columns).map(|name| quoted(name))).collect();
        let sql = format!("SELECT {} FROM {} WHERE {id} BETWEEN ?1 AND ?2 ORDER BY {id}", list.join(", "), quoted(table));
        Ok(Self { table: quoted(table), id, sql, has_geometry: geometry.is_some() })
    }

    /// The least and the largest row id; an empty range for an empty table.
    fn id_range(&self, connection: &Connection) -> Result<(i64, i64), GpkgError> {
        // Two statements, because SQLite looks up either end at once but scans for both together.
        let end = |which: &str| {
            let sql = format!("SELECT {which}({}) FROM {}", self.id, self.table);
            connection.sql().query_row(&sql, [], |row| row.get::<_, Option<i64>>(0))
        };
        Ok((end("min")?.unwrap_or(1), end("max")?.unwrap_or(0)))
    }

    fn read(
        &self,
        connection: &Connection,
        ids: RangeInclusive<i64>,
        mut each: impl FnMut(&RowView<'_, '_>) -> Result<(), GpkgError>,
    ) -> Result<(), GpkgError> {
        let mut statement = connection.sql().prepare(&self.sql)?;
        let mut rows = statement.query(params![ids.start(), ids.end()])?;
        while let Some(row) = rows.next()? {
            each(&RowView { row, has_geometry: self.has_geometry })?;
        }
        Ok(())
    }
}

/// A value that was no whole number and stands as 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OddValue {
    /// The row's id.
    pub id: i64,
    /// The column, by its place among those asked for.
    pub column: usize,
}

/// Places with whole numbers, column by column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Points {
    /// Row ids, rising.
    pub ids: Vec<i64>,
    /// Their places.
    pub positions: Vec<Position>,
    /// For each column asked for, the value of each row.
    pub columns: Vec<Vec<i64>>,
    /// Rows left out because they have no place on Earth.
    pub without_position: Vec<i64>,
    /// Values that were NULL, text or fractions; 0 stands in their place.
    pub odd_values: Vec<OddValue>,
}

/// Reads places and whole numbers of a table of points. A million rows with four columns take about a third of a second
/// on two cores.
pub fn read_points(path: &Path, table: &str, columns: &[&str]) -> Result<Points, GpkgError> {
    let width = columns.len();
    let [mut points, mut rest] = read_in_parts(path, table, columns, |points: &mut Points, row| {
        points.add(row, width);
        Ok(())
    })?;
    points.columns.resize_with(width, Vec::new);
    points.ids.append(&mut rest.ids);
    points.positions.append(&mut rest.positions);
    points.without_position.append(&mut rest.without_position);
    points.odd_values.append(&mut rest.odd_values);
    for (column, more) in points.columns.iter_mut().zip(&mut rest.columns) {
        column.append(more);
    }
    Ok(points)
}

impl Points {
    fn add(&mut self, row: &RowView<'_, '_>, width: usize) {
        let id = row.id();
        let position = row.geometry().and_then(|blob| match geometry::point_position(blob) {
            Some(position) => Some(position),
            None => match geometry::decode_shape(blob) {
                Ok(geometry::Shape::Point(position)) => Some(position),
                _ => None,
            },
        });
        let Some(position) = position else {
            self.without_position.push(id);
            return;
        };
        self.ids.push(id);
        self.positions.push(position);
        self.columns.resize_with(width, Vec::new);
        for (at, column) in self.columns.iter_mut().enumerate() {
            if let FieldValue::Integer(value) = row.value(at) {
                column.push(value);
            } else {
                self.odd_values.push(OddValue { id, column: at });
                column.push(0);
            }
        }
    }
}
