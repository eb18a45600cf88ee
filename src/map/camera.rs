//! Where the map looks: Web Mercator, a centre and a zoom.

use crate::geodesy::{Bounds, Position};
use egui::{Pos2, Rect, Vec2, pos2, vec2};
use std::f64::consts::PI;

/// Points across which the whole world is drawn at zoom 0, as web maps count.
const WORLD_POINTS: f64 = 256.0;
/// Zoom range: from the whole world to a few centimetres a point.
pub const MIN_ZOOM: f64 = 1.0;
/// See [`MIN_ZOOM`].
pub const MAX_ZOOM: f64 = 22.0;
/// Circumference of the sphere of Web Mercator in metres.
const EQUATOR_M: f64 = 2.0 * PI * 6_378_137.0;

/// Where the map looks (视图). World coordinates are Web Mercator in 0..1, x to the east, y to the south.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// World coordinates of the middle of the view.
    pub center: [f64; 2],
    /// Zoom as web maps count it; fractions are fine.
    pub zoom: f64,
}

impl Default for Camera {
    /// China.
    fn default() -> Self {
        Self { center: world_of(Position::from_degrees(104.0, 35.0).unwrap_or_default()), zoom: 4.0 }
    }
}

/// World coordinates of a position.
pub fn world_of(position: Position) -> [f64; 2] {
    let [lon, lat] = position.degrees();
    let sine = lat.clamp(-85.051_128, 85.051_128).to_radians().sin();
    [lon / 360.0 + 0.5, 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * PI)]
}

/// The position of world coordinates.
pub fn position_of([x, y]: [f64; 2]) -> Position {
    let lat = (PI * (1.0 - 2.0 * y)).sinh().atan().to_degrees();
    let lon = ((x - 0.5) * 360.0).clamp(-180.0, 180.0);
    Position::from_degrees(lon, lat.clamp(-90.0, 90.0)).unwrap_or_default()
}

impl Camera {
    /// Points for one world coordinate.
    pub fn scale(&self) -> f64 {
        WORLD_POINTS * self.zoom.exp2()
    }

    /// The camera that shows a box in a frame of a size, with a margin in points on each side.
    pub fn fit(bounds: &Bounds, size: Vec2, margin: f32) -> Self {
        if bounds.is_empty() {
            return Self::default();
        }
        let ([west, south], [east, north]) = (world_of(bounds.min), world_of(bounds.max));
        let room = (size - Vec2::splat(2.0 * margin)).max(Vec2::splat(32.0));
        let scale = (f64::from(room.x) / (east - west).max(1e-9)).min(f64::from(room.y) / (south - north).max(1e-9));
        let zoom = (scale / WORLD_POINTS).log2().clamp(MIN_ZOOM, MAX_ZOOM - 3.0);
        Self { center: [west.midpoint(east), south.midpoint(north)], zoom }
    }

    /// Moves by points on the screen: what was under the pointer stays under it.
    pub fn pan(&mut self, by: Vec2) {
        let scale = self.scale();
        self.center[0] = (self.center[0] - f64::from(by.x) / scale).clamp(0.0, 1.0);
        self.center[1] = (self.center[1] - f64::from(by.y) / scale).clamp(0.0, 1.0);
    }

    /// Zooms by levels around a point given from the middle of the view: what is there stays there.
    pub fn zoom_around(&mut self, levels: f64, from_middle: Vec2) {
        let before = self.scale();
        self.zoom = (self.zoom + levels).clamp(MIN_ZOOM, MAX_ZOOM);
        let shift = 1.0 / before - 1.0 / self.scale();
        self.center[0] = (self.center[0] + f64::from(from_middle.x) * shift).clamp(0.0, 1.0);
        self.center[1] = (self.center[1] + f64::from(from_middle.y) * shift).clamp(0.0, 1.0);
    }
}

/// A camera in a frame of the screen: between positions and points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The camera.
    pub camera: Camera,
    /// The frame on the screen.
    pub rect: Rect,
}

