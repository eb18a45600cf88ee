//! `GeoJSON`: a feature, a collection, a bare geometry, or one of these a line.
//!
//! The text goes through `serde_json` straight into the flat buffers; no tree of values is made, so a file of a hundred
//! megabytes takes its own size and its coordinates. Members may stand in any order. Shapes that make no sense leave
//! their row without a shape and are listed; text that is no JSON ends the reading, as nothing behind it can be trusted.

use super::error::ImportError;
use super::findings::FindingLog;
use super::geometry::{Geometries, ShapeKind};
use super::source::{Format, Known, KnownFrom, SourceTable, StatedCrs};
use super::text::{MAX_COLUMNS, MAX_FIELDS, TextBuilder, TextTable};
use crate::base::{Finding, FindingKind, Severity};
use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Reads a whole file, already in UTF-8.
///
/// # Errors
/// [`ImportError::Json`], [`ImportError::NotGeoJson`], [`ImportError::TooLarge`].
pub(super) fn read(bytes: &[u8]) -> Result<SourceTable, ImportError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut rows = Rows::default();
    if let Err(err) = documents(bytes, &mut rows) {
        // Some programs write NaN and Infinity, which JSON does not have.
        let Some(repaired) = without_nan(bytes) else { return Err(err) };
        rows = Rows::default();
        documents(&repaired, &mut rows)?;
    }
    if !rows.is_geojson {
        return Err(ImportError::NotGeoJson);
    }
    rows.finish()
}

/// Reads document after document: one in the usual file, one a line in a sequence.
fn documents(bytes: &[u8], rows: &mut Rows) -> Result<(), ImportError> {
    let json_error = |err: serde_json::Error| ImportError::Json { line: err.line(), column: err.column() };
    // Nesting is bounded by serde_json's own limit of 128 levels.
    let mut stream = serde_json::Deserializer::from_slice(bytes);
    loop {
        Member { rows, is_top: true }.deserialize(&mut stream).map_err(json_error)?;
        if !rows.is_geojson {
            return Err(ImportError::NotGeoJson);
        }
        let n_fields = rows.kept.len();
        if n_fields > MAX_FIELDS {
            return Err(ImportError::TooLarge { what: "fields", amount: n_fields as u64, limit: MAX_FIELDS as u64 });
        }
        if stream.end().is_ok() {
            return Ok(());
        }
    }
}

/// The text with NaN and infinities made null; `None` when there are none.
fn without_nan(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut repaired = Vec::with_capacity(bytes.len());
    let (mut at, mut in_string, mut n_found) = (0, false, 0);
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or(&[]);
        let token = if in_string { None } else { ["NaN", "-Infinity", "Infinity"].into_iter().find(|token| rest.starts_with(token.as_bytes())) };
        if let Some(token) = token {
            repaired.extend_from_slice(b"null");
            n_found += 1;
            at += token.len();
            continue;
        }
        if in_string && byte == b'\\' {
            repaired.extend_from_slice(rest.get(..2).unwrap_or(rest));
            at += 2;
            continue;
        }
        in_string ^= byte == b'"';
        repaired.push(byte);
        at += 1;
    }
    (n_found > 0).then_some(repaired)
}

/// Rows in the making.
#[derive(Debug, Default)]
struct Rows {
    is_geojson: bool,
    geometry: Geometries,
    columns: Vec<String>,
    column_of: FxHashMap<String, u32>,
    /// Values one behind the other; `kept` says which column each belongs to and where it is.
    text: String,
    kept: Vec<(u32, u32, u32)>,
    row_ends: Vec<u32>,
    crs: Option<String>,
    findings: FindingLog,
}

impl Rows {
    fn row(&self) -> u64 {
        self.geometry.len() as u64 + 1
    }

    /// Forgets the values and the shape of a row that was not ended.
    fn discard_open(&mut self) {
        self.discard_values();
        self.discard_shape();
    }

    fn discard_values(&mut self) {
        self.kept.truncate(self.row_ends.last().map_or(0, |&end| end as usize));
    }

    fn discard_shape(&mut self) {
        self.geometry.reject_row(ShapeKind::Null);
        self.geometry.kinds.pop();
        self.geometry.row_ends.pop();
    }

    fn column(&mut self, name: &str) -> Option<u32> {
        if let Some(&column) = self.column_of.get(name) {
            return Some(column);
        }
        if self.columns.len() >= MAX_COLUMNS {
            let row = self.row();
            self.findings.add_with(FindingKind::BadRow, || Finding { severity: Severity::Warning, ..Finding::new(FindingKind::BadRow).row(row).subject("too_many_columns").action("kept") });
            return None;
        }
        let column = self.columns.len() as u32;
        self.columns.push(name.to_owned());
        self.column_of.insert(name.to_owned(), column);
        Some(column)
    }

