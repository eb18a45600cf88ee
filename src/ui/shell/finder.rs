//! One popup for two uses: the command palette and the find box. Arrows choose, Enter does, Esc closes.

use super::find_index::around;
use super::kit::{focus_ring, key_cap, paint_cut};
use super::{CommandMatcher, FindIndex, Found, FoundKind, Look, PlaceText, parse_place};
use crate::edit::Document;
use crate::geodesy::Bounds;
use crate::i18n::degrees_text;
use crate::map::{self, Item, Pick};
use crate::model::OutletGroup;
use crate::ui::action::{ACTIONS, Availability};
use crate::ui::icon::Icon;
use crate::ui::theme::{TEXT, UNIT, color32};
use crate::ui::{Action, Request};
use egui::{
    Align2, Area, Color32, Context, CornerRadius, FontId, Frame, Id, Key, Margin, Modal, Modifiers, Order, Rect, Role, ScrollArea, Sense, Shadow, Stroke, TextEdit, Ui, UiKind, Vec2, WidgetInfo,
    pos2, vec2,
};

/// What the popup is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinderMode {
    /// 命令面板: commands, and what else answers after them.
    Commands,
    /// 查找: grids, outlets, cells, places, coordinates, and commands after them.
    Everything,
}

/// Most things shown of a project in the find box, and most commands below them; most things below the commands of the palette.
const MOST_FOUND: usize = 30;
const MOST_COMMANDS_BELOW: usize = 5;
const MOST_FOUND_BELOW: usize = 12;
/// Most commands used last that stand on top.
const MOST_RECENT: usize = 5;
/// Lattice units round a point that is zoomed to: about 300 m.
const MARGIN: i32 = 30_000;
const WIDTH: f32 = 640.0;
const ROW: f32 = 34.0;

/// A line of the popup.
#[derive(Clone, Debug)]
enum Answer {
    Command(Action),
    Found(Found),
    Place(PlaceText),
}

/// Command palette and find box (命令面板与查找).
#[derive(Debug, Default)]
pub struct Finder {
    mode: Option<FinderMode>,
    query: String,
    /// The query and mode that `answers` are for.
    answered: Option<(FinderMode, String)>,
    answers: Vec<Answer>,
    chosen: usize,
    is_moved: bool,
    recent: Vec<Action>,
    commands: CommandMatcher,
    index: Option<FindIndex>,
}

impl Finder {
    /// Commands used last, from the keys that were saved.
    pub fn with_recent(keys: &[String]) -> Self {
        let recent = keys.iter().filter_map(|key| ACTIONS.iter().find(|row| row.key == key)).map(|row| row.action).collect();
        Self { recent, ..Self::default() }
    }

    /// Keys of the commands used last, to be saved.
    pub fn recent_keys(&self) -> Vec<String> {
        self.recent.iter().map(|action| action.row().key.to_owned()).collect()
    }

    /// Opens it.
    pub fn open(&mut self, mode: FinderMode) {
        self.mode = Some(mode);
        self.query.clear();
        self.answered = None;
        self.chosen = 0;
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.mode.is_some()
    }

