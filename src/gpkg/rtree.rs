//! A spatial index packed in one go.
//!
//! Inserting a million rows into SQLite's R-tree one by one costs many times what the rows themselves cost. Packed by
//! Sort-Tile-Recursive (Leutenegger, Lopez, Edgington 1997) the same tree is sorted once and its three tables are written
//! in order: `_node` (the nodes), `_rowid` (in which leaf a row is) and `_parent` (above which node a node lies).
//!
//! A node, by the comment at the head of SQLite's `rtree.c`: two bytes that hold the tree's height in the root and nothing
//! elsewhere, two bytes of cell count, then cells of a 64-bit id and four 32-bit floats (minimum and maximum of each
//! axis), all big-endian, padded with zeros to one size. The root is node 1.

use super::connection::Connection;
use super::schema::quoted;
use super::triggers::IndexNames;
use super::{GpkgError, geometry};
use crate::geodesy::Position;
use geometry::Envelope;
use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension as _, Statement, ToSql};

const CELL_BYTES: usize = 24;
const NODE_HEADER_BYTES: usize = 4;
/// SQLite never puts more cells into a node.
const MOST_CELLS: usize = 51;
/// The least SQLite accepts, and the most a page holds.
const NODE_SIZES: std::ops::RangeInclusive<usize> = 448..=65_536;
/// Rows of `_rowid` and `_parent` in one statement: four times as fast as one by one.
const PAIRS_PER_STATEMENT: usize = 64;

/// What the index knows of a row: its box in the precision of the index, rounded outwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndexEntry {
    /// The row id; inside the tree also the number of a node.
    id: i64,
    /// Minimum and maximum of x, minimum and maximum of y.
    edges: [f32; 4],
}

impl IndexEntry {
    /// The entry of a box.
    pub fn new(id: i64, envelope: Envelope) -> Self {
        let Envelope { min_x, max_x, min_y, max_y } = envelope;
        Self { id, edges: [rounded_down(min_x), rounded_up(max_x), rounded_down(min_y), rounded_up(max_y)] }
    }

    /// The entry of a position.
    pub fn of_position(id: i64, position: Position) -> Self {
        let [x, y] = position.degrees();
        Self { id, edges: [rounded_down(x), rounded_up(x), rounded_down(y), rounded_up(y)] }
    }

    /// The entry of a node above others.
    fn around(id: i64, entries: &[Self]) -> Self {
        let mut edges = [f32::INFINITY, f32::NEG_INFINITY, f32::INFINITY, f32::NEG_INFINITY];
        for entry in entries {
            edges = [
                edges[0].min(entry.edges[0]),
                edges[1].max(entry.edges[1]),
                edges[2].min(entry.edges[2]),
                edges[3].max(entry.edges[3]),
            ];
        }
        Self { id, edges }
    }

    /// A number that sorts like the middle of the box along an axis (0 is x, 1 is y).
    fn middle_key(&self, axis: usize) -> u32 {
        let bits = (self.edges[axis * 2] * 0.5 + self.edges[axis * 2 + 1] * 0.5).to_bits();
        // Floats sort by their bits once the sign is turned into the order of unsigned numbers.
        if bits >> 31 == 0 { bits | 1 << 31 } else { !bits }
    }
}

// SQLite 3.54 takes the next float outwards of a value that is none; older ones went up to two further. Every reader finds
// a row either way.

fn rounded_down(value: f64) -> f32 {
    let near = value as f32;
    if f64::from(near) > value { near.next_down() } else { near }
}

fn rounded_up(value: f64) -> f32 {
    let near = value as f32;
    if f64::from(near) < value { near.next_up() } else { near }
}

/// The three tables of an index, ready to be written.
struct PackedTree {
    /// Node number and content, root first.
    nodes: Vec<(i64, Vec<u8>)>,
    /// Row id and its leaf, by row id.
    leaf_of_row: Vec<(i64, i64)>,
    /// Node and the node above it, by node.
    parent_of_node: Vec<(i64, i64)>,
}

