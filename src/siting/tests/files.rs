//! Readers and metrics against values worked out by hand.

use crate::siting::files::{FileError, read_capacitated, read_covering, read_orlib, read_tsplib};
use crate::siting::{Metric, straight_matrix};

#[test]
fn the_last_of_two_equal_edges_counts() {
    let file = read_orlib("3 4 1\n1 2 5\n2 3 4\n1 2 9\n1 3 20\n").unwrap();
    assert_eq!((file.sites, file.matrix.cost(0, 1), file.matrix.cost(0, 2)), (1, Some(9.0), Some(13.0)));
    assert_eq!(read_orlib("3 1 1\n1 2 5\n").unwrap_err(), FileError::NotConnected);
    assert!(matches!(read_orlib("2 1 1\n1 5 5\n"), Err(FileError::NotANumber { .. })));
    assert!(matches!(read_orlib("99999999 1 1"), Err(FileError::TooMany(_))));
    assert!(matches!(read_orlib("2 1"), Err(FileError::Missing(_))));
}

#[test]
fn other_files_are_read_or_refused() {
    let places = read_tsplib("NAME : x\nNODE_COORD_SECTION\n1 0.0 0.0\n2 3e0 4\nEOF\n").unwrap();
    assert_eq!(places, [[0.0, 0.0], [3.0, 4.0]]);
    assert!(read_tsplib("NODE_COORD_SECTION\n1 a b\n").is_err());
    let file = read_covering("DIMENSION : 2\nNODE_COORD_SECTION\n40.7 -73.9\n40.8 -73.8\nDEMAND_SECTION\n10\n1\nEOF").unwrap();
    assert_eq!((file.places[0], file.weights), ([-73.9, 40.7], vec![10.0, 1.0]));
    assert!(read_covering("DIMENSION : 3\nNODE_COORD_SECTION\n1 2\nDEMAND_SECTION\n1\n").is_err());
    let file = read_capacitated(" 2 1\n 0 0 10 3\n 1 1 12 4\n").unwrap();
    assert_eq!((file.sites, file.capacities, file.weights), (1, vec![10.0, 12.0], vec![3.0, 4.0]));
}

#[test]
fn distances_are_those_of_their_conventions() {
    assert!((Metric::Euclid.between([0.0, 0.0], [1.0, 1.0]) - 2f64.sqrt()).abs() < 1e-15);
    assert!(Metric::EuclidFloor.between([0.0, 0.0], [2.0, 2.0]).to_bits() == 2f64.to_bits());
    let degree = Metric::GreatCircle { radius_m: 6_378_100.0 }.between([0.0, 0.0], [0.0, 1.0]);
    assert!((degree - 6_378_100.0 * std::f64::consts::PI / 180.0).abs() < 1e-6, "{degree}");
    for (a, b) in [([113.9, 35.3], [113.95, 35.32]), ([121.5, 31.2], [121.5, 31.6]), ([121.5, 31.2], [123.0, 30.0])] {
        let position = |place: [f64; 2]| crate::geodesy::Position::from_degrees(place[0], place[1]).unwrap();
        let exact = crate::geodesy::distance_m(position(a), position(b));
        let ours = Metric::Geodesic.between(a, b);
        assert!((ours - exact).abs() < 1e-5 * exact, "{ours} {exact}");
    }
}

#[test]
fn a_limit_leaves_exactly_the_pairs_within_it() {
    let mut random = crate::siting::random::Random::new(4);
    let places: Vec<[f64; 2]> = (0..300).map(|_| [113.8 + random.unit() * 0.2, 35.2 + random.unit() * 0.2]).collect();
    let sites: Vec<[f64; 2]> = (0..40).map(|_| [113.8 + random.unit() * 0.2, 35.2 + random.unit() * 0.2]).collect();
    for metric in [Metric::Geodesic, Metric::GreatCircle { radius_m: 6_378_100.0 }] {
        let (all, near) = (straight_matrix(&places, &sites, metric, None).unwrap(), straight_matrix(&places, &sites, metric, Some(2500.0)).unwrap());
        let within = all.filtered(|_, _, cost| cost <= 2500.0);
        assert_eq!((within.rows(), within.columns()), (near.rows(), near.columns()));
        assert!(near.n_entries() > 100 && near.n_entries() < all.n_entries());
    }
}
