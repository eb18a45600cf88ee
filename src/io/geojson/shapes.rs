//! Geometry objects, read into flat buffers.

use super::super::geometry::{Geometries, ShapeKind};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What a geometry member was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    Known(ShapeKind),
    /// Not what its type says.
    Bad,
}

/// What was found where coordinates were expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Coordinates {
    Number(f64),
    /// Two numbers or more.
    Position,
    /// An array this many levels above positions.
    List(u8),
    Empty,
    Bad,
}

/// A geometry object.
pub(super) struct Geometry<'a> {
    pub(super) geometry: &'a mut Geometries,
}

seed!(Geometry, Shape);

impl<'de> Visitor<'de> for Geometry<'_> {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a geometry")
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Known(ShapeKind::Null))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let (mut kind, mut coordinates, mut collection) = (None::<String>, None, None);
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match key.as_ref() {
                "type" => kind = map.next_value::<serde_json::Value>()?.as_str().map(str::to_owned),
                "coordinates" if coordinates.is_none() => coordinates = Some(map.next_value_seed(CoordinateList { geometry: &mut *self.geometry })?),
                "geometries" if collection.is_none() => collection = Some(map.next_value_seed(Collection { geometry: &mut *self.geometry })?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(match (coordinates, collection) {
            (Some(coordinates), None) => known_shape(kind.as_deref(), coordinates, self.geometry),
            (None, Some(shape)) => shape,
            _ => Shape::Bad,
        })
    }

    refuse_values!(Shape::Bad; bool, number, text, seq);
}

/// The members of a geometry collection, as one shape: of their kind when they are of one, else of no kind known here.
pub(super) struct Collection<'a> {
    pub(super) geometry: &'a mut Geometries,
}

seed!(Collection, Shape);

impl<'de> Visitor<'de> for Collection<'_> {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of geometries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Shape, A::Error> {
        let mut whole = Shape::Known(ShapeKind::Null);
        while let Some(shape) = seq.next_element_seed(Geometry { geometry: &mut *self.geometry })? {
            whole = match (whole, shape) {
                (Shape::Bad, _) | (_, Shape::Bad) => Shape::Bad,
                (whole, Shape::Known(ShapeKind::Null)) => whole,
                (Shape::Known(ShapeKind::Null), shape) => shape,
                (whole, shape) if whole == shape => whole,
                _ => Shape::Known(ShapeKind::Other),
            };
        }
        Ok(whole)
    }

    refuse_values!(Shape::Bad; unit, bool, number, text, map);
}

/// The kind of a shape, once its type and its coordinates are both known. Ends the part of a single point.
pub(super) fn known_shape(kind: Option<&str>, coordinates: Coordinates, geometry: &mut Geometries) -> Shape {
    let shape = match (kind, coordinates) {
        (Some("Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon"), Coordinates::Empty) => ShapeKind::Null,
        (Some("Point"), Coordinates::Position) => {
            geometry.end_part(false);
            ShapeKind::Points
        }
        (Some("MultiPoint"), Coordinates::List(1)) => ShapeKind::Points,
        (Some("LineString"), Coordinates::List(1)) | (Some("MultiLineString"), Coordinates::List(2)) => ShapeKind::Lines,
        (Some("Polygon"), Coordinates::List(2)) | (Some("MultiPolygon"), Coordinates::List(3)) => ShapeKind::Polygons,
        _ => return Shape::Bad,
    };
    Shape::Known(shape)
}

/// Coordinates of any depth, flattened: positions go to the coordinate buffer, arrays of positions become parts, and the
/// first part of an array of parts starts a polygon.
pub(super) struct CoordinateList<'a> {
    pub(super) geometry: &'a mut Geometries,
}

seed!(CoordinateList, Coordinates);

impl<'de> Visitor<'de> for CoordinateList<'_> {
    type Value = Coordinates;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("coordinates")
    }

    fn visit_u64<E>(self, value: u64) -> Result<Coordinates, E> {
        Ok(Coordinates::Number(value as f64))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Coordinates, E> {
        Ok(Coordinates::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Coordinates, E> {
        Ok(Coordinates::Number(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Coordinates, A::Error> {
        let (mut numbers, mut n_numbers) = ([0.0; 2], 0);
        let (mut height, first_part) = (None::<u8>, self.geometry.part_ends.len());
        let mut is_bad = false;
        while let Some(child) = seq.next_element_seed(CoordinateList { geometry: &mut *self.geometry })? {
            let child_height = match child {
                Coordinates::Number(value) => {
                    if let Some(slot) = numbers.get_mut(n_numbers) {
                        *slot = value;
                    }
                    n_numbers += 1;
                    continue;
                }
                Coordinates::Position => 0,
                Coordinates::List(height) => height,
                Coordinates::Empty => continue,
                Coordinates::Bad => {
                    is_bad = true;
                    continue;
                }
            };
            is_bad |= height.is_some_and(|height| height != child_height) || child_height > 2;
            height = Some(child_height);
        }
        Ok(match (n_numbers, height) {
            _ if is_bad => Coordinates::Bad,
            (0, None) => Coordinates::Empty,
            (2.., None) => {
                self.geometry.push_coordinate(numbers[0], numbers[1]);
                Coordinates::Position
            }
            (0, Some(height)) => {
                match height {
                    0 => self.geometry.end_part(false),
                    1 => self.geometry.mark_polygon(first_part),
                    _ => {}
                }
                Coordinates::List(height + 1)
            }
            _ => Coordinates::Bad,
        })
    }

    refuse_values!(Coordinates::Bad; unit, bool, text, map);
}
