//! A [`SourceTable`] sent from the process that reads foreign files to the one that uses them.
//!
//! The bytes are a mark with the version, a small JSON head with all lengths, then the flat buffers as they are in
//! memory, little-endian. The receiver trusts nothing: lengths are bounded before anything is allocated, buffers grow as
//! bytes arrive, and offsets are checked wherever they are used ([`TextTable`] and [`Geometries`] answer "nothing" for
//! offsets that make no sense).

use super::error::ImportError;
use super::findings::{FindingGroup, FindingLog};
use super::geometry::{Geometries, ShapeKind};
use super::source::{Format, Known, SourceTable, StatedCrs};
use super::text::{MAX_COLUMNS, MAX_FIELDS, TextTable};
use crate::base::{Finding, FindingKind, Severity};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// Changes with every change of the layout; both processes are the same binary, so there is one version at a time.
const MARK: &[u8; 8] = b"GWTABLE1";
/// Most bytes of the JSON head: names of columns, and findings.
const MAX_HEAD: u64 = 64 << 20;
/// Most bytes of one buffer.
const MAX_BUFFER: u64 = 4 << 30;

/// Everything but the buffers.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    format: Format,
    encoding: Option<Known>,
    wkt: Option<String>,
    crs_name: Option<String>,
    columns: Vec<String>,
    n_columns: usize,
    is_quoted: bool,
    rows_lost: u64,
    findings: Vec<Group>,
    has_geometry: bool,
    /// Elements of text, starts, row numbers, kinds, row ends, part ends, coordinates.
    lengths: [u64; 7],
}

#[derive(Debug, Serialize, Deserialize)]
struct Group {
    kind: FindingKind,
    severity: Severity,
    count: u64,
    examples: Vec<Finding>,
}

/// Sends a table.
///
/// # Errors
/// Those of the stream.
pub fn send(table: &SourceTable, out: &mut impl Write) -> io::Result<()> {
    let empty = Geometries::default();
    let shapes = table.geometry.as_ref().unwrap_or(&empty);
    let (wkt, crs_name) = match &table.stated_crs {
        Some(StatedCrs::Wkt(text)) => (Some(text.clone()), None),
        Some(StatedCrs::Name(name)) => (None, Some(name.clone())),
        None => (None, None),
    };
    let group = |group: &FindingGroup| Group { kind: group.kind, severity: group.severity, count: group.count, examples: group.examples.clone() };
    let lengths = [
        table.text.text.len(),
        table.text.starts.len(),
        table.row_numbers.len(),
        shapes.kinds.len(),
        shapes.row_ends.len(),
        shapes.part_ends.len(),
        shapes.coordinates.len(),
    ];
    let head = Head {
        format: table.format,
        encoding: table.encoding.clone(),
        wkt,
        crs_name,
        columns: table.columns.clone(),
        n_columns: table.text.n_columns,
        is_quoted: table.text.is_quoted,
        rows_lost: table.rows_lost,
        findings: table.findings.groups().map(group).collect(),
        has_geometry: table.geometry.is_some(),
        lengths: lengths.map(|length| length as u64),
    };
    let head = serde_json::to_vec(&head)?;
    out.write_all(MARK)?;
    out.write_all(&(head.len() as u64).to_le_bytes())?;
    out.write_all(&head)?;
    out.write_all(table.text.text.as_bytes())?;
    send_values(out, &table.text.starts, |value| value.to_le_bytes())?;
    send_values(out, &table.row_numbers, |value| value.to_le_bytes())?;
    send_values(out, &shapes.kinds, |kind| [*kind as u8])?;
    send_values(out, &shapes.row_ends, |value| value.to_le_bytes())?;
    send_values(out, &shapes.part_ends, |value| value.to_le_bytes())?;
    send_values(out, &shapes.coordinates, |[x, y]| {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&x.to_le_bytes());
        bytes[8..].copy_from_slice(&y.to_le_bytes());
        bytes
    })?;
    out.flush()
}

fn send_values<T, const N: usize>(out: &mut impl Write, values: &[T], bytes: impl Fn(&T) -> [u8; N]) -> io::Result<()> {
    let mut buffer = Vec::with_capacity(N * 16384);
    for chunk in values.chunks(16384) {
        buffer.clear();
        for value in chunk {
            buffer.extend_from_slice(&bytes(value));
        }
        out.write_all(&buffer)?;
    }
    Ok(())
}

