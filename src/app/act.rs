//! What actions do to an open project, and why some are not at hand just now. No drawing in here.

use super::{Answer, OpenProject};
use crate::base::{CellId, GridId};
use crate::edit::{Command, Document, Label};
use crate::geodesy::{Bounds, Position};
use crate::map::{Item, Pick, Request, Thematic};
use crate::model::Grid;
use crate::ui::Action;
use crate::ui::action::reason;
use std::collections::BTreeSet;

impl OpenProject {
    /// Why an action is not at hand; the reason is a key of the catalogue.
    ///
    /// # Errors
    /// The key.
    pub fn availability(&self, action: Action) -> Result<(), &'static str> {
        let document = self.document();
        let is_edit = matches!(
            action,
            Action::DeleteSelected
                | Action::AssignSelected
                | Action::UnassignSelected
                | Action::NewGrid
                | Action::LockSelected
                | Action::BranchScenario
                | Action::FreezeScenario
                | Action::Import
                | Action::Undo
                | Action::Redo
        );
        if is_edit && document.is_read_only() {
            return Err(reason::READ_ONLY);
        }
        if is_edit && self.is_lent() {
            return Err(reason::BUSY);
        }
        if is_edit && self.gesture().is_some() {
            return Err(reason::GESTURE);
        }
        let selection = self.selection();
        let need = |is_met: bool, reason| if is_met { Ok(()) } else { Err(reason) };
        match action {
            Action::Undo => need(document.history().undoable().is_some(), reason::NOTHING_TO_UNDO),
            Action::Redo => need(document.history().redoable().is_some(), reason::NOTHING_TO_REDO),
            Action::ClearSelection | Action::FitSelection => need(!selection.is_empty(), reason::NOTHING_SELECTED),
            Action::DeleteSelected => need(selection.grids().next().is_some() || selection.outlets().next().is_some(), reason::NOT_DELETABLE),
            Action::SelectWithin => need(selection.grids().next().is_some(), reason::NO_GRID_SELECTED),
            Action::LockSelected => need(selection.grids().next().is_some(), reason::NO_GRID_SELECTED),
            Action::AssignSelected => need(selection.cells().next().is_some() && selection.grids().count() == 1, reason::NO_CELL_SELECTED),
            Action::UnassignSelected => need(selection.cells().next().is_some(), reason::NO_CELL_SELECTED),
            Action::LevelUp => need(self.focus().level > 0, reason::TOP_LEVEL),
            Action::LevelDown => need(self.is_level_below(), reason::BOTTOM_LEVEL),
            Action::NextMeasure | Action::ThematicAmount | Action::ThematicBalance => need(!document.project().measures.is_empty(), reason::NO_MEASURE),
            Action::NextProblem => need(!self.problems().open.is_empty(), reason::NO_PROBLEM),
            Action::CompareScenarios => need(document.scenarios().len() > 1, reason::ONE_SCENARIO),
            Action::CompareBeside => need(self.compared().is_some(), reason::NOTHING_COMPARED),
            Action::FreezeScenario => need(!self.is_frozen(), reason::FROZEN),
            _ => Ok(()),
        }
    }

    fn is_level_below(&self) -> bool {
        let levels = self.document().project().planes.get(self.focus().plane).map_or(0, |plane| plane.levels.len());
        usize::from(self.focus().level) + 1 < levels
    }

    fn is_frozen(&self) -> bool {
        self.document().scenarios().get(self.document().active()).is_some_and(|info| info.frozen_on.is_some())
    }

    /// Does an action that concerns the project alone; `None` for those of the window.
    pub fn act(&mut self, action: Action) -> Option<Answer> {
        if self.availability(action).is_err() {
            return Some(Answer::Done);
        }
        let request = match action {
            Action::SelectAll => Request::Select(self.all_like_selected(), Pick::Replace),
            Action::InvertSelection => Request::Select(self.all_like_selected(), Pick::Toggle),
            Action::ClearSelection => Request::Select(Vec::new(), Pick::Replace),
            Action::SelectWithin => Request::Select(self.within_selected_grids(), Pick::Replace),
            Action::DeleteSelected => self.delete_selected(),
            Action::FitAll => Request::ZoomTo { bounds: self.document().plan().partition.bounds(), is_flashed: false },
            Action::FitSelection => Request::ZoomTo { bounds: bounds_of(self.document(), self.selection().iter()), is_flashed: true },
            Action::ThematicCategories => Request::Thematic(Thematic::Categories),
            Action::ThematicAmount => Request::Thematic(Thematic::amount()),
            Action::ThematicBalance => Request::Thematic(Thematic::Balance),
            Action::AssignSelected => self.assign_selected(),
            Action::UnassignSelected => {
                let cells: Vec<CellId> = self.selection().cells().collect();
                let label = Label::new("step-unassign").with("count", cells.len()).with("cell", code_of_cell(self.document(), cells[0]));
                Request::Run(Command::Assign(self.focus().plane, cells, None), label)
            }
            Action::NewGrid => self.new_grid(),
            Action::LockSelected => self.lock_selected(),
            Action::LevelUp => self.look_at_level(self.focus().level.saturating_sub(1)),
            Action::LevelDown => self.look_at_level(self.focus().level + 1),
            Action::NextMeasure => {
                let mut focus = self.focus().clone();
                focus.measure = (focus.measure + 1) % self.document().project().measures.len();
                Request::Focus(focus)
            }
            _ => return None,
        };
        Some(self.request(request))
    }

    fn look_at_level(&self, level: u8) -> Request {
        let mut focus = self.focus().clone();
        focus.level = level;
        Request::Focus(focus)
    }

    /// Everything of the kind of the first thing selected; all grids of the level where nothing is.
    fn all_like_selected(&self) -> Vec<Item> {
        let document = self.document();
        match self.selection().iter().next() {
            Some(Item::Cell(_)) => document.plan().partition.cells().map(Item::Cell).collect(),
            Some(Item::Outlet(_)) => document.outlets().ids().map(Item::Outlet).collect(),
            _ => self.figures().index().grids().iter().map(|grid| Item::Grid(*grid)).collect(),
        }
    }

    /// Cells and outlets of the selected grids.
    fn within_selected_grids(&self) -> Vec<Item> {
        let document = self.document();
        let cells: BTreeSet<CellId> = self.selection().grids().flat_map(|grid| document.view().cells_of(grid)).collect();
        let outlets: Vec<Item> = document.outlets().ids().filter(|outlet| cells.contains(&document.outlet_cell(*outlet))).map(Item::Outlet).collect();
        cells.into_iter().map(Item::Cell).chain(outlets).collect()
    }

    fn delete_selected(&self) -> Request {
        let document = self.document();
        let outlets: Vec<_> = self.selection().outlets().collect();
        // Deeper grids first, so that a branch goes as a whole.
        let mut grids: Vec<GridId> = self.selection().grids().collect();
        grids.sort_by_key(|grid| std::cmp::Reverse(document.plan().grids[*grid].level));
        let label = match (outlets.first(), grids.first()) {
            (Some(outlet), _) => Label::new("step-remove-outlet").with("outlet", &document.outlets()[*outlet].code),
            (None, Some(grid)) => Label::new("step-delete-grid").with("grid", &document.plan().grids[*grid].code),
            (None, None) => Label::default(),
        };
        let commands = outlets.into_iter().map(Command::RemoveOutlet).chain(grids.into_iter().map(Command::DeleteGrid)).collect();
        Request::RunAll(commands, label)
    }

    fn assign_selected(&self) -> Request {
        let cells: Vec<CellId> = self.selection().cells().collect();
        let grid = self.selection().grids().next();
        let code = grid.map(|grid| self.document().plan().grids[grid].code.clone()).unwrap_or_default();
        let label = Label::new("step-assign").with("count", cells.len()).with("cell", code_of_cell(self.document(), cells[0])).with("grid", code);
        Request::Run(Command::Assign(self.focus().plane, cells, grid), label)
    }

    /// An empty grid beside the selected one, or at the end of the level.
    fn new_grid(&self) -> Request {
        let (document, focus) = (self.document(), self.focus());
        let sibling = self.selection().grids().find(|grid| document.plan().grids[*grid].level == focus.level);
        let parent = sibling.or_else(|| self.figures().index().grids().first().copied()).and_then(|grid| document.plan().grids[grid].parent);
        let code = document.plan().free_grid_code(focus.plane, sibling);
        Request::Run(Command::CreateGrid(Grid::new(focus.plane, code.clone(), String::new(), focus.level, parent)), Label::new("step-new-grid").with("grid", code))
    }

    /// Locks the selected grids, or unlocks them when all are locked.
    fn lock_selected(&self) -> Request {
        let document = self.document();
        let rows: Vec<(GridId, &Grid)> = self.selection().grids().map(|grid| (grid, &document.plan().grids[grid])).collect();
        let is_locked = !rows.iter().all(|(_, row)| row.is_locked);
        let label = Label::new(if is_locked { "step-lock" } else { "step-unlock" }).with("grid", rows.first().map_or("", |(_, row)| row.code.as_str()));
        let changes = rows.into_iter().filter(|(_, row)| row.is_locked != is_locked).map(|(id, row)| Command::SetGrid(id, Grid { is_locked, ..row.clone() }));
        Request::RunAll(changes.collect(), label)
    }
}

