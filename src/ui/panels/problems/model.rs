//! The lines of the problem panel, as plain values.

use super::fix::can_fix;
use crate::base::{Finding, FindingKind, Severity};
use crate::edit::Document;
use crate::geodesy::{Bounds, Position};
use crate::i18n::{finding_kind_text, finding_text};
use crate::map::Item;
use crate::ui::Desk;
use crate::ui::panels::places::{around, grid_bounds};
use std::collections::BTreeSet;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ProblemRow {
    /// The heading of a kind.
    Group { kind: FindingKind, severity: Severity, count: usize, is_open: bool, text: String },
    /// A finding, by its number in the list it comes from.
    Finding { number: usize, severity: Severity, text: String, is_fixable: bool },
    /// The heading of those that are ignored.
    IgnoredHead { count: usize, is_open: bool, text: String },
    /// An ignored one, with the reason.
    Ignored { number: usize, text: String, reason: String },
}

impl ProblemRow {
    /// What the row is called aloud.
    pub(super) fn spoken(&self) -> String {
        match self {
            Self::Group { text, count, .. } | Self::IgnoredHead { text, count, .. } => format!("{text} {count}"),
            Self::Finding { text, .. } => text.clone(),
            Self::Ignored { text, reason, .. } => format!("{text} {reason}"),
        }
    }
}

/// All lines: groups in the order of their worst, closed ones folded, ignored ones last.
pub(super) fn problem_rows(desk: &Desk<'_>, closed: &BTreeSet<FindingKind>, shows_ignored: bool) -> Vec<ProblemRow> {
    let mut kinds: Vec<(FindingKind, Severity, usize)> = Vec::new();
    for finding in desk.problems {
        match kinds.iter_mut().find(|(kind, _, _)| *kind == finding.kind) {
            Some((_, severity, count)) => {
                *severity = (*severity).max(finding.severity);
                *count += 1;
            }
            None => kinds.push((finding.kind, finding.severity, 1)),
        }
    }
    kinds.sort_by_key(|(kind, severity, _)| (std::cmp::Reverse(*severity), *kind));
    let mut rows = Vec::new();
    for (kind, severity, count) in kinds {
        let is_open = !closed.contains(&kind);
        rows.push(ProblemRow::Group { kind, severity, count, is_open, text: finding_kind_text(desk.language, kind) });
        if is_open {
            let of_kind = desk.problems.iter().enumerate().filter(|(_, finding)| finding.kind == kind);
            rows.extend(of_kind.map(|(number, finding)| ProblemRow::Finding {
                number,
                severity: finding.severity,
                text: told(desk, finding),
                is_fixable: can_fix(kind),
            }));
        }
    }
    if !desk.ignored.is_empty() {
        rows.push(ProblemRow::IgnoredHead { count: desk.ignored.len(), is_open: shows_ignored, text: desk.text("problems-ignored") });
        if shows_ignored {
            rows.extend(desk.ignored.iter().enumerate().map(|(number, finding)| ProblemRow::Ignored {
                number,
                text: told(desk, finding),
                reason: reason_of(desk.document, finding),
            }));
        }
    }
    rows
}

/// The sentence of a finding without its place: the panel zooms there.
fn told(desk: &Desk<'_>, finding: &Finding) -> String {
    finding_text(&Finding { place: None, ..finding.clone() }, desk.language)
}

fn reason_of(document: &Document, finding: &Finding) -> String {
    let key = finding.key();
    document.project().ignored.iter().find(|ignored| ignored.key == key).map(|ignored| ignored.reason.clone()).unwrap_or_default()
}

/// Whether findings of a kind speak of a grid: subject grid, then plane.
pub(in crate::ui::panels) fn is_of_grid(kind: FindingKind) -> bool {
    matches!(kind, FindingKind::NotContiguous | FindingKind::EmptyGrid | FindingKind::OverStaffedLoad | FindingKind::OverTolerance | FindingKind::MissingOutlet)
}

/// What a finding speaks of and the box to show for it.
pub(in crate::ui::panels) fn finding_target(document: &Document, finding: &Finding) -> (Option<Item>, Bounds) {
    let subject = |at: usize| finding.subjects.get(at).map_or("", String::as_str);
    let place = finding.place.and_then(|[lon, lat]| Position::from_degrees(lon, lat));
    let near = place.map_or(Bounds::EMPTY, around);
    if is_of_grid(finding.kind) {
        let grid = document.project().plane(subject(1)).and_then(|plane| document.plan().grid_by_code(plane, subject(0)));
        // A broken grid is shown at the part that is apart, the others as a whole.
        let bounds = match (finding.kind, grid) {
            (FindingKind::NotContiguous, _) | (_, None) => near,
            (_, Some(grid)) => grid_bounds(document, grid),
        };
        return (grid.map(Item::Grid), bounds);
    }
    match finding.kind {
        FindingKind::Unassigned => {
            let cell = document.plan().cell_by_code(subject(0));
            (cell.map(Item::Cell), cell.map_or(near, |cell| near.union(document.plan().partition.cell_bounds(cell))))
        }
        kind if kind.is_of_outlet() => {
            let outlet = document.outlets().iter().find(|(_, outlet)| outlet.code == subject(0)).map(|(id, _)| Item::Outlet(id));
            (outlet, near)
        }
        _ => (None, near),
    }
}
