//! The ledger: sums, areas and perimeters of every cell and every grid of every plane.
//!
//! Everything in it is an integer and a sum of contributions: of demand points to cells and grids, of arcs to the area and perimeter
//! of the grids on their two sides. An edit takes the old contributions out and puts the new ones in, so the result
//! cannot differ from a full computation by as much as a bit (X1), and the cost is what the edit touches.

use super::PlanView;
use crate::base::{ArcId, CellId, GridId, Id, PlaneId};
use crate::model::{Amount, Demand};
use std::collections::BTreeMap;

/// The figures of one grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Number of cells.
    pub n_cells: i64,
    /// Number of demand points.
    pub n_points: i64,
    /// Area in square centimetres.
    pub area_cm2: i64,
    /// Length of the boundary in tenths of a millimetre, holes included, boundaries between the grid's own cells not.
    pub perimeter_tenth_mm: i64,
    /// Sum of every measure.
    pub sums: Vec<Amount>,
}

/// A demand point that changed cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnerChange {
    /// Number of the point in [`Demand`].
    pub point: u32,
    /// Cell before.
    pub from: CellId,
    /// Cell after.
    pub to: CellId,
}

/// The kept figures of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    n_measures: usize,
    /// Points per cell, the outside at 0.
    cell_points: Vec<i64>,
    /// Sums per cell, `n_measures` each.
    cell_sums: Vec<Amount>,
    planes: BTreeMap<PlaneId, PlaneLedger>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct PlaneLedger {
    /// By grid; grids of other planes stay empty.
    grids: Vec<Figures>,
    unassigned: Figures,
    /// Figures before the first change since [`Ledger::watch`], while somebody watches.
    before: Option<BTreeMap<GridId, Figures>>,
}

impl Ledger {
    /// Computes everything from scratch. `owners` is the cell of every demand point.
    pub fn new(view: PlanView<'_>, planes: impl IntoIterator<Item = PlaneId>, demand: &Demand, owners: impl IntoIterator<Item = CellId>) -> Self {
        let mut ledger = Self { n_measures: demand.n_measures, ..Self::default() };
        ledger.grow_cells(view.partition.faces().end());
        for (point, cell) in owners.into_iter().enumerate() {
            ledger.count_point(cell, demand.amounts_of(point), 1);
        }
        for plane in planes {
            ledger.planes.insert(plane, PlaneLedger::default());
        }
        for plane in ledger.plane_ids() {
            for cell in view.partition.cells() {
                ledger.count_cell(view, plane, cell, view.assignment.grid(plane, cell), 1);
            }
        }
        ledger.count_arcs(view, view.partition.arcs().ids(), 1);
        ledger
    }

    /// Number of measures kept.
    pub fn n_measures(&self) -> usize {
        self.n_measures
    }

    /// Sums of a cell; of the points that lie in no cell for the outside.
    pub fn cell_sums(&self, cell: CellId) -> &[Amount] {
        self.cell_sums.get(cell.index() * self.n_measures..(cell.index() + 1) * self.n_measures).unwrap_or_default()
    }

    /// Demand points of a cell.
    pub fn cell_points(&self, cell: CellId) -> i64 {
        self.cell_points.get(cell.index()).copied().unwrap_or(0)
    }

    /// Figures of a grid; empty ones for a grid without cells.
    pub fn grid(&self, plane: PlaneId, grid: GridId) -> Figures {
        let empty = || Figures { sums: vec![0; self.n_measures], ..Figures::default() };
        self.planes.get(&plane).and_then(|kept| kept.grids.get(grid.index())).filter(|figures| !figures.sums.is_empty()).cloned().unwrap_or_else(empty)
    }

    /// One sum of a grid, without copying its figures.
    #[inline]
    pub fn grid_sum(&self, plane: PlaneId, grid: GridId, measure: usize) -> Amount {
        self.planes.get(&plane).and_then(|kept| kept.grids.get(grid.index())).and_then(|figures| figures.sums.get(measure)).copied().unwrap_or(0)
    }

    /// One sum of each of some grids, in their order, without copying figures.
    pub fn sums_of<'a>(&'a self, plane: PlaneId, measure: usize, grids: &'a [GridId]) -> impl Iterator<Item = Amount> + 'a {
        let kept = self.planes.get(&plane).map(|kept| kept.grids.as_slice()).unwrap_or_default();
        grids.iter().map(move |grid| kept.get(grid.index()).and_then(|figures| figures.sums.get(measure)).copied().unwrap_or(0))
    }

