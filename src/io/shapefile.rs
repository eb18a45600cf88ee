//! Shapefiles: shapes, table, coordinate system and encoding from four files beside each other.

use super::dbf;
use super::encoding::Declared;
use super::error::ImportError;
use super::findings::FindingLog;
use super::geometry::Geometries;
use super::shp;
use super::source::{Format, SourceTable, StatedCrs};
use super::text::{TextBuilder, TextTable};
use crate::base::{Finding, FindingKind, Severity};

/// The files of one shapefile, those that are there.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) shp: Vec<u8>,
    pub(super) shx: Option<Vec<u8>>,
    pub(super) dbf: Option<Vec<u8>>,
    pub(super) prj: Option<Vec<u8>>,
}

/// Reads shapes with their rows. Without a table each shape is a row without columns; without an index the shapes are
/// read in the order of the file.
///
/// # Errors
/// [`ImportError::Damaged`] when the header of the shapes or of the table makes no sense.
pub(super) fn read(parts: &Parts, declared: &Declared) -> Result<SourceTable, ImportError> {
    let mut findings = FindingLog::default();
    let mut geometry = shp::read(&parts.shp, parts.shx.as_deref(), &mut findings)?;
    let stated_crs = parts.prj.as_deref().map(|prj| StatedCrs::Wkt(String::from_utf8_lossy(prj).trim().trim_start_matches('\u{feff}').to_owned()));
    let Some(table) = parts.dbf.as_deref() else {
        findings.add(Finding { severity: Severity::Warning, ..Finding::new(FindingKind::MissingColumn).subject("dbf").action("kept") });
        let text = rows_without_values(0, geometry.len())?;
        return Ok(SourceTable { format: Format::Shapefile, encoding: None, stated_crs, columns: Vec::new(), text, geometry: Some(geometry), row_numbers: Vec::new(), findings, rows_lost: 0 });
    };
    let table = dbf::read(table, declared)?;
    findings.merge(table.findings);
    let text = paired(table.text, &mut geometry, &mut findings)?;
    let (text, geometry, row_numbers) = without_deleted(text, geometry, &table.is_deleted)?;
    Ok(SourceTable { format: Format::Shapefile, encoding: Some(table.encoding), stated_crs, columns: table.columns, text, geometry: Some(geometry), row_numbers, findings, rows_lost: 0 })
}

/// Reads a table that has no shapes.
///
/// # Errors
/// [`ImportError::Damaged`] when its header makes no sense.
pub(super) fn read_table(bytes: &[u8], declared: &Declared) -> Result<SourceTable, ImportError> {
    let table = dbf::read(bytes, declared)?;
    let (text, _, row_numbers) = without_deleted(table.text, Geometries::default(), &table.is_deleted)?;
    Ok(SourceTable { format: Format::Dbf, encoding: Some(table.encoding), stated_crs: None, columns: table.columns, text, geometry: None, row_numbers, findings: table.findings, rows_lost: 0 })
}

fn rows_without_values(n_columns: usize, n_rows: usize) -> Result<TextTable, ImportError> {
    let mut builder = TextBuilder::new(n_columns);
    (0..n_rows).for_each(|_| builder.end_row());
    builder.finish()
}

/// Makes shapes and values equally many: a shape without values has empty ones, values without a shape have none.
fn paired(text: TextTable, geometry: &mut Geometries, findings: &mut FindingLog) -> Result<TextTable, ImportError> {
    let (n_values, n_shapes) = (text.rows(), geometry.len());
    if n_values == n_shapes {
        return Ok(text);
    }
    let finding = Finding::new(FindingKind::BadRow).row(n_values.min(n_shapes) as u64 + 1).subject(n_shapes.to_string()).subject(n_values.to_string());
    findings.add(Finding { severity: Severity::Warning, ..finding.action("kept") });
    while geometry.len() < n_values {
        geometry.reject_row(super::geometry::ShapeKind::Null);
    }
    if n_values > n_shapes {
        return Ok(text);
    }
    let mut builder = TextBuilder::new(text.columns());
    for row in 0..n_shapes {
        (0..text.columns()).for_each(|column| builder.push(text.raw(row, column)));
        builder.end_row();
    }
    builder.finish()
}

