//! The land: real districts, townships with real names at made-up places, and the triangle mesh over all of it.

use super::facts::{DISTRICTS, district_of_township};
use crate::geodesy::{Bounds, Position};
use crate::samples::assets::{self, polygon_contains};
use crate::samples::ground::{Ground, distance};
use crate::samples::mesh::{Mesh, NONE};
use crate::samples::random::Random;
use rustc_hash::{FxHashMap, FxHashSet};

/// Side of the squares that the mesh's density is worked out in, in metres.
const TILE_M: f64 = 1_500.0;

/// A township (乡镇、街道).
#[derive(Clone, Debug)]
pub struct Town {
    /// Real name.
    pub name: &'static str,
    /// Real names of its villages and communities.
    pub villages: Vec<&'static str>,
    /// Index into [`DISTRICTS`].
    pub district: usize,
    /// Whether it is a town's or city's own quarter.
    pub is_urban: bool,
    /// Made-up place of its centre, in metres.
    pub place: [f64; 2],
    /// About the square root of its area, in metres.
    pub size: f64,
    /// Number of cells it gets.
    pub cells: usize,
}

/// Districts, townships and mesh.
#[derive(Debug)]
pub struct Land {
    /// The flat metres.
    pub ground: Ground,
    /// Real polygon of each district.
    pub districts: Vec<Vec<Vec<Position>>>,
    /// Name of each district.
    pub names: Vec<String>,
    /// All townships, by code.
    pub towns: Vec<Town>,
    /// The mesh, inside the city only.
    pub mesh: Mesh,
    /// District of each triangle.
    pub district_of: Vec<u32>,
    /// Edges of the mesh on district borders.
    pub borders: FxHashSet<(u32, u32)>,
}

impl Land {
    /// Lays out the land for a seed.
    pub fn new(seed: u64) -> Self {
        let features = assets::features(assets::XINXIANG_DISTRICTS);
        let names = features.iter().map(|feature| feature.text("name").to_owned()).collect();
        let districts: Vec<_> = features.iter().filter_map(|feature| feature.polygons().first().cloned()).collect();
        let bounds = Bounds::of(districts.iter().flatten().flatten().copied());
        let ground = Ground::new(bounds.min);
        let mut towns = towns();
        place_towns(&mut towns, &districts, ground, &mut Random::new(seed, 1));
        measure_towns(&mut towns, &districts, ground, bounds);
        let mut land = Self {
            mesh: Mesh::new(Vec::new(), Vec::new(), ground),
            ground,
            districts,
            names,
            towns,
            district_of: Vec::new(),
            borders: FxHashSet::default(),
        };
        land.lay_mesh(seed, bounds);
        land
    }

    /// About how far apart vertices should be at a place, in metres.
    fn spacing(&self, at: [f64; 2]) -> f64 {
        let wish = |town: &Town| 0.19 * town.size / (town.cells as f64).sqrt() + 0.10 * (distance(at, town.place) - 0.6 * town.size).max(0.0);
        self.towns.iter().map(wish).fold(f64::MAX, f64::min).clamp(55.0, 600.0)
    }

    fn lay_mesh(&mut self, seed: u64, bounds: Bounds) {
        let (mut vertices, constraints) = self.border_lines();
        let mut near_border: FxHashMap<(i64, i64), Vec<[f64; 2]>> = FxHashMap::default();
        let bucket = |at: [f64; 2]| ((at[0] / 600.0).floor() as i64, (at[1] / 600.0).floor() as i64);
        for &vertex in &vertices {
            let at = self.ground.metres(vertex);
            near_border.entry(bucket(at)).or_default().push(at);
        }
        let is_clear = |at: [f64; 2], far: f64| {
            let (x, y) = bucket(at);
            (x - 1..=x + 1).all(|x| {
                (y - 1..=y + 1).all(|y| near_border.get(&(x, y)).is_none_or(|near| near.iter().all(|&p| distance(p, at) > far)))
            })
        };
        let mut random = Random::new(seed, 2);
        let mut taken: FxHashSet<Position> = vertices.iter().copied().collect();
        let end = self.ground.metres(bounds.max);
        for row in 0..=(end[1] / TILE_M) as usize {
            for column in 0..=(end[0] / TILE_M) as usize {
                let corner = [column as f64 * TILE_M, row as f64 * TILE_M];
                let spacing = self.spacing([corner[0] + TILE_M / 2.0, corner[1] + TILE_M / 2.0]);
                for at in scatter(corner, spacing, &mut random) {
                    let position = self.ground.position(at);
                    if is_clear(at, 0.55 * spacing) && taken.insert(position) {
                        vertices.push(position);
                    }
                }
            }
        }
        let mut mesh = Mesh::new(vertices, constraints.iter().map(|&(a, b)| [a as usize, b as usize]).collect(), self.ground);
        self.borders = constraints.into_iter().map(|(a, b)| crate::samples::mesh::edge(a, b)).collect();
        let district_of = self.label_districts(&mesh);
        let is_kept: Vec<bool> = district_of.iter().map(|&district| district != NONE).collect();
        self.district_of = mesh.retain(&is_kept).into_iter().map(|old| district_of[old as usize]).collect();
        self.mesh = mesh;
    }

