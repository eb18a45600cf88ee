//! How ways are measured while a siting task is prepared.

use super::{SiteFailure, SiteOrder, SitePlaces};
use crate::base::CancelToken;
use crate::edit::Document;
use crate::geodesy::Position;
use crate::jobs::covering::{CoverageFailure, CoverageOrder, Way};
use crate::jobs::{Travel, TravelRules};
use crate::roads::RoadGraph;
use crate::siting::{CostMatrix, Metric, straight_matrix};
use std::sync::Arc as Shared;

/// Straight lines, or roads and a mode.
pub(super) struct Ways<'a> {
    travel: Option<Travel>,
    /// The roads, where ways or places need them and there are any.
    pub(super) roads: Option<Shared<RoadGraph>>,
    cancel: &'a CancelToken,
}

impl<'a> Ways<'a> {
    pub(super) fn new(document: &Document, order: &SiteOrder, cancel: &'a CancelToken) -> Result<Self, SiteFailure> {
        if order.way == Way::Straight && order.places != SitePlaces::Crossings {
            return Ok(Self { travel: None, roads: None, cancel });
        }
        let asked = CoverageOrder { way: order.way, project: order.project.clone(), roads: order.roads.clone(), language: order.language, ..CoverageOrder::of(order.kinds.clone(), order.limit) };
        let roads = asked.load_roads(document, cancel)?;
        let travel = match order.way {
            Way::Straight => None,
            Way::Road(mode) => Some(Travel::new(&roads, &TravelRules { mode, ..TravelRules::default() })),
        };
        Ok(Self { travel, roads: roads.graph, cancel })
    }

    /// What it costs from each demand point to each place within reach.
    pub(super) fn matrix(&self, demand: &[[f64; 2]], places: &[[f64; 2]], reach: Option<f32>) -> Result<CostMatrix, SiteFailure> {
        let Some(travel) = &self.travel else { return Ok(straight_matrix(demand, places, Metric::Geodesic, reach)?) };
        // What was a position once fits into one again.
        let positions = |places: &[[f64; 2]]| -> Vec<Position> { places.iter().map(|[lon, lat]| Position::from_degrees(*lon, *lat).unwrap_or_default()).collect() };
        let ready = travel.demand(positions(demand), reach.map_or(f64::INFINITY, f64::from));
        let columns = ready.columns(&positions(places), self.cancel).map_err(CoverageFailure::from)?;
        Ok(CostMatrix::from_columns(columns, demand.len())?)
    }
}
