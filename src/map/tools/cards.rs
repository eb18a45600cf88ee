//! Cards with figures, and reasons, beside the pointer: where they stand and how they look.

use super::{Card, CardRow, Feedback, Standing};
use crate::carto::{Color, Theme};
use egui::{Align2, Color32, CornerRadius, FontId, Galley, Id, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};
use std::sync::Arc as Shared;

/// The rhythm of spacing, in points.
const UNIT: f32 = 4.0;
/// Sizes of text.
const TITLE: f32 = 13.0;
const TEXT: f32 = 12.0;
/// Height of a row.
const ROW: f32 = 18.0;
/// Columns of figures: before, after, difference, deviation.
const COLUMNS: usize = 4;
/// Room between before and after, for the arrow.
const ARROW: f32 = 22.0;
/// Room before the deviation, for its sign.
const SIGN: f32 = 20.0;
/// Least width of a difference, so that cards do not grow with its first digits.
const LEAST_DIFFERENCE: f32 = 44.0;
/// How far cards stay away from the pointer, and how far they may be.
const DISTANCES: [f32; 4] = [28.0, 64.0, 112.0, 176.0];
/// From this distance on cards come after the pointer.
const TOO_FAR: f32 = 300.0;
/// Widest reason.
const REASON_WIDTH: f32 = 300.0;

/// What must not be covered.
#[derive(Debug, Default)]
pub(super) struct Clear {
    /// The pointer.
    pub(super) pointer: Option<Pos2>,
    /// Places of the sketch on the screen: what is being drawn or dragged, its next vertices, reasons.
    pub(super) points: Vec<Pos2>,
}

impl Clear {
    /// How many places a box would cover; the pointer counts as very many.
    fn hits(&self, rect: Rect) -> usize {
        let near = rect.expand(2.0 * UNIT);
        let pointer = usize::from(self.pointer.is_some_and(|pointer| rect.expand(4.0 * UNIT).contains(pointer)));
        1000 * pointer + self.points.iter().filter(|point| near.contains(**point)).count()
    }

    /// Adds a box that must not be covered.
    pub(super) fn add_rect(&mut self, rect: Rect) {
        let (columns, rows) = ((rect.width() / 16.0).ceil().max(1.0), (rect.height() / 16.0).ceil().max(1.0));
        for column in 0..=columns as usize {
            for row in 0..=rows as usize {
                self.points.push(rect.min + vec2(rect.width() * column as f32 / columns, rect.height() * row as f32 / rows));
            }
        }
    }
}

/// Where a box of a size stands on the map: where it stood before as long as it covers nothing there and is not far from the pointer; else
/// the place around the pointer that covers least, of the sketch first, then of what `is_precious` says. `None` where the map is too
/// small for it.
pub(super) fn place(size: Vec2, map: Rect, clear: &Clear, last: Option<Pos2>, is_precious: impl Fn(Pos2) -> bool) -> Option<Rect> {
    let room = map.shrink(2.0 * UNIT);
    if size.x > room.width() || size.y > room.height() {
        return None;
    }
    let inside = |corner: Pos2| Rect::from_min_size(pos2(corner.x.clamp(room.min.x, room.max.x - size.x), corner.y.clamp(room.min.y, room.max.y - size.y)), size);
    let pointer = clear.pointer.unwrap_or_else(|| room.center());
    if let Some(last) = last.map(inside).filter(|last| clear.hits(*last) == 0 && last.distance_to_pos(pointer) < TOO_FAR) {
        return Some(last);
    }
    let sides = [(1.0, -1.0), (1.0, 1.0), (-1.0, -1.0), (-1.0, 1.0), (1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0)];
    let around = DISTANCES.into_iter().flat_map(|distance| sides.map(|(x, y)| pointer + vec2(x * (distance + size.x / 2.0), y * (distance + size.y / 2.0)) - size / 2.0));
    let corners = [room.left_top(), room.right_top(), room.left_bottom(), room.right_bottom()];
    let cost = |rect: &Rect| clear.hits(*rect) as f32 * 20.0 + precious(*rect, &is_precious) as f32 * 4.0 + rect.distance_to_pos(pointer) * 0.05;
    around.chain(corners).map(inside).map(|rect| (cost(&rect), rect)).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, rect)| rect)
}