    /// Figures of the cells that belong to no grid of a plane. Area and perimeter are not kept for them.
    pub fn unassigned(&self, plane: PlaneId) -> Figures {
        let mut figures = self.planes.get(&plane).map(|kept| kept.unassigned.clone()).unwrap_or_default();
        figures.sums.resize(self.n_measures, 0);
        figures
    }

    /// Makes room for cells with ids below `end`.
    pub fn grow_cells(&mut self, end: usize) {
        if self.cell_points.len() < end {
            self.cell_points.resize(end, 0);
            self.cell_sums.resize(end * self.n_measures, 0);
        }
    }

    /// Takes the contribution of arcs out: call before an edit, with the plan as it is.
    pub fn retract_arcs(&mut self, view: PlanView<'_>, arcs: impl IntoIterator<Item = ArcId>) {
        self.count_arcs(view, arcs, -1);
    }

    /// Puts the contribution of arcs in: call after an edit, with the plan as it has become.
    pub fn enter_arcs(&mut self, view: PlanView<'_>, arcs: impl IntoIterator<Item = ArcId>) {
        self.count_arcs(view, arcs, 1);
    }

    /// Takes a cell and its points out of the grids of a plane, before it changes grid or goes.
    pub fn retract_cell(&mut self, view: PlanView<'_>, plane: PlaneId, cell: CellId) {
        self.count_cell(view, plane, cell, view.assignment.grid(plane, cell), -1);
    }

    /// Puts a cell and its points into the grids of a plane.
    pub fn enter_cell(&mut self, view: PlanView<'_>, plane: PlaneId, cell: CellId) {
        self.count_cell(view, plane, cell, view.assignment.grid(plane, cell), 1);
    }

    /// Moves demand points between cells and the grids above them. The cost grows with the points, their grids are touched once
    /// for each pair of cells.
    pub fn move_points(&mut self, view: PlanView<'_>, demand: &Demand, changes: &[OwnerChange]) {
        self.grow_cells(view.partition.faces().end());
        let mut flows: Vec<(CellId, CellId, i64, Vec<Amount>)> = Vec::new();
        let mut last = 0;
        for change in changes {
            let is_same = |flow: &(CellId, CellId, i64, Vec<Amount>)| (flow.0, flow.1) == (change.from, change.to);
            if !flows.get(last).is_some_and(is_same) {
                last = flows.iter().position(is_same).unwrap_or_else(|| {
                    flows.push((change.from, change.to, 0, vec![0; self.n_measures]));
                    flows.len() - 1
                });
            }
            let flow = &mut flows[last];
            flow.2 += 1;
            for (sum, amount) in flow.3.iter_mut().zip(demand.amounts_of(change.point as usize)) {
                *sum += amount;
            }
        }
        for (from, to, n_points, sums) in flows {
            self.count_flow(view, from, n_points, &sums, -1);
            self.count_flow(view, to, n_points, &sums, 1);
        }
    }

    /// Adds to an amount of a demand point in a cell, and to the grids above it.
    pub fn change_amount(&mut self, view: PlanView<'_>, cell: CellId, measure: usize, difference: Amount) {
        let mut sums = vec![0; self.n_measures];
        if let Some(sum) = sums.get_mut(measure) {
            *sum = difference;
            self.grow_cells(cell.index() + 1);
            self.count_flow(view, cell, 0, &sums, 1);
        }
    }

    /// Begins to remember the figures that change, as they are now.
    pub fn watch(&mut self) {
        for kept in self.planes.values_mut() {
            kept.before = Some(BTreeMap::new());
        }
    }

