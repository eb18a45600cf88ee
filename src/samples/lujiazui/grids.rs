//! The grid trees of Lujiazui.

use super::{DISTRICTS, District};
use super::buildings::Building;
use super::land::Town;
use crate::samples::city::{GridSeed, person};
use crate::samples::demand::Share;
use crate::samples::graph;
use crate::samples::growth::{Unit, group};
use crate::samples::mesh::NONE;
use crate::samples::random::Random;

/// Grids, leaf codes of each cell by plane, codes of the cells.
type GridsOf = (Vec<GridSeed>, Vec<Vec<String>>, Vec<String>);

/// Grids of both planes, leaf codes per cell and plane, and codes of the cells.
pub(in crate::samples) fn grids(seed: u64, town: &Town, labels: &[u32], count: usize, buildings: &[Building], shares: &[Share]) -> GridsOf {
    let mut random = Random::new(seed, 23);
    let mut units = graph::units(&town.mesh, labels, count);
    let mut district = vec![0usize; count];
    labels.iter().zip(&town.district_of).filter(|(label, _)| **label != NONE).for_each(|(&label, &of)| district[label as usize] = of as usize);
    // Land without a known building counts a little, so that grids there do not grow without end.
    for unit in &mut units {
        unit.weight = 20;
    }
    for (building, share) in buildings.iter().zip(shares) {
        units[labels[building.triangle as usize] as usize].weight += share[0];
    }
    let mut grids: Vec<GridSeed> = Vec::new();
    let mut leaves = vec![vec![String::new(); 2]; count];
    let mut codes = vec![String::new(); count];
    for (index, &District { code, letters, name, leaf_count, middle_count, .. }) in DISTRICTS.iter().enumerate() {
        let cells: Vec<usize> = (0..count).filter(|&cell| district[cell] == index).collect();
        cells.iter().enumerate().for_each(|(number, &cell)| codes[cell] = format!("{letters}{:03}", number + 1));
        let mut add = |plane: usize, code: String, name: String, level: u8, parent: Option<String>, users: i64| {
            let managers = if parent.is_some() && (plane, level) != (0, 1) { ((users + 2_999) / 3_000).max(1) as u32 } else { 0 };
            grids.push(GridSeed { plane, code, name, level, parent, managers, leader: person(&mut random) });
        };
        let users = |own: &[usize]| own.iter().map(|&cell| units[cell].weight).sum::<i64>();
        add(0, code.to_owned(), name.to_owned(), 0, None, 0);
        add(1, code.to_owned(), name.to_owned(), 0, None, 0);
        let short = name.trim_end_matches('区').trim_end_matches('新');
        let mut number = 0;
        for (k, own) in divide(&units, &cells, middle_count).into_iter().enumerate() {
            let middle = format!("{letters}-M{}", k + 1);
            add(0, middle.clone(), format!("{short}{}网格", k + 1), 1, Some(code.to_owned()), 0);
            for part in divide(&units, &own, leaf_count / middle_count) {
                number += 1;
                let leaf = format!("{letters}-{number:02}");
                add(0, leaf.clone(), format!("{short}楼宇{number:02}"), 2, Some(middle.clone()), users(&part));
                for cell in part {
                    leaves[cell][0].clone_from(&leaf);
                }
            }
        }
        for (k, own) in divide(&units, &cells, middle_count + 1).into_iter().enumerate() {
            let leaf = format!("SQ-{letters}-{}", k + 1);
            add(1, leaf.clone(), format!("{short}商圈{}", k + 1), 1, Some(code.to_owned()), users(&own));
            for cell in own {
                leaves[cell][1].clone_from(&leaf);
            }
        }
    }
    (grids, leaves, codes)
}

/// Divides cells into connected parts of about equal users.
fn divide(units: &[Unit], cells: &[usize], count: usize) -> Vec<Vec<usize>> {
    let labels = group(&graph::subset(units, cells), count.max(1));
    let part = |label: u32| cells.iter().zip(&labels).filter(|(_, l)| **l == label).map(|(cell, _)| *cell).collect::<Vec<_>>();
    (0..count.max(1) as u32).map(part).filter(|part| !part.is_empty()).collect()
}

