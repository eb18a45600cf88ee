//! The rows of the tree, as plain values.

use crate::base::{GridId, Id, PlaneId};
use crate::edit::Document;
use crate::ui::Desk;
use crate::ui::panels::standing::{grid_title, short_sum};
use std::collections::{BTreeMap, BTreeSet};

/// One row of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TreeRow {
    pub(super) grid: GridId,
    pub(super) depth: u8,
    pub(super) has_children: bool,
    pub(super) is_open: bool,
}

/// The rows in sight of a plane's tree: open branches, or with words to look for, what matches and everything above it.
/// Cost: the grids of the plane.
pub(super) fn tree_rows(document: &Document, plane: PlaneId, closed: &BTreeSet<GridId>, words: &str) -> Vec<TreeRow> {
    let grids = &document.plan().grids;
    let mut children: BTreeMap<Option<GridId>, Vec<GridId>> = BTreeMap::new();
    for (id, grid) in grids.iter().filter(|(_, grid)| grid.plane == plane) {
        children.entry(grid.parent).or_default().push(id);
    }
    for list in children.values_mut() {
        list.sort_by(|a, b| grids[*a].code.cmp(&grids[*b].code));
    }
    let words = words.trim().to_lowercase();
    let wanted = (!words.is_empty()).then(|| matches(document, plane, &words));
    let mut rows = Vec::new();
    let mut stack: Vec<(GridId, u8)> = children.get(&None).into_iter().flatten().rev().map(|grid| (*grid, 0)).collect();
    while let Some((grid, depth)) = stack.pop() {
        if wanted.as_ref().is_some_and(|wanted| !wanted.contains(&grid)) {
            continue;
        }
        let below = children.get(&Some(grid)).map(Vec::as_slice).unwrap_or_default();
        let is_open = wanted.is_some() || !closed.contains(&grid);
        rows.push(TreeRow { grid, depth, has_children: !below.is_empty(), is_open });
        if is_open {
            stack.extend(below.iter().rev().map(|child| (*child, depth.saturating_add(1))));
        }
    }
    rows
}

/// Grids whose code or name has the words, and all above them.
fn matches(document: &Document, plane: PlaneId, words: &str) -> BTreeSet<GridId> {
    let mut wanted = BTreeSet::new();
    for (id, grid) in document.plan().grids.iter().filter(|(_, grid)| grid.plane == plane) {
        if grid.code.to_lowercase().contains(words) || grid.name.to_lowercase().contains(words) {
            wanted.extend(document.view().chain(Some(id)));
        }
    }
    wanted
}

/// What a row says of its grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TreeText {
    pub(super) title: String,
    /// The sum of the measure in focus; the unit is above the column.
    pub(super) value: String,
    pub(super) is_locked: bool,
    pub(super) has_problem: bool,
}

/// The texts of one row.
pub(super) fn tree_text(desk: &Desk<'_>, troubled: &BTreeSet<String>, grid: GridId) -> TreeText {
    let Some(row) = desk.document.plan().grids.get(grid) else { return TreeText::default() };
    let measure = desk.document.project().measures.get(desk.focus.measure);
    let value = measure.map(|measure| short_sum(desk.language, measure, desk.document.ledger().grid_sum(row.plane, grid, desk.focus.measure)));
    TreeText { title: grid_title(row), value: value.unwrap_or_default(), is_locked: row.is_locked, has_problem: troubled.contains(&row.code) }
}

/// Codes of the grids of a plane that a finding speaks of.
pub(super) fn troubled_grids(desk: &Desk<'_>) -> BTreeSet<String> {
    let plane = desk.document.project().planes.get(desk.focus.plane).map_or("", |plane| plane.name.as_str());
    let of_grid = desk.problems.iter().filter(|finding| super::super::problems::is_of_grid(finding.kind) && finding.subjects.get(1).is_some_and(|name| name == plane));
    of_grid.filter_map(|finding| finding.subjects.first().cloned()).collect()
}

/// The grids that may be the parent of one: those one level up.
pub(in crate::ui::panels) fn possible_parents(document: &Document, grid: GridId) -> Vec<GridId> {
    let grids = &document.plan().grids;
    let Some(row) = grids.get(grid).filter(|row| row.level > 0) else { return Vec::new() };
    grids.iter().filter(|(_, other)| other.plane == row.plane && other.level + 1 == row.level).map(|(id, _)| id).collect()
}

/// A code for a new grid that nobody has.
pub(super) fn free_code(document: &Document, plane: PlaneId, parent: Option<GridId>) -> String {
    let stem = parent.and_then(|parent| document.plan().grids.get(parent)).map_or_else(|| "G".to_owned(), |parent| parent.code.clone());
    (1..=document.plan().grids.end() + 1).map(|number| format!("{stem}-{number:02}")).find(|code| document.plan().grid_by_code(plane, code).is_none()).unwrap_or(stem)
}

/// A number that tells two states of the plan's grids apart, cheap enough for every frame.
pub(super) fn grids_mark(document: &Document) -> (u64, usize, usize) {
    (document.revision().0, document.plan().grids.len(), document.plan().grids.next_id().index())
}
