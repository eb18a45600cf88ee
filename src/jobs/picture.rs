//! From a document to what is on a map: plain shapes, finished texts.

use crate::base::{CellId, Finding, GridId, Id, PlaneId, Severity};
use crate::carto::{
    Boundary, Classification, Fill, LegendTexts, MapScene, Method, OutletSymbol, ParentArea, ProblemMark, Ramp, Reference, ReferenceKind, ReferenceShape, Region, RegionStatus,
    Thematic, classify, color_neighbours,
};
use crate::edit::Document;
use crate::geodesy::Position;
use crate::i18n::{Language, decimal_text, measure_text, measure_title, outlet_kind_text, outlet_status_text, text};
use crate::metrics::{LevelBalance, LevelIndex, level_balance};
use crate::model::{Outlet, OutletKind, OutletStatus, ReferenceGeometry};
use crate::partition::Polygon;
use std::collections::{BTreeMap, BTreeSet};

/// Classes of a thematic map.
const CLASSES: usize = 5;
/// From this share of the tolerance on a grid is severely out of it.
const SEVERE: f64 = 2.0;

/// What of a document is to be drawn.
#[derive(Clone, Debug)]
pub struct Shown<'a> {
    /// The document.
    pub document: &'a Document,
    /// Name of the scenario, for the subtitle.
    pub scenario: String,
    /// The plane.
    pub plane: PlaneId,
    /// The level whose grids are drawn.
    pub level: u8,
    /// The measure that colours the grids; without one neighbours differ in colour and the first balanced measure labels them.
    pub thematic: Option<usize>,
    /// Findings that get a mark.
    pub problems: &'a [Finding],
    /// The language of all texts.
    pub language: Language,
}

/// The scene of a level of a plane.
pub fn scene(shown: &Shown<'_>) -> MapScene {
    let document = shown.document;
    let index = LevelIndex::new(document.view(), document.project(), shown.plane, shown.level);
    let measures = &document.project().measures;
    let figure = shown.thematic.or_else(|| measures.iter().position(|measure| measure.is_balanced)).filter(|at| *at < measures.len());
    let balance = figure.map(|figure| (figure, level_balance(document.project(), document.ledger(), &index, figure)));
    let (boundaries, cell_outlines, edges) = lines(shown, &index);
    let colors = color_neighbours(index.grids().len(), &edges, None);
    let thematic = shown.thematic.and(balance.as_ref()).and_then(|(figure, balance)| thematic(shown, *figure, balance));
    let regions = (0..index.grids().len()).map(|slot| region(shown, &index, slot, colors[slot], balance.as_ref(), thematic.is_some())).collect();
    MapScene {
        title: document.project().name.clone(),
        subtitle: subtitle(shown),
        reference: document.reference().iter().map(reference).collect(),
        cell_outlines,
        cell_count: document.plan().partition.n_cells(),
        regions,
        boundaries,
        parents: parents(shown),
        outlets: outlets(shown),
        problems: shown.problems.iter().filter_map(problem).collect(),
        thematic,
        legend: legend(shown),
        attribution: attribution(shown),
        ..MapScene::default()
    }
}

fn subtitle(shown: &Shown<'_>) -> String {
    let plane = shown.document.project().planes.get(shown.plane);
    let level = plane.and_then(|plane| plane.levels.get(usize::from(shown.level))).map(|level| level.name.clone()).unwrap_or_default();
    let plane = plane.map(|plane| plane.name.clone()).unwrap_or_default();
    let grids = shown.document.view().grids_of_level(shown.plane, shown.level).count();
    text(shown.language, "out-metrics-title", &[("scenario", (&shown.scenario).into()), ("plane", plane.into()), ("level", level.into()), ("count", grids.into())])
}

/// Whose data the picture shows; made-up figures are named as such.
fn attribution(shown: &Shown<'_>) -> String {
    let project = shown.document.project();
    let is_synthetic = project.measures.iter().any(|measure| measure.is_synthetic) || shown.document.outlets().rows().any(|outlet| outlet.is_synthetic);
    let synthetic = is_synthetic.then(|| text(shown.language, "map-synthetic", &[]));
    synthetic.into_iter().chain(project.sources.iter().cloned()).collect::<Vec<_>>().join(" · ")
}

