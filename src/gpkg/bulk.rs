//! Many rows at once into a feature table.
//!
//! The triggers that keep the spatial index and the feature count would cost several times the rows themselves. Here they
//! rest; rows go in by statements of many rows each, and the index, the count and the extent are made right at the end.

use super::connection::Connection;
use super::geometry::{self, Envelope};
use super::read::FieldValue;
use super::rtree::{self, IndexEntry};
use super::schema::{FeatureTable, names::quoted, touch_contents, update_extent};
use super::{GpkgError, geometry::encode_point};
use crate::geodesy::Position;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Statement, params};

/// Rows in one statement: beyond some thirty nothing is gained.
const MOST_ROWS_PER_STATEMENT: usize = 32;
/// Parameters in one statement, below the connection's limit.
const MOST_PARAMETERS: usize = 4_000;
/// Pages kept in memory while rows come in, in KiB.
const CACHE_KIB: i64 = 64 << 10;

/// What a bulk insert did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BulkSummary {
    /// Rows written.
    pub rows: u64,
    /// The box around their geometries.
    pub extent: Option<Envelope>,
}

/// A bulk insert under way. Must be [finished](BulkInsert::finish); dropped unfinished it leaves rows without index
/// entries, so the transaction must then be rolled back.
#[derive(Debug)]
pub struct BulkInsert<'c> {
    connection: &'c Connection,
    table: String,
    index: String,
    columns: usize,
    many: Statement<'c>,
    one: Statement<'c>,
    rows_per_statement: usize,
    pending: Pending,
    entries: Vec<IndexEntry>,
    extent: Envelope,
    rows: u64,
    /// Whether the index held nothing before, so that it need not be read again.
    was_empty: bool,
    // Last, so that everything above is gone when the safeties come back.
    unguarded: Unguarded<'c>,
}

/// Rows that wait until a statement is full. Memory is reused from statement to statement.
#[derive(Debug, Default)]
struct Pending {
    cells: Vec<Cell>,
    bytes: Vec<u8>,
    rows: usize,
}

/// A value of a pending row; texts and blobs are ranges of the bytes beside it.
#[derive(Clone, Copy, Debug)]
enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(usize, usize),
    Blob(usize, usize),
}

impl<'c> BulkInsert<'c> {
    /// Begins, inside the caller's transaction, so that an import is one transaction with whatever belongs to it.
    pub fn begin(connection: &'c Connection, table: &FeatureTable<'_>) -> Result<Self, GpkgError> {
        let unguarded = Unguarded::begin(connection)?;
        let sql = connection.sql();
        let index = table.index().index();
        let was_empty = sql.query_row(&format!("SELECT NOT EXISTS (SELECT 1 FROM {})", quoted(&format!("{index}_rowid"))), [], |row| row.get(0))?;
        let width = table.columns.len() + 2;
        let rows_per_statement = (MOST_PARAMETERS / width).clamp(1, MOST_ROWS_PER_STATEMENT);
        let names: Vec<String> =
            [table.id_column, table.geometry_column].into_iter().chain(table.columns.iter().map(|column| column.name)).map(quoted).collect();
        let row = format!("({})", vec!["?"; width].join(","));
        let statement = |rows: usize| {
            sql.prepare(&format!("INSERT INTO {} ({}) VALUES {}", quoted(table.name), names.join(","), vec![row.as_str(); rows].join(",")))
        };
        Ok(Self {
            connection,
            table: table.name.to_owned(),
            index,
            columns: table.columns.len(),
            many: statement(rows_per_statement)?,
            one: statement(1)?,
            rows_per_statement,
            pending: Pending::default(),
            entries: Vec::new(),
            extent: Envelope::EMPTY,
            rows: 0,
            was_empty,
            unguarded,
        })
    }

