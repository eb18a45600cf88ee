//! The start screen: samples in one click, recent projects, new, open, import, and an offer of the tour.

use super::kit::{self, Stand, focus_ring, heading, icon_button, paint_cut, segments, text_button};
use super::pictures::{Drawing, Sample, mark};
use super::{Look, PathPurpose};
use crate::i18n::Language;
use crate::ui::icon::Icon;
use crate::ui::settings::Settings;
use crate::ui::theme::{TEXT, UNIT};
use crate::ui::{Action, Request};
use egui::{Align, Align2, Color32, CornerRadius, FontId, Galley, Layout, Rect, Response, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};
use std::path::PathBuf;
use std::sync::Arc;

/// A recent project as it is shown; the room `app` looks whether the file is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentLine {
    /// Where it lies.
    pub path: PathBuf,
    /// Name of the project.
    pub name: String,
    /// When it was last open, in words.
    pub opened_at: String,
    /// Stays on top.
    pub is_pinned: bool,
    /// Whether the file is no longer there.
    pub is_missing: bool,
}

/// What the start screen shows.
#[derive(Clone, Copy, Debug)]
pub struct StartView<'a> {
    /// Recent projects, pinned ones first.
    pub recent: &'a [RecentLine],
    /// Settings, for pins and the tour.
    pub settings: &'a Settings,
    /// What is going on, in words: a project being opened.
    pub busy: Option<&'a str>,
}

/// The start screen (开始页).
#[derive(Clone, Debug, Default)]
pub struct StartScreen {
    drawings: Option<[Drawing; 2]>,
}

/// Samples with the names that the room `app` knows them by.
const SAMPLES: [(&str, &str, &str); 2] = [("xinxiang", "start-sample-xinxiang", "start-sample-xinxiang-text"), ("lujiazui", "start-sample-lujiazui", "start-sample-lujiazui-text")];
/// Widest content, and from where on recent projects stand beside the samples.
const WIDEST: f32 = 1240.0;
const SIDE_BY_SIDE: f32 = 860.0;
const RECENT_WIDTH: f32 = 400.0;
const ROW: f32 = 56.0;

impl StartScreen {
    /// Shows the screen over all of `ui`.
    pub fn show(&mut self, ui: &mut Ui, look: &Look<'_>, view: &StartView<'_>, requests: &mut Vec<Request>) {
        let all = ui.max_rect();
        ui.painter().rect_filled(all, CornerRadius::ZERO, look.surface(0.02));
        corner(ui, look, all, requests);
        let width = (all.width() - 16.0 * UNIT).min(WIDEST);
        let content = Rect::from_center_size(all.center(), vec2(width, all.height() - 8.0 * UNIT));
        let mut ui = ui.new_child(UiBuilder::new().max_rect(content).layout(Layout::top_down(Align::Min)));
        ScrollArea::vertical().auto_shrink([false, false]).show(&mut ui, |ui| {
            let lift = ((content.height() - 600.0) * 0.4).max(0.0);
            ui.add_space(lift + 4.0 * UNIT);
            title(ui, look, view);
            ui.add_space(8.0 * UNIT);
            if width >= SIDE_BY_SIDE {
                self.beside(ui, look, view, width, requests);
            } else {
                self.samples(ui, look, width, requests);
                ui.add_space(6.0 * UNIT);
                doors(ui, look, width, requests);
                ui.add_space(6.0 * UNIT);
                recent(ui, look, view, requests);
            }
            ui.add_space(6.0 * UNIT);
        });
    }

