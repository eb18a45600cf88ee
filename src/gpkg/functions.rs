//! The SQL functions that the triggers of a spatial index call. Plain SQLite lacks them, so every connection that writes
//! registers them.

use super::geometry::{self, Envelope};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

/// One of the four numbers of a box.
type Edge = fn(Envelope) -> f64;

/// Registers `ST_IsEmpty`, `ST_MinX`, `ST_MaxX`, `ST_MinY` and `ST_MaxY`: NULL for anything that is no geometry. They
/// look at their argument only, so a schema that nobody vouches for may call them.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("ST_IsEmpty", 1, flags, |context| {
        Ok(blob(context).and_then(|blob| geometry::is_empty(blob).ok()))
    })?;
    let edges: [(&str, Edge); 4] = [
        ("ST_MinX", |envelope| envelope.min_x),
        ("ST_MaxX", |envelope| envelope.max_x),
        ("ST_MinY", |envelope| envelope.min_y),
        ("ST_MaxY", |envelope| envelope.max_y),
    ];
    for (name, edge) in edges {
        connection.create_scalar_function(name, 1, flags, move |context| {
            Ok(blob(context).and_then(|blob| geometry::envelope(blob).ok().flatten()).map(edge))
        })?;
    }
    Ok(())
}

fn blob<'a>(context: &'a Context<'_>) -> Option<&'a [u8]> {
    match context.get_raw(0) {
        ValueRef::Blob(blob) => Some(blob),
        _ => None,
    }
}
