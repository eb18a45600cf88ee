//! Every face gets one owner or none: overlaps, gaps and crumbs are decided, and every decision is a finding.

use super::chains::Graph;
use super::faces::{Faces, OUTSIDE, find};
use super::report::{metres2, place_inside};
use super::{InputPolygon, OverlapRule};
use crate::base::{Finding, FindingKind, Findings, Severity};
use crate::geodesy::Position;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// No polygon.
pub(super) const NOBODY: u32 = u32::MAX;
/// A polygon that would keep less than one part in this many of itself is covered, and wins.
const COVERED_SHARE: i128 = 10;
/// Borders of an overlap that reach this share of the longest one count as equally long.
const CLOSE_SHARE: f64 = 0.75;
/// A finding names at most this many neighbours of a gap.
const MANY_NEIGHBOURS: usize = 8;

/// What is decided so far.
#[derive(Debug)]
pub(super) struct Resolver<'a> {
    polygons: &'a [InputPolygon],
    graph: &'a Graph,
    faces: &'a Faces,
    rule: OverlapRule,
    gap_width_m: f64,
    owner: Vec<u32>,
    /// Twice the lattice area that each polygon covers.
    covered: Vec<i128>,
    /// Polygons that have little or nothing for themselves.
    is_covered: Vec<bool>,
    /// How many quarters of each polygon's boundary other polygons draw too, rounded.
    trust: Vec<u32>,
}

impl<'a> Resolver<'a> {
    /// Faces under one polygon belong to it; the rest is open.
    pub fn new(polygons: &'a [InputPolygon], graph: &'a Graph, faces: &'a Faces, rule: OverlapRule, gap_width_m: f64) -> Self {
        let mut owner = vec![NOBODY; faces.len()];
        let (mut covered, mut own) = (vec![0i128; polygons.len()], vec![0i128; polygons.len()]);
        for (face, cover) in faces.cover.iter().enumerate() {
            cover.iter().for_each(|polygon| covered[*polygon as usize] += faces.twice_area[face]);
            if let [polygon] = cover[..] {
                owner[face] = polygon;
                own[polygon as usize] += faces.twice_area[face];
            }
        }
        let is_covered = covered.iter().zip(&own).map(|(all, own)| own * COVERED_SHARE < *all).collect();
        let trust = trust(graph, faces, polygons.len());
        Self { polygons, graph, faces, rule, gap_width_m, owner, covered, is_covered, trust }
    }

    /// Decides everything: overlaps first, then gaps, then crumbs.
    pub fn resolve(&mut self, findings: &mut Findings) {
        self.overlaps();
        self.report_overlaps(findings);
        self.gaps(findings);
        self.crumbs(findings);
    }

    /// The polygon of each face, or [`NOBODY`].
    pub fn into_owners(self) -> Vec<u32> {
        self.owner
    }

    fn overlaps(&mut self) {
        let mut open: Vec<u32> = Vec::new();
        for face in 0..self.faces.len() as u32 {
            if self.faces.cover[face as usize].len() > 1 {
                match self.at_once(face) {
                    Some(owner) => self.owner[face as usize] = owner,
                    None => open.push(face),
                }
            }
        }
        // All faces of a round are decided on what was known before it, so their order does not matter.
        while !open.is_empty() {
            let decided: Vec<(u32, u32)> = open.iter().filter_map(|face| Some((*face, self.by_border(*face)?))).collect();
            if decided.is_empty() {
                for face in open {
                    self.owner[face as usize] = self.largest(face);
                }
                return;
            }
            for (face, owner) in decided {
                self.owner[face as usize] = owner;
            }
            open.retain(|face| self.owner[*face as usize] == NOBODY);
        }
    }

