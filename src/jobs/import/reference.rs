//! Roads, rivers, buildings: drawn for orientation, never part of a figure.

use super::{ImportFailure, ImportOptions, Taken};
use crate::base::{Finding, FindingKind};
use crate::geodesy::Position;
use crate::io::classify::{Role, column_of};
use crate::io::{FindingLog, ImportError, Placement, ShapeKind, SourceTable};
use crate::jobs::{Session, now_utc};
use crate::model::{ReferenceFeature, ReferenceGeometry};

pub(super) fn import(session: &mut Session, table: &SourceTable, options: &ImportOptions) -> Result<Taken, ImportFailure> {
    let geometry = table.geometry.as_ref().ok_or_else(|| ImportError::NoPosition { columns: table.columns.clone() })?;
    let mut taken = Taken::default();
    let mut log = FindingLog::default();
    let placement = Placement::of_shapes(table, options.mapping.crs.as_deref(), &mut log)?;
    let name = column_of(table, Role::Name);
    let kind = options.mapping.kind_field.as_deref().map(|field| table.named_column(field)).transpose()?.or_else(|| table.column("kind"));
    let text = |row: usize, column: Option<usize>| column.map_or(String::new(), |column| table.text.trimmed(row, column).into_owned());
    let mut features = Vec::new();
    for row in 0..table.rows() {
        let shape = geometry.shape(row);
        let place = |part: &[[f64; 2]]| part.iter().filter_map(|xy| placement.position(*xy)).collect::<Vec<Position>>();
        let shown = match shape.kind {
            ShapeKind::Points => shape.first_coordinate().and_then(|xy| placement.position(xy)).map(ReferenceGeometry::Point),
            ShapeKind::Lines => Some(ReferenceGeometry::Lines(shape.parts().map(place).filter(|line| line.len() > 1).collect())),
            ShapeKind::Polygons => {
                let polygons = shape.polygons().into_iter().map(|rings| rings.into_iter().map(place).filter(|ring| ring.len() > 3).collect::<Vec<_>>());
                Some(ReferenceGeometry::Polygons(polygons.filter(|rings| !rings.is_empty()).collect()))
            }
            _ => None,
        };
        let is_empty = matches!(&shown, Some(ReferenceGeometry::Lines(lines)) if lines.is_empty()) || matches!(&shown, Some(ReferenceGeometry::Polygons(all)) if all.is_empty());
        match shown.filter(|_| !is_empty) {
            Some(geometry) => features.push(ReferenceFeature { layer: options.layer.clone(), kind: text(row, kind), name: text(row, name), geometry }),
            None => {
                taken.mapped.rows_rejected += 1;
                log.add(Finding::new(FindingKind::NullGeometry).row(table.row_number(row)).action("rejected"));
            }
        }
    }
    taken.is_nothing = features.is_empty();
    taken.mapped.crs = Some(placement.crs.clone());
    taken.mapped.findings = log;
    if !options.is_dry_run && !features.is_empty() {
        session.file().add_reference(&features, &now_utc())?;
        session.reload()?;
    }
    Ok(taken)
}
