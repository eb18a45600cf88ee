//! Long lists: only the rows in sight are laid out, each can be clicked, focused and walked over with the keys.

use egui::{Color32, CornerRadius, EventFilter, Id, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use std::ops::Range;

/// A list of rows of one height.
#[derive(Clone, Copy, Debug)]
pub struct RowList {
    id: Id,
    n_rows: usize,
    height: f32,
    reveal: Option<usize>,
    role: Role,
    sense: Sense,
}

/// What a person did to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowEvent {
    /// Clicked it, or walked to it with the keys.
    Pick(usize, Modifiers),
    /// Double-clicked it, or pressed Enter on it.
    Open(usize),
    /// Pressed F2 on it.
    Edit(usize),
    /// Pressed the left or the right arrow on it (fold, unfold).
    Fold(usize, bool),
}

/// How a row looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowLook {
    /// Selected.
    pub is_selected: bool,
    /// Hovered here or elsewhere.
    pub is_hovered: bool,
    /// Has the keys.
    pub is_focused: bool,
}

impl RowList {
    /// A list of so many rows of this height.
    pub fn new(id: Id, n_rows: usize, height: f32) -> Self {
        Self { id, n_rows, height, reveal: None, role: Role::ListItem, sense: Sense::click() }
    }

    /// Scrolls a row into sight.
    pub fn reveal(mut self, row: Option<usize>) -> Self {
        self.reveal = row;
        self
    }

    /// What the rows are to a screen reader.
    pub fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Lets rows be dragged.
    pub fn draggable(mut self) -> Self {
        self.sense = Sense::click_and_drag();
        self
    }

    /// Shows the rows in sight. `name` is what a row is called aloud, with whether it is selected; `row` paints it into its place.
    pub fn show(self, ui: &mut Ui, name: impl Fn(usize) -> (String, bool), mut row: impl FnMut(&mut Ui, usize, Rect, &Response)) -> (Option<RowEvent>, Option<usize>) {
        let mut event = None;
        let mut hovered = None;
        // Focus that moves on in this frame must not be moved on again by the same key.
        let focused = ui.memory(egui::Memory::focused);
        ScrollArea::vertical().id_salt(self.id).auto_shrink([false, false]).show_viewport(ui, |ui, viewport| {
            let top = ui.max_rect().top();
            let width = ui.available_width();
            ui.set_min_size(vec2(width, self.n_rows as f32 * self.height));
            let left = ui.max_rect().left();
            let place = |number: usize| Rect::from_min_size(pos2(left, top + number as f32 * self.height), vec2(width, self.height));
            for number in self.in_sight(viewport) {
                let rect = place(number);
                let response = ui.interact(rect, self.row_id(number), self.sense);
                response.widget_info(|| {
                    let (label, is_selected) = name(number);
                    WidgetInfo::selected(self.role, ui.is_enabled(), is_selected, label)
                });
                if response.hovered() {
                    hovered = Some(number);
                }
                event = row_event(ui, number, &response).or(event);
                if response.has_focus() && focused == Some(response.id) {
                    event = self.walk(ui, number, &place).or(event);
                }
                row(ui, number, rect, &response);
            }
            if let Some(number) = self.reveal.filter(|number| *number < self.n_rows) {
                ui.scroll_to_rect_animation(place(number), None, egui::style::ScrollAnimation::none());
            }
        });
        (event, hovered)
    }

    fn in_sight(&self, viewport: Rect) -> Range<usize> {
        let first = (viewport.min.y / self.height).floor().max(0.0) as usize;
        let last = (viewport.max.y / self.height).ceil().max(0.0) as usize;
        first.min(self.n_rows)..last.min(self.n_rows)
    }

    fn row_id(&self, number: usize) -> Id {
        self.id.with(("row", number))
    }

    /// Moves focus and pick with the arrow keys, Home and End.
    fn walk(&self, ui: &Ui, number: usize, place: &impl Fn(usize) -> Rect) -> Option<RowEvent> {
        let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.row_id(number), filter));
        let (next, modifiers) = ui.input(|input| (next_row(input, number, self.n_rows), input.modifiers));
        if let Some(next) = next.filter(|next| *next != number) {
            ui.memory_mut(|memory| memory.request_focus(self.row_id(next)));
            ui.scroll_to_rect_animation(place(next), None, egui::style::ScrollAnimation::none());
            return Some(RowEvent::Pick(next, if modifiers.shift { Modifiers::SHIFT } else { Modifiers::NONE }));
        }
        ui.input(|input| {
            let pressed = |key: Key| input.key_pressed(key);
            if pressed(Key::F2) {
                Some(RowEvent::Edit(number))
            } else if pressed(Key::Enter) {
                Some(RowEvent::Open(number))
            } else if pressed(Key::ArrowRight) || pressed(Key::ArrowLeft) {
                Some(RowEvent::Fold(number, pressed(Key::ArrowLeft)))
            } else {
                None
            }
        })
    }
}

/// The row that a key leads to.
fn next_row(input: &egui::InputState, number: usize, n_rows: usize) -> Option<usize> {
    let last = n_rows.checked_sub(1)?;
    [(Key::ArrowDown, (number + 1).min(last)), (Key::ArrowUp, number.saturating_sub(1)), (Key::Home, 0), (Key::End, last)]
        .into_iter()
        .find(|(key, _)| input.key_pressed(*key))
        .map(|(_, next)| next)
}

fn row_event(ui: &Ui, number: usize, response: &Response) -> Option<RowEvent> {
    if response.clicked() || response.secondary_clicked() || response.drag_started() {
        response.request_focus();
    }
    if response.double_clicked() {
        Some(RowEvent::Open(number))
    } else if response.clicked() && !ui.input(|input| input.key_pressed(Key::Enter)) {
        Some(RowEvent::Pick(number, ui.input(|input| input.modifiers)))
    } else {
        None
    }
}

/// Paints the ground of a row.
pub fn paint_row_back(ui: &Ui, rect: Rect, look: RowLook) {
    let visuals = ui.visuals();
    let fill = match look {
        RowLook { is_selected: true, .. } => visuals.selection.bg_fill,
        RowLook { is_hovered: true, .. } => visuals.widgets.inactive.bg_fill.gamma_multiply(0.6),
        _ => Color32::TRANSPARENT,
    };
    let stroke = if look.is_focused { Stroke::new(1.0, visuals.selection.stroke.color) } else { Stroke::NONE };
    if fill != Color32::TRANSPARENT || look.is_focused {
        ui.painter().rect(rect.shrink2(vec2(0.0, 0.5)), CornerRadius::same(3), fill, stroke, StrokeKind::Inside);
    }
}
