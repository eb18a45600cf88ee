//! From positions to what buffers hold: offsets from one place of the project, small enough for 32-bit floats.

use crate::map::View;
use crate::map::camera::world_of;
use crate::geodesy::{Bounds, Position};
use egui::{Pos2, Rect, pos2};

/// A place and the world coordinates from which offsets are counted. Over a city an offset is exact to a few millimetres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Anchor {
    world: [f64; 2],
}

/// An offset in world coordinates, x to the east and y to the south.
pub(super) type Offset = [f32; 2];

impl Anchor {
    /// The middle of a box; China's middle for an empty one.
    pub(super) fn of(bounds: &Bounds) -> Self {
        if bounds.is_empty() {
            return Self { world: [0.79, 0.4] };
        }
        let ([west, south], [east, north]) = (world_of(bounds.min), world_of(bounds.max));
        Self { world: [west.midpoint(east), south.midpoint(north)] }
    }

    /// The offset of a position.
    #[inline]
    pub(super) fn offset(&self, position: Position) -> Offset {
        self.offset_of_world(world_of(position))
    }

    /// The offset of world coordinates.
    #[inline]
    pub(super) fn offset_of_world(&self, [x, y]: [f64; 2]) -> Offset {
        [(x - self.world[0]) as f32, (y - self.world[1]) as f32]
    }

    /// Where an offset is on the screen.
    pub(super) fn point(&self, view: &View, [x, y]: Offset) -> Pos2 {
        let scale = view.camera.scale();
        let middle = view.rect.center();
        let from = |offset: f32, anchor: f64, center: f64| (f64::from(offset) + (anchor - center)) * scale;
        pos2(middle.x + from(x, self.world[0], view.camera.center[0]) as f32, middle.y + from(y, self.world[1], view.camera.center[1]) as f32)
    }

    /// The offset under a point of the screen.
    pub(super) fn offset_under(&self, view: &View, point: Pos2) -> Offset {
        let [x, y] = view.world(point);
        [(x - self.world[0]) as f32, (y - self.world[1]) as f32]
    }

    /// The offsets that a frame shows, with so many points more on each side.
    pub(super) fn shown(&self, view: &View, margin: f32) -> OffsetBox {
        let rect = view.rect.expand(margin);
        OffsetBox { min: self.offset_under(view, rect.left_top()), max: self.offset_under(view, rect.right_bottom()) }
    }

    /// The camera's centre as an offset in two floats whose sum is exact enough for the largest zoom.
    pub(super) fn center(&self, view: &View) -> [Offset; 2] {
        let exact = [view.camera.center[0] - self.world[0], view.camera.center[1] - self.world[1]];
        let high = exact.map(|value| value as f32);
        [high, [(exact[0] - f64::from(high[0])) as f32, (exact[1] - f64::from(high[1])) as f32]]
    }

    /// The box of positions as offsets.
    #[cfg(test)]
    pub(super) fn box_of(&self, bounds: &Bounds) -> OffsetBox {
        let mut found = OffsetBox::EMPTY;
        if !bounds.is_empty() {
            found.add(self.offset(bounds.min));
            found.add(self.offset(bounds.max));
        }
        found
    }
}

/// A box of offsets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct OffsetBox {
    pub(super) min: Offset,
    pub(super) max: Offset,
}

impl OffsetBox {
    pub(super) const EMPTY: Self = Self { min: [f32::INFINITY; 2], max: [f32::NEG_INFINITY; 2] };

    #[inline]
    pub(super) fn add(&mut self, [x, y]: Offset) {
        self.min = [self.min[0].min(x), self.min[1].min(y)];
        self.max = [self.max[0].max(x), self.max[1].max(y)];
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.min[0] <= other.max[0] && other.min[0] <= self.max[0] && self.min[1] <= other.max[1] && other.min[1] <= self.max[1]
    }

    pub(super) fn contains(&self, [x, y]: Offset) -> bool {
        self.min[0] <= x && x <= self.max[0] && self.min[1] <= y && y <= self.max[1]
    }

    /// On the screen.
    pub(super) fn rect(&self, anchor: &Anchor, view: &View) -> Rect {
        Rect::from_two_pos(anchor.point(view, self.min), anchor.point(view, self.max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::Camera;

    #[test]
    fn an_offset_is_where_its_position_is_at_every_zoom() {
        let corner = |lon: f64, lat: f64| Position::from_degrees(lon, lat).unwrap();
        let anchor = Anchor::of(&Bounds::of([corner(113.0, 34.8), corner(115.0, 35.9)]));
        let place = corner(113.2, 34.9);
        for zoom in [8.0, 14.0, 20.0] {
            let view = View::new(Camera { center: world_of(corner(113.2001, 34.9001)), zoom }, Rect::from_min_size(pos2(10.0, 20.0), egui::vec2(900.0, 600.0)));
            let (exact, found) = (view.point(place), anchor.point(&view, anchor.offset(place)));
            assert!((exact - found).length() < 0.3, "{zoom}: {exact:?} {found:?}");
            assert!((anchor.point(&view, anchor.offset_under(&view, found)) - found).length() < 0.3);
        }
    }
}
