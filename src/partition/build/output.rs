//! Faces of one owner become cells, chains between cells become arcs.

use super::chains::Graph;
use super::faces::Faces;
use super::intake::Rings;
use super::resolve::{NOBODY, connect};
use super::{BuiltCell, InputPolygon};
use crate::base::{CellId, Finding, FindingKind, Findings, NodeId, Severity};
use crate::geodesy::Position;
use crate::partition::ArcShape;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Numbers the cells and joins the chains that separate different cells.
pub(super) fn assemble(graph: &Graph, faces: &Faces, owners: &[u32], lock: bool) -> (Vec<ArcShape>, Vec<BuiltCell>) {
    let (cells, cell_of_face) = number_cells(faces, owners);
    let cell_of_half: Vec<CellId> = faces.of_half.iter().map(|face| cell_of_face[*face as usize]).collect();
    (Joiner::new(graph, &cell_of_half).join(lock), cells)
}

/// Cells in the order of polygons, the largest part first; and the cell of each face.
fn number_cells(faces: &Faces, owners: &[u32]) -> (Vec<BuiltCell>, Vec<CellId>) {
    let roots = connect(faces, owners);
    let mut parts: BTreeMap<u32, BTreeMap<u32, i128>> = BTreeMap::new();
    for (face, root) in roots.iter().enumerate().filter(|(face, _)| owners[*face] != NOBODY) {
        *parts.entry(owners[face]).or_default().entry(*root).or_default() += faces.twice_area[face];
    }
    let mut cells = Vec::new();
    let mut cell_of_root: FxHashMap<u32, CellId> = FxHashMap::default();
    for (polygon, roots) in parts {
        let mut roots: Vec<(u32, i128)> = roots.into_iter().collect();
        roots.sort_by_key(|(root, area)| (Reverse(*area), *root));
        for (at, (root, _)) in roots.iter().enumerate() {
            let id = CellId(cells.len() as u32 + 1);
            cells.push(BuiltCell { id, polygon, part: at as u32 + 1, parts: roots.len() as u32 });
            cell_of_root.insert(*root, id);
        }
    }
    let cell_of_face = roots.iter().map(|root| cell_of_root.get(root).copied().unwrap_or(CellId::OUTSIDE)).collect();
    (cells, cell_of_face)
}

/// Joins chains where only two meet.
struct Joiner<'a> {
    graph: &'a Graph,
    cell_of_half: &'a [CellId],
    /// The kept halves that leave each vertex.
    leaving: FxHashMap<u32, Vec<u32>>,
    is_done: Vec<bool>,
    node_of: FxHashMap<u32, NodeId>,
    arcs: Vec<ArcShape>,
}

impl<'a> Joiner<'a> {
    fn new(graph: &'a Graph, cell_of_half: &'a [CellId]) -> Self {
        let mut leaving: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for half in 0..cell_of_half.len() as u32 {
            if cell_of_half[half as usize] != cell_of_half[(half ^ 1) as usize] {
                leaving.entry(graph.origin(half)).or_default().push(half);
            }
        }
        let is_done = vec![false; graph.chains.len()];
        Self { graph, cell_of_half, leaving, is_done, node_of: FxHashMap::default(), arcs: Vec::new() }
    }

    fn is_kept(&self, chain: u32) -> bool {
        self.cell_of_half[2 * chain as usize] != self.cell_of_half[2 * chain as usize + 1]
    }

    fn degree(&self, vertex: u32) -> usize {
        self.leaving.get(&vertex).map_or(0, Vec::len)
    }

    fn join(mut self, lock: bool) -> Vec<ArcShape> {
        for half in 0..2 * self.graph.chains.len() as u32 {
            if self.is_kept(half / 2) && self.degree(self.graph.origin(half)) != 2 {
                self.walk(half, lock);
            }
        }
        for chain in 0..self.graph.chains.len() as u32 {
            if self.is_kept(chain) {
                self.walk(2 * chain, lock);
            }
        }
        self.arcs
    }