    fn end_row(&mut self, shape: Shape) {
        let row = self.row();
        match shape {
            Shape::Known(kind @ (ShapeKind::Null | ShapeKind::Other)) => self.geometry.reject_row(kind),
            Shape::Known(kind) => self.geometry.end_row(kind),
            Shape::Bad => {
                self.findings.add_with(FindingKind::BadRow, || Finding::new(FindingKind::BadRow).row(row).subject("geometry").action("rejected"));
                self.geometry.reject_row(ShapeKind::Null);
            }
        }
        self.row_ends.push(self.kept.len() as u32);
        self.is_geojson = true;
    }

    fn finish(self) -> Result<SourceTable, ImportError> {
        let text = self.table()?;
        let stated_crs = self.crs.map(StatedCrs::Name);
        let encoding = Some(Known::new("UTF-8", KnownFrom::File));
        Ok(SourceTable {
            format: Format::GeoJson,
            encoding,
            stated_crs,
            columns: self.columns,
            text,
            geometry: Some(self.geometry),
            row_numbers: Vec::new(),
            findings: self.findings,
            rows_lost: 0,
        })
    }

    /// The values in the order of rows and columns.
    fn table(&self) -> Result<TextTable, ImportError> {
        let n_fields = (self.columns.len() + 1).saturating_mul(self.row_ends.len());
        if n_fields > MAX_FIELDS {
            return Err(ImportError::TooLarge { what: "fields", amount: n_fields as u64, limit: MAX_FIELDS as u64 });
        }
        let mut builder = TextBuilder::new(self.columns.len());
        let mut values = vec![""; self.columns.len()];
        let mut start = 0;
        for &end in &self.row_ends {
            let kept = self.kept.get(start..end as usize).unwrap_or(&[]);
            for &(column, from, to) in kept {
                if let Some(value) = values.get_mut(column as usize) {
                    *value = self.text.get(from as usize..to as usize).unwrap_or("");
                }
            }
            for value in &values {
                builder.push(value);
            }
            builder.end_row();
            values.fill("");
            start = end as usize;
        }
        builder.finish()
    }
}

/// What a geometry member was.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Known(ShapeKind),
    /// Not what its type says.
    Bad,
}

/// What was found where coordinates were expected.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Coordinates {
    Number(f64),
    /// Two numbers or more.
    Position,
    /// An array this many levels above positions.
    List(u8),
    Empty,
    Bad,
}

/// Answers for JSON values of a kind that does not belong in a place: they are read over and give `$bad`.
macro_rules! refuse_values {
    ($bad:expr; $($kind:ident),*) => { $(refuse_values!(@ $kind $bad);)* };
    (@ unit $bad:expr) => { fn visit_unit<E>(self) -> Result<Self::Value, E> { Ok($bad) } };
    (@ bool $bad:expr) => { fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> { Ok($bad) } };
    (@ number $bad:expr) => {
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> { Ok($bad) }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> { Ok($bad) }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> { Ok($bad) }
    };
    (@ text $bad:expr) => { fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> { Ok($bad) } };
    (@ seq $bad:expr) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok($bad)
        }
    };
    (@ map $bad:expr) => {
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok($bad)
        }
    };
}

/// A visitor is its own seed here: both hold where the values go.
macro_rules! seed {
    ($name:ident, $value:ty) => {
        impl<'de> DeserializeSeed<'de> for $name<'_> {
            type Value = $value;
            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<$value, D::Error> {
                deserializer.deserialize_any(self)
            }
        }
    };
}

/// A document, or a member of `features`.
struct Member<'a> {
    rows: &'a mut Rows,
    is_top: bool,
}

seed!(Member, ());

