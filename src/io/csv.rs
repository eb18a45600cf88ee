//! Text with separators: CSV, TSV and what spreadsheets call so.
//!
//! The reader keeps the file's text and notes where values start; it makes no strings. Quotes that never close, text
//! behind a closing quote and rows of the wrong width are taken as well as they can be and listed.

use super::encoding::{self, Declared, Sample};
use super::error::ImportError;
use super::findings::FindingLog;
use crate::model::number::scaled;
use super::source::{Format, SourceTable};
use super::text::{MAX_COLUMNS, TextTable, check_size};
use crate::base::{Finding, FindingKind, Severity};
use memchr::{memchr, memchr2};
use rayon::prelude::*;

/// A quoted value longer than this is taken for a quote that somebody forgot to close.
const LONGEST_QUOTED: usize = 256 << 10;
/// After so many quotes that never close, quotes mean nothing in this file.
const UNCLOSED_LIMIT: u32 = 64;
/// Pieces smaller than this are not worth a thread.
const PIECE: usize = 4 << 20;

/// Reads a whole file of separated text.
///
/// # Errors
/// [`ImportError::Empty`] without a header, [`ImportError::TooLarge`].
pub(super) fn read(bytes: Vec<u8>, declared: &Declared) -> Result<SourceTable, ImportError> {
    let decision = encoding::decide(&[Sample::whole(&bytes)], declared);
    let (text, had_errors) = encoding::decode_file(bytes, decision.encoding);
    let newline = if text.as_bytes().contains(&b'\n') { b'\n' } else { b'\r' };
    let mut scan = Scan { bytes: text.as_bytes(), newline, delimiter: delimiter(&text, newline), n_columns: 0, n_unclosed: 0, findings: FindingLog::default(), starts: Vec::new(), rows: 0 };
    let mut header_starts = Vec::new();
    let body = scan.header(&mut header_starts).ok_or(ImportError::Empty)?;
    scan.n_columns = header_starts.len() - 1;
    if scan.n_columns > MAX_COLUMNS {
        return Err(ImportError::TooLarge { what: "columns", amount: scan.n_columns as u64, limit: MAX_COLUMNS as u64 });
    }
    let header = TextTable { text: text.get(..body).unwrap_or("").to_owned(), starts: header_starts, n_columns: scan.n_columns, is_quoted: true };
    let (columns, has_header) = column_names(&header);
    let (starts, mut findings) = scan.body(if has_header { body } else { 0 });
    let n_columns = scan.n_columns;
    let table = TextTable { text, starts, n_columns, is_quoted: true };
    check_size(&table)?;
    if had_errors {
        list_undecodable(&table, &columns, &mut findings);
    }
    let encoding = Some(decision.known);
    Ok(SourceTable { format: Format::Csv, encoding, stated_crs: None, columns, text: table, geometry: None, row_numbers: Vec::new(), findings, rows_lost: 0 })
}

/// The separator: the one of the usual five that stands most often in the first line outside quotes.
fn delimiter(text: &str, newline: u8) -> u8 {
    let mut counts = [(b',', 0usize), (b'\t', 0), (b';', 0), (b'|', 0)];
    let mut in_quotes = false;
    for byte in text.bytes().skip_while(|byte| *byte == b'\n' || *byte == b'\r').take(64 << 10) {
        match byte {
            b'"' => in_quotes = !in_quotes,
            _ if in_quotes => {}
            _ if byte == newline => break,
            _ => {
                for (candidate, count) in &mut counts {
                    *count += usize::from(*candidate == byte);
                }
            }
        }
    }
    // On a tie the earlier one, so that a file of one column has commas.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| *byte)
}

