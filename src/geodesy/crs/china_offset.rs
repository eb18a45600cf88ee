//! GCJ-02 (国测局坐标, "Mars coordinates") and BD-09 (百度坐标): the shifted coordinates of Chinese web maps.
//!
//! The published formulas (the constants and the box are those of the coordtransform library). The forward shift is up to
//! 689 m in China; the inverse is found by a fixed point to better than a micrometre, except within 700 m of the edge of
//! the box, where the shift is not continuous.

use super::inverse::fixed_point;
use std::f64::consts::PI;

/// Semi-major axis of the Krassowsky ellipsoid, on which the shift is scaled.
const A: f64 = 6_378_245.0;
/// Its first eccentricity squared, as the published formula has it.
const EE: f64 = 0.006_693_421_622_965_943;
/// The angle scale of BD-09.
const BD_SCALE: f64 = PI * 3000.0 / 180.0;

/// Whether the shift is applied at a place: a plain box that holds China and parts of its neighbours.
pub(super) fn is_shifted([lon, lat]: [f64; 2]) -> bool {
    lon > 73.66 && lon < 135.05 && lat > 3.86 && lat < 53.55
}

/// The shift as a smooth function, wherever the place is.
fn shifted([lon, lat]: [f64; 2]) -> [f64; 2] {
    let sin = |angle: f64| libm::sin(angle * PI);
    let (x, y) = (lon - 105.0, lat - 35.0);
    let root = x.abs().sqrt();
    let common = 20.0 * sin(6.0 * x) + 20.0 * sin(2.0 * x);
    let waves = |t: f64, slow: f64, slower: f64| 20.0 * sin(t) + 40.0 * sin(t / 3.0) + slow * sin(t / 12.0) + slower * sin(t / 30.0);
    let north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + (common + waves(y, 160.0, 320.0)) * 2.0 / 3.0;
    let east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + (common + waves(x, 150.0, 300.0)) * 2.0 / 3.0;
    let (sin_lat, cos_lat) = libm::sincos(lat.to_radians());
    let w2 = 1.0 - EE * sin_lat * sin_lat;
    let normal = A / w2.sqrt();
    [lon + (east / (normal * cos_lat)).to_degrees(), lat + (north / (normal * (1.0 - EE) / w2)).to_degrees()]
}

/// GCJ-02 of WGS-84 (degrees). Unchanged outside the box.
pub(super) fn gcj02_from_wgs84(wgs84: [f64; 2]) -> [f64; 2] {
    if is_shifted(wgs84) { shifted(wgs84) } else { wgs84 }
}

/// WGS-84 of GCJ-02 (degrees).
pub(super) fn wgs84_from_gcj02(gcj02: [f64; 2]) -> [f64; 2] {
    // The box is one of WGS-84 places, so it is asked about the answer.
    let near = [gcj02[0].clamp(73.0, 136.0), gcj02[1].clamp(3.0, 54.0)];
    if near != gcj02 {
        return gcj02;
    }
    let wgs84 = fixed_point(gcj02, shifted);
    if is_shifted(wgs84) { wgs84 } else { gcj02 }
}

/// BD-09 of GCJ-02 (degrees), applied everywhere.
pub(super) fn bd09_from_gcj02([x, y]: [f64; 2]) -> [f64; 2] {
    let length = (x * x + y * y).sqrt() + 0.000_02 * libm::sin(y * BD_SCALE);
    let (sin, cos) = libm::sincos(libm::atan2(y, x) + 0.000_003 * libm::cos(x * BD_SCALE));
    [length * cos + 0.0065, length * sin + 0.006]
}

/// GCJ-02 of BD-09 (degrees).
pub(super) fn gcj02_from_bd09(bd09: [f64; 2]) -> [f64; 2] {
    fixed_point(bd09, bd09_from_gcj02)
}
