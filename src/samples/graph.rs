//! From a labelled mesh to cells and to the graph of which cell borders which.

use super::growth::Unit;
use super::mesh::{Mesh, NONE};
use std::collections::BTreeSet;

/// The units of a labelled mesh: neighbours across edges, and the centre of gravity as the place.
pub fn units(mesh: &Mesh, labels: &[u32], count: usize) -> Vec<Unit> {
    let mut units = vec![Unit::default(); count];
    let mut areas = vec![0.0f64; count];
    let mut neighbours = vec![BTreeSet::new(); count];
    for t in 0..mesh.triangles.len() as u32 {
        let label = labels[t as usize];
        if label == NONE {
            continue;
        }
        let (centre, area) = (mesh.centre(t), mesh.area(t));
        areas[label as usize] += area;
        for (sum, value) in units[label as usize].place.iter_mut().zip(centre) {
            *sum += value * area;
        }
        for next in mesh.neighbours[t as usize] {
            if next != NONE && labels[next as usize] != label && labels[next as usize] != NONE {
                neighbours[label as usize].insert(labels[next as usize]);
            }
        }
    }
    for ((unit, area), near) in units.iter_mut().zip(areas).zip(neighbours) {
        unit.place = unit.place.map(|sum| if area > 0.0 { sum / area } else { 0.0 });
        unit.neighbours = near.into_iter().collect();
    }
    units
}

/// The units of a subset, with neighbours renumbered; `members` are in ascending order.
pub fn subset(units: &[Unit], members: &[usize]) -> Vec<Unit> {
    let near = |unit: &Unit| unit.neighbours.iter().filter_map(|&n| members.binary_search(&(n as usize)).ok().map(|at| at as u32)).collect();
    members.iter().map(|&m| Unit { neighbours: near(&units[m]), ..units[m].clone() }).collect()
}

/// Whether a set of units hangs together.
pub fn is_connected(units: &[Unit], members: &BTreeSet<usize>) -> bool {
    let Some(&first) = members.first() else { return true };
    let mut seen = BTreeSet::from([first]);
    let mut stack = vec![first];
    while let Some(unit) = stack.pop() {
        for &next in &units[unit].neighbours {
            if members.contains(&(next as usize)) && seen.insert(next as usize) {
                stack.push(next as usize);
            }
        }
    }
    seen.len() == members.len()
}
