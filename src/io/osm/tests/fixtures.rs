//! Small files in both formats, written by hand.

use std::io::Write as _;

/// A street of three nodes, a footpath, a street with a missing node, a river, a node nobody passes.
pub(super) const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" lat="35.3000000" lon="113.9000000"/>
  <node id="2" lat="35.3010000" lon="113.9010000"><tag k="highway" v="traffic_signals"/></node>
  <node id="3" lat="35.3020000" lon="113.9020000"/>
  <node id="4" lat="35.3030000" lon="113.9000000"/>
  <node id="5" lat="-35.3000001" lon="-113.9000001"/>
  <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/><tag k="name" v="平原路 &amp; 北"/><tag k="maxspeed" v="60"/></way>
  <way id="11"><nd ref="2"/><nd ref="4"/><tag k="highway" v="footway"/></way>
  <way id="12"><nd ref="1"/><nd ref="4"/><nd ref="99"/><nd ref="3"/><nd ref="5"/><tag k="highway" v="residential"/></way>
  <way id="13"><nd ref="1"/><nd ref="3"/><tag k="waterway" v="river"/></way>
</osm>
"#;

const NODES: [(i64, i64, i64); 5] = [
    (1, 353_000_000, 1_139_000_000),
    (2, 353_010_000, 1_139_010_000),
    (3, 353_020_000, 1_139_020_000),
    (4, 353_030_000, 1_139_000_000),
    (5, -353_000_001, -1_139_000_001),
];
const STRINGS: [&str; 10] = ["", "highway", "primary", "footway", "residential", "waterway", "river", "name", "maxspeed", "60"];

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn number(field: u64, value: u64, out: &mut Vec<u8>) {
    varint(field << 3, out);
    varint(value, out);
}

fn bytes(field: u64, value: &[u8], out: &mut Vec<u8>) {
    varint(field << 3 | 2, out);
    varint(value.len() as u64, out);
    out.extend_from_slice(value);
}

fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

fn differences(values: impl Iterator<Item = i64>) -> Vec<u8> {
    let (mut out, mut before) = (Vec::new(), 0);
    for value in values {
        varint(zigzag(value - before), &mut out);
        before = value;
    }
    out
}

fn way(tags: &[(u64, u64)], refs: &[i64]) -> Vec<u8> {
    let (mut out, mut keys, mut values) = (Vec::new(), Vec::new(), Vec::new());
    number(1, 10, &mut out);
    for (key, value) in tags {
        varint(*key, &mut keys);
        varint(*value, &mut values);
    }
    bytes(2, &keys, &mut out);
    bytes(3, &values, &mut out);
    bytes(8, &differences(refs.iter().copied()), &mut out);
    out
}

fn data(is_dense: bool) -> Vec<u8> {
    let (mut block, mut table, mut group, mut ways) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    STRINGS.iter().for_each(|text| bytes(1, text.as_bytes(), &mut table));
    if is_dense {
        let mut dense = Vec::new();
        bytes(1, &differences(NODES.iter().map(|node| node.0)), &mut dense);
        bytes(8, &differences(NODES.iter().map(|node| node.1)), &mut dense);
        bytes(9, &differences(NODES.iter().map(|node| node.2)), &mut dense);
        bytes(2, &dense, &mut group);
    } else {
        for (id, lat, lon) in NODES {
            let mut node = Vec::new();
            number(1, zigzag(id), &mut node);
            number(8, zigzag(lat), &mut node);
            number(9, zigzag(lon), &mut node);
            bytes(1, &node, &mut group);
        }
    }
    for (tags, refs) in [(&[(1, 2), (8, 9)][..], &[1, 2, 3][..]), (&[(1, 3)], &[2, 4]), (&[(1, 4)], &[1, 4, 99, 3, 5]), (&[(5, 6)], &[1, 3])] {
        bytes(3, &way(tags, refs), &mut ways);
    }
    bytes(1, &table, &mut block);
    bytes(2, &ways, &mut block);
    bytes(2, &group, &mut block);
    block
}

fn blob(kind: &str, message: &[u8], is_packed: bool, claimed: Option<u64>) -> Vec<u8> {
    let (mut blob, mut header, mut out) = (Vec::new(), Vec::new(), Vec::new());
    if is_packed {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(message).unwrap();
        number(2, claimed.unwrap_or(message.len() as u64), &mut blob);
        bytes(3, &packer.finish().unwrap(), &mut blob);
    } else {
        bytes(1, message, &mut blob);
    }
    bytes(1, kind.as_bytes(), &mut header);
    number(3, blob.len() as u64, &mut header);
    out.extend_from_slice(&(header.len() as u32).to_be_bytes());
    out.extend_from_slice(&header);
    out.extend_from_slice(&blob);
    out
}

fn header(feature: &str) -> Vec<u8> {
    let mut message = Vec::new();
    bytes(4, b"OsmSchema-V0.6", &mut message);
    bytes(4, feature.as_bytes(), &mut message);
    message
}

/// The file above in the packed format.
pub(super) fn pbf_file(is_dense: bool, is_packed: bool) -> Vec<u8> {
    let mut file = blob("OSMHeader", &header("DenseNodes"), is_packed, None);
    file.extend(blob("SomethingNew", b"to be passed over", false, None));
    file.extend(blob("OSMData", &data(is_dense), is_packed, None));
    file
}

/// A file that only a reader who knows a feature can read.
pub(super) fn pbf_that_requires(feature: &str) -> Vec<u8> {
    blob("OSMHeader", &header(feature), false, None)
}

/// A file whose data say that they unpack to some size.
pub(super) fn pbf_that_claims(size: u64) -> Vec<u8> {
    let mut file = blob("OSMHeader", &header("DenseNodes"), true, None);
    file.extend(blob("OSMData", &data(true), true, Some(size)));
    file
}
