//! A lattice plan and a generator for the tests of several rooms.

use super::{ArcShape, Partition};
use crate::base::{ArcId, CellId, NodeId};
use crate::geodesy::Position;

/// A small deterministic generator for tests.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, below: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as i64).rem_euclid(below)
    }
}

pub(crate) const STEP: i32 = 1000;
pub(crate) const ORIGIN: Position = Position::new(1_139_000_000, 353_000_000);

pub(crate) fn at(x: i32, y: i32) -> Position {
    Position::new(ORIGIN.lon + x, ORIGIN.lat + y)
}

/// `n` by `n` squares; each side an arc with a middle vertex.
pub(crate) fn lattice(n: i32) -> Partition {
    let cell = |x: i32, y: i32| if x < 0 || y < 0 || x >= n || y >= n { CellId::OUTSIDE } else { CellId((y * n + x + 1) as u32) };
    let node = |x: i32, y: i32| NodeId((y * (n + 1) + x) as u32);
    let mut arcs = Vec::new();
    for y in 0..=n {
        for x in 0..=n {
            let p = |x: i32, y: i32, dx: i32, dy: i32| at(x * STEP + dx, y * STEP + dy);
            if x < n {
                let points = [p(x, y, 0, 0), p(x, y, STEP / 2, STEP / 10), p(x + 1, y, 0, 0)];
                arcs.push(ArcShape { from: node(x, y), to: node(x + 1, y), left: cell(x, y), right: cell(x, y - 1), is_locked: false, points: points.into() });
            }
            if y < n {
                let points = [p(x, y, 0, 0), p(x, y, -STEP / 10, STEP / 2), p(x, y + 1, 0, 0)];
                arcs.push(ArcShape { from: node(x, y), to: node(x, y + 1), left: cell(x - 1, y), right: cell(x, y), is_locked: false, points: points.into() });
            }
        }
    }
    Partition::from_arcs(arcs.into_iter().enumerate().map(|(id, shape)| (ArcId(id as u32), shape))).expect("a lattice is a partition")
}

pub(crate) fn square(x: i32, y: i32, side: i32) -> Vec<Position> {
    vec![at(x, y), at(x + side, y), at(x + side, y + side), at(x, y + side)]
}