/// Names from the first row, or made-up ones when that row holds nothing but numbers.
fn column_names(header: &TextTable) -> (Vec<String>, bool) {
    let names: Vec<String> = (0..header.n_columns).map(|column| header.trimmed(0, column).into_owned()).collect();
    let is_all_numbers = names.iter().all(|name| matches!(scaled(name, 9), Ok(Some(_))));
    let named = |(at, name): (usize, String)| if name.is_empty() || is_all_numbers { format!("column_{}", at + 1) } else { name };
    (names.into_iter().enumerate().map(named).collect(), !is_all_numbers)
}

/// Lists values with bytes that are no text.
fn list_undecodable(table: &TextTable, columns: &[String], findings: &mut FindingLog) {
    for row in 0..table.rows() {
        for (column, name) in columns.iter().enumerate() {
            if table.raw(row, column).contains('\u{FFFD}') {
                findings.add_with(FindingKind::UndecodableText, || {
                    Finding::new(FindingKind::UndecodableText).row(row as u64 + 1).subject(name).subject(table.raw(row, column)).action("kept")
                });
            }
        }
    }
}

/// One walk over the text or a piece of it.
struct Scan<'a> {
    bytes: &'a [u8],
    newline: u8,
    delimiter: u8,
    n_columns: usize,
    n_unclosed: u32,
    findings: FindingLog,
    starts: Vec<u32>,
    rows: u64,
}