    /// The owner of an overlap where no border needs to be measured.
    fn at_once(&self, face: u32) -> Option<u32> {
        let cover = &self.faces.cover[face as usize];
        let covered = cover.iter().copied().filter(|polygon| self.is_covered[*polygon as usize]);
        if let Some(innermost) = covered.min_by_key(|polygon| (self.covered[*polygon as usize], *polygon)) {
            return Some(innermost);
        }
        match self.rule {
            OverlapRule::LongestBorder => None,
            OverlapRule::LargestArea => Some(self.largest(face)),
            OverlapRule::First => cover.first().copied(),
        }
    }

    fn largest(&self, face: u32) -> u32 {
        let cover = self.faces.cover[face as usize].iter().copied();
        cover.max_by_key(|polygon| (self.covered[*polygon as usize], Reverse(*polygon))).unwrap_or(NOBODY)
    }

    fn by_border(&self, face: u32) -> Option<u32> {
        let cover = &self.faces.cover[face as usize];
        let borders: Vec<(u32, f64)> = self.borders([face]).into_iter().filter(|(polygon, _)| cover.contains(polygon)).collect();
        let longest = borders.iter().map(|(_, metres)| *metres).fold(0.0, f64::max);
        let close = borders.into_iter().filter(|(_, metres)| *metres >= longest * CLOSE_SHARE).collect::<Vec<_>>();
        let trust = close.iter().map(|(polygon, _)| self.trust[*polygon as usize]).max();
        self.longest(close.into_iter().filter(|(polygon, _)| Some(self.trust[*polygon as usize]) == trust))
    }

    fn longest(&self, borders: impl Iterator<Item = (u32, f64)>) -> Option<u32> {
        borders
            .max_by(|(one, one_m), (two, two_m)| {
                let rank = |polygon: u32| (self.covered[polygon as usize], Reverse(polygon));
                one_m.total_cmp(two_m).then_with(|| rank(*one).cmp(&rank(*two)))
            })
            .map(|(polygon, _)| polygon)
    }

    /// Metres of border of some faces with each owner around them; the faces themselves must have another owner or none.
    fn borders(&self, faces: impl IntoIterator<Item = u32>) -> BTreeMap<u32, f64> {
        self.borders_where(faces, |_| true)
    }

    /// The same, with those neighbouring faces only that count.
    fn borders_where(&self, faces: impl IntoIterator<Item = u32>, counts: impl Fn(u32) -> bool) -> BTreeMap<u32, f64> {
        let mut borders = BTreeMap::new();
        for half in faces.into_iter().flat_map(|face| &self.faces.halves[face as usize]) {
            let other = self.faces.of_half[(half ^ 1) as usize];
            let owner = self.owner[other as usize];
            if owner != NOBODY && counts(other) {
                *borders.entry(owner).or_insert(0.0) += self.graph.chains[(half / 2) as usize].length_m;
            }
        }
        borders
    }

    fn segments(&self, face: u32) -> Vec<(Position, Position)> {
        self.faces.halves[face as usize].iter().flat_map(|half| self.graph.segments((half / 2) as usize)).collect()
    }

    fn area_m2(&self, face: u32) -> f64 {
        let first = self.faces.halves[face as usize].first();
        let lat = first.map_or(0, |half| self.graph.vertices[self.graph.origin(*half) as usize].lat);
        metres2(self.faces.twice_area[face as usize], f64::from(lat))
    }

    fn is_narrow(&self, area_m2: f64, perimeter_m: f64) -> bool {
        2.0 * area_m2 < self.gap_width_m * perimeter_m
    }

    fn perimeter_m(&self, face: u32) -> f64 {
        self.faces.halves[face as usize].iter().map(|half| self.graph.chains[(half / 2) as usize].length_m).sum()
    }

    fn is_narrow_face(&self, face: u32) -> bool {
        self.is_narrow(self.area_m2(face), self.perimeter_m(face))
    }

    fn finding(&self, kind: FindingKind, face: u32) -> Finding {
        self.sized_finding(kind, face, self.area_m2(face), self.perimeter_m(face))
    }