impl View {
    /// A camera in a frame.
    pub fn new(camera: Camera, rect: Rect) -> Self {
        Self { camera, rect }
    }

    /// Where a position is on the screen.
    pub fn point(&self, position: Position) -> Pos2 {
        self.point_of_world(world_of(position))
    }

    /// Where world coordinates are on the screen.
    pub fn point_of_world(&self, [x, y]: [f64; 2]) -> Pos2 {
        let scale = self.camera.scale();
        let middle = self.rect.center();
        pos2(middle.x + ((x - self.camera.center[0]) * scale) as f32, middle.y + ((y - self.camera.center[1]) * scale) as f32)
    }

    /// World coordinates under a point.
    pub fn world(&self, point: Pos2) -> [f64; 2] {
        let scale = self.camera.scale();
        let from_middle = point - self.rect.center();
        [self.camera.center[0] + f64::from(from_middle.x) / scale, self.camera.center[1] + f64::from(from_middle.y) / scale]
    }

    /// The position under a point.
    pub fn position(&self, point: Pos2) -> Position {
        position_of(self.world(point))
    }

    /// Metres on the ground for one point, in the middle of the view.
    pub fn metres_per_point(&self) -> f64 {
        let [_, lat] = position_of(self.camera.center).degrees();
        EQUATOR_M * lat.to_radians().cos() / self.camera.scale()
    }

    /// What is in the frame.
    pub fn bounds(&self) -> Bounds {
        self.bounds_of(self.rect)
    }

    /// What is in a part of the screen.
    pub fn bounds_of(&self, rect: Rect) -> Bounds {
        Bounds::of([self.position(rect.left_top()), self.position(rect.right_bottom())])
    }

    /// The box of everything within a distance of a point of the screen.
    pub fn around(&self, point: Pos2, points: f32) -> Bounds {
        self.bounds_of(Rect::from_center_size(point, vec2(2.0 * points, 2.0 * points)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        let xinxiang = Position::from_degrees(113.9, 35.3).unwrap();
        View::new(Camera { center: world_of(xinxiang), zoom: 14.0 }, Rect::from_min_size(pos2(100.0, 50.0), vec2(800.0, 600.0)))
    }

    #[test]
    fn a_point_of_the_screen_is_found_again() {
        let view = view();
        for point in [pos2(100.0, 50.0), pos2(500.0, 350.0), pos2(899.0, 649.0)] {
            assert!((view.point(view.position(point)) - point).length() < 0.02, "{point:?}");
        }
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let mut view = view();
        let pointer = pos2(700.0, 200.0);
        let position = view.position(pointer);
        view.camera.zoom_around(1.7, pointer - view.rect.center());
        assert!((view.point(position) - pointer).length() < 0.05);
        view.camera.pan(vec2(30.0, -12.0));
        assert!((view.point(position) - pointer - vec2(30.0, -12.0)).length() < 0.05);
    }

    #[test]
    fn a_fitted_box_is_in_the_frame_with_its_margin() {
        let bounds = Bounds::of([Position::from_degrees(113.4, 34.9).unwrap(), Position::from_degrees(115.0, 35.8).unwrap()]);
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(900.0, 500.0));
        let view = View::new(Camera::fit(&bounds, rect.size(), 24.0), rect);
        for corner in [bounds.min, bounds.max] {
            assert!(rect.shrink(23.9).contains(view.point(corner)), "{:?}", view.point(corner));
        }
    }

    #[test]
    fn metres_per_point_agree_with_the_geodesic() {
        let view = view();
        let (a, b) = (view.position(pos2(400.0, 350.0)), view.position(pos2(600.0, 350.0)));
        let ratio = crate::geodesy::distance_m(a, b) / (200.0 * view.metres_per_point());
        assert!((ratio - 1.0).abs() < 5e-3, "{ratio}");
    }
}
