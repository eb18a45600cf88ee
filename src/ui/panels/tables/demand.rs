//! The table of demand points (需求点表): millions of rows, of which nothing is copied.

use super::view::{Edited, EmptyTexts, TableView};
use super::{Column, Source, with_unit};
use crate::base::{CellId, Id as _};
use crate::edit::{Command, Label, NewAmount};
use crate::i18n::{amount_text, degrees_text, unit_text};
use crate::map::{self, Item};
use crate::model::Demand;
use crate::ui::panels::places::zoom_to;
use crate::ui::{Desk, Request};
use egui::Ui;
use std::cell::RefCell;
use std::sync::Arc as Shared;

/// The table of demand points (需求点表).
#[derive(Debug, Default)]
pub struct DemandTable {
    view: TableView,
}

/// Columns before the measures.
const ID: usize = 0;
const CELL: usize = 1;
const GRID: usize = 2;
const FIRST_MEASURE: usize = 3;

struct Points<'a, 'd> {
    desk: &'a Desk<'d>,
    demand: &'a Demand,
    columns: Vec<Column>,
}

impl<'a, 'd> Points<'a, 'd> {
    fn new(desk: &'a Desk<'d>) -> Self {
        let mut columns =
            vec![Column::figure(desk.text("column-id"), 76.0), Column::text(desk.text("column-cell"), 92.0), Column::text(desk.text("column-grid"), 92.0)];
        let measures = desk.document.project().measures.iter().take(desk.document.demand().n_measures);
        columns.extend(measures.map(|measure| Column::figure(with_unit(&crate::i18n::measure_name(desk.language, &measure.name), &unit_text(desk.language, &measure.unit)), 124.0).editable()));
        columns.push(Column::text(desk.text("column-position"), 150.0));
        Self { desk, demand: desk.document.demand(), columns }
    }

    fn cell(&self, row: u32) -> CellId {
        self.desk.document.owners().get(row as usize)
    }

    fn cell_code(&self, cell: CellId) -> String {
        self.desk.document.plan().cells.get(cell).map_or_else(|| self.desk.text("table-outside"), |cell| cell.code.clone())
    }

    fn grid_code(&self, cell: CellId) -> String {
        let view = self.desk.document.view();
        let grid = view.assignment.grid(self.desk.focus.plane, cell).and_then(|grid| view.grids.get(grid));
        grid.map_or_else(|| "—".to_owned(), |grid| grid.code.clone())
    }
}

impl Source for Points<'_, '_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn len(&self) -> usize {
        self.demand.len()
    }

    fn text(&self, row: u32, column: usize) -> String {
        let point = row as usize;
        match column {
            ID => self.demand.ids.get(point).map_or_else(String::new, ToString::to_string),
            CELL => self.cell_code(self.cell(row)),
            GRID => self.grid_code(self.cell(row)),
            _ if column + 1 == self.columns.len() => self.demand.positions.get(point).map_or_else(String::new, |position| degrees_text(position.degrees())),
            _ => {
                let measure = column - FIRST_MEASURE;
                let scale = self.desk.document.project().measures.get(measure).map_or(0, |measure| measure.scale);
                self.demand.amounts_of(point).get(measure).map_or_else(String::new, |amount| amount_text(*amount, scale))
            }
        }
    }

    fn number(&self, row: u32, column: usize) -> Option<f64> {
        let point = row as usize;
        match column {
            ID => self.demand.ids.get(point).map(|id| f64::from(*id)),
            CELL | GRID => None,
            _ => {
                let measure = column.checked_sub(FIRST_MEASURE)?;
                let row = self.desk.document.project().measures.get(measure)?;
                self.demand.amounts_of(point).get(measure).map(|amount| row.value(*amount))
            }
        }
    }

    fn item(&self, row: u32) -> Item {
        Item::Point(row)
    }

    fn row_of(&self, item: Item) -> Option<u32> {
        if let Item::Point(row) = item { Some(row) } else { None }
    }

    fn name(&self, row: u32) -> String {
        self.desk.text_with("table-point", &[("id", self.text(row, ID).into())])
    }

    fn stamp(&self, column: usize) -> u64 {
        match column {
            CELL | GRID => self.desk.document.revision().0,
            // Another project has another list; in the same one the state says when amounts or points changed.
            _ => Shared::as_ptr(self.desk.document.demand()) as usize as u64 ^ self.desk.document.demand_revision().0.rotate_right(16),
        }
    }

    /// By the number of the point, and by the codes of cell and grid, which are looked at once for each cell.
    fn word_test(&self, words: &[String]) -> Box<dyn Fn(u32) -> bool + '_> {
        let end = self.desk.document.plan().partition.faces().end();
        let cells: Vec<Vec<bool>> = words
            .iter()
            .map(|word| {
                let has = |cell: CellId| self.cell_code(cell).to_lowercase().contains(word) || self.grid_code(cell).to_lowercase().contains(word);
                (0..end.max(1)).map(|cell| has(CellId::from_index(cell))).collect()
            })
            .collect();
        let ids: Vec<Option<u32>> = words.iter().map(|word| word.parse().ok()).collect();
        Box::new(move |row| {
            let cell = self.cell(row).index();
            let id = self.demand.ids.get(row as usize).copied();
            cells.iter().zip(&ids).all(|(mask, wanted)| mask.get(cell).copied().unwrap_or(false) || (wanted.is_some() && *wanted == id))
        })
    }
}