    /// Adds a row with a place. `values` are the table's columns in order.
    pub fn point(&mut self, id: i64, position: Position, srs_id: i32, values: &[FieldValue<'_>]) -> Result<(), GpkgError> {
        let [x, y] = position.degrees();
        self.extent.add([x, y]);
        self.entries.push(IndexEntry::of_position(id, position));
        self.push(id, &encode_point(position, srs_id), values)
    }

    /// Adds a row with any geometry, or with none where the blob is empty. `values` are the table's columns in order.
    pub fn blob(&mut self, id: i64, blob: &[u8], values: &[FieldValue<'_>]) -> Result<(), GpkgError> {
        if !blob.is_empty() && let Some(envelope) = geometry::envelope(blob)? {
            self.extent.union(envelope);
            self.entries.push(IndexEntry::new(id, envelope));
        }
        self.push(id, blob, values)
    }

    fn push(&mut self, id: i64, blob: &[u8], values: &[FieldValue<'_>]) -> Result<(), GpkgError> {
        if values.len() != self.columns {
            return Err(GpkgError::RowWidth { expected: self.columns, given: values.len() });
        }
        self.pending.push(id, blob, values);
        self.rows += 1;
        if self.pending.rows == self.rows_per_statement {
            self.pending.write_all(&mut self.many)?;
        }
        Ok(())
    }

    /// Writes what waits, then the spatial index, the feature count and the contents. `last_change` is a time in UTC.
    ///
    /// An index that was empty is packed from the rows just written; any other is built anew from the whole table.
    pub fn finish(mut self, last_change: &str) -> Result<BulkSummary, GpkgError> {
        self.pending.write_each(&mut self.one, self.columns + 2)?;
        let Self { connection, table, index, entries, extent, rows, was_empty, many, one, unguarded, .. } = self;
        drop((many, one));
        if was_empty {
            rtree::write_packed(connection.sql(), &index, entries)?;
        } else {
            drop(entries);
            rtree::rebuild_spatial_index(connection, &table)?;
        }
        drop(unguarded);
        let extent = (!extent.is_empty()).then_some(extent);
        if connection.has_table("gpkg_ogr_contents")? {
            let count = "UPDATE gpkg_ogr_contents SET feature_count = feature_count + ?2 WHERE table_name = ?1";
            connection.sql().execute(count, params![table, rows as i64])?;
        }
        if let Some(mut whole) = extent {
            if let Some(before) = known_extent(connection, &table)? {
                whole.union(before);
            }
            update_extent(connection, &table, Some(whole))?;
        }
        touch_contents(connection, &table, last_change)?;
        Ok(BulkSummary { rows, extent })
    }
}

/// What the contents say of a table so far.
fn known_extent(connection: &Connection, table: &str) -> Result<Option<Envelope>, GpkgError> {
    let known = "SELECT min_x, max_x, min_y, max_y FROM gpkg_contents WHERE table_name = ?1";
    let edges: [Option<f64>; 4] =
        connection.sql().query_row(known, params![table], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
    let [Some(min_x), Some(max_x), Some(min_y), Some(max_y)] = edges else { return Ok(None) };
    Ok(Some(Envelope { min_x, max_x, min_y, max_y }))
}

impl Pending {
    fn push(&mut self, id: i64, blob: &[u8], values: &[FieldValue<'_>]) {
        self.cells.push(Cell::Integer(id));
        let geometry = if blob.is_empty() { Cell::Null } else { self.keep(blob, Cell::Blob) };
        self.cells.push(geometry);
        for value in values {
            let cell = match *value {
                FieldValue::Null => Cell::Null,
                FieldValue::Integer(number) => Cell::Integer(number),
                FieldValue::Real(number) => Cell::Real(number),
                FieldValue::Text(text) => self.keep(text.as_bytes(), Cell::Text),
                FieldValue::Blob(blob) => self.keep(blob, Cell::Blob),
            };
            self.cells.push(cell);
        }
        self.rows += 1;
    }

    fn keep(&mut self, bytes: &[u8], cell: fn(usize, usize) -> Cell) -> Cell {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        cell(start, self.bytes.len())
    }

    /// Writes all rows with a statement that takes exactly so many.
    fn write_all(&mut self, statement: &mut Statement<'_>) -> Result<(), GpkgError> {
        self.bind(statement, 0..self.cells.len())?;
        statement.raw_execute()?;
        self.clear();
        Ok(())
    }

    /// Writes the rows one by one.
    fn write_each(&mut self, statement: &mut Statement<'_>, width: usize) -> Result<(), GpkgError> {
        for row in 0..self.rows {
            self.bind(statement, row * width..(row + 1) * width)?;
            statement.raw_execute()?;
        }
        self.clear();
        Ok(())
    }

    fn bind(&self, statement: &mut Statement<'_>, cells: std::ops::Range<usize>) -> Result<(), GpkgError> {
        for (at, cell) in self.cells[cells].iter().enumerate() {
            let value = match *cell {
                Cell::Null => ValueRef::Null,
                Cell::Integer(number) => ValueRef::Integer(number),
                Cell::Real(number) => ValueRef::Real(number),
                Cell::Text(start, end) => ValueRef::Text(&self.bytes[start..end]),
                Cell::Blob(start, end) => ValueRef::Blob(&self.bytes[start..end]),
            };
            statement.raw_bind_parameter(at + 1, ToSqlOutput::Borrowed(value))?;
        }
        Ok(())
    }

    fn clear(&mut self) {
        self.cells.clear();
        self.bytes.clear();
        self.rows = 0;
    }
}

/// A connection whose triggers rest and whose shadow tables may be written; both safeties come back when this is dropped.
#[derive(Debug)]
pub(super) struct Unguarded<'c> {
    connection: &'c Connection,
    had_triggers: bool,
    was_defensive: bool,
    cache_size: i64,
}

impl<'c> Unguarded<'c> {
    pub(super) fn begin(connection: &'c Connection) -> Result<Self, GpkgError> {
        let sql = connection.sql();
        if sql.is_autocommit() {
            return Err(GpkgError::NoTransaction);
        }
        let unguarded = Self {
            connection,
            had_triggers: sql.db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER)?,
            was_defensive: sql.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE)?,
            cache_size: sql.pragma_query_value(None, "cache_size", |row| row.get(0))?,
        };
        connection.enable_triggers(false)?;
        sql.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
        sql.pragma_update(None, "cache_size", -CACHE_KIB)?;
        Ok(unguarded)
    }
}

impl Drop for Unguarded<'_> {
    /// These calls fail only for a connection that is closed.
    fn drop(&mut self) {
        let sql = self.connection.sql();
        drop(self.connection.enable_triggers(self.had_triggers));
        drop(sql.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, self.was_defensive));
        drop(sql.pragma_update(None, "cache_size", self.cache_size));
    }
}
