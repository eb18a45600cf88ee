//! Reading blobs that may come from anywhere.
//!
//! Memory stays within a small multiple of the blob: a count is believed only when the bytes for it are there, parts
//! without positions are not kept, and nesting is bounded. The cost is linear in the blob's length.

use super::{Envelope, Geometry, GeometryError, POINT_BLOB_BYTES, Shape};
use crate::geodesy::Position;

/// Collections inside collections; the standard's own examples need two.
const DEEPEST: usize = 8;
/// The least a part of a multi-geometry can be: byte order, type, number of parts.
const SMALLEST_PART: usize = 9;
/// The least a ring can be: its number of positions.
const SMALLEST_RING: usize = 4;

/// A geometry and the coordinate system it says it is in.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The id in `gpkg_spatial_ref_sys`.
    pub srs_id: i32,
    /// The geometry.
    pub geometry: Geometry,
}

/// Reads any blob.
pub fn decode(blob: &[u8]) -> Result<Decoded, GeometryError> {
    let header = Header::read(blob)?;
    let mut cursor = Cursor { bytes: blob, at: header.body };
    Ok(Decoded { srs_id: header.srs_id, geometry: geometry(&mut cursor, DEEPEST)? })
}

/// Reads a blob as a shape on the lattice: exactly what [`encode`](super::encode) wrote, or the nearest lattice positions
/// where another program moved them. The coordinates must be degrees.
pub fn decode_shape(blob: &[u8]) -> Result<Shape, GeometryError> {
    if let Some(position) = point_position(blob) {
        return Ok(Shape::Point(position));
    }
    Ok(match decode(blob)?.geometry {
        Geometry::Point(place) => Shape::Point(position(place)?),
        Geometry::LineString(line) => Shape::LineString(positions(&line)?),
        Geometry::MultiLineString(lines) => Shape::MultiLineString(lines.iter().map(|line| positions(line)).collect::<Result<_, _>>()?),
        Geometry::Polygon(rings) => Shape::Polygon(rings.iter().map(|ring| positions(ring)).collect::<Result<_, _>>()?),
        Geometry::MultiPolygon(polygons) => Shape::MultiPolygon(
            polygons
                .iter()
                .map(|rings| rings.iter().map(|ring| positions(ring)).collect::<Result<_, _>>())
                .collect::<Result<_, _>>()?,
        ),
        Geometry::Empty | Geometry::MultiPoint(_) | Geometry::Collection(_) => return Err(GeometryError::WrongType),
    })
}

fn position([x, y]: [f64; 2]) -> Result<Position, GeometryError> {
    Position::from_degrees(x, y).ok_or(GeometryError::OutOfRange)
}

fn positions(places: &[[f64; 2]]) -> Result<Vec<Position>, GeometryError> {
    places.iter().map(|place| position(*place)).collect()
}

/// The position of a point's blob in the form that nearly all programs write (little-endian, no box, two dimensions);
/// `None` for everything else, which [`decode_shape`] may still read.
#[inline]
pub fn point_position(blob: &[u8]) -> Option<Position> {
    let blob: &[u8; POINT_BLOB_BYTES] = blob.try_into().ok()?;
    let is_plain = blob[..4] == [b'G', b'P', 0, 1] && blob[8..13] == [1, 1, 0, 0, 0];
    let coordinate = |at: usize| blob[at..at + 8].try_into().map(f64::from_le_bytes).ok();
    if is_plain { Position::from_degrees(coordinate(13)?, coordinate(21)?) } else { None }
}

/// The box of a blob: the one its header carries, else computed. `None` for an empty geometry.
pub fn envelope(blob: &[u8]) -> Result<Option<Envelope>, GeometryError> {
    let header = Header::read(blob)?;
    if header.says_empty {
        return Ok(None);
    }
    if let Some(envelope) = header.envelope {
        return Ok(Some(envelope));
    }
    let mut envelope = Envelope::EMPTY;
    grow(&mut envelope, &geometry(&mut Cursor { bytes: blob, at: header.body }, DEEPEST)?);
    Ok((!envelope.is_empty()).then_some(envelope))
}

/// Whether a blob holds no position. A blob whose header carries a box is believed without walking it.
pub fn is_empty(blob: &[u8]) -> Result<bool, GeometryError> {
    envelope(blob).map(|envelope| envelope.is_none())
}

