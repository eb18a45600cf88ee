//! The table of cells (小区表): what a planner picks from by figures, to give to a grid.

use super::view::{EmptyTexts, TableView};
use super::{Column, Source, with_unit};
use crate::base::{CellId, Revision};
use crate::geodesy::cm2_to_m2;
use crate::i18n::{amount_text, area_text, count_text, unit_text};
use crate::map::Item;
use crate::model::Cell;
use crate::ui::panels::places::zoom_to;
use crate::ui::{Desk, Request};
use egui::Ui;

/// The table of cells (小区表).
#[derive(Debug, Default)]
pub struct CellTable {
    view: TableView,
    /// Cells by row, of a state of the document.
    rows: Vec<CellId>,
    rows_of: Option<(Revision, usize)>,
}

/// Columns before the measures.
const CODE: usize = 0;
const NAME: usize = 1;
const GRID: usize = 2;
const POINTS: usize = 3;
const AREA: usize = 4;
const FIRST_MEASURE: usize = 5;

struct Cells<'a, 'd> {
    desk: &'a Desk<'d>,
    rows: &'a [CellId],
    columns: Vec<Column>,
}

impl<'a, 'd> Cells<'a, 'd> {
    fn new(desk: &'a Desk<'d>, rows: &'a [CellId]) -> Self {
        let mut columns = vec![
            Column::text(desk.text("column-code"), 110.0),
            Column::text(desk.text("column-name"), 150.0),
            Column::text(desk.text("column-grid"), 92.0),
            Column::figure(desk.text("column-points"), 76.0),
            Column::figure(desk.text("column-area"), 92.0),
        ];
        let measures = desk.document.project().measures.iter().take(desk.document.ledger().n_measures());
        columns.extend(measures.map(|measure| Column::figure(with_unit(&crate::i18n::measure_name(desk.language, &measure.name), &unit_text(desk.language, &measure.unit)), 124.0)));
        Self { desk, rows, columns }
    }

    fn cell(&self, row: u32) -> Option<(CellId, &Cell)> {
        let id = *self.rows.get(row as usize)?;
        Some((id, self.desk.document.plan().cells.get(id)?))
    }
}

impl Source for Cells<'_, '_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn text(&self, row: u32, column: usize) -> String {
        let Some((id, cell)) = self.cell(row) else { return String::new() };
        let document = self.desk.document;
        match column {
            CODE => cell.code.clone(),
            NAME => cell.name.clone(),
            GRID => {
                let view = document.view();
                let grid = view.assignment.grid(self.desk.focus.plane, id).and_then(|grid| view.grids.get(grid));
                grid.map_or_else(|| "—".to_owned(), |grid| grid.code.clone())
            }
            POINTS => count_text(document.ledger().cell_points(id)),
            AREA => self.number(row, AREA).map_or_else(String::new, area_text),
            _ => {
                let measure = column - FIRST_MEASURE;
                let scale = document.project().measures.get(measure).map_or(0, |measure| measure.scale);
                document.ledger().cell_sums(id).get(measure).map_or_else(String::new, |sum| amount_text(*sum, scale))
            }
        }
    }

    fn number(&self, row: u32, column: usize) -> Option<f64> {
        let (id, _) = self.cell(row)?;
        let document = self.desk.document;
        match column {
            CODE | NAME | GRID => None,
            POINTS => Some(document.ledger().cell_points(id) as f64),
            AREA => Some(cm2_to_m2(document.plan().partition.cell_area_cm2(id))),
            _ => {
                let measure = column.checked_sub(FIRST_MEASURE)?;
                let sum = document.ledger().cell_sums(id).get(measure)?;
                Some(document.project().measures.get(measure)?.value(*sum))
            }
        }
    }

    fn item(&self, row: u32) -> Item {
        Item::Cell(self.rows.get(row as usize).copied().unwrap_or(CellId::OUTSIDE))
    }

    fn row_of(&self, item: Item) -> Option<u32> {
        let Item::Cell(cell) = item else { return None };
        self.rows.binary_search(&cell).ok().map(|row| row as u32)
    }

    fn name(&self, row: u32) -> String {
        self.cell(row).map(|(_, cell)| if cell.name.is_empty() { cell.code.clone() } else { format!("{} {}", cell.code, cell.name) }).unwrap_or_default()
    }

    fn stamp(&self, _: usize) -> u64 {
        self.desk.document.revision().0
    }
}

impl CellTable {
    /// Shows the table.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        self.follow(desk);
        let cells = Cells::new(desk, &self.rows);
        let menu = |ui: &mut Ui, row: u32, requests: &mut Vec<Request>| {
            if ui.button(desk.text("panel-zoom")).clicked() {
                zoom_to(desk.document, cells.item(row), requests);
                ui.close();
            }
        };
        self.view.show(ui, desk, &cells, "cell-table", &EmptyTexts { title: "table-no-cells", hint: "table-no-cells-hint" }, &menu, requests);
    }

    /// Gives the keys to the filter field.
    pub fn focus_filter(&mut self) {
        self.view.focus_filter();
    }

    /// Ids of the present cells; looked for once for each state outside a gesture.
    fn follow(&mut self, desk: &Desk<'_>) {
        let mark = (desk.document.revision(), desk.document.plan().partition.n_cells());
        if self.rows_of == Some(mark) || (desk.gesture.is_some() && self.rows_of.is_some_and(|(_, n)| n == mark.1)) {
            return;
        }
        self.rows = desk.document.plan().partition.cells().collect();
        self.rows_of = Some(mark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::map;
    use crate::ui::widgets::testing::{World, harness};
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn cells_are_selected_by_what_they_hold() {
        let world = World::small(Language::English);
        let points = |cell: &CellId| world.document.ledger().cell_points(*cell);
        let cells: Vec<CellId> = world.document.plan().partition.cells().collect();
        let least = cells.iter().map(points).min().unwrap();
        let wanted: Vec<Item> = cells.iter().filter(|cell| points(cell) > least).map(|cell| Item::Cell(*cell)).collect();
        assert!(!wanted.is_empty() && wanted.len() < cells.len());
        let mut harness = harness(world, CellTable::default(), [900.0, 360.0], CellTable::show);
        harness.run();
        let field = crate::i18n::text(Language::English, "table-filter", &[]);
        harness.get_by_label(&field).focus();
        harness.run();
        harness.get_by_label(&field).type_text(&format!("points > {least}"));
        harness.run();
        let select = crate::i18n::text(Language::English, "table-select-shown", &[("count", wanted.len().into())]);
        harness.get_by_label(&select).click();
        harness.run();
        let picked = harness.state().requests.iter().find_map(|request| if let Request::Map(map::Request::Select(items, map::Pick::Replace)) = request { Some(items.clone()) } else { None });
        assert_eq!(picked, Some(wanted));
    }
}
