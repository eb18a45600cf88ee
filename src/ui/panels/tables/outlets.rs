//! The table of outlets (网点表).

use super::view::{Edited, EmptyTexts, TableView};
use super::{Column, Source};
use crate::base::{OutletId, Revision};
use crate::i18n::{Language, attribute_text, degrees_text, outlet_class_text, outlet_field_choices, outlet_key_title, outlet_kind_text, outlet_status_text, outlet_value_text};
use crate::map::Item;
use crate::metrics::UsedAttributes;
use crate::model::{FieldType, Month, Outlet, OutletClass, OutletField, OutletKey, OutletKind, OutletStatus};
use crate::ui::panels::outlet_edits::{selected_with, set_outlets, set_value};
use crate::ui::panels::places::zoom_to;
use crate::ui::{Desk, Request};
use egui::Ui;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The table of outlets (网点表).
#[derive(Debug, Default)]
pub struct OutletTable {
    view: TableView,
    /// Outlets by row and what their further columns show, of a state of the document.
    rows: Vec<OutletId>,
    shown: Shown,
    rows_of: Option<(Revision, usize)>,
}

/// Most further attributes that get a column.
const MOST_ATTRIBUTES: usize = 24;
/// Months, from the latest back, that get columns.
const MOST_MONTHS: usize = 6;
/// More editable columns than this stand in a menu of their own.
const MOST_IN_MENU: usize = 8;

/// Columns that follow from what outlets have.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shown {
    /// Values with a meaning.
    keys: Vec<OutletKey>,
    /// Names of attributes of somebody's own.
    own: Vec<String>,
}

impl Shown {
    /// Everything that any outlet has, but only the latest months. The end of the contract always has its column.
    fn of(desk: &Desk<'_>) -> Self {
        let used = UsedAttributes::of(desk.document.outlets().rows());
        let months: BTreeSet<Month> = used.keys.iter().filter_map(|key| key.month).collect();
        let latest: BTreeSet<Month> = months.into_iter().rev().take(MOST_MONTHS).collect();
        let mut keys: BTreeSet<OutletKey> = used.keys.into_iter().filter(|key| key.month.is_none_or(|month| latest.contains(&month))).collect();
        keys.extend(OutletKey::of(OutletField::ContractEnd));
        Self { keys: keys.into_iter().collect(), own: used.own.into_iter().take(MOST_ATTRIBUTES).collect() }
    }
}

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    Code,
    Name,
    Kind,
    Class,
    Status,
    Grid,
    Value(OutletKey),
    Own(usize),
    Position,
}

struct Outlets<'a, 'd> {
    desk: &'a Desk<'d>,
    rows: &'a [OutletId],
    own: &'a [String],
    columns: Vec<Column>,
    kinds: Vec<Shows>,
}

impl<'a, 'd> Outlets<'a, 'd> {
    fn new(desk: &'a Desk<'d>, rows: &'a [OutletId], shown: &'a Shown) -> Self {
        let mut both = vec![
            (Shows::Code, Column::text(desk.text("column-code"), 84.0)),
            (Shows::Name, Column::text(desk.text("column-name"), 150.0).editable()),
            (Shows::Kind, Column::text(desk.text("column-kind"), 104.0).editable()),
            (Shows::Class, Column::text(desk.text("column-class"), 76.0).editable()),
            (Shows::Status, Column::text(desk.text("column-status"), 72.0).editable()),
            (Shows::Grid, Column::text(desk.text("column-grid"), 80.0)),
        ];
        both.extend(shown.keys.iter().map(|key| (Shows::Value(*key), value_column(desk.language, *key))));
        both.extend(shown.own.iter().enumerate().map(|(number, name)| (Shows::Own(number), Column::text(attribute_text(desk.language, name), 96.0).editable())));
        both.push((Shows::Position, Column::text(desk.text("column-position"), 150.0)));
        let (kinds, columns) = both.into_iter().unzip();
        Self { desk, rows, own: &shown.own, columns, kinds }
    }

    fn outlet(&self, row: u32) -> Option<(OutletId, &'d Outlet)> {
        let id = *self.rows.get(row as usize)?;
        Some((id, self.desk.document.outlets().get(id)?))
    }

    fn kind(&self, column: usize) -> Option<Shows> {
        self.kinds.get(column).copied()
    }
}

