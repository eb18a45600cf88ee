//! `GeoJSON` by RFC 7946: WGS-84 unless asked otherwise, shells counter-clockwise, holes clockwise, seven decimals exactly as the lattice has them.

use super::place::Places;
use super::{ExportColumn, ExportGeometry, ExportTable, n_rows};
use crate::geodesy::{Position, twice_area};
use std::borrow::Cow;
use std::io::{Result, Write};

/// Writes one feature collection, one feature a line.
pub(super) fn write(out: &mut dyn Write, table: &ExportTable<'_>, places: &Places) -> Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",")?;
    if let Some(crs) = places.crs() {
        let name = crs.epsg().map_or_else(|| crs.name(), |code| format!("urn:ogc:def:crs:EPSG::{code}"));
        write!(out, "\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}},")?;
    }
    out.write_all(b"\"features\":[")?;
    for row in 0..n_rows(table) {
        out.write_all(if row == 0 { b"\n" } else { b",\n" })?;
        out.write_all(b"{\"type\":\"Feature\",\"properties\":{")?;
        for (at, (name, column)) in table.columns.iter().enumerate() {
            if at > 0 {
                out.write_all(b",")?;
            }
            serde_json::to_writer(&mut *out, name)?;
            out.write_all(b":")?;
            write_value(out, column, row)?;
        }
        out.write_all(b"},\"geometry\":")?;
        match table.geometry.as_ref().and_then(|shapes| shapes.get(row)) {
            None | Some(ExportGeometry::None) => out.write_all(b"null")?,
            Some(ExportGeometry::Point(position)) => {
                out.write_all(b"{\"type\":\"Point\",\"coordinates\":")?;
                write_position(out, *position, places)?;
                out.write_all(b"}")?;
            }
            Some(ExportGeometry::Polygons(polygons)) => write_polygons(out, polygons, places)?,
        }
        out.write_all(b"}")?;
    }
    out.write_all(b"\n]}\n")
}

fn write_value(out: &mut dyn Write, column: &ExportColumn<'_>, row: usize) -> Result<()> {
    match column {
        ExportColumn::Text(values) => Ok(serde_json::to_writer(&mut *out, values.get(row).map_or("", Cow::as_ref))?),
        numbers => out.write_all(numbers.number(row).as_deref().unwrap_or("null").as_bytes()),
    }
}

