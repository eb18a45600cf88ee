//! What the inspector says, as plain values.

use crate::base::{CellId, GridId};
use crate::geodesy::{Position, cm2_to_m2, tenth_mm_to_m};
use crate::i18n::{area_text, count_text, decimal_text, degrees_text, distance_text, indicator_decimals, indicator_text, indicator_title, measure_text, number_text, outlet_field_text, outlet_group_text, outlet_kind_text, signed_percent_text, signed_text, unit_text};
use crate::metrics::{OutletSummary, connected_parts, convex_hull, convex_hull_ratio, indicator_values, polsby_popper, reock};
use crate::model::{Amount, Measure, OutletGroup, OutletKind};
use crate::ui::Desk;
use crate::ui::panels::standing::{key_sum, standing, title_of};
use crate::ui::panels::tables::with_unit;
use crate::ui::widgets::{KeyFigure, KeyFigureStyle};

/// A name and a value.
pub(super) type Fact = (String, String);

/// Facts of a grid that cost a pass over cells or outlets.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DearFacts {
    pub(super) parts: usize,
    pub(super) hull_ratio: f64,
    pub(super) reock: f64,
    pub(super) outlets: OutletSummary,
}

/// Computes them. Cost: the cells of the plane, the corners of the grid, the outlets.
pub(super) fn dear_facts(desk: &Desk<'_>, grid: GridId) -> DearFacts {
    let document = desk.document;
    let view = document.view();
    let Some(row) = document.plan().grids.get(grid) else { return DearFacts::default() };
    let cells = view.cells_of(grid);
    let inside: std::collections::BTreeSet<CellId> = cells.iter().copied().collect();
    let boundary = view.partition.boundary_of(cells.iter().copied(), |cell| inside.contains(&cell));
    let corners: Vec<Position> = boundary.flat_map(|walked| view.partition.arcs()[walked.arc].shape.points.iter().copied()).collect();
    let area_m2 = cm2_to_m2(document.ledger().grid(row.plane, grid).area_cm2);
    let hull = convex_hull(&corners);
    let mut outlets = OutletSummary::default();
    for (id, outlet) in document.outlets().iter().filter(|(_, outlet)| outlet.status_in(document.active_name()).is_some()) {
        if view.chain(view.assignment.grid(row.plane, document.outlet_cell(id))).any(|above| above == grid) {
            outlets.add(outlet);
        }
    }
    DearFacts { parts: connected_parts(view, cells).len(), hull_ratio: convex_hull_ratio(area_m2, &hull), reock: reock(area_m2, &hull), outlets }
}

/// Key figures of a grid: every measure, and the load of the account managers. While a gesture touches the grid each says what it
/// was and the difference; else measures that are watched say how far they are from the target.
pub(super) fn grid_key_figures(desk: &Desk<'_>, grid: GridId) -> Vec<KeyFigure> {
    let document = desk.document;
    let Some(row) = document.plan().grids.get(grid) else { return Vec::new() };
    let figures = document.ledger().grid(row.plane, grid);
    let before = desk.figures.before(grid);
    let mut list: Vec<KeyFigure> = document
        .project()
        .measures
        .iter()
        .enumerate()
        .map(|(number, measure)| {
            let sum = figures.sums.get(number).copied().unwrap_or(0);
            let was = before.and_then(|before| before.sums.get(number)).copied();
            measure_figure(desk, measure, sum, was, deviation_of(desk, grid, number))
        })
        .collect();
    list.extend(indicator_figures(desk, grid, &figures.sums, before.map(|before| before.sums.as_slice())));
    list
}

/// How far a grid of the level in focus is from the target of a measure that is watched.
fn deviation_of(desk: &Desk<'_>, grid: GridId, measure: usize) -> Option<f64> {
    let is_watched = desk.document.project().measures.get(measure).is_some_and(|row| row.is_balanced);
    let is_of_level = desk.document.plan().grids.get(grid).is_some_and(|row| row.level == desk.focus.level && row.plane == desk.focus.plane);
    let slot = desk.figures.index().slot(grid).filter(|_| is_watched && is_of_level)?;
    desk.figures.balance(measure).map(|level| level.deviation(slot))
}

fn measure_figure(desk: &Desk<'_>, measure: &Measure, sum: Amount, was: Option<Amount>, deviation: Option<f64>) -> KeyFigure {
    let told = |amount: Amount| key_sum(desk.language, measure, amount);
    let note = match (was, deviation) {
        (Some(was), _) => {
            let sign = if sum > was { "+" } else { "" };
            let difference = format!("{sign}{}", told(sum - was)).replace('-', "\u{2212}");
            desk.text_with("inspector-before", &[("before", told(was).into()), ("difference", difference.into())])
        }
        (None, Some(deviation)) => desk.text_with("inspector-deviation", &[("deviation", signed_percent_text(deviation).into())]),
        (None, None) => String::new(),
    };
    let style = deviation.map_or(KeyFigureStyle::Plain, |deviation| standing(deviation, measure.tolerance()));
    KeyFigure { label: with_unit(&crate::i18n::measure_name(desk.language, &measure.name), &unit_text(desk.language, &measure.unit)), value: told(sum), note, style }
}

