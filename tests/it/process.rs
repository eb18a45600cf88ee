//! The real binary as scripts meet it: exit statuses, one JSON object, a reader that goes away, quiet.

use super::project::create;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The binary in English, with backups in a folder of the test's own and nothing on standard input.
pub fn gridwright(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gridwright"));
    command.args(args).args(["--lang", "en"]).env("GRIDWRIGHT_HOME", home.join("home")).stdin(Stdio::null());
    command
}

/// Runs to the end with words on standard input.
fn run_with(home: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut child = gridwright(home, args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a process");
    child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
    child.wait_with_output().expect("it ends")
}

fn status(home: &Path, args: &[&str]) -> Option<i32> {
    gridwright(home, args).output().expect("a process").status.code()
}

/// A folder with the project `p.gpkg` and the files the tests import.
fn folder() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let project = folder.path().join("p.gpkg");
    create(&project, 6, 300);
    let rows: Vec<String> = (0..20).map(|row| format!("D{row},{:.5},35.302,3", 113.901 + f64::from(row) * 1e-4)).collect();
    std::fs::write(folder.path().join("rows.csv"), format!("code,lon,lat,users\n{}\n", rows.join("\n"))).expect("a file");
    std::fs::write(folder.path().join("bad.csv"), "code,lon,lat,users\nD1,nowhere,35.3,3\n").expect("a file");
    (folder, project.to_str().expect("a plain path").to_owned())
}

