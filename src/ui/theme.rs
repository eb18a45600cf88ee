//! The look: fonts, colours, spacing, for light and for dark.

use crate::carto::{Color, Theme, ThemeKind};
use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::{Color32, Context, CornerRadius, FontData, FontFamily, FontId, Stroke, TextStyle, Visuals};

/// The rhythm of all spacing, in points: use multiples.
pub const UNIT: f32 = 4.0;
/// Text size in points.
pub const TEXT: f32 = 13.0;
/// Text size of tables.
pub const TABLE_TEXT: f32 = 12.0;
/// Text size of headings.
pub const HEADING: f32 = 15.0;
/// Text size of key figures.
pub const KEY_FIGURE: f32 = 22.0;

/// The font that guarantees Chinese on a bare machine; the same that pictures use.
const FONT: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular-subset.ttf");

/// A colour of the map's theme for egui.
pub fn color32(color: Color) -> Color32 {
    let Color { r, g, b } = color;
    Color32::from_rgb(r, g, b)
}

/// Puts the bundled font before egui's own, so that Chinese and Latin share one design.
pub fn install_fonts(context: &Context) {
    let everywhere = [FontFamily::Proportional, FontFamily::Monospace].map(|family| {
        let priority = if family == FontFamily::Proportional { FontPriority::Highest } else { FontPriority::Lowest };
        InsertFontFamily { family, priority }
    });
    context.add_font(FontInsert::new("noto-sans-sc", FontData::from_static(FONT), everywhere.to_vec()));
}

/// Sets colours, text sizes and spacing of everything egui draws.
pub fn apply(context: &Context, kind: ThemeKind) {
    let theme = Theme::of(kind);
    context.set_theme(if kind == ThemeKind::Light { egui::Theme::Light } else { egui::Theme::Dark });
    context.all_styles_mut(|style| {
        style.visuals = visuals(&theme);
        style.text_styles = [
            (TextStyle::Small, FontId::proportional(11.0)),
            (TextStyle::Body, FontId::proportional(TEXT)),
            (TextStyle::Button, FontId::proportional(TEXT)),
            (TextStyle::Heading, FontId::proportional(HEADING)),
            (TextStyle::Monospace, FontId::monospace(TABLE_TEXT)),
        ]
        .into();
        style.spacing.item_spacing = egui::vec2(2.0 * UNIT, UNIT);
        style.spacing.button_padding = egui::vec2(2.0 * UNIT, UNIT);
        style.spacing.interact_size.y = 6.0 * UNIT;
        style.spacing.menu_margin = egui::Margin::same(6);
        style.interaction.tooltip_delay = 0.4;
    });
}

fn visuals(theme: &Theme) -> Visuals {
    let mut visuals = if theme.kind == ThemeKind::Light { Visuals::light() } else { Visuals::dark() };
    let line = Stroke::new(1.0, color32(theme.line));
    let text = Stroke::new(1.0, color32(theme.text));
    let quiet = color32(theme.panel.mix(theme.text, 0.05));
    let accent = color32(theme.accent);
    let soft_accent = color32(theme.panel.mix(theme.accent, 0.16));
    visuals.panel_fill = color32(theme.panel);
    visuals.window_fill = color32(theme.panel);
    visuals.extreme_bg_color = color32(theme.paper);
    visuals.faint_bg_color = color32(theme.panel.mix(theme.text, 0.03));
    visuals.window_stroke = line;
    visuals.hyperlink_color = accent;
    visuals.warn_fg_color = color32(theme.amber);
    visuals.error_fg_color = color32(theme.red);
    visuals.selection.bg_fill = soft_accent;
    visuals.selection.stroke = Stroke::new(1.0, accent);
    visuals.weak_text_color = Some(color32(theme.muted));
    let radius = CornerRadius::same(4);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    let widgets = &mut visuals.widgets;
    for (state, fill, stroke) in [
        (&mut widgets.noninteractive, color32(theme.panel), line),
        (&mut widgets.inactive, quiet, Stroke::NONE),
        (&mut widgets.hovered, color32(theme.panel.mix(theme.text, 0.10)), Stroke::NONE),
        (&mut widgets.active, soft_accent, Stroke::new(1.0, accent)),
        (&mut widgets.open, quiet, line),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = stroke;
        state.fg_stroke = text;
        state.corner_radius = radius;
        state.expansion = 0.0;
    }
    visuals
}
