//! What an import says of itself (导入报告).

use super::findings::{FindingGroup, FindingLog};
use super::rows::Mapped;
use super::source::{Known, SourceTable};
use serde::Serialize;

/// How many examples of a kind a report shows.
pub const EXAMPLES: usize = 5;

/// The report of one import, as the command line prints it; the sentence of each example comes from the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportReport {
    /// The file as it was named.
    pub file: String,
    /// Name of the format.
    pub format: &'static str,
    /// Text encoding, where there was text.
    pub encoding: Option<Known>,
    /// Coordinate system, where there were coordinates.
    pub crs: Option<Known>,
    /// Rows in the file.
    pub rows_read: u64,
    /// Rows used.
    pub rows_imported: u64,
    /// Rows that could not be used.
    pub rows_rejected: u64,
    /// Findings by kind, at most [`EXAMPLES`] of each.
    pub findings: Vec<FindingGroup>,
    /// Everything that was kept of the findings, for a list of bad rows; not part of the JSON.
    pub log: FindingLog,
    /// How long it took.
    pub seconds: f64,
}

impl ImportReport {
    /// Puts together what reading, mapping and later steps found. The clock belongs to the caller.
    pub fn new(file: &str, table: &SourceTable, mapped: &Mapped, later: FindingLog, seconds: f64) -> Self {
        let mut log = table.findings.clone();
        log.merge(mapped.findings.clone());
        log.merge(later);
        let shown = |group: &FindingGroup| FindingGroup { examples: group.examples.iter().take(EXAMPLES).cloned().collect(), ..group.clone() };
        let rows = table.rows() as u64;
        Self {
            file: file.to_owned(),
            format: table.format.name(),
            encoding: table.encoding.clone(),
            crs: mapped.crs.clone(),
            rows_read: rows + table.rows_lost,
            rows_imported: rows.saturating_sub(mapped.rows_rejected),
            rows_rejected: mapped.rows_rejected + table.rows_lost,
            findings: log.groups().map(shown).collect(),
            log,
            seconds,
        }
    }

    /// The report as the command line's JSON; `text` writes the sentence of a finding.
    pub fn json(&self, text: impl Fn(&crate::base::Finding) -> String) -> serde_json::Value {
        #[derive(Serialize)]
        struct Example {
            #[serde(skip_serializing_if = "Option::is_none")]
            row: Option<u64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            place: Option<[f64; 2]>,
            text: String,
        }
        let groups = self.findings.iter().map(|group| {
            let examples: Vec<Example> = group.examples.iter().map(|finding| Example { row: finding.row, place: finding.place, text: text(finding) }).collect();
            serde_json::json!({"kind": group.kind, "severity": group.severity, "count": group.count, "examples": examples})
        });
        serde_json::json!({
            "file": self.file,
            "format": self.format,
            "encoding": self.encoding,
            "crs": self.crs,
            "rows_read": self.rows_read,
            "rows_imported": self.rows_imported,
            "rows_rejected": self.rows_rejected,
            "findings": groups.collect::<Vec<_>>(),
            "seconds": self.seconds,
        })
    }
}