/// Receives a table.
///
/// # Errors
/// [`ImportError::BadTransfer`] when the stream ends early or holds something else.
pub fn receive(input: &mut impl Read) -> Result<SourceTable, ImportError> {
    let mut start = [0; 16];
    input.read_exact(&mut start).ok().ok_or(ImportError::BadTransfer)?;
    let (mark, length) = start.split_at(8);
    let length = u64::from_le_bytes(length.try_into().ok().ok_or(ImportError::BadTransfer)?);
    if mark != MARK || length > MAX_HEAD {
        return Err(ImportError::BadTransfer);
    }
    let head: Head = serde_json::from_slice(&receive_bytes(input, length)?).ok().ok_or(ImportError::BadTransfer)?;
    let [text, starts, row_numbers, kinds, row_ends, part_ends, coordinates] = head.lengths;
    let is_sane = head.n_columns <= MAX_COLUMNS && head.columns.len() == head.n_columns && starts <= MAX_FIELDS as u64 && starts % (head.n_columns as u64 + 1) == 0 && kinds == row_ends;
    if !is_sane {
        return Err(ImportError::BadTransfer);
    }
    let text = String::from_utf8(receive_bytes(input, text)?).ok().ok_or(ImportError::BadTransfer)?;
    let starts = receive_u32(input, starts)?;
    let row_numbers = receive_u32(input, row_numbers)?;
    let kinds = receive_bytes(input, kinds)?.into_iter().map(|byte| ShapeKind::from_byte(byte).ok_or(ImportError::BadTransfer)).collect::<Result<Vec<_>, _>>()?;
    let row_ends = receive_u32(input, row_ends)?;
    let part_ends = receive_u32(input, part_ends)?;
    let coordinates = receive_values::<_, 16>(input, coordinates, |bytes| {
        let [x, y] = [0, 8].map(|at| bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(f64::NAN, f64::from_le_bytes));
        [x, y]
    })?;
    if row_ends.iter().any(|end| *end as usize > part_ends.len()) {
        return Err(ImportError::BadTransfer);
    }
    let mut findings = FindingLog::default();
    for group in head.findings {
        findings.add_group(FindingGroup { kind: group.kind, severity: group.severity, count: group.count, examples: group.examples });
    }
    let table = TextTable { text, starts, n_columns: head.n_columns, is_quoted: head.is_quoted };
    let geometry = head.has_geometry.then_some(Geometries { kinds, row_ends, part_ends, coordinates });
    if geometry.as_ref().is_some_and(|shapes| shapes.len() != table.rows()) {
        return Err(ImportError::BadTransfer);
    }
    let stated_crs = head.wkt.map(StatedCrs::Wkt).or(head.crs_name.map(StatedCrs::Name));
    Ok(SourceTable { format: head.format, encoding: head.encoding, stated_crs, columns: head.columns, text: table, geometry, row_numbers, findings, rows_lost: head.rows_lost })
}

/// Reads so many bytes; memory grows with what arrives, not with what is announced.
fn receive_bytes(input: &mut impl Read, length: u64) -> Result<Vec<u8>, ImportError> {
    if length > MAX_BUFFER {
        return Err(ImportError::BadTransfer);
    }
    let mut bytes = Vec::with_capacity(length.min(16 << 20) as usize);
    input.take(length).read_to_end(&mut bytes).ok().ok_or(ImportError::BadTransfer)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(ImportError::BadTransfer) }
}

fn receive_u32(input: &mut impl Read, count: u64) -> Result<Vec<u32>, ImportError> {
    receive_values::<_, 4>(input, count, |bytes| u32::from_le_bytes(*bytes))
}

fn receive_values<T, const N: usize>(input: &mut impl Read, count: u64, value: impl Fn(&[u8; N]) -> T) -> Result<Vec<T>, ImportError> {
    if count.saturating_mul(N as u64) > MAX_BUFFER {
        return Err(ImportError::BadTransfer);
    }
    let mut values = Vec::with_capacity(count.min(1 << 20) as usize);
    let mut buffer = vec![0; N * 16384];
    let mut left = count as usize;
    while left > 0 {
        let n_now = left.min(16384);
        let chunk = buffer.get_mut(..n_now * N).ok_or(ImportError::BadTransfer)?;
        input.read_exact(chunk).ok().ok_or(ImportError::BadTransfer)?;
        values.extend(chunk.as_chunks::<N>().0.iter().map(&value));
        left -= n_now;
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::encoding::Declared;
    use crate::io::{csv, geojson};

    fn sent(table: &SourceTable) -> Vec<u8> {
        let mut bytes = Vec::new();
        send(table, &mut bytes).unwrap();
        bytes
    }

    fn tables() -> [SourceTable; 2] {
        let csv = csv::read("a,b\n城东,1\n\"x\"\n".as_bytes().to_vec(), &Declared::default()).unwrap();
        let geojson = geojson::read(br#"{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:4490"}},"features":[{"type":"Feature","properties":{"n":1},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}},{"type":"Feature","properties":{},"geometry":null}]}"#).unwrap();
        [csv, geojson]
    }

    #[test]
    fn a_table_arrives_as_it_was_sent() {
        for table in tables() {
            let arrived = receive(&mut sent(&table).as_slice()).unwrap();
            assert_eq!(format!("{table:?}"), format!("{arrived:?}"));
        }
    }

    #[test]
    fn a_stream_cut_off_or_changed_is_refused_or_harmless() {
        for table in tables() {
            let bytes = sent(&table);
            for length in 0..bytes.len() {
                assert!(receive(&mut &bytes[..length]).is_err(), "cut at {length}");
            }
            for at in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[at] ^= 0x55;
                let Ok(arrived) = receive(&mut changed.as_slice()) else { continue };
                for row in 0..arrived.rows() {
                    (0..arrived.columns.len()).for_each(|column| drop(arrived.text.value(row, column)));
                    if let Some(shapes) = &arrived.geometry {
                        assert!(shapes.shape(row).polygons().len() <= shapes.part_ends.len());
                    }
                }
            }
        }
    }
}
