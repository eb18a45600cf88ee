//! Blobs: ours come back exactly, foreign ones are understood or refused, none asks for memory it has no bytes for.

use crate::geodesy::Position;
use crate::gpkg::geometry::{
    Envelope, Geometry, GeometryError, POINT_BLOB_BYTES, Shape, decode, decode_shape, encode, encode_point, envelope, is_empty, point_position,
};
use proptest::prelude::*;

fn blob(wkb: &[u8]) -> Vec<u8> {
    [b"GP\0\x01\xe6\x10\0\0", wkb].concat()
}

fn wkb(code: u32, rest: &[u8]) -> Vec<u8> {
    [&[1][..], &code.to_le_bytes(), rest].concat()
}

fn numbers(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn any_position() -> impl Strategy<Value = Position> {
    (-1_800_000_000..=1_800_000_000, -900_000_000..=900_000_000).prop_map(|(lon, lat)| Position::new(lon, lat))
}

fn any_line() -> impl Strategy<Value = Vec<Position>> {
    prop::collection::vec(any_position(), 1..20)
}

fn any_ring() -> impl Strategy<Value = Vec<Position>> {
    any_line().prop_map(|mut ring| {
        ring.push(ring[0]);
        ring
    })
}

fn any_shape() -> impl Strategy<Value = Shape> {
    let rings = || prop::collection::vec(any_ring(), 1..4);
    prop_oneof![
        any_position().prop_map(Shape::Point),
        any_line().prop_map(Shape::LineString),
        prop::collection::vec(any_line(), 1..4).prop_map(Shape::MultiLineString),
        rings().prop_map(Shape::Polygon),
        prop::collection::vec(rings(), 1..4).prop_map(Shape::MultiPolygon),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_exactly(shape in any_shape(), srs_id in any::<i32>()) {
        let mut blob = Vec::new();
        encode(&shape, srs_id, &mut blob);
        prop_assert_eq!(decode(&blob).unwrap().srs_id, srs_id);
        prop_assert_eq!(decode_shape(&blob).unwrap(), shape.clone());
        let (min, max) = (shape.bounds().min.degrees(), shape.bounds().max.degrees());
        let expected = Envelope { min_x: min[0], max_x: max[0], min_y: min[1], max_y: max[1] };
        prop_assert_eq!(envelope(&blob).unwrap(), Some(expected));
    }

    #[test]
    fn a_cut_or_changed_blob_never_panics(shape in any_shape(), cut in 0_usize..2000, at in 0_usize..2000, byte in any::<u8>()) {
        let mut blob = Vec::new();
        encode(&shape, 4326, &mut blob);
        let whole = blob.len();
        if cut < whole {
            prop_assert!(decode(&blob[..cut]).is_err());
        }
        blob[at % whole] = byte;
        let _ = (decode(&blob), decode_shape(&blob), envelope(&blob), is_empty(&blob), point_position(&blob));
    }

    #[test]
    fn noise_never_panics(noise in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (decode(&noise), envelope(&noise));
        let _ = decode(&blob(&noise));
    }
}

#[test]
fn a_point_is_29_bytes_of_known_content() {
    // The same bytes as GDAL 3.12 writes for POINT(113.9 35.3) in EPSG:4326.
    let head = [0x47, 0x50, 0x00, 0x01, 0xe6, 0x10, 0x00, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00];
    let x = [0x9a, 0x99, 0x99, 0x99, 0x99, 0x79, 0x5c, 0x40];
    let y = [0x66, 0x66, 0x66, 0x66, 0x66, 0xa6, 0x41, 0x40];
    assert_eq!(encode_point(Position::new(1_139_000_000, 353_000_000), 4326).to_vec(), [&head[..], &x, &y].concat());
}

#[test]
fn an_open_ring_is_closed_when_written() {
    let ring = vec![Position::new(0, 0), Position::new(10, 0), Position::new(0, 10)];
    let mut bytes = Vec::new();
    encode(&Shape::Polygon(vec![ring.clone()]), 4326, &mut bytes);
    assert_eq!(decode_shape(&bytes).unwrap(), Shape::Polygon(vec![[ring.clone(), vec![ring[0]]].concat()]));
}

#[test]
fn seventeen_bytes_get_no_gigabytes() {
    // A header and a multipolygon, collection, polygon, line … of four thousand million parts.
    for code in [2, 3, 4, 5, 6, 7] {
        let bomb = blob(&wkb(code, &u32::MAX.to_le_bytes()));
        assert_eq!(bomb.len(), 17);
        assert_eq!(decode(&bomb), Err(GeometryError::Truncated), "type {code}");
    }
    let big_endian = blob(&[0, 0, 0, 0, 6, 0xFF, 0xFF, 0xFF, 0xFF]);
    assert_eq!(decode(&big_endian), Err(GeometryError::Truncated));
}

#[test]
fn deep_nesting_is_refused_before_the_stack_ends() {
    let mut nested = wkb(1, &numbers(&[1.0, 2.0]));
    for _ in 0..100_000 {
        nested.splice(0..0, wkb(7, &1_u32.to_le_bytes()));
        if nested.len() > 900_000 {
            break;
        }
    }
    assert_eq!(decode(&blob(&nested)), Err(GeometryError::TooDeep));
    let two_deep = wkb(7, &[&1_u32.to_le_bytes()[..], &wkb(7, &[&1_u32.to_le_bytes()[..], &wkb(1, &numbers(&[1.0, 2.0]))].concat())].concat());
    assert!(matches!(decode(&blob(&two_deep)).unwrap().geometry, Geometry::Collection(_)));
}

#[test]
fn numbers_that_are_none_are_refused_or_mean_nothing() {
    assert_eq!(decode(&blob(&wkb(1, &numbers(&[f64::NAN, f64::NAN])))).unwrap().geometry, Geometry::Empty);
    assert_eq!(decode(&blob(&wkb(1, &numbers(&[1.0, f64::NAN])))), Err(GeometryError::NotFinite));
    assert_eq!(decode(&blob(&wkb(1, &numbers(&[f64::INFINITY, 1.0])))), Err(GeometryError::NotFinite));
    let line = [&2_u32.to_le_bytes()[..], &numbers(&[1.0, 2.0, f64::NAN, 4.0])].concat();
    assert_eq!(decode(&blob(&wkb(2, &line))), Err(GeometryError::NotFinite));
    assert_eq!(decode_shape(&blob(&wkb(1, &numbers(&[500.0, 1.0])))), Err(GeometryError::OutOfRange));
    // A box of nonsense in the header is not believed.
    let header = [b"GP\0\x03\xe6\x10\0\0", &numbers(&[f64::NAN, 1.0, 2.0, 3.0])[..], &wkb(1, &numbers(&[5.0, 6.0]))].concat();
    assert_eq!(envelope(&header).unwrap(), Some(Envelope { min_x: 5.0, max_x: 5.0, min_y: 6.0, max_y: 6.0 }));
}

#[test]
fn heights_measures_and_both_byte_orders_are_read() {
    let flat = Geometry::LineString(vec![[1.0, 2.0], [3.0, 4.0]]);
    let count = 2_u32.to_le_bytes();
    for (code, values) in [
        (2, vec![1.0, 2.0, 3.0, 4.0]),
        (1002, vec![1.0, 2.0, 9.0, 3.0, 4.0, 9.0]),
        (2002, vec![1.0, 2.0, f64::NAN, 3.0, 4.0, f64::NAN]),
        (3002, vec![1.0, 2.0, 9.0, 8.0, 3.0, 4.0, 9.0, 8.0]),
        (0x8000_0002, vec![1.0, 2.0, 9.0, 3.0, 4.0, 9.0]),
    ] {
        let decoded = decode(&blob(&wkb(code, &[&count[..], &numbers(&values)].concat()))).unwrap();
        assert_eq!(decoded.geometry, flat, "type {code}");
    }
    let big: Vec<u8> = [&[0, 0, 0, 0, 2, 0, 0, 0, 2][..], &[1.0_f64, 2.0, 3.0, 4.0].iter().flat_map(|n| n.to_be_bytes()).collect::<Vec<_>>()].concat();
    assert_eq!(decode(&blob(&big)).unwrap().geometry, flat);
}

#[test]
fn curves_and_strange_types_are_named() {
    assert_eq!(decode(&blob(&wkb(10, &1_u32.to_le_bytes()))), Err(GeometryError::Curve { code: 10 }));
    assert_eq!(decode(&blob(&wkb(1008, &1_u32.to_le_bytes()))), Err(GeometryError::Curve { code: 8 }));
    assert_eq!(decode(&blob(&wkb(16, &1_u32.to_le_bytes()))), Err(GeometryError::UnknownType { code: 16 }));
    let point_in_multipolygon = [&1_u32.to_le_bytes()[..], &wkb(1, &numbers(&[1.0, 2.0]))].concat();
    assert_eq!(decode(&blob(&wkb(6, &point_in_multipolygon))), Err(GeometryError::WrongPart { code: 1 }));
    assert_eq!(decode(b"PG\0\x01\0\0\0\0"), Err(GeometryError::NotGeometry));
    assert_eq!(decode(b"GP\0\x21\0\0\0\0"), Err(GeometryError::UnknownHeader));
    assert_eq!(decode(b"GP\x01\x01\0\0\0\0"), Err(GeometryError::UnknownHeader));
    assert_eq!(decode(b"GP\0\x0b\0\0\0\0"), Err(GeometryError::UnknownHeader));
    assert_eq!(decode(b"GP"), Err(GeometryError::NotGeometry));
}

#[test]
fn empty_shapes_say_so() {
    let mut bytes = Vec::new();
    encode(&Shape::MultiPolygon(Vec::new()), 4326, &mut bytes);
    assert!(is_empty(&bytes).unwrap());
    assert_eq!(decode(&bytes).unwrap().geometry, Geometry::Empty);
    assert!(!is_empty(&encode_point(Position::new(1, 1), 4326)).unwrap());
    assert_eq!(point_position(&bytes), None);
    assert_eq!(point_position(&[0; POINT_BLOB_BYTES]), None);
}
