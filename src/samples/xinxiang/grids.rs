//! The grid trees of both planes.

use super::cells::Plots;
use super::facts::DISTRICTS;
use super::land::Land;
use crate::model::Plane;
use crate::samples::city::{GridSeed, person};
use crate::samples::graph;
use crate::samples::growth::{Unit, group};
use crate::samples::random::Random;
use std::collections::{BTreeMap, BTreeSet};

/// Users that a leaf grid has on average.
const LEAF_USERS: i64 = 5_000;
/// Users that a grid for business customers covers on average.
const BUSINESS_USERS: i64 = 36_000;
/// Users for each account manager.
const MANAGER_USERS: i64 = 3_000;
/// Cells that the sample leaves without a grid, for teaching.
const UNASSIGNED_CELLS: usize = 4;

/// The planes: consumers and business customers.
pub fn planes() -> [Plane; 2] {
    [Plane::new("公众", &["区县", "主网格", "子网格"]), Plane::new("政企", &["区县", "政企网格"])]
}

/// Grids, and for every cell the code of its leaf grid in both planes.
#[derive(Debug)]
pub struct Trees {
    /// All grids, parents first.
    pub grids: Vec<GridSeed>,
    /// Leaf grid of each cell in the planes, empty where unassigned.
    pub leaves: Vec<[String; 2]>,
}

struct Planter<'a> {
    land: &'a Land,
    plots: &'a Plots,
    random: Random,
    grids: Vec<GridSeed>,
    leaves: Vec<[String; 2]>,
}

/// Plants both trees.
pub fn trees(seed: u64, land: &Land, plots: &Plots) -> Trees {
    let mut planter = Planter {
        land,
        plots,
        random: Random::new(seed, 4),
        grids: Vec::new(),
        leaves: vec![[const { String::new() }; 2]; plots.rows.len()],
    };
    let towns = town_units(land, plots);
    for district in 0..DISTRICTS.len() {
        planter.plant_district(district, &towns);
    }
    planter.add_teaching_cases();
    Trees { grids: planter.grids, leaves: planter.leaves }
}

/// Townships as units: users as weight, neighbours where their cells meet.
fn town_units(land: &Land, plots: &Plots) -> Vec<Unit> {
    let mut units: Vec<Unit> = land.towns.iter().map(|town| Unit { place: town.place, kin: town.district as u32, ..Unit::default() }).collect();
    let mut near = vec![BTreeSet::new(); units.len()];
    for (plot, unit) in plots.rows.iter().zip(&plots.units) {
        units[plot.town].weight += plot.users;
        near[plot.town].extend(unit.neighbours.iter().map(|&n| plots.rows[n as usize].town as u32).filter(|&n| n != plot.town as u32));
    }
    for (unit, near) in units.iter_mut().zip(near) {
        unit.neighbours = near.into_iter().collect();
    }
    units
}

