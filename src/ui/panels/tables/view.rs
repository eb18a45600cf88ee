//! How a table is shown: only the rows in sight are laid out.

use super::order::{Order, Sort};
use super::{Source, to_tsv};
use crate::map::{self, Item, Pick};
use crate::ui::panels::hover::HoverLink;
use crate::ui::panels::places::{pick_of, zoom_to};
use crate::ui::theme::{TABLE_TEXT, UNIT};
use crate::ui::widgets::{Fit, RowLook, Sign, empty_state, fit, line_from_right, paint_row_back, paint_sign, paint_swatch, rest_of_line, search_field};
use crate::ui::{Action, Desk, Request};
use egui::{CursorIcon, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};
use egui_table::{CellInfo, HeaderCellInfo, HeaderRow, Table, TableDelegate};
use std::collections::BTreeMap;

/// Height of a row in points; even, so that a million rows stand exactly where 32-bit numbers can say.
const ROW: f32 = 24.0;
/// Least width of a column.
const LEAST_COLUMN: f32 = 40.0;
/// Most rows that Shift selects at once.
const MOST_SELECTED: usize = 100_000;

/// The state of one table.
#[derive(Debug, Default)]
pub(super) struct TableView {
    pub(super) words: String,
    pub(super) sort: Option<Sort>,
    pub(super) order: Order,
    /// Widths that somebody dragged, by column.
    widths: BTreeMap<usize, f32>,
    /// Row, column, what is typed, whether the field is new.
    editing: Option<(u32, usize, String, bool)>,
    anchor: Option<u32>,
    seen: (usize, Option<Item>),
    reveal: Option<usize>,
    hover: HoverLink,
    /// Whether the filter field is to get the keys.
    wants_keys: bool,
    /// The column that was pressed last: F2 edits there.
    column: Option<usize>,
}

/// Texts of an empty table.
pub(super) struct EmptyTexts {
    pub(super) title: &'static str,
    pub(super) hint: &'static str,
}

/// A cell that was typed into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edited {
    pub(super) row: u32,
    pub(super) column: usize,
    pub(super) text: String,
}

impl TableView {
    /// Shows the table; `menu` fills the menu of a row. Returns the cell that was typed into.
    #[expect(clippy::too_many_arguments, reason = "what differs between the tables, handed over once")]
    pub(super) fn show<S: Source>(
        &mut self,
        ui: &mut Ui,
        desk: &Desk<'_>,
        source: &S,
        salt: &'static str,
        empty: &EmptyTexts,
        menu: &dyn Fn(&mut Ui, u32, &mut Vec<Request>),
        requests: &mut Vec<Request>,
    ) -> Option<Edited> {
        if source.len() == 0 {
            if empty_state(ui, &desk.text(empty.title), &desk.text(empty.hint), Some(&desk.text("panel-import"))) {
                requests.push(Action::Import.into());
            }
            return None;
        }
        self.head(ui, desk, source, requests);
        self.order.follow(source, self.sort, &self.words, desk.gesture.is_some());
        if self.order.len() == 0 {
            empty_state(ui, &desk.text("panel-nothing-found"), &desk.text("table-filter-hint"), None);
            return None;
        }
        self.follow_selection(desk, source);
        let focused = ui.memory(egui::Memory::focused);
        let mut painted = Painted { view: self, desk, source, menu, requests, salt, hovered: None, edited: None, copies: false, opened: None, focused };
        let columns = painted.column_widths(ui.available_width());
        let mut table = Table::new().id_salt(salt).num_rows(painted.view.order.len() as u64).headers([HeaderRow::new(ROW)]).columns(columns);
        if let Some(place) = painted.view.reveal.take() {
            table = table.scroll_to_row(place as u64, None);
        }
        table.show(ui, &mut painted);
        let (hovered, edited, copies) = (painted.hovered, painted.edited.take(), painted.copies);
        self.hover.follow(hovered, requests);
        if copies {
            self.copy(desk, source, requests);
        }
        edited
    }

