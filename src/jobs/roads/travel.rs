//! Times and distances between outlets and demand, by road or by straight line with a detour factor.

use super::loading::Roads;
use crate::base::{CancelToken, Cancelled};
use crate::geodesy::{Position, offset_m};
use crate::roads::{Column, Direction, IsochroneRules, Measured, Mode, Network, NetworkRules, Speeds, Targets, Workspace};
use crate::siting::{Metric, Reach};
use rayon::prelude::*;
use std::f64::consts::TAU;
use std::sync::Arc as Shared;

/// How much longer a way by road is than a straight line, where no roads are known: between 1.2 and 1.4 in the cities that the
/// literature on circuity measures.
pub const DETOUR: f64 = 1.3;
/// Columns by which the size of all is guessed.
const SAMPLE: usize = 32;
/// Corners of a circle that stands for an isochrone where no roads are known.
const CORNERS: u32 = 72;

/// What is asked of travel.
#[derive(Clone, Debug, PartialEq)]
pub struct TravelRules {
    /// Mode.
    pub mode: Mode,
    /// Seconds or metres.
    pub measured: Measured,
    /// Who travels.
    pub direction: Direction,
    /// Factor of straight lines where no roads are known.
    pub detour: f64,
    /// Speeds.
    pub speeds: Speeds,
}

impl Default for TravelRules {
    fn default() -> Self {
        Self { mode: Mode::Walk, measured: Measured::Time, direction: Direction::ToOutlet, detour: DETOUR, speeds: Speeds::default() }
    }
}

/// Travel in a city: by road where roads are known, else in straight lines. Costs are seconds or metres.
#[derive(Clone, Debug)]
pub struct Travel {
    network: Option<Shared<Network>>,
    /// Cost of a metre of straight line.
    per_metre: f64,
}

impl Travel {
    /// Makes roads ready for a question; some milliseconds for a city.
    pub fn new(roads: &Roads, rules: &TravelRules) -> Self {
        let network_rules = NetworkRules { mode: rules.mode, measured: rules.measured, direction: rules.direction, speeds: rules.speeds.clone(), ..NetworkRules::default() };
        let network = roads.graph.as_ref().map(|graph| Shared::new(Network::new(Shared::clone(graph), network_rules)));
        let per_metre = match rules.measured {
            Measured::Time => rules.detour * 3.6 / rules.speeds.straight(rules.mode),
            Measured::Length => rules.detour,
        };
        Self { network, per_metre }
    }

    /// Straight lines in metres, as they are.
    pub fn straight() -> Self {
        Self { network: None, per_metre: 1.0 }
    }

    /// The network; none where straight lines stand for it.
    pub fn network(&self) -> Option<&Shared<Network>> {
        self.network.as_ref()
    }

    /// Makes demand ready, to be reached up to a limit in seconds or metres; infinity for no limit. Cost: finding the road of every
    /// point, in parallel.
    pub fn demand(&self, places: Vec<Position>, limit: f64) -> TravelDemand {
        let reached = match &self.network {
            Some(network) => Reached::Roads(Box::new(Targets::new(network, &places))),
            None => {
                let degrees: Vec<[f64; 2]> = places.iter().map(|place| place.degrees()).collect();
                Reached::Straight(Box::new(Reach::new(&degrees, Metric::Geodesic, (limit / self.per_metre) as f32)))
            }
        };
        TravelDemand { travel: self.clone(), limit, places, reached }
    }

    /// What lies within a limit of a place (等时圈), as polygons: from the roads, or a circle.
    pub fn isochrone(&self, place: Position, limit: f64, workspace: &mut Workspace) -> Vec<Vec<Vec<Position>>> {
        if let Some(network) = &self.network {
            return network.isochrone(place, limit, &IsochroneRules::default(), workspace).polygons;
        }
        let radius = limit / self.per_metre;
        let corner = |at: u32| {
            let (sin, cos) = libm::sincos(TAU * f64::from(at % CORNERS) / f64::from(CORNERS));
            offset_m(place, radius * cos, radius * sin)
        };
        if radius.is_finite() && radius > 0.0 { vec![vec![(0..=CORNERS).map(corner).collect()]] } else { Vec::new() }
    }
}

/// How demand is reached.
#[derive(Debug)]
enum Reached {
    Roads(Box<Targets>),
    Straight(Box<Reach>),
}

/// Demand made ready for columns of outlets: seconds or metres up to a limit.
#[derive(Debug)]
pub struct TravelDemand {
    travel: Travel,
    limit: f64,
    places: Vec<Position>,
    reached: Reached,
}

impl TravelDemand {
    /// The column of one place, in the form that [`crate::siting::Service`] and [`crate::siting::CostMatrix`] take. A workspace
    /// belongs to a thread.
    pub fn column(&self, place: Position, workspace: &mut Workspace) -> Column {
        match (&self.reached, &self.travel.network) {
            (Reached::Roads(targets), Some(network)) => targets.column(network, place, self.limit, workspace),
            (Reached::Straight(reach), _) => {
                let mut column = reach.column(place.degrees());
                column.iter_mut().for_each(|(_, cost)| *cost = (f64::from(*cost) * self.travel.per_metre) as f32);
                column
            }
            (Reached::Roads(_), None) => Column::new(),
        }
    }

    /// The columns of many places, in parallel and in their order.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn columns(&self, places: &[Position], cancel: &CancelToken) -> Result<Vec<Column>, Cancelled> {
        let one = |workspace: &mut Workspace, place: &Position| cancel.check().map(|()| self.column(*place, workspace));
        places.par_iter().map_init(Workspace::default, one).collect()
    }

    /// About how many pairs the columns of many places have together, from some of them: what is to be had must fit into memory.
    pub fn expected_pairs(&self, places: &[Position]) -> usize {
        let step = places.len().div_ceil(SAMPLE).max(1);
        let sample: Vec<Position> = places.iter().copied().step_by(step).collect();
        let found: usize = sample.par_iter().map_init(Workspace::default, |workspace, place| self.column(*place, workspace).len()).sum();
        found.saturating_mul(places.len()) / sample.len().max(1)
    }

    /// The nearest outlet of some demand points and what it costs, however far; none where no road leads there.
    pub fn nearest(&self, outlets: &[Position], points: &[u32]) -> Vec<Option<(u32, f32)>> {
        match (&self.reached, &self.travel.network) {
            (Reached::Roads(targets), Some(network)) => {
                let nearest = targets.nearest(network, outlets);
                points.iter().map(|point| nearest.get(*point as usize).copied().flatten()).collect()
            }
            _ => points.par_iter().map(|point| self.straight_nearest(outlets, *point)).collect(),
        }
    }

    fn straight_nearest(&self, outlets: &[Position], point: u32) -> Option<(u32, f32)> {
        let place = self.places.get(point as usize)?.degrees();
        let each = outlets.iter().enumerate().map(|(outlet, other)| (outlet as u32, Metric::Geodesic.between(place, other.degrees())));
        let (outlet, distance) = each.min_by(|a, b| a.1.total_cmp(&b.1))?;
        Some((outlet, (distance * self.travel.per_metre) as f32))
    }

    /// Demand points with no road within reach; none where straight lines stand for roads.
    pub fn n_off_road(&self) -> usize {
        match &self.reached {
            Reached::Roads(targets) => targets.n_off_road(),
            Reached::Straight(_) => 0,
        }
    }
}
