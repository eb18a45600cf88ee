//! Writing our own shapes.

use super::Shape;
use crate::geodesy::{Bounds, Position};

/// Bytes of a point's blob: 8 of header, 21 of well-known binary.
pub const POINT_BLOB_BYTES: usize = 29;

const HEADER_BYTES: usize = 8;
const LITTLE_ENDIAN: u8 = 1;
const FLAG_XY_ENVELOPE: u8 = 1 << 1;
const FLAG_EMPTY: u8 = 1 << 4;

/// The blob of a point; points carry no box.
pub fn encode_point(position: Position, srs_id: i32) -> [u8; POINT_BLOB_BYTES] {
    let mut blob = [0; POINT_BLOB_BYTES];
    let [x, y] = position.degrees();
    blob[..HEADER_BYTES].copy_from_slice(&header(LITTLE_ENDIAN, srs_id));
    blob[8] = LITTLE_ENDIAN;
    blob[9] = 1;
    blob[13..21].copy_from_slice(&x.to_le_bytes());
    blob[21..29].copy_from_slice(&y.to_le_bytes());
    blob
}

/// Writes the blob of a shape behind what `blob` holds. A ring that is not closed is closed. Everything but a point
/// carries its box, so that readers need not walk the positions.
pub fn encode(shape: &Shape, srs_id: i32, blob: &mut Vec<u8>) {
    if let Shape::Point(position) = shape {
        blob.extend_from_slice(&encode_point(*position, srs_id));
        return;
    }
    let bounds = shape.bounds();
    let contents = if bounds.is_empty() { FLAG_EMPTY } else { FLAG_XY_ENVELOPE };
    blob.extend_from_slice(&header(LITTLE_ENDIAN | contents, srs_id));
    if !bounds.is_empty() {
        let ([min_x, min_y], [max_x, max_y]) = (bounds.min.degrees(), bounds.max.degrees());
        for edge in [min_x, max_x, min_y, max_y] {
            blob.extend_from_slice(&edge.to_le_bytes());
        }
    }
    match shape {
        Shape::Point(_) => {}
        Shape::LineString(line) => put_line(line, blob),
        Shape::MultiLineString(lines) => {
            put_type(5, lines.len(), blob);
            for line in lines {
                put_line(line, blob);
            }
        }
        Shape::Polygon(rings) => put_polygon(rings, blob),
        Shape::MultiPolygon(polygons) => {
            put_type(6, polygons.len(), blob);
            for rings in polygons {
                put_polygon(rings, blob);
            }
        }
    }
}

impl Shape {
    /// The box around the shape.
    pub fn bounds(&self) -> Bounds {
        match self {
            Self::Point(position) => Bounds::of([*position]),
            Self::LineString(line) => Bounds::of(line.iter().copied()),
            Self::MultiLineString(lines) | Self::Polygon(lines) => Bounds::of(lines.iter().flatten().copied()),
            Self::MultiPolygon(polygons) => Bounds::of(polygons.iter().flatten().flatten().copied()),
        }
    }
}

fn header(flags: u8, srs_id: i32) -> [u8; HEADER_BYTES] {
    let [a, b, c, d] = srs_id.to_le_bytes();
    [b'G', b'P', 0, flags, a, b, c, d]
}

/// Byte order, type, number of parts. Counts beyond 32 bits cannot arise: such a shape would not fit into memory.
fn put_type(code: u32, parts: usize, blob: &mut Vec<u8>) {
    blob.push(LITTLE_ENDIAN);
    blob.extend_from_slice(&code.to_le_bytes());
    blob.extend_from_slice(&(parts as u32).to_le_bytes());
}

fn put_line(line: &[Position], blob: &mut Vec<u8>) {
    put_type(2, line.len(), blob);
    put_positions(line, blob);
}

fn put_polygon(rings: &[Vec<Position>], blob: &mut Vec<u8>) {
    put_type(3, rings.len(), blob);
    for ring in rings {
        let closing = if ring.first() == ring.last() { &[] } else { &ring[..1] };
        blob.extend_from_slice(&((ring.len() + closing.len()) as u32).to_le_bytes());
        put_positions(ring, blob);
        put_positions(closing, blob);
    }
}

fn put_positions(positions: &[Position], blob: &mut Vec<u8>) {
    blob.reserve(positions.len() * 16);
    for position in positions {
        let [x, y] = position.degrees();
        blob.extend_from_slice(&x.to_le_bytes());
        blob.extend_from_slice(&y.to_le_bytes());
    }
}
