//! Notices in passing: what was refused, what was done, what went wrong. They stand above the status bar and leave by themselves.

use super::Look;
use super::kit::{Stand, icon_button};
use crate::ui::icon::Icon;
use crate::ui::theme::UNIT;
use egui::{Align2, Area, Color32, Context, CornerRadius, Frame, Id, Margin, Order, RichText, Role, Sense, Shadow, Stroke, Ui, Vec2, WidgetInfo, vec2};

/// How serious a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something was done.
    Done,
    /// Something was refused, or is worth knowing.
    Info,
    /// Something went wrong.
    Error,
}

#[derive(Clone, Debug)]
struct Notice {
    kind: NoticeKind,
    text: String,
    /// How often the same was said in a row.
    count: u32,
    /// Seconds since the window opened, from the first time it was shown.
    since: Option<f64>,
}

/// Notices that are up (提示).
#[derive(Clone, Debug, Default)]
pub struct Notices {
    shown: Vec<Notice>,
}

/// Most notices at once.
const MOST: usize = 4;
/// Seconds that a notice stays, and more for each character; errors stay until they are closed.
const STAY_S: f64 = 4.0;
const STAY_PER_CHARACTER_S: f64 = 0.06;
const WIDTH: f32 = 380.0;

impl Notices {
    /// Puts a notice up; the same text again counts up instead.
    pub fn push(&mut self, kind: NoticeKind, text: impl Into<String>) {
        let text = text.into();
        if let Some(last) = self.shown.iter_mut().find(|notice| notice.text == text) {
            last.count += 1;
            last.since = None;
            return;
        }
        self.shown.push(Notice { kind, text, count: 1, since: None });
        if self.shown.len() > MOST {
            self.shown.remove(0);
        }
    }

    /// Texts that are up, oldest first.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.shown.iter().map(|notice| notice.text.as_str())
    }

    /// Whether nothing is up.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Shows them; `above` is how much room to leave at the bottom. Asks for a repaint only when the next one is due to leave.
    pub fn show(&mut self, context: &Context, look: &Look<'_>, above: f32) {
        let now = context.input(|input| input.time);
        for notice in &mut self.shown {
            notice.since.get_or_insert(now);
        }
        self.shown.retain(|notice| left(notice, now).is_none_or(|left| left > 0.0));
        if self.shown.is_empty() {
            return;
        }
        if let Some(next) = self.shown.iter().filter_map(|notice| left(notice, now)).min_by(f64::total_cmp) {
            context.request_repaint_after(std::time::Duration::from_secs_f64(next.max(0.01)));
        }
        let mut closed = None;
        Area::new(Id::unique("notices")).order(Order::Tooltip).anchor(Align2::CENTER_BOTTOM, vec2(0.0, -above - 4.0 * UNIT)).show(context, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0 * UNIT;
            for (number, notice) in self.shown.iter().enumerate() {
                if notice_ui(ui, look, notice) {
                    closed = Some(number);
                }
            }
        });
        if let Some(number) = closed {
            self.shown.remove(number);
        }
    }
}

/// Seconds until it leaves; `None` for one that stays.
fn left(notice: &Notice, now: f64) -> Option<f64> {
    let stay = STAY_S + STAY_PER_CHARACTER_S * notice.text.chars().count() as f64;
    (notice.kind != NoticeKind::Error).then(|| notice.since.unwrap_or(now) + stay - now)
}

/// Paints one; true when it was closed.
fn notice_ui(ui: &mut Ui, look: &Look<'_>, notice: &Notice) -> bool {
    let (icon, color) = match notice.kind {
        NoticeKind::Done => (Icon::Check, look.good()),
        NoticeKind::Info => (Icon::Info, look.amber()),
        NoticeKind::Error => (Icon::Error, look.red()),
    };
    Frame::new()
        .fill(look.panel())
        .stroke(Stroke::new(1.0, look.line()))
        .corner_radius(CornerRadius::same(8))
        .shadow(Shadow { offset: [0, 4], blur: 18, spread: 0, color: Color32::from_black_alpha(50) })
        .inner_margin(Margin { left: 12, right: 8, top: 8, bottom: 8 })
        .show(ui, |ui| {
            ui.set_width(WIDTH);
            ui.horizontal_top(|ui| {
                let (rect, response) = ui.allocate_exact_size(Vec2::splat(20.0), Sense::hover());
                response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, &notice.text));
                icon.paint(ui.painter(), rect, color);
                let text = if notice.count > 1 { look.text_with("shell-notice-again", &[("text", (&notice.text).into()), ("count", notice.count.into())]) } else { notice.text.clone() };
                ui.allocate_ui(vec2(WIDTH - 64.0, 20.0), |ui| {
                    ui.set_min_width(WIDTH - 64.0);
                    ui.add(egui::Label::new(RichText::new(text).color(look.ink())).wrap());
                });
                icon_button(ui, look, Icon::Close, &look.text("shell-close-notice"), 22.0, Stand { is_on: false, is_enabled: true }).clicked()
            })
            .inner
        })
        .inner
}
