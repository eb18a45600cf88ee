//! The real buildings and the figures made up from their floor space.

use super::land::Town;
use super::layer;
use super::locate::Locator;
use crate::geodesy::{Bounds, Position};
use crate::samples::assets::{AssetFeature, ring_twice_area};
use crate::samples::demand::{DemandKind, DemandPlace, Share, Spots};
use crate::samples::random::Random;

/// A building with what is known of it.
#[derive(Debug)]
pub struct Building {
    /// Name, address or a number.
    pub name: String,
    /// A position inside.
    pub position: Position,
    /// The same in metres.
    pub metres: [f64; 2],
    /// Footprint times floors, in square metres.
    pub floor_m2: f64,
    /// Whether it counts as an office tower.
    pub is_tall: bool,
    /// Triangle of the mesh it stands in, or [`NONE`] outside the plan.
    pub triangle: u32,
}

/// The real buildings with a place inside them.
pub fn buildings(seed: u64, features: &[AssetFeature], town: &Town, locator: &Locator) -> Vec<Building> {
    let ground = town.mesh.ground;
    let mut buildings = Vec::new();
    for (index, feature) in layer(features, "building").enumerate() {
        let Some(polygon) = feature.polygons().first() else { continue };
        let Some(position) = interior(polygon) else { continue };
        let mut random = Random::new(seed, 10_000 + index as u64);
        let square = ground.metres(Position::new(polygon[0][0].lon + 10_000, polygon[0][0].lat + 10_000));
        let corner = ground.metres(polygon[0][0]);
        let footprint = ring_twice_area(&polygon[0]).unsigned_abs() as f64 / 2.0 / 1e8 * (square[0] - corner[0]) * (square[1] - corner[1]);
        let height = feature.number("height").unwrap_or_else(|| 6.0 + random.unit() * 16.0);
        let name = [feature.text("name"), feature.text("address")].into_iter().find(|name| !name.is_empty());
        buildings.push(Building {
            name: name.map_or_else(|| format!("楼宇{:04}", index + 1), short),
            position,
            metres: ground.metres(position),
            floor_m2: footprint * (height / 3.6).max(1.0),
            is_tall: height > 45.0,
            triangle: locator.triangle(&town.mesh, position),
        });
    }
    buildings
}

/// At most ten characters.
fn short(name: &str) -> String {
    name.chars().take(if name.is_ascii() { 30 } else { 10 }).collect()
}

/// A position inside a polygon: the middle of the widest stretch at half its height.
fn interior(polygon: &[Vec<Position>]) -> Option<Position> {
    let bounds = Bounds::of(polygon.first()?.iter().copied());
    // Half-way in latitude between two vertices, so that no vertex lies on the line.
    let mut levels: Vec<i32> = polygon.iter().flatten().map(|p| p.lat).collect();
    levels.sort_unstable();
    levels.dedup();
    let middle = bounds.min.lat + (bounds.max.lat - bounds.min.lat) / 2;
    let above = levels.partition_point(|&lat| lat <= middle).clamp(1, levels.len().max(2) - 1);
    let lat = levels.get(above - 1)? + (levels.get(above)? - levels.get(above - 1)?) / 2;
    let mut crossings: Vec<i64> = Vec::new();
    for pair in polygon.iter().flat_map(|ring| ring.windows(2)) {
        let (a, b) = (pair[0], pair[1]);
        if (a.lat <= lat) != (b.lat <= lat) {
            let (dx, dy) = (i64::from(b.lon) - i64::from(a.lon), i64::from(b.lat) - i64::from(a.lat));
            crossings.push(i64::from(a.lon) + dx * (i64::from(lat) - i64::from(a.lat)) / dy);
        }
    }
    crossings.sort_unstable();
    let widest = crossings.chunks_exact(2).max_by_key(|pair| pair[1] - pair[0])?;
    Some(Position::new(i64::midpoint(widest[0], widest[1]) as i32, lat))
}

/// Figures from floor space: homes in low buildings, firms in tall ones.
pub(in crate::samples) fn shares(seed: u64, buildings: &[Building]) -> Vec<Share> {
    let mut random = Random::new(seed, 22);
    let mut share = |building: &Building| {
        let units = (building.floor_m2 / if building.is_tall { 160.0 } else { 95.0 }).round().max(1.0) as i64;
        let households = if building.is_tall { units / 10 } else { units };
        let users = (units * random.between(22, 48) / 100).max(1);
        let ports = units * random.between(80, 130) / 100 + 1;
        let used = ports * random.between(20, 65) / 100;
        let monthly = if building.is_tall { random.between(120, 380) } else { random.between(55, 110) };
        [users, users * monthly, households, ports, used]
    };
    buildings.iter().map(&mut share).collect()
}

/// Building points: one a building, or as many as asked for, spread over the buildings.
pub(in crate::samples) fn demand_places(buildings: Vec<Building>, shares: &[Share], demand: Option<usize>) -> Vec<DemandPlace> {
    let count = buildings.len();
    let points = demand.unwrap_or(count);
    let place = |(index, (building, share)): (usize, (Building, &Share))| DemandPlace {
        name: building.name,
        points: (points / count + usize::from(index < points % count)) as u32,
        share: *share,
        account: 0,
        kinds: if building.is_tall { &[DemandKind::Office] } else { &[DemandKind::Residential] },
        spots: Spots::At(building.position),
    };
    buildings.into_iter().zip(shares).enumerate().map(place).collect()
}

