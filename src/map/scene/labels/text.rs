//! Words of labels: measured once, set once for each size, painted with a halo.

use super::place::Placed;
use super::status_color;
use crate::carto::{Color, Theme};
use egui::emath::GuiRounding as _;
use egui::epaint::TextShape;
use egui::{Color32, FontId, Galley, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2, vec2};
use rustc_hash::FxHashMap;
use std::sync::Arc as Shared;

/// Size at which texts are measured.
const MEASURED: f32 = 12.0;
/// Height of a line over the size of its text.
const LINE: f32 = 1.22;
/// Free space round a label.
const PADDING: Vec2 = vec2(3.0, 1.5);
/// Width of the sign with the space after it, over the size of the text.
const SIGN: f32 = 0.95;
/// Directions in which copies of a text make its halo.
const HALO: [Vec2; 8] = [vec2(1.0, 0.0), vec2(-1.0, 0.0), vec2(0.0, 1.0), vec2(0.0, -1.0), vec2(1.0, 1.0), vec2(-1.0, 1.0), vec2(1.0, -1.0), vec2(-1.0, -1.0)];

/// Whether a grid's key figure is where it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::map::scene) enum Status {
    /// Inside tolerance.
    Normal,
    /// Outside: above or below, a little or far.
    Off { is_above: bool, is_severe: bool },
}

/// What can be said of a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) name: String,
    pub(super) code: String,
    /// May be empty.
    pub(super) figure: String,
    pub(super) status: Status,
    pub(super) is_parent: bool,
}

/// A way to write a label: name or code, with or without the figure, in sizes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wording {
    is_coded: bool,
    size: f32,
    /// 0 for none.
    figure_size: f32,
}

const fn wording(is_coded: bool, size: f32, figure_size: f32) -> Wording {
    Wording { is_coded, size, figure_size }
}

/// All ways, the best first; the last is the last resort.
pub(super) const WORDINGS: [Wording; 9] = [
    wording(false, 13.0, 11.5),
    wording(false, 12.0, 10.5),
    wording(true, 12.0, 10.5),
    wording(false, 11.0, 10.0),
    wording(true, 11.0, 10.0),
    wording(false, 11.0, 0.0),
    wording(true, 10.0, 9.5),
    wording(true, 10.5, 0.0),
    wording(true, 9.5, 0.0),
];

/// Sets texts and keeps what it has set.
#[derive(Default)]
pub(super) struct Setter {
    painter: Option<Painter>,
    /// A text that is set in every frame: another galley for it means that the font atlas was made anew.
    sentinel: Option<(Shared<Galley>, f32)>,
    galleys: FxHashMap<(String, u32), Shared<Galley>>,
    widths: FxHashMap<String, f32>,
}

impl std::fmt::Debug for Setter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setter").field("n_galleys", &self.galleys.len()).finish_non_exhaustive()
    }
}

impl Setter {
    /// A setter that measures by counting characters, for tests without fonts.
    #[cfg(test)]
    pub(super) fn measuring() -> Self {
        Self::default()
    }

    /// Begins a frame.
    pub(super) fn begin(&mut self, painter: &Painter) {
        let sentinel = painter.layout_no_wrap("\u{6c38}0A".to_owned(), FontId::proportional(MEASURED), Color32::PLACEHOLDER);
        let scale = painter.ctx().pixels_per_point();
        let is_same = self.sentinel.as_ref().is_some_and(|(known, known_scale)| Shared::ptr_eq(known, &sentinel) && known_scale.to_bits() == scale.to_bits());
        if !is_same || self.galleys.len() > 8_000 {
            self.galleys.clear();
            self.widths.clear();
        }
        self.sentinel = Some((sentinel, scale));
        self.painter = Some(painter.clone());
    }

    /// The room a wording takes with its padding; `None` where the words have no such wording.
    pub(super) fn size(&mut self, words: &Words, wording: usize) -> Option<Vec2> {
        let way = WORDINGS.get(wording)?;
        if (way.figure_size > 0.0 && words.figure.is_empty()) || (way.is_coded && (words.code.is_empty() || words.is_parent)) {
            return None;
        }
        let sign = if words.status == Status::Normal { 0.0 } else { SIGN };
        let name = if way.is_coded { &words.code } else { &words.name };
        let name_width = self.width(name) * way.size / MEASURED;
        let (width, height) = if way.figure_size > 0.0 {
            let figure = self.width(&words.figure) * way.figure_size / MEASURED + sign * way.figure_size;
            (name_width.max(figure), (way.size + way.figure_size) * LINE)
        } else {
            (name_width + sign * way.size, way.size * LINE)
        };
        Some(vec2(width, height) + 2.0 * PADDING)
    }

    fn width(&mut self, text: &str) -> f32 {
        if let Some(width) = self.widths.get(text) {
            return *width;
        }
        let width = match &self.painter {
            Some(painter) => painter.layout_no_wrap(text.to_owned(), FontId::proportional(MEASURED), Color32::PLACEHOLDER).size().x,
            None => text.chars().map(|character| if character.is_ascii() { 0.56 } else { 1.0 }).sum::<f32>() * MEASURED,
        };
        self.widths.insert(text.to_owned(), width);
        width
    }