    fn head<S: Source>(&mut self, ui: &mut Ui, desk: &Desk<'_>, source: &S, requests: &mut Vec<Request>) {
        let (mut copies, mut selects) = (false, false);
        let can_select = self.order.is_filtered() && self.order.len() > 0;
        line_from_right(ui, 6.0 * UNIT, |ui| {
            if can_select {
                let text = desk.text_with("table-select-shown", &[("count", self.order.len().min(MOST_SELECTED).into())]);
                selects = ui.button(text).on_hover_text(desk.text("table-select-shown-hint")).clicked();
            }
            copies = ui.button(desk.text("panel-copy")).on_hover_text(desk.text("table-copy-hint")).clicked();
            let is_wide = ui.available_width() > 300.0;
            if is_wide {
                let key = if self.order.is_filtered() { "table-count-filtered" } else { "table-count" };
                let text = desk.text_with(key, &[("shown", self.order.len().into()), ("count", source.len().into())]);
                ui.label(egui::RichText::new(text).size(TABLE_TEXT).color(ui.visuals().weak_text_color()));
            }
            let width = ui.available_width().min(420.0);
            let field = rest_of_line(ui, |ui| search_field(ui, &mut self.words, &desk.text("table-filter"), width));
            if std::mem::take(&mut self.wants_keys) {
                field.request_focus();
            }
        });
        ui.add_space(UNIT);
        if copies || selects {
            self.order.follow(source, self.sort, &self.words, desk.gesture.is_some());
        }
        if copies {
            self.copy(desk, source, requests);
        }
        if selects {
            let items: Vec<Item> = (0..self.order.len()).take(MOST_SELECTED).filter_map(|place| self.order.row(place)).map(|row| source.item(row)).collect();
            requests.push(map::Request::Select(items, pick_of(ui.input(|input| input.modifiers))).into());
        }
    }

    /// Gives the keys to the filter field in the next frame.
    pub(super) fn focus_filter(&mut self) {
        self.wants_keys = true;
    }

    /// Scrolls to what was selected elsewhere.
    fn follow_selection<S: Source>(&mut self, desk: &Desk<'_>, source: &S) {
        let now = (desk.selection.len(), desk.selection.iter().next());
        if self.seen != now {
            self.seen = now;
            let first = desk.selection.iter().find(|item| source.row_of(*item).is_some());
            self.reveal = first.and_then(|item| source.row_of(item)).and_then(|row| self.order.place(row)).or(self.reveal);
        }
    }

    /// Selected rows, or all that are shown where none is, with the header.
    fn copy<S: Source>(&self, desk: &Desk<'_>, source: &S, requests: &mut Vec<Request>) {
        requests.push(Request::Copy(self.copied(desk, source)));
    }

    pub(super) fn copied<S: Source>(&self, desk: &Desk<'_>, source: &S) -> String {
        let shown = (0..self.order.len()).filter_map(|place| self.order.row(place));
        let selected: Vec<u32> = if desk.selection.is_empty() { Vec::new() } else { shown.clone().filter(|row| desk.selection.contains(source.item(*row))).collect() };
        let header: Vec<String> = source.columns().iter().map(|column| column.title.clone()).collect();
        let cells = |row: u32| -> Vec<String> { (0..header.len()).map(|column| source.text(row, column)).collect() };
        let mut text = to_tsv([header.as_slice()]);
        let rows: Box<dyn Iterator<Item = u32>> = if selected.is_empty() { Box::new(shown) } else { Box::new(selected.into_iter()) };
        for row in rows {
            text.push_str(&to_tsv([cells(row).as_slice()]));
        }
        text
    }

    /// Begins to type into a cell.
    pub(super) fn edit(&mut self, row: u32, column: usize, text: String) {
        self.editing = Some((row, column, text, true));
    }

    /// Selects a row by click or key.
    fn pick<S: Source>(&mut self, source: &S, place: usize, modifiers: Modifiers, requests: &mut Vec<Request>) {
        let Some(row) = self.order.row(place) else { return };
        let from = self.anchor.filter(|_| modifiers.shift).and_then(|anchor| self.order.place(anchor));
        let picked: Vec<Item> = match from {
            Some(from) => (from.min(place)..=from.max(place)).take(MOST_SELECTED).filter_map(|place| self.order.row(place)).map(|row| source.item(row)).collect(),
            None => vec![source.item(row)],
        };
        if from.is_none() {
            self.anchor = Some(row);
        }
        let how = if modifiers.shift { Pick::Replace } else { pick_of(modifiers) };
        if how == Pick::Replace {
            // Our own choice is in sight already.
            self.seen = (picked.len(), picked.iter().min().copied());
        }
        requests.push(map::Request::Select(picked, how).into());
    }
}

