//! Bulk rows: all there, index sound, count and extent right, reading gives back what was written.

use super::*;
use crate::gpkg::geometry;

#[test]
fn rows_come_back_as_they_went_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    let points = read_points(&path, "demand", &["users", "revenue"]).unwrap();
    assert_eq!(points.ids, (1..=200).collect::<Vec<i64>>());
    assert_eq!(points.positions, (1..=200).map(place).collect::<Vec<_>>());
    assert_eq!(points.columns[0], (1..=200).map(|row| row % 7).collect::<Vec<i64>>());
    assert_eq!(points.columns[1], (1..=200).map(|row| row * 31 % 100_000).collect::<Vec<i64>>());
    assert!(points.without_position.is_empty() && points.odd_values.is_empty());
    let connection = open_read_only(&path).unwrap();
    let mut codes = Vec::new();
    connection
        .read_rows("cells", &["code"], |row| {
            assert!(matches!(geometry::decode_shape(row.geometry().unwrap()), Ok(geometry::Shape::Polygon(_))));
            if let FieldValue::Text(code) = row.value(0) {
                codes.push((row.id(), code.to_owned()));
            }
            Ok(())
        })
        .unwrap();
    assert_eq!((codes.len(), &codes[59]), (60, &(60, "C60".to_owned())));
}

#[test]
fn index_count_and_extent_are_right_for_every_size() {
    for points in [0, 1, 31, 32, 33, 51, 52, 3_000] {
        let folder = tempfile::tempdir().unwrap();
        let connection = create(&folder.path().join("p.gpkg")).unwrap();
        fill(&connection, points);
        assert_index_sound(&connection, "demand");
        assert_index_sound(&connection, "cells");
        assert_eq!(one::<i64>(&connection, "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'demand'"), points);
        assert_eq!(one::<i64>(&connection, "SELECT count(*) FROM rtree_demand_geom"), points);
        let west: Option<f64> = one(&connection, "SELECT min_x FROM gpkg_contents WHERE table_name = 'demand'");
        assert_eq!(west, (1..=points).map(|row| place(row).degrees()[0]).reduce(f64::min));
        assert_eq!(connection.verify(None, None).unwrap(), Verified::Whole);
    }
}

#[test]
fn the_packed_index_finds_what_a_scan_finds_and_equals_sqlites_own_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let connection = create(&folder.path().join("p.gpkg")).unwrap();
    fill(&connection, 3_000);
    let inside = "fid IN (SELECT id FROM rtree_demand_geom WHERE minx <= 113.95 AND maxx >= 113.92 AND miny <= 35.36 AND maxy >= 35.32)";
    let exact = "ST_MinX(geom) BETWEEN 113.92 AND 113.95 AND ST_MinY(geom) BETWEEN 35.32 AND 35.36";
    let found: i64 = one(&connection, &format!("SELECT count(*) FROM demand WHERE {inside} AND {exact}"));
    let scanned: i64 = one(&connection, &format!("SELECT count(*) FROM demand WHERE {exact}"));
    assert_eq!(found, scanned);
    assert!(scanned > 10, "{scanned} rows");
    let bounds = "SELECT group_concat(id || ' ' || minx || ' ' || maxx || ' ' || miny || ' ' || maxy) FROM (SELECT * FROM rtree_demand_geom ORDER BY id)";
    let packed: String = one(&connection, bounds);
    connection.sql().execute_batch("DELETE FROM rtree_demand_geom; INSERT INTO rtree_demand_geom SELECT fid, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), ST_MaxY(geom) FROM demand").unwrap();
    assert_eq!(packed, one::<String>(&connection, bounds), "SQLite rounds the same way");
}

#[test]
fn later_edits_keep_the_index_by_its_triggers() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    let connection = open_for_writing(&path, &[]).unwrap();
    let moved = geometry::encode_point(Position::new(0, 0), SRS_WGS84);
    connection.sql().execute("UPDATE demand SET geom = ?1 WHERE fid = 7", [&moved[..]]).unwrap();
    connection.sql().execute("UPDATE demand SET geom = NULL WHERE fid = 8", []).unwrap();
    connection.sql().execute("DELETE FROM demand WHERE fid = 9", []).unwrap();
    for _ in 0..100 {
        connection.sql().execute("INSERT INTO demand (geom, code) VALUES (?1, 'new')", [&moved[..]]).unwrap();
    }
    assert_index_sound(&connection, "demand");
    assert_eq!(one::<i64>(&connection, "SELECT count(*) FROM rtree_demand_geom"), 298);
    assert_eq!(one::<i64>(&connection, "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'demand'"), 299);
    assert_eq!(one::<i64>(&connection, "SELECT id FROM rtree_demand_geom WHERE minx BETWEEN -1e-6 AND 1e-6 ORDER BY id LIMIT 1"), 7);
    // The next row id is not one that was used before.
    assert_eq!(one::<i64>(&connection, "SELECT max(fid) FROM demand"), 300);
}

