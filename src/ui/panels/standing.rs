//! How figures stand against their targets, and the names and colours of grids, for all panels alike.

use crate::base::GridId;
use crate::carto::{Color, categorical};
use crate::i18n::{Language, decimal_text, measure_text};
use crate::model::{Grid, Measure};
use crate::ui::Desk;
use crate::ui::theme::color32;
use crate::ui::widgets::{KeyFigureStyle, Sign};
use egui::Color32;

/// How many tolerances away counts as far out; the map uses the same.
const SEVERE: f64 = 2.0;

/// How a deviation stands against a tolerance.
pub(super) fn standing(deviation: f64, tolerance: f64) -> KeyFigureStyle {
    match deviation.abs() {
        off if off > SEVERE * tolerance => KeyFigureStyle::Red,
        off if off > tolerance => KeyFigureStyle::Amber,
        _ => KeyFigureStyle::Plain,
    }
}

/// The sign beside a deviation out of tolerance, so that colour never speaks alone.
pub(super) fn standing_sign(style: KeyFigureStyle, deviation: f64) -> Option<Sign> {
    match style {
        KeyFigureStyle::Plain => None,
        _ if deviation > 0.0 => Some(Sign::Up),
        _ => Some(Sign::Down),
    }
}

/// A grid as people call it: code and name.
pub(super) fn grid_title(grid: &Grid) -> String {
    if grid.name.is_empty() || grid.name == grid.code { grid.code.clone() } else { format!("{} {}", grid.code, grid.name) }
}

/// The title of a grid by its id; empty where it is gone.
pub(super) fn title_of(desk: &Desk<'_>, grid: GridId) -> String {
    desk.document.plan().grids.get(grid).map(grid_title).unwrap_or_default()
}

/// `#rrggbb` as a colour.
pub(super) fn color_of_text(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    u32::from_str_radix(digits, 16).ok().map(Color::hex)
}

/// Fill, edge and whether a pattern lies over it: what the map paints the grid with. `None` above the level in focus.
pub(super) fn grid_colors(desk: &Desk<'_>, grid: GridId) -> Option<(Color32, Color32, bool)> {
    let theme = desk.theme;
    let row = desk.document.plan().grids.get(grid)?;
    let own = row.details.color.as_deref().and_then(color_of_text);
    let (pure, is_patterned) = match own {
        Some(color) => (color, false),
        None if row.level >= desk.focus.level => categorical(*desk.colors.get(desk.figures.index().slot(grid)?)?, theme.kind),
        None => return None,
    };
    Some((color32(pure.over(theme.plan, 0.62)), color32(theme.boundary_tone(pure)), is_patterned))
}

/// A sum for a narrow column whose heading names the unit: `7.81万` or `78.1k`.
pub(super) fn short_sum(language: Language, measure: &Measure, amount: i64) -> String {
    let value = measure.value(amount);
    match language {
        Language::Chinese => measure_text(language, value, &Measure { unit: String::new(), ..measure.clone() }),
        Language::English if value.abs() >= 1e6 => format!("{}M", decimal_text(value / 1e6, 2)),
        Language::English if value.abs() >= 1e4 => format!("{}k", decimal_text(value / 1e3, 1)),
        Language::English => decimal_text(value, 0),
    }
}

/// A key figure, whose label names the unit: as people of the language expect it, in full where there is room.
pub(super) fn key_sum(language: Language, measure: &Measure, amount: i64) -> String {
    let value = measure.value(amount);
    if language == Language::English && value.abs() < 1e7 { decimal_text(value, 0) } else { short_sum(language, measure, amount) }
}