fn indicator_figures(desk: &Desk<'_>, grid: GridId, sums: &[Amount], before: Option<&[Amount]>) -> Vec<KeyFigure> {
    let project = desk.document.project();
    let managers = managers_of(desk, grid);
    let now = indicator_values(project, sums, managers);
    let was = before.map(|sums| indicator_values(project, sums, managers)).unwrap_or_default();
    let mut list = Vec::new();
    for (number, indicator) in project.indicators.iter().enumerate() {
        let Some(value) = now.get(number).copied().flatten() else { continue };
        let note = match was.get(number).copied().flatten() {
            Some(was) => {
                let scale = if indicator.is_percent { 100.0 } else { 1.0 };
                let difference = signed_text((value - was) * scale, indicator_decimals(indicator, value));
                desk.text_with("inspector-before", &[("before", indicator_text(indicator, was).into()), ("difference", difference.into())])
            }
            None => String::new(),
        };
        list.push(KeyFigure { label: indicator_title(desk.language, indicator), value: indicator_text(indicator, value), note, style: KeyFigureStyle::Plain });
    }
    list
}

/// Account managers of a grid and of all grids below it.
fn managers_of(desk: &Desk<'_>, grid: GridId) -> u64 {
    let view = desk.document.view();
    view.grids.iter().filter(|(id, _)| view.chain(Some(*id)).any(|above| above == grid)).map(|(_, row)| u64::from(row.details.team.managers)).sum()
}

/// Size and shape of a grid: what the ledger keeps for every frame, and what was computed last of the rest.
pub(super) fn grid_facts(desk: &Desk<'_>, grid: GridId, dear: Option<&DearFacts>) -> Vec<Fact> {
    let Some(row) = desk.document.plan().grids.get(grid) else { return Vec::new() };
    let figures = desk.document.ledger().grid(row.plane, grid);
    let (area_m2, perimeter_m) = (cm2_to_m2(figures.area_cm2), tenth_mm_to_m(figures.perimeter_tenth_mm));
    let mut list = vec![
        (desk.text("inspector-cells"), count_text(figures.n_cells)),
        (desk.text("inspector-points"), count_text(figures.n_points)),
        (desk.text("inspector-area"), area_text(area_m2)),
        (desk.text("inspector-perimeter"), distance_text(perimeter_m)),
        (desk.text("inspector-polsby"), decimal_text(polsby_popper(area_m2, perimeter_m), 2)),
    ];
    if let Some(dear) = dear {
        list.extend([
            (desk.text("inspector-hull"), decimal_text(dear.hull_ratio, 2)),
            (desk.text("inspector-reock"), decimal_text(dear.reock, 2)),
            (desk.text("inspector-parts"), count_text(dear.parts as i64)),
        ]);
    }
    list
}

/// Outlets that serve today by kind, own channels first.
pub(super) fn outlet_facts(desk: &Desk<'_>, dear: &DearFacts) -> Vec<(OutletKind, Fact)> {
    let counted = OutletKind::ALL.iter().filter_map(|kind| dear.outlets.serving.get(kind).map(|count| (*kind, *count)));
    counted.map(|(kind, count)| (kind, (outlet_kind_text(desk.language, kind), count_text(count as i64)))).collect()
}

/// Outlets by family where there is more than one kind of it, those to come, those closed, and the sums of what they have.
pub(super) fn outlet_sum_facts(desk: &Desk<'_>, outlets: &OutletSummary) -> Vec<Fact> {
    let has_kinds = |group: &OutletGroup| outlets.serving.keys().filter(|kind| kind.group() == *group).count() > 1;
    let groups = OutletGroup::ALL.into_iter().filter(has_kinds).map(|group| (outlet_group_text(desk.language, group), count_text(outlets.of_group(group) as i64)));
    let others = [("inspector-future-outlets", outlets.future), ("inspector-closed-outlets", outlets.closed)];
    let others = others.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| (desk.text(key), count_text(count as i64)));
    let sums = outlets.sums.keys().filter_map(|field| {
        let unit = unit_text(desk.language, field.unit());
        Some((outlet_field_text(desk.language, *field), format!("{} {unit}", number_text(outlets.sum(*field)?)).trim_end().to_owned()))
    });
    groups.chain(others).chain(sums).collect()
}

