//! A project as the ground of a design, and a proposal as a scenario of it.

use super::super::error::CliError;
use super::ground::{Ground, MeasureRow};
use crate::base::{CellId, GridId, Id as _, PlaneId};
use crate::edit::{Command, Document, Label};
use crate::i18n::{Language, text};
use crate::jobs::{DesignedPlan, Session, SessionError, assignments, free_code};
use crate::model::{Grid, OutletKind};
use crate::zoning::{graph_of_plan, recoloured};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Which cells and grids the numbers of a design stand for.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) plane: PlaneId,
    pub(super) level: u8,
    pub(super) cells: Vec<CellId>,
    pub(super) grids: Vec<GridId>,
}

/// The cells of the plan with all measures, the grids of a level, and as regions the grids one level up.
pub(super) fn ground(document: &Document, plane: PlaneId, level: u8, path: &Path, language: Language) -> Result<(Ground, Places), CliError> {
    let view = document.view();
    let broken = |detail: String| CliError::Reader(path.to_owned(), text(language, "error-design-graph", &[("path", path.display().to_string().into()), ("detail", detail.into())]));
    let (mut graph, cells) = graph_of_plan(view, document.ledger()).map_err(|err| broken(err.to_string()))?;
    let rows: Vec<(GridId, &Grid)> = view.grids_of_level(plane, level).collect();
    let number: BTreeMap<GridId, u32> = rows.iter().map(|(id, _)| *id).zip(0..).collect();
    let current: Vec<Option<u32>> = cells.iter().map(|cell| view.grid_at_level(plane, *cell, level).and_then(|grid| number.get(&grid).copied())).collect();
    if level > 0 {
        let region = |cell: &CellId| view.grid_at_level(plane, *cell, level - 1).map_or(u32::MAX, |grid| grid.0);
        graph = graph.with_regions(cells.iter().map(region).collect()).map_err(|err| broken(err.to_string()))?;
    }
    let locked = rows.iter().zip(0..).filter(|((_, grid), _)| grid.is_locked).map(|(_, number)| number).collect();
    let measure = |measure: &crate::model::Measure| MeasureRow { name: measure.name.clone(), scale: measure.scale, tolerance: measure.is_balanced.then(|| measure.tolerance()) };
    let code = |cell: &CellId| document.plan().cells.get(*cell).map_or_else(|| cell.0.to_string(), |cell| cell.code.clone());
    let ground = Ground {
        units: cells.iter().map(code).collect(),
        measures: document.project().measures.iter().map(measure).collect(),
        grids: rows.iter().map(|(_, grid)| grid.code.clone()).collect(),
        current: if rows.is_empty() { Vec::new() } else { current },
        locked,
        graph,
    };
    Ok((ground, Places { plane, level, grids: rows.into_iter().map(|(id, _)| id).collect(), cells }))
}

/// The units that hold working outlets of a kind, in the order of the outlets, none twice.
pub(super) fn outlet_units(document: &Document, places: &Places, kind: OutletKind) -> Vec<u32> {
    let mut units = Vec::new();
    for (outlet, row) in document.outlets().iter() {
        if row.kind == kind
            && let Ok(unit) = places.cells.binary_search(&document.outlet_cell(outlet))
            && !units.contains(&(unit as u32))
        {
            units.push(unit as u32);
        }
    }
    units
}

/// Makes a new scenario with the plan: a branch of the active one, then one step in which cells change their grids. When that
/// fails, the branch is taken away again.
pub(super) fn accept(session: &mut Session, ground: &Ground, places: &Places, labels: &[Option<u32>], is_matched: bool, name: &str) -> Result<(), SessionError> {
    let base = session.document().active();
    let base_name = session.document().scenarios().get(base).map(|info| info.name.clone()).unwrap_or_default();
    session.run(&Command::Branch(name.to_owned(), base), Label::new("step-new-scenario").with("name", name))?;
    session.switch_scenario(name)?;
    let assigned = assign(session, ground, places, labels, is_matched, name);
    if assigned.is_err() {
        session.abort_strict();
        session.switch_scenario(&base_name)?;
        if let Some(branch) = session.document().scenario_named(name) {
            session.run(&Command::DeleteScenario(branch), Label::new("step-delete-scenario").with("name", name))?;
        }
    }
    assigned
}

fn assign(session: &mut Session, ground: &Ground, places: &Places, labels: &[Option<u32>], is_matched: bool, name: &str) -> Result<(), SessionError> {
    let wide: Vec<Option<u64>> = labels.iter().map(|label| label.map(u64::from)).collect();
    let labels = if is_matched { labels.to_vec() } else { recoloured(&wide, &ground.current).labels };
    let designed = designed(session.document(), places, &labels);
    session.begin_strict(Label::new("step-accept-design").with("name", name))?;
    let plan = session.document().plan().clone();
    for command in designed.commands(&plan, places.plane) {
        session.run(&command, Label::new("step-accept-design"))?;
    }
    session.commit_strict()
}

/// What numbers mean for the document: those of the grids that there are, and new ones below the grid that one of their cells has above it.
fn designed(document: &Document, places: &Places, labels: &[Option<u32>]) -> DesignedPlan {
    let (plan, view) = (document.plan(), document.view());
    let first_cell: BTreeMap<u32, CellId> = labels.iter().zip(&places.cells).rev().filter_map(|(label, cell)| Some(((*label)?, *cell))).collect();
    let above = places.level.checked_sub(1);
    let parent = |cell: CellId| above.and_then(|above| view.grid_at_level(places.plane, cell, above).or_else(|| view.grids_of_level(places.plane, above).next().map(|(grid, _)| grid)));
    let (mut grids, mut new_grids, mut codes) = (places.grids.clone(), Vec::new(), BTreeSet::new());
    for number in places.grids.len() as u32..first_cell.last_key_value().map_or(0, |(number, _)| number + 1) {
        // A number without ground is no grid, and the next one takes its id.
        grids.push(GridId::from_index(plan.grids.end() + new_grids.len()));
        if let Some(cell) = first_cell.get(&number) {
            let code = free_code(plan, places.plane, places.grids.last().copied(), &mut codes);
            new_grids.push(Grid::new(places.plane, code.clone(), code, places.level, parent(*cell)));
        }
    }
    let assign = assignments(&places.cells, labels, &grids, |cell| view.grid_at_level(places.plane, cell, places.level));
    // Only a plan of the whole map can say that a grid is not needed any more.
    let is_whole = labels.iter().all(Option::is_some);
    let is_spare = |number: u32| is_whole && !first_cell.contains_key(&number);
    let spare = places.grids.iter().zip(0..).filter(|(_, number)| is_spare(*number)).map(|(grid, _)| *grid).collect();
    DesignedPlan { new_grids, assign, parents: Vec::new(), spare }
}
