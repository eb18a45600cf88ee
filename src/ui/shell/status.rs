//! The status bar: where the pointer is, scale, selection with sums, long work, save state, what to know about the data.

use super::kit::{Stand, icon_button};
use super::menu::{menu_row, save_words, short};
use super::Look;
use crate::geodesy::{Crs, Datum, GaussKrueger, Position, Transformer, ZoneWidth};
use crate::i18n::{decimal_text, degrees_text, measure_text, percent_text, seconds_text};
use crate::map::Item;
use crate::ui::icon::Icon;
use crate::ui::settings::Settings;
use crate::ui::theme::{TABLE_TEXT, UNIT};
use crate::ui::{Desk, JobLine, Request};
use egui::{Align, Color32, FontId, Layout, Rect, Response, RichText, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

/// Height of the bar in points.
const HEIGHT: f32 = 26.0;
/// Seconds left are told once they are worth telling.
const WORTH_TELLING_S: f64 = 2.0;

/// What the status bar shows beside the desk.
#[derive(Clone, Copy, Debug)]
pub struct StatusView<'a> {
    /// Where the pointer is on the map.
    pub pointer: Option<Position>,
    /// The map's scale is 1 to this; `None` without a map.
    pub scale: Option<f64>,
    /// Whether figures of the project are made up or spread.
    pub is_synthetic: bool,
    /// Settings, for the coordinate system.
    pub settings: &'a Settings,
}

/// The status bar (状态栏); it remembers the coordinate system it computes with.
#[derive(Debug, Default)]
pub struct StatusBar {
    transformer: Option<Transformer>,
}

impl StatusBar {
    /// Shows the bar.
    pub fn show(&mut self, ui: &mut Ui, look: &Look<'_>, desk: Option<&Desk<'_>>, view: &StatusView<'_>, requests: &mut Vec<Request>) {
        ui.set_height(HEIGHT);
        ui.allocate_ui_with_layout(vec2(ui.available_width(), HEIGHT), Layout::left_to_right(Align::Center), |ui| {
            ui.add_space(2.0 * UNIT);
            ui.spacing_mut().item_spacing.x = 4.0 * UNIT;
            let Some(desk) = desk else {
                words(ui, look.text("shell-no-project"), look.muted());
                return;
            };
            self.coordinates(ui, look, desk, view, requests);
            if let Some(scale) = view.scale {
                words(ui, scale_text(scale), look.muted());
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(2.0 * UNIT);
                let (text, color, icon) = save_words(look, desk.save);
                mark(ui, icon, &text, color);
                if view.is_synthetic {
                    let text = look.text("shell-synthetic");
                    mark(ui, Icon::Info, &text, look.muted()).on_hover_text(look.text("shell-synthetic-tip"));
                }
                if let Some(job) = desk.jobs.iter().rev().find(|job| job.ending.is_none()) {
                    job_ui(ui, look, job, requests);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let text = selection_text(desk);
                    ui.add(egui::Label::new(RichText::new(text).size(TABLE_TEXT).color(look.ink())).truncate());
                });
            });
        });
    }

    fn coordinates(&mut self, ui: &mut Ui, look: &Look<'_>, desk: &Desk<'_>, view: &StatusView<'_>, requests: &mut Vec<Request>) {
        let crs = view.settings.coordinates();
        if self.transformer.as_ref().is_none_or(|transformer| transformer.crs() != crs) {
            self.transformer = Transformer::new(crs).ok();
        }
        let text = match (view.pointer, &self.transformer) {
            (Some(position), Some(transformer)) => coordinate_text(transformer, position),
            _ => look.text("shell-no-pointer"),
        };
        let font = FontId::proportional(TABLE_TEXT);
        let galley = ui.painter().layout_no_wrap(text.clone(), font, look.ink());
        // A fixed width, so that nothing beside it moves while the pointer does.
        let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x.max(150.0), HEIGHT), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
        ui.painter().galley(rect.left_center() - vec2(0.0, galley.size().y / 2.0), galley, look.ink());
        system_chooser(ui, look, desk, view, crs, requests);
    }
}

