//! Tests of the build: hand-made cases, random soups, and a checker of the invariants that shares no code with it.

mod cases;
mod checker;
mod soup;

use super::{BuildOptions, Built, InputPolygon, build};
use crate::base::{CancelToken, FindingKind, NoProgress};
use crate::geodesy::Position;

/// A polygon of rings drawn as coordinates.
fn polygon(code: &str, rings: &[&[(i32, i32)]]) -> InputPolygon {
    let rings = rings.iter().map(|ring| ring.iter().map(|(x, y)| Position::new(*x, *y)).collect()).collect();
    InputPolygon { rings, row: 0, code: code.to_owned() }
}

/// Rows are numbered from 1.
fn numbered(mut polygons: Vec<InputPolygon>) -> Vec<InputPolygon> {
    polygons.iter_mut().enumerate().for_each(|(at, polygon)| polygon.row = at as u64 + 1);
    polygons
}

/// A closed rectangle ring.
fn rectangle(west: i32, south: i32, east: i32, north: i32) -> [(i32, i32); 5] {
    [(west, south), (east, south), (east, north), (west, north), (west, south)]
}

/// Builds and checks the invariants.
fn checked(polygons: &[InputPolygon], options: &BuildOptions) -> Built {
    let built = build(polygons, options, &CancelToken::default(), &NoProgress).expect("not cancelled");
    checker::check(&built, polygons.len());
    built
}

/// Kinds and actions of all findings, in order.
fn decisions(built: &Built) -> Vec<(FindingKind, &str)> {
    built.findings.iter().map(|finding| (finding.kind, finding.action.as_str())).collect()
}

/// Code, part and exact lattice area of each cell, in order.
fn areas(built: &Built, polygons: &[InputPolygon]) -> Vec<(String, u32, i128)> {
    let of = |cell: &super::BuiltCell| checker::twice_area(built, cell.id) / 2;
    built.cells.iter().map(|cell| (polygons[cell.polygon as usize].code.clone(), cell.part, of(cell))).collect()
}
