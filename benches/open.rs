//! How long it takes to open a project until all figures are ready, and to write one drag.
//!
//! `cargo bench --bench open` prints one line of JSON for each case. The file is in the system's cache: what the disk adds
//! the first time is not in these figures. `GRIDWRIGHT_BENCH_POINTS` sets the number of demand points (1,000,000).
#![expect(clippy::print_stdout, reason = "a bench prints its result")]

mod project;

use gridwright::edit::{Command, Label};
use gridwright::geodesy::Position;
use gridwright::jobs::Session;
use gridwright::store::OpenMode;
use project::{BENDS, Dice, SIDE, STEP, bend, create, line};
use std::time::Instant;

const RUNS: usize = 7;
const DRAGS: usize = 200;

fn main() -> anyhow::Result<()> {
    let points = std::env::var("GRIDWRIGHT_BENCH_POINTS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("city.gpkg");
    let start = Instant::now();
    create(&path, points)?;
    println!("{}", line("open/create", &mut [start.elapsed().as_secs_f64() * 1e3], 0.0, &format!(",\"file_mb\":{}", std::fs::metadata(&path)?.len() >> 20)));
    for (name, mode) in [("open/read", OpenMode::Read), ("open/write", OpenMode::Write)] {
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let start = Instant::now();
            let session = Session::open(&path, mode)?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
            assert_eq!(session.document().demand().len() as u64, points);
        }
        println!("{}", line(name, &mut times, 1_000.0, &format!(",\"points\":{points},\"cells\":{}", SIDE * SIDE)));
    }
    drags(&path)
}

/// Each drag moves one vertex of a boundary; what is timed is what follows the release of the button.
fn drags(path: &std::path::Path) -> anyhow::Result<()> {
    let mut session = Session::open(path, OpenMode::Write)?;
    let mut dice = Dice(1);
    let (mut rows, mut written, mut largest) = (Vec::new(), Vec::new(), 0);
    let mut number = 0;
    while written.len() < DRAGS {
        let place = bend(1 + dice.roll(SIDE as u64 - 2) as i32, 1 + dice.roll(SIDE as u64 - 2) as i32, 1, 0, BENDS / 2);
        let Some(vertex) = session.document().plan().partition.vertex_near(place, 1.0) else { continue };
        let to = Position::new(place.lon + dice.roll(4_000) as i32 - 2_000, place.lat + dice.roll(STEP as u64 / 8) as i32);
        let command = Command::MoveVertices { moves: vec![(vertex, to)], is_clamped: false };
        let Ok((step, effects)) = session.document_mut().run(&command, Label::new("step-move-vertex")) else { continue };
        largest = largest.max(effects.points.len());
        let start = Instant::now();
        let pending = session.commit(step, effects);
        let handed_over = start.elapsed().as_secs_f64() * 1e3;
        pending.wait()?;
        number += 1;
        // The first step of a session also writes the backup of the file as it was found.
        if number == 1 {
            println!("{}", line("open/first-step", &mut [start.elapsed().as_secs_f64() * 1e3], 0.0, ""));
            continue;
        }
        rows.push(handed_over);
        written.push(start.elapsed().as_secs_f64() * 1e3);
    }
    println!("{}", line("open/hand-over-step", &mut rows, 1.0, ""));
    println!("{}", line("open/write-step", &mut written, 30.0, &format!(",\"most_points_moved\":{largest}")));
    Ok(())
}
