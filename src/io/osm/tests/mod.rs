//! Files of OpenStreetMap: small ones made here in both formats, thousands of damaged ones, and real ones where somebody has them.

mod fixtures;
mod mutants;
mod real;

use super::tags::{kind_of, limit_kmh};
use super::{is_osm, pbf, read_osm, xml};
use crate::io::ImportError;
use crate::roads::{Mode, RoadClass, RoadWays, WayKind};
use fixtures::{XML, pbf_file};
use std::path::Path;

fn kinds(ways: &RoadWays) -> Vec<(RoadClass, usize)> {
    ways.iter().map(|(kind, refs)| (kind.class, refs.len())).collect()
}

#[test]
fn both_formats_tell_the_same() {
    let from_xml = xml::read(XML.as_bytes()).unwrap();
    assert_eq!(kinds(&from_xml), [(RoadClass::Primary, 3), (RoadClass::Footway, 2), (RoadClass::Residential, 2), (RoadClass::Residential, 2)]);
    for is_dense in [true, false] {
        for is_packed in [true, false] {
            let from_pbf = pbf::read(&pbf_file(is_dense, is_packed)).unwrap();
            assert_eq!(from_pbf, from_xml, "dense {is_dense}, packed {is_packed}");
        }
    }
}

#[test]
fn a_way_is_cut_where_a_node_is_missing() {
    let ways = xml::read(XML.as_bytes()).unwrap();
    // Node 99 is not in the file: what lies before and behind it are two ways.
    assert_eq!(ways.iter().filter(|(kind, _)| kind.class == RoadClass::Residential).count(), 2);
}

#[test]
fn files_are_known_by_their_names() {
    for name in ["a.osm.pbf", "b.PBF", "c.osm", "d.osm.xml", "e.osm.gz", "新乡.osm.pbf"] {
        assert!(is_osm(Path::new(name)), "{name}");
    }
    for name in ["a.geojson", "osm", "a.xml", "a.gz", ""] {
        assert!(!is_osm(Path::new(name)), "{name}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.osm.gz");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, XML.as_bytes()).unwrap();
    std::fs::write(&path, packed.finish().unwrap()).unwrap();
    assert_eq!(read_osm(&path).unwrap().len(), 4);
    std::fs::write(&path, b"no archive").unwrap();
    assert!(matches!(read_osm(&path), Err(ImportError::Read { .. })));
}

#[test]
fn what_is_not_the_format_is_said() {
    let damaged = |result: Result<RoadWays, ImportError>| matches!(result, Err(ImportError::Damaged { .. }));
    for bytes in [&b""[..], b"<html></html>", b"<osm><way id='1'>", b"no markup at all", b"<osm><node id='1' lat='1' lon='2'></way></osm>"] {
        assert!(damaged(xml::read(bytes)), "{}", String::from_utf8_lossy(bytes));
    }
    for bytes in [&b""[..], b"SQLite format 3\0", b"\0\0\0\x0d\x0a\x09OSMHeader", b"\xff\xff\xff\xff"] {
        assert!(damaged(pbf::read(bytes)), "{bytes:?}");
    }
    assert!(damaged(pbf::read(&fixtures::pbf_that_requires("HistoricalInformation"))));
    assert!(damaged(pbf::read(&fixtures::pbf_that_claims(1 << 40))), "a blob that says it is a terabyte");
}

fn kind(tags: &[(&str, &str)]) -> Option<WayKind> {
    kind_of(tags)
}

fn drive(tags: &[(&str, &str)]) -> (bool, bool) {
    kind(tags).map_or((false, false), |kind| (kind.directions.forward(Mode::Drive), kind.directions.backward(Mode::Drive)))
}

#[test]
fn tags_say_who_may_go_where() {
    assert_eq!(kind(&[("name", "x")]), None);
    assert_eq!(kind(&[("highway", "construction")]), None);
    assert_eq!(kind(&[("highway", "pedestrian"), ("area", "yes")]), None);
    assert_eq!(kind(&[("highway", "service"), ("access", "private")]), None);
    assert_eq!(drive(&[("highway", "primary")]), (true, true));
    assert_eq!(drive(&[("highway", "motorway")]), (true, false));
    assert_eq!(drive(&[("highway", "primary"), ("oneway", "-1")]), (false, true));
    assert_eq!(drive(&[("highway", "primary"), ("junction", "roundabout")]), (true, false));
    assert_eq!(drive(&[("highway", "motorway"), ("oneway", "no")]), (true, true));
    assert_eq!(drive(&[("highway", "footway"), ("motor_vehicle", "yes")]), (false, false), "a path stays a path");
    let bus_street = kind(&[("highway", "residential"), ("motor_vehicle", "no")]).unwrap();
    assert!(!bus_street.directions.any(Mode::Drive) && bus_street.directions.any(Mode::Ride));
    let contraflow = kind(&[("highway", "residential"), ("oneway", "yes"), ("oneway:bicycle", "no")]).unwrap();
    assert!(contraflow.directions.backward(Mode::Ride) && !contraflow.directions.backward(Mode::Drive) && contraflow.directions.backward(Mode::Walk));
    let gate = kind(&[("highway", "service"), ("access", "no"), ("foot", "yes")]).unwrap();
    assert!(gate.directions.any(Mode::Walk) && !gate.directions.any(Mode::Drive));
    let expressway = kind(&[("highway", "trunk"), ("motorroad", "yes")]).unwrap();
    assert!(!expressway.directions.any(Mode::Walk) && expressway.directions.any(Mode::Drive));
}

#[test]
fn posted_limits_are_read() {
    for (words, kmh) in [("50", 50), ("30 mph", 48), (" 60 km/h", 60), ("CN:urban", 0), ("", 0), ("none", 0), ("9999", 255), ("99999999999", 0)] {
        assert_eq!(limit_kmh(words), kmh, "{words}");
    }
}
