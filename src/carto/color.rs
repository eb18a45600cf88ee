//! Colours as values: `OKLab` for mixing, CIEDE2000 for distance, and what people with a colour-vision deficiency see.

use libm::{atan2, cbrt, cos, exp, hypot, pow, sin};
use std::f64::consts::TAU;

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

/// Colour vision for which a distance is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vision {
    /// All three cones.
    Normal,
    /// No red-sensitive cones (红色盲).
    Protan,
    /// No green-sensitive cones (绿色盲).
    Deutan,
}

impl Vision {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Protan, Self::Deutan];
}

/// A colour in CIE L*a*b* (D65, 2° observer).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lab {
    /// Lightness 0 to 100.
    pub l: f64,
    /// Green to red.
    pub a: f64,
    /// Blue to yellow.
    pub b: f64,
}

impl Color {
    /// From `0xRRGGBB`.
    pub const fn hex(rgb: u32) -> Self {
        Self { r: (rgb >> 16) as u8, g: (rgb >> 8) as u8, b: rgb as u8 }
    }

    /// This colour laid over `below` with an opacity from 0 to 1, as a rasteriser blends it (in sRGB, not linear light).
    pub fn over(self, below: Self, opacity: f64) -> Self {
        let mix = |top: u8, under: u8| (f64::from(top) * opacity + f64::from(under) * (1.0 - opacity)).round() as u8;
        Self { r: mix(self.r, below.r), g: mix(self.g, below.g), b: mix(self.b, below.b) }
    }

    /// A colour between this (0) and another (1), even to the eye: mixed in `OKLab`.
    pub fn mix(self, other: Self, share: f64) -> Self {
        let (from, to) = (self.oklab(), other.oklab());
        Self::from_oklab([0, 1, 2].map(|i| from[i] + (to[i] - from[i]) * share))
    }

    /// Lightness, green–red, blue–yellow in `OKLab` (Ottosson 2020); lightness 0 to 1.
    pub fn oklab(self) -> [f64; 3] {
        let [r, g, b] = self.linear();
        let l = cbrt(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
        let m = cbrt(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
        let s = cbrt(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
        [
            0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
            0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
        ]
    }

    /// The nearest sRGB colour to `OKLab` values, each channel clipped.
    pub fn from_oklab([lightness, a, b]: [f64; 3]) -> Self {
        let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        Self::from_linear([
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ])
    }

    /// The same hue with another `OKLab` lightness, 0 to 1, and its chroma times a factor.
    pub fn with_lightness(self, lightness: f64, chroma_factor: f64) -> Self {
        let [_, a, b] = self.oklab();
        Self::from_oklab([lightness, a * chroma_factor, b * chroma_factor])
    }

    /// CIE L*a*b* as seen with some colour vision.
    pub fn lab(self, vision: Vision) -> Lab {
        let [r, g, b] = simulate(self.linear(), vision);
        // sRGB to XYZ (IEC 61966-2-1), divided by the D65 white.
        let x = (0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47;
        let y = 0.212_672_9 * r + 0.715_152_2 * g + 0.072_175_0 * b;
        let z = (0.019_333_9 * r + 0.119_192_0 * g + 0.950_304_1 * b) / 1.088_83;
        let f = |t: f64| if t > 216.0 / 24_389.0 { cbrt(t) } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 };
        Lab { l: 116.0 * f(y) - 16.0, a: 500.0 * (f(x) - f(y)), b: 200.0 * (f(y) - f(z)) }
    }

    /// Contrast ratio with another colour by WCAG 2, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let luminance = |color: Self| {
            let [r, g, b] = color.linear();
            0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
        };
        let (one, two) = (luminance(self), luminance(other));
        if one > two { one / two } else { two / one }
    }

    fn linear(self) -> [f64; 3] {
        [self.r, self.g, self.b].map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { pow((value + 0.055) / 1.055, 2.4) }
        })
    }

    fn from_linear(linear: [f64; 3]) -> Self {
        let [r, g, b] = linear.map(|value| {
            let value = value.clamp(0.0, 1.0);
            let encoded = if value <= 0.003_130_8 { value * 12.92 } else { 1.055 * pow(value, 1.0 / 2.4) - 0.055 };
            (encoded * 255.0).round() as u8
        });
        Self { r, g, b }
    }
}

