//! The faces of the graph, which of them lie in which, and the polygons that cover each.

use super::chains::Graph;
use super::lattice::order_round;
use crate::base::{CancelToken, Cancelled};
use crate::geodesy::{Bounds, Position};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::cmp::Ordering;

/// The polygons that cover a face, ascending.
pub(super) type Cover = SmallVec<[u32; 2]>;

/// The unbounded face.
pub(super) const OUTSIDE: u32 = 0;

/// All faces; face 0 is the unbounded one.
#[derive(Debug)]
pub(super) struct Faces {
    /// The face on the left of each half.
    pub of_half: Vec<u32>,
    /// The halves round each face, of its outer boundary and of what lies in it.
    pub halves: Vec<Vec<u32>>,
    /// Which polygons cover each face.
    pub cover: Vec<Cover>,
    /// Twice the lattice area of each face; 0 for the outside.
    pub twice_area: Vec<i128>,
}

impl Faces {
    /// Number of faces, the outside included.
    pub fn len(&self) -> usize {
        self.halves.len()
    }
}

/// Traces all faces. O(c log c) for c chains, and for every separate part of the graph one look at a column of segments.
pub(super) fn trace(graph: &Graph, cancel: &CancelToken) -> Result<Faces, Cancelled> {
    let next = next_halves(graph);
    let cycles = Cycles::new(graph, &next);
    cancel.check()?;
    let face_of_cycle = nest(graph, &cycles, cancel)?;
    let count = 1 + cycles.area.iter().filter(|area| **area > 0).count();
    let of_half: Vec<u32> = cycles.of_half.iter().map(|cycle| face_of_cycle[*cycle as usize]).collect();
    let mut faces = Faces { halves: vec![Vec::new(); count], cover: vec![Cover::new(); count], twice_area: vec![0; count], of_half };
    for (half, face) in faces.of_half.iter().enumerate() {
        faces.halves[*face as usize].push(half as u32);
    }
    for (cycle, face) in face_of_cycle.iter().enumerate().filter(|(_, face)| **face != OUTSIDE) {
        faces.twice_area[*face as usize] += cycles.area[cycle];
    }
    spread_cover(graph, &mut faces);
    Ok(faces)
}

/// For each half the half that follows it round the face on its left.
fn next_halves(graph: &Graph) -> Vec<u32> {
    let mut leaving: Vec<(u32, u32)> = (0..2 * graph.chains.len() as u32).map(|half| (graph.origin(half), half)).collect();
    leaving.sort_unstable();
    let mut next = vec![0; leaving.len()];
    for node in leaving.chunk_by_mut(|one, two| one.0 == two.0) {
        let origin = graph.vertices[node[0].0 as usize];
        let towards = |half: u32| graph.vertices[graph.second(half) as usize];
        node.sort_by(|one, two| order_round(origin, towards(one.1), towards(two.1)));
        for (at, (_, half)) in node.iter().enumerate() {
            // Arriving against `half`, the face on the left goes on with the next one clockwise.
            let clockwise = node[(at + node.len() - 1) % node.len()].1;
            next[(half ^ 1) as usize] = clockwise;
        }
    }
    next
}

/// The closed walks along `next`.
struct Cycles {
    of_half: Vec<u32>,
    /// Positive for the outer boundary of a face, negative for the outline of a part of the graph, seen from outside it.
    area: Vec<i128>,
}

impl Cycles {
    fn new(graph: &Graph, next: &[u32]) -> Self {
        let mut cycles = Self { of_half: vec![u32::MAX; next.len()], area: Vec::new() };
        for start in 0..next.len() {
            if cycles.of_half[start] != u32::MAX {
                continue;
            }
            let (mut half, mut area) = (start, 0);
            while cycles.of_half[half] == u32::MAX {
                cycles.of_half[half] = cycles.area.len() as u32;
                area += graph.half_area(half as u32);
                half = next[half] as usize;
            }
            cycles.area.push(area);
        }
        cycles
    }
}

/// A separate part of the graph: its outline and its westernmost, then southernmost vertex.
#[derive(Clone, Copy, Debug)]
struct Part {
    corner: Position,
    outline: u32,
    number: u32,
}

/// The face of every cycle: a face for each positive one, and for each outline the face that it lies in.
fn nest(graph: &Graph, cycles: &Cycles, cancel: &CancelToken) -> Result<Vec<u32>, Cancelled> {
    let mut face_of_cycle = vec![OUTSIDE; cycles.area.len()];
    let mut count = OUTSIDE;
    for (cycle, _) in cycles.area.iter().enumerate().filter(|(_, area)| **area > 0) {
        count += 1;
        face_of_cycle[cycle] = count;
    }
    let (mut parts, part_of_chain) = parts(graph, cycles);
    if parts.len() < 2 {
        return Ok(face_of_cycle);
    }
    let columns = Columns::new(graph, &part_of_chain);
    // From west to east: what lies below the corner of a part starts further west, so its own nesting is known already.
    parts.sort_unstable_by_key(|part| (part.corner, part.number));
    for (at, part) in parts.iter().enumerate() {
        if at % 1024 == 0 {
            cancel.check()?;
        }
        if let Some(half) = columns.half_below(part) {
            face_of_cycle[part.outline as usize] = face_of_cycle[cycles.of_half[half as usize] as usize];
        }
    }
    Ok(face_of_cycle)
}