impl<'de> Visitor<'de> for Member<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let rows = self.rows;
        let (mut kind, mut shape, mut has_features) = (None::<String>, None, false);
        let (mut id, mut bare) = (None::<(u32, u32)>, None);
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match key.as_ref() {
                "type" => kind = map.next_value::<serde_json::Value>()?.as_str().map(str::to_owned),
                "features" if self.is_top => {
                    rows.discard_open();
                    map.next_value_seed(Features { rows })?;
                    has_features = true;
                }
                "geometry" => {
                    rows.discard_shape();
                    shape = Some(map.next_value_seed(Geometry { geometry: &mut rows.geometry })?);
                }
                "properties" => {
                    rows.discard_values();
                    map.next_value_seed(Properties { rows })?;
                }
                "coordinates" if shape.is_none() => {
                    rows.discard_shape();
                    bare = Some(map.next_value_seed(CoordinateList { geometry: &mut rows.geometry })?);
                }
                "geometries" if shape.is_none() => {
                    rows.discard_shape();
                    shape = Some(map.next_value_seed(Collection { geometry: &mut rows.geometry })?);
                }
                "id" => id = map.next_value_seed(ValueText { text: &mut rows.text })?,
                "crs" if self.is_top => {
                    let crs = map.next_value::<serde_json::Value>()?;
                    rows.crs = crs.pointer("/properties/name").and_then(|name| name.as_str()).map(str::to_owned);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if has_features || (self.is_top && kind.as_deref() == Some("FeatureCollection")) {
            rows.discard_open();
            rows.is_geojson = true;
            return Ok(());
        }
        let bare_shape = bare.map(|bare| known_shape(kind.as_deref(), bare, &mut rows.geometry));
        let is_feature = kind.as_deref() == Some("Feature") || !self.is_top;
        let Some(shape) = shape.or(bare_shape).or(is_feature.then_some(Shape::Known(ShapeKind::Null))) else {
            rows.discard_open();
            return Ok(());
        };
        rows.add_id(id);
        rows.end_row(shape);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        self.refuse();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.refuse();
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.refuse();
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.refuse();
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.refuse();
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.refuse();
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.refuse();
        Ok(())
    }
}

impl Member<'_> {
    /// Something that is no object among the features: a row without anything.
    fn refuse(self) {
        if !self.is_top {
            self.rows.discard_open();
            self.rows.end_row(Shape::Bad);
        }
    }
}

impl Rows {
    /// Gives the row its feature's `id` as a value, unless a property has that name.
    fn add_id(&mut self, id: Option<(u32, u32)>) {
        let Some((from, to)) = id else { return };
        let Some(column) = self.column("id") else { return };
        let start = self.row_ends.last().map_or(0, |&end| end as usize);
        if !self.kept.get(start..).unwrap_or(&[]).iter().any(|kept| kept.0 == column) {
            self.kept.push((column, from, to));
        }
    }
}

/// The array of features.
struct Features<'a> {
    rows: &'a mut Rows,
}

seed!(Features, ());

impl<'de> Visitor<'de> for Features<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Member { rows: self.rows, is_top: false })?.is_some() {
            if self.rows.kept.len() > MAX_FIELDS {
                return Err(A::Error::custom("too many values"));
            }
        }
        Ok(())
    }

    refuse_values!((); unit, bool, number, text, map);
}

/// The properties of a feature.
struct Properties<'a> {
    rows: &'a mut Rows,
}

seed!(Properties, ());

impl<'de> Visitor<'de> for Properties<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("properties")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            let column = self.rows.column(&name);
            let value = map.next_value_seed(ValueText { text: &mut self.rows.text })?;
            if let (Some(column), Some((from, to))) = (column, value) {
                self.rows.kept.push((column, from, to));
            }
        }
        Ok(())
    }

    refuse_values!((); unit, bool, number, text, seq);
}

/// Any value as text behind the texts so far: where it is, or `None` for null. Nested values stay JSON.
struct ValueText<'a> {
    text: &'a mut String,
}

seed!(ValueText, Option<(u32, u32)>);

impl ValueText<'_> {
    fn add<E: serde::de::Error>(self, value: &dyn fmt::Display) -> Result<Option<(u32, u32)>, E> {
        use fmt::Write as _;
        let from = self.text.len();
        write!(self.text, "{value}").map_err(E::custom)?;
        let to = u32::try_from(self.text.len()).map_err(E::custom)?;
        Ok(Some((from as u32, to)))
    }
}

