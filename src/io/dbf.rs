//! dBASE tables, as shapefiles carry them.
//!
//! Why not the `dbase` crate: it refuses a file whose header date has month 0, gives mojibake where the language byte is
//! 0 and no `.cpg` is there or the `.cpg` says GB2312 or GB18030, and cannot be told to look at the bytes first. A
//! record is fixed-width text, so reading it here is small: header, field list, records, each bounded by the file.

use super::encoding::{self, Decision, Declared, Sample, decode_cut};
use super::error::ImportError;
use super::findings::FindingLog;
use super::source::Known;
use super::text::{TextBuilder, TextTable};
use crate::base::{Finding, FindingKind, Severity};
use encoding_rs::Encoding;

/// A table and which of its records were marked deleted.
#[derive(Debug)]
pub(super) struct DbfTable {
    pub(super) columns: Vec<String>,
    /// All records, deleted ones too, so that they stay beside their shapes.
    pub(super) text: TextTable,
    pub(super) is_deleted: Vec<bool>,
    pub(super) encoding: Known,
    pub(super) findings: FindingLog,
}

/// One field of the header.
#[derive(Debug)]
struct Field<'a> {
    name: &'a [u8],
    kind: u8,
    start: usize,
    length: usize,
}

/// Reads a whole table.
///
/// # Errors
/// [`ImportError::Damaged`] when the header makes no sense, [`ImportError::TooLarge`].
pub(super) fn read(bytes: &[u8], declared: &Declared) -> Result<DbfTable, ImportError> {
    let damaged = |offset: usize| ImportError::Damaged { part: "dbf-header", offset: offset as u64 };
    let header = bytes.get(..32).ok_or(damaged(bytes.len()))?;
    let stated = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
    let header_length = usize::from(u16::from_le_bytes([header[8], header[9]]));
    let record_length = usize::from(u16::from_le_bytes([header[10], header[11]]));
    let fields = fields(bytes, header_length, record_length)?;
    let body = bytes.get(header_length..).ok_or(damaged(8))?;
    if record_length == 0 {
        return Err(damaged(10));
    }
    let n_records = stated.min(body.len() / record_length);
    let records: Vec<&[u8]> = body.chunks_exact(record_length).take(n_records).collect();

    let declared = Declared { ldid: header[29], ..declared.clone() };
    let decision = decide(&fields, &records, &declared);
    let mut findings = FindingLog::default();
    if let Some(contradicted) = &decision.contradicted {
        findings.add(Finding::new(FindingKind::UndecodableText).subject(&contradicted.name).subject(&decision.known.name).action("detected"));
    }
    if n_records < stated {
        findings.add(Finding::new(FindingKind::BadRow).row(n_records as u64 + 1).subject(stated.to_string()).subject(n_records.to_string()).action("cut_off"));
    }
    let columns = column_names(&fields, decision.encoding, &mut findings);
    let mut builder = TextBuilder::new(fields.len());
    let mut is_deleted = Vec::with_capacity(n_records);
    for (row, record) in records.iter().enumerate() {
        is_deleted.push(record.first() == Some(&b'*'));
        for (field, name) in fields.iter().zip(&columns) {
            let raw = record.get(field.start..field.start + field.length).unwrap_or(&[]);
            push_value(&mut builder, field.kind, raw, decision.encoding, |n_cut, text| {
                let finding = Finding::new(FindingKind::UndecodableText).row(row as u64 + 1).subject(name).subject(text);
                findings.add(if n_cut > 0 { Finding { severity: Severity::Info, ..finding.action("cut") } } else { finding.action("kept") });
            });
        }
        builder.end_row();
    }
    Ok(DbfTable { columns, text: builder.finish()?, is_deleted, encoding: decision.known, findings })
}

/// The field list: 32 bytes each until a carriage return or the end of the header.
fn fields(bytes: &[u8], header_length: usize, record_length: usize) -> Result<Vec<Field<'_>>, ImportError> {
    let mut fields = Vec::new();
    let (mut at, mut start) = (32, 1);
    while at + 32 <= header_length {
        let Some(entry) = bytes.get(at..at + 32) else { break };
        if entry[0] == 0x0D || entry[0] == 0 {
            break;
        }
        let name = entry.get(..11).unwrap_or(&[]);
        let name = name.split(|&byte| byte == 0).next().unwrap_or(name);
        let kind = entry[11].to_ascii_uppercase();
        // Text fields of more than 255 bytes carry the upper half of the length where numbers carry their decimals.
        let length = usize::from(entry[16]) + if kind == b'C' { usize::from(entry[17]) << 8 } else { 0 };
        let is_inside = start + length <= record_length;
        let length = if is_inside || kind != b'C' { length } else { usize::from(entry[16]) };
        if start + length > record_length {
            return Err(ImportError::Damaged { part: "dbf-header", offset: at as u64 });
        }
        fields.push(Field { name, kind, start, length });
        start += length;
        at += 32;
    }
    Ok(fields)
}

