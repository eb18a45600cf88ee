//! CSV as spreadsheets read it, by RFC 4180.

use super::super::encoding::given;
use super::super::error::ExportError;
use super::super::text::looks_like_formula;
use super::place::Places;
use super::{ExportColumn, ExportGeometry, ExportOptions, ExportTable, n_rows};
use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;
use std::io::{Result, Write};

/// The encoding to write in.
#[derive(Debug)]
pub(super) struct Target {
    encoding: &'static Encoding,
    has_mark: bool,
    is_raw: bool,
}

impl Target {
    /// From options. `utf-8` by name is written without mark, nothing named with it.
    pub(super) fn of(options: &ExportOptions) -> std::result::Result<Self, ExportError> {
        let unknown = || ExportError::UnknownEncoding { name: options.encoding.clone().unwrap_or_default() };
        let named = given(options.encoding.as_deref()).ok().ok_or_else(unknown)?;
        // What encoding_rs cannot write it would write as UTF-8: UTF-16.
        let encoding = named.unwrap_or(UTF_8);
        if encoding.output_encoding() != encoding {
            return Err(unknown());
        }
        Ok(Self { encoding, has_mark: named.is_none(), is_raw: options.is_raw })
    }
}

/// Writes header and rows, each ended by CR LF. Points get columns `lon` and `lat` (`x` and `y` in metres) unless there are such.
pub(super) fn write(out: &mut dyn Write, table: &ExportTable<'_>, target: &Target, places: &Places) -> Result<()> {
    if target.has_mark {
        out.write_all(b"\xEF\xBB\xBF")?;
    }
    let points = table.geometry.as_ref().filter(|shapes| {
        let has_points = shapes.iter().any(|shape| matches!(shape, ExportGeometry::Point(_)));
        has_points && !table.columns.iter().any(|(name, _)| places.columns().contains(&name.as_str()))
    });
    let mut line = String::new();
    for (at, (name, _)) in table.columns.iter().enumerate() {
        separate(&mut line, at);
        push_text(&mut line, name, target.is_raw);
    }
    if points.is_some() {
        separate(&mut line, table.columns.len());
        line.push_str(&places.columns().join(","));
    }
    end_line(out, &mut line, target)?;
    for row in 0..n_rows(table) {
        for (at, (_, column)) in table.columns.iter().enumerate() {
            separate(&mut line, at);
            match column {
                ExportColumn::Text(values) => push_text(&mut line, values.get(row).map_or("", Cow::as_ref), target.is_raw),
                numbers => line.push_str(&numbers.number(row).unwrap_or_default()),
            }
        }
        if let Some(shapes) = points {
            separate(&mut line, table.columns.len());
            match shapes.get(row) {
                Some(ExportGeometry::Point(position)) => line.push_str(&places.pair(*position).join(",")),
                _ => line.push(','),
            }
        }
        end_line(out, &mut line, target)?;
    }
    Ok(())
}

fn separate(line: &mut String, at: usize) {
    if at > 0 {
        line.push(',');
    }
}

/// Adds a text value: quoted where it must be, and with a tab in front where a spreadsheet would take it for a formula.
/// A leading apostrophe would not survive a spreadsheet's own saving; the tab does, inside quotes.
fn push_text(line: &mut String, value: &str, is_raw: bool) {
    let is_guarded = !is_raw && looks_like_formula(value);
    let must_quote = is_guarded || value.contains(['"', ',', '\n', '\r', '\t', ';']) || value.starts_with(' ') || value.ends_with(' ');
    if !must_quote {
        line.push_str(value);
        return;
    }
    line.push('"');
    if is_guarded {
        line.push('\t');
    }
    line.push_str(&value.replace('"', "\"\""));
    line.push('"');
}

/// Writes a line. What the encoding does not have becomes a question mark: a numeric reference would be taken for text.
fn end_line(out: &mut dyn Write, line: &mut String, target: &Target) -> Result<()> {
    line.push_str("\r\n");
    if target.encoding == UTF_8 {
        out.write_all(line.as_bytes())?;
    } else {
        let (bytes, _, has_unmappable) = target.encoding.encode(line);
        if has_unmappable {
            let mapped: String = line.chars().map(|c| if target.encoding.encode(c.encode_utf8(&mut [0; 4])).2 { '?' } else { c }).collect();
            out.write_all(&target.encoding.encode(&mapped).0)?;
        } else {
            out.write_all(&bytes)?;
        }
    }
    line.clear();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::Position;
    use crate::io::encoding::Declared;
    use crate::io::{Format, csv, export_to};

    fn written(table: &ExportTable<'_>, options: &ExportOptions) -> Vec<u8> {
        let mut bytes = Vec::new();
        export_to(&mut bytes, Format::Csv, table, options).unwrap();
        bytes
    }

    #[test]
    fn thirty_payloads_come_back_as_they_went() {
        let payloads: Vec<String> = ["=", "+", "-", "@", "\t", "\r"]
            .iter()
            .flat_map(|start| ["1+1", "cmd|' /C calc'!A0", "HYPERLINK(\"http://x\",\"y\")", "", "城东, 二段"].map(|rest| format!("{start}{rest}")))
            .collect();
        assert_eq!(payloads.len(), 30);
        let amounts = vec![Some(-125), None, Some(0)].into_iter().cycle().take(30).collect::<Vec<_>>();
        let table = ExportTable {
            columns: vec![
                ("name".to_owned(), ExportColumn::Text(payloads.iter().map(|text| Cow::Borrowed(text.as_str())).collect())),
                ("value".to_owned(), ExportColumn::Amounts { values: amounts, scale: 2 }),
            ],
            geometry: None,
        };
        let bytes = written(&table, &ExportOptions::default());
        assert!(bytes.starts_with(b"\xEF\xBB\xBFname,value\r\n\"\t=1+1\",-1.25\r\n"), "text is guarded, a negative number is not");
        let read = csv::read(bytes, &Declared::default()).unwrap();
        for (row, payload) in payloads.iter().enumerate() {
            assert_eq!(read.text.value(row, 0), payload.as_str());
        }
        assert_eq!([read.text.raw(0, 1), read.text.raw(1, 1), read.text.raw(2, 1)], ["-1.25", "", "0.00"]);
        let raw = written(&table, &ExportOptions { is_raw: true, ..ExportOptions::default() });
        assert!(raw.starts_with(b"\xEF\xBB\xBFname,value\r\n=1+1,-1.25\r\n"));
    }

    #[test]
    fn points_and_gbk() {
        let table = ExportTable {
            columns: vec![("名称".to_owned(), ExportColumn::Text(vec!["城东".into(), "☃".into()])), ("率".to_owned(), ExportColumn::Reals { values: vec![Some(-0.0001), None], decimals: 2 })],
            geometry: Some(vec![ExportGeometry::Point(Position::new(-5, 353_030_000)), ExportGeometry::None]),
        };
        let bytes = written(&table, &ExportOptions { encoding: Some("gbk".to_owned()), ..ExportOptions::default() });
        let expected = "名称,率,lon,lat\r\n城东,0.00,-0.0000005,35.3030000\r\n?,,,\r\n";
        assert_eq!(bytes, encoding_rs::GBK.encode(expected).0.as_ref());
        let refused = export_to(&mut Vec::new(), Format::Csv, &table, &ExportOptions { encoding: Some("utf-16".to_owned()), ..ExportOptions::default() });
        assert!(matches!(refused, Err(ExportError::UnknownEncoding { .. })));
    }
}
