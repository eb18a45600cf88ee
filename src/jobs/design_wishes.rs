//! Wishes about certain ground as rules of the engine: cells become units, named grids their numbers, lines the pairs they part.

use super::DesignFailure;
use crate::base::{CellId, GridId};
use crate::edit::Document;
use crate::model::{BarrierKind, DesignWish, ReferenceGeometry};
use crate::zoning::{Barrier, Graph, Rules, parted_pairs};
use std::collections::{BTreeMap, BTreeSet};

/// Joins what is to be joined and parts what barriers part. Bridges over ground that lies apart come before barriers, so that none
/// leads over one. Returns how many such bridges were added by themselves.
pub(super) fn reshape(document: &Document, wishes: &[DesignWish], cells: &[CellId], graph: &mut Graph) -> Result<usize, DesignFailure> {
    let unit = |cell: &CellId| cells.binary_search(cell).ok().map(|unit| unit as u32);
    let wanted: Vec<(u32, u32)> = wishes.iter().filter_map(|wish| if let DesignWish::Bridge(a, b) = wish { Some((unit(a)?, unit(b)?)) } else { None }).collect();
    let bridges = graph.suggested_bridges();
    graph.add_bridges(&bridges)?;
    let kinds: BTreeSet<BarrierKind> = wishes.iter().filter_map(|wish| if let DesignWish::BarrierOf(kind) = wish { Some(*kind) } else { None }).collect();
    let mut barriers: Vec<Barrier<'_>> = wishes.iter().filter_map(|wish| if let DesignWish::Barrier(line) = wish { Some(Barrier::Line(line)) } else { None }).collect();
    for feature in document.reference().iter().filter(|feature| BarrierKind::of(feature).is_some_and(|kind| kinds.contains(&kind))) {
        match &feature.geometry {
            ReferenceGeometry::Lines(lines) => barriers.extend(lines.iter().map(|line| Barrier::Line(line))),
            ReferenceGeometry::Polygons(polygons) => barriers.extend(polygons.iter().map(|rings| Barrier::Ground(rings))),
            ReferenceGeometry::Point(_) => {}
        }
    }
    graph.remove_edges(&parted_pairs(document.view(), cells, &barriers));
    // What a person joins stays joined, whatever lies between.
    graph.add_bridges(&wanted)?;
    Ok(bridges.len())
}

/// Adds what is wanted of cells to the rules; `labels` are the numbers of the grids that there are. Returns the grid of each number
/// that a wish names.
pub(super) fn add_rules(document: &Document, wishes: &[DesignWish], cells: &[CellId], labels: &BTreeMap<GridId, u32>, rules: &mut Rules) -> Result<BTreeMap<u32, GridId>, DesignFailure> {
    let mut named = BTreeMap::new();
    let scope = rules.scope.clone();
    let units = |wanted: &[CellId]| -> Vec<u32> {
        let found: BTreeSet<u32> = wanted.iter().filter_map(|cell| cells.binary_search(cell).ok()).filter(|unit| scope.get(*unit).copied().unwrap_or(true)).map(|unit| unit as u32).collect();
        found.into_iter().collect()
    };
    let mut label = |grid: &GridId| -> Result<Option<u32>, DesignFailure> {
        // A grid that is gone since is no wish any more.
        let Some(row) = document.plan().grids.get(*grid) else { return Ok(None) };
        let label = *labels.get(grid).ok_or_else(|| DesignFailure::NoSuchGrid(row.code.clone()))?;
        named.insert(label, *grid);
        Ok(Some(label))
    };
    for wish in wishes {
        match wish {
            DesignWish::Together(wanted) => rules.together.extend(Some(units(wanted)).filter(|group| group.len() > 1)),
            DesignWish::Apart(wanted) => rules.apart.extend(Some(units(wanted)).filter(|group| group.len() > 1)),
            DesignWish::In(wanted, grid) => {
                if let Some(label) = label(grid)? {
                    rules.must.extend(units(wanted).into_iter().map(|unit| (unit, label)));
                }
            }
            DesignWish::NotIn(wanted, grid) => {
                if let Some(label) = label(grid)? {
                    rules.must_not.extend(units(wanted).into_iter().map(|unit| (unit, label)));
                }
            }
            DesignWish::Bridge(..) | DesignWish::Barrier(_) | DesignWish::BarrierOf(_) => {}
        }
    }
    Ok(named)
}
