//! Tiles by their place in the pyramid that web maps share.

use egui::{Rect, pos2};

/// A tile: zoom 0 is the whole world, each zoom halves both sides; columns count from the west, rows from the north.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TileId {
    pub(super) zoom: u8,
    pub(super) x: u32,
    pub(super) y: u32,
}

impl TileId {
    /// The tile of a smaller (or the same) zoom that covers this one.
    pub(super) fn ancestor(self, zoom: u8) -> Self {
        let levels = u32::from(self.zoom.saturating_sub(zoom));
        let up = |value: u32| value.checked_shr(levels).unwrap_or(0);
        Self { zoom: zoom.min(self.zoom), x: up(self.x), y: up(self.y) }
    }

    /// Which part of an ancestor this tile is, 0..1 on both axes.
    pub(super) fn part_of(self, above: Self) -> Rect {
        let across = f64::from(self.zoom.saturating_sub(above.zoom)).exp2();
        let place = |at: u32, first: u32| (f64::from(at) - f64::from(first) * across) / across;
        let (left, top) = (place(self.x, above.x), place(self.y, above.y));
        Rect::from_min_max(pos2(left as f32, top as f32), pos2((left + 1.0 / across) as f32, (top + 1.0 / across) as f32))
    }
}
