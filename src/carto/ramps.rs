//! Colour ramps for amounts. Sequential and diverging tables are from `ColorBrewer` 2.0 (Cynthia Brewer, Mark Harrower
//! and The Pennsylvania State University, Apache-2.0), viridis from matplotlib (van der Walt and Smith, CC0), sampled at
//! ninths. Colours between the stops are mixed in `OKLab`.

use super::color::Color;
use super::theme::ThemeKind;

/// A ramp by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ramp {
    /// Dark violet to yellow; safe for all eyes and in print.
    Viridis,
    /// Pale yellow to dark blue.
    YellowGreenBlue,
    /// Pale yellow to dark red.
    YellowOrangeRed,
    /// White to dark blue.
    Blues,
    /// White to dark green.
    Greens,
    /// White to brown.
    Oranges,
    /// Blue below, neutral in the middle, orange above: the ramp for balance.
    BlueOrange,
    /// Blue to red.
    BlueRed,
    /// Violet to orange.
    PurpleOrange,
    /// Teal to brown.
    TealBrown,
}

/// What a ramp is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RampKind {
    /// Less to more.
    Sequential,
    /// Two directions from a middle.
    Diverging,
}

const fn table<const N: usize>(hex: [u32; N]) -> [Color; N] {
    let mut colors = [Color::hex(0); N];
    let mut i = 0;
    while i < N {
        colors[i] = Color::hex(hex[i]);
        i += 1;
    }
    colors
}

static VIRIDIS: [Color; 9] = table([0x44_0154, 0x47_2d7b, 0x3b_528b, 0x2c_728e, 0x21_918c, 0x28_ae80, 0x5e_c962, 0xad_dc30, 0xfd_e725]);
static YL_GN_BU: [Color; 9] = table([0xff_ffd9, 0xed_f8b1, 0xc7_e9b4, 0x7f_cdbb, 0x41_b6c4, 0x1d_91c0, 0x22_5ea8, 0x25_3494, 0x08_1d58]);
static YL_OR_RD: [Color; 9] = table([0xff_ffcc, 0xff_eda0, 0xfe_d976, 0xfe_b24c, 0xfd_8d3c, 0xfc_4e2a, 0xe3_1a1c, 0xbd_0026, 0x80_0026]);
static BLUES: [Color; 9] = table([0xf7_fbff, 0xde_ebf7, 0xc6_dbef, 0x9e_cae1, 0x6b_aed6, 0x42_92c6, 0x21_71b5, 0x08_519c, 0x08_306b]);
static GREENS: [Color; 9] = table([0xf7_fcf5, 0xe5_f5e0, 0xc7_e9c0, 0xa1_d99b, 0x74_c476, 0x41_ab5d, 0x23_8b45, 0x00_6d2c, 0x00_441b]);
static ORANGES: [Color; 9] = table([0xff_f5eb, 0xfe_e6ce, 0xfd_d0a2, 0xfd_ae6b, 0xfd_8d3c, 0xf1_6913, 0xd9_4801, 0xa6_3603, 0x7f_2704]);
// Blues, neutral, Oranges joined at their light ends.
static BLUE_ORANGE: [Color; 9] = table([0x08_519c, 0x42_92c6, 0x9e_cae1, 0xd3_e5f2, 0xf2_f2ef, 0xfd_dfc0, 0xfd_ae6b, 0xf1_6913, 0xa6_3603]);
// The same with a dark middle, for dark surfaces.
static BLUE_ORANGE_DARK: [Color; 9] = table([0x8c_c8f0, 0x4f_9fd6, 0x2f_6ea3, 0x29_4a66, 0x33_3a43, 0x63_4326, 0xa8_641b, 0xe0_8a2e, 0xff_c078]);
static RD_BU: [Color; 11] =
    table([0x05_3061, 0x21_66ac, 0x43_93c3, 0x92_c5de, 0xd1_e5f0, 0xf7_f7f7, 0xfd_dbc7, 0xf4_a582, 0xd6_604d, 0xb2_182b, 0x67_001f]);
