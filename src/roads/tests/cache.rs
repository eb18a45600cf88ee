//! The bytes of a graph.

use super::city::{city, graph};
use crate::base::dice::Dice;
use crate::roads::{CacheFault, Mode, Network, NetworkRules, RoadGraph, RoadSource, decode, encode};
use std::sync::Arc as Shared;

fn source() -> RoadSource {
    RoadSource { name: "新乡.osm.pbf".to_owned(), size: 12_345, changed_ms: 1_700_000_000_123 }
}

#[test]
fn a_graph_comes_back_as_it_was() {
    let built = graph(&city(10, 3));
    let (again, from) = decode(&encode(&built, &source())).unwrap();
    assert_eq!((&again, from), (built.as_ref(), source()));
    let (empty, _) = decode(&encode(&RoadGraph::default(), &source())).unwrap();
    assert_eq!(empty.edges().len(), 0);
}

#[test]
fn damaged_and_foreign_bytes_are_refused() {
    let bytes = encode(&graph(&city(5, 3)), &source());
    assert_eq!(decode(b"").unwrap_err(), CacheFault::Foreign);
    assert_eq!(decode(b"SQLite format 3\0 and more of it").unwrap_err(), CacheFault::Foreign);
    let mut newer = bytes.clone();
    newer[8] = 9;
    assert_eq!(decode(&newer).unwrap_err(), CacheFault::Version(9));
    for cut in [8, 15, 16, 40, bytes.len() / 2, bytes.len() - 1] {
        assert_eq!(decode(&bytes[..cut]).unwrap_err(), CacheFault::Damaged, "cut at {cut}");
    }
    for at in (0..bytes.len()).step_by(7) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        assert!(decode(&damaged).is_err(), "bit of byte {at}");
    }
}

/// Bytes with a right checksum and wrong content: whatever is accepted can be travelled on.
#[test]
fn lies_with_a_right_checksum_do_no_harm() {
    let good = encode(&graph(&city(4, 3)), &source());
    let mut dice = Dice(11);
    let mut n_read = 0;
    for _ in 0..3_000 {
        let mut bytes = good.clone();
        for _ in 0..=dice.below(3) {
            let at = 16 + dice.below(bytes.len() - 16);
            bytes[at] = dice.next() as u8;
        }
        let checksum = crc32fast::hash(&bytes[16..]);
        bytes[12..16].copy_from_slice(&checksum.to_le_bytes());
        if let Ok((graph, _)) = decode(&bytes) {
            n_read += 1;
            let network = Network::new(Shared::new(graph), NetworkRules { mode: Mode::Drive, ..NetworkRules::default() });
            assert!(network.snap(super::city::at(5_000, 5_000)).is_none_or(|snap| (0.0..=1.0).contains(&snap.share)));
        }
    }
    assert!(n_read > 100, "{n_read} were read");
}