    /// A finding on ground that begins with a face.
    fn sized_finding(&self, kind: FindingKind, face: u32, area_m2: f64, perimeter_m: f64) -> Finding {
        let finding = Finding::new(kind).area(area_m2).value(2.0 * area_m2 / perimeter_m.max(f64::MIN_POSITIVE));
        match place_inside(&self.segments(face)) {
            Some(place) => finding.place(place),
            None => finding,
        }
    }

    fn report_overlaps(&self, findings: &mut Findings) {
        for face in 0..self.faces.len() as u32 {
            let cover = &self.faces.cover[face as usize];
            if cover.len() < 2 {
                continue;
            }
            let winner = self.owner[face as usize];
            let is_inner = self.is_covered[winner as usize];
            let kind = if !is_inner && self.is_narrow_face(face) { FindingKind::Sliver } else { FindingKind::Overlap };
            let mut finding = self.finding(kind, face).subject(&self.polygons[winner as usize].code);
            for loser in cover.iter().filter(|polygon| **polygon != winner) {
                let loser = &self.polygons[*loser as usize];
                finding.row.get_or_insert(loser.row);
                finding.subjects.push(loser.code.clone());
            }
            findings.push(finding.action(if is_inner { "kept_inner" } else { "assigned" }));
        }
    }

    fn gaps(&mut self, findings: &mut Findings) {
        // Two gaps never share a chain: some polygon lies on one side of it. So each is decided for itself.
        for face in (0..self.faces.len() as u32).filter(|face| *face != OUTSIDE && self.faces.cover[*face as usize].is_empty()) {
            let borders = self.borders([face]);
            let mut finding = self.finding(FindingKind::Gap, face);
            if self.is_narrow_face(face)
                && let Some(owner) = self.longest(borders.iter().map(|(polygon, metres)| (*polygon, *metres)))
            {
                self.owner[face as usize] = owner;
                let owner = &self.polygons[owner as usize];
                findings.push(finding.row(owner.row).subject(&owner.code).action("filled"));
                continue;
            }
            if borders.len() == 1 {
                // A hole in one polygon is drawn on purpose.
                finding.severity = Severity::Info;
            }
            let mut around: Vec<(u32, f64)> = borders.into_iter().collect();
            around.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
            for (polygon, _) in around.iter().take(MANY_NEIGHBOURS) {
                finding.subjects.push(self.polygons[*polygon as usize].code.clone());
            }
            findings.push(finding.action("kept"));
        }
    }

    /// Narrow pieces of a polygon that do not hang together with its largest piece go to the neighbour with the longest
    /// border, or to the outside where there is no neighbour. A polygon's largest piece always stays, so no polygon is
    /// lost here. Crumbs among crumbs wait until one of their neighbours is settled.
    fn crumbs(&mut self, findings: &mut Findings) {
        loop {
            let crumbs = self.loose_pieces();
            if crumbs.is_empty() {
                return;
            }
            let mut is_crumb = vec![false; self.faces.len()];
            for face in crumbs.iter().flat_map(|piece| &piece.faces) {
                is_crumb[*face as usize] = true;
            }
            let settled = |crumb: &Piece| self.longest(self.borders_where(crumb.faces.iter().copied(), |face| !is_crumb[face as usize]).into_iter());
            let moves: Vec<(&Piece, Option<u32>)> = crumbs.iter().map(|crumb| (crumb, settled(crumb))).collect();
            let is_stuck = moves.iter().all(|(_, neighbour)| neighbour.is_none());
            for (piece, neighbour) in moves.into_iter().filter(|(_, neighbour)| is_stuck || neighbour.is_some()) {
                self.give_away(piece, neighbour, findings);
            }
        }
    }