fn grow(envelope: &mut Envelope, geometry: &Geometry) {
    let mut add_all = |places: &[[f64; 2]]| places.iter().for_each(|place| envelope.add(*place));
    match geometry {
        Geometry::Empty => {}
        Geometry::Point(place) => add_all(&[*place]),
        Geometry::LineString(places) | Geometry::MultiPoint(places) => add_all(places),
        Geometry::Polygon(parts) | Geometry::MultiLineString(parts) => parts.iter().for_each(|part| add_all(part)),
        Geometry::MultiPolygon(polygons) => polygons.iter().flatten().for_each(|ring| add_all(ring)),
        Geometry::Collection(members) => members.iter().for_each(|member| grow(envelope, member)),
    }
}

/// What stands before the well-known binary.
struct Header {
    srs_id: i32,
    says_empty: bool,
    /// Present where the header carries one that makes sense.
    envelope: Option<Envelope>,
    /// Where the well-known binary begins.
    body: usize,
}

impl Header {
    fn read(blob: &[u8]) -> Result<Self, GeometryError> {
        let mut cursor = Cursor { bytes: blob, at: 0 };
        let Ok([b'G', b'P', version, flags]) = cursor.take::<4>() else { return Err(GeometryError::NotGeometry) };
        let is_extended = flags & 0x20 != 0;
        if version != 0 || is_extended {
            return Err(GeometryError::UnknownHeader);
        }
        let is_little = flags & 1 != 0;
        let srs_id = cursor.u32(is_little)? as i32;
        let edges = match (flags >> 1) & 7 {
            0 => 0,
            1 => 4,
            2 | 3 => 6,
            4 => 8,
            _ => return Err(GeometryError::UnknownHeader),
        };
        let mut numbers = [f64::NAN; 8];
        for number in &mut numbers[..edges] {
            *number = cursor.f64(is_little)?;
        }
        let [min_x, max_x, min_y, max_y, ..] = numbers;
        let makes_sense = min_x <= max_x && min_y <= max_y && [min_x, max_x, min_y, max_y].iter().all(|edge| edge.is_finite());
        let envelope = makes_sense.then_some(Envelope { min_x, max_x, min_y, max_y });
        Ok(Self { srs_id, says_empty: flags & 0x10 != 0, envelope, body: cursor.at })
    }
}

/// The bytes that are left.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], GeometryError> {
        let taken = self.bytes.get(self.at..self.at + N).and_then(|bytes| bytes.try_into().ok()).ok_or(GeometryError::Truncated)?;
        self.at += N;
        Ok(taken)
    }

    fn u32(&mut self, is_little: bool) -> Result<u32, GeometryError> {
        self.take().map(if is_little { u32::from_le_bytes } else { u32::from_be_bytes })
    }

    fn f64(&mut self, is_little: bool) -> Result<f64, GeometryError> {
        self.take().map(if is_little { f64::from_le_bytes } else { f64::from_be_bytes })
    }

    /// A count of things that need at least so many bytes each.
    fn count(&mut self, is_little: bool, bytes_each: usize) -> Result<usize, GeometryError> {
        let count = self.u32(is_little)? as usize;
        // In 64 bits this cannot overflow, in 32 it saturates and is refused.
        if count.saturating_mul(bytes_each) > self.left() { Err(GeometryError::Truncated) } else { Ok(count) }
    }

    fn place(&mut self, kind: Kind) -> Result<[f64; 2], GeometryError> {
        let place = [self.f64(kind.is_little)?, self.f64(kind.is_little)?];
        // Heights and measures need not make sense, but they must be there.
        for _ in 2..kind.dimensions {
            self.take::<8>()?;
        }
        Ok(place)
    }

    fn places(&mut self, kind: Kind) -> Result<Vec<[f64; 2]>, GeometryError> {
        let count = self.count(kind.is_little, kind.dimensions * 8)?;
        let mut places = Vec::with_capacity(count);
        for _ in 0..count {
            let place = self.place(kind)?;
            if !place.iter().all(|coordinate| coordinate.is_finite()) {
                return Err(GeometryError::NotFinite);
            }
            places.push(place);
        }
        Ok(places)
    }

    fn rings(&mut self, kind: Kind) -> Result<Vec<Vec<[f64; 2]>>, GeometryError> {
        let count = self.count(kind.is_little, SMALLEST_RING)?;
        let mut rings = Vec::new();
        for _ in 0..count {
            let ring = self.places(kind)?;
            if !ring.is_empty() {
                rings.push(ring);
            }
        }
        Ok(rings)
    }
}

