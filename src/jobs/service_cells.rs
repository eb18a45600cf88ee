//! Service areas as a plan (以自有渠道为中心的微网格): ground nearest to each outlet becomes a cell in a grid of its own.

use super::import::{Area, replace_by_areas};
use super::{CoverageFailure, CoverageOrder, ImportFailure, Session, SessionError, Travel};
use crate::base::{CancelToken, PlaneId, ProgressSink, ScenarioId};
use crate::channel::nearest_areas;
use crate::edit::{Command, Document, Label};
use crate::geodesy::Position;
use crate::model::{Outlet, OutletGroup};
use std::collections::BTreeMap;

/// Why no service areas were made.
#[derive(Debug, thiserror::Error)]
pub enum ServiceCellsFailure {
    /// No outlet of the kinds asked for is there, or there is no ground.
    #[error("there is no outlet of these kinds")]
    NoOutlets,
    /// Roads could not be read.
    #[error(transparent)]
    Coverage(#[from] CoverageFailure),
    /// The plan could not be made of the areas.
    #[error(transparent)]
    Import(#[from] ImportFailure),
    /// The new scenario could not be made.
    #[error(transparent)]
    Session(#[from] SessionError),
}

/// The ground nearest to each own outlet that an order counts, in a straight line or by road as the order says; outlets without any
/// ground are left out. Cost: for straight lines the outlets, by road a search from all outlets at once.
///
/// # Errors
/// [`ServiceCellsFailure`].
pub fn service_areas(document: &Document, order: &CoverageOrder, cancel: &CancelToken) -> Result<Vec<(Outlet, Vec<Vec<Position>>)>, ServiceCellsFailure> {
    let (travel, _) = order.travel(document, cancel)?;
    let outlets: Vec<&Outlet> = document.outlets().rows().filter(|outlet| outlet.kind.group() != OutletGroup::Competitor && order.counts(document, outlet)).collect();
    let places = owned_places(&travel, &outlets.iter().map(|outlet| outlet.position).collect::<Vec<_>>());
    let areas = nearest_areas(&places, &document.plan().partition);
    if areas.is_empty() {
        return Err(ServiceCellsFailure::NoOutlets);
    }
    Ok(areas.into_iter().filter_map(|(owner, rings)| Some(((*outlets.get(owner as usize)?).clone(), rings))).collect())
}

/// Places with the number of the outlet that each belongs to: the outlets themselves, or every junction of the roads.
fn owned_places(travel: &Travel, outlets: &[Position]) -> Vec<(Position, u32)> {
    let Some(network) = travel.network() else {
        return outlets.iter().copied().zip(0..).collect();
    };
    let nodes = network.graph().nodes().to_vec();
    let numbers: Vec<u32> = (0..nodes.len() as u32).collect();
    let nearest = travel.demand(nodes.clone(), f64::INFINITY).nearest(outlets, &numbers);
    nodes.into_iter().zip(nearest).filter_map(|(node, found)| Some((node, found?.0))).collect()
}

/// Makes a scenario whose cells are service areas, each in a grid of its own, and makes it the active one; nothing is left of it where
/// that fails. Returns how many cells there are.
///
/// # Errors
/// [`ServiceCellsFailure`].
pub fn service_cells(session: &mut Session, order: &CoverageOrder, plane: PlaneId, name: &str, cancel: &CancelToken, progress: &dyn ProgressSink) -> Result<usize, ServiceCellsFailure> {
    let document = session.document();
    let found = service_areas(document, order, cancel)?;
    let level = document.project().planes.get(plane).map_or(0, |plane| plane.levels.len().saturating_sub(1) as u8);
    let parent_of = |outlet: &Outlet| {
        let cell = document.plan().partition.cell_at(outlet.position);
        let above = level.checked_sub(1).and_then(|above| document.view().grid_at_level(plane, cell, above));
        above.and_then(|grid| document.plan().grids.get(grid)).map_or_else(String::new, |row| row.code.clone())
    };
    let taken: BTreeMap<&str, u8> = document.plan().grids.rows().filter(|grid| grid.plane == plane && grid.level < level).map(|grid| (grid.code.as_str(), grid.level)).collect();
    let code = |outlet: &Outlet| if taken.contains_key(outlet.code.as_str()) { format!("{}'", outlet.code) } else { outlet.code.clone() };
    let areas: Vec<Area> = found.iter().map(|(outlet, rings)| Area { code: code(outlet), name: outlet.name.clone(), parent: parent_of(outlet), rings: rings.clone() }).collect();
    let base = document.active();
    let base_name = scenario_name(session, base);
    session.run(&Command::Branch(name.to_owned(), base), Label::new("step-new-scenario").with("name", name))?;
    session.switch_scenario(name)?;
    let made = replace_by_areas(session, areas, plane, Label::new("step-service-cells").with("count", found.len()), cancel, progress);
    if made.is_err() {
        session.switch_scenario(&base_name)?;
        if let Some(branch) = session.document().scenario_named(name) {
            session.run(&Command::DeleteScenario(branch), Label::new("step-delete-scenario").with("name", name))?;
        }
    }
    Ok(made?)
}

fn scenario_name(session: &Session, id: ScenarioId) -> String {
    session.document().scenarios().get(id).map(|info| info.name.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::NoProgress;
    use crate::geodesy::distance_m;
    
    use crate::model::OutletKind;
    use crate::store::OpenMode;
    use crate::store::tests::fixture::small;

    #[test]
    fn service_areas_become_the_cells_of_a_scenario_and_partition_the_plan() {
        let (_folder, path) = small(3);
        let mut session = Session::open(&path, OpenMode::Write).unwrap();
        let plane = session.document().plane_named(None).unwrap();
        let before = session.document().clone();
        let kinds = OutletKind::ALL.iter().copied().filter(|kind| kind.group() != OutletGroup::Competitor).collect();
        let order = CoverageOrder::of(kinds, 1.0);
        let n_cells = service_cells(&mut session, &order, plane, "服务范围", &CancelToken::default(), &NoProgress).unwrap();
        let document = session.document();
        assert!(n_cells > 1 && document.plan().partition.n_cells() == n_cells);
        assert!(document.check_invariants().iter().all(|check| check.violations.is_empty()), "P1 to P4 and the ledger");
        let area = |document: &Document| document.plan().partition.cells().map(|cell| document.plan().partition.cell_area_cm2(cell)).sum::<i64>();
        let (now, then) = (area(document), area(&before));
        assert!((now - then).abs() < then / 10_000, "all ground is divided: {now} of {then}");
        // Every demand point in a cell lies in the cell of the outlet nearest to it.
        let outlets: Vec<&Outlet> = before.outlets().rows().filter(|outlet| order.counts(&before, outlet) && outlet.kind.group() != OutletGroup::Competitor).collect();
        let mut looked_at = 0;
        for (point, position) in document.demand().positions.iter().enumerate() {
            let cell = document.owners().get(point);
            let mut near: Vec<(f64, &str)> = outlets.iter().map(|outlet| (distance_m(*position, outlet.position), outlet.code.as_str())).collect();
            near.sort_by(|a, b| a.0.total_cmp(&b.0));
            if cell == crate::base::CellId::OUTSIDE || near[1].0 - near[0].0 < 0.05 {
                continue;
            }
            looked_at += 1;
            let grid = document.plan().assignment.grid(plane, cell).unwrap();
            assert_eq!(document.plan().grids[grid].code, near[0].1);
        }
        assert!(looked_at > 100);
        session.undo(3).unwrap();
        assert_eq!((session.document().plan(), session.document().scenarios().len()), (before.plan(), before.scenarios().len()));
        let nobody = CoverageOrder::of(std::collections::BTreeSet::new(), 1.0);
        assert!(matches!(service_cells(&mut session, &nobody, plane, "无", &CancelToken::default(), &NoProgress), Err(ServiceCellsFailure::NoOutlets)));
        assert_eq!(session.document().scenarios().len(), before.scenarios().len(), "nothing is left of it");
    }
}
