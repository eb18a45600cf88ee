//! Lujiazui (上海陆家嘴): real buildings, roads, water and banks; blocks between roads become cells.

use super::assets::{self, AssetFeature, polygon_contains, ring_twice_area};
use super::city::{CellSeed, City, GridSeed, person};
use super::demand::{DemandKind, DemandPlace, DemandSeed, Share, Spots, indicators, measures};
use super::graph;
use super::ground::{Ground, distance};
use super::growth::{Seed, Unit, group, grow, untie};
use super::mesh::{Mesh, NONE, edge};
use super::outlets;
use super::random::Random;
use crate::base::Table;
use crate::geodesy::{Bounds, Position};
use crate::model::{Plane, Project, ReferenceFeature, ReferenceGeometry, Rules};
use locate::Locator;
use rustc_hash::{FxHashMap, FxHashSet};

mod locate;

const NOTES: &str = "\
【真实数据】楼宇（1,572 个瓦片多边形合并为 1,239 栋）、道路、水系、20 家银行、4 台 ATM：© OpenStreetMap 贡献者，ODbL 许可。\
源数据缺东经 121.498–121.503、北纬 31.236–31.241 一块瓦片，该处没有楼宇与道路。\n\
【合成数据，由随机种子生成】小区与网格边界（沿真实道路与水岸）、住户、用户、收入、端口（按占地×高度推算，缺高度者取随机层数）、\
另加的自助终端、人员姓名；将工商银行当作自有渠道只是示例。\n\
[Real] Buildings (1,572 tile polygons merged into 1,239 buildings), roads, water, 20 banks, 4 ATMs: © OpenStreetMap \
contributors, available under the Open Database Licence. The source lacks one tile (121.498–121.503 E, 31.236–31.241 \
N): no buildings or roads there.\n\
[Made up from a seed] cells and grids (along real roads and shores), households, users, revenue, ports (from footprint \
× height, a random number of floors where the height is unknown), further self-service terminals, people; that ICBC is \
the own bank is an example only.";

/// Districts (区) by where their land is: code, letters, name, a place inside in degrees, leaf grids, middle grids.
const DISTRICTS: [(&str, &str, &str, [f64; 2], usize, usize); 3] = [
    ("310101", "HP", "黄浦区", [121.483, 31.237], 10, 3),
    ("310109", "HK", "虹口区", [121.486, 31.2485], 3, 1),
    ("310115", "PD", "浦东新区", [121.508, 31.232], 12, 4),
];

/// Metres between the mesh's free vertices.
const SPACING_M: f64 = 26.0;
/// Land pieces smaller than this are left out (piers, slivers at the map's edge).
const SMALLEST_LAND_M2: f64 = 40_000.0;
/// A block smaller than this joins a neighbour (traffic islands, strips between carriageways).
const SMALLEST_BLOCK_M2: f64 = 3_500.0;
/// A block narrower than this on average (twice its area over its perimeter) does so, too.
const NARROWEST_BLOCK_M: f64 = 17.0;

/// A building with what is known of it.
struct Building {
    name: String,
    position: Position,
    metres: [f64; 2],
    /// Footprint times floors, in square metres.
    floor_m2: f64,
    is_tall: bool,
    triangle: u32,
}

/// The land between roads and water.
struct Town {
    mesh: Mesh,
    walls: FxHashSet<(u32, u32)>,
    shore: Vec<(u32, u32)>,
    district_of: Vec<u32>,
}

