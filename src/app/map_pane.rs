//! The map among the panels: pointer and keys become camera moves and tool events; scene, sketch and feedback are painted.

use super::beside::{Beside, caption, divide, ghost, halves};
use super::{Compared, OpenProject};
use crate::base::CellId;
use crate::edit::Document;
use crate::geodesy::{Bounds, Position};
use crate::map::scene::{Look, Scene};
use crate::map::tools::{Modifiers, Requests, ToolContext, ToolEvent, Toolbox};
use crate::map::{Camera, Request, View};
use crate::ui::Desk;
use crate::ui::theme::color32;
use crate::ui::widgets::{Sign, paint_sign};
use crate::map::Layer;
use crate::map::basemap::BaseMap;
use egui::{Align2, Context, FontId, CursorIcon, Event, Id, Key, PointerButton, Pos2, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, vec2};
use std::collections::BTreeSet;

/// Points of the wheel for one level of zoom.
const WHEEL_FOR_A_LEVEL: f32 = 180.0;
/// Margin round a box that is fitted, in points.
const FIT_MARGIN: f32 = 40.0;
/// Seconds that a found place flashes.
const FLASH_SECONDS: f64 = 1.6;
/// Square points of a map that has room for a legend.
const ROOM_FOR_LEGEND: f32 = 260_000.0;
/// Points that an arrow key moves the map.
const ARROW_STEP: f32 = 80.0;

/// The map panel with its tools (地图面板).
#[derive(Debug, Default)]
pub struct MapPane {
    /// Tools and their options.
    pub tools: Toolbox,
    /// What is painted.
    pub scene: Scene,
    /// The map below it.
    pub base: BaseMap,
    /// Whether the scenario compared with has a map of its own beside this one.
    pub is_beside: bool,
    beside: Beside,
    /// What is tried on the map.
    pub trial: Trial,
    /// Whether somebody has asked for the legend or folded it up.
    legend: Option<bool>,
    wanted: Option<(Bounds, bool)>,
    /// The camera that shows all of the plan, and the size of the map it was made for.
    fitted: Option<(Camera, Vec2)>,
    flash: Option<(Bounds, f64)>,
    pan: Option<Pos2>,
    other_pan: Option<Pos2>,
    is_pressed: bool,
    told: Vec<ToolEvent>,
    view: Option<View>,
    canvas: Option<Id>,
    pointer: Option<Position>,
    /// Places by number that can be dragged before they are anything.
    pub pins: Vec<Position>,
    /// Places of outlets that would give way.
    pub crosses: Vec<Position>,
    held_pin: HeldPin,
}

/// Plans and sites that are tried on the map before they are taken over.
#[derive(Debug, Default)]
pub struct Trial {
    /// Whether something is.
    pub is_on: bool,
    /// Cells that get another grid in the plan that is tried.
    pub changing: Vec<CellId>,
    /// Whether these are outlined.
    pub is_outlined: bool,
}

/// What the pointer does with the pins.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum HeldPin {
    /// Nothing: it is for the tools.
    #[default]
    None,
    /// It is on one.
    Under,
    /// It drags one, which is to be here.
    Dragged(usize, Position),
}

impl MapPane {
    /// Shows a box as soon as the map is painted, and flashes it where asked.
    pub fn look_at(&mut self, bounds: Bounds, is_flashed: bool) {
        self.wanted = Some((bounds, is_flashed));
    }

    /// Where the map looked in the last frame.
    pub fn view(&self) -> Option<&View> {
        self.view.as_ref()
    }

    /// The place under the pointer in the last frame.
    pub fn pointer(&self) -> Option<Position> {
        self.pointer
    }

    /// The place by number that was dragged in the last frame, and where to.
    pub fn take_moved_pin(&mut self) -> Option<(usize, Position)> {
        match self.held_pin {
            HeldPin::Dragged(number, place) => {
                self.held_pin = HeldPin::Under;
                Some((number, place))
            }
            HeldPin::None | HeldPin::Under => None,
        }
    }

    /// Tells the tool in hand something that did not happen on the map, such as a key, at the next frame.
    pub fn tell(&mut self, event: ToolEvent) {
        self.told.push(event);
    }

