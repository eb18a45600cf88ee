//! A million rows, measured. Run by hand in release:
//! `cargo test --release --lib gpkg::tests::speed -- --ignored --nocapture`.

use super::*;
use std::time::Instant;

#[test]
#[ignore = "a measurement: a million rows, in release"]
fn a_million_rows() {
    const ROWS: i64 = 1_000_000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("million.gpkg");
    let codes: Vec<String> = (0..ROWS).map(|row| format!("U{row:07}")).collect();
    let connection = create(&path).unwrap();
    fill(&connection, 0);
    let start = Instant::now();
    connection.sql().execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut bulk = BulkInsert::begin(&connection, &DEMAND).unwrap();
    for (row, code) in (1..).zip(&codes) {
        let integers = [row % 7, row * 31 % 100_000, row % 3, 1].map(FieldValue::Integer);
        let values = [FieldValue::Text(code), integers[0], integers[1], integers[2], integers[3], FieldValue::Text("公众")];
        bulk.point(row, place(row), SRS_WGS84, &values).unwrap();
    }
    println!("rows {:?}", start.elapsed());
    bulk.finish(NOW).unwrap();
    println!("rows and index {:?}", start.elapsed());
    connection.sql().execute_batch("COMMIT").unwrap();
    println!("rows, index and commit {:?}, {} bytes", start.elapsed(), path.metadata().unwrap().len());
    let start = Instant::now();
    assert_eq!(connection.verify_thoroughly(None, None).unwrap(), Verified::Whole);
    println!("verify thoroughly {:?}", start.elapsed());
    let start = Instant::now();
    assert_eq!(connection.verify(None, None).unwrap(), Verified::Whole);
    println!("verify {:?}", start.elapsed());
    let start = Instant::now();
    let points = read_points(&path, "demand", &["users", "revenue", "lines", "batch"]).unwrap();
    println!("read {:?}", start.elapsed());
    assert_eq!((points.ids.len() as i64, points.positions[77]), (ROWS, place(78)));
    let start = Instant::now();
    connection.sql().execute_batch("BEGIN").unwrap();
    rebuild_spatial_index(&connection, "demand").unwrap();
    println!("rebuild {:?}", start.elapsed());
    connection.sql().execute_batch("COMMIT").unwrap();
    let start = Instant::now();
    connection.save_copy(&folder.path().join("copy.gpkg"), None).unwrap();
    println!("save a copy {:?}", start.elapsed());
    if let Some(kept) = std::env::var_os("GRIDWRIGHT_KEEP") {
        connection.save_copy(Path::new(&kept), None).unwrap();
    }
}
