//! The layers of the map from the ground up: reference, fills, cells, boundaries, names.

use super::canvas::{Canvas, Pen};
use super::color::Color;
use super::label::{PlacedLabel, PlacedName, baselines, marker_width};
use super::leader::nearest;
use super::palette::{FILL_OPACITY, categorical};
use super::scene::{Boundary, Fill, MapScene, Reference, ReferenceKind, ReferenceShape, Region, RegionStatus};
use super::shape::{Box2, Point, Polygon, clip_line, clip_polygon};
use super::text::{CAP_HEIGHT, Typesetter};
use super::theme::{Theme, ThemeKind};
use super::view::View;
use std::collections::BTreeMap;

/// How opaque a fill by value is.
pub const THEMATIC_OPACITY: f64 = 0.82;

/// Cells are drawn where their mean width on the picture is at least so many logical pixels.
const LEAST_CELL_PX: f64 = 24.0;

/// Shapes are cut this far outside the frame, so that their cut edges stay invisible.
const BLEED: f64 = 12.0;

/// A region on the picture.
#[derive(Debug)]
pub(super) struct DrawnRegion<'a> {
    pub(super) region: &'a Region,
    /// Cut to the frame and a little more.
    pub(super) polygons: Vec<Polygon>,
    color: Color,
    opacity: f64,
    is_hatched: bool,
}

impl DrawnRegion<'_> {
    /// The fill as it appears.
    fn tone(&self, theme: &Theme) -> Color {
        self.color.over(theme.plan, self.opacity)
    }
}

/// The regions that reach into the frame, with their colours.
pub(super) fn drawn_regions<'a>(scene: &'a MapScene, view: &View, theme: &Theme) -> Vec<DrawnRegion<'a>> {
    let room = view.frame.grown(BLEED);
    let class_colors = scene.thematic.as_ref().map(|thematic| thematic.ramp.colors(thematic.classification.classes().len(), theme.kind));
    let mut drawn = Vec::new();
    for region in &scene.regions {
        let polygons: Vec<Polygon> = region.polygons.iter().filter_map(|rings| clip_polygon(&view.polygon(rings), &room)).collect();
        if polygons.is_empty() {
            continue;
        }
        let by_value = |value: f64| {
            let class = scene.thematic.as_ref()?.classification.class_of(value)?;
            class_colors.as_ref()?.get(class).copied()
        };
        let (color, opacity, is_hatched) = match region.fill {
            Fill::Category(number) => {
                let (color, is_hatched) = categorical(number, theme.kind);
                (color, FILL_OPACITY, is_hatched)
            }
            Fill::Value(value) => by_value(value).map_or((theme.no_data, 1.0, true), |color| (color, THEMATIC_OPACITY, false)),
            Fill::None => (theme.no_data, 0.6, true),
        };
        drawn.push(DrawnRegion { region, polygons, color, opacity, is_hatched });
    }
    drawn
}

