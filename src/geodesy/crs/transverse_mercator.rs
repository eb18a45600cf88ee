//! Transverse Mercator by Krüger's series: Gauss-Krüger and UTM.
//!
//! Karney, "Transverse Mercator with an accuracy of a few nanometers", J. Geodesy 85 (2011), equations 7 to 11, 35 and 36:
//! sixth order in the third flattening, nanometres within 30 degrees of the central meridian. Written here rather than
//! taken from a library because imported positions must be the same bits on every machine, so `libm` it has to be.

use super::ellipsoid::Ellipsoid;

/// Order of the series.
const ORDER: usize = 6;

/// Coefficients of the powers n¹ to n⁶ in each term, for the direction to the plane (equation 35).
const TO_PLANE: [[f64; ORDER]; ORDER] = [
    [1.0 / 2.0, -2.0 / 3.0, 5.0 / 16.0, 41.0 / 180.0, -127.0 / 288.0, 7891.0 / 37800.0],
    [0.0, 13.0 / 48.0, -3.0 / 5.0, 557.0 / 1440.0, 281.0 / 630.0, -1_983_433.0 / 1_935_360.0],
    [0.0, 0.0, 61.0 / 240.0, -103.0 / 140.0, 15061.0 / 26880.0, 167_603.0 / 181_440.0],
    [0.0, 0.0, 0.0, 49561.0 / 161_280.0, -179.0 / 168.0, 6_601_661.0 / 7_257_600.0],
    [0.0, 0.0, 0.0, 0.0, 34729.0 / 80640.0, -3_418_889.0 / 1_995_840.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 212_378_941.0 / 319_334_400.0],
];

/// The same for the direction from the plane (equation 36).
const FROM_PLANE: [[f64; ORDER]; ORDER] = [
    [1.0 / 2.0, -2.0 / 3.0, 37.0 / 96.0, -1.0 / 360.0, -81.0 / 512.0, 96199.0 / 604_800.0],
    [0.0, 1.0 / 48.0, 1.0 / 15.0, -437.0 / 1440.0, 46.0 / 105.0, -1_118_711.0 / 3_870_720.0],
    [0.0, 0.0, 17.0 / 480.0, -37.0 / 840.0, -209.0 / 4480.0, 5569.0 / 90720.0],
    [0.0, 0.0, 0.0, 4397.0 / 161_280.0, -11.0 / 504.0, -830_251.0 / 7_257_600.0],
    [0.0, 0.0, 0.0, 0.0, 4583.0 / 161_280.0, -108_847.0 / 3_991_680.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 20_648_693.0 / 638_668_800.0],
];

/// How far from the central meridian the projection is used (radians on the conformal sphere, about 45 degrees).
const REACH: f64 = 0.8;

/// One zone of a transverse Mercator projection.
#[derive(Clone, Copy, Debug)]
pub(super) struct TransverseMercator {
    /// Degrees.
    central_meridian: f64,
    false_easting: f64,
    false_northing: f64,
    /// Radius of the rectifying sphere times the scale (metres).
    radius: f64,
    e: f64,
    e2: f64,
    to_plane: [f64; ORDER],
    from_plane: [f64; ORDER],
}

impl TransverseMercator {
    pub fn new(ellipsoid: Ellipsoid, central_meridian: f64, scale: f64, false_easting: f64, false_northing: f64) -> Self {
        let n = ellipsoid.f / (2.0 - ellipsoid.f);
        let n2 = n * n;
        let rectifying = ellipsoid.a / (1.0 + n) * (1.0 + n2 * (0.25 + n2 * (1.0 / 64.0 + n2 / 256.0)));
        let series = |table: [[f64; ORDER]; ORDER]| table.map(|powers| n * powers.iter().rev().fold(0.0, |sum, c| sum * n + c));
        Self {
            central_meridian,
            false_easting,
            false_northing,
            radius: rectifying * scale,
            e: ellipsoid.e2().sqrt(),
            e2: ellipsoid.e2(),
            to_plane: series(TO_PLANE),
            from_plane: series(FROM_PLANE),
        }
    }

