//! How long a million rows take. Run by hand: `cargo test --release io::tests::speed -- --ignored --nocapture`.

use super::super::classify::MeasureColumn;
use super::super::rows::{MappingOptions, demand_rows};
use super::super::{ReadOptions, read_file, worker};
use std::fmt::Write as _;
use std::time::Instant;

/// A million rows of seven columns, unless `GRIDWRIGHT_POINTS` names a file of them.
fn points(folder: &std::path::Path) -> std::path::PathBuf {
    if let Some(path) = std::env::var_os("GRIDWRIGHT_POINTS") {
        return path.into();
    }
    let mut text = String::from("lon,lat,users,revenue,households,ports,name\n");
    for row in 0..1_000_000u64 {
        let (a, b) = (row * 7919 % 9_999_991, row * 104_729 % 9_999_973);
        writeln!(text, "113.{a:07},35.{b:07},{},{},{},{},牧野乡家属院{}号楼", row % 7, row % 500, row % 5, row % 9, row % 999).unwrap();
    }
    let path = folder.join("points.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
#[ignore = "a measurement, not a check"]
fn a_million_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = points(folder.path());
    let measures = ["users", "revenue", "households", "ports"].iter().map(|name| MeasureColumn::parse(name).unwrap()).collect();
    let options = MappingOptions { measures, ..MappingOptions::default() };
    for _ in 0..3 {
        let start = Instant::now();
        let table = read_file(&path, &ReadOptions::default()).unwrap();
        let read = start.elapsed();
        let start = Instant::now();
        let demand = demand_rows(&table, &options).unwrap();
        let mapped = start.elapsed();
        let (mut reader, mut writer) = std::io::pipe().unwrap();
        let start = Instant::now();
        let arrived = std::thread::scope(|scope| {
            scope.spawn(|| {
                worker::send(&table, &mut writer).unwrap();
                drop(writer);
            });
            worker::receive(&mut reader).unwrap()
        });
        let sent = start.elapsed();
        assert_eq!((demand.positions.len(), arrived.rows()), (1_000_000, 1_000_000));
        println!("read {read:?}, mapped {mapped:?}, sent through a pipe {sent:?}, {} MB held", table.text.memory_bytes() >> 20);
    }
}