fn system_chooser(ui: &mut Ui, look: &Look<'_>, desk: &Desk<'_>, view: &StatusView<'_>, crs: Crs, requests: &mut Vec<Request>) {
    let response = small_drop(ui, look, &look.text("shell-coordinate-system"), &system_name(look, crs));
    egui::Popup::menu(&response).width(300.0).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let centre = desk.document.plan().partition.bounds();
        let centre = Position::new(i32::midpoint(centre.min.lon, centre.max.lon), i32::midpoint(centre.min.lat, centre.max.lat));
        for choice in coordinate_systems(view.pointer.unwrap_or(centre)) {
            if menu_row(ui, look, (choice == crs).then_some(Icon::Check), &system_name(look, choice), "", true).clicked() {
                let settings = Settings { coordinates: choice.name(), ..view.settings.clone() };
                requests.push(Request::ChangeSettings(Box::new(settings)));
                ui.close();
            }
        }
    });
}

fn words(ui: &mut Ui, text: String, color: Color32) -> Response {
    ui.label(RichText::new(text).size(TABLE_TEXT).color(color))
}

/// An icon with words.
fn mark(ui: &mut Ui, icon: Icon, text: &str, color: Color32) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(TABLE_TEXT), color);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 18.0, HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    icon.paint(ui.painter(), Rect::from_center_size(rect.left_center() + vec2(7.0, 0.0), Vec2::splat(14.0)), color);
    ui.painter().galley(rect.left_center() + vec2(18.0, -galley.size().y / 2.0), galley, color);
    response
}

fn small_drop(ui: &mut Ui, look: &Look<'_>, name: &str, value: &str) -> Response {
    let galley = ui.painter().layout_no_wrap(value.to_owned(), FontId::proportional(TABLE_TEXT), look.muted());
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 20.0, 20.0), Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(value.to_owned());
        info
    });
    let is_lit = response.hovered() || response.has_focus();
    if is_lit {
        ui.painter().rect_filled(rect, 4.0, look.surface(0.07));
    }
    let color = if is_lit { look.ink() } else { look.muted() };
    ui.painter().galley_with_override_text_color(rect.left_center() + vec2(4.0, -galley.size().y / 2.0), galley, color);
    Icon::Down.paint(ui.painter(), Rect::from_center_size(rect.right_center() - vec2(8.0, 0.0), Vec2::splat(12.0)), color);
    response
}

fn job_ui(ui: &mut Ui, look: &Look<'_>, job: &JobLine, requests: &mut Vec<Request>) {
    if job.is_cancellable {
        let name = look.text_with("shell-cancel-job", &[("job", (&job.title).into())]);
        let stand = Stand { is_on: false, is_enabled: true };
        if icon_button(ui, look, Icon::Close, &name, 20.0, stand).on_hover_text(&name).clicked() {
            requests.push(Request::CancelJob(job.id));
        }
    }
    if let Some(share) = job.share {
        let (rect, response) = ui.allocate_exact_size(vec2(90.0, 6.0), Sense::hover());
        ui.painter().rect_filled(rect, 3.0, look.surface(0.12));
        let done = Rect::from_min_size(rect.min, vec2(rect.width() * share.clamp(0.0, 1.0), rect.height()));
        ui.painter().rect_filled(done, 3.0, look.accent());
        response.on_hover_text(&job.stage);
    } else {
        ui.add(egui::Spinner::new().size(14.0));
    }
    words(ui, job_words(look, job), look.ink()).on_hover_text(&job.stage);
}

/// A job in one line: what, how much, how long.
fn job_words(look: &Look<'_>, job: &JobLine) -> String {
    let mut text = short(&job.title, 24);
    if let Some(share) = job.share {
        text.push_str(&format!(" {}", percent_text(f64::from((share * 100.0).floor() / 100.0)).replace(".0%", "%")));
    }
    if let Some(left) = job.seconds_left.filter(|left| *left >= WORTH_TELLING_S) {
        text.push_str(&format!(" · {}", look.text_with("shell-time-left", &[("time", seconds_text(left.round()).into())])));
    }
    text
}

