//! Where roads come from, the cache beside the project, and travel with and without roads.

use super::*;
use crate::base::CancelToken;
use crate::geodesy::{Bounds, Position, distance_m};
use crate::jobs::ForeignFailure;
use crate::model::{ReferenceFeature, ReferenceGeometry};
use crate::roads::{Measured, Mode, RoadGraph, Workspace};
use std::path::Path;

const GEOJSON: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"highway":"primary"},"geometry":{"type":"LineString","coordinates":[[113.90,35.30],[113.92,35.30]]}},
{"type":"Feature","properties":{"highway":"residential"},"geometry":{"type":"MultiLineString","coordinates":[[[113.91,35.30],[113.91,35.32]]]}},
{"type":"Feature","properties":{"highway":"proposed"},"geometry":{"type":"LineString","coordinates":[[113.90,35.31],[113.92,35.31]]}}]}"#;

fn at(lon: f64, lat: f64) -> Position {
    Position::from_degrees(lon, lat).unwrap()
}

fn reading(file: &Path) -> Result<RoadGraph, ForeignFailure> {
    read_road_file(file).map_err(|err| ForeignFailure::Said(err.to_string()))
}

fn unread(_: &Path) -> Result<RoadGraph, ForeignFailure> {
    Err(ForeignFailure::Ended)
}

fn wanted<'a>(project: &'a Path, file: Option<&'a Path>) -> RoadsWanted<'a> {
    RoadsWanted { project: Some(project), file, ..RoadsWanted::default() }
}

#[test]
fn a_file_is_read_once_and_then_kept_beside_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let (project, file) = (folder.path().join("城市.gpkg"), folder.path().join("roads.geojson"));
    std::fs::write(&file, GEOJSON).unwrap();
    let cancel = CancelToken::default();
    let nothing = load_roads(&wanted(&project, None), unread, &cancel).unwrap();
    assert_eq!((nothing.graph.is_none(), &nothing.from), (true, &RoadsFrom::Nowhere));
    let first = load_roads(&wanted(&project, Some(&file)), reading, &cancel).unwrap();
    assert_eq!(first.from, RoadsFrom::File("roads.geojson".to_owned()));
    assert_eq!(first.graph.as_ref().unwrap().edges().len(), 3, "the branch cuts the first road in two");
    assert!(cache_path(&project).ends_with("城市.roads"));
    let again = load_roads(&wanted(&project, Some(&file)), unread, &cancel).unwrap();
    assert_eq!((&again.graph, &again.from), (&first.graph, &first.from), "the same file is not read again");
    let later = load_roads(&wanted(&project, None), unread, &cancel).unwrap();
    assert_eq!((&later.graph, &later.from), (&first.graph, &RoadsFrom::Cache("roads.geojson".to_owned())));
    // Another file of the same name is another source.
    std::fs::write(&file, GEOJSON.replace("proposed", "secondary")).unwrap();
    let changed = load_roads(&wanted(&project, Some(&file)), reading, &cancel).unwrap();
    assert_ne!(changed.graph, first.graph);
}

#[test]
fn a_cache_that_is_none_is_passed_over_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (project, file) = (folder.path().join("a.gpkg"), folder.path().join("roads.geojson"));
    std::fs::write(&file, GEOJSON).unwrap();
    let cancel = CancelToken::default();
    load_roads(&wanted(&project, Some(&file)), reading, &cancel).unwrap();
    let mut bytes = std::fs::read(cache_path(&project)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(cache_path(&project), &bytes).unwrap();
    let damaged = load_roads(&wanted(&project, None), unread, &cancel).unwrap();
    assert!(damaged.graph.is_none() && matches!(damaged.notices[..], [RoadsNotice::CacheRefused(..)]));
    let renewed = load_roads(&wanted(&project, Some(&file)), reading, &cancel).unwrap();
    assert!(renewed.graph.is_some() && load_roads(&wanted(&project, None), unread, &cancel).unwrap().notices.is_empty(), "a damaged one is made anew");
    // Somebody else's file of that name is left as it is.
    std::fs::write(cache_path(&project), b"my notes about roads").unwrap();
    let beside = load_roads(&wanted(&project, Some(&file)), reading, &cancel).unwrap();
    assert!(beside.graph.is_some() && beside.notices.iter().any(|notice| matches!(notice, RoadsNotice::CacheNotWritten(_))));
    assert_eq!(std::fs::read(cache_path(&project)).unwrap(), b"my notes about roads");
}

