//! Hostile files: thousands of damaged copies of a small valid one.

use super::*;
use crate::base::dice::Dice;
use crate::gpkg::geometry;
use std::time::{Duration, Instant};

/// Damages a file in one of the ways that matter: single bytes, the headers of pages, the schema's text, whole pages.
fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    const PAGE: usize = 4096;
    let pages = bytes.len() / PAGE;
    match dice.below(6) {
        0 => {
            for _ in 0..=dice.below(8) {
                let at = dice.below(bytes.len());
                bytes[at] = dice.next() as u8;
            }
        }
        1 => {
            let at = dice.below(100);
            bytes[at] = dice.next() as u8;
        }
        2 => {
            let page = dice.below(pages);
            let at = page * PAGE + if page == 0 { 100 } else { 0 } + dice.below(24);
            bytes[at] = dice.next() as u8;
        }
        3 => {
            // The schema lies in the first pages: letters are exchanged, so that statements change their meaning.
            let at = 100 + dice.below(4 * PAGE);
            bytes[at] = b" \"'();,.abcnotINTEGERX0129"[dice.below(26)];
        }
        4 => {
            let (from, to) = (dice.below(pages) * PAGE, dice.below(pages) * PAGE);
            bytes.copy_within(from..from + PAGE, to);
        }
        _ => bytes.truncate(dice.below(bytes.len())),
    }
}

/// Uses a file as an import does.
fn use_it(path: &Path) -> Result<usize, GpkgError> {
    let connection = open_read_only(path)?;
    let limit = Some(Duration::from_secs(2));
    let checked = connection.verify(limit, None).and_then(|_| connection.verify_thoroughly(limit, None));
    // Reading goes on after a failed check here, to meet the damage where it is.
    let mut rows = 0;
    let read = connection.bounded(limit, None, |connection| {
        for layer in connection.layers()? {
            let columns: Vec<&str> = layer.columns.iter().map(|column| column.name.as_str()).collect();
            connection.read_rows(&layer.table, &columns, |row| {
                rows += 1;
                if let Some(blob) = row.geometry() {
                    let _ = geometry::decode(blob);
                }
                for column in 0..columns.len() {
                    let _ = row.value(column);
                }
                Ok(())
            })?;
        }
        Ok(rows)
    });
    checked.and(read)
}

#[test]
fn two_thousand_damaged_files_give_answers() {
    let folder = tempfile::tempdir().unwrap();
    let original = std::fs::read(sample(&folder)).unwrap();
    let path = folder.path().join("mutant.gpkg");
    let mut dice = Dice(20_260_301);
    let (mut sound, mut refused) = (0, 0);
    for number in 0..2_000 {
        let mut bytes = original.clone();
        damage(&mut bytes, &mut dice);
        std::fs::write(&path, &bytes).unwrap();
        let start = Instant::now();
        match use_it(&path) {
            Ok(_) => sound += 1,
            Err(_) => refused += 1,
        }
        // A writer meets the same damage and may refuse it, too.
        if number % 4 == 0
            && let Ok(connection) = open_for_writing(&path, &[])
        {
            // Nothing here must survive a power cut.
            connection.sql().pragma_update(None, "synchronous", "OFF").unwrap();
            let _ = connection.sql().execute("DELETE FROM demand WHERE fid % 2 = 0", []);
        }
        assert!(start.elapsed() < Duration::from_secs(5), "mutant {number} took {:?}", start.elapsed());
    }
    assert!(refused > 500 && sound > 100, "{refused} refused, {sound} sound: the damage is of both kinds");
}

#[test]
fn hostile_schemas_are_bounded() {
    let many = (0..1_900).map(|column| format!("c{column}")).collect::<Vec<_>>().join(",");
    let schemas = [
        "CREATE VIEW demand2 AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS fid, x AS geom FROM n; \
         INSERT INTO gpkg_contents (table_name, data_type) VALUES ('demand2', 'features')".to_owned(),
        "CREATE TABLE bomb (fid INTEGER PRIMARY KEY, geom AS (zeroblob(900000000))); \
         INSERT INTO bomb (fid) VALUES (1); INSERT INTO gpkg_contents (table_name, data_type) VALUES ('bomb', 'features'); \
         INSERT INTO gpkg_geometry_columns VALUES ('bomb', 'geom', 'POINT', 4326, 0, 0)".to_owned(),
        format!("CREATE TABLE wide (fid INTEGER PRIMARY KEY, {many}); INSERT INTO gpkg_contents (table_name, data_type) VALUES ('wide', 'attributes')"),
        "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('sqlite_schema', 'attributes'), ('none', 'features')".to_owned(),
        "UPDATE gpkg_contents SET srs_id = NULL, identifier = x'ff' WHERE table_name = 'cells'".to_owned(),
    ];
    for sql in schemas {
        let folder = tempfile::tempdir().unwrap();
        let path = sample(&folder);
        rusqlite::Connection::open(&path).unwrap().execute_batch(&sql).unwrap();
        let start = Instant::now();
        let result = use_it(&path);
        assert!(start.elapsed() < Duration::from_secs(5), "{sql:.60} took {:?}", start.elapsed());
        assert!(result.is_err() || result.is_ok_and(|rows| rows < 10_000));
    }
}