fn decide(fields: &[Field<'_>], records: &[&[u8]], declared: &Declared) -> Decision {
    let names = fields.iter().map(|field| Sample { bytes: field.name, may_be_cut: field.name.len() >= 10 });
    let values = records.iter().flat_map(|record| {
        fields.iter().filter(|field| is_text(field.kind)).map(|field| {
            let raw = record.get(field.start..field.start + field.length).unwrap_or(&[]);
            // A cut character is often made up to the full width with spaces.
            let bytes = trimmed(raw);
            Sample { bytes, may_be_cut: raw.len() - bytes.len() < 3 }
        })
    });
    let sample: Vec<Sample<'_>> = names.chain(values).filter(|value| !value.bytes.is_ascii()).collect();
    encoding::decide(&sample, declared)
}

fn is_text(kind: u8) -> bool {
    !matches!(kind, b'N' | b'F' | b'D' | b'L' | b'I' | b'O' | b'B' | b'Y' | b'T' | b'@' | b'+' | b'M' | b'G' | b'P' | b'0')
}

fn column_names(fields: &[Field<'_>], encoding: &'static Encoding, findings: &mut FindingLog) -> Vec<String> {
    let name_of = |(at, field): (usize, &Field<'_>)| {
        let (name, n_cut, _) = decode_cut(encoding, field.name);
        if n_cut > 0 {
            findings.add(Finding::new(FindingKind::TruncatedName).subject(name.trim()));
        }
        let name = name.trim();
        if name.is_empty() { format!("column_{}", at + 1) } else { name.to_owned() }
    };
    fields.iter().enumerate().map(name_of).collect()
}

/// Without the space and zero bytes that fill a value up.
fn trimmed(raw: &[u8]) -> &[u8] {
    let end = raw.iter().rposition(|byte| *byte != b' ' && *byte != 0).map_or(0, |last| last + 1);
    raw.get(..end).unwrap_or(raw)
}

/// Adds one value as text. `odd` hears of values that are not all text: how many bytes of a cut-off character were left
/// out (0 for damage), and the text.
fn push_value(builder: &mut TextBuilder, kind: u8, raw: &[u8], encoding: &'static Encoding, odd: impl FnOnce(usize, &str)) {
    match kind {
        b'N' | b'F' => {
            let text = ascii(trimmed(raw));
            // Stars stand for a number that did not fit.
            builder.push(if text.starts_with('*') { "" } else { text.trim() });
        }
        b'D' => {
            let text = ascii(trimmed(raw)).trim();
            // A day of zeros is no day.
            builder.push(if text.bytes().all(|byte| byte == b'0') { "" } else { text });
        }
        b'L' => builder.push(match raw.first() {
            Some(b'T' | b't' | b'Y' | b'y') => "true",
            Some(b'F' | b'f' | b'N' | b'n') => "false",
            _ => "",
        }),
        b'I' | b'+' => builder.push(&fixed(raw).map_or_else(String::new, |bytes| i32::from_le_bytes(bytes).to_string())),
        b'Y' => builder.push(&fixed(raw).map_or_else(String::new, |bytes| currency(i64::from_le_bytes(bytes)))),
        b'B' | b'O' if raw.len() == 8 => builder.push(&fixed(raw).map(f64::from_le_bytes).filter(|value| value.is_finite()).map_or_else(String::new, |value| value.to_string())),
        // Memos are in another file, the rest is no text.
        b'M' | b'G' | b'P' | b'0' | b'T' | b'@' | b'B' | b'O' => builder.push(""),
        _ => {
            let (text, n_cut, had_errors) = decode_cut(encoding, trimmed(raw));
            if n_cut > 0 || had_errors {
                odd(n_cut, &text);
            }
            builder.push(&text);
        }
    }
}

fn ascii(raw: &[u8]) -> &str {
    std::str::from_utf8(raw).unwrap_or("")
}

fn fixed<const N: usize>(raw: &[u8]) -> Option<[u8; N]> {
    raw.try_into().ok()
}

/// Currency is kept in ten-thousandths.
fn currency(units: i64) -> String {
    let sign = if units < 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", units.unsigned_abs() / 10_000, units.unsigned_abs() % 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::fixtures::{DbfFixture, dbf};
    use encoding_rs::GBK;

    fn gbk(text: &str) -> Vec<u8> {
        GBK.encode(text).0.into_owned()
    }

    fn read_names(fixture: &DbfFixture<'_>, cpg: Option<&str>) -> (Vec<String>, String) {
        let table = read(&dbf(fixture), &Declared { cpg: cpg.map(str::to_owned), ..Declared::default() }).unwrap();
        ((0..table.text.rows()).map(|row| table.text.raw(row, 0).to_owned()).collect(), table.encoding.name)
    }

    #[test]
    fn chinese_is_read_whatever_the_file_says_of_it() {
        let names = [gbk("卫滨区"), gbk("牧野区")];
        let records: Vec<Vec<&[u8]>> = names.iter().map(|name| vec![name.as_slice()]).collect();
        for (ldid, cpg, encoding) in [
            (0x4D, None, "GBK"),
            (0, None, "gb18030"),
            (0x57, None, "gb18030"),
            (0, Some("GB2312"), "GB2312"),
            (0, Some("GB18030"), "GB18030"),
            (1, Some("936"), "936"),
            (0x4D, Some("UTF-8"), "gb18030"),
        ] {
            let fixture = DbfFixture { ldid, fields: &[(b"NAME", b'C', 20)], records: &records, ..DbfFixture::default() };
            assert_eq!(read_names(&fixture, cpg), (vec!["卫滨区".to_owned(), "牧野区".to_owned()], encoding.to_owned()), "{ldid:x} {cpg:?}");
        }
    }

    #[test]
    fn a_header_date_of_zero_and_a_cut_off_file_are_read() {
        let records: Vec<Vec<&[u8]>> = vec![vec![b"a", b" 12.50"], vec![b"b", b"******"]];
        let fixture = DbfFixture { fields: &[(b"CODE", b'C', 4), (b"AREA", b'N', 6)], records: &records, ..DbfFixture::default() };
        let mut bytes = dbf(&fixture);
        assert_eq!(bytes[2], 0, "the month in the header");
        let table = read(&bytes, &Declared::default()).unwrap();
        assert_eq!([table.text.raw(0, 1), table.text.raw(1, 1)], ["12.50", ""]);
        bytes.truncate(bytes.len() - 5);
        let table = read(&bytes, &Declared::default()).unwrap();
        assert_eq!((table.text.rows(), table.findings.count(FindingKind::BadRow)), (1, 1));
    }

    #[test]
    fn names_and_values_cut_inside_a_character_are_whole_characters() {
        let records: Vec<Vec<&[u8]>> = vec![vec![&"平原示范区".as_bytes()[..8]]];
        let field = &"网格编码".as_bytes()[..10];
        let fixture = DbfFixture { fields: &[(field, b'C', 8)], records: &records, ..DbfFixture::default() };
        let table = read(&dbf(&fixture), &Declared::default()).unwrap();
        assert_eq!((table.columns[0].as_str(), table.text.raw(0, 0)), ("网格编", "平原"));
        assert_eq!((table.findings.count(FindingKind::TruncatedName), table.findings.count(FindingKind::UndecodableText)), (1, 1));
    }

    #[test]
    fn every_kind_of_field_becomes_text() {
        let double = 2.5f64.to_le_bytes();
        let records: Vec<Vec<&[u8]>> = vec![vec![b"20260301", b"T", &[7, 0, 0, 0], &double, b"  1.5"], vec![b"00000000", b"?", &[255, 255, 255, 255], &double, b""]];
        let fields: &[(&[u8], u8, u8)] = &[(b"D", b'D', 8), (b"L", b'L', 1), (b"I", b'I', 4), (b"O", b'O', 8), (b"F", b'F', 5)];
        let table = read(&dbf(&DbfFixture { fields, records: &records, deleted: &[1], ..DbfFixture::default() }), &Declared::default()).unwrap();
        let row = |row| (0..5).map(|column| table.text.raw(row, column)).collect::<Vec<_>>();
        assert_eq!(row(0), ["20260301", "true", "7", "2.5", "1.5"]);
        assert_eq!(row(1), ["", "", "-1", "2.5", ""]);
        assert_eq!(table.is_deleted, [false, true]);
    }
}
