//! Cells: the land around each village or community, cut by roads and rivers.

use super::facts::DISTRICTS;
use super::land::{Land, pull};
use super::roads::Network;
use crate::samples::graph;
use crate::samples::ground::distance;
use crate::samples::growth::{Seed, Unit, grow, untie};
use crate::samples::mesh::NONE;
use crate::samples::random::Random;

/// A cell before it has a code.
#[derive(Clone, Debug)]
pub struct Plot {
    /// Name of the village or community.
    pub name: String,
    /// Index into [`Land::towns`].
    pub town: usize,
    /// Centre of the settlement, in metres.
    pub place: [f64; 2],
    /// Residents.
    pub population: i64,
    /// Users, as the market share of its township wants them.
    pub users: i64,
}

/// All cells, the label of each triangle, and which cell borders which.
#[derive(Debug)]
pub struct Plots {
    /// Cells, by township.
    pub rows: Vec<Plot>,
    /// Cell of each triangle of the land's mesh.
    pub labels: Vec<u32>,
    /// Neighbours, users as weight and township as kin.
    pub units: Vec<Unit>,
}

impl Plots {
    /// Settles the land and smooths its mesh.
    pub fn new(seed: u64, land: &mut Land, network: &Network) -> Self {
        let towns = town_of_triangles(land, network);
        let mut random = Random::new(seed, 3);
        let (mut plots, seeds) = settle(land, &towns, &mut random);
        let mut labels = grow(&land.mesh, &seeds, &towns, |edge| network.toll(edge));
        fill_left_over(land, &mut labels);
        untie(&land.mesh, &mut labels, &land.district_of);
        let mut is_fixed = vec![false; land.mesh.vertices.len()];
        for &(a, b) in &land.borders {
            is_fixed[a as usize] = true;
            is_fixed[b as usize] = true;
        }
        land.mesh.smooth(&labels, &network.lines(), &is_fixed, 6);
        people(land, &mut plots, &mut random);
        let mut units = graph::units(&land.mesh, &labels, plots.len());
        for (unit, plot) in units.iter_mut().zip(&plots) {
            unit.weight = plot.users;
            unit.kin = plot.town as u32;
        }
        Self { rows: plots, labels, units }
    }
}

/// Township of each triangle.
fn town_of_triangles(land: &Land, network: &Network) -> Vec<u32> {
    let mut seeds: Vec<Seed> = Vec::new();
    for town in &land.towns {
        let inside = (0..land.mesh.triangles.len() as u32).filter(|&t| land.district_of[t as usize] == town.district as u32);
        let far = |t: u32| distance(land.mesh.centre(t), town.place);
        let triangle = inside.min_by(|&a, &b| far(a).total_cmp(&far(b))).unwrap_or(0);
        seeds.push(Seed { triangle, place: town.place, pull: pull(town) });
    }
    grow(&land.mesh, &seeds, &land.district_of, |edge| 0.7 * network.toll(edge))
}

/// Gives each township its settlements, spread evenly but closer towards the centre.
fn settle(land: &Land, towns: &[u32], random: &mut Random) -> (Vec<Plot>, Vec<Seed>) {
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); land.towns.len()];
    for (t, &town) in towns.iter().enumerate() {
        if town != NONE {
            members[town as usize].push(t as u32);
        }
    }
    let (mut plots, mut seeds) = (Vec::new(), Vec::new());
    for (index, town) in land.towns.iter().enumerate() {
        let own = &members[index];
        let count = town.cells.min(own.len() / 12).max(1);
        let mut chosen: Vec<(u32, [f64; 2], f64)> = Vec::new();
        let mut sums = Vec::with_capacity(own.len());
        let mut total = 0u64;
        for &t in own {
            total += land.mesh.area(t) as u64 + 1;
            sums.push(total);
        }
        for number in 0..count {
            let mut best: Option<(f64, u32, [f64; 2], f64)> = None;
            for _ in 0..if number == 0 { 1 } else { 24 } {
                let triangle = own[sums.partition_point(|&sum| sum <= random.below(total)).min(own.len() - 1)];
                let at = land.mesh.centre(triangle);
                let crowding = 0.55 + 0.9 * (distance(at, town.place) / town.size).min(1.0);
                let apart = chosen.iter().map(|other| distance(at, other.1) / (crowding + other.2)).fold(f64::MAX, f64::min);
                if best.is_none_or(|best| apart > best.0) && chosen.iter().all(|other| other.0 != triangle) {
                    best = Some((apart, triangle, at, crowding));
                }
            }
            let Some((_, triangle, place, crowding)) = best else { continue };
            chosen.push((triangle, place, crowding));
            seeds.push(Seed { triangle, place, pull: crowding });
            plots.push(Plot { name: plot_name(&town.villages, number, count), town: index, place, population: 0, users: 0 });
        }
    }
    (plots, seeds)
}

