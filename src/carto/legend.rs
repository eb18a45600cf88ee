//! The legend (图例): rows made from the scene, so that it names what the map shows, with the map's own colours and symbols.

use super::canvas::{Canvas, Pen};
use super::color::Color;
use super::layers::{THEMATIC_OPACITY, draw_marker};
use super::scene::{Fill, MapScene, OutletSymbol, RegionStatus};
use super::shape::Box2;
use super::symbol::{Form, PlacedSymbol, draw_problem, draw_symbol};
use super::text::{CAP_HEIGHT, Style, Typesetter};
use super::theme::Theme;
use crate::geodesy::Position;
use crate::model::{OutletKind, OutletStatus};

const ROW: f64 = 19.0;
const ICON: f64 = 26.0;
const PADDING: f64 = 12.0;
const MAX_TEXT: f64 = 210.0;
const TEXT: Style = Style::plain(11.5);
const HEADING: Style = Style::bold(12.0);
const NOTE: Style = Style::plain(10.5);

#[derive(Clone, Debug)]
enum Icon {
    None,
    Swatch(Color, f64),
    Outlet(OutletSymbol, Form),
    Line(Vec<Pen>),
    Status(RegionStatus),
    Problem,
}

#[derive(Clone, Debug)]
struct Row {
    icon: Icon,
    text: String,
    style: Style,
    note: String,
    /// A thin line above sets it apart.
    starts_section: bool,
}