    /// Shows it over everything while it is open.
    pub fn show(&mut self, context: &Context, look: &Look<'_>, available: Availability<'_>, document: Option<&Document>, requests: &mut Vec<Request>) {
        let Some(mode) = self.mode else { return };
        self.answer(mode, document);
        let is_entered = self.keys(context);
        let room = context.content_rect();
        let area = Area::new(Id::unique("finder")).kind(UiKind::Modal).sense(Sense::hover()).order(Order::Foreground).anchor(Align2::CENTER_TOP, vec2(0.0, (room.height() * 0.1).min(84.0)));
        let frame = Frame::new().fill(look.panel()).stroke(Stroke::new(1.0, look.line())).corner_radius(CornerRadius::same(10)).shadow(Shadow {
            offset: [0, 10],
            blur: 36,
            spread: 0,
            color: Color32::from_black_alpha(70),
        });
        let mut clicked = None;
        let answer = Modal::new(Id::unique("finder")).area(area).frame(frame).backdrop_color(Color32::from_black_alpha(50)).show(context, |ui| {
            ui.set_width(WIDTH.min(room.width() - 32.0));
            ui.spacing_mut().item_spacing = Vec2::ZERO;
            self.field(ui, look, mode);
            ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top(), Stroke::new(1.0, look.line()));
            clicked = self.list(ui, look, available, document, (room.height() * 0.6).clamp(120.0, 420.0));
            foot(ui, look);
        });
        let chosen = clicked.or_else(|| is_entered.then_some(self.chosen));
        if let Some(chosen) = chosen.and_then(|chosen| self.answers.get(chosen)).cloned() {
            self.choose(&chosen, available, document, requests);
        } else if answer.should_close() {
            self.mode = None;
        }
    }

    /// Finds anew when the query has changed.
    fn answer(&mut self, mode: FinderMode, document: Option<&Document>) {
        if self.answered.as_ref().is_some_and(|(known, query)| *known == mode && *query == self.query) {
            return;
        }
        self.answers = match mode {
            FinderMode::Commands => {
                let mut answers: Vec<Answer> = self.place().into_iter().chain(self.command_answers()).collect();
                answers.extend(self.things(document, MOST_FOUND_BELOW));
                answers
            }
            FinderMode::Everything => self.all_answers(document),
        };
        self.answered = Some((mode, self.query.clone()));
        self.chosen = 0;
        self.is_moved = true;
    }

    fn command_answers(&mut self) -> Vec<Answer> {
        if self.query.trim().is_empty() {
            let others = Action::all().filter(|action| !self.recent.iter().take(MOST_RECENT).any(|recent| recent == action));
            return self.recent.iter().copied().take(MOST_RECENT).chain(others).map(Answer::Command).collect();
        }
        let mut found = self.commands.find(&self.query);
        // Of equally good ones the one used last comes first.
        let recency = |action: Action| self.recent.iter().position(|recent| *recent == action).unwrap_or(usize::MAX);
        found.sort_by_key(|(action, score)| (std::cmp::Reverse(*score), recency(*action)));
        found.into_iter().map(|(action, _)| Answer::Command(action)).collect()
    }

    fn all_answers(&mut self, document: Option<&Document>) -> Vec<Answer> {
        let mut answers: Vec<Answer> = self.place().into_iter().chain(self.things(document, MOST_FOUND)).collect();
        answers.extend(self.commands.find(&self.query).into_iter().take(MOST_COMMANDS_BELOW).map(|(action, _)| Answer::Command(action)));
        answers
    }

    /// The query as coordinates.
    fn place(&self) -> Option<Answer> {
        parse_place(&self.query).map(Answer::Place)
    }

    /// What a project has for the query.
    fn things(&mut self, document: Option<&Document>, most: usize) -> Vec<Answer> {
        let Some(document) = document else { return Vec::new() };
        if !self.index.as_ref().is_some_and(|index| index.is_of(document)) {
            self.index = Some(FindIndex::new(document));
        }
        self.index.iter().flat_map(|index| index.find(&self.query, most)).cloned().map(Answer::Found).collect()
    }

    /// Takes the keys that move in the list before the field sees them; true for Enter.
    fn keys(&mut self, context: &Context) -> bool {
        let (down, up, enter) = context.input_mut(|input| {
            let mut count = |key| input.count_and_consume_key(Modifiers::NONE, key);
            (count(Key::ArrowDown), count(Key::ArrowUp), count(Key::Enter) > 0)
        });
        if down + up > 0 && !self.answers.is_empty() {
            let many = self.answers.len() as isize;
            self.chosen = (self.chosen as isize + down as isize - up as isize).rem_euclid(many) as usize;
            self.is_moved = true;
        }
        enter
    }

    fn field(&mut self, ui: &mut Ui, look: &Look<'_>, mode: FinderMode) {
        let hint = look.text(if mode == FinderMode::Commands { "finder-hint-commands" } else { "finder-hint-everything" });
        Frame::new().inner_margin(Margin { left: 16, right: 16, top: 10, bottom: 10 }).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 3.0 * UNIT;
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(20.0), Sense::hover());
                let icon = if mode == FinderMode::Commands { Icon::Command } else { Icon::Search };
                icon.paint(ui.painter(), rect, look.accent());
                let field = TextEdit::singleline(&mut self.query).frame(Frame::NONE).hint_text(egui::RichText::new(hint.clone()).size(15.0).color(look.muted())).font(FontId::proportional(15.0)).desired_width(f32::INFINITY);
                let response = ui.add(field);
                if !response.has_focus() {
                    response.request_focus();
                }
                response.accessible_name(hint);
            });
        });
    }

    fn list(&mut self, ui: &mut Ui, look: &Look<'_>, available: Availability<'_>, document: Option<&Document>, height: f32) -> Option<usize> {
        if self.answers.is_empty() {
            let key = if self.query.trim().is_empty() { "finder-empty" } else { "finder-nothing" };
            Frame::new().inner_margin(Margin::same(20)).show(ui, |ui| ui.label(egui::RichText::new(look.text(key)).color(look.muted())));
            return None;
        }
        let mut clicked = None;
        let is_moved = std::mem::take(&mut self.is_moved);
        Frame::new().inner_margin(Margin::symmetric(8, 8)).show(ui, |ui| {
            ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]).show(ui, |ui| {
                for (number, answer) in self.answers.iter().enumerate() {
                    let line = Line::of(answer, look, available, document, ui.ctx());
                    let response = line.show(ui, look, number == self.chosen);
                    if number == self.chosen && is_moved {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        clicked = Some(number);
                    }
                }
            });
        });
        clicked
    }

    fn choose(&mut self, answer: &Answer, available: Availability<'_>, document: Option<&Document>, requests: &mut Vec<Request>) {
        let zoom = |bounds| Request::Map(map::Request::ZoomTo { bounds, is_flashed: true });
        match answer {
            // One that cannot be done stays where its reason is read.
            Answer::Command(action) if available(*action).is_err() => return,
            Answer::Command(action) => {
                self.recent.retain(|recent| recent != action);
                self.recent.insert(0, *action);
                self.recent.truncate(MOST_RECENT + 3);
                requests.push(Request::Do(*action));
            }
            Answer::Place(place) => requests.push(zoom(around(Bounds::of([place.position]), MARGIN))),
            Answer::Found(found) => {
                requests.extend(found.item.map(|item| Request::Map(map::Request::Select(vec![item], Pick::Replace))));
                let bounds = found.bounds.or_else(|| found.item.zip(document).and_then(|(item, document)| bounds_of(document, item)));
                let margin = if matches!(found.kind, FoundKind::Outlet(_) | FoundKind::Place) { MARGIN } else { 0 };
                requests.extend(bounds.map(|bounds| zoom(around(bounds, margin))));
            }
        }
        self.mode = None;
    }
}

