//! How long the build of a plan from messy polygons takes.
//!
//! `cargo bench --bench clean` prints one line of JSON for each case. `GRIDWRIGHT_MESSY=FILE` adds a case from a dump:
//! little-endian `u32` polygons, for each `u32` rings, for each `u32` positions, then `i32` longitude and `i32` latitude
//! of each in units of 1e-7 degree. `GRIDWRIGHT_MESSY_OUT=FILE` writes the result of that case for a check by other
//! programs: `u32` cells with `u32` polygon each, `u32` arcs, for each `u32` left cell, right cell, positions, then them.
//! `GRIDWRIGHT_MESSY_FILE=FILE` cleans a GeoJSON or shapefile from file to GeoPackage; `GRIDWRIGHT_MESSY_CLEAN=FILE` keeps the result.
#![expect(clippy::print_stdout, reason = "a bench prints its result")]

use gridwright::base::{ArcId, CancelToken, NoProgress, Progress, ProgressSink};
use gridwright::geodesy::Position;
use gridwright::io::rows::{MappingOptions, polygons};
use gridwright::io::{ExportColumn, ExportGeometry, ExportOptions, ExportTable, ReadOptions, export, read_file};
use gridwright::partition::{BuildOptions, Built, InputPolygon, Partition, build};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

const RUNS: usize = 7;
const TARGET_MS: f64 = 800.0;

fn main() -> std::io::Result<()> {
    let messy = lattice(100, 26);
    run("clean/lattice-100x100", &messy);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("messy.geojson");
    write_geojson(&messy, &file);
    run_files("clean/file-to-file", &file, folder.path());
    if let Ok(path) = std::env::var("GRIDWRIGHT_MESSY_FILE") {
        run_files("clean/given-file", Path::new(&path), folder.path());
    }
    if let Ok(path) = std::env::var("GRIDWRIGHT_MESSY") {
        let built = run("clean/dump", &read_dump(&std::fs::read(path)?));
        if let Ok(path) = std::env::var("GRIDWRIGHT_MESSY_OUT") {
            write_result(&built, &path)?;
        }
    }
    Ok(())
}