#[test]
fn more_rows_into_a_table_that_has_some() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    let connection = open_for_writing(&path, &[]).unwrap();
    connection.sql().execute_batch("BEGIN").unwrap();
    let mut bulk = BulkInsert::begin(&connection, &DEMAND).unwrap();
    let values = [FieldValue::Null; 6];
    for row in 201..=500 {
        bulk.point(row, place(row), SRS_WGS84, &values).unwrap();
    }
    bulk.blob(501, &[], &values).unwrap();
    assert!(matches!(bulk.point(502, place(1), SRS_WGS84, &values[1..]), Err(GpkgError::RowWidth { expected: 6, given: 5 })));
    assert_eq!(bulk.finish(NOW).unwrap().rows, 301);
    connection.sql().execute_batch("COMMIT").unwrap();
    assert_index_sound(&connection, "demand");
    assert_eq!(one::<i64>(&connection, "SELECT count(*) FROM rtree_demand_geom"), 500);
    assert_eq!(one::<i64>(&connection, "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'demand'"), 501);
    drop(connection);
    let points = read_points(&path, "demand", &["users"]).unwrap();
    assert_eq!((points.ids.len(), points.without_position), (500, vec![501]));
    assert_eq!(points.odd_values.len(), 300);
    assert_eq!(points.odd_values[0], OddValue { id: 201, column: 0 });
}

#[test]
fn safeties_come_back_after_a_bulk_insert_and_it_needs_a_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let connection = open_for_writing(&sample(&folder), &[]).unwrap();
    assert!(matches!(BulkInsert::begin(&connection, &DEMAND), Err(GpkgError::NoTransaction)));
    connection.sql().execute_batch("BEGIN").unwrap();
    let bulk = BulkInsert::begin(&connection, &DEMAND).unwrap();
    drop(bulk);
    connection.sql().execute_batch("ROLLBACK").unwrap();
    assert!(connection.sql().execute("DELETE FROM rtree_demand_geom_node", []).is_err(), "shadow tables are defended");
    connection.sql().execute("DELETE FROM demand WHERE fid = 1", []).unwrap();
    assert_eq!(one::<i64>(&connection, "SELECT count(*) FROM rtree_demand_geom"), 199);
}

#[test]
fn an_unknown_table_or_column_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(&folder);
    assert!(matches!(read_points(&path, "none", &[]), Err(GpkgError::Unknown { name }) if name == "none"));
    assert!(matches!(read_points(&path, "demand", &["none"]), Err(GpkgError::Unknown { name }) if name == "none"));
    assert!(matches!(read_points(&path, "demand", &["users\", (SELECT 1) \""]), Err(GpkgError::Unknown { .. })));
}

#[test]
fn names_with_quotes_and_a_refused_name() {
    let folder = tempfile::tempdir().unwrap();
    let connection = create(&folder.path().join("p.gpkg")).unwrap();
    let strange = FeatureTable { name: "a \"b\" 'c'", identifier: "x", ..DEMAND };
    create_feature_table(&connection, &strange, NOW).unwrap();
    connection.sql().execute("INSERT INTO \"a \"\"b\"\" 'c'\" (geom) VALUES (?1)", [&geometry::encode_point(place(1), 4326)[..]]).unwrap();
    assert_eq!(one::<i64>(&connection, "SELECT feature_count FROM gpkg_ogr_contents"), 1);
    for name in ["", "a\0b", "sqlite_x"] {
        assert!(matches!(create_feature_table(&connection, &FeatureTable { name, ..DEMAND }, NOW), Err(GpkgError::BadName { .. })), "{name:?}");
    }
    let twice = create_feature_table(&connection, &strange, NOW);
    assert!(twice.is_err(), "a table that exists is refused");
    assert_eq!(one::<i64>(&connection, "SELECT count(*) FROM gpkg_contents"), 1, "nothing is left of the refused one");
}
