use super::super::console::Console;
use super::super::tests::matches_of;
use super::*;
use crate::cli::coverage;
use std::path::Path;

fn console() -> Console {
    Console::new(Language::English, true, true)
}

fn asked(words: &[&str]) -> Result<Value, CliError> {
    let words: Vec<&str> = std::iter::once("site").chain(words.iter().copied()).collect();
    let matches = matches_of(command(Language::English), &words)?;
    let request = request(&matches, Language::English)?;
    let input = input::read(&matches, &request.travel, &console())?;
    let found = solve::solve(&request, &input, matches.get_one::<std::path::PathBuf>("project").map(std::path::PathBuf::as_path), &console())?;
    if let Some(name) = given(&matches, "accept-as") {
        accept::accept(&super::super::arguments::path(&matches, "project"), name, &input, &found, &console())?;
    }
    assert!(!found_lines(&request, &input, &found, Language::Chinese).contains("out-site"), "every text is in the catalogue");
    Ok(found_json(&request, &input, &found))
}

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn a_library_file_is_solved_and_proved() {
    let folder = tempfile::tempdir().unwrap();
    // A path of six places, one apart: two sites serve it at a cost of four.
    let path = file(folder.path(), "path.txt", "6 5 2\n1 2 1\n2 3 1\n3 4 1\n4 5 1\n5 6 1\n");
    let answer = asked(&["--orlib", &path, "--time", "5"]).unwrap();
    assert_eq!((&answer["objective"], &answer["bound"], &answer["gap"], &answer["proved"]), (&json!(4), &json!(4), &json!(0.0), &json!(true)));
    assert_eq!(answer["sites"].as_array().unwrap().iter().map(|site| site["index"].as_u64().unwrap()).sum::<u64>(), 5);
    let answer = asked(&["--orlib", &path, "--problem", "p-center", "--sites", "1"]).unwrap();
    assert_eq!((&answer["objective"], &answer["proved"]), (&json!(3), &json!(true)));
    let answer = asked(&["--orlib", &path, "--problem", "lscp", "--limit-m", "1"]).unwrap();
    assert_eq!((&answer["objective"], &answer["proved"]), (&json!(2), &json!(true)));
}

#[test]
fn points_files_keep_their_conventions() {
    let folder = tempfile::tempdir().unwrap();
    let tsp = file(folder.path(), "a.tsp", "NODE_COORD_SECTION\n1 0 0\n2 1.5 0\n3 10 0\n4 11.9 0\nEOF\n");
    let answer = asked(&["--points", &tsp, "--sites", "2"]).unwrap();
    assert_eq!((&answer["objective"], &answer["proved"]), (&json!(2), &json!(true)), "distances are rounded down");
    let covering = file(folder.path(), "b.txt", "DIMENSION : 3\nNODE_COORD_SECTION\n40.0 -73.0\n40.001 -73.0\n41.0 -73.0\nDEMAND_SECTION\n5\n7\n9\nEOF");
    let answer = asked(&["--points", &covering, "--sites", "1", "--problem", "mclp", "--limit-m", "500"]).unwrap();
    assert_eq!((&answer["objective"], &answer["proved"]), (&json!(12), &json!(true)));
    let capacitated = file(folder.path(), "c.txt", "4 2\n0 0 3 2\n1 0 3 1\n9 0 3 2\n8 0 3 1\n");
    let answer = asked(&["--points", &capacitated, "--problem", "capacitated-p-median", "--time", "0.3"]).unwrap();
    assert_eq!(answer["objective"], json!(2));
    for problem in ["backup-mclp", "market-share"] {
        assert!(asked(&["--points", &covering, "--problem", problem, "--sites", "2", "--limit-m", "300", "--time", "0.2"]).is_ok(), "{problem}");
    }
}

#[test]
fn what_cannot_be_done_is_said() {
    let code = |words: &[&str]| asked(words).unwrap_err().code();
    assert_eq!(code(&["--orlib", "x", "--metric", "road"]), "no_roads");
    assert_eq!(code(&["--orlib", "x", "--limit-min", "10"]), "no_roads");
    assert_eq!(code(&["--orlib", "x", "--metric", "euclid", "--limit-min", "10"]), "usage");
    assert_eq!(code(&["--orlib", "x", "--limit-m", "500", "--limit-min", "10"]), "usage");
    assert_eq!(code(&["--orlib", "x", "--detour", "0.5"]), "usage");
    assert_eq!(code(&["--orlib", "x", "--problem", "mclp"]), "usage");
    assert_eq!(code(&["--sites", "3"]), "usage");
    assert_eq!(code(&["--orlib", "x", "--sites", "0"]), "usage");
    assert_eq!(code(&["--orlib", "/nowhere/x.txt"]), "no_such_file");
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&["--orlib", &file(folder.path(), "x.txt", "2 1 1\n1 2 x")]), "unreadable");
    assert_eq!(code(&["--orlib", &file(folder.path(), "y.txt", "2 1 5\n1 2 1")]), "bad_rules");
}