    /// The real district borders with positions added along long segments (off the straight line by less than a
    /// lattice unit), shared by both sides.
    fn border_lines(&self) -> (Vec<Position>, Vec<(u32, u32)>) {
        let mut vertices = Vec::new();
        let mut numbers: FxHashMap<Position, u32> = FxHashMap::default();
        let mut number = |p: Position, vertices: &mut Vec<Position>| {
            *numbers.entry(p).or_insert_with(|| {
                vertices.push(p);
                vertices.len() as u32 - 1
            })
        };
        let mut lines = Vec::new();
        let mut seen = FxHashSet::default();
        for ring in self.districts.iter().flatten() {
            for pair in ring.windows(2) {
                let (a, b) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
                if a == b || !seen.insert((a, b)) {
                    continue;
                }
                let (from, to) = (self.ground.metres(a), self.ground.metres(b));
                let middle = [f64::midpoint(from[0], to[0]), f64::midpoint(from[1], to[1])];
                let pieces = (distance(from, to) / self.spacing(middle)).round().max(1.0) as i64;
                let along = |a: i32, b: i32, k: i64| a + ((i64::from(b) - i64::from(a)) * k / pieces) as i32;
                let mut last = number(a, &mut vertices);
                for k in 1..=pieces {
                    let next = number(Position::new(along(a.lon, b.lon, k), along(a.lat, b.lat, k)), &mut vertices);
                    if next != last {
                        lines.push((last, next));
                    }
                    last = next;
                }
            }
        }
        (vertices, lines)
    }

    /// District of each triangle, [`NONE`] outside the city: found once for each piece between borders, in its largest
    /// triangle.
    fn label_districts(&self, mesh: &Mesh) -> Vec<u32> {
        let (piece, count) = mesh.flood(|edge| self.borders.contains(&edge));
        let mut largest: Vec<(f64, u32)> = vec![(0.0, 0); count];
        for t in 0..mesh.triangles.len() as u32 {
            let best = &mut largest[piece[t as usize] as usize];
            if mesh.area(t) > best.0 {
                *best = (mesh.area(t), t);
            }
        }
        let district = |&(_, t): &(f64, u32)| {
            let at = self.ground.position(mesh.centre(t));
            self.districts.iter().position(|polygon| polygon_contains(polygon, at)).map_or(NONE, |district| district as u32)
        };
        let by_piece: Vec<u32> = largest.iter().map(district).collect();
        piece.iter().map(|&piece| by_piece[piece as usize]).collect()
    }
}

/// Positions in a square, one in each cell of a jittered raster whose rows are offset like bricks.
fn scatter(corner: [f64; 2], spacing: f64, random: &mut Random) -> Vec<[f64; 2]> {
    let n = (TILE_M / spacing).round().max(1.0);
    let step = TILE_M / n;
    let mut places = Vec::new();
    for row in 0..n as usize {
        for column in 0..n as usize {
            let jitter = |random: &mut Random| 0.5 + (random.unit() - 0.5) * 0.62;
            let shift = if row % 2 == 0 { 0.25 } else { -0.25 };
            let x = (column as f64 + shift + jitter(random)) * step;
            places.push([corner[0] + x, corner[1] + (row as f64 + jitter(random)) * step]);
        }
    }
    places
}