    fn beside(&mut self, ui: &mut Ui, look: &Look<'_>, view: &StartView<'_>, width: f32, requests: &mut Vec<Request>) {
        let gap = 12.0 * UNIT;
        let left = width - RECENT_WIDTH - gap;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            for (number, part) in [left, RECENT_WIDTH].into_iter().enumerate() {
                ui.allocate_ui_with_layout(vec2(part, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(part);
                    if number == 0 {
                        self.samples(ui, look, part, requests);
                        ui.add_space(7.0 * UNIT);
                        doors(ui, look, part, requests);
                        ui.add_space(5.0 * UNIT);
                        tour_offer(ui, look, view, requests);
                    } else {
                        recent(ui, look, view, requests);
                    }
                });
            }
        });
    }

    fn samples(&mut self, ui: &mut Ui, look: &Look<'_>, width: f32, requests: &mut Vec<Request>) {
        let drawings = self.drawings.get_or_insert_with(|| [Drawing::of(Sample::Xinxiang), Drawing::of(Sample::Lujiazui)]);
        section(ui, look, "start-samples");
        let gap = 4.0 * UNIT;
        let card = (width - gap) / 2.0;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            let cards = SAMPLES.map(|(name, title, text)| (name, Words::new(ui, look, &look.text(title), &look.text(text), card)));
            // Both are as high as the one with more words.
            let height = cards.iter().map(|(_, words)| words.height()).fold(0.0, f32::max);
            for ((name, words), drawing) in cards.into_iter().zip(drawings.iter()) {
                if sample_card(ui, look, drawing, words, vec2(card, height)).clicked() {
                    requests.push(Request::OpenSample(name.to_owned()));
                }
            }
        });
    }
}

/// Language, theme and settings in the upper right corner.
fn corner(ui: &mut Ui, look: &Look<'_>, all: Rect, requests: &mut Vec<Request>) {
    let rect = Rect::from_min_max(pos2(all.left(), all.top() + 3.0 * UNIT), pos2(all.right() - 4.0 * UNIT, all.top() + 11.0 * UNIT));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center)));
    for action in [Action::Settings, Action::SwitchTheme] {
        let name = look.label(action);
        let icon = Icon::of_action(action).unwrap_or(Icon::Settings);
        if icon_button(&mut ui, look, icon, &name, 30.0, Stand { is_on: false, is_enabled: true }).on_hover_text(&name).clicked() {
            requests.push(Request::Do(action));
        }
    }
    let languages = [
        (Language::Chinese, look.text("shell-chinese-short"), look.text("shell-chinese")),
        (Language::English, look.text("shell-english-short"), look.text("shell-english")),
    ];
    if segments(&mut ui, look, look.language, &languages).is_some_and(|language| language != look.language) {
        requests.push(Request::Do(Action::SwitchLanguage));
    }
}

fn section(ui: &mut Ui, look: &Look<'_>, key: &str) {
    heading(ui, look, &look.text(key));
    ui.add_space(UNIT);
}

fn title(ui: &mut Ui, look: &Look<'_>, view: &StartView<'_>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0 * UNIT;
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(64.0), Sense::hover());
        mark(ui.painter(), rect, look);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            kit::title(ui, look, &look.text("product-name"), 32.0);
            ui.label(RichText::new(look.text("product-claim")).size(15.0).color(look.muted()));
        });
        if let Some(busy) = view.busy {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(RichText::new(busy).color(look.ink()));
                ui.add(egui::Spinner::new().size(18.0).color(look.accent()));
            });
        }
    });
}

/// The words of a card, laid out.
struct Words {
    name: String,
    title: Arc<Galley>,
    text: Arc<Galley>,
}

impl Words {
    fn new(ui: &Ui, look: &Look<'_>, title: &str, text: &str, width: f32) -> Self {
        let inner = width - 8.0 * UNIT;
        let lay = |text: &str, size, color| ui.painter().layout(text.to_owned(), FontId::proportional(size), color, inner);
        Self { name: title.to_owned(), title: lay(title, 15.0, look.ink()), text: lay(text, 12.0, look.muted()) }
    }

    fn height(&self) -> f32 {
        self.title.size().y + self.text.size().y + 8.0 * UNIT
    }
}

