//! Ready-made map tiles in an SQLite file (MBTiles): metadata and one tile at a time, from files that nobody vouches for.

use super::connection::Connection;
use super::{GpkgError, opening};
use rusqlite::config::DbConfig;
use rusqlite::{OptionalExtension, Row, params};
use std::path::Path;
use std::time::Duration;

/// Bytes of the largest tile that is read; real ones have some ten thousand.
const MOST_TILE_BYTES: i64 = 8 << 20;
/// Bytes of the longest metadata value that is read; longer ones count as missing.
const MOST_VALUE_BYTES: i64 = 16 << 10;
/// Deepest zoom of a tile that anybody makes.
const MOST_ZOOM: u8 = 24;
/// How long opening and one tile may take. A view can be as slow as its author likes.
const OPEN_TIME: Duration = Duration::from_secs(3);
const TILE_TIME: Duration = Duration::from_secs(1);

/// What an MBTiles file says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MbTilesMetadata {
    /// A name for people.
    pub name: Option<String>,
    /// Who made the data, as the file has it (it may hold HTML).
    pub attribution: Option<String>,
    /// What tiles are: `png`, `jpg`, `webp`, `pbf`, or a media type.
    pub format: Option<String>,
    /// The smallest zoom that has tiles.
    pub min_zoom: u8,
    /// The largest zoom that has tiles.
    pub max_zoom: u8,
}

/// An open MBTiles file (瓦片包). Reading changes no byte of it.
#[derive(Debug)]
pub struct MbTiles {
    connection: Connection,
    metadata: MbTilesMetadata,
}

impl MbTiles {
    /// Opens a file and reads its metadata.
    ///
    /// # Errors
    /// [`GpkgError::Unknown`] where the table (or view) of tiles is missing or has no tile; whatever SQLite finds wrong.
    pub fn open(path: &Path) -> Result<Self, GpkgError> {
        let connection = opening::open_sqlite_read_only(path)?;
        // Many writers store equal tiles once and make `tiles` a view. What such a view may do is bounded by time, by the
        // limits of the connection and by its being read-only.
        connection.sql().set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, true)?;
        let metadata = connection.bounded(Some(OPEN_TIME), None, read_metadata)?;
        Ok(Self { connection, metadata })
    }

    /// What the file says about itself.
    pub fn metadata(&self) -> &MbTilesMetadata {
        &self.metadata
    }

    /// The bytes of one tile, its row counted from the north as web maps do; `None` where the file has none or it is
    /// larger than any tile should be.
    pub fn tile(&self, zoom: u8, column: u32, row: u32) -> Result<Option<Vec<u8>>, GpkgError> {
        let Some(row_from_south) = rows_at(zoom).and_then(|rows| rows.checked_sub(1)?.checked_sub(row)) else { return Ok(None) };
        self.connection.bounded(Some(TILE_TIME), None, |connection| {
            let wanted = "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3 AND length(tile_data) <= ?4 LIMIT 1";
            let mut statement = connection.sql().prepare_cached(wanted)?;
            let found = statement.query_row(params![zoom, column, row_from_south, MOST_TILE_BYTES], |row| Ok(row.get_ref(0)?.as_blob().ok().map(<[u8]>::to_vec)));
            Ok(found.optional()?.flatten())
        })
    }

    /// The bytes of some tile, to see what the file holds.
    pub fn any_tile(&self) -> Result<Option<Vec<u8>>, GpkgError> {
        self.connection.bounded(Some(TILE_TIME), None, |connection| {
            let wanted = "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND length(tile_data) <= ?2 LIMIT 1";
            let found = connection.sql().query_row(wanted, params![self.metadata.max_zoom, MOST_TILE_BYTES], |row| Ok(row.get_ref(0)?.as_blob().ok().map(<[u8]>::to_vec)));
            Ok(found.optional()?.flatten())
        })
    }
}

fn rows_at(zoom: u8) -> Option<u32> {
    (zoom <= MOST_ZOOM).then(|| 1 << zoom)
}

