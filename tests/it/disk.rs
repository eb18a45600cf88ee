//! A disk that takes no more: a clear sentence, status 1, the project unharmed (R4). The limit of a file's size stands in for it.
#![cfg(unix)]

use super::process::gridwright;
use super::project::create;
use gridwright::gpkg::open_read_only;
use gridwright::jobs::Session;
use gridwright::store::OpenMode;
use std::path::Path;
use std::process::{Command, Output};

const POINTS: usize = 3_000;

/// Runs the binary where no file can grow beyond so many blocks of 512 bytes. Writing beyond is an error, not a signal.
fn run_limited(home: &Path, blocks: u64, args: &[&str]) -> Output {
    let plain = gridwright(home, args);
    let mut command = Command::new("sh");
    // POSIX counts in 512-byte blocks; a shell that counts in larger ones only leaves more room, and files here are large enough.
    command.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")).arg(plain.get_program()).args(plain.get_args());
    for (name, value) in plain.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.output().expect("a shell")
}

fn assert_failed_clearly(output: &Output, what: &str) {
    let text = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{what}: {text}");
    assert!(text.contains("p.gpkg") && text.contains("space") && text.lines().count() == 1 && !text.contains("panicked") && !text.contains("fault of this program"), "{what}: {text}");
}

/// The project is as it was: content, structure, no step.
fn assert_unharmed(project: &Path, what: &str) {
    let session = Session::open(project, OpenMode::Write).unwrap_or_else(|err| panic!("{what}: {err}"));
    assert_eq!((session.document().demand().len(), session.document().history().summaries().count()), (POINTS, 0), "{what}");
    assert!(session.document().full_ledger().is_same(session.document().ledger()));
    drop(session);
    open_read_only(project).and_then(|file| file.verify_thoroughly(None, None)).unwrap_or_else(|err| panic!("{what}: {err}"));
}

#[test]
fn a_full_disk_harms_no_project() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path();
    let (whole, project, csv, edits) = (home.join("whole.gpkg"), home.join("p.gpkg"), home.join("rows.csv"), home.join("edits.jsonl"));
    create(&whole, 12, POINTS);
    let rows: Vec<String> = (0..20_000).map(|row| format!("N{row},{:.6},35.305,1", 113.9 + f64::from(row) * 5e-7)).collect();
    std::fs::write(&csv, format!("code,lon,lat,users\n{}\n", rows.join("\n"))).expect("a file");
    let cells: Vec<String> = (1..=144).filter(|cell| cell % 5 != 2).map(|cell| format!("C{cell}")).collect();
    std::fs::write(&edits, serde_json::json!({"assign": {"cells": cells, "grid": "G2"}}).to_string()).expect("a file");
    let [p, csv, edits] = [&project, &csv, &edits].map(|path| path.to_str().expect("a plain path"));
    let blocks = std::fs::metadata(&whole).expect("a file").len() / 512;
    for (what, limit, args) in [
        ("an import that does not fit", blocks + 64, &["import", p, csv, "--as", "demand", "--measure", "users=users"][..]),
        ("an import with no room at all", blocks / 4, &["import", p, csv, "--as", "demand", "--measure", "users=users"]),
        ("an edit without room for its journal", 8, &["apply", p, edits]),
        ("an edit with the file half writable", blocks / 4, &["apply", p, edits]),
    ] {
        std::fs::copy(&whole, &project).expect("a copy");
        assert_failed_clearly(&run_limited(home, limit, args), what);
        assert_unharmed(&project, what);
    }
    std::fs::copy(&whole, &project).expect("a copy");
    assert_eq!(run_limited(home, blocks * 16, &["apply", p, edits]).status.code(), Some(0), "with room it works");
}
