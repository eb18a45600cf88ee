//! The grid tree (网格树): all grids of the plane in their order, with what the measure in focus sums to.

mod menu;
mod model;
mod row;

use super::hover::HoverLink;
use super::places::{pick_of, zoom_to};
use crate::base::GridId;
use crate::edit::{Command, Label};
use crate::map::{self, Focus, Item, Pick};
use crate::model::Grid;
use crate::ui::theme::UNIT;
use crate::ui::widgets::{Answer, Fit, Question, RowEvent, RowList, choice, empty_state, fit, search_field};
use crate::ui::{Desk, Request};
use egui::{Id, Role, Ui};
use model::{TreeRow, grids_mark, tree_rows, tree_text, troubled_grids};
use std::collections::BTreeSet;

pub(super) use menu::color_menu;
pub(super) use model::possible_parents;

/// Height of a row in points.
const ROW: f32 = 24.0;

/// The grid tree (网格树面板).
#[derive(Debug, Default)]
pub struct GridTree {
    words: String,
    closed: BTreeSet<GridId>,
    rows: Vec<TreeRow>,
    rows_of: Option<((u64, usize, usize), Focus, String, usize)>,
    anchor: Option<GridId>,
    seen: Option<GridId>,
    /// The grid whose name is being typed.
    renamed: Option<(GridId, String, bool)>,
    question: Option<(Question, Asked)>,
    hover: HoverLink,
}

/// What the open question is about.
#[derive(Clone, Copy, Debug)]
enum Asked {
    NewGrid(Option<GridId>),
    Delete(GridId),
}

/// What a row or its menu asks the panel for.
#[derive(Clone, Debug)]
enum Wish {
    Rename(GridId),
    Renamed(GridId, Option<String>),
    NewChild(Option<GridId>),
    Delete(GridId),
    Toggle(GridId),
    Reparent(GridId, GridId),
    Do(Request),
}