/// Packs entries into nodes of a size. Equal middles stay in the order of their entries, so the result is the same
/// everywhere. O(n log n).
fn pack(mut entries: Vec<IndexEntry>, node_bytes: usize) -> PackedTree {
    let most = ((node_bytes.saturating_sub(NODE_HEADER_BYTES)) / CELL_BYTES).clamp(2, MOST_CELLS);
    // Some room is left, so that the first edits do not split every node they touch.
    let fill = (most * 9 / 10).max(2);
    let mut tree = PackedTree { nodes: Vec::new(), leaf_of_row: Vec::with_capacity(entries.len()), parent_of_node: Vec::new() };
    let mut next_node = 2;
    let mut height = 0_u16;
    while entries.len() > most {
        let mut above = Vec::with_capacity(entries.len() / fill + 1);
        for group in tiles(&mut entries, fill) {
            let members = group.iter().map(|entry| (entry.id, next_node));
            if height == 0 { tree.leaf_of_row.extend(members) } else { tree.parent_of_node.extend(members) }
            tree.nodes.push((next_node, node(0, group, node_bytes)));
            above.push(IndexEntry::around(next_node, group));
            next_node += 1;
        }
        entries = above;
        height += 1;
    }
    let members = entries.iter().map(|entry| (entry.id, 1));
    if height == 0 { tree.leaf_of_row.extend(members) } else { tree.parent_of_node.extend(members) }
    tree.nodes.insert(0, (1, node(height, &entries, node_bytes)));
    tree.leaf_of_row.sort_unstable();
    tree.parent_of_node.sort_unstable();
    tree
}

/// Sorts the entries into upright slabs and each slab into groups from south to north; all groups are nearly full.
fn tiles(entries: &mut Vec<IndexEntry>, fill: usize) -> Vec<&[IndexEntry]> {
    let groups = entries.len().div_ceil(fill);
    let slabs = groups.isqrt().max(1);
    *entries = sorted_by_middle(entries, 0);
    let slab_bounds = even_parts(entries.len(), slabs);
    for bounds in &slab_bounds {
        let slab = &mut entries[bounds.clone()];
        let sorted = sorted_by_middle(slab, 1);
        slab.copy_from_slice(&sorted);
    }
    let mut parts = Vec::with_capacity(groups + slabs);
    for bounds in slab_bounds {
        let (start, length) = (bounds.start, bounds.len());
        parts.extend(even_parts(length, length.div_ceil(fill)).into_iter().map(|part| &entries[start + part.start..start + part.end]));
    }
    parts
}

/// Cuts a length into parts that differ by one at most.
fn even_parts(length: usize, parts: usize) -> Vec<std::ops::Range<usize>> {
    (0..parts).map(|part| length * part / parts..length * (part + 1) / parts).collect()
}

/// A copy sorted along an axis. Sorting small keys and then moving each entry once beats sorting the entries.
fn sorted_by_middle(entries: &[IndexEntry], axis: usize) -> Vec<IndexEntry> {
    let mut keys: Vec<u64> =
        entries.iter().enumerate().map(|(at, entry)| u64::from(entry.middle_key(axis)) << 32 | at as u64).collect();
    keys.sort_unstable();
    keys.into_iter().map(|key| entries[(key & 0xFFFF_FFFF) as usize]).collect()
}

fn node(height: u16, entries: &[IndexEntry], node_bytes: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(node_bytes);
    bytes.extend_from_slice(&height.to_be_bytes());
    bytes.extend_from_slice(&(entries.len() as u16).to_be_bytes());
    for entry in entries {
        bytes.extend_from_slice(&entry.id.to_be_bytes());
        for edge in entry.edges {
            bytes.extend_from_slice(&edge.to_be_bytes());
        }
    }
    bytes.resize(node_bytes, 0);
    bytes
}

/// Replaces what an index holds. The caller has switched the defence of shadow tables off and opened a transaction.
pub(super) fn write_packed(sql: &rusqlite::Connection, index: &str, entries: Vec<IndexEntry>) -> Result<(), GpkgError> {
    let table = |ending: &str| quoted(&format!("{index}_{ending}"));
    let (nodes, rows, parents) = (table("node"), table("rowid"), table("parent"));
    let tree = pack(entries, node_bytes(sql, &nodes)?);
    for name in [&nodes, &rows, &parents] {
        sql.execute_batch(&format!("DELETE FROM {name}"))?;
    }
    let mut statement = sql.prepare(&format!("INSERT INTO {nodes} VALUES (?1, ?2)"))?;
    for (number, bytes) in &tree.nodes {
        statement.execute((number, bytes))?;
    }
    write_pairs(sql, &rows, &tree.leaf_of_row)?;
    write_pairs(sql, &parents, &tree.parent_of_node)
}