    fn give_away(&mut self, piece: &Piece, neighbour: Option<u32>, findings: &mut Findings) {
        for face in &piece.faces {
            self.owner[*face as usize] = neighbour.unwrap_or(NOBODY);
        }
        let from = &self.polygons[piece.owner as usize];
        let finding = self.sized_finding(FindingKind::Sliver, piece.faces[0], piece.area_m2, piece.perimeter_m).row(from.row).subject(&from.code);
        findings.push(match neighbour {
            Some(to) => finding.subject(&self.polygons[to as usize].code).action("merged"),
            None => finding.action("removed"),
        });
    }

    /// The narrow pieces of polygons that have a larger piece.
    fn loose_pieces(&self) -> Vec<Piece> {
        let mut by_polygon: BTreeMap<u32, Vec<Piece>> = BTreeMap::new();
        for piece in self.pieces() {
            by_polygon.entry(piece.owner).or_default().push(piece);
        }
        let mut loose = Vec::new();
        for mut pieces in by_polygon.into_values() {
            pieces.sort_by_key(|piece| (Reverse(piece.twice_area), piece.faces[0]));
            loose.extend(pieces.into_iter().skip(1).filter(|piece| self.is_narrow(piece.area_m2, piece.perimeter_m)));
        }
        loose
    }

    /// The connected pieces of all polygons.
    fn pieces(&self) -> Vec<Piece> {
        let mut pieces: BTreeMap<u32, Piece> = BTreeMap::new();
        for (face, root) in connect(self.faces, &self.owner).into_iter().enumerate() {
            let owner = self.owner[face];
            if owner == NOBODY {
                continue;
            }
            let empty = Piece { owner, faces: Vec::new(), twice_area: 0, area_m2: 0.0, perimeter_m: 0.0 };
            let piece = pieces.entry(root).or_insert(empty);
            piece.faces.push(face as u32);
            piece.twice_area += self.faces.twice_area[face];
            piece.area_m2 += self.area_m2(face as u32);
            for half in &self.faces.halves[face] {
                if self.owner[self.faces.of_half[(half ^ 1) as usize] as usize] != owner {
                    piece.perimeter_m += self.graph.chains[(half / 2) as usize].length_m;
                }
            }
        }
        pieces.into_values().collect()
    }
}

/// How many quarters of each polygon's boundary a polygon on the other side draws as well, rounded: a polygon that was
/// moved or drawn at another scale agrees with nobody.
fn trust(graph: &Graph, faces: &Faces, polygons: usize) -> Vec<u32> {
    let (mut all, mut shared) = (vec![0.0; polygons], vec![0.0; polygons]);
    for (at, chain) in graph.chains.iter().enumerate() {
        let list = graph.polygons(at);
        let left = &faces.cover[faces.of_half[2 * at] as usize];
        let on_left = list.iter().filter(|polygon| left.contains(polygon)).count();
        for polygon in list {
            all[*polygon as usize] += chain.length_m;
            if on_left > 0 && on_left < list.len() {
                shared[*polygon as usize] += chain.length_m;
            }
        }
    }
    all.iter().zip(&shared).map(|(all, shared)| if *all > 0.0 { (4.0 * shared / all).round() as u32 } else { 0 }).collect()
}

/// A connected piece of a polygon.
#[derive(Debug)]
struct Piece {
    owner: u32,
    faces: Vec<u32>,
    twice_area: i128,
    area_m2: f64,
    perimeter_m: f64,
}

/// For each face the smallest face that it hangs together with, through chains with one owner on both sides.
pub(super) fn connect(faces: &Faces, owner: &[u32]) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..faces.len() as u32).collect();
    for pair in faces.of_half.chunks_exact(2) {
        if owner[pair[0] as usize] == owner[pair[1] as usize] {
            let (one, two) = (find(&mut parent, pair[0]), find(&mut parent, pair[1]));
            parent[one.max(two) as usize] = one.min(two);
        }
    }
    (0..faces.len() as u32).map(|face| find(&mut parent, face)).collect()
}
