//! The report of a level: every figure of every grid, computed in one pass over the plan.

use super::{Balance, Ledger, LevelIndex, OutletSummary, PlanView, convex_hull, convex_hull_ratio, indicator_values, level_balance, polsby_popper, reock};
use crate::base::{CellId, GridId, PlaneId};
use crate::geodesy::{Position, cm2_to_m2, tenth_mm_to_m};
use crate::model::{Amount, Outlet, OutletKind, Project};
use std::collections::BTreeMap;

/// Every figure of a level of a plane. Lists by measure and by indicator are in the order of the project.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanReport {
    /// The plane.
    pub plane: PlaneId,
    /// The level's depth.
    pub level: u8,
    /// The grids of the level by id.
    pub grids: Vec<GridReport>,
    /// Balance by measure, of those too whose balance is not watched.
    pub balances: Vec<Balance>,
    /// Pairs of neighbouring cells that belong to different grids of the level, or of which only one belongs to any.
    pub cut_edges: usize,
    /// What lies in cells that belong to no grid of the level.
    pub unassigned: RemainderReport,
    /// What lies in no cell; `cells` is zero.
    pub outside: RemainderReport,
}

/// The figures of a grid, the grids below it included.
#[derive(Clone, Debug, PartialEq)]
pub struct GridReport {
    /// The grid.
    pub id: GridId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The grid one level up.
    pub parent: Option<GridId>,
    /// Number of cells.
    pub cells: usize,
    /// Number of demand points.
    pub points: usize,
    /// Area on the ellipsoid in square kilometres.
    pub area_km2: f64,
    /// Geodesic length of the boundary in kilometres, holes included.
    pub perimeter_km: f64,
    /// Number of connected parts.
    pub parts: usize,
    /// Compactness by perimeter, 0 to 1.
    pub polsby_popper: f64,
    /// Compactness by the smallest circle around, 0 to 1.
    pub reock: f64,
    /// Compactness by the convex hull, 0 to 1.
    pub convex_hull: f64,
    /// Account managers of the grid and of those below it.
    pub managers: u64,
    /// Sum by measure.
    pub sums: Vec<Amount>,
    /// Deviation from the target by measure, `sum / target - 1`; `None` where balance is not watched.
    pub deviations: Vec<Option<f64>>,
    /// Ratio by indicator, in the measures' own units; `None` where there is nothing below the line.
    pub indicators: Vec<Option<f64>>,
    /// Number of outlets by kind, whatever their status; kinds without an outlet left out.
    pub outlets: BTreeMap<OutletKind, usize>,
    /// The same outlets by what they do, and the sums of what they have.
    pub inventory: OutletSummary,
}

/// What belongs to no grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemainderReport {
    /// Number of cells.
    pub cells: usize,
    /// Number of demand points.
    pub points: usize,
    /// Sum by measure.
    pub sums: Vec<Amount>,
}