/// What is known of a cell.
pub(super) fn cell_facts(desk: &Desk<'_>, cell: CellId) -> Vec<Fact> {
    let document = desk.document;
    let partition = &document.plan().partition;
    let mut list = Vec::new();
    if let Some(row) = document.plan().cells.get(cell) {
        list.push((desk.text("column-code"), row.code.clone()));
        if !row.name.is_empty() {
            list.push((desk.text("column-name"), row.name.clone()));
        }
        if row.origin != row.code && !row.origin.is_empty() {
            list.push((desk.text("inspector-origin"), row.origin.clone()));
        }
    }
    for (plane, row) in document.project().planes.iter() {
        let grid = document.plan().assignment.grid(plane, cell).map_or_else(|| desk.text("inspector-unassigned"), |grid| title_of(desk, grid));
        let name = if document.project().planes.len() > 1 { desk.text_with("inspector-grid-of-plane", &[("plane", (&row.name).into())]) } else { desk.text("column-grid") };
        list.push((name, grid));
    }
    list.push((desk.text("inspector-points"), count_text(document.ledger().cell_points(cell))));
    list.extend(measure_facts(desk, document.ledger().cell_sums(cell)));
    list.push((desk.text("inspector-area"), area_text(cm2_to_m2(partition.cell_area_cm2(cell)))));
    list.push((desk.text("inspector-perimeter"), distance_text(tenth_mm_to_m(partition.cell_perimeter_tenth_mm(cell)))));
    if document.plan().cells.get(cell).is_some_and(|row| row.is_estimated) {
        list.push((desk.text("inspector-figures"), desk.text("inspector-estimated")));
    }
    list
}

/// Sums with their units.
pub(super) fn measure_facts(desk: &Desk<'_>, sums: &[Amount]) -> Vec<Fact> {
    let measures = desk.document.project().measures.iter().zip(sums);
    measures.map(|(measure, sum)| (crate::i18n::measure_name(desk.language, &measure.name).into_owned(), measure_text(desk.language, measure.value(*sum), measure))).collect()
}

/// What is known of a demand point.
pub(super) fn point_facts(desk: &Desk<'_>, point: u32) -> Vec<Fact> {
    let document = desk.document;
    let demand = document.demand();
    let number = point as usize;
    let (Some(id), Some(position)) = (demand.ids.get(number), demand.positions.get(number)) else { return Vec::new() };
    let cell = document.owners().get(number);
    let outside = || desk.text("table-outside");
    let grid = document.plan().assignment.grid(desk.focus.plane, cell).map_or_else(|| desk.text("inspector-unassigned"), |grid| title_of(desk, grid));
    let mut list = vec![
        (desk.text("column-id"), number_text(f64::from(*id)).replace(',', "")),
        (desk.text("column-cell"), document.plan().cells.get(cell).map_or_else(outside, |cell| cell.code.clone())),
        (desk.text("column-grid"), grid),
    ];
    list.extend(measure_facts(desk, demand.amounts_of(number)));
    list.push((desk.text("column-position"), degrees_text(position.degrees())));
    list
}

/// The whole plan: totals as key figures.
pub(super) fn plan_key_figures(desk: &Desk<'_>) -> Vec<KeyFigure> {
    let document = desk.document;
    let mut totals = vec![0_i64; document.project().measures.len()];
    let ledger = document.ledger();
    let roots = document.view().grids_of_level(desk.focus.plane, 0).map(|(id, _)| id);
    let in_grids = roots.map(|grid| ledger.grid(desk.focus.plane, grid).sums);
    for sums in in_grids.chain([ledger.unassigned(desk.focus.plane).sums, ledger.cell_sums(CellId::OUTSIDE).to_vec()]) {
        for (total, sum) in totals.iter_mut().zip(sums) {
            *total += sum;
        }
    }
    let measures = document.project().measures.iter().zip(totals);
    measures.map(|(measure, total)| measure_figure(desk, measure, total, None, None)).collect()
}

/// The whole plan: what it is made of and what lies in no grid.
pub(super) fn plan_facts(desk: &Desk<'_>) -> Vec<Fact> {
    let document = desk.document;
    let unassigned = document.ledger().unassigned(desk.focus.plane);
    let level = document.project().planes.get(desk.focus.plane).and_then(|plane| plane.levels.get(usize::from(desk.focus.level))).map_or("", |level| level.name.as_str());
    vec![
        (desk.text_with("inspector-grids-of-level", &[("level", level.into())]), count_text(desk.figures.index().grids().len() as i64)),
        (desk.text("inspector-cells"), count_text(document.plan().partition.n_cells() as i64)),
        (desk.text("inspector-points"), count_text(document.demand().len() as i64)),
        (desk.text("inspector-outlets"), count_text(document.outlets().len() as i64)),
        (desk.text("inspector-unassigned-cells"), count_text(unassigned.n_cells)),
        (desk.text("inspector-unassigned-points"), count_text(unassigned.n_points)),
        (desk.text("inspector-outside-points"), count_text(document.ledger().cell_points(CellId::OUTSIDE))),
    ]
}
