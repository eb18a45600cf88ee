//! The list of what was odd in a file, for whoever has to mend it.

use crate::base::Severity;
use crate::i18n::{Language, finding_text, text};
use crate::io::{ExportColumn, ExportError, ExportOptions, ExportTable, FindingLog, Format, SourceTable, export};
use std::borrow::Cow;
use std::path::Path;

/// Writes the findings of an import as CSV, in the order of the file: the row, what is wrong in words, and all that the row holds.
/// Of each kind the first [`crate::io::KEPT_OF_A_KIND`] are there.
///
/// # Errors
/// [`ExportError`]; what was at the path before is then untouched.
pub fn write_findings(path: &Path, table: &SourceTable, log: &FindingLog, language: Language) -> Result<(), ExportError> {
    let mut findings: Vec<_> = log.groups().flat_map(|group| &group.examples).collect();
    findings.sort_by_key(|finding| (finding.row.unwrap_or(0), std::cmp::Reverse(finding.severity)));
    let row_at = |number: u64| match table.row_numbers.binary_search(&u32::try_from(number).unwrap_or(u32::MAX)) {
        Ok(at) => Some(at),
        Err(_) if table.row_numbers.is_empty() => usize::try_from(number.checked_sub(1)?).ok().filter(|at| *at < table.text.rows()),
        Err(_) => None,
    };
    let severity = |severity| match severity {
        Severity::Info => text(language, "severity-info", &[]),
        Severity::Warning => text(language, "severity-warning", &[]),
        Severity::Error => text(language, "severity-error", &[]),
    };
    let degrees = |axis: usize| ExportColumn::Reals { values: findings.iter().map(|finding| finding.place.map(|place| place[axis])).collect(), decimals: 7 };
    let words = |key: &str| text(language, key, &[]);
    let mut columns = vec![
        (words("import-list-row"), ExportColumn::Amounts { values: findings.iter().map(|finding| finding.row.and_then(|row| i64::try_from(row).ok())).collect(), scale: 0 }),
        (words("import-list-severity"), ExportColumn::Text(findings.iter().map(|finding| Cow::Owned(severity(finding.severity))).collect())),
        (words("import-list-problem"), ExportColumn::Text(findings.iter().map(|finding| Cow::Owned(finding_text(finding, language))).collect())),
        (words("import-list-longitude"), degrees(0)),
        (words("import-list-latitude"), degrees(1)),
    ];
    for (number, name) in table.columns.iter().enumerate() {
        let value = |row: Option<u64>| row.and_then(row_at).map_or(Cow::Borrowed(""), |row| table.text.value(row, number));
        columns.push((name.clone(), ExportColumn::Text(findings.iter().map(|finding| value(finding.row)).collect())));
    }
    let options = ExportOptions { format: Some(Format::Csv), ..ExportOptions::default() };
    export(path, &ExportTable { columns, geometry: None }, &options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::rows::{MappingOptions, demand_rows};
    use crate::io::{ReadOptions, read_file};

    #[test]
    fn bad_rows_are_listed_with_all_that_they_hold() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("a.csv");
        std::fs::write(&source, "code,lon,lat,users\nA,113.9,35.3,5\nB,无,35.3,7\nC,113.9,35.3,many\n").unwrap();
        let table = read_file(&source, &ReadOptions::default()).unwrap();
        let measures = vec![crate::io::classify::MeasureColumn { name: "users".to_owned(), column: "users".to_owned(), unit: String::new(), scale: None }];
        let rows = demand_rows(&table, &MappingOptions { measures, ..MappingOptions::default() }).unwrap();
        let list = folder.path().join("list.csv");
        write_findings(&list, &table, &rows.mapped.findings, Language::English).unwrap();
        let written = std::fs::read_to_string(&list).unwrap();
        let lines: Vec<&str> = written.lines().collect();
        assert_eq!(lines.len(), 3, "{written}");
        assert!(lines[0].ends_with("code,lon,lat,users"), "{written}");
        assert!(lines[1].starts_with("2,") && lines[1].ends_with("B,无,35.3,7"), "{written}");
        assert!(lines[2].starts_with("3,") && lines[2].ends_with("C,113.9,35.3,many"), "{written}");
    }
}
