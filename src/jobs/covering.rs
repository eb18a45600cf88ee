//! Coverage of a document: which outlets count, whom they reach, and how that changes while one is dragged.

use crate::base::{GridId, OutletId};
use crate::channel::{Coverage, CoverageRules, Stand};
use crate::edit::Document;
use crate::geodesy::Position;
use crate::model::{Amount, Outlet, OutletField, OutletGroup, OutletKey, OutletKind};
use crate::siting::{Decay, Metric, Reach, RuleError};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// How far beyond the limit outlets are known, so that it can be said who is next and how far away.
const BEYOND: f32 = 3.0;
/// Column of a planned outlet's attributes: the scenario it belongs to; without it, it belongs to all.
pub const SCENARIO: &str = "scenario";

/// What coverage is asked for (覆盖标准).
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageOrder {
    /// The measure that is covered; none counts demand points.
    pub measure: Option<usize>,
    /// Own kinds that count; rivals only take shares.
    pub kinds: BTreeSet<OutletKind>,
    /// Whether planned outlets of the active scenario count as if they were open.
    pub has_planned: bool,
    /// The limit in metres as the crow flies.
    pub limit_m: f32,
    /// Limits of single kinds, in metres.
    pub by_kind: BTreeMap<OutletKind, f32>,
    /// Grids of any level that are country (农村): limits are longer there.
    pub rural: BTreeSet<GridId>,
    /// How much longer.
    pub rural_factor: f32,
}

impl CoverageOrder {
    /// One limit for these kinds everywhere.
    pub fn of(kinds: BTreeSet<OutletKind>, limit_m: f32) -> Self {
        Self { measure: None, kinds, has_planned: true, limit_m, by_kind: BTreeMap::new(), rural: BTreeSet::new(), rural_factor: 2.0 }
    }

    fn rules(&self) -> CoverageRules {
        let least = f64::from(self.limit_m) / 10.0;
        CoverageRules { limit: self.limit_m, by_kind: self.by_kind.clone(), rural: if self.rural.is_empty() { 1.0 } else { self.rural_factor }, decay: Decay::Power { exponent: 2.0, least } }
    }

    /// Whether an outlet counts, as an own one or as a rival.
    pub fn counts(&self, document: &Document, outlet: &Outlet) -> bool {
        let is_there = outlet.status.is_serving() || (self.has_planned && outlet.status.is_future() && is_of_scenario(document, outlet));
        is_there && (outlet.kind.group() == OutletGroup::Competitor || self.kinds.contains(&outlet.kind))
    }
}

/// Whether a planned outlet belongs to the active scenario.
pub fn is_of_scenario(document: &Document, outlet: &Outlet) -> bool {
    let active = document.scenarios().get(document.active()).map(|info| info.name.as_str());
    outlet.attributes.get(SCENARIO).is_none_or(|name| Some(name.as_str()) == active)
}

/// Coverage of a document with what is needed to follow its outlets (覆盖分析结果).
#[derive(Debug)]
pub struct Covering {
    order: CoverageOrder,
    reach: Reach,
    coverage: Coverage,
    /// Where each outlet that counts stood when it was last looked at.
    seen: BTreeMap<OutletId, (Position, Stand)>,
    typical_area: f64,
}

impl Covering {
    /// Computes coverage. Cost: the demand near each outlet, on all cores.
    ///
    /// # Errors
    /// What the engine says of columns that do not belong together, which would be a fault of this program.
    pub fn new(document: &Document, order: CoverageOrder) -> Result<Self, RuleError> {
        let demand = document.demand();
        let places: Vec<[f64; 2]> = demand.positions.iter().map(|position| position.degrees()).collect();
        let weights: Vec<Amount> = (0..demand.len()).map(|point| order.measure.map_or(1, |column| demand.amounts_of(point).get(column).copied().unwrap_or(0).max(0))).collect();
        let rules = order.rules();
        let reach = Reach::new(&places, Metric::Geodesic, rules.largest() * BEYOND);
        let counted: Vec<(OutletId, &Outlet)> = document.outlets().iter().filter(|(_, outlet)| order.counts(document, outlet)).collect();
        let typical_area = typical(counted.iter().filter_map(|(_, outlet)| number(outlet, OutletField::AreaM2)));
        let seen: BTreeMap<OutletId, (Position, Stand)> = counted.iter().map(|(id, outlet)| (*id, (outlet.position, stand(*id, outlet, typical_area)))).collect();
        let columns: Vec<Vec<(u32, f32)>> = seen.values().collect::<Vec<_>>().par_iter().map(|(position, _)| reach.column(position.degrees())).collect();
        let is_rural = rural_points(document, &order.rural);
        let coverage = Coverage::new(seen.values().map(|(_, stand)| *stand).collect(), columns, weights, &is_rural, rules)?;
        Ok(Self { order, reach, coverage, seen, typical_area })
    }

    /// What was asked for.
    pub fn order(&self) -> &CoverageOrder {
        &self.order
    }