/// A card with a map, a name and a sentence; its size is without the map.
fn sample_card(ui: &mut Ui, look: &Look<'_>, drawing: &Drawing, words: Words, size: Vec2) -> Response {
    let width = size.x;
    let picture = (width * 0.54).min(240.0);
    let (rect, response) = ui.allocate_exact_size(size + vec2(0.0, picture), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words.name));
    let is_hot = response.hovered() || response.has_focus();
    let lift = ui.ctx().animate_bool(response.id, is_hot);
    let shadow = egui::Shadow { offset: [0, 2], blur: 6 + (lift * 12.0) as u8, spread: 0, color: Color32::from_black_alpha(18 + (lift * 26.0) as u8) };
    ui.painter().add(shadow.as_shape(rect, CornerRadius::same(10)));
    ui.painter().rect_filled(rect, CornerRadius::same(10), look.panel());
    let map = Rect::from_min_size(rect.min, vec2(width, picture));
    drawing.paint(ui.painter(), map.shrink(1.0), look);
    // The corners of the map are cut round by painting what is outside of them.
    round_corners(ui, look.surface(0.02), map);
    let edge = if is_hot { Stroke::new(1.5, look.accent()) } else { Stroke::new(1.0, look.line()) };
    ui.painter().hline(map.x_range(), map.bottom(), Stroke::new(1.0, look.line()));
    ui.painter().rect_stroke(rect, CornerRadius::same(10), edge, StrokeKind::Inside);
    let at = map.left_bottom() + vec2(4.0 * UNIT, 3.0 * UNIT);
    let below = at + vec2(0.0, words.title.size().y + UNIT);
    kit::paint_bold(ui, at, words.title, look.ink(), 15.0);
    ui.painter().galley(below, words.text, look.muted());
    focus_ring(ui, look, &response, 10);
    response
}

/// Paints the two upper corners of a picture away.
fn round_corners(ui: &Ui, color: Color32, rect: Rect) {
    const RADIUS: f32 = 10.0;
    for (corner, x) in [(rect.left_top(), 1.0), (rect.right_top(), -1.0)] {
        let center = corner + vec2(RADIUS * x, RADIUS);
        let mut mesh = egui::Mesh::default();
        mesh.colored_vertex(corner, color);
        for step in 0..=8u32 {
            let (sin, cos) = (std::f32::consts::FRAC_PI_2 * step as f32 / 8.0).sin_cos();
            mesh.colored_vertex(center - vec2(cos * x, sin) * RADIUS, color);
            if step > 0 {
                mesh.add_triangle(0, step, step + 1);
            }
        }
        ui.painter().add(egui::Shape::mesh(mesh));
    }
}

/// New, open, import.
fn doors(ui: &mut Ui, look: &Look<'_>, width: f32, requests: &mut Vec<Request>) {
    section(ui, look, "start-begin");
    let gap = 3.0 * UNIT;
    let part = (width - 2.0 * gap) / 3.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = gap;
        for (action, text) in [(Action::NewProject, "start-new-text"), (Action::OpenProject, "start-open-text"), (Action::Import, "start-import-text")] {
            if door(ui, look, action, &look.text(text), part).clicked() {
                requests.push(Request::Do(action));
            }
        }
    });
}

fn door(ui: &mut Ui, look: &Look<'_>, action: Action, text: &str, width: f32) -> Response {
    let label = look.label(action);
    let inner = width - 14.0 * UNIT;
    let words = ui.painter().layout(text.to_owned(), FontId::proportional(12.0), look.muted(), inner);
    let heading = ui.painter().layout(label.clone(), FontId::proportional(TEXT + 1.0), look.ink(), inner);
    let height = (heading.size().y + words.size().y + 6.0 * UNIT).max(64.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    let is_hot = response.hovered();
    ui.painter().rect(rect, CornerRadius::same(8), if is_hot { look.surface(0.04) } else { look.panel() }, Stroke::new(1.0, if is_hot { look.accent() } else { look.line() }), StrokeKind::Inside);
    let icon = Icon::of_action(action).unwrap_or(Icon::New);
    icon.paint(ui.painter(), Rect::from_center_size(rect.left_top() + vec2(6.0 * UNIT, 3.0 * UNIT + heading.size().y / 2.0), Vec2::splat(20.0)), look.accent());
    let at = rect.left_top() + vec2(11.0 * UNIT, 3.0 * UNIT);
    let below = at + vec2(0.0, heading.size().y + 2.0);
    ui.painter().galley(at, heading, look.ink());
    ui.painter().galley(below, words, look.muted());
    focus_ring(ui, look, &response, 8);
    response
}

fn tour_offer(ui: &mut Ui, look: &Look<'_>, view: &StartView<'_>, requests: &mut Vec<Request>) {
    if view.settings.has_seen_tour {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = UNIT;
        if text_button(ui, look, Some(Icon::Tour), &look.text("start-tour"), look.accent()).clicked() {
            requests.push(Request::Do(Action::Tour));
        }
        ui.label(RichText::new(look.text("start-tour-text")).size(12.0).color(look.muted()));
    });
}

