//! Which tiles a view needs and where their corners lie on the screen.

use super::archive::TileFacts;
use super::source::TileDatum;
use super::tile::TileId;
use crate::geodesy::{Crs, Transformer};
use crate::map::View;
use crate::map::camera::{position_of, world_of};
use egui::Pos2;

/// Tiles drawn at most: beyond, the view shows the source from too far away.
const MOST_TILES: usize = 400;
/// Deepest level that tiles are counted in.
const DEEPEST: f64 = 24.0;

/// How coordinates of tiles become ours.
#[derive(Debug)]
pub(super) struct Placement {
    /// None where they are the same.
    shift: Option<Transformer>,
}

impl Placement {
    pub(super) fn new(datum: TileDatum) -> Self {
        let shift = match datum {
            TileDatum::Wgs84 => None,
            TileDatum::Gcj02 => Transformer::new(Crs::Gcj02).ok(),
        };
        Self { shift }
    }

    /// World coordinates on the tiles' map of world coordinates of ours.
    fn theirs(&self, world: [f64; 2]) -> [f64; 2] {
        let Some(shift) = &self.shift else { return world };
        // Outside the world there is nothing to shift.
        if world.iter().any(|value| !(0.0..=1.0).contains(value)) {
            return world;
        }
        let Ok([lon, lat]) = shift.from_position(position_of(world)) else { return world };
        crate::geodesy::Position::from_degrees(lon, lat).map_or(world, world_of)
    }

    /// Where world coordinates of the tiles' map lie on the screen.
    pub(super) fn point(&self, view: &View, world: [f64; 2]) -> Pos2 {
        let shifted = self.shift.as_ref().and_then(|shift| {
            let [lon, lat] = position_of(world).degrees();
            shift.to_position(lon, lat).ok()
        });
        shifted.map_or_else(|| view.point_of_world(world), |position| view.point(position))
    }

    /// The corners of a tile on the screen: north-west, north-east, south-east, south-west.
    pub(super) fn corners(&self, view: &View, tile: TileId) -> [Pos2; 4] {
        let across = f64::from(tile.zoom).exp2();
        [[0, 0], [1, 0], [1, 1], [0, 1]].map(|[east, south]| self.point(view, [f64::from(tile.x + east) / across, f64::from(tile.y + south) / across]))
    }

    /// The tiles of a level that a view shows, those in its middle first; none where they would be too many.
    pub(super) fn visible(&self, view: &View, level: u8) -> Vec<TileId> {
        let across = f64::from(level).exp2();
        let rect = view.rect;
        let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()].map(|point| self.theirs(view.world(point)));
        // Where the maps are shifted, their borders are slightly bent.
        let margin = if self.shift.is_some() { 0.05 } else { 0.0 };
        let range = |axis: usize| {
            let (low, high) = corners.iter().fold((f64::MAX, f64::MIN), |(low, high), corner| (low.min(corner[axis]), high.max(corner[axis])));
            let last = across - 1.0;
            if high <= 0.0 || low >= 1.0 {
                return None;
            }
            Some([(low * across - margin).floor().clamp(0.0, last) as u32, ((high * across + margin).ceil() - 1.0).clamp(0.0, last) as u32])
        };
        let (Some([west, east]), Some([north, south])) = (range(0), range(1)) else { return Vec::new() };
        if (u64::from(east - west) + 1) * (u64::from(south - north) + 1) > MOST_TILES as u64 {
            return Vec::new();
        }
        let mut tiles: Vec<TileId> = (north..=south).flat_map(|y| (west..=east).map(move |x| TileId { zoom: level, x, y })).collect();
        let middle = self.theirs(view.camera.center).map(|value| value * across - 0.5);
        tiles.sort_by_key(|tile| {
            let (dx, dy) = (f64::from(tile.x) - middle[0], f64::from(tile.y) - middle[1]);
            ((dx * dx + dy * dy) * 16.0) as u64
        });
        tiles
    }
}

/// The level whose tiles are drawn nearest to their own size. Images of 512 pixels count as sharp ones of 256 points on dense
/// screens and as large ones elsewhere; what is drawn here is as sharp as the screen.
pub(super) fn level_of(view: &View, facts: &TileFacts, pixels_per_point: f32) -> u8 {
    let is_sharp = facts.shapes.is_none() && facts.pixels >= 512 && pixels_per_point >= 1.5;
    let points = f64::from(facts.pixels) / if is_sharp { 2.0 } else { 1.0 };
    let level = (view.camera.zoom - (points / 256.0).log2()).round().clamp(0.0, DEEPEST);
    (level as u8).max(facts.min_zoom)
}
