//! Problems (问题) of a plan: what `check` lists and the problem panel shows.

use super::{Ledger, LevelIndex, PlanView, connected_parts, interior_place, level_balance};
use crate::base::{CellId, Finding, FindingKind, Findings, GridId, PlaneId, Table};
use crate::geodesy::{Position, cm2_to_m2};
use crate::model::{Cell, Outlet, OutletField, OutletStatus, Project};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A plan with everything its problems are looked for in.
#[derive(Clone, Debug)]
pub struct CheckedPlan<'a> {
    /// Shapes, grids, who belongs to whom.
    pub view: PlanView<'a>,
    /// The cells' codes.
    pub cells: &'a Table<CellId, Cell>,
    /// Measures, planes, rules, what is ignored.
    pub project: &'a Project,
    /// The figures.
    pub ledger: &'a Ledger,
    /// Outlets and the cells they stand in.
    pub outlets: Vec<(&'a Outlet, CellId)>,
    /// A demand point that lies in no cell, where there is one: the place to point at.
    pub demand_outside: Option<Position>,
    /// The day it is, `YYYY-MM-DD`; with anything else contracts are not looked at.
    pub today: &'a str,
}

/// The problems of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Problems {
    /// What nobody has decided to ignore, kind by kind in the order of [`FindingKind`].
    pub open: Findings,
    /// What somebody ignores, with the reason.
    pub ignored: Vec<(Finding, String)>,
}

impl Problems {
    /// Looks for the problems of a plan. The subjects of each, of which [`Finding::key`] is made, are codes and names:
    /// * `not_contiguous`, `empty_grid`, `over_staffed_load`: grid, plane;
    /// * `over_tolerance`: grid, plane, measure; on the deepest level that has grids, empty grids left out;
    /// * `unassigned`: first cell of each connected piece of ground without a grid, plane; with the ground's area;
    /// * `uncovered_demand`: plane; demand outside all cells counts in every plane;
    /// * `contract_expiring`, `contract_expired`: outlet; closed outlets and unreadable days left out;
    /// * `missing_outlet`: grid, plane, kinds joined by `+`; `missing_value`, `below_minimum`: outlet, field; from the project's
    ///   [rules](crate::model::ChannelRule), outlets that serve today only.
    ///
    /// Cost: the plan once for each level.
    pub fn of(plan: &CheckedPlan<'_>) -> Self {
        let mut findings = Findings::new();
        for (plane, row) in plan.project.planes.iter() {
            let levels: Vec<LevelGround> = (0..row.levels.len().min(usize::from(u8::MAX))).map(|level| LevelGround::new(plan, plane, level as u8)).collect();
            for level in &levels {
                findings.extend(plan.broken_and_empty_grids(level));
                findings.extend(plan.overloaded_teams(level));
            }
            if let Some(deepest) = levels.iter().rfind(|level| !level.index.grids().is_empty()) {
                findings.extend(plan.uneven_grids(deepest));
            }
            findings.extend(plan.unassigned_ground(plane));
            findings.extend(plan.uncovered_demand(plane));
        }
        findings.extend(plan.contracts());
        findings.extend(plan.broken_channel_rules());
        findings.sort_by_key(|finding| finding.kind);
        let mut problems = Self::default();
        for finding in findings {
            let key = finding.key();
            match plan.project.ignored.iter().find(|ignored| ignored.key == key) {
                Some(ignored) => problems.ignored.push((finding, ignored.reason.clone())),
                None => problems.open.push(finding),
            }
        }
        problems
    }
}

/// The grids of a level with their cells.
pub(super) struct LevelGround {
    index: LevelIndex,
    /// By slot.
    cells: Vec<BTreeSet<CellId>>,
}

impl LevelGround {
    pub(super) fn new(plan: &CheckedPlan<'_>, plane: PlaneId, level: u8) -> Self {
        let index = LevelIndex::new(plan.view, plan.project, plane, level);
        let mut cells = vec![BTreeSet::new(); index.grids().len()];
        for cell in plan.view.partition.cells() {
            if let Some(slot) = index.slot_of_cell(plan.view, cell) {
                cells[slot].insert(cell);
            }
        }
        Self { index, cells }
    }

    /// The grids by slot.
    pub(super) fn index(&self) -> &LevelIndex {
        &self.index
    }

    /// Slot, grid and cells of every grid.
    pub(super) fn grids(&self) -> impl Iterator<Item = (usize, GridId, &BTreeSet<CellId>)> + '_ {
        self.index.grids().iter().zip(&self.cells).enumerate().map(|(slot, (grid, cells))| (slot, *grid, cells))
    }
}

