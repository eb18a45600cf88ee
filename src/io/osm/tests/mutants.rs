//! Damaged files: none may panic, hang, or take memory out of proportion.

use super::super::{pbf, xml};
use super::fixtures::{XML, pbf_file};
use crate::base::CancelToken;
use crate::base::dice::Dice;
use crate::io::ImportError;
use crate::roads::{RoadGraph, RoadWays};
use std::time::{Duration, Instant};

const MUTANTS: u64 = 5_000;

fn mutant(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.below(bytes.len());
        let until = (at + 1 + dice.below(24)).min(bytes.len());
        match dice.below(6) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = dice.next() as u8,
            2 => bytes.truncate(at),
            3 => {
                let piece = bytes[at..until].repeat(1 + dice.below(40));
                bytes.splice(at..at, piece);
            }
            4 => drop(bytes.drain(at..until)),
            _ => bytes.iter_mut().skip(at).take(9).for_each(|byte| *byte = 0xff),
        }
    }
    bytes
}

fn survive(seed: &[u8], read: impl Fn(&[u8]) -> Result<RoadWays, ImportError>) -> u64 {
    let mut dice = Dice(20_261_122);
    let mut n_read = 0;
    for number in 0..MUTANTS {
        let bytes = mutant(seed, &mut dice);
        let start = Instant::now();
        if let Ok(ways) = read(&bytes) {
            n_read += 1;
            assert!(ways.vertices.len() <= bytes.len() * 8, "mutant {number}");
            let graph = RoadGraph::build(&ways, &CancelToken::default()).unwrap();
            assert!((0..graph.edges().len()).all(|edge| graph.line(edge).len() > 1), "mutant {number}");
        }
        assert!(start.elapsed() < Duration::from_secs(5), "mutant {number} takes too long");
    }
    n_read
}

#[test]
fn xml_mutants() {
    assert!(survive(XML.as_bytes(), xml::read) > MUTANTS / 20);
}

#[test]
fn pbf_mutants() {
    // Unpacked, so that damage reaches what lies inside and not only the checksum.
    assert!(survive(&pbf_file(true, false), pbf::read) > MUTANTS / 20);
    assert!(survive(&pbf_file(false, false), pbf::read) > MUTANTS / 20);
    // What is packed has a checksum of its own, which hardly any damage meets.
    assert!(survive(&pbf_file(true, true), pbf::read) < MUTANTS / 5);
}

/// Ten megabytes of nothing pack to ten kilobytes; a hundred such blobs must not be in memory at once, and none is a road.
#[test]
fn much_from_little_stays_little() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let blank = vec![b' '; 1 << 20];
    std::io::Write::write_all(&mut packer, b"<osm>").unwrap();
    (0..64).for_each(|_| std::io::Write::write_all(&mut packer, &blank).unwrap());
    std::io::Write::write_all(&mut packer, b"</osm>").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("blank.osm.gz");
    std::fs::write(&path, packer.finish().unwrap()).unwrap();
    assert_eq!(super::super::read_osm(&path).unwrap().len(), 0);
}