    /// Makes the arc that begins with a half, unless its chain is in an arc already.
    fn walk(&mut self, start: u32, lock: bool) {
        if self.is_done[(start / 2) as usize] {
            return;
        }
        let first = self.graph.origin(start);
        let mut path = vec![first];
        let mut half = start;
        loop {
            self.is_done[(half / 2) as usize] = true;
            let chain = self.graph.path((half / 2) as usize);
            if half.is_multiple_of(2) {
                path.extend(&chain[1..]);
            } else {
                path.extend(chain.iter().rev().skip(1));
            }
            let end = self.graph.origin(half ^ 1);
            let on = self.leaving.get(&end).filter(|leaving| leaving.len() == 2 && end != first);
            match on.and_then(|leaving| leaving.iter().find(|other| **other != half ^ 1)) {
                Some(next) => half = *next,
                None => break,
            }
        }
        let mut points: Vec<Position> = path.iter().map(|vertex| self.graph.vertices[*vertex as usize]).collect();
        let is_loose = path.len() > 1 && path[0] == path[path.len() - 1] && self.degree(first) == 2;
        let (from, to) = if is_loose {
            begin_at_corner(&mut points);
            // Its corner is met by no other arc, so the vertex it was traced from may stand for it.
            (self.node(first), self.node(first))
        } else {
            (self.node(first), self.node(path[path.len() - 1]))
        };
        let (left, right) = (self.cell_of_half[start as usize], self.cell_of_half[(start ^ 1) as usize]);
        self.arcs.push(ArcShape { from, to, left, right, is_locked: lock, points: points.into() });
    }

    fn node(&mut self, vertex: u32) -> NodeId {
        let next = NodeId(self.node_of.len() as u32);
        *self.node_of.entry(vertex).or_insert(next)
    }
}

/// Turns a closed line so that it begins at its westernmost, then southernmost position.
fn begin_at_corner(points: &mut Vec<Position>) {
    points.pop();
    if let Some((corner, _)) = points.iter().enumerate().min_by_key(|(_, p)| **p) {
        points.rotate_left(corner);
    }
    points.extend(points.first().copied());
}

/// Findings about polygons in several parts and about polygons that are gone: nothing is lost silently.
pub(super) fn report_parts(
    polygons: &[InputPolygon],
    rings: &Rings,
    faces: &Faces,
    cells: &[BuiltCell],
    findings: &mut Findings,
) {
    let mut is_there = vec![false; polygons.len()];
    for cell in cells.iter().filter(|cell| cell.part == 1) {
        is_there[cell.polygon as usize] = true;
        let polygon = &polygons[cell.polygon as usize];
        if cell.parts > 1 {
            findings.push(
                Finding::new(FindingKind::MultiPart).row(polygon.row).subject(&polygon.code).subject(cell.parts.to_string()).action("split"),
            );
        }
    }
    let gone: Vec<u32> = (0..polygons.len()).filter(|at| rings.is_used[*at] && !is_there[*at]).map(|at| at as u32).collect();
    if gone.is_empty() {
        return;
    }
    let mut shares: BTreeMap<u32, Vec<u32>> = gone.iter().map(|polygon| (*polygon, Vec::new())).collect();
    for (face, cover) in faces.cover.iter().enumerate() {
        for polygon in cover {
            if let Some(list) = shares.get_mut(polygon) {
                list.push(face as u32);
            }
        }
    }
    for (polygon, list) in shares {
        findings.push(gone_finding(polygons, rings, faces, polygon, &list));
    }
}

/// Says why a polygon has no cell: it is a copy after snapping, others cover it, or it is smaller than the noise.
fn gone_finding(polygons: &[InputPolygon], rings: &Rings, faces: &Faces, polygon: u32, list: &[u32]) -> Finding {
    let mut others: Vec<u32> = list.iter().flat_map(|face| &faces.cover[*face as usize]).copied().filter(|other| *other != polygon).collect();
    others.sort_unstable();
    others.dedup();
    let covers_all = |other: &u32| list.iter().all(|face| faces.cover[*face as usize].contains(other));
    let is_copy = |other: &u32| covers_all(other) && faces.cover.iter().filter(|cover| cover.contains(other)).count() == list.len();
    let copied = others.iter().copied().find(|other| is_copy(other));
    let (kind, subjects, action) = match copied {
        Some(original) => (FindingKind::Duplicate, vec![original], "merged"),
        None if list.is_empty() => (FindingKind::Sliver, Vec::new(), "vanished"),
        None => (FindingKind::Overlap, others, "vanished"),
    };
    let input = &polygons[polygon as usize];
    let mut finding = Finding::new(kind).row(input.row).subject(&input.code).action(action);
    for subject in subjects {
        finding.subjects.push(polygons[subject as usize].code.clone());
    }
    if copied.is_none() {
        finding.severity = Severity::Error;
    }
    let place = rings.polygon.iter().position(|of| *of == polygon).and_then(|ring| rings.ring(ring).first());
    match place {
        Some(place) => finding.place(place.degrees()),
        None => finding,
    }
}