impl DemandTable {
    /// Shows the table.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        let points = Points::new(desk);
        let wish: RefCell<Option<(u32, usize)>> = RefCell::new(None);
        let menu = |ui: &mut Ui, row: u32, requests: &mut Vec<Request>| row_menu(ui, &points, row, &wish, requests);
        let edited = self.view.show(ui, desk, &points, "demand-table", &EmptyTexts { title: "table-no-demand", hint: "table-no-demand-hint" }, &menu, requests);
        if let Some((row, column)) = wish.take() {
            self.view.edit(row, column, points.edit_text(row, column));
        }
        if let Some(edited) = edited {
            change(&points, &edited, requests);
        }
    }
}

/// Zoom, and a field for every measure.
fn row_menu(ui: &mut Ui, points: &Points<'_, '_>, row: u32, wish: &RefCell<Option<(u32, usize)>>, requests: &mut Vec<Request>) {
    let desk = points.desk;
    if ui.button(desk.text("panel-zoom")).clicked() {
        zoom_to(desk.document, Item::Point(row), requests);
        ui.close();
    }
    ui.add_enabled_ui(!desk.document.is_read_only(), |ui| {
        for (column, shown) in points.columns.iter().enumerate().filter(|(_, shown)| shown.is_editable) {
            if ui.button(desk.text_with("table-edit", &[("column", (&shown.title).into())])).clicked() {
                *wish.borrow_mut() = Some((row, column));
                ui.close();
            }
        }
    });
}

/// Gives a point the amount that was typed; a text that is no number is told in words.
fn change(points: &Points<'_, '_>, edited: &Edited, requests: &mut Vec<Request>) {
    let desk = points.desk;
    let number = edited.column.checked_sub(FIRST_MEASURE);
    let measure = number.and_then(|number| desk.document.project().measures.get(number));
    let (Some(number), Some(measure), Some(id)) = (number, measure, points.demand.ids.get(edited.row as usize)) else { return };
    let name = crate::i18n::measure_name(desk.language, &measure.name);
    match measure.read(&edited.text) {
        Ok(amount) => {
            let label = Label::new("step-set-amount").with("point", id).with("measure", &measure.name);
            requests.push(map::Request::Run(Command::SetAmounts(vec![NewAmount { id: *id, measure: number, amount }]), label).into());
        }
        Err(_) => requests.push(Request::Toast(desk.text_with("refusal-bad-amount", &[("measure", name.as_ref().into()), ("text", edited.text.trim().into())]))),
    }
}

#[cfg(test)]
impl DemandTable {
    pub(super) fn view(&self) -> &TableView {
        &self.view
    }
}