/// How many of nine places of a box are precious.
fn precious(rect: Rect, is_precious: &impl Fn(Pos2) -> bool) -> usize {
    let shares = [0.1, 0.5, 0.9];
    shares.iter().flat_map(|x| shares.map(|y| rect.min + vec2(rect.width() * x, rect.height() * y))).filter(|place| is_precious(*place)).count()
}

/// Remembers where something stood in the last frame; only how it looks depends on it.
pub(super) fn remembered(painter: &Painter, what: &'static str) -> Option<Pos2> {
    painter.ctx().data(|data| data.get_temp(Id::unique(what)))
}

/// See [`remembered`].
pub(super) fn remember(painter: &Painter, what: &'static str, place: Option<Pos2>) {
    let id = Id::unique(what);
    painter.ctx().data_mut(|data| match place {
        Some(place) => {
            data.insert_temp(id, place);
        }
        None => data.remove::<Pos2>(id),
    });
}

/// The cards with all texts laid out; figures of all cards stand in the same columns.
#[derive(Debug)]
pub(super) struct LaidCards {
    cards: Vec<LaidCard>,
    names_width: f32,
    widths: [f32; COLUMNS],
}

#[derive(Debug)]
struct LaidCard {
    title: Shared<Galley>,
    rows: Vec<LaidRow>,
}

#[derive(Debug)]
struct LaidRow {
    name: Shared<Galley>,
    unit: Shared<Galley>,
    figures: [Shared<Galley>; COLUMNS],
    standing: Standing,
}

impl LaidCards {
    /// Lays all texts out.
    pub(super) fn new(painter: &Painter, feedback: &Feedback, theme: &Theme) -> Self {
        let cards: Vec<LaidCard> = feedback.cards.iter().map(|card| LaidCard::new(painter, card, theme)).collect();
        let rows = || cards.iter().flat_map(|card| &card.rows);
        let names_width = rows().map(LaidRow::name_width).fold(0.0, f32::max);
        let mut widths: [f32; COLUMNS] = std::array::from_fn(|column| rows().map(|row| row.figures[column].size().x).fold(0.0, f32::max));
        widths[2] = widths[2].max(LEAST_DIFFERENCE);
        Self { cards, names_width, widths }
    }

    /// The size of all cards, one below the other.
    pub(super) fn size(&self) -> Vec2 {
        let figures: f32 = self.widths.iter().sum();
        let deviation = if self.widths[3] > 0.0 { SIGN } else { 0.0 };
        let row = self.names_width + 3.0 * UNIT + figures + ARROW + 2.0 * UNIT + deviation;
        let titles = self.cards.iter().map(|card| card.title.size().x).fold(0.0, f32::max);
        let height: f32 = self.cards.iter().map(LaidCard::height).sum();
        vec2(row.max(titles) + 6.0 * UNIT, height + self.cards.len().saturating_sub(1) as f32 * 1.5 * UNIT)
    }

