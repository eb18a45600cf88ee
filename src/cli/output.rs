//! Pieces of output that several verbs share: findings, numbers in JSON, fields of a report.

use super::table::Table;
use crate::base::{Finding, FindingKind, Severity};
use crate::i18n::{Language, count_text, finding_kind_text, finding_text, severity_text, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How many findings of a kind are written out for people; all are in the JSON.
const SHOWN_OF_A_KIND: usize = 5;

/// A number in JSON: without a fraction where it has none, so that counts stay counts.
pub(super) fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9.0e15 { json!(value as i64) } else { json!(value) }
}

/// A finding in JSON, with its key, sentence and everything that is known of it.
pub(super) fn finding_json(finding: &Finding, language: Language) -> Value {
    let mut value = serde_json::to_value(finding).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("key".to_owned(), json!(finding.key()));
        fields.insert("text".to_owned(), json!(finding_text(finding, language)));
    }
    value
}

/// Findings for people: by kind, gravest first, the first of each kind in full.
pub(super) fn findings_lines(findings: &[Finding], language: Language) -> String {
    let mut kinds: BTreeMap<(std::cmp::Reverse<Severity>, FindingKind), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        kinds.entry((std::cmp::Reverse(finding.severity), finding.kind)).or_default().push(finding);
    }
    let mut lines = String::new();
    for ((severity, kind), group) in kinds {
        let values = [("severity", severity_text(language, severity.0).into()), ("kind", finding_kind_text(language, kind).into()), ("count", group.len().into())];
        push_line(&mut lines, &text(language, "out-finding-group", &values));
        for finding in group.iter().take(SHOWN_OF_A_KIND) {
            push_line(&mut lines, &format!("  {}", finding_text(finding, language)));
        }
        let more = group.len().saturating_sub(SHOWN_OF_A_KIND);
        if more > 0 {
            push_line(&mut lines, &format!("  {}", text(language, "out-more", &[("count", more.into())])));
        }
    }
    lines
}

/// How many findings of each severity there are, in words.
pub(super) fn severity_counts(findings: &[Finding], language: Language) -> String {
    let count = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let values = [("errors", count(Severity::Error).into()), ("warnings", count(Severity::Warning).into()), ("notes", count(Severity::Info).into())];
    text(language, "out-severity-counts", &values)
}

/// A table of names and values, two columns without headings.
pub(super) fn facts(rows: &[(String, String)]) -> String {
    let mut table = Table::default().text("").text("");
    for (name, value) in rows {
        table.row([name.clone(), value.clone()]);
    }
    table.lines().trim_start_matches('\n').to_owned()
}

/// Adds a line.
pub(super) fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// A count with thousands separators.
pub(super) fn count(value: impl TryInto<i64>) -> String {
    count_text(value.try_into().unwrap_or(i64::MAX))
}