#[test]
fn roads_of_another_city_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (project, file) = (folder.path().join("a.gpkg"), folder.path().join("roads.geojson"));
    std::fs::write(&file, GEOJSON).unwrap();
    let cancel = CancelToken::default();
    let (here, there) = (Bounds::of([at(113.91, 35.33)]), Bounds::of([at(121.5, 31.2), at(121.6, 31.3)]));
    let asked = |ground| RoadsWanted { ground: Some(ground), ..wanted(&project, None) };
    let elsewhere = load_roads(&RoadsWanted { file: Some(&file), ..asked(there) }, reading, &cancel);
    assert!(matches!(elsewhere, Err(RoadsFailure::Elsewhere(_))) && !cache_path(&project).exists());
    assert!(load_roads(&RoadsWanted { file: Some(&file), ..asked(here) }, reading, &cancel).unwrap().graph.is_some());
    assert_eq!(load_roads(&asked(here), unread, &cancel).unwrap().from, RoadsFrom::Cache("roads.geojson".to_owned()));
    let cached = load_roads(&asked(there), unread, &cancel).unwrap();
    assert!(cached.graph.is_none() && matches!(cached.notices[..], [RoadsNotice::CacheElsewhere(_)]));
}

#[test]
fn what_cannot_be_had_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let (project, file) = (folder.path().join("a.gpkg"), folder.path().join("points.geojson"));
    let cancel = CancelToken::default();
    assert!(matches!(load_roads(&wanted(&project, Some(&file)), reading, &cancel), Err(RoadsFailure::File(_, ForeignFailure::Io(_)))));
    std::fs::write(&file, r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[113.9,35.3]}}"#).unwrap();
    assert!(matches!(load_roads(&wanted(&project, Some(&file)), reading, &cancel), Err(RoadsFailure::NoRoads(_))));
    std::fs::write(&file, "[").unwrap();
    assert!(matches!(load_roads(&wanted(&project, Some(&file)), reading, &cancel), Err(RoadsFailure::File(_, ForeignFailure::Said(_)))));
    assert!(!cache_path(&project).exists());
}

#[test]
fn the_projects_own_roads_serve() {
    let road = |line: &[(f64, f64)]| ReferenceFeature {
        layer: "road".to_owned(),
        kind: "residential".to_owned(),
        name: String::new(),
        geometry: ReferenceGeometry::Lines(vec![line.iter().map(|(lon, lat)| at(*lon, *lat)).collect()]),
    };
    let reference = [road(&[(113.90, 35.30), (113.92, 35.30)]), road(&[(113.91, 35.30001), (113.91, 35.32)])];
    let roads = load_roads(&RoadsWanted { reference: &reference, ..RoadsWanted::default() }, unread, &CancelToken::default()).unwrap();
    assert_eq!(roads.from, RoadsFrom::Reference);
    let travel = Travel::new(&roads, &TravelRules { measured: Measured::Length, ..TravelRules::default() });
    let (north, east) = (at(113.91, 35.31), at(113.915, 35.30));
    let demand = travel.demand(vec![north, at(120.0, 30.0)], 5_000.0);
    let column = demand.column(east, &mut Workspace::default());
    let corner = at(113.91, 35.30);
    let expected = distance_m(east, corner) + distance_m(corner, north);
    assert_eq!(column.len(), 1);
    assert!((f64::from(column[0].1) - expected).abs() < 3.0, "{column:?}, {expected} by the corner");
    assert_eq!((demand.n_off_road(), demand.nearest(&[east], &[0, 1])[1]), (1, None));
}

#[test]
fn straight_lines_stand_for_roads_with_a_detour() {
    let nowhere = Roads { graph: None, from: RoadsFrom::Nowhere, notices: Vec::new() };
    let (home, shop, far) = (at(113.90, 35.30), at(113.905, 35.30), at(114.5, 35.30));
    let straight = distance_m(home, shop);
    for (mode, kmh) in [(Mode::Walk, 5.0), (Mode::Ride, 15.0), (Mode::Drive, 25.0)] {
        let travel = Travel::new(&nowhere, &TravelRules { mode, ..TravelRules::default() });
        let demand = travel.demand(vec![home, far], 900.0);
        let column = demand.columns(&[shop], &CancelToken::default()).unwrap();
        assert_eq!(column[0].len(), 1, "{mode:?}");
        let expected = straight * 1.3 / (kmh / 3.6);
        assert!((f64::from(column[0][0].1) - expected).abs() < 0.1, "{mode:?}: {column:?}, {expected}");
        assert_eq!(demand.nearest(&[far, shop], &[0])[0].map(|nearest| nearest.0), Some(1));
        let rings = travel.isochrone(home, 900.0, &mut Workspace::default());
        assert!((distance_m(home, rings[0][0][0]) - 900.0 * kmh / 3.6 / 1.3).abs() < 1.0);
    }
    let as_it_is = Travel::straight().demand(vec![home], f64::INFINITY).column(shop, &mut Workspace::default());
    assert!((f64::from(as_it_is[0].1) - straight).abs() < 0.01);
    let cancelled = CancelToken::default();
    cancelled.cancel();
    assert!(Travel::straight().demand(vec![home], 10.0).columns(&[shop], &cancelled).is_err());
}
