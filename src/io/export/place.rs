//! Places as numbers in the coordinate system asked for.

use super::{ExportError, ExportGeometry, ExportTable, decimal};
use crate::geodesy::{Crs, CrsError, Position, Transformer};

/// Digits of degrees and metres in other systems, so many that reading them gives the same position again.
const DEGREE_DIGITS: usize = 9;
const METRE_DIGITS: usize = 4;

/// How places are written.
#[derive(Debug)]
pub(super) struct Places {
    /// `None` for WGS-84, which is written digit by digit.
    transformer: Option<Transformer>,
}

impl Places {
    /// Places in a coordinate system; every position of the table has been tried when this returns.
    pub(super) fn of(table: &ExportTable<'_>, crs: Option<Crs>) -> Result<Self, ExportError> {
        let Some(crs) = crs.filter(|crs| *crs != Crs::Wgs84) else { return Ok(Self { transformer: None }) };
        let transformer = Transformer::new(crs).map_err(ExportError::Crs)?;
        for shape in table.geometry.iter().flatten() {
            try_shape(&transformer, shape).map_err(ExportError::Crs)?;
        }
        Ok(Self { transformer: Some(transformer) })
    }

    /// The coordinate system where it is not WGS-84.
    pub(super) fn crs(&self) -> Option<Crs> {
        self.transformer.as_ref().map(Transformer::crs)
    }

    /// Names of the two columns of a table.
    pub(super) fn columns(&self) -> [&'static str; 2] {
        if self.crs().is_none_or(Crs::is_geographic) { ["lon", "lat"] } else { ["x", "y"] }
    }

    /// Easting and northing of a position as decimals.
    pub(super) fn pair(&self, position: Position) -> [String; 2] {
        let Some(transformer) = &self.transformer else { return [position.lon, position.lat].map(|units| decimal(units.into(), 7)) };
        let digits = if transformer.crs().is_geographic() { DEGREE_DIGITS } else { METRE_DIGITS };
        let pair = transformer.from_position(position).unwrap_or([f64::NAN; 2]);
        pair.map(|value| format!("{value:.digits$}"))
    }
}

fn try_shape(transformer: &Transformer, shape: &ExportGeometry<'_>) -> Result<(), CrsError> {
    match shape {
        ExportGeometry::None => Ok(()),
        ExportGeometry::Point(position) => transformer.from_position(*position).map(drop),
        ExportGeometry::Polygons(polygons) => polygons.iter().flatten().flat_map(|ring| ring.iter()).try_for_each(|position| transformer.from_position(*position).map(drop)),
    }
}
