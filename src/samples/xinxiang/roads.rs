//! Made-up roads and a schematic river along the edges of the mesh.

use super::facts::{DISTRICTS, TRUNK_ROADS, WEI_RIVER, YELLOW_RIVER_DISTRICTS};
use super::land::Land;
use crate::geodesy::Position;
use crate::model::{ReferenceFeature, ReferenceGeometry};
use crate::samples::assets::ring_twice_area;
use crate::samples::ground::distance;
use crate::samples::mesh::{Mesh, NONE, edge};
use rustc_hash::FxHashSet;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Roads and river as lines of vertex numbers.
#[derive(Debug, Default)]
pub struct Network {
    /// Roads between district seats, with a name.
    pub trunks: Vec<(String, Vec<u32>)>,
    /// Roads from townships to the next trunk road.
    pub branches: Vec<Vec<u32>>,
    /// The Wei river.
    pub river: Vec<u32>,
    river_edges: FxHashSet<(u32, u32)>,
    trunk_edges: FxHashSet<(u32, u32)>,
    branch_edges: FxHashSet<(u32, u32)>,
}

/// Neighbours of each vertex along edges, ascending.
fn adjacency(mesh: &Mesh) -> Vec<Vec<u32>> {
    let mut near = vec![Vec::new(); mesh.vertices.len()];
    for t in &mesh.triangles {
        for k in 0..3 {
            near[t[k] as usize].push(t[(k + 1) % 3]);
            near[t[(k + 1) % 3] as usize].push(t[k]);
        }
    }
    for list in &mut near {
        list.sort_unstable();
        list.dedup();
    }
    near
}

/// Shortest ways from a set of vertices along edges: for each vertex the one before, [`NONE`] at the start. Goes no
/// further than `goal`, where there is one.
fn ways(mesh: &Mesh, near: &[Vec<u32>], from: &[u32], goal: Option<u32>) -> Vec<u32> {
    let mut before = vec![NONE; near.len()];
    let mut length = vec![u64::MAX; near.len()];
    let mut queue = BinaryHeap::new();
    for &vertex in from {
        length[vertex as usize] = 0;
        queue.push(Reverse((0u64, vertex)));
    }
    let places: Vec<[f64; 2]> = mesh.vertices.iter().map(|&p| mesh.ground.metres(p)).collect();
    while let Some(Reverse((far, vertex))) = queue.pop() {
        if goal == Some(vertex) {
            break;
        }
        if far > length[vertex as usize] {
            continue;
        }
        for &next in &near[vertex as usize] {
            let reach = far + (distance(places[vertex as usize], places[next as usize]) * 1000.0) as u64;
            if reach < length[next as usize] {
                length[next as usize] = reach;
                before[next as usize] = vertex;
                queue.push(Reverse((reach, next)));
            }
        }
    }
    before
}

/// The way back from a vertex to where the ways start.
fn trace(before: &[u32], mut at: u32) -> Vec<u32> {
    let mut line = vec![at];
    while before[at as usize] != NONE {
        at = before[at as usize];
        line.push(at);
    }
    line
}

fn nearest_vertex(mesh: &Mesh, near: &[Vec<u32>], at: [f64; 2]) -> u32 {
    let mut best = (f64::MAX, 0);
    for (v, &position) in mesh.vertices.iter().enumerate() {
        let far = distance(mesh.ground.metres(position), at);
        if far < best.0 && !near[v].is_empty() {
            best = (far, v as u32);
        }
    }
    best.1
}

fn edges<'a>(lines: impl Iterator<Item = &'a Vec<u32>>) -> FxHashSet<(u32, u32)> {
    lines.flat_map(|line| line.windows(2).map(|pair| edge(pair[0], pair[1]))).collect()
}

impl Network {
    /// Draws the network over the mesh.
    pub fn new(land: &Land) -> Self {
        let mesh = &land.mesh;
        let near = adjacency(mesh);
        let vertex = |[lon, lat]: [f64; 2]| {
            let at = Position::from_degrees(lon, lat).unwrap_or_default();
            nearest_vertex(mesh, &near, mesh.ground.metres(at))
        };
        let seats: Vec<u32> = DISTRICTS.iter().map(|district| vertex(district.seat)).collect();
        let mut network = Self::default();
        for (from, to) in TRUNK_ROADS {
            let name = format!("{}—{}（示意）", DISTRICTS[from].short, DISTRICTS[to].short);
            network.trunks.push((name, trace(&ways(mesh, &near, &[seats[from]], Some(seats[to])), seats[to])));
        }
        let stops: Vec<u32> = WEI_RIVER.iter().map(|&place| vertex(place)).collect();
        for pair in stops.windows(2) {
            let mut piece = trace(&ways(mesh, &near, &[pair[1]], Some(pair[0])), pair[0]);
            piece.dedup();
            network.river.pop();
            network.river.append(&mut piece);
        }
        network.trunk_edges = edges(network.trunks.iter().map(|(_, line)| line));
        network.river_edges = edges([&network.river].into_iter());
        let mut served: Vec<u32> = network.trunks.iter().flat_map(|(_, line)| line.iter().copied()).collect();
        served.sort_unstable();
        served.dedup();
        let before = ways(mesh, &near, &served, None);
        for town in &land.towns {
            let line = trace(&before, nearest_vertex(mesh, &near, town.place));
            if line.len() > 1 {
                network.branches.push(line);
            }
        }
        network.branch_edges = edges(network.branches.iter());
        network
    }