    /// Easting and northing (metres) of degrees; `None` too far from the central meridian.
    pub fn forward(&self, [lon, lat]: [f64; 2]) -> Option<[f64; 2]> {
        let mut difference = lon - self.central_meridian;
        if difference > 180.0 {
            difference -= 360.0;
        } else if difference < -180.0 {
            difference += 360.0;
        }
        if !(difference.abs() <= 60.0 && lat.abs() < 90.0) {
            return None;
        }
        let (sin_lat, cos_lat) = libm::sincos(lat.to_radians());
        let (sin_lon, cos_lon) = libm::sincos(difference.to_radians());
        let tau = self.conformal_tangent(sin_lat / cos_lat);
        // Sines and hyperbolic cosines of ξ' and η' without calling for them: their tangents are at hand.
        let length = (tau * tau + cos_lon * cos_lon).sqrt();
        let (sin_xi, cos_xi, sinh_eta) = (tau / length, cos_lon / length, sin_lon / length);
        let (xi, eta) = (libm::atan2(tau, cos_lon), libm::asinh(sinh_eta));
        if eta.abs() > REACH {
            return None;
        }
        let double = Double::new(sin_xi, cos_xi, sinh_eta, (1.0 + sinh_eta * sinh_eta).sqrt());
        let (xi_more, eta_more) = double.sum(&self.to_plane);
        Some([self.false_easting + self.radius * (eta + eta_more), self.false_northing + self.radius * (xi + xi_more)])
    }

    /// Degrees of easting and northing (metres); `None` too far from the central meridian or beyond a pole.
    pub fn inverse(&self, [east, north]: [f64; 2]) -> Option<[f64; 2]> {
        let (xi, eta) = ((north - self.false_northing) / self.radius, (east - self.false_easting) / self.radius);
        if !(eta.abs() <= REACH && xi.abs() <= std::f64::consts::FRAC_PI_2) {
            return None;
        }
        let (sin_xi, cos_xi) = libm::sincos(xi);
        let growth = libm::exp(eta);
        let (sinh_eta, cosh_eta) = (libm::sinh(eta), 0.5 * (growth + 1.0 / growth));
        let (xi_more, eta_more) = Double::new(sin_xi, cos_xi, sinh_eta, cosh_eta).sum(&self.from_plane);
        let (sin_xi, cos_xi) = libm::sincos(xi - xi_more);
        let sinh_eta = libm::sinh(eta - eta_more);
        let tau = self.geographic_tangent(sin_xi / (sinh_eta * sinh_eta + cos_xi * cos_xi).sqrt());
        let lon = self.central_meridian + libm::atan2(sinh_eta, cos_xi).to_degrees();
        Some([wrapped(lon), libm::atan(tau).to_degrees()])
    }

    /// Tangent of the conformal latitude (equations 7 to 9).
    fn conformal_tangent(&self, tau: f64) -> f64 {
        let secant = (1.0 + tau * tau).sqrt();
        let sigma = libm::sinh(self.e * libm::atanh(self.e * tau / secant));
        tau * (1.0 + sigma * sigma).sqrt() - sigma * secant
    }

    /// Its inverse by Newton's method (equations 19 to 21): the start is right to 1e-5 of the value, and the
    /// convergence quadratic.
    fn geographic_tangent(&self, conformal: f64) -> f64 {
        let mut tau = conformal / (1.0 - self.e2);
        for _ in 0..3 {
            let reached = self.conformal_tangent(tau);
            let slope = (1.0 - self.e2) * ((1.0 + reached * reached) * (1.0 + tau * tau)).sqrt() / (1.0 + (1.0 - self.e2) * tau * tau);
            let step = (conformal - reached) / slope;
            tau += step;
            if step.abs() <= 1e-9 * (1.0 + tau.abs()) {
                break;
            }
        }
        tau
    }
}

/// Longitude brought back to ±180 degrees.
fn wrapped(lon: f64) -> f64 {
    if lon > 180.0 {
        lon - 360.0
    } else if lon < -180.0 {
        lon + 360.0
    } else {
        lon
    }
}

/// Circular and hyperbolic functions of twice the angles.
struct Double {
    sin: f64,
    cos: f64,
    sinh: f64,
    cosh: f64,
}

impl Double {
    fn new(sin: f64, cos: f64, sinh: f64, cosh: f64) -> Self {
        Self { sin: 2.0 * sin * cos, cos: 1.0 - 2.0 * sin * sin, sinh: 2.0 * sinh * cosh, cosh: 1.0 + 2.0 * sinh * sinh }
    }

    /// `Σ c_j sin 2jξ cosh 2jη` and `Σ c_j cos 2jξ sinh 2jη` by Clenshaw's recurrence on `sin(2j(ξ + iη))`.
    fn sum(&self, series: &[f64; ORDER]) -> (f64, f64) {
        let (re, im) = (2.0 * self.cos * self.cosh, -2.0 * self.sin * self.sinh);
        let (mut u, mut v) = ([0.0_f64; 2], [0.0_f64; 2]);
        for c in series.iter().rev() {
            let next = [c + re * u[0] - im * u[1] - v[0], re * u[1] + im * u[0] - v[1]];
            v = u;
            u = next;
        }
        let (s_re, s_im) = (self.sin * self.cosh, self.cos * self.sinh);
        (u[0] * s_re - u[1] * s_im, u[0] * s_im + u[1] * s_re)
    }
}
