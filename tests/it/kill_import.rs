//! Killed inside an import and inside Save As: old or new content, never a mix (R2).

use super::kill::{Journal, journal};
use super::process::{gridwright, names};
use super::project::{Dice, create};
use gridwright::gpkg::open_read_only;
use gridwright::jobs::Session;
use gridwright::store::OpenMode;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SIDE: i32 = 20;
const BEFORE: usize = 2_000;
const ROWS: usize = 30_000;
const TRIALS: u64 = 15;
const SOURCE_VARIABLE: &str = "GRIDWRIGHT_COPY_SOURCE";
const TARGET_VARIABLE: &str = "GRIDWRIGHT_COPY_TARGET";

/// Starts work, kills it after a part of the time it takes, and gives whether it had ended by itself.
fn kill_after(mut command: Command, wait: Duration) -> bool {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a process");
    let end = Instant::now() + wait;
    while Instant::now() < end {
        if child.try_wait().expect("a child").is_some() {
            return true;
        }
        std::thread::sleep(Duration::from_micros(300));
    }
    drop(child.kill());
    child.wait().expect("it ends").success()
}

fn timed(mut command: Command) -> Duration {
    let clock = Instant::now();
    assert!(command.stdout(Stdio::null()).status().expect("a process").success());
    clock.elapsed()
}

#[test]
fn an_import_is_there_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path();
    let csv = home.join("rows.csv");
    let mut dice = Dice(7);
    let mut text = String::from("code,lon,lat,users\n");
    for row in 0..ROWS {
        text += &format!("N{row},{:.7},{:.7},1\n", 113.9 + dice.roll(200_000) as f64 * 1e-7, 35.3 + dice.roll(200_000) as f64 * 1e-7);
    }
    std::fs::write(&csv, text).expect("a file");
    let project = home.join("p").join("p.gpkg");
    std::fs::create_dir(home.join("p")).expect("a folder");
    let whole = home.join("whole.gpkg");
    create(&whole, SIDE, BEFORE);
    let import = || gridwright(home, &["import", project.to_str().unwrap(), csv.to_str().unwrap(), "--as", "demand", "--measure", "users=users"]);
    std::fs::copy(&whole, &project).expect("a copy");
    let usual = timed(import());
    let (mut n_old, mut n_new) = (0, 0);
    for trial in 0..TRIALS {
        std::fs::copy(&whole, &project).expect("a copy");
        // Spread over the whole work; the last moments are those of the commit.
        let ended = kill_after(import(), usual.mul_f64((trial as f64 + dice.roll(1000) as f64 / 1000.0) / TRIALS as f64 * 1.1));
        let session = Session::open(&project, OpenMode::Write).unwrap_or_else(|err| panic!("trial {trial}: {err}"));
        let (points, steps) = (session.document().demand().len(), session.document().history().summaries().count());
        assert!((points, steps) == (BEFORE, 0) || (points, steps) == (BEFORE + ROWS, 1), "trial {trial}: {points} points, {steps} steps");
        assert!(!ended || steps == 1, "trial {trial}: what was reported as done is there");
        assert!(session.document().full_ledger().is_same(session.document().ledger()));
        drop(session);
        (n_old, n_new) = if steps == 0 { (n_old + 1, n_new) } else { (n_old, n_new + 1) };
        open_read_only(&project).and_then(|file| file.verify_thoroughly(None, None)).unwrap_or_else(|err| panic!("trial {trial}: {err}"));
        assert!(gridwright(home, &["check", project.to_str().unwrap()]).output().expect("a process").status.success(), "trial {trial}");
        // A journal that had only begun is empty talk: SQLite passes over it and writes over it with the next step.
        let beside: Vec<String> = names(&home.join("p")).into_iter().filter(|name| !name.starts_with('.') && name != "p.gpkg-journal").collect();
        assert_eq!((beside, journal(&project) == Journal::Hot), (vec!["p.gpkg".to_owned()], false), "trial {trial}: nothing that matters is left behind");
    }
    println!("{TRIALS} kills in {usual:?}: {n_old} old, {n_new} new");
    assert!(n_old >= 3, "{n_old} kills met the work");
}

#[test]
fn a_copy_is_the_old_file_or_the_new_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let [source, target, old] = ["source.gpkg", "target.gpkg", "old.gpkg"].map(|name| folder.path().join(name));
    create(&source, SIDE, 40_000);
    create(&old, 3, 10);
    let bytes = std::fs::read(&source).expect("a file");
    let copy = || {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.args(["--ignored", "--exact", "kill_import::copy_child", "--test-threads=1"]).env(SOURCE_VARIABLE, &source).env(TARGET_VARIABLE, &target);
        command
    };
    let usual = timed(copy());
    let mut dice = Dice(9);
    let mut n_old = 0;
    for trial in 0..TRIALS {
        std::fs::copy(&old, &target).expect("a copy");
        let ended = kill_after(copy(), usual.mul_f64(0.3 + dice.roll(800) as f64 / 1000.0));
        let points = Session::open(&target, OpenMode::Read).unwrap_or_else(|err| panic!("trial {trial}: {err}")).document().demand().len();
        assert!(if ended { points == 40_000 } else { points == 10 || points == 40_000 }, "trial {trial}: {points} points");
        n_old += usize::from(points == 10);
        open_read_only(&target).and_then(|file| file.verify_thoroughly(None, None)).unwrap_or_else(|err| panic!("trial {trial}: {err}"));
        assert!(std::fs::read(&source).expect("a file") == bytes, "trial {trial}: the project itself is untouched");
    }
    println!("{TRIALS} kills in {usual:?}: {n_old} old");
}

/// Saves a copy, as Save As of a window does.
#[test]
#[ignore = "a process to be killed: started by a_copy_is_the_old_file_or_the_new_one"]
fn copy_child() {
    let (Some(source), Some(target)) = (std::env::var_os(SOURCE_VARIABLE), std::env::var_os(TARGET_VARIABLE)) else { return };
    let session = Session::open(&PathBuf::from(source), OpenMode::Read).expect("a project");
    session.file().save_copy(Path::new(&target)).expect("a copy");
}