/// Leaves out rows that the table marks as deleted. Returns the numbers of the rows left when they are not simply counted.
fn without_deleted(text: TextTable, geometry: Geometries, is_deleted: &[bool]) -> Result<(TextTable, Geometries, Vec<u32>), ImportError> {
    if !is_deleted.contains(&true) {
        return Ok((text, geometry, Vec::new()));
    }
    let kept: Vec<usize> = (0..text.rows()).filter(|&row| is_deleted.get(row) != Some(&true)).collect();
    let mut builder = TextBuilder::new(text.columns());
    let mut shapes = Geometries::default();
    for &row in &kept {
        (0..text.columns()).for_each(|column| builder.push(text.raw(row, column)));
        builder.end_row();
        if row < geometry.len() {
            shapes.copy_row(geometry.shape(row));
        }
    }
    Ok((builder.finish()?, shapes, kept.iter().map(|&row| row as u32 + 1).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::fixtures::{DbfFixture, dbf, point, polygon, shp};
    use crate::io::geometry::ShapeKind;

    const SQUARE: [[f64; 2]; 5] = [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]];

    fn codes(n: usize, deleted: &[usize]) -> Vec<u8> {
        let names: Vec<String> = (0..n).map(|row| format!("C{row}")).collect();
        let records: Vec<Vec<&[u8]>> = names.iter().map(|name| vec![name.as_bytes()]).collect();
        dbf(&DbfFixture { fields: &[(b"CODE", b'C', 4)], records: &records, deleted, ..DbfFixture::default() })
    }

    #[test]
    fn any_winding_a_null_shape_and_no_index() {
        let mut reversed = SQUARE;
        reversed.reverse();
        let (bytes, index) = shp(&[polygon(&[&SQUARE]), vec![0; 4], polygon(&[&reversed]), polygon(&[])]);
        for shx in [None, Some(index)] {
            let table = read(&Parts { shp: bytes.clone(), shx, dbf: Some(codes(4, &[])), prj: None }, &Declared::default()).unwrap();
            let geometry = table.geometry.as_ref().unwrap();
            assert_eq!([0, 1, 2, 3].map(|row| geometry.shape(row).kind), [ShapeKind::Polygons, ShapeKind::Null, ShapeKind::Polygons, ShapeKind::Null]);
            assert_eq!((geometry.shape(2).polygons()[0][0].len(), table.text.raw(2, 0)), (5, "C2"));
            assert!(table.findings.is_empty());
        }
    }

    #[test]
    fn a_bad_record_costs_its_row_only() {
        let mut broken = polygon(&[&SQUARE]);
        broken[40] = 200;
        let (bytes, _) = shp(&[point(1.0, 2.0), broken, vec![99, 0, 0, 0], point(3.0, 4.0)]);
        let table = read(&Parts { shp: bytes, dbf: Some(codes(4, &[])), ..Parts::default() }, &Declared::default()).unwrap();
        assert_eq!((table.rows(), table.findings.count(FindingKind::BadRow)), (4, 2));
        assert_eq!(table.geometry.unwrap().shape(3).first_coordinate(), Some([3.0, 4.0]));
    }

    #[test]
    fn a_file_cut_off_keeps_what_is_whole() {
        let (mut bytes, _) = shp(&[point(1.0, 2.0), point(3.0, 4.0)]);
        bytes.truncate(bytes.len() - 3);
        let table = read(&Parts { shp: bytes, ..Parts::default() }, &Declared::default()).unwrap();
        assert_eq!((table.rows(), table.columns.len(), table.findings.count(FindingKind::BadRow)), (2, 0, 1));
    }

    #[test]
    fn an_index_of_another_file_is_not_followed() {
        let (bytes, _) = shp(&[point(1.0, 2.0), point(3.0, 4.0), point(5.0, 6.0)]);
        let (_, shorter) = shp(&[point(1.0, 2.0), point(3.0, 4.0)]);
        let table = read(&Parts { shp: bytes, shx: Some(shorter), ..Parts::default() }, &Declared::default()).unwrap();
        assert_eq!(table.rows(), 3);
    }

    #[test]
    fn deleted_rows_go_with_their_shapes_and_rows_are_paired() {
        let (bytes, _) = shp(&[point(1.0, 2.0), point(3.0, 4.0), point(5.0, 6.0)]);
        let parts = Parts { shp: bytes, dbf: Some(codes(3, &[1])), ..Parts::default() };
        let table = read(&parts, &Declared::default()).unwrap();
        assert_eq!((table.rows(), table.text.raw(1, 0), table.row_number(1)), (2, "C2", 3));
        assert_eq!(table.geometry.as_ref().unwrap().shape(1).first_coordinate(), Some([5.0, 6.0]));
        for n_values in [2, 5] {
            let table = read(&Parts { dbf: Some(codes(n_values, &[])), shp: parts.shp.clone(), ..Parts::default() }, &Declared::default()).unwrap();
            assert_eq!((table.rows(), table.text.rows(), table.findings.count(FindingKind::BadRow)), (n_values.max(3), n_values.max(3), 1));
        }
    }
}
