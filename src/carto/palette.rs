//! Categorical colours for grids, one set for light and one for dark surfaces.
//!
//! The sets were found by a search that kept the fills, *as they appear over the surface at the grids' opacity*, at least
//! 10.7 CIEDE2000 units apart for normal, protan and deutan eyes; the test at the end holds them to 10.

use super::color::Color;
use super::theme::ThemeKind;

/// How many categorical colours there are; higher numbers repeat them under a pattern.
pub const CATEGORY_COLORS: usize = 6;

/// How opaque a categorical fill is.
pub const FILL_OPACITY: f64 = 0.45;

const LIGHT: [Color; CATEGORY_COLORS] =
    [Color::hex(0x60_b6ff), Color::hex(0xbc_bb81), Color::hex(0x98_414d), Color::hex(0x62_bfb8), Color::hex(0x8c_5007), Color::hex(0x42_4d87)];

const DARK: [Color; CATEGORY_COLORS] =
    [Color::hex(0x13_96ff), Color::hex(0x00_ad7f), Color::hex(0xab_5810), Color::hex(0xd2_c63d), Color::hex(0x9f_2479), Color::hex(0xf6_c1e6)];

/// The pure colour of a category and whether it carries a pattern (from the seventh on).
pub fn categorical(number: u8, theme: ThemeKind) -> (Color, bool) {
    let index = usize::from(number);
    let colors = match theme {
        ThemeKind::Light => &LIGHT,
        ThemeKind::Dark => &DARK,
    };
    (colors[index % CATEGORY_COLORS], (index / CATEGORY_COLORS) % 2 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::color::{Vision, delta_e};
    use crate::carto::theme::Theme;

    #[test]
    fn fills_on_the_screen_differ_by_ten_for_every_eye() {
        for kind in [ThemeKind::Light, ThemeKind::Dark] {
            let surface = Theme::of(kind).plan;
            let fill = |number| categorical(number, kind).0.over(surface, FILL_OPACITY);
            for one in 0..CATEGORY_COLORS as u8 {
                for two in 0..one {
                    for vision in Vision::ALL {
                        let distance = delta_e(fill(one), fill(two), vision);
                        assert!(distance >= 10.0, "{kind:?} {one} {two} {vision:?}: {distance}");
                    }
                }
            }
        }
    }

    #[test]
    fn label_text_reads_on_every_fill() {
        for kind in [ThemeKind::Light, ThemeKind::Dark] {
            let theme = Theme::of(kind);
            for number in 0..CATEGORY_COLORS as u8 {
                let fill = categorical(number, kind).0.over(theme.plan, FILL_OPACITY);
                assert!(fill.contrast(theme.text) >= 4.5, "{kind:?} {number}: {}", fill.contrast(theme.text));
            }
        }
    }

    #[test]
    fn the_seventh_colour_is_the_first_with_a_pattern() {
        assert_eq!(categorical(6, ThemeKind::Light), (LIGHT[0], true));
        assert_eq!(categorical(255, ThemeKind::Dark).0, DARK[3]);
    }
}