/// Makes the city.
pub(super) fn city(seed: u64, demand: Option<usize>) -> City {
    let features = assets::features(assets::LUJIAZUI);
    let mut town = Town::new(seed, &features);
    let locator = Locator::new(&town.mesh);
    let mut buildings = buildings(seed, &features, &town, &locator);
    buildings.retain(|building| building.triangle != NONE);
    let (labels, count) = town.blocks(seed, &buildings);
    town.smooth(&labels);
    // Smoothing moved borders: buildings are looked up again.
    let locator = Locator::new(&town.mesh);
    for building in &mut buildings {
        building.triangle = locator.triangle(&town.mesh, building.position);
    }
    buildings.retain(|building| building.triangle != NONE);
    buildings.sort_by_key(|building| (labels[building.triangle as usize], building.position));
    let shares = shares(seed, &buildings);
    let (grids, leaves, codes) = grids(seed, &town, &labels, count, &buildings, &shares);
    let rings = town.mesh.rings(&labels, count);
    let place = |ring: Vec<u32>| ring.into_iter().map(|v| town.mesh.vertices[v as usize]).collect::<Vec<Position>>();
    let cell = |((rings, code), leaves): ((Vec<Vec<u32>>, String), Vec<String>)| CellSeed {
        name: format!("{code}街坊"),
        code,
        rings: rings.into_iter().map(place).collect(),
        grids: leaves.into_iter().enumerate().filter(|(_, leaf)| !leaf.is_empty()).collect(),
    };
    let cells: Vec<CellSeed> = rings.into_iter().zip(codes).zip(leaves).map(cell).collect();
    let spots: Vec<(String, Position)> = buildings.iter().map(|building| (building.name.clone(), building.position)).collect();
    City {
        project: project(),
        cells,
        grids,
        outlets: outlets::lujiazui(seed, &features, &spots),
        demand: DemandSeed::new(seed, demand_places(buildings, &shares, demand), true),
        reference: reference(&features),
        locked_lines: town.shore_lines(),
    }
}

fn project() -> Project {
    let mut planes = Table::default();
    planes.push(Plane::new("公众", &["区", "网格", "楼宇微网格"]));
    planes.push(Plane::new("政企", &["区", "楼宇商圈"]));
    Project {
        key: String::new(),
        name: "上海陆家嘴（样例）".to_owned(),
        notes: NOTES.to_owned(),
        measures: measures(),
        indicators: indicators(),
        planes,
        rules: Rules { load_measure: "users".to_owned(), ..Rules::default() },
        ignored: Vec::new(),
    }
}

fn layer<'a>(features: &'a [AssetFeature], name: &'a str) -> impl Iterator<Item = &'a AssetFeature> {
    features.iter().filter(move |feature| feature.text("layer") == name)
}

impl Town {
    fn new(seed: u64, features: &[AssetFeature]) -> Self {
        let lines: Vec<(&str, &Vec<Position>)> =
            layer(features, "block").flat_map(|feature| feature.lines().iter().map(|line| (feature.text("kind"), line))).collect();
        let bounds = Bounds::of(lines.iter().flat_map(|(_, line)| line.iter().copied()));
        let ground = Ground::new(bounds.min);
        let mut numbers: FxHashMap<Position, u32> = FxHashMap::default();
        let mut vertices: Vec<Position> = Vec::new();
        let mut sides: Vec<(u32, u32, bool)> = Vec::new();
        for (kind, line) in &lines {
            let mut last = None;
            for &p in *line {
                let number = *numbers.entry(p).or_insert_with(|| {
                    vertices.push(p);
                    vertices.len() as u32 - 1
                });
                if let Some(last) = last.replace(number) {
                    sides.push((last, number, *kind == "shore"));
                }
            }
        }
        scatter(&mut vertices, &mut numbers, ground, bounds, &mut Random::new(seed, 20));
        let constraints = sides.iter().map(|&(a, b, _)| [a as usize, b as usize]).collect();
        let mut mesh = Mesh::new(vertices, constraints, ground);
        let walls: FxHashSet<(u32, u32)> = sides.iter().map(|&(a, b, _)| edge(a, b)).collect();
        let shore = sides.iter().filter(|side| side.2).map(|&(a, b, _)| edge(a, b)).collect();
        let district_of = label_land(&mesh, &walls, features);
        let is_kept: Vec<bool> = district_of.iter().map(|&district| district != NONE).collect();
        let district_of = mesh.retain(&is_kept).into_iter().map(|old| district_of[old as usize]).collect();
        Self { mesh, walls, shore, district_of }
    }