/// The box round a grid or a cell.
fn bounds_of(document: &Document, item: Item) -> Option<Bounds> {
    let plan = document.plan();
    let bounds = match item {
        Item::Grid(id) => plan.view().cells_of(id).into_iter().fold(Bounds::EMPTY, |bounds, cell| bounds.union(plan.partition.cell_bounds(cell))),
        Item::Cell(id) => plan.partition.cell_bounds(id),
        Item::Outlet(_) | Item::Point(_) => return None,
    };
    (!bounds.is_empty()).then_some(bounds)
}

/// A line as it is painted.
struct Line {
    icon: Option<Icon>,
    color: Color32,
    label: String,
    note: String,
    shortcut: String,
    is_enabled: bool,
}

impl Line {
    fn of(answer: &Answer, look: &Look<'_>, available: Availability<'_>, document: Option<&Document>, context: &Context) -> Self {
        match answer {
            Answer::Command(action) => {
                let reason = look.reason(*action, available);
                let is_enabled = reason.is_none();
                let icon = Icon::of_action(*action);
                Self { icon, color: look.muted(), label: look.label(*action), note: reason.unwrap_or_else(|| look.text(action.row().menu.key())), shortcut: action.shortcut_text(context), is_enabled }
            }
            Answer::Place(place) => {
                let note = look.text(if place.is_swapped { "finder-place-swapped" } else { "finder-place" });
                Self { icon: Some(Icon::Target), color: look.accent(), label: degrees_text(place.position.degrees()), note, shortcut: String::new(), is_enabled: true }
            }
            Answer::Found(found) => {
                let (icon, color, key) = kind_look(look, found.kind);
                let label = [found.code.as_str(), found.name.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ");
                let note = document.and_then(|document| note_of(document, found)).unwrap_or_else(|| look.text(key));
                Self { icon: Some(icon), color, label, note, shortcut: String::new(), is_enabled: true }
            }
        }
    }

    fn show(&self, ui: &mut Ui, look: &Look<'_>, is_chosen: bool) -> egui::Response {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, self.is_enabled, is_chosen, &self.label));
        if is_chosen {
            ui.painter().rect_filled(rect, CornerRadius::same(6), look.soft_accent());
        } else if response.hovered() {
            ui.painter().rect_filled(rect, CornerRadius::same(6), look.surface(0.05));
        }
        let faint = look.muted().gamma_multiply(0.75);
        let (ink, icon_color) = if self.is_enabled { (look.ink(), self.color) } else { (faint, faint) };
        if let Some(icon) = self.icon {
            icon.paint(ui.painter(), Rect::from_center_size(pos2(rect.left() + 18.0, rect.center().y), Vec2::splat(17.0)), icon_color);
        }
        let mut right = rect.right() - 2.0 * UNIT;
        if !self.shortcut.is_empty() {
            let mut cap = ui.new_child(egui::UiBuilder::new().max_rect(rect.shrink2(vec2(8.0, 0.0))).layout(egui::Layout::right_to_left(egui::Align::Center)));
            right = key_cap(&mut cap, look, &self.shortcut).rect.left() - 3.0 * UNIT;
        }
        let note_color = if self.is_enabled { look.muted() } else { look.amber() };
        let left = rect.left() + 38.0;
        let note = paint_cut(ui, pos2(right, rect.center().y), Align2::RIGHT_CENTER, &self.note, (right - left) * 0.55, FontId::proportional(12.0), note_color);
        paint_cut(ui, pos2(left, rect.center().y), Align2::LEFT_CENTER, &self.label, note.left() - left - 2.0 * UNIT, FontId::proportional(TEXT + 1.0), ink);
        focus_ring(ui, look, &response, 6);
        response
    }
}

fn kind_look(look: &Look<'_>, kind: FoundKind) -> (Icon, Color32, &'static str) {
    match kind {
        FoundKind::Grid => (Icon::Grid, look.accent(), "finder-grid"),
        FoundKind::Cell => (Icon::Cell, look.muted(), "finder-cell"),
        FoundKind::Place => (Icon::Place, look.muted(), "finder-place-name"),
        FoundKind::Outlet(OutletGroup::Own) => (Icon::Shop, color32(look.theme.own), "finder-outlet"),
        FoundKind::Outlet(OutletGroup::Terminal) => (Icon::Shop, color32(look.theme.terminal), "finder-outlet"),
        FoundKind::Outlet(OutletGroup::Partner) => (Icon::Shop, color32(look.theme.store), "finder-outlet"),
        FoundKind::Outlet(OutletGroup::Competitor) => (Icon::Shop, color32(look.theme.competitor), "finder-outlet"),
    }
}

/// The level of a grid; other kinds have nothing more to say than what they are.
fn note_of(document: &Document, found: &Found) -> Option<String> {
    let Some(Item::Grid(id)) = found.item else { return None };
    let grid = document.plan().grids.get(id)?;
    let plane = document.project().planes.get(grid.plane)?;
    plane.levels.get(usize::from(grid.level)).map(|level| level.name.clone())
}

fn foot(ui: &mut Ui, look: &Look<'_>) {
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top(), Stroke::new(1.0, look.line()));
    Frame::new().inner_margin(Margin::symmetric(16, 8)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            for (key, meaning) in [("finder-key-arrows", "finder-key-choose"), ("finder-key-enter", "finder-key-do"), ("finder-key-esc", "finder-key-close")] {
                key_cap(ui, look, &look.text(key));
                ui.label(egui::RichText::new(look.text(meaning)).size(12.0).color(look.muted()));
                ui.add_space(2.0 * UNIT);
            }
        });
    });
}