fn value_column(language: Language, key: OutletKey) -> Column {
    let title = outlet_key_title(language, key);
    let column = if key.field.is_number() { Column::figure(title, if key.month.is_some() { 144.0 } else { 116.0 }) } else { Column::text(title, 96.0) };
    column.editable()
}

/// The words of a column of choices, the first for none where there can be none.
fn words(desk: &Desk<'_>, kind: Shows) -> Vec<String> {
    let language = desk.language;
    let with_none = |words: Vec<String>| [desk.text("inspector-no-class")].into_iter().chain(words).collect();
    match kind {
        Shows::Kind => OutletKind::ALL.iter().map(|kind| outlet_kind_text(language, *kind)).collect(),
        Shows::Class => with_none(OutletClass::ALL.iter().map(|class| outlet_class_text(language, *class)).collect()),
        Shows::Status => OutletStatus::ALL.iter().map(|status| outlet_status_text(language, *status)).collect(),
        Shows::Value(key) => outlet_field_choices(language, key.field),
        Shows::Code | Shows::Name | Shows::Grid | Shows::Own(_) | Shows::Position => Vec::new(),
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
        let (Some((id, outlet)), Some(kind)) = (self.outlet(row), self.kind(column)) else { return String::new() };
        let language = self.desk.language;
        match kind {
            Shows::Code => outlet.code.clone(),
            Shows::Name => outlet.name.clone(),
            Shows::Kind => outlet_kind_text(language, outlet.kind),
            Shows::Class => outlet.class.map_or_else(String::new, |class| outlet_class_text(language, class)),
            Shows::Status => outlet_status_text(language, outlet.status),
            Shows::Grid => {
                let view = self.desk.document.view();
                let grid = view.assignment.grid(self.desk.focus.plane, self.desk.document.outlet_cell(id)).and_then(|grid| view.grids.get(grid));
                grid.map_or_else(|| "—".to_owned(), |grid| grid.code.clone())
            }
            Shows::Value(key) => outlet.value(key).map_or_else(String::new, |value| outlet_value_text(language, key.field, value)),
            Shows::Own(number) => self.own.get(number).and_then(|name| outlet.attributes.get(name)).cloned().unwrap_or_default(),
            Shows::Position => degrees_text(outlet.position.degrees()),
        }
    }

    fn edit_text(&self, row: u32, column: usize) -> String {
        match (self.outlet(row), self.kind(column)) {
            (Some((_, outlet)), Some(Shows::Value(key))) if !matches!(key.field.field_type(), FieldType::Choice(_)) => outlet.value(key).unwrap_or_default().to_owned(),
            _ => self.text(row, column),
        }
    }

    fn choices(&self, _: u32, column: usize) -> Vec<String> {
        self.kind(column).map(|kind| words(self.desk, kind)).unwrap_or_default()
    }

    fn number(&self, row: u32, column: usize) -> Option<f64> {
        let (_, outlet) = self.outlet(row)?;
        match self.kind(column)? {
            Shows::Value(key) => outlet.number(key),
            Shows::Own(number) => outlet.attributes.get(self.own.get(number)?)?.trim().parse().ok(),
            _ => None,
        }
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
        let outlets = Outlets::new(desk, &self.rows, &self.shown);
        let wish: RefCell<Option<(u32, usize)>> = RefCell::new(None);
        let menu = |ui: &mut Ui, row: u32, requests: &mut Vec<Request>| row_menu(ui, desk, &outlets, row, &wish, requests);
        let edited = self.view.show(ui, desk, &outlets, "outlet-table", &EmptyTexts { title: "table-no-outlets", hint: "table-no-outlets-hint" }, &menu, requests);
        if let Some((row, column)) = wish.take() {
            self.view.edit(row, column, outlets.edit_text(row, column));
        }
        if let Some(edited) = edited {
            change(desk, &outlets, &edited, requests);
        }
    }

    /// Ids and columns of the present outlets; looked for once for each state outside a gesture.
    fn follow(&mut self, desk: &Desk<'_>) {
        let mark = (desk.document.revision(), desk.document.outlets().len());
        if self.rows_of == Some(mark) || (desk.gesture.is_some() && self.rows_of.is_some_and(|(_, n)| n == mark.1)) {
            return;
        }
        self.rows = desk.document.outlets().ids().collect();
        self.shown = Shown::of(desk);
        self.rows_of = Some(mark);
    }
}