/// The ground of the plan, the reference layers and the fills.
pub(super) fn draw_ground(canvas: &mut Canvas, scene: &MapScene, regions: &[DrawnRegion<'_>], view: &View, theme: &Theme) {
    canvas.fill_box(&view.frame, 0.0, theme.land, 1.0);
    for polygon in regions.iter().flat_map(|region| &region.polygons) {
        canvas.fill_polygon(polygon, theme.plan, 1.0);
        // Without it the land would shine through between two plans edges that are smoothed separately.
        canvas.stroke_polygon(polygon, &Pen::new(theme.plan, 1.0));
    }
    draw_reference(canvas, &scene.reference, view, theme);
    for region in regions {
        for polygon in &region.polygons {
            canvas.fill_polygon(polygon, region.color, region.opacity);
            if region.is_hatched {
                canvas.hatch_polygon(polygon, theme.boundary_tone(region.color), 0.5);
            }
        }
    }
}

fn draw_reference(canvas: &mut Canvas, reference: &[Reference], view: &View, theme: &Theme) {
    let room = view.frame.grown(BLEED);
    // By kind, so that lines of one kind join where they meet; the edges of all roads lie under all roads.
    let mut lines: BTreeMap<ReferenceKind, Vec<Vec<Point>>> = BTreeMap::new();
    for feature in reference {
        match &feature.shape {
            ReferenceShape::Polygons(polygons) => {
                let (color, opacity) = area_look(feature.kind, theme);
                for polygon in polygons.iter().filter_map(|rings| clip_polygon(&view.polygon(rings), &room)) {
                    canvas.fill_polygon(&polygon, color, opacity);
                }
            }
            ReferenceShape::Lines(parts) => {
                let clipped = parts.iter().flat_map(|part| clip_line(&view.line(part), &room));
                lines.entry(feature.kind).or_default().extend(clipped);
            }
            ReferenceShape::Point(position) => canvas.fill_circle(view.point(*position), 1.6, theme.muted, 0.7),
        }
    }
    for is_edge in [true, false] {
        for (kind, lines) in lines.iter().rev() {
            let (pen, edge) = line_look(*kind, theme);
            match (is_edge, edge) {
                (true, Some(edge)) => canvas.stroke_lines(lines.iter().map(Vec::as_slice), &edge),
                (false, _) => canvas.stroke_lines(lines.iter().map(Vec::as_slice), &pen),
                (true, None) => {}
            }
        }
    }
}

fn area_look(kind: ReferenceKind, theme: &Theme) -> (Color, f64) {
    match kind {
        ReferenceKind::Water | ReferenceKind::Coastline => (theme.water, 1.0),
        ReferenceKind::Green => (theme.green, 1.0),
        ReferenceKind::Building => (theme.building, 0.9),
        _ => (theme.building, 0.5),
    }
}

/// A line, and what lies under it.
fn line_look(kind: ReferenceKind, theme: &Theme) -> (Pen, Option<Pen>) {
    let road = |color: Color, width: f64| (Pen::new(color, width), Some(Pen::new(theme.road_edge, width + 1.3)));
    match kind {
        ReferenceKind::Motorway => road(theme.major_road, 3.6),
        ReferenceKind::PrimaryRoad => road(theme.major_road, 2.6),
        ReferenceKind::SecondaryRoad => road(theme.road, 1.9),
        ReferenceKind::MinorRoad => (Pen::new(theme.road_edge, 0.9), None),
        ReferenceKind::Rail => (Pen::new(theme.plan, 1.0).dashed(5.0, 5.0), Some(Pen::new(theme.rail, 2.0))),
        ReferenceKind::Water => (Pen::new(theme.water, 2.4), None),
        ReferenceKind::Coastline => (Pen::new(theme.water, 1.6), None),
        _ => (Pen::new(theme.muted, 0.8).faded(0.6), None),
    }
}

/// Hairlines of the cells, where they are large enough.
pub(super) fn draw_cells(canvas: &mut Canvas, scene: &MapScene, regions: &[DrawnRegion<'_>], view: &View, theme: &Theme) {
    // Of all regions, not only the visible ones, since the number of cells is of all too.
    let whole: f64 = scene.regions.iter().flat_map(|region| &region.polygons).map(|rings| super::shape::polygon_area(&view.polygon(rings))).sum();
    if regions.is_empty() || scene.cell_count == 0 || (whole / scene.cell_count as f64).sqrt() < LEAST_CELL_PX {
        return;
    }
    let room = view.frame.grown(BLEED);
    let lines: Vec<Vec<Point>> = scene.cell_outlines.iter().flat_map(|outline| clip_line(&view.line(outline), &room)).collect();
    canvas.stroke_lines(lines.iter().map(Vec::as_slice), &Pen::new(theme.hairline, 0.7).faded(0.5));
}

/// Boundaries: each side in a tone of its own grid, parent levels in one strong line.
pub(super) fn draw_boundaries(canvas: &mut Canvas, boundaries: &[Boundary], regions: &[DrawnRegion<'_>], view: &View, theme: &Theme) {
    let room = view.frame.grown(BLEED);
    let tones: BTreeMap<u32, (Color, bool)> = regions
        .iter()
        .map(|region| (region.region.key, (theme.boundary_tone(region.color), matches!(region.region.fill, Fill::Category(_)))))
        .collect();
    let width = boundary_width(regions);
    let mut sides: BTreeMap<Color, Vec<Vec<Point>>> = BTreeMap::new();
    let mut plain: Vec<Vec<Point>> = Vec::new();
    let mut strong: Vec<Vec<Point>> = Vec::new();
    for boundary in boundaries {
        for line in clip_line(&view.line(&boundary.points), &room) {
            // On the picture y points south, so the left hand of the walker is found by turning the other way.
            for (key, offset) in [(boundary.left, width / 4.0), (boundary.right, -width / 4.0)] {
                match key.and_then(|key| tones.get(&key)) {
                    Some((tone, true)) => sides.entry(*tone).or_default().push(beside(&line, offset)),
                    _ => plain.push(line.clone()),
                }
            }
            if boundary.level > 0 {
                strong.push(line);
            }
        }
    }
    let thematic_tone = if theme.kind == ThemeKind::Light { theme.plan } else { theme.land };
    let is_thematic = tones.values().any(|(_, is_category)| !is_category);
    let plain_pen = if is_thematic { Pen::new(thematic_tone, width * 0.7) } else { Pen::new(theme.muted, width * 0.6).faded(0.6) };
    canvas.stroke_lines(plain.iter().map(Vec::as_slice), &plain_pen);
    for (tone, lines) in &sides {
        canvas.stroke_lines(lines.iter().map(Vec::as_slice), &Pen::new(*tone, width / 2.0 + 0.15));
    }
    if !strong.is_empty() {
        let heavy = (width * 2.0).max(2.6);
        canvas.stroke_lines(strong.iter().map(Vec::as_slice), &Pen::new(theme.plan, heavy + 1.6).faded(0.55));
        canvas.stroke_lines(strong.iter().map(Vec::as_slice), &Pen::new(theme.parent_boundary, heavy).faded(0.85));
    }
}

/// 2 px for grids of ordinary size on the picture, less where many small ones would drown in lines.
fn boundary_width(regions: &[DrawnRegion<'_>]) -> f64 {
    let area: f64 = regions.iter().flat_map(|region| &region.polygons).map(super::shape::polygon_area).sum();
    ((area / regions.len().max(1) as f64).sqrt() / 26.0).clamp(1.2, 2.0)
}

/// The line moved to its left by an offset, with mitred corners.
fn beside(line: &[Point], offset: f64) -> Vec<Point> {
    let normal = |a: Point, b: Point| {
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let length = (dx * dx + dy * dy).sqrt();
        if length > 0.0 { Some([dy / length, -dx / length]) } else { None }
    };
    (0..line.len())
        .map(|i| {
            let before = if i > 0 { normal(line[i - 1], line[i]) } else { None };
            let after = if i + 1 < line.len() { normal(line[i], line[i + 1]) } else { None };
            let [nx, ny] = match (before, after) {
                (Some(one), Some(two)) => {
                    let sum = [one[0] + two[0], one[1] + two[1]];
                    // 1 + cosine of the turn; sharp corners are cut at twice the offset.
                    let stretch = (1.0 + one[0] * two[0] + one[1] * two[1]).max(0.5);
                    [sum[0] / stretch, sum[1] / stretch]
                }
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => [0.0, 0.0],
            };
            [line[i][0] + nx * offset, line[i][1] + ny * offset]
        })
        .collect()
}

/// The accent outline of the selection.
pub(super) fn draw_selection(canvas: &mut Canvas, regions: &[DrawnRegion<'_>], theme: &Theme) {
    for polygon in regions.iter().filter(|region| region.region.is_selected).flat_map(|region| &region.polygons) {
        canvas.stroke_polygon(polygon, &Pen::new(theme.plan, 5.4).faded(0.7));
        canvas.stroke_polygon(polygon, &Pen::new(theme.accent, 3.0));
    }
}

/// Names of parents, behind the labels.
pub(super) fn draw_parent_names(canvas: &mut Canvas, letters: &mut Typesetter, names: &[PlacedName], theme: &Theme) {
    for name in names {
        let middle = name.bounds.middle();
        let width = letters.width(&name.text, name.style);
        let start = [middle[0] - width / 2.0, middle[1] + name.style.size * CAP_HEIGHT / 2.0];
        if let Some(halo) = letters.outline(&name.text, name.style, start, 2.4) {
            canvas.fill(&halo, theme.plan, 0.55);
        }
        if let Some(path) = letters.outline(&name.text, name.style, start, 0.0) {
            canvas.fill(&path, theme.text, 0.5);
        }
    }
}

/// Labels with their leader lines.
pub(super) fn draw_labels(canvas: &mut Canvas, letters: &mut Typesetter, labels: &[PlacedLabel], regions: &[DrawnRegion<'_>], theme: &Theme) {
    let tones: BTreeMap<u32, Color> = regions.iter().map(|region| (region.region.key, region.tone(theme))).collect();
    for label in labels.iter().filter(|label| label.leader.is_some()) {
        draw_leader(canvas, label, theme);
    }
    for label in labels {
        let tone = if label.leader.is_some() { theme.panel } else { tones.get(&label.key).copied().unwrap_or(theme.plan) };
        draw_label(canvas, letters, label, tone, theme);
    }
}

fn draw_leader(canvas: &mut Canvas, label: &PlacedLabel, theme: &Theme) {
    let Some(anchor) = label.leader else { return };
    let end = nearest(&label.bounds, anchor);
    canvas.stroke_line(&[anchor, end], &Pen::new(theme.plan, 2.4).faded(0.7));
    canvas.stroke_line(&[anchor, end], &Pen::new(theme.text, 0.8).faded(0.7));
    canvas.fill_circle(anchor, 2.6, theme.plan, 0.9);
    canvas.fill_circle(anchor, 1.7, theme.text, 0.9);
    let plate = label.bounds.grown(-0.4);
    canvas.fill_box(&plate, 2.5, theme.panel, 0.92);
    canvas.stroke_box(&plate, 2.5, &Pen::new(theme.text, 0.7).faded(0.35));
}

/// Draws the lines of a label over a surface of some tone: plain lines with a halo; the name of a selected grid and a
/// figure out of tolerance on plates, so that accent, amber and red read on every fill.
fn draw_label(canvas: &mut Canvas, letters: &mut Typesetter, label: &PlacedLabel, tone: Color, theme: &Theme) {
    let middle = label.bounds.middle()[0];
    let ink = theme.ink_on(tone);
    let halo = theme.halo_on(tone);
    for (baseline, line) in baselines(&label.lines).zip(&label.lines) {
        let marker = if line.has_marker { marker_width(line.style) } else { 0.0 };
        let width = letters.width(&line.text, line.style) + marker;
        let (left, baseline) = (middle - width / 2.0, label.bounds.top + baseline);
        let start = [left + marker, baseline];
        let plate = Box2 { left: left - 2.0, top: baseline - line.style.size * 0.88, right: left + width + 2.0, bottom: baseline + line.style.size * 0.2 };
        let is_name_of_selected = label.is_selected && !line.is_figure && !line.has_marker;
        let color = if is_name_of_selected {
            canvas.fill_box(&plate, 3.0, theme.accent, 1.0);
            theme.panel
        } else if line.has_marker {
            if label.leader.is_none() {
                canvas.fill_box(&plate, 3.0, theme.panel, 0.9);
            }
            status_color(label.status, theme)
        } else {
            if label.leader.is_none() && let Some(path) = letters.outline(&line.text, line.style, start, 2.2) {
                canvas.fill(&path, halo, 0.85);
            }
            ink
        };
        if let Some(path) = letters.outline(&line.text, line.style, start, 0.0) {
            canvas.fill(&path, color, if line.is_figure && !line.has_marker { 0.88 } else { 1.0 });
        }
        if line.has_marker {
            let place = [left + marker / 2.0, baseline - line.style.size * CAP_HEIGHT / 2.0];
            draw_marker(canvas, place, line.style.size * 0.8, label.status, theme);
        }
    }
}

fn status_color(status: RegionStatus, theme: &Theme) -> Color {
    match status {
        RegionStatus::Normal => theme.text,
        RegionStatus::OverTolerance { is_severe: true, .. } => theme.red,
        RegionStatus::OverTolerance { is_severe: false, .. } => theme.amber,
    }
}

/// A triangle that points up above tolerance and down below it.
pub(super) fn draw_marker(canvas: &mut Canvas, [x, y]: Point, size: f64, status: RegionStatus, theme: &Theme) {
    let RegionStatus::OverTolerance { is_above, .. } = status else { return };
    let up = if is_above { -1.0 } else { 1.0 };
    let half = size / 2.0;
    let triangle: Polygon = vec![vec![[x, y + up * half * 0.9], [x + half, y - up * half * 0.8], [x - half, y - up * half * 0.8]]];
    canvas.stroke_polygon(&triangle, &Pen::new(theme.panel, 2.4).faded(0.85));
    canvas.fill_polygon(&triangle, status_color(status, theme), 1.0);
}

/// Whether any region lies under a sample point.
pub(super) fn covered(regions: &[DrawnRegion<'_>], place: &Box2) -> f64 {
    const SIDE: usize = 8;
    let samples = (0..SIDE * SIDE).map(|i| {
        let (column, row) = ((i % SIDE) as f64 + 0.5, (i / SIDE) as f64 + 0.5);
        [place.left + place.width() * column / SIDE as f64, place.top + place.height() * row / SIDE as f64]
    });
    let near: Vec<&Polygon> =
        regions.iter().flat_map(|region| &region.polygons).filter(|polygon| polygon.first().is_some_and(|shell| super::shape::ring_bounds(shell).overlaps(place))).collect();
    let hits = samples.filter(|sample| near.iter().any(|polygon| super::shape::polygon_contains(polygon, *sample))).count();
    hits as f64 / (SIDE * SIDE) as f64
}