/// Townships by the embedded list.
fn towns() -> Vec<Town> {
    let town = |line: &'static str| {
        let mut columns = line.split('\t');
        let (code, name, villages) = (columns.next()?, columns.next()?, columns.next()?);
        let villages: Vec<&'static str> = villages.split(',').collect();
        let district = district_of_township(code)?;
        let is_urban = name.ends_with("街道") || matches!(name, "城关镇" | "汲水镇" | "小冀镇");
        let is_city = DISTRICTS[district].is_urban() && is_urban;
        let cells = if is_city { villages.len() * 2 } else { (villages.len() * 3).div_ceil(4) };
        Some(Town { name, district, is_urban, place: [0.0; 2], size: 1.0, cells: cells.clamp(6, 38), villages })
    };
    assets::XINXIANG_PLACES.lines().filter_map(town).collect()
}

/// Gives every township a place: quarters close around the seat, townships spread evenly over the district.
fn place_towns(towns: &mut [Town], districts: &[Vec<Vec<Position>>], ground: Ground, random: &mut Random) {
    for (district, facts) in DISTRICTS.iter().enumerate() {
        let Some(seat) = Position::from_degrees(facts.seat[0], facts.seat[1]).map(|seat| ground.metres(seat)) else { continue };
        let polygon = &districts[district];
        let bounds = Bounds::of(polygon.iter().flatten().copied());
        let (low, high) = (ground.metres(bounds.min), ground.metres(bounds.max));
        let quarters = towns.iter().filter(|town| town.district == district && town.is_urban).count();
        let core = if facts.is_urban() { 750.0 } else { 1_250.0 } * (quarters as f64).sqrt();
        let mut placed: Vec<[f64; 2]> = Vec::new();
        for is_urban in [true, false] {
            for town in towns.iter_mut().filter(|town| town.district == district && town.is_urban == is_urban) {
                let mut best = (f64::MIN, seat);
                for _ in 0..60 {
                    let at = if is_urban {
                        [seat[0] + (random.unit() - 0.5) * 2.0 * core, seat[1] + (random.unit() - 0.5) * 2.0 * core]
                    } else {
                        [low[0] + random.unit() * (high[0] - low[0]), low[1] + random.unit() * (high[1] - low[1])]
                    };
                    let from_seat = distance(at, seat);
                    let is_apart = if is_urban { from_seat < core || quarters == 1 } else { from_seat > core + 1_500.0 };
                    if !is_apart || !polygon_contains(polygon, ground.position(at)) {
                        continue;
                    }
                    let apart = placed.iter().map(|&other| distance(other, at)).fold(from_seat + 10_000.0, f64::min);
                    if apart > best.0 {
                        best = (apart, at);
                    }
                }
                town.place = if is_urban && quarters == 1 { seat } else { best.1 };
                placed.push(town.place);
            }
        }
    }
}

/// Finds about how large each township is, by asking a raster of places which centre is nearest.
fn measure_towns(towns: &mut [Town], districts: &[Vec<Vec<Position>>], ground: Ground, bounds: Bounds) {
    const STEP_M: f64 = 500.0;
    let end = ground.metres(bounds.max);
    let mut counts = vec![0u32; towns.len()];
    for row in 0..(end[1] / STEP_M) as usize {
        for column in 0..(end[0] / STEP_M) as usize {
            let at = [(column as f64 + 0.5) * STEP_M, (row as f64 + 0.5) * STEP_M];
            let position = ground.position(at);
            let Some(district) = districts.iter().position(|polygon| polygon_contains(polygon, position)) else { continue };
            let own = towns.iter().enumerate().filter(|(_, town)| town.district == district);
            let nearest = own.min_by(|a, b| (distance(a.1.place, at) / pull(a.1)).total_cmp(&(distance(b.1.place, at) / pull(b.1))));
            if let Some((town, _)) = nearest {
                counts[town] += 1;
            }
        }
    }
    for (town, count) in towns.iter_mut().zip(counts) {
        town.size = (f64::from(count.max(1)) * STEP_M * STEP_M).sqrt();
    }
}

/// How far a township's pull reaches: quarters of a town end where the fields begin.
pub fn pull(town: &Town) -> f64 {
    if town.is_urban { 0.45 } else { 1.0 }
}