/// The pointer's place in a coordinate system: degrees with five decimals, metres with one.
pub fn coordinate_text(transformer: &Transformer, position: Position) -> String {
    match transformer.from_position(position) {
        Ok(place) if transformer.crs().is_geographic() => degrees_text(place),
        Ok([east, north]) => format!("{}, {}", decimal_text(east, 1), decimal_text(north, 1)),
        Err(_) => "–".to_owned(),
    }
}

/// Systems that make sense at a place: four of longitude and latitude, and the 3° and 6° zones of CGCS2000 there.
pub fn coordinate_systems(at: Position) -> Vec<Crs> {
    let mut systems = vec![Crs::Wgs84, Crs::Cgcs2000, Crs::Gcj02, Crs::Bd09];
    let [lon, _] = at.degrees();
    let meridians = [(ZoneWidth::ThreeDegrees, (lon / 3.0).round() * 3.0), (ZoneWidth::SixDegrees, (lon / 6.0).floor() * 6.0 + 3.0)];
    for (width, meridian) in meridians {
        if (0.0..=180.0).contains(&meridian) {
            systems.extend(GaussKrueger::new(Datum::Cgcs2000, width, meridian as u8, false).map(Crs::GaussKrueger));
        }
    }
    systems
}

pub fn system_name(look: &Look<'_>, crs: Crs) -> String {
    match crs {
        Crs::GaussKrueger(zone) => {
            let degrees = if zone.width() == ZoneWidth::ThreeDegrees { 3 } else { 6 };
            look.text_with("shell-gauss-krueger", &[("degrees", degrees.into()), ("meridian", zone.central_meridian().into())])
        }
        Crs::Wgs84 => look.text("shell-crs-wgs84"),
        Crs::Cgcs2000 => look.text("shell-crs-cgcs2000"),
        Crs::Gcj02 => look.text("shell-crs-gcj02"),
        Crs::Bd09 => look.text("shell-crs-bd09"),
        other => other.name(),
    }
}

/// The map's scale: `1:50,000`, rounded to what an eye can tell.
pub fn scale_text(scale: f64) -> String {
    if !scale.is_finite() || scale < 1.0 {
        return String::new();
    }
    let step = 10f64.powf(scale.log10().floor() - 1.0).max(1.0);
    format!("1:{}", decimal_text((scale / step).round() * step, 0))
}

/// What is selected, with the sums of the balanced measures: `3 grids · 9,120 households · 36,480 yuan`.
pub fn selection_text(desk: &Desk<'_>) -> String {
    let (mut grids, mut cells, mut outlets, mut points) = (Vec::new(), Vec::new(), 0usize, Vec::new());
    for item in desk.selection.iter() {
        match item {
            Item::Grid(id) => grids.push(id),
            Item::Cell(id) => cells.push(id),
            Item::Outlet(_) => outlets += 1,
            Item::Point(number) => points.push(number),
        }
    }
    let counts = [("shell-selected-grids", grids.len()), ("shell-selected-cells", cells.len()), ("shell-selected-outlets", outlets), ("shell-selected-points", points.len())];
    let mut parts: Vec<String> = counts.iter().filter(|(_, count)| *count > 0).map(|(key, count)| desk.text_with(key, &[("count", (*count).into())])).collect();
    if parts.is_empty() {
        return String::new();
    }
    let ledger = desk.document.ledger();
    for (number, measure) in desk.document.project().measures.iter().enumerate().filter(|(_, measure)| measure.is_balanced) {
        let sum: i64 = if !grids.is_empty() {
            ledger.sums_of(desk.focus.plane, number, &grids).sum()
        } else if !cells.is_empty() {
            cells.iter().filter_map(|cell| ledger.cell_sums(*cell).get(number)).sum()
        } else {
            continue;
        };
        parts.push(measure_text(desk.language, measure.value(sum), measure));
    }
    parts.join(" · ")
}
