//! The table of outlets (网点表).

use super::view::{Edited, EmptyTexts, TableView};
use super::{Column, Source};
use crate::base::{OutletId, Revision};
use crate::edit::{Command, Label};
use crate::i18n::{degrees_text, outlet_class_text, outlet_kind_text, outlet_status_text};
use crate::map::{self, Item};
use crate::model::{Outlet, OutletStatus};
use crate::ui::panels::inspector::is_day;
use crate::ui::panels::places::zoom_to;
use crate::ui::{Desk, Request};
use egui::Ui;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The table of outlets (网点表).
#[derive(Debug, Default)]
pub struct OutletTable {
    view: TableView,
    /// Outlets by row and the names of their further attributes, of a state of the document.
    rows: Vec<OutletId>,
    attributes: Vec<String>,
    rows_of: Option<(Revision, usize)>,
}

/// Columns before the further attributes.
const CODE: usize = 0;
const NAME: usize = 1;
const KIND: usize = 2;
const CLASS: usize = 3;
const STATUS: usize = 4;
const GRID: usize = 5;
const CONTRACT: usize = 6;
const POSITION: usize = 7;
const FIRST_ATTRIBUTE: usize = 8;
/// Most further attributes that get a column.
const MOST_ATTRIBUTES: usize = 24;

struct Outlets<'a, 'd> {
    desk: &'a Desk<'d>,
    rows: &'a [OutletId],
    attributes: &'a [String],
    columns: Vec<Column>,
}

impl<'a, 'd> Outlets<'a, 'd> {
    fn new(desk: &'a Desk<'d>, rows: &'a [OutletId], attributes: &'a [String]) -> Self {
        let mut columns = vec![
            Column::text(desk.text("column-code"), 100.0),
            Column::text(desk.text("column-name"), 160.0).editable(),
            Column::text(desk.text("column-kind"), 120.0),
            Column::text(desk.text("column-class"), 84.0),
            Column::text(desk.text("column-status"), 72.0),
            Column::text(desk.text("column-grid"), 92.0),
            Column::text(desk.text("column-contract"), 100.0).editable(),
            Column::text(desk.text("column-position"), 150.0),
        ];
        columns.extend(attributes.iter().map(|name| Column::text(name.clone(), 100.0).editable()));
        Self { desk, rows, attributes, columns }
    }

    fn outlet(&self, row: u32) -> Option<(OutletId, &Outlet)> {
        let id = *self.rows.get(row as usize)?;
        Some((id, self.desk.document.outlets().get(id)?))
    }
}

impl Source for Outlets<'_, '_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn text(&self, row: u32, column: usize) -> String {
        let Some((id, outlet)) = self.outlet(row) else { return String::new() };
        let language = self.desk.language;
        match column {
            CODE => outlet.code.clone(),
            NAME => outlet.name.clone(),
            KIND => outlet_kind_text(language, outlet.kind),
            CLASS => outlet.class.map_or_else(String::new, |class| outlet_class_text(language, class)),
            STATUS => outlet_status_text(language, outlet.status),
            GRID => {
                let view = self.desk.document.view();
                let grid = view.assignment.grid(self.desk.focus.plane, self.desk.document.outlet_cell(id)).and_then(|grid| view.grids.get(grid));
                grid.map_or_else(|| "—".to_owned(), |grid| grid.code.clone())
            }
            CONTRACT => outlet.contract_end.clone().unwrap_or_default(),
            POSITION => degrees_text(outlet.position.degrees()),
            _ => self.attributes.get(column - FIRST_ATTRIBUTE).and_then(|name| outlet.attributes.get(name)).cloned().unwrap_or_default(),
        }
    }

    fn number(&self, row: u32, column: usize) -> Option<f64> {
        let name = self.attributes.get(column.checked_sub(FIRST_ATTRIBUTE)?)?;
        self.outlet(row)?.1.attributes.get(name)?.trim().parse().ok()
    }

    fn item(&self, row: u32) -> Item {
        Item::Outlet(self.rows.get(row as usize).copied().unwrap_or_default())
    }

    fn row_of(&self, item: Item) -> Option<u32> {
        let Item::Outlet(outlet) = item else { return None };
        self.rows.binary_search(&outlet).ok().map(|row| row as u32)
    }

    fn name(&self, row: u32) -> String {
        self.outlet(row).map(|(_, outlet)| outlet_title(outlet)).unwrap_or_default()
    }

    fn stamp(&self, _: usize) -> u64 {
        self.desk.document.revision().0
    }
}