impl CheckedPlan<'_> {
    fn plane_name(&self, plane: PlaneId) -> &str {
        self.project.planes.get(plane).map_or("", |plane| plane.name.as_str())
    }

    pub(super) fn of_grid(&self, kind: FindingKind, grid: GridId) -> Finding {
        let row = &self.view.grids[grid];
        Finding::new(kind).subject(&row.code).subject(self.plane_name(row.plane))
    }

    pub(super) fn at_cells(&self, finding: Finding, cells: &BTreeSet<CellId>) -> Finding {
        match interior_place(self.view, cells) {
            Some(place) => finding.place(place),
            None => finding,
        }
    }

    fn area_m2(&self, cells: &BTreeSet<CellId>) -> f64 {
        cm2_to_m2(cells.iter().map(|cell| self.view.partition.cell_area_cm2(*cell)).sum())
    }

    /// Grids in more than one part, at their smallest part, and grids without a cell.
    fn broken_and_empty_grids(&self, level: &LevelGround) -> Findings {
        let mut findings = Findings::new();
        for (_, grid, cells) in level.grids() {
            let parts = connected_parts(self.view, cells.iter().copied());
            let smallest = parts.iter().map(|part| (self.area_m2(part), part)).min_by(|a, b| a.0.total_cmp(&b.0));
            match smallest {
                None => findings.push(self.of_grid(FindingKind::EmptyGrid, grid)),
                Some((area_m2, part)) if parts.len() > 1 => findings.push(self.at_cells(self.of_grid(FindingKind::NotContiguous, grid), part).area(area_m2).value(parts.len() as f64)),
                Some(_) => {}
            }
        }
        findings
    }

    /// Cells of the plan without a grid in a plane, a finding for each connected piece.
    fn unassigned_ground(&self, plane: PlaneId) -> Findings {
        let cells = self.view.partition.cells().filter(|cell| self.view.assignment.grid(plane, *cell).is_none());
        let of_part = |part: BTreeSet<CellId>| {
            let code = part.first().and_then(|cell| self.cells.get(*cell)).map_or("", |cell| cell.code.as_str());
            let finding = Finding::new(FindingKind::Unassigned).subject(code).subject(self.plane_name(plane));
            let points: i64 = part.iter().map(|cell| self.ledger.cell_points(*cell)).sum();
            self.at_cells(finding, &part).area(self.area_m2(&part)).value(part.len() as f64).value(points as f64)
        };
        connected_parts(self.view, cells).into_iter().map(of_part).collect()
    }

    /// Demand in cells without a grid, or in no cell; at the cell with the most points.
    fn uncovered_demand(&self, plane: PlaneId) -> Option<Finding> {
        let cells = self.view.partition.cells().filter(|cell| self.view.assignment.grid(plane, *cell).is_none() && self.ledger.cell_points(*cell) > 0);
        let (mut fullest, mut points) = (None, self.ledger.cell_points(CellId::OUTSIDE));
        for cell in cells {
            points += self.ledger.cell_points(cell);
            fullest = fullest.max(Some((self.ledger.cell_points(cell), std::cmp::Reverse(cell))));
        }
        let finding = Finding::new(FindingKind::UncoveredDemand).subject(self.plane_name(plane)).value(points as f64);
        match fullest {
            Some((_, cell)) => Some(self.at_cells(finding, &BTreeSet::from([cell.0]))),
            None if self.ledger.cell_points(CellId::OUTSIDE) > 0 => Some(match self.demand_outside {
                Some(position) => finding.place(position.degrees()),
                None => finding,
            }),
            None => None,
        }
    }

    /// Grids further from their target than the measure's tolerance.
    fn uneven_grids(&self, level: &LevelGround) -> Findings {
        let mut findings = Findings::new();
        for (number, measure) in self.project.measures.iter().enumerate().filter(|(_, measure)| measure.is_balanced) {
            let balance = level_balance(self.project, self.ledger, &level.index, number);
            for (slot, grid, cells) in level.grids().filter(|(_, _, cells)| !cells.is_empty()) {
                let deviation = balance.deviation(slot);
                if deviation.abs() > measure.tolerance() {
                    findings.push(self.at_cells(self.of_grid(FindingKind::OverTolerance, grid).subject(&measure.name).value(deviation), cells));
                }
            }
        }
        findings
    }

    /// Grids with account managers of their own that have more of the load measure for each than the rules allow.
    fn overloaded_teams(&self, level: &LevelGround) -> Findings {
        let Some(measure) = self.project.measure(&self.project.rules.load_measure) else { return Findings::new() };
        let unit = 10_i128.pow(u32::from(self.project.measures[measure].scale.min(18)));
        let limit = i128::from(self.project.rules.load_limit) * unit;
        let mut findings = Findings::new();
        for (slot, grid, cells) in level.grids().filter(|(_, grid, _)| self.view.grids[*grid].details.team.managers > 0) {
            let (load, managers) = (self.ledger.grid_sum(level.index.plane(), grid, measure), level.index.managers(slot));
            if i128::from(load) > limit * i128::from(managers) {
                let of_each = self.project.measures[measure].value(load) / managers as f64;
                let finding = self.of_grid(FindingKind::OverStaffedLoad, grid).value(of_each).value(self.project.rules.load_limit as f64);
                findings.push(self.at_cells(finding, cells));
            }
        }
        findings
    }

    /// Contracts that have ended or soon will.
    fn contracts(&self) -> Findings {
        let Ok(today) = self.today.parse::<Date>() else { return Findings::new() };
        let soon = today.saturating_add(i64::from(self.project.rules.contract_days).days());
        let mut findings = Findings::new();
        for (outlet, _) in self.outlets.iter().filter(|(outlet, _)| outlet.status != OutletStatus::Closed) {
            let Some(end) = outlet.day(OutletField::ContractEnd) else { continue };
            let kind = match end {
                end if end < today => FindingKind::ContractExpired,
                end if end <= soon => FindingKind::ContractExpiring,
                _ => continue,
            };
            findings.push(Finding::new(kind).subject(&outlet.code).place(outlet.position.degrees()));
        }
        findings
    }
}