    /// How many metres a crossing seems to take: people do not think of both banks as one neighbourhood.
    pub fn toll(&self, edge: (u32, u32)) -> f64 {
        if self.river_edges.contains(&edge) {
            2_500.0
        } else if self.trunk_edges.contains(&edge) {
            900.0
        } else if self.branch_edges.contains(&edge) {
            400.0
        } else {
            0.0
        }
    }

    /// All edges of roads and river.
    pub fn lines(&self) -> FxHashSet<(u32, u32)> {
        self.river_edges.iter().chain(&self.trunk_edges).chain(&self.branch_edges).copied().collect()
    }

    /// The network and the Yellow River as reference features, with the mesh's present positions.
    pub fn reference(&self, land: &Land) -> Vec<ReferenceFeature> {
        let place = |line: &Vec<u32>| line.iter().map(|&v| land.mesh.vertices[v as usize]).collect::<Vec<_>>();
        let feature = |layer: &str, kind: &str, name: &str, lines| ReferenceFeature {
            layer: layer.to_owned(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            geometry: ReferenceGeometry::Lines(lines),
        };
        let mut features = vec![
            feature("water", "river", "黄河（示意）", vec![yellow_river(land)]),
            feature("water", "river", "卫河（示意）", vec![place(&self.river)]),
        ];
        features.extend(self.trunks.iter().map(|(name, line)| feature("road", "trunk", name, vec![place(line)])));
        features.push(feature("road", "secondary", "乡道（示意）", own_parts(&self.branches).iter().map(place).collect()));
        features
    }
}

/// Lines cut where they run into one that came before, so that no stretch is drawn twice.
fn own_parts(lines: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut drawn = FxHashSet::default();
    let mut parts = Vec::new();
    for line in lines {
        let end = line.windows(2).position(|pair| drawn.contains(&edge(pair[0], pair[1]))).unwrap_or(line.len() - 1);
        drawn.extend(line.windows(2).take(end).map(|pair| edge(pair[0], pair[1])));
        if end > 0 {
            parts.push(line[..=end].to_vec());
        }
    }
    parts
}

/// The southern border of the city along the Yellow River, west to east, a little outside.
fn yellow_river(land: &Land) -> Vec<Position> {
    let outline = outline(land);
    let of_river = YELLOW_RIVER_DISTRICTS.iter().flat_map(|&district| land.districts[district].iter().flatten());
    let on_both: Vec<Position> = of_river.filter(|p| outline.contains(p)).copied().collect();
    let (Some(&west), Some(&east)) = (on_both.iter().min(), on_both.iter().max()) else { return Vec::new() };
    let at = |place| outline.iter().position(|&p| p == place).unwrap_or(0);
    let walk = |from: usize, to: usize| {
        let steps = (to + outline.len() - from) % outline.len();
        (0..=steps).map(|k| outline[(from + k) % outline.len()]).collect::<Vec<_>>()
    };
    // The outline is counter-clockwise: from west to east it passes the south.
    walk(at(west), at(east)).into_iter().map(|p| Position::new(p.lon + 30_000, p.lat - 60_000)).collect()
}

/// The city's outer border: segments of one district only, in order, counter-clockwise.
fn outline(land: &Land) -> Vec<Position> {
    let mut sides = BTreeSet::new();
    for ring in land.districts.iter().flatten() {
        let is_reversed = ring_twice_area(ring) < 0;
        for pair in ring.windows(2) {
            let (a, b) = if is_reversed { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
            sides.insert((a, b));
        }
    }
    let next: BTreeMap<Position, Position> = sides.iter().filter(|(a, b)| !sides.contains(&(*b, *a))).copied().collect();
    let mut line: Vec<Position> = next.keys().next().copied().into_iter().collect();
    while let Some(&position) = line.last().and_then(|last| next.get(last)) {
        if line[0] == position || line.len() > next.len() {
            break;
        }
        line.push(position);
    }
    line
}