    /// Turns what happened on the map into requests, before anything is painted: so that the frame of an event shows what it did. Where
    /// the map stood in the last frame is where the pointer met it. While presenting it can only be looked at.
    pub fn work(&mut self, context: &Context, desk: &Desk<'_>, is_presenting: bool, requests: &mut Requests) {
        let (Some(view), Some(response)) = (self.view, self.canvas.and_then(|canvas| context.read_response(canvas))) else { return };
        if is_presenting || self.held_pin != HeldPin::None {
            self.told.clear();
        } else {
            self.use_tools(context, &response, &view, desk, requests);
        }
    }

    /// Paints the map and lets it be moved.
    pub fn show(&mut self, ui: &mut Ui, desk: &Desk<'_>, project: &OpenProject, requests: &mut Requests) {
        let whole = ui.available_rect_before_wrap();
        let compared = project.compared().filter(|_| self.is_beside);
        let [left, rect] = if compared.is_some() { halves(whole) } else { [whole, whole] };
        let response = ui.allocate_rect(rect, Sense::click_and_drag());
        let label = desk.text("map-canvas");
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &label));
        let mut view = View::new(self.camera(ui, desk, project.camera(), rect), rect);
        self.pan = Self::navigate(ui, &response, &mut view, self.pan);
        if let Some(compared) = compared {
            self.show_other(ui, left, &response, &mut view, desk, compared);
            divide(&ui.painter_at(whole), whole, desk);
        }
        if project.camera() != Some(view.camera) {
            requests.push(Request::Look(view.camera));
        }
        self.wanted = None;
        self.view = Some(view);
        self.pointer = response.hover_pos().map(|point| view.position(point));
        self.canvas = Some(response.id);
        self.paint(ui, &response, &view, desk, project.compared());
        self.show_pins(ui, &view, desk);
        if compared.is_some() {
            let document = desk.document;
            let name = document.active_name().to_owned();
            caption(&ui.painter_at(rect), rect, desk, &desk.text_with("compare-map-active", &[("name", name.into())]), true);
        }
    }

    /// The map of the scenario compared with: it can be looked at and moved, not changed.
    fn show_other(&mut self, ui: &mut Ui, rect: Rect, active: &Response, view: &mut View, desk: &Desk<'_>, compared: &Compared) {
        let response = ui.interact(rect, ui.scope_id().with("other-map"), Sense::click_and_drag());
        let label = desk.text_with("compare-map-other", &[("name", compared.name().into())]);
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &label));
        let mut other = View::new(view.camera, rect);
        self.other_pan = Self::navigate(ui, &response, &mut other, self.other_pan);
        if response.dragged_by(PointerButton::Primary) && self.other_pan.is_none() {
            other.camera.pan(response.drag_delta());
        }
        view.camera = other.camera;
        let painter = ui.painter_at(rect);
        self.beside.paint(&painter, &View::new(view.camera, rect), desk, compared, &self.scene);
        caption(&painter, rect, desk, &label, false);
        let across = rect.center() - active.rect.center();
        if let Some(at) = active.hover_pos() {
            ghost(&painter, at + across, desk);
        } else if let Some(at) = response.hover_pos() {
            ghost(&ui.painter_at(active.rect), at - across, desk);
        }
    }

    /// The camera to begin with: where it was, a box that was asked for, or all of the plan.
    fn camera(&mut self, ui: &Ui, desk: &Desk<'_>, camera: Option<Camera>, rect: Rect) -> Camera {
        if let Some((bounds, is_flashed)) = self.wanted {
            if is_flashed {
                self.flash = Some((bounds, ui.input(|input| input.time)));
            }
            return Camera::fit(&bounds, rect.size(), FIT_MARGIN);
        }
        // A window that gets its size only now, or another one, still shows all of the plan while nobody has looked elsewhere.
        let is_fitted = self.fitted.is_some_and(|(fitted, size)| camera == Some(fitted) && size != rect.size());
        match camera.filter(|_| !is_fitted) {
            Some(camera) => camera,
            None => {
                let fitted = Camera::fit(&desk.document.plan().partition.bounds(), rect.size(), FIT_MARGIN);
                self.fitted = Some((fitted, rect.size()));
                fitted
            }
        }
    }

    /// Wheel, pinch, keys and panning move the camera; returns where a pan in progress has come to.
    fn navigate(ui: &Ui, response: &Response, view: &mut View, pan: Option<Pos2>) -> Option<Pos2> {
        let is_over = response.hovered() || response.contains_pointer();
        let (pointer, wheel, pinch, space, arrows) = ui.input(|input| {
            let arrow = |less: Key, more: Key| f32::from(i8::from(input.key_pressed(less)) - i8::from(input.key_pressed(more)));
            let arrows = vec2(arrow(Key::ArrowLeft, Key::ArrowRight), arrow(Key::ArrowUp, Key::ArrowDown));
            (input.pointer.latest_pos(), input.smooth_scroll_delta(), input.zoom_delta(), input.key_down(Key::Space), arrows)
        });
        if let Some(pointer) = pointer.filter(|_| is_over) {
            let levels = f64::from(wheel.y / WHEEL_FOR_A_LEVEL) + f64::from(pinch.log2());
            if levels != 0.0 {
                view.camera.zoom_around(levels, pointer - view.rect.center());
            }
        }
        if response.has_focus() && arrows != Vec2::ZERO {
            view.camera.pan(arrows * ARROW_STEP);
        }
        let is_panning = response.dragged_by(PointerButton::Middle) || (space && response.dragged_by(PointerButton::Primary));
        match (is_panning, pointer, pan) {
            (true, Some(now), before) => {
                view.camera.pan(before.map_or(Vec2::ZERO, |before| now - before));
                Some(now)
            }
            _ => None,
        }
    }

    fn use_tools(&mut self, egui: &Context, response: &Response, view: &View, desk: &Desk<'_>, requests: &mut Requests) {
        let context = context(egui, view, desk);
        let mut events = std::mem::take(&mut self.told);
        events.extend(self.events(egui, response));
        for event in events {
            if matches!(event, ToolEvent::Press(_)) {
                response.request_focus();
            }
            requests.extend(self.tools.handle(event, &context));
        }
    }

    /// What happened on the map since the last frame, in order; of several moves in a row only the last counts.
    fn events(&mut self, context: &Context, response: &Response) -> Vec<ToolEvent> {
        let mut events = Vec::new();
        if self.pan.is_some() {
            return events;
        }
        let is_over = response.contains_pointer();
        let (happened, has_focus, is_space) = context.input(|input| (input.events.clone(), input.focused, input.key_down(Key::Space)));
        let mut last_move = None;
        for event in happened {
            match event {
                Event::PointerMoved(at) => last_move = Some(at),
                Event::PointerButton { pos, button: PointerButton::Primary, pressed: true, .. } if is_over && !is_space => {
                    last_move = None;
                    self.is_pressed = true;
                    events.push(ToolEvent::Press(pos));
                }
                Event::PointerButton { pos, button: PointerButton::Primary, pressed: false, .. } if self.is_pressed => {
                    last_move = None;
                    self.is_pressed = false;
                    events.push(ToolEvent::Release(pos));
                }
                Event::PointerButton { button: PointerButton::Secondary, pressed: true, .. } if is_over => {
                    self.is_pressed = false;
                    events.push(ToolEvent::Cancel);
                }
                Event::PointerGone if !self.is_pressed => events.push(ToolEvent::Leave),
                _ => {}
            }
        }
        match last_move {
            Some(at) if self.is_pressed => events.push(ToolEvent::Drag(at)),
            Some(at) if is_over => events.push(ToolEvent::Hover(at)),
            Some(_) => events.push(ToolEvent::Leave),
            None => {}
        }
        if response.double_clicked_by(PointerButton::Primary)
            && let Some(at) = response.interact_pointer_pos()
        {
            events.push(ToolEvent::DoubleClick(at));
        }
        if !has_focus && self.is_pressed {
            self.is_pressed = false;
            events.push(ToolEvent::Cancel);
        }
        events
    }

    fn paint(&mut self, ui: &mut Ui, response: &Response, view: &View, desk: &Desk<'_>, compared: Option<&Compared>) {
        self.flash = self.flash.filter(|(_, since)| desk.time - since < FLASH_SECONDS);
        let look = Look {
            view,
            document: desk.document,
            focus: desk.focus,
            figures: desk.figures,
            layers: desk.layers,
            thematic: desk.thematic,
            selection: desk.selection,
            hover: desk.hover,
            problems: desk.problems,
            flash: self.flash.map(|(bounds, since)| (bounds, ((desk.time - since) / FLASH_SECONDS) as f32)),
            theme: desk.theme,
            language: desk.language,
        };
        let painter = ui.painter_at(view.rect);
        let base_opacity = desk.layers.opacity(Layer::BaseMap);
        self.scene.is_over_base_map = base_opacity > 0.0;
        if base_opacity > 0.0 {
            self.base.paint(ui, view, desk.theme, base_opacity);
        }
        // On a small map the legend would hide what it explains, until somebody asks for it.
        self.scene.is_legend_hidden = !self.legend.unwrap_or(view.rect.area() >= ROOM_FOR_LEGEND);
        self.scene.paint(&painter, &look);
        if let Some(source) = self.base.attribution().filter(|_| base_opacity > 0.0) {
            let at = view.rect.center_bottom() - vec2(0.0, 6.0);
            painter.text(at, Align2::CENTER_BOTTOM, source, FontId::proportional(10.0), color32(desk.theme.muted));
        }
        self.show_legend_button(ui, view, desk);
        if let Some(compared) = compared {
            paint_differences(&painter, view, desk, desk.document, compared.cells());
        }
        if self.trial.is_outlined {
            paint_differences(&painter, view, desk, desk.document, &self.trial.changing);
        }
        if self.flash.is_some() {
            ui.request_repaint();
        }
        let mut context = context(ui.ctx(), view, desk);
        if self.trial.is_on {
            // A plan on trial touches hundreds of grids: the panels say what becomes of them.
            context.gesture = None;
        }
        crate::map::tools::paint(&painter, &self.tools, &context, desk.theme, desk.language);
        if response.contains_pointer() {
            let is_space = ui.input(|input| input.key_down(Key::Space));
            ui.set_cursor_icon(if self.pan.is_some() {
                CursorIcon::Grabbing
            } else if is_space {
                CursorIcon::Grab
            } else {
                self.tools.cursor()
            });
        }
    }
}

