//! Roads of any line layer: a shapefile or GeoJSON of streets, or the roads that a project has for orientation.
//!
//! Lines meet at shared vertices, and where the end of one comes within two metres of another; lines that cross without either pass over
//! each other. Class, one-way and posted limit come from the columns that such tables usually have.

use super::error::ImportError;
use super::findings::FindingLog;
use super::geometry::ShapeKind;
use super::osm::limit_kmh;
use super::place::Placement;
use super::source::SourceTable;
use crate::geodesy::Position;
use crate::model::{ReferenceFeature, ReferenceGeometry};
use crate::roads::{Mode, RoadClass, RoadWays, WayKind};

/// How far an end of a line may miss another, in metres.
const MISSED_M: f64 = 2.0;
/// Columns that may hold the class, the most telling first.
const CLASS_COLUMNS: [&str; 12] = ["highway", "fclass", "kind_detail", "road_class", "class", "kind", "type", "道路等级", "道路类型", "等级", "类型", "level"];
const ONEWAY_COLUMNS: [&str; 3] = ["oneway", "one_way", "单行"];
const LIMIT_COLUMNS: [&str; 4] = ["maxspeed", "speed_limit", "限速", "max_speed"];
/// Lines that share a layer with roads and are none.
const NO_ROADS: [&str; 18] = [
    "rail", "railway", "subway", "tram", "light_rail", "monorail", "ferry", "aerialway", "river", "stream", "canal", "water", "waterway", "construction", "proposed", "铁路", "地铁", "河流",
];
/// Layers of a project's reference features that are roads.
const ROAD_LAYERS: [&str; 8] = ["road", "roads", "street", "streets", "highway", "道路", "路网", "公路"];

/// The roads of a line layer.
///
/// # Errors
/// Where the layer has no lines, or nothing tells where they are.
pub fn road_lines(table: &SourceTable, crs: Option<&str>) -> Result<RoadWays, ImportError> {
    let geometry = table.geometry.as_ref().ok_or_else(|| ImportError::NoPosition { columns: table.columns.clone() })?;
    let placement = Placement::of_shapes(table, crs, &mut FindingLog::default())?;
    let columns = |names: &[&str]| -> Vec<usize> { names.iter().filter_map(|name| table.column(name)).collect() };
    let (classes, oneways, limits) = (columns(&CLASS_COLUMNS), columns(&ONEWAY_COLUMNS), columns(&LIMIT_COLUMNS));
    let mut lines: Vec<(WayKind, Vec<Position>)> = Vec::new();
    for row in 0..table.rows() {
        let shape = geometry.shape(row);
        if shape.kind != ShapeKind::Lines {
            continue;
        }
        let words = |columns: &[usize]| columns.iter().map(|column| table.text.trimmed(row, *column).into_owned()).collect::<Vec<String>>();
        let Some(mut kind) = kind_of_words(&words(&classes)) else { continue };
        words(&oneways).iter().for_each(|word| set_oneway(&mut kind, word));
        kind.limit_kmh = words(&limits).iter().map(|word| limit_kmh(word)).find(|limit| *limit > 0).unwrap_or(0);
        for part in shape.parts() {
            // A place that is none breaks the line, so that nothing is joined across it.
            let mut line = Vec::new();
            for xy in part {
                match placement.position(*xy) {
                    Some(position) => line.push(position),
                    None => lines.push((kind, std::mem::take(&mut line))),
                }
            }
            lines.push((kind, line));
        }
    }
    Ok(joined(&lines))
}

/// The roads among the reference features of a project.
pub fn roads_of_reference(features: &[ReferenceFeature]) -> RoadWays {
    let mut lines: Vec<(WayKind, &[Position])> = Vec::new();
    for feature in features {
        let ReferenceGeometry::Lines(parts) = &feature.geometry else { continue };
        let is_road = ROAD_LAYERS.iter().any(|layer| feature.layer.trim().eq_ignore_ascii_case(layer));
        let Some(kind) = kind_of_words(&[feature.kind.as_str()]).filter(|_| is_road) else { continue };
        lines.extend(parts.iter().map(|part| (kind, part.as_slice())));
    }
    RoadWays::from_lines(lines).join_ends(MISSED_M)
}

fn joined(lines: &[(WayKind, Vec<Position>)]) -> RoadWays {
    RoadWays::from_lines(lines.iter().map(|(kind, line)| (*kind, line.as_slice()))).join_ends(MISSED_M)
}

/// What a line is by words of its row: the first that names a class, a road of no known class where none does, none where one of
/// them names something else.
fn kind_of_words(words: &[impl AsRef<str>]) -> Option<WayKind> {
    let class = words.iter().find_map(|word| RoadClass::from_name(word.as_ref()));
    let is_none = || words.iter().any(|word| NO_ROADS.iter().any(|other| word.as_ref().trim().eq_ignore_ascii_case(other)));
    match class {
        Some(class) => Some(WayKind::of(class)),
        None if is_none() => None,
        None => Some(WayKind::of(RoadClass::Road)),
    }
}

/// One-way as tables write it: words, numbers, and the letters of navigation data (F with the drawing, T against it, B both).
fn set_oneway(kind: &mut WayKind, word: &str) {
    let (forward, backward) = match word.trim().to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" | "f" | "ft" | "y" | "是" => (true, false),
        "-1" | "t" | "tf" | "reverse" => (false, true),
        _ => return,
    };
    for mode in [Mode::Ride, Mode::Drive] {
        let may = kind.directions.any(mode);
        kind.directions.set(mode, may && forward, may && backward);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feature(layer: &str, kind: &str, line: &[(i32, i32)]) -> ReferenceFeature {
        let geometry = ReferenceGeometry::Lines(vec![line.iter().map(|(lon, lat)| Position::new(1_139_000_000 + lon, 353_000_000 + lat)).collect()]);
        ReferenceFeature { layer: layer.to_owned(), kind: kind.to_owned(), name: String::new(), geometry }
    }

    #[test]
    fn only_roads_of_the_reference_are_roads() {
        let line = [(0, 0), (10_000, 0)];
        let features = [feature("road", "primary", &line), feature("road", "rail", &line), feature("water", "river", &line), feature("道路", "", &line)];
        let ways = roads_of_reference(&features);
        assert_eq!(ways.iter().map(|(kind, _)| kind.class).collect::<Vec<_>>(), [RoadClass::Primary, RoadClass::Road]);
    }

    #[test]
    fn one_way_is_read_in_every_spelling() {
        for (word, forward, backward) in [("yes", true, false), ("F", true, false), ("T", false, true), ("-1", false, true), ("B", true, true), ("", true, true), ("no", true, true)] {
            let mut kind = WayKind::of(RoadClass::Primary);
            set_oneway(&mut kind, word);
            let drive = (kind.directions.forward(Mode::Drive), kind.directions.backward(Mode::Drive));
            assert_eq!((drive, kind.directions.backward(Mode::Walk)), ((forward, backward), true), "{word}");
        }
        let mut path = WayKind::of(RoadClass::Footway);
        set_oneway(&mut path, "yes");
        assert!(!path.directions.any(Mode::Drive), "a footway is not opened");
    }
}
