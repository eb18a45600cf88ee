//! How long it takes to take in a table of demand points: read, mapped, located, written with its spatial index.
//!
//! `cargo bench --bench import` prints one line of JSON for each case. `GRIDWRIGHT_BENCH_POINTS` sets the number of rows
//! (1,000,000). Reading happens in this process here; the window reads foreign files in a child process.
#![expect(clippy::print_stdout, reason = "a bench prints its result")]

mod project;

use gridwright::base::{CancelToken, NoProgress};
use gridwright::io::difference::ImportMode;
use gridwright::io::rows::MappingOptions;
use gridwright::io::{ReadOptions, read_file};
use gridwright::jobs::{ImportOptions, ImportTarget, Session, import};
use gridwright::partition::BuildOptions;
use gridwright::store::OpenMode;
use project::{Dice, create, line};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

const RUNS: usize = 3;

fn main() -> anyhow::Result<()> {
    let rows = std::env::var("GRIDWRIGHT_BENCH_POINTS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir()?;
    let csv = folder.path().join("用户.csv");
    write_csv(&csv, rows)?;
    let (mut times, mut reading) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let path = folder.path().join(format!("{run}.gpkg"));
        create(&path, 0)?;
        let mut session = Session::open(&path, OpenMode::Write)?;
        let start = Instant::now();
        let table = read_file(&csv, &ReadOptions::default())?;
        reading.push(start.elapsed().as_secs_f64() * 1e3);
        let done = import(&mut session, "用户.csv", &table, &options(), &CancelToken::default(), &NoProgress, start)?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
        assert_eq!((done.report.rows_imported, session.document().demand().len() as u64), (rows, rows));
        drop(session);
        std::fs::remove_file(&path)?;
    }
    println!("{}", line("import/read-csv", &mut reading, 0.0, ""));
    println!("{}", line("import/demand-csv", &mut times, 3_000.0, &format!(",\"rows\":{rows},\"csv_mb\":{},\"target_peak_mb\":600", std::fs::metadata(&csv)?.len() >> 20)));
    Ok(())
}

fn options() -> ImportOptions {
    ImportOptions {
        target: ImportTarget::Demand,
        mapping: MappingOptions { crs: Some("EPSG:4326".to_owned()), ..MappingOptions::default() },
        build: BuildOptions::default(),
        mode: ImportMode::Replace,
        key: None,
        level: None,
        plane: None,
        layer: String::new(),
        is_dry_run: false,
    }
}

fn write_csv(path: &Path, rows: u64) -> std::io::Result<()> {
    const ROADS: [&str; 4] = ["人民路", "解放大道", "平原路", "金穗大道"];
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    let mut dice = Dice(3);
    writeln!(out, "code,name,lon,lat,users,revenue")?;
    for number in 0..rows {
        let [lon, lat] = dice.place().degrees();
        writeln!(out, "U{number:07},{}{}号院{}单元,{lon:.7},{lat:.7},{},{}", ROADS[dice.roll(4) as usize], dice.roll(900), dice.roll(9), dice.roll(90), dice.roll(9_000))?;
    }
    out.flush()
}
