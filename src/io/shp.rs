//! Shapes of a `.shp` file.
//!
//! Why not the `shapefile` crate: one shape it dislikes (a shell wound the wrong way, no shape at all, a short record)
//! ends its reading of the file, and a table file must be there. Here each record is read on its own, bounded by its
//! stated length and by the file; a record that makes no sense is a finding.

use super::error::ImportError;
use super::findings::FindingLog;
use super::geometry::{Geometries, ShapeKind};
use super::rings;
use crate::base::{Finding, FindingKind};

/// Bytes of the file header, and of an index.
const HEADER: usize = 100;

/// Reads all shapes in the order of the index, or of the file where there is no usable index (`.shx`).
///
/// # Errors
/// [`ImportError::Damaged`] when the header is that of no shapefile.
pub(super) fn read(shp: &[u8], shx: Option<&[u8]>, findings: &mut FindingLog) -> Result<Geometries, ImportError> {
    if shp.len() < HEADER || be_i32(shp, 0) != Some(9994) {
        return Err(ImportError::Damaged { part: "shp-header", offset: 0 });
    }
    let mut geometries = Geometries::default();
    match shx.and_then(|shx| offsets(shp, shx)) {
        Some(offsets) => {
            for offset in offsets {
                let content = offset.and_then(|offset| record(shp, offset)).map(|(content, _)| content);
                take(&mut geometries, content, findings);
            }
        }
        None => in_file_order(shp, &mut geometries, findings),
    }
    Ok(geometries)
}

/// The record offsets of an index; `None` when the index does not fit the file. An entry of zeros is a row without shape.
fn offsets(shp: &[u8], shx: &[u8]) -> Option<Vec<Option<usize>>> {
    if be_i32(shx, 0) != Some(9994) {
        return None;
    }
    let entries = shx.get(HEADER..)?;
    let mut offsets = Vec::with_capacity(entries.len() / 8);
    for entry in entries.chunks_exact(8) {
        let offset = usize::try_from(be_i32(entry, 0)?).ok()?.checked_mul(2)?;
        if offset == 0 {
            offsets.push(None);
        } else {
            let (content, _) = record(shp, offset)?;
            // The record must be as long as the index says, or the index belongs to another file.
            if content.len() != usize::try_from(be_i32(entry, 4)?).ok()?.checked_mul(2)? {
                return None;
            }
            offsets.push(Some(offset));
        }
    }
    // An index of an older, shorter state of the file would hide rows.
    let last = offsets.iter().flatten().max().copied();
    let end = last.map_or(Some(HEADER), |offset| record(shp, offset).map(|(_, next)| next))?;
    record(shp, end).is_none().then_some(offsets)
}

/// The content of the record at an offset, and where the next begins.
fn record(shp: &[u8], offset: usize) -> Option<(&[u8], usize)> {
    if offset < HEADER {
        return None;
    }
    let length = usize::try_from(be_i32(shp, offset.checked_add(4)?)?).ok()?.checked_mul(2)?;
    let start = offset.checked_add(8)?;
    let end = start.checked_add(length)?;
    (length >= 4).then_some(())?;
    Some((shp.get(start..end)?, end))
}

fn in_file_order(shp: &[u8], geometries: &mut Geometries, findings: &mut FindingLog) {
    let mut at = HEADER;
    while at + 8 <= shp.len() {
        let Some((content, next)) = record(shp, at) else {
            // Without a length nobody knows where the next record begins. What is left may be a last record cut off.
            if shp.get(at..).is_some_and(|rest| rest.iter().any(|byte| *byte != 0)) {
                findings.add(Finding::new(FindingKind::BadRow).row(geometries.len() as u64 + 1).subject(at.to_string()).action("cut_off"));
                geometries.reject_row(ShapeKind::Null);
            }
            return;
        };
        take(geometries, Some(content), findings);
        at = next;
    }
}

/// Adds the shape of one record; a record that makes no sense leaves its row without a shape.
fn take(geometries: &mut Geometries, content: Option<&[u8]>, findings: &mut FindingLog) {
    let row = geometries.len() as u64 + 1;
    let kind = content.map_or(Some(ShapeKind::Null), |content| shape(content, geometries));
    match kind {
        Some(kind @ (ShapeKind::Null | ShapeKind::Other)) => geometries.reject_row(kind),
        Some(kind) => geometries.end_row(kind),
        None => {
            findings.add(Finding::new(FindingKind::BadRow).row(row).action("rejected"));
            geometries.reject_row(ShapeKind::Null);
        }
    }
}

/// Reads one shape into the buffers; `None` when the record is too short for what it says.
fn shape(content: &[u8], geometries: &mut Geometries) -> Option<ShapeKind> {
    match le_i32(content, 0)? {
        0 => Some(ShapeKind::Null),
        1 | 11 | 21 => {
            coordinates(content, 4, 1, geometries)?;
            geometries.end_part(false);
            Some(ShapeKind::Points)
        }
        8 | 18 | 28 => {
            let n_points = count(content, 36)?;
            coordinates(content, 40, n_points, geometries)?;
            geometries.end_part(false);
            Some(if n_points == 0 { ShapeKind::Null } else { ShapeKind::Points })
        }
        3 | 13 | 23 => parts(content, geometries, ShapeKind::Lines),
        5 | 15 | 25 => parts(content, geometries, ShapeKind::Polygons),
        31 => Some(ShapeKind::Other),
        _ => None,
    }
}

/// Lines and polygons: a box, the number of parts and points, where each part starts, the points.
fn parts(content: &[u8], geometries: &mut Geometries, kind: ShapeKind) -> Option<ShapeKind> {
    let (n_parts, n_points) = (count(content, 36)?, count(content, 40)?);
    let points_at = n_parts.checked_mul(4)?.checked_add(44)?;
    let points = content.get(points_at..points_at.checked_add(n_points.checked_mul(16)?)?)?;
    let mut read = Vec::new();
    for part in 0..n_parts {
        let start = count(content, 44 + 4 * part)?;
        let end = if part + 1 < n_parts { count(content, 48 + 4 * part)? } else { n_points };
        if start > end || end > n_points {
            return None;
        }
        if start < end {
            read.push((start, end));
        }
    }
    let at = |index: usize| Some([le_f64(points, index * 16)?, le_f64(points, index * 16 + 8)?]);
    let lines: Vec<Vec<[f64; 2]>> = read.iter().map(|&(start, end)| (start..end).map(at).collect::<Option<Vec<_>>>()).collect::<Option<Vec<_>>>()?;
    if lines.is_empty() {
        return Some(ShapeKind::Null);
    }
    let groups = if kind == ShapeKind::Polygons { rings::grouped(&lines) } else { lines.iter().map(|line| (line, false)).collect() };
    for (line, starts_polygon) in groups {
        for &[x, y] in line {
            geometries.push_coordinate(x, y);
        }
        geometries.end_part(starts_polygon);
    }
    Some(kind)
}

fn coordinates(content: &[u8], at: usize, n_points: usize, geometries: &mut Geometries) -> Option<()> {
    let points = content.get(at..at.checked_add(n_points.checked_mul(16)?)?)?;
    for point in points.chunks_exact(16) {
        geometries.push_coordinate(le_f64(point, 0)?, le_f64(point, 8)?);
    }
    Some(())
}

fn count(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(le_i32(bytes, at)?).ok()
}

fn be_i32(bytes: &[u8], at: usize) -> Option<i32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(i32::from_be_bytes)
}

fn le_i32(bytes: &[u8], at: usize) -> Option<i32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(i32::from_le_bytes)
}

fn le_f64(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(f64::from_le_bytes)
}