    /// The figures.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Takes in that outlets have changed, moved, come or gone; says whether anything that counts did. Cost: the demand near the old and
    /// the new places, so that it can be done for every event of a drag.
    pub fn follow(&mut self, document: &Document, outlets: impl IntoIterator<Item = OutletId>) -> bool {
        let mut has_changed = false;
        for id in outlets {
            let now = document.outlets().get(id).filter(|outlet| self.order.counts(document, outlet)).map(|outlet| (outlet.position, stand(id, outlet, self.typical_area)));
            if self.seen.get(&id) == now.as_ref() {
                continue;
            }
            has_changed = true;
            let Some((position, stand)) = now else {
                self.coverage.move_stand(id, Vec::new());
                self.seen.remove(&id);
                continue;
            };
            let column = self.reach.column(position.degrees());
            match self.seen.insert(id, (position, stand)) {
                Some((_, before)) if before == stand => self.coverage.move_stand(id, column),
                _ => self.coverage.put_stand(stand, column),
            }
        }
        has_changed
    }

    /// Where the outlets that count stand.
    pub fn places(&self) -> impl Iterator<Item = (Position, &Stand)> {
        self.seen.values().map(|(position, stand)| (*position, stand))
    }
}

fn stand(id: OutletId, outlet: &Outlet, typical_area: f64) -> Stand {
    let attraction = number(outlet, OutletField::AreaM2).filter(|area| *area > 0.0).map_or(1.0, |area| area / typical_area);
    let capacity = number(outlet, OutletField::Capacity).filter(|capacity| *capacity >= 0.0).map(|capacity| capacity as Amount);
    Stand { outlet: id, kind: outlet.kind, is_rival: outlet.kind.group() == OutletGroup::Competitor, capacity, attraction }
}

fn number(outlet: &Outlet, field: OutletField) -> Option<f64> {
    outlet.number(OutletKey::of(field)?)
}

/// The middle value, 1 where there is none.
fn typical(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.filter(|value| *value > 0.0).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}

/// Which demand points lie on the ground of these grids; empty where there are none.
fn rural_points(document: &Document, rural: &BTreeSet<GridId>) -> Vec<bool> {
    if rural.is_empty() {
        return Vec::new();
    }
    let view = document.view();
    let planes: BTreeSet<_> = rural.iter().filter_map(|grid| Some(document.plan().grids.get(*grid)?.plane)).collect();
    let is_rural = |cell| planes.iter().any(|plane| view.chain(view.assignment.grid(*plane, cell)).any(|grid| rural.contains(&grid)));
    document.owners().iter().map(is_rural).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::fixture::content;
    use crate::edit::{Command, Label};
    use crate::model::OutletStatus;

    fn covering(document: &Document) -> Covering {
        let kinds = OutletKind::ALL.iter().copied().filter(|kind| kind.group() != OutletGroup::Competitor).collect();
        Covering::new(document, CoverageOrder::of(kinds, 400.0)).unwrap()
    }

    #[test]
    fn following_a_drag_equals_computing_anew() {
        let mut document = Document::new(content(7));
        let mut followed = covering(&document);
        let (id, before) = document.outlets().iter().next().map(|(id, outlet)| (id, outlet.clone())).unwrap();
        for step in 1..6 {
            let [lon, lat] = before.position.degrees();
            let position = Position::from_degrees(lon + 0.001 * f64::from(step), lat).unwrap();
            let (_, effects) = document.run(&Command::SetOutlet(id, Outlet { position, ..before.clone() }), Label::new("step-move-outlet")).unwrap();
            assert!(followed.follow(&document, effects.outlets.iter().copied()));
            let fresh = covering(&document);
            assert_eq!(followed.coverage().figures(), fresh.coverage().figures());
            assert_eq!(followed.coverage().stand(id).map(|stand| (stand.nearest, stand.covered)), fresh.coverage().stand(id).map(|stand| (stand.nearest, stand.covered)));
        }
        let (_, effects) = document.run(&Command::SetOutlet(id, Outlet { status: OutletStatus::Closed, ..before }), Label::new("step-edit-outlet")).unwrap();
        followed.follow(&document, effects.outlets.iter().copied());
        assert_eq!(followed.coverage().figures(), covering(&document).coverage().figures());
    }

    #[test]
    fn planned_outlets_count_in_their_own_scenario() {
        let mut document = Document::new(content(7));
        let before = covering(&document).coverage().stands().count();
        let other = document.outlets().rows().next().unwrap().clone();
        let planned = |code: &str, scenario: &str| Outlet { code: code.to_owned(), status: OutletStatus::Planned, attributes: BTreeMap::from([(SCENARIO.to_owned(), scenario.to_owned())]), ..other.clone() };
        let active = document.scenarios()[document.active()].name.clone();
        let rows = vec![(None, Some(planned("P1", &active))), (None, Some(planned("P2", "another")))];
        document.run(&Command::PutOutlets(rows), Label::new("step-accept-sites")).unwrap();
        assert_eq!(covering(&document).coverage().stands().count(), before + 1);
    }
}
