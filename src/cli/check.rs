//! `check`: whether a project is sound, and what is wrong with its plan.

use super::arguments::{path, project, verb};
use super::console::Console;
use super::error::CliError;
use super::output::{count, finding_json, findings_lines, push_line, severity_counts};
use super::table::Table;
use super::{Ending, project as opening};
use crate::base::{CancelToken, CellId, Findings, Severity};
use crate::edit::{Document, Plan};
use crate::i18n::{Language, text};
use crate::model::{Plane, Project};
use crate::partition::Locator;
use crate::store::OpenMode;
use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The invariants that are looked at, each with the catalogue's words for it.
const INVARIANTS: [(&str, &str); 7] = [
    ("P1", "out-invariant-p1"),
    ("P2", "out-invariant-p2"),
    ("P3", "out-invariant-p3"),
    ("P4", "out-invariant-p4"),
    ("M1", "out-invariant-m1"),
    ("M2", "out-invariant-m2"),
    ("X1", "out-invariant-x1"),
];

/// How often each invariant is broken.
type Violations = BTreeMap<&'static str, usize>;

/// The arguments.
pub(super) fn command(language: Language) -> Command {
    verb(Command::new("check"), language, "help-check", "usage-check").arg(project(language))
}

/// Checks the plans of all scenarios and lists the problems of the active one.
pub(super) fn run(matches: &ArgMatches, console: &Console) -> Result<Ending, CliError> {
    let path = path(matches, "project");
    let session = opening::open(&path, OpenMode::Read, console)?;
    let document = session.document();
    let mut violations = Violations::new();
    for id in document.scenarios().ids() {
        let plan = session.load_plan(id).map_err(CliError::Store)?;
        add_plan(&mut violations, &plan, document.project());
        check_cancelled(&console.cancel)?;
    }
    add_figures(&mut violations, document);
    check_cancelled(&console.cancel)?;
    let findings = problems(document);
    let is_ok = violations.is_empty() && findings.iter().all(|finding| finding.severity < Severity::Error);
    let json = report_json(is_ok, &violations, &findings, console.language);
    console.answer(&json, || report_lines(&violations, &findings, console.language))?;
    Ok(if is_ok { Ending::Done } else { Ending::FoundErrors })
}

fn check_cancelled(cancel: &CancelToken) -> Result<(), CliError> {
    cancel.check().map_err(|_| CliError::Cancelled)
}

/// The problems of the active scenario that nobody decided to ignore.
fn problems(document: &Document) -> Findings {
    let mut findings = Findings::new();
    findings.retain(|finding| !opening::is_ignored(document, finding));
    findings
}

fn add(violations: &mut Violations, id: &'static str, count: usize) {
    if count > 0 {
        *violations.entry(id).or_default() += count;
    }
}

/// P1 to P4 and M1 of one plan.
fn add_plan(violations: &mut Violations, plan: &Plan, project: &Project) {
    for violation in plan.partition.validate() {
        add(violations, violation.invariant, 1);
    }
    add(violations, "M1", misplaced_grids(plan, project) + misplaced_cells(plan, project));
}

/// Grids without their parent one level up in the same plane, and codes used twice in a plane.
fn misplaced_grids(plan: &Plan, project: &Project) -> usize {
    let depth = |plane: &Plane| plane.levels.len();
    let mut codes = std::collections::BTreeSet::new();
    let is_wrong = |grid: &crate::model::Grid| {
        let parent = grid.parent.map(|parent| plan.grids.get(parent));
        let fits = match parent {
            None => grid.level == 0,
            Some(parent) => parent.is_some_and(|parent| parent.plane == grid.plane && parent.level + 1 == grid.level),
        };
        !fits || project.planes.get(grid.plane).is_none_or(|plane| usize::from(grid.level) >= depth(plane))
    };
    plan.grids.rows().filter(|grid| is_wrong(grid) | !codes.insert((grid.plane, grid.code.as_str()))).count()
}

/// Cells without a row or rows without a cell, and cells that belong to a grid that is not there or stands in another plane.
fn misplaced_cells(plan: &Plan, project: &Project) -> usize {
    let nameless = plan.partition.cells().filter(|cell| !plan.cells.contains(*cell)).count();
    let shapeless = plan.cells.ids().filter(|cell| *cell == CellId::OUTSIDE || !plan.partition.faces().contains(*cell)).count();
    let stray = |plane| plan.assignment.cells(plane).filter(move |(cell, grid)| !plan.cells.contains(*cell) || plan.grids.get(*grid).is_none_or(|row| row.plane != plane)).count();
    nameless + shapeless + project.planes.ids().map(stray).sum::<usize>()
}

/// M2 and X1 of the active scenario: what is kept is what a computation from nothing gives.
fn add_figures(violations: &mut Violations, document: &Document) {
    let locator = Locator::new(&document.plan().partition);
    let positions = &document.demand().positions;
    let misplaced = positions.iter().zip(document.owners().iter()).filter(|(position, owner)| locator.cell_at(**position) != *owner).count();
    add(violations, "M2", misplaced + positions.len().abs_diff(document.owners().iter().count()));
    add(violations, "X1", usize::from(!document.ledger().is_same(&document.full_ledger())));
}

fn report_json(is_ok: bool, violations: &Violations, findings: &Findings, language: Language) -> Value {
    let invariants: Vec<Value> = INVARIANTS.iter().map(|(id, _)| json!({"id": id, "violations": violations.get(id).copied().unwrap_or(0)})).collect();
    let findings: Vec<Value> = findings.iter().map(|finding| finding_json(finding, language)).collect();
    json!({"ok": is_ok, "invariants": invariants, "findings": findings})
}

fn report_lines(violations: &Violations, findings: &Findings, language: Language) -> String {
    let say = |key: &str| text(language, key, &[]);
    let mut lines = String::new();
    push_line(&mut lines, &say(if violations.is_empty() { "out-sound" } else { "out-unsound" }));
    if !violations.is_empty() {
        let mut table = Table::default().text("").text(say("out-invariant")).number(say("out-violations"));
        for (id, key) in INVARIANTS {
            if let Some(broken) = violations.get(id) {
                table.row([id.to_owned(), say(key), count(*broken as i64)]);
            }
        }
        lines.push_str(&table.lines());
    }
    if findings.is_empty() {
        push_line(&mut lines, &say("out-no-problems"));
    } else {
        push_line(&mut lines, &severity_counts(findings, language));
        lines.push_str(&findings_lines(findings, language));
    }
    lines
}
