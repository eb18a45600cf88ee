//! Polygons of a table, for cells and grids.

use super::super::classify::{Role, column_or_guess};
use super::super::error::ImportError;
use super::super::findings::FindingLog;
use super::super::geometry::{ShapeKind, SourceGeometry};
use super::super::place::Placement;
use super::super::rings::twice_area;
use super::super::source::{Format, SourceTable};
use super::codes::Codes;
use super::measures::{self, MeasureAmounts};
use super::{Mapped, MappingOptions};
use crate::base::{Finding, FindingKind};
use crate::geodesy::Position;

/// One polygon with what people know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolygonRow {
    /// Row of the table.
    pub row: usize,
    /// The row as a person counts.
    pub row_number: u64,
    /// Code, unique in the import.
    pub code: String,
    /// Name, may be empty.
    pub name: String,
    /// Code of the grid it belongs to, may be empty.
    pub grid: String,
    /// Code of the grid one level up, may be empty.
    pub parent: String,
    /// All rings, closed, shells and holes as they come.
    pub rings: Vec<Vec<Position>>,
}

/// The polygons of a table.
#[derive(Clone, Debug)]
pub struct Polygons {
    /// In the order of the table.
    pub polygons: Vec<PolygonRow>,
    /// Amounts, one a polygon: totals that belong to the whole polygon.
    pub measures: Vec<MeasureAmounts>,
    /// Findings and rejected rows.
    pub mapped: Mapped,
}

/// Reads polygons. A row without a polygon, with a vertex that is no place, or with text for a number is rejected and
/// listed; rings wound against the format's rule are counted and taken.
///
/// # Errors
/// [`ImportError`] when a named column is missing, there are no shapes, or the coordinate system is not known.
pub fn polygons(table: &SourceTable, options: &MappingOptions) -> Result<Polygons, ImportError> {
    let geometry = table.geometry.as_ref().ok_or_else(|| ImportError::NoPosition { columns: table.columns.clone() })?;
    let mut mapped = Mapped::default();
    let placement = Placement::of_shapes(table, options.crs.as_deref(), &mut mapped.findings)?;
    let mut measures = measures::prepared(table, &options.measures)?;
    let name = column_or_guess(table, options.name_field.as_deref(), Role::Name)?;
    // A name is a better code than a row number.
    let code = column_or_guess(table, options.code_field.as_deref(), Role::Code)?.or(name);
    let grid = options.grid_field.as_deref().map(|name| table.named_column(name)).transpose()?;
    let parent = options.parent_field.as_deref().map(|name| table.named_column(name)).transpose()?;
    let value = |row: usize, column: Option<usize>| column.map_or_else(String::new, |column| table.text.trimmed(row, column).into_owned());
    let (mut codes, mut rows, mut amounts) = (Codes::default(), Vec::with_capacity(table.rows()), Vec::new());
    for row in 0..table.rows() {
        let row_number = table.row_number(row);
        let rings = rings(geometry.shape(row), table.format, row_number, &placement, &mut mapped.findings);
        let is_whole = measures::read_row(table, row, &measures, &mut amounts, &mut mapped.findings);
        let (Some(rings), true) = (rings, is_whole) else {
            mapped.rows_rejected += 1;
            continue;
        };
        let code = codes.unique(&value(row, code), row_number, &mut mapped.findings);
        rows.push(PolygonRow { row, row_number, code, name: value(row, name), grid: value(row, grid), parent: value(row, parent), rings });
        measures::keep_row(&mut measures, &amounts);
    }
    mapped.crs = Some(placement.crs);
    Ok(Polygons { polygons: rows, measures, mapped })
}

/// The rings of a row as positions; `None` after listing why there are none.
fn rings(shape: SourceGeometry<'_>, format: Format, row: u64, placement: &Placement, findings: &mut FindingLog) -> Option<Vec<Vec<Position>>> {
    match shape.kind {
        ShapeKind::Polygons => {}
        ShapeKind::Null => {
            findings.add_with(FindingKind::NullGeometry, || Finding::new(FindingKind::NullGeometry).row(row).action("rejected"));
            return None;
        }
        _ => {
            findings.add_with(FindingKind::WrongGeometry, || Finding::new(FindingKind::WrongGeometry).row(row).subject("polygon").action("rejected"));
            return None;
        }
    }
    let mut bad = None;
    let rings = shape.parts_as_positions(|place| placement.position(place), |place| bad = Some(place));
    if let Some([x, y]) = bad {
        findings.add_with(FindingKind::BadPosition, || Finding::new(FindingKind::BadPosition).row(row).subject(x.to_string()).subject(y.to_string()).action("rejected"));
    } else if is_wound_wrong(shape, format) {
        findings.add_with(FindingKind::RingOrientation, || Finding::new(FindingKind::RingOrientation).row(row).action("kept"));
    }
    rings
}

/// Shapefiles wind shells clockwise and holes the other way, `GeoJSON` the reverse.
fn is_wound_wrong(shape: SourceGeometry<'_>, format: Format) -> bool {
    let shells_are_clockwise = format == Format::Shapefile;
    shape.polygons().iter().any(|rings| {
        rings.iter().enumerate().any(|(at, ring)| {
            let area = twice_area(ring);
            area != 0.0 && (area < 0.0) != (shells_are_clockwise == (at == 0))
        })
    })
}
