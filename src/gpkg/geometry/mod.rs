//! Geometry blobs of GeoPackage: a small header, an optional box, and well-known binary.
//!
//! What we write are shapes of lattice positions; what we read may come from anywhere, so every count is checked against
//! the bytes that are really there before memory is asked for.

mod decode;
mod encode;

use crate::geodesy::Position;

pub use decode::{Decoded, decode, decode_shape, envelope, is_empty, point_position};
pub use encode::{POINT_BLOB_BYTES, encode, encode_point};

/// A geometry of ours on the lattice. Rings are closed: the first position is repeated at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One position.
    Point(Position),
    /// One line.
    LineString(Vec<Position>),
    /// Several lines.
    MultiLineString(Vec<Vec<Position>>),
    /// A shell and its holes.
    Polygon(Vec<Vec<Position>>),
    /// Several polygons.
    MultiPolygon(Vec<Vec<Vec<Position>>>),
}

/// A foreign geometry in the units of its own coordinate system, x before y; heights and measures are left out, parts
/// without positions too.
#[derive(Clone, Debug, PartialEq)]
pub enum Geometry {
    /// A geometry without any position.
    Empty,
    /// One place.
    Point([f64; 2]),
    /// One line.
    LineString(Vec<[f64; 2]>),
    /// A shell and its holes, closed or not as the file has them.
    Polygon(Vec<Vec<[f64; 2]>>),
    /// Several places.
    MultiPoint(Vec<[f64; 2]>),
    /// Several lines.
    MultiLineString(Vec<Vec<[f64; 2]>>),
    /// Several polygons.
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
    /// A mixture.
    Collection(Vec<Self>),
}

/// A box in the units of a coordinate system.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Envelope {
    /// Western edge.
    pub min_x: f64,
    /// Eastern edge.
    pub max_x: f64,
    /// Southern edge.
    pub min_y: f64,
    /// Northern edge.
    pub max_y: f64,
}

impl Envelope {
    /// The box of nothing, which grows with [`Envelope::add`].
    pub const EMPTY: Self =
        Self { min_x: f64::INFINITY, max_x: f64::NEG_INFINITY, min_y: f64::INFINITY, max_y: f64::NEG_INFINITY };

    /// Grows to hold a place.
    pub fn add(&mut self, [x, y]: [f64; 2]) {
        self.min_x = self.min_x.min(x);
        self.max_x = self.max_x.max(x);
        self.min_y = self.min_y.min(y);
        self.max_y = self.max_y.max(y);
    }

    /// Grows to hold another box.
    pub fn union(&mut self, other: Self) {
        self.add([other.min_x, other.min_y]);
        self.add([other.max_x, other.max_y]);
    }

    /// Whether nothing is inside.
    pub fn is_empty(&self) -> bool {
        self.min_x > self.max_x
    }
}

/// Why a blob is no geometry that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GeometryError {
    /// The blob does not begin like a geometry of GeoPackage.
    #[error("not a GeoPackage geometry")]
    NotGeometry,
    /// A header of another version, or of the extended kind that only its maker can read.
    #[error("unknown geometry header")]
    UnknownHeader,
    /// The blob ends before its content does, or promises more than it holds.
    #[error("the geometry is cut off")]
    Truncated,
    /// Collections inside collections, deeper than anybody needs.
    #[error("nested too deep")]
    TooDeep,
    /// An arc or another curve (type codes 8 to 14), which has no exact polygon.
    #[error("curved geometry (type {code})")]
    Curve {
        /// The type code of well-known binary.
        code: u32,
    },
    /// A type that is not supported (surfaces, triangles) or does not exist.
    #[error("unknown geometry type {code}")]
    UnknownType {
        /// The type code of well-known binary.
        code: u32,
    },
    /// A part whose type does not fit into the whole.
    #[error("a part of type {code} does not belong there")]
    WrongPart {
        /// The type code of the part.
        code: u32,
    },
    /// A coordinate that is no finite number.
    #[error("a coordinate is no number")]
    NotFinite,
    /// A coordinate that is no place on Earth.
    #[error("a coordinate lies outside the Earth")]
    OutOfRange,
    /// A valid geometry of another type than asked for.
    #[error("another type of geometry")]
    WrongType,
}