/// Zoom, a field for every column that can be typed into, a list for every column of choices. The lists change all selected outlets.
fn row_menu(ui: &mut Ui, desk: &Desk<'_>, outlets: &Outlets<'_, '_>, row: u32, wish: &RefCell<Option<(u32, usize)>>, requests: &mut Vec<Request>) {
    if ui.button(desk.text("panel-zoom")).clicked() {
        zoom_to(desk.document, outlets.item(row), requests);
        ui.close();
    }
    let Some((id, _)) = outlets.outlet(row) else { return };
    let of_choices = |column: usize| !outlets.choices(row, column).is_empty();
    let typed: Vec<usize> = (0..outlets.columns.len()).filter(|column| outlets.columns[*column].is_editable && !of_choices(*column)).collect();
    let entries = |ui: &mut Ui| {
        for column in &typed {
            if ui.button(desk.text_with("table-edit", &[("column", (&outlets.columns[*column].title).into())])).clicked() {
                *wish.borrow_mut() = Some((row, *column));
                ui.close();
            }
        }
    };
    ui.add_enabled_ui(!desk.document.is_read_only(), |ui| {
        if typed.len() > MOST_IN_MENU {
            ui.menu_button(desk.text("table-edit-more"), |ui| egui::ScrollArea::vertical().max_height(400.0).show(ui, entries).inner);
        } else {
            entries(ui);
        }
        let chosen = selected_with(desk, id);
        for column in (0..outlets.columns.len()).filter(|column| of_choices(*column)) {
            let title = &outlets.columns[column].title;
            let title = if chosen.len() > 1 { desk.text_with("table-of-selected", &[("column", title.into()), ("count", chosen.len().into())]) } else { title.clone() };
            ui.menu_button(title, |ui| {
                let now = outlets.text(row, column);
                for (number, word) in outlets.choices(row, column).iter().enumerate() {
                    if ui.selectable_label(*word == now, word).clicked() {
                        choose(desk, &chosen, outlets.kinds[column], number, requests);
                        ui.close();
                    }
                }
            });
        }
    });
}

/// Gives outlets one of the words of a column.
fn choose(desk: &Desk<'_>, chosen: &[(OutletId, &Outlet)], kind: Shows, number: usize, requests: &mut Vec<Request>) {
    let change = |outlet: &mut Outlet| {
        match kind {
            Shows::Kind => outlet.kind = OutletKind::ALL.get(number).copied().unwrap_or(outlet.kind),
            Shows::Class => outlet.class = number.checked_sub(1).and_then(|number| OutletClass::ALL.get(number)).copied(),
            Shows::Status => outlet.status = OutletStatus::ALL.get(number).copied().unwrap_or(outlet.status),
            Shows::Value(key) => {
                if let FieldType::Choice(words) = key.field.field_type() {
                    return outlet.set(&key.to_string(), words.get(number).map_or("", |(name, _)| name));
                }
            }
            Shows::Code | Shows::Name | Shows::Grid | Shows::Own(_) | Shows::Position => {}
        }
        Ok(())
    };
    set_outlets(desk, chosen, change, requests);
}

fn change(desk: &Desk<'_>, outlets: &Outlets<'_, '_>, edited: &Edited, requests: &mut Vec<Request>) {
    let (Some((id, outlet)), Some(kind)) = (outlets.outlet(edited.row), outlets.kind(edited.column)) else { return };
    let text = edited.text.trim();
    let choices = words(desk, kind);
    match kind {
        _ if !choices.is_empty() => {
            if let Some(number) = choices.iter().position(|word| word == text) {
                choose(desk, &[(id, outlet)], kind, number, requests);
            }
        }
        Shows::Name => set_outlets(
            desk,
            &[(id, outlet)],
            |outlet| {
                text.clone_into(&mut outlet.name);
                Ok(())
            },
            requests,
        ),
        Shows::Value(key) => set_value(desk, id, outlet, &key.to_string(), text, requests),
        Shows::Own(number) => {
            if let Some(name) = outlets.own.get(number) {
                set_value(desk, id, outlet, name, text, requests);
            }
        }
        Shows::Code | Shows::Kind | Shows::Class | Shows::Status | Shows::Grid | Shows::Position => {}
    }
}