/// Why an action is not at hand, with or without a project; the reason is a key of the catalogue.
///
/// # Errors
/// The key.
pub fn availability(project: Option<&OpenProject>, action: Action) -> Result<(), &'static str> {
    let needs_none = matches!(
        action,
        Action::NewProject
            | Action::OpenProject
            | Action::Import
            | Action::Settings
            | Action::Quit
            | Action::Find
            | Action::Palette
            | Action::ScaleUp
            | Action::ScaleDown
            | Action::SwitchLanguage
            | Action::SwitchTheme
            | Action::FrameTimes
            | Action::Shortcuts
            | Action::About
    );
    match project {
        None if needs_none => Ok(()),
        None => Err(reason::NO_PROJECT),
        Some(project) => project.availability(action),
    }
}

fn code_of_cell(document: &Document, cell: CellId) -> String {
    document.plan().cells.get(cell).map(|cell| cell.code.clone()).unwrap_or_default()
}

/// The box of things on the map.
pub fn bounds_of(document: &Document, items: impl IntoIterator<Item = Item>) -> Bounds {
    let partition = &document.plan().partition;
    let mut bounds = Bounds::of([]);
    let mut add = |position: Position| bounds.add(position);
    for item in items {
        match item {
            Item::Grid(grid) => {
                for cell in document.view().cells_of(grid) {
                    let own = partition.cell_bounds(cell);
                    add(own.min);
                    add(own.max);
                }
            }
            Item::Cell(cell) => {
                let own = partition.cell_bounds(cell);
                add(own.min);
                add(own.max);
            }
            Item::Outlet(outlet) => document.outlets().get(outlet).map(|outlet| outlet.position).into_iter().for_each(&mut add),
            Item::Point(point) => document.demand().positions.get(point as usize).copied().into_iter().for_each(&mut add),
        }
    }
    bounds
}