    /// The figures, as they were at [`Self::watch`], of every grid that was touched since.
    pub fn before(&self, plane: PlaneId) -> impl Iterator<Item = (GridId, &Figures)> + '_ {
        self.planes.get(&plane).and_then(|kept| kept.before.as_ref()).into_iter().flatten().map(|(grid, figures)| (*grid, figures))
    }

    /// Stops remembering.
    pub fn unwatch(&mut self) {
        for kept in self.planes.values_mut() {
            kept.before = None;
        }
    }

    /// The planes figures are kept for.
    pub fn plane_ids(&self) -> Vec<PlaneId> {
        self.planes.keys().copied().collect()
    }

    fn count_point(&mut self, cell: CellId, amounts: &[Amount], sign: i64) {
        self.cell_points[cell.index()] += sign;
        let sums = &mut self.cell_sums[cell.index() * self.n_measures..][..self.n_measures];
        for (sum, amount) in sums.iter_mut().zip(amounts) {
            *sum += sign * amount;
        }
    }

    fn count_flow(&mut self, view: PlanView<'_>, cell: CellId, n_points: i64, sums: &[Amount], sign: i64) {
        self.cell_points[cell.index()] += sign * n_points;
        add(&mut self.cell_sums[cell.index() * self.n_measures..][..self.n_measures], sums, sign);
        if cell == CellId::OUTSIDE || !view.partition.faces().contains(cell) {
            return;
        }
        for (plane, kept) in &mut self.planes {
            kept.for_each(view, view.assignment.grid(*plane, cell), sums.len(), |figures| {
                figures.n_points += sign * n_points;
                add(&mut figures.sums, sums, sign);
            });
        }
    }

    fn count_cell(&mut self, view: PlanView<'_>, plane: PlaneId, cell: CellId, grid: Option<GridId>, sign: i64) {
        self.grow_cells(cell.index() + 1);
        let (n_points, n_measures) = (self.cell_points[cell.index()], self.n_measures);
        let sums = &self.cell_sums[cell.index() * n_measures..][..n_measures];
        if let Some(kept) = self.planes.get_mut(&plane) {
            kept.for_each(view, grid, n_measures, |figures| {
                figures.n_cells += sign;
                figures.n_points += sign * n_points;
                add(&mut figures.sums, sums, sign);
            });
        }
    }

    fn count_arcs(&mut self, view: PlanView<'_>, arcs: impl IntoIterator<Item = ArcId>, sign: i64) {
        let n_measures = self.n_measures;
        for arc in arcs {
            let Some(arc) = view.partition.arcs().get(arc) else { continue };
            for (plane, kept) in &mut self.planes {
                let (left, right) = (view.assignment.grid(*plane, arc.shape.left), view.assignment.grid(*plane, arc.shape.right));
                if left == right {
                    continue;
                }
                // Grids above both sides have the arc inside: only those above one side gain or lose.
                for (own, other, area) in [(left, right, arc.area_cm2), (right, left, -arc.area_cm2)] {
                    for grid in view.chain(own).take_while(|grid| !view.chain(other).any(|above| above == *grid)) {
                        let figures = kept.figures(grid, n_measures);
                        figures.area_cm2 += sign * area;
                        figures.perimeter_tenth_mm += sign * arc.length_tenth_mm;
                    }
                }
            }
        }
    }
}

impl PlaneLedger {
    fn figures(&mut self, grid: GridId, n_measures: usize) -> &mut Figures {
        if self.grids.len() <= grid.index() {
            self.grids.resize(grid.index() + 1, Figures::default());
        }
        let figures = &mut self.grids[grid.index()];
        figures.sums.resize(n_measures, 0);
        if let Some(before) = &mut self.before {
            before.entry(grid).or_insert_with(|| figures.clone());
        }
        figures
    }

    /// Visits the figures a cell of a grid counts in.
    fn for_each(&mut self, view: PlanView<'_>, grid: Option<GridId>, n_measures: usize, mut visit: impl FnMut(&mut Figures)) {
        if grid.is_none() {
            self.unassigned.sums.resize(n_measures, 0);
            visit(&mut self.unassigned);
        }
        for grid in view.chain(grid) {
            visit(self.figures(grid, n_measures));
        }
    }
}

fn add(sums: &mut [Amount], amounts: &[Amount], sign: i64) {
    for (sum, amount) in sums.iter_mut().zip(amounts) {
        *sum += sign * amount;
    }
}

impl Ledger {
    /// Whether two ledgers hold the same figures; room kept for ids that are not in use does not matter.
    pub fn is_same(&self, other: &Self) -> bool {
        let n_cells = self.cell_points.len().max(other.cell_points.len());
        let cells_agree = (0..n_cells).map(CellId::from_index).all(|cell| {
            let zeros = |sums: &[Amount]| sums.iter().all(|sum| *sum == 0);
            let (a, b) = (self.cell_sums(cell), other.cell_sums(cell));
            self.cell_points(cell) == other.cell_points(cell) && (a == b || (zeros(a) && zeros(b)))
        });
        cells_agree
            && self.plane_ids() == other.plane_ids()
            && self.plane_ids().into_iter().all(|plane| {
                let n_grids = self.planes[&plane].grids.len().max(other.planes[&plane].grids.len());
                self.unassigned(plane) == other.unassigned(plane) && (0..n_grids).map(GridId::from_index).all(|grid| self.grid(plane, grid) == other.grid(plane, grid))
            })
    }
}