#[test]
fn a_project_gets_sites_and_its_coverage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.gpkg");
    crate::jobs::write_sample(&path, "lujiazui", 1, None).unwrap();
    let project = path.display().to_string();
    let answer = asked(&[&project, "--problem", "mclp", "--sites", "3", "--limit-m", "500", "--candidates", "cells", "--time", "1", "--accept-as", "新厅"]).unwrap();
    assert_eq!(answer["sites"].as_array().unwrap().len(), 3, "{answer}");
    assert!(answer["sites"][0]["gain"].as_f64().unwrap() > 0.0 && answer["objective"].as_f64().unwrap() > 0.0);
    let session = crate::jobs::Session::open(&path, crate::store::OpenMode::Read).unwrap();
    let planned = session.document().outlets().rows().filter(|outlet| outlet.attributes.get("scenario").is_some_and(|name| name == "新厅")).count();
    assert_eq!((planned, session.document().scenario_named("新厅").is_some()), (3, true));
    let matches = matches_of(coverage::command(Language::English), &["coverage", &project, "--limit-m", "500"]).unwrap();
    assert!(coverage::run(&matches, &console()).is_ok());
    let matches = matches_of(coverage::command(Language::English), &["coverage", &project, "--limit-min", "6", "--close", "B001"]).unwrap();
    let ending = coverage::run(&matches, &console());
    assert!(ending.is_ok() || ending.is_err_and(|err| err.code() == "not_found"));
    let matches = matches_of(coverage::command(Language::English), &["coverage", &project, "--metric", "road"]).unwrap();
    assert_eq!(coverage::run(&matches, &console()).unwrap_err().code(), "usage", "how far is not said");
    let answer = asked(&[&project, "--problem", "mclp", "--sites", "2", "--limit-min", "6", "--candidates", "cells", "--time", "0.5"]).unwrap();
    assert_eq!((&answer["roads_from"], &answer["mode"], &answer["limit_min"], &answer["cost_unit"]), (&json!("project"), &json!("walk"), &json!(6.0), &json!("s")), "{answer}");
    assert!(answer["objective"].as_f64().unwrap() > 0.0);
}

#[test]
fn rules_are_obeyed_and_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.gpkg");
    crate::jobs::write_sample(&path, "lujiazui", 1, None).unwrap();
    let project = path.display().to_string();
    let common = [project.as_str(), "--problem", "mclp", "--limit-m", "300", "--time", "0.5"];
    let site = |words: &[&str]| asked(&[&common[..], words].concat()).unwrap();
    let paid = site(&["--sites", "5", "--candidates", "crossings", "--cost", "10", "--budget", "25", "--spacing-m", "200"]);
    assert_eq!(paid["sites"].as_array().unwrap().len(), 2, "{paid}");
    assert!(asked(&[&common[..], &["--sites", "2", "--budget", "25"]].concat()).is_err(), "a budget needs a cost");
    let moved = site(&["--sites", "1", "--candidates", "cells", "--closable", "all", "--most-closed", "1", "--accept-as", "迁址"]);
    let closed = moved["closed"].as_array().unwrap().clone();
    assert!(closed.len() <= 1 && moved["sites"].as_array().unwrap().len() == 1 + closed.len(), "{moved}");
    let session = crate::jobs::Session::open(&path, crate::store::OpenMode::Read).unwrap();
    let gone: Vec<&str> = session.document().outlets().rows().filter(|outlet| outlet.gives_way_in("迁址")).map(|outlet| outlet.code.as_str()).collect();
    assert_eq!(gone, closed.iter().filter_map(Value::as_str).collect::<Vec<_>>());
    drop(session);
    // What is planned now is a list to choose from.
    let chosen = site(&["--sites", "1", "--candidates", "planned", "--scenario", "迁址", "--accept-as", "迁址"]);
    let code = chosen["sites"][0]["code"].as_str().unwrap().to_owned();
    let session = crate::jobs::Session::open(&path, crate::store::OpenMode::Read).unwrap();
    let row = session.document().outlets().rows().find(|outlet| outlet.code == code).unwrap();
    assert_eq!(row.status, crate::model::OutletStatus::Chosen);
    let won = asked(&[&project, "--problem", "market-share", "--sites", "2", "--candidates", "cells", "--limit-m", "400", "--time", "0.5"]).unwrap();
    assert!(won["sites"][0]["gain"].as_f64().unwrap() > 0.0, "{won}");
}
