//! The ground of a siting task: whom it is for, where outlets may stand, and where not.

use super::{MOST_CANDIDATES, SiteOrder, SitePlaces};
use crate::base::{CellId, OutletId};
use crate::edit::Document;
use crate::geodesy::{Bounds, Position, point_is_under};
use crate::model::{OutletGroup, ReferenceFeature, ReferenceGeometry, SiteZone};
use crate::roads::RoadGraph;
use std::collections::{BTreeMap, BTreeSet};

/// A place where an outlet may stand, with the outlet that is planned there already, where there is one.
pub(super) type Place = (Position, Option<OutletId>);

/// Where new outlets may stand. Cost: the cells, demand points or crossings, and the zones for each.
pub(super) fn places(document: &Document, order: &SiteOrder, roads: Option<&RoadGraph>) -> Vec<Place> {
    let zones = SiteZones::new(document.reference(), &order.zones);
    let is_good = |place: &Position, cell: CellId| cell != CellId::OUTSIDE && is_within(document, order, cell) && !zones.contain(*place, cell);
    let plan = document.plan();
    match order.places {
        SitePlaces::Cells => {
            let middle = |cell: CellId| plan.partition.interior_position(cell).map(|place| (place, cell));
            plan.partition.cells().filter_map(middle).filter(|(place, cell)| is_good(place, *cell)).map(|(place, _)| (place, None)).collect()
        }
        SitePlaces::Demand => {
            let demand = document.demand();
            let weight = |point: usize| order.measure.map_or(1, |measure| demand.amounts_of(point).get(measure).copied().unwrap_or(0));
            let mut points: Vec<usize> = (0..demand.len()).filter(|point| is_good(&demand.positions[*point], document.owners().get(*point))).collect();
            points.sort_unstable_by_key(|point| (std::cmp::Reverse(weight(*point)), *point));
            points.truncate(MOST_CANDIDATES);
            let places: BTreeSet<Position> = points.into_iter().map(|point| demand.positions[point]).collect();
            places.into_iter().map(|place| (place, None)).collect()
        }
        SitePlaces::Crossings => {
            let good = |place: &Position| is_good(place, plan.partition.cell_at(*place));
            roads.map(|roads| crossings(roads, good)).unwrap_or_default().into_iter().map(|place| (place, None)).collect()
        }
        SitePlaces::Planned => {
            let scenario = document.active_name();
            let is_planned = |id: OutletId, outlet: &crate::model::Outlet| {
                outlet.status.is_future() && outlet.is_of_scenario(scenario) && outlet.kind.group() != OutletGroup::Competitor && is_good(&outlet.position, document.outlet_cell(id))
            };
            document.outlets().iter().filter(|(id, outlet)| is_planned(*id, outlet)).map(|(id, outlet)| (outlet.position, Some(id))).collect()
        }
    }
}

fn is_within(document: &Document, order: &SiteOrder, cell: CellId) -> bool {
    let plan = document.plan();
    order.within.is_none_or(|within| plan.grids.get(within).is_some_and(|row| document.view().chain(plan.assignment.grid(row.plane, cell)).any(|grid| grid == within)))
}

/// Places where at least three roads meet, as many as a task can look at, spread over the city.
pub fn crossings(roads: &RoadGraph, is_good: impl Fn(&Position) -> bool) -> Vec<Position> {
    let mut meeting = vec![0u8; roads.nodes().len()];
    for end in roads.edges().iter().flat_map(|edge| [edge.from, edge.to]) {
        meeting[end as usize] = meeting[end as usize].saturating_add(1);
    }
    let good: Vec<Position> = roads.nodes().iter().zip(meeting).filter(|(place, meeting)| *meeting >= 3 && is_good(place)).map(|(place, _)| *place).collect();
    // Numbers of nodes follow a curve through the city: every second or third of them is spread over it evenly.
    let step = good.len().div_ceil(MOST_CANDIDATES).max(1);
    good.into_iter().step_by(step).collect()
}

/// Ground without new outlets, made ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct SiteZones {
    cells: BTreeSet<CellId>,
    /// Rings of polygons with the boxes around them: inside is where an odd number of segments lies below.
    polygons: Vec<(Bounds, Vec<Vec<Position>>)>,
}

impl SiteZones {
    /// Zones of a project with these reference features.
    pub fn new(reference: &[ReferenceFeature], zones: &[SiteZone]) -> Self {
        let mut ready = Self::default();
        for zone in zones {
            match zone {
                SiteZone::Cells(cells) => ready.cells.extend(cells),
                SiteZone::Area(ring) => ready.add(vec![ring.clone()]),
                SiteZone::Layer(layer) => {
                    for feature in reference.iter().filter(|feature| feature.layer == *layer) {
                        let ReferenceGeometry::Polygons(polygons) = &feature.geometry else { continue };
                        polygons.iter().for_each(|rings| ready.add(rings.clone()));
                    }
                }
            }
        }
        ready
    }

    /// How many cells and polygons there are.
    pub fn len(&self) -> usize {
        self.cells.len() + self.polygons.len()
    }

    /// Whether anything may stand anywhere.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A polygon: its shell and its holes.
    pub fn add(&mut self, rings: Vec<Vec<Position>>) {
        self.polygons.push((Bounds::of(rings.iter().flatten().copied()), rings));
    }

    /// Whether a place, which lies in a cell, is such ground.
    pub fn contain(&self, place: Position, cell: CellId) -> bool {
        self.cells.contains(&cell) || self.polygons.iter().any(|(bounds, rings)| bounds.contains(place) && is_inside(rings, place))
    }
}

fn is_inside(rings: &[Vec<Position>], place: Position) -> bool {
    let below = |ring: &Vec<Position>| ring.iter().zip(ring.iter().cycle().skip(1)).filter(|(a, b)| point_is_under(place, **a, **b)).count();
    rings.iter().map(below).sum::<usize>() % 2 == 1
}

/// Places and amounts of the demand; where there are more than `most` points those of a cell are one, in their middle.
pub(super) fn demand(document: &Document, measure: Option<usize>, most: usize) -> (Vec<[f64; 2]>, Vec<f64>) {
    let demand = document.demand();
    let weight = |point: usize| measure.map_or(1.0, |measure| demand.amounts_of(point).get(measure).map_or(0.0, |amount| (*amount).max(0) as f64));
    let heavy = (0..demand.len()).filter(|point| weight(*point) > 0.0);
    if demand.len() <= most {
        return heavy.map(|point| (demand.positions[point].degrees(), weight(point))).unzip();
    }
    let mut cells: BTreeMap<CellId, ([f64; 2], f64)> = BTreeMap::new();
    for point in heavy {
        let ([lon, lat], weight) = (demand.positions[point].degrees(), weight(point));
        let (sum, total) = cells.entry(document.owners().get(point)).or_default();
        *sum = [sum[0] + lon * weight, sum[1] + lat * weight];
        *total += weight;
    }
    cells.into_values().map(|(sum, total)| (sum.map(|sum| sum / total), total)).unzip()
}