impl MapPane {
    /// Shows the numbered places and takes in that one of them is dragged.
    fn show_pins(&mut self, ui: &mut Ui, view: &View, desk: &Desk<'_>) {
        self.held_pin = HeldPin::None;
        let legend = self.scene.legend_rect();
        let painter = ui.painter_at(view.rect);
        let red = color32(desk.theme.red);
        for at in self.crosses.iter().map(|place| view.point(*place)) {
            for (width, ink) in [(5.0, color32(desk.theme.panel)), (2.5, red)] {
                painter.line_segment([at - vec2(7.0, 7.0), at + vec2(7.0, 7.0)], Stroke::new(width, ink));
                painter.line_segment([at + vec2(-7.0, 7.0), at + vec2(7.0, -7.0)], Stroke::new(width, ink));
            }
        }
        for (number, place) in self.pins.iter().enumerate().rev() {
            let at = view.point(*place);
            if !view.rect.contains(at) || legend.is_some_and(|legend| legend.contains(at)) {
                continue;
            }
            let rect = Rect::from_center_size(at, Vec2::splat(24.0));
            let response = ui.interact(rect, ui.scope_id().with(("pin", number)), Sense::drag());
            let name = desk.text_with("map-pin", &[("number", (number + 1).into())]);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            let is_hot = response.hovered() || response.dragged() || response.has_focus();
            if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
                self.held_pin = HeldPin::Dragged(number, view.position(pointer));
                ui.ctx().request_repaint();
            } else if response.hovered() && self.held_pin == HeldPin::None {
                self.held_pin = HeldPin::Under;
            }
            if is_hot {
                ui.set_cursor_icon(if response.dragged() { CursorIcon::Grabbing } else { CursorIcon::Grab });
            }
            let radius = if is_hot { 12.5 } else { 10.5 };
            painter.circle(at, radius, color32(desk.theme.accent), Stroke::new(2.0, color32(desk.theme.panel)));
            painter.text(at + vec2(0.0, 0.5), Align2::CENTER_CENTER, (number + 1).to_string(), FontId::proportional(11.0), color32(desk.theme.panel));
        }
    }

    /// Folds the legend up, so that what lies below it can be seen and worked on, and brings it back.
    fn show_legend_button(&mut self, ui: &mut Ui, view: &View, desk: &Desk<'_>) {
        let id = ui.scope_id().with("legend-button");
        let theme = desk.theme;
        if let Some(legend) = self.scene.legend_rect() {
            // The legend itself takes no click for the map below it.
            ui.interact(legend, ui.scope_id().with("legend"), Sense::click());
            let at = Rect::from_min_size(legend.right_top() + vec2(-28.0, 7.5), vec2(20.0, 20.0));
            let response = ui.interact(at, id, Sense::click());
            let name = desk.text("map-legend-hide");
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            let is_hot = response.hovered() || response.has_focus();
            if is_hot {
                ui.painter().rect_filled(at, 4.0, color32(theme.line));
            }
            paint_sign(ui.painter(), Sign::Open, at.center(), 8.0, color32(if is_hot { theme.text } else { theme.muted }));
            if response.on_hover_text(name).clicked() {
                self.legend = Some(false);
            }
        } else if self.scene.is_legend_hidden {
            let galley = ui.painter().layout_no_wrap(desk.text("map-legend"), FontId::proportional(12.0), color32(theme.text));
            let size = galley.size() + vec2(32.0, 10.0);
            let plate = Rect::from_min_size(view.rect.left_bottom() + vec2(12.0, -12.0 - size.y), size);
            let response = ui.interact(plate, id, Sense::click());
            let name = desk.text("map-legend-show");
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            let edge = if response.hovered() || response.has_focus() { theme.accent } else { theme.line };
            ui.painter().rect(plate, 6.0, color32(theme.panel), Stroke::new(1.0, color32(edge)), egui::StrokeKind::Inside);
            ui.painter().galley(plate.min + vec2(10.0, 5.0), galley, color32(theme.text));
            paint_sign(ui.painter(), Sign::Closed, plate.right_center() - vec2(13.0, 0.0), 8.0, color32(theme.muted));
            if response.on_hover_text(name).clicked() {
                self.legend = Some(true);
            }
        }
    }
}