/// The real name of the settlement with this number, taken evenly from the list; parts get a letter where the list is
/// too short.
fn plot_name(villages: &[&str], number: usize, count: usize) -> String {
    if count <= villages.len() {
        return villages[number * villages.len() / count].to_owned();
    }
    let parts = count.div_ceil(villages.len());
    let letter = char::from(b'A' + (number % parts) as u8);
    format!("{}{letter}片", villages[number / parts % villages.len()])
}

/// Gives triangles that roads or borders cut off from every seed to a neighbouring cell of the same district.
fn fill_left_over(land: &Land, labels: &mut [u32]) {
    loop {
        let mut is_done = true;
        for t in 0..labels.len() {
            if labels[t] != NONE {
                continue;
            }
            let near = land.mesh.neighbours[t].iter().filter(|&&n| n != NONE && land.district_of[n as usize] == land.district_of[t]);
            if let Some(label) = near.map(|&n| labels[n as usize]).find(|&label| label != NONE) {
                labels[t] = label;
                is_done = false;
            }
        }
        if is_done {
            break;
        }
    }
}

/// Spreads the published residents over cells, and users by a market share that differs between townships.
fn people(land: &Land, plots: &mut [Plot], random: &mut Random) {
    let market: Vec<i64> = land.towns.iter().map(|_| random.between(85, 115)).collect();
    for (district, facts) in DISTRICTS.iter().enumerate() {
        let members: Vec<usize> = (0..plots.len()).filter(|&p| land.towns[plots[p].town].district == district).collect();
        let weight = |plot: &Plot| {
            let town = &land.towns[plot.town];
            let size = match (town.is_urban, facts.is_urban()) {
                (true, true) => 40,
                (true, false) => 30,
                (false, _) => 18,
            };
            // A township with more villages than cells has larger cells' populations to match.
            size * (town.villages.len().max(town.cells) * 10 / town.cells.max(1)) as i64
        };
        let weights: Vec<i64> = members.iter().map(|&p| weight(&plots[p]) * random.between(70, 135)).collect();
        let share = 200 + random.between(0, 150);
        let demand: Vec<i64> = members.iter().zip(&weights).map(|(&p, w)| w * market[plots[p].town]).collect();
        let residents = shares(facts.population, &weights);
        let users = shares(facts.population * share / 1000, &demand);
        for ((&p, residents), users) in members.iter().zip(residents).zip(users) {
            plots[p].population = residents;
            plots[p].users = users;
        }
    }
}

/// Divides a whole number by weights, exactly.
pub fn shares(total: i64, weights: &[i64]) -> Vec<i64> {
    let all: i128 = weights.iter().map(|&w| i128::from(w)).sum::<i128>().max(1);
    let (mut sum, mut given) = (0i128, 0i128);
    let part = |&weight: &i64| {
        sum += i128::from(weight);
        let end = i128::from(total) * sum / all;
        let part = end - given;
        given = end;
        part as i64
    };
    weights.iter().map(part).collect()
}