    /// Paints them into a box of [`Self::size`].
    pub(super) fn paint(&self, painter: &Painter, rect: Rect, theme: &Theme) {
        let mut top = rect.top();
        for card in &self.cards {
            let frame = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), card.height()));
            paint_panel(painter, frame, theme);
            let left = frame.left() + 3.0 * UNIT;
            painter.galley(pos2(left, top + 2.0 * UNIT), Shared::clone(&card.title), ink(theme.text));
            for (number, row) in card.rows.iter().enumerate() {
                let middle = top + 2.0 * UNIT + 22.0 + (number as f32 + 0.5) * ROW;
                self.paint_row(painter, row, [left, frame.right() - 3.0 * UNIT], middle, theme);
            }
            top = frame.bottom() + 1.5 * UNIT;
        }
    }

    fn paint_row(&self, painter: &Painter, row: &LaidRow, [left, right]: [f32; 2], middle: f32, theme: &Theme) {
        let name_end = left + row.name.size().x;
        put(painter, &row.name, pos2(left, middle), Align2::LEFT_CENTER, theme);
        put(painter, &row.unit, pos2(name_end + UNIT, middle), Align2::LEFT_CENTER, theme);
        // From the right, so that figures end in one line.
        let deviation = right;
        let difference = if self.widths[3] > 0.0 { deviation - self.widths[3] - SIGN } else { right };
        let after = difference - self.widths[2] - 2.0 * UNIT;
        let before = after - self.widths[1] - ARROW;
        for (galley, end) in row.figures.iter().zip([before, after, difference, deviation]) {
            put(painter, galley, pos2(end, middle), Align2::RIGHT_CENTER, theme);
        }
        paint_arrow(painter, pos2(before + ARROW / 2.0, middle), ink(theme.muted));
        paint_sign(painter, pos2(deviation - self.widths[3] - SIGN / 2.0, middle), row.standing, theme);
    }
}

impl LaidCard {
    fn new(painter: &Painter, card: &Card, theme: &Theme) -> Self {
        let title = painter.layout_no_wrap(card.title.clone(), FontId::proportional(TITLE), ink(theme.text));
        Self { title, rows: card.rows.iter().map(|row| LaidRow::new(painter, row, theme)).collect() }
    }

    fn height(&self) -> f32 {
        4.0 * UNIT + 22.0 + self.rows.len() as f32 * ROW
    }
}

impl LaidRow {
    fn new(painter: &Painter, row: &CardRow, theme: &Theme) -> Self {
        let lay = |text: &str, color: Color| painter.layout_no_wrap(text.to_owned(), FontId::proportional(TEXT), ink(color));
        let strong = if row.standing == Standing::Within { theme.text } else { standing_color(row.standing, theme) };
        Self {
            name: lay(&row.name, theme.text),
            unit: lay(&row.unit, theme.muted),
            figures: [lay(&row.before, theme.muted), lay(&row.after, strong), lay(&row.difference, theme.text), lay(&row.deviation, standing_color(row.standing, theme))],
            standing: row.standing,
        }
    }

    fn name_width(&self) -> f32 {
        let unit = self.unit.size().x;
        self.name.size().x + if unit > 0.0 { UNIT + unit } else { 0.0 }
    }
}

/// Colour of a standing: never alone, a sign goes with it.
fn standing_color(standing: Standing, theme: &Theme) -> Color {
    match standing {
        Standing::Within => theme.muted,
        Standing::Above | Standing::Below => theme.amber,
        Standing::FarAbove | Standing::FarBelow => theme.red,
    }
}

fn put(painter: &Painter, galley: &Shared<Galley>, at: Pos2, anchor: Align2, theme: &Theme) {
    painter.galley(anchor.anchor_size(at, galley.size()).min, Shared::clone(galley), ink(theme.text));
}

/// A triangle that says above or below; nothing within the tolerance.
fn paint_sign(painter: &Painter, at: Pos2, standing: Standing, theme: &Theme) {
    let color = ink(standing_color(standing, theme));
    let up = match standing {
        Standing::Within => return,
        Standing::Above | Standing::FarAbove => -1.0,
        Standing::Below | Standing::FarBelow => 1.0,
    };
    let points = vec![at + vec2(-4.0, -3.0 * up), at + vec2(4.0, -3.0 * up), at + vec2(0.0, 4.0 * up)];
    painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
}

fn paint_arrow(painter: &Painter, at: Pos2, color: Color32) {
    let stroke = Stroke::new(1.0, color);
    let tip = at + vec2(5.0, 0.0);
    painter.line_segment([at - vec2(5.0, 0.0), tip], stroke);
    painter.line_segment([tip, tip + vec2(-3.0, -3.0)], stroke);
    painter.line_segment([tip, tip + vec2(-3.0, 3.0)], stroke);
}