fn text_of(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

#[test]
fn exit_statuses_are_those_of_the_contract() {
    let (folder, project) = folder();
    let (home, p) = (folder.path(), project.as_str());
    let (rows, bad, missing) = (home.join("rows.csv"), home.join("bad.csv"), home.join("none.gpkg"));
    for done in [&["metrics", p][..], &["check", p], &["--help"], &["--version"], &["import", p, text_of(&rows), "--as", "demand", "--dry-run"]] {
        assert_eq!(status(home, done), Some(0), "{done:?}");
    }
    for failed in [
        &["metrics", text_of(&missing)][..],
        &["check", text_of(&rows)],
        &["metrics", p, "--scenario", "nobody"],
        &["new", p],
        &["import", p, text_of(&bad), "--as", "demand", "--lon", "lon", "--lat", "lat"],
        &["import", p, text_of(&missing), "--as", "cells"],
        &["export", p, "/no/such/folder/a.csv", "--what", "cells"],
    ] {
        assert_eq!(status(home, failed), Some(1), "{failed:?}");
    }
    for wrong in [&["frob"][..], &["metrics"], &["metrics", p, "--plan", "x"], &["import", p, text_of(&rows), "--as", "lakes"], &["render", p, "a.png", "--size", "9"]] {
        assert_eq!(status(home, wrong), Some(2), "{wrong:?}");
    }
    let edits = b"{\"assign\":{\"cells\":[\"C1\"],\"grid\":\"nobody\"}}\n";
    assert_eq!(run_with(home, &["apply", p, "-"], edits).status.code(), Some(0), "a refused edit is an answer");
    assert_eq!(run_with(home, &["apply", p, "-", "--strict"], edits).status.code(), Some(1));
}

#[test]
fn json_is_exactly_one_object() {
    let (folder, project) = folder();
    let (home, p) = (folder.path(), project.as_str());
    let paths = ["new.gpkg", "cells.geojson", "map.png", "rows.csv", "none.gpkg"].map(|name| text_of(&home.join(name)).to_owned());
    let [new, cells, png, rows, none] = paths.each_ref().map(String::as_str);
    let work = [
        &["new", new][..],
        &["sample", "--list"],
        &["check", p],
        &["metrics", p],
        &["compare", p, "--scenario", "现状", "--with", "方案A"],
        &["export", p, cells, "--what", "cells", "--crs", "EPSG:4547"],
        &["render", p, png, "--size", "400x300"],
        &["import", p, rows, "--as", "demand", "--measure", "users=users"],
        &["metrics", none],
        &["frob"],
    ];
    for args in work {
        let output = gridwright(home, &[args, &["--json"]].concat()).output().expect("a process");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|err| panic!("{args:?}: {err}: {text}"));
        assert!(value.is_object() && text.ends_with('\n') && text.lines().count() == 1, "{args:?}: {text}");
        assert_eq!(value.get("error").is_some(), !output.status.success(), "{args:?}: {text}");
        assert!(output.stderr.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn rows_can_come_through_a_pipe() {
    let (folder, project) = folder();
    let home = folder.path();
    let csv = std::fs::read(home.join("rows.csv")).expect("a file");
    let geojson = br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"users":2},"geometry":{"type":"Point","coordinates":[113.905,35.303]}}]}"#;
    for (input, format, rows) in [(&csv[..], "csv", 20), (&geojson[..], "geojson", 1)] {
        for named in [&["--format", format][..], &[]] {
            let args = [&["import", &project, "-", "--as", "demand", "--measure", "users=users", "--json"], named].concat();
            let output = run_with(home, &args, input);
            let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one object");
            assert_eq!((&report["rows_imported"], &report["format"], &report["file"]), (&rows.into(), &format.into(), &"-".into()), "{report}");
        }
    }
    let wrong = run_with(home, &["import", &project, "-", "--as", "demand"], b"SQLite format 3\0");
    assert_eq!(wrong.status.code(), Some(1));
    let exported = gridwright(home, &["export", &project, "-", "--what", "outlets", "--format", "geojson", "--crs", "gcj02"]).output().expect("a process");
    let value: serde_json::Value = serde_json::from_slice(&exported.stdout).expect("GeoJSON");
    assert_eq!((value["features"].as_array().map(Vec::len), &value["crs"]["properties"]["name"]), (Some(6), &"GCJ-02".into()));
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let (folder, project) = folder();
    let big = folder.path().join("big.gpkg");
    create(&big, 6, 20_000);
    for args in [&["export", text_of(&big), "-", "--what", "demand"][..], &["metrics", &project], &["--help"], &["check", &project, "--json"]] {
        let mut child = gridwright(folder.path(), args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a process");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(output.stderr.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn quiet_keeps_standard_error_for_failures() {
    let (folder, project) = folder();
    let bad = folder.path().join("bad.csv");
    let import = ["import", project.as_str(), text_of(&bad), "--as", "demand", "--lon", "lon", "--lat", "lat"];
    let words = |args: &[&str]| gridwright(folder.path(), args).output().map(|output| (output.status.code(), !output.stdout.is_empty(), !output.stderr.is_empty())).expect("a process");
    assert_eq!(words(&import), (Some(1), true, true));
    assert_eq!(words(&[&import[..], &["--quiet"]].concat()), (Some(1), true, false), "the report says it");
    assert_eq!(words(&["metrics", "no.gpkg", "-q"]), (Some(1), false, true), "why work failed is always told");
    assert_eq!(words(&["metrics", project.as_str()]), (Some(0), true, false));
}

/// What lies in a folder, hidden files and folders too.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn sites_are_chosen_among_the_rows_of_a_table() {
    let (folder, _) = folder();
    let home = folder.path();
    std::fs::write(home.join("d.csv"), "lon,lat,users\n113.9,35.3,10\n113.901,35.3,20\n114.2,35.3,5\n").expect("a file");
    let table = home.join("d.csv");
    let asked = |problem: &str, sites: &str| {
        let out = gridwright(home, &["site", "--points", text_of(&table), "--measure", "users", "--problem", problem, "--sites", sites, "--limit-m", "300", "--time", "0.3", "--json"]).output().expect("a process");
        assert_eq!(out.status.code(), Some(0), "{problem}: {}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_slice::<serde_json::Value>(&out.stdout).expect("one object")
    };
    assert_eq!(asked("mclp", "1")["objective"], 30, "the two that are near each other");
    asked("backup-mclp", "2");
    asked("market-share", "2");
}