    fn galley(&mut self, painter: &Painter, text: &str, size: f32) -> Shared<Galley> {
        let key = (text.to_owned(), size.to_bits());
        let set = || painter.layout_no_wrap(text.to_owned(), FontId::proportional(size), Color32::PLACEHOLDER);
        Shared::clone(self.galleys.entry(key).or_insert_with(set))
    }

    /// Paints a label over a surface of some tone.
    pub(super) fn paint(&mut self, painter: &Painter, label: &Placed, words: &Words, tone: Color, theme: &Theme, opacity: f32) {
        let way = WORDINGS[label.wording];
        let name = if way.is_coded { &words.code } else { &words.name };
        let has_figure = way.figure_size > 0.0;
        let mut top = label.rect.top() + PADDING.y;
        let lines = [(name, way.size, !has_figure, false), (&words.figure, way.figure_size, true, true)];
        for (text, size, is_last, is_figure) in lines.into_iter().take(if has_figure { 2 } else { 1 }) {
            let has_sign = is_last && words.status != Status::Normal;
            let middle = pos2(label.rect.center().x, top + size * LINE / 2.0);
            let look = if words.is_parent { LineLook::Parent } else if label.is_selected { LineLook::Selected } else { LineLook::Grid };
            let line = Line { text, size, middle, has_sign, is_figure, look };
            self.paint_line(painter, &line, words.status, tone, theme, opacity);
            top += size * LINE;
        }
    }

    fn paint_line(&mut self, painter: &Painter, line: &Line<'_>, status: Status, tone: Color, theme: &Theme, opacity: f32) {
        let galley = self.galley(painter, line.text, line.size);
        let sign = if line.has_sign { SIGN * line.size } else { 0.0 };
        let size = galley.size();
        let left = line.middle.x - size.x.midpoint(sign);
        // Texts stand on whole pixels; their copies must be whole pixels away, or they would come out differently thick.
        let pixels = painter.ctx().pixels_per_point();
        let whole = |points: f32| (points * pixels).round().max(1.0) / pixels;
        let at = pos2(left + sign, line.middle.y - size.y / 2.0).round_to_pixels(pixels);
        let plate = Rect::from_min_max(pos2(left - 3.0, line.middle.y - line.size * 0.62), pos2(left + sign + size.x + 3.0, line.middle.y + line.size * 0.62));
        let ink = |color: Color, alpha: f32| color32(color).gamma_multiply(alpha * opacity);
        let text = |offset: Vec2, color: Color32| Shape::Text(TextShape { override_text_color: Some(color), ..TextShape::new(at + offset, Shared::clone(&galley), color) });
        let color = if line.look == LineLook::Selected && !line.is_figure && !line.has_sign {
            painter.rect_filled(plate, 4.0, ink(theme.accent, 1.0));
            ink(theme.panel, 1.0)
        } else if line.has_sign {
            painter.rect_filled(plate, 4.0, ink(theme.panel, 0.92));
            sign_shape(painter, pos2(left + sign * 0.42, line.middle.y), line.size * 0.72, status, ink(status_color(status, theme), 1.0));
            ink(status_color(status, theme), 1.0)
        } else {
            let halo = ink(theme.halo_on(tone), 0.75);
            let reach = whole(1.3);
            painter.extend(HALO.iter().map(|direction| text(*direction * reach, halo)));
            ink(theme.ink_on(tone), if line.is_figure { 0.9 } else { 1.0 })
        };
        if !line.is_figure || line.look == LineLook::Parent {
            // The font has one weight: a second copy a little aside makes it bold.
            painter.add(text(vec2(whole(0.4), 0.0), color.gamma_multiply(0.45)));
        }
        painter.add(text(Vec2::ZERO, color));
    }
}

struct Line<'a> {
    text: &'a str,
    size: f32,
    middle: Pos2,
    has_sign: bool,
    is_figure: bool,
    look: LineLook,
}

/// Whose line it is.
#[derive(Clone, Copy, PartialEq)]
enum LineLook {
    Grid,
    Selected,
    Parent,
}

/// A triangle that points up above tolerance and down below it.
pub(in crate::map::scene) fn sign_shape(painter: &Painter, middle: Pos2, size: f32, status: Status, color: Color32) {
    let Status::Off { is_above, .. } = status else { return };
    let up = if is_above { -1.0 } else { 1.0 };
    let half = size / 2.0;
    let corners = vec![pos2(middle.x, middle.y + up * half * 0.9), pos2(middle.x + half, middle.y - up * half * 0.8), pos2(middle.x - half, middle.y - up * half * 0.8)];
    painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
}

/// A colour of the map's theme for egui.
pub(in crate::map::scene) fn color32(color: Color) -> Color32 {
    let Color { r, g, b } = color;
    Color32::from_rgb(r, g, b)
}