impl Planter<'_> {
    fn plant_district(&mut self, district: usize, towns: &[Unit]) {
        let facts = &DISTRICTS[district];
        let cells: Vec<usize> = (0..self.plots.rows.len()).filter(|&c| self.land.towns[self.plots.rows[c].town].district == district).collect();
        for plane in 0..2 {
            self.add_grid(plane, facts.code.to_owned(), self.land.names[district].clone(), 0, None, &cells);
        }
        let (mut mains, mut leaves) = (0, 0);
        for (is_town, count) in [(true, facts.town_centres), (false, facts.rural_centres)] {
            let of_kind = |&t: &usize| self.land.towns[t].district == district && (facts.is_urban() || self.land.towns[t].is_urban == is_town);
            let members: Vec<usize> = (0..towns.len()).filter(of_kind).collect();
            if count == 0 || members.is_empty() {
                continue;
            }
            let labels = group(&graph::subset(towns, &members), count);
            for label in 0..count as u32 {
                let own: BTreeSet<usize> = members.iter().zip(&labels).filter(|(_, l)| **l == label).map(|(t, _)| *t).collect();
                if !own.is_empty() {
                    mains += 1;
                    self.plant_main(district, mains, &mut leaves, is_town, &own);
                }
            }
        }
        self.plant_business(district, &cells);
    }

    fn plant_main(&mut self, district: usize, number: usize, leaves: &mut usize, is_town: bool, towns: &BTreeSet<usize>) {
        let facts = &DISTRICTS[district];
        let cells: Vec<usize> = (0..self.plots.rows.len()).filter(|&c| towns.contains(&self.plots.rows[c].town)).collect();
        let code = format!("{}-M{number}", facts.letters);
        let first = towns.iter().max_by_key(|&&t| self.land.towns[t].villages.len()).map_or("", |&t| self.land.towns[t].name);
        let name = match (facts.is_urban(), is_town) {
            (true, _) => format!("{}营销部{}片区", facts.short, short_name(first)),
            (false, true) => format!("{}城区{}片区", facts.short, short_name(first)),
            (false, false) => format!("{}{}区域中心", facts.short, short_name(first)),
        };
        self.add_grid(0, code.clone(), name, 1, Some(facts.code.to_owned()), &cells);
        let users: i64 = cells.iter().map(|&c| self.plots.rows[c].users).sum();
        let count = ((users + LEAF_USERS / 2) / LEAF_USERS).max(1) as usize;
        let labels = group(&graph::subset(&self.plots.units, &cells), count);
        for label in 0..count as u32 {
            let own: Vec<usize> = cells.iter().zip(&labels).filter(|(_, l)| **l == label).map(|(c, _)| *c).collect();
            if own.is_empty() {
                continue;
            }
            *leaves += 1;
            let leaf = format!("{}-{leaves:02}", facts.letters);
            let name = self.leaf_name(&own);
            self.add_grid(0, leaf.clone(), name, 2, Some(code.clone()), &own);
            for cell in own {
                self.leaves[cell][0].clone_from(&leaf);
            }
        }
    }

    fn plant_business(&mut self, district: usize, cells: &[usize]) {
        let facts = &DISTRICTS[district];
        let users: i64 = cells.iter().map(|&c| self.plots.rows[c].users).sum();
        let count = ((users + BUSINESS_USERS / 2) / BUSINESS_USERS).max(1) as usize;
        let labels = group(&graph::subset(&self.plots.units, cells), count);
        for label in 0..count as u32 {
            let own: Vec<usize> = cells.iter().zip(&labels).filter(|(_, l)| **l == label).map(|(c, _)| *c).collect();
            if own.is_empty() {
                continue;
            }
            let code = format!("ZQ-{}-{}", facts.letters, label + 1);
            let name = format!("{}政企{}网格", facts.short, label + 1);
            self.add_grid(1, code.clone(), name, 1, Some(facts.code.to_owned()), &own);
            for cell in own {
                self.leaves[cell][1].clone_from(&code);
            }
        }
    }

    fn add_grid(&mut self, plane: usize, code: String, name: String, level: u8, parent: Option<String>, cells: &[usize]) {
        let users: i64 = cells.iter().map(|&c| self.plots.rows[c].users).sum();
        let is_leaf = usize::from(level) + 1 == if plane == 0 { 3 } else { 2 };
        // Business customers are few: a manager there covers the users of a larger area.
        let per_manager = if plane == 0 { MANAGER_USERS } else { 6 * MANAGER_USERS };
        let managers = if is_leaf { ((users + per_manager - 1) / per_manager).max(1) as u32 } else { 0 };
        let leader = person(&mut self.random);
        let name = self.unused_name(plane, level, name);
        self.grids.push(GridSeed { plane, code, name, level, parent, managers, leader });
    }

    /// The name, with a number where another grid of the level has it already.
    fn unused_name(&self, plane: usize, level: u8, name: String) -> String {
        let is_used = |name: &str| self.grids.iter().any(|grid| grid.plane == plane && grid.level == level && grid.name == name);
        (1..=self.grids.len() + 1).map(|k| if k == 1 { name.clone() } else { format!("{name}{k}") }).find(|name| !is_used(name)).unwrap_or(name)
    }

    /// A grid is called after the township most of its users live in.
    fn leaf_name(&self, cells: &[usize]) -> String {
        let mut users: BTreeMap<usize, i64> = BTreeMap::new();
        for &c in cells {
            *users.entry(self.plots.rows[c].town).or_default() += self.plots.rows[c].users;
        }
        let town = users.iter().max_by_key(|&(town, users)| (*users, std::cmp::Reverse(*town))).map_or(0, |(town, _)| *town);
        format!("{}网格", short_name(self.land.towns[town].name))
    }

    /// One problem of each kind to find: cells without a grid, a grid in two parts, a team with too few managers. Each
    /// in another main grid, so that they do not touch.
    fn add_teaching_cases(&mut self) {
        let mut members: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (cell, leaf) in self.leaves.iter().enumerate() {
            members.entry(leaf[0].clone()).or_default().insert(cell);
        }
        let codes: Vec<String> = members.keys().cloned().collect();
        let step = codes.len() / (UNASSIGNED_CELLS + 2).max(1);
        for code in codes.iter().skip(step / 2).step_by(step.max(1)).take(UNASSIGNED_CELLS) {
            let own = &members[code];
            if let Some(cell) = own.iter().copied().find(|&cell| own.len() > 4 && self.can_leave(own, cell)) {
                self.leaves[cell][0].clear();
            }
        }
        let rest = &codes[(codes.len() * 2 / 3).min(codes.len())..];
        if let Some((cell, to)) = rest.iter().find_map(|code| self.stray(&members, code)) {
            self.leaves[cell][0] = to;
        }
        let users = |code: &String| members[code].iter().map(|&c| self.plots.rows[c].users).sum::<i64>();
        if let Some(code) = codes.iter().rev().find(|code| users(code) > 2 * MANAGER_USERS) {
            self.grids.iter_mut().filter(|grid| grid.plane == 0 && grid.code == *code).for_each(|grid| grid.managers = 1);
        }
    }

    fn can_leave(&self, own: &BTreeSet<usize>, cell: usize) -> bool {
        let mut rest = own.clone();
        rest.remove(&cell);
        !rest.is_empty() && graph::is_connected(&self.plots.units, &rest)
    }

    /// A cell of this grid that can leave it, and another grid of the same main grid that it does not touch.
    fn stray(&self, members: &BTreeMap<String, BTreeSet<usize>>, code: &str) -> Option<(usize, String)> {
        let parent = |code: &str| self.grids.iter().find(|grid| grid.plane == 0 && grid.code == code)?.parent.clone();
        let own = &members[code];
        let siblings: Vec<&String> = members.keys().filter(|other| *other != code && parent(other) == parent(code)).collect();
        for &cell in own {
            let is_whole = own.len() > 4 && self.can_leave(own, cell) && own.iter().all(|&c| !self.leaves[c][0].is_empty());
            let touches = |grid: &str| self.plots.units[cell].neighbours.iter().any(|&n| self.leaves[n as usize][0] == grid);
            if let Some(to) = siblings.iter().find(|to| is_whole && !touches(to)) {
                return Some((cell, (*to).clone()));
            }
        }
        None
    }
}

/// A township's name without the word for what it is.
pub fn short_name(name: &str) -> &str {
    if name == "新乡化学与物理电源产业园区" {
        return "电源产业园";
    }
    ["街道", "镇", "乡"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}
