//! A tour of five steps that goes on when the person has done the thing.

use super::Look;
use super::kit::{Weight, button, text_button};
use crate::ui::theme::UNIT;
use egui::{Align, Align2, Area, Color32, Context, CornerRadius, Frame, Id, Layout, Margin, Order, Painter, Pos2, Rect, RichText, Shadow, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};

/// What a step points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TourTarget {
    /// The tools.
    Toolbar,
    /// The map with a boundary.
    Map,
    /// The bars of the balance panel.
    Bars,
    /// Undo and redo.
    Undo,
    /// Export.
    Export,
}

/// What the person did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TourEvent {
    /// Took up the boundary tool.
    TookBoundaryTool,
    /// Moved a boundary.
    MovedBoundary,
    /// Clicked a bar, or changed its measure.
    UsedBars,
    /// Took a step back.
    Undid,
    /// Opened the export dialog.
    OpenedExport,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    target: TourTarget,
    done_by: TourEvent,
    title: &'static str,
    text: &'static str,
}

const STEPS: [Step; 5] = [
    Step { target: TourTarget::Toolbar, done_by: TourEvent::TookBoundaryTool, title: "tour-tools", text: "tour-tools-text" },
    Step { target: TourTarget::Map, done_by: TourEvent::MovedBoundary, title: "tour-boundary", text: "tour-boundary-text" },
    Step { target: TourTarget::Bars, done_by: TourEvent::UsedBars, title: "tour-bars", text: "tour-bars-text" },
    Step { target: TourTarget::Undo, done_by: TourEvent::Undid, title: "tour-undo", text: "tour-undo-text" },
    Step { target: TourTarget::Export, done_by: TourEvent::OpenedExport, title: "tour-export", text: "tour-export-text" },
];
const WIDTH: f32 = 300.0;
const GAP: f32 = 14.0;

/// Tells the tour where something is on the screen in this frame; panels call it when they paint what a step points at.
pub(in crate::ui) fn note(context: &Context, target: TourTarget, rect: Rect) {
    context.data_mut(|data| data.insert_temp(Id::unique(("tour", target)), rect));
}

/// The tour (新手引导).
#[derive(Clone, Copy, Debug, Default)]
pub struct Tour {
    step: Option<usize>,
    is_over: bool,
}

impl Tour {
    /// Begins it, or begins it anew.
    pub fn start(&mut self) {
        *self = Self { step: Some(0), is_over: false };
    }

    /// Number of the step that is shown, from 0; `None` while it does not run.
    pub fn step(&self) -> Option<usize> {
        self.step
    }

    /// True once, after the tour was ended or skipped: to be remembered in the settings.
    pub fn take_ending(&mut self) -> bool {
        std::mem::take(&mut self.is_over)
    }

    /// Tells it where something that a step points at is on the screen in this frame.
    pub fn note(context: &Context, target: TourTarget, rect: Rect) {
        note(context, target, rect);
    }

    /// The person did something; the step that asked for it is done.
    pub fn event(&mut self, event: TourEvent) {
        if self.step.and_then(|step| STEPS.get(step)).is_some_and(|step| step.done_by == event) {
            self.next();
        }
    }

    fn next(&mut self) {
        self.step = self.step.map(|step| step + 1).filter(|step| *step < STEPS.len());
        self.is_over = self.step.is_none();
    }

    /// Shows the step beside what it points at. Nothing behind it is blocked, because the person is meant to do it.
    pub fn show(&mut self, context: &Context, look: &Look<'_>) {
        let Some((number, step)) = self.step.and_then(|number| STEPS.get(number).map(|step| (number, *step))) else { return };
        let room = context.content_rect();
        let target = context.data(|data| data.get_temp::<Rect>(Id::unique(("tour", step.target)))).filter(|rect| rect.is_finite() && rect.intersects(room));
        let id = Id::unique("tour-step");
        let size = context.memory(|memory| memory.area_rect(id)).map_or(vec2(WIDTH + 32.0, 170.0), |rect| rect.size());
        let at = target.map_or(room.center() - size / 2.0, |target| place(target, size, room));
        let painter = context.layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("tour-mark")));
        if let Some(target) = target {
            highlight(&painter, look, target.shrink(if step.target == TourTarget::Map { 6.0 } else { 1.0 }), Rect::from_min_size(at, size));
        }
        let mut answer = None;
        Area::new(id).order(Order::Foreground).fixed_pos(at).constrain(true).show(context, |ui| {
            let frame = Frame::new().fill(look.panel()).stroke(Stroke::new(1.0, look.accent())).corner_radius(CornerRadius::same(10)).inner_margin(Margin::same(16));
            frame.shadow(Shadow { offset: [0, 6], blur: 24, spread: 0, color: Color32::from_black_alpha(70) }).show(ui, |ui| {
                ui.set_width(WIDTH);
                ui.label(RichText::new(look.text_with("tour-step", &[("step", (number + 1).into()), ("steps", STEPS.len().into())])).size(12.0).color(look.accent()));
                ui.label(RichText::new(look.text(step.title)).size(15.0).strong().color(look.ink()));
                ui.add(egui::Label::new(RichText::new(look.text(step.text)).color(look.ink())).wrap());
                ui.add_space(2.0 * UNIT);
                ui.horizontal(|ui| {
                    answer = answer.or(text_button(ui, look, None, &look.text("tour-skip"), look.muted()).clicked().then_some(false));
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        let key = if number + 1 == STEPS.len() { "tour-end" } else { "tour-next" };
                        answer = answer.or(button(ui, look, &look.text(key), Weight::Primary, true).clicked().then_some(true));
                    });
                });
            });
        });
        match answer {
            Some(true) => self.next(),
            Some(false) => *self = Self { step: None, is_over: true },
            None => {}
        }
    }
}