impl<'de> Visitor<'de> for ValueText<'_> {
    type Value = Option<(u32, u32)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
        self.add(&value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
        self.add(&value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
        self.add(&value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
        self.add(&value)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Self::Value, E> {
        self.add(&value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        let value: serde_json::Value = serde::Deserialize::deserialize(serde::de::value::SeqAccessDeserializer::new(seq))?;
        self.add(&value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let value: serde_json::Value = serde::Deserialize::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
        self.add(&value)
    }
}

/// A geometry object.
struct Geometry<'a> {
    geometry: &'a mut Geometries,
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
struct Collection<'a> {
    geometry: &'a mut Geometries,
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
fn known_shape(kind: Option<&str>, coordinates: Coordinates, geometry: &mut Geometries) -> Shape {
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
struct CoordinateList<'a> {
    geometry: &'a mut Geometries,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(table: &SourceTable, row: usize) -> Vec<&str> {
        (0..table.columns.len()).map(|column| table.text.raw(row, column)).collect()
    }

    #[test]
    fn members_stand_in_any_order_and_values_become_text() {
        let table = read(
            r#"{"features":[
            {"geometry":{"coordinates":[[[0,0],[1,0],[1,1],[0,0]],[[0.2,0.1],[0.3,0.1],[0.3,0.2],[0.2,0.1]]],"type":"Polygon"},"id":7,"properties":{"na me":"城东","n":12.5,"deep":{"a":[1,null]},"ok":true,"none":null},"type":"Feature"},
            {"type":"Feature","properties":{"n":-3,"id":"own"},"id":9,"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}}
            ],"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"type":"FeatureCollection"}"#
                .as_bytes(),
        )
        .unwrap();
        assert_eq!(table.columns, ["na me", "n", "deep", "ok", "none", "id"]);
        assert_eq!(row(&table, 0), ["城东", "12.5", "{\"a\":[1,null]}", "true", "", "7"]);
        assert_eq!(row(&table, 1), ["", "-3", "", "", "", "own"]);
        assert_eq!(table.stated_crs, Some(StatedCrs::Name("urn:ogc:def:crs:EPSG::4490".to_owned())));
        let polygons = |row| table.geometry.as_ref().unwrap().shape(row).polygons().iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!((polygons(0), polygons(1)), (vec![2], vec![1, 1]));
    }

    #[test]
    fn shapes_that_make_no_sense_cost_their_row_only() {
        let bad = [
            r#"{"type":"Polygon","coordinates":"x"}"#,
            r#"{"type":"Polygon","coordinates":[[1,2],[3,4]]}"#,
            r#"{"type":"Point","coordinates":[1]}"#,
            r#"{"type":"LineString","coordinates":[[1,2],[null,3]]}"#,
            r#"{"type":"LineString","coordinates":[[1,2],[[3,4]]]}"#,
            r#"{"type":"Circle","coordinates":[1,2]}"#,
            r#""text""#,
        ];
        let good = r#"{"type":"Point","coordinates":[113.9268,35.303,80]}"#;
        let features: Vec<String> = bad.iter().chain([&good, &"null"]).map(|geometry| format!(r#"{{"type":"Feature","properties":{{}},"geometry":{geometry}}}"#)).collect();
        let table = read(format!(r#"{{"type":"FeatureCollection","features":[{},12]}}"#, features.join(",")).as_bytes()).unwrap();
        let geometry = table.geometry.as_ref().unwrap();
        assert_eq!((table.rows(), table.findings.count(FindingKind::BadRow)), (10, 8));
        assert_eq!((geometry.shape(7).kind, geometry.shape(7).first_coordinate()), (ShapeKind::Points, Some([113.9268, 35.303])));
        assert_eq!((geometry.shape(8).kind, geometry.coordinates().len()), (ShapeKind::Null, 1));
    }

    #[test]
    fn lines_bare_geometries_and_collections() {
        let lines = "{\"type\":\"Feature\",\"properties\":{\"a\":1},\"geometry\":null}\n\n{\"type\":\"Point\",\"coordinates\":[1,2]}\n";
        assert_eq!(read(lines.as_bytes()).unwrap().rows(), 2);
        let kind = |text: &str| read(text.as_bytes()).unwrap().geometry.unwrap().shape(0).kind;
        let ring = "[[[0,0],[1,0],[1,1],[0,0]]]";
        assert_eq!(kind(&format!(r#"{{"type":"GeometryCollection","geometries":[{{"type":"Polygon","coordinates":{ring}}},{{"type":"MultiPolygon","coordinates":[{ring}]}}]}}"#)), ShapeKind::Polygons);
        assert_eq!(kind(r#"{"geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[1,2],[3,4]]}],"type":"GeometryCollection"}"#), ShapeKind::Other);
        assert_eq!(kind(r#"{"type":"MultiPolygon","coordinates":[]}"#), ShapeKind::Null);
        assert_eq!(read(br#"{"type":"FeatureCollection","features":[]}"#).unwrap().rows(), 0);
    }

    #[test]
    fn what_is_no_geojson_is_refused() {
        assert!(matches!(read(b"{\"type\":\"Feature\",\n\"geometry\":{"), Err(ImportError::Json { line: 2, .. })));
        assert!(matches!(read(br#"{"type":"Topology","arcs":[]}"#), Err(ImportError::NotGeoJson)));
        assert!(matches!(read(b"[1,2]"), Err(ImportError::NotGeoJson)));
        assert!(matches!(read("[".repeat(100_000).as_bytes()), Err(ImportError::Json { .. })));
        let table = read(br#"{"type":"Feature","properties":{"NaN":"NaN","v":NaN,"w":-Infinity},"geometry":null}"#).unwrap();
        assert_eq!(row(&table, 0), ["NaN", "", ""], "NaN of careless writers is no value");
    }
}
