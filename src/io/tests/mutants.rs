//! Damaged files: thousands of mutants of small good files are read and mapped. None may panic, hang, or take memory out
//! of proportion to its size.

use super::super::encoding::Declared;
use super::super::fixtures::{DbfFixture, dbf, point, polygon, shp};
use super::super::rows::{MappingOptions, demand_rows, polygons};
use super::super::shapefile::{self, Parts};
use super::super::{Geometries, ImportError, SourceTable, csv, geojson};
use crate::base::dice::Dice;
use std::time::{Duration, Instant};

/// Mutants of each format.
const MUTANTS: u64 = 5000;

/// One to six changes: a bit, a byte, an extreme number, a cut, a piece repeated, moved or taken out, a token.
fn mutant(seed: &[u8], dice: &mut Dice, tokens: &[&[u8]]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(6) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.below(bytes.len());
        let until = (at + 1 + dice.below(32)).min(bytes.len());
        match dice.below(8) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = dice.next() as u8,
            2 => {
                let extreme: [u32; 6] = [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x0100_0000];
                let value = extreme[dice.below(6)];
                let value = if dice.below(2) == 0 { value.to_le_bytes() } else { value.to_be_bytes() };
                bytes.iter_mut().skip(at).zip(value).for_each(|(byte, new)| *byte = new);
            }
            3 => bytes.truncate(at),
            4 => {
                let piece = bytes[at..until].repeat(1 + dice.below(64));
                bytes.splice(at..at, piece);
            }
            5 => drop(bytes.drain(at..until)),
            6 => {
                let piece = bytes[at..until].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => {
                let token = tokens[dice.below(tokens.len())];
                bytes.splice(at..at, token.iter().copied());
            }
        }
    }
    bytes
}

/// Reads mutants of a file and maps what can be read; says how many could be.
fn survive(seed: &[u8], tokens: &[&[u8]], read: impl Fn(Vec<u8>) -> Result<SourceTable, ImportError>) -> u64 {
    let mut dice = Dice(20_260_301);
    let mut n_read = 0;
    for number in 0..MUTANTS {
        let bytes = mutant(seed, &mut dice, tokens);
        let (size, start) = (bytes.len(), Instant::now());
        if let Ok(table) = read(bytes) {
            n_read += 1;
            let memory = table.text.memory_bytes() + table.geometry.as_ref().map_or(0, Geometries::memory_bytes);
            assert!(memory <= (1 << 16) + size * 600, "mutant {number}: {memory} bytes from a file of {size}");
            let options = MappingOptions { crs: Some("wgs84".to_owned()), ..MappingOptions::default() };
            if let Ok(read) = polygons(&table, &options) {
                assert_eq!(read.polygons.len() as u64 + read.mapped.rows_rejected, table.rows() as u64);
            }
            if let Ok(read) = demand_rows(&table, &options) {
                assert_eq!(read.positions.len() as u64 + read.mapped.rows_rejected, table.rows() as u64);
            }
        }
        assert!(start.elapsed() < Duration::from_secs(5), "mutant {number} takes too long");
    }
    n_read
}

#[test]
fn csv_mutants() {
    let seed = "编码,名称,lon,lat,users\r\nA1,\"城东, \"\"新\"\"\",113.9,35.3,\"1,234\"\r\nA2,解放路,113.8,35.2,-7\n\"多\n行\",,0,0,\n";
    let tokens: [&[u8]; 8] = [b"\"", b",", b"\r", b"\"\"", b"\xff\xfe", b"\0", b"\xef\xbb\xbf", b"1e999"];
    assert!(survive(seed.as_bytes(), &tokens, |bytes| csv::read(bytes, &Declared::default())) > MUTANTS / 2);
}

#[test]
fn geojson_mutants() {
    let seed = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4490"}},"features":[{"type":"Feature","id":1,"properties":{"name":"城东","n":1.5,"deep":{"a":[1]}},"geometry":{"type":"Polygon","coordinates":[[[113.9,35.3],[114,35.3],[114,35.4],[113.9,35.3]]]}},{"type":"Feature","properties":null,"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2,3]}]}}]}"#;
    let tokens: [&[u8]; 10] = [b"[", b"]", b"{", b"}", b",", b"null", b"NaN", b"\"", b"[[[[[[[[[[[[[[[[", b"1e308"];
    assert!(survive(seed.as_bytes(), &tokens, |bytes| geojson::read(&bytes)) > MUTANTS / 50);
}

fn table_bytes() -> Vec<u8> {
    let name = encoding_rs::GBK.encode("卫滨区").0.into_owned();
    let records: Vec<Vec<&[u8]>> = vec![vec![b"C1", &name, b" 12.5"], vec![b"C2", &name, b"*****"], vec![b"C3", b"", b""]];
    dbf(&DbfFixture { ldid: 0x4D, fields: &[(b"CODE", b'C', 4), (b"NAME", b'C', 10), (b"AREA", b'N', 5)], records: &records, deleted: &[1] })
}

#[test]
fn dbf_mutants() {
    let tokens: [&[u8]; 4] = [b"\x0d", b"*", b"\xff", b"\0\0\0\0"];
    assert!(survive(&table_bytes(), &tokens, |bytes| shapefile::read_table(&bytes, &Declared::default())) > MUTANTS / 10);
}

#[test]
fn shp_mutants() {
    let (ring, hole) = ([[113.0, 35.0], [113.0, 36.0], [114.0, 36.0], [113.0, 35.0]], [[113.2, 35.5], [113.3, 35.5], [113.3, 35.6], [113.2, 35.5]]);
    let (bytes, index) = shp(&[polygon(&[&ring, &hole]), vec![0; 4], point(113.0, 35.0)]);
    let tokens: [&[u8]; 3] = [b"\0\0\x27\x0a", b"\xff\xff\xff\x7f", b"\x05\0\0\0"];
    let read = |shp: Vec<u8>, shx: Option<Vec<u8>>| shapefile::read(&Parts { shp, shx, dbf: Some(table_bytes()), prj: None }, &Declared::default());
    assert!(survive(&bytes, &tokens, |shp| read(shp, None)) > MUTANTS / 2);
    assert!(survive(&bytes, &tokens, |shp| read(shp, Some(index.clone()))) > MUTANTS / 2);
    assert!(survive(&index, &tokens, |shx| read(bytes.clone(), Some(shx))) > MUTANTS / 2);
}