/// An outlet as people call it.
pub(in crate::ui::panels) fn outlet_title(outlet: &Outlet) -> String {
    if outlet.name.is_empty() || outlet.name == outlet.code { outlet.code.clone() } else { format!("{} {}", outlet.code, outlet.name) }
}

impl OutletTable {
    /// Shows the table.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, requests: &mut Vec<Request>) {
        self.follow(desk);
        let outlets = Outlets::new(desk, &self.rows, &self.attributes);
        let wish: RefCell<Option<(u32, usize)>> = RefCell::new(None);
        let menu = |ui: &mut Ui, row: u32, requests: &mut Vec<Request>| row_menu(ui, desk, &outlets, row, &wish, requests);
        let edited = self.view.show(ui, desk, &outlets, "outlet-table", &EmptyTexts { title: "table-no-outlets", hint: "table-no-outlets-hint" }, &menu, requests);
        if let Some((row, column)) = wish.take() {
            self.view.edit(row, column, outlets.text(row, column));
        }
        if let Some(edited) = edited {
            change(desk, &outlets, &edited, requests);
        }
    }

    /// Ids and attribute names of the present outlets; looked for once for each state outside a gesture.
    fn follow(&mut self, desk: &Desk<'_>) {
        let mark = (desk.document.revision(), desk.document.outlets().len());
        if self.rows_of == Some(mark) || (desk.gesture.is_some() && self.rows_of.is_some_and(|(_, n)| n == mark.1)) {
            return;
        }
        self.rows = desk.document.outlets().ids().collect();
        let names: BTreeSet<&String> = desk.document.outlets().rows().flat_map(|outlet| outlet.attributes.keys()).collect();
        self.attributes = names.into_iter().take(MOST_ATTRIBUTES).cloned().collect();
        self.rows_of = Some(mark);
    }
}

fn row_menu(ui: &mut Ui, desk: &Desk<'_>, outlets: &Outlets<'_, '_>, row: u32, wish: &RefCell<Option<(u32, usize)>>, requests: &mut Vec<Request>) {
    if ui.button(desk.text("panel-zoom")).clicked() {
        zoom_to(desk.document, outlets.item(row), requests);
        ui.close();
    }
    ui.add_enabled_ui(!desk.document.is_read_only(), |ui| {
        for (column, title) in outlets.columns.iter().enumerate().filter(|(_, column)| column.is_editable).map(|(number, column)| (number, &column.title)) {
            if ui.button(desk.text_with("table-edit", &[("column", title.into())])).clicked() {
                *wish.borrow_mut() = Some((row, column));
                ui.close();
            }
        }
        let Some((id, outlet)) = outlets.outlet(row) else { return };
        ui.menu_button(desk.text("column-status"), |ui| {
            for status in [OutletStatus::Open, OutletStatus::Planned, OutletStatus::Closed] {
                if ui.selectable_label(outlet.status == status, outlet_status_text(desk.language, status)).clicked() {
                    set_outlet(id, outlet, |outlet| outlet.status = status, requests);
                    ui.close();
                }
            }
        });
    });
}

/// Changes an outlet as one step.
pub(in crate::ui::panels) fn set_outlet(id: OutletId, outlet: &Outlet, change: impl FnOnce(&mut Outlet), requests: &mut Vec<Request>) {
    let mut new = outlet.clone();
    change(&mut new);
    if new != *outlet {
        let label = Label::new("step-set-outlet").with("outlet", &outlet.code);
        requests.push(map::Request::Run(Command::SetOutlet(id, new), label).into());
    }
}

fn change(desk: &Desk<'_>, outlets: &Outlets<'_, '_>, edited: &Edited, requests: &mut Vec<Request>) {
    let Some((id, outlet)) = outlets.outlet(edited.row) else { return };
    let text = edited.text.trim();
    match edited.column {
        NAME => set_outlet(id, outlet, |outlet| text.clone_into(&mut outlet.name), requests),
        CONTRACT if text.is_empty() => set_outlet(id, outlet, |outlet| outlet.contract_end = None, requests),
        CONTRACT if is_day(text) => set_outlet(id, outlet, |outlet| outlet.contract_end = Some(text.to_owned()), requests),
        CONTRACT => requests.push(Request::Toast(desk.text("panel-not-a-day"))),
        column => {
            if let Some(name) = column.checked_sub(FIRST_ATTRIBUTE).and_then(|number| outlets.attributes.get(number)) {
                set_outlet(id, outlet, |outlet| drop(outlet.attributes.insert(name.clone(), text.to_owned())), requests);
            }
        }
    }
}