/// Full dichromacy by the matrices of Machado, Oliveira and Fernandes (2009), severity 1, on linear light.
fn simulate([r, g, b]: [f64; 3], vision: Vision) -> [f64; 3] {
    let rows: [[f64; 3]; 3] = match vision {
        Vision::Normal => return [r, g, b],
        Vision::Protan => [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
        Vision::Deutan => [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    };
    rows.map(|row| (row[0] * r + row[1] * g + row[2] * b).clamp(0.0, 1.0))
}

/// CIEDE2000 distance of two colours as seen with some colour vision. About 2 is just noticeable side by side; 10 is told
/// apart at a glance.
pub fn delta_e(one: Color, two: Color, vision: Vision) -> f64 {
    delta_e_2000(one.lab(vision), two.lab(vision))
}

/// CIEDE2000 after Sharma, Wu and Dalal (2005), with all weights 1.
fn delta_e_2000(one: Lab, two: Lab) -> f64 {
    let degrees = |radians: f64| radians * 360.0 / TAU;
    let radians = |degrees: f64| degrees * TAU / 360.0;
    let seventh = |c: f64| (c.powi(7) / (c.powi(7) + 25f64.powi(7))).sqrt();
    let mean_chroma = f64::midpoint(hypot(one.a, one.b), hypot(two.a, two.b));
    let stretch = 1.0 + 0.5 * (1.0 - seventh(mean_chroma));
    let polar = |lab: Lab| {
        let a = lab.a * stretch;
        let hue = degrees(atan2(lab.b, a));
        (hypot(a, lab.b), if hue < 0.0 { hue + 360.0 } else { hue })
    };
    let ((c1, h1), (c2, h2)) = (polar(one), polar(two));
    let is_grey = c1 * c2 == 0.0;
    let hue_step = match h2 - h1 {
        _ if is_grey => 0.0,
        step if step > 180.0 => step - 360.0,
        step if step < -180.0 => step + 360.0,
        step => step,
    };
    let hue_sum = h1 + h2;
    let mean_hue = if is_grey {
        hue_sum
    } else if (h1 - h2).abs() <= 180.0 {
        hue_sum / 2.0
    } else if hue_sum < 360.0 {
        hue_sum / 2.0 + 180.0
    } else {
        hue_sum / 2.0 - 180.0
    };
    let (lightness, chroma) = (f64::midpoint(one.l, two.l), f64::midpoint(c1, c2));
    let wave = |factor: f64, offset: f64| cos(radians(factor * mean_hue + offset));
    let t = 1.0 - 0.17 * wave(1.0, -30.0) + 0.24 * wave(2.0, 0.0) + 0.32 * wave(3.0, 6.0) - 0.20 * wave(4.0, -63.0);
    let off_middle = (lightness - 50.0).powi(2);
    let weight_l = 1.0 + 0.015 * off_middle / (20.0 + off_middle).sqrt();
    let (weight_c, weight_h) = (1.0 + 0.045 * chroma, 1.0 + 0.015 * chroma * t);
    let turn = 30.0 * exp(-((mean_hue - 275.0) / 25.0).powi(2));
    let rotation = -sin(radians(2.0 * turn)) * 2.0 * seventh(chroma);
    let dl = (two.l - one.l) / weight_l;
    let dc = (c2 - c1) / weight_c;
    let dh = 2.0 * (c1 * c2).sqrt() * sin(radians(hue_step / 2.0)) / weight_h;
    (dl * dl + dc * dc + dh * dh + rotation * dc * dh).max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ciede2000_matches_the_published_test_pairs() {
        // Pairs 1, 7, 10, 17, 25 and 34 of the supplement of Sharma, Wu and Dalal (2005).
        let pairs = [
            ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
            ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
            ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0011), 7.2195),
            ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
            ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
            ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ];
        for ((l1, a1, b1), (l2, a2, b2), expected) in pairs {
            let distance = delta_e_2000(Lab { l: l1, a: a1, b: b1 }, Lab { l: l2, a: a2, b: b2 });
            assert!((distance - expected).abs() < 5e-5, "{distance} for {expected}");
        }
    }

    #[test]
    fn oklab_of_known_colours() {
        // Ottosson's reference: white is (1, 0, 0); pure red is (0.628, 0.2249, 0.1258).
        let white = Color::hex(0xff_ffff).oklab();
        assert!((white[0] - 1.0).abs() < 1e-6 && white[1].abs() < 1e-6 && white[2].abs() < 1e-6);
        let red = Color::hex(0xff_0000).oklab();
        assert!((red[0] - 0.62796).abs() < 1e-4 && (red[1] - 0.22486).abs() < 1e-4 && (red[2] - 0.12585).abs() < 1e-4);
    }

    #[test]
    fn oklab_round_trip_keeps_every_grey_and_many_colours() {
        for value in (0..=255).step_by(5) {
            let color = Color { r: value, g: 255 - value, b: value / 2 };
            assert_eq!(Color::from_oklab(color.oklab()), color);
        }
    }

    #[test]
    fn red_and_green_come_close_for_deutans() {
        let (red, green) = (Color::hex(0xc0_5050), Color::hex(0x80_8030));
        assert!(delta_e(red, green, Vision::Normal) > 2.0 * delta_e(red, green, Vision::Deutan));
    }

    #[test]
    fn contrast_of_black_on_white_is_21() {
        assert!((Color::hex(0).contrast(Color::hex(0xff_ffff)) - 21.0).abs() < 1e-9);
    }
}