    /// Divides the land into cells: each block gets one, large blocks with many buildings get more.
    fn blocks(&self, seed: u64, buildings: &[Building]) -> (Vec<u32>, usize) {
        let mesh = &self.mesh;
        let mut random = Random::new(seed, 21);
        let (piece, count) = mesh.flood(|edge| self.walls.contains(&edge));
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
        piece.iter().enumerate().for_each(|(t, &piece)| members[piece as usize].push(t as u32));
        let mut inside: Vec<Vec<&Building>> = vec![Vec::new(); count];
        buildings.iter().for_each(|building| inside[piece[building.triangle as usize] as usize].push(building));
        let mut seeds: Vec<Seed> = Vec::new();
        for (triangles, buildings) in members.iter().zip(&inside) {
            let area: f64 = triangles.iter().map(|&t| mesh.area(t)).sum();
            if area < SMALLEST_BLOCK_M2 || 2.0 * area < NARROWEST_BLOCK_M * self.wall_length(triangles) {
                continue;
            }
            let wish = (area / 36_000.0).max(buildings.len() as f64 / 9.0).round().max(1.0) as usize;
            let mut chosen: Vec<(u32, [f64; 2])> = Vec::new();
            for _ in 0..wish {
                let mut best: Option<(f64, u32, [f64; 2])> = None;
                for _ in 0..16 {
                    let Some((t, at)) = (match random.pick(buildings) {
                        Some(building) => Some((building.triangle, building.metres)),
                        None => random.pick(triangles).map(|&t| (t, mesh.centre(t))),
                    }) else {
                        continue;
                    };
                    let apart = chosen.iter().map(|other| distance(at, other.1)).fold(f64::MAX, f64::min);
                    if apart > 45.0 && best.is_none_or(|best| apart > best.0) {
                        best = Some((apart, t, at));
                    }
                }
                chosen.extend(best.map(|(_, t, at)| (t, at)));
            }
            let mut taken = FxHashSet::default();
            seeds.extend(chosen.into_iter().filter(|(t, _)| taken.insert(*t)).map(|(triangle, place)| Seed { triangle, place, pull: 1.0 }));
        }
        let mut labels = grow(mesh, &seeds, &self.district_of, |edge| if self.walls.contains(&edge) { 3_000.0 } else { 0.0 });
        untie(mesh, &mut labels, &self.district_of);
        (labels, seeds.len())
    }

    /// Length of the walls around some triangles, in metres.
    fn wall_length(&self, triangles: &[u32]) -> f64 {
        let sides = triangles.iter().flat_map(|&t| (0..3).map(move |k| self.mesh.edge(t, k)));
        let place = |v: u32| self.mesh.ground.metres(self.mesh.vertices[v as usize]);
        sides.filter(|side| self.walls.contains(side)).map(|(a, b)| distance(place(a), place(b))).sum()
    }

    /// Smooths borders that follow no road.
    fn smooth(&mut self, labels: &[u32]) {
        let mut is_fixed = vec![false; self.mesh.vertices.len()];
        for &(a, b) in &self.walls {
            is_fixed[a as usize] = true;
            is_fixed[b as usize] = true;
        }
        self.mesh.smooth(labels, &FxHashSet::default(), &is_fixed, 6);
    }

    /// The shore where land of the plan ends at it.
    fn shore_lines(&self) -> Vec<Vec<Position>> {
        let mut outer = FxHashSet::default();
        for t in 0..self.mesh.triangles.len() as u32 {
            for k in 0..3 {
                if self.mesh.neighbours[t as usize][k] == NONE {
                    outer.insert(self.mesh.edge(t, k));
                }
            }
        }
        let sides = self.shore.iter().filter(|side| outer.contains(side));
        let mut lines: Vec<Vec<Position>> = sides.map(|&(a, b)| vec![self.mesh.vertices[a as usize], self.mesh.vertices[b as usize]]).collect();
        lines.sort();
        lines.dedup();
        lines
    }
}