static PU_OR: [Color; 11] =
    table([0x2d_004b, 0x54_2788, 0x80_73ac, 0xb2_abd2, 0xd8_daeb, 0xf7_f7f7, 0xfe_e0b6, 0xfd_b863, 0xe0_8214, 0xb3_5806, 0x7f_3b08]);
static BR_BG: [Color; 11] =
    table([0x00_3c30, 0x01_665e, 0x35_978f, 0x80_cdc1, 0xc7_eae5, 0xf5_f5f5, 0xf6_e8c3, 0xdf_c27d, 0xbf_812d, 0x8c_510a, 0x54_3005]);

impl Ramp {
    /// What the ramp is for.
    pub fn kind(self) -> RampKind {
        match self {
            Self::BlueOrange | Self::BlueRed | Self::PurpleOrange | Self::TealBrown => RampKind::Diverging,
            _ => RampKind::Sequential,
        }
    }

    /// The colour at a share from 0 to 1; beyond the ends, the end colours.
    pub fn at(self, share: f64, theme: ThemeKind) -> Color {
        let stops = self.stops(theme);
        let place = share.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
        // A NaN share becomes stop 0.
        let below = (place.floor() as usize).min(stops.len() - 2);
        stops[below].mix(stops[below + 1], if place.is_nan() { 0.0 } else { place - below as f64 })
    }

    /// The colours of so many classes, lowest first.
    pub fn colors(self, classes: usize, theme: ThemeKind) -> Vec<Color> {
        // The palest end of a light ramp would vanish in the surface, so single-hue ramps start a step in.
        let start = match (self, self.kind()) {
            (Self::Viridis, _) | (_, RampKind::Diverging) => 0.0,
            _ => 0.08,
        };
        let share = |i: usize| if classes < 2 { 0.5 } else { start + (1.0 - start) * i as f64 / (classes - 1) as f64 };
        (0..classes).map(|i| self.at(share(i), theme)).collect()
    }

    fn stops(self, theme: ThemeKind) -> &'static [Color] {
        match self {
            Self::Viridis => &VIRIDIS,
            Self::YellowGreenBlue => &YL_GN_BU,
            Self::YellowOrangeRed => &YL_OR_RD,
            Self::Blues => &BLUES,
            Self::Greens => &GREENS,
            Self::Oranges => &ORANGES,
            Self::BlueOrange if theme == ThemeKind::Dark => &BLUE_ORANGE_DARK,
            Self::BlueOrange => &BLUE_ORANGE,
            Self::BlueRed => &RD_BU,
            Self::PurpleOrange => &PU_OR,
            Self::TealBrown => &BR_BG,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::color::{Vision, delta_e};

    #[test]
    fn ends_and_stops_are_the_published_colours() {
        assert_eq!(Ramp::Viridis.at(0.0, ThemeKind::Light), Color::hex(0x44_0154));
        assert_eq!(Ramp::Viridis.at(1.0, ThemeKind::Dark), Color::hex(0xfd_e725));
        assert_eq!(Ramp::Blues.at(0.5, ThemeKind::Light), Color::hex(0x6b_aed6));
        assert_eq!(Ramp::Viridis.at(f64::NAN, ThemeKind::Light), Color::hex(0x44_0154));
    }

    #[test]
    fn five_classes_of_every_ramp_are_told_apart_by_every_eye() {
        let ramps = [Ramp::Viridis, Ramp::YellowGreenBlue, Ramp::YellowOrangeRed, Ramp::Blues, Ramp::Greens, Ramp::Oranges, Ramp::BlueOrange];
        for ramp in ramps {
            for theme in [ThemeKind::Light, ThemeKind::Dark] {
                for pair in ramp.colors(5, theme).windows(2) {
                    for vision in Vision::ALL {
                        let distance = delta_e(pair[0], pair[1], vision);
                        assert!(distance >= 8.0, "{ramp:?} {theme:?} {vision:?} {distance}");
                    }
                }
            }
        }
    }

    #[test]
    fn viridis_gets_lighter_all_the_way() {
        let colors = Ramp::Viridis.colors(20, ThemeKind::Light);
        assert!(colors.windows(2).all(|pair| pair[0].lab(Vision::Normal).l < pair[1].lab(Vision::Normal).l));
    }
}
