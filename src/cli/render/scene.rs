//! From a document to what the map shows.

use crate::base::{CellId, GridId, PlaneId};
use crate::carto::{
    Boundary, Fill, LegendTexts, MapScene, Method, OutletSymbol, ParentArea, Ramp, Reference, ReferenceKind, ReferenceShape, Region, RegionStatus, Thematic, classify, color_neighbours,
};
use crate::edit::Document;
use crate::i18n::{Language, count_text, measure_text, outlet_kind_text, outlet_status_text, text, unit_text};
use crate::metrics::{GridReport, PlanReport};
use crate::model::{OutletKind, ReferenceGeometry};
use std::collections::{BTreeMap, BTreeSet};

/// The scene of one level of one plane; a measure makes it thematic.
pub(super) fn scene(document: &Document, plane: PlaneId, level: u8, thematic: Option<usize>, language: Language) -> MapScene {
    let report = document.report(plane, level);
    let cells = cells_by_grid(document, plane, level);
    let boundaries = boundaries(document, plane, level);
    let key_measure = thematic.or_else(|| document.project().measures.iter().position(|measure| measure.is_balanced));
    let colors = categories(&report, &boundaries);
    let regions = report
        .grids
        .iter()
        .zip(colors)
        .filter_map(|(grid, color)| {
            let own = cells.get(&grid.id)?;
            let fill = match thematic {
                None => Fill::Category(color),
                Some(measure) => Fill::Value(value(document, grid, measure)),
            };
            Some(region(document, grid, own, fill, key_measure, language))
        })
        .collect();
    let info = document.scenarios().get(document.active());
    let plane_row = document.project().planes.get(plane);
    let level_name = plane_row.and_then(|row| row.levels.get(usize::from(level))).map_or("", |row| row.name.as_str());
    MapScene {
        title: document.project().name.clone(),
        subtitle: subtitle(document, info.map_or("", |info| info.name.as_str()), plane_row.map_or("", |row| row.name.as_str()), level_name, language),
        extent: None,
        reference: reference(document),
        cell_outlines: document.plan().partition.arcs().rows().map(|arc| arc.shape.points.to_vec()).collect(),
        cell_count: document.plan().partition.n_cells(),
        regions,
        boundaries,
        parents: parents(document, plane, level),
        outlets: outlets(document),
        problems: Vec::new(),
        thematic: thematic.and_then(|measure| classes(document, &report, measure, language)),
        legend: legend(document, language),
        attribution: attribution(document),
    }
}

