//! Travel by road with the real binary: a file of roads is read in a process of its own, kept beside the project, and said.

use super::process::gridwright;
use super::project::create;
use serde_json::Value;
use std::path::Path;

/// One street from west to east past the project's first cells, and one from its middle to the north.
const ROADS: &str = r#"<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="35.3000" lon="113.9000"/><node id="2" lat="35.3000" lon="113.9100"/><node id="3" lat="35.3000" lon="113.9200"/><node id="4" lat="35.3100" lon="113.9100"/>
<way id="7"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way>
<way id="8"><nd ref="2"/><nd ref="4"/><tag k="highway" v="residential"/></way></osm>"#;

fn json(home: &Path, args: &[&str]) -> Value {
    let output = gridwright(home, args).arg("--json").output().expect("a process");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|err| panic!("{err}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

fn text(home: &Path, args: &[&str]) -> String {
    String::from_utf8_lossy(&gridwright(home, args).output().expect("a process").stdout).into_owned()
}

fn apply(home: &Path, project: &str, line: &str) {
    let edits = home.join("edits.jsonl");
    std::fs::write(&edits, line).unwrap();
    let status = gridwright(home, &["apply", project, edits.to_str().unwrap(), "--strict"]).output().expect("a process").status;
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_file_of_roads_is_read_kept_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let (home, project, roads) = (folder.path(), folder.path().join("p.gpkg"), folder.path().join("city.osm"));
    create(&project, 6, 300);
    let p = project.to_str().unwrap();
    std::fs::write(&roads, ROADS).unwrap();
    apply(home, p, r#"{"add_outlet":{"code":"R1","name":"路口店","kind":"agent_point","at":[113.9000,35.3001],"attributes":{}}}"#);
    let cache = project.with_extension("roads");

    let nowhere = json(home, &["coverage", p, "--limit-min", "10"]);
    assert_eq!((nowhere["roads"].as_str(), nowhere["roads_from"].as_str()), (Some("straight line x 1.3"), Some("none")), "{nowhere}");
    assert!(text(home, &["coverage", p, "--limit-min", "10"]).starts_with("No roads at hand: straight line × 1.3, walking"));
    assert!(!cache.exists());

    let first = json(home, &["coverage", p, "--limit-min", "10", "--mode", "walk", "--roads", roads.to_str().unwrap()]);
    assert_eq!((first["roads"].as_str(), first["roads_from"].as_str()), (Some("city.osm"), Some("file")), "{first}");
    assert_eq!((&first["limit_min"], &first["limit_m"], &first["metric"]), (&Value::from(10.0), &Value::Null, &Value::from("road")));
    assert!(first["blind_spots"].as_array().unwrap().iter().all(|spot| spot["minutes"].as_f64().is_none_or(|minutes| minutes > 0.0)));
    assert!(cache.is_file(), "kept beside the project");

    let again = json(home, &["coverage", p, "--limit-min", "10"]);
    assert_eq!(again["roads_from"].as_str(), Some("cache"));
    assert_eq!((&again["covered"], &again["blind_spots"]), (&first["covered"], &first["blind_spots"]));
    let metres = json(home, &["coverage", p, "--metric", "road", "--limit-m", "834"]);
    assert!(metres["limit_m"].as_f64() == Some(834.0) && metres["limit_min"].is_null());
    assert!(text(home, &["coverage", p, "--limit-min", "10"]).contains("roads from city.osm, kept beside the project"));

    let site = json(home, &["site", p, "--problem", "mclp", "--sites", "1", "--limit-min", "10", "--mode", "drive", "--time", "0.5"]);
    assert_eq!((site["roads_from"].as_str(), site["mode"].as_str()), (Some("cache"), Some("drive")), "{site}");
}

#[test]
fn files_that_are_no_roads_are_said_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (home, project) = (folder.path(), folder.path().join("p.gpkg"));
    create(&project, 4, 50);
    let p = project.to_str().unwrap();
    let mut broken = ROADS.to_owned();
    broken.truncate(ROADS.len() / 2);
    for (name, content, code) in [("cut.osm", broken.as_str(), "unreadable"), ("not.osm.pbf", "no such thing", "unreadable"), ("river.osm", "<osm></osm>", "no_roads"), ("missing.osm", "", "no_such_file")] {
        let file = home.join(name);
        if !content.is_empty() {
            std::fs::write(&file, content).unwrap();
        }
        let answer = json(home, &["coverage", p, "--limit-min", "10", "--roads", file.to_str().unwrap()]);
        assert_eq!(answer["error"]["code"].as_str(), Some(code), "{name}: {answer}");
        assert!(!project.with_extension("roads").exists());
    }
    std::fs::write(project.with_extension("roads"), "my own notes").unwrap();
    let output = gridwright(home, &["coverage", p, "--limit-min", "10", "--json"]).output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["roads_from"].as_str(), Some("none"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no usable road cache"));
}
