//! Small instances and the best of all their plans.

use crate::siting::random::Random;
use crate::siting::{CostMatrix, Metric, Rules, straight_matrix};

/// A small instance: places in a square of 100, whole weights.
#[derive(Debug)]
pub(in crate::siting) struct Small {
    pub(in crate::siting) sites: Vec<[f64; 2]>,
    pub(in crate::siting) weights: Vec<f64>,
    pub(in crate::siting) matrix: CostMatrix,
}

pub(in crate::siting) fn small(seed: u64, n: usize, m: usize) -> Small {
    let mut random = Random::new(seed);
    let mut places = |n: usize| -> Vec<[f64; 2]> { (0..n).map(|_| [random.below(101) as f64, random.below(101) as f64]).collect() };
    let (places, sites) = (places(n), places(m));
    let weights = (0..n).map(|_| (1 + random.below(9)) as f64).collect();
    let matrix = straight_matrix(&places, &sites, Metric::EuclidFloor, None).unwrap();
    Small { sites, weights, matrix }
}

/// Every plan that follows the rules: kept outlets and any number of others up to the most.
pub(in crate::siting) fn plans(rules: &Rules, m: usize) -> Vec<Vec<u32>> {
    (0u32..1 << m).map(|bits| (0..m as u32).filter(|site| bits >> site & 1 == 1).collect::<Vec<u32>>()).filter(|plan| rules.allow(plan)).collect()
}

/// The cost of the nearest site of a plan.
pub(in crate::siting) fn nearest(matrix: &CostMatrix, demand: usize, plan: &[u32]) -> Option<f64> {
    plan.iter().filter_map(|site| matrix.cost(demand, *site as usize)).map(f64::from).min_by(f64::total_cmp)
}

/// The least weighted cost of all plans.
pub(in crate::siting) fn least_cost(small: &Small, rules: &Rules, unserved: Option<f64>) -> Option<f64> {
    let cost = |plan: &Vec<u32>| -> Option<f64> {
        (0..small.weights.len()).map(|demand| nearest(&small.matrix, demand, plan).map_or(unserved, |cost| Some(unserved.map_or(cost, |most| cost.min(most)))).map(|cost| cost * small.weights[demand])).sum()
    };
    plans(rules, small.sites.len()).iter().filter_map(cost).min_by(f64::total_cmp)
}

/// The most that plans are worth when so many coverings are worth so much.
pub(in crate::siting) fn most_covered(small: &Small, rules: &Rules, limit: f64, worth: &[f64]) -> f64 {
    let value = |plan: &Vec<u32>| -> f64 {
        let count = |demand: usize| plan.iter().filter(|site| small.matrix.cost(demand, **site as usize).is_some_and(|cost| f64::from(cost) <= limit)).count();
        (0..small.weights.len()).map(|demand| small.weights[demand] * worth[count(demand).min(worth.len() - 1)]).sum()
    };
    plans(rules, small.sites.len()).iter().map(value).fold(f64::NEG_INFINITY, f64::max)
}