/// When each stage began.
struct Stages(Mutex<Vec<(&'static str, Instant)>>);

impl ProgressSink for Stages {
    fn report(&self, progress: Progress) {
        if let Ok(mut list) = self.0.lock() {
            list.push((progress.stage, Instant::now()));
        }
    }
}

fn run(name: &str, polygons: &[InputPolygon]) -> Built {
    let vertices: usize = polygons.iter().flat_map(|p| &p.rings).map(Vec::len).sum();
    let before_mb = memory_mb("VmRSS");
    let once = |sink: &dyn ProgressSink| {
        let start = Instant::now();
        let built = build(polygons, &BuildOptions::default(), &CancelToken::default(), sink).expect("nobody cancels a bench");
        (built, start.elapsed().as_secs_f64() * 1e3)
    };
    let mut times: Vec<f64> = (0..RUNS).map(|_| once(&NoProgress).1).collect();
    times.sort_by(f64::total_cmp);
    let stages = Stages(Mutex::default());
    let (built, _) = once(&stages);
    let list = stages.0.into_inner().unwrap_or_default();
    let stages: Vec<String> = list
        .windows(2)
        .map(|pair| format!("\"{}\":{:.1}", pair[0].0.trim_start_matches("progress-build-"), (pair[1].1 - pair[0].1).as_secs_f64() * 1e3))
        .collect();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for finding in &built.findings {
        *kinds.entry(format!("{}:{}", finding.kind.name(), finding.action)).or_default() += 1;
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("\"{kind}\":{count}")).collect();
    println!(
        "{{\"name\":\"{name}\",\"p50_ms\":{:.1},\"p99_ms\":{:.1},\"peak_mb\":{:.0},\"input_mb\":{before_mb:.0},\"target_p99_ms\":{TARGET_MS},\"polygons\":{},\"vertices\":{vertices},\"cells\":{},\"arcs\":{},\"snap_units\":{},\"gap_width_m\":{:.3},\"stages_ms\":{{{}}},\"findings\":{{{}}}}}",
        times[RUNS / 2],
        times[RUNS - 1],
        memory_mb("VmHWM"),
        polygons.len(),
        built.cells.len(),
        built.arcs.len(),
        built.snap_units,
        built.gap_width_m,
        stages.join(","),
        kinds.join(","),
    );
    built
}

/// The whole way: read, map, build, derive polygons, write a GeoPackage with a spatial index.
fn run_files(name: &str, file: &Path, folder: &Path) {
    let out = std::env::var("GRIDWRIGHT_MESSY_CLEAN").map_or_else(|_| folder.join("clean.gpkg"), Into::into);
    let mut times = Vec::new();
    let mut cells = 0;
    for _ in 0..RUNS {
        let start = Instant::now();
        cells = clean_file(file, &out);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "{{\"name\":\"{name}\",\"p50_ms\":{:.1},\"p99_ms\":{:.1},\"peak_mb\":{:.0},\"target_p99_ms\":1500,\"cells\":{cells}}}",
        times[RUNS / 2],
        times[RUNS - 1],
        memory_mb("VmHWM"),
    );
}

fn clean_file(file: &Path, out: &Path) -> usize {
    let table = read_file(file, &ReadOptions::default()).expect("the bench's own file is readable");
    let mut read = polygons(&table, &MappingOptions::default()).expect("it holds polygons");
    let inputs: Vec<InputPolygon> =
        read.polygons.iter_mut().map(|row| InputPolygon { rings: std::mem::take(&mut row.rings), row: row.row_number, code: row.code.clone() }).collect();
    let built = build(&inputs, &BuildOptions::default(), &CancelToken::default(), &NoProgress).expect("nobody cancels a bench");
    let arcs = built.arcs.iter().cloned().enumerate().map(|(at, shape)| (ArcId(at as u32), shape));
    let partition = Partition::from_arcs(arcs).expect("the builder's result is a partition");
    let shapes = built.cells.par_iter().map(|cell| ExportGeometry::Polygons(vec![partition.cell_polygon(cell.id).rings.into_iter().map(Into::into).collect()]));
    let codes = built.cells.iter().map(|cell| inputs[cell.polygon as usize].code.as_str().into()).collect();
    let table = ExportTable { columns: vec![("code".to_owned(), ExportColumn::Text(codes))], geometry: Some(shapes.collect()) };
    export(out, &table, &ExportOptions::default()).expect("the folder is writable");
    built.cells.len()
}

fn write_geojson(polygons: &[InputPolygon], file: &Path) {
    let shapes = polygons.iter().map(|polygon| ExportGeometry::Polygons(vec![polygon.rings.iter().map(|ring| ring.as_slice().into()).collect()]));
    let codes = polygons.iter().map(|polygon| polygon.code.as_str().into()).collect();
    let table = ExportTable { columns: vec![("code".to_owned(), ExportColumn::Text(codes))], geometry: Some(shapes.collect()) };
    export(file, &table, &ExportOptions::default()).expect("the folder is writable");
}

/// A line of this process's status in MB; 0 where the system has none.
fn memory_mb(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok()).map_or(0.0, |kb| kb / 1024.0)
}

/// A small random number generator (splitmix64), so that the bench needs no crate and every system makes the same input.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn around(&mut self, reach: i32) -> i32 {
        self.below(2 * reach as u64 + 1) as i32 - reach
    }
}

const STEP: i32 = 100_000;
const ORIGIN: (i32, i32) = (1_134_000_000, 348_000_000);

