//! Findings as sentences.

use super::channel::{outlet_field_text, outlet_kinds_text};
use super::number::{area_text, degrees_text, number_text, percent_text, width_text};
use super::words::{finding_kind_text, key, measure_name};
use super::{Language, Value, text, try_text};
use crate::base::{Finding, FindingKind};
use crate::model::{OutletField, OutletKind};

/// Longest subject that is shown; a cell of a broken file can hold a whole book.
const LONGEST_SUBJECT: usize = 60;

/// A finding as one sentence: row, what is the matter, how large and where, what was done.
pub fn finding_text(finding: &Finding, language: Language) -> String {
    let mut subjects: Vec<String> = finding.subjects.iter().map(|subject| shown(subject)).collect();
    if let (FindingKind::OverTolerance, Some(measure)) = (finding.kind, subjects.get_mut(2)) {
        *measure = measure_name(language, measure).into_owned();
    }
    name_subjects(finding.kind, &mut subjects, language);
    let (sentence, [x, y]) = measured(finding);
    let subject = |at: usize| Value::from(subjects.get(at).map_or("", String::as_str));
    let separator = text(language, "list-separator", &[]);
    let values = [
        ("n", Value::from(subjects.len())),
        ("a", subject(0)),
        ("b", subject(1)),
        ("c", subject(2)),
        ("list", Value::from(subjects.join(&separator))),
        ("rest", Value::from(subjects.get(1..).unwrap_or_default().join(&separator))),
        ("action", Value::from(finding.action.as_str())),
        ("x", x),
        ("y", y),
    ];
    let mut sentence = text(language, &sentence, &values);
    let details = details(finding, language);
    if !details.is_empty() {
        let joined = details.join(&text(language, "detail-separator", &[]));
        sentence = text(language, "finding-with-details", &[("sentence", sentence.into()), ("details", joined.into())]);
    }
    if !finding.action.is_empty()
        && let Some(action) = try_text(language, &key("action", &finding.action), &values)
    {
        sentence = text(language, "finding-with-action", &[("sentence", sentence.into()), ("action", action.into())]);
    }
    match finding.row {
        Some(row) => text(language, "finding-with-row", &[("row", row.into()), ("sentence", sentence.into())]),
        None => sentence,
    }
}

/// Kinds and fields of outlets by their names in the language.
fn name_subjects(kind: FindingKind, subjects: &mut [String], language: Language) {
    match (kind, subjects) {
        (FindingKind::MissingOutlet, [_, _, kinds, ..]) => {
            let known: Vec<OutletKind> = kinds.split('+').filter_map(OutletKind::from_name).collect();
            if !known.is_empty() {
                *kinds = outlet_kinds_text(language, &known);
            }
        }
        (FindingKind::MissingValue | FindingKind::BelowMinimum, [_, field, ..]) => {
            if let Some(known) = OutletField::from_name(field) {
                *field = outlet_field_text(language, known);
            }
        }
        _ => {}
    }
}

/// How many findings of a kind there are: `3 gaps` as a heading.
pub fn finding_group_text(kind: FindingKind, count: u64, language: Language) -> String {
    text(language, "finding-group", &[("kind", finding_kind_text(language, kind).into()), ("count", count.into())])
}

/// The key of the sentence, one with numbers where they are known, and the numbers as it shows them.
fn measured(finding: &Finding) -> (String, [Value<'static>; 2]) {
    let none = || Value::from("");
    let n_subjects = finding.subjects.len();
    let (name, numbers) = match (finding.kind, finding.values.as_slice()) {
        (FindingKind::NotContiguous, [pieces]) if n_subjects > 0 => ("finding-not-contiguous-measured", [Value::from(*pieces), none()]),
        (FindingKind::Unassigned, [cells, points]) if n_subjects > 1 => ("finding-unassigned-measured", [Value::from(*cells), Value::from(*points)]),
        (FindingKind::UncoveredDemand, [points]) if n_subjects > 0 => ("finding-uncovered-demand-measured", [Value::from(*points), none()]),
        (FindingKind::OverTolerance, [deviation]) if n_subjects > 2 && *deviation < 0.0 => ("finding-over-tolerance-below", [percent_text(-deviation).into(), none()]),
        (FindingKind::OverTolerance, [deviation]) if n_subjects > 2 => ("finding-over-tolerance-above", [percent_text(*deviation).into(), none()]),
        (FindingKind::OverStaffedLoad, [load, limit]) if n_subjects > 0 => ("finding-over-staffed-load-measured", [Value::from(load.round()), Value::from(*limit)]),
        (FindingKind::MissingOutlet, [there, asked]) if n_subjects > 2 => ("finding-missing-outlet-measured", [Value::from(*there), Value::from(*asked)]),
        (FindingKind::BelowMinimum, [there, asked]) if n_subjects > 1 => ("finding-below-minimum-measured", [number_text(*there).into(), number_text(*asked).into()]),
        _ => return (key("finding", finding.kind.name()), [none(), none()]),
    };
    (name.to_owned(), numbers)
}

/// Size and place in brackets.
fn details(finding: &Finding, language: Language) -> Vec<String> {
    let area = finding.area_m2.map(area_text);
    let width = match (finding.kind, finding.values.as_slice()) {
        (FindingKind::Gap | FindingKind::Overlap | FindingKind::Sliver, [width_m]) => Some(text(language, "finding-width", &[("width", width_text(*width_m).into())])),
        _ => None,
    };
    let place = finding.place.map(|place| text(language, "finding-place", &[("place", degrees_text(place).into())]));
    area.into_iter().chain(width).chain(place).collect()
}

/// A subject without line breaks and control characters, cut where it is long.
fn shown(subject: &str) -> String {
    let mut text: String = subject.chars().take(LONGEST_SUBJECT).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if subject.chars().nth(LONGEST_SUBJECT).is_some() {
        text.push('…');
    }
    text
}
