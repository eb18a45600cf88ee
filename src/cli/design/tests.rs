//! `design` from end to end.

use super::super::console::Console;
use super::super::error::CliError;
use super::super::tests::matches_of;
use super::task::{self, Limit, Wish};
use super::{Ending, command, run};
use crate::i18n::Language;
use std::path::{Path, PathBuf};

fn designed(words: &[&str]) -> Result<Ending, CliError> {
    let words: Vec<&str> = std::iter::once("design").chain(words.iter().copied()).collect();
    run(&matches_of(command(Language::English), &words)?, &Console::new(Language::English, true, true))
}

/// A strip of 8 by 3 squares, 1.5 users each.
fn strip(folder: &Path) -> (String, String) {
    let (nodes, edges) = (folder.join("nodes.csv"), folder.join("edges.csv"));
    let row = |unit: usize| format!("u{unit},{},{},1.5,{}\n", unit % 8 * 1000, unit / 8 * 1000, if unit % 8 < 5 { "west" } else { "east" });
    std::fs::write(&nodes, format!("id,x_m,y_m,users,grid\n{}", (0..24).map(row).collect::<String>())).unwrap();
    let mut pairs = String::from("u,v\n");
    for unit in 0..24 {
        if unit % 8 < 7 {
            pairs.push_str(&format!("u{unit},u{}\n", unit + 1));
        }
        if unit < 16 {
            pairs.push_str(&format!("u{unit},u{}\n", unit + 8));
        }
    }
    std::fs::write(&edges, pairs).unwrap();
    (nodes.display().to_string(), edges.display().to_string())
}

fn labels(path: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split_once(',').map(|(id, grid)| (id.to_owned(), grid.to_owned())).unwrap()).collect()
}

#[test]
fn a_plain_graph_is_designed_and_its_labels_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let (nodes, edges) = strip(folder.path());
    let out = folder.path().join("labels.csv");
    let out_text = out.display().to_string();
    let ending = designed(&["--nodes", &nodes, "--edges", &edges, "--grids", "2", "--measure", "users:0.01", "--moves", "20000", "--out", &out_text]).unwrap();
    assert_eq!(ending, Ending::Done);
    let rows = labels(&out);
    assert_eq!(rows.len(), 24);
    assert!(rows.iter().enumerate().all(|(unit, (id, grid))| *id == format!("u{unit}") && (*grid == rows[0].1) == (unit % 8 < 4)), "{rows:?}");
    // Capacity alone says how many grids.
    let ending = designed(&["--nodes", &nodes, "--edges", &edges, "--capacity", "users=9.5", "--moves", "20000", "--out", &out_text]).unwrap();
    assert_eq!(ending, Ending::Done);
    let grids: std::collections::BTreeSet<String> = labels(&out).into_iter().map(|(_, grid)| grid).collect();
    assert_eq!(grids.len(), 4);
}

#[test]
fn what_cannot_be_is_status_1_and_wrong_words_are_usage() {
    let folder = tempfile::tempdir().unwrap();
    let (nodes, edges) = strip(folder.path());
    let ground = ["--nodes", &nodes, "--edges", &edges];
    let with = |more: &[&str]| designed(&[&ground, more].concat());
    assert_eq!(with(&["--grids", "5", "--measure", "users:0.01", "--moves", "1000"]).unwrap(), Ending::FoundErrors);
    for more in [&["--grids", "2"][..], &["--measure", "users:x"], &["--capacity", "users"], &["--measure", "users:0.1", "--grids", "0"], &["--measure", "users:0.1", "--levels", "3"], &["--measure", "users:0.1", "--grids", "99"], &["--measure", "users:0.1", "--grids", "2", "--accept-as", "X"]] {
        let err = with(more).unwrap_err();
        assert_eq!(err.status(), 2, "{more:?}: {err}");
    }
    assert_eq!(designed(&["--grids", "2"]).unwrap_err().status(), 2);
    let err = with(&["--measure", "ports:0.1"]).unwrap_err();
    assert_eq!((err.status(), err.code()), (1, "unreadable"));
    assert_eq!(designed(&["--nodes", "no such file", "--edges", &edges, "--measure", "users:0.1"]).unwrap_err().code(), "no_such_file");
}

#[test]
fn measures_are_read_with_tolerance_and_weight() {
    let matches = matches_of(command(Language::English), &["design", "--measure", "users:0.05", "--measure", "a:b:0.1:2", "--capacity", "ports=3000"]).unwrap();
    let wish = |name: &str, limit, weight| Wish { name: name.to_owned(), limit, weight };
    let expected = [wish("users", Limit::Tolerance(0.05), 1.0), wish("a:b", Limit::Tolerance(0.1), 2.0), wish("ports", Limit::Capacity(3000.0), 1.0)];
    assert_eq!(task::wishes(&matches, Language::English).unwrap(), expected);
}

/// A sample project in a folder.
fn sample(folder: &Path) -> PathBuf {
    let path = folder.join("sample.gpkg");
    let words = ["sample", "xinxiang", path.to_str().unwrap(), "--demand", "3000"];
    super::super::sample::run(&matches_of(super::super::sample::command(Language::English), &words).unwrap(), &Console::new(Language::English, true, true)).unwrap();
    path
}

#[test]
fn a_plan_for_a_project_becomes_a_scenario_in_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let project = path.to_str().unwrap();
    let (out, before) = (folder.path().join("labels.csv"), std::fs::read(&path).unwrap());
    let ending = designed(&[project, "--measure", "users:0.6", "--moves", "400000", "--out", out.to_str().unwrap(), "--bridge", "auto"]).unwrap();
    assert_eq!(ending, Ending::Done);
    assert_eq!(std::fs::read(&path).unwrap(), before, "without --accept-as nothing changes");
    let ending = designed(&[project, "--measure", "users:0.6", "--moves", "400000", "--bridge", "auto", "--accept-as", "Designed"]).unwrap();
    assert_eq!(ending, Ending::Done);
    let session = crate::jobs::Session::open(&path, crate::store::OpenMode::Read).unwrap();
    let document = session.document();
    assert_eq!(document.active(), document.scenario_named("Designed").unwrap());
    let plane = document.plane_named(None).unwrap();
    let expected = labels(&out);
    let plan = document.plan();
    for (code, grid) in &expected {
        let cell = plan.cell_by_code(code).unwrap();
        let found = plan.assignment.grid(plane, cell).map(|grid| plan.grids[grid].code.as_str());
        assert_eq!(found, Some(grid.as_str()), "{code}");
    }
    assert!(designed(&[project, "--measure", "users:0.0001", "--moves", "2000", "--accept-as", "Impossible"]).is_err_and(|err| err.code() == "infeasible"));
}
