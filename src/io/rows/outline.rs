//! Where a table's rows are, roughly: what a map shows before an import.

use super::super::findings::FindingLog;
use super::super::geometry::ShapeKind;
use super::super::place::{Placed, Placement};
use super::super::source::SourceTable;
use super::MappingOptions;
use super::points::Points;
use crate::geodesy::Position;

/// Least coordinates that a ring or a line keeps.
const LEAST_OF_A_LINE: usize = 6;

/// Places and lines of a table, thinned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Points.
    pub points: Vec<Position>,
    /// Rings and lines.
    pub lines: Vec<Vec<Position>>,
}

/// A thinned look at where the rows are, by the same coordinate system that an import with these options would take; empty where that
/// cannot be told. Cost: some `most` coordinates, whatever the size of the table.
pub fn outline(table: &SourceTable, options: &MappingOptions, most: usize) -> Outline {
    let mut findings = FindingLog::default();
    let are_columns_named = options.lon.is_some() || options.lat.is_some();
    match &table.geometry {
        Some(geometry) if !are_columns_named => {
            let Ok(placement) = Placement::of_shapes(table, options.crs.as_deref(), &mut findings) else { return Outline::default() };
            let step = geometry.coordinates().len().div_ceil(most.max(1)).max(1);
            of_shapes(table, &placement, step)
        }
        _ => of_columns(table, options, most, &mut findings).unwrap_or_default(),
    }
}

fn of_shapes(table: &SourceTable, placement: &Placement, step: usize) -> Outline {
    let mut outline = Outline::default();
    let Some(geometry) = &table.geometry else { return outline };
    let mut n_points = 0;
    for row in 0..geometry.len() {
        let shape = geometry.shape(row);
        for part in shape.parts() {
            match shape.kind {
                ShapeKind::Points => {
                    let kept = part.iter().filter(|_| {
                        n_points += 1;
                        (n_points - 1) % step == 0
                    });
                    outline.points.extend(kept.filter_map(|place| placement.position(*place)));
                }
                ShapeKind::Lines | ShapeKind::Polygons => {
                    let step = step.min((part.len() / LEAST_OF_A_LINE).max(1));
                    let last = part.last().filter(|_| (part.len().saturating_sub(1)) % step != 0);
                    let line: Vec<Position> = part.iter().step_by(step).chain(last).filter_map(|place| placement.position(*place)).collect();
                    outline.lines.extend(Some(line).filter(|line| line.len() > 1));
                }
                ShapeKind::Null | ShapeKind::Other => {}
            }
        }
    }
    outline
}

fn of_columns(table: &SourceTable, options: &MappingOptions, most: usize, findings: &mut FindingLog) -> Option<Outline> {
    let points = Points::of(table, options, findings).ok()?;
    let (x, y) = points.columns()?;
    let rows = table.rows();
    let place = |row: usize| match points.placement.place(&table.text.value(row, x), &table.text.value(row, y)) {
        Placed::At(position) | Placed::Swapped(position) => Some(position),
        Placed::Nowhere => None,
    };
    Some(Outline { points: (0..rows).step_by(rows.div_ceil(most.max(1)).max(1)).filter_map(place).collect(), lines: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::{ReadOptions, read_file};

    fn table(name: &str, bytes: &[u8]) -> SourceTable {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        read_file(&path, &ReadOptions::default()).unwrap()
    }

    #[test]
    fn rings_and_shifted_points_are_outlined() {
        let json = br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[113.9,35.3],[113.91,35.3],[113.91,35.31],[113.9,35.31],[113.9,35.3]]]}}]}"#;
        let shapes = table("a.geojson", json);
        let drawn = outline(&shapes, &MappingOptions::default(), 100);
        assert_eq!((drawn.points.len(), drawn.lines.len(), drawn.lines[0].len()), (0, 1, 5));
        assert_eq!(drawn.lines[0][1], Position::new(1_139_100_000, 353_000_000));
        let csv = b"code,gcj_lng,gcj_lat\na,113.932705243,35.302414505\nb,113.94,35.31\n";
        let rows = table("b.csv", csv);
        let options = MappingOptions { lon: Some("gcj_lng".to_owned()), lat: Some("gcj_lat".to_owned()), ..MappingOptions::default() };
        let drawn = outline(&rows, &options, 100);
        let at = drawn.points[0];
        assert!((at.lon - 1_139_268_000).abs() < 3 && (at.lat - 353_030_000).abs() < 3, "{at:?}: the shift of GCJ-02 is taken back");
        assert_eq!(outline(&rows, &options, 1).points.len(), 1);
    }
}