type Lines = (Vec<Boundary>, Vec<Vec<Position>>, Vec<(usize, usize)>);

/// Every arc once: as a boundary of grids or as a hairline between cells; and which slots are neighbours.
fn lines(shown: &Shown<'_>, index: &LevelIndex) -> Lines {
    let (mut boundaries, mut outlines, mut edges) = (Vec::new(), Vec::new(), BTreeSet::new());
    let view = shown.document.view();
    let above = |cell: CellId| shown.level.checked_sub(1).and_then(|level| view.grid_at_level(shown.plane, cell, level));
    for arc in shown.document.plan().partition.arcs().rows() {
        let shape = &arc.shape;
        let slot = |cell: CellId| if cell == CellId::OUTSIDE { None } else { index.slot_of_cell(view, cell) };
        let (left, right) = (slot(shape.left), slot(shape.right));
        if left == right {
            outlines.push(shape.points.to_vec());
            continue;
        }
        if let (Some(left), Some(right)) = (left, right) {
            edges.insert((left.min(right), left.max(right)));
        }
        let is_parent = shown.level > 0 && above(shape.left) != above(shape.right);
        let key = |slot: Option<usize>| slot.map(|slot| key_of(index, slot));
        boundaries.push(Boundary { level: u8::from(is_parent), left: key(left), right: key(right), points: shape.points.to_vec() });
    }
    (boundaries, outlines, edges.into_iter().collect())
}

fn key_of(index: &LevelIndex, slot: usize) -> u32 {
    index.grids()[slot].index() as u32
}

fn polygons_of(document: &Document, grid: GridId) -> Vec<Vec<Vec<Position>>> {
    let cells: BTreeSet<CellId> = document.view().cells_of(grid).into_iter().collect();
    let partition = &document.plan().partition;
    let dissolved: Vec<Polygon> = partition.dissolve(partition.boundary_of(cells.iter().copied(), |cell| cells.contains(&cell)));
    dissolved.into_iter().map(|polygon| polygon.rings).collect()
}

fn region(shown: &Shown<'_>, index: &LevelIndex, slot: usize, color: u8, balance: Option<&(usize, LevelBalance)>, is_thematic: bool) -> Region {
    let document = shown.document;
    let id = index.grids()[slot];
    let row = &document.plan().grids[id];
    let name = if row.name.is_empty() { row.code.clone() } else { row.name.clone() };
    let mut label = vec![name];
    let mut status = RegionStatus::Normal;
    let mut fill = Fill::Category(color);
    if let Some((figure, balance)) = balance {
        let measure = &document.project().measures[*figure];
        let value = measure.value(balance.sums.get(slot).copied().unwrap_or(0));
        label.push(measure_text(shown.language, value, measure));
        if is_thematic {
            fill = Fill::Value(value);
        }
        let deviation = balance.deviation(slot);
        if measure.is_balanced && deviation.abs() > measure.tolerance() {
            status = RegionStatus::OverTolerance { is_above: deviation > 0.0, is_severe: deviation.abs() > SEVERE * measure.tolerance() };
        }
    }
    Region { key: key_of(index, slot), polygons: polygons_of(document, id), label, short_label: row.code.clone(), fill, status, is_selected: false }
}

fn parents(shown: &Shown<'_>) -> Vec<ParentArea> {
    let Some(above) = shown.level.checked_sub(1) else { return Vec::new() };
    let document = shown.document;
    document.view().grids_of_level(shown.plane, above).map(|(id, grid)| ParentArea { name: grid.name.clone(), polygons: polygons_of(document, id) }).collect()
}

