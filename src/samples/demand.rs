//! Demand points of a sample: places inside cells and figures that add up to given totals.

use super::ground::distance;
use super::mesh::Mesh;
use super::random::Random;
use crate::geodesy::{Position, orientation};
use crate::model::{Amount, Indicator, Measure};

/// What a made-up demand point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DemandKind {
    /// 住宅楼.
    Residential,
    /// 村组.
    Village,
    /// 商务楼.
    Office,
    /// 商铺.
    Shop,
    /// 企业.
    Enterprise,
    /// 学校.
    School,
}

impl DemandKind {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Residential => "住宅楼",
            Self::Village => "村组",
            Self::Office => "商务楼",
            Self::Shop => "商铺",
            Self::Enterprise => "企业",
            Self::School => "学校",
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Residential => "号楼",
            Self::Village => "组",
            Self::Office => "号大厦",
            Self::Shop => "号商铺",
            Self::Enterprise => "号企业",
            Self::School => "号校区",
        }
    }
}

/// All demand points, in columns. Codes and names are made when asked for, so that ten million points take 53 bytes
/// each and not a heap block each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DemandSeed {
    /// Where each point is: strictly inside its cell, where it was made for a cell.
    pub positions: Vec<Position>,
    /// One column per measure of the project, in its order.
    pub amounts: Vec<Vec<Amount>>,
    kinds: Vec<DemandKind>,
    /// Index into `places` for each point, ascending.
    place: Vec<u32>,
    places: Vec<String>,
    /// First point of each place.
    first: Vec<u32>,
    /// Whether a place with one point lends it its bare name.
    is_bare: bool,
}

/// Measures of both samples, in the order of [`Share`]'s columns.
pub(super) fn measures() -> Vec<Measure> {
    let measure = |name: &str, unit: &str, is_balanced: bool, tolerance_ppm: u32| Measure {
        is_balanced,
        tolerance_ppm,
        is_synthetic: true,
        ..Measure::new(name, unit)
    };
    vec![
        measure("users", "户", true, 300_000),
        measure("revenue", "元", true, 400_000),
        measure("households", "户", false, 300_000),
        measure("ports", "个", false, 300_000),
        measure("used_ports", "个", false, 300_000),
    ]
}

/// Indicators of both samples.
pub(super) fn indicators() -> Vec<Indicator> {
    let indicator = |name: &str, unit: &str, numerator: &str, denominator: &str, is_percent: bool| Indicator {
        name: name.to_owned(),
        unit: unit.to_owned(),
        numerator: numerator.to_owned(),
        denominator: denominator.to_owned(),
        is_percent,
    };
    vec![
        indicator("端口使用率", "%", "used_ports", "ports", true),
        indicator("ARPU", "元/户", "revenue", "users", false),
        indicator("客户经理负荷", "户/人", "users", "@managers", false),
    ]
}

/// What a place has in all, by measure: users, revenue, households, ports, used ports.
pub(super) type Share = [Amount; 5];

/// A place with demand: a cell, or a building.
#[derive(Clone, Debug)]
pub(super) struct DemandPlace {
    /// Name that the points' names start with.
    pub name: String,
    /// Number of points; 0 hands the figures on to the next place of the same `account`.
    pub points: u32,
    /// Figures that the points add up to.
    pub share: Share,
    /// Figures never cross from one account (district) to another.
    pub account: u32,
    /// Kinds to draw from.
    pub kinds: &'static [DemandKind],
    /// Where points may be.
    pub spots: Spots,
}

/// Where the points of a place may be.
#[derive(Clone, Debug)]
pub(super) enum Spots {
    /// All at one position.
    At(Position),
    /// In triangles, with the running total of their weights.
    Triangles(Vec<([Position; 3], u64)>),
}

impl Spots {
    /// Triangles of a mesh, the heavier the nearer to a centre; `core` is the radius in metres that holds most.
    pub(super) fn around(mesh: &Mesh, triangles: impl Iterator<Item = u32>, centre: [f64; 2], core: f64) -> Self {
        let mut total = 0u64;
        let mut spots = Vec::new();
        for t in triangles {
            let corners = mesh.corners(t);
            if !is_inside(middle(corners), corners) {
                continue;
            }
            let far = distance(mesh.centre(t), centre) / core;
            total += (mesh.area(t) * 1000.0 / (1.0 + far * far * far * far)) as u64 + 1;
            spots.push((corners, total));
        }
        Self::Triangles(spots)
    }

    pub(super) fn draw(&self, random: &mut Random) -> Position {
        match self {
            Self::At(position) => *position,
            Self::Triangles(spots) => {
                let at = random.below(spots.last().map_or(0, |spot| spot.1));
                let index = spots.partition_point(|spot| spot.1 <= at);
                spots.get(index).map_or(Position::default(), |spot| inside(spot.0, random))
            }
        }
    }
}

fn middle([a, b, c]: [Position; 3]) -> Position {
    let third = |a: i32, b: i32, c: i32| ((i64::from(a) + i64::from(b) + i64::from(c)) / 3) as i32;
    Position::new(third(a.lon, b.lon, c.lon), third(a.lat, b.lat, c.lat))
}

fn is_inside(p: Position, [a, b, c]: [Position; 3]) -> bool {
    orientation(a, b, p) > 0 && orientation(b, c, p) > 0 && orientation(c, a, p) > 0
}

