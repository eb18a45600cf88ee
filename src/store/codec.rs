//! The journal's changes as bytes: compact, because every step is kept for ever (a drag is some hundred bytes).
//!
//! A count or a text length is checked against the bytes that are left before memory is asked for. Attributes of cells, grids,
//! outlets and scenarios are JSON, so that a newer minor version may add fields.

use crate::base::{ArcId, BatchId, CellId, GridId, NodeId, OutletId, PlaneId, ScenarioId};
use crate::edit::{AmountChange, Change};
use crate::geodesy::Position;
use crate::partition::{ArcShape, Patch};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The bytes of some changes.
pub(super) fn encode(changes: &[Change]) -> Vec<u8> {
    let mut bytes = vec![1];
    put(&mut bytes, changes.len() as u64);
    for change in changes {
        encode_change(&mut bytes, change);
    }
    bytes
}

fn encode_change(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Partition(patch) => {
            bytes.push(0);
            put(bytes, patch.arcs.len() as u64);
            for (id, (old, new)) in &patch.arcs {
                put(bytes, u64::from(id.0));
                put_shape(bytes, old.as_ref(), None);
                put_shape(bytes, new.as_ref(), old.as_ref());
            }
        }
        Change::Cell(id, old, new) => put_pair(bytes, 1, id.0, old, new),
        Change::Assign(plane, cells) => {
            bytes.push(2);
            put(bytes, u64::from(plane.0));
            put(bytes, cells.len() as u64);
            for (cell, old, new) in cells {
                put(bytes, u64::from(cell.0));
                for grid in [old, new] {
                    put(bytes, grid.map_or(0, |grid| u64::from(grid.0) + 1));
                }
            }
        }
        Change::Grid(id, old, new) => put_pair(bytes, 3, id.0, old, new),
        Change::Outlet(id, old, new) => put_pair(bytes, 4, id.0, old, new),
        Change::Ignore(key, old, new) => {
            bytes.push(5);
            put_json(bytes, &(key, old, new));
        }
        Change::Scenario(id, old, new) => put_pair(bytes, 6, id.0, old, new),
        Change::Rules(old, new) => {
            bytes.push(9);
            put_json(bytes, &(old, new));
        }
        Change::Amounts(rows) => {
            bytes.push(10);
            put(bytes, rows.len() as u64);
            for row in rows {
                put(bytes, u64::from(row.id));
                put(bytes, row.measure as u64);
                put_signed(bytes, row.old);
                put_signed(bytes, row.new);
            }
        }
        Change::Active { old, new, is_same_plan } => {
            bytes.push(7);
            put(bytes, u64::from(old.0));
            put(bytes, u64::from(new.0));
            bytes.push(u8::from(*is_same_plan));
        }
        Change::Batch(id, is_in) => {
            bytes.push(8);
            put(bytes, u64::from(id.0));
            bytes.push(u8::from(*is_in));
        }
    }
}

fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Small numbers of either sign in few bytes.
fn put_signed(bytes: &mut Vec<u8>, value: i64) {
    put(bytes, ((value << 1) ^ (value >> 63)) as u64);
}

fn put_json<T: Serialize>(bytes: &mut Vec<u8>, value: &T) {
    let text = serde_json::to_vec(value).unwrap_or_default();
    put(bytes, text.len() as u64);
    bytes.extend(text);
}

fn put_pair<T: Serialize>(bytes: &mut Vec<u8>, tag: u8, id: u32, old: &T, new: &T) {
    bytes.push(tag);
    put(bytes, u64::from(id));
    put_json(bytes, &(old, new));
}

