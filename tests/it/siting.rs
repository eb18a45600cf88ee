//! `site` and `coverage` of the real binary, on a table and on a project.

use super::process::gridwright;
use super::project::create;
use serde_json::Value;
use std::path::Path;

/// What a verb answers; it has to work.
fn answer(home: &Path, args: &[&str]) -> Value {
    let output = gridwright(home, args).args(["--json", "--quiet"]).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_best_place_of_a_table_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("d.csv");
    std::fs::write(&table, "lon,lat,users\n113.9,35.3,10\n113.901,35.3,20\n114.2,35.3,5\n").unwrap();
    let found = answer(folder.path(), &["site", "--points", table.to_str().unwrap(), "--measure", "users", "--problem", "mclp", "--sites", "1", "--limit-m", "300"]);
    assert_eq!((found["objective"].as_f64(), found["proved"].as_bool()), (Some(30.0), Some(true)), "{found}");
    assert_eq!(found["sites"][0]["gain"].as_f64(), Some(30.0));
}

#[test]
fn coverage_grows_with_the_sites_that_were_found() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("p.gpkg");
    create(&project, 6, 300);
    let project = project.to_str().unwrap();
    let before = answer(folder.path(), &["coverage", project, "--limit-m", "150"]);
    let found = answer(folder.path(), &["site", project, "--problem", "mclp", "--sites", "4", "--limit-m", "150", "--time", "5", "--accept-as", "新点"]);
    assert!(found["objective"].as_f64() > before["covered"]["users"].as_f64(), "{found} {before}");
    assert!(found["bound"].is_null() || found["bound"].as_f64() >= found["objective"].as_f64());
    let blind: i64 = before["blind_spots"].as_array().unwrap().iter().map(|spot| spot["users"].as_i64().unwrap()).sum();
    let covered = before["covered"]["users"].as_i64().unwrap();
    let share = before["share"].as_f64().unwrap();
    assert!((covered as f64 / (covered + blind) as f64 - share).abs() < 1e-9, "covered and blind are everything");
    // What was planned counts in its scenario, and there only.
    let covered_in = |scenario: &[&str]| answer(folder.path(), &[&["coverage", project, "--limit-m", "150"], scenario].concat())["covered"]["users"].as_f64();
    assert_eq!((covered_in(&["--scenario", "新点"]), covered_in(&[])), (found["objective"].as_f64(), before["covered"]["users"].as_f64()));
    // The project has no roads: ways by road are longer straight lines, and are said to be.
    let by_road = answer(folder.path(), &["coverage", project, "--metric", "road", "--limit-m", "150"]);
    assert!(by_road["share"].as_f64().unwrap() <= share, "{by_road}");
}

#[test]
fn nothing_stands_where_a_file_of_polygons_forbids_it() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("p.gpkg");
    create(&project, 6, 300);
    let project = project.to_str().unwrap();
    let site = |more: &[&str]| answer(folder.path(), &[&["site", project, "--problem", "mclp", "--sites", "2", "--limit-m", "150", "--candidates", "cells", "--time", "5"], more].concat());
    let free = site(&[]);
    let [lon, lat]: [f64; 2] = serde_json::from_value(free["sites"][0]["place"].clone()).unwrap();
    // A square of some metres around the best place of all.
    let by = 0.000_05;
    let ring = [[lon - by, lat - by], [lon + by, lat - by], [lon + by, lat + by], [lon - by, lat + by], [lon - by, lat - by]];
    let zone = folder.path().join("zone.geojson");
    let shape = serde_json::json!({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]});
    std::fs::write(&zone, shape.to_string()).unwrap();
    let kept_out = site(&["--forbidden", zone.to_str().unwrap()]);
    let is_inside = |site: &Value| (site["place"][0].as_f64().unwrap() - lon).abs() < by && (site["place"][1].as_f64().unwrap() - lat).abs() < by;
    assert!(free["sites"].as_array().unwrap().iter().any(is_inside) && !kept_out["sites"].as_array().unwrap().iter().any(is_inside), "{kept_out}");
    assert!(kept_out["objective"].as_f64() <= free["objective"].as_f64());
    let refused = gridwright(folder.path(), &["site", project, "--sites", "1", "--forbidden", "nowhere.geojson", "--json", "--quiet"]).output().unwrap();
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stdout).contains("no_such_file"), "{}", String::from_utf8_lossy(&refused.stdout));
}