/// A panel over the map: soft shadow, thin line.
pub(super) fn paint_panel(painter: &Painter, rect: Rect, theme: &Theme) {
    let radius = CornerRadius::same(6);
    let shadow = egui::Shadow { offset: [0, 2], blur: 10, spread: 0, color: Color32::from_black_alpha(44) };
    painter.add(shadow.as_shape(rect, radius));
    painter.rect(rect, radius, ink(theme.panel), Stroke::new(1.0, ink(theme.line)), StrokeKind::Inside);
}

/// A reason in words with a red bar, laid out; `None` without words.
pub(super) fn reason(painter: &Painter, words: String, theme: &Theme) -> Shared<Galley> {
    painter.layout(words, FontId::proportional(TEXT), ink(theme.text), REASON_WIDTH)
}

/// The size of a reason's box.
pub(super) fn reason_size(galley: &Galley) -> Vec2 {
    galley.size() + vec2(6.0 * UNIT, 3.0 * UNIT)
}

/// Paints a reason into its box.
pub(super) fn paint_reason(painter: &Painter, rect: Rect, galley: Shared<Galley>, theme: &Theme) {
    paint_panel(painter, rect, theme);
    let bar = Rect::from_min_size(rect.min + vec2(UNIT, UNIT * 1.5), vec2(3.0, rect.height() - 3.0 * UNIT));
    painter.rect_filled(bar, CornerRadius::same(1), ink(theme.red));
    painter.galley(rect.min + vec2(3.5 * UNIT, 1.5 * UNIT), galley, ink(theme.text));
}

/// A colour of the theme for egui.
pub(super) fn ink(Color { r, g, b }: Color) -> Color32 {
    Color32::from_rgb(r, g, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: Rect = Rect { min: pos2(0.0, 0.0), max: pos2(900.0, 700.0) };
    const SIZE: Vec2 = vec2(300.0, 220.0);

    #[test]
    fn cards_cover_neither_pointer_nor_boundary_and_stay_on_the_map() {
        for pointer in [pos2(450.0, 350.0), pos2(5.0, 5.0), pos2(895.0, 350.0), pos2(880.0, 690.0), pos2(300.0, 690.0)] {
            let line = (-20..=20).map(|step| pointer + vec2(step as f32 * 9.0, step as f32 * 4.0)).collect();
            let clear = Clear { pointer: Some(pointer), points: line };
            let rect = place(SIZE, MAP, &clear, None, |_| false).unwrap();
            assert!(MAP.contains_rect(rect), "{rect:?}");
            assert_eq!(clear.hits(rect), 0, "{pointer:?} {rect:?}");
        }
    }

    #[test]
    fn cards_stay_where_they_are_until_something_comes_near() {
        let clear = |x: f32| Clear { pointer: Some(pos2(x, 350.0)), points: Vec::new() };
        let first = place(SIZE, MAP, &clear(450.0), None, |_| false).unwrap();
        let second = place(SIZE, MAP, &clear(440.0), Some(first.min), |_| false).unwrap();
        assert_eq!(first, second);
        let third = place(SIZE, MAP, &clear(first.center().x), Some(first.min), |_| false).unwrap();
        assert!(third == first || clear(first.center().x).hits(first) > 0);
        let far = place(SIZE, MAP, &clear(10.0), Some(pos2(590.0, 20.0)), |_| false).unwrap();
        assert!(far.distance_to_pos(pos2(10.0, 350.0)) < 60.0, "{far:?}");
    }

    #[test]
    fn cards_prefer_ground_that_is_not_spoken_of() {
        let clear = Clear { pointer: Some(pos2(450.0, 350.0)), points: Vec::new() };
        let rect = place(SIZE, MAP, &clear, None, |place| place.x > 450.0).unwrap();
        assert!(rect.max.x < 450.0, "{rect:?}");
    }

    #[test]
    fn a_map_too_small_for_cards_has_none() {
        assert_eq!(place(SIZE, Rect::from_min_size(pos2(0.0, 0.0), vec2(200.0, 100.0)), &Clear::default(), None, |_| false), None);
    }
}