fn parts(graph: &Graph, cycles: &Cycles) -> (Vec<Part>, Vec<u32>) {
    let mut parent: Vec<u32> = (0..graph.chains.len() as u32).collect();
    let mut first_at: FxHashMap<u32, u32> = FxHashMap::default();
    for half in 0..2 * graph.chains.len() as u32 {
        let first = *first_at.entry(graph.origin(half)).or_insert(half / 2);
        let (one, two) = (find(&mut parent, first), find(&mut parent, half / 2));
        parent[one.max(two) as usize] = one.min(two);
    }
    let part_of_chain: Vec<u32> = (0..parent.len() as u32).map(|chain| find(&mut parent, chain)).collect();
    let mut corners = vec![Position::new(i32::MAX, i32::MAX); parent.len()];
    for (chain, part) in part_of_chain.iter().enumerate() {
        let corner = &mut corners[*part as usize];
        *corner = graph.path(chain).iter().map(|vertex| graph.vertices[*vertex as usize]).fold(*corner, Position::min);
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut has_outline = vec![false; parent.len()];
    for (half, cycle) in cycles.of_half.iter().enumerate() {
        let part = part_of_chain[half / 2];
        if cycles.area[*cycle as usize] <= 0 && !has_outline[part as usize] {
            has_outline[part as usize] = true;
            parts.push(Part { corner: corners[part as usize], outline: *cycle, number: part });
        }
    }
    (parts, part_of_chain)
}

/// The root of a tree of joined numbers, with the path to it shortened.
pub(super) fn find(parent: &mut [u32], mut at: u32) -> u32 {
    while parent[at as usize] != at {
        parent[at as usize] = parent[parent[at as usize] as usize];
        at = parent[at as usize];
    }
    at
}

/// A segment from west to east with the half whose face lies above it.
#[derive(Clone, Copy, Debug)]
struct Slanted {
    west: Position,
    east: Position,
    half_above: u32,
    part: u32,
}

/// The segments that are not on a meridian, by column of longitude.
struct Columns {
    west: i64,
    width: i64,
    slanted: Vec<Vec<Slanted>>,
}

impl Columns {
    fn new(graph: &Graph, part_of_chain: &[u32]) -> Self {
        let bounds = Bounds::of(graph.vertices.iter().copied());
        let (mut count, mut sum) = (0i64, 0i64);
        for (a, b) in (0..graph.chains.len()).flat_map(|chain| graph.segments(chain)) {
            count += 1;
            sum += i64::from(a.lon.abs_diff(b.lon));
        }
        let range = i64::from(bounds.max.lon) - i64::from(bounds.min.lon);
        let width = (sum / count.max(1)).max(range / count.max(1)).max(1);
        let mut columns = Self { west: i64::from(bounds.min.lon), width, slanted: vec![Vec::new(); (range / width + 1) as usize] };
        for (chain, part) in part_of_chain.iter().enumerate() {
            for (a, b) in graph.segments(chain).filter(|(a, b)| a.lon != b.lon) {
                // The face above is on the left of the half that goes east.
                let (west, east, half_above) = if a.lon < b.lon { (a, b, 2 * chain as u32) } else { (b, a, 2 * chain as u32 + 1) };
                let slanted = Slanted { west, east, half_above, part: *part };
                for column in columns.of(west.lon)..=columns.of(east.lon) {
                    columns.slanted[column].push(slanted);
                }
            }
        }
        columns
    }

    fn of(&self, lon: i32) -> usize {
        ((i64::from(lon) - self.west) / self.width) as usize
    }

    /// The half whose face lies just below the corner of a part, a hair to the east of it; `None` under no segment.
    fn half_below(&self, part: &Part) -> Option<u32> {
        let p = part.corner;
        self.slanted[self.of(p.lon)]
            .iter()
            .filter(|s| s.part != part.number && s.west.lon <= p.lon && p.lon < s.east.lon)
            .filter(|s| crate::geodesy::orientation(s.west, s.east, p) > 0)
            .max_by(|one, two| one.order_at(two, p.lon))
            .map(|s| s.half_above)
    }
}

impl Slanted {
    /// Which of two segments that both reach east of a meridian is higher just east of it.
    fn order_at(&self, other: &Self, lon: i32) -> Ordering {
        let run = |s: &Self| i128::from(s.east.lon) - i128::from(s.west.lon);
        let rise = |s: &Self| i128::from(s.east.lat) - i128::from(s.west.lat);
        let height = |s: &Self| i128::from(s.west.lat) * run(s) + rise(s) * (i128::from(lon) - i128::from(s.west.lon));
        let here = (height(self) * run(other)).cmp(&(height(other) * run(self)));
        here.then_with(|| (rise(self) * run(other)).cmp(&(rise(other) * run(self))))
    }
}

/// Walks over the faces from the outside; crossing a chain changes exactly its polygons.
fn spread_cover(graph: &Graph, faces: &mut Faces) {
    let mut is_known = vec![false; faces.len()];
    is_known[OUTSIDE as usize] = true;
    let mut waiting = vec![OUTSIDE];
    while let Some(face) = waiting.pop() {
        for at in 0..faces.halves[face as usize].len() {
            let half = faces.halves[face as usize][at];
            let other = faces.of_half[(half ^ 1) as usize];
            if !is_known[other as usize] {
                is_known[other as usize] = true;
                faces.cover[other as usize] = toggle(&faces.cover[face as usize], graph.polygons((half / 2) as usize));
                waiting.push(other);
            }
        }
    }
}

/// The numbers that are in exactly one of two ascending lists.
fn toggle(one: &[u32], two: &[u32]) -> Cover {
    let (mut result, mut at, mut other) = (Cover::new(), 0, 0);
    while at < one.len() || other < two.len() {
        let order = match (one.get(at), two.get(other)) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        match order {
            Ordering::Less => result.push(one[at]),
            Ordering::Greater => result.push(two[other]),
            Ordering::Equal => {}
        }
        at += usize::from(order != Ordering::Greater);
        other += usize::from(order != Ordering::Less);
    }
    result
}
