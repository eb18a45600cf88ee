//! The rules of a siting task, as the engine reads them.

use super::ground::Place;
use super::{GivingUp, SiteFailure, SiteGoal, SiteOrder, number};
use crate::base::OutletId;
use crate::geodesy::{Position, distance_m};
use crate::model::{Outlet, OutletField};
use crate::siting::{Metric, Rules, conflicts_within, straight_matrix};

/// Candidates come first, then the outlets that are there.
pub(super) fn of(order: &SiteOrder, candidates: &[Place], stands: &[(OutletId, &Outlet)]) -> Result<Rules, SiteFailure> {
    let first = candidates.len();
    let may_go = |id: &OutletId| match &order.giving_up {
        GivingUp::Nobody => false,
        GivingUp::Anybody => true,
        GivingUp::These(outlets) => outlets.contains(id),
    };
    let (closable, kept): (Vec<_>, Vec<_>) = stands.iter().enumerate().map(|(at, (id, _))| ((first + at) as u32, may_go(id))).partition(|(_, may_go)| *may_go);
    let sites = if order.goal == SiteGoal::ReachAll { 0 } else { order.sites };
    let mut rules = Rules { sites, kept: kept.into_iter().map(|(site, _)| site).collect(), closable: closable.into_iter().map(|(site, _)| site).collect(), most_closed: order.most_given_up, ..Rules::default() };
    if rules.closable.is_empty() {
        rules.most_closed = None;
    }
    if order.budget.is_some() {
        let fee = |outlet: &Outlet| number(outlet, OutletField::MonthlyFee).unwrap_or(order.cost);
        rules.costs = std::iter::repeat_n(order.cost, first).chain(stands.iter().map(|(_, outlet)| fee(outlet))).collect();
        rules.budget = order.budget;
    }
    if let Some(spacing) = order.spacing_m.filter(|spacing| *spacing > 0.0) {
        space_out(&mut rules, spacing, candidates, stands)?;
    }
    Ok(rules)
}

/// New outlets keep away from each other and from what stays; from what may give way only while it is there.
fn space_out(rules: &mut Rules, spacing: f32, candidates: &[Place], stands: &[(OutletId, &Outlet)]) -> Result<(), SiteFailure> {
    let first = candidates.len();
    let places: Vec<[f64; 2]> = candidates.iter().map(|(place, _)| place.degrees()).collect();
    rules.conflicts = conflicts_within(&straight_matrix(&places, &places, Metric::Geodesic, Some(spacing))?, spacing);
    let is_near = |place: Position, site: u32| distance_m(place, stands[site as usize - first].1.position) < f64::from(spacing);
    let (kept, closable) = (rules.kept.clone(), rules.closable.clone());
    for (candidate, (place, _)) in candidates.iter().enumerate() {
        if kept.iter().any(|site| is_near(*place, *site)) {
            rules.forbidden.push(candidate as u32);
        } else {
            rules.conflicts.extend(closable.iter().filter(|site| is_near(*place, **site)).map(|site| (candidate as u32, *site)));
        }
    }
    Ok(())
}