/// Cells that belong to another grid in the scenario compared with, drawn in the accent over everything.
pub(super) fn paint_differences(painter: &egui::Painter, view: &View, desk: &Desk<'_>, document: &Document, cells: &[CellId]) {
    let partition = &document.plan().partition;
    let differing: BTreeSet<CellId> = cells.iter().copied().filter(|cell| partition.faces().contains(*cell)).collect();
    let (accent, seen) = (color32(desk.theme.accent), view.bounds());
    for cell in &differing {
        let bounds = partition.cell_bounds(*cell);
        if !bounds.touches(&seen) {
            continue;
        }
        let inner = |arc: &crate::partition::Arc| differing.contains(&arc.shape.left) && differing.contains(&arc.shape.right);
        for walked in partition.face_arcs(*cell) {
            let arc = &partition.arcs()[walked.arc];
            let stroke = Stroke::new(if inner(arc) { 0.75 } else { 2.5 }, accent);
            painter.line(arc.shape.points.iter().map(|position| view.point(*position)).collect(), stroke);
        }
        if let Some(place) = partition.interior_position(*cell) {
            painter.circle_filled(view.point(place), 3.0, accent);
        }
    }
}

/// What the tools may look at in this frame.
fn context<'a>(context: &Context, view: &'a View, desk: &Desk<'a>) -> ToolContext<'a> {
    let modifiers = context.input(|input| Modifiers { shift: input.modifiers.shift, command: input.modifiers.command, alt: input.modifiers.alt });
    ToolContext { document: desk.document, view, focus: desk.focus, figures: desk.figures, selection: desk.selection, layers: desk.layers, gesture: desk.gesture, modifiers }
}