/// Below the target where there is room, else above, else to its left, else to its right, else within it.
fn place(target: Rect, size: Vec2, room: Rect) -> Pos2 {
    let x = (target.center().x - size.x / 2.0).clamp(room.left() + 8.0, (room.right() - size.x - 8.0).max(room.left() + 8.0));
    let y = (target.center().y - size.y / 2.0).clamp(room.top() + 8.0, (room.bottom() - size.y - 8.0).max(room.top() + 8.0));
    if target.bottom() + GAP + size.y < room.bottom() {
        pos2(x, target.bottom() + GAP)
    } else if target.top() - GAP - size.y > room.top() {
        pos2(x, target.top() - GAP - size.y)
    } else if target.left() - GAP - size.x > room.left() {
        pos2(target.left() - GAP - size.x, y)
    } else if target.right() + GAP + size.x < room.right() {
        pos2(target.right() + GAP, y)
    } else {
        pos2(target.right() - size.x - 3.0 * GAP, target.top() + 3.0 * GAP)
    }
}

/// A frame round the target, and a small arrow from the box to it.
fn highlight(painter: &Painter, look: &Look<'_>, target: Rect, popup: Rect) {
    painter.rect_stroke(target, CornerRadius::same(8), Stroke::new(2.0, look.accent()), StrokeKind::Inside);
    let tip = |at: Pos2, along: Vec2| {
        let across = along.rot90() * 0.8;
        painter.add(Shape::convex_polygon(vec![at, at - along + across, at - along - across], look.accent(), Stroke::NONE));
    };
    let x = target.center().x.clamp(popup.left() + 20.0, popup.right() - 20.0);
    let y = target.center().y.clamp(popup.top() + 20.0, popup.bottom() - 20.0);
    if popup.top() >= target.bottom() {
        tip(Align2::CENTER_CENTER.pos_in_rect(&Rect::from_center_size(pos2(x, popup.top() - 9.0), Vec2::ZERO)), vec2(0.0, -9.0));
    } else if popup.bottom() <= target.top() {
        tip(pos2(x, popup.bottom() + 9.0), vec2(0.0, 9.0));
    } else if popup.right() <= target.left() {
        tip(pos2(popup.right() + 9.0, y), vec2(9.0, 0.0));
    } else if popup.left() >= target.right() {
        tip(pos2(popup.left() - 9.0, y), vec2(-9.0, 0.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tour_goes_on_when_the_thing_is_done_and_only_then() {
        let mut tour = Tour::default();
        tour.event(TourEvent::TookBoundaryTool);
        assert_eq!(tour.step(), None);
        tour.start();
        tour.event(TourEvent::Undid);
        assert_eq!(tour.step(), Some(0));
        for (number, event) in [TourEvent::TookBoundaryTool, TourEvent::MovedBoundary, TourEvent::UsedBars, TourEvent::Undid].into_iter().enumerate() {
            tour.event(event);
            assert_eq!(tour.step(), Some(number + 1));
            assert!(!tour.take_ending());
        }
        tour.event(TourEvent::OpenedExport);
        assert_eq!(tour.step(), None);
        assert!(tour.take_ending() && !tour.take_ending());
    }

    #[test]
    fn a_step_stands_beside_its_target_and_on_the_screen() {
        let room = Rect::from_min_size(Pos2::ZERO, vec2(1280.0, 720.0));
        let size = vec2(330.0, 180.0);
        for target in [Rect::from_min_size(pos2(0.0, 36.0), vec2(300.0, 40.0)), Rect::from_min_size(pos2(1000.0, 300.0), vec2(280.0, 400.0)), Rect::from_min_size(pos2(1240.0, 40.0), vec2(32.0, 32.0))] {
            let popup = Rect::from_min_size(place(target, size, room), size);
            assert!(room.contains_rect(popup) && !popup.intersects(target), "{target:?} {popup:?}");
        }
    }
}