/// A legend that knows its size.
#[derive(Debug)]
pub(super) struct Legend {
    columns: Vec<Vec<Row>>,
    column_widths: Vec<f64>,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Legend {
    /// The legend of a scene, at most so high if it can be split into columns; [`None`] when there is nothing to explain.
    pub(super) fn of(scene: &MapScene, theme: &Theme, letters: &mut Typesetter, has_clusters: bool, max_height: f64) -> Option<Self> {
        let mut rows: Vec<Row> = Vec::new();
        for mut section in [thematic_rows(scene, theme, letters), outlet_rows(scene, has_clusters), boundary_rows(scene, theme)] {
            section.retain(|row| !row.text.is_empty());
            if let Some(first) = section.first_mut() {
                first.starts_section = !rows.is_empty();
            }
            rows.extend(section);
        }
        if rows.is_empty() {
            return None;
        }
        if !scene.legend.title.is_empty() {
            rows.insert(0, Row { icon: Icon::None, text: scene.legend.title.clone(), style: HEADING, note: String::new(), starts_section: false });
        }
        let fitting = (((max_height - 2.0 * PADDING) / ROW) as usize).max(1);
        let per_column = rows.len().div_ceil(rows.len().div_ceil(fitting));
        let columns: Vec<Vec<Row>> = rows.chunks(per_column).map(<[Row]>::to_vec).collect();
        let column_widths: Vec<f64> = columns.iter().map(|rows| rows.iter().map(|row| row_width(row, letters)).fold(0.0, f64::max)).collect();
        let width = column_widths.iter().sum::<f64>() + PADDING * (columns.len() + 1) as f64;
        Some(Self { width, height: per_column as f64 * ROW + 1.4 * PADDING, columns, column_widths })
    }

    /// Draws the legend with its north-west corner at a place.
    pub(super) fn draw(&self, canvas: &mut Canvas, letters: &mut Typesetter, place: &Box2, theme: &Theme) {
        super::furniture::draw_panel(canvas, place, theme);
        let mut left = place.left + PADDING;
        for (rows, width) in self.columns.iter().zip(&self.column_widths) {
            for (i, row) in rows.iter().enumerate() {
                let middle = place.top + PADDING * 0.7 + ROW * (i as f64 + 0.5);
                if row.starts_section && i > 0 {
                    let y = middle - ROW / 2.0;
                    canvas.stroke_line(&[[left, y], [left + width, y]], &Pen::new(theme.line, 1.0));
                }
                draw_row(canvas, letters, row, [left, middle], *width, theme);
            }
            left += width + PADDING;
        }
    }
}

fn row_width(row: &Row, letters: &mut Typesetter) -> f64 {
    let icon = if matches!(row.icon, Icon::None) { 0.0 } else { ICON };
    let note = if row.note.is_empty() { 0.0 } else { letters.width(&row.note, NOTE) + 14.0 };
    icon + letters.width(&row.text, row.style).min(MAX_TEXT) + note
}

fn draw_row(canvas: &mut Canvas, letters: &mut Typesetter, row: &Row, [left, middle]: [f64; 2], width: f64, theme: &Theme) {
    let icon_middle = [left + 8.5, middle];
    match &row.icon {
        Icon::None => {}
        Icon::Swatch(color, opacity) => {
            let swatch = Box2::around(icon_middle, 17.0, 12.0);
            canvas.fill_box(&swatch, 2.0, theme.plan, 1.0);
            canvas.fill_box(&swatch, 2.0, *color, *opacity);
            canvas.stroke_box(&swatch, 2.0, &Pen::new(theme.text, 0.8).faded(0.35));
        }
        Icon::Outlet(outlet, form) => draw_symbol(canvas, letters, &PlacedSymbol { middle: icon_middle, outlet: *outlet, form: *form, zoom: 1.0 }, theme),
        Icon::Line(pens) => {
            for pen in pens {
                canvas.stroke_line(&[[left, middle], [left + 17.0, middle]], pen);
            }
        }
        Icon::Status(status) => draw_marker(canvas, icon_middle, 11.0, *status, theme),
        Icon::Problem => draw_problem(canvas, letters, icon_middle, false, theme),
    }
    let indent = if matches!(row.icon, Icon::None) { 0.0 } else { ICON };
    let text = letters.fitted(&row.text, row.style, MAX_TEXT);
    let baseline = |style: Style| middle + style.size * CAP_HEIGHT / 2.0;
    if let Some(path) = letters.outline(&text, row.style, [left + indent, baseline(row.style)], 0.0) {
        canvas.fill(&path, theme.text, 1.0);
    }
    let start = left + width - letters.width(&row.note, NOTE);
    if let Some(path) = letters.outline(&row.note, NOTE, [start, baseline(NOTE)], 0.0) {
        canvas.fill(&path, theme.muted, 1.0);
    }
}

fn thematic_rows(scene: &MapScene, theme: &Theme, letters: &mut Typesetter) -> Vec<Row> {
    let Some(thematic) = &scene.thematic else { return Vec::new() };
    let classes = thematic.classification.classes();
    let colors = thematic.ramp.colors(classes.len(), theme.kind);
    let text = letters.fitted(&thematic.title, HEADING, MAX_TEXT);
    let mut rows = vec![Row { icon: Icon::None, text, style: HEADING, note: String::new(), starts_section: false }];
    if !thematic.method.is_empty() {
        rows.push(Row { icon: Icon::None, text: thematic.method.clone(), style: NOTE, note: String::new(), starts_section: false });
    }
    for (i, (class, color)) in classes.iter().zip(colors).enumerate().rev() {
        let text = thematic.class_labels.get(i).cloned().unwrap_or_default();
        rows.push(Row { icon: Icon::Swatch(color, THEMATIC_OPACITY), text, style: TEXT, note: class.count.to_string(), starts_section: false });
    }
    let without = scene.regions.iter().filter(|region| is_without_data(region.fill)).count();
    if without > 0 {
        let icon = Icon::Swatch(theme.no_data, 1.0);
        rows.push(Row { icon, text: scene.legend.no_data.clone(), style: TEXT, note: without.to_string(), starts_section: false });
    }
    rows
}

fn is_without_data(fill: Fill) -> bool {
    match fill {
        Fill::None => true,
        Fill::Value(value) => value.is_nan(),
        Fill::Category(_) => false,
    }
}

fn outlet_rows(scene: &MapScene, has_clusters: bool) -> Vec<Row> {
    let texts = &scene.legend;
    let sample = |kind: OutletKind, status: OutletStatus, has_warning: bool| OutletSymbol { position: Position::default(), kind, class: None, status, has_warning };
    let row = |icon: Icon, text: &str| Row { icon, text: text.to_owned(), style: TEXT, note: String::new(), starts_section: false };
    let has = |test: &dyn Fn(&OutletSymbol) -> bool| scene.outlets.iter().any(test);
    let mut rows = Vec::new();
    for (kind, text) in &texts.outlet_kinds {
        if has(&|outlet| outlet.kind == *kind) {
            rows.push(row(Icon::Outlet(sample(*kind, OutletStatus::Open, false), Form::Full), text));
        }
    }
    for (status, text) in &texts.outlet_statuses {
        if has(&|outlet| outlet.status == *status) {
            rows.push(row(Icon::Outlet(sample(OutletKind::CommunityHall, *status, false), Form::Full), text));
        }
    }
    if has(&|outlet| outlet.has_warning) {
        rows.push(row(Icon::Outlet(sample(OutletKind::DesignatedStore, OutletStatus::Open, true), Form::Full), &texts.warning));
    }
    if has_clusters {
        rows.push(row(Icon::Outlet(sample(OutletKind::BrandStore, OutletStatus::Open, false), Form::Cluster(3)), &texts.cluster));
    }
    rows
}

fn boundary_rows(scene: &MapScene, theme: &Theme) -> Vec<Row> {
    let texts = &scene.legend;
    let row = |icon: Icon, text: &str| Row { icon, text: text.to_owned(), style: TEXT, note: String::new(), starts_section: false };
    let mut rows = Vec::new();
    let has_level = |test: fn(u8) -> bool| scene.boundaries.iter().any(|boundary| test(boundary.level));
    if has_level(|level| level == 0) {
        rows.push(row(Icon::Line(vec![Pen::new(theme.muted, 2.0)]), &texts.grid_boundary));
    }
    if has_level(|level| level > 0) {
        rows.push(row(Icon::Line(vec![Pen::new(theme.parent_boundary, 4.0).faded(0.85)]), &texts.parent_boundary));
    }
    if scene.regions.iter().any(|region| region.is_selected) {
        rows.push(row(Icon::Line(vec![Pen::new(theme.accent, 3.0)]), &texts.selected));
    }
    for (wanted, text) in [(true, &texts.above_tolerance), (false, &texts.below_tolerance)] {
        let found = scene.regions.iter().map(|region| region.status).find(|status| matches!(status, RegionStatus::OverTolerance { is_above, .. } if *is_above == wanted));
        if let Some(status) = found {
            rows.push(row(Icon::Status(status), text));
        }
    }
    if !scene.problems.is_empty() {
        rows.push(row(Icon::Problem, &texts.problem));
    }
    rows
}