fn thematic(shown: &Shown<'_>, figure: usize, balance: &LevelBalance) -> Option<Thematic> {
    let measure = &shown.document.project().measures[figure];
    let values: Vec<f64> = balance.sums.iter().map(|sum| measure.value(*sum)).collect();
    let classification: Classification = classify(&values, &Method::Jenks { classes: CLASSES.min(values.len()).max(1) }).ok()?;
    let class_labels = classification.labels(|value| decimal_text(value, 0));
    Some(Thematic { title: measure_title(shown.language, measure), method: text(shown.language, "map-jenks", &[]), classification, ramp: Ramp::YellowGreenBlue, class_labels })
}

fn outlets(shown: &Shown<'_>) -> Vec<OutletSymbol> {
    let warned: BTreeSet<&str> = shown.problems.iter().filter(|finding| finding.kind.is_of_outlet()).filter_map(|finding| finding.subjects.first().map(String::as_str)).collect();
    let scenario = shown.document.active_name();
    let symbol = |outlet: &Outlet| {
        let status = outlet.status_in(scenario)?;
        Some(OutletSymbol { position: outlet.position, kind: outlet.kind, class: outlet.class, status, has_warning: warned.contains(outlet.code.as_str()) })
    };
    shown.document.outlets().rows().filter_map(symbol).collect()
}

/// Grids out of tolerance carry their own sign and outlets a ring; the other problems with a place get a mark.
fn problem(finding: &Finding) -> Option<ProblemMark> {
    use crate::base::FindingKind::{MissingOutlet, NotContiguous, Unassigned};
    let [lon, lat] = finding.place.filter(|_| finding.severity == Severity::Error || matches!(finding.kind, MissingOutlet | NotContiguous | Unassigned))?;
    Some(ProblemMark { position: Position::from_degrees(lon, lat)?, is_error: finding.severity == Severity::Error })
}

fn reference(feature: &crate::model::ReferenceFeature) -> Reference {
    let shape = match &feature.geometry {
        ReferenceGeometry::Point(position) => ReferenceShape::Point(*position),
        ReferenceGeometry::Lines(lines) => ReferenceShape::Lines(lines.clone()),
        ReferenceGeometry::Polygons(polygons) => ReferenceShape::Polygons(polygons.clone()),
    };
    Reference { kind: ReferenceKind::from_names(&feature.layer, &feature.kind), shape }
}

fn legend(shown: &Shown<'_>) -> LegendTexts {
    let say = |key: &str| text(shown.language, key, &[]);
    let mut kinds: BTreeMap<OutletKind, usize> = BTreeMap::new();
    for outlet in shown.document.outlets().rows() {
        *kinds.entry(outlet.kind).or_default() += 1;
    }
    let named = |(kind, count): (OutletKind, usize)| (kind, text(shown.language, "map-kind", &[("kind", outlet_kind_text(shown.language, kind).into()), ("count", count.into())]));
    // Closed outlets are only faint; everything else that is not plainly open is explained.
    let present: BTreeSet<OutletStatus> = shown.document.outlets().rows().map(|outlet| outlet.status).collect();
    let explained = present.into_iter().filter(|status| !matches!(status, OutletStatus::Open | OutletStatus::Closed));
    let when = |is_there: bool, key: &str| if is_there { say(key) } else { String::new() };
    LegendTexts {
        title: say("map-legend"),
        grid_boundary: say("map-grid-boundary"),
        parent_boundary: when(shown.level > 0, "map-parent-boundary"),
        selected: String::new(),
        above_tolerance: say("map-above"),
        below_tolerance: say("map-below"),
        no_data: String::new(),
        outlet_kinds: kinds.into_iter().map(named).collect(),
        outlet_statuses: explained.map(|status| (status, outlet_status_text(shown.language, status))).collect(),
        warning: when(shown.problems.iter().any(|finding| finding.kind.is_of_outlet()), "map-warning"),
        cluster: say("map-cluster"),
        problem: when(shown.problems.iter().any(|finding| problem(finding).is_some()), "map-problem"),
        metre: say("map-metre"),
        kilometre: say("map-kilometre"),
        north: say("map-north"),
    }
}
