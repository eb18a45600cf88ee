//! Where each row of a table of points is: from its shapes, or from two columns.

use super::super::classify::position_columns;
use super::super::error::ImportError;
use super::super::findings::FindingLog;
use super::super::geometry::{ShapeKind, SourceGeometry};
use super::super::place::{Placed, Placement};
use super::super::rings::twice_area;
use super::super::source::SourceTable;
use super::MappingOptions;
use crate::base::{Finding, FindingKind};
use crate::geodesy::Position;

/// The source of positions of a table.
#[derive(Debug)]
pub(super) struct Points<'a> {
    table: &'a SourceTable,
    pub(super) placement: Placement,
    /// Two columns, or the shapes.
    columns: Option<(usize, usize)>,
}

impl<'a> Points<'a> {
    /// Shapes where the table has any, unless columns are named.
    pub(super) fn of(table: &'a SourceTable, options: &MappingOptions, findings: &mut FindingLog) -> Result<Self, ImportError> {
        let are_named = options.lon.is_some() || options.lat.is_some();
        if table.geometry.is_some() && !are_named {
            let placement = Placement::of_shapes(table, options.crs.as_deref(), findings)?;
            return Ok(Self { table, placement, columns: None });
        }
        let (lon, lat) = position_columns(table, options.lon.as_deref(), options.lat.as_deref())?;
        let placement = Placement::of_columns(table, lon, lat, options.crs.as_deref(), findings)?;
        Ok(Self { table, placement, columns: Some((lon, lat)) })
    }

    /// The columns the positions come from.
    pub(super) fn columns(&self) -> Option<(usize, usize)> {
        self.columns
    }

    /// The position of a row; `None` after listing why there is none.
    pub(super) fn position(&self, row: usize, findings: &mut FindingLog) -> Option<Position> {
        match self.columns {
            Some((lon, lat)) => self.by_columns(row, lon, lat, findings),
            None => self.by_shape(row, findings),
        }
    }

    fn by_columns(&self, row: usize, lon: usize, lat: usize, findings: &mut FindingLog) -> Option<Position> {
        let (x, y) = (self.table.text.value(row, lon), self.table.text.value(row, lat));
        match self.placement.place(&x, &y) {
            Placed::At(position) => Some(position),
            Placed::Swapped(position) => {
                let number = self.table.row_number(row);
                findings.add_with(FindingKind::SwappedLonLat, || Finding::new(FindingKind::SwappedLonLat).row(number).place(position.degrees()).action("corrected"));
                Some(position)
            }
            Placed::Nowhere => {
                let number = self.table.row_number(row);
                findings.add_with(FindingKind::BadPosition, || Finding::new(FindingKind::BadPosition).row(number).subject(x.trim()).subject(y.trim()).action("rejected"));
                None
            }
        }
    }

    fn by_shape(&self, row: usize, findings: &mut FindingLog) -> Option<Position> {
        let number = self.table.row_number(row);
        let shape = self.table.geometry.as_ref()?.shape(row);
        let place = match shape.kind {
            ShapeKind::Points => shape.first_coordinate(),
            ShapeKind::Polygons => middle(shape),
            ShapeKind::Null => {
                findings.add_with(FindingKind::NullGeometry, || Finding::new(FindingKind::NullGeometry).row(number).action("rejected"));
                return None;
            }
            ShapeKind::Lines | ShapeKind::Other => {
                findings.add_with(FindingKind::WrongGeometry, || Finding::new(FindingKind::WrongGeometry).row(number).subject("point").action("rejected"));
                return None;
            }
        };
        let position = place.filter(|place| *place != [0.0, 0.0]).and_then(|place| self.placement.position(place));
        if position.is_none() {
            let [x, y] = place.unwrap_or([f64::NAN; 2]);
            findings.add_with(FindingKind::BadPosition, || Finding::new(FindingKind::BadPosition).row(number).subject(x.to_string()).subject(y.to_string()).action("rejected"));
        }
        position
    }
}

/// A building given as a polygon is a demand point at the centre of gravity of its largest outer ring.
fn middle(shape: SourceGeometry<'_>) -> Option<[f64; 2]> {
    let shells = shape.polygons().into_iter().filter_map(|rings| rings.first().copied());
    let shell = shells.max_by(|a, b| twice_area(a).abs().total_cmp(&twice_area(b).abs()))?;
    let &[x0, y0] = shell.first()?;
    let twice = twice_area(shell);
    if twice == 0.0 || !twice.is_finite() {
        return Some([x0, y0]);
    }
    let (mut x, mut y) = (0.0, 0.0);
    for pair in shell.windows(2) {
        let (a, b) = ([pair[0][0] - x0, pair[0][1] - y0], [pair[1][0] - x0, pair[1][1] - y0]);
        let cross = a[0] * b[1] - b[0] * a[1];
        x += (a[0] + b[0]) * cross;
        y += (a[1] + b[1]) * cross;
    }
    Some([x0 + x / (3.0 * twice), y0 + y / (3.0 * twice)])
}