fn read_metadata(connection: &Connection) -> Result<MbTilesMetadata, GpkgError> {
    for (name, columns) in [("tiles", "zoom_level, tile_column, tile_row, tile_data"), ("metadata", "name, value")] {
        if connection.sql().prepare(&format!("SELECT {columns} FROM {name}")).is_err() {
            return Err(GpkgError::Unknown { name: name.to_owned() });
        }
    }
    let value = |name: &str| -> Result<Option<String>, GpkgError> {
        let wanted = "SELECT CAST(value AS TEXT) FROM metadata WHERE name = ?1 AND length(value) <= ?2 LIMIT 1";
        let text = |row: &Row<'_>| Ok(row.get_ref(0)?.as_bytes_or_null().ok().flatten().map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned()));
        let found = connection.sql().query_row(wanted, params![name, MOST_VALUE_BYTES], text);
        Ok(found.optional()?.flatten().filter(|text| !text.is_empty()))
    };
    // The tiles decide: what the metadata say about zooms is often missing and sometimes wrong. Two questions, because
    // each by itself is answered from the index without a walk over the tiles.
    let zoom = |which: &str| -> Result<u8, GpkgError> {
        let found: Option<i64> = connection.sql().query_row(&format!("SELECT {which}(zoom_level) FROM tiles"), [], |row| row.get(0))?;
        found.and_then(|zoom| u8::try_from(zoom).ok()).filter(|zoom| *zoom <= MOST_ZOOM).ok_or_else(|| GpkgError::Unknown { name: "tiles".to_owned() })
    };
    Ok(MbTilesMetadata { name: value("name")?, attribution: value("attribution")?, format: value("format")?, min_zoom: zoom("min")?, max_zoom: zoom("max")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(statements: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.mbtiles");
        rusqlite::Connection::open(&path).unwrap().execute_batch(statements).unwrap();
        (folder, path)
    }

    const PLAIN: &str = "CREATE TABLE metadata (name TEXT, value TEXT); INSERT INTO metadata VALUES ('name', '老城'), ('format', 'png');
        CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
        CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);
        INSERT INTO tiles VALUES (3, 6, 5, x'0102'), (5, 26, 20, x'03'), (5, 0, 0, 'text'), (4, 1, 1, zeroblob(9000000));";

    #[test]
    fn rows_are_counted_from_the_north() {
        let (_folder, path) = written(PLAIN);
        let tiles = MbTiles::open(&path).unwrap();
        assert_eq!(tiles.metadata(), &MbTilesMetadata { name: Some("老城".into()), attribution: None, format: Some("png".into()), min_zoom: 3, max_zoom: 5 });
        assert_eq!(tiles.tile(3, 6, 2).unwrap(), Some(vec![1, 2]));
        assert_eq!(tiles.tile(5, 26, 11).unwrap(), Some(vec![3]));
        assert_eq!(tiles.tile(5, 27, 11).unwrap(), None);
        assert_eq!(tiles.tile(5, 0, 31).unwrap(), None, "text is no tile");
        assert_eq!(tiles.tile(4, 1, 14).unwrap(), None, "nor is nine megabytes");
        assert_eq!(tiles.tile(3, 0, u32::MAX).unwrap(), None);
        assert_eq!(tiles.tile(200, 0, 0).unwrap(), None);
    }

    #[test]
    fn a_view_serves_as_the_table() {
        let view = "CREATE TABLE metadata (name TEXT, value TEXT); CREATE TABLE images (id TEXT, tile_data BLOB); INSERT INTO images VALUES ('a', x'2a');
            CREATE TABLE map (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, id TEXT); INSERT INTO map VALUES (0, 0, 0, 'a');
            CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data FROM map JOIN images USING (id);";
        let (_folder, path) = written(view);
        let tiles = MbTiles::open(&path).unwrap();
        assert_eq!(tiles.tile(0, 0, 0).unwrap(), Some(vec![42]));
        assert_eq!(tiles.any_tile().unwrap(), Some(vec![42]));
    }

    #[test]
    fn a_view_that_never_ends_is_stopped() {
        let endless = "CREATE TABLE metadata (name TEXT, value TEXT);
            CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i % 2 AS zoom_level, 0 AS tile_column, 0 AS tile_row, x'00' AS tile_data FROM n;";
        let (_folder, path) = written(endless);
        assert!(matches!(MbTiles::open(&path), Err(GpkgError::TimedOut)), "{:?}", MbTiles::open(&path));
    }

    #[test]
    fn what_is_no_tile_file_is_refused() {
        let (_folder, path) = written("CREATE TABLE other (a)");
        assert!(matches!(MbTiles::open(&path), Err(GpkgError::Unknown { name }) if name == "tiles"));
        let (_folder, path) = written("CREATE TABLE metadata (name, value); CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data); INSERT INTO tiles VALUES (99, 0, 0, x'00')");
        assert!(matches!(MbTiles::open(&path), Err(GpkgError::Unknown { .. })));
        let (folder, path) = written(PLAIN);
        let bytes = std::fs::read(&path).unwrap();
        let cut = folder.path().join("cut.mbtiles");
        for length in [0, 10, 600, 5000] {
            std::fs::write(&cut, &bytes[..length]).unwrap();
            assert!(MbTiles::open(&cut).is_err(), "{length} bytes");
        }
        assert!(matches!(MbTiles::open(&folder.path().join("none")), Err(GpkgError::Missing)));
    }
}