/// A position strictly inside a triangle.
fn inside(corners: [Position; 3], random: &mut Random) -> Position {
    const ONE: i64 = 1 << 20;
    let [a, b, c] = corners;
    for _ in 0..8 {
        let bits = random.bits();
        let (mut u, mut v) = ((bits >> 44) as i64, ((bits >> 20) & 0xF_FFFF) as i64);
        if u + v > ONE {
            (u, v) = (ONE - u, ONE - v);
        }
        let mix = |a: i32, b: i32, c: i32| {
            a + (((i64::from(b) - i64::from(a)) * u + (i64::from(c) - i64::from(a)) * v) / ONE) as i32
        };
        let p = Position::new(mix(a.lon, b.lon, c.lon), mix(a.lat, b.lat, c.lat));
        if is_inside(p, corners) {
            return p;
        }
    }
    middle(corners)
}

/// Spreads a number of points over places by weight, in the order of the places: no place is off by more than one.
pub(super) fn spread_points(weights: &[u64], points: usize) -> Vec<u32> {
    let total: u128 = weights.iter().map(|&w| u128::from(w)).sum::<u128>().max(1);
    let mut sum = 0u128;
    let mut given = 0u128;
    let until = |weight: &u64| {
        sum += u128::from(*weight);
        let end = points as u128 * sum / total;
        let count = end - given;
        given = end;
        count as u32
    };
    weights.iter().map(until).collect()
}

impl DemandSeed {
    /// Makes the points of all places, one after the other.
    pub(super) fn new(seed: u64, places: Vec<DemandPlace>, is_bare: bool) -> Self {
        let points = places.iter().map(|place| place.points as usize).sum();
        let mut demand = Self {
            positions: Vec::with_capacity(points),
            amounts: (0..5).map(|_| Vec::with_capacity(points)).collect(),
            kinds: Vec::with_capacity(points),
            place: Vec::with_capacity(points),
            places: Vec::with_capacity(places.len()),
            first: Vec::with_capacity(places.len()),
            is_bare,
        };
        let mut carry: Share = [0; 5];
        for (index, place) in places.iter().enumerate() {
            let mut share = place.share;
            for (own, carried) in share.iter_mut().zip(&mut carry) {
                *own += std::mem::take(carried);
            }
            demand.first.push(demand.positions.len() as u32);
            if place.points > 0 {
                demand.add(&mut Random::new(seed, index as u64 + 1_000_000), index as u32, place, share);
            } else if places.get(index + 1).is_some_and(|next| next.account == place.account) {
                carry = share;
            } else {
                demand.add_to_last(index as u32, &places, share);
            }
        }
        demand.places = places.into_iter().map(|place| place.name).collect();
        demand
    }

    fn add(&mut self, random: &mut Random, index: u32, place: &DemandPlace, share: Share) {
        let points = place.points as usize;
        let start = self.positions.len();
        // Sizes are skewed: many small, few large.
        let mut weights: Vec<[u64; 2]> = Vec::with_capacity(points);
        for _ in 0..points {
            self.positions.push(place.spots.draw(random));
            self.kinds.push(random.pick(place.kinds).copied().unwrap_or(DemandKind::Residential));
            let size = 40 + random.below(100) * random.below(100) / 25;
            weights.push([size * (70 + random.below(61)), size * 100]);
        }
        self.place.resize(start + points, index);
        // Users and revenue follow one weight, households and ports the other; used ports are a part of the ports.
        let mut sums = [0u64; 2];
        for w in &weights {
            sums[0] += w[0];
            sums[1] += w[1];
        }
        for (measure, amount) in share.iter().enumerate().take(4) {
            let by = measure / 2;
            let (mut sum, mut given) = (0u64, 0i64);
            self.amounts[measure].extend(weights.iter().map(|w| {
                sum += w[by];
                let end = (i128::from(*amount) * i128::from(sum) / i128::from(sums[by].max(1))) as i64;
                let part = end - given;
                given = end;
                part
            }));
        }
        let (mut ports, mut given) = (0i64, 0i64);
        for at in start..start + points {
            let own = self.amounts[3][at];
            ports += own;
            let end = (i128::from(share[4]) * i128::from(ports) / i128::from(share[3].max(1))) as i64;
            let used = (end - given).min(own);
            given += used;
            self.amounts[4].push(used);
        }
    }

    /// Adds what no place is left for to the last point of the same account, where there is one.
    fn add_to_last(&mut self, index: u32, places: &[DemandPlace], share: Share) {
        let Some(&last) = self.place.last() else { return };
        if places[last as usize].account == places[index as usize].account {
            for (column, amount) in self.amounts.iter_mut().zip(share) {
                if let Some(value) = column.last_mut() {
                    *value += amount;
                }
            }
        }
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Code of a point, unique.
    pub fn code(&self, index: usize) -> String {
        format!("D{:07}", index + 1)
    }

    /// Kind of a point as text.
    pub fn kind(&self, index: usize) -> &'static str {
        self.kinds[index].name()
    }

    /// Name of a point; at most 40 bytes.
    pub fn name(&self, index: usize) -> String {
        let place = self.place[index] as usize;
        let next = self.first.get(place + 1).map_or(self.positions.len(), |&first| first as usize);
        let first = self.first[place] as usize;
        if self.is_bare && next - first == 1 {
            return self.places[place].clone();
        }
        let suffix = if self.is_bare { "号" } else { self.kinds[index].suffix() };
        format!("{}{}{}", self.places[place], index - first + 1, suffix)
    }

    /// The place (cell in Xinxiang, building in Lujiazui) a point was made for.
    pub fn place(&self, index: usize) -> usize {
        self.place[index] as usize
    }

    /// Codes of all points in order.
    pub fn codes(&self) -> impl Iterator<Item = String> + '_ {
        (0..self.len()).map(|index| self.code(index))
    }

    /// Names of all points in order.
    pub fn names(&self) -> impl Iterator<Item = String> + '_ {
        (0..self.len()).map(|index| self.name(index))
    }

    /// Kinds of all points in order.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.kinds.iter().map(|kind| kind.name())
    }
}
