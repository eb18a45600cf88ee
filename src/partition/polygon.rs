//! Polygons derived from arcs (P4): of a cell, or of any set of cells dissolved.

use super::{ArcRef, Partition};
use crate::base::CellId;
use crate::geodesy::{Bounds, Position, point_is_under, twice_area};
use std::collections::BTreeMap;

/// A polygon: a counter-clockwise shell and clockwise holes, each closed (first position repeated).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polygon {
    /// Shell first, then holes.
    pub rings: Vec<Vec<Position>>,
}

impl Partition {
    /// The polygon of a cell. A cell that touches itself at a node gets a hole that touches the shell there, as the
    /// simple-feature rules want. Empty for a cell that is not there.
    pub fn cell_polygon(&self, cell: CellId) -> Polygon {
        let mut polygons = self.polygons_of_rings(self.faces.get(cell).map(|face| face.rings.as_slice()).unwrap_or_default());
        if polygons.is_empty() { Polygon { rings: Vec::new() } } else { polygons.swap_remove(0) }
    }

    /// The polygons of a set of cells, inner boundaries dissolved: one per connected part, largest first.
    ///
    /// `boundary` are the arcs that have a cell of the set on one side only, in the direction that has it on the left.
    pub fn dissolve(&self, boundary: impl IntoIterator<Item = ArcRef>) -> Vec<Polygon> {
        let rings = self.trace_rings(boundary);
        self.polygons_of_rings(&rings)
    }

    /// The boundary of a set of cells, for [`Self::dissolve`]. Cost: the arcs around the cells.
    pub fn boundary_of<'a>(&'a self, cells: impl IntoIterator<Item = CellId> + 'a, is_member: impl Fn(CellId) -> bool + 'a) -> impl Iterator<Item = ArcRef> + 'a {
        cells.into_iter().flat_map(|cell| self.face_arcs(cell)).filter(move |walked| {
            let shape = &self.arcs[walked.arc].shape;
            !is_member(if walked.is_reversed { shape.left } else { shape.right })
        })
    }

    fn polygons_of_rings(&self, rings: &[Vec<ArcRef>]) -> Vec<Polygon> {
        let mut shells: Vec<(i128, Polygon)> = Vec::new();
        let mut holes: Vec<Vec<Position>> = Vec::new();
        for ring in rings {
            let points: Vec<Position> = ring.iter().flat_map(|walked| self.arcs[walked.arc].walk(walked.is_reversed).skip(1)).collect();
            for simple in split_at_repeats(points) {
                let area: i128 = simple.windows(2).map(|pair| twice_area(pair[0], pair[1])).sum();
                if area > 0 {
                    shells.push((area, Polygon { rings: vec![simple] }));
                } else {
                    holes.push(simple);
                }
            }
        }
        shells.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.rings.cmp(&b.1.rings)));
        for hole in holes {
            // The smallest shell that holds the hole is the one it was cut from.
            let home = if shells.len() == 1 { Some(0) } else { (0..shells.len()).rev().find(|&at| holds(&shells[at].1.rings[0], &hole)) };
            if let Some(at) = home {
                shells[at].1.rings.push(hole);
            }
        }
        shells.into_iter().map(|(_, polygon)| polygon).collect()
    }
}

/// Cuts a closed walk into closed simple rings where it passes one position twice.
fn split_at_repeats(points: Vec<Position>) -> Vec<Vec<Position>> {
    let mut rings = Vec::new();
    let mut open: Vec<Position> = Vec::with_capacity(points.len() + 1);
    let mut seen: BTreeMap<Position, usize> = BTreeMap::new();
    let has_repeat = {
        let mut sorted = points.clone();
        sorted.sort_unstable();
        sorted.windows(2).any(|pair| pair[0] == pair[1])
    };
    if has_repeat {
        for point in points {
            if let Some(&at) = seen.get(&point) {
                let mut ring: Vec<Position> = open.drain(at + 1..).collect();
                for gone in &ring {
                    seen.remove(gone);
                }
                ring.insert(0, point);
                ring.push(point);
                rings.push(ring);
            } else {
                seen.insert(point, open.len());
                open.push(point);
            }
        }
    } else {
        open = points;
    }
    if let Some(&first) = open.first() {
        open.push(first);
        rings.push(open);
    }
    rings
}

/// Whether a hole lies inside a shell: a hole's position that is not on the shell decides; a hole whose every position
/// is on the shell is decided by its first edge's middle, which the half-open rule settles.
fn holds(shell: &[Position], hole: &[Position]) -> bool {
    let bounds = Bounds::of(shell.iter().copied());
    if !hole.iter().all(|p| bounds.contains(*p)) {
        return false;
    }
    let on_shell: std::collections::BTreeSet<Position> = shell.iter().copied().collect();
    let witness = hole.iter().find(|p| !on_shell.contains(p)).or(hole.first());
    witness.is_some_and(|p| shell.windows(2).filter(|pair| point_is_under(*p, pair[0], pair[1])).count() % 2 == 1)
}

impl Partition {
    /// A position well inside a cell: the middle of the widest piece that a parallel of latitude cuts out of it, tried at several
    /// latitudes. For a cell too thin for any, a position that belongs to it by the half-open rule, or a vertex.
    pub fn interior_position(&self, cell: CellId) -> Option<Position> {
        let bounds = self.cell_bounds(cell);
        if bounds.is_empty() {
            return None;
        }
        let height = i64::from(bounds.max.lat) - i64::from(bounds.min.lat);
        let mut best: Option<(i64, Position)> = None;
        for part in [8, 4, 12, 6, 10, 2, 14, 7, 9, 1, 15] {
            let lat = (i64::from(bounds.min.lat) + height * part / 16) as i32;
            let mut crossings: Vec<i64> = self
                .face_arcs(cell)
                .flat_map(|walked| self.arcs[walked.arc].shape.points.windows(2))
                .filter(|pair| (pair[0].lat <= lat) != (pair[1].lat <= lat))
                .map(|pair| {
                    let rise = i128::from(pair[1].lat) - i128::from(pair[0].lat);
                    let run = i128::from(pair[1].lon) - i128::from(pair[0].lon);
                    i64::from(pair[0].lon) + (run * (i128::from(lat) - i128::from(pair[0].lat))).div_euclid(rise) as i64
                })
                .collect();
            crossings.sort_unstable();
            for pair in crossings.chunks_exact(2) {
                let place = Position::new(pair[0].midpoint(pair[1]) as i32, lat);
                if best.is_none_or(|(widest, _)| pair[1] - pair[0] > widest) && self.cell_at(place) == cell {
                    best = Some((pair[1] - pair[0], place));
                }
            }
            if best.is_some() && part == 12 {
                break;
            }
        }
        let vertices = || self.face_arcs(cell).flat_map(|walked| self.arcs[walked.arc].shape.points.iter().copied());
        best.map(|(_, place)| place).or_else(|| vertices().find(|place| self.cell_at(*place) == cell)).or_else(|| vertices().next())
    }
}