impl GridTree {
    /// Shows the tree.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        self.head(ui, desk, requests);
        self.follow(desk);
        if desk.document.plan().grids.rows().all(|grid| grid.plane != desk.focus.plane) {
            if empty_state(ui, &desk.text("panel-no-grids"), &desk.text("panel-no-grids-hint"), Some(&desk.text("grid-new"))) {
                self.ask_new(desk, None);
            }
        } else if self.rows.is_empty() {
            empty_state(ui, &desk.text("panel-nothing-found"), &desk.text("panel-nothing-found-hint"), None);
        } else {
            self.list(ui, desk, requests);
        }
        self.answer_question(ui, desk, requests);
    }

    fn head(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let planes: Vec<_> = desk.document.project().planes.iter().collect();
        let chosen = planes.iter().position(|(id, _)| *id == desk.focus.plane).unwrap_or(0);
        let levels: Vec<String> = planes.get(chosen).map(|(_, plane)| plane.levels.iter().map(|level| level.name.clone()).collect()).unwrap_or_default();
        ui.horizontal(|ui| {
            let n = if planes.len() > 1 { 2.0 } else { 1.0 };
            let width = (ui.available_width() - (n - 1.0) * 2.0 * UNIT) / n;
            if planes.len() > 1 {
                let names: Vec<String> = planes.iter().map(|(_, plane)| plane.name.clone()).collect();
                if let Some((id, plane)) = choice(ui, "tree-plane", &desk.text("tree-plane"), &names, chosen, width).and_then(|picked| planes.get(picked)) {
                    let level = plane.levels.len().saturating_sub(1) as u8;
                    requests.push(map::Request::Focus(Focus { plane: *id, level, ..desk.focus.clone() }).into());
                }
            }
            if let Some(level) = choice(ui, "tree-level", &desk.text("tree-level"), &levels, usize::from(desk.focus.level), width) {
                requests.push(map::Request::Focus(Focus { level: level as u8, ..desk.focus.clone() }).into());
            }
        });
        let width = ui.available_width();
        search_field(ui, &mut self.words, &desk.text("tree-search"), width);
        column_heads(ui, desk);
    }

    fn follow(&mut self, desk: &Desk<'_>) {
        let mark = (grids_mark(desk.document), desk.focus.clone(), self.words.clone(), self.closed.len());
        if self.rows_of.as_ref() != Some(&mark) {
            self.rows = tree_rows(desk.document, desk.focus.plane, &self.closed, &self.words);
            self.rows_of = Some(mark);
        }
    }

    /// The row of a grid that was selected elsewhere; branches above it are opened.
    fn revealed(&mut self, desk: &Desk<'_>) -> Option<usize> {
        let first = desk.selection.grids().next();
        if first == self.seen {
            return None;
        }
        self.seen = first;
        let first = first?;
        if desk.document.plan().grids.get(first).is_none_or(|grid| grid.plane != desk.focus.plane) {
            return None;
        }
        for above in desk.document.view().chain(Some(first)).skip(1) {
            self.closed.remove(&above);
        }
        self.follow(desk);
        self.rows.iter().position(|row| row.grid == first)
    }

    fn list(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let reveal = self.revealed(desk);
        let troubled = troubled_grids(desk);
        let mut wishes = Vec::new();
        let rows = &self.rows;
        let renamed = &mut self.renamed;
        let name = |number: usize| rows.get(number).map_or_else(Default::default, |row| (tree_text(desk, &troubled, row.grid).title, desk.selection.contains(Item::Grid(row.grid))));
        let list = RowList::new(Id::unique("grid-tree-rows"), rows.len(), ROW).role(Role::TreeItem).draggable().reveal(reveal);
        let (event, hovered) = list.show(ui, name, |ui, number, rect, response| {
            if let Some(row) = rows.get(number) {
                row::show(ui, desk, *row, &tree_text(desk, &troubled, row.grid), rect, response, renamed, &mut wishes);
            }
        });
        let hovered = hovered.and_then(|row| rows.get(row)).map(|row| Item::Grid(row.grid));
        self.hover.follow(hovered, requests);
        self.answer_event(event, desk, requests);
        for wish in wishes {
            self.grant(wish, desk, requests);
        }
    }

    fn answer_event(&mut self, event: Option<RowEvent>, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        match event {
            Some(RowEvent::Pick(number, modifiers)) => {
                let Some(row) = self.rows.get(number).copied() else { return };
                let from = self.anchor.and_then(|anchor| self.rows.iter().position(|row| row.grid == anchor)).filter(|_| modifiers.shift);
                let picked = match from {
                    Some(from) => self.rows[from.min(number)..=from.max(number)].iter().map(|row| Item::Grid(row.grid)).collect(),
                    None => vec![Item::Grid(row.grid)],
                };
                if from.is_none() {
                    self.anchor = Some(row.grid);
                }
                self.seen = Some(row.grid);
                requests.push(map::Request::Select(picked, if modifiers.shift { Pick::Replace } else { pick_of(modifiers) }).into());
            }
            Some(RowEvent::Open(number)) => {
                if let Some(row) = self.rows.get(number) {
                    zoom_to(desk.document, Item::Grid(row.grid), requests);
                }
            }
            Some(RowEvent::Edit(number)) => {
                if let Some(row) = self.rows.get(number).copied() {
                    self.grant(Wish::Rename(row.grid), desk, requests);
                }
            }
            Some(RowEvent::Fold(number, is_closed)) => {
                if let Some(row) = self.rows.get(number).filter(|row| row.has_children && row.is_open == is_closed).copied() {
                    self.grant(Wish::Toggle(row.grid), desk, requests);
                }
            }
            None => {}
        }
    }

    fn grant(&mut self, wish: Wish, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let grids = &desk.document.plan().grids;
        match wish {
            Wish::Rename(grid) => self.renamed = grids.get(grid).map(|row| (grid, row.name.clone(), true)),
            Wish::Renamed(grid, name) => {
                self.renamed = None;
                if let (Some(row), Some(name)) = (grids.get(grid), name) {
                    set_grid(grid, row, |row| name.trim().clone_into(&mut row.name), requests);
                }
            }
            Wish::NewChild(parent) => self.ask_new(desk, parent),
            Wish::Delete(grid) => self.ask_delete(desk, grid),
            Wish::Toggle(grid) => {
                if !self.closed.remove(&grid) {
                    self.closed.insert(grid);
                }
                self.rows_of = None;
            }
            Wish::Reparent(grid, parent) => {
                if let (Some(row), Some(above)) = (grids.get(grid), grids.get(parent))
                    && row.parent != Some(parent)
                {
                    let label = Label::new("step-reparent").with("grid", &row.code).with("parent", &above.code);
                    requests.push(map::Request::Run(Command::SetGrid(grid, Grid { parent: Some(parent), ..row.clone() }), label).into());
                }
            }
            Wish::Do(request) => requests.push(request),
        }
    }

    fn ask_new(&mut self, desk: &Desk<'_>, parent: Option<GridId>) {
        let code = model::free_code(desk.document, desk.focus.plane, parent);
        let hint = match parent.and_then(|parent| desk.document.plan().grids.get(parent)) {
            Some(parent) => desk.text_with("tree-new-below", &[("parent", super::standing::grid_title(parent).into())]),
            None => desk.text("tree-new-top"),
        };
        let question = Question::for_text(desk.text("tree-new-title"), hint, code, desk.text("panel-create"), desk.text("panel-cancel"));
        self.question = Some((question, Asked::NewGrid(parent)));
    }

    fn ask_delete(&mut self, desk: &Desk<'_>, grid: GridId) {
        let title = desk.text_with("tree-delete-title", &[("grid", super::standing::title_of(desk, grid).into())]);
        let question = Question::for_yes(title, desk.text("tree-delete-hint"), desk.text("panel-delete"), desk.text("panel-cancel"));
        self.question = Some((question, Asked::Delete(grid)));
    }

    fn answer_question(&mut self, ui: &Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let Some((question, asked)) = &mut self.question else { return };
        let asked = *asked;
        match question.show(ui) {
            Answer::Waiting => return,
            Answer::Cancelled => {}
            Answer::Confirmed(code) => match asked {
                Asked::NewGrid(parent) => requests.push(new_grid(desk, parent, &code).into()),
                Asked::Delete(grid) => {
                    let label = Label::new("step-delete-grid").with("grid", desk.document.plan().grids.get(grid).map_or("", |row| row.code.as_str()));
                    requests.push(map::Request::Run(Command::DeleteGrid(grid), label).into());
                }
            },
        }
        self.question = None;
    }
}