fn subtitle(document: &Document, scenario: &str, plane: &str, level: &str, language: Language) -> String {
    let mut parts = vec![scenario.to_owned(), format!("{plane} · {level}")];
    if document.project().measures.iter().any(|measure| measure.is_synthetic) || document.outlets().rows().any(|outlet| outlet.is_synthetic) {
        parts.push(text(language, "map-synthetic", &[]));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("　")
}

fn value(document: &Document, grid: &GridReport, measure: usize) -> f64 {
    document.project().measures[measure].value(grid.sums.get(measure).copied().unwrap_or(0))
}

fn cells_by_grid(document: &Document, plane: PlaneId, level: u8) -> BTreeMap<GridId, BTreeSet<CellId>> {
    let view = document.view();
    let mut cells: BTreeMap<GridId, BTreeSet<CellId>> = BTreeMap::new();
    for cell in document.plan().partition.cells() {
        if let Some(grid) = view.grid_at_level(plane, cell, level) {
            cells.entry(grid).or_default().insert(cell);
        }
    }
    cells
}

/// The outlines of a set of cells, each polygon as its rings.
fn polygons(document: &Document, cells: &BTreeSet<CellId>) -> Vec<Vec<Vec<crate::geodesy::Position>>> {
    let partition = &document.plan().partition;
    partition.dissolve(partition.boundary_of(cells.iter().copied(), |cell| cells.contains(&cell))).into_iter().map(|polygon| polygon.rings).collect()
}

fn region(document: &Document, grid: &GridReport, cells: &BTreeSet<CellId>, fill: Fill, key_measure: Option<usize>, language: Language) -> Region {
    let name = if grid.name.is_empty() { grid.code.clone() } else { grid.name.clone() };
    let mut label = vec![name];
    let mut status = RegionStatus::Normal;
    if let Some(at) = key_measure {
        let measure = &document.project().measures[at];
        label.push(measure_text(language, value(document, grid, at), measure));
        if let Some(deviation) = grid.deviations.get(at).copied().flatten().filter(|deviation| deviation.abs() > measure.tolerance()) {
            status = RegionStatus::OverTolerance { is_above: deviation > 0.0, is_severe: deviation.abs() > 2.0 * measure.tolerance() };
        }
    }
    Region { key: grid.id.0, polygons: polygons(document, cells), label, short_label: grid.code.clone(), fill, status, is_selected: false }
}

/// Every boundary once, with the highest level it divides: 0 between grids of the level, 1 between their parents, and so on.
fn boundaries(document: &Document, plane: PlaneId, level: u8) -> Vec<Boundary> {
    let view = document.view();
    let mut lines = Vec::new();
    for arc in document.plan().partition.arcs().rows() {
        let at = |cell: CellId, level: u8| view.grid_at_level(plane, cell, level);
        let (left, right) = (at(arc.shape.left, level), at(arc.shape.right, level));
        if left == right {
            continue;
        }
        let highest = (0..=level).find(|level| at(arc.shape.left, *level) != at(arc.shape.right, *level)).unwrap_or(level);
        lines.push(Boundary { level: level - highest, left: left.map(|grid| grid.0), right: right.map(|grid| grid.0), points: arc.shape.points.to_vec() });
    }
    lines
}

/// A colour for each grid of the report, so that neighbours differ.
fn categories(report: &PlanReport, boundaries: &[Boundary]) -> Vec<u8> {
    let place: BTreeMap<u32, usize> = report.grids.iter().enumerate().map(|(at, grid)| (grid.id.0, at)).collect();
    let pair = |line: &Boundary| Some((*place.get(&line.left?)?, *place.get(&line.right?)?));
    let edges: BTreeSet<(usize, usize)> = boundaries.iter().filter_map(pair).map(|(a, b)| (a.min(b), a.max(b))).collect();
    color_neighbours(report.grids.len(), &edges.into_iter().collect::<Vec<_>>(), None)
}

fn parents(document: &Document, plane: PlaneId, level: u8) -> Vec<ParentArea> {
    let Some(above) = level.checked_sub(1) else { return Vec::new() };
    let named = |grid: GridId| document.plan().grids.get(grid).map(|row| row.name.clone());
    // Two levels up is what people orient by when there are three; of two levels it is the upper one.
    let shown = if level >= 2 { 0 } else { above };
    let areas = cells_by_grid(document, plane, shown);
    areas.iter().filter_map(|(grid, cells)| Some(ParentArea { name: named(*grid)?, polygons: polygons(document, cells) })).collect()
}

fn reference(document: &Document) -> Vec<Reference> {
    let shape = |geometry: &ReferenceGeometry| match geometry {
        ReferenceGeometry::Point(position) => ReferenceShape::Point(*position),
        ReferenceGeometry::Lines(lines) => ReferenceShape::Lines(lines.clone()),
        ReferenceGeometry::Polygons(polygons) => ReferenceShape::Polygons(polygons.clone()),
    };
    document.reference().iter().map(|feature| Reference { kind: ReferenceKind::from_names(&feature.layer, &feature.kind), shape: shape(&feature.geometry) }).collect()
}

fn outlets(document: &Document) -> Vec<OutletSymbol> {
    document
        .outlets()
        .rows()
        .map(|outlet| OutletSymbol { position: outlet.position, kind: outlet.kind, class: outlet.class, status: outlet.status, has_warning: false })
        .collect()
}

fn classes(document: &Document, report: &PlanReport, at: usize, language: Language) -> Option<Thematic> {
    let measure = &document.project().measures[at];
    let values: Vec<f64> = report.grids.iter().map(|grid| value(document, grid, at)).collect();
    let classification = classify(&values, &Method::Jenks { classes: 5 }).ok()?;
    let class_labels = classification.labels(|value| measure_text(language, value, measure));
    let title = format!("{}（{}）", measure.name, unit_text(language, &measure.unit));
    let title = if language == Language::Chinese { title } else { title.replace('（', " (").replace('）', ")") };
    Some(Thematic { title, method: text(language, "map-natural-breaks", &[]), classification, ramp: Ramp::YellowGreenBlue, class_labels })
}

fn legend(document: &Document, language: Language) -> LegendTexts {
    let word = |key: &str| text(language, key, &[]);
    let mut counts: BTreeMap<OutletKind, i64> = BTreeMap::new();
    for outlet in document.outlets().rows() {
        *counts.entry(outlet.kind).or_default() += 1;
    }
    LegendTexts {
        title: word("map-legend"),
        grid_boundary: word("map-grid-boundary"),
        parent_boundary: word("map-parent-boundary"),
        selected: String::new(),
        above_tolerance: word("map-above-tolerance"),
        below_tolerance: word("map-below-tolerance"),
        no_data: word("map-no-data"),
        outlet_kinds: counts.into_iter().map(|(kind, count)| (kind, format!("{} {}", outlet_kind_text(language, kind), count_text(count)))).collect(),
        planned: if document.outlets().rows().any(|outlet| outlet.status == crate::model::OutletStatus::Planned) { outlet_status_text(language, crate::model::OutletStatus::Planned) } else { String::new() },
        warning: String::new(),
        cluster: word("map-cluster"),
        problem: String::new(),
        metre: word("map-metre"),
        kilometre: word("map-kilometre"),
        north: word("map-north"),
    }
}

/// Sources that the notes name and that want to be named on the map.
fn attribution(document: &Document) -> String {
    let notes = &document.project().notes;
    let sources = [("OpenStreetMap", "© OpenStreetMap contributors"), ("天地图", "天地图 Tianditu"), ("Tianditu", "天地图 Tianditu")];
    let mut shown: Vec<&str> = sources.iter().filter(|(word, _)| notes.contains(word)).map(|(_, name)| *name).collect();
    shown.dedup();
    shown.join(" · ")
}