/// Computes the report of a level. `outlets` come with the cells they stand in.
///
/// Cost: once over cells, arcs and their positions, and a sort of each grid's corners.
pub fn plan_report<'a>(
    view: PlanView<'_>,
    project: &Project,
    ledger: &Ledger,
    outlets: impl IntoIterator<Item = (&'a Outlet, CellId)>,
    plane: PlaneId,
    level: u8,
) -> PlanReport {
    let index = LevelIndex::new(view, project, plane, level);
    let shapes = LevelShapes::new(view, &index);
    let balances: Vec<_> = (0..project.measures.len()).map(|measure| level_balance(project, ledger, &index, measure)).collect();
    let mut kinds: Vec<(BTreeMap<OutletKind, usize>, OutletSummary)> = vec![Default::default(); index.grids().len()];
    for (outlet, cell) in outlets {
        if let Some(slot) = index.slot_of_cell(view, cell) {
            *kinds[slot].0.entry(outlet.kind).or_default() += 1;
            kinds[slot].1.add(outlet);
        }
    }
    let mut grids = Vec::with_capacity(index.grids().len());
    for (slot, (outlets, inventory)) in kinds.into_iter().enumerate() {
        let id = index.grids()[slot];
        let row = &view.grids[id];
        let figures = ledger.grid(plane, id);
        let (area_m2, perimeter_m) = (cm2_to_m2(figures.area_cm2), tenth_mm_to_m(figures.perimeter_tenth_mm));
        let watched = |measure: usize| project.measures[measure].is_balanced;
        grids.push(GridReport {
            id,
            code: row.code.clone(),
            name: row.name.clone(),
            parent: row.parent,
            cells: figures.n_cells as usize,
            points: figures.n_points as usize,
            area_km2: area_m2 / 1e6,
            perimeter_km: perimeter_m / 1e3,
            parts: shapes.parts[slot],
            polsby_popper: polsby_popper(area_m2, perimeter_m),
            reock: reock(area_m2, &shapes.corners[slot]),
            convex_hull: convex_hull_ratio(area_m2, &convex_hull(&shapes.outer_corners[slot])),
            managers: index.managers(slot),
            deviations: balances.iter().enumerate().map(|(measure, balance)| watched(measure).then(|| balance.deviation(slot))).collect(),
            indicators: indicator_values(project, &figures.sums, index.managers(slot)),
            sums: figures.sums,
            outlets,
            inventory,
        });
    }
    PlanReport {
        plane,
        level,
        grids,
        balances: balances.into_iter().map(|balance| balance.balance).collect(),
        cut_edges: shapes.cut_edges,
        unassigned: remainder(ledger, view.partition.cells().filter(|cell| index.slot_of_cell(view, *cell).is_none())),
        outside: RemainderReport { cells: 0, ..remainder(ledger, [CellId::OUTSIDE]) },
    }
}

fn remainder(ledger: &Ledger, cells: impl IntoIterator<Item = CellId>) -> RemainderReport {
    let mut report = RemainderReport { sums: vec![0; ledger.n_measures()], ..RemainderReport::default() };
    for cell in cells {
        report.cells += 1;
        report.points += ledger.cell_points(cell) as usize;
        for (sum, amount) in report.sums.iter_mut().zip(ledger.cell_sums(cell)) {
            *sum += amount;
        }
    }
    report
}

/// What the arcs tell of all grids of a level at once.
struct LevelShapes {
    /// The positions on each grid's boundary, with repetition.
    corners: Vec<Vec<Position>>,
    /// Those of them among which the convex hull's corners are: the corners of the hulls of its arcs, each of which bounds two
    /// grids and is looked at once.
    outer_corners: Vec<Vec<Position>>,
    parts: Vec<usize>,
    cut_edges: usize,
}

impl LevelShapes {
    fn new(view: PlanView<'_>, index: &LevelIndex) -> Self {
        let n_grids = index.grids().len();
        let mut slots: Vec<Option<usize>> = vec![None; view.partition.faces().end()];
        let mut parts = vec![0; n_grids];
        for cell in view.partition.cells() {
            let slot = index.slot_of_cell(view, cell);
            slots[cell.0 as usize] = slot;
            if let Some(slot) = slot {
                parts[slot] += 1;
            }
        }
        let mut corners: Vec<Vec<Position>> = vec![Vec::new(); n_grids];
        let mut outer_corners = corners.clone();
        let mut joined = petgraph::unionfind::UnionFind::<usize>::new(slots.len());
        let mut cuts: Vec<(CellId, CellId)> = Vec::new();
        for arc in view.partition.arcs().rows() {
            let (left, right) = (arc.shape.left, arc.shape.right);
            let (a, b) = (slots[left.0 as usize], slots[right.0 as usize]);
            if a != b {
                let outer = convex_hull(&arc.shape.points);
                for slot in [a, b].into_iter().flatten() {
                    corners[slot].extend_from_slice(&arc.shape.points);
                    outer_corners[slot].extend_from_slice(&outer);
                }
                if left != CellId::OUTSIDE && right != CellId::OUTSIDE {
                    cuts.push((left.min(right), left.max(right)));
                }
            } else if let Some(slot) = a
                && joined.union(left.0 as usize, right.0 as usize)
            {
                // Every cell is a part of its own until an arc joins two.
                parts[slot] -= 1;
            }
        }
        cuts.sort_unstable();
        cuts.dedup();
        Self { corners, outer_corners, parts, cut_edges: cuts.len() }
    }
}