/// How many grids the level has, and what the figures are of.
fn column_heads(ui: &mut Ui, desk: &Desk<'_>) {
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 18.0), egui::Sense::hover());
    let weak = ui.visuals().weak_text_color();
    let measure = desk.document.project().measures.get(desk.focus.measure);
    let head = measure.map(|measure| super::tables::with_unit(&crate::i18n::measure_name(desk.language, &measure.name), &crate::i18n::unit_text(desk.language, &measure.unit))).unwrap_or_default();
    let (taken, _) = fit(ui.painter(), rect.shrink2(egui::vec2(UNIT, 0.0)), &head, Fit::right(11.0, weak));
    let rest = egui::Rect::from_min_max(rect.min + egui::vec2(UNIT, 0.0), rect.max - egui::vec2(taken + 3.0 * UNIT, 0.0));
    let count = desk.text_with("tree-count", &[("count", desk.figures.index().grids().len().into())]);
    fit(ui.painter(), rest, &count, Fit::left(11.0, weak));
}

/// A new grid below another, or at the top of the plane.
fn new_grid(desk: &Desk<'_>, parent: Option<GridId>, code: &str) -> map::Request {
    let level = parent.and_then(|parent| desk.document.plan().grids.get(parent)).map_or(0, |parent| parent.level + 1);
    let grid = Grid::new(desk.focus.plane, code, "", level, parent);
    map::Request::Run(Command::CreateGrid(grid), Label::new("step-new-grid").with("grid", code))
}

/// Changes what people know of a grid, as one step.
pub(super) fn set_grid(id: GridId, row: &Grid, change: impl FnOnce(&mut Grid), requests: &mut Vec<Request>) {
    let mut new = row.clone();
    change(&mut new);
    if new == *row {
        return;
    }
    let key = match (row.is_locked, new.is_locked) {
        (false, true) => "step-lock",
        (true, false) => "step-unlock",
        _ => "step-set-grid",
    };
    requests.push(map::Request::Run(Command::SetGrid(id, new), Label::new(key).with("grid", &row.code)).into());
}

#[cfg(test)]
mod tests;
