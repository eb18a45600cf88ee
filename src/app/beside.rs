//! The map of the scenario compared with, beside the map of the active one.

use super::Compared;
use super::map_pane::paint_differences;
use crate::base::ScenarioId;
use crate::edit::Effects;
use crate::map::scene::{Look, Scene};
use crate::map::{Figures, Focus, Selection, View};
use crate::ui::Desk;
use crate::ui::theme::{UNIT, color32};
use egui::{Align2, FontId, Painter, Pos2, Rect, Stroke, StrokeKind, pos2, vec2};

/// Width of the line between the two maps, in points.
const GAP: f32 = 2.0;

/// The second map (并列对比): the other scenario as it is in its file, looked at from the same place.
#[derive(Debug, Default)]
pub(super) struct Beside {
    scene: Scene,
    shown: Option<Shown>,
}

/// What the scene was made from.
#[derive(Debug)]
struct Shown {
    other: ScenarioId,
    focus: Focus,
    figures: Figures,
}

/// Both halves of the map panel: the other scenario on the left, the active one on the right.
pub(super) fn halves(rect: Rect) -> [Rect; 2] {
    let middle = rect.center().x;
    [Rect::from_min_max(rect.min, pos2(middle - GAP / 2.0, rect.bottom())), Rect::from_min_max(pos2(middle + GAP / 2.0, rect.top()), rect.max)]
}

impl Beside {
    /// Paints the other scenario with the cells that differ. Cost of the first frame: its plan, once.
    pub(super) fn paint(&mut self, painter: &Painter, view: &View, desk: &Desk<'_>, compared: &Compared, active: &Scene) {
        let document = compared.document();
        if self.shown.as_ref().is_none_or(|shown| shown.other != compared.id()) {
            self.scene = Scene::default();
            self.scene.is_legend_hidden = true;
            self.scene.adopt_colors(active);
            self.shown = None;
        }
        if self.shown.as_ref().is_none_or(|shown| shown.focus != *desk.focus) {
            let is_first = self.shown.is_none();
            self.scene.follow(document, desk.focus, &Effects { needs_load: is_first, ..Effects::default() });
            self.shown = Some(Shown { other: compared.id(), focus: desk.focus.clone(), figures: Figures::new(document, desk.focus) });
        }
        let Some(shown) = &self.shown else { return };
        let selection = Selection::default();
        let look = Look {
            view,
            document,
            focus: desk.focus,
            figures: &shown.figures,
            layers: desk.layers,
            thematic: desk.thematic,
            selection: &selection,
            hover: None,
            problems: &[],
            flash: None,
            theme: desk.theme,
            language: desk.language,
        };
        self.scene.paint(painter, &look);
        paint_differences(painter, view, desk, document, compared.cells());
    }
}

/// Names a half with its scenario.
pub(super) fn caption(painter: &Painter, rect: Rect, desk: &Desk<'_>, name: &str, is_active: bool) {
    let ink = color32(if is_active { desk.theme.accent } else { desk.theme.text });
    let galley = painter.layout_no_wrap(name.to_owned(), FontId::proportional(13.0), ink);
    let padding = vec2(2.5 * UNIT, 1.25 * UNIT);
    let plate = Rect::from_center_size(pos2(rect.center().x, rect.top() + 5.0 * UNIT), galley.size() + 2.0 * padding);
    painter.rect(plate, 6.0, color32(desk.theme.panel), Stroke::new(1.0, color32(desk.theme.line)), StrokeKind::Inside);
    painter.galley(plate.min + padding, galley, ink);
}

/// The line between the two maps.
pub(super) fn divide(painter: &Painter, rect: Rect, desk: &Desk<'_>) {
    painter.rect_filled(Rect::from_center_size(rect.center(), vec2(GAP, rect.height())), 0.0, color32(desk.theme.line));
}

/// Where the pointer of one map would be on the other.
pub(super) fn ghost(painter: &Painter, at: Pos2, desk: &Desk<'_>) {
    let ink = color32(desk.theme.accent);
    painter.circle_stroke(at, 5.0, Stroke::new(1.5, ink));
    painter.text(at, Align2::CENTER_CENTER, "·", FontId::proportional(13.0), ink);
}