/// The first five bytes of a well-known binary.
#[derive(Clone, Copy)]
struct Kind {
    is_little: bool,
    /// 1 to 7.
    code: u32,
    /// 2 to 4 numbers for each position.
    dimensions: usize,
}

impl Kind {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, GeometryError> {
        let is_little = match cursor.take()? {
            [0] => false,
            [1] => true,
            [other] => return Err(GeometryError::UnknownType { code: u32::from(other) }),
        };
        let raw = cursor.u32(is_little)?;
        // Some programs mark height, measure and coordinate system by the upper bits instead of by thousands.
        let (has_z, has_m, has_srs) = (raw & 0x8000_0000 != 0, raw & 0x4000_0000 != 0, raw & 0x2000_0000 != 0);
        let plain = raw & 0x1FFF_FFFF;
        if has_srs {
            cursor.take::<4>()?;
        }
        let (code, thousands) = (plain % 1000, plain / 1000);
        let extra = match thousands {
            0 => usize::from(has_z) + usize::from(has_m),
            1 | 2 => 1,
            3 => 2,
            _ => return Err(GeometryError::UnknownType { code: raw }),
        };
        match code {
            1..=7 => Ok(Self { is_little, code, dimensions: 2 + extra }),
            8..=14 => Err(GeometryError::Curve { code }),
            _ => Err(GeometryError::UnknownType { code: raw }),
        }
    }
}

fn geometry(cursor: &mut Cursor<'_>, depth: usize) -> Result<Geometry, GeometryError> {
    let kind = Kind::read(cursor)?;
    if kind.code >= 4 {
        return multi(cursor, kind, depth);
    }
    single(cursor, kind)
}

/// A point, a line or a polygon whose type has been read.
fn single(cursor: &mut Cursor<'_>, kind: Kind) -> Result<Geometry, GeometryError> {
    Ok(match kind.code {
        1 => match cursor.place(kind)? {
            // The standard writes a point without a place so.
            [x, y] if x.is_nan() && y.is_nan() => Geometry::Empty,
            place if place.iter().all(|coordinate| coordinate.is_finite()) => Geometry::Point(place),
            _ => return Err(GeometryError::NotFinite),
        },
        2 => match cursor.places(kind)? {
            line if line.is_empty() => Geometry::Empty,
            line => Geometry::LineString(line),
        },
        _ => match cursor.rings(kind)? {
            rings if rings.is_empty() => Geometry::Empty,
            rings => Geometry::Polygon(rings),
        },
    })
}

/// A geometry of several whose type has been read.
fn multi(cursor: &mut Cursor<'_>, kind: Kind, depth: usize) -> Result<Geometry, GeometryError> {
    let depth = depth.checked_sub(1).ok_or(GeometryError::TooDeep)?;
    let count = cursor.count(kind.is_little, SMALLEST_PART)?;
    let (mut places, mut lines, mut polygons, mut members) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..count {
        if kind.code == 7 {
            match geometry(cursor, depth)? {
                Geometry::Empty => {}
                member => members.push(member),
            }
            continue;
        }
        let part = Kind::read(cursor)?;
        if part.code + 3 != kind.code {
            return Err(GeometryError::WrongPart { code: part.code });
        }
        match single(cursor, part)? {
            Geometry::Point(place) => places.push(place),
            Geometry::LineString(line) => lines.push(line),
            Geometry::Polygon(rings) => polygons.push(rings),
            _ => {}
        }
    }
    Ok(if places.is_empty() && lines.is_empty() && polygons.is_empty() && members.is_empty() {
        Geometry::Empty
    } else {
        match kind.code {
            4 => Geometry::MultiPoint(places),
            5 => Geometry::MultiLineString(lines),
            6 => Geometry::MultiPolygon(polygons),
            _ => Geometry::Collection(members),
        }
    })
}