/// `side * side` quadrilaterals with wavy shared edges of `bends` segments, then the faults: 30 % of the vertex copies
/// moved by up to 30 units, 60 polygons 4 % too large, 50 missing, 50 twice.
fn lattice(side: usize, bends: usize) -> Vec<InputPolygon> {
    let mut dice = Dice(11);
    let corners: Vec<(i32, i32)> = (0..(side + 1) * (side + 1))
        .map(|at| {
            let (x, y) = ((at % (side + 1)) as i32, (at / (side + 1)) as i32);
            (ORIGIN.0 + x * STEP + dice.around(STEP / 4), ORIGIN.1 + y * STEP + dice.around(STEP / 4))
        })
        .collect();
    let mut lines: BTreeMap<(usize, usize), Vec<(i32, i32)>> = BTreeMap::new();
    let mut ring = |corner: [usize; 4], dice: &mut Dice| {
        let mut ring = Vec::new();
        for at in 0..4 {
            let (from, to) = (corner[at], corner[(at + 1) % 4]);
            let line = lines.entry((from.min(to), from.max(to))).or_insert_with_key(|(a, b)| wavy(corners[*a], corners[*b], bends, dice));
            let forward: Vec<(i32, i32)> = if from < to { line.clone() } else { line.iter().rev().copied().collect() };
            ring.extend(&forward[..forward.len() - 1]);
        }
        ring
    };
    let mut rings: Vec<Vec<(i32, i32)>> = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let at = y * (side + 1) + x;
            rings.push(ring([at, at + 1, at + side + 2, at + side + 1], &mut dice));
        }
    }
    for point in rings.iter_mut().flatten() {
        if dice.below(10) < 3 {
            *point = (point.0 + dice.around(30), point.1 + dice.around(30));
        }
    }
    let mut order: Vec<usize> = (0..rings.len()).collect();
    (1..order.len()).rev().for_each(|at| order.swap(at, dice.below(at as u64 + 1) as usize));
    order[..60].iter().for_each(|at| enlarge(&mut rings[*at]));
    let dropped = &order[60..110];
    let mut keep: Vec<usize> = (0..rings.len()).filter(|at| !dropped.contains(at)).collect();
    keep.extend(&order[110..160]);
    keep.iter()
        .enumerate()
        .map(|(row, at)| InputPolygon {
            rings: vec![rings[*at].iter().map(|p| Position::new(p.0, p.1)).collect()],
            row: row as u64 + 1,
            code: format!("C{at:05}"),
        })
        .collect()
}

fn wavy(a: (i32, i32), b: (i32, i32), bends: usize, dice: &mut Dice) -> Vec<(i32, i32)> {
    let (dx, dy) = (f64::from(b.0 - a.0), f64::from(b.1 - a.1));
    let (waves, start) = (1.0 + dice.below(200) as f64 / 100.0, dice.below(600) as f64 / 100.0);
    (0..=bends)
        .map(|at| {
            let t = at as f64 / bends as f64;
            let off = 0.012 * libm::sin(std::f64::consts::PI * t) * libm::sin(std::f64::consts::TAU * t * waves + start);
            (a.0 + (dx * t - dy * off).round() as i32, a.1 + (dy * t + dx * off).round() as i32)
        })
        .collect()
}

fn enlarge(ring: &mut [(i32, i32)]) {
    let mean = |values: &mut dyn Iterator<Item = i32>| values.map(i64::from).sum::<i64>() / ring.len() as i64;
    let middle = (mean(&mut ring.iter().map(|p| p.0)), mean(&mut ring.iter().map(|p| p.1)));
    let away = |value: i32, middle: i64| (middle + (i64::from(value) - middle) * 104 / 100) as i32;
    for point in ring.iter_mut() {
        *point = (away(point.0, middle.0), away(point.1, middle.1));
    }
}

fn read_dump(bytes: &[u8]) -> Vec<InputPolygon> {
    let mut words = bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
    let mut next = || words.next().unwrap_or(0);
    let mut polygons = Vec::new();
    for at in 0..next() {
        let mut rings = Vec::new();
        for _ in 0..next() {
            let count = next();
            rings.push((0..count).map(|_| Position::new(next() as i32, next() as i32)).collect());
        }
        polygons.push(InputPolygon { rings, row: u64::from(at) + 1, code: format!("P{at:05}") });
    }
    polygons
}

fn write_result(built: &Built, path: &str) -> std::io::Result<()> {
    let mut words: Vec<u32> = vec![built.cells.len() as u32];
    words.extend(built.cells.iter().map(|cell| cell.polygon));
    words.push(built.arcs.len() as u32);
    for arc in &built.arcs {
        words.extend([arc.left.0, arc.right.0, arc.points.len() as u32]);
        words.extend(arc.points.iter().flat_map(|p| [p.lon as u32, p.lat as u32]));
    }
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    std::fs::File::create(path)?.write_all(&bytes)
}
