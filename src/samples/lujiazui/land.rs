//! The land of Lujiazui between real roads and shores, and its division into blocks.

use super::buildings::Building;
use super::{DISTRICTS, layer};
use crate::geodesy::{Bounds, Position};
use crate::samples::assets::{AssetFeature, polygon_contains};
use crate::samples::ground::{Ground, distance};
use crate::samples::growth::{Seed, grow, untie};
use crate::samples::mesh::{Mesh, NONE, edge};
use crate::samples::random::Random;
use rustc_hash::{FxHashMap, FxHashSet};

/// Metres between the mesh's free vertices.
const SPACING_M: f64 = 26.0;
/// Land pieces smaller than this are left out (piers, slivers at the map's edge).
const SMALLEST_LAND_M2: f64 = 40_000.0;
/// A block smaller than this joins a neighbour (traffic islands, strips between carriageways).
const SMALLEST_BLOCK_M2: f64 = 3_500.0;
/// A block narrower than this on average (twice its area over its perimeter) does so, too.
const NARROWEST_BLOCK_M: f64 = 17.0;

/// The land between roads and water.
#[derive(Debug)]
pub struct Town {
    /// The mesh, on land only.
    pub mesh: Mesh,
    /// Edges along roads, shores and the edge of the map.
    pub walls: FxHashSet<(u32, u32)>,
    /// Those of them along shores.
    shore: Vec<(u32, u32)>,
    /// District of each triangle.
    pub district_of: Vec<u32>,
}

impl Town {
    /// Builds the mesh from the noded lines and keeps the land.
    pub fn new(seed: u64, features: &[AssetFeature]) -> Self {
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
    pub fn blocks(&self, seed: u64, buildings: &[Building]) -> (Vec<u32>, usize) {
        let mesh = &self.mesh;
        let mut random = Random::new(seed, 21);
        let (piece, count) = mesh.flood(|edge| self.walls.contains(&edge));
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
        piece.iter().enumerate().for_each(|(t, &piece)| members[piece as usize].push(t as u32));
        let mut inside: Vec<Vec<&Building>> = vec![Vec::new(); count];
        for building in buildings {
            inside[piece[building.triangle as usize] as usize].push(building);
        }
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
    pub fn smooth(&mut self, labels: &[u32]) {
        let mut is_fixed = vec![false; self.mesh.vertices.len()];
        for &(a, b) in &self.walls {
            is_fixed[a as usize] = true;
            is_fixed[b as usize] = true;
        }
        self.mesh.smooth(labels, &FxHashSet::default(), &is_fixed, 6);
    }

    /// The shore where land of the plan ends at it.
    pub fn shore_lines(&self) -> Vec<Vec<Position>> {
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
    let anchors = DISTRICTS.map(|district| Position::from_degrees(district.place[0], district.place[1]).map_or([0.0; 2], |p| mesh.ground.metres(p)));
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