/// A table while it is painted.
struct Painted<'a, 'd, S> {
    view: &'a mut TableView,
    desk: &'a Desk<'d>,
    source: &'a S,
    menu: &'a dyn Fn(&mut Ui, u32, &mut Vec<Request>),
    requests: &'a mut Vec<Request>,
    salt: &'static str,
    hovered: Option<Item>,
    edited: Option<Edited>,
    copies: bool,
    /// The row that was double-clicked in this frame: the cell under the pointer says what for.
    opened: Option<u32>,
    /// What had the keys when the frame began: focus that moves on must not be moved on again by the same key.
    focused: Option<Id>,
}

impl<S: Source> Painted<'_, '_, S> {
    /// Widths that fill the room: what is left goes to the columns of text.
    fn column_widths(&self, room: f32) -> Vec<egui_table::Column> {
        let columns = self.source.columns();
        let natural: Vec<f32> = columns.iter().enumerate().map(|(number, column)| self.view.widths.get(&number).copied().unwrap_or(column.width)).collect();
        let left = (room - natural.iter().sum::<f32>() - 2.0).max(0.0);
        let weight = |number: usize| if self.view.widths.contains_key(&number) { 0.0 } else { natural[number] };
        let total: f32 = (0..columns.len()).map(weight).sum();
        let widths = (0..columns.len()).map(|number| natural[number] + if total > 0.0 { left * weight(number) / total } else { 0.0 });
        widths.map(|width| egui_table::Column::new(width.floor()).resizable(false)).collect()
    }

    fn row_id(&self, place: u64) -> Id {
        Id::unique((self.salt, "row", place))
    }

    fn row_event(&mut self, ui: &Ui, place: usize, row: u32, response: &Response) {
        if response.clicked() || response.secondary_clicked() {
            response.request_focus();
        }
        let is_entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if response.double_clicked() {
            self.opened = Some(row);
        } else if is_entered {
            zoom_to(self.desk.document, self.source.item(row), self.requests);
        } else if response.clicked() || (response.secondary_clicked() && !self.desk.selection.contains(self.source.item(row))) {
            let modifiers = ui.input(|input| input.modifiers);
            self.view.pick(self.source, place, modifiers, self.requests);
        }
        if response.has_focus() && self.focused == Some(response.id) {
            self.keys(ui, place, row);
        }
    }

