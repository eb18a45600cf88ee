//! Areas and lengths.

use super::measure_values::{AREAS, AreaCase, DISTANCES};
use crate::geodesy::*;
use proptest::prelude::*;

fn ring(case: &AreaCase) -> Vec<Position> {
    case.0.iter().map(|(lon, lat)| Position::new(*lon, *lat)).collect()
}

#[test]
fn areas_agree_with_exact_integration_and_with_geographiclib() {
    for case in &AREAS {
        let area = ring_area_m2(&ring(case));
        // Half a square centimetre for each of six segments, and 1e-12 of the area.
        assert!((area - case.1).abs() <= 3e-4 + 1e-12 * case.1, "{area} {}", case.1);
        assert!((area / case.2 - 1.0).abs() <= 1e-7, "{area} {}", case.2);
    }
}

#[test]
fn the_world_and_its_slices_add_up() {
    // Surface of the ellipsoid: 510 065 621 724 089 m² (GeographicLib 2.1, EllipsoidArea).
    let corners = [(-1_800_000_000, -900_000_000), (1_800_000_000, -900_000_000), (1_800_000_000, 900_000_000), (-1_800_000_000, 900_000_000)];
    let world = ring_area_m2(&corners.map(|(lon, lat)| Position::new(lon, lat)));
    assert!((world / 510_065_621_724_088.4 - 1.0).abs() < 1e-13, "{world}");
}

#[test]
fn a_steep_segment_equals_its_pieces_on_both_sides_of_the_short_limit() {
    let at = |k: i32| Position::new(1_100_000_000 + 700 * k, 300_000_000 + 5729 * k);
    for n in [2, 90, 99, 100, 101, 110, 1000, 10_000] {
        let pieces: i64 = (0..n).map(|k| segment_area_cm2(at(k), at(k + 1))).sum();
        let whole = segment_area_cm2(at(0), at(n));
        let allowed = f64::from(n) * 0.5 + 2e-15 * (whole.abs() as f64) + 1.0;
        assert!((pieces - whole).abs() as f64 <= allowed, "{n}: {pieces} {whole}");
    }
}

#[test]
fn distances_agree_with_karney() {
    let mut worst: f64 = 0.0;
    for ([a_lon, a_lat, b_lon, b_lat], expected) in DISTANCES {
        let (a, b) = (Position::new(a_lon, a_lat), Position::new(b_lon, b_lat));
        let distance = distance_m(a, b);
        // 1e-9 m for what the last bits of the angles hold.
        worst = worst.max(((distance - expected).abs() - 1e-9) / expected);
        assert_eq!(segment_length_tenth_mm(a, b), (distance * 1e4).round() as i64);
    }
    assert!(worst <= 2e-10, "{worst}");
}

#[test]
fn short_distances_agree_with_karney_everywhere() {
    use geographiclib_rs::{Geodesic, InverseGeodesic};
    let earth = Geodesic::wgs84();
    for lat in (-90..=90).map(|degrees| f64::from(degrees) * 0.995) {
        for (east, north) in [(0.1, 0.1), (0.1, 0.0), (0.0, 0.1), (-0.03, 0.07), (0.001, -0.002), (0.25, 0.0), (0.0, 0.2)] {
            let (Some(a), Some(b)) = (Position::from_degrees(113.9, lat), Position::from_degrees(113.9 + east, lat + north)) else { continue };
            let ([a_lon, a_lat], [b_lon, b_lat]) = (a.degrees(), b.degrees());
            let expected: f64 = earth.inverse(a_lat, a_lon, b_lat, b_lon);
            let distance = distance_m(a, b);
            assert!((distance - expected).abs() <= 2e-10 * expected + 1e-8, "{a:?} {b:?} {distance} {expected}");
        }
    }
}

#[test]
fn offsets_go_where_they_say() {
    for lat in [-60.0, 0.0, 35.3, 70.0] {
        let from = Position::from_degrees(113.9, lat).expect("a place");
        for (east, north) in [(300.0, 0.0), (0.0, -300.0), (-2000.0, 1000.0)] {
            let to = offset_m(from, east, north);
            let expected = f64::hypot(east, north);
            assert!((distance_m(from, to) / expected - 1.0).abs() < 1e-3, "{from:?} {to:?}");
            let (lon_m, lat_m) = metres_per_unit(from.lat);
            assert!((f64::from(to.lon - from.lon) * lon_m - east).abs() < 0.01);
            assert!((f64::from(to.lat - from.lat) * lat_m - north).abs() < 0.02);
        }
    }
    assert_eq!(offset_m(Position::new(0, 900_000_000), 0.0, 5000.0), Position::new(0, 900_000_000), "no further than the pole");
}

#[test]
fn numbers_do_not_change_between_machines() {
    // Exact integral: -5038619523300.697 cm²; GeographicLib: 135.2054989 m and 556169.06385384 m.
    let (a, b) = (Position::new(1_139_000_000, 353_000_000), Position::new(1_139_012_345, 353_006_789));
    assert_eq!(segment_area_cm2(a, b), -5_038_619_523_301);
    assert_eq!(segment_length_tenth_mm(a, b), 1_352_055);
    assert_eq!(distance_m(Position::new(1_139_000_000, 353_000_000), Position::new(1_164_000_000, 399_000_000)).to_bits(), 4_693_024_667_973_286_821);
}

#[test]
fn nonsense_does_not_panic() {
    let extremes = [i32::MIN, -900_000_001, 0, 900_000_001, i32::MAX].map(|v| [i32::MIN, 0, i32::MAX].map(|w| Position::new(v, w))).concat();
    for a in &extremes {
        for b in &extremes {
            assert_eq!(segment_area_cm2(*a, *b), -segment_area_cm2(*b, *a));
            assert!(segment_length_tenth_mm(*a, *b) >= 0);
        }
    }
    assert_eq!(ring_area_cm2(&[]), 0);
    assert_eq!(ring_area_cm2(&extremes[..1]), 0);
}

proptest! {
    #[test]
    fn areas_are_antisymmetric_and_lengths_symmetric(
        a in (-1_800_000_000_i32..=1_800_000_000, -900_000_000_i32..=900_000_000),
        by in prop_oneof![(-9000_i32..9000, -9000_i32..9000), (-90_000_000_i32..90_000_000, -90_000_000_i32..90_000_000)],
    ) {
        let b = Position::new((a.0.saturating_add(by.0)).clamp(-1_800_000_000, 1_800_000_000), (a.1 + by.1).clamp(-900_000_000, 900_000_000));
        let a = Position::new(a.0, a.1);
        prop_assert_eq!(segment_area_cm2(a, b), -segment_area_cm2(b, a));
        prop_assert_eq!(segment_length_tenth_mm(a, b), segment_length_tenth_mm(b, a));
        prop_assert_eq!(distance_m(a, b).to_bits(), distance_m(b, a).to_bits());
        prop_assert_eq!(segment_area_cm2(a, Position::new(a.lon, b.lat)), 0);
    }
}
