//! How findings are mended: plain functions from a document and a finding to commands.

use crate::base::{CellId, Finding, FindingKind, GridId, PlaneId};
use crate::edit::{Command, Document, Label};
use crate::metrics::connected_parts;
use std::collections::{BTreeMap, BTreeSet};

/// Whether findings of a kind can be mended by [`fix`].
pub fn can_fix(kind: FindingKind) -> bool {
    matches!(kind, FindingKind::Unassigned | FindingKind::NotContiguous)
}

/// The commands that mend a finding, to be run as one step under the label; `None` where nothing can be done, for example because
/// everything around is locked.
///
/// * `unassigned`: the ground goes to the grid with which it shares the longest boundary;
/// * `not_contiguous`: all parts but the largest go, each to the grid with which it shares the longest boundary.
///
/// Cost: the cells of the plane.
pub fn fix(document: &Document, finding: &Finding) -> Option<(Vec<Command>, Label)> {
    let commands = match finding.kind {
        FindingKind::Unassigned => unassigned(document, finding)?,
        FindingKind::NotContiguous => not_contiguous(document, finding)?,
        _ => return None,
    };
    let n_cells: usize = commands.iter().map(|command| if let Command::Assign(_, cells, _) = command { cells.len() } else { 0 }).sum();
    (!commands.is_empty()).then(|| (commands, Label::new("step-fix-ground").with("count", n_cells)))
}

/// The commands that mend many findings, each found in the state that the ones before it leave behind, and how many findings they mend.
/// What the document refuses is left out.
pub fn fix_all(document: &Document, findings: &[&Finding]) -> Option<(Vec<Command>, Label, usize)> {
    let mut trial = document.clone();
    let mut done = Vec::new();
    let mut n_mended = 0;
    for finding in findings {
        let Some((commands, label)) = fix(&trial, finding) else { continue };
        if commands.iter().all(|command| trial.run(command, label.clone()).is_ok()) {
            done.extend(commands);
            n_mended += 1;
        }
    }
    (!done.is_empty()).then(|| (done, Label::new("step-fix-problems").with("count", n_mended), n_mended))
}

fn unassigned(document: &Document, finding: &Finding) -> Option<Vec<Command>> {
    let [code, plane] = finding.subjects.as_slice() else { return None };
    let plane = document.project().plane(plane)?;
    let first = document.plan().cell_by_code(code)?;
    let view = document.view();
    let free = document.plan().partition.cells().filter(|cell| view.assignment.grid(plane, *cell).is_none());
    let part = connected_parts(view, free).into_iter().find(|part| part.contains(&first))?;
    let grid = longest_neighbour(document, plane, &part, None)?;
    Some(vec![Command::Assign(plane, part.into_iter().collect(), Some(grid))])
}

fn not_contiguous(document: &Document, finding: &Finding) -> Option<Vec<Command>> {
    let [code, plane] = finding.subjects.as_slice() else { return None };
    let plane = document.project().plane(plane)?;
    let grid = document.plan().grid_by_code(plane, code)?;
    let view = document.view();
    let mut parts = connected_parts(view, view.cells_of(grid));
    // A stable sort keeps the part with the lowest cell first among equals.
    parts.sort_by_key(|part| std::cmp::Reverse(area_cm2(document, part)));
    let commands: Vec<Command> = parts
        .into_iter()
        .skip(1)
        .filter_map(|part| {
            let other = longest_neighbour(document, plane, &part, Some(grid))?;
            Some(Command::Assign(plane, part.into_iter().collect(), Some(other)))
        })
        .collect();
    Some(commands)
}

fn area_cm2(document: &Document, cells: &BTreeSet<CellId>) -> i64 {
    cells.iter().map(|cell| document.plan().partition.cell_area_cm2(*cell)).sum()
}

/// The unlocked grid with the longest boundary to some cells, the lower id among equals. Grids above or below `except` do not count.
fn longest_neighbour(document: &Document, plane: PlaneId, cells: &BTreeSet<CellId>, except: Option<GridId>) -> Option<GridId> {
    let view = document.view();
    let partition = &document.plan().partition;
    let is_in_except = |grid: GridId| except.is_some_and(|except| view.chain(Some(grid)).any(|above| above == except));
    let mut lengths: BTreeMap<GridId, i64> = BTreeMap::new();
    for cell in cells {
        for (arc, other) in partition.neighbours(*cell).filter(|(_, other)| !cells.contains(other)) {
            let Some(grid) = view.assignment.grid(plane, other).filter(|grid| !is_in_except(*grid)) else { continue };
            let is_locked = view.chain(Some(grid)).any(|above| view.grids.get(above).is_some_and(|row| row.is_locked));
            if !is_locked {
                *lengths.entry(grid).or_default() += partition.arcs()[arc].length_tenth_mm;
            }
        }
    }
    lengths.into_iter().max_by_key(|(grid, length)| (*length, std::cmp::Reverse(*grid))).map(|(grid, _)| grid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::fixture::content;

    fn open(document: &Document, kind: FindingKind) -> Vec<Finding> {
        document.problems("").open.into_iter().filter(|finding| finding.kind == kind).collect()
    }

    #[test]
    fn unassigned_ground_goes_to_its_longest_neighbour() {
        let mut document = Document::new(content(3));
        let findings = open(&document, FindingKind::Unassigned);
        assert!(!findings.is_empty(), "the fixture has free cells");
        for finding in findings {
            let (commands, label) = fix(&document, &finding).expect("free ground has neighbours");
            for command in &commands {
                document.run(command, label.clone()).expect("nothing is locked");
            }
            assert!(!document.problems("").open.iter().any(|left| left.key() == finding.key()), "{} is mended", finding.key());
        }
        assert_eq!(open(&document, FindingKind::Unassigned), []);
    }

    #[test]
    fn broken_grids_come_together_all_at_once() {
        let mut document = Document::new(content(3));
        let findings = open(&document, FindingKind::NotContiguous);
        assert!(findings.len() > 1, "the fixture has broken grids");
        let before = findings.len();
        let all: Vec<&Finding> = findings.iter().collect();
        let (commands, label, n_mended) = fix_all(&document, &all).expect("something can be done");
        assert!(n_mended > 0);
        document.begin(label).expect("nothing is open");
        for command in &commands {
            document.amend(command).expect("tried before");
        }
        document.commit().expect("something changed");
        let after = open(&document, FindingKind::NotContiguous).len();
        assert!(after < before, "{before} broken grids became {after}");
    }

    #[test]
    fn locked_neighbours_get_nothing() {
        let mut document = Document::new(content(3));
        let grids: Vec<GridId> = document.plan().grids.ids().collect();
        for grid in grids {
            let mut row = document.plan().grids[grid].clone();
            row.is_locked = true;
            document.run(&Command::SetGrid(grid, row), Label::new("step-lock")).expect("a lock is no change of ground");
        }
        for finding in open(&document, FindingKind::Unassigned) {
            assert_eq!(fix(&document, &finding), None);
        }
        assert_eq!(fix(&document, &Finding::new(FindingKind::ContractExpired).subject("O1")), None);
    }
}