    fn keys(&mut self, ui: &Ui, place: usize, row: u32) {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.row_id(place as u64), filter));
        let last = self.view.order.len().saturating_sub(1);
        let (next, modifiers, is_edit, is_copy) = ui.input(|input| {
            let moves = [(Key::ArrowDown, (place + 1).min(last)), (Key::ArrowUp, place.saturating_sub(1)), (Key::Home, 0), (Key::End, last)];
            let next = moves.into_iter().find(|(key, _)| input.key_pressed(*key)).map(|(_, next)| next).filter(|next| *next != place);
            let is_copy = input.events.iter().any(|event| matches!(event, egui::Event::Copy));
            (next, input.modifiers, input.key_pressed(Key::F2), is_copy)
        });
        if let Some(next) = next {
            ui.memory_mut(|memory| memory.request_focus(self.row_id(next as u64)));
            self.view.reveal = Some(next);
            self.view.pick(self.source, next, if modifiers.shift { Modifiers::SHIFT } else { Modifiers::NONE }, self.requests);
            ui.ctx().request_repaint();
        }
        let is_editable = |column: &usize| self.source.columns().get(*column).is_some_and(|column| column.is_editable);
        let pressed = self.view.column.filter(is_editable);
        if is_edit && let Some(column) = pressed.or_else(|| (0..self.source.columns().len()).find(is_editable)) {
            self.view.edit(row, column, self.source.edit_text(row, column));
        }
        self.copies |= is_copy;
    }

    fn editor(&mut self, ui: &mut Ui, title: &str) {
        let Some((row, column, text, is_fresh)) = &mut self.view.editing else { return };
        let choices = self.source.choices(*row, *column);
        if !choices.is_empty() {
            return self.chooser(ui, title, &choices);
        }
        let place = ui.max_rect().shrink2(vec2(2.0, 1.0));
        let field = ui.put(place, TextEdit::singleline(text).font(egui::FontId::proportional(TABLE_TEXT)).margin(vec2(4.0, 1.0))).accessible_name(title);
        if std::mem::take(is_fresh) {
            field.request_focus();
        } else if field.lost_focus() {
            let (is_given_up, is_tab) = ui.input(|input| (input.key_pressed(Key::Escape), input.key_pressed(Key::Tab)));
            if !is_given_up && *text != self.source.edit_text(*row, *column) {
                self.edited = Some(Edited { row: *row, column: *column, text: text.clone() });
            }
            let (row, column) = (*row, *column);
            self.view.editing = None;
            let next = self.source.columns().iter().enumerate().skip(column + 1).find(|(_, column)| column.is_editable).map(|(number, _)| number);
            if let Some(next) = next.filter(|_| is_tab) {
                self.view.edit(row, next, self.source.edit_text(row, next));
            }
        }
    }

    /// A list of words under a cell that can only be one of them.
    fn chooser(&mut self, ui: &mut Ui, title: &str, choices: &[String]) {
        let Some((row, column, text, is_fresh)) = &mut self.view.editing else { return };
        ui.painter().rect_stroke(ui.max_rect().shrink(1.0), 2.0, ui.visuals().selection.stroke, egui::StrokeKind::Inside);
        let place = ui.max_rect().shrink2(vec2(2.0 * UNIT, 0.0));
        fit(ui.painter(), place, text, Fit::left(TABLE_TEXT, ui.visuals().text_color()));
        // The click that opened it must not close it again.
        if std::mem::take(is_fresh) {
            ui.ctx().request_repaint();
            return;
        }
        let mut is_open = true;
        let mut chosen = None;
        let id = Id::unique((self.salt, "chooser"));
        egui::Popup::new(id, ui.ctx().clone(), ui.max_rect(), ui.layer_id()).accessible_name(title).open_bool(&mut is_open).width(ui.max_rect().width().max(120.0)).show(|ui| {
            egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for choice in choices {
                    if ui.selectable_label(choice == text, choice).clicked() {
                        chosen = Some(choice.clone());
                    }
                }
            });
        });
        let is_given_up = ui.input(|input| input.key_pressed(Key::Escape));
        if let Some(choice) = chosen.clone().filter(|choice| choice != text) {
            self.edited = Some(Edited { row: *row, column: *column, text: choice });
        }
        if chosen.is_some() || !is_open || is_given_up {
            self.view.editing = None;
        }
    }
}