/// An arc; its positions as differences, those it shares at both ends with `base` only counted.
fn put_shape(bytes: &mut Vec<u8>, shape: Option<&ArcShape>, base: Option<&ArcShape>) {
    let Some(shape) = shape else {
        bytes.push(0);
        return;
    };
    bytes.push(1 + u8::from(shape.is_locked));
    for id in [shape.from.0, shape.to.0, shape.left.0, shape.right.0] {
        put(bytes, u64::from(id));
    }
    let base = base.map(|base| &base.points[..]).unwrap_or_default();
    let prefix = shape.points.iter().zip(base).take_while(|(a, b)| a == b).count();
    let most = shape.points.len().min(base.len()) - prefix;
    let suffix = shape.points.iter().rev().zip(base.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let middle = &shape.points[prefix..shape.points.len() - suffix];
    for count in [prefix, suffix, middle.len()] {
        put(bytes, count as u64);
    }
    let mut last = Position::default();
    for point in middle {
        for (value, before) in [(point.lon, last.lon), (point.lat, last.lat)] {
            put_signed(bytes, i64::from(value) - i64::from(before));
        }
        last = *point;
    }
}

/// The changes of some bytes; `None` when they are none.
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<Change>> {
    let mut reader = Reader(bytes);
    if reader.byte()? != 1 {
        return None;
    }
    let count = reader.count(2)?;
    let changes: Option<Vec<Change>> = (0..count).map(|_| reader.change()).collect();
    reader.0.is_empty().then_some(changes).flatten()
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn id(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok().filter(|id| *id <= super::load::MOST_IDS)
    }

    /// A count of things that take at least `least` bytes each.
    fn count(&mut self, least: usize) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|count| count.saturating_mul(least) <= self.0.len())
    }

    fn json<T: DeserializeOwned>(&mut self) -> Option<T> {
        let length = self.count(1)?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        serde_json::from_slice(text).ok()
    }

    fn change(&mut self) -> Option<Change> {
        Some(match self.byte()? {
            0 => {
                let mut patch = Patch::default();
                for _ in 0..self.count(3)? {
                    let id = ArcId(self.id()?);
                    let old = self.shape(None)?;
                    let new = self.shape(old.as_ref())?;
                    patch.arcs.insert(id, (old, new));
                }
                Change::Partition(patch)
            }
            1 => {
                let id = CellId(self.id()?);
                let (old, new) = self.json()?;
                Change::Cell(id, old, new)
            }
            2 => {
                let plane = PlaneId(self.id()?);
                let mut cells = Vec::new();
                for _ in 0..self.count(3)? {
                    cells.push((CellId(self.id()?), self.grid()?, self.grid()?));
                }
                Change::Assign(plane, cells)
            }
            3 => {
                let id = GridId(self.id()?);
                let (old, new) = self.json()?;
                Change::Grid(id, old, new)
            }
            4 => {
                let id = OutletId(self.id()?);
                let (old, new) = self.json()?;
                Change::Outlet(id, old, new)
            }
            5 => {
                let (key, old, new) = self.json()?;
                Change::Ignore(key, old, new)
            }
            6 => {
                let id = ScenarioId(self.id()?);
                let (old, new) = self.json()?;
                Change::Scenario(id, old, new)
            }
            7 => Change::Active { old: ScenarioId(self.id()?), new: ScenarioId(self.id()?), is_same_plan: self.byte()? == 1 },
            8 => Change::Batch(BatchId(self.id()?), self.byte()? == 1),
            9 => {
                let (old, new) = self.json()?;
                Change::Rules(old, new)
            }
            10 => {
                let mut rows = Vec::new();
                for _ in 0..self.count(4)? {
                    // Rows of demand are numbered by SQLite: more may come and go than there are ids of the plan.
                    let id = u32::try_from(self.number()?).ok()?;
                    rows.push(AmountChange { id, measure: usize::try_from(self.number()?).ok()?, old: self.signed()?, new: self.signed()? });
                }
                Change::Amounts(rows)
            }
            _ => return None,
        })
    }

    fn grid(&mut self) -> Option<Option<GridId>> {
        let number = self.id()?;
        Some(number.checked_sub(1).map(GridId))
    }

    fn shape(&mut self, base: Option<&ArcShape>) -> Option<Option<ArcShape>> {
        let kind = self.byte()?;
        if kind == 0 {
            return Some(None);
        }
        let (from, to) = (NodeId(self.id()?), NodeId(self.id()?));
        let (left, right) = (CellId(self.id()?), CellId(self.id()?));
        let base = base.map(|base| &base.points[..]).unwrap_or_default();
        let prefix = usize::try_from(self.number()?).ok()?;
        let suffix = usize::try_from(self.number()?).ok()?;
        let middle = self.count(2)?;
        let mut points = base.get(..prefix)?.to_vec();
        let mut last = (0i64, 0i64);
        for _ in 0..middle {
            for value in [&mut last.0, &mut last.1] {
                *value = value.checked_add(self.signed()?)?;
            }
            points.push(Position::new(i32::try_from(last.0).ok()?, i32::try_from(last.1).ok()?));
        }
        points.extend_from_slice(base.get(base.len().checked_sub(suffix)?..)?);
        Some(Some(ArcShape { from, to, left, right, is_locked: kind == 2, points: points.into() }))
    }
}