/// The size of the index's nodes, which its root tells.
fn node_bytes(sql: &rusqlite::Connection, nodes: &str) -> Result<usize, GpkgError> {
    let size: Option<i64> =
        sql.query_row(&format!("SELECT length(data) FROM {nodes} WHERE nodeno = 1"), [], |row| row.get(0)).optional()?;
    size.and_then(|size| usize::try_from(size).ok())
        .filter(|size| NODE_SIZES.contains(size))
        .ok_or_else(|| GpkgError::Damaged { detail: format!("{nodes} has no root") })
}

fn write_pairs(sql: &rusqlite::Connection, table: &str, pairs: &[(i64, i64)]) -> Result<(), GpkgError> {
    let (whole, rest) = pairs.as_chunks::<PAIRS_PER_STATEMENT>();
    if !whole.is_empty() {
        let mut statement = sql.prepare(&format!("INSERT INTO {table} VALUES {}", vec!["(?,?)"; PAIRS_PER_STATEMENT].join(",")))?;
        for chunk in whole {
            for (at, (key, value)) in chunk.iter().enumerate() {
                bind(&mut statement, at * 2 + 1, key)?;
                bind(&mut statement, at * 2 + 2, value)?;
            }
            statement.raw_execute()?;
        }
    }
    let mut statement = sql.prepare(&format!("INSERT INTO {table} VALUES (?1, ?2)"))?;
    for pair in rest {
        statement.execute(*pair)?;
    }
    Ok(())
}

fn bind(statement: &mut Statement<'_>, at: usize, value: impl ToSql) -> Result<(), GpkgError> {
    Ok(statement.raw_bind_parameter(at, value)?)
}

/// Builds the spatial index of a table anew from its rows. Rows without a geometry that can be read are not in the index.
/// Needs a registered index and an open transaction.
pub fn rebuild_spatial_index(connection: &Connection, table: &str) -> Result<(), GpkgError> {
    let indexes = super::layers::spatial_indexes(connection)?;
    let index = indexes.into_iter().find(|index| index.table == table).ok_or_else(|| GpkgError::Unknown { name: table.to_owned() })?;
    let sql = connection.sql();
    let _unguarded = super::bulk::Unguarded::begin(connection)?;
    let entries = read_entries(sql, &index)?;
    write_packed(sql, &index.index(), entries)
}

fn read_entries(sql: &rusqlite::Connection, index: &IndexNames) -> Result<Vec<IndexEntry>, GpkgError> {
    let IndexNames { table, geometry_column, id_column } = index;
    let mut statement = sql.prepare(&format!("SELECT {}, {} FROM {}", quoted(id_column), quoted(geometry_column), quoted(table)))?;
    let mut rows = statement.query([])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let ValueRef::Blob(blob) = row.get_ref(1)? else { continue };
        if let Ok(Some(envelope)) = geometry::envelope(blob) {
            entries.push(IndexEntry::new(row.get(0)?, envelope));
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_goes_outwards_and_keeps_what_fits() {
        for value in [0.0, 113.9, -113.9, 35.300_000_1, 1e-7, -1e-7, 180.0, -90.0, 104.066_666_6] {
            let (low, high) = (f64::from(rounded_down(value)), f64::from(rounded_up(value)));
            assert!(low <= value && value <= high, "{value} lies within {low} and {high}");
            assert!(high - low < 1e-4, "{value}: {low} {high}");
        }
        assert_eq!((rounded_down(113.5), rounded_up(113.5)), (113.5, 113.5));
    }

    #[test]
    fn every_entry_is_in_one_leaf_and_every_node_has_one_parent() {
        for count in [0_i64, 1, 51, 52, 53, 1_000, 30_000] {
            let entries = (0..count)
                .map(|id| IndexEntry::of_position(id * 3, Position::new((id * 7919 % 100_003) as i32 * 100, (id * 31 % 9973) as i32 * 100)))
                .collect();
            let tree = pack(entries, 1228);
            let rows: Vec<i64> = tree.leaf_of_row.iter().map(|pair| pair.0).collect();
            assert_eq!(rows, (0..count).map(|id| id * 3).collect::<Vec<_>>());
            assert_eq!(tree.parent_of_node.len() + 1, tree.nodes.len());
            assert!(tree.nodes.iter().all(|(_, bytes)| bytes.len() == 1228));
            let fewest = tree.nodes.iter().map(|(_, bytes)| u16::from_be_bytes([bytes[2], bytes[3]])).min();
            assert!(tree.nodes.len() < 3 || fewest >= Some(2), "{count}: {fewest:?} in the emptiest node");
        }
    }
}