impl<S: Source> TableDelegate for Painted<'_, '_, S> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let number = cell.col_range.start;
        let Some(column) = self.source.columns().get(number) else { return };
        let rect = ui.max_rect();
        let response = ui.interact(rect, Id::unique((self.salt, "header", number)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &column.title));
        let weak = ui.visuals().weak_text_color();
        let color = if response.hovered() || response.has_focus() { ui.visuals().text_color() } else { weak };
        let mut place = rect.shrink2(vec2(2.0 * UNIT, 0.0));
        let sort = self.view.sort.filter(|sort| sort.column == number);
        if let Some(sort) = sort {
            let sign = if sort.is_descending { Sign::Down } else { Sign::Up };
            if column.is_figure {
                paint_sign(ui.painter(), sign, pos2(place.left() + 3.0, rect.center().y), 7.0, ui.visuals().selection.stroke.color);
                place.min.x += 3.0 * UNIT;
            } else {
                paint_sign(ui.painter(), sign, pos2(place.right() - 3.0, rect.center().y), 7.0, ui.visuals().selection.stroke.color);
                place.max.x -= 3.0 * UNIT;
            }
        }
        let (_, is_cut) = fit(ui.painter(), place, &column.title, if column.is_figure { Fit::right(TABLE_TEXT, color) } else { Fit::left(TABLE_TEXT, color) });
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, ui.visuals().widgets.noninteractive.bg_stroke);
        if response.clicked() {
            self.view.sort = match sort {
                None => Some(Sort { column: number, is_descending: column.is_figure }),
                Some(sort) if sort.is_descending == column.is_figure => Some(Sort { is_descending: !sort.is_descending, ..sort }),
                Some(_) => None,
            };
        }
        if is_cut {
            response.on_hover_text(&column.title);
        }
        self.resize(ui, number, rect);
    }

    fn row_ui(&mut self, ui: &mut Ui, place: u64) {
        // The table asks once more for the columns that do not scroll; there are none, and a second widget would hide the first.
        if ui.clip_rect().width() <= 0.0 {
            return;
        }
        let Some(row) = self.view.order.row(place as usize) else { return };
        let item = self.source.item(row);
        let response = ui.interact(ui.max_rect(), self.row_id(place), Sense::click());
        let is_selected = self.desk.selection.contains(item);
        response.widget_info(|| WidgetInfo::selected(Role::Row, true, is_selected, self.source.name(row)));
        paint_row_back(ui, ui.max_rect(), RowLook { is_selected, is_hovered: response.hovered() || self.desk.hover == Some(item), is_focused: response.has_focus() });
        ui.painter().hline(ui.max_rect().x_range(), ui.max_rect().bottom() - 0.5, egui::Stroke::new(1.0, ui.visuals().faint_bg_color));
        if response.hovered() {
            self.hovered = Some(item);
        }
        self.row_event(ui, place as usize, row, &response);
        let (menu, requests) = (self.menu, &mut *self.requests);
        response.context_menu(|ui| menu(ui, row, requests));
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let Some(row) = self.view.order.row(cell.row_nr as usize) else { return };
        let Some(column) = self.source.columns().get(cell.col_nr) else { return };
        if ui.rect_contains_pointer(ui.max_rect()) {
            if ui.input(|input| input.pointer.any_pressed()) {
                self.view.column = Some(cell.col_nr);
            }
            if self.opened.take_if(|opened| *opened == row).is_some() {
                if column.is_editable && !self.desk.document.is_read_only() {
                    self.view.edit(row, cell.col_nr, self.source.edit_text(row, cell.col_nr));
                } else {
                    zoom_to(self.desk.document, self.source.item(row), self.requests);
                }
            }
        }
        if self.view.editing.as_ref().is_some_and(|(of, number, _, _)| (*of, *number) == (row, cell.col_nr)) {
            return self.editor(ui, &column.title.clone());
        }
        let mut place = ui.max_rect().shrink2(vec2(2.0 * UNIT, 0.0));
        if cell.col_nr == 0 && let Some((fill, edge, is_patterned)) = self.source.swatch(row) {
            paint_swatch(ui.painter(), Rect::from_center_size(pos2(place.left() + 5.0, place.center().y), vec2(10.0, 10.0)), fill, edge, is_patterned);
            place.min.x += 4.0 * UNIT;
        }
        let text = self.source.text(row, cell.col_nr);
        let mark = self.source.mark(row, cell.col_nr);
        let color = mark.map_or(ui.visuals().text_color(), |(color, _)| color);
        let (width, is_cut) = fit(ui.painter(), place, &text, if column.is_figure { Fit::right(TABLE_TEXT, color) } else { Fit::left(TABLE_TEXT, color) });
        if let Some((color, sign)) = mark {
            paint_sign(ui.painter(), sign, pos2(place.right() - width - 7.0, place.center().y), 7.0, color);
        }
        if is_cut && ui.rect_contains_pointer(ui.max_rect()) {
            let id = self.row_id(cell.row_nr);
            if let Some(response) = ui.ctx().read_response(id) {
                response.on_hover_text(text);
            }
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW
    }
}

impl<S: Source> Painted<'_, '_, S> {
    /// The right edge of a header can be dragged.
    fn resize(&mut self, ui: &Ui, number: usize, rect: Rect) {
        let edge = Rect::from_center_size(pos2(rect.right() - 2.0, rect.center().y), vec2(6.0, rect.height()));
        let response = ui.interact(edge, Id::unique((self.salt, "resize", number)), Sense::drag());
        if response.hovered() || response.dragged() {
            ui.set_cursor_icon(CursorIcon::ResizeColumn);
            ui.painter().vline(rect.right() - 1.0, rect.y_range().shrink(4.0), ui.visuals().widgets.active.bg_stroke);
        }
        if response.dragged() {
            self.view.widths.insert(number, (rect.width() + response.drag_delta().x).max(LEAST_COLUMN));
        }
    }
}
