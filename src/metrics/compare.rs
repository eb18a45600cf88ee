//! Two plans of one city side by side (方案对比): what is handed over from which grid to which.

use super::{Balance, Ledger, LevelIndex, PlanView, level_balance};
use crate::base::{CellId, Id, PlaneId, Table};
use crate::model::{Amount, Cell, Demand, Project};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// One of the two plans.
#[derive(Clone, Copy, Debug)]
pub struct ComparedPlan<'a> {
    /// Shapes, grids, who belongs to whom.
    pub view: PlanView<'a>,
    /// The cells' codes and origins.
    pub cells: &'a Table<CellId, Cell>,
    /// The figures.
    pub ledger: &'a Ledger,
}

/// What differs between two plans. Sums are by measure in the order of the project.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Everything that is handed over.
    pub changed: ChangedAmount,
    /// What goes from which grid to which, the largest sum of the first measure first.
    pub handover: Vec<Handover>,
    /// Balance by measure over the deepest level, in the first and in the second plan.
    pub balances: [Vec<Balance>; 2],
}

/// How much is handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangedAmount {
    /// Demand points whose grid has another code, or that enter or leave the grids.
    pub points: usize,
    /// Their sums.
    pub sums: Vec<Amount>,
    /// Cells of the second plan whose grid has another code than the grid of the cell of the first plan that has the same
    /// code, or else the code of their origin.
    pub cells: usize,
}

/// What one grid hands over to another (交接).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Code of the grid in the first plan; `None` = in no grid.
    pub from: Option<String>,
    /// Code of the grid in the second plan.
    pub to: Option<String>,
    /// Demand points.
    pub points: usize,
    /// Their sums.
    pub sums: Vec<Amount>,
}

/// Compares two plans in a plane, by demand point: a point is handed over when the code of the deepest grid it lies in
/// differs. `owners` give the cell of every point in the order of the demand, for each of the plans.
///
/// Cost: once over the points; memory for the pairs of grids that meet.
pub fn compare(
    [a, b]: [ComparedPlan<'_>; 2],
    project: &Project,
    demand: &Demand,
    owners: [&mut dyn Iterator<Item = CellId>; 2],
    plane: PlaneId,
) -> Comparison {
    let mut codes = Codes::default();
    let (grid_a, grid_b) = (codes.by_cell(a.view, plane), codes.by_cell(b.view, plane));
    let of = |grids: &[Code], cell: CellId| grids.get(cell.index()).copied().unwrap_or(NO_GRID);
    let mut rows: Vec<((Code, Code), usize, Vec<Amount>)> = Vec::new();
    let mut row_of: FxHashMap<(Code, Code), usize> = FxHashMap::default();
    let [owners_a, owners_b] = owners;
    for (point, (cell_a, cell_b)) in owners_a.zip(owners_b).take(demand.len()).enumerate() {
        let pair = (of(&grid_a, cell_a), of(&grid_b, cell_b));
        if pair.0 == pair.1 {
            continue;
        }
        let at = *row_of.entry(pair).or_insert_with(|| {
            rows.push((pair, 0, vec![0; demand.n_measures]));
            rows.len() - 1
        });
        rows[at].1 += 1;
        add(&mut rows[at].2, demand.amounts_of(point));
    }
    let mut changed = ChangedAmount { sums: vec![0; demand.n_measures], cells: changed_cells(a, b, &grid_a, &grid_b), ..ChangedAmount::default() };
    for (_, points, sums) in &rows {
        changed.points += points;
        add(&mut changed.sums, sums);
    }
    let mut handover: Vec<Handover> =
        rows.into_iter().map(|((from, to), points, sums)| Handover { from: codes.name(from), to: codes.name(to), points, sums }).collect();
    handover.sort_by(|x, y| y.sums.first().cmp(&x.sums.first()).then_with(|| (&x.from, &x.to).cmp(&(&y.from, &y.to))));
    Comparison { changed, handover, balances: [balances(a, project, plane), balances(b, project, plane)] }
}

/// Number of a grid code in [`Codes`].
type Code = u32;

const NO_GRID: Code = 0;

/// Grid codes of both plans as small numbers; 0 is no grid.
#[derive(Default)]
struct Codes<'a> {
    numbers: BTreeMap<&'a str, Code>,
    names: Vec<&'a str>,
}

impl<'a> Codes<'a> {
    /// The code of the deepest grid of every cell, by cell id.
    fn by_cell(&mut self, view: PlanView<'a>, plane: PlaneId) -> Vec<Code> {
        let mut codes = vec![NO_GRID; view.partition.faces().end()];
        for (cell, grid) in view.assignment.cells(plane) {
            if let (Some(code), Some(grid)) = (codes.get_mut(cell.index()), view.grids.get(grid)) {
                *code = self.number(&grid.code);
            }
        }
        codes
    }

    fn number(&mut self, code: &'a str) -> Code {
        *self.numbers.entry(code).or_insert_with(|| {
            self.names.push(code);
            self.names.len() as Code
        })
    }

    fn name(&self, code: Code) -> Option<String> {
        (code as usize).checked_sub(1).map(|at| self.names[at].to_owned())
    }
}

fn changed_cells(a: ComparedPlan<'_>, b: ComparedPlan<'_>, grid_a: &[Code], grid_b: &[Code]) -> usize {
    let by_code: FxHashMap<&str, CellId> = a.cells.iter().map(|(id, cell)| (cell.code.as_str(), id)).collect();
    let is_changed = |(id, cell): &(CellId, &Cell)| {
        let counterpart = by_code.get(cell.code.as_str()).or_else(|| by_code.get(cell.origin.as_str()));
        let before = counterpart.and_then(|id| grid_a.get(id.index())).copied().unwrap_or(NO_GRID);
        before != grid_b.get(id.index()).copied().unwrap_or(NO_GRID)
    };
    b.cells.iter().filter(is_changed).count()
}

fn balances(plan: ComparedPlan<'_>, project: &Project, plane: PlaneId) -> Vec<Balance> {
    let level = plan.view.grids.rows().filter(|grid| grid.plane == plane).map(|grid| grid.level).max().unwrap_or(0);
    let index = LevelIndex::new(plan.view, project, plane, level);
    (0..project.measures.len()).map(|measure| level_balance(project, plan.ledger, &index, measure).balance).collect()
}

fn add(sums: &mut [Amount], amounts: &[Amount]) {
    for (sum, amount) in sums.iter_mut().zip(amounts) {
        *sum += amount;
    }
}
