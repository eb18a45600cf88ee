//! `GeoJSON`: a feature, a collection, a bare geometry, or one of these a line.
//!
//! The text goes through `serde_json` straight into the flat buffers; no tree of values is made, so a file of a hundred
//! megabytes takes its own size and its coordinates. Members may stand in any order. Shapes that make no sense leave
//! their row without a shape and are listed; text that is no JSON ends the reading, as nothing behind it can be trusted.

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

mod features;
mod rows;
mod shapes;

use super::error::ImportError;
use super::source::SourceTable;
use super::text::MAX_FIELDS;
use features::Member;
use rows::Rows;
use serde::de::DeserializeSeed as _;

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
        let n_fields = rows.n_values();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::FindingKind;
    use crate::io::geometry::ShapeKind;
    use crate::io::source::StatedCrs;

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