fn write_polygons(out: &mut dyn Write, polygons: &[Vec<Cow<'_, [Position]>>], places: &Places) -> Result<()> {
    if let [only] = polygons {
        out.write_all(b"{\"type\":\"Polygon\",\"coordinates\":")?;
        write_polygon(out, only, places)?;
    } else {
        out.write_all(b"{\"type\":\"MultiPolygon\",\"coordinates\":[")?;
        for (at, polygon) in polygons.iter().enumerate() {
            if at > 0 {
                out.write_all(b",")?;
            }
            write_polygon(out, polygon, places)?;
        }
        out.write_all(b"]")?;
    }
    out.write_all(b"}")
}

fn write_polygon(out: &mut dyn Write, rings: &[Cow<'_, [Position]>], places: &Places) -> Result<()> {
    out.write_all(b"[")?;
    for (at, ring) in rings.iter().enumerate() {
        out.write_all(if at > 0 { b",[" } else { b"[" })?;
        let open = match ring.as_ref() {
            [first, middle @ .., last] if first == last && !middle.is_empty() => ring.get(..ring.len() - 1).unwrap_or(ring),
            _ => ring,
        };
        let next = open.iter().cycle().skip(1);
        let area: i128 = open.iter().zip(next).map(|(a, b)| twice_area(*a, *b)).sum();
        let is_reversed = area != 0 && (area > 0) != (at == 0);
        let positions: Box<dyn Iterator<Item = &Position>> = if is_reversed {
            // The same first position, walked the other way.
            Box::new(open.first().into_iter().chain(open.iter().skip(1).rev()))
        } else {
            Box::new(open.iter())
        };
        for (at, position) in positions.chain(open.first()).enumerate() {
            if at > 0 {
                out.write_all(b",")?;
            }
            write_position(out, *position, places)?;
        }
        out.write_all(b"]")?;
    }
    out.write_all(b"]")
}

/// JSON needs no trailing zeros.
fn write_position(out: &mut dyn Write, position: Position, places: &Places) -> Result<()> {
    let [x, y] = places.pair(position);
    let [x, y] = [&x, &y].map(|text| text.trim_end_matches('0').trim_end_matches('.'));
    write!(out, "[{x},{y}]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::Crs;
    use crate::io::{ExportError, FindingLog, ExportOptions, Format, Placement, ReadOptions, export, export_to, read_file};

    fn square(west: i32, south: i32, side: i32) -> Vec<Position> {
        [(west, south), (west, south + side), (west + side, south + side), (west + side, south)].map(|(lon, lat)| Position::new(lon, lat)).to_vec()
    }

    fn table<'a>() -> ExportTable<'a> {
        let shell = square(1_139_268_001, 353_030_000, 1_000_000);
        let hole = square(1_139_300_000, 353_100_000, 10_000);
        ExportTable {
            columns: vec![
                ("code".to_owned(), ExportColumn::Text(vec!["甲\"1\"".into(), "=x".into(), "".into()])),
                ("users".to_owned(), ExportColumn::Amounts { values: vec![Some(-105), None, Some(7)], scale: 1 }),
            ],
            geometry: Some(vec![
                ExportGeometry::Polygons(vec![vec![shell.into(), hole.into()]]),
                ExportGeometry::Point(Position::new(-1_800_000_000, 5)),
                ExportGeometry::None,
            ]),
        }
    }

    #[test]
    fn written_by_the_rfc() {
        let mut bytes = Vec::new();
        export_to(&mut bytes, Format::GeoJson, &table(), &ExportOptions::default()).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[1],
            "{\"type\":\"Feature\",\"properties\":{\"code\":\"甲\\\"1\\\"\",\"users\":-10.5},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[113.9268001,35.303],[114.0268001,35.303],[114.0268001,35.403],[113.9268001,35.403],[113.9268001,35.303]],[[113.93,35.31],[113.93,35.311],[113.931,35.311],[113.931,35.31],[113.93,35.31]]]}},"
        );
        assert_eq!(lines[2], "{\"type\":\"Feature\",\"properties\":{\"code\":\"=x\",\"users\":null},\"geometry\":{\"type\":\"Point\",\"coordinates\":[-180,0.0000005]}},");
        assert_eq!(lines[3], "{\"type\":\"Feature\",\"properties\":{\"code\":\"\",\"users\":0.7},\"geometry\":null}");
    }

    #[test]
    fn other_systems_are_named_and_come_back_bit_for_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.geojson");
        for name in ["EPSG:4547", "EPSG:3857", "EPSG:4490", "gcj02", "bd09"] {
            let crs = Crs::from_name(name).unwrap();
            let mut some = table();
            some.columns.clear();
            some.geometry = some.geometry.map(|shapes| shapes.into_iter().take(1).collect());
            export(&path, &some, &ExportOptions { crs: Some(crs), ..ExportOptions::default() }).unwrap();
            let read = read_file(&path, &ReadOptions::default()).unwrap();
            let mut findings = FindingLog::default();
            let placement = Placement::of_shapes(&read, None, &mut findings).unwrap();
            assert_eq!(placement.crs.name, crs.name());
            let rings = read.geometry.as_ref().unwrap().shape(0).parts_as_positions(|place| placement.position(place), |_| {}).unwrap();
            for corner in square(1_139_268_001, 353_030_000, 1_000_000) {
                assert!(rings[0].contains(&corner), "{name}: {rings:?}");
            }
        }
        let far = ExportOptions { crs: Some(Crs::from_name("EPSG:4547").unwrap()), ..ExportOptions::default() };
        assert!(matches!(export(&path.with_extension("gpkg"), &table(), &far), Err(ExportError::NoPlaces)));
        assert!(matches!(export(&path.with_extension("csv"), &table(), &far), Err(ExportError::NoPlaces)), "CSV has no polygons");
    }

    #[test]
    fn positions_come_back_bit_for_bit_and_a_failed_export_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("网格.geojson");
        export(&path, &table(), &ExportOptions::default()).unwrap();
        let read = read_file(&path, &ReadOptions::default()).unwrap();
        let placement = Placement::of_shapes(&read, Some("wgs84"), &mut FindingLog::default()).unwrap();
        let rings = read.geometry.as_ref().unwrap().shape(0).parts_as_positions(|place| placement.position(place), |_| {}).unwrap();
        assert!(rings[0].contains(&Position::new(1_139_268_001, 353_030_000)) && rings[1].len() == 5);
        let before = std::fs::read(&path).unwrap();
        let mut unequal = table();
        unequal.columns.push(("x".to_owned(), ExportColumn::Text(Vec::new())));
        assert!(matches!(export(&path, &unequal, &ExportOptions::default()), Err(ExportError::UnequalColumns { .. })));
        assert!(matches!(export(&folder.path().join("no/a.csv"), &table(), &ExportOptions::default()), Err(ExportError::Write { .. })));
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
    }
}