impl Scan<'_> {
    /// Reads the first row that is not blank into `starts`; returns where the next row begins.
    fn header(&mut self, starts: &mut Vec<u32>) -> Option<usize> {
        let at = self.skip_blank(0, self.bytes.len());
        if at >= self.bytes.len() {
            return None;
        }
        let next = self.record(at, self.bytes.len());
        starts.append(&mut self.starts);
        Some(next)
    }

    /// Reads all rows from `from` on. A text without quotes is read in pieces, as every line end ends a row.
    fn body(&mut self, from: usize) -> (Vec<u32>, FindingLog) {
        let body = self.bytes.get(from..).unwrap_or(&[]);
        let n_pieces = (body.len() / PIECE).min(rayon::current_num_threads() * 4);
        if n_pieces < 2 || memchr(b'"', body).is_some() {
            self.rows_between(from, self.bytes.len());
            return (std::mem::take(&mut self.starts), std::mem::take(&mut self.findings));
        }
        let mut cuts = vec![from];
        for piece in 1..n_pieces {
            let near = from + body.len() / n_pieces * piece;
            let cut = self.bytes.get(near..).and_then(|rest| memchr(self.newline, rest)).map_or(self.bytes.len(), |at| near + at + 1);
            cuts.push(cut);
        }
        cuts.push(self.bytes.len());
        let pieces: Vec<(u64, Vec<u32>, FindingLog)> = cuts
            .par_windows(2)
            .map(|cut| {
                let mut part = Scan { findings: FindingLog::default(), starts: Vec::new(), ..*self };
                part.rows_between(cut[0], cut[1]);
                (part.rows, part.starts, part.findings)
            })
            .collect();
        let mut starts = Vec::with_capacity(pieces.iter().map(|(_, starts, _)| starts.len()).sum());
        let (mut findings, mut rows_before) = (FindingLog::default(), 0);
        for (rows, part, mut log) in pieces {
            starts.extend_from_slice(&part);
            log.shift_rows(rows_before);
            findings.merge(log);
            rows_before += rows;
        }
        (starts, findings)
    }

    fn rows_between(&mut self, from: usize, to: usize) {
        // A row is rarely shorter than three bytes a column.
        self.starts.reserve((to - from) / 8);
        let mut at = self.skip_blank(from, to);
        while at < to {
            let row_start = self.starts.len();
            let next = self.record(at, to);
            self.rows += 1;
            if self.starts.len() - row_start != self.n_columns + 1 {
                self.fit_row(row_start);
            }
            at = self.skip_blank(next, to);
        }
    }

    /// Skips line ends: a blank line is no row.
    fn skip_blank(&self, mut at: usize, to: usize) -> usize {
        while at < to && self.bytes.get(at).is_some_and(|byte| *byte == b'\n' || *byte == b'\r') {
            at += 1;
        }
        at
    }

    /// Notes the starts of one row's values and one past the separator behind the last; returns where the next begins.
    #[inline]
    fn record(&mut self, mut at: usize, to: usize) -> usize {
        loop {
            self.starts.push(at as u32);
            let mut search = at;
            if self.bytes.get(at) == Some(&b'"')
                && let Some(close) = self.closing_quote(at, to)
            {
                search = close;
            }
            let rest = self.bytes.get(search..to).unwrap_or(&[]);
            let Some(found) = memchr2(self.delimiter, self.newline, rest) else {
                self.starts.push((self.without_return(at, to) + 1) as u32);
                return to;
            };
            let end = search + found;
            at = end + 1;
            if self.bytes.get(end) == Some(&self.newline) {
                self.starts.push((self.without_return(search, end) + 1) as u32);
                return at;
            }
        }
    }

    /// The end of a line's content, before the carriage return that belongs to the line end.
    fn without_return(&self, start: usize, end: usize) -> usize {
        if end > start && self.bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end }
    }

    /// One past the quote that closes the one at `open`: the first that a separator, a line end or nothing follows and
    /// that is not one of a pair.
    fn closing_quote(&mut self, open: usize, to: usize) -> Option<usize> {
        if self.n_unclosed >= UNCLOSED_LIMIT {
            return None;
        }
        let limit = to.min(open + LONGEST_QUOTED);
        let mut at = open + 1;
        while let Some(found) = self.bytes.get(at..limit).and_then(|rest| memchr(b'"', rest)) {
            let after = at + found + 1;
            match self.bytes.get(after) {
                _ if after >= to => return Some(after),
                Some(b'"') => at = after + 1,
                Some(byte) if *byte == self.delimiter || *byte == b'\n' || *byte == b'\r' => return Some(after),
                _ => at = after,
            }
        }
        self.n_unclosed += 1;
        let row = self.rows + 1;
        self.findings.add_with(FindingKind::BadRow, || {
            let mut finding = Finding::new(FindingKind::BadRow).row(row).subject("unclosed_quote").action("kept");
            finding.severity = Severity::Warning;
            finding
        });
        None
    }

    /// Makes a row as wide as the header. Values that are missing are empty; values too many are dropped and listed
    /// unless they are empty.
    fn fit_row(&mut self, row_start: usize) {
        let n_values = self.starts.len() - row_start - 1;
        let wanted = row_start + self.n_columns;
        let is_listed = if n_values < self.n_columns {
            let end = self.starts.last().copied().unwrap_or(0);
            self.starts.resize(wanted + 1, end);
            true
        } else {
            let spare = self.starts.get(wanted..).unwrap_or(&[]);
            let is_listed = spare.windows(2).any(|pair| pair[0] + 1 < pair[1]);
            self.starts.truncate(wanted + 1);
            is_listed
        };
        if is_listed {
            let (row, n_columns) = (self.rows, self.n_columns);
            self.findings.add_with(FindingKind::BadRow, || {
                let mut finding = Finding::new(FindingKind::BadRow).row(row).subject(n_values.to_string()).subject(n_columns.to_string()).action("kept");
                finding.severity = Severity::Warning;
                finding
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GBK;

    fn table(text: &[u8]) -> SourceTable {
        read(text.to_vec(), &Declared::default()).unwrap()
    }

    fn rows(table: &SourceTable) -> Vec<Vec<String>> {
        (0..table.rows()).map(|row| (0..table.columns.len()).map(|column| table.text.value(row, column).into_owned()).collect()).collect()
    }

    #[test]
    fn quotes_line_ends_and_blank_lines() {
        let read = table(b"code,name,note\r\nA,\"x, y\",\"two\r\nlines\"\r\n\r\nB,\"say \"\"hi\"\"\",\r\nC,a \"b\" c,\"d\"");
        assert_eq!(read.columns, ["code", "name", "note"]);
        assert_eq!(rows(&read), [["A", "x, y", "two\r\nlines"], ["B", "say \"hi\"", ""], ["C", "a \"b\" c", "d"]]);
        assert!(read.findings.is_empty());
    }

    #[test]
    fn encodings_and_marks() {
        let text = "编码,名称\nA1,城东街道\nA2,南干道街道\n";
        let expected = [["A1", "城东街道"], ["A2", "南干道街道"]];
        let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        for (bytes, encoding) in [(text.as_bytes().to_vec(), "UTF-8"), (marked, "UTF-8"), (GBK.encode(text).0.into_owned(), "gb18030"), (utf16, "UTF-16LE")] {
            let read = table(&bytes);
            assert_eq!((read.columns.as_slice(), read.encoding.as_ref().unwrap().name.as_str()), (["编码".to_owned(), "名称".to_owned()].as_slice(), encoding));
            assert_eq!(rows(&read), expected);
        }
    }

    #[test]
    fn a_wrong_byte_is_listed_with_row_and_column() {
        let read = table("a,b\n城东,解放路\n城".as_bytes().iter().chain(b"\xff\xff,x\n").copied().collect::<Vec<_>>().as_slice());
        let group = read.findings.groups().next().unwrap();
        assert_eq!((group.kind, group.count, group.examples[0].row), (FindingKind::UndecodableText, 1, Some(2)));
        assert_eq!(group.examples[0].subjects[0], "a");
    }

    #[test]
    fn rows_of_the_wrong_width_are_kept_and_listed() {
        let read = table(b"a;b;c\n1;2\n1;2;3;;\n1;2;3;4\nx\n");
        assert_eq!(rows(&read), [["1", "2", ""], ["1", "2", "3"], ["1", "2", "3"], ["x", "", ""]]);
        assert_eq!(read.findings.count(FindingKind::BadRow), 3);
        assert_eq!(read.findings.groups().next().unwrap().examples.iter().map(|f| f.row.unwrap()).collect::<Vec<_>>(), [1, 3, 4]);
    }

    #[test]
    fn a_quote_that_never_closes_costs_one_value() {
        let read = table(b"a,b\n\"open,1\nx,2\n");
        assert_eq!(rows(&read), [["\"open", "1"], ["x", "2"]]);
        assert_eq!(read.findings.count(FindingKind::BadRow), 1);
    }

    #[test]
    fn separators_headers_and_old_line_ends() {
        assert_eq!(rows(&table(b"a\tb\tc,d\n1\t2\t3,4")), [["1", "2", "3,4"]]);
        assert_eq!(table(b"1,2\n3,4\n").columns, ["column_1", "column_2"]);
        assert_eq!(rows(&table(b"1,2\n3,4\n")), [["1", "2"], ["3", "4"]]);
        assert_eq!(rows(&table(b"a,b\r1,2\r3,4")), [["1", "2"], ["3", "4"]]);
        assert_eq!(table(b"a,,a\n1,2,3").columns, ["a", "column_2", "a"]);
        assert!(matches!(read(b"\n\n".to_vec(), &Declared::default()), Err(ImportError::Empty)));
    }

    #[test]
    fn pieces_give_the_same_as_one_walk() {
        let mut text = String::from("code,name,value\n");
        for row in 0..900_000 {
            text.push_str(if row % 1000 == 999 { "short\r\n" } else { "C12,城东街道,17\r\n" });
        }
        let quoted = format!("{text}\"q\",,\n");
        let (a, b) = (table(text.as_bytes()), table(quoted.as_bytes()));
        assert_eq!((a.rows(), b.rows()), (900_000, 900_001));
        assert_eq!(a.text.starts, b.text.starts[..a.text.starts.len()]);
        assert_eq!(a.findings, b.findings);
    }
}