/// Adds free vertices on a jittered raster, away from those that are there.
fn scatter(vertices: &mut Vec<Position>, numbers: &mut FxHashMap<Position, u32>, ground: Ground, bounds: Bounds, random: &mut Random) {
    let end = ground.metres(bounds.max);
    let bucket = |at: [f64; 2]| ((at[0] / SPACING_M).floor() as i64, (at[1] / SPACING_M).floor() as i64);
    let mut near: FxHashMap<(i64, i64), Vec<[f64; 2]>> = FxHashMap::default();
    for &vertex in vertices.iter() {
        let at = ground.metres(vertex);
        near.entry(bucket(at)).or_default().push(at);
    }
    for row in 1..(end[1] / SPACING_M) as i64 {
        for column in 1..(end[0] / SPACING_M) as i64 {
            let shift = if row % 2 == 0 { 0.25 } else { -0.25 };
            let at = [(column as f64 + shift + random.unit() * 0.6 - 0.3) * SPACING_M, (row as f64 + random.unit() * 0.6 - 0.3) * SPACING_M];
            let (x, y) = bucket(at);
            let mut around = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y))).filter_map(|key| near.get(&key)).flatten();
            let position = ground.position(at);
            if bounds.contains(position) && around.all(|&p| distance(p, at) > SPACING_M * 0.4) && !numbers.contains_key(&position) {
                numbers.insert(position, vertices.len() as u32);
                vertices.push(position);
            }
        }
    }
}

/// District of each triangle on land; [`NONE`] for water and small pieces.
fn label_land(mesh: &Mesh, walls: &FxHashSet<(u32, u32)>, features: &[AssetFeature]) -> Vec<u32> {
    let rivers: Vec<&Vec<Vec<Position>>> = layer(features, "water").filter(|water| water.text("kind") == "river").flat_map(AssetFeature::polygons).collect();
    let (piece, count) = mesh.flood(|edge| walls.contains(&edge));
    let mut areas = vec![(0.0f64, 0.0f64); count];
    for t in 0..mesh.triangles.len() as u32 {
        let at = mesh.ground.position(mesh.centre(t));
        let sums = &mut areas[piece[t as usize] as usize];
        sums.0 += mesh.area(t);
        if rivers.iter().any(|river| polygon_contains(river, at)) {
            sums.1 += mesh.area(t);
        }
    }
    let is_land: Vec<bool> = piece.iter().map(|&piece| areas[piece as usize].1 < 0.5 * areas[piece as usize].0).collect();
    let mut shore = FxHashSet::default();
    for t in 0..mesh.triangles.len() as u32 {
        for k in 0..3 {
            let next = mesh.neighbours[t as usize][k];
            if next != NONE && is_land[t as usize] != is_land[next as usize] {
                shore.insert(mesh.edge(t, k));
            }
        }
    }
    let (land, count) = mesh.flood(|edge| shore.contains(&edge));
    let mut lands: Vec<(f64, f64, [f64; 2])> = vec![(0.0, f64::MAX, [0.0; 2]); count];
    let anchors = DISTRICTS.map(|district| Position::from_degrees(district.3[0], district.3[1]).map_or([0.0; 2], |p| mesh.ground.metres(p)));
    // For each land the district whose place is nearest to any of its triangles.
    let mut owner = vec![(f64::MAX, NONE); count];
    for t in 0..mesh.triangles.len() as u32 {
        let land = land[t as usize] as usize;
        lands[land].0 += if is_land[t as usize] { mesh.area(t) } else { 0.0 };
        for (district, &anchor) in anchors.iter().enumerate() {
            let far = distance(mesh.centre(t), anchor);
            if far < owner[land].0 {
                owner[land] = (far, district as u32);
            }
        }
    }
    land.iter().map(|&land| if lands[land as usize].0 < SMALLEST_LAND_M2 { NONE } else { owner[land as usize].1 }).collect()
}

/// The real buildings with a place inside them.
fn buildings(seed: u64, features: &[AssetFeature], town: &Town, locator: &Locator) -> Vec<Building> {
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
    Some(Position::new(((widest[0] + widest[1]) / 2) as i32, lat))
}

