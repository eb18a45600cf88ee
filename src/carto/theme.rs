//! The two looks of a map. Light and dark are designed separately: dark is no inversion.

use super::color::Color;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeKind {
    /// For paper and bright rooms.
    #[default]
    Light,
    /// For dark rooms.
    Dark,
}

/// The colours of everything that is not data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Which one.
    pub kind: ThemeKind,
    /// Behind the header.
    pub paper: Color,
    /// Land outside the plan.
    pub land: Color,
    /// Land inside the plan, under the fills.
    pub plan: Color,
    /// Panels over the map.
    pub panel: Color,
    /// Thin lines round panels and the map.
    pub line: Color,
    /// Text.
    pub text: Color,
    /// Secondary text.
    pub muted: Color,
    /// The one accent colour: selection.
    pub accent: Color,
    /// Boundary of the parent level.
    pub parent_boundary: Color,
    /// Cells.
    pub hairline: Color,
    /// Out of tolerance, or a warning.
    pub amber: Color,
    /// Far out of tolerance, or an error.
    pub red: Color,
    /// Regions without a value.
    pub no_data: Color,
    /// Water.
    pub water: Color,
    /// Parks.
    pub green: Color,
    /// Buildings.
    pub building: Color,
    /// Small roads.
    pub road: Color,
    /// Large roads.
    pub major_road: Color,
    /// Outline of roads.
    pub road_edge: Color,
    /// Railways.
    pub rail: Color,
    /// Own halls.
    pub own: Color,
    /// Terminals.
    pub terminal: Color,
    /// Designated stores.
    pub store: Color,
    /// Agents.
    pub agent: Color,
    /// Competitors.
    pub competitor: Color,
}

const LIGHT: Theme = Theme {
    kind: ThemeKind::Light,
    paper: Color::hex(0xff_ffff),
    land: Color::hex(0xee_f0f2),
    plan: Color::hex(0xff_ffff),
    panel: Color::hex(0xff_ffff),
    line: Color::hex(0xd5_dae0),
    text: Color::hex(0x17_202b),
    muted: Color::hex(0x5b_6675),
    accent: Color::hex(0x1d_6bf3),
    parent_boundary: Color::hex(0x39_4452),
    hairline: Color::hex(0x6d_7884),
    amber: Color::hex(0xa8_6400),
    red: Color::hex(0xc4_2b1c),
    no_data: Color::hex(0xc9_ced6),
    water: Color::hex(0xbf_dcee),
    green: Color::hex(0xd5_e8d0),
    building: Color::hex(0xdd_dad4),
    road: Color::hex(0xff_ffff),
    major_road: Color::hex(0xfb_e3b0),
    road_edge: Color::hex(0xbf_c4ca),
    rail: Color::hex(0x9a_a1aa),
    own: Color::hex(0xc8_3e0a),
    terminal: Color::hex(0x7d_43b8),
    store: Color::hex(0x0b_8276),
    agent: Color::hex(0x47_515d),
    competitor: Color::hex(0xb0_1c3a),
};

const DARK: Theme = Theme {
    kind: ThemeKind::Dark,
    paper: Color::hex(0x14_181e),
    land: Color::hex(0x0f_1317),
    plan: Color::hex(0x16_1b22),
    panel: Color::hex(0x1b_2129),
    line: Color::hex(0x36_3e49),
    text: Color::hex(0xf3_f6f9),
    muted: Color::hex(0x9d_a9b7),
    accent: Color::hex(0x5c_a8ff),
    parent_boundary: Color::hex(0xd3_dae2),
    hairline: Color::hex(0x8f_9aa6),
    amber: Color::hex(0xf5_b63d),
    red: Color::hex(0xff_7a6b),
    no_data: Color::hex(0x46_4e59),
    water: Color::hex(0x1d_3a52),
    green: Color::hex(0x1e_3026),
    building: Color::hex(0x2a_2f36),
    road: Color::hex(0x3a_424d),
    major_road: Color::hex(0x5a_5338),
    road_edge: Color::hex(0x0c_0f13),
    rail: Color::hex(0x56_5f6a),
    own: Color::hex(0xff_7c43),
    terminal: Color::hex(0xc3_95f5),
    store: Color::hex(0x35_d0bd),
    agent: Color::hex(0xc5_ced8),
    competitor: Color::hex(0xff_6f8b),
};

impl Theme {
    /// The colours of a kind.
    pub const fn of(kind: ThemeKind) -> Self {
        match kind {
            ThemeKind::Light => LIGHT,
            ThemeKind::Dark => DARK,
        }
    }

    /// The text colour that reads on a fill: the ordinary one, or that of the other theme where it reads better and the
    /// ordinary one falls below a contrast of 4.5.
    pub fn ink_on(&self, fill: Color) -> Color {
        let other = if self.kind == ThemeKind::Light { DARK.text } else { LIGHT.text };
        let contrast = fill.contrast(self.text);
        if contrast >= 4.5 || contrast >= fill.contrast(other) { self.text } else { other }
    }

    /// What surrounds text on a fill: the fill, moved away from the ink.
    pub fn halo_on(&self, fill: Color) -> Color {
        let other = if self.ink_on(fill) == self.text { self.plan } else { self.text };
        fill.mix(other, 0.45)
    }

    /// The tone of a fill that its boundary has: darker on light, brighter on dark.
    pub fn boundary_tone(&self, fill: Color) -> Color {
        match self.kind {
            ThemeKind::Light => fill.with_lightness(0.46, 0.9),
            ThemeKind::Dark => fill.with_lightness(0.74, 0.9),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::ramps::Ramp;

    #[test]
    fn there_is_a_readable_ink_for_every_class() {
        for theme in [LIGHT, DARK] {
            for ramp in [Ramp::Viridis, Ramp::BlueOrange, Ramp::YellowOrangeRed, Ramp::Blues] {
                for color in ramp.colors(7, theme.kind) {
                    let fill = color.over(theme.plan, 0.82);
                    let contrast = theme.halo_on(fill).contrast(theme.ink_on(fill));
                    assert!(contrast >= 4.5, "{ramp:?} {color:?} {contrast}");
                }
            }
        }
    }

    #[test]
    fn texts_reach_the_contrast_that_is_asked_of_them() {
        for kind in [ThemeKind::Light, ThemeKind::Dark] {
            let theme = Theme::of(kind);
            for (text, below) in [
                (theme.text, theme.paper),
                (theme.text, theme.panel),
                (theme.muted, theme.paper),
                (theme.muted, theme.panel),
                (theme.amber, theme.panel),
                (theme.red, theme.panel),
                (theme.accent, theme.panel),
            ] {
                let contrast = text.contrast(below);
                assert!(contrast >= 4.5, "{kind:?} {text:?} on {below:?}: {contrast}");
            }
        }
    }
}
