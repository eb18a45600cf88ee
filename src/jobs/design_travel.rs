//! Ways by road between cells, for designs whose grids are to have little travel in them.

use super::covering::{CoverageFailure, CoverageOrder, Way};
use super::{Travel, TravelRules};
use crate::base::{CancelToken, CellId};
use crate::edit::Document;
use crate::geodesy::Position;
use crate::i18n::Language;
use crate::roads::Measured;
use crate::zoning;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc as Shared;

/// Cells up to which the ways between all of them are kept: 36 MB.
pub const MOST_CELLS_BY_ROAD: usize = 3_000;

/// Where a design's ways come from.
#[derive(Clone, Debug)]
pub struct DesignWays {
    /// As the crow flies, or by road and mode.
    pub way: Way,
    /// The project's file, beside which roads are kept.
    pub project: Option<PathBuf>,
    /// The language in which a reading process explains itself.
    pub language: Language,
}

impl DesignWays {
    /// Metres between the units of a design on this plan: by road where roads are known and the cells are few enough, else longer straight
    /// lines. Cost: the roads around each cell, on all cores.
    ///
    /// # Errors
    /// [`CoverageFailure`] where roads cannot be read, or somebody cancels.
    pub fn travel(&self, document: &Document, cancel: &CancelToken) -> Result<zoning::Travel, CoverageFailure> {
        let Way::Road(mode) = self.way else { return Ok(zoning::Travel::default()) };
        let plan = document.plan();
        let cells: Vec<CellId> = plan.partition.cells().collect();
        let places: Vec<Position> = cells.iter().map(|cell| plan.partition.interior_position(*cell).unwrap_or_default()).collect();
        let rules = TravelRules { mode, measured: Measured::Length, ..TravelRules::default() };
        let asked = CoverageOrder { way: self.way, project: self.project.clone(), language: self.language, ..CoverageOrder::of(BTreeSet::new(), 1.0) };
        let roads = asked.load_roads(document, cancel)?;
        let travel = Travel::new(&roads, &rules);
        if travel.network().is_none() || cells.len() > MOST_CELLS_BY_ROAD {
            return Ok(zoning::Travel::Straight(rules.detour));
        }
        let n = cells.len();
        let columns = travel.demand(places.clone(), f64::INFINITY).columns(&places, cancel)?;
        let mut metres = vec![f32::INFINITY; n * n];
        for (to, column) in columns.into_iter().enumerate() {
            for (from, cost) in column {
                metres[to * n + from as usize] = cost;
            }
        }
        let metres: Shared<[f32]> = metres.into();
        Ok(zoning::Travel::Given(Shared::new(move |from, to| metres.get(to as usize * n + from as usize).map_or(f64::INFINITY, |metres| f64::from(*metres)))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::fixture::content;
    use crate::model::{ReferenceFeature, ReferenceGeometry};
    use crate::roads::Mode;

    fn ways(way: Way) -> DesignWays {
        DesignWays { way, project: None, language: Language::English }
    }

    #[test]
    fn ways_follow_the_roads_where_there_are_any() {
        let mut rows = content(4);
        let document = Document::new(rows.clone());
        assert!(matches!(ways(Way::Straight).travel(&document, &CancelToken::default()), Ok(zoning::Travel::Straight(factor)) if factor < 1.01));
        assert!(matches!(ways(Way::Road(Mode::Drive)).travel(&document, &CancelToken::default()), Ok(zoning::Travel::Straight(factor)) if factor > 1.2), "no roads are at hand");
        // A road that goes a long way round; the cells lie along its ends.
        let at = |x: i32, y: i32| crate::partition::fixture::at(x, y);
        let round = vec![at(0, 0), at(60_000, 0), at(60_000, 60_000), at(0, 60_000), at(0, 5_000)];
        rows.reference.push(ReferenceFeature { layer: "road".to_owned(), kind: "residential".to_owned(), name: String::new(), geometry: ReferenceGeometry::Lines(vec![round]) });
        let document = Document::new(rows);
        let travel = ways(Way::Road(Mode::Walk)).travel(&document, &CancelToken::default()).unwrap();
        let zoning::Travel::Given(metres) = &travel else { panic!("{travel:?}") };
        let n = document.plan().partition.n_cells() as u32;
        let pairs = || (0..n).flat_map(|from| (0..n).map(move |to| (from, to)));
        assert!(pairs().all(|(from, to)| metres(from, to) >= 0.0 && (from != to || metres(from, to) < 1.0)));
        assert!(pairs().any(|(from, to)| metres(from, to) > 1_000.0), "round the road, not across");
    }
}