fn recent(ui: &mut Ui, look: &Look<'_>, view: &StartView<'_>, requests: &mut Vec<Request>) {
    section(ui, look, "start-recent");
    if view.recent.is_empty() {
        ui.label(RichText::new(look.text("start-recent-empty")).color(look.muted()));
        return;
    }
    ui.spacing_mut().item_spacing.y = 2.0;
    for line in view.recent {
        recent_row(ui, look, view, line, requests);
    }
}

fn recent_row(ui: &mut Ui, look: &Look<'_>, view: &StartView<'_>, line: &RecentLine, requests: &mut Vec<Request>) {
    let sense = if line.is_missing { Sense::hover() } else { Sense::click() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, !line.is_missing, &line.name));
    let is_hot = response.contains_pointer() || response.has_focus();
    if is_hot {
        ui.painter().rect_filled(rect, CornerRadius::same(8), look.surface(0.05));
    }
    let ink = if line.is_missing { look.muted() } else { look.ink() };
    let icon = if line.is_missing { Icon::Warning } else { Icon::Grid };
    let color = if line.is_missing { look.amber() } else { look.accent() };
    icon.paint(ui.painter(), Rect::from_center_size(pos2(rect.left() + 20.0, rect.center().y), Vec2::splat(20.0)), color);
    let mut buttons = ui.new_child(UiBuilder::new().max_rect(rect.shrink2(vec2(6.0, 0.0))).layout(Layout::right_to_left(Align::Center)));
    buttons.spacing_mut().item_spacing.x = 0.0;
    row_buttons(&mut buttons, look, view, line, is_hot, requests);
    let right = buttons.min_rect().left() - 2.0 * UNIT;
    let left = rect.left() + 40.0;
    paint_cut(ui, pos2(left, rect.top() + 9.0), Align2::LEFT_TOP, &line.name, right - left, FontId::proportional(TEXT + 1.0), ink);
    let note = if line.is_missing { look.text("start-missing") } else { line.opened_at.clone() };
    let below = format!("{note}  ·  {}", line.path.display());
    paint_cut(ui, pos2(left, rect.bottom() - 9.0), Align2::LEFT_BOTTOM, &below, right - left, FontId::proportional(12.0), if line.is_missing { look.amber() } else { look.muted() });
    focus_ring(ui, look, &response, 8);
    if response.on_hover_text(line.path.display().to_string()).clicked() {
        requests.push(Request::Open { path: line.path.clone(), is_read_only: false });
    }
}

/// Pin; for a file that is gone: locate and remove.
fn row_buttons(ui: &mut Ui, look: &Look<'_>, view: &StartView<'_>, line: &RecentLine, is_hot: bool, requests: &mut Vec<Request>) {
    let stand = Stand { is_on: false, is_enabled: true };
    let mut change = |change: &dyn Fn(&mut Settings)| {
        let mut settings = view.settings.clone();
        change(&mut settings);
        requests.push(Request::ChangeSettings(Box::new(settings)));
    };
    let named = |key: &str| look.text_with(key, &[("name", (&line.name).into())]);
    if line.is_missing {
        let remove = named("start-remove");
        if icon_button(ui, look, Icon::Trash, &remove, 28.0, stand).on_hover_text(&remove).clicked() {
            change(&|settings| settings.forget(&line.path));
        }
        let locate = named("start-locate");
        if icon_button(ui, look, Icon::Search, &locate, 28.0, stand).on_hover_text(&locate).clicked() {
            requests.push(Request::Browse(PathPurpose::Locate(line.path.clone())));
        }
        return;
    }
    let pin = named(if line.is_pinned { "start-unpin" } else { "start-pin" });
    // The button stays for the keyboard and for those who cannot see, and is faint until the pointer comes.
    ui.set_opacity(if line.is_pinned || is_hot { 1.0 } else { 0.25 });
    if icon_button(ui, look, Icon::Pin, &pin, 28.0, stand).on_hover_text(&pin).clicked() {
        change(&|settings| settings.pin(&line.path, !line.is_pinned));
    }
}