/// Figures from floor space: homes in low buildings, firms in tall ones.
fn shares(seed: u64, buildings: &[Building]) -> Vec<Share> {
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
fn demand_places(buildings: Vec<Building>, shares: &[Share], demand: Option<usize>) -> Vec<DemandPlace> {
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

type GridsOf = (Vec<GridSeed>, Vec<Vec<String>>, Vec<String>);

/// Grids of both planes, leaf codes per cell and plane, and codes of the cells.
fn grids(seed: u64, town: &Town, labels: &[u32], count: usize, buildings: &[Building], shares: &[Share]) -> GridsOf {
    let mut random = Random::new(seed, 23);
    let mut units = graph::units(&town.mesh, labels, count);
    let mut district = vec![0usize; count];
    labels.iter().zip(&town.district_of).filter(|(label, _)| **label != NONE).for_each(|(&label, &of)| district[label as usize] = of as usize);
    // Land without a known building counts a little, so that grids there do not grow without end.
    units.iter_mut().for_each(|unit| unit.weight = 20);
    for (building, share) in buildings.iter().zip(shares) {
        units[labels[building.triangle as usize] as usize].weight += share[0];
    }
    let mut grids: Vec<GridSeed> = Vec::new();
    let mut leaves = vec![vec![String::new(); 2]; count];
    let mut codes = vec![String::new(); count];
    for (index, &(code, letters, name, _, leaf_count, middle_count)) in DISTRICTS.iter().enumerate() {
        let cells: Vec<usize> = (0..count).filter(|&cell| district[cell] == index).collect();
        cells.iter().enumerate().for_each(|(number, &cell)| codes[cell] = format!("{letters}{:03}", number + 1));
        let mut add = |plane: usize, code: String, name: String, level: u8, parent: Option<String>, users: i64| {
            let managers = if parent.is_some() && (plane, level) != (0, 1) { ((users + 2_999) / 3_000).max(1) as u32 } else { 0 };
            grids.push(GridSeed { plane, code, name, level, parent, managers, leader: person(&mut random) });
        };
        let users = |own: &[usize]| own.iter().map(|&cell| units[cell].weight).sum::<i64>();
        add(0, code.to_owned(), name.to_owned(), 0, None, 0);
        add(1, code.to_owned(), name.to_owned(), 0, None, 0);
        let short = name.trim_end_matches('区').trim_end_matches('新');
        let mut number = 0;
        for (k, own) in divide(&units, &cells, middle_count).into_iter().enumerate() {
            let middle = format!("{letters}-M{}", k + 1);
            add(0, middle.clone(), format!("{short}{}网格", k + 1), 1, Some(code.to_owned()), 0);
            for part in divide(&units, &own, leaf_count / middle_count) {
                number += 1;
                let leaf = format!("{letters}-{number:02}");
                add(0, leaf.clone(), format!("{short}楼宇{number:02}"), 2, Some(middle.clone()), users(&part));
                part.iter().for_each(|&cell| leaves[cell][0].clone_from(&leaf));
            }
        }
        for (k, own) in divide(&units, &cells, middle_count + 1).into_iter().enumerate() {
            let leaf = format!("SQ-{letters}-{}", k + 1);
            add(1, leaf.clone(), format!("{short}商圈{}", k + 1), 1, Some(code.to_owned()), users(&own));
            own.iter().for_each(|&cell| leaves[cell][1].clone_from(&leaf));
        }
    }
    (grids, leaves, codes)
}

/// Divides cells into connected parts of about equal users.
fn divide(units: &[Unit], cells: &[usize], count: usize) -> Vec<Vec<usize>> {
    let labels = group(&graph::subset(units, cells), count.max(1));
    let part = |label: u32| cells.iter().zip(&labels).filter(|(_, l)| **l == label).map(|(cell, _)| *cell).collect::<Vec<_>>();
    (0..count.max(1) as u32).map(part).filter(|part| !part.is_empty()).collect()
}

/// Roads, rails, water, green and buildings as they are.
fn reference(features: &[AssetFeature]) -> Vec<ReferenceFeature> {
    let is_shown = |feature: &&AssetFeature| matches!(feature.text("layer"), "road" | "rail" | "water" | "green" | "building");
    let shown = features.iter().filter(is_shown).map(|feature| ReferenceFeature {
        layer: feature.text("layer").to_owned(),
        kind: feature.text("kind").to_owned(),
        name: feature.text("name").to_owned(),
        geometry: match &feature.geometry {
            ReferenceGeometry::Point(p) => ReferenceGeometry::Point(*p),
            other => other.clone(),
        },
    });
    shown.collect()
}
