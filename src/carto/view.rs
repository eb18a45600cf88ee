//! From positions to the picture: Web Mercator, scaled and moved.

use super::shape::{Box2, Point, Polygon};
use crate::geodesy::{Bounds, Position, UNITS_PER_DEGREE};
use std::f64::consts::{FRAC_PI_4, PI};

/// Equatorial radius and squared eccentricity of WGS-84.
const RADIUS_M: f64 = 6_378_137.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_694_379_990_141_316;

/// Web Mercator ends here, so that the world is a square.
const MAX_LATITUDE: f64 = 85.051_128_779_806_59;

/// A map projection to logical pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    scale: f64,
    shift: Point,
    /// Where the map is on the picture.
    pub(super) frame: Box2,
}

impl View {
    /// Shows a box of positions as large as possible in the middle of `room`, which lies inside `frame`.
    pub(super) fn fit(bounds: Bounds, room: Box2, frame: Box2) -> Self {
        let (south_west, north_east) = (mercator(bounds.min), mercator(bounds.max));
        // A single place, or none, still gets a map: about 100 m wide.
        let least = 100.0 / RADIUS_M;
        let width = (north_east[0] - south_west[0]).max(least);
        let height = (north_east[1] - south_west[1]).max(least);
        let scale = (room.width() / width).min(room.height() / height).max(f64::MIN_POSITIVE);
        let middle = room.middle();
        let centre = [f64::midpoint(south_west[0], north_east[0]), f64::midpoint(south_west[1], north_east[1])];
        Self { scale, shift: [middle[0] - centre[0] * scale, middle[1] + centre[1] * scale], frame }
    }

    /// Where a position is on the picture.
    pub(super) fn point(&self, position: Position) -> Point {
        let [x, y] = mercator(position);
        [x * self.scale + self.shift[0], self.shift[1] - y * self.scale]
    }

    /// A line on the picture, without points that nobody could tell apart.
    pub(super) fn line(&self, positions: &[Position]) -> Vec<Point> {
        let points: Vec<Point> = positions.iter().map(|position| self.point(*position)).collect();
        super::shape::thinned(&points, 0.35)
    }

    /// A ring on the picture, open.
    pub(super) fn ring(&self, positions: &[Position]) -> Vec<Point> {
        let open = match positions {
            [first, middle @ .., last] if first == last && !middle.is_empty() => &positions[..positions.len() - 1],
            all => all,
        };
        self.line(open)
    }

    /// A polygon on the picture.
    pub(super) fn polygon(&self, rings: &[Vec<Position>]) -> Polygon {
        rings.iter().map(|ring| self.ring(ring)).collect()
    }

    /// Metres on the ground per logical pixel, from west to east, in the middle of the frame.
    pub(super) fn metres_per_px(&self) -> f64 {
        let y = (self.shift[1] - self.frame.middle()[1]) / self.scale;
        let latitude = 2.0 * libm::atan(libm::exp(y)) - PI / 2.0;
        let sine = libm::sin(latitude);
        RADIUS_M * libm::cos(latitude) / (1.0 - ECCENTRICITY_SQUARED * sine * sine).sqrt() / self.scale
    }
}

/// Radians east, and the Mercator ordinate of the latitude.
fn mercator(position: Position) -> Point {
    let latitude = (f64::from(position.lat) / UNITS_PER_DEGREE).clamp(-MAX_LATITUDE, MAX_LATITUDE);
    let longitude = f64::from(position.lon) / UNITS_PER_DEGREE;
    [longitude.to_radians(), libm::log(libm::tan(FRAC_PI_4 + latitude.to_radians() / 2.0))]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).unwrap()
    }

    #[test]
    fn the_box_fills_the_room_and_north_is_up() {
        let frame = Box2::new(0.0, 0.0, 800.0, 600.0);
        let bounds = Bounds { min: place(113.8, 35.2), max: place(114.0, 35.4) };
        let view = View::fit(bounds, frame.grown(-50.0), frame);
        let (south_west, north_east) = (view.point(bounds.min), view.point(bounds.max));
        assert!((south_west[1] - 550.0).abs() < 1e-6 && (north_east[1] - 50.0).abs() < 1e-6);
        assert!(south_west[0] > 50.0 && north_east[0] < 750.0);
    }

    #[test]
    fn metres_per_pixel_match_the_ellipsoid() {
        // GeographicLib: 0.1 degree along the parallel 35.3 N is a geodesic of 9095.4 m.
        let frame = Box2::new(0.0, 0.0, 1000.0, 1000.0);
        let bounds = Bounds { min: place(113.9, 35.25), max: place(114.0, 35.35) };
        let view = View::fit(bounds, frame, frame);
        let width = view.point(bounds.max)[0] - view.point(bounds.min)[0];
        assert!((width * view.metres_per_px() / 9095.4 - 1.0).abs() < 1e-3, "{}", width * view.metres_per_px());
    }

    #[test]
    fn odd_boxes_still_give_a_map() {
        let frame = Box2::new(0.0, 0.0, 100.0, 100.0);
        let point = place(0.0, 90.0);
        for bounds in [Bounds::EMPTY, Bounds { min: point, max: point }] {
            let view = View::fit(bounds, frame, frame);
            assert!(view.metres_per_px().is_finite() && view.metres_per_px() >= 0.0);
        }
    }
}
